"""The values of a survey as Arrow tables: its own, its items, its readings, and its counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from freedomdata.building.directory import Table
from freedomdata.countries import get_countries
from freedomdata.errors import SourceError, join_few
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

    from freedomdata.building.values import Values
    from freedomdata.data import Data
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
        If a value has no row.
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
    tables: list[Table], kept: list[str], records: Mapping[str, Survey], data: Data
) -> list[Table]:
    """Add the surveys that are not built anew, as a data directory has them."""
    own = [Table(id_, data.table(id_), survey_fields(records[id_]), _KEY) for id_ in kept]
    own += [table for table in tables if table.name in records]
    fresh = {table.name: table.rows for table in tables}
    for name, (fields, key) in describe_shared(records).items():
        carried = data.table(name)
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
    countries, sources = list(get_countries().values()), survey.sources
    anchors = keys.join(unit, edition, survey.anchor)
    origin = values.source[anchors]
    number = [n if n >= 0 else values.withheld[key] for key, n in zip(anchors, origin, strict=True)]
    fields = survey_fields(survey)
    types = {field.name: field.type for field in arrow_schema(fields)}
    measures = [IS_TERRITORY] if survey.lists_territories else []
    columns = {
        id_: keys.to_arrow(id_, keys.select(values.value, id_)[unit, edition], types[id_])
        for id_ in (measure.id for measure in (*measures, *survey.measures))
    }
    return _make_table(
        {
            "country_id": _pick(keys.units, unit),
            "country": _pick([c.country for c in countries], unit),
            "edition": _pick(keys.editions, edition),
            "edition_label": _pick([e.label for e in survey.editions], edition),
            "period_start": _pick([e.start for e in survey.editions], edition),
            "period_end": _pick([e.end for e in survey.editions], edition),
            "year": _pick([e.year for e in survey.editions], edition),
            IS_TERRITORY.id: _pick([c.kind != "state" for c in countries], unit),
            **columns,
            "fh_region": _pick([c.fh_region for c in countries], unit),
            "grade": [sources[n].grade for n in number],
            "source": [sources[n].id for n in number],
            "note": _list_notes(values),
        },
        fields,
    )


def _list_notes(values: Values) -> list[str | None]:
    """Return the code of each row's note, None for none."""
    keys, notes = values.keys, values.record.notes
    codes: np.ndarray = np.full(values.has_row.shape, None, dtype=object)
    for note in notes:
        for edition in map(keys.edition, note.editions):
            if edition >= 0:
                codes[:, edition] = note.code
    for note in notes:
        for country_id, title in note.rows:
            if keys.edition(title) >= 0:
                codes[keys.unit(country_id), keys.edition(title)] = note.code
    return list(codes[values.has_row])


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
        raise SourceError(join_few(problems))


def tabulate_items(values: Values, surveys: Mapping[str, Survey]) -> pa.Table:
    """Make the long table of the survey's items, sorted by unit, edition and item."""
    keys, items = values.keys, {item.id for item in values.record.items}
    is_item = np.array([id_ in items for id_ in keys.fields])
    held = np.flatnonzero(values.row >= 0)
    held = held[is_item[keys.field_of(held)]]
    columns = {"item": _pick(keys.fields, keys.field_of(held)), "value": values.value[held]}
    return _make_table(_list_keys(keys, held) | columns, item_fields(surveys))


def tabulate_readings(values: Values, surveys: Mapping[str, Survey]) -> pa.Table:
    """
    Make the table of readings, sorted by key; of a key the delivered one first, then as joined.

    Those that repeat an edition which is not at hand have nothing to be compared with.
    """
    keys, every = values.keys, values.readings
    is_at_hand = np.asarray(values.has_row.any(axis=0))[keys.edition_of(every.key)]
    is_other = values.row[every.key] != np.arange(len(every))
    order = np.lexsort((is_other, every.key))
    held = every.take(order[~every.is_reprint[order] | is_at_hand[order]])
    words, printed = keys.words(held.key, held.value), held.printed.copy()
    for row in np.flatnonzero(held.is_withheld).tolist():
        printed[row] = words[row] if printed[row] is None else printed[row]
        words[row] = None
    columns = {
        "measure": _pick(keys.fields, keys.field_of(held.key)),
        "value": words,
        "source": _pick([s.id for s in values.record.sources], held.source),
        "printed": printed,
        **{name: getattr(held, name) for name in ("sheet", "row", "column", "is_reprint")},
    }
    return _make_table(_list_keys(keys, held.key) | columns, reading_fields(surveys))


def tabulate_counts(values: Values, surveys: Mapping[str, Survey]) -> pa.Table:
    """Make the table of the publisher's counts, by edition, status and precedence."""
    order = list(STATUSES)
    counts = sorted(values.counts, key=lambda c: (c.edition, order.index(c.status)))
    names = ("edition", "status", "countries", "sheet", "row", "column")
    columns = {name: [getattr(count, name) for count in counts] for name in names}
    columns |= {"survey": [values.record.id] * len(counts), "source": [c.source.id for c in counts]}
    return _make_table(columns, count_fields(surveys))


def _list_keys(keys: Keys, key: np.ndarray) -> dict[str, Any]:
    """Return the columns of the keys of rows, but for the measure or item."""
    unit, edition, _ = keys.split(key)
    return {
        "survey": pa.repeat(keys.record.id, len(key)),
        "country_id": _pick(keys.units, unit),
        "edition": _pick(keys.editions, edition),
    }


def _pick(values: Sequence[Any], numbers: np.ndarray) -> pa.Array:
    return pa.array(values).take(pa.array(numbers))


def _make_table(columns: Mapping[str, Any], fields: Sequence[TableField]) -> pa.Table:
    schema = arrow_schema(fields)
    arrays = [
        _make_column(columns[field.name], field, type_)
        for field, type_ in zip(fields, schema.types, strict=True)
    ]
    return pa.Table.from_arrays(arrays, schema=schema)


def _make_column(values: Any, field: TableField, type_: pa.DataType) -> pa.Array:
    """Make one column of values, missing where they are None or NaN."""
    is_text = isinstance(values, np.ndarray) and values.dtype == object
    guessed = pa.string() if is_text else None  # else every value would be looked at
    array = values if isinstance(values, pa.Array) else pa.array(values, guessed, from_pandas=True)
    if pa.types.is_dictionary(type_) and not pa.types.is_dictionary(array.type):
        words = pa.array(field.categories, pa.string())
        codes = pc.index_in(array.cast(pa.string()), words).cast(pa.int8())
        return pa.DictionaryArray.from_arrays(codes, words, ordered=True)
    return array.cast(type_)


def _sort(rows: pa.Table, surveys: Iterable[str]) -> pa.Table:
    """Put the rows of the surveys in the order of `surveys`, each as it is."""
    names = pc.cast(rows["survey"], pa.string())
    return pa.concat_tables([rows.filter(pc.equal(names, id_)) for id_ in surveys])
