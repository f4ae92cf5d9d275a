"""A picture on its page: panels in rows and columns, a title above, notes and source below."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from freedomdata.errors import FreedomDataError
from freedomdata.plots.saving import describe
from freedomdata.plots.style import is_narrow, look, room_beside, width
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
_LEADING, _NOTE_LEADING = 1.3, 1.45  # of a size of type
_TIGHT = 1.2  # of notes below axes of the user's, whose room is not ours
_SET = 0.97  # of the leading that is reserved, so that the boxes of two texts do not touch
_HINTED = 0.96  # letters on a coarse grid of pixels are wider than on paper
_SHARES = (0.6, 9.0)  # of its height that a panel has on a slide, at least and at most
_NOTES = 4  # lines for which there is room on a slide


@dataclass(frozen=True, slots=True)
class Page:
    """
    Axes in rows of `heights` and in `columns`, all measures in points.

    `left` and `right` are the room beside all of them, `gutter` between two, `heading` above each
    row, `above` and `foot` above and below all rows. Axes of the user's are not `is_ours`.
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
    is_ours: bool


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
    Return the page of a new pyplot figure, or one for the axes of the user's.

    The panels have their final size, so that what is drawn may depend on it; on a slide they share
    the height that there is, and have at least and at most `shares` of theirs. There may be fewer
    `panels` than places.
    """
    require_axes(ax)
    if ax is not None:
        return Page([ax], (0.0,), 1, left, right, gutter, heading, above, foot, is_ours=False)
    import matplotlib.pyplot as plt  # noqa: PLC0415 (import on use)

    free = free_height(above, foot)
    if free is not None:
        share = max(shares[0], min(shares[1], (free - heading * len(heights)) / sum(heights)))
        heights = [h * share for h in heights]
    figure = plt.figure(figsize=(look().size.width, 1))
    places = range(len(heights) * columns if panels is None else panels)
    axes = [figure.add_axes((0, 0, 1, 1), label=str(n)) for n in places]
    page = Page(
        axes, tuple(heights), columns, left, right, gutter, heading, above, foot, is_ours=True
    )
    _place(page, _head(1, 1), 0)
    return page


def free_height(above: float, foot: float = _FOOT) -> float | None:
    """Return the points of height that a slide has for its rows; None where height is free."""
    measures = look().size
    if measures.height is None:
        return None
    around = _head(1, 1) + above + foot + _NOTES * measures.note * _NOTE_LEADING + EDGE
    return measures.height * 72 - around


def require_axes(ax: Any) -> None:
    """Refuse what is not one ordinary matplotlib Axes."""
    from matplotlib.axes import Axes as AnyAxes  # noqa: PLC0415 (import on use)

    if ax is None:
        return
    if not isinstance(ax, AnyAxes):
        raise FreedomDataError(f"ax is one matplotlib Axes, not {type(ax).__name__}")
    if ax.name != "rectilinear":
        raise FreedomDataError(f"ax has to be ordinary axes with x and y, not {ax.name} ones")


def _head(titles: int, subtitles: int) -> float:
    """Return the height of title and subtitle of so many lines."""
    measures = look().size
    return _TOP + (titles * measures.title + subtitles * measures.subtitle) * _LEADING


def _place(page: Page, head: float, notes: float) -> float:
    """Make the page as high as all that is on it; return its height."""
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
    lines = [note for note in notes if note]
    if page.is_ours:
        _write_around(page, title, subtitle, [*lines, source])
    else:
        _write_on(page, title, subtitle, [" ".join(lines), source], short)
    describe(page.axes, title=f"{title}: {subtitle}", text=text, source=source)


def _write_around(page: Page, title: str, subtitle: str, notes: Sequence[str]) -> None:
    """Write around the panels of a page of our own."""
    figure: Any = page.axes[0].get_figure(root=True)
    theme, measures = look().theme, look().size
    room = (measures.width * 72 - 2 * EDGE) * _HINTED
    titles = wrap(title, room, measures.title, bold=True)
    subtitles = wrap(subtitle, room, measures.subtitle)
    below = [line for note in notes for line in wrap(note, room, measures.note)]
    head = _head(len(titles), len(subtitles))
    foot = len(below) * measures.note * _NOTE_LEADING + EDGE
    total = _place(page, head, foot)
    x = EDGE / (measures.width * 72)
    top = total - _TOP
    under = top - len(titles) * measures.title * _LEADING
    for lines, y, points, color, weight, leading in (
        (titles, top, measures.title, theme.ink, "bold", _LEADING),
        (subtitles, under, measures.subtitle, theme.muted, "normal", _LEADING),
        (below, foot, measures.note, theme.muted, "normal", _NOTE_LEADING),
    ):
        figure.text(
            x,
            y / total,
            "\n".join(lines),
            fontsize=points,
            fontweight=weight,
            color=color,
            va="top",
            linespacing=leading * _SET,
        )


def _write_on(page: Page, title: str, subtitle: str, notes: Sequence[str], short: str) -> None:
    """Write above and below axes of the user's."""
    ax = page.axes[0]
    theme = look().theme
    room = width(ax)
    narrow = is_narrow(ax)
    if narrow:
        wrapped = "\n".join(wrap(title, room, 9, bold=True))
        ax.set_title(
            wrapped,
            loc="left",
            pad=max(6.0, page.above - 5),
            fontsize=9,
            fontweight="bold",
            color=theme.ink,
        )
    beside = room_beside(ax)
    left = 0.0 if narrow else -min(page.left - EDGE, beside[0])
    wide = room if narrow else room - left + min(page.right - EDGE, beside[1])
    subtitles = wrap(subtitle, wide * _HINTED, 9.5)
    up = page.above + 16 + (len(subtitles) - 1) * 9.5 * _LEADING
    above: tuple[tuple[str, float, str, str, float], ...] = (
        ("\n".join(wrap(title, wide * _HINTED, 15, bold=True)), 15, "bold", theme.ink, up),
        ("\n".join(subtitles), 9.5, "normal", theme.muted, page.above),
    )
    for text, points, weight, color, up in () if narrow else above:
        ax.annotate(
            text,
            (0, 1),
            (left, up),
            xycoords="axes fraction",
            textcoords="offset points",
            fontsize=points,
            fontweight=weight,
            color=color,
        )
    points = 5 if narrow else 7
    said = [short] if narrow else notes
    below = [line for note in said for line in wrap(note, wide * _HINTED, points)]
    ax.annotate(
        "\n".join(below),
        (0, 0),
        (left, -15 if narrow else -page.foot),
        xycoords="axes fraction",
        textcoords="offset points",
        fontsize=points,
        color=theme.muted,
        va="top",
        linespacing=_TIGHT,
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
            )
