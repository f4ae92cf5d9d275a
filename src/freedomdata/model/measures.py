"""What a survey measures, on which scale, and in which editions."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from dataclasses import field as default
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = [
    "IS_TERRITORY",
    "REGIONS",
    "STATUSES",
    "Edition",
    "Headline",
    "Item",
    "Key",
    "Measure",
    "Published",
    "Scale",
    "refuse_doubles",
]


#: Statuses from least to most free, as the publisher words them.
STATUSES = ("Not Free", "Partly Free", "Free")

#: Freedom House's regions, as its edition of 2022 drew them.
REGIONS = ("Africa", "Americas", "Asia", "Eurasia", "Europe", "Middle East")

#: A country-edition: the key of every table, as ``(country_id, edition)``.
Key = tuple[str, int]

#: How well the date of a publication is known; a bound is later than it can have been.
_PRECISIONS = ("day", "month", "year", "bound")


def refuse_doubles(what: str, names: Iterable[object]) -> None:
    """Refuse what is declared more than once."""
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


IS_TERRITORY = Measure(
    id="is_territory",
    title="Listed as a territory",
    description="Whether the survey's workbook files the unit under territories in that edition.",
    words={"c": False, "t": True, "Country": False, "Territory": True},
    categories=(False, True),
)


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
class Headline:
    """The one number that represents a survey: the mean of `measures`, under its own name."""

    id: str
    title: str
    measures: tuple[str, ...]

    @classmethod
    def of(cls, measure: Measure) -> Headline:
        """Return one measure as it is."""
        return cls(measure.id, measure.title, (measure.id,))


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
