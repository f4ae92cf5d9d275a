"""
Freedom of the Press, Freedom House, editions 1980 to 2017; the survey has ended.

The publisher's workbook is not at hand: copies stand in for it, in the order of trust in which
they are declared. Who has it can ingest it. Most name the year covered, not the edition.
"""

from __future__ import annotations

from datetime import date

from freedomdata.model import (
    STATUSES,
    Band,
    Break,
    Column,
    Edition,
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
from freedomdata.surveys import qog
from freedomdata.surveys.freedomhouse import (
    GITHUB,
    PUBLISHER,
    SHORT_TERMS,
    STATUS_WORDS,
    TERMS,
    correct_row,
)
from freedomdata.surveys.published import read_published

__all__ = ["FOTP"]


def _status(id_: str, title: str, description: str, short: str = "") -> Measure:
    return Measure(
        id=id_,
        title=title,
        short=short,
        description=description,
        words=STATUS_WORDS,
        categories=STATUSES,
        is_ordered=True,
    )


_MEASURES = (
    _status(
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
    _status(
        "print_status",
        "Status of print media",
        "Free, Partly Free or Not Free; editions 1980 to 1988.",
        short="Print",
    ),
    _status(
        "broadcast_status",
        "Status of broadcast media",
        "Free, Partly Free or Not Free; editions 1980 to 1988, only where it follows: where the "
        "worse of the two is not the status of print media, it is that of broadcast media.",
        short="Broadcast",
    ),
)
_ENVIRONMENTS = ("legal_environment", "political_environment", "economic_environment")

_EDITIONS = (
    Edition.of_calendar_year(1980),
    Edition.of_calendar_year(1981),
    Edition(1982, "1982", date(1981, 1, 1), date(1982, 8, 1)),
    Edition(1984, "1983-84", date(1982, 8, 2), date(1983, 11, 30)),
    *(Edition.of_calendar_year(year) for year in range(1985, 2018)),
)

_STATUS_RULE = StatusRule(
    measures=("press_score",),
    bands=(
        Band("Free", 0, 30, first_year=1993),
        Band("Partly Free", 31, 60, first_year=1993),
        Band("Not Free", 61, 100, first_year=1993),
    ),
    known={
        ("COL", 1994): "49 points and Not Free in every copy that has it",
        ("BIH", 1996): "76 points and Partly Free in every copy that has it",
        ("ZMB", 1996): "60 points and Not Free in every copy that has it",
    },
)

_BREAKS = (
    Break(
        1989,
        ("status", "print_status", "broadcast_status"),
        "Until the 1988 edition print and broadcast media had a status each, and the status here "
        "is the worse of the two; since then there is one status.",
        is_comparable=False,
        short="from 1988 one status for print and broadcast",
    ),
    Break(
        1994,
        ("status", "press_score"),
        "From this edition on there is a score from 0 to 100, and the status goes by its bands.",
        is_comparable=False,
        short="from 1993 the status goes by a score",
    ),
    Break(
        2002,
        ("press_score", *_ENVIRONMENTS),
        "From this edition on the score is the sum of the legal, political and economic "
        "environment; the copies at hand have no parts of earlier scores.",
        is_comparable=True,
    ),
    Break(
        2017,
        ("status", "press_score", *_ENVIRONMENTS),
        "The last edition: the survey has ended, nothing is known of years after 2016.",
        is_comparable=True,
    ),
)

_TWO_MEDIA = frozenset({1980, 1981, 1982, *range(1984, 1989)})
_NOTES = (
    Note(
        "worse_of_two",
        "Print and broadcast media had a status each; shown is the worse one.",
        ("status",),
        editions=_TWO_MEDIA,
    ),
    Note(
        "print_only",
        "Only the status of print media is at hand. It is Not Free, so that the worse of the two "
        "is Not Free too.",
        ("status", "broadcast_status"),
        frozenset(("BTN", year) for year in _TWO_MEDIA if year >= 1982),  # noqa: PLR2004
        about_copies=True,
    ),
    Note(
        "corrected",
        "The copy that this is from has another unit's values here, or a status that its own score "
        "contradicts; other copies and the sums say what is right.",
        ("status", "press_score", *_ENVIRONMENTS),
        frozenset({("COD", 2012), ("COG", 2012), ("COD", 2015), ("COG", 2015), ("SLV", 2004)}),
    ),
    Note(
        "withheld",
        "The copy prints zeros, the best score there is, where Kosovo was not yet rated.",
        ("status", "press_score", *_ENVIRONMENTS),
        frozenset({("XKX", 2009)}),
    ),
)

_SCORES, _TOTALS, _PRINT, _WORSE = (
    "fotp-2015-scores",
    "fotp-2015-totals",
    "fotp-2015-status",
    "fotp-2017-status",
)


_KINSHASA: dict[str, str | int] = {
    "legal_environment": 24,
    "political_environment": 31,
    "economic_environment": 24,
    "press_score": 79,
    "status": "NF",
}
_BRAZZAVILLE: dict[str, str | int] = {
    "legal_environment": 17,
    "political_environment": 25,
    "economic_environment": 17,
    "press_score": 59,
    "status": "PF",
}
_SWAPPED_2012 = "A, B and C of the two Congos are swapped: only so they add up to the totals"
_SWAPPED_2015 = (
    "the rows of the two Congos are swapped: Kinshasa had 79 points and is Not Free, Brazzaville 59"
)
_SWAPPED_STATUS = (
    "the statuses of the two Congos are swapped: the scores and the other copy say otherwise"
)

_CORRECTIONS = (
    *correct_row(
        _SCORES,
        "COD",
        2012,
        {
            "legal_environment": (16, 25),
            "political_environment": (22, 34),
            "economic_environment": (17, 24),
        },
        _SWAPPED_2012,
    ),
    *correct_row(
        _SCORES,
        "COG",
        2012,
        {
            "legal_environment": (25, 16),
            "political_environment": (34, 22),
            "economic_environment": (24, 17),
        },
        _SWAPPED_2012,
    ),
    *correct_row(
        _SCORES,
        "COD",
        2015,
        {measure: (_BRAZZAVILLE[measure], _KINSHASA[measure]) for measure in _KINSHASA},
        _SWAPPED_2015,
    ),
    *correct_row(
        _SCORES,
        "COG",
        2015,
        {measure: (_KINSHASA[measure], _BRAZZAVILLE[measure]) for measure in _KINSHASA},
        _SWAPPED_2015,
    ),
    *correct_row(
        "qog-jan18",
        "COD",
        2015,
        {m: (_BRAZZAVILLE[m], _KINSHASA[m]) for m in _KINSHASA} | {"status": (2, 3)},
        _SWAPPED_2015,
    ),
    *correct_row(
        "qog-jan18",
        "COG",
        2015,
        {m: (_KINSHASA[m], _BRAZZAVILLE[m]) for m in _KINSHASA} | {"status": (3, 2)},
        _SWAPPED_2015,
    ),
    *correct_row(_WORSE, "COD", 2015, {"status": (1, 0)}, _SWAPPED_2015),
    *correct_row(_WORSE, "COG", 2015, {"status": (0, 1)}, _SWAPPED_2015),
    *(
        correction
        for edition in (2007, 2008)
        for country_id, old, new in (("COD", 2500, 1500), ("COG", 1500, 2500))
        for correction in correct_row(
            _PRINT, country_id, edition, {"status": (old, new)}, _SWAPPED_STATUS
        )
    ),
    *correct_row(
        _SCORES, "SLV", 2004, {"status": ("NF", "PF")}, "42 points are Partly Free, as one copy has"
    ),
    *correct_row(
        _WORSE, "SLV", 2004, {"status": (0, 1)}, "42 points are Partly Free, as one copy has"
    ),
    *correct_row(
        _PRINT,
        "PAK",
        2004,
        {"status": (1500, 2500)},
        "59 points are Partly Free, as both other copies have",
    ),
    *correct_row(
        _TOTALS,
        "USA",
        2010,
        {"press_score": (19, 18)},
        "18 is the sum of 5, 8 and 5 in the copy that has the parts",
    ),
    *correct_row(
        _SCORES,
        "XKX",
        2009,
        {
            **dict.fromkeys(_ENVIRONMENTS, (0, None)),
            "press_score": (0, None),
            "status": (0, None),
        },
        "zeros for missing: Kosovo was first rated in the edition after",
    ),
    *correct_row(_PRINT, "XKX", 2009, {"status": (0, None)}, "zero for missing"),
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

# The publisher's own workbook, which is not at hand, as public code that reads it describes it.
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
_OWID = GITHUB + "owid/owid-datasets/"
_WORKBOOK = (
    "https://freedomhouse.org/sites/default/files/2020-02/FOTP1980-FOTP2017_Public-Data.xlsx"
)
_OWID_CITATION = (
    "Our World in Data, {title}, https://github.com/owid/owid-datasets, adapted from Freedom House."
)

_SOURCES = (
    Source(
        id=_SCORES,
        path="fotp/fotp_2001_2014.csv",
        release="2015",
        grade="compiled",
        sha256="823b5f2e30ab51166b46b3a432c0fbfe8adaaac0f59660be946214edd7345212",
        bytes=100174,
        title="Scores and statuses of editions 2002 to 2015",
        sheets=(_SHEET_SCORES,),
        first_edition=2002,
        last_edition=2015,
        mirror=GITHUB + "etachov/tidying-freedom-of-the-press/"
        "1203135c0a8953ed65dba86920b147a0c73c6039/fotp_2001_2014.csv",
        remark="tidied there from the publisher's workbook of 2015",
        compiler=(
            "etachov, tidying-freedom-of-the-press, "
            "https://github.com/etachov/tidying-freedom-of-the-press."
        ),
    ),
    qog.make_source(2016, _QOG_COLUMNS),
    Source(
        id="fotp-2017-usagm",
        path="fotp/2017_usagm.json",
        release="2017",
        grade="compiled",
        sha256="e5e6ccf47c1505dbf500083537c36e23659ae8a827e60c57858a7e2baab0c141",
        bytes=39440,
        title="Scores and statuses of the 2017 edition",
        sheets=(_SHEET_USAGM,),
        first_edition=2017,
        last_edition=2017,
        mirror=GITHUB + "usagm/usagm-press-freedom/f84bf7f809a86d242212224a859058e89f21e978/"
        "data/map/freePressIndex.json",
        compiler=(
            "U.S. Agency for Global Media, usagm-press-freedom, "
            "https://github.com/usagm/usagm-press-freedom."
        ),
    ),
    Source(
        id="fotp-2017-cut",
        path="fotp/2017_cut.xlsx",
        release="2017",
        grade="compiled",
        sha256="5bad98e02e098f37d951f7dfea291b9052f0e7c72afb1729e86029cc4f348298",
        bytes=17285,
        title="Scores and statuses of the 2017 edition, cut out of the publisher's workbook",
        sheets=(_SHEET_2017,),
        first_edition=2017,
        last_edition=2017,
        mirror=GITHUB + "Tomas-Bueno-Momcilovic/COVID19-Authoritarianism-Linear_regression/"
        "dc6afba0e3df6b9e5fe99d00c849443f96f96ac4/Data/Demos%20%26%20Freedom%20Indices/"
        "FH%20Freedom%20of%20Press%202017.xlsx",
        remark=f"cut out of {_WORKBOOK}, which is not at hand",
    ),
    qog.make_source(2017, _QOG_COLUMNS),
    qog.make_source(2015, _QOG_COLUMNS),
    Source(
        id=_TOTALS,
        path="fotp/totals_1993-2014.csv",
        release="2015",
        grade="compiled",
        sha256="ade19f911a1a94447ade91a0d8f8066608be7a22ef3529e6bedb23aaeb2aa150",
        bytes=15699,
        title="Totals of editions 1994 to 2015, by year covered",
        sheets=(_SHEET_TOTALS,),
        first_edition=1994,
        last_edition=2015,
        mirror=GITHUB + "davetoxa/press-freedom-d3/da688fa5d86be4b33fa6e80503ed59cd690d69ae/data/"
        "freedom.csv",
        remark="Serbia and Montenegro carry the values of their federation",
        compiler=(
            "davetoxa, press-freedom-d3, https://github.com/davetoxa/press-freedom-d3 (totals)."
        ),
    ),
    Source(
        id=_PRINT,
        path="fotp/owid_status_1979-2014.csv",
        release="2015",
        grade="compiled",
        sha256="121ece10b001e16e51551c1c67f1f555df4ac5aa66b9c5d36067c89b819e086c",
        bytes=122993,
        title="Statuses by year covered, 1979 to 2014; of print media up to 1987",
        sheets=(_SHEET_PRINT,),
        first_edition=1980,
        last_edition=2015,
        mirror=_OWID + "ea98739af72f5e68bd07a93a44cd8205a5858017/datasets/"
        "Freedom%20of%20the%20Press%20Status%20-%20Freedom%20House%20%282016%29/"
        "Freedom%20of%20the%20Press%20Status%20-%20Freedom%20House%20%282016%29.csv",
        remark="its 1981 is the edition of 1982; Montenegro carries the values of the federation",
        compiler=_OWID_CITATION.format(title="Freedom of the Press Status, Freedom House (2016)"),
    ),
    Source(
        id=_WORSE,
        path="fotp/owid_status_1979-2016.csv",
        release="2017",
        grade="compiled",
        sha256="9cd77332f84e6147579de22be969b944d33ca276199fd26da3c0fbfa4c10c9f8",
        bytes=107633,
        title="Statuses by year covered, 1979 to 2016; the worse of two media up to 1987",
        sheets=(_SHEET_WORSE,),
        first_edition=1980,
        last_edition=2017,
        lacks=frozenset({1990}),
        mirror=_OWID + "48c9992ae317b35ed327fc36d2af75fe8b3ef7ed/datasets/"
        "Press%20freedom%20-%20Freedom%20House%20%282017%29/"
        "Press%20freedom%20-%20Freedom%20House%20%282017%29.csv",
        remark="states that ended carry the name of a successor there",
        compiler=_OWID_CITATION.format(title="Press freedom, Freedom House (2017)"),
    ),
    Source(
        id="fotp-2016-printed",
        path="fotp/2016/printed_totals_2016.csv",
        release="2016",
        grade="transcribed",
        sha256="c0d43ac70c03fac5c71d4a3ffb0e810478df726af6e58dc3026ba1b9f8d81d6e",
        bytes=880,
        title="Totals of the 2016 edition that were printed in April 2016",
        sheets=(_SHEET_PRINTED,),
        first_edition=2016,
        last_edition=2016,
        remark="transcribed for this project from the press release and newspapers; Crimea, Hong "
        "Kong and Kosovo are in no compilation",
    ),
)

_GAPS = tuple(
    Gap(country_id, first, last, "no copy at hand has it in these editions")
    for country_id, first, last in (
        ("AFG", 2002, 2002),
        ("HKG", 1998, 2004),
        ("MKD", 1994, 1994),
    )
)

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
    published=read_published("fotp"),
    sums=(Sum("press_score", dict.fromkeys(_ENVIRONMENTS, 1)),),
    steady=Steady("press_score", 3),
    gaps=_GAPS,
    status_rule=_STATUS_RULE,
    worse_of=WorseOf(worse="status", first="print_status", second="broadcast_status"),
    has_ended=True,
    breaks=_BREAKS,
    notes=_NOTES,
    corrections=_CORRECTIONS,
    sources=_SOURCES,
    layouts=(_SHEET_OFFICIAL,),
)
