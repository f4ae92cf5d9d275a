"""Which editions are at hand from copies that lack units."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from freedomdata.countries import get_countries

if TYPE_CHECKING:
    import pandas as pd

    from freedomdata.model import Survey

__all__ = ["Incomplete", "find_incomplete"]


class Incomplete(NamedTuple):
    """An edition that lacks units, the year it covers, who is `lacking`, and out of how many."""

    edition: int
    year: int
    lacking: tuple[str, ...]
    of: int


def find_incomplete(record: Survey, rows: pd.DataFrame) -> list[Incomplete]:
    """
    Return the editions of which no count, share or mean can be taken, as they lack units.

    An edition is incomplete for the selection that `rows` are if some of it is known from secondary
    copies only, and units are missing that `rows` have in the last complete edition before it and
    that still exist: that have not ended, and have no successor in the edition. Whom the files of
    the publisher leave out was not rated, and is not missing.

    Examples
    --------
    >>> from freedomdata import SURVEYS, load
    >>> find_incomplete(SURVEYS["fiw"], load("fiw", territories=False))
    []
    >>> found = find_incomplete(SURVEYS["fiw"], load("fiw"))
    >>> [(one.edition, len(one.lacking), one.of) for one in found]
    [(2026, 12, 208)]
    >>> [one.lacking for one in find_incomplete(SURVEYS["fotn"], load("fotn"))]
    [('GMB', 'TWN')]
    """
    if "grade" not in rows:
        return []
    rated = rows.loc[rows[record.anchor].notna(), ["country_id", "edition", "year", "grade"]]
    is_copied = rated["grade"] == "secondary"
    first = rated["edition"].where(is_copied).min()
    confirmed = rated.loc[rated["edition"] < first, "edition"]
    recent = rated[rated["edition"] >= (confirmed.max() if len(confirmed) else first)]
    found: list[Incomplete] = []
    before: set[str] = set()
    for _, own in recent.groupby("edition"):
        edition, year = (int(own[name].iloc[0]) for name in ("edition", "year"))
        held, lacking = {*own["country_id"]}, list[str]()
        if (own["grade"] == "secondary").any():
            lacking = _list_lacking(record, before - held, held, edition, year)
        if lacking:
            found.append(Incomplete(edition, year, tuple(lacking), len(held) + len(lacking)))
        else:
            before = held
    return found


def _list_lacking(
    record: Survey, gone: set[str], held: set[str], edition: int, year: int
) -> list[str]:
    """Return who of those that are gone is still there, and is not left out by the survey."""
    units = get_countries()
    left_out = {
        gap.country_id
        for gap in record.gaps or ()
        if gap.first_edition <= edition <= gap.last_edition
    }
    return [
        id_
        for id_ in sorted(gone - left_out)
        if units[id_].lives_in(year) and not held.intersection(units[id_].successors)
    ]
