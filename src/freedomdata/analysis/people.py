"""How many people live in the units of a survey, as the World Bank counts them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from freedomdata.countries import get_countries

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from freedomdata.data import Data
    from freedomdata.model import Survey

__all__ = ["People", "find_missing_people", "find_people", "is_undivided"]


class People(NamedTuple):
    """
    The people of each row, missing where nobody counts them; and those that cannot be divided.

    `shared` has a row for each edition and state that took the place of several, such as Germany:
    ``edition``, ``country_id`` (of that state) and ``people``.
    """

    people: pd.Series[float]
    shared: pd.DataFrame


def find_people(rows: pd.DataFrame, record: Survey, data: Data) -> People:
    """
    Find how many people the units of some rows had in the years covered.

    The World Bank counts people on the territory of today. A unit has those that it gives for it,
    and those of its successors and of units that split off, where the survey has none of these in
    the edition. Where a successor took the place of several, nobody
    can tell who lived in which of them.
    """
    import pandas as pd  # noqa: PLC0415 (importing this package must not import pandas)

    counted = _get_population(data)
    people = _look_up(rows, counted)
    known = data.keep("people of relatives", lambda: _get_relatives(counted))
    rated = _list_rated(record, data)
    shared: dict[tuple[int, str], float] = {}
    for place, id_, edition, year in _pick(rows, _list_parents()):  # the few that came apart
        apart = rated.get(edition, frozenset()) & _kin(id_) - {id_}
        parts, heirs = _list_parts(id_, apart)
        held = [known[part, year] for part in parts if (part, year) in known]
        people[place] = sum(held) if held else np.nan
        shared |= {(edition, heir): known[heir, year] for heir in heirs if (heir, year) in known}
    together = [(edition, heir, n) for (edition, heir), n in shared.items()]
    return People(
        pd.Series(people, rows.index, dtype="float64"),
        pd.DataFrame(together, columns=["edition", "country_id", "people"]),
    )


def find_missing_people(rows: pd.DataFrame, record: Survey, data: Data) -> pd.Series:
    """
    Return how many people units had that have no value, missing where nobody counts them.

    Those who are counted with another unit, as one that split off is with the one that it left,
    are 0 here.
    """
    import pandas as pd  # noqa: PLC0415 (importing this package must not import pandas)

    people = _look_up(rows, _get_population(data))
    rated = _list_rated(record, data)
    for place, id_, edition, _ in _pick(rows, _list_children()):
        own = rated.get(edition, frozenset())
        if id_ not in own and _ancestors(id_) & own:
            people[place] = 0.0
    return pd.Series(people, rows.index, dtype="float64")


def _pick(rows: pd.DataFrame, ids: tuple[str, ...]) -> Iterator[tuple[int, str, int, int]]:
    """Yield the number of each row that is of some units, with its unit, edition and year."""
    places = np.flatnonzero(rows["country_id"].isin(ids))
    found = rows.iloc[places]
    names = ("country_id", "edition", "year")
    yield from zip(places.tolist(), *(found[name].tolist() for name in names), strict=True)


def _list_rated(record: Survey, data: Data) -> dict[int, frozenset[str]]:
    """Return who is rated in each edition, of the units that came apart or came from others."""

    def collect() -> dict[int, frozenset[str]]:
        rows = data.frame(record.id)
        kin = rows[rows["country_id"].isin(_list_relatives())]
        rated = kin.groupby("edition")["country_id"].agg(frozenset)
        return dict(zip(rated.index.tolist(), rated.tolist(), strict=True))

    return data.keep(("relatives by edition", record.id), collect)


def _get_population(data: Data) -> pd.Series[float]:
    """Return the population by unit and year. Nobody writes to it."""

    def index() -> pd.Series[float]:
        table = data.frame("population")
        return table.set_index(["country_id", "year"])["population"].astype("float64")

    return data.keep("population by unit and year", index)


def _get_relatives(counted: pd.Series[float]) -> dict[tuple[str, int], float]:
    """Return the population of the units that came apart or came from others."""
    held = counted[counted.index.isin(_list_relatives(), level="country_id")]
    keys = (held.index.get_level_values(level).tolist() for level in range(2))
    return dict(zip(zip(*keys, strict=True), held.tolist(), strict=True))


def _look_up(rows: pd.DataFrame, counted: pd.Series[float]) -> np.ndarray:
    """Return the population of the units of some rows themselves."""
    import pandas as pd  # noqa: PLC0415 (importing this package must not import pandas)

    keys = pd.MultiIndex.from_frame(rows[["country_id", "year"]])
    return counted.reindex(keys).to_numpy(float, copy=True)


def is_undivided(id_: str) -> bool:
    """Whether a unit ended in a state that took the place of several, such as East Germany."""
    units = get_countries()
    heirs = [units[heir] for heir in units[id_].successors]
    return any(heir.kind == "state" and len(heir.predecessors) > 1 for heir in heirs)


@cache
def _list_parents() -> tuple[str, ...]:
    """Return the units that came apart, or ended in others."""
    return tuple(id_ for id_ in get_countries() if _children(id_))


@cache
def _list_children() -> tuple[str, ...]:
    """Return the units that took the place of one, or split off from it."""
    return tuple(dict.fromkeys(child for id_ in _list_parents() for child in _children(id_)))


@cache
def _list_relatives() -> tuple[str, ...]:
    """Return the units that came apart, and those that came from them."""
    return tuple(dict.fromkeys((*_list_parents(), *_list_children())))


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
def _ancestors(id_: str) -> frozenset[str]:
    """Return the units that one came from, at any remove."""
    unit = get_countries()[id_]
    parents = {*unit.predecessors, *([unit.split_from] if unit.split_from else [])}
    return frozenset(parents).union(*(_ancestors(parent) for parent in parents))


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
