"""One spoilt frame per rule must be refused."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa
import pytest

import freedomdata as fd
from freedomdata.schema import (
    TableField,
    arrow_schema,
    describe_field,
    item_fields,
    make_schema,
    pandas_type,
    set_types,
    survey_fields,
    validate,
)

FIELDS = survey_fields(fd.SURVEYS["fiw"])
SCHEMA = make_schema(FIELDS, ("country_id", "edition"))


@pytest.fixture
def frame():
    return fd.load("fiw", country=["China", "Norway"])


def test_the_delivered_tables_pass(frame):
    assert validate(frame, SCHEMA, "fiw") is None
    assert validate(fd.load("fiw"), SCHEMA, "fiw") is None
    items = make_schema(item_fields(fd.SURVEYS), ("survey", "country_id", "edition", "item"))
    assert validate(fd.load_items("fiw"), items, "items") is None


def in_place(column, value):
    def spoil(frame):
        frame.loc[3, column] = value
        return frame

    return spoil


SPOILT = {
    "rating of 8": (in_place("political_rights", 8), "political_rights: 8"),
    "score of 101": (in_place("total_score", 101), "total_score: 101"),
    "turned score": (lambda f: f.assign(total_score=100 - 2 * f["total_score"]), "total_score: -"),
    "no status": (in_place("status", None), "status: "),
    "one row twice": (lambda f: pd.concat([f, f.iloc[[0]]], ignore_index=True), "CHN"),
    "another column": (lambda f: f.assign(extra=1), "extra"),
    "a column less": (lambda f: f.drop(columns="total_score"), "total_score"),
    "columns in another order": (lambda f: f[[*f.columns[1:], "country_id"]], "column"),
    "numbers as text": (lambda f: f.assign(edition=f["edition"].astype(str)), "edition"),
    "status as text": (lambda f: f.assign(status=f["status"].astype(object)), "status"),
    "unordered status": (lambda f: f.assign(status=f["status"].cat.as_unordered()), "status"),
    "another status": (
        lambda f: f.assign(status=f["status"].cat.rename_categories({"Free": "FREE"})),
        "status",
    ),
}


@pytest.mark.parametrize("name", SPOILT)
def test_is_refused(name, frame):
    spoil, fragment = SPOILT[name]
    with pytest.raises(fd.RuleError, match=r"^fiw: ") as refusal:
        validate(spoil(frame), SCHEMA, "fiw")
    assert fragment in str(refusal.value)


def test_nothing_is_coerced(frame):
    before = frame.copy()
    validate(frame, SCHEMA, "fiw")
    pd.testing.assert_frame_equal(frame, before)


DECLARED = ("str", "bool", "boolean", "int64", "Int64", "Float64", "date", "status")


@pytest.mark.parametrize("declared", DECLARED)
def test_a_file_gives_the_types_that_users_get(declared):
    field = TableField("x", declared, "X", "An x.", is_nullable=True)
    values = {"str": "a", "bool": True, "boolean": 1.0, "status": "Free"}
    value = pd.Timestamp("2013-01-31") if declared == "date" else values.get(declared, 1)
    table = pa.table({"x": [value]}).cast(arrow_schema([field]))
    frame = set_types(table.to_pandas(), {"x": declared})
    assert frame["x"].dtype == pandas_type(declared)
    assert frame["x"].tolist() == [value]
    assert arrow_schema([field]).field("x").metadata == {b"description": b"An x."}


@pytest.mark.parametrize("backend", ["numpy_nullable", "pyarrow"])
@pytest.mark.parametrize("declared", DECLARED)
def test_a_backend_has_a_type_for_each_declared_one(declared, backend):
    missing = pd.Series([None], dtype=pandas_type(declared, backend))
    assert missing.isna().all()


def test_another_type_of_pandas_is_taken_as_it_is():
    assert pandas_type(pd.Int8Dtype()) == pd.Int8Dtype()
    assert set_types(pd.DataFrame({"x": [1]}), {"x": pd.Int8Dtype()})["x"].dtype == "Int8"


def test_another_backend_is_refused(frame):
    with pytest.raises(fd.FreedomDataError, match="dtype_backend is 'numpy_nullable' or"):
        set_types(frame, {"edition": "int64"}, "polars")


def test_the_descriptor_says_what_a_column_holds():
    described = {field.name: describe_field(field) for field in FIELDS}
    assert described["political_rights"] == {
        "name": "political_rights",
        "type": "integer",
        "title": "Political rights",
        "description": "Rating of political rights, 1 (most free) to 7 (least free).",
        "constraints": {"required": False, "minimum": 1, "maximum": 7},
        "unit": "points",
        "freest": 1,
    }
    assert described["status"]["constraints"]["enum"] == ["Not Free", "Partly Free", "Free"]
    assert described["electoral_democracy"]["constraints"] == {"required": False, "enum": [0, 1]}
    assert described["period_start"]["type"] == "datetime"
    rsf = {field.name: describe_field(field) for field in survey_fields(fd.SURVEYS["rsf"])}
    score = rsf["press_freedom_score"]
    assert (score["type"], score["freest"]) == ("number", None)  # the scale was turned in 2013
    assert score["constraints"] == {"required": True, "minimum": -10, "maximum": 142}
    assert rsf["rank"]["unit"] == "place"
