"""Where many ribbons stand: a row for each, in one block or in several side by side."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

import numpy as np

from freedomdata.errors import FreedomDataError
from freedomdata.plots.texts import text_width, wrap

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["BEFORE", "BEHIND", "GUTTER", "Layout", "Ribbons", "arrange"]

# In points.
_HIGH, _HIGH_ON_SLIDE = 17.0, 25.0  # a row at most
_LOW, _LOW_IN_BLOCKS = 9.0, 8.2  # a row at least, in one block and in several
_SHORTEST = 64.0  # a ribbon
GUTTER = 14.0  # between two blocks
BEFORE, BEHIND = 5.0, 4.0  # a ribbon, between it and its texts
_LEAST_TYPE, _MOST_TYPE = 6.0, 8.5
_THICK, _THICK_SHARE = 14.0, 0.74  # a ribbon: at most, and of its row
_TALL = 640.0  # what a picture of a free height has for the rows of one block
_MOST_BLOCKS, _BLOCKS_WITH_WORDS = 4, 2
_WIDER = 1.04  # letters on a screen, than as they are designed
_LESS = 0.97  # of the height of rows, as names in several lines do not shrink with them


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
    left = room + BEFORE
    right = _WIDER * max(text_width(end, size) for end in set(ends)) + BEHIND
    length = (width + GUTTER) / (block[-1] + 1) - GUTTER - left - right
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
