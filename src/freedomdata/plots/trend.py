"""How the ratings of countries went, edition by edition, in one survey or in all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from freedomdata.plots import style
from freedomdata.plots.axis import draw_axes, left_room, measure_axes
from freedomdata.plots.marks import draw_events, read_events, require_inside, tell_events
from freedomdata.plots.page import EDGE, close_page, open_page, require_axes, write_heading
from freedomdata.plots.panel import draw_breaks, draw_panel, events_height, label_of, place_events
from freedomdata.plots.ribbon import tell_key
from freedomdata.plots.several import draw_lines, merge_notes, newest_of, right_room, with_before
from freedomdata.plots.telling import story_of, tell_all, tell_one, tell_several
from freedomdata.plots.texts import text_width
from freedomdata.plots.units import read_question
from freedomdata.plots.wording import join, tell_source, tell_sources, tell_version
from freedomdata.plots.words import say

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    import pandas as pd
    from matplotlib.axes import Axes

    from freedomdata.plots.marks import Mark
    from freedomdata.plots.panel import Panel
    from freedomdata.plots.units import Question

__all__ = ["plot_trend"]

_FULL = 198.0  # points; the height of the only panel
_HIGH, _LOW = 140.0, 94.0  # of one of several, with two lines, and with one
_SEVERAL, _PER_LABEL = 240.0, 15.0  # of several countries, and for each of their labels
_HEADING = 32.0  # above each of several
_ABOVE, _ABOVE_BREAKS = 11.0, 18.0  # above the only one, without and with breaks to be named
_FEW = 4  # countries that a title names


def plot_trend(  # noqa: PLR0913 (each is a way to choose)
    country: str | Iterable[str] | pd.DataFrame,
    *,
    survey: str | None = None,
    measure: str | None = None,
    years: int | Iterable[int] | None = None,
    predecessors: bool = False,
    events: Mapping[int | float | date, str] | None = None,
    ax: Axes | None = None,
    data: str | os.PathLike[str] | None = None,
) -> Axes:
    """
    Plot how free a country is, over all editions of the surveys it is in; up is freer.

    Each survey has a panel with its own units, bands and breaks; the panels share the time axis.
    Several countries have a line each, in one survey. Each edition is drawn over the days it
    covers (edition 1982 from January 1981 to August 1982). Where an edition is missing nothing is
    drawn; the line of a state that ended, ends. Values that are not confirmed by a published file
    are hollow.

    Parameters
    ----------
    country : str, iterable of str, or pandas.DataFrame
        Id, ISO code or name of a country or territory, or up to 12 of them. Or a frame of one
        survey as :func:`load` gives it: its rows are drawn.
    survey : str, optional
        Survey id, to draw this one alone. By default that of `measure`, else all that the country
        is in; for several countries ``"fiw"``.
    measure : str, optional
        Measure of the survey on a scale, such as ``"total_score"``, to draw this one alone. By
        default the ratings or the score that the survey is known by; for several countries in
        ``"fiw"`` ``"rating"``, the mean of the two ratings (1 to 7, 1 is freest).
    years : int or iterable of int, optional
        Years covered (not editions), such as ``range(1990, 2026)``. All by default.
    predecessors : bool, default False
        Whether states that the country has taken the place of are drawn as well, thinner, until
        they ended: the USSR with Russia, East and West Germany with Germany.
    events : mapping of int, float or date to str, optional
        Moments to be marked, and what happened: ``{1989: "Tiananmen"}``. A whole number is the
        middle of that year.
    ax : matplotlib.axes.Axes, optional
        Axes to draw one survey on: `survey`, or the first that the country is in. A new pyplot
        figure by default.
    data : path, optional
        Another data directory. ``FREEDOMDATA_DATA`` or the tables in the package by default.

    Returns
    -------
    matplotlib.axes.Axes
        The axes of the first panel; its ``figure`` has them all, from top to bottom. A line per
        measure or country, in the units of the survey with the freest end up, the status of a
        single country as a ribbon below, years covered from left to right. :func:`alt_text`
        describes the whole picture.

    Raises
    ------
    UnknownCountryError, AmbiguousCountryError
        If a country is not known, or may be several.
    UnknownSurveyError
        If `survey` is no id of a survey.
    FreedomDataError
        If the survey (or every survey) has never rated a country, or not in these years; there is
        no such measure in it; there are more than 12 countries; an event has no text or lies
        outside the years; `country` is a frame of no survey or of another one; or `ax` is no
        matplotlib Axes.
    SourceError
        If `data` is no data directory, or lacks the survey.

    See Also
    --------
    load, load_panel : The values that are drawn.
    list_breaks : The breaks in full.

    Examples
    --------
    >>> import matplotlib
    >>> matplotlib.use("Agg")
    >>> ax = plot_trend("China", events={1989: "Tiananmen"})
    >>> len(ax.figure.axes)
    3
    >>> ax = plot_trend(["Hungary", "Poland"], years=range(1985, 2026))
    >>> [tick.get_text() for tick in ax.get_yticklabels()][0]
    'most free  1'
    """
    require_axes(ax)
    marks = read_events(events)
    question = read_question(
        country,
        survey=survey,
        measure=measure,
        years=years,
        predecessors=predecessors,
        first_only=ax is not None,
        data=data,
    )
    require_inside(marks, question.years)
    with style.settings():
        if question.is_several:
            return _draw_several(ax, question, marks, data)
        if len(question.panels) == 1:
            return _draw_one(ax, question, marks, data)
        return _draw_page(question, marks, data)


def _draw_one(ax: Axes | None, question: Question, events: Sequence[Mark], data: Any) -> Axes:
    """Draw one country in one survey."""
    panel = question.panels[0]
    left, right = _room([panel])
    more = events_height(events, question.years, _wide(left, right))
    page = open_page(
        [_FULL + more],
        ax=ax,
        above=_ABOVE_BREAKS if ax is None and panel.breaks else _ABOVE,
        left=left,
        right=right,
    )
    notes = draw_panel(
        page.axes[0],
        panel,
        question.years,
        has_room_above=page.is_ours,
        margins=(left - EDGE, right - EDGE),
        events=events,
    )
    record = panel.survey
    source, short = tell_sources(record, with_before([panel]), data)
    needs_survey = ax is not None and style.is_narrow(ax)  # has no subtitle
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
        notes=[" ".join(notes)],
        source=source,
        short=short,
        text=tell_one(panel, _alt_events(events)),
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


def _draw_page(question: Question, events: Sequence[Mark], data: Any) -> Axes:
    """Draw one country in several surveys, one below the other."""
    panels, years = question.panels, question.years
    left, right = _room(panels)
    heights = [_HIGH if len(panel.measures) > 1 else _LOW for panel in panels]
    heights[0] += events_height(events, years, _wide(left, right))
    page = open_page(heights, heading=_HEADING, above=0.0, left=left, right=right)
    notes: dict[str, list[str]] = {}
    for ax, panel in zip(page.axes, panels, strict=True):
        for note in draw_panel(
            ax,
            panel,
            years,
            margins=(left - EDGE, right - EDGE),
            events=events,
            names_events=ax is page.axes[0],
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
        notes=[*key, *told],
        source=source,
        short=source,
        text=tell_all(panels, _alt_events(events)),
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


def _draw_several(ax: Axes | None, question: Question, events: Sequence[Mark], data: Any) -> Axes:
    """Draw several countries in one survey."""
    panels, years = question.panels, question.years
    newest = newest_of(panels)
    record, field = newest.survey, newest.measures[0]
    left = left_room(newest.scale, newest.bands, field)
    right = right_room(panels)
    high = max(_SEVERAL, _PER_LABEL * len(panels))
    more = events_height(events, years, _wide(left, right))
    page = open_page([high + more], ax=ax, above=_ABOVE_BREAKS, left=left, right=right)
    axes = page.axes[0]
    margins = (left - EDGE, right - EDGE)
    flags, above, unnamed = place_events(axes, events, years, margins)
    geometry = measure_axes(axes, newest.scale, has_ribbon=False, above=above)
    draw_axes(
        axes, newest.scale, geometry, years, bands=newest.bands, is_relative=field.is_relative
    )
    draw_events(axes, events, flags, geometry)
    breaks = draw_breaks(axes, newest, has_room_above=page.is_ours, margins=margins)
    notes = draw_lines(axes, panels, geometry)
    rest = [say("trend.events", events=tell_events(unnamed))] if unnamed else []
    source, short = tell_sources(record, with_before(panels), data)
    names = [panel.name for panel in panels]
    title = join(names) if len(names) <= _FEW else say("trend.many", number=len(names))
    needs_survey = ax is not None and style.is_narrow(axes)
    close_page(
        page,
        title=say("trend.title_on_narrow", name=title, survey=record.title)
        if needs_survey
        else title,
        subtitle=say("trend.subtitle_several", survey=record.title, measure=field.title),
        notes=[" ".join([*notes, *breaks, *rest, *merge_notes(panels)])],
        source=source,
        short=short,
        text=tell_several(panels, field.title, _alt_events(events)),
    )
    return axes
