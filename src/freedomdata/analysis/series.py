"""
The rows of a frame as series of units: by calendar year, of one survey and one measure each.

However a frame is laid out, wide as `load` gives it or long as `load_panel` does, its rows are not
moved: series are numbers of rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from freedomdata.analysis.comparing import find_crossings
from freedomdata.columns import list_distinct, read_ids, read_surveys, show, to_numbers
from freedomdata.countries import get_countries
from freedomdata.errors import FreedomDataError
from freedomdata.frames import bring_columns
from freedomdata.labels import describe_rows
from freedomdata.loading.balance import REASONS, Grid, encode, explain_absence
from freedomdata.loading.calendars import find_rule, list_years
from freedomdata.loading.editions import list_incomplete
from freedomdata.loading.selection import rows_by_year
from freedomdata.surveys import SURVEYS

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from freedomdata.choices import YearRule
    from freedomdata.data import Data
    from freedomdata.model import Break, Survey

__all__ = ["Part", "Series", "explain_partners", "find_forbidden", "find_partners", "read_series"]

_KEYS = ("survey", "country_id", "edition", "year", "measure", "missing")
_LONG = {"measure", "value"}  # columns of a frame with measures below each other
_LAST = 9999  # year


class Part(NamedTuple):
    """The rows of one survey and, in a long frame, one measure: by their numbers."""

    record: Survey
    measure: str | None
    rule: YearRule
    rows: np.ndarray

    def list_measures(self, column: str) -> tuple[str, ...]:
        """Return the measures whose changes of method touch a column of these rows."""
        if self.measure is None or column not in ("value", "freedom"):
            return (column,)
        headline = self.record.headline
        return headline.measures if self.measure == headline.id else (self.measure,)


@dataclass(frozen=True)
class Series:
    """
    A frame row by row: whose, of which year and edition, and why it is empty, if it was added.

    `frame` has the columns of the user's, its keys among them, and the numbers of its rows as
    labels.
    """

    frame: pd.DataFrame
    ids: np.ndarray
    years: np.ndarray
    editions: np.ndarray
    missing: np.ndarray
    parts: list[Part]
    data: Data

    @property
    def is_long(self) -> bool:
        """Whether measures are below each other."""
        return {*self.frame.columns} >= _LONG

    def note(self, reason: str, rows: np.ndarray) -> dict[str, Any]:
        """Return what ``attrs`` say of rows that get no value, by their numbers."""
        return describe_rows(reason, self.ids[rows], self.editions[rows])


def read_series(frame: pd.DataFrame, data: Data) -> Series:
    """
    Return a frame of `load` or `load_panel` as series.

    Raises
    ------
    FreedomDataError
        If it has no units or no years, several rows for a unit and year, or is of no one survey.
    """
    import pandas as pd  # noqa: PLC0415 (importing this package must not import pandas)

    measures = {measure.id for survey in SURVEYS.values() for measure in survey.measures}
    said = frame.attrs.get("survey")
    frame = bring_columns(frame, {*_KEYS, *measures})
    frame.attrs = {"survey": said}
    if lacking := [name for name in ("country_id", "year") if name not in frame]:
        raise FreedomDataError(
            f"a frame without the columns {', '.join(lacking)} has no years before and after: give "
            "one as fd.load(...) or fd.load_panel(...) gives it"
        )
    codes, values = list_distinct(frame["country_id"])
    distinct = read_ids(pd.Series(values, dtype=object)).to_numpy(dtype=object)
    ids = distinct[codes]
    if strange := [id_ for id_ in distinct[np.unique(codes)] if id_ not in get_countries()]:
        raise FreedomDataError(
            f"country_id holds {show(strange[0])}, which is no id of the registry, such as CHN "
            "(identify() finds ids by name)"
        )
    years = to_numbers(frame["year"])
    if (is_strange := np.isnan(years) | (years % 1 > 0) | (np.abs(years) > _LAST)).any():
        found = show(frame["year"].iloc[int(np.flatnonzero(is_strange)[0])])
        raise FreedomDataError(f"the column year holds years, not {found}")
    missing = np.full(len(frame), "", dtype=object)
    if "missing" in frame:
        reasons = frame["missing"].astype(object)
        missing = reasons.where(reasons.isin([*REASONS]), "").to_numpy(dtype=object)
    titles = to_numbers(frame["edition"]) if "edition" in frame else np.full(len(frame), np.nan)
    parts = list(_split(frame, titles, years, data))
    editions = _fill_editions(titles, years, parts)
    series = Series(frame, ids, years.astype(np.int64), editions, missing, parts, data)
    _refuse_doubles(series)
    return series


def _split(
    frame: pd.DataFrame, titles: np.ndarray, years: np.ndarray, data: Data
) -> Iterator[Part]:
    """Yield the rows of each survey and measure."""
    surveys, of_survey = _find_surveys(frame, data)
    for number, record in enumerate(surveys):
        own = np.flatnonzero(of_survey == number)
        rule = find_rule(record, titles[own], years[own]) or "end"
        if not {*frame.columns} >= _LONG:
            yield Part(record, None, rule, own)
            continue
        measures = frame["measure"].astype(object).to_numpy()[own]
        for measure in dict.fromkeys(measures.tolist()):
            yield Part(record, str(measure), rule, own[measures == measure])


def _find_surveys(frame: pd.DataFrame, data: Data) -> tuple[list[Survey], np.ndarray]:
    """Return the surveys of a frame, and which of them each row is of."""
    import pandas as pd  # noqa: PLC0415 (importing this package must not import pandas)

    if "survey" not in frame:
        return [data.record(SURVEYS[_find_survey(frame)])], np.zeros(len(frame), dtype=np.int64)
    codes, values = list_distinct(frame["survey"])
    used = [values[code] for code in np.unique(codes)]
    named = read_surveys(pd.Series(used, dtype=object)).to_numpy(dtype=object)
    known = [id_ for id_ in SURVEYS if id_ in named]
    places = np.array([known.index(id_) for id_ in named], dtype=np.int64)
    rows = places[np.searchsorted(np.unique(codes), codes)]
    return [data.record(SURVEYS[id_]) for id_ in known], rows


def _find_survey(frame: pd.DataFrame) -> str:
    """Return the survey whose measures a frame has, or which it says that it is of."""
    held = {
        survey.id: len({measure.id for measure in survey.measures} & {*frame.columns})
        for survey in SURVEYS.values()
    }
    most = max(held.values())
    found = [id_ for id_, number in held.items() if number == most and most]
    if (said := frame.attrs.get("survey")) in found:
        return str(said)
    if len(found) != 1:
        what = f"may be of {' or '.join(found)}" if found else "has the measures of no survey"
        raise FreedomDataError(
            f"the frame {what}: give one as fd.load(...) or fd.load_panel(...) gives it, or with a "
            "column survey"
        )
    return found[0]


def _fill_editions(titles: np.ndarray, years: np.ndarray, parts: list[Part]) -> np.ndarray:
    """Return the edition of each row: the row's own, else the last one up to its year."""
    editions = titles.copy()
    for record, _, rule, rows in parts:
        spans = list_years(record, rule)
        pairs = sorted((year, title) for title, span in spans.items() for year in span)
        lacking = rows[np.isnan(titles[rows])]
        at = np.searchsorted([year for year, _ in pairs], years[lacking], side="right") - 1
        editions[lacking] = np.array([*(title for _, title in pairs), 0])[at]
    return editions.astype(np.int64)


def _refuse_doubles(series: Series) -> None:
    """Refuse a frame that has several rows for a unit and year."""
    for part in series.parts:
        codes = _encode(series, part.rows)
        order = np.argsort(codes, kind="stable")
        doubled = np.flatnonzero(codes[order][1:] == codes[order][:-1])
        if len(doubled):
            row = part.rows[order[doubled[0]]]
            raise FreedomDataError(
                f"{get_countries()[series.ids[row]].country} has several rows for "
                f"{series.years[row]}: a year before or after is one row of a unit, survey and "
                "measure, as fd.load(...) and fd.load_panel(...) give it"
            )


def _encode(series: Series, rows: np.ndarray) -> np.ndarray:
    """Return units and years of some rows as numbers in their order."""
    ids = series.ids[rows].astype(str)
    return encode(ids.astype(object), series.years[rows], np.unique(ids).astype(object))


def find_partners(series: Series, years: int) -> np.ndarray:
    """Return the row of the same unit so many years later (or earlier, < 0) by row, -1 for none."""
    found = np.full(len(series.ids), -1)
    for part in series.parts:
        if not len(part.rows):
            continue
        codes = _encode(series, part.rows)
        order = np.argsort(codes, kind="stable")
        wanted = codes + years
        at = np.minimum(np.searchsorted(codes[order], wanted), len(codes) - 1)
        is_there = codes[order][at] == wanted
        found[part.rows[is_there]] = part.rows[order[at[is_there]]]
    return found


def find_forbidden(
    series: Series, column: str, partners: np.ndarray
) -> Iterator[tuple[Survey, Break, np.ndarray]]:
    """Yield the changes of method that lie between rows and their partners, and which rows."""
    for part in series.parts:
        measures = {*part.list_measures(column)}
        rows = part.rows[partners[part.rows] >= 0]
        pair = np.sort([series.editions[rows], series.editions[partners[rows]]], axis=0)
        changed = [
            one.edition
            for one in part.record.breaks
            if not one.is_comparable and measures & {*one.measures}
        ]
        if not changed:
            continue
        crosses = np.zeros(len(rows), dtype=bool)
        for edition in changed:
            crosses |= (pair[0] < edition) & (edition <= pair[1])
        rows, pair = rows[crosses], pair[:, crosses]
        old, new = (_list_facts(series, part, rows, editions) for editions in pair)
        for one, is_forbidden in find_crossings(part.record, measures, old, new):
            yield part.record, one, rows[is_forbidden]


def _list_facts(series: Series, part: Part, rows: np.ndarray, editions: np.ndarray) -> pd.DataFrame:
    """Return the units in some editions, with the measures that borders are drawn by."""
    import pandas as pd  # noqa: PLC0415 (importing this package must not import pandas)

    facts = pd.DataFrame({"country_id": series.ids[rows], "edition": editions})
    borders = {
        id_ for b in part.record.breaks if b.border for id_ in (*b.border.measures, *b.measures)
    }
    if not borders or not len(rows) or part.record.id not in series.data.described:
        return facts.assign(**dict.fromkeys(borders, np.nan))
    table = series.data.frame(part.record.id)[["country_id", "edition", *sorted(borders)]]
    joined: pd.DataFrame = facts.merge(table, "left", ["country_id", "edition"])
    return joined


def explain_partners(
    series: Series, partners: np.ndarray, years: int, what: str
) -> Iterator[dict[str, Any]]:
    """Yield why rows have no partner, or one without values: how many for each reason."""
    if not len(series.years):
        return
    verb, limit = ("ends", series.years.max()) if years > 0 else ("begins", series.years.min())
    records = {part.record.id: part for part in series.parts}
    for id_, part in records.items():
        rows = np.sort(np.concatenate([one.rows for one in series.parts if one.record.id == id_]))
        rows = rows[series.missing[rows] == ""]
        reasons = series.missing[partners[rows]]
        lonely = partners[rows] < 0
        wanted = series.years[rows[lonely]] + years
        found = _explain(series, part, Grid(series.ids[rows[lonely]], wanted))
        is_beyond = wanted > limit if years > 0 else wanted < limit
        found[is_beyond & (found == "not selected")] = verb
        reasons[lonely] = found
        start = f"{part.record.title}: " if len(records) > 1 else ""
        texts = {verb: f"the frame {verb} in {limit}", **REASONS}
        for reason, text in texts.items():
            if (lost := rows[reasons == reason]).size:
                yield series.note(f"{start}{what}: {text}", lost)


def _explain(series: Series, part: Part, absent: Grid) -> np.ndarray:
    """Return why some units have no row in some years."""
    import pandas as pd  # noqa: PLC0415 (importing this package must not import pandas)

    if part.record.id in series.data.described:
        rows = rows_by_year(part.record, part.rule, series.data)
        return explain_absence(part.record, absent, rows, list_incomplete(part.record, series.data))
    own = {"country_id": series.ids, "edition": series.editions, "year": series.years}
    return explain_absence(part.record, absent, pd.DataFrame(own).take(part.rows), ())
