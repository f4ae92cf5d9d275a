"""The mean or median of a measure, of countries or of people, edition by edition."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from freedomdata.analysis.answers import read_question
from freedomdata.analysis.coverage import (
    choose_rated,
    choose_sample,
    find_missing,
)
from freedomdata.analysis.grouping import (
    add_missing,
    add_people,
    add_uncounted,
    answer_groups,
    insert_periods,
    keep_grouped,
    list_keys,
    make_index,
    mark_comparable,
    refuse_choices,
    sum_people,
)
from freedomdata.arguments import read_choice
from freedomdata.calls import explain_calls, format_argument
from freedomdata.choices import How
from freedomdata.errors import FreedomDataError, brief
from freedomdata.loading.values import average, choose_measure

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable

    import pandas as pd

    from freedomdata.choices import Grouping, Sample, Weight
    from freedomdata.model import Headline, Survey
    from freedomdata.schema import Backend

__all__ = ["aggregate"]

_TYPES = {
    "measure": "str",
    "how": "str",
    "value": "Float64",
    "units": "int64",
    "units_missing": "int64",
    "missing_ids": "str",
}
_PEOPLE = {
    "people": "Float64",
    "no_population_ids": "str",
    "people_uncounted": "Float64",
    "people_missing": "Float64",
}


@explain_calls
def aggregate(  # noqa: PLR0913 (each is a way to average)
    survey: str | pd.DataFrame,
    measure: str | None = None,
    *,
    by: Grouping | None = None,
    how: How = "mean",
    weight: Weight | None = None,
    sample: Sample | None = None,
    years: int | Iterable[int] | None = None,
    editions: int | Iterable[int] | None = None,
    country: str | Iterable[str] | None = None,
    territories: bool | Literal["only"] = False,
    data: str | os.PathLike[str] | None = None,
    dtype_backend: Backend | None = None,
) -> pd.DataFrame:
    """
    Take the mean or median of a measure, edition by edition.

    Parameters
    ----------
    survey : str or pandas.DataFrame
        Survey id, or rows of one survey as :func:`load` gives them.
    measure : str, optional
        One measure, such as ``"total_score"``. The survey's headline by default: in Freedom in the
        World ``"rating"``, the mean of the two ratings (1 to 7, 1 is freest). A rank is refused.
    by : {"region", "un_region", "un_subregion", "un_intermediate_region"}, optional
        Average apart by region: Freedom House's, in its newest edition, or an area of UN M49.
    how : {"mean", "median"}, default "mean"
        The average. The median is the value that half of the units (or of the people, with
        `weight`) do not exceed; where a value does so for exactly half of them, the middle between
        it and the next one.
    weight : "population", optional
        Weigh each unit with its people: the World Bank's population of the year covered, as in
        :func:`count_statuses`. Units without any are not in the average. Every unit counts once by
        default.
    sample : "constant", optional
        Take only those who have a value in every edition that is averaged. All by default.
    years, editions : int or iterable of int, optional
        Years covered, and editions by the later year of their title. All by default.
    country : str or iterable of str, optional
        Names or ids of countries, or of regions. All by default.
    territories : bool or "only", default False
        Whether territories are averaged, too, or alone. A unit that is named always is.
    data : path, optional
        Another data directory. ``FREEDOMDATA_DATA`` or the tables in the package by default.
    dtype_backend : {"numpy_nullable", "pyarrow"}, optional
        Types of the columns, as in pandas' readers. By default those that pandas itself makes.

    Returns
    -------
    pandas.DataFrame
        One row per edition and region (with `by`), sorted by these: ``edition``, ``year`` (int64),
        ``period_start``, ``period_end`` (datetime64), the region under the name of `by` (str),
        ``measure``, ``how`` (str), ``value`` (float64, in the units and direction of the measure;
        NaN where nobody has one), ``units`` (int64, how many are in it), ``units_missing``
        (int64, how many of those who are asked for existed in that year and have no value),
        ``missing_ids`` (str, their ids, blank between).

        With `weight`: ``people`` (float64, those the average is of), ``no_population_ids``
        (str, ids of the units that have a value but no population), ``people_uncounted`` (float64,
        people of states that were several then, who cannot be divided) and ``people_missing``
        (float64, people of the units in ``missing_ids``, as far as known).

        ``is_comparable`` (bool): whether no change of method since the edition before forbids to
        compare the values. What is left out is in ``attrs``.

    Raises
    ------
    UnknownSurveyError
        If there is no such survey.
    UnknownCountryError, AmbiguousCountryError
        If a name is not known, or may be several.
    FreedomDataError
        If there is no such measure, it is a rank, nothing is left to average, or there is no such
        `by`, `how`, `weight` or `sample`.
    SourceError
        If `data` is no data directory, or lacks the survey or the population.

    See Also
    --------
    count_statuses : How many countries, or people, have which status.
    load_panel : Several surveys on one scale.

    Notes
    -----
    A naive version, ``rows.groupby("edition")[measure].mean()``, gets wrong:

    - it has territories among the countries, and in its last row an edition of which the copies
      at hand lack units. Such an edition is left out here, unless it is asked for alone.
    - over Freedom on the Net it moves with the sample, which grew from 15 countries to 72: freer
      ones came in, so that the mean rises while nearly all of them fall. With
      ``sample="constant"`` only the same ones are averaged.
    - it draws one line over a change of method: the scores of RSF before and after 2022 do not
      compare.
    - its direction is that of the column: 1 is freest among the ratings, 0 in Freedom of the Press,
      100 in all other scores.
    - it is a mean over countries and says nothing of people, and of `region` as published there is
      none before 2005.

    The ratings are steps of an order, not of a measure: their mean is what it is, and Freedom House
    publishes none. It is no score either: put on 0 to 100, the mean rating of a country may be ten
    points off its ``total_score``.

    Examples
    --------
    >>> scores = aggregate("fiw", "total_score", years=[2005, 2024], by="region")
    >>> scores.pivot(index="region", columns="year", values="value").round(1)
    year         2005  2024
    region
    Africa       47.2  39.2
    Americas     75.9  71.0
    Asia         60.0  59.8
    Eurasia      35.6  26.1
    Europe       90.7  85.5
    Middle East  33.1  24.8

    All countries of Freedom on the Net, and those that are in every edition since 2011:

    >>> for sample in (None, "constant"):
    ...     net = aggregate("fotn", years=range(2010, 2025), sample=sample)
    ...     print(net["value"].iloc[[0, -1]].round(1).tolist(), net["units"].iloc[[0, -1]].tolist())
    [51.8, 52.9] [37, 72]
    [51.8, 46.1] [37, 37]
    """
    question = read_question(survey, country=country, territories=territories, data=data)
    record = question.record
    headline = _choose_measure(record, measure)
    refuse_choices(by, weight)
    read_choice("how", how, How)
    question.rows = question.rows.assign(**{headline.id: average(question.rows, headline)})
    rated = choose_rated(question, headline.id, years, editions)
    rated = keep_grouped(question, choose_sample(question, rated, sample), by)
    rated = rated.assign(value=rated[headline.id])
    missing = find_missing(question, rated, sample)
    index = make_index(rated, by)
    if weight is None:
        found = _average(rated.assign(people=1.0), by, how, index)
        frame = insert_periods(found.reset_index(), rated)
    else:
        rated, shared = add_people(question, rated, by)
        if rated["people"].isna().all():
            raise FreedomDataError(f"nobody can be weighed: {question.notes[-1]}")
        question.leave_out("no population", rated[rated["people"].isna()])
        found = _average(rated, by, how, index).join(sum_people(rated, list_keys(by), index))
        frame = insert_periods(found.reset_index(), rated)
        frame = add_uncounted(frame, shared, by)
    frame = add_missing(question, frame, missing, by)
    frame = frame.assign(measure=headline.id, how=how)
    frame["is_comparable"] = mark_comparable(question, frame, rated, headline.measures, by)
    dtypes = _TYPES if weight is None else _TYPES | _PEOPLE
    return answer_groups(question, frame, by, dtypes, dtype_backend)


def _choose_measure(record: Survey, measure: str | None) -> Headline:
    """Return the measure that is averaged, the survey's headline by default; refuse a rank."""
    if measure is not None and not isinstance(measure, str):
        raise FreedomDataError(
            f"measure is one measure, such as {record.headline.id!r}, not {brief(measure)}; a year "
            f"is given as {format_argument('years', metavar='YEAR')}"
        )
    if measure == "status":
        raise FreedomDataError(
            "statuses are counted, not averaged: ask fd.count_statuses, or `freedomdata count`"
        )
    headline = choose_measure(record, measure)
    if any(m.is_relative for m in record.measures if m.id in headline.measures):
        raise FreedomDataError(
            f"{headline.id} is a place among others and no measure of freedom: its average says "
            f"how many there are; average {record.headline.id}"
        )
    return headline


def _average(rated: pd.DataFrame, by: str | None, how: How, index: pd.Index) -> pd.DataFrame:
    """Return the average of each group, each row with its weight, and of how many it is."""
    import pandas as pd  # noqa: PLC0415 (importing this package must not import pandas)

    keys = list_keys(by)
    held = rated[rated["people"] > 0]
    units = held.groupby(keys).size().reindex(index, fill_value=0)
    average = _weighted_median if how == "median" else _weighted_mean
    return pd.DataFrame({"value": average(held, keys).reindex(index), "units": units})


def _weighted_mean(rows: pd.DataFrame, keys: list[str]) -> pd.Series:
    """Return the mean of each group, each row with its weight."""
    groups = rows.assign(value=rows["value"] * rows["people"]).groupby(keys)
    mean: pd.Series = groups["value"].sum() / groups["people"].sum()
    return mean


def _weighted_median(rows: pd.DataFrame, keys: list[str]) -> pd.Series:
    """
    Return the median of each group, each row with its weight.

    It is the first value at which half of the weight is reached; where it is reached exactly, the
    middle between that and the next value.
    """
    rows = rows.sort_values([*keys, "value"])
    groups = rows.groupby(keys)["people"]
    twice = 2 * groups.cumsum()
    total = groups.transform("sum")
    firsts = [
        rows[is_there].groupby(keys)["value"].first()
        for is_there in (twice >= total, twice > total)
    ]
    median: pd.Series = (firsts[0] + firsts[1]) / 2
    return median
