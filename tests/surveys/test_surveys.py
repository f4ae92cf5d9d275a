"""Every declaration is complete and true to its own rules."""

from __future__ import annotations

import ast
from itertools import pairwise
from pathlib import Path

import pytest

import freedomdata as fd
from freedomdata.countries import get_countries
from freedomdata.sources.layouts import later_year

SURVEYS = pytest.mark.parametrize("survey", fd.SURVEYS.values(), ids=lambda s: s.id)
SHIPPED = [survey for survey in fd.SURVEYS.values() if survey.is_shipped]


#: Days that no edition covers, or (below zero) that two do, by the later edition of the two.
BETWEEN = {
    **{("fiw", edition): -30 for edition in range(1985, 1991)},  # a November counted to both
    ("fotp", 1985): 31,  # December 1983
    ("fotn", 2013): -31,  # May 2012
    ("rsf", 2014): 31,  # December 2012
    ("rsf", 2012): 91,  # between the autumn of one index and the winter of the next
}


@SURVEYS
def test_everything_a_reader_asks_for_is_declared(survey):
    assert fd.SURVEYS[survey.id] is survey
    for text in (survey.title, survey.publisher, survey.homepage, survey.citation, survey.terms):
        assert text.strip() == text != ""
    for field in survey.fields:
        assert field.title
    for source in survey.sources:
        folder = source.path.partition("/")[0]
        assert folder in {survey.id, "qog"}  # a compilation may serve several surveys
        assert source.id.startswith(f"{folder}-")
        assert source.bytes > 0
        assert source.grade != "compiled" or source.compiler or source.mirror, source.id
        assert source.url or source.mirror or source.remark, source.id


@SURVEYS
def test_no_two_sources_have_the_same_bytes_or_path(survey):
    assert len({source.sha256 for source in survey.sources}) == len(survey.sources)
    assert len({source.path for source in survey.sources}) == len(survey.sources)


@SURVEYS
def test_editions_follow_each_other(survey):
    for before, after in pairwise(survey.editions):
        assert before.edition < after.edition
        assert before.end.year < after.end.year
        assert before.start < after.start
        days = (after.start - before.end).days - 1
        assert days == BETWEEN.get((survey.id, after.edition), 0), after.edition
    for edition in survey.editions:
        assert later_year(edition.label) == edition.edition


@SURVEYS
def test_keys_in_notes_and_corrections_name_units_and_editions(survey):
    editions = {edition.edition for edition in survey.editions}
    keys = {row for note in survey.notes for row in note.rows}
    keys |= {(c.country_id, c.edition) for c in survey.corrections}
    keys |= set(survey.status_rule.known if survey.status_rule else ()) | set(
        survey.counts_leave_out
    )
    keys |= {key for rule in (*survey.cutoffs, *survey.sums) for key in rule.known}
    for country_id, edition in keys:
        assert country_id in get_countries()
        assert edition in editions
    sources = {source.id for source in survey.sources}
    assert {id_ for c in survey.corrections for id_ in c.sources} <= sources


@pytest.mark.parametrize("survey", SHIPPED, ids=lambda s: s.id)
def test_known_exceptions_do_break_their_rule(survey):
    """An exception that breaks nothing hides nothing, but lies."""
    frame = fd.load(survey.id).set_index(["country_id", "edition"])
    for cutoffs in survey.cutoffs:
        for key in cutoffs.known:
            row = frame.loc[key]
            expected = 1 + sum(row[cutoffs.score] < floor for floor in cutoffs.floors)
            assert row[cutoffs.rating] != expected, key
    for rule in survey.sums:
        for country_id, edition in rule.known:
            row = frame.loc[country_id, edition]
            terms = sum(weight * row[term] for term, weight in rule.terms.items())
            assert terms != row[rule.total], (country_id, edition)
    for key in survey.status_rule.known:
        row = frame.loc[key]
        ratings = row[list(survey.status_rule.measures)]
        fits = [
            band.low <= ratings.mean() <= band.high
            for band in survey.status_rule.bands
            if band.status == row["status"] and band.holds_in(row["year"])
        ]
        assert ratings.isna().any() or fits.count(True) == 0, key


def test_from_2003_on_no_status_breaks_the_rule():
    known = fd.SURVEYS["fiw"].status_rule.known
    unrated = {("SDN", 2026), ("HKG", 2026)}
    assert len(set(known) - unrated) == 14
    assert all(edition < 2004 for _, edition in set(known) - unrated)


def test_before_2003_a_mean_of_five_and_a_half_could_be_either():
    frame = fd.load("fiw")
    mean = (frame["political_rights"] + frame["civil_liberties"]) / 2
    either = frame[(mean == 5.5) & (frame["note"] != "split_rating")]
    before = either[either["year"] < 2003]["status"].value_counts()
    assert (before["Not Free"], before["Partly Free"], before["Free"]) == (321, 181, 0)
    assert set(either[either["year"] >= 2003]["status"]) == {"Not Free"}


@SURVEYS
def test_namings_name_units_that_lived_in_the_editions_they_speak_of(survey):
    years = {edition.edition: edition.year for edition in survey.editions}
    for source in survey.sources:
        span = range(source.first_edition, source.last_edition + 1)
        for naming in (n for sheet in source.sheets for n in sheet.namings):
            unit = get_countries()[naming.country_id]
            last = naming.last if naming.last is not None else unit.last_year
            assert unit.last_year is None or last in range(unit.last_year + 2), naming
            if naming.last in span:
                assert unit.lives_in(years[naming.last]), naming


@SURVEYS
def test_breaks_and_notes_speak_of_editions_there_are(survey):
    editions = {edition.edition for edition in survey.editions}
    for source in survey.sources:
        assert {source.first_edition, source.last_edition} <= editions, source.id
        assert not source.lacks - set(range(source.first_edition, source.last_edition))
    for stop in survey.breaks:
        assert stop.edition in editions
        assert stop.what.endswith(".")
    for note in survey.notes:
        assert note.editions <= editions


def test_the_survey_whose_publisher_states_no_licence_is_not_shipped():
    assert {survey.id for survey in fd.SURVEYS.values() if not survey.is_shipped} == {"rsf"}
    assert fd.SURVEYS["rsf"].fetched is not None
    assert all(source.url for source in fd.SURVEYS["rsf"].sources)


def test_directions_are_as_the_publishers_state_them():
    freest = {
        (survey.id, measure.id): measure.scale.freest
        for survey in fd.SURVEYS.values()
        for measure in survey.measures
        if measure.scale
    }
    assert freest["fiw", "political_rights"] == 1
    assert freest["fiw", "total_score"] == 100
    assert freest["fotp", "press_score"] == 0
    assert freest["fotn", "net_score"] == 100
    rsf = fd.SURVEYS["rsf"].field["press_freedom_score"]
    assert rsf.scale_in(2012).freest == rsf.scale_in(2012).low == -10
    assert rsf.scale_in(2013).freest == rsf.scale_in(2025).freest == 100
    ranks = [m for s in fd.SURVEYS.values() for m in s.measures if m.is_relative]
    assert [measure.id for measure in ranks] == ["rank"]


@pytest.mark.parametrize(
    ("survey", "year", "edition"),
    [
        ("fiw", 1980, 1981),
        ("fiw", 1981, 1982),  # January 1981 to August 1982
        ("fiw", 1982, 1982),
        ("fiw", 1983, 1984),
        ("fiw", 1988, 1989),  # of its own, though edition 1990 begins in it
        ("fiw", 1971, None),
        ("fotp", 1981, 1982),
        ("fotn", 2007, 2009),
        ("fotn", 2011, 2012),
        ("rsf", 2001, 2002),
    ],
)
def test_a_year_is_that_of_the_edition_that_covers_it(survey, year, edition):
    found = fd.SURVEYS[survey].find_edition(year)
    assert (found.edition if found else None) == edition


def test_code_names_no_survey_but_as_a_default():
    """A survey is added by its declaration: nothing else is done by its id."""
    package = Path(fd.__file__).parent
    others = [path for path in package.rglob("*.py") if package / "surveys" not in path.parents]
    named = {
        (str(path.relative_to(package)), node.value)
        for path in others
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and node.value in list(fd.SURVEYS)
    }
    assert {survey for _, survey in named} == {"fiw"}
