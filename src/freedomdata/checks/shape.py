"""
The shape of tables: columns and their types, keys, and what the registry and the record know.

Works on Arrow columns, and leaves behind the rows whose key is understood, so that everything after
it can rely on them.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from freedomdata.building.notes import drop_notes
from freedomdata.building.pipeline import describe_shared
from freedomdata.checks.findings import Found
from freedomdata.countries import get_countries
from freedomdata.model import IS_TERRITORY
from freedomdata.schema import arrow_schema, survey_fields
from freedomdata.sources.space import Space

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from freedomdata.building.merge import Merged
    from freedomdata.model import Survey
    from freedomdata.schema import TableField

    Encoded = Mapping[str, tuple[np.ndarray, list[Any]]]
    Described = Mapping[str, tuple[Sequence[TableField], Sequence[str]]]

__all__ = [
    "check_columns",
    "check_identity",
    "check_notes",
    "check_order",
    "check_rows",
    "describe",
]

_KEY = ("country_id", "edition")
_SHOWN = 100  # rows of one kind; a column that is spoilt is one thing, not ten thousand
_COLUMNS = "a table has the declared columns"
_ROWS = "every column holds what is declared"
_ONCE = "a key stands in one row"
_SORTED = "rows are sorted by their key"
_KNOWN = "what the registry and the record say stands in the table"


def describe(record: Survey) -> Described:
    """Return columns and key of all tables that speak of a survey, by name."""
    own = (survey_fields(record), ("country_id", "edition"))
    return {record.id: own, **describe_shared({record.id: record})}


def check_columns(record: Survey, tables: Mapping[str, pa.Table]) -> Iterator[Found]:
    """Find tables and columns that are missing, of another type, or not declared."""
    for name, (fields, _) in describe(record).items():
        if name not in tables:
            yield _about(record, _COLUMNS, name, "missing", "a table")
            continue
        found = {field.name: _plain(field.type) for field in tables[name].schema}
        wanted = {field.name: _plain(field.type) for field in arrow_schema(fields)}
        for column in found | wanted:
            if found.get(column) != wanted.get(column):
                yield _about(
                    record,
                    _COLUMNS,
                    f"{name}.{column}",
                    str(found.get(column, "missing")),
                    str(wanted.get(column, "no such column")),
                )


def _plain(type_: pa.DataType) -> pa.DataType:
    """Return a type as it is written: whether words are codes, and how wide, is the reader's."""
    if pa.types.is_dictionary(type_) and not type_.ordered:
        return type_.value_type
    if pa.types.is_dictionary(type_):
        return pa.dictionary(pa.int32(), type_.value_type, ordered=type_.ordered)
    return type_


def _about(record: Survey, rule: str, what: str, found: str, expected: str) -> Found:
    return Found("error", record.id, None, None, rule, what, found, expected)


def check_rows(
    record: Survey, tables: Mapping[str, pa.Table]
) -> tuple[list[Found], dict[str, pa.Table]]:
    """
    Look at every row of the tables that speak of a survey.

    Returns
    -------
    tuple of list of Found and dict of str to pyarrow.Table
        What was found, and the survey's rows whose key, source and value can be understood.
    """
    findings: list[Found] = []
    usable = {}
    for name, (fields, key) in describe(record).items():
        table = _select(tables[name], record)
        needed = {*key, "source", "row", "column", "value", "countries"} - {"sheet"}
        if name == record.id:
            needed = set(key)
        keep = np.ones(table.num_rows, dtype=bool)
        encoded = {field.name: _encode(table[field.name]) for field in fields}
        for field in fields:
            bad = _find_strange(field, *encoded[field.name], record)
            if name == "readings" and field.name == "value":
                bad |= _find_unreadable(encoded, record)
            findings += _report(record, name, field, table, bad)
            if field.name in needed:
                keep &= ~bad
        findings += _find_doubles(record, name, table, key, encoded)
        usable[name] = table if keep.all() else table.filter(pa.array(keep))
    return findings, usable


def _select(table: pa.Table, record: Survey) -> pa.Table:
    if "survey" not in table.column_names:
        return table.unify_dictionaries().combine_chunks()
    is_own = pc.equal(pc.cast(table["survey"], pa.string()), record.id)
    return table.filter(is_own).unify_dictionaries().combine_chunks()


def _find_strange(
    field: TableField, codes: np.ndarray, values: list[Any], record: Survey
) -> np.ndarray:
    """Return which rows of a column are empty, or hold what is none of its values."""
    bad = (codes == 0) & (not field.is_nullable)
    known: set[Any] | None = None
    if field.categories:
        known = set(field.categories)
    elif field.name == "country_id":
        known = set(get_countries())
    elif field.name == "edition":
        known = {edition.edition for edition in record.editions}
    if known is not None:
        is_strange = np.array([False, *(value not in known for value in values)])
        bad |= is_strange[codes]
    return np.asarray(bad)


def _encode(column: pa.ChunkedArray) -> tuple[np.ndarray, list[Any]]:
    """Return a column as numbers of its distinct values, from 1; 0 for none."""
    found = column.combine_chunks()
    if isinstance(found, pa.ChunkedArray):  # older versions of pyarrow give one chunk, or none
        found = found.chunk(0) if found.num_chunks else pa.array([], column.type)
    if not isinstance(found, pa.DictionaryArray):
        found = found.dictionary_encode()
    codes = pc.fill_null(found.indices.cast(pa.int64()), -1).to_numpy(zero_copy_only=False) + 1
    return codes, found.dictionary.to_pylist()


def _find_unreadable(encoded: Encoded, record: Survey) -> np.ndarray:
    """Return which readings say what is no value of their measure."""
    fields, names = encoded["measure"]
    words, said = encoded["value"]
    space = Space(record)
    both = fields * (len(said) + 1) + words
    strange = np.zeros((len(names) + 1) * (len(said) + 1), dtype=bool)
    for code in np.flatnonzero(np.bincount(both, minlength=len(strange))):
        field, word = divmod(int(code), len(said) + 1)
        if field and word and names[field - 1] in space.field:
            strange[code] = not _is_readable(space, names[field - 1], said[word - 1])
    return np.asarray(strange[both])


def _is_readable(space: Space, field: str, word: str) -> bool:
    try:
        return bool(np.isfinite(space.number(field, word)))
    except ValueError:
        return False


def _report(
    record: Survey, name: str, field: TableField, table: pa.Table, bad: np.ndarray
) -> Iterator[Found]:
    rows = np.flatnonzero(bad)
    for n, row in enumerate(rows.tolist()):
        if n == _SHOWN:
            what = f"{name}.{field.name}"
            yield _about(record, _ROWS, what, f"strange in {len(rows)} rows", "none")
            return
        value = table[field.name][row].as_py()
        found = "missing" if value is None else str(value)
        yield _locate(record, _ROWS, name, table, row, field.name, found, _tell(field, record))


def _tell(field: TableField, record: Survey) -> str:
    if field.name == "country_id":
        return "an id of the registry"
    if field.name == "edition":
        editions = sorted(edition.edition for edition in record.editions)
        return f"an edition of {record.id}, {editions[0]} to {editions[-1]}"
    few = 8
    if 0 < len(field.categories) <= few:
        return " or ".join(field.categories)
    if field.categories:
        return f"one of the {len(field.categories)} that are declared"
    return "a value of its measure"


def _locate(  # noqa: PLR0913, PLR0917 (what a finding says)
    record: Survey,
    rule: str,
    name: str,
    table: pa.Table,
    row: int,
    column: str,
    found: str,
    expected: str,
) -> Found:
    """Make a finding about a row: whose it is, and which in which table."""
    names = table.schema.names
    told = {id_: table[id_][row].as_py() for id_ in ("country_id", "edition") if id_ in names}
    measure = column if name == record.id else f"{name}.{column}"
    where = f"row {row + 1} of {record.id} in the table {name}"
    return Found(
        "error",
        record.id,
        told.get("country_id"),
        told.get("edition"),
        rule,
        measure,
        found,
        expected,
        cell=f"row {row + 1} of the table {name}" if name == record.id else where,
    )


def _find_doubles(
    record: Survey, name: str, table: pa.Table, key: Sequence[str], encoded: Encoded
) -> Iterator[Found]:
    combined = np.zeros(table.num_rows, dtype=np.int64)
    for column in key:
        codes, values = encoded[column]
        combined = combined * (len(values) + 1) + codes
    order = np.argsort(combined, kind="stable")
    again = order[1:][np.diff(combined[order]) == 0]
    for row in sorted(again.tolist())[:_SHOWN]:
        what = ", ".join(str(table[column][row].as_py()) for column in key)
        yield _locate(record, _ONCE, name, table, row, "key", f"there again ({what})", "one row")


def check_identity(record: Survey, table: pa.Table) -> Iterator[Found]:
    """Find where a survey's own table differs from the registry of countries and the record."""
    for name, wanted in _expect(record, table).items():
        said = _days(table[name]).to_pylist()
        for row, (value, right) in enumerate(
            zip(said, wanted, strict=True) if said != wanted else ()
        ):
            if value != right:
                found = "missing" if value is None else str(value)
                expected = "none" if right is None else str(right)
                yield _locate(record, _KNOWN, record.id, table, row, name, found, expected)


def check_notes(merged: Merged, table: pa.Table) -> Iterator[Found]:
    """Find rows that have another note than the record says, with the files that are there."""
    record = drop_notes(merged.space.survey, merged)
    expected = {title: note.code for note in record.notes for title in note.editions}
    by_row = {key: note.code for note in record.notes for key in note.rows}
    columns = (table[name].to_pylist() for name in ("country_id", "edition", "note"))
    for row, (country_id, edition, note) in enumerate(zip(*columns, strict=True)):
        wanted = by_row.get((country_id, edition), expected.get(edition))
        if note != wanted:
            found, right = ("none" if code is None else code for code in (note, wanted))
            yield _locate(record, _KNOWN, record.id, table, row, "note", found, right)


def check_order(record: Survey, table: pa.Table) -> Iterator[Found]:
    """Find the first row of a survey's own table that stands out of the order of its key."""
    keys = list(zip(*(table[name].to_pylist() for name in ("country_id", "edition")), strict=True))
    wrong = next((n for n, pair in enumerate(pairwise(keys), 1) if pair[0] > pair[1]), None)
    if wrong is not None:
        found, expected = "out of order", "rows sorted by country_id and edition"
        yield _locate(record, _SORTED, record.id, table, wrong, "key", found, expected)


def _expect(record: Survey, table: pa.Table) -> dict[str, list[Any]]:
    """Return what must stand in the columns that follow from the others."""
    units, titles = table["country_id"].to_pylist(), table["edition"].to_pylist()
    countries = [get_countries()[id_] for id_ in units]
    known = {edition.edition: edition for edition in record.editions}
    editions = [known[title] for title in titles]
    grades = {source.id: source.grade for source in record.sources}
    expected: dict[str, list[Any]] = {
        "country": [country.country for country in countries],
        "edition_label": [edition.label for edition in editions],
        "period_start": [edition.start for edition in editions],
        "period_end": [edition.end for edition in editions],
        "year": [edition.year for edition in editions],
        "fh_region": [country.fh_region for country in countries],
        "grade": [grades.get(id_) for id_ in table["source"].to_pylist()],
    }
    if not record.lists_territories:
        expected[IS_TERRITORY.id] = [country.kind != "state" for country in countries]
    return expected


def _days(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return timestamps as the days that they are stored for; other columns as they are."""
    return column.cast(pa.date32()) if pa.types.is_timestamp(column.type) else column
