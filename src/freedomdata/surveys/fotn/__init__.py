"""
Freedom on the Net, Freedom House, editions 2009 (pilot) and 2011 to 2025.

Delivered is 100 = most free. Files up to edition 2018 count from the other end (``is_turned``).
"""

from __future__ import annotations

from freedomdata.model import (
    STATUSES,
    Band,
    Break,
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
    make_qog_sheet,
    make_reports,
)
from freedomdata.surveys.reading import read_columns, read_corrections, read_editions, read_records

__all__ = ["FOTN"]

_MEASURES = read_records(
    "fotn", Measure, words={"status": STATUS_WORDS}, categories={"status": STATUSES}
)
_SUBTOTALS = {
    "A": "obstacles_to_access",
    "B": "limits_on_content",
    "C": "violations_of_user_rights",
}

_ITEMS = read_records("fotn", Item)

# 2009 to 2014 and 2024 as their reports say; 2015 to 2023 and 2025 run, as these reports announce
# every year, from June to May.
_EDITIONS, _PUBLISHED = read_editions("fotn")

# "A combined score of 100 - 70 = Free, 69 - 40 = Partly Free, and 39 - 0 = Not Free": workbook of
# the 2024 edition; the bands up to 2018 (0-30, 31-60, 61-100) are the same, turned.
_STATUS_RULE = StatusRule(
    measures=("net_score",),
    bands=(
        Band("Free", 70, 100, first_year=2008),
        Band("Partly Free", 40, 69, first_year=2008),
        Band("Not Free", 0, 39, first_year=2008),
    ),
    is_complete=True,
)

_SUMS = (
    Sum("net_score", dict.fromkeys(_SUBTOTALS.values(), 1)),
    *(
        Sum(measure, {i.id: 1 for i in _ITEMS if i.id[0] == letter})
        for letter, measure in _SUBTOTALS.items()
    ),
)


_COLUMNS = read_columns("fotn")


def _workbook(name: str) -> Sheet:
    return Sheet(name=name, layout="table", header_row=2, columns=_COLUMNS["workbook"])


_SHEET_2018 = Sheet(
    name="2018",
    layout="table",
    columns=_COLUMNS["2018"],
    edition=2018,
    is_turned=True,
)
_SHEET_BOOKLETS = Sheet(
    layout="table",
    columns=_COLUMNS["booklets"],
    missing=frozenset({"", "*"}),  # a star: not in the edition before
    is_turned=True,
)
_SHEET_PILOT = Sheet(layout="table", columns=_COLUMNS["pilot"], is_turned=True)
_SHEET_2025 = Sheet(
    layout="table",
    columns=_COLUMNS["2025"],
    edition=2025,
    has_status_by_rule=True,
)

_SHEETS = {
    "fotn-2024-scores": (_workbook("FOTN 2024 score data"),),
    "fotn-2023-scores": (_workbook("FOTN 2023 score data"),),
    "fotn-2022-scores": (_workbook("FOTN 2022 score data"),),
    "fotn-2021-scores": (_workbook("FOTN21 data"),),
    "fotn-2020-scores": (_workbook("FOTN20 data"),),
    "fotn-2019-scores": (_workbook("FOTN19 data"),),
    "fotn-2018-scores": (_SHEET_2018,),
    "fotn-2016-booklets": (_SHEET_BOOKLETS,),
    "qog-jan20": (make_qog_sheet(2017, _COLUMNS["qog"], is_turned=True),),
    "qog-jan19": (make_qog_sheet(2016, _COLUMNS["qog"], is_turned=True),),
    "qog-jan18": (make_qog_sheet(2015, _COLUMNS["qog"], is_turned=True),),
    "fotn-2011-pilot": (_SHEET_PILOT,),
    "fotn-2025-totals": (_SHEET_2025,),
}

_SOURCES = read_records("fotn", Source, sheets=_SHEETS)

FOTN = Survey(
    id="fotn",
    title="Freedom on the Net",
    publisher=PUBLISHER,
    homepage="https://freedomhouse.org/report/freedom-net",
    methodology="https://freedomhouse.org/reports/freedom-net/freedom-net-research-methodology",
    citation=(
        "Freedom House, Freedom on the Net, 2009-2025, https://freedomhouse.org/report/freedom-net."
    ),
    terms=TERMS,
    short_terms=SHORT_TERMS,
    measures=_MEASURES,
    headline=Headline("net_score", "Internet freedom score", ("net_score",)),
    items=_ITEMS,
    editions=_EDITIONS,
    published=_PUBLISHED,
    sums=_SUMS,
    status_rule=_STATUS_RULE,
    steady=Steady("net_score", most=3),
    breaks=read_records("fotn", Break),
    notes=read_records("fotn", Note),
    corrections=read_corrections("fotn", _SOURCES),
    sources=_SOURCES,
    # the pilot of 2009 is one booklet; 2019 is the oldest edition seen on today's site
    reports=make_reports("freedom-net", first=2011, last=2018, now=2019),
)
