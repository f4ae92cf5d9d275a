"""
Change one printed value of the published files, and see whether the package notices.

Kinds of values are drawn evenly (:meth:`Files.draw`), one cell is changed in a parsed file
(:class:`Mutation`), and the package's own steps are run on it (:meth:`Files.judge`): lay out,
harmonise, merge, derive, prove, tabulate, validate. Files are parsed once and the parts of the
other files are reused; nothing else is left out, but for the sha256, which would catch every
change by itself.

:class:`Files` is one subject of such a test, the processed tables (``table_mutation.py``) are
another: each has ``draw`` and ``judge``, and :func:`tally` counts what they say.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import numpy as np

from freedomdata.building import pipeline
from freedomdata.building.tabulate import tabulate_items, tabulate_survey
from freedomdata.building.values import derive
from freedomdata.building.values import join as join_readings
from freedomdata.cells import address
from freedomdata.errors import FreedomDataError
from freedomdata.model import Item, Measure
from freedomdata.readings import Keys, Readings
from freedomdata.schema import item_fields, make_schema, survey_fields, validate
from freedomdata.sources import layouts
from freedomdata.sources import parsing as harmonising
from freedomdata.sources.formats import open_sources, read_bytes
from freedomdata.surveys import SURVEYS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from freedomdata.building.values import Values
    from freedomdata.model import Column, Designation, Scale, Sheet, Source, Survey
    from freedomdata.sources.layouts import Block
    from freedomdata.sources.parsing import Count

__all__ = ["Bench", "Files", "Mutation", "Spot", "Verdict", "tally"]

#: The steps at which a change can be noticed, in their order, and the word for none of them.
STEPS = ("reading", "comparison", "rules", "tables", "shape", "lineage")
SAME, UNNOTICED, CRASH = "same tables", "unnoticed", "crash"

#: How far another published number says what a cell must be.
EXACT, BOUNDED, FREE = "exactly", "within bounds", "not at all"

_NEW_RULE = 2003  # since this covered year the status follows from the ratings alone

Grids = dict[str | None, list[list[Any]]]
Read = tuple[Readings, list["Count"]]


@dataclass(frozen=True)
class Spot:
    """One cell of one file: what kind of value is there, and of which key."""

    survey: str
    source: int
    sheet: str | None
    row: int
    column: int
    kind: str
    key: int = -1
    """Where the value belongs; -1 for names, editions and counts."""
    is_delivered: bool = True
    """Whether the tables take their value from this cell; else it is compared only."""


@dataclass(frozen=True)
class Mutation:
    """A cell, what is printed there, what is put there instead, and what contradicts it."""

    spot: Spot
    variant: str
    old: Any
    new: Any
    tie: str
    where: str


@dataclass(frozen=True)
class Verdict:
    """At which step a mutation was noticed, or that it was not, and what was said."""

    mutation: Mutation
    step: str
    message: str = ""

    @property
    def is_noticed(self) -> bool:
        return self.step in STEPS


@dataclass
class Bench:
    """A survey with all its files parsed, read and joined: what a mutation starts from."""

    survey: Survey
    keys: Keys
    grids: list[Grids]
    parts: list[Read]

    @cached_property
    def spots(self) -> dict[str, list[Spot]]:
        """All cells to draw from, by kind."""
        return list_spots(self)

    @cached_property
    def columns(self) -> dict[tuple[Any, ...], list[Spot]]:
        """The cells of names and of editions, by their column."""
        found = defaultdict(list)
        for kind in ("name", "edition"):
            for spot in self.spots[kind]:
                found[kind, spot.source, spot.sheet, spot.column].append(spot)
        return found

    @cached_property
    def entries(self) -> dict[tuple[Any, ...], list[tuple[int, int, tuple[str, ...]]]]:
        """The units and editions, and their measures, that each row of each sheet speaks of."""
        found = defaultdict(list)
        for number, source in enumerate(self.survey.sources):
            for block in layouts.read_source(source, self.grids[number]):
                editions = harmonising._find_editions(block, self.keys, [])
                units = harmonising._find_units(block, editions, self.keys, [])
                rows = zip(block.rows.tolist(), units.tolist(), editions.tolist(), strict=True)
                for row, unit, edition in rows:
                    key = (number, block.sheet.name, row)
                    found[key].append((unit, edition, tuple(block.cells)))
        return found

    @cached_property
    def values(self) -> Values:
        return join(self.parts, self.keys)

    @cached_property
    def grid(self) -> np.ndarray:
        """The values by unit, edition and field."""
        return self.values.value.reshape(self.keys.shape)

    @cached_property
    def printed(self) -> np.ndarray:
        """How many cells print each value; what follows by rule is not printed."""
        count = np.zeros(len(self.keys), dtype=int)
        for source, (readings, _) in zip(self.survey.sources, self.parts, strict=True):
            by_rule = {sheet.name for sheet in source.sheets if sheet.has_status_by_rule}
            is_hidden = np.array([sheet in by_rule for sheet in readings.sheet], dtype=bool)
            if is_hidden.any():
                is_hidden &= self.keys.field_of(readings.key) == self.keys.number("status")
            np.add.at(count, readings.key[~is_hidden], 1)
        return count

    @cached_property
    def counted(self) -> set[int]:
        """The editions whose countries the publisher counts."""
        return {count.edition for _, counts in self.parts for count in counts}


class Files:
    """The published files of some surveys (all by default), to be spoilt one cell at a time."""

    def __init__(self, raw: Path, *ids: str) -> None:
        self.raw = raw
        self.benches = {id_: _prepare(raw, id_) for id_ in ids or SURVEYS}

    def draw(self, runs: int, seed: int, kinds: frozenset[str] = frozenset()) -> list[Mutation]:
        """Draw mutations, all kinds (or those named) in turn; the same seed draws the same."""
        rng = random.Random(seed)
        strata = [
            (bench, spots, variant)
            for bench in self.benches.values()
            for kind, spots, variant in _strata(bench)
            if not kinds or kind in kinds
        ]
        return [_mutate_one(*strata[run % len(strata)], rng) for run in range(runs)]

    def judge(self, mutation: Mutation) -> Verdict:
        """Run the package's steps on the changed file beside all others as they are."""
        return judge(mutation, self.benches[mutation.spot.survey])

    def verify(self, mutation: Mutation) -> bool:
        """Whether a build of the whole survey, from the bytes on, says the very same."""
        bench = self.benches[mutation.spot.survey]
        return self.judge(mutation).message == _assemble(mutation, bench.survey, self.raw)


def _prepare(raw: Path, id_: str) -> Bench:
    survey = pipeline._find_files(SURVEYS[id_], raw)
    keys = Keys(survey)
    grids = [open_sources([s], read_bytes(s, raw)) for s in survey.sources]
    parts = [read(s, g, keys) for s, g in zip(survey.sources, grids, strict=True)]
    return Bench(survey, keys, grids, parts)


# The package's own steps.


def read(source: Source, grids: Grids, keys: Keys) -> Read:
    return harmonising.harmonise(layouts.read_source(source, grids), keys)


def join(parts: Sequence[Read], keys: Keys) -> Values:
    readings = Readings.concat(keys, [own for own, _ in parts])
    return derive(join_readings(readings, [count for _, counts in parts for count in counts]))


def tabulate(values: Values) -> None:
    survey = values.record
    tables = (
        (survey.id, tabulate_survey(values), survey_fields(survey), ("country_id", "edition")),
        (
            "items",
            tabulate_items(values, SURVEYS),
            item_fields(SURVEYS),
            ("survey", "country_id", "edition", "item"),
        ),
    )
    for name, rows, fields, key in tables:
        validate(rows.to_pandas(date_as_object=False), make_schema(fields, key), name)


def change(mutation: Mutation, grids: Grids) -> Grids:
    """Return the cells with one changed; all that is not changed is shared."""
    spot = mutation.spot
    rows = list(grids[spot.sheet])
    rows[spot.row - 1] = [*rows[spot.row - 1]]
    rows[spot.row - 1][spot.column - 1] = mutation.new
    return grids | {spot.sheet: rows}


def judge(mutation: Mutation, bench: Bench) -> Verdict:
    """Run the package's steps on the changed file beside all others as they are."""
    number = mutation.spot.source
    parts = list(bench.parts)
    step = "reading"
    try:
        changed = change(mutation, bench.grids[number])
        parts[number] = read(bench.survey.sources[number], changed, bench.keys)
        step = "comparison"
        values = join(parts, bench.keys)
        step = "rules"
        pipeline.prove(values)
        if _is_same(values, bench.values):
            return Verdict(mutation, SAME)
        step = "tables"
        tabulate(values)
    except FreedomDataError as error:
        return Verdict(mutation, step, str(error))
    except Exception as error:  # noqa: BLE001 (whatever it is, it is reported)
        return Verdict(mutation, CRASH, f"{step}: {error!r}")
    return Verdict(mutation, UNNOTICED)


def _assemble(mutation: Mutation, survey: Survey, raw: Path) -> str:
    """Build all tables with one cell changed; return what is said against it, or nothing."""
    spoilt = survey.sources[mutation.spot.source].id

    def read_changed(source: Source, grids: Grids) -> list[Block]:
        is_spoilt = source.id == spoilt
        return layouts.read_source(source, change(mutation, grids) if is_spoilt else grids)

    with patch.object(pipeline, "read_source", read_changed):
        try:
            pipeline.assemble({survey.id: survey}, raw, records=SURVEYS)
        except FreedomDataError as error:
            return str(error)
    return ""


def _is_same(values: Values, base: Values) -> bool:
    is_same = np.array_equal(values.value, base.value, equal_nan=True)
    return is_same and values.withheld.keys() == base.withheld.keys()


# Where the values are.


def find_sheet(source: Source, name: str | None) -> Sheet:
    return next(sheet for sheet in source.sheets if sheet.name == name)


def list_spots(bench: Bench) -> dict[str, list[Spot]]:
    """List all rated cells by kind, and those of names, editions and counts."""
    found = defaultdict(list)
    for number, (_, counts) in enumerate(bench.parts):
        for spot in (
            *_value_spots(bench, number),
            *_count_spots(bench, number, counts),
            *_label_spots(bench, number),
        ):
            found[spot.kind].append(spot)
    return dict(sorted(found.items()))


def _value_spots(bench: Bench, number: int) -> Iterator[Spot]:
    """List the cells that hold a value; what follows by rule has no cell."""
    source, readings = bench.survey.sources[number], bench.parts[number][0]
    hidden = {}
    for sheet in source.sheets:
        hidden[sheet.name] = {"is_territory"} if sheet.is_territory is not None else set()
        hidden[sheet.name] |= {"status"} if sheet.has_status_by_rule else set()
    names = ("key", "sheet", "row", "column", "is_reprint")
    arrays = (*(getattr(readings, name) for name in names), _is_origin(bench, number))
    for key, name, row, column, again, delivered in zip(*(a.tolist() for a in arrays), strict=True):
        id_ = bench.keys.id(key)[2]
        if id_ not in hidden[name]:
            kind = _kind(bench, key, id_, is_reprint=again)
            yield Spot(bench.survey.id, number, name, row, column, kind, key, delivered)


_KINDS = {
    "is_territory": "territory flag",
    "electoral_democracy": "electoral designation",
    "region": "region",
    "press_score": "score",
    "net_score": "score",
    "press_freedom_score": "score",
    "rank": "rank",
    "political_rights": "rating",
    "civil_liberties": "rating",
    "political_rights_score": "score",
    "civil_liberties_score": "score",
    "total_score": "score",
}


def _kind(bench: Bench, key: int, id_: str, *, is_reprint: bool) -> str:
    declared = bench.keys.field[id_]
    if id_.endswith("status"):
        year = bench.survey.editions[bench.keys.edition_of(key)].year
        return f"status, {'from' if year >= _NEW_RULE else 'before'} {_NEW_RULE}"
    if id_ in _KINDS:
        return ("reprinted " if is_reprint else "") + _KINDS[id_]
    if isinstance(declared, Measure):
        return "context" if bench.survey.id == "rsf" else "part"
    if id_.startswith("Add"):
        return "additional question"
    return "subtotal" if len(id_) == 1 else "question"


def _count_spots(bench: Bench, number: int, counts: Iterable[Count]) -> Iterator[Spot]:
    newest = next((i for i, (_, own) in enumerate(bench.parts) if own), -1)
    for count in counts:
        place = (count.sheet, count.row, count.column)
        yield Spot(
            bench.survey.id, number, *place, "published count", is_delivered=number == newest
        )


def _label_spots(bench: Bench, number: int) -> Iterator[Spot]:
    """List the cells with the names of units and of editions, once each."""
    source = bench.survey.sources[number]
    seen = set()
    delivered = _delivered_lines(bench, number)
    for block in layouts.read_source(source, bench.grids[number]):
        name = block.sheet.name
        spots = [("name", r, c) for unit in block.units for r, c in _cells(block, unit)]
        spots += [("edition", row, column) for row, column in _edition_cells(bench, number, block)]
        for kind, row, column in spots:
            if (name, row, column) not in seen:
                seen.add((name, row, column))
                is_delivered = bool({(name, row, 0), (name, 0, column)} & delivered)
                yield Spot(
                    bench.survey.id, number, name, row, column, kind, is_delivered=is_delivered
                )


def _delivered_lines(bench: Bench, number: int) -> set[tuple[str | None, int, int]]:
    """Return the rows and the columns of a file that the tables take any value from."""
    lines = set()
    held = bench.parts[number][0].take(_is_origin(bench, number))
    for sheet, row, column in zip(held.sheet, held.row.tolist(), held.column.tolist(), strict=True):
        lines |= {(sheet, row, 0), (sheet, 0, column)}
    return lines


def _is_origin(bench: Bench, number: int) -> np.ndarray:
    """Say which values the tables take from the cells of a file, and not from others that agree."""
    start = sum(len(readings) for readings, _ in bench.parts[:number])
    key = bench.parts[number][0].key
    return bench.values.row[key] == np.arange(start, start + len(key))


def _cells(block: Block, printed: layouts.Printed) -> Iterator[tuple[int, int]]:
    columns = np.broadcast_to(printed.column, len(block.rows))
    return zip(block.rows.tolist(), columns.tolist(), strict=True)


def _edition_cells(bench: Bench, number: int, block: Block) -> list[tuple[int, int]]:
    """List the cells that say which edition a row or a column is about."""
    sheet, source = block.sheet, bench.survey.sources[number]
    grid = bench.grids[number][sheet.name]
    if sheet.layout == "blocks":
        return [(1, n) for n, cell in enumerate(grid[0], 1) if n > 1 and cell not in ("", None)]
    headers = _list_headers(source, sheet, grid)
    labels = [n for column, n in headers if column.holds in ("edition", "year")][:1]
    titled = [n for column, n in headers if column.edition and column.holds]
    return [
        *((int(row), n) for n in labels for row in block.rows),
        *((sheet.header_row, n) for n in titled),
    ]


# What else could be printed there.


_NUMBERS = (
    "additional question", "context", "part", "published count", "question", "rank", "rating",
    "reprinted rank", "reprinted score", "score", "subtotal",
)  # fmt: skip


def _strata(bench: Bench) -> Iterator[tuple[str, list[Spot], str]]:
    """Return what is drawn evenly: kinds of cells, and ways to change them."""
    for kind, spots in bench.spots.items():
        yield kind, spots, "any other"
        if kind in _NUMBERS:
            yield kind, spots, "next"
    placed = [spot for spots in bench.spots.values() for spot in spots if spot.key >= 0]
    yield "any value", placed, "blank"


def _mutate_one(bench: Bench, spots: list[Spot], variant: str, rng: random.Random) -> Mutation:
    while True:  # a cell may leave no other value to put there
        mutation = mutate(bench, rng.choice(spots), variant, rng)
        if mutation:
            return mutation


def mutate(bench: Bench, spot: Spot, variant: str, rng: random.Random) -> Mutation | None:
    """Change one cell; None where there is nothing else to put there."""
    old = bench.grids[spot.source][spot.sheet][spot.row - 1][spot.column - 1]
    others = _list_others(bench, spot, variant, old)
    if not others:
        return None
    new = rng.choice(others)
    source = bench.survey.sources[spot.source]
    where = address(source.path, spot.sheet, spot.row, spot.column)
    return Mutation(spot, variant, old, new, find_tie(bench, spot, new), where)


def _list_others(bench: Bench, spot: Spot, variant: str, old: Any) -> Sequence[Any]:
    sheet = find_sheet(bench.survey.sources[spot.source], spot.sheet)
    if variant == "blank":
        return sorted(sheet.missing | {""})
    if spot.kind == "name":
        return _other_names(bench, spot, old)
    if spot.kind == "edition":
        return _other_editions(bench, spot, old)
    if spot.kind == "published count":
        return _other_numbers(0, 200, 0, variant, old)
    _, edition, id_ = bench.keys.id(spot.key)
    declared = bench.keys.field[id_]
    if isinstance(declared, Measure) and declared.scale is None:
        return _other_words(bench, spot, declared, old)
    scale: Scale = declared.scale_in(edition)
    return _other_numbers(scale.low, scale.high, scale.decimals, variant, old)


def _other_numbers(low: int, high: int, decimals: int, variant: str, old: Any) -> Sequence[Any]:
    """Return all other numbers of a scale, or those next to `old`, in its type."""
    if isinstance(old, str):
        return () if variant == "next" else range(low, high + 1)
    size = 10**decimals
    at = round(old * size)
    steps = (at - 1, at + 1) if variant == "next" else range(low * size, high * size + 1)
    steps = [step for step in steps if step != at and low * size <= step <= high * size]
    return [step / size for step in steps] if decimals else [type(old)(step) for step in steps]


def _other_words(bench: Bench, spot: Spot, measure: Measure, old: Any) -> list[Any]:
    """Return a word of the same column for every other category."""
    source = bench.survey.sources[spot.source]
    sheet = find_sheet(source, spot.sheet)
    grid = bench.grids[spot.source][spot.sheet]
    held = _columns_at(source, sheet, grid, spot.column)
    words = next((column.words for column in held if column.words), measure.words)
    column = {_trim(row[spot.column - 1]) for row in grid}
    printed = [word for word in words if word in column]
    if sheet.layout == "blocks":  # an edition may lack a status: the words are those of the sheet
        printed = ["F", "PF", "NF"]
    chosen = {words[word]: word for word in (*words, *printed)}
    return [word for means, word in chosen.items() if means != words.get(_trim(old))]


def _columns_at(source: Source, sheet: Sheet, grid: list[list[Any]], number: int) -> list[Column]:
    if sheet.layout != "table":
        return []
    return [column for column, n in _list_headers(source, sheet, grid) if n == number]


def _list_headers(source: Source, sheet: Sheet, grid: list[list[Any]]) -> list[tuple[Column, int]]:
    return layouts._find_headers(layouts._Page(source, sheet, grid))


def _trim(cell: Any) -> Any:
    return cell.strip() if isinstance(cell, str) else cell


def _other_names(bench: Bench, spot: Spot, old: Any) -> list[Any]:
    """Return the names of the column that mean another unit."""
    grid = bench.grids[spot.source][spot.sheet]
    own = unit_at(bench, spot, old)
    rows = sorted({s.row for s in _in_same_column(bench, spot)})
    names = dict.fromkeys(grid[row - 1][spot.column - 1] for row in rows)
    return [name for name in names if unit_at(bench, spot, name) != own]


def _in_same_column(bench: Bench, spot: Spot) -> list[Spot]:
    return bench.columns[spot.kind, spot.source, spot.sheet, spot.column]


def unit_at(bench: Bench, spot: Spot, name: Any) -> int:
    """Return the unit that a name means in a sheet (at any time)."""
    sheet = find_sheet(bench.survey.sources[spot.source], spot.sheet)
    naming = next((n for n in sheet.namings if n.name == _trim(name)), None)
    return bench.keys.unit(naming.country_id) if naming else bench.keys.unit_named(_trim(name))


def _other_editions(bench: Bench, spot: Spot, old: Any) -> list[Any]:
    """Return the other labels of the column or of the header row, or those of other files."""
    grid = bench.grids[spot.source][spot.sheet]
    sheet = find_sheet(bench.survey.sources[spot.source], spot.sheet)
    spots = bench.spots["edition"]
    same = _in_same_column(bench, spot)
    if sheet.layout == "blocks" or (sheet.layout == "table" and spot.row == sheet.header_row):
        key = (spot.source, spot.sheet, spot.row)
        same = [s for s in spots if (s.source, s.sheet, s.row) == key]
    labels = dict.fromkeys(grid[s.row - 1][s.column - 1] for s in same)
    if len(labels) == 1 and not isinstance(old, str):
        labels = dict.fromkeys(map(type(old), bench.keys.editions))
    return [label for label in labels if label != old]


# What else is published about it.


def find_tie(bench: Bench, spot: Spot, new: Any) -> str:
    """
    Return how far other published numbers say what must be in a cell.

    EXACT: another cell prints the same value, or a declared rule leaves one value; for a name or
    an edition: what it would turn into is printed elsewhere, or the countries are counted. BOUNDED:
    a rule leaves several values. FREE: nothing.
    """
    if spot.kind == "published count":
        return EXACT
    if spot.kind in ("name", "edition"):
        return _tie_of_label(bench, spot, new)
    return find_tie_of_value(bench, spot.key)


def find_tie_of_value(bench: Bench, key: int) -> str:
    if bench.printed[key] > 1:
        return EXACT
    return _tie_by_rules(bench, *map(int, bench.keys.split(key)))


def _tie_of_label(bench: Bench, spot: Spot, new: Any) -> str:
    sheet = find_sheet(bench.survey.sources[spot.source], spot.sheet)
    is_header = sheet.layout == "blocks" or spot.row == sheet.header_row
    if sheet.layout == "counts" or (spot.kind == "edition" and is_header):
        return EXACT  # the edition that it takes is there already
    keys = bench.keys
    status = keys.fields.index("status") if "status" in keys.fields else None
    for unit, edition, fields in bench.entries[spot.source, spot.sheet, spot.row]:
        if unit < 0 or edition < 0:
            continue
        to = (
            (unit, _edition_at(bench, sheet, new))
            if spot.kind == "edition"
            else (unit_at(bench, spot, new), edition)
        )
        taken = [keys.fields.index(id_) for id_ in fields]
        if to[1] < 0 or not np.isnan(bench.grid[(*to, taken)]).all():
            return EXACT
        if status in taken and keys.editions[edition] in bench.counted:
            return EXACT
        if bench.survey.anchor in fields and _leaves_gap(bench, unit, edition):
            return EXACT
    return FREE


def _edition_at(bench: Bench, sheet: Sheet, label: Any) -> int:
    """Return the number of the edition that a label in a column of them means."""
    if any(column.holds == "year" for column in sheet.columns):
        return bench.keys.edition_of_year(sheet.years.get(label, label))
    return bench.keys.edition(layouts.later_year(label))


def _tie_by_rules(bench: Bench, unit: int, edition: int, number: int) -> str:
    ties = set(_list_ties(bench, unit, edition, bench.keys.fields[number]))
    return EXACT if EXACT in ties else BOUNDED if BOUNDED in ties else FREE


def _list_ties(bench: Bench, unit: int, edition: int, id_: str) -> Iterator[str]:
    survey, keys = bench.survey, bench.keys
    key = (keys.units[unit], keys.editions[edition])
    values = dict(zip(keys.fields, bench.grid[unit, edition].tolist(), strict=True))
    held = _list_printed(bench, unit, edition)
    for rule in survey.sums:
        dropped = {t for t in rule.terms if _is_dropped(keys, t, key[1])}
        terms = {rule.total, *rule.terms} - dropped
        if id_ in terms and terms <= held and key not in rule.known:
            yield BOUNDED if getattr(keys.field[rule.total].scale, "decimals", 0) else EXACT
    for cut in survey.cutoffs:
        if id_ in (cut.score, cut.rating) and {cut.score, cut.rating} <= held:
            yield BOUNDED if id_ == cut.score or key in cut.known else EXACT
    if survey.status_rule and {"status", *survey.status_rule.measures} <= held:
        yield from _tie_by_bands(bench, edition, id_, key, values)
    yield from _tie_by_the_worse(survey, id_, held)
    if survey.designation:
        yield from _tie_by_designation(survey.designation, id_, values, held)
    if survey.ranking and {survey.ranking.rank, survey.ranking.score} <= held:
        yield from _tie_by_ranking(bench, unit, edition, id_)
    yield from _tie_by_constants(bench, unit, key, id_)
    is_listed = key[1] in bench.counted and key not in survey.counts_leave_out
    if is_listed and (id_ == "is_territory" or (id_ == "status" and not values["is_territory"])):
        yield EXACT


def _list_printed(bench: Bench, unit: int, edition: int) -> set[str]:
    """List the measures that are published, not derived, for a unit in an edition."""
    held = ~np.isnan(bench.grid[unit, edition])
    held &= bench.printed.reshape(bench.keys.shape)[unit, edition] > 0
    return {id_ for id_, is_held in zip(bench.keys.fields, held, strict=True) if is_held}


def _is_dropped(keys: Keys, id_: str, edition: int) -> bool:
    item = keys.field[id_]
    return isinstance(item, Item) and edition > (item.last_edition or edition)


def _tie_by_bands(
    bench: Bench, edition: int, id_: str, key: tuple[str, int], values: Mapping[str, float]
) -> Iterator[str]:
    rule = bench.survey.status_rule
    year = bench.survey.editions[edition].year
    mean = np.mean([values[measure] for measure in rule.measures])
    if key in rule.known:
        return
    fitting = [b for b in rule.bands if b.low <= mean <= b.high and b.holds_in(year)]
    if fitting and id_ in (*rule.measures, "status"):
        yield EXACT if id_ == "status" and len(fitting) == 1 else BOUNDED


def _tie_by_the_worse(survey: Survey, id_: str, held: set[str]) -> Iterator[str]:
    rule = survey.worse_of
    if rule and {rule.worse, rule.first} <= held and id_ in (rule.worse, rule.first):
        yield EXACT if id_ == rule.worse and rule.second in held else BOUNDED
    if rule and id_ == rule.second:
        yield EXACT  # it is nothing but what follows


def _tie_by_constants(bench: Bench, unit: int, key: tuple[str, int], id_: str) -> Iterator[str]:
    for rule in bench.survey.constants:
        if id_ == rule.measure and key not in rule.known:
            held = ~np.isnan(bench.grid[unit, :, bench.keys.fields.index(id_)])
            yield {0: FREE, 1: FREE, 2: BOUNDED}.get(int(held.sum()), EXACT)


def _tie_by_designation(
    rule: Designation, id_: str, values: Mapping[str, float], held: set[str]
) -> Iterator[str]:
    reached = {name: values[name] >= floor for name, floor in rule.floors.items() if name in held}
    if id_ == rule.measure and (len(reached) == len(rule.floors) or not all(reached.values())):
        yield EXACT
    if id_ in reached and rule.measure in held:
        others = [is_reached for name, is_reached in reached.items() if name != id_]
        if values[rule.measure] or (len(others) == len(rule.floors) - 1 and all(others)):
            yield BOUNDED


def _tie_by_ranking(bench: Bench, unit: int, edition: int, id_: str) -> Iterator[str]:
    """Count the values between those of the units that are freer and those that are less free."""
    rule, keys = bench.survey.ranking, bench.keys
    if id_ not in (rule.rank, rule.score):
        return
    rank, score = (bench.grid[:, edition, keys.fields.index(i)] for i in (rule.rank, rule.score))
    scale = keys.field[rule.score].scale_in(keys.editions[edition])
    freedom = scale.freedom(score)
    others = np.arange(len(rank)) != unit
    if id_ == rule.rank:
        low = rank[others & (freedom > freedom[unit])].max(initial=1)
        high = rank[others & (freedom < freedom[unit])].min(initial=low + 2)
        left = high - low
    else:
        low = freedom[others & (rank > rank[unit])].max(initial=0)
        high = freedom[others & (rank < rank[unit])].min(initial=100)
        left = round((high - low) * (scale.high - scale.low) / 100 * 10**scale.decimals)
    yield EXACT if left == 0 else BOUNDED


def _leaves_gap(bench: Bench, unit: int, edition: int) -> bool:
    """Tell whether a unit without its one cell of the anchor were missing between two editions."""
    survey, keys = bench.survey, bench.keys
    key = keys.join(unit, edition, survey.anchor)
    if survey.gaps is None or bench.printed[key] != 1:
        return False
    held = np.flatnonzero(~np.isnan(bench.grid[unit, :, keys.fields.index(survey.anchor)]))
    return bool(held.min() < edition < held.max())


# The figures.


def tally(verdicts: Iterable[Verdict]) -> Counter[tuple[str, ...]]:
    """Count verdicts by survey, kind, variant, tie, delivered or witness, and step."""
    return Counter(
        (
            v.mutation.spot.survey,
            v.mutation.spot.kind if v.mutation.variant != "blank" else "any value",
            v.mutation.variant,
            v.mutation.tie,
            "delivered" if v.mutation.spot.is_delivered else "witness",
            v.step,
        )
        for v in verdicts
    )
