"""The commands on change: a table to read, JSON and CSV to go on with."""

from __future__ import annotations

import csv
import json

import pytest
from command import run

import freedomdata as fd


def lines(done):
    return [" ".join(line.split()) for line in done.stdout.splitlines()]


def test_changes_are_listed_with_how_many_they_are():
    done = run("changes", "fiw", 2024)
    assert lines(done)[:3] == [
        "Freedom in the World, status, 2024: 4 declined, 3 improved",
        "Edition Year Country Points Status before Status",
        "2025 2024 Kuwait -1 Partly Free Not Free",
    ]
    assert lines(done)[9].startswith("left out, 13 rows (territories: ")
    score = lines(run("changes", "fiw", 2024, "--level", "score", "--min-points", 7))
    assert score[:3] == [
        "Freedom in the World, total_score, 2024: 2 declined, 0 improved",
        "Edition Year Country From To Points Status before Status",
        "2025 2024 Kuwait 38 31 -7 Partly Free Not Free",
    ]


def test_a_gap_has_a_column_only_where_there_is_one():
    namibia = lines(run("changes", "--country", "Namibia"))
    assert namibia[1].endswith("Status After a gap")
    assert namibia[2] == "1990 1989 Namibia 1 Not Free Partly Free yes"


def test_changes_that_nothing_can_be_compared_with_are_not_none():
    done = run("changes", "fotp", 1993)
    assert lines(done)[0] == "Freedom of the Press: nobody changed of those that can be compared"
    few = lines(run("changes", "fiw", 2024, "--level", "score", "--min-points", 8))
    assert few[0] == (
        "Freedom in the World: nobody changed by 8 points or more of those that can be compared"
    )
    assert "left out, 174 rows (edition 1994 does not compare with earlier ones: " in done.stdout


def test_the_selection_is_that_of_the_function():
    for options, asked in (
        (["--edition", 2025], {"editions": 2025}),
        (["--years", "2020-2024"], {"years": range(2020, 2025)}),
        (["--territories", "--country", "Africa"], {"territories": True, "country": "Africa"}),
        (["--only-territories"], {"territories": "only"}),
        (["--level", "rating"], {"level": "rating"}),
    ):
        rows = json.loads(run("changes", "fiw", *options, "--json").stdout)["rows"]
        wanted = fd.find_changes("fiw", **asked)
        keys = [(row["country_id"], row["edition"]) for row in rows]
        assert keys == [*zip(wanted["country_id"], wanted["edition"], strict=True)]


def test_json_has_rows_and_what_is_left_out():
    said = json.loads(run("changes", "fiw", 1981, "--json").stdout)
    assert said["notes"] == ["1981 is in edition 1982, which covers January 1981 to August 1982"]
    assert {one["reason"][:11] for one in said["left_out"]} == {"territories", "the first w"}
    assert said["rows"][0]["country"] == "Ghana"
    assert said["rows"][0]["is_gap"] is False


def test_csv_has_all_columns_and_says_the_rest_beside():
    done = run("changes", "fiw", 2024, "--csv")
    rows = list(csv.DictReader(done.stdout.splitlines()))
    assert len(rows) == 7
    assert list(rows[0]) == list(fd.find_changes("fiw", 2024).columns)
    assert done.stderr.startswith("freedomdata: left out, 13 rows (territories")


def test_movers_show_both_ends_of_the_list():
    done = run("movers", "fiw", 2014, 2024, "-n", 2)
    assert lines(done)[:7] == [
        "Freedom in the World, total_score, 2014 to 2024: 126 declined, 52 improved, 17 unchanged",
        "Country From To Points Status before Status Status changed",
        "Nicaragua 54 14 -40 Partly Free Not Free yes",
        "Tunisia 79 44 -35 Free Partly Free yes",
        "Sri Lanka 41 58 17 Partly Free Partly Free",
        "The Gambia 20 50 30 Not Free Partly Free yes",
        "shown: 4 of 195; -n shows more, --csv and --json have all",
    ]
    assert len(json.loads(run("movers", "fiw", 2014, 2024, "--json").stdout)["rows"]) == 195
    assert run("movers", "fiw", 2014, 2024, "--csv").stdout.count("\n") == 196
    few = lines(run("movers", "fiw", 2014, 2024, "--country", "Hungary", "--country", "Norway"))
    assert few[2].startswith("Hungary")
    assert not any("shown" in line for line in few)


def test_spells_of_a_status():
    done = run("spells", "--country", "Hungary")
    assert lines(done) == [
        "Freedom in the World: years with one status in a row",
        "Country Status First year Last year Years Editions Maybe earlier Maybe longer",
        "Hungary Free 1990 2017 28 28",
        "Hungary Not Free 1972 1983 12 11 yes",
        "Hungary Partly Free 2018 2025 8 8 yes",
        "Hungary Partly Free 1984 1989 6 6",
    ]
    assert "shown: 30 of " in run("spells", "fiw").stdout
    free = json.loads(run("spells", "--status", "Free", "--min-years", 54, "--json").stdout)["rows"]
    assert {(row["status"], row["years"]) for row in free} == {("Free", 54)}
    yemen = lines(run("spells", "--country", "Yemen", "--years", "1990-2010"))
    assert yemen[1].endswith("Method changed")


def test_spells_of_decline():
    world = lines(run("spells", "fiw", "--decline", "world", "--years", "1972-2024"))
    assert world[1:3] == [
        "Region First year Last year Years Editions Declines Gains Maybe earlier Maybe longer",
        "World 2006 2024 19 19 1147 700 yes",
    ]
    regions = run("spells", "--decline", "region", "--level", "rating", "--csv").stdout
    assert regions.startswith("region,measure,declined,improved,first_edition")
    serbia = lines(run("spells", "--decline", "country", "--country", "Serbia", "-n", 1))
    assert serbia[2] == "Serbia 2015 2025 11 11 80 53 -27 yes"


@pytest.mark.parametrize(("arguments", "code", "words"), [
    (["changes", "gdp"], 1, "there is no survey 'gdp'"),
    (["changes", "fiw", 1950], 1, "nothing here for 1950"),
    (["changes", "fiw", 2024, "--years", "2020-2024"], 2, "give YEAR or --years, not both"),
    (["changes", "fiw", "--level", "mood"], 1, "no measure 'mood' that can rise or fall"),
    (["changes", "fiw", "--json", "--csv"], 2, "give --json or --csv, not both"),
    (["movers", "fiw"], 2, "Missing argument 'SINCE'"),
    (["movers", "fiw", 2024, 2014], 1, "since is a year before until: 2024 and 2014"),
    (["spells", "--decline", "mood"], 2, "'mood' is not one of 'country', 'region', 'world'"),
    (["spells", "--status", "Free", "--decline", "world"], 1,
     "give --status STATUS or --decline world, not both"),
    (["spells", "--decline", "world", "--country", "Africa"], 1,
     "leave out --country COUNTRY, or give --decline country"),
    (["spells", "--level", "score"], 1, "--level score is of a decline"),
    (["spells", "--status", "free"], 1, "there is no status 'free'"),
])  # fmt: skip
def test_what_cannot_be_answered_is_said_in_a_sentence(arguments, code, words):
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (code, "")
    assert words in " ".join(done.stderr.split())


@pytest.mark.parametrize("command", ["changes", "movers", "spells", "count", "aggregate", "rank"])
def test_a_year_in_place_of_a_survey_is_told_where_it_goes(command):
    done = run(command, 2014, 2024)
    assert done.returncode == 2
    assert f"the survey comes before the year: freedomdata {command} fiw 2014" in done.stderr
