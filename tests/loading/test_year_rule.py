"""Which calendar year a row is of: that of its last day, or each that it covers most of."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest

import freedomdata as fd
from freedomdata.loading.calendars import cover_years, find_rule, list_years
from freedomdata.model import Edition

SURVEYS = pytest.mark.parametrize("survey", fd.SURVEYS)
RULES = pytest.mark.parametrize("rule", ["end", "cover"])


@pytest.fixture(scope="session")
def load(rsf_built):
    """Load a survey from tables that have all of them."""
    return lambda survey, **options: fd.load(survey, data=rsf_built, **options)


def count_days(edition, year):
    """Return how many days of a year an edition covers, day by day."""
    days = (edition.end - edition.start).days + 1
    return sum((edition.start + timedelta(n)).year == year for n in range(days))


@SURVEYS
def test_each_year_has_the_edition_that_covers_most_of_its_days(survey):
    editions = fd.SURVEYS[survey].editions
    found = cover_years(editions)
    for year in range(editions[0].start.year - 1, editions[-1].end.year + 2):
        days = {edition: count_days(edition, year) for edition in editions}
        most = max(days.values())
        if most < (date(year, 12, 31) - date(year, 1, 1)).days / 2:
            assert year not in found
        else:
            best = max((e for e in editions if days[e] == most), key=lambda e: e.end)
            assert found[year] == best


@SURVEYS
def test_no_edition_is_without_a_year(survey):
    assert all(list_years(fd.SURVEYS[survey], "cover").values())


def test_of_editions_that_cover_as_much_the_later_one_is_taken():
    # in a leap year each covers 183 days
    first, second = (
        Edition(2001, "2001", date(2000, 1, 1), date(2000, 7, 1)),
        Edition(2002, "2002", date(2000, 7, 2), date(2000, 12, 31)),
    )
    assert cover_years((first, second)) == {2000: second}
    assert cover_years((second, first)) == {2000: second}


@RULES
@SURVEYS
def test_there_is_one_row_per_unit_and_year(load, survey, rule):
    rows = load(survey, year_rule=rule)
    assert not rows.duplicated(["country_id", "year"]).any()
    by_key = rows.sort_values(["country_id", "year"], ignore_index=True)
    pd.testing.assert_frame_equal(rows, by_key)
    assert rows.attrs["year_rule"] == rule
    assert str(rows["year"].dtype) == "int64"


@SURVEYS
def test_every_row_is_there_with_all_its_values_but_the_year(load, survey):
    rows, covered = load(survey), load(survey, year_rule="cover")
    assert list(covered) == list(rows)
    assert covered.dtypes.equals(rows.dtypes)
    once = covered.drop_duplicates(["country_id", "edition"], ignore_index=True)
    pd.testing.assert_frame_equal(once.drop(columns="year"), rows.drop(columns="year"))


def test_1981_and_1982_are_both_edition_1982():
    for survey in ("fiw", "fotp"):
        rows = fd.load(survey, country="China", years=range(1980, 1984), year_rule="cover")
        assert rows[["edition", "year"]].to_numpy().tolist() == [
            [1981, 1980], [1982, 1981], [1982, 1982], [1984, 1983],
        ]  # fmt: skip
        with pytest.warns(fd.FreedomDataWarning, match="1981"):
            assert fd.load(survey, country="China", years=1981).empty


def test_freedom_on_the_net_has_no_year_that_is_half_covered():
    rows = fd.load("fotn", year_rule="cover")
    assert (rows["year"].min(), rows["year"].max()) == (2007, 2024)
    assert rows.loc[rows["year"] == 2024, "edition"].unique().tolist() == [2025]
    assert rows.loc[rows["year"].isin([2009, 2010]), "edition"].unique().tolist() == [2011]
    with pytest.warns(fd.FreedomDataWarning, match="no row for the year 2025"):
        assert fd.load("fotn", years=2025, year_rule="cover").empty


def test_editions_that_share_a_november_have_a_year_each():
    rows = fd.load("fiw", country="China", years=range(1983, 1991), year_rule="cover")
    assert (rows["edition"] - rows["year"]).tolist() == [1] * 8


def test_rules_agree_where_editions_are_calendar_years():
    rows, covered = (fd.load("fiw", year_rule=rule) for rule in ("end", "cover"))
    assert len(covered) - len(rows) == (covered["year"] == 1981).sum()
    pd.testing.assert_frame_equal(covered[covered["year"] != 1981].reset_index(drop=True), rows)


@pytest.mark.parametrize("backend", ["numpy_nullable", "pyarrow"])
def test_backends(backend):
    rows = fd.load("fotn", year_rule="cover", dtype_backend=backend)
    plain = fd.load("fotn", dtype_backend=backend)
    assert rows.dtypes.equals(plain.dtypes)
    assert rows["year"].tolist() == fd.load("fotn", year_rule="cover")["year"].tolist()


def test_an_older_release_and_the_newest_of_each_unit():
    rows = fd.load("fiw", as_of="2024", year_rule="cover")
    assert (rows["year"].min(), rows["year"].max()) == (1972, 2023)
    assert (rows["year"] == 1981).any()
    latest = fd.load("fotn", editions="latest", country="China", year_rule="cover")
    assert latest[["edition", "year"]].to_numpy().tolist() == [[2025, 2024]]


def test_panels_have_calendar_years():
    panel = fd.load_panel(
        country="China", years=[1981, 2010], year_rule="cover",
        measure=["political_rights", "civil_liberties", "press_score", "net_score"],
    )  # fmt: skip
    assert panel[["survey", "edition", "year", "measure"]].to_numpy().tolist() == [
        ["fiw", 1982, 1981, "political_rights"],
        ["fiw", 1982, 1981, "civil_liberties"],
        ["fiw", 2011, 2010, "political_rights"],
        ["fiw", 2011, 2010, "civil_liberties"],
        ["fotp", 1982, 1981, "press_score"],
        ["fotp", 2011, 2010, "press_score"],
        ["fotn", 2011, 2010, "net_score"],
    ]
    assert panel.attrs["year_rule"] == "cover"
    assert fd.load_panel("fotn").attrs["year_rule"] == "end"


def test_what_was_known_on_a_day_has_the_years_of_its_edition():
    panel = fd.load_panel("fotn", country="China", known_on="2012-01-01", year_rule="cover")
    assert panel[["edition", "year"]].to_numpy().tolist() == [[2011, 2009], [2011, 2010]]
    one = fd.load_panel(
        "fotn", country="China", known_on="2012-01-01", years=2009, year_rule="cover"
    )
    assert one["year"].tolist() == [2009]


@SURVEYS
def test_functions_take_each_edition_of_such_a_frame_once(load, rsf_built, survey):
    rows, covered = load(survey), load(survey, year_rule="cover")
    assert fd.cite(covered, data=rsf_built) == fd.cite(rows, data=rsf_built)
    assert fd.validate(covered, survey, data=rsf_built) is covered
    measure = fd.SURVEYS[survey].headline.measures[0]
    pd.testing.assert_frame_equal(
        fd.aggregate(covered, measure, data=rsf_built), fd.aggregate(rows, measure, data=rsf_built)
    )
    if survey != "rsf":
        pd.testing.assert_frame_equal(fd.find_changes(covered), fd.find_changes(rows))


def test_pictures_of_such_a_frame_are_the_same():
    china = {"country": "China"}
    axes = [fd.plot_trend(fd.load("fotn", **china, year_rule=rule)) for rule in ("end", "cover")]
    paths = [[line.get_xydata().tolist() for line in one.get_lines()] for one in axes]
    assert paths[0] == paths[1]
    assert fd.alt_text(axes[0]) == fd.alt_text(axes[1])
    panels = [
        fd.plot_compare(fd.load_panel("fotn", "fiw", **china, year_rule=rule))
        for rule in ("end", "cover")
    ]
    assert fd.alt_text(panels[0]) == fd.alt_text(panels[1])


def test_years_of_neither_rule_are_refused():
    rows = fd.load("fotn", country="China", year_rule="cover")
    rows.loc[3, "year"] = 2000
    with pytest.raises(fd.RuleError, match="year is one that an edition covers most of"):
        fd.validate(rows, "fotn")
    with pytest.raises(fd.FreedomDataError, match="edition 2011, is 2000, expected 2009 or 2010"):
        fd.plot_trend(rows)
    rows = fd.load("fotn", country="China")
    rows.loc[3, "year"] = 2000
    with pytest.raises(fd.FreedomDataError, match="edition 2013, is 2000, expected 2013"):
        fd.plot_trend(rows)
    twice = pd.concat([fd.load("fotn", year_rule="cover")] * 2, ignore_index=True)
    with pytest.raises(fd.RuleError, match="are the key"):
        fd.validate(twice, "fotn")


def test_the_rule_of_a_frame_is_found_by_its_years():
    for survey in ("fiw", "fotp", "fotn"):
        for rule in ("end", "cover"):
            rows = fd.load(survey, year_rule=rule)
            pairs = rows["edition"].to_numpy(float), rows["year"].to_numpy(float)
            assert find_rule(fd.SURVEYS[survey], *pairs) == rule
    assert (
        find_rule(fd.SURVEYS["fiw"], *pd.Series([2013.0, 2013.0]).to_numpy().reshape(2, 1)) is None
    )


def test_other_rules_are_refused():
    with pytest.raises(
        fd.FreedomDataError, match="there is no year_rule='middle'; there is end, co"
    ):
        fd.load("fiw", year_rule="middle")
    with pytest.raises(fd.FreedomDataError, match="there is no year_rule=1982"):
        fd.load_panel(year_rule=1982)


def test_what_is_not_there_is_said_by_the_rule():
    with pytest.warns(fd.FreedomDataWarning, match="edition 2013 has the year 2012"):
        fd.load("fotn", editions=2013, years=2013, year_rule="cover")
