"""The places of countries: ties, who is ranked, and who is shown."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pytest

import freedomdata as fd

COLUMNS = [
    "country_id", "country", "is_territory", "edition", "year", "place", "measure", "value",
    "tied_with", "of",
]  # fmt: skip
TEXT = (Path(__file__).parents[1] / "printed.csv").read_text(encoding="utf-8")
PRINTED = [line for line in csv.DictReader(TEXT.splitlines()) if line["fact"] == "rank"]


def place(survey, year=None, *, country, **options):
    found = fd.rank(survey, year, country=country, **options)
    return found["place"].item(), found["of"].item()


@pytest.mark.parametrize("line", PRINTED, ids=lambda line: f"{line['edition']}-{line['country']}")
def test_places_are_those_that_freedom_house_printed(line):
    edition, country = int(line["edition"]), line["country"]
    assert place(line["survey"], country=country, edition=edition)[0] == int(line["printed"])
    for territories in (True, False):  # a place does not depend on who else is shown
        found = fd.rank("fotp", edition=edition, country=country, territories=territories)
        assert found["place"].tolist() == [int(line["printed"])]


def test_printed_places_are_there():
    assert len(PRINTED) >= 6


@pytest.mark.parametrize(
    ("survey", "edition", "measure", "is_freer"),
    [
        ("fiw", 2025, "total_score", lambda one, other: one > other),
        ("fiw", 1986, "rating", lambda one, other: one < other),
        ("fiw", 2025, "civil_liberties", lambda one, other: one < other),
        ("fotp", 2006, "press_score", lambda one, other: one < other),
        ("fotn", 2012, "net_score", lambda one, other: one > other),
    ],
)
def test_a_place_is_one_more_than_how_many_are_freer(survey, edition, measure, is_freer):
    found = fd.rank(survey, edition=edition, measure=measure, territories=True)
    rows = fd.load(survey, editions=edition).set_index("country_id")
    if measure == "rating":
        rows[measure] = (rows["political_rights"] + rows["civil_liberties"]) / 2
    values = rows[measure].dropna().to_dict()
    assert len(found) == len(values)
    assert set(found["of"]) == {len(values)}
    for row in found.itertuples():
        own = values[row.country_id]
        assert row.value == own
        assert row.place == 1 + sum(is_freer(other, own) for other in values.values())
        assert row.tied_with == sum(other == own for other in values.values()) - 1
    order = list(zip(found["place"], found["country"], strict=True))
    assert order == sorted(order)


def test_columns_types_and_the_measure_that_is_taken():
    found = fd.rank("fiw", 2024)
    assert list(found.columns) == COLUMNS
    assert {str(found[name].dtype) for name in ("place", "tied_with", "of")} == {"int64"}
    assert str(found["value"].dtype) == "float64"
    assert set(found["measure"]) == {"total_score"}
    assert set(fd.rank("fiw", 2001)["measure"]) == {"rating"}
    assert set(fd.rank("fotp")["measure"]) == {"press_score"}
    assert set(found.attrs["columns"]) == set(COLUMNS)
    whole = fd.rank("fiw", 2024, dtype_backend="numpy_nullable")
    assert str(whole["place"].dtype) == "Int64"
    assert any("equal values share the best" in note for note in found.attrs["notes"])


def test_who_is_chosen_is_ranked_among_all():
    every = fd.rank("fiw", 2024).set_index("country_id")
    some = fd.rank("fiw", 2024, country=["Hungary", "China"])
    assert some["country_id"].tolist() == ["HUN", "CHN"]
    assert some["place"].tolist() == every.loc[["HUN", "CHN"], "place"].tolist()
    assert set(some["of"]) == {195}
    asia = fd.rank("fiw", 2024, country="Asia")
    assert asia["place"].iloc[0] > 1
    assert set(asia["of"]) == {195}


def test_rows_that_are_given_are_ranked_among_themselves():
    rows = fd.load("fiw", country=["Hungary", "China", "Norway"], editions=[2024, 2025])
    found = fd.rank(rows, 2024)
    assert found["country_id"].tolist() == ["NOR", "HUN", "CHN"]
    assert found["place"].tolist() == [1, 2, 3]
    assert any("among the 3 units of the rows given" in note for note in found.attrs["notes"])
    every = fd.rank(fd.load("fiw"), edition=2025)
    pd.testing.assert_frame_equal(every, fd.rank("fiw", edition=2025))


def test_a_territory_is_ranked_apart_where_the_survey_lists_it_apart():
    countries = fd.rank("fiw", 2024)
    assert not countries["is_territory"].any()
    assert countries.attrs["left_out"] == [
        {
            "reason": "territories, which Freedom in the World lists apart",
            "number": 13,
            "units": ["ESH", "HKG", "XAB", "XGZ", "XIK", "XNC", "XPK", "XRO", "XSL", "XSO", "XTI",
                      "XTR", "XWB"],
            "editions": [2025],
        }
    ]  # fmt: skip
    apart = fd.rank("fiw", 2024, territories="only")
    assert (apart["place"].iloc[0], apart["country"].iloc[0]) == (1, "Northern Cyprus")
    assert set(apart["of"]) == {13}
    together = fd.rank("fiw", 2024, territories=True)
    assert set(together["of"]) == {208}
    # one that is named has its place among all, and moves no country
    named = fd.rank("fiw", 2024, country=["Tibet", "China"])
    assert named["of"].tolist() == [208, 208]
    of_all = together.set_index("country_id")["place"]
    assert named["place"].tolist() == of_all[named["country_id"]].tolist()
    assert "places are among countries and territories together" in named.attrs["notes"]
    assert place("fiw", country="Tibet")[1] == 208  # of 2025: edition 2026 lacks territories
    assert place("fiw", 2024, country="China")[1] == 195


def test_other_surveys_rank_what_is_no_state_and_hide_it_unless_asked():
    found = fd.rank("fotp", edition=2016)
    assert "HKG" not in set(found["country_id"])
    assert set(found["of"]) == {197}
    hidden, lacking = (found.attrs["left_out"][n] for n in (1, 0))
    assert hidden["units"] == ["HKG", "XCR"]
    assert "they have their places" in hidden["reason"]
    assert lacking["units"] == ["PSE", "XSL"]
    every = fd.rank("fotp", edition=2016, territories=True)
    assert set(every["country_id"]) - set(found["country_id"]) == {"HKG", "XCR"}
    only = fd.rank("fotp", edition=2016, territories="only")
    assert set(only["country_id"]) == {"HKG", "XCR"}
    assert only["place"].tolist() == every[every["is_territory"]]["place"].tolist()


def test_places_of_reporters_without_borders_are_the_published_ones(rsf_built):
    rows = fd.load("rsf", editions=[2005, 2012, 2025], data=rsf_built)
    for edition in (2005, 2012, 2025):
        found = fd.rank("rsf", edition=edition, data=rsf_built, territories=True)
        own = rows[rows["edition"] == edition].set_index("country_id")
        assert found["place"].tolist() == own.loc[found["country_id"], "rank"].tolist()
        assert (
            found["value"].tolist() == own.loc[found["country_id"], "press_freedom_score"].tolist()
        )
        assert any("Reporters Without Borders" in note for note in found.attrs["notes"])
    # ties share a place in 2005, not in 2012, as published
    assert fd.rank("rsf", edition=2005, data=rsf_built)["tied_with"].max() > 0
    tied = fd.rank("rsf", edition=2012, data=rsf_built, territories=True)
    assert tied["value"].duplicated().any()
    assert not tied["place"].duplicated().any()
    part = fd.rank("rsf", edition=2025, measure="safety", data=rsf_built)
    assert part["value"].is_monotonic_decreasing
    same = fd.rank("rsf", edition=2025, measure="rank", data=rsf_built)
    pd.testing.assert_frame_equal(same, fd.rank("rsf", edition=2025, data=rsf_built))


def test_who_has_no_value_has_no_place_and_is_named():
    found = fd.rank("fiw", 2002)
    assert found.attrs["left_out"][-1]["units"] == ["LUX"]
    assert set(found["of"]) == {191}
    with pytest.raises(
        fd.FreedomDataError, match="Luxembourg has no place in edition 2003: its ed"
    ):
        fd.rank("fiw", 2002, country="Luxembourg")
    with pytest.raises(fd.FreedomDataError, match="Freedom on the Net has never rated Andorra"):
        fd.rank("fotn", country="Andorra")
    both = fd.rank("fiw", 2002, country=["Luxembourg", "France"])
    assert both["country_id"].tolist() == ["FRA"]
    assert any("Luxembourg has no place in edition 2003" in note for note in both.attrs["notes"])


def test_units_are_those_of_the_identity_table():
    for country, year, edition in (
        ("USSR", 1985, 1986),
        ("Yugoslavia", 1985, 1986),
        ("Yugoslavia", 1995, 1996),
        ("West Germany", 1985, 1986),
        ("East Germany", 1985, 1986),
        ("North Yemen", 1985, 1986),
        ("South Vietnam", 1973, 1974),
        ("Germany", 1990, 1991),
        ("Yemen", 1990, 1991),
        ("Vietnam", 1985, 1986),
        ("Russia", 1995, 1996),
    ):
        found = fd.rank("fiw", year, country=country)
        assert found["edition"].tolist() == [edition]
        assert found["country_id"].item() == fd.find_country(country)
    for country, year, total in (
        ("Hong Kong", 2024, 208),
        ("Puerto Rico", 2014, 210),
        ("West Bank", 2024, 208),
        ("Russian-Occupied Territories of Ukraine", 2024, 208),
        ("West Bank and Gaza Strip", 1990, 171),
        ("Kosovo", 2007, 207),  # a territory until 2008: among both
    ):
        own = fd.rank("fiw", year, country=country)
        assert own["of"].item() == total == len(fd.rank("fiw", year, territories=True)), country
    assert fd.rank("fiw", 2009, country="Kosovo")["of"].item() == len(fd.rank("fiw", 2009)) == 194
    with pytest.raises(
        fd.FreedomDataError, match="Soviet Union has no place in edition 2026: its "
    ):
        fd.rank("fiw", country="USSR")
    assert fd.rank("fiw", 1981, country="USSR")["edition"].item() == 1982


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"measure": "status"}, "a status is no rank"),
        (
            {"measure": "press_score"},
            "there is no measure 'press_score' in fiw; there is political_r",
        ),
        (
            {"year": 1990, "measure": "total_score"},
            "in edition 1991; editions 2003 to 2026 have it",
        ),
        ({"edition": 1900}, "no edition 1900 here; there are 1973 to 2026"),
        ({"year": 2024, "edition": 2025}, "give a year covered, or edition=EDITION, not both"),
        ({"territories": "x"}, "territories is True, False or 'only', not 'x'"),
        ({"country": []}, "country is a country or several"),
        ({"country": "Chna"}, "China"),
        ({"year": 2024.5}, "year is one whole number"),
    ],
)
def test_wrong_arguments_say_what_would_have_been_right(options, message):
    with pytest.raises(fd.FreedomDataError, match=message):
        fd.rank("fiw", **options)


def test_who_is_not_at_hand_is_refused():
    with pytest.raises(fd.SourceError, match="does not come with this package"):
        fd.rank("rsf")
    with pytest.raises(fd.FreedomDataError, match="the frame has no column total_score"):
        fd.rank(fd.load("fiw", editions=2025).drop(columns="total_score"), measure="total_score")
