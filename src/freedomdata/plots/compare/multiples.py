"""Small panels that share their axes: where they stand, their lines, the words at their ends."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import numpy as np

from freedomdata.plots import style
from freedomdata.plots.compare.wording import call
from freedomdata.plots.texts import spread, text_width
from freedomdata.plots.wording import spell_value
from freedomdata.plots.words import say
from freedomdata.surveys import SURVEYS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.axes import Axes

    from freedomdata.plots.compare.lines import Line
    from freedomdata.plots.compare.measures import Shown

__all__ = ["LATE", "MOST", "End", "Grid", "draw_small_panel", "list_ends", "plan_grid"]

#: Panels that there is room for.
MOST = 30
#: Years; a line that ends earlier before the others of its survey says when.
LATE = 0.9
_LOW, _HIGH = -4.0, 104.0  # ends of the vertical axis
_SMALL = 6.5  # points of type; below, lines are thin, too


class End(NamedTuple):
    """The last value of a survey, and what is said of it."""

    value: float
    text: str
    survey: str


class Grid(NamedTuple):
    """Panels on a page: columns, rows, height of a panel, sizes of type, in points."""

    columns: int
    rows: int
    height: float
    size: float
    heading: float
    is_long: bool
    """Whether surveys are called by their full names."""
    ticks: tuple[str, ...]
    """What stands beside the heights 0, 50 and 100."""


def plan_grid(names: Sequence[str], shown: Sequence[Shown]) -> Grid:
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
    rows = ceil(count / columns)
    return Grid(columns, rows, height, points, points + 1.5, is_long, _name_heights(shown))


def _name_heights(shown: Sequence[Shown]) -> tuple[str, ...]:
    """Return what least free, the middle and most free are called: on each scale that is drawn."""
    scores = [("0", "50", "100")] if any(one.is_score for one in shown) else []
    own = dict.fromkeys(
        tuple(spell_value(end) for end in (s.least, (s.least + s.freest) / 2, s.freest))
        for s in (one.scale for one in shown if not one.is_score)
    )
    return tuple(" | ".join(names) for names in zip(*scores, *own, strict=True))


_COLUMNS = ((1, 1), (2, 2), (3, 3), (4, 2), (15, 3), (MOST, 4))  # up to so many panels


def _look_of(survey: str) -> style.LineStyle:
    return style.look().theme.lines[list(SURVEYS).index(survey)]


def list_ends(
    lines: Sequence[Line], until: Mapping[str, float], shown: Mapping[str, Shown], grid: Grid
) -> list[End]:
    """Return the last value of each survey, the words for it, and the survey."""
    ends = []
    for survey, end in until.items():
        own = [line for line in lines if line.survey == survey]
        if not own:
            continue
        x, value = own[-1].points[-1]
        year = int(np.ceil(x)) - 1
        text = say(
            "compare.last_year" if x < end - LATE else "compare.last",
            short=SURVEYS[survey].title if grid.is_long else call(survey),
            value=spell_value(own[-1].written)
            if grid.is_long or not shown[survey].is_score
            else f"{own[-1].written:.0f}",
            year=year if grid.is_long else f"\N{RIGHT SINGLE QUOTATION MARK}{year % 100:02}",
        )
        ends.append(End(float(value), text, survey))
    return ends


def draw_small_panel(  # noqa: PLR0913 (all of a panel)
    ax: Axes,
    grid: Grid,
    title: str,
    lines: Sequence[Line],
    ends: Sequence[End],
    *,
    years: tuple[float, float],
    place: tuple[bool, bool],
) -> None:
    """Draw one panel; `place` is whether it stands at the left, and whether none is below it."""
    is_left, is_low = place
    _draw_axes(ax, grid, years, is_left=is_left, is_low=is_low)
    _draw_lines(ax, lines, 1.1 if grid.size < _SMALL else grid.size / 5)
    _write_ends(ax, ends, grid)
    _write_above(ax, title, grid)


def _draw_axes(
    ax: Axes, grid: Grid, years: tuple[float, float], *, is_left: bool, is_low: bool
) -> None:
    """Leave three rules and the time axis, with labels at the outer sides of the grid."""
    from matplotlib.collections import LineCollection  # noqa: PLC0415 (import on use)

    theme = style.look().theme
    for side in ("top", "left", "right"):
        ax.spines[side].set_visible(False)
    ax.spines["bottom"].set_color(theme.muted)
    size = grid.size - 0.5
    ax.tick_params(labelsize=size, pad=3, labelcolor=theme.muted, color=theme.muted, length=3)
    ax.tick_params(axis="y", length=0, labelleft=is_left)
    ax.tick_params(axis="x", labelbottom=is_low)
    ax.set_xlim(years[0] - 0.5, years[1] + 1.0)
    ax.set_ylim(_LOW, _HIGH)
    heights = (0, 50, 100)
    ax.set_yticks(heights, grid.ticks)
    room = text_width("2000", grid.size - 0.5) * 1.25 * (years[1] - years[0] + 1) / style.width(ax)
    step = next((step for step in (1, 2, 5, 10, 20, 50) if step >= room), 50)
    places = range(ceil(years[0] / step) * step, int(years[1] + 0.1) + 1, step)
    ax.set_xticks(places, [str(year) for year in places])
    rules = [[(years[0], n), (years[1], n)] for n in heights]
    ax.add_collection(
        LineCollection(rules, colors=theme.rule, linewidths=0.7, zorder=0.5), autolim=False
    )


def _draw_lines(ax: Axes, lines: Sequence[Line], thick: float) -> None:
    """Draw all lines as one collection, hollow ones thin, with rings on them."""
    from matplotlib.collections import (  # noqa: PLC0415 (import on use)
        CircleCollection,
        LineCollection,
    )

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
        ax.add_collection(
            CircleCollection(
                [6.3 * thick],
                offsets=np.column_stack([x, y]),
                offset_transform=ax.transData,
                facecolors=theme.paper,
                edgecolors=edges,
                linewidths=0.7 * thick,
                gid="hollow",
                zorder=4,
            ),
            autolim=False,
        )


def _write_ends(ax: Axes, ends: Sequence[End], grid: Grid) -> None:
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
    for y, (value, text, survey) in zip(places, ends, strict=True):
        ax.annotate(
            text,
            (1, value),
            (4, (y - value) / point),
            xycoords=("axes fraction", "data"),
            textcoords="offset points",
            annotation_clip=True,
            fontsize=grid.size,
            fontweight="bold",
            color=_look_of(survey).color,
            va="center_baseline",
        )


def _write_above(ax: Axes, title: str, grid: Grid) -> None:
    """Write the name of a country above its panel."""
    ax.text(
        0,
        1 + 3 / style.height(ax),
        title,
        transform=ax.transAxes,
        fontsize=grid.heading,
        fontweight="bold",
        color=style.look().theme.ink,
        va="bottom",
    )
