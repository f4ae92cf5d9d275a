"""How one country's ratings went, edition by edition."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from freedomdata.countries import find_country, get_countries
from freedomdata.errors import FreedomDataError
from freedomdata.plots import style
from freedomdata.plots.saving import describe
from freedomdata.plots.wording import list_gaps, list_notes, tell_sources, tell_story, tell_trend
from freedomdata.tables import get_survey, load

if TYPE_CHECKING:
    import os

    import pandas as pd
    from matplotlib.axes import Axes

    from freedomdata.model import Scale, Survey
    from freedomdata.plots.wording import Gap

__all__ = ["plot_trend"]

_MEASURES = ("political_rights", "civil_liberties")
_APART = 0.07  # the one is drawn this far above its rating, the other below: they may coincide
_LABELS_APART = 0.62  # least distance of two labels, in ratings
_RIBBON = (7.95, 8.55)  # the status ribbon lies below the worst rating
_GAP = 0.13  # years; a longer pause between two editions is a gap
_LEAST_SIZE = 4.9  # points; smaller letters are left out
_LETTER = 0.66  # width of a letter as a share of its size, in the ribbon


def plot_trend(
    country: str,
    *,
    survey: str = "fiw",
    ax: Axes | None = None,
    data: str | os.PathLike[str] | None = None,
) -> Axes:
    """
    Plot a country's ratings and status over all editions; up is freer.

    Each edition is drawn over the days it covers (edition 1982 from January 1981 to August
    1982). Where an edition is missing nothing is drawn; the line of a state that ended, ends.
    Values that are not confirmed by a published file are hollow.

    Parameters
    ----------
    country : str
        Id, ISO code or name of a country or territory.
    survey : str, default "fiw"
        Survey id; only ``"fiw"`` has the two ratings that are drawn here.
    ax : matplotlib.axes.Axes, optional
        Axes to draw on; a new pyplot figure by default.
    data : path, optional
        Another data directory. ``FREEDOMDATA_DATA`` or the tables in the package by default.

    Returns
    -------
    matplotlib.axes.Axes
        The axes drawn on: a line per rating, the status as a ribbon below them, years covered
        from left to right, ratings from 7 (bottom) to 1 (top). :func:`alt_text` describes it.

    Raises
    ------
    UnknownCountryError, AmbiguousCountryError
        If the country is not known, or may be several.
    UnknownSurveyError
        If `survey` is no id of a survey.
    FreedomDataError
        If the survey has never rated the country, or `ax` is no matplotlib Axes.

    See Also
    --------
    load : The values that are drawn.

    Examples
    --------
    >>> import matplotlib
    >>> matplotlib.use("Agg")
    >>> bottom, top = plot_trend("China").get_ylim()
    >>> bool(top < 1 < 7 < bottom)
    True
    """
    from matplotlib.axes import Axes as AnyAxes  # noqa: PLC0415 (import on use)

    if ax is not None and not isinstance(ax, AnyAxes):
        raise FreedomDataError(f"ax is one matplotlib Axes, not {type(ax).__name__}")
    record = get_survey(survey)
    id_ = find_country(country)
    rows = load(survey, country=id_, data=data)
    name = get_countries()[id_].country
    if rows.empty:
        raise FreedomDataError(f"{record.title} has never rated {name}")
    spans = _spans(rows)
    gaps = list_gaps(record, rows, spans)
    with style.settings():
        ax = ax or style.new_axes()
        _draw_axes(ax, record)
        ends = {measure: _draw_line(ax, rows, spans, measure) for measure in _MEASURES}
        _draw_labels(ax, record, ends)
        key = _draw_ribbon(ax, rows, spans)
        notes = [*key, *_draw_gaps(ax, gaps), *list_notes(record, rows, _MEASURES)]
        style.headline(
            ax, name, f"{record.title}, by year covered: {tell_story(record, rows, gaps)}"
        )
        style.source_line(ax, " ".join(notes), *tell_sources(record, rows, data))
    describe(ax, tell_trend(record, name, rows, gaps, _MEASURES))
    return ax


def _spans(rows: pd.DataFrame) -> np.ndarray:
    """
    Return the start and end of each edition as years with a fraction.

    Editions follow each other without a pause or overlap in the picture where the publisher's
    spans, some printed by month only, leave or share a few weeks.
    """
    spans = np.column_stack(
        [
            day.dt.year + (day.dt.day_of_year - 1) / 365.25
            for day in (rows["period_start"], rows["period_end"] + np.timedelta64(1, "D"))
        ]
    )
    for i, (before, now) in enumerate(pairwise(spans), 1):
        if now[0] - before[1] < _GAP:
            spans[i, 0] = before[1]
    return spans


def _runs(spans: np.ndarray, values: list[Any]) -> list[tuple[int, int]]:
    """Return first and last number of every stretch of one value without a gap."""
    starts = [
        i
        for i in range(len(values))
        if i == 0 or values[i] != values[i - 1] or spans[i, 0] != spans[i - 1, 1]
    ]
    return [(a, b - 1) for a, b in pairwise([*starts, len(values)])]


def _draw_axes(ax: Axes, survey: Survey) -> None:
    first, last = survey.editions[0].start.year, survey.editions[-1].end.year
    scale = cast("Scale", survey.field[_MEASURES[0]].scale)
    style.frame(ax)
    ax.set_xlim(first - 0.4, last + 1.2)
    ax.set_ylim(_RIBBON[1] + 0.2, scale.low - 0.4)  # the best rating is at the top
    names = {n: str(n) for n in range(scale.low, scale.high + 1)}
    if not style.is_narrow(ax):
        names[scale.freest] = f"most free  {scale.freest}"
        names[scale.least] = f"least free  {scale.least}"
    ax.set_yticks(list(names), list(names.values()))
    ax.set_xticks(range(1980, last, 20 if style.is_narrow(ax) else 10))
    ax.set_xticks(range(1975, last + 1, 5), minor=True)


def _draw_line(
    ax: Axes, rows: pd.DataFrame, spans: np.ndarray, measure: str
) -> tuple[float, float]:
    """Draw one rating as steps; return where the line ends."""
    look = style.LINES[measure]
    shift = -_APART if measure == _MEASURES[0] else _APART
    values = rows[measure].astype("Float64").to_numpy(dtype=float, na_value=np.nan)
    confirmed = (rows["grade"] != "secondary").to_numpy()
    rated = ~np.isnan(values)
    end = (np.nan, np.nan)
    for first, last in _runs(spans, list(zip(rated, confirmed, strict=True))):
        if not rated[first]:
            continue
        x = spans[first : last + 1].ravel()
        y = np.repeat(values[first : last + 1], 2)
        if not confirmed[first]:
            ax.plot(
                x.reshape(-1, 2).mean(axis=1),
                y[::2] + shift,
                linestyle="none",
                marker="o",
                markersize=5,
                markeredgewidth=1.4,
                markeredgecolor=look.color,
                markerfacecolor=style.PAPER,
                zorder=4,
            )
        if first and rated[first - 1] and spans[first - 1, 1] == spans[first, 0]:
            x, y = np.insert(x, 0, x[0]), np.insert(y, 0, values[first - 1])
        ax.plot(
            x,
            y + shift,
            color=look.color,
            linewidth=2.0 if confirmed[first] else 1.0,
            dashes=look.dashes or (),
            solid_capstyle="butt",
            solid_joinstyle="miter",
            zorder=3,
            gid=measure,
        )
        end = (float(x[-1]), float(y[-1]))
    return end


def _draw_labels(ax: Axes, survey: Survey, ends: dict[str, tuple[float, float]]) -> None:
    """Write the name and last value of each line at its end, one above the other."""
    narrow = style.is_narrow(ax)
    order = sorted(ends, key=lambda measure: ends[measure][1])  # stable: freest first
    heights = [ends[measure][1] for measure in order]
    apart = _LABELS_APART * (1.3 if narrow else 1)
    if heights[1] - heights[0] < apart:
        middle = sum(heights) / 2
        heights = [middle - apart / 2, middle + apart / 2]
    for measure, height in zip(order, heights, strict=True):
        x, value = ends[measure]
        if np.isnan(value):
            continue
        look = style.LINES[measure]
        ax.annotate(
            f"{look.short if narrow else survey.field[measure].title}  {value:.0f}",
            (x, height),
            (3 if narrow else 7, 0),
            textcoords="offset points",
            va="center",
            color=look.color,
            fontsize=7 if narrow else 9,
            fontweight="bold",
            annotation_clip=False,
            bbox={"facecolor": style.PAPER, "edgecolor": "none", "pad": 1.5},
            zorder=5,
        )


def _draw_ribbon(ax: Axes, rows: pd.DataFrame, spans: np.ndarray) -> list[str]:
    """Draw the statuses as a ribbon; return a key to those that are written in their short form."""
    top, bottom = _RIBBON
    middle = (top + bottom) / 2
    point = style.width(ax) / np.ptp(ax.get_xlim())
    shorts = set()
    keys = list(zip(rows["status"], rows["grade"] == "secondary", strict=True))
    for first, last in _runs(spans, keys):
        status, is_hollow = keys[first]
        look = style.STATUS[status]
        left, right = spans[first, 0], spans[last, 1]
        ax.fill_between(
            [left, right],
            top,
            bottom,
            facecolor=style.PAPER if is_hollow else look.fill,
            edgecolor=look.edge if is_hollow else style.PAPER,
            linewidth=1.2 if is_hollow else 0.8,
            zorder=3 if is_hollow else 2,
        )
        if is_hollow and first and keys[first - 1][0] == status:
            continue  # the edge says that it goes on
        room = (right - left) * point
        text, size = look.short, min(6.0, room / len(look.short) / _LETTER)
        if room > len(status) * 8 * _LETTER:
            text, size = status, 8
        elif size < _LEAST_SIZE:
            continue
        if text != status:
            shorts.add(status)
        ax.text(
            (left + right) / 2,
            middle,
            text,
            fontsize=size,
            color=style.INK if is_hollow else look.text,
            ha="center",
            va="center_baseline",
            zorder=4,
        )
    if not style.is_narrow(ax):
        ax.annotate(
            "status",
            (0, middle),
            (-6, 0),
            xycoords=("axes fraction", "data"),
            textcoords="offset points",
            color=style.MUTED,
            ha="right",
            va="center",
        )
    words = [f"{look.short} {status}" for status, look in style.STATUS.items() if status in shorts]
    return [f"Status: {', '.join(words)}."] if words else []


def _draw_gaps(ax: Axes, gaps: list[Gap]) -> list[str]:
    """Say in the ribbon why it is empty; return what had no room there."""
    point = style.width(ax) / np.ptp(ax.get_xlim())
    unsaid = []
    for gap in gaps:
        if (gap.right - gap.left) * point < len(gap.brief) * 7.5 * _LETTER:
            unsaid.append(gap.sentence)
            continue
        x = {"left": gap.left, "center": (gap.left + gap.right) / 2, "right": gap.right}[gap.side]
        ax.annotate(
            gap.brief,
            (x, sum(_RIBBON) / 2),
            ({"left": 4, "center": 0, "right": -4}[gap.side], 0),
            textcoords="offset points",
            color=style.MUTED,
            fontsize=7.5,
            ha=gap.side,
            va="center_baseline",
        )
    return unsaid
