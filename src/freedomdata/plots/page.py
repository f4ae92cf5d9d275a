"""Several panels on one page: they share the time axis, a title above and notes below."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from freedomdata.plots.style import INK, LEFT, LINE_HEIGHT, MARGINS, MUTED, SIZE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["fit_page", "new_page", "wrap_lines", "write_heading", "write_texts"]

_TOP, _HEAD, _FOOT = 0.72, 0.44, 0.5  # inches; above all, above each panel, below the last


def new_page(heights: Sequence[float]) -> tuple[Figure, list[Axes]]:
    """Return a new pyplot figure with panels of these heights (in inches) above each other."""
    import matplotlib.pyplot as plt  # noqa: PLC0415 (import on use)

    figure = plt.figure(figsize=(SIZE[0], 1))
    axes = [figure.add_axes((0, 0, 1, 1), label=str(n)) for n in range(len(heights))]
    fit_page(axes, heights, lines=0)
    return figure, axes


def fit_page(axes: Sequence[Axes], heights: Sequence[float], lines: int) -> None:
    """Make the page as high as its panels and `lines` lines of notes below them need."""
    figure: Any = axes[0].get_figure(root=True)
    total = _TOP + sum(h + _HEAD for h in heights) + _FOOT + lines * LINE_HEIGHT
    figure.set_figheight(total)
    left, right, top = MARGINS["left"], MARGINS["right"], total - _TOP
    for ax, h in zip(axes, heights, strict=True):
        top -= _HEAD + h
        ax.set_position((left, top / total, right - left, h / total))


def write_texts(figure: Figure, title: str, subtitle: str, notes: Sequence[str]) -> None:
    """Write what stands above and below the panels of a page."""
    total = figure.get_figheight() * 72
    edge = (MARGINS["left"] * SIZE[0] * 72 + LEFT) / (SIZE[0] * 72)
    figure.text(edge, 1 - 30 / total, title, fontsize=15, fontweight="bold", color=INK)
    figure.text(edge, 1 - 46 / total, subtitle, fontsize=9.5, color=MUTED)
    top = len(notes) * LINE_HEIGHT * 72 + 8
    figure.text(
        edge, top / total, "\n".join(notes), fontsize=7, color=MUTED, va="top", linespacing=1.45
    )


def wrap_lines(lines: Sequence[str]) -> list[str]:
    """Break lines of notes to the width of a page."""
    letters = int((SIZE[0] * (1 - 0.02) * 72 - 30) / (0.545 * 7))
    return [part for line in lines for part in textwrap.wrap(line, letters)]


def write_heading(ax: Axes, title: str, story: str) -> None:
    """Write the title of one panel of several above its axes, and its story beside it."""
    bold = ax.annotate(
        title,
        (0, 1),
        (LEFT, 13),
        xycoords="axes fraction",
        textcoords="offset points",
        fontsize=9.5,
        fontweight="bold",
        color=INK,
    )
    ax.annotate(
        story,
        (1, 0),
        (6, 0),
        xycoords=bold,
        textcoords="offset points",
        fontsize=8.5,
        color=MUTED,
        va="bottom",
    )
