"""
Where the cells of a binary workbook (xls, xlsb) are, and how many letters each holds.

Both are streams of records: a number that says what it is, a length, and that many bytes. Only
rows, columns and lengths are read; what the cells say is left to python-calamine.
"""

from __future__ import annotations

import struct
from itertools import chain
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["HAS_PASSWORD", "list_cells_xls", "list_cells_xlsb"]

#: A row, a column (both from 0), and the letters of a cell.
Cell = tuple[int, int, int]

HAS_PASSWORD = "it has a password"  # noqa: S105 (a message)

_U16, _U32 = struct.Struct("<H"), struct.Struct("<I")
#: Of a compound file: sizes of sectors (powers of 2), bytes of an entry, kinds of entries, the
#: first number that is no sector, and the bytes of the shortest stream that is not in small ones.
_SHIFTS, _ENTRY, _STREAM, _ROOT, _FREE, _SMALL = (9, 12), 128, 2, 5, 0xFFFFFFFA, 4096

_XLS = {
    "formula": 0x06, "end": 0x0A, "password": 0x2F, "continue": 0x3C, "sheet": 0x85,
    "numbers": 0xBD, "strings": 0xFC, "shared": 0xFD, "extent": 0x200, "number": 0x203,
    "label": 0x204, "boolean": 0x205, "compact": 0x27E,
}  # fmt: skip
_XLS_CELLS = {_XLS[name] for name in ("formula", "shared", "number", "label", "boolean", "compact")}
_XLS_EXTENT = (65_536, 256)  # rows and columns: there are no more in this format
_LONG_EXTENT, _SHORT_EXTENT = struct.Struct("<IIHH"), struct.Struct("<HHHH")

_XLSB_ROW, _XLSB_CELLS, _XLSB_SHARED, _XLSB_END = 0, range(2, 12), 7, 0x92
_XLSB_STRING = 0x13


def list_cells_xls(content: bytes) -> Iterator[tuple[str, Iterator[Cell]]]:
    """
    Yield the name of each sheet of an xls, with its cells.

    Raises
    ------
    ValueError, struct.error, IndexError
        If it is no such workbook.
    """
    streams = dict(_Compound(content).list_streams())
    if "EncryptedPackage" in streams:
        raise ValueError(HAS_PASSWORD)
    stream = streams.get("Workbook") or streams.get("Book")
    if stream is None:
        raise ValueError("it holds no workbook")
    sheets, strings = [], []
    for kind, parts in _join_continued(_list_xls(stream, 0)):
        if kind == _XLS["password"] and any(parts[0]):
            raise ValueError(HAS_PASSWORD)
        if kind == _XLS["sheet"]:
            sheets.append((_read_name(parts[0]), _U32.unpack_from(parts[0])[0]))
        elif kind == _XLS["strings"]:
            strings = list(_measure_strings(parts))
    for name, start in sheets:
        yield name, _list_cells_xls(stream, start, strings)


def _list_cells_xls(stream: bytes, start: int, strings: list[int]) -> Iterator[Cell]:
    for kind, data in _list_xls(stream, start):
        if kind == _XLS["extent"]:
            form = _LONG_EXTENT if len(data) >= _LONG_EXTENT.size else _SHORT_EXTENT
            row, rows, column, columns = form.unpack_from(data)
            if not (row <= rows <= _XLS_EXTENT[0] and column <= columns <= _XLS_EXTENT[1]):
                raise ValueError(f"a sheet says that it has {rows} rows and {columns} columns")
        elif kind in _XLS_CELLS:
            row, column = struct.unpack_from("<HH", data)
            is_shared = kind == _XLS["shared"]
            letters = strings[_U32.unpack_from(data, 6)[0]] if is_shared else len(data)
            yield row, column, letters
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


def _measure_strings(parts: list[bytes]) -> Iterator[int]:
    """Yield the letters of each shared string; a part may end in the middle of one."""
    (many,) = _U32.unpack_from(parts[0], 4)
    number, at = 0, 8
    for _ in range(many):
        while at >= len(parts[number]):
            number, at = number + 1, 0
        letters, flags = struct.unpack_from("<HB", parts[number], at)
        at += 3
        more = 0  # bytes behind the letters: how they look, and how they are read aloud
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


def list_cells_xlsb(sheet: bytes, shared: bytes) -> Iterator[Cell]:
    """
    Yield the cells of a sheet of an xlsb; `shared` is the part that holds its strings.

    Raises
    ------
    struct.error, IndexError
        If it is no such part.
    """
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
