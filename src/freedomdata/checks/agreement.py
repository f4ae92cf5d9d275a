"""
The cells of the published files: all that speak of a value agree.

What the publisher revised and what is read otherwise than printed is declared, and known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from freedomdata.cells import address
from freedomdata.checks.findings import make_at, write_at
from freedomdata.data import get_survey
from freedomdata.model import STATUSES
from freedomdata.readings import is_release

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from freedomdata.building.merge import Merged
    from freedomdata.model import Correction
    from freedomdata.rules import Finding
    from freedomdata.sources.parsing import Cells

__all__ = ["check_revisions", "check_witnesses", "find_count", "list_declared"]

_REVISED = "revised by the publisher"


def check_witnesses(merged: Merged) -> Iterator[Finding]:
    """Find cells that give another value than the one delivered, unless it was revised."""
    space = merged.space
    known = np.any((merged.part >= 0).reshape(space.shape), axis=0)
    for cells in (part for part in merged.parts if not part.is_withheld):
        value = merged.value[cells.place]
        differs = (value != cells.value) & ~(np.isnan(value) & np.isnan(cells.value))
        for entry in np.flatnonzero(differs).tolist():
            place = int(cells.place[entry])
            if cells.revised.get(place) == merged.value[place]:
                continue
            _, edition, field = np.unravel_index(place, space.shape)
            if np.isnan(value[entry]) and (place in merged.withheld or not known[edition, field]):
                continue  # the value is withheld, or the edition's own file is not at hand
            level, reason = _grade(merged, cells, place)
            yield make_at(
                merged,
                place,
                _name_rule(merged, cells, place),
                write_at(merged, place, cells.value[entry]),
                write_at(merged, place, merged.value[place]),
                level=level,
                reason=reason,
                cell=cells.where(entry),
            )


def _grade(merged: Merged, cells: Cells, place: int) -> tuple[str, str]:
    """
    Return the level, and the reason of what is known.

    What a file says that its user ingested was reported to him then: that it differs from a
    secondary copy of ours is expected, and a row in which one file contradicts another has a note.
    """
    space = merged.space
    declared = {source.id for source in get_survey(space.survey.id).sources}
    sources = {cells.source.id}
    if merged.part[place] >= 0:
        sources.add(merged.parts[merged.part[place]].source.id)
    if sources <= declared:
        return "error", ""
    if cells.source.id in declared and cells.source.grade == "secondary":
        return "known", "a secondary copy, over which a file of the user prevails"
    unit, edition, _ = np.unravel_index(place, space.shape)
    key = space.units[unit], space.editions[edition]
    noted = {(c.country_id, c.edition) for c in space.survey.slips}
    return ("known", "a better file contradicts it") if key in noted else ("warning", "")


def _name_rule(merged: Merged, cells: Cells, place: int) -> str:
    """Say what is compared where a cell is laid beside the origin of the value."""
    if cells.is_reprint:
        return "a later edition repeats the value"
    if merged.part[place] < 0:
        return "files agree"
    origin = merged.parts[merged.part[place]].source
    both = is_release(origin) and is_release(cells.source)
    return "releases agree" if both and origin.release != cells.source.release else "files agree"


def check_revisions(merged: Merged) -> Iterator[Finding]:
    """Find cells of older releases that say something else than the declared revision."""
    space = merged.space
    for c in (c for c in space.survey.corrections if c.is_revision):
        place, old = space.find(c.country_id, c.edition, c.measure), space.number(c.measure, c.old)
        for cells in (part for part in merged.parts if part.source.id in c.sources):
            for entry in np.flatnonzero((cells.place == place) & (cells.value != old)).tolist():
                found, expected = (write_at(merged, place, v) for v in (cells.value[entry], old))
                rule, cell = "a revision is what two releases say", cells.where(entry)
                yield make_at(merged, place, rule, found, expected, cell=cell)


def find_count(merged: Merged, finding: Finding, sheet: tuple[str, str | None]) -> str:
    """Name the cell of a published count that a finding speaks of, if there is one."""
    status = next(word for word in STATUSES if finding.found.startswith(f"{word} in "))
    cells = (
        address(c.source.path, c.sheet, c.row, c.column)
        for c in merged.counts
        if (c.source.path, c.sheet) == sheet and (c.edition, c.status) == (finding.edition, status)
    )
    return next(cells, "")


def list_declared(merged: Merged) -> Iterator[Finding]:
    """Return what the record declares of single cells, for each file that is at hand."""
    space = merged.space
    held: Mapping[str, str] = {source.id: source.path for source in space.survey.sources}
    for c in space.survey.corrections:
        place = space.find(c.country_id, c.edition, c.measure)
        if place < 0:
            continue
        for source in filter(held.__contains__, c.sources):
            yield make_at(
                merged,
                place,
                _REVISED if c.is_revision else "what is printed is read otherwise",
                str(c.old),
                "withheld" if c.new is None else str(c.new),
                level="known",
                reason=c.reason,
                cell=_find_cell(merged, c, source, place) or held[source],
            )


def _find_cell(merged: Merged, correction: Correction, source: str, place: int) -> str:
    """Name the cell of a correction in one file; what is withheld has none in the tables."""
    for cells in merged.parts:
        if cells.source.id == source and cells.is_reprint == correction.is_reprint:
            for entry in np.flatnonzero(cells.place == place).tolist():
                row, column = int(cells.row[entry]), int(cells.column[entry])
                return address(cells.source.path, cells.sheet, row, column)
    return ""
