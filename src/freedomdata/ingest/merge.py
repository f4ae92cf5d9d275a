"""
Join the sources of a survey: where two speak of one cell they must agree.

The sources stand in order of precedence, so the first that gives a value is its origin; every
later one is a witness. A witness that disagrees stops the build: what the publisher revised or
misprinted is declared as a correction, never decided in silence.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from freedomdata.errors import SourceError, spell_out

if TYPE_CHECKING:
    from freedomdata.ingest.harmonise import Cells
    from freedomdata.ingest.space import Space

__all__ = ["Merged", "merge"]


@dataclass(slots=True)
class Merged:
    """The values of a survey by place (NaN: none), and the cell each was read from."""

    space: Space
    parts: list[Cells]
    value: np.ndarray
    part: np.ndarray
    entry: np.ndarray

    def where(self, place: int) -> str:
        """Name the cell that the value at `place` was read from."""
        cells: Cells = self.parts[self.part[place]]
        return cells.where(int(self.entry[place]))


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
    merged = Merged(space, parts, value, part, entry)
    problems: list[str] = []
    for number, cells in enumerate(parts):
        entries = np.arange(len(cells.place), dtype=np.int32)
        scratch[cells.place] = entries
        for twice in np.flatnonzero(scratch[cells.place] != entries):
            place = cells.place[twice]
            problems.append(
                f"{space.name(place)} stands twice: {cells.where(int(twice))} "
                f"and {cells.where(scratch[place])}"
            )
        is_known = part[cells.place] >= 0
        for other in np.flatnonzero(is_known & (value[cells.place] != cells.value)):
            place = cells.place[other]
            problems.append(
                f"{space.name(place)} is {space.word(place, value[place])} in "
                f"{merged.where(place)} but {space.word(place, cells.value[other])} "
                f"in {cells.where(int(other))}"
            )
        fresh = ~is_known
        places = cells.place[fresh]
        value[places] = cells.value[fresh]
        part[places] = number
        entry[places] = entries[fresh]
    if problems:
        raise SourceError(spell_out(problems))
    return merged
