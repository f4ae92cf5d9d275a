"""One printed value, or one of the tables, is changed: the package must notice."""

from __future__ import annotations

import mutation as engine
import pytest
from table_mutation import Tables

SINCE_2003 = frozenset({"status, from 2003"})


@pytest.fixture(scope="module")
def files(raw):
    return engine.Files(raw)


@pytest.fixture(scope="module")
def tables(rsf_built):
    """The tables that are shipped, and RSF's beside them."""
    return Tables(rsf_built)


@pytest.fixture(scope="module", params=[1, pytest.param(4, marks=pytest.mark.sweep)])
def times(request):
    """How often as much as a person's run is drawn."""
    return request.param


@pytest.fixture(scope="module")
def verdicts(files, times):
    return [files.judge(mutation) for mutation in files.draw(50 * times, seed=2003)]


@pytest.fixture(scope="module")
def verdicts_of_tables(tables, times):
    return [tables.judge(mutation) for mutation in tables.draw(15 * times, seed=2003)]


def tied(verdicts):
    return [v for v in verdicts if v.mutation.tie == engine.EXACT and v.mutation.variant != "blank"]


def test_what_another_number_contradicts_is_noticed(verdicts):
    held = tied(verdicts)
    missed = [v for v in held if not v.is_noticed]
    assert len(held) > 0.7 * len(verdicts)
    assert len(missed) < 0.005 * len(held), missed


def test_nothing_is_refused_by_accident(verdicts, verdicts_of_tables):
    assert not [v for v in (*verdicts, *verdicts_of_tables) if v.step == engine.CRASH]


def test_a_value_that_is_removed_is_noticed_or_found_in_another_file(verdicts):
    removed = [v for v in verdicts if v.mutation.variant == "blank"]
    lost = [v for v in removed if v.step == engine.UNNOTICED and v.mutation.tie == engine.EXACT]
    assert removed
    assert not lost


def test_every_status_since_2003_is_noticed(files, times):
    for mutation in files.draw(15 * times, seed=2003, kinds=SINCE_2003):
        assert mutation.tie == engine.EXACT
        assert files.judge(mutation).is_noticed, mutation


def test_all_statuses_since_2003_have_a_second_number_but_for_four(files):
    loose = {
        (id_, bench.keys.id(spot.key)[0])
        for id_, bench in files.benches.items()
        for spot in bench.spots.get("status, from 2003", ())
        if engine.find_tie_of_value(bench, spot.key) != engine.EXACT
    }
    assert loose == {
        *(("fiw", id_) for id_ in ("HKG", "SDN")),
        *(("fotp", id_) for id_ in ("PSE", "XSL")),
    }


def test_what_the_rest_of_the_tables_contradicts_is_noticed(verdicts_of_tables):
    held = tied(verdicts_of_tables)
    missed = [v for v in held if not v.is_noticed]
    assert len(held) > 0.4 * len(verdicts_of_tables)
    assert not missed


def test_every_status_since_2003_is_noticed_in_the_tables(tables, times):
    for mutation in tables.draw(4 * times, seed=2003, kinds=SINCE_2003):
        assert mutation.tie == engine.EXACT
        assert tables.judge(mutation).is_noticed, mutation


def test_the_tables_as_they_are_have_nothing_but_what_is_known(tables):
    assert {found.level for before in tables.before.values() for found in before} == {"known"}


def test_the_same_seed_draws_the_same(files, tables):
    for subject in (files, tables):
        first, again, other = (subject.draw(60, seed) for seed in (7, 7, 8))
        assert first == again != other


def test_whole_builds_say_the_same(files, times):
    for mutation in files.draw(
        times, seed=1, kinds=frozenset({"status, from 2003", "part", "rank"})
    ):
        assert files.verify(mutation), mutation
