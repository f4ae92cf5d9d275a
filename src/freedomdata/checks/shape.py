"""
The shape of tables: columns and their types, keys, and what the registry and the record know.

Works on Arrow columns, and leaves behind the rows whose key is understood, so that everything after
it can rely on them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from freedomdata.building.extension import drop_notes
from freedomdata.building.tabulate import describe_shared
from freedomdata.countries import get_countries
from freedomdata.model import IS_TERRITORY
from freedomdata.readings import Keys
from freedomdata.rules import Finding
from freedomdata.schema import arrow_schema, survey_fields

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from freedomdata.building.values import Values
    from freedomdata.model import Survey
    from freedomdata.schema import TableField

    #: Columns as the numbers of their distinct values, from 1 (0 for none), and these values.
    Encoded = Mapping[str, tuple[np.ndarray, list[Any]]]

__all__ = [
    "check_columns",
    "check_identity",
    "check_notes",
    "check_order",
    "check_rows",
    "describe_tables",
]

_KEY = ("country_id", "edition")
_SHOWN = 100  # rows of one kind; a column that is spoilt is one thing, not ten thousand
_FEW = 8  # words that are listed
#: What a row of a table that surveys share cannot do without, beside its key.
_NEEDED = ("source", "row", "column", "value", "is_reprint", "countries")
_KNOWN = "what the registry and the record say stands in the table"


@dataclass(frozen=True, slots=True)
class _Table:
    """The rows of a table that speak of a survey."""

    record: Survey
    name: str
    rows: pa.Table

    def find(self, row: int, rule: str, column: str, found: Any, expected: Any) -> Finding:
        """Make a finding about a row: whose it is, and which in which table."""
        held = {id_: self.rows[id_][row].as_py() for id_ in _KEY if id_ in self.rows.schema.names}
        is_own = self.name == self.record.id
        of = "of" if is_own else f"of {self.record.id} in"
        return Finding(
            rule,
            held.get("country_id"),
            held.get("edition"),
            column if is_own else f"{self.name}.{column}",
            "missing" if found is None else str(found),
            "none" if expected is None else str(expected),
            survey=self.record.id,
            cell=f"row {row + 1} {of} the table {self.name}",
        )


def describe_tables(record: Survey) -> dict[str, tuple[Sequence[TableField], Sequence[str]]]:
    """Return columns and key of all tables that speak of a survey, by name."""
    return {record.id: (survey_fields(record), _KEY), **describe_shared({record.id: record})}


def check_columns(record: Survey, tables: Mapping[str, pa.Table]) -> Iterator[Finding]:
    """Find tables and columns that are missing, of another type, or not declared."""
    rule = "a table has the declared columns"
    for name, (fields, _) in describe_tables(record).items():
        if name not in tables:
            yield Finding(rule, None, None, name, "missing", "a table", survey=record.id)
            continue
        found = {field.name: _plain(field.type) for field in tables[name].schema}
        wanted = {field.name: _plain(field.type) for field in arrow_schema(fields)}
        for column in found | wanted:
            if found.get(column) != wanted.get(column):
                what = f"{name}.{column}"
                dtype = str(found.get(column, "missing"))
                right = str(wanted.get(column, "no such column"))
                yield Finding(rule, None, None, what, dtype, right, survey=record.id)


def _plain(type_: pa.DataType) -> pa.DataType:
    """Return a type as it is written: whether words are codes, and how wide, is the reader's."""
    if not pa.types.is_dictionary(type_):
        return type_
    plain = pa.dictionary(pa.int32(), type_.value_type, ordered=True)
    return plain if type_.ordered else type_.value_type


def check_rows(
    record: Survey, tables: Mapping[str, pa.Table]
) -> tuple[list[Finding], dict[str, pa.Table]]:
    """
    Look at every row of the tables that speak of a survey.

    Returns
    -------
    tuple of list of Finding and dict of str to pyarrow.Table
        What was found, and the survey's rows whose key, source and value can be understood.
    """
    findings: list[Finding] = []
    usable = {}
    for name, (fields, key) in describe_tables(record).items():
        table = _Table(record, name, _select(tables[name], record))
        needed = {*key} if name == record.id else {*key, *_NEEDED} - {"sheet"}
        known = {field.name: _list_known(field, record) for field in fields}
        used = {*key, *(id_ for id_, values in known.items() if values is not None)}
        used |= {"measure", "value"} if name == "readings" else set()
        encoded = {id_: _encode(table.rows[id_]) for id_ in used}
        keep = np.ones(table.rows.num_rows, dtype=bool)
        for field in fields:
            column = table.rows[field.name]
            bad = np.zeros(len(keep), dtype=bool)
            if not field.is_nullable and column.null_count:
                bad |= column.is_null().to_numpy()
            if (words := known[field.name]) is not None:
                codes, values = encoded[field.name]
                bad |= np.array([False, *(value not in words for value in values)])[codes]
            if name == "readings" and field.name == "value":
                bad |= _find_unreadable(encoded, record)
            findings += _report(table, field, bad)
            if field.name in needed:
                keep &= ~bad
        findings += _find_doubles(table, key, encoded)
        usable[name] = table.rows if keep.all() else table.rows.filter(pa.array(keep))
    return findings, usable


def _select(table: pa.Table, record: Survey) -> pa.Table:
    """Return the rows on a survey, in one piece."""
    if "survey" in table.column_names:
        codes, values = _encode(table["survey"])
        own = np.flatnonzero(codes == (values.index(record.id) + 1 if record.id in values else -1))
        is_running = len(own) > 0 and own[-1] - own[0] + 1 == len(own)
        table = table.slice(own[0], len(own)) if is_running else table.take(pa.array(own))
    return table.unify_dictionaries().combine_chunks()


def _list_known(field: TableField, record: Survey) -> set[Any] | None:
    """Return the values that a column may have, None where that is no list."""
    if field.categories:
        return set(field.categories)
    if field.name == "country_id":
        return set(get_countries())
    return {e.edition for e in record.editions} if field.name == "edition" else None


def _encode(column: pa.ChunkedArray) -> tuple[np.ndarray, list[Any]]:
    """Return a column as the numbers of its distinct values, from 1 (0 for none), and these."""
    found = column.unify_dictionaries().combine_chunks()
    if isinstance(found, pa.ChunkedArray):  # older versions of pyarrow give one chunk, or none
        found = found.chunk(0) if found.num_chunks else pa.array([], column.type)
    if not isinstance(found, pa.DictionaryArray):
        found = found.dictionary_encode()
    codes = pc.fill_null(found.indices.cast(pa.int64()), -1).to_numpy(zero_copy_only=False) + 1
    return codes, found.dictionary.to_pylist()


def _find_unreadable(encoded: Encoded, record: Survey) -> np.ndarray:
    """Return which readings say what is no value of their measure."""
    fields, names = encoded["measure"]
    words, vocabulary = encoded["value"]
    keys = Keys(record)
    both = fields * (len(vocabulary) + 1) + words
    strange = np.zeros((len(names) + 1) * (len(vocabulary) + 1), dtype=bool)
    for code in np.flatnonzero(np.bincount(both, minlength=len(strange))):
        field, word = divmod(int(code), len(vocabulary) + 1)
        if field and word and names[field - 1] in keys.field:
            strange[code] = not _is_readable(keys, names[field - 1], vocabulary[word - 1])
    return np.asarray(strange[both])


def _is_readable(keys: Keys, field: str, word: str) -> bool:
    """Whether a text is a value of a measure or item, as the tables write it."""
    try:
        value = keys.code(field, word)
        return bool(np.isfinite(value)) and keys.word(keys.number(field), value) == word
    except ValueError:
        return False


def _report(table: _Table, field: TableField, bad: np.ndarray) -> Iterator[Finding]:
    """Make findings about the first of the rows that are not as declared."""
    rule, rows = "every column holds what is declared", np.flatnonzero(bad).tolist()
    for row in rows[:_SHOWN]:
        value = table.rows[field.name][row].as_py()
        yield table.find(row, rule, field.name, value, _expect(field, table.record))
    if rows[_SHOWN:]:
        what, found = f"{table.name}.{field.name}", f"strange in {len(rows)} rows"
        yield Finding(rule, None, None, what, found, "none", survey=table.record.id)


def _expect(field: TableField, record: Survey) -> str:
    """Return in words what a column may hold."""
    if field.name == "country_id":
        return "an id of the registry"
    if field.name == "edition":
        editions = sorted(edition.edition for edition in record.editions)
        return f"an edition of {record.id}, {editions[0]} to {editions[-1]}"
    if len(field.categories) > _FEW:
        return f"one of the {len(field.categories)} that are declared"
    return " or ".join(field.categories) or "a value of its measure"


def _find_doubles(table: _Table, key: Sequence[str], encoded: Encoded) -> Iterator[Finding]:
    """Find rows whose key is that of an earlier one."""
    combined = np.zeros(table.rows.num_rows, dtype=np.int64)
    for column in key:
        codes, values = encoded[column]
        combined = combined * (len(values) + 1) + codes
    order = np.argsort(combined, kind="stable")
    again = order[1:][np.diff(combined[order]) == 0]
    for row in sorted(again.tolist())[:_SHOWN]:
        what = ", ".join(str(table.rows[column][row].as_py()) for column in key)
        yield table.find(row, "a key stands in one row", "key", f"there again ({what})", "one row")


def check_identity(record: Survey, rows: pa.Table) -> Iterator[Finding]:
    """Find where a survey's own table differs from the registry of countries and the record."""
    table = _Table(record, record.id, rows)
    countries, editions = get_countries(), {e.edition: e for e in record.editions}
    grades = {source.id: source.grade for source in record.sources}
    follows: dict[str, tuple[str, Callable[[Any], Any]]] = {
        "country": ("country_id", lambda id_: countries[id_].country),
        "edition_label": ("edition", lambda title: editions[title].label),
        "period_start": ("edition", lambda title: editions[title].start),
        "period_end": ("edition", lambda title: editions[title].end),
        "year": ("edition", lambda title: editions[title].year),
        "fh_region": ("country_id", lambda id_: countries[id_].fh_region),
        "grade": ("source", grades.get),
    }
    if not record.lists_territories:
        follows[IS_TERRITORY.id] = ("country_id", lambda id_: countries[id_].kind != "state")
    for name, (key, follow) in follows.items():
        for row, value, wanted in _list_others(rows[name], rows[key], follow):
            yield table.find(row, _KNOWN, name, value, wanted)


def _list_others(
    column: pa.ChunkedArray, key: pa.ChunkedArray, follow: Callable[[Any], Any]
) -> Iterator[tuple[int, Any, Any]]:
    """Return the rows in which a column is not what follows from another one, and both values."""
    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.date32())
    (codes, keys), (numbers, values) = _encode(key), _encode(column)
    pairs = codes * (len(values) + 1) + numbers
    other: dict[int, tuple[Any, Any]] = {}
    for pair in np.unique(pairs).tolist():  # far fewer than rows
        code, number = divmod(pair, len(values) + 1)
        wanted = follow(keys[code - 1]) if code else None
        value = values[number - 1] if number else None
        if value != wanted:
            other[pair] = (value, wanted)
    for row in np.flatnonzero(np.isin(pairs, list(other))).tolist():
        yield row, *other[pairs[row]]


def check_notes(values: Values, rows: pa.Table) -> Iterator[Finding]:
    """Find rows that have another note than the record says, with the files that are there."""
    record = drop_notes(values.record, values)
    table = _Table(record, record.id, rows)
    by_edition = {title: note.code for note in record.notes for title in note.editions}
    by_row = {key: note.code for note in record.notes for key in note.rows}
    noted = pa.array({id_ for id_, _ in by_row}, pa.string())
    is_of_noted = pc.is_in(pc.cast(rows["country_id"], pa.string()), noted)
    candidates = {row for row, *_ in _list_others(rows["note"], rows["edition"], by_edition.get)}
    for row in sorted(candidates.union(np.flatnonzero(is_of_noted).tolist())):
        country_id, edition, note = (rows[name][row].as_py() for name in (*_KEY, "note"))
        wanted = by_row.get((country_id, edition), by_edition.get(edition))
        if note != wanted:
            found = "none" if note is None else note
            yield table.find(row, _KNOWN, "note", found, wanted)


def check_order(record: Survey, tables: Mapping[str, pa.Table]) -> Iterator[Finding]:
    """Find the first row of a survey's own table, and of its items, that is out of order."""
    keys = Keys(record)
    numbers = {record.id: keys.encode_rows(tables[record.id])}
    if record.items:
        numbers["items"] = keys.encode(tables["items"], "item")
    for name, key in numbers.items():
        for row in np.flatnonzero(np.diff(key) < 0)[:1].tolist():
            rule, found = "rows are sorted by their key", "out of order"
            by = " and ".join(_KEY) if name == record.id else ", ".join((*_KEY, "item"))
            table = _Table(record, name, tables[name])
            yield table.find(row + 1, rule, "key", found, f"rows sorted by {by}")
