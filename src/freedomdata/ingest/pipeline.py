"""The line in which the steps stand: published files in, a data directory out."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from freedomdata.errors import RuleError, SourceError, spell_out
from freedomdata.ingest.fields import item_fields, lineage_fields, survey_fields
from freedomdata.ingest.harmonise import harmonise
from freedomdata.ingest.layouts import read_source
from freedomdata.ingest.merge import merge
from freedomdata.ingest.read import read_bytes
from freedomdata.ingest.rules import Rows, check_counts, check_rules
from freedomdata.ingest.schema import make_schema, validate
from freedomdata.ingest.space import Space
from freedomdata.ingest.tabulate import tabulate_items, tabulate_lineage, tabulate_survey
from freedomdata.ingest.write import Table, write
from freedomdata.paths import raw_dir
from freedomdata.surveys import DATA_VERSION, SURVEYS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from freedomdata.ingest.harmonise import Cells, Counts
    from freedomdata.ingest.merge import Merged
    from freedomdata.model import Source, Survey

    Progress = Callable[[int, int, str], None]

__all__ = ["assemble", "build"]

_KEY = ("country_id", "edition")


def build(
    *,
    out: str | os.PathLike[str],
    raw: str | os.PathLike[str] | None = None,
    progress: Progress | None = None,
) -> Path:
    """
    Build the tables from the publishers' own files.

    Every file must be the declared one, byte by byte; every value must be understood, agree with
    every other file that has it, and obey the survey's own arithmetic. Only then is anything
    written. The same files give the same bytes (with one version of pyarrow).

    Parameters
    ----------
    out : path
        Directory to write to. It is made if need be; tables of an earlier build are replaced.
    raw : path, optional
        Directory of the published files, laid out as declared (it holds ``fiw/``).
        ``FREEDOMDATA_RAW`` or ``data/raw`` by default.
    progress : callable, optional
        Called as ``progress(done, total, what)`` with the number of steps done, of all steps,
        and a few words on the next one.

    Returns
    -------
    pathlib.Path
        `out`, which now holds ``fiw.parquet``, ``items.parquet``, ``lineage.parquet`` and
        ``datapackage.json``.

    Raises
    ------
    SourceError
        If a file is missing, altered, laid out otherwise, or contradicts another.
    RuleError
        If the tables break their schema or the survey's arithmetic.

    Examples
    --------
    >>> build(out="my-data", raw="raw")  # doctest: +SKIP
    PosixPath('my-data')
    """
    target = Path(out)
    if target.exists() and not target.is_dir():
        raise SourceError(f"{target} is a file: give a directory to write the tables to")
    tables = assemble(SURVEYS, raw_dir(raw), progress)
    write(tables, SURVEYS, DATA_VERSION, target)
    return target


def assemble(
    surveys: Mapping[str, Survey], raw: Path, progress: Progress | None = None
) -> list[Table]:
    """Read, harmonise, merge and prove; return the tables without writing anything."""
    merged = [_merge(survey, raw, progress) for survey in surveys.values()]
    tables = [
        Table(m.space.survey.id, tabulate_survey(m), survey_fields(m.space.survey), _KEY)
        for m in merged
    ]
    items = pa.concat_tables([tabulate_items(m, surveys) for m in merged])
    tables.append(Table("items", items, item_fields(surveys), ("survey", *_KEY, "item")))
    for table in tables:
        frame = table.rows.to_pandas(date_as_object=False)
        validate(frame, make_schema(table.fields, table.key), table.name)
    lineage = pa.concat_tables([tabulate_lineage(m, surveys) for m in merged])
    tables.append(Table("lineage", lineage, lineage_fields(surveys), ("survey", *_KEY, "measure")))
    return tables


def _merge(survey: Survey, raw: Path, progress: Progress | None) -> Merged:
    """Read and join all sources of a survey, and prove them by its rules."""
    if missing := [source.path for source in survey.sources if not (raw / source.path).is_file()]:
        raise SourceError(
            f"{raw} lacks {len(missing)} of {len(survey.sources)} published files, such as "
            f"{missing[0]}; it must be the directory that holds {survey.id}/ "
            f"(SURVEYS[{survey.id!r}].sources has the address of each file)"
        )
    total = len(survey.sources)
    space = Space(survey)
    cells, counts = [], []

    def read(source: Source) -> tuple[list[Cells], list[Counts]]:
        return harmonise(read_source(source, read_bytes(source, raw)), space)

    # the reader works outside the interpreter's lock; more threads than cores only wait for it
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        parts = pool.map(read, survey.sources)
        for done, source in enumerate(survey.sources):
            if progress:
                progress(done, total, source.title)
            new_cells, new_counts = next(parts)
            cells += new_cells
            counts += new_counts
    merged = merge(cells, space)
    _prove(merged, counts)
    if progress:
        progress(total, total, survey.title)
    return merged


def _prove(merged: Merged, counts: list[Counts]) -> None:
    space = merged.space
    grid = merged.value.reshape(space.shape)
    unit, edition = np.nonzero(~np.isnan(grid[:, :, space.fields.index("status")]))
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
    for count in counts:
        published = {
            edition: {name: printed.values[n] for name, printed in count.block.cells.items()}
            for n, edition in enumerate(count.editions)
        }
        origin = f"{count.block.source.path}, sheet {count.block.sheet.name!r}"
        problems += [f"{origin}: {p}" for p in check_counts(space.survey, rows, published)]
    if problems:
        raise RuleError(spell_out(problems))
