"""The alt text of trends: who, where and when; how it went and ended; what is missing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from freedomdata.plots.trend.panel import parts_of
from freedomdata.plots.wording import (
    join,
    join_clauses,
    list_missing,
    list_notes,
    spell_value,
    spell_years,
    tell_story,
)
from freedomdata.plots.words import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from freedomdata.model import Measure
    from freedomdata.plots.trend.panel import Panel

__all__ = ["story_of", "tell_all", "tell_one", "tell_several"]


def tell_one(panel: Panel, events: str) -> str:
    """Describe one country in one survey to somebody who cannot see it, in three sentences."""
    who = say(
        "trend.alt_one",
        name=panel.name,
        survey=panel.survey.title,
        span=_span([panel]),
        story="; ".join([story_of(panel), *_tell_before([panel])]),
    )
    return join_clauses(
        [who], _tell_lines(panel), [*_tell_lacks(panel), *_first_clauses(panel), events]
    )


def tell_all(panels: Sequence[Panel], events: str) -> str:
    """Describe one country in several surveys."""
    stories = [say("trend.alt_in", story=story_of(p), survey=p.survey.title) for p in panels]
    who = say(
        "trend.alt_all",
        name=panels[0].name,
        span=_span(panels),
        stories="; ".join([*stories, *_tell_before(panels)]),
    )
    lacks = [
        say("trend.alt_of", name=p.survey.title, told=", ".join(told))
        for p in panels
        if (told := [*_tell_lacks(p), *_tell_missing(p)])
    ]
    return join_clauses([who], [told for p in panels for told in _tell_lines(p)], [*lacks, events])


def tell_several(panels: Sequence[Panel], title: str, events: str) -> str:
    """Describe several countries in one survey."""
    scale = panels[0].scale
    who = say(
        "trend.alt_several",
        names=join([p.name for p in panels]),
        survey=panels[0].survey.title,
        span=_span(panels),
        measure=title,
        freest=spell_value(scale.freest),
        least=spell_value(scale.least),
    )
    told = [say("trend.alt_of", name=p.name, told=_tell_country(p)) for p in panels]
    lacks: dict[str, list[str]] = {}
    for p in panels:
        for lack in _tell_lacks(p):
            lacks.setdefault(lack, []).append(p.name)
    last = max(p.rows["edition"].max() for p in panels)
    newest = sum(bool(p.rows["edition"].max() == last) for p in panels)
    hollow = {lack for p in panels for lack in _tell_hollow(p)}  # all who are in the edition
    listed = [
        lack
        if len(names) >= (newest if lack in hollow else len(panels))
        else say("trend.alt_of", name=join(names), told=lack)
        for lack, names in lacks.items()
    ]
    return join_clauses([who], told, [*listed, events])


def story_of(panel: Panel) -> str:
    """Return the statuses of a panel in a few words."""
    return tell_story(
        panel.survey,
        panel.rows,
        panel.gaps,
        is_cut=panel.is_cut,
        measure=panel.measures[0].id if len(panel.measures) == 1 else None,
    )


def _span(panels: Sequence[Panel]) -> str:
    years = [year for p in panels for year in p.rows["year"]]
    first, last = min(years), max(years)
    return str(first) if first == last else say("trend.alt_span", first=first, last=last)


def _tell_before(panels: Sequence[Panel]) -> list[str]:
    """Tell of the predecessors, each once."""
    units = {before.name: before for panel in reversed(panels) for before in panel.before}
    told = [
        say("trend.alt_of", name=name, told=f"{_span([unit])}, {story_of(unit)}")
        for name, unit in units.items()
    ]
    return [say("trend.alt_before", names="; ".join(told))] if told else []


def _tell_lines(panel: Panel) -> list[str]:
    """Tell the change and the last value of each line, and what the ends of its scale mean."""
    told = [t for measure in panel.measures if (t := _tell_measure(panel, measure))]
    if not told or panel.measures[0].is_relative:
        return told
    freest, least = (spell_value(end) for end in (panel.scale.freest, panel.scale.least))
    scale = say("trend.alt_scale", freest=freest, least=least)
    return [*told[:-1], say("trend.alt_scored", told=told[-1], scale=scale)]


def _tell_country(panel: Panel) -> str:
    """Tell the change, the last value and the last status of one country of several."""
    told = _tell_measure(panel, panel.measures[0], is_named=False)
    if not told:
        return say("trend.alt_none", name=panel.name)
    if not panel.has_status or panel.rows["status"].isna().all():
        return told
    rated = panel.rows["status"].dropna()
    return say("trend.alt_status", told=told, status=say(f"status.{rated.iloc[-1]}"))


def _tell_measure(panel: Panel, measure: Measure, *, is_named: bool = True) -> str:
    """Tell first and last value since the last break that forbids to compare."""
    breaks = [b.edition for b in panel.breaks if not b.is_comparable and measure.id in b.measures]
    column, editions = panel.values_of(measure), panel.rows["edition"].to_numpy()
    rated = ~np.isnan(column) & (editions >= max(breaks, default=0))
    values, years = column[rated].tolist(), panel.rows["year"].to_numpy()[rated].tolist()
    if not values:
        return ""
    name = measure.title if is_named else ""
    first, last = spell_value(values[0]), spell_value(values[-1])
    if len(set(values)) == 1:
        return say("trend.alt_same", measure=name, last=last).strip()
    words = {"measure": name, "last": last, "year": years[-1], "first": first, "since": years[0]}
    freedom = panel.scale.freedom
    change = freedom(values[-1]) - freedom(values[0])
    if change:
        ways = ("better", "worse") if measure.is_relative else ("freer", "less_free")
        went = say(f"trend.alt_{ways[0] if change > 0 else ways[1]}")
        return say("trend.alt_change", **words, went=went).strip()
    best, worst = (spell_value(pick(values, key=freedom)) for pick in (max, min))
    return say("trend.alt_as_free", **words, best=best, worst=worst).strip()


def _tell_lacks(panel: Panel) -> list[str]:
    """Tell gaps, breaks and unconfirmed values, in short."""
    told = [gap.reason for gap in panel.gaps]
    told += [say("trend.alt_break", short=b.short) for b in panel.breaks]
    return told + _tell_hollow(panel)


def _tell_hollow(panel: Panel) -> list[str]:
    """Tell which years are not confirmed, if there are any."""
    hollow = panel.rows["year"][panel.rows["grade"] == "secondary"].tolist()
    return [say("trend.alt_hollow", years=spell_years(hollow))] if hollow else []


def _tell_missing(panel: Panel) -> list[str]:
    """Tell of the years with a status and without a score."""
    missing = list_missing(panel.survey, panel.rows, parts_of(panel))
    return [f"{told[0].lower()}{told[1:]}".rstrip(".") for told in missing]


def _first_clauses(panel: Panel) -> list[str]:
    """Return of each note on single years as much as fits into a sentence."""
    notes = list_notes(panel.survey, panel.rows, parts_of(panel))
    hollow = (panel.rows["grade"] == "secondary").any()
    return [re.split(r"\.(?:\s|$)", note)[0] for note in notes[int(hollow) :]]
