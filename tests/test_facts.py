"""Facts that anybody can look up, one to a line of facts.csv."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

import freedomdata as fd

TEXT = (Path(__file__).parent / "facts.csv").read_text(encoding="utf-8")
FACTS = list(csv.DictReader(TEXT.splitlines()))


@cache
def table(survey):
    return fd.load(survey).set_index(["country_id", "edition"])


def format_value(value):
    if pd.isna(value):
        return ""
    if isinstance(value, float):
        return f"{value:g}"
    return str(value.date()) if isinstance(value, pd.Timestamp) else str(value)


@pytest.mark.parametrize(
    "fact", FACTS, ids=lambda f: f"{f['survey']}-{f['country_id']}-{f['edition']}-{f['column']}"
)
def test_fact(fact):
    row = table(fact["survey"]).loc[(fact["country_id"], int(fact["edition"]))]
    assert format_value(row[fact["column"]]) == fact["value"], fact["printed_at"]


def rows(country, **selection):
    return fd.load("fiw", country=country, **selection)


def test_china_2013_as_the_letter_of_april_2013_has_it():
    row = rows("China", editions=2013).iloc[0]
    assert (row["status"], row["political_rights"], row["civil_liberties"]) == ("Not Free", 7, 6)
    assert row["year"] == 2012


def test_south_africa_1973_is_split_and_says_so():
    row = rows("South Africa", editions=1973).iloc[0]
    assert (row["status"], row["political_rights"], row["civil_liberties"]) == ("Not Free", 5, 6)
    assert row["note"] == "split_rating"
    assert (fd.load("fiw")["note"] == "split_rating").sum() == 1


def test_the_1982_edition_covers_twenty_months_and_no_row_is_1981():
    frame = fd.load("fiw")
    assert not (frame["year"] == 1981).any()
    assert not (frame["edition"] == 1983).any()
    edition = frame[frame["edition"] == 1982]
    assert set(edition["year"]) == {1982}
    assert set(edition["period_start"]) == {pd.Timestamp(1981, 1, 1)}
    assert set(edition["period_end"]) == {pd.Timestamp(1982, 8, 1)}
    assert len(edition) == 163 + edition["is_territory"].sum()


def test_kosovo_is_a_territory_until_2009_and_a_country_from_2010():
    kosovo = rows("Kosovo").set_index("edition")
    assert kosovo.loc[:2009, "is_territory"].all()
    assert not kosovo.loc[2010:, "is_territory"].any()
    assert kosovo.index.is_unique
    assert (kosovo.index[0], kosovo.index[-1]) == (1994, 2026)


def test_northern_cyprus_was_listed_as_a_country_until_1992():
    cyprus = rows("Northern Cyprus").set_index("edition")
    assert (cyprus.loc[:1992, "note"] == "listed_as_country").all()
    assert cyprus.loc[1993:, "note"].isna().all()
    assert cyprus["is_territory"].all()  # as today's workbook files and counts it
    assert (cyprus.index[0], len(cyprus.loc[:1992])) == (1982, 10)
    assert cyprus.loc[1992, "status"] == "Free"


def test_the_two_congos_are_two():
    kinshasa, brazzaville = rows("Congo (Kinshasa)"), rows("Congo (Brazzaville)")
    assert set(kinshasa["country_id"]) == {"COD"}
    assert set(brazzaville["country_id"]) == {"COG"}
    assert len(kinshasa) == len(brazzaville) == 53
    assert not (kinshasa["status"].array == brazzaville["status"].array).all()
    assert fd.find_country("Zaire") == "COD"
    with pytest.raises(fd.AmbiguousCountryError):
        rows("Congo")


def test_namibia_whose_code_is_na_is_not_missing():
    namibia = rows("NA")
    assert set(namibia["country_id"]) == {"NAM"}
    assert namibia["edition"].tolist() == [1973, 1974, 1975, *range(1990, 2027)]
    countries = fd.list_countries().set_index("country_id")
    assert countries.loc["NAM", "iso_alpha2"] == "NA"
    assert countries["country"].notna().all()


def test_russian_occupied_territories_of_ukraine_begin_with_2025():
    occupied = rows("Russian-Occupied Territories of Ukraine")
    assert occupied["edition"].tolist() == [2025]
    assert occupied["status"].tolist() == ["Not Free"]
    for merged in ("Crimea", "Eastern Donbas"):
        assert rows(merged)["edition"].max() == 2024


@pytest.mark.parametrize(
    ("country", "first", "last"),
    [
        ("USSR", 1972, 1990), ("Russia", 1991, 2025), ("Yugoslavia", 1972, 2002),
        ("Serbia and Montenegro", 2003, 2005), ("Czechoslovakia", 1972, 1992),
        ("West Germany", 1972, 1989), ("East Germany", 1972, 1989), ("Germany", 1990, 2025),
        ("North Vietnam", 1972, 1975), ("South Vietnam", 1972, 1975), ("Vietnam", 1976, 2025),
        ("North Yemen", 1972, 1989), ("South Yemen", 1972, 1989), ("Yemen", 1990, 2025),
        ("Chechnya", 1998, 2008), ("Puerto Rico", 1972, 2015), ("Nagorno-Karabakh", 1993, 2023),
        ("West Bank and Gaza Strip", 1977, 1995), ("Gaza Strip", 2010, 2024),
    ],
)  # fmt: skip
def test_ended_states_have_their_own_years(country, first, last):
    years = rows(country)["year"]
    assert (years.iloc[0], years.iloc[-1]) == (first, last)


@pytest.mark.parametrize(
    ("country", "gap"),
    [
        ("Andorra", range(1977, 1993)), ("Monaco", range(1977, 1993)),
        ("Liechtenstein", range(1977, 1992)), ("San Marino", range(1977, 1992)),
        ("Namibia", range(1975, 1989)), ("Brunei", range(1977, 1984)),
        ("Hong Kong", [1973]), ("Puerto Rico", [1973]),
    ],
)  # fmt: skip
def test_a_gap_is_a_gap(country, gap):
    years = set(rows(country, grade="published")["year"])
    assert set(range(min(years), max(years) + 1)) - years - {1981} == set(gap) - {1981}
