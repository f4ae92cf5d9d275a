"""Which files the values of a frame, or of whole surveys, were read from."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from freedomdata.columns import (
    is_missing,
    read_ids,
    read_surveys,
    read_values,
    show,
    to_numbers,
)
from freedomdata.countries import get_countries
from freedomdata.data import (
    get_survey,
    held_record,
    open_data,
    read_descriptor,
    read_table,
    require_survey,
    to_frame,
)
from freedomdata.errors import FreedomDataError, brief
from freedomdata.frames import bring_columns
from freedomdata.model import IS_TERRITORY, Headline
from freedomdata.releases import list_revisions
from freedomdata.schema import survey_fields
from freedomdata.surveys import SURVEYS

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable

    import pandas as pd

    from freedomdata.model import Measure

    Data = str | os.PathLike[str] | None

__all__ = ["Origin", "gather", "trace_frame", "trace_surveys"]

_KEY = ["country_id", "edition"]
_PLACE = ["survey", *_KEY, "measure"]

#: The columns that may hold values, by survey: measures, and the mean that stands for a survey.
_FIELDS: dict[str, dict[str, Measure | Headline]] = {
    survey.id: {survey.headline.id: survey.headline}
    | {measure.id: measure for measure in (IS_TERRITORY, *survey.measures)}
    for survey in SURVEYS.values()
}
_NAMES = {name for fields in _FIELDS.values() for name in fields}

#: The names of means, which others may give to columns of theirs.
_MEANS = {s.headline.id for s in SURVEYS.values() if s.headline.measures != (s.headline.id,)}

#: What else is read of a frame.
_BESIDE = {*_PLACE, "item", "source", "year"}

#: How pandas and people tell columns of one name apart: edition_x, source_fotn.
_SUFFIXED = re.compile(
    f"({'|'.join(sorted({*_BESIDE, *_NAMES}, key=len, reverse=True))})(_[A-Za-z0-9]+)"
)
_EDITIONS = re.compile("edition(_(?!label)[A-Za-z0-9]+)?")

_FAR = 100_000.0  # no year is as great

#: What is to be done about what cannot be told.
_KEEP = (
    "keep the column edition of each survey when frames are merged, as in merge(..., "
    "suffixes=('', '_2')), or cite the frames before: cite([one, other])"
)


class Origin(NamedTuple):
    """A file by its id, the survey it was read for, and the editions that were read from it."""

    survey: str
    source: str
    editions: tuple[int, ...]


def trace_surveys(surveys: Iterable[str], data: Data) -> pd.DataFrame:
    """Return survey, source and edition of every value of some surveys."""
    return _Held(data).read_lineage([get_survey(survey).id for survey in surveys])


def trace_frame(frame: pd.DataFrame, data: Data) -> pd.DataFrame:
    """
    Return survey, source and edition of the values in a frame.

    The lineage of each value says it; of a frame without values, or without the key that the
    lineage needs, the column ``source``.
    """
    import pandas as pd  # noqa: PLC0415 (importing this package must not import pandas)

    if frame.empty:
        raise FreedomDataError("the frame is empty: there is nothing in it to cite")
    frame = _blank(bring_columns(frame, {*_BESIDE, *_NAMES}))
    if "survey" in frame.columns:
        frame = frame.assign(survey=read_surveys(frame["survey"]))
    held = _Held(data)
    parts = [_list_places(part, held) for part in _split(frame)]
    places = pd.concat(parts, ignore_index=True)
    if len(places):
        return _take_back(_look_up(places, held), held)
    if "source" in frame.columns and frame["source"].notna().any():
        return _read_sources(frame, held)
    raise FreedomDataError(
        "the frame does not tell where its values are from: keep its columns country_id and "
        "edition (or year) beside the values (of a panel also measure, of items also survey and "
        "item), or its column source"
    )


def gather(read: pd.DataFrame, data: Data) -> list[Origin]:
    """Return what was read file by file, in the order in which the files are declared."""
    editions: dict[tuple[str, str], set[int]] = {}
    for survey, source, edition in set(
        read.reindex(columns=["survey", "source", "edition"]).itertuples(index=False, name=None)
    ):
        of_file = editions.setdefault((survey, source), set())
        of_file.update([int(edition)] if edition == edition else [])  # noqa: PLR0124 (no NaN)
    return [
        Origin(*pair, tuple(sorted(editions[pair])))
        for described in read_descriptor(data)["surveys"]
        for source in described["sources"]
        if (pair := (described["name"], source["name"])) in editions
    ]


def _blank(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame without the texts that stand for what is missing, as Stata writes them."""
    known = {*_BESIDE, *_NAMES} - {"country_id"}  # where NA is Namibia's
    once = frame.columns[~frame.columns.duplicated(keep=False)]
    held = [name for name in once if name in known or _SUFFIXED.fullmatch(str(name))]
    texts = [name for name in held if frame[name].dtype.kind not in "iufbM"]
    return frame.assign(**{name: frame[name].mask(frame[name].map(is_missing)) for name in texts})


class _Held:
    """What a data directory has: files, values, and where they were read."""

    def __init__(self, data: Data) -> None:
        self.data = data
        self._numbers: dict[tuple[str, str], pd.Series[float]] = {}
        self._tables: dict[str, pd.DataFrame] = {}

    @cached_property
    def files(self) -> list[tuple[str, str, str]]:
        """Survey, id and release of every file, in the order of precedence."""
        return [
            (described["name"], source["name"], source["release"])
            for described in read_descriptor(self.data)["surveys"]
            for source in described["sources"]
        ]

    def list_sources(self, survey: str) -> set[str]:
        """Return the files of a survey: those at hand, and those declared."""
        declared = {source.id for source in SURVEYS[survey].sources}
        return declared | {name for owner, name, _ in self.files if owner == survey}

    def list_editions(self, survey: str) -> dict[int, int]:
        """Return the editions of a survey with the years covered."""
        record = held_record(SURVEYS[survey], self.data)
        return {edition.edition: edition.year for edition in record.editions}

    def read_lineage(self, surveys: list[str], *, delivered: bool = True) -> pd.DataFrame:
        """Return the file of every value of some surveys; or of all cells that may deliver one."""
        import pandas as pd  # noqa: PLC0415 (importing this package must not import pandas)

        data = open_data(self.data)
        found = []
        for survey in map(get_survey, surveys):
            data.require(survey)
            readings = data.readings(survey)
            rows = readings.delivered[readings.delivered >= 0]
            if not delivered:
                rows = np.flatnonzero(~readings.is_reprint & (readings.key >= 0))
            unit, edition, field = readings.keys.split(readings.key[rows])
            columns = {
                "country_id": np.array(readings.keys.units, dtype=object)[unit],
                "edition": np.array(readings.keys.editions, dtype=object)[edition],
                "measure": np.array(readings.keys.fields, dtype=object)[field],
                "source": np.array([s.id for s in readings.keys.record.sources], dtype=object)[
                    readings.source[rows]
                ],
            }
            found.append(pd.DataFrame({"survey": survey.id, **columns}).astype(object))
        return pd.concat(found, ignore_index=True)

    def read_numbers(self, survey: str, name: str) -> pd.Series[float]:
        """Return the values of a column of a survey by country and edition, as numbers."""
        import pandas as pd  # noqa: PLC0415 (importing this package must not import pandas)

        if survey not in self._tables:
            require_survey(get_survey(survey), self.data)
            table = read_table(survey, self.data)
            frame = to_frame(table, survey_fields(SURVEYS[survey]))
            self._tables[survey] = frame.set_index(_KEY)
        if (survey, name) not in self._numbers:
            table, measures = self._tables[survey], _list_measures(survey, name)
            values = [read_values(table[measure.id], measure) for measure in measures]
            self._numbers[survey, name] = pd.Series(np.mean(values, axis=0), table.index, float)
        return self._numbers[survey, name]

    @cached_property
    def revised(self) -> pd.DataFrame:
        """What older releases had in place of today's values."""
        import pandas as pd  # noqa: PLC0415 (importing this package must not import pandas)

        data = open_data(self.data)
        table = pd.concat([list_revisions(survey, data) for survey in data.surveys])
        return table[table["old"].notna()].astype(object)

    def list_older(self, survey: str, name: str) -> set[tuple[str, int, float]]:
        """Return what older releases had in a column of a survey: country, edition, number."""
        if len(measures := _list_measures(survey, name)) > 1:
            return set()
        is_it = (self.revised["survey"] == survey) & (self.revised["measure"] == name)
        rows = self.revised[is_it]
        numbers = read_values(rows["old"], measures[0])
        return set(zip(rows["country_id"], rows["edition"], numbers.tolist(), strict=True))


def _list_measures(survey: str, name: str) -> list[Measure]:
    """Return the measure of a column, or those whose mean it is."""
    measures = {measure.id: measure for measure in (IS_TERRITORY, *SURVEYS[survey].measures)}
    field = _FIELDS[survey][name]
    ids = field.measures if isinstance(field, Headline) else (name,)
    return [measures[id_] for id_ in ids]


def _split(frame: pd.DataFrame) -> list[pd.DataFrame]:
    """Return a frame, and with their own names the columns that a merge has given a suffix."""
    suffixed: dict[str, dict[str, str]] = {}
    for column in frame.columns:
        name = str(column)
        if name not in _NAMES and (match := _SUFFIXED.fullmatch(name)):
            suffixed.setdefault(match[2], {})[name] = match[1]
    parts = [frame]
    common = [name for name in ("country_id", "year") if name in frame.columns]
    for names in suffixed.values():
        tells_survey, has_values = {"source", "survey"} & {*names.values()}, {*names.values()}
        if tells_survey and has_values & _NAMES:
            part = frame[list(names)].rename(columns=names)
            kept = [name for name in common if name not in part.columns]
            part = part.assign(**{name: frame[name] for name in kept})
            if "edition" not in part.columns and "edition" in frame.columns:
                part = part.assign(edition=frame["edition"])
            parts.append(part)
    return parts


def _list_places(frame: pd.DataFrame, held: _Held) -> pd.DataFrame:
    """Return survey, country, edition and measure of every value, and what file its row names."""
    import pandas as pd  # noqa: PLC0415 (importing this package must not import pandas)

    pieces = [pd.DataFrame(columns=[*_PLACE, "said"], dtype=object)]
    editions = [name for name in frame.columns if _EDITIONS.fullmatch(str(name))]
    if "country_id" not in frame.columns or not (editions or "year" in frame.columns):
        return pieces[0]
    frame = frame.assign(country_id=read_ids(frame["country_id"]))
    fits = _fit_surveys(frame, held)
    for column in [name for name in frame.columns if name in _NAMES]:
        rows = frame[frame[column].notna()]
        owners = [id_ for id_, fields in _FIELDS.items() if column in fields]
        surveys = pd.Series(owners[0], rows.index, dtype=object)
        if len(owners) > 1 and len(rows):
            surveys = _tell_survey(rows, fits)
        for survey in surveys.unique():
            own = rows[surveys == survey]
            if column == IS_TERRITORY.id and not get_survey(survey).lists_territories:
                continue  # it is from the registry of countries
            if column in _MEANS and not _is_mean(own, survey, column, held):
                continue  # whatever else is rated
            title = _find_editions(own, survey, column, held)
            pieces.append(_place(own, survey, title, column, fits))
    for column in ("measure", "item"):
        values = [name for name in ("value", "freedom") if name in frame.columns]
        if column in frame.columns and values and "edition" in frame.columns:
            rows = frame[frame[values].notna().any(axis=1)]
            surveys, title = _tell_survey(rows, fits), _read_years(rows["edition"])
            pieces.append(_place(rows, surveys, title, rows[column].astype(object), fits))
    places = pd.concat(pieces, ignore_index=True)
    means = {s.headline.id: s.headline.measures for s in SURVEYS.values()}
    return places.assign(measure=places["measure"].map(lambda id_: means.get(id_, (id_,)))).explode(
        "measure", ignore_index=True
    )


def _is_mean(rows: pd.DataFrame, survey: str, column: str, held: _Held) -> bool:
    """Whether a column that has the name of a survey's mean holds it in any editions."""
    candidates = _list_candidates(rows, survey, held)
    return any(_is_ours(rows, survey, column, edition, held).all() for edition in candidates)


def _place(
    rows: pd.DataFrame, survey: Any, edition: pd.Series, measure: Any, fits: pd.DataFrame
) -> pd.DataFrame:
    import pandas as pd  # noqa: PLC0415 (importing this package must not import pandas)

    place = {"survey": survey, "country_id": rows["country_id"], "edition": edition}
    places = pd.DataFrame(place | {"measure": measure, "said": None}).astype(object)
    if "source" in rows.columns:  # which is that of the survey told by it
        fits = fits.loc[rows.index]
        is_its = (fits.sum(axis=1) == 1) & (fits.idxmax(axis=1) == places["survey"])
        is_its &= rows["source"].notna()
        places["said"] = rows["source"].astype(object).where(is_its, None)
    return places


def _read_years(column: pd.Series) -> pd.Series:
    """Return a column of years as numbers, NaN where there is none."""
    import pandas as pd  # noqa: PLC0415 (importing this package must not import pandas)

    years = pd.Series(to_numbers(column), column.index)
    strange = column[years.isna() & column.notna() | (years % 1 > 0)]
    if len(strange):
        raise FreedomDataError(
            f"the column {column.name} holds years, not {brief(strange.iloc[0])}"
        )
    return years


def _find_editions(rows: pd.DataFrame, survey: str, column: str, held: _Held) -> pd.Series:
    """
    Return the editions that the values of a column are of.

    Those that a column ``edition`` says, where it is the survey's own; in a frame that was merged
    it may be that of another survey, and the year covered says it. The values decide.
    """
    candidates = _list_candidates(rows, survey, held)
    is_ours = [_is_ours(rows, survey, column, edition, held) for edition in candidates]
    fits = [edition for edition, fit in zip(candidates, is_ours, strict=True) if fit.all()]
    if len(fits) == 1:
        return fits[0]
    title = get_survey(survey).title
    if fits:
        row = int(np.flatnonzero(fits[0] != fits[1])[0])
        one, other = sorted(int(edition.iloc[row]) for edition in fits[:2])
        raise FreedomDataError(
            f"{column} of {_name(rows, row)} may be of edition {one} or of edition {other} of "
            f"{title}, which have the same value: {_KEEP}"
        )
    best = int(np.argmax([fit.sum() for fit in is_ours]))
    edition, fit = candidates[best], is_ours[best]
    published = _pick(held.read_numbers(survey, column), rows, edition)
    is_other = ~fit & ~np.isnan(published)
    lost = np.flatnonzero(~fit & np.isnan(published) & (edition.notna() | ~is_other.any()))
    if len(lost):
        _refuse_lost(len(lost), survey, column, rows.iloc[lost[0]], edition.iloc[lost[0]])
    row = int(np.flatnonzero(is_other)[0])
    words = getattr(_FIELDS[survey][column], "categories", ())
    said = repr(words[int(published[row])]) if words else f"{published[row]:g}"
    raise FreedomDataError(
        f"{column} of {_name(rows, row)} is {show(rows[column].iloc[row])} in the frame, and "
        f"{said} in edition {edition.iloc[row]:g} of {title}: cite frames before their values are "
        "changed; cite([one, other]) takes several, before they are merged"
    )


def _name(rows: pd.DataFrame, row: int) -> str:
    id_ = str(rows["country_id"].iloc[row])
    known = get_countries().get(id_)
    return known.country if known else id_


def _list_candidates(rows: pd.DataFrame, survey: str, held: _Held) -> list[pd.Series]:
    """Return the editions that rows may be of: as titled and dated, else by year or by title."""
    names = [name for name in rows.columns if _EDITIONS.fullmatch(str(name))]
    titles = [_read_years(rows[name]) for name in names]
    if "year" not in rows.columns:
        return _drop_same(titles)
    year = _read_years(rows["year"])
    of_survey = held.list_editions(survey)
    by_year = year.map({covered: title for title, covered in of_survey.items()})
    own = _pair(*held.list_editions(survey).items())
    every = _pair(*(pair for id_ in SURVEYS for pair in held.list_editions(id_).items()))
    candidates = []
    for title in titles:
        pair = title * _FAR + year
        is_own = pair.isin(own) | year.isna()
        if is_own.all():
            return [title]
        is_foreign = pair.isin(every) | title.isna()
        candidates += [by_year.where(~is_own & is_foreign, title), title]
    return _drop_same(candidates or [by_year])


def _pair(*editions: tuple[int, int]) -> list[float]:
    """Return editions and the years that they cover as one number each."""
    return [title * _FAR + year for title, year in editions]


def _drop_same(columns: list[pd.Series]) -> list[pd.Series]:
    kept: list[pd.Series] = []
    for column in columns:
        if not any(column.equals(other) for other in kept):
            kept.append(column)
    return kept


def _pick(numbers: pd.Series[float], rows: pd.DataFrame, edition: pd.Series) -> np.ndarray:
    """Return the numbers of countries in editions, NaN where there is none."""
    import pandas as pd  # noqa: PLC0415 (importing this package must not import pandas)

    index = pd.MultiIndex.from_arrays([rows["country_id"], edition.fillna(0).astype(int)])
    return numbers.reindex(index).to_numpy()


def _is_ours(
    rows: pd.DataFrame, survey: str, column: str, edition: pd.Series, held: _Held
) -> np.ndarray:
    """Say which values are those of some editions, as published or as an older release had them."""
    measure = _list_measures(survey, column)[0]
    mine = read_values(rows[column], measure)
    published = _pick(held.read_numbers(survey, column), rows, edition)
    close = 0.05 * 10.0 ** -(measure.scale.decimals if measure.scale else 0)
    same: np.ndarray = np.abs(mine - published) <= close
    if not same.all() and (older := held.list_older(survey, column)):
        key = zip(rows["country_id"], edition, mine.tolist(), strict=True)
        same |= np.array([place in older for place in key])
    return same


def _tell_survey(rows: pd.DataFrame, fits: pd.DataFrame) -> pd.Series:
    """Return the survey of each row: as its column says, else the only one that it fits."""
    if "survey" in rows.columns:
        return rows["survey"].astype(object)
    fits = fits.loc[rows.index]
    if unclear := int((fits.sum(axis=1) != 1).sum()):
        who = "1 row of the frame does" if unclear == 1 else f"{unclear} rows of the frame do"
        raise FreedomDataError(
            f"{who} not tell which survey {'it is' if unclear == 1 else 'they are'} of: keep its "
            "measures and its column source, or name the survey, as in frame.assign(survey='fiw')"
        )
    return fits.idxmax(axis=1).astype(object)


def _fit_surveys(rows: pd.DataFrame, held: _Held) -> pd.DataFrame:
    """
    Say which surveys rows may be of, by the file that they name, else by the values they have.

    In a frame of several surveys side by side ``source`` says whose status it is. Where nothing
    else does, edition and year together may: in one survey 2016 covers 2015, in another 2016.
    """
    import pandas as pd  # noqa: PLC0415 (importing this package must not import pandas)

    if "survey" in rows.columns:
        return pd.DataFrame({id_: rows["survey"].astype(object) == id_ for id_ in SURVEYS})
    fits = pd.DataFrame({id_: _fits(rows, id_, held) for id_ in SURVEYS})
    has_own = pd.DataFrame({id_: rows[_list_own(rows, id_)].notna().any(axis=1) for id_ in SURVEYS})
    fits = _narrow(fits, has_own)
    fits = _narrow(fits, has_own | has_own.any())
    if {"edition", "year"} <= {*rows.columns}:
        pair = _read_years(rows["edition"]) * _FAR + _read_years(rows["year"])
        is_own = {id_: pair.isin(_pair(*held.list_editions(id_).items())) for id_ in SURVEYS}
        fits = _narrow(fits, pd.DataFrame(is_own))
    return fits


def _narrow(fits: pd.DataFrame, hint: pd.DataFrame) -> pd.DataFrame:
    """Return which surveys rows may be of, where a hint makes it clear that it is one of them."""
    narrowed = fits & hint
    is_settled = (fits.sum(axis=1) > 1) & (narrowed.sum(axis=1) == 1)
    return fits.mask(is_settled, narrowed)


def _list_own(rows: pd.DataFrame, survey: str) -> list[str]:
    """Return the columns of measures that only this survey has."""
    others = {name for id_, fields in _FIELDS.items() for name in fields if id_ != survey}
    return [name for name in rows.columns if name in {*_FIELDS[survey]} - others]


def _fits(rows: pd.DataFrame, survey: str, held: _Held) -> pd.Series:
    """Say which rows may be of a survey: they name no file, measure or item of another."""
    import pandas as pd  # noqa: PLC0415 (importing this package must not import pandas)

    fits = pd.Series(data=True, index=rows.index)
    known = {
        "source": held.list_sources(survey),
        "measure": {*_FIELDS[survey]},
        "item": {item.id for item in SURVEYS[survey].items},
    }
    for column in known.keys() & set(rows.columns):
        fits &= rows[column].isin(known[column]) | rows[column].isna()
    return fits


def _refuse_lost(count: int, survey: Any, measure: Any, row: pd.Series, edition: Any) -> None:
    when = f"the year {row.get('year')}" if edition != edition else f"{edition:g}"  # noqa: PLR0124
    who = "1 value of the frame is" if count == 1 else f"{count} values of the frame are"
    raise FreedomDataError(
        f"{who} in no file, such as {measure} of {row['country_id']} in {survey} {when}: leave out "
        "what is not of this package, or give data= the directory that the frame was loaded from"
    )


def _look_up(places: pd.DataFrame, held: _Held) -> pd.DataFrame:
    """Return the places with the file that each was read from."""
    surveys = list(places["survey"].unique())
    found = places.merge(held.read_lineage(surveys), on=_PLACE, how="left")
    lost = found[found["source"].isna()]
    if len(lost):
        row = lost.iloc[0]
        _refuse_lost(len(lost), row["survey"], row["measure"], row, row["edition"])
    return found


def _take_back(found: pd.DataFrame, held: _Held) -> pd.DataFrame:
    """
    Name the files of an older release where the frame is of one (``load(..., as_of=)``).

    Such a row names another file than the one that the row in the tables was read from.
    """
    import pandas as pd  # noqa: PLC0415 (importing this package must not import pandas)

    said = found.loc[found["said"].notna(), [*_PLACE[:3], "said"]].drop_duplicates()
    if said.empty:
        return found
    anchors = pd.DataFrame([(s.id, s.anchor) for s in SURVEYS.values()], columns=_PLACE[::3])
    lineage = held.read_lineage(list(said["survey"].unique()))
    said = said.merge(lineage.merge(anchors)[[*_PLACE[:3], "source"]], on=_PLACE[:3])
    older = said.loc[said["said"] != said["source"], [*_PLACE[:3], "said"]].drop_duplicates()
    if older.empty:
        return found
    release = {(survey, name): release for survey, name, release in held.files}
    rank = {(survey, name): n for n, (survey, name, _) in enumerate(held.files)}
    cells = held.read_lineage(list(older["survey"].unique()), delivered=False)
    prints = cells.merge(older, on=_PLACE[:3])
    pairs = list(zip(prints["survey"], prints["source"], prints["said"], strict=True))
    prints["rank"] = [rank[survey, source] for survey, source, _ in pairs]
    then = [release[survey, source] <= release[survey, said_] for survey, source, said_ in pairs]
    first = prints[then].sort_values("rank").drop_duplicates(_PLACE)[[*_PLACE, "source"]]
    found = found.merge(first, on=_PLACE, how="left", suffixes=("", "_then"))
    return found.assign(source=found["source_then"].fillna(found["source"]))


def _read_sources(frame: pd.DataFrame, held: _Held) -> pd.DataFrame:
    """Return the surveys, files and (where there are any) editions that a frame's rows name."""
    import pandas as pd  # noqa: PLC0415 (importing this package must not import pandas)

    rows = frame[frame["source"].notna()]
    said = {"survey": _tell_survey(rows, _fit_surveys(rows, held)), "source": rows["source"]}
    if "edition" in rows.columns:
        said["edition"] = _read_years(rows["edition"])
    named = pd.DataFrame(said).astype(object).drop_duplicates()
    known = held.read_lineage(list(named["survey"].unique()))[list(said)].drop_duplicates()
    found = named.merge(known, how="left", indicator=True)
    strange = found[found["_merge"] == "left_only"]
    if len(strange):
        told = ", ".join(f"{name} {_spell(v)}" for name, v in strange[list(said)].iloc[0].items())
        raise FreedomDataError(
            f"no value here is of {told}: leave out what is not of this package, or give data= "
            "the directory that the frame was loaded from"
        )
    return named


def _spell(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
