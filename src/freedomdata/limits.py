"""
The most that files from outside may hold: one table, held against every file that is read.

A file is refused in a sentence before anything of its size is asked of the machine. The numbers
are far above every real file and far below what would stop a computer. Bytes and JSON are read
here, tables in :mod:`freedomdata.sources.formats`.
"""

from __future__ import annotations

import errno
import json
import math
import os
import stat
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from freedomdata.errors import SourceError, brief

__all__ = [
    "DESCRIPTOR_FILE",
    "JOURNAL_FILE",
    "OWN_TABLE",
    "PARQUET_TABLE",
    "PUBLISHED_FILE",
    "Limits",
    "check_kind",
    "describe",
    "find_target",
    "hold",
    "parse_json",
    "read_file",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """
    The most that a file of one kind may hold.

    Rows, columns and cells are those of one sheet or table, from its first cell to the last that
    holds anything; the cells are those of all sheets of a workbook, too.
    """

    reason: str  # what the largest real files of the kind hold, as a message says it
    bytes: int
    unpacked: int = 0  # bytes of all parts of a workbook
    parts: int = 0  # files inside a workbook
    sheets: int = 0
    rows: int = 0
    columns: int = 0
    cells: int = 0
    lines: int = 0  # of a text, empty ones at its end counted in
    letters: int = 0  # of one cell
    text: int = 0  # letters of all cells of a sheet: a workbook may keep one text for many
    depth: int = 0  # lists and objects inside each other, in JSON


#: What `ingest` and `build` read.
PUBLISHED_FILE = Limits(
    reason="published files have up to 3,000 rows or 2,000 columns",
    bytes=50_000_000,  # the largest published file at hand has 2.4 million
    unpacked=200_000_000,  # the largest at hand has 13 million
    parts=2_000,
    sheets=300,  # the largest has 20
    rows=100_000,  # 200 countries over 250 years, twice
    columns=3_000,  # the Quality of Government data have 2,000
    cells=5_000_000,
    lines=1_100_000,  # Excel has 1,048,576 rows, and exports them all
    letters=100_000,  # Excel itself takes 32,767
    text=100_000_000,
    depth=20,  # an object of objects has 2
)

#: Somebody's own table, which `match` reads.
OWN_TABLE = Limits(
    reason="divide the table, or match a table of its names alone",
    bytes=300_000_000,
    rows=5_000_000,
    columns=20_000,
    cells=20_000_000,  # these take half a minute and 3 GB
    lines=6_000_000,
    letters=10_000_000,
)

#: The descriptor of a data directory.
DESCRIPTOR_FILE = Limits(
    reason="one written by freedomdata has 150,000 bytes",
    bytes=20_000_000,
    depth=20,  # ours has 6
)

#: The journal of an atlas, a line of JSON for each page; and the page that shows all.
JOURNAL_FILE = Limits(
    reason="one written by freedomdata has a line for each of 250 countries",
    bytes=20_000_000,
    rows=10_000,
    letters=100_000,
    depth=20,  # ours has 1
)

#: A Parquet table of a data directory.
PARQUET_TABLE = Limits(
    reason="the longest written by freedomdata has 300,000 rows",
    bytes=500_000_000,
    rows=10_000_000,
    columns=200,
    cells=100_000_000,
)

#: What a path may lead to.
_KINDS = (
    (stat.S_ISREG, "a file"),
    (stat.S_ISDIR, "a directory"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)

_NOUNS = {
    "unpacked": "bytes unpacked",
    "parts": "files inside",
    "letters": "letters in a cell",
    "text": "letters in all cells",
}


def hold(limits: Limits, where: str, **found: int) -> None:
    """Refuse a file with more rows, columns, cells ... than it may have, named by `where`."""
    for what, number in found.items():
        most: int = getattr(limits, what)
        if number > most:
            raise SourceError(
                f"{where}: {number:,} {_NOUNS.get(what, what)}; the most that is read is {most:,} "
                f"({limits.reason})"
            )


def read_file(path: str | os.PathLike[str], limits: Limits, what: str = "file") -> bytes:
    """Return the bytes of a file, provided that it is one, can be read and is not too large."""
    file = Path(path)
    try:
        found = file.stat()
        if not stat.S_ISREG(found.st_mode):
            raise SourceError(f"{file} is {describe(file)}: give a {what}")
        hold(limits, str(file), bytes=found.st_size)
        with file.open("rb") as opened:
            content = opened.read(limits.bytes + 1)  # some say that they are empty, and are not
    except (OSError, ValueError) as error:
        if isinstance(error, SourceError):
            raise
        raise SourceError(_describe_unreadable(file, error, what)) from None
    hold(limits, str(file), bytes=len(content))
    return content


def _describe_unreadable(file: Path, error: OSError | ValueError, what: str) -> str:
    """Explain why a path cannot be read."""
    if kind := "" if isinstance(error, PermissionError) else describe(file):
        return f"{file} is {kind}: give a {what}"
    if isinstance(error, FileNotFoundError):
        return f"{file} does not exist: give a {what}"
    if isinstance(error, OSError) and error.errno is not None:
        return f"{file} cannot be read: {error.strerror}"
    return f"{file} cannot be read, as it is no name of a file: {error}"


def describe(path: Path) -> str:
    """Return what a path leads to, such as ``a pipe``; nothing if that does not exist."""
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):
        if _is_loop(path):
            return "a link that leads back to itself"
        is_link = os.path.islink(path)  # noqa: PTH114 (never raises)
        return f"a link to {path.readlink()}, which does not exist" if is_link else ""
    return next((kind for test, kind in _KINDS if test(mode)), "something else")


def check_kind(directory: Path, what: str = "directory") -> None:
    """Make sure that a path leads to a directory, if it leads to anything."""
    if (kind := describe(directory)) not in ("", "a directory"):
        raise SourceError(f"{directory} is {kind}: give a {what}")


def find_target(path: Path) -> Path:
    """Return where something that is to be written goes, behind all links."""
    if _is_loop(path):  # of which `resolve` says nothing from Python 3.13 on
        raise SourceError(f"{path} is a link that leads back to itself")
    try:
        return path.resolve()
    except (OSError, ValueError) as error:
        raise SourceError(f"{path} is no name of a file: {error}") from None


def _is_loop(file: Path) -> bool:
    """Whether links on the way to a file lead in a circle."""
    try:
        file.resolve(strict=True)
    except RuntimeError:  # until Python 3.12
        return True
    except OSError as error:
        return error.errno == errno.ELOOP
    except ValueError:
        return False
    return False


def parse_json(where: str, text: str | bytes, limits: Limits) -> Any:
    """
    Parse JSON of any origin; `where` names it.

    Refused is what is nested too deep, has a key twice in one object, or holds what is no number or
    no text.
    """
    try:
        value = json.loads(
            text,
            object_pairs_hook=_make_object,
            parse_constant=_refuse_constant,
            parse_int=_read_int,
            parse_float=_read_float,
        )
        _check_depth(value, limits.depth)
    except RecursionError:
        why = f"it is nested more than {limits.depth} deep"
        raise SourceError(f"{where} is no JSON: {why}") from None
    except UnicodeEncodeError as error:
        why = f"{brief(error.object)} holds half a letter"
        raise SourceError(f"{where} is no JSON: {why}") from None
    except ValueError as error:
        raise SourceError(f"{where} is no JSON: {error}") from None
    return value


def _make_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        ((twice, _),) = Counter(key for key, _ in pairs).most_common(1)
        raise ValueError(f"an object has the key {brief(twice)} twice")
    return found


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is no number")


def _read_int(text: str) -> int:
    if len(text) > _DIGITS:
        raise ValueError(f"{brief(text)} is too long a number")
    return int(text)


_DIGITS = 30  # of a number in JSON; larger ones are no values of anything


def _read_float(text: str) -> float:
    if math.isinf(number := float(text)):
        raise ValueError(f"{brief(text)} is too large a number")
    return number


def _check_depth(value: Any, most: int) -> None:
    """Go through every text, list and object, level by level, and no deeper than they may go."""
    level = [value]
    for _ in range(most + 1):
        inner: list[Any] = []
        for one in level:
            if isinstance(one, str):
                one.encode()  # fails on half a letter
            elif isinstance(one, dict):
                inner += [*one, *one.values()]
            elif isinstance(one, list):
                inner += one
        if not inner:
            return
        level = inner
    raise RecursionError
