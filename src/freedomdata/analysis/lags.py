"""The value of some years before or after: by the calendar, and not across what is no series."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import numpy as np

from freedomdata.analysis.series import (
    explain_partners,
    find_forbidden,
    find_partners,
    read_series,
)
from freedomdata.arguments import listed, read_number
from freedomdata.calls import explain_calls
from freedomdata.columns import read_values, to_numbers
from freedomdata.data import open_data
from freedomdata.errors import FreedomDataError, brief
from freedomdata.frames import is_frame
from freedomdata.loading.tables import load
from freedomdata.model import Measure
from freedomdata.schema import pandas_type
from freedomdata.surveys import SURVEYS

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable

    import pandas as pd

    from freedomdata.analysis.series import Series
    from freedomdata.schema import Backend

__all__ = ["difference", "lag", "lead"]

_LONG = ("status", "value", "freedom")  # what a panel has of each measure
_LONGEST = 9999  # years


@explain_calls
def lag(
    frame: pd.DataFrame | str,
    n: int = 1,
    *,
    columns: str | Iterable[str] | None = None,
    data: str | os.PathLike[str] | None = None,
) -> pd.DataFrame:
    """
    Add the values of `n` years before: by the calendar, of the same unit, where they compare.

    Parameters
    ----------
    frame : pandas.DataFrame or str
        Rows of :func:`load` (a measure in each column) or of :func:`load_panel` (measures below
        each other), with or without `complete`, by either `year_rule`; also read back from a
        file. Or the id of a survey, for all its rows.
    n : int, default 1
        How many years, from 1 on.
    columns : str or iterable of str, optional
        Columns of the frame, also others than ours. By default every status and every measure on
        a scale; of :func:`load_panel` ``status``, ``value`` and ``freedom``.
    data : path, optional
        Another data directory, that the frame was loaded from. ``FREEDOMDATA_DATA`` or the
        tables in the package by default.

    Returns
    -------
    pandas.DataFrame
        A frame of its own, with rows, order, index and columns as they were, and a column more for
        each of `columns`: ``status_lag1`` and so on, in the type of the column (float64 for whole
        numbers, as some are missing). ``attrs["left_out"]`` says why rows have no row to take
        it from, or none that compares: how many for each reason, whose, and of which editions.

    Raises
    ------
    UnknownSurveyError
        If there is no such survey.
    FreedomDataError
        If `n` is no number of years, the frame has no such column, or no units and years, or it has
        several rows for a unit, survey, measure and year.

    See Also
    --------
    lead : The values of years after.
    difference : What changed since.
    load_panel : A balanced panel, with `complete`.

    Notes
    -----
    It is the value in the row of the year `n` years before, of the same unit, survey and measure,
    as ``year`` says. It is missing where there is no such row in the frame: before a unit began
    (Russia has nothing of the Soviet Union), after a gap, after a year without an edition (1982 by
    ``year_rule="end"``), at the start of the frame. And it is missing where a change of method
    lies between that forbids to compare the measure (:func:`list_breaks`): in Freedom in the World
    for the status of 2003, where the mean of the ratings was 5.5 in one of the two years; in
    Freedom of the Press for every status of 1993.

    A naive ``frame.groupby("country_id")["status"].shift()`` takes the row before, whatever its
    year: for Namibia 1989 it gives 1974, and for 1982 it gives 1980, for everybody. In a panel of
    several surveys or measures it gives the row of another, and it knows of no change of method.

    No other rows are looked at than those of the frame: for a lag in its first year, load a year
    more.

    Examples
    --------
    >>> import freedomdata as fd
    >>> panel = fd.lag(fd.load_panel("fiw", "fotp", years=range(1990, 2025), complete="alive"))
    >>> namibia = panel[(panel["country_id"] == "NAM") & (panel["survey"] == "fiw")]
    >>> namibia[["year", "status", "status_lag1", "value", "value_lag1"]].head(3)
          year status status_lag1  value  value_lag1
    4412  1990   Free         NaN    2.5         NaN
    4413  1991   Free        Free    2.5         2.5
    4414  1992   Free        Free    2.0         2.5
    """
    return _add(frame, n, "lag", columns, data)


@explain_calls
def lead(
    frame: pd.DataFrame | str,
    n: int = 1,
    *,
    columns: str | Iterable[str] | None = None,
    data: str | os.PathLike[str] | None = None,
) -> pd.DataFrame:
    """
    Add the values of `n` years after: by the calendar, of the same unit, where they compare.

    Parameters
    ----------
    frame : pandas.DataFrame or str
        Rows of :func:`load` (a measure in each column) or of :func:`load_panel` (measures below
        each other), with or without `complete`, by either `year_rule`; also read back from a
        file. Or the id of a survey, for all its rows.
    n : int, default 1
        How many years, from 1 on.
    columns : str or iterable of str, optional
        Columns of the frame, also others than ours. By default every status and every measure on
        a scale; of :func:`load_panel` ``status``, ``value`` and ``freedom``.
    data : path, optional
        Another data directory, that the frame was loaded from. ``FREEDOMDATA_DATA`` or the
        tables in the package by default.

    Returns
    -------
    pandas.DataFrame
        A frame of its own, as of :func:`lag`, with columns ``status_lead1`` and so on.
        ``attrs["left_out"]`` says why rows have no row to take it from, or none that
        compares: how many for each reason, whose, and of which editions.

    Raises
    ------
    UnknownSurveyError
        If there is no such survey.
    FreedomDataError
        If `n` is no number of years, the frame has no such column, or no units and years, or it has
        several rows for a unit, survey, measure and year.

    See Also
    --------
    lag : The values of years before; what is missing, and why.

    Notes
    -----
    As :func:`lag`, in the other direction. A naive ``shift(-1)`` gives for 1980 the value of 1982.

    Examples
    --------
    >>> import freedomdata as fd
    >>> tunisia = fd.load("fiw", country="Tunisia", years=range(2010, 2013))
    >>> fd.lead(tunisia, columns="status")[["year", "status", "status_lead1"]]
       year       status status_lead1
    0  2010     Not Free  Partly Free
    1  2011  Partly Free  Partly Free
    2  2012  Partly Free          NaN
    """
    return _add(frame, n, "lead", columns, data)


@explain_calls
def difference(
    frame: pd.DataFrame | str,
    n: int = 1,
    *,
    columns: str | Iterable[str] | None = None,
    data: str | os.PathLike[str] | None = None,
) -> pd.DataFrame:
    """
    Add what changed in `n` years: the value less that of `n` years before, where they compare.

    Parameters
    ----------
    frame : pandas.DataFrame or str
        Rows of :func:`load` (a measure in each column) or of :func:`load_panel` (measures below
        each other), with or without `complete`, by either `year_rule`; also read back from a
        file. Or the id of a survey, for all its rows.
    n : int, default 1
        How many years, from 1 on.
    columns : str or iterable of str, optional
        Columns of the frame, also others than ours. By default every status and every measure on
        a scale; of :func:`load_panel` ``status``, ``value`` and ``freedom``.
    data : path, optional
        Another data directory, that the frame was loaded from. ``FREEDOMDATA_DATA`` or the
        tables in the package by default.

    Returns
    -------
    pandas.DataFrame
        A frame of its own, as of :func:`lag`, with columns ``value_difference1`` and so on, in the
        measure's own points and direction: of ``political_rights``, where 1 is freest, -1 is a
        gain; of ``total_score`` and ``freedom`` +1 is. Of a status it is the steps up: +1 from
        Partly Free to Free, -2 from Free to Not Free. float64, or the nullable or Arrow type of the
        column. ``attrs["left_out"]`` says why rows have no row to take it from, or none that
        compares: how many for each reason, whose, and of which editions.

    Raises
    ------
    UnknownSurveyError
        If there is no such survey.
    FreedomDataError
        If `n` is no number of years, the frame has no such column, or no units and years, or it has
        several rows for a unit, survey, measure and year; or one of `columns` holds other words
        than statuses.

    See Also
    --------
    lag : The values of years before; what is missing, and why.

    Notes
    -----
    A naive ``groupby("country_id")["total_score"].diff()`` is a change since the row before, which
    may be of any year, and in Freedom of the Press, where 0 is freest, a fall is a gain.

    Examples
    --------
    >>> import freedomdata as fd
    >>> tunisia = fd.load("fiw", country="Tunisia", years=range(2010, 2013))
    >>> changed = fd.difference(tunisia, columns=["status", "total_score"])
    >>> changed[["year", "status_difference1", "total_score_difference1"]]
       year  status_difference1  total_score_difference1
    0  2010                 NaN                      NaN
    1  2011                 1.0                     35.0
    2  2012                 0.0                      1.0
    """
    return _add(frame, n, "difference", columns, data)


def _add(
    frame: pd.DataFrame | str,
    n: int,
    what: str,
    columns: str | Iterable[str] | None,
    data: str | os.PathLike[str] | None,
) -> pd.DataFrame:
    """Return a frame with a column more for each that is shifted."""
    number = read_number("n", n)
    if number is None or not 1 <= number <= _LONGEST:
        raise FreedomDataError(
            f"n is a number of years from 1 on, not {brief(n)}: lag has the years before, lead "
            "those after"
        )
    data = open_data(data)
    given = cast("pd.DataFrame", frame) if is_frame(frame) else load(cast("str", frame), data=data)
    series = read_series(given, data)
    years = number if what == "lead" else -number
    partners = find_partners(series, years)
    chosen = _choose_columns(series, columns)
    when = (
        f"{'the year' if number == 1 else f'{number} years'} {'after' if years > 0 else 'before'}"
    )
    names = [f"{column}_{what}{number}" for column in chosen]
    lonely = explain_partners(series, partners, years, f"no row of {when}")
    left_out = [{**one, "columns": names} for one in lonely]
    added = {}
    for column, name in zip(chosen, names, strict=True):
        allowed, lost = _forbid(series, column, name, partners)
        left_out += lost
        change = _subtract if what == "difference" else _take
        added[name] = change(series, column, allowed).array
    shifted = given.assign(**added)
    shifted.attrs = {
        **given.attrs,
        "left_out": [*given.attrs.get("left_out", ()), *left_out],
        "columns": _describe(given, dict(zip(added, chosen, strict=True)), what, when),
    }
    return shifted


def _describe(given: pd.DataFrame, added: dict[str, str], what: str, when: str) -> dict[str, Any]:
    """Return what ``attrs`` say of the columns of a frame, with those that are added to it."""
    said: dict[str, Any] = dict(given.attrs.get("columns", {}))
    for name, column in added.items():
        own = said.get(column, {"title": column})
        if what == "difference":
            steps = {"unit": "steps", "direction": "higher is freer"} if "unit" not in own else {}
            steps = steps if "direction" in own else {}
            said[name] = {**own, **steps, "title": f"{own['title']}, less that of {when}"}
        else:
            said[name] = {**own, "title": f"{own['title']}, {when}"}
    return said


def _choose_columns(series: Series, columns: str | Iterable[str] | None) -> list[str]:
    """Return the columns to shift: those asked for, else statuses and numbers of the survey."""
    wanted = listed("columns", columns, "a column or several")
    held = [str(name) for name in series.frame.columns]
    if wanted is not None:
        if strange := [name for name in wanted if name not in held]:
            raise FreedomDataError(
                f"the frame has no column {strange[0]!r}; it has {', '.join(held)}"
            )
        return list(dict.fromkeys(wanted))
    if series.is_long:
        return [name for name in _LONG if name in held]
    measures = (
        measure.id
        for part in series.parts
        for measure in part.record.measures
        if measure.scale or measure.is_ordered or measure.categories == (False, True)
    )
    return [name for name in dict.fromkeys(measures) if name in held]


def _forbid(
    series: Series, column: str, name: str, partners: np.ndarray
) -> tuple[np.ndarray, list[dict[str, Any]]]:
    """Return partners without those beyond a change of method, and a note on each change."""
    allowed, lost = partners.copy(), list[dict[str, Any]]()
    has_value = series.frame[column].notna().to_numpy(dtype=bool)
    for record, one, rows in find_forbidden(series, column, partners):
        allowed[rows] = -1
        if (valued := rows[has_value[partners[rows]]]).size:
            reason = f"{name}, {record.title}, edition {one.edition}: {one.what.rstrip('.')}"
            lost.append({**series.note(reason, valued), "columns": [name]})
    return allowed, lost


def _take(series: Series, column: str, partners: np.ndarray) -> pd.Series:
    """Return the values of the partners, in the type of the column; whole numbers as floats."""
    values = series.frame[column]
    if isinstance(values.dtype, np.dtype) and values.dtype.kind in "iub":  # none can be missing
        values = values.astype("float64")
    taken: pd.Series = values.reindex(partners)
    return taken


def _subtract(series: Series, column: str, partners: np.ndarray) -> pd.Series:
    """Return values less those of the partners; of statuses the steps up."""
    import pandas as pd  # noqa: PLC0415 (importing this package must not import pandas)

    values = series.frame[column]
    if values.dtype.kind == "b":
        values = values.astype(object).map({True: 1.0, False: 0.0})
    measure = _find_words(series, column)
    numbers = to_numbers(values) if measure is None else read_values(values, measure)
    if (np.isnan(numbers) & values.notna().to_numpy(dtype=bool)).any():
        raise FreedomDataError(f"the column {column} holds words: a difference is one of numbers")
    steps = pd.Series(numbers - np.append(numbers, np.nan)[partners])
    if measure is not None:
        return steps.astype(pandas_type("Int64", _find_backend(series.frame)))
    is_plain = isinstance(values.dtype, np.dtype) or values.dtype.kind not in "iuf"
    return steps if is_plain else steps.astype(values.dtype)


def _find_words(series: Series, column: str) -> Measure | None:
    """Return the measure of a column of words, such as a status; None for numbers."""
    fields = (part.record.field.get(column) for part in series.parts)
    found = next((field for field in fields if field is not None), None)
    if column == "status":  # a panel has it of surveys without one, too
        found = SURVEYS["fiw"].field["status"]
    return found if isinstance(found, Measure) and found.categories else None


def _find_backend(frame: pd.DataFrame) -> Backend | None:
    """Return the `dtype_backend` that a frame was loaded with, by its years."""
    import pandas as pd  # noqa: PLC0415 (importing this package must not import pandas)

    dtype = frame["year"].dtype
    if isinstance(dtype, pd.ArrowDtype):
        return "pyarrow"
    return "numpy_nullable" if isinstance(dtype, pd.Int64Dtype) else None
