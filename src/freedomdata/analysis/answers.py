"""
What the functions that answer questions share: whose rows, which edition, and what was left out.

Each takes a survey, by its id or as rows that `load` gave; counts countries unless asked for
territories, too; and says in the ``attrs`` of its answer how many rows it left out, which, and why.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, NoReturn, cast

from freedomdata.arguments import read_editions, read_number, read_numbers
from freedomdata.asked import choose_years, name_of, pick_territories, read_places
from freedomdata.calls import format_argument
from freedomdata.data import get_survey, open_data
from freedomdata.errors import FreedomDataError, warn
from freedomdata.frames import is_frame, read_frame
from freedomdata.labels import label
from freedomdata.loading.editions import find_incomplete, require_edition
from freedomdata.loading.selection import keep_latest
from freedomdata.missing import describe_never
from freedomdata.schema import set_types

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from freedomdata.data import Data
    from freedomdata.loading.editions import Incomplete
    from freedomdata.model import Edition, Survey
    from freedomdata.schema import Backend

__all__ = [
    "KEY",
    "Question",
    "choose_edition",
    "choose_rows",
    "describe_absent",
    "describe_incomplete",
    "keep_listed",
    "list_lacking",
    "note_passed",
    "note_period",
    "read_question",
    "split_listed",
]

#: The key of a row of an answer, and whose row it is.
KEY = {
    "country_id": "str",
    "country": "str",
    "is_territory": "bool",
    "edition": "int64",
    "year": "int64",
}
_WHEN = "%B %Y"
_NAMED = 4  # units in a note


@dataclass(slots=True)
class Question:
    """
    Whose rows of which survey are asked about.

    `rows` are sorted by their key and belong to nobody: they are not written to. What an answer
    leaves out is collected in `left_out`, what it has to say in `notes`.
    """

    record: Survey
    rows: pd.DataFrame
    data: Data
    left_out: list[tuple[str, pd.DataFrame]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    named: list[str] = field(default_factory=list)
    """The units that are named themselves, and not by a region."""

    def leave_out(self, reason: str, rows: pd.DataFrame) -> None:
        """Note that rows (with ``country_id`` and ``edition``) are left out, and why."""
        if len(rows):
            self.left_out.append((reason, rows[["country_id", "edition"]]))

    def narrow(self, editions: Iterable[int]) -> None:
        """Ask about some editions: what was left out of others is no matter any more."""
        chosen = [*editions]
        self.left_out = [
            (reason, own)
            for reason, rows in self.left_out
            if len(own := rows[rows["edition"].isin(chosen)])
        ]

    def take_edition(self, edition: Edition) -> pd.DataFrame:
        """Ask about one edition, and return its rows."""
        self.narrow([edition.edition])
        self.rows = self.rows[self.rows["edition"] == edition.edition]
        return self.rows

    def answer(
        self, frame: pd.DataFrame, dtypes: Mapping[str, Any], dtype_backend: Backend | None
    ) -> pd.DataFrame:
        """Return an answer in the declared columns and types, with what it leaves out."""
        typed = set_types(frame, dtypes, dtype_backend).reset_index(drop=True)
        return label(typed, self.data, self.record, left_out=self.left_out, notes=self.notes)


def read_question(
    survey: str | pd.DataFrame,
    *,
    country: str | Iterable[str] | None = None,
    territories: bool | Literal["only"] = False,
    data: str | os.PathLike[str] | None = None,
) -> Question:
    """
    Return the rows of a survey, by its id, or those of a frame that was given in its place.

    Countries alone are taken unless `territories` are asked for; a unit that is named is always
    taken. `country` may name regions, too.

    Raises
    ------
    FreedomDataError
        If a frame is not as `load` gives it, or nothing is left.
    """
    data = open_data(data)
    if is_frame(survey):
        record, rows = read_frame(cast("pd.DataFrame", survey), data)
    else:
        record = get_survey(cast("str", survey))
        data.require(record)
        record, rows = data.record(record), data.frame(record.id)
    question = Question(record, rows, data)
    if country is not None:
        ids, question.named, _ = read_places(country)
        held = set(rows["country_id"])
        warn(describe_absent(question, id_) for id_ in question.named if id_ not in held)
        question.rows = rows[rows["country_id"].isin(ids)]
    if question.rows.empty:
        raise FreedomDataError(f"{record.title} has no rows on what is asked for")
    question.rows = keep_listed(question, question.rows, territories)
    return question


def describe_absent(question: Question, country_id: str) -> str:
    """Report that a survey, or the frame that was given in its place, has no rows on a unit."""
    id_, data = question.record.id, question.data
    if id_ in data.described and (data.frame(id_)["country_id"] == country_id).any():
        return f"the frame has no rows on {name_of(country_id)}"
    return describe_never(question.record, name_of(country_id))


def keep_listed(
    question: Question,
    rows: pd.DataFrame,
    territories: bool | Literal["only"],  # noqa: FBT001 (as in the public functions)
) -> pd.DataFrame:
    """Return the rows of countries, territories or both, and of who is named; note the others."""
    what = (
        "territories"
        if question.record.lists_territories
        else "no states, though its publisher counts them"
    )
    more = format_argument("territories", value=True)
    reasons = {False: f"{what}: {more} takes them, too", "only": "countries"}
    kept, dropped = split_listed(question, rows, territories)
    if len(dropped):
        question.leave_out(reasons[cast("Any", territories)], dropped)
    return kept


def split_listed(
    question: Question,
    rows: pd.DataFrame,
    territories: bool | Literal["only"],  # noqa: FBT001 (as in the public functions)
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the rows of who is asked for, or named, and all others. Nobody writes to them."""

    def split() -> tuple[pd.DataFrame, pd.DataFrame]:
        kept = pick_territories(question.record, rows, territories, question.named)
        return kept, rows[~rows.index.isin(kept.index)]

    data, id_ = question.data, question.record.id
    if not question.named and rows is data.frame(id_):  # which is asked for again and again
        return data.keep(("listed", id_, repr(territories)), split)
    return split()


def choose_rows(
    question: Question,
    years: int | Iterable[int] | None,
    editions: int | Iterable[int] | Literal["latest"] | None,
) -> pd.DataFrame:
    """
    Return the rows of some years covered or editions.

    A single year without an edition of its own is that of the edition that covers it, which is
    noted; ``"latest"`` is the newest edition of each unit that is still there.
    """
    record = question.record
    rows = choose_years(record, question.rows, years)
    wanted = read_numbers("years", years)
    if wanted and len(wanted) == 1:
        note_period(question, wanted[0], require_edition(record, rows, wanted[0]))
    titles = read_editions(editions)
    if titles == "latest":
        latest = keep_latest(rows, record, None)[["country_id", "edition"]]
        keys = rows.set_index(["country_id", "edition"]).index
        rows = rows[keys.isin(latest.set_index(["country_id", "edition"]).index)]
    elif titles is not None:
        kept = rows[rows["edition"].isin(titles)]
        if kept.empty:
            _refuse_editions(record, rows, ", ".join(map(str, titles)))
        rows = kept
    return rows


def list_lacking(
    question: Question,
    chosen: pd.DataFrame,
    territories: bool | Literal["only"] = True,  # noqa: FBT001, FBT002 (as in the public functions)
) -> list[Incomplete]:
    """Return which editions of the chosen rows lack units of those asked for."""
    if not (chosen["grade"] == "secondary").any():  # then the publisher's own files have them
        return []
    rows = pick_territories(question.record, question.rows, territories, question.named)
    held = {*chosen["edition"]}
    return [one for one in find_incomplete(question.record, rows) if one.edition in held]


def note_period(question: Question, year: int, found: Edition) -> None:
    """Note which edition answers for a year that is not its own."""
    if found.year != year:
        question.notes.append(
            f"{year} is in edition {found.edition}, which covers {found.start:{_WHEN}} to "
            f"{found.end:{_WHEN}}"
        )


def choose_edition(question: Question, year: int | None, edition: int | None) -> Edition:
    """
    Return the edition that a question is about: of a year covered, or by its title.

    By default it is the newest that lacks nobody; newer ones are noted, and so is an edition that
    answers for a year which is not its own.
    """
    record, rows = question.record, question.rows
    year, edition = read_number("year", year), read_number("edition", edition)
    if year is not None and edition is not None:
        by_title = format_argument("edition", metavar="EDITION")
        raise FreedomDataError(f"give a year covered, or {by_title}, not both")
    incomplete = find_incomplete(record, rows)
    if edition is not None:
        found = next((e for e in record.editions if e.edition == edition), None)
        if found is None or not (rows["edition"] == edition).any():
            _refuse_editions(record, rows, str(edition))
    elif year is not None:
        found = require_edition(record, rows, year)
        note_period(question, year, found)
    else:
        whole = rows[~rows["edition"].isin([one.edition for one in incomplete])]
        found = require_edition(record, rows, int(whole["year"].max()))
    note_incomplete(question, [one for one in incomplete if one.edition == found.edition])
    if year is None and edition is None:
        note_passed(question, [one for one in incomplete if one.edition > found.edition])
    return found


def note_incomplete(question: Question, incomplete: Iterable[Incomplete]) -> None:
    """Note editions that are in the answer and lack units."""
    question.notes += map(describe_incomplete, incomplete)


def note_passed(question: Question, incomplete: Iterable[Incomplete]) -> None:
    """Note editions that are passed over, as they lack units."""
    question.notes += [
        f"edition {one.edition} is passed over: the copies at hand lack "
        f"{len(one.lacking)} of {one.of} units"
        for one in incomplete
    ]


def _refuse_editions(record: Survey, rows: pd.DataFrame, asked: str) -> NoReturn:
    """Refuse editions that are not there, and say which are."""
    what = f"{record.title} has no edition {asked} here" if asked else "no edition is asked for"
    raise FreedomDataError(f"{what}; there are {rows['edition'].min()} to {rows['edition'].max()}")


def describe_incomplete(one: Incomplete) -> str:
    """Report an edition that lacks units."""
    names = ", ".join(map(name_of, one.lacking[:_NAMED]))
    more = "..." if len(one.lacking) > _NAMED else ""
    return (
        f"edition {one.edition} is incomplete: the copies at hand lack "
        f"{len(one.lacking)} of {one.of} units ({names}{more})"
    )
