"""What the name of a region means."""

from __future__ import annotations

import pytest

import freedomdata as fd
from freedomdata.countries import get_countries
from freedomdata.countries.registry import GROUPINGS, find_region, get_groups, title_region


@pytest.mark.parametrize(
    ("name", "title", "inside", "outside"),
    [
        ("Africa", "Africa (Freedom House region)", "NGA EGY", "FRA IRN"),
        ("middle east", "Middle East (Freedom House region)", "IRN ISR", "EGY TUR"),
        ("EURASIA", "Eurasia (Freedom House region)", "RUS SUN", "POL CHN"),
        ("Asia", "Asia (Freedom House region)", "JPN AUS", "IRN"),  # Oceania with it
        ("Oceania", "Oceania (UN M49 region)", "AUS FJI", "JPN"),
        ("sub-saharan Africa", "Sub-Saharan Africa (UN M49 region)", "NGA ETH", "EGY"),
        ("Latin America & the Caribbean", "Latin America and the Caribbean (UN M49 region)",
         "MEX HTI", "USA"),
        ("South America", "South America (UN M49 region)", "BRA", "MEX"),
        ("Eastern Europe", "Eastern Europe (UN M49 region)", "RUS CSK", "HRV"),
    ],
)  # fmt: skip
def test_a_region_has_its_units_and_says_whose_it_is(name, title, inside, outside):
    found = find_region(name)
    assert title_region(name) == title
    assert set(inside.split()) <= set(found)
    assert not set(outside.split()) & set(found)
    assert list(found) == [id_ for id_ in get_countries() if id_ in found]


@pytest.mark.parametrize("name", ["Africa", "Americas", "Asia", "Europe"])
def test_where_both_have_a_name_it_is_freedom_houses(name):
    listed = fd.list_countries().set_index("country_id")
    assert set(find_region(name)) == set(listed.index[listed["fh_region"] == name])
    assert set(find_region(name)) != set(listed.index[listed["un_region"] == name])


@pytest.mark.parametrize("by", list(GROUPINGS))
def test_every_region_of_the_registry_is_found(by):
    for region in set(get_groups(by).values()):
        assert find_region(region)


@pytest.mark.parametrize("name", ["Atlantis", "", None, 3, ["Africa"], "South Asia"])
def test_an_unknown_region_is_refused_with_those_there_are(name):
    with pytest.raises(fd.FreedomDataError) as error:
        find_region(name)
    for word in ("there is no region", "Middle East (Freedom House)", "Southern Asia",
                 "(UN M49)"):  # fmt: skip
        assert word in str(error.value)


def test_an_unknown_division_is_refused_with_those_there_are():
    with pytest.raises(fd.FreedomDataError, match="no by='continent'; there is region, un_region"):
        get_groups("continent")


def test_every_unit_that_a_survey_rates_has_a_region_of_freedom_house():
    rated = {id_ for survey in ("fiw", "fotp", "fotn") for id_ in fd.load(survey)["country_id"]}
    assert rated <= set(get_groups("region"))
    assert rated <= set(get_groups("un_subregion"))
