"""The commands that show what the tables have."""

from __future__ import annotations

import json
import re

import pytest
from command import run

import freedomdata as fd
from freedomdata.cli.data import format_explanation


def test_surveys():
    assert "limited non-commercial use" in run("surveys").stdout
    rows = json.loads(run("surveys", "--json").stdout)
    assert rows[0]["id"] == "fiw"
    assert rows[0]["rows"] == 10161


def test_cite():
    assert run("cite", "fotn", "fiw").stdout == fd.cite(["fotn", "fiw"]) + "\n"
    assert run("cite").stdout == fd.cite(["fiw", "fotp", "fotn"]) + "\n"
    one = run("cite", "fiw", "--country", "China", "--style", "bibtex").stdout
    assert one == fd.cite(fd.load("fiw", country="China"), style="bibtex") + "\n"
    several = json.loads(run("cite", "--country", "Andorra", "--style", "csl").stdout)
    keys = {item["id"][12:].partition("2")[0] for item in several[:-1] if "qog" not in item["id"]}
    assert keys == {"_fiw_", "_fiw_1989_", "_fotp_"}
    for arguments, words in (
        (["nope"], "there is no survey 'nope'"),
        (["fotn", "--country", "Andorra"], "has never rated Andorra"),
    ):
        done = run("cite", *arguments)
        assert done.returncode == 1
        assert words in done.stderr
        assert done.stderr.count("\n") == 1
    wrong = run("cite", "--style", "mla")
    assert wrong.returncode == 2
    assert "'mla' is not one of 'apa', 'bibtex', 'csl'" in wrong.stderr


def test_show_prints_all_surveys_side_by_side_by_year():
    text = run("show", "China").stdout
    assert not [line for line in text.splitlines() if line != line.rstrip()]
    header = "Year  Freedom in the World  Freedom of the Press  Freedom on the Net"
    assert text.splitlines()[1] == header
    line = next(line for line in text.splitlines() if line.startswith("2011"))
    assert line.split() == ["2011", "Not", "Free", "7,", "6", "Not", "Free", "85"]
    line = next(line for line in text.splitlines() if line.startswith("2012"))
    assert " ".join(line.split()) == "2012 Not Free 7, 6 Not Free 83 Not Free 15"
    assert (
        "Freedom of the Press: Score: press freedom score, 0 most free to 100 least free." in text
    )
    assert (
        "Freedom on the Net: Score: internet freedom score, 100 most free to 0 least free." in text
    )
    assert "Freedom in the World, 1972: Printed as" in run("show", "South Africa").stdout
    rows = json.loads(run("show", "China", "--json").stdout)
    assert {row["survey"] for row in rows} == {"fiw", "fotp", "fotn"}
    assert rows[0]["period_start"] == "1972-01-01"


def test_show_one_survey():
    text = run("show", "South Africa", "--survey", "fiw").stdout
    assert not [line for line in text.splitlines() if line != line.rstrip()]
    assert "1981-01 to 1982-08" in text
    assert "split_rating: Printed as" in text
    rows = json.loads(run("show", "ZAF", "--survey", "fiw", "--json").stdout)
    assert len(rows) == 53
    assert rows[0]["period_start"] == "1972-01-01"
    assert rows[0]["status"] == "Not Free"
    assert rows[0]["total_score"] is None
    text = run("show", "Iceland", "--survey", "fotn").stdout
    assert "Rights: violations of user rights, 40 most free to 0 least free" in text
    assert "corrected: The compilation" in text
    assert "secondary" in run("show", "China", "--survey", "fiw").stdout


def test_a_survey_that_is_to_be_built_is_read_with_a_variable():
    message = run("show", "China", "--survey", "rsf").stderr
    assert message.endswith("--out DIR`, then read them with FREEDOMDATA_DATA=DIR\n")
    assert "data=DIR" not in message
    with pytest.raises(fd.SourceError, match=r"read them with data=DIR or FREEDOMDATA_DATA=DIR$"):
        fd.load("rsf")


def test_an_explanation_is_printed_in_its_own_words():
    china = fd.explain("China", 2013)
    painted = format_explanation(china)
    assert painted.startswith("\x1b[1mChina (CHN)")
    assert re.sub(r"\x1b\[\d*m", "", painted) == str(china)
