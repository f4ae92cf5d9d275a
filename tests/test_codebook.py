"""The codebook says what the tables hold, and finds what a person asks for."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import freedomdata as fd
from freedomdata.paths import data_dir
from freedomdata.schema import describe_field, survey_fields

sys.path.insert(0, str(Path(__file__).parents[1] / "docs"))
import codebook as script

BOOK = fd.codebook()
SHIPPED = ("fiw", "fotp", "fotn")
COMPUTED = {"fiw": ["rating"]}  # what load_panel computes, and no table has


def row(survey, id_):
    return BOOK[(BOOK["survey"] == survey) & (BOOK["id"] == id_)].iloc[0]


@pytest.fixture(scope="module")
def values():
    """All values of a survey, by column or item, with their editions."""
    found = {}
    for survey in SHIPPED:
        rows = fd.load(survey)
        indexed = rows.set_index("edition", drop=False)
        found |= {(survey, name): indexed[name] for name in rows}
        if fd.SURVEYS[survey].items:
            for id_, own in fd.load_items(survey).groupby("item"):
                found[survey, id_] = own.set_index("edition")["value"]
    return found


@pytest.mark.parametrize("survey", fd.SURVEYS)
def test_every_column_and_item_has_a_row_in_the_order_of_the_tables(survey):
    record = fd.SURVEYS[survey]
    own = BOOK[BOOK["survey"] == survey]
    columns = [field.name for field in survey_fields(record)]
    if survey in SHIPPED:
        assert columns == fd.load(survey, country="China").columns.tolist()
    ids = [id_ for id_ in own["id"] if id_ not in COMPUTED.get(survey, ())]
    assert ids == [*columns, *(item.id for item in record.items)]
    assert (own["title"] != "").all()
    assert (own["description"] != "").all()
    assert own["methodology"].str.startswith("https://").all()
    measures = own[own["kind"] == "measure"]["id"].tolist()
    assert measures == [measure.id for measure in record.measures]


def test_values_lie_within_the_range(values):
    checked = 0
    for one in BOOK[BOOK["low"].notna() & BOOK["survey"].isin(SHIPPED)].itertuples():
        if one.kind == "computed":
            continue
        held = values[one.survey, one.id].dropna()
        assert one.low <= held.min(), one.id
        assert held.max() <= one.high, one.id
        assert one.direction == ("higher" if one.freest == one.high else "lower") + " is freer"
        assert one.unit == "points"
        checked += 1
    assert checked == 5 + 34 + 4 + 4 + 21


def test_the_free_end_is_where_free_units_are():
    """By no declaration: the mean of a measure among the Free against that among the Not Free."""
    for survey in SHIPPED:
        rows = fd.load(survey)
        for one in BOOK[(BOOK["survey"] == survey) & BOOK["low"].notna()].itertuples():
            if one.kind == "measure":
                means = rows.groupby("status", observed=True)[one.id].mean()
                is_higher = means["Free"] > means["Not Free"]
                assert one.direction == ("higher is freer" if is_higher else "lower is freer")


def test_editions_are_those_that_have_a_value(values):
    for (survey, name), held in values.items():
        own = row(survey, name)
        editions = sorted({edition for edition, is_there in held.notna().items() if is_there})
        assert (own["first_edition"], own["last_edition"]) == (editions[0], editions[-1]), name
        assert own["editions"] == len(editions)
        listed = [e.edition for e in fd.SURVEYS[survey].editions]
        spelled = []
        for span in own["edition_spans"].split(", "):
            first, _, last = span.partition(" to ")
            spelled += [e for e in listed if int(first) <= e <= int(last or first)]
        assert spelled == editions, name


@pytest.mark.parametrize("rating", ["political_rights", "civil_liberties"])
def test_what_a_rating_means_is_so_in_the_data(rating):
    *ratings, basis, _ = row("fiw", rating)["values"].split(" | ")
    assert len(ratings) == 7
    rows = fd.load("fiw", editions=range(2003, 2027))
    off = 0
    for text in ratings:
        value, low, high, most = map(int, re.fullmatch(
            r"(\d): (-?\d+) to (\d+) of (\d+) points", text).groups())  # fmt: skip
        assert most == row("fiw", f"{rating}_score")["high"]
        scores = rows.loc[rows[rating] == value, f"{rating}_score"].dropna()
        off += int((~scores.between(low, high)).sum())
    known = {"political_rights": 2, "civil_liberties": 1}[rating]
    assert off == known
    found = re.fullmatch(
        rf"{rating}_score gives the rating, since edition 2003 \(year 2002\), but for (\d) known "
        "exceptions?", basis)  # fmt: skip
    assert int(found[1]) == known
    assert fd.load("fiw", editions=range(1900, 2003))[f"{rating}_score"].isna().all()


def test_a_three_for_political_rights():
    assert "3: 24 to 29 of 40 points" in row("fiw", "political_rights")["values"].split(" | ")


def test_what_a_status_means_is_so_in_the_data():
    """Bands of the mean of two ratings; that of 5.5 changed; what is off is counted."""
    *bands, basis = row("fiw", "status")["values"].split(" | ")
    assert bands == [
        "Free: 1 to 2.5",
        "Partly Free: 3 to 5 (in years covered until 2002: 3 to 5.5)",
        "Not Free: 5.5 to 7",
    ]
    off = 0
    for one in fd.load("fiw").itertuples():
        mean = (one.political_rights + one.civil_liberties) / 2
        most = 5.5 if one.year <= 2002 else 5
        limits = {"Free": (1, 2.5), "Partly Free": (3, most), "Not Free": (5.5, 7)}[one.status]
        off += not limits[0] <= mean <= limits[1]
    assert off == 16  # two have no ratings at hand
    assert basis == (
        "the mean of political_rights and civil_liberties gives the status, in years covered since "
        "1972, but for 16 known exceptions"
    )
    assert row("fotp", "status")["values"].startswith("Free: 0 to 30 | Partly Free: 31 to 60 | Not")
    assert row("fotn", "status")["values"].startswith("Free: 70 to 100 | Partly Free: 40 to 69 | N")


def test_what_is_added_up_and_what_is_subtracted():
    assert row("fiw", "political_rights_score")["values"] == (
        "sum of A + B + C - Add Q + Add A, since edition 2006 | gives the rating political_rights"
    )
    own = row("fiw", "Add Q")
    assert own["values"] == "0: freest | 4: least free | subtracted from political_rights_score"
    assert (own["freest"], own["direction"]) == (0, "lower is freer")
    assert own["earlier_names"] == "Add B (until edition 2017)"
    assert row("fotp", "press_score")["values"].split(" | ")[0].endswith(", since edition 2002")
    assert row("fiw", "rating")["kind"] == "computed"
    assert row("fiw", "rating")["values"] == "mean of political_rights and civil_liberties"


def test_changes_of_method_and_notes_are_those_declared():
    assert row("fiw", "status")["breaks"] == (
        "edition 2004: A mean rating of 5.5 is always Not Free; until then it could also be Partly "
        "Free. (values before and after do not compare)"
    )
    listed = fd.list_breaks()
    for one in BOOK.itertuples():
        own = listed[(listed["survey"] == one.survey) & (listed["measure"] == one.id)]
        assert len(own) == len([part for part in one.breaks.split(" | ") if part])
        for text, what, compares in zip(
            one.breaks.split(" | "), own["what"], own["is_comparable"], strict=False
        ):
            assert what in text
            assert ("do not compare" in text) is not compares
    assert row("fiw", "political_rights")["notes"].startswith("split_rating (ZAF 1973): ")
    assert "status_by_rule (editions 2009, 2025): " in row("fotn", "status")["notes"]


def test_it_says_what_the_descriptor_says():
    for survey in fd.SURVEYS.values():
        for field in survey_fields(survey):
            said, own = describe_field(field), row(survey.id, field.name)
            assert own["title"] == said["title"]
            assert own["description"] == said["description"]
            if len(field.scales) == 1 and field.name != "rank":
                ends = [said["constraints"][end] for end in ("minimum", "maximum")]
                assert [own["low"], own["high"], own["freest"]] == [*ends, said["freest"]]
            assert own["unit"] == said.get("unit", "")


def test_of_a_ranking_only_the_first_place_is_known():
    own = row("rsf", "rank")
    assert (own["low"], own["freest"], own["direction"]) == (1, 1, "lower is freer")
    assert np.isnan(own["high"])
    assert own["unit"] == "place"


def test_a_survey_that_is_not_at_hand_is_there_without_editions(rsf_built):
    own = row("rsf", "press_freedom_score")
    assert (own["editions"], own["edition_spans"]) == (0, "")
    assert np.isnan(own["first_edition"])
    assert own["direction"] == ("higher is freer (until edition 2012: -10 to 142, lower is freer)")
    built = fd.codebook("rsf", data=rsf_built).set_index("id")
    assert built.loc["press_freedom_score", "first_edition"] == 2002
    assert built.loc["safety", "edition_spans"].startswith("2022 to ")
    assert built.loc["press_freedom_score", "values"].endswith(", since edition 2022")
    assert fd.SURVEYS["rsf"].field["safety"].first_edition == built.loc["safety", "first_edition"]


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("trade union", ["fiw E3"]),
        ("TRADE   Únion", ["fiw E3"]),
        ("unions trade", ["fiw E3"]),
        ("corruption", ["fiw C2"]),
        ("religion", ["fiw D2"]),
        ("domestic violence", ["fiw G3"]),
        ("protest", ["fiw E1"]),
        ("PR", ["fiw political_rights"]),
        ("pr 3", ["fiw political_rights"]),
        ("c2", ["fiw C2", "fotn C2"]),
        ("A", ["fiw A"]),
        ("Add B", ["fiw political_rights_score", "fiw Add Q"]),
        ("self-censorship", ["fotn B4"]),
        ("24 29", ["fiw political_rights"]),
        ("question c2", ["fiw C2", "fotn C2"]),
        ("total score 100 points", ["fiw total_score"]),
        ("secondary copied", ["fiw grade", "fotp grade", "fotn grade", "rsf grade"]),
    ],
)
def test_what_a_search_finds(search, found):
    rows = fd.codebook(search=search)
    ids = (rows["survey"] + " " + rows["id"]).tolist()
    assert ids == found


def test_a_search_within_a_survey_and_what_it_keeps():
    assert fd.codebook("fotn", "C2")["survey"].tolist() == ["fotn"]
    assert fd.codebook("Freedom on the Net", search="C2")["id"].tolist() == ["C2"]
    found = fd.codebook(search="press")
    kept = BOOK[
        BOOK.set_index(["survey", "id"]).index.isin(found.set_index(["survey", "id"]).index)
    ]
    pd.testing.assert_frame_equal(found, kept.reset_index(drop=True))


def test_a_search_that_finds_nothing_says_what_was_searched():
    with pytest.warns(
        fd.FreedomDataWarning, match="codebook of Freedom on the Net has nothing on 'trade union'"
    ):
        found = fd.codebook("fotn", "trade union")
    assert found.empty
    assert found.dtypes.tolist() == BOOK.dtypes.tolist()
    with pytest.warns(
        fd.FreedomDataWarning, match="codebook of all surveys has nothing on 'pri zz'"
    ):
        fd.codebook(search="pri zz")


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: fd.codebook("PR"), "there is no survey 'PR'; there is 'fiw'"),
        (lambda: fd.codebook(search=""), "search is words, such as 'trade union', not ''"),
        (lambda: fd.codebook(search="?!"), "search is words, such as 'trade union', not '\\?!'"),
        (lambda: fd.codebook(search=3), "search is words, .*, not 3"),
        (lambda: fd.codebook(search=["trade"]), "search is words, .*, not \\['trade'\\]"),
        (lambda: fd.codebook("fiw", "PR", "x"), "takes survey, search without a name"),
        (lambda: fd.codebook("fiw", words="x"), "codebook has no argument words=: "),
        (lambda: fd.codebook(data="nowhere"), "nowhere"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_a_sentence(call, words):
    with pytest.raises(fd.FreedomDataError, match=words):
        call()


@pytest.mark.parametrize("backend", ["numpy_nullable", "pyarrow"])
def test_other_types(backend):
    rows = fd.codebook("fiw", dtype_backend=backend)
    whole = {"numpy_nullable": "Int64", "pyarrow": "int64[pyarrow]"}[backend]
    assert {str(rows[name].dtype) for name in ("low", "high", "freest", "editions")} == {whole}
    assert rows["low"].isna().sum() == BOOK[BOOK["survey"] == "fiw"]["low"].isna().sum()


def test_questions_are_worded_shortly_and_in_our_own_words():
    for survey in fd.SURVEYS.values():
        totals = {rule.total for rule in survey.sums}
        for item in survey.items:
            if item.id in totals:
                assert item.wording == ""
                continue
            assert item.wording.startswith("Whether ")
            assert item.wording.endswith(".")
            assert len(item.wording.split()) <= 15, item.id
            assert len(item.title.split()) <= 7, item.id
            assert row(survey.id, item.id)["description"] == item.wording
        assert len({item.wording for item in survey.items if item.wording}) == len(
            [item for item in survey.items if item.wording]
        )


# ------------------------------------------------------------------ words beside the codes


@pytest.mark.parametrize("survey", ["fiw", "fotn"])
def test_items_with_their_wording(survey):
    plain, worded = (
        fd.load_items(survey, country="Hungary", wording=wording) for wording in (False, True)
    )
    names = plain.columns.tolist()
    after = names.index("item") + 1
    assert worded.columns.tolist() == [*names[:after], "title", "wording", *names[after:]]
    pd.testing.assert_frame_equal(worded[names], plain)
    for one in worded.itertuples():
        item = fd.SURVEYS[survey].field[one.item]
        assert (one.title, one.wording) == (item.title, item.wording)
    assert worded["title"].dtype == worded["item"].dtype


@pytest.mark.parametrize("backend", ["numpy_nullable", "pyarrow"])
def test_wording_has_the_types_of_other_texts(backend):
    rows = fd.load_items("fiw", country="Chad", editions=2020, wording=True, dtype_backend=backend)
    assert rows["wording"].dtype == rows["item"].dtype
    with pytest.warns(fd.FreedomDataWarning, match="no questions or subtotals"):
        none = fd.load_items("fiw", editions=1990, wording=True, dtype_backend=backend)
    assert none.dtypes.tolist() == rows.dtypes.tolist()


# ------------------------------------------------------------------ the page and the docstring


def test_the_page_is_what_the_script_writes():
    assert script.PAGE.read_text(encoding="utf-8") == script.render_page()


def test_the_docstring_of_load_has_the_columns_that_the_script_writes():
    said, written = (" ".join(text.split()) for text in (fd.load.__doc__, script.render_columns()))
    assert written in said
    for survey in SHIPPED:
        assert f'``"{survey}"``: ``status``' in written


def test_the_docstring_of_load_items_has_the_items_of_the_codebook():
    said = " ".join(fd.load_items.__doc__.split())
    items = {survey: BOOK[(BOOK["survey"] == survey)] for survey in ("fiw", "fotn")}
    fiw = items["fiw"][items["fiw"]["kind"] == "question"].set_index("id")
    fotn = items["fotn"][items["fotn"]["kind"] == "question"].set_index("id")
    assert f'``"A1"`` to ``"G4"`` (from edition {fiw["first_edition"]["A1"]:g})' in said
    assert f'``"Add Q"`` and ``"Add A"`` (from edition {fiw["first_edition"]["Add Q"]:g})' in said
    first, last = fotn["first_edition"].min(), fotn["last_edition"].max()
    assert f'``"A1"`` to ``"C8"`` (editions {first:g} to {last:g};' in said
    assert fiw.index[[0, -1]].tolist() + fotn.index[[0, -1]].tolist() == ["A1", "G4", "A1", "C8"]
    highs = sorted({int(high) for high in fotn["high"]})
    assert "0 to " + ", ".join(map(str, highs[:-1])) + f" or {highs[-1]}" in said
    assert set(fiw["high"]) == {4}
    assert "run from 0 to 4" in said
    assert BOOK.loc[BOOK["survey"].eq("fiw") & BOOK["direction"].eq("lower is freer")
                    & BOOK["kind"].eq("question"), "id"].tolist() == ["Add Q"]  # fmt: skip
    assert 'highest value is freest, but ``"Add Q"`` is subtracted' in said


def test_it_is_of_the_data_directory_that_is_asked():
    same = fd.codebook(data=data_dir())
    pd.testing.assert_frame_equal(same, BOOK)
    assert same.attrs["data_version"] == fd.version().data


def test_a_word_that_is_no_survey_is_to_be_searched_for():
    with pytest.raises(
        fd.UnknownSurveyError, match=r"no survey 'PR'.*; to search for it give search='PR'"
    ):
        fd.codebook("PR")
