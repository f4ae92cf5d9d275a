"""Files and directories that are written whole or not at all, by one process at a time."""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
import tempfile
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from freedomdata.errors import FreedomDataError, SourceError
from freedomdata.limits import find_target

if TYPE_CHECKING:
    from collections.abc import Iterator

    from filelock import BaseFileLock

__all__ = [
    "BEFORE",
    "DRAFT",
    "begin_draft",
    "check_file",
    "clear_draft",
    "hash_file",
    "holds_draft",
    "lock",
    "replacing",
]

#: The file that a process locks while it writes to a directory.
LOCK = ".freedomdata.lock"

#: The directory inside it where a process keeps what is not yet in place; where that keeps copies
#: of what is replaced; and the file by which it is known to be ours.
DRAFT = ".freedomdata-draft"
BEFORE = "before"
_MARK = "made_by_freedomdata"

#: Seconds to wait for another process that writes to the same directory.
WAIT = 60.0

_log = logging.getLogger(__name__)


@contextmanager
def lock(directory: Path) -> Iterator[None]:
    """
    Make a directory if need be, and keep other writers out of it.

    The lock is the operating system's: it ends with the process, however that ends. Its file is
    removed, and so are directories that were made for nothing.

    Raises
    ------
    SourceError
        If another process goes on writing there.
    OSError
        If the directory cannot be made or written to.
    """
    made = _list_missing(directory)
    guard = _acquire(directory)
    try:
        yield
    finally:
        with suppress(OSError):  # Windows removes no file that is open
            (directory / LOCK).unlink()
        guard.release()
        with suppress(OSError):  # what is not empty stays
            for one in made:
                one.rmdir()


def _list_missing(directory: Path) -> list[Path]:
    """Return the directories that have to be made, the innermost first."""
    missing = []
    for one in (directory, *directory.parents):
        if one.exists():
            break
        missing.append(one)
    return missing


def _acquire(directory: Path) -> BaseFileLock:
    """Lock a directory, if need be after some waiting."""
    from filelock import FileLock, Timeout  # noqa: PLC0415 (import on use)

    path = directory / LOCK
    end, is_announced = time.monotonic() + WAIT, False
    while True:
        directory.mkdir(parents=True, exist_ok=True)  # whoever wrote to it may remove it
        if _has_content(path):
            raise SourceError(f"{path} is not of freedomdata: move it, or give another directory")
        guard = FileLock(path)
        try:
            guard.acquire(timeout=0.2)
        except FileNotFoundError:
            if not directory.is_dir() and time.monotonic() < end:
                continue
            raise
        except Timeout:
            if time.monotonic() >= end:
                raise SourceError(
                    f"another process has been writing to {directory} for more than {WAIT:.0f} "
                    "seconds: wait until it is done, or give another directory"
                ) from None
            if not is_announced:
                _log.info("another process is writing to %s: waiting for it", directory)
                is_announced = True
        else:
            return guard


def _has_content(path: Path) -> bool:
    """Whether a file is there and not empty; whoever locks it may remove it meanwhile."""
    try:
        return path.is_file() and path.stat().st_size > 0
    except FileNotFoundError:
        return False


def begin_draft(directory: Path) -> Path:
    """Return an empty directory inside one that is locked, for what is not yet in place."""
    clear_draft(directory)
    draft = directory / DRAFT
    draft.mkdir()
    (draft / _MARK).touch()
    return draft


def holds_draft(directory: Path) -> bool:
    """Whether a process has begun a draft in a directory, and not cleared it."""
    draft = directory / DRAFT
    return not draft.is_symlink() and (draft / _MARK).is_file()


def clear_draft(directory: Path) -> None:
    """
    Remove the draft in a directory that is locked, whoever left it.

    Raises
    ------
    SourceError
        If something of that name is not ours.
    """
    draft = directory / DRAFT
    if not os.path.lexists(draft):
        return
    is_empty = draft.is_dir() and not draft.is_symlink() and not any(draft.iterdir())
    if not is_empty and not holds_draft(directory):
        raise SourceError(f"{draft} is not of freedomdata: move it, or give another directory")
    for one in draft.iterdir():
        if one.is_dir() and not one.is_symlink():
            shutil.rmtree(one)
        elif one.name != _MARK:
            one.unlink()
    (draft / _MARK).unlink(missing_ok=True)  # the last: until then the rest is known as ours
    draft.rmdir()


def hash_file(path: Path) -> str | None:
    """Return the sha256 of a file, None where there is none; a link is none."""
    is_file = path.is_file() and not path.is_symlink()
    return hashlib.sha256(path.read_bytes()).hexdigest() if is_file else None


def check_file(path: Path) -> Path:
    """
    Return where a file is to be written: a link stays a link, what it leads to is replaced.

    Raises
    ------
    FreedomDataError
        If there is no directory for it, or something in its place that is no file.
    """
    target = find_target(path)
    if not target.parent.is_dir():
        raise FreedomDataError(f"there is no directory {path.parent} to save {path.name} in")
    if os.path.lexists(target) and not target.is_file():
        what = "directory" if target.is_dir() else "device, or a link that leads nowhere"
        raise FreedomDataError(f"{path} is a {what}: give the name of a file")
    return target


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """
    Give a file to write to that takes the place of `path` when all is written.

    Raises
    ------
    FreedomDataError
        If there is no directory for it, or something in its place that is no file.
    OSError
        If it cannot be written.
    """
    target = check_file(path)
    with tempfile.TemporaryDirectory(prefix=".freedomdata-", dir=target.parent) as directory:
        draft = Path(directory) / target.name
        yield draft
        if target.exists():
            shutil.copymode(target, draft)
        draft.replace(target)
