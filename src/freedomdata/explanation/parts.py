"""What an explanation is made of: frozen records, without prose that would have to be parsed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = [
    "Cell",
    "Change",
    "CorrectedCell",
    "CrossedBreak",
    "Difference",
    "Direction",
    "Figure",
    "File",
    "Link",
    "Margin",
    "Outcome",
    "Remark",
    "RevisedValue",
    "Step",
    "Value",
]

#: A number, a word, or yes and no.
Value = int | float | str | bool

#: Towards which end of a scale.
Direction = Literal["freer", "less free"]

#: How what a step gives compares with what is published: the same; the same but for the rounding
#: of the parts; another, as declared; another, undeclared; nothing is printed, the value follows
#: by this step; a part of the step is missing.
Outcome = Literal["equal", "rounded", "corrected", "known", "differs", "derived", "unproven"]


@dataclass(frozen=True, slots=True)
class Remark:
    """A code and its sentence."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """
    A page of the publisher on the unit; on this edition alone, or on the newest.

    `remark` says how the address was found, and whether anybody opened it.
    """

    url: str
    is_of_edition: bool
    is_checked: bool
    remark: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One of the numbers for the whole, with the ends of its scale, where it has one."""

    measure: str
    title: str
    value: Value
    freest: int | None
    least: int | None


@dataclass(frozen=True, slots=True)
class Margin:
    """How far a value is from `what`, the next on one side, which goes from `low` to `high`."""

    side: Direction
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
    verdict: Outcome
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
    side: Direction | None


@dataclass(frozen=True, slots=True)
class CrossedBreak:
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
    breaks: tuple[CrossedBreak, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """
    The cell that a value is from; `cell` is its spreadsheet name, None where there are no sheets.

    `printed` is what is there where it is read otherwise, and `reason` why it is.
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
class CorrectedCell:
    """A declared correction: what `sources` print, what is read instead (None: withheld), why."""

    sources: tuple[str, ...]
    measure: str
    title: str
    old: str | int
    new: str | int | None
    reason: str
    is_reprint: bool


@dataclass(frozen=True, slots=True)
class RevisedValue:
    """A value that the publisher changed from one release to the next (None: it had none)."""

    measure: str
    title: str
    old: str | None
    new: str | None
    release_from: str
    release_to: str
