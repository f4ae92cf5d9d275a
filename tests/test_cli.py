"""The command line as a person and a script use it."""

from __future__ import annotations

import json

import pytest
from command import run

import freedomdata as fd
from freedomdata.cli import app


def test_help_teaches():
    shown = run("--help")
    assert shown.returncode == 0
    for command in ("surveys", "countries", "show", "plot", "cite", "check", "build"):
        assert command in shown.stdout
    assert "non-commercial" in shown.stdout
    assert 'freedomdata show "South Africa"' in run("show", "--help").stdout


def test_every_command_has_help():
    assert all(command.callback.__doc__ for command in app.registered_commands)


def test_version_has_code_and_data(tmp_path):
    assert run("--version").stdout == f"{fd.version()}\n"
    broken = run("--version", FREEDOMDATA_DATA=str(tmp_path))
    assert broken.stdout == f"freedomdata {fd.__version__}\n"
    assert "holds no datapackage.json" in broken.stderr
    assert broken.returncode == 1


@pytest.mark.parametrize(
    "text",
    [
        "x", "5", "[[]]", '{"version": 1, "resources": [], "surveys": []}',
        '{"version": "2026.5", "resources": 5, "surveys": []}',
        '{"version": "2026.5", "resources": [{}], "surveys": []}',
        '{"version": "2026.5", "resources": [{"name": "fiw"}], "surveys": []}',
    ],
)  # fmt: skip
def test_version_of_a_broken_directory_is_no_traceback(tmp_path, text):
    (tmp_path / "datapackage.json").write_text(text)
    broken = run("--version", FREEDOMDATA_DATA=str(tmp_path))
    assert broken.stdout == f"freedomdata {fd.__version__}\n"
    assert broken.stderr.startswith("freedomdata: ")
    assert broken.stderr.count("\n") == 1
    assert broken.returncode == 1


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


def test_a_terminal_without_the_letters_is_served(tmp_path):
    for arguments in (["countries"], ["show", "CIV"], ["plot", "CIV"], ["show", "CIV", "--json"]):
        done = run(*arguments, cwd=tmp_path, PYTHONIOENCODING="ascii")
        assert done.returncode == 0, done.stderr
    rows = json.loads(run("show", "CIV", "--json", PYTHONIOENCODING="ascii").stdout)
    assert rows[0]["country"] == "Côte d'Ivoire"


def test_surveys():
    assert "limited non-commercial use" in run("surveys").stdout
    rows = json.loads(run("surveys", "--json").stdout)
    assert rows[0]["id"] == "fiw"
    assert rows[0]["rows"] == 10161


def test_countries():
    text = run("countries").stdout
    assert "Palestinian Authority-Administered Territories" in text
    rows = {row["country_id"]: row for row in json.loads(run("countries", "--json").stdout)}
    assert rows["NAM"]["iso_alpha2"] == "NA"
    assert rows["SUN"]["last_year"] == 1991
    assert rows["FRA"]["last_year"] is None


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


def test_plot_writes_the_file_it_names(tmp_path):
    done = run("plot", "China", cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "china.png\n", "")
    assert (tmp_path / "china.png").read_bytes().startswith(b"\x89PNG")
    done = run("plot", "Côte d'Ivoire", cwd=tmp_path)
    assert done.stdout == "côte-d-ivoire.png\n"


@pytest.mark.parametrize("ending", ["png", "svg", "pdf"])
def test_plot_is_the_same_twice_and_carries_its_alt_text(tmp_path, ending):
    one, two = tmp_path / f"one.{ending}", tmp_path / f"two.{ending}"
    said = json.loads(run("plot", "CHN", "-o", str(one), "--json").stdout)
    run("plot", "China", "-o", str(two))
    assert one.read_bytes() == two.read_bytes()
    assert said["path"] == str(one)
    assert said["alt_text"].startswith("China, 1972 to 2025: in Freedom in the World Not Free in")
    assert sorted(path.name for path in tmp_path.iterdir()) == [one.name, two.name]
    if ending == "svg":
        assert "Not Free in every edition" in one.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["show", "Chna"], 1, "freedomdata: no country or territory is called 'Chna'"),
        (["show", "Congo"], 1, "freedomdata: 'Congo' may be Congo (Kinshasa) (COD) or"),
        (["plot", "China", "--survey", "x"], 1, "freedomdata: there is no survey 'x'; there is"),
        (
            ["show", "China", "--survey", "rsf"],
            1,
            "freedomdata: World Press Freedom Index does not",
        ),
        (["show", "Kosovo", "--survey", "fotn"], 1, "freedomdata: Freedom on the Net has never"),
        (["show", "XUI"], 1, "freedomdata: no survey at hand has ever rated United States (in"),
        (
            ["check", "fiw"],
            2,
            "freedomdata: check takes the data directory first; for one survey alone give --survey",
        ),
        (["build", "x", "--out", "out"], 1, "freedomdata: there is no survey 'x'; there is 'fiw'"),
        (["build", "rsf", "--raw", "no", "--out", "out"], 1, "freedomdata: no holds no file of"),
        (["plot", "China", "-o", "x.gif"], 1, "freedomdata: 'x.gif' must end in .png, .svg, .pdf"),
        (["plot", "China", "-o", "no/x.png"], 1, "freedomdata: there is no directory no"),
        (
            ["build", "--raw", "no", "--out", "out"],
            1,
            "freedomdata: no lacks 12 of 12 published",
        ),
    ],
)
def test_a_refusal_is_one_sentence_on_standard_error(tmp_path, arguments, code, sentence):
    done = run(*arguments, cwd=tmp_path)
    assert done.returncode == code
    assert done.stdout == ""
    assert done.stderr.startswith(sentence)
    assert done.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("arguments", [["shw"], ["show"], ["plot", "China", "--sise", "3"]])
def test_wrong_usage_is_exit_code_2(arguments):
    done = run(*arguments)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_build_is_silent_where_nobody_watches(raw, tmp_path):
    done = run("build", "--out", "tables", cwd=tmp_path, FREEDOMDATA_RAW=str(raw.resolve()))
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert "10,161 rows" in done.stdout
    shown = run("--version", FREEDOMDATA_DATA=str(tmp_path / "tables"))
    assert ", data 2026.5, tables " in shown.stdout


def test_a_survey_that_is_to_be_built_is_read_with_a_variable():
    said = run("show", "China", "--survey", "rsf").stderr
    assert said.endswith("--out DIR`, then read them with FREEDOMDATA_DATA=DIR\n")
    assert "data=DIR" not in said
    with pytest.raises(fd.SourceError, match=r"read them with data=DIR or FREEDOMDATA_DATA=DIR$"):
        fd.load("rsf")


def test_rsf_is_built_shown_and_drawn(raw, tmp_path):
    done = run("build", "rsf", "--raw", str(raw), "--out", "own", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "own/rsf.parquet: 4,020 rows" in done.stdout.replace("\\", "/")
    own = {"FREEDOMDATA_DATA": str(tmp_path / "own")}
    text = run("show", "Eritrea", **own).stdout
    assert "World Press Freedom Index" in text.splitlines()[1]
    assert "up to edition 2012: -10 most free to 142 least free, not comparable" in text
    line = next(line for line in text.splitlines() if line.startswith("2011"))
    assert line.endswith("142 \N{DAGGER}")
    assert "rank 180 in edition 2025" in json.loads(
        run("plot", "Eritrea", "--json", cwd=tmp_path, **own).stdout
    )["alt_text"]  # fmt: skip
    rows = {row["id"]: row for row in json.loads(run("surveys", "--json", **own).stdout)}
    assert (rows["rsf"]["rows"], rows["rsf"]["last_edition"]) == (4020, 2025)


def test_another_data_directory_that_is_none_is_refused(tmp_path):
    done = run("show", "China", FREEDOMDATA_DATA=str(tmp_path))
    assert done.returncode == 1
    assert "holds no datapackage.json" in done.stderr
