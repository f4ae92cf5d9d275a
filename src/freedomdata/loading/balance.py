"""
Balanced panels: a row for every unit and year, and why there is no value where there is none.

Added rows have no values. What is missing is never filled.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from freedomdata.countries import get_countries

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

    from freedomdata.choices import Complete
    from freedomdata.loading.editions import Incomplete
    from freedomdata.model import Survey

__all__ = [
    "REASONS",
    "Grid",
    "add_absent",
    "change_types",
    "drop_added",
    "encode",
    "explain_absence",
    "make_grid",
]

#: Why a unit has no row in a year, by the word in the column ``missing``.
REASONS: Mapping[str, str] = MappingProxyType(
    {
        "not yet": "the unit did not exist yet",
        "ended": "the unit had ended, or ended in that year and its successors were rated",
        "no edition": "no edition has that year",
        "not selected": "there is a row, which the selection leaves out",
        "gap": "it is a declared gap: not rated in that edition, or in no copy of it at hand",
        "not at hand": "the copies at hand of that edition lack the unit",
        "not rated": "the survey did not rate the unit in that edition",
    }
)


_FAR = 100_000  # no year is as great


class Grid(NamedTuple):
    """Pairs of units and years, sorted, without doubles: ids, and as many years."""

    ids: np.ndarray
    years: np.ndarray


def make_grid(
    frames: Sequence[pd.DataFrame],
    named: Iterable[str] | None,
    years: Iterable[int] | None,
    complete: Complete | None,
) -> Grid:
    """
    Return the units and years of a balanced panel of some frames.

    Its units are those of the frames, and those `named`; its years those that are given, else all
    from the first to the last of the frames. ``"alive"`` leaves out the years in which a unit did
    not exist by the registry.
    """
    held = [(frame["country_id"], frame["year"].to_numpy(dtype=np.int64)) for frame in frames]
    found = {*(named or ())}.union(*(ids.unique() for ids, _ in held))
    units = np.array(sorted(found), dtype=object)
    own = np.concatenate([years for _, years in held])
    if years is not None:
        wanted = np.unique(np.array([*years], dtype=np.int64))
    elif len(own):
        wanted = np.arange(own.min(), own.max() + 1)
    else:
        wanted = own
    ids, columns = np.repeat(units, len(wanted)), np.tile(wanted, len(units))
    if complete != "alive":
        return Grid(ids, columns)
    first, last = _list_lives(ids)
    is_alive = (first <= columns) & (columns <= last)
    for own_ids, own_years in held:  # no row that is there is lost
        is_alive |= np.isin(encode(ids, columns, units), encode(own_ids, own_years, units))
    return Grid(ids[is_alive], columns[is_alive])


def _list_lives(ids: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the first and the last year of units, infinite where the registry has none."""
    first, last = (_look_up(ids, name) for name in ("first_year", "last_year"))
    return (
        np.where(first == None, -np.inf, first).astype(float),  # noqa: E711 (of each element)
        np.where(last == None, np.inf, last).astype(float),  # noqa: E711 (of each element)
    )


def _look_up(ids: np.ndarray, name: str) -> np.ndarray:
    """Return what the registry says of each unit."""
    known, codes = np.unique(ids.astype(str), return_inverse=True)
    values = [getattr(get_countries()[id_], name) for id_ in known.tolist()]
    found: np.ndarray = np.array([*values, None], dtype=object)[codes]
    return found


def encode(ids: Any, years: np.ndarray, units: np.ndarray) -> np.ndarray:
    """Return pairs of units and years as numbers in their order; of other units they are < 0."""
    import pandas as pd  # noqa: PLC0415 (importing this package must not import pandas)

    unit: np.ndarray = pd.Index(units, dtype=object).get_indexer(pd.Index(ids, dtype=object))
    pairs: np.ndarray = unit * _FAR + years
    return pairs


def add_absent(
    frame: pd.DataFrame,
    grid: Grid,
    record: Survey,
    rows: pd.DataFrame,
    incomplete: Iterable[Incomplete],
    **same: str,
) -> pd.DataFrame:
    """
    Return a frame of one survey with a row for each unit and year of a grid, and why it is empty.

    Parameters
    ----------
    frame : pandas.DataFrame
        A row per unit and year, none of them outside the grid.
    grid : Grid
        The units and years.
    record : Survey
        The survey as the data at hand have it.
    rows : pandas.DataFrame
        All its rows, sorted by unit and year, whatever `frame` selects of them.
    incomplete : iterable of Incomplete
        Its editions that lack units.
    **same : str
        Columns that are the same in every row.

    Returns
    -------
    pandas.DataFrame
        Sorted as the grid. Added rows have ``country_id``, ``country``, ``year``,
        ``is_territory`` (as in the unit's row before, else after), ``fh_region`` and what is the
        `same`; everything else is missing, and ``missing`` says why. Types are for the caller
        to set: see :func:`change_types`.
    """
    units = np.unique(grid.ids.astype(str)).astype(object)
    pairs = encode(grid.ids, grid.years, units)
    place = np.full(len(pairs), -1)
    own_years = frame["year"].to_numpy(dtype=np.int64)
    place[np.searchsorted(pairs, encode(frame["country_id"], own_years, units))] = frame.index
    is_added = place < 0
    added = Grid(grid.ids[is_added], grid.years[is_added])
    missing = np.full(len(pairs), None, dtype=object)
    missing[is_added] = explain_absence(record, added, rows, incomplete)
    is_territory = frame["is_territory"].to_numpy(dtype=bool)[place] if len(frame) else is_added
    is_territory = is_territory.copy()
    is_territory[is_added] = _find_territories(added, rows)
    filled = frame.reindex(place).reset_index(drop=True)
    return filled.assign(
        country_id=grid.ids,
        country=_look_up(grid.ids, "country"),
        is_territory=is_territory,
        year=grid.years,
        fh_region=_look_up(grid.ids, "fh_region"),
        **same,
        missing=missing,
    )


def _find_territories(grid: Grid, rows: pd.DataFrame) -> np.ndarray:
    """Return whether units are territories: as in the row before, else after, else by kind."""
    units = np.unique(np.append(grid.ids, rows["country_id"].unique()).astype(str)).astype(object)
    held = encode(rows["country_id"], rows["year"].to_numpy(dtype=np.int64), units)
    wanted = encode(grid.ids, grid.years, units)
    listed = rows["is_territory"].to_numpy(dtype=bool)
    found: np.ndarray = _look_up(grid.ids, "kind") != "state"
    after = np.searchsorted(held, wanted)
    for near in (after, after - 1):  # the row before prevails
        at = np.clip(near, 0, max(len(held) - 1, 0))
        is_own = (near == at) & (held[at] // _FAR == wanted // _FAR) if len(held) else near < 0
        found[is_own] = listed[at[is_own]]
    return found


def explain_absence(
    record: Survey, absent: Grid, rows: pd.DataFrame, incomplete: Iterable[Incomplete]
) -> np.ndarray:
    """
    Return why units have no row in some years, as the words of :data:`REASONS`.

    Of several reasons it is the first in the order of :data:`REASONS`, but for a unit in the year
    in which it ended, of which a gap or a selection is said first.
    """
    ids, years = absent
    first, last = _list_lives(ids)
    held_years, at = np.unique(rows["year"].to_numpy(dtype=np.int64), return_index=True)
    edition_of = dict(
        zip(held_years.tolist(), rows["edition"].to_numpy(dtype=np.int64)[at].tolist(), strict=True)
    )
    edition = np.array([edition_of.get(year, -1) for year in years.tolist()], dtype=np.int64)
    units = np.unique(ids.astype(str)).astype(object)
    pairs = encode(rows["country_id"], rows["year"].to_numpy(dtype=np.int64), units)
    is_gap, is_lacking = np.zeros((2, len(ids)), dtype=bool)
    for gap in record.gaps or ():
        is_gap |= (
            (ids == gap.country_id) & (gap.first_edition <= edition) & (edition <= gap.last_edition)
        )
    for one in incomplete:
        is_lacking |= (edition == one.edition) & np.isin(ids.astype(str), one.lacking)
    found: np.ndarray = np.select(
        [
            years < first,
            years > last,
            edition < 0,
            np.isin(encode(ids, years, units), pairs),
            is_gap,
            years == last,
            is_lacking,
        ],
        ["not yet", "ended", "no edition", "not selected", "gap", "ended", "not at hand"],
        "not rated",
    )
    return found.astype(object)


def change_types(dtypes: Mapping[str, str]) -> dict[str, str]:
    """Return the types of a balanced panel: editions may be missing, and there is ``missing``."""
    return {**dtypes, "edition": "Int64", "missing": "str"}


def drop_added(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame without the rows that a balanced panel has added to it."""
    if not {"missing", "edition"} <= {*frame.columns}:
        return frame
    is_added = (frame["edition"].isna() & frame["missing"].isin([*REASONS])).to_numpy(dtype=bool)
    return frame[~is_added] if is_added.any() else frame
