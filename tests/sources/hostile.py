"""
Files that are made to harm whoever reads them, small as they are, and what is to be said of each.

Run as a program it takes a directory, gives every file to every command that reads such files, with
little memory, and writes what became of it to ``done.jsonl``: a line before and a line after.
"""

from __future__ import annotations

import gzip
import io
import json
import resource
import struct
import sys
import warnings
import zipfile
import zlib
from pathlib import Path

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"

#: A table that `ingest` takes, and `match` too.
RATINGS = [
    ["Country/Territory", "Edition", "Status", "PR rating", "CL rating"],
    ["France", 2025, "F", 1, 2],
    ["Norway", 2025, "F", 1, 1],
]
CSV = "".join(",".join(map(str, row)) + "\n" for row in RATINGS)


def cells(grid):
    """The rows of a sheet."""
    return "".join(
        f'<row r="{n}">'
        + "".join(
            f"<c><v>{value}</v></c>"
            if isinstance(value, int)
            else f'<c t="inlineStr"><is><t>{value}</t></is></c>'
            for value in row
        )
        + "</row>"
        for n, row in enumerate(grid, 1)
    )


TABLE = cells(RATINGS)


def xlsx(rows=TABLE, *, before="", strings=None, name="S", parts=(), **options):
    """A workbook of one sheet, by its XML; further parts, or None for one that is to be missing."""
    sheet = f'<worksheet xmlns="{_MAIN}">{before}<sheetData>{rows}</sheetData></worksheet>'
    every = {
        "[Content_Types].xml": (
            f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" '
            f'ContentType="application/xml"/><Override PartName="/xl/workbook.xml" '
            f'ContentType="{_TYPE}.sheet.main+xml"/></Types>'
        ),
        "_rels/.rels": (
            f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
            f'Type="{_DOCUMENT}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
        ),
        "xl/workbook.xml": (
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_DOCUMENT}"><sheets><sheet name="{name}" '
            'sheetId="1" r:id="r1"/></sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": (
            f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
            f'Type="{_DOCUMENT}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
        ),
        "xl/worksheets/sheet1.xml": sheet,
    } | dict(parts)
    if strings is not None:
        every["xl/sharedStrings.xml"] = f'<sst xmlns="{_MAIN}">{strings}</sst>'
    return pack({path: part for path, part in every.items() if part is not None}, **options)


def pack(parts, how=zipfile.ZIP_DEFLATED):
    """A zip of parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", how) as packed:
        for path, part in parts.items():
            packed.writestr(path, part)
    return file.getvalue()


def cell(at, value=1):
    """A cell of a sheet."""
    return f'<c r="{at}"><v>{value}</v></c>'


def ods(rows):
    """A workbook of LibreOffice, by the XML of the rows of its sheet."""
    office = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<office:document-content xmlns:office="{office}:office:1.0" xmlns:table="{office}:table'
        f':1.0" xmlns:text="{office}:text:1.0"><office:body><office:spreadsheet><table:table '
        f'table:name="S">{rows}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    return pack({"mimetype": kind, "META-INF/manifest.xml": "<a/>", "content.xml": content})


def ods_row(times=1, *filled):
    """A row, so many times, of cells that are there so many times; text:s are more blanks."""
    inside = "".join(
        f'<table:table-cell office:value-type="string" table:number-columns-repeated="{columns}">'
        f"<text:p>{text}</text:p></table:table-cell>"
        for columns, text in filled
    )
    return f'<table:table-row table:number-rows-repeated="{times}">{inside}</table:table-row>'


def ods_table(grid):
    """The rows of a table in an ods."""
    return "".join(ods_row(1, *((1, value) for value in row)) for row in grid)


def xls(*records, sheets=("S",), circle=False):
    """A workbook of Excel before 2007, by the records of its sheet (kind, bytes)."""

    def write(kind, data=b""):
        return struct.pack("<HH", kind, len(data)) + data

    begin = struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0)
    lists = [name.encode() for name in sheets]
    start = len(write(0x809, begin)) + sum(len(name) + 12 for name in lists) + 4
    head = write(0x809, begin)
    head += b"".join(
        write(0x85, struct.pack("<IBBBB", start, 0, 0, len(name), 0) + name) for name in lists
    )
    body = write(0x809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
    stream = head + write(0x0A) + body + b"".join(write(*r) for r in records) + write(0x0A)
    stream += bytes(max(4096 - len(stream), 0))
    stream += bytes(-len(stream) % 512)
    many = len(stream) // 512
    table = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, many + 2), 2 if circle else 0xFFFFFFFE]
    table += [0xFFFFFFFF] * (128 - len(table))
    first = struct.pack("<8s16xHHHHH", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 62, 3, 0xFFFE, 9, 6)
    first += bytes(10) + struct.pack("<IIIIIIII", 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    first += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)

    def entry(name, kind, at, size):
        text = name.encode("utf-16-le")
        links = struct.pack("<III", 0xFFFFFFFF, 0xFFFFFFFF, 1 if kind == 5 else 0xFFFFFFFF)
        return (
            text.ljust(64, b"\0") + struct.pack("<HBB", len(text) + 2, kind, 1) + links
            + bytes(36) + struct.pack("<IQ", at, size)
        )  # fmt: skip

    entries = entry("Root Entry", 5, 0xFFFFFFFE, 0) + entry("Workbook", 2, 2, len(stream))
    return first + struct.pack("<128I", *table) + entries + bytes(256) + stream


def number(row, column, value=1.0):
    """A record of a cell in an xls."""
    return 0x203, struct.pack("<HHHd", row, column, 0, value)


def label(row, column, text):
    """A record of a text in an xls."""
    return 0x204, struct.pack("<HHHHB", row, column, 0, len(text), 0) + text.encode()


def xls_table(grid):
    """The records of a table in an xls."""
    return [
        number(n, k, value) if isinstance(value, int) else label(n, k, value)
        for n, row in enumerate(grid)
        for k, value in enumerate(row)
    ]


def xlsb(*places):
    """A workbook of Excel's binary kind, with numbers at these places (row, column)."""

    def write(kind, data=b""):
        head = bytes([kind]) if kind < 128 else bytes([kind & 127 | 128, kind >> 7])
        return head + bytes([len(data)]) + data

    def text(words):
        return struct.pack("<I", len(words)) + words.encode("utf-16-le")

    book = (
        write(0x83) + write(0x8F)
        + write(0x9C, struct.pack("<II", 0, 1) + text("r1") + text("S")) + write(0x90) + write(0x84)
    )  # fmt: skip
    sheet = write(0x81) + write(0x94, bytes(16)) + write(0x91)
    for row, column in places:
        sheet += write(0, struct.pack("<I", row) + bytes(13))
        sheet += write(5, struct.pack("<IId", column, 0, 1.0))
    sheet += write(0x92) + write(0x82)
    relations = (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{_DOCUMENT}/worksheet" Target="worksheets/sheet1.bin"/></Relationships>'
    )
    return pack({
        "[Content_Types].xml": "<Types/>", "xl/workbook.bin": book,
        "xl/_rels/workbook.bin.rels": relations, "xl/worksheets/sheet1.bin": sheet,
    })  # fmt: skip


def lying(content, path):
    """A zip that says of one part that it has ten bytes when unpacked."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        info = packed.getinfo(path)
        start = packed.read(path)[:10]
    true = struct.pack("<III", info.CRC, info.compress_size, info.file_size)
    return content.replace(true, struct.pack("<III", zlib.crc32(start), info.compress_size, 10))


def twice(content, path):
    """A zip that holds a part twice."""
    file = io.BytesIO(content)
    with zipfile.ZipFile(file, "a") as packed, warnings.catch_warnings(action="ignore"):
        packed.writestr(path, "<worksheet/>")
    return file.getvalue()


def encrypted(content):
    """A zip whose parts say that they are encrypted."""
    return content.replace(b"PK\x03\x04\x14\0\0\0", b"PK\x03\x04\x14\0\1\0").replace(
        b"PK\x01\x02\x14\x03\x14\0\0\0", b"PK\x01\x02\x14\x03\x14\0\1\0"
    )


_BOMB = (
    '<!DOCTYPE a [<!ENTITY b "xxxxxxxxxx">'
    + "".join(
        f'<!ENTITY {x} "{f"&{y};" * 10}">' for x, y in zip("cdefghij", "bcdefghi", strict=True)
    )
    + "]>"
)
_SHEET = f'<worksheet xmlns="{_MAIN}"><sheetData>{{}}</sheetData></worksheet>'
_PAGE = "is a web page, no workbook, CSV or JSON: open it"
_DEEP = "nested more than 20 deep"
_TURN = "\N{RIGHT-TO-LEFT OVERRIDE}"  # what follows is shown from right to left
_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # how an xls begins

#: What is refused: its content, and what `ingest` says of it.
HOSTILE = {
    # how far the cells go
    "corner.xlsx": (
        lambda: xlsx(TABLE + f'<row r="1048576">{cell("XFD1048576")}</row>'),
        "sheet 'S', cells up to XFD1048576: 1,048,576 rows; the most that is read is",
    ),
    "column.xlsx": (
        lambda: xlsx(f'{TABLE}<row r="2000">{cell("XFD2000")}</row>'),
        "cells up to XFD2000: 16,384 columns",
    ),
    "row.xlsx": (
        lambda: xlsx(f'{TABLE}<row r="1048576">{cell("A1048576")}</row>'),
        "1,048,576 rows",
    ),
    "area.xlsx": (
        lambda: xlsx(f'<row r="99999">{cell("CZZ99999")}</row>'),
        "cells up to CZZ99999: 272,997,270 cells",
    ),
    "unaddressed.xlsx": (lambda: xlsx(f"<row>{'<c><v>1</v></c>' * 9000}</row>"), "9,000 columns"),
    "five letters.xlsx": (lambda: xlsx(f"<row>{cell('AAAAA1')}</row>"), "names a cell 'AAAAA1'"),
    "nine digits.xlsx": (lambda: xlsx(f"<row>{cell('A999999999')}</row>"), "names a cell 'A9999"),
    "negative row.xlsx": (lambda: xlsx('<row r="-5"><c><v>1</v></c></row>'), "names a cell 'A-5'"),
    "row zero.xlsx": (lambda: xlsx('<row r="0"><c><v>1</v></c></row>'), "names a cell 'A0'"),
    "row of letters.xlsx": (lambda: xlsx('<row r="x"><c><v>1</v></c></row>'), "names a cell 'Ax'"),
    "formula.xlsx": (
        lambda: xlsx(f'{TABLE}<row r="1048576"><c r="XFD1048576"><f>A1</f></c></row>'),
        "cells up to XFD1048576",
    ),
    "formulas.xlsx": (
        lambda: xlsx(
            f'<row r="1">{"<c><f>A1</f></c>" * 2900}</row><row r="1700">{cell("A1700")}</row>'
        ),
        "",
    ),
    "backwards.xlsx": (
        lambda: xlsx(f"<row>{cell('A9')}</row><row>{cell('A2')}</row>"),
        "row 2 comes after row 9",
    ),
    "prefixed.xlsx": (
        lambda: xlsx(
            parts={
                "xl/worksheets/sheet1.xml": (
                    f'<x:worksheet xmlns:x="{_MAIN}"><x:sheetData><x:row>'
                    '<x:c r="XFD1048576"><x:v>1</x:v>'
                    "</x:c></x:row></x:sheetData></x:worksheet>"
                )
            }
        ),
        "XFD1048576",
    ),
    "elsewhere.xlsx": (
        lambda: xlsx(
            parts={
                "xl/worksheets/sheet1.xml": None,
                "media/a.png": _SHEET.format(cell("XFD1048576")),
                "xl/_rels/workbook.xml.rels": (
                    f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
                    f'Type="{_DOCUMENT}/worksheet" Target="/media/a.png"/></Relationships>'
                ),
            }
        ),
        "XFD1048576",
    ),
    "corner.ods": (lambda: ods(ods_row(1048576, (16384, "x"))), "1,048,576 rows"),
    "column.ods": (lambda: ods(ods_row(1, (16000, "x"))), "sheet 'S', cells up to WQJ1"),
    "rows.ods": (lambda: ods(ods_row(900000, (1, "x"))), "900,000 rows"),
    "area.ods": (lambda: ods(ods_row(99000, (2000, "x"))), "198,000,000 cells"),
    "blanks.ods": (
        lambda: ods(ods_row(1, (1, '<text:s text:c="999999999"/>'))),
        "letters in all cells",
    ),
    "endless.ods": (lambda: ods(ods_row("9" * 5000, (1, "x"))), "rows"),
    "negative.ods": (lambda: ods(ods_row(-1, (1, "x"))), "number-rows-repeated is '-1'"),
    "corner.xls": (
        lambda: xls(number(0, 0), number(65535, 255)),
        "cells up to IV65536: 16,777,216",
    ),
    "beyond.xls": (lambda: xls(number(65535, 65535)), "65,536 columns"),
    "many corners.xls": (
        lambda: xls(number(0, 0), number(65535, 255), sheets="abcdefgh"),
        "IV65536",
    ),
    "extent.xls": (
        lambda: xls((0x200, struct.pack("<IIHHH", 0, 2**32 - 1, 0, 65535, 0))),
        "a sheet says that it has 4294967295 rows",
    ),
    "backwards.xls": (lambda: xls(number(9, 0), number(2, 0)), "row 3 comes after row 10"),
    "circle.xls": (lambda: xls(number(0, 0), circle=True), "lead in a circle"),
    "corner.xlsb": (lambda: xlsb((0, 0), (1048575, 16383)), "XFD1048576"),
    "beyond.xlsb": (lambda: xlsb((0, 2**31)), "columns"),
    # how much is in them
    "repeated text.xlsx": (
        lambda: xlsx(
            "<row>" + '<c t="s"><v>0</v></c>' * 2900 + "</row>",
            strings=f"<si><t>{'x' * 60000}</t></si>",
        ),
        "174,000,000 letters in all cells",
    ),
    "long text.xlsx": (
        lambda: xlsx(f'<row><c t="str"><v>{"x" * 150_000_000}</v></c></row>'),
        "letters",
    ),
    "bomb.xlsx": (lambda: xlsx(before=" " * 210_000_000), "bytes unpacked"),
    "liar.xlsx": (
        lambda: lying(xlsx(before=" " * 210_000_000), "xl/worksheets/sheet1.xml"),
        "bytes unpacked",
    ),
    "many files.xlsx": (
        lambda: xlsx(parts={f"x/{n}": "" for n in range(2001)}),
        "2,006 files inside",
    ),
    "one part.xlsx": (
        lambda: xlsx(
            f"<row>{cell('DIH1600')}</row>",
            parts={
                "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_DOCUMENT}"><sheets>'
                + "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="r1"/>' for n in range(300))
                + "</sheets></workbook>",
            },
        ),
        "its sheets together: 9,4",
    ),
    "many sheets.xlsx": (
        lambda: xlsx(
            parts={
                "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_DOCUMENT}"><sheets>'
                + "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="r{n}"/>' for n in range(400))
                + "</sheets></workbook>",
                "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
                + "".join(
                    f'<Relationship Id="r{n}" Type="{_DOCUMENT}/worksheet" '
                    f'Target="worksheets/{n}.xml"/>'
                    for n in range(400)
                )
                + "</Relationships>",
            }
        ),
        "400 sheets",
    ),
    # what XML can do
    "entities.xlsx": (
        lambda: xlsx(
            parts={
                "xl/worksheets/sheet1.xml": _BOMB
                + _SHEET.format('<row><c t="str"><v>&j;</v></c></row>')
            }
        ),
        "declares its own XML",
    ),
    "external.xlsx": (
        lambda: xlsx(
            parts={
                "xl/worksheets/sheet1.xml": (
                    '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'
                    + _SHEET.format('<row><c t="str"><v>&b;</v></c></row>')
                )
            }
        ),
        "declares its own XML",
    ),
    "entities in the book.xlsx": (
        lambda: xlsx(
            parts={
                "xl/workbook.xml": (
                    f'{_BOMB}<workbook xmlns="{_MAIN}" xmlns:r="{_DOCUMENT}">'
                    '<sheets><sheet name="&j;" '
                    'sheetId="1" r:id="r1"/></sheets></workbook>'
                )
            }
        ),
        "declares its own XML",
    ),
    "deep.xlsx": (lambda: xlsx("<a>" * 300_000 + "</a>" * 300_000), "like no file"),
    "unclosed.xlsx": (lambda: xlsx("<row><c><v>1"), "is damaged"),
    "two addresses.xlsx": (
        lambda: xlsx('<row><c r="A1" r="XFD1048576"><v>1</v></c></row>'),
        "is damaged (duplicate attribute",
    ),
    "wide letters.xlsx": (
        lambda: xlsx(parts={"xl/worksheets/sheet1.xml": _SHEET.format(TABLE).encode("utf-16")}),
        "",
    ),
    "shared index.xlsx": (
        lambda: xlsx('<row><c t="s"><v>999999999</v></c></row>'),
        "shared string 999999999, of 0",
    ),
    "negative index.xlsx": (lambda: xlsx('<row><c t="s"><v>-1</v></c></row>'), ""),
    "kind.xlsx": (lambda: xlsx('<row><c t="zz"><v>1</v></c></row>'), "is damaged"),
    "error cell.xlsx": (lambda: xlsx('<row><c t="e"><v>#REF!</v></c></row>'), ""),
    # what a zip can do
    "twice.xlsx": (lambda: twice(xlsx(), "xl/worksheets/sheet1.xml"), "is there twice"),
    "password.xlsx": (lambda: encrypted(xlsx()), "has a password"),
    "cut off.xlsx": (lambda: xlsx()[:-200], "is damaged"),
    "shifted.xlsx": (lambda: xlsx().replace(b"PK\x03\x04", b"PK\x03\x05", 2)[:], ""),
    "changed.xlsx": (lambda: xlsx().replace(b"worksheet", b"wxrksheet")[::1], ""),
    "packed otherwise.xlsx": (lambda: xlsx(how=zipfile.ZIP_LZMA), "packed as in no workbook"),
    "no sheet.xlsx": (lambda: xlsx(parts={"xl/worksheets/sheet1.xml": None}), ""),
    "no book.xlsx": (lambda: xlsx(parts={"xl/workbook.xml": None}), "without a sheet of cells"),
    "no relations.xlsx": (lambda: xlsx(parts={"xl/_rels/workbook.xml.rels": None}), ""),
    "nested.xlsx": (lambda: pack({"a.xlsx": xlsx()}), "is a zip file and no workbook"),
    "empty.zip": (lambda: pack({}), "is a zip file and no workbook"),
    "letter.docx": (
        lambda: pack({"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>"}),
        "is no workbook",
    ),
    "outside.xlsx": (lambda: pack({"../../etc/passwd": "x", "/abs": "y"}), "no workbook"),
    "garbage.xls": (lambda: _EXCEL + bytes(range(256)) * 20, "damaged"),
    "zeros.xls": (lambda: _EXCEL + bytes(4000), "damaged"),
    "protected.xlsx": (
        lambda: (
            xls()
            .replace(
                "Workbook".encode("utf-16-le") + bytes(18),
                "EncryptedPackage".encode("utf-16-le") + b"\0\0",
            )
            .replace(struct.pack("<HB", 18, 2), struct.pack("<HB", 34, 2))
        ),
        "has a password",
    ),
    # text that is too long for something
    "wide.csv": (("1," * 200_000 + "1\n").encode, "line 1: 200,001 columns"),
    "wide later.csv": ((CSV + "1," * 200_000 + "1\n").encode, "line 4: 200,001 columns"),
    "ragged.csv": (("a," * 2900 + "a\n" + "1,1\n" * 50_000).encode, "cells; the most"),
    "long.csv": (
        (CSV + f'"{"x" * 200_000}",2025,F,1,1\n').encode,
        "line 4: 200,000 letters in a cell",
    ),
    "wrapped.csv": (
        ('"' + "a," * 2900 + 'a"\n' + '"1,1"\n' * 50_000).encode,
        "cells; the most",
    ),
    "long name.csv": (CSV.replace("France", "x " * 45_000).encode, "is called"),
    "blanks in an edition.csv": (
        lambda: CSV.replace("2025", f"2025{' ' * 90_000}x").encode(),
        "holds no edition of",
    ),
    "undivided.csv": (lambda: b"x" * 2_000_000, "2,000,000 letters in a cell"),
    "lines.csv": (lambda: b"a,b\n1,2\n" + b",\n" * 1_200_000, "lines; the most that is read is"),
    "quote.csv": (('a,b\n"' + "x,\n" * 300_000).encode, "letters in a cell"),
    "delimiters.csv": (lambda: b",;\t|" * 100_000, "columns"),
    "digits.csv": (lambda: CSV.replace("1,", "9" * 5000 + ",").encode(), "column 4: found '999"),
    "digits of a year.csv": (lambda: CSV.replace("2025", "9" * 5000).encode(), ""),
    "digits of a point.csv": (lambda: CSV.replace("1,", f"{'9' * 400}.5,").encode(), ""),
    # bytes that are no table
    "web page.xls": (lambda: b"<html><body><table><tr><td>PR</td></tr></table>", _PAGE),
    "table of a page.xls": (lambda: b"\r\n<table><tr><td>PR</td></tr></table>", _PAGE),
    "of 2003.xls": (
        lambda: b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>',
        "save it as .xlsx",
    ),
    "packed.csv": (lambda: gzip.compress(CSV.encode()), "a compressed file"),
    "zeros.csv": (lambda: bytes(100_000), "is no workbook, CSV or JSON"),
    "zeros inside.csv": (lambda: CSV.encode().replace(b"2025", b"20\x0025"), "is no workbook"),
    "zeros far inside.csv": (lambda: CSV.encode() + b"x" * 9000 + b"\0\n", "is no workbook"),
    "mark.csv": (lambda: b"\xef\xbb\xbf", "is empty"),
    "mark and lines.csv": (lambda: b"\xef\xbb\xbf\r\n\r\n", "is empty"),
    "cut in half.csv": (lambda: b"\xff\xfea", "is no workbook, CSV or JSON"),
    "escapes.csv": (
        lambda: CSV.replace("France", "\x1b[31mFrance\x1b[2J\x07").encode(),
        "\\x1b[31mFrance",
    ),
    "turned.csv": (lambda: CSV.replace("France", f"{_TURN}ecnarF").encode(), "\\u202e"),
    "sheet name.xlsx": (
        lambda: xlsx("<row><c><v>1</v></c></row>", name=f"a&#10;b{_TURN}"),
        "like no file",
    ),
    # JSON
    "deep.json": (lambda: b"[" * 100_000 + b"]" * 100_000, _DEEP),
    "deep objects.json": (lambda: b'{"a":' * 100_000 + b"1" + b"}" * 100_000, _DEEP),
    "rather deep.json": (lambda: b'{"a":' * 50 + b"1" + b"}" * 50, _DEEP),
    "digits.json": (lambda: b'{"FR": {"a": ' + b"9" * 5000 + b"}}", "is too long a number"),
    "many digits.json": (
        lambda: b'{"FR": {"countryNameLegacy": "France", "fotp_score": ' + b"9" * 4000 + b"}}",
        "is too long a number",
    ),
    "nan.json": (lambda: b'{"FR": {"a": NaN}}', "NaN is no number"),
    "infinity.json": (lambda: b'{"FR": {"a": 1e999}}', "too large a number"),
    "half a letter.json": (lambda: b'{"FR": {"a": "\\ud800"}}', "holds half a letter"),
    "twice.json": (lambda: b'{"FR": {"a": 1}, "FR": {"a": 2}}', "has the key 'FR' twice"),
    "lists.json": (lambda: b'{"FR": {"a": [1, 2]}}', "no value"),
    "bytes.json": (lambda: b'{"FR": {"a": "\xff"}}', "is no JSON"),
    "wide.json": (
        lambda: json.dumps({"FR": {str(n): n for n in range(5000)}}).encode(),
        "5,001 columns",
    ),
}

#: What is odd and harmless: `ingest` takes it like the plain table.
HARMLESS = {
    "plain.csv": CSV.encode,
    "plain.xlsx": xlsx,
    "plain.ods": lambda: ods(ods_table(RATINGS)),
    "plain.xls": lambda: xls(*xls_table(RATINGS)),
    "formatted to the end.xlsx": lambda: xlsx(
        TABLE + '<row r="1048576"><c r="XFD1048576" s="0"/></row>'
    ),
    "formatted to the end.ods": lambda: ods(
        ods_table(RATINGS)
        + ods_row(1048570).replace(
            "></table:table-row>",
            '><table:table-cell table:number-columns-repeated="16384"/></table:table-row>',
        )
    ),
    "dimension.xlsx": lambda: xlsx(before='<dimension ref="A1:XFD1048576"/>'),
    "merged.xlsx": lambda: xlsx(
        parts={
            "xl/worksheets/sheet1.xml": _SHEET.format(TABLE).replace(
                "</worksheet>",
                '<mergeCells><mergeCell ref="A1048576:XFD1048576"/></mergeCells></worksheet>',
            )
        }
    ),
    "macros.xlsm": lambda: xlsx(parts={"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0" + bytes(999)}),
    "types.xlsx": lambda: xlsx(parts={"[Content_Types].xml": "<Types/>"}),
    "linked.xlsx": lambda: xlsx(
        parts={
            "xl/externalLinks/externalLink1.xml": (
                f'<externalLink xmlns="{_MAIN}"><externalBook><sheetDataSet><sheetData sheetId="0">'
                '<row r="9"><cell r="A9"/></row></sheetData></sheetDataSet>'
                "</externalBook></externalLink>"
            )
        }
    ),
    "comment.xlsx": lambda: xlsx(f"<!-- {cell('XFD1048576')} -->{TABLE}"),
    "named.csv.xlsx": CSV.encode,
    "mixed ends.csv": lambda: CSV.replace("\n", "\r\n", 1).replace("2,2\n", "2,2\r").encode(),
    "utf-16.csv": lambda: CSV.encode("utf-16"),
    "utf-16 without mark.csv": lambda: CSV.encode("utf-16-le"),
    "utf-16 the other way.csv": lambda: CSV.encode("utf-16-be"),
    "empty lines.csv": lambda: CSV.encode() + b"\n" * 1_000_000,
    "empty cells.csv": lambda: CSV.encode() + b",,,,\n" * 300_000,
}

_MEMORY = 6 << 30  # bytes of addresses; most of it is taken by libraries
_WORK = (
    600  # seconds of a processor for all files: one that never ends is found, a busy machine not
)


def try_them(directory: Path, names: list[str]) -> None:
    """Give files to the commands, and write down what each said."""
    sys.path.insert(0, str(Path(__file__).parents[1]))
    from command import run  # noqa: PLC0415 (it is beside, not in a package)

    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_WORK, _WORK))
    with (directory / "done.jsonl").open("w", encoding="utf-8") as file:

        def write(**entries):
            file.write(json.dumps(entries) + "\n")
            file.flush()

        for name in names:
            make = HARMLESS[name] if name in HARMLESS else HOSTILE[name][0]
            raw = directory / f"{name} raw"
            (raw / "rsf").mkdir(parents=True)
            path = directory / name
            path.write_bytes(make())
            (raw / "rsf" / "2030.csv").hardlink_to(path)
            for command in (
                ("ingest", path, "--dry-run"),
                ("match", path, "-c", RATINGS[0][0]),
                ("build", "rsf", "--raw", raw, "--out", directory / "out"),
            ):
                write(name=name, command=command[0])
                done = run(*command)
                write(
                    name=name, command=command[0], code=done.returncode, errors=done.stderr,
                    printed=done.stdout,
                )  # fmt: skip
            path.unlink()


if __name__ == "__main__":
    try_them(Path(sys.argv[1]), sys.argv[2:])
