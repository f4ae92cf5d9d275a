"""Many ribbons on one axes, with their names, statuses, years and key."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from freedomdata.model import STATUSES
from freedomdata.plots import style
from freedomdata.plots.statuses.rows import BEFORE, BEHIND, GUTTER
from freedomdata.plots.texts import text_width
from freedomdata.plots.words import say

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from freedomdata.plots.statuses.rows import Layout, Ribbons

__all__ = ["draw_key", "draw_ribbons"]

_LEAST_TYPE, _LEAST_LETTERS = 6.0, 5.0  # points
_STEPS = (1, 2, 5, 10, 20, 50)  # years between two ticks


def draw_ribbons(ax: Axes, ribbons: Ribbons, layout: Layout, *, has_room_above: bool) -> bool:
    """
    Draw all rows, with the years above them, too, if there is room.

    Returns whether there are letters in place of words.
    """
    first, last = ribbons.years
    point = (last - first) / layout.length
    stride = (layout.left + layout.length + layout.right + GUTTER) * point
    start = first - layout.left * point
    ax.set_xlim(start, start + style.width(ax) * point)
    ax.set_ylim(layout.height, 0)
    _draw_time(ax, ribbons.years, layout, point, stride)
    ax.tick_params(axis="x", labeltop=has_room_above)
    shift = layout.block * stride
    _fill(ax, ribbons, layout, shift)
    has_letters = _write_statuses(ax, ribbons, layout, shift, point)
    theme = style.look().theme
    for name, end, x, y in zip(layout.names, layout.ends, shift, layout.middle, strict=True):
        _write(ax, first + x - BEFORE * point, y, name, layout.size, theme.ink, "right")
        _write(ax, last + x + BEHIND * point, y, end, layout.size, theme.muted, "left")
    return has_letters or layout.has_letters


def _write(  # noqa: PLR0913, PLR0917 (a text and its place)
    ax: Axes,
    x: float,
    y: float,
    text: str,
    size: float,
    color: str,
    side: Literal["left", "center", "right"],
) -> None:
    ax.annotate(
        text,
        (x, y),
        fontsize=size,
        color=color,
        ha=side,
        va="center" if "\n" in text else "center_baseline",
        linespacing=1.0,
        zorder=4,
    )


def _draw_time(
    ax: Axes, years: tuple[float, float], layout: Layout, point: float, stride: float
) -> None:
    """Draw a time axis above and below each block, and light rules."""
    theme = style.look().theme
    first, last = years
    size = max(_LEAST_TYPE, min(7.5, layout.size - 0.5))
    room = text_width("2000", size) * 1.35 * point
    step = next((step for step in _STEPS if step >= room), _STEPS[-1])
    shifts = np.arange(layout.block[-1] + 1) * stride
    places = np.arange(ceil(first / step) * step, last, step)
    ax.set_xticks(
        (shifts[:, None] + places).ravel(), [f"{year:.0f}" for year in places] * len(shifts)
    )
    ax.set_yticks([])
    for side in ax.spines.values():
        side.set_visible(False)
    ax.tick_params(axis="x", length=0, pad=3, labelsize=size, labelcolor=theme.muted)
    fine = min(step, 10)
    rules = np.arange(ceil(first / fine) * fine, last + 0.01, fine)
    xs = (shifts[:, None] + rules).ravel()
    ax.vlines(xs, 0, layout.height, color=theme.rule, linewidth=0.7, zorder=0)


def _fill(ax: Axes, ribbons: Ribbons, layout: Layout, shift: np.ndarray) -> None:
    """Fill the stretches: one collection of those confirmed, one of hollow ones, one without."""
    from matplotlib.collections import PolyCollection  # noqa: PLC0415 (import on use)

    theme = style.look().theme
    left, right = (ribbons.spans + shift[ribbons.row, None]).T
    top = layout.middle[ribbons.row] - layout.thickness / 2
    bottom = top + layout.thickness
    corners = np.stack([left, top, right, top, right, bottom, left, bottom], 1).reshape(-1, 4, 2)
    looks = [theme.statuses[status] for status in STATUSES]
    fills, edges = np.array([[look.fill, look.edge] for look in looks]).T
    is_known = ribbons.status >= 0
    solid, hollow = is_known & ~ribbons.is_hollow, is_known & ribbons.is_hollow
    paper = {"edgecolors": theme.paper, "linewidths": 0.5, "zorder": 2}
    drawn: tuple[tuple[np.ndarray, dict[str, Any]], ...] = (
        (solid, {"gid": "status", "facecolors": fills[ribbons.status[solid]], **paper}),
        (
            hollow,
            {
                "gid": "hollow",
                "facecolors": theme.paper,
                "edgecolors": edges[ribbons.status[hollow]],
                "linewidths": min(1.0, 0.2 * layout.length / np.ptp(ribbons.years)),
                "zorder": 3,
            },
        ),
        (
            ~is_known,
            {
                "gid": "no data",
                "facecolors": theme.paper,
                "edgecolors": theme.no_data,
                "hatch": "//////",
                "linewidths": 0,
                "zorder": 2,
            },
        ),
    )
    for chosen, looks_of in drawn:
        if chosen.any():
            ax.add_collection(PolyCollection(corners[chosen], **looks_of), autolim=False)


def _write_statuses(
    ax: Axes, ribbons: Ribbons, layout: Layout, shift: np.ndarray, point: float
) -> bool:
    """Write the statuses into their ribbons, as words or letters, where these fit."""
    size = min(7.0, 0.78 * layout.thickness)
    if size < _LEAST_LETTERS:
        return False
    theme = style.look().theme
    words = [(say(f"status.{s}"), say(f"short.{s}")) for s in STATUSES]
    wide = [[text_width(text, size) + 3 for text in pair] for pair in words]
    has_letters = False
    room = (ribbons.spans[:, 1] - ribbons.spans[:, 0]) / point
    goes_on = np.zeros(len(room), bool)  # a hollow stretch after a full one: its edge says so
    goes_on[1:] = (ribbons.status[1:] == ribbons.status[:-1]) & (
        ribbons.row[1:] == ribbons.row[:-1]
    )
    for n in np.flatnonzero((ribbons.status >= 0) & ~(goes_on & ribbons.is_hollow)):
        status, row = ribbons.status[n], ribbons.row[n]
        fitting = [t for t, w in zip(words[status], wide[status], strict=True) if w <= room[n]]
        if fitting:
            has_letters |= fitting[0] == words[status][1]
            x, y = ribbons.spans[n].mean() + shift[row], layout.middle[row]
            ink = theme.statuses[STATUSES[status]].text
            color = theme.ink if ribbons.is_hollow[n] else ink
            _write(ax, x, y, fitting[0], size, color, "center")
    return has_letters


def draw_key(ax: Axes, ribbons: Ribbons, place: tuple[float, float], *, has_letters: bool) -> None:
    """Write above the axes what the fills mean, each word on its own; `place` in points."""
    theme = style.look().theme
    size = _LEAST_TYPE + (0.0 if style.is_narrow(ax) else 1.5)
    paper = {"facecolor": theme.paper, "edgecolor": theme.muted}
    chips: list[tuple[str, str, dict[str, Any]]] = []
    for status in reversed(STATUSES):
        look, text = theme.statuses[status], say(f"status.{status}")
        text = f"{say(f'short.{status}')}  {text}" if has_letters else text
        chips.append((text, look.text, {"facecolor": look.fill, "edgecolor": look.fill}))
    if ribbons.is_hollow.any():
        chips.append((say("statuses.hollow"), theme.muted, paper))
    if (ribbons.status < 0).any():
        hatch = {"facecolor": theme.paper, "edgecolor": theme.no_data, "hatch": "//////"}
        chips.append(("    ", theme.muted, hatch))
        chips.append((say("common.no_data"), theme.muted, {"visible": False}))
    x, y = place
    gap = 9 if style.is_narrow(ax) else 13
    for text, color, box in chips:
        if x + text_width(text, size) + 6 > style.width(ax):
            break  # a note says it, too
        ax.annotate(
            text,
            (0, 1),
            (x + 3, y),
            xycoords="axes fraction",
            textcoords="offset points",
            fontsize=size,
            color=color,
            va="baseline",
            bbox={"pad": 2.2, "linewidth": 0.8, **box},
        )
        x += text_width(text, size) + gap
