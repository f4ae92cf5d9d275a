"""What answers say of their columns: each has a title, and one name means one thing."""

from __future__ import annotations

import pytest

import freedomdata as fd

ANSWERS = {
    "changes": lambda: fd.find_changes("fiw", 2024),
    "movers": lambda: fd.find_movers("fiw", 2014, 2024),
    "spells": lambda: fd.find_spells("fiw"),
    "decline of the world": lambda: fd.find_spells("fiw", decline="world"),
    "decline of countries": lambda: fd.find_spells("fiw", decline="country"),
    "counts": lambda: fd.count_statuses("fiw", 2024, by="region", weight="population"),
    "averages": lambda: fd.aggregate("fiw", editions=2025, weight="population"),
    "ranks": lambda: fd.rank("fiw", 2024),
    "margins": lambda: fd.find_margins("fiw", 2024),
    "a balanced panel": lambda: fd.lag(fd.load_panel("fiw", country="HUN", complete="alive")),
    "a balanced survey": lambda: fd.difference(fd.load("fiw", country="HUN", complete="alive")),
    "questions": lambda: fd.load_items("fiw", country="HUN", wording=True),
}


@pytest.mark.parametrize("answer", ANSWERS)
def test_every_column_has_a_title(answer):
    frame = ANSWERS[answer]()
    said = frame.attrs["columns"]
    assert [name for name in frame if not said.get(name, {}).get("title")] == []


def test_missing_is_why_and_units_missing_how_many():
    balanced = fd.load("fiw", country="NAM", complete="rated")
    assert balanced.attrs["columns"]["missing"] == {"title": "Why there is no value"}
    assert "gap" in set(balanced["missing"])
    counts = fd.count_statuses("fotn", 2024)
    assert counts.attrs["columns"]["units_missing"] == {"title": "Units without a value"}
    assert (counts["units_missing"].iloc[0], counts["missing_ids"].iloc[0]) == (1, "SYR")
