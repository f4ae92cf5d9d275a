"""What changed from edition to edition, and what a naive difference would add or lose."""

from __future__ import annotations

import numpy as np
import pytest

import freedomdata as fd
from freedomdata.model import STATUSES

SURVEYS = ("fiw", "fotp", "fotn")


def counts(changes):
    return [int((changes["direction"] == word).sum()) for word in ("declined", "improved")]


def left_out(changes, words):
    """The units left out for a reason."""
    units = [one["units"] for one in changes.attrs["left_out"] if words in one["reason"]]
    return {id_ for ids in units for id_ in ids}


def naive(rows, value, freest=1):
    """Every step from an edition of a unit to its next one, by a loop over the units."""
    steps = {}
    for id_, own in rows.groupby("country_id"):
        before = None
        columns = (own["edition"], own["is_territory"], own[value])
        for edition, is_territory, now in zip(*columns, strict=True):
            if np.isnan(now):
                continue
            if before is not None and now != before[1]:
                steps[id_, edition] = (before[0], freest * (now - before[1]), is_territory)
            before = (edition, now)
    return steps


@pytest.mark.parametrize(("survey", "measure", "freest"), [
    ("fiw", "total_score", 1), ("fiw", "political_rights", -1), ("fotp", "press_score", -1),
    ("fotn", "net_score", 1),
])  # fmt: skip
def test_all_steps_of_a_measure_are_those_of_a_loop_over_countries(survey, measure, freest):
    wanted = naive(fd.load(survey), measure, freest)
    changes = fd.find_changes(survey, level=measure, territories=True)
    found = {
        (row.country_id, row.edition): (row.edition_before, row.points, row.is_territory)
        for row in changes.itertuples()
    }
    assert found == wanted
    countries = fd.find_changes(survey, level=measure)
    kept = {key for key, (*_, is_territory) in wanted.items() if not is_territory}
    assert {*zip(countries["country_id"], countries["edition"], strict=True)} == kept


def test_statuses_are_those_published_at_both_ends():
    changes = fd.find_changes("fiw", territories=True)
    rows = fd.load("fiw").set_index(["country_id", "edition"])["status"].astype(str)
    for row in changes.itertuples():
        old, new = rows[row.country_id, row.edition_before], rows[row.country_id, row.edition]
        assert (row.old_status, row.new_status) == (old, new)
        assert row.points == STATUSES.index(new) - STATUSES.index(old) != 0
    assert changes["old_status"].cat.ordered
    assert changes[["old", "new"]].isna().all(axis=None)


@pytest.mark.parametrize(("survey", "level", "measure"), [
    ("fiw", "status", "status"), ("fiw", "score", "total_score"), ("fotp", "status", "status"),
])  # fmt: skip
def test_changes_what_stayed_and_what_is_left_out_are_all_rows(survey, level, measure):
    rows = fd.load(survey)
    changes = fd.find_changes(survey, level=level)
    reasons = changes.attrs["left_out"]
    methods = {one["reason"] for one in reasons if "does not compare" in one["reason"]}
    rated = rows[rows[measure].notna()].copy()
    rated["before"] = rated.groupby("country_id")["edition"].shift()
    rated["same"] = rated[measure].astype(object) == rated.groupby("country_id")[measure].shift()
    stayed = rated[rated["same"] & ~rated["is_territory"]]
    if survey == "fotp":
        for edition in (1989, 1994):
            crosses = (stayed["before"] < edition) & (stayed["edition"] >= edition)
            stayed = stayed[~crosses]
    elif measure == "status":
        new = fd.load("fiw", editions=2004).set_index("country_id")
        old = fd.load("fiw", editions=2003).set_index("country_id")
        sums = [rows["political_rights"] + rows["civil_liberties"] for rows in (old, new)]
        at_border = {*old.index[sums[0] == 11], *new.index[sums[1] == 11]}
        stayed = stayed[(stayed["edition"] != 2004) | ~stayed["country_id"].isin(at_border)]
    assert len(methods) == {"fotp": 2, "fiw": int(measure == "status")}[survey]
    lost = sum(one["number"] for one in reasons)
    assert len(changes) + len(stayed) + lost == len(rows)


def test_what_counts_as_a_decline_depends_on_the_level():
    """Of 2023 Freedom House counts 52 declines, by the total score of countries."""
    assert counts(fd.find_changes("fiw", 2023, level="score")) == [52, 21]
    assert counts(fd.find_changes("fiw", 2023, level="rating"))[0] == 10
    everybody = {"level": "score", "territories": True}
    launched = fd.load("fiw", as_of="2024")  # Eastern Donbas was revised in the release of 2025
    assert counts(fd.find_changes(launched, 2023, **everybody))[0] == 60
    assert counts(fd.find_changes("fiw", 2023, **everybody))[0] == 61


def test_three_in_four_changes_of_the_score_leave_both_ratings_as_they_were():
    key, editions = ["country_id", "edition"], range(2014, 2026)
    score, *ratings = (
        fd.find_changes("fiw", level=level, editions=editions, territories=True)
        .set_index(key)
        .index
        for level in ("score", "political_rights", "civil_liberties")
    )
    is_hidden = ~score.isin(ratings[0].union(ratings[1]))
    assert len(is_hidden) == 1234
    assert round(100 * is_hidden.mean()) == 74


@pytest.mark.parametrize(("survey", "level", "country", "edition", "values"), [
    ("fiw", "political_rights", "Tunisia", 2022, (2, 3, -1)),  # 1 is freest
    ("fiw", "rating", "Niger", 2024, (4, 5, -1)),
    ("fiw", "score", "Bangladesh", 2025, (40, 45, 5)),  # 100 is freest
    ("fotp", "score", "Croatia", 2017, (42, 41, 1)),  # 0 is freest
    ("fotn", "score", "France", 2015, (80, 76, -4)),  # published as 20 and 24
])  # fmt: skip
def test_up_is_freer_on_every_scale(survey, level, country, edition, values):
    row = fd.find_changes(survey, level=level, country=country, editions=edition).iloc[0]
    assert (row["old"], row["new"], row["points"]) == values
    assert row["direction"] == ("improved" if values[2] > 0 else "declined")


@pytest.mark.parametrize(("level", "editions", "freest"), [
    ("score", range(2003, 2012), -1), ("score", range(2014, 2022), 1),
    ("score", range(2023, 2026), 1), ("rank", range(2014, 2022), -1),
])  # fmt: skip
def test_scores_and_ranks_of_rsf_have_their_own_directions(level, editions, freest, rsf_built):
    """Up to 2012 fewer points are freer, and the first place is the best."""
    changes = fd.find_changes("rsf", level=level, editions=editions, data=rsf_built)
    assert len(changes) > 100
    up = np.sign(freest * (changes["new"] - changes["old"]))
    assert (np.sign(changes["points"]) == up).all()
    assert changes["old_status"].isna().all()


def test_scores_of_rsf_do_not_compare_over_a_new_method(rsf_built):
    crossed = fd.find_changes("rsf", level="score", editions=[2012, 2013, 2022], data=rsf_built)
    assert crossed.empty
    assert len(left_out(crossed, "does not compare")) > 150
    with pytest.raises(fd.FreedomDataError, match=r"no measure 'status' .* there is score, press_"):
        fd.find_changes("rsf", data=rsf_built)


def test_a_new_rule_is_no_change_of_status():
    changes = fd.find_changes("fiw", editions=2004, territories=True)
    rows = fd.load("fiw", editions=[2003, 2004])
    at_border = {*rows[rows["political_rights"] + rows["civil_liberties"] == 11]["country_id"]}
    assert len(at_border) > 20
    by_either = {"BDI", "YEM"}  # from 5.5 as Not Free to 5 as Partly Free
    assert by_either <= at_border
    at_border -= by_either
    assert by_either <= {*changes["country_id"]}
    assert left_out(changes, "edition 2004 does not compare") == at_border
    assert not at_border & {*changes["country_id"]}
    assert "A mean rating of 5.5 is always Not Free" in str(changes.attrs["left_out"])
    everything = fd.find_changes("fiw", territories=True)
    assert not at_border & {*everything[everything["edition"] == 2004]["country_id"]}
    assert fd.find_changes("fiw", editions=2004, level="rating", country=sorted(at_border)).size


@pytest.mark.parametrize("edition", [1989, 1994])
def test_no_status_of_the_press_changed_with_its_method(edition):
    changes = fd.find_changes("fotp", editions=edition, territories=True)
    assert changes.empty
    assert list(changes.columns) == list(fd.find_changes("fotp", 2010).columns)
    rated = fd.load("fotp", editions=edition)
    assert len(left_out(changes, "does not compare")) > 0.9 * len(rated)


def test_the_year_of_1981_is_in_edition_1982_and_said():
    changes = fd.find_changes("fiw", 1981)
    assert set(changes["edition"]) == {1982}
    said = "1981 is in edition 1982, which covers January 1981 to August 1982"
    assert changes.attrs["notes"] == [said]
    for asked in ({"years": 1982}, {"editions": 1982}):
        again = fd.find_changes("fiw", **asked)
        assert again.equals(changes)
        assert not again.attrs["notes"]


@pytest.mark.parametrize(("old", "new", "year"), [
    ("SUN", "RUS", 1991), ("YUG", "SCG", 2003), ("SCG", "SRB", 2006), ("XGW", "DEU", 1990),
    ("DDR", "DEU", 1990), ("XYN", "YEM", 1990), ("YMD", "YEM", 1990), ("XVS", "VNM", 1976),
    ("VDR", "VNM", 1976), ("CSK", "CZE", 1993),
])  # fmt: skip
def test_a_state_that_took_the_place_of_another_did_not_change(old, new, year):
    for level in ("status", "rating"):
        changes = fd.find_changes("fiw", year, level=level, country=[old, new])
        assert changes.empty
        assert left_out(changes, "the first with a value") == {new}


def test_the_west_bank_gaza_and_occupied_ukraine_are_units_of_their_own():
    units = ["PSE", "XPA", "XIO", "XWB", "XGZ", "XCR", "XED", "XRO"]
    changes = fd.find_changes("fiw", country=units, level="rating")
    first = fd.load("fiw").groupby("country_id")["edition"].min()
    assert len(changes) > 5
    assert (changes["edition"].to_numpy() > first[changes["country_id"]].to_numpy()).all()
    assert left_out(changes, "the first with a value") == {*units}


def test_a_step_over_a_gap_is_flagged():
    changes = fd.find_changes("fiw", country=["Namibia", "Hong Kong", "Hungary"])
    gaps = changes[changes["is_gap"]]
    assert gaps[["country_id", "edition_before", "edition"]].to_numpy().tolist() == [
        ["HKG", 1973, 1975], ["NAM", 1975, 1990],
    ]  # fmt: skip
    net = fd.find_changes("fotn", country="China", level="score")  # no edition of 2010
    assert (net.iloc[0][["edition_before", "edition", "is_gap"]] == [2009, 2011, False]).all()


def test_a_unit_counts_as_what_the_edition_lists_it_as():
    """Kosovo is a country from edition 2010 on."""
    kosovo = fd.find_changes("fiw", editions=2010).set_index("country_id").loc["XKX"]
    assert (kosovo["old_status"], kosovo["new_status"]) == ("Not Free", "Partly Free")
    assert not kosovo["is_territory"]
    earlier = fd.find_changes("fiw", editions=range(1994, 2010))
    assert "XKX" not in set(earlier["country_id"])
    assert "XKX" in left_out(earlier, "territories")
    only = fd.find_changes("fiw", territories="only")
    assert "XKX" in set(only["country_id"])
    assert set(only["is_territory"]) == {True}


def test_territories_that_are_left_out_are_those_of_the_editions_asked_for():
    rows = fd.load("fiw", years=2024, territories="only")
    assert left_out(fd.find_changes("fiw", 2024), "territories") == {*rows["country_id"]}
    named = fd.find_changes("fiw", 2024, level="score", country=["Tibet", "Gaza Strip", "Hungary"])
    assert not named.attrs["left_out"]


def test_an_incomplete_edition_is_noted():
    (note,) = fd.find_changes("fiw", territories=True).attrs["notes"]
    assert note.startswith("edition 2026 is incomplete: the copies at hand lack 12 of 208 units")
    assert not fd.find_changes("fiw").attrs["notes"]  # no country is lacking
    assert not fd.find_changes("fiw", 2024, territories=True).attrs["notes"]


def test_few_points_are_passed_over_on_request():
    every = fd.find_changes("fiw", 2024, level="score")
    few = fd.find_changes("fiw", 2024, level="score", min_points=3)
    assert few.equals(every[every["points"].abs() >= 3].reset_index(drop=True))
    assert 0 < len(few) < len(every)
    half = fd.find_changes("fiw", 2023, level="rating", min_points=np.float64(0.5))
    assert half.equals(fd.find_changes("fiw", 2023, level="rating"))


def test_words_of_print_media_and_lists_of_democracies_are_compared():
    media = fd.find_changes("fotp", level="print_status")
    rows = fd.load("fotp").set_index(["country_id", "edition"])["print_status"].astype(str)
    assert media["edition"].max() == 1988
    for row in media.itertuples():
        assert row.new_status == rows[row.country_id, row.edition] != row.old_status
    lists = fd.find_changes("fiw", level="electoral_democracy")
    assert set(lists["points"]) == {-1, 1}
    assert not set(lists["edition"]) & set(range(2018, 2025))
    assert "30 of the 60 points" in str(lists.attrs["left_out"])


@pytest.mark.parametrize("survey", SURVEYS)
def test_columns_order_and_types_do_not_depend_on_what_is_asked_for(survey):
    types = {
        **dict.fromkeys(["country_id", "country", "measure", "direction"]),
        **dict.fromkeys(["edition", "year", "edition_before", "year_before"], "int64"),
        **dict.fromkeys(["old", "new", "points"], "float64"),
        **dict.fromkeys(["old_status", "new_status"], "category"),
        **dict.fromkeys(["is_territory", "is_gap"], "bool"),
    }
    for asked in ({}, {"level": "score"}, {"country": "China", "min_points": 99}):
        changes = fd.find_changes(survey, **asked)
        assert {*changes.columns} == {*types}
        assert all(changes[name].dtype == dtype for name, dtype in types.items() if dtype)
        order = changes.sort_values(["edition", "points", "country_id"], ignore_index=True)
        assert order.equals(changes)
        nullable = fd.find_changes(survey, dtype_backend="numpy_nullable", **asked)
        assert nullable["points"].dtype == "Float64"
    assert changes.empty


def test_a_frame_is_taken_in_place_of_a_survey():
    rows = fd.load("fiw", country=["Hungary", "Poland"], dtype_backend="pyarrow")
    own = fd.find_changes(rows.sample(frac=1.0, random_state=1), level="score")
    assert own.equals(fd.find_changes("fiw", level="score", country=["Hungary", "Poland"]))
    ends = fd.find_changes(fd.load("fiw", editions=[2015, 2025], country="Hungary"), level="score")
    assert ends[["edition_before", "edition", "is_gap"]].to_numpy().tolist() == [[2015, 2025, True]]


def test_the_newest_edition_has_a_word():
    world = fd.find_changes("fiw", editions="latest", level="score")
    assert world.equals(fd.find_changes("fiw", editions=2026, level="score"))
    net = fd.find_changes("fotn", editions="latest", level="score")
    newest = fd.load("fotn", editions="latest", territories=False).set_index("country_id")
    assert (newest["edition"][net["country_id"]].to_numpy() == net["edition"].to_numpy()).all()


def test_a_region_may_be_given():
    changes = fd.find_changes("fiw", 2024, level="score", country="Africa")
    regions = fd.load("fiw", years=2024).set_index("country_id")["fh_region"]
    assert set(regions[changes["country_id"]]) == {"Africa"}


@pytest.mark.parametrize(("asked", "options", "words"), [
    (("gdp",), {}, "there is no survey 'gdp'"),
    (("fiw", 1950), {}, "nothing here for 1950: years covered are 1972 to 2025"),
    (("fiw", "2024"), {}, "years is a whole number or several"),
    (("fiw",), {"editions": 1983}, "no edition 1983 here; there are 1973 to 2026"),
    (("fiw",), {"level": "net_score"}, "no measure 'net_score' that can rise or fall; there is st"),
    (("fiw",), {"level": "region"}, "no measure 'region' that can rise or fall"),
    (("fotp",), {"level": "rating"}, "no measure 'rating' that can rise or fall"),
    (("fiw",), {"level": None}, "no measure None"),
    (("fiw",), {"min_points": 0}, "min_points is a number above 0, such as 3, not 0"),
    (("fiw",), {"min_points": "3"}, "min_points is a number above 0"),
    (("fiw",), {"min_points": True}, "min_points is a number above 0"),
    (("fiw",), {"country": "Atlantis"}, "Atlantis"),
    (("fiw",), {"territories": "all"}, "territories is True, False or 'only'"),
    (("fiw",), {"dtype_backend": "x"}, "dtype_backend is 'numpy_nullable' or 'pyarrow'"),
    (("fiw",), {"measure": "status"}, "find_changes has no argument measure="),
])  # fmt: skip
def test_what_cannot_be_answered_is_refused(asked, options, words):
    with pytest.raises(fd.FreedomDataError) as error:
        fd.find_changes(*asked, **options)
    assert words in str(error.value)


def test_who_was_never_rated_is_said():
    with pytest.warns(fd.FreedomDataWarning, match="has never rated Norway"):
        fd.find_changes("fotn", country=["Norway", "China"], level="score")


def test_no_editions_at_all_are_refused():
    with pytest.raises(fd.FreedomDataError, match="no edition is asked for; there are 1973 to"):
        fd.find_changes("fiw", editions=[])
