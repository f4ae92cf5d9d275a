"""What the pages show is what happens."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest
from PIL import Image

import freedomdata as fd

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "page", ["README.md", "docs/asking.md", "docs/countries.md", "docs/trust.md"]
)
def test_the_python_examples_are_true(page):
    text = re.sub(r"^```.*$", "", (ROOT / page).read_text(encoding="utf-8"), flags=re.MULTILINE)
    test = doctest.DocTestParser().get_doctest(text, {}, page, page, 0)
    runner = doctest.DocTestRunner(
        optionflags=doctest.NORMALIZE_WHITESPACE | doctest.IGNORE_EXCEPTION_DETAIL
    )
    assert runner.run(test).failed == 0
    assert len(test.examples) > 5


def test_both_set_up_commands_and_the_terms_are_there():
    assert README.count("\npip install ") == 2
    assert "pip install . && freedomdata plot China" in README
    assert 'pip install ".[test]" && pytest' in README
    assert "limited non-commercial use with citation" in README


def test_the_numbers_of_units_are_those_of_the_table():
    frame = fd.load("fiw", grade="published")
    countries = frame.loc[~frame["is_territory"], "country_id"].nunique()
    territories = frame.loc[frame["is_territory"], "country_id"].nunique()
    assert f"{countries} countries and {territories} territories" in README


def test_the_picture_of_the_page_is_what_is_drawn_today():
    with Image.open(ROOT / "docs" / "img" / "china.png") as picture:
        info = picture.info
    ax = fd.plot_trend("China")
    assert info["Description"] == fd.alt_text(ax)
    assert f"data {fd.version().data}" in info["Source"]
