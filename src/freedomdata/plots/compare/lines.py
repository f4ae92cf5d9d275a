"""Values of several surveys on the one scale, as lines: cut by gaps and breaks, hollow or not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from freedomdata.plots.times import list_spans, list_stretches

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from freedomdata.model import Break, Survey

__all__ = ["Line", "list_cuts", "list_lines"]


@dataclass(frozen=True, slots=True)
class Line:
    """
    Steps of one survey in one country without a gap, as points; the middle of each edition.

    `written` is the last value as it is written.
    """

    country_id: str
    survey: str
    points: np.ndarray
    middles: np.ndarray
    is_hollow: bool
    written: float


def list_cuts(record: Survey, rows: pd.DataFrame) -> list[Break]:
    """Return the breaks of a survey over which the values in its rows do not compare."""
    if rows.empty:
        return []
    measure = str(rows["measure"].iloc[0])
    drawn = {*record.headline.measures} if measure == record.headline.id else {measure}
    first, last = rows["edition"].min(), rows["edition"].max()
    return [
        b
        for b in record.breaks
        if not b.is_comparable and first < b.edition <= last and drawn & {*b.measures}
    ]


def list_lines(rows: pd.DataFrame, records: Sequence[Survey]) -> list[Line]:
    """Return the lines of all surveys in all countries; `rows` have values, and are sorted."""
    spans = list_spans(rows)
    values, written = (rows[name].to_numpy(float) for name in ("height", "written"))
    surveys, ids = rows["survey"].to_numpy(object), rows["country_id"].to_numpy(object)
    hollow = (rows["grade"] == "secondary").to_numpy()
    editions = rows["edition"].to_numpy()
    era = np.zeros(len(rows), int)
    for record in records:
        own = surveys == record.id
        for cut in list_cuts(record, rows[own]):
            era += own & (editions >= cut.edition)
    lines = []
    for first, last in zip(*list_stretches(spans, ids, surveys, era, hollow), strict=True):
        points = np.column_stack(
            [spans[first : last + 1].ravel(), np.repeat(values[first : last + 1], 2)]
        )
        before = first - 1
        if (
            first
            and spans[first, 0] == spans[before, 1]
            and (ids[first], surveys[first], era[first])
            == (ids[before], surveys[before], era[before])
        ):
            points = np.vstack([[points[0, 0], values[before]], points])
        middles = np.column_stack([spans[first : last + 1].mean(1), values[first : last + 1]])
        lines.append(
            Line(ids[first], surveys[first], points, middles, bool(hollow[first]), written[last])
        )
    return lines
