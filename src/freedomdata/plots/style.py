"""
What all pictures share: palette, type, frame, source line, alt text, saving.

Statuses differ in lightness as well as in hue, from Free (lightest) to Not Free (darkest), and
lines in dash pattern, so that they survive grey print and the colour-vision deficiencies.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from freedomdata.errors import FreedomDataError

if TYPE_CHECKING:
    import os

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = [
    "INK",
    "LINES",
    "MUTED",
    "PAPER",
    "RC",
    "STATUS",
    "LineStyle",
    "StatusStyle",
    "alt_text",
    "describe",
    "frame",
    "headline",
    "new_axes",
    "save",
    "source_line",
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

LINES = {
    "political_rights": LineStyle(color="#12436d", dashes=None),
    "civil_liberties": LineStyle(color="#c2410c", dashes=(3.2, 1.1)),
}

#: Size of a picture of its own, in inches, and its margins as shares of it.
SIZE = (8.4, 4.5)
MARGINS = {"left": 0.122, "right": 0.825, "top": 0.835, "bottom": 0.225}
DPI = 200
_LEFT = -63  # points: where title, axis labels and source line begin

RC: Any = {
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],  # ships with matplotlib: the same picture everywhere
    "font.size": 9.0,
    "text.color": INK,
    "axes.edgecolor": RULE,
    "axes.facecolor": PAPER,
    "axes.labelcolor": MUTED,
    "figure.facecolor": PAPER,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "svg.hashsalt": "freedomdata",  # the same picture has the same bytes
}

_ALT_TEXTS: WeakKeyDictionary[Figure, list[str]] = WeakKeyDictionary()


def new_axes() -> Axes:
    """Return the axes of a new pyplot figure of the standard size."""
    import matplotlib.pyplot as plt  # noqa: PLC0415 (import on use)

    figure, ax = plt.subplots(figsize=SIZE)
    figure.subplots_adjust(**MARGINS)
    return ax


def frame(ax: Axes) -> None:
    """Leave only what carries information: horizontal rules and the time axis."""
    for side in ("top", "left", "right"):
        ax.spines[side].set_visible(False)
    ax.spines["bottom"].set_color(MUTED)
    ax.tick_params(axis="y", length=0, pad=6)
    ax.tick_params(axis="x", length=3, color=MUTED)
    ax.grid(axis="y", color=RULE, linewidth=0.7)
    ax.set_axisbelow(True)


def headline(ax: Axes, title: str, subtitle: str) -> None:
    """Write title and subtitle above the axes, flush with the left edge of its labels."""
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


def source_line(ax: Axes, *lines: str) -> None:
    """Write where the values are from, and on which terms, below the axes."""
    wrapped = [part for line in lines for part in textwrap.wrap(line, 142)]
    ax.annotate(
        "\n".join(wrapped),
        (0, 0),
        (_LEFT, -28),
        xycoords="axes fraction",
        textcoords="offset points",
        fontsize=7,
        color=MUTED,
        va="top",
        linespacing=1.45,
    )


def describe(ax: Axes, sentence: str) -> None:
    """Remember what a screen reader should say about the picture on these axes."""
    _ALT_TEXTS.setdefault(_figure(ax), []).append(sentence)


def alt_text(figure: Figure | Axes) -> str:
    """
    Return the sentences that a screen reader should say for a picture.

    Parameters
    ----------
    figure : matplotlib.figure.Figure or matplotlib.axes.Axes
        A picture made by one of the ``plot_`` functions, or the axes it was drawn on.

    Returns
    -------
    str
        What is shown, over which years, how it ends, and what is missing.

    Raises
    ------
    FreedomDataError
        If nothing of this package was drawn on the figure.

    Examples
    --------
    >>> import matplotlib
    >>> matplotlib.use("Agg")
    >>> from freedomdata import plot_trend
    >>> alt_text(plot_trend("China")).split(":")[0]
    'China, Freedom in the World, 1972 to 2025'
    """
    try:
        return " ".join(_ALT_TEXTS[_figure(figure)])
    except KeyError:
        raise FreedomDataError("nothing of freedomdata was drawn on this figure") from None


def save(figure: Figure | Axes, path: str | os.PathLike[str], *, title: str = "") -> Path:
    """
    Save a picture with its title and alt text in the metadata, or leave no file.

    Parameters
    ----------
    figure : matplotlib.figure.Figure or matplotlib.axes.Axes
        A picture made by one of the ``plot_`` functions.
    path : path
        Where to; the ending (png, svg, pdf) decides the format.
    title : str, optional
        Title in the metadata.

    Returns
    -------
    pathlib.Path
        `path`.

    Raises
    ------
    FreedomDataError
        If the ending is no known format, or the directory does not exist.
    """
    from matplotlib import rc_context  # noqa: PLC0415 (import on use)

    target = Path(path)
    ending = target.suffix.removeprefix(".").lower()
    if ending not in _METADATA:
        raise FreedomDataError(f"{target.name!r} must end in .{', .'.join(_METADATA)}")
    if not target.parent.is_dir():
        raise FreedomDataError(f"there is no directory {target.parent} to save {target.name} in")
    words = {"title": title, "text": alt_text(figure)}
    metadata = {key: value and value.format(**words) for key, value in _METADATA[ending].items()}
    draft = target.with_name(f".{target.name}.part")
    try:
        with rc_context(RC):
            _figure(figure).savefig(draft, format=ending, dpi=DPI, metadata=metadata)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return target


# None takes out what matplotlib would write: versions and times, which change the bytes
_METADATA: dict[str, dict[str, Any]] = {
    "png": {"Title": "{title}", "Description": "{text}", "Software": None},
    "svg": {"Title": "{title}", "Description": "{text}", "Date": None, "Creator": "freedomdata"},
    "pdf": {"Title": "{title}", "Subject": "{text}", "CreationDate": None, "Producer": None},
}


def _figure(figure: Figure | Axes) -> Any:
    return figure.get_figure(root=True) if hasattr(figure, "get_figure") else figure
