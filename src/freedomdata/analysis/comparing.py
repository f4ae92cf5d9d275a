"""Which values of a unit may be compared over time, and which a change of method forbids."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from freedomdata.model import Border, Break, StatusRule, Survey

__all__ = ["count_steps", "find_crossings", "may_compare", "pair_rows", "place_editions"]


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


def may_compare(
    record: Survey, measures: Iterable[str], old: pd.DataFrame, new: pd.DataFrame
) -> np.ndarray:
    """
    Return whether each row may be compared with the one at the same place in a later edition.

    They compare if they are of the same unit, and no change of method between them forbids it for
    any of the measures. A change that can touch only some units, or only those at a border, forbids
    it for these alone: in Freedom in the World the statuses of 2003 (edition 2004) do not compare
    with earlier ones where the mean of the ratings was 5.5 in one of the two, and both are Partly
    Free or Not Free.

    Parameters
    ----------
    record : Survey
        The survey.
    measures : iterable of str
        What is compared, by the ids of measures, such as ``["status"]``.
    old, new : pandas.DataFrame
        As many rows each, with ``country_id``, ``edition``, and for statuses ``status`` and the
        measures that it follows from.

    Returns
    -------
    numpy.ndarray
        Of bool, one for each pair.

    Examples
    --------
    >>> from freedomdata import SURVEYS, load
    >>> old, new = (load("fiw", editions=one, country=["BTN", "HUN"]) for one in (2003, 2004))
    >>> old["political_rights"].tolist(), old["civil_liberties"].tolist()
    ([6.0, 1.0], [5.0, 2.0])
    >>> may_compare(SURVEYS["fiw"], ["status"], old, new).tolist()
    [False, True]
    >>> may_compare(SURVEYS["fiw"], ["political_rights"], old, new).tolist()
    [True, True]
    """
    compare: np.ndarray = old["country_id"].to_numpy() == new["country_id"].to_numpy()
    for _, crosses in find_crossings(record, measures, old, new):
        compare = compare & ~crosses
    return compare


def find_crossings(
    record: Survey, measures: Iterable[str], old: pd.DataFrame, new: pd.DataFrame
) -> list[tuple[Break, np.ndarray]]:
    """Return the changes of method that forbid to compare the measures, and for which pairs."""
    wanted = set(measures)
    breaks = (b for b in record.breaks if not b.is_comparable and wanted & set(b.measures))
    found = [(one, _find_crossing(record, one, old, new)) for one in breaks]
    return [(one, crosses) for one, crosses in found if crosses.any()]


def _find_crossing(record: Survey, one: Break, old: pd.DataFrame, new: pd.DataFrame) -> np.ndarray:
    """Return which pairs lie on both sides of a change of method that can touch them."""
    before, after = (rows["edition"].to_numpy() for rows in (old, new))
    crosses: np.ndarray = (before < one.edition) & (after >= one.edition)
    if one.units:
        crosses &= new["country_id"].isin(one.units).to_numpy()
    if one.border is not None:
        crosses &= _is_at(one.border, old) | _is_at(one.border, new)
        if record.status_rule and "status" in one.measures:
            words = _list_statuses(record.status_rule, one.border)
            for rows in (old, new):
                crosses &= rows["status"].isin(words).to_numpy()
    return crosses


def _is_at(border: Border, rows: pd.DataFrame) -> Any:
    """Return which rows are at a border, where the measures say so."""
    mean = rows[list(border.measures)].to_numpy(float).mean(axis=1)
    return (mean >= border.low) & (mean <= border.high)


def _list_statuses(rule: StatusRule, border: Border) -> set[str]:
    """Return the statuses that have ever met at a border: a change to a third one is real."""
    return {b.status for b in rule.bands if b.low <= border.high and b.high >= border.low}
