"""Cells of published files, as a person names and sees them."""

from __future__ import annotations

import re
from typing import Any

__all__ = ["address", "as_printed", "cell_name", "shown"]

_LONGEST = 200  # letters of a cell in a message


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


def as_printed(cell: Any) -> str:
    """Return a cell as the text that stands in the file: a workbook stores 8 as 8.0."""
    return f"{cell:.10g}" if isinstance(cell, float) else str(cell)


def shown(cell: Any) -> str:
    """Return a cell as a person sees it: a workbook stores 8 as 8.0; of a long one the start."""
    is_whole = isinstance(cell, float) and cell.is_integer()
    text = repr(int(cell)) if is_whole else repr(cell)
    text = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
    if isinstance(cell, str) and cell.startswith("="):
        return f"{text}, a formula whose value was never saved"
    if isinstance(cell, str) and re.fullmatch(r"#[A-Z/0]+[!?A]", cell):
        return f"{text}, an error of a spreadsheet"
    return text
