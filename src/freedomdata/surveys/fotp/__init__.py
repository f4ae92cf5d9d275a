"""
Freedom of the Press, Freedom House, editions 1980 to 2017; the survey has ended.

We do not have the publisher's workbook: copies replace it, in the order of trust in which they are
declared. Who has it can ingest it. Most name the year covered, not the edition.
"""

from __future__ import annotations

from freedomdata.model import (
    STATUSES,
    Band,
    Break,
    Gap,
    Headline,
    Measure,
    Naming,
    Note,
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
    STATUS_WORDS,
    TERMS,
    make_qog_sheet,
    make_reports,
)
from freedomdata.surveys.reading import (
    read_columns,
    read_corrections,
    read_editions,
    read_exceptions,
    read_records,
)

__all__ = ["FOTP"]

_STATUSES = ("status", "print_status", "broadcast_status")
_MEASURES = read_records(
    "fotp",
    Measure,
    words=dict.fromkeys(_STATUSES, STATUS_WORDS),
    categories=dict.fromkeys(_STATUSES, STATUSES),
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

_COLUMNS = read_columns("fotp")
_SHEET_SCORES = Sheet(
    layout="table",
    columns=_COLUMNS["scores"],
    missing=frozenset({"NA"}),
    namings=_FEDERATION,
)
_SHEET_TOTALS = Sheet(
    layout="table",
    columns=_COLUMNS["totals"],
    missing=frozenset({"N/A"}),
    namings=_FEDERATION,
)
_SHEET_PRINT = Sheet(
    layout="table",
    columns=_COLUMNS["status of print media"],
    namings=(*_CONGOS, *_FEDERATION),
    years={1981: 1982},
)
_SHEET_WORSE = Sheet(
    layout="table",
    columns=_COLUMNS["worse status"],
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
    columns=_COLUMNS["cut"],
    edition=2017,
    missing=frozenset({"", "na"}),
)
_SHEET_USAGM = Sheet(layout="table", columns=_COLUMNS["usagm"], missing=frozenset({"", "na"}))

_SHEET_PRINTED = Sheet(layout="table", columns=_COLUMNS["printed"])

# The publisher's own workbook, which we do not have, as public code that reads it describes it.
# Its blocks of editions 1994 to 2001 have ten columns, of which two are known.
_SHEET_OFFICIAL = Sheet(
    name="Data",
    layout="blocks",
    columns=_COLUMNS["publisher's workbook"],
    namings=_FEDERATION,
)

_SHEETS = {
    "fotp-2015-scores": (_SHEET_SCORES,),
    "fotp-2015-totals": (_SHEET_TOTALS,),
    "fotp-2015-status": (_SHEET_PRINT,),
    "fotp-2016-printed": (_SHEET_PRINTED,),
    "fotp-2017-status": (_SHEET_WORSE,),
    "fotp-2017-usagm": (_SHEET_USAGM,),
    "fotp-2017-cut": (_SHEET_2017,),
    "qog-jan18": (make_qog_sheet(2015, _COLUMNS["qog"]),),
    "qog-jan19": (make_qog_sheet(2016, _COLUMNS["qog"]),),
    "qog-jan20": (make_qog_sheet(2017, _COLUMNS["qog"]),),
}

_SOURCES = read_records("fotp", Source, sheets=_SHEETS)

FOTP = Survey(
    id="fotp",
    title="Freedom of the Press",
    publisher=PUBLISHER,
    homepage="https://freedomhouse.org/report/freedom-press",
    methodology="https://freedomhouse.org/report/freedom-press-2017-methodology",
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
    # 2002 is the oldest edition of which an address was seen; the site of all of them may be gone
    reports=make_reports("freedom-press", first=2002, last=2017),
    has_ended=True,
    breaks=read_records("fotp", Break),
    notes=read_records("fotp", Note),
    corrections=read_corrections("fotp", _SOURCES),
    sources=_SOURCES,
    layouts=(_SHEET_OFFICIAL,),
)
