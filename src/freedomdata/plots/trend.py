"""How one country's ratings went, edition by edition, in one survey or in all it is in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from freedomdata.countries import find_country, get_countries
from freedomdata.datapackage import get_survey, held_record, list_held, say_never
from freedomdata.errors import FreedomDataError
from freedomdata.plots import style
from freedomdata.plots.asked import Asked
from freedomdata.plots.page import close_page, open_page, require_axes, write_heading
from freedomdata.plots.panel import draw_panel, make_panel
from freedomdata.plots.ribbon import tell_key
from freedomdata.plots.wording import (
    tell_source,
    tell_sources,
    tell_story,
    tell_trend,
    tell_version,
)
from freedomdata.tables import load

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from freedomdata.model import Survey
    from freedomdata.plots.panel import Panel

__all__ = ["plot_trend"]

_FULL = 198.0  # points; the height of the only panel
_HIGH, _LOW = 140.0, 94.0  # of one of several, with two lines, and with one
_HEADING = 32.0  # above each of several
_ABOVE, _ABOVE_BREAKS = 11.0, 18.0  # above the only one, without and with breaks to be named


def plot_trend(
    country: str,
    *,
    survey: str | None = None,
    ax: Axes | None = None,
    data: str | os.PathLike[str] | None = None,
) -> Axes:
    """
    Plot how free a country is, over all editions of the surveys it is in; up is freer.

    Each survey has a panel with its own units, bands and breaks; the panels share the time axis.
    Each edition is drawn over the days it covers (edition 1982 from January 1981 to August
    1982). Where an edition is missing nothing is drawn; the line of a state that ended, ends.
    Values that are not confirmed by a published file are hollow.

    Parameters
    ----------
    country : str
        Id, ISO code or name of a country or territory.
    survey : str, optional
        Survey id, to draw this one alone. All that the country is in by default.
    ax : matplotlib.axes.Axes, optional
        Axes to draw one survey on: `survey`, or the first that the country is in. A new pyplot
        figure by default.
    data : path, optional
        Another data directory. ``FREEDOMDATA_DATA`` or the tables in the package by default.

    Returns
    -------
    matplotlib.axes.Axes
        The axes of the first panel; its ``figure`` has them all, from top to bottom. A line per
        measure, in the units of the survey with the freest end up, the status as a ribbon below,
        years covered from left to right. :func:`alt_text` describes the whole picture.

    Raises
    ------
    UnknownCountryError, AmbiguousCountryError
        If the country is not known, or may be several.
    UnknownSurveyError
        If `survey` is no id of a survey.
    FreedomDataError
        If the survey (or every survey) has never rated the country, or `ax` is no matplotlib Axes.
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
    >>> ax = plot_trend("China")
    >>> len(ax.figure.axes)
    3
    """
    require_axes(ax)
    id_ = find_country(country)
    name = get_countries()[id_].country
    found = _load_rows(id_, name, survey, data)
    with style.settings():
        if ax is not None or len(found) == 1:
            return _draw_one(ax, name, found[0], data)
        return _draw_page(name, found, data)


def _load_rows(
    country_id: str, name: str, survey: str | None, data: str | os.PathLike[str] | None
) -> list[Asked]:
    """Return the rows of every survey that has the country."""
    if survey is not None:
        records: Sequence[Survey] = [get_survey(survey)]
    else:
        records = list_held(data)
    found = [(record, load(record.id, country=country_id, data=data)) for record in records]
    asked = [Asked(held_record(record, data), rows) for record, rows in found if not rows.empty]
    if not asked:
        raise FreedomDataError(say_never(None if survey is None else records[0], name))
    return asked


def _draw_one(
    ax: Axes | None, name: str, asked: Asked, data: str | os.PathLike[str] | None
) -> Axes:
    record, rows = asked
    years = _years([make_panel(record, rows)])
    panel = make_panel(record, rows, years[1] + 1.0)
    above = _ABOVE_BREAKS if ax is None and panel.breaks else _ABOVE
    left, right = _room([panel])
    page = open_page([_FULL], ax=ax, above=above, left=left, right=right)
    notes = draw_panel(page.axes[0], panel, years, has_room_above=page.is_ours)
    source, short = tell_sources(record, rows, data)
    needs_survey = ax is not None and style.is_narrow(ax)  # has no subtitle
    close_page(
        page,
        title=f"{name}: {record.title}" if needs_survey else name,
        subtitle=f"{record.title}, by year covered: {tell_story(record, rows, panel.gaps)}",
        notes=[" ".join(notes)],
        source=source,
        short=short,
        text=tell_trend(record, name, rows, panel.gaps),
    )
    return page.axes[0]


def _room(panels: Sequence[Panel]) -> tuple[float, float]:
    """Return the room left and right of the axes of a new page that labels need."""
    if not style.look().size.is_narrow:
        return 74.0, 106.0
    return 32.0, 34.0 if any(len(panel.measures) > 1 for panel in panels) else 24.0


def _years(panels: Sequence[Panel]) -> tuple[int, int]:
    """Return the first and the last year of the time axis."""
    editions = [edition for panel in panels for edition in panel.survey.editions]
    held = [int(panel.rows["period_end"].dt.year.max()) for panel in panels]
    return min(e.start.year for e in editions), max(*held, *(e.end.year for e in editions))


def _draw_page(name: str, found: list[Asked], data: str | os.PathLike[str] | None) -> Axes:
    panels = [make_panel(*asked) for asked in found]
    years = _years(panels)
    panels = [make_panel(*asked, years[1] + 1.0) for asked in found]
    heights = [_HIGH if len(panel.measures) > 1 else _LOW for panel in panels]
    left, right = _room(panels)
    page = open_page(heights, heading=_HEADING, above=0.0, left=left, right=right)
    notes: dict[str, list[str]] = {}
    for ax, panel in zip(page.axes, panels, strict=True):
        for note in draw_panel(ax, panel, years):
            notes.setdefault(note, []).append(panel.survey.title)
        story = tell_story(panel.survey, panel.rows, panel.gaps)
        write_heading(page, ax, panel.survey.title, story)
        if ax is not page.axes[-1]:
            ax.tick_params(axis="x", labelbottom=False)
    key = [tell_key()] if notes.pop(tell_key(), None) else []
    told = [f"{_join(titles)}. {note}" for note, titles in notes.items()]
    source = _tell_all_sources(panels, data)
    close_page(
        page,
        title=name,
        subtitle=f"{_NUMBERS.get(len(panels), len(panels))} surveys, by year covered; up is freer",
        notes=[*key, *told],
        source=source,
        short=source,
        text=" ".join(tell_trend(p.survey, name, p.rows, p.gaps) for p in panels),
    )
    return page.axes[0]


def _join(titles: Sequence[str]) -> str:
    """Return "A, B and C"."""
    *first, last = titles
    return f"{', '.join(first)} and {last}" if first else last


_NUMBERS = {2: "Two", 3: "Three", 4: "Four"}


def _tell_all_sources(panels: Sequence[Panel], data: str | os.PathLike[str] | None) -> str:
    """Return one source line for several surveys."""
    origins = "; ".join(tell_source(panel.survey, panel.rows) for panel in panels)
    terms = " ".join(dict.fromkeys(panel.survey.short_terms for panel in panels))
    return f"Sources: {origins}. {terms} Picture: {tell_version(data)}"
