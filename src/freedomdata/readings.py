"""
The table of readings, and what else is known by looking at it.

A reading is one row: a cell of a published file says the value of a measure, for a unit and an
edition. All else are views: the delivered value is the first reading of its key that is no reprint
and not withheld, an earlier release is the same choice among fewer files, a revision is a
difference between two such choices.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from freedomdata.cells import address
from freedomdata.countries import find_country, get_countries
from freedomdata.model import COPIED_GRADES, IS_TERRITORY, Measure

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pyarrow as pa

    from freedomdata.model import Item, Source, Survey

__all__ = ["Keys", "Readings", "Revision", "is_release"]


class Keys:
    """
    The keys of all values that a survey may have: unit, edition, and measure or item.

    A key is one number, in the order of the tables; so sorting and comparing are those of arrays.
    """

    def __init__(self, record: Survey) -> None:
        self.record = record
        self.units: list[str] = list(get_countries())
        self.editions: list[int] = [e.edition for e in record.editions]
        self.field: dict[str, Measure | Item] = record.field
        self.fields: list[str] = list(self.field)
        self.shape: tuple[int, int, int] = (len(self.units), len(self.editions), len(self.fields))
        self._unit = {id_: n for n, id_ in enumerate(self.units)}
        self._edition = {title: n for n, title in enumerate(self.editions)}
        self._year = {e.year: n for n, e in enumerate(record.editions)}
        self._field = {id_: n for n, id_ in enumerate(self.fields)}
        self._source = {source.id: n for n, source in enumerate(record.sources)}
        self._named: dict[str, int] = {}

    def __len__(self) -> int:
        return int(np.prod(self.shape))

    def unit(self, country_id: str) -> int:
        """Return the number of a unit."""
        return self._unit[country_id]

    def unit_named(self, name: str) -> int:
        """Return the number of the unit that bears a name; it is looked up once."""
        if name not in self._named:
            self._named[name] = self.unit(find_country(name))
        return self._named[name]

    def edition(self, title: int | None) -> int:
        """Return the number of an edition, -1 if the survey has none of that title."""
        return self._edition.get(title or 0, -1)

    def edition_of_year(self, year: Any) -> int:
        """Return the number of the edition whose covered `year` it is, -1 if there is none."""
        return self._year.get(year, -1)

    def source(self, id_: str) -> int:
        """Return the number of a file in the order of precedence, -1 if it is not at hand."""
        return self._source.get(id_, -1)

    def number(self, field: str) -> int:
        """Return the number of a measure or item."""
        return self._field[field]

    def join(self, unit: Any, edition: Any, field: Any) -> Any:
        """Return the keys of numbers of units, editions and fields (or of one field by its id)."""
        _, editions, fields = self.shape
        number = self._field[field] if isinstance(field, str) else field
        return (unit * editions + edition) * fields + number

    def split(self, keys: Any) -> tuple[Any, Any, Any]:
        """Return the numbers of unit, edition and field of keys."""
        return np.unravel_index(keys, self.shape)

    def find(self, country_id: str, edition: int, field: str) -> int:
        """Return the key of a value, -1 if the survey has no such edition."""
        number = self.edition(edition)
        return -1 if number < 0 else int(self.join(self._unit[country_id], number, field))

    def of_field(self, key: Any, field: str) -> Any:
        """Return the keys of another measure or item, of the same units and editions."""
        return self.row(key) + self._field[field]

    def row(self, key: Any) -> Any:
        """Return the keys of the first measure or item of the same units and editions."""
        return key - key % self.shape[2]

    def field_of(self, key: Any) -> Any:
        """Return the numbers of the measures or items of keys."""
        return key % self.shape[2]

    def edition_of(self, key: Any) -> Any:
        """Return the numbers of the editions of keys."""
        return key // self.shape[2] % self.shape[1]

    def move(self, key: np.ndarray, editions: int) -> np.ndarray:
        """Return the keys of the same values some editions later, -1 where there is none."""
        moved = self.edition_of(key) + editions
        is_inside = (moved >= 0) & (moved < self.shape[1])
        return np.where(is_inside, key + editions * self.shape[2], -1)

    def select(self, values: np.ndarray, field: str) -> np.ndarray:
        """Return those of all values that are of one measure or item, by unit and edition."""
        return np.asarray(values.reshape(self.shape)[:, :, self._field[field]])

    def count_units(self, is_given: np.ndarray) -> np.ndarray:
        """Return for every key how many units have its measure or item in its edition."""
        many = is_given.reshape(self.shape).sum(axis=0)
        return np.broadcast_to(many, self.shape).ravel()

    def id(self, key: int) -> tuple[str, int, str]:
        """Return country_id, edition, and measure or item of a key."""
        unit, edition, field = self.split(key)
        return self.units[unit], self.editions[edition], self.fields[field]

    def name(self, key: int) -> str:
        """Name a value for a person."""
        country_id, edition, field = self.id(key)
        return f"{field} of {get_countries()[country_id].country}, edition {edition}"

    def code(self, field: str, word: Any) -> float:
        """Return a value as a number: a word as its number among the categories; NaN for None."""
        declared = self.field[field]
        if word is None:
            return float("nan")
        if isinstance(declared, Measure) and declared.scale is None:
            names = [str(category) for category in declared.categories]
            return names.index(str(declared.words.get(word, word)))
        return float(word)

    def word(self, key: int, value: float) -> str:
        """Return a value as the tables write it: a number or a word."""
        field = self.field[self.fields[self.field_of(key)]]
        if isinstance(field, Measure) and field.scale is None:
            return str(field.categories[int(value)])
        return f"{value:.10g}"

    def words(self, keys: np.ndarray, values: np.ndarray) -> np.ndarray:
        """Return the same for many values at once, None for NaN."""
        texts = np.full(len(keys), None, dtype=object)
        fields = self.field_of(keys)
        for field in np.unique(fields):
            which = np.flatnonzero((fields == field) & ~np.isnan(values))
            distinct, number = np.unique(values[which], return_inverse=True)
            words = np.array([self.word(int(field), value) for value in distinct], dtype=object)
            texts[which] = words[number]
        return texts

    def encode(self, table: pa.Table, field: str = "measure", survey: str = "") -> np.ndarray:
        """Return the keys of the rows of a table, -1 for none of this survey (if it is given)."""
        codes = [
            _encode(table["country_id"], self._unit),
            _encode(table["edition"], self._edition),
            _encode(table[field], self._field),
        ]
        if survey:
            codes.append(_encode(table["survey"], {survey: 0}))
        return np.where(np.min(codes, axis=0) < 0, -1, self.join(*codes[:3]))

    def encode_rows(self, table: pa.Table) -> np.ndarray:
        """Return the key of the first measure or item of each row of a table; -1 for none."""
        unit = _encode(table["country_id"], self._unit)
        edition = _encode(table["edition"], self._edition)
        return np.where((unit < 0) | (edition < 0), -1, self.join(unit, edition, 0))

    def to_arrow(self, field: str, values: np.ndarray, type_: pa.DataType) -> pa.Array:
        """Return values of a measure as a column of a table."""
        import pyarrow as pa  # noqa: PLC0415 (import on use)

        missing = np.isnan(values)
        declared = self.field[field]
        if isinstance(declared, Measure) and declared.scale is None and not _is_number(type_):
            words = [str(category) for category in declared.categories]
            codes = pa.array(np.where(missing, 0, values).astype(np.int8), mask=missing)
            if pa.types.is_boolean(type_):
                return pa.array(values == 1, mask=missing)
            if pa.types.is_dictionary(type_):
                codes = codes.cast(type_.index_type)
                return pa.DictionaryArray.from_arrays(codes, pa.array(words), ordered=True)
            return pa.array(words).take(codes)
        return pa.array(values, mask=missing).cast(type_)


def _is_number(type_: pa.DataType) -> bool:
    import pyarrow as pa  # noqa: PLC0415 (import on use)

    return bool(pa.types.is_floating(type_) or pa.types.is_integer(type_))


def _encode(column: pa.ChunkedArray, numbers: Mapping[Any, int]) -> np.ndarray:
    """Return the values of a column as the numbers that are given, -1 for others."""
    codes, values = _read_codes(column)
    number = np.array([*(numbers.get(value, -1) for value in values), -1], dtype=np.int64)
    return np.asarray(number[codes])


def _read_objects(column: pa.ChunkedArray) -> np.ndarray:
    """Return a column of few distinct values as objects."""
    codes, values = _read_codes(column)
    return np.asarray(np.array([*values, None], dtype=object)[codes])


def _read_codes(column: pa.ChunkedArray) -> tuple[np.ndarray, list[Any]]:
    """Return a column as numbers of its distinct values, -1 for none, and the values."""
    import pyarrow as pa  # noqa: PLC0415 (import on use)
    import pyarrow.compute as pc  # noqa: PLC0415 (import on use)

    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    found = column.unify_dictionaries().combine_chunks()
    if isinstance(found, pa.ChunkedArray):  # older versions of pyarrow give one chunk, or none
        found = found.chunk(0) if found.num_chunks else pa.array([], column.type)
    codes = pc.fill_null(found.indices.cast(pa.int64()), -1).to_numpy(zero_copy_only=False)
    return codes, found.dictionary.to_pylist()


class Revision(NamedTuple):
    """A value that differs between two releases; NaN is none."""

    key: int
    release_to: str
    release_from: str
    old: float
    new: float


def is_release(source: Source) -> bool:
    """Whether a file is of the publisher's own releases, not of those who copied from them."""
    return source.grade not in COPIED_GRADES


#: The columns of readings: the type of each, and what it is where nothing is given.
_COLUMNS: dict[str, tuple[type, Any]] = {
    "value": (float, np.nan),
    "source": (int, -1),
    "sheet": (object, None),
    "row": (int, 0),
    "column": (int, 0),
    "printed": (object, None),
    "is_reprint": (bool, False),
    "is_withheld": (bool, False),
    "revised": (float, np.nan),
    "block": (int, -1),
}


def _fill(size: int, values: Any, type_: Any) -> np.ndarray:
    """Return an array of values, or of one value that all rows share."""
    return np.full(size, np.asarray(values, dtype=type_), dtype=type_)


@dataclass(frozen=True, eq=False)
class Readings:
    """
    Readings of one survey; of those of one key, the earlier row has precedence.

    Those of a data directory are sorted by key, and the delivered one is the first of its key.

    Attributes
    ----------
    keys : Keys
        The keys of the survey, with its record.
    key, value : numpy.ndarray
        Of each row its key, and its value as a number: that of a word is its number among the
        categories. Where it is withheld, it is what is printed, NaN where that is no value.
    source : numpy.ndarray
        The number of its file in the order of precedence.
    sheet, row, column : numpy.ndarray
        The cell; the sheet is None in a format without sheets.
    printed : numpy.ndarray
        What is printed there where something else is read, or nothing; else None.
    is_reprint, is_withheld : numpy.ndarray of bool
        Whether it repeats an earlier edition, and is compared only; and whether it is neither
        compared nor delivered.
    revised : numpy.ndarray
        The value that the publisher revised it to, NaN for none: then the two may differ.
    block : numpy.ndarray
        The block of a file that it was read in, which has a key once; -1 where that is not known.
    """

    keys: Keys
    key: np.ndarray
    value: np.ndarray
    source: np.ndarray
    sheet: np.ndarray
    row: np.ndarray
    column: np.ndarray
    printed: np.ndarray
    is_reprint: np.ndarray
    is_withheld: np.ndarray
    revised: np.ndarray
    block: np.ndarray

    @classmethod
    def make(cls, keys: Keys, key: Any, **columns: Any) -> Readings:
        """Return readings of these keys; each column is an array, or one value for all rows."""
        key = np.asarray(key, dtype=np.int64)
        arrays: dict[str, Any] = {
            name: _fill(len(key), columns.get(name, default), type_)
            for name, (type_, default) in _COLUMNS.items()
        }
        return cls(keys, key, **arrays)

    @classmethod
    def open(cls, table: pa.Table, record: Survey) -> Readings:
        """Read the rows that a table has of one survey; the key or file is -1 where it has none."""
        keys = Keys(record)
        names, surveys = _read_codes(table["survey"])
        own = surveys.index(record.id) if record.id in surveys else -2
        rows = np.flatnonzero(names == own)
        if len(rows) and len(rows) == rows[-1] - rows[0] + 1:
            table = table.slice(rows[0], len(rows))
        else:
            table = table.take(rows)
        key = keys.encode(table)
        words, printed = table["value"], _read_objects(table["printed"])
        value = _read_values(keys, key, words)
        is_withheld = words.is_null().to_numpy()
        for row in np.flatnonzero(is_withheld & (key >= 0)).tolist():
            with suppress(ValueError):
                value[row] = keys.code(keys.fields[keys.field_of(key[row])], printed[row])
        return cls.make(
            keys,
            key,
            value=value,
            source=_encode(table["source"], {s.id: n for n, s in enumerate(record.sources)}),
            sheet=_read_objects(table["sheet"]),
            row=table["row"].to_numpy(),
            column=table["column"].to_numpy(),
            printed=printed,
            is_reprint=table["is_reprint"].cast("int8").fill_null(0).to_numpy(),
            is_withheld=is_withheld,
        )

    @classmethod
    def concat(cls, keys: Keys, parts: Sequence[Readings]) -> Readings:
        """Put readings one after the other; their blocks stay apart."""
        parts = [cls.make(keys, []), *parts]
        start, blocks = 0, []
        for part in parts:
            blocks.append(np.where(part.block < 0, -1, part.block + start))
            start = max(start, int(blocks[-1].max(initial=-1)) + 1)
        arrays = {
            name: np.concatenate([getattr(part, name) for part in parts])
            for name in ("key", *_COLUMNS)
        }
        return cls(keys, **arrays | {"block": np.concatenate(blocks)})

    def __len__(self) -> int:
        return len(self.key)

    def find_fault(self) -> str:
        """Say what the readings of a survey in a data directory cannot be, empty for nothing."""
        id_ = self.keys.record.id
        if not len(self):
            return f"it has no readings of {id_}"
        if (self.key < 0).any():
            return f"a row is of no unit, edition or measure of {id_}"
        if (self.source < 0).any():
            return f"a row is of no file of {id_}"
        if (~np.isfinite(self.value) & ~self.is_withheld).any():
            return f"a row of {id_} has no value of its measure"
        if (np.diff(self.key) < 0).any():
            return f"the rows of {id_} are not sorted by unit, edition and measure"
        return ""

    def take(self, rows: np.ndarray) -> Readings:
        """Return some rows, by number or by whether they are wanted."""
        arrays = {name: getattr(self, name)[rows] for name in ("key", *_COLUMNS)}
        return replace(self, **arrays)

    def put(self, **columns: Any) -> Readings:
        """Return the same rows with other columns: each an array, or one value for all rows."""
        arrays: dict[str, Any] = {
            name: _fill(len(self), values, getattr(self, name).dtype)
            for name, values in columns.items()
        }
        return replace(self, **arrays)

    def where(self, row: int) -> str:
        """Name the cell of a reading, and what it prints, if that is read otherwise."""
        printed = self.printed[row]
        return self.cell(row) + (f" (which prints {printed})" if printed is not None else "")

    def cell(self, row: int) -> str:
        """Name the cell of a reading."""
        path = self.keys.record.sources[self.source[row]].path
        return address(path, self.sheet[row], int(self.row[row]), int(self.column[row]))

    def word(self, row: int) -> str:
        """Return the value of a reading as the tables write it."""
        return self.keys.word(self.key[row], self.value[row])

    def text(self, row: int) -> str:
        """Return what a reading prints, as far as that is known."""
        return str(self.printed[row] or self.word(row))

    def choose(self, which: np.ndarray | None = None) -> np.ndarray:
        """
        Return for every key the row that delivers its value, -1 where none does.

        Parameters
        ----------
        which : numpy.ndarray of bool, optional
            The rows to choose from, such as those of some releases. All by default.
        """
        delivers = ~(self.is_reprint | self.is_withheld | np.isnan(self.value))
        delivers &= (self.key >= 0) & (self.source >= 0)
        rows = np.flatnonzero(delivers if which is None else delivers & which)
        chosen = np.full(len(self.keys), -1, dtype=np.int64)
        chosen[self.key[rows[::-1]]] = rows[::-1]  # of several rows the first remains
        return chosen

    def lay_out(self, chosen: np.ndarray) -> np.ndarray:
        """Return the values of chosen rows by key, NaN where there is none."""
        return np.asarray(np.append(self.value, np.nan)[chosen])

    @cached_property
    def delivered(self) -> np.ndarray:
        """For every key the row that delivers its value, -1 where none does."""
        return self.choose()

    @cached_property
    def published(self) -> np.ndarray:
        """For every key the value that is delivered, NaN where there is none."""
        return self.lay_out(self.delivered)

    def of_files(self, chosen: set[str]) -> np.ndarray:
        """Return which rows are from some files."""
        names = np.array([s.id in chosen for s in self.keys.record.sources] + [False])
        return np.asarray(names[self.source])

    def list_rows(self, country_id: str, edition: int) -> list[tuple[dict[str, Any], bool]]:
        """Return the readings of one unit in one edition, and whether each is delivered."""
        first = self.keys.find(country_id, edition, self.keys.fields[0])
        start, stop = np.searchsorted(self.key, [first, first + self.keys.shape[2]]).tolist()
        return [
            (self._describe(row), row == self.delivered[self.key[row]])
            for row in range(start, stop)
        ]

    def _describe(self, row: int) -> dict[str, Any]:
        """Return a row as the table has it."""
        key, record = int(self.key[row]), self.keys.record
        values = (record.id, *self.keys.id(key))
        is_none = self.is_withheld[row] or np.isnan(self.value[row])
        return dict(zip(("survey", "country_id", "edition", "measure"), values, strict=True)) | {
            "value": None if is_none else self.word(row),
            "source": record.sources[self.source[row]].id,
            "sheet": self.sheet[row],
            "row": int(self.row[row]),
            "column": int(self.column[row]),
            "printed": self.printed[row],
            "is_reprint": bool(self.is_reprint[row]),
        }

    @cached_property
    def revisions(self) -> list[Revision]:
        """
        Every value that differs between two releases running, sorted by key and release.

        Only the publisher's own releases are compared. A release speaks of an edition's measure if
        it has it for at least half of the units that were known before: then a unit that it does
        not have it for is without it, which counts as a difference, too. One with fewer is a part
        of a release, and speaks of the units it has.
        """
        keys = self.keys
        kind, anchor = map(keys.fields.index, (IS_TERRITORY.id, keys.record.anchor))
        known = np.full(keys.shape, np.nan)
        since = np.full(keys.shape, -1, dtype=np.int16)
        found = []
        files: dict[str, set[str]] = {}
        for source in filter(is_release, keys.record.sources):
            files.setdefault(source.release, set()).add(source.id)
        sources = [keys.record.sources[n] for n in np.unique(self.source) if n >= 0]
        releases = sorted({source.release for source in sources if is_release(source)})
        for number, release in enumerate(releases):
            own = self.of_files(files[release])
            value = self.lay_out(self.choose(own)).reshape(keys.shape)
            has = ~np.isnan(value)
            count = has.sum(axis=0)
            is_whole = (count > 0) & (2 * count >= (~np.isnan(known)).sum(axis=0))
            is_whole[:, kind] &= is_whole[:, anchor]  # the ratings have who is listed
            withheld = np.zeros(len(keys), dtype=bool)
            withheld[self._find_slips(files[release])] = True
            speaks = has | (is_whole & ~withheld.reshape(keys.shape))
            differs = (known != value) & (has | ~np.isnan(known)) & speaks & (since >= 0)
            for key in np.flatnonzero(differs).tolist():
                old, new = float(known.flat[key]), float(value.flat[key])
                found.append(Revision(key, release, releases[since.flat[key]], old, new))
            known[speaks] = value[speaks]
            since[speaks] = number
        return sorted(found)

    def list_revisions(self) -> list[dict[str, Any]]:
        """Return the revisions as rows, their values in words or digits, None for none."""
        rows = []
        for key, release_to, release_from, *values in self.revisions:
            country_id, edition, field = self.keys.id(key)
            old, new = (None if np.isnan(v) else self.keys.word(key, v) for v in values)
            rows.append(
                {
                    "country_id": country_id,
                    "edition": edition,
                    "measure": field,
                    "old": old,
                    "new": new,
                    "release_from": release_from,
                    "release_to": release_to,
                }
            )
        return rows

    def undo(self, release: int) -> dict[int, float]:
        """
        Return by key what a release had of all that later ones changed, NaN for nothing.

        Where a release in between lacks a value, the one before it holds.
        """
        then: dict[int, float] = {}
        known: dict[int, float] = {}
        for revision in self.revisions:
            key, old = revision.key, revision.old
            known[key] = known.get(key, old) if np.isnan(old) else old
            if int(revision.release_to) > release:
                then.setdefault(key, known[key])
        return then

    def _find_slips(self, files: set[str]) -> list[int]:
        """Return the keys of which some files say nothing, as they contradict themselves."""
        slips = (c for c in self.keys.record.slips if files & {*c.sources})
        keys = (self.keys.find(c.country_id, c.edition, c.measure) for c in slips)
        return [key for key in keys if key >= 0]


def _read_values(keys: Keys, key: np.ndarray, column: pa.ChunkedArray) -> np.ndarray:
    """Return what readings say as numbers; NaN for nothing, and for what is no value."""
    codes, words = _read_codes(column)
    fields, many = keys.field_of(key), len(words) + 1
    pairs = fields * many + codes + 1
    number = np.full(keys.shape[2] * many, np.nan)
    for pair in np.flatnonzero(np.bincount(pairs, minlength=len(number))).tolist():
        field, word = divmod(pair, many)
        if word:
            try:
                number[pair] = keys.code(keys.fields[field], words[word - 1])
            except ValueError:
                continue
    return np.asarray(number[pairs])
