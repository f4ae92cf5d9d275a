"""A whole column of names: ids where it was meant, a report of everything else."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from lists import read_list, withdrawn_codes

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
        ("Congo", 1, None, "ambiguous", 1990, 1990),
        ("Yemen", 1, None, "ambiguous", 1980, 1980),
        ("Russia", 1, None, "outside life", 1985, 1985),
        ("Yemen", 1, "YEM", "by year", 2000, 2000),
        ("Burma", 1, "MMR", "alias", 1990, 1990),
        ("CHN", 1, "CHN", "exact", 1991, 1991),
        ("China", 1, "CHN", "exact", 1990, 1990),
    ]
    choices = dict(cells(found.report, "name", "choices"))
    assert choices["Chnia"] == "China (CHN)"
    assert choices["Russia"] == "Soviet Union (SUN, until 1991)"
    assert choices["Congo"] == "Congo (Kinshasa) (COD) or Congo (Brazzaville) (COG)"
    assert choices["Atlantis"] is choices["Burma"] is None
    assert found.report["rows"].sum() == len(NAMES)


@withdrawn_codes()
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


def test_years_of_a_name_are_reported_from_first_to_last():
    years = [*range(1970, 2001)]
    report = fd.identify(["Germany"] * len(years), years).report
    assert cells(report, "rows", "country_id", "how", "first_year", "last_year") == [
        (20, None, "ambiguous", 1970, 1989),
        (11, "DEU", "by year", 1990, 2000),
    ]


def test_the_index_of_the_names_is_kept():
    names = pd.Series(["China", "Burma"], index=[7, 7])
    assert fd.identify(names).ids.index.tolist() == [7, 7]
    assert fd.identify(names, pd.Series([1990, 1991], index=[7, 7])).ids.tolist() == ["CHN", "MMR"]
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
    [
        [1985, None],
        [1985.0, float("nan")],
        np.array([1985, 2000]),
        pd.Series([1985, pd.NA]),
        ["1985", "2000"],
        ["1985.0", " 2000 "],
        ["1985", "NA"],
        ["1985-06-30", "2000-01-01T00:00:00"],
        [dt.date(1985, 6, 30), dt.datetime(2000, 1, 1, tzinfo=dt.UTC)],
        [pd.Timestamp("1985-06-30"), pd.NaT],
        np.array(["1985-06-30", "2000"], dtype="datetime64[D]"),
        pd.Series(pd.to_datetime(["1985-06-30", "2000-01-01"])),
        pd.Series(pd.to_datetime(["1985-06-30", None], utc=True)),
        pd.period_range("1985", periods=2, freq="15Y"),
        pd.Series([1985, None], dtype="Int64"),
        pd.Series(["1985", None], dtype="category"),
        pd.Series([1985, 2000], dtype=pd.ArrowDtype(pa.int32())),
        pa.chunked_array([[1985, None]]),
        [Decimal(1985), Fraction(2000)],
        np.ma.MaskedArray([1985, 1985], mask=[False, True]),
    ],
)
def test_years_may_come_in_anything(years):
    assert ids_of(fd.identify(["Yemen", "Yemen"], years)) == [None, "YEM"]


def test_a_category_of_rows_that_were_left_out_is_not_read():
    years = pd.Series(["1985", "2000", "Total"], dtype="category")
    assert ids_of(fd.identify(["Yemen", "Yemen"], years[:2])) == [None, "YEM"]


@pytest.mark.parametrize("year", [2000, 2000.0, "2000", "2000-06-30", dt.date(2000, 1, 1),
                                  pd.Timestamp("2000-01-01"), np.int16(2000),
                                  np.datetime64("2000-06"), np.array(2000)])  # fmt: skip
def test_one_year_may_come_as_anything(year):
    assert ids_of(fd.identify(["Yemen"], year)) == ["YEM"]
    assert fd.find_country("Yemen", year) == "YEM"


@pytest.mark.parametrize("year", [None, float("nan"), pd.NA, pd.NaT, "", "NA"])
def test_a_missing_year_is_none(year):
    assert ids_of(fd.identify(["Germany"], year)) == ids_of(fd.identify(["Germany"], [year]))
    assert fd.find_country("Germany", year) == "DEU"


@pytest.mark.parametrize(
    "year",
    [95, 0, -1990, 999, 10000, 19905, 10**20, "95", "19900", 95.0, 1990.5, float("inf"), True,
     np.bool_(True), "1990-91", "1995-02-31", "1995Q1", "YR1995", "MCMXC", 1990j],
)  # fmt: skip
def test_what_is_no_year_is_refused(year):
    for years in (year, [year]):
        with pytest.raises(fd.FreedomDataError, match="years are whole numbers, such as 1990, not"):
            fd.identify(["China"], years)
    with pytest.raises(fd.FreedomDataError, match="year is a whole number, such as 1990, not"):
        fd.find_country("China", year)
    with pytest.raises(fd.FreedomDataError, match="years are whole numbers, such as 1990, not"):
        fd.identify(["China"], overrides={("China", year, None): "CHN"})


def test_what_is_under_a_mask_is_missing():
    names = np.ma.MaskedArray(["Burma", "China", "Congo"], mask=[False, True, False])
    assert ids_of(fd.identify(names)) == ["MMR", None, None]
    codes = np.ma.MaskedArray([710, 2], mask=[True, False])
    assert ids_of(fd.identify(codes, code="cow")) == [None, "USA"]


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


GERMANY = [1960, 1980, 1989, 1990, 2005, None]


@pytest.mark.parametrize(
    ("overrides", "ids"),
    [
        ({}, [None, None, None, "DEU", "DEU", "DEU"]),
        # fills in where it lives; the clear one stays
        ({"Germany": "XGW"}, ["XGW", "XGW", "XGW", "DEU", "DEU", "DEU"]),
        ({"Germany": "DEU"}, [None, None, None, "DEU", "DEU", "DEU"]),
        ({"the GERMANY": "DDR"}, ["DDR", "DDR", "DDR", "DEU", "DEU", "DEU"]),
        # nobody is always nobody
        ({"Germany": None}, [None] * 6),
        ({"Germany": float("nan")}, [None] * 6),
        # with years before everything else
        ({("Germany", 1972, 1989): "XGW"}, [None, "XGW", "XGW", "DEU", "DEU", "DEU"]),
        ({("Germany", 1980, 2005): "XGW"}, [None, "XGW", "XGW", "XGW", "XGW", "DEU"]),
        ({("Germany", 1990, None): "XGW"}, [None, None, None, "XGW", "XGW", "DEU"]),
        ({("Germany", None, 1990): "XGW"}, ["XGW", "XGW", "XGW", "XGW", "DEU", "DEU"]),
        ({("Germany", None, None): "XGW"}, ["XGW"] * 6),
        ({("Germany", "1980", 1980.0): "XGW"}, [None, "XGW", None, "DEU", "DEU", "DEU"]),
        (
            {("Germany", 1980, 1980): "DDR", "Germany": "XGW"},
            ["XGW", "DDR", "XGW", "DEU", "DEU", "DEU"],
        ),
        ({"Germany": None, ("Germany", 2005, 2005): "DEU"}, [None, None, None, None, "DEU", None]),
        (
            {("Germany", None, 1989): "DDR", ("Germany", 2000, None): None},
            ["DDR", "DDR", "DDR", "DEU", None, "DEU"],
        ),
    ],
)
def test_an_override_fills_in_and_one_with_years_wins(overrides, ids):
    found = fd.identify(["Germany"] * len(GERMANY), GERMANY, overrides=overrides)
    assert ids_of(found) == ids
    series = pd.Series(list(overrides.values()), index=list(overrides), dtype=object)
    assert ids_of(fd.identify(["Germany"] * len(GERMANY), GERMANY, overrides=series)) == ids


def test_an_override_fills_in_for_who_was_not_there():
    names, years = ["Russia"] * 3 + ["Atlantis"] * 2, [1985, 1991, 2000, 1985, 2000]
    overrides = {"Russia": "SUN", "Atlantis": "SUN"}
    found = fd.identify(names, years, overrides=overrides)
    assert ids_of(found) == ["SUN", "RUS", "RUS", "SUN", None]
    assert cells(found.report, "name", "how", "first_year", "override")[0] == (
        "Atlantis", "unknown", 2000, None)  # fmt: skip


@pytest.mark.parametrize("key", ["UK", "U.K.", "uk", "U K", " U.K ", "the UK"])
def test_an_override_holds_for_every_spelling_of_a_short_name(key):
    names = ["UK", "U.K.", "Uk", "uk", "U K", "the U.K.", "United Kingdom"]
    found = fd.identify(names, overrides={(key, None, None): "XNI"})
    assert ids_of(found) == ["XNI"] * 6 + ["GBR"]
    assert ids_of(fd.identify(names, overrides={key: None})) == [None] * 6 + ["GBR"]


def test_an_override_holds_for_notes_and_garbled_letters():
    names = ["Congo", "Congo [1]", "CONGO*", "Congo&nbsp;", "Congo (country)"]
    assert set(fd.identify(names, overrides={"Congo": "COG"}).ids) == {"COG"}


def test_the_report_says_what_each_override_settled():
    names = ["Germany"] * 4 + ["Palestine", "Congo"]
    years = [1980, 1989, 1990, 2005, 2000, 2000]
    overrides = {
        ("Germany", 1972, 1985): "DDR",
        "Germany": "XGW",
        ("Palestine", None, None): "XWB",
        "Cogno": "COD",
        "Congo": "COG",
    }
    report = fd.identify(names, years, overrides=overrides).report
    assert report["rows"].sum() == len(names)
    settled = report[report["how"] == "override"]
    assert set(cells(settled, "name", "country_id", "override", "first_year", "last_year")) == {
        ("Germany", "DDR", "Germany, 1972 to 1985", 1980, 1980),
        ("Germany", "XGW", "Germany", 1989, 1989),
        ("Palestine", "XWB", "Palestine, every year", 2000, 2000),
        ("Congo", "COG", "Congo", 2000, 2000),
    }
    assert cells(report[report["how"] == "unused"], "name", "rows", "country_id", "note") == [
        ("Cogno", 0, "COD", "settled nothing: no row has this name"),
    ]


@pytest.mark.parametrize(
    ("years", "overrides", "note"),
    [
        (1980, {"Germny": "XGW"}, "no row has this name"),
        (2000, {"Germany": "XGW"}, "clear without it, Germany (DEU, since 1990)"),
        (None, {"Germany": "XGW"}, "clear without it, Germany (DEU, since 1990)"),
        (1980, {("Germany", 1990, None): "DEU"}, "no row with this name is of these years"),
        (None, {("Germany", 1980, 1989): "XGW"}, "no row with this name is of these years"),
        (1980, {"Germany": "DEU"}, "Germany (DEU, since 1990) is of other years"),
        (
            1980,
            {"Germany": "XGW", ("Germany", None, None): "DDR"},
            "Germany, every year goes before it",
        ),
    ],
)
def test_an_override_that_met_nothing_or_what_was_clear_is_reported(years, overrides, note):
    report = fd.identify(["Germany"], years, overrides=overrides).report
    unused = report[report["how"] == "unused"]
    assert cells(unused, "rows", "note") == [(0, f"settled nothing: {note}")]
    assert unused["override"].notna().all()


@pytest.mark.parametrize(
    ("overrides", "message"),
    [
        (
            {"Congo": "Atlantis"},
            "overrides of 'Congo': no country or territory is called 'A",
        ),
        ({"Congo": "Korea"}, "overrides of 'Congo': 'Korea' may be"),
        ({"Congo": 5}, "overrides of 'Congo': 5 is a number"),
        ({"St. X": "FRA", "Saint X": "DEU"}, "overrides settle 'Saint X' twice, and differently"),
        ({"UK": "FRA", "U.K.": None}, r"overrides settle 'U\.K\.' twice, and differently"),
        (
            {("X", 1980, 1990): "FRA", ("x", 1990, None): "DEU"},
            "overrides settle 'x, since 1990' twice, and differently",
        ),
        (["Congo"], "overrides is a mapping, such as"),
        ("Congo=COD", "overrides is a mapping, such as"),
        (pd.DataFrame({"Congo": ["COD"]}), "overrides is a mapping, such as"),
        ({None: "COD"}, "overrides settle names; a missing one has none"),
        ({pd.NA: "COD"}, "overrides settle names; a missing one has none"),
        ({float("nan"): "COD"}, "overrides settle names; a missing one has none"),
        ({(None, 1980, 1990): "COD"}, "overrides settle names; a missing one has none"),
        ({("Congo", 1980): "COD"}, "overrides are of a name, such as .*, not of .'Congo', 1980."),
        ({("Congo",): "COD"}, "overrides are of a name, such as"),
        ({frozenset("x"): "COD"}, "overrides are of a name, such as"),
        ({("Congo", 1990, 1980): "COD"}, "overrides of .*: 1990 is after 1980"),
        ({("Congo", 80, 90): "COD"}, "years are whole numbers, such as 1990, not 80: years lie b"),
        ({("Congo", "x", None): "COD"}, "years are whole numbers, such as 1990, not 'x'"),
    ],
)
def test_an_override_that_settles_nothing_is_refused(overrides, message):
    with pytest.raises(fd.FreedomDataError, match=message):
        fd.identify(["Congo"], overrides=overrides)


def test_a_table_of_todays_states_passes_from_its_first_year_on():
    names, years = zip(
        *((name, year) for name in ("Armenia", "France") for year in range(1960, 2021)),
        strict=True,
    )
    found = fd.identify(names, years, strict=True)
    assert cells(found.report, "name", "rows", "country_id", "how", "choices", "last_year") == [
        ("Armenia", 31, None, "outside life", "Soviet Union (SUN, until 1991)", 1990),
        ("France", 61, "FRA", "exact", None, 2020),
        ("Armenia", 30, "ARM", "exact", None, 2020),
    ]


@pytest.mark.parametrize(
    ("name", "year", "instead"),
    [
        ("Yugoslavia", 2010, None),
        ("Czechoslovakia", 2000, "Czech Republic (CZE, since 1993) or Slovakia (SVK, since 1993)"),
        ("SK", 1970, "Czechoslovakia (CSK, until 1992)"),
        ("DEU", 1980, "East Germany (DDR, until 1990) or West Germany (XGW, until 1990)"),
        ("Czech Republic (CZE)", 1985, "Czechoslovakia (CSK, until 1992)"),
        ("Ethiopia (1993-)", 1985, "Ethiopia (ETH)"),
        ("South Sudan [1]", 2000, "Sudan (SDN)"),
    ],
)
def test_a_unit_outside_its_life_is_nobody_and_says_who_was_there(name, year, instead):
    report = fd.identify([name], [year], strict=True).report
    assert cells(report, "country_id", "how") == [(None, "outside life")]
    if instead:
        assert report["choices"].tolist() == [instead]


def test_a_number_before_its_years_passes_too():
    report = fd.identify([946], [1985], code="cow", strict=True).report
    assert report["how"].tolist() == ["outside life"]


@pytest.mark.parametrize(("name", "year"), [("Congo", 1990), ("Germany", 1980), ("Atlantis", 1990),
                                            ("CS", 2015), ("Turkey (2022)", 1990)])  # fmt: skip
def test_what_is_ambiguous_or_unknown_does_not_pass(name, year):
    with pytest.raises(fd.UnknownCountryError, match=f"' in {year} is (ambiguous|unknown)"):
        fd.identify([name], [year], strict=True)


def test_names_that_become_one_unit_and_year_are_reported():
    names = ["German Federal Republic"] * 4 + ["Germany"] * 3 + ["China", "China"]
    years = [1990, 1991, 1992, 1993, 1992, 1993, 1994, 2000, 2000]
    report = fd.identify(names, years).report
    assert cells(report[report["country_id"] == "DEU"], "name", "note") == [
        ("German Federal Republic", "the same unit as 'Germany' in 1992 to 1993"),
        ("Germany", "the same unit as 'German Federal Republic' in 1992 to 1993"),
    ]
    assert report.loc[report["name"] == "China", "note"].isna().all()
    assert fd.identify(["Burma", "Myanmar"]).report["note"].isna().all()
    assert fd.identify(["Burma", "Myanmar"], [1980, 1995]).report["note"].isna().all()


def test_a_code_that_iso_has_withdrawn_is_warned_of():
    with pytest.warns(fd.FreedomDataWarning, match=r"withdrawn were read: 'BUR' as Myanmar \(MMR"):
        found = fd.identify(["BUR", "CHN"])
    assert ids_of(found) == ["MMR", "CHN"]
    assert cells(found.report, "name", "note")[0] == ("BUR", "a code that ISO has withdrawn")
    with pytest.warns(fd.FreedomDataWarning, match="'BUR' as Myanmar") as seen:
        assert fd.find_country("BUR") == "MMR"
    assert [one.filename for one in seen] == [__file__]
    assert ids_of(fd.identify(["BUR"], overrides={("BUR", None, None): "BDI"})) == ["BDI"]
    assert ids_of(fd.identify(["BUR"], overrides={"BUR": None})) == [None]


def test_the_report_is_in_types_that_pandas_makes_itself():
    text = pd.Series(["a", None]).dtype
    for found in (fd.identify([]), fd.identify(["China"]), fd.identify(["China", None], 1990)):
        assert found.ids.dtype == text
        assert found.report.dtypes.to_dict() == {
            "name": text, "rows": np.dtype("int64"), "country_id": text, "how": text,
            "choices": text, "first_year": np.dtype("float64"), "last_year": np.dtype("float64"),
            "override": text, "note": text}  # fmt: skip


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
    with pytest.raises(
        fd.UnknownCountryError,
        match=r"'Germany' in 1970 to 1989 is ambiguous, .*\{\('Germany', 1970, 1989\): ID\}$",
    ):
        fd.identify(["Germany"] * 30, range(1970, 2000), strict=True)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["China"], "names is a column, such as a Series or a list, not 'China'"),
        ([None], "names is a column, such as a Series or a list, not None"),
        ([pd.DataFrame({"a": ["China"]})], "names is a column, such as a Series or a list"),
        ([[["China"]]], "names is a column of single values"),
        ([["China"], [1990, 1991]], "years are 2, names are 1: give one for each name"),
        ([["China"], {1990}], "years is a column, such as a Series or a list, not .1990."),
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
