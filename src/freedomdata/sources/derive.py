"""
What follows from the values read, by declared logic alone.

Only what leaves no choice is derived, and the cell it follows from is its origin.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from freedomdata.rules import find_derived

if TYPE_CHECKING:
    from freedomdata.building.merge import Merged
    from freedomdata.model import WorseOf

__all__ = ["derive_second"]


def derive_second(merged: Merged, rule: WorseOf) -> None:
    """
    Fill in the second of two categories, and their worse one, where they follow from the others.

    What a file prints stays.
    """
    space = merged.space
    place = np.arange(merged.value.size).reshape(space.shape)
    worse, first, second = (
        place[:, :, space.fields.index(id_)].ravel()
        for id_ in (rule.worse, rule.first, rule.second)
    )
    values = (merged.value[places] for places in (worse, first, second))
    is_second, is_worse = find_derived(*values)
    _copy(merged, worse[is_second], second[is_second])
    _copy(merged, first[is_worse], worse[is_worse])


def _copy(merged: Merged, origin: np.ndarray, target: np.ndarray) -> None:
    for array in (merged.value, merged.part, merged.entry):
        array[target] = array[origin]
