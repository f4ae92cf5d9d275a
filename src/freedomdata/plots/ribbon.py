"""The statuses as a ribbon of colored stretches, each with its word."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from freedomdata.model import STATUSES
from freedomdata.plots import style
from freedomdata.plots.words import say

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from freedomdata.plots.wording import Gap

__all__ = ["draw_gaps", "draw_ribbon", "list_runs", "tell_key"]

_LEAST_SIZE = 4.9  # points; smaller letters are left out
_LETTER = 0.66  # width of a letter as a share of its size


def tell_key() -> str:
    """Return what the short forms of the statuses stand for."""
    names = reversed(STATUSES)
    return say(
        "trend.key", names=", ".join(f"{say(f'short.{s}')} {say(f'status.{s}')}" for s in names)
    )


def list_runs(spans: np.ndarray, values: list[Any]) -> list[tuple[int, int]]:
    """Return first and last number of every stretch of one value without a gap."""
    starts = [
        i
        for i in range(len(values))
        if i == 0 or values[i] != values[i - 1] or spans[i, 0] != spans[i - 1, 1]
    ]
    return [(a, b - 1) for a, b in pairwise([*starts, len(values)])]


def draw_ribbon(
    ax: Axes, rows: pd.DataFrame, spans: np.ndarray, place: tuple[float, float]
) -> list[str]:
    """Draw the statuses as a ribbon; return a key to those that are written in their short form."""
    theme = style.look().theme
    top, bottom = place
    middle = (top + bottom) / 2
    point = style.width(ax) / np.ptp(ax.get_xlim())
    shorts = set()
    statuses = rows["status"].astype(object).where(rows["status"].notna(), None)
    keys = list(zip(statuses, rows["grade"] == "secondary", strict=True))
    for first, last in list_runs(spans, keys):
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
        size = min(6.0, room / len(text) / _LETTER)
        if room > len(word) * 8 * _LETTER:
            text, size = word, 8
        elif size < _LEAST_SIZE:
            continue
        if text != word:
            shorts.add(status)
        ax.text(
            (left + right) / 2,
            middle,
            text,
            fontsize=size,
            color=theme.ink if is_hollow else look.text,
            ha="center",
            va="center_baseline",
            zorder=4,
        )
    if not style.is_narrow(ax):
        ax.annotate(
            say("common.status"),
            (0, middle),
            (-6, 0),
            xycoords=("axes fraction", "data"),
            textcoords="offset points",
            color=theme.muted,
            fontsize=style.size(ax),
            ha="right",
            va="center",
        )
    return [tell_key()] if shorts else []


def draw_gaps(ax: Axes, gaps: list[Gap], place: tuple[float, float] | None) -> list[str]:
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
