"""The commands margins and rank, and who is an electoral democracy in show."""

from __future__ import annotations

import io
import json

import pandas as pd
import pytest
from command import run

import freedomdata as fd


def test_margins_prints_a_table_for_a_person():
    text = run("margins", "fiw", "2024", "--measure", "status", "--country", "Hungary").stdout
    title, head, row = text.splitlines()
    assert title == (
        "Freedom in the World, edition 2025 (covers 2024): points to the next rating and status"
    )
    assert head.split("  ")[0] == "Country"
    assert row.split() == [
        "Hungary",
        "status",
        "Partly",
        "Free",
        "65",
        "Free",
        "3",
        "Not",
        "Free",
        "26",
    ]


def test_rank_prints_a_table_and_says_how_ties_are_ranked():
    done = run("rank", "fotp", "2015", "--country", "Albania", "--country", "Hong Kong")
    title, _, first, second, *said = done.stdout.splitlines()
    assert (
        title
        == "Freedom of the Press, edition 2016 (covers 2015): places among 197, by press_score"
    )
    assert first.split() == ["76", "Hong", "Kong", "39", "1"]
    assert second.split() == ["106", "Albania", "51", "3"]
    assert said[0].startswith("equal values share the best of their places")
    assert "West Bank and Gaza Strip, Somaliland" in said[1]


@pytest.mark.parametrize(("command", "function"), [("margins", fd.find_margins), ("rank", fd.rank)])
def test_csv_and_json_are_what_the_function_gives(command, function):
    found = function("fiw", 2024, country=["China", "Tibet"], dtype_backend="numpy_nullable")
    arguments = (command, "fiw", "2024", "--country", "China", "--country", "Tibet")
    done = run(*arguments, "--csv")
    pd.testing.assert_frame_equal(
        pd.read_csv(io.StringIO(done.stdout), dtype_backend="numpy_nullable"),
        pd.read_csv(io.StringIO(found.to_csv(index=False)), dtype_backend="numpy_nullable"),
    )
    answer = json.loads(run(*arguments, "--json").stdout)
    assert answer["rows"] == json.loads(found.to_json(orient="records"))
    assert answer["notes"] == found.attrs["notes"]
    assert answer["left_out"] == found.attrs["left_out"]
    for note in found.attrs["notes"]:
        assert f"freedomdata: {note}" in done.stderr.splitlines()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["margins", "rsf"], "gives no status and no rating"),
        (["margins", "fiw", "1990"], "which editions 2003 to 2026 have"),
        (
            ["margins", "fiw", "2024", "--edition", "2025"],
            "give a year covered, or --edition EDITION",
        ),
        (
            ["margins", "fiw", "--measure", "x"],
            "there is political_rights, civil_liberties, status",
        ),
        (["rank", "rsf"], "FREEDOMDATA_DATA=DIR"),
        (["rank", "fiw", "--measure", "status"], "a status is no rank"),
        (["rank", "fiw", "--country", "USSR"], "its editions are 1973 to 1991"),
        (["show", "China", "--electoral", "rule"], "give it with --survey fiw"),
        (["show", "China", "--survey", "fotp", "--electoral", "rule"], "give it with --survey fiw"),
        (
            ["show", "China", "--survey", "fiw", "--known-on", "2020-01-01", "--electoral", "rule"],
            "without --known-on",
        ),
    ],
)
def test_a_refusal_is_one_sentence(arguments, words):
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (1, "")
    assert words in done.stderr
    assert done.stderr.count("\n") == 1


def test_json_and_csv_at_once_are_wrong_usage():
    for command in ("margins", "rank"):
        done = run(command, "fiw", "2024", "--json", "--csv")
        assert done.returncode == 2
        assert "not both" in done.stderr


def test_territories_alone_are_among_themselves():
    for command in ("margins", "rank"):
        rows = json.loads(run(command, "fiw", "2024", "--only-territories", "--json").stdout)
        assert {row["is_territory"] for row in rows["rows"]} == {True}
        assert len({row["country_id"] for row in rows["rows"]}) == 13


def test_show_says_who_is_an_electoral_democracy_and_who_says_so():
    text = run("show", "Hungary", "--survey", "fiw", "--electoral", "rule").stdout
    lines = {line[:4]: line.rstrip() for line in text.splitlines()}
    assert lines["Edit"].endswith("Electoral democracy  Note")
    assert lines["2017"].endswith("76  yes")
    assert lines["2018"].endswith("72  yes, by the rule")
    assert (
        "rule" not in run("show", "Hungary", "--survey", "fiw", "--electoral", "published").stdout
    )
    assert "Electoral" not in run("show", "Hungary", "--survey", "fiw").stdout
    rows = json.loads(
        run("show", "China", "--survey", "fiw", "--electoral", "rule", "--json").stdout
    )
    own = {row["edition"]: row for row in rows}
    assert own[2020]["electoral_democracy"] is False
    assert own[2020]["electoral_source"] == "rule"
    assert own[1980]["electoral_source"] is None
    assert all("electoral_source" not in row for row in json.loads(
        run("show", "China", "--survey", "fiw", "--json").stdout
    ))  # fmt: skip
