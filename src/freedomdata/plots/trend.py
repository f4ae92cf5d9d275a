"""How one country's ratings went, edition by edition, in one survey or in all it is in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from freedomdata.countries import find_country, get_countries
from freedomdata.datapackage import get_survey, held_record, list_held, say_never
from freedomdata.errors import FreedomDataError
from freedomdata.plots import page, style
from freedomdata.plots.panel import draw_panel, make_panel
from freedomdata.plots.ribbon import KEY
from freedomdata.plots.saving import describe
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

    import pandas as pd
    from matplotlib.axes import Axes

    from freedomdata.model import Survey
    from freedomdata.plots.panel import Panel

__all__ = ["plot_trend"]

_HIGH, _LOW = 1.95, 1.3  # inches; the height of a panel with two lines, and with one


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
    from matplotlib.axes import Axes as AnyAxes  # noqa: PLC0415 (import on use)

    if ax is not None and not isinstance(ax, AnyAxes):
        raise FreedomDataError(f"ax is one matplotlib Axes, not {type(ax).__name__}")
    if ax is not None and ax.name != "rectilinear":
        raise FreedomDataError(f"ax has to be ordinary axes with x and y, not {ax.name} ones")
    id_ = find_country(country)
    name = get_countries()[id_].country
    found = _load_rows(id_, name, survey, data)
    with style.settings():
        if ax is not None or len(found) == 1:
            return _draw_one(ax, name, *found[0], data)
        return _draw_page(name, found, data)


def _load_rows(
    country_id: str, name: str, survey: str | None, data: str | os.PathLike[str] | None
) -> list[tuple[Survey, pd.DataFrame]]:
    """Return the rows of every survey that has the country."""
    if survey is not None:
        records: Sequence[Survey] = [get_survey(survey)]
    else:
        records = list_held(data)
    found = [(record, load(record.id, country=country_id, data=data)) for record in records]
    found = [(held_record(record, data), rows) for record, rows in found if not rows.empty]
    if not found:
        raise FreedomDataError(say_never(None if survey is None else records[0], name))
    return found


def _draw_one(
    ax: Axes | None,
    name: str,
    record: Survey,
    rows: pd.DataFrame,
    data: str | os.PathLike[str] | None,
) -> Axes:
    is_ours = ax is None
    ax = ax or style.new_axes()
    years = _years([make_panel(record, rows)])
    panel = make_panel(record, rows, years[1] + 1.0)
    notes = draw_panel(ax, panel, years, has_room_above=is_ours)
    story = tell_story(record, rows, panel.gaps)
    up = 7.0 if is_ours and panel.breaks else 0.0
    subtitle = f"{record.title}, by year covered: {story}"
    if style.is_narrow(ax):
        style.headline(ax, f"{name}: {record.title}", subtitle)
    else:
        style.headline(ax, name, subtitle, up)
    lines = style.source_line(ax, " ".join(notes), *tell_sources(record, rows, data))
    if is_ours:
        style.add_lines(ax, lines)
    describe([ax], [tell_trend(record, name, rows, panel.gaps)])
    return ax


def _years(panels: Sequence[Panel]) -> tuple[int, int]:
    """Return the first and the last year of the time axis."""
    editions = [edition for panel in panels for edition in panel.survey.editions]
    held = [int(panel.rows["period_end"].dt.year.max()) for panel in panels]
    return min(e.start.year for e in editions), max(*held, *(e.end.year for e in editions))


def _draw_page(
    name: str, found: list[tuple[Survey, pd.DataFrame]], data: str | os.PathLike[str] | None
) -> Axes:
    panels = [make_panel(record, rows) for record, rows in found]
    years = _years(panels)
    panels = [make_panel(record, rows, years[1] + 1.0) for record, rows in found]
    heights = [_HIGH if len(panel.measures) > 1 else _LOW for panel in panels]
    figure, axes = page.new_page(heights)
    notes: dict[str, list[str]] = {}
    for ax, panel in zip(axes, panels, strict=True):
        for note in draw_panel(ax, panel, years):
            notes.setdefault(note, []).append(panel.survey.title)
        page.write_heading(ax, panel.survey.title, tell_story(panel.survey, panel.rows, panel.gaps))
        if ax is not axes[-1]:
            ax.tick_params(axis="x", labelbottom=False)
    key = [KEY] if notes.pop(KEY, None) else []
    told = [f"{_join(titles)}. {note}" for note, titles in notes.items()]
    lines = page.wrap_lines([*key, *told, _tell_all_sources(panels, data)])
    page.fit_page(axes, heights, len(lines))
    subtitle = f"{_NUMBERS.get(len(panels), len(panels))} surveys, by year covered; up is freer"
    page.write_texts(figure, name, subtitle, lines)
    describe(axes, [tell_trend(p.survey, name, p.rows, p.gaps) for p in panels])
    return axes[0]


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
