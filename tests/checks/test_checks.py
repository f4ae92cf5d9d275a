"""The tables obey every rule, and whatever is damaged in them is found."""

from __future__ import annotations

import hashlib
import json
import shutil

import openpyxl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from command import run

import freedomdata as fd
from freedomdata.checks import check_tables, describe
from freedomdata.checks.findings import make_frame
from freedomdata.data import open_data
from freedomdata.paths import data_dir

SHARED = ("items", "readings", "published_counts")
COLUMNS = ["level", "survey", "country_id", "country", "edition", "rule", "measure", "found",
           "expected", "reason", "cell"]  # fmt: skip


def read_all(data=None):
    names = [*(record.id for record in open_data(data).surveys), *SHARED]
    return {name: open_data(data).table(name) for name in names}


@pytest.fixture(scope="module")
def tables():
    return read_all()


def column_of(values, type_):
    """Make a column; a category that is none of the declared ones is added to them."""
    if not pa.types.is_dictionary(type_):
        return pa.array(values, type_)
    words = pa.array(list(dict.fromkeys(v for v in values if v is not None)), pa.string())
    codes = pc.index_in(pa.array(values, pa.string()), words).cast(type_.index_type)
    return pa.DictionaryArray.from_arrays(codes, words, ordered=type_.ordered)


def find(table, **wanted):
    """Return the number of the one row that has these values."""
    mask = None
    for name, value in wanted.items():
        column = table[name]
        column = pc.cast(column, pa.string()) if isinstance(value, str) else column
        same = pc.fill_null(pc.equal(column, value), fill_value=False)
        mask = same if mask is None else pc.and_(mask, same)
    rows = pc.indices_nonzero(mask).to_pylist()
    assert rows, wanted
    return rows[0]


def put(table, column, value, **wanted):
    """Return the table with another value in one row."""
    row, number = find(table, **wanted), table.column_names.index(column)
    values = table[column].to_pylist()
    values[row] = value
    field = table.schema.field(number)
    return table.set_column(number, field, column_of(values, field.type))


def without(table, **wanted):
    row = find(table, **wanted)
    return pa.concat_tables([table.slice(0, row), table.slice(row + 1)])


def twice(table, **wanted):
    return pa.concat_tables([table, table.slice(find(table, **wanted), 1)])


def last(table, **wanted):
    return pa.concat_tables([without(table, **wanted), table.slice(find(table, **wanted), 1)])


def findings_of(survey, tables):
    return [f for f in check_tables(fd.SURVEYS[survey], tables) if f.level != "known"]


HUN = {"country_id": "HUN", "edition": 2024}
NET = HUN | {"survey": "fotn", "measure": "net_score"}
FIW = HUN | {"survey": "fiw", "measure": "political_rights"}
OTHER = FIW | {"source": "fiw-2024-aggregate"}
REPEATED = {"country_id": "AUS", "edition": 2013, "survey": "fotn", "measure": "net_score"}
WORKBOOK = "fotn/2024/FOTN24_Country_Score_Data.xlsx, sheet "

DAMAGE = {
    "off the scale": ("fotn", "fotn", put, ("net_score", 101, HUN),
                      "values lie on their scale", WORKBOOK),
    "a wrong sum": ("fotn", "fotn", put, ("net_score", 1, HUN),
                    "net_score = obstacles_to_access + limits_on_content + "
                    "violations_of_user_rights", WORKBOOK),
    "a wrong status": ("fotn", "fotn", put, ("status", "Free", HUN),
                       "status follows from the mean of net_score", WORKBOOK),
    "a wrong cut-off": ("fiw", "fiw", put, ("political_rights", 7, HUN),
                        "political_rights follows from political_rights_score", "fiw/2025/"),
    "a wrong count": ("fiw", "fiw", put, ("status", "Free", HUN),
                      "the countries of each status are as many as the publisher counts",
                      "sheet 'Historical distribution', cell "),
    "a question off its scale": ("fiw", "items", put, ("value", 9, HUN | {"item": "A1"}),
                                 "values lie on their scale", "fiw/2025/All_data"),
    "before its life": ("fiw", "fiw", put,
                        ("country_id", "SSD", {"country_id": "HUN", "edition": 1980}),
                        "a unit is rated while it exists", ""),
    "a hole": ("fiw", "fiw", without, (HUN,), "a unit that is rated goes on being rated", ""),
    "another value than other files": ("fiw", "fiw", put, ("civil_liberties", 7, HUN),
                                       "files agree", "fiw/2025/All_data"),
    "another value than other releases": (
        "fiw", "fiw", put, ("civil_liberties", 7, {"country_id": "HUN", "edition": 1990}),
        "releases agree", "fiw/2023/"),
    "a witness that says otherwise": ("fiw", "readings", put, ("value", "7", OTHER),
                                      "releases agree", "fiw/2024/"),
    "a reprint that says otherwise": ("fotn", "readings", put,
                                      ("value", "77", REPEATED | {"is_reprint": True}),
                                      "a later edition repeats the value",
                                      "fotn/2016/booklet_tables_2011-2014_2016.csv, row 201, "),
    "a witness that says nothing": ("fiw", "readings", put, ("value", "many", FIW),
                                    "every column holds what is declared",
                                    "of fiw in the table readings"),
    "a witness of no file": ("fotn", "readings", put, ("source", "hearsay", REPEATED),
                             "every column holds what is declared",
                             "of fotn in the table readings"),
    "a value without a cell": ("fotn", "readings", without, (NET,),
                               "every value has one cell, and every cell its value", ""),
    "a cell without a value": ("fotn", "fotn", put, ("net_score", None, HUN),
                               "every value has one cell, and every cell its value", WORKBOOK),
    "two cells of a value": ("fotn", "readings", twice, (NET,), "a key stands in one row",
                             "of fotn in the table readings"),
    "a row twice": ("fotn", "fotn", twice, (HUN,), "a key stands in one row", "table fotn"),
    "a question twice": ("fiw", "items", twice, (HUN | {"survey": "fiw", "item": "B2"},),
                         "a key stands in one row", "of fiw in the table items"),
    "a row of another file": ("fotn", "fotn", put, ("source", "qog-jan19", HUN),
                              "a row names the file of its anchor", WORKBOOK),
    "a value written otherwise": ("fotn", "readings", put, ("value", "69.0", NET),
                                  "every column holds what is declared",
                                  "of fotn in the table readings"),
    "a cell in no row": ("fotn", "readings", put, ("row", 0, NET),
                         "a cell is in a row and a column", "fotn/2024/"),
    "a value withheld that is not printed": ("fotn", "readings", put, ("value", None, NET),
                                             "what is withheld is printed", "fotn/2024/"),
    "a value withheld that nobody declared": ("fotn", "readings", put, ("value", None, NET),
                                              "what is not delivered is declared", WORKBOOK),
    "a value that is said to repeat another": ("fotn", "readings", put, ("is_reprint", True, NET),
                                               "what is not delivered is declared", WORKBOOK),
    "a reading out of order": ("fotn", "readings", last, (NET,),
                               "readings are sorted by key, then by precedence",
                               "fotn/2024/"),
    "a reading before a better one": (
        "fiw", "readings", put, ("source", "fiw-2023-ratings", FIW | {"edition": 1990}),
        "readings are sorted by key, then by precedence", "fiw/2024/"),
    "a cell of another unit": ("fotn", "readings", put, ("row", 9, NET),
                               "a cell speaks of one unit and one edition", WORKBOOK),
    "a sheet of another file": ("fotn", "readings", put, ("sheet", "FOTN20 data", NET),
                                "a cell is in a sheet and an edition that its file has",
                                "fotn/2024/"),
    "an edition that the file lacks": (
        "fiw", "readings", put, ("source", "fiw-2025-electoral", FIW | {"edition": 1990}),
        "a cell is in a sheet and an edition that its file has", "fiw/2025/List_of"),
    "what follows is not there": (
        "fotp", "fotp", put,
        ("print_status", "Partly Free", {"country_id": "SDN", "edition": 1980}),
        "broadcast_status is status, where print_status is another", ""),
    "another value in an older release": (
        "fiw", "readings", put,
        ("value", "7", FIW | {"edition": 2020, "source": "fiw-2023-ratings"}),
        "releases agree", "fiw/2023/"),
    "another value than the declared revision": (
        "fiw", "readings", put,
        ("value", "4", {"survey": "fiw", "country_id": "XED", "edition": 2024, "measure": "G3",
                        "source": "fiw-2024-all-data"}),
        "a revision is what two releases say", "fiw/2024/All_data"),
    "no country": ("fotn", "fotn", put, ("country_id", "HUX", HUN),
                   "every column holds what is declared", "table fotn"),
    "no edition": ("fotn", "fotn", put, ("edition", 2010, HUN),
                   "every column holds what is declared", "table fotn"),
    "no status": ("fotn", "fotn", put, ("status", None, HUN),
                  "every column holds what is declared", "table fotn"),
    "no word": ("fotn", "fotn", put, ("status", "Partially Free", HUN),
                "every column holds what is declared", "table fotn"),
}  # fmt: skip
FOLLOWS = {"country": "Ungarn", "edition_label": "2023", "year": 2023, "grade": "secondary",
           "is_territory": True, "period_end": None, "note": None}  # fmt: skip


def test_the_tables_that_come_with_the_package_are_clean():
    findings = fd.check()
    assert list(findings.columns) == COLUMNS
    assert findings["level"].cat.categories.tolist() == ["known", "warning", "error"]
    assert findings["level"].cat.ordered
    assert (findings["level"] == "known").all()
    assert findings["reason"].ne("").all()
    assert set(findings["survey"]) == {"fiw", "fotp", "fotn"}
    assert findings["edition"].dtype == "float64"


def test_the_id_of_a_survey_is_no_directory():
    with pytest.raises(fd.FreedomDataError, match="give survey='fiw'"):
        fd.check("fiw")


def test_declared_corrections_and_revisions_are_known_with_their_cells():
    findings = fd.check(survey="fiw")
    printed = findings[findings["rule"] == "what is printed is read otherwise"]
    south_africa = printed[printed["country_id"] == "ZAF"]
    assert set(south_africa["found"]) == {"2(5)", "3(6)", "F (NF)"}
    assert south_africa["cell"].str.contains(", cell ").all()
    assert "withheld" in set(printed["expected"])
    revised = findings[findings["rule"] == "revised by the publisher"]
    assert set(revised["country_id"]) == {"XED"}
    assert set(findings["survey"]) == {"fiw"}


@pytest.mark.parametrize("name", DAMAGE)
def test_damage_is_found_with_its_rule_and_cell(name, tables):
    survey, table, spoil, arguments, rule, cell = DAMAGE[name]
    *given, wanted = arguments
    spoilt = tables | {table: spoil(tables[table], *given, **wanted)}
    found = [f for f in findings_of(survey, spoilt) if f.rule == rule]
    assert any(cell in f.cell for f in found), [f.cell for f in found]
    assert all(describe(f) for f in found)


@pytest.mark.parametrize("column", FOLLOWS)
def test_what_the_registry_and_the_record_know_is_proven(column, tables):
    wanted = {"country_id": "MDV", "edition": 2017} if column == "note" else HUN
    table = "fotp" if column == "note" else "fotn"
    row = find(tables[table], **wanted)
    value = "status_only" if column == "note" else FOLLOWS[column]
    spoilt = tables | {table: put(tables[table], column, value, **wanted)}
    found = findings_of(table, spoilt)
    assert {f.measure for f in found} == {column}
    assert all(f.cell == f"row {row + 1} of the table {table}" for f in found)


def test_a_turned_file_is_found(tables):
    table = tables["fotn"]
    is_new = pc.equal(table["edition"], 2024)
    turned = pc.if_else(is_new, pc.subtract(100, table["net_score"]), table["net_score"])
    number = table.column_names.index("net_score")
    spoilt = table.set_column(number, table.schema.field(number), turned.cast(pa.float64()))
    rules = {f.rule for f in findings_of("fotn", tables | {"fotn": spoilt})}
    assert "all files count from the same end" in rules


@pytest.mark.parametrize("name", ["fotn", *SHARED])
def test_tables_of_another_shape_are_findings_too(name, tables):
    table = tables[name]
    for column in table.column_names:
        lacking = tables | {name: table.drop_columns([column])}
        (found,) = findings_of("fotn", lacking)
        assert (found.measure, found.found) == (f"{name}.{column}", "missing")
    more = tables | {name: table.append_column("extra", pa.nulls(table.num_rows))}
    (found,) = findings_of("fotn", more)
    assert (found.measure, found.expected) == (f"{name}.extra", "no such column")
    (found,) = findings_of("fotn", {k: t for k, t in tables.items() if k != name})
    assert (found.measure, found.found) == (name, "missing")


@pytest.mark.parametrize("name", ["fotn", *SHARED])
def test_empty_tables_and_columns_never_raise(name, tables):
    table = tables[name]
    findings_of("fotn", tables | {name: table.slice(0, 0)})
    for number, field in enumerate(table.schema):
        hollow = table.set_column(number, field, pa.nulls(table.num_rows, field.type))
        found = findings_of("fotn", tables | {name: hollow})
        if field.name == "survey" or name in {"items", "published_counts"}:
            continue  # this survey has few or no rows there
        assert found or field.nullable, field.name


def test_a_spoilt_column_is_reported_in_few_findings(tables):
    table = tables["fotn"]
    hollow = pa.nulls(table.num_rows, pa.string())
    number = table.column_names.index("country_id")
    spoilt = table.set_column(number, table.schema.field(number), hollow)
    found = findings_of("fotn", tables | {"fotn": spoilt})
    strange = [f for f in found if f.measure in {"country_id", "fotn.country_id"}]
    assert len(strange) == 101
    assert strange[-1].found == "strange in 966 rows"


def test_findings_are_sorted_the_gravest_first(tables):
    spoilt = tables | {"fotn": put(tables["fotn"], "net_score", 1, **HUN)}
    frame = make_frame(check_tables(fd.SURVEYS["fotn"], spoilt))
    assert frame["level"].is_monotonic_decreasing
    assert frame["level"].iloc[0] == "error"
    assert frame["level"].iloc[-1] == "known"


def test_rsf_is_clean_and_a_year_must_repeat_the_one_before(rsf_built):
    assert (fd.check(rsf_built)["level"] == "known").all()
    tables = read_all(rsf_built)
    place = {"survey": "rsf", "measure": "press_freedom_score", "is_reprint": True}
    spoilt = tables | {"readings": put(tables["readings"], "value", "3.33", **place)}
    record = open_data(rsf_built).record(fd.SURVEYS["rsf"])
    found = [f for f in check_tables(record, spoilt) if f.level != "known"]
    assert [f.rule for f in found] == ["a later edition repeats the value"]
    assert found[0].cell.startswith("rsf/20")


@pytest.fixture
def spoilt_directory(tmp_path, tables):
    """A data directory whose descriptor describes a table with an error in it."""
    home = shutil.copytree(data_dir(), tmp_path / "data")
    pq.write_table(put(tables["fotn"], "net_score", 1, **HUN), home / "fotn.parquet")
    descriptor = json.loads((home / "datapackage.json").read_text(encoding="utf-8"))
    content = (home / "fotn.parquet").read_bytes()
    next(t for t in descriptor["resources"] if t["name"] == "fotn")["sha256"] = hashlib.sha256(
        content
    ).hexdigest()
    (home / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    return home


def test_the_command_prints_errors_first_and_says_so_by_its_exit_code(spoilt_directory):
    done = run("check", spoilt_directory, "--survey", "fotn")
    assert done.returncode == 1, done.stderr
    assert done.stdout.startswith("error: fotn: net_score of Hungary, edition 2024, is 1, expected")
    assert "3 errors, no warning in 1 survey, 966 rows; 12 known exceptions" in done.stdout
    records = json.loads(run("check", spoilt_directory, "--json").stdout)
    assert list(records[0]) == COLUMNS
    assert records[0]["level"] == "error"


def test_the_command_says_that_all_is_well():
    done = run("check")
    assert done.returncode == 0
    last = done.stdout.splitlines()[-1]
    assert last.startswith("No error, no warning in 3 surveys, 17,821 rows; ")


def test_a_table_that_is_not_the_described_one_is_refused(spoilt_directory):
    (spoilt_directory / "fotn.parquet").write_bytes(b"PAR1")
    with pytest.raises(fd.SourceError, match="build the tables again"):
        fd.check(spoilt_directory)
    with pytest.raises(fd.UnknownSurveyError):
        fd.check(survey="fiv")
    with pytest.raises(fd.SourceError, match="does not come with this package"):
        fd.check(survey="rsf")


def test_where_an_ingested_file_differs_from_a_secondary_copy_it_is_known(raw, tmp_path):
    """Freedom on the Net 2024 under the label 2025, over the secondary totals of 2025."""
    book = openpyxl.load_workbook(raw / "fotn/2024/FOTN24_Country_Score_Data.xlsx")
    for row in book.worksheets[0].iter_rows(min_row=3):
        row[1].value = row[1].value and 2025
    book.save(tmp_path / "next.xlsx")
    found = fd.ingest(tmp_path / "next.xlsx", out=tmp_path / "data")
    findings = fd.check(tmp_path / "data")
    assert (findings["level"] == "known").all()
    known = findings[findings["cell"].str.startswith("fotn/2025/totals_2025.csv")]
    differ = known[known["rule"] == "files agree"]
    assert len(differ) == len(found.differs) > 40
    assert differ["reason"].str.startswith("a secondary copy").all()


def test_a_directory_of_another_version_is_refused_in_plain_words(tmp_path):
    data = shutil.copytree(data_dir(None), tmp_path / "data")
    path = data / "datapackage.json"
    descriptor = json.loads(path.read_text("utf-8"))
    for survey in descriptor["surveys"]:
        del survey["editions"]
    path.write_text(json.dumps(descriptor), "utf-8")
    with pytest.raises(fd.SourceError, match="written by another version of freedomdata"):
        fd.check(data)


def test_a_directory_without_a_column_of_today_is_refused_with_how_to_make_it(tmp_path):
    """Directories of version 0.5.0 have no fh_region."""
    data = shutil.copytree(data_dir(None), tmp_path / "data")
    table = pq.read_table(data / "fiw.parquet").drop_columns("fh_region")
    pq.write_table(table, data / "fiw.parquet")
    path = data / "datapackage.json"
    descriptor = json.loads(path.read_text("utf-8"))
    (declared,) = (part for part in descriptor["resources"] if part["name"] == "fiw")
    declared["sha256"] = hashlib.sha256((data / "fiw.parquet").read_bytes()).hexdigest()
    path.write_text(json.dumps(descriptor), "utf-8")
    for read in (
        lambda: fd.load("fiw", data=data),
        lambda: fd.load("fiw", as_of="2024", data=data),
        lambda: fd.load_panel(data=data),
        lambda: fd.plot_trend("China", data=data),
        lambda: fd.check(data),
    ):
        with pytest.raises(fd.SourceError, match="`freedomdata build --raw RAW --out DIR`"):
            read()


def test_rows_out_of_order_are_found(tables):
    table = tables["fotn"]
    turned = table.take(pa.array(range(table.num_rows))[::-1])
    findings = check_tables(fd.SURVEYS["fotn"], tables | {"fotn": turned})
    errors = [found for found in findings if found.level == "error"]
    assert [found.rule for found in errors] == ["rows are sorted by their key"]


def test_items_out_of_order_are_found(tables):
    items = tables["items"]
    turned = items.take(pa.array(range(items.num_rows))[::-1])
    errors = [f for f in check_tables(fd.SURVEYS["fotn"], tables | {"items": turned})
              if f.level == "error"]  # fmt: skip
    assert [(f.rule, f.measure) for f in errors] == [("rows are sorted by their key", "items.key")]


def test_the_publishers_count_of_1973_leaves_south_africa_out_and_it_is_said():
    """Freedom House counts 148 countries, the tables have 149: a reader of counts sees why."""
    found = fd.check(survey="fiw")
    counts = found[(found["edition"] == 1973) & found["rule"].str.contains("as the publisher")]
    assert set(zip(counts["found"], counts["expected"], strict=True)) == {
        ("Not Free in 69 countries", "68")
    }
    assert len(counts) == 3  # one for each release of the workbook
    assert counts["reason"].str.contains("148 countries, not 149").all()
    assert counts["cell"].str.contains("Historical distribution").all()
    assert "148 countries, not 149" in str(fd.explain("South Africa", 1973))
