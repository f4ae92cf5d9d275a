"""Which edition answers for a year, and which editions lack units."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from freedomdata.countries import get_countries
from freedomdata.errors import FreedomDataError
from freedomdata.missing import name_kin

if TYPE_CHECKING:
    import pandas as pd

    from freedomdata.data import Data
    from freedomdata.model import Edition, Survey

__all__ = ["Incomplete", "find_incomplete", "list_incomplete", "require_edition"]


def require_edition(record: Survey, rows: pd.DataFrame, year: int) -> Edition:
    """
    Return the edition that answers a question about a year covered, and that `rows` have.

    Raises
    ------
    FreedomDataError
        If there is none; the message says which years are covered.
    """
    found = record.find_edition(year)
    if found is None or not (rows["edition"] == found.edition).any():
        raise FreedomDataError(
            f"{record.title} has nothing here for {year}: years covered are "
            f"{rows['year'].min()} to {rows['year'].max()}{name_kin(record, rows, [year])}"
        )
    return found


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
    is_rated, edition = rows[record.anchor].notna().to_numpy(), rows["edition"].to_numpy()
    is_copied = is_rated & (rows["grade"] == "secondary").to_numpy()
    if not is_copied.any():
        return []
    first = edition[is_copied].min()
    start = edition[is_rated & (edition < first)].max(initial=0)  # the last one that is confirmed
    years = rows["year"].to_numpy()
    found: list[Incomplete] = []
    before: set[str] = set()
    for title in sorted({*edition[is_rated & (edition >= start)].tolist()}):
        own = is_rated & (edition == title)
        held, year, lacking = {*rows["country_id"].array[own]}, int(years[own][0]), list[str]()
        if (own & is_copied).any():
            lacking = _list_lacking(record, before - held, held, title, year)
        if lacking:
            found.append(Incomplete(title, year, tuple(lacking), len(held) + len(lacking)))
        else:
            before = held
    return found


def list_incomplete(record: Survey, data: Data) -> list[Incomplete]:
    """Return the editions of a survey at hand that lack units. Nobody changes them."""
    return data.keep(
        ("incomplete", record.id),
        lambda: find_incomplete(data.record(record), data.frame(record.id)),
    )


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
