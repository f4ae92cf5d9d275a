"""How far the next rating and status are: held against trying every number of points."""

from __future__ import annotations

import itertools

import pandas as pd
import pytest

import freedomdata as fd

PR_FLOORS, CL_FLOORS = (36, 30, 24, 18, 12, 6), (53, 44, 35, 26, 17, 8)
STATUSES = ["Not Free", "Partly Free", "Free"]
COLUMNS = [
    "country_id", "country", "is_territory", "edition", "year", "measure", "level", "score",
    "better", "points_up", "worse", "points_down",
]  # fmt: skip


def rate(score, floors):
    return next((n for n, floor in enumerate(floors, 1) if score >= floor), 7)


def combine(political, civil):
    """Return the status of two scores, as the publisher writes its rule since 2003."""
    total = rate(political, PR_FLOORS) + rate(civil, CL_FLOORS)
    return "Free" if total <= 5 else "Partly Free" if total <= 10 else "Not Free"


def try_points(political, civil, sign):
    """Return the fewest points, over both scores, that give another status; None if none do."""
    now = combine(political, civil)
    for points in range(1, 105):
        for first in range(points + 1):
            pair = political + sign * first, civil + sign * (points - first)
            if -4 <= pair[0] <= 40 and 0 <= pair[1] <= 60 and combine(*pair) != now:
                return points
    return None


def number(value):
    return None if pd.isna(value) else int(value)


def margins_of(frame, measure):
    return frame[frame["measure"] == measure].set_index("country_id")


@pytest.mark.parametrize("edition", [2004, 2014, 2025])
def test_the_status_changes_with_that_many_points_and_not_with_one_less(edition):
    rows = fd.load("fiw", editions=edition).set_index("country_id")
    found = margins_of(fd.find_margins("fiw", edition=edition, territories=True), "status")
    assert len(found) > 200
    for id_ in sorted(found.index)[:: 1 if edition == 2025 else 7]:
        scores = rows.loc[id_, ["political_rights_score", "civil_liberties_score"]].astype(int)
        up, down = try_points(*scores, 1), try_points(*scores, -1)
        margin = found.loc[id_]
        assert (number(margin["points_up"]), number(margin["points_down"])) == (up, down), id_
        assert margin["level"] == rows.loc[id_, "status"]
        assert margin["score"] == rows.loc[id_, "total_score"]


@pytest.mark.parametrize(
    ("rating", "floors", "low", "high"),
    [("political_rights", PR_FLOORS, -4, 40), ("civil_liberties", CL_FLOORS, 0, 60)],
)
def test_a_rating_changes_with_that_many_points_and_not_with_one_less(rating, floors, low, high):
    found = fd.find_margins("fiw", edition=2020, measure=rating, territories=True)
    assert set(found["measure"]) == {rating}
    for row in found.itertuples():
        score, level = int(row.score), int(row.level)
        assert rate(score, floors) == level
        for points, sign, to in (
            (row.points_up, 1, row.better),
            (row.points_down, -1, row.worse),
        ):
            if pd.isna(points):
                assert level == {1: 1, -1: 7}[sign]
                assert pd.isna(to)
                continue
            assert rate(score + sign * int(points), floors) == int(to) == level - sign
            assert rate(score + sign * (int(points) - 1), floors) == level
            assert low <= score + sign * int(points) <= high


@pytest.mark.parametrize(
    ("survey", "edition", "measure", "sign", "floors"),
    [("fotp", 2012, "press_score", -1, (-60, -30)), ("fotn", 2021, "net_score", 1, (40, 70))],
)
def test_up_is_freer_whichever_end_of_the_score_is_free(survey, edition, measure, sign, floors):
    rows = fd.load(survey, editions=edition).set_index("country_id")
    found = fd.find_margins(survey, edition=edition, territories=True).set_index("country_id")
    assert set(found["measure"]) == {"status"}
    assert len(found) == len(rows)
    for id_, row in found.iterrows():
        score = sign * int(rows.loc[id_, measure])
        band = sum(score >= floor for floor in floors)
        up = floors[band] - score if band < 2 else None
        down = score - floors[band - 1] + 1 if band else None
        assert (number(row["points_up"]), number(row["points_down"])) == (up, down), id_
        assert row["level"] == STATUSES[band]
        assert (row["better"] if up else None) == (STATUSES[band + 1] if up else None)
        assert (row["worse"] if down else None) == (STATUSES[band - 1] if down else None)


def test_columns_order_and_types():
    found = fd.find_margins("fiw", 2024)
    assert list(found.columns) == COLUMNS
    assert len(found) == 3 * 195
    assert found["country_id"].is_monotonic_increasing
    order = ["political_rights", "civil_liberties", "status"]
    assert found["measure"].tolist() == order * 195
    assert (found["edition"] == 2025).all()
    assert (found["year"] == 2024).all()
    assert {str(found[c].dtype) for c in ("score", "points_up", "points_down")} == {"float64"}
    whole = fd.find_margins("fiw", 2024, dtype_backend="numpy_nullable")
    assert str(whole["points_up"].dtype) == "Int64"
    assert found.attrs["survey"] == "fiw"
    assert set(found.attrs["columns"]) == set(COLUMNS)


def test_in_edition_2003_only_points_that_leave_no_doubt_count():
    found = fd.find_margins("fiw", edition=2003, measure="status")
    assert any("either of two statuses" in note for note in found.attrs["notes"])
    rows = fd.load("fiw", editions=2003).set_index("country_id")
    mean = rows[["political_rights", "civil_liberties"]].mean(axis=1)
    at_edge = found[found["country_id"].map(mean) == 5.5].set_index("country_id")
    assert {*at_edge["level"]} == {"Not Free", "Partly Free"}
    for id_, row in at_edge.iterrows():
        political, civil = rows.loc[id_, ["political_rights_score", "civil_liberties_score"]]
        gains = range(int(row["points_up"]) + 1)
        best = min(
            a + b
            for a, b in itertools.product(gains, gains)
            if rate(political + a, PR_FLOORS) + rate(civil + b, CL_FLOORS)
            <= (10 if row["level"] == "Not Free" else 5)
        )
        assert best == row["points_up"]
    assert not fd.find_margins("fiw", edition=2004, measure="status").attrs["notes"]


def test_who_breaks_the_rule_or_lacks_a_score_is_left_out_and_named():
    found = fd.find_margins("fiw", edition=2003, territories=True)
    left = {one["reason"]: one for one in found.attrs["left_out"]}
    broken = left["political_rights is published otherwise than the score gives it"]
    assert broken["units"] == ["XIO", "XPK"]
    assert left["status is published otherwise than the score gives it"]["units"] == ["XIO", "XPK"]
    lacking = left["political_rights, or a score that it follows from, is not at hand"]
    assert lacking["units"] == ["LUX", "MAC", "XKU", "XNI", "XWP"]
    assert lacking["number"] == 5
    assert lacking["editions"] == [2003]
    assert not {*found["country_id"]} & {"MAC", "XKU"}
    # of a rule that is broken in one rating the other one holds
    assert found.loc[found["country_id"] == "XIO", "measure"].tolist() == ["civil_liberties"]
    colombia = fd.find_margins("fotp", 1993)
    assert "COL" not in set(colombia["country_id"])
    with pytest.raises(fd.FreedomDataError, match="edition 1994: status is published otherwise"):
        fd.find_margins("fotp", 1993, country="Colombia")
    with pytest.raises(fd.FreedomDataError, match="edition 2026: status, or a score that it fo"):
        fd.find_margins("fiw", 2025, country="Sudan")


def test_editions_and_surveys_without_scores_are_refused_with_those_that_have_them():
    with pytest.raises(
        fd.FreedomDataError, match=r"edition 1991.* which editions 2003 to 2026 have"
    ):
        fd.find_margins("fiw", 1990)
    with pytest.raises(fd.FreedomDataError, match="press_score, which editions 1994 to 2017 have"):
        fd.find_margins("fotp", edition=1985)
    with pytest.raises(
        fd.FreedomDataError, match=r"gives no status and no rating.*'fotn' \(Freedom"
    ):
        fd.find_margins("rsf")
    with pytest.raises(fd.FreedomDataError, match="no measure 'total_score'; there is political_r"):
        fd.find_margins("fiw", measure="total_score")
    with pytest.raises(fd.FreedomDataError, match="no measure 'political_rights'; there is status"):
        fd.find_margins("fotp", measure="political_rights")
    with pytest.raises(fd.FreedomDataError, match="give a year covered, or edition=EDITION, not b"):
        fd.find_margins("fiw", 2024, edition=2025)
    with pytest.raises(fd.FreedomDataError, match="years covered are 1972 to 2025"):
        fd.find_margins("fiw", 2030)
    half = fd.load("fiw", editions=2025).drop(columns="civil_liberties_score")
    assert set(fd.find_margins(half)["measure"]) == {"political_rights"}
    with pytest.raises(fd.FreedomDataError, match="civil_liberties_score, which no edition here h"):
        fd.find_margins(half.drop(columns="political_rights_score"))


@pytest.mark.filterwarnings("ignore::freedomdata.FreedomDataWarning")
def test_units_are_those_of_the_identity_table():
    def have(year, *countries, **options):
        found = fd.find_margins("fiw", year, country=countries, measure="status", **options)
        return found["country_id"].tolist()

    # states that ended before there were scores have no margins; successors are other units
    for ended in ("USSR", "West Germany", "North Yemen", "South Vietnam"):
        with pytest.raises(fd.FreedomDataError, match="has no margins in edition"):
            fd.find_margins("fiw", country=ended)
    assert have(2003, "Russia", "Germany", "Yemen", "Vietnam") == ["DEU", "RUS", "VNM", "YEM"]
    assert have(2002, "Yugoslavia", "Serbia") == ["YUG"]
    assert have(2005, "Serbia and Montenegro", "Serbia") == ["SCG"]
    # a territory until 2008, a country since; named, it is there in both
    assert have(2007, "Kosovo") == have(2008, "Kosovo") == have(2024, "Kosovo") == ["XKX"]
    assert "XKX" not in set(fd.find_margins("fiw", 2007)["country_id"])
    assert "XKX" in set(fd.find_margins("fiw", 2009)["country_id"])
    assert have(2014, "Hong Kong", "Puerto Rico") == ["HKG", "PRI"]
    assert have(2024, "West Bank", "Gaza Strip") == ["XGZ", "XWB"]
    assert have(2024, "Russian-Occupied Territories of Ukraine") == ["XRO"]
    assert not {"HKG", "XWB"} & set(fd.find_margins("fiw", 2024)["country_id"])
    # edition 2026 has a total of Hong Kong, without the scores of which it is
    with pytest.raises(
        fd.FreedomDataError, match=r"edition 2026.* which editions 2003 to 2025 have"
    ):
        have(2025, "Hong Kong")


def test_a_frame_is_measured_as_its_survey_is():
    rows = fd.load("fiw", country=["Hungary", "Tibet"], editions=[2024, 2025])
    found = fd.find_margins(rows, edition=2025, territories=True)
    expected = fd.find_margins("fiw", edition=2025, country=["Hungary", "Tibet"])
    pd.testing.assert_frame_equal(found, expected)
    text = rows.astype(str).replace("nan", "")
    pd.testing.assert_frame_equal(fd.find_margins(text, 2024, territories=True), expected)


def test_the_newest_edition_is_taken_that_lacks_nobody():
    assert set(fd.find_margins("fiw")["edition"]) == {2026}
    every = fd.find_margins("fiw", territories=True)
    assert set(every["edition"]) == {2025}
    assert every.attrs["notes"] == [
        "edition 2026 is passed over: the copies at hand lack 12 of 208 units"
    ]
    only = fd.find_margins("fiw", edition=2025, territories="only")
    assert only["is_territory"].all()
    assert [one["reason"] for one in only.attrs["left_out"]] == ["countries"]
    assert only.attrs["left_out"][0]["number"] == 195
