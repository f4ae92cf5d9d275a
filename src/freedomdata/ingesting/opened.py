"""
The cells of a file of any format, told by its first bytes and never by its name.

Of text nobody says what stands between the cells: it is divided by each delimiter there is.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from freedomdata.errors import SourceError
from freedomdata.ingesting.read import open_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from freedomdata.ingesting.read import Grid

__all__ = ["Sheets", "open_sheets"]

_ENCODINGS = ("utf-8-sig", "cp1252")
_DELIMITERS = ",;\t|"
_WORKBOOKS = (b"PK", b"\xd0\xcf\x11\xe0")  # xlsx, xlsb and ods; xls
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
#: What people save under the name of a table, by its first bytes.
_OTHERS = {
    b"%pdf": "a PDF",
    b"<!doctype html": "a web page",
    b"<html": "a web page",
    b"<?xml": "XML",
    b"\x89png": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"gif8": "a picture",
    b"\x1f\x8b": "a compressed file: unpack it",
}

Sheets = list[tuple[str | None, list["Grid"]]]


def open_sheets(name: str, content: bytes) -> Sheets:
    """
    Return the cells of every sheet of a file; of text, as each delimiter would divide it.

    Raises
    ------
    SourceError
        If the content is neither a workbook nor JSON nor text.
    """
    if not content.strip():
        raise SourceError(f"{name} is empty")
    start = content[:64].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if what := next((what for mark, what in _OTHERS.items() if start.startswith(mark)), None):
        raise SourceError(f"{name} is {what}, no workbook, CSV or JSON")
    if content.startswith(_WORKBOOKS):
        return _open_workbook(name, content)
    if start[:1] in (b"{", b"["):
        return [(None, [open_json(name, content)])]
    if b"\0" in content[:4096] and not content.startswith(_UTF16):
        raise SourceError(f"{name} is no workbook, CSV or JSON")
    text = _decode(name, content).replace("\r\r\n", "\n")
    return [(None, list(_divide(text)))]


def _open_workbook(name: str, content: bytes) -> Sheets:
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415 (import on use)

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return [
            (sheet, [book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)])
            for sheet in book.sheet_names
        ]
    except CalamineError as error:
        raise SourceError(
            f"{name} is no workbook that can be read ({error}): it is damaged, or has a password"
        ) from None


def _decode(name: str, content: bytes) -> str:
    encodings = ("utf-16",) if content.startswith(_UTF16) else _ENCODINGS
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SourceError(f"{name} is no workbook, CSV or JSON: it is neither UTF-8 nor Windows text")


def _divide(text: str) -> Iterator[Grid]:
    for delimiter in _DELIMITERS:
        try:
            rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
        except csv.Error:
            continue
        width = max(map(len, rows), default=0)
        if width > 1:
            yield [[*row, *[""] * (width - len(row))] for row in rows]
