"""Several countries in several surveys: a small panel for each country, all on one scale."""

from __future__ import annotations

from itertools import groupby
from math import ceil
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import numpy as np

from freedomdata.arguments import listed, read_numbers
from freedomdata.datapackage import held_record, say_never
from freedomdata.errors import FreedomDataError
from freedomdata.panel import load_panel
from freedomdata.plots import style
from freedomdata.plots.asked import is_frame, name_of, read_places
from freedomdata.plots.lines import list_lines
from freedomdata.plots.page import EDGE, close_page, open_page
from freedomdata.plots.telling import (
    call,
    join,
    list_panel_notes,
    name_countries,
    tell_compare,
    tell_panel_sources,
)
from freedomdata.plots.texts import spread, text_width, wrap
from freedomdata.plots.wording import spell_value
from freedomdata.plots.words import say
from freedomdata.surveys import SURVEYS

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from freedomdata.model import Survey
    from freedomdata.plots.lines import Line

__all__ = ["plot_compare"]

_MOST = 30  # panels
_NEEDED = (
    "survey", "country_id", "country", "edition", "period_start", "period_end", "year", "measure",
    "freedom", "grade", "source",
)  # fmt: skip
_LOW, _HIGH = -4.0, 104.0  # ends of the vertical axis
_LATE = 2.0  # years; a line that ends earlier before the end of the picture says when


def plot_compare(
    country: str | Iterable[str] | pd.DataFrame,
    surveys: str | Iterable[str] | None = None,
    *,
    years: int | Iterable[int] | None = None,
    data: str | os.PathLike[str] | None = None,
) -> Figure:
    """
    Plot how free countries are in several surveys, a small panel for each; up is freer.

    All lines are on the one scale of :func:`load_panel`, 0 least free to 100 most free, each
    edition over the days it covers. A line is cut where an edition is missing, and where values
    do not compare. Values that are not confirmed by a published file are hollow. A point of one
    survey is not a point of another.

    Parameters
    ----------
    country : str, iterable of str or pandas.DataFrame
        Ids, ISO codes or names of up to 30 countries and territories, drawn in this order; a
        region, drawn by name; or a frame as :func:`load_panel` gives it, with one measure of each
        survey, whose rows are drawn.
    surveys : str or iterable of str, optional
        Survey ids. All that the data directory has by default, of a frame all in it.
    years : int or iterable of int, optional
        Years covered (not editions). All by default.
    data : path, optional
        Another data directory. ``FREEDOMDATA_DATA`` or the tables in the package by default.

    Returns
    -------
    matplotlib.figure.Figure
        A new pyplot figure with an axes for each country. :func:`alt_text` describes it.

    Raises
    ------
    UnknownCountryError, AmbiguousCountryError
        If a country or region is not known, or may be several.
    UnknownSurveyError
        If one of `surveys` is no id of a survey.
    FreedomDataError
        If none of the surveys has ever rated a country that is named, or has nothing for `years`;
        if there are more than 30 countries; if a frame is not as :func:`load_panel` gives it.
    SourceError
        If `data` is no data directory, or lacks a survey.

    See Also
    --------
    load_panel : The values that are drawn.
    plot_trend : One country, each survey in its own units.

    Examples
    --------
    >>> import matplotlib
    >>> matplotlib.use("Agg")
    >>> figure = plot_compare(["China", "Taiwan", "Hungary"], ["fiw", "fotn"])
    >>> len(figure.axes)
    3
    """
    rows, ids, asked = _read(country, surveys, years, data)
    records = [held_record(record, data) for record in asked]
    rows = rows.sort_values(["country_id", "survey", "edition"], ignore_index=True)
    valued = rows[rows["freedom"].notna()].reset_index(drop=True)
    if valued.empty:
        titles = join(record.title for record in records)
        raise FreedomDataError(f"there are no values on the scale of 0 to 100 here, in {titles}")
    names = [str(rows.loc[rows["country_id"] == id_, "country"].iloc[-1]) for id_ in ids]
    with style.settings():
        return _draw(rows, valued, dict(zip(ids, names, strict=True)), records, data)


def _read(
    country: str | Iterable[str] | pd.DataFrame,
    surveys: str | Iterable[str] | None,
    years: int | Iterable[int] | None,
    data: str | os.PathLike[str] | None,
) -> tuple[pd.DataFrame, list[str], list[Survey]]:
    """Return the rows of a panel, the countries in order, and the surveys."""
    wanted = listed("surveys", surveys, "an id or several")
    if is_frame(country):
        rows = _read_frame(cast("pd.DataFrame", country))
        if wanted is not None:
            rows = rows[rows["survey"].isin(wanted)]
        ids = list(dict.fromkeys(rows["country_id"]))
        named: list[str] = []
    else:
        ids, named, _ = read_places(cast("str", country))
        rows = load_panel(*(wanted or ()), country=ids, data=data)
    present = set(rows["survey"])
    records = [SURVEYS[id_] for id_ in wanted or SURVEYS if id_ in SURVEYS and id_ in present]
    held = set(rows["country_id"])
    if never := [id_ for id_ in named if id_ not in held]:
        only = SURVEYS[wanted[0]] if wanted and len(wanted) == 1 else None
        raise FreedomDataError(say_never(only, name_of(never[0])))
    chosen = read_numbers("years", years)
    if chosen is not None:
        covered = f"{rows['year'].min()} to {rows['year'].max()}" if len(rows) else "none"
        rows = rows[rows["year"].isin(chosen)]
        if rows.empty:
            raise FreedomDataError(f"there is nothing for these years: years covered are {covered}")
    if rows.empty:
        raise FreedomDataError("there are no rows of these surveys and countries")
    ids = [id_ for id_ in ids if id_ in held]
    if not is_frame(country) and not named:
        ids.sort(key=name_of)
    ids = [id_ for id_ in ids if id_ in set(rows["country_id"])]
    if len(ids) > _MOST:
        raise FreedomDataError(
            f"there is room for {_MOST} countries, these are {len(ids)}: name some of them, or "
            f"give a smaller region"
        )
    return rows, ids, records


def _read_frame(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame of `load_panel`; refuse any other."""
    lacking = [name for name in _NEEDED if name not in frame.columns]
    if lacking or frame.empty:
        what = f"without the columns {', '.join(lacking)}" if lacking else "without rows"
        raise FreedomDataError(
            f"there is no picture of a frame {what}: give one as fd.load_panel(...) gives it"
        )
    pairs = frame[["survey", "measure"]].astype(str).drop_duplicates()
    if doubled := pairs.loc[pairs["survey"].duplicated(), "survey"].tolist():
        measures = pairs.loc[pairs["survey"] == doubled[0], "measure"]
        raise FreedomDataError(
            f"there is one line for each survey, but {', '.join(measures)} of {doubled[0]!r}: "
            f"choose one measure"
        )
    return frame


class _Grid(NamedTuple):
    """Panels on a page: columns, rows, height of a panel, sizes of type, in points."""

    columns: int
    rows: int
    height: float
    size: float
    heading: float
    is_long: bool
    """Whether surveys are called by their full names."""


def _plan(names: Sequence[str]) -> _Grid:
    """Choose a grid by the number of panels and the size of the page."""
    count, size = len(names), style.look().size
    is_slide = size.height is not None
    if size.is_narrow:
        columns, height = min(count, 2), 84.0 if count > 1 else 120.0
    elif is_slide:
        columns, height = min(count, 3 if count <= 6 else 4 if count <= 12 else 5), 60.0  # noqa: PLR2004
    else:
        columns = next(c for most, c in _COLUMNS if count <= most)
        height = 220.0 if count == 1 else 128.0 if count <= 4 else 92.0  # noqa: PLR2004
    is_long = count == 1 and not size.is_narrow
    points = 6.0 if size.is_narrow else 8.5 if count == 1 else 7.0
    return _Grid(columns, ceil(count / columns), height, points, points + 1.5, is_long)


_COLUMNS = ((1, 1), (2, 2), (3, 3), (4, 2), (15, 3), (_MOST, 4))  # up to so many panels


def _draw(
    rows: pd.DataFrame,
    valued: pd.DataFrame,
    names: dict[str, str],
    records: Sequence[Survey],
    data: str | os.PathLike[str] | None,
) -> Figure:
    grid = _plan(list(names.values()))
    lines = {
        id_: [*own] for id_, own in groupby(list_lines(valued, records), lambda p: p.country_id)
    }
    every = [line for own in lines.values() for line in own]
    start = min(float(line.points[0, 0]) for line in every)
    end = max(float(line.points[-1, 0]) for line in every)
    stops = {
        record.id: end
        if grid.is_long
        else max(
            (float(line.points[-1, 0]) for line in every if line.survey == record.id), default=end
        )
        for record in records
    }
    ends = {id_: _list_ends(lines.get(id_, []), stops, grid) for id_ in names}
    words = {text for own in ends.values() for _, text, _ in own}
    behind = 1.04 * max(text_width(text, grid.size, bold=True) for text in words) + 8
    left = EDGE + text_width("100", grid.size) + 6
    wide = style.look().size.width * 72 - left - EDGE - behind * grid.columns
    each = (wide - _BESIDE * (grid.columns - 1)) / grid.columns
    titles = [
        wrap(name, each + behind, grid.heading, bold=True) if len(names) > 1 else []
        for name in names.values()
    ]
    above = max(len(title) for title in titles) * grid.heading * 1.25 + 9
    page = open_page(
        [grid.height] * grid.rows,
        columns=grid.columns,
        left=left,
        right=EDGE + behind,
        gutter=behind + _BESIDE,
        heading=above,
        above=2.0,
        panels=len(names),
        shares=(0.7, 2.0),
    )
    for n, (ax, id_) in enumerate(zip(page.axes, names, strict=True)):
        _draw_axes(ax, grid, (start, end), is_left=n % grid.columns == 0,
                   is_low=n + grid.columns >= len(names))  # fmt: skip
        _draw_lines(ax, lines.get(id_, []), 1.1 if grid.size < _SMALL else grid.size / 5)
        _write_ends(ax, ends[id_], grid)
        _write_above(ax, titles[n], grid)
    source = tell_panel_sources(rows, records, data)
    notes = list_panel_notes(rows, names, records)
    until = dict(valued.groupby("survey", observed=True)["year"].max())
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
    called = name_countries(list(names.values()))
    title = say("compare.title", names=called, n=len(records))
    if len(records) == 1:
        title = say("compare.title_one", names=called, survey=records[0].title)
    close_page(
        page,
        title=title,
        subtitle=say("compare.subtitle")
        if grid.is_long or len(records) == 1
        else say("compare.subtitle_names", names="; ".join(shorts)),
        notes=[" ".join(notes)],
        source=source,
        short=source,
        text=" ".join([*tell_compare(valued, names, records), *notes]),
    )
    return cast("Figure", page.axes[0].get_figure(root=True))


_SMALL = 6.5  # points of type; below, lines are thin, too
_BESIDE = 12.0  # points between what stands beside a panel and the next one


def _look_of(survey: str) -> style.LineStyle:
    return style.look().theme.lines[list(SURVEYS).index(survey)]


def _list_ends(
    lines: Sequence[Line], until: Mapping[str, float], grid: _Grid
) -> list[tuple[float, str, str]]:
    """Return the last value of each survey, the words for it, and the survey."""
    ends = []
    for survey, end in until.items():
        own = [line for line in lines if line.survey == survey]
        if not own:
            continue
        x, value = own[-1].points[-1]
        year = int(np.ceil(x)) - 1
        text = say(
            "compare.last_year" if x < end - _LATE else "compare.last",
            short=SURVEYS[survey].title if grid.is_long else call(survey),
            value=spell_value(value) if grid.is_long else f"{value:.0f}",
            year=year if grid.is_long else f"\N{RIGHT SINGLE QUOTATION MARK}{year % 100:02}",
        )
        ends.append((float(value), text, survey))
    return ends


def _draw_axes(
    ax: Axes, grid: _Grid, years: tuple[float, float], *, is_left: bool, is_low: bool
) -> None:
    """Leave three rules and the time axis, with labels at the outer sides of the grid."""
    theme = style.look().theme
    style.frame(ax)
    ax.set_xlim(years[0] - 0.5, years[1] + 1.0)
    ax.set_ylim(_LOW, _HIGH)
    ax.set_yticks([0, 50, 100], ["0", "50", "100"] if is_left else [""] * 3)
    room = text_width("2000", grid.size) * 1.4 * (years[1] - years[0] + 1) / style.width(ax)
    step = next((step for step in (1, 2, 5, 10, 20, 50) if step >= room), 50)
    places = range(ceil(years[0] / step) * step, int(years[1] + 0.1) + 1, step)
    ax.set_xticks(places, [str(year) if is_low else "" for year in places])
    ax.tick_params(labelsize=grid.size - 0.5, pad=3, labelcolor=theme.muted)


def _draw_lines(ax: Axes, lines: Sequence[Line], thick: float) -> None:
    """Draw all lines as one collection, hollow ones thin, with rings on them."""
    from matplotlib.collections import LineCollection  # noqa: PLC0415 (import on use)

    theme = style.look().theme
    looks = [_look_of(line.survey) for line in lines]
    ax.add_collection(
        LineCollection(
            [line.points for line in lines],
            colors=[look.color for look in looks],
            linestyles=[
                cast("Any", (0, look.dashes) if look.dashes else "solid") for look in looks
            ],
            linewidths=[thick / 2 if line.is_hollow else thick for line in lines],
            capstyle="butt",
            gid="lines",
            zorder=3,
        ),
        autolim=False,
    )
    rings = [
        (line.middles, look.color)
        for line, look in zip(lines, looks, strict=True)
        if line.is_hollow
    ]
    if rings:
        x, y = np.vstack([middles for middles, _ in rings]).T
        edges = [color for middles, color in rings for _ in middles]
        ax.scatter(
            x,
            y,
            8 * thick,
            facecolors=theme.paper,
            edgecolors=edges,
            linewidths=0.7 * thick,
            clip_on=False,
            zorder=4,
        )


def _write_ends(ax: Axes, ends: Sequence[tuple[float, str, str]], grid: _Grid) -> None:
    """Write the name and last value of each line at the right, making room for each other."""
    if not ends:
        ax.annotate(
            say("common.no_data"),
            (0.5, 0.5),
            xycoords="axes fraction",
            ha="center",
            va="center",
            fontsize=grid.size,
            color=style.look().theme.muted,
        )
        return
    point = (_HIGH - _LOW) / style.height(ax)
    apart = 1.35 * grid.size * point
    places = spread([value for value, _, _ in ends], apart, _LOW, _HIGH)
    for y, (_, text, survey) in zip(places, ends, strict=True):
        ax.annotate(
            text,
            (1, y),
            (4, 0),
            xycoords=("axes fraction", "data"),
            textcoords="offset points",
            fontsize=grid.size,
            fontweight="bold",
            color=_look_of(survey).color,
            va="center_baseline",
            annotation_clip=False,
        )


def _write_above(ax: Axes, title: Sequence[str], grid: _Grid) -> None:
    """Write the name of a country above its panel."""
    ax.annotate(
        "\n".join(title),
        (0, 1),
        (0, 3),
        xycoords="axes fraction",
        textcoords="offset points",
        fontsize=grid.heading,
        fontweight="bold",
        color=style.look().theme.ink,
        va="bottom",
    )
