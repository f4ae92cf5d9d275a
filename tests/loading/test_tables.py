"""Loading and selecting, offline, from the tables in the package."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

import freedomdata as fd
from freedomdata.paths import DESCRIPTOR, data_dir

COLUMNS = {
    "country_id": "str", "country": "str", "is_territory": "bool", "edition": "int64",
    "edition_label": "str", "period_start": "date", "period_end": "date",
    "year": "int64", "status": "category", "political_rights": "float64",
    "civil_liberties": "float64", "political_rights_score": "float64",
    "civil_liberties_score": "float64", "total_score": "float64",
    "electoral_democracy": "float64", "region": "str", "fh_region": "str",
    "grade": "str", "source": "str", "note": "str",
}  # fmt: skip
DATE = str(pd.to_datetime(pd.Series(["2013-01-01"])).dtype)
TEXT = {"str", "object", "string"}


@pytest.mark.filterwarnings("ignore::freedomdata.FreedomDataWarning")
@pytest.mark.parametrize("selection", [{}, {"country": "China"}, {"years": 1900}])
def test_columns_and_dtypes_are_always_the_same(selection):
    frame = fd.load("fiw", **selection)
    assert list(frame.columns) == list(COLUMNS)
    for name, dtype in COLUMNS.items():
        found = str(frame[name].dtype)
        assert found == {"date": DATE}.get(dtype, dtype) or (dtype == "str" and found in TEXT), name
    assert frame.index.equals(pd.RangeIndex(len(frame)))


def test_rows_are_sorted_by_their_unique_key():
    key = fd.load("fiw")[["country_id", "edition"]]
    assert not key.duplicated().any()
    pd.testing.assert_frame_equal(key, key.sort_values(["country_id", "edition"]))
    items = fd.load_items("fiw")
    key = ["survey", "country_id", "edition", "item"]
    assert not items.duplicated(key).any()
    asked = {item.id: n for n, item in enumerate(fd.SURVEYS["fiw"].items)}
    in_order = items.assign(item=items["item"].map(asked)).sort_values(key)
    assert in_order.index.equals(items.index)


def test_status_is_ordered_from_not_free_to_free_and_stays_so():
    status = fd.load("fiw", country=["China", "Norway"], years=2024)["status"]
    assert status.cat.ordered
    assert list(status.cat.categories) == ["Not Free", "Partly Free", "Free"]
    assert (status < "Free").tolist() == [True, False]
    assert status.max() == "Free"
    joined = pd.concat([status, fd.load("fiw", country="Hungary")["status"]])
    assert joined.dtype == status.dtype


def test_numbers_do_not_overflow_in_arithmetic():
    frame = fd.load("fiw", country="Norway", years=2024)
    assert (frame["total_score"] * 100).item() == 9900


def test_what_is_loaded_can_be_written_to():
    for frame in (fd.load("fiw", country="China"), fd.load_items("fiw", country="China")):
        for name in frame.columns:
            frame.loc[0, name] = frame.loc[1, name]
        assert (frame.loc[0].dropna() == frame.loc[1].dropna()).all()


def test_selection_by_country_year_edition_territory_and_grade():
    frame = fd.load("fiw", country=["China", "HUN", "hk"], years=range(1990, 2026))
    assert set(frame["country_id"]) == {"CHN", "HUN", "HKG"}
    assert (frame["year"].min(), frame["year"].max()) == (1990, 2025)
    assert len(fd.load("fiw", editions=[2024, 2025])) == 195 + 15 + 195 + 13
    assert len(fd.load("fiw", editions=2025, territories=False)) == 195
    assert len(fd.load("fiw", editions=2025, territories="only")) == 13
    assert set(fd.load("fiw", grade="secondary")["edition"]) == {2026}
    assert fd.load("fiw", grade=["published", "secondary"]).shape == (10161, 20)
    for far in (95, 999, 10_000, 10**30):
        with pytest.raises(fd.FreedomDataError, match=f"years are whole .*, not {str(far)[:9]}"):
            fd.load("fiw", years=[2024, far])
        with pytest.raises(fd.FreedomDataError, match=f"editions are whole .* {str(far)[:9]}"):
            fd.load("fiw", editions=far)
    assert fd.load("fiw", country=[]).empty
    wanted = pd.Series(["China", "Norway"], index=[7, 9])
    assert len(fd.load("fiw", country=wanted, years=pd.Series([2024]))) == 2
    assert len(fd.load("fiw", country=wanted.array, years=wanted.index.to_numpy() * 0 + 2024)) == 2


def test_items_have_all_questions_subtotals_and_add_ons():
    items = fd.load_items("fiw")
    assert list(items.columns) == ["survey", "country_id", "edition", "item", "value"]
    counts = items["item"].value_counts()
    questions = [i.id for i in fd.SURVEYS["fiw"].items if i.first_edition == 2013]
    assert len(questions) == 25
    assert (counts[questions] == 2723).all()
    subtotals = ["A", "B", "C", "D", "E", "F", "G", "Add Q"]
    for item in subtotals:
        withheld = item in {"D", "E", "F", "G"}  # Kosovo 2007
        assert counts[item] == 2723 + 1454 - withheld
    assert counts["Add A"] == 2501
    assert items["edition"].min() == 2006


def test_questions_come_in_the_order_of_the_questionnaire():
    items = fd.load_items("fiw", country="Hungary", editions=2025)["item"].tolist()
    assert items[:14] == ["A1", "A2", "A3", "A", "B1", "B2", "B3", "B4", "B",
                          "C1", "C2", "C3", "C", "Add Q"]  # fmt: skip


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: fd.load("fiv"), fd.UnknownSurveyError, r"no survey 'fiv'; there is 'fiw' \(Free"),
        (lambda: fd.load(None), fd.UnknownSurveyError, "no survey None"),
        (lambda: fd.load("fiw", country="Chna"), fd.UnknownCountryError, r"China \(CHN\)"),
        (
            lambda: fd.load("fiw", country=["China", 7]),
            fd.UnknownCountryError,
            "7 is a number, which means a country only in",
        ),
        (
            lambda: fd.load("fiw", years="1990"),
            fd.FreedomDataError,
            "years is a whole number",
        ),
        (
            lambda: fd.load("fiw", years=[None]),
            fd.FreedomDataError,
            "years is a whole number",
        ),
        (
            lambda: fd.load("fiw", years=2012.5),
            fd.FreedomDataError,
            "years is a whole number",
        ),
        (lambda: fd.load("fiw", years=True), fd.FreedomDataError, "not True"),
        (lambda: fd.load("fiw", country=7), fd.FreedomDataError, "country is a name or several"),
        (lambda: fd.load("fiw", country=b"China"), fd.FreedomDataError, "country is a name or"),
        (lambda: fd.load("fiw", country=Path("China")), fd.FreedomDataError, "country is a name"),
        (lambda: fd.load("fiw", country=pd.DataFrame()), fd.FreedomDataError, "country is a name"),
        (lambda: fd.load("fiw", grade=7), fd.FreedomDataError, "grade is one or several of publ"),
        (lambda: fd.load("fiw", territories=pd.NA), fd.FreedomDataError, "not <NA>"),
        (lambda: fd.load("fiw", editions="a"), fd.FreedomDataError, "editions is a whole number"),
        (
            lambda: fd.load("fiw", grade="good"),
            fd.FreedomDataError,
            "no grade 'good'; there is pub",
        ),
        (lambda: fd.load("fiw", territories="x"), fd.FreedomDataError, "True, False or 'only'"),
        (lambda: fd.load_items("fiw", item="H1"), fd.FreedomDataError, "no item 'H1'; there is A1"),
        (lambda: fd.load_items("fiw", item=5), fd.FreedomDataError, "item is one or several of"),
        (lambda: fd.load("fiw", data="nowhere"), fd.SourceError, "nowhere holds no datapackage"),
    ],
)
def test_wrong_arguments_say_what_would_have_been_right(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_another_data_directory_is_read_when_it_is_named(tmp_path, monkeypatch):
    other = tmp_path / "other"
    shutil.copytree(data_dir(), other)
    descriptor = json.loads((other / DESCRIPTOR).read_text(encoding="utf-8"))
    descriptor["surveys"][0]["rows"] = 7
    (other / DESCRIPTOR).write_text(json.dumps(descriptor), encoding="utf-8")
    assert fd.list_surveys(data=other)["rows"].iloc[0] == 7
    assert fd.list_surveys()["rows"].iloc[0] == 10161
    monkeypatch.setenv("FREEDOMDATA_DATA", str(other))
    assert fd.list_surveys()["rows"].iloc[0] == 7
    assert len(fd.load("fiw", data=other)) == 10161


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"version": "2026.1"', "\0"])
def test_a_damaged_descriptor_is_refused(tmp_path, content):
    other = tmp_path / "other"
    shutil.copytree(data_dir(), other)
    (other / DESCRIPTOR).write_text(content, encoding="utf-8")
    for call in (fd.list_surveys, lambda data: fd.load("fiw", data=data)):
        with pytest.raises(fd.SourceError, match=r"datapackage\.json is damaged: build the tables"):
            call(data=other)


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.write_bytes(path.read_bytes()[:-100]),
        lambda path: path.write_bytes((data_dir() / "items.parquet").read_bytes()),
        lambda path: path.unlink(),
    ],
)
def test_a_table_that_is_not_the_described_one_is_refused(tmp_path, damage):
    other = tmp_path / "other"
    shutil.copytree(data_dir(), other)
    damage(other / "fiw.parquet")
    with pytest.raises(fd.SourceError, match=r"fiw\.parquet is missing or not the table that"):
        fd.load("fiw", data=other)
    assert len(fd.load_items("fiw", data=other)) > 100_000


def test_list_surveys_says_what_there_is_and_on_which_terms():
    row = fd.list_surveys().set_index("id").loc["fiw"]
    assert row["publisher"] == "Freedom House"
    assert (row["first_edition"], row["last_edition"], row["editions"]) == (1973, 2026, 53)
    assert (row["first_year"], row["last_year"], row["rows"]) == (1972, 2025, 10161)
    assert "non-commercial use with citation" in row["terms"]
    assert row["measures"].split(", ")[:3] == ["status", "political_rights", "civil_liberties"]


def test_the_descriptor_describes_every_table_and_source():
    descriptor = json.loads((data_dir() / DESCRIPTOR).read_text(encoding="utf-8"))
    for table in descriptor["resources"]:
        frame = pd.read_parquet(data_dir() / table["path"])
        assert [field["name"] for field in table["schema"]["fields"]] == list(frame.columns)
        assert table["row_count"] == len(frame)
    survey = descriptor["surveys"][0]
    assert sum(survey["rows_by_edition"].values()) == survey["rows"] == 10161
    assert [s["sha256"] for s in survey["sources"]] == [
        source.sha256 for source in fd.SURVEYS["fiw"].sources
    ]


def test_plain_pandas_reads_the_same_frame_from_the_parquet_file():
    plain = pd.read_parquet(data_dir() / "fiw.parquet")
    ours = fd.load("fiw")
    days = ["period_start", "period_end"]
    plain[days] = plain[days].astype(DATE)  # pandas 2 reads the unit that is stored
    pd.testing.assert_frame_equal(plain, ours)
