"""A record refuses nonsense when it is built."""

from __future__ import annotations

import copy
import pickle
from dataclasses import FrozenInstanceError, replace
from datetime import date
from html import escape

import pytest

import freedomdata as fd
from freedomdata.model import (
    Band,
    Column,
    Cutoffs,
    Edition,
    Measure,
    Scale,
    Sheet,
    StatusRule,
    Steady,
    Sum,
    WorseOf,
)

FIW = fd.SURVEYS["fiw"]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Scale(7, 1, 1), "empty"),
        (lambda: Scale(1, 7, 4), "no end of the scale"),
        (lambda: Measure(id="x", title="X", description=""), "either a scale or categories"),
        (
            lambda: Measure(id="x", title="X", description="", words={"a": "A"}, categories=("B",)),
            "no categories",
        ),
        (lambda: Edition(2000, "2000", date(2000, 1, 1), date(1999, 1, 1)), "ends before"),
        (lambda: Cutoffs("s", "r", (1, 2, 3)), "do not fall"),
        (lambda: Band("Freeish", 1, 2, 1972), "none of"),
        (lambda: Band("Free", 2, 1, 1972), "empty"),
        (
            lambda: StatusRule(("x",), (Band("Free", 1, 3, 1972), Band("Not Free", 2, 7, 1972))),
            "overlap",
        ),
        (
            lambda: Sheet(layout="table", columns=(Column("A", "a"), Column("A", "b"))),
            "headers declared twice: .*A",
        ),
        (lambda: replace(FIW.sources[0], sha256="abc"), "has no sha256"),
        (lambda: replace(FIW.sources[0], grade="fine"), "grade 'fine' is none of"),
        (lambda: replace(FIW.sources[0], first_edition=3000), "ends before it starts"),
        (lambda: replace(FIW, terms=""), "no terms"),
        (lambda: replace(FIW, editions=FIW.editions * 2), "editions declared twice"),
        (lambda: replace(FIW, sources=FIW.sources * 2), "sources declared twice"),
        (lambda: replace(FIW, items=FIW.items * 2), "measures and items declared twice"),
        (lambda: replace(FIW, notes=FIW.notes * 2), "notes declared twice"),
        (lambda: replace(FIW, items=FIW.items[:3]), "has no measure or item"),
        (lambda: replace(FIW, anchor="stat"), "fiw has no measure or item 'stat'"),
        (lambda: replace(FIW, steady=Steady("steps", most=3)), "has no measure or item 'steps'"),
        (lambda: replace(FIW, sums=(Sum("total", {}),)), "has no measure or item 'total'"),
        (
            lambda: replace(FIW, worse_of=WorseOf("status", "print", "broadcast")),
            "has no measure or item 'print'",
        ),
    ],
)
def test_nonsense_is_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_one_header_may_mean_two_measures_in_different_editions():
    columns = (Column("Status", "first", last=1988), Column("Status", "second", first=1989))
    assert Sheet(layout="table", columns=columns).columns == columns


@pytest.mark.parametrize(
    ("edition", "low"), [(2002, -10), (2012, -10), (2013, 0), (2025, 0)], ids=str
)
def test_an_older_scale_holds_until_its_last_edition(edition, low):
    measure = Measure(
        id="x",
        title="X",
        description="",
        scale=Scale(0, 100, freest=100),
        until={2012: Scale(-10, 142, freest=-10)},
    )
    assert measure.scale_in(edition).low == low


@pytest.mark.parametrize("high", [25, 35, 40, 100])
def test_a_turned_scale_keeps_its_distances(high):
    scale = Scale(0, high, freest=high)
    values = range(high + 1)
    assert [scale.turn(scale.turn(value)) for value in values] == list(values)
    assert (scale.turn(0), scale.turn(high)) == (high, 0)
    assert (scale.freedom(0), scale.freedom(high)) == (0, 100)


def test_records_do_not_change():
    with pytest.raises(FrozenInstanceError):
        FIW.title = "Another"
    with pytest.raises(TypeError):
        fd.SURVEYS["new"] = FIW


@pytest.mark.parametrize("survey", fd.SURVEYS.values(), ids=lambda survey: survey.id)
def test_a_record_is_short_and_can_be_copied(survey):
    assert len(repr(survey)) < 250
    assert "\n" not in repr(survey)
    for part in (survey.id, survey.title, survey.publisher, f"codebook({survey.id!r})"):
        assert part in repr(survey)
    page = survey._repr_html_()
    assert len(page) < 2500
    assert escape(survey.title) in page
    assert escape(survey.terms) in page
    others = (pickle.loads(pickle.dumps(survey)), copy.copy(survey), copy.deepcopy(survey))  # noqa: S301 (our own)
    for other in others:
        assert other == survey
        assert other.field == survey.field
        assert other.rules == survey.rules
        assert other.fetched is survey.fetched
    assert replace(survey, title="Another") != survey


def test_what_notebooks_show_is_escaped():
    survey = replace(fd.SURVEYS["fiw"], title="<b>bold</b>", citation="A & B <i>")
    page = survey._repr_html_()
    assert "<b>" not in page
    assert "A &amp; B &lt;i&gt;" in page
    assert "no editions" in repr(replace(survey, editions=(), published={}))


def test_all_records_are_short():
    assert len(repr(fd.SURVEYS)) < 1000
    assert list(pickle.loads(pickle.dumps(dict(fd.SURVEYS)))) == list(fd.SURVEYS)  # noqa: S301 (our own)


def test_the_finest_measure_is_the_score():
    finest = {id_: survey.finest.id for id_, survey in fd.SURVEYS.items()}
    assert finest == {
        "fiw": "total_score",
        "fotp": "press_score",
        "fotn": "net_score",
        "rsf": "press_freedom_score",
    }
