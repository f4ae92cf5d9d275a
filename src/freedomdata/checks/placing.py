"""Findings about one value: whose it is, and how it is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from freedomdata.checks.findings import Found

if TYPE_CHECKING:
    from freedomdata.building.merge import Merged

__all__ = ["make_at", "say_at"]


def make_at(  # noqa: PLR0913 (what a finding says)
    merged: Merged,
    place: int,
    rule: str,
    found: str,
    expected: str,
    *,
    level: str = "error",
    reason: str = "",
    cell: str = "",
) -> Found:
    """Make a finding about the value at `place`."""
    space = merged.space
    unit, edition, field = np.unravel_index(place, space.shape)
    return Found(
        level,
        space.survey.id,
        space.units[unit],
        space.editions[edition],
        rule,
        space.fields[field],
        found,
        expected,
        reason,
        cell,
    )


def say_at(merged: Merged, place: int, value: float) -> str:
    """Say a value at `place`."""
    return "missing" if np.isnan(value) else merged.space.word(place, value)
