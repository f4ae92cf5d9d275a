"""The steps in their order: published files in, a data directory out."""

from __future__ import annotations

import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, NamedTuple

from freedomdata.building.conflicts import take_in
from freedomdata.building.directory import check_out, write
from freedomdata.building.extension import drop_notes, drop_strays
from freedomdata.building.population import carry_population, read_population
from freedomdata.building.tabulate import add_held, tabulate
from freedomdata.building.values import derive, join, prove
from freedomdata.calls import explain_calls
from freedomdata.countries import get_countries
from freedomdata.data import get_survey, open_data
from freedomdata.errors import SourceError, join_few, warn
from freedomdata.limits import PUBLISHED_FILE, check_kind, read_file
from freedomdata.paths import as_path, raw_dir, shipped_dir
from freedomdata.readings import Keys, Readings
from freedomdata.sources.formats import find_file, open_sources, read_bytes
from freedomdata.sources.layouts import read_source
from freedomdata.sources.parsing import harmonise
from freedomdata.surveys import DATA_VERSION, SURVEYS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from freedomdata.building.directory import Table
    from freedomdata.building.values import Values
    from freedomdata.model import Source, Survey
    from freedomdata.sources.layouts import Block
    from freedomdata.sources.parsing import Count, Unread

    Progress = Callable[[int, int, str], None]

__all__ = ["assemble", "build"]


@explain_calls
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

    In files that are not the declared ones a row that contradicts itself is withheld, and a
    :class:`FreedomDataWarning` says so; with more than one in fifty the file is refused.

    Parameters
    ----------
    *surveys : str
        Ids of the surveys to build, such as ``"rsf"``; by default all that the package carries.
        Those it carries and that are not named are taken as they are, so that `out` has them all.
        Of a survey that it does not carry (``"rsf"``), those of its files are read that are there.
        The World Bank's population is read where all are built and its file is there; else it is
        taken as the package carries it.
    out : path
        Directory to write to. It is made if need be; tables of an earlier build are replaced, files
        of others never. One process at a time writes there: others wait, up to a minute.
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
        ``items.parquet``, ``readings.parquet`` and ``datapackage.json``.

    Raises
    ------
    UnknownSurveyError
        If one of `surveys` is no id of a survey.
    SourceError
        If a file is missing, altered, laid out otherwise, or contradicts another; or if `out`
        cannot be written to, holds a data package or tables of others, or another process goes on
        writing there.
    RuleError
        If the tables break their schema or the survey's arithmetic.

    Examples
    --------
    >>> build("rsf", out="my-data", raw="raw")  # doctest: +SKIP
    PosixPath('my-data')
    """
    target = as_path("out", out)
    check_out(target)
    shipped = [id_ for id_, survey in SURVEYS.items() if survey.is_shipped]
    chosen = [get_survey(survey).id for survey in surveys] or shipped
    directory = raw_dir(raw)
    check_kind(directory)
    records = {
        id_: _find_files(survey, directory) if id_ in chosen else survey
        for id_, survey in SURVEYS.items()
    }
    left: list[str] = []
    found = _read_all({id_: records[id_] for id_ in chosen}, directory, progress, left)
    records |= {values.record.id: values.record for values in found}
    tables = tabulate(found, records)
    held = {id_: records[id_] for id_ in records if id_ in chosen}
    if kept := [id_ for id_ in shipped if id_ not in chosen]:
        tables = add_held(tables, kept, records, open_data(shipped_dir()))
        held = {id_: records[id_] for id_ in records if id_ in chosen or id_ in kept}
    people = (None if surveys else read_population(directory)) or carry_population(shipped_dir())
    write([*tables, people], held, _name_version(held), target)
    warn([*left, *describe_slips(*held.values())])
    return target


def _name_version(held: Mapping[str, Survey]) -> str:
    """Return the data version; with files that users fetched it names these files too."""
    fetched = [s for survey in held.values() if not survey.is_shipped for s in survey.sources]
    if not fetched:
        return DATA_VERSION
    marks = "".join(source.sha256 for source in fetched)
    return f"{DATA_VERSION}+rsf.{hashlib.sha256(marks.encode()).hexdigest()[:8]}"


def describe_slips(*surveys: Survey) -> Iterator[str]:
    """Report for each file that contradicts itself, or another, what of it is withheld."""
    for survey in surveys:
        for source in survey.sources:
            own = [c for c in survey.slips if source.id in c.sources]
            rows: dict[tuple[str, int], list[str]] = {}
            for c in own:
                rows.setdefault((c.country_id, c.edition), []).append(c.measure)
            slips = [
                f"{', '.join(measures)} of {get_countries()[id_].country}, edition {edition}"
                for (id_, edition), measures in rows.items()
            ]
            if slips:
                why = own[0].reason
                yield f"{source.path}: withheld are {join_few(slips)}; {why}"


def _find_files(survey: Survey, raw: Path) -> Survey:
    """Make sure that the declared files are there, or take those that are."""
    if survey.fetched is not None:
        paths = sorted((raw / survey.id).glob("*")) if raw.is_dir() else []
        files = {
            f"{survey.id}/{path.name}": read_file(path, PUBLISHED_FILE)
            for path in paths
            if path.suffix.lower() == ".csv"
        }
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
                f"(in Python, SURVEYS[{survey.id!r}].sources has their addresses)"
            )
        return found
    if missing := [s.path for s in survey.sources if not find_file(s, raw).is_file()]:
        raise SourceError(
            f"{raw} lacks {len(missing)} of {len(survey.sources)} published files, such as "
            f"{missing[0]}; it must be the directory that holds {survey.id}/ "
            f"(in Python, SURVEYS[{survey.id!r}].sources has their addresses)"
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
    return tabulate(_read_all(surveys, raw, progress, []), records or surveys)


def _read_all(
    surveys: Mapping[str, Survey], raw: Path, progress: Progress | None, left: list[str]
) -> list[Values]:
    """
    Read and join all sources of the surveys, and prove each survey by its rules.

    What is left out of files that are not declared is added to `left`.
    """
    keys = {id_: Keys(survey) for id_, survey in surveys.items()}
    work: dict[str, list[tuple[Source, str]]] = {}
    for id_, survey in surveys.items():
        for source in survey.sources:  # two surveys may be read from one file
            work.setdefault(source.path, []).append((source, id_))
    found: dict[tuple[str, str], _Read] = {}

    def read(tasks: list[tuple[Source, str]]) -> list[_Read]:
        content = read_bytes(tasks[0][0], raw)
        sheets = open_sources([source for source, _ in tasks], content)
        return [_read(source, read_source(source, sheets), keys[id_]) for source, id_ in tasks]

    # the reader works outside the interpreter's lock; more threads than cores only wait for it
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        parts = pool.map(read, work.values())
        for done, tasks in enumerate(work.values()):
            if progress:
                progress(done, len(work), tasks[0][0].title)
            for (source, id_), part in zip(tasks, next(parts), strict=True):
                found[id_, source.id] = part
    joined = [
        _join([(source, found[id_, source.id]) for source in survey.sources], keys[id_], left)
        for id_, survey in surveys.items()
    ]
    if progress:
        progress(len(work), len(work), "done")
    return joined


class _Read(NamedTuple):
    """What one source of one survey holds."""

    readings: Readings
    counts: list[Count]
    unread: list[Unread]
    strays: tuple[str, ...] = ()


def _read(source: Source, blocks: list[Block], keys: Keys) -> _Read:
    """Give the blocks of a source their meaning; of a declared one every cell must have one."""
    if source.is_declared:
        return _Read(*harmonise(blocks, keys), [])
    unread: list[Unread] = []
    blocks = [drop_strays(block, keys.record) for block in blocks]
    return _Read(
        *harmonise(blocks, keys, unread=unread),
        unread,
        tuple(message for block in blocks for message in block.strays),
    )


def _join(found: Sequence[tuple[Source, _Read]], keys: Keys, left: list[str]) -> Values:
    """
    Join and prove the sources of a survey: those that are declared first, then each other.

    What the latter say and is not taken is added to `left`.
    """
    declared = [part for source, part in found if source.is_declared]
    counts = [count for part in declared for count in part.counts]
    values = derive(join(Readings.concat(keys, [part.readings for part in declared]), counts))
    values = values.with_record(drop_notes(values.record, values))
    prove(values)
    for source, part in found:
        if not source.is_declared:
            taken = take_in(values, *part[:3], source, {})
            values = taken.values
            prove(values, is_declared=False)
            left += [f"{source.path}: {message}" for message in (*part.strays, *taken.left)]
    return values
