"""Where texts fit: how wide they are, where their lines break, and how labels make room."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["capitalize", "spread", "text_width", "wrap"]

_FONT = "DejaVu Sans"  # as in the settings of all pictures


def capitalize(text: str) -> str:
    """Return a text with a capital letter at its start."""
    return f"{text[:1].upper()}{text[1:]}"


@lru_cache(maxsize=4096)
def _unit_width(text: str, *, bold: bool) -> float:
    """Return the width of a text as a multiple of the size of its type."""
    from matplotlib.font_manager import FontProperties  # noqa: PLC0415 (import on use)
    from matplotlib.textpath import text_to_path  # noqa: PLC0415 (import on use)

    font = FontProperties(family=_FONT, size=100, weight="bold" if bold else "normal")
    return float(text_to_path.get_text_width_height_descent(text, font, ismath=False)[0]) / 100


def text_width(text: str, points: float, *, bold: bool = False) -> float:
    """Return the width of a line of text in points; that of the widest one of several."""
    return points * max(_unit_width(line, bold=bold) for line in text.split("\n"))


def wrap(text: str, width: float, points: float, *, bold: bool = False) -> list[str]:
    """Break a text into lines of at most `width` points; a longer word has a line of its own."""
    blank = text_width("a a", points, bold=bold) - text_width("aa", points, bold=bold)
    lines: list[str] = []
    room = 0.0
    for word in text.split():
        need = text_width(word, points, bold=bold)
        if lines and need + blank <= room:
            lines[-1] += f" {word}"
            room -= need + blank
        else:
            lines.append(word)
            room = width - need
    return lines


def spread(
    places: Sequence[float],
    apart: float | Sequence[float],
    low: float = -1e9,
    high: float = 1e9,
) -> list[float]:
    """
    Move places the least (in squares) so that they are `apart` and between `low` and `high`.

    `apart` may be the height of each label: neighbors touch then. They keep their order; where
    there is no room for all, they are moved together evenly.
    """
    order = sorted(range(len(places)), key=lambda n: places[n])
    if not order:
        return []
    each = [apart] * len(places) if isinstance(apart, (int, float)) else apart
    offsets = [0.0]
    for a, b in pairwise(order):
        offsets.append(offsets[-1] + (each[a] + each[b]) / 2)
    if offsets[-1] > high - low:
        offsets = [offset * (high - low) / offsets[-1] for offset in offsets]
    blocks: list[tuple[float, int]] = []  # each the mean place of its first label, and how many
    for n, offset in zip(order, offsets, strict=True):
        mean, count = places[n] - offset, 1
        while blocks and blocks[-1][0] > mean:
            other, more = blocks.pop()
            mean, count = (mean * count + other * more) / (count + more), count + more
        blocks.append((mean, count))
    firsts = [mean for mean, count in blocks for _ in range(count)]
    moved = [0.0] * len(places)
    for n, first, offset in zip(order, firsts, offsets, strict=True):
        moved[n] = min(max(first, low), high - offsets[-1]) + offset
    return moved
