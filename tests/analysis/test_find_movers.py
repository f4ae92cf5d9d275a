"""Net change between two years: who is compared, who is left out, and with which status."""

from __future__ import annotations

import pytest

import freedomdata as fd
from freedomdata.analysis.movers import list_moves


def left_out(movers):
    return {one["reason"]: set(one["units"]) for one in movers.attrs["left_out"]}


@pytest.mark.parametrize(("survey", "since", "until", "measure", "freest"), [
    ("fiw", 2014, 2024, "total_score", 1), ("fiw", 1972, 1999, "rating", -1),
    ("fotp", 1995, 2016, "press_score", -1), ("fotn", 2012, 2024, "net_score", 1),
])  # fmt: skip
def test_points_are_those_of_a_loop_over_countries(survey, since, until, measure, freest):
    movers = fd.find_movers(survey, since, until)
    assert set(movers["measure"]) == {measure}
    rows = fd.load(survey, territories=False)
    if measure == "rating":
        rows["rating"] = (rows["political_rights"] + rows["civil_liberties"]) / 2
    wanted = {}
    for id_, own in rows.groupby("country_id"):
        values = dict(zip(own["year"], own[measure], strict=True))
        if values.get(since, float("nan")) == values.get(since) and values.get(until) is not None:
            wanted[id_] = freest * (values[until] - values[since])
    assert dict(zip(movers["country_id"], movers["points"], strict=True)) == wanted
    order = movers.sort_values(["points", "country"], ignore_index=True)
    assert order.equals(movers)
    signs = {"declined": -1, "unchanged": 0, "improved": 1}
    assert all(
        signs[d] * p >= 0 for d, p in zip(movers["direction"], movers["points"], strict=True)
    )
    assert ((movers["direction"] == "unchanged") == (movers["points"] == 0)).all()


def test_a_picture_and_the_frame_are_of_the_same_moves():
    movers = fd.find_movers("fiw", 2014, 2024)
    moves = list_moves(fd.load("fiw", territories=False), fd.SURVEYS["fiw"], 2014, 2024).moves
    for name, own in (("country_id", "country_id"), ("old", "value_since"), ("new", "value_until"),
                      ("points", "change"), ("new_status", "status_until")):  # fmt: skip
        assert movers[name].tolist() == moves[own].tolist()


def test_who_changed_status_is_who_has_another():
    movers = fd.find_movers("fiw", 2014, 2024)
    differs = movers["old_status"].astype(str) != movers["new_status"].astype(str)
    assert (movers["changed_status"] == differs).all()
    moved = movers[movers["points"] != 0]
    assert (len(moved), int((~moved["changed_status"]).sum())) == (178, 150)
    assert set(movers["edition"]) == {2025}
    assert set(movers["year_before"]) == {2014}


def test_a_new_rule_alone_is_no_change_of_status():
    movers = fd.find_movers("fiw", 1990, 2010).set_index("country")
    rated = (fd.load("fiw", years=year).set_index("country") for year in (1990, 2010))
    sums = [own["political_rights"] + own["civil_liberties"] for own in rated]
    at_border = movers[
        ((sums[0].reindex(movers.index) == 11) | (sums[1].reindex(movers.index) == 11))
        & (movers["old_status"] == "Partly Free") & (movers["new_status"] == "Not Free")
    ].index  # fmt: skip
    assert len(at_border) > 3
    assert not movers.loc[at_border, "changed_status"].any()
    (note,) = [n for n in movers.attrs["notes"] if n.startswith("by another rule for the status")]
    assert set(note.partition(": ")[2].split(", ")) == {*at_border}
    real = movers.loc[["Mali", "Venezuela"], ["old_status", "new_status", "changed_status"]]
    assert real.astype(str).to_numpy().tolist() == [
        ["Not Free", "Free", "True"], ["Free", "Partly Free", "True"],
    ]  # fmt: skip


def test_who_began_or_ended_in_between_is_left_out_and_named():
    movers = fd.find_movers("fiw", 1985, 2000)
    lost = left_out(movers)
    (half,) = [ids for reason, ids in lost.items() if "in only one of 1985 and 2000" in reason]
    assert {"SUN", "RUS", "XGW", "DDR", "DEU", "XYN", "YMD", "YEM", "CSK", "CZE", "NAM"} <= half
    assert not half & {*movers["country_id"]}
    assert "YUG" in set(movers["country_id"])
    rows = fd.load("fiw", years=[1985, 2000], territories=False)
    assert {*movers["country_id"]} | half == {*rows["country_id"]}
    territories = {*fd.load("fiw", years=[1985, 2000], territories="only")["country_id"]}
    assert [ids for reason, ids in lost.items() if "territories" in reason] == [territories]


def test_kosovo_is_compared_where_it_is_a_country_in_both_years():
    since = fd.find_movers("fiw", 2009, 2024)
    assert "XKX" in set(since["country_id"])
    earlier = fd.find_movers("fiw", 2005, 2024)
    assert "XKX" not in set(earlier["country_id"])
    assert "XKX" in set.union(*left_out(earlier).values())
    for asked in ({"country": "Kosovo"}, {"territories": True}):
        assert "XKX" in set(fd.find_movers("fiw", 2005, 2024, **asked)["country_id"])


def test_territories_are_compared_on_request():
    movers = fd.find_movers("fiw", 2010, 2024, territories="only")
    assert set(movers["is_territory"]) == {True}
    assert {"HKG", "XWB", "XGZ"} <= {*movers["country_id"]}
    (half,) = [ids for reason, ids in left_out(movers).items() if "in only one of" in reason]
    assert {"PRI", "XRO"} <= half
    named = fd.find_movers("fiw", 2014, 2024, country=["Hong Kong", "Hungary", "Crimea"])
    assert {*named["country_id"]} == {"HKG", "HUN"}
    assert set.union(*left_out(named).values()) == {"XCR"}


def test_an_edition_that_lacks_units_is_passed_over_and_said():
    movers = fd.find_movers("fiw", 2014, territories=True)
    assert set(movers["year"]) == {2024}
    assert any("edition 2026 is passed over" in note for note in movers.attrs["notes"])
    assert set(fd.find_movers("fiw", 2014)["year"]) == {2025}  # of countries it lacks none
    asked = fd.find_movers("fiw", 2014, 2025, territories=True)
    assert set(asked["year"]) == {2025}
    assert any("edition 2026 is incomplete" in note for note in asked.attrs["notes"])


def test_a_year_within_an_edition_is_said():
    movers = fd.find_movers("fiw", 1981, 2020)
    assert set(movers["edition_before"]) == {1982}
    assert any("1981 is in edition 1982" in note for note in movers.attrs["notes"])


def test_changes_of_method_between_are_said():
    notes = fd.find_movers("fiw", 2014, 2024).attrs["notes"]
    assert any("edition 2018: Additional question A was dropped" in note for note in notes)
    assert not fd.find_movers("fiw", 2018, 2024).attrs["notes"]


def test_who_has_no_value_in_either_year_is_left_out():
    movers = fd.find_movers("fotp", 2002, 2010, measure="legal_environment")
    assert len(movers) > 150
    rows = fd.load("fotp", years=[2002, 2010], territories=False)
    lost = set.union(*left_out(movers).values()) if movers.attrs["left_out"] else set()
    assert {*rows["country_id"]} <= {*movers["country_id"]} | lost


def test_places_of_a_ranking_are_better_where_they_are_lower(rsf_built):
    movers = fd.find_movers("rsf", 2013, 2020, measure="rank", data=rsf_built)
    assert (movers["points"] == movers["old"] - movers["new"]).all()
    assert movers["old_status"].isna().all()
    assert not movers["changed_status"].any()
    with pytest.raises(fd.FreedomDataError, match="does not compare over these years"):
        fd.find_movers("rsf", 2015, 2024, data=rsf_built)


def test_columns_and_types_do_not_depend_on_what_is_asked_for():
    frames = [fd.find_movers("fiw", 2014), fd.find_movers("fotn", 2015, country="China")]
    assert list(frames[0].columns) == list(frames[1].columns)
    assert list(frames[0].dtypes) == list(frames[1].dtypes)
    arrow = fd.find_movers("fiw", 2014, country="Hungary", dtype_backend="pyarrow")
    assert str(arrow["points"].dtype) == "double[pyarrow]"


def test_a_frame_is_taken_in_place_of_a_survey():
    rows = fd.load("fiw", country=["Hungary", "Poland"])
    own = fd.find_movers(rows, 2014, 2024)
    assert own.equals(fd.find_movers("fiw", 2014, 2024, country=["Hungary", "Poland"]))


def test_a_frame_without_scores_is_compared_by_its_ratings():
    rows = fd.load("fiw", editions=[2015, 2025]).drop(columns="total_score")
    found = fd.find_movers(rows, 2014, 2024)
    assert found.equals(fd.find_movers("fiw", 2014, 2024, measure="rating"))


def test_who_is_not_in_a_frame_is_not_said_to_be_never_rated():
    rows = fd.load("fiw", country=["Hungary", "Poland"])
    with pytest.warns(fd.FreedomDataWarning, match="the frame has no rows on China"):
        fd.find_movers(rows, 2014, 2024, country=["China", "Poland"])
    with pytest.raises(fd.FreedomDataError, match="the frame has no rows on China"):
        fd.rank(rows, 2024, country="China")
    with pytest.warns(fd.FreedomDataWarning, match="has never rated Greenland"):
        fd.find_movers(rows, 2014, 2024, country=["Greenland", "Poland"])


@pytest.mark.parametrize(("asked", "options", "words"), [
    (("fiw", None), {}, "since is one whole number, such as 2014, not None"),
    (("fiw", "2014"), {}, "since is one whole number"),
    (("fiw", 2014, 2.5), {}, "until is one whole number"),
    (("fiw", 2024, 2014), {}, "since is a year before until: 2024 and 2014"),
    (("fiw", 1981, 1982), {}, "since is a year before until: 1981 and 1982"),
    (("fiw", 1950), {}, "nothing here for 1950: years covered are 1972 to 2025"),
    (("fiw", 1985), {"measure": "total_score"}, "nobody has total_score in both 1985 and 2025"),
    (("fiw", 1985, 1990), {"measure": "total_score"},
     "in both 1985 and 1990: there are values of it from 2002 to 2025"),
    (("fiw", 1985, 2000), {"country": "USSR"}, "nothing here for 2000: years covered are 1972 to"),
    (("fiw", 2014, 2014), {}, "since is a year before until: 2014 and 2014"),
    (("fiw", 2014, 2030), {}, "nothing here for 2030: years covered are 1972 to 2025"),
    (("fiw", 2014), {"measure": "net_score"}, "there is no measure 'net_score' in fiw"),
    (("fiw", 2014), {"country": "Atlantis"}, "Atlantis"),
    (("fiw",), {}, "find_movers needs since"),
])  # fmt: skip
def test_what_cannot_be_compared_is_refused(asked, options, words):
    with pytest.raises(fd.FreedomDataError) as error:
        fd.find_movers(*asked, **options)
    assert words in str(error.value)


@pytest.mark.parametrize("territories", [True, False, "only"])
def test_rows_compared_and_left_out_are_all_of_both_years(territories):
    for ends in ([2002, 2004], [2005, 2024], [2008, 2009]):
        found = fd.find_movers("fiw", *ends, measure="total_score", territories=territories)
        left_out = sum(one["number"] for one in found.attrs["left_out"])
        assert 2 * len(found) + left_out == len(fd.load("fiw", years=ends))
