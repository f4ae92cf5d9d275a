"""Values of the years before and after: by the calendar, and never across what does not compare."""

from __future__ import annotations

import io

import numpy as np
import pandas as pd
import pytest

import freedomdata as fd
from freedomdata.labels import describe_left_out

BREAKS = {  # editions from which a measure does not compare with earlier ones, for everybody
    ("fiw", "electoral_democracy"): [2018],
    ("fotp", "status"): [1989, 1994],
    ("fotp", "print_status"): [1989],
    ("fotp", "broadcast_status"): [1989],
    ("fotp", "press_score"): [1994],
    ("rsf", "press_freedom_score"): [2012, 2013, 2022],
    ("rsf", "rank"): [2022],
}


@pytest.fixture(scope="session")
def data(rsf_built):
    """Tables that have all surveys."""
    return rsf_built


def find_naively(rows, survey, columns, n):
    """Return the values n years before of each row, by walking through all of them."""
    every = rows.astype(object).where(rows.notna(), None).to_dict("records")
    of = {(row["country_id"], row["year"]): row for row in every}
    pairs = [(of.get((row["country_id"], row["year"] - n)), row) for row in every]
    return {
        column: [before and _compare(survey, column, before, row) for before, row in pairs]
        for column in columns
    }


def _compare(survey, column, before, row):
    """Return a value of the row before, None where it does not compare."""
    breaks = BREAKS.get((survey, column), ())
    if any(before["edition"] < edition <= row["edition"] for edition in breaks):
        return None
    if (survey, column) == ("fiw", "status") and before["edition"] < 2004 <= row["edition"]:
        pair = (row, before)
        is_at_border = any(r["political_rights"] + r["civil_liberties"] == 11 for r in pair)
        if is_at_border and all(r["status"] in ("Not Free", "Partly Free") for r in pair):
            return None
    return before[column]


def plain(column):
    """Return a column as values, None where one is missing."""
    return column.astype(object).where(column.notna(), None).tolist()


@pytest.mark.parametrize(("rule", "n"), [("end", 1), ("end", 10), ("cover", 1), ("cover", 2)])
@pytest.mark.parametrize("survey", fd.SURVEYS)
def test_a_lag_is_the_value_of_that_year_of_the_same_unit(data, survey, rule, n):
    rows = fd.load(survey, year_rule=rule, data=data)
    lagged = fd.lag(rows, n, data=data)
    columns = [name for name in lagged if name not in rows]
    wanted = [
        m.id
        for m in fd.SURVEYS[survey].measures
        if m.scale or (m.categories != () and m.id != "region")
    ]
    assert columns == [f"{id_}_lag{n}" for id_ in wanted]
    for id_, values in find_naively(rows, survey, wanted, n).items():
        assert plain(lagged[f"{id_}_lag{n}"]) == values, id_


@pytest.mark.parametrize("survey", ["fiw", "fotp", "fotn"])
def test_a_lead_is_a_lag_seen_from_the_other_side(survey):
    rows = fd.load(survey, year_rule="cover")
    lead, lag = fd.lead(rows, 3), fd.lag(rows, 3)
    for column in rows.columns.intersection(["status", *fd.SURVEYS[survey].headline.measures]):
        after = lead.dropna(subset=f"{column}_lead3")
        before = lag.dropna(subset=f"{column}_lag3").assign(year=lambda f: f["year"] - 3)
        joined = after.merge(before, on=["country_id", "year"], suffixes=("", "_of_later"))
        assert len(joined) > 100
        assert (joined[column] == joined[f"{column}_lag3"]).all()
        assert (joined[f"{column}_lead3"] == joined[f"{column}_of_later"]).all()


def test_what_the_row_before_gets_wrong():
    rows = fd.load("fiw")
    lagged = fd.lag(rows, columns="political_rights")
    naive = rows.groupby("country_id")["political_rights"].shift()
    namibia = (rows["country_id"] == "NAM") & (rows["year"] == 1989)
    assert (
        naive[namibia].item()
        == rows["political_rights"][(rows["country_id"] == "NAM") & (rows["year"] == 1974)].item()
    )
    assert lagged.loc[namibia, "political_rights_lag1"].isna().all()
    in_1982 = rows["year"] == 1982
    assert naive[in_1982].notna().sum() == 164  # which are of 1980
    assert lagged.loc[in_1982, "political_rights_lag1"].isna().all()
    covered = fd.lag(fd.load("fiw", year_rule="cover"), columns="political_rights")
    assert covered.loc[covered["year"] == 1982, "political_rights_lag1"].notna().all()


@pytest.mark.parametrize(
    ("old", "new", "year"),
    [
        ("SUN", "RUS", 1991),
        ("YUG", "SCG", 2003),
        ("SCG", "SRB", 2006),
        ("DDR", "DEU", 1990),
        ("XGW", "DEU", 1990),
        ("XYN", "YEM", 1990),
        ("XVS", "VNM", 1976),
    ],
)
def test_no_value_is_taken_from_a_state_before(old, new, year):
    lagged = fd.lag(fd.load("fiw", country=[old, new], year_rule="cover"))
    first = lagged[(lagged["country_id"] == new) & (lagged["year"] == year)]
    assert first["status_lag1"].isna().all()
    assert len(first) == 1
    last = lagged[lagged["country_id"] == old]
    assert (last["year"].max(), len(last["status_lag1"].dropna())) == (year - 1, len(last) - 1)


def test_units_that_change_their_listing_or_come_late_are_one_series():
    rows = fd.lag(fd.load("fiw", country=["XKX", "HKG", "PRI", "XGZ", "XRO"]), columns="status")
    rows = rows.set_index(["country_id", "year"])
    assert rows.loc[("XKX", 2009), "status_lag1"] == rows.loc[("XKX", 2008), "status"]
    assert pd.isna(rows.loc[("HKG", 1974), "status_lag1"])  # not rated in 1973
    assert pd.isna(rows.loc[("PRI", 1974), "status_lag1"])
    assert pd.isna(rows.loc[("XGZ", 2010), "status_lag1"])  # the West Bank and Gaza before
    assert pd.isna(rows.loc[("XRO", 2024), "status_lag1"])  # Crimea and Eastern Donbas before


def test_breaks_are_not_crossed():
    lagged = fd.lag(fd.load("fiw", country=["BTN", "HUN"], years=[2002, 2003]))
    assert plain(lagged["status_lag1"]) == [None, None, None, "Free"]  # Bhutan was at 5.5
    assert lagged["political_rights_lag1"].notna().tolist() == [False, True] * 2
    press = fd.lag(fd.load("fotp", country="Hungary", years=range(1986, 1996)))
    none = press.loc[press["status_lag1"].isna(), "year"].tolist()
    assert none == [1986, 1988, 1993]
    five = fd.lag(fd.load("fotp", country="Hungary"), 5).set_index("year")["status_lag5"]
    assert five.loc[1993:1997].isna().all()
    assert five.loc[1998:].notna().all()


@pytest.mark.parametrize("rule", ["end", "cover"])
def test_long_and_wide_frames_agree(rule):
    measures = ["political_rights", "civil_liberties", "total_score"]
    panel = fd.load_panel("fiw", "fotp", measure=[*measures, "press_score"], year_rule=rule)
    long, wide = fd.lag(panel, 2), fd.lag(fd.load("fiw", year_rule=rule), 2)
    for measure in measures:
        own = long[(long["measure"] == measure) & (long["survey"] == "fiw")]
        assert plain(own["value_lag2"]) == plain(wide[f"{measure}_lag2"])
        assert plain(own["status_lag2"]) == plain(wide["status_lag2"])
    press = long[long["survey"] == "fotp"]
    wide = fd.lag(fd.load("fotp", year_rule=rule), 2)
    assert plain(press["value_lag2"]) == plain(wide["press_score_lag2"])
    assert plain(press["freedom_lag2"].rsub(100)) == plain(wide["press_score_lag2"])


def test_the_headline_of_two_measures_is_one_series():
    panel = fd.lag(fd.load_panel("fiw", country="Hungary", years=range(2009, 2012)))
    assert plain(panel["value_lag1"]) == [None, *panel["value"].tolist()[:-1]]


@pytest.mark.parametrize("complete", ["rated", "alive"])
def test_a_balanced_panel_gives_the_same_values(complete):
    years = range(1975, 2025)
    rows = fd.lag(fd.load_panel("fiw", "fotp", years=years))
    balanced = fd.lag(fd.load_panel("fiw", "fotp", years=years, complete=complete))
    there = balanced[balanced["missing"].isna()].reset_index(drop=True)
    shared = [name for name in rows if name != "edition"]
    pd.testing.assert_frame_equal(there[shared], rows[shared])
    added = balanced[balanced["missing"].notna()].set_index(["survey", "country_id", "year"])
    namibia = fd.load("fiw", country="Namibia", years=1975 - 1)
    assert namibia["status"].notna().all()
    assert plain(added.loc[("fiw", "SUN", [1991]), "status_lag1"]) == ["Partly Free"]
    assert pd.isna(added.loc[("fiw", "NAM", 1980), "status_lag1"])


def reasons(frame):
    """Return how many rows have no value before or after, by the reason."""
    return {one["reason"]: one["number"] for one in frame.attrs["left_out"]}


def test_what_has_no_value_is_counted_by_reason():
    lagged = fd.lag(fd.load("fiw"), columns="status")
    found = reasons(lagged)
    none = lagged["status_lag1"].isna().sum()
    assert sum(found.values()) == none
    year = "no row of the year before: "
    assert found == {
        f"{year}the unit did not exist yet": 35,
        f"{year}no edition has that year": 318,  # everybody's first, and 1982
        f"{year}it is a declared gap: not rated in that edition, or in no copy of it at hand": 8,
        f"{year}the survey did not rate the unit in that edition": 41,
        next(one for one in found if one.startswith("status_lag1")): none - 402,
    }
    gap = next(one for one in lagged.attrs["left_out"] if "declared gap" in one["reason"])
    assert gap["units"] == ["AND", "BRN", "HKG", "LIE", "MCO", "NAM", "PRI", "SMR"]
    assert gap["editions"] == [1975, 1985, 1990, 1993, 1994]
    at_break = next(one for one in lagged.attrs["left_out"] if "5.5" in one["reason"])
    assert at_break["editions"] == [2004]
    assert "Bhutan" in " ".join(describe_left_out(lagged))


def test_reasons_of_a_balanced_panel_are_those_of_its_rows():
    plainly = fd.lag(fd.load("fiw"))
    for complete in ("rated", "alive"):
        balanced = fd.lag(fd.load("fiw", complete=complete))
        same = {k: v for k, v in reasons(balanced).items() if "did not exist" not in k}
        assert same == {k: v for k, v in reasons(plainly).items() if "did not exist" not in k}
        assert sum(reasons(balanced).values()) == sum(reasons(plainly).values())


def test_a_frame_ends_where_it_ends():
    rows = fd.load_panel("fiw", "fotp", country="Hungary", years=range(1990, 2025))
    assert reasons(fd.lag(rows, columns="value")) == {
        "Freedom in the World: no row of the year before: the frame begins in 1990": 1,
        "Freedom of the Press: no row of the year before: the frame begins in 1990": 1,
    }
    assert reasons(fd.lead(rows, 2, columns="value")) == {
        "Freedom in the World: no row of 2 years after: the frame ends in 2024": 1,
        "Freedom in the World: no row of 2 years after: no edition has that year": 1,
        "Freedom of the Press: no row of 2 years after: no edition has that year": 2,
        "value_lead2, Freedom of the Press, edition 1994: From this edition on there is a score "
        "from 0 to 100, and the status goes by its bands": 2,
    }
    some = fd.load("fiw", country="Hungary", years=[2010, 2012])
    assert reasons(fd.lag(some, columns="status")) == {
        "no row of the year before: the frame begins in 2010": 1,
        "no row of the year before: there is a row, which the selection leaves out": 1,
    }


def test_differences_are_in_the_points_and_the_direction_of_the_measure():
    rows = fd.load("fiw", country="Tunisia", years=range(2010, 2013))
    changed = fd.difference(rows)
    assert plain(changed["status_difference1"]) == [None, 1, 0]
    before, after = rows["political_rights"].iloc[:2]
    assert changed["political_rights_difference1"].iloc[1] == after - before < 0  # 1 is freest
    assert changed["total_score_difference1"].iloc[1] > 0
    panel = fd.difference(fd.load_panel("fotp", country="Hungary", years=[2009, 2010, 2011]))
    assert (panel["value_difference1"].iloc[1:] == -panel["freedom_difference1"].iloc[1:]).all()
    world = fd.load("fiw")
    changed, lagged = fd.difference(world, 4), fd.lag(world, 4)
    steps = world["status"].cat.codes - lagged["status_lag4"].cat.codes
    steps = steps.where(world["status"].notna() & lagged["status_lag4"].notna())
    assert plain(changed["status_difference4"]) == plain(steps)
    assert plain(changed["total_score_difference4"]) == plain(
        world["total_score"] - lagged["total_score_lag4"]
    )


def test_rows_order_index_and_columns_stay():
    rows = fd.load("fiw", country=["Hungary", "China"]).sample(frac=1, random_state=1)
    rows["gdp"] = np.arange(len(rows))
    rows.index = [f"row {n}" for n in range(len(rows))]
    before = rows.copy()
    lagged = fd.lag(rows, columns=["gdp", "status"])
    pd.testing.assert_frame_equal(rows, before)
    pd.testing.assert_frame_equal(lagged[before.columns], before)
    of = {(row.country_id, row.year): row.gdp for row in rows.itertuples()}
    wanted = [of.get((row.country_id, row.year - 1)) for row in rows.itertuples()]
    assert plain(lagged["gdp_lag1"]) == wanted
    indexed = fd.lag(rows.set_index(["country_id", "year"]), columns="status")
    assert indexed.index.names == ["country_id", "year"]
    assert plain(indexed["status_lag1"]) == plain(lagged["status_lag1"])


@pytest.mark.parametrize("function", [fd.lag, fd.lead, fd.difference])
def test_types_are_those_of_the_columns(function):
    for survey in ("fiw", "fotp", "fotn"):
        for selection in ({}, {"country": "Hungary", "years": 2013}):
            for backend in (None, "numpy_nullable", "pyarrow"):
                rows = fd.load(survey, **selection, dtype_backend=backend)
                for name, dtype in function(rows).dtypes.drop(list(rows)).items():
                    own = rows.dtypes[name.rsplit("_", 1)[0]]
                    if function is fd.difference and str(own) in (
                        "category", "boolean", "bool[pyarrow]",
                    ):  # fmt: skip
                        own = {None: "float64", "pyarrow": "int64[pyarrow]"}.get(backend, "Int64")
                    assert dtype == own, (survey, backend, name)
    whole = function(fd.load("fiw").assign(n=1, is_in=True), columns=["n", "is_in", "year"])
    assert (whole.dtypes.iloc[-3:] == "float64").all()


@pytest.mark.parametrize("complete", [None, "alive"])
def test_frames_read_back_from_files(tmp_path, complete):
    rows = fd.load("fiw", country=["Namibia", "Hungary", "Russia"], complete=complete)
    panel = fd.load_panel("fiw", "fotp", country=["Namibia", "Hungary"], complete=complete)
    for frame in (rows, panel):
        wanted = fd.difference(fd.lag(frame))
        added = [name for name in wanted if name not in frame]
        read = pd.read_csv(io.StringIO(frame.to_csv(index=False)))
        frame.to_parquet(tmp_path / "frame.parquet")
        for back in (read, pd.read_parquet(tmp_path / "frame.parquet")):
            found = fd.difference(fd.lag(back))
            for name in added:
                assert plain(found[name]) == plain(wanted[name]), name


def test_keys_may_come_otherwise():
    rows = fd.load("fotp", country=["Hungary", "China"])
    wanted = plain(fd.lag(rows)["press_score_lag1"])
    assert plain(fd.lag(rows.drop(columns="edition"))["press_score_lag1"]) == wanted
    assert plain(fd.lag(rows.assign(country_id=rows["country_id"].str.lower()))["press_score_lag1"])
    few = rows[["country_id", "year", "status"]]  # of which survey it is, its attrs say
    assert plain(fd.lag(few)["status_lag1"]) == plain(fd.lag(rows)["status_lag1"])
    panel = fd.load_panel("fiw", "fotp", country="Hungary")
    named = panel.assign(survey=panel["survey"].map({"fiw": "FIW", "fotp": "Freedom of the Press"}))
    assert plain(fd.lag(named)["status_lag1"]) == plain(fd.lag(panel)["status_lag1"])
    for column in ("survey", "measure"):
        words = named[column].astype("category")
        assert plain(fd.lag(named.assign(**{column: words}))["value_lag1"]) == plain(
            fd.lag(panel)["value_lag1"]
        )
    with pytest.raises(fd.UnknownSurveyError, match="there is no survey"):
        fd.lag(panel.assign(survey=[None, *panel["survey"].iloc[1:]]))


@pytest.mark.parametrize("backend", ["numpy_nullable", "pyarrow"])
def test_balanced_panels_of_other_types(backend):
    options = {"country": ["NAM", "RUS", "SUN"], "complete": "rated", "year_rule": "cover"}
    wanted = fd.difference(fd.lag(fd.load_panel("fiw", **options)))
    found = fd.difference(fd.lag(fd.load_panel("fiw", **options, dtype_backend=backend)))
    for name in wanted.columns[-6:]:
        assert plain(found[name]) == plain(wanted[name]), name
    assert found.attrs == wanted.attrs


def test_added_columns_say_what_they_are():
    said = fd.difference(fd.lag("fiw"), 2).attrs["columns"]
    assert said["status"] == fd.load("fiw").attrs["columns"]["status"]
    assert said["political_rights_lag1"] == {
        "title": "Political rights, the year before", "unit": "points",
        "direction": "lower is freer",
    }  # fmt: skip
    assert said["political_rights_difference2"] == {
        "title": "Political rights, less that of 2 years before", "unit": "points",
        "direction": "lower is freer",
    }  # fmt: skip
    assert said["status_difference2"] == {
        "title": "Status, less that of 2 years before", "unit": "steps",
        "direction": "higher is freer",
    }  # fmt: skip
    own = fd.load("fiw").assign(gdp=1)
    assert fd.lead(own, columns="gdp").attrs["columns"]["gdp_lead1"] == {
        "title": "gdp, the year after"
    }


def test_labels_of_rows_may_come_twice():
    rows = fd.load("fiw", country=["Hungary", "China"], years=[2012, 2013]).set_index("year")
    lagged = fd.lag(rows, columns="status")
    assert lagged.index.equals(rows.index)
    assert plain(lagged["status_lag1"]) == [None, "Not Free", None, "Free"]


def test_a_survey_by_its_id():
    pd.testing.assert_frame_equal(fd.lag("fotn"), fd.lag(fd.load("fotn")))
    with pytest.raises(fd.UnknownSurveyError, match="there is no survey 'fotx'"):
        fd.lag("fotx")


def test_an_older_release_lags_its_own_values():
    rows = fd.load("fiw", country="XED", as_of="2024")
    lagged = fd.lag(rows, columns="total_score")
    assert plain(lagged["total_score_lag1"])[1:] == plain(rows["total_score"])[:-1]


def test_several_lags_are_columns_and_reasons_of_their_own():
    twice = fd.lag(fd.lag("fiw", columns="status"), 2, columns="status")
    assert list(twice.columns[-2:]) == ["status_lag1", "status_lag2"]
    assert any("of the year before" in one for one in reasons(twice))
    assert any("of 2 years before" in one for one in reasons(twice))
    again = fd.lag(twice, 2, columns="status")
    assert list(again) == list(twice)


def test_files_of_other_surveys_need_no_tables(data):
    rows = fd.load("rsf", data=data)
    with_tables, without = fd.lag(rows, data=data), fd.lag(rows)
    pd.testing.assert_frame_equal(with_tables, without)


def test_added_columns_disturb_nobody():
    lagged = fd.difference(fd.lag(fd.load("fiw", complete="alive")))
    assert fd.cite(lagged) == fd.cite("fiw")
    assert fd.validate(lagged, "fiw") is lagged
    assert lagged.attrs["year_rule"] == "end"


def test_a_researcher_has_a_lagged_balanced_panel_in_one_call():
    panel = fd.lag(fd.load_panel("fiw", "fotp", years=range(1990, 2025), complete="alive"))
    assert set(panel["year"]) == set(range(1990, 2025))
    assert {"status_lag1", "value_lag1", "freedom_lag1", "missing"} <= set(panel)
    last = panel[panel["year"] == 2024].groupby("survey")
    assert last.size().tolist() == [len(set(panel.loc[panel["year"] == 2024, "country_id"]))] * 2
    hungary = panel[(panel["country_id"] == "HUN") & (panel["survey"] == "fiw")]
    assert plain(hungary["value_lag1"]) == [None, *hungary["value"].tolist()[:-1]]


def test_an_empty_frame_gets_its_columns():
    rows = fd.load("fiw", country=[])
    assert list(fd.lag(rows))[-7:] == [
        "status_lag1", "political_rights_lag1", "civil_liberties_lag1",
        "political_rights_score_lag1", "civil_liberties_score_lag1", "total_score_lag1",
        "electoral_democracy_lag1",
    ]  # fmt: skip
    assert fd.lag(rows).attrs["left_out"] == []


@pytest.mark.parametrize(
    ("frame", "arguments", "message"),
    [
        (lambda f: f, {"n": 0}, "n is a number of years from 1 on, not 0"),
        (lambda f: f, {"n": 100_000}, "n is a number of years from 1 on, not 100000"),
        (lambda f: f, {"n": 10**20}, "n is a number of years from 1 on, not 1000"),
        (lambda f: f.assign(year=f["year"] + 100_000), {}, "year holds years, not 101972"),
        (lambda f: f, {"n": -1}, "lead those after"),
        (lambda f: f, {"n": 1.5}, "n is one whole number"),
        (lambda f: f, {"n": None}, "n is a number of years"),
        (lambda f: f, {"columns": "rating"}, "the frame has no column 'rating'; it has country_id"),
        (lambda f: f.drop(columns="year"), {}, "without the columns year"),
        (lambda f: f.assign(country_id="Hungary"), {}, "which is no id of the registry"),
        (lambda f: f.assign(year=2012.5), {}, "the column year holds years, not 2012.5"),
        (lambda f: f.assign(year=np.nan), {}, "the column year holds years, not nan"),
        (lambda f: pd.concat([f, f]), {}, "Hungary has several rows for 1972"),
        (lambda f: f[["country_id", "year"]].assign(gdp=1), {}, "has the measures of no survey"),
        (lambda f: f[["country_id", "year", "status"]], {}, "may be of fiw or fotp or fotn"),
        (lambda f: f["status"], {}, "there is no survey a Series"),
        (lambda f: f.to_dict("list"), {}, "pandas"),
    ],
)
def test_what_is_no_series_is_refused(frame, arguments, message):
    given = frame(fd.load("fiw", country="Hungary"))
    if isinstance(given, pd.DataFrame):
        given.attrs = {}
    with pytest.raises(fd.FreedomDataError, match=message):
        fd.lag(given, **arguments)


def test_a_difference_of_words_is_refused():
    with pytest.raises(fd.FreedomDataError, match="the column source holds words"):
        fd.difference("fiw", columns="source")
    assert fd.lag("fiw", columns="source")["source_lag1"].notna().any()
