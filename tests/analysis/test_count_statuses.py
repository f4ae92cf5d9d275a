"""Counts are the publisher's own, say who has no value, and are not fooled by who is counted."""

from __future__ import annotations

from collections import Counter
from typing import get_args

import pandas as pd
import pytest

import freedomdata as fd
from freedomdata.choices import Grouping
from freedomdata.countries import get_countries
from freedomdata.countries.registry import get_groups
from freedomdata.data import open_data

KEY = ["edition", "status"]
ENDED = ("SUN", "YUG", "SCG", "CSK", "DDR", "XGW", "XYN", "YMD", "VDR", "XVS")


@pytest.fixture(scope="module")
def fiw():
    return fd.load("fiw")


@pytest.fixture(scope="module")
def countries():
    return fd.load("fiw", territories=False)


def per_edition(counts):
    """Return what is the same in the three rows of an edition, by edition."""
    return counts.drop_duplicates("edition").set_index("edition")


# ------------------------------------------------------------------ how many


def test_counts_are_those_that_the_publisher_prints():
    """Edition 1973 is counted without South Africa, which was rated apart for two groups."""
    printed = open_data().table("published_counts").to_pandas()
    printed = printed[printed["source"] == "fiw-2025-ratings"].set_index(KEY)
    ours = fd.count_statuses("fiw").set_index(KEY)["countries"]
    ours[1973, "Not Free"] -= 1
    assert len(printed) == 156
    for key, number in printed["countries"].items():
        assert ours[key] == number, key


def test_every_edition_has_all_three_statuses_also_where_nobody_has_one():
    counts = fd.count_statuses("fiw", country=["Norway", "China"], editions=[2024, 2025])
    assert counts["status"].tolist() == ["Not Free", "Partly Free", "Free"] * 2
    assert counts["status"].cat.ordered
    assert counts["countries"].tolist() == [1, 0, 1] * 2
    assert counts["share"].tolist() == [50, 0, 50] * 2
    assert counts["year"].tolist() == [2023] * 3 + [2024] * 3


def test_a_survey_and_its_rows_give_the_same(fiw):
    before = fiw.copy()
    pd.testing.assert_frame_equal(fd.count_statuses(fiw), fd.count_statuses("fiw"))
    pd.testing.assert_frame_equal(fiw, before)
    some = fd.count_statuses(fd.load("fiw", years=range(2010, 2020)), weight="population")
    expected = fd.count_statuses("fiw", years=range(2010, 2020), weight="population")
    pd.testing.assert_frame_equal(some, expected)


def test_the_types_are_those_of_pandas_or_as_asked():
    counts = fd.count_statuses("fiw", 2024, by="region", weight="population")
    kinds = counts.dtypes.astype(str)
    assert {*kinds[["edition", "year", "countries", "units", "units_missing"]]} == {"int64"}
    shares = ["share", "people", "people_share", "people_uncounted", "people_missing"]
    assert {*kinds[shares]} == {"float64"}
    assert kinds["is_comparable"] == "bool"
    backed = fd.count_statuses("fiw", 2024, dtype_backend="pyarrow")
    assert backed["units"].dtype == "int64[pyarrow]"
    assert backed["countries"].tolist() == [59, 51, 85]


@pytest.mark.parametrize("by", get_args(Grouping))
def test_regions_add_up_to_the_world(by):
    counts = fd.count_statuses("fiw", by=by, weight="population")
    whole = fd.count_statuses("fiw", weight="population").set_index(KEY)
    for name in ("countries", "people", "people_uncounted", "people_missing"):
        summed = counts.groupby(KEY, observed=True)[name].sum(min_count=1)
        pd.testing.assert_series_equal(summed, whole[name].sort_index(), check_index_type=False)
    assert (
        counts.groupby(KEY, observed=True)["units_missing"].sum().eq(whole["units_missing"]).all()
    )
    assert {*counts[by]} <= {*get_groups(by).values()}
    assert counts.attrs["columns"][by]["title"].startswith("Region (")
    shares = counts.groupby(["edition", by])["share"].sum(min_count=1).dropna()
    assert shares.to_numpy() == pytest.approx(100)


def test_a_region_is_that_of_today_in_every_edition(fiw):
    """P16: as published there is none before edition 2006, and Russia is no part of Europe."""
    assert fiw.loc[fiw["edition"] < 2006, "region"].isna().all()
    counts = fd.count_statuses("fiw", by="region", country=["Russia", "Soviet Union", "Turkey"])
    counted = counts[counts["countries"] == 1].groupby("region")["year"].agg(["min", "max"])
    assert counted.to_dict("index") == {
        "Eurasia": {"min": 1972, "max": 2025},
        "Europe": {"min": 1972, "max": 2025},
    }


def test_territories_are_left_out_and_said(fiw):
    """P10: with them every number is another."""
    counts = fd.count_statuses("fiw", 2024)
    (left_out,) = counts.attrs["left_out"]
    own = fiw[(fiw["year"] == 2024) & fiw["is_territory"]]
    assert left_out["number"] == len(own) == 13
    assert left_out["units"] == sorted(own["country_id"])
    assert left_out["editions"] == [2025]
    naive = Counter(fiw.loc[fiw["year"] == 2024, "status"])
    assert dict(zip(counts["status"], counts["countries"], strict=True)) != naive
    with_them = fd.count_statuses("fiw", 2024, territories=True)
    assert dict(zip(with_them["status"], with_them["countries"], strict=True)) == naive
    assert with_them.attrs["left_out"] == []
    alone = fd.count_statuses("fiw", 2024, territories="only")
    assert alone["countries"].sum() == 13


def test_a_year_is_that_of_the_edition_that_covers_it():
    counts = fd.count_statuses("fiw", 1981)
    assert set(counts["edition"]) == {1982}
    assert counts.attrs["notes"][0].startswith("1981 is in edition 1982, which covers January 1981")
    pd.testing.assert_frame_equal(counts, fd.count_statuses("fiw", years=1981))
    pd.testing.assert_frame_equal(counts, fd.count_statuses("fiw", editions=1982))


# ------------------------------------------------------------------ who is not there


def test_an_edition_that_lacks_units_is_in_no_series(fiw):
    """P25: a count of edition 2026 with territories shows a collapse that never happened."""
    counts = fd.count_statuses("fiw", territories=True)
    assert counts["edition"].max() == 2025
    (left_out,) = counts.attrs["left_out"]
    assert left_out["number"] == (fiw["edition"] == 2026).sum() == 196
    assert left_out["editions"] == [2026]
    assert "lack 12 of 208 units (Western Sahara, Abkhazia, " in left_out["reason"]
    assert fd.count_statuses("fiw")["edition"].max() == 2026  # of the countries none is lacking
    few = fiw[fiw["country_id"].isin(["XTI"]) | (fiw["edition"] == 2026)]
    assert fd.count_statuses(few, territories=True)["edition"].max() == 2025


def test_an_edition_that_is_asked_for_alone_says_whom_it_lacks(fiw):
    counts = fd.count_statuses("fiw", 2025, territories=True)
    (note,) = counts.attrs["notes"]
    assert note.startswith("edition 2026 is incomplete: the copies at hand lack 12 of 208 units")
    assert {*counts["units"]} == {196}
    lacking = {*fiw.loc[fiw["edition"] == 2025, "country_id"]}
    lacking -= {*fiw.loc[fiw["edition"] == 2026, "country_id"]}
    assert {*counts["missing_ids"]} == {" ".join(sorted(lacking))}
    with pytest.raises(fd.FreedomDataError, match="nothing to count: edition 2026 is incomplete"):
        fd.count_statuses("fiw", years=[2025, 2026], territories=True)


def test_gaps_are_missing_and_nobody_else():
    """P12: those that the survey declares, and states between independence and first rating."""
    counts = per_edition(fd.count_statuses("fiw"))
    expected = {
        (gap.country_id, edition)
        for gap in fd.SURVEYS["fiw"].gaps
        for edition in range(gap.first_edition, gap.last_edition + 1)
        if edition in counts.index and gap.country_id not in ("HKG", "PRI")
    }
    late = {"FSM": range(1987, 1992), "MHL": range(1987, 1992), "MKD": range(1992, 1993)}
    expected |= {(id_, edition) for id_, editions in late.items() for edition in editions}
    found = {
        (id_, edition) for edition, ids in counts["missing_ids"].items() for id_ in ids.split()
    }
    assert found == expected
    assert (counts["units_missing"] == counts["missing_ids"].str.split().str.len()).all()


def test_who_has_left_a_sample_or_not_yet_come_is_missing():
    """Counted here unit by unit."""
    rows = fd.load("fotn", years=range(2008, 2025))
    held = rows.groupby("edition")["country_id"].agg(set)
    counts = per_edition(fd.count_statuses("fotn"))
    units = {*fd.load("fotn")["country_id"]}
    for edition, ids in held.items():
        assert set(counts.loc[edition, "missing_ids"].split()) == units - ids
        assert counts.loc[edition, "units"] == len(ids)
    population = open_data().table("population").to_pandas()
    people = population[population["year"] == 2010].set_index("country_id")["population"]
    weighed = per_edition(fd.count_statuses("fotn", weight="population")).loc[2011]
    assert weighed["people_missing"] == sum(people.get(id_, 0) for id_ in units - held[2011])


def test_a_row_without_a_status_is_missing_and_not_counted():
    rows = fd.load("fotp", editions=[2009])
    assert rows["status"].isna().sum() == 1
    counts = fd.count_statuses(rows, territories=True)
    assert counts["countries"].sum() == len(rows) - 1
    assert {*counts["missing_ids"]} == {"XKX"}
    assert counts.attrs["left_out"] == [
        {"reason": "no status", "number": 1, "units": ["XKX"], "editions": [2009]}
    ]


@pytest.mark.parametrize("survey", ["fiw", "fotp"])
def test_states_that_ended_are_counted_while_they_were_there_and_never_missing(survey):
    """P11: nor are their successors before, or in the year in which one state follows another."""
    missing = {
        id_
        for ids in fd.count_statuses(survey, territories=True)["missing_ids"]
        for id_ in ids.split()
    }
    units = get_countries()
    kin = {heir for id_ in ENDED for heir in units[id_].successors} - {"MKD"}
    assert not missing & {*ENDED, *kin} - {"AFG"}
    rows = fd.load(survey)
    for id_ in {*ENDED} & {*rows["country_id"]}:
        own = per_edition(fd.count_statuses(survey, country=id_))
        assert own["year"].tolist() == rows.loc[rows["country_id"] == id_, "year"].tolist()
    apart = fd.count_statuses(survey, country=["Soviet Union", "YUG", "Germany"])
    assert {*apart["missing_ids"]} == {""}


@pytest.mark.parametrize(
    ("country", "territories", "first", "last", "editions"),
    [
        ("Soviet Union", False, 1972, 1990, 18),
        ("Russia", False, 1991, 2025, 35),
        ("YUG", False, 1972, 2002, 30),
        ("Germany", False, 1990, 2025, 36),
        ("West Germany", False, 1972, 1989, 17),
        ("Yemen", False, 1990, 2025, 36),
        ("Vietnam", False, 1976, 2025, 49),
        ("Kosovo", True, 1993, 2025, 33),
        ("Hong Kong", False, 1972, 2025, 52),  # who is named is counted
        ("Puerto Rico", False, 1972, 2015, 42),
        ("PSE", False, 1977, 1995, 18),
        ("Russian-Occupied Territories of Ukraine", False, 2024, 2024, 1),
    ],
)
def test_units_are_those_of_the_identity_table(country, territories, first, last, editions):
    counts = per_edition(fd.count_statuses("fiw", country=country, territories=territories))
    counted = counts[counts["units"] == 1]
    assert (counted["year"].min(), counted["year"].max(), len(counted)) == (first, last, editions)


def test_kosovo_is_a_country_from_2009_on():
    counts = fd.count_statuses("fiw", country="Europe")
    at = per_edition(counts)["units"]
    with_territories = per_edition(fd.count_statuses("fiw", country="Europe", territories=True))
    rows = fd.load("fiw", country="Kosovo")
    assert rows.loc[~rows["is_territory"], "year"].min() == 2009
    assert at[2010] - at[2009] == 1
    assert not with_territories["missing_ids"].str.contains("XKX").any()
    assert (
        not counts["missing_ids"].str.contains("XKX").any()
    )  # while a territory it is not missing


# ------------------------------------------------------------------ the same units


def test_a_constant_sample_has_those_who_are_in_all_editions():
    """P18: counted here from sets."""
    rows = fd.load("fotn", years=range(2010, 2025), territories=False)
    own = rows.groupby("edition")["country_id"].agg(set)
    in_all = set.intersection(*own)
    options = {"years": range(2010, 2025), "sample": "constant"}
    counts = fd.count_statuses("fotn", **options)
    assert {*counts["units"]} == {len(in_all)} == {37}
    assert {*counts["units_missing"]} == {0}
    for edition, status, number in zip(
        counts["edition"], counts["status"], counts["countries"], strict=True
    ):
        kept = rows[(rows["edition"] == edition) & rows["country_id"].isin(in_all)]
        assert number == (kept["status"] == status).sum()
    dropped = rows[~rows["country_id"].isin(in_all)]
    said = counts.attrs["left_out"][-1]
    assert said["units"] == sorted({*dropped["country_id"]})
    assert said["number"] == len(dropped)


def test_a_sample_that_changes_is_said():
    notes = fd.count_statuses("fotn", years=range(2010, 2025)).attrs["notes"]
    assert any(
        note.startswith("not the same units in all editions, from 37 to 72") for note in notes
    )
    for quiet in (
        fd.count_statuses("fotn", 2024),
        fd.count_statuses("fotn", years=range(2010, 2025), sample="constant"),
        fd.count_statuses("fiw"),  # which rates everybody
    ):
        assert not any("sample" in note for note in quiet.attrs["notes"])


# ------------------------------------------------------------------ what compares


def test_a_new_rule_is_marked_where_it_touches_anybody(fiw):
    """The rule of edition 2004 concerns only who has a mean of 5.5 before or after it."""
    counts = fd.count_statuses("fiw")
    assert {*counts.loc[~counts["is_comparable"], "edition"]} == {2004}
    assert any(note.startswith("edition 2004 does not compare") for note in counts.attrs["notes"])
    both = fiw[fiw["edition"].isin([2003, 2004]) & ~fiw["is_territory"]]
    at_border = both[(both["political_rights"] + both["civil_liberties"]) == 11]
    apart = fd.count_statuses("fiw", by="region")
    marked = apart[~apart["is_comparable"]]
    assert {*marked["edition"]} == {2004}
    assert {*marked["region"]} == {*at_border["fh_region"]} < {*apart["region"]}
    assert fd.count_statuses("fiw", country="Hungary")["is_comparable"].all()
    assert fd.count_statuses("fiw", years=range(2003, 2025))["is_comparable"].all()
    press = fd.count_statuses("fotp")
    assert {*press.loc[~press["is_comparable"], "edition"]} == {1989, 1994}


# ------------------------------------------------------------------ people


@pytest.fixture(scope="module")
def table():
    people = open_data().table("population").to_pandas()
    return people.set_index(["country_id", "year"])["population"]


def test_people_are_those_of_the_year_covered(table):
    """Counted here from the two tables by hand."""
    rows = fd.load("fiw", editions=2015, territories=False)
    people = table.xs(2014, level="year")
    counts = fd.count_statuses(rows, weight="population").set_index("status")
    for status, own in rows.groupby("status", observed=True):
        covered = own[own["country_id"].isin(people.index)]
        assert counts.loc[status, "people"] == people[covered["country_id"]].sum()
        assert counts.loc[status, "countries"] == len(own)
    assert counts["no_population_ids"].tolist() == ["", "", "TWN"]
    assert counts["people_share"].sum() == pytest.approx(100)


def test_one_country_may_be_many_people():
    """P15: India's fall in 2020 is half a percent of the countries and 18 % of the people."""
    counts = fd.count_statuses("fiw", years=[2019, 2020], weight="population")
    free = counts[counts["status"] == "Free"].set_index("year")
    change = free.loc[2019, ["share", "people_share"]] - free.loc[2020, ["share", "people_share"]]
    assert change["share"] == pytest.approx(0.5, abs=0.05)
    assert change["people_share"] == pytest.approx(18.5, abs=0.5)


def people_of(countries, year):
    counts = fd.count_statuses(countries[countries["year"] == year], weight="population")
    return counts.set_index("status")


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
    counts = fd.count_statuses(own, weight="population")
    assert counts["people"].sum() == sum(table[part, year] for part in parts.split())
    assert set(counts["no_population_ids"]) == {""}


def test_who_joined_later_is_not_counted_and_their_people_are_known_together(countries, table):
    counts = people_of(countries, 1972)
    together = sum(table[part, 1972] for part in ("DEU", "VNM", "YEM"))
    assert set(counts["people_uncounted"]) == {together}
    uncovered = set(" ".join(counts["no_population_ids"]).split())
    assert uncovered == {"XGW", "DDR", "VDR", "XVS", "XYN", "YMD", "TWN"}
    assert set(people_of(countries, 1990)["people_uncounted"]) == {0}
    apart = fd.count_statuses(countries, 1972, by="region", weight="population")
    names = "East Germany, Taiwan, North Vietnam, West Germany, South Vietnam, North Yemen"
    assert apart.attrs["notes"][-1] == f"the World Bank has no population of {names}, South Yemen"
    apart = apart.groupby("region")["people_uncounted"].first()
    assert apart.sum() == together
    assert apart["Europe"] == table["DEU", 1972]


def test_the_shares_of_1972_are_those_with_the_states_that_ended(countries, table):
    """P31: without them, as in a table of today's states, it is 43 %."""
    shares = people_of(countries, 1972)["people_share"]
    assert shares["Not Free"] == pytest.approx(48, abs=0.5)
    rows = countries[countries["year"] == 1972]
    own = pd.Series([table.get((id_, 1972)) for id_ in rows["country_id"]], rows.index)
    naive = own.groupby(rows["status"], observed=True).sum()
    assert 100 * naive["Not Free"] / naive.sum() == pytest.approx(43, abs=0.5)


def test_nobody_s_population_is_guessed():
    counts = fd.count_statuses("fiw", weight="population")
    ended = counts[counts["edition"] == 1990]["no_population_ids"].str.split().explode().dropna()
    assert set(ended) == {"TWN", "XGW", "DDR", "XYN", "YMD"}
    last = counts[counts["edition"] == 2026]  # covers 2025, of which there is none at all
    numbers = ["people", "people_share", "people_uncounted", "people_missing"]
    assert last[numbers].isna().all(axis=None)
    assert sum(map(len, last["no_population_ids"].str.split())) == last["countries"].sum() == 195
    assert counts.loc[counts["edition"] < 2026, numbers].notna().all(axis=None)
    assert (
        "there is no population for 2025: it is at hand from 1960 to 2024" in counts.attrs["notes"]
    )
    alone = fd.count_statuses("fiw", 2025, weight="population")
    assert alone["people"].isna().all()
    assert alone["countries"].sum() == 195


def test_people_of_who_split_off_are_missing_only_if_nobody_has_them(table):
    """In 1991 North Macedonia is counted with Yugoslavia; in 2008 Kosovo is not with Serbia."""
    counts = per_edition(fd.count_statuses("fiw", 1991, weight="population"))
    assert counts["missing_ids"].item() == "AND LIE MCO MKD SMR"
    alone = sum(table[id_, 1991] for id_ in ("AND", "LIE", "MCO", "SMR"))
    assert counts["people_missing"].item() == alone
    counts = per_edition(fd.count_statuses("fotp", 2008, weight="population"))  # a row, no status
    assert counts["missing_ids"].item() == "XKX"
    assert counts["people_missing"].item() == table["XKX", 2008]


# ------------------------------------------------------------------ what is refused


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"by": "continent"}, "there is no by='continent'; there is region, un_region"),
        ({"weight": "gdp"}, "there is no weight='gdp'; there is population"),
        ({"weight": True}, "there is no weight=True; there is population"),
        ({"sample": "same"}, "there is no sample='same'; there is constant"),
        ({"territories": "all"}, "territories is True, False or 'only', not 'all'"),
        ({"years": range(1950, 1960)}, "nothing here for 1950 to 1959: years covered are 1972 to"),
        ({"editions": [1950, 1951]}, "has no edition 1950, 1951 here; there are 1973 to 2026"),
        ({"editions": "latest"}, "editions is a whole number or several"),
        ({"years": 2020.5}, "years is a whole number or several"),
        ({"sample": "constant", "country": ["Soviet Union", "Russia"]},
         "nobody has a value in all 53 editions from 1973 to 2026: choose fewer, with "),
    ],
)  # fmt: skip
def test_what_cannot_be_counted_is_refused(options, message):
    with pytest.raises(fd.FreedomDataError) as error:
        fd.count_statuses("fiw", **options)
    assert message in str(error.value)


def test_rows_without_statuses_are_refused(fiw, rsf_built):
    with pytest.raises(fd.FreedomDataError, match=r"give one as fd\.load"):
        fd.count_statuses(fiw.drop(columns="status"))
    with pytest.raises(fd.FreedomDataError, match="gives no status that could be counted"):
        fd.count_statuses("rsf", data=rsf_built)
