"""
Freedom of the Press, Freedom House, editions 1980 to 2017; the survey has ended.

We do not have the publisher's workbook: copies replace it, in the order of trust in which they are
declared. Who has it can ingest it. Most name the year covered, not the edition.
"""

from __future__ import annotations

from freedomdata.model import (
    Band,
    Break,
    Column,
    Correction,
    Gap,
    Headline,
    Measure,
    Naming,
    Note,
    Scale,
    Sheet,
    Source,
    StatusRule,
    Steady,
    Sum,
    Survey,
    WorseOf,
)
from freedomdata.surveys.freedomhouse import (
    PUBLISHER,
    SHORT_TERMS,
    TERMS,
    make_qog_sheet,
    make_status,
)
from freedomdata.surveys.reading import read_editions, read_exceptions, read_records

__all__ = ["FOTP"]

_MEASURES = (
    make_status(
        "status",
        "Status",
        "Free, Partly Free or Not Free, said of the press, as published; for editions 1980 to "
        "1988 the worse of print and broadcast media.",
    ),
    Measure(
        id="press_score",
        title="Press freedom score",
        short="Score",
        description=(
            "0 (most free) to 100 (least free), editions 1994 to 2017; since 2002 the sum of the "
            "legal, political and economic environment."
        ),
        scale=Scale(0, 100, freest=0),
        first_edition=1994,
    ),
    Measure(
        id="legal_environment",
        title="Legal environment",
        short="Legal",
        description="Part A, 0 (most free) to 30 (least free); editions 2002 to 2017.",
        scale=Scale(0, 30, freest=0),
    ),
    Measure(
        id="political_environment",
        title="Political environment",
        short="Political",
        description="Part B, 0 (most free) to 40 (least free); editions 2002 to 2017.",
        scale=Scale(0, 40, freest=0),
    ),
    Measure(
        id="economic_environment",
        title="Economic environment",
        short="Economic",
        description="Part C, 0 (most free) to 30 (least free); editions 2002 to 2017.",
        scale=Scale(0, 30, freest=0),
    ),
    make_status(
        "print_status",
        "Status of print media",
        "Free, Partly Free or Not Free; editions 1980 to 1988.",
        short="Print",
    ),
    make_status(
        "broadcast_status",
        "Status of broadcast media",
        "Free, Partly Free or Not Free; editions 1980 to 1988, only where it follows: where the "
        "worse of the two is not the status of print media, it is that of broadcast media.",
        short="Broadcast",
    ),
)
_ENVIRONMENTS = ("legal_environment", "political_environment", "economic_environment")

_EDITIONS, _PUBLISHED = read_editions("fotp")

_STATUS_RULE = StatusRule(
    measures=("press_score",),
    bands=(
        Band("Free", 0, 30, first_year=1993),
        Band("Partly Free", 31, 60, first_year=1993),
        Band("Not Free", 61, 100, first_year=1993),
    ),
    known=read_exceptions("fotp")["status"],
)

# Both copies write some countries short; the publisher's names leave no doubt.
_CONGOS = (
    Naming("Congo", "COG"),
    Naming("Democratic Republic of Congo", "COD"),
)
# Serbia and Montenegro was rated as one: as Yugoslavia until 2002, by its new name from 2003 on.
_FEDERATION = tuple(
    naming
    for name in ("Serbia", "Montenegro", "Serbia and Montenegro")
    for naming in (
        Naming(name, "YUG", last=2003),
        Naming(name, "SCG", first=2004, last=2006),
    )
)

_SHEET_SCORES = Sheet(
    layout="table",
    columns=(
        Column("country", "unit"),
        Column("year.collected", None),
        Column("year.reported", "edition"),
        Column("a", "legal_environment"),
        Column("b", "political_environment"),
        Column("c", "economic_environment"),
        Column("score", "press_score"),
        Column("status", "status"),
    ),
    missing=frozenset({"NA"}),
    namings=_FEDERATION,
)
_SHEET_TOTALS = Sheet(
    layout="table",
    columns=(
        Column("Country", "unit"),
        Column("ISO3166", None),  # wrong for the Netherlands, Niger and Timor-Leste
        *(Column(str(year), "press_score", edition=year + 1) for year in range(1993, 2015)),
    ),
    missing=frozenset({"N/A"}),
    namings=_FEDERATION,
)
_SHEET_PRINT = Sheet(
    layout="table",
    columns=(
        Column("Entity", "unit"),
        Column("Year", "year"),
        *(
            Column(
                "Freedom of the Press Status 4 (Freedom House (2016))",
                holds,
                first=first,
                last=last,
                words={3500: "Free", 2500: "Partly Free", 1500: "Not Free"},
            )
            for holds, first, last in (("print_status", None, 1988), ("status", 1989, None))
        ),
    ),
    namings=(*_CONGOS, *_FEDERATION),
    years={1981: 1982},
)
_SHEET_WORSE = Sheet(
    layout="table",
    columns=(
        Column("Entity", "unit"),
        Column("Year", "year"),
        Column(
            "Freedom of the Press",
            "status",
            words={2: "Free", 1: "Partly Free", 0: "Not Free"},
        ),
    ),
    # states that ended carry the name of a successor in this copy
    namings=(
        *_CONGOS,
        *_FEDERATION,
        Naming("Russia", "SUN", last=1992),
        Naming("Czechia", "CSK", last=1993),
        Naming("Germany", "XGW", last=1990),
        Naming("Yemen", "XYN", last=1990),
    ),
)
_SHEET_2017 = Sheet(
    name="Data",
    layout="table",
    columns=(
        Column("country", "unit"),
        Column("A-Legal", "legal_environment"),
        Column("B-Political", "political_environment"),
        Column("C-Economic", "economic_environment"),
        Column("score_2016", "press_score"),
        Column("Status", "status"),
    ),
    edition=2017,
    missing=frozenset({"", "na"}),
)
_SHEET_USAGM = Sheet(
    layout="table",
    columns=(
        Column("key", None),
        Column("country", None),  # shortened
        Column("countryNameLegacy", "unit"),
        Column("Year", "edition"),
        Column("Legal", "legal_environment"),
        Column("Political", "political_environment"),
        Column("Economic", "economic_environment"),
        Column("Total", "press_score"),
        Column("Status", "status"),
    ),
    missing=frozenset({"", "na"}),
)

_SHEET_PRINTED = Sheet(
    layout="table",
    columns=(
        Column("edition", "edition"),
        Column("country_as_printed", "unit"),
        Column("total_0best_100worst", "press_score"),
        Column("printed_in", None),
    ),
)

# The publisher's own workbook, which we do not have, as public code that reads it describes it.
# Its blocks of editions 1994 to 2001 have ten columns, of which two are known.
_SHEET_OFFICIAL = Sheet(
    name="Data",
    layout="blocks",
    columns=(
        *(
            Column(
                medium,
                f"{medium.lower()}_status",
                last=1988,
                also=(f"{medium} Status", f"{medium} Media", f"{medium} Media Status"),
            )
            for medium in ("Print", "Broadcast")
        ),
        Column("A-Legal", "legal_environment", first=2002, is_optional=True),
        Column("B-Political", "political_environment", first=2002, is_optional=True),
        Column("C-Economic", "economic_environment", first=2002, is_optional=True),
        Column("Total Score", "press_score", first=1994, is_optional=True),
        Column("Status", "status", first=1989, also=("Press Freedom Status",)),
    ),
    namings=_FEDERATION,
)

_QOG_COLUMNS = {
    "fhp_status5": "status",
    "fhp_score5": "press_score",
    "fhp_mclr5": "legal_environment",
    "fhp_mcpp5": "political_environment",
    "fhp_mcei5": "economic_environment",
}
_SHEETS = {
    "fotp-2015-scores": (_SHEET_SCORES,),
    "fotp-2015-totals": (_SHEET_TOTALS,),
    "fotp-2015-status": (_SHEET_PRINT,),
    "fotp-2016-printed": (_SHEET_PRINTED,),
    "fotp-2017-status": (_SHEET_WORSE,),
    "fotp-2017-usagm": (_SHEET_USAGM,),
    "fotp-2017-cut": (_SHEET_2017,),
    "qog-jan18": (make_qog_sheet(2015, _QOG_COLUMNS),),
    "qog-jan19": (make_qog_sheet(2016, _QOG_COLUMNS),),
    "qog-jan20": (make_qog_sheet(2017, _QOG_COLUMNS),),
}

FOTP = Survey(
    id="fotp",
    title="Freedom of the Press",
    publisher=PUBLISHER,
    homepage="https://freedomhouse.org/report/freedom-press",
    citation=(
        "Freedom House, Freedom of the Press, 1980-2017, "
        "https://freedomhouse.org/report/freedom-press."
    ),
    terms=TERMS,
    short_terms=SHORT_TERMS,
    measures=_MEASURES,
    headline=Headline("press_score", "Press freedom score", ("press_score",)),
    editions=_EDITIONS,
    published=_PUBLISHED,
    sums=(Sum("press_score", dict.fromkeys(_ENVIRONMENTS, 1)),),
    steady=Steady("press_score", 3),
    gaps=read_records("fotp", Gap),
    status_rule=_STATUS_RULE,
    worse_of=WorseOf(worse="status", first="print_status", second="broadcast_status"),
    has_ended=True,
    breaks=read_records("fotp", Break),
    notes=read_records("fotp", Note),
    corrections=read_records("fotp", Correction),
    sources=read_records("fotp", Source, sheets=_SHEETS),
    layouts=(_SHEET_OFFICIAL,),
)
