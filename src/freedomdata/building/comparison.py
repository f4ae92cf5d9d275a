"""The cells of a new file laid beside those at hand: who prevails, and who may differ."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from freedomdata.building.merge import merge
from freedomdata.building.notes import drop_notes
from freedomdata.countries import get_countries
from freedomdata.model import GRADES, IS_TERRITORY
from freedomdata.sources.derive import derive_second
from freedomdata.sources.space import Space

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from freedomdata.building.merge import Merged
    from freedomdata.model import Source, Survey
    from freedomdata.sources.parsing import Cells, Count

__all__ = ["add_kinds", "file_unstarred", "lay_beside", "let_stand"]


def lay_beside(  # noqa: PLR0913, PLR0917 (a file, and what it is laid beside)
    at_hand: Merged,
    cells: list[Cells],
    counts: list[Count],
    record: Survey,
    source: Source,
    withheld: Sequence[Cells] = (),
) -> tuple[Merged, list[str]]:
    """
    Join the cells of a file with those at hand, in order of precedence.

    Those that are withheld are kept, too, but deliver nothing.

    Raises
    ------
    SourceError
        If two cells of the file contradict each other.
    """
    merge([part for part in cells if not part.is_reprint], at_hand.space)
    let_stand(at_hand, at_hand.parts)
    rank = list(record.sources).index
    left = []
    compared = [part for part in at_hand.parts if not part.is_withheld]
    before = [part for part in compared if rank(part.source) < rank(source)]
    after = [part for part in compared if rank(part.source) > rank(source)]
    for part in cells:
        if part.is_reprint:
            left += _drop_reprinted(at_hand, part)
        elif before:
            left += _drop_dropped(at_hand, before, part)
    prevails = _mark(before, at_hand.space)
    own = [part for part in cells if not part.is_reprint]
    _let_differ(at_hand.value, prevails, own, after)
    origins = {id(at_hand.parts[n]) for n in np.unique(at_hand.part) if n >= 0}
    split = [_split(at_hand, prevails, part) for part in cells]
    merged = merge(
        [
            *(part for part in before if id(part) in origins),
            *(taken for taken, _ in split),
            *(part for part in after if id(part) in origins),
            *(part for part in (*before, *after) if id(part) not in origins),
            *(witness for _, witness in split),
            *(part for part in at_hand.parts if part.is_withheld),
            *withheld,
        ],
        at_hand.space,
    )
    for place in [p for p in merged.withheld if not np.isnan(merged.value[p])]:
        del merged.withheld[place]  # a copy without the misprint has it
    if record.worse_of:
        derive_second(merged, record.worse_of)
    merged.space = Space(drop_notes(record, merged))
    revised = _find_recounted(at_hand, merged)
    kept = [c for c in at_hand.counts if c.edition not in revised]
    merged.counts = sorted([*kept, *counts], key=lambda c: rank(c.source))
    return merged, left


def _mark(parts: list[Cells], space: Space) -> np.ndarray:
    """Return which places some cells speak of."""
    marked = np.zeros(int(np.prod(space.shape)), dtype=bool)
    for part in parts:
        marked[part.place] = True
    return marked


def _split(at_hand: Merged, prevails: np.ndarray, part: Cells) -> tuple[Cells, Cells]:
    """
    Divide the cells of a file into those that the tables take, and the witnesses.

    What a file of a better grade says as well stays from there; so does what a file that prevails
    has.
    """
    grades = np.array([GRADES.index(p.source.grade) for p in at_hand.parts] or [0])
    origin = at_hand.part[part.place]
    is_better = (origin >= 0) & (grades[origin] < GRADES.index(part.source.grade))
    is_witness = (at_hand.value[part.place] == part.value) & is_better
    is_witness |= prevails[part.place]
    taken, witness = replace(part), replace(part)
    _keep(taken, ~is_witness)
    _keep(witness, is_witness)
    return taken, witness


def let_stand(at_hand: Merged, parts: Sequence[Cells]) -> None:
    """Let the files at hand differ where they did: that was settled when they were taken in."""
    for part in parts:
        value = at_hand.value[part.place]
        for entry in np.flatnonzero((value != part.value) & ~np.isnan(value)):
            part.revised[int(part.place[entry])] = float(value[entry])


def add_kinds(at_hand: Merged, cells: list[Cells], columns: Mapping[str | None, int]) -> None:
    """
    File the units of a sheet that does not tell countries from territories as before.

    Parameters
    ----------
    at_hand : Merged
        The values at hand.
    cells : list of Cells
        The cells of the file; those of such sheets get a value for each row.
    columns : mapping
        The column of names, by sheet.
    """
    space = at_hand.space
    field = space.fields.index(IS_TERRITORY.id)
    listed = at_hand.value.reshape(space.shape)[:, :, field]
    for part in cells:
        if part.is_reprint:
            continue
        units, editions, _ = np.unravel_index(part.place, space.shape)
        rows = space.place(units, editions, IS_TERRITORY.id)
        place, first = np.unique(rows, return_index=True)
        lacks = ~np.isin(place, part.place)
        place, first = place[lacks], first[lacks]
        kinds = [
            _find_kind(listed[u], e, space.units[u])
            for u, e in zip(units[first], editions[first], strict=True)
        ]
        part.place = np.concatenate([part.place, place])
        part.value = np.concatenate([part.value, np.array(kinds, dtype=float)])
        part.row = np.concatenate([part.row, part.row[first]])
        column = np.full(len(place), columns[part.sheet])
        part.column = np.concatenate([part.column, column])


def file_unstarred(at_hand: Merged, cells: list[Cells]) -> list[str]:
    """
    File as a territory what is one at hand, though a sheet of an edition has no star after it.

    A star says something, a missing one may be forgotten.
    """
    space = at_hand.space
    field = space.fields.index(IS_TERRITORY.id)
    sheets: dict[str, list[str]] = {}
    for part in cells:
        bare = (part.place % space.shape[2] == field) & (part.value == 0)
        bare &= at_hand.value[part.place] == 1
        part.value[bare] = 1
        for unit in np.unravel_index(part.place[bare], space.shape)[0]:
            country = get_countries()[space.units[unit]].country
            sheets.setdefault(country, []).append(str(part.sheet))
    return [
        f"{country} has no star in sheet {names[0]!r}"
        + (f" and {len(names) - 1} more" if len(names) > 1 else "")
        + ": it is filed as a territory, as at hand"
        for country, names in sheets.items()
    ]


def _find_kind(listed: np.ndarray, edition: int, country_id: str) -> float:
    """Return how a unit was filed in an edition or the one nearest to it, else what it is."""
    known = np.flatnonzero(~np.isnan(listed))
    if len(known):
        return float(listed[known[np.argmin(np.abs(known - edition))]])
    return float(get_countries()[country_id].kind != "state")


#: So many of the numbers that repeat an earlier edition may differ from it; more is another file.
_FEW = 0.05


def _drop_reprinted(at_hand: Merged, part: Cells) -> list[str]:
    """Leave out the few values that a file repeats otherwise than the edition had them."""
    space = at_hand.space
    known = ~np.isnan(at_hand.value)
    _, editions, fields = np.unravel_index(part.place, space.shape)
    speaks = known.reshape(space.shape).any(axis=0)[editions, fields]
    odd = speaks & (at_hand.value[part.place] != part.value)
    if not odd.any() or odd.sum() > _FEW * len(odd):
        return []
    told = [
        f"{part.where(int(n))}: {space.name(int(part.place[n]))} is repeated as "
        f"{space.word(int(part.place[n]), part.value[n])}, at hand "
        + (
            space.word(int(part.place[n]), at_hand.value[part.place[n]])
            if known[part.place[n]]
            else "there is none"
        )
        for n in np.flatnonzero(odd)
    ]
    _keep(part, ~odd)
    return told


def _drop_dropped(at_hand: Merged, before: list[Cells], part: Cells) -> list[str]:
    """Leave out what a newer release speaks of, and does not have any more."""
    space = at_hand.space
    newer = np.zeros(int(np.prod(space.shape)), dtype=bool)
    for other in before:
        newer[other.place] |= not other.is_reprint
    own = np.zeros_like(newer)
    own[part.place] = True
    many, few = (which.reshape(space.shape).sum(axis=0) for which in (newer, own))
    speaks = (many > 0) & (2 * many >= few)  # else it is a part of a release
    _, edition, field = np.unravel_index(part.place, space.shape)
    stale = np.isnan(at_hand.value[part.place]) & speaks[edition, field]
    stale &= ~np.isin(part.place, list(at_hand.withheld))
    if not stale.any():
        return []
    units = np.unique(np.unravel_index(part.place[stale], space.shape)[0])
    names = [get_countries()[space.units[unit]].country for unit in units]
    _keep(part, ~stale)
    return [
        f"{int(stale.sum())} values that newer files at hand do not have any more are left out "
        f"({', '.join(names[:6])}{' and others' if len(names) > 6 else ''})"  # noqa: PLR2004
    ]


def _keep(part: Cells, which: np.ndarray) -> None:
    for name in ("place", "value", "row", "column"):
        setattr(part, name, getattr(part, name)[which])


def _let_differ(
    value: np.ndarray, prevails: np.ndarray, cells: list[Cells], after: list[Cells]
) -> None:
    """Let the cells that do not prevail differ from those that do."""
    new = np.full(len(value), np.nan)
    for part in cells:
        is_kept = prevails[part.place]
        places = part.place[is_kept]
        part.revised |= dict(zip(places.tolist(), value[places].tolist(), strict=True))
        new[part.place[~is_kept]] = part.value[~is_kept]
    for other in after:
        places = other.place[~np.isnan(new[other.place])]
        other.revised |= dict(zip(places.tolist(), new[places].tolist(), strict=True))


def _find_recounted(at_hand: Merged, merged: Merged) -> set[int]:
    """Return the editions in which the file changes what is counted: older counts fail there."""
    space = merged.space
    changed = np.zeros(space.shape[:2], dtype=bool)
    for id_ in {"status", IS_TERRITORY.id} & {*space.fields}:
        number = space.fields.index(id_)
        old, new = (m.value.reshape(space.shape)[:, :, number] for m in (at_hand, merged))
        changed |= (old != new) & ~(np.isnan(old) & np.isnan(new))
    return {space.editions[i] for i in np.flatnonzero(changed.any(axis=0))}
