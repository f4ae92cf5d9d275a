"""The world in one year: a square for every country and territory, or true boundaries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from freedomdata.arguments import read_choice
from freedomdata.asked import read_rows
from freedomdata.calls import explain_calls
from freedomdata.choices import Projection
from freedomdata.countries import get_countries
from freedomdata.data import open_data
from freedomdata.plots import style
from freedomdata.plots.maps.key import (
    STRIP,
    Marks,
    draw_key,
    fit_limits,
    is_tight,
    split_strip,
    write_label,
)
from freedomdata.plots.maps.mapping import list_entries, list_fills, make_world
from freedomdata.plots.maps.tiles import read_tiles
from freedomdata.plots.maps.wording import (
    list_world_notes,
    name_all,
    tell_subtitle,
    tell_title,
    tell_world,
)
from freedomdata.plots.page import EDGE, close_page, free_height, open_page, require_axes
from freedomdata.plots.wording import tell_sources
from freedomdata.plots.words import say

if TYPE_CHECKING:
    import os

    import pandas as pd
    from matplotlib.axes import Axes

    from freedomdata.plots.maps.mapping import World

__all__ = ["plot_map"]

_COLUMNS = 35
_ABOVE, _FOOT = 6.0, 8.0  # points above and below the map
_KEY, _KEY_WIDTH = 90.0, 130.0  # points; of a key beside the map, at least
_ABOVE_CANADA = 5.6  # rows of squares that are free above the Americas


@explain_calls
def plot_map(  # noqa: PLR0913 (all by name but the first two)
    year: int,
    survey: str | pd.DataFrame = "fiw",
    *,
    measure: str | None = None,
    boundaries: Any = None,
    projection: Projection = "robinson",
    ax: Axes | None = None,
    data: str | os.PathLike[str] | None = None,
) -> Axes:
    """
    Plot the world in one year: every country and territory as a square or disc of one size.

    A unit that lived then and is not rated is hatched; one that did not exist is not drawn.
    Values that are not confirmed by a published file are hollow. A territory is a disc.

    Parameters
    ----------
    year : int
        Year covered (not edition). A year without an edition of its own is that of the edition that
        covers it: in ``"fiw"`` 1981 is in edition 1982.
    survey : str or DataFrame, default "fiw"
        Survey id, or a frame as :func:`load` gives it, whose rows are drawn.
    measure : str, optional
        Measure to be drawn in round classes, such as 0 to 19, 20 to 39 and so on; the lighter, the
        freer. The status by default; the main measure, where the survey has no status.
    boundaries : path or GeoDataFrame or True, optional
        Boundaries to draw a true map on: a file that geopandas reads, or a GeoDataFrame, with a
        column of ids, ISO codes or names. True reads the file that ``FREEDOMDATA_BOUNDARIES``
        names. Equal squares by default. Needs geopandas and pyproj.
    projection : {"robinson", "equal-earth"}, default "robinson"
        Projection of a map with boundaries.
    ax : matplotlib.axes.Axes, optional
        Axes to draw on. A new pyplot figure by default.
    data : path, optional
        Another data directory. ``FREEDOMDATA_DATA`` or the tables in the package by default.

    Returns
    -------
    matplotlib.axes.Axes
        The map with its key. :func:`alt_text` describes it.

    Raises
    ------
    UnknownSurveyError
        If `survey` is no id of a survey.
    FreedomDataError
        If no edition covers the year, the survey or the edition has no such measure, there is no
        such projection, `boundaries` cannot be read or matched, geopandas is not installed, or
        `ax` is no matplotlib Axes.
    SourceError
        If `data` is no data directory, or lacks the survey.

    See Also
    --------
    load : The values that are drawn.
    list_countries : Who each country and territory is.

    Notes
    -----
    The squares are laid out by hand; north is up, and neighbors are near each other. A state
    that ended stands in the square of a successor. The place and the boundary of a unit say
    nothing of right.

    Examples
    --------
    >>> import matplotlib
    >>> matplotlib.use("Agg")
    >>> ax = plot_map(2012)
    >>> print(ax.figure.texts[1].get_text())
    Freedom in the World, edition 2013, covering 2012
    """
    require_axes(ax)
    read_choice("projection", projection, Projection)
    data = open_data(data)
    record, rows = read_rows(survey, data)
    world = make_world(record, rows, year, measure)
    source, short = tell_sources(record, world.rows, data)
    with style.settings(ax):
        if boundaries is not None and boundaries is not False:
            from freedomdata.plots.maps.boundaries import draw_boundaries  # noqa: PLC0415 (is optional)

            page, notes = draw_boundaries(ax, world, boundaries, projection)
            kind = "map.boundaries_text"
        else:
            page, notes = _draw_tiles(ax, world)
            kind = "map.tiles_text"
        notes = [*notes, *list_world_notes(world)]
        close_page(
            page,
            title=tell_title(world),
            subtitle=tell_subtitle(world),
            notes=[" ".join(notes)],
            source=source,
            short=short,
            text=tell_world(world, kind),
        )
    return page.axes[0]


def _draw_tiles(ax: Axes | None, world: World) -> tuple[Any, list[str]]:
    """Draw the squares and their key; return the page and what is to be said of them."""
    tiles, fills, entries = read_tiles(), list_fills(world), list_entries(world)
    rows = 1 + max(tiles[id_].row for id_ in fills)
    room = style.look().size.width * 72 - 2 * EDGE
    free = free_height(_ABOVE, _FOOT) if ax is not None else None
    side = min(room / _COLUMNS, (free or 1e9) / rows)
    beside = _KEY_WIDTH * (1.5 if is_tight(entries) else 1.0)
    is_strip = side < _KEY / _ABOVE_CANADA and room - side * _COLUMNS < beside
    per_line, lines = split_strip(len(entries), room, side)
    lead = STRIP * lines / side if is_strip else 0.0
    height = (rows + lead) * room / _COLUMNS
    page = open_page([height], ax=ax, left=EDGE, right=EDGE, above=_ABOVE, foot=_FOOT)
    ax = page.axes[0]
    side = fit_limits(ax, (0, -rows), (_COLUMNS, lead), is_left=is_strip)
    marks = Marks()
    for id_, fill in fills.items():
        row, column, label = tiles[id_]
        x, y = column + 0.5, -row - 0.5
        marks.add(x, y, fill, is_disc=id_ in world.territories)
        write_label(ax, (x, y), label, fill, side)
    left = ax.get_xlim()[0] + 0.5
    if is_strip:
        apart = room / side / per_line
        spots = [
            (left + apart * (n % per_line), lead * (1 - (n // per_line + 0.42) / lines))
            for n in range(len(entries))
        ]
    else:
        apart = max(_ABOVE_CANADA, _KEY / side) / max(len(entries), 4)
        spots = [(left, -0.5 - apart * n) for n in range(len(entries))]
    draw_key(ax, marks, entries, spots, side, is_stacked=is_strip)
    marks.draw(ax)
    return page, _list_tile_notes(world)


def _list_tile_notes(world: World) -> list[str]:
    units = get_countries()
    notes = [say("map.shapes")] if world.territories else []
    ended = [i for i in world.classes if units[i].kind == "state" and units[i].successors]
    if ended:
        notes.append(say("map.ended", names=name_all(ended)))
    return notes
