"""Which rows of a survey are selected, and what is said of those that are not there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np

from freedomdata.arguments import (
    read_choice,
    read_countries,
    read_editions,
    read_numbers,
    read_words,
)
from freedomdata.calls import format_argument
from freedomdata.choices import Complete, YearRule
from freedomdata.countries import get_countries
from freedomdata.errors import FreedomDataError, brief, warn
from freedomdata.loading.calendars import repeat_by_year
from freedomdata.missing import list_begins, list_missing
from freedomdata.model import GRADES, STATUSES

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from freedomdata.data import Data
    from freedomdata.model import Survey
    from freedomdata.schema import Backend

__all__ = [
    "Selection",
    "find_rows",
    "keep_latest",
    "read_selection",
    "rows_by_year",
    "select_rows",
    "take_rows",
]


class Selection(NamedTuple):
    """What rows are selected by; None for all."""

    countries: list[str] | None
    years: list[int] | None
    editions: list[int] | Literal["latest"] | None
    territories: bool | Literal["only"]
    grades: list[str] | None
    grade: Any  # as it was given
    rule: YearRule
    complete: Complete | None


def read_selection(  # noqa: PLR0913 (each is a way to select)
    *,
    country: str | Iterable[str] | None,
    years: int | Iterable[int] | None,
    editions: int | Iterable[int] | Literal["latest"] | None,
    territories: bool | Literal["only"],
    grade: str | Iterable[str] | None,
    year_rule: YearRule,
    complete: Complete | None,
) -> Selection:
    """Read the arguments that select rows of a survey."""
    read_choice("year_rule", year_rule, YearRule)
    if not isinstance(territories, bool | str) or territories not in (True, False, "only"):
        raise FreedomDataError(f"territories is True, False or 'only', not {brief(territories)}")
    if complete is not None:
        read_choice("complete", complete, Complete)
        if isinstance(editions, str) and editions == "latest":
            raise FreedomDataError(
                "editions='latest' has one row of each unit, whatever its year: there is no panel "
                f"to complete; leave out {format_argument('complete', complete)}, or give years"
            )
    return Selection(
        read_countries(country),
        read_numbers("years", years),
        read_editions(editions),
        territories,
        read_words("grade", grade, GRADES),
        grade,
        year_rule,
        complete,
    )


def rows_by_year(
    record: Survey, rule: YearRule, data: Data, dtype_backend: Backend | None = None
) -> pd.DataFrame:
    """Return all rows of a survey, with years by a rule. Nobody writes to them."""
    if rule == "end":
        return data.frame(record.id, dtype_backend)
    return data.keep(
        ("cover", record.id, repr(dtype_backend)),
        lambda: repeat_by_year(data.frame(record.id, dtype_backend), data.record(record)),
    )


def select_rows(
    selection: Selection,
    record: Survey,
    rows: pd.DataFrame,
    data: Data,
    as_of: str | int | None = None,
) -> np.ndarray | None:
    """Return the numbers of the rows that are selected, None for all; warn of what has no row."""
    ids, years, editions, territories, grades, grade, *_ = selection
    is_latest = editions == "latest"
    found = find_rows(
        rows,
        country_id=None if is_latest else ids,
        year=years,
        edition=editions if isinstance(editions, list) else None,
        is_territory={True: None, False: [False], "only": [True]}[territories],
        grade=grades,
    )
    if is_latest:
        found = _find_latest(rows if found is None else rows.take(found), record, ids)
    is_named = ids or years or (editions and not is_latest) or as_of is not None
    if is_named or rows.empty or (found is not None and not len(found)):
        asked = {"years": years, "editions": editions, "territories": territories, "grade": grade}
        begins = [] if as_of is None else list_begins(record, as_of, rows, asked)
        own = rows["country_id"] if found is None else rows["country_id"].take(found)
        missing = list_missing(data.record(record), rows, {*own.unique()}, asked, ids)
        warn([*begins, *missing])
    return found


def find_rows(rows: pd.DataFrame, **keep: list[Any] | None) -> np.ndarray | None:
    """Return the numbers of the rows that have one of some values in each column, None for all."""
    chosen = [rows[k].isin(values).to_numpy() for k, values in keep.items() if values is not None]
    return np.flatnonzero(np.logical_and.reduce(chosen)) if chosen else None


def take_rows(rows: pd.DataFrame, found: np.ndarray | None) -> pd.DataFrame:
    """Return some rows, or all, as a frame of its own that may be written to."""
    if found is None or len(found) == len(rows):  # to take all of them may copy nothing
        return rows.copy()
    return rows.take(found).reset_index(drop=True)


def keep_latest(rows: pd.DataFrame, record: Survey, country_ids: list[str] | None) -> pd.DataFrame:
    """
    Return the rows of the newest edition that each unit has, those without any value aside.

    Units that have ended by the newest edition of all are left out; of the others those that were
    asked for are returned.
    """
    return take_rows(rows, _find_latest(rows.reset_index(drop=True), record, country_ids))


def _find_latest(rows: pd.DataFrame, record: Survey, country_ids: list[str] | None) -> np.ndarray:
    """Return the labels of the rows that :func:`keep_latest` returns."""
    measures = [m.id for m in record.measures if m.scale or m.categories == STATUSES]
    values = [name for name in (*measures, "value") if name in rows.columns]
    rated = rows[rows[values].notna().any(axis=1)]
    newest = rated["edition"].max()
    year = next((e.year for e in record.editions if e.edition == newest), newest)
    units = get_countries()
    is_alive = rated["country_id"].map(lambda id_: units[id_].lives_in(year)).astype(bool)
    is_last = rated["edition"] == rated.groupby("country_id")["edition"].transform("max")
    latest = rated[is_alive & is_last]
    if country_ids is not None:
        latest = latest[latest["country_id"].isin(country_ids)]
    return latest.index.to_numpy()
