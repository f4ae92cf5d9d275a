"""Which notes still hold when a file is there that has what the copies lack or misprint."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from freedomdata.model import SLIPS

if TYPE_CHECKING:
    from collections.abc import Collection

    from freedomdata.building.merge import Merged
    from freedomdata.model import Key, Note, Survey
    from freedomdata.sources.parsing import Cells

__all__ = ["drop_notes"]


def drop_notes(record: Survey, merged: Merged) -> Survey:
    """
    Drop notes on what the copies lack, withhold or misprint, where a file of the user has it.

    Parameters
    ----------
    record : Survey
        The record with all its notes.
    merged : Merged
        The values of the survey and their cells.

    Returns
    -------
    Survey
        The record with the notes that hold. Those of tables that the package carries all do.
    """
    values = _Values(merged)
    withheld: dict[Key, set[str]] = {}
    corrected: dict[Key, set[str]] = {}
    for c in (c for c in record.corrections if not c.is_revision):
        kinds = withheld if c.new is None else corrected
        kinds.setdefault((c.country_id, c.edition), set()).add(c.measure)

    def is_void(note: Note, key: Key) -> bool:
        if note.code in SLIPS:  # they go with what the record withholds
            return False
        if note.about_copies:
            return values.has(key, note.measures)
        lacking, read = (kind.get(key, set()) & {*note.measures} for kind in (withheld, corrected))
        if not lacking and not read:
            return False
        return values.has(key, lacking) and (not read or values.prints(key, read))

    named = {key for note in record.notes for key in note.rows}

    def keep(note: Note) -> Note:
        split = {e for e in note.editions if note.about_copies and values.list_rows(e, local=True)}
        rest = {key for e in split for key in values.list_rows(e, local=False)} - named
        rows = {key for key in note.rows if not is_void(note, key)}
        return replace(note, rows=frozenset(rows | rest), editions=note.editions - split)

    return replace(record, notes=tuple(map(keep, record.notes)))


@dataclass(frozen=True, slots=True)
class _Values:
    """What is asked of the values of a survey."""

    merged: Merged

    def has(self, key: Key, measures: Collection[str]) -> bool:
        """Whether a unit has all of some measures in an edition."""
        places = self._places(key, measures)
        return not any(place < 0 or np.isnan(self.merged.value[place]) for place in places)

    def prints(self, key: Key, measures: Collection[str]) -> bool:
        """Whether they are what is printed, one at least in a file of the user."""
        cells = {place: self._cells(place) for place in self._places(key, measures)}
        held = {place: part for place, part in cells.items() if part is not None}
        return any(map(_is_local, held.values())) and not any(
            place in part.printed for place, part in held.items()
        )

    def list_rows(self, edition: int, *, local: bool) -> set[Key]:
        """Return the rows of an edition that are from files of the user, or from others."""
        space = self.merged.space
        keys = ((unit, edition) for unit in space.units)
        cells = {key: self._cells(*self._places(key, [space.survey.anchor])) for key in keys}
        return {key for key, part in cells.items() if part and _is_local(part) == local}

    def _places(self, key: Key, measures: Collection[str]) -> list[int]:
        return [self.merged.space.find(*key, measure) for measure in measures]

    def _cells(self, place: int) -> Cells | None:
        number = int(self.merged.part[place]) if place >= 0 else -1
        return self.merged.parts[number] if number >= 0 else None


def _is_local(cells: Cells) -> bool:
    return not cells.source.is_declared
