"""The commands that list what there is, and CSV wherever there is JSON."""

from __future__ import annotations

import csv
import io
import json

import pytest
from command import run

import freedomdata as fd
from freedomdata.cli import app

COMMANDS = [
    ["surveys"],
    ["editions", "fotp"],
    ["breaks", "fiw"],
    ["revisions"],
    ["countries"],
    ["show", "Hungary"],
    ["show", "South Africa", "--survey", "fiw"],
    ["show", "China", "--known-on", "2013-04-12"],
    ["check", "--survey", "fotn"],
    ["items", "fotn", "--country", "China", "--editions", "2024"],
    ["population", "--country", "Yemen", "--years", "2000-2003"],
    ["variants", "fotp", "--country", "Russia"],
]


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_csv_has_the_rows_and_columns_of_json(arguments):
    rows = json.loads(run(*arguments, "--json").stdout)
    done = run(*arguments, "--csv")
    assert done.returncode == 0, done.stderr
    read = list(csv.DictReader(io.StringIO(done.stdout)))
    assert len(read) == len(rows) > 0
    assert list(read[0]) == list(rows[0])
    for one, other in zip(read, rows, strict=True):
        for name, value in other.items():
            written = one[name]
            if value is None:
                assert written == ""
            elif isinstance(value, bool):
                assert written == str(value)
            elif isinstance(value, int | float):
                assert float(written) == pytest.approx(value)
            else:
                assert written == value


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_a_program_asks_for_one_of_the_two(arguments):
    done = run(*arguments, "--csv", "--json")
    assert done.returncode == 2
    assert "give --json or --csv, not both" in done.stderr
    assert done.stdout == ""


def test_a_country_as_csv_is_its_row():
    (row,) = csv.DictReader(io.StringIO(run("countries", "Yemen", "--csv").stdout))
    assert (row["country_id"], row["first_year"], row["predecessors"]) == ("YEM", "1990", "XYN YMD")


def test_texts_of_csv_are_no_formulas_and_no_escapes(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("country_id,edition,status\nCHN,2013,=cmd()\nHUN,2013,\x1b[31mFree\n")
    text = run("validate", path, "fiw", "--csv").stdout
    assert "\x1b" not in text
    found = {row["found"] for row in csv.DictReader(io.StringIO(text))}
    assert any(one.startswith("'=cmd()") for one in found), found
    assert all(not one.startswith("=") for one in found)


def test_breaks():
    text = run("breaks", "fiw").stdout
    (line,) = [line for line in text.splitlines() if line.startswith("fiw     2004")]
    assert "no" in line.split()[2:3] or "with" in line.split()[2:3]
    assert len(json.loads(run("breaks", "--json").stdout)) == len(fd.list_breaks())
    refused = run("breaks", "x")
    assert refused.returncode == 1
    assert "there is no survey 'x'" in refused.stderr


def test_help_lists_every_command_once_under_what_it_is_for():
    text = run("--help").stdout
    titles = [line[:-1] for line in text.splitlines() if line.endswith(":") and line[0] != " "]
    assert titles[0] == "Options"
    assert {"Ask", "Load", "List", "Plot", "Your own files", "Build and check"} <= {*titles}
    assert "More" not in titles  # whoever adds a command says what it is for
    listed = [line.split()[0] for line in text.splitlines() if line.startswith("  ")]
    names = [command.callback.__name__ for command in app.registered_commands]
    for name in ["plot", *names]:
        assert listed.count(name) == 1, name
