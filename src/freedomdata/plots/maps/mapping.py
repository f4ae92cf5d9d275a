"""What a map shows: the units of one edition, how each is filled, and what its key says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import numpy as np

from freedomdata.arguments import read_numbers
from freedomdata.asked import read_measure
from freedomdata.countries import get_countries
from freedomdata.errors import FreedomDataError, brief
from freedomdata.loading.editions import find_incomplete, require_edition
from freedomdata.model import STATUSES
from freedomdata.plots.maps.classes import list_classes, number_classes, spell_class
from freedomdata.plots.maps.tiles import read_tiles
from freedomdata.plots.style import look
from freedomdata.plots.wording import spell_month
from freedomdata.plots.words import say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from freedomdata.loading.editions import Incomplete
    from freedomdata.model import Edition, Measure, Scale, Survey

__all__ = [
    "Entry",
    "Fill",
    "World",
    "list_entries",
    "list_fills",
    "make_world",
    "spell_span",
]


class Fill(NamedTuple):
    """How a unit is drawn: color, edge and text; hollow ones have a rim of the color only."""

    color: str
    edge: str
    text: str
    is_hollow: bool = False


class Entry(NamedTuple):
    """A line of the key: a fill (none: no data), its word, which end it is, how many have it."""

    fill: Fill | None
    word: str
    end: str
    counts: str


@dataclass(frozen=True, slots=True)
class World:
    """
    The rows of the edition that answers for a `year` and, by id, the class of each unit.

    That is its status, its step, or None.

    None are the units that lived then and have no value. `measure` is None where the status is
    shown; `hollow` are those whose values no published file confirms.
    """

    record: Survey
    year: int
    edition: Edition
    rows: pd.DataFrame
    measure: Measure | None
    classes: Mapping[str, str | int | None]
    territories: frozenset[str]
    hollow: frozenset[str]
    incomplete: tuple[Incomplete, ...]

    @property
    def scale(self) -> Scale:
        """The scale of the measure in the edition."""
        return cast("Scale", cast("Measure", self.measure).scale_in(self.edition.edition))

    @property
    def colors(self) -> list[str]:
        """The colors of the classes of the measure, from least to most free."""
        return look().theme.list_steps(len(list_classes(self.scale))) if self.measure else []


def make_world(record: Survey, rows: pd.DataFrame, year: Any, measure: str | None) -> World:
    """Find out what there is to show of a year; refuse years and measures that are not there."""
    asked = _read_year(year)
    edition = require_edition(record, rows, asked)
    now = rows[rows["edition"] == edition.edition].reset_index(drop=True)
    if measure is None and "status" not in now:
        measure = record.headline.measures[0]
    field: Measure | None = None
    if measure is None or (measure == "status" and "status" in now):
        values: Any = now["status"]
    else:
        field = read_measure(record, measure)
        values = _steps(record, field, edition, now)
    held: dict[str, Any] = dict(zip(now["country_id"], values, strict=True))
    classes = {id_: None if value != value else value for id_, value in held.items()}  # noqa: PLR0124
    silent = _list_silent(record, rows, edition, set(held))
    places = set(now.loc[now["is_territory"], "country_id"])
    places |= {id_ for id_ in silent if get_countries()[id_].kind != "state"}
    classes |= dict.fromkeys(silent)
    incomplete = tuple(
        one for one in find_incomplete(record, rows) if one.edition == edition.edition
    )
    hollow = frozenset(now.loc[now["grade"] == "secondary", "country_id"])
    return World(record, asked, edition, now, field, classes, frozenset(places), hollow, incomplete)


def _read_year(year: Any) -> int:
    numbers = read_numbers("year", year) or []
    if len(numbers) != 1:
        raise FreedomDataError(f"year is one year covered, such as 2012, not {brief(year)}")
    return numbers[0]


def spell_span(edition: Edition) -> str:
    """Return the days that an edition covers, by month."""
    start, end = (spell_month(day) for day in (edition.start, edition.end))
    return say("trend.alt_span", first=start, last=end)


def _steps(record: Survey, field: Measure, edition: Edition, now: pd.DataFrame) -> list[Any]:
    """Return the class of each value along the scale, 0 for the least free one."""
    values = now[field.id].to_numpy(float)
    if np.isnan(values).all():
        first = field.first_edition
        since = f"; it begins with edition {first}" if first else ""
        raise FreedomDataError(f"{record.title}, edition {edition.label}, has no {field.id}{since}")
    scale = cast("Scale", field.scale_in(edition.edition))
    return [n if n != n else int(n) for n in number_classes(scale, values).tolist()]  # noqa: PLR0124


def _list_silent(
    record: Survey, rows: pd.DataFrame, edition: Edition, rated: set[str]
) -> list[str]:
    """
    Return the units that lived in the edition and are not in it.

    States that any survey rates at any time, but for those whose predecessor or successor is
    rated; those that split off without a known year, and territories, from the first to the last
    edition that has them.
    """
    units = get_countries()
    editions = rows.groupby("country_id", observed=True)["edition"]
    firsts, lasts = dict(editions.min()), dict(editions.max())
    last = record.last_confirmed_edition
    silent = []
    for id_ in read_tiles():
        unit = units[id_]
        first, until = firsts.get(id_, last + 1), lasts.get(id_, 0)
        kin = {*unit.predecessors, *unit.successors}
        is_between = first <= edition.edition <= until or until >= last < edition.edition
        is_lasting = unit.kind == "state" and not (unit.split_from and unit.first_year is None)
        if id_ in rated or rated & kin or not unit.lives_in(edition.year):
            continue
        if is_between or is_lasting:
            silent.append(id_)
    return silent


def list_fills(world: World) -> dict[str, Fill | None]:
    """Return how each unit is drawn; None where there is no data."""
    colors = world.colors
    return {
        id_: None if kind is None else _fill(kind, colors, is_hollow=id_ in world.hollow)
        for id_, kind in world.classes.items()
    }


def _fill(kind: str | int, colors: Sequence[str], *, is_hollow: bool) -> Fill:
    theme = look().theme
    if isinstance(kind, str):
        status = theme.statuses[kind]
        color, edge, text = status.fill, status.edge, status.text
    else:
        color = edge = colors[kind]
        text = _text_on(color)
    return Fill(color, edge, theme.ink if is_hollow else text, is_hollow)


def _text_on(color: str) -> str:
    """Return the color of text that is best read on a color."""
    channels = [int(color[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]  # noqa: PLR2004 (sRGB)
    luminance = sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
    return "#1d1d1f" if luminance > 0.18 else "#ffffff"  # noqa: PLR2004 (as far from both)


def list_entries(world: World) -> list[Entry]:
    """Return the lines of the key, the freest first."""
    names: dict[Any, str] = {status: say(f"status.{status}") for status in STATUSES}
    if world.measure is not None:
        names = {n: spell_class(*ends) for n, ends in enumerate(list_classes(world.scale))}
    is_hollow, colors = len(world.hollow) == len(world.rows), world.colors
    ends = {0: say("common.least_free"), len(names) - 1: say("common.most_free")}
    entries = [
        Entry(
            _fill(kind, colors, is_hollow=is_hollow), name, ends.get(kind, ""), _count(world, kind)
        )
        for kind, name in reversed(names.items())
    ]
    if None in world.classes.values():
        entries.append(Entry(None, say("map.no_data"), "", _count(world, None)))
    return entries


def _count(world: World, kind: str | int | None) -> str:
    """Return how many countries and territories are of a kind."""
    ids = {id_ for id_, value in world.classes.items() if value == kind}
    places = len(ids & world.territories)
    countries = len(ids) - places
    told = []
    for key, count in (("countries", countries), ("territories", places)):
        if count or (key == "countries" and not places):
            told.append(say(f"map.{key}" if count != 1 else f"map.{key}_one", n=count))
    return ", ".join(told)
