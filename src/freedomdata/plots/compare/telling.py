"""The alt text of several surveys: who and when, how each went, and what is missing."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from freedomdata.plots.compare.lines import list_cuts
from freedomdata.plots.compare.wording import (
    list_hollow,
    list_lacks,
    list_scale_notes,
    tell_measure,
    tell_scale,
)
from freedomdata.plots.wording import join, join_clauses, spell_value
from freedomdata.plots.words import say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from freedomdata.model import Survey
    from freedomdata.plots.compare.measures import Shown

__all__ = ["tell_compare"]

_TOLD = 4  # countries told one by one


def tell_compare(rows: pd.DataFrame, names: Mapping[str, str], shown: Sequence[Shown]) -> str:
    """Describe the picture to somebody who cannot see it, in three sentences."""
    records = [one.record for one in shown]
    valued = rows[rows["freedom"].notna()]
    what = say(
        "compare.alt",
        names=join([*names.values()]),
        surveys=join([tell_measure(one) for one in shown]),
        scale=tell_scale(shown),
        years=_tell_span([*valued["year"]]),
    )
    lacks = list_lacks(rows, names, records, is_long=True)
    if len(names) <= _TOLD:
        own = {name: valued[valued["country_id"] == id_] for id_, name in names.items()}
        told = [_tell_country(rated, name, records) for name, rated in own.items()]
        lacks += [gap for name, rated in own.items() for gap in _tell_gaps(rated, name, records)]
    else:
        told = [_tell_all(r, valued[valued["survey"] == r.id], names) for r in records]
    for one in shown:
        own_notes = list_scale_notes(rows[rows["survey"] == one.record.id], one)
        lacks += [note.rstrip(".") for note in own_notes]
    if hollow := list_hollow(rows, records, is_long=True):
        lacks.append(say("compare.alt_hollow", years=hollow))
    return join_clauses([what], told, lacks)


def _tell_span(years: Sequence[int]) -> str:
    first, last = min(years), max(years)
    return f"{first}" if first == last else say("compare.span", first=first, last=last)


def _tell_country(rows: pd.DataFrame, name: str, records: Sequence[Survey]) -> str:
    """Say how one country went in each survey."""
    lines = [_tell_line(r, rows[rows["survey"] == r.id]) for r in records]
    told = ", ".join(filter(None, lines)) or say("common.no_data")
    return say("compare.alt_country", name=name, lines=told)


def _tell_gaps(valued: pd.DataFrame, name: str, records: Sequence[Survey]) -> list[str]:
    """Say for which years between the first and the last one a country has no value in a survey."""
    told = []
    for record in records:
        held = {*valued.loc[valued["survey"] == record.id, "edition"]}
        inside = [e for e in record.editions if held and min(held) < e.edition < max(held)]
        for is_held, run in groupby(inside, key=lambda e: e.edition in held):
            if not is_held:
                years = _tell_span([e.year for e in run])
                told.append(say("compare.alt_gap", name=name, survey=record.title, years=years))
    return told


def _compared(record: Survey, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows since the last break over which values do not compare."""
    since = max((cut.edition for cut in list_cuts(record, rows)), default=0)
    return rows[rows["edition"] >= since]


def _tell_line(record: Survey, rows: pd.DataFrame) -> str:
    """Say how one country went in one survey."""
    if rows.empty:
        return ""
    rows = _compared(record, rows)
    first, last = rows["height"].iloc[0], rows["height"].iloc[-1]
    written = rows["written"].iloc[0], rows["written"].iloc[-1]
    years = int(rows["year"].iloc[0]), int(rows["year"].iloc[-1])
    key = "line_one" if len(rows) == 1 else "freer" if last > first else "less"
    return say(
        f"compare.alt_{'same' if last == first and len(rows) > 1 else key}",
        survey=record.title,
        first=spell_value(written[0]),
        since=years[0],
        last=spell_value(written[1]),
        until=years[1],
    )


def _tell_all(record: Survey, rows: pd.DataFrame, names: Mapping[str, str]) -> str:
    """Say how many countries became freer in one survey, and who is the freest at the end."""
    groups = _compared(record, rows).groupby("country_id", sort=False)
    firsts, lasts, written = (
        groups["height"].first(),
        groups["height"].last(),
        groups["written"].last(),
    )
    change = lasts - firsts
    best, worst = str(lasts.idxmax()), str(lasts.idxmin())
    return say(
        "compare.alt_all",
        survey=record.title,
        freer=int((change > 0).sum()),
        less=int((change < 0).sum()),
        same=int((change == 0).sum()),
        best=f"{names[best]} {spell_value(written[best])}",
        worst=f"{names[worst]} {spell_value(written[worst])}",
    )
