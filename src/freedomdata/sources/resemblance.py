"""Which declared sheet a sheet is like: by its headers, whatever the edition they speak of."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from freedomdata.sources.blocks import find_heads
from freedomdata.sources.layouts import later_year
from freedomdata.surveys import SURVEYS

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from freedomdata.model import Column, Sheet, Survey
    from freedomdata.sources.blocks import Head
    from freedomdata.sources.files import Cell, Grid

__all__ = ["HEADER_ROWS", "Fit", "find_compilation", "find_declared", "fold", "list_sheets"]

#: What stands for a unit where the declared header does not.
_UNIT_HEADERS = ("country", "countryterritory", "countryname", "territory", "name", "nation")
HEADER_ROWS = 15  # a header stands among the first rows, or there is none
_ENOUGH = 0.6  # of the declared columns, to take a sheet for the declared one
_DIGITS = re.compile(r"\d")

if TYPE_CHECKING:
    _Pattern = tuple[re.Pattern[str], int, Column]


@dataclass(frozen=True, slots=True)
class Fit:
    """
    How a sheet fits a declared one: the row of headers and what stands in its columns.

    It `is_complete` where it has every header of the declared sheet just as declared: then the
    columns mean what they mean there.
    """

    survey: Survey
    sheet: Sheet
    grid: int
    header_row: int
    columns: list[tuple[int, Column]]
    is_complete: bool = False

    @property
    def weight(self) -> tuple[int, int]:
        """The more columns fit, the better; then, the fewer are missing."""
        held = {(c.holds, c.edition, c.first, c.is_reprint) for _, c in self.columns if c.holds}
        return len(held), -len(self.sheet.columns)


@cache
def fold(text: Cell) -> str:
    """Return a header or word without case, blanks and marks."""
    return re.sub(r"[^a-z0-9]", "", str(text).casefold())


def find_declared(grids: list[Grid]) -> list[Fit]:
    """Return the declared sheets that a sheet is like."""
    return [
        fit
        for survey in SURVEYS.values()
        for sheet in list_sheets(survey)
        for n, grid in enumerate(grids)
        if (fit := _fit(survey, sheet, n, grid))
    ]


def find_compilation(grids: list[Grid]) -> str | None:
    """Return the title of the declared compilation whose headers stand in a file, if any."""
    for survey in SURVEYS.values():
        for source in survey.sources:
            for sheet in (sheet for sheet in source.sheets if sheet.is_excerpt):
                wanted = {column.header for column in sheet.columns}
                if any(wanted <= set(map(str, row)) for grid in grids for row in grid[:1]):
                    return source.title
    return None


def list_sheets(survey: Survey) -> list[Sheet]:
    """Return the different sheets of a survey; not the few columns of other people's files."""
    different: list[Sheet] = []
    at_hand = [sheet for source in survey.sources for sheet in source.sheets]
    for sheet in (*at_hand, *survey.layouts):
        if not sheet.is_excerpt and sheet not in different:
            different.append(sheet)
    return different


def _fit(survey: Survey, sheet: Sheet, number: int, grid: Grid) -> Fit | None:
    """Hold the first rows of a grid against the headers of a declared sheet."""
    if sheet.layout == "blocks":
        return _fit_blocks(survey, sheet, number, grid)
    patterns = _make_patterns(sheet)
    declared = [column for alike in patterns.values() for *_, column in alike]
    wanted = {(c.holds, c.is_reprint) for c in declared if c.holds and not c.is_optional}
    for row, cells in enumerate(grid[:HEADER_ROWS], 1):
        matched = _match(patterns, cells)
        columns = _match_unit(sheet, matched, cells)
        held = {(c.holds, c.is_reprint) for _, c in columns if c.holds}
        has_unit = sheet.layout == "counts" or any(holds == "unit" for holds, _ in held)
        anchors = {survey.anchor, *(survey.status_rule.measures if survey.status_rule else ())}
        speaks = sheet.layout == "counts" or not anchors & {h for h, _ in wanted} or any(
            holds in anchors for holds, _ in held
        )  # fmt: skip
        is_like = len(held & wanted) >= _ENOUGH * len(wanted) or _says_all(survey, held)
        if has_unit and speaks and is_like and not _has_other_years(sheet, columns):
            is_complete = wanted <= {(c.holds, c.is_reprint) for _, c in matched}
            return Fit(survey, sheet, number, row, columns, is_complete)
    return None


def _has_other_years(sheet: Sheet, columns: list[tuple[int, Column]]) -> bool:
    """Whether years are headers that the declared sheet does not have: anything may be so wide."""
    declared = {c.edition for c in sheet.columns}
    return any(c.header.isdecimal() and c.edition not in declared for _, c in columns)


def _says_all(survey: Survey, held: AbstractSet[tuple[str, bool]]) -> bool:
    """Whether a table with a part of the columns says who, in which edition, and what."""
    return {("unit", False), ("edition", False), (survey.anchor, False)} <= held


def _make_patterns(sheet: Sheet) -> dict[str, list[_Pattern]]:
    """
    Return what each header looks like in other editions, by its letters.

    A year in it may be another; how many years it is before the edition is kept beside it.
    """
    patterns: dict[tuple[Any, ...], tuple[str, _Pattern]] = {}
    for column in sheet.columns:
        for header in (column.header, *column.also):
            text, shift = fold(header), 0
            letters = _DIGITS.sub("", text)
            edition = column.edition or sheet.edition
            if year := re.search(r"(?:19|20)\d{2}", text):
                shift = edition - int(year[0]) if edition else 0
                text = text.replace(year[0], r"(\d{4})", 1)
            elif column.edition:
                text = text.replace(f"{column.edition % 100:02}", r"(\d{2})", 1)
            key = (text, column.holds, column.is_reprint, column.first, column.last)
            patterns.setdefault(key, (letters, (re.compile(text), shift, column)))
    by_letters: dict[str, list[_Pattern]] = {}
    for letters, pattern in patterns.values():
        by_letters.setdefault(letters, []).append(pattern)
    return by_letters


def _match(patterns: dict[str, list[_Pattern]], cells: list[Cell]) -> list[tuple[int, Column]]:
    """Return the declared columns that stand in a row of headers, by place; with their edition."""
    columns = []
    for n, cell in enumerate(cells):
        text = fold(cell)
        for pattern, shift, column in patterns.get(_DIGITS.sub("", text), ()):
            if found := pattern.fullmatch(text):
                year = next(iter(found.groups()), None)
                edition = later_year(f"20{year}"[-4:]) if year else None
                edition = edition + shift if edition else None
                header = str(cell).strip()
                named = replace(column, header=header, edition=edition, also=(), is_optional=True)
                columns.append((n, named))
    return columns


def _match_unit(
    sheet: Sheet, columns: list[tuple[int, Column]], cells: list[Cell]
) -> list[tuple[int, Column]]:
    """Add the column of names where its header is not the declared one, but says so."""
    declared = next((c for c in sheet.columns if c.holds == "unit"), None)
    if declared is None or any(column.holds == "unit" for _, column in columns):
        return columns
    taken = {n for n, _ in columns}
    found = [n for n, cell in enumerate(cells) if fold(cell) in _UNIT_HEADERS and n not in taken]
    named = [(n, replace(declared, header=str(cells[n]).strip(), also=())) for n in found[:1]]
    return sorted(columns + named, key=lambda pair: pair[0])


def _fit_blocks(survey: Survey, sheet: Sheet, number: int, grid: Grid) -> Fit | None:
    """Look for a row that has the measures of the layout below editions."""
    names = {fold(header) for column in sheet.columns for header in column.headers}
    for row, cells in enumerate(grid[:HEADER_ROWS], 1):
        if names.isdisjoint(map(fold, cells)):
            continue
        heads = find_heads(survey, grid, row)
        found = {head.edition: _match_block(sheet, head, cells) for head in heads}
        if not any(found.values()):
            continue
        for head in heads:
            found[head.edition] = found[head.edition] or _match_nameless(sheet, head, grid, row)
        columns = [pair for pairs in found.values() for pair in pairs]
        above = len(("edition", "years"))
        return Fit(survey, sheet, number, row - above, columns, is_complete=True)
    return None


def _match_block(sheet: Sheet, head: Head, cells: list[Cell]) -> list[tuple[int, Column]]:
    """Return the declared columns of an edition, if those that it must have are there."""
    wanted = [column for column in sheet.columns if column.is_read_in(head.edition)]
    held = [
        (n, replace(column, edition=head.edition))
        for n in head.columns
        for column in wanted
        if fold(cells[n]) in map(fold, column.headers)
    ]
    needed = {column.holds for column in wanted if not column.is_optional}
    return held if needed <= {column.holds for _, column in held} else []


def _match_nameless(sheet: Sheet, head: Head, grid: Grid, row: int) -> list[tuple[int, Column]]:
    """Return the columns of an edition that name no measure, where it has just the needed ones."""
    wanted = [column for column in sheet.columns if column.is_read_in(head.edition)]
    needed = [column for column in wanted if not column.is_optional]
    used = [n for n in head.columns if any(str(cells[n]).strip() for cells in grid[row:])]
    if len(used) != len(needed) or any(str(grid[row - 1][n]).strip() for n in head.columns):
        return []
    return [(n, replace(c, edition=head.edition)) for n, c in zip(used, needed, strict=True)]
