"""
Give printed values their meaning: who, which edition, which number or word.

Out of the blocks come :class:`Cells`: five arrays of one length, an entry per value. A number
is itself; a word is its place among the categories of its measure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from freedomdata.countries import find_country
from freedomdata.errors import FreedomDataError, SourceError, spell_out
from freedomdata.ingest.read import address, shown
from freedomdata.model import Measure

if TYPE_CHECKING:
    from collections.abc import Iterable

    from freedomdata.ingest.layouts import Block, Printed
    from freedomdata.ingest.space import Space
    from freedomdata.model import Item, Scale, Source

__all__ = ["Cells", "Counts", "harmonise"]


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
    """By place: what is printed there, where a correction reads it as something else."""

    def where(self, entry: int) -> str:
        """Name the cell that entry number `entry` was read from."""
        return address(self.source.path, self.sheet, int(self.row[entry]), int(self.column[entry]))


@dataclass(slots=True)
class Counts:
    """The published number of countries of each status, one entry per edition."""

    block: Block
    editions: list[int]


def harmonise(blocks: Iterable[Block], space: Space) -> tuple[list[Cells], list[Counts]]:
    """
    Give the blocks of one source their meaning.

    Parameters
    ----------
    blocks : iterable of Block
        All sheets of one source.
    space : Space
        Where the survey's values belong.

    Returns
    -------
    tuple of list of Cells and list of Counts
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
    keys = [
        (_find_units(block, space, unknown), _find_editions(block, space, problems))
        for block in blocks
    ]
    printed = _correct(source, blocks, keys, space, problems)
    cells = [
        _read_cells(block, *key, space, printed, problems)
        for block, key in zip(blocks, keys, strict=True)
        if block.units
    ]
    counts = [
        Counts(block, [space.editions[i] for i in editions])
        for block, (_, editions) in zip(blocks, keys, strict=True)
        if not block.units
    ]
    problems += _check_span(blocks, space)
    if unknown or problems:  # unknown names are all spelled out: each needs a line in aliases.csv
        raise SourceError(spell_out(unknown + problems, shown=max(8, len(unknown))))
    return cells, counts


def _find_units(block: Block, space: Space, problems: list[str]) -> np.ndarray:
    """Resolve the names (or codes) of a block; -1 where nobody bears one."""
    found = np.full(len(block.rows), -1)
    for column in block.units:
        places: dict[Any, int] = {}
        for name in dict.fromkeys(column.values):
            try:
                places[name] = space.unit(find_country(name))
            except FreedomDataError as error:
                places[name] = -1
                problems.append(f"{block.where(column.values.index(name), column)}: {error}")
        units = np.array([places[name] for name in column.values], dtype=np.int64)
        problems += [
            f"{block.where(int(entry), column)}: {column.values[entry]!r} is not the unit "
            f"that stands beside it, {space.units[found[entry]]}"
            for entry in np.flatnonzero((found >= 0) & (units >= 0) & (found != units))
        ]
        found = units
    return found


def _find_editions(block: Block, space: Space, problems: list[str]) -> np.ndarray:
    """Resolve the editions of a block; -1 where the survey has none of that title."""
    places = {label: space.edition(label) for label in dict.fromkeys(block.editions)}
    for label, place in places.items():
        if place < 0:
            row = int(block.rows[block.editions.index(label)])
            problems.append(
                f"{block.source.path}, sheet {block.sheet.name!r}, row {row}: "
                f"{shown(label)} is no edition of {space.survey.title}"
            )
    return np.array([places[label] for label in block.editions], dtype=np.int64)


def _check_span(blocks: list[Block], space: Space) -> list[str]:
    """
    Make sure that a file holds the declared editions, and no other.

    Two files may share a name: this is what tells them apart. A sheet with all editions in its
    columns (or rows, for counts) must hold each of them; tables may divide them among themselves.
    """
    source = blocks[0].source
    expected = {e for e in space.editions if source.first_edition <= e <= source.last_edition}
    seen = [
        {space.editions[i] for i in map(space.edition, block.titles) if i >= 0} for block in blocks
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


def _correct(
    source: Source,
    blocks: list[Block],
    keys: list[tuple[np.ndarray, np.ndarray]],
    space: Space,
    problems: list[str],
) -> dict[int, str]:
    """Put declared corrections in the place of what is printed; return the printed strings."""
    printed: dict[int, str] = {}
    for c in space.survey.corrections:
        if source.id not in c.sources:
            continue
        unit, edition = space.unit(c.country_id), space.edition(c.edition)
        hits = [
            (block, int(entry))
            for block, (units, editions) in zip(blocks, keys, strict=True)
            if c.measure in block.cells and block.units
            for entry in np.flatnonzero((units == unit) & (editions == edition))
        ]
        if not hits:
            problems.append(
                f"{source.path} has no {c.measure} of {c.country_id}, edition {c.edition}, "
                f"which is declared to be corrected from {c.old!r}"
            )
        for block, entry in hits:
            values = block.cells[c.measure].values
            if values[entry] != c.old:
                problems.append(
                    f"{block.where(entry, block.cells[c.measure])}: found {shown(values[entry])}, "
                    f"the declared correction ({c.reason}) expects {c.old!r}"
                )
            values[entry] = c.new
            printed[space.place(unit, edition, c.measure)] = str(c.old)
    return printed


def _read_cells(  # noqa: PLR0913, PLR0917 (the arrays of one block)
    block: Block,
    units: np.ndarray,
    editions: np.ndarray,
    space: Space,
    printed: dict[int, str],
    problems: list[str],
) -> Cells:
    parts = []
    for id_, column in block.cells.items():
        values = _read_values(block, column, space.field[id_], problems)
        held = np.flatnonzero(~np.isnan(values))
        number = column.column
        parts.append(
            (
                space.place(units[held], editions[held], id_),
                values[held],
                block.rows[held],
                np.full(len(held), number) if isinstance(number, int) else number[held],
            )
        )
    place, value, row, column_numbers = (
        np.concatenate(arrays) for arrays in zip(*parts, strict=True)
    )
    return Cells(block.source, block.sheet.name, place, value, row, column_numbers, printed)


def _read_values(
    block: Block, column: Printed, field: Measure | Item, problems: list[str]
) -> np.ndarray:
    """Return the numbers, or the places of the words, of one column; NaN where there is none."""
    values = column.values
    codes: dict[Any, float] = {None: np.nan}
    if isinstance(field, Measure) and field.scale is None:
        codes |= {word: field.categories.index(means) for word, means in field.words.items()}
        expected = f"one of {', '.join(field.words)}"
    else:
        scale = cast("Scale", field.scale)
        codes |= {number: number for number in range(scale.low, scale.high + 1)}
        expected = f"a whole number from {scale.low} to {scale.high}"
    distinct = set(values)
    if distinct <= codes.keys():
        if any(codes[value] != value for value in distinct):
            values = [codes[value] for value in values]
        return np.array(values, dtype=np.float64)
    problems += [
        f"{block.where(entry, column)}: found {shown(value)}, expected {expected} ({field.title})"
        for entry, value in enumerate(values)
        if value not in codes
    ]
    return np.full(len(values), np.nan)
