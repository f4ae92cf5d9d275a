"""What changed from edition to edition."""

from __future__ import annotations

from numbers import Real
from typing import TYPE_CHECKING, Literal

from freedomdata.analysis.answers import (
    choose_rows,
    keep_listed,
    list_lacking,
    note_incomplete,
    read_question,
)
from freedomdata.analysis.comparing import find_crossings, is_by_rule, pair_rows
from freedomdata.analysis.steps import STEP, choose_level, list_steps, take_values
from freedomdata.calls import explain_calls
from freedomdata.errors import FreedomDataError, brief

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable

    import pandas as pd

    from freedomdata.analysis.answers import Question
    from freedomdata.model import Headline
    from freedomdata.schema import Backend

__all__ = ["compare_editions", "find_changes", "read_least"]

_CHANGE = {**STEP, "is_gap": "bool"}


@explain_calls
def find_changes(  # noqa: PLR0913 (each is a way to select)
    survey: str | pd.DataFrame,
    years: int | Iterable[int] | None = None,
    *,
    level: str = "status",
    min_points: float | None = None,
    editions: int | Iterable[int] | Literal["latest"] | None = None,
    country: str | Iterable[str] | None = None,
    territories: bool | Literal["only"] = False,
    data: str | os.PathLike[str] | None = None,
    dtype_backend: Backend | None = None,
) -> pd.DataFrame:
    """
    Find who changed status, rating or score from one edition to the next.

    Parameters
    ----------
    survey : str or pandas.DataFrame
        Survey id, or rows as :func:`load` gives them, which are then all that is compared.
    years : int or iterable of int, optional
        Years covered (not editions) in which the change arrived, such as 2024. A single year
        without an edition of its own is that of the edition that covers it: in ``"fiw"`` 1981 is in
        edition 1982, which a note says. All by default.
    level : str, default "status"
        What changed: ``"status"``; ``"rating"``, the mean of the two ratings of ``"fiw"``;
        ``"score"``, the finest measure of the survey (``"total_score"``, ``"press_score"``,
        ``"net_score"``, ``"press_freedom_score"``); or the id of any measure that can rise or fall,
        such as ``"political_rights"``.
    min_points : float, optional
        Only changes of at least so many points, up or down. All by default.
    editions : int, iterable of int, or "latest", optional
        Editions in which the change arrived, by the later year of their title, or the newest of
        each unit that is still there. All by default.
    country : str or iterable of str, optional
        Ids, ISO codes or names of countries and territories, or a region of Freedom House or of the
        United Nations. All by default.
    territories : bool or "only", default False
        Whether territories are taken, too, or alone; those named in `country` always are. A unit
        counts as what the edition of the change lists it as: Kosovo's change in edition 2010 is
        that of a country.
    data : path, optional
        Another data directory. ``FREEDOMDATA_DATA`` or the tables in the package by default.
    dtype_backend : {"numpy_nullable", "pyarrow"}, optional
        Types of the columns, as in pandas' readers. By default those that pandas itself makes.

    Returns
    -------
    pandas.DataFrame
        One row per change, sorted by ``edition``, then from the largest fall to the largest gain,
        then by ``country_id``:

        - ``country_id``, ``country`` (str), ``is_territory`` (bool)
        - ``edition``, ``year`` (int64): in which the change arrived
        - ``edition_before``, ``year_before`` (int64): of the value before
        - ``measure`` (str): id of what changed
        - ``old``, ``new`` (float64): values as published; NaN where the values are statuses
        - ``points`` (float64): up is always freer; of statuses they are steps
        - ``direction`` (str): ``"declined"`` or ``"improved"``
        - ``old_status``, ``new_status`` (ordered category): at both ends, also where they are the
          same; missing in a survey without
        - ``is_gap`` (bool): editions lie between in which the unit has no value

        ``attrs["left_out"]`` says which rows do not compare with one before them, and why;
        ``attrs["notes"]`` which editions are incomplete.

    Raises
    ------
    UnknownSurveyError
        If `survey` is no id of a survey.
    UnknownCountryError, AmbiguousCountryError
        If a country or region is not known, or may be several.
    FreedomDataError
        If a year or edition is not there, the survey has no such `level` (``"rsf"`` gives no
        status), `min_points` is no number above 0, or a frame is not as :func:`load` gives it.
    SourceError
        If `data` is no data directory, or lacks the survey.

    Warns
    -----
    FreedomDataWarning
        If the survey never rated a country that is named.

    See Also
    --------
    find_movers : Net change between any two years.
    find_spells : How long it stayed so.
    list_breaks : Changes of method.

    Notes
    -----
    A naive version, which subtracts the row before, goes wrong where a change of method moved the
    values: in Freedom in the World a mean of 5.5 has been Not Free since edition 2004, and could be
    Partly Free until then, so that the statuses of those at 5.5 in one of the two do not compare,
    unless they changed by either rule (Burundi and Yemen in 2003, from 5.5 as Not Free to 5 as
    Partly Free); in Freedom of the Press no status of editions 1989 and 1994 compares with the one
    before. Such pairs are in ``left_out``, and no change. It takes Russia for the Soviet Union, or
    Germany for West Germany: the first row of a unit is no change here, whatever it took the place
    of. It counts the step over a gap as one of a year (Namibia from 1974 to 1989): ``is_gap`` flags
    it.

    Which level is asked for changes the answer: of the countries in 2023, 52 had a lower total
    score, but only 10 a worse mean of the ratings. In editions 2014 to 2025, 74 % of all changes
    of the total score left both ratings as they were. Freedom House gives no margin of error: a
    change of one point may be within what two coders would differ by.

    Examples
    --------
    >>> changes = find_changes("fiw", 2024)
    >>> changes[["country", "old_status", "new_status", "points"]]
        country   old_status   new_status  points
    0    Kuwait  Partly Free     Not Free    -1.0
    1     Niger  Partly Free     Not Free    -1.0
    2  Thailand  Partly Free     Not Free    -1.0
    3  Tanzania  Partly Free     Not Free    -1.0
    4    Bhutan  Partly Free         Free     1.0
    5    Jordan     Not Free  Partly Free     1.0
    6   Senegal  Partly Free         Free     1.0

    How many declined and improved, as Freedom House counts them:

    >>> find_changes("fiw", 2024, level="score")["direction"].value_counts().to_dict()
    {'declined': 60, 'improved': 34}
    """
    question = read_question(survey, country=country, territories=True, data=data)
    chosen = choose_level(question.record, level)
    least = read_least("min_points", min_points)
    asked = choose_rows(question, years, editions)
    steps = compare_editions(question, chosen, asked, territories)
    moved = steps["points"].abs() >= least if least else steps["points"] != 0
    changes = steps[moved].sort_values(["edition", "points", "country_id"])
    return question.answer(changes, _CHANGE, dtype_backend)


def read_least(name: str, number: float | None) -> float:
    """Return the least that is asked for, 0 for whatever there is."""
    if number is None:
        return 0.0
    if not isinstance(number, Real) or isinstance(number, bool) or not 0 < number < float("inf"):
        raise FreedomDataError(f"{name} is a number above 0, such as 3, not {brief(number)}")
    return float(number)


def compare_editions(
    question: Question,
    level: Headline,
    asked: pd.DataFrame,
    territories: bool | Literal["only"],  # noqa: FBT001 (as in the public functions)
) -> pd.DataFrame:
    """
    Return the step to each row that is asked for from the one before it, where these compare.

    Noted are territories that are not asked for (a unit is what the edition of the step lists it
    as), rows without the measure, the first of each unit, and those that a change of method parts
    from the row before.
    """
    record = question.record
    note_incomplete(question, list_lacking(question, asked, territories))
    asked = keep_listed(question, asked, territories)
    rated = question.rows[take_values(record, level, question.rows).notna()]
    question.leave_out(f"without a value of {level.id}", asked[~asked.index.isin(rated.index)])
    old, new = pair_rows(rated)
    own = new.index.isin(asked.index)
    old, new = old[own], new[own]
    is_first = asked.index.isin(rated.index) & ~asked.index.isin(new.index)
    question.leave_out(f"the first with a value of {level.id}, none before it", asked[is_first])
    steps = list_steps(record, level, old, new)
    for one, crosses in find_crossings(record, level.measures, old, new):
        apart = crosses
        if one.border and "status" in level.measures:  # who changed by either rule did change
            apart = crosses & is_by_rule(record, old, new)
        reason = f"edition {one.edition} does not compare with earlier ones: {one.what}"
        question.leave_out(reason.rstrip("."), new[apart & new.index.isin(steps.index)])
        steps = steps[~steps.index.isin(new.index[apart])]
    return steps
