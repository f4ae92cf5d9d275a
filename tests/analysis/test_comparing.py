"""Which values may be compared over time: of one unit, and over no change that forbids it."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

import freedomdata as fd
from freedomdata.analysis.comparing import (
    count_steps,
    find_crossings,
    is_by_rule,
    pair_rows,
)

FIW, FOTP, FOTN, RSF = (fd.SURVEYS[id_] for id_ in ("fiw", "fotp", "fotn", "rsf"))


def pairs(survey, first, last, **selection):
    """Rows of two editions, of those who are in both."""
    old, new = (fd.load(survey, editions=edition, **selection) for edition in (first, last))
    ids = sorted({*old["country_id"]} & {*new["country_id"]})
    return [rows.set_index("country_id").loc[ids].reset_index() for rows in (old, new)]


def may_compare(record, measures, old, new):
    """Whether no change of method forbids it, pair by pair."""
    crossings = [crosses for _, crosses in find_crossings(record, measures, old, new)]
    return ~np.logical_or.reduce([np.zeros(len(new), dtype=bool), *crossings])


def test_the_first_row_of_a_unit_follows_nobody():
    rows = fd.load("fiw")
    old, new = pair_rows(rows)
    keys = list(zip(rows["country_id"], rows["edition"], strict=True))
    wanted = [(a, b) for a, b in pairwise(keys) if a[0] == b[0]]
    found = zip(old["country_id"], old["edition"], new["country_id"], new["edition"], strict=True)
    assert [((a, b), (c, d)) for a, b, c, d in found] == wanted
    assert len(new) == len(rows) - rows["country_id"].nunique()


@pytest.mark.parametrize(("record", "country", "editions", "steps"), [
    (FIW, "Namibia", [1975, 1990, 1991], [14, 1]),
    (FIW, "China", [1982, 1984], [1]),  # there was no edition of 1983
    (FOTN, "China", [2009, 2011, 2014], [1, 3]),  # nor of 2010
])  # fmt: skip
def test_editions_are_counted_as_the_survey_has_them_not_as_years(record, country, editions, steps):
    rows = fd.load(record.id, country=country, editions=editions)
    assert count_steps(record, *pair_rows(rows)).tolist() == steps


def test_statuses_at_the_border_do_not_compare_over_the_new_rule():
    old, new = pairs("fiw", 2003, 2004)
    means = [(rows["political_rights"] + rows["civil_liberties"]) / 2 for rows in (old, new)]
    at_border = (means[0] == 5.5) | (means[1] == 5.5)
    assert 20 < at_border.sum() < 40
    assert (may_compare(FIW, ["status"], old, new) == ~at_border).all()
    for measures in (["political_rights"], ["political_rights", "civil_liberties"], ["region"]):
        assert may_compare(FIW, measures, old, new).all()
    assert may_compare(FIW, ["status"], *pairs("fiw", 2004, 2005)).all()
    assert may_compare(FIW, ["status"], *pairs("fiw", 2002, 2003)).all()


@pytest.mark.parametrize(("country", "first", "last", "by_rule"), [
    ("Azerbaijan", 2003, 2004, True),  # 5.5 and 5.5, Partly Free and Not Free
    ("Mauritania", 2003, 2004, True),  # 5 and 5.5, as by the old rule it might have stayed
    ("Yemen", 2003, 2004, False),  # 5.5 and 5, Not Free and Partly Free by both rules
    ("Hungary", 1984, 2011, False),  # 5.5 and Free
    ("Egypt", 1984, 2011, True),  # 5 and 5.5
    ("Azerbaijan", 2004, 2005, False),
])  # fmt: skip
def test_a_rule_alone_makes_another_status_where_one_of_the_rules_gives_both_the_same(
    country, first, last, by_rule
):
    old, new = pairs("fiw", first, last, country=country)
    differs = old["status"].astype(str) != new["status"].astype(str)
    assert differs.all() or last == 2005
    assert is_by_rule(FIW, old, new).tolist() == [by_rule]


def test_every_status_of_the_press_may_be_by_another_method():
    assert is_by_rule(FOTP, *pairs("fotp", 1993, 1994)).all()
    assert not is_by_rule(FOTP, *pairs("fotp", 1994, 1995)).any()


@pytest.mark.parametrize(("first", "last", "compares"), [
    (1987, 1988, True), (1988, 1989, False), (1989, 1990, True), (1993, 1994, False),
    (1994, 1995, True), (2001, 2002, True), (1985, 2017, False),
])  # fmt: skip
def test_no_status_of_the_press_compares_over_a_new_method(first, last, compares):
    assert set(may_compare(FOTP, ["status"], *pairs("fotp", first, last))) == {compares}


def test_what_compares_all_the_same_is_no_obstacle():
    old, new = pairs("fiw", 2017, 2018)
    assert may_compare(FIW, ["total_score"], old, new).all()  # also of the five monarchies
    assert not may_compare(FIW, ["electoral_democracy"], old, new).any()


def test_only_the_units_that_are_named_are_touched():
    one = next(b for b in FIW.breaks if b.units)
    record = replace(FIW, breaks=(replace(one, is_comparable=False),))
    old, new = pairs("fiw", one.edition - 1, one.edition)
    touched = new["country_id"].isin(one.units).to_numpy()
    assert touched.sum() == 5
    assert (may_compare(record, ["total_score"], old, new) == ~touched).all()


def test_scores_of_rsf_compare_within_a_method(rsf_built):
    old, new = pair_rows(fd.load("rsf", country="Norway", data=rsf_built))
    compares = may_compare(RSF, ["press_freedom_score"], old, new)
    assert set(new["edition"][~compares]) == {2012, 2013, 2022}
    ranks = may_compare(RSF, ["rank"], old, new)
    assert set(new["edition"][~ranks]) == {2022}


def test_crossings_say_which_change_it_is():
    found = find_crossings(FOTP, ["status"], *pairs("fotp", 1985, 2010))
    assert [one.edition for one, _ in found] == [1989, 1994]
    assert all(crosses.all() for _, crosses in found)
