"""What rules take and give: rows of values, verdicts on them, findings of what breaks a rule."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from freedomdata.countries import get_countries
from freedomdata.model import STATUSES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from freedomdata.model import Key

__all__ = ["INCOMPLETE", "RATED", "WHOLE", "Breach", "Finding", "Rows", "Verdicts"]

#: What is expected where a value is not wrong, but others that belong to it are missing.
WHOLE, RATED = "every part of it, or none", "a rating beside it"
INCOMPLETE = frozenset({WHOLE, RATED})


@dataclass(frozen=True)
class Rows:
    """Country-editions and their values by measure and item: numbers, codes of words, or NaN."""

    country_id: list[str]
    edition: np.ndarray
    year: np.ndarray
    values: Mapping[str, np.ndarray]

    def keys(self) -> Iterator[Key]:
        """Return country_id and edition of every row."""
        return zip(self.country_id, self.edition.tolist(), strict=True)

    @cached_property
    def units(self) -> list[str]:
        """Each unit once, in the order in which they come."""
        return list(dict.fromkeys(self.country_id))

    @cached_property
    def unit(self) -> np.ndarray:
        """The number of each row's unit among the units."""
        numbers = {id_: number for number, id_ in enumerate(self.units)}
        return np.fromiter(map(numbers.__getitem__, self.country_id), int, len(self.country_id))

    @cached_property
    def editions(self) -> np.ndarray:
        """Each edition once, sorted."""
        return np.unique(self.edition)

    def pick(self, row: int) -> Rows:
        """Return one row alone."""
        values = {id_: column[[row]] for id_, column in self.values.items()}
        return Rows([self.country_id[row]], self.edition[[row]], self.year[[row]], values)

    def spread(self, measure: str) -> np.ndarray:
        """Return the values of a measure as a grid of units and editions, NaN where none is."""
        grid = np.full((len(self.units), len(self.editions)), np.nan)
        held = ~np.isnan(self.values[measure])
        column = np.searchsorted(self.editions, self.edition[held])
        grid[self.unit[held], column] = self.values[measure][held]
        return grid


@dataclass(frozen=True, slots=True)
class Finding:
    """
    A value that breaks a rule: where, what was found, and what was expected.

    A finding about a whole edition has no country, one about a whole table no edition either. One
    that the record of the survey declares has the level ``"known"`` and a reason. `measures` are
    those that the rule ties together: one of them at least is not as it should be. `cell` is the
    cell of a published file, or the row of a table, that it was found in.
    """

    rule: str
    country_id: str | None
    edition: int | None
    measure: str
    found: str
    expected: str
    level: str = "error"
    reason: str = ""
    measures: tuple[str, ...] = ()
    survey: str = ""
    cell: str = ""

    @property
    def is_incomplete(self) -> bool:
        """Whether nothing is wrong, but something is missing that belongs to what is there."""
        return self.expected in INCOMPLETE or self.found == "missing"

    def __str__(self) -> str:
        known = get_countries().get(self.country_id or "")
        of = f" of {known.country if known else self.country_id}" if self.country_id else ""
        at = "" if self.edition is None else f", edition {self.edition},"
        why = "; ".join(filter(None, (self.rule, self.reason, self.cell)))
        return f"{self.measure}{of}{at} is {self.found}, expected {self.expected} ({why})"


class Breach(NamedTuple):
    """One way to break a rule: in which rows, what is expected there, and where it is known."""

    where: np.ndarray
    expected: str | Callable[[int], str]
    ties: tuple[str, ...]
    known: Mapping[Key, str] = {}

    @property
    def rows(self) -> np.ndarray:
        """The numbers of the rows."""
        return np.flatnonzero(self.where) if self.where.dtype == bool else self.where


@dataclass(frozen=True, slots=True)
class Verdicts:
    """
    The verdicts of a rule on rows.

    `formula` is the rule as a text, `expected` the number that it gives for `measure` from the
    others that it ties (NaN where it leaves a choice, or a number is missing). Of a status rule
    `allowed` are the statuses that it leaves.
    """

    formula: str
    measure: str
    rows: Rows
    breaches: tuple[Breach, ...]
    expected: np.ndarray = field(default_factory=lambda: np.empty(0))
    allowed: np.ndarray = field(default_factory=lambda: np.empty(0))
    level: str = "error"
    found: Callable[[int], str] | None = None

    def holds(self, row: int) -> bool:
        """Whether a row obeys the rule."""
        return not any(row in breach.rows for breach in self.breaches)

    def list_findings(self, survey: str) -> Iterator[Finding]:
        """Return a finding for each row that breaks the rule of a survey."""
        found = self.found or self._show
        for breach in self.breaches:
            _, expected, ties, known = breach
            for row in breach.rows.tolist():
                country_id, edition = self.rows.country_id[row], int(self.rows.edition[row])
                reason = known.get((country_id, edition), "")
                yield Finding(
                    self.formula,
                    country_id or None,
                    edition,
                    self.measure,
                    found(row),
                    expected if isinstance(expected, str) else expected(row),
                    "known" if reason else self.level,
                    reason,
                    ties,
                    survey,
                )

    def _show(self, row: int) -> str:
        value = self.rows.values[self.measure][row]
        if np.isnan(value):
            return "missing"
        return STATUSES[int(value)] if self.measure == "status" else f"{value:g}"
