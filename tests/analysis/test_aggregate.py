"""Means and medians, of countries and of people, are those that a loop over countries takes."""

from __future__ import annotations

from statistics import mean, median
from typing import get_args

import pandas as pd
import pytest

import freedomdata as fd
from freedomdata.choices import Grouping
from freedomdata.countries import get_countries
from freedomdata.countries.registry import get_groups
from freedomdata.data import open_data


@pytest.fixture(scope="module")
def fiw():
    return fd.load("fiw", territories=False)


@pytest.fixture(scope="module")
def population():
    table = open_data().table("population").to_pandas()
    return table.set_index(["country_id", "year"])["population"].to_dict()


def loop(rows, measure, average, by=None):
    """Take an average country by country, by edition and region."""
    found = {}
    for row in rows.to_dict("records"):
        group = "" if by is None else get_groups(by)[row["country_id"]]
        if not pd.isna(row[measure]):
            found.setdefault((row["edition"], group), []).append(row[measure])
    return {key: average(values) for key, values in found.items()}


def values(frame, by=None):
    groups = [""] * len(frame) if by is None else frame[by]
    pairs = zip(frame["edition"], groups, strict=True)
    held = zip(pairs, frame["value"], strict=True)
    return {key: value for key, value in held if not pd.isna(value)}


@pytest.mark.parametrize("how", ["mean", "median"])
@pytest.mark.parametrize("by", [None, *get_args(Grouping)])
def test_it_is_what_a_loop_over_countries_gives(fiw, how, by):
    average = {"mean": mean, "median": median}[how]
    for measure in ("total_score", "civil_liberties"):
        expected = loop(fiw, measure, average, by)
        assert values(fd.aggregate("fiw", measure, by=by, how=how), by) == pytest.approx(expected)


def test_the_headline_is_the_default(fiw):
    """P15, P26: the mean of the two ratings is what it is, from 1 to 7, and no score."""
    rating = (fiw["political_rights"] + fiw["civil_liberties"]) / 2
    expected = loop(fiw.assign(rating=rating), "rating", mean)
    frame = fd.aggregate("fiw")
    assert values(frame) == pytest.approx(expected)
    assert {*frame["measure"]} == {"rating"}
    assert frame["value"].between(1, 7).all()
    assert {*fd.aggregate("fotp")["measure"]} == {"press_score"}
    assert {*fd.aggregate("fotn")["measure"]} == {"net_score"}
    for country, own, put in (("Hungary", 65, 67), ("Tunisia", 42, 33)):  # of a hundred
        options = {"years": 2025, "country": country}
        panel = fd.load_panel("fiw", **options)
        assert panel["freedom"].round().item() == put
        assert fd.aggregate("fiw", "total_score", **options)["value"].item() == own
        assert fd.aggregate("fiw", **options)["value"].item() == panel["value"].item()


def weigh(pairs):
    """Return the weighted mean and median of values with weights, one by one."""
    pairs = sorted(pairs)
    half = sum(weight for _, weight in pairs) / 2
    average = sum(value * weight for value, weight in pairs) / (2 * half)
    reached = 0
    for n, (value, weight) in enumerate(pairs):
        reached += weight
        if reached > half:
            return average, value
        if reached == half:
            return average, (value + pairs[n + 1][0]) / 2
    raise AssertionError


@pytest.mark.parametrize("by", [None, "region"])
def test_people_weigh_as_many_as_they_are(fiw, population, by):
    """Of years in which no state had others' people."""
    rows = fiw[fiw["year"].between(2012, 2024)]
    pairs = {}
    for row in rows.to_dict("records"):
        people = population.get((row["country_id"], row["year"]))
        if people:
            group = "" if by is None else get_groups(by)[row["country_id"]]
            pairs.setdefault((row["edition"], group), []).append((row["total_score"], people))
    options = {"by": by, "weight": "population", "years": range(2012, 2025)}
    for how, place in (("mean", 0), ("median", 1)):
        frame = fd.aggregate("fiw", "total_score", how=how, **options)
        expected = {key: weigh(own)[place] for key, own in pairs.items()}
        assert values(frame, by) == pytest.approx(expected)
        people = {key: sum(weight for _, weight in own) for key, own in pairs.items()}
        keys = zip(frame["edition"], [""] * len(frame) if by is None else frame[by], strict=True)
        assert dict(zip(keys, frame["people"], strict=True)) == people


def test_half_of_the_people_each_is_the_middle(monkeypatch):
    """Two states with as many people: the median lies between them, as of two countries."""
    people = pd.DataFrame(
        {"country_id": ["NOR", "CHN"], "year": [2023, 2023], "population": [10, 10]}
    )
    index = people.set_index(["country_id", "year"])["population"].astype(float)
    monkeypatch.setattr("freedomdata.analysis.people._get_population", lambda _: index)
    options = {"years": 2023, "country": ["Norway", "China"], "how": "median"}
    weighed = fd.aggregate("fiw", "total_score", weight="population", **options)
    assert weighed["value"].item() == fd.aggregate("fiw", "total_score", **options)["value"].item()
    assert weighed["value"].item() == (98 + 9) / 2


def test_who_has_no_people_is_not_in_it_and_said():
    frame = fd.aggregate("fiw", "total_score", weight="population", years=[2024, 2025])
    assert frame["no_population_ids"].iloc[0] == "TWN"
    assert frame["units"].tolist() == [194, 0]
    assert frame["value"].isna().tolist() == [False, True]
    said = {one["reason"]: one for one in frame.attrs["left_out"]}
    assert said["no population"]["number"] == 1 + 195
    assert (
        "there is no population for 2025: it is at hand from 1960 to 2024" in frame.attrs["notes"]
    )


def test_states_that_ended_weigh_what_their_successors_do(population):
    """P31, and what cannot be divided is said."""
    frame = fd.aggregate("fiw", weight="population", years=[1985], country=["Soviet Union", "DDR"])
    parts = get_countries()["SUN"].successors
    assert len(parts) == 15
    assert frame["people"].item() == sum(population[part, 1985] for part in parts)
    assert frame["value"].item() == 7
    assert (frame["units"].item(), frame["no_population_ids"].item()) == (1, "DDR")
    assert frame["people_uncounted"].item() == population["DEU", 1985]


def test_a_rising_mean_may_be_the_sample():
    """P18: freer countries came in; of the same ones the mean fell."""
    years = range(2010, 2025)
    every, same = (fd.aggregate("fotn", years=years, sample=s) for s in (None, "constant"))
    assert every["value"].iloc[-1] > every["value"].iloc[0] + 1
    assert same["value"].iloc[-1] < same["value"].iloc[0] - 5
    rows = fd.load("fotn", years=years, territories=False)
    per_unit = rows.groupby("country_id")["edition"].transform("size")
    kept = rows[per_unit == rows["edition"].nunique()]
    assert values(same) == pytest.approx(loop(kept, "net_score", mean))
    assert {*same["units"]} == {kept["country_id"].nunique()}
    assert "sample" in every.attrs["notes"][0]
    assert same.attrs["notes"] == []


def test_an_incomplete_edition_is_left_out():
    """P25: with the one territory at hand the mean of edition 2026 would jump."""
    frame = fd.aggregate("fiw", "total_score", territories="only")
    assert frame["edition"].max() == 2025
    rows = fd.load("fiw", territories="only")
    naive = rows.groupby("edition")["total_score"].mean()
    assert naive[2026] > naive[2025] + 10
    assert [2026] in [one["editions"] for one in frame.attrs["left_out"]]
    assert fd.aggregate("fotn")["edition"].max() == 2024


def test_who_has_no_value_is_missing():
    frame = fd.aggregate("fiw", "total_score").set_index("edition")
    assert frame.index.min() == 2003
    assert frame.loc[2003, ["units", "units_missing", "missing_ids"]].tolist() == [191, 1, "LUX"]
    said = {one["reason"]: one for one in frame.attrs["left_out"]}
    assert said["no total_score"]["units"] == ["LUX"]
    rows = fd.load("fiw", territories=False)
    number = (rows["edition"] < 2003).sum()
    assert said["nobody has total_score in some editions from 1973 to 2002"]["number"] == number
    last = fd.aggregate("fiw", years=2025)
    own = last["units"].item(), last["missing_ids"].item()
    assert own == (194, "SDN")  # whose ratings are unknown


def test_the_direction_is_that_of_the_measure():
    """P4: the press is free at 0, the net at 100."""
    for survey, measure, sign in (("fotp", "press_score", -1), ("fotn", "net_score", 1)):
        free, not_free = (
            fd.aggregate(survey, measure, years=2016, country=country)["value"].item()
            for country in ("Germany", "China")
        )
        assert sign * free > sign * not_free


def test_a_change_of_method_is_marked(rsf_built):
    frame = fd.aggregate("rsf", data=rsf_built)
    assert {*frame.loc[~frame["is_comparable"], "edition"]} == {2012, 2013, 2022}
    assert len([note for note in frame.attrs["notes"] if "does not compare" in note]) == 3
    apart = fd.aggregate("rsf", data=rsf_built, by="region", years=range(2019, 2024))
    assert {*apart.loc[~apart["is_comparable"], "edition"]} == {2022}
    assert len(apart) == 5 * apart["region"].nunique()
    assert fd.aggregate("fiw")["is_comparable"].all()  # the rule of 2004 is one of the status


def test_a_rank_is_no_measure_of_freedom(rsf_built):
    with pytest.raises(fd.FreedomDataError) as error:
        fd.aggregate("rsf", "rank", data=rsf_built)
    assert "rank is a place among others and no measure of freedom" in str(error.value)
    assert "average press_freedom_score" in str(error.value)


def test_a_survey_and_its_rows_give_the_same(fiw):
    expected = fd.aggregate("fiw", "total_score")
    pd.testing.assert_frame_equal(fd.aggregate(fiw, "total_score"), expected)
    backed = fd.aggregate("fiw", years=2024, weight="population", dtype_backend="numpy_nullable")
    assert backed["value"].dtype == "Float64"
    assert backed["measure"].dtype == "string"


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ((("fiw", "status"), {}), "statuses are counted, not averaged: ask fd.count_statuses"),
        ((("fiw", 2024), {}), "such as 'rating', not 2024; a year is given as years=YEAR"),
        ((("fiw", "press_score"), {}), "there is no measure 'press_score' in fiw; there is "),
        ((("fiw", "total_score"), {"years": range(1980, 1990)}),
         "nobody has total_score in what is asked for: there are values of it from 2002 to 2025"),
        ((("fiw",), {"how": "mode"}), "there is no how='mode'; there is mean, median"),
        ((("fiw",), {"by": "continent"}), "there is no by='continent'; there is region"),
        ((("fiw",), {"weight": "gdp"}), "there is no weight='gdp'; there is population"),
        ((("fiw",), {"sample": "same"}), "there is no sample='same'; there is constant"),
        ((("fiw",), {"country": "Taiwan", "weight": "population"}),
         "nobody can be weighed: the World Bank has no population of Taiwan"),
        ((("fiw",), {"years": 2025, "weight": "population"}), "there is no population for 2025"),
    ],
)  # fmt: skip
def test_what_cannot_be_averaged_is_refused(call, message):
    args, options = call
    with pytest.raises(fd.FreedomDataError) as error:
        fd.aggregate(*args, **options)
    assert message in str(error.value)


def test_who_is_in_no_region_is_left_out_and_said(rsf_built):
    """As the United States in Iraq, which RSF rated apart for some years."""
    apart = fd.aggregate("rsf", by="un_region", territories=True, years=2003, data=rsf_built)
    whole = fd.aggregate("rsf", territories=True, years=2003, data=rsf_built)
    said = {one["reason"]: one["units"] for one in apart.attrs["left_out"]}
    units = said["in no region of UN M49"]
    assert {get_countries()[id_].kind for id_ in units} == {"other"}
    assert apart["units"].sum() == whole["units"].sum() - len(units)


@pytest.mark.parametrize("territories", [True, False, "only"])
def test_rows_used_and_left_out_are_all_rows(territories):
    for survey, measure in (("fiw", "total_score"), ("fotp", "press_score")):
        found = fd.aggregate(survey, measure, territories=territories)
        left_out = sum(one["number"] for one in found.attrs["left_out"])
        assert found["units"].sum() + left_out == len(fd.load(survey))
