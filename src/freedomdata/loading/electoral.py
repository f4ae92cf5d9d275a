"""Electoral democracies: as the publisher lists them, and by its rule where no list is at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from freedomdata.data import to_frame
from freedomdata.errors import FreedomDataError
from freedomdata.loading.releases import rewind_items, rewind_rows
from freedomdata.model import IS_TERRITORY
from freedomdata.rules import Rows, evaluate
from freedomdata.schema import pandas_type
from freedomdata.surveys import SURVEYS

if TYPE_CHECKING:
    import pandas as pd

    from freedomdata.data import Data
    from freedomdata.model import Designation, Survey
    from freedomdata.schema import Backend

__all__ = ["ELECTORAL_SOURCE", "derive_designations"]

#: The column that says where a designation is from: ``"published"`` or ``"rule"``.
ELECTORAL_SOURCE = "electoral_source"


def derive_designations(
    survey: Survey, as_of: str | int | None, data: Data, dtype_backend: Backend | None
) -> pd.DataFrame:
    """
    Return all rows of a survey with the designations that its rule gives where none is published.

    The rule is that of the declared editions alone, of countries alone, and from the questions and
    scores of the same release. Nobody writes to the rows.

    Raises
    ------
    FreedomDataError
        If the survey has no such list.
    """
    if survey.designation is None:
        others = " and ".join(repr(s.id) for s in SURVEYS.values() if s.designation)
        raise FreedomDataError(
            f"{survey.title} lists no electoral democracies; {others} does: leave electoral out"
        )
    rule = survey.designation
    if as_of is not None:
        return _derive(survey, rule, as_of, data, dtype_backend)
    return data.keep(
        ("designations", survey.id, repr(dtype_backend)),
        lambda: _derive(survey, rule, None, data, dtype_backend),
    )


def _derive(
    survey: Survey,
    rule: Designation,
    as_of: str | int | None,
    data: Data,
    dtype_backend: Backend | None,
) -> pd.DataFrame:
    """Return the rows with designations, and where these are from."""
    import pandas as pd  # noqa: PLC0415 (importing this package must not import pandas)

    if as_of is None:
        table, items = data.table(survey.id), data.frame("items")
    else:
        table = rewind_rows(survey, as_of, data)
        items = to_frame(rewind_items(survey, as_of, data), "items")
    rows, needed = to_frame(table, survey.id), (rule.measure, *rule.floors)
    values = {id_: _list_numbers(rows, items, survey, id_) for id_ in needed}
    edition, year = (np.asarray(rows[name]) for name in ("edition", "year"))
    one = Rows(rows["country_id"].tolist(), edition, year, values)
    expected = evaluate(survey, rule, one).expected
    published = values[rule.measure]
    is_by_rule = np.isnan(published) & ~np.isnan(expected)
    is_by_rule &= ~rows[IS_TERRITORY.id].to_numpy(dtype=bool)
    sources = np.select([~np.isnan(published), is_by_rule], ["published", "rule"], "")
    typed = to_frame(table, survey.id, dtype_backend)
    derived = pd.Series(np.where(is_by_rule, expected, published), dtype="Float64")
    typed[rule.measure] = derived.astype(typed[rule.measure].dtype)
    own = pd.Series(sources, dtype=object).where(sources != "", None)
    place = typed.columns.tolist().index(rule.measure) + 1
    typed.insert(place, ELECTORAL_SOURCE, own.astype(pandas_type("str", dtype_backend)))
    return typed


def _list_numbers(rows: pd.DataFrame, items: pd.DataFrame, survey: Survey, name: str) -> np.ndarray:
    """Return the values of a measure or item in the order of the rows, NaN where there is none."""
    if name in rows:
        return np.asarray(rows[name].to_numpy(dtype=float))
    own = items[(items["survey"] == survey.id) & (items["item"] == name)]
    key = ["country_id", "edition"]
    return np.asarray(rows[key].merge(own, "left", on=key)["value"].to_numpy(dtype=float))
