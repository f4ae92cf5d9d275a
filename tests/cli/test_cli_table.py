"""Somebody's own CSV, as `match` reads and writes it."""

from __future__ import annotations

import json

import pytest
from command import run

CASES = "nation;yr;value\nBurma;1990;1,5\nCongo;1990;2\n"


@pytest.mark.parametrize(
    ("content", "arguments", "message"),
    [
        (
            CASES,
            ["-c", "country"],
            "the column 'country' is not there; there are nation, yr",
        ),
        (
            CASES,
            ["-c", "nation", "-y", "value"],
            "line 2: value is '1,5', where a year",
        ),
        ("a,a\n1,2\n", ["-c", "a"], "the column 'a' is twice; there are a, a"),
        ("a,b\nChina\n", ["-c", "a"], "line 2: 1 cells under a header of 2"),
        ("", ["-c", "a"], "is empty: a header and rows are expected"),
        ('a\n"China\nCongo\n', ["-c", "a"], "is no CSV that can be read: unexpected end of data"),
        (CASES, ["-c", "nation", "-o", "no/x.csv"], "there is no directory no to save x.csv in"),
        (CASES, ["-c", "nation", "-o", "."], ". is a directory: give the name of a file"),
        ("PK\0\0", ["-c", "a"], "is no CSV: save the sheet as CSV"),
        (f"a\n{'x' * 10_000_001}\n", ["-c", "a"], "line 2: 10,000,001 letters in a cell"),
        (
            CASES,
            ["-c", "nation", "--set", "Congo"],
            "--set 'Congo' is not of the form NAME=C",
        ),
        (CASES, ["-c", "nation", "--set", "Congo=Atlantis"], "overrides of 'Congo': no country or"),
        (CASES, ["-c", "nation", "--set", "Congo:72-89=COD"], "such as 1990, not '72'"),
        (CASES, ["-c", "nation", "--set", "Congo:1989-1972=COD"], "1989 is after 1972"),
        (
            CASES,
            ["-c", "nation", "--set", "Congo=COD", "--set", "Congo=COG"],
            "--set settles 'Congo' twice, and differently",
        ),
        ("n,y\nChina,95\n", ["-c", "n", "-y", "y"], "line 2: y is '95', where a year such as 1990"),
        ("n,y\nChina,1990-91\n", ["-c", "n", "-y", "y"], "line 2: y is '1990-91', where a year"),
        (
            "country_id\nCHN\n",
            ["-c", "country_id", "-o", "out.csv"],
            "has a column country_id already",
        ),
    ],
)
def test_a_bad_file_is_refused_in_one_sentence(
    *, tmp_path, monkeypatch, content, arguments, message
):
    path = tmp_path / "cases.csv"
    path.write_text(content, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    done = run("match", path, *arguments)
    assert done.returncode == 2
    assert message in done.stderr
    assert done.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_files_of_other_programs_are_read(tmp_path, encoding, delimiter):
    path = tmp_path / "cases.csv"
    rows = [("country", "x"), ("Côte d'Ivoire", "1"), ("São Tomé and Príncipe", "2"), ("Iran", "3")]
    path.write_text("\r\n".join(delimiter.join(row) for row in rows), encoding=encoding)
    done = run("match", str(path), "-c", "country", "--json")
    assert done.returncode == 0, done.stdout
    assert {row["country_id"] for row in json.loads(done.stdout)} == {"CIV", "STP", "IRN"}


def test_cells_may_hold_anything(tmp_path):
    path = tmp_path / "cases.csv"
    path.write_bytes(
        '"Country, official";x\r\n"C\u00f4te\u2028d\'Ivoire";"a\nb"\r\n\r\nIran;3'.encode()
    )
    out = tmp_path / "out.csv"
    link = tmp_path / "link.csv"
    out.write_text("old")
    out.chmod(0o600)
    link.symlink_to(out)
    done = run("match", str(path), "-c", "Country, official", "-o", str(link), "--json")
    assert done.returncode == 0, done.stderr
    assert link.is_symlink()
    assert out.stat().st_mode & 0o777 == 0o600
    assert out.read_bytes().decode() == (
        'Country, official;x;country_id\r\nC\u00f4te\u2028d\'Ivoire;"a\nb";CIV\r\nIran;3;IRN\r\n'
    )
