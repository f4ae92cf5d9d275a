"""The application: help, versions, refusals, exit codes."""

from __future__ import annotations

import json
import subprocess
import sys

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
        '{"version": "2026.6", "resources": 5, "surveys": []}',
        '{"version": "2026.6", "resources": [{}], "surveys": []}',
        '{"version": "2026.6", "resources": [{"name": "fiw"}], "surveys": []}',
    ],
)  # fmt: skip
def test_version_of_a_broken_directory_is_no_traceback(tmp_path, text):
    (tmp_path / "datapackage.json").write_text(text)
    broken = run("--version", FREEDOMDATA_DATA=str(tmp_path))
    assert broken.stdout == f"freedomdata {fd.__version__}\n"
    assert broken.stderr.startswith("freedomdata: ")
    assert broken.stderr.count("\n") == 1
    assert broken.returncode == 1


def test_a_terminal_without_the_letters_is_served(tmp_path):
    for arguments in (["countries"], ["show", "CIV"], ["plot", "CIV"], ["show", "CIV", "--json"]):
        done = run(*arguments, cwd=tmp_path, PYTHONIOENCODING="ascii")
        assert done.returncode == 0, done.stderr
    rows = json.loads(run("show", "CIV", "--json", PYTHONIOENCODING="ascii").stdout)
    assert rows[0]["country"] == "Côte d'Ivoire"


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


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["match", "none.csv", "-c", "a"], "freedomdata: none.csv does not exist"),
        (["match", ".", "-c", "a"], "freedomdata: . is a directory"),
        (["match", "cases.csv"], "--column"),
        (["match", "cases.csv", "-c", "a", "--strict"], "--strict"),
        (["check", "none"], "none holds no datapackage.json"),
        (["check", "."], "holds no datapackage.json"),
        (["check", "--survey", "x"], "there is no survey 'x'"),
        (["check", "--bad"], "--bad"),
    ],
)
def test_what_could_not_be_done_has_an_exit_code_of_its_own(
    tmp_path, monkeypatch, arguments, message
):
    (tmp_path / "cases.csv").write_text("a\nChina\n")
    monkeypatch.chdir(tmp_path)
    done = run(*arguments)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_another_data_directory_that_is_none_is_refused(tmp_path):
    done = run("show", "China", FREEDOMDATA_DATA=str(tmp_path))
    assert done.returncode == 1
    assert "holds no datapackage.json" in done.stderr


def run_code(code, *arguments):
    command = [sys.executable, "-W", "error::UserWarning", "-c", code, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_command_line_prints_a_warning_as_a_sentence():
    code = (
        "import freedomdata.cli as c, freedomdata as fd\n"
        "@c.app.command()\n"
        "def ask() -> None:\n"
        "    print(len(fd.load('fotn', country=['China', 'Namibia'])))\n"
        "c.main()\n"
    )
    done = run_code(code, "ask")
    assert done.stderr == "freedomdata: Freedom on the Net has never rated Namibia\n"
    assert done.stdout == "16\n"


def test_a_command_says_once_what_is_missing():
    done = run("show", "Namibia", "--survey", "FOTN")
    assert done.returncode == 1
    assert done.stderr == "freedomdata: Freedom on the Net has never rated Namibia\n"
    assert run("show", "Namibia").stderr == ""
    assert (
        "questions are in editions 2013 to 2025" in run("show", "China", "--survey", "fiw").stdout
    )
