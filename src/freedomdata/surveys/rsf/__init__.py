"""
World Press Freedom Index, Reporters Without Borders (RSF), editions from 2002 on, without 2011.

RSF states no licence: the files are fetched and built by whoever wants them, never passed on. A
file of a year that is not declared here is read in the layout of the newest.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from freedomdata.model import (
    Break,
    Column,
    Edition,
    Headline,
    Measure,
    Naming,
    Note,
    Ranking,
    Report,
    Scale,
    Sheet,
    Source,
    Sum,
    Survey,
)
from freedomdata.surveys.reading import read_columns, read_editions, read_exceptions, read_records

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["RSF"]

_CONTEXTS = (
    "political_context",
    "economic_context",
    "legal_context",
    "social_context",
    "safety",
)
_MEASURES = read_records(
    "rsf",
    Measure,
    until={"press_freedom_score": {2012: Scale(-10, 142, freest=-10, decimals=2)}},
)

# The files print no periods. These are the twelve months that RSF spoke of, as far as is known, and
# approximate: indexes up to 2010 came out in autumn and looked back to the autumn before, that of
# 2011-12 and all later ones came out in winter or spring and looked back on the year before.
_EDITIONS, _PUBLISHED = read_editions("rsf")

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

_COLUMNS = read_columns("rsf")
_NEW = 2022


def _columns(edition: int) -> tuple[Column, ...]:
    """Return the columns of an edition; 2022 has no scores of 2021, as they do not compare."""
    if edition < _NEW:
        return _COLUMNS["until 2021"]
    changed: Mapping[str, Mapping[str, Any]] = {
        "Score": {"also": (f"Score {edition}",)},
        "Score N-1": {"is_optional": edition == _NEW},
    }
    return tuple(replace(c, **changed.get(c.header, {})) for c in _COLUMNS["from 2022"])


def _sheet(edition: int) -> Sheet:
    return Sheet(
        layout="table",
        columns=_columns(edition),
        missing=frozenset({""}),
        namings=_NAMINGS,
        delimiter=";",
        decimal=",",
        encodings=("utf-8-sig", "cp1252"),
    )


_SHEETS = {f"rsf-{e.edition}": (_sheet(e.edition),) for e in _EDITIONS}


def _undeclared(edition: int, sha256: str) -> Source:
    """Declare the file of a year not known here: laid out as the newest, if with more columns."""
    newest = RSF.sources[-1]
    return replace(
        newest,
        id=f"rsf-{edition}",
        path=f"rsf/{edition}.csv",
        release=str(edition),
        sha256=sha256,
        title=f"World Press Freedom Index {edition}",
        sheets=(replace(_sheet(edition), is_excerpt=True),),
        first_edition=edition,
        last_edition=edition,
        url=f"{newest.url}".replace(newest.release, str(edition)),
        mirror=None,
    )


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
    last = max((s.last_edition for s in sources), default=0)
    later = map(Edition.of_calendar_year, range(_EDITIONS[-1].edition + 1, last + 1))
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
    methodology="https://rsf.org/en/methodology-used-compiling-world-press-freedom-index-2025",
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
    published=_PUBLISHED,
    sums=(
        Sum(
            "press_freedom_score",
            dict.fromkeys(_CONTEXTS, 0.2),
            known=read_exceptions("rsf")["press_freedom_score"],
        ),
    ),
    ranking=Ranking("rank", "press_freedom_score"),
    breaks=read_records("rsf", Break),
    notes=read_records("rsf", Note),
    sources=read_records("rsf", Source, sheets=_SHEETS),
    # one page on each country, on the newest index
    reports=(
        Report(
            url="https://rsf.org/en/country/{unit}",
            first_edition=2002,
            names={"COD": "Democratic Republic of Congo"},
        ),
    ),
    is_shipped=False,
    fetched=_fetched,
)
