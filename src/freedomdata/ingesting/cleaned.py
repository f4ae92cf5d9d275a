"""Write cells of a recognised sheet as its declaration does; empty what is not declared."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from freedomdata.countries import find_country
from freedomdata.errors import FreedomDataError
from freedomdata.ingesting.likeness import fold
from freedomdata.ingesting.read import read_number
from freedomdata.model import Measure

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from freedomdata.ingesting.likeness import Fit
    from freedomdata.ingesting.read import Cell, Grid
    from freedomdata.model import Column, Sheet, Survey

__all__ = ["clean_column", "clear_between", "clear_strangers", "drop_renamed"]

_NOTHING = {"", "-", "–", "—", "na", "n/a", "n.a.", "..", "."}  # noqa: RUF001 (dashes in files)


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
            left.append(f"{_inside(title)}column {header} is left alone: no measure has that name")
        head[n] = known.get(n, "")
        for row in grid[fit.header_row :]:
            row[n] = ""
    return left


def clear_between(fit: Fit, grid: Grid, title: str | None) -> list[str]:
    """Empty the columns of a sheet of ratings that belong to no edition; name those with values."""
    head, first = fit.header_row - 1, fit.header_row + 2
    read = {n for n, _ in fit.columns}
    before = range(min(read))
    names = max(before, key=lambda n: (_count_names(row[n] for row in grid[first:]), -n))
    if names:  # the name stands in the first column
        for row in grid:
            row[0], row[names] = row[names], row[0]
    left = []
    for n in sorted(set(range(1, max(map(len, grid)))) - read):
        column = [row[n] for row in grid[head:]]
        if any(str(cell).strip() for cell in column[first - head :]):
            above = [str(cell).strip() for cell in column[: first - head] if str(cell).strip()]
            header = repr(above[-1]) if above else f"number {n + 1}"
            left.append(f"{_inside(title)}column {header} is left alone: it is under no edition")
        for row in grid[head:]:
            row[n] = ""
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
        found = {row[n] for row in body} - {""}
        if strange := sorted(str(word) for word in found - field.words.keys()):
            left.append(
                f"column {column.header!r} is left alone: {', '.join(strange[:4])} are none of "
                f"the names in the tables ({', '.join(map(str, field.words))})"
            )
            held = tuple(replace(c, holds=None) if c is column else c for c in sheet.columns)
            sheet = replace(sheet, columns=held)
    return sheet, left
