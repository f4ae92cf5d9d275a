"""Files that nobody has declared: recognised by their cells, proven, laid beside the tables."""

from __future__ import annotations

import hashlib
import json
import os
import pkgutil
import re
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import files
import numpy as np
import openpyxl
import pandas as pd
import pytest
import readings
from command import run
from samples import drawn

import freedomdata as fd
from freedomdata.building import directory as writing
from freedomdata.building.extension import _a_year_later, _find_place
from freedomdata.model import Source
from freedomdata.paths import shipped_dir

TABLES = ("fiw", "fotp", "fotn")


@pytest.fixture(scope="session")
def recent(raw):
    """Header and rows of the all-data workbook, editions 2024 and 2025."""
    _, header, rows = files.all_data(raw / files.ALL_DATA_25)
    return header, [row for row in rows if row[3] >= 2024]


@pytest.fixture(scope="session")
def ratings(raw):
    """The sheets of countries and of territories of the ratings workbook."""
    grids = files.sheets(raw / files.RATINGS_25)
    return grids["Country Ratings, Statuses "], grids["Territory Ratings, Statuses"]


@pytest.fixture(scope="session")
def ratings26(raw, once):
    grids = files.next_ratings(raw / files.RATINGS_25, 2026)
    return once("ratings", lambda home: files.save(home / "r26.xlsx", grids))


@pytest.fixture(scope="session")
def first(ratings26, once):
    """Next year's ratings workbook, ingested."""
    return once("first", lambda home: fd.ingest(ratings26, out=home / "data"))


@pytest.fixture(scope="session")
def all26(raw, first, once):
    """Next year's all-data workbook: what is asked is that of the year before, else as rated."""
    return once("all data", lambda home: make_all26(raw, first, home / "a26.xlsx"))


def make_all26(raw, first, to):
    title, header, rows = files.next_all_data(raw / files.ALL_DATA_25, 2026)
    frame = fd.load("fiw", editions=[2025, 2026], data=first.out).set_index(
        ["country_id", "edition"]
    )
    same = ["status", "political_rights", "civil_liberties"]
    kept = []
    for row in rows:
        if row[3] == 2026:
            unit = fd.find_country(row[0])
            if not (frame.loc[(unit, 2025), same] == frame.loc[(unit, 2026), same]).all():
                continue
        kept.append(row)
    return files.save(to, {"Index": [["x"]], "FIW13-26": [title, header, *kept]})


@pytest.fixture(scope="session")
def second(all26, first, once):
    """Next year's all-data workbook on top of the ratings workbook."""
    return once("second", lambda home: fd.ingest(all26, out=home / "data", data=first.out))


def look(path, **kwargs):
    return fd.ingest(path, dry_run=True, **kwargs)


def as_at_hand(found):
    return len(found.new) == len(found.differs) == 0 and found.agrees > 0


# next year's files


def test_next_years_ratings_are_read(first):
    assert (first.survey, first.editions[0], first.editions[-1]) == ("fiw", 1973, 2026)
    assert len(first.differs) == 0
    frame = fd.load("fiw", data=first.out)
    assert frame["edition"].max() == 2026
    assert len(frame[frame["edition"] == 2026]) == 208
    newest = frame[(frame["edition"] == 2026) & ~frame["country_id"].isin(["XKX", "TWN"])]
    assert set(newest["source"]) == {first.source.id}
    assert set(newest["grade"]) == {"secondary"}
    assert newest["note"].isna().all()
    assert newest["period_start"].eq(pd.Timestamp(2025, 1, 1)).all()


def test_what_is_old_stays_as_it_was(first):
    new, old = (fd.load("fiw", editions=range(1973, 2026), data=d) for d in (first.out, None))
    drop = ["source", "grade"]
    pd.testing.assert_frame_equal(new.drop(columns=drop), old.drop(columns=drop))
    for survey in ("fotp", "fotn"):
        pd.testing.assert_frame_equal(fd.load(survey, data=first.out), fd.load(survey))


def test_both_workbooks_in_turn(second, first, all26):
    assert second.version == f"{first.version}.local.{sha256(all26)[:8]}"
    assert re.fullmatch(r"2026\.\d+\+local\.[0-9a-f]{8}\.local\.[0-9a-f]{8}", second.version)
    frame = fd.load("fiw", editions=2026, data=second.out)
    assert len(frame) == 208
    items = fd.load_items("fiw", data=second.out)
    assert (items["edition"] == 2026).sum() > 5000
    assert frame["total_score"].notna().sum() > 190


@pytest.mark.sweep
def test_lineage_points_to_the_cells(second, first, ratings26, all26):
    lineage = readings.delivered(second.out)
    frame = fd.load("fiw", editions=2026, data=second.out).set_index("country_id")
    books = {
        first.source.id: openpyxl.load_workbook(ratings26, read_only=True),
        second.source.id: openpyxl.load_workbook(all26, read_only=True),
    }
    grids = {
        (id_, sheet.title.strip()): list(sheet.iter_rows(values_only=True))
        for id_, book in books.items()
        for sheet in book.worksheets
    }
    mine = lineage[(lineage["survey"] == "fiw") & lineage["source"].isin(books)]
    mine = mine[(mine["edition"] == 2026) & mine["measure"].isin(frame.columns)]
    assert set(mine["source"]) == set(books)
    for row in mine[mine["measure"] != "is_territory"].itertuples():
        cell = grids[row.source, row.sheet][row.row - 1][row.column - 1]
        value = frame.loc[row.country_id, row.measure]
        assert cell == files.LETTERS.get(value, value), row


@pytest.mark.sweep
def test_all_data_alone_rebuilds_ratings_and_statuses(raw, tmp_path):
    _, header, rows = files.next_all_data(raw / files.ALL_DATA_25, 2026, 2027)
    head = [*header[:43], "total"]
    path = files.save(tmp_path / "a27.xlsx", {"Sheet1": [head, *rows]})
    found = fd.ingest(path, out=tmp_path / "a27")
    frame = fd.load("fiw", editions=2027, data=found.out)
    want = fd.load("fiw", editions=2025)
    columns = ["country_id", "is_territory", "status", "political_rights", "civil_liberties"]
    columns += ["political_rights_score", "civil_liberties_score", "total_score", "region"]
    pd.testing.assert_frame_equal(
        frame[columns].reset_index(drop=True), want[columns].reset_index(drop=True)
    )
    assert frame["period_end"].eq(pd.Timestamp(2026, 12, 31)).all()


def test_an_edition_is_not_skipped(raw, tmp_path):
    path = files.save(tmp_path / "r28.xlsx", files.next_ratings(raw / files.RATINGS_25, 2028))
    with pytest.raises(fd.SourceError, match=r"edition 2028.*next one is 2027: ingest that first"):
        look(path)


def test_the_result_is_a_whole_data_directory(second):
    out = second.out
    assert second.version in str(fd.version(data=out))
    assert len(fd.load("fotn", data=out)) == len(fd.load("fotn"))
    text = str(fd.explain("Norway", 2026, data=out))
    assert "Free" in text
    assert second.source.path in text or first_source(out) in text
    assert fd.cite("fiw", data=out)
    assert len(fd.list_editions("fiw", data=out))
    fd.list_revisions("fiw", data=out)


def first_source(out):
    return json.loads((out / "datapackage.json").read_text("utf-8"))["surveys"][0]["sources"][0][
        "path"
    ]


def test_everything_reads_it_by_the_variable(second, monkeypatch):
    monkeypatch.setenv("FREEDOMDATA_DATA", str(second.out))
    assert len(fd.list_surveys()) == 4
    texts = [text.get_text() for text in fd.plot_trend("Norway").figure.texts]
    assert f"data {second.version}." in " ".join(" ".join(texts).split())
    assert fd.load_panel("fiw", "fotp", country="Norway")["edition"].max() == 2026


@pytest.mark.usefixtures("first", "second")
def test_shipped_tables_stay_as_they_are():
    described = json.loads((shipped_dir() / "datapackage.json").read_text("utf-8"))
    for table in described["resources"]:
        assert sha256(shipped_dir() / table["path"]) == table["sha256"]
    assert "+" not in described["version"]


# older releases


@pytest.mark.sweep
def test_an_older_release_of_ratings(raw, tmp_path):
    grids = files.sheets(raw / files.RATINGS_23)
    country, territory = (rows for name, rows in grids.items() if name.strip().endswith("Statuses"))
    cut = country[0].index(2019.0)
    country, territory = ([row[:cut] for row in rows] for rows in (country, territory))
    for row in country:
        row[0] = files.OLD_NAMES.get(row[0], row[0])
        row[1:] = [f"{cell} " if cell in ("F", "PF") else cell for cell in row[1:]]
    gaza = next(row for row in territory if str(row[0]).startswith("Gaza"))
    at = country[0].index(2017.0)
    assert gaza[at] == 7
    gaza[at] = 6
    starred = [[f"{row[0].strip()}*", *row[1:]] for row in territory[3:] if row[0]]
    rows = [["Country ratings"], *[row for row in country if any(row)], *starred]
    found = fd.ingest(
        files.save(tmp_path / "r18.xlsx", {"FIW 1973-2018": rows}), out=tmp_path / "r18"
    )
    assert found.editions[-1] == 2018
    assert found.source.release == "2018"
    only = found.differs.iloc[0]
    assert len(found.differs) == 1
    assert (only.country_id, only.edition, only.measure) == ("XGZ", 2017, "political_rights")
    assert (only.at_hand, only.in_file, only.delivered) == ("7", "6", "what is at hand")
    revisions = fd.list_revisions("fiw", data=found.out)
    row = revisions[(revisions["country_id"] == "XGZ") & (revisions["edition"] == 2017)].iloc[0]
    assert (row.release_from, row.old, row.new) == ("2018", "6", "7")
    before = fd.list_revisions("fiw")
    assert len(revisions) == len(before) + 1


@pytest.fixture(scope="session")
def rows18(raw):
    _, header, rows = files.all_data(raw / files.ALL_DATA_23)
    regions = {"Africa": "SSA", "Middle East": "MENA"}
    rows = [
        [files.OLD_NAMES.get(r[0], r[0]), regions.get(r[1], r[1]), *r[2:]]
        for r in rows
        if r[3] in (2016, 2017, 2018)
    ]
    return header, rows


def test_an_older_release_of_all_data(rows18, tmp_path):
    header, rows = rows18
    found = look(files.save(tmp_path / "a18.xlsx", {"Data": [header, *rows]}))
    assert found.editions == (2016, 2017, 2018)
    assert as_at_hand(found)
    assert any("'Region' is left alone: MENA, SSA" in sentence for sentence in found.left)


def test_one_sheet_per_edition_with_stars(rows18, tmp_path):
    header, rows = rows18
    grids = {}
    for edition in (2016, 2017, 2018):
        grids[f"FIW {edition}"] = [
            [f"Freedom in the World {edition}"],
            [cell for n, cell in enumerate(header) if n not in (2, 3)],
            *(
                [row[0] + "*" * (row[2] == "t"), row[1], *row[4:]]
                for row in rows
                if row[3] == edition
            ),
        ]
    found = look(files.save(tmp_path / "per.xlsx", grids))
    assert found.editions == (2016, 2017, 2018)
    assert as_at_hand(found)


@pytest.mark.sweep
def test_northern_cyprus_on_the_country_sheet(ratings, tmp_path):
    country, territory = ratings
    own = [row for row in territory if "Cyprus" in str(row[0])]
    rest = [row for row in territory if row not in own]
    grids = {"Country": [*country, *own], "Territory": rest}
    found = look(files.save(tmp_path / "xnc.xlsx", grids))
    assert set(found.differs["country_id"]) == {"XNC"}
    assert set(found.differs["measure"]) == {"is_territory"}
    assert "Northern Cyprus, 1982 to 2025: listed as a country" in str(found)


@pytest.mark.sweep
def test_a_release_keeps_its_own_list_of_countries(raw, tmp_path):
    grids = files.next_ratings(raw / files.RATINGS_25, 2026)
    country, territory = grids.values()
    own = [row for row in territory if "Cyprus" in str(row[0])]
    grids = {"Country": [*country, *own], "Territory": [r for r in territory if r not in own]}
    found = fd.ingest(files.save(tmp_path / "xnc26.xlsx", grids), out=tmp_path / "xnc26")
    frame = fd.load("fiw", country="XNC", data=found.out)
    assert not frame["is_territory"].any()


@pytest.mark.sweep
def test_an_older_all_data_in_full(raw, tmp_path):
    path = files.save_again(raw / files.ALL_DATA.format(2024, 2024), tmp_path / "a24.xlsx")
    found = look(path)
    assert set(found.differs["measure"]) == {"G3", "G", "civil_liberties_score", "total_score"}
    assert set(found.differs["country_id"]) == {"XED"}
    assert set(found.differs["delivered"]) == {"what is at hand"}


# written otherwise

WAYS = {
    "semicolon": (";", "utf-8"),
    "comma and BOM": (",", "utf-8-sig"),
    "tab": ("\t", "utf-8"),
    "cp1252": (";", "cp1252"),
    "utf-16": ("\t", "utf-16"),
}


@drawn("way", list(WAYS), 1, always=["utf-16"])
def test_csv_exports(recent, tmp_path, way):
    header, rows = recent
    found = look(files.save_csv(tmp_path / "any", [header, *rows], *WAYS[way]))
    assert found.editions == (2024, 2025)
    assert as_at_hand(found)


def shout(rows):
    return [[f"  {row[0].upper()} ", *row[1:4], f" {row[4].lower()}", *row[5:]] for row in rows]


WRITTEN = {
    "blanks and case": lambda h, r: [[f" {cell.upper()}  " for cell in h], *shout(r)],
    "numbers as text": lambda h, r: [h, *([*x[:3], *map(str, map(files.plain, x[3:]))] for x in r)],
    "N/A otherwise": lambda h, r: [
        h,
        *(
            [["n/a", "NA", "-", "–", "..", ""][n % 6] if c == "N/A" else c for c in row]
            for n, row in enumerate(r)
        ),
    ],
    "extra columns": lambda h, r: [
        [],
        ["note", *h[:10], "ISO3", "", *h[10:], "Source"],
        [],
        *(["hi", *row[:10], "ABC", "", *row[10:], "me"] for row in r),
    ],
    "backwards": lambda h, r: [h[::-1], *(row[::-1] for row in r)],
    "a few columns": lambda h, r: [[x[0], *x[3:7]] for x in [h, *r]],
    "title above": lambda h, r: [["Freedom in the World"], [""], h, *r],
}


@drawn("way", list(WRITTEN), 1, always=["extra columns", "N/A otherwise"])
def test_all_data_written_otherwise(recent, tmp_path, way):
    header, rows = recent
    grid = WRITTEN[way](header, rows)
    width = max(map(len, grid))
    grid = [[*row, *[""] * (width - len(row))] for row in grid]
    assert as_at_hand(look(files.save(tmp_path / "x.xlsx", {" Any name ": grid})))


def test_columns_left_alone_are_named(recent, tmp_path):
    header, rows = recent
    grid = [[*header, "Remark"], *([*row, "x"] for row in rows)]
    found = look(files.save(tmp_path / "x.xlsx", {"A": grid, "B": [["nothing"]]}))
    assert found.left == (
        "sheet 'B' is left alone: it is laid out like no table of a survey",
        "sheet 'A', column 'Remark' is left alone: no measure has that name",
    )


def test_ratings_with_columns_between(ratings, tmp_path):
    country, territory = ratings
    grids = {}
    for name, rows in (("Countries", country), ("Territories", territory)):
        grids[name] = [
            [cell, n == 2 and "ISO", *row[1:4], "", *row[4:157], "Remark" if n == 2 else "x"]
            for n, row in enumerate(rows)
            for cell in row[:1]
        ]
    found = look(files.save(tmp_path / "x.xlsx", grids))
    assert as_at_hand(found)
    for header in ("ISO", "Remark"):
        message = f"sheet 'Countries', column {header!r} is left alone: it is under no edition"
        assert message in found.left


def test_ratings_in_lower_case(ratings, tmp_path):
    head = [*ratings[0][:2], [str(cell).lower() for cell in ratings[0][2]]]
    rows = [[str(r[0]).upper(), *(str(c).lower() for c in r[1:])] for r in ratings[0][3:] if r[0]]
    found = look(files.save(tmp_path / "x.xlsx", {"a": [["Title"], *head, *rows]}))
    assert as_at_hand(found)


@pytest.mark.parametrize("which", [0, 1])
def test_one_sheet_of_ratings_as_csv(ratings, tmp_path, which):
    found = look(files.save_csv(tmp_path / "x.csv", ratings[which], ";"))
    assert as_at_hand(found)
    assert found.agrees == (37740, 2120)[which]


def published(raw):
    names = [path.relative_to(raw) for path in sorted(raw.rglob("*")) if path.is_file()]
    return [n for n in names if n.parts[0] in ("fiw", "fotn", "fotp", "rsf")]


RAW = Path(os.environ.get("FREEDOMDATA_RAW", "."))
KNOWN = [str(path) for path in published(RAW) if path.parts[0] != "rsf"]


@pytest.mark.sweep
@drawn("name", KNOWN, 4, always=[name for name in KNOWN if "/2024/A" in name or ".json" in name])
def test_every_published_file_saved_again(raw, tmp_path, name):
    path = files.save_again(raw / name, tmp_path / "copy")
    found = look(path, edition=2026) if name.endswith("explorer_freedomhouse.json") else look(path)
    assert found.source.sha256 == sha256(path)
    assert not found.is_known
    assert len(found.new) == 0
    assert len(found.differs) == (0 if "/2024/A" not in name else 4 - ("Aggregate" in name))


@pytest.mark.sweep
def test_a_compilation_of_others_is_refused(raw, tmp_path):
    path = files.save_again(raw / "qog/qog_std_cs_jan18.csv", tmp_path / "qog.csv")
    with pytest.raises(fd.SourceError, match="Quality of Government") as refused:
        look(path)
    assert len(str(refused.value)) < 600


# Freedom on the Net


@pytest.fixture(scope="session")
def net(raw, once):
    """Freedom on the Net 2025 with questions, and 2026, each from a workbook of its own."""
    return once("net", lambda home: make_net(raw, home))


def make_net(raw, home):
    grids = files.sheets(raw / "fotn/2024/FOTN24_Country_Score_Data.xlsx")
    made = []
    data = None
    for edition in (2025, 2026):
        name = next(name for name in grids if "score data" in name)
        rows = [[*r[:1], edition if r[1] == 2024 else r[1], *r[2:]] for r in grids[name]]
        path = home / f"All_data_FIW_2013-{edition}.xlsx"
        files.save(path, {"Understanding our data": [["x"]], f"FOTN {edition}": rows})
        made.append(fd.ingest(path, out=home / f"fotn{edition}", data=data, grade="published"))
        data = made[-1].out
    return made


def test_the_next_editions_of_freedom_on_the_net(net):
    last = net[1]
    assert last.survey == "fotn"
    assert last.editions == (2026,)
    frame = fd.load("fotn", editions=[2025, 2026], data=last.out)
    assert frame.groupby("edition").size().tolist() == [72, 72]
    newest = frame[frame["edition"] == 2026]
    assert newest["period_start"].eq(pd.Timestamp(2025, 6, 1)).all()
    assert newest["period_end"].eq(pd.Timestamp(2026, 5, 31)).all()
    assert frame["note"].isna().all()
    assert set(frame["grade"]) == {"published"}
    items = fd.load_items("fotn", data=last.out)
    assert len(set(items.groupby("edition").size().loc[[2024, 2025, 2026]])) == 1


def test_a_turned_scale_is_found(raw, tmp_path):
    grids = files.sheets(raw / "fotn/2024/FOTN24_Country_Score_Data.xlsx")
    name = next(name for name in grids if "score data" in name)
    rows = grids[name]
    total = rows[1].index("Total")
    turned = [
        [row[0], 2025, *row[2:total], 100 - row[total]] if row[1] == 2024 else row for row in rows
    ]
    with pytest.raises(fd.RuleError, match=r"net_score = .*|count from the other end"):
        look(files.save(tmp_path / "x.xlsx", {"a": turned}))
    short = [["Country", "Edition", "Total"], *([r[0], 2025, 100 - r[total]] for r in rows[2:])]
    with pytest.raises(fd.FreedomDataError):
        look(files.save_csv(tmp_path / "x.csv", short))


# World Press Freedom Index


def rsf26(raw, to, spoil=lambda n, row: row):  # noqa: ARG005 (as it is)
    header, *rows = files.read_csv(raw / "rsf/2025.csv", ";")
    year, before = header.index("Year (N)"), header.index("Score N-1")
    rank, old = header.index("Rank"), header.index("Rank N-1")
    head = [cell.replace("2025", "2026") for cell in header]
    body = []
    for n, row in enumerate(rows):
        row[before], row[old], row[year] = row[1], row[rank], "2026"
        body.append(spoil(n, row))
    return files.save_csv(to, [head, *body], ";", "cp1252")


def test_an_rsf_file_of_a_new_year(raw, rsf_built, tmp_path):
    path = rsf26(raw, tmp_path / "wpfi")
    alone = fd.ingest(path, out=tmp_path / "alone")
    assert fd.load("rsf", data=alone.out)["edition"].unique().tolist() == [2026]
    assert len(fd.load("fiw", data=alone.out)) == len(fd.load("fiw"))
    both = fd.ingest(path, out=tmp_path / "both", data=rsf_built)
    assert fd.load("rsf", data=both.out)["edition"].max() == 2026
    assert len(fd.load("rsf", data=both.out)) == len(fd.load("rsf", data=rsf_built)) + 180


def test_an_rsf_file_of_a_known_year(raw, rsf_built, tmp_path):
    alone = look(raw / "rsf/2023.csv")
    assert (len(alone.new), alone.agrees) == (1260, 0)
    assert look(raw / "rsf/2023.csv", data=rsf_built).is_known
    again = files.save_again(raw / "rsf/2023.csv", tmp_path / "again")
    assert as_at_hand(look(again, data=rsf_built))


def test_few_repeated_values_may_differ(raw, rsf_built, tmp_path):
    column = files.read_csv(raw / "rsf/2025.csv", ";")[0].index("Score N-1")

    def spoil(n, row):
        return [*row[:column], "12,34", *row[column + 1 :]] if n == 3 else row

    found = look(rsf26(raw, tmp_path / "x", spoil), data=rsf_built)
    assert any("is repeated as 12.34, at hand" in sentence for sentence in found.left)

    def shift(_, row):
        return [*row[:column], "12,34", *row[column + 1 :]]

    with pytest.raises(fd.SourceError, match=r"press_freedom_score of .*, edition 2025 is"):
        look(rsf26(raw, tmp_path / "y", shift), data=rsf_built)


def test_lost_decimal_commas_are_found(raw, tmp_path):
    def lose(_, row):
        return [c.replace(",", "") if re.fullmatch(r"\d+,\d+", c) else c for c in row]

    with pytest.raises(fd.SourceError, match="decimal commas of this copy are lost"):
        look(rsf26(raw, tmp_path / "x", lose))


# known and unknown errors


def test_known_misprints_are_said(raw, tmp_path):
    found = look(files.save_again(raw / "fotp/fotp_2001_2014.csv", tmp_path / "x"))
    text = " ".join(found.corrected)
    for what in ("Congo (Kinshasa), edition 2012", "Congo (Brazzaville), edition 2015",
                 "El Salvador", "Kosovo"):  # fmt: skip
        assert what in text
    assert "printed 16, read as 25" in text
    assert "otherwise than printed" in str(found)


def test_the_same_errors_in_another_file_differ(raw, tmp_path):
    rows = files.read_csv(raw / "fotp/fotp_2001_2014.csv")
    header, body = rows[0], [row for row in rows[1:] if row]
    at = {name: n for n, name in enumerate(header)}
    chad = next(r for r in body if r[at["country"]] == "Chad" and r[at["year.reported"]] == "2010")
    chad[at["status"]] = "F"
    path = files.save_csv(tmp_path / "x.csv", [header, *body])
    found = look(path)
    assert found.differs["measure"].tolist() == ["status"]
    assert any("status of Chad, edition 2010, is Free" in str(f) for f in found.findings)


def test_zeros_for_missing_are_found(recent, tmp_path):
    header, rows = recent
    row = next(row for row in rows if row[0] == "Chad" and row[3] == 2025)
    grid = [
        [0 if row is other and n in (5, 6) else c for n, c in enumerate(other)] for other in rows
    ]
    path = files.save_csv(tmp_path / "x.csv", [header, *grid])
    found = look(path)
    assert set(found.withheld["measure"]) == {"political_rights", "civil_liberties"}
    assert set(found.withheld["country"]) == {"Chad"}
    assert found.withheld["reason"].str.startswith("found 0, expected a whole").all()


def test_a_corrected_misprint_is_taken(raw, tmp_path):
    name = "fiw/2024/Aggregate_Category_and_Subcategory_Scores_FIW_2003-2024.xlsx"
    grids = files.sheets(raw / name)
    sheet = grids["FIW03-05"]
    row = next(row for row in sheet if row[0] == "Luxembourg")
    assert (row[2], row[8]) == (44, 101)
    row[2], row[8] = 40, 97
    found = fd.ingest(files.save(tmp_path / "x.xlsx", {"a 2003": sheet}), out=tmp_path / "out")
    new = fd.load("fiw", country="LUX", editions=2003, data=found.out).iloc[0]
    assert (new.political_rights_score, new.total_score) == (40, 97)
    assert pd.isna(new.note)


def test_a_rule_broken_in_a_newer_file_is_reported_by_cell(raw, tmp_path):
    title, header, rows = files.next_all_data(
        raw / files.ALL_DATA_25, 2026, units={"Norway", "Chad"}
    )
    rows = [row for row in rows if row[3] == 2026]
    for row in rows:
        row[-1] = row[-1] - 7
    with pytest.raises(fd.RuleError) as refused:
        look(files.save(tmp_path / "x.xlsx", {"FIW": [title, header, *rows]}))
    text = str(refused.value)
    assert re.search(
        r"total_score of Norway, edition 2026, is 92, expected 99 \(total_score = .*\): "
        r"x.xlsx, sheet 'FIW', cell AR\d",
        text,
    )
    assert "Chad" in text


def test_many_broken_rules_are_counted(recent, tmp_path):
    header, rows = recent
    grid = [
        [*row[:3], 2026, *row[4:-1], row[-1] - 7] for row in rows if row[3] == 2025 and row[-1] > 9
    ]
    with pytest.raises(fd.FreedomDataError, match=r"; and \d+ more$") as refused:
        look(files.save_csv(tmp_path / "x.csv", [header, *grid]))
    assert len(str(refused.value)) < 4000


def test_two_sheets_that_disagree(recent, tmp_path):
    header, rows = recent
    grids = {"a": [header, *rows]}
    for units in ({"Norway"}, {row[0] for row in rows}):
        grids["b"] = [
            [*row[:5], 8 - row[5] if row[0] in units else row[5], *row[6:]] for row in rows
        ]
        grids["b"].insert(0, header)
        path = files.save(tmp_path / f"{len(units)}.xlsx", grids)
        if len(units) == 1:
            found = look(path)
            assert set(found.withheld["measure"]) == {"political_rights"}
            assert set(found.withheld["edition"]) == {2024, 2025}
            assert found.withheld["reason"].str.contains(r"sheet 'a'.* sheet 'b'").all()
        else:
            with pytest.raises(fd.SourceError, match=r"political_rights of .*sheet 'a'.*sheet 'b'"):
                look(path)


def test_a_unit_on_both_sheets_is_reported_plainly(ratings, tmp_path):
    country, territory = ratings
    kosovo = [row for row in country if row[0] == "Kosovo"]
    rest = [row for row in territory if "Kosovo" not in str(row[0])]
    grids = {"Country": country, "Territory": [*rest, *kosovo]}
    with pytest.raises(fd.SourceError, match="Kosovo, edition 2010, stands among the countries in"):
        look(files.save(tmp_path / "x.xlsx", grids))


# what is not understood


def test_every_unknown_name_word_and_edition_is_listed(recent, tmp_path):
    header, rows = recent
    grid = [[*row] for row in rows[:30]]
    grid[0][0], grid[3][0], grid[5][4], grid[7][3] = "Atlantis", "Mordor", "Free-ish", 1900
    with pytest.raises(fd.SourceError) as refused:
        look(files.save(tmp_path / "x.xlsx", {"a": [header, *grid]}))
    text = str(refused.value)
    for what in ("cell A2: no country", "'Atlantis'", "cell A5: no country", "'Mordor'",
                 "cell E7: found 'Free-ish'", "1900 is no edition"):  # fmt: skip
        assert what in text


def test_names_are_settled_by_the_user(recent, tmp_path):
    header, rows = recent
    grid = [["Viking Land" if r[0] == "Norway" else r[0], *r[1:]] for r in rows if r[3] == 2025]
    grid.append(["World average", *grid[0][1:]])
    path = files.save_csv(tmp_path / "x.csv", [header, *grid])
    with pytest.raises(fd.SourceError, match="Viking Land"):
        look(path)
    found = look(path, names={"Viking Land": "Norway", "World average": None})
    assert as_at_hand(found)
    assert "a row of 'World average' is left out, as asked" in found.left


def test_the_edition_is_given_where_the_file_lacks_it(recent, tmp_path):
    header, rows = recent
    cut = [[*r[:3], *r[4:]] for r in [header, *(row for row in rows if row[3] == 2025)]]
    path = files.save_csv(tmp_path / "x.csv", cut)
    with pytest.raises(fd.SourceError, match="does not say of which edition it is: give edition="):
        look(path)
    assert as_at_hand(look(path, edition=2025))


def test_grades_decide_at_a_tie(recent, tmp_path):
    header, rows = recent
    grid = [[*row] for row in rows if row[3] == 2025]
    norway = next(row for row in grid if row[0] == "Norway")
    for name in ("A1", "A", "PR", "Total"):
        norway[header.index(name)] -= 1
    path = files.save_csv(tmp_path / "x.csv", [header, *grid])
    assert set(look(path).differs["delivered"]) == {"what is at hand"}
    assert set(look(path, grade="published").differs["delivered"]) == {"what the file has"}
    with pytest.raises(fd.FreedomDataError, match="there is no grade 'gold'"):
        look(path, grade="gold")


GARBAGE = {
    "empty": (b"", "is empty"),
    "blank": (b"\n \n", "is empty"),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(99), "is a picture"),
    "pdf": (b"%PDF-1.7\n%%EOF", "is a PDF"),
    "web page": (b"<html><table><tr><td>PR</td></tr></table></html>", "is a web page"),
    "binary": (bytes(range(256)) * 9, "is no workbook, CSV or JSON"),
    "damaged": (b"PK\x03\x04" + b"x" * 500, "is no workbook that can be read: it is damaged"),
    "encrypted": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 2000,
        "is no workbook that can be read: it is damaged",
    ),
    "a CSV of others": (b"Country,Year,GDP\nChad,2020,3\n", "like no file of any survey"),
    "no table": (b"hello", "like no file of any survey: it has no table"),
    "bad json": (b'{"a":', "is no JSON"),
    "another json": (b"[1, 2]", "is no JSON object of objects"),
    "huge header": (
        ",".join(f"column {n}" * 30 for n in range(3000)).encode() + b"\n" + b"1," * 2999 + b"1\n",
        "like no file of any survey",
    ),
}


@pytest.mark.parametrize("what", GARBAGE)
def test_garbage_is_refused_in_a_sentence(tmp_path, what):
    content, message = GARBAGE[what]
    path = tmp_path / "Data.xlsx"
    path.write_bytes(content)
    with pytest.raises(fd.SourceError, match=re.escape(message)) as refused:
        fd.ingest(path, out=tmp_path / "out")
    assert len(str(refused.value)) < 600
    assert "\n" not in str(refused.value)
    assert not (tmp_path / "out").exists()


def test_a_workbook_without_tables_is_refused(recent, tmp_path):
    with pytest.raises(fd.SourceError, match="sheet 'INDEX' has no table"):
        look(files.save(tmp_path / "x.xlsx", {"INDEX": [["Freedom in the World"]], "": []}))
    with pytest.raises(fd.SourceError, match="nothing below row 1"):
        look(files.save_csv(tmp_path / "x.csv", [recent[0]]))
    with pytest.raises(fd.SourceError, match="does not exist"):
        look(tmp_path / "nothing.xlsx")
    with pytest.raises(fd.SourceError, match="is a directory"):
        look(tmp_path)


# the same content, and another under the same name


def test_the_same_content_under_another_name_is_known(raw, tmp_path):
    path = tmp_path / "mine"
    path.write_bytes((raw / files.RATINGS_25).read_bytes())
    found = fd.ingest(path, out=tmp_path / "out")
    assert found.is_known
    assert found.source.id == "fiw-2025-ratings"
    assert "very file (fiw-2025-ratings)" in str(found)
    pd.testing.assert_frame_equal(fd.load("fiw", data=found.out), fd.load("fiw"))
    assert found.version == json.loads((found.out / "datapackage.json").read_text())["version"]


def test_the_same_file_twice_is_one_source(ratings26, first, tmp_path):
    copy = tmp_path / "other name.xlsx"
    copy.write_bytes(ratings26.read_bytes())
    found = look(copy, data=first.out)
    assert found.is_known
    assert found.source.id == first.source.id


def test_one_name_and_two_contents_are_two_sources(recent, tmp_path):
    header, rows = recent
    (tmp_path / "b").mkdir()
    one = fd.ingest(files.save_csv(tmp_path / "x.csv", [header, *rows]), out=tmp_path / "one")
    two = fd.ingest(
        files.save_csv(tmp_path / "b" / "x.csv", [header, *rows], ";"),
        out=tmp_path / "two", data=one.out,
    )  # fmt: skip
    described = json.loads((two.out / "datapackage.json").read_text("utf-8"))
    local = [s["name"] for s in described["surveys"][0]["sources"] if s["path"] == "x.csv"]
    assert sorted(local) == sorted([one.source.id, two.source.id])


# parts of a release


def test_a_part_of_a_release_drops_nobody(raw, tmp_path):
    ten = {"Norway", "Chad", "Fiji", "Ghana", "Chile", "Peru", "Spain", "Iran", "Cuba", "Mali"}
    _, header, rows = files.next_all_data(raw / files.ALL_DATA_25, 2026, 2027, units=ten)
    rows = [row for row in rows if row[0] in ten]
    found = fd.ingest(files.save_csv(tmp_path / "x.csv", [header, *rows]), out=tmp_path / "out")
    old, new = (fd.list_revisions("fiw", data=data) for data in (None, found.out))
    more = new[~new["country_id"].isin(set(old["country_id"]))]
    assert set(more["country_id"]) <= {fd.find_country(name) for name in ten}
    assert set(more["edition"]) <= {2026}
    whole = fd.load("fiw", data=found.out)
    assert len(whole[whole["edition"] == 2026]) == len(fd.load("fiw", editions=2026))
    assert len(whole[whole["edition"] == 2027]) == 10


@pytest.mark.sweep
def test_a_part_that_is_newer_does_not_push_out_the_rest(raw, tmp_path, all26):
    _, header, rows = files.next_all_data(raw / files.ALL_DATA_25, 2026, 2027, units={"Norway"})
    rows = [row for row in rows if row[0] == "Norway"]
    part = fd.ingest(files.save_csv(tmp_path / "x.csv", [header, *rows]), out=tmp_path / "part")
    found = look(all26, data=part.out)
    assert not any("do not have any more" in sentence for sentence in found.left)
    assert (found.new["edition"] == 2026).sum() > 5000


# precedence


def source(release, grade, first, last):
    return Source(
        id=f"{release}-{grade}", path="x", release=release, grade=grade, sha256="0" * 64, bytes=1,
        title="x", sheets=(), first_edition=first, last_edition=last,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("new", "place"),
    [
        (source("2026", "secondary", 1973, 2026), 0),
        (source("2025", "secondary", 1973, 2025), 2),
        (source("2025", "published", 1973, 2025), 0),
        (source("2024", "secondary", 1973, 2024), 2),
        (source("2016", "published", 2016, 2016), 2),
        (source("2016", "secondary", 2016, 2016), 3),
    ],
)
def test_the_newer_release_then_the_better_grade_prevails(new, place):
    others = (
        source("2025", "published", 1973, 2025),
        source("2025", "resaved", 2013, 2025),
        source("2019", "compiled", 2016, 2016),
        source("2026", "secondary", 2026, 2026),
    )
    assert _find_place(new, others) == place


@pytest.mark.parametrize(
    ("day", "later"),
    [
        (date(2024, 2, 29), date(2025, 2, 28)),
        (date(2023, 2, 28), date(2024, 2, 29)),
        (date(2024, 5, 31), date(2025, 5, 31)),
        (date(2024, 6, 1), date(2025, 6, 1)),
    ],
)
def test_periods_a_year_later(day, later):
    assert _a_year_later(day) == later


# where it writes


def test_a_dry_run_writes_nothing(ratings26, tmp_path):
    fd.ingest(ratings26, out=tmp_path / "out", dry_run=True)
    assert list(tmp_path.iterdir()) == []


def test_where_it_does_not_write(ratings26, first, tmp_path):
    (tmp_path / "file").write_text("x")
    for out, data, message in (
        (shipped_dir(), None, "holds the tables of this package"),
        (shipped_dir(), first.out, "holds the tables of this package"),
        (first.out, first.out, "holds the tables at hand"),
        (tmp_path / "file", None, "is a file"),
    ):
        with pytest.raises(fd.SourceError, match=message):
            fd.ingest(ratings26, out=out, data=data)
    with pytest.raises(fd.SourceError, match="give out=DIR"):
        fd.ingest(ratings26)


def test_again_into_the_same_directory(recent, tmp_path, ratings26):
    header, rows = recent
    out = tmp_path / "out"
    fd.ingest(ratings26, out=out)
    before = {path.name: sha256(path) for path in out.iterdir()}
    fd.ingest(files.save_csv(tmp_path / "x.csv", [header, *rows]), out=out)
    assert fd.load("fiw", data=out)["source"].nunique() == fd.load("fiw")["source"].nunique()
    fd.ingest(ratings26, out=out)
    assert {path.name: sha256(path) for path in out.iterdir()} == before


# crashes


@pytest.fixture
def kept(first, tmp_path):
    """A data directory, to be written over."""
    out = tmp_path / "kept"
    out.mkdir()
    for path in first.out.iterdir():
        (out / path.name).write_bytes(path.read_bytes())
    return out


class CrashError(Exception):
    pass


@drawn("after", range(0, 8, 2), 1, always=["0"])
def test_an_exception_while_files_are_moved_undoes_it(recent, kept, monkeypatch, after, tmp_path):
    before = {path.name: sha256(path) for path in kept.iterdir()}
    moves = []
    replace = Path.replace

    def crash(self, target):
        moves.append(target)
        if len(moves) > after:
            raise CrashError
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", crash)
    header, rows = recent
    rows = [row for row in rows if row[0] == "Chad"]
    path = files.save_csv(tmp_path / "x.csv", [header, *rows])
    if after >= 9:
        fd.ingest(path, out=kept)
        return
    with pytest.raises(CrashError):
        fd.ingest(path, out=kept)
    assert {path.name: sha256(path) for path in kept.iterdir()} == before


@pytest.mark.sweep
@pytest.mark.parametrize("where", ["_describe", "_describe_table", "_replace"])
def test_an_exception_before_leaves_it_whole(recent, kept, monkeypatch, where, tmp_path):
    before = {path.name: sha256(path) for path in kept.iterdir()}

    def crash(*_):
        raise CrashError

    monkeypatch.setattr(writing, where, crash)
    header, rows = recent
    path = files.save_csv(tmp_path / "x.csv", [header, *rows])
    with pytest.raises(CrashError):
        fd.ingest(path, out=kept)
    assert {path.name: sha256(path) for path in kept.iterdir()} == before


WRITER = """
import sys, pathlib, shutil, time
from freedomdata.building import directory
replace = pathlib.Path.replace
def slow(self, target):
    time.sleep(0.01)
    return replace(self, target)
pathlib.Path.replace = slow
import freedomdata as fd
from freedomdata.data import open_data
from freedomdata.building.tabulate import add_held
from freedomdata.surveys import SURVEYS
sets = []
for data in sys.argv[2:]:
    held = {s.id: open_data(data).record(s) for s in open_data(data).surveys}
    tables = add_held([], list(held), {**SURVEYS, **held}, open_data(data))
    sets.append((tables, held, open_data(data).version))
print("ready", flush=True)
while True:
    for tables, held, version in sets:
        directory.write(tables, held, version, pathlib.Path(sys.argv[1]))
"""


@drawn("times", [1, 5], 0, always=["1"])
def test_a_killed_process_leaves_the_old_tables_or_the_new(times, kept, first, second, tmp_path):
    rng = np.random.default_rng(int(hashlib.sha256(b"killed").hexdigest()[:8], 16))
    versions = {d: json.loads((d / "datapackage.json").read_text())["version"]
                for d in (first.out, second.out)}  # fmt: skip
    whole = {versions[d]: {t: fd.load(t, data=d) for t in TABLES} for d in versions}
    script = tmp_path / "writer.py"
    script.write_text(WRITER)
    for _ in range(times):
        command = [sys.executable, str(script), str(kept), str(second.out), str(first.out)]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            assert process.stdout.readline() == b"ready\n"
            time.sleep(float(rng.uniform(0.1, 1.0)))
            process.send_signal(signal.SIGKILL)
        version = json.loads((kept / "datapackage.json").read_text())["version"]
        for name, frame in whole[version].items():
            pd.testing.assert_frame_equal(fd.load(name, data=kept), frame)
        fd.load_items("fiw", data=kept)
        fd.explain("Norway", 2026, data=kept)


# the command


def test_the_command(recent, tmp_path):
    header, rows = recent
    path = files.save_csv(tmp_path / "x.csv", [header, *rows])
    done = run("ingest", path, "--out", tmp_path / "out", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    result = json.loads(done.stdout)
    assert result["survey"] == "fiw"
    assert result["editions"] == [2024, 2025]
    assert result["version"].startswith("2026.")
    assert run("show", "Norway", FREEDOMDATA_DATA=str(tmp_path / "out")).returncode == 0
    dry = run("ingest", path, "--dry-run")
    assert dry.returncode == 0
    assert dry.stdout.splitlines()[1].startswith("Nothing new: all its 17,")


def test_the_report_is_a_table(recent, tmp_path):
    header, rows = recent
    at = {name: n for n, name in enumerate(header)}
    rows = [[*row, "x"] for row in rows]
    norway = next(row for row in rows if row[0] == "Norway" and row[3] == 2025)
    norway[at["A1"]], norway[at["A"]] = 3, 11
    norway[at["PR"]], norway[at["Total"]] = norway[at["PR"]] - 1, norway[at["Total"]] - 1
    rows = [row for row in rows if not (row[0] == "Sweden" and row[3] == 2025)]
    path = files.save_csv(tmp_path / "x.csv", [[*header, "Odd"], *rows])
    report = tmp_path / "report.csv"
    given = ("--dry-run", "--grade", "published", "--report", report)
    assert run("ingest", path, *given).returncode == 0
    table = pd.read_csv(report, dtype=dict.fromkeys(["in_file", "at_hand", "delivered"], "str"))
    found = look(path, grade="published")
    assert set(table["what"]) == {"changed", "missing", "note"}
    changed = table[table["what"] == "changed"].set_index("measure")
    assert set(changed.index) == {"A1", "A", "political_rights_score", "total_score"}
    assert set(changed["country_id"]) == {"NOR"}
    assert changed.loc["A1", ["edition", "in_file", "at_hand", "delivered"]].tolist() == [
        2025, "3", "4", "3",
    ]  # fmt: skip
    assert changed.loc["A1", "cell"].startswith("x.csv, ")
    assert "All_data_FIW_2013-2024.xlsx" in changed.loc["A1", "cell_at_hand"]
    missing = table[table["what"] == "missing"]
    assert set(missing["country"]) == {"Sweden"}
    assert len(missing) == len(found.missing)
    (left,) = table.loc[table["what"] == "note", "reason"]
    assert "'Odd' is left alone" in left
    kept = look(path).make_report().query("what == 'kept'")
    assert set(kept["measure"]) == set(changed.index)
    assert (kept["delivered"] == kept["at_hand"]).all()
    frame = found.make_report()
    assert frame["edition"].dtype == "float64"
    assert frame.columns.tolist() == table.columns.tolist()
    assert len(frame) == len(table)
    nowhere = run("ingest", path, "--dry-run", "--report", tmp_path / "no" / "report.csv")
    assert (nowhere.returncode, nowhere.stdout) == (1, "")
    assert nowhere.stderr.endswith("no to save report.csv in\n")


def test_a_report_takes_the_place_of_no_other_file(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("Country,Edition,Status,PR rating,CL rating\nNorway,2025,F,1,1\n", "utf-8")
    before = path.read_bytes()
    (tmp_path / "same.csv").symlink_to(path)
    for name in ("x.csv", "same.csv"):
        done = run("ingest", path, "--dry-run", "--report", tmp_path / name)
        assert (done.returncode, done.stdout) == (1, "")
        assert "is the file that is read: give the report another name" in done.stderr
    out = tmp_path / "out"
    assert run("ingest", path, "--out", out).returncode == 0
    for name in ("fiw.parquet", "datapackage.json"):
        done = run("ingest", path, "--dry-run", "--report", out / name)
        assert done.returncode == 1
        assert "is there already, and no CSV: give the report another name" in done.stderr
    assert path.read_bytes() == before
    assert set(fd.check(out)["level"]) == {"known"}
    report = tmp_path / "report.csv"
    for _ in range(2):  # an older report is replaced
        assert run("ingest", path, "--dry-run", "--report", report).returncode == 0


def test_the_command_refuses(tmp_path):
    (tmp_path / "x").write_bytes(b"%PDF")
    done = run("ingest", tmp_path / "x", "--dry-run")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "freedomdata: x is a PDF, no workbook, CSV or JSON\n"
    assert run("ingest", tmp_path / "x").returncode == 2
    missing = run("ingest", tmp_path / "y", "--dry-run")
    assert missing.returncode == 1
    assert "does not exist" in missing.stderr
    assert "Traceback" not in missing.stderr


def sha256(path):
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def test_no_module_hides_a_public_name():
    modules = {module.name for module in pkgutil.iter_modules(fd.__path__)}
    assert not modules & set(fd.__all__)


@pytest.mark.sweep
def test_what_is_published_stays_published_where_a_newer_copy_says_the_same(raw, tmp_path):
    """A workbook of unknown origin confirms thirteen editions: they are no less published."""
    book = openpyxl.load_workbook(raw / "fiw/2025/All_data_FIW_2013-2024.xlsx")
    sheet = book.worksheets[-1]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]
    for edition in (2026, 2027):
        for row in rows:
            if row[3] == 2025:
                sheet.append([*row[:3], edition, *row[4:]])
    book.save(tmp_path / "next.xlsx")
    fd.ingest(tmp_path / "next.xlsx", out=tmp_path / "one")
    book.properties.title = "the same once more"
    book.save(tmp_path / "again.xlsx")
    fd.ingest(tmp_path / "again.xlsx", out=tmp_path / "two", data=tmp_path / "one")
    for directory in ("one", "two"):
        frame = fd.load("fiw", data=tmp_path / directory)
        assert (frame.loc[frame["edition"] < 2026, "grade"] == "published").all()
        assert (frame.loc[frame["edition"] == 2027, "grade"] == "secondary").all()
        assert not frame.loc[frame["edition"] < 2026, "source"].str.startswith("local-").any()
        assert (fd.check(tmp_path / directory)["level"] == "known").all()
