"""
World Press Freedom Index, Reporters Without Borders (RSF), editions from 2002 on, without 2011.

RSF states no licence: the files are fetched and built by whoever wants them, never passed on. A
file of a year that is not declared here is read in the layout of the newest.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from freedomdata.model import (
    Break,
    Column,
    Edition,
    Headline,
    Measure,
    Naming,
    Note,
    Ranking,
    Scale,
    Sheet,
    Source,
    Sum,
    Survey,
)
from freedomdata.surveys.published import read_published

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["RSF"]

_POINTS = Scale(0, 100, freest=100, decimals=2)
_CONTEXTS = {
    "political_context": ("Political context", "Political", "Political Context"),
    "economic_context": ("Economic context", "Economic", "Economic Context"),
    "legal_context": ("Legal context", "Legal", "Legal Context"),
    "social_context": ("Sociocultural context", "Social", "Social Context"),
    "safety": ("Safety of journalists", "Safety", "Safety"),
}
_MEASURES = (
    Measure(
        id="press_freedom_score",
        title="Press freedom score",
        short="Score",
        description=(
            "As published. From edition 2013 on 0 to 100, 100 is most free; before, from about -10 "
            "(most free) to 142 (least free), counting abuses: the two do not compare."
        ),
        scale=_POINTS,
        until={2012: Scale(-10, 142, freest=-10, decimals=2)},
    ),
    Measure(
        id="rank",
        title="Rank",
        short="Rank",
        description="Place among the countries of the edition, from 1; their number varies.",
        scale=Scale(1, 250, freest=1),
        is_relative=True,
    ),
    *(
        Measure(
            id=id_,
            title=title,
            short=short,
            description=f"{title}, 0 to 100, 100 is most free; from edition 2022 on.",
            scale=_POINTS,
        )
        for id_, (title, short, _) in _CONTEXTS.items()
    ),
)

# The files print no periods. These are the twelve months that RSF spoke of, as far as is known, and
# approximate: indexes up to 2010 came out in autumn and looked back to the autumn before, that of
# 2011-12 and all later ones came out in winter or spring and looked back on the year before.
_LAST_DECLARED = 2025
_EDITIONS = (
    *(
        Edition(year, str(year), date(year - 1, 9, 1), date(year, 8, 31))
        for year in range(2002, 2011)
    ),
    Edition(2012, "2011-12", date(2010, 12, 1), date(2011, 11, 30)),
    Edition(2013, "2013", date(2011, 12, 1), date(2012, 11, 30)),
    *(Edition.of_calendar_year(year) for year in range(2014, _LAST_DECLARED + 1)),
)

_ALL = ("press_freedom_score", "rank")
_BREAKS = (
    Break(
        2012,
        ("press_freedom_score",),
        "The questionnaire of 2011-12 gave negative points, too, and scores spread wider: ranks "
        "compare with earlier ones, scores do not.",
        is_comparable=False,
        short="edition 2012: new questionnaire, wider range of points",
    ),
    Break(
        2013,
        ("press_freedom_score",),
        "New method and other direction: until 2012 the score counted abuses, the fewer the freer; "
        "since 2013 it runs from 0 to 100, and 100 is most free.",
        is_comparable=False,
        short="edition 2013: new method, 100 is now most free",
    ),
    Break(
        2022,
        _ALL,
        "New method: the score is the mean of five contextual indicators; RSF warns against "
        "comparing it with earlier ones.",
        is_comparable=False,
        short="edition 2022: new method, scores do not compare",
    ),
)

_NOTES = (
    Note(
        "home_only",
        "Rated on its own territory only; what the state did elsewhere is a unit of its own.",
        _ALL,
        frozenset(
            (country_id, year)
            for country_id, without in (("USA", ()), ("ISR", (2005,)))
            for year in (*range(2003, 2011), 2012)
            if year not in without
        ),
    ),
)

# RSF rated two states apart at home and elsewhere until 2012; its own codes that are not ISO's.
_NAMINGS = (
    Naming("CTU", "XNC"),
    Naming("XKO", "XKX"),
    Naming("XCD", "XOE"),
    Naming("CSS", "XOE"),
    Naming("USA2", "USA"),
    Naming("USA1", "XUA"),
    Naming("USA_I", "XUI"),
    Naming("ISR1", "ISR"),
    Naming("ISR2", "XIA"),
    Naming("ISR3", "XIT"),
)

_NAMES = ("FR_country", "EN_country", "ES_country", "AR_country", "FA_country")
_OLD_COLUMNS = (
    Column("Year (N)", "edition"),
    Column("ISO", "unit"),
    Column("Rank N", "rank"),
    Column("Score N", "press_freedom_score"),
    Column("Score N without the exactions", None),
    Column("Score N with the exactions", None),
    Column("Score exactions", None),
    Column("Rank N-1", "rank", is_reprint=True),
    Column("Score N-1", "press_freedom_score", is_reprint=True),
    Column("Rank evolution", None),
    *(Column(name, None) for name in _NAMES),
    Column("Zone", None),
)


def _new_columns(edition: int) -> tuple[Column, ...]:
    return (
        Column("ISO", "unit"),
        Column("Score", "press_freedom_score", also=(f"Score {edition}",)),
        Column("Rank", "rank"),
        *(Column(header, id_) for id_, (*_, header) in _CONTEXTS.items()),
        *(Column(f"Rank_{short}", None) for short in ("Pol", "Eco", "Leg", "Soc", "Saf")),
        Column("Situation", None, is_optional=True),
        Column("Zone", None),
        *(
            Column(f"Country_{language}", None, is_optional=True)
            for language in ("EN", "FR", "ES", "PT", "AR", "FA")
        ),
        Column("Year (N)", "edition"),
        Column("Rank N-1", "rank", is_reprint=True),
        Column("Rank evolution", None),
        # 2022 has neither: its scores do not compare with those of 2021
        Column("Score N-1", "press_freedom_score", is_reprint=True, is_optional=edition == _NEW),
        Column("Score evolution", None, is_optional=True),
    )


_NEW = 2022


def _sheet(edition: int) -> Sheet:
    return Sheet(
        layout="table",
        columns=_OLD_COLUMNS if edition < _NEW else _new_columns(edition),
        missing=frozenset({""}),
        namings=_NAMINGS,
        delimiter=";",
        decimal=",",
        encodings=("utf-8-sig", "cp1252"),
    )


# sha256 and size of the copies at hand; those not "published" differ from the published file in
# their line ends (LF for CR LF)
_FILES = {
    2002: ("0365b2e38f8730e77ce198085765b9b3f63c5e383d077c9e1b99bb29657676ee", 13133),
    2003: ("3576e432205f25a33b477ea92dd2934910269cd2cf0e4a0924056fcb4c9f6606", 17320),
    2004: ("9bf606b37a27cf3ca307e8ff8c08debf9bba959de48c91502acfc1e05a58aecd", 17662),
    2005: ("d8e003ef3640d723f9fd76b2233c3ff76c64e3eec0fd6236b94d1adf6166f55b", 17300),
    2006: ("b73525cd460bcf930ebb98d5d4565cc75d9ef8e65cb9da1861e762e3b85ad395", 17784),
    2007: ("ed8fe067f3acc1554b426b2bab1a92b6b4148a1ef8a2be683fd74fd31154d0e9", 17889),
    2008: ("7912d03cb878b0571a4c1cc4ccd2e0677c1037178d343b50fb832f5aff6bd1b0", 18285),
    2009: ("413ebd647d08ff06faf33287f08bae4d2b359a4a21a892fe8c5ffa64988e5b06", 18688),
    2010: ("0ce1284c011d8f4935f1c7f8fe5e49e4506da345e73cc4838bc7479254e37e2a", 19029),
    2012: ("eb4a1b262ed45c8f0a09ce1e8f3490ac7a333170b8920bd6dc80a90510aa9b31", 19479),
    2013: ("044c0ba0bc21f28b0dd5dd5258de92a489ef14f4e910280ffba7d12e83ee4d99", 18575),
    2014: ("8cabcc8840dd5707136a3a7d4c3b7ce4e904bda2faab58958d82b245c5b02962", 18809),
    2015: ("056a5aa8ce73f5d28b27266d520b801ff72571901d8d89ea437eb237df1e3fee", 20475),
    2016: ("7b456cb3357002d9ce11ba0a0d379ccaaa1d97cf1bd41d938fe782a901dc2a7d", 20430),
    2017: ("d9f943286237b5a6edf96a93a399b393dba310146186316526f81d6e46d95d5f", 21323),
    2018: ("07e87e4052d50a4a4b700f684fe6dd802c27ff0b4403ef594881d9f4824bee88", 21148),
    2019: ("0bfc6e4edc168a050eb05061f0af934365ae38e79a7d0e781dd1cc4e632eb71d", 21897),
    2020: ("d6d5133cfaf86f61cf5232ee77a6dc0acc945f441498e74a58558052f70798f9", 21753),
    2021: ("6418491548e41d1ebb0f8d3045628749796e761f2a038a0659c161305248769d", 21296),
    2022: ("9c8200ea1027e67f3365ec44e484e96aed07b3f603c377c6f87b9ae362aa35ef", 26930),
    2023: ("45b558e6308e5e1cba83d42e9ece140d95cc42b1d8b4fdf438b0c4ad4dd163ca", 29569),
    2024: ("bc3fc3c3023aeada26d6ad1a49593395509b6d3c85d84f45badb7399662143ef", 33705),
    2025: ("c77ae8371fd4e62c0fde35d2fc58a18f478d104cdfeac75d09248f1ae36bcf05", 26731),
}
_PUBLISHED = (2002, 2013, 2022)
_URL = "https://rsf.org/sites/default/files/import_classement/"
_GITHUB = "https://raw.githubusercontent.com/"
_MIRRORS = {
    True: _GITHUB + "petzi53/pressfreedom.data/27c933c6997124509333bfaca9223a46a31ccfcd/"
    "inst/extdata/rwb",
    False: _GITHUB + "unguisdraconis/rsf-streamgraph/"
    "a21763acc011f67b72acdb57888a19c3b363ee09/data/",
}


def _source(edition: int, sha256: str, size: int) -> Source:
    is_published = edition in _PUBLISHED
    return Source(
        id=f"rsf-{edition}",
        path=f"rsf/{edition}.csv",
        release=str(edition),
        grade="published" if is_published else "resaved",
        sha256=sha256,
        bytes=size,
        title=f"World Press Freedom Index {edition}",
        sheets=(_sheet(edition),),
        first_edition=edition,
        last_edition=edition,
        url=f"{_URL}{edition}.csv",
        mirror=f"{_MIRRORS[is_published]}{edition}.csv",
        remark="" if is_published else "line ends changed from CR LF to LF, otherwise as served",
    )


def _undeclared(edition: int, sha256: str) -> Source:
    """Declare the file of a year not known here: laid out as the newest, if with more columns."""
    sheet = replace(_sheet(edition), is_excerpt=True)
    return replace(_source(edition, sha256, 0), sheets=(sheet,), mirror=None)


def _fetched(files: Mapping[str, bytes]) -> Survey:
    """Return the survey with the sources that these files (by path) are, in order of editions."""
    declared = {source.path: source for source in RSF.sources}
    sources = []
    for path, content in files.items():
        found = re.fullmatch(r"rsf/(\d{4})\.csv", path)
        if not found:
            continue
        sha256 = hashlib.sha256(content).hexdigest()
        with_lf = hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()
        source = declared.get(path) or _undeclared(int(found[1]), sha256)
        if source.sha256 != sha256 and source.sha256 == with_lf:
            source = replace(source, remark="")  # the line ends are those that are served
        elif source.sha256 != sha256 or path not in declared:
            source = replace(
                source,
                grade="secondary",
                remark="a copy whose bytes this package does not know",
                is_declared=False,
            )
        sources.append(replace(source, sha256=sha256, bytes=len(content)))
    last = max((s.last_edition for s in sources), default=_LAST_DECLARED)
    later = map(Edition.of_calendar_year, range(_LAST_DECLARED + 1, last + 1))
    return replace(
        RSF,
        sources=tuple(sorted(sources, key=lambda source: source.last_edition)),
        editions=(*_EDITIONS, *later),
    )


RSF = Survey(
    id="rsf",
    title="World Press Freedom Index",
    publisher="Reporters Without Borders (RSF)",
    homepage="https://rsf.org/en/index",
    citation=(
        "Reporters Without Borders (RSF), World Press Freedom Index, since 2002, "
        "https://rsf.org/en/index."
    ),
    terms=(
        "RSF states no licence: its files are fetched and built by whoever uses them, and are not "
        "part of this package; cite Reporters Without Borders."
    ),
    short_terms="RSF states no licence: not to be passed on.",
    measures=_MEASURES,
    headline=Headline("press_freedom_score", "Press freedom score", ("press_freedom_score",)),
    anchor="press_freedom_score",
    editions=_EDITIONS,
    published=read_published("rsf"),
    sums=(
        Sum(
            "press_freedom_score",
            dict.fromkeys(_CONTEXTS, 0.2),
            known={("BFA", 2023): "67.64 in the files of 2023 and 2024, the mean is 69.08"},
        ),
    ),
    ranking=Ranking("rank", "press_freedom_score"),
    breaks=_BREAKS,
    notes=_NOTES,
    sources=tuple(_source(edition, *file) for edition, file in _FILES.items()),
    is_shipped=False,
    fetched=_fetched,
)
