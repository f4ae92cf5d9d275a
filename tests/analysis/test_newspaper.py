"""What a newspaper asks about a year: every number is that of its call, and as it was printed."""

from __future__ import annotations

import json

import pytest
from command import run
from samples import drawn

import freedomdata as fd
from freedomdata.data import open_data

HARD = ["1981", "2009", "2024"]  # in 2009 Kosovo became a country
_YEARS = [1972, 1975, 1981, 1989, 1990, 1991, 2002, 2003, 2008, 2009, 2012, 2016, 2019, 2024, 2025]
YEARS = {str(year): year for year in _YEARS}


def of(year, survey="fiw"):
    return fd.facts(year, survey=survey).set_index("fact")


@drawn("year", YEARS, 1, always=HARD)
def test_every_number_is_what_its_call_gives(year):
    found = fd.facts(year)
    assert not found.duplicated(["survey", "fact"]).any()
    for row in found.itertuples():
        given = eval(row.call, {"fd": fd, "range": range})  # noqa: S307 (our own words)
        assert given == pytest.approx(row.value, abs=1e-9), row.call


def test_calls_name_the_data_directory_that_was_named():
    directory = open_data(None).directory.as_posix()
    found = fd.facts(2024, survey="fotn", data=directory)
    assert found["call"].str.contains(f'data="{directory}"', regex=False).all()
    assert eval(found["call"].iloc[0], {"fd": fd}) == found["value"].iloc[0]  # noqa: S307


@drawn("year", YEARS, 1, always=HARD)
def test_countries_are_those_that_are_counted(year):
    for row in fd.facts(year).itertuples():
        ids, names = row.country_ids.split(), list(filter(None, row.countries.split("; ")))
        assert [fd.find_country(id_) for id_ in ids] == [fd.find_country(name) for name in names]
        if row.unit == "countries":
            assert len(ids) == len(set(ids)) == row.value


def test_what_freedom_house_printed_of_2024_comes_out():
    found = of(2024)
    numbers = {name: found.loc[name, "value"] for name in ("free", "partly_free", "not_free")}
    assert numbers == {"free": 85, "partly_free": 51, "not_free": 59}
    assert found.loc[["declined", "improved"], "value"].tolist() == [60, 34]
    assert found.loc["declines_in_a_row", "value"] == 19
    assert found.loc["largest_falls", "text"].startswith(
        "Largest falls: Kuwait -7, Tunisia -7, El Salvador -6, Haiti -6"
    )
    assert found.loc["status_improved", "country_ids"] == "BTN JOR SEN"
    assert found.loc["freest", ["value", "countries"]].tolist() == [100, "Finland"]


def test_what_it_printed_of_the_internet_in_2024_comes_out():
    found = of(2024, "fotn")
    assert found.loc[["declined", "improved", "declines_in_a_row"], "value"].tolist() == [
        27,
        18,
        14,
    ]
    assert "72 countries" in found.loc["free", "text"]


def test_before_there_were_scores_ratings_tell():
    found = of(1990)
    assert found.loc["improved", "text"].endswith("improved by mean of the two ratings.")
    rows = fd.load("fiw", territories=False, years=[1989, 1990])
    mean = (rows["political_rights"] + rows["civil_liberties"]).groupby(
        [rows["country_id"], rows["year"]]
    )
    step = mean.sum().unstack().dropna().diff(axis=1)[1990]
    assert found.loc[["declined", "improved"], "value"].tolist() == [
        (step > 0).sum(),
        (step < 0).sum(),
    ]


@pytest.mark.parametrize("year", [1974, 1993, 2001, 2002])
def test_declines_in_a_row_go_by_what_declines_are_counted_by(year):
    found = of(year)
    numbers = found.loc[["declined", "improved"], "value"]
    assert (found.loc["declines_in_a_row", "value"] > 0) == (numbers["declined"] > numbers.iloc[1])
    assert "ratings" in found.loc["declined", "text"]  # in 2002 there were no scores before


def test_the_first_edition_has_nothing_to_compare_with():
    changes = {"declined", "improved", "status_declined", "declines_in_a_row", "largest_falls"}
    assert not changes & {*of(1972).index}
    assert changes <= {*of(1974).index}


def test_what_does_not_compare_is_no_fact_and_said():
    found = fd.facts(1993, survey="fotp")  # a new scale
    assert not {"status_declined", "declined", "declines_in_a_row"} & {*found["fact"]}
    assert any("edition 1994 does not compare" in note for note in found.attrs["notes"])


def test_an_edition_that_is_not_confirmed_or_lacks_units_says_so():
    found = fd.facts(2025)
    assert not found["is_confirmed"].any()
    assert any("fotn" not in note and "2 of 72 units" in note for note in found.attrs["notes"])
    assert "declines_in_a_row" not in {*found.loc[found["survey"] == "fotn", "fact"]}
    assert of(2024)["is_confirmed"].all()


def test_a_year_within_an_edition_is_answered_by_it_and_said():
    found = fd.facts(1981, survey="fiw")
    assert {*found["edition"]} == {1982}
    assert found.attrs["notes"] == [
        "Freedom in the World: 1981 is in edition 1982, which covers January 1981 to August 1982",
        "Freedom in the World: the World Bank has no population of East Germany, Taiwan, West "
        "Germany, North Yemen, South Yemen",
    ]
    printed = run("facts", "1981", "--survey", "fiw").stdout
    assert printed.startswith("Freedom in the World, edition 1982, covering 1981-01 to 1982-08\n")


def test_by_default_each_survey_is_asked_about_its_newest_whole_edition():
    found = fd.facts()
    assert found.groupby("survey", sort=False)["edition"].first().to_dict() == {
        "fiw": 2026,
        "fotp": 2017,
        "fotn": 2024,
    }


def test_a_survey_that_ended_is_named():
    assert fd.facts(2024).attrs["notes"] == [
        "Freedom in the World: the World Bank has no population of Taiwan",
        "Freedom of the Press has no edition on 2024: it covers 1979 to 2016, and the survey has "
        "ended",
        "Freedom on the Net: the World Bank has no population of Taiwan",
    ]


def test_people_are_told_in_numbers_and_their_absence_is_said():
    text = of(2024).loc["not_free_people", "text"]
    assert text == "40 percent of their people, 3.24 billion, live in those that are Not Free."
    assert "36 percent of their people, 1.60 billion" in of(1981).loc["free_people", "text"]
    assert "20 percent of their people, 877 million" in of(1981).loc["partly_free_people", "text"]
    newest = fd.facts(2025, survey="fiw")
    assert "not_free_people" not in {*newest["fact"]}
    assert newest.attrs["notes"] == [
        "Freedom in the World: there is no population for 2025: it is at hand from 1960 to 2024"
    ]


def test_a_value_older_than_the_edition_before_is_said():
    notes = fd.facts(2016, survey="fotp").attrs["notes"]  # its score of edition 2016 is withheld
    assert [note for note in notes if "compared" in note] == [
        "Freedom of the Press: Somaliland is compared with edition 2015: it has no value between "
        "them"
    ]


def test_a_run_of_declines_is_told_in_words():
    told = [of(year).loc["declines_in_a_row", "text"] for year in (2005, 2006, 2007)]
    assert told == [
        "In the edition on 2005 as many countries improved as declined, or more.",
        "In the edition on 2006 more countries declined than improved.",
        "The edition on 2007 is the 2nd in a row in which more countries declined than improved.",
    ]


def test_countries_are_in_the_order_of_their_names():
    for names in of(2024).loc[["free", "not_free", "declined", "improved"], "countries"]:
        assert names.split("; ") == sorted(names.split("; "))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: fd.facts(1950), "no survey asked covers 1950"),
        (lambda: fd.facts("2024"), "year is one whole number"),
        (lambda: fd.facts(2024, survey="freedom"), "there is no survey 'freedom'"),
        (lambda: fd.facts(2024, edition=2025), "facts has no argument edition="),
        (lambda: fd.facts(2024, survey="rsf"), "does not come with this package"),
    ],
)
def test_what_cannot_be_asked_is_refused(call, message):
    with pytest.raises((fd.FreedomDataError, TypeError), match=message):
        call()


def test_types_are_those_asked_for():
    found = fd.facts(2024, survey="fiw", dtype_backend="numpy_nullable")
    assert found.dtypes.astype(str)[["value", "edition", "is_confirmed"]].tolist() == [
        "Float64",
        "Int64",
        "boolean",
    ]


@drawn("year", YEARS, 1)
def test_the_command_prints_a_sentence_a_line(year):
    found = fd.facts(year, survey="fiw")
    printed = run("facts", str(year), "--survey", "fiw")
    assert printed.returncode == 0
    assert all(text[:60] in printed.stdout for text in found["text"])


def test_json_has_the_facts_by_name():
    printed = json.loads(run("facts", "2024", "--json").stdout)
    own = printed["surveys"]["fiw"]
    assert (own["edition"], own["year"], own["is_confirmed"]) == (2025, 2024, True)
    declined = own["facts"]["declined"]
    assert declined["value"] == 60 == len(declined["countries"]) == len(declined["country_ids"])
    assert declined["call"].startswith('fd.find_changes("fiw", editions=2025, level="score")')
    assert any(note.startswith("Freedom of the Press") for note in printed["notes"])


def test_csv_has_a_line_for_each_fact():
    printed = run("facts", "2024", "--survey", "fiw", "--csv")
    lines = printed.stdout.splitlines()
    assert lines[0].startswith("survey,edition,year,fact,value,unit,text,countries")
    assert len(lines) == 1 + len(fd.facts(2024, survey="fiw"))


def test_json_and_csv_together_are_refused():
    assert run("facts", "2024", "--json", "--csv").returncode == 2
