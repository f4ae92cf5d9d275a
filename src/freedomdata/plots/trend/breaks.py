"""Where a survey changed: dotted lines with a few words above the axes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from freedomdata.plots import style
from freedomdata.plots.times import start_of
from freedomdata.plots.trend.flags import Mark, Room, lay_out
from freedomdata.plots.words import say

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from freedomdata.plots.trend.panel import Panel

__all__ = ["draw_breaks"]

_SIZE = 6.5  # points


def draw_breaks(
    ax: Axes, panel: Panel, *, has_room_above: bool, margins: tuple[float, float]
) -> list[str]:
    """Mark where the survey changed, with a few words above the axes; return those without room."""
    if style.is_narrow(ax):
        return [say("trend.unmarked", edition=b.edition, short=b.short) for b in panel.breaks]
    theme = style.look().theme
    marks = {}
    for b in panel.breaks:
        time = start_of(panel.survey, panel.rows, panel.spans, b.edition)
        marks[Mark(time, b.short)] = b
        ax.axvline(
            time, color=theme.muted, linewidth=0.9, linestyle=(0, (1, 2)), zorder=1, gid="break"
        )
    highest = _SIZE * 1.9 if has_room_above else 0.0
    flags, unsaid = lay_out([*marks], Room(ax.get_xlim(), style.width(ax), margins, highest), _SIZE)
    for flag in flags:
        ax.annotate(
            flag.mark.text,
            (flag.mark.time, 1),
            (2 * flag.side, 2),
            xycoords=("data", "axes fraction"),
            textcoords="offset points",
            color=theme.muted,
            fontsize=_SIZE,
            fontstyle="italic",
            ha="left" if flag.side > 0 else "right",
            va="bottom",
            annotation_clip=True,
        )
    told = [marks[mark] for mark in unsaid]
    return [say("trend.dotted", edition=b.edition, short=b.short) for b in told]
