"""Which time a survey covers: the spans of its editions, the gaps between them, and the breaks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, Literal

import numpy as np

from freedomdata.plots.words import say

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    import pandas as pd

    from freedomdata.model import Break, Edition, Survey

__all__ = [
    "Gap",
    "clip_gaps",
    "list_breaks",
    "list_gaps",
    "list_spans",
    "list_stretches",
    "list_touching",
    "start_of",
    "to_year",
]

_PAUSE = 0.13  # years; a longer pause between two editions is a gap


@dataclass(frozen=True, slots=True)
class Gap:
    """
    Years in which nothing is drawn, and why: in a few words, and more exactly.

    `side` is where the few words stand: beside what is drawn, or in the middle of a pause.
    """

    left: float
    right: float
    side: Literal["left", "center", "right"]
    brief: str
    reason: str
    is_inside: bool = False
    """Whether the unit is rated before and after."""

    @property
    def sentence(self) -> str:
        """The reason as a sentence of its own."""
        return f"{self.reason[0].upper()}{self.reason[1:]}."


def to_year(day: date) -> float:
    """Return a day as a year with a fraction."""
    return day.year + (day.timetuple().tm_yday - 1) / 365.25


def list_spans(rows: pd.DataFrame) -> np.ndarray:
    """
    Return the start and end of each edition as years with a fraction.

    `rows` are sorted by edition within country (and survey). Editions follow each other without a
    pause or overlap in the picture where the publisher's spans, some printed by month only, leave
    or share a few weeks.
    """
    days = (rows["period_start"], rows["period_end"] + np.timedelta64(1, "D"))
    spans = np.column_stack([d.dt.year + (d.dt.day_of_year - 1) / 365.25 for d in days])
    follows = spans[1:, 0] - spans[:-1, 1] < _PAUSE
    for key in ("country_id", "survey"):
        if key in rows:
            codes = rows[key].to_numpy()
            follows &= codes[1:] == codes[:-1]
    ends = spans[:-1, 1].copy()
    spans[1:, 0][follows] = ends[follows]
    return spans


def list_stretches(spans: np.ndarray, *keys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the first and last row of every stretch without a gap in which no key changes."""
    starts = spans[1:, 0] != spans[:-1, 1]
    for key in keys:
        starts |= key[1:] != key[:-1]
    breaks = np.flatnonzero(starts) + 1
    return np.concatenate([[0], breaks]), np.concatenate([breaks, [len(spans)]]) - 1


def list_gaps(
    survey: Survey, rows: pd.DataFrame, spans: np.ndarray, end: float | None = None
) -> list[Gap]:
    """Return the stretches of editions that have no row, and why; `end` is that of the picture."""
    held = {edition: row for row, edition in enumerate(rows["edition"])}
    gaps = []
    for is_held, run in groupby(survey.editions, key=lambda e: e.edition in held):
        if is_held:
            continue
        gaps.append(_explain(survey, rows, spans, list(run)))
    last = survey.editions[-1]
    if survey.has_ended and end and last.edition in held:
        brief, reason = (
            say(f"trend.{key}", edition=last.label) for key in ("ended", "survey_ended")
        )
        gaps.append(Gap(spans[-1, 1], end, "left", brief, reason))
    return gaps


def _explain(survey: Survey, rows: pd.DataFrame, spans: np.ndarray, editions: list[Edition]) -> Gap:
    """Return why editions in a row are missing."""
    row = int((rows["edition"] < editions[0].edition).sum())  # the first row after them
    first, last = editions[0].year, editions[-1].year
    years = str(first) if first == last else f"{first}\N{EN DASH}{last}"
    left = spans[row - 1, 1] if row else float(survey.editions[0].start.year)
    right = spans[row, 0] if row < len(rows) else survey.editions[-1].end.year + 1.0
    if row == 0:
        brief = say("trend.first_rated", year=rows["year"].iloc[0])
        return Gap(left, right, "right", brief, brief)
    if row < len(rows):
        key = "not_rated" if survey.is_shipped else "no_score"
        reason = say("trend.gap_for", what=say(f"trend.{key}"), years=years)
        return Gap(left, right, "center", say(f"trend.{key}"), reason, is_inside=True)
    if rows["edition"].iloc[-1] < survey.last_confirmed_edition:
        brief = say("trend.last_rated", year=rows["year"].iloc[-1])
        return Gap(left, right, "left", brief, brief)
    brief = say("trend.not_at_hand", years=years)
    return Gap(left, right, "center", brief, brief)


def clip_gaps(gaps: Iterable[Gap], left: float, right: float) -> list[Gap]:
    """Return what of the gaps is seen between two times."""
    return [
        replace(gap, left=max(gap.left, left), right=min(gap.right, right))
        for gap in gaps
        if gap.left < right and gap.right > left
    ]


def list_breaks(survey: Survey, rows: pd.DataFrame, measures: Iterable[str]) -> list[Break]:
    """Return the breaks to be marked: those with rows on both sides, that touch what is drawn."""
    drawn = {*measures}
    first, last = rows["edition"].min(), rows["edition"].max()
    between = [b for b in survey.breaks if first < b.edition <= last and drawn & {*b.measures}]
    return list(list_touching(between, rows))


def list_touching(breaks: Iterable[Break], rows: pd.DataFrame) -> tuple[Break, ...]:
    """Return the breaks that are marked in pictures and can have touched any of these rows."""
    return tuple(b for b in breaks if b.short and _is_touched(b, rows))


def _is_touched(b: Break, rows: pd.DataFrame) -> bool:
    """Whether a change of method can have touched any of these rows."""
    if b.units and not rows["country_id"].isin(b.units).any():
        return False
    if b.border is None:
        return True
    mean = rows[[*b.border.measures]].to_numpy(float).mean(axis=1)
    return bool(((mean >= b.border.low) & (mean <= b.border.high)).any())


def start_of(survey: Survey, rows: pd.DataFrame, spans: np.ndarray, edition: int) -> float:
    """Return where an edition starts, whether or not it has a row."""
    editions = rows["edition"].tolist()
    if edition in editions:
        return float(spans[editions.index(edition), 0])
    return to_year(next(e.start for e in survey.editions if e.edition >= edition))
