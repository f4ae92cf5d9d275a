"""What a picture of several surveys says: title, names, notes, sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from freedomdata.plots.compare.lines import list_cuts
from freedomdata.plots.compare.measures import HUNDRED
from freedomdata.plots.wording import (
    join,
    list_covered,
    spell_value,
    spell_years,
    tell_source,
    tell_version,
)
from freedomdata.plots.words import say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from freedomdata.data import Data
    from freedomdata.model import Survey
    from freedomdata.plots.compare.measures import Shown

__all__ = [
    "call",
    "list_covered_of",
    "list_hollow",
    "list_lacks",
    "list_panel_notes",
    "list_scale_notes",
    "tell_heading",
    "tell_measure",
    "tell_panel_sources",
    "tell_scale",
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
    names: Sequence[str], shown: Sequence[Shown], until: Mapping[str, int], *, is_long: bool
) -> tuple[str, str]:
    """
    Return title and subtitle; `until` are the last years of the surveys.

    The subtitle says what the short names of surveys mean, and by which measure each is drawn.
    """
    called = _name_countries(names)
    scale = tell_scale(shown)
    if len(shown) == 1:
        title = say("compare.title_one", names=called, survey=shown[0].record.title)
        return title, say("compare.subtitle_one", measure=shown[0].title, scale=scale)
    title = say("compare.title", names=called, n=len(shown))
    last = max(until.values())
    told = []
    for one in shown:
        id_, name = one.record.id, tell_measure(one)
        if not is_long:
            name = say("compare.name", short=call(id_), survey=name)
        if until.get(id_, last) < last - _LATE:
            name = say("compare.name_until", name=name, year=until[id_])
        told.append(name)
    return title, say("compare.subtitle", scale=scale, names="; ".join(told))


def tell_scale(shown: Sequence[Shown]) -> str:
    """Return which end of the scale is free, if all have the same."""
    ends = {(one.scale.least, one.scale.freest) for one in shown if not one.is_score}
    ends |= {(0, HUNDRED) for one in shown if one.is_score}
    if len(ends) > 1:
        return say("compare.scales")
    least, freest = (spell_value(end) for end in ends.pop())
    return say("compare.scale", least=least, freest=freest)


def tell_measure(shown: Shown) -> str:
    """Return a survey, and by which measure it is drawn."""
    return say("compare.measure", survey=shown.record.title, measure=shown.title)


def list_panel_notes(
    rows: pd.DataFrame, names: Mapping[str, str], shown: Sequence[Shown], *, is_long: bool
) -> list[str]:
    """Return what a reader must know: what compares, who is not in a survey, what is hollow."""
    records = [one.record for one in shown]
    notes = [say("compare.not_a_point")] if len(records) > 1 else []
    for one in shown:
        notes += list_scale_notes(rows[rows["survey"] == one.record.id], one)
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


def list_scale_notes(own: pd.DataFrame, shown: Shown) -> list[str]:
    """Return what a reader must know of the numbers of a survey."""
    record, notes = shown.record, []
    ends = {
        "survey": record.title,
        "freest": spell_value(shown.scale.freest),
        "least": spell_value(shown.scale.least),
    }
    if not shown.is_score:
        notes.append(say("compare.own_scale", measure=shown.title, **ends))
    elif shown.is_turned:
        notes.append(say("compare.turned", measure=shown.title, **ends))
    valued = own.loc[own["freedom"].notna(), "edition"]
    measure = str(own["measure"].iloc[0])
    is_other = measure != record.headline.id
    if is_other and shown.is_score and len(valued) and own["edition"].min() < valued.min():
        notes.append(say("compare.begins", measure=shown.title, edition=valued.min(), **ends))
    field: Any = record.field.get(measure)
    for last, scale in field.until.items() if field else ():
        if (valued <= last).any() and (valued > last).any():
            freest, least = spell_value(scale.freest), spell_value(scale.least)
            words = {**ends, "freest": freest, "least": least}
            notes.append(say("compare.older", edition=last, **words))
    return notes


def list_covered_of(
    rows: pd.DataFrame, records: Sequence[Survey], wanted: list[int] | None
) -> list[str]:
    """Say in which surveys another edition answers for a single year."""
    return [
        say("trend.of", names=record.title, text=note) if len(records) > 1 else note
        for record in records
        for note in list_covered(record, rows[rows["survey"] == record.id], wanted)
    ]


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


def tell_panel_sources(rows: pd.DataFrame, records: Sequence[Survey], data: Data) -> str:
    """Return one source line for several surveys."""
    origins = "; ".join(tell_source(r, rows[rows["survey"] == r.id]) for r in records)
    terms = " ".join(dict.fromkeys(record.short_terms for record in records))
    key = "sources" if len(records) > 1 else "source"
    return say(f"compare.{key}", origins=origins, terms=terms, version=tell_version(data))
