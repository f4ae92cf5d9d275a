"""
A survey as an earlier release had it: only its cells, and later revisions undone.

The lineage and its witnesses say which files have a value, the table of revisions says what it was
before.
"""

from __future__ import annotations

from operator import index
from typing import TYPE_CHECKING, Any, NamedTuple

from freedomdata.datapackage import read_descriptor, read_table
from freedomdata.errors import FreedomDataError, brief

if TYPE_CHECKING:
    import os

    import pandas as pd
    import pyarrow as pa

    from freedomdata.model import Survey

    Data = str | os.PathLike[str] | None

__all__ = ["read_revisions", "rewind_items", "rewind_rows", "undo_revisions"]

_KEY = ["country_id", "edition"]
_PLACE = [*_KEY, "measure"]


class _File(NamedTuple):
    """What counts here of a file that was read."""

    id: str
    release: int
    grade: str


def rewind_rows(rows: pa.Table, survey: Survey, as_of: str | int, data: Data) -> pa.Table:
    """Return the table of a survey as the release `as_of` had it."""
    release, files = _find_files(survey, as_of, data)
    delivered = rows.to_pandas()
    frame = undo_revisions(delivered, survey, release, data)
    measures = [measure.id for measure in survey.measures]
    cells = _read_cells(survey, measures, files, data)
    first = cells.pivot(index=_KEY, columns="measure", values="source")  # noqa: PD010 (one each)
    first = first.reindex(_name_keys(frame)).reindex(columns=measures).set_axis(frame.index)
    frame[measures] = frame[measures].where(first.notna())
    grades = {file.id: file.grade for file in files}
    is_withheld = delivered.loc[frame.index, survey.anchor].isna()
    source = first[survey.anchor].where(~is_withheld, frame["source"])
    frame["source"] = source
    frame["grade"] = source.map(grades)
    return _to_arrow(frame[source.isin(grades)], rows.schema)


def rewind_items(items: pa.Table, survey: Survey, as_of: str | int, data: Data) -> pa.Table:
    """Return the items of a survey as the release `as_of` had them."""
    release, files = _find_files(survey, as_of, data)
    frame: pd.DataFrame = _of_survey(items, survey).to_pandas()
    places = frame[[*_KEY, "item"]].astype(object).set_axis(_PLACE, axis=1)
    cells = _read_cells(survey, [item.id for item in survey.items], files, data)
    undone = _list_undone(survey, release, data).assign(is_undone=True)
    found = places.merge(cells, how="left").merge(undone, how="left")
    has_old = found["old"].notna()
    is_there = found["source"].notna() & (has_old | found["is_undone"].isna())
    frame["value"] = frame["value"].mask(has_old, found["old"].where(has_old, "0").astype("int64"))
    return _to_arrow(frame[is_there], items.schema)


def undo_revisions(rows: pd.DataFrame, survey: Survey, release: int, data: Data) -> pd.DataFrame:
    """Return rows of a survey without what the releases after `release` changed in them."""
    undone = _list_undone(survey, release, data)
    unlisted = undone[(undone["measure"] == survey.anchor) & undone["old"].isna()]
    rows = rows[~_name_keys(rows).isin(_name_keys(unlisted))].copy()
    keys = _name_keys(rows)
    for measure, changed in undone.groupby("measure", sort=False):
        if measure in rows.columns:
            rows[measure] = _undo(rows[measure], keys, changed)
    return rows


def _undo(column: pd.Series, keys: pd.MultiIndex, changed: pd.DataFrame) -> pd.Series:
    """Return a column with the older values put in, in the type that it has."""
    older = column.astype(object)
    places = keys.get_indexer(_name_keys(changed)).tolist()
    for place, text in zip(places, changed["old"], strict=True):
        if place >= 0:
            older.iloc[place] = _read_value(text, column.dtype, older.iloc[place])
    return older.astype(column.dtype)


def read_revisions(survey: Survey | None, data: Data) -> pd.DataFrame:
    """Return the revisions of a survey, or of all that are at hand, as they are stored."""
    table = read_table("revisions", data)
    frame: pd.DataFrame = (table if survey is None else _of_survey(table, survey)).to_pandas()
    return frame


def _list_undone(survey: Survey, release: int, data: Data) -> pd.DataFrame:
    """
    Return what values were in `release` that later ones changed, one row each.

    Where a release in between lacks a value, the one before it holds.
    """
    frame = read_revisions(survey, data).astype(object)
    frame["old"] = frame.groupby(_PLACE, sort=False)["old"].ffill()
    later = frame[frame["release_to"].astype(int) > release]
    return later.drop_duplicates(_PLACE)[[*_PLACE, "old"]]


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


def _find_files(survey: Survey, as_of: str | int, data: Data) -> tuple[int, list[_File]]:
    """Return a release, and its files and those of older ones in order of precedence."""
    described = next(d for d in read_descriptor(data)["surveys"] if d["name"] == survey.id)
    files = [_File(s["name"], int(s["release"]), s["grade"]) for s in described["sources"]]
    rating = _find_rating(survey, data)
    release = _find_release(survey, {f.release for f in files if f.id in rating}, as_of)
    return release, [file for file in files if file.release <= release]


def _find_rating(survey: Survey, data: Data) -> set[str]:
    """Return the files that give rows: a list of one measure alone is no release of the survey."""
    import pyarrow.compute as pc  # noqa: PLC0415 (import on use)

    tables = (_keep(table, "measure", [survey.anchor]) for table in _read_prints(survey, data))
    return {id_ for table in tables for id_ in pc.unique(table["source"]).to_pylist()}


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


def _read_cells(
    survey: Survey, measures: list[str], files: list[_File], data: Data
) -> pd.DataFrame:
    """Return the places that any of the `files` has a value for, with the first that does."""
    import pandas as pd  # noqa: PLC0415 (importing this package must not import pandas)

    order = [file.id for file in files]
    tables = []
    for prints in _read_prints(survey, data):
        table = _keep(_keep(prints, "source", order), "measure", measures)
        tables.append(table.select([*_PLACE, "source"]).to_pandas().astype(object))
    cells: pd.DataFrame = pd.concat(tables, ignore_index=True)
    precedence = cells["source"].map({id_: n for n, id_ in enumerate(order)})
    return cells.iloc[precedence.argsort(kind="stable")].drop_duplicates(_PLACE)


def _read_prints(survey: Survey, data: Data) -> list[pa.Table]:
    """Return the cells of a survey; those that repeat an earlier edition deliver nothing."""
    import pyarrow.compute as pc  # noqa: PLC0415 (import on use)

    lineage, witnesses = (
        _of_survey(read_table(name, data), survey) for name in ("lineage", "witnesses")
    )
    return [lineage, witnesses.filter(pc.invert(witnesses["is_reprint"]))]


def _of_survey(table: pa.Table, survey: Survey) -> pa.Table:
    """Return the rows that a table has on one survey."""
    return _keep(table, "survey", [survey.id])


def _keep(table: pa.Table, column: str, words: list[str]) -> pa.Table:
    """Return the rows of a table whose column has one of some words."""
    import pyarrow as pa  # noqa: PLC0415 (import on use)
    import pyarrow.compute as pc  # noqa: PLC0415 (import on use)

    return table.filter(pc.is_in(table[column].cast(pa.string()), pa.array(words, pa.string())))


def _name_keys(frame: pd.DataFrame) -> pd.MultiIndex:
    import pandas as pd  # noqa: PLC0415 (importing this package must not import pandas)

    return pd.MultiIndex.from_frame(frame[_KEY].astype(object))


def _to_arrow(frame: pd.DataFrame, schema: pa.Schema) -> pa.Table:
    """Return a frame as the Arrow table that it was made from, with fewer rows."""
    import pyarrow as pa  # noqa: PLC0415 (import on use)

    table = pa.Table.from_pandas(frame, schema=schema, preserve_index=False)
    return table.replace_schema_metadata(schema.metadata)
