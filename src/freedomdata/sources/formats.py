"""
The cells of a file of any format, told by its first bytes and never by its name.

Of text nobody says what stands between the cells: it is divided by each delimiter there is.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from freedomdata.errors import SourceError
from freedomdata.limits import PUBLISHED_FILE, hold
from freedomdata.sources.extent import check_extent
from freedomdata.sources.files import open_json
from freedomdata.texts import divide

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

    from freedomdata.sources.files import Grid

__all__ = ["Sheets", "open_sheets"]

_ENCODINGS = ("utf-8-sig", "cp1252")
_DELIMITERS = ",;\t|"
_WORKBOOKS = (b"PK", b"\xd0\xcf\x11\xe0")  # xlsx, xlsb and ods; xls
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_UNPACK, _SAVE = "unpack it", "open it in a spreadsheet and save it as .xlsx"
#: What people save under the name of a table, by its first bytes, and what they can do.
_OTHERS = {
    b"%pdf": ("a PDF", ""),
    b"\x89png": ("a picture", ""),
    b"\xff\xd8\xff": ("a picture", ""),
    b"gif8": ("a picture", ""),
    b"\x1f\x8b": ("a compressed file", _UNPACK),
    b"bzh": ("a compressed file", _UNPACK),
    b"7z\xbc\xaf": ("a compressed file", _UNPACK),
    b"rar!": ("a compressed file", _UNPACK),
    b"\xfd7zxz": ("a compressed file", _UNPACK),
    b"\x28\xb5\x2f\xfd": ("a compressed file", _UNPACK),
    b"par1": ("a Parquet table", "save it as CSV"),
    b"sqlite": ("a database", "save a table of it as CSV"),
    b"<stata": ("a table of Stata", "save it as CSV"),
    b"{\\rtf": ("a text of a word processor", ""),
    b"<?xml": ("XML", _SAVE),
    b"<": ("a web page", _SAVE),
}

Sheets = list[tuple[str | None, list["Grid"]]]


def open_sheets(name: str, content: bytes) -> Sheets:
    """
    Return the cells of every sheet of a file; of text, as each delimiter would divide it.

    Raises
    ------
    SourceError
        If the content is neither a workbook nor JSON nor text, or is too large.
    """
    start = content[:64].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if not start and not content.strip(b"\xef\xbb\xbf \r\n\t"):
        raise SourceError(f"{name} is empty")
    if other := next((other for mark, other in _OTHERS.items() if start.startswith(mark)), None):
        what, advice = other
        more = f": {advice}" if advice else ""
        raise SourceError(f"{name} is {what}, no workbook, CSV or JSON{more}")
    if content.startswith(_WORKBOOKS):
        return _open_workbook(name, content)
    if start[:1] in (b"{", b"["):
        return [(None, [open_json(name, content)])]
    text = _decode(name, content).replace("\r\r\n", "\n")
    return [(None, _divide(name, text))]


def _open_workbook(name: str, content: bytes) -> Sheets:
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415 (import on use)

    faults = check_extent(name, content)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = _read_sheets(name, book)
    except CalamineError as error:
        raise SourceError(
            f"{name} is no workbook that can be read: it is damaged ({error})"
        ) from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # of Rust, which is no Exception
            raise
        raise SourceError(f"{name} is no workbook that can be read: it is damaged") from None
    if not sheets:
        raise SourceError(f"{name} is a workbook without a sheet of cells")
    for sheet, grids in sheets:
        _mark(grids[0], faults.get(sheet or "", []))
    return sheets


def _read_sheets(name: str, book: CalamineWorkbook) -> Sheets:
    """Return the cells of every sheet; several sheets may be the same part of a small file."""
    from python_calamine import SheetTypeEnum  # noqa: PLC0415 (import on use)

    listed = [sheet for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
    hold(PUBLISHED_FILE, name, sheets=len(listed))
    sheets: Sheets = []
    cells = 0
    for sheet in listed:
        opened = book.get_sheet_by_name(sheet.name)
        cells += opened.total_height * opened.total_width
        hold(PUBLISHED_FILE, f"{name}, its sheets together", cells=cells)
        sheets.append((sheet.name, [opened.to_python(skip_empty_area=False)]))
    return sheets


def _mark(grid: Grid, faults: list[tuple[int, int, str]]) -> None:
    """Write errors, and formulas without a value, into the cells that look empty."""
    if not faults:
        return
    height = max(row for row, _, _ in faults) + 1
    width = max(len(grid[0]) if grid else 0, *(column + 1 for _, column, _ in faults))
    grid += [[] for _ in range(height - len(grid))]
    grid[:] = [[*cells, *[""] * (width - len(cells))] for cells in grid]
    for row, column, text in faults:
        if grid[row][column] == "":
            grid[row][column] = text


def _decode(name: str, content: bytes) -> str:
    for encoding in _list_encodings(content):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise SourceError(f"{name} is no workbook, CSV or JSON: it is neither UTF-8 nor Windows text")


def _list_encodings(content: bytes) -> tuple[str, ...]:
    """Return how a text may be written; two bytes a letter is seen by its zeros."""
    if content.startswith(_UTF16):
        return ("utf-16",)
    if b"\0" not in content[:1000]:
        return _ENCODINGS
    return ("utf-16-le",) if content[1:2] == b"\0" else ("utf-16-be",)


def _divide(name: str, text: str) -> list[Grid]:
    """Return the cells as each delimiter divides them; refuse a text that is too much for all."""
    grids, refused = [], []
    for delimiter in _DELIMITERS:
        rows: Grid = []
        width = 0
        try:
            for _, row in divide(name, text, delimiter, PUBLISHED_FILE):
                rows.append(row)
                width = max(width, len(row))
            rows = _unwrap(name, rows, delimiter)
            width = max(map(len, rows), default=0)
            hold(PUBLISHED_FILE, name, cells=width * len(rows))
        except csv.Error:
            continue
        except SourceError as error:
            refused.append((width, error))
            continue
        if width > 1:
            grids.append([[*row, *[""] * (width - len(row))] for row in rows])
    if refused and not grids:
        raise max(refused, key=lambda pair: pair[0])[1]
    return grids


def _unwrap(name: str, rows: Grid, delimiter: str) -> Grid:
    """Divide the lines that some programs wrap in quotes whole, as if each were one cell."""
    lines = [row[0] for row in rows if len(row) == 1]
    is_wrapped = any(delimiter in line for line in lines)
    if not is_wrapped or 2 * len(lines) < len([row for row in rows if row]):
        return rows
    parts = (
        [cells for _, cells in divide(name, row[0], delimiter, PUBLISHED_FILE)][:1] or [[]]
        if len(row) == 1
        else [row]
        for row in rows
    )
    return [cells for part in parts for cells in part]
