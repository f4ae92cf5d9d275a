"""Workbooks that are not at hand, made in the layout that others describe, are taken in."""

from __future__ import annotations

import copy
import re

import books
import files
import openpyxl
import pandas as pd
import pytest
import readings
from openpyxl.utils import column_index_from_string
from samples import drawn

import freedomdata as fd

# the aggregate workbook 2003-2018


@pytest.fixture(scope="session")
def book18(once):
    return once("book18", lambda home: books.aggregate_2018(home / "Aggregate_2003-2018.xlsx"))


@pytest.fixture(scope="session")
def found18(book18, once):
    return once("2018", lambda home: fd.ingest(book18, out=home / "data", grade="published"))


def test_a_sheet_for_each_edition(found18):
    assert (found18.editions[0], found18.editions[-1], len(found18.editions)) == (2003, 2018, 16)
    assert found18.source.release == "2018"
    assert len(found18.new) == len(found18.differs) == 0
    assert found18.agrees > 45_000
    assert sum("Transnistria has no star" in sentence for sentence in found18.left) == 1
    columns = [sentence for sentence in found18.left if "column" in sentence]
    assert columns == ["sheet 'FIW2014', column 'x' is left alone: no measure has that name"]


def test_what_was_taken_in_passes_every_check(found18):
    assert set(fd.check(data=found18.out)["level"]) == {"known"}


def test_it_is_a_release_of_its_own(found18):
    then = fd.load("fiw", data=found18.out, as_of="2018", editions=range(2006, 2019))
    now = fd.load("fiw", editions=range(2006, 2019))
    assert set(then["source"]) == {found18.source.id}
    drop = ["source", "grade", "region", "electoral_democracy", "note"]
    pd.testing.assert_frame_equal(then.drop(columns=drop), now.drop(columns=drop))
    assert then["region"].isna().all()
    revisions = fd.list_revisions("fiw", data=found18.out)
    pd.testing.assert_frame_equal(revisions, fd.list_revisions("fiw"))


@pytest.mark.filterwarnings("ignore::freedomdata.FreedomDataWarning")
def test_a_star_that_was_forgotten_makes_no_country(found18):
    frame = fd.load("fiw", country="Transnistria", data=found18.out, as_of=2018)
    assert frame["is_territory"].all()


@pytest.mark.filterwarnings("ignore::freedomdata.FreedomDataWarning")
@pytest.mark.parametrize("kind", ["aggregate", "all-data"])
def test_every_release_can_be_asked_for(kind, found18, raw, tmp_path):
    data = found18.out
    if kind == "all-data":
        _, header, rows = files.all_data(raw / files.ALL_DATA_23)
        part = [[*row[:4], *row[4:]] for row in rows if row[3] in (2016, 2017)]
        taken = [row for row in part if row[0] not in ("Transnistria", "France")]
        data = fd.ingest(files.save(tmp_path / "a17.xlsx", {"Data": [header, *taken]}),
                         out=tmp_path / "a17", grade="published").out  # fmt: skip
    for survey in ("fiw", "fotp", "fotn"):
        kinds = fd.load(survey, data=data).dtypes.astype(str)
        with pytest.raises(fd.FreedomDataError) as refused:
            fd.load(survey, data=data, as_of="then")
        releases = re.findall(r"\d{4}", str(refused.value).split("at hand are")[1])
        assert releases[0] == {"aggregate": "2018", "all-data": "2017"}[kind] or survey != "fiw"
        for release in releases:
            frame = fd.load(survey, data=data, as_of=release)
            assert len(frame)
            assert frame.dtypes.astype(str).equals(kinds)
        if survey != "fotp":
            assert all(len(fd.load_items(survey, data=data, as_of=r)) for r in releases[-3:])


@pytest.mark.sweep
def test_a_value_off_its_scale_costs_nothing_else(tmp_path):
    path = books.aggregate_2018(tmp_path / "bahrain.xlsx", bahrain=21)
    found = fd.ingest(path, out=tmp_path / "bahrain", grade="published")
    assert set(found.withheld["country"]) == {"Bahrain"}
    assert sorted(found.withheld["edition"]) == list(range(2007, 2019))
    assert set(found.withheld["measure"]) == {"A"}
    assert len(found.differs) == 0
    items = fd.load_items("fiw", country="Bahrain", item="A", data=found.out)
    pd.testing.assert_frame_equal(items, fd.load_items("fiw", country="Bahrain", item="A"))
    assert set(fd.check(data=found.out)["level"]) == {"known"}
    assert len(fd.load("fiw", data=found.out, as_of=2018, editions=range(2006, 2019))) == 2710


# the official workbook of Freedom of the Press


@pytest.fixture(scope="session")
def table():
    """Our table as the workbook would have it."""
    return books.read_press()


@pytest.fixture
def rows(table):
    """The same, to be changed."""
    return copy.deepcopy(table)


@pytest.fixture(scope="session")
def press(table, once):
    name = "FOTP1980-FOTP2017_Public-Data.xlsx"
    return once("press", lambda home: books.press(home / name, table))


@pytest.fixture(scope="session")
def official(press, once):
    return once("official", lambda home: fd.ingest(press, out=home / "data", grade="published"))


def test_the_official_workbook_gives_the_survey_its_grade(official):
    assert (official.survey, official.source.release) == ("fotp", "2017")
    assert (official.editions[0], official.editions[-1], len(official.editions)) == (1980, 2017, 37)
    assert len(official.differs) == 0
    assert official.agrees > 22_000
    frame = fd.load("fotp", data=official.out)
    withheld = frame["note"].eq("withheld").fillna(False)
    assert set(frame.loc[~withheld, "grade"]) == {"published"}
    same = ["country_id", "edition", "status", "print_status", "press_score", "legal_environment"]
    pd.testing.assert_frame_equal(frame[same], fd.load("fotp")[same])


def test_print_and_broadcast_media_apart(official):
    frame = fd.load("fotp", data=official.out, editions=range(1980, 1989))
    assert set(official.new["measure"]) == {"broadcast_status"}
    known = frame[frame["country_id"] != "BTN"]
    assert known[["status", "print_status", "broadcast_status"]].notna().all(axis=None)
    worse = known[["print_status", "broadcast_status"]].apply(lambda column: column.cat.codes)
    assert (known["status"].cat.codes == worse.min(axis=1)).all()
    text = str(fd.explain("Chile", edition=1985, survey="fotp", data=official.out))
    assert "are printed, and the worse one counts" in text


def test_notes_on_copies_fall(official):
    notes = fd.load("fotp", data=official.out)["note"]
    assert "corrected" not in set(notes)
    assert "corrected" in set(fd.load("fotp")["note"])
    assert set(fd.check(data=official.out)["level"]) == {"known"}


def test_cells_of_the_workbook(official, press):
    lineage = readings.delivered(official.out)
    mine = lineage[lineage["source"] == official.source.id]
    sheet = openpyxl.load_workbook(press)["Data"]
    frame = fd.load("fotp", data=official.out).set_index(["country_id", "edition"])
    for cell in mine.sample(300, random_state=0).itertuples():
        value = frame.loc[(cell.country_id, cell.edition), cell.measure]
        word = files.LETTERS.get(value, value)
        assert sheet.cell(cell.row, cell.column).value == word
        name = sheet.cell(cell.row, 1).value
        unit = {"Serbia": "SCG", "Montenegro": "SCG"}.get(name) if cell.edition < 2007 else None
        assert (unit or fd.find_country(name)) == cell.country_id
    assert [column_index_from_string(c) for c in ("AF", "DC", "FZ")] == [
        mine[(mine["edition"] == e) & (mine["measure"] == "status")]["column"].iloc[0]
        for e in (1994, 2002, 2017)
    ]


def test_units_that_ended_are_themselves(official):
    frame = fd.load("fotp", data=official.out)
    held = frame[frame["source"] == official.source.id].groupby("country_id")["edition"]
    spans = {"SUN": (1980, 1992), "XGW": (1980, 1990), "DDR": (1980, 1990), "XYN": (1980, 1990),
             "YMD": (1980, 1990), "CSK": (1980, 1993), "YUG": (1980, 2003), "SCG": (2004, 2006),
             "SRB": (2007, 2017), "PSE": (1994, 2017), "XNC": (1982, 1993)}  # fmt: skip
    assert {unit: (held.min()[unit], held.max()[unit]) for unit in spans} == spans


def test_columns_that_nobody_described_are_named(official):
    sentences = [sentence for sentence in official.left if "column" in sentence]
    assert len(sentences) == 8
    assert (
        "sheet 'Data', column 'Print C' of editions 1994 to 2001 is left alone: no measure has "
        "that name there"
    ) in sentences


CHANGED = {
    ("Chile", 1985): {"print_status": "Not Free"},
    ("Ghana", 1990): {"status": "Partly Free"},
    ("Ghana", 1997): {"press_score": 59},
    ("Norway", 2010): {"press_score": 12, "legal_environment": 5},
}


def test_every_cell_is_held_against_the_copies(rows, tmp_path):
    for (name, edition), values in CHANGED.items():
        rows[name][edition] |= values
    before = fd.load("fotp").set_index(["country", "edition"])
    path = books.press(tmp_path / "x.xlsx", rows)
    found = fd.ingest(path, out=tmp_path / "out", grade="published")
    keys = {(row.country, row.edition, row.measure) for row in found.differs.itertuples()}
    expected = {(*key, m) for key, values in CHANGED.items() for m in values}
    expected = {key for key in expected if before.loc[key[:2], key[2]] != CHANGED[key[:2]][key[2]]}
    assert keys == expected | {("Chile", 1985, "status")}
    assert set(found.differs["delivered"]) == {"what the file has"}
    assert all(found.differs["cell_at_hand"].str.contains("fotp/"))
    after = fd.load("fotp", data=found.out).set_index(["country", "edition"])
    for key, values in CHANGED.items():
        assert [after.loc[key, measure] for measure in values] == list(values.values())
    findings = fd.check(data=found.out)
    assert "error" not in set(findings["level"])
    assert "Chile" in set(findings.loc[findings["rule"] == "files agree", "country"])


def test_corrections_of_copies_hold_only_where_it_prints_the_same(rows, tmp_path):
    assert look(books.press(tmp_path / "x.xlsx", rows)).corrected == ()
    rows["El Salvador"][2004]["status"] = "Not Free"
    found = look(books.press(tmp_path / "y.xlsx", rows))
    assert len(found.corrected) == 1
    assert "status of El Salvador, edition 2004: printed NF, read as PF" in found.corrected[0]


def test_where_it_contradicts_itself_one_row_is_withheld(rows, tmp_path):
    rows["Norway"][2010]["press_score"] = 55  # not the sum of its parts, and not Free
    found = fd.ingest(books.press(tmp_path / "x.xlsx", rows), out=tmp_path / "out",
                      grade="published")  # fmt: skip
    assert set(found.withheld["country"]) == {"Norway"}
    assert set(found.withheld["edition"]) == {2010}
    frame = fd.load("fotp", data=found.out).set_index(["country", "edition"])
    assert frame.loc[("Norway", 2010), "press_score"] != 55
    assert set(fd.check(data=found.out)["level"]) == {"known"}


@pytest.mark.sweep
def test_one_medium_alone_makes_no_status(rows, tmp_path):
    def find_broadcast(row):
        return "-" if row["country"] in ("Chile", "Andorra") else books.broadcast(row)

    rows["Andorra"][1985] = {**rows["Norway"][1985], "country": "Andorra"}  # in no copy
    path = books.press(tmp_path / "x.xlsx", rows, find_broadcast=find_broadcast)
    found = fd.ingest(path, out=tmp_path / "out", grade="published")
    frame = fd.load("fotp", data=found.out).set_index(["country", "edition"])
    chile = frame.loc[("Chile", 1985)]
    assert (chile["status"], chile["print_status"]) == ("Partly Free", "Partly Free")
    assert chile["grade"] == "compiled"
    assert pd.isna(chile["broadcast_status"])
    assert ("Andorra", 1985) not in frame.index or pd.isna(frame.loc[("Andorra", 1985), "status"])
    assert set(found.withheld["country"]) == {"Andorra"}
    assert "error" not in set(fd.check(data=found.out)["level"])


VARIANTS = {
    "editions over every column": {"is_filled": True},
    "no title above": {"above": 0},
    "blank columns": {"gap": True},
    "other words for two media": {"media": ("Print Status", "Broadcast Media ")},
    "no words for two media": {"media": ("", "")},
    "no word for one status": {"one": ("",)},
}


@pytest.fixture(scope="session")
def few(table):
    """Every fourth name."""
    return dict(sorted(table.items())[::4])


@pytest.fixture(scope="session")
def plain(few, once):
    return once("few", lambda home: look(books.press(home / "few.xlsx", few), grade="published"))


@drawn("name", list(VARIANTS), 2)
def test_the_same_laid_out_otherwise(few, plain, tmp_path, name):
    found = look(books.press(tmp_path / "x.xlsx", few, **VARIANTS[name]), grade="published")
    assert (found.agrees, len(found.new)) == (plain.agrees, len(plain.new))
    assert len(found.differs) == 0


def test_an_edition_is_known_by_the_years_it_covers(few, plain, tmp_path):
    grids = files.sheets(books.press(tmp_path / "x.xlsx", few))
    grids["Data"][2] = [1983 if cell == "1983-84" else cell for cell in grids["Data"][2]]
    found = look(files.save(tmp_path / "y.xlsx", grids), grade="published")
    assert (found.agrees, len(found.differs)) == (plain.agrees, 0)


def test_an_edition_without_its_status_is_left_alone(few, tmp_path):
    grids = files.sheets(books.press(tmp_path / "x.xlsx", few))
    grids["Data"][4][column_index_from_string("FZ") - 1] = "Verdict"
    found = look(files.save(tmp_path / "y.xlsx", grids), grade="published")
    assert found.editions[-1] == 2016
    assert any("'Verdict' of edition 2017 is left alone" in sentence for sentence in found.left)


@pytest.mark.sweep
def test_two_releases_of_it(rows, press, tmp_path):
    rows["Norway"][2010] |= {"press_score": 11, "legal_environment": 4}
    older = fd.ingest(books.press(tmp_path / "x.xlsx", rows, last=2015), out=tmp_path / "older",
                      grade="published")  # fmt: skip
    assert older.source.release == "2015"
    newer = fd.ingest(press, out=tmp_path / "newer", grade="published", data=older.out)
    revisions = fd.list_revisions("fotp", data=newer.out)
    assert revisions[["country_id", "edition", "measure", "old", "new"]].to_numpy().tolist() == [
        ["NOR", 2010, "press_score", "11", "10"],
        ["NOR", 2010, "legal_environment", "4", "3"],
    ]
    then = fd.load("fotp", as_of=2015, data=newer.out)
    norway = then[(then["country_id"] == "NOR") & (then["edition"] == 2010)].iloc[0]
    assert (norway["press_score"], norway["source"]) == (11, older.source.id)
    assert then["edition"].max() == 2015
    assert set(fd.check(data=newer.out)["level"]) == {"known"}


def test_it_says_less_than_the_copies_where_it_is_no_better(press, tmp_path):
    found = fd.ingest(press, out=tmp_path / "unproven")
    frame = fd.load("fotp", data=found.out)
    assert set(frame["grade"]) == {"compiled"}
    assert frame["broadcast_status"].notna().sum() == 1256
    assert set(fd.check(data=found.out)["level"]) == {"known"}


def look(path, **options):
    return fd.ingest(path, dry_run=True, **options)
