"""What a picture of statuses says: how many there are, what to know of them, alt text."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, cast

import numpy as np

from freedomdata.model import STATUSES
from freedomdata.plots.statuses.standing import ORDERS, count_statuses, number_statuses
from freedomdata.plots.times import list_breaks
from freedomdata.plots.wording import join, join_clauses, spell_years, tell_region
from freedomdata.plots.words import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from freedomdata.asked import Asked
    from freedomdata.model import Break, Edition
    from freedomdata.plots.statuses.standing import Standing

__all__ = ["NAMED", "count_units", "list_ribbon_notes", "tell_statuses"]

#: Countries named in the title.
NAMED = 3
_FEW = 6  # countries told one by one
_LATEST = 4  # changes told of many
_LISTED = 4  # countries named that lack something


def count_units(rows: pd.DataFrame, standings: Sequence[Standing]) -> str:
    """Say how many countries and territories there are."""
    last = rows.drop_duplicates("country_id", keep="last")["is_territory"]
    key = "of_territories" if last.all() else "of_both" if last.any() else "of_countries"
    if len(standings) <= NAMED:
        return join([standing.name for standing in standings])
    return say(f"statuses.{key}", n=len(standings))


def list_ribbon_notes(
    asked: Asked, standings: Sequence[Standing], region: str, last: Edition
) -> list[str]:
    """Return what a reader must know: whose region, hollow years, years not at hand."""
    record, rows = asked
    notes = [say("common.countries_of", region=tell_region(region))] if region else []
    if hollow := _list_hollow(rows):
        key = "hollow_note" if record.is_shipped else "hollow_own"
        notes.append(say(f"statuses.{key}", years=hollow))
    if lacking := _list_lacking(asked, standings, last):
        key = "not_yet" if len(lacking) < len(standings) else "not_yet_any"
        notes.append(say(f"statuses.{key}", names=_name_some(lacking), year=last.year))
    return notes + [say("trend.unmarked", short=b.short) for b in _list_breaks(asked)]


def _list_breaks(asked: Asked) -> list[Break]:
    """Return where the survey changed so that statuses do not compare."""
    found = list_breaks(asked.record, asked.rows, ["status"])
    return [b for b in found if not b.is_comparable]


def _list_hollow(rows: pd.DataFrame) -> str:
    """Return the years that are not confirmed."""
    return spell_years(sorted(rows.loc[rows["grade"] == "secondary", "year"].unique().tolist()))


def _list_lacking(asked: Asked, standings: Sequence[Standing], last: Edition) -> list[str]:
    """Return the names of those whose last edition is not at hand yet."""
    if last.edition <= asked.record.last_confirmed_edition:
        return []
    return [s.name for s in standings if s.is_current and s.until < last.year]


def _name_some(names: Sequence[str]) -> str:
    """Return a few names, or how many there are."""
    return join(names) if len(names) <= _LISTED else say("statuses.some", n=len(names))


def tell_statuses(
    asked: Asked,
    standings: Sequence[Standing],
    editions: Sequence[Edition],
    what: str,
    region: str,
) -> str:
    """Describe the picture to somebody who cannot see it, in three sentences."""
    record, rows = asked
    first, last = int(rows["year"].min()), int(rows["year"].max())
    is_one = first == last
    if region:
        what = say("statuses.alt_region", region=tell_region(region), what=what)
    if len(standings) <= _FEW:
        names = [standing.name if len(standings) > 1 else "" for standing in standings]
        told = [s.tell(name) for s, name in zip(standings, names, strict=True)]
        moved = []
    else:
        told = [_tell_counts(rows, standings)]
        moved = _tell_moves(rows, standings)
    years = str(first) if is_one else say("trend.alt_span", first=first, last=last)
    story = "; ".join(told)
    who = say("statuses.alt", what=what, survey=record.title, years=years, story=story)
    return join_clauses([who], moved, _tell_lacks(asked, standings, editions))


def _tell_counts(rows: pd.DataFrame, standings: Sequence[Standing]) -> str:
    """Tell how many had which status at first, and have it at last."""
    first = rows["edition"] == rows["edition"].min()
    now = count_statuses([standing.status for standing in standings if standing.is_current])
    if first.all():
        return now
    before = count_statuses(number_statuses(rows[first]).tolist())
    return say("statuses.alt_counts", first=rows["year"].min(), before=before, now=now)


def _tell_moves(rows: pd.DataFrame, standings: Sequence[Standing]) -> list[str]:
    """Tell how many became freer or less free, and the latest changes."""
    changed = sorted((s for s in standings if s.before is not None), key=ORDERS["change"])
    if not changed:
        return []
    rated = rows.assign(number=number_statuses(rows)).query("number >= 0").groupby("country_id")
    moves = np.sign(rated["number"].last() - rated["number"].first())
    changes = [
        say(
            "statuses.alt_change",
            name=s.name,
            before=say(f"status.{STATUSES[cast('int', s.before)]}"),
            status=say(f"status.{STATUSES[cast('int', s.status)]}"),
            year=s.since,
        )
        for s in changed[:_LATEST]
    ]
    return [
        say("statuses.alt_moved", freer=int((moves > 0).sum()), less=int((moves < 0).sum())),
        say("statuses.alt_latest", changes=", ".join(changes)),
    ]


def _tell_lacks(
    asked: Asked, standings: Sequence[Standing], editions: Sequence[Edition]
) -> list[str]:
    """Tell who is not rated any more, or was not for years, and what is not confirmed."""
    record, rows = asked
    lacks = []
    gone = [standing.name for standing in standings if not standing.is_current]
    if gone and len(standings) > _FEW:  # of few it is told of each
        lacks.append(say("statuses.alt_gone", names=_name_some(gone)))
    if gaps := _list_gaps(rows, standings, editions):
        lacks.append(say("statuses.alt_gaps", names=_name_some(gaps)))
    lacks += [say("trend.alt_break", short=b.short) for b in _list_breaks(asked)]
    if record.has_ended and editions[-1] == record.editions[-1]:
        lacks.append(say("trend.survey_ended", edition=editions[-1].label))
    if hollow := _list_hollow(rows):
        lacks.append(say("trend.alt_hollow", years=hollow))
    if lacking := _list_lacking(asked, standings, editions[-1]):
        key = "alt_not_yet" if len(lacking) < len(standings) else "alt_not_yet_any"
        year = editions[-1].year
        lacks.append(say(f"statuses.{key}", names=_name_some(lacking), year=year))
    return lacks


def _list_gaps(
    rows: pd.DataFrame, standings: Sequence[Standing], editions: Sequence[Edition]
) -> list[str]:
    """Return who has no row for editions between the first and the last, with their years."""
    held = {id_: {*years} for id_, years in rows.groupby("country_id")["year"]}
    gaps = []
    for s in standings:
        own, told = held[s.country_id], []
        rated = [e.year for e in editions if s.first <= e.year <= s.until]
        for is_held, run in groupby(rated, key=own.__contains__):
            first, *more = run  # editions in a row, which need not be years in a row
            if not is_held:
                told.append(f"{first}\N{EN DASH}{more[-1]}" if more else str(first))
        if told:
            gaps.append(say("statuses.alt_gap", name=s.name, years=", ".join(told)))
    return gaps
