"""
Freedom in the World, Freedom House, editions 1973 to 2026.

Names, headers and words are as the workbooks print them, after trimming.
"""

from __future__ import annotations

from dataclasses import replace

from freedomdata.model import (
    REGIONS,
    Band,
    Break,
    Column,
    Constant,
    Correction,
    Cutoffs,
    Designation,
    Gap,
    Headline,
    Item,
    Measure,
    Note,
    Scale,
    Sheet,
    Source,
    StatusRule,
    Steady,
    Sum,
    Survey,
)
from freedomdata.surveys.freedomhouse import PUBLISHER, SHORT_TERMS, TERMS, make_status
from freedomdata.surveys.reading import read_editions, read_exceptions, read_records

__all__ = ["FIW"]

_RATING = Scale(1, 7, freest=1)

_MEASURES = (
    make_status(
        "status", "Status", "Free, Partly Free or Not Free, as published; never computed here."
    ),
    Measure(
        id="political_rights",
        title="Political rights",
        short="PR",
        description="Rating of political rights, 1 (most free) to 7 (least free).",
        scale=_RATING,
    ),
    Measure(
        id="civil_liberties",
        title="Civil liberties",
        short="CL",
        description="Rating of civil liberties, 1 (most free) to 7 (least free).",
        scale=_RATING,
    ),
    Measure(
        id="political_rights_score",
        title="Political rights score",
        description="A + B + C - Add Q + Add A; below zero where Add Q outweighs the rest.",
        scale=Scale(-4, 40, freest=40),
    ),
    Measure(
        id="civil_liberties_score",
        title="Civil liberties score",
        description="D + E + F + G.",
        scale=Scale(0, 60, freest=60),
    ),
    Measure(
        id="total_score",
        title="Total score",
        short="Score",
        description="Political rights score plus civil liberties score.",
        scale=Scale(-4, 100, freest=100),
    ),
    Measure(
        id="electoral_democracy",
        title="Electoral democracy",
        description=(
            "Whether Freedom House lists the country as an electoral democracy; countries only. "
            "Editions 1990 to 2017 (covered years 1989 to 2016, without South Sudan) are from a "
            "compilation, 2024 and 2025 as published, 2026 from secondary copies. No list of "
            "editions before 1990 and 2018 to 2023 is at hand: there it is missing, not derived. "
            "The rule changed with edition 2018."
        ),
        words={"Yes": True, "No": False},
        categories=(False, True),
    ),
    Measure(
        id="region",
        title="Region as published",
        description=(
            "Freedom House's region, editions 2006 to 2025; fh_region has one for every row. The "
            "files read here carry the regions of the 2022 edition through all earlier rows, but "
            "for Kosovo in 2006 and 2007."
        ),
        words={region: region for region in REGIONS},
        categories=REGIONS,
        is_renamed=True,
    ),
)

# The subtotals A to G reach back to edition 2006 (aggregate workbook), the questions to 2013.
_ITEMS = read_records("fiw", Item)
_SUBTOTALS = "ABCDEFG"

# Exact spans are printed on the sheet "Historical distribution"; a span printed by month runs
# from the first to the last day of the months named, so that neighbors share a November.
_EDITIONS, _PUBLISHED = read_editions("fiw")

_KNOWN = read_exceptions("fiw")

# Sheet INDEX of the ratings workbook: "Until 2003 ... between 3.0 and 5.5 Partly Free, and
# between 5.5 and 7.0 Not Free. Beginning with the ratings for 2003 ... 3.0 and 5.0 are Partly
# Free". The years here are years covered.
_STATUS_RULE = StatusRule(
    measures=("political_rights", "civil_liberties"),
    bands=(
        Band("Free", 1.0, 2.5, first_year=1972),
        Band("Partly Free", 3.0, 5.5, first_year=1972, last_year=2002),
        Band("Partly Free", 3.0, 5.0, first_year=2003),
        Band("Not Free", 5.5, 7.0, first_year=1972),
    ),
    known=_KNOWN["status"],
    is_complete=True,
)

# The survey left small states out in some years, and Namibia before its independence; the workbook
# prints nothing there.
_GAPS = read_records("fiw", Gap)

# Kosovo moved from the sheet of territories to that of countries; the aggregate workbook left its
# region as it was in two early rows.
_CONSTANTS = tuple(Constant(measure, _KNOWN[measure]) for measure in ("is_territory", "region"))

_CUTOFFS = (
    Cutoffs(
        score="political_rights_score",
        rating="political_rights",
        floors=(36, 30, 24, 18, 12, 6),
        known=_KNOWN["political_rights"],
    ),
    Cutoffs(
        score="civil_liberties_score",
        rating="civil_liberties",
        floors=(53, 44, 35, 26, 17, 8),
        known=_KNOWN["civil_liberties"],
    ),
)

_SUMS = (
    *(
        Sum(letter, {i.id: 1 for i in _ITEMS if i.id[0] == letter and i.id[1:].isdecimal()})
        for letter in _SUBTOTALS
    ),
    Sum("political_rights_score", {"A": 1, "B": 1, "C": 1, "Add Q": -1, "Add A": 1}),
    Sum("civil_liberties_score", {"D": 1, "E": 1, "F": 1, "G": 1}),
    Sum("total_score", {"political_rights_score": 1, "civil_liberties_score": 1}),
)

_NOT_COUNTED = {
    ("ZAF", 1973): "Freedom House's own count of this edition leaves South Africa out, which it "
    "rated twice: 148 countries, not 149"
}

_RATING_COLUMNS = (
    Column("PR", "political_rights"),
    Column("CL", "civil_liberties"),
    Column("Status", "status"),
)
_RATINGS_SHEETS = (
    Sheet(
        name="Country Ratings, Statuses",
        layout="blocks",
        columns=_RATING_COLUMNS,
        is_territory=False,
    ),
    Sheet(
        name="Territory Ratings, Statuses",
        layout="blocks",
        columns=_RATING_COLUMNS,
        is_territory=True,
    ),
    Sheet(
        name="Historical distribution",
        layout="counts",
        columns=(
            Column("FIW Survey Edition*", "edition"),
            Column("Year(s) Under Review**", "year"),
            Column("Number of F Countries", "Free"),
            Column("Number of PF Countries", "Partly Free"),
            Column("Number of NF Countries", "Not Free"),
            Column("Total Countries", None),
            Column("% of F Countries", None),
            Column("% of PF Countries", None),
            Column("% of NF Countries", None),
        ),
    ),
)

_SCORE_COLUMNS = (
    Column("PR", "political_rights_score"),
    Column("CL", "civil_liberties_score"),
    Column("Total", "total_score"),
)


def _all_data_sheet(name: str) -> Sheet:
    return Sheet(
        name=name,
        layout="table",
        header_row=2,
        columns=(
            Column("Country/Territory", "unit"),
            Column("Region", "region"),
            Column("C/T", "is_territory"),
            Column("Edition", "edition"),
            Column("Status", "status"),
            Column("PR rating", "political_rights"),
            Column("CL rating", "civil_liberties"),
            *(Column(i.id, i.id, also=("Add B",) if i.id == "Add Q" else ()) for i in _ITEMS),
            *_SCORE_COLUMNS,
        ),
        missing=frozenset({"N/A"}),
    )


_AGGREGATE_SHEETS = (
    Sheet(
        name="FIW06-24",
        layout="table",
        columns=(
            Column("Country/Territory", "unit"),
            Column("Region", "region"),
            Column("C/T?", "is_territory"),
            Column("Edition", "edition"),
            Column("Status", "status"),
            Column("PR Rating", "political_rights"),
            Column("CL Rating", "civil_liberties"),
            *(Column(id_, id_) for id_ in (*_SUBTOTALS, "Add Q", "Add A")),
            *_SCORE_COLUMNS,
            Column("x", None),  # a stray letter in AI1, nothing below it
        ),
        missing=frozenset({"N/A"}),
    ),
    Sheet(
        name="FIW03-05",
        layout="table",
        columns=(
            Column("Country/Territory", "unit"),
            Column("C/T?", "is_territory"),
            *(
                Column(f"FIW{edition % 100:02} {column.header}", column.holds, edition)
                for column in _SCORE_COLUMNS
                for edition in (2003, 2004, 2005)
            ),
        ),
        missing=frozenset({"-"}),
    ),
)

# The aggregate workbook 2003-2018, which we do not have: a sheet for each edition, a star after the
# name of a territory, and one sheet for the first three editions.
_SCORE_AGGREGATES = tuple(replace(c, header=f"{c.header} Aggr") for c in _SCORE_COLUMNS)
_LAYOUTS_2018 = (
    Sheet(
        name="FIW2018",
        layout="table",
        columns=(
            Column("Country/Territory", "unit"),
            Column("Status", "status"),
            Column("PR Rating", "political_rights"),
            Column("CL Rating", "civil_liberties"),
            *(Column(f"{id_} Aggr", id_) for id_ in _SUBTOTALS),
            Column("Add B", "Add Q", also=("Add Q",)),
            Column("Add A", "Add A", is_optional=True),  # not in 2018
            *_SCORE_AGGREGATES,
        ),
    ),
    Sheet(
        name="FIW2003-FIW2005",
        layout="table",
        columns=(
            Column("Country/Territory", "unit"),
            *(
                Column(f"FIW{edition} {column.header}", column.holds, edition)
                for column in _SCORE_AGGREGATES
                for edition in (2003, 2004, 2005)
            ),
        ),
    ),
)


def _electoral_sheet(edition: int) -> Sheet:
    header = f"Electoral Democracy Designation in FIW {edition}"
    return Sheet(
        name="Electoral Democracy Designation",
        layout="table",
        header_row=2,
        columns=(Column("Country", "unit"), Column(header, "electoral_democracy", edition)),
        is_territory=False,
    )


# Names are those of the year: the Germanys, the Yemens and the Soviet Union until they end.
_SHEET_ELECTORAL_1989 = Sheet(
    layout="table",
    columns=(
        Column("country", "unit"),
        Column("year_covered", "year"),
        Column("electoral_democracy", "electoral_democracy"),
    ),
)

_SCORES_2026 = Sheet(
    layout="table",
    columns=(
        Column("iso3", "unit"),
        Column("wb_name", "unit"),
        Column("c_or_t", "is_territory"),
        Column("edition", "edition"),
        Column("year_covered", None),
        Column("status", "status"),
        Column("pr_rating", "political_rights"),
        Column("cl_rating", "civil_liberties"),
        Column("pr_score", "political_rights_score"),
        Column("cl_score", "civil_liberties_score"),
        Column("total", "total_score"),
        Column("electoral_democracy", "electoral_democracy"),
        Column("note", None),
    ),
    missing=frozenset({""}),
)
_EXPLORER_2026 = Sheet(
    layout="table",
    columns=(
        Column("key", "unit"),  # ISO 3166-1 alpha-2
        Column("status", "status"),
        Column("pr", "political_rights"),
        Column("cl", "civil_liberties"),
    ),
    edition=2026,
)

_SHEETS = {
    **dict.fromkeys(("fiw-2025-ratings", "fiw-2024-ratings", "fiw-2023-ratings"), _RATINGS_SHEETS),
    "fiw-2025-all-data": (_all_data_sheet("FIW13-25"),),
    "fiw-2024-all-data": (_all_data_sheet("FIW13-24"),),
    "fiw-2023-all-data": (_all_data_sheet("FIW13-23"),),
    "fiw-2025-electoral": (_electoral_sheet(2025),),
    "fiw-2024-electoral": (_electoral_sheet(2024),),
    "fiw-1989-2016-electoral": (_SHEET_ELECTORAL_1989,),
    "fiw-2024-aggregate": _AGGREGATE_SHEETS,
    "fiw-2026-scores": (_SCORES_2026,),
    "fiw-2026-explorer": (_EXPLORER_2026,),
}

FIW = Survey(
    id="fiw",
    title="Freedom in the World",
    publisher=PUBLISHER,
    homepage="https://freedomhouse.org/report/freedom-world",
    citation=(
        "Freedom House, Freedom in the World, 1973-2026, "
        "https://freedomhouse.org/report/freedom-world."
    ),
    terms=TERMS,
    short_terms=SHORT_TERMS,
    measures=_MEASURES,
    headline=Headline("rating", "Mean of the two ratings", ("political_rights", "civil_liberties")),
    items=_ITEMS,
    editions=_EDITIONS,
    published=_PUBLISHED,
    sums=_SUMS,
    cutoffs=_CUTOFFS,
    status_rule=_STATUS_RULE,
    designation=Designation(
        "electoral_democracy",
        {"A": 7, "political_rights_score": 20, "civil_liberties_score": 30},
        first_edition=2018,
    ),
    constants=_CONSTANTS,
    steady=Steady("political_rights", 0.5),
    gaps=_GAPS,
    lists_territories=True,
    counts_leave_out=_NOT_COUNTED,
    breaks=read_records("fiw", Break),
    notes=read_records("fiw", Note),
    corrections=read_records("fiw", Correction),
    sources=read_records("fiw", Source, sheets=_SHEETS),
    layouts=_LAYOUTS_2018,
)
