"""One measure of a survey row by row, in its own units and on the common scale of freedom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from freedomdata.arguments import listed
from freedomdata.errors import FreedomDataError
from freedomdata.model import Headline, Measure
from freedomdata.schema import set_types

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from freedomdata.model import Item, Survey

__all__ = ["PANEL", "choose_measures", "list_values"]


_PANEL_KEYS = {
    "country_id": "str",
    "country": "str",
    "is_territory": "bool",
    "edition": "int64",
    "period_start": "date",
    "period_end": "date",
    "year": "int64",
}


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
        record.id: {m.id: Headline(m.id, m.title, (m.id,)) for m in record.measures if m.scale}
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


def list_values(record: Survey, rows: pd.DataFrame, headline: Headline) -> pd.DataFrame:
    """Return the rows of one survey with the mean of some measures, and how free it is."""
    import pandas as pd  # noqa: PLC0415 (importing this package must not import pandas)

    values = [rows[id_] for id_ in headline.measures]
    freedoms = [
        _freedom(record.field[id_], rows["edition"], value)
        for id_, value in zip(headline.measures, values, strict=True)
    ]
    columns = {
        "survey": record.id,
        **{name: rows[name] for name in _PANEL_KEYS},
        "status": rows.get("status"),
        "measure": headline.id,
        "value": sum(values) / len(values),
        "freedom": sum(freedoms) / len(freedoms),
        **{name: rows[name] for name in ("fh_region", "grade", "source", "note")},
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
