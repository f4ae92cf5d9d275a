"""
How far the cells of a workbook go, found out before a reader makes a table of them.

The reader (python-calamine) asks the machine for the whole rectangle from A1 to the last cell, and
for a copy of a text for every cell that holds it: a workbook of a few kilobytes can ask for
more than there is. So every part is looked through first, with little memory, and held against
:data:`freedomdata.limits.PUBLISHED_FILE`. What is counted is never less than the reader asks for.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from itertools import zip_longest
from typing import TYPE_CHECKING, NoReturn
from xml.parsers import expat

from freedomdata.cells import cell_name
from freedomdata.errors import SourceError
from freedomdata.limits import PUBLISHED_FILE, hold
from freedomdata.sources.records import HAS_PASSWORD, list_cells_xls, list_cells_xlsb

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from freedomdata.sources.records import Cell

__all__ = ["Faults", "check_extent"]

#: By sheet, the cells that the reader gives as empty and that are not: row and column from 0, and
#: an error (``#REF!``) or a formula whose value was never saved (``=B2+1``).
Faults = dict[str, list[tuple[int, int, str]]]

_REFERENCE = re.compile(r"([A-Za-z]{1,3})([1-9][0-9]{0,6})")
_BEFORE_PART = struct.Struct("<4s22xHH")  # in a zip: a mark, the lengths of a name and more
_MARK, _IS_ENCRYPTED = b"PK\x03\x04", 1
_SHEET_XLSB = (b"\x81\x01", b"\x93\x01", b"\x94\x01")  # how a sheet begins
_XLSX_VALUES = ("v", "is", "f")  # a formula may be there without its value
_ODS_CELLS = ("table:table-cell", "table:covered-table-cell")
_ODS_VALUES = (  # a cell with one of these holds something
    "office:value-type", "office:value", "office:string-value", "office:date-value",
    "office:time-value", "office:boolean-value", "table:formula",
)  # fmt: skip
_DAMAGE = (
    zipfile.BadZipFile, zlib.error, struct.error, expat.ExpatError,
    IndexError, ValueError, NotImplementedError,
)  # fmt: skip


class _Extent:
    """How far the cells of one sheet go, and how many letters they hold."""

    def __init__(self, where: str) -> None:
        self.where = where
        self.rows = self.columns = self.text = 0

    def add(self, row: int, column: int, letters: int) -> None:
        """Add a cell, or several that end with it; rows and columns count from 0."""
        if row + 1 < self.rows:
            raise SourceError(
                f"{self.where}: row {row + 1} comes after row {self.rows}: open the file and save "
                "it again"
            )
        self.rows = row + 1
        self.columns = max(self.columns, column + 1)
        self.text += letters

    def check(self) -> None:
        """Refuse a sheet that goes too far, by its last cell."""
        hold(
            PUBLISHED_FILE,
            f"{self.where}, cells up to {cell_name(self.rows, self.columns)}",
            rows=self.rows,
            columns=self.columns,
            cells=self.rows * self.columns,
            text=self.text,
        )


def check_extent(name: str, content: bytes) -> Faults:
    """
    Make sure that a workbook (xlsx, ods, xlsb, xls) can be read with the memory there is.

    Returns
    -------
    dict of str to list
        Cells of an xlsx that look empty to the reader, and are not.

    Raises
    ------
    SourceError
        If one of its sheets goes too far, or it is no workbook or damaged.
    """
    try:
        return (_check_zip if content.startswith(b"PK") else _check_xls)(name, content)
    except SourceError:
        raise
    except _DAMAGE as error:
        _refuse(name, str(error))


def _refuse(name: str, why: str) -> NoReturn:
    if why == HAS_PASSWORD:
        raise SourceError(f"{name} has a password: save it without one")
    raise SourceError(f"{name} is no workbook that can be read: it is damaged ({why})")


def _check_cells(where: str, cells: Iterable[Cell]) -> None:
    extent = _Extent(where)
    for cell in cells:
        extent.add(*cell)
    extent.check()


def _check_xls(name: str, content: bytes) -> Faults:
    for sheet, cells in list_cells_xls(content):
        _check_cells(f"{name}, sheet {sheet!r}", cells)
    return {}


def _check_zip(name: str, content: bytes) -> Faults:
    parts = _unpack(name, content)
    if not {"[Content_Types].xml", "content.xml", "xl/workbook.xml", "xl/workbook.bin"} & {*parts}:
        inside = ", ".join(map(repr, list(parts)[:3])) or "nothing"
        raise SourceError(f"{name} is a zip file and no workbook; it holds {inside}: unpack it")
    titles = _name_sheets(parts)
    hold(PUBLISHED_FILE, name, sheets=len(titles))
    strings = _measure_strings(parts)
    shared = next(
        (part for path, part in parts.items() if path.lower().endswith("strings.bin")), b""
    )
    faults: Faults = {}
    for path, part in parts.items():
        where = f"{name}, sheet {titles[path]!r}" if path in titles else f"{name}, {path}"
        if path == "content.xml":
            book = _OdsSheets(name)
            _walk(part, book.start, book.end, book.text)
            hold(PUBLISHED_FILE, name, sheets=len(book.extents))
            for extent in book.extents:
                extent.check()
        elif b"sheetData" in part:
            sheet = _XlsxSheet(where, strings)
            _walk(part, sheet.start, sheet.end, sheet.text)
            sheet.extent.check()
            faults[titles.get(path, "")] = sheet.faults
        elif part.startswith(_SHEET_XLSB):
            _check_cells(where, list_cells_xlsb(part, shared))
    return faults


def _unpack(name: str, content: bytes) -> dict[str, bytes]:
    """Return the parts of a zip; what it says of their sizes is not believed."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        listed = packed.infolist()
    hold(PUBLISHED_FILE, name, parts=len(listed))
    parts: dict[str, bytes] = {}
    size = 0
    for info in listed:
        mark, *lengths = _BEFORE_PART.unpack_from(content, info.header_offset)
        start = info.header_offset + _BEFORE_PART.size + sum(lengths)
        part = content[start : start + info.compress_size]
        if info.flag_bits & _IS_ENCRYPTED:
            _refuse(name, HAS_PASSWORD)
        if mark != _MARK or info.filename in parts:
            _refuse(
                name, f"its part {info.filename!r} is there twice, or is not where it should be"
            )
        if info.compress_type == zipfile.ZIP_DEFLATED:
            most = PUBLISHED_FILE.unpacked - size + 1
            part = zlib.decompressobj(-zlib.MAX_WBITS).decompress(part, most)
        elif info.compress_type != zipfile.ZIP_STORED:
            _refuse(name, f"its part {info.filename!r} is packed as in no workbook")
        size += len(part)
        hold(PUBLISHED_FILE, f"{name}, {info.filename}", unpacked=size)
        parts[info.filename] = part
    return parts


def _name_sheets(parts: dict[str, bytes]) -> dict[str, str]:
    """Return how the sheets of an xlsx are called, by part; without names if it does not say."""
    targets: dict[str, str] = {}
    names: dict[str, str] = {}

    def relate(tag: str, given: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == "Relationship":
            targets[given.get("Id", "")] = given.get("Target", "")

    def name(tag: str, given: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == "sheet":
            link = next((text for key, text in given.items() if key.endswith(":id")), "")
            target = targets.get(link, link)
            path = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
            names[path] = given.get("name", "")

    for path, start in (("xl/_rels/workbook.xml.rels", relate), ("xl/workbook.xml", name)):
        if path in parts:
            _walk(parts[path], start)
    return names


def _walk(
    part: bytes,
    start: Callable[[str, dict[str, str]], object] | None = None,
    end: Callable[[str], object] | None = None,
    text: Callable[[str], object] | None = None,
) -> None:
    """Go through the elements of XML, as UTF-8 and without what it may declare."""
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_declarations
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.Parse(part, True)  # noqa: FBT003 (it takes no keywords)


def _refuse_declarations(*_: object) -> None:
    raise ValueError("it declares its own XML, as no workbook does")


def _measure_strings(parts: dict[str, bytes]) -> list[int]:
    """Return the letters of each shared string of an xlsx."""
    found: list[list[int]] = []

    def start(tag: str, _: dict[str, str]) -> None:
        local = tag.rpartition(":")[2]
        if local == "sst":
            found.append([])
        elif local == "si" and found:
            found[-1].append(0)

    def text(letters: str) -> None:
        if found and found[-1]:
            found[-1][-1] += len(letters)

    for part in parts.values():
        if b"sst" in part[:4096] and b"sheetData" not in part[:4096]:
            _walk(part, start, None, text)
    return [max(lengths) for lengths in zip_longest(*found, fillvalue=0)]


class _XlsxSheet:
    """A sheet of an xlsx; a cell without a value counts for nothing, however far it is."""

    def __init__(self, where: str, strings: list[int]) -> None:
        self.extent = _Extent(where)
        self.strings = strings
        self.row = self.column = 0
        self.faults: list[tuple[int, int, str]] = []
        self.kind: str | None = None
        self.value: list[str] | None = None
        self.found: dict[str, str] = {}  # in a cell: its value, its formula

    def start(self, tag: str, given: dict[str, str]) -> None:
        """Begin an element."""
        local = tag.rpartition(":")[2]
        if local == "c":
            self.kind, self.found = given.get("t"), {}
            if (reference := given.get("r")) is not None:
                self.row, self.column = _read_reference(self.extent.where, reference)
        elif local in _XLSX_VALUES:
            self.value = []
        elif local == "row" and (number := given.get("r")) is not None:
            self.row, self.column = _read_reference(self.extent.where, f"A{number}")

    def text(self, letters: str) -> None:
        """Take letters of a value."""
        if self.value is not None:
            self.value.append(letters)

    def end(self, tag: str) -> None:
        """End an element."""
        local = tag.rpartition(":")[2]
        if local in _XLSX_VALUES and self.value is not None:
            value, self.value = "".join(self.value), None
            is_shared = self.kind == "s" and local == "v" and value.isdecimal()
            letters = _look_up(self.strings, int(value)) if is_shared else len(value)
            self.extent.add(self.row, self.column, letters)
            self.found[local] = value
        elif local == "c":
            self._find_fault()
            self.column += 1
        elif local == "row":
            self.row, self.column = self.row + 1, 0

    def _find_fault(self) -> None:
        """Note a cell that the reader gives as empty, and that is not."""
        value = self.found.get("v", "")
        if value and self.kind == "e":
            self.faults.append((self.row, self.column, value))
        elif "f" in self.found and not value and self.kind != "str":
            self.faults.append((self.row, self.column, f"={self.found['f']}"))


def _look_up(strings: list[int], number: int) -> int:
    if number >= len(strings):
        raise ValueError(f"a cell holds shared string {number}, of {len(strings)}")
    return strings[number]


def _read_reference(where: str, reference: str) -> tuple[int, int]:
    """Return row and column, from 0, of a cell such as B7."""
    match = _REFERENCE.fullmatch(reference)
    if not match:
        raise SourceError(f"{where} names a cell {reference!r}, as no workbook does")
    column = 0
    for letter in match[1].upper():
        column = 26 * column + ord(letter) - 64
    return int(match[2]) - 1, column - 1


class _OdsSheets:
    """The sheets of an ods, in which a cell or a row may stand for many."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.extents: list[_Extent] = []
        self.row = self.column = self.letters = 0
        self.rows = self.columns = 1
        self.is_filled = False
        self.filled: list[tuple[int, int]] = []  # of this row: the last column, and all letters

    def start(self, tag: str, given: dict[str, str]) -> None:
        """Begin an element."""
        if tag == "table:table":
            self.extents.append(_Extent(f"{self.name}, sheet {given.get('table:name', '')!r}"))
            self.row = 0
        elif tag == "table:table-row":
            self.rows, self.column = _read_count(given, "table:number-rows-repeated"), 0
            self.filled.clear()
        elif tag in _ODS_CELLS:
            self.columns = _read_count(given, "table:number-columns-repeated")
            self.is_filled = not given.keys().isdisjoint(_ODS_VALUES)
            self.letters = sum(len(given.get(key, "")) for key in _ODS_VALUES)
        elif tag == "text:s":
            self.letters += _read_count(given, "text:c")

    def text(self, letters: str) -> None:
        """Take letters of a cell."""
        self.letters += len(letters)

    def end(self, tag: str) -> None:
        """End an element."""
        if tag in _ODS_CELLS:
            self.column += self.columns
            if self.is_filled:
                self.filled.append((self.column - 1, self.letters * self.columns))
        elif tag == "table:table-row":
            self.row += self.rows
            for column, letters in self.filled if self.extents else ():
                self.extents[-1].add(self.row - 1, column, letters * self.rows)


def _read_count(given: dict[str, str], key: str) -> int:
    """Return how many times a cell or row is there; not more than can be told apart."""
    text = given.get(key, "1")
    if not text.isdecimal():
        raise ValueError(f"{key} is {text!r}")
    return int(text[:12])
