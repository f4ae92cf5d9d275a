"""What a picture of movers says: title, notes, and the alt text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from freedomdata.asked import name_of
from freedomdata.model import STATUSES
from freedomdata.plots.wording import (
    join,
    join_clauses,
    spell_value,
    tell_covered,
    tell_incomplete,
    tell_region,
)
from freedomdata.plots.words import say

if TYPE_CHECKING:
    from freedomdata.analysis.movers import Movers
    from freedomdata.model import Break, Edition, Scale, Survey
    from freedomdata.plots.movers.moves import Side

__all__ = ["Told", "list_move_notes", "tell_moves"]

_NAMES = 6  # of units in a note
_TOLD = 3  # of each side in the alt text


class Told(NamedTuple):
    """
    What is told: who moved, of the survey, of a `region`, or of those that are named.

    `years` are those asked for, `breaks` the changes of method in between that can touch those
    who are shown.
    """

    record: Survey
    found: Movers
    sides: tuple[Side, Side]
    years: tuple[int, int | None]
    region: str
    is_named: bool
    breaks: tuple[Break, ...]

    @property
    def what(self) -> str:
        """Who is compared: countries, territories, or both."""
        kinds = self.found.moves["is_territory"]
        return "territories" if kinds.all() else "both" if kinds.any() else "countries"

    @property
    def ranked(self) -> str:
        """What the keys of words end with where places are compared."""
        return "_ranked" if self.sides[0].is_ranked else ""

    @property
    def scale(self) -> Scale:
        """The scale of the last year."""
        field: Any = self.record.field[self.found.measure.measures[0]]
        scale: Scale = field.scale_in(self.found.until.edition)
        return scale

    @property
    def span(self) -> dict[str, int]:
        """The years that are compared."""
        return {"since": self.found.since.year, "until": self.found.until.year}

    @property
    def title(self) -> str:
        """The title of the picture: whose moves."""
        if self.region:
            return say("movers.title_region", region=tell_region(self.region).partition(" (")[0])
        return say("movers.title", survey=self.record.title)

    @property
    def subtitle(self) -> str:
        """What is compared, and what the marks mean."""
        measure = self.found.measure.title
        if self.region:
            key = f"movers.subtitle_region{self.ranked}"
            return say(key, survey=self.record.title, measure=measure, **self.span)
        measure = f"{measure[0].upper()}{measure[1:]}"
        return say(f"movers.subtitle{self.ranked}", measure=measure, **self.span)

    @property
    def covering(self) -> list[tuple[int, Edition]]:
        """The years asked for that are in an edition of another year."""
        ends = zip(self.years, (self.found.since, self.found.until), strict=True)
        return [(year, e) for year, e in ends if year is not None and year != e.year]

    @property
    def hollow(self) -> list[int]:
        """The years with values that are not confirmed."""
        moves = self.found.moves
        return [y for end, y in self.span.items() if (moves[f"grade_{end}"] == "secondary").any()]


def list_move_notes(told: Told, *, has_status: bool) -> list[str]:
    """Return what a reader must know: the marks, ties, who is left out, breaks, copies."""
    notes = [say("movers.statuses")] if has_status else []
    scale = told.scale
    if scale.freest == scale.low:
        ends = {"freest": spell_value(scale.freest), "least": spell_value(scale.least)}
        notes.append(say(f"movers.turned{told.ranked}", **ends))
    if told.region:
        notes.append(say("common.countries_of", region=tell_region(told.region)))
    if not told.is_named:
        notes.append(say(f"movers.of_{told.what}"))
    notes += [tell_incomplete("left_out", one) for one in told.found.incomplete]
    notes += _list_ties(told)
    if unchanged := int((told.found.moves["change"] == 0).sum()):
        notes.append(say("movers.unchanged", n=unchanged))
    if left_out := told.found.left_out:
        names = ", ".join(sorted(map(name_of, left_out)))
        key = "left_out_names" if len(left_out) <= _NAMES else "left_out"
        notes.append(say(f"movers.{key}", n=len(left_out), names=names))
    notes += [tell_covered(year, edition) for year, edition in told.covering]
    return [*notes, *_list_caveats(told)]


def _list_ties(told: Told) -> list[str]:
    """Return how many are not shown, where some of them moved as far as the last one shown."""
    notes = []
    for side in told.sides:
        if side.ties:
            rest = side.all - len(side.shown)
            key = "ties_all" if side.ties == rest else "ties"
            change = spell_value(abs(side.shown["change"].iloc[-1]))
            notes.append(say(f"movers.{key}_{side.name}", k=side.ties, rest=rest, change=change))
    return notes


def _list_caveats(told: Told) -> list[str]:
    """Return what changed in the survey between the two years, and what is not confirmed."""
    notes = [say("movers.break", edition=b.edition, what=b.what) for b in told.breaks]
    if told.hollow:
        notes.append(say("movers.hollow", years=join([str(year) for year in told.hollow])))
    return notes


def tell_moves(told: Told) -> str:
    """Describe the picture to somebody who cannot see it, in three sentences."""
    survey, scale = told.record.title, told.scale
    region = tell_region(told.region) if told.region else ""
    falls, gains = told.sides
    who = say(
        f"movers.alt{told.ranked}",
        who=say("movers.alt_region", region=region, survey=survey) if region else survey,
        measure=told.found.measure.title,
        scale=say(
            "trend.alt_scale", freest=spell_value(scale.freest), least=spell_value(scale.least)
        ),
        falls=falls.all,
        gains=gains.all,
        same=int((told.found.moves["change"] == 0).sum()),
        what=say(f"counts.{told.what}"),
        **told.span,
    )
    most = [
        say(f"movers.alt_{side.name}", names=", ".join(_tell_most(side)))
        for side in told.sides
        if side.all
    ]
    return join_clauses([who], most, _tell_lacks(told))


def _tell_most(side: Side) -> list[str]:
    """Tell the largest moves of one side, with both values and the last status."""
    few = side.shown.head(_TOLD)
    columns = ("country", "change", "value_since", "value_until", "status_until")
    told = []
    for name, change, first, last, status in zip(*(few[c].tolist() for c in columns), strict=True):
        values = {
            "name": name,
            "change": spell_value(abs(change)),
            "first": spell_value(first),
            "last": spell_value(last),
        }
        if status in STATUSES:
            told.append(say("movers.alt_one_status", **values, status=say(f"status.{status}")))
        else:
            told.append(say("movers.alt_one", **values))
    return told


def _tell_lacks(told: Told) -> list[str]:
    """Tell who is left out, what changed in between, and what is not confirmed, in short."""
    lacks = []
    if left_out := told.found.left_out:
        names = join(sorted(map(name_of, left_out)))
        some = say("movers.alt_some", n=len(left_out), what=say(f"counts.{told.what}"))
        lacks.append(say("movers.alt_left_out", names=names if len(left_out) <= _NAMES else some))
    lacks += [tell_covered(year, edition).rstrip(".") for year, edition in told.covering]
    lacks += [tell_incomplete("alt_left_out", one) for one in told.found.incomplete]
    lacks += [say("trend.alt_break", short=b.short) for b in told.breaks]
    if told.hollow:
        years = join([str(year) for year in told.hollow])
        lacks.append(say("trend.alt_hollow", years=years))
    return lacks
