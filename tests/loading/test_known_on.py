"""When editions came out, what was known on a day, and what was changed later."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from itertools import pairwise

import pandas as pd
import pytest
from command import run

import freedomdata as fd
from freedomdata.model import Edition, Published

SURVEYS = pytest.mark.parametrize("survey", fd.SURVEYS.values(), ids=lambda s: s.id)
SHIPPED = ("fiw", "fotp", "fotn")


def known(day, *surveys, **selection):
    """Return the editions of China that were known on a day, by survey."""
    panel = fd.load_panel(*surveys, country="China", known_on=day, **selection)
    return dict(zip(panel["survey"], panel["edition"], strict=True))


@SURVEYS
def test_editions_are_published_in_order_and_after_what_they_cover(survey):
    published = [survey.publication(edition) for edition in survey.editions]
    for edition, one in zip(survey.editions, published, strict=True):
        assert edition.end < one.date
        assert one.source.strip()
    for before, after in pairwise(published):
        assert before.date < after.date


@SURVEYS
def test_every_date_is_of_an_edition(survey):
    editions = {edition.edition: edition for edition in survey.editions}
    assert survey.published
    assert set(survey.published) <= set(editions)
    for edition, published in survey.published.items():
        assert published.precision != "bound"
        assert editions[edition].end < published.date <= Published.by(editions[edition]).date


def test_the_reader_reads_every_line_once():
    assert sum(len(survey.published) for survey in fd.SURVEYS.values()) == 84
    fotn = fd.SURVEYS["fotn"].published
    assert (fotn[2016].date, fotn[2016].precision) == (date(2016, 11, 30), "month")
    assert "docslib.org" in fotn[2009].source


@pytest.mark.parametrize(
    ("edition", "day"),
    [(2002, (2002, 10, 23)), (2010, (2010, 10, 20)), (2012, (2012, 1, 25)), (2025, (2025, 5, 2))],
)
def test_dates_of_rsf(edition, day):
    published = fd.SURVEYS["rsf"].published[edition]
    assert (published.date, published.precision) == (date(*day), "day")


def test_an_edition_without_a_date_has_a_late_bound():
    fiw = fd.SURVEYS["fiw"]
    bounds = {e.edition: fiw.publication(e) for e in fiw.editions if e.edition not in fiw.published}
    assert {p.precision for p in bounds.values()} == {"bound"}
    assert bounds[1982].date == date(1983, 12, 31)
    assert bounds[1984].date == date(1984, 12, 31)
    later = Edition.of_calendar_year(2031)
    assert fd.SURVEYS["rsf"].publication(later).date == date(2031, 12, 31)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Published(date(2020, 3, 4), "hour", "x"), "precision 'hour' is none of"),
        (lambda: Published(date(2020, 3, 4), "month", "x"), "not the last day of a month"),
        (lambda: Published(date(2020, 3, 31), "year", "x"), "not the last day of a year"),
        (lambda: Published(date(2020, 3, 31), "bound", "x"), "not the last day of a bound"),
        (
            lambda: replace(
                fd.SURVEYS["fotn"], published={2024: Published(date(2024, 5, 31), "day", "x")}
            ),
            "edition 2024 is published before it ends",
        ),
    ],
)
def test_a_date_that_cannot_be_is_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_list_editions():
    frame = fd.list_editions()
    assert frame.columns.tolist() == [
        "survey", "edition", "edition_label", "period_start", "period_end", "year", "published",
        "precision", "published_source",
    ]  # fmt: skip
    assert frame["survey"].unique().tolist() == list(SHIPPED)
    assert set(frame["precision"]) == {"day", "month", "year", "bound"}
    assert (frame["published"] > frame["period_end"]).all()
    rows = pd.concat([fd.load(id_).assign(survey=id_) for id_ in SHIPPED])
    key = ["survey", "edition", "edition_label", "period_start", "period_end", "year"]
    there = rows[key].drop_duplicates().sort_values(["survey", "edition"])
    mine = frame[key].sort_values(["survey", "edition"])
    assert mine.to_numpy().tolist() == there.to_numpy().tolist()
    assert fd.list_editions("rsf")["edition"].max() == 2025
    with pytest.raises(fd.UnknownSurveyError, match="no survey 'x'"):
        fd.list_editions("x")


def test_the_editions_of_built_surveys_are_those_that_were_built(raw, tmp_path):
    few = tmp_path / "raw" / "rsf"
    few.mkdir(parents=True)
    for name in ("2012.csv", "2013.csv"):
        (few / name).write_bytes((raw / "rsf" / name).read_bytes())
    data = fd.build("rsf", raw=few.parent, out=tmp_path / "own")
    assert fd.list_editions("rsf", data=data)["edition"].tolist() == [2012, 2013]
    assert fd.list_editions(data=data)["survey"].nunique() == 4
    assert known("2013-01-29", "rsf", data=data) == {"rsf": 2012}
    assert known("2013-01-30", data=data) == {"fiw": 2013, "fotp": 2012, "fotn": 2012, "rsf": 2013}


def test_china_on_the_day_of_the_letter():
    panel = fd.load_panel(country="China", known_on="2013-04-12")
    columns = ["survey", "edition", "status", "value"]
    assert panel[columns].astype(object).to_numpy().tolist() == [
        ["fiw", 2013, "Not Free", 6.5],
        ["fotp", 2012, "Not Free", 85],
        ["fotn", 2012, "Not Free", 15],
    ]
    every = fd.load_panel(country="China", editions=[2012, 2013])
    assert panel.dtypes.astype(str).tolist() == every.dtypes.astype(str).tolist()


@pytest.mark.filterwarnings("ignore::freedomdata.FreedomDataWarning")
@pytest.mark.parametrize(
    ("day", "survey", "edition"),
    [
        ("2013-04-30", "fotp", 2012),
        ("2013-05-01", "fotp", 2013),
        ("2016-11-29", "fotn", 2015),  # November 2016, whatever the day
        ("2016-11-30", "fotn", 2016),
        ("1973-12-30", "fiw", None),
        ("1973-12-31", "fiw", 1973),
        ("1983-12-30", "fiw", 1981),  # no date: by the end of 1983
        ("1983-12-31", "fiw", 1982),
        ("2009-03-31", "fotn", None),
    ],
)
def test_the_day_of_publication_is_the_first_on_which_it_is_known(day, survey, edition):
    assert known(day, survey) == ({} if edition is None else {survey: edition})


@pytest.mark.parametrize(
    "day",
    [
        date(2013, 5, 1),
        datetime(2013, 5, 1, 23, 59, tzinfo=timezone(timedelta(hours=9))),
        pd.Timestamp("2013-05-01 12:00"),
    ],
)
def test_a_day_may_be_a_date_or_a_moment(day):
    assert known(day, "fotp") == {"fotp": 2013}


@pytest.mark.parametrize("day", ["yesterday", "2013-02-30", "2013", 2013, pd.NaT, True, ["x"]])
def test_what_is_no_day_is_refused(day):
    with pytest.raises(fd.FreedomDataError, match="known_on is one day, such as '2013-04-12', not"):
        fd.load_panel("fiw", known_on=day)


@pytest.mark.filterwarnings("ignore::freedomdata.FreedomDataWarning")
def test_other_selections_come_first():
    assert known("2013-04-12", "fiw", years=range(1990, 2001)) == {"fiw": 2001}
    assert known("2013-04-12", "fiw", "fotp", editions=[2010, 2014]) == {"fiw": 2010, "fotp": 2010}
    assert known("2013-04-12", "fotn", territories="only") == {}
    panel = fd.load_panel("fiw", known_on="2013-04-12", measure="total_score", strict=True)
    assert set(panel["edition"]) == {2013}
    assert len(panel) == len(fd.load("fiw", editions=2013))
    assert fd.load_panel(known_on="1960-01-01").columns.tolist() == panel.columns.tolist()


def test_values_are_those_of_the_newest_release_of_the_day():
    selection = {"country": "XED", "measure": "total_score"}
    then = fd.load_panel("fiw", **selection, known_on="2024-12-31")
    assert then[["edition", "value"]].to_numpy().tolist() == [[2024, 3]]
    assert fd.load_panel("fiw", **selection, editions=2024)["value"].tolist() == [2]
    for day, value in (("2025-02-25", 3), ("2025-02-26", 2)):  # release 2025 came out on that day
        then = fd.load_panel("fiw", **selection, editions=2024, known_on=day)
        assert then["value"].tolist() == [value]


def test_list_revisions():
    frame = fd.list_revisions()
    assert frame.columns.tolist() == [
        "survey", "country_id", "country", "edition", "measure", "old", "new", "release_from",
        "release_to",
    ]  # fmt: skip
    assert Counter(frame["country"]) == {"Eastern Donbas": 4}
    pd.testing.assert_frame_equal(fd.list_revisions("fiw"), frame)
    nothing = fd.list_revisions("fotn")
    assert nothing.empty
    assert nothing.columns.equals(frame.columns)
    with pytest.raises(fd.UnknownSurveyError, match="no survey 'x'"):
        fd.list_revisions("x")
    with pytest.raises(fd.SourceError, match="freedomdata build rsf"):
        fd.list_revisions("rsf")


def test_the_command_line_lists_editions_and_revisions():
    text = run("editions", "fotn").stdout
    assert "2016-11   " in text
    assert "by 1983-12-31" in run("editions").stdout
    rows = json.loads(run("editions", "fotp", "--json").stdout)
    assert rows[-1]["published"] == "2017-04-28"
    assert "Eastern Donbas" in run("revisions").stdout
    assert run("revisions", "fotn").stdout == "no value differs between the releases at hand\n"
    rows = json.loads(run("revisions", "fiw", "--json").stdout)
    assert (rows[1]["old"], rows[1]["new"]) == ("3", "2")
    assert run("editions", "x").stderr.startswith("freedomdata: there is no survey 'x'")


def test_the_command_line_shows_what_was_known():
    text = run("show", "China", "--known-on", "2013-04-12").stdout
    assert text.startswith("China, as known on 2013-04-12\n")
    line = next(line for line in text.splitlines() if line.startswith("Freedom of the Press  "))
    assert " ".join(line.split()[4:]) == "2012 2011 Not Free Press freedom score 85 2012-05-01"
    arguments = ("show", "China", "--survey", "fotn", "--known-on", "2013-04-12", "--json")
    assert [row["edition"] for row in json.loads(run(*arguments).stdout)] == [2012]
    for day, sentence in (
        ("1960-01-01", "freedomdata: no survey at hand has China in the newest edition"),
        ("then", "freedomdata: known_on is one day, such as '2013-04-12', not 'then'"),
    ):
        done = run("show", "China", "--known-on", day)
        assert done.returncode == 1
        assert done.stderr.startswith(sentence)
