"""The line in which the steps stand: published files in, a data directory out."""

from __future__ import annotations

import hashlib
import json
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from freedomdata.errors import RuleError, SourceError, UnknownSurveyError, spell_out
from freedomdata.ingest.derive import derive_second
from freedomdata.ingest.fields import item_fields, lineage_fields, survey_fields
from freedomdata.ingest.harmonise import harmonise
from freedomdata.ingest.layouts import read_source
from freedomdata.ingest.merge import merge
from freedomdata.ingest.read import Parsed, read_bytes
from freedomdata.ingest.rules import Rows, check_counts, check_rules, check_steady
from freedomdata.ingest.schema import make_schema, validate
from freedomdata.ingest.space import Space
from freedomdata.ingest.tabulate import (
    rename_categories,
    sort_by_survey,
    tabulate_items,
    tabulate_lineage,
    tabulate_survey,
)
from freedomdata.ingest.write import Table, write
from freedomdata.paths import DESCRIPTOR, as_path, raw_dir, shipped_dir
from freedomdata.surveys import DATA_VERSION, SURVEYS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from freedomdata.ingest.harmonise import Cells, Counts
    from freedomdata.ingest.merge import Merged
    from freedomdata.model import Source, Survey

    Progress = Callable[[int, int, str], None]

__all__ = ["assemble", "build"]

_KEY = ("country_id", "edition")


def build(
    *surveys: str,
    out: str | os.PathLike[str],
    raw: str | os.PathLike[str] | None = None,
    progress: Progress | None = None,
) -> Path:
    """
    Build the tables from the publishers' own files.

    Every file must be the declared one, byte by byte (those that users fetch may differ, and are
    then marked); every value must be understood, agree with every other file that has it, and
    obey the survey's own arithmetic. Only then is anything written. The same files give the same
    bytes (with one version of pyarrow).

    Parameters
    ----------
    *surveys : str
        Ids of the surveys to build, such as ``"rsf"``; by default all that the package carries.
        Those it carries and that are not named are taken as they are, so that `out` has them all.
        Of a survey that it does not carry (``"rsf"``), those of its files are read that are there.
    out : path
        Directory to write to. It is made if need be; tables of an earlier build are replaced.
    raw : path, optional
        Directory of the published files, laid out as declared (it holds ``fiw/``, ``rsf/``).
        ``FREEDOMDATA_RAW`` or ``data/raw`` by default.
    progress : callable, optional
        Called as ``progress(done, total, what)`` with the number of steps done, of all steps,
        and a few words on the next one.

    Returns
    -------
    pathlib.Path
        `out`, which now holds a table for each survey, such as ``fiw.parquet``,
        ``items.parquet``, ``lineage.parquet`` and ``datapackage.json``.

    Raises
    ------
    UnknownSurveyError
        If one of `surveys` is no id of a survey.
    SourceError
        If a file is missing, altered, laid out otherwise, or contradicts another.
    RuleError
        If the tables break their schema or the survey's arithmetic.

    Examples
    --------
    >>> build("rsf", out="my-data", raw="raw")  # doctest: +SKIP
    PosixPath('my-data')
    """
    target = as_path("out", out)
    if target.exists() and not target.is_dir():
        raise SourceError(f"{target} is a file: give a directory to write the tables to")
    if strange := [id_ for id_ in surveys if not isinstance(id_, str) or id_ not in SURVEYS]:
        raise UnknownSurveyError(
            f"there is no survey {strange[0]!r}; there is {', '.join(map(repr, SURVEYS))}"
        )
    directory = raw_dir(raw)
    shipped = [id_ for id_, survey in SURVEYS.items() if survey.is_shipped]
    chosen = surveys or tuple(shipped)
    records = {
        id_: _find_files(survey, directory) if id_ in chosen else survey
        for id_, survey in SURVEYS.items()
    }
    tables = assemble({id_: records[id_] for id_ in chosen}, directory, progress, records)
    held = {id_: records[id_] for id_ in records if id_ in chosen}
    if kept := [id_ for id_ in shipped if id_ not in chosen]:
        tables = _add_shipped(tables, kept, records)
        held = {id_: records[id_] for id_ in records if id_ in chosen or id_ in kept}
    write(tables, held, _name_version(held), target)
    return target


def _name_version(held: Mapping[str, Survey]) -> str:
    """Return the data version; with files that users fetched it names these files too."""
    fetched = [s for survey in held.values() if not survey.is_shipped for s in survey.sources]
    if not fetched:
        return DATA_VERSION
    marks = "".join(source.sha256 for source in fetched)
    return f"{DATA_VERSION}+rsf.{hashlib.sha256(marks.encode()).hexdigest()[:8]}"


def _find_files(survey: Survey, raw: Path) -> Survey:
    """Make sure that the declared files are there, or take those that are."""
    if survey.fetched is not None:
        paths = sorted((raw / survey.id).glob("*")) if raw.is_dir() else []
        files = {f"{survey.id}/{path.name}": path.read_bytes() for path in paths if path.is_file()}
        found = survey.fetched(files)
        known = {source.path for source in found.sources}
        if strange := [
            path for path in files if path.lower().endswith(".csv") and path not in known
        ]:
            raise SourceError(
                f"{raw / strange[0]} is named like none of the files of {survey.title}, such as "
                f"{survey.sources[-1].path}: name it so, or take it away"
            )
        if not found.sources:
            raise SourceError(
                f"{raw} holds no file of {survey.title}: fetch them, the first from "
                f"{survey.sources[0].url}, to {raw / survey.sources[0].path}, and so on "
                f"(SURVEYS[{survey.id!r}].sources has the address of each file)"
            )
        return found
    if missing := [source.path for source in survey.sources if not (raw / source.path).is_file()]:
        raise SourceError(
            f"{raw} lacks {len(missing)} of {len(survey.sources)} published files, such as "
            f"{missing[0]}; it must be the directory that holds {survey.id}/ "
            f"(SURVEYS[{survey.id!r}].sources has the address of each file)"
        )
    return survey


def assemble(
    surveys: Mapping[str, Survey],
    raw: Path,
    progress: Progress | None = None,
    records: Mapping[str, Survey] | None = None,
) -> list[Table]:
    """
    Read, harmonise, merge and prove `surveys`; return their tables without writing anything.

    `records` are all surveys there are: the tables of several surveys name them all.
    """
    records = records or surveys
    merged = _read_and_merge(surveys, raw, progress)
    tables = [
        Table(m.space.survey.id, tabulate_survey(m), survey_fields(m.space.survey), _KEY)
        for m in merged
    ]
    items = pa.concat_tables([tabulate_items(m, records) for m in merged])
    tables.append(Table("items", items, item_fields(records), ("survey", *_KEY, "item")))
    for table in tables:
        frame = table.rows.to_pandas(date_as_object=False)
        validate(frame, make_schema(table.fields, table.key), table.name)
    lineage = pa.concat_tables([tabulate_lineage(m, records) for m in merged])
    tables.append(Table("lineage", lineage, lineage_fields(records), ("survey", *_KEY, "measure")))
    return tables


def _add_shipped(
    tables: list[Table], kept: list[str], records: Mapping[str, Survey]
) -> list[Table]:
    """Add the surveys that are not built anew, as the package carries them."""
    own = [Table(id_, _read_shipped(id_), survey_fields(records[id_]), _KEY) for id_ in kept]
    for table in tables:
        rows = table.rows
        if table.name in ("items", "lineage"):
            carried = _read_shipped(table.name)
            names = pc.cast(carried["survey"], pa.string())
            carried = carried.filter(pc.is_in(names, pa.array(kept)))
            rows = pa.concat_tables([rename_categories(carried, table.fields), rows])
            rows = sort_by_survey(rows, list(records))
        own.append(replace(table, rows=rows))
    order = [*records, "items", "lineage"]
    return sorted(own, key=lambda table: order.index(table.name))


def _read_shipped(name: str) -> pa.Table:
    """Read a table of the package, provided that it is the one its descriptor speaks of."""
    home = shipped_dir()
    described = json.loads((home / DESCRIPTOR).read_text(encoding="utf-8"))["resources"]
    content = (home / f"{name}.parquet").read_bytes()
    sha256 = next(table["sha256"] for table in described if table["name"] == name)
    if hashlib.sha256(content).hexdigest() != sha256:
        raise SourceError(f"{home / name}.parquet is not the table that came with the package")
    return pq.read_table(pa.BufferReader(content))


def _read_and_merge(
    surveys: Mapping[str, Survey], raw: Path, progress: Progress | None
) -> list[Merged]:
    """Read and join all sources of the surveys, and prove each survey by its rules."""
    spaces = {id_: Space(survey) for id_, survey in surveys.items()}
    work: dict[str, list[tuple[Source, str]]] = {}
    for id_, survey in surveys.items():
        for source in survey.sources:  # two surveys may be read from one file
            work.setdefault(source.path, []).append((source, id_))
    found: dict[tuple[str, str], tuple[list[Cells], list[Counts]]] = {}

    def read(tasks: list[tuple[Source, str]]) -> list[tuple[list[Cells], list[Counts]]]:
        content, parsed = read_bytes(tasks[0][0], raw), Parsed()
        return [
            harmonise(read_source(source, content, parsed), spaces[id_]) for source, id_ in tasks
        ]

    # the reader works outside the interpreter's lock; more threads than cores only wait for it
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        parts = pool.map(read, work.values())
        for done, tasks in enumerate(work.values()):
            if progress:
                progress(done, len(work), tasks[0][0].title)
            for (source, id_), part in zip(tasks, next(parts), strict=True):
                found[id_, source.id] = part
    merged = []
    for id_, space in spaces.items():
        own = [found[id_, source.id] for source in space.survey.sources]
        one = merge([part for cells, _ in own for part in cells], space)
        if space.survey.worse_of:
            derive_second(one, space.survey.worse_of)
        _prove(one, [count for _, counts in own for count in counts])
        merged.append(one)
    if progress:
        progress(len(work), len(work), "done")
    return merged


def _prove(merged: Merged, counts: list[Counts]) -> None:
    space = merged.space
    grid = merged.value.reshape(space.shape)
    unit, edition = np.nonzero(merged.rows())
    rows = Rows(
        country_id=[space.units[u] for u in unit],
        edition=np.array(space.editions)[edition],
        year=np.array([e.year for e in space.survey.editions])[edition],
        values={id_: grid[unit, edition, n] for n, id_ in enumerate(space.fields)},
    )
    problems = []
    for found in check_rules(space.survey, rows):
        unit_of, edition_of = space.unit(found.country_id), space.edition(found.edition)
        place = space.place(unit_of, edition_of, found.measure)
        problems.append(f"{found}: {merged.where(place)}")
    problems += check_steady(space.survey, rows)
    for count in counts:
        published = {
            edition: {name: printed.values[n] for name, printed in count.block.cells.items()}
            for n, edition in enumerate(count.editions)
        }
        origin = f"{count.block.source.path}, sheet {count.block.sheet.name!r}"
        problems += [f"{origin}: {p}" for p in check_counts(space.survey, rows, published)]
    if problems:
        raise RuleError(spell_out(problems))
