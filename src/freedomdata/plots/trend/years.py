"""Which surveys and years a trend shows, and what is said where there is nothing to show."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, cast

from freedomdata.asked import name_of, pick_years
from freedomdata.errors import FreedomDataError
from freedomdata.missing import describe_never

if TYPE_CHECKING:
    import pandas as pd

    from freedomdata.model import Measure, Survey

__all__ = ["Table", "choose_tables", "list_years", "read_axis", "require_values"]


class Table(NamedTuple):
    """All rows of a survey on the units of a picture, and the measure that was asked for."""

    record: Survey
    rows: pd.DataFrame
    measure: Measure | None


def choose_tables(tables: list[Table], ids: list[str], wanted: list[int] | None) -> list[Table]:
    """Return the surveys that rated the country in these years; of several they all must be."""
    is_one_survey = len(tables) == 1
    kept = []
    for table in tables:
        record, rows, _ = table
        shown = set(pick_years(record, rows, wanted)["country_id"])
        for id_ in ids if is_one_survey else ():
            if id_ in shown:
                continue
            own = rows[rows["country_id"] == id_]
            if own.empty:
                raise FreedomDataError(describe_never(record, name_of(id_)))
            raise FreedomDataError(
                f"{record.title} has nothing on {name_of(id_)} for {_spell(wanted)}: years "
                f"covered are {own['year'].min()} to {own['year'].max()}"
            )
        if shown.intersection(ids):
            kept.append(table)
    if kept:
        return kept
    name = name_of(ids[0])
    if not any((rows["country_id"] == ids[0]).any() for _, rows, _ in tables):
        raise FreedomDataError(describe_never(None, name))
    own_years = [y for _, rows, _ in tables for y in rows[rows["country_id"] == ids[0]]["year"]]
    raise FreedomDataError(
        f"no survey at hand has anything on {name} for {_spell(wanted)}: years covered are "
        f"{min(own_years)} to {max(own_years)}"
    )


def require_values(table: Table, ids: list[str], wanted: list[int] | None) -> None:
    """Refuse countries that are rated, but in these years not by the measure."""
    measure = cast("Measure", table.measure)
    for id_ in ids:
        own = table.rows[table.rows["country_id"] == id_]
        if pick_years(table.record, own, wanted)[measure.id].notna().any():
            continue
        held = own["year"][own[measure.id].notna()]
        has = f"there is {held.min()} to {held.max()}" if len(held) else "there is none at all"
        when = "" if wanted is None else f" for {_spell(wanted)}"
        raise FreedomDataError(
            f"{table.record.title} has no {measure.id} of {name_of(id_)}{when}: {has}"
        )


def list_years(table: Table) -> list[int]:
    """Return the years covered from the first value of the measure on, so that none is empty."""
    rows = table.rows[table.rows[cast("Measure", table.measure).id].notna()]
    return [*range(rows["year"].min(), table.record.editions[-1].end.year + 1)]


def _spell(wanted: list[int] | None) -> str:
    ends = dict.fromkeys((min(wanted), max(wanted)) if wanted else ())
    return " to ".join(map(str, ends)) or "no years"


def read_axis(tables: list[Table], wanted: list[int] | None) -> tuple[int, int]:
    """Return the first and the last year of the time axis."""
    editions = [edition for table in tables for edition in table.record.editions]
    shown = [pick_years(table.record, table.rows, wanted) for table in tables]
    ends = [int(rows["period_end"].dt.year.max()) for rows in shown]
    if wanted is None:
        return min(e.start.year for e in editions), max(*ends, *(e.end.year for e in editions))
    first = max(min(wanted), min(e.start.year for e in editions))
    starts = [int(rows["period_start"].dt.year.min()) for rows in shown]
    last = min(max(wanted), max(e.end.year for e in editions))
    return min(first, *starts), max(last, *ends)
