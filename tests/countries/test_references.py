"""Every name and number in the reference lists is known, or declared in exceptions.csv."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import pandas as pd
import pycountry
import pytest
import yaml
from lists import withdrawn_codes

import freedomdata as fd
from freedomdata.countries import get_countries

FIRST = 1972  # the first year of the registry
STATES = {"cow": ("COW", "cowstates.csv"), "gw": ("Gleditsch-Ward", "gwstates.csv")}


def read_exceptions(where):
    with (Path(__file__).parent / "exceptions.csv").open(encoding="utf-8", newline="") as file:
        lines = [row for row in csv.DictReader(file) if row["where"] == where]
    assert all(line["why"] for line in lines)
    return {line["name"].replace(r"\x81", "\x81") for line in lines}


@withdrawn_codes()
def check_names(names, where):
    """Compare names, and what they should mean, with what they do; every exception must be one."""
    wrong = set()
    for name, wanted in names:
        try:
            found = fd.find_country(name)
        except (fd.UnknownCountryError, fd.AmbiguousCountryError):
            found = None
        if found is None or (wanted is not None and found != wanted):
            wrong.add(name)
    assert wrong == read_exceptions(where)


def read_states(reference, system):
    rows = pd.read_csv(reference / STATES[system][1])
    return [
        (int(code), name, int(start[:4]), int(end[:4]))
        for code, name, start, end in zip(
            rows[f"{system}code"], rows["country_name"], rows["start"], rows["end"], strict=True
        )
        if int(end[:4]) >= FIRST
    ]


def read_regions(reference):
    return yaml.safe_load((reference / "owid_regions.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("system", STATES)
def test_names_of_the_state_lists(reference, system):
    names = [(name, None) for _, name, _, _ in read_states(reference, system)]
    assert len(names) > 190
    check_names(names, STATES[system][0])


@pytest.mark.parametrize("system", STATES)
def test_numbers_are_borne_by_one_unit_in_every_year_of_their_spans(reference, system):
    spans = defaultdict(set)
    for code, _, start, end in read_states(reference, system):
        spans[code] |= {*range(max(start, FIRST), min(end, 2025) + 1)}
    held = defaultdict(list)
    for c in get_countries().values():
        first, last = getattr(c, f"{system}_first_year"), getattr(c, f"{system}_last_year")
        if (code := getattr(c, system)) is not None:
            held[code] += range(first or FIRST, (last or 2025) + 1)
            for year in range(first or FIRST, (last or 2025) + 1):
                assert c.lives_in(year), (c.country_id, year)
    assert {code: sorted(years) for code, years in held.items()} == {
        code: sorted(years) for code, years in spans.items()
    }


@pytest.mark.parametrize("system", STATES)
def test_names_mean_the_unit_that_has_their_number(reference, system):
    compared = 0
    for code, name, start, end in read_states(reference, system):
        units = {
            year: fd.find_country(code, year, code=system)
            for year in range(max(start, FIRST), min(end, 2025) + 1)
        }
        # the last is the formal name of today's Germany, in other words
        if name in {*read_exceptions(STATES[system][0]), "German Federal Republic"}:
            continue
        assert fd.find_country(name) in units.values(), (name, units)
        for year, unit in units.items():
            try:  # a name may be of another time, but never of another unit
                found = fd.find_country(name, year)
                is_ending = get_countries()[found].last_year == year  # and its number passed on
                assert found == unit or is_ending, (name, year)
            except (fd.UnknownCountryError, fd.AmbiguousCountryError):
                continue
            compared += 1
    assert compared > 7500


def test_names_of_our_world_in_data(reference):
    names = [
        (name, region["code"] if pycountry.countries.get(alpha_3=region["code"]) else None)
        for region in read_regions(reference)
        if region.get("defined_by", "owid") == "owid"
        and region.get("region_type", "country") in ("country", "other")
        and region.get("end_year", FIRST) >= FIRST
        for name in (region["name"], *region.get("aliases", ()))
    ]
    assert len(names) > 450
    check_names(names, "Our World in Data")


def test_units_that_ended_before_1972_are_nobody(reference):
    ended = [
        region["name"]
        for region in read_regions(reference)
        if region.get("end_year", FIRST) < FIRST
    ]
    assert len(ended) == 15
    for name in ended:
        with pytest.raises(fd.UnknownCountryError):
            fd.find_country(name)


def test_areas_are_those_of_un_m49(reference):
    regions = {region["code"]: region for region in read_regions(reference)}

    def members(code):
        for member in regions[code]["members"]:
            yield from members(member) if member.startswith("UNM49") else [member]

    frame = fd.list_countries().set_index("country_id")
    columns = {"1": "un_region", "2": "un_subregion", "3": "un_intermediate_region"}
    compared = 0
    for code, region in regions.items():
        level = str(region.get("defined_by", "")).removeprefix("un_m49_")
        if code.startswith("UNM49") and level in columns:
            title = region["name"].removesuffix(" (UN M49)")
            for member in members(code):
                row = frame.loc[member]
                assert title in (row[list(columns.values())]).tolist(), (title, member)
                compared += 1
    assert compared == 597


def test_names_of_the_world_bank(raw):
    frame = pd.read_csv(raw / "population" / "population.csv", keep_default_na=False)
    pairs = set(zip(frame["Country Name"], frame["Country Code"], strict=True))
    countries = [(n, c) for n, c in pairs if c in get_countries() or n == "Channel Islands"]
    assert len(countries) == 217
    check_names(countries, "World Bank")
    for name, code in pairs.difference(countries):  # regions, income groups
        for text in (name, code):
            with pytest.raises(fd.UnknownCountryError):
                fd.find_country(text)


def test_names_of_iso():
    names = [
        (getattr(c, form), c.alpha_3)
        for c in pycountry.countries
        for form in ("name", "official_name", "common_name", "alpha_2", "alpha_3")
        if hasattr(c, form) and getattr(c, form) != "Congo"
    ]
    assert len(names) > 900
    wrong = [(name, id_) for name, id_ in names if fd.find_country(name) != id_]
    assert not wrong
