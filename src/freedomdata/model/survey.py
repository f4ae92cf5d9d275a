"""The record of a survey, whole, and what it says of its own past."""

from __future__ import annotations

from dataclasses import dataclass, replace
from dataclasses import field as default
from html import escape
from typing import TYPE_CHECKING

from freedomdata.model.measures import IS_TERRITORY, Item, Measure, Published, refuse_doubles
from freedomdata.model.rules import Continuity, Life, Range, Rule, list_ties
from freedomdata.model.sources import SLIPS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from freedomdata.model.measures import Edition, Headline, Key
    from freedomdata.model.rules import (
        Constant,
        Cutoffs,
        Designation,
        Gap,
        Ranking,
        StatusRule,
        Steady,
        Sum,
        WorseOf,
    )
    from freedomdata.model.sources import Correction, Sheet, Source

__all__ = [
    "Border",
    "Break",
    "Note",
    "Report",
    "Survey",
]


@dataclass(frozen=True, slots=True)
class Border:
    """The rows that a change can touch: those whose mean of `measures` is from `low` to `high`."""

    measures: tuple[str, ...]
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Break:
    """
    From `edition` on, `what` changed in `measures`, and whether both sides still compare.

    `short` has the few words that mark it in a picture; without them, it is not marked there.
    It can touch only those `units`, or who has ever been at that `border`, if there are any.
    """

    edition: int
    measures: tuple[str, ...]
    what: str
    is_comparable: bool
    short: str = ""
    units: frozenset[str] = frozenset()
    border: Border | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """
    A short `code` in the note column, what it means, and for which measures of which rows.

    It is on all rows of `editions` that no other note names, and on `rows`. One that is
    `about_copies` falls when another file has what these lack.
    """

    code: str
    text: str
    measures: tuple[str, ...]
    rows: frozenset[Key] = frozenset()
    editions: frozenset[int] = frozenset()
    about_copies: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """
    Where the publisher's pages on units are on the web, in some editions; by rule, none was opened.

    `url` has ``{unit}`` and ``{edition}`` in the places of the name of the unit, as addresses have
    it, and the edition; without the latter it is one page for all editions. `names` are the names
    of units there, by id, where they are not ours.
    """

    url: str
    first_edition: int
    last_edition: int | None = None
    names: Mapping[str, str] = default(default_factory=dict)

    @property
    def is_of_edition(self) -> bool:
        """Whether each edition has a page of its own."""
        return "{edition}" in self.url

    def holds_in(self, edition: int) -> bool:
        """Whether the pages of an edition are there."""
        return self.first_edition <= edition <= (self.last_edition or edition)


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """
    A survey, whole: the one record of its facts.

    `sources` are in order of precedence: where several files give one cell they must agree
    (after declared corrections), and the first is named as the origin. `layouts` are sheets of
    published files that are not declared, as others describe them: a user may have one.

    A survey that rates everybody in every edition declares its `gaps`; without them it has none
    that could be distinguished from a choice.

    `methodology` is the publisher's page on how it rates; nobody checked that it is still there.

    `published` holds when editions came out, as far as that is known; :meth:`publication` has a
    date for each.

    `reports` say where the publisher's own words on a unit and edition are on the web.

    `anchor` is the measure that makes a row. `lists_territories`: whether countries and territories
    are listed apart. `counts_leave_out`: rated countries that the publisher's own counts leave out,
    and the remark on it. A survey whose terms do not allow to pass its values on is
    not `is_shipped`: its users build it from files they fetch, and `fetched` gives the record of
    the survey as these files (path and content) have it.
    """

    id: str
    title: str
    publisher: str
    homepage: str
    methodology: str = ""
    citation: str
    terms: str
    short_terms: str
    measures: tuple[Measure, ...]
    headline: Headline
    anchor: str = "status"
    items: tuple[Item, ...] = ()
    editions: tuple[Edition, ...]
    published: Mapping[int, Published] = default(default_factory=dict)
    sums: tuple[Sum, ...] = ()
    cutoffs: tuple[Cutoffs, ...] = ()
    status_rule: StatusRule | None = None
    worse_of: WorseOf | None = None
    designation: Designation | None = None
    ranking: Ranking | None = None
    constants: tuple[Constant, ...] = ()
    steady: Steady | None = None
    gaps: tuple[Gap, ...] | None = None
    lists_territories: bool = False
    counts_leave_out: Mapping[Key, str] = default(default_factory=dict)
    breaks: tuple[Break, ...]
    notes: tuple[Note, ...] = ()
    corrections: tuple[Correction, ...] = ()
    sources: tuple[Source, ...]
    layouts: tuple[Sheet, ...] = ()
    reports: tuple[Report, ...] = ()
    has_ended: bool = False
    is_shipped: bool = True
    fetched: Callable[[Mapping[str, bytes]], Survey] | None = None

    def __post_init__(self) -> None:
        refuse_doubles("measures and items", (f.id for f in self.fields))
        refuse_doubles("editions", (e.edition for e in self.editions))
        refuse_doubles("sources", (s.id for s in self.sources))
        refuse_doubles("notes", (n.code for n in self.notes))
        declared = (note for note in self.notes if note.code not in SLIPS)
        refuse_doubles("rows with a note", (row for note in declared for row in note.rows))
        if not self.terms or not self.citation:
            raise ValueError(f"survey {self.id} has no terms or no citation")
        for edition in self.editions:
            if self.publication(edition).date <= edition.end:
                raise ValueError(f"edition {edition.label} is published before it ends")
        known = self.field
        for id_ in _list_used(self):
            if id_ not in known:
                raise ValueError(f"survey {self.id} has no measure or item {id_!r}")

    def __repr__(self) -> str:
        return (
            f"<Survey {self.id!r}: {self.title}, {self.publisher}, {_name_editions(self)}; "
            f"freedomdata.codebook({self.id!r}) lists its {len(self.measures)} measures and "
            f"{len(self.items)} items>"
        )

    def _repr_html_(self) -> str:
        """Return a short table for notebooks."""
        cells = {
            "id": self.id,
            "publisher": self.publisher,
            "editions": _name_editions(self).removeprefix("editions "),
            "measures": ", ".join(measure.id for measure in self.measures),
            "items": ", ".join(item.id for item in self.items) or "none",
            "cite": self.citation,
            "terms": self.terms,
        }
        rows = "".join(f"<tr><th>{name}</th><td>{escape(c)}</td></tr>" for name, c in cells.items())
        return f"<table><caption>{escape(self.title)}</caption>{rows}</table>"

    @property
    def rules(self) -> tuple[Rule, ...]:
        """All rules that its values obey, in the order in which their findings are listed."""
        single = (self.status_rule, self.worse_of, self.designation, self.ranking)
        rules = (
            *(Range(field.id) for field in self.fields if field.scale),
            *self.sums,
            *self.cutoffs,
            *single,
            *self.constants,
            Life(self.anchor),
            None if self.gaps is None else Continuity(self.anchor, self.gaps),
            self.steady,
        )
        return tuple(rule for rule in rules if rule)

    @property
    def questions(self) -> tuple[str, ...]:
        """The questions proper: the items that alone make up a subtotal."""
        totals = {rule.total for rule in self.sums}
        subtotals = {term for rule in self.sums for term in rule.terms if term in totals}
        return tuple(
            term
            for rule in self.sums
            if rule.total in subtotals and not totals & {*rule.terms}
            for term in rule.terms
        )

    @property
    def finest(self) -> Measure:
        """The measure of freedom with the widest scale: a score."""
        scored = [
            (m.scale.high - m.scale.low, m) for m in self.measures if m.scale and not m.is_relative
        ]
        return max(scored, key=lambda pair: pair[0])[1]

    @property
    def fields(self) -> tuple[Measure | Item, ...]:
        """Everything read from a file, in the order of the tables."""
        return (IS_TERRITORY, *self.measures, *self.items)

    def publication(self, edition: Edition) -> Published:
        """Return when an edition came out, or a day by which it had where that is not known."""
        return self.published.get(edition.edition) or Published.by(edition)

    @property
    def last_confirmed_edition(self) -> int:
        """The newest edition that is not known from secondary copies only."""
        confirmed = (s.last_edition for s in self.sources if s.grade != "secondary")
        return max(confirmed, default=0)

    @property
    def slips(self) -> tuple[Correction, ...]:
        """The corrections that were not declared, but made when a file was taken in."""
        return tuple(c for c in self.corrections if c.note)

    def withholding(self, slips: Iterable[Correction]) -> Survey:
        """Return the record with these slips and no others, and with the notes on their rows."""
        slips = tuple(slips)
        notes = [note for note in self.notes if note.code not in SLIPS]
        for code, text in SLIPS.items():  # the last prevails on a row that has several
            own = [c for c in slips if c.note == code and c.new is None]
            measures = tuple(dict.fromkeys(c.measure for c in own))
            rows = frozenset((c.country_id, c.edition) for c in own)
            notes += [Note(code, text, measures, rows)] if own else []
        declared = (c for c in self.corrections if not c.note)
        return replace(self, notes=tuple(notes), corrections=(*declared, *slips))

    @property
    def field(self) -> dict[str, Measure | Item]:
        """The same by id."""
        return {f.id: f for f in self.fields}

    def find_edition(self, year: int) -> Edition | None:
        """
        Return the edition that answers a question about one year covered, None where none does.

        It is the edition of that year, else the first whose period contains a day of it: in Freedom
        in the World 1981 is in edition 1982.
        """
        exact = [e for e in self.editions if e.year == year]
        within = [e for e in self.editions if e.start.year <= year <= e.end.year]
        return next(iter(exact + within), None)


def _name_editions(survey: Survey) -> str:
    """Return which editions a survey has, in words."""
    titles = [edition.edition for edition in survey.editions]
    return f"editions {min(titles)} to {max(titles)}" if titles else "no editions"


def _list_used(survey: Survey) -> Iterator[str]:
    """Yield the measures and items that the parts of a record name."""
    yield from (id_ for rule in survey.rules for id_ in list_ties(rule))
    for change in survey.breaks:
        yield from (*change.measures, *(change.border.measures if change.border else ()))
    yield from (id_ for note in survey.notes for id_ in note.measures)
    yield from (correction.measure for correction in survey.corrections)
    yield from (*survey.headline.measures, survey.anchor)
