"""
A survey as an earlier release had it: the readings of its files alone.

And what was known by a day, where only what the publisher changed since is undone.
"""

from __future__ import annotations

from operator import index
from typing import TYPE_CHECKING, Any

import numpy as np

from freedomdata.errors import FreedomDataError, brief
from freedomdata.model import IS_TERRITORY

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from freedomdata.data import Data
    from freedomdata.model import Survey
    from freedomdata.readings import Readings

__all__ = ["list_revisions", "rewind_items", "rewind_rows", "undo_revisions"]

_KEY = ["country_id", "edition"]


def rewind_rows(rows: pa.Table, survey: Survey, as_of: str | int, data: Data) -> pa.Table:
    """Return the table of a survey as the release `as_of` had it."""
    import pyarrow as pa  # noqa: PLC0415 (import on use)
    import pyarrow.compute as pc  # noqa: PLC0415 (import on use)

    readings = data.readings(survey)
    keys, files = readings.keys, readings.keys.record.sources
    is_then = _find_then(readings, as_of)
    chosen = readings.choose(is_then[readings.source])
    own = keys.encode_rows(rows)
    anchor = chosen[keys.of_field(own, survey.anchor)]
    now = np.array([f.id for f in files] + [None])  # what a row names where its value is withheld
    named = pc.index_in(rows["source"], pa.array(now[:-1])).to_numpy(zero_copy_only=False)
    is_withheld = rows[survey.anchor].is_null().to_numpy()
    source = np.where(is_withheld, named, np.append(readings.source, -1)[anchor])
    held = np.flatnonzero((source >= 0) & is_then[source])
    older = rows.take(held)
    for name in (IS_TERRITORY.id, *(measure.id for measure in survey.measures)):
        of_name = chosen[keys.of_field(own[held], name)]
        if name == IS_TERRITORY.id:  # whoever has a row is listed somewhere
            at_hand = older[name].to_numpy(zero_copy_only=False).astype(float)
            values = np.where(of_name < 0, at_hand, readings.lay_out(of_name))
        else:
            values = readings.lay_out(of_name)
        older = _replace(older, name, keys.to_arrow(name, values, older.schema.field(name).type))
    grades = [files[n].grade for n in source[held]]
    older = _replace(older, "grade", pa.array(grades, older.schema.field("grade").type))
    names = pa.array(now[source[held]], older.schema.field("source").type)
    return _replace(older, "source", names)


def rewind_items(items: pa.Table, survey: Survey, as_of: str | int, data: Data) -> pa.Table:
    """Return the items of a survey as the release `as_of` had them."""
    import pyarrow as pa  # noqa: PLC0415 (import on use)

    readings = data.readings(survey)
    chosen = readings.choose(_find_then(readings, as_of)[readings.source])
    key = readings.keys.encode(items, "item", survey.id)
    values = np.where(key < 0, np.nan, readings.lay_out(chosen[key]))
    held = np.flatnonzero(~np.isnan(values))
    numbers = pa.array(values[held].astype(np.int64))
    return _replace(items.take(held), "value", numbers)


def _replace(table: pa.Table, name: str, column: Any) -> pa.Table:
    place = table.column_names.index(name)
    return table.set_column(place, table.schema.field(name), column)


def list_revisions(survey: Survey, data: Data) -> pd.DataFrame:
    """Return what the publisher of a survey changed, value by value, in the order of the tables."""
    import pandas as pd  # noqa: PLC0415 (importing this package must not import pandas)

    readings = data.readings(survey)
    keys, revisions = readings.keys, readings.revisions
    unit, edition, field = keys.split(np.array([r.key for r in revisions], dtype=np.int64))
    words = {
        name: [keys.word(r.key, value) if (value := getattr(r, name)) == value else None
               for r in revisions]
        for name in ("old", "new")
    }  # fmt: skip
    return pd.DataFrame(
        {
            "survey": survey.id,
            "country_id": np.array(keys.units, dtype=object)[unit],
            "edition": np.array(keys.editions, dtype=np.int64)[edition],
            "measure": np.array(keys.fields, dtype=object)[field],
            **words,
            "release_from": [r.release_from for r in revisions],
            "release_to": [r.release_to for r in revisions],
        }
    ).astype({"old": object, "new": object})


def undo_revisions(rows: pd.DataFrame, survey: Survey, release: int, data: Data) -> pd.DataFrame:
    """Return rows of a survey without what the releases after `release` changed in them."""
    undone = _list_undone(survey, release, data)
    unlisted = undone[(undone["measure"] == survey.anchor) & undone["old"].isna()]
    rows = rows[~_name_keys(rows).isin(_name_keys(unlisted))].copy()
    places = _name_keys(rows)
    for measure, changed in undone.groupby("measure", sort=False):
        if measure not in rows.columns:
            continue
        column = rows[measure].astype(object)
        found = places.get_indexer(_name_keys(changed)).tolist()
        for place, text in zip(found, changed["old"], strict=True):
            if place >= 0:
                column.iloc[place] = _read_value(text, rows[measure].dtype, column.iloc[place])
        rows[measure] = column.astype(rows[measure].dtype)
    return rows


def _list_undone(survey: Survey, release: int, data: Data) -> pd.DataFrame:
    """
    Return what values were in `release` that later ones changed, one row each.

    Where a release in between lacks a value, the one before it holds.
    """
    frame = list_revisions(survey, data).astype(object)
    place = [*_KEY, "measure"]
    frame["old"] = frame.groupby(place, sort=False)["old"].ffill()
    later = frame[frame["release_to"].astype(int) > release]
    return later.drop_duplicates(place)[[*place, "old"]]


def _read_value(text: Any, dtype: Any, now: Any) -> Any:
    """
    Return the value that a column of the tables has for a text of the revisions.

    Where a column of truths had none it is as `now`: whoever has a row is listed somewhere.
    """
    import pandas as pd  # noqa: PLC0415 (importing this package must not import pandas)

    if pd.api.types.is_bool_dtype(dtype):
        return now if pd.isna(text) else text == "True"
    if pd.isna(text):
        return None
    if pd.api.types.is_float_dtype(dtype):
        return {"True": 1.0, "False": 0.0}[text] if text in ("True", "False") else float(text)
    return text


def _find_then(readings: Readings, as_of: str | int) -> np.ndarray:
    """Return which files were there in a release, the last for a reading of none."""
    survey = readings.keys.record
    # a list of one measure alone is no release of the survey
    anchor = survey.field[survey.anchor].id
    number = readings.keys.number(anchor)
    rating = np.flatnonzero((readings.keys.field_of(readings.key) == number) & ~readings.is_reprint)
    with_rows = {survey.sources[n].id for n in np.unique(readings.source[rating]) if n >= 0}
    releases = {int(s.release) for s in survey.sources if s.id in with_rows}
    release = _find_release(survey, releases, as_of)
    return np.array([int(s.release) <= release for s in survey.sources] + [False])


def _find_release(survey: Survey, releases: set[int], as_of: str | int) -> int:
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


def _name_keys(frame: pd.DataFrame) -> pd.MultiIndex:
    import pandas as pd  # noqa: PLC0415 (importing this package must not import pandas)

    return pd.MultiIndex.from_frame(frame[_KEY].astype(object))
