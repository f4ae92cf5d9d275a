"""Each kind of rule has one evaluation: what it expects, and whether a row holds."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest

import freedomdata as fd
from freedomdata.model import STATUSES, Continuity, Life, Range, Rule, Steady, list_ties
from freedomdata.rules import Rows, check_rules, evaluate, find_confirmed, is_settled, take_worse
from freedomdata.rules.kinds import _EVALUATIONS

FIW, FOTP = fd.SURVEYS["fiw"], fd.SURVEYS["fotp"]
NOT_FREE, PARTLY_FREE, FREE = range(len(STATUSES))


def make(survey, *rows):
    """Rows of a survey: country, edition and the values that are there."""
    editions = {edition.edition: edition.year for edition in survey.editions}
    values = {
        field.id: np.array([row[2].get(field.id, np.nan) for row in rows], dtype=float)
        for field in survey.fields
    }
    titles = np.array([row[1] for row in rows])
    years = np.array([editions[title] for title in titles.tolist()])
    return Rows([row[0] for row in rows], titles, years, values)


def one(survey, edition=2020, country_id="HUN", **values):
    return make(survey, (country_id, edition, values))


def test_every_kind_of_rule_has_an_evaluation():
    assert {*_EVALUATIONS} == {*get_args(Rule)}
    for survey in fd.SURVEYS.values():
        assert {type(rule) for rule in survey.rules} <= {*_EVALUATIONS}
        assert all({*list_ties(rule)} <= {*survey.field} for rule in survey.rules)


TOTAL = FIW.sums[-1]
RULES = {
    "sum": (FIW, TOTAL, {"political_rights_score": 20, "civil_liberties_score": 30}, 50, 49),
    "cut-offs": (FIW, FIW.cutoffs[0], {"political_rights_score": 24}, 3, 2),
    "status": (FIW, FIW.status_rule, {"political_rights": 3, "civil_liberties": 3}, PARTLY_FREE,
               FREE),
    "worse": (FOTP, FOTP.worse_of, {"print_status": FREE, "broadcast_status": NOT_FREE}, NOT_FREE,
              FREE),
    "designation": (FIW, FIW.designation, {"A": 7, "political_rights_score": 20,
                                           "civil_liberties_score": 30}, 1, 0),
}  # fmt: skip


@pytest.mark.parametrize("name", RULES)
def test_what_follows_is_expected_and_another_value_is_found(name):
    survey, rule, inputs, right, wrong = RULES[name]
    measure, edition = list_ties(rule)[0], 2020 if survey is FIW else 1985
    held = evaluate(survey, rule, one(survey, edition, **inputs, **{measure: right}))
    assert held.expected.tolist() == [right]
    assert held.holds(0)
    assert not list(held.list_findings(survey.id))
    broken = evaluate(survey, rule, one(survey, edition, **inputs, **{measure: wrong}))
    assert not broken.holds(0)
    (finding,) = broken.list_findings(survey.id)
    assert (finding.rule, finding.measure, finding.level) == (held.formula, measure, "error")
    assert {*finding.measures} <= {*list_ties(rule)}


def test_without_its_numbers_a_rule_expects_nothing():
    for survey, rule, _, right, _ in RULES.values():
        edition = 2020 if survey is FIW else 1985
        verdicts = evaluate(survey, rule, one(survey, edition, **{list_ties(rule)[0]: right}))
        assert np.isnan(verdicts.expected).all()


def test_a_status_may_be_one_of_two():
    ratings = {"political_rights": 6, "civil_liberties": 5}
    verdicts = evaluate(FIW, FIW.status_rule, one(FIW, 1990, status=FREE, **ratings))
    assert np.isnan(verdicts.expected[0])
    assert verdicts.allowed[0].tolist() == [True, True, False]
    (finding,) = verdicts.list_findings("fiw")
    assert finding.expected == "Partly Free or Not Free"
    assert not is_settled(FIW, one(FIW, 1990, status=NOT_FREE, **ratings))[0]
    assert is_settled(FIW, one(FIW, 2010, status=NOT_FREE, **ratings))[0]


def test_declared_exceptions_are_known():
    country_id, edition = next(iter(FIW.status_rule.known))
    rows = one(FIW, edition, country_id, status=FREE, political_rights=7, civil_liberties=7)
    (finding,) = evaluate(FIW, FIW.status_rule, rows).list_findings("fiw")
    assert (finding.level, finding.reason) == ("known", FIW.status_rule.known[country_id, edition])


def test_values_off_their_scale_lives_and_holes():
    rows = make(FIW, ("HUN", 1980, {"political_rights": 8}), ("HUN", 1985, {}), ("SSD", 1985, {}))
    found = check_rules(FIW, rows, (Range("political_rights"), Life(FIW.anchor)))
    assert [(f.country_id, f.measure) for f in found] == [
        ("HUN", "political_rights"), ("SSD", "status")]  # fmt: skip
    rows = make(FIW, *(("HUN", edition, {}) for edition in (1980, 1985)), ("AUT", 1984, {}))
    (hole,) = check_rules(FIW, rows, [Continuity(FIW.anchor, ())])
    assert (hole.country_id, hole.edition, hole.found, hole.level) == (
        "HUN", 1984, "missing", "warning")  # fmt: skip


STEP = {2019: 1, 2020: 7}


def test_a_mean_step_that_only_a_turned_file_explains():
    values = ((id_, edition, score) for id_ in ("HUN", "AUT") for edition, score in STEP.items())
    rows = make(
        FIW, *((id_, edition, {"political_rights": score}) for id_, edition, score in values)
    )
    (finding,) = evaluate(FIW, Steady("political_rights", 0.5), rows).list_findings("fiw")
    assert (finding.country_id, finding.edition) == (None, 2020)
    assert finding.found == "+6.0 on average off edition 2019, in the 2 countries of both"


def test_what_a_rule_confirms():
    scores = {"political_rights_score": 20, "civil_liberties_score": 30, "total_score": 50}
    rows = one(FIW, political_rights=4, **scores)
    assert find_confirmed(FIW, rows, 0, ()) == {*scores, "political_rights"}
    broken = {evaluate(FIW, TOTAL, rows).formula}
    assert find_confirmed(FIW, rows, 0, broken) == {"political_rights"}


def test_the_worse_is_known_where_nothing_is_worse():
    first, second = np.array([NOT_FREE, FREE, FREE]), np.array([np.nan, np.nan, PARTLY_FREE])
    np.testing.assert_array_equal(take_worse(first, second), [NOT_FREE, np.nan, PARTLY_FREE])
