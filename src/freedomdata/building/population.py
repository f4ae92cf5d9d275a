"""The World Bank's file on population: read and proven, or taken from tables at hand."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from freedomdata.building.directory import Table, describe_source
from freedomdata.countries import find_country, get_countries
from freedomdata.data import open_data
from freedomdata.errors import RuleError, SourceError, UnknownCountryError, join_few
from freedomdata.paths import shipped_dir
from freedomdata.schema import arrow_schema, population_fields
from freedomdata.sources.formats import open_sources, read_bytes
from freedomdata.surveys.worldbank import (
    AGGREGATES,
    CITATION,
    POPULATION,
    TERMS,
    TERMS_URL,
    WORLD,
)

if TYPE_CHECKING:
    import os
    from pathlib import Path

    from freedomdata.model import Source

__all__ = ["carry_population", "find_faults", "read_population"]

_NAME = "population"
_KEY = ("country_id", "year")
_LEFT_OUT = 0.01  # of the world: Taiwan, and before 1990 the West Bank and Gaza Strip


def read_population(raw: Path, source: Source = POPULATION) -> Table | None:
    """
    Read the published file and prove it; return None where it is not there.

    Raises
    ------
    SourceError
        If it is altered or laid out otherwise, or a code is neither declared an aggregate nor the
        unit that its name says.
    RuleError
        If a number is none, is there twice, or the countries do not come to the world.
    """
    if not (raw / source.path).is_file():
        return None
    (grid,) = open_sources([source], read_bytes(source, raw)).values()
    headers = [column.header for column in source.sheets[0].columns]
    if grid[0] != headers:
        raise SourceError(f"{source.path}, row 1 is {grid[0]}, not {headers}")
    _refuse_strangers(source, grid[1:])
    cells = [(code, year, value) for _, code, year, value in grid[1:]]
    if problems := [*_find_no_numbers(source, grid[1:]), *_weigh_world(cells)]:
        raise RuleError(join_few(problems))
    rows = sorted(cell for cell in cells if cell[0] not in AGGREGATES)
    columns = dict(zip((*_KEY, _NAME), zip(*rows, strict=True), strict=True))
    table = pa.table(columns, schema=arrow_schema(population_fields()))
    if problems := find_faults(table):
        raise RuleError(join_few([f"{source.path}: {problem}" for problem in problems]))
    return _describe(table, [{**describe_source(source), "citation": CITATION}])


def carry_population(data: str | os.PathLike[str]) -> Table:
    """Return the table of a data directory; one without it gets that of the package."""
    for home in map(open_data, (data, shipped_dir())):
        for described in home.descriptor["resources"]:
            if described["name"] == _NAME:
                return _describe(home.table(_NAME), described["sources"])
    raise SourceError(
        f"{shipped_dir()} has no table {_NAME}: build all surveys, with the file {POPULATION.path}"
    )


def find_faults(table: pa.Table) -> list[str]:
    """Return what is wrong with the table: its columns, its key, or its numbers."""
    wanted = arrow_schema(population_fields())
    if not table.schema.equals(wanted):
        return [f"the columns are {table.schema.names}, or of other types than declared"]
    problems = [
        f"{name} is empty in a row" for name in table.column_names if table[name].null_count
    ]
    strange = set(pc.unique(table["country_id"]).to_pylist()) - {None, *get_countries()}
    problems += [f"there is no unit {id_!r}" for id_ in sorted(strange)]
    if table.num_rows and pc.min(table[_NAME]).as_py() < 1:
        problems.append(f"the least {_NAME} is {pc.min(table[_NAME]).as_py()}, expected 1 or more")
    if not table.num_rows:
        problems.append("the table has no rows")
    keys = list(zip(*(table[name].to_pylist() for name in _KEY), strict=True))
    problems += [f"{key} stands there twice" for key, n in Counter(keys).items() if n > 1]
    if not problems and keys != sorted(keys):
        problems.append(f"the rows are not sorted by {' and '.join(_KEY)}")
    return problems


def _describe(rows: pa.Table, sources: list[dict[str, Any]]) -> Table:
    terms = {"name": "CC-BY-4.0", "title": TERMS, "path": TERMS_URL}
    return Table(_NAME, rows, population_fields(), _KEY, {"licenses": [terms], "sources": sources})


def _refuse_strangers(source: Source, rows: list[list[Any]]) -> None:
    """Refuse a code that is no aggregate, unless its name is that of the same unit."""
    problems = []
    for code, name in dict.fromkeys((row[1], row[0]) for row in rows):
        if code in AGGREGATES:
            continue
        try:
            meant = find_country(name)
        except UnknownCountryError:
            meant = None
        if code not in get_countries() or code != meant:
            problems.append(f"{code!r} ({name}) is neither a unit of that name nor an aggregate")
    if problems:
        raise SourceError(f"{source.path}: {join_few(problems)}")


def _find_no_numbers(source: Source, rows: list[list[Any]]) -> list[str]:
    """Report which years and values are no whole numbers, by row of the file."""
    first, last = source.first_edition, source.last_edition
    return [
        f"{source.path}, row {n}: {row[3]!r} in {row[2]!r} is no number of people in a year from "
        f"{first} to {last}"
        for n, row in enumerate(rows, 2)
        if not (
            isinstance(row[2], int)
            and first <= row[2] <= last
            and isinstance(row[3], int)
            and row[3] > 0
        )
    ]


def _weigh_world(cells: list[tuple[str, Any, Any]]) -> list[str]:
    """Report in which years the countries come to more than the world, or lack too much of it."""
    world = {year: value for code, year, value in cells if code == WORLD}
    found: dict[int, int] = defaultdict(int)
    for code, year, value in cells:
        if code not in AGGREGATES and isinstance(value, int):
            found[year] += value
    return [
        f"in {year} the countries have {found[year]:,} people, the world {world.get(year)!r}"
        for year in found
        if not isinstance(world.get(year), int)
        or not 0 <= world[year] - found[year] <= _LEFT_OUT * world[year]
    ]
