"""The published files, read by another reader than the package's own, cell by cell."""

from __future__ import annotations

import csv
import io
import json
from functools import cache

import openpyxl


@cache
def sheet(path, name):
    """All cells of a sheet, by openpyxl; names are compared after trimming."""
    book = openpyxl.load_workbook(path, data_only=True)
    found = next(s for s in book.worksheets if s.title.strip() == name)
    return [[cell.value for cell in row] for row in found.iter_rows()]


@cache
def table(path):
    """All cells of a CSV or JSON file, the header first; lines without any cell are none."""
    if path.suffix == ".json":
        entries = json.loads(path.read_text(encoding="utf-8"))
        header = next(iter(entries.values()))
        return [["key", *header], *([key, *entry.values()] for key, entry in entries.items())]
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:  # QoG is latin-1, RSF cp1252; the columns read are ASCII in both
        text = content.decode("latin-1")
    mark = ";" if path.parent.name == "rsf" else ","
    return [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=mark) if row]


def records(path, name=None, header_row=1):
    """The rows of a sheet or file by header."""
    rows = sheet(path, name) if name else table(path)
    header = [str(cell).strip() for cell in rows[header_row - 1]]
    return [
        dict(zip(header, row, strict=True))
        for row in rows[header_row:]
        if any(cell not in (None, "") for cell in row)
    ]


def number(cell):
    """The number a cell is or spells, with a decimal point or comma; else the trimmed text."""
    if not isinstance(cell, str):
        return cell
    try:
        return float(cell.strip().replace(",", "."))
    except ValueError:
        return cell.strip()
