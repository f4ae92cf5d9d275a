"""
How pictures look: theme, size, language, and the frame of an axes.

Statuses differ in lightness as well as in hue, from Free (lightest) to Not Free (darkest), and
lines in dash pattern, so that they survive grey print and the colour-vision deficiencies.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from threading import RLock
from typing import TYPE_CHECKING, Any, cast

from freedomdata.errors import FreedomDataError
from freedomdata.plots.cells import Cell, find_cell

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from matplotlib.axes import Axes

    from freedomdata.choices import SizeName, ThemeName

__all__ = [
    "SIZES",
    "THEMES",
    "LineStyle",
    "Look",
    "Size",
    "StatusStyle",
    "Theme",
    "frame",
    "height",
    "is_narrow",
    "line_of",
    "list_languages",
    "look",
    "room_beside",
    "settings",
    "size",
    "style",
    "width",
]


@cache
def list_languages() -> tuple[str, ...]:
    """Return the languages that there are words in."""
    files = resources.files("freedomdata.plots.words").iterdir()
    return tuple(sorted(f.name.removesuffix(".toml") for f in files if f.name.endswith(".toml")))


@dataclass(frozen=True, slots=True)
class StatusStyle:
    """How a status is drawn: fill, edge (of hollow ones, too), text on the fill."""

    fill: str
    edge: str
    text: str


@dataclass(frozen=True, slots=True)
class LineStyle:
    """How a line is drawn: color and dash pattern."""

    color: str
    dashes: tuple[float, ...] | None = None


@dataclass(frozen=True, slots=True)
class Theme:
    """
    One palette: `ink` and `muted` for texts, `rule` for what leads the eye, on `paper`.

    `no_data` is the hatch of what is not known, `event` a band behind all else. `lines` are told
    apart in one picture, `measures` are those that have a look of their own. `steps` run from least
    to most free, in other hues than statuses; `gain` and `loss` are changes.
    """

    ink: str
    muted: str
    rule: str
    paper: str
    no_data: str
    event: str
    gain: str
    loss: str
    statuses: Mapping[str, StatusStyle]
    steps: tuple[str, ...]
    colors: tuple[str, ...]
    measures: Mapping[str, LineStyle]

    @property
    def lines(self) -> tuple[LineStyle, ...]:
        """Looks of lines in one picture; no two neighbors share color or dashes."""
        n = len(_DASHES)
        turns = range(2 * len(self.colors))
        return tuple(
            LineStyle(self.colors[i % len(self.colors)], _DASHES[(i + i // len(self.colors)) % n])
            for i in turns
        )

    def list_steps(self, number: int) -> list[str]:
        """Return so many colors from least to most free, the lighter the freer."""
        from matplotlib.colors import LinearSegmentedColormap, to_hex  # noqa: PLC0415

        colors = LinearSegmentedColormap.from_list("steps", self.steps, N=1025)
        return [to_hex(colors(n / (number - 1))) for n in range(number)]


_DASHES: tuple[tuple[float, ...] | None, ...] = (None, (3.2, 1.1), (1.2, 0.9), (4.5, 1.0, 1.2, 1.0))

THEMES = {
    "light": Theme(
        ink="#1d1d1f",
        muted="#6b6b70",
        rule="#dcdce0",
        paper="#ffffff",
        no_data="#8a8a92",
        event="#ececf0",
        gain="#12436d",
        loss="#c2410c",
        statuses={
            "Free": StatusStyle(fill="#cfe3ea", edge="#5f97ab", text="#1d1d1f"),
            "Partly Free": StatusStyle(fill="#d99a45", edge="#b57a2c", text="#1d1d1f"),
            "Not Free": StatusStyle(fill="#5a2a4a", edge="#5a2a4a", text="#ffffff"),
        },
        steps=("#17184b", "#214a9a", "#2c8bc4", "#86cdc0", "#f2efa2"),
        colors=("#12436d", "#c2410c", "#7750d4", "#7b555a", "#0c0c1d", "#3e2001"),
        measures={
            "political_rights": LineStyle("#12436d"),
            "civil_liberties": LineStyle("#c2410c", _DASHES[1]),
        },
    ),
    "dark": Theme(
        ink="#f2f2f4",
        muted="#a9a9b2",
        rule="#3a3a42",
        paper="#17171b",
        no_data="#8c8c96",
        event="#2b2b33",
        gain="#8ec1f0",
        loss="#e8834a",
        statuses={
            "Free": StatusStyle(fill="#cfe3ea", edge="#cfe3ea", text="#1d1d1f"),
            "Partly Free": StatusStyle(fill="#d99a45", edge="#d99a45", text="#1d1d1f"),
            "Not Free": StatusStyle(fill="#8f517a", edge="#a96a94", text="#ffffff"),
        },
        steps=("#4a55b8", "#3f80cc", "#52aed2", "#a2dcc0", "#f5f3b2"),
        colors=("#8ec1f0", "#e8834a", "#7577df", "#a58b94", "#e3fbfb", "#fbdf9b"),
        measures={
            "political_rights": LineStyle("#8ec1f0"),
            "civil_liberties": LineStyle("#e8834a", _DASHES[1]),
        },
    ),
}


@dataclass(frozen=True, slots=True)
class Size:
    """
    A size on paper or screen: width, and height where it is given, in inches; sizes of type.

    `dpi` is that of a saved PNG. Without a size for a `subtitle` there is none.
    """

    width: float
    height: float | None
    dpi: int
    title: float
    subtitle: float
    note: float

    @property
    def is_narrow(self) -> bool:
        """Whether there is room for the essential only."""
        return self.title < SIZES["page"].title


SIZES = {
    "page": Size(8.4, None, 200, 15, 9.5, 7),
    "column": Size(3.5, None, 300, 11, 7.5, 5.6),
    "slide": Size(8.4, 4.725, 229, 17, 10.5, 7),  # 16:9, 1,920 pixels wide
}


@dataclass(frozen=True, slots=True)
class Look:
    """Everything that is chosen about the looks of a picture."""

    theme: Theme = THEMES["light"]
    size: Size = SIZES["page"]
    language: str = "en"
    cell: Cell | None = None
    """Where axes of the user's are drawn on, the part of the figure that is theirs."""


_LOOK: ContextVar[Look] = ContextVar("look", default=Look())  # noqa: B039 (frozen)
_LOCK = RLock()
_NARROW = 300  # points of width below which there is room for the essential only
_LOW = 100  # points of height below which labels are smaller
_SMALL_CELL = (400, 230)  # points of width and height of the user's; smaller ones are narrow


def look() -> Look:
    """Return the look that pictures have now."""
    return _LOOK.get()


@contextmanager
def style(
    theme: ThemeName = "light",
    *,
    size: SizeName = "page",
    language: str = "en",
) -> Iterator[None]:
    """
    Choose how the pictures drawn inside look.

    Figures that you make inside yourself have the same type and background.

    Parameters
    ----------
    theme : {"light", "dark"}, default "light"
        Colors on white, or on almost black.
    size : {"page", "column", "slide"}, default "page"
        Width of new figures: 8.4 inches, 3.5 inches (a column of a paper, with the essential
        only), or a slide of 16:9, higher if more must be said.
    language : str, default "en"
        Language of titles and labels. Names of countries and surveys stay as published.

    Yields
    ------
    None

    Returns
    -------
    contextlib.AbstractContextManager
        To be used in a ``with`` statement; what was chosen before holds again after it.

    Raises
    ------
    FreedomDataError
        If there is no such theme, size or language.

    See Also
    --------
    save : Writes a picture to a file, as it was drawn.

    Examples
    --------
    >>> import matplotlib
    >>> matplotlib.use("Agg")
    >>> import freedomdata as fd
    >>> with fd.style("dark", size="column"):
    ...     ax = fd.plot_trend("China", survey="fiw")
    >>> float(ax.figure.get_figwidth())
    3.5
    """
    for name, value, known in (
        ("theme", theme, THEMES),
        ("size", size, SIZES),
        ("language", language, list_languages()),
    ):
        if value not in known:
            raise FreedomDataError(f"there is no {name} {value!r}; there is {', '.join(known)}")
    token = _LOOK.set(replace(look(), theme=THEMES[theme], size=SIZES[size], language=language))
    try:
        from matplotlib import style as mpl_style  # noqa: PLC0415 (import on use)

        _load_backend()
        with mpl_style.context(_rc()):
            yield
    finally:
        _LOOK.reset(token)


def _rc() -> dict[Any, Any]:
    """Return matplotlib's settings for the look."""
    theme = look().theme
    return {
        "font.family": "sans-serif",
        "font.sans-serif": ["DejaVu Sans"],  # ships with matplotlib: the same picture everywhere
        "font.size": 9.0,
        "text.color": theme.ink,
        "axes.labelcolor": theme.ink,
        "xtick.color": theme.muted,
        "ytick.color": theme.muted,
        "axes.edgecolor": theme.rule,
        "axes.facecolor": theme.paper,
        "figure.facecolor": theme.paper,
        "savefig.facecolor": "auto",
        "hatch.linewidth": 0.6,
        "svg.fonttype": "none",  # text stays text: to be searched, read aloud, and copied
        "svg.hashsalt": "freedomdata",  # the same picture has the same bytes
    }


def _load_backend() -> None:
    """
    Let pyplot load its backend, which it does with the first figure, before settings change.

    A backend that is loaded has settings of its own, such as that a notebook shows each figure:
    it would lose them where settings are restored.
    """
    import matplotlib.pyplot as plt  # noqa: PLC0415 (import on use)

    cast("Any", plt).draw_if_interactive()


@contextmanager
def settings(ax: Axes | None = None) -> Iterator[None]:
    """
    Draw with these settings over matplotlib's own defaults, whatever the user has set.

    On axes of the user's the size is that of the part of the figure that is theirs.
    """
    from matplotlib import style as mpl_style  # noqa: PLC0415 (import on use)

    # matplotlib's settings are global: two threads would restore each other's
    with _LOCK:
        if ax is None:
            _load_backend()
            drawn = look()
        else:
            drawn = _fit(find_cell(ax))  # measured with the settings of the user
        token = _LOOK.set(drawn)
        try:
            with mpl_style.context(["default", _rc()]):
                yield
        finally:
            _LOOK.reset(token)


def _fit(cell: Cell) -> Look:
    """Return the look of a picture in part of a figure: with the essential only if it is small."""
    is_small = cell.width < _SMALL_CELL[0] or cell.height < _SMALL_CELL[1]
    size = replace(
        SIZES["page"],
        width=cell.width / 72,
        height=cell.height / 72,
        dpi=look().size.dpi,
        **({"title": 9.0, "subtitle": 0.0, "note": 5.0} if is_small else {}),
    )
    return replace(look(), size=size, cell=cell)


def line_of(measure: str) -> LineStyle:
    """Return how the line of a measure is drawn."""
    theme = look().theme
    return theme.measures.get(measure) or theme.lines[0]


def room_beside(ax: Axes) -> float:
    """Return the room left of axes, to the edge of the figure or of their part of it, in points."""
    figure: Any = ax.figure
    cell = look().cell
    left = float((ax.get_window_extent().x0 - figure.bbox.x0) * 72 / figure.dpi)
    return left if cell is None else left - cell.left


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
    """Whether there is room for the essential only."""
    return look().size.is_narrow if look().cell else width(ax) < _NARROW


def frame(ax: Axes) -> None:
    """Leave only what carries information: horizontal rules and the time axis."""
    theme = look().theme
    for side in ("top", "left", "right"):
        ax.spines[side].set_visible(False)
    ax.spines["bottom"].set_color(theme.muted)
    labels: Any = {"labelcolor": theme.muted, "labelsize": size(ax)}
    ax.tick_params(axis="y", length=0, pad=6, **labels)
    ax.tick_params(axis="x", length=3, color=theme.muted, **labels)
    ax.tick_params(axis="x", which="minor", length=2, color=theme.rule)
    ax.grid(axis="y", color=theme.rule, linewidth=0.7)
    ax.set_axisbelow(True)
