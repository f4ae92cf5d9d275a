"""
The record of a survey: what it measures, when, on which scale, and in which files.

Everything the package knows about a survey is in one :class:`Survey`, made of the small frozen
records below. They hold facts and refuse nonsense when they are built; what is done with the
facts is done by functions elsewhere.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from dataclasses import field as default
from datetime import date, timedelta
from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal, get_args

from freedomdata.choices import Grade

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

__all__ = [
    "COPIED_GRADES",
    "GRADES",
    "GRADE_MEANINGS",
    "IS_TERRITORY",
    "OWN_GRADES",
    "REGIONS",
    "SLIPS",
    "STATUSES",
    "Band",
    "Break",
    "Column",
    "Constant",
    "Continuity",
    "Correction",
    "Cutoffs",
    "Designation",
    "Edition",
    "Gap",
    "Headline",
    "Item",
    "Life",
    "Measure",
    "Naming",
    "Note",
    "Published",
    "Range",
    "Ranking",
    "Report",
    "Rule",
    "Scale",
    "Sheet",
    "Source",
    "StatusRule",
    "Steady",
    "Sum",
    "Survey",
    "WorseOf",
    "list_ties",
]

#: Statuses from least to most free, as the publisher words them.
STATUSES = ("Not Free", "Partly Free", "Free")

#: Freedom House's regions, as its edition of 2022 drew them.
REGIONS = ("Africa", "Americas", "Asia", "Eurasia", "Europe", "Middle East")

#: How a value reached us, from the publisher's own bytes to unconfirmed secondary copies.
GRADES: tuple[Grade, ...] = get_args(Grade)
#: What a grade means.
GRADE_MEANINGS: Mapping[str, str] = {
    "published": "the publisher's own bytes",
    "resaved": "the publisher's file, opened and saved again by somebody",
    "compiled": "taken over by an academic or public compilation",
    "transcribed": "typed for this project from a printed table",
    "secondary": "copied from secondary public sources, not yet confirmed by a published file",
}
#: The grades of the publisher's own files, and of files that others made from those.
OWN_GRADES, COPIED_GRADES = ("published", "resaved"), ("compiled", "transcribed")

#: How well the date of a publication is known; a bound is later than it can have been.
_PRECISIONS = ("day", "month", "year", "bound")

#: The notes on rows of which a file that nobody declared contradicts values, by their code.
SLIPS = {
    "contradicted": (
        "A better file contradicts values of this row: those of the lesser one are withheld."
    ),
    "contradicts_itself": (
        "The file contradicts itself in this row, or cannot be read: what cannot be true together "
        "is withheld, and missing unless another file has it."
    ),
}

#: A country-edition: the key of every table, as ``(country_id, edition)``.
Key = tuple[str, int]


def _refuse_doubles(what: str, names: Iterable[object]) -> None:
    doubled = [str(name) for name, n in Counter(names).items() if n > 1]
    if doubled:
        raise ValueError(f"{what} declared twice: {', '.join(doubled)}")


@dataclass(frozen=True, slots=True)
class Scale:
    """
    Numbers from `low` to `high`; `freest` is the end that means most free.

    They are whole, or have `decimals` at the least.
    """

    low: int
    high: int
    freest: int
    decimals: int = 0

    def __post_init__(self) -> None:
        if self.low >= self.high:
            raise ValueError(f"a scale from {self.low} to {self.high} is empty")
        if self.freest not in (self.low, self.high):
            raise ValueError(f"{self.freest} is no end of the scale {self.low} to {self.high}")

    @property
    def direction(self) -> str:
        """Which end is free, in words."""
        return "higher is freer" if self.freest == self.high else "lower is freer"

    @property
    def least(self) -> int:
        """The end that means least free."""
        return self.low + self.high - self.freest

    def turn(self, value: Any) -> Any:
        """Return `value` (or an array) counted from the other end."""
        return self.low + self.high - value

    def freedom(self, value: Any) -> Any:
        """Return how free `value` (or an array) is, from 0 (least) to 100 (most)."""
        return 100 * (value - self.least) / (self.freest - self.least)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """
    One column of a survey's table: a number on a `scale`, or one of the printed `words`.

    `until` holds older scales by the last edition that used them. A measure that is `relative`
    (a rank) depends on who else is measured, and is no measure of freedom by itself. Those with
    a `short` title are shown where there is room for few. `first_edition` is the first that has
    it, where that is not the survey's first. Of one that `is_renamed` from time to time (a region)
    the words of a new file may be unknown.
    """

    id: str
    title: str
    description: str
    short: str = ""
    first_edition: int | None = None
    scale: Scale | None = None
    until: Mapping[int, Scale] = default(default_factory=dict)
    is_relative: bool = False
    words: Mapping[str, str | bool] = default(default_factory=dict)
    categories: tuple[str | bool, ...] = ()
    is_ordered: bool = False
    is_renamed: bool = False

    def __post_init__(self) -> None:
        if (self.scale is None) == (not self.categories):
            raise ValueError(f"{self.id}: give either a scale or categories")
        if strange := set(self.words.values()) - set(self.categories):
            raise ValueError(f"{self.id}: words lead to {strange}, which are no categories")

    def scale_in(self, edition: int) -> Scale | None:
        """Return the scale that the edition used."""
        older = (scale for last, scale in sorted(self.until.items()) if edition <= last)
        return next(older, self.scale)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """
    One question or subtotal, and the editions (first and last, both included) that have it.

    `wording` says in our own words what is asked; a subtotal has none. One that `is_reworded` may
    be worded otherwise by the publisher in older editions. `earlier_names` are ids that it was
    printed under, each with the last edition that did so. One that `is_for_some` is printed as 0
    for all it is not about.
    """

    id: str
    title: str
    scale: Scale
    wording: str = ""
    remark: str = ""
    earlier_names: Mapping[str, int] = default(default_factory=dict)
    first_edition: int
    last_edition: int | None = None
    is_for_some: bool = False
    is_reworded: bool = False

    def scale_in(self, edition: int) -> Scale:  # noqa: ARG002 (as a measure's)
        """Return the scale, which is the same in every edition."""
        return self.scale


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition: the later year of its title, the title as printed, and what it covers."""

    edition: int
    label: str
    start: date
    end: date

    def __post_init__(self) -> None:
        if self.start >= self.end:
            raise ValueError(f"edition {self.label} ends before it starts")

    @property
    def year(self) -> int:
        """The year of the last day covered."""
        return self.end.year

    @classmethod
    def of_calendar_year(cls, edition: int) -> Edition:
        """Return the edition that covers the calendar year before the year of its title."""
        year = edition - 1
        return cls(edition, str(edition), date(year, 1, 1), date(year, 12, 31))


@dataclass(frozen=True, slots=True)
class Published:
    """
    When an edition was first published, how precisely that is known, and by whose word.

    Of a month or year `date` is the last day, so that nothing is known too early.
    """

    date: date
    precision: str
    source: str

    def __post_init__(self) -> None:
        if self.precision not in _PRECISIONS:
            raise ValueError(f"precision {self.precision!r} is none of {_PRECISIONS}")
        after = self.date + timedelta(days=1)
        starts = {"day": True, "month": after.day == 1}
        if not starts.get(self.precision, (after.month, after.day) == (1, 1)):
            raise ValueError(f"{self.date} is not the last day of a {self.precision}")

    @classmethod
    def by(cls, edition: Edition) -> Published:
        """Return the bound for an edition without a date: the end of the year after its last."""
        return cls(date(edition.year + 1, 12, 31), "bound", "no date at hand")


@dataclass(frozen=True, slots=True)
class Sum:
    """
    `total` is the sum of `terms`, each times its weight; items not asked count zero.

    On a scale with decimals all of them are rounded. `known` names the country-editions whose
    published total is another, and why.
    """

    total: str
    terms: Mapping[str, float]
    known: Mapping[Key, str] = default(default_factory=dict)

    def tolerance(self, scale: Scale | None) -> float:
        """Return how far rounding alone may set the sum off a total on `scale`."""
        decimals = scale.decimals if scale else 0
        parts = sum(map(abs, self.terms.values())) if decimals else 0
        return 0.5 * 10.0**-decimals * (1 + parts) * (1 + 1e-9)


@dataclass(frozen=True, slots=True)
class Cutoffs:
    """`rating` is 1 from the first of `floors` of `score` on, 2 from the second on, and so on."""

    score: str
    rating: str
    floors: tuple[int, ...]
    known: Mapping[Key, str] = default(default_factory=dict)

    def __post_init__(self) -> None:
        if list(self.floors) != sorted(set(self.floors), reverse=True):
            raise ValueError(f"cut-offs of {self.rating} do not fall: {self.floors}")


@dataclass(frozen=True, slots=True)
class Band:
    """`status` is given from `low` to `high` (both included), in the years covered."""

    status: str
    low: float
    high: float
    first_year: int
    last_year: int | None = None

    def __post_init__(self) -> None:
        if self.status not in STATUSES:
            raise ValueError(f"{self.status!r} is none of {STATUSES}")
        if self.low > self.high:
            raise ValueError(f"the band {self.low} to {self.high} is empty")

    def holds_in(self, year: int) -> bool:
        """Whether the band was in force for the covered `year`."""
        return self.first_year <= year <= (self.last_year or year)


@dataclass(frozen=True, slots=True)
class StatusRule:
    """
    The mean of `measures` lies in a band of the published status.

    Bands of one year may share their ends (before 2003 a mean of 5.5 could be either), but not
    more. `known` names the country-editions whose published status breaks the rule, and why.
    Where `is_complete`, there is no status without the measures.
    """

    measures: tuple[str, ...]
    bands: tuple[Band, ...]
    known: Mapping[Key, str] = default(default_factory=dict)
    is_complete: bool = False

    def __post_init__(self) -> None:
        years = {band.first_year for band in self.bands}
        for year in years:
            inside = sorted((b for b in self.bands if b.holds_in(year)), key=lambda b: b.low)
            for lower, upper in pairwise(inside):
                if lower.high > upper.low:
                    raise ValueError(f"in {year} the bands of {lower} and {upper} overlap")

    def bands_in(self, year: int | None = None) -> tuple[Band, ...]:
        """Return the bands in force in a covered `year`, by default those still in force."""
        if year is None:
            return tuple(band for band in self.bands if band.last_year is None)
        return tuple(band for band in self.bands if band.holds_in(year))


@dataclass(frozen=True, slots=True)
class Headline:
    """The one number that represents a survey: the mean of `measures`, under its own name."""

    id: str
    title: str
    measures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WorseOf:
    """
    `worse` is the worse of the categories `first` and `second`, and `second` is not published.

    Where the worse differs from the first it is the second; else the second is not known.
    """

    worse: str
    first: str
    second: str


@dataclass(frozen=True, slots=True)
class Steady:
    """From one edition to the next, units in both change by `most` on average at the most."""

    measure: str
    most: float


@dataclass(frozen=True, slots=True)
class Designation:
    """From `first_edition` on `measure` is yes just where every number in `floors` is reached."""

    measure: str
    floors: Mapping[str, int]
    first_edition: int


@dataclass(frozen=True, slots=True)
class Constant:
    """A unit has one value of `measure` in all editions; `known` names those that differ."""

    measure: str
    known: Mapping[Key, str] = default(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ranking:
    """In an edition, nobody who is freer by `score` has a later `rank`."""

    rank: str
    score: str


@dataclass(frozen=True, slots=True)
class Gap:
    """A unit is not rated in the editions from `first_edition` to `last_edition`, and why."""

    country_id: str
    first_edition: int
    last_edition: int
    reason: str


@dataclass(frozen=True, slots=True)
class Range:
    """Values of `measure`, a measure or item, lie on the scale that their edition used."""

    measure: str


@dataclass(frozen=True, slots=True)
class Life:
    """A unit has the `measure` that makes a row only while it exists."""

    measure: str


@dataclass(frozen=True, slots=True)
class Continuity:
    """A unit that is rated goes on being rated, but for declared `gaps`."""

    measure: str
    gaps: tuple[Gap, ...]


#: A rule that values obey: each kind has its evaluation in :mod:`freedomdata.rules`.
Rule = (
    Range | Sum | Cutoffs | StatusRule | WorseOf | Designation
    | Ranking | Constant | Life | Continuity | Steady
)  # fmt: skip


def list_ties(rule: Rule) -> tuple[str, ...]:  # noqa: PLR0911 (one for each kind)
    """Return all measures and items that a rule ties together, first the one that follows."""
    match rule:
        case Sum():
            return rule.total, *rule.terms
        case Cutoffs():
            return rule.rating, rule.score
        case StatusRule():
            return "status", *rule.measures
        case WorseOf():
            return rule.worse, rule.first, rule.second
        case Designation():
            return rule.measure, *rule.floors
        case Ranking():
            return rule.rank, rule.score
        case _:
            return (rule.measure,)


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
class Correction:
    """
    What the files `sources` print in one cell, and what is read instead.

    `old` is the cell as printed, `new` the word or number it is read as, or None where the
    value is withheld. A file that prints anything but `old` is refused. `is_reprint` is set
    where the cell is in a later edition, in a column on the edition before. `is_revision` is
    set where the publisher changed the value in a later release: the cell is right about its own
    release, and is read as printed. `note` is set where it was not declared, but made when a file
    was taken in that contradicts itself or another: the code of the note that its row has, a key
    of :data:`SLIPS`. A later file may have what is withheld; that is `new` then.
    """

    sources: tuple[str, ...]
    country_id: str
    edition: int
    measure: str
    old: str | int
    new: str | int | None
    reason: str
    is_reprint: bool = False
    is_revision: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """
    A column of a published sheet by its `header`, and what is read from it.

    `holds` is a measure or item id, ``"unit"`` for the name or code of the country,
    ``"edition"``, ``"year"`` for the year covered, or None where nothing is read. `edition` is
    set where the header names it; `first` and `last` limit the editions that are read.
    `words` are what the column prints where it is not what the measure's other files print.
    A column that `is_reprint` repeats the edition before: it is compared, never delivered.
    `also` are other headers of the same column; one that `is_optional` may be missing.
    """

    header: str
    holds: str | None
    edition: int | None = None
    first: int | None = None
    last: int | None = None
    words: Mapping[Any, str] | None = None
    is_reprint: bool = False
    also: tuple[str, ...] = ()
    is_optional: bool = False

    @property
    def headers(self) -> tuple[str, ...]:
        """All headers of the column."""
        return (self.header, *self.also)

    def is_read_in(self, edition: int) -> bool:
        """Whether the column is read for an edition."""
        return (self.first or edition) <= edition <= (self.last or edition)


@dataclass(frozen=True, slots=True)
class Naming:
    """In a sheet `name` means `country_id`, in the editions from `first` to `last`."""

    name: str
    country_id: str
    first: int | None = None
    last: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """
    One sheet of a published file and how it is laid out.

    Layouts: ``"table"`` has one header row and one row per country or country-edition;
    ``"blocks"`` has three header rows (edition, years, measure) and one row per country; the
    columns from one edition to the next are a block, with the columns that it is declared to have;
    ``"counts"`` has one row per edition with the number of countries of each status.
    Headers, names and words are compared after trimming. `name` is None where the format
    (CSV, JSON) has no sheets. `missing` are the strings that mean "no value".

    `is_turned`: numbers count from the other end of their scales. `has_status_by_rule`: no status
    is printed, it follows from the survey's rule. `is_excerpt`: columns that are not declared
    are other people's, and left alone. `namings`: what names mean here that mean something else,
    or nothing, elsewhere. `has_stars`: a star after a name marks a territory. `years`: covered
    years that are written otherwise. `delimiter`, `decimal` and `encodings` (tried in turn) are
    those of a CSV file.
    """

    layout: Literal["table", "blocks", "counts"]
    columns: tuple[Column, ...]
    name: str | None = None
    header_row: int = 1
    is_territory: bool | None = None
    has_stars: bool = False
    edition: int | None = None
    missing: frozenset[str] = frozenset({"", "-"})
    is_turned: bool = False
    has_status_by_rule: bool = False
    is_excerpt: bool = False
    namings: tuple[Naming, ...] = ()
    years: Mapping[int, int] = default(default_factory=dict)
    delimiter: str = ","
    decimal: str = "."
    encodings: tuple[str, ...] = ("utf-8-sig",)

    def __post_init__(self) -> None:
        spans = Counter((c.header, c.first, c.last) for c in self.columns)
        _refuse_doubles("headers", (header for (header, *_), n in spans.items() for _ in range(n)
                                    if n > 1))  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """
    One published file: where it is from, which bytes it has, and what it holds.

    `lacks` are editions between the first and the last that it does not have. `compiler` is the
    compilation that is used for the publisher's own file, as it wants to be cited. A file whose
    bytes are not known is not `is_declared`: a slip in it costs the row, not the file.
    """

    id: str
    path: str
    release: str
    grade: str
    sha256: str
    bytes: int
    title: str
    sheets: tuple[Sheet, ...]
    first_edition: int
    last_edition: int
    url: str | None = None
    mirror: str | None = None
    remark: str = ""
    lacks: frozenset[int] = frozenset()
    compiler: str = ""
    is_declared: bool = True

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[0-9a-f]{64}", self.sha256):
            raise ValueError(f"source {self.id} has no sha256: {self.sha256!r}")
        if self.grade not in GRADES:
            raise ValueError(f"source {self.id}: grade {self.grade!r} is none of {GRADES}")
        if self.first_edition > self.last_edition:
            raise ValueError(f"source {self.id} ends before it starts")


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
        _refuse_doubles("measures and items", (f.id for f in self.fields))
        _refuse_doubles("editions", (e.edition for e in self.editions))
        _refuse_doubles("sources", (s.id for s in self.sources))
        _refuse_doubles("notes", (n.code for n in self.notes))
        declared = (note for note in self.notes if note.code not in SLIPS)
        _refuse_doubles("rows with a note", (row for note in declared for row in note.rows))
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


IS_TERRITORY = Measure(
    id="is_territory",
    title="Listed as a territory",
    description="Whether the survey's workbook files the unit under territories in that edition.",
    words={"c": False, "t": True, "Country": False, "Territory": True},
    categories=(False, True),
)
