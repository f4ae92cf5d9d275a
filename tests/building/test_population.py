"""The World Bank's population: read, proven, carried along; no number is guessed."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
from dataclasses import replace

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

import freedomdata as fd
from freedomdata.building.population import carry_population, find_faults, read_population
from freedomdata.data import open_data
from freedomdata.paths import DESCRIPTOR, data_dir, shipped_dir
from freedomdata.surveys.worldbank import AGGREGATES, POPULATION

HEADER = "Country Name,Country Code,Year,Value"
ROWS = ("China,CHN,2023,700", "China,CHN,2024,695", "World,WLD,2023,702", "World,WLD,2024,700",
        "Chad,TCD,2024,1", "South Asia,SAS,2024,400")  # fmt: skip


@pytest.fixture(scope="module")
def table():
    return open_data().table("population")


def read_small(tmp_path, *rows, header=HEADER):
    path = tmp_path / POPULATION.path
    path.parent.mkdir(parents=True)
    path.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    return read_population(tmp_path, replace(POPULATION, sha256=sha256))


def test_the_table_says_what_the_file_prints(raw, table):
    """Read again by another reader, aggregates left out."""
    lines = (raw / POPULATION.path).read_text(encoding="utf-8").splitlines()
    printed = {
        (row["Country Code"], int(row["Year"])): int(row["Value"])
        for row in csv.DictReader(lines)
        if row["Country Code"] not in AGGREGATES
    }
    delivered = {(r["country_id"], r["year"]): r["population"] for r in table.to_pylist()}
    assert delivered == printed
    assert len(delivered) == 14_010


def test_what_is_left_out_is_no_country(table):
    assert not AGGREGATES & set(fd.list_countries()["country_id"])
    assert {"WLD", "EUU", "LIC"} <= AGGREGATES
    assert not AGGREGATES & set(table["country_id"].to_pylist())


def test_taiwan_and_ended_states_have_none(table):
    with_people = set(table["country_id"].to_pylist())
    assert not {"TWN", "SUN", "YUG", "CSK", "DDR", "XGW", "YMD", "VDR"} & with_people
    assert {"CHN", "RUS", "XKX", "PSE", "HKG"} <= with_people


def test_plain_pandas_reads_whole_numbers():
    frame = pd.read_parquet(data_dir() / "population.parquet")
    assert frame.dtypes.astype(str).to_dict() | {"country_id": ""} == {
        "country_id": "", "year": "int64", "population": "int64",
    }  # fmt: skip
    assert frame.set_index(["country_id", "year"]).index.is_unique
    assert frame.query("year == 2024")["population"].sum() > 8_000_000_000


def test_the_descriptor_says_whose_it_is_and_on_which_terms():
    described = open_data().descriptor
    own = next(t for t in described["resources"] if t["name"] == "population")
    assert own["licenses"][0]["name"] == "CC-BY-4.0"
    assert own["sources"][0]["sha256"] == POPULATION.sha256
    assert own["sources"][0]["citation"].startswith("World Bank")
    assert own["licenses"][0] in described["licenses"]
    assert {"title": own["sources"][0]["citation"], "path": POPULATION.url} in described["sources"]


def test_a_small_file_is_read_sorted_and_without_aggregates(tmp_path):
    found = read_small(tmp_path, *ROWS)
    assert found.rows.to_pylist() == [
        {"country_id": "CHN", "year": 2023, "population": 700},
        {"country_id": "CHN", "year": 2024, "population": 695},
        {"country_id": "TCD", "year": 2024, "population": 1},
    ]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("Chad,TCD", "Chad,TCX", "'TCX' (Chad) is neither a unit of that name nor an aggregate"),
        ("Chad,TCD", "Chad,CHN", "'CHN' (Chad) is neither"),
        ("Chad,TCD", "Atlantis,TCD", "'TCD' (Atlantis) is neither"),
        ("South Asia,SAS", "South Asia,SAX", "'SAX' (South Asia) is neither"),
        ("TCD,2024,1", "TCD,2024,0", "row 6: 0 in 2024 is no number of people"),
        ("TCD,2024,1", "TCD,2024,-1", "row 6: -1 in 2024 is no number of people"),
        ("TCD,2024,1", "TCD,2024,1.5", "row 6: 1.5 in 2024 is no number of people"),
        ("TCD,2024,1", "TCD,2024,", "row 6: '' in 2024 is no number of people"),
        ("TCD,2024,1", "TCD,2025,1", "row 6: 1 in 2025 is no number of people in a year from 1960"),
        ("TCD,2024,1", "TCD,next,1", "row 6: 1 in 'next' is no number"),
        ("TCD,2024,1", "TCD,2024,1\nChad,TCD,2024,2", "('TCD', 2024) stands there twice"),
        ("2024,695", "2024,701", "in 2024 the countries have 702 people, the world 700"),
        ("2024,695", "2024,595", "in 2024 the countries have 596 people, the world 700"),
        (
            "World,WLD,2024",
            "World,WLD,2022",
            "in 2024 the countries have 696 people, the world Non",
        ),
    ],
)
def test_what_is_not_understood_is_refused(tmp_path, old, new, message):
    spoilt = [row.replace(old, new) for row in ROWS]
    assert spoilt != list(ROWS)
    with pytest.raises((fd.SourceError, fd.RuleError)) as error:
        read_small(tmp_path, *spoilt)
    assert message in str(error.value)


def test_another_header_is_refused(tmp_path):
    with pytest.raises(fd.SourceError, match=r"row 1 is .*Code.*, not "):
        read_small(tmp_path, *ROWS, header="Name,Country Code,Year,Value")


def test_a_file_with_one_byte_changed_is_refused(raw, tmp_path):
    path = tmp_path / POPULATION.path
    path.parent.mkdir()
    path.write_bytes((raw / POPULATION.path).read_bytes().replace(b"54922", b"54923"))
    with pytest.raises(fd.SourceError, match="is not the file it should be: its sha256 is"):
        read_population(tmp_path)


def change(table, column, values):
    number = table.column_names.index(column)
    field = table.schema.field(number)
    return table.set_column(number, field, pa.array(values, field.type))


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda t: t.drop_columns(["year"]), "the columns are"),
        (lambda t: t.set_column(2, "population", pc.cast(t["population"], "double")),
         "of other types than declared"),
        (lambda t: change(t, "population", [0, *t["population"].to_pylist()[1:]]),
         "the least population is 0, expected 1 or more"),
        (lambda t: change(t, "country_id", ["WLD", *t["country_id"].to_pylist()[1:]]),
         "there is no unit 'WLD'"),
        (lambda t: pa.concat_tables([t, t.slice(0, 1)]), "('ABW', 1960) stands there twice"),
        (lambda t: pa.concat_tables([t.slice(1), t.slice(0, 1)]),
         "the rows are not sorted by country_id and year"),
    ],
)  # fmt: skip
def test_a_damaged_table_is_a_finding(tmp_path, table, spoil, message):
    assert find_faults(table) == []
    home = tmp_path / "data"
    shutil.copytree(data_dir(), home)
    pq.write_table(spoil(table), home / "population.parquet")
    descriptor = json.loads((home / DESCRIPTOR).read_text("utf-8"))
    own = next(t for t in descriptor["resources"] if t["name"] == "population")
    own["sha256"] = hashlib.sha256((home / "population.parquet").read_bytes()).hexdigest()
    (home / DESCRIPTOR).write_text(json.dumps(descriptor), encoding="utf-8")
    findings = fd.check(home)
    (error,) = findings[findings["level"] == "error"].itertuples()
    assert error.measure == "population"
    assert message in error.found


@pytest.fixture
def older(tmp_path):
    """A data directory of a time when there was no such table."""
    home = tmp_path / "older"
    shutil.copytree(shipped_dir(), home)
    (home / "population.parquet").unlink()
    descriptor = json.loads((home / DESCRIPTOR).read_text("utf-8"))
    resources = descriptor["resources"]
    descriptor["resources"] = [t for t in resources if t["name"] != "population"]
    (home / DESCRIPTOR).write_text(json.dumps(descriptor), encoding="utf-8")
    return home


def test_an_older_directory_passes_and_gets_the_table_of_the_package(older, table):
    assert carry_population(older).rows.equals(table)
    levels = fd.check(older)["level"]
    assert (levels != "error").all()
    assert (levels == "warning").sum() == 1


def test_who_builds_without_the_file_gets_the_table_of_the_package(raw, tmp_path):
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "rsf").symlink_to(raw / "rsf")
    out = fd.build("rsf", raw=tmp_path / "raw", out=tmp_path / "out")
    assert open_data(out).table("population").equals(open_data().table("population"))
    own, shipped = (
        next(t for t in open_data(home).descriptor["resources"] if t["name"] == "population")
        for home in (out, shipped_dir())
    )
    assert {**own, "sha256": ""} == {**shipped, "sha256": ""}  # another pyarrow, other bytes


def test_ingest_carries_it_along(raw, tmp_path):
    source = fd.SURVEYS["fiw"].sources[0]
    done = fd.ingest(raw / source.path, out=tmp_path / "out")
    rows = open_data(done.out).table("population")
    assert rows.equals(open_data().table("population"))
    assert (fd.check(done.out)["level"] != "error").all()
