"""
Which edition answers for a calendar year: the one that ends in it, or the one that covers most.

Under the rule ``"end"`` a row has the year of the last day that its edition covers, so that every
edition has one year, and 1981 none. Under ``"cover"`` every calendar year has the edition that
covers most of its days, so that an edition may have two years.
"""

from __future__ import annotations

from calendar import isleap
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from freedomdata.choices import YearRule
    from freedomdata.model import Edition, Survey

__all__ = ["cover_years", "find_rule", "list_years", "repeat_by_year"]


@cache
def cover_years(editions: tuple[Edition, ...]) -> Mapping[int, Edition]:
    """
    Return the edition that covers most days of each calendar year, by the year, in their order.

    Of two that cover as many it is the one that ends later. A year of which no edition covers half
    the days has none: so the answer for a year never changes when the next edition comes out.

    Examples
    --------
    >>> from freedomdata import SURVEYS
    >>> years = cover_years(SURVEYS["fiw"].editions)
    >>> [(year, years[year].edition) for year in range(1980, 1985)]
    [(1980, 1981), (1981, 1982), (1982, 1982), (1983, 1984), (1984, 1985)]
    >>> max(cover_years(SURVEYS["fotn"].editions))  # of 2025 it covers January to May
    2024
    """
    best: dict[int, tuple[int, date, Edition]] = {}
    for edition in editions:
        for year in range(edition.start.year, edition.end.year + 1):
            first = max(edition.start, date(year, 1, 1))
            last = min(edition.end, date(year, 12, 31))
            found = ((last - first).days + 1, edition.end, edition)
            if 2 * found[0] >= 365 + isleap(year):
                best[year] = max(best.get(year, found), found, key=lambda one: one[:2])
    return MappingProxyType({year: best[year][2] for year in sorted(best)})


def list_years(record: Survey, rule: YearRule) -> Mapping[int, tuple[int, ...]]:
    """Return the years that each edition has under a rule, by the edition."""
    if rule == "end":
        return {edition.edition: (edition.year,) for edition in record.editions}
    years: dict[int, tuple[int, ...]] = {edition.edition: () for edition in record.editions}
    for year, edition in cover_years(record.editions).items():
        years[edition.edition] += (year,)
    return years


def repeat_by_year(rows: pd.DataFrame, record: Survey) -> pd.DataFrame:
    """
    Return rows of a survey once for each calendar year that their edition covers most of.

    Sorted by country_id and year, as `rows` are by country_id and edition; ``year`` is the calendar
    year, everything else stays.
    """
    years = list_years(record, "cover")
    editions, codes = np.unique(rows["edition"].to_numpy(dtype=np.int64), return_inverse=True)
    spans = [years.get(edition, ()) for edition in editions.tolist()]
    counts = np.array([len(span) for span in spans], dtype=np.int64)
    starts = np.append(0, np.cumsum(counts))
    repeats = counts[codes]
    number = np.arange(repeats.sum()) - np.repeat(np.cumsum(repeats) - repeats, repeats)
    flat = np.array([year for span in spans for year in span], dtype=np.int64)
    repeated = rows.take(np.repeat(np.arange(len(rows)), repeats)).reset_index(drop=True)
    return repeated.assign(
        year=_give_years(flat[np.repeat(starts[codes], repeats) + number], rows["year"])
    )


def _give_years(years: np.ndarray, like: pd.Series) -> pd.Series:
    """Return years as a column of the type that another has."""
    import pandas as pd  # noqa: PLC0415 (importing this package must not import pandas)

    return pd.Series(years, dtype=like.dtype)


def find_rule(record: Survey, editions: np.ndarray, years: np.ndarray) -> YearRule | None:
    """
    Return the rule by which rows of a survey have their years, None where it is neither.

    Where both fit, as in most years of most surveys, it is ``"end"``. What has no edition, or no
    year, says nothing.
    """
    is_known = ~(np.isnan(editions) | np.isnan(years))
    pairs = set(zip(editions[is_known].tolist(), years[is_known].tolist(), strict=True))
    rules: tuple[YearRule, ...] = ("end", "cover")
    for rule in rules:
        held = list_years(record, rule)
        if all(year in held.get(int(edition), ()) for edition, year in pairs):
            return rule
    return None
