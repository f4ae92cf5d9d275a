"""Whether somebody's own frame obeys the schema and the rules of a survey, and is as published."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from freedomdata.calls import explain_calls
from freedomdata.checks.comparing import compare as compare_values
from freedomdata.checks.findings import LEVELS, describe, make_frame, sort
from freedomdata.columns import (
    KEY,
    ParsedFrame,
    check_key,
    list_rows,
    read_columns,
    simplify,
    titles_run_ahead,
)
from freedomdata.data import get_survey, open_data
from freedomdata.errors import RuleError, warn
from freedomdata.frames import require_frame
from freedomdata.loading.balance import drop_added
from freedomdata.model import Continuity, StatusRule, Steady, Sum, list_ties
from freedomdata.rules import check_rules
from freedomdata.schema import survey_fields

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Mapping

    import pandas as pd

    from freedomdata.model import Rule, Survey
    from freedomdata.rules import Finding, Rows

__all__ = ["list_faults", "validate"]

_SHOWN = 8  # findings in a message
_MANY = 30  # countries; of fewer the mean step means little

_UNITS = "country countryid countryname countrycode countryterritory iso iso3 iso3c isoa3 "
_UNITS += "isoalpha3 iso3166alpha3 ccode code entity nation name unit alpha3"
_YEARS = "year years date time surveyedition editionyear fiwedition"


@explain_calls
def validate(
    df: pd.DataFrame,
    survey: str,
    *,
    compare: bool = True,
    data: str | os.PathLike[str] | None = None,
) -> pd.DataFrame:
    """
    Check a frame of your own against the schema, the rules and the values of a survey.

    Parameters
    ----------
    df : pandas.DataFrame
        One row per country and edition, in columns ``country_id`` and ``edition``. Checked are
        also ``country``, ``year``, ``grade``, ``source``, ``note`` and the measures of the survey
        that are there, by our names (``year`` by either `year_rule` of :func:`load`); all other
        columns are left alone, with a warning if one looks like a measure by another name.
        Numbers may come as integers, as floats or as text, words as text or as categories; the
        index does not matter. Missing values are no fault.
    survey : str
        Survey id, a key of :data:`freedomdata.SURVEYS`.
    compare : bool, default True
        Whether every value is compared with the published one, too.
    data : path, optional
        Another data directory to compare with. ``FREEDOMDATA_DATA`` or the tables in the package
        by default.

    Returns
    -------
    pandas.DataFrame
        The same `df`, unchanged.

    Raises
    ------
    UnknownSurveyError
        If `survey` is no id of a survey.
    RuleError
        If anything is wrong. The message names the first of it; the attribute ``findings`` is a
        frame of everything, with the columns of :func:`check` (``cell`` has the row label).
    FreedomDataError
        If `df` is no frame.
    SourceError
        If the survey is not at hand to compare with.

    See Also
    --------
    check : Check the tables of a data directory.
    identify : Find the ids of a column of names.

    Notes
    -----
    Rules whose columns are not there are skipped, as are those on questions and subtotals, which
    are in a table of their own. An edition right after the newest one is taken, and not
    compared. A value that an older release of the publisher had is known, and no fault.

    Examples
    --------
    >>> import freedomdata as fd
    >>> kinshasa = fd.load("fotp", country="Congo (Kinshasa)", editions=2015)
    >>> mine = kinshasa[["country_id", "edition", "press_score"]]
    >>> validate(mine, "fotp") is mine
    True
    >>> validate(mine.assign(press_score=59), "fotp")
    Traceback (most recent call last):
    freedomdata.errors.RuleError: The frame is not Freedom of the Press as it should be:
    press_score differs from the published value (edition 2015 of Congo (Kinshasa): found 59,
    published 79; row 0).
    """
    record, findings = list_faults(df, survey, compare=compare, data=data)
    if any(found.level == LEVELS[-1] for found in findings):
        raise RuleError(_write_message(record, findings), make_frame(findings))
    warn(f"{describe(found)}." for found in findings if found.level == LEVELS[1])
    return df


def list_faults(
    df: pd.DataFrame,
    survey: str,
    *,
    compare: bool = True,
    data: str | os.PathLike[str] | None = None,
) -> tuple[Survey, list[Finding]]:
    """Return the survey as it is at hand, and what is wrong with a frame, as for `validate`."""
    record = get_survey(survey)
    df = require_frame("df", df)
    data = open_data(data)
    if compare:
        data.require(record)
    if record.is_shipped or record.id in data.described:
        record = data.record(record)
    rows = drop_added(df)
    parsed = ParsedFrame(record, rows.index.tolist())
    _check_names(rows, parsed)
    if rows.columns.is_unique and set(KEY) <= set(rows.columns):
        read_columns(rows, parsed, is_strict=True)
        check_key(rows, parsed)
        parsed.findings += _apply_rules(parsed)
        if compare:
            compare_values(parsed, data)
    return record, [*parsed.findings, *parsed.understood]


def _write_message(record: Survey, findings: list[Finding]) -> str:
    """Return what is wrong: the first findings in a sentence each, and how many more there are."""
    wrong = sort(found for found in findings if found.level != LEVELS[0])
    seen: Counter[tuple[str, str]] = Counter()
    turns = []
    for found in wrong:  # one of each kind first: a hundred of the first kind would hide the others
        turns.append(seen[found.rule, found.measure])
        seen[found.rule, found.measure] += 1
    wrong = [wrong[n] for n in sorted(range(len(wrong)), key=turns.__getitem__)]
    lines = [f"{describe(found)}." for found in wrong[:_SHOWN]]
    if (more := len(wrong) - _SHOWN) > 0:
        lines.append(f"And {more:,} more: the attribute findings of this error has them all.")
    return "\n".join([f"The frame is not {record.title} as it should be:", *lines])


def _apply_rules(parsed: ParsedFrame) -> Iterator[Finding]:
    """Apply the rules of the survey that a frame has columns and rows for."""
    rows, numbers = list_rows(parsed)
    by_key = dict(zip(rows.keys(), range(len(numbers)), strict=True))
    is_missing = {id_: np.isnan(column) for id_, column in rows.values.items()}  # noqa: PD011 (ours)
    given = {id_ for id_, missing in is_missing.items() if not missing.all()}
    for rule in parsed.record.rules:
        if not _is_applicable(rule, given, parsed.record, rows):
            continue
        one = replace(rule, is_complete=False) if isinstance(rule, StatusRule) else rule
        for finding in check_rules(parsed.record, rows, [one]):
            row = by_key.get((finding.country_id or "", finding.edition or 0))
            if row is None:
                yield finding
            elif not (isinstance(rule, Sum) and any(is_missing[id_][row] for id_ in rule.terms)):
                yield replace(finding, cell=parsed.name([numbers[row]]))


def _is_applicable(rule: Rule, given: set[str], record: Survey, rows: Rows) -> bool:
    """Whether a frame of some columns and rows can be held to a rule."""
    if isinstance(rule, Sum):
        return {*list_ties(rule)} <= given
    if isinstance(rule, Steady):
        return _is_whole(record, rows)
    return not isinstance(rule, Continuity)


def _is_whole(record: Survey, rows: Rows) -> bool:
    """Whether a frame has many countries in editions running, so that a mean step has a meaning."""
    _, many = np.unique(rows.edition, return_counts=True)
    every, held = sorted(e.edition for e in record.editions), set(rows.edition.tolist())
    running = [n for n, edition in enumerate(every) if edition in held]
    is_running = bool(running) and running[-1] - running[0] + 1 == len(running)
    return bool(is_running and many.min() >= _MANY)


def _check_names(df: pd.DataFrame, parsed: ParsedFrame) -> None:
    """Find columns that are there twice, keys that are missing, and columns left unchecked."""
    rule = "a frame has the columns country_id and edition, and its measures by our names"
    record, alike = parsed.record, _find_lookalikes(df, parsed.record)
    for name in df.columns[df.columns.duplicated()].unique():
        parsed.add(None, rule, f"column {name!r}", "there several times", "one column")
    by_key = {wanted: column for column, wanted in alike.items()}
    for key in KEY:
        if key not in df.columns:
            hint = _advise(df, key, by_key.get(key), record)
            parsed.add(None, rule, f"column {key!r}", "missing", hint)
    is_checked = bool({measure.id for measure in record.measures} & set(df.columns))
    for column, wanted in alike.items():
        if wanted not in KEY:
            expected = f"{wanted!r}: rename it, or its values are not checked"
            level = "warning" if is_checked else "error"
            parsed.add(None, rule, f"column {column!r}", "unknown", expected, level=level)


def _find_lookalikes(df: pd.DataFrame, record: Survey) -> Mapping[str, str]:
    """Return the columns that look like one of the survey's which is not there, and which."""
    measures = {measure.id: measure for measure in record.measures}
    names = {
        simplify(header): str(column.holds)
        for source in record.sources
        for sheet in source.sheets
        for column in sheet.columns
        if column.holds in measures
        for header in column.headers
    }
    for id_, measure in measures.items():
        names |= {simplify(text): id_ for text in (id_, measure.title) if text}
    names |= dict.fromkeys(_YEARS.split(), "edition") | {"edition": "edition"}
    names |= dict.fromkeys(_UNITS.split(), "country_id")
    ours = {field.name for field in survey_fields(record)}
    alike: dict[str, str] = {}
    # a column of ours may serve for a key that is not there, too: country, year
    for name in sorted(map(str, df.columns), key=ours.__contains__):
        wanted = names.get(simplify(name))
        is_free = name not in ours or wanted in KEY
        if wanted and is_free and wanted not in df.columns and wanted not in alike.values():
            alike[name] = wanted
    return alike


def _advise(df: pd.DataFrame, key: str, alike: str | None, record: Survey) -> str:
    """Return what to do about a key that is not there."""
    if key in df.index.names:
        return "a column: it is in the index, use reset_index()"
    if key == "country_id" and alike is None:
        return "ids of the registry, such as CHN: identify() finds them by name"
    if key == "country_id":
        return f"ids of the registry: identify(df[{alike!r}]).ids makes them of {alike!r}"
    if alike is None:
        return "the later year of each edition's title"
    if "edition" in simplify(alike) or not titles_run_ahead(record):
        return f"the later year of each edition's title: is it what {alike!r} holds? Rename it"
    return (
        f"the later year of each edition's title; {alike!r} looks like it, but years covered are "
        "no editions: that of 2013 covers 2012"
    )
