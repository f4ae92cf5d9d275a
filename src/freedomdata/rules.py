"""
The surveys' own arithmetic: what every published number owes to the others.

The rules are declared in the survey's record; the functions here only apply them, and answer with
what they found. They look at aligned columns, so that they serve tables of any origin.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise
from math import isnan
from typing import TYPE_CHECKING

import numpy as np

from freedomdata.countries import get_countries
from freedomdata.model import STATUSES, Item

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
    from typing import Any

    from freedomdata.model import (
        Constant,
        Cutoffs,
        Designation,
        Key,
        Measure,
        Ranking,
        Scale,
        StatusRule,
        Sum,
        Survey,
        WorseOf,
    )

__all__ = [
    "INCOMPLETE",
    "LIFE",
    "RATED",
    "Finding",
    "Rows",
    "check_counts",
    "check_ranges",
    "check_rules",
    "find_confirmed",
    "is_past",
    "is_ranked_as",
    "is_settled",
]


_ALL_PARTS, RATED = "every part of it, or none", "a rating beside it"
#: What is expected where a value is not wrong, but others are missing beside it.
INCOMPLETE = frozenset({_ALL_PARTS, RATED})

#: What is broken by a row of a unit that did not exist then, or does not any more.
LIFE = "a unit is rated while it exists"

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
    """
    A value that breaks a rule: where, what was found, and what was expected.

    A finding about a whole edition has no country, one about a whole table no edition either. One
    that the record of the survey declares has the level ``"known"`` and a reason.
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
    """What the rule ties together: the measures of which one at least is not as it should be."""

    @property
    def is_incomplete(self) -> bool:
        """Whether nothing is wrong, but something is missing beside what is there."""
        return self.expected in INCOMPLETE or self.found == "missing"

    def __str__(self) -> str:
        of = f" of {get_countries()[self.country_id].country}" if self.country_id else ""
        at = "" if self.edition is None else f", edition {self.edition},"
        return f"{self.measure}{of}{at} is {self.found}, expected {self.expected} ({self.rule})"


def check_rules(survey: Survey, rows: Rows) -> list[Finding]:
    """Apply every rule of a survey; exceptions that its record declares are found, and known."""
    findings = list(check_ranges(survey, rows))
    findings += [f for rule in survey.sums for f in _check_sum(survey, rule, rows)]
    findings += [f for rule in survey.cutoffs for f in _check_cutoffs(rule, rows)]
    if survey.status_rule:
        findings += _check_status(survey.status_rule, rows)
    if survey.worse_of:
        findings += _check_worse(survey.worse_of, rows)
    if survey.designation:
        findings += _check_designation(survey.designation, rows)
    if survey.ranking:
        findings += _check_ranking(survey, survey.ranking, rows)
    findings += [f for rule in survey.constants for f in _check_constant(survey, rule, rows)]
    findings += _check_lives(survey, rows)
    findings += _check_gaps(survey, rows)
    findings += _check_steps(survey, rows)
    return [_excuse(survey, finding) for finding in findings]


def _excuse(survey: Survey, finding: Finding) -> Finding:
    """Return a finding as known where what is missing is withheld."""
    if finding.level != "error" or not finding.is_incomplete:
        return finding
    withheld = {
        c.measure: c.reason
        for c in survey.corrections
        if c.new is None and (c.country_id, c.edition) == (finding.country_id, finding.edition)
    }
    held = [withheld[id_] for id_ in finding.measures if id_ in withheld]
    return replace(finding, level="known", reason=held[0]) if held else finding


def check_counts(
    survey: Survey, rows: Rows, published: Iterable[tuple[int, str, int]]
) -> list[Finding]:
    """
    Compare the countries of each status per edition with how many the publisher counts.

    `published` are the editions, statuses and numbers of one sheet: for each of its editions it
    must count each status once.
    """
    left_out = {row: key for row, key in enumerate(rows.keys()) if key in survey.counts_leave_out}
    is_counted = rows.values["is_territory"] == 0
    is_counted[list(left_out)] = False
    counted = zip(rows.edition[is_counted], rows.values["status"][is_counted], strict=True)
    found = Counter(counted)
    said: dict[tuple[int, str], list[int]] = {}
    for edition, status, countries in published:
        said.setdefault((edition, status), []).append(countries)
    editions = dict.fromkeys(edition for edition, _ in said)
    name = "the countries of each status are as many as the publisher counts"
    findings = [
        Finding(
            name,
            None,
            edition,
            "status",
            f"{status} in {found[edition, code]} countries",
            " and ".join(map(str, numbers)) or "a count of them beside those of other statuses",
        )
        for edition in editions
        for code, status in enumerate(STATUSES)
        if (numbers := said.get((edition, status), [])) != [found[edition, code]]
    ]
    findings = _excuse_counts(survey, rows, findings, said, found)
    for row, (country_id, edition) in left_out.items():
        code = int(rows.values["status"][row])
        if edition in editions:
            counted_here = found[edition, code]
            told = f"{STATUSES[code]} in {counted_here + 1} countries"
            reason = survey.counts_leave_out[country_id, edition]
            findings.append(
                Finding(name, None, edition, "status", told, str(counted_here), "known", reason)
            )
    return findings


def _excuse_counts(
    survey: Survey,
    rows: Rows,
    findings: list[Finding],
    said: Mapping[tuple[int, str], list[int]],
    found: Mapping[tuple[int, int], int],
) -> list[Finding]:
    """Return findings as known in editions where the statuses that are withheld explain them."""
    withheld = {
        (c.country_id, c.edition)
        for c in survey.corrections
        if c.measure == "status" and c.new is None
    }
    missing = Counter(
        edition
        for (id_, edition), status in zip(rows.keys(), rows.values["status"], strict=True)
        if np.isnan(status) and (id_, edition) in withheld
    )

    def is_explained(edition: int) -> bool:
        lacking = [
            numbers[0] - found[edition, code]
            for code, status in enumerate(STATUSES)
            for numbers in [said.get((edition, status), [])]
            if len(numbers) == 1
        ]
        few = min(lacking, default=-1) >= 0 and sum(lacking) <= missing[edition]
        return few and len(lacking) == len(STATUSES)

    why = "the statuses that are withheld explain it"
    return [
        replace(f, level="known", reason=why) if is_explained(f.edition or 0) else f
        for f in findings
    ]


def check_ranges(survey: Survey, rows: Rows) -> Iterator[Finding]:
    """Find numbers that are off the scale that their edition used."""
    for id_, field in survey.field.items():
        if field.scale is None:
            continue
        value = rows.values[id_]
        for edition in np.unique(rows.edition[~np.isnan(value)]).tolist():
            scale: Scale | None = field.scale_in(edition)
            if scale is None:
                continue
            bad = (value < scale.low) | (value > scale.high)
            bad |= (value != np.round(value)) & (not scale.decimals)
            bad &= (rows.edition == edition) & ~np.isnan(value)
            kind = "a number" if scale.decimals else "a whole number"
            said = f"{kind} from {scale.low} to {scale.high}"
            yield from _report("values lie on their scale", id_, rows, bad, said)


def is_past(field: Measure | Item, edition: Any) -> Any:
    """Whether an edition (or an array of them) does not ask an item any more."""
    return isinstance(field, Item) & (edition > (getattr(field, "last_edition", None) or _FOREVER))


def _check_sum(survey: Survey, rule: Sum, rows: Rows) -> Iterator[Finding]:
    total = rows.values[rule.total]
    scale = survey.field[rule.total].scale
    exact = rule.tolerance(scale)
    expected = np.zeros(len(total))
    held = np.zeros(len(total), dtype=bool)
    lacking = np.isnan(total)
    is_asked = np.zeros(len(total), dtype=bool)
    for id_, weight in rule.terms.items():
        term, field = rows.values[id_], survey.field[id_]
        is_dropped = is_past(field, rows.edition)
        expected += weight * np.where(is_dropped, 0, term)
        held |= ~np.isnan(term)
        lacking |= np.isnan(term) & ~np.asarray(is_dropped)
        is_asked |= ~np.asarray(is_dropped)
    lacking |= ~is_asked
    name, ties = _name_sum(rule), (rule.total, *rule.terms)

    def tell(row: int) -> str:
        return f"{np.round(expected[row], scale.decimals if scale else 0):g}"

    wrong = (np.abs(total - expected) > exact) & ~lacking
    yield from _report(name, rule.total, rows, wrong, tell, ties=ties, known=rule.known)
    # a score may be known without its parts, but not with some of them
    partial = held & lacking & ~np.isnan(total)
    yield from _report(name, rule.total, rows, partial, _ALL_PARTS, ties=ties)
    unsummed = held & np.isnan(total) & ~np.isnan(expected)
    yield from _report(name, rule.total, rows, unsummed, tell, ties=ties)


def _name_sum(rule: Sum) -> str:
    formula = " ".join(
        f"{'+' if weight > 0 else '-'} {'' if abs(weight) == 1 else f'{abs(weight):g} '}{id_}"
        for id_, weight in rule.terms.items()
    )
    return f"{rule.total} = {formula.removeprefix('+ ')}"


def _check_cutoffs(rule: Cutoffs, rows: Rows) -> Iterator[Finding]:
    score, rating = rows.values[rule.score], rows.values[rule.rating]
    expected = 1 + (score[:, None] < np.array(rule.floors)).sum(axis=1)
    bad = (rating != expected) & ~np.isnan(rating) & ~np.isnan(score)
    yield from _report(
        _name_cutoffs(rule),
        rule.rating,
        rows,
        bad,
        lambda row: str(expected[row]),
        ties=(rule.rating, rule.score),
        known=rule.known,
    )


def _name_cutoffs(rule: Cutoffs) -> str:
    return f"{rule.rating} follows from {rule.score}"


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

    def expected(row: int) -> str:
        if unrated[row]:
            return RATED
        fitting = (
            band.status
            for band in rule.bands
            if band.low <= mean[row] <= band.high and band.holds_in(int(rows.year[row]))
        )
        return " or ".join(fitting) or "a mean that lies in a band"

    ties = ("status", *rule.measures)
    name = _name_status(rule)
    yield from _report(name, "status", rows, ~allowed, expected, ties=ties, known=rule.known)


def is_settled(survey: Survey, rows: Rows) -> np.ndarray:
    """Return which rows have the one status that their ratings leave."""
    settled = np.zeros(len(rows.edition), dtype=bool)
    if (rule := survey.status_rule) is None:
        return settled
    mean = np.mean([rows.values[measure] for measure in rule.measures], axis=0)
    for row in np.flatnonzero(~np.isnan(mean)).tolist():
        year = int(rows.year[row])
        fitting = {
            b.status for b in rule.bands if b.low <= mean[row] <= b.high and b.holds_in(year)
        }
        settled[row] = {STATUSES.index(s) for s in fitting} == {rows.values["status"][row]}
    return settled


def _name_status(rule: StatusRule) -> str:
    return f"status follows from the mean of {' and '.join(rule.measures)}"


def _check_worse(rule: WorseOf, rows: Rows) -> Iterator[Finding]:
    worse, first = rows.values[rule.worse], rows.values[rule.first]
    second = rows.values[rule.second]
    name = f"{rule.worse} is the worse of {rule.first} and {rule.second}"

    def or_worse(row: int) -> str:
        return f"{STATUSES[int(first[row])]} or worse"

    def the_worse(row: int) -> str:
        return STATUSES[int(min(first[row], second[row]))]

    ties: tuple[str, ...] = (rule.worse, rule.first)
    yield from _report(name, rule.worse, rows, worse > first, or_worse, ties=ties)
    is_known = ~np.isnan(second) & ~np.isnan(first)
    other = is_known & (worse != np.fmin(first, second)) & ~(worse > first)
    ties = (rule.worse, rule.first, rule.second)
    yield from _report(name, rule.worse, rows, other, the_worse, ties=ties)


def _check_designation(rule: Designation, rows: Rows) -> Iterator[Finding]:
    designated = rows.values[rule.measure]
    numbers = np.array([rows.values[id_] for id_ in rule.floors])
    reached = numbers >= np.array(list(rule.floors.values()))[:, None]
    is_known = ~np.isnan(numbers)
    bad = (designated == 1) & (is_known & ~reached).any(axis=0)
    bad |= (designated == 0) & (is_known & reached).all(axis=0)
    bad &= rows.edition >= rule.first_edition
    yield from _report(
        _name_designation(rule),
        rule.measure,
        rows,
        bad,
        lambda row: str(not designated[row]),
        ties=rule.ties,
    )


def _name_designation(rule: Designation) -> str:
    floors = ", ".join(f"{id_} {floor}" for id_, floor in rule.floors.items())
    return f"{rule.measure} means at least {floors}, from edition {rule.first_edition} on"


def _check_ranking(survey: Survey, rule: Ranking, rows: Rows) -> Iterator[Finding]:
    """
    Find the rows that are out of order: those that not every longest ordered part of all has.

    Of two neighbors in the wrong order each may be the wrong one, and both are found; one value
    that is far off is found alone.
    """
    rank = rows.values[rule.rank]
    bad = np.zeros(len(rank), dtype=bool)
    expected: dict[int, str] = {}
    for edition in np.unique(rows.edition).tolist():
        own, freedom = _rank_rows(survey, rule, rows, edition)
        for n in np.flatnonzero(~_is_ordered(freedom)).tolist():
            row = int(own[n])
            bad[row] = True
            earlier = np.flatnonzero((rank[own] < rank[row]) & (freedom < freedom[n]))
            later = np.flatnonzero((rank[own] > rank[row]) & (freedom > freedom[n]))
            other, side, than = (
                (earlier[np.argmin(freedom[earlier])], "before", "less")
                if len(earlier) >= len(later)
                else (later[np.argmax(freedom[later])], "after", "more")
            )
            name = get_countries()[rows.country_id[own[other]]].country
            expected[row] = f"a rank {side} {name}, which is {than} free"
    name, ties = _name_ranking(rule), (rule.rank, rule.score)
    yield from _report(name, rule.rank, rows, bad, lambda row: expected[row], ties=ties)


def _name_ranking(rule: Ranking) -> str:
    return f"{rule.rank} follows from {rule.score}"


def _rank_rows(
    survey: Survey, rule: Ranking, rows: Rows, edition: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return the ranked rows of an edition in the order of their ranks, and how free they are."""
    rank, score = rows.values[rule.rank], rows.values[rule.score]
    scale = survey.field[rule.score].scale_in(edition)
    own = np.flatnonzero((rows.edition == edition) & ~np.isnan(rank) & ~np.isnan(score))
    freedom = np.asarray(scale.freedom(score[own]) if scale else score[own])
    order = np.lexsort((-freedom, rank[own]))  # within one rank any order is right
    return own[order], freedom[order]


def _is_ordered(values: np.ndarray) -> np.ndarray:
    """Return which of some values every longest part of them has that never rises."""
    if (np.diff(values) <= 0).all():
        return np.ones(len(values), dtype=bool)
    length = _measure_climbs(-values) + _measure_climbs(values[::-1])[::-1] - 1
    is_in = length == length.max()
    position = _measure_climbs(-values)
    held = Counter(position[is_in].tolist())
    return np.asarray(is_in & np.array([held[n] == 1 for n in position.tolist()]))


def _measure_climbs(values: np.ndarray) -> np.ndarray:
    """Return how long the longest part is that never falls, and ends with each value."""
    ends: list[float] = []
    length = np.empty(len(values), dtype=np.int64)
    for n, value in enumerate(values.tolist()):
        length[n] = 1 + bisect_right(ends, value)
        ends[length[n] - 1 : length[n]] = [value]
    return length


def find_confirmed(survey: Survey, rows: Rows, row: int, broken: Collection[str]) -> set[str]:
    """
    Return the measures of a row that a rule confirms: with any other value it would be broken.

    A rule that is `broken`, or lacks a value, confirms nothing; bands and cut-offs confirm what
    follows from them, not the number that it follows from.
    """
    edition = int(rows.edition[row])

    def holds(name: str, ids: Iterable[str]) -> bool:
        return name not in broken and not any(np.isnan(rows.values[id_][row]) for id_ in ids)

    found: set[str] = set()
    for rule in survey.sums:
        asked = {id_ for id_ in rule.terms if not is_past(survey.field[id_], edition)}
        if holds(_name_sum(rule), {rule.total, *asked}):
            found |= {rule.total, *asked}
    for cut in survey.cutoffs:
        if holds(_name_cutoffs(cut), (cut.rating, cut.score)):
            found.add(cut.rating)
    one = survey.designation
    if one and edition >= one.first_edition and holds(_name_designation(one), one.ties):
        found.add(one.measure)
    return found


def is_ranked_as(survey: Survey, rows: Rows, row: int, score: float) -> bool | None:
    """Whether a row would keep its rank with another `score`; None if it has none to keep."""
    rule = survey.ranking
    if rule is None or np.isnan(rows.values[rule.rank][row]):
        return None
    edition = int(rows.edition[row])
    values = rows.values[rule.score].copy()
    values[row] = score
    changed = replace(rows, values={**rows.values, rule.score: values})
    own, freedom = _rank_rows(survey, rule, changed, edition)
    mine = int(np.flatnonzero(own == row)[0])
    rank = rows.values[rule.rank][own]
    earlier, later = freedom[rank < rank[mine]], freedom[rank > rank[mine]]
    return bool((earlier >= freedom[mine]).all() and (later <= freedom[mine]).all())


def _check_constant(survey: Survey, rule: Constant, rows: Rows) -> Iterator[Finding]:
    """Find the values of a unit that are not what most of its other editions have."""
    value = rows.values[rule.measure]
    units: dict[str, list[int]] = {}
    for row, id_ in enumerate(rows.country_id):
        if not np.isnan(value[row]):
            units.setdefault(id_, []).append(row)
    field = survey.field[rule.measure]
    for id_, held in units.items():
        plain = [row for row in held if (id_, int(rows.edition[row])) not in rule.known] or held
        ((usual, _),) = Counter(value[plain].tolist()).most_common(1)
        for row in held:
            if value[row] == usual:
                continue
            edition = int(rows.edition[row])
            words = getattr(field, "categories", ())
            found, expected = (str(words[int(v)]) for v in (value[row], usual))
            reason = rule.known.get((id_, edition), "")
            yield Finding(
                f"{rule.measure} is the same in all editions",
                id_,
                edition,
                rule.measure,
                found,
                f"{expected}, as in its other editions",
                "known" if reason else "warning",
                reason,
            )


def _check_lives(survey: Survey, rows: Rows) -> Iterator[Finding]:
    lives = {id_: get_countries()[id_] for id_ in set(rows.country_id)}
    first = np.array([lives[id_].first_year or 0 for id_ in rows.country_id])
    last = np.array([lives[id_].last_year or _FOREVER for id_ in rows.country_id])
    alive = (first <= rows.year) & (rows.year <= last)

    def expected(row: int) -> str:
        life = lives[rows.country_id[row]]
        since = f" from {life.first_year}" if life.first_year else ""
        until = f" to {life.last_year}" if life.last_year else " to this day"
        return f"none for {rows.year[row]}: {life.country} exists{since}{until}"

    yield from _report(LIFE, survey.anchor, rows, ~alive, expected)


def _check_gaps(survey: Survey, rows: Rows) -> Iterator[Finding]:
    """Find the editions between a unit's first and last that do not rate it."""
    if survey.gaps is None:
        return
    known = {
        (gap.country_id, edition): gap.reason
        for gap in survey.gaps
        for edition in range(gap.first_edition, gap.last_edition + 1)
    }
    editions: dict[str, set[int]] = {}
    for id_, edition in rows.keys():  # noqa: SIM118 (a method of ours)
        editions.setdefault(id_, set()).add(edition)
    every = sorted(set(rows.edition.tolist()))
    for id_, held in editions.items():
        for edition in every:
            if min(held) < edition < max(held) and edition not in held:
                reason = known.get((id_, edition), "")
                yield Finding(
                    "a unit that is rated goes on being rated",
                    id_,
                    edition,
                    survey.anchor,
                    "missing",
                    "a rating, as in the editions before and after",
                    "known" if reason else "warning",
                    reason,
                )


def _check_steps(survey: Survey, rows: Rows) -> Iterator[Finding]:
    """Compare the mean step of the units in two editions running with the most it may be."""
    rule = survey.steady
    if rule is None:
        return
    values: dict[int, dict[str, float]] = {}
    for (id_, edition), value in zip(rows.keys(), rows.values[rule.measure].tolist(), strict=True):
        if not isnan(value):
            values.setdefault(edition, {})[id_] = value
    for before, now in pairwise(sorted(values)):
        units = values[before].keys() & values[now].keys()
        steps = np.array([values[now][id_] - values[before][id_] for id_ in units])
        if steps.size and abs(steps.mean()) > rule.most:
            yield Finding(
                "all files count from the same end",
                None,
                now,
                rule.measure,
                f"{steps.mean():+.1f} on average off edition {before}, in the {steps.size} "
                "countries of both",
                f"at most {rule.most:g}: does one of the files count from the other end?",
            )


def _report(  # noqa: PLR0913 (what a finding says)
    rule: str,
    measure: str,
    rows: Rows,
    bad: np.ndarray,
    expected: str | Callable[[int], str],
    *,
    ties: tuple[str, ...] = (),
    known: Mapping[Key, str] | None = None,
) -> Iterator[Finding]:
    for row in np.flatnonzero(bad):
        value = rows.values[measure][row]
        found = "missing" if np.isnan(value) else f"{value:g}"
        if measure == "status" and not np.isnan(value):
            found = STATUSES[int(value)]
        edition = int(rows.edition[row])
        reason = (known or {}).get((rows.country_id[row], edition), "")
        yield Finding(
            rule,
            rows.country_id[row],
            edition,
            measure,
            found,
            expected if isinstance(expected, str) else expected(int(row)),
            "known" if reason else "error",
            reason,
            ties or (measure,),
        )
