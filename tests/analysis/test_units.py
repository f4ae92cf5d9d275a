"""
How each function treats the units that came apart, joined, changed kind or are rated now and then.

What is expected is worked out by hand from the ratings as Freedom House prints them, of which the
comments say as much as is needed (political rights and civil liberties, 6/5 is 6 and 5), and from
the index of its workbook, which says who was listed when:

- Soviet Union to edition 1991, Russia since 1992; Yugoslavia to 2003, Serbia and Montenegro 2004 to
  2006, Serbia, and Montenegro, since 2007;
- both German states and both Yemens to 1990, Germany and Yemen since 1991; North and South Vietnam
  to 1976, Vietnam since 1977;
- Kosovo as a territory 1994 to 2009, as a country since 2010; Hong Kong and Puerto Rico not in
  1974, Puerto Rico to 2016;
- West Bank and Gaza Strip as one 1978 to 1996, by who governs them 1997 to 2010, as West Bank and
  as Gaza Strip since 2011;
- Crimea 2015 to 2024, Eastern Donbas 2020 to 2024, and both within the Russian-Occupied Territories
  of Ukraine since 2025.
"""

from __future__ import annotations

import numpy as np
import pytest

import freedomdata as fd
from freedomdata.errors import quietly

#: Every unit, with whether it is a territory, and the first and last year that the survey rates it.
UNITS = {
    "SUN": (False, 1972, 1990), "RUS": (False, 1991, 2025),
    "YUG": (False, 1972, 2002), "SCG": (False, 2003, 2005),
    "SRB": (False, 2006, 2025), "MNE": (False, 2006, 2025),
    "XGW": (False, 1972, 1989), "DDR": (False, 1972, 1989), "DEU": (False, 1990, 2025),
    "XYN": (False, 1972, 1989), "YMD": (False, 1972, 1989), "YEM": (False, 1990, 2025),
    "VDR": (False, 1972, 1975), "XVS": (False, 1972, 1975), "VNM": (False, 1976, 2025),
    "XKX": (None, 1993, 2025), "HKG": (True, 1972, 2025), "PRI": (True, 1972, 2015),
    "PSE": (True, 1977, 1995), "XPA": (True, 1996, 2009), "XIO": (True, 1996, 2009),
    "XWB": (True, 2010, 2024), "XGZ": (True, 2010, 2024),
    "XCR": (True, 2014, 2023), "XED": (True, 2019, 2023), "XRO": (True, 2024, 2024),
}  # fmt: skip
TERRITORIES = {id_ for id_, (is_territory, *_) in UNITS.items() if is_territory}
#: Who took the place of whom, and of which year the later one is rated first.
HEIRS = [
    ("SUN", "RUS", 1991), ("YUG", "SCG", 2003), ("SCG", "SRB", 2006), ("SCG", "MNE", 2006),
    ("XGW", "DEU", 1990), ("DDR", "DEU", 1990), ("XYN", "YEM", 1990), ("YMD", "YEM", 1990),
    ("VDR", "VNM", 1976), ("XVS", "VNM", 1976), ("PSE", "XPA", 1996), ("PSE", "XIO", 1996),
    ("XPA", "XWB", 2010), ("XIO", "XWB", 2010), ("XPA", "XGZ", 2010), ("XIO", "XGZ", 2010),
    ("XCR", "XRO", 2024), ("XED", "XRO", 2024),
]  # fmt: skip
SHORT = {"Free": "F", "Partly Free": "PF", "Not Free": "NF"}


def left_out(found, words):
    """Who is left out for a reason with these words."""
    units = [one["units"] for one in found.attrs["left_out"] if words in one["reason"]]
    return {id_ for ids in units for id_ in ids}


def cell(frame, name, **values):
    """The one cell of a column in the row with these values."""
    for key, value in values.items():
        frame = frame[frame[key] == value]
    assert len(frame) == 1
    return frame[name].item()


def test_the_units_are_rated_as_the_index_of_the_workbook_says():
    rows = fd.load("fiw", country=list(UNITS)).groupby("country_id")
    years, kinds = rows["year"].agg(["min", "max"]), rows["is_territory"].agg(["min", "max"])
    for id_, (is_territory, first, last) in UNITS.items():
        assert tuple(years.loc[id_]) == (first, last), id_
        both = (True, False) if is_territory is None else (is_territory, is_territory)
        assert {*kinds.loc[id_]} == {*both}, id_


# ---------------------------------------------------------------- find_changes

#: Year, status before and after.
CHANGES = {
    "SUN": [(1990, "NF", "PF")],  # 6/5, then 5/4
    "RUS": [(2004, "PF", "NF")],  # its 3/3 of 1991 is no change from 5/4
    "YUG": [
        (1983, "NF", "PF"), (1991, "PF", "NF"), (1992, "NF", "PF"),  # 6/5 either way
        (1993, "PF", "NF"), (1999, "NF", "PF"), (2002, "PF", "F"),  # 6/6, 5/5, 3/2
    ],
    "SRB": [(2018, "F", "PF")],
    "MNE": [(2009, "PF", "F"), (2015, "F", "PF")],  # its 3/3 of 2006 is none from 3/2
    "XYN": [(1975, "PF", "NF"), (1984, "NF", "PF")],
    "YEM": [(1994, "PF", "NF"), (2003, "NF", "PF"), (2009, "PF", "NF")],
    "XVS": [(1975, "PF", "NF")],
    "XKX": [(2002, "NF", "PF"), (2004, "PF", "NF"), (2009, "NF", "PF")],
    "HKG": [(1974, "PF", "F"), (1979, "F", "PF")],
    "PSE": [(1989, "PF", "NF")],
    "XPA": [(2005, "NF", "PF"), (2007, "PF", "NF")],
}  # fmt: skip


@pytest.mark.parametrize("id_", UNITS)
def test_changes_of_status(id_):
    changes = fd.find_changes("fiw", country=id_)
    found = [
        (row.year, SHORT[row.old_status], SHORT[row.new_status]) for row in changes.itertuples()
    ]
    assert found == CHANGES.get(id_, [])
    assert changes["is_gap"].tolist() == [id_ == "HKG" and year == 1974 for year, *_ in found]
    assert left_out(changes, "the first with a value") == {id_}


@pytest.mark.parametrize(("year", "points"), [
    (1990, {"SUN": 1.0, "XKX": None, "PSE": 0.0, "HKG": 0.0}),  # 6/5, then 5/4
    (1991, {"YUG": -1.0, "YEM": 0.0, "DEU": 0.0}),  # 5/4, then 6/5
    (1992, {"YUG": 0.0, "RUS": -0.5}),  # 6/5 as before; 3/3, then 3/4
    (1989, {"XGW": 0.5, "DDR": 0.5, "PSE": -1.0, "PRI": 0.5}),  # 1/2 to 1/1, 7/6 to 6/6
    (2009, {"XKX": 1.0, "XPA": -0.5}),  # 6/5 to 5/4, 5/6 to 6/6
    (2014, {"XKX": 0.5, "XCR": None}),  # 5/4 to 4/4
    (2023, {"XGZ": -0.5, "XCR": 0.0, "XED": 0.0}),  # 7/6 to 7/7
])  # fmt: skip
def test_changes_of_rating_are_in_its_points_and_up_is_freer(year, points):
    changes = fd.find_changes("fiw", year, level="rating", country=list(points))
    found = changes.set_index("country_id")["points"].to_dict()
    assert found == {id_: change for id_, change in points.items() if change}


def test_changes_of_score_in_2024():
    changes = fd.find_changes("fiw", 2024, level="score", country=list(UNITS))
    # 93 to 95, 13 to 12, 57 to 56, 19 to 20, 41 to 40, 8 to 2; the others as they were
    assert changes.set_index("country_id")["points"].to_dict() == {
        "DEU": 2, "RUS": -1, "SRB": -1, "VNM": 1, "HKG": -1, "XGZ": -6,
    }  # fmt: skip
    assert left_out(changes, "the first with a value") == {"XRO"}  # nothing is said of Crimea
    countries = fd.find_changes("fiw", 2024, level="score")
    assert {"DEU", "RUS", "SRB", "VNM"} <= {*countries["country_id"]}
    assert not TERRITORIES & {*countries["country_id"]}
    assert {"HKG", "XWB", "XGZ", "XRO"} <= left_out(countries, "territories")


# ---------------------------------------------------------------- find_spells

#: Status, first and last year, how many, whether it may have begun before, and gone on.
SPELLS = {
    "SUN": [("NF", 1972, 1989, 18, True, False), ("PF", 1990, 1990, 1, False, False)],
    "RUS": [("PF", 1991, 2003, 13, False, False), ("NF", 2004, 2025, 22, False, True)],
    "YUG": [
        ("NF", 1972, 1982, 11, True, False),  # 1981 has no edition of its own, and counts
        ("PF", 1983, 1990, 8, False, False), ("NF", 1991, 1991, 1, False, False),
        ("PF", 1992, 1992, 1, False, False), ("NF", 1993, 1998, 6, False, False),
        ("PF", 1999, 2001, 3, False, False), ("F", 2002, 2002, 1, False, False),
    ],
    "SCG": [("F", 2003, 2005, 3, False, False)],
    "SRB": [("F", 2006, 2017, 12, False, False), ("PF", 2018, 2025, 8, False, True)],
    "MNE": [
        ("PF", 2006, 2008, 3, False, False), ("F", 2009, 2014, 6, False, False),
        ("PF", 2015, 2025, 11, False, True),
    ],
    "XGW": [("F", 1972, 1989, 18, True, False)],
    "DDR": [("NF", 1972, 1989, 18, True, False)],
    "DEU": [("F", 1990, 2025, 36, False, True)],
    "XYN": [
        ("PF", 1972, 1974, 3, True, False), ("NF", 1975, 1983, 9, False, False),
        ("PF", 1984, 1989, 6, False, False),
    ],
    "YMD": [("NF", 1972, 1989, 18, True, False)],
    "YEM": [
        ("PF", 1990, 1993, 4, False, False), ("NF", 1994, 2002, 9, False, False),
        ("PF", 2003, 2008, 6, False, False), ("NF", 2009, 2025, 17, False, True),
    ],
    "VDR": [("NF", 1972, 1975, 4, True, False)],
    "XVS": [("PF", 1972, 1974, 3, True, False), ("NF", 1975, 1975, 1, False, False)],
    "VNM": [("NF", 1976, 2025, 50, False, True)],
    "XKX": [  # one unit, as territory and as country
        ("NF", 1993, 2001, 9, True, False), ("PF", 2002, 2003, 2, False, False),
        ("NF", 2004, 2008, 5, False, False), ("PF", 2009, 2025, 17, False, True),
    ],
    "HKG": [  # nothing is known of 1973
        ("PF", 1972, 1972, 1, True, True), ("F", 1974, 1978, 5, True, False),
        ("PF", 1979, 2025, 47, False, True),
    ],
    "PRI": [("F", 1972, 1972, 1, True, True), ("F", 1974, 2015, 42, True, True)],  # it goes on
    "PSE": [("PF", 1977, 1988, 12, True, False), ("NF", 1989, 1995, 7, False, True)],
    "XPA": [
        ("NF", 1996, 2004, 9, False, False), ("PF", 2005, 2006, 2, False, False),
        ("NF", 2007, 2009, 3, False, False),
    ],
    "XIO": [("NF", 1996, 2009, 14, False, False)],
    "XWB": [("NF", 2010, 2024, 15, False, True)],
    "XGZ": [("NF", 2010, 2024, 15, False, True)],
    "XCR": [("NF", 2014, 2023, 10, False, False)],
    "XED": [("NF", 2019, 2023, 5, True, False)],  # it was there since 2014
    "XRO": [("NF", 2024, 2024, 1, False, True)],
}  # fmt: skip


@pytest.mark.parametrize("id_", UNITS)
def test_spells_of_a_status(id_):
    spells = fd.find_spells("fiw", country=id_).sort_values("first_year")
    columns = ["status", "first_year", "last_year", "years", "is_open_start", "is_open_end"]
    found = [(SHORT[status], *rest) for status, *rest in spells[columns].to_numpy().tolist()]
    assert found == SPELLS[id_]


@pytest.mark.parametrize(("id_", "years", "scores", "is_open_end"), [
    ("SRB", (2015, 2024), (80, 56), True),  # ten years in a row
    ("MNE", (2014, 2019), (72, 62), False),
    ("DEU", (2005, 2006), (99, 96), False),
    ("HKG", (2019, 2024), (59, 40), True),
    ("XGZ", (2023, 2024), (11, 2), True),
    ("XED", (2022, 2023), (4, 2), False),  # it ended
    ("XIO", (2007, 2008), (25, 21), False),
    ("XPA", (2007, 2008), (34, 25), False),
])  # fmt: skip
def test_spells_of_decline(id_, years, scores, is_open_end):
    spells = fd.find_spells("fiw", decline="country", country=id_, years=range(1972, 2025))
    own = spells[spells["first_year"] == years[0]].iloc[0]
    assert (own["last_year"], own["years"]) == (years[1], years[1] - years[0] + 1)
    assert (own["old"], own["new"], own["points"]) == (*scores, scores[1] - scores[0])
    assert own["is_open_end"] == is_open_end


def test_a_decline_begins_anew_with_a_unit():
    """In 2006 Montenegro has 65, where Serbia and Montenegro had 76; Crimea had 2, then -1."""
    for id_, year in (("MNE", 2006), ("XRO", 2024), ("XGZ", 2010), ("XWB", 2010)):
        spells = fd.find_spells("fiw", decline="country", country=id_)
        assert year not in {*spells["first_year"]}
    steps = fd.find_changes("fiw", 2006, level="score")
    assert not {"MNE", "SRB"} & {*steps["country_id"]}
    assert left_out(steps, "the first with a value") == {"MNE", "SRB"}


# ---------------------------------------------------------------- find_movers


@pytest.mark.parametrize(("old", "new", "year"), HEIRS)
def test_nobody_moves_from_a_unit_to_the_one_that_took_its_place(old, new, year):
    with quietly():
        movers = fd.find_movers("fiw", year - 1, year, country=[old, new, "France"])
    assert movers["country_id"].tolist() == ["FRA"]
    assert left_out(movers, "in only one of") == {old, new}


@pytest.mark.parametrize(("since", "until", "points"), [
    (1989, 1990, {"SUN": 1.0, "YUG": 0.0, "VNM": 0.0, "HKG": 0.0, "PSE": 0.0}),
    (1990, 2001, {"YUG": 1.5, "YEM": -0.5, "DEU": 0.0}),  # 5/4 to 3/3, 6/5 to 6/6, 1/2
    (2008, 2024, {
        "XKX": 25, "RUS": -19, "SRB": -20, "MNE": 3, "DEU": -1, "YEM": -25, "VNM": -2, "HKG": -28,
    }),
    (2014, 2015, {"PRI": 1, "XCR": -1, "XWB": -1, "XGZ": -3}),
])  # fmt: skip
def test_movers(since, until, points):
    movers = fd.find_movers("fiw", since, until, country=list(points))
    assert movers.set_index("country_id")["points"].to_dict() == points
    assert not np.signbit(movers.loc[movers["points"] == 0, "points"]).any()


def test_kosovo_moves_as_a_country_if_it_is_one_in_both_years():
    assert "XKX" not in {*fd.find_movers("fiw", 2008, 2024)["country_id"]}
    assert "XKX" not in {*fd.find_movers("fiw", 2008, 2024, territories="only")["country_id"]}
    for asked in ({"territories": True}, {"country": ["Kosovo", "Serbia"]}):
        movers = fd.find_movers("fiw", 2008, 2024, **asked)
        assert cell(movers, "points", country_id="XKX") == 60 - 35
    later = fd.find_movers("fiw", 2009, 2024)
    assert cell(later, "points", country_id="XKX") == 60 - 40


# ---------------------------------------------------------------- find_margins


@pytest.mark.parametrize(("id_", "year", "status", "up", "down"), [
    # scores of political rights and civil liberties; the least that leads to another mean
    ("DEU", 2024, "Free", None, 20),  # 40, 55: to 4/2 by 17 + 3 (to 3/3 it is 11 + 12)
    ("HKG", 2024, "Partly Free", 25, 4),  # 9, 31: to 2/3 by 21 + 4, to 7/4 by 4
    ("XKX", 2024, "Partly Free", 5, 23),  # 28, 32: to 2/3 by 2 + 3, to 7/4 by 23
    ("XWB", 2024, "Not Free", 8, None),  # 4, 18: to 5/5 by 8
    ("XGZ", 2024, "Not Free", 24, None),  # -2, 4: to 4/6 by 20 + 4
    ("XRO", 2024, "Not Free", 26, None),  # -2, 1: to 3/7 by 26
    ("XCR", 2023, "Not Free", 24, None),  # -2, 4
    ("SCG", 2005, "Free", None, 4),  # 29, 47: to 3/3 by 4
    ("PRI", 2015, "Free", None, 15),  # 37, 53: to 4/2 by 14 + 1
])  # fmt: skip
def test_margins(id_, year, status, up, down):
    margins = fd.find_margins("fiw", year, country=id_, measure="status")
    assert cell(margins, "level", country_id=id_) == status
    found = [cell(margins, name, country_id=id_) for name in ("points_up", "points_down")]
    assert [None if np.isnan(points) else points for points in found] == [up, down]


def test_margins_are_of_the_kind_that_is_asked_for():
    for year, is_country in ((2008, False), (2009, True)):
        assert ("XKX" in {*fd.find_margins("fiw", year)["country_id"]}) == is_country
        only = fd.find_margins("fiw", year, territories="only")
        assert ("XKX" in {*only["country_id"]}) != is_country
        assert {"HKG", "PRI"} <= {*only["country_id"]}
    with pytest.raises(fd.FreedomDataError, match="no margins in edition 1991"):
        fd.find_margins("fiw", 1990, country=["Soviet Union", "YUG", "DEU", "YEM", "VNM"])


# ---------------------------------------------------------------- count_statuses, aggregate


@pytest.mark.parametrize(("old", "new", "year"), HEIRS)
def test_a_unit_is_not_counted_beside_the_one_that_took_its_place(old, new, year):
    """Nor does either lack a rating while the other has one, nor after it ended."""
    for ask in (fd.count_statuses, fd.aggregate):
        found = ask("fiw", country=[old, new], territories=True).drop_duplicates("edition")
        assert {*found["units"]} == {1}
        assert {*found["missing_ids"]} == {""}
        assert {year - 1, year} <= {*found["year"]}


@pytest.mark.parametrize(("year", "countries", "territories"), [
    (1989, "SUN YUG XGW DDR XYN YMD VNM", "HKG PRI PSE"),
    (1990, "SUN YUG DEU YEM VNM", "HKG PRI PSE"),
    (1991, "RUS YUG DEU YEM VNM", "HKG PRI PSE"),
    (1972, "SUN YUG XGW DDR XYN YMD VDR XVS", "HKG PRI"),
    (1973, "SUN YUG XGW DDR XYN YMD VDR XVS", ""),
    (2005, "RUS SCG DEU YEM VNM", "HKG PRI XPA XIO XKX"),
    (2009, "RUS SRB MNE DEU YEM VNM XKX", "HKG PRI XPA XIO"),
    (2015, "RUS SRB MNE DEU YEM VNM XKX", "HKG PRI XWB XGZ XCR"),
    (2023, "RUS SRB MNE DEU YEM VNM XKX", "HKG XWB XGZ XCR XED"),
    (2024, "RUS SRB MNE DEU YEM VNM XKX", "HKG XWB XGZ XRO"),
])  # fmt: skip
def test_who_is_counted(year, countries, territories):
    rows = fd.load("fiw", country=list(UNITS))  # no longer named, so that the kind decides
    for asked, expected in (
        (False, countries), ("only", territories), (True, f"{countries} {territories}"),
    ):  # fmt: skip
        if not expected:
            continue
        counts = fd.count_statuses(rows, year, territories=asked)
        assert counts["units"].iloc[0] == counts["countries"].sum() == len(expected.split())
        mean = fd.aggregate(rows, "rating", years=year, territories=asked)
        own = rows[rows["country_id"].isin(expected.split()) & (rows["year"] == year)]
        ratings = own[["political_rights", "civil_liberties"]].to_numpy()
        assert mean["units"].item() == len(own) == len(expected.split())
        assert mean["value"].item() == pytest.approx(ratings.mean())


def test_a_constant_sample_has_no_unit_that_began_or_ended_within_it():
    rows = fd.load("fiw", country=list(UNITS))
    for years, units in (
        (range(1988, 1993), 2),  # Yugoslavia and Vietnam
        (range(2001, 2010), 4),  # Russia, Germany, Yemen, Vietnam; Kosovo is no country before 2009
        (range(2009, 2025), 7),  # these, Serbia, Montenegro and Kosovo
    ):
        counts = fd.count_statuses(rows, years=years, sample="constant")
        assert {*counts["units"]} == {units}
        means = fd.aggregate(rows, "rating", years=years, sample="constant")
        assert {*means["units"]} == {units}


def test_regions_of_the_units():
    """They are those of today, also of units that ended."""
    regions = {
        "Eurasia": "SUN RUS XRO XCR XED", "Europe": "YUG SCG SRB MNE XKX XGW DDR DEU",
        "Middle East": "XYN YMD YEM PSE XPA XIO XWB XGZ", "Asia": "VDR XVS VNM HKG",
        "Americas": "PRI",
    }  # fmt: skip
    counts = fd.count_statuses("fiw", by="region", country=list(UNITS), territories=True)
    found = counts.groupby("region")["countries"].sum()
    rows = fd.load("fiw", country=list(UNITS), years=range(1972, 2025))["country_id"].value_counts()
    assert found.to_dict() == {
        region: sum(rows[id_] for id_ in ids.split()) for region, ids in regions.items()
    }


def people_of(year, *ids):
    held = fd.load_population(country=ids, years=year).set_index("country_id")["population"]
    return sum(held[id_] for id_ in ids)


@pytest.mark.parametrize(("survey", "unit", "year", "parts"), [
    ("fotp", "SCG", 2003, ["SRB", "MNE", "XKX"]),  # Kosovo is within it
    ("fiw", "SCG", 2003, ["SRB", "MNE"]),  # Kosovo is rated as a territory
    ("fotp", "SRB", 2006, ["SRB", "XKX"]),
    ("fiw", "SRB", 2006, ["SRB"]),
    ("fotp", "YUG", 1995, ["SRB", "MNE", "XKX"]),
    ("fiw", "XKX", 2008, ["XKX"]),
    ("fiw", "HKG", 2024, ["HKG"]),
    ("fiw", "PRI", 2015, ["PRI"]),
    ("fiw", "PSE", 1990, ["PSE"]),
    ("fiw", "DEU", 1990, ["DEU"]),
    ("fiw", "YEM", 1990, ["YEM"]),
    ("fiw", "VNM", 1976, ["VNM"]),
    ("fiw", "RUS", 1991, ["RUS"]),
])  # fmt: skip
def test_whose_people_are_those_of_a_unit(survey, unit, year, parts):
    counts = fd.count_statuses(survey, year, weight="population", country=unit)
    assert counts["people"].sum() == people_of(year, *parts)
    assert not counts["people_uncounted"].any()
    assert "".join(counts["no_population_ids"]) == ""


@pytest.mark.parametrize(("units", "year", "heir"), [
    (["XGW", "DDR"], 1989, "DEU"), (["XYN", "YMD"], 1989, "YEM"), (["VDR", "XVS"], 1975, "VNM"),
])  # fmt: skip
def test_people_of_states_that_are_one_today_cannot_be_divided(units, year, heir):
    counts = fd.count_statuses("fiw", year, weight="population", country=units)
    assert {*counts["people"]} == {0}
    assert {*counts["people_uncounted"]} == {people_of(year, heir)}
    assert {*" ".join(counts["no_population_ids"]).split()} == {*units}


@pytest.mark.parametrize(("year", "units"), [
    (1996, ["XPA", "XIO"]), (2015, ["XWB", "XGZ", "XCR"]), (2024, ["XWB", "XGZ", "XRO"]),
])  # fmt: skip
def test_nobody_counts_the_people_of_these_territories(year, units):
    asked = {"weight": "population", "country": [*units, "HKG"]}
    counts = fd.count_statuses("fiw", year, **asked)
    assert {*" ".join(counts["no_population_ids"]).split()} == {*units}
    assert counts["people"].sum() == people_of(year, "HKG")
    mean = fd.aggregate("fiw", "rating", years=year, **asked)
    own = fd.load("fiw", country="HKG", years=year)
    assert mean["value"].item() == (own["political_rights"] + own["civil_liberties"]).item() / 2


# ---------------------------------------------------------------- rank


def test_places():
    """One more than have a better mean of the ratings, of countries or of all."""
    rows = fd.load("fiw", years=1990)
    rating = rows.set_index("country_id")[["political_rights", "civil_liberties"]].mean(axis=1)
    is_country = ~rows.set_index("country_id")["is_territory"]
    for units, pool in (
        (["SUN", "YUG", "DEU", "YEM", "VNM"], is_country),
        (["HKG", "PRI", "PSE", "SUN"], is_country | True),
    ):
        found = fd.rank("fiw", 1990, country=units).set_index("country_id")
        assert found["place"].to_dict() == {
            id_: (rating[pool] < rating[id_]).sum() + 1 for id_ in units
        }
        assert {*found["of"]} == {pool.sum()}
    assert [*fd.rank("fiw", 1990, country=["SUN", "RUS"])["country_id"]] == ["SUN"]
    for gone in ("SUN", "XGW", "VDR"):
        with pytest.raises(fd.FreedomDataError, match="no place in edition 1992: its editions are"):
            fd.rank("fiw", 1991, country=gone)


def test_who_has_a_place():
    for year, is_country in ((2008, False), (2009, True)):
        assert ("XKX" in {*fd.rank("fiw", year)["country_id"]}) == is_country
    only = fd.rank("fiw", 2024, territories="only").set_index("country_id")["place"]
    # 76, 47, 40, 39, 38, 30, then the West Bank with 22; Gaza 2, Tibet 0, occupied Ukraine -1
    assert only[["XNC", "HKG", "XWB", "XGZ", "XRO"]].tolist() == [1, 3, 7, 11, 13]
    press = fd.rank("fotp", 2016, territories=True).set_index("country_id")
    assert {"HKG", "PSE", "XKX", "XCR"} <= {*press.index}  # the publisher ranks them, too


# ---------------------------------------------------------------- facts

#: In which facts of a year units are; of the statuses and of the largest moves, too.
FACTS = {
    1989: ["XGW free improved freest", "DDR not_free improved", "SUN not_free", "XYN partly_free"],
    1990: ["SUN partly_free status_improved improved", "DEU free", "YEM partly_free", "XGW", "HKG"],
    1991: ["RUS partly_free", "YUG not_free status_declined declined largest_falls", "SUN"],
    2003: ["SCG free", "YEM partly_free status_improved improved largest_gains", "YUG", "XKX"],
    2006: ["SRB free", "MNE partly_free", "SCG", "XKX", "HKG", "XWB"],
    2008: ["XKX", "SRB free", "PRI", "XPA"],
    2009: ["XKX partly_free status_improved improved largest_gains", "XPA", "XIO"],
    2024: ["XKX partly_free", "DEU free improved", "HKG", "XGZ", "XRO", "XCR"],
}


@pytest.mark.parametrize("year", FACTS)
def test_facts(year):
    facts = fd.facts(year, survey="fiw")
    facts = facts[~facts["fact"].str.startswith("ten_year")]
    for line in FACTS[year]:
        id_, *expected = line.split()
        found = facts.loc[facts["country_ids"].str.split().map(lambda ids: id_ in ids), "fact"]  # noqa: B023
        assert {*found} == {*expected}, id_


def test_facts_on_the_press_count_territories_and_keep_units_apart():
    facts = fd.facts(2016, survey="fotp").set_index("fact")["country_ids"].str.split()
    assert {"HKG", "XKX"} <= {*facts["partly_free"]}
    assert {"PSE", "XCR"} <= {*facts["not_free"]}
    later = fd.facts(1992, survey="fotp").set_index("fact")["country_ids"].str.split()
    assert "RUS" in later["partly_free"]
    assert "RUS" not in [*later["status_improved"], *later["status_declined"]]


# ---------------------------------------------------------------- lag, lead, difference


@pytest.mark.parametrize(("old", "new", "year"), HEIRS)
def test_lags_and_leads_stop_at_the_ends_of_a_unit(old, new, year):
    rows = fd.load("fiw", country=[old, new], year_rule="cover")
    moved = fd.difference(fd.lead(fd.lag(rows, columns="civil_liberties"), columns="status"))
    moved = moved.set_index(["country_id", "year"])
    assert np.isnan(moved.loc[(new, year), "civil_liberties_lag1"])
    assert np.isnan(moved.loc[(new, year), "civil_liberties_difference1"])
    assert str(moved.loc[(old, year - 1), "status_lead1"]) == "nan"


@pytest.mark.parametrize(("id_", "year", "status", "steps"), [
    ("SUN", 1990, "NF", 1), ("YUG", 1992, "NF", 1), ("XKX", 2009, "NF", 1), ("PRI", 2015, "F", 0),
    ("XGZ", 2024, "NF", 0), ("XED", 2020, "NF", 0), ("VNM", 1977, "NF", 0), ("DEU", 1991, "F", 0),
    ("HKG", 1974, None, None), ("PRI", 1974, None, None),  # not rated for 1973
    ("YUG", 1982, None, None), ("XYN", 1982, None, None),  # 1981 is in the edition of 1982
    ("XPA", 2003, None, None),  # 5/6 in both years, on both sides of the new rule for 5.5
    ("YEM", 2003, None, None),
])  # fmt: skip
def test_lags(id_, year, status, steps):
    rows = fd.difference(fd.lag("fiw", columns="status"), columns="status")
    row = rows[rows["country_id"].eq(id_) & rows["year"].eq(year)].iloc[0]
    assert SHORT.get(row["status_lag1"]) == status
    found = row["status_difference1"]
    assert (None if np.isnan(found) else found) == steps


# ---------------------------------------------------------------- panels


@pytest.mark.parametrize(("id_", "years", "missing"), [
    ("RUS", (1990, 1991), ("not yet", "")), ("SUN", (1990, 1991), ("", "ended")),
    ("YUG", (2002, 2003), ("", "ended")), ("SCG", (2002, 2003, 2006), ("not yet", "", "ended")),
    ("SRB", (2005, 2006), ("not yet", "")), ("MNE", (2005, 2006), ("not yet", "")),
    ("XGW", (1989, 1990), ("", "ended")), ("DEU", (1989, 1990), ("not yet", "")),
    ("YMD", (1989, 1990), ("", "ended")), ("YEM", (1989, 1990), ("not yet", "")),
    ("VDR", (1975, 1976), ("", "ended")), ("VNM", (1975, 1976), ("not yet", "")),
    ("XKX", (1992, 1993, 2009), ("not rated", "", "")), ("HKG", (1973, 1974), ("gap", "")),
    ("PRI", (1973, 2015, 2016), ("gap", "", "not rated")),
    ("PSE", (1976, 1977, 1995, 1996), ("not rated", "", "", "not rated")),
    ("XPA", (1995, 1996, 2009, 2010), ("not yet", "", "", "ended")),
    ("XIO", (1995, 1996, 2009, 2010), ("not yet", "", "", "ended")),
    ("XWB", (2009, 2010), ("not yet", "")), ("XGZ", (2009, 2010), ("not yet", "")),
    ("XCR", (2013, 2014, 2023, 2024), ("not yet", "", "", "ended")),
    ("XED", (2013, 2018, 2019, 2024), ("not yet", "not rated", "", "ended")),
    ("XRO", (2023, 2024), ("not yet", "")),
])  # fmt: skip
def test_balanced_panels(id_, years, missing):
    rated = fd.load("fiw", country=id_, complete="rated", years=range(1972, 2025))
    found = rated.set_index("year").loc[[*years], "missing"]
    assert found.where(found.notna(), "").tolist() == [*missing]
    alive = fd.load("fiw", country=id_, complete="alive", years=range(1972, 2025))
    expected = [year for year, why in zip(years, missing, strict=True) if why != "not yet"]
    held = {*alive["year"]}
    assert {*expected} - held <= {year for year in expected if year > UNITS[id_][2]}
    assert not held & {year for year in years if year not in expected}


def test_a_panel_of_two_surveys_that_rate_another_unit_for_one_year():
    """Of 1991 Freedom in the World rates Russia, and Freedom of the Press the Soviet Union."""
    with quietly():  # that the Soviet Union has nothing by one of them
        panel = fd.load_panel(
            "fiw", "fotp", country=["SUN", "RUS"], years=[1991, 1992], complete="rated"
        )
    panel = panel.set_index(["country_id", "survey", "year"])["missing"]
    assert panel.where(panel.notna(), "").to_dict() == {
        ("SUN", "fiw", 1991): "ended", ("SUN", "fiw", 1992): "ended",
        ("SUN", "fotp", 1991): "", ("SUN", "fotp", 1992): "ended",
        ("RUS", "fiw", 1991): "", ("RUS", "fiw", 1992): "",
        ("RUS", "fotp", 1991): "not rated", ("RUS", "fotp", 1992): "",
    }  # fmt: skip


def test_each_calendar_year_has_one_row_of_a_unit():
    """By the rule of most of a year 1981 has one, too, and no year has two of a unit."""
    rows = fd.load("fiw", country=list(UNITS), year_rule="cover")
    assert not rows.duplicated(["country_id", "year"]).any()
    own = rows.groupby("country_id")["year"].agg(["min", "max", "size"])
    for id_, (_, first, last) in UNITS.items():
        years = last - first + 1 - (id_ in ("HKG", "PRI"))  # not 1973
        assert own.loc[id_].tolist() == [first, last, years], id_


# ---------------------------------------------------------------- electoral democracy


@pytest.mark.parametrize(("id_", "year", "value", "source"), [
    ("SUN", 1990, 0, "published"), ("RUS", 1993, 1, "published"), ("RUS", 2004, 0, "published"),
    ("YUG", 1999, 0, "published"), ("YUG", 2000, 1, "published"), ("SCG", 2003, 1, "published"),
    ("XGW", 1989, 1, "published"), ("DDR", 1989, 0, "published"), ("DEU", 1990, 1, "published"),
    ("YEM", 1990, 0, "published"), ("VNM", 2020, 0, "rule"),
    ("SRB", 2021, 1, "rule"), ("SRB", 2022, 0, "rule"),  # 18 points of political rights, 20 needed
    ("XKX", 2009, 0, "published"), ("XKX", 2014, 1, "published"), ("XKX", 2022, 1, "rule"),
    ("DDR", 1988, None, None),  # there was no list
])  # fmt: skip
def test_electoral_democracies(id_, year, value, source):
    row = fd.load("fiw", country=id_, years=year, electoral="rule").iloc[0]
    found, where = row["electoral_democracy"], row["electoral_source"]
    assert (None if np.isnan(found) else found) == value
    assert (where if isinstance(where, str) else None) == source


def test_territories_are_no_electoral_democracies():
    rows = fd.load("fiw", country=list(UNITS), electoral="rule")
    assert {*rows.loc[rows["electoral_democracy"].notna(), "country_id"]}.isdisjoint(TERRITORIES)
    assert rows.loc[rows["is_territory"], "electoral_source"].isna().all()


# ---------------------------------------------------------------- variants

JOINED = {
    "SUN": "RUS", "YUG": "SRB", "SCG": "SRB", "XGW": "DEU", "XYN": "YEM", "VDR": "VNM",
}  # fmt: skip


def test_variants_join_an_ended_state_to_the_one_that_goes_on_and_no_other():
    asked = {"territories": True, "year_rule": "end", "as_of": "2025", "grade": "all"}
    apart, joined = (
        next(fd.variants("fiw", predecessors=how, country=list(UNITS), **asked))[1]
        for how in ("apart", "joined")
    )
    key = ["country_id", "edition"]
    assert {*apart["country_id"]} == {*UNITS}
    assert {*joined["country_id"]} == {*UNITS} - {*JOINED}
    moved = apart.assign(country_id=apart["country_id"].replace(JOINED)).sort_values(key)
    assert not moved.duplicated(key).any()
    same = ["status", "political_rights", "civil_liberties", "is_territory"]
    assert moved[key + same].reset_index(drop=True).equals(joined[key + same])
    for id_, first in (("RUS", 1973), ("SRB", 1973), ("MNE", 2007), ("DEU", 1973), ("XRO", 2025)):
        assert joined.loc[joined["country_id"] == id_, "edition"].min() == first


def test_variants_take_kosovo_as_each_edition_lists_it():
    for territories, years in ((False, range(2009, 2025)), ("only", range(1993, 2009))):
        _, rows = next(fd.variants("fiw", territories=territories, years=range(1972, 2025)))
        assert [*rows.loc[rows["country_id"] == "XKX", "year"]] == [*years]


# ---------------------------------------------------------------- population, reports, press


def test_population_has_rows_of_todays_units_alone():
    with pytest.warns(fd.FreedomDataWarning, match="has none of states that ended"):
        found = fd.load_population(country=list(UNITS))
    assert {*found["country_id"]} == {
        "RUS", "SRB", "MNE", "DEU", "YEM", "VNM", "XKX", "HKG", "PRI", "PSE",
    }  # fmt: skip
    assert found.loc[found["country_id"] == "PSE", "year"].min() == 1990


@pytest.mark.parametrize(("id_", "edition", "url"), [
    ("XKX", 2010, "report/freedom-world/2010/kosovo"),
    ("HKG", 2025, "country/hong-kong/freedom-world/2025"),
    ("PRI", 2016, "report/freedom-world/2016/puerto-rico"),
    ("XGZ", 2025, "country/gaza-strip/freedom-world/2025"),
    ("XRO", 2025, "country/russian-occupied-territories-ukraine/freedom-world/2025"),
    ("SCG", 2005, "report/freedom-world/2005/serbia-and-montenegro"),
])  # fmt: skip
def test_reports_are_those_of_the_unit(id_, edition, url):
    report = fd.explain(id_, edition=edition).to_dict()["report"]
    assert report["url"] == f"https://freedomhouse.org/{url}"
    assert not report["is_checked"]


def test_units_that_ended_before_there_were_reports_have_none():
    for id_, edition in (("SUN", 1991), ("YUG", 1990), ("DDR", 1990), ("XVS", 1976)):
        assert fd.explain(id_, edition=edition).to_dict()["report"] is None


@pytest.mark.parametrize(("id_", "changes", "first"), [
    ("SUN", [(1990, "NF", "PF")], 1979), ("DDR", [(1989, "NF", "PF")], 1979),
    ("XGW", [], 1979), ("DEU", [], 1990),
    # both are Not Free in 1987; in 1988 and 1993 the method changed
    ("YUG", [(1990, "NF", "PF"), (1992, "PF", "NF"), (2000, "NF", "PF")], 1979),
    ("RUS", [(2002, "PF", "NF")], 1992),
    ("XKX", [], 2009),  # it has no value of 2008
    ("XCR", [], 2014),
    ("PSE", [(1995, "NF", "PF"), (1996, "PF", "NF")], 1993),
    ("HKG", [(1996, "F", "PF"), (2004, "PF", "F"), (2008, "F", "PF")], 1993),  # not 1997 to 2003
])  # fmt: skip
def test_changes_of_the_press(id_, changes, first):
    found = fd.find_changes("fotp", country=id_)
    assert [
        (row.year, SHORT[row.old_status], SHORT[row.new_status]) for row in found.itertuples()
    ] == changes
    assert found["is_gap"].tolist() == [id_ == "HKG" and year == 2004 for year, *_ in changes]
    assert fd.find_spells("fotp", country=id_)["first_year"].min() == first


@pytest.mark.parametrize(("ask", "message"), [
    (lambda: fd.find_changes("fiw", 1985, country="Germany"),
     "1990 to 2025; see also East Germany (DDR), West Germany (XGW)"),
    (lambda: fd.find_movers("fiw", 1985, 2024, country="Russia"), "; see also Soviet Union (SUN)"),
    (lambda: fd.find_margins("fiw", 2024, country="YUG"), "covered are 1972 to 2002"),
    (lambda: fd.count_statuses("fiw", 2004, country="YUG"),
     "; see also Serbia and Montenegro (SCG)"),
    (lambda: fd.find_changes("fiw", 2024, country="Soviet Union"),
     "1972 to 1990; see also Armenia (ARM), Azerbaijan (AZE), Belarus (BLR) and others"),
])  # fmt: skip
def test_who_is_not_there_in_a_year_is_named_with_who_is(ask, message):
    with pytest.raises(fd.FreedomDataError) as refused:
        ask()
    assert str(refused.value).endswith(message)


def test_nobody_is_named_for_a_year_that_the_survey_does_not_cover():
    for ask in (fd.find_changes, fd.find_margins):
        with pytest.raises(fd.FreedomDataError) as refused:
            ask("fotn", 1985, country="Russia")
        assert "see also" not in str(refused.value)
