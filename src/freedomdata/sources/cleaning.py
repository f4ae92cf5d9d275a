"""Write cells of a recognised sheet as its declaration does; empty what is not declared."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from freedomdata.countries import find_country, read_year
from freedomdata.errors import FreedomDataError, quietly
from freedomdata.model import Measure
from freedomdata.sources.blocks import find_heads
from freedomdata.sources.files import read_number
from freedomdata.sources.headers import CODE_HEADERS, say_left
from freedomdata.sources.layouts import later_year
from freedomdata.sources.resemblance import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from freedomdata.choices import Code
    from freedomdata.model import Column, Sheet, Survey
    from freedomdata.sources.blocks import Head
    from freedomdata.sources.files import Cell, Grid
    from freedomdata.sources.resemblance import Fit

__all__ = [
    "clean_codes",
    "clean_column",
    "clean_labels",
    "clear_blocks",
    "clear_strangers",
    "drop_renamed",
    "find_decimal",
]

_NOTHING = {"", "-", "–", "—", "na", "n/a", "n.a.", "..", ".", "nan", "null", "none"}  # noqa: RUF001 (dashes in files)


def clear_strangers(fit: Fit, grid: Grid, title: str | None) -> list[str]:
    """Empty the columns that the declaration does not read, and name those it does not know."""
    head = grid[fit.header_row - 1]
    known = {n: column.header for n, column in fit.columns}
    read = {n for n, column in fit.columns if column.holds}
    left = []
    for n, cell in enumerate(head):
        if n in read:
            head[n] = known[n]
            continue
        values = [row[n] for row in grid[fit.header_row - 1 :]]
        if n not in known and set(values) != {""} and fit.sheet.layout != "counts":
            header = f"{cell!r}" if str(cell).strip() else f"number {n + 1}"
            left.append(f"{_inside(title)}column {header} is left alone: {say_left(cell)}")
        head[n] = known.get(n, "")
        for row in grid[fit.header_row :]:
            row[n] = ""
    return left


def clear_blocks(fit: Fit, grid: Grid, title: str | None) -> list[str]:
    """Write the headers of blocks as declared, empty the other columns; name those with values."""
    first = fit.header_row + 2
    heads = find_heads(fit.survey, grid, first)
    read = dict(fit.columns)
    before = range(min(read))
    names = max(before, key=lambda n: (_count_names(row[n] for row in grid[first:]), -n))
    if names:  # the name stands in the first column
        for row in grid:
            row[0], row[names] = row[names], row[0]
    left = _list_strangers(grid, first, heads, read)
    for row in grid[:first]:
        row[1:] = [""] * len(row[1:])
    for n in set(range(1, len(grid[0]))) - read.keys():
        for row in grid[first:]:
            row[n] = ""
    for n, column in read.items():
        grid[first - 1][n] = column.header
    for head in heads:
        if not read.keys().isdisjoint(head.columns):
            is_title = later_year(head.title) == head.edition
            is_known = later_year(head.years) is not None
            grid[first - 3][head.columns[0]] = head.title if is_title else head.edition
            grid[first - 2][head.columns[0]] = head.years if is_known else ""
    return [_inside(title) + sentence for sentence in left]


def _list_strangers(
    grid: Grid, first: int, heads: list[Head], read: Mapping[int, Column]
) -> list[str]:
    """Name the columns with values that are not read, and the editions."""
    strangers: dict[tuple[str, bool], list[str]] = {}
    for n in range(1, len(grid[0])):
        if n in read or all(str(row[n]).strip() == "" for row in grid[first:]):
            continue
        said = [str(row[n]).strip() for row in grid[:first] if str(row[n]).strip()]
        header = repr(said[-1]) if said else f"number {n + 1}"
        above = [str(head.edition) for head in heads if n in head.columns]
        strangers.setdefault((header, bool(above)), []).extend(above)
    left = []
    for (header, is_under), editions in strangers.items():
        if not is_under:
            left.append(f"column {header} is left alone: it is under no edition")
            continue
        span = f"{editions[0]} to {editions[-1]}" if len(editions) > 1 else editions[0]
        of = f"edition{'s' if len(editions) > 1 else ''} {span}"
        left.append(f"column {header} of {of} is left alone: no measure has that name there")
    return left


def _count_names(cells: Iterable[Cell]) -> int:
    """Return how many cells of a column are names of countries and territories."""
    count = 0
    for cell in cells:
        try:
            count += bool(find_country(str(cell).strip("* ")))
        except FreedomDataError:
            continue
    return count


def _inside(title: str | None) -> str:
    return f"sheet {title!r}, " if title else ""


def clean_column(survey: Survey, sheet: Sheet, column: Column, body: Grid, n: int) -> None:
    """Write what a column prints as its declaration does: numbers, words, nothing."""
    field = survey.field.get(str(column.holds))
    words: Mapping[Cell, object] = {}
    if isinstance(field, Measure) and field.scale is None:
        words = column.words or field.words
    spelled = {fold(word): word for word in words if isinstance(word, str)}
    spelled |= {alias: word for alias, word in _ALIASES.items() if word in words}
    if set(words.values()) == {False, True}:
        by_value = {value: word for word, value in words.items()}
        for row in body:
            row[n] = by_value.get(_TRUTH.get(fold(row[n])), row[n])
    misprints = {
        _squeeze(c.old): c.old
        for c in survey.corrections
        if c.measure == column.holds and isinstance(c.old, str) and c.old not in words
    }
    for row in body:
        if not isinstance(row[n], str):
            continue
        text = row[n].strip()
        if text.casefold() in _NOTHING and text not in words:
            row[n] = ""
        else:
            known = misprints.get(_squeeze(text)) or spelled.get(fold(text))
            row[n] = known or read_number(text, sheet.decimal)


#: Words that people write for those of the publishers.
_ALIASES = {"partiallyfree": "Partly Free", "partfree": "Partly Free"}


_TRUTH = {**dict.fromkeys(("true", "yes", "1", "10"), True),
          **dict.fromkeys(("false", "no", "0", "00"), False)}  # fmt: skip


def _squeeze(text: str) -> str:
    """Return a text without case and blanks."""
    return "".join(text.casefold().split())


def drop_renamed(
    survey: Survey, sheet: Sheet, columns: list[tuple[int, Column]], body: Grid
) -> tuple[Sheet, list[str]]:
    """Leave a column of names alone whose names are those of another time."""
    left = []
    for n, column in columns:
        field = survey.field.get(str(column.holds))
        if not (isinstance(field, Measure) and field.is_renamed):
            continue
        found = {row[n] for row in body} - {"", None}
        if strange := sorted(str(word) for word in found - field.words.keys()):
            left.append(
                f"column {column.header!r} is left alone: {', '.join(strange[:4])} are none of "
                f"the names in the tables ({', '.join(map(str, field.words))})"
            )
            held = tuple(replace(c, holds=None) if c is column else c for c in sheet.columns)
            sheet = replace(sheet, columns=held)
    return sheet, left


def clean_labels(
    survey: Survey, sheet: Sheet, columns: list[tuple[int, Column]], body: Grid
) -> tuple[Sheet, list[str]]:
    """
    Write editions and years covered as numbers or as titles: 1983/84, 1984.0, 2024-12-31.

    A covered year that an edition answers for, and whose own year the column does not have, means
    that edition: 1981, which the edition of 1982 covers.
    """
    told = []
    for n, column in ((n, c) for n, c in columns if c.holds in ("edition", "year")):
        for row in body:
            row[n] = _read_label(row[n], is_year=column.holds == "year")
        years = {row[n] for row in body if isinstance(row[n], int)}
        if column.holds == "year":
            known = {edition.year for edition in survey.editions}
            answering = {year: survey.find_edition(year) for year in sorted(years - known)}
            means = {y: e for y, e in answering.items() if e and e.year not in years}
            sheet = replace(sheet, years={**{y: e.year for y, e in means.items()}, **sheet.years})
            told += [
                f"column {column.header!r}: {year} is read as edition {e.label}, which covers it"
                for year, e in means.items()
            ]
    return sheet, told


def _read_label(cell: Cell, *, is_year: bool) -> Cell:
    if isinstance(cell, date):
        return cell.year if is_year else cell
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    if not isinstance(cell, str):
        return cell
    text = "-".join(part.strip() for part in re.split(r"[/\u2013\u2014]", cell.strip()))
    try:
        return read_year("year", text) or text
    except FreedomDataError:
        return (later_year(text) or text) if is_year else text


def clean_codes(columns: list[tuple[int, Column]], body: Grid) -> None:
    """Write codes of countries as our ids: numbers of a system that the header names, and CS."""
    unit = next(((n, c) for n, c in columns if c.holds == "unit"), None)
    if unit is None or fold(unit[1].header) not in CODE_HEADERS:
        return
    system = CODE_HEADERS[fold(unit[1].header)]
    label = next((n for n, c in columns if c.holds in ("edition", "year")), None)
    for row in body:
        year = None if label is None or not isinstance(row[label], int) else row[label]
        row[unit[0]] = _find_by_code(row[unit[0]], year, system)


def _find_by_code(cell: Cell, year: int | None, system: Code | None) -> Cell:
    """Return who bears a code in a year, or at any time; the code itself where nobody does."""
    if system is None and not isinstance(cell, str):
        return cell
    for when in (year, None):
        try:
            with quietly():  # codes that were withdrawn are read as they are in any column of names
                number = read_number(cell, ".") if system and isinstance(cell, str) else cell
                return find_country(number, when, code=system)
        except FreedomDataError:
            continue
    return cell


def find_decimal(
    survey: Survey, sheet: Sheet, columns: list[tuple[int, Column]], body: Grid
) -> Sheet:
    """Find out which decimal mark a table has that nobody has declared."""
    if sheet.delimiter != ",":
        return sheet
    numbers = [n for n, c in columns if (f := survey.field.get(str(c.holds))) and f.scale]
    texts = [row[n] for row in body for n in numbers if isinstance(row[n], str)]
    has_comma = any(re.fullmatch(r"\s*-?\d+,\d+\s*", text) for text in texts)
    has_point = any(re.fullmatch(r"\s*-?\d+\.\d+\s*", text) for text in texts)
    return replace(sheet, decimal=",") if has_comma and not has_point else sheet
