"""Two values of each of several units, as marks joined by a line: right is freer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np

from freedomdata.model import STATUSES
from freedomdata.plots import style
from freedomdata.plots.page import EDGE
from freedomdata.plots.texts import text_width
from freedomdata.plots.wording import spell_value
from freedomdata.plots.words import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from matplotlib.axes import Axes

    from freedomdata.analysis.movers import Movers
    from freedomdata.model import Scale, Survey

__all__ = ["MARKS", "PITCH", "Side", "draw_moves", "room_for_names"]

#: Points from one row to the next.
PITCH = 13.0

#: The mark of each status, so that color is not all that tells them.
MARKS = {"Not Free": "s", "Partly Free": "D", "Free": "o"}

_SMALL, _LARGE = 4.2, 6.6  # diameters of the marks of the first and the last year
_CHANGE = 34.0  # points for the change, right of the axes
_STEPS = [1, 2, 5, 10]  # of round values below
_FILL = 0.78  # of the pitch, the size of the labels


class Side(NamedTuple):
    """
    Those who fell, or those who gained: the `shown`, and how many there are in `all`.

    As many as `ties` have the same change as the last one shown. Places in a ranking (`is_ranked`)
    are better or worse, not freer or less free.
    """

    name: Literal["falls", "gains"]
    shown: pd.DataFrame
    all: int
    ties: int
    is_ranked: bool

    @property
    def title(self) -> str:
        """What stands above them."""
        ranked = "_ranked" if self.is_ranked else ""
        if len(self.shown) == self.all:
            return say(f"movers.all_{self.name}{ranked}", all=self.all or say("movers.none"))
        return say(f"movers.{self.name}{ranked}", n=len(self.shown), all=self.all)


def room_for_names(names: Sequence[str]) -> tuple[float, float]:
    """Return the room left and right of the axes that names and changes need."""
    points = 6.2 if style.look().size.is_narrow else 8.0
    widest = max((text_width(name, points) for name in names), default=0.0)
    return max(widest, 40.0) + EDGE + 8, _CHANGE + EDGE


def draw_moves(ax: Axes, record: Survey, found: Movers, sides: tuple[Side, Side]) -> bool:
    """Draw falls above gains, each under its title; return whether there are statuses."""
    lines = sum(len(side.shown) for side in sides) + 3
    pitch = style.height(ax) / lines
    points = min(6.2 if style.is_narrow(ax) else 8.0, pitch * _FILL)
    scale: Any = record.field[found.measure.measures[0]].scale_in(found.until.edition)
    moves = [side.shown for side in sides]
    _draw_axes(ax, scale, lines, moves, points)
    _name_ways(ax, points, "_ranked" if sides[0].is_ranked else "")
    place = 0.5
    has_status = False
    for side in sides:
        theme = style.look().theme
        color = theme.loss if side.name == "falls" else theme.gain
        _write(ax, side.title, place, points, x=-1.0, color=color, bold=True, gid="title")
        rows = np.arange(len(side.shown)) + place + 1
        if len(rows):
            has_status |= _draw_rows(ax, side.shown, rows, color, points)
        place += len(rows) + 2
    return has_status


def _draw_axes(
    ax: Axes, scale: Scale, lines: int, moves: list[pd.DataFrame], points: float
) -> None:
    """Draw the frame: freer to the right, with room for the labels of the outermost marks."""
    theme = style.look().theme
    ends = [e for own in moves for e in (*own["value_since"], *own["value_until"])]
    toward = 1 if scale.freest == scale.high else -1
    low, high = min(ends, default=scale.low), max(ends, default=scale.high)
    least, freest = (low, high) if toward > 0 else (high, low)
    if freest == least:
        least, freest = scale.least, scale.freest
    longest = max((spell_value(e) for e in ends), key=len, default="")
    label = max(text_width(f"{say(f'short.{s}')} {longest}", points) for s in STATUSES) + _LARGE
    room = max(style.width(ax) - 2 * label, style.width(ax) / 4)
    pad = abs(freest - least) * label / room
    style.frame(ax)
    ax.grid(visible=False, axis="y")
    ax.grid(visible=True, axis="x", color=theme.rule, linewidth=0.7)
    ax.set_xlim(least - toward * pad, freest + toward * pad)
    ax.set_ylim(lines, 0)
    ax.set_yticks([])
    _draw_ticks(ax, scale)


def _draw_ticks(ax: Axes, scale: Scale) -> None:
    """Name the values below."""
    from matplotlib.ticker import MaxNLocator  # noqa: PLC0415 (import on use)

    few = style.is_narrow(ax)
    left, right = ax.get_xlim()
    low, high = max(min(left, right), scale.low), min(max(left, right), scale.high)
    found = MaxNLocator(4 if few else 8, steps=_STEPS, integer=True).tick_values(low, high)
    ticks = [t for t in found if low <= t <= high]
    ax.set_xticks(ticks, [spell_value(t) for t in ticks])
    ax.tick_params(axis="x", labelsize=6.5 if few else 8)


def _name_ways(ax: Axes, points: float, ranked: str) -> None:
    """Name above both ends which way is freer, or better."""
    theme = style.look().theme
    for x, side, key in ((0, "left", "less"), (1, "right", "more")):
        ax.annotate(
            say(f"movers.{key}{ranked}"),
            (x, 1),
            (0, 3),
            xycoords="axes fraction",
            textcoords="offset points",
            fontsize=min(points, 7),
            fontstyle="italic",
            color=theme.muted,
            ha=side,
        )


def _draw_rows(ax: Axes, own: pd.DataFrame, rows: np.ndarray, color: str, points: float) -> bool:
    """Draw some rows: lines, marks, values, names and changes."""
    from matplotlib.collections import LineCollection  # noqa: PLC0415 (import on use)

    theme = style.look().theme
    since, until = (own[f"value_{end}"].to_numpy(float) for end in ("since", "until"))
    joined = np.stack([np.column_stack([since, rows]), np.column_stack([until, rows])], axis=1)
    ax.add_collection(
        LineCollection(list(joined), colors=color, linewidths=2.0, zorder=2), autolim=False
    )
    _draw_marks(ax, own, "since", rows, _SMALL)
    _draw_marks(ax, own, "until", rows, _LARGE)
    is_fall = bool((own["change"] < 0).all())
    for row, name, y in zip(own.itertuples(), own["country"].tolist(), rows, strict=True):
        _write(ax, name, y, points, x=-1.0, color=theme.ink, gid="name")
        change = f"{row.change:+.1f}".removesuffix(".0").replace("-", "\N{MINUS SIGN}")
        _write(ax, change, y, points, x=1.0, color=color, bold=True, gid="change")
        for end in ("since", "until"):
            is_left = (end == "until") == is_fall
            value, status = getattr(row, f"value_{end}"), getattr(row, f"status_{end}")
            letters = say(f"short.{status}") if status in STATUSES else ""
            number = spell_value(value).replace("-", "\N{MINUS SIGN}")
            words = f"{letters} {number}" if is_left else f"{number} {letters}"
            ax.annotate(
                words.strip(),
                (value, y),
                ((-1 if is_left else 1) * (_LARGE / 2 + 3), 0),
                textcoords="offset points",
                fontsize=points - 0.8,
                color=theme.ink if end == "until" else theme.muted,
                ha="right" if is_left else "left",
                va="center_baseline",
                bbox=_halo(),
                zorder=2.5,
                gid="value",
            )
    return any(status in STATUSES for status in own["status_until"])


def _draw_marks(ax: Axes, own: pd.DataFrame, end: str, rows: np.ndarray, size: float) -> None:
    """Draw the marks of one year, by status; what is not confirmed is hollow."""
    theme = style.look().theme
    statuses = own[f"status_{end}"].to_numpy(object)
    hollow = (own[f"grade_{end}"] == "secondary").to_numpy(bool)
    values = own[f"value_{end}"].to_numpy(float)
    for status in (*STATUSES, None):
        look = theme.statuses[status] if status else None
        for is_hollow in (False, True):
            is_it = np.array([s == status if status else s not in STATUSES for s in statuses])
            is_it &= hollow == is_hollow
            if not is_it.any():
                continue
            edge = look.edge if look else theme.ink
            ax.plot(
                values[is_it],
                rows[is_it],
                linestyle="none",
                marker=MARKS[status] if status else "o",
                markersize=size * (0.86 if status == "Partly Free" else 1),
                markerfacecolor=theme.paper if is_hollow else look.fill if look else theme.ink,
                markeredgecolor=edge if is_hollow else theme.ink,
                markeredgewidth=1.3 if is_hollow else 0.6,
                zorder=3 if end == "since" else 4,
                gid=end,
            )


def _write(  # noqa: PLR0913 (a text has these)
    ax: Axes,
    text: str,
    y: float,
    points: float,
    *,
    x: float,
    color: str,
    bold: bool = False,
    gid: str,
) -> None:
    """Write a text left of the axes (`x` is -1) or right of them (1)."""
    is_title = gid == "title"
    ax.annotate(
        text,
        (0 if x < 0 else 1, y),
        (0 if is_title else 6 * x, 0),
        xycoords=("axes fraction", "data"),
        textcoords="offset points",
        fontsize=points,
        fontweight="bold" if bold else "normal",
        color=color,
        ha="left" if is_title or x > 0 else "right",
        va="center_baseline",
        annotation_clip=True,
        bbox=_halo() if is_title else None,
        gid=gid,
    )


def _halo() -> dict[str, Any]:
    """Return what keeps the rules from crossing a label."""
    return {"facecolor": style.look().theme.paper, "edgecolor": "none", "pad": 0.6}
