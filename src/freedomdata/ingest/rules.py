"""
The surveys' own arithmetic: what every published number owes to the others.

The rules are declared in the survey's record; the functions here only apply them, and answer with
what they found. They look at aligned columns, so that they serve tables of any origin.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from freedomdata.countries import get_countries
from freedomdata.ingest.read import shown
from freedomdata.model import STATUSES, Item

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from freedomdata.model import Cutoffs, Key, StatusRule, Sum, Survey, WorseOf

__all__ = ["Finding", "Rows", "check_counts", "check_rules", "check_steady"]


_FOREVER = 9999  # no survey will cover such a year


@dataclass(frozen=True, slots=True)
class Rows:
    """Country-editions and their values by measure and item: numbers, places of words, or NaN."""

    country_id: list[str]
    edition: np.ndarray
    year: np.ndarray
    values: Mapping[str, np.ndarray]

    def keys(self) -> Iterator[Key]:
        """Return country_id and edition of every row."""
        return zip(self.country_id, self.edition.tolist(), strict=True)


@dataclass(frozen=True, slots=True)
class Finding:
    """A value that breaks a rule: where, what was found, and what was expected."""

    rule: str
    country_id: str
    edition: int
    measure: str
    found: str
    expected: str

    def __str__(self) -> str:
        country = get_countries()[self.country_id].country
        return (
            f"{self.measure} of {country}, edition {self.edition}, is {self.found}, "
            f"expected {self.expected} ({self.rule})"
        )


def check_rules(survey: Survey, rows: Rows) -> list[Finding]:
    """Apply every rule of a survey; exceptions that the record declares are passed over."""
    findings = [f for rule in survey.sums for f in _check_sum(survey, rule, rows)]
    findings += [f for rule in survey.cutoffs for f in _check_cutoffs(rule, rows)]
    if survey.status_rule:
        findings += _check_status(survey.status_rule, rows)
    if survey.worse_of:
        findings += _check_worse(survey.worse_of, rows)
    findings += _check_lives(survey, rows)
    return findings


def check_steady(survey: Survey, rows: Rows) -> list[str]:
    """Compare the mean step of the units in two editions running with the most it may be."""
    rule = survey.steady
    if rule is None:
        return []
    values = dict(zip(rows.keys(), rows.values[rule.measure].tolist(), strict=True))
    problems = []
    for before, now in pairwise(np.unique(rows.edition).tolist()):
        units = [id_ for id_, edition in values if edition == now and (id_, before) in values]
        steps = np.array([values[id_, now] - values[id_, before] for id_ in units])
        steps = steps[~np.isnan(steps)]
        if steps.size and abs(steps.mean()) > rule.most:
            problems.append(
                f"{rule.measure} changes by {steps.mean():+.1f} on average from edition {before} "
                f"to {now} in the {steps.size} countries of both, expected at most {rule.most:g}: "
                "does one of the files count from the other end?"
            )
    return problems


def check_counts(
    survey: Survey, rows: Rows, published: Mapping[int, Mapping[str, float]]
) -> list[str]:
    """Compare the number of countries of each status per edition with the published number."""
    left_out = {row for row, key in enumerate(rows.keys()) if key in survey.counts_leave_out}
    is_counted = rows.values["is_territory"] == 0
    is_counted[list(left_out)] = False
    counted = zip(rows.edition[is_counted], rows.values["status"][is_counted], strict=True)
    found = Counter(counted)
    return [
        f"edition {edition} has {found[edition, code]} countries that are {status}, "
        f"but the publisher counts {shown(counts[status])}"
        for edition, counts in published.items()
        for code, status in enumerate(STATUSES)
        if counts[status] != found[edition, code]
    ]


def _check_sum(survey: Survey, rule: Sum, rows: Rows) -> Iterator[Finding]:
    total, scale = rows.values[rule.total], survey.field[rule.total].scale
    is_rounded = scale is not None and scale.decimals
    parts = sum(map(abs, rule.terms.values())) if is_rounded else 0
    exact = 0.5 * 10.0 ** -(scale.decimals if scale else 0) * (1 + parts) * (1 + 1e-9)
    expected = np.zeros(len(total))
    held = np.zeros(len(total), dtype=bool)
    lacking = np.isnan(total)
    for id_, weight in rule.terms.items():
        term, field = rows.values[id_], survey.field[id_]
        is_dropped = isinstance(field, Item) and rows.edition > (field.last_edition or np.inf)
        expected += weight * np.where(is_dropped, 0, term)
        held |= ~np.isnan(term)
        lacking |= np.isnan(term) & ~np.asarray(is_dropped)
    formula = " ".join(
        f"{'+' if weight > 0 else '-'} {'' if abs(weight) == 1 else f'{abs(weight):g} '}{id_}"
        for id_, weight in rule.terms.items()
    )
    name = f"{rule.total} = {formula.removeprefix('+ ')}"
    wrong = (np.abs(total - expected) > exact) & ~lacking
    for finding in _report(name, rule.total, rows, wrong, lambda row: f"{expected[row]:g}"):
        if (finding.country_id, finding.edition) not in rule.known:
            yield finding
    # a score may be known without its parts, but not with some of them
    partial = held & lacking & ~np.isnan(total)
    yield from _report(name, rule.total, rows, partial, lambda _: "every part of it, or none")


def _check_cutoffs(rule: Cutoffs, rows: Rows) -> Iterator[Finding]:
    score, rating = rows.values[rule.score], rows.values[rule.rating]
    expected = 1 + (score[:, None] < np.array(rule.floors)).sum(axis=1)
    bad = (rating != expected) & ~np.isnan(rating) & ~np.isnan(score)
    name = f"{rule.rating} follows from {rule.score}"
    for finding in _report(name, rule.rating, rows, bad, lambda row: str(expected[row])):
        if (finding.country_id, finding.edition) not in rule.known:
            yield finding


def _check_status(rule: StatusRule, rows: Rows) -> Iterator[Finding]:
    mean = np.mean([rows.values[measure] for measure in rule.measures], axis=0)
    unrated = np.isnan(mean)
    status = rows.values["status"]
    allowed = np.isnan(status) | (unrated & (not rule.is_complete))
    for band in rule.bands:
        allowed |= (
            (status == STATUSES.index(band.status))
            & (mean >= band.low)
            & (mean <= band.high)
            & (rows.year >= band.first_year)
            & (rows.year <= (band.last_year or _FOREVER))
        )
    name = f"status follows from the mean of {' and '.join(rule.measures)}"

    def expected(row: int) -> str:
        if unrated[row]:
            return "a rating beside it"
        fitting = (
            band.status
            for band in rule.bands
            if band.low <= mean[row] <= band.high and band.holds_in(int(rows.year[row]))
        )
        return " or ".join(fitting)

    for finding in _report(name, "status", rows, ~allowed, expected):
        if (finding.country_id, finding.edition) not in rule.known:
            yield finding


def _check_worse(rule: WorseOf, rows: Rows) -> Iterator[Finding]:
    worse, first = rows.values[rule.worse], rows.values[rule.first]
    name = f"{rule.worse} is the worse of {rule.first} and {rule.second}"

    def expected(row: int) -> str:
        return f"{STATUSES[int(first[row])]} or worse"

    yield from _report(name, rule.worse, rows, worse > first, expected)


def _check_lives(survey: Survey, rows: Rows) -> Iterator[Finding]:
    lives = {id_: get_countries()[id_] for id_ in set(rows.country_id)}
    first = np.array([lives[id_].first_year or 0 for id_ in rows.country_id])
    last = np.array([lives[id_].last_year or _FOREVER for id_ in rows.country_id])
    alive = (first <= rows.year) & (rows.year <= last)
    name = "a unit is rated while it exists"

    def expected(row: int) -> str:
        life = lives[rows.country_id[row]]
        since = f" from {life.first_year}" if life.first_year else ""
        until = f" to {life.last_year}" if life.last_year else " to this day"
        return f"none for {rows.year[row]}: {life.country} exists{since}{until}"

    yield from _report(name, survey.anchor, rows, ~alive, expected)


def _report(
    rule: str, measure: str, rows: Rows, bad: np.ndarray, expected: Callable[[int], str]
) -> Iterator[Finding]:
    for row in np.flatnonzero(bad):
        value = rows.values[measure][row]
        found = STATUSES[int(value)] if measure == "status" else f"{value:g}"
        edition = int(rows.edition[row])
        yield Finding(rule, rows.country_id[row], edition, measure, found, expected(int(row)))
