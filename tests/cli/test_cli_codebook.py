"""The command that says what columns, measures and questions mean."""

from __future__ import annotations

import csv
import io
import json

import pytest
from command import run

import freedomdata as fd


@pytest.mark.parametrize("search", ["PR", "PR 3", "24 to 29"])
def test_a_teacher_asks_what_a_three_means(search):
    done = run("codebook", "--search", search)
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert lines[0].startswith("Political rights: political_rights (PR), measure of Freedom in the")
    assert "             3: 24 to 29 of 40 points" in lines
    assert "  range      1 to 7 points, lower is freer" in lines
    assert max(map(len, lines)) <= 100


def test_trade_unions_are_found():
    done = run("codebook", "fiw", "--search", "trade union")
    assert done.stdout.startswith("Freedom of trade unions: E3, question of Freedom in the World")
    assert "(link not checked)" in " ".join(done.stdout.split())
    assert fd.SURVEYS["fiw"].methodology in done.stdout


def test_a_survey_is_listed_within_a_hundred_columns():
    lines = run("codebook", "fotn").stdout.splitlines()
    assert lines[0] == "Freedom on the Net (fotn)"
    listed = [line.split("  ")[0] for line in lines[2:]]
    for one in fd.codebook("fotn")["id"]:
        assert one in listed
    net = next(line for line in lines if line.startswith("net_score"))
    assert net.split()[1:] == "Internet freedom score 0 to 100 100 2009 to 2025".split()  # noqa: SIM905
    every = run("codebook").stdout
    for survey in fd.SURVEYS.values():
        assert f"{survey.title} ({survey.id})" in every
    assert "none at hand" in every  # rsf
    assert "1990 to 2017, 2024 to 2026" in every
    assert "1973 to 2026, with gaps" in every  # notes
    assert max(map(len, every.splitlines())) <= 120  # a terminal folds them


def test_json_and_csv_have_what_the_function_gives():
    rows = json.loads(run("codebook", "fiw", "--json").stdout)["rows"]
    book = fd.codebook("fiw")
    assert [one["id"] for one in rows] == book["id"].tolist()
    rating = next(one for one in rows if one["id"] == "political_rights")
    assert (rating["low"], rating["high"], rating["freest"]) == (1, 7, 1)
    assert next(one for one in rows if one["id"] == "status")["low"] is None
    table = list(csv.DictReader(io.StringIO(run("codebook", "--csv").stdout)))
    assert [one["values"] for one in table] == fd.codebook()["values"].tolist()
    assert table[9]["low"] == "1"
    both = run("codebook", "--csv", "--json")
    assert both.returncode == 2


def test_nothing_found():
    done = run("codebook", "--search", "xyzzy")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "freedomdata: the codebook of all surveys has nothing on 'xyzzy'\n"
    assert json.loads(run("codebook", "--search", "xyzzy", "--json").stdout)["rows"] == []


def test_words_in_the_place_of_a_survey_are_refused_with_how_to_search():
    done = run("codebook", "trade union")
    assert done.returncode == 1
    assert "there is no survey 'trade union'" in done.stderr
    assert done.stderr.endswith("--search 'trade union'\n")
    wrong = run("codebook", "--search", "?")
    assert (wrong.returncode, wrong.stderr.count("\n")) == (1, 1)


def test_help_has_examples_that_run():
    text = run("codebook", "--help").stdout
    assert "Example: freedomdata codebook --search PR" in text
    assert run("codebook", "fiw", "--search", "trade union").returncode == 0
