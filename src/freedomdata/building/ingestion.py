"""Take in a file that nobody has declared, with the tables at hand."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from freedomdata.building.comparison import file_unstarred
from freedomdata.building.conflicts import take_in
from freedomdata.building.directory import check_out, write
from freedomdata.building.extension import drop_strays, drop_unrepeated, extend, list_editions
from freedomdata.building.meanings import check_meaning, recognize
from freedomdata.building.population import carry_population
from freedomdata.building.report import Ingested, list_differences, list_withheld
from freedomdata.building.tabulate import add_held, tabulate
from freedomdata.building.values import Values, join, list_rows, prove, read_values
from freedomdata.calls import explain_calls, format_argument
from freedomdata.countries import find_country
from freedomdata.data import open_data
from freedomdata.errors import FreedomDataError, SourceError, brief, plain
from freedomdata.limits import PUBLISHED_FILE, find_target, read_file
from freedomdata.model import GRADES, Naming, Source
from freedomdata.paths import as_path, data_dir, shipped_dir
from freedomdata.readings import Keys, Readings
from freedomdata.rules import INCOMPLETE, check_rules
from freedomdata.sources.formats import open_sheets
from freedomdata.sources.headers import Given
from freedomdata.sources.layouts import strip_marks
from freedomdata.sources.parsing import harmonise
from freedomdata.sources.recognition import declare
from freedomdata.surveys import SURVEYS

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from freedomdata.building.directory import Table
    from freedomdata.choices import Grade
    from freedomdata.data import Data
    from freedomdata.model import Survey
    from freedomdata.rules import Finding
    from freedomdata.sources.layouts import Block
    from freedomdata.sources.parsing import Unread
    from freedomdata.sources.recognition import Interpretation

__all__ = ["ingest"]


@explain_calls
def ingest(  # noqa: PLR0913 (each settles what the file may not say)
    path: str | os.PathLike[str],
    *,
    out: str | os.PathLike[str] | None = None,
    edition: int | None = None,
    edition_column: str | None = None,
    year_column: str | None = None,
    names: Mapping[str, str | None] | None = None,
    grade: Grade = "secondary",
    dry_run: bool = False,
    data: str | os.PathLike[str] | None = None,
) -> Ingested:
    """
    Take in a published file that this package does not know, beside the tables at hand.

    For next year's workbook, an older release, a workbook saved again, a sheet exported as CSV.
    What the file is, and which editions it holds, is found out from its cells, never from its name.
    It is read as files of its kind are (whatever its sheets are called, with a title row or
    without, with more columns, one sheet per edition, stars for territories), and every value is
    proven by the survey's rules. A row that contradicts itself, or cannot be read, costs what the
    broken rule ties together; a file with more than one such row in fifty is refused whole.

    Of two releases the newer prevails, of two files of one release the one of the better grade, and
    at a tie the new one; what the other says is reported, and listed as a revision
    if the releases differ. The tables at hand are never touched.

    Parameters
    ----------
    path : path
        The file: a workbook, CSV, or JSON.
    out : path, optional
        Directory to write to. It becomes a whole data directory: the surveys of the file with what
        is new, all others as at hand. Needed unless `dry_run`. Written to as by :func:`build`.
    edition : int, optional
        The edition of a file that does not say it.
    edition_column, year_column : str, optional
        The column of a table that has the editions (the years of the titles), or the years covered,
        where its header leaves that open. Without it the values decide; if they do not, it is asked
        for.
    names : mapping, optional
        Names in the file that are not known: what each means, by any known name, or None to leave
        its rows out.
    grade : str, default "secondary"
        How the file reached you. Nobody can tell from the bytes that they are the publisher's: if
        you have them from there, say ``"published"``.
    dry_run : bool, default False
        Whether to report only, and write nothing.
    data : path, optional
        The tables at hand. ``FREEDOMDATA_DATA`` or those in the package by default.

    Returns
    -------
    Ingested
        What was found: prints well; its frames ``new``, ``differs``, ``withheld`` and ``missing``
        have the values cell by cell. Read the tables with ``load(..., data=out)``.

    Raises
    ------
    SourceError
        If the file is no such file, holds something that is not understood (every name,
        edition and word that is not known is listed by its cell), or there is no `out`.
    RuleError
        If its values break a rule of the survey in more than a few rows; the message names the
        cells.
    FreedomDataError
        If `names` or `grade` cannot be understood.

    Notes
    -----
    The data version of `out` is that of the tables at hand with ``+local.`` and the first digits of
    the file's sha256. A next edition is taken to cover the same months as the one before it.

    Examples
    --------
    >>> ingest("All_data_FIW_2013-2027.xlsx", out="my-data")  # doctest: +SKIP
    """
    content, target = _check_arguments(path, out, grade, data, dry_run=dry_run)
    name, sha256 = plain(as_path("path", path).name), hashlib.sha256(content).hexdigest()
    data = open_data(data)
    data.table("readings")  # a directory of an older version has none, and says so
    held, version = {survey.id: data.record(survey) for survey in data.surveys}, data.version
    if known := _find_known(held, sha256):
        _write([], held, version, data, target)
        return replace(Ingested.of_known(*known, version), out=target)

    @cache
    def find_held(survey: str) -> Values | None:
        return read_values(held[survey], data) if survey in held else None

    given = _read_given(edition, edition_column, year_column)
    recognized, left = recognize(name, open_sheets(name, content), given, find_held)
    survey = recognized[0].survey
    base = held.get(survey.id) or replace(SURVEYS[survey.id], sources=())
    source = declare(name, content, grade, recognized)
    left += [sentence for one in recognized for sentence in one.left]
    blocks, dropped = _lay_out(recognized, source, names or {})
    blocks = [drop_unrepeated(drop_strays(block, base), base) for block in blocks]
    dropped += [message for block in blocks for message in block.strays]
    record, source = extend(base, source, blocks)
    for block in blocks:
        block.source = source
    keys = Keys(record)
    unread: list[Unread] = []
    readings, counts = harmonise(blocks, keys, is_declared=False, unread=unread)
    is_held = survey.id in held
    at_hand = read_values(record, data) if is_held else Values.of(Readings.make(keys, []))
    starred = {b.sheet.name for b in blocks if b.sheet.has_stars}
    readings, unstarred = file_unstarred(at_hand, readings, starred)
    check_meaning(at_hand, readings)
    columns = {b.sheet.name: int(np.min(b.units[0].column)) for b in blocks if b.units}
    taken = take_in(at_hand, readings, counts, unread, source, columns)
    values = taken.values
    prove(values, is_declared=False)
    record = values.record
    version += ("." if "+" in version else "+") + f"local.{sha256[:8]}"
    tables = tabulate([values], {**SURVEYS, **held, survey.id: record})
    found = Ingested(
        survey=survey.id,
        source=source,
        editions=tuple(list_editions(blocks, record)),
        version=version,
        left=(*left, *unstarred, *dropped, *taken.left),
        corrected=tuple(dict.fromkeys(message for block in blocks for message in block.corrected)),
        findings=(*_check_itself(taken.readings, values), *_list_warnings(at_hand, values)),
        withheld=list_withheld(values, taken.withheld, source),
        **list_differences(at_hand, values, taken.readings),
    )
    _write(tables, {**held, survey.id: record}, version, data, target)
    return replace(found, out=target)


def _write(
    tables: list[Table],
    records: Mapping[str, Survey],
    version: str,
    data: Data,
    target: Path | None,
) -> None:
    """Write new tables, with those at hand of the other surveys, if there is where to."""
    if target is None:
        return
    fresh = {table.name for table in tables}
    every = {id_: records[id_] for id_ in SURVEYS if id_ in records}
    kept = [id_ for id_ in every if id_ not in fresh]
    tables = add_held(tables, kept, {**SURVEYS, **every}, data) if kept else tables
    write([*tables, carry_population(data)], every, version, target)


def _read_given(edition: int | None, edition_column: str | None, year_column: str | None) -> Given:
    """Read what the user says of the editions of a file: one thing, or nothing."""
    given = {"edition": edition, "edition_column": edition_column, "year_column": year_column}
    several = [format_argument(name, value) for name, value in given.items() if value is not None]
    if len(several) > 1:
        raise FreedomDataError(f"give one of {' and '.join(several)}: each says of which editions")
    if edition_column is not None:
        return Given(label=("edition", edition_column))
    return Given(edition, None if year_column is None else ("year", year_column))


def _check_arguments(
    path: str | os.PathLike[str],
    out: str | os.PathLike[str] | None,
    grade: str,
    data: str | os.PathLike[str] | None,
    *,
    dry_run: bool,
) -> tuple[bytes, Path | None]:
    """Return the content of the file, and the directory to write to if there is one."""
    file = as_path("path", path)
    if not dry_run and out is None:
        where, nowhere = (
            format_argument("out", metavar="DIR"),
            format_argument("dry_run", value=True),
        )
        raise SourceError(f"give {where}, the directory to write the tables to, or {nowhere}")
    if grade not in GRADES:
        raise FreedomDataError(f"there is no grade {brief(grade)}; there is {', '.join(GRADES)}")
    target = None if dry_run or out is None else _check_target(out, data)
    return read_file(file, PUBLISHED_FILE), target


def _find_known(held: Mapping[str, Survey], sha256: str) -> tuple[Survey, Source] | None:
    """Return the file among those at hand that has the same bytes, whatever its name."""
    known = ((r, source) for r in held.values() for source in r.sources)
    return next(((r, source) for r, source in known if source.sha256 == sha256), None)


def _check_itself(readings: Readings, values: Values) -> list[Finding]:
    """
    Return what breaks a rule within the file, where the tables do not take it over.

    Its own numbers must agree with each other; that it has a part of them only is no fault.
    """
    own = join(readings.take(~readings.is_reprint))
    many = own.has_row.sum(axis=0) * 2 >= values.has_row.sum(axis=0)
    return [
        replace(found, level="warning")
        for found in check_rules(values.record, list_rows(own))
        if found.level == "error"
        and found.expected not in INCOMPLETE
        and found.found != "missing"
        and (found.country_id or many[values.keys.edition(found.edition)])
    ]


def _list_warnings(at_hand: Values, values: Values) -> list[Finding]:
    """Return the warnings that the tables did not give before."""
    before, now = (check_rules(v.record, list_rows(v)) for v in (at_hand, values))
    return [f for f in now if f.level == "warning" and f not in before]


def _check_target(out: str | os.PathLike[str], data: str | os.PathLike[str] | None) -> Path:
    target = as_path("out", out)
    check_out(target)
    chosen = find_target(target)
    if chosen == shipped_dir().resolve():
        raise SourceError(f"{target} holds the tables of this package: give another directory")
    if chosen == data_dir(data).resolve():
        raise SourceError(f"{target} holds the tables at hand: give another directory")
    return target


def _lay_out(
    recognized: Sequence[Interpretation], source: Source, names: Mapping[str, str | None]
) -> tuple[list[Block], list[str]]:
    """Read the sheets of a file as they were recognized, names settled by the user first."""
    settled = {str(name).strip(): means for name, means in names.items()}
    namings = tuple(
        Naming(name, find_country(means)) for name, means in settled.items() if means is not None
    )
    blocks, dropped = [], []
    unused = list(_list_unused(settled, recognized))
    for one in recognized:
        for row in one.grid:
            names_of = [row[n] for n in one.units if isinstance(row[n], str)]
            if out := [c for c in names_of if settled.get(strip_marks(c), "") is None]:
                dropped.append(f"a row of {out[0]!r} is left out, as asked")
                row[:] = [""] * len(row)
        one.sheet = replace(one.sheet, namings=(*one.sheet.namings, *namings))
        blocks += one.lay_out(source)
    return blocks, [*dropped, *unused]


def _list_unused(
    settled: Mapping[str, str | None], recognized: Sequence[Interpretation]
) -> Iterator[str]:
    """Name what the user settled that is in no cell: it may be written otherwise."""
    cells = (row[n] for one in recognized for row in one.grid for n in one.units)
    texts = {cell.strip() for cell in cells if isinstance(cell, str)}
    for name, means in settled.items():
        if name not in texts:
            yield f"{format_argument('names', {name: means})} settles nothing: no cell is {name!r}"
