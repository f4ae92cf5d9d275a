"""Published files, changed in the ways in which releases, copies and exports differ."""

from __future__ import annotations

import csv
import io
import json
from functools import cache

import openpyxl
import pandas as pd
from python_calamine import CalamineWorkbook

import freedomdata as fd

RATINGS = "fiw/{0}/Country_and_Territory_Ratings_and_Statuses_FIW_1973-{1}.xlsx"
ALL_DATA = "fiw/{0}/All_data_FIW_2013-{1}.xlsx"
RATINGS_25, ALL_DATA_25 = RATINGS.format(2025, 2024), ALL_DATA.format(2025, 2024)
RATINGS_23, ALL_DATA_23 = RATINGS.format(2023, 2023), ALL_DATA.format(2023, 2023)
LETTERS = {"Free": "F", "Partly Free": "PF", "Not Free": "NF"}
OLD_NAMES = {
    "Eswatini": "Swaziland",
    "Cabo Verde": "Cape Verde",
    "North Macedonia": "Macedonia",
    "Congo (Kinshasa)": "Zaire",
    "Czechia": "Czech Republic",
}


@cache
def _sheets(path):
    book = CalamineWorkbook.from_path(str(path))
    return {
        name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for name in book.sheet_names
    }


def sheets(path):
    """Return a fresh copy of the cells of a workbook, by sheet."""
    return {name: [list(row) for row in rows] for name, rows in _sheets(path).items()}


def save(path, grids):
    """Write grids of cells as a workbook."""
    book = openpyxl.Workbook(write_only=True)
    for name, rows in grids.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([None if cell == "" else cell for cell in row])
    book.save(path)
    return path


def save_csv(path, rows, delimiter=",", encoding="utf-8"):
    """Write a grid as text; a workbook's 8.0 is exported as 8."""
    with path.open("w", newline="", encoding=encoding) as file:
        csv.writer(file, delimiter=delimiter).writerows([[plain(c) for c in row] for row in rows])
    return path


def plain(cell):
    """Return a cell as a spreadsheet exports it."""
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell


def read_csv(path, delimiter=","):
    """Return the cells of a CSV file, whatever its encoding."""
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252")
    text = text.replace("\r\r\n", "\n")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def save_again(path, to):
    """Save any published file again: the same cells, other bytes."""
    if path.suffix == ".xlsx":
        return save(to, sheets(path))
    if path.suffix == ".json":
        to.write_text(json.dumps(json.loads(path.read_text("utf-8")), indent=5), "utf-8")
        return to
    is_rsf = path.parent.name == "rsf"
    return save_csv(to, read_csv(path, ";" if is_rsf else ","), "\t" if is_rsf else ";")


@cache
def _known():
    return {row.country_id: row for row in fd.load("fiw", editions=2026).itertuples()}


def rate_next(name, offset, before):
    """Return rating or status of a unit in edition 2026, or what it had before."""
    if before in ("", "-"):
        return before
    row = _known().get(fd.find_country(str(name)))
    if row is None:
        return before
    value = (row.political_rights, row.civil_liberties, LETTERS[row.status])[offset]
    return before if pd.isna(row.political_rights) else value


def add_editions(rows, *editions, rate=rate_next):
    """Add editions to a sheet of ratings: header rows and values."""
    width = max(n for n, cell in enumerate(rows[2], 1) if str(cell).strip())
    rows = [[*row[:width], *[""] * (width - len(row))] for row in rows]
    for edition in editions:
        rows[0] += [edition, "", ""]
        rows[1] += [edition - 1, "", ""]
        rows[2] += rows[2][-3:]
        for row in rows[3:]:
            row += [rate(row[0], k, row[-3 + k]) if row[0] else "" for k in range(3)]
    return rows


def next_ratings(path, *editions):
    """Return the ratings workbook with more editions, without the publisher's counts."""
    grids = sheets(path)
    return {
        name: add_editions(grids[name], *editions)
        for name in grids
        if name.strip().endswith("Statuses")
    }


def all_data(path):
    """Return title, header and rows of the all-data sheet."""
    rows = list(sheets(path).values())[-1]
    return rows[0], rows[1], [row for row in rows[2:] if row[0] != ""]


def next_all_data(path, *editions, units=None):
    """Return header and rows, the last edition's rows repeated as later ones."""
    title, header, rows = all_data(path)
    last = max(row[3] for row in rows)
    newest = [row for row in rows if row[3] == last and (units is None or row[0] in units)]
    more = [[*row[:3], edition, *row[4:]] for edition in editions for row in newest]
    return title, header, rows + more
