"""Boundaries of countries: read, told whose they are, cut at the antimeridian, and projected."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from freedomdata.calls import format_argument
from freedomdata.countries import identify
from freedomdata.errors import FreedomDataError, brief
from freedomdata.limits import describe

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.path import Path as Outline


__all__ = ["PROJECTIONS", "VARIABLE", "Found", "project", "project_globe", "read_areas"]

#: Names the file that ``boundaries=True`` reads.
VARIABLE = "FREEDOMDATA_BOUNDARIES"
#: The projections that there are, and what PROJ calls them.
PROJECTIONS: Mapping[str, str] = {"robinson": "ESRI:54030", "equal-earth": "EPSG:8857"}
_COLUMNS = (  # that may say who an area is, the best first
    "country_id", "iso_a3_eh", "iso_a3", "iso3", "iso_alpha3", "iso_3166_1_", "adm0_a3",
    "country", "admin", "name_long", "name_en", "name",
)  # fmt: skip
_STEP = 2.0  # degrees between two points of a line that a projection bends


class Found(NamedTuple):
    """The boundaries of a file by id, in degrees, and the names that no id was found for."""

    areas: Mapping[str, Any]
    unmatched: list[str]


def need_geopandas() -> Any:
    try:
        import geopandas  # noqa: PLC0415 (is optional)
    except ImportError:
        raise FreedomDataError(
            "a map with boundaries needs geopandas and pyproj: pip install geopandas pyproj; "
            f"without {format_argument('boundaries', metavar='FILE')} it is drawn in squares"
        ) from None
    return geopandas


def read_areas(boundaries: Any) -> Found:
    """Read boundaries from a file or a GeoDataFrame, and find out whose they are."""
    geopandas = need_geopandas()
    frame = boundaries
    if not isinstance(frame, geopandas.GeoDataFrame):
        frame = _read_file(geopandas, frame)
    if frame.crs is not None:
        frame = _in_degrees(frame)
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


def _in_degrees(frame: Any) -> Any:
    turned = frame.to_crs("EPSG:4326")
    if np.isinf(turned.bounds.to_numpy()).any():
        raise FreedomDataError(
            f"boundaries in {frame.crs.name} reach beyond what can be brought to degrees: "
            "give them in degrees (EPSG:4326)"
        )
    return turned


def _read_file(geopandas: Any, boundaries: Any) -> Any:
    path = os.environ.get(VARIABLE) if boundaries is True else boundaries
    if not path:
        raise FreedomDataError(f"boundaries=True reads the file that {VARIABLE} names: it is unset")
    if not isinstance(path, (str, os.PathLike)):
        raise FreedomDataError(f"boundaries is a path, a GeoDataFrame or True, not {brief(path)}")
    if (kind := describe(Path(path))) not in ("a file", "a directory"):
        more = f", but {kind}" if kind else ""
        raise FreedomDataError(f"there are no boundaries at {os.fspath(path)}{more}")
    try:
        return geopandas.read_file(path)
    except (ImportError, OSError, RuntimeError, ValueError) as error:  # of the reader of the format
        raise FreedomDataError(f"cannot read boundaries from {path}: {error}") from None


def project_globe(projection: str) -> Outline:
    """Return the outline of the globe in a projection."""
    from shapely import box  # noqa: PLC0415 (is optional)

    return project({"globe": box(-180, -90, 180, 90)}, projection)["globe"]


def project(areas: Mapping[str, Any], projection: str) -> dict[str, Outline]:
    """Return areas in degrees as matplotlib paths in a projection."""
    geopandas = need_geopandas()
    from shapely import segmentize  # noqa: PLC0415 (is optional)

    cut = [segmentize(_cut(area), _STEP) for area in areas.values()]
    flat = geopandas.GeoSeries(cut, crs="EPSG:4326").to_crs(PROJECTIONS[projection])
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
