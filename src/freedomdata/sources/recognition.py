"""
Read a sheet that nobody has declared as one that is: what its cells mean is found out from them.

Its columns are those that its headers fit (:mod:`freedomdata.sources.headers`). Words, numbers and
editions are written as the declaration has them, so that the ordinary layouts and parsing can read
them; what does not belong to it is left alone, and reported.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from freedomdata.calls import format_argument
from freedomdata.cells import address, read_number
from freedomdata.countries import find_country, read_year
from freedomdata.errors import FreedomDataError, SourceError, quietly
from freedomdata.model import Column, Measure, Source
from freedomdata.sources.headers import CODE_SYSTEMS, LABELS, find_heads, fold, format_left
from freedomdata.sources.layouts import check_years, later_year, lay_out, strip_marks

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from freedomdata.cells import Cell, Grid
    from freedomdata.choices import Code, Grade
    from freedomdata.model import Sheet, Survey
    from freedomdata.sources.headers import Fit, Head
    from freedomdata.sources.layouts import Block, Numbered

__all__ = ["Interpretation", "declare", "format_sheet", "interpret"]

_NOTHING = {"", "-", "–", "—", "na", "n/a", "n.a.", "..", ".", "nan", "null", "none"}  # noqa: RUF001 (dashes in files)
#: Words that people write for those of the publishers, and for yes and no.
_ALIASES = {"partiallyfree": "Partly Free", "partfree": "Partly Free"}
_TRUTH = {**dict.fromkeys(("true", "yes", "1", "10"), True),
          **dict.fromkeys(("false", "no", "0", "00"), False)}  # fmt: skip


@dataclass(slots=True)
class Interpretation:
    """
    One way to read a sheet: as which survey's, its columns, and its cells as they are read.

    `left` says what of it is left alone; `error` why it cannot be read so. Where there are several,
    it is counted how much of what is known agrees with each, and what does not.
    """

    fit: Fit
    sheet: Sheet
    columns: Numbered
    grid: Grid
    left: list[str] = field(default_factory=list)
    error: SourceError | None = None
    blocks: list[Block] = field(default_factory=list)
    agrees: int = 0
    """Values that are as at hand."""
    right: int = 0
    """Those, and what is as the rules say."""
    wrong: int = 0
    failed: int = 0
    """Of what is wrong, the values that a column cannot have: off its scale, or no word of it."""

    @property
    def survey(self) -> Survey:
        """The survey that it is read for."""
        return self.fit.survey

    @property
    def body(self) -> Grid:
        """The rows below the headers."""
        return self.grid[self.fit.header_row + (2 if self.sheet.layout == "blocks" else 0) :]

    @property
    def units(self) -> list[int]:
        """The columns of names or codes of countries."""
        return [n for n, column in self.columns if column.holds == "unit"]

    def lay_out(self, source: Source) -> list[Block]:
        """Lay it out as a sheet of a file."""
        return lay_out(source, self.sheet, self.grid, self.columns)


def interpret(
    fit: Fit, name: str, title: str | None, grid: Grid, edition: int | None
) -> Interpretation:
    """Read a sheet in one way, as far as it goes; `edition` is that of one that does not say it."""
    where = format_sheet(name, title)
    one = Interpretation(fit, fit.sheet, fit.columns, [list(row) for row in grid])
    try:
        one.sheet = replace(
            fit.sheet,
            name=None if title is None else title.strip() or repr(title),
            header_row=fit.header_row,
            missing=fit.sheet.missing | {""},
        )
        if fit.sheet.layout == "blocks":
            _find_names(one)
            heads = find_heads(one.survey, one.grid, one.fit.header_row + 2)
            one.left += _list_strange_blocks(one, title, heads)
            _check_heads(one, name, heads)
        else:
            one.left += _list_strangers(one, title)
            _settle_edition(one, where, title, edition)
            _read_labels(one)
            _read_codes(one)
            _find_decimal(one)
        for n, column in one.columns:
            if column.holds not in ("unit", None):
                _read_column(one, n, column)
        _drop_renamed(one)
        _read_stars(one)
    except SourceError as error:
        one.error = error
    except ValueError as error:
        one.error = SourceError(f"{where} cannot be read: {error}")
    return one


def declare(
    name: str,
    content: bytes = b"",
    grade: Grade = "secondary",
    recognized: Sequence[Interpretation] = (),
) -> Source:
    """Return a file that nobody declared as a source; its editions are settled later."""
    sha256 = hashlib.sha256(content).hexdigest()
    return Source(
        id=f"local-{sha256[:8]}",
        path=name,
        release="",
        grade=grade,
        sha256=sha256,
        bytes=len(content),
        title=name,
        sheets=tuple(one.sheet for one in recognized),
        first_edition=1,
        last_edition=1,
        is_declared=False,
        remark="a file that the package does not know, ingested by its user",
    )


def format_sheet(name: str, title: str | None) -> str:
    """Name a sheet for a person, or the file where the format has none."""
    return f"{name}, sheet {title!r}," if title else name


def _inside(title: str | None) -> str:
    return f"sheet {title!r}, " if title else ""


def _list_strangers(one: Interpretation, title: str | None) -> list[str]:
    """Name the columns with values that no header of the declaration fits."""
    known = {n for n, _ in one.columns}
    if one.sheet.layout == "counts":
        return []
    left = []
    for n, cell in enumerate(one.grid[one.fit.header_row - 1]):
        if n not in known and (cell != "" or any(row[n] != "" for row in one.body)):
            header = f"{cell!r}" if str(cell).strip() else f"number {n + 1}"
            left.append(f"{_inside(title)}column {header} is left alone: {format_left(cell)}")
    return left


def _find_names(one: Interpretation) -> None:
    """Find the column of names, which has no header over it, before the blocks."""
    before = range(min(n for n, _ in one.columns))
    names = max(before, key=lambda n: (_count_names(row[n] for row in one.body), -n))
    one.columns = [(names, Column("", "unit")), *one.columns]


def _count_names(cells: Iterable[Cell]) -> int:
    """Return how many cells of a column are names of countries and territories."""
    count = 0
    for cell in cells:
        try:
            count += bool(find_country(str(cell).strip("* ")))
        except FreedomDataError:
            continue
    return count


def _check_heads(one: Interpretation, name: str, heads: Sequence[Head]) -> None:
    """Refuse editions that cannot cover the years that the sheet names, if it names them."""
    read = {n for n, _ in one.columns}
    for head in heads:
        is_named = later_year(head.years) is not None and not read.isdisjoint(head.columns)
        label = head.title if later_year(head.title) == head.edition else head.edition
        if is_named and (message := check_years(label, head.years)):
            row, column = one.fit.header_row + 1, head.columns[0] + 1
            raise SourceError(f"{address(name, one.sheet.name, row, column)}: {message}")


def _list_strange_blocks(
    one: Interpretation, title: str | None, heads: Sequence[Head]
) -> list[str]:
    """Name the columns with values that are not read, and the editions."""
    first = one.fit.header_row + 2
    read = {n for n, _ in one.columns}
    strangers: dict[tuple[str, bool], list[str]] = defaultdict(list)
    for n in range(len(one.grid[0])):
        if n not in read and any(str(row[n]).strip() for row in one.body):
            texts = [str(row[n]).strip() for row in one.grid[:first] if str(row[n]).strip()]
            above = [str(head.edition) for head in heads if n in head.columns]
            header = repr(texts[-1]) if texts else f"number {n + 1}"
            strangers[header, bool(above)] += above
    left = []
    for (header, is_under), editions in strangers.items():
        of, why = "", "it is under no edition"
        if is_under:
            span = f"{editions[0]} to {editions[-1]}" if len(editions) > 1 else editions[0]
            of = f" of edition{'s' if len(editions) > 1 else ''} {span}"
            why = "no measure has that name there"
        left.append(f"{_inside(title)}column {header}{of} is left alone: {why}")
    return left


def _settle_edition(
    one: Interpretation, where: str, title: str | None, edition: int | None
) -> None:
    """Take the edition from a column, the headers, the declaration, the user, or a title."""
    has_label = any(c.holds in LABELS for _, c in one.columns)
    named = [c.edition for _, c in one.columns if c.edition]
    of_all = None
    if has_label or one.sheet.edition:
        one.columns = [(n, replace(c, edition=None)) for n, c in one.columns]
        of_all = None if has_label or not named else named[0]
    if not has_label and of_all is None and (one.sheet.edition or not named):
        of_all = edition or _find_edition(title, one.grid[: one.fit.header_row - 1])
        if of_all is None:
            raise SourceError(
                f"{where} does not say of which edition it is: give "
                f"{format_argument('edition', metavar='YEAR')}"
            )
    one.sheet = replace(one.sheet, columns=tuple(c for _, c in one.columns), edition=of_all)


def _find_edition(title: str | None, above: Grid) -> int | None:
    """Return the one year in the name of a sheet, or above its headers."""
    for text in (title or "", " ".join(str(cell) for row in above for cell in row)):
        years = {int(year) for year in re.findall(r"(?<!\d)(?:19|20)\d{2}(?!\d)", text)}
        short = re.fullmatch(r"\D*?(\d{2})(?!\d)\D*", text)
        if not years and short:
            years = {2000 + int(short[1])}
        if len(years) == 1:
            return years.pop()
    return None


def _read_labels(one: Interpretation) -> None:
    """
    Write editions and years covered as numbers or as titles: 1983/84, 1984.0, 2024-12-31.

    A covered year that an edition answers for, and whose own year the column does not have, means
    that edition: 1981, which the edition of 1982 covers.
    """
    for n, column in ((n, c) for n, c in one.columns if c.holds in LABELS):
        is_year = column.holds == "year"
        for row in one.body:
            row[n] = _read_label(row[n], is_year=is_year)
        years = {row[n] for row in one.body if isinstance(row[n], int)} if is_year else set()
        known = {edition.year for edition in one.survey.editions}
        answering = {year: one.survey.find_edition(year) for year in sorted(years - known)}
        means = {y: e for y, e in answering.items() if e and e.year not in years}
        covered = {y: e.year for y, e in means.items()}
        one.sheet = replace(one.sheet, years={**covered, **one.sheet.years})
        one.left += [
            f"column {column.header!r}: {year} is read as edition {e.label}, which covers it"
            for year, e in means.items()
        ]


def _read_label(cell: Cell, *, is_year: bool) -> Cell:
    if isinstance(cell, date):
        return cell.year if is_year else cell
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    if not isinstance(cell, str):
        return cell
    text = "-".join(part.strip() for part in re.split(r"[/\u2013\u2014]", cell.strip()))
    try:
        return read_year("year", text) or text
    except FreedomDataError:
        return (later_year(text) or text) if is_year else text


def _read_codes(one: Interpretation) -> None:
    """Write codes of countries as our ids: numbers of a system that the header names, and CS."""
    unit = next(((n, c) for n, c in one.columns if c.holds == "unit"), None)
    if unit is None or fold(unit[1].header) not in CODE_SYSTEMS:
        return
    system = CODE_SYSTEMS[fold(unit[1].header)]
    label = next((n for n, c in one.columns if c.holds in LABELS), None)
    for row in one.body:
        year = None if label is None or not isinstance(row[label], int) else row[label]
        row[unit[0]] = _find_by_code(row[unit[0]], year, system)


def _find_by_code(cell: Cell, year: int | None, system: Code | None) -> Cell:
    """Return who bears a code in a year, or at any time; the code itself where nobody does."""
    if system is None and not isinstance(cell, str):
        return cell
    for when in (year, None):
        try:
            with quietly():  # codes that were withdrawn are read as they are in any column of names
                number = read_number(cell, ".") if system and isinstance(cell, str) else cell
                return find_country(number, when, code=system)
        except FreedomDataError:
            continue
    return cell


def _find_decimal(one: Interpretation) -> None:
    """Find out which decimal mark a table has that nobody has declared."""
    fields = one.survey.field
    numbers = [n for n, c in one.columns if c.holds in fields and fields[c.holds].scale]
    texts = [row[n] for row in one.body for n in numbers if isinstance(row[n], str)]
    has_comma = any(re.fullmatch(r"\s*-?\d+,\d+\s*", text) for text in texts)
    has_point = any(re.fullmatch(r"\s*-?\d+\.\d+\s*", text) for text in texts)
    if one.sheet.delimiter == "," and has_comma and not has_point:
        one.sheet = replace(one.sheet, decimal=",")


def _read_column(one: Interpretation, n: int, column: Column) -> None:
    """Write what a column prints as its declaration does: numbers, words, nothing."""
    measure = one.survey.field.get(str(column.holds))
    words: Mapping[Cell, object] = {}
    if isinstance(measure, Measure) and measure.scale is None:
        words = column.words or measure.words
    truth = {value: word for word, value in words.items()}
    truth = truth if truth.keys() == {False, True} else {}
    known = {fold(word): word for word in words if isinstance(word, str)}
    known |= {alias: word for alias, word in _ALIASES.items() if word in words}
    corrected = [c.old for c in one.survey.corrections if c.measure == column.holds]
    misprints = {_squeeze(old): old for old in corrected if old not in words}

    def read(cell: Cell) -> Cell:
        cell = truth.get(_TRUTH.get(fold(cell)), cell) if truth else cell
        if not isinstance(cell, str):
            return cell
        text = cell.strip()
        if text.casefold() in _NOTHING and text not in words:
            return ""
        word = misprints.get(_squeeze(text)) or known.get(fold(text))
        return word or read_number(text, one.sheet.decimal)

    for row in one.body:
        row[n] = read(row[n])


def _squeeze(cell: Cell) -> Cell:
    """Return a text without case and blanks."""
    return "".join(cell.casefold().split()) if isinstance(cell, str) else cell


def _drop_renamed(one: Interpretation) -> None:
    """Leave a column of names alone whose names are those of another time."""
    for n, column in list(one.columns):
        measure = one.survey.field.get(str(column.holds))
        if not (isinstance(measure, Measure) and measure.is_renamed):
            continue
        found = {row[n] for row in one.body} - {"", None}
        if strange := sorted(str(word) for word in found - measure.words.keys()):
            one.left.append(
                f"column {column.header!r} is left alone: {', '.join(strange[:4])} are none of "
                f"the names in the tables ({', '.join(map(str, measure.words))})"
            )
            one.columns = [(m, c) for m, c in one.columns if m != n]


def _read_stars(one: Interpretation) -> None:
    """Let stars after names mark territories where nothing else does; take them off elsewhere."""
    names = [(row, n) for row in one.body for n in one.units if isinstance(row[n], str)]
    is_stated = any(column.holds == "is_territory" for _, column in one.columns)
    if one.survey.lists_territories and not is_stated and one.sheet.layout != "counts":
        if any(row[n].rstrip().endswith("*") for row, n in names):
            one.sheet = replace(one.sheet, has_stars=True)
            return
        title = (one.sheet.name or "").casefold()
        kinds = {"territor" in title, "countr" not in title}
        one.sheet = replace(one.sheet, is_territory=kinds.pop() if len(kinds) == 1 else None)
    for row, n in names:
        row[n] = strip_marks(row[n])
