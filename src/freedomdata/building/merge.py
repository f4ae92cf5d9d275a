"""
Join the sources of a survey: where two speak of one cell they must agree.

The sources stand in order of precedence, so the first that gives a value is its origin; every
later one is a witness. A witness that disagrees stops the build: what the publisher revised or
misprinted is declared as a correction, never decided in silence.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from freedomdata.errors import SourceError, spell_out
from freedomdata.model import IS_TERRITORY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from freedomdata.model import Source
    from freedomdata.sources.parsing import Cells, Count
    from freedomdata.sources.space import Space

__all__ = ["Merged", "merge"]


@dataclass(slots=True)
class Merged:
    """The values of a survey by place (NaN: none), and the cell each was read from."""

    space: Space
    parts: list[Cells]
    value: np.ndarray
    part: np.ndarray
    entry: np.ndarray
    withheld: dict[int, Source]
    """The file that prints something at a place, where a correction withholds it."""
    counts: list[Count] = field(default_factory=list)
    """The publisher's own counts of countries."""

    def where(self, place: int) -> str:
        """Name the cell that the value at `place` was read from."""
        if self.part[place] < 0:
            return "no file has it"
        cells: Cells = self.parts[self.part[place]]
        return cells.where(int(self.entry[place]))

    def rows(self) -> np.ndarray:
        """Return which unit and edition has a row: a value of the anchor, or one withheld."""
        space = self.space
        anchor = space.fields.index(space.survey.anchor)
        has_row: np.ndarray = ~np.isnan(self.value.reshape(space.shape)[:, :, anchor])
        for place in self.withheld:
            unit, edition, field = np.unravel_index(place, space.shape)
            has_row[unit, edition] |= field == anchor
        return has_row


def merge(parts: list[Cells], space: Space) -> Merged:
    """
    Lay the cells of all sources into one space, in order of precedence.

    Raises
    ------
    SourceError
        If a source gives one cell twice, or two sources disagree about a cell.
    """
    size = int(np.prod(space.shape))
    value = np.full(size, np.nan)
    part = np.full(size, -1, dtype=np.int16)
    entry = np.full(size, -1, dtype=np.int32)
    scratch = np.empty(size, dtype=np.int32)
    merged = Merged(space, parts, value, part, entry, {})
    problems: list[str] = []
    # what repeats an earlier edition comes last: it is compared, and delivers nothing
    for number, cells in sorted(enumerate(parts), key=lambda pair: pair[1].is_reprint):
        merged.withheld |= {p: cells.source for p in cells.withheld if p not in merged.withheld}
        if cells.is_withheld:
            continue
        entries = np.arange(len(cells.place), dtype=np.int32)
        scratch[cells.place] = entries
        for twice in np.flatnonzero(scratch[cells.place] != entries):
            place = cells.place[twice]
            problems.append(
                f"{space.name(place)} is given twice: {cells.where(int(twice))} "
                f"and {cells.where(scratch[place])}"
            )
        is_known = part[cells.place] >= 0
        for other in np.flatnonzero(is_known & (value[cells.place] != cells.value)):
            place = cells.place[other]
            if cells.revised.get(place) == value[place]:
                continue
            if place % space.shape[2] == space.fields.index(IS_TERRITORY.id):
                problems.append(_tell_kinds(merged, cells, int(other)))
                continue
            problems.append(
                f"{space.name(place)} is {space.word(place, value[place])} in "
                f"{merged.where(place)} but {space.word(place, cells.value[other])} "
                f"in {cells.where(int(other))}"
            )
        if cells.is_reprint:
            problems += _find_unprinted(merged, cells, is_known)
            continue
        fresh = ~is_known
        places = cells.place[fresh]
        value[places] = cells.value[fresh]
        part[places] = number
        entry[places] = entries[fresh]
    if problems:
        raise SourceError(spell_out(problems))
    return merged


def _tell_kinds(merged: Merged, cells: Cells, entry: int) -> str:
    """Say that a unit stands among the countries here and among the territories there."""
    place = int(cells.place[entry])
    name = merged.space.name(place).partition(" of ")[2]
    kinds = ("countries", "territories")
    return (
        f"{name}, stands among the {kinds[int(merged.value[place])]} in {merged.where(place)} but "
        f"among the {kinds[int(cells.value[entry])]} in {cells.where(entry)}"
    )


def _find_unprinted(merged: Merged, cells: Cells, is_known: np.ndarray) -> Iterator[str]:
    """Name values that are said to repeat an edition which is at hand, and does not have them."""
    space = merged.space
    known = np.any((merged.part >= 0).reshape(space.shape), axis=0)
    for entry in np.flatnonzero(~is_known):
        place = cells.place[entry]
        _, edition, field = np.unravel_index(place, space.shape)
        if known[edition, field] and place not in merged.withheld:
            yield (
                f"{space.name(place)} is said to be {space.word(place, cells.value[entry])} in "
                f"{cells.where(int(entry))}, but the file of that edition has none"
            )
