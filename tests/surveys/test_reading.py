"""The CSV files beside a declaration are read whole, and what does not fit is refused."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import fields
from datetime import date
from importlib.resources import files

import pytest

import freedomdata as fd
from freedomdata.model import (
    Border,
    Break,
    Correction,
    Edition,
    Gap,
    Item,
    Measure,
    Note,
    Scale,
    Source,
)
from freedomdata.sources.headers import fold
from freedomdata.surveys import reading

SURVEYS = pytest.mark.parametrize("survey", fd.SURVEYS.values(), ids=lambda s: s.id)
SHA = "0" * 64


def lines_of(survey, name):
    path = files("freedomdata.surveys").joinpath(survey.id, name)
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    return list(csv.DictReader(text.splitlines()))


@SURVEYS
def test_every_line_of_every_file_is_in_the_record(survey):
    folder = files("freedomdata.surveys").joinpath(survey.id)
    kinds = (
        "breaks",
        "corrections",
        "editions",
        "gaps",
        "items",
        "measures",
        "notes",
        "sources",
    )
    assert {path.name for path in folder.iterdir() if path.name.endswith(".csv")} <= {
        f"{name}.csv" for name in (*kinds, "columns", "exceptions", "headers")
    }
    for name in kinds:
        assert len(lines_of(survey, f"{name}.csv")) == len(getattr(survey, name) or ()), name
    dates = [line for line in lines_of(survey, "editions.csv") if line["published"]]
    assert {int(line["edition"]) for line in dates} == set(survey.published)


@SURVEYS
def test_every_sheet_whose_columns_are_declared_is_read(survey):
    sheets = [sheet for source in survey.sources for sheet in source.sheets]
    read = {tuple((c.header, c.holds) for c in s.columns) for s in (*sheets, *survey.layouts)}
    declared = reading.read_columns(survey.id)
    assert {tuple((c.header, c.holds) for c in columns) for columns in declared.values()} == read
    assert sum(map(len, declared.values())) == len(lines_of(survey, "columns.csv"))


def test_a_correction_names_every_release_by_a_star():
    sources = fd.SURVEYS["fiw"].sources
    first = reading.read_corrections("fiw", sources)[0]
    assert first.sources == ("fiw-2025-ratings", "fiw-2024-ratings", "fiw-2023-ratings")
    with pytest.raises(ValueError, match=r"fiw/corrections.csv: no file is named fiw-1989-2016"):
        reading.read_corrections("fiw", sources[:2])


@SURVEYS
def test_every_known_exception_is_one_of_a_rule(survey):
    declared = (
        {
            (measure, *row)
            for measure, known in reading.read_exceptions(survey.id).items()
            for row in known
        }
        if lines_of(survey, "exceptions.csv")
        else set()
    )
    used = {("status", *key) for key in (survey.status_rule.known if survey.status_rule else ())}
    used |= {(rule.rating, *key) for rule in survey.cutoffs for key in rule.known}
    used |= {(rule.total, *key) for rule in survey.sums for key in rule.known}
    used |= {(rule.measure, *key) for rule in survey.constants for key in rule.known}
    assert declared == used


@SURVEYS
def test_headers_of_other_people_are_folded_and_lead_to_columns_there_are(survey):
    for measure, headers in reading.read_headers(survey.id).items():
        assert measure in survey.field
        assert [fold(header) for header in headers] == list(headers)
        assert len({*headers}) == len(headers)


def test_a_file_that_serves_two_surveys_is_declared_alike_in_both():
    sources = [source for survey in fd.SURVEYS.values() for source in survey.sources]
    several = {id_ for id_, n in Counter(source.id for source in sources).items() if n > 1}
    assert several == {"qog-jan18", "qog-jan19", "qog-jan20"}
    alike = [f.name for f in fields(Source) if f.name not in {"sheets", "remark"}]
    for id_ in several:
        first, second = (source for source in sources if source.id == id_)
        assert [getattr(first, name) for name in alike] == [getattr(second, name) for name in alike]


def parse(text, kind, **made):
    name, key = reading._FILES[kind]
    return tuple(reading._parse(text, f"new/{name}", kind, key, made))


COLUMNS = reading._ColumnLine
SHEETS = {"a": ("sheet",)}
SOURCE = "id,path,release,grade,sha256,bytes,title,first_edition,last_edition"


def test_each_type_of_field_is_read():
    assert parse(
        "edition,measures,is_comparable,units,border,what\n"
        "2004,status,no,BRN; ARE,5.5 to 5.5 of pr; cl,Why\n",
        Break,
    ) == (
        Break(
            2004,
            ("status",),
            "Why",
            is_comparable=False,
            units=frozenset({"ARE", "BRN"}),
            border=Border(("pr", "cl"), 5.5, 5.5),
        ),
    )
    assert parse(
        'code,text,measures,rows,editions,about_copies\nx,X,a; b,"USA 2003-2004, 2006; ISR 2005",'
        '"1980-1982, 1984",yes\ny,Y,a,,,\n',
        Note,
    ) == (
        Note(
            "x",
            "X",
            ("a", "b"),
            frozenset({("USA", 2003), ("USA", 2004), ("USA", 2006), ("ISR", 2005)}),
            frozenset({1980, 1981, 1982, 1984}),
            about_copies=True,
        ),
        Note("y", "Y", ("a",)),
    )
    first, second = parse(
        "sources,country_id,edition,measure,old,new,reason\na; b,XKX,2007,D,-7,,Why\n"
        "a,XKX,2007,E,2(5),PF,Why\n",
        Correction,
    )
    assert (first.sources, first.old, first.new) == (("a", "b"), -7, None)
    assert (second.old, second.new, second.is_reprint) == ("2(5)", "PF", False)
    (item,) = parse("id,title,scale,first_edition\nQ,Title,4 to 0,2006\n", Item)
    assert (item.scale, item.last_edition, item.wording) == (Scale(0, 4, freest=0), None, "")
    measures = "id,title,description,scale"
    (measure,) = parse(f"{measures}\nm,M,Text,142 to -10 by 0.01\n", Measure)
    assert measure.scale == Scale(-10, 142, freest=-10, decimals=2)
    (measure,) = parse(f"{measures}\nm,M,Text,\n", Measure, categories={"m": ("a", "b")})
    assert (measure.scale, measure.categories) == (None, ("a", "b"))
    (column,) = parse("sheet,header,holds,words\ns,Status,status,1=Free; N=Not Free\n", COLUMNS)
    assert (column.holds, column.words) == ("status", {1: "Free", "N": "Not Free"})
    (source,) = parse(f"{SOURCE}\na,p,2013,compiled,{SHA},5,T,1980,1990\n", Source, sheets=SHEETS)
    assert (source.sheets, source.bytes, source.url) == (("sheet",), 5, None)
    assert isinstance(fd.SURVEYS["fiw"].editions[0], Edition)
    assert fd.SURVEYS["fiw"].editions[0].start == date(1972, 1, 1)


GAPS = "country_id,first_edition,last_edition,reason"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", r"new/gaps.csv: has the columns : unknown are \[\], missing are \['country_id'"),
        (f"{GAPS},why\n", r"new/gaps.csv: .* unknown are \['why'\]"),
        ("country_id,first_edition,reason\n", r"missing are \['last_edition'\]"),
        (f"{GAPS},reason\n", "none may be there twice"),
        (f"{GAPS}\nAND,1978,1993\n", "new/gaps.csv, line 2: has 3 cells, not 4"),
        (
            f"{GAPS}\nAND,1978,1993,x\nAND,1978,1994,y\n",
            "line 3: has the same country_id, first_edition as new/gaps.csv, line 2",
        ),
        (f"{GAPS}\nAND,197o,1993,x\n", "line 2, column first_edition: '197o' is not a whole"),
        (f"{GAPS}\nAND,,1993,x\n", "line 2, column first_edition: '' is not a whole number"),
        (f"{GAPS}\nAND,1978,1993,\n", "line 2, column reason: '' is not a text"),
        (f"{GAPS}\nAND,1978,1993, x\n", "line 2, column reason: ' x' is not a text without spaces"),
        (f'{GAPS}\nAND,1978,1993,"x"y\n', "line 2: "),
    ],
)
def test_what_does_not_fit_is_refused(text, message):
    with pytest.raises(ValueError, match=message):
        parse(text, Gap)


@pytest.mark.parametrize(
    ("kind", "column", "cell"),
    [
        (Break, "is_comparable", "true"),
        (Break, "border", "5.5"),
        (Note, "editions", "1980 to 1982"),
        (Note, "rows", "USA"),
        (Item, "scale", "0-4"),
        (Item, "scale", "4 to 4"),
        (COLUMNS, "words", "Free"),
    ],
)
def test_a_cell_of_the_wrong_kind_is_refused(kind, column, cell):
    row = {
        Break: {"edition": "2004", "measures": "a", "what": "Why", "is_comparable": "yes"},
        Note: {"code": "x", "text": "X", "measures": "a"},
        COLUMNS: {"sheet": "s", "header": "H", "holds": "status"},
        Item: {"id": "Q", "title": "T", "scale": "0 to 4", "first_edition": "2006"},
    }[kind] | {column: cell}
    text = f"{','.join(row)}\n{','.join(row.values())}\n"
    with pytest.raises(ValueError, match=rf"new/.*, line 2, column {column}: '{cell}' is not"):
        parse(text, kind)


@pytest.mark.parametrize(
    ("cells", "made", "message"),
    [
        (f"a,p,2013,fine,{SHA},5,T,1980,1990", SHEETS, "line 2: source a: grade 'fine' is none of"),
        (
            f"b,p,2013,compiled,{SHA},5,T,1980,1990",
            SHEETS,
            "line 2: no sheets are declared for 'b'",
        ),
        (
            f"a,p,2013,compiled,{SHA},5,T,1980,1990",
            SHEETS | {"c": ()},
            r"sources.csv: has no line for \['c'\], whose sheets are declared",
        ),
    ],
)
def test_a_file_and_its_sheets_belong_together(cells, made, message):
    with pytest.raises(ValueError, match=message):
        parse(f"{SOURCE}\n{cells}\n", Source, sheets=made)
