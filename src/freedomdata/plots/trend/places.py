"""Where a text stands beside its line: free of other lines and other texts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from freedomdata.plots import style
from freedomdata.plots.texts import text_width

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from matplotlib.axes import Axes

__all__ = ["boxes_of", "find_place", "offset_to", "to_points"]

_PAD = 1.5  # points around a text in its box

Box = tuple[float, float, float, float]


def to_points(ax: Axes, xy: np.ndarray) -> np.ndarray:
    """Return places in data units as points from the lower left of the axes."""
    figure: Any = ax.get_figure(root=True)
    frame = ax.get_window_extent()
    pixels = ax.transData.transform(xy)
    return np.asarray((pixels - (frame.x0, frame.y0)) * 72 / figure.dpi)


def offset_to(ax: Axes, xy: Sequence[float], box: Box) -> tuple[float, float]:
    """Return how far, in points, the text in a box begins from a place in data units."""
    x, y = to_points(ax, np.array([xy]))[0].tolist()
    return box[0] + _PAD - x, (box[1] + box[3]) / 2 - y


def boxes_of(ax: Axes, stretches: Iterable[np.ndarray]) -> list[Box]:
    """Return the horizontal and vertical pieces of stepped lines as boxes in points."""
    boxes: list[Box] = []
    for stretch in stretches:
        points = to_points(ax, stretch)
        low, high = np.minimum(points[:-1], points[1:]), np.maximum(points[:-1], points[1:])
        boxes += [tuple(box) for box in np.column_stack([low, high]).tolist()]
    return boxes


def find_place(  # noqa: PLR0913, PLR0917 (what it must not lie on)
    ax: Axes,
    text: str,
    points: float,
    stretches: Sequence[np.ndarray],
    lines: Sequence[Box],
    texts: Sequence[Box],
) -> Box | None:
    """
    Return the box for a text nearest to its own line, in points; None without room.

    It lies on no other text, and on as few lines as can be.
    """
    wide, high = text_width(text, points, bold=True) + 3, points * 1.25
    room = (0.0, 0.0, style.width(ax), style.height(ax))
    ends = [to_points(ax, stretch) for stretch in stretches]
    last = ends[-1][-1]
    wanted = [(last[0] + 4, last[1] - high / 2)]
    for away in (4.0, 7.0, 11.0, 16.0, 22.0, 30.0):
        for path in reversed(ends):
            for x in np.linspace(path[-1, 0] - wide, path[0, 0], 7):
                inside = path[(path[:, 0] >= x) & (path[:, 0] <= x + wide), 1]
                at = inside if len(inside) else path[:, 1]
                wanted += [(x, at.max() + away), (x, at.min() - away - high)]
    best, least = None, 1e9
    walls, held = np.array([*lines]).reshape(-1, 4), np.array([*texts]).reshape(-1, 4)
    for x, y in wanted:
        box = (float(x), float(y), float(x + wide), float(y + high))
        if box[0] < room[0] or box[1] < room[1] or box[2] > room[2] or box[3] > room[3]:
            continue
        if _count(box, held):
            continue
        hits = _count(box, walls)
        if hits < least:
            best, least = box, hits
        if not hits:
            break
    return best


def _count(box: Box, others: np.ndarray) -> int:
    """Return how many boxes overlap one."""
    x = (others[:, 0] < box[2]) & (others[:, 2] > box[0])
    return int((x & (others[:, 1] < box[3]) & (others[:, 3] > box[1])).sum())
