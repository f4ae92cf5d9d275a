"""The commands that count and average."""

from __future__ import annotations

import csv
import io
import json

import pandas as pd
import pytest
from command import run

import freedomdata as fd


def read_csv(done):
    assert done.returncode == 0, done.stderr
    return list(csv.DictReader(io.StringIO(done.stdout)))


def numbers(left_out):
    """What is left out without the reasons, which name arguments or options."""
    return [{name: one[name] for name in ("number", "units", "editions")} for one in left_out]


def test_a_count_has_a_line_for_each_edition_the_freest_first():
    done = run("count", "fiw", "2024")
    title, heads, row, *said = done.stdout.splitlines()
    assert title == "Freedom in the World: how many have which status"
    assert heads.split()[:3] == ["Edition", "Year", "Free"]
    assert row.split() == ["2025", "2024", "85", "51", "59", "43.6", "26.2", "30.3", "195", "0"]
    assert said[0].startswith(
        "left out, 13 rows (territories: --territories takes them, too): West"
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_a_count_says_who_is_not_there():
    lines = run("count", "fiw", "--years", "1977").stdout.splitlines()
    assert lines[2].endswith(" 154              6  AND BRN LIE MCO NAM SMR")
    text = run("count", "fotn", "--years", "2022-2025").stdout
    assert (
        "left out, 70 rows (edition 2025 is incomplete: the copies at hand lack 2 of 72 units"
        in text
    )
    assert "not the same units in all editions, from 70 to 72" in text
    assert "\n   2025 " not in text


def test_people_are_shares_in_a_table():
    lines = run("count", "fiw", "--editions", "2020,2021", "--weight", "population").stdout
    heads, *rows = lines.splitlines()[1:4]
    assert "Free, % of people" in heads
    assert [row.split()[5] for row in rows] == ["37.9", "19.4"]


def test_counts_for_scripts_and_spreadsheets():
    options = ["fiw", "--years", "2020-2025", "--by", "un_region", "--country", "Europe"]
    expected = fd.count_statuses("fiw", years=range(2020, 2026), by="un_region", country="Europe")
    found = json.loads(run("count", *options, "--json").stdout)
    assert [row["countries"] for row in found["rows"]] == expected["countries"].tolist()
    assert found["rows"][0]["period_start"] == "2020-01-01"
    assert found["rows"][0]["is_comparable"] is True
    assert numbers(found["left_out"]) == numbers(expected.attrs["left_out"])
    assert found["notes"] == []
    done = run("count", *options, "--csv")
    assert done.stderr.startswith("freedomdata: left out, ")
    rows = read_csv(done)
    assert list(rows[0]) == list(expected)
    assert [int(row["units"]) for row in rows] == expected["units"].tolist()


def test_an_average_has_a_line_for_each_edition_and_region():
    options = ["--measure", "total_score", "--by", "region", "--years", "2023-2024"]
    done = run("aggregate", "fiw", *options)
    lines = done.stdout.splitlines()
    assert lines[0] == "Freedom in the World: mean, total_score"
    expected = fd.aggregate("fiw", "total_score", by="region", years=[2023, 2024])
    for line, row in zip(lines[2:14], expected.itertuples(), strict=True):
        assert line.split()[:2] == [str(row.edition), str(row.year)]
        assert line.split()[-3:] == [f"{row.value:.2f}".rstrip("0"), str(row.units), "0"]
    title = run("aggregate", "fiw", "2020", "--how", "median", "--weight", "population").stdout
    assert title.startswith("Freedom in the World: median of people, rating\n")


def test_averages_for_scripts_and_spreadsheets():
    options = ["fotn", "--sample", "constant", "--years", "2010-2024", "--territories"]
    expected = fd.aggregate("fotn", sample="constant", years=range(2010, 2025), territories=True)
    found = json.loads(run("aggregate", *options, "--json").stdout)
    assert pd.DataFrame(found["rows"])["value"].tolist() == pytest.approx(expected["value"])
    assert numbers(found["left_out"]) == numbers(expected.attrs["left_out"])
    rows = read_csv(run("aggregate", *options, "--csv"))
    assert [float(row["value"]) for row in rows] == expected["value"].tolist()
    alone = read_csv(run("aggregate", "fiw", "2024", "--only-territories", "--csv"))
    assert alone[0]["units"] == "13"


@pytest.mark.parametrize(
    ("command", "code", "message"),
    [
        (["count", "fiw", "1950"], 1, "nothing here for 1950: years covered are 1972 to 2025"),
        (["count", "xyz"], 1, "there is no survey 'xyz'"),
        (["count", "fiw", "2024", "--years", "2020-2024"], 2, "give YEAR or --years, not both"),
        (["aggregate", "fiw", "2024", "--years", "2020-2024"], 2, "give YEAR or --years, not both"),
        (["count", "fiw", "--by", "continent"], 2, "'continent' is not one of 'region'"),
        (["aggregate", "fiw", "--how", "mode"], 2, "'mode' is not one of 'mean', 'median'"),
        (["aggregate", "fiw", "--measure", "x"], 1, "there is no measure 'x' in fiw; there is "),
        (["count", "fiw", "--json", "--csv"], 2, "give --json or --csv, not both"),
    ],
)
def test_what_cannot_be_counted_is_refused(command, code, message):
    done = run(*command)
    assert done.returncode == code
    assert message in " ".join(done.stderr.split())
    assert done.stdout == ""
