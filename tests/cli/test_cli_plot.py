"""`freedomdata plot` and `freedomdata atlas` as a person and a script use them."""

from __future__ import annotations

import json
import re
import shlex
from datetime import date
from pathlib import Path
from typing import get_args

import pytest
from command import run

import freedomdata as fd
from freedomdata.choices import (
    Grouping,
)
from freedomdata.cli import app

KINDS = ["trend", "statuses", "counts", "movers", "items", "map", "compare"]


def test_plot_writes_the_file_it_names(tmp_path):
    done = run("plot", "China", cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "china.png\n", "")
    assert (tmp_path / "china.png").read_bytes().startswith(b"\x89PNG")
    done = run("plot", "Côte d'Ivoire", cwd=tmp_path)
    assert done.stdout == "côte-d-ivoire.png\n"


@pytest.mark.parametrize("ending", ["png", "svg", "pdf"])
def test_plot_is_the_same_twice_and_carries_its_alt_text(tmp_path, ending):
    one, two = tmp_path / f"one.{ending}", tmp_path / f"two.{ending}"
    result = json.loads(run("plot", "CHN", "-o", str(one), "--json").stdout)
    run("plot", "China", "-o", str(two))
    assert one.read_bytes() == two.read_bytes()
    assert result["path"] == str(one)
    assert result["alt_text"].startswith("China, 1972 to 2025: in Freedom in the World Not Free in")
    assert sorted(path.name for path in tmp_path.iterdir()) == [one.name, two.name]
    if ending == "svg":
        assert "Not Free in every edition" in one.read_text(encoding="utf-8")


def test_help_of_plot_lists_the_kinds_and_says_that_a_country_will_do():
    for words in (["--help"], ["-h"]):
        done = run("plot", *words)
        assert done.returncode == 0
        kinds = re.findall(r"^  (\w+)  +Plot ", done.stdout, flags=re.MULTILINE)
        assert kinds == KINDS
        assert "Example: freedomdata plot China -o china.svg" in done.stdout
    assert run("plot").returncode == 2


@pytest.mark.parametrize("kind", [*KINDS, "atlas"])
def test_every_example_is_true(tmp_path, kind):
    command = ["atlas"] if kind == "atlas" else ["plot", kind]
    text = " ".join(run(*command, "--help", COLUMNS="200").stdout.split())
    example = re.search(r"Example: freedomdata (.*?) (?:Arguments|Options):", text)[1]
    assert example.startswith(" ".join(command))
    words = shlex.split(example)
    if kind == "atlas":  # of all countries it takes too long
        words += ["--country", "China"]
    done = run(*words, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    target = tmp_path / words[words.index("-o") + 1]
    assert target.stat().st_size > 1000
    assert [path.name for path in tmp_path.iterdir()] == [target.name]


@pytest.mark.parametrize(
    "words",
    [
        ["China"],
        ["trend", "China"],
        ["-o", "china.png", "China"],
        ["-o", "china.png", "trend", "China"],
        ["--theme", "light", "China", "-o", "china.png"],
    ],
)
def test_a_country_alone_is_its_trend_wherever_the_options_are(tmp_path, words):
    done = run("plot", *words, cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "china.png\n", "")
    expected = fd.save(fd.plot_trend("China"), tmp_path / "expected.png")
    assert (tmp_path / "china.png").read_bytes() == expected.read_bytes()


@pytest.mark.parametrize("ending", ["png", "svg", "pdf"])
def test_theme_and_size_are_those_of_the_style(tmp_path, ending):
    target, expected = tmp_path / f"one.{ending}", tmp_path / f"expected.{ending}"
    words = ["--survey", "fiw", "--theme", "dark", "--size", "column", "-o", str(target), "--json"]
    result = json.loads(run("plot", "Hungary", *words).stdout)
    with fd.style("dark", size="column"):
        ax = fd.plot_trend("Hungary", survey="fiw")
        fd.save(ax, expected)
    assert result == {"path": str(target), "alt_text": fd.alt_text(ax)}
    assert target.read_bytes() == expected.read_bytes()


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (
            ["statsues"],
            1,
            "no country or territory is called 'statsues'; kinds of pictures are trend, statuses, "
            "counts, movers, items, map, compare",
        ),
        (["statsues", "Africa"], 1, "'statsues'; kinds of pictures are trend, statuses"),
        (["Chna"], 1, "no country or territory is called 'Chna'; the nearest are China (CHN)"),
        (["Congo"], 1, "'Congo' may be Congo (Kinshasa) (COD) or"),
        (["China", "--years", "2025-1990"], 2, "'2025-1990' is no span of years; it is FROM-TO"),
        (["China", "--years", "long ago"], 2, "'long ago' is no span of years"),
        (["China", "--event", "Tiananmen"], 2, "'Tiananmen' is no event; it is YEAR=WORDS"),
        (["China", "--event", "1989="], 2, "'1989=' is no event; it is YEAR=WORDS"),
        (["China", "--event", "1989-6=A"], 2, "or DAY=WORDS, such as 1989=Tiananmen or 1989-06-04"),
        (["items", "China", "--editions", "x"], 2, "'x' are no editions; they are years"),
        (["China", "--theme", "blue"], 2, "'blue'"),
        (["China", "--size", "huge"], 2, "'huge'"),
        (["map", "then"], 2, "YEAR"),
        (["movers"], 2, "SINCE"),
    ],
)
def test_what_is_wrong_is_said_with_what_would_be_right(tmp_path, words, code, sentence):
    done = run("plot", *words, cwd=tmp_path, COLUMNS="200")
    assert done.returncode == code, done.stderr
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_who_names_the_kind_is_not_reminded_of_kinds():
    assert "kinds of pictures" not in run("plot", "trend", "statsues").stderr


@pytest.mark.parametrize(
    ("words", "name", "given"),
    [
        ("China India -o x.svg", "trend", {"country": ["China", "India"]}),
        (
            "trend CHN --measure total_score --years 1990-2025 --predecessors --event 1999=A"
            " --event 2001=B=C --event 1999=D --event 1989-06-04=E",
            "trend",
            {
                "country": "CHN",
                "measure": "total_score",
                "years": range(1990, 2026),
                "predecessors": True,
                "events": {1999: "A; D", 2001: "B=C", date(1989, 6, 4): "E"},
            },
        ),
        (
            "statuses Africa --years 2000 --sort status --no-territories --survey fotp",
            "statuses",
            {
                "country": "Africa",
                "survey": "fotp",
                "years": range(2000, 2001),
                "sort": "status",
                "territories": False,
            },
        ),
        (
            "counts --by region --weight population --share --territories",
            "counts",
            {
                "survey": "fiw",
                "by": "region",
                "weight": "population",
                "share": True,
                "territories": True,
            },
        ),
        (
            "movers 2013 2025 -n 5 --measure total_score --country India --country China",
            "movers",
            {
                "since": 2013,
                "until": 2025,
                "survey": "fiw",
                "measure": "total_score",
                "n": 5,
                "country": ["India", "China"],
                "territories": False,
            },
        ),
        ("movers 2013", "movers", {"since": 2013, "survey": "fiw", "territories": False}),
        (
            "movers 2013 --only-territories",
            "movers",
            {"since": 2013, "survey": "fiw", "territories": "only"},
        ),
        (
            "counts --by un_intermediate_region --only-territories",
            "counts",
            {"survey": "fiw", "by": "un_intermediate_region", "territories": "only"},
        ),
        (
            "items China --editions 2013,2025 --survey fotn",
            "items",
            {"country": "China", "survey": "fotn", "editions": [2013, 2025]},
        ),
        (
            "map 2025 --survey fotn --boundaries own.json --projection equal-earth",
            "map",
            {
                "year": 2025,
                "survey": "fotn",
                "boundaries": Path("own.json"),
                "projection": "equal-earth",
            },
        ),
        (
            "compare China India --survey fiw --survey fotn --years 1990-2025",
            "compare",
            {
                "country": ["China", "India"],
                "surveys": ["fiw", "fotn"],
                "years": range(1990, 2026),
            },
        ),
    ],
)
def test_options_are_the_arguments_of_the_function(tmp_path, monkeypatch, words, name, given):
    seen = []
    drawn = fd.plot_trend("China")
    monkeypatch.setattr(fd, f"plot_{name}", lambda **a: seen.append(a) or drawn, raising=False)
    monkeypatch.chdir(tmp_path)
    app(["plot", *words.split()], standalone_mode=False)
    assert seen == [given]
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize(
    ("words", "file"),
    [
        ("Côte d'Ivoire", "côte-d-ivoire.png"),
        ("trend CN IN", "china-india.png"),
        ("CN IN RU US FR", "china-india-russia-and-2-more.png"),
        ("statuses Africa", "statuses-africa.png"),
        ("counts --by region", "counts-fiw-by-region.png"),
        ("movers 2013 2025", "movers-2013-2025.png"),
        ("items CHN", "items-china.png"),
        ("map 2025 --survey fotn", "map-2025-fotn.png"),
        ("compare CHN IND", "compare-china-india.png"),
    ],
)
def test_a_file_is_named_for_what_is_shown(tmp_path, monkeypatch, capsys, words, file):
    drawn = fd.plot_trend("China")
    for kind in KINDS:
        monkeypatch.setattr(fd, f"plot_{kind}", lambda **_: drawn, raising=False)
    monkeypatch.chdir(tmp_path)
    split = [words] if "'" in words else words.split()
    app(["plot", *split], standalone_mode=False)
    assert capsys.readouterr().out == f"{file}\n"
    assert [path.name for path in tmp_path.iterdir()] == [file]


def test_an_atlas_says_what_it_did_and_nothing_where_nobody_watches(tmp_path):
    words = ["atlas", "-o", "atlas", "--country", "China", "--country", "Kosovo"]
    done = run(*words, "--format", "png", "--jobs", "1", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "atlas: 2 pages, 2 of them drawn now\n"
    files = ["CHN-china.png", "XKX-kosovo.png", "atlas.jsonl", "index.html"]
    assert sorted(path.name for path in (tmp_path / "atlas").iterdir()) == files
    result = json.loads(run(*words, "--format", "png", "--json", cwd=tmp_path).stdout)
    assert result == {"path": "atlas", "pages": 2, "drawn": 0}


def test_a_pdf_of_others_is_refused_in_one_sentence(tmp_path):
    (tmp_path / "x.pdf").write_text("mine")
    done = run("atlas", "-o", "x.pdf", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr == (
        "freedomdata: x.pdf is there already, and is no atlas of freedomdata: give another name\n"
    )


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (["-o", "x", "--country", "Chna"], 1, "freedomdata: no country or territory is called"),
        (["-o", "x.svg"], 1, "freedomdata: an atlas has many pages, 'x.svg' one: give a"),
        (["-o", "no/x.pdf"], 1, "freedomdata: there is no directory no to save x.pdf in"),
        ([], 2, "--output"),
        (["-o", "x", "--jobs", "0"], 2, "--jobs"),
        (["-o", "x", "--format", "gif"], 2, "'gif'"),
    ],
)
def test_an_atlas_that_cannot_be_is_refused(tmp_path, words, code, sentence):
    done = run("atlas", *words, cwd=tmp_path, COLUMNS="200")
    assert done.returncode == code
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("by", get_args(Grouping))
def test_every_choice_that_is_offered_is_drawn(by):
    assert fd.plot_counts(by=by).get_figure().axes
