"""
Which files the values of a frame, or of whole surveys, were read from.

Of every value in a frame the key is found (survey, country, edition, measure), and of that the
reading that delivers it. Where a frame does not say which survey or edition a value is of, the
values decide.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from freedomdata.columns import is_missing, read_ids, read_surveys, read_values, show, to_numbers
from freedomdata.countries import get_countries
from freedomdata.data import get_survey
from freedomdata.errors import FreedomDataError, brief
from freedomdata.frames import bring_columns
from freedomdata.loading.balance import drop_added
from freedomdata.loading.electoral import ELECTORAL_SOURCE
from freedomdata.model import IS_TERRITORY, Headline
from freedomdata.surveys import SURVEYS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pandas as pd

    from freedomdata.data import Data
    from freedomdata.model import Designation, Measure
    from freedomdata.readings import Readings

__all__ = ["Origin", "find_origins"]

_IDS = list(SURVEYS)

#: The columns that may hold values, by survey: measures, and the mean of its headline.
_FIELDS: dict[str, dict[str, Measure | Headline]] = {
    survey.id: {survey.headline.id: survey.headline}
    | {measure.id: measure for measure in (IS_TERRITORY, *survey.measures)}
    for survey in SURVEYS.values()
}
_NAMES = {name for fields in _FIELDS.values() for name in fields}

#: The names of means, which others may give to columns of theirs.
_MEANS = {s.headline.id for s in SURVEYS.values() if s.headline.measures != (s.headline.id,)}

#: What follows from a rule where ``load`` was asked for it: the survey and the rule, by measure.
_DESIGNATIONS = {
    s.designation.measure: (s.id, s.designation) for s in SURVEYS.values() if s.designation
}

#: What else is read of a frame.
_OTHERS = {"survey", "country_id", "edition", "measure", "item", "source", "year"}

#: How pandas and people distinguish columns of one name: edition_x, source_fotn.
_SUFFIXED = re.compile(
    f"({'|'.join(sorted({*_OTHERS, *_NAMES}, key=len, reverse=True))})(_[A-Za-z0-9]+)"
)
_EDITIONS = re.compile("edition(_(?!label)[A-Za-z0-9]+)?")

_FAR = 100_000.0  # no year is as great

#: What to do about editions that cannot be distinguished.
_KEEP = (
    "keep the column edition of each survey when frames are merged, as in merge(..., "
    "suffixes=('', '_2')), or cite the frames before: cite([one, other])"
)


class Origin(NamedTuple):
    """A file by its id, the survey it was read for, and the editions that were read from it."""

    survey: str
    source: str
    editions: tuple[int, ...]


#: The editions that were read from files, by survey and file.
_Read = dict[tuple[str, str], set[int]]


def find_origins(
    surveys: Iterable[str], frames: Iterable[pd.DataFrame], data: Data
) -> list[Origin]:
    """Return the files that surveys and frames were read from, in the order of their precedence."""
    read: _Read = {}
    for record in map(get_survey, surveys):
        data.require(record)
        readings = data.readings(record)
        _add(read, readings, readings.delivered[readings.delivered >= 0])
    for frame in frames:
        _trace(frame, data, read)
    return [
        Origin(*pair, tuple(sorted(read[pair])))
        for survey, described in data.described.items()
        for source in described["sources"]
        if (pair := (survey, source["name"])) in read
    ]


def _add(read: _Read, readings: Readings, rows: np.ndarray) -> None:
    """Add the files and editions of some readings."""
    keys, sources = readings.keys, readings.keys.record.sources
    many = len(keys.editions)
    edition = keys.edition_of(readings.key[rows])
    for pair in np.unique(readings.source[rows] * many + edition).tolist():
        source, number = divmod(pair, many)
        read.setdefault((keys.record.id, sources[source].id), set()).add(keys.editions[number])


def _trace(frame: pd.DataFrame, data: Data, read: _Read) -> None:
    """
    Add the files that the values in a frame were read from.

    Its values say it; of a frame without values, or without their keys, the column ``source``.
    """
    if frame.empty:
        raise FreedomDataError("the frame is empty: there is nothing in it to cite")
    frame = _blank(drop_added(bring_columns(frame, {*_OTHERS, *_NAMES, "missing"})))
    if "survey" in frame.columns:
        frame = frame.assign(survey=read_surveys(frame["survey"]))
    values = [one for part in _split(frame) for one in _Part(part, data).list_values()]
    if values:
        found = [one.find_readings() for one in values]
        _refuse_lost(values, found)
        for one, rows in zip(values, found, strict=True):
            _add(read, one.part.readings(one.survey), rows)
    elif "source" in frame.columns and frame["source"].notna().any():
        _Part(frame[frame["source"].notna()].reset_index(drop=True), data).read_sources(read)
    else:
        raise FreedomDataError(
            "the frame does not tell where its values are from: keep its columns country_id and "
            "edition (or year) beside the values (of a panel also measure, of items also survey "
            "and item), or its column source"
        )


def _blank(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame without the texts written for what is missing, as Stata writes them."""
    known = {*_OTHERS, *_NAMES} - {"country_id"}  # where NA is Namibia's
    once = frame.columns[~frame.columns.duplicated(keep=False)]
    held = [name for name in once if name in known or _SUFFIXED.fullmatch(str(name))]
    blanked = {}
    for name in held:
        if frame[name].dtype.kind not in "iufbM":
            codes, values = _encode(frame[name])
            lacking = np.array([*map(is_missing, values), True])
            if lacking[codes].any():
                blanked[name] = frame[name].mask(lacking[codes])
    return frame.assign(**blanked)


def _encode(column: pd.Series) -> tuple[np.ndarray, list[Any]]:
    """Return a column as numbers of its distinct values, -1 for none, and the values."""
    import pandas as pd  # noqa: PLC0415 (importing this package must not import pandas)

    try:
        codes, values = pd.factorize(column)
    except TypeError:  # lists and the like
        return np.arange(len(column)), column.tolist()
    return codes, list(values)


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
        names_survey, has_values = {"source", "survey"} & {*names.values()}, {*names.values()}
        if names_survey and has_values & _NAMES:
            part = frame[list(names)].rename(columns=names)
            kept = [name for name in common if name not in part.columns]
            part = part.assign(**{name: frame[name] for name in kept})
            if "edition" not in part.columns and "edition" in frame.columns:
                part = part.assign(edition=frame["edition"])
            parts.append(part)
    return parts


class _Values(NamedTuple):
    """Values of one measure of a survey: the rows of a part that have them, and their editions."""

    part: _Part
    survey: str
    measure: str
    rows: np.ndarray
    edition: np.ndarray

    def find_readings(self) -> np.ndarray:
        """Return the reading of each value, -1 for none; of an older release, if it is of one."""
        readings = self.part.readings(self.survey)
        keys, record = readings.keys, readings.keys.record
        row = self.part.find_rows(self.survey, self.rows, self.edition)
        if self.measure not in keys.fields:
            return np.full(len(row), -1)
        key = row * keys.shape[2] + keys.number(self.measure)
        found = np.where(row < 0, -1, readings.delivered[key])
        # a row of an older release names another file than the one its anchor is from today
        named = self.part.named[_IDS.index(self.survey)][self.rows]
        anchor = readings.delivered[row * keys.shape[2] + keys.number(record.anchor)]
        is_older = (named >= 0) & (row >= 0) & (anchor >= 0) & (named != readings.source[anchor])
        release = np.array([int(source.release) for source in record.sources] + [9999])
        for year in np.unique(release[named[is_older]]).tolist():
            then = readings.choose((release <= year)[readings.source])[key]
            found = np.where(is_older & (release[named] == year) & (then >= 0), then, found)
        return found


def _refuse_lost(values: Iterable[_Values], found: Iterable[np.ndarray]) -> None:
    """Refuse values that no file has."""
    pairs = zip(values, found, strict=True)
    lost = [(one, n) for one, rows in pairs for n in np.flatnonzero(rows < 0).tolist()]
    if lost:
        one, n = lost[0]
        row = one.part.frame.iloc[one.rows[n]]
        _refuse(len(lost), one.survey, one.measure, row, one.edition[n])


def _refuse(count: int, survey: str, measure: str, row: pd.Series, edition: float) -> None:
    when = f"the year {row.get('year')}" if np.isnan(edition) else f"{edition:g}"
    who = "1 value of the frame is" if count == 1 else f"{count} values of the frame are"
    raise FreedomDataError(
        f"{who} in no file, such as {measure} of {row['country_id']} in {survey} {when}: leave out "
        "what is not of this package, or give data= the directory that the frame was loaded from"
    )


class _Part:
    """A frame, or those of its columns that have one suffix, and a data directory."""

    def __init__(self, frame: pd.DataFrame, data: Data) -> None:
        self.frame, self.data = frame, data
        self.names = [str(name) for name in frame.columns]
        self.titles = [name for name in self.names if _EDITIONS.fullmatch(name)]

    def readings(self, survey: str) -> Readings:
        """Return the readings of a survey that the directory must have."""
        self.data.require(SURVEYS[survey])
        return self.data.readings(SURVEYS[survey])

    def list_editions(self, survey: str) -> dict[int, int]:
        """Return the editions of a survey with the years covered."""
        return {e.edition: e.year for e in self.data.record(SURVEYS[survey]).editions}

    def list_values(self) -> Iterator[_Values]:
        """List all values that have a key, measure by measure."""
        if "country_id" not in self.names or not (self.titles or "year" in self.names):
            return
        for column in [name for name in self.names if name in _NAMES]:
            yield from self._list_wide(column)
        has_value = [name for name in ("value", "freedom") if name in self.names]
        if has_value and "edition" in self.names:
            for column in [name for name in ("measure", "item") if name in self.names]:
                yield from self._list_long(column, self.frame[has_value].notna().any(axis=1))

    def _list_wide(self, column: str) -> Iterator[_Values]:
        """List the values of a column that has the name of a measure or mean."""
        rows = np.flatnonzero(self.frame[column].notna())
        if ELECTORAL_SOURCE in self.names and (rule := _DESIGNATIONS.get(column)):
            is_derived = (self.frame[ELECTORAL_SOURCE].astype(object) == "rule").to_numpy()[rows]
            yield from self._list_derived(rows[is_derived], *rule)
            rows = rows[~is_derived]
        owners = [id_ for id_, fields in _FIELDS.items() if column in fields]
        survey = self.find_surveys(rows) if len(owners) > 1 and len(rows) else None
        for id_ in owners[: len(rows)] if survey is None else _order(survey):
            own = rows if survey is None else rows[survey == _IDS.index(id_)]
            if column == IS_TERRITORY.id and not SURVEYS[id_].lists_territories:
                continue  # it is from the registry of countries
            if column in _MEANS and not self._is_mean(own, id_, column):
                continue  # whatever else is rated
            edition = self._find_editions(own, id_, column)
            for measure in _list_measures(id_, column):
                yield _Values(self, id_, measure.id, own, edition)

    def _list_derived(self, rows: np.ndarray, survey: str, rule: Designation) -> Iterator[_Values]:
        """List what designations follow from that the publisher has not listed."""
        edition = self._list_candidates(rows, survey)[0]
        for id_ in rule.floors:
            one = _Values(self, survey, id_, rows, edition)
            is_held = one.find_readings() >= 0
            yield one._replace(rows=rows[is_held], edition=edition[is_held])

    def _list_long(self, column: str, has_value: pd.Series) -> Iterator[_Values]:
        """List the values of a frame that has its measures or items below each other."""
        rows = np.flatnonzero(has_value)
        survey, edition = self.find_surveys(rows), self.read_years("edition", rows)
        codes, names = _encode(self.frame[column])
        for id_ in _order(survey):
            headline = SURVEYS[id_].headline
            for code in np.unique(codes[rows[survey == _IDS.index(id_)]]).tolist():
                is_its = (survey == _IDS.index(id_)) & (codes[rows] == code)
                name = str(names[code]) if code >= 0 else ""
                for measure in headline.measures if name == headline.id else (name,):
                    yield _Values(self, id_, measure, rows[is_its], edition[is_its])

    def read_years(self, name: str, rows: np.ndarray) -> np.ndarray:
        """Return years of some rows as numbers, NaN where there is none."""
        column = self.frame[name].iloc[rows]
        years = to_numbers(column)
        is_lost = np.isnan(years) & column.notna().to_numpy(dtype=bool)
        if (is_strange := is_lost | (years % 1 > 0)).any():
            found = brief(column[is_strange].iloc[0])
            raise FreedomDataError(f"the column {name} holds years, not {found}")
        return years

    def read_numbers(self, survey: str, name: str) -> np.ndarray:
        """Return a column as numbers, words as their places among the categories."""
        import pandas as pd  # noqa: PLC0415 (importing this package must not import pandas)

        measure = _list_measures(survey, name)[0]
        if measure.scale:
            return to_numbers(self.frame[name])
        codes, words = _encode(self.frame[name])
        numbers = read_values(pd.Series(words, dtype=object), measure)
        return np.asarray(np.append(numbers, np.nan)[codes])

    @cached_property
    def units(self) -> np.ndarray:
        """The number of each row's country among all countries, -1 for none of them."""
        import pandas as pd  # noqa: PLC0415 (importing this package must not import pandas)

        codes, ids = _encode(self.frame["country_id"])
        number = {id_: n for n, id_ in enumerate(get_countries())}
        found = [number.get(id_, -1) for id_ in read_ids(pd.Series(ids, dtype=object))]
        return np.asarray(np.array([*found, -1])[codes])

    def find_rows(self, survey: str, rows: np.ndarray, edition: np.ndarray) -> np.ndarray:
        """Return the numbers of country and edition of rows in a survey, -1 for none."""
        titles = np.array(self.readings(survey).keys.editions)
        number = np.minimum(np.searchsorted(titles, edition), len(titles) - 1)
        is_none = (self.units[rows] < 0) | (titles[number] != edition)
        return np.where(is_none, -1, self.units[rows] * len(titles) + number)

    def find_published(self, survey: str, name: str, row: np.ndarray) -> np.ndarray:
        """Return the published numbers of a column in rows of a survey, NaN where there is none."""
        readings = self.readings(survey)
        keys = readings.keys
        firsts = [keys.number(measure.id) for measure in _list_measures(survey, name)]
        values = [readings.published[row * keys.shape[2] + first] for first in firsts]
        return np.where(row < 0, np.nan, np.mean(values, axis=0))

    @cached_property
    def named(self) -> list[np.ndarray]:
        """The file that each row names, by survey, where it is plainly of that one, else -1."""
        if "source" not in self.names:
            return [np.full(len(self.frame), -1)] * len(_IDS)
        codes, ids = _encode(self.frame["source"])
        named = []
        for n, survey in enumerate(SURVEYS.values()):
            number = {source.id: n for n, source in enumerate(self.data.record(survey).sources)}
            found = np.array([*(number.get(id_, -1) for id_ in ids), -1])[codes]
            is_its = (self.fits.sum(axis=1) == 1) & self.fits[:, n]
            named.append(np.where(is_its, found, -1))
        return named

    def find_surveys(self, rows: np.ndarray) -> np.ndarray:
        """Return the survey of each row by number: as its column says, or the one that it fits."""
        fits = self.fits[rows]
        if unclear := int((fits.sum(axis=1) != 1).sum()):
            who = "1 row of the frame does" if unclear == 1 else f"{unclear} rows of the frame do"
            is_or_are = "it is" if unclear == 1 else "they are"
            raise FreedomDataError(
                f"{who} not tell which survey {is_or_are} of: keep its measures and its column "
                "source, or name the survey, as in frame.assign(survey='fiw')"
            )
        return np.asarray(fits.argmax(axis=1))

    @cached_property
    def fits(self) -> np.ndarray:
        """
        Whether each row may be of each survey: by the file that it names, else by its values.

        In a frame of several surveys side by side ``source`` says whose status it is. Where nothing
        else does, edition and year together may: in one survey 2016 covers 2015, in another 2016.
        """
        frame = self.frame
        if "survey" in self.names:
            return np.stack([frame["survey"].astype(object) == id_ for id_ in _IDS], axis=1)
        fits = np.ones((len(frame), len(_IDS)), dtype=bool)
        has_own = np.zeros_like(fits)
        coded = {n: _encode(frame[n]) for n in ("source", "measure", "item") if n in self.names}
        for number, (id_, survey) in enumerate(SURVEYS.items()):
            known = {
                "source": {s.id for s in (*survey.sources, *self.data.record(survey).sources)},
                "measure": {*_FIELDS[id_]},
                "item": {item.id for item in survey.items},
            }
            for name, (codes, values) in coded.items():
                fits[:, number] &= np.array([*(v in known[name] for v in values), True])[codes]
            others = {name for other in _IDS if other != id_ for name in _FIELDS[other]}
            for field in ({*_FIELDS[id_]} - others) & {*self.names}:
                has_own[:, number] |= frame[field].notna().to_numpy(dtype=bool)
        hints = [has_own, has_own | has_own.any(axis=0)]
        if {"edition", "year"} <= {*self.names}:
            rows = np.arange(len(frame))
            pair = self.read_years("edition", rows) * _FAR + self.read_years("year", rows)
            pairs = [_pair(*self.list_editions(id_).items()) for id_ in _IDS]
            hints.append(np.stack([np.isin(pair, own) for own in pairs], axis=1))
        for hint in hints:  # those that it leaves, where it leaves one of several
            left = fits & hint
            is_settled = (fits.sum(axis=1) > 1) & (left.sum(axis=1) == 1)
            fits[is_settled] = left[is_settled]
        return fits

    # which editions the values of a column are of

    def _is_mean(self, rows: np.ndarray, survey: str, column: str) -> bool:
        """Whether a column that has the name of a survey's mean holds it in any editions."""
        candidates = self._list_candidates(rows, survey)
        return any(self._is_ours(rows, survey, column, one)[0].all() for one in candidates)

    def _is_ours(
        self, rows: np.ndarray, survey: str, column: str, edition: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Report which values are those of some editions, of any release; and today's values."""
        measures = _list_measures(survey, column)
        mine = self.read_numbers(survey, column)[rows]
        row = self.find_rows(survey, rows, edition)
        published = self.find_published(survey, column, row)
        close = 0.05 * 10.0 ** -(measures[0].scale.decimals if measures[0].scale else 0)
        same: np.ndarray = np.abs(mine - published) <= close
        if not same.all() and len(measures) == 1:
            readings = self.readings(survey)
            older = {(revision.key, revision.old) for revision in readings.revisions}
            key = row * readings.keys.shape[2] + readings.keys.number(column)
            same |= np.array(
                [one in older for one in zip(key.tolist(), mine.tolist(), strict=True)]
            )
        return same, published

    def _list_candidates(self, rows: np.ndarray, survey: str) -> list[np.ndarray]:
        """Return the editions that rows may be of: as titled and dated, else by year or title."""
        import pandas as pd  # noqa: PLC0415 (importing this package must not import pandas)

        titles = [self.read_years(name, rows) for name in self.titles]
        if "year" not in self.names:
            return _drop_same(titles)
        year = self.read_years("year", rows)
        of_survey = self.list_editions(survey)
        by_year = pd.Series(year).map({covered: title for title, covered in of_survey.items()})
        own = _pair(*of_survey.items())
        every = _pair(*(pair for id_ in _IDS for pair in self.list_editions(id_).items()))
        candidates = []
        for title in titles:
            pair = title * _FAR + year
            is_own = np.isin(pair, own) | np.isnan(year)
            if is_own.all():
                return [title]
            is_foreign = np.isin(pair, every) | np.isnan(title)
            candidates += [np.where(~is_own & is_foreign, by_year, title), title]
        return _drop_same(candidates or [by_year.to_numpy(dtype=float)])

    def _find_editions(self, rows: np.ndarray, survey: str, column: str) -> np.ndarray:
        """
        Return the editions that the values of a column are of.

        Those that a column ``edition`` says, where it is the survey's own; in a frame that was
        merged it may be that of another survey, and the year covered says it. The values decide.
        """
        candidates = self._list_candidates(rows, survey)
        tried = [self._is_ours(rows, survey, column, edition) for edition in candidates]
        fits = [edition for edition, (same, _) in zip(candidates, tried, strict=True) if same.all()]
        if len(fits) == 1:
            return fits[0]
        title = SURVEYS[survey].title
        if fits:
            n = int(np.flatnonzero(fits[0] != fits[1])[0])
            one, other = sorted(int(edition[n]) for edition in fits[:2])
            raise FreedomDataError(
                f"{column} of {self._name(rows[n])} may be of edition {one} or of edition {other} "
                f"of {title}, which have the same value: {_KEEP}"
            )
        best = int(np.argmax([same.sum() for same, _ in tried]))
        edition, (same, published) = candidates[best], tried[best]
        is_other = ~same & ~np.isnan(published)
        lost = ~same & np.isnan(published) & (~np.isnan(edition) | ~is_other.any())
        if count := int(lost.sum()):
            n = int(np.flatnonzero(lost)[0])
            _refuse(count, survey, column, self.frame.iloc[rows[n]], edition[n])
        n = int(np.flatnonzero(is_other)[0])
        words = getattr(_FIELDS[survey][column], "categories", ())
        ours = repr(words[int(published[n])]) if words else f"{published[n]:g}"
        raise FreedomDataError(
            f"{column} of {self._name(rows[n])} is {show(self.frame[column].iloc[rows[n]])} in the "
            f"frame, and {ours} in edition {edition[n]:g} of {title}: cite frames before their "
            "values are changed; cite([one, other]) takes several, before they are merged"
        )

    def _name(self, row: int) -> str:
        id_ = read_ids(self.frame["country_id"].iloc[[row]]).iloc[0]
        known = get_countries().get(str(id_))
        return known.country if known else str(id_)

    def read_sources(self, read: _Read) -> None:
        """Add the files and (where there are any) editions that the rows name."""
        rows = np.arange(len(self.frame))
        surveys, held = self.find_surveys(rows), _Read()
        for id_ in _order(surveys):
            readings = self.readings(id_)
            _add(held, readings, readings.delivered[readings.delivered >= 0])
        years = self.read_years("edition", rows).tolist() if "edition" in self.names else None
        named = zip(
            surveys.tolist(), self.frame["source"], years or [None] * len(rows), strict=True
        )
        for number, source, edition in dict.fromkeys(named):
            file = _IDS[number], source
            if file not in held or not (edition is None or edition in held[file]):
                when = "" if edition is None else f", edition {edition:g}"
                raise FreedomDataError(
                    f"no value here is of survey {_IDS[number]}, source {source}{when}: leave out "
                    "what is not of this package, or give data= the directory that the frame was "
                    "loaded from"
                )
            read.setdefault(file, set()).update([] if edition is None else [int(edition)])


def _list_measures(survey: str, name: str) -> tuple[Measure, ...]:
    """Return the measure of a column, or those whose mean it is."""
    field = _FIELDS[survey][name]
    if not isinstance(field, Headline):
        return (field,)
    measures = {measure.id: measure for measure in SURVEYS[survey].measures}
    return tuple(measures[id_] for id_ in field.measures)


def _order(surveys: np.ndarray) -> list[str]:
    """Return the surveys of some rows in the order in which they come."""
    return [_IDS[number] for number in dict.fromkeys(surveys.tolist())]


def _pair(*editions: tuple[int, int]) -> list[float]:
    """Return editions and the years that they cover as one number each."""
    return [title * _FAR + year for title, year in editions]


def _drop_same(columns: list[np.ndarray]) -> list[np.ndarray]:
    kept: list[np.ndarray] = []
    for column in columns:
        if not any(np.array_equal(column, other, equal_nan=True) for other in kept):
            kept.append(column)
    return kept
