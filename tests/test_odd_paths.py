"""Paths that lead to no file, and names that a terminal would obey: each command says so."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import socket
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from command import run
from samples import drawn

import freedomdata as fd
from freedomdata.paths import shipped_dir

CSV = "Country/Territory,Edition,Status,PR rating,CL rating\nFrance,2025,F,1,2\n"
COLUMN = "Country/Territory"

#: What a command is given, and what it is said to be.
ODD = {
    "loop": "is a link that leads back to itself",
    "there": "is a link that leads back to itself",
    "loop/file": "is a link that leads back to itself",
    "pipe": "is a pipe",
    "socket": "is a socket",
    "nowhere": "nowhere is a link to nothing, which does not exist",
    "/dev/zero": "is a device",
}
NO_FILE = ODD | {
    "nothing": "nothing does not exist",
    ".": ". is a directory",
    "m.csv/x": "m.csv/x cannot be read: Not a directory",
    "x" * 300: "cannot be read: File name too long",
}


@pytest.fixture
def odd(tmp_path, monkeypatch):
    """A directory of odd things, which we are in."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "m.csv").write_text(CSV, encoding="utf-8")
    for link, target in (("loop", "loop"), ("there", "back"), ("back", "there")):
        Path(link).symlink_to(target)
    Path("nowhere").symlink_to("nothing")
    os.mkfifo("pipe")
    with socket.socket(socket.AF_UNIX) as one:
        one.bind("socket")
        yield tmp_path


def is_sentence(done, message):
    """Whether a command refused in one sentence that says so."""
    sentence = done.stderr.removesuffix("\n")
    is_one = sentence.startswith("freedomdata: ") and sentence.isprintable()
    return is_one and message in sentence and not done.stdout


@pytest.mark.usefixtures("odd")
@pytest.mark.parametrize(("path", "message"), NO_FILE.items())
def test_what_is_no_file_is_named_for_what_it_is(path, message):
    done = run("match", path, "-c", COLUMN)
    assert done.returncode == 2
    assert is_sentence(done, message)
    done = run("ingest", path, "--dry-run")
    assert done.returncode == 1
    assert is_sentence(done, message)


@pytest.mark.usefixtures("odd")
@pytest.mark.parametrize(("path", "message"), ODD.items())
def test_what_is_no_directory_is_named_for_what_it_is(path, message):
    assert is_sentence(run("check", path), message)
    assert is_sentence(run("show", "China", FREEDOMDATA_DATA=path), message)
    assert is_sentence(run("build", "rsf", "--raw", path, "--out", "out"), message)
    assert is_sentence(run("build", "fotn", "--out", path), message)
    assert is_sentence(run("ingest", "m.csv", "--out", path), message)


@pytest.mark.usefixtures("odd")
@pytest.mark.parametrize("path", [*(path for path in ODD if path != "nowhere"), ".", "m.csv/x"])
def test_nothing_is_written_where_no_file_can_be(path):
    parent = path.rpartition("/")[0] or path
    assert is_sentence(run("match", "m.csv", "-c", COLUMN, "-o", path), parent)
    assert is_sentence(run("ingest", "m.csv", "--dry-run", "--report", path), parent)


def test_a_name_with_a_zero_is_refused():
    with pytest.raises(fd.SourceError, match=r"path|name of a file"):
        fd.ingest("a\0b", dry_run=True)


#: Names of files, and how they are shown.
NAMES = {
    "\x1b[31mred\x1b[0m.csv": r"\x1b[31mred\x1b[0m.csv",
    "two\nlines\r.csv": r"two\nlines\r.csv",
    "txt.\N{RIGHT-TO-LEFT OVERRIDE}vsc.csv": r"txt.\u202evsc.csv",
    "\x9b2J\x07.csv": r"\x9b2J\x07.csv",
    "no\udcffletter.csv": r"no\udcffletter.csv",
}


@drawn("name", {ascii(name): name for name in NAMES}, 2)
def test_a_name_is_shown_in_plain_letters(odd, name):
    shown = NAMES[name]
    (odd / name).write_text("a,b\n1,2\n", encoding="utf-8")
    assert is_sentence(run("ingest", name, "--dry-run"), shown)
    assert is_sentence(run("match", name, "-c", "x"), shown)
    (odd / name).write_text(CSV, encoding="utf-8")
    result = run("ingest", name, "--out", f"out {name}")
    assert result.returncode == 0, result.stderr
    shutil.move(f"out {name}", "out")
    assert result.stdout.startswith(f"{shown}: Freedom in the World")
    assert result.stdout.replace("\n", "").isprintable()
    for done in (run("cite", FREEDOMDATA_DATA="out"), run("check", "out")):
        assert (done.stdout + done.stderr).replace("\n", "").isprintable()


def test_names_inside_a_table_are_shown_in_plain_letters(odd):
    (odd / "m.csv").write_text(
        f"{COLUMN},\x1b[2J\n\x1b[31mFrance,1\n\N{RIGHT-TO-LEFT OVERRIDE}ecnarF,2\n",
        encoding="utf-8",
    )
    done = run("match", "m.csv", "-c", COLUMN)
    assert r"\x1b[31mFrance" in done.stdout
    assert r"\u202eecnarF" in done.stdout
    assert done.stdout.replace("\n", "").isprintable()
    exact = run("match", "m.csv", "-c", COLUMN, "--json").stdout
    assert r"\u001b[31mFrance" in exact
    assert is_sentence(run("match", "m.csv", "-c", "\x1b[0m"), r"\x1b[2J")
    assert is_sentence(run("show", "\x1b[31mNowhere"), r"\x1b[31mNowhere")


@pytest.mark.parametrize("length", [131_073, 9_000_000])
def test_match_reads_long_cells_and_undivided_lines(odd, length):
    text = "x" * length
    (odd / "m.csv").write_text(f'name,text\nFrance,"{text}"\n', encoding="utf-8")
    done = run("match", "m.csv", "-c", "name", "-o", "out.csv")
    assert done.returncode == 0, done.stderr
    assert (odd / "out.csv").read_text(encoding="utf-8").endswith(f"{text},FRA\n")
    (odd / "m.csv").write_text(f"{text}\nFrance\n", encoding="utf-8")
    assert run("match", "m.csv", "-c", text).returncode == 0
    assert is_sentence(run("match", "m.csv", "-c", "x"), "is not there")


def test_match_says_what_is_too_much(odd):
    (odd / "m.csv").write_text("name\n" + "x" * 10_000_001, encoding="utf-8")
    done = run("match", "m.csv", "-c", "name")
    assert is_sentence(done, "m.csv, line 2: 10,000,001 letters in a cell; the most that is read")
    (odd / "m.csv").write_text("a," * 30_000 + "a\n", encoding="utf-8")
    assert is_sentence(run("match", "m.csv", "-c", "a"), "m.csv, line 1: 30,001 columns")
    with (odd / "m.csv").open("wb") as file:
        file.truncate(1 << 40)  # says that it has a terabyte, and takes no place
    assert is_sentence(run("match", "m.csv", "-c", "a"), "1,099,511,627,776 bytes; the most")
    assert is_sentence(run("ingest", "m.csv", "--dry-run"), "1,099,511,627,776 bytes; the most")


def test_a_year_of_many_digits_is_refused(odd):
    (odd / "m.csv").write_text(f"name,year\nFrance,{'9' * 5000}\n", encoding="utf-8")
    done = run("match", "m.csv", "-c", "name", "-y", "year")
    assert is_sentence(done, "m.csv, line 2: year is '9999")


def test_a_table_of_very_many_rows_is_refused(tmp_path):
    shutil.copytree(shipped_dir(), tmp_path / "data")
    rows = pa.repeat(pa.scalar("x"), 10_000_001)
    pq.write_table(pa.table({"country_id": rows}), tmp_path / "data" / "fiw.parquet")
    content = (tmp_path / "data" / "fiw.parquet").read_bytes()
    described = tmp_path / "data" / "datapackage.json"
    descriptor = json.loads(described.read_text(encoding="utf-8"))
    table = next(one for one in descriptor["resources"] if one["name"] == "fiw")
    table |= {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
    described.write_text(json.dumps(descriptor), encoding="utf-8")
    assert len(content) < 1_000_000
    with pytest.raises(fd.SourceError, match="10,000,001 rows; the most that is"):
        fd.load("fiw", data=tmp_path / "data")
