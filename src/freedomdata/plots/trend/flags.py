"""Texts that stand beside a moment like flags, and make room for each other."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from freedomdata.plots.texts import text_width, wrap

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["APART", "Mark", "Placed", "Room", "lay_out"]

#: Points between a text and its line, and between two texts.
APART = 2.5
_LEADING = 1.2
_TRIED = 6  # marks, of which all ways to place them are tried


@dataclass(frozen=True, slots=True)
class Mark:
    """A moment, or all the time `until` another, in years with a fraction, and its text."""

    time: float
    text: str
    until: float | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """A mark with its text as a flag: in points, from the left and from the floor up."""

    mark: Mark
    lines: tuple[str, ...]
    x: float
    end: float
    """Where the time ends that the mark lasts; `x` for a moment."""
    side: int
    """1 where the text begins at the mark, -1 where it ends there."""
    box: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Room:
    """Where flags may stand: over years, so many points wide; into margins, and so high."""

    years: tuple[float, float]
    wide: float
    margins: tuple[float, float]
    highest: float = 1e9


def lay_out(
    marks: Sequence[Mark], room: Room, points: float, widest: float = 1e9
) -> tuple[list[Placed], list[Mark]]:
    """
    Place texts beside their lines, as flags, in rows above each other.

    No text lies on another or on the line of another. Returns also the marks for which there is no
    room. Of all ways to let flags point right or left, the lowest that shows most is taken.
    """
    ways = list(product((1, -1), repeat=len(marks))) if len(marks) <= _TRIED else []
    orders = (sorted(marks, key=lambda m: -m.time), sorted(marks, key=lambda m: m.time))
    best: tuple[tuple[int, float], list[Placed]] | None = None
    for order in orders:
        for sides in ways or [(1,) * len(marks), (-1,) * len(marks)]:
            placed = _place(order, sides, room, points, widest)
            cost = (-len(placed), max((flag.box[3] for flag in placed), default=0.0))
            if best is None or cost < best[0]:
                best = cost, placed
    shown = best[1] if best else []
    held = [flag.mark for flag in shown]
    return shown, [mark for mark in marks if mark not in held]


def _place(
    marks: Sequence[Mark], sides: Sequence[int], room: Room, points: float, widest: float
) -> list[Placed]:
    """Place one after the other as low as there is room."""
    first, last = room.years
    placed: list[Placed] = []
    for mark, side in zip(marks, sides, strict=True):
        point = room.wide / (last - first)
        x = (mark.time - first) * point
        end = x if mark.until is None else (mark.until - first) * point
        lines = tuple(wrap(mark.text, widest, points))
        need = max(text_width(line, points) for line in lines) + 2 * APART
        left, right = (x, x + need) if side > 0 else (end - need, end)
        if left < -room.margins[0] or right > room.wide + room.margins[1]:
            continue
        high = len(lines) * points * _LEADING + APART
        for floor in sorted({0.0, *(flag.box[3] for flag in placed)}):
            flag = Placed(mark, lines, x, end, side, (left, floor, right, floor + high))
            if floor + high <= room.highest and not any(_disturb(flag, p) for p in placed):
                placed.append(flag)
                break
    return placed


def _disturb(one: Placed, other: Placed) -> bool:
    """Whether the texts of two flags overlap, or the line of one runs through the other's text."""
    a, b = one.box, other.box
    if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]:
        return True
    return any(
        flag.box[0] - 1 < line.end and line.x < flag.box[2] + 1 and line.box[3] > flag.box[1]
        for flag, line in ((one, other), (other, one))
        if abs(line.x - flag.x) > 1
    )
