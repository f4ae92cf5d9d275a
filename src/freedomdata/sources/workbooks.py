"""
Read a workbook (xlsx, xlsb, ods, xls), once it is known how far its cells go.

The reader (python-calamine) asks the machine for the whole rectangle from A1 to the last cell, and
for a copy of a text for every cell that holds it: a workbook of a few kilobytes can ask for
more than there is. So every part of a file that nobody declared is looked through first, with
little memory, and held against :data:`freedomdata.limits.PUBLISHED_FILE`. What is counted is never
less than the reader asks for.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from itertools import chain, zip_longest
from typing import TYPE_CHECKING
from xml.parsers import expat

from freedomdata.cells import Grid, cell_name
from freedomdata.errors import SourceError
from freedomdata.limits import PUBLISHED_FILE, hold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from python_calamine import CalamineWorkbook

    from freedomdata.model import Sheet

__all__ = ["Sheets", "read_workbook"]

#: The cells of each sheet of a file, by name; None in formats without sheets.
Sheets = dict[str | None, Grid]

#: A cell that holds something: its row and column (from 0), and its letters.
_Held = tuple[int, int, int]
#: By sheet, the cells that the reader gives as empty and that are not: row and column from 0, and
#: an error (``#REF!``) or a formula whose value was never saved (``=B2+1``).
_Faults = dict[str, list[tuple[int, int, str]]]

_HAS_PASSWORD = "it has a password"  # noqa: S105 (a message)
_DAMAGE = (
    zipfile.BadZipFile, zlib.error, struct.error, expat.ExpatError,
    IndexError, ValueError, NotImplementedError,
)  # fmt: skip
_U16, _U32 = struct.Struct("<H"), struct.Struct("<I")


def read_workbook(name: str, content: bytes, declared: Sequence[Sheet]) -> Sheets:
    """Return the cells of the declared sheets, or of all sheets of a file that nobody declared."""
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415 (import on use)

    faults = {} if declared else _check_extent(name, content)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = _read_declared(name, book, declared) if declared else _read_all(name, book)
    except CalamineError as error:
        raise _refuse(name, str(error)) from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # of Rust, which is no Exception
            raise
        raise _refuse(name) from None
    for title, grid in sheets.items():
        _mark_faults(grid, faults.get(title or "", []))
    return sheets


def _read_declared(name: str, book: CalamineWorkbook, declared: Sequence[Sheet]) -> Sheets:
    names = {one.strip(): one for one in book.sheet_names}
    wanted = list(dict.fromkeys(sheet.name or "" for sheet in declared))
    if missing := [one for one in wanted if one not in names]:
        there = ", ".join(map(repr, names))
        raise SourceError(f"{name} has no sheet {missing[0]!r}; it has {there}")
    return {
        one: book.get_sheet_by_name(names[one]).to_python(skip_empty_area=False) for one in wanted
    }


def _read_all(name: str, book: CalamineWorkbook) -> Sheets:
    """Return the cells of every sheet; several sheets may be the same part of a small file."""
    from python_calamine import SheetTypeEnum  # noqa: PLC0415 (import on use)

    listed = [sheet for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
    hold(PUBLISHED_FILE, name, sheets=len(listed))
    sheets: Sheets = {}
    cells = 0
    for sheet in listed:
        opened = book.get_sheet_by_name(sheet.name)
        cells += opened.total_height * opened.total_width
        hold(PUBLISHED_FILE, f"{name}, its sheets together", cells=cells)
        sheets[sheet.name] = opened.to_python(skip_empty_area=False)
    if not sheets:
        raise SourceError(f"{name} is a workbook without a sheet of cells")
    return sheets


def _mark_faults(grid: Grid, faults: list[tuple[int, int, str]]) -> None:
    """Write errors, and formulas without a value, into the cells that look empty."""
    if not faults:
        return
    height = max(row for row, _, _ in faults) + 1
    width = max(len(grid[0]) if grid else 0, *(column + 1 for _, column, _ in faults))
    grid += [[] for _ in range(height - len(grid))]
    grid[:] = [[*cells, *[""] * (width - len(cells))] for cells in grid]
    for row, column, text in faults:
        if grid[row][column] == "":
            grid[row][column] = text


def _refuse(name: str, why: str = "") -> SourceError:
    if why == _HAS_PASSWORD:
        return SourceError(f"{name} has a password: save it without one")
    more = f" ({why})" if why else ""
    return SourceError(f"{name} is no workbook that can be read: it is damaged{more}")


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


def _check_extent(name: str, content: bytes) -> _Faults:
    """Make sure that a workbook can be read with the memory there is; return its faults."""
    try:
        if content.startswith(b"PK"):
            return _check_zip(name, _unpack(name, content))
        for sheet, cells in _list_xls_sheets(content):
            _check_cells(f"{name}, sheet {sheet!r}", cells)
    except SourceError:
        raise
    except _DAMAGE as error:
        raise _refuse(name, str(error)) from None
    return {}


def _check_cells(where: str, cells: Iterable[_Held]) -> None:
    extent = _Extent(where)
    for cell in cells:
        extent.add(*cell)
    extent.check()


# --- workbooks that are zip files: xlsx, xlsb, ods

_BEFORE_PART = struct.Struct("<4s22xHH")  # in a zip: a mark, the lengths of a name and more
_MARK, _IS_ENCRYPTED = b"PK\x03\x04", 1
_BOOKS = {"[Content_Types].xml", "content.xml", "xl/workbook.xml", "xl/workbook.bin"}


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
            raise ValueError(_HAS_PASSWORD)
        if mark != _MARK or info.filename in parts:
            raise ValueError(
                f"its part {info.filename!r} is there twice, or is not where it should be"
            )
        if info.compress_type == zipfile.ZIP_DEFLATED:
            most = PUBLISHED_FILE.unpacked - size + 1
            part = zlib.decompressobj(-zlib.MAX_WBITS).decompress(part, most)
        elif info.compress_type != zipfile.ZIP_STORED:
            raise ValueError(f"its part {info.filename!r} is packed as in no workbook")
        size += len(part)
        hold(PUBLISHED_FILE, f"{name}, {info.filename}", unpacked=size)
        parts[info.filename] = part
    return parts


def _check_zip(name: str, parts: dict[str, bytes]) -> _Faults:
    if _BOOKS.isdisjoint(parts):
        inside = ", ".join(map(repr, list(parts)[:3])) or "nothing"
        raise SourceError(f"{name} is a zip file and no workbook; it holds {inside}: unpack it")
    titles = _name_sheets(parts)
    hold(PUBLISHED_FILE, name, sheets=len(titles))
    strings = _measure_strings(parts)
    shared = next(
        (part for path, part in parts.items() if path.lower().endswith("strings.bin")), b""
    )
    faults: _Faults = {}
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
        elif part.startswith(_XLSB_SHEET):
            _check_cells(where, _list_xlsb_cells(part, shared))
    return faults


def _name_sheets(parts: dict[str, bytes]) -> dict[str, str]:
    """Return how the sheets of an xlsx are called, by part; without names if it does not say."""
    targets: dict[str, str] = {}
    names: dict[str, str] = {}

    def relate(tag: str, given: dict[str, str]) -> None:
        if _local(tag) == "Relationship":
            targets[given.get("Id", "")] = given.get("Target", "")

    def name(tag: str, given: dict[str, str]) -> None:
        if _local(tag) == "sheet":
            link = next((text for key, text in given.items() if key.endswith(":id")), "")
            target = targets.get(link, link)
            path = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
            names[path] = given.get("name", "")

    for path, start in (("xl/_rels/workbook.xml.rels", relate), ("xl/workbook.xml", name)):
        if path in parts:
            _walk(parts[path], start)
    return names


def _local(tag: str) -> str:
    return tag.rpartition(":")[2]


def _walk(
    part: bytes,
    start: Callable[[str, dict[str, str]], object],
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
        if _local(tag) == "sst":
            found.append([])
        elif _local(tag) == "si" and found:
            found[-1].append(0)

    def text(letters: str) -> None:
        if found and found[-1]:
            found[-1][-1] += len(letters)

    for part in parts.values():
        if b"sst" in part[:4096] and b"sheetData" not in part[:4096]:
            _walk(part, start, None, text)
    return [max(lengths) for lengths in zip_longest(*found, fillvalue=0)]


_XLSX_VALUES = ("v", "is", "f")  # a formula may be there without its value
_REFERENCE = re.compile(r"([A-Za-z]{1,3})([1-9][0-9]{0,6})")


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
        local = _local(tag)
        if local == "c":
            self.kind, self.found = given.get("t"), {}
            if (reference := given.get("r")) is not None:
                self.row, self.column = _read_reference(self.extent.where, reference)
        elif local in _XLSX_VALUES:
            self.value = []
        elif local == "row" and (number := given.get("r")) is not None:
            self.row, self.column = _read_reference(self.extent.where, f"A{number}")

    def text(self, letters: str) -> None:
        if self.value is not None:
            self.value.append(letters)

    def end(self, tag: str) -> None:
        local = _local(tag)
        if local in _XLSX_VALUES and self.value is not None:
            value, self.value = "".join(self.value), None
            is_shared = self.kind == "s" and local == "v" and value.isdecimal()
            letters = self._measure(int(value)) if is_shared else len(value)
            self.extent.add(self.row, self.column, letters)
            self.found[local] = value
        elif local == "c":
            self._find_fault()
            self.column += 1
        elif local == "row":
            self.row, self.column = self.row + 1, 0

    def _measure(self, number: int) -> int:
        if number >= len(self.strings):
            raise ValueError(f"a cell holds shared string {number}, of {len(self.strings)}")
        return self.strings[number]

    def _find_fault(self) -> None:
        """Note a cell that the reader gives as empty, and that is not."""
        value = self.found.get("v", "")
        if value and self.kind == "e":
            self.faults.append((self.row, self.column, value))
        elif "f" in self.found and not value and self.kind != "str":
            self.faults.append((self.row, self.column, f"={self.found['f']}"))


def _read_reference(where: str, reference: str) -> tuple[int, int]:
    """Return row and column, from 0, of a cell such as B7."""
    match = _REFERENCE.fullmatch(reference)
    if not match:
        raise SourceError(f"{where} names a cell {reference!r}, as no workbook does")
    column = 0
    for letter in match[1].upper():
        column = 26 * column + ord(letter) - 64
    return int(match[2]) - 1, column - 1


_ODS_CELLS = ("table:table-cell", "table:covered-table-cell")
_ODS_VALUES = (  # a cell with one of these holds something
    "office:value-type", "office:value", "office:string-value", "office:date-value",
    "office:time-value", "office:boolean-value", "table:formula",
)  # fmt: skip


class _OdsSheets:
    """The sheets of an ods, in which a cell or a row may be repeated."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.extents: list[_Extent] = []
        self.row = self.column = self.letters = 0
        self.rows = self.columns = 1
        self.is_filled = False
        self.filled: list[tuple[int, int]] = []  # of this row: the last column, and all letters

    def start(self, tag: str, given: dict[str, str]) -> None:
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
        self.letters += len(letters)

    def end(self, tag: str) -> None:
        if tag in _ODS_CELLS:
            self.column += self.columns
            if self.is_filled:
                self.filled.append((self.column - 1, self.letters * self.columns))
        elif tag == "table:table-row":
            self.row += self.rows
            for column, letters in self.filled if self.extents else ():
                self.extents[-1].add(self.row - 1, column, letters * self.rows)


def _read_count(given: dict[str, str], key: str) -> int:
    """Return how many times a cell or row is there; more than a few digits make no difference."""
    text = given.get(key, "1")
    if not text.isdecimal():
        raise ValueError(f"{key} is {text!r}")
    return int(text[:12])


# --- binary workbooks (xls, xlsb) are records: a number that says what it is, a length, that many
# bytes; only rows, columns and lengths are read

_XLSB_SHEET = (b"\x81\x01", b"\x93\x01", b"\x94\x01")  # how a sheet begins
_XLSB_ROW, _XLSB_CELLS, _XLSB_SHARED, _XLSB_STRING, _XLSB_END = 0, range(2, 12), 7, 0x13, 0x92


def _list_xlsb_cells(sheet: bytes, shared: bytes) -> Iterator[_Held]:
    """Yield the cells of a sheet of an xlsb; `shared` is the part that holds its strings."""
    strings = [
        _U32.unpack_from(data, 1)[0] for kind, data in _list_xlsb(shared) if kind == _XLSB_STRING
    ]
    row = 0
    for kind, data in _list_xlsb(sheet):
        if kind == _XLSB_ROW:
            (row,) = _U32.unpack_from(data)
        elif kind in _XLSB_CELLS:
            (column,) = _U32.unpack_from(data)
            is_shared = kind == _XLSB_SHARED
            yield row, column, strings[_U32.unpack_from(data, 8)[0]] if is_shared else len(data)
        elif kind == _XLSB_END:
            return


def _list_xlsb(stream: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the records of a part, by kind; kinds and lengths have seven bits in a byte."""
    at = 0
    while at < len(stream):
        kind, at = stream[at], at + 1
        if kind & 0x80:
            kind, at = (kind & 0x7F) | (stream[at] & 0x7F) << 7, at + 1
        length = 0
        for shift in (0, 7, 14, 21):
            byte, at = stream[at], at + 1
            length |= (byte & 0x7F) << shift
            if not byte & 0x80:
                break
        yield kind, stream[at : at + length]
        at += length


_XLS = {
    "formula": 0x06, "end": 0x0A, "password": 0x2F, "continue": 0x3C, "sheet": 0x85,
    "numbers": 0xBD, "strings": 0xFC, "shared": 0xFD, "extent": 0x200, "number": 0x203,
    "label": 0x204, "boolean": 0x205, "compact": 0x27E,
}  # fmt: skip
_XLS_CELLS = {_XLS[name] for name in ("formula", "shared", "number", "label", "boolean", "compact")}
_XLS_EXTENT = (65_536, 256)  # rows and columns: there are no more in this format
_LONG_EXTENT, _SHORT_EXTENT = struct.Struct("<IIHH"), struct.Struct("<HHHH")


def _list_xls_sheets(content: bytes) -> Iterator[tuple[str, Iterator[_Held]]]:
    """Yield the name of each sheet of an xls, with its cells."""
    streams = dict(_Compound(content).list_streams())
    if "EncryptedPackage" in streams:
        raise ValueError(_HAS_PASSWORD)
    stream = streams.get("Workbook") or streams.get("Book")
    if stream is None:
        raise ValueError("it holds no workbook")
    sheets, strings = [], []
    for kind, parts in _join_continued(_list_xls(stream, 0)):
        if kind == _XLS["password"] and any(parts[0]):
            raise ValueError(_HAS_PASSWORD)
        if kind == _XLS["sheet"]:
            sheets.append((_read_name(parts[0]), _U32.unpack_from(parts[0])[0]))
        elif kind == _XLS["strings"]:
            strings = list(_measure_xls_strings(parts))
    for name, start in sheets:
        yield name, _list_xls_cells(stream, start, strings)


def _list_xls_cells(stream: bytes, start: int, strings: list[int]) -> Iterator[_Held]:
    for kind, data in _list_xls(stream, start):
        if kind == _XLS["extent"]:
            form = _LONG_EXTENT if len(data) >= _LONG_EXTENT.size else _SHORT_EXTENT
            row, rows, column, columns = form.unpack_from(data)
            if not (row <= rows <= _XLS_EXTENT[0] and column <= columns <= _XLS_EXTENT[1]):
                raise ValueError(f"a sheet says that it has {rows} rows and {columns} columns")
        elif kind in _XLS_CELLS:
            row, column = struct.unpack_from("<HH", data)
            is_shared = kind == _XLS["shared"]
            yield row, column, strings[_U32.unpack_from(data, 6)[0]] if is_shared else len(data)
        elif kind == _XLS["numbers"]:
            row, first = struct.unpack_from("<HH", data)
            yield row, max(first, _U16.unpack_from(data, len(data) - 2)[0]), 0


def _list_xls(stream: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """Yield the records of one part of the stream, by kind."""
    while start + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, start)
        start += 4
        yield kind, stream[start : start + length]
        start += length
        if kind == _XLS["end"]:
            return


def _join_continued(records: Iterator[tuple[int, bytes]]) -> Iterator[tuple[int, list[bytes]]]:
    """Yield records with those that continue them."""
    kind, parts = -1, [b""]
    for found, data in records:
        if found == _XLS["continue"]:
            parts.append(data)
            continue
        yield kind, parts
        kind, parts = found, [data]
    yield kind, parts


def _read_name(data: bytes) -> str:
    """Return the name of a sheet; the older format has no flags before it."""
    length, flags, text = data[6], data[7:8], data[8:]
    if flags == b"\1":
        return text[: 2 * length].decode("utf-16-le", "replace")
    return (text if flags == b"\0" else data[7:])[:length].decode("cp1252", "replace")


def _measure_xls_strings(parts: list[bytes]) -> Iterator[int]:
    """Yield the letters of each shared string; a part may end in the middle of one."""
    (many,) = _U32.unpack_from(parts[0], 4)
    number, at = 0, 8
    for _ in range(many):
        while at >= len(parts[number]):
            number, at = number + 1, 0
        letters, flags = struct.unpack_from("<HB", parts[number], at)
        at += 3
        more = 0  # bytes behind the letters: their formats, and how they are pronounced
        if flags & 8:
            more += 4 * _U16.unpack_from(parts[number], at)[0]
            at += 2
        if flags & 4:
            more += _U32.unpack_from(parts[number], at)[0]
            at += 4
        yield letters
        number, at = _pass_letters(parts, number, at, letters, 1 + (flags & 1))
        while at + more > len(parts[number]):
            number, at, more = number + 1, 0, at + more - len(parts[number])
        at += more


def _pass_letters(
    parts: list[bytes], number: int, at: int, letters: int, width: int
) -> tuple[int, int]:
    """Return where letters end; each further part says anew how many bytes a letter has."""
    while (here := (len(parts[number]) - at) // width) < letters:
        number, at, letters = number + 1, 1, letters - here
        width = 1 + (parts[number][0] & 1)
    return number, at + letters * width


#: Of a compound file: sizes of sectors (powers of 2), bytes of an entry, kinds of entries, the
#: first number that is no sector, and the bytes of the shortest stream that is not in small ones.
_SHIFTS, _ENTRY, _STREAM, _ROOT, _FREE, _SMALL = (9, 12), 128, 2, 5, 0xFFFFFFFA, 4096


class _Compound:
    """A compound file (OLE): streams in sectors, and tables that say which sector comes next."""

    def __init__(self, content: bytes) -> None:
        (shift,) = _U16.unpack_from(content, 30)
        if shift not in _SHIFTS:
            raise ValueError("it is no compound file")
        self.content, self.size = content, 1 << shift
        first_entry, _, _, first_small, _, first_more, _ = struct.unpack_from("<7I", content, 48)
        self.table: list[int] = []
        self.table = list(chain.from_iterable(map(self._numbers, self._list_tables(first_more))))
        self.entries = self._read(first_entry)
        self.small_table = _list_numbers(self._read(first_small))
        self.small = b""

    def list_streams(self) -> Iterator[tuple[str, bytes]]:
        """Yield the streams by name."""
        for at in range(0, len(self.entries) - _ENTRY + 1, _ENTRY):
            length, kind = struct.unpack_from("<HB", self.entries, at + 64)
            start, size = struct.unpack_from("<II", self.entries, at + 116)
            if kind == _ROOT:
                self.small = self._read(start)
            elif kind == _STREAM:
                name = self.entries[at : at + max(length - 2, 0)].decode("utf-16-le", "replace")
                is_small = size < _SMALL
                yield name, (self._read_small(start) if is_small else self._read(start))[:size]

    def _sector(self, number: int) -> bytes:
        return self.content[(number + 1) * self.size : (number + 2) * self.size]

    def _numbers(self, number: int) -> list[int]:
        return _list_numbers(self._sector(number))

    def _list_tables(self, first_more: int) -> list[int]:
        """Return the sectors of the table: named in the header, and in sectors of their own."""
        found = _list_numbers(self.content[76:512])
        seen = set()
        while first_more < _FREE and first_more not in seen:
            seen.add(first_more)
            *more, first_more = self._numbers(first_more) or [_FREE]
            found += more
        return [number for number in found if number < _FREE]

    def _read(self, start: int) -> bytes:
        return b"".join(map(self._sector, _follow(start, self.table)))

    def _read_small(self, start: int) -> bytes:
        return b"".join(self.small[64 * n : 64 * n + 64] for n in _follow(start, self.small_table))


def _list_numbers(data: bytes) -> list[int]:
    return [number for (number,) in _U32.iter_unpack(data[: len(data) // 4 * 4])]


def _follow(start: int, table: list[int]) -> list[int]:
    """Return the sectors of a stream, in order."""
    found: list[int] = []
    while start < _FREE:
        if len(found) > len(table):
            raise ValueError("its sectors lead in a circle")
        found.append(start)
        start = table[start]
    return found
