"""
Which columns a table has, by its headers: those of a declared sheet, or those that others use.

A sheet of a file that nobody declared is held against all declared ones, whatever the edition they
speak of. In tables of other people (a row for each country and year) many headers have several
meanings: there is a fit for each, and the values decide between them.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, cast

from freedomdata.calls import format_argument
from freedomdata.cells import trim
from freedomdata.errors import SourceError
from freedomdata.model import IS_TERRITORY, STATUSES, Column, Measure, Sheet
from freedomdata.sources.layouts import later_year
from freedomdata.surveys import SURVEYS
from freedomdata.surveys.reading import read_headers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from freedomdata.cells import Cell, Grid
    from freedomdata.choices import Code
    from freedomdata.model import Survey
    from freedomdata.sources.layouts import Numbered
    from freedomdata.sources.workbooks import Sheets

__all__ = [
    "CODE_SYSTEMS",
    "LABELS",
    "Fit",
    "Given",
    "Head",
    "ask_label",
    "describe_heads",
    "find_compilation",
    "find_heads",
    "find_last_turned",
    "fold",
    "format_left",
    "has_header",
    "list_fits",
]

_HEADERS: dict[str, Any] = tomllib.loads(
    resources.files(__package__).joinpath("headers.toml").read_text(encoding="utf-8")
)
#: Headers of columns of codes and their system, None for letters.
CODE_SYSTEMS: Mapping[str, Code | None] = {
    header: None if system == "letters" else cast("Code", system)
    for system, headers in _HEADERS["codes"].items()
    for header in headers
}
#: Headers of columns of editions or years, and what such a column may hold.
_LABELS: tuple[tuple[list[str], tuple[Literal["edition", "year"], ...]], ...] = (
    (_HEADERS["labels"]["edition"], ("edition",)),
    (_HEADERS["labels"]["year"], ("year",)),
    (_HEADERS["labels"]["either"], ("edition", "year")),
)
LABELS = {"edition": "the edition", "year": "the year covered"}

_ROWS = 15  # a header is among the first rows, or there is none
_ENOUGH = 0.6  # of the declared columns, to take a sheet for the declared one
_LONG = 200  # letters in which the year of a header is looked for


class Given(NamedTuple):
    """What the user says of a table: its edition, or what a column holds, and its header."""

    edition: int | None = None
    label: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Fit:
    """
    How a sheet fits a declared one: the row of headers, and its columns.

    It `is_complete` where it has every header of the declared sheet just as declared: then the
    columns mean what they mean there.
    """

    survey: Survey
    sheet: Sheet
    header_row: int
    columns: Numbered
    is_complete: bool = False

    @property
    def weight(self) -> tuple[int, int]:
        """The more columns fit, the better; then, the fewer are missing."""
        held = {(c.holds, c.edition, c.first, c.is_reprint) for _, c in self.columns if c.holds}
        return len(held), -len(self.sheet.columns)


@cache
def fold(text: Cell) -> str:
    """Return a header or word without case, blanks and marks."""
    return re.sub(r"[^a-z0-9]", "", str(text).casefold())


def list_fits(grid: Grid, given: Given) -> list[Fit]:
    """Return the declared sheets and the common headers that a table fits, with most columns."""
    surveys = SURVEYS.values()
    found = [_fit(survey, sheet, grid) for survey in surveys for sheet in _list_sheets(survey)]
    declared = sorted(filter(None, found), key=lambda fit: fit.weight, reverse=True)
    is_compiled = find_compilation(grid) is not None
    common = () if is_compiled else (fit for survey in surveys for fit in _fit_common(survey, grid))
    fits = [one for fit in (*declared, *common) for one in _vary_labels(fit, grid, given)]
    most = max((fit.weight[0] for fit in fits), default=0)
    best = [fit for fit in fits if fit.weight[0] == most]  # those of published files come first
    return [fit for fit in best if fit.is_complete][:1] or best


def find_compilation(grid: Grid) -> str | None:
    """Return the title of the declared compilation whose headers a table has, if any."""
    head = set(map(str, grid[0])) if grid else set()
    for survey in SURVEYS.values():
        for source in survey.sources:
            for sheet in (sheet for sheet in source.sheets if sheet.is_excerpt):
                if head.issuperset(column.header for column in sheet.columns):
                    return source.title
    return None


def has_header(sheets: Sheets, header: str) -> bool:
    """Whether a column that the user names is there."""
    rows = (row for grid in sheets.values() for row in grid[:_ROWS])
    return any(fold(header) == fold(cell) for row in rows for cell in row if str(cell).strip())


def _list_sheets(survey: Survey) -> list[Sheet]:
    """Return the different sheets of a survey; not the few columns of other people's files."""
    sheets = [sheet for source in survey.sources for sheet in source.sheets]
    different: list[Sheet] = []
    for sheet in (*sheets, *survey.layouts):
        if not sheet.is_excerpt and sheet not in different:
            different.append(sheet)
    return different


# --- the headers of declared tables


def _fit(survey: Survey, sheet: Sheet, grid: Grid) -> Fit | None:
    """Hold the first rows of a grid against the headers of a declared sheet."""
    if sheet.layout == "blocks":
        return _fit_blocks(survey, sheet, grid)
    templates = _list_templates(sheet)
    wanted = _list_held(column for column in sheet.columns if not column.is_optional)
    for row, cells in enumerate(grid[:_ROWS], 1):
        matched = _match(templates, cells)
        columns = _add_unit(sheet, matched, cells)
        if _is_like(survey, sheet, [column for _, column in columns], wanted):
            is_complete = wanted <= _list_held(column for _, column in matched)
            return Fit(survey, sheet, row, columns, is_complete)
    return None


def _list_held(columns: Iterable[Column]) -> set[tuple[str, bool]]:
    return {(c.holds, c.is_reprint) for c in columns if c.holds}


def _is_like(
    survey: Survey, sheet: Sheet, columns: Sequence[Column], wanted: set[tuple[str, bool]]
) -> bool:
    """Whether a row of headers says of whom and what, and has most of the declared columns."""
    held = _list_held(columns)
    if sheet.layout != "counts":
        measures = {holds for holds, _ in held}
        anchors = {survey.anchor, *(survey.status_rule.measures if survey.status_rule else ())}
        has_anchor = not anchors.isdisjoint(measures)
        if "unit" not in measures or (anchors & {holds for holds, _ in wanted} and not has_anchor):
            return False
    declared = {c.edition for c in sheet.columns}
    if any(c.header.isdecimal() and c.edition not in declared for c in columns):
        return False  # years as headers: anything may be so wide
    is_whole = {("unit", False), ("edition", False), (survey.anchor, False)} <= held
    return is_whole or len(held & wanted) >= _ENOUGH * len(wanted)


def _list_templates(sheet: Sheet) -> dict[str, list[tuple[int, Column]]]:
    """
    Return the columns by what their headers look like in any edition: digits of a year are ``#``.

    With each is how many years the one in its header is before the edition.
    """
    found: dict[tuple[Any, ...], tuple[int, Column]] = {}
    for column in sheet.columns:
        for header in column.headers:
            text, shift = fold(header), 0
            edition = column.edition or sheet.edition
            if year := re.search(r"(?:19|20)\d{2}", text):
                shift = edition - int(year[0]) if edition else 0
                text = text.replace(year[0], "####", 1)
            elif column.edition:
                text = text.replace(f"{column.edition % 100:02}", "##", 1)
            key = (text, column.holds, column.is_reprint, column.first, column.last)
            found.setdefault(key, (shift, column))
    templates = defaultdict(list)
    for (text, *_), pair in found.items():
        templates[text].append(pair)
    return templates


def _match(templates: Mapping[str, list[tuple[int, Column]]], cells: Sequence[Cell]) -> Numbered:
    """Return the declared columns that a row of headers has, each with its edition."""
    columns = []
    lengths = set(map(len, templates))  # of other lengths none can be the same
    folded = [(n, cell, text) for n, cell in enumerate(cells) if len(text := fold(cell)) in lengths]
    for n, cell, header in folded:
        for text, year in _blank_years(header):
            for shift, column in templates.get(text, ()):
                edition = later_year(f"20{year}"[-4:]) if year else None
                named = replace(
                    column,
                    header=str(cell).strip(),
                    edition=edition + shift if edition else None,
                    also=(),
                    is_optional=True,
                )
                columns.append((n, named))
    return columns


def _blank_years(text: str) -> Iterator[tuple[str, str]]:
    """Yield a header as it is, and with ``#`` for each of the digits that may be a year."""
    yield text, ""
    for many in (4, 2):
        for n in range(min(len(text), _LONG) - many + 1):
            if (year := text[n : n + many]).isdigit():
                yield text[:n] + "#" * many + text[n + many :], year


def _add_unit(sheet: Sheet, columns: Numbered, cells: Sequence[Cell]) -> Numbered:
    """Add the column of names where its header is not the declared one, but says so."""
    declared = next((c for c in sheet.columns if c.holds == "unit"), None)
    if declared is None or any(column.holds == "unit" for _, column in columns):
        return columns
    taken = {n for n, _ in columns}
    found = [n for n, cell in enumerate(cells) if fold(cell) in _UNIT and n not in taken]
    named = [(n, replace(declared, header=str(cells[n]).strip(), also=())) for n in found[:1]]
    return sorted(columns + named, key=lambda pair: pair[0])


#: Headers of names where the declared one is not there.
_UNIT = ("country", "countryterritory", "countryname", "territory", "name", "nation")


# --- a block of columns for each edition


@dataclass(frozen=True, slots=True)
class Head:
    """An edition above some columns: the numbers of these, its title, the years it covers."""

    columns: range
    title: Cell
    years: Cell
    edition: int


def find_heads(survey: Survey, grid: Grid, row: int) -> list[Head]:
    """
    Return the editions above a row of headers of measures (counted from 1).

    The two rows above that are not blank name the edition, over the first of its columns or over
    all of them, and the years covered.
    """
    above = [cells for cells in grid[: row - 1] if any(trim(cell) != "" for cell in cells[1:])]
    if len(above) < _ABOVE:
        return []
    titles, years = ([trim(cell) for cell in cells] for cells in above[-_ABOVE:])
    firsts: list[int] = []
    for n, title in enumerate(titles):
        if n and title != "" and (not firsts or title != titles[firsts[-1]]):
            firsts.append(n)
    return [
        Head(range(first, end), titles[first], years[first], edition)
        for first, end in zip(firsts, [*firsts[1:], len(titles)], strict=True)
        if (edition := _find_edition(survey, titles[first], years[first]))
    ]


_ABOVE = 2  # rows: the edition, and the years


def _find_edition(survey: Survey, title: Cell, years: Cell) -> int | None:
    """Return the edition that a title names; one that has another title, by the years covered."""
    edition = later_year(title)
    known = {e.edition for e in survey.editions}
    if edition is None or edition in known or edition > max(known):
        return edition
    return next((e.edition for e in survey.editions if e.year == later_year(years)), edition)


def _fit_blocks(survey: Survey, sheet: Sheet, grid: Grid) -> Fit | None:
    """Look for a row that has the measures of the layout below editions."""
    names = {fold(header) for column in sheet.columns for header in column.headers}
    for row, cells in enumerate(grid[:_ROWS], 1):
        if names.isdisjoint(map(fold, cells)):
            continue
        heads = find_heads(survey, grid, row)
        found = {head.edition: _match_block(sheet, head, cells) for head in heads}
        if any(found.values()):
            for head in heads:
                found[head.edition] = found[head.edition] or _match_nameless(sheet, head, grid, row)
            columns = [pair for pairs in found.values() for pair in pairs]
            return Fit(survey, sheet, row - _ABOVE, columns, is_complete=True)
    return None


def _match_block(sheet: Sheet, head: Head, cells: Sequence[Cell]) -> Numbered:
    """Return the declared columns of an edition, if those that it must have are there."""
    wanted = [column for column in sheet.columns if column.is_read_in(head.edition)]
    held = [
        (n, replace(column, edition=head.edition))
        for n in head.columns
        for column in wanted
        if fold(cells[n]) in map(fold, column.headers)
    ]
    needed = {column.holds for column in wanted if not column.is_optional}
    return held if needed <= {column.holds for _, column in held} else []


def _match_nameless(sheet: Sheet, head: Head, grid: Grid, row: int) -> Numbered:
    """Return the columns of an edition that name no measure, where it has just the needed ones."""
    wanted = [column for column in sheet.columns if column.is_read_in(head.edition)]
    needed = [column for column in wanted if not column.is_optional]
    used = [n for n in head.columns if any(str(cells[n]).strip() for cells in grid[row:])]
    if len(used) != len(needed) or any(str(grid[row - 1][n]).strip() for n in head.columns):
        return []
    return [(n, replace(c, edition=head.edition)) for n, c in zip(used, needed, strict=True)]


# --- the headers of other people's tables

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


def _fit_common(survey: Survey, grid: Grid) -> list[Fit]:
    """Return how a table may be read by the headers that are common, once for each meaning."""
    for row, cells in enumerate(grid[:_ROWS], 1):
        unit = _find_unit(cells)
        measures = {
            n: meanings
            for n, cell in enumerate(cells)
            if n != unit and (meanings := _find_meanings(survey, cell))
        }
        if unit is None or not measures:
            continue
        fits = [
            fit
            for chosen in _choose_kinds(measures)
            for words in _choose_words(survey, chosen, grid[row:])
            for fit in _fit_chosen(survey, row, cells, {unit: "unit"} | chosen, words)
        ]
        if fits:
            return fits
    return []


def _find_unit(cells: Sequence[Cell]) -> int | None:
    """Return which column has the names of countries, else their codes."""
    folded = [fold(cell) for cell in cells]
    wanted = (*_HEADERS["names"], *CODE_SYSTEMS)
    return next((folded.index(header) for header in wanted if header in folded), None)


def _fit_chosen(
    survey: Survey,
    row: int,
    cells: Sequence[Cell],
    chosen: Mapping[int, str],
    words: Mapping[int, Mapping[Any, str]],
) -> Iterator[Fit]:
    """Yield a fit for a table whose columns mean what is chosen, from each end of the scale."""
    columns = [
        (n, Column(_text(cells[n]), id_, words=words.get(n), is_optional=id_ != "unit"))
        for n, id_ in sorted(chosen.items())
    ]
    others = {c.holds for _, c in columns if c.header != c.holds} - {"unit"}
    has_turned = find_last_turned(survey) > 0
    may_turn = has_turned and any(survey.field[str(id_)].scale for id_ in others)
    sheets = [sheet for source in survey.sources for sheet in source.sheets]
    namings = tuple(n for n in sheets[0].namings if all(n in s.namings for s in sheets))
    for is_turned in (False, True) if may_turn else (False,):
        sheet = Sheet(
            layout="table",
            columns=tuple(column for _, column in columns),
            missing=_MISSING,
            is_turned=is_turned,
            namings=namings,
        )
        yield Fit(survey, sheet, row, columns)


def find_last_turned(survey: Survey) -> int:
    """Return the last edition whose declared files count from the other end, 0 without any."""
    sources = SURVEYS[survey.id].sources
    return max((s.last_edition for s in sources if any(t.is_turned for t in s.sheets)), default=0)


def _text(cell: Cell) -> str:
    return str(cell).strip()


@cache
def _list_meanings(id_: str) -> Mapping[str, tuple[str, ...]]:
    """Return what headers (folded) mean, in published files of a survey and elsewhere."""
    survey = SURVEYS[id_]
    meanings: dict[str, dict[str, None]] = defaultdict(dict)
    tables = [sheet for sheet in _list_sheets(survey) if sheet.layout == "table"]
    for c in (column for sheet in tables for column in sheet.columns):
        is_plain = not (c.words or c.first or c.last or c.edition or c.is_reprint)
        for header in c.headers if is_plain and c.holds in survey.field else ():
            if not re.search(r"\d{4}", header):
                meanings[fold(header)][str(c.holds)] = None
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
    open_ = [several for several in measures.values() if len(several) > 1]
    kinds = {_KINDS.get(id_, "") for several in open_ for id_ in several}
    for kind in sorted(kinds) or [""]:
        chosen: dict[int, str] = {}
        for n, several in measures.items():
            id_ = next((one for one in several if _KINDS.get(one, "") == kind), several[0])
            if id_ not in chosen.values():
                chosen[n] = id_
        yield chosen


def _choose_words(
    survey: Survey, chosen: Mapping[int, str], body: Grid
) -> Iterator[dict[int, Mapping[Any, str]]]:
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


# --- the column of editions or years


def _vary_labels(fit: Fit, grid: Grid, given: Given) -> list[Fit]:
    """Return a fit with the column of editions or years that it has; with each sense of it."""
    if fit.sheet.layout != "table":
        return [fit]
    head = grid[fit.header_row - 1]
    folded = [fold(cell) for cell in head]
    if given.label is not None:
        holds, header = given.label
        is_there = fold(header) in folded
        return [_put_label(fit, folded.index(fold(header)), head, holds)] if is_there else [fit]
    if fit.is_complete or any(c.edition for _, c in fit.columns):
        return [fit]
    return _find_label(fit, grid, given)


def _find_label(fit: Fit, grid: Grid, given: Given) -> list[Fit]:
    """Return a fit in each sense of the column that is called like one of editions or years."""
    head = grid[fit.header_row - 1]
    folded = [fold(cell) for cell in head]
    own = next((n for n, c in fit.columns if c.holds in LABELS), None)
    for headers, senses in _LABELS:
        found = [n for header in headers for n, text in enumerate(folded) if text == header]
        if not found or own not in (None, *found):
            continue
        if len(senses) > 1 and given.edition is not None:
            _refuse_many(grid[fit.header_row :], found[0], head[found[0]], given.edition)
            return [replace(fit, columns=[(n, c) for n, c in fit.columns if c.holds not in LABELS])]
        return [_put_label(fit, found[0], head, sense) for sense in senses]
    return [fit]


def _put_label(fit: Fit, n: int, head: Sequence[Cell], holds: str) -> Fit:
    """Let a column have the editions, or the years covered, and no other."""
    kept = [
        (m, replace(c, edition=None)) for m, c in fit.columns if m != n and c.holds not in LABELS
    ]
    columns = [*kept, (n, Column(_text(head[n]), holds))]
    return replace(fit, columns=sorted(columns, key=lambda pair: pair[0]))


def _refuse_many(body: Grid, n: int, header: Cell, edition: int) -> None:
    years = {_text(row[n]) for row in body} - {""}
    if len(years) > 1:
        column = _text(header)
        raise SourceError(
            f"column {column!r} has {len(years)} different years, and "
            f"{format_argument('edition', edition)} would make one edition of them: give "
            f"{ask_label(column)} instead"
        )


def ask_label(column: str) -> str:
    """Return how the user says what a column of years holds."""
    return (
        f"{format_argument('edition_column', column)} (the year of the title) or "
        f"{format_argument('year_column', column)} (the year covered)"
    )


# --- messages about headers that fit nothing


def format_left(header: Cell) -> str:
    """Explain why a column is left alone."""
    text = fold(header)
    if any(text in headers for headers, _ in _LABELS):
        return "editions are read from another column"
    if text in (*_HEADERS["names"], *CODE_SYSTEMS):
        return "countries are read from another column"
    return "no measure has that name"


def describe_heads(sheets: Sheets) -> str:
    """Report with which headers the sheets of a file start, and what would have been right."""
    heads = []
    for sheet, grid in list(sheets.items())[:3]:
        cells = next((row for row in grid if sum(cell != "" for cell in row) > 1), [])
        if shape := _describe_shape(cells):
            return f"sheet {sheet!r}: {shape}" if sheet else shape
        text = ", ".join(repr(str(cell)[:30]) for cell in cells[:5] if cell != "")
        what = f"starts with {text}" if text else "has no table"
        heads.append(f"sheet {sheet!r} {what}" if sheet else f"it {what}")
    return (
        "; ".join(heads) + "; expected are headers such as Country/Territory, Edition, Status, or "
        "PR, CL, Status under each edition"
    )


def _describe_shape(head: Sequence[Cell]) -> str:
    """Report what is wrong with the shape of a table whose headers are these, if that is plain."""
    texts = [text for cell in head if len(text := _text(cell)) < _USUAL]
    years = [text for text in texts if re.search(r"(?<!\d)(19|20)\d\d(\.0)?$", text)]
    if len(years) >= _MANY_YEARS:
        return (
            f"it has a column for each year ({years[0]}, {years[1]} and so on): make a row of each "
            "country and year, with the years in one column"
        )
    kinds = [text for text in map(_text, head) if fold(text) in _HEADERS["kinds"]]
    values = [text for text in map(_text, head) if fold(text) in _HEADERS["values"]]
    if values and kinds:
        kind = kinds[0] if len(kinds[0]) < _USUAL else ""
        return (
            f"it has a row for each measure, named in column {kind!r}: make a column for each "
            "measure"
        )
    if values:
        return (
            f"its column {values[0]!r} does not say of what: name it as the measure that it has, "
            "such as political_rights, press_score, net_score or press_freedom_score"
        )
    return ""


_USUAL, _MANY_YEARS = 30, 3  # letters of a header; headers that are years
