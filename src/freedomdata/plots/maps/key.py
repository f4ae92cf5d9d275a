"""Squares and discs: the marks of a map, and its key."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import cos, pi, sin
from typing import TYPE_CHECKING, Any

from freedomdata.plots.style import height, is_narrow, look, width
from freedomdata.plots.texts import text_width

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from freedomdata.plots.maps.mapping import Entry, Fill

__all__ = ["STRIP", "Marks", "draw_key", "fit_limits", "is_tight", "split_strip", "write_label"]

#: Points; the height of a line of a key above the map.
STRIP = 34.0
_ENTRY = 40.0  # points; the least width of its entries, beside their mark
_SQUARE, _DISC, _RIM = 0.46, 0.48, 0.11  # of a square's side: half of it, and of a hollow one
_ROUND = [(cos(2 * pi * n / 24), sin(2 * pi * n / 24)) for n in range(24)]
_CORNERS = [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)]
_TIGHT = 5  # lines of a key that need smaller type
_TIGHTEST, _SMALLER = 6, 0.75  # lines of a key whose counts stand beside the words; their marks
_LEAST = 3.4  # points; where labels of three letters are smaller, all are left out
_STRENGTH = 0.55  # of the color of hatches, the rest is that of the paper


@dataclass(slots=True)
class Marks:
    """Squares and discs that are drawn at once; `size` is the side of a square in data units."""

    size: float = 1.0
    shapes: list[list[tuple[float, float]]] = field(default_factory=list)
    colors: list[str] = field(default_factory=list)
    edges: list[str] = field(default_factory=list)
    blanks: list[list[tuple[float, float]]] = field(default_factory=list)

    def add(
        self, x: float, y: float, fill: Fill | None, *, is_disc: bool = False, share: float = 1.0
    ) -> None:
        """Add the mark of a unit around a point; without a fill it is one without data."""
        half = self.size * share * (_DISC if is_disc else _SQUARE)
        if fill is None:
            self.blanks.append(_outline(x, y, half, is_disc=is_disc))
            return
        self.shapes.append(_outline(x, y, half, is_disc=is_disc))
        self.colors.append(fill.color)
        self.edges.append(fill.edge)
        if fill.is_hollow:
            self.shapes.append(_outline(x, y, half - _RIM * self.size, is_disc=is_disc))
            self.colors.append(look().theme.paper)
            self.edges.append(look().theme.paper)

    def draw(self, ax: Axes) -> None:
        """Draw them all."""
        from matplotlib.collections import PolyCollection  # noqa: PLC0415 (import on use)

        theme = look().theme
        shown: Any = {"facecolors": self.colors, "edgecolors": self.edges, "linewidths": 0.5}
        hidden: Any = {
            "facecolors": theme.paper,
            "edgecolors": _pale(theme.no_data, theme.paper),
            "hatch": "////",
            "linewidths": 0.5,
        }
        for gid, shapes, options in (
            ("rated", self.shapes, shown),
            ("no data", self.blanks, hidden),
        ):
            if shapes:
                ax.add_collection(
                    PolyCollection(shapes, gid=gid, zorder=3, **options), autolim=False
                )


def _pale(color: str, paper: str) -> str:
    """Return a color nearer to that of the paper: so many hatched marks outweigh no filled ones."""
    from matplotlib.colors import to_hex, to_rgb  # noqa: PLC0415 (import on use)

    pairs = zip(to_rgb(color), to_rgb(paper), strict=True)
    red, green, blue = (_STRENGTH * one + (1 - _STRENGTH) * other for one, other in pairs)
    return to_hex((red, green, blue))


def _outline(x: float, y: float, half: float, *, is_disc: bool) -> list[tuple[float, float]]:
    return [(x + half * a, y + half * b) for a, b in (_ROUND if is_disc else _CORNERS)]


def write_label(
    ax: Axes, place: tuple[float, float], text: str, fill: Fill | None, side: float
) -> None:
    """Write the label of a mark whose side has so many points; not where it cannot be read."""
    theme = look().theme
    share = 0.31 if fill and fill.is_hollow else 0.34
    if share * side < _LEAST:
        return
    points = min(share * side * min(1.0, 3.3 / len(text)), 10.0)
    color = theme.muted if fill is None else fill.text
    options: Any = {"ha": "center", "va": "center_baseline", "zorder": 4}
    ax.annotate(text, place, fontsize=points, color=color, **options)


def split_strip(entries: int, room: float, side: float) -> tuple[int, int]:
    """Return how many entries of a key above the map stand on a line, and how many lines."""
    lines = -(-entries // max(1, int(room // (_ENTRY + side))))
    return -(-entries // lines), lines


def is_tight(entries: Sequence[Entry]) -> bool:
    """Whether a key has so many lines that each says all in one."""
    return len(entries) > _TIGHTEST


def draw_key(  # noqa: PLR0913 (what a key is made of)
    ax: Axes,
    marks: Marks,
    entries: Sequence[Entry],
    spots: Sequence[tuple[float, float]],
    side: float,
    *,
    is_stacked: bool,
) -> None:
    """Add a mark for each line of the key at its spot, and write its word and counts beside it."""
    theme = look().theme
    is_line = is_tight(entries) and not is_stacked
    if is_narrow(ax) or (is_tight(entries) and is_stacked):
        sizes = (5.6, 5.0)
    else:
        sizes = (8.0, 6.6) if len(entries) < _TIGHT else (7.0, 5.8)
    for entry, (x, y) in zip(entries, spots, strict=True):
        marks.add(x, y, entry.fill, share=_SMALLER if is_line else 1.0)
        word, counts = f"{entry.word}  {entry.end}".rstrip(), entry.counts
        if is_stacked:
            word = entry.word
            counts = f"{entry.end}\n{counts}".strip().replace(", ", ",\n")
        up, down = (-0.36 * sizes[0],) * 2 if is_line else (1.2, -0.6)
        after = text_width(word, sizes[0], bold=True) + 5 if is_line else 0.0
        for text, along, high, va, points, weight, color in (
            (word, 0.0, up, "baseline", sizes[0], "bold", theme.ink),
            (
                counts,
                after,
                down,
                "baseline" if is_line else "top",
                sizes[1],
                "normal",
                theme.muted,
            ),
        ):
            ax.annotate(
                text,
                (x, y),
                (side / 2 + 3.5 + along, high),
                textcoords="offset points",
                fontsize=points,
                fontweight=weight,
                color=color,
                va=va,
                linespacing=1.05,
                zorder=4,
            )


def fit_limits(
    ax: Axes, low: tuple[float, float], high: tuple[float, float], *, is_left: bool = False
) -> float:
    """Show a box of data to one scale, at the top and the right or left; return points per unit."""
    wide, tall = width(ax), height(ax)
    scale = min(wide / (high[0] - low[0]), tall / (high[1] - low[1]))
    if is_left:
        ax.set_xlim(low[0], low[0] + wide / scale)
    else:
        ax.set_xlim(high[0] - wide / scale, high[0])
    ax.set_ylim(high[1] - tall / scale, high[1])
    # the texts around axes of the user's begin at their left
    anchor: Any = "N" if look().cell is None else "NW"
    ax.set_aspect("equal", adjustable="box", anchor=anchor)
    ax.set_axis_off()
    return scale
