"""What frames say of themselves in ``attrs``."""

from __future__ import annotations

import copy
import json

import pandas as pd
import pytest

import freedomdata as fd

FRAMES = {
    "load": lambda: fd.load("fiw", country="Chad"),
    "load, nullable": lambda: fd.load("fotn", country="China", dtype_backend="numpy_nullable"),
    "load, as of": lambda: fd.load("fiw", country="Chad", as_of=2024),
    "load_items": lambda: fd.load_items("fiw", country="Chad"),
    "load_items, worded": lambda: fd.load_items("fotn", country="China", wording=True),
    "load_panel": lambda: fd.load_panel(country="China"),
    "list_surveys": fd.list_surveys,
    "list_editions": lambda: fd.list_editions("fotp"),
    "list_revisions": lambda: fd.list_revisions("fiw"),
    "codebook": lambda: fd.codebook("fiw"),
}


@pytest.mark.parametrize("make", FRAMES.values(), ids=FRAMES)
def test_frames_say_what_they_are_in_what_json_has(make, tmp_path):
    frame = make()
    attrs = frame.attrs
    assert attrs["data_version"] == fd.version().data
    assert json.loads(json.dumps(attrs)) == attrs
    assert len(json.dumps(attrs)) < 4000
    assert set(attrs.get("columns", ())) <= set(frame.columns)
    assert frame.copy().attrs == attrs
    assert copy.deepcopy(frame).attrs == attrs
    assert frame.head(1).attrs == attrs
    assert pd.concat([frame, make()]).attrs == attrs
    frame.to_parquet(tmp_path / "frame.parquet")
    assert pd.read_parquet(tmp_path / "frame.parquet").attrs == attrs


def test_columns_have_title_unit_and_direction():
    for survey in ("fiw", "fotp", "fotn"):
        frame, book = (
            fd.load(survey, country="Chad" if survey != "fotn" else "China"),
            fd.codebook(survey),
        )
        assert frame.attrs["survey"] == survey
        assert frame.attrs["citation"] == fd.SURVEYS[survey].citation
        columns = frame.attrs["columns"]
        assert list(columns) == frame.columns.tolist()
        for one in book[book["id"].isin(list(columns))].itertuples():
            said = columns[one.id]
            assert said["title"] == one.title
            assert (said.get("unit", ""), said.get("direction", "")) == (one.unit, one.direction)
    columns = fd.load("fiw", country="Chad").attrs["columns"]
    assert columns["political_rights"] == {
        "title": "Political rights",
        "unit": "points",
        "direction": "lower is freer",
    }
    assert columns["status"]["direction"] == "Free is freest"
    assert columns["year"] == {"title": "Year covered"}


def test_items_say_which_one_runs_the_other_way():
    columns = fd.load_items("fiw", country="Chad", wording=True).attrs["columns"]
    assert columns["value"]["direction"] == "higher is freer (Add Q: lower is freer)"
    assert set(columns) == {
        "survey", "country_id", "edition", "item", "title", "wording", "value"
    }  # fmt: skip
    assert fd.load_items("fotn").attrs["columns"]["value"]["direction"] == "higher is freer"


def test_a_panel_says_which_way_each_measure_runs():
    panel = fd.load_panel("fiw", "fotp", measure=["rating", "total_score", "press_score"])
    assert panel.attrs["surveys"] == ["fiw", "fotp"]
    assert panel.attrs["citations"] == [fd.SURVEYS[id_].citation for id_ in ("fiw", "fotp")]
    directions = {id_: said["direction"] for id_, said in panel.attrs["measures"].items()}
    assert directions == {
        "rating": "lower is freer",
        "total_score": "higher is freer",
        "press_score": "lower is freer",
    }
    assert set(panel.attrs["columns"]) == set(panel.columns)
    for id_, direction in directions.items():  # by no declaration: how values go with `freedom`
        own = panel[panel["measure"] == id_].dropna(subset=["value", "freedom"])
        sign = own["value"].corr(own["freedom"])
        assert direction == ("higher is freer" if sign > 0 else "lower is freer")
    china = fd.load_panel("fiw", "fotp", country="China")
    assert list(china.attrs["measures"]) == ["rating", "press_score"]


ANSWERS = {
    "changes": lambda: fd.find_changes("fiw", country="Chad"),
    "movers": lambda: fd.find_movers("fiw", 2010, 2020),
    "spells": lambda: fd.find_spells("fiw", status="Free", country="Mali"),
    "rank": lambda: fd.rank("fiw", 2024),
    "statuses": lambda: fd.count_statuses("fiw"),
    "means": lambda: fd.aggregate("fiw", "total_score"),
    "by the rule": lambda: fd.load("fiw", country="Chad", electoral="rule"),
}


@pytest.mark.parametrize("make", ANSWERS.values(), ids=ANSWERS)
def test_answers_say_what_their_columns_are(make, tmp_path):
    frame = make()
    columns = frame.attrs["columns"]
    assert {"edition", "year"} & {*columns} or {"first_edition", "first_year"} <= {*columns}
    assert set(columns) <= set(frame.columns)
    assert all(said["title"] for said in columns.values())
    for name in ("measure", "value", "points", "share", "place", "electoral_source"):
        assert (name in columns) is (name in frame.columns)
    if "points" in frame:
        assert columns["points"]["direction"] == "higher is freer"
    frame.to_parquet(tmp_path / "frame.parquet")
    assert pd.read_parquet(tmp_path / "frame.parquet").attrs == frame.attrs


def test_frames_of_several_surveys_put_together_say_nothing_wrong():
    both = pd.concat([fd.load("fiw", country="Chad"), fd.load("fotp", country="Chad")])
    assert both.attrs == {}
    merged = fd.load("fiw", country="Chad").merge(fd.load("fotp", country="Chad"), on="year")
    assert merged.attrs == {}
    twice = fd.load("fiw", country="Chad").merge(fd.load("fiw", country="Mali"), on="edition")
    assert twice.attrs["survey"] == "fiw"


def test_what_one_user_writes_no_other_reads():
    frame = fd.load("fiw", country="Chad")
    frame.attrs["columns"]["status"]["title"] = "spoilt"
    frame.attrs["survey"] = "spoilt"
    fresh = fd.load("fiw", country="Chad").attrs
    assert fresh["columns"]["status"]["title"] == "Status"
    assert fresh["survey"] == "fiw"


def test_what_a_frame_says_changes_no_answer():
    frame, bare = (fd.load("fiw", country=["Chad", "Mali"]) for _ in range(2))
    bare.attrs = {}
    frame.attrs["left_out"] = ["odd"]
    assert fd.cite(frame) == fd.cite(bare)
    pd.testing.assert_frame_equal(fd.validate(frame, "fiw"), fd.validate(bare, "fiw"))
    assert fd.alt_text(fd.plot_statuses(frame)) == fd.alt_text(fd.plot_statuses(bare))
    assert frame.attrs["left_out"] == ["odd"]  # a user's frame is never changed


def test_of_another_data_directory(rsf_built):
    frame = fd.load("rsf", country="Chad", data=rsf_built)
    assert frame.attrs["survey"] == "rsf"
    assert frame.attrs["columns"]["press_freedom_score"]["direction"] == (
        "higher is freer (until edition 2012: -10 to 142, lower is freer)"
    )
