"""Who moved, and how far, between two editions of a survey."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from freedomdata.analysis.editions import find_incomplete, require_edition
from freedomdata.errors import FreedomDataError
from freedomdata.panel import choose_measures, list_values

if TYPE_CHECKING:
    import pandas as pd

    from freedomdata.analysis.editions import Incomplete
    from freedomdata.model import Break, Edition, Headline, Survey

__all__ = ["Movers", "find_movers"]

_MOST = 0.9  # of the rated; a measure that fewer have is not there
_SIDES = ("value", "freedom", "status", "grade")


class Movers(NamedTuple):
    """
    How units moved between two editions of a survey, by one measure.

    `moves` has one row per unit: ``country_id``, ``country``, ``is_territory``, and at both ends
    (``_since``, ``_until``) ``value`` (in the units of the measure), ``freedom`` (0 to 100, up is
    freer), ``status`` (missing in a survey without) and ``grade``; ``change`` is that in freedom,
    as points of the measure: up is freer. Sorted from the largest fall to the largest gain, then by
    name. `left_out` are the ids of units that have the measure in one of the editions only.
    `breaks` are those between the editions that concern the measure or the status. `incomplete` are
    newer editions that were passed over, as they lack units.
    """

    moves: pd.DataFrame
    measure: Headline
    since: Edition
    until: Edition
    left_out: tuple[str, ...]
    breaks: tuple[Break, ...]
    incomplete: tuple[Incomplete, ...] = ()


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
    World 1981 is in edition 1982). By default it is the newest year with an edition that lacks
    nobody, and the finest measure of the survey that nearly all units have in both.

    Raises
    ------
    FreedomDataError
        If a year is not covered, `since` is not before `until`, there is no such measure, nobody
        has it in both years, or a break between them forbids to compare it.

    Examples
    --------
    >>> from freedomdata import SURVEYS, load
    >>> rows = load("fiw", territories=False)
    >>> found = find_movers(rows, SURVEYS["fiw"], 2014, 2024)
    >>> found.measure.id, found.moves["country"].iloc[0], float(found.moves["change"].iloc[0])
    ('total_score', 'Nicaragua', -40.0)
    """
    first = require_edition(record, rows, since)
    passed = [] if until is not None else find_incomplete(record, rows)
    whole = rows[~rows["edition"].isin([one.edition for one in passed])]
    last = require_edition(record, rows, int(whole["year"].max()) if until is None else until)
    newer = tuple(one for one in passed if one.edition > last.edition)
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
            f"{_format_years(rows, record, headline)}"
        )
    moves["change"] = _measure_change(record, headline, moves, last)
    moves = moves.sort_values(["change", "country"], ignore_index=True)
    used = {"status", *headline.measures}
    marked = tuple(b for b in breaks if used & set(b.measures))
    return Movers(moves, headline, first, last, tuple(sorted(left_out)), marked, newer)


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
        reasons = " ".join(f"Edition {b.edition}: {b.what}" for b in crossed)
        raise FreedomDataError(
            f"{headline.id} of {record.title} does not compare over these years. {reasons} "
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


def _format_years(rows: pd.DataFrame, record: Survey, headline: Headline) -> str:
    """Report in which years there are values of a measure."""
    years = rows.loc[list_values(record, rows, headline)["value"].notna(), "year"]
    if years.empty:
        return "there are no values of it at all"
    return f"there are values of it from {years.min()} to {years.max()}"
