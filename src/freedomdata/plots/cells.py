"""The part of a figure that axes of the user's have for themselves: theirs, up to the next ones."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from matplotlib.axes import Axes
    from matplotlib.gridspec import SubplotSpec
    from matplotlib.transforms import Bbox

__all__ = ["Cell", "find_cell", "place_in"]

_LEAST = 20.0  # points; axes are not made smaller than this


class Cell(NamedTuple):
    """A rectangle of a figure (or of its part), in points from the lower left corner of that."""

    left: float
    bottom: float
    width: float
    height: float


class _Room(NamedTuple):
    """Points beside axes."""

    left: float
    right: float
    above: float
    below: float


_LABELS = _Room(left=36, right=4, above=20, below=28)  # ticks and a label, or a title


@dataclass(frozen=True, slots=True)
class _Inset:
    """
    A locator that leaves so many points free inside of where axes are placed by their figure.

    It holds as well where that changes: with `tight_layout`, and other ones that place axes.
    """

    ax: Axes
    before: Callable[[Axes, Any], Bbox] | None
    left: float
    bottom: float
    right: float
    top: float

    def __call__(self, ax: Axes, renderer: Any) -> Bbox:
        """Return the place of the axes on their figure, as shares of that."""
        from matplotlib.transforms import Bbox  # noqa: PLC0415 (import on use)

        slot, figure = _slot_of(ax, self.before, renderer), _figure_of(ax)
        x, y = (figure.dpi / 72 / side for side in (figure.bbox.width, figure.bbox.height))
        return Bbox.from_bounds(
            slot.x0 + self.left * x,
            slot.y0 + self.bottom * y,
            max(slot.width - (self.left + self.right) * x, _LEAST * x),
            max(slot.height - (self.bottom + self.top) * y, _LEAST * y),
        )

    def get_subplotspec(self) -> SubplotSpec | None:
        """Return where the axes are in a grid, for those who lay it out."""
        return self.ax.get_subplotspec()


def _figure_of(ax: Axes) -> Any:
    """Return the figure, or the part of one, that axes are on."""
    return ax.figure


def _slot_of(ax: Axes, locator: Any, renderer: Any = None) -> Bbox:
    """Return where their figure places axes, as shares of it."""
    return cast("Bbox", locator(ax, renderer)) if locator else ax.get_position(original=True)


def _locator_of(ax: Axes) -> Any:
    """Return what places axes on their figure, if it is not we who do."""
    locator = ax.get_axes_locator()
    return locator.before if isinstance(locator, _Inset) else locator


def find_cell(ax: Axes) -> Cell:
    """
    Return the largest rectangle around axes that nothing else on the figure reaches into.

    It ends at the edge of the figure, or where the axes beside it end, with their ticks and labels
    and a little room for labels that are yet to come. Where a layout engine places the axes, it
    does so first.
    """
    figure, root = _figure_of(ax), cast("Any", ax.get_figure(root=True))
    if (engine := root.get_layout_engine()) is not None:
        engine.execute(root)
    slot = _slot_of(ax, _locator_of(ax))
    own = slot.transformed(figure.transSubfigure)
    point, page = figure.dpi / 72, figure.bbox
    x0, y0, x1, y1 = page.extents
    for box, taken, room in _list_others(ax, root):
        if min(box.y1, own.y1) > max(box.y0, own.y0):  # beside it
            if box.x1 <= own.x0 + 1:
                x0 = max(x0, taken.x1, min(box.x1 + room.right * point, own.x0))
            elif box.x0 >= own.x1 - 1:
                x1 = min(x1, taken.x0, max(box.x0 - room.left * point, own.x1))
        elif min(box.x1, own.x1) > max(box.x0, own.x0):  # above or below it
            if box.y1 <= own.y0 + 1:
                y0 = max(y0, taken.y1, min(box.y1 + room.above * point, own.y0))
            elif box.y0 >= own.y1 - 1:
                y1 = min(y1, taken.y0, max(box.y0 - room.below * point, own.y1))
    return Cell(
        (x0 - page.x0) / point, (y0 - page.y0) / point, (x1 - x0) / point, (y1 - y0) / point
    )


def _list_others(ax: Axes, root: Any) -> Iterator[tuple[Bbox, Bbox, _Room]]:
    """Return of all else its rectangle, the one with its labels, and what labels may need."""
    for other in root.axes:
        if other is not ax and other.get_visible():
            whole = other.get_tightbbox()
            frame = other.get_window_extent()
            yield frame, whole or frame, _LABELS
    for figure in (root, *root.subfigs):
        for artist in chain(figure.texts, figure.legends):
            if artist.get_visible():
                box = artist.get_window_extent()
                yield box, box, _Room(0, 0, 0, 0)


def place_in(ax: Axes, cell: Cell, inner: Cell) -> None:
    """Move axes to a rectangle in their cell, at once and whenever they are drawn."""
    figure, before = _figure_of(ax), _locator_of(ax)
    slot = _slot_of(ax, before)
    wide, high = (side / figure.dpi * 72 for side in (figure.bbox.width, figure.bbox.height))
    left, bottom = cell.left + inner.left, cell.bottom + inner.bottom
    locator: Any = _Inset(
        ax,
        before,
        left=left - slot.x0 * wide,
        bottom=bottom - slot.y0 * high,
        right=slot.x1 * wide - left - inner.width,
        top=slot.y1 * high - bottom - inner.height,
    )
    ax.set_axes_locator(locator)
    ax.apply_aspect(locator(ax, None))
