"""Who is who: exact, case and blanks aside, or a refusal that helps."""

from __future__ import annotations

import unicodedata
from collections import Counter

import pandas as pd
import pycountry
import pytest
from hypothesis import given
from hypothesis import strategies as st

import freedomdata as fd
from freedomdata.countries import _rows, get_countries

NAMES = [(c.country, c.country_id) for c in get_countries().values()]
ALIASES = [(row["alias"], row["country_id"]) for row in _rows("aliases.csv")]
SHARED = {alias for alias, n in Counter(alias for alias, _ in ALIASES).items() if n > 1}


@pytest.mark.parametrize(("name", "country_id"), NAMES)
def test_ids_and_names_find_themselves(name, country_id):
    assert fd.find_country(name) == country_id
    assert fd.find_country(country_id) == country_id


@pytest.mark.parametrize(("alias", "country_id"), [a for a in ALIASES if a[0] not in SHARED])
def test_aliases_find_their_unit(alias, country_id):
    assert fd.find_country(alias) == country_id


@given(st.sampled_from(NAMES + [a for a in ALIASES if a[0] not in SHARED]), st.data())
def test_case_and_blanks_do_not_matter(pair, data):
    name, country_id = pair
    blank = data.draw(st.sampled_from([" ", "  ", "\t", "\n ", "\xa0"]))
    spelled = data.draw(st.sampled_from([name.upper(), name.lower(), name.swapcase()]))
    assert fd.find_country(blank + spelled.replace(" ", blank) + blank) == country_id


@pytest.mark.parametrize(
    "name",
    ["Germany, E. ", "Germany, W. ", "Vietnam, N.", "Yemen, S.", "USSR", "The Gambia", "eSwatini",
     "Cote d'Ivoire", "Cote d’Ivoire", "Israeli Occupied Territories", "Burma", "Zaire"],
)  # fmt: skip
def test_published_spellings_are_known(name):
    assert fd.find_country(name) in get_countries()


@pytest.mark.parametrize(
    "name",
    ["", "  ", "World", "Africa", "Chna", "Guinea Bissau Republic", "Georgia, US", "-", "N/A",
     None, 7, 7.0, float("nan"), b"China"],
)  # fmt: skip
def test_nothing_is_guessed(name):
    with pytest.raises(fd.UnknownCountryError):
        fd.find_country(name)


def test_unlike_units_stay_apart():
    apart = ["Niger", "Nigeria", "Guinea", "Guinea-Bissau", "Equatorial Guinea", "Papua New Guinea",
             "Dominica", "Dominican Republic", "Somalia", "Somaliland", "Cyprus", "Northern Cyprus",
             "North Korea", "South Korea", "Congo (Kinshasa)", "Congo (Brazzaville)", "Sudan",
             "South Sudan", "Ireland", "Northern Ireland", "India", "Indian Kashmir", "Pakistan",
             "Pakistani Kashmir", "Gaza Strip", "West Bank", "West Bank and Gaza Strip",
             "Palestinian Authority-Administered Territories", "Israeli-Occupied Territories",
             "Yugoslavia", "Serbia and Montenegro", "Serbia", "Kosovo"]  # fmt: skip
    assert len({fd.find_country(name) for name in apart}) == len(apart)


def test_an_unknown_name_comes_with_the_nearest():
    with pytest.raises(fd.UnknownCountryError, match=r"'Chnia'; the nearest are .*China \(CHN\)"):
        fd.find_country("Chnia")


@pytest.mark.parametrize(
    ("name", "hint"), [("Bosnia", "Bosnia and Herzegovina"), ("Trinidad", "Trinidad and Tobago")]
)
def test_a_part_of_a_name_comes_with_the_whole(name, hint):
    with pytest.raises(fd.UnknownCountryError, match=f"nearest are {hint} "):
        fd.find_country(name)


@pytest.mark.parametrize(
    ("name", "country_id"),
    [
        (unicodedata.normalize("NFD", "Côte d'Ivoire"), "CIV"),
        ("TÜRKİYE", "TUR"),
        ("türkiye", "TUR"),
    ],
)
def test_the_encoding_of_accents_does_not_matter(name, country_id):
    assert fd.find_country(name) == country_id


def test_an_ambiguous_name_comes_with_the_choices():
    with pytest.raises(fd.AmbiguousCountryError, match=r"Kinshasa\) \(COD\) or .*\(COG\)"):
        fd.find_country("Congo")


def test_a_year_settles_who_bore_the_name():
    assert fd.find_country("Germany", year=2000) == "DEU"
    assert fd.find_country("Yemen", year=2000) == "YEM"
    assert fd.find_country("Vietnam", year=1990) == "VNM"
    assert fd.find_country("Germany", year=1990) == "DEU"
    assert fd.find_country("West Germany", year=1990) == "XGW"
    with pytest.raises(fd.AmbiguousCountryError, match=r"in 1985 may be North Yemen .* or South"):
        fd.find_country("Yemen", year=1985)
    with pytest.raises(fd.AmbiguousCountryError, match="West Germany"):
        fd.find_country("Germany", year=1980)
    with pytest.raises(fd.UnknownCountryError, match="nobody was called 'Kazakhstan' in 1980"):
        fd.find_country("Kazakhstan", year=1980)


@pytest.mark.parametrize("year", ["1990", 1990.0, "now"])
def test_a_year_is_a_whole_number(year):
    with pytest.raises(fd.FreedomDataError, match="year is a whole number, such as 1990, not"):
        fd.find_country("China", year=year)


def test_iso_codes_are_those_of_iso():
    for country in get_countries().values():
        known = pycountry.countries.get(alpha_3=country.country_id)
        assert country.iso_alpha3 == (known.alpha_3 if known else None)
        assert country.iso_alpha2 == (known.alpha_2 if known else None)
        if not known:
            former = pycountry.historic_countries.get(alpha_3=country.country_id)
            assert former or "XAA" <= country.country_id <= "XZZ"
            assert not former or country.last_year


def test_the_registry_is_sorted_and_unique():
    ids = list(get_countries())
    assert ids == sorted(set(ids))
    assert len({c.country.casefold() for c in get_countries().values()}) == len(ids)
    kinds = Counter(c.kind for c in get_countries().values())
    assert set(kinds) == {"state", "territory", "other"}
    # Freedom in the World rates 205 countries and 26 territories, Kosovo as both; Freedom of the
    # Press adds Transkei, RSF five that are neither
    assert kinds["state"] + kinds["territory"] == 205 + 26 - 1 + 1
    assert kinds["other"] == 5


def test_what_is_no_country_says_so():
    others = {c.country_id for c in get_countries().values() if c.kind == "other"}
    assert {fd.find_country("OECS")} < others
    for country_id in others:
        country = get_countries()[country_id]
        assert country.iso_alpha2 is country.iso_alpha3 is None
        assert "XAA" <= country_id <= "XZZ"


def test_west_bank_and_gaza_strip_is_the_unit_of_iso():
    for name in ("West Bank and Gaza Strip", "West Bank and Gaza", "Palestine", "PSE", "PS"):
        assert fd.find_country(name) == "PSE"
    assert {fd.find_country(name) for name in ("Gaza Strip", "West Bank")} == {"XGZ", "XWB"}


def test_list_countries_is_a_plain_frame():
    frame = fd.list_countries()
    assert list(frame.columns) == ["country_id", "country", "kind", "first_year", "last_year",
                                   "iso_alpha2", "iso_alpha3"]  # fmt: skip
    assert frame["first_year"].dtype == frame["last_year"].dtype == pd.Int16Dtype()
    assert frame["country_id"].is_unique


@pytest.mark.parametrize("survey", [s.id for s in fd.SURVEYS.values() if s.is_shipped])
def test_every_unit_is_rated_within_its_life(survey):
    spans = fd.load(survey).groupby("country_id")["year"].agg(["min", "max"])
    for country_id, (first, last) in spans.iterrows():
        assert get_countries()[country_id].lives_in(first), country_id
        assert get_countries()[country_id].lives_in(last), country_id


def test_every_unit_is_rated_by_some_survey():
    rated = {
        country_id
        for survey in fd.SURVEYS.values()
        if survey.is_shipped
        for country_id in fd.load(survey.id)["country_id"]
    }
    others = {c.country_id for c in get_countries().values() if c.kind == "other"}
    assert rated == set(get_countries()) - others  # those RSF alone rates; see test_rsf.py
