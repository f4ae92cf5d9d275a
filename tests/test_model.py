"""A record refuses nonsense when it is built."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace
from datetime import date

import pytest

import freedomdata as fd
from freedomdata.model import Band, Column, Cutoffs, Edition, Measure, Scale, Sheet, StatusRule

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
            "headers declared twice: A",
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
    ],
)
def test_nonsense_is_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_records_do_not_change():
    with pytest.raises(FrozenInstanceError):
        FIW.title = "Another"
    with pytest.raises(TypeError):
        fd.SURVEYS["new"] = FIW
