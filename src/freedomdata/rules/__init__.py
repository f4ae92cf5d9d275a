"""
The declared rules of a survey, evaluated: rows in, verdicts out.

``kinds`` has the meaning of each kind of rule, in one function on aligned columns of any origin. A
build refuses what breaks a rule, a check lists it, an explanation reports the verdicts of one row,
pictures take the bands of statuses from the same rule.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from freedomdata.model import STATUSES, Cutoffs, Designation, Range, Sum, list_ties
from freedomdata.rules.kinds import (
    LIFE,
    evaluate,
    find_derived,
    find_statuses,
    is_off,
    is_past,
    name_range,
    rank_rows,
    take_one,
    take_worse,
)  # fmt: skip
from freedomdata.rules.verdicts import INCOMPLETE, RATED, Finding, Rows, Verdicts

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from freedomdata.model import Key, Rule, Survey

__all__ = [
    "INCOMPLETE", "LIFE", "RATED", "Finding", "Rows", "Verdicts", "check_counts", "check_ranges",
    "check_rules", "evaluate", "find_confirmed", "find_derived", "find_statuses", "is_off",
    "is_past", "is_ranked_as", "is_settled", "name_range", "take_one", "take_worse",
]  # fmt: skip


def check_rules(survey: Survey, rows: Rows, rules: Iterable[Rule] | None = None) -> list[Finding]:
    """
    Find what breaks a rule of a survey; exceptions that its record declares are found, and known.

    Applied are all rules of the record, or those given. What is missing because it is withheld is
    known, too.
    """
    withheld: dict[Key, dict[str, str]] = {}
    for c in survey.corrections:
        if c.new is None:
            withheld.setdefault((c.country_id, c.edition), {})[c.measure] = c.reason

    def excuse(finding: Finding) -> Finding:
        if finding.level != "error" or not finding.is_incomplete:
            return finding
        reasons = withheld.get((finding.country_id or "", finding.edition or 0), {})
        held = [reasons[id_] for id_ in finding.measures if id_ in reasons]
        return replace(finding, level="known", reason=held[0]) if held else finding

    return [
        excuse(finding)
        for rule in (survey.rules if rules is None else rules)
        for finding in evaluate(survey, rule, rows).list_findings(survey.id)
    ]


def check_ranges(survey: Survey, rows: Rows) -> list[Finding]:
    """Find numbers that are off the scale that their edition used."""
    return check_rules(survey, rows, (rule for rule in survey.rules if isinstance(rule, Range)))


def is_settled(survey: Survey, rows: Rows) -> np.ndarray:
    """Return which rows have the one status that their ratings leave."""
    if survey.status_rule is None:
        return np.zeros(len(rows.edition), dtype=bool)
    settled: np.ndarray = (
        evaluate(survey, survey.status_rule, rows).expected == rows.values["status"]
    )
    return settled


def find_confirmed(survey: Survey, rows: Rows, row: int, broken: Collection[str]) -> set[str]:
    """
    Return the measures of a row that a rule confirms: with any other value it would be broken.

    A rule that is `broken`, or lacks a value, confirms nothing; cut-offs and designations confirm
    what follows from them, not the numbers that it follows from.
    """
    one, edition = rows.pick(row), int(rows.edition[row])
    found: set[str] = set()
    for rule in survey.rules:
        if not isinstance(rule, Sum | Cutoffs | Designation):
            continue
        verdicts = evaluate(survey, rule, one)
        ties = [id_ for id_ in list_ties(rule) if not is_past(survey.field[id_], edition)]
        is_whole = not any(np.isnan(one.values[id_][0]) for id_ in ties)
        if is_whole and not np.isnan(verdicts.expected[0]) and verdicts.formula not in broken:
            found |= set(ties if isinstance(rule, Sum) else ties[:1])
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
    own, freedom = rank_rows(survey, rule, changed, edition)
    mine = int(np.flatnonzero(own == row)[0])
    rank = rows.values[rule.rank][own]
    earlier, later = freedom[rank < rank[mine]], freedom[rank > rank[mine]]
    return bool((earlier >= freedom[mine]).all() and (later <= freedom[mine]).all())


def check_counts(
    survey: Survey, rows: Rows, published: Iterable[tuple[int, str, int]]
) -> list[Finding]:
    """
    Compare the countries of each status per edition with how many the publisher counts.

    `published` are the editions, statuses and numbers of one sheet: for each of its editions it
    must count each status once. An edition in which the statuses that are withheld explain the
    difference is known.
    """
    given: dict[int, dict[str, list[int]]] = {}
    for edition, word, countries in published:
        given.setdefault(edition, {}).setdefault(word, []).append(countries)
    keys, status = list(rows.keys()), rows.values["status"]
    left_out = [row for row, key in enumerate(keys) if key in survey.counts_leave_out]
    is_counted = (rows.values["is_territory"] == 0) & ~np.isnan(status)
    is_counted[left_out] = False
    codes = status[is_counted].astype(int).tolist()
    counts = Counter(zip(rows.edition[is_counted].tolist(), codes, strict=True))
    missing = _count_withheld(survey, [keys[row] for row in np.flatnonzero(np.isnan(status))])
    findings: list[Finding] = []

    def add(edition: int, code: int, many: int, expected: str, reason: str) -> None:
        rule = "the countries of each status are as many as the publisher counts"
        found, level = f"{STATUSES[code]} in {many} countries", "known" if reason else "error"
        one = Finding(rule, None, edition, "status", found, expected, level, reason)
        findings.append(replace(one, survey=survey.id))

    for edition, numbers in given.items():
        stated = [numbers.get(word, []) for word in STATUSES]
        own = [counts[edition, code] for code in range(len(STATUSES))]
        lacking = [one[0] - many for one, many in zip(stated, own, strict=True) if len(one) == 1]
        is_known = len(lacking) == len(STATUSES) and min(lacking) >= 0
        is_known = is_known and sum(lacking) <= missing[edition]
        for code, (one, many) in enumerate(zip(stated, own, strict=True)):
            if one != [many]:
                expected = " and ".join(map(str, one))
                expected = expected or "a count of them beside those of other statuses"
                reason = "the statuses that are withheld explain it" if is_known else ""
                add(edition, code, many, expected, reason)
    for row in left_out:
        edition, code = keys[row][1], int(status[row])
        if edition in given:
            many = counts[edition, code]
            add(edition, code, many + 1, str(many), survey.counts_leave_out[keys[row]])
    return findings


def _count_withheld(survey: Survey, lacking: Iterable[Key]) -> Counter[int]:
    """Return how many of the rows without a status it is withheld in, by edition."""
    withheld = {
        (c.country_id, c.edition)
        for c in survey.corrections
        if c.measure == "status" and c.new is None
    }
    return Counter(key[1] for key in lacking if key in withheld)
