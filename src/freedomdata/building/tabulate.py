"""The values of a survey as Arrow tables: its own, its items, its readings, and its counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from freedomdata.building.directory import Table
from freedomdata.countries import get_countries
from freedomdata.data import read_table
from freedomdata.errors import SourceError, spell_out
from freedomdata.model import IS_TERRITORY, STATUSES
from freedomdata.schema import (
    arrow_schema,
    count_fields,
    item_fields,
    make_schema,
    reading_fields,
    survey_fields,
    validate,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from freedomdata.building.values import Values
    from freedomdata.model import Survey
    from freedomdata.readings import Keys
    from freedomdata.schema import TableField

__all__ = [
    "add_held",
    "describe_shared",
    "tabulate",
    "tabulate_counts",
    "tabulate_items",
    "tabulate_readings",
    "tabulate_survey",
]


_KEY = ("country_id", "edition")


def tabulate(surveys: Sequence[Values], records: Mapping[str, Survey]) -> list[Table]:
    """
    Return the tables of some surveys, each held against its schema.

    Raises
    ------
    SourceError
        If a value has no row to stand in.
    RuleError
        If a table breaks its schema.
    """
    tables = [
        Table(values.record.id, tabulate_survey(values), survey_fields(values.record), _KEY)
        for values in surveys
    ]
    makers = (tabulate_items, tabulate_readings, tabulate_counts)
    for make, (name, (fields, key)) in zip(makers, describe_shared(records).items(), strict=True):
        rows = pa.concat_tables([make(values, records) for values in surveys])
        tables.append(Table(name, rows, fields, key))
    for table in (table for table in tables if table.name in (*records, "items")):
        validate(table.rows.to_pandas(), make_schema(table.fields, table.key), table.name)
    return tables


def describe_shared(
    records: Mapping[str, Survey],
) -> dict[str, tuple[tuple[TableField, ...], tuple[str, ...]]]:
    """Return columns and key of the tables that all surveys share, by name, in order."""
    value = ("survey", *_KEY, "measure")
    cell = ("source", "sheet", "row", "column")
    return {
        "items": (item_fields(records), ("survey", *_KEY, "item")),
        "readings": (reading_fields(records), (*value, *cell)),
        "published_counts": (count_fields(records), ("survey", "edition", "status", *cell)),
    }


def add_held(
    tables: list[Table], kept: list[str], records: Mapping[str, Survey], data: Path
) -> list[Table]:
    """Add the surveys that are not built anew, as a data directory has them."""
    own = [Table(id_, read_table(id_, data), survey_fields(records[id_]), _KEY) for id_ in kept]
    own += [table for table in tables if table.name in records]
    fresh = {table.name: table.rows for table in tables}
    for name, (fields, key) in describe_shared(records).items():
        carried = read_table(name, data)
        names = pc.cast(carried["survey"], pa.string())
        carried = carried.filter(pc.is_in(names, pa.array(kept)))
        parts = [carried.cast(arrow_schema(fields)), *([fresh[name]] if name in fresh else [])]
        own.append(Table(name, _sort(pa.concat_tables(parts), records), fields, key))
    order = [*records, *describe_shared(records)]
    return sorted(own, key=lambda table: order.index(table.name))


def tabulate_survey(values: Values) -> pa.Table:
    """
    Make the wide table: a row per unit and edition with a value of the anchor, sorted by both.

    Raises
    ------
    SourceError
        If a source gives values for a unit and edition that no source gives the anchor for.
    """
    keys, survey = values.keys, values.record
    _refuse_orphans(values)
    unit, edition = np.nonzero(values.has_row)
    source = _list_sources(values, keys.join(unit, edition, survey.anchor))
    countries = list(get_countries().values())
    kinds = np.array([c.kind != "state" for c in countries], dtype=float)
    fields = survey_fields(survey)
    grades = next(field.categories for field in fields if field.name == "grade")
    return _table(
        {
            "country_id": _pick([c.country_id for c in countries], unit),
            "country": _pick([c.country for c in countries], unit),
            "edition": _pick(keys.editions, edition),
            "edition_label": _pick([e.label for e in survey.editions], edition),
            "period_start": _pick([e.start for e in survey.editions], edition),
            "period_end": _pick([e.end for e in survey.editions], edition),
            "year": _pick([e.year for e in survey.editions], edition),
            IS_TERRITORY.id: kinds[unit],
            **{
                id_: keys.select(values.value, id_)[unit, edition]
                for id_ in keys.fields
                if id_ != IS_TERRITORY.id or survey.lists_territories
            },
            "fh_region": _pick([c.fh_region for c in countries], unit),
            "grade": np.array([grades.index(s.grade) for s in survey.sources])[source],
            "source": source,
            "note": _list_notes(values),
        },
        fields,
    )


def _list_sources(values: Values, anchors: np.ndarray) -> np.ndarray:
    """Return the number of the source of each row's anchor, given or withheld."""
    found = values.source[anchors]
    for row in np.flatnonzero(found < 0):
        found[row] = values.withheld[anchors[row]]
    return np.asarray(found)


def _list_notes(values: Values) -> np.ndarray:
    """Return the number of each row's note, NaN for none."""
    keys, notes = values.keys, values.record.notes
    number: np.ndarray = np.full(values.has_row.shape, np.nan)
    for n, note in enumerate(notes):
        for edition in map(keys.edition, note.editions):
            if edition >= 0:
                number[:, edition] = n
    for n, note in enumerate(notes):
        for country_id, title in note.rows:
            if keys.edition(title) >= 0:
                number[keys.unit(country_id), keys.edition(title)] = n
    return np.asarray(number[values.has_row])


def _refuse_orphans(values: Values) -> None:
    keys = values.keys
    held = np.flatnonzero(values.row >= 0)
    unit, edition, _ = keys.split(held)
    orphans = held[~values.has_row[unit, edition]]
    if orphans.size:
        anchor = keys.field[values.record.anchor].title.lower()
        problems = [
            f"{keys.name(key)} is given, but no {anchor} beside it: {values.where(key)}"
            for key in orphans
        ]
        raise SourceError(spell_out(problems))


def tabulate_items(values: Values, surveys: Mapping[str, Survey]) -> pa.Table:
    """Make the long table of the survey's items, sorted by unit, edition and item."""
    fields = item_fields(surveys)
    items = next(field.categories for field in fields if field.name == "item")
    number = np.array([items.index(f) if f in items else -1 for f in values.keys.fields])
    held = np.flatnonzero(values.row >= 0)
    held = held[number[values.keys.field_of(held)] >= 0]
    item = {"item": number[values.keys.field_of(held)], "value": values.value[held]}
    return _table(_list_keys(values.keys, surveys, held) | item, fields)


def tabulate_readings(values: Values, surveys: Mapping[str, Survey]) -> pa.Table:
    """
    Make the table of readings, sorted by key; the delivered one of each key first, then the others.

    Those that repeat an edition which is not at hand have nothing to be compared with.
    """
    fields = reading_fields(surveys)
    categories = {field.name: field.categories for field in fields}
    keys, every = values.keys, values.readings
    is_at_hand = np.asarray(values.has_row.any(axis=0))[keys.edition_of(every.key)]
    is_other = values.row[every.key] != np.arange(len(every))
    order = np.lexsort((every.source, is_other, every.key))
    held = every.take(order[~every.is_reprint[order] | is_at_hand[order]])
    said, printed = keys.words(held.key, held.value), held.printed.copy()
    for row in np.flatnonzero(held.is_withheld).tolist():
        printed[row] = said[row] if printed[row] is None else printed[row]
        said[row] = None
    measures = {id_: n for n, id_ in enumerate(categories["measure"])}
    columns = {
        "measure": np.array([measures[id_] for id_ in keys.fields])[keys.field_of(held.key)],
        "value": pa.array(said, pa.string()),
        "source": _pick([s.id for s in values.record.sources], held.source),
        "sheet": pa.array(held.sheet, pa.string()),
        "row": held.row,
        "column": held.column,
        "printed": pa.array(printed, pa.string()),
        "is_reprint": held.is_reprint.astype(float),
    }
    return _table(_list_keys(keys, surveys, held.key) | columns, fields)


def tabulate_counts(values: Values, surveys: Mapping[str, Survey]) -> pa.Table:
    """Make the table of the publisher's counts, by edition, status and precedence."""
    fields = count_fields(surveys)
    categories = {field.name: field.categories for field in fields}
    order = list(STATUSES)
    counts = sorted(values.counts, key=lambda c: (c.edition, order.index(c.status)))
    return _table(
        {
            "survey": np.full(len(counts), list(surveys).index(values.record.id)),
            "edition": np.array([c.edition for c in counts]),
            "status": np.array([order.index(c.status) for c in counts]),
            "countries": np.array([c.countries for c in counts]),
            "source": np.array([categories["source"].index(c.source.id) for c in counts]),
            "sheet": np.array(
                [categories["sheet"].index(c.sheet) if c.sheet else np.nan for c in counts]
            ),
            "row": np.array([c.row for c in counts]),
            "column": np.array([c.column for c in counts]),
        },
        fields,
    )


def _list_keys(keys: Keys, surveys: Mapping[str, Survey], key: np.ndarray) -> dict[str, Any]:
    """Return the columns of the keys of rows, but for the measure or item."""
    unit, edition, _ = keys.split(key)
    return {
        "survey": np.full(len(key), list(surveys).index(keys.record.id)),
        "country_id": _pick(keys.units, unit),
        "edition": _pick(keys.editions, edition),
    }


def _pick(values: Sequence[Any], numbers: np.ndarray) -> pa.Array:
    return pa.array(values).take(pa.array(numbers))


def _table(columns: Mapping[str, Any], fields: Sequence[TableField]) -> pa.Table:
    schema = arrow_schema(fields)
    arrays = [
        _array(columns[field.name], field, type_)
        for field, type_ in zip(fields, schema.types, strict=True)
    ]
    return pa.Table.from_arrays(arrays, schema=schema)


def _array(values: Any, field: TableField, type_: pa.DataType) -> pa.Array:
    """Make one column; NaN is missing, a word is given by its number."""
    if isinstance(values, pa.Array):
        return values.cast(type_)
    missing = np.isnan(values)
    if pa.types.is_floating(type_):
        return pa.array(values, mask=missing).cast(type_)
    whole = np.where(missing, 0, values).astype(np.int64)  # a cast that does not fit raises
    if field.categories:
        words = pa.array(field.categories, pa.string())
        codes = pa.array(whole, mask=missing)
        if field.dtype == "str":
            return words.take(codes)
        return pa.DictionaryArray.from_arrays(codes.cast(pa.int8()), words, ordered=True)
    if pa.types.is_boolean(type_):
        return pa.array(whole.astype(bool), mask=missing)
    return pa.array(whole, mask=missing).cast(type_)


def _sort(rows: pa.Table, surveys: Iterable[str]) -> pa.Table:
    """Put the rows of the surveys in the order of `surveys`, each as it is."""
    names = pc.cast(rows["survey"], pa.string())
    return pa.concat_tables([rows.filter(pc.equal(names, id_)) for id_ in surveys])
