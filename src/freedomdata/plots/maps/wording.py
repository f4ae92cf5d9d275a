"""What is said of a map: title, notes, and the alt text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from freedomdata.asked import name_of
from freedomdata.countries import get_countries
from freedomdata.plots.maps.mapping import list_entries, spell_span
from freedomdata.plots.wording import add_clauses, list_covered, tell_incomplete
from freedomdata.plots.words import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from freedomdata.plots.maps.mapping import World

__all__ = ["list_world_notes", "name_all", "name_some", "tell_subtitle", "tell_title", "tell_world"]

_MANY = 40  # more names than these are not listed
_TOLD = 15  # nor more than these in an alt text


def tell_title(world: World) -> str:
    """Return the title."""
    return say("map.title", year=world.year)


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


def name_some(ids: Sequence[str]) -> str:
    """Return the names of units, or how many they are where nobody would read them all."""
    return name_all(ids) if len(ids) <= _MANY else say("map.units", n=len(ids))


def list_world_notes(world: World) -> list[str]:
    """Return what a reader must know, whatever the map is drawn on."""
    units, notes = get_countries(), list_covered(world.record, world.rows, [world.year])
    if world.hollow:
        notes.append(say("map.hollow"))
    silent = {id_ for id_, value in world.classes.items() if value is None}
    if silent.difference(*(one.lacking for one in world.incomplete)):
        notes.append(say("map.hatched"))
    notes += [tell_incomplete("hatched", one) for one in world.incomplete]
    disputed = {i for i in world.classes if units[i].kind == "state" and units[i].claimed_by}
    if listed := world.territories | disputed:
        notes.append(say("map.listed", names=name_all(listed)))
    return notes + _list_survey_notes(world)


def _list_survey_notes(world: World) -> list[str]:
    """Return what the survey says of single values that are drawn."""
    drawn, notes = {"status"} if world.measure is None else {world.measure.id}, []
    for note in world.record.notes:
        ids = world.rows.loc[world.rows["note"] == note.code, "country_id"].tolist()
        if ids and drawn & set(note.measures):
            notes.append(note.text if len(ids) > _MANY else f"{name_all(ids)}: {note.text}")
    return notes


def tell_world(world: World, kind: str) -> str:
    """Describe the map to somebody who cannot see it, in three sentences."""
    what = say("map.alt", map=say(kind), subtitle=tell_subtitle(world))
    counts = [
        say("map.none_of", counts=entry.counts)
        if entry.fill is None
        else say("map.most", word=f"{entry.word} {entry.end}".rstrip(), counts=entry.counts)
        for entry in list_entries(world)
    ]
    told = ["; ".join(part) for part in ([what], counts, _tell_lacks(world))]
    text = " ".join(f"{part[0].upper()}{part[1:]}." for part in told if part)
    return add_clauses(text, list_covered(world.record, world.rows, [world.year]))


def _tell_lacks(world: World) -> list[str]:
    """Tell who has no data, if they are not too many, and what is not confirmed, in short."""
    silent = [id_ for id_, kind in world.classes.items() if kind is None]
    told = [tell_incomplete("alt_incomplete", one) for one in world.incomplete]
    if 0 < len(silent) <= _TOLD:
        told = [say("map.alt_silent", names=name_all(silent))]
    if world.hollow:
        names = name_all(world.hollow)
        is_all = len(world.hollow) == len(world.rows)
        told.append(say("map.alt_all_hollow" if is_all else "map.alt_hollow", names=names))
    return told + [re.split(r"\.(?:\s|$)", note)[0] for note in _list_survey_notes(world)]
