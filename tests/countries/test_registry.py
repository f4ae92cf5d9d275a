"""The registry: units, codes, lives and relations that do not contradict each other."""

from __future__ import annotations

from collections import Counter

import pandas as pd
import pycountry
import pytest

import freedomdata as fd
from freedomdata.countries import CODES, get_countries

COUNTRIES = get_countries()
YEARS = range(1972, 2027)


def test_the_registry_is_sorted_and_unique():
    ids = list(COUNTRIES)
    assert ids == sorted(set(ids))
    assert len({c.country.casefold() for c in COUNTRIES.values()}) == len(ids)
    assert {c.kind for c in COUNTRIES.values()} == {"state", "territory", "other"}


def test_every_unit_of_iso_is_there_with_its_codes():
    known = {c.alpha_3: (c.alpha_2, c.numeric) for c in pycountry.countries}
    former = {
        c.alpha_3: (c.alpha_2, getattr(c, "numeric", None)) for c in pycountry.historic_countries
    }
    former["YUG"] = ("YU", "890")  # the number of its first and longest time; 891 went on to SCG
    for id_, c in COUNTRIES.items():
        codes = (c.iso_alpha2, c.iso_numeric)
        if id_ in known:
            assert (*codes, c.iso_alpha3) == (*known[id_], id_)
            assert c.last_year is None
        elif id_ in former:
            assert (*codes, c.iso_alpha3) == (*former[id_], id_)
            assert c.last_year is not None
        else:
            assert "XAA" <= id_ <= "XZZ"
            assert (*codes, c.iso_alpha3) == (None, None, None)
    assert set(known) <= set(COUNTRIES)


@pytest.mark.parametrize("code", CODES)
def test_codes_are_unique_in_every_year(code):
    for year in YEARS:
        held = [
            getattr(c, code)
            for c in COUNTRIES.values()
            if getattr(c, code) is not None
            and (getattr(c, f"{code}_first_year", c.first_year) or year) <= year
            and (getattr(c, f"{code}_last_year", c.last_year) or year) >= year
        ]
        assert len(held) >= 140
        assert [word for word, n in Counter(held).items() if n > 1] == [], year


def test_relations_lead_to_units_and_fit_their_lives():
    for id_, c in COUNTRIES.items():
        for other in (*c.predecessors, *c.successors, *c.claimed_by, *filter(None, [c.split_from])):
            assert other in COUNTRIES, (id_, other)
            assert other != id_
        for before in (COUNTRIES[p] for p in c.predecessors):
            assert id_ in before.successors
            # they share no more than the year of the transition
            assert before.last_year is not None
            assert before.last_year <= c.first_year <= before.last_year + 1, (id_, before)
        if c.successors:
            assert c.last_year is not None
        if c.split_from and c.first_year and c.kind != "other":
            # Transnistria left in 1990 what was Moldova from 1991
            assert COUNTRIES[c.split_from].lives_in(c.first_year + (id_ == "XTR")), id_
        assert list(c.claimed_by) == sorted(c.claimed_by)
        assert (c.first_year or 1972) <= (c.last_year or 2026)


@pytest.mark.parametrize(
    ("id_", "predecessors"),
    [("DEU", "DDR XGW"), ("YEM", "XYN YMD"), ("VNM", "VDR XVS"), ("CZE", "CSK"), ("SVK", "CSK"),
     ("SRB", "SCG"), ("MNE", "SCG"), ("SCG", "YUG"), ("XRO", "XCR XED")],
)  # fmt: skip
def test_who_took_whose_place(id_, predecessors):
    assert COUNTRIES[id_].predecessors == tuple(predecessors.split())
    assert all(id_ in COUNTRIES[p].successors for p in predecessors.split())


def test_who_came_out_of_the_soviet_union_and_yugoslavia():
    republics = "ARM AZE BLR EST GEO KAZ KGZ LTU LVA MDA RUS TJK TKM UKR UZB"
    assert " ".join(COUNTRIES["SUN"].successors) == republics
    split = {id_ for id_, c in COUNTRIES.items() if c.split_from == "YUG"}
    assert split == {"BIH", "HRV", "MKD", "SVN"}
    assert COUNTRIES["ERI"].split_from == "ETH"
    assert COUNTRIES["SSD"].split_from == "SDN"


def test_territories_have_somebody_who_holds_or_claims_them():
    nobody = {id_ for id_, c in COUNTRIES.items() if c.kind == "territory" and not c.claimed_by}
    assert nobody == {"PSE"}
    assert {id_ for id_, c in COUNTRIES.items() if c.kind == "state" and c.claimed_by} == {
        "TWN",
        "XKX",
    }
    assert COUNTRIES["XIK"].claimed_by == COUNTRIES["XPK"].claimed_by == ("IND", "PAK")


@pytest.mark.parametrize("survey", [s.id for s in fd.SURVEYS.values() if s.is_shipped])
def test_every_unit_is_rated_within_its_life_and_has_a_region(survey):
    spans = fd.load(survey).groupby("country_id")["year"].agg(["min", "max"])
    for country_id, (first, last) in spans.iterrows():
        assert COUNTRIES[country_id].lives_in(first), country_id
        assert COUNTRIES[country_id].lives_in(last), country_id
        assert COUNTRIES[country_id].fh_region, country_id


def test_regions_of_freedom_house_are_its_newest():
    rows = fd.load("fiw").dropna(subset=["region"]).sort_values("edition")
    for row in rows.groupby("country_id").tail(1).itertuples():
        assert COUNTRIES[row.country_id].fh_region == row.region
    rated = {
        id_ for s in fd.SURVEYS.values() if s.is_shipped for id_ in fd.load(s.id)["country_id"]
    }
    assert {id_ for id_, c in COUNTRIES.items() if c.fh_region} == rated


def test_what_is_no_country_says_so():
    others = {c.country_id for c in COUNTRIES.values() if c.kind == "other"}
    assert others == {"XIA", "XIT", "XOE", "XUA", "XUI"}
    assert fd.find_country("OECS") == "XOE"


def test_list_countries_is_a_plain_frame():
    frame = fd.list_countries()
    assert list(frame.columns) == [
        "country_id", "country", "kind", "first_year", "last_year", "iso_alpha2", "iso_alpha3",
        "iso_numeric", "cow", "cow_first_year", "cow_last_year", "gw", "gw_first_year",
        "gw_last_year", "un_region", "un_subregion", "un_intermediate_region", "fh_region",
        "predecessors", "successors", "split_from", "claimed_by"]  # fmt: skip
    assert frame["country_id"].is_unique
    for name in frame:
        is_number = name in ("cow", "gw") or name.endswith("_year")
        assert (frame[name].dtype == "float64") == is_number
    row = frame.set_index("country_id").loc["AFG"]
    assert row["iso_numeric"] == "004"
    assert row[["un_region", "un_subregion"]].tolist() == ["Asia", "Southern Asia"]
    assert pd.isna(row["un_intermediate_region"])
    assert pd.isna(row["predecessors"])
    row = frame.set_index("country_id").loc["NGA"]
    assert row[["un_subregion", "un_intermediate_region", "fh_region"]].tolist() == [
        "Sub-Saharan Africa", "Western Africa", "Africa"]  # fmt: skip
