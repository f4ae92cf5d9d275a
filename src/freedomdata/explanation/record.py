"""What an explanation is made of: plain frozen records, without a word of prose to parse."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

from freedomdata.explanation.notebook import render
from freedomdata.explanation.text import tell

__all__ = [
    "Cell",
    "Change",
    "Crossed",
    "Difference",
    "Explanation",
    "Figure",
    "File",
    "Margin",
    "Reading",
    "Remark",
    "Revised",
    "Side",
    "Step",
    "Value",
    "Verdict",
]

#: A number, a word, or yes and no.
Value = int | float | str | bool

#: Which side of a value is meant.
Side = Literal["freer", "less free"]

#: How what a step gives compares with what is published: the same; the same but for the rounding
#: of the parts; another, as declared; another, undeclared; nothing is printed, the value follows
#: by this step; a part of the step is missing.
Verdict = Literal["equal", "rounded", "corrected", "known", "differs", "derived", "unproven"]


@dataclass(frozen=True, slots=True)
class Remark:
    """A code and the sentence it stands for."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One of the numbers that stand for the whole, with the ends of its scale, where it has one."""

    measure: str
    title: str
    value: Value
    freest: int | None
    least: int | None


@dataclass(frozen=True, slots=True)
class Margin:
    """How far a value is from `what`, the next on one side, which goes from `low` to `high`."""

    side: Side
    what: str
    distance: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Step:
    """
    One step of the survey's arithmetic.

    `formula` has the names, `arithmetic` the numbers, `gives` the result (None where a part is
    missing; several statuses where the rule leaves a choice), `published` what the table has.
    `out_of` is the most there is, of a number that starts from zero or below. `reason` says why
    they differ, or what is missing and why.
    """

    kind: Literal["sum", "cutoffs", "status", "worse"]
    measure: str
    title: str
    formula: str
    arithmetic: str
    gives: Value | tuple[str, ...] | None
    published: Value | None
    verdict: Verdict
    reason: str
    out_of: int | None
    margins: tuple[Margin, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """A measure or item that differs; `side` is None where it says nothing about freedom."""

    measure: str
    title: str
    old: Value
    new: Value
    side: Side | None


@dataclass(frozen=True, slots=True)
class Crossed:
    """A break between two editions: what changed, for which measures."""

    edition: int
    measures: tuple[str, ...]
    what: str
    is_comparable: bool


@dataclass(frozen=True, slots=True)
class Change:
    """
    What differs from `edition`, the one before in which the unit was rated.

    `skipped` are the editions between, in which it was not. `begun` and `ended` are the measures
    and items that only the one or the other edition has.
    """

    edition: int
    edition_label: str
    year: int
    skipped: tuple[int, ...]
    differences: tuple[Difference, ...]
    begun: tuple[str, ...]
    ended: tuple[str, ...]
    breaks: tuple[Crossed, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """
    The cell that a value is from; `cell` is its spreadsheet name, None where there are no sheets.

    `printed` is what stands there where it is read otherwise, and `reason` says why it is.
    `agreeing` are the other files that print the same value.
    """

    measure: str
    title: str
    value: Value
    sheet: str | None
    row: int
    column: int
    cell: str | None
    printed: str | None
    reason: str | None
    agreeing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class File:
    """A published file, and the cells read from it."""

    source: str
    title: str
    path: str
    release: str
    grade: str
    sha256: str
    url: str | None
    mirror: str | None
    remark: str | None
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """A declared correction: what `sources` print, what is read instead (None: withheld), why."""

    sources: tuple[str, ...]
    measure: str
    title: str
    old: str | int
    new: str | int | None
    reason: str
    is_reprint: bool


@dataclass(frozen=True, slots=True)
class Revised:
    """A value that the publisher changed from one release to the next (None: it had none)."""

    measure: str
    title: str
    old: str | None
    new: str | None
    release_from: str
    release_to: str


@dataclass(frozen=True, slots=True, repr=False)
class Explanation:
    """
    One country-edition of one survey, explained; made by :func:`freedomdata.explain`.

    ``str(x)`` is the note for a terminal, a notebook shows tables, ``x.to_dict()`` is for
    programs. The attributes are the keys of ``to_dict()``, and so are those of the records within.

    Attributes
    ----------
    survey, survey_title, country_id, country, is_territory
        What is explained.
    edition, edition_label, period_start, period_end, year
        The edition, its title as printed, its first and last day, the year of the last day.
    year_of_title
        The edition that covers the year in the title and has the country, None where it is this one
        or there is none.
    asked
        How the request was understood, where it did not name the edition itself.
    questions
        Which editions have questions, where the survey has some but not in this edition.
    status, grade, note
        As in the survey's table; `note` has ``code`` and ``text``.
    headline
        The numbers that stand for the whole: ``measure``, ``title``, ``value``, ``freest``,
        ``least``.
    values
        All measures and items that the tables have, by id.
    steps
        From questions to status: ``kind``, ``measure``, ``title``, ``formula``, ``arithmetic``,
        ``gives``, ``published``, ``verdict`` (equal, rounded, corrected, known, differs, derived,
        unproven), ``reason``, ``out_of``, and ``margins`` (``side``, ``what``, ``distance``,
        ``low``, ``high``).
    change
        Since the edition before that rated the unit (None: there is none): ``edition``,
        ``edition_label``, ``year``, ``skipped``, ``differences`` (``measure``, ``title``,
        ``old``, ``new``, ``side``), ``begun``, ``ended``, ``breaks`` (``edition``, ``measures``,
        ``what``, ``is_comparable``).
    files
        ``source``, ``title``, ``path``, ``release``, ``grade``, ``sha256``, ``url``, ``mirror``,
        ``remark``, ``cells`` (``measure``, ``title``, ``value``, ``sheet``, ``row``, ``column``,
        ``cell``, ``printed``, ``reason``, ``agreeing``).
    corrections
        ``sources``, ``measure``, ``title``, ``old``, ``new``, ``reason``, ``is_reprint``.
    revisions
        What the publisher changed later: ``measure``, ``title``, ``old``, ``new``,
        ``release_from``, ``release_to``.
    data_version, citation, terms
        The version of the tables, how to cite the survey, and what its publisher allows.
    """

    survey: str
    survey_title: str
    country_id: str
    country: str
    is_territory: bool
    edition: int
    edition_label: str
    period_start: date
    period_end: date
    year: int
    year_of_title: int | None
    asked: str | None
    questions: str | None
    status: str | None
    grade: str
    note: Remark | None
    headline: tuple[Figure, ...]
    values: dict[str, Value]
    steps: tuple[Step, ...]
    change: Change | None
    files: tuple[File, ...]
    corrections: tuple[Reading, ...]
    revisions: tuple[Revised, ...]
    data_version: str
    citation: str
    terms: str

    def __str__(self) -> str:
        return tell(self)

    def __repr__(self) -> str:
        return f"<Explanation: {self.survey}, {self.country_id}, edition {self.edition}>"

    def _repr_html_(self) -> str:
        return render(self)

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain values that JSON can hold; dates are ISO 8601 text."""
        plain: dict[str, Any] = _make_plain(asdict(self))
        return plain


def _make_plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _make_plain(inner) for key, inner in value.items()}
    if isinstance(value, tuple):
        return [_make_plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value
