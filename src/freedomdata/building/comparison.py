"""A new file compared with what is at hand: what of it is delivered, and who may differ."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from freedomdata.building.values import derive, join
from freedomdata.countries import get_countries
from freedomdata.model import GRADES, IS_TERRITORY
from freedomdata.readings import Readings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from freedomdata.building.values import Values
    from freedomdata.model import Source
    from freedomdata.sources.parsing import Count

__all__ = ["add_kinds", "combine", "file_unstarred", "let_differ"]


def combine(
    at_hand: Values, new: Readings, counts: Sequence[Count], source: Source
) -> tuple[Values, list[str]]:
    """
    Join the readings of a file with those at hand, in order of precedence.

    What the file prints and is withheld is kept, too, but delivers nothing. What a file of a better
    grade at hand says as well is delivered from there; so is what a file that prevails has.

    Raises
    ------
    SourceError
        If two cells of the file contradict each other.
    """
    keys, known = at_hand.keys, let_differ(at_hand.readings, at_hand.value)
    own, withheld = new.take(~new.is_withheld), new.take(new.is_withheld)
    join(own.take(~own.is_reprint))
    is_before = (known.source < keys.source(source.id)) & ~known.is_withheld
    own, left = _drop_reprinted(at_hand, own)
    if is_before.any():
        own, dropped = _drop_dropped(at_hand, known.take(is_before & ~known.is_reprint), own)
        left += dropped
    prevails = np.isin(own.key, known.key[is_before])
    known, own = _let_revise(at_hand, known, own, prevails, source)
    grades = np.array([GRADES.index(s.grade) for s in at_hand.record.sources] + [len(GRADES)])
    is_better = grades[at_hand.source[own.key]] < GRADES.index(source.grade)
    is_kept = prevails | ((at_hand.value[own.key] == own.value) & is_better)
    is_delivered = at_hand.row[known.key] == np.arange(len(known))
    precedence = np.concatenate(
        [
            np.select([known.is_withheld, is_delivered & is_before, is_delivered], [5, 0, 2], 3),
            np.where(is_kept, 4, 1),
            np.full(len(withheld), 6),
        ]
    )
    every = Readings.concat(keys, [known, own, withheld])
    joined = derive(join(every.take(np.lexsort((every.source, precedence)))))
    recounted = _find_recounted(at_hand, joined)
    kept = [c for c in at_hand.counts if c.edition not in recounted]
    kept = sorted([*kept, *counts], key=lambda c: keys.source(c.source.id))
    return replace(joined, counts=kept), left


def _let_revise(
    at_hand: Values, known: Readings, own: Readings, prevails: np.ndarray, source: Source
) -> tuple[Readings, Readings]:
    """Let what is not delivered any more, of the file or of older ones, differ from what is."""
    stays = prevails & ~own.is_reprint
    own = own.put(revised=np.where(stays, at_hand.value[own.key], own.revised))
    given = np.full(len(at_hand.keys), np.nan)
    is_new = ~prevails & ~own.is_reprint
    given[own.key[is_new]] = own.value[is_new]
    given = given[known.key]
    is_older = (known.source > at_hand.keys.source(source.id)) & ~known.is_withheld
    return known.put(revised=np.where(is_older & ~np.isnan(given), given, known.revised)), own


def let_differ(readings: Readings, value: np.ndarray) -> Readings:
    """Let readings differ from values where they do: that was settled when they were taken in."""
    value = value[readings.key]
    differs = (value != readings.value) & ~np.isnan(value)
    return readings.put(revised=np.where(differs, value, readings.revised))


def add_kinds(at_hand: Values, new: Readings, columns: Mapping[str | None, int]) -> Readings:
    """
    File the units of a sheet without a word on countries and territories as before.

    `columns` is the column of names, by sheet: it is the cell of such a value.
    """
    keys = at_hand.keys
    listed = keys.select(at_hand.value, IS_TERRITORY.id)
    rows = np.flatnonzero(~new.is_reprint & ~new.is_withheld)
    kinds = keys.of_field(new.key[rows], IS_TERRITORY.id)
    both = new.block[rows] * len(keys) + kinds
    unique, first = np.unique(both, return_index=True)
    first = first[~np.isin(unique, both[new.key[rows] == kinds])]
    unit, edition, _ = keys.split(kinds[first])
    added = new.take(rows[first]).put(
        key=kinds[first],
        value=[_find_kind(listed[u], e, keys.units[u]) for u, e in zip(unit, edition, strict=True)],
        column=[columns[sheet] for sheet in new.sheet[rows[first]]],
        printed=None,
    )
    block = np.concatenate([new.block, added.block])
    every = Readings.concat(keys, [new, added]).put(block=block)
    return every.take(np.argsort(block, kind="stable"))


def file_unstarred(
    at_hand: Values, new: Readings, sheets: set[str | None]
) -> tuple[Readings, list[str]]:
    """
    File as a territory what is one at hand, though a sheet of an edition has no star after it.

    A star says something, a missing one may be forgotten.
    """
    keys = at_hand.keys
    bare = keys.field_of(new.key) == keys.number(IS_TERRITORY.id)
    bare &= (new.value == 0) & (at_hand.value[new.key] == 1)
    bare &= np.array([sheet in sheets for sheet in new.sheet], dtype=bool)
    found: dict[str, list[str]] = {}
    for row in np.flatnonzero(bare).tolist():
        country = get_countries()[keys.id(new.key[row])[0]].country
        found.setdefault(country, []).append(str(new.sheet[row]))
    return new.put(value=np.where(bare, 1, new.value)), [
        f"{country} has no star in sheet {names[0]!r}"
        + (f" and {len(names) - 1} more" if len(names) > 1 else "")
        + ": it is filed as a territory, as at hand"
        for country, names in found.items()
    ]


def _find_kind(listed: np.ndarray, edition: int, country_id: str) -> float:
    """Return how a unit was filed in an edition or the one nearest to it, else what it is."""
    known = np.flatnonzero(~np.isnan(listed))
    if len(known):
        return float(listed[known[np.argmin(np.abs(known - edition))]])
    return float(get_countries()[country_id].kind != "state")


#: So many of the numbers that repeat an earlier edition may differ from it; more is another file.
_FEW = 0.05


def _drop_reprinted(at_hand: Values, new: Readings) -> tuple[Readings, list[str]]:
    """Leave out the few values that a file repeats otherwise than the edition had them."""
    keys, value = at_hand.keys, at_hand.value
    is_at_hand = keys.count_units(~np.isnan(value)) > 0
    odd = new.is_reprint & is_at_hand[new.key] & (value[new.key] != new.value)
    for block in np.unique(new.block[odd]):
        of_block = (new.block == block) & new.is_reprint
        if odd[of_block].sum() > _FEW * of_block.sum():
            odd &= ~of_block
    return new.take(~odd), [
        f"{new.where(row)}: {keys.name(key)} is repeated as {new.word(row)}, at "
        f"hand {'there is none' if np.isnan(value[key]) else keys.word(key, value[key])}"
        for row in np.flatnonzero(odd).tolist()
        for key in (int(new.key[row]),)
    ]


def _drop_dropped(at_hand: Values, before: Readings, new: Readings) -> tuple[Readings, list[str]]:
    """Leave out what a newer release speaks of, and does not have any more."""
    keys = at_hand.keys
    many = keys.count_units(np.isin(np.arange(len(keys)), before.key))[new.key]
    stale = np.isnan(at_hand.value[new.key]) & ~new.is_reprint
    stale &= ~np.isin(new.key, list(at_hand.withheld))
    left = []
    for block in np.unique(new.block[stale]):
        of_block = (new.block == block) & ~new.is_reprint
        few = keys.count_units(np.isin(np.arange(len(keys)), new.key[of_block]))[new.key]
        stale &= ~of_block | ((many > 0) & (2 * many >= few))  # else it is a part of a release
        gone = np.unique(keys.split(new.key[stale & of_block])[0])
        if len(gone):
            names = [get_countries()[keys.units[unit]].country for unit in gone]
            others = " and others" if len(names) > 6 else ""  # noqa: PLR2004 (as are named)
            left.append(
                f"{int((stale & of_block).sum())} values that newer files at hand do not have any "
                f"more are left out ({', '.join(names[:6])}{others})"
            )
    return new.take(~stale), left


def _find_recounted(at_hand: Values, joined: Values) -> set[int]:
    """Return the editions in which the file changes what is counted: older counts fail there."""
    keys = at_hand.keys
    found: set[int] = set()
    for id_ in {"status", IS_TERRITORY.id} & {*keys.fields}:
        old, new = (keys.select(values.value, id_) for values in (at_hand, joined))
        differs = (old != new) & ~(np.isnan(old) & np.isnan(new))
        found |= {keys.editions[n] for n in np.flatnonzero(differs.any(axis=0))}
    return found
