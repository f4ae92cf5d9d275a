"""What stands in the directory of an atlas: a line for every page, written before the page."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from freedomdata.errors import FreedomDataError
from freedomdata.paths import LEFT_OVER

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

__all__ = ["JOURNAL", "Page", "is_whole", "note_page", "open_journal", "rewrite_journal"]

#: A directory with it is an atlas: it names the pages that are ours, and how they were made.
JOURNAL = "atlas.jsonl"
_HEAD = '{"made_by": "freedomdata atlas"}\n'


@dataclass(frozen=True, slots=True)
class Page:
    """A page that was drawn: whom it shows, what it was made with, its bytes, what it says."""

    file: str
    country_id: str
    country: str
    made_with: str
    sha256: str
    width: int
    height: int
    alt_text: str


def open_journal(directory: Path) -> dict[str, Page]:
    """Return the pages of a directory by file name; begin the journal of a new or empty one."""
    journal = directory / JOURNAL
    if directory.exists() and not directory.is_dir():
        raise FreedomDataError(f"{directory} is a file: an atlas is a directory, or one .pdf file")
    if not journal.exists():
        if directory.is_dir() and any(not f.name.startswith(".") for f in directory.iterdir()):
            raise FreedomDataError(
                f"{directory} holds other files, and no atlas: give a new or empty directory"
            )
        directory.mkdir(parents=True, exist_ok=True)
        rewrite_journal(directory, ())
    head, *lines = journal.read_text(encoding="utf-8", errors="replace").splitlines(keepends=True)
    if head != _HEAD:
        raise FreedomDataError(f"{journal} is not of freedomdata: give another directory")
    pages = {page.file: page for line in lines if (page := _read_line(line))}
    if lines and not lines[-1].endswith("\n"):  # cut off by a kill: the next line begins anew
        rewrite_journal(directory, pages.values())
    return pages


def note_page(directory: Path, page: Page) -> None:
    """Write down a page that will be moved into place next."""
    with (directory / JOURNAL).open("a", encoding="utf-8") as journal:
        journal.write(_spell_line(page))


def rewrite_journal(directory: Path, pages: Iterable[Page]) -> None:
    """Write the journal anew, a line for each page, whatever the order they were drawn in."""
    draft = directory / f"{LEFT_OVER}{JOURNAL}"
    draft.write_text("".join([_HEAD, *map(_spell_line, pages)]), encoding="utf-8", newline="\n")
    draft.replace(directory / JOURNAL)


def is_whole(directory: Path, page: Page) -> bool:
    """Whether a page is there, byte for byte as it was drawn."""
    path = directory / page.file
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == page.sha256


def _spell_line(page: Page) -> str:
    return f"{json.dumps(asdict(page), ensure_ascii=False)}\n"


def _read_line(line: str) -> Page | None:
    """Return the page that a line tells of; None for one that was cut off."""
    try:
        return Page(**json.loads(line))
    except (TypeError, ValueError):
        return None
