"""Editions in a row in which something holds: where they begin and end, and what bounds them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from freedomdata.countries import get_countries

if TYPE_CHECKING:
    import pandas as pd

    from freedomdata.model import Survey

__all__ = ["Runs", "add_up", "describe_runs", "find_bounds", "find_runs"]

_DIGITS = 6  # of a sum; what is beyond is an error of the machine


class Runs(NamedTuple):
    """
    The first and the last place of each run, and whether it may have begun earlier or go on.

    It is open where the edition before or after is not known.
    """

    first: np.ndarray
    last: np.ndarray
    is_open_start: np.ndarray
    is_open_end: np.ndarray

    def keep(self, chosen: np.ndarray) -> Runs:
        """Return some of them."""
        return Runs(*(part[chosen] for part in self))


def find_runs(keys: np.ndarray, places: np.ndarray, labels: np.ndarray) -> Runs:
    """
    Return the runs of one label, in editions that follow each other without a gap.

    Parameters
    ----------
    keys, places : numpy.ndarray
        Whose, and the place of the edition among those of the survey; sorted by both.
    labels : numpy.ndarray
        What holds, as whole numbers; below 0 it is not known.

    Examples
    --------
    >>> keys, places = np.array(["A"] * 5 + ["B"]), np.array([0, 1, 2, 3, 5, 5])
    >>> runs = find_runs(keys, places, np.array([1, 1, 0, 0, 0, 0]))
    >>> [list(map(int, part)) for part in runs]
    [[0, 2, 4, 5], [1, 3, 4, 5], [1, 0, 1, 1], [0, 1, 1, 1]]
    """
    is_known = labels >= 0
    follows = (keys[1:] == keys[:-1]) & (np.diff(places) == 1) & is_known[1:] & is_known[:-1]
    goes_on = follows & (labels[1:] == labels[:-1])
    first = np.flatnonzero(np.r_[True, ~goes_on][: len(labels)])
    last = np.flatnonzero(np.r_[~goes_on, True][: len(labels)])
    runs = Runs(first, last, ~np.r_[False, follows][first], ~np.r_[follows, False][last])
    return runs.keep(is_known[first])


def find_bounds(record: Survey, rows: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """
    Return with which rows a unit began to exist, and with which it ended.

    The survey may rate who took its place for the last year that it saw, as Russia for 1991.
    """
    units = get_countries()
    ids = rows["country_id"].to_numpy()
    differs = np.r_[True, ids[1:] != ids[:-1], True]
    before, after = _neighbor_years(record)
    years = [rows["edition"].map(held).to_numpy(float) for held in (before, after)]
    lives = {id_: (units[id_].first_year, units[id_].last_year) for id_ in np.unique(ids)}
    began = rows["country_id"].map({id_: life[0] for id_, life in lives.items()}).to_numpy(float)
    ended = rows["country_id"].map({id_: life[1] for id_, life in lives.items()}).to_numpy(float)
    return differs[:-1] & (began > years[0]), differs[1:] & (ended <= years[1])


def describe_runs(record: Survey, rows: pd.DataFrame, runs: Runs) -> dict[str, np.ndarray]:
    """
    Return the first and the last edition of each run, with their years, and how long it is.

    A year without an edition of its own counts with the edition that covers it.
    """
    before, _ = _neighbor_years(record)
    editions, years = rows["edition"].to_numpy(), rows["year"].to_numpy()
    earlier = rows["edition"].map(before).to_numpy()
    return {
        "first_edition": editions[runs.first],
        "first_year": years[runs.first],
        "last_edition": editions[runs.last],
        "last_year": years[runs.last],
        "editions": runs.last - runs.first + 1,
        "years": years[runs.last] - earlier[runs.first],
        "is_open_start": runs.is_open_start,
        "is_open_end": runs.is_open_end,
    }


def add_up(numbers: np.ndarray, runs: Runs) -> np.ndarray:
    """Return the sum of numbers over each run; what is missing counts nothing."""
    totals = np.r_[0.0, np.nancumsum(numbers)]
    sums: np.ndarray = np.round(totals[runs.last + 1] - totals[runs.first], _DIGITS)
    return sums


def _neighbor_years(record: Survey) -> tuple[dict[int, int], dict[int, int]]:
    """Return the year covered by the edition before each edition, and by the one after it."""
    editions = sorted(record.editions, key=lambda edition: edition.edition)
    years = [editions[0].start.year - 1, *(e.year for e in editions), editions[-1].year + 1]
    titles = [edition.edition for edition in editions]
    return dict(zip(titles, years, strict=False)), dict(zip(titles, years[2:], strict=True))
