"""All rules, applied to the tables of a data directory."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow.compute as pc

from freedomdata.building.population import find_faults
from freedomdata.building.values import group_counts, list_rows, locate, read_values
from freedomdata.calls import explain_calls, format_argument
from freedomdata.checks.cells import (
    check_agreement,
    check_cells,
    check_derived,
    check_origins,
    check_readings,
    check_revisions,
    find_count,
    list_declared,
)
from freedomdata.checks.findings import make_frame
from freedomdata.checks.shape import (
    check_columns,
    check_identity,
    check_notes,
    check_order,
    check_rows,
)
from freedomdata.data import get_survey, open_data
from freedomdata.errors import FreedomDataError, SourceError
from freedomdata.rules import Finding, check_counts, check_rules
from freedomdata.surveys import SURVEYS

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Mapping

    import pandas as pd
    import pyarrow as pa

    from freedomdata.building.values import Values
    from freedomdata.data import Data
    from freedomdata.model import Survey
    from freedomdata.schema import Backend

__all__ = ["check", "check_tables", "open_checked"]


def open_checked(data: str | os.PathLike[str] | None, survey: str | None) -> Data:
    """Open the directory that is to be checked; a survey in its place is refused."""
    if survey is None and str(data) in SURVEYS and not Path(str(data)).is_dir():
        raise FreedomDataError(
            "check takes the data directory first; for one survey alone give "
            f"{format_argument('survey', str(data))}"
        )
    return open_data(data)


@explain_calls
def check(
    data: str | os.PathLike[str] | None = None,
    *,
    survey: str | None = None,
    dtype_backend: Backend | None = None,
) -> pd.DataFrame:
    """
    Check the tables of a data directory by every rule that a survey obeys.

    Parameters
    ----------
    data : path, optional
        The data directory. ``FREEDOMDATA_DATA`` or the tables in the package by default.
    survey : str, optional
        Id of the one survey to check. All that the directory has by default.
    dtype_backend : {"numpy_nullable", "pyarrow"}, optional
        Types of the columns, as in pandas' readers. By default those that pandas itself makes.

    Returns
    -------
    pandas.DataFrame
        A row for each finding: ``level`` (ordered category, known < warning < error), ``survey``,
        ``country_id``, ``country`` (str, missing where a finding is about a table or an
        edition), ``edition`` (float64), ``rule``, ``measure``, ``found``, ``expected`` (str),
        ``reason`` (str, why a known one is), ``cell`` (str, the cell of a published file or
        the row of a table; both are empty where there is none). The gravest come first, then
        sorted by survey, country and edition.

    Raises
    ------
    UnknownSurveyError
        If `survey` is no id of a survey.
    FreedomDataError
        If `data` is the id of a survey.
    SourceError
        If `data` is no data directory, lacks the survey, or has a table that is not the one its
        descriptor describes.

    See Also
    --------
    validate : Check a frame of your own.

    Notes
    -----
    Checked are the declared columns and keys; names, periods, grades and notes against the
    registry and the record; ranges, sums, cut-offs, statuses, lives and gaps; the publisher's own
    counts; every other cell that speaks of a value, in other files, in other releases and in later
    editions; and that every value has the one cell it was read from. ``known`` are exceptions of
    the sources that the record of the survey declares, with the reason, and values that a directory
    withholds, as a file contradicts itself or another. In the tables that come with the package
    there is nothing else.

    Examples
    --------
    >>> findings = check()
    >>> findings.loc[findings["level"] >= "warning", "rule"].tolist()
    []
    >>> maldives = findings[findings["country_id"] == "MDV"]
    >>> maldives[["edition", "measure", "found", "expected"]].reset_index(drop=True)
       edition measure        found expected
    0   1974.0  status  Partly Free     Free
    1   1975.0  status  Partly Free     Free
    """
    data = open_checked(data, survey)
    chosen = data.surveys if survey is None else [get_survey(survey)]
    for record in chosen:
        data.require(record)
    data.table("readings")  # a directory of an older version has none, and says so
    known, names = [*data.described], [table["name"] for table in data.descriptor["resources"]]
    findings: list[Finding] = []
    shared = {name: data.table(name) for name in names if name not in known}
    if survey is None:
        findings += _find_strangers(shared, known)
        findings += _check_population(shared)
    for record in chosen:
        tables = {**shared, record.id: data.table(record.id)}
        findings += check_tables(data.record(record), tables)
    return make_frame(findings, dtype_backend)


def _find_strangers(shared: Mapping[str, pa.Table], known: list[str]) -> Iterator[Finding]:
    """Find rows of surveys that the directory does not have."""
    rule, expected = "rows speak of a survey that is there", " or ".join(known)
    for name, table in shared.items():
        for id_ in pc.unique(table["survey"]).to_pylist() if "survey" in table.schema.names else ():
            if id_ not in known:
                what = f"{name}.survey"
                yield Finding(rule, None, None, what, id_, expected, survey=str(id_))


def _check_population(shared: Mapping[str, pa.Table]) -> Iterator[Finding]:
    """Find what is wrong with the people of the countries, which are no survey's."""
    name, rule = "population", "the people of a country and year are one whole number"
    if name not in shared:
        yield Finding(rule, None, None, name, "missing", "a table", "warning")
        return
    for fault in find_faults(shared[name]):
        yield Finding(rule, None, None, name, fault, "none")


def check_tables(record: Survey, tables: Mapping[str, pa.Table]) -> list[Finding]:
    """
    Check tables in memory by every rule of one survey.

    Parameters
    ----------
    record : Survey
        The record as the tables have it.
    tables : mapping of str to pyarrow.Table
        The survey's own table by its id, and those that surveys share: ``items``, ``readings``,
        ``published_counts``.

    Returns
    -------
    list of Finding
        What was found, in no order. Where columns are missing or of another type, only that.
    """
    if findings := list(check_columns(record, tables)):
        return findings
    findings, usable = check_rows(record, tables)
    own = usable[record.id]
    findings += check_identity(record, own)
    findings += check_order(record, usable)
    try:
        values = read_values(record, tables=usable)
    except (SourceError, LookupError, ValueError) as error:
        rule = "the tables can be laid beside each other"
        broken = Finding(rule, None, None, "tables", str(error), "", survey=record.id)
        return [*findings, broken]
    return [
        *findings,
        *check_notes(values, own),
        *_check_values(values),
        *check_origins(values, own),
        *check_readings(values),
        *check_cells(values),
        *check_derived(values),
        *check_agreement(values),
        *check_revisions(values),
        *list_declared(values),
    ]


def _check_values(values: Values) -> Iterator[Finding]:
    """Apply the survey's own rules, and compare its statuses with the published counts."""
    record, rows = values.record, list_rows(values)
    for finding in check_rules(record, rows):
        key = locate(finding, values.keys)
        is_at = key is not None and values.row[key] >= 0
        yield replace(finding, cell=values.where(key or 0)) if is_at else finding
    for sheet, published in group_counts(values.counts).items():
        for finding in check_counts(record, rows, published):
            yield replace(finding, cell=find_count(values, finding, sheet))
