"""
The cells of the published files: each value has one, and all that speak of a value agree.

What is in a cell only the files themselves can say. What the publisher revised and what is read
otherwise than printed is declared, and known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from freedomdata.building.values import list_derived
from freedomdata.cells import address
from freedomdata.data import get_survey
from freedomdata.model import IS_TERRITORY, STATUSES
from freedomdata.readings import is_release
from freedomdata.rules import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pyarrow as pa

    from freedomdata.building.values import Values
    from freedomdata.model import Correction, Source

__all__ = [
    "check_agreement",
    "check_cells",
    "check_derived",
    "check_origins",
    "check_readings",
    "check_revisions",
    "find_count",
    "list_declared",
]

_ONE_CELL = "every value has one cell, and every cell its value"
_REVISED = "revised by the publisher"


def _make(  # noqa: PLR0913 (what a finding says)
    values: Values,
    key: int,
    rule: str,
    found: str,
    expected: str,
    *,
    cell: str = "",
    column: str = "",
    level: str = "error",
    reason: str = "",
) -> Finding:
    """Make a finding about the value of a key, or about another column of its row."""
    country_id, edition, measure = values.keys.id(key)
    return Finding(
        rule,
        country_id,
        edition,
        column or measure,
        found,
        expected,
        level,
        reason,
        survey=values.record.id,
        cell=cell,
    )


def _write(values: Values, key: int, value: float) -> str:
    return "missing" if np.isnan(value) else values.keys.word(key, value)


def check_origins(values: Values, own: pa.Table) -> Iterator[Finding]:
    """Find values without a cell, cells without a value, and rows that name another file."""
    has_value, has_cell = ~np.isnan(values.value), values.row >= 0
    for key in np.flatnonzero(has_value & ~has_cell).tolist():
        found = f"{_write(values, key, values.value[key])} without a cell"
        yield _make(values, key, _ONE_CELL, found, "a cell in the lineage")
    for key in np.flatnonzero(has_cell & ~has_value).tolist():
        cell = values.where(key)
        yield _make(values, key, _ONE_CELL, "missing", "a value, as the cell has", cell=cell)
    keys = values.keys.of_field(values.keys.encode_rows(own), values.record.anchor)
    names = np.array([source.id for source in values.record.sources] + [""], dtype=object)
    named = names[values.source[keys]]
    sources = np.array(own["source"].to_pylist(), dtype=object)
    for row in np.flatnonzero((values.row[keys] >= 0) & (named != sources)).tolist():
        key, rule = int(keys[row]), "a row names the file of its anchor"
        found, cell = str(sources[row]), values.where(key)
        yield _make(values, key, rule, found, named[row], cell=cell, column="source")


def check_readings(values: Values) -> Iterator[Finding]:
    """Find readings out of order, and those that cannot be what they are marked as."""
    readings, sources = values.readings, values.record.sources
    for row in _find_disorder(values).tolist()[:1]:
        rule, expected = "readings are sorted by key, then by precedence", "sorted rows"
        where = readings.where(row)
        yield _make(values, int(readings.key[row]), rule, "out of order", expected, cell=where)
    for row in np.flatnonzero((readings.row < 1) | (readings.column < 1)).tolist():
        found = f"row {readings.row[row]}, column {readings.column[row]}"
        rule, cell = "a cell is in a row and a column", sources[readings.source[row]].path
        key = int(readings.key[row])
        yield _make(values, key, rule, found, "numbers from 1", cell=cell)
    for row in np.flatnonzero(readings.is_withheld).tolist():
        if readings.printed[row] is None:
            rule, cell = "what is withheld is printed", readings.where(row)
            key = int(readings.key[row])
            yield _make(values, key, rule, "nothing", "what is printed", cell=cell)
    kinds = (("withheld", readings.is_withheld), ("compared only", readings.is_reprint))
    for found, is_marked in kinds:
        for row in np.flatnonzero(is_marked).tolist():
            source = sources[readings.source[row]]
            if source.is_declared and not _is_declared_as(values, row, source, found):
                rule, key = "what is not delivered is declared", int(readings.key[row])
                where = readings.where(row)
                yield _make(values, key, rule, found, "a value delivered", cell=where)


def _find_disorder(values: Values) -> np.ndarray:
    """Return the readings that are out of order: one of a user's file is where it was joined."""
    readings, key = values.readings, values.readings.key
    rise = np.diff(key, prepend=-1)
    first = np.flatnonzero(rise)
    delivers = readings.delivered[key[first]]
    is_late = (rise[first] < 0) | ((delivers >= 0) & (delivers != first))
    again = np.flatnonzero((rise[1:] == 0) & (np.diff(readings.source) < 0))
    is_strict = np.array([source.is_declared for source in values.record.sources])
    for step in (0, 1):  # a pair of declared files, each with a value to deliver
        row = again + step
        is_own = is_strict[readings.source[row]]
        again = again[is_own & ~readings.is_reprint[row] & ~readings.is_withheld[row]]
    return np.concatenate([first[is_late], again + 1])


def _is_declared_as(values: Values, row: int, source: Source, mark: str) -> bool:
    """Whether the record says of a cell of a declared file why its value is not delivered."""
    if mark == "compared only":
        return any(column.is_reprint for sheet in source.sheets for column in sheet.columns)
    country_id, edition, measure = values.keys.id(int(values.readings.key[row]))
    return any(
        c.new is None
        and source.id in c.sources
        and (c.country_id, c.edition, c.measure) == (country_id, edition, measure)
        for c in values.record.corrections
    )


def check_cells(values: Values) -> Iterator[Finding]:
    """Find cells outside of what their file is declared to hold, and cells of two units."""
    readings, titles = values.readings, values.keys.editions
    title = np.array(titles)[values.keys.edition_of(readings.key)]
    names = {name: n for n, name in enumerate(dict.fromkeys(readings.sheet.tolist()))}
    sheet = np.fromiter(map(names.__getitem__, readings.sheet.tolist()), int, len(title))
    for n, source in enumerate(values.record.sources):
        before = max((e for e in titles if e < source.first_edition), default=source.first_edition)
        held = {sheet.name for sheet in source.sheets}
        is_other = np.array([name not in held for name in names], dtype=bool)
        rows = np.flatnonzero(readings.source == n)
        is_reprint = readings.is_reprint[rows]  # its column is on the edition before
        first = np.where(is_reprint, before, source.first_edition)
        strange = (title[rows] < first) | (title[rows] > source.last_edition)
        strange |= np.isin(title[rows], list(source.lacks)) & ~is_reprint
        strange |= is_other[sheet[rows]]
        for row, since in zip(rows[strange].tolist(), first[strange].tolist(), strict=True):
            span = f"{since} to {source.last_edition}" if since < source.last_edition else since
            yield _make(
                values,
                int(readings.key[row]),
                "a cell is in a sheet and an edition that its file has",
                f"from sheet {readings.sheet[row]!r}",
                f"what {source.id} is declared to hold (edition {span})",
                cell=readings.where(row),
            )
    yield from _find_shared(values, readings.source * len(names) + sheet)


def _find_shared(values: Values, sheet: np.ndarray) -> Iterator[Finding]:
    """
    Find cells of a sheet (by its number) that are read for two units, or for two editions.

    Whether a unit is a territory is read from its name, or its sheet, for all editions at once.
    """
    keys, readings = values.keys, values.readings
    cell = sheet
    for number in (readings.row, readings.column):
        cell = cell * (number.max(initial=0) + 1) + number
    is_value = keys.field_of(readings.key) != keys.number(IS_TERRITORY.id)
    order = np.flatnonzero(is_value)[np.argsort(cell[is_value], kind="stable")]
    is_shared = (np.diff(cell[order]) == 0) & (np.diff(keys.row(readings.key[order])) != 0)
    for n in np.flatnonzero(is_shared).tolist():
        one, other = int(order[n]), int(order[n + 1])
        found = f"read from the cell of {keys.name(int(readings.key[one]))}"
        rule, where = "a cell speaks of one unit and one edition", readings.where(other)
        key = int(readings.key[other])
        yield _make(values, key, rule, found, "a cell of its own", cell=where)


def check_derived(values: Values) -> Iterator[Finding]:
    """Find values that follow from others and are not there, or are something else."""
    rule = values.record.worse_of
    if rule is None:
        return
    origin, target = list_derived(values.value, values.keys)
    name = f"{rule.second} is {rule.worse}, where {rule.first} is another"
    for first, key in zip(origin.tolist(), target.tolist(), strict=True):
        found, expected = (_write(values, key, values.value[one]) for one in (key, first))
        yield _make(values, key, name, found, expected, cell=values.where(first))


def check_agreement(values: Values) -> Iterator[Finding]:
    """Find cells that give another value than the one delivered, unless it was revised."""
    keys, readings = values.keys, values.readings
    is_at_hand = keys.count_units(values.row >= 0) > 0
    value = values.value[readings.key]
    differs = (value != readings.value) & ~(np.isnan(value) & np.isnan(readings.value))
    differs &= ~readings.is_withheld & (readings.revised != value)
    for row in np.flatnonzero(differs).tolist():
        key = int(readings.key[row])
        if np.isnan(value[row]) and (key in values.withheld or not is_at_hand[key]):
            continue  # the value is withheld, or the edition's own file is not at hand
        level, reason = _grade(values, row)
        yield _make(
            values,
            key,
            _name_rule(values, row),
            _write(values, key, readings.value[row]),
            _write(values, key, value[row]),
            level=level,
            reason=reason,
            cell=readings.where(row),
        )


def _grade(values: Values, row: int) -> tuple[str, str]:
    """
    Return the level, and the reason of what is known.

    What a file says that its user ingested was reported to him then: that it differs from a
    secondary copy of ours is expected, and a row in which one file contradicts another has a note.
    """
    key, sources = int(values.readings.key[row]), values.record.sources
    declared = {source.id for source in get_survey(values.record.id).sources}
    own = sources[values.readings.source[row]]
    origin = {sources[values.source[key]].id} if values.row[key] >= 0 else set()
    if {own.id, *origin} <= declared:
        return "error", ""
    if own.id in declared and own.grade == "secondary":
        return "known", "a secondary copy, over which a file of the user prevails"
    noted = {(c.country_id, c.edition) for c in values.record.slips}
    is_noted = values.keys.id(key)[:2] in noted
    return ("known", "a better file contradicts it") if is_noted else ("warning", "")


def _name_rule(values: Values, row: int) -> str:
    """Report what is compared where a cell is compared with the origin of the value."""
    key, sources = values.readings.key[row], values.record.sources
    if values.readings.is_reprint[row]:
        return "a later edition repeats the value"
    if values.row[key] < 0:
        return "files agree"
    origin, own = sources[values.source[key]], sources[values.readings.source[row]]
    both = is_release(origin) and is_release(own)
    return "releases agree" if both and origin.release != own.release else "files agree"


def check_revisions(values: Values) -> Iterator[Finding]:
    """Find cells of older releases that say something else than the declared revision."""
    readings = values.readings
    for c in (c for c in values.record.corrections if c.is_revision):
        key = values.keys.find(c.country_id, c.edition, c.measure)
        old = values.keys.code(c.measure, c.old)
        is_of = np.isin(readings.source, [values.keys.source(id_) for id_ in c.sources])
        odd = (readings.key == key) & is_of & (readings.value != old)
        for row in np.flatnonzero(odd).tolist():
            found, expected = (_write(values, key, v) for v in (readings.value[row], old))
            rule, cell = "a revision is what two releases say", readings.where(row)
            yield _make(values, key, rule, found, expected, cell=cell)


def find_count(values: Values, finding: Finding, sheet: tuple[str, str | None]) -> str:
    """Name the cell of a published count that a finding speaks of, if there is one."""
    status = next(word for word in STATUSES if finding.found.startswith(f"{word} in "))
    cells = (
        address(c.source.path, c.sheet, c.row, c.column)
        for c in values.counts
        if (c.source.path, c.sheet) == sheet and (c.edition, c.status) == (finding.edition, status)
    )
    return next(cells, "")


def list_declared(values: Values) -> Iterator[Finding]:
    """Return what the record declares of single cells, for each file that is at hand."""
    held: Mapping[str, str] = {source.id: source.path for source in values.record.sources}
    for c in values.record.corrections:
        key = values.keys.find(c.country_id, c.edition, c.measure)
        if key < 0:
            continue
        for source in filter(held.__contains__, c.sources):
            yield _make(
                values,
                key,
                _REVISED if c.is_revision else "what is printed is read otherwise",
                str(c.old),
                "withheld" if c.new is None else str(c.new),
                level="known",
                reason=c.reason,
                cell=_find_cell(values, c, source, key) or held[source],
            )


def _find_cell(values: Values, correction: Correction, source: str, key: int) -> str:
    """Name the cell of a correction in one file; a value that the file lacks has none."""
    readings = values.readings
    is_it = (readings.key == key) & (readings.source == values.keys.source(source))
    rows = np.flatnonzero(is_it & (readings.is_reprint == correction.is_reprint))
    return readings.cell(int(rows[0])) if len(rows) else ""
