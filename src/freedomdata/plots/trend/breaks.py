"""Where a survey changed: dotted lines with a few words above the axes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from freedomdata.plots import style
from freedomdata.plots.texts import capitalize
from freedomdata.plots.times import start_of
from freedomdata.plots.trend.flags import Mark, Room, lay_out
from freedomdata.plots.trend.panel import parts_of
from freedomdata.plots.words import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from freedomdata.model import Break
    from freedomdata.plots.trend.panel import Panel

__all__ = ["draw_breaks"]

_SIZE = 6.5  # points
_DOTS = (0, (1, 2))


def draw_breaks(
    ax: Axes,
    panels: Sequence[Panel],
    *,
    has_room_above: bool,
    margins: tuple[float, float],
    ribbon: tuple[float, float] | None,
) -> list[str]:
    """
    Mark where the survey changed, with a few words above the axes; return those without room.

    A change that touches the status alone goes through the `ribbon` of statuses, not through lines
    of another measure.
    """
    found = {b: panel for panel in panels for b in panel.breaks}
    if style.is_narrow(ax):
        return [say("trend.unmarked", short=b.short) for b in found]
    marks: dict[Mark, Break] = {}
    told = []
    for b, panel in found.items():
        time = start_of(panel.survey, panel.rows, panel.spans, b.edition)
        if _is_of_lines(b, panel):
            marks[Mark(time, capitalize(b.short))] = b
            muted = style.look().theme.muted
            ax.axvline(time, color=muted, linewidth=0.9, linestyle=_DOTS, zorder=1, gid="break")
        elif ribbon is not None:
            told.append(say("trend.dotted", short=b.short))
            _draw_line(ax, time, ribbon)
        else:
            told.append(say("trend.unmarked", short=b.short))
    highest = _SIZE * 1.9 if has_room_above else 0.0
    left = (margins[0], 0.0)  # at the right lines are named
    flags, unsaid = lay_out([*marks], Room(ax.get_xlim(), style.width(ax), left, highest), _SIZE)
    for flag in flags:
        ax.annotate(
            flag.mark.text,
            (flag.mark.time, 1),
            (2 * flag.side, 2),
            xycoords=("data", "axes fraction"),
            textcoords="offset points",
            color=style.look().theme.muted,
            fontsize=_SIZE,
            fontstyle="italic",
            ha="left" if flag.side > 0 else "right",
            va="bottom",
            annotation_clip=True,
        )
    return [*(say("trend.dotted", short=marks[mark].short) for mark in unsaid), *told]


def _is_of_lines(b: Break, panel: Panel) -> bool:
    """Whether a break touches what the lines show, or there are none where it is."""
    parts = parts_of(panel)
    if {*b.measures, *(b.border.measures if b.border else ())} & {*parts}:
        return True
    after = panel.rows[panel.rows["edition"] >= b.edition].head(1)
    before = panel.rows[panel.rows["edition"] < b.edition].tail(1)
    return bool(after[parts].isna().all(axis=None) or before[parts].isna().all(axis=None))


def _draw_line(ax: Axes, time: float, ends: tuple[float, float]) -> None:
    """Draw a dotted line on the ribbon, where it is seen on every fill."""
    theme = style.look().theme
    ax.plot([time, time], ends, color=theme.paper, linewidth=2.2, zorder=3.4)
    ax.plot(
        [time, time],
        ends,
        color=theme.ink,
        linewidth=0.9,
        linestyle=_DOTS,
        zorder=3.5,
        gid="break",
    )
