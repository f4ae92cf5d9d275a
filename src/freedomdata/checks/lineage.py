"""
Where values are said to come from: each has one cell, in a file and sheet that may have it.

What stands in the cell only the files themselves can tell.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from freedomdata.checks.findings import make_at, write_at
from freedomdata.model import IS_TERRITORY
from freedomdata.sources.derive import derive_second

if TYPE_CHECKING:
    from collections.abc import Iterator

    from freedomdata.building.merge import Merged
    from freedomdata.rules import Finding

__all__ = ["check_cells", "check_derived", "check_lineage"]

_ONE_CELL = "every value has one cell, and every cell its value"


def check_lineage(merged: Merged, own: pa.Table) -> Iterator[Finding]:
    """Find values without a cell, cells without a value, and rows that name another file."""
    has_value, has_cell = ~np.isnan(merged.value), merged.part >= 0
    for place in np.flatnonzero(has_value & ~has_cell).tolist():
        found = f"{write_at(merged, place, merged.value[place])} without a cell"
        yield make_at(merged, place, _ONE_CELL, found, "a cell in the lineage")
    for place in np.flatnonzero(has_cell & ~has_value).tolist():
        cell = merged.where(place)
        yield make_at(merged, place, _ONE_CELL, "missing", "a value, as the cell has", cell=cell)
    yield from _check_sources(merged, own)


def _check_sources(merged: Merged, own: pa.Table) -> Iterator[Finding]:
    space = merged.space
    units = pc.index_in(own["country_id"], pa.array(space.units)).to_numpy()
    editions = pc.index_in(own["edition"].cast(pa.int64()), pa.array(space.editions)).to_numpy()
    places = space.place(units, editions, space.survey.anchor)
    part = merged.part[places]
    names = np.array([cells.source.id for cells in merged.parts] or [""], dtype=object)
    said = np.array(own["source"].to_pylist(), dtype=object)
    for row in np.flatnonzero((part >= 0) & (names[part] != said)).tolist():
        place, rule = int(places[row]), "a row names the file of its anchor"
        yield make_at(
            merged,
            place,
            rule,
            str(said[row]),
            names[part[row]],
            cell=merged.where(place),
            measure="source",
        )


def check_cells(merged: Merged) -> Iterator[Finding]:
    """Find cells outside of what their file is declared to hold, and cells of two units."""
    for cells in merged.parts:
        source = cells.source
        _, edition, _ = np.unravel_index(cells.place, merged.space.shape)
        title = np.array(merged.space.editions)[edition]
        first = source.first_edition
        if cells.is_reprint:  # its column is on the edition before
            first = max((e for e in merged.space.editions if e < first), default=first)
        strange = (title < first) | (title > source.last_edition)
        strange |= np.isin(title, list(source.lacks)) & (not cells.is_reprint)
        strange |= cells.sheet not in {sheet.name for sheet in source.sheets}
        span = f"{first} to {source.last_edition}" if first < source.last_edition else str(first)
        held = f"what {source.id} is declared to hold (edition {span})"
        for entry in np.flatnonzero(strange).tolist():
            place, cell = int(cells.place[entry]), cells.where(entry)
            rule = "a cell is in a sheet and an edition that its file has"
            yield make_at(merged, place, rule, f"from sheet {cells.sheet!r}", held, cell=cell)
    yield from _find_shared(merged)


def _find_shared(merged: Merged) -> Iterator[Finding]:
    """
    Find cells that are said to speak of two units, or of two editions.

    Whether a unit is a territory is read from its name, or its sheet, for all editions at once.
    """
    if not merged.parts:
        return
    sheets = {key: n for n, key in enumerate({(c.source.id, c.sheet) for c in merged.parts})}
    place, row, column = (
        np.concatenate([getattr(cells, name) for cells in merged.parts]).astype(np.int64)
        for name in ("place", "row", "column")
    )
    part = np.repeat(np.arange(len(merged.parts)), [len(c.place) for c in merged.parts])
    number = np.array([sheets[c.source.id, c.sheet] for c in merged.parts])[part]
    cell = (number * (row.max(initial=0) + 1) + row) * (column.max(initial=0) + 1) + column
    is_value = place % merged.space.shape[2] != merged.space.fields.index(IS_TERRITORY.id)
    order = np.flatnonzero(is_value)[np.argsort(cell[is_value], kind="stable")]
    owner = place[order] // merged.space.shape[2]
    is_shared = (np.diff(cell[order]) == 0) & (np.diff(owner) != 0)
    starts = np.cumsum([0, *(len(cells.place) for cells in merged.parts)])
    for n in np.flatnonzero(is_shared).tolist():
        one, other = int(order[n]), int(order[n + 1])
        where = merged.parts[part[other]].where(other - int(starts[part[other]]))
        found = f"read from the cell of {merged.space.name(int(place[one]))}"
        rule = "a cell speaks of one unit and one edition"
        yield make_at(merged, int(place[other]), rule, found, "a cell of its own", cell=where)


def check_derived(merged: Merged) -> Iterator[Finding]:
    """Find values that follow from others and are not there, or are something else."""
    rule = merged.space.survey.worse_of
    if rule is None:
        return
    copies = {name: getattr(merged, name).copy() for name in ("value", "part", "entry")}
    again = replace(merged, **copies)
    derive_second(again, rule)
    differs = (again.value != merged.value) & ~np.isnan(again.value)
    name = f"{rule.second} is {rule.worse}, where {rule.first} is another"
    for place in np.flatnonzero(differs).tolist():
        found, expected = (write_at(m, place, m.value[place]) for m in (merged, again))
        yield make_at(merged, place, name, found, expected, cell=again.where(place))
