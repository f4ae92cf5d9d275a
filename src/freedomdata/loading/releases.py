"""
A survey as an earlier release had it: the readings of its files alone.

And what was known by a day, where only what the publisher changed since is undone.
"""

from __future__ import annotations

from operator import index
from typing import TYPE_CHECKING, Any

import numpy as np

from freedomdata.data import damaged
from freedomdata.errors import FreedomDataError, brief
from freedomdata.model import IS_TERRITORY

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from freedomdata.data import Data
    from freedomdata.model import Survey
    from freedomdata.readings import Readings

__all__ = ["find_release", "list_releases", "rewind_items", "rewind_rows", "undo_revisions"]


def rewind_rows(survey: Survey, as_of: str | int, data: Data) -> pa.Table:
    """Return the table of a survey as the release `as_of` had it."""
    import pyarrow as pa  # noqa: PLC0415 (import on use)
    import pyarrow.compute as pc  # noqa: PLC0415 (import on use)

    rows, readings = data.table(survey.id), data.readings(survey)
    keys, files = readings.keys, readings.keys.record.sources
    is_then = _find_then(readings, as_of)
    chosen = readings.choose(is_then[readings.source])
    own = keys.encode_rows(rows)
    anchor = chosen[keys.of_field(own, survey.anchor)]
    names = np.array([f.id for f in files] + [None])
    named = pc.index_in(rows["source"], pa.array(names[:-1])).to_numpy(zero_copy_only=False)
    if (own < 0).any() or np.isnan(named.astype(float)).any():
        raise damaged(data, survey.id, f"a row is of no unit, edition or file of {survey.id}")
    is_withheld = rows[survey.anchor].is_null().to_numpy()  # then the row names a file itself
    source = np.where(is_withheld, named, np.append(readings.source, -1)[anchor])
    held = np.flatnonzero((source >= 0) & is_then[source])
    older = rows.take(held)
    for name in (IS_TERRITORY.id, *(measure.id for measure in survey.measures)):
        row = chosen[keys.of_field(own[held], name)]
        values = readings.lay_out(row)
        if name == IS_TERRITORY.id:  # whoever has a row is listed somewhere
            at_hand = older[name].to_numpy(zero_copy_only=False).astype(float)
            values = np.where(row < 0, at_hand, values)
        older = _replace(older, name, keys.to_arrow(name, values, older.schema.field(name).type))
    for name, words in (("grade", np.array([f.grade for f in files])), ("source", names[:-1])):
        older = _replace(
            older, name, pa.array(words[source[held]].tolist(), older.schema.field(name).type)
        )
    return older


def rewind_items(survey: Survey, as_of: str | int, data: Data) -> pa.Table:
    """Return the items of a survey as the release `as_of` had them."""
    import pyarrow as pa  # noqa: PLC0415 (import on use)

    items, readings = data.table("items"), data.readings(survey)
    chosen = readings.choose(_find_then(readings, as_of)[readings.source])
    key = readings.keys.encode(items, "item", survey.id)
    values = np.where(key < 0, np.nan, readings.lay_out(chosen[key]))
    held = np.flatnonzero(~np.isnan(values))
    return _replace(items.take(held), "value", pa.array(values[held].astype(np.int64)))


def _replace(table: pa.Table, name: str, column: Any) -> pa.Table:
    number = table.column_names.index(name)
    return table.set_column(number, table.schema.field(name), column)


def undo_revisions(rows: pd.DataFrame, survey: Survey, release: int, data: Data) -> pd.DataFrame:
    """Return rows of a survey without what the releases after `release` changed in them."""
    readings = data.readings(survey)
    undone: dict[str, dict[tuple[str, int], float]] = {}
    for key, old in readings.undo(release).items():
        country_id, edition, name = readings.keys.id(key)
        undone.setdefault(name, {})[country_id, edition] = old
    if not undone:
        return rows
    unlisted = {pair for pair, old in undone.get(survey.anchor, {}).items() if np.isnan(old)}
    keys = list(zip(rows["country_id"], rows["edition"], strict=True))
    rows = rows[np.array([pair not in unlisted for pair in keys], dtype=bool)].copy()
    number = {pair: n for n, pair in enumerate(one for one in keys if one not in unlisted)}
    for field in (IS_TERRITORY, *survey.measures):
        column = rows[field.id].astype(object)
        for pair, old in undone.get(field.id, {}).items():
            words, is_lacking = field.categories, np.isnan(old)
            if pair in number and not (is_lacking and field is IS_TERRITORY):  # listed somewhere
                value = None if is_lacking else words[int(old)] if words else old
                column.iloc[number[pair]] = value
        rows[field.id] = column.astype(rows[field.id].dtype)
    return rows


def _find_then(readings: Readings, as_of: str | int) -> np.ndarray:
    """Return which files were there in a release, the last for a reading of none."""
    survey = readings.keys.record
    release = find_release(survey, list_releases(readings), as_of)
    return np.array([int(s.release) <= release for s in survey.sources] + [False])


def list_releases(readings: Readings) -> set[int]:
    """Return the years of the releases at hand; a list of one measure alone is none."""
    survey, keys = readings.keys.record, readings.keys
    is_anchor = keys.field_of(readings.key) == keys.number(survey.field[survey.anchor].id)
    with_rows = np.unique(readings.source[is_anchor & ~readings.is_reprint])
    return {int(survey.sources[number].release) for number in with_rows if number >= 0}


def find_release(survey: Survey, releases: set[int], as_of: str | int) -> int:
    """Return the newest release that is not after the year `as_of`."""
    oldest, newest = min(releases), max(releases)
    year = _read_year(as_of)
    at_hand = f"the releases at hand are {', '.join(map(str, sorted(releases)))}"
    if year is None:
        raise FreedomDataError(
            f"as_of is the year of a release of {survey.title}, such as '{newest}', not "
            f"{brief(as_of)}; {at_hand}"
        )
    if year < oldest or (year > newest and not survey.has_ended):
        which, end = ("oldest", oldest) if year < oldest else ("newest", newest)
        raise FreedomDataError(
            f"the {which} release of {survey.title} at hand is {end}, so what it was as of {year} "
            f"is not known; {at_hand}"
        )
    return max(release for release in releases if release <= year)


def _read_year(as_of: str | int) -> int | None:
    """Return a year that is given as text or as a number, None where it is neither."""
    if isinstance(as_of, str):
        return int(as_of) if as_of.isascii() and as_of.isdecimal() else None
    try:
        return None if isinstance(as_of, bool) else index(as_of)
    except TypeError:
        return None
