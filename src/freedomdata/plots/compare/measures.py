"""Which measure of each survey is drawn, how high, and which number is written beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, cast

from freedomdata.asked import pick_years
from freedomdata.labels import bare
from freedomdata.loading.panel import load_panel
from freedomdata.surveys import SURVEYS

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from freedomdata.data import Data
    from freedomdata.model import Measure, Scale, Survey

__all__ = ["HUNDRED", "Shown", "add_heights", "find_shown", "load_shown", "pick_shown"]

#: Scores that the publisher himself gives out of a hundred are drawn as they are.
HUNDRED = 100


class Shown(NamedTuple):
    """What is drawn of a survey: its title, and the scale of the last edition drawn."""

    record: Survey
    title: str
    scale: Scale

    @property
    def is_score(self) -> bool:
        """Whether it is out of a hundred, and not on a scale of its own."""
        return self.scale.high == HUNDRED

    @property
    def is_turned(self) -> bool:
        """Whether the publisher counts from most to least free."""
        return self.is_score and self.scale.freest == self.scale.low


def score_of(record: Survey) -> str:
    """Return the measure that the publisher gives out of a hundred, else what stands for it."""
    held = [m.id for m in record.measures if m.scale and m.scale.high == HUNDRED]
    own = [id_ for id_ in record.headline.measures if id_ in held]
    return (own or held or [record.headline.id])[0]


def load_shown(
    records: Sequence[Survey],
    country: list[str],
    wanted: list[int] | None,
    data: Data,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """
    Load what is drawn of some years, and all that there is.

    It is the score out of a hundred; of a survey that has none in these years it is its headline,
    on a scale of its own: never both.
    """
    import pandas as pd  # noqa: PLC0415 (import on use)

    shown, every = [], []
    for record in records:
        for measure in dict.fromkeys([score_of(record), record.headline.id]):
            rows = bare(load_panel(record.id, country=country, measure=measure, data=data))
            own = pick_years(record, rows, wanted)
            if own["value"].notna().any():
                break
        shown.append(own)
        every.append(rows)
    return pd.concat(shown, ignore_index=True), pd.concat(every, ignore_index=True)


def pick_shown(rows: pd.DataFrame, wanted: list[int] | None) -> pd.DataFrame:
    """Return the rows of some years covered of a frame of several surveys."""
    picked = [pick_years(SURVEYS[id_], rows[rows["survey"] == id_], wanted) for id_ in SURVEYS]
    kept = {label for own in picked for label in own.index}
    return rows[rows.index.isin(kept)]


def find_shown(record: Survey, rows: pd.DataFrame) -> Shown:
    """Return what the rows of a survey show."""
    own = rows[(rows["survey"] == record.id) & rows["freedom"].notna()]
    own = own if len(own) else rows[rows["survey"] == record.id]
    id_, edition = str(own["measure"].iloc[-1]), int(own["edition"].max())
    measures = record.headline.measures if id_ == record.headline.id else (id_,)
    field: Any = record.field[measures[0]]
    title = record.headline.title if len(measures) > 1 else cast("Measure", field).title
    return Shown(record, title, field.scale_in(edition))


def add_heights(rows: pd.DataFrame, records: Sequence[Survey]) -> pd.DataFrame:
    """
    Return the rows with the `height` of each value, 0 to 100, and the number `written` beside it.

    A score out of a hundred is as high as it is, also where its scale begins below zero; one that
    the publisher counts from the free end is turned. Others are as high as they are free, and are
    written as the publisher has them.
    """
    rows = rows.assign(
        height=rows["freedom"].astype("float64"), written=rows["value"].astype("float64")
    )
    for record in records:
        own = rows["survey"] == record.id
        if not own.any():
            continue
        measure = str(rows.loc[own, "measure"].iloc[0])
        if measure not in record.field:
            continue  # a mean of ratings
        field: Any = record.field[measure]
        for edition in rows.loc[own, "edition"].unique():
            scale = field.scale_in(int(edition))
            if field.is_relative or scale.high != HUNDRED:
                continue
            now = own & (rows["edition"] == edition)
            if scale.freest == HUNDRED:
                rows.loc[now, "height"] = rows.loc[now, "written"]
            rows.loc[now, "written"] = rows.loc[now, "height"]
    return rows
