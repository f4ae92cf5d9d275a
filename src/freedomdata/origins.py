"""Which files the values of a frame, or of whole surveys, were read from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from freedomdata.datapackage import get_survey, read_descriptor, read_table, require_survey
from freedomdata.errors import FreedomDataError, brief
from freedomdata.model import IS_TERRITORY
from freedomdata.surveys import SURVEYS

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable

    import pandas as pd

__all__ = ["Origin", "trace_frame", "trace_surveys"]

_KEY = ["country_id", "edition"]
_PLACE = ["survey", *_KEY, "measure"]

#: The columns that are not values, which may stand in the index.
_LEVELS = {*_PLACE, "item", "source"}

#: The columns that may hold values, by survey.
_MEASURES = {
    survey.id: {IS_TERRITORY.id, *(measure.id for measure in survey.measures)}
    for survey in SURVEYS.values()
}

#: What else a panel's column ``measure`` may say, and the measures it is the mean of.
_HEADLINES = {survey.headline.id: survey.headline.measures for survey in SURVEYS.values()}


class Origin(NamedTuple):
    """A file by its id, the survey it was read for, and the editions that were read from it."""

    survey: str
    source: str
    editions: tuple[int, ...]


def trace_surveys(surveys: Iterable[str], data: str | os.PathLike[str] | None) -> list[Origin]:
    """Return the files that any value of some surveys was read from, in order of precedence."""
    return _gather(_read_lineage(list(surveys), data), data)


def trace_frame(frame: pd.DataFrame, data: str | os.PathLike[str] | None) -> list[Origin]:
    """
    Return the files that the values in a frame were read from, in order of precedence.

    The lineage of each value says it; of a frame without values, or without the key that the
    lineage needs, the column ``source``.
    """
    if frame.empty:
        raise FreedomDataError("the frame is empty: there is nothing in it to cite")
    if levels := [n for n in frame.index.names if n in _LEVELS and n not in frame.columns]:
        frame = frame.reset_index(levels)
    frame = frame.reset_index(drop=True)  # a level that is a column, too, would be ambiguous
    if not frame.columns.is_unique:
        doubled = frame.columns[frame.columns.duplicated()][0]
        raise FreedomDataError(f"the frame has several columns {doubled!r}: keep one of them")
    places = _list_places(frame, data) if set(_KEY) <= set(frame.columns) else None
    if places is not None and len(places):
        return _gather(_take_back(_look_up(places, data), frame, data), data)
    if "source" in frame.columns and frame["source"].notna().any():
        return _gather(_read_sources(frame, data), data)
    raise FreedomDataError(
        "the frame does not tell where its values are from: keep its columns country_id and "
        "edition beside the values (of a panel also measure, of items also survey and item), or "
        "its column source"
    )


def _list_places(frame: pd.DataFrame, data: str | os.PathLike[str] | None) -> pd.DataFrame:
    """Return the survey, country, edition and measure of every value in a frame."""
    import pandas as pd  # noqa: PLC0415 (importing this package must not import pandas)

    pieces = [pd.DataFrame(columns=_PLACE, dtype=object)]
    for column in frame.columns:
        owners = [id_ for id_, measures in _MEASURES.items() if column in measures]
        if owners and frame[column].notna().any():
            rows = frame[frame[column].notna()]
            survey = owners[0] if len(owners) == 1 else _tell_survey(rows, data)
            pieces.append(_place(rows, survey, column))
    for column in ("measure", "item"):
        values = [name for name in ("value", "freedom") if name in frame.columns]
        if column in frame.columns and values:
            rows = frame[frame[values].notna().any(axis=1)]
            read = rows[column].astype(object).map(lambda id_: _HEADLINES.get(id_, (id_,)))
            pieces.append(_place(rows, _tell_survey(rows, data), read).explode("measure"))
    places = pd.concat(pieces, ignore_index=True)
    listing = [survey.id for survey in SURVEYS.values() if survey.lists_territories]
    is_ours = (places["measure"] == IS_TERRITORY.id) & ~places["survey"].isin(listing)
    return places[~is_ours]  # that one is from the registry of countries


def _place(rows: pd.DataFrame, survey: Any, measure: Any) -> pd.DataFrame:
    import pandas as pd  # noqa: PLC0415 (importing this package must not import pandas)

    place = {"survey": survey, "country_id": rows["country_id"], "edition": _read_editions(rows)}
    return pd.DataFrame(place | {"measure": measure}).astype(object)


def _read_editions(rows: pd.DataFrame) -> pd.Series:
    try:
        return rows["edition"].astype("Int64")
    except (TypeError, ValueError):
        raise FreedomDataError(
            f"the column edition holds years, not {brief(rows['edition'].iloc[0])}"
        ) from None


def _tell_survey(rows: pd.DataFrame, data: str | os.PathLike[str] | None) -> pd.Series:
    """Return the survey of each row: as its column says, else the only one that it fits."""
    import pandas as pd  # noqa: PLC0415 (importing this package must not import pandas)

    if "survey" in rows.columns:
        return rows["survey"].astype(object)
    sources = {id_: {source.id for source in survey.sources} for id_, survey in SURVEYS.items()}
    for described in read_descriptor(data)["surveys"]:
        sources[described["name"]] = {source["name"] for source in described["sources"]}
    fits = pd.DataFrame({id_: _fits(rows, id_, sources[id_]) for id_ in SURVEYS})
    if unclear := int((fits.sum(axis=1) != 1).sum()):
        who = "1 row of the frame does" if unclear == 1 else f"{unclear} rows of the frame do"
        raise FreedomDataError(
            f"{who} not tell which survey {'it is' if unclear == 1 else 'they are'} of: keep its "
            "measures and its column source, or name the survey, as in frame.assign(survey='fiw')"
        )
    return fits.idxmax(axis=1).astype(object)


def _fits(rows: pd.DataFrame, survey: str, sources: set[str]) -> pd.Series:
    """Say which rows may be of a survey: they have no values, files or items of another."""
    measures = _MEASURES[survey]
    foreign = [
        column
        for column in rows.columns
        if column not in measures and any(column in others for others in _MEASURES.values())
    ]
    fits: pd.Series = rows[foreign].isna().all(axis=1)
    known = {
        "source": sources,
        "measure": {*measures, SURVEYS[survey].headline.id},
        "item": {item.id for item in SURVEYS[survey].items},
    }
    for column in known.keys() & set(rows.columns):
        fits &= rows[column].isin(known[column]) | rows[column].isna()
    return fits


def _look_up(places: pd.DataFrame, data: str | os.PathLike[str] | None) -> pd.DataFrame:
    """Return the places with the file that each was read from."""
    surveys = list(places["survey"].unique())
    found = places.merge(_read_lineage(surveys, data), on=_PLACE, how="left")
    lost = found[found["source"].isna()]
    if len(lost):
        survey, country_id, edition, measure = lost[_PLACE].iloc[0]
        raise FreedomDataError(
            f"{len(lost)} values of the frame are in no file, such as {measure} of {country_id} in "
            f"{survey} {edition}: leave out what is not of this package, or give data= the "
            "directory that the frame was loaded from"
        )
    return found


def _take_back(
    found: pd.DataFrame, frame: pd.DataFrame, data: str | os.PathLike[str] | None
) -> pd.DataFrame:
    """
    Name the files of an older release where the frame is of one (``load(..., as_of=)``).

    Such a row names another file than the one that the row in the tables was read from.
    """
    import pandas as pd  # noqa: PLC0415 (importing this package must not import pandas)

    if "source" not in frame.columns:
        return found
    rows = frame[frame["source"].notna()]
    said = pd.DataFrame(
        {
            "survey": _tell_survey(rows, data),
            "country_id": rows["country_id"],
            "edition": _read_editions(rows),
            "said": rows["source"],
        }
    ).astype(object)
    anchors = pd.DataFrame([(s.id, s.anchor) for s in SURVEYS.values()], columns=_PLACE[::3])
    lineage = _read_lineage(list(said["survey"].unique()), data)
    said = said.merge(lineage.merge(anchors)[[*_PLACE[:3], "source"]], on=_PLACE[:3])
    older = said.loc[said["said"] != said["source"], [*_PLACE[:3], "said"]].drop_duplicates()
    if older.empty:
        return found
    files = [
        (described["name"], source["name"], source["release"])
        for described in read_descriptor(data)["surveys"]
        for source in described["sources"]
    ]
    release = {(survey, name): release for survey, name, release in files}
    rank = {(survey, name): n for n, (survey, name, _) in enumerate(files)}
    prints = pd.concat([lineage, _read_lineage(list(older["survey"].unique()), data, "witnesses")])
    prints = prints.merge(older, on=_PLACE[:3])
    pairs = list(zip(prints["survey"], prints["source"], prints["said"], strict=True))
    prints["rank"] = [rank[survey, source] for survey, source, _ in pairs]
    then = [release[survey, source] <= release[survey, said_] for survey, source, said_ in pairs]
    first = prints[then].sort_values("rank").drop_duplicates(_PLACE)[[*_PLACE, "source"]]
    found = found.merge(first, on=_PLACE, how="left", suffixes=("", "_then"))
    return found.assign(source=found["source_then"].fillna(found["source"]))


def _read_sources(frame: pd.DataFrame, data: str | os.PathLike[str] | None) -> pd.DataFrame:
    """Return the surveys, files and (where there are any) editions that a frame's rows name."""
    import pandas as pd  # noqa: PLC0415 (importing this package must not import pandas)

    rows = frame[frame["source"].notna()]
    said = {"survey": _tell_survey(rows, data), "source": rows["source"]}
    if "edition" in rows.columns:
        said["edition"] = _read_editions(rows)
    named = pd.DataFrame(said).astype(object).drop_duplicates()
    known = _read_lineage(list(named["survey"].unique()), data)[list(said)].drop_duplicates()
    found = named.merge(known, how="left", indicator=True)
    strange = found[found["_merge"] == "left_only"]
    if len(strange):
        told = ", ".join(f"{name} {value}" for name, value in strange[list(said)].iloc[0].items())
        raise FreedomDataError(
            f"no value here is of {told}: leave out what is not of this package, or give data= "
            "the directory that the frame was loaded from"
        )
    return named


def _read_lineage(
    surveys: list[str], data: str | os.PathLike[str] | None, name: str = "lineage"
) -> pd.DataFrame:
    """Return the file of every value of some surveys, provided that they are at hand."""
    import pyarrow as pa  # noqa: PLC0415 (import on use)
    import pyarrow.compute as pc  # noqa: PLC0415 (import on use)

    for survey in surveys:
        require_survey(get_survey(survey), data)
    table = read_table(name, data)
    if "is_reprint" in table.column_names:
        table = table.filter(pc.invert(table["is_reprint"]))
    table = table.select([*_PLACE, "source"])
    names = table["survey"].cast(pa.string())
    frame: pd.DataFrame = table.filter(pc.is_in(names, pa.array(surveys, pa.string()))).to_pandas()
    return frame.astype(object)


def _gather(read: pd.DataFrame, data: str | os.PathLike[str] | None) -> list[Origin]:
    """Return what was read file by file, in the order in which the files are declared."""
    columns = [name for name in ("survey", "source", "edition") if name in read.columns]
    editions: dict[tuple[str, str], set[int]] = {}
    for survey, source, *edition in set(read[columns].itertuples(index=False, name=None)):
        editions.setdefault((survey, source), set()).update(edition)
    return [
        Origin(*pair, tuple(sorted(editions[pair])))
        for described in read_descriptor(data)["surveys"]
        for source in described["sources"]
        if (pair := (described["name"], source["name"])) in editions
    ]
