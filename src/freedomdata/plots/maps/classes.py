"""Round classes of the values of a measure, each value in exactly one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from freedomdata.plots.words import say

if TYPE_CHECKING:
    from freedomdata.model import Scale

__all__ = ["list_classes", "number_classes", "spell_class"]

_WIDTHS = (1, 2, 5, 10, 20, 25, 50)
_WANTED, _SHORT = 5, 10  # classes; a scale of fewer numbers has one for each


def list_classes(scale: Scale) -> list[tuple[float, float]]:
    """
    Return the first and last value of each class, from least to most free.

    They are as wide as a round number, and about five; the outermost ones go to the ends of the
    scale, so that what is below zero is in one with what is just above.
    """
    starts = min(
        (_list_starts(scale, width) for width in _list_widths(scale)),
        key=lambda found: abs(len(found) - _WANTED),
    )
    ends = [start - 10.0**-scale.decimals for start in starts[1:]]
    lows: list[float] = [scale.low, *starts[1:]]
    classes = list(zip(lows, [*ends, scale.high], strict=True))
    return classes if scale.freest == scale.high else classes[::-1]


def _list_widths(scale: Scale) -> tuple[int, ...]:
    is_short = scale.high - scale.low < _SHORT and not scale.decimals
    return _WIDTHS[:1] if is_short else _WIDTHS


def _list_starts(scale: Scale, width: int) -> list[int]:
    """Return where classes of a width begin; a rest of less than half of one is none."""
    first = max(scale.low, 0)
    rest = (scale.high - first) % width + (scale.decimals == 0)
    stop = scale.high - rest if rest < width / 2 else scale.high
    return list(range(first, stop + (width == 1), width))


def number_classes(scale: Scale, values: np.ndarray) -> np.ndarray:
    """Return the number of the class of each value, 0 for the least free; NaN for none."""
    classes = list_classes(scale)
    is_up = scale.freest == scale.high
    lows = [low for low, _ in (classes if is_up else classes[::-1])]
    found = (np.searchsorted(lows, values, side="right") - 1).clip(0).astype(float)
    found = found if is_up else len(classes) - 1 - found
    found[np.isnan(values)] = np.nan
    return found


def spell_class(low: float, high: float) -> str:
    """Return two values with a dash between; with a word where one is below zero."""
    first, last = f"{low:g}".replace("-", "\N{MINUS SIGN}"), f"{high:g}"
    if low == high:
        return first
    return say("map.range", low=first, high=last) if low < 0 else f"{first}\N{EN DASH}{last}"
