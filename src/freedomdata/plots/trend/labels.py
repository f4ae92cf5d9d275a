"""Lines are named at their ends: at the right, or where they stop before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from freedomdata.plots import style
from freedomdata.plots.texts import spread, text_width, wrap
from freedomdata.plots.trend.lines import list_units
from freedomdata.plots.trend.places import boxes_of, find_place, offset_to, to_points
from freedomdata.plots.wording import spell_value
from freedomdata.plots.words import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from freedomdata.plots.trend.lines import Line
    from freedomdata.plots.trend.panel import Panel
    from freedomdata.plots.trend.places import Box

__all__ = ["name_lines", "right_room"]

_LEADING = 1.22
_LEADER = 14.0  # points between the axes and the labels
_LEVEL = 2.0  # points; a label that is more above or below the end of its line has a leader
_EARLY = 1.5  # years; a line that ends earlier than others is named where it ends
_WIDEST = {False: 150.0, True: 66.0}  # of a label, by whether the picture is narrow


def _wrap_label(unit: Panel, points: float, *, is_narrow: bool) -> list[str]:
    """Return the lines of a label: a name and the last value."""
    measure = unit.measures[0]
    values = unit.values_of(measure)
    rated = values[~np.isnan(values)]
    if not len(rated):
        return []
    text = say("trend.label", name=unit.name, value=spell_value(float(rated[-1])))
    return wrap(text, _WIDEST[is_narrow], points, bold=True)


def _label_size(lines: int, high: float, points: float) -> float:
    """Return the size of type in which so many lines fit into a height."""
    return max(4.0, min(points, high / max(lines, 1) / _LEADING))


def right_room(panels: Sequence[Panel]) -> float:
    """Return the room right of new axes that labels need, in points."""
    narrow = style.look().size.is_narrow
    points = 7.0 if narrow else 9.0
    labels = [_wrap_label(u, points, is_narrow=narrow) for u, *_ in list_units(panels)]
    lines = [line for label in labels for line in label]
    return max((text_width(line, points, bold=True) for line in lines), default=0) + _LEADER + 13


def name_lines(ax: Axes, lines: Sequence[Line]) -> None:
    """Name those that go on at the right, below each other, and the others where they end."""
    narrow = style.is_narrow(ax)
    last = max(line.steps.end[0] for line in lines)
    on = [line for line in lines if line.steps.end[0] > last - _EARLY]
    points = style.size(ax)
    count = sum(len(_wrap_label(line.unit, points, is_narrow=narrow)) for line in on)
    points = _label_size(count, style.height(ax) + 20, points)
    labels = [_wrap_label(line.unit, points, is_narrow=narrow) for line in on]
    ends = [to_points(ax, line.steps.stretches[-1])[-1] for line in on]
    each = [len(label) * points * _LEADING for label in labels]
    heights = spread([float(y) for _, y in ends], each, 0.0, style.height(ax) + 10)
    x = style.width(ax) + (4 if narrow else _LEADER - 6)
    for line, label, end, height in zip(on, labels, ends, heights, strict=True):
        away = (x - float(end[0]), height - float(end[1]))
        _draw_label(ax, "\n".join(label), away, points, line)
    walls = boxes_of(ax, [s for line in lines for s in line.steps.stretches])
    texts: list[Box] = []
    for line in (line for line in lines if line not in on):
        name = " ".join(_wrap_label(line.unit, points, is_narrow=narrow))
        place = find_place(ax, name, points - 1, line.steps.stretches, walls, texts)
        if place is not None:
            texts.append(place)
            away = offset_to(ax, line.steps.stretches[-1][-1], place)
            _draw_label(ax, name, away, points - 1, line, is_led=False)


def _draw_label(  # noqa: PLR0913 (what makes a label)
    ax: Axes,
    text: str,
    away: tuple[float, float],
    points: float,
    line: Line,
    *,
    is_led: bool = True,
) -> None:
    """Write a label so many points away from the end of its line, with a leader if it is higher."""
    color, end = line.look.color, line.steps.stretches[-1][-1]
    ax.annotate(
        text,
        end,
        away,
        textcoords="offset points",
        color=color,
        fontsize=points,
        fontweight="bold",
        va="center",
        linespacing=1.0,
        bbox={"facecolor": style.look().theme.paper, "edgecolor": "none", "pad": 0.5},
        zorder=5,
        gid="name",
    )
    if is_led and abs(away[1]) > _LEVEL:
        leader = {"arrowstyle": "-", "color": color, "linewidth": 0.5, "shrinkA": 0, "shrinkB": 1}
        ax.annotate(
            "",
            end,
            (away[0] - 1.5, away[1]),
            textcoords="offset points",
            arrowprops=leader,
            gid="leader",
            zorder=2,
        )
