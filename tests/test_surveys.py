"""Every declaration is complete and true to its own rules."""

from __future__ import annotations

from itertools import pairwise

import pytest

import freedomdata as fd
from freedomdata.countries import get_countries
from freedomdata.ingest.layouts import later_year

SURVEYS = pytest.mark.parametrize("survey", fd.SURVEYS.values(), ids=lambda s: s.id)


@SURVEYS
def test_everything_a_reader_asks_for_is_declared(survey):
    assert fd.SURVEYS[survey.id] is survey
    for text in (survey.title, survey.publisher, survey.homepage, survey.citation, survey.terms):
        assert text.strip() == text != ""
    for field in survey.fields:
        assert field.title
    for source in survey.sources:
        assert source.id.startswith(f"{survey.id}-{source.release}-")
        assert source.path.startswith(f"{survey.id}/{source.release}/")
        assert source.bytes > 0


@SURVEYS
def test_no_two_sources_have_the_same_bytes_or_path(survey):
    assert len({source.sha256 for source in survey.sources}) == len(survey.sources)
    assert len({source.path for source in survey.sources}) == len(survey.sources)


@SURVEYS
def test_editions_follow_each_other(survey):
    for before, after in pairwise(survey.editions):
        assert before.edition < after.edition
        assert before.end.year < after.end.year
        assert (after.start - before.end).days in range(-30, 2)
        # a November that the publisher counts to both is the only overlap
        assert after.start > before.end or after.start.month == before.end.month == 11
    for edition in survey.editions:
        assert later_year(edition.label) == edition.edition


@SURVEYS
def test_keys_in_notes_and_corrections_name_units_and_editions(survey):
    editions = {edition.edition for edition in survey.editions}
    keys = {row for note in survey.notes for row in note.rows}
    keys |= {(c.country_id, c.edition) for c in survey.corrections}
    keys |= set(survey.status_rule.known) | survey.counts_leave_out
    keys |= {key for cutoffs in survey.cutoffs for key in cutoffs.known}
    for country_id, edition in keys:
        assert country_id in get_countries()
        assert edition in editions
    sources = {source.id for source in survey.sources}
    assert {id_ for c in survey.corrections for id_ in c.sources} <= sources


@SURVEYS
def test_known_exceptions_do_break_their_rule(survey):
    """An exception that breaks nothing hides nothing, but lies."""
    frame = fd.load(survey.id).set_index(["country_id", "edition"])
    for cutoffs in survey.cutoffs:
        for key in cutoffs.known:
            row = frame.loc[key]
            expected = 1 + sum(row[cutoffs.score] < floor for floor in cutoffs.floors)
            assert row[cutoffs.rating] != expected, key
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
