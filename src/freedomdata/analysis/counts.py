"""How many countries, or people, have which status."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from freedomdata.analysis.answers import Question, read_question
from freedomdata.analysis.coverage import (
    choose_rated,
    choose_sample,
    find_missing,
)
from freedomdata.analysis.grouping import (
    PERIOD,
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
from freedomdata.calls import explain_calls
from freedomdata.errors import FreedomDataError
from freedomdata.model import STATUSES

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable

    import pandas as pd

    from freedomdata.choices import Grouping, Sample, Weight
    from freedomdata.data import Data
    from freedomdata.model import Survey
    from freedomdata.schema import Backend

__all__ = ["count_rows", "count_statuses"]

_TYPES = {
    "status": "status",
    "countries": "int64",
    "share": "Float64",
    "units": "int64",
    "units_missing": "int64",
    "missing_ids": "str",
}
_PEOPLE = {
    "people": "Float64",
    "people_share": "Float64",
    "no_population_ids": "str",
    "people_uncounted": "Float64",
    "people_missing": "Float64",
}


@explain_calls
def count_statuses(  # noqa: PLR0913 (each is a way to count)
    survey: str | pd.DataFrame,
    years: int | Iterable[int] | None = None,
    *,
    by: Grouping | None = None,
    weight: Weight | None = None,
    sample: Sample | None = None,
    editions: int | Iterable[int] | None = None,
    country: str | Iterable[str] | None = None,
    territories: bool | Literal["only"] = False,
    data: str | os.PathLike[str] | None = None,
    dtype_backend: Backend | None = None,
) -> pd.DataFrame:
    """
    Count how many countries, or people, have which status, edition by edition.

    Parameters
    ----------
    survey : str or pandas.DataFrame
        Survey id, or rows of one survey as :func:`load` gives them.
    years : int or iterable of int, optional
        Years covered (not editions). A single year without an edition of its own is that of the
        edition that covers it (in Freedom in the World 1981 is in edition 1982). All by default.
    by : {"region", "un_region", "un_subregion", "un_intermediate_region"}, optional
        Count apart by region: Freedom House's, in its newest edition, or an area of UN M49.
    weight : "population", optional
        Count people, too: the World Bank's population of the year covered. A state that ended has
        the people of its successors; where one took the place of several (the two German states)
        they cannot be divided.
    sample : "constant", optional
        Count only those who have a status in every edition that is counted. All by default.
    editions : int or iterable of int, optional
        Editions, by the later year of their title. All by default.
    country : str or iterable of str, optional
        Names or ids of countries, or of regions. All by default.
    territories : bool or "only", default False
        Whether territories are counted, too, or alone. A unit that is named is always counted.
    data : path, optional
        Another data directory. ``FREEDOMDATA_DATA`` or the tables in the package by default.
    dtype_backend : {"numpy_nullable", "pyarrow"}, optional
        Types of the columns, as in pandas' readers. By default those that pandas itself makes.

    Returns
    -------
    pandas.DataFrame
        One row per edition, region (with `by`) and status, sorted by these, Not Free first; also
        where nobody has the status. ``edition``, ``year`` (int64), ``period_start``,
        ``period_end`` (datetime64), the region under the name of `by` (str), ``status`` (ordered
        category), ``countries`` (int64), ``share`` (float64, percent of the countries counted in
        the edition and region). The same in all three rows are ``units`` (int64, how many are
        counted), ``units_missing`` (int64, how many of those who are asked for existed in that
        year and have no status), ``missing_ids`` (str, their ids, blank between).

        With `weight`: ``people`` (float64; NaN where the year has no population at all),
        ``people_share`` (float64, percent of the people counted), ``no_population_ids`` (str, the
        ids of the units whose people are not in it), ``people_uncounted`` (float64, people who are
        not in ``people`` because they lived in one of several units that are one today) and
        ``people_missing`` (float64, people of the units in ``missing_ids``, as far as known).

        ``is_comparable`` (bool): whether no change of method since the edition before forbids to
        compare the counts. What is left out is in ``attrs``.

    Raises
    ------
    UnknownSurveyError
        If there is no such survey.
    UnknownCountryError, AmbiguousCountryError
        If a name is not known, or may be several.
    FreedomDataError
        If the survey gives no status (``"rsf"``), nothing is left to count, or there is no such
        `by`, `weight` or `sample`.
    SourceError
        If `data` is no data directory, or has no table of population.

    See Also
    --------
    aggregate : Means and medians of a measure.
    plot_counts : The same as a picture.

    Notes
    -----
    A naive version, ``rows.groupby(["edition", "status"]).size()``, gets wrong:

    - it counts territories with the countries, which changes every number; Freedom House's own
      counts have countries alone. Kosovo counts as a country from 2009 on only.
    - it counts an edition of which the copies at hand lack units (2026 of Freedom in the World
      has one territory of thirteen) and shows a collapse that never happened. Such an edition is
      left out here, unless it is asked for alone; then a note says whom it lacks.
    - it takes whoever has no row for nobody: Andorra, Brunei, Namibia and others existed for years
      without a rating. A state is missing from its independence on, a territory between its
      first and its last edition only, as which of them are rated is the publisher's choice.
    - it shows a change of the sample as a change of freedom: Freedom on the Net assessed 15
      countries first and 72 later. ``units_missing`` says how many are not there, and
      ``sample="constant"`` counts the same ones in every edition.
    - grouped by the column ``region`` it has no regions before 2005; `by` takes those of today for
      all years, so that Russia is in Eurasia and Turkey in Europe. They are no continents.
    - weighted by a table of today's states it loses the people of the Soviet Union,
      Czechoslovakia and Yugoslavia: 43 % of the people of 1972 were in countries that are Not
      Free, with them 48 %.
    - of states that are one today (Germany, Vietnam, Yemen) it takes all people for one of them;
      here they are ``people_uncounted``. Taiwan has no population at the World Bank.

    Freedom House counted edition 1973 without South Africa, which had a rating for each of two
    groups then.

    Examples
    --------
    >>> counts = count_statuses("fiw", 2024)
    >>> counts[["edition", "status", "countries", "units", "units_missing"]]
       edition       status  countries  units  units_missing
    0     2025     Not Free         59    195              0
    1     2025  Partly Free         51    195              0
    2     2025         Free         85    195              0

    India's fall from Free to Partly Free in 2020 moved half a percent of the countries, and 18 %
    of the people:

    >>> counts = count_statuses("fiw", editions=[2020, 2021], weight="population")
    >>> free = counts[counts["status"] == "Free"]
    >>> free[["year", "countries", "share", "people_share"]].round(1)
       year  countries  share  people_share
    2  2019         83   42.6          37.9
    5  2020         82   42.1          19.4
    """
    question = read_question(survey, country=country, territories=territories, data=data)
    record = question.record
    if "status" not in question.rows:
        raise FreedomDataError(
            f"{record.title} gives no status that could be counted: there is one in 'fiw', "
            "'fotp' and 'fotn'"
        )
    refuse_choices(by, weight)
    rated = choose_rated(question, "status", years, editions)
    rated = keep_grouped(question, choose_sample(question, rated, sample), by)
    counts = _count_rows(question, rated, by, weight)
    counts["share"] = _share(counts, "countries", by)
    counts["units"] = counts.groupby(list_keys(by))["countries"].transform("sum")
    if weight is not None:
        counts["people_share"] = _share(counts, "people", by)
    missing = find_missing(question, rated, sample)
    counts = add_missing(question, counts, missing, by)
    counts["is_comparable"] = mark_comparable(question, counts, rated, ("status",), by)
    dtypes = _TYPES if weight is None else _TYPES | _PEOPLE
    return answer_groups(question, counts, by, dtypes, dtype_backend)


def count_rows(
    record: Survey,
    rows: pd.DataFrame,
    by: Grouping | None,
    weight: Weight | None,
    data: Data,
) -> pd.DataFrame:
    """Count as :func:`count_statuses` does, in rows that are ours and of complete editions."""
    refuse_choices(by, weight)
    question = Question(record, rows, data)
    rated = keep_grouped(question, rows[rows["status"].notna()], by)
    return _count_rows(question, rated, by, weight)


def _count_rows(
    question: Question, rated: pd.DataFrame, by: Grouping | None, weight: Weight | None
) -> pd.DataFrame:
    """Count the rows of a question that have a status, and their people."""
    rated = rated[["country_id", "edition", *PERIOD, "status", *list_keys(by)[1:]]]
    if weight is None:
        return _count(rated, by)
    rated, shared = add_people(question, rated, by)
    return add_uncounted(_count(rated, by), shared, by)


def _count(rated: pd.DataFrame, by: str | None) -> pd.DataFrame:
    """Count rows, and sum up people, by edition, region and status; also where there are none."""
    import pandas as pd  # noqa: PLC0415 (importing this package must not import pandas)

    index = make_index(rated, by, status=list(STATUSES))
    groups = rated.groupby([*list_keys(by), "status"], observed=True)
    found = pd.DataFrame({"countries": groups.size().reindex(index, fill_value=0)})
    if "people" in rated:
        found = found.join(sum_people(rated, [*list_keys(by), "status"], index))
    found = found.reset_index()
    found["status"] = found["status"].astype(pd.CategoricalDtype(list(STATUSES), ordered=True))
    return insert_periods(found, rated)


def _share(counts: pd.DataFrame, amount: str, by: str | None) -> pd.Series:
    """Return what percent a number is of those of all three statuses, of none it is missing."""
    total = counts.groupby(list_keys(by))[amount].transform("sum", min_count=1).astype(float)
    return 100 * counts[amount] / total.where(total > 0)
