"""
Release against release: what the publisher changed in editions that were published before.

Only the publisher's own releases are compared; what compilers took over from them is no release.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from freedomdata.model import IS_TERRITORY

if TYPE_CHECKING:
    from freedomdata.building.merge import Merged
    from freedomdata.model import Source

__all__ = ["Revision", "find_revisions", "is_release"]

_COPIES = ("compiled", "transcribed")


@dataclass(frozen=True, slots=True, order=True)
class Revision:
    """A value that differs between two releases; NaN is none."""

    place: int
    release_to: str
    release_from: str
    old: float
    new: float


def find_revisions(merged: Merged) -> list[Revision]:
    """
    Return every value that differs between two releases running, sorted by place and release.

    A release speaks of an edition's measure if it has it for at least half of the units that were
    known before: then a unit that it does not have it for is without it, which counts as a
    difference, too. One with fewer is a part of a release, and speaks of the units it has.
    """
    space = merged.space
    kind, anchor = map(space.fields.index, (IS_TERRITORY.id, space.survey.anchor))
    known = np.full(space.shape, np.nan)
    since = np.full(space.shape, -1, dtype=np.int16)
    found = []
    releases = sorted({c.source.release for c in merged.parts if is_release(c.source)})
    for number, release in enumerate(releases):
        value = _lay_out(merged, release)
        has = ~np.isnan(value)
        count = has.sum(axis=0)
        is_whole = (count > 0) & (2 * count >= (~np.isnan(known)).sum(axis=0))
        is_whole[:, kind] &= is_whole[:, anchor]  # who is listed is said by the ratings
        speaks = has | (is_whole & ~_find_withheld(merged, release))
        differs = (known != value) & (has | ~np.isnan(known)) & speaks & (since >= 0)
        for place in np.flatnonzero(differs).tolist():
            old, new = float(known.flat[place]), float(value.flat[place])
            found.append(Revision(place, release, releases[since.flat[place]], old, new))
        known[speaks] = value[speaks]
        since[speaks] = number
    return sorted(found)


def is_release(source: Source) -> bool:
    """Whether a file is of the publisher's own releases, not of those who copied from them."""
    return source.grade not in _COPIES


def _lay_out(merged: Merged, release: str) -> np.ndarray:
    """Return the values of one release; in it, too, the first source prevails."""
    value = np.full(int(np.prod(merged.space.shape)), np.nan)
    for cells in reversed(merged.parts):
        is_read = not (cells.is_reprint or cells.is_withheld)
        if cells.source.release == release and is_release(cells.source) and is_read:
            value[cells.place] = cells.value
    return value.reshape(merged.space.shape)


def _find_withheld(merged: Merged, release: str) -> np.ndarray:
    """Return the places of which a release of a user's says nothing, as it contradicts itself."""
    space = merged.space
    files = {source.id for source in space.survey.sources if source.release == release}
    found = np.zeros(int(np.prod(space.shape)), dtype=bool)
    for c in space.survey.slips:
        if files & {*c.sources} and (place := space.find(c.country_id, c.edition, c.measure)) >= 0:
            found[place] = True
    return found.reshape(space.shape)
