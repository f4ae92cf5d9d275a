"""Who moved is compared only where values compare, and no edition counts that lacks units."""

from __future__ import annotations

import pytest

import freedomdata as fd
from freedomdata.analysis.movers import list_moves
from freedomdata.loading.editions import find_incomplete

FIW, FOTP, FOTN = (fd.SURVEYS[id_] for id_ in ("fiw", "fotp", "fotn"))


@pytest.fixture(scope="module")
def fiw():
    return fd.load("fiw")


@pytest.fixture(scope="module")
def countries():
    return fd.load("fiw", territories=False)


def test_only_what_copies_lack_makes_an_edition_incomplete(fiw):
    """Ends of states, and the publisher's own choices, also of a sample, do not."""
    assert [one.edition for one in find_incomplete(FIW, fiw)] == [2026]
    assert find_incomplete(FOTP, fd.load("fotp")) == []
    (net,) = find_incomplete(FOTN, fd.load("fotn"))  # Freedom House assessed 72 countries
    assert net == (2025, 2025, ("GMB", "TWN"), 72)
    for edition, lacking in (
        (1974, set()),  # a declared gap of Hong Kong and Puerto Rico
        (1991, set()),  # Germany and Yemen are one
        (1994, set()),  # Czechoslovakia ended
        (2017, {"PRI"}),
    ):
        grade = fiw["grade"].where(fiw["edition"] != edition, "secondary")
        found = find_incomplete(FIW, fiw.assign(grade=grade))
        assert {id_ for one in found if one.edition == edition for id_ in one.lacking} == lacking


def test_a_move_is_from_the_first_to_the_last_value(fiw):
    found = list_moves(fiw, FIW, 2014, 2024)
    assert found.measure.id == "total_score"
    assert (found.since.edition, found.until.edition) == (2015, 2025)
    wide = fiw.pivot_table(index="country_id", columns="edition", values="total_score")
    both = wide[[2015, 2025]].dropna()
    moves = found.moves.set_index("country_id")
    assert set(moves.index) == set(both.index)
    assert (moves["change"] == (both[2025] - both[2015])[moves.index]).all()
    assert moves["change"].is_monotonic_increasing
    tunisia = moves.loc["TUN"]
    assert (tunisia["status_since"], tunisia["status_until"]) == ("Free", "Partly Free")
    one = wide[2015].notna() ^ wide[2025].notna()
    assert found.left_out == tuple(sorted(wide.index[one]))


@pytest.mark.parametrize(
    ("asked", "measure", "country", "values", "change"),
    [
        (("fiw", 1990, 2020), "rating", "VEN", (2.0, 6.5), -4.5),  # 1 is freest
        (("fiw", 1976, 1996), "rating", "CPV", (6.0, 1.5), 4.5),
        (("fotp", 1993, 2016), "press_score", "GMB", (24, 87), -63.0),  # 0 is freest
        (("fotn", 2012, 2024), "net_score", "RUS", (48, 20), -28.0),  # 100 is freest
    ],
)
def test_up_is_freer_in_every_survey(asked, measure, country, values, change):
    survey, *years = asked
    found = list_moves(fd.load(survey), fd.SURVEYS[survey], *years)
    move = found.moves.set_index("country_id").loc[country]
    assert found.measure.id == measure
    assert (move["value_since"], move["value_until"]) == values
    assert move["change"] == change
    assert (move["freedom_until"] > move["freedom_since"]) == (change > 0)


@pytest.mark.parametrize(
    ("year", "edition"), [(1981, 1982), (1982, 1982), (1983, 1984), (1989, 1990)]
)
def test_a_year_is_that_of_the_edition_that_covers_it(fiw, year, edition):
    assert list_moves(fiw, FIW, year, 2024).since.edition == edition


def test_a_state_that_ended_has_no_move(fiw):
    found = list_moves(fiw, FIW, 1985, 2000)
    assert {"SUN", "RUS", "DDR", "DEU", "YMD", "CSK", "CZE"} <= set(found.left_out)
    assert not set(found.left_out) & set(found.moves["country_id"])


def test_the_newest_year_that_lacks_nobody_is_the_default(fiw, countries):
    found = list_moves(countries, FIW, 2015)
    assert (found.until.edition, found.incomplete) == (2026, ())
    assert (found.moves["grade_until"] == "secondary").all()
    assert list_moves(fiw[fiw["edition"] < 2020], FIW, 2015).until.edition == 2019
    both = list_moves(fiw, FIW, 2015)
    assert both.until.edition == 2025
    assert [len(one.lacking) for one in both.incomplete] == [12]
    assert list_moves(fiw, FIW, 2015, 2025).until.edition == 2026  # who asks for it gets it


def test_movers_of_2024_are_as_many_as_the_publisher_counts(countries):
    change = list_moves(countries, FIW, 2023, 2024).moves["change"]
    assert ((change < 0).sum(), (change > 0).sum()) == (60, 34)


def test_breaks_of_measure_and_status_are_reported(fiw):
    assert [b.edition for b in list_moves(fiw, FIW, 1990, 2020).breaks] == [2004]
    assert [b.edition for b in list_moves(fiw, FIW, 2010, 2020).breaks] == [2018]


@pytest.mark.parametrize(
    ("survey", "asked", "message"),
    [
        ("fiw", (1960, 2000), "nothing here for 1960: years covered are 1972 to 2025"),
        ("fiw", (2000, 2050), "nothing here for 2050: years covered are"),
        ("fiw", (2020, 2010), "since is a year before until: 2020 and 2010"),
        ("fiw", (1981, 1982), "since is a year before until"),
        ("fiw", (2025,), "since is a year before until: 2025 and 2024"),
        ("fiw", (1990, 2020, "total_score"),
         "nobody has total_score in both 1990 and 2020: there are values of it from 2002 to 2025"),
        ("fotp", (1980, 1990), "nobody has press_score in both 1980 and 1990: there are values of "
                               "it from 1993 to 2016"),
        ("fiw", (1990, 2020, "press_score"), "there is no measure 'press_score' in fiw; there is "),
    ],
)  # fmt: skip
def test_years_and_measures_that_are_not_there_are_refused(survey, asked, message):
    with pytest.raises(fd.FreedomDataError) as error:
        list_moves(fd.load(survey), fd.SURVEYS[survey], *asked)
    assert message in str(error.value)


@pytest.fixture(scope="module")
def rsf(rsf_built):
    return fd.load("rsf", data=rsf_built)


@pytest.mark.parametrize(
    ("since", "until", "edition"), [(2005, 2020, 2013), (2015, 2024, 2022), (2010, 2011, 2012)]
)
def test_a_break_that_forbids_to_compare_is_not_crossed(rsf, since, until, edition):
    with pytest.raises(fd.FreedomDataError) as error:
        list_moves(rsf, fd.SURVEYS["rsf"], since, until)
    assert "press_freedom_score of World Press Freedom Index does not compare" in str(error.value)
    assert f"Edition {edition}: " in str(error.value)
    assert "Choose years on one side" in str(error.value)


def test_within_one_method_it_is_compared_and_has_no_status(rsf):
    found = list_moves(rsf, fd.SURVEYS["rsf"], 2013, 2020)
    assert found.moves["status_until"].isna().all()
    old = list_moves(rsf, fd.SURVEYS["rsf"], 2004, 2009).moves.set_index("country_id")
    fell = old["value_until"] > old["value_since"]  # few points were free then
    assert (old.loc[fell, "change"] < 0).all()
