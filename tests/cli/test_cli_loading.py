"""The commands that print whole tables: questions, people, versions; and a table of one's own."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from command import run

import freedomdata as fd


def test_items():
    arguments = ("items", "fiw", "--country", "Hungary", "--editions", "2013,2025", "--item", "B")
    lines = run(*arguments, "--item", "E3").stdout.splitlines()
    assert lines[0].split() == ["Country", "Edition", "Item", "Question", "or", "subtotal",
                                "Points", "Of"]  # fmt: skip
    assert [line.split()[-2:] for line in lines[1:]] == [
        ["15", "16"], ["4", "4"], ["11", "16"], ["3", "4"],
    ]  # fmt: skip
    rows = json.loads(run(*arguments, "--json").stdout)
    frame = fd.load_items("fiw", country="Hungary", editions=[2013, 2025], item="B")
    assert rows == frame.to_dict("records")


def test_items_in_words():
    arguments = ("items", "fiw", "--country", "Hungary", "--editions", "2025", "--item", "E3")
    shown = run(*arguments, "--wording").stdout
    assert "trade unions" in shown.splitlines()[1].partition("Freedom of trade unions")[2]
    (row,) = json.loads(run(*arguments, "--wording", "--json").stdout)
    frame = fd.load_items("fiw", country="Hungary", editions=2025, item="E3", wording=True)
    assert row["wording"] == frame["wording"].item()


def test_items_of_a_region_are_those_of_its_countries_that_have_some():
    done = run("items", "fotn", "--country", "Africa", "--editions", "latest", "--json")
    assert done.stderr == ""
    found = {row["country_id"] for row in json.loads(done.stdout)}
    assert {"KEN", "ZAF", "EGY"} <= found
    assert "CHN" not in found
    named = run("items", "fotn", "--country", "Namibia")
    assert "Freedom on the Net has no questions or subtotals on Namibia" in named.stderr
    assert named.stdout == "no question or subtotal fits\n"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["items", "rsf"], "has no questions or subtotals of its own"),
        (["items", "fiw", "--item", "ZZ"], "there is no item 'ZZ'; there is A1"),
        (["items", "fiw", "--country", "Atlantis"], "'Atlantis'"),
        (["population", "--country", "Atlantis"], "'Atlantis'"),
        (["variants", "fiw", "--years", "1900"], "no version of Freedom in the World has a row"),
        (["variants", "x"], "there is no survey 'x'"),
    ],
)
def test_refusals(arguments, sentence):
    done = run(*arguments)
    assert done.returncode == 1
    assert done.stdout == ""
    assert sentence in done.stderr
    assert done.stderr.count("\n") == 1


def test_population():
    lines = run("population", "--country", "Germany", "--years", "1990-1991").stdout.splitlines()
    assert lines[1].split() == ["Germany", "1990", "79,433,029"]
    assert lines[-1].endswith("CC BY 4.0.")
    everybody = run("population").stdout
    assert f"and {len(fd.load_population()) - 500:,} more rows: --csv and --json" in everybody
    none = run("population", "--country", "Taiwan")
    assert "the World Bank has no population of Taiwan" in none.stderr


def test_variants():
    rows = json.loads(run("variants", "fiw", "--years", "1972-2022", "--json").stdout)
    first = rows[0]
    assert (first["territories"], first["as_of"], first["predecessors"]) == (False, "2026", "apart")
    counts = fd.load("fiw", years=2022, territories=False)["status"].value_counts()
    assert (first["not_free"], first["partly_free"], first["free"]) == (
        counts["Not Free"], counts["Partly Free"], counts["Free"],
    )  # fmt: skip
    assert (first["first_year"], first["last_year"]) == (1972, 2022)
    text = run("variants", "fiw", "--years", "1972-2022").stdout
    assert "some of its units" not in text
    newest = run("variants", "fiw").stdout  # with territories without edition 2026
    assert newest.endswith("A version is without an edition that lacks some of its units.\n")
    assert len(text.splitlines()) == len(rows) + 2


MINE = "country_id,edition,status,political_rights,civil_liberties\nCHN,2013,Not Free,7,6\n"


def write(path, text):
    path.write_text(text, encoding="utf-8")
    return path


def test_validate_finds_nothing_in_what_is_as_published(tmp_path):
    for path in (write(tmp_path / "a.csv", MINE), tmp_path / "b.parquet", tmp_path / "c.csv"):
        if path.name == "b.parquet":
            fd.load("fiw", years=2012).to_parquet(path)
        if path.name == "c.csv":  # missing values in the words of R
            fd.load("fiw", years=2000).to_csv(path, index=False, na_rep="NA", sep=";")
        done = run("validate", path, "fiw")
        assert done.returncode == 0, done.stdout
        assert done.stdout.startswith("No error, no warning in ")
    assert json.loads(run("validate", tmp_path / "a.csv", "fiw", "--json").stdout) == []


def test_validate_says_what_is_wrong_and_in_which_line(tmp_path):
    path = write(tmp_path / "a.csv", f"{MINE}\nHUN,2013,Free,1,3\n")
    done = run("validate", path, "fiw")
    assert done.returncode == 1
    assert "found 3, published 2; row 4)" in done.stdout  # the empty line is counted
    assert done.stdout.endswith("1 error, no warning in 2 rows of Freedom in the World.\n")
    assert run("validate", path, "fiw", "--no-compare").returncode == 0
    (row,) = json.loads(run("validate", path, "fiw", "--json").stdout)
    with pytest.raises(fd.RuleError) as error:
        fd.validate(pd.read_csv(path), "fiw")
    assert row["measure"] == error.value.findings["measure"].item() == "civil_liberties"
    many = fd.load("fiw", years=2012).assign(political_rights=8)
    many.to_csv(tmp_path / "b.csv", index=False)
    shown = run("validate", tmp_path / "b.csv", "fiw")
    assert "more (--csv and --json print all)" in shown.stdout
    assert len(shown.stdout.splitlines()) < 60


@pytest.mark.parametrize(
    ("name", "content", "survey", "message"),
    [
        ("none.csv", None, "fiw", "none.csv does not exist: give a CSV or Parquet file"),
        ("a.csv", "", "fiw", "is empty: a header and rows are expected"),
        ("a.csv", MINE, "x", "there is no survey 'x'"),
        ("a.csv", MINE, "rsf", "World Press Freedom Index does not come with this package"),
        ("a.parquet", "PAR1 and no more", "fiw", "is no Parquet file that can be read"),
        ("a.csv", "a,b\n1\n", "fiw", "line 2: 1 cells under a header of 2"),
    ],
)
def test_what_cannot_be_validated_has_an_exit_code_of_its_own(
    *, tmp_path, name, content, survey, message
):
    if content is not None:
        write(tmp_path / name, content)
    done = run("validate", tmp_path / name, survey)
    assert done.returncode == 2
    assert done.stdout == ""
    assert message in done.stderr
    assert done.stderr.count("\n") == 1


def test_validate_without_a_key_says_what_to_do(tmp_path):
    done = run("validate", write(tmp_path / "a.csv", "nation,edition\nChina,2013\n"), "fiw")
    assert done.returncode == 1
    assert "ids of the registry" in done.stdout
