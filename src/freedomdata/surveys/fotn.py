"""
Freedom on the Net, Freedom House, editions 2009 (pilot) and 2011 to 2025.

Delivered is 100 = most free. Files up to edition 2018 count from the other end (``is_turned``).
"""

from __future__ import annotations

from datetime import date

from freedomdata.model import (
    STATUSES,
    Band,
    Break,
    Column,
    Correction,
    Edition,
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
from freedomdata.surveys import qog
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

__all__ = ["FOTN"]

_MEASURES = (
    Measure(
        id="status",
        title="Status",
        description=(
            "Free, Partly Free or Not Free, said of the internet, as published; editions 2009 and "
            "2025 have no printed status at hand, theirs follows from the score."
        ),
        words=STATUS_WORDS,
        categories=STATUSES,
        is_ordered=True,
    ),
    Measure(
        id="net_score",
        title="Internet freedom score",
        short="Score",
        description=(
            "Obstacles to access + limits on content + violations of user rights, 0 to 100, 100 "
            "is most free; editions up to 2018 were published the other way round and are turned."
        ),
        scale=Scale(0, 100, freest=100),
    ),
    Measure(
        id="obstacles_to_access",
        title="Obstacles to access",
        short="Access",
        description="Subtotal A, 0 to 25, 25 is most free; editions up to 2018 are turned.",
        scale=Scale(0, 25, freest=25),
    ),
    Measure(
        id="limits_on_content",
        title="Limits on content",
        short="Content",
        description="Subtotal B, 0 to 35, 35 is most free; editions up to 2018 are turned.",
        scale=Scale(0, 35, freest=35),
    ),
    Measure(
        id="violations_of_user_rights",
        title="Violations of user rights",
        short="Rights",
        description="Subtotal C, 0 to 40, 40 is most free; editions up to 2018 are turned.",
        scale=Scale(0, 40, freest=40),
    ),
)
_SUBTOTALS = {
    "A": "obstacles_to_access",
    "B": "limits_on_content",
    "C": "violations_of_user_rights",
}

_QUESTIONS = {
    "A1": ("Infrastructure, speed, quality of connections", 6),
    "A2": ("Cost and reach of access", 3),
    "A3": ("Government control over infrastructure", 6),
    "A4": ("Diversity of service providers", 6),
    "A5": ("Independence of regulatory bodies", 4),
    "B1": ("Blocking and filtering of content", 6),
    "B2": ("Forced deletion of content", 4),
    "B3": ("Transparent and proportionate restrictions", 4),
    "B4": ("Self-censorship", 4),
    "B5": ("Control and manipulation of online sources", 4),
    "B6": ("Economic and regulatory limits on publishing", 3),
    "B7": ("Diversity and reliability of information", 4),
    "B8": ("Mobilizing and campaigning online", 6),
    "C1": ("Rights under constitution, laws and courts", 6),
    "C2": ("Laws with penalties for online activities", 4),
    "C3": ("Persons penalized for online activities", 6),
    "C4": ("Anonymous communication and encryption", 4),
    "C5": ("State surveillance", 6),
    "C6": ("Collection of user data by companies", 6),
    "C7": ("Intimidation and violence", 5),
    "C8": ("Hacking and cyberattacks", 3),
}
_ITEMS = tuple(
    Item(
        id=id_,
        title=title,
        scale=Scale(0, high, freest=high),
        first_edition=2019,
        last_edition=2024,
    )
    for id_, (title, high) in _QUESTIONS.items()
)

# 2009 to 2014 and 2024 as their reports say; 2015 to 2023 and 2025 run, as these reports announce
# every year, from June to May.
_EDITIONS = (
    Edition(2009, "2009", date(2007, 1, 1), date(2008, 12, 31)),
    Edition(2011, "2011", date(2009, 1, 1), date(2010, 12, 31)),
    Edition(2012, "2012", date(2011, 1, 1), date(2012, 5, 31)),
    Edition(2013, "2013", date(2012, 5, 1), date(2013, 4, 30)),
    Edition(2014, "2014", date(2013, 5, 1), date(2014, 5, 31)),
    *(
        Edition(year, str(year), date(year - 1, 6, 1), date(year, 5, 31))
        for year in range(2015, 2026)
    ),
)

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
        Sum(measure, {q: 1 for q in _QUESTIONS if q.startswith(letter)})
        for letter, measure in _SUBTOTALS.items()
    ),
)

_ALL = tuple(m.id for m in _MEASURES)
_BREAKS = (
    Break(
        2011,
        _ALL,
        "The 2009 edition was a pilot of 15 countries, and there was none in 2010; the 2011 "
        "booklet prints its totals beside those of 2011.",
        is_comparable=True,
        short="until 2008 a pilot edition",
    ),
    Break(
        2012,
        ("net_score", "status"),
        "The sample is chosen and grew from 37 countries to 47, then to 60 (2013) and 65 (2014): "
        "a mean over all of them moves with the sample; the scores of a country compare.",
        is_comparable=True,
    ),
    Break(
        2019,
        _ALL,
        "The publisher turned its scales: files up to 2018 count 0, files from 2019 on 100 as most "
        "free. The tables have one direction, 100 is most free in all editions.",
        is_comparable=True,
    ),
    Break(
        2021,
        ("net_score", "status"),
        "The sample changed from 65 countries to 70 (Syria left), then to 72 (2024); see 2012.",
        is_comparable=True,
    ),
    Break(
        2025,
        _ALL,
        "Only totals are at hand, from a secondary copy without Taiwan and The Gambia.",
        is_comparable=True,
    ),
)

# Totals of 2013 that the booklet of 2014 repeats with a point less, as printed there (0 is most
# free). What was printed first prevails.
_REPRINTED = (("AUS", 2013, 17), ("GBR", 2013, 23))

_NOTES = (
    Note(
        "status_by_rule",
        "No status is printed in the copy at hand; it follows from the score, by the publisher's "
        "bands.",
        ("status",),
        editions=frozenset({2009, 2025}),
        about_copies=True,
    ),
    Note(
        "two_prints",
        "The table of the 2011 booklet gives South Africa 22 points for 2009 on the scale of the "
        "time (78 here), the text of the same booklet 24; the status follows from the table.",
        ("net_score", "status"),
        frozenset({("ZAF", 2009)}),
    ),
    Note(
        "reprinted_freer",
        "The booklet of 2014 repeats this total a point freer; delivered is the total as first "
        "printed, in the booklet of 2013 and the newspapers of October 2013.",
        ("net_score",),
        frozenset((country_id, edition) for country_id, edition, _ in _REPRINTED),
    ),
    Note(
        "corrected",
        "The compilation that this is from is a point off what Freedom House printed on the day "
        "and repeated in its booklet of 2016: delivered is what was printed. Which of the parts "
        "of Iceland is a point off is unknown: they are withheld.",
        ("net_score", *_SUBTOTALS.values()),
        frozenset({("PHL", 2015), ("ISL", 2015)}),
    ),
    Note(
        "reports_disagree",
        "On the scale of the time Freedom House's country report of 2017 has 71 points (10, 27 and "
        "34), its report of 2018 and its counts of 2017 and 2018 have 72: that is delivered (28 "
        "here). Which of the parts is a point off is unknown: they are withheld.",
        ("net_score", *_SUBTOTALS.values()),
        frozenset({("BHR", 2017)}),
    ),
)

_BOOKLET = "fotn-2016-booklets"


def _withheld(access: int, content: int, rights: int) -> dict[str, tuple[int, None]]:
    """Withhold all three parts: which of them is a point off is not known."""
    return {
        measure: (old, None)
        for measure, old in zip(_SUBTOTALS.values(), (access, content, rights), strict=True)
    }


_PHL_2015 = (
    "Freedom House printed 27 = 10 + 5 + 12 for 2015: GMA News of October 2015 (no change between "
    "2014 and 2015), country report (ecoi.net, document 1232533); the booklet of 2016 repeats 27"
)
_ISL_2015 = (
    "Freedom House printed 6 for 2015: freedex.org of 30 October 2015, World Economic Forum of "
    "November 2015 (Estonia, with 7, just one point worse); the booklet of 2016 repeats 6"
)
_BHR_2017 = (
    "Freedom House printed 28 of 100 (72 here) as the score of 2017 in its report of 2018 "
    "(freedomhouse.org/country/bahrain/freedom-net/2018), which counts Bahrain, with 71, among the "
    "improved; only so 32 countries declined in 2017 and 19 gained in 2018, as printed. The "
    "country report of 2017 has 71"
)
_FIRST_PRINT = (
    "the booklet of 2014 repeats {reprinted} points for 2013; printed first were {first}, in the "
    "booklet of 2013 and the newspapers of October 2013 (ERR News: Australia 18, UK 24)"
)
_UNKNOWN = (
    "the total is {total}, the parts add up to {sum}: which of them is a point off is unknown"
)

_CORRECTIONS = (
    *correct_row(
        "qog-jan18",
        "PHL",
        2015,
        {"net_score": (28, 27), "violations_of_user_rights": (13, 12)},
        _PHL_2015,
    ),
    *correct_row("qog-jan18", "ISL", 2015, {"net_score": (7, 6)}, _ISL_2015),
    *correct_row("qog-jan18", "ISL", 2015, _withheld(1, 2, 4), _UNKNOWN.format(total=6, sum=7)),
    *correct_row("qog-jan20", "BHR", 2017, {"net_score": (71, 72)}, _BHR_2017),
    *correct_row(
        "qog-jan20", "BHR", 2017, _withheld(10, 27, 34), _UNKNOWN.format(total=72, sum=71)
    ),
    *(
        Correction(
            sources=(_BOOKLET,),
            country_id=country_id,
            edition=edition,
            measure="net_score",
            old=reprinted,
            new=reprinted + 1,
            reason=_FIRST_PRINT.format(reprinted=reprinted, first=reprinted + 1),
            is_reprint=True,
        )
        for country_id, edition, reprinted in _REPRINTED
    ),
)


def _workbook(name: str) -> tuple[Sheet, ...]:
    return (
        Sheet(
            name=name,
            layout="table",
            header_row=2,
            columns=(
                Column("Country", "unit"),
                Column("Edition", "edition"),
                Column("Status", "status"),
                *(Column(question, question) for question in _QUESTIONS),
                *(Column(letter, measure) for letter, measure in _SUBTOTALS.items()),
                Column("Total", "net_score"),
            ),
        ),
    )


_SHEET_2018 = Sheet(
    name="2018",
    layout="table",
    columns=(
        Column("Country", "unit"),
        Column('"Freedom on the Net 2018" Status', "status"),
        Column("A: Obstacles to Access", "obstacles_to_access"),
        Column("B: Limits on Content", "limits_on_content"),
        Column("C: Violations of User Rights", "violations_of_user_rights"),
        Column('"Freedom on the Net 2018" Total Score', "net_score"),
    ),
    edition=2018,
    is_turned=True,
)
_SHEET_BOOKLETS = Sheet(
    layout="table",
    columns=(
        Column("edition", "edition"),
        Column("country_as_printed", "unit"),
        Column("status_as_printed", "status"),
        Column("total_0best_100worst", "net_score"),
        Column("A_0_25", "obstacles_to_access"),
        Column("B_0_35", "limits_on_content"),
        Column("C_0_40", "violations_of_user_rights"),
        Column("prev_edition_total_as_printed", "net_score", is_reprint=True),
    ),
    missing=frozenset({"", "*"}),  # a star: not in the edition before
    is_turned=True,
)
_SHEET_PILOT = Sheet(
    layout="table",
    columns=(
        Column("country", "unit"),
        Column("fotn2009_total_0best_100worst", "net_score", edition=2009),
        Column("status_by_0_30_60_rule", "status", edition=2009),
        Column("fotn2011_total_as_printed", "net_score", edition=2011),
        Column("note", None),
    ),
    is_turned=True,
)
_SHEET_2025 = Sheet(
    layout="table",
    columns=(Column("iso3", "unit"), Column("fotn2025_total_100best", "net_score")),
    edition=2025,
    has_status_by_rule=True,
)

_MDI = (
    GITHUB + "CindyLyu1953/MDI_database_wireframe/976da4b441ec741786b567a76d18d3b955fd2ee5/"
    "contextual_metadata/internet_freedom/internetfreedom_"
)
_RESAVED = "data sheet saved again in a spreadsheet program"


def _yearly(  # noqa: PLR0913, PLR0917 (what differs from year to year)
    edition: int,
    file: str,
    sheet: str,
    sha256: str,
    size: int,
    mirror: str,
    url: str | None = None,
    grade: str = "resaved",
) -> Source:
    return Source(
        id=f"fotn-{edition}-scores",
        path=f"fotn/{edition}/{file}",
        release=str(edition),
        grade=grade,
        sha256=sha256,
        bytes=size,
        title=f"Freedom on the Net {edition}, country score data",
        sheets=_workbook(sheet),
        first_edition=edition,
        last_edition=edition,
        url=url,
        mirror=mirror,
        remark=_RESAVED if grade == "resaved" else "",
    )


_QOG_COLUMNS = {
    "fhn_fotnst": "status",
    "fhn_fotnsc": "net_score",
    "fhn_fotnota": "obstacles_to_access",
    "fhn_fotnloc": "limits_on_content",
    "fhn_fotnvur": "violations_of_user_rights",
}

_SOURCES = (
    _yearly(
        2024,
        "FOTN24_Country_Score_Data.xlsx",
        "FOTN 2024 score data",
        "4ed08ee67d7ae10a29ed2e9489acb2c830b9460c1c7134976ddcb198e0d47021",
        28423,
        GITHUB + "anna-zhang/screened/f6410e1e566725b16b88f0ae15b9a251ad639563/data/"
        "FOTN24_Country_Score_Data.xlsx",
        grade="published",
    ),
    _yearly(
        2023,
        "FOTN_2023_country_score_data.xlsx",
        "FOTN 2023 score data",
        "c226cdf09033aa79626573a7da84f91f09c11e06f0e38b882c523e1f7585eead",
        26886,
        _MDI + "2023.xlsx",
        UPLOADS + "2023-09/FOTN_2023_Country_Score_Data.xlsx",
    ),
    _yearly(
        2022,
        "FOTN_2022_country_score_data.xlsx",
        "FOTN 2022 score data",
        "927e289c33d0b9d6d3f8e3a9dbc8d3d0bbbfa8647388c2213c118c14816fd2c9",
        26735,
        _MDI + "2022.xlsx",
    ),
    _yearly(
        2021,
        "FOTN_2021_country_score_data.xlsx",
        "FOTN21 data",
        "4926c5ba07e1f702ac4cc535ff13af830fb5c5b5e3d4c0a8315185a2275b9108",
        26100,
        _MDI + "2021.xlsx",
    ),
    _yearly(
        2020,
        "FOTN_2020_country_score_data.xlsx",
        "FOTN20 data",
        "729ded22676d307691b4e0a1ac51d1fbf956e45eb5ceddf473df067257623b9f",
        18337,
        _MDI + "2020.xlsx",
    ),
    _yearly(
        2019,
        "FOTN_2019_country_score_data.xlsx",
        "FOTN19 data",
        "ed107e5c8213b1321790748bcace44037334b0c43915a1c384be9c570bfd9619",
        16495,
        _MDI + "2019.xlsx",
        "https://www.freedomonthenet.org/sites/default/files/2019-10/"
        "FOTN2019_data_for_web_download.xlsx",
    ),
    Source(
        id="fotn-2018-scores",
        path="fotn/2018/FINAL_DATA_FOTN2018_TOTAL_and_CATEGORY_SCORES.xlsx",
        release="2018",
        grade="published",
        sha256="c96af4ea5bc06e4dc144dd1524e58113f577a0ebd0e5029adf16a8bc88bc1417",
        bytes=18655,
        title="Freedom on the Net 2018, total and category scores",
        sheets=(_SHEET_2018,),
        first_edition=2018,
        last_edition=2018,
        mirror=GITHUB + "ccjolley/DECA/10611aafd6ddaaaa72d2f9267a0c350959ca4237/data/"
        "FINAL_DATA_FOTN2018_TOTAL_and_CATEGORY_SCORES.xlsx",
        remark="100 is least free in this file",
    ),
    Source(
        id=_BOOKLET,
        path="fotn/2016/booklet_tables_2011-2014_2016.csv",
        release="2016",
        grade="transcribed",
        sha256="b7b4e0442f88f518b5d1b32a8d99e4e275d67dcedcfd8237a863ad34f674ddfc",
        bytes=9714,
        title="Score tables of the booklets 2011, 2012, 2013, 2014 and 2016",
        sheets=(_SHEET_BOOKLETS,),
        first_edition=2011,
        last_edition=2016,
        lacks=frozenset({2015}),
        remark="transcribed for this project; 0 is most free; A + B + C is the total in every row",
    ),
    qog.make_source(2017, _QOG_COLUMNS, is_turned=True),
    qog.make_source(2016, _QOG_COLUMNS, is_turned=True),
    qog.make_source(2015, _QOG_COLUMNS, is_turned=True),
    Source(
        id="fotn-2011-pilot",
        path="fotn/2011/pilot_2009_totals.csv",
        release="2011",
        grade="transcribed",
        sha256="1d5f1e4ff201fcbe8b9b9a216300be600a05f14c1d80e54ffc58a134b1bc335c",
        bytes=547,
        title="Totals of the 2009 pilot, as the booklet of 2011 prints them on page 16",
        sheets=(_SHEET_PILOT,),
        first_edition=2009,
        last_edition=2011,
        remark="transcribed for this project; 0 is most free; the status is not printed",
    ),
    Source(
        id="fotn-2025-totals",
        path="fotn/2025/totals_2025.csv",
        release="2025",
        grade="secondary",
        sha256="7c738e2ecc22e3bfa980d6ce8d30ff271ca946723b105f4cff5d837bbcd4fd50",
        bytes=587,
        title="Totals of the 2025 edition by ISO 3166-1 alpha-3 code",
        sheets=(_SHEET_2025,),
        first_edition=2025,
        last_edition=2025,
        remark="from a public script that cites freedomhouse.org/country/scores?type=fotn; "
        "without Taiwan and The Gambia, sub-scores and printed status",
    ),
)

FOTN = Survey(
    id="fotn",
    title="Freedom on the Net",
    publisher=PUBLISHER,
    homepage="https://freedomhouse.org/report/freedom-net",
    citation=(
        "Freedom House, Freedom on the Net, 2009-2025, https://freedomhouse.org/report/freedom-net."
    ),
    terms=TERMS,
    short_terms=SHORT_TERMS,
    measures=_MEASURES,
    headline=Headline("net_score", "Internet freedom score", ("net_score",)),
    items=_ITEMS,
    editions=_EDITIONS,
    published=read_published("fotn"),
    sums=_SUMS,
    status_rule=_STATUS_RULE,
    steady=Steady("net_score", most=3),
    breaks=_BREAKS,
    notes=_NOTES,
    corrections=_CORRECTIONS,
    sources=_SOURCES,
)
