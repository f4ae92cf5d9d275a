"""How many points a country is from the next rating and the next status, both ways."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from freedomdata.analysis.answers import KEY, choose_edition, read_question
from freedomdata.arguments import read_words
from freedomdata.calls import explain_calls
from freedomdata.data import get_survey
from freedomdata.errors import FreedomDataError
from freedomdata.model import STATUSES
from freedomdata.rules import find_statuses
from freedomdata.surveys import SURVEYS

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable
    from typing import Literal

    import pandas as pd

    from freedomdata.analysis.answers import Question
    from freedomdata.model import Edition, StatusRule, Survey
    from freedomdata.schema import Backend

__all__ = ["find_margins"]

_MARGIN = {
    **KEY,
    "measure": "str",
    "level": "str",
    "score": "Int64",
    "better": "str",
    "points_up": "Int64",
    "worse": "str",
    "points_down": "Int64",
}


@explain_calls
def find_margins(  # noqa: PLR0913 (each is a way to select)
    survey: str | pd.DataFrame,
    year: int | None = None,
    *,
    edition: int | None = None,
    measure: str | Iterable[str] | None = None,
    country: str | Iterable[str] | None = None,
    territories: bool | Literal["only"] = False,
    data: str | os.PathLike[str] | None = None,
    dtype_backend: Backend | None = None,
) -> pd.DataFrame:
    """
    Find how many points each country is from the next rating and the next status, both ways.

    Parameters
    ----------
    survey : str or pandas.DataFrame
        Id of a survey that gives statuses (``"fiw"``, ``"fotp"``, ``"fotn"``), or rows of it as
        :func:`load` gives them.
    year : int, optional
        Year covered. By default that of the newest edition that lacks nobody.
    edition : int, optional
        Edition, by the later year of its title, instead of a year covered.
    measure : str or iterable of str, optional
        What to measure: ``"status"``, and in ``"fiw"`` also the ratings ``"political_rights"`` and
        ``"civil_liberties"``. All by default.
    country : str or iterable of str, optional
        Ids, ISO codes or names of countries and territories, or regions. All by default.
    territories : bool or "only", default False
        Whether territories are included, left out, or alone. One that is named is always included.
    data : path, optional
        Another data directory. ``FREEDOMDATA_DATA`` or the tables in the package by default.
    dtype_backend : {"numpy_nullable", "pyarrow"}, optional
        Types of the columns, as in pandas' readers. By default those that pandas itself makes.

    Returns
    -------
    pandas.DataFrame
        One row per country and measure, sorted by ``country_id``, then ratings before the status:
        ``country_id``, ``country`` (str), ``is_territory`` (bool), ``edition``, ``year`` (int64),
        ``measure`` (str), ``level`` (str; the rating, ``"1"`` to ``"7"``, or the status),
        ``score`` (float64; that the rating follows from, or the total), ``better`` (str; the next
        freer rating or status), ``points_up`` (float64; the fewest points that have to be gained
        for it), ``worse`` (str; the next less free one), ``points_down`` (float64; the fewest
        points whose loss leads there, as a positive number). At either end of the scale there is
        no next one: both columns are missing. Points are the measure's own; up is freer in all
        surveys. ``attrs["left_out"]`` says who is left out, and why.

    Raises
    ------
    UnknownSurveyError
        If `survey` is no id of a survey.
    UnknownCountryError, AmbiguousCountryError
        If a country is not known, or may be several.
    FreedomDataError
        If the survey has no statuses (``"rsf"``), nothing here for the year or edition, no scores
        in it (``"fiw"`` before edition 2003, ``"fotp"`` before edition 1994; the message says which
        editions have them), or no such measure.
    SourceError
        If `data` is no data directory, or lacks the survey.

    Warns
    -----
    FreedomDataWarning
        If a country that is named has no row.

    See Also
    --------
    rank : The places of countries by a measure.
    load : The scores, ratings and statuses themselves.

    Notes
    -----
    The status of *Freedom in the World* follows from the mean of two ratings, each of which follows
    from a score of its own. ``points_up`` of the status is the smallest number of points, of either
    score or of both, after which the ratings give a freer one: all 49 pairs of ratings are looked
    at. A naive version puts limits on the total score; but the totals of Free, Partly Free and Not
    Free countries overlap, so it misplaces countries and their distance alike. Another takes the
    nearer of the two next ratings, which need not change the status.

    Left out are countries without a score, and those whose published rating or status is not
    the one that the score gives (declared exceptions). In edition 2003 a mean rating of 5.5 could
    still be either status; counted are the points that leave no doubt.

    Examples
    --------
    >>> found = find_margins("fiw", 2024, country="Hungary")
    >>> found[["measure", "level", "better", "points_up", "worse", "points_down"]]
                measure        level better  points_up     worse  points_down
    0  political_rights            3      2        6.0         4          1.0
    1   civil_liberties            3      2        3.0         4          7.0
    2            status  Partly Free   Free        3.0  Not Free         26.0
    """
    if isinstance(survey, str):
        _require_rule(get_survey(survey))  # before anybody fetches files of one that has none
    question = read_question(survey, country=country, territories=territories, data=data)
    record = question.record
    rule = _require_rule(record)
    steps = _list_steps(record, rule)
    known = [*(one.measure for one in steps if one.is_rating), "status"]
    asked = read_words("measure", measure, known) or known
    chosen = choose_edition(question, year, edition)
    every = question.rows
    rows = question.take_edition(chosen)
    reaches = [_reach_rating(rows, one) for one in steps]
    reaches.append(_reach_status(rule, rows, chosen.year, steps, reaches))
    if all(np.isnan(one.score).all() for one in reaches):
        _refuse_unscored(record, every, steps, chosen)
    if "status" in asked and (reaches[-1].worst < reaches[-1].best).any():
        question.notes.append(
            f"in edition {chosen.edition} some ratings could lead to either of two statuses: "
            "counted are the points that leave no doubt"
        )
    columns = [_list_margins(question, one) for one in reaches if one.measure in asked]
    frame = _make_frame(rows, columns)
    if frame.empty:
        raise FreedomDataError(
            f"{record.title} has no margins of what is asked for in edition {chosen.edition}: "
            f"{question.left_out[-1][0]}"
        )
    return question.answer(frame, _MARGIN, dtype_backend)


def _require_rule(record: Survey) -> StatusRule:
    """Return what the status of a survey follows from; refuse one without statuses."""
    if record.status_rule is None:
        others = ", ".join(f"{s.id!r} ({s.title})" for s in SURVEYS.values() if s.status_rule)
        raise FreedomDataError(
            f"{record.title} gives no status and no rating, so there is no next one; surveys that "
            f"do are {others}"
        )
    return record.status_rule


class _Steps(NamedTuple):
    """
    The values of a measure, and from which to which `score` (both included) each is given.

    A measure that is no rating is its own score.
    """

    measure: str
    score: str
    value: np.ndarray
    low: np.ndarray
    high: np.ndarray
    freedom: np.ndarray

    @property
    def is_rating(self) -> bool:
        """Whether the measure follows from a score."""
        return self.measure != self.score


def _list_steps(record: Survey, rule: StatusRule) -> list[_Steps]:
    """Return the steps of the measures whose mean gives the status."""
    cutoffs = {rule.rating: rule for rule in record.cutoffs}
    steps = []
    for id_ in rule.measures:
        cut = cutoffs.get(id_)
        score = cut.score if cut else id_
        own, of = record.field[id_].scale, record.field[score].scale
        if own is None or of is None:  # which no mean is of
            continue
        if cut is None:
            value = low = high = np.arange(own.low, own.high + 1)
        else:
            value = np.arange(1, len(cut.floors) + 2)
            low = np.array([*cut.floors, of.low])
            high = np.array([of.high, *(floor - 1 for floor in cut.floors)])
        steps.append(_Steps(id_, score, value, low, high, own.freedom(value)))
    return steps


class _Reach(NamedTuple):
    """
    What rows can come to in a measure, and how far that is.

    Levels are numbered from the least free on, and have `names`; `level` is that of each row, NaN
    for none. Each column of `distance` is a case: how many points away it is, and from `worst` to
    `best` which level it gives. `is_by_rule` are the rows that have what their own case gives.
    """

    measure: str
    names: tuple[str, ...]
    level: np.ndarray
    score: np.ndarray
    distance: np.ndarray
    worst: np.ndarray
    best: np.ndarray
    is_by_rule: np.ndarray

    @property
    def is_known(self) -> np.ndarray:
        """Which rows have a level, and the scores that it follows from."""
        known: np.ndarray = ~np.isnan(self.level) & ~np.isnan(self.score)
        return known

    def find_least(self, is_wanted: np.ndarray) -> np.ndarray:
        """Return the points to the nearest of the cases that are wanted, NaN where none is."""
        points = np.where(is_wanted, self.distance, np.inf).min(axis=1)
        return np.where(np.isfinite(points), points, np.nan)


def _reach_rating(rows: pd.DataFrame, steps: _Steps) -> _Reach:
    """Return what rows can come to as a rating, or in a measure that is its own score."""
    score = _list_numbers(rows, steps.score)
    distance = np.maximum(0, np.maximum(steps.low - score[:, None], score[:, None] - steps.high))
    order = np.argsort(steps.freedom)
    names = tuple(map(str, steps.value[order].tolist()))
    number = np.argsort(order)  # of each value, from the least free on
    is_its = _list_numbers(rows, steps.measure)[:, None] == steps.value
    level = np.where(is_its.any(axis=1), number[is_its.argmax(axis=1)], np.nan)
    is_by_rule = ((distance == 0) & is_its).any(axis=1)
    return _Reach(steps.measure, names, level, score, distance, number, number, is_by_rule)


def _reach_status(
    rule: StatusRule,
    rows: pd.DataFrame,
    year: int,
    steps: list[_Steps],
    ratings: list[_Reach],
) -> _Reach:
    """Return what rows can come to as a status: by every combination of the ratings."""
    grid = np.meshgrid(*(np.arange(len(one.value)) for one in steps), indexing="ij")
    cases = [numbers.ravel() for numbers in grid]
    mean = np.mean([one.value[case] for one, case in zip(steps, cases, strict=True)], axis=0)
    parts = [one.distance[:, case] for one, case in zip(ratings, cases, strict=True)]
    distance = np.sum(parts, axis=0)
    allowed = find_statuses(rule, mean, np.full(len(mean), year))
    worst, best = allowed.argmax(axis=1), len(STATUSES) - 1 - allowed[:, ::-1].argmax(axis=1)
    codes = rows["status"].cat.codes.to_numpy(dtype=float)
    level = np.where(codes < 0, np.nan, codes)
    fits = (distance == 0) & (worst <= level[:, None]) & (level[:, None] <= best)
    is_by_rule = fits.any(axis=1) & np.all([one.is_by_rule for one in ratings], axis=0)
    score = np.sum([np.where(one.is_known, one.score, np.nan) for one in ratings], axis=0)
    return _Reach("status", STATUSES, level, score, distance, worst, best, is_by_rule)


def _list_numbers(rows: pd.DataFrame, name: str) -> np.ndarray:
    """Return a column as numbers, NaN for one that is not there."""
    column = rows[name].to_numpy(dtype=float) if name in rows else np.full(len(rows), np.nan)
    return np.asarray(column)


def _list_margins(question: Question, reach: _Reach) -> dict[str, Any]:
    """Return the margins of one measure, with no level for rows that are left out."""
    is_known, keys = reach.is_known, question.rows[["country_id", "edition"]]
    is_held = is_known & reach.is_by_rule
    for is_out, why in (
        (~is_known, ", or a score that it follows from, is not at hand"),
        (is_known & ~is_held, " is published otherwise than the score gives it"),
    ):
        if is_out.any():
            question.leave_out(f"{reach.measure}{why}", keys[is_out])
    level = np.where(is_held, reach.level, 0).astype(int)
    names: Any = np.array([None, *reach.names, None], dtype=object)  # nothing beyond either end
    return {
        "measure": np.full(len(keys), reach.measure, dtype=object),
        "level": np.where(is_held, names[level + 1], None),
        "score": reach.score,
        "better": names[level + 2],
        "points_up": reach.find_least(reach.worst > level[:, None]),
        "worse": names[level],
        "points_down": reach.find_least(reach.best < level[:, None]),
    }


def _make_frame(rows: pd.DataFrame, columns: list[dict[str, Any]]) -> pd.DataFrame:
    """Return the margins of all measures, country by country."""
    stacked = {
        name: np.stack([one[name] for one in columns], axis=1).ravel() for name in columns[0]
    }
    held = np.flatnonzero(stacked["level"] != None)  # noqa: E711 (element by element)
    frame: pd.DataFrame = rows[list(KEY)].take(held // len(columns))
    return frame.assign(**{name: values[held] for name, values in stacked.items()})


def _refuse_unscored(
    record: Survey, rows: pd.DataFrame, steps: list[_Steps], edition: Edition
) -> None:
    """Refuse an edition without scores; say which editions have them."""
    has_scores = np.all([~np.isnan(_list_numbers(rows, one.score)) for one in steps], axis=0)
    held = rows.loc[has_scores, "edition"]
    there = f"editions {held.min()} to {held.max()} have" if len(held) else "no edition here has"
    what = " and ".join(one.score for one in steps)
    raise FreedomDataError(
        f"{record.title} has no margins in edition {edition.edition}: they are counted in points "
        f"of {what}, which {there}"
    )
