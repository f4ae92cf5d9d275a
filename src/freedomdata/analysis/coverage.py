"""Which editions are counted, who is in all of them, and who has no value where others have."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from freedomdata.analysis.answers import note_period
from freedomdata.analysis.editions import find_incomplete
from freedomdata.arguments import read_choice, read_number, read_numbers
from freedomdata.asked import choose_years, name_of
from freedomdata.choices import Sample
from freedomdata.countries import get_countries
from freedomdata.errors import FreedomDataError

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from freedomdata.analysis.answers import Question
    from freedomdata.model import Survey

__all__ = ["choose_editions", "choose_sample", "find_missing", "keep_rated"]

_NAMED = 4  # units in a sentence


def choose_editions(
    question: Question,
    year: int | None,
    years: int | Iterable[int] | None,
    editions: int | Iterable[int] | None,
) -> pd.DataFrame:
    """
    Return the rows of the editions that are asked for; those that lack units are left out.

    A single year without an edition of its own is that of the edition that covers it. An edition
    that is asked for alone is in no series: it is returned, and a note says whom it lacks.
    """
    if year is not None and years is not None:
        raise FreedomDataError("give one year covered, or years=, not both")
    one_year = read_number("year", year)
    wanted = read_numbers("years", years) if one_year is None else [one_year]
    record, rows = question.record, question.rows
    asked = choose_years(record, rows, wanted)
    titles = read_numbers("editions", editions)
    if wanted is not None and len({*wanted}) == 1:
        note_period(question, wanted[0], record.find_edition(wanted[0]))
    if titles is not None:
        asked = _choose_titles(record, asked, titles)
    is_one = len({*wanted} if wanted is not None else {*titles} if titles is not None else ()) == 1
    held = {*asked["edition"].tolist()}
    question.narrow(held)
    incomplete = [one for one in find_incomplete(record, rows) if one.edition in held]
    for one in incomplete:
        names = ", ".join(map(name_of, one.lacking[:_NAMED]))
        more = len(one.lacking) - _NAMED
        reason = (
            f"edition {one.edition} is incomplete: the copies at hand lack {len(one.lacking)} of "
            f"{one.of} units ({names}{f' and {more} more' if more > 0 else ''})"
        )
        if is_one:
            question.notes.append(reason)
            continue
        is_its = asked["edition"] == one.edition
        question.leave_out(reason, asked[is_its])
        asked = asked[~is_its]
    if asked.empty:
        reasons = "; ".join(reason for reason, _ in question.left_out[-len(incomplete) :])
        raise FreedomDataError(f"there is nothing to count: {reasons}")
    return asked


def _choose_titles(record: Survey, rows: pd.DataFrame, titles: list[int]) -> pd.DataFrame:
    """Return the rows of some editions by their titles; refuse editions without any."""
    chosen = rows[rows["edition"].isin(titles)]
    if chosen.empty:
        given = ", ".join(map(str, sorted({*titles})[:_NAMED])) or "no edition"
        raise FreedomDataError(
            f"{record.title} has nothing here for edition {given}: there are "
            f"{rows['edition'].min()} to {rows['edition'].max()}"
        )
    return chosen


def keep_rated(
    question: Question, rows: pd.DataFrame, is_rated: pd.Series[bool], what: str
) -> pd.DataFrame:
    """Return the rows with a value, such as a status; those without are left out."""
    in_none = ~rows["edition"].isin(rows.loc[is_rated, "edition"].unique())
    editions = sorted(map(int, rows.loc[in_none, "edition"].unique()))
    if editions:
        span = " to ".join(dict.fromkeys(map(str, (editions[0], editions[-1]))))
        reason = f"no {what} in edition{'s' if editions[1:] else ''} {span}"
        question.left_out.append(LeftOut(reason, int(in_none.sum()), (), tuple(editions)))
    question.leave_out(f"no {what}", rows[~is_rated & ~in_none])
    return rows[is_rated]


def choose_sample(question: Question, rated: pd.DataFrame, sample: Sample | None) -> pd.DataFrame:
    """
    Return the rows of those who have a value in every edition; all rows without a `sample`.

    Raises
    ------
    FreedomDataError
        If there is no such `sample`, or nobody is in all editions.
    """
    per_edition = rated.groupby("edition").size()
    if sample is None:
        if question.record.gaps is None and per_edition.min() < per_edition.max():
            question.notes.append(
                f"not the same units in all editions, from {per_edition.min()} to "
                f"{per_edition.max()}: a change may be one of the sample; "
                "sample='constant' keeps those that are in all"
            )
        return rated
    read_choice("sample", sample, Sample)
    in_all = rated.groupby("country_id")["edition"].transform("nunique") == len(per_edition)
    if not in_all.any():
        raise FreedomDataError(
            f"nobody has a value in all {len(per_edition)} editions from {per_edition.index.min()} "
            f"to {per_edition.index.max()}: choose fewer, with years="
        )
    question.leave_out(
        f"not in all {len(per_edition)} editions: sample='constant' takes nobody else",
        rated[~in_all],
    )
    return rated[in_all]


# ------------------------------------------------------------------ who has no value


class _Lives(NamedTuple):
    """All units: whether they are states, from when on, and their first and last year."""

    ids: tuple[str, ...]
    is_state: np.ndarray
    since: np.ndarray
    first: np.ndarray
    last: np.ndarray


@cache
def _get_lives() -> _Lives:
    """Return the lives of all units of the registry; a state is one from its first number on."""
    units = get_countries().values()
    numbers = [((unit.cow, unit.cow_first_year), (unit.gw, unit.gw_first_year)) for unit in units]
    since = [
        min(
            [float(first or -np.inf) for number, first in both if number is not None],
            default=-np.inf,
        )
        for both in numbers
    ]
    return _Lives(
        tuple(unit.country_id for unit in units),
        np.array([unit.kind == "state" for unit in units]),
        np.array(since),
        np.array([unit.first_year or -np.inf for unit in units]),
        np.array([unit.last_year or np.inf for unit in units]),
    )


@cache
def _list_kin() -> tuple[tuple[str, str], ...]:
    """Return pairs of units of which one took the place of the other, both ways round."""
    units = get_countries().values()
    pairs = [(unit.country_id, heir) for unit in units for heir in unit.successors]
    return (*pairs, *((heir, id_) for id_, heir in pairs))


def find_missing(
    question: Question, rated: pd.DataFrame, sample: Sample | None = None
) -> pd.DataFrame:
    """
    Return who of those who are asked for existed and has no value, edition by edition.

    Parameters
    ----------
    question : Question
        Its rows are those of all who are asked for, in all editions.
    rated : pandas.DataFrame
        The rows with a value, of the editions that are counted.
    sample : "constant", optional
        Then only units in `rated` are asked for.

    Returns
    -------
    pandas.DataFrame
        ``edition``, ``year`` and ``country_id``, sorted by edition and id. A state is missing from
        when it was one, or was rated as a colony; one that ended, or began, in the year only if the
        one before or after it has no value either; who is asked for as a country only while it was
        one. Which territories are rated is a choice of the publisher, and some are parts of others:
        each is missing between its own editions only.
    """
    import pandas as pd  # noqa: PLC0415 (importing this package must not import pandas)

    selection = question.rows if sample is None else rated
    ids = pd.Index(_get_lives().ids)
    counted = rated.drop_duplicates("edition").sort_values("edition")
    years, editions = counted["year"].to_numpy(), pd.Index(counted["edition"])
    held = _tabulate(rated, ids, editions)
    exists = _find_alive(selection, ids, years)
    if sample is None and len(editions) == 1:  # an incomplete edition is in no series
        for one in find_incomplete(question.record, question.rows):
            if one.edition in editions:
                exists[np.isin(ids, one.lacking)] = True
    replaced = np.zeros_like(held)
    unit, kin = (ids.get_indexer(pd.Index(side)) for side in zip(*_list_kin(), strict=True))
    np.logical_or.at(replaced, unit, held[kin])
    replaced |= _tabulate(_list_other_kind(question, selection), ids, editions)
    where, who = np.nonzero((exists & ~held & ~replaced).T)
    return pd.DataFrame(
        {"edition": editions[where], "year": years[where], "country_id": ids[who].astype(object)}
    )


def _list_other_kind(question: Question, selection: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of units as a territory that are asked for as a country, or the reverse."""
    every = question.data.frame(question.record.id)
    asked = [
        every["country_id"].isin(selection.loc[selection["is_territory"] == kind, "country_id"])
        for kind in (False, True)
    ]
    return every[~asked[1].where(every["is_territory"], asked[0])]


def _find_alive(selection: pd.DataFrame, ids: pd.Index, years: np.ndarray) -> np.ndarray:
    """Return whether each unit of a selection could have a value in each year."""
    lives = _get_lives()
    own = selection.groupby("country_id")["year"].agg(["min", "max"]).reindex(ids)
    begin, end = own["min"].to_numpy(float), own["max"].to_numpy(float)
    since = np.where(lives.is_state, np.fmin(lives.since, begin), begin)
    until = np.where(lives.is_state, lives.last, end)
    since, until = np.fmax(since, lives.first), np.fmin(until, lives.last)
    is_asked = ~np.isnan(begin)[:, None]
    alive: np.ndarray = is_asked & (years >= since[:, None]) & (years <= until[:, None])
    return alive


def _tabulate(rows: pd.DataFrame, ids: pd.Index, editions: pd.Index) -> np.ndarray:
    """Return whether each unit has a row in each edition."""
    import pandas as pd  # noqa: PLC0415 (importing this package must not import pandas)

    table = np.zeros((len(ids), len(editions)), dtype=bool)
    unit, edition = (
        index.get_indexer(pd.Index(rows[name]))
        for index, name in ((ids, "country_id"), (editions, "edition"))
    )
    is_in = edition >= 0
    table[unit[is_in], edition[is_in]] = True
    return table
