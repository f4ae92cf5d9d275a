"""
The lists of a declaration, which are CSV files in its folder: a line for each record.

A column has the name of a field of the record, and its cells are read by the type of that field:
``yes`` or ``no``; ``2013-01-31``; ``7 to 1`` or ``0 to 100 by 0.01`` for a scale, its least free
end first; ``1980-1982, 1984`` for editions; ``ISR 2003-2004, 2006; USA 2003`` for rows of the
tables; ``1=Free; 2=Partly Free`` for what printed words mean; ``Add B=2017`` for a name and the
last edition that used it; and a semicolon between several words. An empty cell is what the field is
by default, or None. What does not fit is refused with its file and line.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import MISSING, dataclass, fields, replace
from datetime import date
from fnmatch import filter as filter_names
from importlib.resources import files
from typing import TYPE_CHECKING, Any, TypeVar

from freedomdata.model import (
    Border,
    Break,
    Column,
    Correction,
    Edition,
    Gap,
    Item,
    Measure,
    Note,
    Published,
    Scale,
    Source,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from _typeshed import DataclassInstance

    from freedomdata.model import Key

__all__ = [
    "read_columns",
    "read_corrections",
    "read_editions",
    "read_exceptions",
    "read_headers",
    "read_records",
]


@dataclass(frozen=True, slots=True)
class _EditionLine:
    """An edition, and when it was published, where that is known."""

    edition: int
    label: str
    start: date
    end: date
    published: date | None
    precision: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _ColumnLine(Column):
    """A column of one of the sheets, under a name that the declaration gives to the sheet."""

    sheet: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class _ExceptionLine:
    """Editions of a unit in which the rule on `measure` is known to be broken, and why."""

    measure: str
    country_id: str
    editions: frozenset[int]
    reason: str


@dataclass(frozen=True, slots=True)
class _HeadersLine:
    """What a measure is called in tables of other people, in small letters and digits only."""

    measure: str
    headers: tuple[str, ...]


#: The file of each kind of record, and the columns that no two lines have in common.
_FILES: Mapping[type, tuple[str, tuple[str, ...]]] = {
    Break: ("breaks.csv", ("edition", "measures")),
    Correction: (
        "corrections.csv",
        ("sources", "country_id", "edition", "measure", "is_reprint", "is_revision"),
    ),
    Gap: ("gaps.csv", ("country_id", "first_edition")),
    Item: ("items.csv", ("id",)),
    Measure: ("measures.csv", ("id",)),
    Note: ("notes.csv", ("code",)),
    Source: ("sources.csv", ("id",)),
    _ColumnLine: ("columns.csv", ("sheet", "header", "first")),
    _EditionLine: ("editions.csv", ("edition",)),
    _ExceptionLine: ("exceptions.csv", ("measure", "country_id", "editions")),
    _HeadersLine: ("headers.csv", ("measure",)),
}

Record = TypeVar("Record", bound="DataclassInstance")


def read_records(survey: str, kind: type[Record], **made: Mapping[str, Any]) -> tuple[Record, ...]:
    """
    Return the records of one kind that a survey declares in its CSV file.

    `made` are fields that cannot be written there, such as the sheets of a file, by the id of the
    record.
    """
    name, key = _FILES[kind]
    text = files(__package__).joinpath(survey, name).read_text(encoding="utf-8")
    return tuple(_parse(text, f"{survey}/{name}", kind, key, made))


def read_columns(survey: str) -> Mapping[str, tuple[Column, ...]]:
    """Return the columns of the sheets that a survey is read from, by sheet."""
    names = [field.name for field in fields(Column)]
    columns: dict[str, list[Column]] = defaultdict(list)
    for line in read_records(survey, _ColumnLine):
        columns[line.sheet].append(Column(*(getattr(line, name) for name in names)))
    return {sheet: tuple(several) for sheet, several in columns.items()}


def read_editions(survey: str) -> tuple[tuple[Edition, ...], Mapping[int, Published]]:
    """Return the editions of a survey, and when they were published, as far as that is known."""
    lines = read_records(survey, _EditionLine)
    published = {
        line.edition: Published(line.published, line.precision, line.source)
        for line in lines
        if line.published
    }
    editions = tuple(Edition(line.edition, line.label, line.start, line.end) for line in lines)
    return editions, published


def read_corrections(survey: str, sources: Sequence[Source]) -> tuple[Correction, ...]:
    """
    Return the corrections of a survey.

    The name of a file may have a star for its release: ``fiw-*-ratings`` are all that there are.
    """
    known = [source.id for source in sources]
    corrections = read_records(survey, Correction)
    meant = {name: filter_names(known, name) for one in corrections for name in one.sources}
    if strange := sorted(name for name in meant if not meant[name]):
        raise ValueError(f"{survey}/corrections.csv: no file is named {', '.join(strange)}")
    return tuple(
        replace(one, sources=tuple(id_ for name in one.sources for id_ in meant[name]))
        for one in corrections
    )


def read_exceptions(survey: str) -> Mapping[str, Mapping[Key, str]]:
    """Return the rows that are known to break a rule, and why, by the measure of the rule."""
    known: dict[str, dict[Key, str]] = defaultdict(dict)
    for line in read_records(survey, _ExceptionLine):
        rows = ((line.country_id, edition) for edition in sorted(line.editions))
        known[line.measure] |= dict.fromkeys(rows, line.reason)
    return dict(known)


def read_headers(survey: str) -> Mapping[str, tuple[str, ...]]:
    """Return what the measures of a survey are called in tables of other people."""
    return {line.measure: line.headers for line in read_records(survey, _HeadersLine)}


def _parse(
    text: str, name: str, kind: type[Record], key: Sequence[str], made: Mapping[str, Any]
) -> Iterator[Record]:
    """Yield the records that a CSV file holds, and refuse what does not fit."""
    types = {field.name: str(field.type) for field in fields(kind) if field.name not in made}
    required = {
        field.name
        for field in fields(kind)
        if field.default is MISSING and field.default_factory is MISSING
    }
    seen: dict[tuple[str, ...], str] = {}
    for where, row in _read_lines(text, name, types.keys(), required - made.keys()):
        first = seen.setdefault(tuple(row.get(column, "") for column in key), where)
        if first != where:
            raise ValueError(f"{where}: has the same {', '.join(key)} as {first}")
        values = {
            column: _read_cell(f"{where}, column {column}", cell, types[column])
            for column, cell in row.items()
            if cell or column in required
        }
        id_ = row[key[0]]
        values |= {column: by_id[id_] for column, by_id in made.items() if id_ in by_id}
        if lacking := required - values.keys():
            raise ValueError(f"{where}: no {', '.join(lacking)} are declared for {id_!r}")
        try:
            yield kind(**values)
        except ValueError as error:
            raise ValueError(f"{where}: {error}") from None
    for column, by_id in made.items():
        if left := by_id.keys() - {id_ for id_, *_ in seen}:
            raise ValueError(f"{name}: has no line for {sorted(left)}, whose {column} are declared")


def _read_lines(
    text: str, name: str, known: AbstractSet[str], required: AbstractSet[str]
) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the lines of a CSV file by column, each with what it is called in messages."""
    reader = csv.reader(text.splitlines(), strict=True)
    header = next(reader, [])
    unknown, lacking = sorted({*header} - known), sorted(required - {*header})
    if unknown or lacking or len({*header}) < len(header):
        raise ValueError(
            f"{name}: has the columns {', '.join(header)}: unknown are {unknown}, missing are "
            f"{lacking}, and none may be there twice"
        )
    try:
        for cells in reader:
            where = f"{name}, line {reader.line_num}"
            if len(cells) != len(header):
                raise ValueError(f"{where}: has {len(cells)} cells, not {len(header)}")
            yield where, dict(zip(header, cells, strict=True))
    except csv.Error as error:
        raise ValueError(f"{name}, line {reader.line_num}: {error}") from None


def _read_cell(where: str, cell: str, declared: str) -> Any:
    """Return the value of a cell by the declared type of its field."""
    if not cell and declared.endswith("| None"):
        return None
    read, meaning = _TYPES[declared.removesuffix(" | None")]
    try:
        if cell == cell.strip() != "":
            return read(cell)
    except (KeyError, ValueError):
        pass
    raise ValueError(f"{where}: {cell!r} is not {meaning}")


def _read_words(cell: str) -> tuple[str, ...]:
    return tuple(cell.split("; "))


def _read_editions(cell: str) -> frozenset[int]:
    spans = (span.partition("-") for span in cell.split(", "))
    return frozenset(
        edition for first, _, last in spans for edition in range(int(first), int(last or first) + 1)
    )


def _read_rows(cell: str) -> frozenset[Key]:
    units = (unit.partition(" ") for unit in cell.split("; "))
    return frozenset(
        (country_id, edition) for country_id, _, which in units for edition in _read_editions(which)
    )


def _read_scale(cell: str) -> Scale:
    ends, _, step = cell.partition(" by ")
    least, freest = map(int, ends.split(" to "))
    return Scale(min(least, freest), max(least, freest), freest, len(step.removeprefix("0.")))


def _read_border(cell: str) -> Border:
    ends, measures = cell.split(" of ")
    low, high = map(float, ends.split(" to "))
    return Border(_read_words(measures), low, high)


def _read_meanings(cell: str) -> Mapping[str | int, str]:
    pairs = (pair.split("=") for pair in cell.split("; "))
    return {_read_value(printed): meaning for printed, meaning in pairs}


def _read_names(cell: str) -> Mapping[str, int]:
    pairs = (pair.split("=") for pair in cell.split("; "))
    return {name: int(last) for name, last in pairs}


def _read_value(cell: str) -> str | int:
    return int(cell) if cell.removeprefix("-").isdecimal() else cell


#: How a cell is read by the type of its field, and what it has to be.
_TYPES: Mapping[str, tuple[Callable[[str], Any], str]] = {
    "str": (str, "a text without spaces around it"),
    "int": (int, "a whole number"),
    "bool": ({"yes": True, "no": False}.__getitem__, "'yes' or 'no'"),
    "date": (date.fromisoformat, "a date such as 2013-01-31"),
    "str | int": (_read_value, "a word or a whole number"),
    "tuple[str, ...]": (_read_words, "words with semicolons between them"),
    "frozenset[str]": (lambda cell: frozenset(_read_words(cell)), "words with semicolons between"),
    "frozenset[int]": (_read_editions, "editions such as '1980-1982, 1984'"),
    "frozenset[Key]": (_read_rows, "rows such as 'ISR 2003-2004, 2006; USA 2003'"),
    "Mapping[str, int]": (_read_names, "names and the last edition of each, as 'Add B=2017'"),
    "Mapping[Any, str]": (_read_meanings, "words such as '1=Free; 2=Partly Free'"),
    "Scale": (_read_scale, "a scale such as '7 to 1', its least free end first"),
    "Border": (_read_border, "a border such as '5.5 to 5.5 of MEASURE; MEASURE'"),
}
