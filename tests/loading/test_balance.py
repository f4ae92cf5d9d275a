"""Balanced panels: a row for each unit and year, and why it is empty where it is."""

from __future__ import annotations

import io
from itertools import product

import pandas as pd
import pytest

import freedomdata as fd
from freedomdata.countries import get_countries
from freedomdata.errors import quietly
from freedomdata.loading.balance import REASONS

SURVEYS = pytest.mark.parametrize("survey", ["fiw", "fotp", "fotn"])
RULES = pytest.mark.parametrize("rule", ["end", "cover"])
COMPLETE = pytest.mark.parametrize("complete", ["rated", "alive"])
KEYS = ("country_id", "country", "is_territory", "year", "fh_region")  # of added rows


def missing(survey, country, years, **options):
    """Return why a unit has no rows, by year."""
    options = {"complete": "rated"} | options
    rows = fd.load(survey, country=country, years=years, **options)
    assert len(rows) == len(list(years))
    return dict(zip(rows["year"], rows["missing"].where(rows["missing"].notna(), ""), strict=True))


@COMPLETE
@RULES
@SURVEYS
def test_every_unit_has_every_year(survey, rule, complete):
    rows = fd.load(survey, year_rule=rule)
    units, units_of = sorted(set(rows["country_id"])), get_countries()
    years = range(rows["year"].min(), rows["year"].max() + 1)
    wanted = [
        pair
        for pair in product(units, years)
        if complete == "rated" or units_of[pair[0]].lives_in(pair[1])
    ]
    balanced = fd.load(survey, year_rule=rule, complete=complete)
    assert list(zip(balanced["country_id"], balanced["year"], strict=True)) == wanted


@COMPLETE
@RULES
@SURVEYS
def test_rows_that_are_there_are_as_without_and_added_ones_have_no_values(survey, rule, complete):
    rows = fd.load(survey, year_rule=rule)
    balanced = fd.load(survey, year_rule=rule, complete=complete)
    is_there = balanced["missing"].isna()
    there = balanced[is_there].drop(columns="missing").reset_index(drop=True)
    pd.testing.assert_frame_equal(there.astype({"edition": "int64"}), rows)
    added = balanced[~is_there]
    assert set(added["missing"]) <= set(REASONS)
    assert added.drop(columns=[*KEYS, "missing"]).isna().all(axis=None)
    assert added[[*KEYS[:4]]].notna().all(axis=None)


@SURVEYS
def test_types_depend_on_the_option_alone(survey):
    whole = fd.load(survey, complete="rated").dtypes
    assert whole.drop(["edition", "missing"]).equals(fd.load(survey).dtypes.drop("edition"))
    assert (str(whole["edition"]), str(whole["is_territory"])) == ("float64", "bool")
    for selection in (
        {"country": "Hungary", "years": 2013, "complete": "alive"},
        {"country": [], "complete": "rated"},
    ):
        assert fd.load(survey, **selection).dtypes.equals(whole)
    for backend, edition in (("numpy_nullable", "Int64"), ("pyarrow", "int64[pyarrow]")):
        typed = fd.load(survey, complete="rated", dtype_backend=backend)
        assert str(typed["edition"].dtype) == edition
        plain = fd.load(survey, dtype_backend=backend).dtypes
        assert typed.dtypes.drop(["edition", "missing"]).equals(plain.drop("edition"))


def test_why_there_is_no_row():
    assert missing("fiw", "Namibia", range(1974, 1991)) == (
        {1974: ""} | dict.fromkeys(range(1975, 1989), "gap") | {1981: "no edition"}
        | {1989: "", 1990: ""}
    )  # fmt: skip
    assert missing("fiw", "Russia", [1990, 1991]) == {1990: "not yet", 1991: ""}
    assert missing("fiw", "Soviet Union", range(1990, 1993)) == {
        1990: "", 1991: "ended", 1992: "ended",
    }  # fmt: skip
    assert missing("fotp", "China", [2016, 2017]) == {2016: "", 2017: "no edition"}
    assert missing("fotn", "China", [2009, 2010]) == {2009: "no edition", 2010: ""}
    assert missing("fotn", "Syria", [2019, 2021]) == {2019: "", 2021: "not rated"}
    assert missing("fotn", "Taiwan", [2024, 2025]) == {2024: "", 2025: "not at hand"}
    assert missing("fiw", "Tibet", [2024, 2025]) == {2024: "", 2025: "not at hand"}


@pytest.mark.parametrize(
    ("country", "years", "reasons"),
    [
        # the Soviet Union ended in 1991, when its successors were rated
        ("SUN", range(1990, 1992), ["", "ended"]),
        ("YUG", range(2002, 2004), ["", "ended"]),
        ("SCG", range(2003, 2007), ["", "", "", "ended"]),
        ("DEU", range(1990, 1992), ["", ""]),
        ("DDR", range(1989, 1991), ["", "ended"]),
        ("YEM", range(1990, 1992), ["", ""]),
        ("XYN", range(1989, 1991), ["", "ended"]),
        ("VNM", range(1976, 1978), ["", ""]),
        ("XVS", range(1975, 1977), ["", "ended"]),
        ("XKX", range(1992, 1994), ["not rated", ""]),
        ("HKG", range(1972, 1975), ["", "gap", ""]),
        ("PRI", range(2015, 2017), ["", "not rated"]),
        ("XGZ", range(2010, 2012), ["", ""]),
        ("PSE", range(1995, 1997), ["", "not rated"]),
        ("XRO", range(2024, 2026), ["", "not at hand"]),
        ("XCR", range(2023, 2024), [""]),
    ],
)
def test_special_units_live_by_the_registry(country, years, reasons):
    with_life = fd.load("fiw", country=country, complete="alive", years=range(1972, 2026))
    own = with_life.set_index("year").loc[list(years)]
    found = own["missing"].where(own["missing"].notna(), "").tolist()
    assert found == reasons
    unit = get_countries()[country]
    assert with_life["year"].min() == (unit.first_year or 1972)
    assert with_life["year"].max() == (unit.last_year or 2025)


def test_reasons_add_up():
    counts = fd.load("fiw", complete="rated")["missing"].value_counts()
    assert counts.to_dict() == {
        "not yet": 1031, "not rated": 560, "ended": 393, "no edition": 184, "gap": 79,
        "not at hand": 12,
    }  # fmt: skip
    assert "no edition" not in set(fd.load("fiw", complete="rated", year_rule="cover")["missing"])


def test_a_row_that_another_argument_leaves_out_is_not_selected():
    rows = fd.load("fiw", country="Kosovo", territories=False, complete="rated", years=[2008, 2009])
    assert rows["missing"].fillna("").tolist() == ["not selected", ""]
    assert rows["is_territory"].tolist() == [True, False]  # as the survey lists it in that year
    rows = fd.load("fiw", country="Hungary", editions=[2013, 2015], complete="rated")
    assert rows["missing"].fillna("").tolist() == ["", "not selected", ""]
    rows = fd.load(
        "fiw", country="Hungary", years=[2024, 2025], grade="published", complete="alive"
    )
    assert rows["missing"].fillna("").tolist() == ["", "not selected"]


def test_added_rows_are_of_countries_or_territories_as_the_rows_before_or_after():
    rows = fd.load("fiw", country=["XKX", "HKG", "XNC"], complete="rated").set_index("year")
    kosovo = rows[rows["country_id"] == "XKX"]["is_territory"]
    assert kosovo[1980]  # as in 1993, its first
    assert kosovo[2008]
    assert not kosovo[2009]
    assert rows[rows["country_id"] == "HKG"]["is_territory"].all()
    with quietly():  # Freedom on the Net has never rated it: the registry says what it is
        never = fd.load("fotn", country=["Hong Kong", "Norway"], years=2012, complete="rated")
    assert never["is_territory"].tolist() == [True, False]


@pytest.mark.filterwarnings("ignore::freedomdata.FreedomDataWarning")
def test_a_unit_that_is_named_is_always_in():
    rows = fd.load("fiw", country="Greenland", years=[2012, 2013], complete="alive")
    assert rows["missing"].tolist() == ["not rated"] * 2
    assert rows["country"].tolist() == ["Greenland"] * 2
    with pytest.warns(fd.FreedomDataWarning, match="never rated Greenland"):
        assert fd.load("fiw", country="Greenland", complete="alive").empty  # of no years


def test_a_release_ends_where_it_ended():
    rows = fd.load("fiw", country="China", as_of="2024", years=[2023, 2024], complete="rated")
    assert rows["missing"].fillna("").tolist() == ["", "no edition"]


@pytest.mark.parametrize("backend", [None, "numpy_nullable", "pyarrow"])
@pytest.mark.parametrize("as_of", [None, "2024"])
def test_designations_by_rule_can_be_balanced_too(as_of, backend):
    options = {"electoral": "rule", "as_of": as_of, "year_rule": "cover", "dtype_backend": backend}
    rows = fd.load("fiw", **options)
    balanced = fd.load("fiw", **options, complete="alive")
    assert list(balanced) == [*rows, "missing"]
    shared = [name for name in rows if name != "edition"]
    there = balanced[balanced["missing"].isna()].reset_index(drop=True)
    pd.testing.assert_frame_equal(there[shared], rows[shared])
    assert balanced.dtypes[shared].equals(rows.dtypes[shared])


def test_who_is_nowhere_is_said_of_balanced_panels_too():
    with pytest.warns(fd.FreedomDataWarning, match="no survey at hand has a row of Greenland"):
        panel = fd.load_panel(country="Greenland", years=2012, complete="rated")
    assert panel["missing"].tolist() == ["not rated"] * 3


@COMPLETE
def test_panels_have_the_same_units_and_years_in_every_survey(complete):
    panel = fd.load_panel("fiw", "fotp", years=range(1990, 2025), complete=complete)
    pairs = [
        set(zip(own["country_id"], own["year"], strict=True)) for _, own in panel.groupby("survey")
    ]
    assert pairs[0] == pairs[1]
    assert len(panel) == 2 * len(pairs[0])
    assert set(panel["country_id"]) == set(
        fd.load_panel("fiw", "fotp", years=range(1990, 2025))["country_id"]
    )
    assert set(panel["year"]) == set(range(1990, 2025))
    fotp = panel[(panel["survey"] == "fotp") & (panel["year"] > 2016)]
    assert set(fotp["missing"]) <= {"no edition", "ended", "not yet"}
    key = ["survey", "country_id", "year", "measure"]
    assert not panel.duplicated(key).any()


def test_panels_of_several_measures_are_sorted_and_typed():
    panel = fd.load_panel(
        "fiw", "fotp", country=["Namibia", "Hungary"], years=range(1988, 1992), complete="rated",
        measure=["political_rights", "civil_liberties", "press_score"],
    )  # fmt: skip
    fiw = panel[panel["survey"] == "fiw"]
    assert fiw["measure"].tolist() == ["political_rights", "civil_liberties"] * 8
    assert fiw["year"].tolist() == [
        year for _ in range(2) for y in range(1988, 1992) for year in (y, y)
    ]
    assert str(panel["edition"].dtype) == "float64"
    plain = fd.load_panel("fiw", country="Namibia").dtypes.drop("edition")
    assert panel.dtypes.drop(["edition", "missing"]).equals(plain)
    assert list(panel)[-1] == "missing"
    empty = fd.load_panel("fiw", country=[], complete="rated")
    assert empty.dtypes.equals(panel.dtypes)
    assert empty.empty


def test_without_years_a_panel_is_from_the_first_to_the_last_of_all_surveys():
    panel = fd.load_panel("fiw", "fotp", "fotn", country="China", complete="rated")
    assert (
        panel.groupby("survey")["year"].agg(["min", "max", "size"]).to_numpy().tolist()
        == [[1972, 2025, 54]] * 3
    )


@pytest.mark.parametrize("frame", ["fiw", "panel"])
def test_functions_leave_added_rows_out(frame):
    if frame == "panel":
        balanced = fd.load_panel(complete="rated", year_rule="cover")
        assert fd.cite(balanced) == fd.cite(fd.load_panel())
        china = balanced[balanced["country_id"] == "CHN"]
        assert fd.alt_text(fd.plot_compare(china)) == fd.alt_text(
            fd.plot_compare(fd.load_panel(country="China"))
        )
        return
    balanced, rows = fd.load("fiw", complete="rated"), fd.load("fiw")
    assert fd.cite(balanced) == fd.cite(rows)
    assert fd.validate(balanced, "fiw") is balanced
    pd.testing.assert_frame_equal(fd.count_statuses(balanced), fd.count_statuses(rows))
    pd.testing.assert_frame_equal(fd.find_changes(balanced), fd.find_changes(rows))
    read = pd.read_csv(io.StringIO(balanced.to_csv(index=False)))
    pd.testing.assert_frame_equal(fd.count_statuses(read), fd.count_statuses(rows))


def test_a_row_without_an_edition_that_nobody_added_is_refused():
    rows = fd.load("fiw", country="China", complete="rated")
    with pytest.raises(fd.RuleError, match="edition is one of the survey's"):
        fd.validate(rows.assign(missing="because"), "fiw")


def test_what_cannot_be_completed_is_refused():
    with pytest.raises(
        fd.FreedomDataError, match="there is no complete='all'; there is rated, ali"
    ):
        fd.load("fiw", complete="all")
    with pytest.raises(fd.FreedomDataError, match="leave out complete='alive', or give years"):
        fd.load("fiw", editions="latest", complete="alive")
    with pytest.raises(fd.FreedomDataError, match="'rated', or known_on='2013-04-12'"):
        fd.load_panel("fiw", known_on="2013-04-12", complete="rated")
