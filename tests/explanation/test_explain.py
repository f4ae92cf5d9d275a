"""What `explain` says of real cases, and that it says only what the tables have."""

from __future__ import annotations

import json
import random
import re
from datetime import date
from functools import cache

import pytest
import readings

import freedomdata as fd
from freedomdata.cells import cell_name
from freedomdata.paths import data_dir


def step(explanation, measure):
    return next(s for s in explanation.steps if s.measure == measure)


def cells(explanation):
    return {cell.measure: cell for file in explanation.files for cell in file.cells}


@pytest.fixture(scope="module")
def china():
    return fd.explain("China", 2013)


def test_the_answer_is_in_the_first_three_lines(china):
    assert str(china).splitlines()[:3] == [
        "China (CHN) in Freedom in the World, edition 2013: Not Free.",
        "Political rights 7, civil liberties 6 (1 to 7, 1 freest); "
        "total score 17 (-4 to 100, 100 freest).",
        "It covers the year 2012 (1 January to 31 December); for the year 2013 see edition 2014.",
    ]


def test_it_goes_from_questions_to_status(china):
    assert [s.measure for s in china.steps] == [
        *"ABCDEFG",
        "political_rights_score",
        "civil_liberties_score",
        "total_score",
        "political_rights",
        "civil_liberties",
        "status",
    ]
    assert {s.verdict for s in china.steps} == {"equal"}
    score = step(china, "political_rights_score")
    assert score.formula == "A + B + C - Add Q + Add A"
    assert score.arithmetic == "0 + 1 + 2 - 1 + 0"
    assert score.gives == score.published == 2
    freer, less_free = step(china, "civil_liberties").margins
    assert (freer.side, freer.what, freer.distance, freer.low) == ("freer", "5", 2, 17)
    assert (less_free.side, less_free.what, less_free.distance) == ("less free", "7", 8)
    (margin,) = step(china, "status").margins
    assert (margin.what, margin.distance, margin.high) == ("Partly Free", 1.5, 5)


def test_it_says_what_changed(china):
    assert china.change.edition == 2012
    assert [(d.measure, d.old, d.new, d.side) for d in china.change.differences] == [
        ("civil_liberties_score", 14, 15, "freer"),
        ("total_score", 16, 17, "freer"),
        ("D", 3, 4, "freer"),
    ]
    assert "A1" in china.change.begun


def test_it_names_file_and_cell(china):
    ratings, all_data, electoral = china.files
    assert ratings.source == "fiw-2025-ratings"
    assert ratings.sha256.startswith("b17283b2")
    assert ratings.url.startswith("https://freedomhouse.org/")
    assert cells(china)["status"].cell == "DQ39"
    assert all_data.cells[0].sheet == "FIW13-25"
    assert [cell.measure for cell in electoral.cells] == ["electoral_democracy"]


def test_programs_get_plain_values(china):
    plain = json.loads(json.dumps(china.to_dict()))
    assert plain["period_start"] == "2012-01-01"
    assert plain["values"]["total_score"] == 17
    assert plain["files"][0]["cells"][1]["cell"] == "DQ39"
    assert set(plain) == set(china.__slots__)
    documented = fd.Explanation.__doc__
    for record in (plain, plain["steps"][0], plain["steps"][-1]["margins"][0], plain["change"],
                   plain["change"]["differences"][0], plain["headline"][0], plain["files"][0],
                   plain["files"][0]["cells"][0]):  # fmt: skip
        assert [key for key in record if not re.search(rf"\b{key}\b", documented)] == []
    assert repr(china) == "<Explanation: fiw, CHN, edition 2013>"


def test_a_notebook_gets_escaped_tables_without_colors():
    html = fd.explain("South Africa", 1973)._repr_html_()
    assert '<th scope="col">' in html
    assert '<th scope="row">' in html
    assert "&quot;2(5)&quot;" in html
    assert not re.search(r"<script|style=|color|<[^>]*&(?!amp;)", html)


def test_a_split_rating_is_reported_as_printed():
    it = fd.explain("South Africa", 1973)
    assert it.change is None
    assert cells(it)["political_rights"].printed == "2(5)"
    assert step(it, "status").gives == ("Partly Free", "Not Free")
    assert step(it, "status").verdict == "corrected"
    assert 'status "F (NF)" read as "NF"' in str(it)


def test_withheld_parts_are_reported_and_not_made_up():
    it = fd.explain("Kosovo", 2007)
    score = step(it, "civil_liberties_score")
    assert (score.gives, score.published, score.verdict) == (None, 18, "unproven")
    assert score.reason.startswith("D, E, F, G are withheld")
    assert step(it, "political_rights_score").arithmetic == "6 + 5 + 3 - 3 + 0"
    assert cells(it)["Add Q"].printed == "0"
    assert "D" not in it.values
    assert len(it.corrections) == 7


def test_a_withheld_score_is_not_added_up():
    it = fd.explain("LUX", 2003)
    assert (step(it, "total_score").gives, step(it, "total_score").published) == (None, None)
    assert step(it, "political_rights").reason.startswith("political rights score is withheld")
    assert step(it, "civil_liberties").verdict == "equal"
    assert "101" in str(it)


def test_a_status_that_breaks_the_rule_is_a_known_exception():
    rule = step(fd.explain("Maldives", 1974), "status")
    assert (rule.gives, rule.published, rule.verdict) == ("Free", "Partly Free", "known")
    assert "releases 2023 to 2025" in rule.reason


def test_missing_ratings_are_left_missing():
    it = fd.explain("Sudan", 2026)
    rating = step(it, "political_rights")
    assert (rating.gives, rating.published, rating.verdict) == (7, None, "unproven")
    assert "political_rights" not in it.values
    assert step(it, "status").gives is None
    assert it.grade == "secondary"


def test_additional_question_a_counts_where_it_was_asked():
    assert step(fd.explain("Brunei", 2017), "political_rights_score").formula.endswith("+ Add A")
    assert step(fd.explain("Brunei", 2018), "political_rights_score").formula.endswith("- Add Q")


def test_steps_start_where_the_numbers_start():
    first = {year: fd.explain("France", year).steps[0].measure for year in (1980, 2004, 2006, 2013)}
    assert first == {
        1980: "status",
        2004: "total_score",
        2006: "political_rights_score",
        2013: "A",
    }


def test_a_scale_that_starts_with_zero_as_freest():
    it = fd.explain("Kosovo", 2010, survey="fotp")
    freer, less_free = step(it, "status").margins
    assert (freer.what, freer.distance) == ("Free", 23)
    assert (less_free.what, less_free.distance) == ("Not Free", 8)


def test_print_and_broadcast():
    poland = fd.explain("Poland", 1985, survey="fotp").steps[0]
    assert (poland.kind, poland.gives) == ("worse", "Not Free")
    assert "broadcast media is not printed" in poland.reason
    assert fd.explain("Bhutan", 1985, survey="fotp").steps[0].verdict == "derived"


def test_a_withheld_row_has_no_rating_and_no_cell():
    it = fd.explain("Kosovo", 2009, survey="fotp")
    assert (it.status, it.files, it.headline) == (None, (), ())
    assert "edition 2009: no rating." in str(it)
    assert fd.explain("Kosovo", 2010, survey="fotp").change is None


def test_a_turned_scale_is_reported():
    score = cells(fd.explain("China", 2018, survey="fotn"))["net_score"]
    assert (score.value, score.printed) == (12, "88")
    assert "other end" in score.reason


@pytest.mark.parametrize("country", ["China", "South Africa"])
def test_a_status_of_the_pilot_is_not_called_published(country):
    assert step(fd.explain(country, 2009, survey="fotn"), "status").verdict == "derived"


def test_a_status_by_rule_is_not_called_published():
    it = fd.explain("China", 2025, survey="fotn")
    assert step(it, "status").verdict == "derived"
    assert "no status is printed" in cells(it)["status"].reason
    assert cells(it)["status"].cell is None


def test_a_break_forbids_to_say_freer():
    change = fd.explain("Colombia", 1994, survey="fotp").change
    assert [b.is_comparable for b in change.breaks] == [False]
    assert [(d.measure, d.side) for d in change.differences] == [("status", None)]


def test_a_gap_is_reported():
    assert fd.explain("Andorra", year=1993).change.skipped[0] == 1978


def test_the_index(rsf_built):
    mean = fd.explain("China", 2022, survey="rsf", data=rsf_built).steps[0]
    assert mean.verdict in {"equal", "rounded"}
    assert mean.arithmetic.startswith("0.2 \N{MULTIPLICATION SIGN} (")
    known = fd.explain("Burkina Faso", 2023, survey="rsf", data=rsf_built).steps[0]
    assert (known.gives, known.published, known.verdict) == (69.078, 67.64, "known")
    turned = fd.explain("China", 2013, survey="rsf", data=rsf_built)
    assert {d.side for d in turned.change.differences} == {None}
    assert "Does not compare" in str(turned)
    for country, edition in _draw("rsf", 20, rsf_built):
        assert_explained("rsf", country, edition, rsf_built)


def test_editions_and_years():
    assert fd.explain("China", year=2012).edition == 2013
    assert fd.explain("China").edition == 2026
    hungary = fd.explain("Hungary", 1983)
    assert (hungary.edition, hungary.period_start) == (1984, date(1982, 8, 2))
    assert "No edition has the title 1983" in str(hungary)


def test_a_year_within_an_edition_is_answered_by_it_and_said():
    found = fd.explain("China", year=1981)
    assert found.edition == 1982
    assert "1981; edition 1982 covers 1981-01-01 to 1982-08-01" in found.asked


@pytest.mark.parametrize(
    ("country", "options", "message"),
    [
        ("China", {"edition": 2013, "year": 2012}, "not both"),
        ("China", {"edition": "2013"}, "one whole number, such as 2013, not '2013'"),
        ("China", {"edition": True}, "one whole number"),
        ("China", {"edition": 2013.0}, "one whole number"),
        ("China", {"year": [2012]}, "one whole number"),
        ("China", {"edition": 2031}, "it has 1973 to 1982, 1984 to 2026"),
        ("China", {"year": 10**9}, "there is 1972 to 1980, 1982 to 2025"),
        ("East Germany", {"edition": 1995}, "rated in 1973 to 1990. Edition 1994-95 rates Germany"),
        ("Germany", {"edition": 1980}, "rates .*West Germany"),
        ("Andorra", {"edition": 1980}, "rated in 1973 to 1977, 1994 to 2026"),
        ("Andorra", {"survey": "fotn"}, "has never rated Andorra"),
        ("Atlantis", {}, "Atlantis"),
        ("China", {"survey": "xyz"}, "there is no survey 'xyz'"),
        ("China", {"survey": "rsf"}, "does not come with this package"),
    ],
)
def test_what_cannot_be_explained_is_refused_plainly(country, options, message):
    with pytest.raises(fd.FreedomDataError, match=message):
        fd.explain(country, **options)


@pytest.mark.parametrize("survey", ["fiw", "fotp", "fotn"])
@pytest.mark.parametrize("number", [20, pytest.param(200, marks=pytest.mark.sweep)])
def test_any_row_can_be_explained_and_names_its_cells(survey, number):
    for country, edition in _draw(survey, number):
        assert_explained(survey, country, edition)


def _draw(survey, number, data=None):
    rows = fd.load(survey, data=data)[["country_id", "edition"]].to_numpy().tolist()
    return random.Random(7).sample(rows, number)


def assert_explained(survey, country, edition, data=None):
    it = fd.explain(country, edition, survey=survey, data=data)
    row = fd.load(survey, country=country, editions=edition, data=data).iloc[0]
    assert not [s for s in it.steps if s.verdict == "differs"]
    held = {m: v for m, v in it.values.items() if m in row.index}
    assert held == {m: row[m] for m in held}
    assert all(s.published == it.values.get(s.measure) for s in it.steps)
    named = {
        (f.source, c.measure, c.sheet, c.row, c.column, c.printed)
        for f in it.files
        for c in f.cells
    }
    assert named == _lineage(data).get((survey, country, edition), set())
    for cell in cells(it).values():
        assert cell.cell == (cell_name(cell.row, cell.column) if cell.sheet else None)
    text = str(it)
    json.dumps(it.to_dict())
    it._repr_html_()
    for line in text.splitlines():
        assert line == line.rstrip()
        assert len(line) <= 100 or re.match(r" +(url|mirror|file) ", line), line


NAMES = ("sheet", "printed")


@cache
def _lineage(data):
    found = {}
    for x in readings.delivered(data_dir(data)).to_dict("records"):
        sheet, printed = (x[name] if isinstance(x[name], str) else None for name in NAMES)
        cell = (x["source"], x["measure"], sheet, x["row"], x["column"], printed)
        found.setdefault((x["survey"], x["country_id"], x["edition"]), set()).add(cell)
    return found


def test_other_files_that_print_the_same_are_named_and_others_as_revised():
    it = fd.explain("Eastern Donbas", 2024)
    assert cells(it)["status"].agreeing == (
        "fiw-2025-all-data", "fiw-2024-ratings", "fiw-2024-all-data", "fiw-2024-aggregate",
    )  # fmt: skip
    assert cells(it)["A1"].agreeing == ("fiw-2024-all-data",)
    assert cells(it)["G3"].agreeing == ()
    assert "A1 Elected head of government" in str(it)
    assert "as in 1 other file" in str(it)
    assert {(r.measure, r.old, r.new) for r in it.revisions} == {
        ("G3", "2", "1"), ("G", "3", "2"), ("civil_liberties_score", "4", "3"),
        ("total_score", "3", "2"),
    }  # fmt: skip
    assert "Total score: 3 until release 2024, 2 since release 2025" in str(it)
    assert it.corrections == ()


def test_the_edition_of_the_year_in_the_title_is_named_only_if_it_has_the_country():
    for country, edition in (("Eastern Donbas", 2024), ("Abkhazia", 2025)):
        explained = fd.explain(country, edition)
        assert explained.year_of_title is None
        assert "see edition" not in str(explained)
    assert fd.explain("China", 2025).year_of_title == 2026


@pytest.mark.parametrize(
    ("survey", "edition", "other"), [("fiw", 1981, 1982), ("fotn", 2011, 2012)]
)
def test_the_edition_that_answers_for_the_year_in_the_title_is_named(survey, edition, other):
    explained = fd.explain("China", edition, survey=survey)
    assert f"for the year {edition} see edition {other}" in str(explained)


def test_a_notebook_reports_what_the_note_reports_of_changes():
    shown = fd.explain("China", 2017, survey="fotp")._repr_html_()
    assert "Compare with care (break at edition 2017" in shown
    assert "as in 3 other files" in shown
    assert "Not in edition 2012: A1, A2" in fd.explain("China", 2013)._repr_html_()
    assert (
        "(year 1988): no value differs." in fd.explain("China", 1990, survey="fotp")._repr_html_()
    )


def test_one_value_is_one():
    assert "Where it is from: 1 value, 1 file" in str(fd.explain("China", 1990, survey="fotp"))
