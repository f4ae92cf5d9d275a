"""What a picture of statuses says: how many there are, what to know of them, alt text."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from freedomdata.model import STATUSES
from freedomdata.plots.compare.telling import join
from freedomdata.plots.statuses.standing import ORDERS, count_statuses, number_statuses
from freedomdata.plots.wording import spell_years
from freedomdata.plots.words import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from freedomdata.model import Edition, Survey
    from freedomdata.plots.asked import Asked
    from freedomdata.plots.statuses.standing import Standing

__all__ = ["NAMED", "count_units", "list_ribbon_notes", "tell_statuses"]

#: Countries named in the title.
NAMED = 3
_FEW = 4  # countries told one by one, and changes told


def count_units(rows: pd.DataFrame, standings: Sequence[Standing]) -> str:
    """Say how many countries and territories there are."""
    last = rows.drop_duplicates("country_id", keep="last")["is_territory"]
    key = "of_territories" if last.all() else "of_both" if last.any() else "of_countries"
    if len(standings) <= NAMED:
        return join(standing.name for standing in standings)
    return say(f"statuses.{key}", n=len(standings))


def list_ribbon_notes(
    asked: Asked, standings: Sequence[Standing], region: str, last: Edition
) -> list[str]:
    """Return what a reader must know: whose region, hollow years, years not at hand."""
    record, rows = asked
    notes = [say("statuses.region", region=region)] if region else []
    hollow = rows[rows["grade"] == "secondary"]
    if len(hollow):
        years = spell_years(sorted(hollow["year"].unique().tolist()))
        key = "hollow_note" if record.is_shipped else "hollow_own"
        notes.append(say(f"statuses.{key}", years=years))
    lacking = sum(s.is_current and s.until < last.year for s in standings)
    if lacking and last.edition > record.last_confirmed_edition:
        key = "not_yet" if lacking < len(standings) else "not_yet_any"
        notes.append(say(f"statuses.{key}", n=lacking, year=last.year))
    return notes


def tell_statuses(
    record: Survey, rows: pd.DataFrame, standings: Sequence[Standing], sort: str, what: str
) -> list[str]:
    """Describe the picture to somebody who cannot see it."""
    first, last = int(rows["year"].min()), int(rows["year"].max())
    years = f"{first}" if first == last else f"{first} to {last}"
    order = say(f"statuses.by_{sort}")
    told = [say("statuses.alt", what=what, survey=record.title, years=years, sort=order)]
    if len(standings) <= _FEW:
        return [*told, f"{'; '.join(standing.tell() for standing in standings)}."]
    statuses = number_statuses(rows)
    before = statuses[(rows["edition"] == rows["edition"].min()).to_numpy()].tolist()
    now = [standing.status for standing in standings if standing.is_current]
    told.append(
        say(
            "statuses.alt_counts",
            first=first,
            before=count_statuses(before),
            now=count_statuses(now),
        )
    )
    if len(now) < len(standings):
        told.append(say("statuses.alt_gone", n=len(standings) - len(now)))
    changed = sorted((s for s in standings if s.before is not None), key=ORDERS["change"])[:_FEW]
    if changed:
        changes = "; ".join(
            say(
                "statuses.alt_change",
                name=s.name,
                before=say(f"status.{STATUSES[cast('int', s.before)]}"),
                status=say(f"status.{STATUSES[cast('int', s.status)]}"),
                year=s.since,
            )
            for s in changed
        )
        told.append(say("statuses.alt_latest", changes=changes))
    return told
