"""Which values of a unit may be compared over time, and which a change of method forbids."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from freedomdata.model import STATUSES
from freedomdata.rules import find_statuses

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from freedomdata.model import Border, Break, StatusRule, Survey

__all__ = [
    "count_steps",
    "find_crossings",
    "is_by_rule",
    "pair_rows",
    "place_editions",
]


def pair_rows(rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """
    Return the rows that follow a row of the same unit: those before them, and themselves.

    `rows` are sorted by their key. Both frames have one row per pair, in the order of the rows;
    the first row of a unit follows nobody, also where the unit took the place of another.

    Examples
    --------
    >>> from freedomdata import load
    >>> rows = load("fiw", country=["Soviet Union", "Russia"], years=range(1989, 1993))
    >>> old, new = pair_rows(rows)
    >>> list(zip(old["edition"], new["edition"], new["country"]))
    [(1992, 1993, 'Russia'), (1990, 1991, 'Soviet Union')]
    """
    ids = rows["country_id"].to_numpy()
    follows = np.flatnonzero(ids[1:] == ids[:-1])
    return rows.take(follows), rows.take(follows + 1)


def count_steps(record: Survey, old: pd.DataFrame, new: pd.DataFrame) -> np.ndarray:
    """
    Return how many editions of the survey it is from each row to the one at the same place.

    It is 1 where no edition lies between; one that lies between and has no row is a gap.
    """
    steps: np.ndarray = place_editions(record, new) - place_editions(record, old)
    return steps


def place_editions(record: Survey, rows: pd.DataFrame) -> np.ndarray:
    """Return the place of each row's edition among all editions of the survey, from 0."""
    editions = np.sort([edition.edition for edition in record.editions])
    places: np.ndarray = np.searchsorted(editions, rows["edition"].to_numpy())
    return places


def find_crossings(
    record: Survey, measures: Iterable[str], old: pd.DataFrame, new: pd.DataFrame
) -> list[tuple[Break, np.ndarray]]:
    """
    Return the changes of method that forbid to compare the measures, and for which pairs of rows.

    A change that can touch only some units, or only those at a border, forbids it for these alone:
    in Freedom in the World the statuses of 2003 (edition 2004) do not compare with earlier ones
    where the mean of the ratings was 5.5 in one of the two.

    Parameters
    ----------
    record : Survey
        The survey.
    measures : iterable of str
        What is compared, by the ids of measures, such as ``["status"]``.
    old, new : pandas.DataFrame
        As many rows each, with ``country_id``, ``edition`` and the measures of borders.

    Examples
    --------
    >>> from freedomdata import SURVEYS, load
    >>> old, new = (load("fiw", editions=one, country=["BTN", "HUN"]) for one in (2003, 2004))
    >>> old["political_rights"].tolist(), old["civil_liberties"].tolist()
    ([6.0, 1.0], [5.0, 2.0])
    >>> [crosses.tolist() for _, crosses in find_crossings(SURVEYS["fiw"], ["status"], old, new)]
    [[True, False]]
    >>> find_crossings(SURVEYS["fiw"], ["political_rights"], old, new)
    []
    """
    wanted = set(measures)
    breaks = (b for b in record.breaks if not b.is_comparable and wanted & set(b.measures))
    found = [(one, _find_crossing(one, old, new)) for one in breaks]
    return [(one, crosses) for one, crosses in found if crosses.any()]


def _find_crossing(one: Break, old: pd.DataFrame, new: pd.DataFrame) -> np.ndarray:
    """Return which pairs lie on both sides of a change of method that can touch them."""
    before, after = (rows["edition"].to_numpy() for rows in (old, new))
    crosses: np.ndarray = (before < one.edition) & (after >= one.edition)
    if one.units:
        crosses &= new["country_id"].isin(one.units).to_numpy()
    if one.border is not None:
        crosses &= _is_at(one.border, old) | _is_at(one.border, new)
    return crosses


def _is_at(border: Border, rows: pd.DataFrame) -> Any:
    """Return which rows are at a border, where the measures say so."""
    mean = rows[list(border.measures)].to_numpy(float).mean(axis=1)
    return (mean >= border.low) & (mean <= border.high)


def is_by_rule(record: Survey, old: pd.DataFrame, new: pd.DataFrame) -> np.ndarray:
    """
    Return where a new rule for the status alone may have made it another.

    It may have where by one of the two rules both rows have the same status. Who rose from 5.5 as
    Not Free to 4 changed by either.
    """
    found = np.zeros(len(new), dtype=bool)
    for one, crosses in find_crossings(record, ["status"], old, new):
        rule = record.status_rule
        found |= crosses & _is_blurred(rule, old, new) if one.border and rule else crosses
    return found


def _is_blurred(rule: StatusRule, old: pd.DataFrame, new: pd.DataFrame) -> Any:
    """Return where both rows have the same status by the rule of the earlier or the later year."""
    means = [rows[list(rule.measures)].to_numpy(float).mean(axis=1) for rows in (old, new)]
    years = [rows["year"].to_numpy() for rows in (old, new)]
    codes = [rows["status"].map(STATUSES.index).to_numpy(int) for rows in (old, new)]
    by_new = find_statuses(rule, means[0], years[1])
    by_old = find_statuses(rule, means[1], years[0])
    pairs = np.arange(len(new))
    return by_new[pairs, codes[1]] | by_old[pairs, codes[0]]
