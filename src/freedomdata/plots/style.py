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
    "LEFT",
    "LINE",
    "LINES",
    "LINE_HEIGHT",
    "MARGINS",
    "MUTED",
    "PAPER",
    "SIZE",
    "STATUS",
    "LineStyle",
    "StatusStyle",
    "add_lines",
    "frame",
    "headline",
    "height",
    "is_narrow",
    "new_axes",
    "settings",
    "size",
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
    """How a measure is drawn: color and dash pattern."""

    color: str
    dashes: tuple[float, ...] | None


STATUS = {
    "Free": StatusStyle(fill="#cfe3ea", edge="#7fb0c2", text=INK, short="F"),
    "Partly Free": StatusStyle(fill="#e3a857", edge="#c98a35", text=INK, short="PF"),
    "Not Free": StatusStyle(fill="#5a2a4a", edge="#5a2a4a", text=PAPER, short="NF"),
}

#: A measure that has no look of its own.
LINE = LineStyle(color="#12436d", dashes=None)

LINES = {
    "political_rights": LineStyle(color="#12436d", dashes=None),
    "civil_liberties": LineStyle(color="#c2410c", dashes=(3.2, 1.1)),
}

#: Size of a picture of its own, in inches, and its margins as shares of it.
SIZE = (8.4, 4.5)
MARGINS = {"left": 0.122, "right": 0.825, "top": 0.835, "bottom": 0.225}
LINE_HEIGHT = 0.142  # inches
_ROOM = 4  # lines below a picture of its own
LEFT = -63  # points: where title, axis labels and source line begin
_LOW = 100  # points of height below which labels are smaller
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


def add_lines(ax: Axes, lines: int) -> None:
    """Make a picture of its own higher, if more lines stand below it than it has room for."""
    if (more := lines - _ROOM) > 0:
        figure: Any = ax.get_figure(root=True)
        full = SIZE[1] + more * LINE_HEIGHT
        share = SIZE[1] / full
        figure.set_figheight(full)
        box = {side: MARGINS[side] for side in ("left", "right")}
        box |= {side: 1 - (1 - MARGINS[side]) * share for side in ("top", "bottom")}
        figure.subplots_adjust(**box)


def width(ax: Axes) -> float:
    """Return the width of the axes in points."""
    figure: Any = ax.get_figure(root=True)
    return float(ax.get_window_extent().width * 72 / figure.dpi)


def height(ax: Axes) -> float:
    """Return the height of the axes in points."""
    figure: Any = ax.get_figure(root=True)
    return float(ax.get_window_extent().height * 72 / figure.dpi)


def size(ax: Axes) -> float:
    """Return the size of labels on the axes, in points."""
    return 7.0 if is_narrow(ax) or height(ax) < _LOW else 9.0


def is_narrow(ax: Axes) -> bool:
    """Whether the axes are one of several on a page, with room for the essential only."""
    return width(ax) < _NARROW


def frame(ax: Axes) -> None:
    """Leave only what carries information: horizontal rules and the time axis."""
    for side in ("top", "left", "right"):
        ax.spines[side].set_visible(False)
    ax.spines["bottom"].set_color(MUTED)
    look: Any = {"labelcolor": MUTED, "labelsize": size(ax)}
    ax.tick_params(axis="y", length=0, pad=6, **look)
    ax.tick_params(axis="x", length=3, color=MUTED, **look)
    ax.tick_params(axis="x", which="minor", length=2, color=RULE)
    ax.grid(axis="y", color=RULE, linewidth=0.7)
    ax.set_axisbelow(True)


def headline(ax: Axes, title: str, subtitle: str, up: float = 0.0) -> None:
    """Write title and subtitle above the axes, `up` points higher than usual."""
    if is_narrow(ax):
        wrapped = textwrap.fill(title, int(width(ax) / 6.2))
        ax.set_title(wrapped, loc="left", fontsize=9, fontweight="bold", color=INK)
        return
    for text, points, weight, color, above in (
        (title, 15, "bold", INK, 27),
        (subtitle, 9.5, "normal", MUTED, 11),
    ):
        ax.annotate(
            text,
            (0, 1),
            (LEFT, above + up),
            xycoords="axes fraction",
            textcoords="offset points",
            fontsize=points,
            fontweight=weight,
            color=color,
        )


def source_line(ax: Axes, notes: str, source: str, short: str) -> int:
    """Write where the values are from, and on which terms, below the axes; count the lines."""
    narrow = is_narrow(ax)
    points = 5 if narrow else 7
    room = width(ax) + (0 if narrow else 160)
    letters = int(room / (0.545 * points))  # an average letter is a little over half its size
    lines = [short] if narrow else [notes, source]
    wrapped = [part for line in lines for part in textwrap.wrap(line, letters)]
    ax.annotate(
        "\n".join(wrapped),
        (0, 0),
        (0 if narrow else LEFT, -15 if narrow else -28),
        xycoords="axes fraction",
        textcoords="offset points",
        fontsize=points,
        color=MUTED,
        va="top",
        linespacing=1.45,
    )
    return len(wrapped)
