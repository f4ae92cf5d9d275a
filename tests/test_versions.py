"""Versions: what is at hand is told truly, and what is required is insisted on."""

from __future__ import annotations

import hashlib
import json
import shutil

import pytest

import freedomdata as fd
from freedomdata.paths import data_dir


@pytest.fixture
def copied(tmp_path):
    return shutil.copytree(data_dir(), tmp_path / "data")


def rename_version(directory, version):
    path = directory / "datapackage.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | {"version": version}))


def test_version_says_code_data_and_tables():
    held = fd.version()
    assert held == (fd.__version__, "2026.6", held.tables)
    assert str(held) == f"freedomdata {fd.__version__}, data 2026.6, tables {held.tables[:12]}"
    assert f"{held}" == str(held)


def test_the_hash_is_that_of_the_bytes():
    lines = [
        f"{path.stem} {hashlib.sha256(path.read_bytes()).hexdigest()}\n"
        for path in sorted(data_dir().glob("*.parquet"), key=lambda path: path.stem)
    ]
    assert len(lines) == 7
    assert fd.version().tables == hashlib.sha256("".join(lines).encode()).hexdigest()


def test_the_order_of_the_descriptor_does_not_count(copied):
    path = copied / "datapackage.json"
    descriptor = json.loads(path.read_text("utf-8"))
    descriptor["resources"].reverse()
    path.write_text(json.dumps(descriptor))
    assert fd.version(data=copied) == fd.version()


@pytest.mark.parametrize("table", ["fiw", "fotn", "readings"])
def test_an_altered_table_is_refused(copied, table):
    path = copied / f"{table}.parquet"
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    for ask in (
        lambda: fd.version(data=copied),
        lambda: fd.require("2026.6", data=copied),
        lambda: fd.cite("fotp", data=copied),
    ):
        with pytest.raises(fd.SourceError, match=rf"{table}\.parquet is missing or not the table"):
            ask()


def test_a_missing_table_is_refused(copied):
    (copied / "items.parquet").unlink()
    with pytest.raises(fd.SourceError, match=r"items\.parquet is missing"):
        fd.version(data=copied)


def test_tables_that_change_with_their_descriptor_are_others(copied):
    path = copied / "datapackage.json"
    content = (copied / "fiw.parquet").read_bytes() + b" "
    (copied / "fiw.parquet").write_bytes(content)
    descriptor = json.loads(path.read_text("utf-8"))
    descriptor["resources"][0]["sha256"] = hashlib.sha256(content).hexdigest()
    path.write_text(json.dumps(descriptor))
    assert fd.version(data=copied).tables != fd.version().tables
    fd.require("2026.6", data=copied)
    with pytest.raises(fd.VersionError, match="its tables are"):
        fd.require("2026.6", tables=fd.version().tables, data=copied)


def test_what_is_required_passes_in_silence():
    held = fd.version()
    assert fd.require(held.data) is None
    for digits in (8, 12, 64):
        assert fd.require(held.data, tables=held.tables[:digits].upper()) is None


@pytest.mark.parametrize("version", ["2026.1", "2026.60", "2025.2", "2026.7"])
def test_another_version_is_refused_and_the_way_out_named(version):
    with pytest.raises(fd.VersionError) as refused:
        fd.require(version)
    for words in (f"{version} is required", "2026.6 is at hand", "pip install", "changelog",
                  "data=", str(data_dir())):  # fmt: skip
        assert words in str(refused.value)


def test_a_suffix_makes_another_version_and_is_explained(copied, monkeypatch):
    rename_version(copied, "2026.6+rsf.1a2b3c4d")
    fd.require("2026.6+rsf.1a2b3c4d", data=copied)
    with pytest.raises(fd.VersionError, match=r"added to it by build or ingest"):
        fd.require("2026.6", data=copied)
    with pytest.raises(fd.VersionError, match=r"the directory that was made with them"):
        fd.require("2026.6+rsf.1a2b3c4d")
    with pytest.raises(fd.VersionError, match="pip install"):
        fd.require("2026.1", data=copied)
    monkeypatch.setenv("FREEDOMDATA_DATA", str(copied))
    assert fd.version().data == "2026.6+rsf.1a2b3c4d"


@pytest.mark.parametrize(
    "version", ["2026", "", "2026.", "v2026.6", " 2026.6", "2026.6+", "2026.6\n", 2026.6, None,
                fd.version()]
)  # fmt: skip
def test_what_is_no_data_version_is_refused(version):
    with pytest.raises(fd.FreedomDataError, match=r"such as '2026\.6'") as refused:
        fd.require(version)
    assert not isinstance(refused.value, fd.VersionError)


@pytest.mark.parametrize("tables", ["1a2b", "", "x" * 12, "a" * 65, 12345678, b"1a2b3c4d"])
def test_what_is_no_hash_is_refused(tables):
    with pytest.raises(fd.FreedomDataError, match="first 8 digits or more") as refused:
        fd.require("2026.6", tables=tables)
    assert not isinstance(refused.value, fd.VersionError)


def test_a_directory_without_a_descriptor_is_refused(tmp_path):
    with pytest.raises(fd.SourceError, match="holds no"):
        fd.version(data=tmp_path)
