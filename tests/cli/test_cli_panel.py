"""The command panel: surveys below each other, balanced and lagged where asked."""

from __future__ import annotations

import io
import json

import pandas as pd
import pytest
from command import run

import freedomdata as fd


def read(*arguments):
    done = run("panel", *arguments, "--csv")
    assert done.returncode == 0, done.stderr
    return pd.read_csv(io.StringIO(done.stdout)), done.stderr


def test_a_researcher_has_a_lagged_balanced_panel():
    found, said = read("fiw", "fotp", "--years", "1990-2024", "--complete", "alive", "--lag", "1")
    wanted = fd.lag(fd.load_panel("fiw", "fotp", years=range(1990, 2025), complete="alive"))
    assert list(found) == list(wanted)
    for name in ("country_id", "year", "edition", "value", "value_lag1", "missing", "status_lag1"):
        held = [column.astype(object).fillna("").tolist() for column in (found[name], wanted[name])]
        assert held[0] == held[1], name
    assert "without values, 1,734 (no edition): no edition has that year" in said
    names = "status_lag1, value_lag1, freedom_lag1"
    assert (
        f"without {names}: 4 rows (Freedom in the World: no row of the year before: it is" in said
    )
    assert (
        "without status_lag1: 27 rows (status_lag1, Freedom in the World, edition 2004: A" in said
    )


def test_a_table_for_a_person():
    text = run("panel", "fiw", "--country", "Namibia", "--years", "1974-1976", "--complete",
               "rated", "--lead", "1").stdout  # fmt: skip
    lines = [line.split() for line in text.splitlines()]
    assert lines[0][:7] == ["Survey", "Country", "Year", "Edition", "Status", "Measure", "Value"]
    assert lines[1] == ["fiw", "Namibia", "1974", "1975", "Not", "Free", "rating", "5.5"]
    assert lines[2] == ["fiw", "Namibia", "1975", "rating", "gap"]
    assert "without values, 2 (gap): it is a declared gap" in text
    many = run("panel", "fiw").stdout
    assert many.splitlines()[-1] == "and 9,661 more rows: --csv and --json print all"


def test_json_has_rows_and_what_is_left_out():
    done = run("panel", "fotp", "--country", "China", "--years", "2015-2018", "--complete", "alive",
               "--difference", "1", "--json")  # fmt: skip
    answer = json.loads(done.stdout)
    assert [row["edition"] for row in answer["rows"]] == [2016, 2017, None, None]
    assert [row["missing"] for row in answer["rows"]] == [None, None, "no edition", "no edition"]
    assert [row["value_difference1"] for row in answer["rows"]] == [None, 0.0, None, None]
    assert answer["left_out"][0]["number"] == 1
    assert answer["notes"] == ["without values, 2 (no edition): no edition has that year"]


def test_year_rule_measures_and_a_day():
    rows, _ = read("fiw", "--country", "China", "--years", "1981", "--year-rule", "cover",
                   "--measure", "political_rights", "--measure", "civil_liberties")  # fmt: skip
    assert rows[["edition", "year", "measure"]].to_numpy().tolist() == [
        [1982, 1981, "political_rights"],
        [1982, 1981, "civil_liberties"],
    ]
    rows, _ = read("fotn", "--country", "China", "--known-on", "2013-04-12")
    assert rows["edition"].tolist() == [2012]


def test_regions_are_the_units_that_were_rated():
    rows, said = read("fiw", "--country", "Central America", "--country", "Greenland", "--years",
                      "2012", "--complete", "alive", "--no-territories")  # fmt: skip
    assert rows["country_id"].tolist() == ["BLZ", "CRI", "GRL", "GTM", "HND", "MEX", "NIC", "PAN",
                                           "SLV"]  # fmt: skip
    assert said.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["nope"], 1, "there is no survey 'nope'"),
        (["fiw", "--lag", "0"], 1, "n is a number of years from 1 on, not 0"),
        (["fiw", "--complete", "all"], 2, "'all' is not one of 'rated', 'alive'"),
        (["fiw", "--year-rule", "middle"], 2, "'middle' is not one of 'end', 'cover'"),
        (["fiw", "--measure", "net_score"], 1, "there is no measure 'net_score' in fiw"),
        (["fiw", "--known-on", "2013-04-12", "--complete", "alive"], 1,
         "leave out --complete alive, or --known-on"),
        (["fiw", "--json", "--csv"], 2, "give --json or --csv, not both"),
        (["fiw", "--years", "1990-1980"], 2, "is no span of years"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_said_in_a_sentence(arguments, code, words):
    done = run("panel", *arguments)
    assert done.returncode == code
    assert words in done.stderr


def test_nothing_is_an_empty_table():
    done = run("panel", "fiw", "--years", "1800")
    assert done.returncode == 0
    assert "no row for the year 1800" in done.stderr
