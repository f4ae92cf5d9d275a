"""No file harms who reads it: each is refused in a sentence, at once, and with little memory."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hostile import HARMLESS, HOSTILE
from samples import drawn

#: Of each format and each means one file.
ONE_OF_EACH = (
    *("corner.xlsx", "area.ods", "beyond.xls", "corner.xlsb", "formulas.xlsx"),  # far cells
    *("bomb.xlsx", "many sheets.xlsx", "liar.xlsx"),  # much in them
    *("entities.xlsx", "external.xlsx", "deep.xlsx", "shared index.xlsx"),  # of XML
    *("twice.xlsx", "password.xlsx", "cut off.xlsx", "outside.xlsx"),  # of a zip
    *("wide.csv", "quote.csv", "digits.csv"),  # long text
    *("table of a page.xls", "zeros inside.csv", "escapes.csv"),  # bytes that are no table
    *("deep.json", "nan.json", "many digits.json"),
)

COMMANDS = ("ingest", "match", "build")


@pytest.fixture(scope="module")
def done(request, once):
    """What every command said of each file that is asked for."""
    tests = [item for item in request.session.items if item.path == request.path]
    names = dict.fromkeys(item.callspec.params["name"] for item in tests)
    return once("hostile", lambda home: try_them(home, names))


def try_them(directory, names):
    """Give files to all commands, in a process of its own that has little memory."""
    program = Path(__file__).with_name("hostile.py")
    ran = subprocess.run(
        [sys.executable, program, directory, *names],
        capture_output=True,
        text=True,
        check=False,
    )
    lines = (directory / "done.jsonl").read_text(encoding="utf-8").splitlines()
    found = {(entry["name"], entry["command"]): entry for entry in map(json.loads, lines)}
    assert ran.returncode == 0, f"{lines[-1]}\n{ran.stderr}"
    return found


@drawn("name", list(HOSTILE), 0, always=ONE_OF_EACH)
def test_a_hostile_file_is_refused_in_a_sentence(done, name):
    for command in COMMANDS:
        result = done[name, command]
        sentence = result["errors"].removesuffix("\n")
        if command == "match" and result["code"] in (0, 1):  # to it any table is one
            continue
        assert result["code"] == (2 if command == "match" else 1)
        assert sentence.startswith("freedomdata: ")
        assert sentence.isprintable()
        assert len(sentence) < 2100
    assert HOSTILE[name][1] in done[name, "ingest"]["errors"]


@drawn("name", list(HARMLESS), 6)
def test_an_odd_file_is_taken(done, name):
    result = done[name, "ingest"]
    assert result["code"] == 0, result["errors"]
    assert "edition 2025" in result["printed"]
    assert "Nothing new: all its 8 values are as at hand" in result["printed"]
