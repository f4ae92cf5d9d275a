"""What is said of a map: title, notes, and the alt text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from freedomdata.countries import get_countries
from freedomdata.plots.asked import name_of
from freedomdata.plots.maps.mapping import list_entries, spell_span
from freedomdata.plots.words import say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from freedomdata.plots.maps.mapping import World

__all__ = ["list_world_notes", "name_all", "tell_subtitle", "tell_title", "tell_world"]

_MANY = 40  # rows with the same note, of which the names are not listed


def tell_title(world: World) -> str:
    """Return the title."""
    return say("map.title", year=world.edition.year)


def tell_subtitle(world: World) -> str:
    """Return what is shown, and which days it covers."""
    edition = world.edition
    is_year = (edition.start.month, edition.end.month) == (1, 12)
    is_year &= edition.start.year == edition.end.year
    key = "map.subtitle_status" if world.measure is None else "map.subtitle_measure"
    return say(
        key,
        survey=world.record.title,
        measure=getattr(world.measure, "title", ""),
        edition=edition.label,
        span=edition.year if is_year else spell_span(edition),
    )


def name_all(ids: Iterable[str]) -> str:
    """Return the names of units in the order of the alphabet."""
    return ", ".join(sorted(name_of(id_) for id_ in ids))


def list_world_notes(world: World) -> list[str]:
    """Return what a reader must know, whatever the map is drawn on."""
    units, notes = get_countries(), []
    if world.hollow:
        notes.append(say("map.hollow"))
    if None in world.classes.values():
        notes.append(say("map.hatched"))
    disputed = {i for i in world.classes if units[i].kind == "state" and units[i].claimed_by}
    if listed := world.territories | disputed:
        notes.append(say("map.listed", names=name_all(listed)))
    drawn = {"status"} if world.measure is None else {world.measure.id}
    for note in world.record.notes:
        ids = world.rows.loc[world.rows["note"] == note.code, "country_id"].tolist()
        if ids and drawn & set(note.measures):
            notes.append(note.text if len(ids) > _MANY else f"{name_all(ids)}: {note.text}")
    return notes


def tell_world(world: World, kind: str, notes: Iterable[str]) -> str:
    """Describe the map to somebody who cannot see it."""
    said = [
        say("map.none_of", counts=entry.counts)
        if entry.fill is None
        else say("map.most", word=f"{entry.word} {entry.end}".rstrip(), counts=entry.counts)
        for entry in list_entries(world)
    ]
    return " ".join([f"{say(kind)}. {tell_subtitle(world)}. {'; '.join(said)}.", *notes])
