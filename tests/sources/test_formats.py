"""Files of every format: what is ingested passes the check; what a cell cannot mean is named."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from typing import TYPE_CHECKING

import command
import files
import openpyxl
import pandas as pd
import pytest
from samples import crossed, drawn

import freedomdata as fd

if TYPE_CHECKING:
    from pathlib import Path

HEADER = ["Country/Territory", "Edition", "Status", "PR rating", "CL rating"]
ROWS = [["France", 2025, "F", 1, 2], ["Norway", 2025, "F", 1, 1], ["China", 2025, "NF", 7, 6]]
PRESS = [
    ["country", "year.reported", "a", "b", "c", "score", "status"],
    ["France", 2014, 5, 9, 8, 22, "F"],
    ["China", 2014, 29, 34, 21, 84, "NF"],
]
NET = [
    ["Country", "Edition", "Status", "A", "B", "C", "Total"],
    ["Iceland", 2023, "Free", 25, 34, 35, 94],
    ["China", 2023, "Not Free", 8, 2, -1, 9],
]


def as_csv(grid, delimiter=",", encoding="utf-8", decimal="."):
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerows(
        [[str(c).replace(".", decimal) if isinstance(c, float) else c for c in row] for row in grid]
    )
    return text.getvalue().encode(encoding)


def as_json(grid):
    return json.dumps([dict(zip(grid[0], row, strict=True)) for row in grid[1:]]).encode()


def as_keyed_json(grid):
    return json.dumps({str(n): dict(zip(grid[0], row, strict=True))
                       for n, row in enumerate(grid[1:])}).encode()  # fmt: skip


def as_xlsx(grid, name="Data"):
    book = openpyxl.Workbook()
    book.active.title = name
    for row in grid:
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def as_ods(grid):
    """Return the smallest file that is an OpenDocument spreadsheet."""
    rows = []
    for row in grid:
        cells = "".join(
            f'<table:table-cell office:value-type="float" office:value="{c}"/>'
            if isinstance(c, int | float)
            else '<table:table-cell office:value-type="string">'
            f"<text:p>{c}</text:p></table:table-cell>"
            for c in row
        )
        rows.append(f"<table:table-row>{cells}</table:table-row>")
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    body = (
        f'<?xml version="1.0"?><office:document-content {spaces}><office:body><office:spreadsheet>'
        f'<table:table table:name="Data">{"".join(rows)}</table:table></office:spreadsheet>'
        "</office:body></office:document-content>"
    )
    content = io.BytesIO()
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("mimetype", kind)
        archive.writestr(
            "META-INF/manifest.xml",
            '<?xml version="1.0"?><manifest:manifest '
            'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            f'<manifest:file-entry manifest:full-path="/" '
            f'manifest:media-type="{kind}"/></manifest:manifest>',
        )
        archive.writestr("content.xml", body)
    return content.getvalue()


FORMATS = {
    "csv": as_csv,
    "csv with a BOM": lambda grid: as_csv(grid, encoding="utf-8-sig"),
    "csv of Windows": lambda grid: as_csv(grid, ";", "cp1252"),
    "csv of UTF-16": lambda grid: as_csv(grid, "\t", "utf-16"),
    "tabs": lambda grid: as_csv(grid, "\t"),
    "bars": lambda grid: as_csv(grid, "|"),
    "json": as_json,
    "json with keys": as_keyed_json,
    "xlsx": as_xlsx,
    "xlsx with a sheet called by a blank": lambda grid: as_xlsx(grid, " "),
    "ods": as_ods,
}


def take_in(content: bytes, home: Path, **given):
    path = home / "file"
    path.write_bytes(content)
    return fd.ingest(path, out=home / "out", **given)


def list_errors(found):
    findings = fd.check(found.out, survey=found.survey)
    return findings[findings["level"] != "known"]


@drawn("name", list(FORMATS), 4)
def test_what_is_ingested_passes_the_check(name, tmp_path):
    found = take_in(FORMATS[name]([HEADER, *ROWS]), tmp_path)
    assert (len(found.differs), len(found.new), found.agrees) == (0, 0, 12)
    assert list_errors(found).empty
    again = fd.ingest(tmp_path / "file", out=tmp_path / "again", data=found.out)
    assert again.is_known


@crossed("survey, name", ["fiw", "fotp", "fotn"], ["csv", "json", "xlsx"])
def test_every_survey_passes_the_check(survey, name, tmp_path):
    table = fd.load(survey).groupby("country_id").tail(1).head(30)
    anchor = {"fiw": "political_rights", "fotp": "press_score", "fotn": "net_score"}[survey]
    table = table.dropna(subset=[anchor]).astype({"status": object})
    grid = [["country", "edition", "status", anchor],
            *table[["country", "edition", "status", anchor]].to_numpy().tolist()]  # fmt: skip
    found = take_in(FORMATS[name](grid), tmp_path, grade="published")
    assert (found.survey, len(found.differs), len(found.new)) == (survey, 0, 0)
    assert list_errors(found).empty
    unit = table["country_id"].iloc[0]
    assert fd.explain(unit, int(table["edition"].iloc[0]), survey=survey, data=found.out)


@pytest.mark.parametrize("year", [2012, 2020, 2025])
def test_an_rsf_table_passes_the_check(year, raw, rsf_built, tmp_path):
    rows = files.read_csv(raw / f"rsf/{year}.csv", ";")
    data = rsf_built if year == 2025 else None
    found = take_in(as_csv(rows, ";", "utf-8-sig"), tmp_path, data=data)
    assert list_errors(found).empty


def test_the_command_checks_what_it_took_in(tmp_path):
    (tmp_path / "m.csv").write_bytes(as_csv([HEADER, ROWS[0]]))
    assert command.run("ingest", "m.csv", "--out", "d", cwd=tmp_path).returncode == 0
    done = command.run("check", "d", cwd=tmp_path)
    assert done.returncode == 0, done.stdout
    assert "No error, no warning" in done.stdout


# cells that look empty and are not


def make_faulty():
    book = openpyxl.Workbook()
    sheet = book.active
    for row in ([*HEADER, "Note"], *([*row, "x"] for row in ROWS)):
        sheet.append(row)
    return book, sheet


FAULTS = {
    "a lost reference": ("D2", "#REF!", "cell D2: found '#REF!', an error of a spreadsheet"),
    "a division": ("E3", "#DIV/0!", "cell E3: found '#DIV/0!'"),
    "no value": ("C4", "#N/A", "cell C4: found '#N/A'"),
    "an edition": ("B3", "#VALUE!", "cell A3: Norway: '#VALUE!', an error of a spreadsheet is no"),
    "a formula": ("E4", "=D4-1", "cell E4: found '=D4-1', a formula whose value was never saved"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_errors_and_formulas_without_a_value_are_named_and_cost_their_row(name, tmp_path):
    cell, text, message = FAULTS[name]
    book, sheet = make_faulty()
    sheet[cell] = text
    book.save(tmp_path / "x.xlsx")
    found = fd.ingest(tmp_path / "x.xlsx", dry_run=True)
    assert found.agrees == (8 if name == "an edition" else 11)
    assert message in str(found)


def test_no_spreadsheet_runs_a_formula_of_the_report(tmp_path):
    book, sheet = make_faulty()
    sheet["E4"] = "=D4-1"
    book.save(tmp_path / "x.xlsx")
    report = tmp_path / "report.csv"
    done = command.run("ingest", tmp_path / "x.xlsx", "--dry-run", "--report", report)
    assert done.returncode == 0
    assert report.read_bytes().startswith(b"\xef\xbb\xbf")  # or a spreadsheet misreads letters
    assert pd.read_csv(report).query("what == 'withheld'")["in_file"].item() == "'=D4-1"


def test_an_error_for_a_name_and_a_column_of_formulas_are_refused(tmp_path):
    book, sheet = make_faulty()
    sheet["A4"] = "#NAME?"
    book.save(tmp_path / "name.xlsx")
    with pytest.raises(fd.SourceError, match="cell A4: no country or territory is called '#NAME"):
        fd.ingest(tmp_path / "name.xlsx", dry_run=True)
    book, sheet = make_faulty()
    for row in (2, 3, 4):
        sheet[f"E{row}"] = f"=D{row}"
    book.save(tmp_path / "formulas.xlsx")
    with pytest.raises(fd.SourceError, match="cell E2: found '=D2', a formula whose value was"):
        fd.ingest(tmp_path / "formulas.xlsx", dry_run=True)


def test_errors_in_columns_that_nobody_reads_do_not_matter(tmp_path):
    book, sheet = make_faulty()
    sheet["F2"], sheet["F3"], sheet["G4"] = "#REF!", "=A1", "=1+1"
    book.save(tmp_path / "x.xlsx")
    assert fd.ingest(tmp_path / "x.xlsx", dry_run=True).agrees == 12


def test_a_saved_formula_is_its_value(tmp_path):
    content = as_xlsx([HEADER, *ROWS])
    old = zipfile.ZipFile(io.BytesIO(content))
    with zipfile.ZipFile(tmp_path / "x.xlsx", "w") as archive:
        for name in old.namelist():
            text = old.read(name)
            if name.endswith("sheet1.xml"):
                assert b'<c r="E2" t="n"><v>2</v></c>' in text
                text = text.replace(
                    b'<c r="E2" t="n"><v>2</v></c>', b'<c r="E2"><f>D2+1</f><v>2</v></c>'
                )
            archive.writestr(name, text)
    assert fd.ingest(tmp_path / "x.xlsx", dry_run=True).agrees == 12


def test_an_error_exported_as_text_is_named(tmp_path):
    (tmp_path / "x.csv").write_bytes(as_csv([HEADER, [*ROWS[0][:3], "#N/A", 2]]))
    with pytest.raises(fd.SourceError, match=r"row 2, column 4: found '#N/A', an error of a spr"):
        fd.ingest(tmp_path / "x.csv", dry_run=True)


# JSON


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('[{"country": "France", "country": "China"}]', "an object has the key 'country' twice"),
        ('[{"country": "France", "pr": [1]}]', "entry 1, 'pr' is .1., no value"),
        ("[1, 2]", "is no JSON object of objects, or list of objects"),
        ("[]", "is no JSON object of objects, or list of objects"),
    ],
)
def test_spoilt_lists_are_refused(content, message, tmp_path):
    (tmp_path / "x.json").write_text(content)
    with pytest.raises(fd.SourceError, match=message):
        fd.ingest(tmp_path / "x.json", dry_run=True)


def test_a_list_whose_rows_lack_some_names(tmp_path):
    rows = [dict(zip(HEADER, row, strict=True)) for row in ROWS]
    del rows[1]["CL rating"]
    (tmp_path / "x.json").write_text(json.dumps(rows))
    assert fd.ingest(tmp_path / "x.json", dry_run=True).agrees == 11


# messages name what the reader can give


def test_messages_name_options_on_the_command_line(tmp_path):
    (tmp_path / "x.csv").write_bytes(
        as_csv([["country", "PR rating"], ["France", 1], ["World", 2]])
    )
    given = ("ingest", tmp_path / "x.csv", "--dry-run")
    assert "give --edition YEAR" in command.run(*given).stderr
    refused = command.run(*given, "--edition", 2025).stderr
    assert "--set World=ID" in refused
    assert "--set World=\n" in refused
    done = command.run(*given, "--edition", 2025, "--set", "World=", "--set", "Wrold=")
    assert done.returncode == 0
    assert "--set Wrold= settles nothing: no cell is 'Wrold'" in done.stdout
    with pytest.raises(fd.SourceError, match="give edition=YEAR"):
        fd.ingest(tmp_path / "x.csv", dry_run=True)
    with pytest.raises(fd.SourceError, match=r"give out=DIR, the directory .*, or dry_run=True"):
        fd.ingest(tmp_path / "x.csv")


def test_names_that_settle_nothing_are_said(tmp_path):
    found = take_in(as_csv([HEADER, *ROWS]), tmp_path, names={"Zaire": "COD"})
    assert "names={'Zaire': 'COD'} settles nothing: no cell is 'Zaire'" in found.left


def test_one_thing_is_said_of_editions(tmp_path):
    (tmp_path / "x.csv").write_bytes(as_csv([HEADER, *ROWS]))
    with pytest.raises(fd.FreedomDataError, match=r"give one of edition=2025 and year_col"):
        fd.ingest(tmp_path / "x.csv", dry_run=True, edition=2025, year_column="Edition")
    with pytest.raises(fd.SourceError, match=r"x.csv has no column 'Jahr': it starts"):
        fd.ingest(tmp_path / "x.csv", dry_run=True, year_column="Jahr")


def test_a_column_is_what_the_user_says(tmp_path):
    rows = [[unit, 2024, *rest] for unit, _, *rest in ROWS]
    (tmp_path / "x.csv").write_bytes(as_csv([HEADER, *rows]))
    found = fd.ingest(tmp_path / "x.csv", dry_run=True, year_column="edition")
    assert (found.editions, found.agrees) == ((2025,), 12)
    done = command.run(
        "ingest", tmp_path / "x.csv", "--dry-run", "--year-column", "Edition", "--json"
    )
    assert json.loads(done.stdout)["editions"] == [2025]


def test_help_lists_what_settles_a_file():
    text = command.run("ingest", "--help").stdout
    for option in ("--edition-column", "--year-column", "--set", "--edition"):
        assert text.count(option) >= 2, option  # in the text and in the list
