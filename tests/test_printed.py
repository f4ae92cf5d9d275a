"""Figures that were printed elsewhere on the day, one to a line of printed.csv."""

from __future__ import annotations

import csv
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

import freedomdata as fd

TEXT = (Path(__file__).parent / "printed.csv").read_text(encoding="utf-8")
FACTS = list(csv.DictReader(TEXT.splitlines()))
SCORES = {"fiw": "total_score", "fotp": "press_score", "fotn": "net_score"}
PARTS = ["legal_environment", "political_environment", "economic_environment"]


@cache
def units(survey, edition):
    """Return all units of an edition by id."""
    return fd.load(survey, editions=edition).set_index("country_id")


def countries(survey, edition):
    """Return what the survey counts: without territories, where it lists them apart."""
    rows = units(survey, edition)
    return rows[~rows["is_territory"]] if fd.SURVEYS[survey].lists_territories else rows


@cache
def before(survey, edition):
    return max(e for e in fd.list_editions(survey)["edition"] if e < edition)


def freedom(survey, edition):
    """Return the scores of an edition, more is freer."""
    scores = countries(survey, edition)[SCORES[survey]].astype(float)
    return -scores if survey == "fotp" else scores


def moves(survey, edition, since=None):
    step = freedom(survey, edition) - freedom(survey, since or before(survey, edition))
    return step.dropna()


def status(survey, edition, country):
    return str(units(survey, edition)["status"][fd.find_country(country)])


def counted(survey, edition):
    statuses = Counter(countries(survey, edition)["status"].dropna())
    return [statuses[word] for word in ("Free", "Partly Free", "Not Free")]


def join(*numbers):
    return "/".join(map(str, numbers))


def statuses(survey, edition, _):
    return join(*counted(survey, edition))


def free_of_all(survey, edition, _):
    return join(counted(survey, edition)[0], sum(counted(survey, edition)))


def percent_of_all(survey, edition, _):
    numbers = counted(survey, edition)
    return join(*(round(100 * n / sum(numbers)) for n in numbers), sum(numbers))


def percent_free_of_all(survey, edition, _):
    numbers = counted(survey, edition)
    return join(round(100 * numbers[0] / sum(numbers)), sum(numbers))


def percent_free(survey, edition, _):
    numbers = counted(survey, edition)
    return f"{100 * numbers[0] / sum(numbers):.1f}"


def free_and_change(survey, edition, _):
    now, then = (counted(survey, e)[0] for e in (edition, before(survey, edition)))
    return f"{now}/{now - then:+d}"


def declined_improved(survey, edition, _, since=None):
    step = moves(survey, edition, since)
    return join((step < 0).sum(), (step > 0).sum())


def declined_improved_in_ten_years(survey, edition, _):
    return declined_improved(survey, edition, _, since=edition - 10)


def improved_declined_by_3(survey, edition, _):
    step = moves(survey, edition)
    return join((step >= 3).sum(), (step <= -3).sum())


def changes_of_status(survey, edition, _):
    now, then = (countries(survey, e)["status"] for e in (edition, before(survey, edition)))
    shared = now.index.intersection(then.index)
    return str((now[shared].astype(str) != then[shared].astype(str)).sum())


def new_countries(survey, edition, _):
    then = countries(survey, before(survey, edition)).index
    return " ".join(sorted(countries(survey, edition).index.difference(then)))


def score(survey, edition, country):
    return str(int(units(survey, edition)[SCORES[survey]][fd.find_country(country)]))


def parts(survey, edition, country):
    row = units(survey, edition).loc[fd.find_country(country), PARTS]
    return join(*row.astype(int))


def change(survey, edition, country, since=None):
    step = moves(survey, edition, since)[fd.find_country(country)]
    return f"{int(step):+d}"


def change_in_ten_years(survey, edition, country):
    return change(survey, edition, country, since=edition - 10)


def rank(survey, edition, country):
    return str(fd.rank(survey, edition=edition, country=country)["place"].item())


def before_and_now(survey, edition, country):
    return " > ".join(status(survey, e, country) for e in (before(survey, edition), edition))


def new_status(survey, edition, country):
    then, now = before_and_now(survey, edition, country).split(" > ")
    return now if now != then else ""


KINDS = {
    "statuses": statuses,
    "Free of all": free_of_all,
    "percent of all": percent_of_all,
    "percent Free of all": percent_free_of_all,
    "percent Free": percent_free,
    "Free and change": free_and_change,
    "declined/improved": declined_improved,
    "declined/improved in ten years": declined_improved_in_ten_years,
    "improved/declined by 3": improved_declined_by_3,
    "changes of status": changes_of_status,
    "new countries": new_countries,
    "score": score,
    "parts": parts,
    "change": change,
    "change in ten years": change_in_ten_years,
    "rank": rank,
    "status": status,
    "status before and now": before_and_now,
    "new status": new_status,
}


def agrees(printed, given):
    """Whether a printed figure is the given one; a dash was not printed."""
    pairs = zip(printed.split("/"), given.split("/"), strict=True)
    return all(one in ("-", other) for one, other in pairs)


@pytest.mark.parametrize(
    "fact", FACTS, ids=lambda f: f"{f['survey']}-{f['edition']}-{f['fact']}-{f['country']}"
)
def test_a_printed_figure_comes_out_of_the_tables_or_it_is_said_why_not(fact):
    given = KINDS[fact["fact"]](fact["survey"], int(fact["edition"]), fact["country"])
    if fact["verdict"] == "agrees":
        assert agrees(fact["printed"], given), f"{given}; {fact['why']}"
    else:
        assert given == fact["given"] != fact["printed"], fact["why"]
        assert fact["verdict"] in ("differs", "open")
        assert fact["why"]


def test_what_is_open_is_known():
    unsettled = [(f["survey"], f["edition"], f["fact"]) for f in FACTS if f["verdict"] == "open"]
    assert unsettled == [("fotn", "2013", "declined/improved")]
    assert sum(f["verdict"] == "differs" for f in FACTS) == 11
    assert len(FACTS) >= 162
