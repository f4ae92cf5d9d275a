"""
Lay a published sheet out as it is meant, with the address of every cell.

Each layout becomes the same thing, a :class:`Block`: one entry per unit and edition, one list of
printed values per measure. Nothing is interpreted here but blanks: text is trimmed, and what the
sheet declares as "no value" becomes None. A further layout is a function from a sheet to its
blocks, listed in `_LAYOUTS`.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import chain, pairwise
from typing import TYPE_CHECKING

import numpy as np

from freedomdata.cells import Cell, Grid, address, shown, trim
from freedomdata.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from freedomdata.model import Column, Sheet, Source
    from freedomdata.sources.workbooks import Sheets

    #: Columns of a sheet with their numbers, from 0.
    Numbered = list[tuple[int, Column]]

__all__ = ["Block", "Printed", "check_years", "later_year", "lay_out", "read_source", "strip_marks"]


@dataclass(slots=True)
class Printed:
    """The printed values of one measure and their column (or columns), from 1."""

    values: list[Cell]
    column: int | np.ndarray
    declared: Column | None = None


@dataclass(slots=True)
class Block:
    """
    A sheet in one shape: entry i is about ``units[.][i]`` in ``editions[i]``, in ``rows[i]``.

    `titles` are the editions that the sheet has rows or columns for, even if it rates nobody in
    them. Editions `by_year` are given as the year covered. A block that `is_reprint` repeats what
    the edition before had printed.
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
    """Messages about rows that are left out, as their edition is none."""

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


def read_source(source: Source, sheets: Sheets) -> list[Block]:
    """
    Lay out all declared sheets of a file, from :func:`freedomdata.sources.formats.open_sources`.

    A table whose headers name editions gives a block for each of them; what repeats the edition
    before is a block of its own. Refused are headers that are missing, doubled or not declared, and
    values where no header or name says what they are.
    """
    return [
        block for sheet in source.sheets for block in lay_out(source, sheet, sheets[sheet.name])
    ]


def lay_out(
    source: Source, sheet: Sheet, grid: Grid, columns: Numbered | None = None
) -> list[Block]:
    """
    Lay one sheet out by its declaration.

    Of a file that nobody declared, the `columns` that are read are known, and no other counts; in
    blocks each names its edition.
    """
    return _LAYOUTS[sheet.layout](_Page(source, sheet, grid, columns))


@dataclass(frozen=True, slots=True)
class _Page:
    """A sheet: how it is declared, its cells, and its columns where they are known already."""

    source: Source
    sheet: Sheet
    grid: Grid
    columns: Numbered | None = None

    @property
    def name(self) -> str:
        """The sheet for a person, or the file where the format has none."""
        return self.source.path + (f", sheet {self.sheet.name!r}" if self.sheet.name else "")

    def error(self, row: int, column: int, message: str) -> SourceError:
        """Return what is wrong with a cell."""
        return SourceError(f"{address(self.source.path, self.sheet.name, row, column)}: {message}")

    def list_rows(self, headers: int) -> list[int]:
        """Return the numbers of the rows below the headers that are not blank."""
        read = range(len(self.grid[0])) if self.columns is None else [n for n, _ in self.columns]
        rows = [
            number
            for number, cells in enumerate(self.grid[headers:], headers + 1)
            if trim(cells[read[0]]) != "" or any(trim(cells[n]) != "" for n in read)
        ]
        if not rows:
            raise SourceError(f"{self.name} has nothing below row {headers}")
        return rows

    def refuse_nameless(self, named: set[int], rows: list[int]) -> None:
        """Refuse values in columns that no header names: they would be dropped in silence."""
        if self.columns is not None or self.sheet.is_excerpt:
            return
        for number in sorted(set(range(1, len(self.grid[0]) + 1)) - named):
            for row in rows:
                if trim(cell := self.grid[row - 1][number - 1]) != "":
                    message = f"{shown(cell)} stands in a column without a header"
                    raise self.error(row, number, message)


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


def _list_columns(page: _Page) -> list[tuple[Column, int]]:
    """Return the columns that are read, with their numbers from 1."""
    if page.columns is not None:
        return [(column, n + 1) for n, column in page.columns]
    return _find_headers(page)


def _find_headers(page: _Page) -> list[tuple[Column, int]]:
    """Find the declared columns by their headers."""
    sheet, row = page.sheet, page.sheet.header_row
    if len(page.grid) < row:
        raise SourceError(f"{page.name} has no row {row} of headers")
    printed = [str(trim(cell)) for cell in page.grid[row - 1]]
    number = {header: n for n, header in enumerate(printed, 1) if header}
    names = {header for column in sheet.columns for header in column.headers}
    known = number.keys() & names if sheet.is_excerpt else number.keys()
    if doubled := [name for name, n in Counter(printed).items() if n > 1 and name in known]:
        message = f"the header {doubled[0]!r} stands there a second time"
        raise page.error(row, number[doubled[0]], message)
    found = [
        (column, number[name])
        for column in sheet.columns
        for name in column.headers
        if name in number
    ]
    if not found:
        wanted = ", ".join(column.header for column in sheet.columns[:3])
        wanted += (
            f" and so on{'' if sheet.name else f', with {sheet.delimiter!r} between the cells'}"
        )
        message = f"none of the headers is there, found {shown(printed[:3])}, expected {wanted}"
        raise page.error(row, 1, f"{message}: this seems to be another file")
    _check_headers(page, number, [column for column, _ in found], known - names)
    return sorted(found, key=lambda pair: pair[1])


def _check_headers(
    page: _Page, number: dict[str, int], held: list[Column], strange: Iterable[str]
) -> None:
    """Refuse a column that is there under two names, and headers that are not as declared."""
    row, columns = page.sheet.header_row, page.sheet.columns
    if twice := [column for column in columns if held.count(column) > 1]:
        first, *_, last = (name for name in twice[0].headers if name in number)
        message = f"the header {last!r} stands there a second time, beside {first!r}"
        raise page.error(row, number[last], message)
    unknown = sorted(strange, key=number.__getitem__)
    missing = [c.header for c in columns if c not in held and not c.is_optional]
    lists = [f"missing {shown(missing)}"] if missing else []
    lists += [f"unknown {shown(unknown)}"] if unknown else []
    if lists:
        where = number[unknown[0]] if unknown else 1
        raise page.error(row, where, f"the headers are not as declared: {', '.join(lists)}")


def _read_table(page: _Page) -> list[Block]:
    """One header row, one row per unit (and edition)."""
    sheet = page.sheet
    headers = _list_columns(page)
    rows = page.list_rows(sheet.header_row)
    page.refuse_nameless({number for _, number in headers}, rows)
    body = [page.grid[row - 1] for row in rows]

    def column(declared: Column, number: int) -> Printed:
        missing = frozenset({""}) if declared.holds == "unit" else sheet.missing
        return Printed(_clean([cells[number - 1] for cells in body], missing), number, declared)

    units = [column(c, n) for c, n in headers if c.holds == "unit"]
    labels = next(((c, n) for c, n in headers if c.holds in ("edition", "year")), None)
    printed = column(*labels).values if labels else [sheet.edition] * len(rows)
    read = [(c, n) for c, n in headers if c.holds not in (None, "unit", "edition", "year")]
    blocks = []
    for edition, is_reprint in _list_parts(c for c, _ in read):
        editions = [edition] * len(rows) if edition else printed
        cells = {
            str(c.holds): column(c, n)
            for c, n in read
            if c.is_reprint == is_reprint and c.edition in (None, edition)
        }
        titles = list(dict.fromkeys(editions))
        block = Block(page.source, sheet, titles, units, editions, np.array(rows), cells)
        block.by_year = labels is not None and labels[0].holds == "year"
        block.is_reprint = is_reprint
        blocks.append(_finish(block))
    if not any(len(block.rows) for block in blocks if not block.is_reprint):
        raise SourceError(f"{page.name} has no value in any row")
    return blocks


def _list_parts(columns: Iterable[Column]) -> Iterator[tuple[int | None, bool]]:
    """Yield the parts of a table: one for each edition that headers name, and what repeats one."""
    columns = list(columns)
    named: list[int | None] = [*sorted({c.edition for c in columns if c.edition})]
    yield from ((edition, False) for edition in named or [None])
    if any(c.is_reprint for c in columns):
        yield None, True


def _read_blocks(page: _Page) -> list[Block]:
    """Three header rows (edition, years, measure), one row per unit, a block of columns each."""
    sheet, head = page.sheet, page.sheet.header_row
    last = page.list_rows(head + 2)[-1]
    body = page.grid[head + 2 : last]
    names = next((n for n, c in page.columns or () if c.holds == "unit"), 0)
    labels, found = _find_blocks(page) if page.columns is None else _group_blocks(page.columns)
    columns = list(zip(*body, strict=True))
    rows = np.arange(head + 3, last + 1)
    named = {names + 1} | {n + 1 for held in found for n in held.values()}
    page.refuse_nameless(named, rows.tolist())
    nothing = ("",) * len(body)

    def measure(column: Column) -> Printed:
        numbers = [held.get(column.header, -1) for held in found]
        values = chain.from_iterable(columns[n] if n >= 0 else nothing for n in numbers)
        cleaned = _clean(values, sheet.missing | {""})
        return Printed(cleaned, np.repeat(np.array(numbers) + 1, len(body)), column)

    block = Block(
        page.source,
        sheet,
        labels,
        [Printed(_clean(columns[names], frozenset({""})) * len(found), names + 1)],
        [label for label in labels for _ in body],
        np.tile(rows, len(found)),
        {str(column.holds): measure(column) for column in sheet.columns},
    )
    return [_finish(block)]


def _group_blocks(columns: Numbered) -> tuple[list[Cell], list[dict[str, int]]]:
    """Return the editions of known columns, and where the columns of each are, by header."""
    found: dict[Cell, dict[str, int]] = {}
    for n, column in columns:
        if column.edition:
            found.setdefault(column.edition, {})[column.header] = n
    return list(found), list(found.values())


def _find_blocks(page: _Page) -> tuple[list[Cell], list[dict[str, int]]]:
    """Return the titles of the editions, and where the columns of each are, by header."""
    head = page.sheet.header_row
    top, _, printed = ([trim(cell) for cell in page.grid[head - 1 + i]] for i in range(3))
    firsts = [n for n, title in enumerate(top) if n and title != ""]
    found = [_find_columns(page, range(first, end)) for first, end in pairwise([*firsts, len(top)])]
    before = printed[1 : min(firsts, default=len(printed))]
    if not firsts or any(cell != "" for cell in before):
        n = next((n for n, cell in enumerate(before, 2) if cell != ""), 2)
        raise page.error(head, n, f"expected an edition above {shown(printed[n - 1])}")
    labels = [top[first] for first in firsts]
    if doubled := [label for label, n in Counter(labels).items() if n > 1]:
        again = firsts[len(labels) - 1 - labels[::-1].index(doubled[0])] + 1
        message = f"the edition {shown(doubled[0])} stands there a second time"
        raise page.error(head, again, message)
    return labels, found


def _find_columns(page: _Page, block: range) -> dict[str, int]:
    """Return where the declared columns of an edition are, by header, among those of its block."""
    head = page.sheet.header_row
    title, years = (trim(page.grid[head - 1 + i][block[0]]) for i in range(2))
    printed = [trim(page.grid[head + 1][n]) for n in block]
    wanted = [column for column in page.sheet.columns if column.is_read_in(later_year(title) or 0)]
    held = {
        column.header: n
        for n, cell in zip(block, printed, strict=True)
        for column in wanted
        if cell in column.headers
    }
    needed = [column.header for column in wanted if not column.is_optional]
    if not set(needed) <= held.keys() or sum(cell != "" for cell in printed) > len(held):
        found = printed[: len(wanted) + 1]
        message = f"expected an edition over {needed}, found {found}"
        raise page.error(head + 2, block[0] + 1, message)
    if message := check_years(title, years):
        raise page.error(head + 1, block[0] + 1, message)
    return held


def check_years(label: Cell, years: Cell) -> str:
    """Return a message if the last year covered is neither that of the title nor the one before."""
    title, covered = later_year(label), later_year(years)
    if title is None or covered is None or title - covered not in (0, 1):
        return f"edition {shown(label)} cannot cover {shown(years)}"
    return ""


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


def _read_counts(page: _Page) -> list[Block]:
    """One row per edition with the number of countries of each status; notes are below."""
    number = {column.holds: n for column, n in _list_columns(page) if column.holds}
    edition, year = number.pop("edition"), number.pop("year")
    rows = []
    for row, cells in enumerate(page.grid[page.sheet.header_row :], page.sheet.header_row + 1):
        if all(trim(cells[n - 1]) == "" for n in number.values()):
            continue  # a blank line, or one of the notes below
        if message := check_years(trim(cells[edition - 1]), trim(cells[year - 1])):
            raise page.error(row, year, message)
        rows.append(row)
    counts = {
        holds: Printed(_clean((page.grid[row - 1][n - 1] for row in rows), frozenset()), n)
        for holds, n in number.items()
    }
    editions = [trim(page.grid[row - 1][edition - 1]) for row in rows]
    return [Block(page.source, page.sheet, editions, [], editions, np.array(rows), counts)]


#: A row that has these alone is empty.
_MARGINAL = ("is_territory", "region")

_LAYOUTS = {"table": _read_table, "blocks": _read_blocks, "counts": _read_counts}


def strip_marks(name: Cell) -> Cell:
    """Return a name without the stars and daggers that refer to a footnote."""
    return name.strip().rstrip("*†‡ ") if isinstance(name, str) else name


def _finish(block: Block) -> Block:
    """Keep the entries that hold any value; refuse values without a name."""
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
