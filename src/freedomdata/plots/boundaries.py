"""The world on true boundaries, which the user supplies; needs the extra ``freedomdata[maps]``."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from freedomdata.countries import get_countries, identify
from freedomdata.errors import FreedomDataError, brief, spell_out
from freedomdata.plots import style
from freedomdata.plots.asked import name_of
from freedomdata.plots.mapkey import Marks, draw_key, fit_limits, write_label
from freedomdata.plots.mapping import list_entries, list_fills
from freedomdata.plots.mapwords import name_all
from freedomdata.plots.page import EDGE, open_page
from freedomdata.plots.tiles import read_tiles
from freedomdata.plots.words import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from matplotlib.axes import Axes
    from matplotlib.path import Path as Outline

    from freedomdata.plots.mapping import Fill, World
    from freedomdata.plots.page import Page

__all__ = ["VARIABLE", "Found", "assign_areas", "draw_boundaries", "read_areas"]

#: Names the file that ``boundaries=True`` reads.
VARIABLE = "FREEDOMDATA_BOUNDARIES"
_PROJECTIONS = {"robinson": "ESRI:54030", "equal-earth": "EPSG:8857"}
_COLUMNS = (  # that may say who an area is, the best first
    "country_id", "iso_a3_eh", "iso_a3", "iso3", "iso_alpha3", "iso_3166_1_", "adm0_a3",
    "country", "admin", "name_long", "name_en", "name",
)  # fmt: skip
_SIDE, _SMALL_SIDE = 16.0, 13.0  # points; of a square beside the map
_STEP = 2.0  # degrees between two points of a line that a projection bends


class Found(NamedTuple):
    """The boundaries of a file by id, in degrees, and the names that no id was found for."""

    areas: Mapping[str, Any]
    unmatched: list[str]


class Assigned(NamedTuple):
    """Who is drawn on which ids' areas, and what must be said of it."""

    parts: Mapping[str, list[str]]
    joined: list[str]
    unsplit: list[str]
    beside: list[str]


def _need_geopandas() -> Any:
    try:
        import geopandas  # noqa: PLC0415 (is optional)
    except ImportError:
        raise FreedomDataError(
            "a map with boundaries needs geopandas and pyproj: "
            'pip install "freedomdata[maps]"; without boundaries= it is drawn in squares'
        ) from None
    return geopandas


def read_areas(boundaries: Any) -> Found:
    """Read boundaries from a file or a GeoDataFrame, and find out whose they are."""
    geopandas = _need_geopandas()
    frame = boundaries
    if not isinstance(frame, geopandas.GeoDataFrame):
        frame = _read_file(geopandas, frame)
    if frame.crs is not None:
        frame = frame.to_crs("EPSG:4326")
    elif np.abs(frame.total_bounds).max() > 360:  # noqa: PLR2004 (degrees)
        raise FreedomDataError("boundaries are not in degrees and do not say in what: give a crs")
    known = {str(column).lower(): column for column in frame.columns}
    columns = [known[name] for name in _COLUMNS if name in known]
    if not columns:
        raise FreedomDataError(
            "boundaries have no column that says whose they are; "
            f"there is {', '.join(map(str, frame.columns))}, and should be one of "
            f"{', '.join(_COLUMNS)}"
        )
    ids = identify(frame[columns[0]]).ids
    for column in columns[1:]:
        ids = ids.combine_first(identify(frame[column]).ids)
    if ids.isna().all():
        raise FreedomDataError(f"no boundaries are of a country known here, by {columns[0]!r}")
    names = frame[columns[-1]].astype(str)
    whole = frame.geometry.make_valid()
    areas = {
        str(id_): whole[(ids == id_).fillna(value=False)].union_all()
        for id_ in ids.dropna().unique()
    }
    return Found(areas, sorted(names[ids.isna()]))


def _read_file(geopandas: Any, boundaries: Any) -> Any:
    path = os.environ.get(VARIABLE) if boundaries is True else boundaries
    if not path:
        raise FreedomDataError(f"boundaries=True reads the file that {VARIABLE} names: it is unset")
    if not isinstance(path, (str, os.PathLike)):
        raise FreedomDataError(f"boundaries is a path, a GeoDataFrame or True, not {brief(path)}")
    if not Path(path).exists():
        raise FreedomDataError(f"there are no boundaries at {os.fspath(path)}")
    try:
        return geopandas.read_file(path)
    except (ImportError, OSError, RuntimeError, ValueError) as error:  # of the reader of the format
        raise FreedomDataError(f"cannot read boundaries from {path}: {error}") from None


def assign_areas(world: World, areas: Iterable[str]) -> Assigned:
    """
    Find the areas of each unit: its own, or those of its successors, and what split off later.

    Two units that would need the same area have none.
    """
    units, held = get_countries(), set(areas)
    children: dict[str, list[str]] = {}
    for id_, unit in units.items():
        parents = {*unit.predecessors} or {unit.split_from or ""}
        if not unit.predecessors and not unit.split_from and len(unit.claimed_by) == 1:
            parents = {*unit.claimed_by} if unit.iso_alpha3 is None else set()
        for parent in parents - {""}:
            children.setdefault(parent, []).append(id_)

    def collect(id_: str) -> list[str]:
        own = [id_] if id_ in held else []
        others = [c for c in children.get(id_, []) if c not in world.classes]
        return own + [part for c in others for part in collect(c)]

    parts = {id_: list(dict.fromkeys(collect(id_))) for id_ in world.classes}
    users: dict[str, list[str]] = {}
    for id_, areas_of in parts.items():
        for area in areas_of:
            users.setdefault(area, []).append(id_)
    unsplit = {id_ for ids in users.values() if len(ids) > 1 for id_ in ids}
    drawn = {id_: p for id_, p in parts.items() if p and id_ not in unsplit}
    return Assigned(
        drawn,
        [id_ for id_, p in drawn.items() if p != [id_]],
        sorted(unsplit),
        [id_ for id_, p in parts.items() if not p],
    )


def draw_boundaries(
    ax: Axes | None, world: World, boundaries: Any, projection: str
) -> tuple[Page, list[str]]:
    """Draw areas, those beside the map and the key; return the page and what is to be said."""
    if projection not in _PROJECTIONS:
        known = ", ".join(_PROJECTIONS)
        raise FreedomDataError(f"there is no projection {projection!r}; there is {known}")
    found = read_areas(boundaries)
    assigned = assign_areas(world, found.areas)
    outlines = _project(found.areas, projection)
    fills = list_fills(world)
    is_narrow = style.look().size.is_narrow if ax is None else style.is_narrow(ax)
    aside = sorted([*assigned.unsplit, *assigned.beside], key=name_of)
    side = _SMALL_SIDE if is_narrow else _SIDE
    room = style.look().size.width * 72 - 2 * EDGE if ax is None else style.width(ax)
    per_row = max(1, int(room // side))
    below = side * (-(-len(aside) // per_row) + 0.5) if aside else 0.0
    lead = 34.0 if is_narrow else 28.0
    globe = _project({"": _globe()}, projection)[""]
    box = globe.get_extents()
    height = box.height / box.width * room + below + lead
    page = open_page([height], ax=ax, left=EDGE, right=EDGE, above=8.0, foot=6.0)
    ax = page.axes[0]
    free = max(style.height(ax) - below - lead, 1.0)
    point = max(box.width / room, box.height / free)  # data units per point
    beside = (room * point - box.width) / 2
    fit_limits(
        ax,
        (box.x0 - beside, box.y0 - below * point),
        (box.x1 + beside, box.y1 + lead * point),
    )
    _draw_areas(ax, globe, outlines, assigned, fills)
    marks = Marks(size=side * point)
    left = ax.get_xlim()[0]
    for n, id_ in enumerate(aside):
        x = left + (n % per_row + 0.5) * side * point
        y = box.y0 - (n // per_row + 1) * side * point
        marks.add(x, y, fills[id_], is_disc=id_ in world.territories)
        write_label(ax, (x, y), read_tiles()[id_].label, fills[id_], side)
    entries = list_entries(world)
    apart = room / len(entries)
    spots = [
        (left + (side / 2 + apart * n) * point, box.y1 + lead * 0.62 * point)
        for n in range(len(entries))
    ]
    draw_key(ax, marks, entries, spots, side)
    marks.draw(ax)
    return page, _list_notes(world, found, assigned)


def _draw_areas(
    ax: Axes,
    globe: Outline,
    outlines: Mapping[str, Outline],
    assigned: Assigned,
    fills: Mapping[str, Fill | None],
) -> None:
    from matplotlib.collections import PathCollection  # noqa: PLC0415 (import on use)

    theme = style.look().theme
    owner = {area: id_ for id_, parts in assigned.parts.items() for area in parts}
    plain = [path for area, path in outlines.items() if area not in owner]
    blank = [
        path for area, path in outlines.items() if area in owner and fills[owner[area]] is None
    ]
    rated = [
        (path, fill)
        for area, path in outlines.items()
        if area in owner and (fill := fills[owner[area]]) is not None
    ]
    layers: list[tuple[str, list[Outline], dict[str, Any]]] = [
        ("globe", [globe], {"facecolors": "none", "edgecolors": theme.rule}),
        ("plain", plain, {"facecolors": theme.rule, "edgecolors": theme.paper}),
        (
            "no data",
            blank,
            {"facecolors": theme.paper, "edgecolors": theme.no_data, "hatch": "////"},
        ),
        (
            "rated",
            [path for path, _ in rated],
            {
                "facecolors": [fill.color for _, fill in rated],
                "edgecolors": theme.paper,
                "hatch": None,
            },
        ),
    ]
    hollow = [(path, fill) for path, fill in rated if fill.is_hollow]
    layers.append(
        (
            "hollow",
            [path for path, _ in hollow],
            {"facecolors": "none", "edgecolors": theme.paper, "hatch": "......"},
        )
    )
    for gid, paths, options in layers:
        if paths:
            ax.add_collection(
                PathCollection(paths, gid=gid, linewidths=0.4, zorder=2, **options), autolim=False
            )


def _globe() -> Any:
    from shapely import box  # noqa: PLC0415 (is optional)

    return box(-180, -90, 180, 90)


def _project(areas: Mapping[str, Any], projection: str) -> dict[str, Outline]:
    """Return areas in degrees as matplotlib paths in a projection."""
    geopandas = _need_geopandas()
    from shapely import segmentize  # noqa: PLC0415 (is optional)

    cut = [segmentize(_cut(area), _STEP) for area in areas.values()]
    flat = geopandas.GeoSeries(cut, crs="EPSG:4326").to_crs(_PROJECTIONS[projection])
    return dict(zip(areas, (_path(shape) for shape in flat), strict=True))


def _cut(area: Any) -> Any:
    """Cut an area at the antimeridian, over which its outline may go on or jump."""
    from shapely import box, make_valid, union_all  # noqa: PLC0415 (is optional)
    from shapely.affinity import translate  # noqa: PLC0415 (is optional)

    whole = union_all([make_valid(_unroll(part)) for part in _polygons(area)])
    return union_all(
        [
            translate(whole.intersection(box(180 + turn - 360, -90, 180 + turn, 90)), xoff=-turn)
            for turn in (-360, 0, 360)
        ]
    )


def _unroll(polygon: Any) -> Any:
    """Let an outline go on beyond 180 degrees where it jumps to the other edge of the map."""
    from shapely import get_coordinates, transform  # noqa: PLC0415 (is optional)

    x = get_coordinates(polygon.exterior)[:, 0]
    is_inside = np.abs(x) < 179.99  # noqa: PLR2004 (already cut, if it lies on the edge)
    jumps = (np.abs(np.diff(x)) > 180) & (is_inside[1:] | is_inside[:-1])  # noqa: PLR2004 (half)
    if not jumps.any():
        return polygon
    return transform(polygon, lambda xy: np.column_stack([xy[:, 0] % 360, xy[:, 1]]))


def _polygons(area: Any) -> list[Any]:
    """Return the polygons of whatever shape it is."""
    if area.geom_type == "Polygon":
        return [area] if not area.is_empty else []
    return [part for one in getattr(area, "geoms", []) for part in _polygons(one)]


def _path(area: Any) -> Outline:
    from matplotlib.path import Path as AnyOutline  # noqa: PLC0415 (import on use)
    from shapely.geometry.polygon import orient  # noqa: PLC0415 (is optional)

    rings = [
        AnyOutline(np.asarray(ring.coords)[:, :2], closed=True)
        for polygon in map(orient, _polygons(area))  # holes run the other way round
        for ring in (polygon.exterior, *polygon.interiors)
    ]
    return AnyOutline.make_compound_path(*rings)


def _list_notes(world: World, found: Found, assigned: Assigned) -> list[str]:
    units = get_countries()
    notes = [say("map.dotted")] if world.hollow else []
    if set(found.areas) - {area for parts in assigned.parts.values() for area in parts}:
        notes.append(say("map.plain"))
    told = [
        say("map.together", name=name_of(id_), parts=name_all(set(assigned.parts[id_]) - {id_}))
        for id_ in assigned.joined
        if units[id_].kind == "state"
    ]
    if told:
        notes.append(say("map.joined", names="; ".join(told)))
    for key, ids in (("map.unsplit", assigned.unsplit), ("map.beside", assigned.beside)):
        if ids:
            notes.append(say(key, names=name_all(ids)))
    if found.unmatched:
        notes.append(say("map.unmatched", names=spell_out(found.unmatched)))
    return notes
