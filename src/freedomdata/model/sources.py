"""Published files: how they are laid out, how they reached us, and what is read otherwise."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from dataclasses import field as default
from typing import TYPE_CHECKING, Any, Literal, get_args

from freedomdata.choices import Grade
from freedomdata.model.measures import refuse_doubles

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "COPIED_GRADES",
    "GRADES",
    "GRADE_MEANINGS",
    "OWN_GRADES",
    "SLIPS",
    "Column",
    "Correction",
    "Naming",
    "Sheet",
    "Source",
]


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
        refuse_doubles("headers", (header for (header, *_), n in spans.items() for _ in range(n)
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
