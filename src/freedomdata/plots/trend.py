"""How one country's ratings went, edition by edition."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from freedomdata.countries import find_country, get_countries
from freedomdata.errors import FreedomDataError
from freedomdata.plots import style
from freedomdata.tables import get_survey, load, read_descriptor

if TYPE_CHECKING:
    import os

    import pandas as pd
    from matplotlib.axes import Axes

    from freedomdata.model import Survey

__all__ = ["plot_trend"]

_MEASURES = ("political_rights", "civil_liberties")
_APART = 0.07  # ratings that coincide are drawn this far above and below their true height
_LABELS_APART = 0.62  # least distance of two labels, in ratings
_RIBBON = (7.95, 8.55)  # the status ribbon lies below the worst rating
_GAP = 0.13  # years; a longer pause between two editions is a gap
_ROOM_FROM = 1983  # a line that starts later leaves room for a word before it
_ROOM_LETTERS = 9  # points that two letters need at their usual size
_ROOM_BETWEEN = 5  # years of a gap that leave room for a word in it


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
        If the survey has never rated the country.

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
    from matplotlib import rc_context  # noqa: PLC0415 (import on use)

    record = get_survey(survey)
    id_ = find_country(country)
    rows = load(survey, country=id_, data=data)
    name = get_countries()[id_].country
    if rows.empty:
        raise FreedomDataError(f"{record.title} has never rated {name}")
    with rc_context(style.RC):
        ax = ax or style.new_axes()
        _draw_axes(ax, record)
        spans = _spans(rows)
        is_short = _draw_ribbon(ax, rows, spans)
        ends = {m: _draw_line(ax, rows, spans, m) for m in _MEASURES}
        _draw_labels(ax, record, ends)
        _draw_gaps(ax, rows, spans, record)
        style.headline(ax, name, _subtitle(record, rows))
        style.source_line(ax, *_footnotes(record, rows, is_short=is_short, data=data))
    style.describe(ax, _sentence(record, name, rows))
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
    low, high = 1, 7
    style.frame(ax)
    ax.set_xlim(survey.editions[0].start.year - 0.4, survey.editions[-1].end.year + 1.2)
    ax.set_ylim(_RIBBON[1] + 0.2, low - 0.4)  # the best rating is at the top
    names = {low: "most free  1", high: "least free  7"}
    ax.set_yticks(range(low, high + 1), [names.get(n, str(n)) for n in range(low, high + 1)])
    ax.set_xticks(range(1980, survey.editions[-1].end.year, 10))
    ax.set_xticks(range(1975, survey.editions[-1].end.year + 1, 5), minor=True)
    ax.tick_params(axis="x", which="minor", length=2, color=style.RULE)


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
        joins = first > 0 and rated[first - 1] and spans[first - 1, 1] == spans[first, 0]
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
        if joins:
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
            label=f"{measure}_{first}",
        )
        end = (float(x[-1]), float(y[-1]))
    return end


def _draw_labels(ax: Axes, survey: Survey, ends: dict[str, tuple[float, float]]) -> None:
    """Write the name and last value of each line at its end, one above the other."""
    order = sorted(ends, key=lambda measure: ends[measure][1])  # stable: freest first
    heights = [ends[measure][1] for measure in order]
    if heights[1] - heights[0] < _LABELS_APART:
        middle = sum(heights) / 2
        heights = [middle - _LABELS_APART / 2, middle + _LABELS_APART / 2]
    for measure, height in zip(order, heights, strict=True):
        x, value = ends[measure]
        if not np.isnan(value):
            ax.annotate(
                f"{survey.field[measure].title}  {value:.0f}",
                (x, height),
                (7, 0),
                textcoords="offset points",
                va="center",
                color=style.LINES[measure].color,
                fontweight="bold",
                annotation_clip=False,
                bbox={"facecolor": style.PAPER, "edgecolor": "none", "pad": 1.5},
                zorder=5,
            )


def _draw_ribbon(ax: Axes, rows: pd.DataFrame, spans: np.ndarray) -> bool:
    """Draw the statuses as a ribbon; return whether one had to be written in its short form."""
    top, bottom = _RIBBON
    middle = (top + bottom) / 2
    points = ax.get_window_extent().width * 72 / ax.figure.dpi / np.ptp(ax.get_xlim())
    is_short = False
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
        room = (right - left) * points
        fits = room > len(status) * 5.4
        is_short |= not fits
        ax.text(
            (left + right) / 2,
            middle,
            status if fits else look.short,
            fontsize=8 if fits else 6 if room > _ROOM_LETTERS else 5,
            color=style.INK if is_hollow else look.text,
            ha="center",
            va="center_baseline",
            zorder=4,
        )
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
    return is_short


def _draw_gaps(ax: Axes, rows: pd.DataFrame, spans: np.ndarray, survey: Survey) -> None:
    """Say in the ribbon why it is empty: not yet, not, or no longer rated."""
    years = list(rows["year"])
    middle = sum(_RIBBON) / 2
    notes = []
    if rows["edition"].iloc[0] != survey.editions[0].edition and spans[0, 0] > _ROOM_FROM:
        notes.append((spans[0, 0] - 0.4, f"first rated for {years[0]}", "right"))
    if rows["edition"].iloc[-1] < survey.editions[-2].edition:
        notes.append((spans[-1, 1] + 0.4, f"last rated for {years[-1]}", "left"))
    for before, now in pairwise(spans):
        if now[0] - before[1] > _ROOM_BETWEEN:
            notes.append(((before[1] + now[0]) / 2, "not rated", "center"))
    for x, text, side in notes:
        ax.text(x, middle, text, color=style.MUTED, fontsize=7.5, ha=side, va="center_baseline")


def _stretches(rows: pd.DataFrame) -> list[tuple[str, int, int]]:
    """Return status, first and last year of every stretch of one status, gaps passed over."""
    stretches: list[tuple[str, int, int]] = []
    for status, year in zip(rows["status"], rows["year"], strict=True):
        if stretches and stretches[-1][0] == status:
            stretches[-1] = (status, stretches[-1][1], int(year))
        else:
            stretches.append((status, int(year), int(year)))
    return stretches


def _story(rows: pd.DataFrame, survey: Survey) -> str:
    """Return the status in a few words: how it is, since when, and what it was."""
    stretches = _stretches(rows)
    status, since, until = stretches[-1]
    is_current = rows["edition"].iloc[-1] == survey.editions[-1].edition
    if len(stretches) == 1:
        span = f"{since}" if since == until else f"{since}\N{EN DASH}{until}"
        return f"{status} in every edition, {span}"
    before = f"{stretches[-2][0]} before"
    if is_current:
        return f"{status} since {since}, {before}" if since < until else f"{status} now, {before}"
    return f"{status} when last rated, for {until}"


def _subtitle(survey: Survey, rows: pd.DataFrame) -> str:
    return f"{survey.title}, by year covered: {_story(rows, survey)}"


def _footnotes(
    survey: Survey,
    rows: pd.DataFrame,
    *,
    is_short: bool,
    data: str | os.PathLike[str] | None,
) -> list[str]:
    notes = []
    if is_short:
        shorts = [f"{look.short} {status}" for status, look in style.STATUS.items()]
        notes.append(f"Status: {', '.join(shorts)}.")
    hollow = rows[rows["grade"] == "secondary"]
    if len(hollow):
        years = ", ".join(str(year) for year in hollow["year"])
        notes.append(f"Hollow: {years}, from secondary copies, not yet confirmed by the publisher.")
    keys = set(zip(rows["country_id"], rows["edition"], strict=True))
    labels = {e.edition: e for e in survey.editions}
    for note in survey.notes:
        concerned = sorted(edition for id_, edition in keys & note.rows)
        if concerned and set(note.measures) & {*_MEASURES, "status"}:
            years = ", ".join(str(labels[edition].year) for edition in concerned)
            notes.append(f"{years}: {note.text}")
    used = set(rows.loc[rows["grade"] != "secondary", "source"])
    releases = sorted({s.release for s in survey.sources if s.id in used})
    release = f", release {' and '.join(releases)}" if releases else ""
    version = read_descriptor(data)["version"]
    return [
        " ".join(notes),
        f"Source: {survey.publisher}, {survey.title}{release}. {survey.short_terms} "
        f"Picture: freedomdata, data {version}.",
    ]


def _sentence(survey: Survey, name: str, rows: pd.DataFrame) -> str:
    """Describe the picture to somebody who cannot see it."""
    parts = [
        f"{name}, {survey.title}, {rows['year'].iloc[0]} to {rows['year'].iloc[-1]}: "
        f"{_story(rows, survey)}."
    ]
    for measure in _MEASURES:
        rated = rows.dropna(subset=[measure])
        if len(rated):
            first, last = int(rated[measure].iloc[0]), int(rated[measure].iloc[-1])
            went = "fall" if last > first else "rise"
            span = f"from {first} to {last}"
            if first == last:
                went, span = "start and end", f"at {last}"
            best, worst = int(rated[measure].min()), int(rated[measure].max())
            parts.append(
                f"{survey.field[measure].title} {went} {span} (best {best}, worst {worst}) on a "
                "scale from 1, most free, to 7, least free."
            )
    spans = _spans(rows)
    for i, (before, now) in enumerate(pairwise(spans), 1):
        if now[0] != before[1]:
            parts.append(
                f"Not rated between {rows['year'].iloc[i - 1]} and {rows['year'].iloc[i]}."
            )
    if (rows["grade"] == "secondary").any():
        parts.append(
            f"The values for {rows['year'].iloc[-1]} are not yet confirmed by the publisher."
        )
    return " ".join(parts)
