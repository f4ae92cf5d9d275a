"""One spoilt frame per rule must be refused."""

from __future__ import annotations

import pandas as pd
import pytest

import freedomdata as fd
from freedomdata.building.schema import make_schema, validate
from freedomdata.fields import item_fields, survey_fields

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
