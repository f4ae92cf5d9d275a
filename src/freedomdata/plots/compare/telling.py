"""What a picture of several surveys says: names, notes, sources, alt text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from freedomdata.plots.compare.lines import list_cuts
from freedomdata.plots.wording import spell_value, spell_years, tell_source, tell_version
from freedomdata.plots.words import say

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

    from freedomdata.model import Survey

__all__ = [
    "call",
    "join",
    "list_panel_notes",
    "name_countries",
    "tell_compare",
    "tell_panel_sources",
]

_NAMED, _TOLD = 3, 4  # countries named in the title, and told one by one


def join(names: Iterable[str]) -> str:
    """Return "A, B and C"."""
    *some, last = names
    return say("common.and", some=", ".join(some), last=last) if some else last


def call(survey: str) -> str:
    """Return the short name of a survey."""
    return say(f"compare.{survey}")


def name_countries(names: Sequence[str]) -> str:
    """Return some names, and how many others there are."""
    if len(names) <= _NAMED:
        return join(names)
    some = ", ".join(names[: _NAMED - 1])
    return say("compare.names_more", some=some, n=len(names) - _NAMED + 1)


def list_panel_notes(
    rows: pd.DataFrame, names: Mapping[str, str], records: Sequence[Survey]
) -> list[str]:
    """Return what a reader must know: what compares, who is not in a survey, what is hollow."""
    notes = [say("compare.not_a_point")] if len(records) > 1 else []
    valued = rows[rows["freedom"].notna()]
    hollow: list[str] = []
    for record in records:
        own = rows[rows["survey"] == record.id]
        drawn = valued[valued["survey"] == record.id]
        if cuts := list_cuts(record, drawn):
            editions = join(str(cut.edition) for cut in cuts)
            notes.append(say("compare.cut", survey=record.title, editions=editions))
        for key, rest in (
            ("absent", {*names} - {*own["country_id"]}),
            ("no_scores", {*own["country_id"]} - {*drawn["country_id"]}),
        ):
            if rest:
                whom = join(name for id_, name in names.items() if id_ in rest)
                notes.append(say(f"compare.{key}", survey=call(record.id), names=whom))
        years = drawn.loc[drawn["grade"] == "secondary", "year"].unique().tolist()
        if years:
            hollow.append(f"{call(record.id)} {spell_years(sorted(years))}")
    if hollow:
        notes.append(say("compare.hollow", years=join(hollow)))
    return notes


def tell_panel_sources(
    rows: pd.DataFrame, records: Sequence[Survey], data: str | os.PathLike[str] | None
) -> str:
    """Return one source line for several surveys."""
    origins = "; ".join(tell_source(r, rows[rows["survey"] == r.id]) for r in records)
    terms = " ".join(dict.fromkeys(record.short_terms for record in records))
    key = "sources" if len(records) > 1 else "source"
    return say(f"compare.{key}", origins=origins, terms=terms, version=tell_version(data))


def tell_compare(
    valued: pd.DataFrame, names: Mapping[str, str], records: Sequence[Survey]
) -> list[str]:
    """Describe the picture to somebody who cannot see it."""
    first, last = int(valued["year"].min()), int(valued["year"].max())
    told = [
        say(
            "compare.alt",
            names=join(names.values()),
            surveys=join(record.title for record in records),
            years=f"{first}" if first == last else f"{first} to {last}",
        )
    ]
    if len(names) <= _TOLD:
        for id_, name in names.items():
            own = valued[valued["country_id"] == id_]
            lines = [_tell_line(r, own[own["survey"] == r.id]) for r in records]
            lines = [line for line in lines if line] or [say("common.no_data")]
            told.append(say("compare.alt_country", name=name, lines="; ".join(lines)))
        return told
    return told + [_tell_all(r, valued[valued["survey"] == r.id], names) for r in records]


def _compared(record: Survey, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows since the last break over which values do not compare."""
    since = max((cut.edition for cut in list_cuts(record, rows)), default=0)
    return rows[rows["edition"] >= since]


def _tell_line(record: Survey, rows: pd.DataFrame) -> str:
    """Say how one country went in one survey."""
    if rows.empty:
        return ""
    rows = _compared(record, rows)
    first, last = rows["freedom"].iloc[0], rows["freedom"].iloc[-1]
    years = int(rows["year"].iloc[0]), int(rows["year"].iloc[-1])
    key = "line_one" if len(rows) == 1 else "freer" if last > first else "less"
    return say(
        f"compare.alt_{'same' if last == first and len(rows) > 1 else key}",
        survey=record.title,
        first=spell_value(first),
        since=years[0],
        last=spell_value(last),
        until=years[1],
    )


def _tell_all(record: Survey, rows: pd.DataFrame, names: Mapping[str, str]) -> str:
    """Say how many countries became freer in one survey, and who is the freest at the end."""
    groups = _compared(record, rows).groupby("country_id", sort=False)["freedom"]
    firsts, lasts = groups.first(), groups.last()
    change = lasts - firsts
    best, worst = str(lasts.idxmax()), str(lasts.idxmin())
    return say(
        "compare.alt_all",
        survey=record.title,
        freer=int((change > 0).sum()),
        less=int((change < 0).sum()),
        same=int((change == 0).sum()),
        best=f"{names[best]} {spell_value(lasts[best])}",
        worst=f"{names[worst]} {spell_value(lasts[worst])}",
    )
