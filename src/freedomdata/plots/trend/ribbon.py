"""The statuses as a ribbon of colored stretches, each with its word."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from freedomdata.model import STATUSES
from freedomdata.plots import style
from freedomdata.plots.texts import text_width
from freedomdata.plots.trend.lines import list_runs
from freedomdata.plots.words import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from matplotlib.axes import Axes

    from freedomdata.plots.times import Gap
    from freedomdata.plots.trend.panel import Panel

__all__ = ["draw_before", "draw_gaps", "draw_ribbon", "list_lanes", "tell_key"]

_LEAST_SIZE = 4.9  # points; smaller letters are left out
_LETTER = 0.66  # width of a letter as a share of its size


def tell_key() -> str:
    """Return what the short forms of the statuses stand for."""
    names = reversed(STATUSES)
    return say(
        "trend.key", names=", ".join(f"{say(f'short.{s}')} {say(f'status.{s}')}" for s in names)
    )


def draw_ribbon(
    ax: Axes, rows: pd.DataFrame, spans: np.ndarray, place: tuple[float, float], name: str = ""
) -> list[str]:
    """
    Draw the statuses as a ribbon; return a key to those that are written in their short form.

    The longest stretch bears the `name`, if there is one and room for it.
    """
    theme = style.look().theme
    top, bottom = place
    point = style.width(ax) / np.ptp(ax.get_xlim())
    high = abs(top - bottom) * style.height(ax) / np.ptp(ax.get_ylim())
    full = min(8.0, high * 0.8)
    shorts = set()
    statuses = rows["status"].astype(object).where(rows["status"].notna(), None)
    keys = list(zip(statuses, rows["grade"] == "secondary", strict=True))
    runs = list_runs(spans, keys)
    longest = max(runs, key=lambda run: spans[run[1], 1] - spans[run[0], 0])
    for first, last in runs:
        status, is_hollow = keys[first]
        if status is None:
            continue
        look = theme.statuses[status]
        left, right = spans[first, 0], spans[last, 1]
        ax.fill_between(
            [left, right],
            top,
            bottom,
            facecolor=theme.paper if is_hollow else look.fill,
            edgecolor=look.edge if is_hollow else theme.paper,
            linewidth=1.2 if is_hollow else 0.8,
            zorder=3 if is_hollow else 2,
        )
        if is_hollow and first and keys[first - 1][0] == status:
            continue  # the edge says that it goes on
        room = (right - left) * point
        word, text = say(f"status.{status}"), say(f"short.{status}")
        size = min(6.0, full, room / len(text) / _LETTER)
        if room > len(word) * full * _LETTER:
            text, size = word, full
        if name and (first, last) == longest:
            named = [say("trend.of_status", name=name, status=t) for t in (word, text)]
            fitting = [t for t in named if text_width(t, min(full, 6.0)) < room - 3]
            text, size = (fitting[0], min(full, 6.0)) if fitting else (text, size)
        if size < _LEAST_SIZE:
            continue
        if word not in text:
            shorts.add(status)
        ax.annotate(
            text,
            ((left + right) / 2, (top + bottom) / 2),
            fontsize=size,
            color=theme.ink if is_hollow else look.text,
            ha="center",
            va="center_baseline",
            zorder=4,
        )
    return [tell_key()] if shorts else []


def name_ribbon(ax: Axes, place: tuple[float, float]) -> None:
    """Write beside the ribbon what it shows."""
    if style.is_narrow(ax):
        return
    ax.annotate(
        say("common.status"),
        (0, sum(place) / 2),
        (-6, 0),
        xycoords=("axes fraction", "data"),
        textcoords="offset points",
        color=style.look().theme.muted,
        fontsize=style.size(ax),
        ha="right",
        va="center",
        annotation_clip=True,
    )


def list_lanes(before: Sequence[Panel]) -> list[int]:
    """Return the lane of each predecessor: two that lived at one time have two."""
    ends: list[float] = []
    lanes = [0] * len(before)
    for n in sorted(range(len(before)), key=lambda n: float(before[n].spans[0, 0])):
        start, end = float(before[n].spans[0, 0]), float(before[n].spans[-1, 1])
        free = next((i for i, until in enumerate(ends) if until <= start + 0.1), len(ends))
        ends[free : free + 1] = [end]
        lanes[n] = free
    return lanes


def draw_before(ax: Axes, before: Sequence[Panel], place: tuple[float, float]) -> list[str]:
    """Draw the statuses of predecessors as thinner ribbons, named."""
    lanes = list_lanes(before)
    count = max(lanes, default=0) + 1
    top, bottom = place
    each = (bottom - top) / max(count, 2)
    middle = (top + bottom) / 2
    start = top if count > 1 else middle - each * 0.6
    each *= 1.0 if count > 1 else 1.2
    unsaid: list[str] = []
    for panel, lane in zip(before, lanes, strict=True):
        high = (start + lane * each, start + (lane + 1) * each)
        if panel.has_status:
            unsaid += draw_ribbon(ax, panel.rows, panel.spans, high, panel.name)
    return unsaid


def draw_gaps(ax: Axes, gaps: Sequence[Gap], place: tuple[float, float] | None) -> list[str]:
    """Say in the ribbon why it is empty; return what had no room there."""
    theme = style.look().theme
    point = style.width(ax) / np.ptp(ax.get_xlim())
    unsaid = []
    for gap in gaps:
        if place is None or (gap.right - gap.left) * point < len(gap.brief) * 7.5 * _LETTER:
            unsaid.append(gap.sentence)
            continue
        x = {"left": gap.left, "center": (gap.left + gap.right) / 2, "right": gap.right}[gap.side]
        ax.annotate(
            gap.brief,
            (x, sum(place) / 2),
            ({"left": 4, "center": 0, "right": -4}[gap.side], 0),
            textcoords="offset points",
            color=theme.muted,
            fontsize=7.5,
            ha=gap.side,
            va="center_baseline",
        )
    return unsaid
