"""
Change one value of the processed tables, and see whether the checks of the tables notice.

Columns are drawn evenly (:meth:`Tables.draw`), one value is changed in memory, and
:func:`freedomdata.checks.check_tables` is run (:meth:`Tables.judge`). Found counts what has the
level error or warning, and is not found in the tables as they are.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import mutation as engine
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from mutation import CRASH, EXACT, FREE, UNNOTICED, Bench, Mutation, Verdict

from freedomdata.building.values import read_values
from freedomdata.checks import check_tables
from freedomdata.checks.shape import describe_tables
from freedomdata.countries import get_countries
from freedomdata.data import open_data
from freedomdata.model import IS_TERRITORY

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from freedomdata.building.values import Values
    from freedomdata.rules import Finding
    from freedomdata.schema import TableField

__all__ = ["Cell", "Tables"]

_LINEAGE = (
    "every value has one cell, and every cell its value",
    "a row names the file of its anchor",
    "a cell is in a sheet and an edition that its file has",
    "a cell speaks of one unit and one edition",
)
_COMPARISON = (
    "files agree",
    "releases agree",
    "a later edition repeats the value",
    "a revision is what two releases say",
)
_SHAPE = (
    "a table has the declared columns",
    "every column holds what is declared",
    "a key stands in one row",
    "what the registry and the record say stands in the table",
    "the tables can be laid beside each other",
)
_STATUS_SINCE = "status, from 2003"
_SHARE = 8  # statuses are drawn more often than the rest
_CELL = ("source", "sheet", "row", "column")
_GROUPS = {
    **dict.fromkeys(("country_id", "edition", "measure", "item", "status"), "key"),
    **dict.fromkeys(
        ("country", "edition_label", "period_start", "period_end", "year"), "name, title, period"
    ),
    **dict.fromkeys(("sheet", "row", "column"), "cell"),
}


@dataclass(frozen=True)
class Cell:
    """One value of one table: the row is that among the rows of the survey, from 0."""

    survey: str
    table: str
    column: str
    row: int
    kind: str
    key: int = -1
    """The key of the value, if it is one of a measure or an item."""
    is_delivered: bool = True


class FromTables(Bench):
    """A survey as its tables have it, sorted by the same rules as one that is read from files."""

    def __init__(self, values: Values, tables: Mapping[str, pa.Table]) -> None:
        super().__init__(values.record, values.keys, [], [])
        self._values, self.tables = values, tables

    @cached_property
    def values(self) -> Values:
        return self._values

    @cached_property
    def printed(self) -> np.ndarray:
        return np.bincount(self.values.readings.key, minlength=len(self.keys))

    @cached_property
    def counted(self) -> set[int]:
        return {count.edition for count in self.values.counts}

    @cached_property
    def owners(self) -> dict[tuple[Any, ...], int]:
        """The unit and edition that each cell speaks of."""
        found = {}
        readings, sources = self.values.readings, self.survey.sources
        arrays = (getattr(readings, name) for name in ("key", "source", "sheet", "row", "column"))
        for key, source, *cell in zip(*(a.tolist() for a in arrays), strict=True):
            if self.keys.field_of(key) != self.keys.number(IS_TERRITORY.id):
                found[(sources[source].id, *cell)] = self.keys.row(key)
        return found

    @cached_property
    def fields(self) -> dict[tuple[str, str], TableField]:
        described = describe_tables(self.survey)
        return {(name, f.name): f for name, (fields, _) in described.items() for f in fields}

    @cached_property
    def categories(self) -> dict[tuple[str, str], list[Any]]:
        """What else may be in a column of words, by table and column."""
        sheets = dict.fromkeys(sh.name for s in self.survey.sources for sh in s.sheets)
        known: dict[str, list[Any]] = {
            "source": [source.id for source in self.survey.sources],
            "sheet": [sheet for sheet in sheets if sheet is not None],
            "measure": list(self.keys.fields),
            "item": [item.id for item in self.survey.items],
            "country_id": list(get_countries()),
            "edition": list(self.keys.editions),
        }
        found: dict[tuple[str, str], list[Any]] = {}
        for (name, column), field in self.fields.items():
            if column in known:
                found[name, column] = known[column]
            elif field.categories:
                found[name, column] = list(field.categories)
            elif field.dtype == "bool":
                found[name, column] = [False, True]
            elif field.dtype == "boolean":
                found[name, column] = [0.0, 1.0]
            elif _GROUPS.get(column) == "name, title, period":
                found[name, column] = pc.unique(self.tables[name][column]).to_pylist()
        return found


class Tables:
    """The tables of a data directory, to be spoilt one value at a time."""

    def __init__(self, data: Path, *ids: str) -> None:
        self.benches: dict[str, FromTables] = {}
        names = [table["name"] for table in open_data(data).descriptor["resources"]]
        held = {name: open_data(data).table(name) for name in names}
        for survey in open_data(data).surveys:
            if ids and survey.id not in ids:
                continue
            record = open_data(data).record(survey)
            own = {survey.id: held[survey.id]} | {
                name: table.filter(pc.equal(pc.cast(table["survey"], pa.string()), survey.id))
                for name, table in held.items()
                if "survey" in table.column_names
            }
            own = {name: table.combine_chunks() for name, table in own.items()}
            self.benches[survey.id] = FromTables(read_values(record, tables=own), own)
        self.before = {
            id_: set(check_tables(bench.survey, bench.tables))
            for id_, bench in self.benches.items()
        }

    def draw(self, runs: int, seed: int, kinds: frozenset[str] = frozenset()) -> list[Mutation]:
        """Draw mutations, all columns (or the kinds named) in turn."""
        rng = random.Random(seed)
        strata = [
            (bench, *stratum)
            for bench in self.benches.values()
            for stratum in _strata(bench)
            if len(_list_rows(bench, *stratum))
            for _ in range(_SHARE if stratum[2] == _STATUS_SINCE and not kinds else 1)
            if not kinds or stratum[2] in kinds
        ]
        order = random.Random(0).sample(strata, len(strata))
        return [_mutate_one(*order[run % len(order)], rng) for run in range(runs)]

    def judge(self, mutation: Mutation) -> Verdict:
        """Run the checks of the tables on all tables of the survey, with one value changed."""
        bench = self.benches[mutation.spot.survey]
        try:
            found = check_tables(bench.survey, change(mutation, bench.tables))
        except Exception as error:  # noqa: BLE001 (whatever it is, it is reported)
            return Verdict(mutation, CRASH, repr(error))
        new = [f for f in found if f.level != "known" and f not in self.before[bench.survey.id]]
        if not new:
            return Verdict(mutation, UNNOTICED)
        step, one = min(((_step(f), f) for f in new), key=lambda pair: engine.STEPS.index(pair[0]))
        return Verdict(mutation, step, f"{one.rule}: {one.measure} {one.found}")


def _step(found: Finding) -> str:
    if found.rule in _COMPARISON:
        return "comparison"
    return "shape" if found.rule in _SHAPE else "lineage" if found.rule in _LINEAGE else "rules"


def change(mutation: Mutation, tables: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
    """Return the tables with one value changed; all that is not changed is shared."""
    spot = mutation.spot
    table = tables[spot.table]
    number = table.column_names.index(spot.column)
    column, type_ = table.column(number), table.schema.field(number).type
    if pa.types.is_dictionary(type_):
        words = column.chunk(0).dictionary
        if mutation.new is not None and mutation.new not in words.to_pylist():
            words = pa.concat_arrays([words, pa.array([mutation.new], pa.string())])
        codes = column.chunk(0).indices.to_pylist()
        codes[spot.row] = None if mutation.new is None else words.to_pylist().index(mutation.new)
        codes = pa.array(codes, type_.index_type)
        changed = pa.DictionaryArray.from_arrays(codes, words, ordered=type_.ordered)
    else:
        one = pa.array([mutation.new], type_)
        parts = (column.slice(0, spot.row), one, column.slice(spot.row + 1))
        chunks = [c for p in parts for c in (p.chunks if isinstance(p, pa.ChunkedArray) else [p])]
        changed = pa.chunked_array(chunks, type_)
    return {**tables, spot.table: table.set_column(number, table.schema.field(number), changed)}


# What is drawn.


def _strata(bench: FromTables) -> Iterator[tuple[str, str, str, str]]:
    """Return what is drawn evenly: table, column, kind, and how it is changed."""
    own = bench.survey.id
    measures = {measure.id for measure in bench.survey.measures} | {IS_TERRITORY.id}
    for (name, column), field in bench.fields.items():
        if column == "survey" or not bench.tables[name].num_rows:
            continue
        if name == own and column in measures:
            for kind in _kinds_of(bench, column):
                yield name, column, kind, "any other"
                if (name, column) not in bench.categories:
                    yield name, column, kind, "next"
        elif (name, column) == ("items", "value"):
            yield name, column, "item", "any other"
            yield name, column, "item", "next"
        else:
            kind = f"{'' if name == own else f'{name}: '}{_GROUPS.get(column, column)}"
            yield name, column, kind, "any other"
            if column == "countries":
                yield name, column, kind, "next"
        if name == own and field.is_nullable and column in measures:
            yield name, column, "any value", "blank"
            yield name, column, "any value", "put where none is"


def _kinds_of(bench: FromTables, column: str) -> list[str]:
    """Return the kinds of a column: statuses differ by the year covered."""
    fields = bench.keys.fields
    if column not in fields or (column == IS_TERRITORY.id and not bench.survey.lists_territories):
        return ["territory flag of the registry"]
    at, many = fields.index(column), len(bench.keys.editions)
    held = np.flatnonzero(~np.isnan(bench.grid[:, :, at]).all(axis=0))
    named = [
        engine._kind(bench, bench.keys.join(0, int(edition), column), column, is_reprint=False)
        for edition in held
        if edition < many
    ]
    return list(dict.fromkeys(named))


def _list_rows(bench: FromTables, name: str, column: str, kind: str, variant: str) -> np.ndarray:
    """Return the rows of a table whose value can be changed so."""
    if len(bench.categories.get((name, column), "any")) <= 1:
        return np.array([], dtype=int)
    table = bench.tables[name]
    is_null = pc.is_null(table[column]).to_numpy()
    is_blank = variant == "put where none is"
    may_be_null = column in {"note", "printed"}
    rows = np.flatnonzero(is_null == is_blank) if not may_be_null else np.arange(len(is_null))
    if name == bench.survey.id and kind.startswith("status, "):
        year = table["year"].to_numpy()[rows]
        rows = rows[(year >= engine._NEW_RULE) == (kind == _STATUS_SINCE)]
    return rows


def _mutate_one(  # noqa: PLR0913, PLR0917 (a stratum, and chance)
    bench: FromTables, name: str, column: str, kind: str, variant: str, rng: random.Random
) -> Mutation:
    rows = _list_rows(bench, name, column, kind, variant)
    while True:  # a value may leave no other to put there
        row = int(rng.choice(rows))
        mutation = _mutate(bench, name, column, kind, variant, row, rng)
        if mutation:
            return mutation


def _mutate(  # noqa: PLR0913, PLR0917
    bench: FromTables, name: str, column: str, kind: str, variant: str, row: int, rng: random.Random
) -> Mutation | None:
    entry = {c: bench.tables[name][c][row].as_py() for c in bench.tables[name].column_names}
    key = _find_key(bench, name, column, entry)
    others = _list_others(bench, name, column, variant, entry, key)
    if not others:
        return None
    spot = Cell(bench.survey.id, name, column, row, kind, key)
    mutation = Mutation(spot, variant, entry[column], rng.choice(others), "", _describe(entry))
    return replace(mutation, tie=_find_tie(bench, mutation, entry))


def _describe(entry: Mapping[str, Any]) -> str:
    return ", ".join(
        f"{c} {entry[c]}"
        for c in ("country_id", "edition", "measure", "item", "status", *_CELL)
        if entry.get(c) is not None
    )


def _find_key(bench: FromTables, name: str, column: str, entry: Mapping[str, Any]) -> int:
    """Return the key of a value of a table, -1 where it has none."""
    if name == bench.survey.id:
        field = column
        if field == IS_TERRITORY.id and not bench.survey.lists_territories:
            return -1
    else:
        field = entry.get("measure") or entry.get("item")
    if field not in bench.keys.fields:
        return -1
    return bench.keys.find(entry["country_id"], entry["edition"], field)


def _list_others(  # noqa: PLR0911, PLR0913, PLR0917
    bench: FromTables, name: str, column: str, variant: str, entry: Mapping[str, Any], key: int
) -> Sequence[Any]:
    old = entry[column]
    if variant == "blank":
        return [None]
    if (name, column) in bench.categories:
        others = [value for value in bench.categories[name, column] if value != old]
        is_nullable = bench.fields[name, column].is_nullable and column == "note"
        return [*others, None] if is_nullable and old is not None else others
    if column in {"row", "column"}:
        return engine._other_numbers(1, 300, 0, "any other", old)
    if column == "countries":
        return engine._other_numbers(0, 200, 0, variant, old)
    if column == "printed":
        return [f"{old}?"] if old is not None else ["?"]
    field = bench.keys.field[bench.keys.id(key)[2]]
    if not field.scale:
        return [w for w in map(str, field.categories) if w != old]
    scale = field.scale_in(entry["edition"])
    if column in {"old", "new", "value"} and name != "items":
        size = 10**scale.decimals
        held = [n / size for n in range(scale.low * size, scale.high * size + 1)]
        return [w for w in (f"{n:.10g}" for n in held) if w != old]
    at = scale.low if old is None else old
    return engine._other_numbers(scale.low, scale.high, scale.decimals, variant, at)


# What else is published about it.


def _find_tie(  # noqa: PLR0911
    bench: FromTables, mutation: Mutation, entry: Mapping[str, Any]
) -> str:
    """
    Return how far the rest of the tables says what must be there.

    EXACT for what follows from the registry or the record, for keys (a value and its cell go
    together), for the values of readings, and for what a declared rule leaves one value.
    """
    spot, name, column = mutation.spot, mutation.spot.table, mutation.spot.column
    now = {**entry, column: mutation.new}
    if mutation.variant in {"blank", "put where none is"}:
        return EXACT  # values and cells go together
    if name == bench.survey.id or (name, column) == ("items", "value"):
        if spot.key < 0:
            return EXACT
        return engine.find_tie_of_value(bench, spot.key)
    if name == "items" or column == "countries":
        return EXACT
    if name == "published_counts" and column in {"edition", "status"}:
        return EXACT  # that edition and status are counted already
    is_delivered = name == "readings" and bench.values.row[spot.key] == spot.row
    if column in {"country_id", "edition", "measure"}:
        return EXACT if is_delivered else _tie_of_other(bench, now)
    if (name, column) == ("readings", "value"):
        return EXACT
    if column in _CELL and name != "published_counts":
        return _tie_of_cell(bench, column, now, spot.key, is_delivered=is_delivered)
    return FREE


def _tie_of_other(bench: FromTables, now: Mapping[str, Any]) -> str:
    """A reading of another key contradicts the value there; where is none, it may be right."""
    try:
        key = bench.keys.find(now["country_id"], now["edition"], now["measure"])
        code = bench.keys.code(now["measure"], now["value"])
    except (KeyError, ValueError):
        return EXACT
    _, edition, field = bench.keys.split(key)
    is_at_hand = not np.isnan(bench.grid[:, edition, field]).all()
    return EXACT if is_at_hand and bench.values.value[key] != code else FREE


def _tie_of_cell(
    bench: FromTables, column: str, now: Mapping[str, Any], key: int, *, is_delivered: bool
) -> str:
    """Say whether a cell that a value is said to be from is one of its file, and free."""
    source = next(s for s in bench.survey.sources if s.id == now["source"])
    field = bench.keys.id(key)[2]
    if column == "source" and is_delivered and field == bench.survey.anchor:
        return EXACT
    if now["sheet"] not in {sheet.name for sheet in source.sheets}:
        return EXACT
    is_held = source.first_edition <= now["edition"] <= source.last_edition
    if not now.get("is_reprint") and (not is_held or now["edition"] in source.lacks):
        return EXACT
    owner = bench.keys.row(key)
    there = bench.owners.get(tuple(now[c] for c in _CELL), owner)
    return EXACT if field != IS_TERRITORY.id and there != owner else FREE
