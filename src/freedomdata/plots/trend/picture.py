"""How the ratings of countries went, edition by edition, in one survey or in all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from freedomdata.calls import explain_calls
from freedomdata.data import open_data
from freedomdata.plots import style
from freedomdata.plots.page import require_axes
from freedomdata.plots.trend.events import read_events, require_inside
from freedomdata.plots.trend.pages import draw_one, draw_page, draw_several
from freedomdata.plots.trend.units import read_question

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Mapping
    from datetime import date

    import pandas as pd
    from matplotlib.axes import Axes

__all__ = ["plot_trend"]


@explain_calls
def plot_trend(  # noqa: PLR0913 (each is a way to choose)
    country: str | Iterable[str] | pd.DataFrame,
    *,
    survey: str | None = None,
    measure: str | None = None,
    years: int | Iterable[int] | None = None,
    predecessors: bool = False,
    events: Mapping[int | float | str | date, str] | None = None,
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
        Years covered (not editions), such as ``range(1990, 2026)``. All by default; of several
        countries from the first value of the measure on.
    predecessors : bool, default False
        Whether states that the country has taken the place of are drawn as well, thinner, until
        they ended: the USSR with Russia, East and West Germany with Germany.
    events : mapping of int, str, date or float to str, optional
        What is to be marked: ``{1989: "Tiananmen"}`` or ``{"1989-06-04": "Tiananmen"}``. A year is
        a band over all of it, a day (text as YEAR-MONTH-DAY, or a date) a line; so is a year with
        a fraction. In several panels they go through all, and are named above the first.
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
    data = open_data(data)
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
    with style.settings(ax):
        if question.is_several:
            return draw_several(ax, question, marks, data)
        if len(question.panels) == 1:
            return draw_one(ax, question, marks, data)
        return draw_page(question, marks, data)
