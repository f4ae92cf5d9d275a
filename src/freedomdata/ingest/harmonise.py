"""
Give printed values their meaning: who, which edition, which number or word.

Out of the blocks come :class:`Cells`: five arrays of one length, an entry per value. A number
is itself; a word is its place among the categories of its measure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from freedomdata.countries import find_country, get_countries
from freedomdata.errors import FreedomDataError, SourceError, spell_out
from freedomdata.ingest.read import address, later_year, shown
from freedomdata.model import Measure

if TYPE_CHECKING:
    from collections.abc import Iterable

    from freedomdata.ingest.read import Block, Printed
    from freedomdata.model import Item, Scale, Source, Survey

__all__ = ["Cells", "Counts", "Space", "harmonise"]


class Space:
    """
    The room that all values of a survey fit in: units x editions x fields, each in table order.

    A value's place is one number, so that comparing sources is comparing arrays.
    """

    def __init__(self, survey: Survey) -> None:
        self.survey = survey
        self.units = list(get_countries())
        self.editions = [e.edition for e in survey.editions]
        self.fields = list(survey.field)
        self.shape = (len(self.units), len(self.editions), len(self.fields))
        self._unit = {id_: i for i, id_ in enumerate(self.units)}
        self._edition = {edition: i for i, edition in enumerate(self.editions)}
        self._field = {id_: i for i, id_ in enumerate(self.fields)}

    def unit(self, country_id: str) -> int:
        """Return the number of a unit."""
        return self._unit[country_id]

    def edition(self, label: Any) -> int:
        """Return the number of an edition by its title, -1 if the survey has none of that title."""
        return self._edition.get(later_year(label) or 0, -1)

    def place(self, unit: Any, edition: Any, field: str) -> Any:
        """Return the place of a value (or of arrays of values)."""
        _, editions, fields = self.shape
        return (unit * editions + edition) * fields + self._field[field]

    def name(self, place: int) -> str:
        """Name a place for a person."""
        unit, edition, field = np.unravel_index(place, self.shape)
        country = get_countries()[self.units[unit]].country
        return f"{self.fields[field]} of {country}, edition {self.editions[edition]}"

    def word(self, place: int, value: float) -> str:
        """Return what a value at `place` stands for: a number or a word."""
        field = self.survey.field[self.fields[place % self.shape[2]]]
        if isinstance(field, Measure) and field.scale is None:
            return str(field.categories[int(value)])
        return str(int(value))


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

    source: Source
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
    problems: list[str] = []
    keys = [
        (_find_units(block, space, problems), _find_editions(block, space, problems))
        for block in blocks
    ]
    printed = _correct(source, blocks, keys, space, problems)
    cells = [
        _read_cells(block, *key, space, printed, problems)
        for block, key in zip(blocks, keys, strict=True)
        if block.units
    ]
    counts = [
        Counts(source, block, [space.editions[i] for i in editions])
        for block, (_, editions) in zip(blocks, keys, strict=True)
        if not block.units
    ]
    problems += _check_span(source, space, [editions for _, editions in keys])
    if problems:
        raise SourceError(spell_out(problems))
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


def _check_span(source: Source, space: Space, editions: list[np.ndarray]) -> list[str]:
    """Two files may share a name: what tells them apart is the editions they hold."""
    seen = {space.editions[i] for array in editions for i in np.unique(array) if i >= 0}
    expected = {e for e in space.editions if source.first_edition <= e <= source.last_edition}
    problems = []
    if missing := sorted(expected - seen):
        problems.append(f"{source.path} lacks the editions {missing}")
    if strange := sorted(seen - expected):
        problems.append(f"{source.path} should not hold the editions {strange}")
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
        values = _read_values(block, column, space.survey.field[id_], problems)
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
    if distinct <= codes.keys() and bool not in set(map(type, values)):
        if any(codes[value] != value for value in distinct):
            values = [codes[value] for value in values]
        return np.array(values, dtype=np.float64)
    problems += [
        f"{block.where(entry, column)}: found {shown(value)}, expected {expected} ({field.title})"
        for entry, value in enumerate(values)
        if value not in codes or isinstance(value, bool)
    ]
    return np.full(len(values), np.nan)
