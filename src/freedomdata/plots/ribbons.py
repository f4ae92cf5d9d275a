"""Many ribbons on one axes: a row for each country, in one block or several side by side."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from freedomdata.errors import FreedomDataError
from freedomdata.model import STATUSES
from freedomdata.plots import style
from freedomdata.plots.texts import text_width, wrap
from freedomdata.plots.words import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

__all__ = ["Layout", "Ribbons", "arrange", "draw_key", "draw_ribbons"]

# In points.
_HIGH, _HIGH_ON_SLIDE = 17.0, 25.0  # a row at most
_LOW, _LOW_IN_BLOCKS = 9.0, 8.2  # a row at least, in one block and in several
_SHORTEST = 64.0  # a ribbon
_GUTTER = 14.0  # between two blocks
_BEFORE, _BEHIND = 5.0, 4.0  # a ribbon, between it and its texts
_LEAST_TYPE, _MOST_TYPE, _LEAST_LETTERS = 6.0, 8.5, 5.0
_THICK, _THICK_SHARE = 14.0, 0.74  # a ribbon: at most, and of its row
_TALL = 640.0  # what a picture of a free height has for the rows of one block
_MOST_BLOCKS, _BLOCKS_WITH_WORDS = 4, 2
_WIDER = 1.04  # letters on a screen, than as they are designed
_LESS = 0.97  # of the height of rows, as names in several lines do not shrink with them
_STEPS = (1, 2, 5, 10, 20, 50)  # years between two ticks


@dataclass(frozen=True, slots=True)
class Ribbons:
    """
    What is drawn: names by row with what stands behind them, in full and in short; stretches.

    Of each stretch its row, first and last day as years, and the number of its status in
    `STATUSES`, -1 where there is none. `years` are those of the axis.
    """

    names: Sequence[str]
    ends: Sequence[tuple[str, str]]
    row: np.ndarray
    spans: np.ndarray
    status: np.ndarray
    is_hollow: np.ndarray
    years: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Layout:
    """
    Rows in blocks of some height: the block and middle of each, its name with its line breaks.

    All measures in points; `length` is that of a ribbon, `left` and `right` the room beside it.
    """

    block: np.ndarray
    middle: np.ndarray
    names: Sequence[str]
    ends: Sequence[str]
    has_letters: bool
    pitch: float
    size: float
    height: float
    left: float
    right: float
    length: float

    @property
    def thickness(self) -> float:
        """Thickness of a ribbon."""
        return min(_THICK, _THICK_SHARE * self.pitch)


def arrange(
    ribbons: Ribbons, width: float, height: float | None, *, is_narrow: bool, is_fixed: bool
) -> Layout:
    """
    Lay the rows out in as few blocks as they fit in; refuse those that have no room.

    There is a `height` on a slide and where it `is_fixed`, because the axes are the user's.
    """
    high = 1e9 if is_fixed else _HIGH if height is None else _HIGH_ON_SLIDE
    free = _TALL if height is None else height
    found: Layout | None = None
    for blocks in range(1, _MOST_BLOCKS + 1):
        low = _LOW if blocks == 1 and not is_narrow else _LOW_IN_BLOCKS
        pitch = min(high, max(low, free / ceil(len(ribbons.names) / blocks)))
        made = _lay(ribbons, blocks, pitch, width, is_narrow=is_narrow)
        if made.height > free:  # names in several lines take more
            pitch = max(low, pitch * (free - 1) / made.height * _LESS)
            made = _lay(ribbons, blocks, pitch, width, is_narrow=is_narrow)
        if found is not None and made.length < _SHORTEST:
            break
        found = made
        if made.height <= free + 1:
            break
    if found is None or (is_fixed and (found.height > free + 1 or found.length < _SHORTEST)):
        raise FreedomDataError(
            f"the axes, {width:.0f} by {free:.0f} points, have no room for {len(ribbons.names)} "
            f"ribbons: make them wider or higher, or give fewer countries"
        )
    return found


def _lay(ribbons: Ribbons, blocks: int, pitch: float, width: float, *, is_narrow: bool) -> Layout:
    """Lay the rows out in some blocks; long names have several lines and higher rows."""
    most = _MOST_TYPE - 2.0 if is_narrow else _MOST_TYPE - 0.7 * (blocks - 1)
    size = max(_LEAST_TYPE, min(most, 0.72 * pitch))
    widths = [_WIDER * text_width(name, size) for name in ribbons.names]
    words = {word for name in ribbons.names for word in name.split()}
    longest = _WIDER * max(text_width(word, size) for word in words)
    room = min(max(widths), max(0.3 * width / blocks, longest))
    names = [
        name if wide <= room else "\n".join(wrap(name, room / _WIDER, size))
        for name, wide in zip(ribbons.names, widths, strict=True)
    ]
    has_letters = is_narrow or blocks > _BLOCKS_WITH_WORDS
    ends = [short if has_letters else full for full, short in ribbons.ends]
    heights = np.array([max(pitch, 1.2 * size * (n.count("\n") + 1) + 1) for n in names])
    block = np.arange(len(names)) // ceil(len(names) / blocks)
    middle = np.zeros(len(names))
    for number in range(block[-1] + 1):
        own = heights[block == number]
        middle[block == number] = own.cumsum() - own / 2
    left = room + _BEFORE
    right = _WIDER * max(text_width(end, size) for end in set(ends)) + _BEHIND
    length = (width + _GUTTER) / (block[-1] + 1) - _GUTTER - left - right
    return Layout(
        block=block,
        middle=middle,
        names=names,
        ends=ends,
        has_letters=has_letters,
        pitch=pitch,
        size=size,
        height=float((middle + heights / 2).max()),
        left=left,
        right=right,
        length=length,
    )


def draw_ribbons(ax: Axes, ribbons: Ribbons, layout: Layout, *, has_room_above: bool) -> bool:
    """
    Draw all rows, with the years above them, too, if there is room.

    Returns whether there are letters in place of words.
    """
    first, last = ribbons.years
    point = (last - first) / layout.length
    stride = (layout.left + layout.length + layout.right + _GUTTER) * point
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
        _write(ax, first + x - _BEFORE * point, y, name, layout.size, theme.ink, "right")
        _write(ax, last + x + _BEHIND * point, y, end, layout.size, theme.muted, "left")
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
    ax.text(
        x,
        y,
        text,
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
