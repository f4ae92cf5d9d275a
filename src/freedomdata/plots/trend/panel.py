"""What is drawn of one country or territory in one survey."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import numpy as np

from freedomdata.plots.times import clip_gaps, list_breaks, list_gaps, list_spans
from freedomdata.plots.trend.axis import list_bands
from freedomdata.plots.wording import last_scale

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from freedomdata.model import Break, Measure, Scale, Survey
    from freedomdata.plots.times import Gap
    from freedomdata.plots.trend.axis import Band

__all__ = ["Panel", "make_panel", "parts_of"]


@dataclass(frozen=True, slots=True)
class Panel:
    """
    What is drawn of a survey: its rows on one unit, the days they cover, the gaps.

    `before` are the predecessors; the rows are `is_cut` where later ones were not asked for.
    """

    name: str
    survey: Survey
    rows: pd.DataFrame
    spans: np.ndarray
    gaps: list[Gap]
    breaks: list[Break]
    measures: tuple[Measure, ...]
    before: tuple[Panel, ...] = ()
    is_cut: bool = False

    @property
    def scale(self) -> Scale:
        """The scale of the vertical axis: that of the last value that is drawn."""
        return last_scale(self.measures[0], self.rows)

    def values_of(self, measure: Measure) -> np.ndarray:
        """Return the values of a measure as published, NaN where there is none."""
        values: np.ndarray = self.rows[measure.id].to_numpy(float, na_value=np.nan)
        return values

    @property
    def bands(self) -> list[Band]:
        """The bands of the statuses on the scale, where the line alone decides."""
        ids = [m.id for m in self.measures]
        if ids == [self.survey.headline.id]:  # which may be a mean
            return list_bands(self.survey, self.survey.headline.measures)
        return list_bands(self.survey, ids) if len(ids) == 1 else []

    @property
    def has_status(self) -> bool:
        """Whether the survey gives a status."""
        return "status" in self.rows


def make_panel(  # noqa: PLR0913 (what a picture may leave out)
    survey: Survey,
    known: pd.DataFrame,
    *,
    name: str = "",
    measures: Sequence[Measure] | None = None,
    spans: np.ndarray | None = None,
    shown: np.ndarray | None = None,
    years: tuple[int, int] | None = None,
) -> Panel:
    """
    Find out what there is to draw between two `years`.

    `known` are all rows on the unit, `spans` the days that they cover; those are drawn that are
    `shown`, all by default.
    """
    fields = measures or [cast("Measure", survey.field[m]) for m in survey.headline.measures]
    spans = list_spans(known) if spans is None else spans
    rows = known if shown is None else known[shown].reset_index(drop=True)
    anchored = known[survey.anchor].notna().to_numpy()
    held = anchored if anchored.any() else slice(None)
    end = None if years is None else years[1] + 1.0
    gaps = list_gaps(survey, known[held], spans[held], end)
    if years is not None:
        gaps = clip_gaps(gaps, years[0], years[1] + 1.0)
    headline = survey.headline
    drawn = [f.id for f in fields]
    drawn = [*headline.measures] if drawn == [headline.id] else drawn
    return Panel(
        name=name,
        survey=survey,
        rows=rows,
        spans=spans if shown is None else spans[shown],
        gaps=gaps,
        breaks=list_breaks(survey, rows, [*drawn, *({"status"} & {*rows.columns})]),
        measures=tuple(fields),
        is_cut=bool(known["edition"].max() > rows["edition"].max()),
    )


def parts_of(panel: Panel) -> list[str]:
    """Return the ids of the published measures that are drawn; of a mean, its parts."""
    headline = panel.survey.headline
    ids = [m.id for m in panel.measures]
    return list(headline.measures) if ids == [headline.id] else ids
