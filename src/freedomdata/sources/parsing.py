"""
Give printed values their meaning: who, which edition, which number or word.

Out of the blocks come :class:`Cells`: five arrays of one length, an entry per value. A number
is itself; a word is its place among the categories of its measure.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from freedomdata.calls import say_argument
from freedomdata.cells import address, as_printed, shown
from freedomdata.countries import get_countries
from freedomdata.countries.lookup import resolve
from freedomdata.errors import FreedomDataError, SourceError, spell_out
from freedomdata.rules import find_statuses, take_one, take_worse
from freedomdata.sources.layouts import Printed
from freedomdata.sources.values import Fault, read_values

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from freedomdata.model import Correction, Source
    from freedomdata.sources.files import Cell
    from freedomdata.sources.layouts import Block
    from freedomdata.sources.space import Space

    #: A measure, its cells, their values, and what is printed where that is something else.
    _Values = tuple[str, Printed, np.ndarray, list[Cell] | None]

__all__ = ["Cells", "Count", "Unread", "harmonise", "read_leniently"]


@dataclass(slots=True)
class Cells:
    """The values of one sheet: where they belong, what they are, and where they stood."""

    source: Source
    sheet: str | None
    place: np.ndarray
    value: np.ndarray
    row: np.ndarray
    column: np.ndarray
    printed: dict[int, str]
    """By place: what is printed there, where it is read as something else."""
    withheld: list[int]
    """The places of values that a correction withholds."""
    is_reprint: bool = False
    """Whether the values repeat an earlier edition: they are compared, never delivered."""
    is_withheld: bool = False
    """Whether the cells are kept as what is printed only: neither compared nor delivered."""
    revised: dict[int, float] = field(default_factory=dict)
    """By place: what a later release of the publisher says instead."""

    def where(self, entry: int) -> str:
        """Name the cell of entry number `entry`, and what it prints, if that is read otherwise."""
        row, column = int(self.row[entry]), int(self.column[entry])
        text = self.printed.get(int(self.place[entry]))
        printed = f" (which prints {text})" if text is not None else ""
        return address(self.source.path, self.sheet, row, column) + printed


@dataclass(frozen=True, slots=True)
class Unread:
    """A cell whose word or number is none of its measure."""

    sheet: str | None
    place: int
    row: int
    column: int
    printed: str
    cell: str
    said: str
    is_reprint: bool


@dataclass(frozen=True, slots=True)
class Count:
    """How many countries of one edition have a status, as the publisher counts them, and where."""

    source: Source
    sheet: str | None
    edition: int
    status: str
    countries: int
    row: int
    column: int


def harmonise(
    blocks: Iterable[Block],
    space: Space,
    *,
    is_declared: bool = True,
    unread: list[Unread] | None = None,
) -> tuple[list[Cells], list[Count]]:
    """
    Give the blocks of one source their meaning.

    Parameters
    ----------
    blocks : iterable of Block
        All sheets of one source.
    space : Space
        Where the survey's values belong.
    is_declared : bool, default True
        Whether the file must have what is declared of it: the editions, and what is corrected. Else
        a correction of any file holds where it finds what it corrects.
    unread : list of Unread, optional
        Where single cells are added that cannot be read; without it they are refused.

    Returns
    -------
    tuple of list of Cells and list of Count
        The values of the sheets about units, and of those that count them.

    Raises
    ------
    SourceError
        With every name, edition, word or number of the file that is not understood, by cell.
    """
    blocks = list(blocks)
    source = blocks[0].source
    unknown: list[str] = []
    problems: list[str] = []
    keys = []
    for block in blocks:
        editions = _find_editions(block, space, problems)
        keys.append((_find_units(block, editions, space, unknown), editions))
    corrected = _correct(source if is_declared else None, blocks, keys, space, problems)
    cells = [
        part
        for block, key in zip(blocks, keys, strict=True)
        if block.units
        for part in _read_cells(
            block, *key, space, corrected.printed[block.is_reprint], problems, unread
        )
    ]
    cells += corrected.held
    for part in cells:
        part.withheld, part.revised = corrected.withheld, corrected.revised
    counts = [
        count
        for block, (_, editions) in zip(blocks, keys, strict=True)
        if not block.units
        for count in _read_counts(block, editions, space, problems)
    ]
    if is_declared:
        problems += _check_span(blocks, space)
    if problems or unknown:
        problems += [f"{one.cell}: {one.said}" for one in unread or ()]
        problems += [said for block in blocks for said in block.strays]
    if unknown or problems:  # unknown names are all spelled out: each needs a line in aliases.csv
        said = spell_out(unknown + problems, shown=max(8, len(unknown)))
        raise SourceError(said + ("" if is_declared else _say_settling(blocks, keys)))
    return cells, counts


def _say_settling(blocks: list[Block], keys: list[tuple[np.ndarray, np.ndarray]]) -> str:
    """Say how the user settles names that nobody bears."""
    names = [
        str(block.units[-1].values[entry])
        for block, (units, _) in zip(blocks, keys, strict=True)
        for entry in np.flatnonzero(units < 0)[:1]
        if block.units
    ]
    if not names:
        return ""
    left_out = say_argument("names", {names[0]: None})
    meant = say_argument("names", {names[0]: "ID"})
    return f"; say who is meant with {meant}, or leave rows out with {left_out}"


def read_leniently(blocks: Iterable[Block], space: Space) -> tuple[list[Cells], int]:
    """Return what can be read of blocks, and how many values of known rows cannot."""
    cells, failed = [], 0
    for block in blocks:
        problems: list[Fault] = []
        editions = _find_editions(block, space, [])
        units = _find_units(block, editions, space, [], most=0)
        known = np.flatnonzero((units >= 0) & (editions >= 0))
        for id_, column in block.cells.items():
            values, _ = read_values(block, column, space.field[id_], editions, space, problems)
            held = known[~np.isnan(values[known])]
            is_lost = bool(problems) and not len(held) and id_ in space.decimal
            failed += sum(value is not None for value in column.values) if is_lost else 0
            cells.append(
                Cells(
                    block.source,
                    block.sheet.name,
                    space.place(units[held], editions[held], id_),
                    values[held],
                    block.rows[held],
                    np.full(len(held), column.column)
                    if isinstance(column.column, int)
                    else column.column[held],
                    {},
                    [],
                )
            )
        failed += len(problems)
    return cells, failed


def _read_counts(
    block: Block, editions: np.ndarray, space: Space, problems: list[str]
) -> Iterator[Count]:
    for status, printed in block.cells.items():
        for entry, value in enumerate(printed.values):
            if isinstance(value, str) or value is None or value != int(value):
                problems.append(
                    f"{block.where(entry, printed)}: found {shown(value)}, expected the number of "
                    f"countries that are {status}"
                )
                continue
            edition, row = space.editions[editions[entry]], int(block.rows[entry])
            yield Count(
                block.source,
                block.sheet.name,
                edition,
                status,
                int(value),
                row,
                int(printed.column),  # a table of counts has one column for each
            )


#: So many unknown names are all listed, with who is near; more are no list of countries.
_MOST_NAMES = 500


def _find_units(
    block: Block,
    editions: np.ndarray,
    space: Space,
    problems: list[str],
    most: int = _MOST_NAMES,
) -> np.ndarray:
    """Resolve the names (or codes) of a block; -1 where nobody bears one, the first `most` said."""
    found = np.full(len(block.rows), -1)
    named = {naming.name for naming in block.sheet.namings}
    for column in block.units:
        places: dict[Any, int] = {}
        for name in dict.fromkeys(column.values):
            if len(problems) >= most and isinstance(name, str) and not resolve(name).country_id:
                places[name] = -1  # it takes long to find out who is near
                continue
            try:
                places[name] = -1 if name in named else space.unit_named(name)
            except FreedomDataError as error:
                places[name] = -1
                said = _NUMBER.format(shown(name)) if _is_number(name) else error
                problems.append(f"{block.where(column.values.index(name), column)}: {said}")
        units = np.array([places[name] for name in column.values], dtype=np.int64)
        if named & places.keys():
            _apply_namings(block, column, editions, units, space, problems)
        problems += [
            f"{block.where(int(entry), column)}: {column.values[entry]!r} is not the unit "
            f"that stands beside it, {space.units[found[entry]]}"
            for entry in np.flatnonzero((found >= 0) & (units >= 0) & (found != units))
        ]
        found = units
    return found


_NUMBER = (
    "{} is a number and no name: a column of codes is called cowcode, gwno or iso_numeric, by its "
    "system"
)


def _is_number(name: Cell) -> bool:
    return isinstance(name, int | float) or str(name).removesuffix(".0").isdecimal()


def _apply_namings(  # noqa: PLR0913, PLR0917 (the arrays of one block)
    block: Block,
    column: Printed,
    editions: np.ndarray,
    units: np.ndarray,
    space: Space,
    problems: list[str],
) -> None:
    """Give the units whose names mean something else in this sheet, some for a time."""
    names = np.array(column.values, dtype=object)
    titles = np.array([*space.editions, 0])[editions]
    for naming in block.sheet.namings:
        first, last = naming.first or titles.min(), naming.last or titles.max()
        units[(names == naming.name) & (titles >= first) & (titles <= last)] = space.unit(
            naming.country_id
        )
    for name in {naming.name for naming in block.sheet.namings}:
        rest = (names == name) & (units < 0)
        if rest.any():
            try:
                units[rest] = space.unit_named(name)
            except FreedomDataError as error:
                where = block.where(int(np.flatnonzero(rest)[0]), column)
                problems.append(f"{where}: {error}")


def _find_editions(block: Block, space: Space, problems: list[str]) -> np.ndarray:
    """Resolve the editions of a block; -1 where the survey has none of that title."""
    places = {label: _find_edition(block, label, space) for label in dict.fromkeys(block.editions)}
    for label, place in places.items():
        if place < 0:
            row = int(block.rows[block.editions.index(label)])
            sheet = f", sheet {block.sheet.name!r}" if block.sheet.name else ""
            what = "year covered by an edition" if block.by_year else "edition"
            before = ", or the first: it has none before it" if block.is_reprint else ""
            problems.append(
                f"{block.source.path}{sheet}, row {row}: {shown(label)} is no {what} of "
                f"{space.survey.title}{before}{_say_covering(block, label, space)}"
            )
    return np.array([places[label] for label in block.editions], dtype=np.int64)


def _say_covering(block: Block, label: Cell, space: Space) -> str:
    """Name the edition that covers a year for which there is none of that title."""
    year = label if isinstance(label, int) else 0
    edition = space.survey.find_edition(year)
    if edition is None or block.is_reprint:
        return ""
    if block.by_year:
        span = f"{edition.start:%B %Y} to {edition.end:%B %Y}"
        return f" (edition {edition.label} covers {span}, and stands for {edition.year})"
    return f" (as a year covered it is that of edition {edition.label})"


def _find_edition(block: Block, label: Cell, space: Space) -> int:
    """Return the number of the edition that a block's label names."""
    if block.by_year:
        return space.edition_of_year(block.sheet.years.get(label, label))
    edition = space.edition(label)
    return max(edition - 1, -1) if block.is_reprint else edition


def _check_span(blocks: list[Block], space: Space) -> list[str]:
    """
    Make sure that a file holds the declared editions, and no other.

    Two files may share a name: this is what tells them apart. A sheet with all editions in its
    columns (or rows, for counts) must hold each of them; tables may divide them among themselves.
    """
    source = blocks[0].source
    span = range(source.first_edition, source.last_edition + 1)
    expected = {e for e in space.editions if e in span} - source.lacks
    blocks = [block for block in blocks if not block.is_reprint]
    seen = [
        {
            space.editions[i]
            for i in (_find_edition(b, label, space) for label in b.titles)
            if i >= 0
        }
        for b in blocks
    ]
    problems = []
    for block, held in zip(blocks, seen, strict=True):
        whole = held if block.sheet.layout != "table" else set().union(*seen)
        where = block.source.path + (f", sheet {block.sheet.name!r}," if block.sheet.name else "")
        if missing := sorted(expected - whole):
            problems.append(f"{where} lacks the editions {missing}")
        if strange := sorted(held - expected):
            problems.append(f"{where} should not hold the editions {strange}")
    return problems


@dataclass(slots=True)
class _Corrected:
    """What the corrections of a file say, by place: what is printed, what is read instead."""

    printed: tuple[dict[int, str], dict[int, str]] = field(default_factory=lambda: ({}, {}))
    """Where something else is read: in its own edition, and where a later one repeats it."""
    withheld: list[int] = field(default_factory=list)
    held: list[Cells] = field(default_factory=list)
    """The cells of what is withheld."""
    revised: dict[int, float] = field(default_factory=dict)
    """What a later release says where the publisher revised a value."""


def _correct(
    source: Source | None,
    blocks: list[Block],
    keys: list[tuple[np.ndarray, np.ndarray]],
    space: Space,
    problems: list[str],
) -> _Corrected:
    """Put declared corrections in the place of what is printed."""
    found = _Corrected()
    for c in space.survey.corrections:
        if c.note or (source and source.id not in c.sources):
            continue
        unit, edition = space.unit(c.country_id), space.edition(c.edition)
        hits = [
            (block, int(entry))
            for block, (units, editions) in zip(blocks, keys, strict=True)
            if c.measure in block.cells and block.units and block.is_reprint == c.is_reprint
            for entry in np.flatnonzero((units == unit) & (editions == edition) & (editions >= 0))
            if source or block.cells[c.measure].values[entry] == c.old
        ]
        if not hits:
            if source:
                problems.append(
                    f"{source.path} has no {c.measure} of {c.country_id}, edition {c.edition}, "
                    f"which is declared to be corrected from {c.old!r}"
                )
            continue
        place = int(space.place(unit, edition, c.measure))
        for block, entry in hits:
            _put(block, entry, c, problems)
            if c.new is None:
                found.held.append(_hold(block, entry, c, place))
        if c.is_revision:
            found.revised[place] = space.number(c.measure, c.new)
            continue
        found.printed[c.is_reprint][place] = str(c.old)
        if c.new is None and not c.is_reprint:
            found.withheld.append(place)
    return found


def _hold(block: Block, entry: int, c: Correction, place: int) -> Cells:
    """Return the cell of a value that is not read."""
    column = block.cells[c.measure].column
    return Cells(
        block.source,
        block.sheet.name,
        np.array([place]),
        np.array([np.nan]),
        block.rows[[entry]],
        np.array([column if isinstance(column, int) else column[entry]]),
        {place: str(c.old)},
        [],
        block.is_reprint,
        is_withheld=True,
    )


def _put(block: Block, entry: int, c: Correction, problems: list[str]) -> None:
    """Put what a correction says in the place of what it corrects."""
    values = block.cells[c.measure].values
    where = block.where(entry, block.cells[c.measure])
    if values[entry] != c.old:
        problems.append(
            f"{where}: found {shown(values[entry])}, the declared correction ({c.reason}) expects "
            f"{c.old!r}"
        )
    if c.is_revision:
        return
    values[entry] = c.new
    country = get_countries()[c.country_id].country
    reading = "not read" if c.new is None else f"read as {c.new}"
    block.corrected.append(
        f"{where}: {c.measure} of {country}, edition {c.edition}: printed {c.old}, {reading} "
        f"({c.reason})"
    )


def _read_cells(  # noqa: PLR0913, PLR0917 (the arrays of one block)
    block: Block,
    units: np.ndarray,
    editions: np.ndarray,
    space: Space,
    printed: dict[int, str],
    problems: list[str],
    unread: list[Unread] | None,
) -> list[Cells]:
    """Return the values of a block, those of units that a naming gives in a part of their own."""
    columns: list[_Values] = []
    for id_, column in block.cells.items():
        faults: list[Fault] = []
        read = read_values(block, column, space.field[id_], editions, space, faults)
        columns.append((id_, column, *read))
        for fault in faults:
            one = _place_fault(block, fault, id_, units, editions, space)
            if one is None or unread is None:
                problems.append(fault.said if one is None else f"{one.cell}: {one.said}")
            else:
                unread.append(one)
    rule = space.survey.status_rule
    if block.sheet.has_status_by_rule and rule:
        years = np.array([edition.year for edition in space.survey.editions])
        columns += [
            (
                "status",
                column,
                take_one(find_statuses(rule, values, years[editions])),
                texts or [shown(value) for value in column.values],
            )
            for id_, column, values, texts in columns
            if id_ in rule.measures
        ]
    columns += _find_worse(columns, space)
    renamed = _number_namings(block)
    return [
        _make_cells(block, np.flatnonzero(renamed == n), units, editions, space, columns, printed)
        for n in np.unique(renamed)
    ]


def _place_fault(  # noqa: PLR0913, PLR0917 (the arrays of one block)
    block: Block, fault: Fault, id_: str, units: np.ndarray, editions: np.ndarray, space: Space
) -> Unread | None:
    """Return a cell that cannot be read, None where that is said of a whole column."""
    entry, column = fault.entry, block.cells[id_]
    if entry is None:
        return None
    return Unread(
        block.sheet.name,
        int(space.place(units[entry], editions[entry], id_)),
        int(block.rows[entry]),
        column.column if isinstance(column.column, int) else int(column.column[entry]),
        as_printed(column.values[entry]),
        block.where(entry, column),
        fault.said,
        block.is_reprint,
    )


def _find_worse(columns: list[_Values], space: Space) -> list[_Values]:
    """Return the worse of two categories where both are printed, and the worse one is not."""
    found = {id_: (column.column, values) for id_, column, values, _ in columns}
    rule = space.survey.worse_of
    if rule is None or not {rule.first, rule.second} <= found.keys():
        return []
    (first_column, first), (second_column, second) = found[rule.first], found[rule.second]
    worse = take_worse(first, second)
    if rule.worse in found:
        worse[~np.isnan(found[rule.worse][1])] = np.nan
    numbers = np.where(np.isnan(second) | (first <= second), first_column, second_column)
    return [(rule.worse, Printed([], numbers), worse, None)]


def _number_namings(block: Block) -> np.ndarray:
    """
    Return a number for every entry, the same for all that no naming speaks of.

    Two names may mean one unit here (both halves of a former state): each is a witness of its own.
    """
    number = {naming.name: n for n, naming in enumerate(block.sheet.namings, 1)}
    numbers = [[number.get(name, 0) for name in column.values] for column in block.units]
    return np.asarray(np.max(numbers, axis=0))


def _make_cells(  # noqa: PLR0913, PLR0917 (the arrays of one block)
    block: Block,
    which: np.ndarray,
    units: np.ndarray,
    editions: np.ndarray,
    space: Space,
    columns: list[_Values],
    printed: dict[int, str],
) -> Cells:
    parts = []
    printed = dict(printed)
    for id_, column, values, texts in columns:
        held = which[~np.isnan(values[which])]
        place = space.place(units[held], editions[held], id_)
        number = column.column
        if texts is not None:
            shown_texts = (str(texts[entry]) for entry in held)
            printed = dict(zip(place.tolist(), shown_texts, strict=True)) | printed
        parts.append(
            (
                place,
                values[held],
                block.rows[held],
                np.full(len(held), number) if isinstance(number, int) else number[held],
            )
        )
    place, value, row, column_numbers = (
        np.concatenate(arrays) for arrays in zip(*parts, strict=True)
    )
    return Cells(
        block.source,
        block.sheet.name,
        place,
        value,
        row,
        column_numbers,
        printed,
        [],
        block.is_reprint,
    )
