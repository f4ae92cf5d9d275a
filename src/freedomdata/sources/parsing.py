"""
Give printed values their meaning: who, which edition, which number or word.

Out of the blocks of a file come its :class:`Readings`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from freedomdata.calls import format_argument
from freedomdata.cells import as_printed, shown
from freedomdata.countries import get_countries
from freedomdata.countries.lookup import resolve
from freedomdata.errors import FreedomDataError, SourceError, join_few
from freedomdata.readings import Readings
from freedomdata.rules import find_statuses, take_one, take_worse
from freedomdata.sources.layouts import Printed, later_year
from freedomdata.sources.values import read_values

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from freedomdata.cells import Cell
    from freedomdata.model import Correction, Source
    from freedomdata.readings import Keys
    from freedomdata.sources.layouts import Block
    from freedomdata.sources.values import Fault

    #: A measure, its cells, their values, and what is printed where that is something else.
    _Values = tuple[str, Printed, np.ndarray, list[Cell] | None]

__all__ = ["Count", "Unread", "harmonise", "read_leniently"]


class Unread(NamedTuple):
    """A cell whose word or number is none of its measure: what it prints, as a reading, and why."""

    reading: Readings
    why: str

    @property
    def key(self) -> int:
        """The key of the value that it would be."""
        return int(self.reading.key[0])

    def __str__(self) -> str:
        return f"{self.reading.cell(0)}: {self.why}"


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
    keys: Keys,
    *,
    is_declared: bool = True,
    unread: list[Unread] | None = None,
) -> tuple[Readings, list[Count]]:
    """
    Give the blocks of one source their meaning: what its sheets say of units, and what they count.

    A file that `is_declared` must have what is declared of it: the editions, and what is corrected.
    In others a correction of any file holds where it finds what it corrects. Single cells that
    cannot be read are added to `unread`; without it they are refused.

    Raises
    ------
    SourceError
        With every name, edition, word or number of the file that is not understood, by cell.
    """
    blocks = list(blocks)
    source = blocks[0].source
    unknown: list[str] = []
    problems: list[str] = []
    rows = []
    for block in blocks:
        editions = _find_editions(block, keys, problems)
        rows.append((_find_units(block, editions, keys, unknown), editions))
    corrected = _correct(source if is_declared else None, blocks, rows, keys, problems)
    parts = [
        _read_block(block, *row, keys, problems, unread)
        for block, row in zip(blocks, rows, strict=True)
        if block.units
    ]
    readings = corrected.note(Readings.concat(keys, parts))
    counts = [
        count
        for block, (_, editions) in zip(blocks, rows, strict=True)
        if not block.units
        for count in _read_counts(block, editions, keys, problems)
    ]
    if is_declared:
        problems += _check_span(blocks, keys)
    if problems or unknown:
        problems += map(str, unread or ())
        problems += [message for block in blocks for message in block.strays]
    if unknown or problems:  # unknown names are all listed: each needs a line in aliases.csv
        message = join_few(unknown + problems, shown=max(8, len(unknown)))
        raise SourceError(message + ("" if is_declared else _describe_settling(blocks, rows)))
    return readings, counts


def _describe_settling(blocks: list[Block], rows: list[tuple[np.ndarray, np.ndarray]]) -> str:
    """Explain how the user settles names that nobody bears."""
    names = [
        str(block.units[-1].values[entry])
        for block, (units, _) in zip(blocks, rows, strict=True)
        for entry in np.flatnonzero(units < 0)[:1]
        if block.units
    ]
    if not names:
        return ""
    left_out = format_argument("names", {names[0]: None})
    meant = format_argument("names", {names[0]: "ID"})
    return f"; say who is meant with {meant}, or leave rows out with {left_out}"


def read_leniently(blocks: Iterable[Block], keys: Keys) -> tuple[Readings, int]:
    """Return what can be read of blocks, and how many values of known rows cannot."""
    parts, failed = [], 0
    for block in blocks:
        problems: list[Fault] = []
        editions = _find_editions(block, keys, [])
        units = _find_units(block, editions, keys, [], most=0)
        known = np.flatnonzero((units >= 0) & (editions >= 0))
        for id_, column in block.cells.items():
            scale = keys.field[id_].scale
            values, _ = read_values(block, column, keys.field[id_], editions, keys, problems)
            held = known[~np.isnan(values[known])]
            is_lost = bool(problems) and not len(held) and scale is not None and scale.decimals
            failed += sum(value is not None for value in column.values) if is_lost else 0
            key = keys.join(units[held], editions[held], id_)
            parts.append(_make_readings(block, held, key, values[held], column, keys))
        failed += len(problems)
    return Readings.concat(keys, parts), failed


def _make_readings(  # noqa: PLR0913, PLR0917 (the arrays of one block)
    block: Block,
    entries: np.ndarray,
    key: np.ndarray,
    value: Any,
    column: Printed,
    keys: Keys,
    **more: Any,
) -> Readings:
    """Return some entries of a column of a block as readings."""
    number = column.column
    return Readings.make(
        keys,
        key,
        value=value,
        source=keys.source(block.source.id),
        sheet=block.sheet.name,
        row=block.rows[entries],
        column=number if isinstance(number, int) else number[entries],
        is_reprint=block.is_reprint,
        **{"block": 0} | more,
    )


def _read_counts(
    block: Block, editions: np.ndarray, keys: Keys, problems: list[str]
) -> Iterator[Count]:
    for status, printed in block.cells.items():
        for entry, value in enumerate(printed.values):
            if isinstance(value, str) or value is None or value != int(value):
                problems.append(
                    f"{block.where(entry, printed)}: found {shown(value)}, expected the number of "
                    f"countries that are {status}"
                )
                continue
            edition, row = keys.editions[editions[entry]], int(block.rows[entry])
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
    keys: Keys,
    problems: list[str],
    most: int = _MOST_NAMES,
) -> np.ndarray:
    """Resolve the names (or codes) of a block; -1 where nobody bears one, `most` are reported."""
    found = np.full(len(block.rows), -1)
    named = {naming.name for naming in block.sheet.namings}
    for column in block.units:
        numbers: dict[Any, int] = {}
        for name in dict.fromkeys(column.values):
            if len(problems) >= most and isinstance(name, str) and not resolve(name).country_id:
                numbers[name] = -1  # it takes long to find out who is near
                continue
            try:
                numbers[name] = -1 if name in named else keys.unit_named(name)
            except FreedomDataError as error:
                numbers[name] = -1
                message = _NUMBER.format(shown(name)) if _is_number(name) else error
                problems.append(f"{block.where(column.values.index(name), column)}: {message}")
        units = np.array([numbers[name] for name in column.values], dtype=np.int64)
        if named & numbers.keys():
            _apply_namings(block, column, editions, units, keys, problems)
        problems += [
            f"{block.where(int(entry), column)}: {column.values[entry]!r} is not the unit "
            f"that stands beside it, {keys.units[found[entry]]}"
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
    keys: Keys,
    problems: list[str],
) -> None:
    """Give the units whose names mean something else in this sheet, some for a time."""
    names = np.array(column.values, dtype=object)
    titles = np.array([*keys.editions, 0])[editions]
    for naming in block.sheet.namings:
        first, last = naming.first or titles.min(), naming.last or titles.max()
        units[(names == naming.name) & (titles >= first) & (titles <= last)] = keys.unit(
            naming.country_id
        )
    for name in {naming.name for naming in block.sheet.namings}:
        rest = (names == name) & (units < 0)
        if rest.any():
            try:
                units[rest] = keys.unit_named(name)
            except FreedomDataError as error:
                where = block.where(int(np.flatnonzero(rest)[0]), column)
                problems.append(f"{where}: {error}")


def _find_editions(block: Block, keys: Keys, problems: list[str]) -> np.ndarray:
    """Resolve the editions of a block; -1 where the survey has none of that title."""
    numbers = {label: _find_edition(block, label, keys) for label in dict.fromkeys(block.editions)}
    for label, number in numbers.items():
        if number < 0:
            row = int(block.rows[block.editions.index(label)])
            sheet = f", sheet {block.sheet.name!r}" if block.sheet.name else ""
            what = "year covered by an edition" if block.by_year else "edition"
            before = ", or the first: it has none before it" if block.is_reprint else ""
            problems.append(
                f"{block.source.path}{sheet}, row {row}: {shown(label)} is no {what} of "
                f"{keys.record.title}{before}{_describe_covering(block, label, keys)}"
            )
    return np.array([numbers[label] for label in block.editions], dtype=np.int64)


def _describe_covering(block: Block, label: Cell, keys: Keys) -> str:
    """Name the edition that covers a year for which there is none of that title."""
    year = label if isinstance(label, int) else 0
    edition = keys.record.find_edition(year)
    if edition is None or block.is_reprint:
        return ""
    if block.by_year:
        span = f"{edition.start:%B %Y} to {edition.end:%B %Y}"
        return f" (edition {edition.label} covers {span}, and stands for {edition.year})"
    return f" (as a year covered it is that of edition {edition.label})"


def _find_edition(block: Block, label: Cell, keys: Keys) -> int:
    """Return the number of the edition that a block's label names."""
    if block.by_year:
        return keys.edition_of_year(block.sheet.years.get(label, label))
    edition = keys.edition(later_year(label))
    return max(edition - 1, -1) if block.is_reprint else edition


def _check_span(blocks: list[Block], keys: Keys) -> list[str]:
    """
    Make sure that a file holds the declared editions, and no other.

    Two files may share a name: this is where they differ. A sheet with all editions in its
    columns (or rows, for counts) must hold each of them; tables may divide them among themselves.
    """
    source = blocks[0].source
    span = range(source.first_edition, source.last_edition + 1)
    expected = {e for e in keys.editions if e in span} - source.lacks
    blocks = [block for block in blocks if not block.is_reprint]
    seen = [
        {keys.editions[i] for i in (_find_edition(b, label, keys) for label in b.titles) if i >= 0}
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
    """What the corrections of a file say, by key: what is printed, what is read instead."""

    printed: dict[tuple[int, bool], str] = field(default_factory=dict)
    """What is printed where something else is read, and whether a later edition repeats it so."""
    withheld: list[Readings] = field(default_factory=list)
    revised: dict[int, float] = field(default_factory=dict)
    """What a later release says where the publisher revised a value."""

    def note(self, readings: Readings) -> Readings:
        """Return the readings of the file with this, and with those that are withheld."""
        if not self.printed and not self.revised:
            return readings
        printed = readings.printed.copy()
        for (key, is_reprint), text in self.printed.items():
            printed[(readings.key == key) & (readings.is_reprint == is_reprint)] = text
        every = Readings.concat(readings.keys, [readings.put(printed=printed), *self.withheld])
        revised = every.revised.copy()
        for key, value in self.revised.items():
            revised[every.key == key] = value
        return every.put(revised=revised)


def _correct(
    source: Source | None,
    blocks: list[Block],
    rows: list[tuple[np.ndarray, np.ndarray]],
    keys: Keys,
    problems: list[str],
) -> _Corrected:
    """Put declared corrections in place of what is printed."""
    found = _Corrected()
    for c in keys.record.corrections:
        if c.note or (source and source.id not in c.sources):
            continue
        key = keys.find(c.country_id, c.edition, c.measure)
        hits = [
            (block, int(entry))
            for block, row in zip(blocks, rows, strict=True)
            if c.measure in block.cells and block.units and block.is_reprint == c.is_reprint
            for entry in np.flatnonzero((keys.join(*row, c.measure) == key) & (np.min(row, 0) >= 0))
            if source or block.cells[c.measure].values[entry] == c.old
        ]
        if not hits:
            if source:
                problems.append(
                    f"{source.path} has no {c.measure} of {c.country_id}, edition {c.edition}, "
                    f"which is declared to be corrected from {c.old!r}"
                )
            continue
        for block, entry in hits:
            _put(block, entry, c, problems)
            if c.new is None:
                one = _withhold(block, entry, c.measure, key, str(c.old), keys)
                found.withheld.append(one)
        if c.is_revision:
            found.revised[key] = keys.code(c.measure, c.new)
        else:
            found.printed[key, c.is_reprint] = str(c.old)
    return found


def _withhold(  # noqa: PLR0913, PLR0917 (a cell, and what it says of what)
    block: Block, entry: int, id_: str, key: int, printed: str, keys: Keys
) -> Readings:
    """Return the cell of a value that is not read."""
    return _make_readings(
        block,
        np.array([entry]),
        np.array([key]),
        np.nan,
        block.cells[id_],
        keys,
        printed=printed,
        is_withheld=True,
    )


def _put(block: Block, entry: int, c: Correction, problems: list[str]) -> None:
    """Put what a correction says in place of what it corrects."""
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


def _read_block(  # noqa: PLR0913, PLR0917 (the arrays of one block)
    block: Block,
    units: np.ndarray,
    editions: np.ndarray,
    keys: Keys,
    problems: list[str],
    unread: list[Unread] | None,
) -> Readings:
    """
    Return the readings of a block, what units that a naming gives have after all others.

    Two names may mean one unit here (both halves of a former state): each is a block of its own.
    """
    columns: list[_Values] = []
    for id_, column in block.cells.items():
        faults: list[Fault] = []
        read = read_values(block, column, keys.field[id_], editions, keys, faults)
        columns.append((id_, column, *read))
        for entry, why in faults:
            if entry is None:  # it is the whole column
                problems.append(why)
                continue
            text = as_printed(column.values[entry])
            key = keys.join(units[entry], editions[entry], id_)
            one = Unread(_withhold(block, entry, id_, key, text, keys), why)
            if unread is None:
                problems.append(str(one))
            else:
                unread.append(one)
    rule = keys.record.status_rule
    if block.sheet.has_status_by_rule and rule:
        years = np.array([edition.year for edition in keys.record.editions])
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
    columns += _find_worse(columns, keys)
    number = {naming.name: n for n, naming in enumerate(block.sheet.namings, 1)}
    named = np.max([[number.get(name, 0) for name in unit.values] for unit in block.units], axis=0)
    parts, entries = [], []
    for id_, column, values, texts in columns:
        held = np.flatnonzero(~np.isnan(values))
        printed = None if texts is None else np.array([str(text) for text in texts], object)[held]
        key = keys.join(units[held], editions[held], id_)
        parts.append(_make_readings(block, held, key, values[held], column, keys, printed=printed))
        entries.append(held)
    readings = Readings.concat(keys, parts).put(block=named[np.concatenate(entries)])
    return readings.take(np.argsort(readings.block, kind="stable")) if named.any() else readings


def _find_worse(columns: list[_Values], keys: Keys) -> list[_Values]:
    """Return the worse of two categories where both are printed, and the worse one is not."""
    found = {id_: (column.column, values) for id_, column, values, _ in columns}
    rule = keys.record.worse_of
    if rule is None or not {rule.first, rule.second} <= found.keys():
        return []
    (first_column, first), (second_column, second) = found[rule.first], found[rule.second]
    worse = take_worse(first, second)
    if rule.worse in found:
        worse[~np.isnan(found[rule.worse][1])] = np.nan
    numbers = np.where(np.isnan(second) | (first <= second), first_column, second_column)
    return [(rule.worse, Printed([], numbers), worse, None)]
