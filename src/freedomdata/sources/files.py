"""
Open a published file and read its cells as they are.

Every format becomes the same thing: a grid of cells per sheet. Nothing is interpreted here.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from typing import TYPE_CHECKING, Any

from freedomdata.errors import SourceError, brief
from freedomdata.limits import PUBLISHED_FILE, hold, read_file
from freedomdata.paths import own_dir
from freedomdata.texts import divide, parse_json

if TYPE_CHECKING:
    from pathlib import Path

    from freedomdata.model import Source

__all__ = [
    "Cell",
    "Grid",
    "Parsed",
    "find_file",
    "open_json",
    "read_bytes",
    "read_grids",
    "read_number",
]

_NUMBER = re.compile(r"(-?\d{1,15})(?:([.,])(\d*))?")  # more digits are no number that is exact

Cell = Any
Grid = list[list[Cell]]
#: The cells of a CSV file by delimiter and encodings.
Parsed = dict[tuple[str, tuple[str, ...]], Grid]


def find_file(source: Source, raw: Path) -> Path:
    """Return where a published file should be; what is our own work comes with the package."""
    path = raw / source.path
    is_own = source.grade == "transcribed" and not path.is_file()
    return own_dir() / source.path if is_own else path


def read_bytes(source: Source, raw: Path) -> bytes:
    """
    Read a published file whole and make sure that it is the declared one.

    Raises
    ------
    SourceError
        If its sha256 is not the declared one.
    """
    path = find_file(source, raw)
    content = read_file(path, PUBLISHED_FILE)
    found = hashlib.sha256(content).hexdigest()
    if found != source.sha256:
        raise SourceError(
            f"{path} is not the file it should be: its sha256 is {found}, declared for "
            f"{source.id} is {source.sha256}; a re-issued file is a new source"
        )
    return content


def read_grids(source: Source, content: bytes, parsed: Parsed) -> dict[str | None, Grid]:
    """
    Read all declared sheets of a file, by declared name (None in formats without sheets).

    `parsed` keeps what another source may find in the same file, so that it is read once.

    Raises
    ------
    SourceError
        If the content is not of its format, or a sheet is missing or empty.
    """
    grids = _OPEN[source.path.rsplit(".", 1)[-1]](source, content, parsed)
    for name, grid in grids.items():
        if not grid:
            raise SourceError(f"{source.path}{f', sheet {name!r}' if name else ''} is empty")
    return grids


def _open_xlsx(source: Source, content: bytes, _: Parsed) -> dict[str | None, Grid]:
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415 (import on use)

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    except CalamineError as error:
        raise SourceError(f"{source.path} is no workbook: {error}") from None
    names = {name.strip(): name for name in book.sheet_names}
    if missing := [sheet.name for sheet in source.sheets if sheet.name not in names]:
        raise SourceError(
            f"{source.path} has no sheet {missing[0]!r}; it has {', '.join(map(repr, names))}"
        )
    return {
        sheet.name: book.get_sheet_by_name(names[sheet.name or ""]).to_python(skip_empty_area=False)
        for sheet in source.sheets
    }


def _open_csv(source: Source, content: bytes, parsed: Parsed) -> dict[str | None, Grid]:
    """Read the cells; only the columns that are read are searched for numbers."""
    sheet = source.sheets[0]
    way = (sheet.delimiter, sheet.encodings)
    if way not in parsed:
        parsed[way] = _split_csv(source, content)
    grid = [list(row) for row in parsed[way]] if sheet.is_excerpt else parsed.pop(way)
    if len(grid) >= sheet.header_row:
        read = {header for c in sheet.columns if c.holds for header in (c.header, *c.also)}
        header = grid[sheet.header_row - 1]
        known: dict[str, Cell] = {}
        for n in [n for n, name in enumerate(header) if name.strip() in read]:
            for row in grid[sheet.header_row :]:
                text = row[n]
                if text not in known:
                    known[text] = read_number(text, sheet.decimal)
                row[n] = known[text]
    return {None: grid}


def _split_csv(source: Source, content: bytes) -> Grid:
    sheet = source.sheets[0]
    text = _decode(source, content, sheet.encodings)
    text = text.replace("\r\r\n", "\n")  # a line end twice over, not a blank line
    try:
        lines = divide(source.path, text, sheet.delimiter, PUBLISHED_FILE)
        grid: Grid = [row for _, row in lines]
    except csv.Error as error:
        raise SourceError(f"{source.path} is no CSV: {error}") from None
    grid = [row or [""] * len(grid[0]) for row in grid]
    for number, row in enumerate(grid, 1):
        if len(row) != len(grid[0]):
            raise SourceError(
                f"{source.path}, row {number} has {len(row)} cells, the header has {len(grid[0])}"
            )
    return grid


def _decode(source: Source, content: bytes, encodings: tuple[str, ...]) -> str:
    problems = []
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError as error:
            problems.append(str(error))
    names = " or ".join(name.upper().removesuffix("-SIG") for name in encodings)
    raise SourceError(f"{source.path} is not {names}: {problems[0]}")


def read_number(text: str, decimal: str) -> Cell:
    """Return the number that a text is, or the text."""
    match = _NUMBER.fullmatch(text.strip())
    if not match or match[2] not in (None, decimal):
        return text
    return float(f"{match[1]}.{match[3]}") if match[2] else int(match[0])


def _open_json(source: Source, content: bytes, _: Parsed) -> dict[str | None, Grid]:
    return {None: open_json(source.path, content)}


def open_json(path: str, content: bytes) -> Grid:
    """
    Read an object of objects, or a list of objects, as a table.

    The keys of an outer object are the column ``key``.
    """
    first = [line.strip() for line in content.split(b"\n", 2)[:2]]
    if len(first) > 1 and all(line[:1] + line[-1:] == b"{}" for line in first):
        raise SourceError(
            f"{path} has a JSON object on each line: put them into one list, or save it as CSV"
        )
    entries = parse_json(path, content, PUBLISHED_FILE)
    if isinstance(entries, list) and entries and all(isinstance(e, dict) for e in entries):
        return _lay_records(path, entries)
    is_object = isinstance(entries, dict) and all(isinstance(e, dict) for e in entries.values())
    if not entries or not is_object:
        raise SourceError(f"{path} is no JSON object of objects, or list of objects")
    header = list(next(iter(entries.values())))
    width = len(header) + 1
    hold(PUBLISHED_FILE, path, rows=len(entries), columns=width, cells=len(entries) * width)
    grid: Grid = [["key", *header]]
    for key, entry in entries.items():
        if list(entry) != header:
            raise SourceError(
                f"{path}, entry {key!r} has {brief(list(entry))}, not {brief(header)}"
            )
        if odd := [name for name, value in entry.items() if isinstance(value, dict | list)]:
            raise SourceError(
                f"{path}, entry {key!r}, {odd[0]!r} is {brief(entry[odd[0]])}, no value"
            )
        grid.append([key, *entry.values()])
    return grid


def _lay_records(path: str, records: list[dict[str, Cell]]) -> Grid:
    """Lay a list of objects out as a table; a name that an object lacks is an empty cell."""
    header = list(dict.fromkeys(name for record in records for name in record))
    rows = len(records) + 1
    hold(PUBLISHED_FILE, path, rows=rows, columns=len(header), cells=rows * len(header))
    grid: Grid = [list(header)]
    for number, record in enumerate(records, 1):
        if odd := [name for name, value in record.items() if isinstance(value, dict | list)]:
            raise SourceError(
                f"{path}, entry {number}, {odd[0]!r} is {brief(record[odd[0]])}, no value"
            )
        cells = [record.get(name) for name in header]
        grid.append(["" if cell is None else cell for cell in cells])
    return grid


_OPEN = {"xlsx": _open_xlsx, "csv": _open_csv, "json": _open_json}
