"""
A data directory back to where its tables came from: values by place, and cells by file.

What :mod:`freedomdata.building.tabulate` does, the other way round. So the rules that prove what
is read from files prove tables of any origin, too, and a new file can be laid beside those at hand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from freedomdata.building.merge import Merged
from freedomdata.data import read_table
from freedomdata.model import IS_TERRITORY
from freedomdata.readings import Readings
from freedomdata.sources.parsing import Cells, Count
from freedomdata.sources.space import Space

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

    from freedomdata.model import Source, Survey

__all__ = ["lay_out", "read_places", "recall"]


def recall(
    record: Survey,
    data: str | os.PathLike[str] | None = None,
    tables: Mapping[str, pa.Table] | None = None,
) -> Merged:
    """
    Return the values of a survey as a data directory has them, with all cells that speak of them.

    Parameters
    ----------
    record : Survey
        The record as the directory has it.
    data : path, optional
        The data directory.
    tables : mapping, optional
        Tables by name, to be taken instead of the directory's.

    Returns
    -------
    Merged
        A part for each sheet, in order of precedence. Values that have no cell, and cells that
        have no value, are left as they are.
    """
    tables = tables or {}

    def table(name: str) -> pa.Table:
        found = tables.get(name)
        found = read_table(name, data) if found is None else found
        if "survey" in found.column_names:
            found = found.filter(pc.equal(pc.cast(found["survey"], pa.string()), record.id))
        return found

    space = Space(record)
    size = int(np.prod(space.shape))
    value = lay_out(table(record.id), space)
    items = table("items")
    if items.num_rows:
        value[read_places(items, space, "item")] = items["value"].to_numpy()
    part, entry = np.full(size, -1, dtype=np.int16), np.full(size, -1, dtype=np.int32)
    merged = Merged(space, [], value, part, entry, {})
    readings = Readings.open(table("readings"), record)
    for cells, is_origin in _list_parts(readings, space):
        number = len(merged.parts)
        merged.parts.append(cells)
        held = np.flatnonzero(is_origin)
        part[cells.place[held]] = number
        entry[cells.place[held]] = held
    _note_revisions(readings, merged)
    _note_withheld(merged)
    merged.counts = _list_counts(table("published_counts"), record)
    return merged


def read_places(table: pa.Table, space: Space, field: str = "measure") -> np.ndarray:
    """Return the places that the rows of a long table speak of."""
    units = pc.index_in(table["country_id"], pa.array(space.units)).to_numpy()
    editions = pc.index_in(table["edition"].cast(pa.int64()), pa.array(space.editions)).to_numpy()
    fields = pc.index_in(pc.cast(table[field], pa.string()), pa.array(space.fields)).to_numpy()
    _, many, kinds = space.shape
    places: np.ndarray = (units.astype(np.int64) * many + editions) * kinds + fields
    return places


def lay_out(own: pa.Table, space: Space) -> np.ndarray:
    """Return the values of the survey's own table by place, NaN for none."""
    survey = space.survey
    value = np.full(int(np.prod(space.shape)), np.nan)
    units = pc.index_in(own["country_id"], pa.array(space.units)).to_numpy()
    editions = pc.index_in(own["edition"].cast(pa.int64()), pa.array(space.editions)).to_numpy()
    for id_ in (IS_TERRITORY.id, *(measure.id for measure in survey.measures)):
        if id_ == IS_TERRITORY.id and not survey.lists_territories:
            continue
        categories = getattr(survey.field[id_], "categories", ())
        value[space.place(units, editions, id_)] = _numbers(own[id_], categories)
    return value


def _numbers(column: pa.ChunkedArray, categories: tuple[Any, ...]) -> np.ndarray:
    """Return a column as numbers: a word as its place among the categories, NaN for none."""
    if pa.types.is_string(column.type) or pa.types.is_dictionary(column.type):
        words = pa.array([str(category) for category in categories])
        column = pc.index_in(pc.cast(column, pa.string()), words)
    numbers: np.ndarray = column.cast(pa.float64()).to_numpy()
    return numbers


#: Cells that are delivered or compared, that repeat an earlier edition, and that are withheld.
_REPRINT, _WITHHELD, _KINDS = 1, 2, 3

#: Two names may mean one unit in a sheet (both halves of a former state), hardly more.
_MOST = 8


def _list_parts(readings: Readings, space: Space) -> list[tuple[Cells, np.ndarray]]:
    """Return the cells of each sheet of each source, and which of them are origins."""
    table, place = readings.table, readings.key
    is_origin = readings.delivered[place] == np.arange(len(place))
    kind = np.where(readings.is_reprint, _REPRINT, 0)
    kind[np.isnan(readings.value)] = _WITHHELD
    sheets = pc.unique(pc.cast(table["sheet"], pa.string())).to_pylist()
    sheet = pc.index_in(pc.cast(table["sheet"], pa.string()), pa.array(sheets, pa.string()))
    group = (readings.source * len(sheets) + sheet.to_numpy()) * _KINDS + kind
    group = group * _MOST + _count_before(group * len(readings.keys) + place)
    many = int(group.max(initial=0)) + 1
    group += ~is_origin * many  # origins come first: they stay what they are when parts are merged
    printed = table["printed"].to_pylist()
    row, column = (table[name].to_numpy() for name in ("row", "column"))
    parts = []
    for key in np.unique(group):
        which = np.flatnonzero(group == key)
        sheet_of, kind_of = divmod(int(key) % many // _MOST, _KINDS)
        cells = Cells(
            space.survey.sources[sheet_of // len(sheets)],
            sheets[sheet_of % len(sheets)],
            place[which],
            _read_withheld(space, place[which], [printed[n] for n in which])
            if kind_of == _WITHHELD
            else readings.value[which],
            row[which],
            column[which],
            {int(place[n]): printed[n] for n in which if printed[n] is not None},
            [],
            is_reprint=kind_of == _REPRINT,
            is_withheld=kind_of == _WITHHELD,
        )
        parts.append((cells, is_origin[which]))
    return parts


def _read_withheld(space: Space, places: np.ndarray, printed: list[str]) -> np.ndarray:
    """Return what is printed in withheld cells as numbers, NaN for what is none."""
    values = np.full(len(places), np.nan)
    for n, text in enumerate(printed):
        try:
            values[n] = space.number(space.fields[places[n] % space.shape[2]], text)
        except ValueError:
            continue
    return values


def _count_before(keys: np.ndarray) -> np.ndarray:
    """Return how often the key of each entry stands before it."""
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    first = np.searchsorted(ordered, ordered)
    count = np.empty(len(keys), dtype=np.int64)
    count[order] = np.arange(len(keys)) - first
    return count


def _note_revisions(readings: Readings, merged: Merged) -> None:
    """
    Let the cells of older releases differ where a later one revised them.

    Where both files are declared, so must the revision be.
    """
    space = merged.space
    declared = {
        (source, space.find(c.country_id, c.edition, c.measure))
        for c in space.survey.corrections
        if c.is_revision
        for source in c.sources
    }
    for revision in readings.revisions:
        key, part = revision.key, int(merged.part[revision.key])
        is_local = part >= 0 and not merged.parts[part].source.is_declared
        for cells in merged.parts:
            source = cells.source
            is_known = is_local or not source.is_declared or (source.id, key) in declared
            if is_known and source.release <= revision.release_from:
                cells.revised[key] = float(merged.value[key])


def _note_withheld(merged: Merged) -> None:
    """Name the file that prints something where a declared correction withholds it."""
    space = merged.space
    sources: dict[str, Source] = {source.id: source for source in space.survey.sources}
    for c in space.survey.corrections:
        held = [sources[id_] for id_ in c.sources if id_ in sources]
        place = space.find(c.country_id, c.edition, c.measure)
        if c.new is None and held and place >= 0:
            if np.isnan(merged.value[place]):
                merged.withheld.setdefault(place, held[0])
            for cells in merged.parts:
                if cells.source in held[: None if c.note else 1] and place not in cells.withheld:
                    cells.withheld.append(place)


def _list_counts(table: pa.Table, record: Survey) -> list[Count]:
    sources = {source.id: source for source in record.sources}
    return [
        Count(
            sources[row["source"]],
            row["sheet"],
            row["edition"],
            row["status"],
            row["countries"],
            row["row"],
            row["column"],
        )
        for row in table.to_pylist()
    ]
