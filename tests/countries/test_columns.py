"""A whole column of names: ids where it was meant, a report of everything else."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from lists import read_list

import freedomdata as fd
from freedomdata.countries import get_countries

NAMES = ["Burma", "Congo", "Yemen", "Yemen", None, "Atlantis", "Chnia", "Russia", "China", "CHN"]
YEARS = [1990, 1990, 1980, 2000, 2000, None, 2001, 1985, 1990, 1991]


def cells(frame, *columns):
    return [
        tuple(None if pd.isna(cell) else cell for cell in row)
        for row in frame[list(columns)].itertuples(index=False)
    ]


def ids_of(found):
    return [None if pd.isna(id_) else id_ for id_ in found.ids]


def test_a_column_comes_back_as_ids_and_a_report():
    found = fd.identify(NAMES, YEARS)
    assert ids_of(found) == ["MMR", None, None, "YEM", None, None, None, None, "CHN", "CHN"]
    assert found.ids.name == "country_id"
    assert cells(found.report, "name", "rows", "country_id", "how", "first_year", "last_year") == [
        (None, 1, None, "unknown", 2000, 2000),
        ("Atlantis", 1, None, "unknown", None, None),
        ("Chnia", 1, None, "unknown", 2001, 2001),
        ("Russia", 1, None, "unknown", 1985, 1985),
        ("Congo", 1, None, "ambiguous", 1990, 1990),
        ("Yemen", 1, None, "ambiguous", 1980, 1980),
        ("Yemen", 1, "YEM", "by year", 2000, 2000),
        ("Burma", 1, "MMR", "alias", 1990, 1990),
        ("CHN", 1, "CHN", "exact", 1991, 1991),
        ("China", 1, "CHN", "exact", 1990, 1990),
    ]
    choices = dict(cells(found.report, "name", "choices"))
    assert choices["Chnia"] == "China (CHN) or Chechnya (XCH)"
    assert choices["Russia"] == "Soviet Union (SUN, until 1991)"
    assert choices["Congo"] == "Congo (Kinshasa) (COD) or Congo (Brazzaville) (COG)"
    assert choices["Atlantis"] is choices["Burma"] is None
    assert found.report["rows"].sum() == len(NAMES)


def test_ids_are_those_of_find_country():
    listed = [(name, year) for name, year, *_ in read_list("names.csv")]
    listed += [(name, year) for name, year, _ in read_list("no_countries.csv")]
    found = fd.identify([name for name, _ in listed], [year for _, year in listed])
    for (name, year), id_ in zip(listed, ids_of(found), strict=True):
        if id_ is not None:
            assert fd.find_country(name, year) == id_
        else:
            with pytest.raises((fd.UnknownCountryError, fd.AmbiguousCountryError)):
                fd.find_country(name, year)
    assert found.report["rows"].sum() == len(listed)


def test_rows_of_a_name_are_counted_and_what_is_left_comes_first():
    report = fd.identify(["World", *["China"] * 3, *["Burma"] * 2, "Africa", "World"]).report
    assert cells(report, "name", "rows", "how") == [
        ("World", 2, "unknown"),
        ("Africa", 1, "unknown"),
        ("Burma", 2, "alias"),
        ("China", 3, "exact"),
    ]
    assert report["first_year"].isna().all()


def test_years_of_a_name_are_told_from_first_to_last():
    years = [*range(1970, 2001)]
    report = fd.identify(["Germany"] * len(years), years).report
    assert cells(report, "rows", "country_id", "how", "first_year", "last_year") == [
        (20, None, "ambiguous", 1970, 1989),
        (11, "DEU", "by year", 1990, 2000),
    ]


def test_the_index_of_the_names_is_kept():
    names = pd.Series(["China", "Burma"], index=[7, 7])
    assert fd.identify(names).ids.index.tolist() == [7, 7]
    assert fd.identify(names, pd.Series([1, 2], index=[7, 7])).ids.tolist() == ["CHN", "MMR"]
    with pytest.raises(fd.FreedomDataError, match="years has another index than names"):
        fd.identify(names, pd.Series([1990, 1991]))


@pytest.mark.parametrize(
    "names",
    [
        ["Burma", "China", None],
        ("Burma", "China", None),
        iter(["Burma", "China", None]),
        np.array(["Burma", "China", None], dtype=object),
        pd.Index(["Burma", "China", None]),
        pd.Series(["Burma", "China", None], dtype="category"),
        pd.Series(["Burma", "China", None], dtype="string"),
        pd.Series(["Burma", "China", None], dtype=pd.ArrowDtype(pa.string())),
        pa.chunked_array([["Burma", "China", None]]),
    ],
)
def test_names_may_come_in_anything(names):
    found = fd.identify(names, 1990)
    assert ids_of(found) == ["MMR", "CHN", None]
    assert found.ids.dtype == pd.Series(["MMR", None]).dtype
    assert found.report["first_year"].tolist() == [1990] * 3


@pytest.mark.parametrize(
    "years",
    [[1985, None], [1985.0, float("nan")], np.array([1985, 2000]), pd.Series([1985, pd.NA])],
)
def test_years_may_come_in_anything(years):
    assert ids_of(fd.identify(["Yemen", "Yemen"], years)) == [None, "YEM"]


def test_an_empty_column_gives_empty_columns():
    found = fd.identify([])
    assert len(found.ids) == len(found.report) == 0
    assert list(found.report) == list(fd.identify(["China"]).report)
    assert found.report.dtypes.equals(fd.identify(["China"]).report.dtypes)


def test_overrides_settle_what_is_left():
    names = ["Congo", "the CONGO", "World", "N", "North", "-", ""]
    found = fd.identify(names, overrides={"Congo": "Zaire", "World": None, "N": "NOR", "-": None})
    assert ids_of(found) == ["COD", "COD", None, "NOR", None, None, None]
    hows = dict(cells(found.report, "name", "how"))
    left = {name for name in names if hows[name] != "override"}
    assert left == {"North", ""}
    assert fd.identify([345, "345"], overrides={345: "SRB"}).ids.tolist() == ["SRB", "SRB"]
    assert ids_of(fd.identify(["NA", "N.A."], overrides={"N.A.": None})) == ["NAM", None]
    assert fd.identify(["045"], code="iso_numeric", overrides={45: "FRA"}).ids.tolist() == ["FRA"]
    assert fd.identify([999, 2], code="cow", overrides={999: "FRA"}).ids.tolist() == ["FRA", "USA"]


@pytest.mark.parametrize(
    ("overrides", "message"),
    [
        (
            {"Congo": "Atlantis"},
            "overrides of 'Congo': no country or territory is called 'A",
        ),
        ({"Congo": "Korea"}, "overrides of 'Congo': 'Korea' may be"),
        ({"St. X": "FRA", "Saint X": "DEU"}, "overrides settle 'Saint X' twice, and differently"),
        (["Congo"], "overrides is a mapping, such as"),
        ({None: "COD"}, "overrides settle names; a missing one has none"),
    ],
)
def test_an_override_that_settles_nothing_is_refused(overrides, message):
    with pytest.raises(fd.FreedomDataError, match=message):
        fd.identify(["Congo"], overrides=overrides)


def test_codes_with_their_years():
    found = fd.identify([345, 345, 345, 260, None], [1980, 2004, 2020, 1980, 1990], code="cow")
    assert ids_of(found) == ["YUG", "SCG", "SRB", "XGW", None]
    assert ids_of(fd.identify([710.0, float("nan"), 2.5], code="cow")) == ["CHN", None, None]
    assert fd.identify([710.0], code="cow").report["name"].tolist() == ["710"]
    assert fd.identify(["710", "004"], code="iso_numeric").ids.tolist() == ["ZAF", "AFG"]
    assert ids_of(fd.identify([710, "710"])) == [None, None]


def test_strict_refuses_what_is_left():
    assert fd.identify(["China"], strict=True).ids.tolist() == ["CHN"]
    assert ids_of(fd.identify(["China", None], strict=True)) == ["CHN", None]
    with pytest.raises(
        fd.UnknownCountryError,
        match=r"'Atlantis' is unknown; 'Congo' is ambiguous, may be Congo \(Kinshasa\).*overrides",
    ):
        fd.identify(["China", "Congo", "Atlantis"], strict=True)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["China"], "names is a column, such as a Series or a list, not 'China'"),
        ([None], "names is a column, such as a Series or a list, not None"),
        ([pd.DataFrame({"a": ["China"]})], "names is a column, such as a Series or a list"),
        ([[["China"]]], "names is a column of single values"),
        ([["China"], [1990, 1991]], "years are 2, names are 1: give one for each name"),
        ([["China"], "1990"], "years is a column, such as a Series or a list, not '1990'"),
        ([["China"], ["1990"]], "years are whole numbers, such as 1990, not '1990'"),
        ([{"China", "Congo"}], "names is a column, such as a Series or a list"),
        ([["China"], 1990.5], "years are whole numbers, such as 1990, not 1990.5"),
        ([["China"], [1990.5]], "years are whole numbers, such as 1990, not 1990.5"),
        ([["China"], [True]], "years are whole numbers, such as 1990, not True"),
        ([["China"], [10**20]], "years are whole numbers, such as 1990, not 1000000"),
    ],
)
def test_bad_columns_are_refused_in_plain_words(arguments, message):
    with pytest.raises(fd.FreedomDataError, match=message):
        fd.identify(*arguments)


def test_suggestions_end_where_they_would_take_long():
    found = fd.identify([f"{c.country}x" for c in get_countries().values()])
    unknown = found.report[found.report["how"] == "unknown"]
    assert len(unknown) == len(get_countries())
    assert 50 < unknown["choices"].notna().sum() <= 100


def test_nothing_of_the_input_is_changed():
    frame = pd.DataFrame({"name": ["China", "Congo"], "year": [1990, 1990]})
    before = frame.copy()
    fd.identify(frame["name"], frame["year"], overrides={"Congo": "COD"})
    pd.testing.assert_frame_equal(frame, before)
