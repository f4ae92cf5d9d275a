"""Merged values to Arrow tables: the survey's own, its items, and the lineage of both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from freedomdata.countries import get_countries
from freedomdata.errors import SourceError, spell_out
from freedomdata.model import IS_TERRITORY, STATUSES
from freedomdata.schema import (
    arrow_schema,
    count_fields,
    item_fields,
    reading_fields,
    survey_fields,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from freedomdata.building.merge import Merged
    from freedomdata.model import Survey
    from freedomdata.schema import TableField
    from freedomdata.sources.parsing import Count
    from freedomdata.sources.space import Space

__all__ = [
    "sort_by_survey",
    "tabulate_counts",
    "tabulate_items",
    "tabulate_readings",
    "tabulate_survey",
]


def tabulate_survey(merged: Merged) -> pa.Table:
    """
    Make the wide table: a row per unit and edition with a value of the anchor, sorted by both.

    Raises
    ------
    SourceError
        If a source gives values for a unit and edition that no source gives the anchor for.
    """
    space = merged.space
    survey = space.survey
    grid = merged.value.reshape(space.shape)
    has_row = merged.rows()
    _refuse_orphans(merged, has_row)
    unit, edition = np.nonzero(has_row)
    rows = grid[unit, edition]
    source = _sources(merged, unit, edition)
    kinds = np.array([c.kind != "state" for c in get_countries().values()], dtype=float)
    fields = survey_fields(survey)
    grades = next(field.categories for field in fields if field.name == "grade")
    countries = list(get_countries().values())
    return _table(
        {
            "country_id": _pick([c.country_id for c in countries], unit),
            "country": _pick([c.country for c in countries], unit),
            "edition": _pick(space.editions, edition),
            "edition_label": _pick([e.label for e in survey.editions], edition),
            "period_start": _pick([e.start for e in survey.editions], edition),
            "period_end": _pick([e.end for e in survey.editions], edition),
            "year": _pick([e.year for e in survey.editions], edition),
            IS_TERRITORY.id: kinds[unit],
            **{
                id_: rows[:, n]
                for n, id_ in enumerate(space.fields)
                if id_ != IS_TERRITORY.id or survey.lists_territories
            },
            "fh_region": _pick([c.fh_region for c in countries], unit),
            "grade": np.array([grades.index(s.grade) for s in survey.sources])[source],
            "source": source,
            "note": _notes(merged, has_row),
        },
        fields,
    )


def _sources(merged: Merged, unit: np.ndarray, edition: np.ndarray) -> np.ndarray:
    """Return the number of the source of each row's anchor, given or withheld."""
    space = merged.space
    sources = list(space.survey.sources)
    places = space.place(unit, edition, space.survey.anchor)
    number = np.array([sources.index(cells.source) for cells in merged.parts])
    found = number[merged.part[places]]
    for row in np.flatnonzero(merged.part[places] < 0):
        found[row] = sources.index(merged.withheld[places[row]])
    return np.asarray(found)


def _notes(merged: Merged, has_row: np.ndarray) -> np.ndarray:
    """Return the number of each row's note, NaN for none."""
    space = merged.space
    notes: np.ndarray = np.full(has_row.shape, np.nan)
    for number, note in enumerate(space.survey.notes):
        for title in (title for title in note.editions if space.edition(title) >= 0):
            notes[:, space.edition(title)] = number
    for number, note in enumerate(space.survey.notes):
        for country_id, edition in note.rows:
            if space.edition(edition) >= 0:
                notes[space.unit(country_id), space.edition(edition)] = number
    return np.asarray(notes[has_row])


def _refuse_orphans(merged: Merged, has_row: np.ndarray) -> None:
    places = np.flatnonzero(merged.part >= 0)
    unit, edition, _ = np.unravel_index(places, merged.space.shape)
    orphans = places[~has_row[unit, edition]]
    if orphans.size:
        raise SourceError(
            spell_out(
                [
                    f"{merged.space.name(place)} is given, but no "
                    f"{merged.space.field[merged.space.survey.anchor].title.lower()} beside it: "
                    f"{merged.where(place)}"
                    for place in orphans
                ]
            )
        )


def tabulate_items(merged: Merged, surveys: Mapping[str, Survey]) -> pa.Table:
    """Make the long table of the survey's items, sorted by unit, edition and item."""
    fields = item_fields(surveys)
    items = next(field.categories for field in fields if field.name == "item")
    number = np.array([items.index(f) if f in items else -1 for f in merged.space.fields])
    held = (merged.part >= 0).reshape(merged.space.shape) & (number >= 0)
    places = np.flatnonzero(held)
    keys, field = _keys(merged, surveys, places)
    return _table(keys | {"item": number[field], "value": merged.value[places]}, fields)


def tabulate_readings(merged: Merged, surveys: Mapping[str, Survey]) -> pa.Table:
    """
    Make the table of readings, sorted by key; the delivered one of each key first, then the others.

    Those that repeat an edition which is not at hand have nothing to be compared with.
    """
    fields = reading_fields(surveys)
    categories = {field.name: field.categories for field in fields}
    space, parts = merged.space, merged.parts
    lengths = [len(cells.place) for cells in parts]
    starts = np.cumsum([0, *lengths])
    part = np.repeat(np.arange(len(parts)), lengths)
    entry = np.concatenate([np.arange(n) for n in lengths])
    place, value, row, column = (
        np.concatenate([getattr(cells, name) for cells in parts])
        for name in ("place", "value", "row", "column")
    )
    # what follows from another value has the cell of that one
    delivered = np.flatnonzero(merged.part >= 0)
    cell = starts[merged.part[delivered]] + merged.entry[delivered]
    derived, cell = (array[place[cell] != delivered] for array in (delivered, cell))
    every = np.concatenate([np.arange(len(place)), cell])
    place, value = np.append(place, derived), np.append(value, merged.value[derived])
    part, entry, row, column = (array[every] for array in (part, entry, row, column))
    is_reprint = np.array([cells.is_reprint for cells in parts])[part]
    is_withheld = np.array([cells.is_withheld for cells in parts])[part]
    _, edition, _ = np.unravel_index(place, space.shape)
    is_delivered = (merged.part[place] == part) & (merged.entry[place] == entry)
    held = np.flatnonzero(~is_reprint | np.asarray(merged.rows().any(axis=0))[edition])
    order = held[np.lexsort((part[held], ~is_delivered[held], place[held]))]
    texts = space.words(place[order], np.where(is_withheld, np.nan, value)[order])
    keys, field = _keys(merged, surveys, place[order])
    sheet = [categories["sheet"].index(c.sheet) if c.sheet else np.nan for c in parts]
    source = [categories["source"].index(c.source.id) for c in parts]
    number = {id_: n for n, id_ in enumerate(categories["measure"])}
    table = {
        "measure": np.array([number[id_] for id_ in space.fields])[field],
        "value": pa.array(texts, pa.string()),
        "source": np.array(source)[part[order]],
        "sheet": np.array(sheet, dtype=np.float64)[part[order]],
        "row": row[order],
        "column": column[order],
        "printed": pa.array(_list_printed(merged, place, value)[order], pa.string()),
        "is_reprint": is_reprint[order].astype(float),
    }
    return _table(keys | table, fields)


def _list_printed(merged: Merged, place: np.ndarray, value: np.ndarray) -> np.ndarray:
    """Return what is printed in the cells that are read otherwise, or withheld; else None."""
    texts = np.full(len(place), None, dtype=object)
    start = 0
    for cells in merged.parts:
        own = slice(start, start + len(cells.place))
        start = own.stop
        if cells.printed:
            texts[own] = [cells.printed.get(one) for one in cells.place.tolist()]
        if cells.is_withheld:
            said = merged.space.words(place[own], value[own])
            texts[own] = [a if a is not None else b for a, b in zip(texts[own], said, strict=True)]
    return texts


def tabulate_counts(
    space: Space, counts: Sequence[Count], surveys: Mapping[str, Survey]
) -> pa.Table:
    """Make the table of the publisher's counts, by edition, status and precedence."""
    fields = count_fields(surveys)
    categories = {field.name: field.categories for field in fields}
    order = list(STATUSES)
    counts = sorted(counts, key=lambda c: (c.edition, order.index(c.status)))
    return _table(
        {
            "survey": np.full(len(counts), list(surveys).index(space.survey.id)),
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


def _keys(
    merged: Merged, surveys: Mapping[str, Survey], places: np.ndarray
) -> tuple[dict[str, Any], np.ndarray]:
    """Return the key columns of `places`, and the number of the field of each."""
    space = merged.space
    unit, edition, field = np.unravel_index(places, space.shape)
    survey = np.full(len(places), list(surveys).index(space.survey.id))
    keys = {
        "survey": survey,
        "country_id": _pick(space.units, unit),
        "edition": _pick(space.editions, edition),
    }
    return keys, field


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


def sort_by_survey(table: pa.Table, surveys: Sequence[str]) -> pa.Table:
    """Put the rows of the surveys in the order of `surveys`, each as it is."""
    names = pc.cast(table["survey"], pa.string())
    return pa.concat_tables([table.filter(pc.equal(names, id_)) for id_ in surveys])
