"""Counts are the publisher's own, and who moved is compared only where values compare."""

from __future__ import annotations

from typing import get_args

import pytest

import freedomdata as fd
from freedomdata.analysis import count_statuses, find_incomplete, list_moves
from freedomdata.choices import Grouping
from freedomdata.data import open_data

FIW, FOTP, FOTN = (fd.SURVEYS[id_] for id_ in ("fiw", "fotp", "fotn"))


@pytest.fixture(scope="module")
def fiw():
    return fd.load("fiw")


@pytest.fixture(scope="module")
def countries():
    return fd.load("fiw", territories=False)


def test_counts_are_those_that_the_publisher_prints():
    """Edition 1973 is counted without South Africa, which was rated apart for two groups."""
    printed = open_data().table("published_counts").to_pandas()
    printed = printed[printed["source"] == "fiw-2025-ratings"].set_index(["edition", "status"])
    rows = fd.load("fiw", territories=False)
    rows = rows[(rows["edition"] != 1973) | (rows["country_id"] != "ZAF")]
    ours = count_statuses(rows).set_index(["edition", "status"])["countries"]
    assert len(printed) == 156
    for key, countries in printed["countries"].items():
        assert ours[key] == countries, key


def test_every_edition_has_all_three_statuses_also_where_nobody_has_one():
    counts = count_statuses(fd.load("fiw", country=["Norway", "China"], editions=[2024, 2025]))
    assert counts["status"].tolist() == ["Not Free", "Partly Free", "Free"] * 2
    assert counts["status"].cat.ordered
    assert counts["countries"].tolist() == [1, 0, 1] * 2
    assert counts["year"].tolist() == [2023] * 3 + [2024] * 3


@pytest.mark.parametrize("by", get_args(Grouping))
def test_regions_add_up_to_the_world(countries, by):
    counts = count_statuses(countries, by=by)
    apart = counts.groupby(["edition", "status"], observed=True)["countries"]
    whole = count_statuses(countries).set_index(["edition", "status"])["countries"]
    assert (apart.sum() == whole).all()
    assert "nan" not in set(counts[by])


def test_an_edition_that_lacks_units_is_not_counted_and_said(fiw, countries):
    with pytest.warns(fd.FreedomDataWarning, match="2026 .* lack 12 of 208 units .Abkhazia, "):
        counts = count_statuses(fiw)
    assert counts["edition"].max() == 2025
    with pytest.warns(fd.FreedomDataWarning, match="lack 1 of 197 units .Tibet."):
        count_statuses(fiw[fiw["country_id"].isin(["XTI"]) | (fiw["edition"] == 2026)])
    assert count_statuses(countries)["edition"].max() == 2026


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


def test_people_are_those_of_the_year_covered():
    """Counted here from the two tables by hand."""
    rows = fd.load("fiw", editions=2015, territories=False)
    people = open_data().table("population").to_pandas()
    people = people[people["year"] == 2014].set_index("country_id")["population"]
    counts = count_statuses(rows, weight="population").set_index("status")
    for status, own in rows.groupby("status", observed=True):
        covered = own[own["country_id"].isin(people.index)]
        assert counts.loc[status, "people"] == people[covered["country_id"]].sum()
        assert counts.loc[status, "countries"] == len(own)
    assert counts["uncovered"].tolist() == ["", "", "TWN"]
    assert counts["people"].dtype == counts["uncounted"].dtype == "float64"


def people_of(countries, year):
    counts = count_statuses(countries[countries["year"] == year], weight="population")
    return counts.set_index("status")


@pytest.fixture(scope="module")
def table():
    people = open_data().table("population").to_pandas()
    return people.set_index(["country_id", "year"])["population"]


@pytest.mark.parametrize(
    ("unit", "year", "parts"),
    [
        ("SUN", 1985, "ARM AZE BLR EST GEO KAZ KGZ LTU LVA MDA RUS TJK TKM UKR UZB"),
        ("CSK", 1990, "CZE SVK"),
        ("YUG", 1985, "SRB MNE XKX HRV SVN BIH MKD"),
        ("YUG", 1991, "SRB MNE XKX BIH MKD"),  # Croatia and Slovenia are rated
        ("YUG", 1995, "SRB MNE"),  # so is Kosovo, as a territory
        ("SCG", 2004, "SRB MNE"),
        ("SDN", 2005, "SDN SSD"),
        ("SDN", 2015, "SDN"),
        ("ETH", 1985, "ETH ERI"),
    ],
)
def test_a_state_that_ended_has_the_people_of_its_successors(countries, table, unit, year, parts):
    own = countries[(countries["country_id"] == unit) & (countries["year"] == year)]
    counts = count_statuses(own, weight="population")
    assert counts["people"].sum() == sum(table[part, year] for part in parts.split())
    assert set(counts["uncovered"]) == {""}


def test_who_joined_later_is_not_counted_and_their_people_are_known_together(countries, table):
    counts = people_of(countries, 1972)
    together = sum(table[part, 1972] for part in ("DEU", "VNM", "YEM"))
    assert set(counts["uncounted"]) == {together}
    uncovered = set(" ".join(counts["uncovered"]).split())
    assert uncovered == {"XGW", "DDR", "VDR", "XVS", "XYN", "YMD", "TWN"}
    assert set(people_of(countries, 1990)["uncounted"]) == {0}
    apart = count_statuses(countries, by="region", weight="population")
    apart = apart[apart["year"] == 1972].groupby("region")["uncounted"].first()
    assert apart.sum() == together
    assert apart["Europe"] == table["DEU", 1972]


def test_the_shares_of_1972_are_those_with_the_states_that_ended(countries):
    people = people_of(countries, 1972)["people"]
    assert people["Not Free"] / people.sum() == pytest.approx(0.48, abs=0.005)


def test_nobody_s_population_is_guessed(fiw):
    counts = count_statuses(fiw[~fiw["is_territory"]], weight="population")
    ended = counts[counts["edition"] == 1990]["uncovered"].str.split().explode().dropna()
    assert set(ended) == {"TWN", "XGW", "DDR", "XYN", "YMD"}
    last = counts[counts["edition"] == 2026]  # covers 2025, of which there is none at all
    assert last[["people", "uncounted"]].isna().all(axis=None)
    assert sum(map(len, last["uncovered"].str.split())) == last["countries"].sum() == 195
    assert counts.loc[counts["edition"] < 2026, "people"].notna().all()


def test_a_row_without_a_status_is_not_counted():
    rows = fd.load("fotp", editions=[2009])
    assert rows["status"].isna().sum() == 1
    assert count_statuses(rows)["countries"].sum() == len(rows) - 1


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"by": "continent"}, "there is no by='continent'; there is region, un_region"),
        ({"weight": "gdp"}, "there is no weight='gdp'; there is population"),
        ({"weight": True}, "there is no weight=True; there is population"),
    ],
)
def test_what_cannot_be_counted_by_is_refused(fiw, options, message):
    with pytest.raises(fd.FreedomDataError) as error:
        count_statuses(fiw, **options)
    assert message in str(error.value)


def test_rows_without_statuses_are_refused(fiw):
    with pytest.raises(fd.FreedomDataError, match="nothing to count without status: give rows"):
        count_statuses(fiw.drop(columns="status"))


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
