"""One measure of a survey row by row, in its own units and on the common scale of freedom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from freedomdata.arguments import listed
from freedomdata.errors import FreedomDataError, brief
from freedomdata.model import Headline, Measure
from freedomdata.schema import set_types

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from freedomdata.model import Item, Survey

__all__ = [
    "PANEL",
    "average",
    "choose_finest",
    "choose_measure",
    "choose_measures",
    "list_values",
]

_MOST = 0.9  # of the rated; a measure that fewer have is not there

_PANEL_KEYS = {
    "country_id": "str",
    "country": "str",
    "is_territory": "bool",
    "edition": "int64",
    "period_start": "date",
    "period_end": "date",
    "year": "int64",
}

#: The columns of a panel, and what they hold.
PANEL = {
    "survey": "str",
    **_PANEL_KEYS,
    "status": "status",
    "measure": "str",
    "value": "Float64",
    "freedom": "Float64",
    "fh_region": "str",
    "grade": "str",
    "source": "str",
    "note": "str",
}


def choose_measures(
    records: list[Survey], measure: str | Iterable[str] | None
) -> dict[str, list[Headline]]:
    """Return the measures of each survey: those asked for, else its headline."""
    wanted = listed("measure", measure, "a measure or several")
    wanted = None if wanted is None else list(dict.fromkeys(wanted))
    known = {
        record.id: {m.id: Headline.of(m) for m in record.measures if m.scale}
        | {record.headline.id: record.headline}
        for record in records
    }
    if wanted is not None:
        every = [id_ for measures in known.values() for id_ in measures]
        if strange := [word for word in wanted if word not in every]:
            raise FreedomDataError(
                f"there is no measure {strange[0]!r} in {', '.join(known)}; "
                f"there is {', '.join(dict.fromkeys(every))}"
            )
    return {
        record.id: [known[record.id][word] for word in wanted or () if word in known[record.id]]
        or [record.headline]
        for record in records
    }


def choose_measure(record: Survey, measure: str | None) -> Headline:
    """Return the one measure that is asked for, else the survey's headline."""
    if measure is not None and not isinstance(measure, str):
        example = f"such as {record.headline.id!r}"
        raise FreedomDataError(f"measure is one measure, {example}, not {brief(measure)}")
    return choose_measures([record], measure)[record.id][0]


def choose_finest(record: Survey, *editions: pd.DataFrame) -> Headline:
    """Return the finest measure, if nearly all have it in each edition; else the headline."""
    finest = record.finest
    is_there = all(
        finest.id in rows
        and rows[finest.id].notna().sum() >= _MOST * rows[record.anchor].notna().sum()
        for rows in editions
    )
    return Headline.of(finest) if is_there else record.headline


def average(rows: pd.DataFrame, headline: Headline) -> pd.Series[float]:
    """
    Return the mean of some measures row by row, missing where one of them is.

    Raises
    ------
    FreedomDataError
        If the rows, which a user may have given, do not have the measures.
    """
    if lacking := [id_ for id_ in headline.measures if id_ not in rows]:
        raise FreedomDataError(f"the frame has no column {', '.join(lacking)}")
    values = [rows[id_].astype("float64") for id_ in headline.measures]
    return sum(values[1:], values[0]) / len(values)


def list_values(record: Survey, rows: pd.DataFrame, headline: Headline) -> pd.DataFrame:
    """Return the rows of one survey with the mean of some measures, and how free it is."""
    import pandas as pd  # noqa: PLC0415 (importing this package must not import pandas)

    value = average(rows, headline)
    freedoms = [
        _freedom(record.field[id_], rows["edition"], rows[id_]) for id_ in headline.measures
    ]
    columns = {
        "survey": record.id,
        **{name: rows[name] for name in _PANEL_KEYS},
        "status": rows.get("status"),
        "measure": headline.id,
        "value": value,
        "freedom": sum(freedoms) / len(freedoms),
        **{name: rows.get(name) for name in ("fh_region", "grade", "source", "note")},
    }
    return set_types(pd.DataFrame(columns, rows.index), PANEL)


def _freedom(field: Measure | Item, editions: pd.Series, values: pd.Series) -> pd.Series:
    """Return how free the values are, along the scale that each edition used."""
    scale = field.scale
    if scale is None or (isinstance(field, Measure) and field.is_relative):
        return values * float("nan")
    freedom: pd.Series = scale.freedom(values)
    older = sorted(field.until.items()) if isinstance(field, Measure) else []
    for last, scale_then in reversed(older):
        freedom = freedom.mask(editions <= last, scale_then.freedom(values))
    return freedom
