"""How many people live in the units of a survey, those of states that ended, too."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from freedomdata.countries import get_countries
from freedomdata.data import read_table

if TYPE_CHECKING:
    import os

    import pandas as pd

__all__ = ["People", "find_people", "is_undivided"]


class People(NamedTuple):
    """
    The people of each row, missing where nobody counts them; and those that cannot be divided.

    `shared` has a row for each edition and state that took the place of several, such as Germany:
    ``edition``, ``country_id`` (of that state) and ``people``.
    """

    people: pd.Series[float]
    shared: pd.DataFrame


def find_people(
    rows: pd.DataFrame, everybody: pd.DataFrame, data: str | os.PathLike[str] | None
) -> People:
    """
    Find how many people the units of some rows had in the years covered.

    The World Bank counts people on the territory of today. A unit has those that it gives for it,
    and those of its successors and of units that split off, where `everybody`, all rows of the
    survey, has none of these in the edition. Where a successor took the place of several, nobody
    can tell who lived in which of them.
    """
    import pandas as pd  # noqa: PLC0415 (importing this package must not import pandas)

    table = read_table("population", data).to_pandas()
    counted = {
        (id_, int(year)): float(n)
        for id_, year, n in zip(
            table["country_id"], table["year"], table["population"], strict=True
        )
    }
    rated: dict[Any, set[str]] = everybody.groupby("edition")["country_id"].agg(set).to_dict()
    people, shared = [], {}
    for id_, edition, year in zip(rows["country_id"], rows["edition"], rows["year"], strict=True):
        parts, heirs = _list_parts(id_, frozenset(rated.get(edition, set())) & _kin(id_) - {id_})
        held = [counted[part, year] for part in parts if (part, year) in counted]
        people.append(sum(held) if held else float("nan"))
        for heir in heirs:
            if (heir, year) in counted:
                shared[edition, heir] = counted[heir, year]
    apart = [(edition, heir, n) for (edition, heir), n in shared.items()]
    return People(
        pd.Series(people, rows.index, dtype="float64"),
        pd.DataFrame(apart, columns=["edition", "country_id", "people"]),
    )


def is_undivided(id_: str) -> bool:
    """Whether a unit ended in a state that took the place of several, such as East Germany."""
    units = get_countries()
    heirs = [units[heir] for heir in units[id_].successors]
    return any(heir.kind == "state" and len(heir.predecessors) > 1 for heir in heirs)


@cache
def _children(id_: str) -> tuple[str, ...]:
    """Return the units that took the place of one, or split off from it."""
    units = get_countries()
    split = (unit.country_id for unit in units.values() if unit.split_from == id_)
    return (*units[id_].successors, *split)


@cache
def _kin(id_: str) -> frozenset[str]:
    """Return a unit and all that came from it, at any remove."""
    return frozenset({id_}).union(*(_kin(child) for child in _children(id_)))


@cache
def _list_parts(id_: str, apart: frozenset[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """
    Return whose people are those of a unit: itself and what it was divided into later.

    Those rated `apart` in the edition are left out; so are those that took the place of several,
    which are returned beside.
    """
    parts, shared = [id_], []
    for child in _children(id_):
        if child in apart:
            continue
        if len(get_countries()[child].predecessors) > 1:
            shared.append(child)
            continue
        more, too = _list_parts(child, apart)
        parts += more
        shared += too
    return tuple(parts), tuple(shared)
