"""
Lay a published sheet out as it is meant, with the address of every cell.

Each layout becomes the same thing, a :class:`Block`: one entry per unit and edition, one list of
printed values per measure. Nothing is interpreted here but blanks: text is trimmed, and what the
sheet declares as "no value" becomes None.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import chain, pairwise
from typing import TYPE_CHECKING

import numpy as np

from freedomdata.cells import address, shown
from freedomdata.errors import SourceError
from freedomdata.sources.files import Cell, Grid, Parsed, read_grids

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from freedomdata.model import Column, Sheet, Source

__all__ = ["Block", "Printed", "later_year", "lay_out", "read_source", "strip_marks"]


@dataclass(slots=True)
class Printed:
    """The printed values of one measure and the column (or columns) they stand in, from 1."""

    values: list[Cell]
    column: int | np.ndarray
    declared: Column | None = None


@dataclass(slots=True)
class Block:
    """
    A sheet in one shape: entry i is about ``units[.][i]`` in ``editions[i]``, in ``rows[i]``.

    `titles` are the editions that the sheet has a place for, whether or not it rates anybody.
    Editions `by_year` are given as the year covered. A block that `is_reprint` repeats what the
    edition before had printed.
    """

    source: Source
    sheet: Sheet
    titles: list[Cell]
    units: list[Printed]
    editions: list[Cell]
    rows: np.ndarray
    cells: dict[str, Printed]
    by_year: bool = False
    is_reprint: bool = False
    corrected: list[str] = field(default_factory=list)
    """What is misprinted in a file that nobody has declared, as it is in one that is."""
    strays: list[str] = field(default_factory=list)
    """What is said of rows that are left out, as their edition is none."""

    def pick(self, which: np.ndarray) -> Block:
        """Return the block with some of its entries."""

        def pick(printed: Printed) -> Printed:
            column = printed.column
            return Printed(
                [printed.values[i] for i in which],
                column if isinstance(column, int) else column[which],
                printed.declared,
            )

        return replace(
            self,
            units=[pick(unit) for unit in self.units],
            editions=[self.editions[i] for i in which],
            rows=self.rows[which],
            cells={holds: pick(printed) for holds, printed in self.cells.items()},
        )

    def where(self, entry: int, printed: Printed) -> str:
        """Name the cell that holds entry number `entry` of `printed`."""
        column = printed.column if isinstance(printed.column, int) else printed.column[entry]
        return address(self.source.path, self.sheet.name, int(self.rows[entry]), int(column))


def read_source(source: Source, content: bytes, parsed: Parsed | None = None) -> list[Block]:
    """
    Read all declared sheets of a file; `parsed` is shared by the sources of one file.

    Returns
    -------
    list of Block
        In the declared order of the sheets. A table whose headers name editions gives a block
        for each of them; what repeats the edition before is a block of its own.

    Raises
    ------
    SourceError
        If a sheet or header is missing, doubled or not declared, or values stand where no header
        or name says what they are.
    """
    grids = read_grids(source, content, {} if parsed is None else parsed)
    return [block for sheet in source.sheets for block in lay_out(source, sheet, grids[sheet.name])]


def lay_out(source: Source, sheet: Sheet, grid: Grid) -> list[Block]:
    """Lay one sheet out by its declaration; raise as :func:`read_source` does."""
    return _LAYOUTS[sheet.layout](source, sheet, grid)


def _trim(cell: Cell) -> Cell:
    return cell.strip() if isinstance(cell, str) else cell


def _clean(values: Iterable[Cell], missing: frozenset[str]) -> list[Cell]:
    """
    Trim text and turn what means "no value" into None; numbers pass as they are.

    A truth value becomes text, or Python would take it for a number.
    """
    cells = list(values)
    types = set(map(type, cells))
    if bool in types:
        cells = [str(cell) if isinstance(cell, bool) else cell for cell in cells]
    elif str not in types:
        return cells
    texts = {cell for cell in set(cells) if isinstance(cell, str)}
    trimmed = {text: None if text.strip() in missing else text.strip() for text in texts}
    return [trimmed.get(cell, cell) for cell in cells]


def _name(source: Source, sheet: Sheet) -> str:
    """Name a sheet, or the file where the format has none."""
    return source.path + (f", sheet {sheet.name!r}" if sheet.name else "")


def _body(source: Source, sheet: Sheet, grid: Grid, headers: int) -> Grid:
    """Return the rows below the headers, without the blank ones at the end of the used range."""
    end = len(grid)
    while end > headers and all(_trim(cell) == "" for cell in grid[end - 1]):
        end -= 1
    if end <= headers:
        raise SourceError(f"{_name(source, sheet)} has nothing below row {headers}")
    return grid[headers:end]


def _refuse_nameless(
    source: Source,
    sheet: Sheet,
    columns: Sequence[Sequence[Cell]],
    named: set[int],
    rows: np.ndarray,
) -> None:
    """Refuse values in columns that no header names: they would be dropped in silence."""
    for number, column in enumerate(columns, 1):
        if number not in named and set(column) != {""}:
            for row, cell in zip(rows, column, strict=True):
                if _trim(cell) != "":
                    where = address(source.path, sheet.name, int(row), number)
                    raise SourceError(f"{where}: {shown(cell)} stands in a column without a header")


def _headers(source: Source, sheet: Sheet, grid: Grid) -> list[tuple[Column, int]]:
    """Find the declared columns by their headers; return them with their numbers, from 1."""
    row = sheet.header_row
    if len(grid) < row:
        raise SourceError(f"{_name(source, sheet)} has no row {row} of headers")
    printed = [str(_trim(cell)) for cell in grid[row - 1]]
    place = {header: number for number, header in enumerate(printed, 1) if header}
    names = {name for column in sheet.columns for name in (column.header, *column.also)}
    counts = Counter(name for name in printed if name and (name in names or not sheet.is_excerpt))
    if doubled := [name for name, n in counts.items() if n > 1]:
        where = address(source.path, sheet.name, row, place[doubled[0]])
        raise SourceError(f"{where}: the header {doubled[0]!r} stands there a second time")
    found = [
        (column, place[name])
        for column in sheet.columns
        for name in (column.header, *column.also)
        if name in place
    ]
    held = [column for column, _ in found]
    if not found:
        wanted = ", ".join(column.header for column in sheet.columns[:3])
        cut = "" if sheet.name else f", with {sheet.delimiter!r} between the cells"
        raise SourceError(
            f"{address(source.path, sheet.name, row, 1)}: none of the headers is there, found "
            f"{shown(printed[:3])}, expected {wanted} and so on{cut}: this seems to be another file"
        )
    if twice := [column for column in sheet.columns if held.count(column) > 1]:
        first, *_, last = (name for name in (twice[0].header, *twice[0].also) if name in place)
        where = address(source.path, sheet.name, row, place[last])
        raise SourceError(
            f"{where}: the header {last!r} stands there a second time, beside {first!r}"
        )
    missing = [c.header for c in sheet.columns if c not in held and not c.is_optional]
    strange = [name for name in place if name not in names and not sheet.is_excerpt]
    if missing or strange:
        first = address(source.path, sheet.name, row, place[strange[0]] if strange else 1)
        lists = [
            f"{what} {shown(names)}" for what, names in (("missing", missing), ("unknown", strange))
        ]
        said = ", ".join(text for text in lists if not text.endswith("[]"))
        raise SourceError(f"{first}: the headers are not as declared: {said}")
    return sorted(found, key=lambda pair: pair[1])


def _read_table(source: Source, sheet: Sheet, grid: Grid) -> list[Block]:
    """One header row, one row per unit (and edition)."""
    headers = _headers(source, sheet, grid)
    body = _body(source, sheet, grid, sheet.header_row)
    rows = np.array(
        [
            number
            for number, cells in enumerate(body, sheet.header_row + 1)
            if cells[0] != "" or any(_trim(cell) != "" for cell in cells)  # a blank line is none
        ]
    )
    body = [grid[number - 1] for number in rows]
    named = {number for _, number in headers}
    if sheet.is_excerpt:
        columns = {number: [cells[number - 1] for cells in body] for number in named}
    else:
        columns = dict(enumerate(map(list, zip(*body, strict=True)), 1))
        _refuse_nameless(source, sheet, list(columns.values()), named, rows)

    def column(declared: Column, number: int) -> Printed:
        return Printed(_clean(columns[number], sheet.missing), number, declared)

    units = [
        Printed(_clean(columns[n], frozenset({""})), n, c) for c, n in headers if c.holds == "unit"
    ]
    labels = next(((c, n) for c, n in headers if c.holds in ("edition", "year")), None)
    editions = column(*labels).values if labels else [sheet.edition] * len(body)
    by_year = labels is not None and labels[0].holds == "year"
    read = [(c, n) for c, n in headers if c.holds not in (None, "unit", "edition", "year")]
    by_edition: list[int | None] = [*sorted({c.edition for c, _ in read if c.edition})]
    groups = [(edition, False) for edition in by_edition or [None]]
    if any(c.is_reprint for c, _ in read):
        groups.append((None, True))
    blocks = [
        _block(
            Block(
                source,
                sheet,
                list(dict.fromkeys([edition] if edition else editions)),
                units,
                [edition] * len(body) if edition else editions,
                rows,
                {
                    str(c.holds): column(c, n)
                    for c, n in read
                    if c.is_reprint == is_reprint and c.edition in (None, edition)
                },
                by_year=by_year,
                is_reprint=is_reprint,
            )
        )
        for edition, is_reprint in groups
    ]
    if not any(len(block.rows) for block in blocks if not block.is_reprint):
        raise SourceError(f"{_name(source, sheet)} has no value in any row")
    return blocks


def _read_blocks(source: Source, sheet: Sheet, grid: Grid) -> list[Block]:
    """Three header rows (edition, years, measure), one row per unit, a block of columns each."""
    head = sheet.header_row
    body = _body(source, sheet, grid, head + 2)
    top, _, printed = ([_trim(cell) for cell in grid[head - 1 + i]] for i in range(3))
    firsts = [n for n, title in enumerate(top) if n and title != ""]
    found = {
        first: _find_columns(source, sheet, grid, range(first, end))
        for first, end in pairwise([*firsts, len(top)])
    }
    before = printed[1 : min(firsts, default=len(printed))]
    if not firsts or any(cell != "" for cell in before):
        n = next((n for n, cell in enumerate(before, 2) if cell != ""), 2)
        where = address(source.path, sheet.name, head, n)
        raise SourceError(f"{where}: expected an edition above {shown(printed[n - 1])}")
    labels = [top[first] for first in firsts]
    if doubled := [label for label, n in Counter(labels).items() if n > 1]:
        again = firsts[len(labels) - 1 - labels[::-1].index(doubled[0])] + 1
        where = address(source.path, sheet.name, head, again)
        raise SourceError(f"{where}: the edition {shown(doubled[0])} stands there a second time")
    columns = list(zip(*body, strict=True))
    rows = np.arange(head + 3, head + 3 + len(body))
    named = {1} | {n + 1 for held in found.values() for n in held.values()}
    _refuse_nameless(source, sheet, columns, named, rows)
    units = Printed(_clean(columns[0], frozenset({""})) * len(firsts), 1)
    nothing = ("",) * len(body)

    def measure(column: Column) -> Printed:
        numbers = [held.get(column.header, -1) for held in found.values()]
        values = chain.from_iterable(columns[n] if n >= 0 else nothing for n in numbers)
        cleaned = _clean(values, sheet.missing | {""})
        return Printed(cleaned, np.repeat(np.array(numbers) + 1, len(body)), column)

    block = Block(
        source,
        sheet,
        labels,
        [units],
        [label for label in labels for _ in body],
        np.tile(rows, len(firsts)),
        {str(column.holds): measure(column) for column in sheet.columns},
    )
    return [_block(block)]


def _find_columns(source: Source, sheet: Sheet, grid: Grid, block: range) -> dict[str, int]:
    """Return where the declared columns of an edition are, by header, among those of its block."""
    head = sheet.header_row
    title, years = (_trim(grid[head - 1 + i][block[0]]) for i in range(2))
    printed = [_trim(grid[head + 1][n]) for n in block]
    edition = later_year(title) or 0
    wanted = [column for column in sheet.columns if column.is_read_in(edition)]
    held = {
        column.header: n
        for n, cell in zip(block, printed, strict=True)
        for column in wanted
        if cell in column.headers
    }
    needed = [column.header for column in wanted if not column.is_optional]
    is_whole = set(needed) <= held.keys()
    if not is_whole or sum(cell != "" for cell in printed) > len(held):
        where = address(source.path, sheet.name, head + 2, block[0] + 1)
        found = printed[: len(wanted) + 1]
        raise SourceError(f"{where}: expected an edition over {needed}, found {found}")
    _check_year(source, sheet, (head + 1, block[0] + 1), title, years)
    return held


def _check_year(
    source: Source, sheet: Sheet, cell: tuple[int, int], label: Cell, years: Cell
) -> None:
    """Make sure that the last year covered is that of the title, or the one before."""
    title, covered = later_year(label), later_year(years)
    if sheet.is_excerpt and years == "":
        return  # a file that nobody declared need not say it
    if title is None or covered is None or title - covered not in (0, 1):
        where = address(source.path, sheet.name, *cell)
        raise SourceError(f"{where}: edition {shown(label)} cannot cover {shown(years)}")


def later_year(label: Cell) -> int | None:
    """Return the later year in an edition's title or in the years it covers."""
    if isinstance(label, float):
        return int(label) if label.is_integer() else None
    if isinstance(label, int):
        return None if isinstance(label, bool) else label
    found = re.search(r"(?<!\d)(\d{4})(?:-(\d{2}|\d{4}))?\**$", str(label))
    if not found:
        return None
    first, second = found.groups()
    if second is None or len(second) == len(first):
        return int(second or first)
    year = int(first[:2] + second)
    return year if year > int(first) else year + 100


def _read_counts(source: Source, sheet: Sheet, grid: Grid) -> list[Block]:
    """One row per edition with the number of countries of each status; notes stand below."""
    headers = _headers(source, sheet, grid)
    number = {column.holds: n for column, n in headers if column.holds}
    statuses = [n for holds, n in number.items() if holds not in ("edition", "year")]
    rows = []
    for row, cells in enumerate(grid[sheet.header_row :], sheet.header_row + 1):
        if all(_trim(cells[n - 1]) == "" for n in statuses):
            continue  # a blank line, or one of the notes below
        edition, years = cells[number["edition"] - 1], cells[number["year"] - 1]
        _check_year(source, sheet, (row, number["year"]), _trim(edition), _trim(years))
        rows.append(row)
    counts = {
        holds: Printed(_clean((grid[row - 1][n - 1] for row in rows), frozenset()), n)
        for holds, n in number.items()
        if holds not in ("edition", "year")
    }
    editions = [_trim(grid[row - 1][number["edition"] - 1]) for row in rows]
    return [Block(source, sheet, editions, [], editions, np.array(rows), counts)]


#: What tells nothing by itself: a row with these alone is empty.
_MARGINAL = ("is_territory", "region")

_LAYOUTS = {"table": _read_table, "blocks": _read_blocks, "counts": _read_counts}


def strip_marks(name: Cell) -> Cell:
    """Return a name without the stars and daggers that refer to a footnote."""
    return name.strip().rstrip("*†‡ ") if isinstance(name, str) else name


def _block(block: Block) -> Block:
    """Keep the entries that hold any value; refuse values without a name beside them."""
    held = [p.values for holds, p in block.cells.items() if holds not in _MARGINAL]
    if all(None in values for values in held):
        nothing = (None,) * len(held)
        which = np.flatnonzero([values != nothing for values in zip(*held, strict=True)])
        block = block.pick(which)
    if block.sheet.has_stars:
        starred = [[str(name).endswith("*") for name in unit.values] for unit in block.units]
        flags: list[Cell] = ["t" if any(marks) else "c" for marks in zip(*starred, strict=True)]
        block.cells["is_territory"] = Printed(flags, block.units[0].column)
        block.units = [
            replace(unit, values=[strip_marks(name) for name in unit.values])
            for unit in block.units
        ]
    for unit in block.units:
        if None in unit.values or "" in unit.values:
            entry = next(i for i, name in enumerate(unit.values) if name in (None, ""))
            raise SourceError(f"{block.where(entry, unit)}: values stand beside an empty name")
    if block.sheet.is_territory is not None:
        flag = "t" if block.sheet.is_territory else "c"
        block.cells["is_territory"] = Printed([flag] * len(block.rows), block.units[0].column)
    return block
