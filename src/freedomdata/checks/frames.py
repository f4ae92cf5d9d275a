"""Whether somebody's own frame obeys the schema and the rules of a survey, and is as published."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from freedomdata.calls import explain_calls
from freedomdata.checks.applicable import apply_rules
from freedomdata.checks.columns import find_lookalikes, refuse_columns
from freedomdata.checks.comparing import compare as compare_values
from freedomdata.checks.findings import LEVELS, Found, make_frame, rank, tell
from freedomdata.columns import KEY, Reading, check_key, read_columns
from freedomdata.data import get_survey, held_record, list_held, require_survey
from freedomdata.errors import RuleError, warn
from freedomdata.frames import require_frame

if TYPE_CHECKING:
    import os

    import pandas as pd

    from freedomdata.model import Survey

__all__ = ["validate"]

_SHOWN = 8  # findings in a message


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
        that are there, by our names; all other columns are left alone, with a warning if one looks
        like a measure by another name.
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
        If anything is wrong. The message tells the first of it; the attribute ``findings`` is a
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
    stand in a table of their own. An edition right after the newest one is taken, and not
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
    record = get_survey(survey)
    df = require_frame("df", df)
    if compare:
        require_survey(record, data)
    if record.is_shipped or record.id in {held.id for held in list_held(data)}:
        record = held_record(record, data)
    reading = Reading(record, df.index.tolist())
    refuse_columns(df, reading, find_lookalikes(df, record))
    if df.columns.is_unique and set(KEY) <= set(df.columns):
        read_columns(df, reading, is_strict=True)
        check_key(df, reading)
        reading.flaws += apply_rules(reading)
        if compare:
            compare_values(reading, data)
    flaws = [*reading.flaws, *reading.respelled]
    findings = [Found.of(record.id, flaw.finding, flaw.cell) for flaw in flaws]
    if any(found.level == LEVELS[-1] for found in findings):
        raise RuleError(_spell(record, findings), make_frame(findings))
    warn(f"{tell(found)}." for found in findings if found.level == LEVELS[1])
    return df


def _spell(record: Survey, findings: list[Found]) -> str:
    """Say what is wrong: the first findings in a sentence each, and how many more there are."""
    wrong = sorted((found for found in findings if found.level != LEVELS[0]), key=rank)
    seen: Counter[tuple[str, str]] = Counter()
    turns = []
    for found in wrong:  # one of each kind first: a hundred of the first kind would hide the others
        turns.append(seen[found.rule, found.measure])
        seen[found.rule, found.measure] += 1
    wrong = [wrong[n] for n in sorted(range(len(wrong)), key=turns.__getitem__)]
    lines = [f"{tell(found)}." for found in wrong[:_SHOWN]]
    if (more := len(wrong) - _SHOWN) > 0:
        lines.append(f"And {more:,} more: the attribute findings of this error has them all.")
    title = f"The frame is not {record.title} as it should be:"
    return "\n".join([title, *lines])
