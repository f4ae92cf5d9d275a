"""Figures that were printed elsewhere on the day, one to a line of printed.csv."""

from __future__ import annotations

import csv
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


def as_counted(survey):
    """Return whom its publisher counts: territories, too, where it lists them with countries."""
    return {"territories": not fd.SURVEYS[survey].lists_territories}


@cache
def counts(survey, edition):
    found = fd.count_statuses(survey, editions=edition, **as_counted(survey))
    return found.set_index("status").loc[["Free", "Partly Free", "Not Free"]]


@cache
def changes(survey, edition, level="score"):
    return fd.find_changes(survey, editions=edition, level=level, **as_counted(survey))


@cache
def movers(survey, edition, since):
    """Return how far everybody moved from one edition to another."""
    year = {e.edition: e.year for e in fd.SURVEYS[survey].editions}
    return fd.find_movers(
        survey, year[since], year[edition], measure=SCORES[survey], **as_counted(survey)
    )


@cache
def before(survey, edition):
    return max(e for e in fd.list_editions(survey)["edition"] if e < edition)


def status(survey, edition, country):
    return str(units(survey, edition)["status"][fd.find_country(country)])


def join(*numbers):
    return "/".join(map(str, numbers))


def statuses(survey, edition, _):
    return join(*counts(survey, edition)["countries"])


def free_of_all(survey, edition, _):
    return join(*counts(survey, edition).loc["Free", ["countries", "units"]])


def percent_of_all(survey, edition, _):
    found = counts(survey, edition)
    return join(*found["share"].round().astype(int), found["units"].iloc[0])


def percent_free_of_all(survey, edition, _):
    free = counts(survey, edition).loc["Free"]
    return join(round(free["share"]), free["units"])


def percent_free(survey, edition, _):
    return f"{counts(survey, edition).loc['Free', 'share']:.1f}"


def free_and_change(survey, edition, _):
    now, then = (
        counts(survey, e).loc["Free", "countries"] for e in (edition, before(survey, edition))
    )
    return f"{now}/{now - then:+d}"


def declined_improved(survey, edition, _):
    ways = changes(survey, edition)["direction"]
    return join(ways.eq("declined").sum(), ways.eq("improved").sum())


def improved_declined_by_3(survey, edition, _):
    found = fd.find_changes(
        survey, editions=edition, level="score", min_points=3, **as_counted(survey)
    )
    ways = found["direction"]
    return join(ways.eq("improved").sum(), ways.eq("declined").sum())


def changes_of_status(survey, edition, _):
    return str(len(changes(survey, edition, "status")))


def improved_declined_by_status(survey, edition, _):
    ways = changes(survey, edition, "status")["direction"]
    return join(ways.eq("improved").sum(), ways.eq("declined").sum())


def declined_improved_since(survey, edition, since):
    points = movers(survey, edition, since + 1)["points"]
    return join((points < 0).sum(), (points > 0).sum())


def declined_improved_since_2005(survey, edition, _):
    return declined_improved_since(survey, edition, 2005)


def declined_improved_since_2006(survey, edition, _):
    return declined_improved_since(survey, edition, 2006)


def years_in_a_row(survey, edition, _):
    """Return the editions in a row with more declines than gains, up to one."""
    editions = range(1973, edition + 1)
    spells = fd.find_spells(survey, decline="world", editions=editions, **as_counted(survey))
    return str(spells.loc[spells["last_edition"] == edition, "editions"].sum())


def percent_of_people(survey, edition, _):
    found = fd.count_statuses(survey, editions=edition, weight="population", **as_counted(survey))
    shares = found.set_index("status")["people_share"]
    return join(*shares[["Free", "Partly Free", "Not Free"]].round().astype(int))


def electoral_democracies(survey, edition, _):
    found = fd.load(survey, editions=edition, territories=False, electoral="rule")
    listed = found["electoral_democracy"].dropna()
    return join(int(listed.sum()), len(found))


def new_countries(survey, edition, _):
    left_out = movers(survey, edition, before(survey, edition)).attrs["left_out"]
    return " ".join(id_ for one in left_out if one["editions"] == [edition] for id_ in one["units"])


def score(survey, edition, country):
    return str(int(units(survey, edition)[SCORES[survey]][fd.find_country(country)]))


def parts(survey, edition, country):
    row = units(survey, edition).loc[fd.find_country(country), PARTS]
    return join(*row.astype(int))


def change(survey, edition, country, since=None):
    found = movers(survey, edition, since or before(survey, edition)).set_index("country_id")
    return f"{int(found['points'][fd.find_country(country)]):+d}"


def change_in_ten_years(survey, edition, country):
    return change(survey, edition, country, since=edition - 10)


def change_since_2005(survey, edition, country):
    return change(survey, edition, country, since=2006)


def rank(survey, edition, country):
    found = fd.rank(survey, edition=edition, country=country)
    return str(found["place"].item())


def before_and_now(survey, edition, country):
    found = changes(survey, edition, "status").set_index("country_id")
    id_, same = fd.find_country(country), [status(survey, edition, country)] * 2
    return " > ".join(found.loc[id_, ["old_status", "new_status"]] if id_ in found.index else same)


def new_status(survey, edition, country):
    found = changes(survey, edition, "status").set_index("country_id")["new_status"]
    return str(found.get(fd.find_country(country), ""))


KINDS = {
    "statuses": statuses,
    "Free of all": free_of_all,
    "percent of all": percent_of_all,
    "percent Free of all": percent_free_of_all,
    "percent Free": percent_free,
    "Free and change": free_and_change,
    "declined/improved": declined_improved,
    "improved/declined by 3": improved_declined_by_3,
    "declined/improved since 2005": declined_improved_since_2005,
    "declined/improved since 2006": declined_improved_since_2006,
    "improved/declined by status": improved_declined_by_status,
    "changes of status": changes_of_status,
    "years in a row": years_in_a_row,
    "percent of people": percent_of_people,
    "electoral democracies": electoral_democracies,
    "new countries": new_countries,
    "score": score,
    "parts": parts,
    "change": change,
    "change in ten years": change_in_ten_years,
    "change since 2005": change_since_2005,
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
    assert sum(f["verdict"] == "differs" for f in FACTS) == 29
    assert len(FACTS) >= 408
