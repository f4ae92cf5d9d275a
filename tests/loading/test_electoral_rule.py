"""Electoral democracies: as listed, and on request by the rule where no list is at hand."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

import freedomdata as fd

KEY = ["country_id", "edition"]
LISTED = range(2024, 2027)
DERIVED = range(2018, 2024)


@pytest.fixture(scope="module")
def rows():
    return fd.load("fiw", electoral="rule")


@pytest.fixture(scope="module")
def parts():
    """The numbers that the rule is about, and what is published, by country and edition."""
    items = fd.load_items("fiw", item="A").rename(columns={"value": "A"})
    return fd.load("fiw").merge(items[[*KEY, "A"]], "left", on=KEY)


def count(frame, edition):
    own = frame[frame["edition"] == edition]
    return int(own["electoral_democracy"].sum()), int(own["electoral_democracy"].notna().sum())


def test_by_default_there_is_what_is_listed_and_no_other_column(rows):
    listed = fd.load("fiw")
    pd.testing.assert_frame_equal(fd.load("fiw", electoral="published"), listed)
    assert "electoral_source" not in listed
    others = [name for name in listed if name != "electoral_democracy"]
    pd.testing.assert_frame_equal(rows[others], listed[others])
    place = rows.columns.tolist().index("electoral_democracy")
    assert rows.columns[place + 1] == "electoral_source"
    assert len(rows.columns) == len(listed.columns) + 1
    given = listed["electoral_democracy"].notna()
    same = rows.loc[given, "electoral_democracy"] == listed.loc[given, "electoral_democracy"]
    assert same.all()
    assert set(rows.loc[given, "electoral_source"]) == {"published"}


def test_what_follows_from_the_rule_is_what_the_publisher_words(rows, parts):
    follows = (
        (parts["A"] >= 7)
        & (parts["political_rights_score"] >= 20)
        & (parts["civil_liberties_score"] >= 30)
    )
    is_derived = rows["electoral_source"] == "rule"
    assert set(rows.loc[is_derived, "edition"]) == set(DERIVED)
    assert not rows.loc[is_derived, "is_territory"].any()
    assert int(is_derived.sum()) == 6 * 195
    assert (rows.loc[is_derived, "electoral_democracy"] == follows[is_derived]).all()
    assert [count(rows, edition) for edition in DERIVED] == [
        (116, 195), (114, 195), (115, 195), (114, 195), (115, 195), (110, 195)
    ]  # fmt: skip
    missing = rows["electoral_source"].isna()
    assert rows.loc[missing, "electoral_democracy"].isna().all()


def test_list_and_rule_agree_where_both_are_there_and_not_before_2018(rows, parts):
    follows = (
        (parts["A"] >= 7)
        & (parts["political_rights_score"] >= 20)
        & (parts["civil_liberties_score"] >= 30)
    )
    both = parts["electoral_democracy"].notna() & parts["A"].notna()
    differs = both & (parts["electoral_democracy"] != follows)
    new = parts["edition"] >= 2018
    assert (int((both & new).sum()), int((differs & new).sum())) == (390, 0)
    assert int((differs & ~new).sum()) == 52
    # so before 2018 nothing is derived, even where a country is on no list
    sudan = rows[(rows["country_id"] == "SSD") & (rows["edition"] < 2018)]
    assert len(sudan) > 0
    assert sudan["electoral_source"].isna().all()


def test_territories_and_who_lacks_numbers_have_neither(rows):
    assert rows.loc[rows["is_territory"], "electoral_source"].isna().all()
    newest = rows[(rows["edition"] == 2026) & ~rows["is_territory"]].set_index("country_id")
    assert newest.index[newest["electoral_source"].isna()].tolist() == ["TWN", "XKX"]
    # Kosovo is a country since edition 2010, and Hong Kong none
    kosovo = rows[(rows["country_id"] == "XKX") & rows["edition"].isin(DERIVED)]
    assert kosovo["electoral_source"].tolist() == ["rule"] * 6
    by_list = rows[rows["edition"].between(1990, 1992)].set_index(KEY)["electoral_source"]
    assert by_list["DDR", 1990] == by_list["XGW", 1990] == by_list["YUG", 1990] == "published"
    assert by_list["DEU", 1991] == by_list["RUS", 1992] == by_list["YEM", 1991] == "published"


@pytest.mark.parametrize("backend", [None, "numpy_nullable", "pyarrow"])
def test_types_are_those_of_the_published_column(backend):
    listed = fd.load("fiw", dtype_backend=backend)
    found = fd.load("fiw", dtype_backend=backend, electoral="rule")
    assert found["electoral_democracy"].dtype == listed["electoral_democracy"].dtype
    assert found["electoral_source"].dtype == listed["note"].dtype
    assert (
        found["electoral_democracy"].isna().sum()
        == listed["electoral_democracy"].isna().sum() - 1170
    )


@pytest.mark.parametrize(("release", "first_listed"), [(2023, None), (2024, 2024), (2025, 2024)])
def test_a_release_has_the_rule_on_its_own_numbers(release, first_listed):
    then = fd.load("fiw", electoral="rule", as_of=release)
    own = then[(then["edition"] >= 2018) & ~then["is_territory"]]
    sources = own.groupby("edition")["electoral_source"].agg(lambda held: set(held.dropna()))
    for edition, held in sources.items():
        is_listed = first_listed is not None and edition >= first_listed
        assert held == {"published" if is_listed else "rule"}, edition
    assert sources.index.max() == release
    assert count(then, 2023) == (110, 195)


def test_it_goes_together_with_every_selection(rows):
    some = fd.load(
        "fiw", country=["Hungary", "Kosovo"], years=range(2017, 2023), electoral="rule",
        territories=False, grade="published",
    )  # fmt: skip
    expected = rows[rows["country_id"].isin(["HUN", "XKX"]) & rows["year"].between(2017, 2022)]
    pd.testing.assert_frame_equal(some, expected.reset_index(drop=True))
    latest = fd.load("fiw", country="Taiwan", editions="latest", electoral="rule")
    assert latest["electoral_source"].isna().all()
    some.loc[0, "electoral_democracy"] = np.nan  # a frame of its own
    assert fd.load("fiw", electoral="rule")["electoral_democracy"].equals(
        rows["electoral_democracy"]
    )


def test_other_words_and_surveys_are_refused():
    for word in ("list", None, True):
        with pytest.raises(fd.FreedomDataError, match=r"no electoral=.*; there is published, rule"):
            fd.load("fiw", electoral=word)
    with pytest.raises(
        fd.FreedomDataError, match="Press lists no electoral democracies; 'fiw' doe"
    ):
        fd.load("fotp", electoral="rule")
    assert len(fd.load("fotp", electoral="published", country="China")) > 0


def test_such_a_frame_can_be_validated_drawn_and_asked(rows):
    assert fd.validate(rows, "fiw") is rows
    wrong = rows.copy()
    own = wrong["country_id"].eq("CHN") & wrong["edition"].eq(2025)
    wrong.loc[own, "electoral_democracy"] = 1
    with pytest.raises(fd.RuleError, match="electoral_democracy"):
        fd.validate(wrong, "fiw")
    derived = rows.copy()
    own = derived["country_id"].eq("CHN") & derived["edition"].eq(2020)
    derived.loc[own, "electoral_democracy"] = 1  # which the scores beside it do not allow
    with pytest.raises(fd.RuleError, match="electoral_democracy"):
        fd.validate(derived, "fiw")
    assert fd.plot_trend(rows[rows["country_id"] == "HUN"]) is not None
    assert fd.rank(rows, 2018)["of"].iloc[0] == 195
    pd.testing.assert_frame_equal(fd.find_margins(rows, 2018), fd.find_margins("fiw", 2018))


def cited(frame):
    items = json.loads(fd.cite(frame, style="csl"))[:-1]
    return {
        item["id"].removeprefix("freedomhouse_"): item["note"].partition(". ")[0] for item in items
    }


def test_what_is_by_the_rule_is_cited_by_what_it_follows_from(rows, tmp_path):
    columns = [*KEY, "electoral_democracy", "electoral_source"]
    china = rows[rows["country_id"] == "CHN"]
    own = china[china["edition"].between(2016, 2025)][columns]
    expected = {
        "fiw_2025_all_data": "Editions 2018-2023",
        "fiw_2024_electoral": "Edition 2024",
        "fiw_2025_electoral": "Edition 2025",
        "fiw_1989_2016_electoral": "Editions 2016-2017",
    }
    assert cited(own) == expected
    own.to_csv(tmp_path / "own.csv", index=False)
    assert cited(pd.read_csv(tmp_path / "own.csv")) == expected
    assert fd.cite(rows) == fd.cite(fd.load("fiw"))
    then = fd.load("fiw", country="China", electoral="rule", as_of=2023, editions=2020)
    assert "fiw_2023_all_data" in cited(then)
    with pytest.raises(fd.FreedomDataError, match="in no file, such as electoral_democracy"):
        fd.cite(own.drop(columns="electoral_source"))
