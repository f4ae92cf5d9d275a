"""Cite what was used, and no more: the releases that values were read from, and this package."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass, replace
from itertools import product
from string import ascii_lowercase
from typing import TYPE_CHECKING, Any

from freedomdata.arguments import listed
from freedomdata.calls import explain_calls
from freedomdata.data import open_data
from freedomdata.errors import FreedomDataError, brief
from freedomdata.frames import is_frame
from freedomdata.origins import find_origins
from freedomdata.versions import SHOWN, version

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

    from freedomdata.choices import CiteStyle
    from freedomdata.origins import Origin
    from freedomdata.versions import Version

__all__ = ["cite"]

_AUTHORS = "The freedomdata authors"
_TITLE = "freedomdata: The world's freedom ratings as tidy, proven, traceable tables"

#: How a file is described that is not the publisher's own, byte by byte.
_COPIES = {
    "resaved": "the publisher's file, saved again by others",
    "compiled": "copied by others",
    "transcribed": "transcribed from the publisher's print",
    "secondary": "secondary copy, not confirmed by a file of the publisher",
}


@explain_calls
def cite(
    x: str | pd.DataFrame | Iterable[str | pd.DataFrame],
    *,
    style: CiteStyle = "apa",
    data: str | os.PathLike[str] | None = None,
) -> str:
    """
    Cite the releases that values were read from, and this package with its data version.

    Parameters
    ----------
    x : str, pandas.DataFrame, or iterable of these
        Survey ids, keys of :data:`freedomdata.SURVEYS`, or a frame as :func:`load`,
        :func:`load_items` or :func:`load_panel` give it, with all its rows and columns or fewer.
        Of a frame only the files and editions are cited that its own values were read from. It
        may have been written to a file and read again, and have columns of several surveys.
    style : {"apa", "bibtex", "csl"}, default "apa"
        References in the style of APA 7, one to a line; entries for BibTeX and biblatex; or
        items in CSL-JSON, for Zotero, Pandoc and other programs.
    data : path, optional
        The data directory that the frame was loaded from. ``FREEDOMDATA_DATA`` or the tables in
        the package by default.

    Returns
    -------
    str
        One reference for each file, in the order of the surveys and of the precedence of their
        files, then one for this package, as :func:`version` names it. The terms of use follow in
        the last lines (apa) or stand in the field ``annote`` (bibtex, csl), which bibliographies
        do not print.

    Raises
    ------
    UnknownSurveyError
        If a survey is no id of a survey.
    FreedomDataError
        If `style` is none of the three, the frame is empty, does not tell where its values are
        from (it needs ``country_id`` and ``edition`` or ``year`` beside values, or else
        ``source``), or has other values than the editions that it names.
    SourceError
        If `data` is no data directory, lacks a survey, or a table in it is damaged.

    See Also
    --------
    version : The versions of code, data and tables.

    Notes
    -----
    A frame's column ``source`` names the file of a row's status; scores of the same row may be
    from another. So every value is looked up in the readings, and ``source`` is believed only
    where ``country_id``, ``edition`` or all values are missing. Of surveys side by side ``edition``
    is that of one of them: a value of another is that of the edition with its ``year``, if that is
    the value which the edition has. What cannot be distinguished is refused.

    Other files that confirm a value are not cited. Copies that stand in for the publisher's file
    are called what they are, and their compilers are named. Where the address of a publisher's file
    is not known, that of the survey stands for it.

    The year of a reference is that of the release of the file, the year of the package's that of
    its data version. APA wants the same author's references of one year distinguished: the letters
    follow the titles.

    Examples
    --------
    >>> import freedomdata as fd
    >>> china = fd.load("fiw", country="China", editions=range(1990, 2003))
    >>> print(fd.cite(china).splitlines()[0])
    Freedom House. (2025). Freedom in the World: Country and Territory Ratings and Statuses
    1973-2025 (Editions 1990-2002) [Data set]. https://freedomhouse.org/sites/default/files/...
    """
    import pandas as pd  # noqa: PLC0415 (importing this package must not import pandas)

    if not isinstance(style, str) or style not in _STYLES:
        raise FreedomDataError(f"style is one of {', '.join(_STYLES)}, not {brief(style)}")
    what = (
        "a survey id or several, or a frame as load, load_items or load_panel give it, or several"
    )
    given: list[Any] | None = [x] if is_frame(x) else listed("x", x, what)
    if not given or isinstance(x, pd.Series):
        raise FreedomDataError(f"x is {what}, not {brief(x)}")
    frames = [one for one in given if is_frame(one)]
    surveys = [one for one in given if not is_frame(one)]
    data = open_data(data)
    origins = find_origins(surveys, frames, data)
    works = [_make_work(origin, data.described[origin.survey]) for origin in origins]
    return _STYLES[style](works, version(data=data))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    """A file as it is cited; what is not known is empty."""

    key: str
    publisher: str
    title: str
    year: str
    editions: str
    copy: str
    compiler: str
    url: str
    sha256: str
    terms: str


def _make_work(origin: Origin, survey: Mapping[str, Any]) -> _Work:
    """Return a file of a survey, both as the descriptor has them, as a work to be cited."""
    source = next(source for source in survey["sources"] if source["name"] == origin.source)
    title, series = source["title"], survey["title"]
    grade, compiler = source["grade"], (source["compiler"] or "").removesuffix(".")
    is_own = grade in {"published", "resaved"}
    is_credited = grade == "compiled" and compiler
    return _Work(
        key=_make_key(survey["publisher"], origin),
        publisher=survey["publisher"],
        title=title if title.startswith(series) else f"{series}: {title}",
        year=source["release"],
        editions=_format_editions(
            origin.editions, {*origin.editions, *map(int, survey["rows_by_edition"])}
        ),
        copy="" if is_credited else _COPIES.get(grade, ""),
        compiler=compiler,
        url=source.get("url") or (not is_own and source.get("mirror")) or survey["homepage"],
        sha256=source["sha256"],
        terms=survey["terms"],
    )


def _make_key(publisher: str, origin: Origin) -> str:
    """Return a key such as ``freedomhouse_fiw_2025_ratings``."""
    who = unicodedata.normalize("NFKD", publisher.partition("(")[0]).lower()
    file = re.sub(r"[^a-z0-9]+", "_", origin.source.lower())
    survey = "" if file.startswith(f"{origin.survey}_") else f"{origin.survey}_"
    return f"{re.sub('[^a-z0-9]', '', who)}_{survey}{file}"


def _format_editions(editions: Sequence[int], of_survey: Iterable[int]) -> str:
    """Return editions as ``Editions 1990-2013``; those between that never were do not count."""
    order = {edition: number for number, edition in enumerate(sorted(of_survey))}
    spans: list[list[int]] = []
    for edition in editions:
        if spans and order[edition] == order[spans[-1][-1]] + 1:
            spans[-1].append(edition)
        else:
            spans.append([edition])
    words = [str(s[0]) if len(s) == 1 else f"{s[0]}-{s[-1]}" for s in spans]
    return f"Edition{'s' if len(editions) > 1 else ''} {', '.join(words)}" if words else ""


def _as_apa(works: Sequence[_Work], at_hand: Version) -> str:
    """Return APA 7 references of data sets, a line each, and the terms of use."""
    lines = []
    for work, year in zip(works, _letter_years(works), strict=True):
        details = "; ".join(filter(None, (work.editions, work.copy)))
        lines.append(
            f"{work.publisher.removesuffix('.')}. ({year}). {work.title}"
            f"{f' ({details})' if details else ''} [Data set]. "
            f"{f'As compiled by {work.compiler}. ' if work.compiler else ''}{work.url}"
        )
    lines.append(
        f"{_AUTHORS}. ({_year_of(at_hand)}). {_TITLE} (Version {at_hand.code}; data version "
        f"{at_hand.data}, tables {at_hand.tables[:SHOWN]}) [Computer software]."
    )
    terms = dict.fromkeys(work.terms for work in works)
    return "\n".join([*lines, *(f"Terms of use: {text}" for text in terms)])


def _letter_years(works: Sequence[_Work]) -> list[str]:
    """Return the years, with a letter where one author has several works in one."""
    years = {work.key: work.year for work in works}
    for who in {(work.publisher, work.year) for work in works}:
        same = sorted((w.title, w.key) for w in works if (w.publisher, w.year) == who)
        letters = map("".join, product(["", *ascii_lowercase], ascii_lowercase))
        for (_, key), letter in zip(same, letters, strict=False):
            if len(same) > 1:
                years[key] += letter
    return [years[work.key] for work in works]


def _year_of(at_hand: Version) -> str:
    return at_hand.data.partition(".")[0]


def _make_note(work: _Work) -> str:
    """Return what a reference has besides author, year, title and address."""
    compiler = f"As compiled by {work.compiler}" if work.compiler else ""
    copy = work.copy[:1].upper() + work.copy[1:]
    parts = (work.editions, copy, compiler, f"sha256 of the file: {work.sha256}")
    return ". ".join(filter(None, parts))


def _as_bibtex(works: Sequence[_Work], at_hand: Version) -> str:
    """Return entries that BibTeX and biblatex understand."""
    entries = [
        _make_entry(
            work.key,
            author=f"{{{_escape(work.publisher)}}}",
            title=f"{{{_escape(work.title)}}}",
            year=work.year,
            howpublished="Data set",
            url=work.url.translate(_IN_ADDRESS),
            note=_escape(_make_note(replace(work, editions=work.editions.replace("-", "--")))),
            annote=_escape(f"Terms of use: {work.terms}"),
        )
        for work in works
    ]
    package = _make_entry(
        "freedomdata",
        author=f"{{{_AUTHORS}}}",
        title=f"{{{_TITLE}}}",
        year=_year_of(at_hand),
        howpublished="Computer software",
        version=at_hand.code,
        note=_escape(_format_data(at_hand)),
    )
    return "\n\n".join([*entries, package])


def _make_entry(key: str, **fields: str) -> str:
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{key},", *lines, "}"])


_IN_LATEX = str.maketrans(
    {character: f"\\{character}" for character in "{}$&#%_"}
    | {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
)

#: An address is kept as it is, but for what would end or upset the field that holds it.
_IN_ADDRESS = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C", " ": "%20"})


def _escape(text: str) -> str:
    """Return a text as LaTeX writes it."""
    return text.translate(_IN_LATEX)


def _as_csl(works: Sequence[_Work], at_hand: Version) -> str:
    """Return CSL-JSON: a list of items."""
    items = [
        {
            "id": work.key,
            "type": "dataset",
            "author": [{"literal": work.publisher}],
            **_issue(work.year),
            "title": work.title,
            "version": work.year,
            "publisher": work.publisher,
            "URL": work.url,
            "note": _make_note(work),
            "annote": f"Terms of use: {work.terms}",
        }
        for work in works
    ]
    package = {
        "id": "freedomdata",
        "type": "software",
        "author": [{"literal": _AUTHORS}],
        **_issue(_year_of(at_hand)),
        "title": _TITLE,
        "version": at_hand.code,
        "note": _format_data(at_hand),
    }
    return json.dumps([*items, package], indent=2, ensure_ascii=False)


def _issue(year: str) -> dict[str, Any]:
    return {"issued": {"date-parts": [[int(year)]]}}


def _format_data(at_hand: Version) -> str:
    return f"Data version {at_hand.data}, sha256 over its tables: {at_hand.tables}"


#: How each style is written.
_STYLES = {"apa": _as_apa, "bibtex": _as_bibtex, "csl": _as_csl}
