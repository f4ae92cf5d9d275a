"""What a picture of several surveys says: title, names, notes, sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from freedomdata.plots.compare.lines import list_cuts
from freedomdata.plots.wording import join, spell_years, tell_source, tell_version
from freedomdata.plots.words import say

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from freedomdata.model import Survey

__all__ = [
    "call",
    "list_hollow",
    "list_lacks",
    "list_panel_notes",
    "tell_heading",
    "tell_panel_sources",
]

_NAMED = 3  # countries in a title
_LATE = 2  # years that a survey ends before the others and then says when


def call(survey: str) -> str:
    """Return the short name of a survey."""
    return say(f"compare.{survey}")


def _name_countries(names: Sequence[str]) -> str:
    """Return some names, and how many others there are."""
    if len(names) <= _NAMED:
        return join(names)
    some = ", ".join(names[: _NAMED - 1])
    return say("compare.names_more", some=some, n=len(names) - _NAMED + 1)


def tell_heading(
    names: Sequence[str], records: Sequence[Survey], until: Mapping[str, int], *, is_long: bool
) -> tuple[str, str]:
    """
    Return title and subtitle; `until` are the last years of the surveys.

    The subtitle says what the short names of surveys mean, unless the full ones stand there.
    """
    called = _name_countries(names)
    if len(records) == 1:
        title = say("compare.title_one", names=called, survey=records[0].title)
        return title, say("compare.subtitle")
    title = say("compare.title", names=called, n=len(records))
    if is_long:
        return title, say("compare.subtitle")
    last = max(until.values())
    shorts = [
        say(
            f"compare.{'name_until' if until.get(r.id, last) < last - _LATE else 'name'}",
            short=call(r.id),
            survey=r.title,
            year=until.get(r.id),
        )
        for r in records
    ]
    return title, say("compare.subtitle_names", names="; ".join(shorts))


def list_panel_notes(
    rows: pd.DataFrame, names: Mapping[str, str], records: Sequence[Survey], *, is_long: bool
) -> list[str]:
    """Return what a reader must know: what compares, who is not in a survey, what is hollow."""
    notes = [say("compare.not_a_point")] if len(records) > 1 else []
    valued = rows[rows["freedom"].notna()]
    for record in records:
        if cuts := list_cuts(record, valued[valued["survey"] == record.id]):
            editions = join([str(cut.edition) for cut in cuts])
            notes.append(say("compare.cut", survey=record.title, editions=editions))
    is_long |= len(records) == 1  # the short names stand nowhere
    notes += [
        f"{lack[0].upper()}{lack[1:]}."
        for lack in list_lacks(rows, names, records, is_long=is_long)
    ]
    if hollow := list_hollow(rows, records, is_long=is_long):
        notes.append(say("compare.hollow", years=hollow))
    return notes


def list_lacks(
    rows: pd.DataFrame, names: Mapping[str, str], records: Sequence[Survey], *, is_long: bool
) -> list[str]:
    """Return who is not in a survey, and who is without points in it."""
    lacks = []
    for record in records:
        own = rows[rows["survey"] == record.id]
        held, valued = {*own["country_id"]}, {*own[own["freedom"].notna()]["country_id"]}
        for key, rest in (("absent", {*names} - held), ("no_scores", held - valued)):
            if rest:
                whom = join([name for id_, name in names.items() if id_ in rest])
                survey = record.title if is_long else call(record.id)
                lacks.append(say(f"compare.{key}", survey=survey, names=whom))
    return lacks


def list_hollow(rows: pd.DataFrame, records: Sequence[Survey], *, is_long: bool) -> str:
    """Return the years of each survey that are not confirmed; nothing if there are none."""
    told = []
    for record in records:
        own = (rows["survey"] == record.id) & (rows["grade"] == "secondary")
        years = sorted(rows.loc[own & rows["freedom"].notna(), "year"].unique().tolist())
        if years:
            told.append(f"{record.title if is_long else call(record.id)} {spell_years(years)}")
    return join(told) if told else ""


def tell_panel_sources(
    rows: pd.DataFrame, records: Sequence[Survey], data: str | os.PathLike[str] | None
) -> str:
    """Return one source line for several surveys."""
    origins = "; ".join(tell_source(r, rows[rows["survey"] == r.id]) for r in records)
    terms = " ".join(dict.fromkeys(record.short_terms for record in records))
    key = "sources" if len(records) > 1 else "source"
    return say(f"compare.{key}", origins=origins, terms=terms, version=tell_version(data))
