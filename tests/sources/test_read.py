"""Addresses and titles."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.cell import coordinate_to_tuple

import freedomdata as fd
from freedomdata.cells import address, shown
from freedomdata.sources.formats import open_sheets, open_sources
from freedomdata.sources.layouts import later_year, read_source


@pytest.mark.parametrize(
    ("label", "year"),
    [
        ("Jan.-Feb. 1973", 1973), (1978.0, 1978), (2025, 2025), ("1983-84", 1984),
        ("1983-1984", 1984), ("1999-2000", 2000), ("1999-00", 2000), ("2000-01", 2001),
        ("2001-02", 2002), ("2001-2002", 2002), ("Jan-Feb 1973***", 1973),
        ("Jan.1981-Aug. 1982", 1982), ("Nov 1988-Dec 1989", 1989), ("no year", None), ("", None),
        ("Dec 1, 2005-Dec 31, 2006", 2006), ("2011-12", 2012),
    ],
)  # fmt: skip
def test_the_later_year_of_a_title(label, year):
    assert later_year(label) == year


@given(st.integers(1, 10_000), st.integers(1, 16_384))
def test_an_address_is_the_one_a_spreadsheet_uses(row, column):
    text = address("file.xlsx", "Sheet", row, column)
    cell = re.fullmatch(r"file\.xlsx, sheet 'Sheet', cell ([A-Z]+\d+)", text)
    assert coordinate_to_tuple(cell[1]) == (row, column)


def test_files_without_sheets_have_rows_and_columns():
    assert address("file.csv", None, 3, 2) == "file.csv, row 3, column 2"


def test_cells_are_shown_as_a_person_sees_them():
    assert (shown(8.0), shown(6.5), shown("8")) == ("8", "6.5", "'8'")


EXPLORER = fd.SURVEYS["fiw"].sources[-1]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"<html>", "is no JSON: "),
        (b"", "is no JSON: "),
        (b'{"CN": 1}', "is no JSON object of objects"),
        (b'{"CN": ["Free", 1, 1]}', "is no JSON object of objects"),
        (b"[]", "is no JSON object of objects"),
        (b"{}", "is no JSON object of objects"),
        (b'{"CN": {"status": "Free"}}', r"missing \['pr', 'cl'\]"),
        (
            b'{"CN": {"status": "F", "pr": 1, "cl": 1}, "NO": {"status": "F"}}',
            "entry 'NO' has .*'status'",
        ),
    ],
)
def test_a_spoilt_json_file_is_refused(content, message):
    with pytest.raises(fd.SourceError, match=message):
        read_source(EXPLORER, open_sources([EXPLORER], content))


def test_a_csv_file_in_another_encoding_is_refused():
    with pytest.raises(fd.SourceError, match=r"scores_2026\.csv is not UTF-8"):
        open_sources([fd.SURVEYS["fiw"].sources[-2]], "Türkiye".encode("latin-1"))


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("a;b\nx;1,5\ny;2,5\n", [["a", "b"], ["x", "1,5"], ["y", "2,5"]]),
        ("a\tb\nx, y\t1\nz, w\t2\n", [["a", "b"], ["x, y", "1"], ["z, w", "2"]]),
        ("Ratings, 2025\n\na|b\nx|1\n", [["Ratings, 2025", ""], ["", ""], ["a", "b"], ["x", "1"]]),
        ('"a,b"\n"x,""y, z"""\n', [["a", "b"], ["x", "y, z"]]),
        ('"a","b"\n"x","1"\n', [["a", "b"], ["x", "1"]]),
        ("a,b\r\r\nx,1\r\r\n", [["a", "b"], ["x", "1"]]),
        ("a,b\nx\ny,1,2\n", [["a", "b", ""], ["x", "", ""], ["y", "1", "2"]]),
    ],
)
def test_rows_show_what_delimits_their_cells(text, rows):
    assert open_sheets("file", text.encode()) == {None: rows}


def test_objects_of_a_list_may_lack_names_and_null_is_no_value():
    content = b'[{"a": 1, "b": null}, {"b": "x", "c": 2}]'
    rows = [["a", "b", "c"], [1, "", ""], ["", "x", 2]]
    assert open_sheets("file", content) == {None: rows}


def test_sources_of_one_file_share_its_cells():
    compiled = [s for s in fd.SURVEYS["fotp"].sources if s.compiler][:2]
    sources = [replace(source, path="x.csv") for source in compiled]
    columns = [column for source in sources for column in source.sheets[0].columns]
    names = list(dict.fromkeys(column.header for column in columns))
    read = {column.header for column in columns if column.holds}
    content = ",".join(names) + "\n" + ",".join(map(str, range(len(names))))
    values = [n if name in read else str(n) for n, name in enumerate(names)]
    assert open_sources(sources, content.encode()) == {None: [names, values]}
