"""How long it lasted: runs of a status and of decline, and what bounds them."""

from __future__ import annotations

import numpy as np
import pytest

import freedomdata as fd
from freedomdata.analysis.runs import find_runs

ENDED = {"SCG", "XIO", "XPA", "XCR", "XED", "XNK"}  # of those that have scores


def only(spells, **values):
    """The one spell with these values."""
    for name, value in values.items():
        spells = spells[spells[name] == value]
    assert len(spells) == 1
    return spells.iloc[0]


def left_out(spells, words):
    units = [one["units"] for one in spells.attrs["left_out"] if words in one["reason"]]
    return {id_ for ids in units for id_ in ids}


@pytest.mark.parametrize("survey", ["fiw", "fotp", "fotn"])
def test_runs_of_a_status_are_those_of_a_loop_over_countries(survey):
    editions = fd.list_editions(survey)["edition"].tolist()
    rows = fd.load(survey)
    wanted = set()
    for id_, own in rows[rows["status"].notna()].groupby("country_id"):
        statuses = dict(zip(own["edition"], own["status"].astype(str), strict=True))
        begun = None
        for before, edition in zip([None, *editions], editions, strict=False):
            if edition in statuses and statuses.get(before) != statuses[edition]:
                begun = edition
            after = next((e for e in editions if e > edition), None)
            if edition in statuses and statuses.get(after) != statuses[edition]:
                wanted.add((id_, statuses[edition], begun, edition))
    spells = fd.find_spells(survey, territories=True)
    names = ["country_id", "status", "first_edition", "last_edition"]
    found = {*spells[names].astype({"status": str}).itertuples(index=False, name=None)}
    assert found == wanted
    assert spells["editions"].sum() == rows["status"].notna().sum()


def test_the_longest_is_first_and_years_of_a_unit_add_up():
    spells = fd.find_spells("fiw", territories=True)
    order = spells.sort_values(
        ["years", "editions", "country_id", "first_edition"],
        ascending=[False, False, True, True],
        ignore_index=True,
    )
    assert order.equals(spells)
    total = spells.groupby("country_id")["years"].sum()
    assert total["CHN"] == total["HUN"] == 2025 - 1972 + 1  # 53 editions
    assert total["SUN"] == 19
    for survey in ("fotn", "fotp"):
        assert (
            fd.find_spells(survey, country="China")["years"].sum()
            == {
                "fotn": 2025 - 2007 + 1,  # edition 2009 covers two years, 2011 two more
                "fotp": 2016 - 1979 + 1,
            }[survey]
        )


def test_a_gap_ends_a_run_and_opens_both_sides():
    spells = fd.find_spells("fiw", country="Namibia")
    before, after = only(spells, last_edition=1975), only(spells, first_edition=1990)
    assert before["is_open_end"]
    assert after["is_open_start"]
    assert not after["is_open_end"]  # Free from edition 1991 on
    hong_kong = fd.find_spells("fiw", country="Hong Kong")
    assert only(hong_kong, first_edition=1973)["is_open_end"]
    assert only(hong_kong, first_edition=1975)["is_open_start"]
    assert only(hong_kong, last_edition=2026)["is_open_end"]


@pytest.mark.parametrize(("unit", "begins", "ends"), [
    ("SUN", True, False), ("RUS", False, True), ("YUG", True, False), ("SCG", False, False),
    ("SRB", False, True), ("DDR", True, False), ("XGW", True, False), ("DEU", False, True),
    ("XYN", True, False), ("YMD", True, False), ("YEM", False, True), ("XVS", True, False),
    ("VNM", False, True), ("XKX", True, True), ("HKG", True, True), ("PRI", True, True),
    ("XPA", False, False), ("XWB", False, True), ("XGZ", False, True), ("XCR", False, False),
    ("XRO", False, True),
])  # fmt: skip
def test_the_first_and_last_run_are_open_but_where_the_unit_began_or_ended(unit, begins, ends):
    """Puerto Rico was dropped from edition 2017 on, and is still there."""
    spells = fd.find_spells("fiw", country=unit).sort_values("first_edition")
    assert spells["is_open_start"].iloc[0] == begins
    assert spells["is_open_end"].iloc[-1] == ends


def test_a_territory_that_a_copy_lacks_may_go_on():
    spells = fd.find_spells("fiw", territories=True)
    assert only(spells, country_id="XTR", last_edition=2025)["is_open_end"]
    assert any("edition 2026 is incomplete" in note for note in spells.attrs["notes"])
    assert not fd.find_spells("fiw").attrs["notes"]


def test_years_asked_for_cut_runs_which_are_open_there():
    spells = fd.find_spells("fiw", country=["China", "Hungary"], years=range(1990, 2011))
    assert (
        spells[["first_year", "last_year", "years"]].to_numpy().tolist() == [[1990, 2010, 21]] * 2
    )
    china, hungary = only(spells, country_id="CHN"), only(spells, country_id="HUN")
    assert china["is_open_start"]
    assert hungary["is_open_start"]
    assert hungary["is_open_end"]
    same = fd.find_spells("fiw", country=["China", "Hungary"], editions=range(1991, 2012))
    assert same.equals(spells)


def test_changes_of_method_within_a_run_or_at_its_ends_are_said():
    spells = fd.find_spells("fiw", country=["Yemen", "Hungary", "Egypt"])
    yemen = spells[spells["country_id"] == "YEM"]
    assert yemen[yemen["breaks"] == "2004"]["last_edition"].tolist() == [2003, 2009]
    assert set(spells[spells["country_id"] == "HUN"]["breaks"]) == {""}
    press = fd.find_spells("fotp", country="Norway")
    assert press["breaks"].tolist() == ["1989 1994"]


def test_one_status_or_several_may_be_asked_for():
    every = fd.find_spells("fiw")
    free = fd.find_spells("fiw", status="Free")
    assert free.equals(every[every["status"] == "Free"].reset_index(drop=True))
    assert len(fd.find_spells("fiw", status=["Free", "Not Free", "Partly Free"])) == len(every)
    long = fd.find_spells("fiw", min_years=30)
    assert long.equals(every[every["years"] >= 30].reset_index(drop=True))


def test_a_unit_counts_as_what_it_is_listed_as_at_the_end():
    countries = fd.find_spells("fiw")
    assert countries[countries["country_id"] == "XKX"]["first_edition"].tolist() == [2010]
    assert not only(countries, country_id="XKX")["is_open_start"]  # Not Free before, as a territory
    assert "XKX" in left_out(countries, "territories")


def test_a_decline_of_a_country_is_a_lower_score_in_each_edition():
    spells = fd.find_spells("fiw", decline="country", territories=True)
    rows = fd.load("fiw").set_index(["country_id", "edition"])["total_score"]
    editions = fd.list_editions("fiw")["edition"].tolist()
    falls = 0
    for row in spells.itertuples():
        first, last = editions.index(row.first_edition), editions.index(row.last_edition)
        own = [rows[row.country_id, e] for e in editions[first - 1 : last + 1]]
        assert all(np.diff(own) < 0)
        assert (own[0], own[-1], own[-1] - own[0]) == (row.old, row.new, row.points)
        assert row.editions == len(own) - 1
        falls += row.editions
        if row.last_edition < 2025:
            after = rows.get((row.country_id, editions[last + 1]), np.nan)
            assert row.is_open_end == (np.isnan(after) and row.country_id not in ENDED)
    changes = fd.find_changes("fiw", level="score", territories=True)
    assert falls == (changes[~changes["is_gap"]]["points"] < 0).sum()
    assert spells["country"].iloc[0] == "Serbia"


def test_the_first_decline_that_is_known_may_not_be_the_first():
    spells = fd.find_spells("fiw", decline="country")
    assert (spells["is_open_start"] == (spells["first_edition"] == 2004))[
        ~spells["country_id"].isin(["TLS", "MNE", "SRB", "XKX"])
    ].all()
    window = fd.find_spells("fiw", decline="country", country="Serbia", years=range(2018, 2026))
    assert (window["first_year"].tolist(), window["is_open_start"].tolist()) == ([2019], [True])


def test_the_world_declined_for_nineteen_years_in_a_row_to_2024():
    """Freedom in the World 2025: "Global freedom declined for the 19th consecutive year"."""
    world = fd.find_spells("fiw", decline="world", years=range(1972, 2025))
    row = world.iloc[0]
    assert row[["region", "first_year", "last_year", "years"]].tolist() == ["World", 2006, 2024, 19]
    assert not row["is_open_start"]
    changes = fd.find_changes("fiw", range(2006, 2025), level="score")
    declines = changes["direction"].value_counts()
    assert (row["declined"], row["improved"]) == (declines["declined"], declines["improved"])
    now = fd.find_spells("fiw", decline="world").iloc[0]
    assert (now["last_year"], now["years"], now["is_open_end"]) == (2025, 20, True)


@pytest.mark.parametrize(("edition", "times"), [(2017, 7), (2021, 11), (2024, 14)])
def test_the_net_declined_as_often_in_a_row_as_freedom_house_counts(edition, times):
    """ "For the 11th consecutive year" in 2021 (infodocket.com), of editions: 2010 has none."""
    for territories in (False, True):
        asked = {"editions": range(2009, edition + 1), "territories": territories}
        row = fd.find_spells("fotn", decline="world", **asked).iloc[0]
        assert (row["first_edition"], row["last_edition"]) == (2011, edition)
        assert (row["editions"], row["years"]) == (times, times + 2)  # two years, and one more


def test_an_edition_that_lacks_units_is_no_year_of_the_world():
    world = fd.find_spells("fiw", decline="world", territories=True)
    row = world.iloc[0]
    assert (row["first_year"], row["last_year"]) == (2007, 2024)  # 2006: 58 fell, 60 rose
    assert row["is_open_end"]
    assert any("edition 2026 is incomplete" in note for note in world.attrs["notes"])


@pytest.mark.parametrize("measure", ["score", "rating"])
def test_years_of_a_region_are_those_in_which_more_fell_than_rose(measure):
    spells = fd.find_spells("fiw", decline="region", level=measure)
    changes = fd.find_changes("fiw", level=measure)
    changes = changes[~changes["is_gap"]]
    regions = fd.load("fiw").drop_duplicates("country_id").set_index("country_id")["fh_region"]
    net = changes.assign(region=regions[changes["country_id"]].to_numpy())
    net = np.sign(net["points"]).groupby([net["region"], net["edition"]]).sum()
    editions = fd.list_editions("fiw")["edition"].tolist()
    found = {
        (row.region, e)
        for row in spells.itertuples()
        for e in editions
        if row.first_edition <= e <= row.last_edition
    }
    assert found == {key for key, n in net.items() if n < 0}
    assert set(spells["region"]) == set(regions[~regions.isna()])
    africa = fd.find_spells("fiw", decline="region", level=measure, country="Africa")
    assert africa.equals(spells[spells["region"] == "Africa"].reset_index(drop=True))


def test_scores_of_rsf_do_not_decline_over_a_new_method(rsf_built):
    spells = fd.find_spells("rsf", decline="country", data=rsf_built)
    for edition in (2012, 2013, 2022):
        assert not (
            (spells["first_edition"] <= edition) & (spells["last_edition"] >= edition)
        ).any()
    world = fd.find_spells("rsf", decline="world", data=rsf_built)
    assert len(world)
    with pytest.raises(fd.FreedomDataError, match="no measure 'status'"):
        fd.find_spells("rsf", data=rsf_built)


@pytest.mark.parametrize("options", [{}, {"decline": "country"}, {"decline": "world"}])
def test_columns_and_types_do_not_depend_on_the_selection(options):
    spells = fd.find_spells("fiw", **options)
    none = fd.find_spells("fiw", min_years=99, **options)
    assert none.empty
    assert list(none.dtypes) == list(spells.dtypes)
    for name in ("first_edition", "last_year", "editions", "years"):
        assert spells[name].dtype == "int64"
    assert spells["is_open_end"].dtype == "bool"
    arrow = fd.find_spells("fiw", dtype_backend="pyarrow", **options)
    assert str(arrow["years"].dtype) == "int64[pyarrow]"


def test_a_frame_is_taken_in_place_of_a_survey():
    rows = fd.load("fiw", country=["Hungary", "Poland"])
    own = fd.find_spells(rows)
    assert own.equals(fd.find_spells("fiw", country=["Hungary", "Poland"]))


def test_what_is_not_known_is_in_no_run():
    keys, places = np.array(list("AAAABB")), np.array([0, 1, 2, 3, 3, 5])
    runs = find_runs(keys, places, np.array([1, -1, 1, 0, 0, 0]))
    assert runs.first.tolist() == [0, 2, 3, 4, 5]
    assert runs.is_open_start.tolist() == [True, True, False, True, True]
    assert runs.is_open_end.tolist() == [True, False, True, True, True]
    assert find_runs(keys[:0], places[:0], places[:0]).first.tolist() == []


@pytest.mark.parametrize(("options", "words"), [
    ({"status": "Partially Free"}, "there is no status 'Partially Free'; there is Not Free, Partl"),
    ({"decline": "continent"}, "there is no decline='continent'; there is country, region, world"),
    ({"status": "Free", "decline": "world"}, "give status=STATUS or decline='world', not both"),
    ({"level": "score"}, "level='score' is of a decline"),
    ({"decline": "world", "country": "Africa"}, "decline='world' is of all that are rated there"),
    ({"decline": "region", "country": "Mali"}, "decline='region' is of all that are rated there"),
    ({"decline": "country", "level": "gdp"}, "no measure 'gdp' that can rise or fall"),
    ({"min_years": 0}, "min_years is a number above 0"),
    ({"years": 1950}, "nothing here for 1950"),
    ({"editions": 1983}, "no edition 1983"),
    ({"country": "Atlantis"}, "Atlantis"),
    ({"length": 3}, "find_spells has no argument length="),
])  # fmt: skip
def test_what_cannot_be_answered_is_refused(options, words):
    with pytest.raises(fd.FreedomDataError) as error:
        fd.find_spells("fiw", **options)
    assert words in str(error.value)


@pytest.mark.parametrize("territories", [True, False, "only"])
def test_runs_and_what_is_left_out_are_all_rows(territories):
    for survey in ("fiw", "fotp"):
        found = fd.find_spells(survey, territories=territories)
        left_out = sum(one["number"] for one in found.attrs["left_out"])
        assert found["editions"].sum() + left_out == len(fd.load(survey))
