"""
What all pictures share: palette, type, frame, headline, source line.

Statuses differ in lightness as well as in hue, from Free (lightest) to Not Free (darkest), and
lines in dash pattern, so that they survive grey print and the colour-vision deficiencies.
"""

from __future__ import annotations

import textwrap
from contextlib import contextmanager
from dataclasses import dataclass
from threading import RLock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.axes import Axes

__all__ = [
    "INK",
    "LINES",
    "MUTED",
    "PAPER",
    "STATUS",
    "LineStyle",
    "StatusStyle",
    "frame",
    "headline",
    "is_narrow",
    "new_axes",
    "settings",
    "source_line",
    "width",
]

INK = "#1d1d1f"
MUTED = "#6b6b70"
RULE = "#dcdce0"
PAPER = "#ffffff"


@dataclass(frozen=True, slots=True)
class StatusStyle:
    """How a status is drawn: fill, edge where it is hollow, text on the fill, short form."""

    fill: str
    edge: str
    text: str
    short: str


@dataclass(frozen=True, slots=True)
class LineStyle:
    """How a measure is drawn: color, dash pattern, and its short form."""

    color: str
    dashes: tuple[float, ...] | None
    short: str


STATUS = {
    "Free": StatusStyle(fill="#cfe3ea", edge="#7fb0c2", text=INK, short="F"),
    "Partly Free": StatusStyle(fill="#e3a857", edge="#c98a35", text=INK, short="PF"),
    "Not Free": StatusStyle(fill="#5a2a4a", edge="#5a2a4a", text=PAPER, short="NF"),
}

LINES = {
    "political_rights": LineStyle(color="#12436d", dashes=None, short="PR"),
    "civil_liberties": LineStyle(color="#c2410c", dashes=(3.2, 1.1), short="CL"),
}

#: Size of a picture of its own, in inches, and its margins as shares of it.
SIZE = (8.4, 4.5)
MARGINS = {"left": 0.122, "right": 0.825, "top": 0.835, "bottom": 0.225}
_LEFT = -63  # points: where title, axis labels and source line begin
_NARROW = 300  # points of width below which a picture is one of several on a page

_RC: Any = {
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],  # ships with matplotlib: the same picture everywhere
    "font.size": 9.0,
    "text.color": INK,
    "axes.edgecolor": RULE,
    "axes.facecolor": PAPER,
    "figure.facecolor": PAPER,
    "savefig.facecolor": PAPER,
    "svg.fonttype": "none",  # text stays text: to be searched, read aloud, and copied
    "svg.hashsalt": "freedomdata",  # the same picture has the same bytes
}
_LOCK = RLock()


@contextmanager
def settings() -> Iterator[None]:
    """Draw with these settings over matplotlib's own defaults, whatever the user has set."""
    from matplotlib import style  # noqa: PLC0415 (import on use)

    # matplotlib's settings are global: two threads would restore each other's
    with _LOCK, style.context(["default", _RC]):
        yield


def new_axes() -> Axes:
    """Return the axes of a new pyplot figure of the standard size."""
    import matplotlib.pyplot as plt  # noqa: PLC0415 (import on use)

    figure, ax = plt.subplots(figsize=SIZE)
    figure.subplots_adjust(**MARGINS)
    return ax


def width(ax: Axes) -> float:
    """Return the width of the axes in points."""
    figure: Any = ax.get_figure(root=True)
    return float(ax.get_window_extent().width * 72 / figure.dpi)


def is_narrow(ax: Axes) -> bool:
    """Whether the axes are one of several on a page, with room for the essential only."""
    return width(ax) < _NARROW


def frame(ax: Axes) -> None:
    """Leave only what carries information: horizontal rules and the time axis."""
    for side in ("top", "left", "right"):
        ax.spines[side].set_visible(False)
    ax.spines["bottom"].set_color(MUTED)
    look: Any = {"labelcolor": MUTED, "labelsize": 7 if is_narrow(ax) else 9}
    ax.tick_params(axis="y", length=0, pad=6, **look)
    ax.tick_params(axis="x", length=3, color=MUTED, **look)
    ax.tick_params(axis="x", which="minor", length=2, color=RULE)
    ax.grid(axis="y", color=RULE, linewidth=0.7)
    ax.set_axisbelow(True)


def headline(ax: Axes, title: str, subtitle: str) -> None:
    """Write title and subtitle above the axes, flush with the left edge of its labels."""
    if is_narrow(ax):
        ax.set_title(title, loc="left", fontsize=10, fontweight="bold", color=INK)
        return
    for text, size, weight, color, up in (
        (title, 15, "bold", INK, 27),
        (subtitle, 9.5, "normal", MUTED, 11),
    ):
        ax.annotate(
            text,
            (0, 1),
            (_LEFT, up),
            xycoords="axes fraction",
            textcoords="offset points",
            fontsize=size,
            fontweight=weight,
            color=color,
        )


def source_line(ax: Axes, notes: str, source: str, short: str) -> None:
    """Write where the values are from, and on which terms, below the axes."""
    narrow = is_narrow(ax)
    size = 5 if narrow else 7
    room = width(ax) + (0 if narrow else 160)
    letters = int(room / (0.545 * size))  # an average letter is a little over half its size
    lines = [short] if narrow else [notes, source]
    ax.annotate(
        "\n".join(part for line in lines for part in textwrap.wrap(line, letters)),
        (0, 0),
        (0 if narrow else _LEFT, -15 if narrow else -28),
        xycoords="axes fraction",
        textcoords="offset points",
        fontsize=size,
        color=MUTED,
        va="top",
        linespacing=1.45,
    )
