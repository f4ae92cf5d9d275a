"""Small workbooks in the publisher's layouts, made in the test, to be spoilt in the test."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

import openpyxl
import pytest

from freedomdata.surveys import SURVEYS

if TYPE_CHECKING:
    from pathlib import Path

    from freedomdata.model import Survey

FIW = SURVEYS["fiw"]
RATINGS, ALL_DATA = FIW.sources[0], FIW.sources[1]

COUNTRIES = {"China": (7, 6, "NF"), "Niger": (7, 6, "NF"), "Norway": (1, 1, "F")}
TERRITORIES = {"Tibet": (7, 7, "NF")}


def make_ratings() -> openpyxl.Workbook:
    """Editions 2024 and 2025 of three countries and a territory."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    book.create_sheet("INDEX").append(["HISTORICAL FIW STATUS AND RATINGS INFORMATION"])
    for name, units in (
        ("Country Ratings, Statuses ", COUNTRIES),
        ("Territory Ratings, Statuses", TERRITORIES),
    ):
        sheet = book.create_sheet(name)
        sheet.append(["Survey Edition", 2024, None, None, 2025, None, None])
        sheet.append(["Year(s) Under Review", 2023, None, None, 2024, None, None])
        sheet.append([None, "PR", "CL ", "Status", "PR", "CL", "Status"])
        for unit, values in units.items():
            sheet.append([unit, *values, *values])
    counts = book.create_sheet("Historical distribution")
    counts.append([column.header for column in RATINGS.sheets[2].columns])
    for edition in (2025, 2024):
        counts.append([edition, edition - 1, 1, 0, 2, 3, 0.33, 0.0, 0.67])
    return book


def make_all_data() -> openpyxl.Workbook:
    """Edition 2025 of one country, with every question."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "FIW13-25"
    sheet.append(["Freedom in the World 2013-2025 Raw Data"])
    headers = [column.header for column in ALL_DATA.sheets[0].columns]
    sheet.append(headers)
    norway = {"Country/Territory": "Norway", "Region": "Europe", "C/T": "c", "Edition": 2025}
    norway |= {"Status": "F", "PR rating": 1, "CL rating": 1, "Add Q": 0, "Add A": "N/A"}
    norway |= {"A": 12, "B": 16, "C": 12, "D": 16, "E": 12, "F": 16, "G": 16}
    norway |= {"PR": 40, "CL": 60, "Total": 100}
    sheet.append([norway.get(header, 4) for header in headers])
    return book


class Small:
    """A survey of two small files; a test spoils them, then assembles."""

    def __init__(self, raw: Path) -> None:
        self.raw = raw
        self.ratings = make_ratings()
        self.all_data = make_all_data()

    def save(self) -> Survey:
        """Write both files and return the survey that declares them."""
        sources = []
        for source, book in ((RATINGS, self.ratings), (ALL_DATA, self.all_data)):
            path = self.raw / source.path
            path.parent.mkdir(parents=True, exist_ok=True)
            book.save(path)
            sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
            first = 2024 if source is RATINGS else 2025
            sources.append(replace(source, sha256=sha256, first_edition=first))
        return replace(FIW, sources=tuple(sources), corrections=())


@pytest.fixture
def small(tmp_path) -> Small:
    return Small(tmp_path / "raw")
