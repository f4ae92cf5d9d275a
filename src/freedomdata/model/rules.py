"""The rules that values obey, a kind each; :mod:`freedomdata.rules` evaluates them."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as default
from itertools import pairwise
from typing import TYPE_CHECKING

from freedomdata.model.measures import STATUSES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from freedomdata.model.measures import Key, Scale

__all__ = [
    "Band",
    "Constant",
    "Continuity",
    "Cutoffs",
    "Designation",
    "Gap",
    "Life",
    "Range",
    "Ranking",
    "Rule",
    "StatusRule",
    "Steady",
    "Sum",
    "WorseOf",
    "list_ties",
]


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
