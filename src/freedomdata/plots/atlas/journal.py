"""What is in the directory of an atlas: a line for every page, written before the page."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, get_args

from freedomdata.choices import Ending
from freedomdata.errors import FreedomDataError, SourceError, brief
from freedomdata.limits import JOURNAL_FILE, parse_json
from freedomdata.writing import replacing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

__all__ = [
    "JOURNAL",
    "Page",
    "check_directory",
    "note_page",
    "open_journal",
    "rewrite_journal",
]

#: A directory with it is an atlas: it names the pages that are ours, and how they were made.
JOURNAL = "atlas.jsonl"
_HEAD = '{"made_by": "freedomdata atlas"}'


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


def check_directory(directory: Path) -> None:
    """Refuse a directory that is neither new, nor empty, nor an atlas."""
    journal = directory / JOURNAL
    if directory.exists() and not directory.is_dir():
        raise FreedomDataError(f"{directory} is a file: an atlas is a directory, or one .pdf file")
    if journal.is_symlink() or (journal.exists() and not journal.is_file()):
        raise FreedomDataError(f"{journal} is not of freedomdata: give another directory")
    held = directory.iterdir() if directory.is_dir() and not journal.exists() else ()
    if any(not file.name.startswith(".") for file in held):
        raise FreedomDataError(
            f"{directory} holds other files, and no atlas: give a new or empty directory"
        )


def open_journal(directory: Path) -> list[Page]:
    """
    Return the pages that were drawn in a directory, in the order in which they were.

    A page that was drawn again is there again. The journal of a new or empty directory is begun.
    """
    check_directory(directory)
    journal = directory / JOURNAL
    if not journal.exists():
        rewrite_journal(directory, ())
    is_small = journal.stat().st_size <= JOURNAL_FILE.bytes
    text = journal.read_text(encoding="utf-8", errors="replace") if is_small else ""
    head, *lines = text.split("\n")
    if head != _HEAD:
        raise FreedomDataError(f"{journal} is not of freedomdata: give another directory")
    *whole, rest = lines or [""]
    pages = [_read_line(line, f"{journal}, line {n}") for n, line in enumerate(whole, 2)]
    if rest:  # cut off by a kill: the next line begins anew
        rewrite_journal(directory, pages)
    return pages


def note_page(directory: Path, page: Page) -> None:
    """Write down a page that will be moved into place next."""
    with (directory / JOURNAL).open("a", encoding="utf-8", newline="\n") as journal:
        journal.write(_format_line(page))


def rewrite_journal(directory: Path, pages: Iterable[Page]) -> None:
    """Write the journal anew, a line for each page."""
    with replacing(directory / JOURNAL) as draft:
        text = "".join([f"{_HEAD}\n", *map(_format_line, pages)])
        draft.write_text(text, encoding="utf-8", newline="\n")


def _format_line(page: Page) -> str:
    return f"{json.dumps(asdict(page), ensure_ascii=False)}\n"


def _is_line(value: Any) -> bool:
    """Whether a value is text without control characters, and can be written."""
    return isinstance(value, str) and not {"Cc", "Cs"} & {*map(unicodedata.category, value)}


def _is_size(value: Any) -> bool:
    return type(value) is int and 0 < value < 100_000  # noqa: PLR2004 (pixels)


def _matches(pattern: str) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and re.fullmatch(pattern, value) is not None


_FILE = rf"[A-Z]{{3}}-[a-z0-9-]{{1,100}}\.({'|'.join(get_args(Ending))})"

#: What a line says of a page, and what that may be.
_PARTS: dict[str, tuple[Callable[[Any], bool], str]] = {
    "file": (_matches(_FILE), "the name of a page such as 'CHN-china.svg'"),
    "country_id": (_matches("[A-Z]{3}"), "an id such as 'CHN'"),
    "country": (_is_line, "a name"),
    "made_with": (_is_line, "one line of text"),
    "sha256": (_matches("[0-9a-f]{64}"), "64 hex digits"),
    "width": (_is_size, "a number of pixels"),
    "height": (_is_size, "a number of pixels"),
    "alt_text": (_is_line, "one line of text"),
}


def _read_line(line: str, where: str) -> Page:
    """Return the page that a line describes, or refuse what no page of ours can be."""
    try:
        said = parse_json(where, line, JOURNAL_FILE)
    except SourceError:
        said = None
    if not isinstance(said, dict) or said.keys() != _PARTS.keys():
        raise FreedomDataError(
            f"{where} describes no page, but is {brief(line)}: give another directory"
        )
    for name, (is_right, expected) in _PARTS.items():
        if not is_right(said[name]):
            raise FreedomDataError(
                f"{where}: {name} is {brief(said[name])}, where {expected} is expected: give "
                "another directory"
            )
    return Page(**said)
