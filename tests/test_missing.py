"""Whoever is asked for by name and is not there is named; calls that do not fit are explained."""

from __future__ import annotations

import inspect
import json
import pickle
import shutil
import warnings

import pandas as pd
import pytest

import freedomdata as fd
from freedomdata.paths import data_dir

KEY = ["country_id", "edition"]
NAMED = {
    "one of two": (
        lambda: fd.load("fotn", country=["China", "Namibia"]),
        "Freedom on the Net has never rated Namibia",
    ),
    "never rated": (
        lambda: fd.load("fiw", country="Vatican"),
        "Freedom in the World has never rated Vatican City",
    ),
    "several": (
        lambda: fd.load("fotn", country=["Namibia", "Norway", "Chad"]),
        "Freedom on the Net has never rated Namibia, Norway and Chad",
    ),
    "1981": (
        lambda: fd.load("fiw", years=1981),
        "Freedom in the World has no row for the year 1981: edition 1982 covers January 1981 to "
        "August 1982 and has the year 1982",
    ),
    "a year to come": (
        lambda: fd.load("fiw", years=[2050]),
        "has no row for the year 2050: its rows are of years 1972 to 2025",
    ),
    "an edition that never was": (
        lambda: fd.load("fotp", editions=[2018, 2019]),
        "has no row for editions 2018 and 2019: its rows are of editions 1980 to 2017",
    ),
    "not in these years": (
        lambda: fd.load("fiw", country=["China", "Germany"], years=range(1980, 1989)),
        "has nothing on Germany for the years 1980 to 1988: it is there in editions 1991 to 2026; "
        "see also East Germany (DDR), West Germany (XGW)",
    ),
    "of no such grade": (
        lambda: fd.load("fiw", years=2025, grade="published"),
        "Freedom in the World has no row for the year 2025, grade='published'",
    ),
    "of no such grade at all": (
        lambda: fd.load("fiw", grade="transcribed"),
        "Freedom in the World has no row for grade='transcribed'",
    ),
    "not of this kind": (
        lambda: fd.load("fiw", country="Tibet", territories=False),
        "has nothing on Tibet for territories=False",
    ),
    "not latest": (
        lambda: fd.load("fiw", country=["USSR", "China"], editions="latest"),
        "has nothing on Soviet Union for editions='latest'",
    ),
    "a year of another edition": (
        lambda: fd.load("fiw", years=2000, editions=2000),
        "Freedom in the World has no row for the year 2000, edition 2000 together: edition 2000 "
        "has the year 1999",
    ),
    "no row of a grade": (
        lambda: fd.load("fotp", grade="published"),
        "Freedom of the Press has no row for grade='published'",
    ),
    "no row of a grade in any survey": (
        lambda: fd.load_panel(years=1990, grade="transcribed"),
        "no survey at hand has a row for the year 1990, grade='transcribed'",
    ),
    "rated, but left out": (
        lambda: fd.load_panel(country="Tibet", territories=False),
        "no survey at hand has a row of Tibet for territories=False",
    ),
    "no items": (
        lambda: fd.load_items("fiw", editions=2026),
        "has no questions or subtotals for edition 2026: questions are in editions 2013 to "
        "2025, their subtotals in editions 2006 to 2025",
    ),
    "no items of one": (
        lambda: fd.load_items("fiw", country=["USSR", "China"]),
        "has no questions or subtotals on Soviet Union: questions are in",
    ),
    "a panel of one survey": (
        lambda: fd.load_panel("fiw", "fotn", country="Namibia"),
        "Freedom on the Net has never rated Namibia",
    ),
    "a panel of all": (
        lambda: fd.load_panel(country=["China", "Vatican"]),
        "no survey at hand has ever rated Vatican City",
    ),
    "a panel of no year": (
        lambda: fd.load_panel(years=1850),
        "no survey at hand has a row for the year 1850",
    ),
    "a panel on a day": (
        lambda: fd.load_panel(country="Vatican", known_on="2013-01-01"),
        "no survey at hand has a row of Vatican City for known_on='2013-01-01'",
    ),
    "older files": (
        lambda: fd.load("fotp", as_of=2015),
        "the files of Freedom of the Press at hand of release 2015 and older begin with edition "
        "1982: editions 1980 and 1981 are not there",
    ),
}


@pytest.mark.parametrize("what", NAMED)
def test_what_is_asked_for_and_not_there_is_named_at_the_line_that_asked(what):
    call, sentence = NAMED[what]
    with pytest.warns(fd.FreedomDataWarning) as warned:
        frame = call()
    assert isinstance(frame, pd.DataFrame)
    (message,) = {str(warning.message) for warning in warned}
    assert sentence in message
    assert {warning.filename for warning in warned} == {__file__}


@pytest.mark.parametrize(
    "call",
    [
        lambda: fd.load("fiw"),
        lambda: fd.load("fiw", country=["China", "Tibet"]),
        lambda: fd.load("fiw", years=range(1900, 2100)),
        lambda: fd.load("fiw", years=range(1980, 1983)),
        lambda: fd.load("fotp", as_of=2015, years=2000),
        lambda: fd.load_items("fiw", country="China", editions=[2025, 2026]),
        lambda: fd.load_panel(country="Namibia"),
        lambda: fd.load_panel(known_on="2013-04-12"),
        lambda: fd.explain("Namibia"),
        lambda: fd.plot_trend("Namibia"),
        lambda: fd.plot_compare(["China", "Namibia"]),
        lambda: fd.plot_statuses("Africa"),
        lambda: fd.plot_items("Namibia"),
    ],
)
def test_what_is_there_is_not_warned_of(call):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert call() is not None


def test_a_directory_whose_files_of_a_release_begin_late_says_so(tmp_path):
    own = shutil.copytree(data_dir(), tmp_path / "own")
    path = own / "datapackage.json"
    descriptor = json.loads(path.read_text("utf-8"))
    sources = descriptor["surveys"][0]["sources"]
    changed = next(s for s in sources if s["name"] == "fiw-2023-all-data")
    changed |= {"release": "2022", "sha256": "0" * 64}
    path.write_text(json.dumps(descriptor))
    sentence = "release 2022 and older begin with edition 2013: editions 1973 to 2012 are not there"
    with pytest.warns(fd.FreedomDataWarning, match=sentence):
        rows = fd.load("fiw", as_of="2022", data=own)
    assert rows["edition"].min() == 2013
    fd.load("fiw", as_of="2022", years=range(2012, 2022), data=own)


@pytest.mark.parametrize("name", ["FIW", " Fiw ", "Freedom in the World", "freedom IN the  world"])
def test_a_survey_is_understood_by_its_title_and_in_capitals(name):
    rows = fd.load(name, country="China", years=2020)
    pd.testing.assert_frame_equal(rows, fd.load("fiw", country="China", years=2020))
    assert fd.explain("China", 2020, survey=name).survey == "fiw"
    assert len(fd.load_panel(name, country="China", years=2020)) == 1
    assert len(fd.list_breaks(name)) == len(fd.list_breaks("fiw"))
    assert fd.cite(name) == fd.cite("fiw")


# --- the newest row of each unit ---


def test_latest_is_the_newest_row_of_each_unit_that_is_still_there():
    latest = fd.load("fiw", editions="latest")
    assert latest["country_id"].is_unique
    rows = latest.set_index("country_id")
    assert {"SUN", "CSK", "YUG", "DDR"}.isdisjoint(rows.index)
    newest = fd.load("fiw", editions=2026)
    assert set(newest["country_id"]) <= set(rows.index)
    before = fd.load("fiw", editions=2025)
    lost = sorted(set(before["country_id"]) - set(newest["country_id"]))
    assert len(lost) == 12
    assert (rows.loc[lost, "edition"] == 2025).all()
    assert (rows.loc[newest["country_id"], "edition"] == 2026).all()
    assert latest.dtypes.equals(newest.dtypes)


def test_latest_comes_after_everything_else():
    published = fd.load("fiw", editions="latest", grade="published")
    assert published["edition"].max() == 2025
    eighties = fd.load("fiw", editions="latest", years=range(1980, 1990))
    assert eighties.set_index("country_id").loc["SUN", "year"] == 1989
    older = fd.load("fiw", editions="latest", as_of="2023")
    assert older["edition"].max() == 2023
    states = fd.load("fiw", editions="latest", territories=False)
    assert not states["is_territory"].any()
    china = fd.load("fiw", editions="latest", country="China")
    assert china["edition"].tolist() == [2026]
    with pytest.raises(fd.FreedomDataError, match="or 'latest', not 'newest'"):
        fd.load("fiw", editions="newest")


def test_latest_of_items_and_panels():
    items = fd.load_items("fiw", editions="latest")
    assert not items[KEY].drop_duplicates()["country_id"].duplicated().any()
    assert items.set_index("country_id").loc["CHN", "edition"].unique().tolist() == [2025]
    panel = fd.load_panel(editions="latest")
    assert not panel.duplicated(["survey", "country_id"]).any()
    assert panel.groupby("survey", observed=True)["edition"].max().to_dict() == {
        "fiw": 2026, "fotp": 2017, "fotn": 2025,
    }  # fmt: skip
    known = fd.load_panel("fiw", known_on="2013-04-12", editions="latest")
    assert known["edition"].max() == 2013
    assert len(known) > len(fd.load_panel("fiw", known_on="2013-04-12"))


# --- editions without questions ---


def test_an_edition_without_questions_says_which_have_them():
    sentence = "questions are in editions 2013 to 2025, their subtotals in editions 2006 to 2025."
    assert fd.explain("China", 2026).questions == f"This edition has no questions: {sentence}"
    assert "no questions, only their subtotals" in fd.explain("China", 2010).questions
    assert fd.explain("China", 2025).questions is None
    assert fd.explain("China", 2010, survey="fotp").questions is None
    flat = " ".join(str(fd.explain("China", 2026)).split())
    assert sentence in flat
    assert fd.explain("China", 2026).to_dict()["questions"]


# --- calls that do not fit ---


CALLS = {
    "by place": (
        lambda: fd.load("fiw", "China"),
        "load takes survey without a name, and all else by name: give 'China' as one of country=",
    ),
    "misspelt": (lambda: fd.load("fiw", contry="China"), "no argument contry=: did you mean coun"),
    "singular": (lambda: fd.load("fiw", year=2013), "no argument year=: did you mean years="),
    "edition": (lambda: fd.load_items("fiw", edition=1), "edition=: did you mean editions="),
    "plural": (lambda: fd.load_panel(countries="China"), "countries=: did you mean country="),
    "nothing": (fd.load, "load needs survey"),
    "too many": (lambda: fd.explain("China", 2013, 2014), "explain takes country, edition without"),
    "of a picture": (lambda: fd.plot_trend("China", year=2013), "plot_trend has no argument year="),
    "of a name": (lambda: fd.find_country("China", yaer=1), "yaer=: did you mean year="),
    "of a citation": (lambda: fd.cite("fiw", "apa"), "give 'apa' as one of style="),
}


@pytest.mark.parametrize("what", CALLS)
def test_a_call_that_does_not_fit_is_explained(what):
    call, sentence = CALLS[what]
    with pytest.raises(fd.FreedomDataError, match=sentence) as refusal:
        call()
    assert isinstance(refusal.value, TypeError)


def test_functions_stay_what_they_are():
    for name in fd.__all__:
        function = getattr(fd, name)
        if inspect.isfunction(function):
            assert pickle.loads(pickle.dumps(function)) is function  # noqa: S301 (our own)
            assert inspect.signature(function).parameters
            assert function.__name__ == name
    assert list(inspect.signature(fd.load).parameters)[:2] == ["survey", "country"]
