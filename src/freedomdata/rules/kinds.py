"""
The meaning of each kind of rule, in one function each.

Add a kind: its record in :mod:`freedomdata.model`, its function here and in the table at the end,
and the declaration of the survey that has it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from freedomdata.countries import get_countries
from freedomdata.model import (
    STATUSES,
    Constant,
    Continuity,
    Cutoffs,
    Designation,
    Item,
    Life,
    Measure,
    Range,
    Ranking,
    StatusRule,
    Steady,
    Sum,
    WorseOf,
    list_ties,
)
from freedomdata.rules.verdicts import RATED, WHOLE, Breach, Rows, Verdicts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from freedomdata.model import Rule, Scale, Survey

__all__ = [
    "LIFE",
    "evaluate",
    "find_derived",
    "find_statuses",
    "is_off",
    "is_past",
    "name_range",
    "rank_rows",
    "take_one",
    "take_worse",
]

#: What is broken by a row of a unit that did not exist then, or does not any more.
LIFE = "a unit is rated while it exists"

_FOREVER = 9999  # no survey will cover such a year


def is_off(scale: Scale, values: Any) -> Any:
    """Return which values are not on a scale."""
    off = (values < scale.low) | (values > scale.high)
    return off | (np.isfinite(values) & (values != np.round(values)) & (not scale.decimals))


def name_range(scale: Scale) -> str:
    """Return in words which values are on a scale."""
    kind = "a number" if scale.decimals else "a whole number"
    return f"{kind} from {scale.low} to {scale.high}"


def _judge_range(survey: Survey, rule: Range, rows: Rows) -> Verdicts:
    one, values = survey.field[rule.measure], rows.values[rule.measure]
    by_scale: dict[Scale, list[int]] = {}
    for edition in rows.editions.tolist():
        if scale := one.scale_in(edition):
            by_scale.setdefault(scale, []).append(edition)
    off = np.zeros(len(values), dtype=bool)
    for scale, editions in by_scale.items():
        within = np.isin(rows.edition, editions) if len(by_scale) > 1 else True
        off |= is_off(scale, values) & within

    def expected(row: int) -> str:
        scale = one.scale_in(int(rows.edition[row]))
        return name_range(scale) if scale else ""

    wrong = np.flatnonzero(off)
    wrong = wrong[np.argsort(rows.edition[wrong], kind="stable")]
    breach = Breach(wrong, expected, (rule.measure,))
    return Verdicts("values lie on their scale", rule.measure, rows, (breach,))


def is_past(asked: Measure | Item, edition: Any) -> Any:
    """Whether an edition (or an array of them) does not ask an item any more."""
    return isinstance(asked, Item) & (edition > (getattr(asked, "last_edition", None) or _FOREVER))


def _judge_sum(survey: Survey, rule: Sum, rows: Rows) -> Verdicts:
    total, fields, ties = rows.values[rule.total], survey.field, list_ties(rule)
    scale = fields[rule.total].scale
    expected = np.zeros(len(total))
    is_held, is_asked = (np.zeros(len(total), dtype=bool) for _ in range(2))
    for id_, weight in rule.terms.items():
        is_dropped = np.asarray(is_past(fields[id_], rows.edition))
        expected += weight * np.where(is_dropped, 0, rows.values[id_])
        is_held |= ~np.isnan(rows.values[id_])
        is_asked |= ~is_dropped
    expected[~is_asked] = np.nan

    def write(row: int) -> str:
        return f"{np.round(expected[row], scale.decimals if scale else 0):g}"

    is_given, is_summed = ~np.isnan(total), ~np.isnan(expected)
    breaches = (
        Breach(np.abs(total - expected) > rule.tolerance(scale), write, ties, rule.known),
        # a score may be known without its parts, but not with some of them
        Breach(is_held & is_given & ~is_summed, WHOLE, ties),
        Breach(is_held & is_summed & ~is_given, write, ties),
    )
    terms = " ".join(
        f"{'+' if weight > 0 else '-'} {'' if abs(weight) == 1 else f'{abs(weight):g} '}{id_}"
        for id_, weight in rule.terms.items()
    )
    formula = f"{rule.total} = {terms.removeprefix('+ ')}"
    return Verdicts(formula, rule.total, rows, breaches, expected)


def _judge_cutoffs(_: Survey, rule: Cutoffs, rows: Rows) -> Verdicts:
    score, rating = rows.values[rule.score], rows.values[rule.rating]
    expected = 1.0 + (score[:, None] < np.array(rule.floors)).sum(axis=1)
    expected[np.isnan(score)] = np.nan
    wrong = _differ(rating, expected)
    breach = Breach(wrong, lambda row: f"{expected[row]:g}", list_ties(rule), rule.known)
    formula = f"{rule.rating} follows from {rule.score}"
    return Verdicts(formula, rule.rating, rows, (breach,), expected)


def _differ(values: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Return where two numbers are known, and not the same."""
    differ: np.ndarray = (values != others) & ~np.isnan(values) & ~np.isnan(others)
    return differ


def find_statuses(rule: StatusRule, mean: np.ndarray, year: np.ndarray) -> np.ndarray:
    """Return which statuses (a column each) have bands that means lie in, in the years covered."""
    allowed = np.zeros((len(mean), len(STATUSES)), dtype=bool)
    for band in rule.bands:
        is_inside = (mean >= band.low) & (mean <= band.high)
        is_in_force = (year >= band.first_year) & (year <= (band.last_year or _FOREVER))
        allowed[:, STATUSES.index(band.status)] |= is_inside & is_in_force
    return allowed


def take_one(allowed: np.ndarray) -> np.ndarray:
    """Return the one status that is left (as a number), NaN where there is a choice, or none."""
    return np.where(allowed.sum(axis=1) == 1, allowed.argmax(axis=1), np.nan)


def _judge_status(_: Survey, rule: StatusRule, rows: Rows) -> Verdicts:
    mean = np.mean([rows.values[measure] for measure in rule.measures], axis=0)
    status, is_rated = rows.values["status"], ~np.isnan(mean)
    allowed = find_statuses(rule, mean, rows.year)
    code = np.nan_to_num(status).astype(int)
    wrong = is_rated & ~allowed[np.arange(len(code)), code]
    wrong |= ~is_rated & rule.is_complete
    order = [STATUSES.index(s) for s in dict.fromkeys(band.status for band in rule.bands)]

    def expected(row: int) -> str:
        if not is_rated[row]:
            return RATED
        fitting = (STATUSES[code] for code in order if allowed[row, code])
        return " or ".join(fitting) or "a mean that lies in a band"

    wrong &= ~np.isnan(status)
    breach = Breach(wrong, expected, list_ties(rule), rule.known)
    formula = f"status follows from the mean of {' and '.join(rule.measures)}"
    return Verdicts(formula, "status", rows, (breach,), take_one(allowed), allowed)


def take_worse(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Return the worse of two categories, NaN where it is not known: nothing is worse than one."""
    known = np.fmin(first, second)
    is_known = ~(np.isnan(first) | np.isnan(second)) | (known == 0)
    return np.where(is_known, known, np.nan)


def find_derived(
    worse: np.ndarray, first: np.ndarray, second: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """
    Return where the second of two categories follows from the others, and where the worse one does.

    Where the worse one differs from the first, it is the second. And where the first is the worst
    there is, no second can be worse: it is the worse of both.
    """
    is_second = _differ(worse, first) & np.isnan(second)
    return is_second, np.isnan(worse) & (first == 0)


def _judge_worse(_: Survey, rule: WorseOf, rows: Rows) -> Verdicts:
    worse, first, second = (rows.values[id_] for id_ in list_ties(rule))
    expected = take_worse(first, second)
    is_freer = worse > first
    differs = ~is_freer & ~np.isnan(first) & ~np.isnan(second) & (worse != expected)
    ties = list_ties(rule)
    breaches = (
        Breach(is_freer, lambda row: f"{STATUSES[int(first[row])]} or worse", ties[:2]),
        Breach(differs, lambda row: STATUSES[int(expected[row])], ties),
    )
    formula = f"{rule.worse} is the worse of {rule.first} and {rule.second}"
    return Verdicts(formula, rule.worse, rows, breaches, expected)


def _judge_designation(_: Survey, rule: Designation, rows: Rows) -> Verdicts:
    numbers = np.array([rows.values[id_] for id_ in rule.floors])
    floors = np.array(list(rule.floors.values()))[:, None]
    expected = np.where(np.isnan(numbers).any(axis=0), np.nan, 1.0)
    expected[(numbers < floors).any(axis=0)] = 0
    expected[rows.edition < rule.first_edition] = np.nan
    designated = rows.values[rule.measure]
    wrong = _differ(designated, expected)
    breach = Breach(wrong, lambda row: str(not designated[row]), list_ties(rule))
    least = ", ".join(f"{id_} {floor}" for id_, floor in rule.floors.items())
    formula = f"{rule.measure} means at least {least}, from edition {rule.first_edition} on"
    return Verdicts(formula, rule.measure, rows, (breach,), expected)


def _judge_ranking(survey: Survey, rule: Ranking, rows: Rows) -> Verdicts:
    """
    Find the rows that are out of order: those that not every longest ordered part of all has.

    Of two neighbors in the wrong order each may be the wrong one, and both are found; one value
    that is far off is found alone.
    """
    rank = rows.values[rule.rank]
    expected: dict[int, str] = {}
    for edition in rows.editions.tolist():
        own, freedom = rank_rows(survey, rule, rows, edition)
        for n in np.flatnonzero(~_is_ordered(freedom)).tolist():
            row = int(own[n])
            earlier = np.flatnonzero((rank[own] < rank[row]) & (freedom < freedom[n]))
            later = np.flatnonzero((rank[own] > rank[row]) & (freedom > freedom[n]))
            other, side, than = (
                (earlier[np.argmin(freedom[earlier])], "before", "less")
                if len(earlier) >= len(later)
                else (later[np.argmax(freedom[later])], "after", "more")
            )
            name = get_countries()[rows.country_id[own[other]]].country
            expected[row] = f"a rank {side} {name}, which is {than} free"
    wrong = np.array(sorted(expected), dtype=int)
    breach = Breach(wrong, expected.__getitem__, list_ties(rule))
    return Verdicts(f"{rule.rank} follows from {rule.score}", rule.rank, rows, (breach,))


def rank_rows(
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
    position = _measure_climbs(-values)
    length = position + _measure_climbs(values[::-1])[::-1] - 1
    is_in = length == length.max()
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


def _judge_constant(survey: Survey, rule: Constant, rows: Rows) -> Verdicts:
    """Find the values of a unit that are not what most of its other editions have."""
    values = rows.values[rule.measure]
    words = getattr(survey.field[rule.measure], "categories", ())
    held = np.flatnonzero(~np.isnan(values))
    unit = rows.unit[held]
    pairs = np.unique(np.column_stack((unit, values[held])), axis=0)
    several, many = np.unique(pairs[:, 0], return_counts=True)
    keys = list(rows.keys())
    usual: dict[int, float] = {}
    for number in dict.fromkeys(unit[np.isin(unit, several[many > 1])].tolist()):
        own = held[unit == number].tolist()
        plain = [row for row in own if keys[row] not in rule.known] or own
        ((most, _),) = Counter(values[plain].tolist()).most_common(1)
        usual |= {row: most for row in own if values[row] != most}
    breach = Breach(
        np.array(list(usual), dtype=int),
        lambda row: f"{words[int(usual[row])]}, as in its other editions",
        (rule.measure,),
        rule.known,
    )
    return Verdicts(
        f"{rule.measure} is the same in all editions",
        rule.measure,
        rows,
        (breach,),
        level="warning",
        found=lambda row: str(words[int(values[row])]),
    )


def _judge_life(_: Survey, rule: Life, rows: Rows) -> Verdicts:
    lives = [get_countries()[id_] for id_ in rows.units]
    first = np.array([life.first_year or 0 for life in lives], dtype=int)[rows.unit]
    last = np.array([life.last_year or _FOREVER for life in lives], dtype=int)[rows.unit]

    def expected(row: int) -> str:
        life = lives[rows.unit[row]]
        since = f" from {life.first_year}" if life.first_year else ""
        until = f" to {life.last_year}" if life.last_year else " to this day"
        return f"none for {rows.year[row]}: {life.country} exists{since}{until}"

    breach = Breach((rows.year < first) | (rows.year > last), expected, list_ties(rule))
    return Verdicts(LIFE, rule.measure, rows, (breach,))


def _judge_continuity(_: Survey, rule: Continuity, rows: Rows) -> Verdicts:
    """Find the editions between a unit's first and last that do not rate it."""
    known = {
        (gap.country_id, edition): gap.reason
        for gap in rule.gaps
        for edition in range(gap.first_edition, gap.last_edition + 1)
    }
    is_there = np.zeros((len(rows.units), len(rows.editions)), dtype=bool)
    is_there[rows.unit, np.searchsorted(rows.editions, rows.edition)] = True
    is_begun = np.logical_or.accumulate(is_there, axis=1)
    goes_on = np.logical_or.accumulate(is_there[:, ::-1], axis=1)[:, ::-1]
    unit, column = np.nonzero(~is_there & is_begun & goes_on)
    holes = _make_rows([rows.units[n] for n in unit], rows.editions[column], rule.measure)
    expected = "a rating, as in the editions before and after"
    breach = Breach(np.arange(len(unit)), expected, list_ties(rule), known)
    formula = "a unit that is rated goes on being rated"
    return Verdicts(formula, rule.measure, holes, (breach,), level="warning")


def _make_rows(country_id: list[str], edition: np.ndarray, measure: str) -> Rows:
    """Return keys without values."""
    return Rows(country_id, edition, edition, {measure: np.full(len(edition), np.nan)})


def _judge_steady(_: Survey, rule: Steady, rows: Rows) -> Verdicts:
    """Compare the mean step of the units in two editions running with the most it may be."""
    grid = rows.spread(rule.measure)
    held = np.flatnonzero((~np.isnan(grid)).any(axis=0)).tolist()
    found: list[tuple[int, str]] = []
    for before, now in pairwise(held):
        steps = grid[:, now] - grid[:, before]
        steps = steps[~np.isnan(steps)]
        if steps.size and abs(steps.mean()) > rule.most:
            of = f"off edition {rows.editions[before]}, in the {steps.size} countries of both"
            found.append((int(rows.editions[now]), f"{steps.mean():+.1f} on average {of}"))
    editions = np.array([edition for edition, _ in found], dtype=int)
    most = f"at most {rule.most:g}: does one of the files count from the other end?"
    return Verdicts(
        "all files count from the same end",
        rule.measure,
        _make_rows([""] * len(found), editions, rule.measure),
        (Breach(np.arange(len(found)), most, (rule.measure,)),),
        found=lambda row: found[row][1],
    )


#: How each kind of rule is evaluated.
_EVALUATIONS: Mapping[type[Any], Callable[[Survey, Any, Rows], Verdicts]] = {
    Range: _judge_range,
    Sum: _judge_sum,
    Cutoffs: _judge_cutoffs,
    StatusRule: _judge_status,
    WorseOf: _judge_worse,
    Designation: _judge_designation,
    Ranking: _judge_ranking,
    Constant: _judge_constant,
    Life: _judge_life,
    Continuity: _judge_continuity,
    Steady: _judge_steady,
}


def evaluate(survey: Survey, rule: Rule, rows: Rows) -> Verdicts:
    """Return the verdicts of a rule of a survey on rows."""
    verdicts: Verdicts = _EVALUATIONS[type(rule)](survey, rule, rows)
    return verdicts
