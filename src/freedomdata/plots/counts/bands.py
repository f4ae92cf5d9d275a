"""Counts as stacked bands on one axes: over the days that each edition covers, with numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from freedomdata.model import STATUSES
from freedomdata.plots import style
from freedomdata.plots.texts import capitalize, spread, text_width
from freedomdata.plots.times import to_year
from freedomdata.plots.trend.lines import list_runs
from freedomdata.plots.words import say

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from matplotlib.axes import Axes

    from freedomdata.model import Break, Survey

__all__ = ["Bands", "draw_bands", "mark_breaks"]

_HEADROOM = 1.02  # of the vertical axis above the highest count
_SMALL = 240.0  # points of width below which labels are small
_LINE = 1.25  # of a size of type, from one label to the next
_INSET = 4.0  # points from the start of a band to its first number
_BREAK_TYPE, _WIDER = 6.5, 1.04  # words of breaks: points; how much wider they are on a screen
_BILLION, _MILLION = 10**9, 10**6


class Bands(NamedTuple):
    """
    The counts of one panel, edition by edition, and how they are said.

    `heights` has a row for each status, from Not Free up, `uncounted` are those above, who are not
    counted, `total` are all of them. `is_hollow` says which editions are known from secondary
    copies only. Counted are countries, or people (`is_people`), or what share of them (`is_share`).
    """

    name: str
    spans: np.ndarray
    years: list[int]
    heights: np.ndarray
    uncounted: np.ndarray
    total: np.ndarray
    is_hollow: list[bool]
    is_share: bool
    is_people: bool

    @property
    def tops(self) -> np.ndarray:
        """The upper end of each band, one upon the other."""
        return np.cumsum(self.heights, axis=0)

    def spell(self, value: float, decimals: int = 1) -> str:
        """Return a count in words."""
        if self.is_share:
            return "<1 %" if 0 < value < 1 else f"{value:.0f} %"
        return self._spell_number([value], decimals)

    def spell_total(self) -> str:
        """Return how many all are: the fewest, and the most."""
        counted = self.total[self.total > 0]
        return self._spell_number([counted.min(), counted.max()] if len(counted) else [0.0])

    def _spell_number(self, values: Sequence[float], decimals: int = 1) -> str:
        """Return a number, or two with a dash between, with one unit."""
        if not self.is_people:
            key, unit, decimals = "", 1, 0
        elif max(values) >= _BILLION / 10:
            key, unit = "counts.billion", _BILLION
        elif max(values) < _MILLION:
            key, unit, decimals = "", 1, 0
            values = [round(value, -3) for value in values]
        else:
            few = max(values) < 10 * _MILLION
            key, unit, decimals = "counts.million", _MILLION, decimals if few else 0
        spelled = dict.fromkeys(f"{value / unit:,.{decimals}f}" for value in values)
        number = "\N{EN DASH}".join(spelled)
        return say(key, number=number) if key else number

    def list_last(self) -> list[str]:
        """Return what stands at the end of each band, from Not Free up."""
        last = self.heights[:, -1]
        named = zip(STATUSES, last, strict=True)
        return [f"{say(f'status.{status}')} {self.spell(count)}" for status, count in named]


def draw_bands(ax: Axes, bands: Bands, panels: Sequence[Bands]) -> None:
    """Draw one of several panels, all of the same scales."""
    _draw_axes(ax, bands, panels)
    _fill(ax, bands)
    _fill_uncounted(ax, bands)
    _write_last(ax, bands)
    _write_first(ax, bands)


def _is_small(ax: Axes) -> bool:
    """Whether there is room for small labels only."""
    return style.is_narrow(ax) and (style.look().size.is_narrow or style.width(ax) < _SMALL)


def _points(ax: Axes) -> float:
    """Return the size of the numbers."""
    return 6.5 if _is_small(ax) else 9.0


def _draw_axes(ax: Axes, bands: Bands, panels: Sequence[Bands]) -> None:
    from matplotlib.ticker import MaxNLocator  # noqa: PLC0415 (import on use)

    style.frame(ax)
    top = 100.0 if bands.is_share else max(p.total.max() for p in panels) * _HEADROOM
    first = min(p.spans[0, 0] for p in panels)
    last = max(p.spans[-1, 1] for p in panels)
    ax.set_xlim(first, last)
    ax.set_ylim(0, top)
    steps = [1, 2, 2.5, 5, 10] if bands.is_share else [1, 2, 5, 10]
    ticks = [t for t in MaxNLocator(5, steps=steps, integer=True).tick_values(0, top) if t <= top]
    ax.set_yticks(ticks, [bands.spell(t, decimals=0) if t else "0" for t in ticks])
    small = _is_small(ax)
    step = next(s for s in (1, 2, 5, 10, 20) if (last - first) / s <= (4 if small else 8))
    start = int(-(-first // step) * step)
    ax.set_xticks(range(start, int(last) + 1, step))
    ax.tick_params(axis="both", labelsize=7 if small else style.size(ax))


def _fill(ax: Axes, bands: Bands) -> None:
    """Draw a band for each status, as steps; a pause between editions is left blank."""
    from matplotlib.collections import PolyCollection  # noqa: PLC0415 (import on use)

    theme = style.look().theme
    tops = bands.tops
    runs = list_runs(bands.spans, bands.is_hollow)
    hollow = [bands.is_hollow[first] for first, _ in runs]
    for status, top, height in zip(STATUSES, tops, bands.heights, strict=True):
        look = theme.statuses[status]
        filled = PolyCollection(
            [_outline(bands.spans, top - height, top, *run) for run in runs],
            facecolors=[theme.paper if is_hollow else look.fill for is_hollow in hollow],
            edgecolors=[look.edge if is_hollow else theme.paper for is_hollow in hollow],
            linewidths=[1.2 if is_hollow else 0.6 for is_hollow in hollow],
            zorder=2,
            gid=status,
        )
        ax.add_collection(filled, autolim=False)


def _fill_uncounted(ax: Axes, bands: Bands) -> None:
    """Draw those who are not counted in gray above the statuses, and name them where they begin."""
    from matplotlib.collections import PolyCollection  # noqa: PLC0415 (import on use)

    held = bands.uncounted > 0
    if not held.any():
        return
    theme, low = style.look().theme, bands.tops[-1]
    high = low + bands.uncounted
    runs = [run for run in list_runs(bands.spans, held.tolist()) if held[run[0]]]
    ax.add_collection(
        PolyCollection(
            [_outline(bands.spans, low, high, *run) for run in runs],
            facecolors=theme.rule,
            edgecolors=theme.muted,
            linewidths=0.5,
            clip_on=False,
            zorder=2,
            gid="uncounted",
        ),
        autolim=False,
    )
    first = runs[0][0]
    points = _points(ax) - 2.5
    words = say("counts.not_counted", amount=bands.spell(bands.uncounted[first]))
    per_point = np.ptp(ax.get_xlim()) / style.width(ax)
    end = bands.spans[first, 0] + text_width(words, points) * per_point
    under = (bands.spans[:, 1] > bands.spans[first, 0]) & (bands.spans[:, 0] < end)
    if bands.name or points * 1.3 > style.height(ax) * (1 - low[first] / ax.get_ylim()[1]) + 12:
        return  # a panel of several has its heading there; the note names them
    ax.annotate(
        words,
        (bands.spans[first, 0], high[under].max()),
        (0, 2.5),
        textcoords="offset points",
        fontsize=points,
        color=theme.muted,
        annotation_clip=False,
        gid="uncounted",
    )


def _outline(
    spans: np.ndarray, bottom: np.ndarray, top: np.ndarray, first: int, last: int
) -> np.ndarray:
    """Return the outline of a band over some editions running."""
    x = spans[first : last + 1].ravel()
    upper, lower = (np.repeat(side[first : last + 1], 2) for side in (top, bottom))
    return np.column_stack([np.append(x, x[::-1]), np.append(upper, lower[::-1])])


def _write_last(ax: Axes, bands: Bands) -> None:
    """Write the last number beside each band, with its status."""
    points = _points(ax)
    high = ax.get_ylim()[1]
    apart = points * _LINE * high / style.height(ax)
    shown = [n for n in range(len(STATUSES)) if bands.heights[n, -1] > 0]
    middles = bands.tops[:, -1] - bands.heights[:, -1] / 2
    words = bands.list_last()
    places = spread([middles[n] for n in shown], apart, apart / 2, high)
    for n, y in zip(shown, places, strict=True):
        ax.annotate(
            words[n],
            (bands.spans[-1, 1], y),
            (5, 0),
            textcoords="offset points",
            fontsize=points,
            fontweight="bold",
            color=style.look().theme.ink,
            va="center",
            gid="last",
        )


def _write_first(ax: Axes, bands: Bands) -> None:
    """Write the first number into each band that is wide enough for it."""
    theme = style.look().theme
    points = _points(ax) - 0.5
    per_point = np.ptp(ax.get_xlim()) / style.width(ax)
    least = points * 1.3 * ax.get_ylim()[1] / style.height(ax)
    _, last = list_runs(bands.spans, bands.is_hollow)[0]
    first_run = bands.spans[last, 1]  # until there the bands are whole
    for n, status in enumerate(STATUSES):
        word = bands.spell(bands.heights[n, 0])
        end = bands.spans[0, 0] + (_INSET + 1 + text_width(word, points)) * per_point
        over = bands.spans[:, 0] < end  # the editions that the number stands on
        top = bands.tops[n, over].min()
        bottom = (bands.tops - bands.heights)[n, over].max()
        if top - bottom < least or end > first_run:
            continue
        ax.annotate(
            word,
            (bands.spans[0, 0], (top + bottom) / 2),
            (_INSET, 0),
            textcoords="offset points",
            fontsize=points,
            color=theme.ink if bands.is_hollow[0] else theme.statuses[status].text,
            va="center_baseline",
            zorder=4,
            gid="first",
        )


def mark_breaks(ax: Axes, record: Survey, breaks: Sequence[Break], *, has_room: bool) -> list[str]:
    """Mark where the survey changed; return what has no room above the axes."""
    theme = style.look().theme
    unsaid = []
    low, high = ax.get_xlim()
    starts = [to_year(_first_day(record, b)) for b in breaks]
    xs = [(x - low) / (high - low) * style.width(ax) for x in starts]
    texts: list[Any] = list(ax.texts)
    above = [t for t in texts if t.get_gid() == "uncounted" and t.xy[1] >= ax.get_ylim()[1]]
    free = max([-5.0, *(_end_of(ax, text) for text in above)])  # as far as the labels of the axis
    afters = [*xs[1:], style.width(ax)][: len(xs)]
    for b, start, x, after in zip(breaks, starts, xs, afters, strict=True):
        ax.axvline(start, color=theme.paper, linewidth=2.2, zorder=3)  # seen on every fill
        ax.axvline(
            start, color=theme.ink, linewidth=0.9, linestyle=(0, (1, 2)), zorder=3, gid="break"
        )
        text = capitalize(b.short)
        wide = text_width(text, _BREAK_TYPE) * _WIDER
        side = "left" if x + wide < after else "right"  # of its line, not over the next one
        left = x if side == "left" else x - wide
        if not has_room or left < free:
            unsaid.append(say("trend.dotted", short=b.short))
            continue
        free = left + wide + 8
        ax.annotate(
            text,
            (start, 1),
            (0, 3),
            xycoords=("data", "axes fraction"),
            textcoords="offset points",
            color=theme.muted,
            fontsize=_BREAK_TYPE,
            fontstyle="italic",
            ha=side,
            annotation_clip=True,
            gid="break",
        )
    return unsaid


def _end_of(ax: Axes, text: Any) -> float:
    """Return where a text above the axes ends, in points, with room after it."""
    low, high = ax.get_xlim()
    start = (text.xy[0] - low) / (high - low) * style.width(ax)
    return float(start + text_width(text.get_text(), text.get_fontsize()) + 8)


def _first_day(record: Survey, b: Break) -> date:
    """Return the first day covered by the edition that a break comes with."""
    return next(e.start for e in record.editions if e.edition >= b.edition)
