"""The options that commands share: what help lists and a shell completes."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
from typing import get_args

import pytest

import freedomdata as fd
from freedomdata.choices import (
    CiteStyle,
    Code,
    Ending,
    Grade,
    Grouping,
    Projection,
    SizeName,
    Sort,
    ThemeName,
    Weight,
)
from freedomdata.cli import app

HEAVY = ("pandas", "numpy", "pandera", "matplotlib", "pyarrow", "python_calamine")


@pytest.mark.parametrize(
    ("words", "more"),
    [
        (["--help"], ("freedomdata.countries", "freedomdata.surveys", "freedomdata.plots")),
        (["plot", "trend", "--help"], ("freedomdata.countries", "freedomdata.plots")),
        ("freedomdata plot Hung", ("freedomdata.surveys", "freedomdata.plots")),
        ("freedomdata show China --survey f", ("freedomdata.countries", "freedomdata.plots")),
    ],
)
def test_help_and_completion_import_nothing_heavy(words, more):
    """A shell completes while somebody types."""
    is_help = isinstance(words, list)
    code = (
        "import sys\n"
        "from freedomdata.cli import app\n"
        "try:\n"
        f"    app({words if is_help else []}, prog_name='freedomdata')\n"
        "finally:\n"
        f"    print([m for m in {HEAVY + more} if m in sys.modules])\n"
    )
    environment = os.environ | ({} if is_help else _ask(words))
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, env=environment
    )
    lines = done.stdout.splitlines()
    assert len(lines) > 1
    assert lines[-1] == "[]"


def _ask(words):
    """Return the variables by which a shell asks for the last of these words."""
    count = len(words.split(" "))
    return {
        "_FREEDOMDATA_COMPLETE": "complete_bash",
        "COMP_WORDS": words,
        "COMP_CWORD": str(count - 1),
    }


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("freedomdata plot st", "statuses"),
        ("freedomdata plot Hung", "Hungary"),
        ("freedomdata plot Hungary --su", "--survey"),
        ("freedomdata plot Hungary --survey fi", "fiw"),
        ("freedomdata plot movers 2013 --measure total", "total_score"),
        ("freedomdata plot trend --theme d", "dark"),
        ("freedomdata plot counts --by un_i", "un_intermediate_region"),
        ("freedomdata plot counts --weight p", "population"),
        ("freedomdata plot statuses Africa --sort c", "change"),
        ("freedomdata plot map 2020 --projection e", "equal-earth"),
        ("freedomdata plot map 2020 --measure st", "status"),
        ("freedomdata plot trend China --measure rat", "rating"),
        ("freedomdata cite --style b", "bibtex"),
        ("freedomdata ingest x.csv --grade p", "published"),
        ("freedomdata countries 2 --code c", "cow"),
        ("freedomdata atlas --country Hung", "Hungary"),
        ("freedomdata atlas --format p", "png"),
    ],
)
def test_the_shell_completes(monkeypatch, capsys, words, offered):
    for name, value in _ask(words).items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit):
        app(prog_name="freedomdata")
    assert offered in capsys.readouterr().out.split("\n")


CHOICES = [
    ("plot counts", "--by", Grouping, lambda c: fd.plot_counts(by=c)),
    ("plot counts", "--weight", Weight, lambda c: fd.plot_counts(weight=c)),
    ("plot statuses", "--sort", Sort, lambda c: fd.plot_statuses(["China", "Kenya"], sort=c)),
    ("cite", "--style", CiteStyle, lambda c: fd.cite("fiw", style=c)),
    ("countries", "--code", Code, lambda c: fd.find_country("156", code=c)),
    ("plot trend", "--theme", ThemeName, lambda c: fd.style(c).__enter__()),
    ("plot trend", "--size", SizeName, lambda c: fd.style(size=c).__enter__()),
    ("plot map", "--projection", Projection, lambda c: fd.plot_map(2020, projection=c)),
    ("ingest", "--grade", Grade, lambda c: fd.ingest("no.csv", grade=c, dry_run=True)),
    ("atlas", "--format", Ending, lambda c: fd.plot_atlas("atlas", ending=c)),
]


def read_help(command, capsys):
    """Return what --help prints, on one line."""
    with contextlib.suppress(SystemExit):
        app([*command.split(), "--help"], standalone_mode=False)
    return " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize(("command", "option", "choices", "call"), CHOICES)
def test_help_lists_every_choice_and_the_function_names_them_too(
    command, option, choices, call, capsys
):
    """One list of choices: what --help shows is what the function takes and what it offers."""
    text = read_help(command, capsys)
    assert re.search(rf"{option}.{{1,3}}{re.escape('|'.join(get_args(choices)))}", text)
    with pytest.raises(fd.FreedomDataError) as error:
        call("nonsense")
    for choice in get_args(choices):
        assert choice in str(error.value)


@pytest.mark.parametrize("command", ["plot trend", "plot counts", "plot map", "explain", "show"])
def test_help_lists_the_surveys(command, capsys):
    assert f"Id of one survey: {', '.join(fd.SURVEYS)}." in read_help(command, capsys)
