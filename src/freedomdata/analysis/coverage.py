"""Which editions are counted, who is in all of them, and who has no value where others have."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple, NoReturn

import numpy as np

from freedomdata.analysis.answers import (
    choose_rows,
    describe_incomplete,
    list_lacking,
    note_incomplete,
)
from freedomdata.arguments import read_choice, read_numbers
from freedomdata.calls import format_argument
from freedomdata.choices import Sample
from freedomdata.countries import get_countries
from freedomdata.errors import FreedomDataError

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from freedomdata.analysis.answers import Question
    from freedomdata.countries import Country
    from freedomdata.loading.editions import Incomplete

__all__ = ["choose_rated", "choose_sample", "find_missing"]


def choose_rated(
    question: Question,
    measure: str,
    years: int | Iterable[int] | None,
    editions: int | Iterable[int] | None,
) -> pd.DataFrame:
    """
    Return the rows of the editions asked for that have a value of a measure, or a status.

    Editions that lack units are left out. One that is asked for alone is in no series: it is
    returned, and a note says whom it lacks.

    Raises
    ------
    FreedomDataError
        If nothing is left; the message says what there is.
    """
    wanted, titles = read_numbers("years", years), read_numbers("editions", editions)
    asked = choose_rows(question, wanted, titles)
    incomplete = list_lacking(question, asked)
    if any(len({*(numbers or ())}) == 1 for numbers in (wanted, titles)):
        note_incomplete(question, incomplete)
        incomplete = []
    lacks = asked["edition"].isin([one.edition for one in incomplete])
    has_value = asked[measure].notna()
    in_some = asked["edition"].isin(asked.loc[has_value & ~lacks, "edition"])
    rated = asked[has_value & in_some]
    if rated.empty:
        _refuse_rest(question, measure, incomplete)
    if wanted is not None or titles is not None:
        question.narrow(asked["edition"].unique())
    for one in incomplete:
        question.leave_out(describe_incomplete(one), asked[asked["edition"] == one.edition])
    without = asked[~in_some & ~lacks]
    span = f"{without['edition'].min()} to {without['edition'].max()}"
    question.leave_out(f"nobody has {measure} in some editions from {span}", without)
    question.leave_out(f"no {measure}", asked[in_some & ~has_value])
    return rated


def _refuse_rest(question: Question, measure: str, incomplete: Iterable[Incomplete]) -> NoReturn:
    """Refuse editions of which nothing can be counted or averaged, and say why."""
    if reasons := "; ".join(map(describe_incomplete, incomplete)):
        raise FreedomDataError(f"there is nothing to count: {reasons}")
    years = question.rows.loc[question.rows[measure].notna(), "year"]
    held = f": there are values of it from {years.min()} to {years.max()}" if len(years) else ""
    raise FreedomDataError(f"nobody has {measure} in what is asked for{held}")


def choose_sample(question: Question, rated: pd.DataFrame, sample: Sample | None) -> pd.DataFrame:
    """
    Return the rows of those who have a value in every edition; all rows without a `sample`.

    Raises
    ------
    FreedomDataError
        If there is no such `sample`, or nobody is in all editions.
    """
    per_edition = rated.groupby("edition").size()
    constant = format_argument("sample", "constant")
    if sample is None:
        if question.record.gaps is None and per_edition.min() < per_edition.max():
            question.notes.append(
                f"not the same units in all editions, from {per_edition.min()} to "
                f"{per_edition.max()}: a change may be one of the sample; {constant} keeps those "
                "that are in all"
            )
        return rated
    read_choice("sample", sample, Sample)
    in_all = rated.groupby("country_id")["edition"].transform("nunique") == len(per_edition)
    if not in_all.any():
        raise FreedomDataError(
            f"nobody has a value in all {len(per_edition)} editions from {per_edition.index.min()} "
            f"to {per_edition.index.max()}: choose fewer, with "
            f"{format_argument('years', metavar='FROM-TO')}"
        )
    question.leave_out(
        f"not in all {len(per_edition)} editions: {constant} takes nobody else",
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
    """Return the lives of all units of the registry."""
    units = get_countries().values()
    return _Lives(
        tuple(unit.country_id for unit in units),
        np.array([unit.kind == "state" for unit in units]),
        np.array([_find_start(unit) for unit in units]),
        np.array([unit.first_year or -np.inf for unit in units]),
        np.array([unit.last_year or np.inf for unit in units]),
    )


def _find_start(unit: Country) -> float:
    """Return the first year in which one of the lists of states has a unit; before 1972 is none."""
    listed = [(unit.cow, unit.cow_first_year), (unit.gw, unit.gw_first_year)]
    years = [float(first or -np.inf) for number, first in listed if number is not None]
    return min(years, default=-np.inf)


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
        when it was one, or was rated as a colony; in the year in which one follows another only if
        the survey has no row of either; and who is asked for as a country only while it is listed
        as one. Which territories are rated is a choice of the publisher, and some are parts of
        others: each is missing between its own editions only.
    """
    import pandas as pd  # noqa: PLC0415 (importing this package must not import pandas)

    selection = question.rows if sample is None else rated
    ids = pd.Index(_get_lives().ids)
    counted = rated.drop_duplicates("edition").sort_values("edition")
    years, editions = counted["year"].to_numpy(), pd.Index(counted["edition"])
    held = _tabulate(_number_units(rated, ids), editions)
    exists = _find_alive(selection, ids, years)
    if sample is None and len(editions) == 1:  # an incomplete edition is in no series
        for one in list_lacking(question, rated):
            exists[np.isin(ids, one.lacking)] = True
    record, data = question.record, question.data
    every = data.keep(
        ("units by number", record.id), lambda: _number_units(data.frame(record.id), ids)
    )
    replaced = _tabulate(_pick_other_kind(every, _number_units(selection, ids), len(ids)), editions)
    unit, kin = (ids.get_indexer(pd.Index(side)) for side in zip(*_list_kin(), strict=True))
    np.logical_or.at(replaced, unit, _tabulate(every, editions)[kin])
    where, who = np.nonzero((exists & ~held & ~replaced).T)
    return pd.DataFrame(
        {"edition": editions[where], "year": years[where], "country_id": ids[who].astype(object)}
    )


class _Units(NamedTuple):
    """The units of rows by their numbers in the registry, their editions, and their kinds."""

    unit: np.ndarray
    edition: np.ndarray
    is_territory: np.ndarray


def _number_units(rows: pd.DataFrame, ids: pd.Index) -> _Units:
    """Return the units of rows by the place of each among `ids`."""
    import pandas as pd  # noqa: PLC0415 (importing this package must not import pandas)

    return _Units(
        ids.get_indexer(pd.Index(rows["country_id"])),
        rows["edition"].to_numpy(),
        rows["is_territory"].to_numpy(bool),
    )


def _pick_other_kind(every: _Units, selection: _Units, units: int) -> _Units:
    """Return the rows of units as a territory that are asked for as a country, or the reverse."""
    asked = np.zeros((2, units), dtype=bool)
    asked[selection.is_territory.astype(int), selection.unit] = True
    is_other = ~asked[every.is_territory.astype(int), every.unit]
    return _Units(*(column[is_other] for column in every))


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


def _tabulate(rows: _Units, editions: pd.Index) -> np.ndarray:
    """Return whether each unit has a row in each edition."""
    import pandas as pd  # noqa: PLC0415 (importing this package must not import pandas)

    table = np.zeros((len(_get_lives().ids), len(editions)), dtype=bool)
    edition = editions.get_indexer(pd.Index(rows.edition))
    is_in = edition >= 0
    table[rows.unit[is_in], edition[is_in]] = True
    return table
