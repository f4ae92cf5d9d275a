"""
Open a published file: whatever its format, it becomes sheets of cells, and nothing is interpreted.

A declared file is read as it is declared. Of any other its first bytes say what it is, never its
name, and of text its rows show what delimits the cells. A further format is a function from the
bytes to :data:`Sheets`, listed in `_READERS`.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
import re
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, Any

from freedomdata.cells import Cell, Grid, read_number
from freedomdata.errors import SourceError, brief
from freedomdata.limits import PUBLISHED_FILE, Limits, hold, parse_json, read_file
from freedomdata.paths import own_dir
from freedomdata.sources.workbooks import Sheets, read_workbook

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from freedomdata.model import Sheet, Source

__all__ = [
    "Sheets",
    "decode",
    "find_delimiter",
    "find_file",
    "open_sheets",
    "open_sources",
    "read_bytes",
    "split_rows",
]

_DELIMITERS = ",;\t|"
_SAMPLE = 100  # rows that the delimiter is found from
_BLANK = b"\xef\xbb\xbf \r\n\t"
_WORKBOOKS = (b"PK", b"\xd0\xcf\x11\xe0")  # xlsx, xlsb and ods; xls
_PACKED = (b"\x1f\x8b", b"bzh", b"7z\xbc\xaf", b"rar!", b"\xfd7zxz", b"\x28\xb5\x2f\xfd")
_IN_SHEET = ": open it in a spreadsheet and save it as .xlsx"
#: What people save under the name of a table, by its first bytes, and what they can do.
_OTHERS = {
    (b"%pdf",): ("a PDF", ""),
    (b"\x89png", b"\xff\xd8\xff", b"gif8"): ("a picture", ""),
    _PACKED: ("a compressed file", ": unpack it"),
    (b"par1",): ("a Parquet table", ": save it as CSV"),
    (b"sqlite",): ("a database", ": save a table of it as CSV"),
    (b"<stata",): ("a table of Stata", ": save it as CSV"),
    (b"{\\rtf",): ("a text of a word processor", ""),
    (b"<?xml",): ("XML", _IN_SHEET),
    (b"<",): ("a web page", _IN_SHEET),
}


def find_file(source: Source, raw: Path) -> Path:
    """Return where a published file should be; what is our own work comes with the package."""
    path = raw / source.path
    is_own = source.grade == "transcribed" and not path.is_file()
    return own_dir() / source.path if is_own else path


def read_bytes(source: Source, raw: Path) -> bytes:
    """Read a published file whole and make sure that it is the declared one, byte by byte."""
    path = find_file(source, raw)
    content = read_file(path, PUBLISHED_FILE)
    found = hashlib.sha256(content).hexdigest()
    if found != source.sha256:
        raise SourceError(
            f"{path} is not the file it should be: its sha256 is {found}, declared for "
            f"{source.id} is {source.sha256}; a re-issued file is a new source"
        )
    return content


def open_sources(sources: Sequence[Source], content: bytes) -> Sheets:
    """Return the cells of all declared sheets of the sources that are read from one file."""
    path = sources[0].path
    declared = [sheet for source in sources for sheet in source.sheets]
    sheets = _READERS[path.rpartition(".")[2]](path, content, declared)
    for name, grid in sheets.items():
        if not grid:
            raise SourceError(f"{path}{f', sheet {name!r}' if name else ''} is empty")
    return sheets


def open_sheets(name: str, content: bytes) -> Sheets:
    """Return the cells of all sheets of a file that nobody has declared."""
    start = content[:64].lstrip(_BLANK).lower()
    if not start and not content.strip(_BLANK):
        raise SourceError(f"{name} is empty")
    for marks, (what, advice) in _OTHERS.items():
        if start.startswith(marks):
            raise SourceError(f"{name} is {what}, no workbook, CSV or JSON{advice}")
    is_json = start[:1] in (b"{", b"[")
    kind = "xlsx" if content.startswith(_WORKBOOKS) else "json" if is_json else "csv"
    return _READERS[kind](name, content, ())


def decode(content: bytes, encodings: Sequence[str] = ()) -> tuple[str, str]:
    """Return a text, and the first of the encodings that fits; of those it may have by default."""
    errors: list[UnicodeError] = []
    for encoding in encodings or _list_encodings(content):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError as error:
            errors.append(error)
            continue
        if encodings or "\0" not in text:
            return text, encoding
    raise errors[0] if errors else UnicodeError("it holds zeros")


def _list_encodings(content: bytes) -> tuple[str, ...]:
    """Return how a text may be written; two bytes a letter is seen by its zeros."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ("utf-16",)
    if b"\0" not in content[:1000]:
        return ("utf-8-sig" if content.startswith(codecs.BOM_UTF8) else "utf-8", "cp1252")
    return ("utf-16-le",) if content[1:2] == b"\0" else ("utf-16-be",)


def find_delimiter(where: str, text: str, limits: Limits) -> str:
    """Return what divides most of the first rows into as many cells, and into most."""

    def score(delimiter: str) -> tuple[int, int]:
        try:
            rows = [row for _, row in islice(split_rows(where, text, delimiter, limits), _SAMPLE)]
        except SourceError:  # too many cells, or too long ones
            return 0, text.partition("\n")[0].count(delimiter)
        widths = Counter(len(row) for row in rows if len(row) > 1)
        return max(((many, width) for width, many in widths.items()), default=(0, 1))

    return max(_DELIMITERS, key=score)


def split_rows(
    where: str, text: str, delimiter: str, limits: Limits, *, exact: bool = False
) -> Iterator[tuple[int, list[str]]]:
    """
    Yield the rows of a CSV with the line that each ends in.

    Rows without a value have no cells, and are left out at the end, where spreadsheets write them
    by the million; quotes that end nowhere are let pass. Not so if it is to be `exact`. What is too
    large is refused by its line.
    """
    if csv.field_size_limit() < limits.bytes:  # one number for the whole process: only ever raised
        csv.field_size_limit(limits.bytes)
    text = text if exact else text.rstrip("\r\n")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=exact)
    empty: list[int] = []
    rows = width = 0
    for row in reader:
        line = reader.line_num
        if line > limits.lines:
            hold(limits, where, lines=line)
        if exact and not row:
            yield line, row
            continue
        if not (exact or any(row)):
            empty.append(line)
            continue
        rows, width, letters = rows + len(empty) + 1, max(width, len(row)), max(map(len, row))
        is_large = rows > limits.rows or width > limits.columns or rows * width > limits.cells
        if is_large or letters > limits.letters:
            found = {"rows": rows, "columns": width, "cells": rows * width, "letters": letters}
            hold(limits, f"{where}, line {line}", **found)
        if empty:
            yield from ((number, []) for number in empty)
            empty.clear()
        yield line, row


def _read_csv(name: str, content: bytes, declared: Sequence[Sheet]) -> Sheets:
    """Read a text as it is declared, with rows of one length; any other as its rows are."""
    sheet = declared[0] if declared else None
    try:
        text, _ = decode(content, sheet.encodings if sheet else ())
    except UnicodeError as error:
        what = "no workbook, CSV or JSON: it is neither UTF-8 nor Windows text"
        if sheet:
            names = " or ".join(one.upper().removesuffix("-SIG") for one in sheet.encodings)
            what = f"not {names}: {error}"
        raise SourceError(f"{name} is {what}") from None
    text = text.replace("\r\r\n", "\n")  # a line end twice over, not a blank line
    if sheet is None:
        text = _unwrap(text)
    try:
        delimiter = sheet.delimiter if sheet else find_delimiter(name, text, PUBLISHED_FILE)
        grid: Grid = [row for _, row in split_rows(name, text, delimiter, PUBLISHED_FILE)]
    except csv.Error as error:
        raise SourceError(f"{name} is no CSV: {error}") from None
    width = len(grid[0]) if grid and sheet else max(map(len, grid), default=0)
    for number, row in enumerate(grid, 1):
        if sheet and len(row) not in (0, width):
            raise SourceError(f"{name}, row {number} has {len(row)} cells, the header has {width}")
        row.extend([""] * (width - len(row)))
    _read_numbers(grid, declared)
    return {None: grid}


_WRAPPED = re.compile(r'"[^"]*(?:""[^"]*)*"')


def _unwrap(text: str) -> str:
    """Free the lines that some programs wrap in quotes whole, as if each were one cell."""
    lines = text.split("\n")
    wrapped = [_WRAPPED.fullmatch(line.rstrip("\r")) is not None for line in lines]
    if 2 * sum(wrapped) < sum(map(bool, lines)):
        return text
    return "\n".join(
        line.rstrip("\r")[1:-1].replace('""', '"') if is_wrapped else line
        for line, is_wrapped in zip(lines, wrapped, strict=True)
    )


def _read_numbers(grid: Grid, declared: Sequence[Sheet]) -> None:
    """Read the numbers of a text; only the declared columns are searched for them."""
    done: set[int] = set()
    for sheet in (sheet for sheet in declared if len(grid) >= sheet.header_row):
        read = {header for column in sheet.columns if column.holds for header in column.headers}
        header = grid[sheet.header_row - 1]
        columns = [n for n, name in enumerate(header) if n not in done and name.strip() in read]
        for n in columns:
            known: dict[str, Cell] = {}
            for row in grid[sheet.header_row :]:
                text = row[n]
                if text not in known:
                    known[text] = read_number(text, sheet.decimal)
                row[n] = known[text]
        done.update(columns)


def _read_json(name: str, content: bytes, _: Sequence[Sheet]) -> Sheets:
    """Read an object of objects, whose keys become the column ``key``, or a list of objects."""
    first = [line.strip() for line in content.split(b"\n", 2)[:2]]
    if len(first) > 1 and all(line[:1] + line[-1:] == b"{}" for line in first):
        raise SourceError(
            f"{name} has a JSON object on each line: put them into one list, or save it as CSV"
        )
    found: Any = parse_json(name, content, PUBLISHED_FILE)
    entries: list[tuple[Any, Any]] = []
    if is_keyed := isinstance(found, dict):
        entries = list(found.items())
    elif isinstance(found, list):
        entries = list(enumerate(found, 1))
    if not entries or not all(isinstance(entry, dict) for _, entry in entries):
        raise SourceError(f"{name} is no JSON object of objects, or list of objects")
    return {None: _tabulate(name, entries, is_keyed=is_keyed)}


def _tabulate(name: str, entries: list[tuple[Any, dict[str, Cell]]], *, is_keyed: bool) -> Grid:
    """Lay objects out as a table; those with keys have the same names, others may lack some."""
    first = entries[:1] if is_keyed else entries
    header = list(dict.fromkeys(one for _, entry in first for one in entry))
    rows, columns = len(entries) + (not is_keyed), len(header) + is_keyed
    hold(PUBLISHED_FILE, name, rows=rows, columns=columns, cells=rows * columns)
    grid: Grid = [["key", *header] if is_keyed else [*header]]
    for key, entry in entries:
        where = f"{name}, entry {key!r}"
        if is_keyed and list(entry) != header:
            raise SourceError(f"{where} has {brief(list(entry))}, not {brief(header)}")
        if odd := [one for one, value in entry.items() if isinstance(value, dict | list)]:
            raise SourceError(f"{where}, {odd[0]!r} is {brief(entry[odd[0]])}, no value")
        cells = ["" if cell is None else cell for cell in map(entry.get, header)]
        grid.append([key, *cells] if is_keyed else cells)
    return grid


_READERS = {"xlsx": read_workbook, "csv": _read_csv, "json": _read_json}
