"""Electoral democracies of covered years 1989 to 2016, from a compilation of the old lists."""

from __future__ import annotations

import pandas as pd
import pytest
from reader import records

import freedomdata as fd

SOURCE = next(s for s in fd.SURVEYS["fiw"].sources if s.id == "fiw-1989-2016-electoral")
COVERED = [*range(1990, 2018), 2024, 2025, 2026]
NOT_RATED = {("Armenia", 1989), ("Armenia", 1990), ("USSR", 1991)}
NAMES = {"Germany, W.": "XGW", "East Germany": "DDR", "Yemen, N.": "XYN", "South Yemen": "YMD",
         "USSR": "SUN", "Czechoslovakia": "CSK", "Yugoslavia": "YUG", "Serbia & Montenegro": "SCG",
         "Germany": "DEU", "Yemen": "YEM", "Russia": "RUS", "Serbia": "SRB"}  # fmt: skip


@pytest.fixture(scope="module")
def fiw():
    return fd.load("fiw")


def test_every_line_of_the_list_arrives_and_three_are_listed_instead(raw, fiw):
    delivered = fiw.set_index(["country_id", "year"])["electoral_democracy"].dropna()
    lines = records(raw / SOURCE.path)
    assert len(lines) == 5321
    lacking = set()
    for line in lines:
        name, year = line["country"], int(line["year_covered"])
        key = NAMES.get(name) or fd.find_country(name), year
        if key in delivered:
            assert delivered[key] == (line["electoral_democracy"] == "Yes"), key
        else:
            lacking.add((name, year))
    assert lacking == NOT_RATED
    compiled = fiw["edition"].between(1990, 2017) & fiw["electoral_democracy"].notna()
    assert compiled.sum() == 5321 - 3


def test_what_is_not_rated_is_a_known_finding_that_moves_nothing():
    found = fd.check(survey="fiw")
    found = found[(found["measure"] == "electoral_democracy") & (found["expected"] == "withheld")]
    assert set(zip(found["country_id"], found["edition"].astype(int), strict=True)) == {
        ("ARM", 1990), ("ARM", 1991), ("SUN", 1992)
    }  # fmt: skip
    assert set(found["level"]) == {"known"}
    assert found["reason"].str.contains("moved to no other unit").all()


def test_editions_that_no_list_covers_are_missing_and_it_is_said(fiw):
    listed = fiw.loc[fiw["electoral_democracy"].notna(), "edition"]
    assert sorted(set(listed)) == COVERED
    measure = fd.SURVEYS["fiw"].field["electoral_democracy"]
    assert "before 1990 and 2018 to 2023" in measure.description
    breaks = fd.list_breaks("fiw")
    row = breaks[breaks["measure"] == "electoral_democracy"].iloc[0]
    assert (row["edition"], row["is_comparable"]) == (2018, False)


def test_every_country_of_a_covered_edition_is_listed_but_south_sudan(fiw):
    rows = fiw[fiw["edition"].isin(COVERED[:-1])]
    lacking = rows[~rows["is_territory"] & rows["electoral_democracy"].isna()]
    assert set(lacking["country_id"]) == {"SSD"}
    assert lacking["edition"].tolist() == list(range(2012, 2018))
    assert rows.loc[rows["is_territory"], "electoral_democracy"].isna().all()


def test_the_new_rule_is_not_applied_to_the_old_concept(fiw):
    """In 2017 seven electoral democracies had fewer than 30 points of civil liberties."""
    rows = fiw[(fiw["electoral_democracy"] == 1) & (fiw["civil_liberties_score"] < 30)]
    assert (rows["edition"] == 2017).sum() == 7
    assert rows["edition"].max() == 2017
    errors = fd.check(survey="fiw")
    assert (errors["level"] == "known").all()


def test_grades_and_published_rows_are_what_they_were(fiw):
    chile = fiw[(fiw["country_id"] == "CHL") & (fiw["year"] == 1995)].iloc[0]
    assert (chile["electoral_democracy"], chile["grade"]) == (1, "published")
    assert chile["source"] == "fiw-2025-ratings"
    assert len(fd.load("fiw", grade="published")) == len(fiw) - 196


def test_the_compilation_is_cited_where_its_values_are():
    rows = fd.load("fiw", country="Chile", years=1995)
    with_list = fd.cite(rows)
    assert "democracyData" in with_list
    assert "democracyData" not in fd.cite(rows.drop(columns="electoral_democracy"))


def test_explain_names_the_cell_of_the_list():
    file = next(f for f in fd.explain("Chile", year=1995).files if f.source == SOURCE.id)
    assert (file.grade, [cell.measure for cell in file.cells]) == (
        "compiled",
        ["electoral_democracy"],
    )


@pytest.mark.parametrize("release", ["2023", "2025"])
def test_an_older_release_has_the_list_that_was_made_before_it(release):
    rows = fd.load("fiw", country="Chile", years=[1995, 2016], as_of=release)
    assert rows["electoral_democracy"].tolist() == [1, 1]


@pytest.mark.parametrize("release", ["2017", "2018", "2022"])
def test_a_list_of_one_measure_is_no_release_of_the_survey(release):
    with pytest.raises(fd.FreedomDataError, match="at hand are 2023, 2024, 2025, 2026"):
        fd.load("fiw", as_of=release)


@pytest.mark.filterwarnings("ignore:the files of Freedom of the Press at hand of release")
def test_a_press_release_is_no_release_of_the_press_survey():
    then, older = (fd.load("fotp", as_of=release) for release in ("2016", "2015"))
    pd.testing.assert_frame_equal(then, older)
