"""Where the publisher's own words are: addresses by rule, and marked so."""

from __future__ import annotations

import pytest

import freedomdata as fd
from freedomdata.explanation.reports import find_report, make_slug
from freedomdata.model import Report

SITE = "https://freedomhouse.org"


@pytest.mark.parametrize(
    ("country", "edition", "survey", "path"),
    [
        ("China", 2024, "fiw", "/country/china/freedom-world/2024"),
        ("Congo (Kinshasa)", 2020, "fiw", "/country/democratic-republic-congo/freedom-world/2020"),
        # as its page was archived
        ("COD", 2003, "fiw", "/report/freedom-world/2003/congo-democratic-republic-kinshasa"),
        ("Venezuela", 1999, "fiw", "/report/freedom-world/1999/venezuela"),
        ("United States", 2016, "fotp", "/report/freedom-press/2016/united-states"),
        ("Iceland", 2019, "fotn", "/country/iceland/freedom-net/2019"),
        ("The Gambia", 2025, "fiw", "/country/gambia/freedom-world/2025"),
        ("Guinea-Bissau", 2025, "fiw", "/country/guinea-bissau/freedom-world/2025"),
        ("Hong Kong", 2025, "fiw", "/country/hong-kong/freedom-world/2025"),
        ("Kosovo", 2010, "fiw", "/report/freedom-world/2010/kosovo"),
        ("Gaza Strip", 2025, "fiw", "/country/gaza-strip/freedom-world/2025"),
        ("Puerto Rico", 2010, "fiw", "/report/freedom-world/2010/puerto-rico"),
    ],
)
def test_addresses_that_others_cite_come_out(country, edition, survey, path):
    explanation = fd.explain(country, edition, survey=survey)
    assert explanation.report.url == SITE + path
    assert explanation.to_dict()["report"] == {
        "url": SITE + path,
        "is_of_edition": True,
        "is_checked": False,
        "remark": "address by rule, not checked",
    }
    heading = "The publisher's report (address by rule, not checked)"
    assert f"{heading}\n  {SITE}{path}\n" in str(explanation)
    html = explanation._repr_html_()
    assert "The publisher&#x27;s report (address by rule, not checked): " in html
    assert f'<a href="{SITE}{path}">' in html


@pytest.mark.parametrize(
    ("country", "edition", "survey"),
    [
        ("China", 1998, "fiw"),
        ("Soviet Union", 1985, "fiw"),
        ("Yugoslavia", 1990, "fiw"),
        ("West Germany", 1990, "fiw"),
        ("North Yemen", 1985, "fiw"),
        ("Vietnam", 1980, "fotp"),
        ("China", 2009, "fotn"),
    ],
)
def test_editions_before_the_web_have_none(country, edition, survey):
    explanation = fd.explain(country, edition, survey=survey)
    assert explanation.report is None
    assert explanation.to_dict()["report"] is None
    assert "not checked" not in str(explanation)
    assert "not checked" not in explanation._repr_html_()


def test_a_page_on_the_country_of_today_is_called_so():
    rsf = fd.SURVEYS["rsf"]
    link = find_report(rsf, "CHN", rsf.editions[-1])
    assert link.url == "https://rsf.org/en/country/china"
    assert not link.is_of_edition
    assert find_report(rsf, "XUI", rsf.editions[1]) is None  # no country: the US in Iraq


def test_no_two_units_of_an_edition_share_an_address():
    for survey in ("fiw", "fotp", "fotn"):
        record, rows = fd.SURVEYS[survey], fd.load(survey)
        for edition in record.editions[-1], record.editions[-10]:
            ids = rows.loc[rows["edition"] == edition.edition, "country_id"]
            urls = {find_report(record, id_, edition).url for id_ in ids}
            assert len(urls) == len(ids) > 10


def test_names_in_addresses():
    assert make_slug("St. Vincent and the Grenadines") == "st-vincent-and-grenadines"
    assert make_slug("São Tomé and Príncipe") == "sao-tome-and-principe"
    assert make_slug("Timor-Leste") == "timor-leste"
    page = Report(url="https://x/{unit}", first_edition=2002, last_edition=2004)
    assert [page.holds_in(e) for e in (2001, 2002, 2004, 2005)] == [False, True, True, False]
    assert not page.is_of_edition
