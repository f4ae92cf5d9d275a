"""
What follows from the values read, by declared logic alone.

Only what leaves no choice is derived, and the cell it follows from is its origin.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from freedomdata.building.merge import Merged
    from freedomdata.model import WorseOf

__all__ = ["derive_second", "take_worse"]

_WORST = 0  # the place of Not Free among the statuses


def take_worse(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Return the worse of two categories, NaN where it is not known: nothing is worse than one."""
    known = np.fmin(first, second)
    is_known = ~(np.isnan(first) | np.isnan(second)) | (known == _WORST)
    return np.where(is_known, known, np.nan)


def derive_second(merged: Merged, rule: WorseOf) -> None:
    """
    Fill in the second of two categories, where their worse one and the first are known.

    Where the worse one differs from the first, it is the second. And where the first is the worst
    there is, no second can be worse: it is the worse of both. What a file prints stays.
    """
    space = merged.space
    place = np.arange(merged.value.size).reshape(space.shape)
    worse, first, second = (
        place[:, :, space.fields.index(id_)].ravel()
        for id_ in (rule.worse, rule.first, rule.second)
    )
    value = merged.value
    differs = (value[worse] != value[first]) & ~np.isnan(value[worse]) & ~np.isnan(value[first])
    differs &= np.isnan(value[second])
    _copy(merged, worse[differs], second[differs])
    is_worst = np.isnan(value[worse]) & (value[first] == _WORST)
    _copy(merged, first[is_worst], worse[is_worst])


def _copy(merged: Merged, origin: np.ndarray, target: np.ndarray) -> None:
    for array in (merged.value, merged.part, merged.entry):
        array[target] = array[origin]
