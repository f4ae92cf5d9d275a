"""Values as steps over the days they cover: cut at gaps and breaks, hollow where unconfirmed."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from freedomdata.plots import style

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from freedomdata.model import Measure, Scale
    from freedomdata.plots.style import LineStyle
    from freedomdata.plots.trend.panel import Panel

__all__ = ["Line", "Steps", "draw_steps", "heights_of", "list_runs", "list_units"]


@dataclass(frozen=True, slots=True)
class Steps:
    """A line that is drawn: its stretches, where it ends (true to the value), and its last row."""

    stretches: list[np.ndarray]
    end: tuple[float, float]
    row: int

    @property
    def is_empty(self) -> bool:
        """Whether there is no value at all."""
        return not self.stretches


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is drawn, and how."""

    unit: Panel
    look: LineStyle
    wide: float
    steps: Steps


def list_units(panels: Sequence[Panel]) -> list[tuple[Panel, int, bool]]:
    """Return countries and predecessors, each once: which look, and whether the line is thin."""
    units = [(panel, n, False) for n, panel in enumerate(panels)]
    names = {panel.name for panel in panels}
    for n, panel in enumerate(panels):
        for before in panel.before:
            if before.name not in names:
                names.add(before.name)
                units.append((before, n, True))
    return units


def list_runs(spans: np.ndarray, values: list[Any]) -> list[tuple[int, int]]:
    """Return first and last number of every stretch of one value without a gap."""
    starts = [
        i
        for i in range(len(values))
        if i == 0 or values[i] != values[i - 1] or spans[i, 0] != spans[i - 1, 1]
    ]
    return [(a, b - 1) for a, b in pairwise([*starts, len(values)])]


def heights_of(panel: Panel, measure: Measure, newest: Scale) -> np.ndarray:
    """Return the values on the scale of the axis: an older scale is laid along it, end to end."""
    values = panel.values_of(measure).copy()
    for row, edition in enumerate(panel.rows["edition"] if measure.until else ()):
        scale = measure.scale_in(edition)
        if scale != newest and scale is not None and not measure.is_relative:
            share = scale.freedom(values[row]) / 100
            values[row] = newest.least + share * (newest.freest - newest.least)
    return values


def draw_steps(  # noqa: PLR0913, PLR0917 (where and how it is drawn)
    ax: Axes,
    panel: Panel,
    measure: Measure,
    scale: Scale,
    look: LineStyle,
    shift: float | np.ndarray = 0.0,
    wide: float = 2.0,
) -> Steps:
    """Draw one measure, `shift` from its true height (or each value), so many points `wide`."""
    from matplotlib.lines import Line2D  # noqa: PLC0415 (import on use)

    theme = style.look().theme
    spans = panel.spans
    values = heights_of(panel, measure, scale)
    drawn = values + shift
    confirmed = (panel.rows["grade"] != "secondary").to_numpy()
    rated = ~np.isnan(values)
    era = _number_eras(panel, measure)
    size = min(5.0, max(2.6, style.width(ax) / np.ptp(ax.get_xlim()) - 0.6))
    steps = Steps([], (np.nan, np.nan), -1)
    for first, last in list_runs(spans, list(zip(rated, confirmed, era, strict=True))):
        if not rated[first]:
            continue
        x = spans[first : last + 1].ravel()
        y = np.repeat(drawn[first : last + 1], 2)
        if not confirmed[first]:
            ax.add_artist(  # not add_line: limits are set already
                Line2D(
                    x.reshape(-1, 2).mean(axis=1),
                    y[::2],
                    linestyle="none",
                    marker="o",
                    markersize=size * min(1.0, 0.5 + wide / 4),
                    markeredgewidth=min(1.4, wide * 0.7),
                    markeredgecolor=look.color,
                    markerfacecolor=theme.paper,
                    zorder=4,
                )
            )
        goes_on = first and rated[first - 1] and spans[first - 1, 1] == spans[first, 0]
        if goes_on and era[first - 1] == era[first]:
            x, y = np.insert(x, 0, x[0]), np.insert(y, 0, drawn[first - 1])
        ax.add_artist(
            Line2D(
                x,
                y,
                color=look.color,
                linewidth=wide if confirmed[first] else wide / 2,
                dashes=look.dashes or (),
                solid_capstyle="butt",
                solid_joinstyle="miter",
                zorder=3,
                gid=measure.id,
            )
        )
        stretches = [*steps.stretches, np.column_stack([x, y])]
        steps = Steps(stretches, (float(x[-1]), float(values[last])), last)
    return steps


def _number_eras(panel: Panel, measure: Measure) -> list[int]:
    """Return a number for every row that changes where values do not compare any more."""
    breaks = panel.survey.breaks
    held = [b.edition for b in breaks if not b.is_comparable and measure.id in b.measures]
    if not held:
        return [0] * len(panel.rows)
    return [sum(edition >= start for start in held) for edition in panel.rows["edition"]]
