"""What the published files hold, against what is delivered; read again by another reader."""

from __future__ import annotations

import csv
import json
import random
import shutil
from collections import Counter
from dataclasses import replace
from functools import cache

import openpyxl
import pandas as pd
import pytest

import freedomdata as fd
from freedomdata.ingest import pipeline
from freedomdata.ingest.pipeline import assemble
from freedomdata.paths import DESCRIPTOR, data_dir
from freedomdata.tables import read_descriptor

FIW = fd.SURVEYS["fiw"]
SOURCE = {source.id: source for source in FIW.sources}


@cache
def sheet(path, name):
    """All cells of a sheet, by openpyxl; names are compared after trimming."""
    book = openpyxl.load_workbook(path, data_only=True)
    found = next(s for s in book.worksheets if s.title.strip() == name)
    return [[cell.value for cell in row] for row in found.iter_rows()]


def ratings(raw, release):
    """Every rated cell of a ratings workbook: (is_territory, name, edition) to PR, CL, status."""
    path = raw / SOURCE[f"fiw-{release}-ratings"].path
    rated = {}
    for is_territory, name in enumerate(
        ("Country Ratings, Statuses", "Territory Ratings, Statuses")
    ):
        rows = sheet(path, name)
        for first in range(1, len(rows[0]), 3):
            if rows[0][first] is None:
                continue
            title = str(rows[0][first]).removeprefix("Jan.-Feb. ")  # "1983-84" is edition 1984
            edition = int(title[:4]) + ("-" in title)
            for row in rows[3:]:
                values = row[first : first + 3]
                if row[0] and any(value not in (None, "-", "") for value in values):
                    rated[bool(is_territory), row[0].strip(), edition] = values
    return rated


@pytest.fixture(scope="module")
def fiw(built):
    return fd.load("fiw", data=built)


@pytest.mark.parametrize(
    ("release", "countries", "territories"), [("2025", 9435, 530), ("2024", 9240, 517)]
)
def test_a_release_alone_gives_the_published_numbers(raw, release, countries, territories):
    sources = tuple(s for s in FIW.sources if s.id == f"fiw-{release}-ratings")
    corrections = tuple(
        replace(c, sources=(sources[0].id,)) for c in FIW.corrections if sources[0].id in c.sources
    )
    survey = replace(FIW, sources=sources, corrections=corrections)
    table = assemble({"fiw": survey}, raw)[0].rows
    assert Counter(table["is_territory"].to_pylist()) == {False: countries, True: territories}


def test_with_2026_there_are_10161_rows(fiw):
    assert len(fiw) == 10161
    published = fiw[fiw["edition"] <= 2025]
    assert (~published["is_territory"]).sum() == 9435
    assert published["is_territory"].sum() == 530
    assert fiw["edition"].nunique() == 53
    assert (fiw["grade"] == "secondary").sum() == 196
    assert not fiw.duplicated(["country_id", "edition"]).any()


@pytest.mark.parametrize("release", ["2023", "2024", "2025"])
def test_every_rated_cell_of_the_ratings_workbook_is_delivered(raw, fiw, release):
    printed = ratings(raw, release)
    delivered = fiw.set_index(["country_id", "edition"])
    words = {"F": "Free", "PF": "Partly Free", "NF": "Not Free"}
    keys = set()
    for (is_territory, name, edition), (pr, cl, status) in printed.items():
        key = fd.find_country(name), edition
        keys.add(key)
        row = delivered.loc[key]
        if key == ("ZAF", 1973):
            assert (pr, cl, status) == ("2(5)", "3(6)", "F (NF)")
            continue
        assert row["is_territory"] == is_territory, key
        assert row["political_rights"] == pr, key
        assert row["civil_liberties"] == cl, key
        assert row["status"] == words[status.strip()], key
    assert len(keys) == len(printed)
    assert keys == set(delivered.index[delivered.index.get_level_values(1) <= int(release)])


@pytest.mark.parametrize("release", ["2023", "2024", "2025"])
def test_counts_of_statuses_equal_the_historical_distribution(raw, fiw, release):
    rows = sheet(raw / SOURCE[f"fiw-{release}-ratings"].path, "Historical distribution")
    countries = fiw[~fiw["is_territory"]]
    statuses = countries.groupby(["edition", "status"], observed=False).size()
    editions = [e.edition for e in FIW.editions if e.edition <= int(release)][::-1]
    for edition, row in zip(editions, rows[1:], strict=False):
        published = {"Free": row[3], "Partly Free": row[5], "Not Free": row[7]}
        found = statuses[edition].to_dict()
        if edition == 1973:  # the publisher leaves South Africa out of all three
            assert row[2] == 148
            found["Not Free"] -= 1
        assert found == published, edition
    assert rows[len(editions)][0] == "Jan-Feb 1973***"


@pytest.mark.parametrize(("release", "number"), [("2023", 2305), ("2024", 2515), ("2025", 2723)])
def test_every_cell_of_the_all_data_workbook_is_delivered(raw, built, fiw, release, number):
    source = SOURCE[f"fiw-{release}-all-data"]
    _, header, *rows = sheet(raw / source.path, source.sheets[0].name)
    rows = [row for row in rows if row[0]]
    assert len(rows) == number
    wide = fiw.set_index(["country_id", "edition"])
    items = fd.load_items("fiw", data=built).set_index(["country_id", "edition", "item"])["value"]
    items = items.to_dict()
    revised = []
    for row in rows:
        cells = dict(zip(header, row, strict=True))
        key = fd.find_country(cells["Country/Territory"]), cells["Edition"]
        found = wide.loc[key]
        assert found["region"] == cells["Region"]
        assert found["is_territory"] == (cells["C/T"] == "t")
        assert found["political_rights"] == cells["PR rating"]
        assert found["civil_liberties"] == cells["CL rating"]
        for column, measure in (
            ("PR", "political_rights_score"),
            ("CL", "civil_liberties_score"),
            ("Total", "total_score"),
        ):
            if found[measure] != cells[column]:
                revised.append((*key, column, cells[column], int(found[measure])))
        for item in FIW.items:
            if cells[item.id] == "N/A":
                assert (*key, item.id) not in items
            elif items[*key, item.id] != cells[item.id]:
                revised.append((*key, item.id, cells[item.id], items[*key, item.id]))
    expected = [
        ("XED", 2024, "CL", 4, 3),
        ("XED", 2024, "Total", 3, 2),
        ("XED", 2024, "G3", 2, 1),
        ("XED", 2024, "G", 3, 2),
    ]
    assert sorted(revised) == (sorted(expected) if release == "2024" else [])


def test_the_identities_hold_on_all_rows_of_the_all_data_workbook(built):
    wide = fd.load("fiw", data=built, editions=range(2013, 2026)).set_index(
        ["country_id", "edition"]
    )
    assert len(wide) == 2723
    items = fd.load_items("fiw", data=built, editions=range(2013, 2026))
    table = items.pivot_table(index=["country_id", "edition"], columns="item", values="value",
                              observed=False).reindex(wide.index)  # fmt: skip
    assert table.drop(columns="Add A").notna().all().all()
    assert table["Add A"].notna().sum() == 1047
    for subtotal, questions in {
        "A": ["A1", "A2", "A3"],
        "B": ["B1", "B2", "B3", "B4"],
        "C": ["C1", "C2", "C3"],
        "D": ["D1", "D2", "D3", "D4"],
        "E": ["E1", "E2", "E3"],
        "F": ["F1", "F2", "F3", "F4"],
        "G": ["G1", "G2", "G3", "G4"],
    }.items():
        assert (table[questions].sum(axis=1) == table[subtotal]).all()
    rights = table["A"] + table["B"] + table["C"] - table["Add Q"] + table["Add A"].fillna(0)
    liberties = table[["D", "E", "F", "G"]].sum(axis=1)
    assert (rights == wide["political_rights_score"]).all()
    assert (liberties == wide["civil_liberties_score"]).all()
    assert (rights + liberties == wide["total_score"]).all()
    bins = [-5, 5, 11, 17, 23, 29, 35, 40]
    assert (pd.cut(rights, bins, labels=[7, 6, 5, 4, 3, 2, 1]).astype(int)
            == wide["political_rights"]).all()  # fmt: skip
    bins = [-1, 7, 16, 25, 34, 43, 52, 60]
    assert (pd.cut(liberties, bins, labels=[7, 6, 5, 4, 3, 2, 1]).astype(int)
            == wide["civil_liberties"]).all()  # fmt: skip
    assert (rights < 0).sum() > 69  # Add Q is subtracted: scores below zero are no mistake


def test_the_aggregate_workbook_gives_what_is_older(raw, built, fiw):
    source = SOURCE["fiw-2024-aggregate"]
    wide = fiw.set_index(["country_id", "edition"])
    items = fd.load_items("fiw", data=built).set_index(["country_id", "edition", "item"])["value"]
    items = items.to_dict()
    header, *rows = sheet(raw / source.path, "FIW06-24")
    withheld, corrected = set(), set()
    number = 0
    for row in rows:
        cells = dict(zip(header, row, strict=True))
        if not row[0] or cells["Edition"] > 2012:
            continue
        number += 1
        key = fd.find_country(cells["Country/Territory"]), cells["Edition"]
        assert wide.loc[key, "total_score"] == cells["Total"]
        assert wide.loc[key, "political_rights_score"] == cells["PR"]
        assert wide.loc[key, "civil_liberties_score"] == cells["CL"]
        for item in ("A", "B", "C", "Add Q", "Add A", "D", "E", "F", "G"):
            if (*key, item) not in items:
                withheld.add((*key, item))
            elif items[*key, item] != cells[item]:
                corrected.add((*key, item, cells[item], items[*key, item]))
    assert number == 1454
    assert withheld == {("XKX", 2007, item) for item in ("D", "E", "F", "G")}
    assert corrected == {
        ("XKX", edition, *swapped)
        for edition in (2006, 2007)
        for swapped in (("Add Q", 0, 3), ("Add A", 3, 0))
    }
    header, *rows = sheet(raw / source.path, "FIW03-05")
    missing = set()
    for row in rows:
        for number, name in enumerate(header):
            if not row[0] or number < 2 or row[number] == "-":
                continue
            edition, measure = 2000 + int(name[3:5]), name[6:].strip()
            column = {"PR": "political_rights_score", "CL": "civil_liberties_score",
                      "Total": "total_score"}[measure]  # fmt: skip
            key = fd.find_country(row[0]), edition
            if pd.isna(wide.loc[key, column]):
                missing.add((*key, measure, row[number]))
            else:
                assert wide.loc[key, column] == row[number]
    assert missing == {("LUX", 2003, "PR", 44), ("LUX", 2003, "Total", 101)}


@pytest.mark.parametrize(("edition", "yes", "no"), [(2024, 110, 85), (2025, 106, 89)])
def test_electoral_democracies_are_the_published_lists(raw, fiw, edition, yes, no):
    rows = sheet(raw / SOURCE[f"fiw-{edition}-electoral"].path, "Electoral Democracy Designation")
    printed = {fd.find_country(name): word == "Yes" for name, word, *_ in rows[2:] if name}
    named = fiw[(fiw["edition"] == edition) & fiw["electoral_democracy"].notna()]
    assert dict(zip(named["country_id"], named["electoral_democracy"], strict=True)) == printed
    assert Counter(printed.values()) == {True: yes, False: no}
    scores = load_subtotal_a(fiw, edition)
    rule = (scores["A"] >= 7) & (named["political_rights_score"].array >= 20)
    rule &= named["civil_liberties_score"].array >= 30
    assert (rule.array == named["electoral_democracy"].array).all()


def load_subtotal_a(fiw, edition):
    countries = fiw.loc[(fiw["edition"] == edition) & ~fiw["is_territory"], "country_id"]
    items = fd.load_items("fiw", country=countries, editions=edition, item="A")
    return items.set_index("country_id")["value"].rename("A").to_frame()


def test_edition_2026_is_what_the_secondary_copies_say(raw, fiw):
    path = raw / SOURCE["fiw-2026-scores"].path
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    latest = fiw[fiw["edition"] == 2026].set_index("country_id")
    words = {"F": "Free", "PF": "Partly Free", "NF": "Not Free"}
    columns = {"pr_rating": "political_rights", "cl_rating": "civil_liberties",
               "pr_score": "political_rights_score", "cl_score": "civil_liberties_score",
               "total": "total_score"}  # fmt: skip
    assert {row["iso3"] for row in rows} == set(latest.index)
    for row in rows:
        found = latest.loc[row["iso3"]]
        assert found["status"] == words[row["status"]]
        for column, measure in columns.items():
            assert row[column] == ("" if pd.isna(found[measure]) else str(found[measure]))
    countries = latest[~latest["is_territory"]]
    assert countries["status"].value_counts().to_dict() == {
        "Free": 88, "Not Free": 59, "Partly Free": 48
    }  # fmt: skip
    copies = json.loads((raw / SOURCE["fiw-2026-explorer"].path).read_text(encoding="utf-8"))
    assert copies["NA"]["pr"] == latest.loc["NAM", "political_rights"]
    unrated = latest.index[latest["political_rights"].isna()]
    assert set(unrated) == {"SDN", "HKG"}
    assert (latest.loc[unrated, "note"] == "ratings_unknown").all()


def test_a_thousand_values_stand_in_the_cells_that_the_lineage_names(raw, built, fiw):
    lineage = pd.read_parquet(built / "lineage.parquet")
    wide = fiw.set_index(["country_id", "edition"])
    items = fd.load_items("fiw", data=built).set_index(["country_id", "edition", "item"])["value"]
    items = items.to_dict()
    delivered = sum(wide[m.id].notna().sum() for m in FIW.measures) + len(wide) + len(items)
    assert len(lineage) == delivered  # every value has its cell, and is_territory too
    drawn = random.Random("freedomdata").sample(range(len(lineage)), 1000)
    corrected = lineage.index[lineage["printed"].notna()]
    assert set(lineage.loc[corrected, "printed"]) == {"2(5)", "3(6)", "F (NF)", "0", "3"}
    rows = lineage.iloc[[*drawn, *corrected]].astype(object)
    for row in rows.itertuples():
        source = SOURCE[row.source]
        if row.measure in wide.columns:
            value = wide.loc[(row.country_id, row.edition), row.measure]
        else:
            value = items[row.country_id, row.edition, row.measure]
        if source.path.endswith(".xlsx"):
            printed = sheet(raw / source.path, row.sheet)[row.row - 1][row.column - 1]
        else:
            lines = (raw / source.path).read_text(encoding="utf-8").splitlines()
            printed = list(csv.reader(lines))[row.row - 1][row.column - 1]
        if not pd.isna(row.printed):
            assert str(printed) == row.printed
            continue
        if row.measure == "is_territory":
            known = {"c": False, "t": True}
            assert known.get(printed, row.sheet == "Territory Ratings, Statuses") == value
            continue
        words = {"F": "Free", "PF": "Partly Free", "NF": "Not Free", "Yes": True, "No": False}
        assert str(words.get(printed, printed)) == str(value), row


def test_a_rebuild_equals_the_tables_in_the_package(built):
    package = data_dir()
    for name in ("fiw", "items", "lineage"):
        pd.testing.assert_frame_equal(
            pd.read_parquet(built / f"{name}.parquet"), pd.read_parquet(package / f"{name}.parquet")
        )
    new, old = read_descriptor(built), read_descriptor(package)
    for table in (*new["resources"], *old["resources"]):
        del table["sha256"]  # another pyarrow may compress otherwise
    assert new == old


def test_the_same_files_give_the_same_bytes(raw, built, tmp_path):
    again = fd.build(raw=raw, out=tmp_path / "again")
    for name in ("fiw.parquet", "items.parquet", "lineage.parquet", DESCRIPTOR):
        assert (again / name).read_bytes() == (built / name).read_bytes()


def test_a_published_file_with_one_byte_changed_is_refused(raw, tmp_path):
    copy = tmp_path / "raw"
    shutil.copytree(raw / "fiw", copy / "fiw")
    path = copy / SOURCE["fiw-2026-scores"].path
    path.chmod(0o644)
    path.parent.chmod(0o755)
    path.write_text(path.read_text(encoding="utf-8").replace("98", "89", 1), encoding="utf-8")
    with pytest.raises(fd.SourceError, match=r"scores_2026\.csv is not the file it should be"):
        fd.build(raw=copy, out=tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_without_a_declared_correction_the_build_stops(raw, tmp_path, monkeypatch):
    kept = tuple(c for c in FIW.corrections if c.country_id != "XKX")
    monkeypatch.setattr(pipeline, "SURVEYS", {"fiw": replace(FIW, corrections=kept)})
    with pytest.raises(fd.SourceError, match="status of Kosovo, edition 2006 is Not Free in"):
        fd.build(raw=raw, out=tmp_path / "out")


def test_without_the_corrections_the_sums_of_kosovo_stop_the_build(raw, tmp_path, monkeypatch):
    kept = tuple(c for c in FIW.corrections if c.country_id != "XKX" or c.measure == "status")
    monkeypatch.setattr(pipeline, "SURVEYS", {"fiw": replace(FIW, corrections=kept)})
    with pytest.raises(fd.RuleError, match="of Kosovo, edition 2006, is 10, expected 16"):
        fd.build(raw=raw, out=tmp_path / "out")


def test_progress_counts_every_file(raw, tmp_path):
    told = []
    fd.build(raw=raw, out=tmp_path / "out", progress=lambda *step: told.append(step))
    total = len(FIW.sources)
    assert [(done, of) for done, of, _ in told] == [(n, total) for n in range(total + 1)]
