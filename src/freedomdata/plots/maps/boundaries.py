"""The world on true boundaries, which the user supplies; needs the extra ``[maps]``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from freedomdata.asked import name_of
from freedomdata.countries import get_countries
from freedomdata.errors import join_few
from freedomdata.plots import style
from freedomdata.plots.maps.areas import project, project_globe, read_areas
from freedomdata.plots.maps.key import STRIP, Marks, draw_key, fit_limits, split_strip, write_label
from freedomdata.plots.maps.mapping import list_entries, list_fills
from freedomdata.plots.maps.tiles import read_tiles
from freedomdata.plots.maps.wording import name_all, name_some
from freedomdata.plots.page import EDGE, open_page
from freedomdata.plots.words import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from matplotlib.axes import Axes
    from matplotlib.path import Path as Outline

    from freedomdata.plots.maps.areas import Found
    from freedomdata.plots.maps.mapping import Fill, World
    from freedomdata.plots.page import Page

__all__ = ["Assigned", "assign_areas", "draw_boundaries"]

_APART = 130.0  # points between two entries of the key; nearer ones have more lines
_SIDE, _SMALL_SIDE = 16.0, 13.0  # points; of a square beside the map


class Assigned(NamedTuple):
    """Who is drawn on which ids' areas, and what must be said of it."""

    parts: Mapping[str, list[str]]
    joined: list[str]
    unsplit: list[str]
    beside: list[str]


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
    found = read_areas(boundaries)
    assigned = assign_areas(world, found.areas)
    outlines = project(found.areas, projection)
    fills = list_fills(world)
    aside = sorted([*assigned.unsplit, *assigned.beside], key=name_of)
    side = _SMALL_SIDE if style.look().size.is_narrow else _SIDE
    room = style.look().size.width * 72 - 2 * EDGE
    per_row = max(1, int(room // side))
    below = side * (-(-len(aside) // per_row) + 0.5) if aside else 0.0
    entries = list_entries(world)
    per_line, lines = split_strip(len(entries), room, side)
    apart = room / per_line
    is_stacked = apart < _APART
    lead = STRIP * lines if is_stacked else 28.0
    globe = project_globe(projection)
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
    spots = [
        (
            left + (side / 2 + apart * (n % per_line)) * point,
            box.y1 + lead * (1 - (n // per_line + 0.4) / lines) * point,
        )
        for n in range(len(entries))
    ]
    draw_key(ax, marks, entries, spots, side, is_stacked=is_stacked)
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
            notes.append(say(key, names=name_some(ids)))
    if found.unmatched:
        notes.append(say("map.unmatched", names=join_few(found.unmatched)))
    return notes
