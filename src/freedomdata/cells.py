"""Cells of files: numbers that are written as text, and how a person names and sees a cell."""

from __future__ import annotations

import re
from typing import Any

__all__ = ["Cell", "Grid", "address", "as_printed", "cell_name", "read_number", "shown", "trim"]

Cell = Any
#: The cells of a sheet, row by row.
Grid = list[list[Cell]]

_LONGEST = 200  # letters of a cell in a message
_NUMBER = re.compile(r"(-?\d{1,15})(?:([.,])(\d*))?")  # more digits are no number that is exact


def address(path: str, sheet: str | None, row: int, column: int) -> str:
    """Name a cell for a person: file, sheet and A1 address, or row and column without sheets."""
    if sheet is None:
        return f"{path}, row {row}, column {column}"
    return f"{path}, sheet {sheet!r}, cell {cell_name(row, column)}"


def cell_name(row: int, column: int) -> str:
    """Return a cell as a spreadsheet names it, such as C12; both count from 1."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row}"


def as_printed(cell: Cell) -> str:
    """Return a cell as the text that the file has: a workbook stores 8 as 8.0."""
    return f"{cell:.10g}" if isinstance(cell, float) else str(cell)


def shown(cell: Cell) -> str:
    """Return a cell as a person sees it: a workbook stores 8 as 8.0; of a long one the start."""
    is_whole = isinstance(cell, float) and cell.is_integer()
    text = repr(int(cell)) if is_whole else repr(cell)
    text = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
    if isinstance(cell, str) and cell.startswith("="):
        return f"{text}, a formula whose value was never saved"
    if isinstance(cell, str) and re.fullmatch(r"#[A-Z/0]+[!?A]", cell):
        return f"{text}, an error of a spreadsheet"
    return text


def trim(cell: Cell) -> Cell:
    """Return a cell without blanks around its text."""
    return cell.strip() if isinstance(cell, str) else cell


def read_number(text: str, decimal: str) -> Cell:
    """Return the number that a text is, or the text."""
    match = _NUMBER.fullmatch(text.strip())
    if not match or match[2] not in (None, decimal):
        return text
    return float(f"{match[1]}.{match[3]}") if match[2] else int(match[0])
