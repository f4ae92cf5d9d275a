"""Frame in, frame out: how many have which status, and who moved the most."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from freedomdata.countries.regions import get_groups
from freedomdata.datapackage import read_table, to_frame
from freedomdata.errors import FreedomDataError, brief
from freedomdata.fields import population_fields
from freedomdata.model import STATUSES
from freedomdata.panel import choose_measures, list_values

if TYPE_CHECKING:
    import os

    import pandas as pd

    from freedomdata.model import Break, Edition, Headline, Survey

__all__ = ["Movers", "count_statuses", "find_movers"]

_MOST = 0.9  # of the rated; a measure that fewer have is not there
_PERIOD = ("year", "period_start", "period_end")
_SIDES = ("value", "freedom", "status", "grade")


def count_statuses(
    rows: pd.DataFrame,
    *,
    by: Literal["region", "un_region", "un_subregion"] | None = None,
    weight: Literal["population"] | None = None,
    data: str | os.PathLike[str] | None = None,
) -> pd.DataFrame:
    """
    Count who has which status, edition by edition.

    Parameters
    ----------
    rows : pandas.DataFrame
        Rows of one survey, as :func:`load` gives them. Rows without a status are not counted.
    by : {"region", "un_region", "un_subregion"}, optional
        Count apart by region: Freedom House's, in its newest edition, or an area of UN M49.
    weight : "population", optional
        Count people, too: the World Bank's population of the year covered.
    data : path, optional
        Another data directory. ``FREEDOMDATA_DATA`` or the tables in the package by default.

    Returns
    -------
    pandas.DataFrame
        One row per edition, region (with `by`) and status, sorted by these, Not Free first; also
        where nobody has the status. ``edition``, ``year``, ``period_start``, ``period_end`` as in
        `rows`, the region under the name of `by` (str), ``status`` (ordered category),
        ``countries`` (int64). With `weight`: ``people`` (float64; NaN where the year has no
        population at all) and ``uncovered`` (str, the ids of the units without one, blank
        between).

    Raises
    ------
    FreedomDataError
        If `rows` have no statuses, or there is no such `by` or `weight`.
    SourceError
        If `data` is no data directory, or has no table of population.

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
    if lacking := [name for name in ("edition", "status", "country_id") if name not in rows]:
        raise FreedomDataError(
            f"there is nothing to count without {', '.join(lacking)}: give rows of a survey that "
            "gives a status, such as load('fiw')"
        )
    if weight not in (None, "population"):
        raise FreedomDataError(f"weight is 'population' or None, not {brief(weight)}")
    needed = ["country_id", "edition", "status", *(name for name in _PERIOD if name in rows)]
    rated = rows.loc[rows["status"].notna(), needed]
    if by is not None:
        rated[by] = rated["country_id"].map(get_groups(by)).astype(str)
    if weight is not None:
        rated["people"] = _find_people(rated, data)
        rated["uncovered"] = rated["country_id"].where(rated["people"].isna(), "")
    return _count(rated, [by] if by is not None else [])


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
        people = groups["people"].sum().reindex(index, fill_value=0)
        covered = rated.loc[rated["people"].notna(), "edition"].unique()
        is_known = index.get_level_values("edition").isin(covered)
        found["people"] = people.where(is_known)
        ids = groups["uncovered"].agg(lambda ids: " ".join(sorted(filter(None, ids))))
        found["uncovered"] = ids.reindex(index, fill_value="")
    found = found.reset_index()
    found["status"] = found["status"].astype(pd.CategoricalDtype(list(STATUSES), ordered=True))
    for place, name in enumerate(_PERIOD, 1):
        if name in editions:
            found.insert(place, name, found["edition"].map(editions[name]))
    return found


def _find_people(rows: pd.DataFrame, data: str | os.PathLike[str] | None) -> pd.Series:
    """Return how many people the units of some rows had in the years covered."""
    people = to_frame(read_table("population", data), population_fields())
    key = ["country_id", "year"]
    found = rows[key].merge(people, on=key, how="left")
    return found["population"].set_axis(rows.index)


class Movers(NamedTuple):
    """
    How units moved between two editions of a survey, by one measure.

    `moves` has one row per unit: ``country_id``, ``country``, ``is_territory``, and at both ends
    (``_since``, ``_until``) ``value`` (in the units of the measure), ``freedom`` (0 to 100, up is
    freer), ``status`` (missing in a survey without) and ``grade``; ``change`` is that in freedom,
    as points of the measure: up is freer. Sorted from the largest fall to the largest gain, then by
    name. `left_out` are the ids of units that have the measure in one of the editions only.
    `breaks` are those between the editions that concern the measure or the status.
    """

    moves: pd.DataFrame
    measure: Headline
    since: Edition
    until: Edition
    left_out: tuple[str, ...]
    breaks: tuple[Break, ...]


def find_movers(
    rows: pd.DataFrame,
    record: Survey,
    since: int,
    until: int | None = None,
    measure: str | None = None,
) -> Movers:
    """
    Find how every unit of a survey moved from one year covered to another.

    A year without an edition of its own is that of the edition that covers it (in Freedom in the
    World 1981 is in edition 1982). The newest year is the default, and the finest measure of the
    survey that nearly all units have in both.

    Raises
    ------
    FreedomDataError
        If a year is not covered, `since` is not before `until`, there is no such measure, nobody
        has it in both years, or a break between them forbids to compare it.

    Examples
    --------
    >>> from freedomdata import SURVEYS, load
    >>> found = find_movers(load("fiw"), SURVEYS["fiw"], 2014, 2024)
    >>> found.measure.id, found.moves["country"].iloc[0], float(found.moves["change"].iloc[0])
    ('total_score', 'Nicaragua', -40.0)
    """
    first = _find_edition(rows, record, since)
    last = _find_edition(rows, record, int(rows["year"].max()) if until is None else until)
    if first.start >= last.start:
        raise FreedomDataError(
            f"since is a year before until: {since} and {until or last.year} are not in this order"
        )
    ends = [rows[rows["edition"] == edition.edition] for edition in (first, last)]
    headline = _choose_measure(record, ends, measure)
    breaks = tuple(b for b in record.breaks if first.edition < b.edition <= last.edition)
    _refuse_breaks(record, headline, breaks)
    both = [list_values(record, end, headline).dropna(subset="value") for end in ends]
    left_out = set(both[0]["country_id"]) ^ set(both[1]["country_id"])
    moves = _join_ends(both[0], both[1])
    if moves.empty:
        raise FreedomDataError(
            f"nobody has {headline.id} in both {first.year} and {last.year}: "
            f"{_say_when(rows, record, headline)}"
        )
    moves["change"] = _measure_change(record, headline, moves, last)
    moves = moves.sort_values(["change", "country"], ignore_index=True)
    used = {"status", *headline.measures}
    marked = tuple(b for b in breaks if used & set(b.measures))
    return Movers(moves, headline, first, last, tuple(sorted(left_out)), marked)


def _find_edition(rows: pd.DataFrame, record: Survey, year: int) -> Edition:
    """Return the edition of a year covered, or else the one that covers a part of it."""
    held = {*rows["edition"].unique()}
    editions = [edition for edition in record.editions if edition.edition in held]
    for edition in editions:
        if edition.year == year:
            return edition
    for edition in editions:
        if edition.start.year <= year <= edition.end.year:
            return edition
    years = [edition.year for edition in editions]
    raise FreedomDataError(
        f"{record.title} has nothing here for {year}: years covered are {min(years)} to "
        f"{max(years)}"
    )


def _choose_measure(record: Survey, ends: list[pd.DataFrame], measure: str | None) -> Headline:
    """Return the measure that is asked for, else the finest that nearly all have at both ends."""
    if measure is not None:
        return choose_measures([record], measure)[record.id][0]
    scales = {m.id: m.scale for m in record.measures if m.scale and not m.is_relative}
    finer = sorted(scales, key=lambda id_: scales[id_].low - scales[id_].high)[:1]
    for id_ in finer:
        if all(end[id_].notna().sum() >= _MOST * end[record.anchor].notna().sum() for end in ends):
            return choose_measures([record], id_)[record.id][0]
    return record.headline


def _refuse_breaks(record: Survey, headline: Headline, breaks: tuple[Break, ...]) -> None:
    """Refuse a measure over a break that forbids to compare it."""
    crossed = [b for b in breaks if not b.is_comparable and set(b.measures) & {*headline.measures}]
    if crossed:
        told = " ".join(f"Edition {b.edition}: {b.what}" for b in crossed)
        raise FreedomDataError(
            f"{headline.id} of {record.title} does not compare over these years. {told} "
            "Choose years on one side"
        )


def _join_ends(first: pd.DataFrame, last: pd.DataFrame) -> pd.DataFrame:
    """Return the units of both ends in one row each; names are those of the last."""
    key, who = "country_id", ["country", "is_territory"]
    one = first.set_index(key)[list(_SIDES)].add_suffix("_since")
    two = last.set_index(key)[[*who, *_SIDES]].rename(columns={s: f"{s}_until" for s in _SIDES})
    joined = two.join(one, how="inner").reset_index()
    return joined[[key, *who, *(f"{s}_{end}" for s in _SIDES for end in ("since", "until"))]]


def _measure_change(
    record: Survey, headline: Headline, moves: pd.DataFrame, last: Edition
) -> pd.Series:
    """Return the change in freedom in points of the measure's newest scale, or in places."""
    field: Any = record.field[headline.measures[0]]
    span = field.scale_in(last.edition)
    if field.is_relative:  # places have no share of a scale: how many there are varies
        toward = 1 if span.freest == span.high else -1
        return toward * (moves["value_until"] - moves["value_since"]).astype(float)
    share = (moves["freedom_until"] - moves["freedom_since"]) / 100
    change: pd.Series = (share * (span.high - span.low)).astype(float).round(6)
    return change


def _say_when(rows: pd.DataFrame, record: Survey, headline: Headline) -> str:
    """Say in which years there are values of a measure."""
    years = rows.loc[list_values(record, rows, headline)["value"].notna(), "year"]
    if years.empty:
        return "there are no values of it at all"
    return f"there are values of it from {years.min()} to {years.max()}"
