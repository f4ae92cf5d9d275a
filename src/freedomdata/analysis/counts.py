"""How many countries, or people, have which status."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from freedomdata.analysis.editions import find_incomplete
from freedomdata.arguments import read_choice
from freedomdata.choices import Grouping, Weight
from freedomdata.countries import get_countries
from freedomdata.countries.registry import get_groups
from freedomdata.data import open_data
from freedomdata.errors import warn
from freedomdata.frames import read_statuses, require_frame
from freedomdata.model import STATUSES
from freedomdata.surveys import SURVEYS
from freedomdata.tables import load

if TYPE_CHECKING:
    import os

    import pandas as pd

    from freedomdata.data import Data
    from freedomdata.model import Survey

__all__ = [
    "People",
    "count_rows",
    "count_statuses",
    "is_undivided",
]

_PERIOD = ("year", "period_start", "period_end")
_NAMED = 4  # units in a message


def count_statuses(
    rows: pd.DataFrame,
    *,
    by: Grouping | None = None,
    weight: Weight | None = None,
    data: str | os.PathLike[str] | None = None,
) -> pd.DataFrame:
    """
    Count who has which status, edition by edition.

    Parameters
    ----------
    rows : pandas.DataFrame
        Rows of one survey, as :func:`load` gives them. Rows without a status are not counted, nor
        are editions that lack some of the units that these rows have before, and that still exist:
        a warning names them.
    by : {"region", "un_region", "un_subregion", "un_intermediate_region"}, optional
        Count apart by region: Freedom House's, in its newest edition, or an area of UN M49.
    weight : "population", optional
        Count people, too: the World Bank's population of the year covered. A state that ended has
        the people of its successors; where one took the place of several (the two German states)
        they cannot be divided.
    data : path, optional
        Another data directory. ``FREEDOMDATA_DATA`` or the tables in the package by default.

    Returns
    -------
    pandas.DataFrame
        One row per edition, region (with `by`) and status, sorted by these, Not Free first; also
        where nobody has the status. ``edition``, ``year``, ``period_start``, ``period_end`` as in
        `rows`, the region under the name of `by` (str), ``status`` (ordered category),
        ``countries`` (int64). With `weight`: ``people`` (float64; NaN where the year has no
        population at all), ``uncovered`` (str, the ids of the units whose people are not in it,
        blank between) and ``uncounted`` (float64, people of the edition and region, the same in all
        three rows, who are not in ``people`` because they lived in one of several units that are
        one today; NaN where ``people`` is; those of units that the World Bank does not have,
        such as Taiwan, are in neither).

    Raises
    ------
    FreedomDataError
        If `rows` have no statuses, or there is no such `by` or `weight`.
    SourceError
        If `data` is no data directory, or has no table of population.

    Warns
    -----
    FreedomDataWarning
        If an edition is left out.

    Examples
    --------
    >>> from freedomdata import load
    >>> counts = count_statuses(load("fiw", editions=2025, territories=False))
    >>> counts[["edition", "status", "countries"]]
       edition       status  countries
    0     2025     Not Free         59
    1     2025  Partly Free         51
    2     2025         Free         85
    """
    _refuse_choices(by, weight)
    rows = read_statuses(require_frame("rows", rows))
    record = _recognize(rows)
    if record is not None:
        rows = _leave_out(record, rows)
    return count_rows(record, rows, by, weight, open_data(data))


def count_rows(
    record: Survey | None,
    rows: pd.DataFrame,
    by: Grouping | None,
    weight: Weight | None,
    data: Data,
) -> pd.DataFrame:
    """Count as :func:`count_statuses` does, in rows that are ours and of complete editions."""
    _refuse_choices(by, weight)
    needed = ["country_id", "edition", "status", *(name for name in _PERIOD if name in rows)]
    rated = rows.loc[rows["status"].notna(), needed]
    if by is not None:
        rated[by] = rated["country_id"].map(get_groups(by)).astype(str)
    apart: list[str] = [by] if by is not None else []
    if weight is None:
        return _count(rated, apart)
    everybody = rated if record is None else load(record.id, data=data)
    rated["people"], shared = _find_people(rated, everybody, data)
    rated["uncovered"] = rated["country_id"].where(rated["people"].isna(), "")
    if by is not None:
        shared[by] = shared["country_id"].map(get_groups(by)).astype(str)
    counts = _count(rated, apart)
    uncounted = shared.groupby(["edition", *apart])["people"].sum()
    index = counts.set_index(["edition", *apart]).index
    counts["uncounted"] = uncounted.reindex(index, fill_value=0.0).to_numpy(float)
    counts["uncounted"] = counts["uncounted"].where(counts["people"].notna())
    return counts


def _refuse_choices(by: Grouping | None, weight: Weight | None) -> None:
    for name, choice, choices in (("by", by, Grouping), ("weight", weight, Weight)):
        if choice is not None:
            read_choice(name, choice, choices)


def _recognize(rows: pd.DataFrame) -> Survey | None:
    """Return the survey that some rows are of, if their columns tell."""
    columns = {*rows.columns}
    found = [s for s in SURVEYS.values() if {s.anchor, *s.headline.measures} <= columns]
    return found[0] if len(found) == 1 else None


def _leave_out(record: Survey, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of complete editions; warn of the others."""
    left_out = find_incomplete(record, rows)
    for one in left_out:
        names = sorted(get_countries()[id_].country for id_ in one.lacking)
        more = len(names) - _NAMED
        some = f"{', '.join(names[:_NAMED])}{f' and {more} more' if more > 0 else ''}"
        warn(
            [
                f"edition {one.edition} of {record.title} is not counted: the copies at hand lack "
                f"{len(names)} of {one.of} units ({some})"
            ]
        )
    return rows[~rows["edition"].isin([one.edition for one in left_out])]


def _count(rated: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Count rows, and sum up people, by edition, region and status; also where there are none."""
    import pandas as pd  # noqa: PLC0415 (importing this package must not import pandas)

    editions = rated.drop_duplicates("edition").set_index("edition").sort_index()
    regions = [sorted(rated[name].unique()) for name in by]
    index = pd.MultiIndex.from_product(
        [editions.index, *regions, list(STATUSES)], names=["edition", *by, "status"]
    )
    groups = rated.groupby(["edition", *by, "status"], observed=True)
    found = pd.DataFrame({"countries": groups.size().reindex(index, fill_value=0)})
    if "people" in rated:
        people = groups["people"].sum().reindex(index, fill_value=0.0)
        covered = rated.loc[rated["people"].notna(), "edition"].unique()
        found["people"] = people.where(index.get_level_values("edition").isin(covered))
        ids = groups["uncovered"].agg(lambda ids: " ".join(sorted(filter(None, ids))))
        found["uncovered"] = ids.reindex(index, fill_value="")
    found = found.reset_index()
    found["status"] = found["status"].astype(pd.CategoricalDtype(list(STATUSES), ordered=True))
    for place, name in enumerate(_PERIOD, 1):
        if name in editions:
            found.insert(place, name, found["edition"].map(editions[name]))
    return found


class People(NamedTuple):
    """
    The people of each row, missing where nobody counts them; and those that cannot be divided.

    `shared` has a row for each edition and state that took the place of several, such as Germany:
    ``edition``, ``country_id`` (of that state) and ``people``.
    """

    people: pd.Series[float]
    shared: pd.DataFrame


def _find_people(rows: pd.DataFrame, everybody: pd.DataFrame, data: Data) -> People:
    """
    Find how many people the units of some rows had in the years covered.

    The World Bank counts people on the territory of today. A unit has those that it gives for it,
    and those of its successors and of units that split off, where `everybody`, all rows of the
    survey, has none of these in the edition. Where a successor took the place of several, nobody
    can tell who lived in which of them.
    """
    import pandas as pd  # noqa: PLC0415 (importing this package must not import pandas)

    table = data.frame("population")
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
