"""
The values of a survey, each with the reading that delivers it; and the rules applied to them.

Files are joined in order of precedence: the first reading of a key delivers the value, and every
later one must agree. One that does not stops the build: what the publisher revised or misprinted is
declared as a correction, never decided in silence.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from freedomdata.data import open_data
from freedomdata.errors import RuleError, SourceError, join_few
from freedomdata.model import IS_TERRITORY
from freedomdata.readings import Keys, Readings
from freedomdata.rules import Rows, check_counts, check_rules, find_derived
from freedomdata.sources.parsing import Count

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from freedomdata.data import Data
    from freedomdata.model import Survey
    from freedomdata.rules import Finding

    #: What is wrong with a reading: what it is sorted by, and a message.
    _Problem = tuple[tuple[bool, int], int, int, str]

__all__ = ["Values", "derive", "join", "list_rows", "locate", "prove", "read_values"]


@dataclass(frozen=True, eq=False)
class Values:
    """
    The values of a survey by key (NaN: none), and the reading that delivers each (-1: none).

    `counts` are the publisher's own counts of countries.
    """

    readings: Readings
    value: np.ndarray
    row: np.ndarray
    counts: Sequence[Count] = ()

    @classmethod
    def of(cls, readings: Readings, counts: Sequence[Count] = ()) -> Values:
        """Return the values that readings deliver."""
        return cls(readings, readings.lay_out(readings.delivered), readings.delivered, counts)

    @property
    def keys(self) -> Keys:
        """The keys of the survey."""
        return self.readings.keys

    @property
    def record(self) -> Survey:
        """The record of the survey."""
        return self.keys.record

    def with_record(self, record: Survey) -> Values:
        """Return the same with another record of the same editions and files."""
        return replace(self, readings=replace(self.readings, keys=Keys(record)))

    @cached_property
    def source(self) -> np.ndarray:
        """The number of the file that delivers each value, -1 for none."""
        return np.asarray(np.append(self.readings.source, -1)[self.row])

    @cached_property
    def withheld(self) -> dict[int, int]:
        """The keys without a value for which a file prints one that is withheld, and the file."""
        found: dict[int, int] = {}
        at_hand = {*np.unique(self.readings.source).tolist()}
        for c in self.record.corrections:
            held = [n for n in map(self.keys.source, c.sources) if n in at_hand]
            key = self.keys.find(c.country_id, c.edition, c.measure)
            if c.new is None and held and key >= 0 and np.isnan(self.value[key]):
                found.setdefault(key, min(held))
        readings = self.readings
        rows = np.flatnonzero(readings.is_withheld & ~readings.is_reprint & (readings.key >= 0))
        for row in rows[np.isnan(self.value[readings.key[rows]])].tolist():
            found.setdefault(int(readings.key[row]), int(readings.source[row]))
        return found

    @cached_property
    def has_row(self) -> np.ndarray:
        """Which unit and edition has a row: a value of the anchor, or one withheld."""
        anchor = self.record.anchor
        found: np.ndarray = ~np.isnan(self.keys.select(self.value, anchor))
        for key in self.withheld:
            unit, edition, number = self.keys.split(key)
            found[unit, edition] |= number == self.keys.number(anchor)
        return found

    def where(self, key: int) -> str:
        """Name the cell that a value was read from."""
        return "no file has it" if self.row[key] < 0 else self.readings.where(self.row[key])


def join(readings: Readings, counts: Sequence[Count] = ()) -> Values:
    """
    Join readings that lie in order of precedence.

    Raises
    ------
    SourceError
        If a block gives one value twice, or two files disagree about a value.
    """
    values = Values.of(readings, counts)
    found = [*_find_doubles(readings), *_find_conflicts(values), *_find_unprinted(values)]
    if found:
        raise SourceError(join_few([message for *_, message in sorted(found)]))
    return values


def _find_doubles(readings: Readings) -> Iterator[_Problem]:
    """Find keys that one block gives twice."""
    rows = np.flatnonzero((readings.block >= 0) & ~readings.is_withheld)
    both = readings.block[rows] * len(readings.keys) + readings.key[rows]
    if (np.diff(np.sort(both)) != 0).all():
        return
    _, last, group = np.unique(both[::-1], return_index=True, return_inverse=True)
    last = rows[::-1][last][group][::-1]
    for row, other in zip(rows[last != rows].tolist(), last[last != rows].tolist(), strict=True):
        name = readings.keys.name(readings.key[row])
        message = f"{name} is given twice: {readings.where(row)} and {readings.where(other)}"
        yield _order(readings, row), 0, row, message


def _find_conflicts(values: Values) -> Iterator[_Problem]:
    """Find readings that differ from what is delivered, and are not revised to that."""
    readings, keys = values.readings, values.keys
    first, value = values.row[readings.key], values.value[readings.key]
    differs = (first >= 0) & (readings.value != value) & (readings.revised != value)
    differs &= ~readings.is_withheld
    differs &= (readings.block != readings.block[first]) | (readings.block < 0)
    for row in np.flatnonzero(differs).tolist():
        key = readings.key[row]
        here, there, name = values.where(key), readings.where(row), keys.name(key)
        if keys.field_of(key) == keys.number(IS_TERRITORY.id):
            kinds = ("countries", "territories")
            message = (
                f"{name.partition(' of ')[2]}, stands among the {kinds[int(value[row])]} in {here} "
                f"but among the {kinds[int(readings.value[row])]} in {there}"
            )
        else:
            word = keys.word(key, value[row])
            message = f"{name} is {word} in {here} but {readings.word(row)} in {there}"
        yield _order(readings, row), 1, row, message


def _find_unprinted(values: Values) -> Iterator[_Problem]:
    """Find what is said to repeat an edition which is at hand, and does not have it."""
    readings, keys = values.readings, values.keys
    odd = readings.is_reprint & ~readings.is_withheld & (values.row[readings.key] < 0)
    odd &= (keys.count_units(values.row >= 0) > 0)[readings.key]
    odd &= ~np.isin(readings.key, list(values.withheld))
    for row in np.flatnonzero(odd).tolist():
        message = (
            f"{keys.name(readings.key[row])} is said to be {readings.word(row)} in "
            f"{readings.where(row)}, but the file of that edition has none"
        )
        yield _order(readings, row), 2, row, message


def _order(readings: Readings, row: int) -> tuple[bool, int]:
    """Return what problems are sorted by: first what is to be delivered, block by block."""
    return bool(readings.is_reprint[row]), int(readings.block[row])


def derive(values: Values) -> Values:
    """Add what follows from two categories: it has the cell of the value that it follows from."""
    origin, target = list_derived(values.value, values.keys)
    if not len(origin):
        return values
    derived = values.readings.take(values.row[origin])
    derived = derived.put(key=target, printed=None, revised=np.nan, block=-1)
    readings = Readings.concat(values.keys, [values.readings, derived])
    return Values.of(readings, values.counts)


def list_derived(value: np.ndarray, keys: Keys) -> tuple[np.ndarray, np.ndarray]:
    """Return the keys of values from which others follow that are not there, and those of these."""
    rule = keys.record.worse_of
    if rule is None:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    worse, first, second = (
        np.arange(keys.number(id_), len(keys), len(keys.fields))
        for id_ in (rule.worse, rule.first, rule.second)
    )
    is_second, is_worse = find_derived(value[worse], value[first], value[second])
    origin = np.concatenate([worse[is_second], first[is_worse]])
    return origin, np.concatenate([second[is_second], worse[is_worse]])


# as a data directory has them


def read_values(
    record: Survey,
    data: Data | None = None,
    tables: Mapping[str, pa.Table] | None = None,
) -> Values:
    """
    Return the values of a survey as the tables of a data directory have them, with all readings.

    Tables may be given instead of those of the directory. Values that no reading delivers, and
    readings without a value, are left as they are.
    """
    tables = tables or {}

    def table(name: str) -> pa.Table:
        found = tables.get(name)
        found = open_data(data).table(name) if found is None else found
        if "survey" in found.column_names:
            found = found.filter(pc.equal(pc.cast(found["survey"], pa.string()), record.id))
        return found

    readings = Readings.open(table("readings"), record)
    value = lay_out(table(record.id), readings.keys)
    items = table("items")
    value[readings.keys.encode(items, "item")] = items["value"].to_numpy()
    counts = _read_counts(table("published_counts"), record)
    return _allow_revisions(Values(readings, value, readings.delivered, counts))


def _allow_revisions(values: Values) -> Values:
    """
    Let the readings of older releases differ where a later one revised them.

    Where both files are declared, so must the revision be.
    """
    keys, readings, sources = values.keys, values.readings, values.record.sources
    declared = {
        (id_, keys.find(c.country_id, c.edition, c.measure))
        for c in values.record.corrections
        if c.is_revision
        for id_ in c.sources
    }
    revised = readings.revised.copy()
    for one in readings.revisions:
        origin = values.source[one.key]
        is_local = origin >= 0 and not sources[origin].is_declared
        is_known = [
            source.release <= one.release_from
            and (is_local or not source.is_declared or (source.id, one.key) in declared)
            for source in sources
        ]
        rows = np.flatnonzero(readings.key == one.key)
        rows = rows[np.array(is_known)[readings.source[rows]]]
        revised[rows] = values.value[one.key]
    return replace(values, readings=readings.put(revised=revised))


def lay_out(own: pa.Table, keys: Keys) -> np.ndarray:
    """Return the values of the survey's own table by key, NaN for none."""
    value = np.full(len(keys), np.nan)
    survey = keys.record
    rows = keys.encode_rows(own)
    for measure in (*([IS_TERRITORY] if survey.lists_territories else []), *survey.measures):
        value[keys.of_field(rows, measure.id)] = _read_numbers(own[measure.id], measure.categories)
    return value


def _read_numbers(column: pa.ChunkedArray, categories: tuple[Any, ...]) -> np.ndarray:
    """Return a column as numbers: a word as its number among the categories, NaN for none."""
    if pa.types.is_string(column.type) or pa.types.is_dictionary(column.type):
        words = pa.array([str(category) for category in categories])
        column = pc.index_in(pc.cast(column, pa.string()), words)
    numbers: np.ndarray = column.cast(pa.float64()).to_numpy()
    return numbers


def _read_counts(table: pa.Table, record: Survey) -> list[Count]:
    sources = {source.id: source for source in record.sources}
    return [
        Count(**{**row, "source": sources[row["source"]]})
        for row in table.drop(["survey"]).to_pylist()
    ]


# the rules


def list_rows(values: Values) -> Rows:
    """Return the country-editions of a survey, aligned."""
    keys = values.keys
    unit, edition = np.nonzero(values.has_row)
    return Rows(
        country_id=[keys.units[u] for u in unit],
        edition=np.array(keys.editions)[edition],
        year=np.array([e.year for e in values.record.editions])[edition],
        values={id_: keys.select(values.value, id_)[unit, edition] for id_ in keys.fields},
    )


def locate(found: Finding, keys: Keys) -> int | None:
    """Return the key of what a finding speaks of, None where it speaks of an edition."""
    if found.country_id is None or found.edition is None:
        return None
    return keys.find(found.country_id, found.edition, found.measure)


def group_counts(
    counts: Sequence[Count],
) -> dict[tuple[str, str | None], list[tuple[int, str, int]]]:
    """Return the publisher's counts by file and sheet, as the rules take them."""
    found: dict[tuple[str, str | None], list[tuple[int, str, int]]] = {}
    for c in counts:
        published = found.setdefault((c.source.path, c.sheet), [])
        published.append((c.edition, c.status, c.countries))
    return found


def prove(values: Values, *, is_declared: bool = True) -> None:
    """
    Apply every rule of a survey to its values.

    In declared files every exception is declared, too: there a warning is an error.

    Raises
    ------
    RuleError
        With what breaks a rule, and the cells it was read from.
    """
    rows = list_rows(values)
    problems = []
    for found in check_rules(values.record, rows):
        if found.level == "known" or (found.level == "warning" and not is_declared):
            continue
        key = locate(found, values.keys)
        problems.append(f"{found}{'' if key is None else f': {_name_cells(values, found, key)}'}")
    for (path, name), published in group_counts(values.counts).items():
        problems += [
            f"{path}, sheet {name!r}: {found}"
            for found in check_counts(values.record, rows, published)
            if found.level != "known"
        ]
    if problems:
        raise RuleError(join_few(problems))


def _name_cells(values: Values, found: Finding, key: int) -> str:
    """Name the cell of a value that breaks a rule, and cells of the user's file that it ties."""
    others = (values.keys.of_field(key, id_) for id_ in found.measures)
    cells = [
        values.where(other)
        for other in others
        if other != key
        and values.row[other] >= 0
        and not values.record.sources[values.source[other]].is_declared
    ]
    return values.where(key) + (f", beside {' and '.join(cells)}" if cells else "")
