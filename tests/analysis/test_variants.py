"""The versions of a survey: each made again by naive means, none twice, all of them in order."""

from __future__ import annotations

import itertools

import pandas as pd
import pytest

import freedomdata as fd
from freedomdata.analysis import variants as module
from freedomdata.analysis.variants import join_predecessors

#: Which state goes on from which, as the two common lists of states have it; written by hand.
HEIRS = {"SUN": "RUS", "YUG": "SRB", "SCG": "SRB", "XGW": "DEU", "VDR": "VNM", "XYN": "YEM"}
ORIGIN = ["source", "grade"]
SHIPPED = ["fiw", "fotp", "fotn"]


@pytest.fixture(scope="module")
def versions():
    """All versions that end years as editions do, by survey."""
    return {survey: list(fd.variants(survey, year_rule="end")) for survey in SHIPPED}


def bare(frame):
    """Return a frame without what says where values are from."""
    return frame.drop(columns=ORIGIN).reset_index(drop=True)


def test_the_first_version_is_that_of_all_defaults():
    choices, rows = next(fd.variants("fiw"))
    assert choices == {
        "territories": False,
        "year_rule": "end",
        "as_of": "2026",
        "grade": "all",
        "predecessors": "apart",
    }
    pd.testing.assert_frame_equal(rows, fd.load("fiw", territories=False))


@pytest.mark.parametrize("survey", SHIPPED)
def test_no_version_is_there_twice_and_the_first_of_each_choice_comes_first(versions, survey):
    found = [bare(rows) for _, rows in versions[survey]]
    assert not any(one.equals(other) for one, other in itertools.combinations(found, 2))
    order = {"territories": [False, True], "grade": ["all", "confirmed"],
             "predecessors": ["apart", "joined"]}  # fmt: skip
    keys = [
        (-int(choices["as_of"]), *(order[name].index(choices[name])
                                   for name in ("grade", "predecessors", "territories")))
        for choices, _ in versions[survey]
    ]  # fmt: skip
    assert keys == sorted(keys)
    assert all(len(rows) for _, rows in versions[survey])


@pytest.mark.filterwarnings("ignore::freedomdata.FreedomDataWarning")
def test_each_version_is_what_a_naive_selection_gives(versions):
    for choices, rows in versions["fiw"]:
        mine = fd.load("fiw", as_of=choices["as_of"])
        if choices["territories"] is False:
            mine = mine[~mine["is_territory"]]
        if choices["grade"] == "confirmed":
            mine = mine[mine["grade"] != "secondary"]
        if choices["territories"] and choices["as_of"] == "2026":
            mine = mine[mine["edition"] < 2026]  # which lacks all territories but Hong Kong
        ids = mine["country_id"]
        if choices["predecessors"] == "joined":
            ids = ids.replace(HEIRS)
        assert len(rows) == len(mine), choices
        pairs = pd.DataFrame({"country_id": ids, "edition": mine["edition"]})
        wanted = pairs.assign(status=mine["status"], total_score=mine["total_score"]).sort_values(
            ["country_id", "edition"], ignore_index=True
        )
        pd.testing.assert_frame_equal(rows[list(wanted.columns)], wanted)


def test_all_that_a_naive_product_gives_is_there(versions):
    """Nothing but what is the same is left out."""
    naive = itertools.product(
        (False, True), ("2026", "2025", "2024", "2023"), ("all", "confirmed"), ("apart", "joined")
    )
    found = [bare(rows) for _, rows in versions["fiw"]]
    for territories, as_of, grade, predecessors in naive:
        (one,) = fd.variants(
            "fiw", territories=territories, as_of=as_of, grade=grade,
            predecessors=predecessors, year_rule="end",
        )  # fmt: skip
        assert sum(bare(one[1]).equals(other) for other in found) == 1


@pytest.mark.parametrize("survey", SHIPPED)
def test_the_choices_of_a_version_make_it_again(versions, survey):
    for choices, rows in versions[survey]:
        ((again, same),) = fd.variants(survey, **choices)
        assert again == choices
        pd.testing.assert_frame_equal(same, rows)
        assert rows.attrs["choices"] == choices
        assert rows.attrs["survey"] == survey


def test_versions_are_made_when_they_are_asked_for(monkeypatch):
    calls = []

    def count(*args, **options):
        calls.append(options)
        return fd.load(*args, **options)

    monkeypatch.setattr(module, "load", count)
    found = fd.variants("fiw", year_rule="end")
    next(found)
    next(found)
    assert len(calls) == 1
    assert len(list(found)) == 12
    assert len(calls) == 4  # releases


def test_a_version_is_the_callers_own():
    first, second = itertools.islice(fd.variants("fiw", predecessors="apart"), 2)
    first[1]["status"] = "Free"
    kept = second[1]["status"].value_counts()
    assert kept["Not Free"] > 0
    assert (fd.load("fiw")["status"] == "Not Free").sum() > 0


def test_joined_states_have_one_row_for_each_edition():
    for survey in SHIPPED:
        rows = join_predecessors(fd.load(survey))
        assert not rows.duplicated(["country_id", "edition"]).any()
        assert len(rows) == len(fd.load(survey))
        by_year = join_predecessors(fd.load(survey, year_rule="cover"))
        assert not by_year.duplicated(["country_id", "year"]).any()


def test_either_year_rule_has_one_row_for_a_unit_and_year():
    seen = set()
    for choices, rows in fd.variants("fiw", as_of="2026"):
        seen.add(choices["year_rule"])
        assert not rows.duplicated(["country_id", "year"]).any()
        assert (rows["year"] == 1981).any() == (choices["year_rule"] == "cover")
        status = rows[rows["country_id"] == "CHN"].set_index("year")["status"]
        assert status[2020] == "Not Free"
    assert seen == {"end", "cover"}
    ((choices, rows),) = fd.variants(
        "fiw", year_rule="cover", as_of="2025", territories=True, predecessors="apart", grade="all"
    )
    pd.testing.assert_frame_equal(
        rows, fd.load("fiw", year_rule="cover", as_of="2025"), check_like=True
    )
    assert {c["year_rule"] for c, _ in fd.variants("fiw", years=1981)} == {"cover"}


@pytest.mark.parametrize(
    ("name", "apart", "joined"),
    [
        ("Russia", 1992, 1973),  # with the Soviet Union
        ("Serbia", 2007, 1973),  # with Yugoslavia, and Serbia and Montenegro
        ("Germany", 1991, 1973),  # with West Germany, not with East Germany
        ("Yemen", 1991, 1973),  # with North Yemen, not with South Yemen
        ("Vietnam", 1977, 1973),  # with North Vietnam, not with South Vietnam
        ("Montenegro", 2007, 2007),
        ("Ukraine", 1992, 1992),
        ("Czech Republic", 1994, 1994),  # one of two states after one that ended
        ("Kosovo", 1994, 1994),  # a territory, then a country
        ("Hong Kong", 1973, 1973),
        ("Puerto Rico", 1973, 1973),
        ("West Bank", 2011, 2011),  # other territories were before it, of other areas
        ("Russian-Occupied Territories of Ukraine", 2025, 2025),
    ],
)
def test_who_is_joined_with_whom(name, apart, joined):
    for predecessors, first in (("apart", apart), ("joined", joined)):
        ((_, rows),) = fd.variants(
            "fiw", country=name, predecessors=predecessors, as_of="2025",
            territories=True, grade="all", year_rule="end",
        )  # fmt: skip
        assert rows["edition"].min() == first
        assert rows["country"].unique().tolist() == [name]
        assert not rows.duplicated("edition").any()


@pytest.mark.parametrize("name", ["East Germany", "South Yemen", "South Vietnam", "Czechoslovakia"])
def test_who_stays_apart(name):
    found = {choices["predecessors"] for choices, _ in fd.variants("fiw", country=name)}
    assert found == {"apart"}  # joined it is the same


def test_a_state_that_ended_is_asked_for_by_its_name():
    found = dict.fromkeys(("apart", "joined"))
    for choices, rows in fd.variants("fiw", country="Soviet Union", as_of="2025", year_rule="end"):
        found[choices["predecessors"]] = rows["country"].unique().tolist(), len(rows)
    assert found == {"apart": (["Soviet Union"], 18), "joined": (["Russia"], 18 + 34)}


def test_a_territory_that_is_named_is_in_every_version():
    found = list(fd.variants("fiw", country=["Hong Kong", "Northern Europe"], year_rule="end"))
    assert all("HKG" in set(rows["country_id"]) for _, rows in found)
    has_ulster = {c["territories"]: "XNI" in set(r["country_id"]) for c, r in found}
    assert has_ulster == {False: False, True: True}  # by its region
    only = next(fd.variants("fiw", country=["Hong Kong", "Norway"], territories="only"))
    assert set(only[1]["country_id"]) == {"HKG", "NOR"}


def test_the_other_functions_take_every_version(versions):
    for choices, rows in versions["fiw"]:
        counts = fd.count_statuses(rows, territories=True)
        mine = rows.groupby("edition")["status"].value_counts().sort_index()
        theirs = counts.set_index(["edition", "status"])["countries"].sort_index()
        assert theirs[theirs > 0].tolist() == mine[mine > 0].tolist(), choices
    joined = next(fd.variants("fiw", country="Russia", predecessors="joined"))[1]
    assert fd.find_spells(joined)["editions"].sum() == len(joined) == 53


def test_what_a_version_leaves_out_is_said():
    ((_, rows),) = fd.variants(
        "fiw", territories=True, as_of="2026", grade="all", predecessors="apart", year_rule="end"
    )
    assert rows["edition"].max() == 2025  # 2026 is at hand with one territory of thirteen
    (left,) = rows.attrs["left_out"]
    assert (left["number"], left["editions"]) == (196, [2026])
    assert "lack units" in left["reason"]
    _, rows = next(fd.variants("fiw", grade="confirmed"))
    reasons = {left["reason"]: left["number"] for left in rows.attrs["left_out"]}
    assert reasons["known from secondary copies only"] == 195
    assert reasons["territories"] == (fd.load("fiw")["is_territory"]).sum()


def test_versions_without_a_row_are_none():
    found = list(fd.variants("fiw", years=2024, country="China"))
    assert {choices["as_of"] for choices, _ in found} == {"2026"}
    newest = list(fd.variants("fiw", years=2025))
    assert {choices["grade"] for choices, _ in newest} == {"all"}
    assert {choices["territories"] for choices, _ in newest} == {False}


def test_a_revised_value_is_in_its_own_release():
    scores = {
        choices["as_of"]: rows["total_score"].item()
        for choices, rows in fd.variants("fiw", country="Eastern Donbas", years=2023)
    }
    assert scores == {"2026": 2.0, "2024": 3.0}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"territories": "all"}, r"there is no territories='all'; there is False, True, 'only'"),
        ({"territories": 1}, r"there is no territories=1; there is False, True, 'only'"),
        ({"territories": []}, r"territories is one or several of False, True, 'only'"),
        ({"year_rule": "start"}, r"there is no year_rule='start'; there is 'end', 'cover'"),
        ({"grade": "secondary"}, r"there is no grade='secondary'; there is 'all', 'confirmed'"),
        ({"predecessors": True}, r"predecessors='?True'?; there is 'apart', 'joined'"),
        ({"as_of": "1990"}, r"the oldest release of Freedom in the World at hand is 2023"),
        ({"as_of": [2024, "x"]}, r"as_of is the year of a release"),
        ({"as_of": []}, r"as_of is one or several of 2023, 2024, 2025, 2026"),
        ({"country": "Atlantis"}, r"'Atlantis'"),
        (
            {"years": 1900},
            "no version of Freedom in the World has a row .* years covered are 1972 to 2025",
        ),
        ({"years": "soon"}, r"years is a whole number or several"),
        ({"release": 2024}, r"variants has no argument release=: "),
    ],
)
def test_what_cannot_be_is_refused_at_the_call(options, message):
    with pytest.raises(fd.FreedomDataError, match=message):
        fd.variants("fiw", **options)


def test_a_frame_is_refused_with_what_to_give():
    with pytest.raises(fd.FreedomDataError, match=r"give the id of a survey, such as 'fiw'"):
        fd.variants(fd.load("fiw"))
    with pytest.raises(fd.UnknownSurveyError, match=r"there is no survey 'x'"):
        fd.variants("x")


def test_who_was_never_rated_is_said():
    with pytest.warns(fd.FreedomDataWarning, match=r"never rated Greenland"):
        found = fd.variants("fiw", country=["China", "Greenland"])
    assert set(next(found)[1]["country_id"]) == {"CHN"}


def test_several_of_a_choice_may_be_given_in_any_order():
    found = [c["as_of"] for c, _ in fd.variants(
        "fiw", as_of=[2023, "2025"], territories=False, grade="all",
        predecessors="apart", year_rule="end",
    )]  # fmt: skip
    assert found == ["2025", "2023"]
