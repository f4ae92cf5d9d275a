"""What facts are about: an edition of a survey, whom its publisher counts, and calls as Python."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from freedomdata.analysis.answers import Question, choose_edition, read_question
from freedomdata.analysis.changes import compare_editions
from freedomdata.analysis.steps import choose_level
from freedomdata.asked import name_of

if TYPE_CHECKING:
    import os
    from collections.abc import Callable

    import pandas as pd

    from freedomdata.data import Data
    from freedomdata.model import Edition, Survey

__all__ = ["Fact", "Subject", "choose_subject", "list_years"]


@dataclass(frozen=True, slots=True)
class Fact:
    """A number, what it is of, the sentence that says it, whom it is about, and its call."""

    id: str
    value: float
    unit: str
    text: str
    call: str
    units: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Subject:
    """An edition of a survey that facts are about, and how its publisher counts."""

    question: Question
    edition: Edition
    directory: str | os.PathLike[str] | None
    """The data directory, where one was named."""

    @property
    def rows(self) -> pd.DataFrame:
        """The rows of the edition."""
        rows = self.question.rows
        return rows[rows["edition"] == self.edition.edition]

    @property
    def record(self) -> Survey:
        """The survey."""
        return self.question.record

    @property
    def territories(self) -> bool:
        """Whether territories are counted: where the publisher lists them together."""
        return not self.record.lists_territories

    @property
    def noun(self) -> str:
        """What is counted, in words."""
        return "countries and territories" if self.rows["is_territory"].any() else "countries"

    def number(self, number: int) -> str:
        """Return how many, in words."""
        one = "country or territory" if " " in self.noun else "country"
        return f"{number or 'No'} {self.noun if number > 1 else one}"

    def ask(
        self, function: Callable[..., pd.DataFrame], *args: Any, **options: Any
    ) -> pd.DataFrame:
        """Return what one of our functions answers."""
        return function(
            self.record.id, *args, **options, territories=self.territories, data=self.question.data
        )

    def compare(self, level: str) -> pd.DataFrame:
        """Return the step of everybody from the edition before, empty where nothing compares."""
        record, data = self.record, self.question.data
        rows = data.frame(record.id)  # with those who were territories before
        asked = Question(record, rows, data)
        own = rows[rows["edition"] == self.edition.edition]
        steps = compare_editions(asked, choose_level(record, level), own, self.territories)
        if steps.empty:  # by a change of method
            self.question.notes += [why for why, _ in asked.left_out if why.startswith("edition")]
        return steps

    def call(self, name: str, /, *args: Any, then: str = "", **options: Any) -> str:
        """Return the same call as Python; `then` is what is done with its answer."""
        if self.territories:
            options["territories"] = True
        if self.directory is not None:
            options["data"] = Path(self.directory).as_posix()
        given = [*map(_quote, (self.record.id, *args))]
        given += [f"{option}={_quote(value)}" for option, value in options.items()]
        return f"fd.{name}({', '.join(given)}){then}"

    def row(self, fact: Fact) -> tuple[Any, ...]:
        """Return a fact as a row of the answer."""
        return (
            self.record.id,
            self.edition.edition,
            self.edition.year,
            fact.id,
            fact.value,
            fact.unit,
            fact.text,
            "; ".join(map(name_of, fact.units)),
            " ".join(fact.units),
            self.edition.edition <= self.record.last_confirmed_edition,
            fact.call,
        )


def choose_subject(
    record: Survey, year: int | None, data: Data, directory: str | os.PathLike[str] | None
) -> Subject | None:
    """Return the edition of a survey on a year, None where it has none."""
    data.require(record)
    question = read_question(record.id, territories=not record.lists_territories, data=data)
    held = {*question.rows["edition"].tolist()}
    found = None if year is None else question.record.find_edition(year)
    if year is not None and (found is None or found.edition not in held):
        return None
    return Subject(question, choose_edition(question, year, None), directory)


def list_years(record: Survey, data: Data) -> str:
    """Report which years a survey covers."""
    years = data.frame(record.id)["year"]
    ended = ", and the survey has ended" if record.has_ended else ""
    return f"it covers {years.min()} to {years.max()}{ended}"


def _quote(value: object) -> str:
    """Return an argument as it is written in a call."""
    return f'"{value}"' if isinstance(value, str) else repr(value)
