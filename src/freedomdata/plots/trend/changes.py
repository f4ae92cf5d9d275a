"""Where the status of a line changes: the new one, in its short form, or a dot of its fill."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from freedomdata.plots import style
from freedomdata.plots.texts import text_width
from freedomdata.plots.trend.places import to_points
from freedomdata.plots.words import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from freedomdata.plots.trend.lines import Line
    from freedomdata.plots.trend.places import Box

__all__ = ["mark_changes"]

_SIZE = 4.9  # points of type


def mark_changes(ax: Axes, lines: Sequence[Line]) -> bool:
    """Mark where a status changes; return whether any is written in its short form."""
    theme = style.look().theme
    taken: list[Box] = []
    texts = False
    narrow = style.is_narrow(ax)
    for line in lines:
        for moment, place, status in _list_changes(ax, line):
            look = theme.statuses[status]
            text = say(f"short.{status}")
            wide = text_width(text, _SIZE, bold=True) / 2 + 1.6
            x, y = place
            tries = [] if narrow else [wide, wide + 6, wide + 12]
            boxes = [(x + dx - wide, y - 3.4, x + dx + wide, y + 3.4) for dx in tries]
            free = [box for box in boxes if not any(_overlap(box, other) for other in taken)]
            fits = free[0] if free else None
            if fits is None:
                _draw_dot(ax, moment, look.fill, line)
                taken.append((x - 2, y - 2, x + 2, y + 2))
                continue
            taken.append(fits)
            texts = True
            ax.annotate(
                text,
                moment,
                ((fits[0] + fits[2]) / 2 - x, 0),
                textcoords="offset points",
                fontsize=_SIZE,
                fontweight="bold",
                color=look.text,
                ha="center",
                va="center_baseline",
                bbox={"facecolor": look.fill, "edgecolor": line.look.color, "linewidth": 0.7,
                      "boxstyle": "round,pad=0.25,rounding_size=0.5"},
                zorder=4.5,
                gid="change",
            )  # fmt: skip
    return texts


Place = tuple[float, float]


def _list_changes(ax: Axes, line: Line) -> list[tuple[Place, Place, str]]:
    """Return where the status of a line changes, in data units and in points, and to what."""
    unit = line.unit
    if not unit.has_status:
        return []
    statuses = unit.rows["status"].astype(object).where(unit.rows["status"].notna(), None).tolist()
    changes, places = [], []
    for n in range(1, len(statuses)):
        if statuses[n] == statuses[n - 1] or None in statuses[n - 1 : n + 1]:
            continue
        time = unit.spans[n, 0]
        ends = [s for s in line.steps.stretches if s[0, 0] <= time < s[-1, 0]]
        if ends and unit.spans[n - 1, 1] == time:
            stretch = ends[-1]
            y = stretch[np.searchsorted(stretch[:, 0], time, side="right"), 1]
            changes.append(statuses[n])
            places.append((time, y))
    if not changes:
        return []
    points = to_points(ax, np.array(places)).tolist()
    return [
        (moment, (x, y), status)
        for moment, (x, y), status in zip(places, points, changes, strict=True)
    ]


def _draw_dot(ax: Axes, moment: Place, fill: str, line: Line) -> None:
    """Draw a small dot of the status' fill where letters have no room."""
    ax.plot(
        *moment,
        marker="o",
        markersize=3.6,
        markerfacecolor=fill,
        markeredgecolor=line.look.color,
        markeredgewidth=0.8,
        linestyle="none",
        zorder=4.4,
        gid="change",
    )


def _overlap(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return bool(one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3])
