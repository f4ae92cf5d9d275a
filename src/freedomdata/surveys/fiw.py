"""
Freedom in the World, Freedom House, editions 1973 to 2026.

Names, headers and words stand here as the workbooks print them, after trimming.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial

from freedomdata.model import (
    REGIONS,
    STATUSES,
    Band,
    Border,
    Break,
    Column,
    Constant,
    Correction,
    Cutoffs,
    Designation,
    Edition,
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
from freedomdata.surveys.freedomhouse import (
    GITHUB,
    PUBLISHER,
    SHORT_TERMS,
    STATUS_WORDS,
    TERMS,
    UPLOADS,
    correct_row,
)
from freedomdata.surveys.published import read_published

__all__ = ["FIW"]

_RATING = Scale(1, 7, freest=1)

_MEASURES = (
    Measure(
        id="status",
        title="Status",
        description="Free, Partly Free or Not Free, as published; never computed here.",
        words=STATUS_WORDS,
        categories=STATUSES,
        is_ordered=True,
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

# The subtotals reach back to edition 2006 (aggregate workbook), the questions to 2013.
_SUBTOTALS = {
    "A": ("Electoral process", 12),
    "B": ("Political pluralism and participation", 16),
    "C": ("Functioning of government", 12),
    "D": ("Freedom of expression and belief", 16),
    "E": ("Associational and organizational rights", 12),
    "F": ("Rule of law", 16),
    "G": ("Personal autonomy and individual rights", 16),
}
_QUESTIONS = {
    "A1": ("Elected head of government", "Was the current head of government or other chief "
           "national authority elected through free and fair elections?"),
    "A2": ("Elected legislature", "Were the current national legislative representatives elected "
           "through free and fair elections?"),
    "A3": ("Fair electoral laws", "Are the electoral laws and framework fair, and are they "
           "implemented impartially by the relevant election management bodies?"),
    "B1": ("Right to organize parties", "Do the people have the right to organize in different "
           "political parties or other competitive political groupings of their choice, and is "
           "the system free of undue obstacles to the rise and fall of these competing parties "
           "or groupings?"),
    "B2": ("Opposition's chance to gain power", "Is there a realistic opportunity for the "
           "opposition to increase its support or gain power through elections?"),
    "B3": ("Political choices free from domination", "Are the people's political choices free "
           "from domination by forces that are external to the political sphere, or by "
           "political forces that employ extrapolitical means?"),
    "B4": ("Political rights of all groups", "Do various segments of the population (including "
           "ethnic, racial, religious, gender, LGBT+, and other relevant groups) have full "
           "political rights and electoral opportunities?"),
    "C1": ("Elected officials decide policy", "Do the freely elected head of government and "
           "national legislative representatives determine the policies of the government?"),
    "C2": ("Safeguards against corruption", "Are safeguards against official corruption strong "
           "and effective?"),
    "C3": ("Open and transparent government", "Does the government operate with openness and "
           "transparency?"),
    "D1": ("Free and independent media", "Are there free and independent media?"),
    "D2": ("Religious freedom", "Are individuals free to practice and express their religious "
           "faith or nonbelief in public and private?"),
    "D3": ("Academic freedom", "Is there academic freedom, and is the educational system free "
           "from extensive political indoctrination?"),
    "D4": ("Free personal expression", "Are individuals free to express their personal views "
           "on political or other sensitive topics without fear of surveillance or retribution?"),
    "E1": ("Freedom of assembly", "Is there freedom of assembly?"),
    "E2": ("Freedom of nongovernmental organizations", "Is there freedom for nongovernmental "
           "organizations, particularly those that are engaged in human rights- and "
           "governance-related work?"),
    "E3": ("Freedom of trade unions", "Is there freedom for trade unions and similar "
           "professional or labor organizations?"),
    "F1": ("Independent judiciary", "Is there an independent judiciary?"),
    "F2": ("Due process", "Does due process prevail in civil and criminal matters?"),
    "F3": ("Safety from illegitimate force and war", "Is there protection from the illegitimate "
           "use of physical force and freedom from war and insurgencies?"),
    "F4": ("Equal treatment", "Do laws, policies, and practices guarantee equal treatment of "
           "various segments of the population?"),
    "G1": ("Freedom of movement", "Do individuals enjoy freedom of movement, including the "
           "ability to change their place of residence, employment, or education?"),
    "G2": ("Property and business", "Are individuals able to exercise the right to own property "
           "and establish private businesses without undue interference from state or nonstate "
           "actors?"),
    "G3": ("Personal social freedoms", "Do individuals enjoy personal social freedoms, including "
           "choice of marriage partner and size of family, protection from domestic violence, "
           "and control over appearance?"),
    "G4": ("Equality of opportunity", "Do individuals enjoy equality of opportunity and freedom "
           "from economic exploitation?"),
}  # fmt: skip


def _subtotal_and_questions(subtotal: str) -> tuple[Item, ...]:
    title, high = _SUBTOTALS[subtotal]
    total = Item(id=subtotal, title=title, scale=Scale(0, high, freest=high), first_edition=2006)
    questions = (
        Item(id=id_, title=t, wording=w, scale=Scale(0, 4, freest=4), first_edition=2013)
        for id_, (t, w) in _QUESTIONS.items()
        if id_.startswith(subtotal)
    )
    return (*questions, total)


_ADDITIONAL = (
    Item(
        id="Add Q",
        title="Forced change of the population (subtracted)",
        wording="Is the government or occupying power deliberately changing the ethnic "
        "composition of a country or territory so as to destroy a culture or tip the political "
        "balance in favor of another group?",
        remark="Printed positive and subtracted from political rights; called Add B before 2018.",
        scale=Scale(0, 4, freest=0),
        first_edition=2006,
    ),
    Item(
        id="Add A",
        title="Consultation in traditional monarchy (added)",
        wording="For traditional monarchies that have no parties or electoral process, does the "
        "system provide for genuine, meaningful consultation with the people, encourage public "
        "discussion of policy choices, and allow the right to petition the ruler?",
        remark="Added to political rights; dropped with edition 2018.",
        scale=Scale(0, 4, freest=4),
        first_edition=2006,
        last_edition=2017,
        is_for_some=True,
    ),
)

_ITEMS = (
    *(item for subtotal in "ABC" for item in _subtotal_and_questions(subtotal)),
    *_ADDITIONAL,
    *(item for subtotal in "DEFG" for item in _subtotal_and_questions(subtotal)),
)

# Exact spans are printed on the sheet "Historical distribution"; a span printed by month runs
# from the first to the last day of the months named, so that neighbours share a November.
_EDITIONS = (
    *(Edition.of_calendar_year(year, f"Jan.-Feb. {year}") for year in range(1973, 1978)),
    *(Edition.of_calendar_year(year) for year in range(1978, 1982)),
    Edition(1982, "1982", date(1981, 1, 1), date(1982, 8, 1)),
    Edition(1984, "1983-84", date(1982, 8, 2), date(1983, 11, 30)),
    *(
        Edition(year, f"{year - 1}-{year % 100}", date(year - 2, 11, 1), date(year - 1, 11, 30))
        for year in range(1985, 1990)
    ),
    Edition(1990, "1989-90", date(1988, 11, 1), date(1989, 12, 31)),
    *(Edition.of_calendar_year(year, f"{year - 1}-{year % 100}") for year in range(1991, 2000)),
    Edition.of_calendar_year(2000, "1999-2000"),
    *(Edition.of_calendar_year(year, f"{year - 1}-{year % 100:02}") for year in (2001, 2002)),
    Edition.of_calendar_year(2003),
    Edition(2004, "2004", date(2003, 1, 1), date(2003, 11, 30)),
    Edition(2005, "2005", date(2003, 12, 1), date(2004, 11, 30)),
    Edition(2006, "2006", date(2004, 12, 1), date(2005, 11, 30)),
    Edition(2007, "2007", date(2005, 12, 1), date(2006, 12, 31)),
    *(Edition.of_calendar_year(year) for year in range(2008, 2027)),
)

_BROKEN = (
    ("ARG", 1999), ("CIV", 1998), ("CIV", 1999), ("HKG", 1973), ("MDV", 1974), ("MDV", 1975),
    ("MLI", 1998), ("MLI", 1999), ("MLI", 2000), ("NIC", 1999), ("PNG", 1976), ("SWZ", 1999),
    ("TCD", 1999), ("XNK", 1999),
)  # fmt: skip
_UNRATED = frozenset({("SDN", 2026), ("HKG", 2026)})

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
    known={
        **dict.fromkeys(_BROKEN, "published so in releases 2023 to 2025"),
        **dict.fromkeys(_UNRATED, "no rating in any copy at hand"),
    },
    is_complete=True,
)

# The survey left small states out in some years, and Namibia before its independence; the workbook
# prints nothing there.
_GAPS = tuple(
    Gap(country_id, first, last, "the survey did not rate it in these editions")
    for country_id, first, last in (
        ("AND", 1978, 1993),
        ("BRN", 1978, 1984),
        ("HKG", 1974, 1974),
        ("LIE", 1978, 1992),
        ("MCO", 1978, 1993),
        ("NAM", 1976, 1989),
        ("PRI", 1974, 1974),
        ("SMR", 1978, 1992),
    )
)

# Kosovo moved from the sheet of territories to that of countries; the aggregate workbook left its
# region as it was in two early rows.
_CONSTANTS = (
    Constant(
        "is_territory",
        {("XKX", year): "listed as a territory until edition 2009" for year in range(1990, 2010)},
    ),
    Constant(
        "region",
        {("XKX", year): "printed so in the aggregate workbook" for year in (2006, 2007)},
    ),
)

_TABLE_2003 = "scores of the sheet FIW03-05 and the published rating disagree"
_CUTOFFS = (
    Cutoffs(
        score="political_rights_score",
        rating="political_rights",
        floors=(36, 30, 24, 18, 12, 6),
        known={("XIO", 2003): _TABLE_2003, ("XPK", 2003): _TABLE_2003},
    ),
    Cutoffs(
        score="civil_liberties_score",
        rating="civil_liberties",
        floors=(53, 44, 35, 26, 17, 8),
        known={("XTR", 2005): _TABLE_2003},
    ),
)

_SUMS = (
    *(Sum(s, {q: 1 for q in _QUESTIONS if q.startswith(s)}) for s in _SUBTOTALS),
    Sum("political_rights_score", {"A": 1, "B": 1, "C": 1, "Add Q": -1, "Add A": 1}),
    Sum("civil_liberties_score", {"D": 1, "E": 1, "F": 1, "G": 1}),
    Sum("total_score", {"political_rights_score": 1, "civil_liberties_score": 1}),
)

_BREAKS = (
    Break(
        2004,
        ("status",),
        "A mean rating of 5.5 is always Not Free; until then it could also be Partly Free.",
        is_comparable=False,
        short="new rule from 2003: a combined average of 5.5 counts as Not Free",
        border=Border(("political_rights", "civil_liberties"), 5.5, 5.5),
    ),
    Break(
        2018,
        ("political_rights_score", "total_score", "Add A"),
        "Additional question A was dropped, which in 2017 still gave Brunei, Oman, Qatar, Saudi "
        "Arabia and the United Arab Emirates a point or more; all others compare.",
        is_comparable=True,
        short="from 2017 without the question on traditional monarchies",
        units=frozenset({"ARE", "BRN", "OMN", "QAT", "SAU"}),
    ),
    Break(
        2018,
        ("electoral_democracy",),
        "From this edition on an electoral democracy also needs 30 of the 60 points of civil "
        "liberties, beside 7 of the 12 of the electoral process and 20 of the 40 of political "
        "rights; lists of the editions 2018 to 2023 are not at hand.",
        is_comparable=False,
    ),
    Break(
        2022,
        ("region",),
        "North Africa moved from the Middle East to Africa; written back through all years.",
        is_comparable=True,
    ),
)

_NOT_COUNTED = {
    ("ZAF", 1973): "Freedom House's own count of this edition leaves South Africa out, which it "
    "rated twice: 148 countries, not 149"
}

_NOTES = (
    Note(
        "split_rating",
        'Printed as "2(5)", "3(6)" and "F (NF)": White and Black residents were rated apart. '
        "Shown is the rating of the Black majority. Freedom House's own count of the edition "
        "leaves South Africa out: 148 countries, not 149.",
        ("political_rights", "civil_liberties", "status"),
        frozenset(_NOT_COUNTED),
    ),
    Note(
        "listed_as_country",
        "The edition itself listed the unit among the countries. Today's workbook files it under "
        "the territories and leaves it out of its own counts of countries, as this table does.",
        ("is_territory",),
        frozenset(("XNC", year) for year in (1982, *range(1984, 1993))),
    ),
    Note(
        "corrected",
        "The aggregate workbook has another status than the ratings workbook, Add Q and Add A in "
        "each other's column and, for 2007, subtotals D to G that add up to 24, not to the "
        "published score of 18: the score is delivered, those subtotals are withheld.",
        ("civil_liberties_score", "total_score", "Add Q", "Add A", "D", "E", "F", "G"),
        frozenset({("XKX", 2006), ("XKX", 2007)}),
    ),
    Note(
        "score_withheld",
        "The aggregate workbook prints 44 of 40 points for political rights and 101 of 100 in "
        "all: both are withheld.",
        ("political_rights_score", "total_score"),
        frozenset({("LUX", 2003)}),
    ),
    Note(
        "ratings_unknown",
        "No copy at hand has the ratings of this edition; they are left out, not derived.",
        ("political_rights", "civil_liberties"),
        _UNRATED,
        about_copies=True,
    ),
    Note(
        "scores_unknown",
        "No copy at hand has the two scores of this edition, or its electoral designation.",
        ("political_rights_score", "civil_liberties_score", "electoral_democracy"),
        frozenset({("TWN", 2026), ("XKX", 2026)}),
        about_copies=True,
    ),
)

_RATINGS_RELEASES = ("fiw-2025-ratings", "fiw-2024-ratings", "fiw-2023-ratings")


_misprinted = partial(correct_row, "fiw-2024-aggregate")


def _revised(measure: str, old: int, new: int, *sources: str) -> Correction:
    return Correction(
        sources=sources,
        country_id="XED",
        edition=2024,
        measure=measure,
        old=old,
        new=new,
        reason="revised by the publisher in release 2025",
        is_revision=True,
    )


_ELECTORAL_1989 = "fiw-1989-2016-electoral"
_NOT_RATED = (
    ("ARM", 1990, "Armenia in 1989"),
    ("ARM", 1991, "Armenia in 1990"),
    ("SUN", 1992, "the Soviet Union in 1991"),
)

_CORRECTIONS = (
    *(
        Correction(
            sources=_RATINGS_RELEASES,
            country_id="ZAF",
            edition=1973,
            measure=measure,
            old=old,
            new=new,
            reason="White and Black residents were rated apart; read is the Black majority",
        )
        for measure, old, new in (
            ("political_rights", "2(5)", 5),
            ("civil_liberties", "3(6)", 6),
            ("status", "F (NF)", "NF"),
        )
    ),
    *(
        Correction(
            sources=("fiw-2024-aggregate",),
            country_id="XKX",
            edition=edition,
            measure="status",
            old="PF",
            new="NF",
            reason="Not Free in the ratings workbook, as the ratings 6 and 5 require",
        )
        for edition in (2006, 2007)
    ),
    *(
        correction
        for edition, score in ((2006, 10), (2007, 11))
        for correction in _misprinted(
            "XKX",
            edition,
            {"Add Q": (0, 3), "Add A": (3, 0)},
            "printed in each other's column: subtracted, not added, the 3 points give the "
            f"published score of {score}, as they do in editions 2008 and 2009",
        )
    ),
    *_misprinted(
        "XKX",
        2007,
        {"D": (7, None), "E": (6, None), "F": (4, None), "G": (7, None)},
        "D + E + F + G is 24 (the subtotals of edition 2009), the published score 18",
    ),
    *_misprinted(
        "LUX",
        2003,
        {"political_rights_score": (44, None), "total_score": (101, None)},
        "political rights end at 40 points, the total at 100",
    ),
    *(
        Correction(
            sources=(_ELECTORAL_1989,),
            country_id=country_id,
            edition=edition,
            measure="electoral_democracy",
            old="No",
            new=None,
            reason=f"the compilation lists {who}, which the survey does not rate in this edition: "
            "listed here, moved to no other unit",
        )
        for country_id, edition, who in _NOT_RATED
    ),
    _revised("G3", 2, 1, "fiw-2024-all-data"),
    _revised("G", 3, 2, "fiw-2024-all-data", "fiw-2024-aggregate"),
    _revised("civil_liberties_score", 4, 3, "fiw-2024-all-data", "fiw-2024-aggregate"),
    _revised("total_score", 3, 2, "fiw-2024-all-data", "fiw-2024-aggregate"),
)

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

# The aggregate workbook 2003-2018, which is not at hand: a sheet for each edition, a star after the
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

_ATLAS = GITHUB + "denisecase/progress-atlas/db86b55663a7b6dc446af18f7f462c728826150a/data/raw/"
_PACHA_24 = GITHUB + "pachadotdev/freedomhouse/6f484848146f7d05bc94611d71387f3441ac1c6d/dev/"
_PACHA_23 = GITHUB + "pachadotdev/freedomhouse/0404fad4ce6c2fe8965f074a62d3b0987d8d0a5e/dev/"

_RATINGS = "Country and Territory Ratings and Statuses"
_RATINGS_2024 = "Country_and_Territory_Ratings_and_Statuses_FIW_1973-2024.xlsx"
_RATINGS_2023 = "Country_and_Territory_Ratings_and_Statuses_FIW_1973-2023.xlsx"
_ALL_DATA_2024 = "All_data_FIW_2013-2024.xlsx"
_ALL_DATA_2023 = "All_data_FIW_2013-2023.xlsx"
_AGGREGATE_2024 = "Aggregate_Category_and_Subcategory_Scores_FIW_2003-2024.xlsx"
_ELECTORAL_24 = "List_of_Electoral_Democracies_FIW24.xlsx"

_SOURCES = (
    Source(
        id="fiw-2025-ratings",
        path=f"fiw/2025/{_RATINGS_2024}",
        release="2025",
        grade="published",
        sha256="b17283b2b9e96d2aa02fa4d32ff3f9184a50e38292b1891a3448b3ecf91936be",
        bytes=214340,
        title=f"{_RATINGS} 1973-2025",
        sheets=_RATINGS_SHEETS,
        first_edition=1973,
        last_edition=2025,
        url=f"{UPLOADS}2025-02/{_RATINGS_2024}",
        mirror=_ATLAS + _RATINGS_2024,
        remark="holds editions 1973-2025 although its name says 2024",
    ),
    Source(
        id="fiw-2025-all-data",
        path=f"fiw/2025/{_ALL_DATA_2024}",
        release="2025",
        grade="published",
        sha256="3dfa43b074baa2ff0fb353bb53e8baccea1065a91c8490a8c3b97bef67c44205",
        bytes=499762,
        title="All data 2013-2025",
        sheets=(_all_data_sheet("FIW13-25"),),
        first_edition=2013,
        last_edition=2025,
        url=f"{UPLOADS}2025-02/{_ALL_DATA_2024}",
        mirror=_ATLAS + _ALL_DATA_2024,
        remark="holds editions 2013-2025 although its name says 2024",
    ),
    Source(
        id="fiw-2025-electoral",
        path=f"fiw/2025/{_ELECTORAL_24}",
        release="2025",
        grade="published",
        sha256="7bcfe43e12e741b3cbb8d3f7a46e5c73fecda13a25b432b442398e69480ad611",
        bytes=31082,
        title="List of electoral democracies 2025",
        sheets=(_electoral_sheet(2025),),
        first_edition=2025,
        last_edition=2025,
        url=f"{UPLOADS}2025-02/{_ELECTORAL_24}",
        mirror=_ATLAS + _ELECTORAL_24,
        remark="is the list of the 2025 edition although its name says FIW24",
    ),
    Source(
        id="fiw-2024-ratings",
        path=f"fiw/2024/{_RATINGS_2024}",
        release="2024",
        grade="published",
        sha256="a974e6fe8ce866745b08008e4427c72c0c8798c3e051135c94024073a2b04c81",
        bytes=202350,
        title=f"{_RATINGS} 1973-2024",
        sheets=_RATINGS_SHEETS,
        first_edition=1973,
        last_edition=2024,
        url=f"{UPLOADS}2024-02/{_RATINGS_2024}",
        mirror=_PACHA_24 + _RATINGS_2024,
        remark="same file name as in release 2025, other bytes",
    ),
    Source(
        id="fiw-2024-all-data",
        path=f"fiw/2024/{_ALL_DATA_2024}",
        release="2024",
        grade="published",
        sha256="69030b4738ca1b282ab38551dbe4da8abbf2b9250b679bd9dc5da3e31f9b6981",
        bytes=457464,
        title="All data 2013-2024",
        sheets=(_all_data_sheet("FIW13-24"),),
        first_edition=2013,
        last_edition=2024,
        url=f"{UPLOADS}2024-02/{_ALL_DATA_2024}",
        mirror=_PACHA_24 + _ALL_DATA_2024,
        remark="same file name as in release 2025, other bytes",
    ),
    Source(
        id="fiw-2024-electoral",
        path=f"fiw/2024/{_ELECTORAL_24}",
        release="2024",
        grade="published",
        sha256="246b8ec360536fe914b06ab0c075cd423182aa29040ba1024cd8d7765eca0061",
        bytes=13302,
        title="List of electoral democracies 2024",
        sheets=(_electoral_sheet(2024),),
        first_edition=2024,
        last_edition=2024,
        mirror=GITHUB + "PamellaGalvani/Democracia-e-Covid-19/"
        "5b4cf921ad9494eb8445eb2923ace0376ba7fa1c/" + _ELECTORAL_24,
        remark="same file name as in release 2025, other bytes",
    ),
    Source(
        id="fiw-2024-aggregate",
        path=f"fiw/2024/{_AGGREGATE_2024}",
        release="2024",
        grade="published",
        sha256="d6ac861af6e7dcea7e870e39ddbcd2925730a653c1466f8992a7d0005f53be88",
        bytes=363560,
        title="Aggregate category and subcategory scores 2003-2024",
        sheets=_AGGREGATE_SHEETS,
        first_edition=2003,
        last_edition=2024,
        url=f"{UPLOADS}2024-02/{_AGGREGATE_2024}",
        mirror=_ATLAS + _AGGREGATE_2024,
    ),
    Source(
        id="fiw-2023-ratings",
        path=f"fiw/2023/{_RATINGS_2023}",
        release="2023",
        grade="published",
        sha256="5beaf5acbab3f61434b74bd270333736c05bc83d535ab6e0fc798444ff81c0ad",
        bytes=208123,
        title=f"{_RATINGS} 1973-2023",
        sheets=_RATINGS_SHEETS,
        first_edition=1973,
        last_edition=2023,
        url=f"{UPLOADS}2023-02/{_RATINGS_2023}",
        mirror=_PACHA_23 + _RATINGS_2023,
    ),
    Source(
        id="fiw-2023-all-data",
        path=f"fiw/2023/{_ALL_DATA_2023}",
        release="2023",
        grade="published",
        sha256="1d11e081ed30701e4ad1910b76e5a9fa8aba8a0638fcfcbd4f42e7e9c63e7d31",
        bytes=427990,
        title="All data 2013-2023",
        sheets=(_all_data_sheet("FIW13-23"),),
        first_edition=2013,
        last_edition=2023,
        mirror=_PACHA_23 + _ALL_DATA_2023,
    ),
    Source(
        id=_ELECTORAL_1989,
        path="fiw/1989-2016/electoral_democracies_1989-2016.csv",
        release="2017",
        grade="compiled",
        sha256="7b0ccf43c9f2d74981891f5ab8953680b735a091fa1110cba37b15b4b116ea6f",
        bytes=95582,
        title="List of electoral democracies, covered years 1989 to 2016",
        sheets=(_SHEET_ELECTORAL_1989,),
        first_edition=1990,
        last_edition=2017,
        mirror="https://github.com/xmarquez/democracyData/blob/"
        "29ea0a242c296aec4ce5d5a57261420c48e527c0/data/fh_electoral.rda",
        remark="table fh_electoral of democracyData up to 2016, after which that package reckons "
        "the designation from scores; without South Sudan",
        compiler=(
            "Xavier Márquez, democracyData: A package for accessing and manipulating existing "
            "measures of democracy, https://github.com/xmarquez/democracyData."
        ),
    ),
    Source(
        id="fiw-2026-scores",
        path="fiw/2026/scores_2026.csv",
        release="2026",
        grade="secondary",
        sha256="702343a3754f1b8a816bf56be3a3d5d1436d3412ae0efe718dcd2b86bf3f0973",
        bytes=9510,
        title="Scores of the 2026 edition, merged from public copies",
        sheets=(_SCORES_2026,),
        first_edition=2026,
        last_edition=2026,
        remark="merged from three public copies that agree wherever they overlap; not yet "
        "confirmed by a published file",
    ),
    Source(
        id="fiw-2026-explorer",
        path="fiw/2026/world-data-explorer_freedomhouse.json",
        release="2026",
        grade="secondary",
        sha256="00f41a8ce516bfe7930915a1ed688cba6b1d9ad2e652dbe7ba1a37431312592d",
        bytes=12598,
        title="Statuses and ratings of the 2026 edition by ISO 3166-1 alpha-2 code",
        sheets=(_EXPLORER_2026,),
        first_edition=2026,
        last_edition=2026,
        mirror=GITHUB + "GabrielLacrampe/world-data-explorer/"
        "d3629dee2b9b48b257a012dcf6b7b792bef67bfb/public/data/freedomhouse.json",
        remark="made there from the 2026 all-data workbook, which is not at hand; no Sudan",
    ),
)

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
    published=read_published("fiw"),
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
    breaks=_BREAKS,
    notes=_NOTES,
    corrections=_CORRECTIONS,
    sources=_SOURCES,
    layouts=_LAYOUTS_2018,
)
