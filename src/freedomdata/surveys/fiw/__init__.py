"""
Freedom in the World, Freedom House, editions 1973 to 2026.

Names, headers and words are as the workbooks print them, after trimming.
"""

from __future__ import annotations

from freedomdata.model import (
    REGIONS,
    STATUSES,
    Band,
    Break,
    Constant,
    Cutoffs,
    Designation,
    Gap,
    Headline,
    Item,
    Measure,
    Note,
    Sheet,
    Source,
    StatusRule,
    Steady,
    Sum,
    Survey,
)
from freedomdata.surveys.freedomhouse import (
    PUBLISHER,
    SHORT_TERMS,
    STATUS_WORDS,
    TERMS,
    make_reports,
)
from freedomdata.surveys.reading import (
    read_columns,
    read_corrections,
    read_editions,
    read_exceptions,
    read_records,
)

__all__ = ["FIW"]

_MEASURES = read_records(
    "fiw",
    Measure,
    words={
        "status": STATUS_WORDS,
        "electoral_democracy": {"Yes": True, "No": False},
        "region": {region: region for region in REGIONS},
    },
    categories={"status": STATUSES, "electoral_democracy": (False, True), "region": REGIONS},
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

_COLUMNS = read_columns("fiw")
_RATINGS_SHEETS = (
    Sheet(
        name="Country Ratings, Statuses",
        layout="blocks",
        columns=_COLUMNS["ratings"],
        is_territory=False,
    ),
    Sheet(
        name="Territory Ratings, Statuses",
        layout="blocks",
        columns=_COLUMNS["ratings"],
        is_territory=True,
    ),
    Sheet(name="Historical distribution", layout="counts", columns=_COLUMNS["distribution"]),
)


def _all_data_sheet(name: str) -> Sheet:
    return Sheet(
        name=name,
        layout="table",
        header_row=2,
        columns=_COLUMNS["all data"],
        missing=frozenset({"N/A"}),
    )


_AGGREGATE_SHEETS = (
    Sheet(
        name="FIW06-24",
        layout="table",
        columns=_COLUMNS["aggregate 2006-2024"],
        missing=frozenset({"N/A"}),
    ),
    Sheet(
        name="FIW03-05",
        layout="table",
        columns=_COLUMNS["aggregate 2003-2005"],
        missing=frozenset({"-"}),
    ),
)

# The aggregate workbook 2003-2018, which we do not have: a sheet for each edition, a star after the
# name of a territory, and one sheet for the first three editions.
_LAYOUTS_2018 = (
    Sheet(name="FIW2018", layout="table", columns=_COLUMNS["aggregate of 2018, 2006-2018"]),
    Sheet(
        name="FIW2003-FIW2005",
        layout="table",
        columns=_COLUMNS["aggregate of 2018, 2003-2005"],
    ),
)


def _electoral_sheet(edition: int) -> Sheet:
    return Sheet(
        name="Electoral Democracy Designation",
        layout="table",
        header_row=2,
        columns=_COLUMNS[f"electoral {edition}"],
        is_territory=False,
    )


# Names are those of the year: the Germanys, the Yemens and the Soviet Union until they end.
_SHEET_ELECTORAL_1989 = Sheet(layout="table", columns=_COLUMNS["electoral 1989-2016"])

_SCORES_2026 = Sheet(layout="table", columns=_COLUMNS["scores 2026"], missing=frozenset({""}))
_EXPLORER_2026 = Sheet(layout="table", columns=_COLUMNS["explorer 2026"], edition=2026)

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

_SOURCES = read_records("fiw", Source, sheets=_SHEETS)

FIW = Survey(
    id="fiw",
    title="Freedom in the World",
    publisher=PUBLISHER,
    homepage="https://freedomhouse.org/report/freedom-world",
    methodology="https://freedomhouse.org/reports/freedom-world/freedom-world-research-methodology",
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
    corrections=read_corrections("fiw", _SOURCES),
    sources=_SOURCES,
    layouts=_LAYOUTS_2018,
    # 1999 is the oldest edition of which an address was seen, 2017 the oldest on today's site
    reports=make_reports("freedom-world", first=1999, last=2016, now=2017),
)
