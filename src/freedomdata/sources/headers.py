"""
The columns of the surveys as other people call them in tables of their own.

Such a table has a row for each country and year. Many of its headers have several meanings: a fit
is given for each, and the values decide between them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, Any

from freedomdata.model import IS_TERRITORY, STATUSES, Column, Measure, Sheet
from freedomdata.sources.resemblance import HEADER_ROWS, Fit, fold, list_sheets
from freedomdata.surveys import SURVEYS
from freedomdata.surveys.reading import read_headers

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from freedomdata.choices import Code
    from freedomdata.model import Survey
    from freedomdata.sources.files import Cell, Grid

    Words = Mapping[Any, str]

__all__ = [
    "CODE_HEADERS",
    "COVERED_HEADERS",
    "EDITION_HEADERS",
    "YEAR_HEADERS",
    "find_common",
    "find_last_turned",
    "say_left",
    "say_shape",
]

#: Headers of a column of names, the likeliest first.
_NAME_HEADERS = ("countryterritory", "countryname", "country", "entity", "cname", "countries",
                 "territory", "name", "nation", "countryen", "encountry", "countrynm",
                 "location", "economy", "state", "unit")  # fmt: skip

#: Headers of a column of codes, and the system; that of letters needs none.
CODE_HEADERS: Mapping[str, Code | None] = {
    **dict.fromkeys(
        ("iso3", "iso3c", "iso3code", "isoalpha3", "alpha3", "isocode3", "countryiso3",
         "ccodealp", "countrytextid", "iso2", "iso2c", "isoalpha2", "alpha2", "isocode", "iso",
         "countrycode", "countrycd", "code", "countryid"),
        None,
    ),
    **dict.fromkeys(("cow", "cown", "cowcode", "cownumber", "cowccode"), "cow"),
    **dict.fromkeys(("gw", "gwn", "gwno", "gwcode", "gwnumber"), "gw"),
    **dict.fromkeys(("ison", "iso3n", "isonumeric", "isonumber"), "iso_numeric"),
}  # fmt: skip

EDITION_HEADERS = ("edition", "surveyedition", "fiwedition", "editionyear", "yearn")
COVERED_HEADERS = ("yearcovered", "coveredyear", "yearscovered", "yearunderreview",
                    "yearsunderreview", "coverageyear", "yearofobservation")  # fmt: skip
#: Headers of a year that may be that of the title or the one covered.
YEAR_HEADERS = ("year", "years", "yr", "yearno", "date", "time", "surveyyear", "reportyear")

#: Measures of one kind: headers of several meanings have those of one kind.
_KINDS = {
    "political_rights": "rating",
    "civil_liberties": "rating",
    "political_rights_score": "score",
    "civil_liberties_score": "score",
}
#: Numbers that people write for Not Free, Partly Free and Free.
_STATUS_CODES = ((3, 2, 1), (1, 2, 3), (0, 1, 2), (2, 1, 0), (-1, 0, 1))
_MISSING = frozenset({"", "-", "NA", "N/A", "nan", "NaN"})


def find_common(grids: Sequence[Grid]) -> list[Fit]:
    """Return how a table may be read by the headers that are common, once for each meaning."""
    return [
        fit
        for survey in SURVEYS.values()
        for number, grid in enumerate(grids)
        for fit in _find_header(survey, number, grid)
    ]


def _find_header(survey: Survey, number: int, grid: Grid) -> list[Fit]:
    for row, cells in enumerate(grid[:HEADER_ROWS], 1):
        if fits := list(_fit_row(survey, number, row, cells, grid[row:])):
            return fits
    return []


def _fit_row(survey: Survey, number: int, row: int, cells: list[Cell], body: Grid) -> Iterator[Fit]:
    """Read a row of headers, in each sense that it has."""
    unit = _find_unit(cells)
    measures = {
        n: meanings
        for n, cell in enumerate(cells)
        if n != unit and (meanings := _find_meanings(survey, cell))
    }
    if unit is None or not measures:
        return
    for chosen in _choose_kinds(measures):
        for coded in _choose_words(survey, chosen, body):
            held = [(unit, Column(_text(cells[unit]), "unit"))]
            held += [
                (n, Column(_text(cells[n]), id_, words=coded.get(n), is_optional=True))
                for n, id_ in chosen.items()
            ]
            strange = [id_ for n, id_ in chosen.items() if _text(cells[n]) != id_]
            numbers = [id_ for id_ in strange if survey.field[id_].scale]
            for is_turned in {False, bool(numbers) and bool(find_last_turned(survey))}:
                columns = sorted(held, key=lambda pair: pair[0])
                sheet = _make_sheet(survey, columns, is_turned=is_turned)
                yield Fit(survey, sheet, number, row, columns)


def _make_sheet(survey: Survey, columns: list[tuple[int, Column]], *, is_turned: bool) -> Sheet:
    sheets = [sheet for source in survey.sources for sheet in source.sheets]
    return Sheet(
        layout="table",
        columns=tuple(column for _, column in columns),
        missing=_MISSING,
        is_turned=is_turned,
        namings=tuple(n for n in sheets[0].namings if all(n in s.namings for s in sheets)),
    )


def find_last_turned(survey: Survey) -> int:
    """Return the last edition whose declared files count from the other end, 0 without any."""
    sources = SURVEYS[survey.id].sources
    return max((s.last_edition for s in sources if any(t.is_turned for t in s.sheets)), default=0)


def _text(cell: Cell) -> str:
    return str(cell).strip()


def _brief(cell: Cell) -> str:
    """Return a header of usual length; a longer one is none."""
    return text if len(text := _text(cell)) < _LONG else ""


_LONG = 30


def _find_unit(cells: Sequence[Cell]) -> int | None:
    """Return which column has the names of countries, else their codes."""
    folded = [fold(cell) for cell in cells]
    wanted = (*_NAME_HEADERS, *CODE_HEADERS)
    return next((folded.index(header) for header in wanted if header in folded), None)


def say_left(header: Cell) -> str:
    """Say why a column is left alone."""
    text = fold(header)
    if text in (*EDITION_HEADERS, *COVERED_HEADERS, *YEAR_HEADERS):
        return "editions are read from another column"
    if text in (*_NAME_HEADERS, *CODE_HEADERS):
        return "countries are read from another column"
    return "no measure has that name"


def say_shape(head: Sequence[Cell]) -> str:
    """Say what is wrong with the shape of a table whose headers are these, if that is plain."""
    folded = [fold(cell) for cell in head]
    years = [text for text in map(_brief, head) if re.search(r"(?<!\d)(19|20)\d\d(\.0)?$", text)]
    if len(years) >= _MANY_YEARS:
        return (
            f"it has a column for each year ({years[0]}, {years[1]} and so on): make a row of each "
            "country and year, with the years in one column"
        )
    kinds = [_brief(cell) for cell, text in zip(head, folded, strict=True) if text in _KIND_HEADERS]
    values = [
        _text(cell) for cell, text in zip(head, folded, strict=True) if text in _VALUE_HEADERS
    ]
    if values and kinds:
        return (
            f"it has a row for each measure, named in column {kinds[0]!r}: make a column for each "
            "measure"
        )
    if values:
        return (
            f"its column {values[0]!r} does not say of what: name it as the measure that it has, "
            "such as political_rights, press_score, net_score or press_freedom_score"
        )
    return ""


_MANY_YEARS = 3
_KIND_HEADERS = (
    "variable",
    "indicator",
    "indicatorname",
    "measure",
    "series",
    "seriesname",
    "item",
)
_VALUE_HEADERS = ("value", "values", "obsvalue")


@cache
def _list_meanings(id_: str) -> Mapping[str, tuple[str, ...]]:
    """Return what headers (folded) mean, in published files of a survey and elsewhere."""
    survey = SURVEYS[id_]
    meanings: dict[str, dict[str, None]] = defaultdict(dict)
    for sheet in (sheet for sheet in list_sheets(survey) if sheet.layout == "table"):
        for c in sheet.columns:
            is_plain = not (c.words or c.first or c.last or c.edition or c.is_reprint)
            for header in (c.header, *c.also):
                if is_plain and c.holds in survey.field and not re.search(r"\d{4}", header):
                    meanings[fold(header)][c.holds or ""] = None
    for measure, headers in read_headers(id_).items():
        for header in headers:
            meanings[header][measure] = None
    return {header: tuple(several) for header, several in meanings.items()}


def _find_meanings(survey: Survey, cell: Cell) -> tuple[str, ...]:
    """Return the measures that a header may mean; our own ids mean themselves first."""
    text = _text(cell)
    own = (text,) if text in survey.field else ()
    several = dict.fromkeys((*own, *_list_meanings(survey.id).get(fold(text), ())))
    return tuple(id_ for id_ in several if id_ != IS_TERRITORY.id or survey.lists_territories)


def _choose_kinds(measures: Mapping[int, tuple[str, ...]]) -> Iterator[dict[int, str]]:
    """Give each column one meaning, those with several of one kind; a measure only once."""
    kinds = {_KINDS.get(id_, "") for several in measures.values() if len(several) > 1
             for id_ in several}  # fmt: skip
    for kind in sorted(kinds) or [""]:
        chosen: dict[int, str] = {}
        for n, several in measures.items():
            id_ = next((one for one in several if _KINDS.get(one, "") == kind), several[0])
            if id_ not in chosen.values():
                chosen[n] = id_
        yield chosen


def _choose_words(
    survey: Survey, chosen: Mapping[int, str], body: Grid
) -> Iterator[dict[int, Words]]:
    """Return what numbers in columns of statuses mean, once for each sense; nothing of words."""
    coded: dict[int, set[int]] = {}
    for n, id_ in chosen.items():
        field = survey.field[id_]
        if isinstance(field, Measure) and field.categories == STATUSES:
            texts = {_text(row[n]) for row in body} - _MISSING
            if texts and all(re.fullmatch(r"-?\d(\.0)?", text) for text in texts):
                coded[n] = {int(float(text)) for text in texts}
    if not coded:
        yield {}
    for codes in _STATUS_CODES if coded else ():
        if all(found <= {*codes} for found in coded.values()):
            yield {n: dict(zip(codes, STATUSES, strict=True)) for n in coded}
