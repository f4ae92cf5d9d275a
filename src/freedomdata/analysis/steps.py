"""How far units moved from one edition to another, by their status or by any measure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from freedomdata.analysis.answers import KEY
from freedomdata.analysis.comparing import count_steps
from freedomdata.errors import FreedomDataError, brief
from freedomdata.loading.values import average
from freedomdata.model import Headline, Measure

if TYPE_CHECKING:
    import pandas as pd

    from freedomdata.model import Survey

__all__ = [
    "STEP",
    "choose_level",
    "find_points",
    "list_steps",
    "name_directions",
    "take_values",
]

#: What a step does, by the sign of its points.
_DIRECTIONS = ("declined", "unchanged", "improved")

#: The columns of a step, and what they are declared to hold.
STEP = {
    **KEY,
    "edition_before": "int64",
    "year_before": "int64",
    "measure": "str",
    "old": "Float64",
    "new": "Float64",
    "points": "Float64",
    "direction": "str",
    "old_status": "status",
    "new_status": "status",
}
_DIGITS = 6  # of points; what is beyond is an error of the machine


def choose_level(record: Survey, word: object) -> Headline:
    """
    Return the measure that a word means: ``"status"``, ``"rating"``, ``"score"``, or its own id.

    ``"score"`` is the finest measure of the survey, ``"rating"`` the mean of its ratings.

    Raises
    ------
    FreedomDataError
        If the survey has no such measure; the message says which there are.
    """
    known = {m.id: Headline.of(m) for m in record.measures if _has_steps(m)}
    words = {"score": known[record.finest.id], record.headline.id: record.headline}
    if not isinstance(word, str) or word not in words | known:
        there = dict.fromkeys([*(["status"] if "status" in known else []), *words, *known])
        raise FreedomDataError(
            f"{record.title} has no measure {brief(word)} that can rise or fall; there is "
            f"{', '.join(there)}"
        )
    return (known | words)[word]


def _has_steps(measure: Measure) -> bool:
    """Whether values of a measure can rise or fall: numbers, statuses, yes or no."""
    is_yes_or_no = measure.categories == (False, True)
    return bool(measure.scale or measure.is_ordered or is_yes_or_no)


def _is_worded(record: Survey, level: Headline) -> bool:
    """Whether values of a measure are statuses, in words."""
    field: Any = record.field[level.id if level.id in record.field else level.measures[0]]
    return isinstance(field, Measure) and field.is_ordered


def take_values(record: Survey, level: Headline, rows: pd.DataFrame) -> pd.Series[float]:
    """Return the values of a measure, of statuses their place from the least free on."""
    import pandas as pd  # noqa: PLC0415 (importing this package must not import pandas)

    if _is_worded(record, level) and level.measures[0] in rows:
        codes = rows[level.measures[0]].cat.codes.to_numpy(float)
        return pd.Series(np.where(codes >= 0, codes, np.nan), rows.index, dtype="float64")
    return average(rows, level)


def find_points(
    record: Survey, level: Headline, editions: np.ndarray, old: np.ndarray, new: np.ndarray
) -> np.ndarray:
    """Return by how many points of its measure each value became freer, in the later edition."""
    field: Any = record.field[level.measures[0]]
    held, places = np.unique(editions, return_inverse=True)
    scales = [field.scale_in(int(edition)) for edition in held]
    toward = [1 if scale is None or scale.freest == scale.high else -1 for scale in scales]
    points: np.ndarray = np.round(np.array(toward)[places] * (new - old), _DIGITS)
    return points + 0.0  # no point is 0, not -0


def name_directions(points: np.ndarray) -> np.ndarray:
    """Return what changes do, in a word each."""
    words: np.ndarray = np.array(_DIRECTIONS, dtype=object)[np.sign(points).astype(int) + 1]
    return words


def list_steps(
    record: Survey, level: Headline, old: pd.DataFrame, new: pd.DataFrame
) -> pd.DataFrame:
    """
    Return the step from each row to the one at the same place, in the columns of a step.

    Its index is that of the later rows; `is_gap` is beside the columns of a step.
    """
    import pandas as pd  # noqa: PLC0415 (importing this package must not import pandas)

    ends = [take_values(record, level, rows).to_numpy() for rows in (old, new)]
    points = find_points(record, level, new["edition"].to_numpy(), *ends)
    worded = _is_worded(record, level)
    words = level.measures[0] if worded else "status"
    numbers = [np.full(len(new), np.nan)] * 2 if worded else ends
    columns = {
        **{name: new[name] for name in KEY},
        **{f"{name}_before": old[name].to_numpy() for name in ("edition", "year")},
        "measure": level.id,
        "old": numbers[0],
        "new": numbers[1],
        "points": points,
        "direction": name_directions(points),
        "old_status": old[words].to_numpy() if words in old else None,
        "new_status": new.get(words),
        "is_gap": count_steps(record, old, new) > 1,
    }
    return pd.DataFrame(columns, new.index)
