"""The pictures of trends: a country in one survey or in several, and several countries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from freedomdata.plots import style
from freedomdata.plots.page import EDGE, close_page, open_page, write_heading
from freedomdata.plots.texts import text_width
from freedomdata.plots.trend.axis import draw_axes, left_room, measure_axes
from freedomdata.plots.trend.breaks import draw_breaks
from freedomdata.plots.trend.events import (
    draw_events,
    events_height,
    list_event_notes,
    place_events,
    tell_events,
)
from freedomdata.plots.trend.labels import right_room
from freedomdata.plots.trend.ribbon import tell_key
from freedomdata.plots.trend.several import draw_lines, merge_notes, newest_of, with_before
from freedomdata.plots.trend.single import draw_panel, label_of
from freedomdata.plots.trend.telling import story_of, tell_all, tell_one, tell_several
from freedomdata.plots.wording import add_clauses, join, tell_source, tell_sources, tell_version
from freedomdata.plots.words import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from freedomdata.data import Data
    from freedomdata.plots.trend.flags import Mark
    from freedomdata.plots.trend.panel import Panel
    from freedomdata.plots.trend.units import Question

__all__ = ["draw_one", "draw_page", "draw_several"]

_FULL = 198.0  # points; the height of the only panel
_HIGH, _LOW = 140.0, 94.0  # of one of several, with two lines, and with one
_SEVERAL, _PER_LABEL = 240.0, 15.0  # of several countries, and for each of their labels
_HEADING = 32.0  # above each of several
_ABOVE, _ABOVE_BREAKS = 11.0, 18.0  # above the only one, without and with breaks to be named
_TITLES = 1.6  # widths of a page that a title may be long


def draw_one(ax: Axes | None, question: Question, events: Sequence[Mark], data: Data) -> Axes:
    """Draw one country in one survey."""
    panel = question.panels[0]
    left, right = _room([panel])
    margins = (left - EDGE, right - EDGE)
    more = events_height(events, question.years, _wide(left, right), margins)
    page = open_page(
        [_FULL + more],
        ax=ax,
        above=_ABOVE_BREAKS if panel.breaks else _ABOVE,
        left=left,
        right=right,
    )
    notes = draw_panel(
        page.axes[0],
        panel,
        question.years,
        margins=margins,
        events=events,
    )
    record = panel.survey
    source, short = tell_sources(record, with_before([panel]), data)
    needs_survey = ax is not None and style.look().size.is_narrow  # has no subtitle
    close_page(
        page,
        title=say("trend.title_on_narrow", name=panel.name, survey=record.title)
        if needs_survey
        else panel.name,
        subtitle=say(
            "trend.subtitle_measure" if question.has_measure else "trend.subtitle",
            survey=record.title,
            measure=panel.measures[0].title,
            story=story_of(panel),
        ),
        notes=[" ".join([*notes, *question.covered])],
        source=source,
        short=short,
        text=add_clauses(tell_one(panel, _alt_events(events)), question.covered),
    )
    return page.axes[0]


def _alt_events(events: Sequence[Mark]) -> str:
    return say("trend.alt_event", events=tell_events(events)) if events else ""


def _wide(left: float, right: float) -> float:
    """Return the width of the axes of a new page."""
    return style.look().size.width * 72 - left - right


def _room(panels: Sequence[Panel]) -> tuple[float, float]:
    """Return the room left and right of the axes of a new page that labels need."""
    left = max(left_room(p.scale, p.bands, p.measures[0]) for p in panels)
    if style.look().size.is_narrow:
        return left, 34.0 if any(len(panel.measures) > 1 for panel in panels) else 28.0
    labels = [
        say("trend.label", name=m.title, value=7) if len(p.measures) > 1
        else label_of(m, p.scale.high, is_narrow=False)
        for p in panels
        for m in p.measures
    ]  # fmt: skip
    return left, max(text_width(label, 9, bold=True) for label in labels) + 7 + EDGE


def draw_page(question: Question, events: Sequence[Mark], data: Data) -> Axes:
    """Draw one country in several surveys, one below the other."""
    panels, years = question.panels, question.years
    left, right = _room(panels)
    heights = [_HIGH if len(panel.measures) > 1 else _LOW for panel in panels]
    margins = (left - EDGE, right - EDGE)
    heights[0] += events_height(events, years, _wide(left, right), margins)
    page = open_page(heights, heading=_HEADING, above=0.0, left=left, right=right)
    notes: dict[str, list[str]] = {}
    for ax, panel in zip(page.axes, panels, strict=True):
        for note in draw_panel(
            ax,
            panel,
            years,
            margins=margins,
            events=events,
            events_above=None if ax is page.axes[0] else _HEADING,
        ):
            notes.setdefault(note, []).append(panel.survey.title)
        write_heading(page, ax, panel.survey.title, _fit_story(panel))
        if ax is not page.axes[-1]:
            ax.tick_params(axis="x", labelbottom=False)
    key = [tell_key()] if notes.pop(tell_key(), None) else []
    told = [say("trend.of", names=join(titles), text=note) for note, titles in notes.items()]
    source = say(
        "trend.sources",
        origins="; ".join(tell_source(p.survey, with_before([p])) for p in panels),
        terms=" ".join(dict.fromkeys(panel.survey.short_terms for panel in panels)),
        version=tell_version(data),
    )
    number = len(panels)
    close_page(
        page,
        title=panels[0].name,
        subtitle=say("trend.subtitle_all", number=say(f"trend.number_{number}")),
        notes=[*key, *told, *question.covered],
        source=source,
        short=source,
        text=add_clauses(tell_all(panels, _alt_events(events)), question.covered),
    )
    return page.axes[0]


def _fit_story(panel: Panel) -> str:
    """Return the story of a panel, or as much of it as stands beside its title."""
    size = style.look().size
    points = 8.0 if size.is_narrow else 9.5
    room = size.width * 72 - 2 * EDGE - 7 - text_width(panel.survey.title, points, bold=True)
    story = story_of(panel)
    while story and text_width(story, points - 1) > room:
        story = story.rpartition(",")[0]
    return story


def draw_several(ax: Axes | None, question: Question, events: Sequence[Mark], data: Data) -> Axes:
    """Draw several countries in one survey."""
    panels, years = question.panels, question.years
    newest = newest_of(panels)
    record, field = newest.survey, newest.measures[0]
    left = left_room(newest.scale, newest.bands, field)
    right = right_room(panels)
    high = max(_SEVERAL, _PER_LABEL * len(panels))
    margins = (left - EDGE, right - EDGE)
    more = events_height(events, years, _wide(left, right), margins)
    page = open_page([high + more], ax=ax, above=_ABOVE_BREAKS, left=left, right=right)
    axes = page.axes[0]
    flags, above, unnamed = place_events(axes, events, years, margins)
    geometry = measure_axes(axes, newest.scale, has_ribbon=False, above=above)
    draw_axes(
        axes, newest.scale, geometry, years, bands=newest.bands, is_relative=field.is_relative
    )
    draw_events(axes, events, flags, geometry)
    breaks = draw_breaks(axes, panels, has_room_above=True, margins=margins, ribbon=None)
    notes = draw_lines(axes, panels, geometry)
    rest = list_event_notes(events, unnamed)
    source, short = tell_sources(record, with_before(panels), data)
    names = [panel.name for panel in panels]
    title = join(names)
    size = style.look().size
    if text_width(title, size.title, bold=True) > _TITLES * size.width * 72:
        title = say("trend.many", number=len(names))
    needs_survey = ax is not None and style.look().size.is_narrow
    close_page(
        page,
        title=say("trend.title_on_narrow", name=title, survey=record.title)
        if needs_survey
        else title,
        subtitle=say("trend.subtitle_several", survey=record.title, measure=field.title),
        notes=[" ".join([*notes, *breaks, *rest, *merge_notes(panels), *question.covered])],
        source=source,
        short=short,
        text=add_clauses(tell_several(panels, field.title, _alt_events(events)), question.covered),
    )
    return axes
