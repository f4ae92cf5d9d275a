"""Next year's workbooks, made from this year's with what usually drifts, by one command each."""

from __future__ import annotations

import json
from dataclasses import replace
from hashlib import sha256

import files
import pytest
from command import run
from samples import crossed

import freedomdata as fd
from freedomdata.building.pipeline import assemble
from freedomdata.surveys.reading import read_corrections

FIW = fd.SURVEYS["fiw"]
AGGREGATE = "fiw/2024/Aggregate_Category_and_Subcategory_Scores_FIW_2003-2024.xlsx"
ELECTORAL = "fiw/2025/List_of_Electoral_Democracies_FIW24.xlsx"
NET = "fotn/2024/FOTN24_Country_Score_Data.xlsx"


def ratings(raw):
    """The ratings workbook with edition 2026, header rows apart from the rows below."""
    grids = files.next_ratings(raw / files.RATINGS_25, 2026)
    return {name: (rows[:3], rows[3:]) for name, rows in grids.items()}


def all_data(raw, *editions):
    """The all-data workbook of editions 2025 and 2026."""
    title, header, rows = files.next_all_data(raw / files.ALL_DATA_25, 2026, *editions)
    return {"FIW13-26": ([title, header], [row for row in rows if row[3] >= 2025])}


def aggregate(raw):
    """The aggregate workbook: up to 2012 as it is, from 2013 on as the all-data workbook is."""
    grids = files.sheets(raw / AGGREGATE)
    head, *old = grids["FIW06-24"]
    _, header, rows = files.next_all_data(raw / files.ALL_DATA_25, 2026)
    other = {"C/T?": "C/T", "PR Rating": "PR rating", "CL Rating": "CL rating"}
    places = [header.index(name) if (name := other.get(h, h)) in header else None for h in head]
    new = [["" if n is None else row[n] for n in places] for row in rows]
    before = [row for row in old if row[3] != "" and row[3] < 2013]
    first, *rest = grids["FIW03-05"]
    return {"FIW06-26": ([head], new[::-1] + before), "FIW03-05": ([first], rest)}


def electoral(raw):
    """The list of electoral democracies of 2026."""
    ((name, rows),) = list(files.sheets(raw / ELECTORAL).items())[-1:]
    top = [[str(cell).replace("2025", "2026") for cell in row] for row in rows[:2]]
    return {name: (top, rows[2:])}


def net(raw):
    """The workbook of Freedom on the Net 2025, with sub-scores and questions."""
    grids = files.sheets(raw / NET)
    name = next(name for name in grids if "score data" in name)
    rows = [[row[0], 2025, *row[2:]] for row in grids[name] if row[1] == 2024]
    return {name: (grids[name][:2], rows)}


BOOKS = {"ratings": ratings, "all data": all_data, "aggregate": aggregate,
         "electoral": electoral, "net": net}  # fmt: skip


def as_made(sheets):
    return {name: [*top, *body] for name, (top, body) in sheets.items()}


def with_more(sheets):
    """Another name, a title above, headers in capitals, a column more, notes below."""
    grids = {}
    for name, (top, body) in sheets.items():
        *above, head = top
        rows = [*above, [str(cell).upper() for cell in head], *body]
        rows = [[row[0], "" if n < len(above) else "ISO" if n == len(above) else "x", *row[1:]]
                for n, row in enumerate(rows)]  # fmt: skip
        blank = [""] * len(rows[0])
        notes = [blank, ["* Territory", *blank[1:]], ["Source: Freedom House", *blank[1:]]]
        grids[f"{name.strip()} (final)"[:31]] = [["Freedom House", *blank[1:]], *rows, *notes]
    return grids


def with_less(sheets):
    """No title above, blanks after every text, numbers as texts, blank rows and columns."""
    grids = {}
    for name, (top, body) in sheets.items():
        rows = [*(top if len(top) != 2 else top[1:]), *map(_as_texts, body)]
        rows = [[f"{cell}  " if isinstance(cell, str) and cell else cell for cell in row]
                for row in rows]  # fmt: skip
        blank = [""] * (len(rows[0]) + 2)
        half = len(rows) // 2
        rows = [[*row, "", ""] for row in rows]
        grids[name] = [*rows[:half], blank, *rows[half:], blank, blank]
    return grids


def _as_texts(row):
    return [f"{cell:g}" if isinstance(cell, float) else cell for cell in row]


@pytest.fixture(scope="session")
def take(raw, once):
    """What was taken in of a workbook, by one command, and the directory that it made."""

    def take(name):
        return once(f"next year {name}", lambda home: ingest(home, as_made(BOOKS[name](raw))))

    return take


def ingest(home, sheets):
    path, out = files.save(home / "book.xlsx", sheets), home / "data"
    done = run("ingest", str(path), "--grade", "published", "--out", str(out), "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout), out


EXPECTED = {
    "ratings": (1973, 2026, "status", 208),
    "all data": (2025, 2026, "total_score", 208),
    "aggregate": (2003, 2026, "total_score", 208),
    "electoral": (2026, 2026, "electoral_democracy", 195),
    "net": (2025, 2025, "obstacles_to_access", 72),
}


@pytest.mark.parametrize("name", BOOKS)
def test_one_command_takes_it_in(take, name):
    found, out = take(name)
    first, last, measure, many = EXPECTED[name]
    assert (found["editions"][0], found["editions"][-1]) == (first, last)
    frame = fd.load(found["survey"], editions=last, data=out)
    assert frame[measure].notna().sum() == many
    mine = frame["source"] == found["source"]
    assert set(frame.loc[mine, "grade"]) == ({"published"} if name != "electoral" else set())
    findings = fd.check(survey=found["survey"], data=out)
    assert "error" not in set(findings["level"])


@crossed("name, change", list(BOOKS), {"more": with_more, "less": with_less})
def test_what_drifts_changes_nothing(take, raw, tmp_path, name, change):
    path = files.save(tmp_path / "renamed.xlsx", change(BOOKS[name](raw)))
    found = fd.ingest(path, dry_run=True, grade="published")
    known, _ = take(name)
    assert len(found.new) == len(known["new"])
    assert len(found.differs) == len(known["differs"])
    assert found.agrees == known["agrees"]
    named = [sentence for sentence in found.left if "'ISO'" in sentence]
    assert len(named) == (len(BOOKS[name](raw)) if change is with_more else 0)


def test_regions_that_were_renamed_are_left_alone(raw, tmp_path):
    sheets = all_data(raw)
    top, body = sheets["FIW13-26"]
    body = [[row[0], "Sub-Saharan Africa" if row[1] == "Africa" else row[1], *row[2:]]
            for row in body]  # fmt: skip
    found = fd.ingest(files.save(tmp_path / "x.xlsx", {"a": [*top, *body]}), dry_run=True)
    assert any("'Region' is left alone: Sub-Saharan Africa" in message for message in found.left)
    assert "region" not in set(found.differs["measure"])


def test_the_year_after_next(raw, tmp_path):
    path = files.save(tmp_path / "x.xlsx", as_made(all_data(raw, 2027)))
    found = fd.ingest(path, out=tmp_path / "out", grade="published")
    assert found.editions == (2025, 2026, 2027)
    frame = fd.load("fiw", editions=2027, data=found.out)
    assert len(frame) == 208
    assert frame["edition_label"].eq("2027").all()
    assert "error" not in set(fd.check(survey="fiw", data=found.out)["level"])


def test_a_release_is_declared_by_its_source_and_its_sheets(raw, tmp_path):
    """What every release prints is corrected in it, and notes fall on what copies lacked."""
    grids = files.next_ratings(raw / files.RATINGS_25, 2026)
    statuses = [row[-1] for row in next(iter(grids.values()))[3:]]
    header, *counts = files.sheets(raw / files.RATINGS_25)["Historical distribution"]
    many = [statuses.count(letter) for letter in ("F", "PF", "NF")]
    shares = [cell for one in many for cell in (one, one / sum(many))]
    row = [2026, 2025, sum(many), *shares]
    grids["Historical distribution"] = [header, [*row, *[""] * (len(header) - len(row))], *counts]
    (tmp_path / "fiw").mkdir()
    for folder in (raw / "fiw").iterdir():
        (tmp_path / "fiw" / folder.name).symlink_to(folder)
    content = files.save(tmp_path / "fiw" / "next.xlsx", grids).read_bytes()
    source = replace(
        FIW.sources[0],
        id="fiw-2026-ratings",
        release="2026",
        last_edition=2026,
        path="fiw/next.xlsx",
        bytes=len(content),
        sha256=sha256(content).hexdigest(),
    )
    sources = (source, *FIW.sources)
    record = replace(FIW, sources=sources, corrections=read_corrections("fiw", sources))
    assert "ratings_unknown" in set(fd.load("fiw", editions=2026)["note"])
    tables = {table.name: table.rows for table in assemble({"fiw": record}, tmp_path)}
    rows = tables["fiw"].to_pylist()
    newest = [row for row in rows if row["edition"] == 2026]
    assert {row["source"] for row in newest} == {source.id}
    assert "ratings_unknown" not in {row["note"] for row in newest}
    (south_africa,) = (r for r in rows if (r["country_id"], r["edition"]) == ("ZAF", 1973))
    assert (south_africa["political_rights"], south_africa["source"]) == (5, source.id)
