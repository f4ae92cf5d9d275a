"""A picture on its page: panels in rows and columns, a title above, notes and source below."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from freedomdata.errors import FreedomDataError
from freedomdata.plots.cells import Cell, place_in
from freedomdata.plots.saving import describe
from freedomdata.plots.style import look
from freedomdata.plots.texts import text_width, wrap

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from matplotlib.axes import Axes

__all__ = [
    "EDGE",
    "Page",
    "close_page",
    "free_height",
    "open_page",
    "require_axes",
    "write_heading",
]

#: Points between the edge of a picture and its texts.
EDGE = 11.0
_TOP, _FOOT = 14.0, 28.0  # points above the title, and for the labels of the last time axis
_TOP_NARROW, _FOOT_NARROW = 6.0, 15.0  # of axes of the user's, with the essential only
_LEADING, _NOTE_LEADING = 1.3, 1.45  # of a size of type
_SET = 0.97  # of the leading that is reserved, so that the boxes of two texts do not touch
_HINTED = 0.96  # letters on a coarse grid of pixels are wider than on paper
_SHARES = (0.6, 9.0)  # of its height that a panel has on a slide, at least and at most
_NOTES = 4  # lines for which there is room on a slide
_MOST_NOTES = 0.3  # of the height of the user's axes and all around them
_LOWEST = 20.0  # points; the height of the user's axes at least
_SMALLER = 0.72  # of its size that a title above the user's axes may have, to need one line


@dataclass(frozen=True, slots=True)
class Page:
    """
    Axes in rows of `heights` and in `columns`, all measures in points.

    `left` and `right` are the room beside all of them, `gutter` between two, `heading` above each
    row, `above` and `foot` above and below all rows. Axes of the user's are in their `cell`.
    """

    axes: list[Axes]
    heights: tuple[float, ...]
    columns: int
    left: float
    right: float
    gutter: float
    heading: float
    above: float
    foot: float
    cell: Cell | None = None


def open_page(  # noqa: PLR0913 (the measures of a page)
    heights: Sequence[float],
    *,
    ax: Axes | None = None,
    columns: int = 1,
    left: float = 74.0,
    right: float = 106.0,
    gutter: float = 20.0,
    heading: float = 0.0,
    above: float = 12.0,
    foot: float = _FOOT,
    panels: int | None = None,
    shares: tuple[float, float] = _SHARES,
) -> Page:
    """
    Return the page of a new pyplot figure, or the part of a figure that axes of the user's have.

    The panels have their final size, so that what is drawn may depend on it; on a slide they share
    the height that there is, and have at least and at most `shares` of theirs. There may be fewer
    `panels` than places. Axes of the user's are made smaller, so that all around them has room.
    """
    require_axes(ax)
    free = free_height(above, foot)
    if ax is not None:
        heights, axes = [max(free or 0.0, _LOWEST)], [ax]
        foot = min(foot, _FOOT_NARROW) if look().size.is_narrow else foot
    else:
        if free is not None:
            share = max(shares[0], min(shares[1], (free - heading * len(heights)) / sum(heights)))
            heights = [h * share for h in heights]
        axes = _make_axes(len(heights) * columns if panels is None else panels)
    page = Page(
        axes, tuple(heights), columns, left, right, gutter, heading, above, foot, look().cell
    )
    _place(page, _head(1, 1), 0 if page.cell is None else _notes_height(_NOTES))
    return page


def _make_axes(number: int) -> list[Axes]:
    """Return the axes of a new figure; the first is the current one."""
    import matplotlib.pyplot as plt  # noqa: PLC0415 (import on use)

    figure = plt.figure(figsize=(look().size.width, 1))
    axes = [figure.add_axes((0, 0, 1, 1), label=str(n)) for n in range(number)]
    figure.sca(axes[0])
    return axes


def free_height(above: float, foot: float = _FOOT) -> float | None:
    """
    Return the points of height that there are for the rows; None where height is free.

    It is given on a slide, and around axes of the user's.
    """
    measures = look().size
    if measures.height is None:
        return None
    if look().cell and measures.is_narrow:
        foot = min(foot, _FOOT_NARROW)
    return measures.height * 72 - _head(1, 1) - above - foot - _notes_height(_NOTES)


def _notes_height(lines: int) -> float:
    """Return the height of so many lines of notes, with the edge of the picture below them."""
    return lines * look().size.note * _NOTE_LEADING + EDGE


def require_axes(ax: Any) -> None:
    """Refuse what is not one ordinary matplotlib Axes."""
    from matplotlib.axes import Axes as AnyAxes  # noqa: PLC0415 (import on use)

    if ax is None:
        return
    if not isinstance(ax, AnyAxes):
        raise FreedomDataError(f"ax is one matplotlib Axes, not {type(ax).__name__}")
    if ax.name != "rectilinear":
        raise FreedomDataError(f"ax has to be ordinary axes with x and y, not {ax.name} ones")


def _head(titles: float, subtitles: int) -> float:
    """Return the height of title and subtitle of so many lines."""
    measures = look().size
    top = _TOP_NARROW if look().cell and measures.is_narrow else _TOP
    return top + (titles * measures.title + subtitles * measures.subtitle) * _LEADING


def _place(page: Page, head: float, notes: float) -> float:
    """Make the page as high as all that is on it, or its axes as low; return its height."""
    if page.cell is not None:
        cell = page.cell
        bottom = page.foot + notes
        wide = max(cell.width - page.left - page.right, _LOWEST)
        high = max(cell.height - head - page.above - bottom, _LOWEST)
        place_in(page.axes[0], cell, Cell(page.left, bottom, wide, high))
        return cell.height
    figure: Any = page.axes[0].get_figure(root=True)
    rows = sum(page.heights) + page.heading * len(page.heights)
    total = head + page.above + rows + page.foot + notes
    total = max(total, 72 * (look().size.height or 0))
    figure.set_figheight(total / 72)
    wide = look().size.width * 72
    each = (wide - page.left - page.right - page.gutter * (page.columns - 1)) / page.columns
    top = total - head - page.above
    for n, ax in enumerate(page.axes):
        row, column = divmod(n, page.columns)
        high = page.heights[row]
        if column == 0:
            top -= page.heading + high
        left = page.left + column * (each + page.gutter)
        ax.set_position((left / wide, top / total, each / wide, high / total))
    return total


def close_page(  # noqa: PLR0913 (what is said of a picture)
    page: Page,
    *,
    title: str,
    subtitle: str,
    notes: Iterable[str],
    source: str,
    short: str,
    text: str,
) -> None:
    """
    Write what stands above and below the panels, and remember what a screen reader should say.

    `source` is the source line in full, `short` with the essential of the notes, where the axes
    are the user's and narrow; `text` is the alt text.
    """
    said = [note for note in notes if note]
    if page.cell is None:
        _write_around(page, title, subtitle, [*said, source])
    else:
        _write_in_cell(page, title, subtitle, [" ".join(said), source], short)
    describe(page.axes, title=f"{title}: {subtitle}", text=text, source=source)


def _wrap_notes(notes: Sequence[str], room: float, points: float) -> list[str]:
    return [line for note in notes for line in wrap(note, room, points)]


def _write_around(page: Page, title: str, subtitle: str, notes: Sequence[str]) -> None:
    """Write around the panels of a page of our own."""
    figure: Any = page.axes[0].get_figure(root=True)
    measures = look().size
    room = (measures.width * 72 - 2 * EDGE) * _HINTED
    titles = wrap(title, room, measures.title, bold=True)
    subtitles = wrap(subtitle, room, measures.subtitle)
    below = _wrap_notes(notes, room, measures.note)
    foot = _notes_height(len(below))
    total = _place(page, _head(len(titles), len(subtitles)), foot)
    x = EDGE / (measures.width * 72)
    top = total - _TOP
    under = top - len(titles) * measures.title * _LEADING
    figure.text(x, top / total, "\n".join(titles), **_type_of("title"))
    figure.text(x, under / total, "\n".join(subtitles), **_type_of("subtitle"))
    figure.text(x, foot / total, "\n".join(below), **_type_of("note"))


def _type_of(kind: Literal["title", "subtitle", "note"], points: float | None = None) -> Any:
    """Return how a title, a subtitle or notes are written."""
    theme, measures = look().theme, look().size
    return {
        "fontsize": points or getattr(measures, kind),
        "fontweight": "bold" if kind == "title" else "normal",
        "color": theme.ink if kind == "title" else theme.muted,
        "va": "top",
        "linespacing": (_NOTE_LEADING if kind == "note" else _LEADING) * _SET,
    }


def _write_in_cell(page: Page, title: str, subtitle: str, notes: Sequence[str], short: str) -> None:
    """Write above and below axes of the user's, which shrink if that takes more than expected."""
    assert page.cell is not None  # noqa: S101 (as asked before)
    measures = look().size
    room = (page.cell.width - 2 * EDGE) * _HINTED
    points = max(
        measures.title * _SMALLER,
        min(measures.title, measures.title * room / text_width(title, measures.title, bold=True)),
    )
    titles = wrap(title, room, points, bold=True)
    subtitles = wrap(subtitle, room, measures.subtitle) if measures.subtitle else []
    below = _wrap_notes(notes, room, measures.note)
    most = max(_notes_height(_NOTES), _MOST_NOTES * page.cell.height)
    if measures.is_narrow or _notes_height(len(below)) > most:
        below = _wrap_notes([short], room, measures.note)
    head = _head(len(titles) * points / measures.title, len(subtitles))
    _place(page, max(head, _head(1, 1)), _notes_height(max(len(below), _NOTES)))
    x = EDGE - page.left
    under = page.above + len(subtitles) * measures.subtitle * _LEADING
    over = under + len(titles) * points * _LEADING
    _write_beside(page.axes[0], titles, (0, 1), (x, over), _type_of("title", points))
    _write_beside(page.axes[0], subtitles, (0, 1), (x, under), _type_of("subtitle"))
    _write_beside(page.axes[0], below, (0, 0), (x, -page.foot), _type_of("note"))


def _write_beside(
    ax: Axes, lines: Sequence[str], corner: tuple[int, int], away: tuple[float, float], how: Any
) -> None:
    """Write lines so many points away from a corner of the axes, with which they move."""
    if lines:
        ax.annotate(
            "\n".join(lines),
            corner,
            away,
            xycoords="axes fraction",
            textcoords="offset points",
            **how,
        )


def write_heading(page: Page, ax: Axes, title: str, story: str = "", *, up: float = 13.0) -> None:
    """Write the title of one panel `up` points above its axes, and its story beside it."""
    theme = look().theme
    points = 8.0 if look().size.is_narrow else 9.5
    left = EDGE - page.left if page.columns == 1 else 0.0
    for text, x, size, weight, color in (
        (title, left, points, "bold", theme.ink),
        (
            story,
            left + text_width(title, points, bold=True) + 7,
            points - 1,
            "normal",
            theme.muted,
        ),
    ):
        if text:
            ax.annotate(
                text,
                (0, 1),
                (x, up),
                xycoords="axes fraction",
                textcoords="offset points",
                fontsize=size,
                fontweight=weight,
                color=color,
                bbox={"facecolor": theme.paper, "edgecolor": "none", "pad": 0.6},
            )
