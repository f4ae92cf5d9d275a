"""Lines that would lie on each other are drawn side by side, each as near its value as can be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from freedomdata.plots.trend.lines import heights_of, list_runs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from freedomdata.model import Scale
    from freedomdata.plots.trend.axis import Geometry
    from freedomdata.plots.trend.panel import Panel

__all__ = ["shift_apart"]

_LANE, _LEAST = 2.0, 1.2  # points between two lines
_BEYOND = 3.0  # points that a line may be drawn beyond the ends of the scale
_SHORT_SCALE = 10  # numbers; a mean moves by half of one
_LONG = 3  # editions of one value; on a long scale lines only cross where they are shorter


@dataclass(frozen=True, slots=True)
class _Run:
    """A stretch of one value: whose, which rows, when, and how high in points."""

    line: int
    first: int
    last: int
    start: float
    end: float
    height: float


def shift_apart(units: Sequence[Panel], geometry: Geometry, scale: Scale) -> list[np.ndarray]:
    """
    Return how far each value of each line is drawn from its true height, in units of the scale.

    A stretch of one value is shifted as a whole, and only where it would lie on another line; none
    is shifted so far that it could be read as another value, or out of the picture.
    """
    shifts = [np.zeros(len(unit.rows)) for unit in units]
    point = abs(geometry.point)
    is_short = scale.high - scale.low <= _SHORT_SCALE
    lane = max(_LEAST, min(_LANE, 0.5 / point / len(units))) if is_short else _LANE
    low, high = (end / point for end in (scale.low, scale.high))
    placed: list[tuple[_Run, float]] = []
    for run in _list_runs(units, scale, point, 1 if is_short else _LONG):
        beside = [one for one in placed if one[0].start < run.end and run.start < one[0].end]
        free = (
            at
            for at in _list_heights(run.height, lane, len(units))
            if low - _BEYOND <= at <= high + _BEYOND
            and all(_is_apart(run.height, at, *other, lane * 0.95) for other in beside)
        )
        at = next(free, run.height)
        placed.append((run, at))
        shifts[run.line][run.first : run.last + 1] = (at - run.height) * point
    return shifts


def _list_runs(units: Sequence[Panel], scale: Scale, point: float, least: int) -> list[_Run]:
    """Return the stretches of one value, the earliest first and of those the longest."""
    runs = []
    for n, unit in enumerate(units):
        values = heights_of(unit, unit.measures[0], scale)
        for first, last in list_runs(unit.spans, values.tolist()):
            if last - first + 1 >= least and not np.isnan(values[first]):
                start, end = float(unit.spans[first, 0]), float(unit.spans[last, 1])
                runs.append(_Run(n, first, last, start, end, float(values[first]) / point))
    return sorted(runs, key=lambda run: (run.start, -run.end, run.line))


def _is_apart(height: float, at: float, other: _Run, other_at: float, lane: float) -> bool:
    """Whether a run of a height, drawn at another, is clear of another run and in order with it."""
    is_in_order = height == other.height or (at > other_at) == (height > other.height)
    return is_in_order and abs(at - other_at) >= lane


def _list_heights(height: float, lane: float, count: int) -> list[float]:
    """Return the heights at which a line may be drawn, the nearest to its own first."""
    return [height, *(height + side * n * lane for n in range(1, count + 1) for side in (1, -1))]
