"""Bad input is refused with file, sheet and cell, and nothing is written."""

from __future__ import annotations

import shutil
from dataclasses import replace
from hashlib import sha256

import pytest

import freedomdata as fd
from freedomdata.building import pipeline

RATINGS_FILE = "Country_and_Territory_Ratings_and_Statuses_FIW_1973-2024.xlsx"
ALL_DATA_FILE = "All_data_FIW_2013-2024.xlsx"
COUNTRY_SHEET = "Country Ratings, Statuses "


def build(small, tmp_path, monkeypatch):
    survey = small.save()
    monkeypatch.setattr(pipeline, "SURVEYS", {"fiw": survey})
    return fd.build(raw=small.raw, out=tmp_path / "out")


def test_unspoilt_files_are_read(small, tmp_path, monkeypatch):
    out = build(small, tmp_path, monkeypatch)
    frame = fd.load("fiw", data=out)
    assert list(zip(frame["country_id"], frame["edition"], strict=True)) == [
        ("CHN", 2024), ("CHN", 2025), ("NER", 2024), ("NER", 2025),
        ("NOR", 2024), ("NOR", 2025), ("XTI", 2024), ("XTI", 2025),
    ]  # fmt: skip
    assert frame["total_score"].dropna().tolist() == [100]
    assert fd.load_items("fiw", data=out)["item"].tolist()[:4] == ["A1", "A2", "A3", "A"]


def put(book, sheet, cell, value):
    def spoil(small):
        getattr(small, book)[sheet][cell] = value

    return spoil


def drop_sheet(small):
    del small.ratings["Territory Ratings, Statuses"]


def drop_column(small):
    small.all_data["FIW13-25"].delete_cols(44)


def add_row(small):
    small.ratings[COUNTRY_SHEET].append(["China", 7, 6, "NF", 7, 6, "NF"])


def drop_edition(small):
    for sheet in (COUNTRY_SHEET, "Territory Ratings, Statuses"):
        small.ratings[sheet].delete_cols(2, 3)
    small.ratings["Historical distribution"].delete_rows(3)


ON_COUNTRIES = f"{RATINGS_FILE}, sheet 'Country Ratings, Statuses', cell "
ON_ALL_DATA = f"{ALL_DATA_FILE}, sheet 'FIW13-25', cell "

SPOILT = {
    "missing sheet": (
        drop_sheet,
        [RATINGS_FILE, "no sheet 'Territory Ratings, Statuses'", "'INDEX'"],
    ),
    "missing header": (drop_column, [ON_ALL_DATA, "missing ['Total']"]),
    "unknown header": (
        put("all_data", "FIW13-25", "AS2", "H1"),
        [ON_ALL_DATA + "AS2", "unknown ['H1']"],
    ),
    "doubled header": (
        put("all_data", "FIW13-25", "AS2", "A1"),
        [ON_ALL_DATA + "AS2", "'A1' stands there a second time"],
    ),
    "doubled edition": (
        put("ratings", COUNTRY_SHEET, "E1", 2024),
        [ON_COUNTRIES + "E1", "2024", "a second time"],
    ),
    "missing measure": (
        put("ratings", COUNTRY_SHEET, "C3", None),
        [ON_COUNTRIES + "B3", "expected an edition over ['PR', 'CL', 'Status']"],
    ),
    "unknown names": (
        lambda small: (
            put("ratings", COUNTRY_SHEET, "A5", "Atlantis")(small),
            put("ratings", COUNTRY_SHEET, "A6", "Norwey")(small),
        ),
        [ON_COUNTRIES + "A5", "'Atlantis'", ON_COUNTRIES + "A6", "'Norwey'", "Norway (NOR)"],
    ),
    "empty name": (
        put("ratings", COUNTRY_SHEET, "A5", None),
        [ON_COUNTRIES + "A5", "values stand beside an empty name"],
    ),
    "unknown status": (
        put("ratings", COUNTRY_SHEET, "D4", "QF"),
        [ON_COUNTRIES + "D4", "found 'QF'", "one of NF, PF, F"],
    ),
    "rating of 8": (
        put("ratings", COUNTRY_SHEET, "E4", 8),
        [ON_COUNTRIES + "E4", "found 8, expected a whole number from 1 to 7"],
    ),
    "half a rating": (
        put("ratings", COUNTRY_SHEET, "E4", 6.5),
        [ON_COUNTRIES + "E4", "found 6.5", "a whole number from 1 to 7"],
    ),
    "text for a number": (
        put("all_data", "FIW13-25", "H3", "4"),
        [ON_ALL_DATA + "H3", "found '4'", "a whole number from 0 to 4"],
    ),
    "truth for a number": (
        put("all_data", "FIW13-25", "H3", True),
        [ON_ALL_DATA + "H3", "found 'True', expected a whole number"],
    ),
    "blank for a number": (
        put("all_data", "FIW13-25", "H3", None),
        [ON_ALL_DATA + "H3", "found ''"],
    ),
    "wrong sum": (
        put("all_data", "FIW13-25", "H3", 3),
        ["A of Norway, edition 2025, is 12, expected 11", ON_ALL_DATA + "K3"],
    ),
    "rating against score": (
        lambda small: (
            put("ratings", COUNTRY_SHEET, "E6", 2)(small),
            put("all_data", "FIW13-25", "F3", 2)(small),
        ),
        ["political_rights of Norway, edition 2025, is 2, expected 1", ON_COUNTRIES + "E6"],
    ),
    "status against ratings": (
        put("ratings", COUNTRY_SHEET, "D4", "PF"),
        ["status of China, edition 2024, is Partly Free, expected Not Free", ON_COUNTRIES + "D4"],
    ),
    "status without ratings": (
        lambda small: (
            put("ratings", COUNTRY_SHEET, "B4", "-")(small),
            put("ratings", COUNTRY_SHEET, "C4", "-")(small),
        ),
        ["status of China, edition 2024, is Not Free, expected a rating beside it"],
    ),
    "disagreement": (
        put("all_data", "FIW13-25", "E3", "PF"),
        [
            "status of Norway, edition 2025 is Free in",
            ON_COUNTRIES + "G6",
            "but Partly Free in",
            ON_ALL_DATA + "E3",
        ],
    ),
    "country and territory": (
        put("all_data", "FIW13-25", "C3", "t"),
        ["Norway, edition 2025, stands among the countries in", ON_ALL_DATA + "C3"],
    ),
    "doubled row": (
        add_row,
        ["of China, edition 2024 is given twice", ON_COUNTRIES + "B7", ON_COUNTRIES + "B4"],
    ),
    "wrong count": (
        put("ratings", "Historical distribution", "C2", 2),
        ["status, edition 2025, is Free in 1 countries, expected 2"],
    ),
    "edition of another title": (
        put("ratings", COUNTRY_SHEET, "E1", 2031),
        [ON_COUNTRIES + "E2", "edition 2031 cannot cover 2024"],
    ),
    "edition that is not declared": (
        lambda small: (
            put("ratings", COUNTRY_SHEET, "E1", 2031)(small),
            put("ratings", COUNTRY_SHEET, "E2", 2030)(small),
        ),
        ["2031", "no edition of Freedom in the World"],
    ),
    "missing edition on one sheet": (
        lambda small: small.ratings["Territory Ratings, Statuses"].delete_cols(2, 3),
        ["sheet 'Territory Ratings, Statuses', lacks the editions [2024]"],
    ),
    "counts that are blank": (
        lambda small: small.ratings["Historical distribution"].delete_rows(3),
        ["sheet 'Historical distribution', lacks the editions [2024]"],
    ),
    "wrong count below a blank line": (
        lambda small: (
            small.ratings["Historical distribution"].insert_rows(2),
            put("ratings", "Historical distribution", "C4", 99)(small),
        ),
        ["status, edition 2024, is Free in 1 countries, expected 99"],
    ),
    "a question left out": (
        put("all_data", "FIW13-25", "H3", "N/A"),
        ["A of Norway, edition 2025, is 12, expected every part of it, or none", "cell K3"],
    ),
    "value in a column without a header": (
        put("all_data", "FIW13-25", "AT3", 7),
        [ON_ALL_DATA + "AT3: 7 stands in a column without a header"],
    ),
    "value beside the ratings": (
        put("ratings", COUNTRY_SHEET, "I5", "x"),
        [ON_COUNTRIES + "I5: 'x' stands in a column without a header"],
    ),
    "sheet with headers only": (
        lambda small: small.ratings[COUNTRY_SHEET].delete_rows(4, 9),
        [RATINGS_FILE, "sheet 'Country Ratings, Statuses' has nothing below row 3"],
    ),
    "half an edition": (
        put("all_data", "FIW13-25", "D3", 2024.5),
        [ALL_DATA_FILE, "2024.5 is no edition"],
    ),
    "missing edition": (
        drop_edition,
        [RATINGS_FILE, "sheet 'Country Ratings, Statuses', lacks the editions [2024]"],
    ),
    "a country only one workbook has": (
        put("all_data", "FIW13-25", "A3", "Sweden"),
        ["status, edition 2025, is Free in 2 countries, expected 1"],
    ),
    "scores without a status": (
        lambda small: (
            put("all_data", "FIW13-25", "A3", "Sweden")(small),
            [put("all_data", "FIW13-25", f"{column}3", "N/A")(small) for column in "EFG"],
        ),
        ["of Sweden, edition 2025 is given, but no status beside it", ON_ALL_DATA],
    ),
}


@pytest.mark.parametrize("name", SPOILT)
def test_is_refused(name, small, tmp_path, monkeypatch):
    spoil, fragments = SPOILT[name]
    spoil(small)
    with pytest.raises((fd.SourceError, fd.RuleError)) as refusal:
        build(small, tmp_path, monkeypatch)
    for fragment in fragments:
        assert fragment in str(refusal.value)
    assert not (tmp_path / "out").exists()


def test_all_problems_of_a_file_come_at_once(small, tmp_path, monkeypatch):
    for cell in ("H3", "I3", "J3"):
        small.all_data["FIW13-25"][cell] = 9
    with pytest.raises(fd.SourceError) as refusal:
        build(small, tmp_path, monkeypatch)
    for cell in ("H3", "I3", "J3"):
        assert ON_ALL_DATA + cell in str(refusal.value)


def test_all_unknown_names_come_at_once(small, tmp_path, monkeypatch):
    names = [f"Nowhere {n}" for n in range(12)]
    for row, name in enumerate(names, 7):
        for column, value in enumerate((name, 7, 6, "NF", 7, 6, "NF"), 1):
            small.ratings[COUNTRY_SHEET].cell(row, column, value)
    with pytest.raises(fd.SourceError) as refusal:
        build(small, tmp_path, monkeypatch)
    for row, name in enumerate(names, 7):
        assert f"{ON_COUNTRIES}A{row}: no country or territory is called {name!r}" in str(
            refusal.value
        )


def test_a_correction_whose_old_value_is_gone_is_refused(raw, tmp_path, monkeypatch):
    survey = fd.SURVEYS["fiw"]
    first, *rest = survey.corrections
    wrong = replace(survey, corrections=(replace(first, old="2(6)"), *rest))
    monkeypatch.setattr(pipeline, "SURVEYS", {"fiw": wrong})
    with pytest.raises(fd.SourceError, match=r"found '2\(5\)'.* expects '2\(6\)'"):
        fd.build(raw=raw, out=tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_changed_byte_is_refused(small, tmp_path, monkeypatch):
    survey = small.save()
    path = small.raw / survey.sources[0].path
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    monkeypatch.setattr(pipeline, "SURVEYS", {"fiw": survey})
    with pytest.raises(fd.SourceError, match=f"{RATINGS_FILE} is not the file it should be"):
        fd.build(raw=small.raw, out=tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_file_is_no_directory_to_write_to(small, tmp_path, monkeypatch):
    (tmp_path / "out").write_text("mine", encoding="utf-8")
    with pytest.raises(fd.SourceError, match="out is a file: give a directory"):
        build(small, tmp_path, monkeypatch)
    assert (tmp_path / "out").read_text(encoding="utf-8") == "mine"


def test_missing_files_are_all_named(small, tmp_path, monkeypatch):
    survey = small.save()
    shutil.rmtree(small.raw)
    monkeypatch.setattr(pipeline, "SURVEYS", {"fiw": survey})
    with pytest.raises(fd.SourceError, match="lacks 2 of 2 published files, such as fiw/2025"):
        fd.build(raw=small.raw, out=tmp_path / "out")


def test_a_file_that_is_no_workbook_is_refused(small, tmp_path, monkeypatch):
    survey = small.save()
    source = survey.sources[0]
    (small.raw / source.path).write_text("<html>please log in</html>")
    declared = replace(source, sha256=sha256(b"<html>please log in</html>").hexdigest())
    survey = replace(survey, sources=(declared, *survey.sources[1:]))
    monkeypatch.setattr(pipeline, "SURVEYS", {"fiw": survey})
    with pytest.raises(fd.SourceError, match=f"{RATINGS_FILE} is no workbook"):
        fd.build(raw=small.raw, out=tmp_path / "out")


def test_a_refusal_leaves_the_old_tables_as_they_were(small, tmp_path, monkeypatch):
    out = build(small, tmp_path, monkeypatch)
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    small.ratings[COUNTRY_SHEET]["E4"] = 8
    with pytest.raises(fd.SourceError):
        build(small, tmp_path, monkeypatch)
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before
    assert list(tmp_path.rglob(".freedomdata-*")) == []


def test_objects_on_lines_are_asked_for_as_a_list(tmp_path):
    path = tmp_path / "x.jsonl"
    path.write_text('{"Country": "France"}\n{"Country": "Peru"}\n', "utf-8")
    with pytest.raises(fd.SourceError, match="a JSON object on each line: put them into one list"):
        fd.ingest(path, dry_run=True)
