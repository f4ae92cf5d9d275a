"""The days that editions cover, and the stretches of them over which something stays the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["list_spans", "list_stretches"]

_GAP = 0.13  # years; a longer pause between two editions is a gap


def list_spans(rows: pd.DataFrame) -> np.ndarray:
    """
    Return the start and end of each edition as years with a fraction.

    `rows` are sorted by edition within country (and survey). Editions follow each other without a
    pause or overlap in the picture where the publisher's spans, some printed by month only, leave
    or share a few weeks.
    """
    days = (rows["period_start"], rows["period_end"] + np.timedelta64(1, "D"))
    spans = np.column_stack([d.dt.year + (d.dt.day_of_year - 1) / 365.25 for d in days])
    follows = spans[1:, 0] - spans[:-1, 1] < _GAP
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
