"""Several surveys in one frame: own units, one direction, no silent break."""

from __future__ import annotations

import json
import shutil

import numpy as np
import pandas as pd
import pytest

import freedomdata as fd
from freedomdata.data import open_data
from freedomdata.paths import DESCRIPTOR, data_dir

COLUMNS = {
    "survey": "str", "country_id": "str", "country": "str", "is_territory": "bool",
    "edition": "int64", "period_start": "date", "period_end": "date",
    "year": "int64", "status": "category", "measure": "str", "value": "float64",
    "freedom": "float64", "fh_region": "str", "grade": "str", "source": "str", "note": "str",
}  # fmt: skip
DATE = str(pd.to_datetime(pd.Series(["2013-01-01"])).dtype)


def test_the_letter_of_2013():
    panel = fd.load_panel("fiw", "fotp", "fotn", country="China").set_index(["survey", "edition"])
    for key, value, freedom in (
        (("fiw", 2013), 6.5, 100 / 12),
        (("fotp", 2012), 85, 15),
        (("fotn", 2012), 15, 15),
    ):
        row = panel.loc[key]
        assert (row["status"], row["value"]) == ("Not Free", value)
        assert row["freedom"] == pytest.approx(freedom)


@pytest.mark.filterwarnings("ignore::freedomdata.FreedomDataWarning")
@pytest.mark.parametrize("selection", [{}, {"country": "China"}, {"years": 1900}])
def test_columns_dtypes_order_and_key(selection):
    panel = fd.load_panel(**selection)
    assert list(panel.columns) == list(COLUMNS)
    for name, dtype in COLUMNS.items():
        found = str(panel[name].dtype)
        wanted = {"date": DATE, "str": str(pd.Series(["text"]).dtype)}.get(dtype, dtype)
        assert found == wanted, name
    key = ["survey", "country_id", "edition", "measure"]
    assert not panel.duplicated(key).any()
    order = panel.assign(survey=panel["survey"].map(list(fd.SURVEYS).index))
    assert order.sort_values(key).index.equals(panel.index)
    assert panel["status"].cat.ordered


def test_every_row_of_every_survey_is_there_once():
    panel = fd.load_panel()
    for survey in ("fiw", "fotp", "fotn"):
        rows = fd.load(survey)
        mine = panel[panel["survey"] == survey]
        assert mine["country_id"].tolist() == rows["country_id"].tolist()
        assert mine["edition"].tolist() == rows["edition"].tolist()
        assert mine["status"].astype(object).fillna("").tolist() == (
            rows["status"].astype(object).fillna("").tolist()
        )


def measures():
    return [
        (survey.id, measure.id)
        for survey in fd.SURVEYS.values()
        for measure in survey.measures
        if measure.scale and survey.is_shipped
    ]


@pytest.mark.parametrize(("survey", "measure"), measures())
def test_freedom_runs_from_0_to_100_and_up_is_freer(survey, measure):
    scale = fd.SURVEYS[survey].field[measure].scale
    panel = fd.load_panel(survey, measure=measure)
    rows = fd.load(survey)
    assert panel["value"].astype("Int64").tolist() == rows[measure].astype("Int64").tolist()
    rated = panel.dropna(subset=["value"])
    assert rated["freedom"].between(0, 100).all()
    expected = (rated["value"] - scale.least) / (scale.freest - scale.least) * 100
    assert (rated["freedom"] - expected).abs().max() < 1e-9
    assert panel["freedom"].isna().equals(panel["value"].isna())
    free, not_free = (
        rated.loc[rated["status"] == status, "freedom"].mean() for status in ("Free", "Not Free")
    )
    assert free > not_free + 20


def test_the_headline_of_freedom_in_the_world_is_the_mean_of_the_ratings():
    rows = fd.load("fiw")
    panel = fd.load_panel("fiw")
    mean = (rows["political_rights"] + rows["civil_liberties"]) / 2
    assert panel["value"].astype(object).fillna(-1).tolist() == (
        mean.astype(object).fillna(-1).tolist()
    )
    assert set(panel["measure"]) == {"rating"}


@pytest.mark.filterwarnings("ignore::freedomdata.FreedomDataWarning")
def test_measures_of_one_survey_leave_the_headlines_of_the_others():
    panel = fd.load_panel("fiw", "fotn", country="Chile", years=2012, measure="total_score")
    assert panel["measure"].tolist() == ["total_score", "net_score"] or (
        panel["measure"].tolist() == ["total_score"]
    )
    both = fd.load_panel("fiw", country="Chile", years=2012, measure=["total_score", "rating"])
    assert both["measure"].tolist() == ["total_score", "rating"]


def test_selection_is_that_of_load():
    panel = fd.load_panel("fotp", years=range(2011, 2013), territories=False, grade="compiled")
    rows = fd.load("fotp", years=range(2011, 2013), territories=False, grade="compiled")
    assert len(panel) == len(rows) > 300
    assert "Hong Kong" not in set(panel["country"])


@pytest.mark.parametrize(
    ("surveys", "years", "what"),
    [
        (["fotp"], range(1985, 1990), "one status"),
        (["fotp"], range(1990, 1996), "there is a score from 0 to 100"),
        (["fiw"], range(2000, 2006), "5.5 is always Not Free"),
        (["fiw", "fotp", "fotn"], range(1972, 2026), "Freedom of the Press, edition 1994"),
    ],
)
def test_strict_refuses_to_cross_a_break(surveys, years, what):
    with pytest.raises(fd.FreedomDataError, match=what):
        fd.load_panel(*surveys, years=years, strict=True)


@pytest.mark.parametrize(
    ("surveys", "years"),
    [(["fotp"], range(1993, 2017)), (["fiw"], range(2003, 2026)), (["fotn"], range(2008, 2026))],
)
def test_strict_lets_pass_what_compares(surveys, years):
    assert len(fd.load_panel(*surveys, years=years, strict=True)) > 900


def test_strict_looks_at_what_is_asked_for():
    assert len(fd.load_panel("fiw", measure="total_score", strict=True)) == 10161
    assert len(fd.load_panel("fotp", measure="legal_environment", strict=True)) == 6694
    with pytest.raises(fd.FreedomDataError, match="crosses breaks"):
        fd.load_panel("fiw", measure=["total_score", "rating"], strict=True)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: fd.load_panel("x"), fd.UnknownSurveyError, "no survey 'x'; there is 'fiw'"),
        (lambda: fd.load_panel("fiw", measure="net_score"), fd.FreedomDataError,
         "no measure 'net_score' in fiw; there is political_rights"),
        (lambda: fd.load_panel("fiw", measure="status"), fd.FreedomDataError, "no measure"),
        (lambda: fd.load_panel(country="Chna"), fd.UnknownCountryError, "called 'Chna'"),
        (lambda: fd.load_panel("rsf"), fd.SourceError, "freedomdata build rsf --raw"),
        (lambda: fd.load_panel(["fiw", "fotp"]), fd.UnknownSurveyError, "no survey \\['fiw'"),
        (lambda: fd.load_panel("fiw", data=5), fd.SourceError, "data must be a path"),
        (lambda: fd.build(["rsf"], out="x"), fd.UnknownSurveyError, "no survey \\['rsf'\\]"),
        (lambda: fd.build("rsf", out=5), fd.SourceError, "out must be a path, not 5"),
        (lambda: fd.load_panel("fiw", measure=3), fd.FreedomDataError, "measure is a measure"),
        (lambda: fd.list_breaks("x"), fd.UnknownSurveyError, "no survey 'x'"),
    ],
)  # fmt: skip
def test_wrong_arguments_say_what_would_have_been_right(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_rsf_turns_round_in_2013_and_freedom_does_not(rsf_built):
    panel = fd.load_panel("rsf", data=rsf_built).set_index(["country_id", "edition"])
    assert panel.loc[("FIN", 2012), ["value", "freedom"]].tolist() == [-10, 100]
    assert panel.loc[("ERI", 2012), ["value", "freedom"]].tolist() == [142, 0]
    assert panel.loc[("FIN", 2013), ["value", "freedom"]].tolist() == [93.62, 93.62]
    assert panel["status"].isna().all()
    assert fd.load_panel("rsf", data=rsf_built, measure="rank")["freedom"].isna().all()
    with pytest.raises(fd.FreedomDataError, match="New method and other direction"):
        fd.load_panel("rsf", data=rsf_built, years=range(2010, 2014), strict=True)
    assert len(fd.load_panel("rsf", data=rsf_built, years=range(2012, 2021), strict=True)) == 1619
    every = fd.load_panel(data=rsf_built)
    assert set(every["survey"]) == {"fiw", "fotp", "fotn", "rsf"}


def test_list_breaks_says_what_changed_and_what_it_means():
    breaks = fd.list_breaks()
    assert list(breaks.columns) == ["survey", "edition", "measure", "what", "is_comparable"]
    assert breaks["is_comparable"].dtype == bool
    broken = {
        (row.survey, row.edition, row.measure)
        for row in breaks.itertuples()
        if not row.is_comparable
    }
    assert {
        ("fotp", 1989, "status"), ("fotp", 1994, "press_score"), ("fiw", 2004, "status"),
        ("rsf", 2013, "press_freedom_score"), ("rsf", 2022, "press_freedom_score"),
    } <= broken  # fmt: skip
    marked = set(zip(breaks["survey"], breaks["edition"], strict=True))
    assert {
        ("fiw", 2018), ("fiw", 2022), ("fotp", 2002), ("fotp", 2017), ("fotn", 2011),
        ("fotn", 2012), ("fotn", 2019), ("fotn", 2021),
    } <= marked  # fmt: skip
    for row in breaks.itertuples():
        record = fd.SURVEYS[row.survey]
        assert row.measure in record.field
        assert row.edition in {edition.edition for edition in record.editions}
    assert fd.list_breaks("fotn")["survey"].unique().tolist() == ["fotn"]


def test_a_directory_without_a_survey_says_which_it_has(tmp_path):
    shutil.copytree(data_dir(), tmp_path / "data")
    path = tmp_path / "data" / DESCRIPTOR
    descriptor = json.loads(path.read_text(encoding="utf-8"))
    descriptor["surveys"] = [s for s in descriptor["surveys"] if s["name"] != "fotp"]
    path.write_text(json.dumps(descriptor), encoding="utf-8")
    with pytest.raises(fd.SourceError, match=r"has no Freedom of the Press \(fotp\); it has fiw"):
        fd.load("fotp", data=tmp_path / "data")
    assert set(fd.load_panel(data=tmp_path / "data")["survey"]) == {"fiw", "fotn"}


def test_a_measure_asked_for_twice_is_given_once_and_numbers_may_be_those_of_numpy():
    panel = fd.load_panel(
        "fiw", country="Chile", measure=["rating", "rating"], years=np.int64(2012)
    )
    assert len(panel) == 1
    assert len(fd.load_panel("fiw", "fiw", country="Chile", editions=[2013, 2014])) == 2


def test_surveys_come_in_one_order_however_they_are_asked_for():
    one, other = (
        fd.load_panel(*ids, country="China") for ids in (("fiw", "fotn"), ("fotn", "fiw"))
    )
    assert one["survey"].tolist() == other["survey"].tolist()
    assert one["value"].tolist() == other["value"].tolist()


def test_a_build_with_fetched_files_has_a_version_of_its_own(rsf_built):
    assert open_data(rsf_built).version.startswith("2026.6+rsf.")
