"""A sheet with a block of columns for each edition, in a file that nobody has declared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from freedomdata.sources.layouts import later_year

if TYPE_CHECKING:
    from freedomdata.model import Survey
    from freedomdata.sources.files import Cell, Grid

__all__ = ["Head", "find_heads"]


@dataclass(frozen=True, slots=True)
class Head:
    """An edition above some columns: the numbers of these, its title, the years it covers."""

    columns: range
    title: Cell
    years: Cell
    edition: int


def find_heads(survey: Survey, grid: Grid, row: int) -> list[Head]:
    """
    Return the editions above a row of headers of measures (counted from 1).

    The two rows above that are not blank name the edition, over the first of its columns or over
    all of them, and the years covered.
    """
    above = [cells for cells in grid[: row - 1] if any(_trim(cell) != "" for cell in cells[1:])]
    if len(above) < _ABOVE:
        return []
    titles, years = ([_trim(cell) for cell in cells] for cells in above[-_ABOVE:])
    firsts: list[int] = []
    for n, title in enumerate(titles):
        if n and title != "" and (not firsts or title != titles[firsts[-1]]):
            firsts.append(n)
    ends = [*firsts[1:], len(titles)]
    return [
        Head(range(first, end), titles[first], years[first], edition)
        for first, end in zip(firsts, ends, strict=True)
        if (edition := _find_edition(survey, titles[first], years[first]))
    ]


_ABOVE = 2


def _trim(cell: Cell) -> Cell:
    return cell.strip() if isinstance(cell, str) else cell


def _find_edition(survey: Survey, title: Cell, years: Cell) -> int | None:
    """Return the edition that a title names; one that has another title, by the years covered."""
    edition = later_year(title)
    known = {e.edition for e in survey.editions}
    if edition is None or edition in known or edition > max(known):
        return edition
    return next((e.edition for e in survey.editions if e.year == later_year(years)), edition)
