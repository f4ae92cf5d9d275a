"""
Somebody's own frame, read column by column: lenient in how values come, strict in what they mean.

The frame itself is never changed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from freedomdata.checks.columns import plain, titles_run_ahead
from freedomdata.checks.findings import Found
from freedomdata.countries import find_country, get_countries
from freedomdata.errors import FreedomDataError
from freedomdata.fields import survey_fields
from freedomdata.model import IS_TERRITORY, Edition, Measure

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from freedomdata.fields import TableField
    from freedomdata.model import Survey

__all__ = ["Frame", "read_frame"]

_WORDS = {"fh_region", "grade", "source", "note"}
_NUMBER_WITH_COMMA = re.compile(r"\s*-?\d+,\d+\s*")


@dataclass(slots=True)
class Frame:
    """What a frame says, row by row, and what of it cannot be read."""

    record: Survey
    labels: list[Any]
    country_id: list[str | None] = field(default_factory=list)
    edition: list[int | None] = field(default_factory=list)
    numbers: dict[str, np.ndarray] = field(default_factory=dict)
    findings: list[Found] = field(default_factory=list)

    def add(  # noqa: PLR0913 (what a finding says)
        self,
        row: int | None,
        rule: str,
        measure: str,
        found: str,
        expected: str,
        *,
        level: str = "error",
        reason: str = "",
        cell: str | None = None,
    ) -> None:
        """Note a finding about a row, or about the frame."""
        self.findings.append(
            Found(
                level,
                self.record.id,
                None if row is None else self.country_id[row],
                None if row is None else self.edition[row],
                rule,
                measure,
                found,
                expected,
                reason,
                cell if cell is not None else "" if row is None else f"row {self.labels[row]}",
            )
        )

    def add_grouped(
        self, rule: str, column: str, strange: Mapping[str, list[int]], expect: Any
    ) -> None:
        """Note one finding for each thing found, and the rows that have it."""
        for found, rows in strange.items():
            more = f" and {len(rows) - 1:,} more" if len(rows) > 1 else ""
            cell = f"row {self.labels[rows[0]]}{more}"
            self.add(None, rule, column, found, expect(rows[0]), cell=cell)


def read_frame(df: pd.DataFrame, frame: Frame) -> None:
    """Read all columns that are known, and note what cannot be read."""
    frame.country_id = [None] * len(df)
    frame.edition = [None] * len(df)
    _read_units(df["country_id"].tolist(), frame)
    _read_editions(df["edition"], frame)
    measures: dict[str, Measure] = {measure.id: measure for measure in frame.record.measures}
    if frame.record.lists_territories:
        measures |= {IS_TERRITORY.id: IS_TERRITORY}
    for id_ in frame.record.field:
        frame.numbers[id_] = np.full(len(df), np.nan)
        if id_ in measures and id_ in df.columns:
            measure = measures[id_]
            read = _read_numbers if measure.scale else _read_words
            frame.numbers[id_] = read(df[id_], measure, frame)
    for declared in survey_fields(frame.record):
        if declared.name in df.columns and declared.name in _WORDS:
            _check_category(df[declared.name], declared, frame)
    _check_names(df, frame)
    _check_regions(df, frame)
    _check_periods(df, frame)


def _read_units(ids: list[Any], frame: Frame) -> None:
    known = get_countries()
    strange: dict[str, list[int]] = {}
    for row, id_ in enumerate(ids):
        if isinstance(id_, str) and id_ in known:
            frame.country_id[row] = id_
        else:
            strange.setdefault("missing" if _is_missing(id_) else repr(id_), []).append(row)

    def expect(row: int) -> str:
        try:
            found = find_country(ids[row])
        except FreedomDataError:
            return "an id of the registry, such as CHN (identify() finds ids by name)"
        return f"the id {found!r} (identify() finds ids by name)"

    frame.add_grouped("a country_id is an id of the registry", "country_id", strange, expect)


#: How pandas writes what is missing when a column becomes text.
_AS_TEXT = ("", "<NA>", "nan", "NaN", "None", "NaT")


def _is_missing(value: Any) -> bool:
    import pandas as pd  # noqa: PLC0415 (importing this package must not import pandas)

    if isinstance(value, str):
        return value.strip() in _AS_TEXT
    return bool(pd.api.types.is_scalar(value) and pd.isna(value))


def _read_editions(column: pd.Series[Any], frame: Frame) -> None:
    numbers = _to_numbers(column)
    known = {edition.edition for edition in frame.record.editions}
    newest = max(known)
    strange: dict[str, list[int]] = {}
    for row, (number, found) in enumerate(zip(numbers.tolist(), column.tolist(), strict=True)):
        if number in known or number == newest + 1:
            frame.edition[row] = int(number)
        else:
            strange.setdefault("missing" if _is_missing(found) else _show(found), []).append(row)
    expected = f"an edition of {frame.record.id}, {min(known)} to {newest}, or the next"
    years = {_show(edition.year) for edition in frame.record.editions}
    if titles_run_ahead(frame.record) and years & {*strange}:
        expected += " (years covered are no editions: that of 2013 covers 2012)"
    rule = "an edition is one of the survey's"
    frame.add_grouped(rule, "edition", strange, lambda _: expected)


def _show(value: Any) -> str:
    """Return a value as a person sees it: 59 for 59.0, a text with its quotes."""
    if isinstance(value, float | np.floating):
        return f"{value:.10g}"
    return str(value.item() if isinstance(value, np.generic) else value) if not isinstance(
        value, str
    ) else repr(value)  # fmt: skip


def _to_numbers(column: pd.Series[Any]) -> np.ndarray:
    """Return a column as floats, NaN for what is no number."""
    import pandas as pd  # noqa: PLC0415 (importing this package must not import pandas)

    if isinstance(column.dtype, pd.PeriodDtype) or column.dtype.kind in "mM":
        return np.full(len(column), np.nan)
    kinds = bool | np.bool_ | complex  # which pandas would take for numbers
    is_other = np.array([isinstance(value, kinds) for value in column.tolist()], dtype=bool)
    read = pd.to_numeric(column.astype(object).mask(is_other), errors="coerce")
    numbers: np.ndarray = read.to_numpy(dtype=np.float64, na_value=np.nan)
    return np.where(np.isfinite(numbers), numbers, np.nan)


def _read_numbers(column: pd.Series[Any], measure: Measure, frame: Frame) -> np.ndarray:
    numbers = _to_numbers(column)
    for row in np.flatnonzero(np.isnan(numbers)).tolist():
        value = column.iloc[row]
        if not _is_missing(value):
            expected = "a number, or nothing"
            if isinstance(value, str) and _NUMBER_WITH_COMMA.fullmatch(value):
                expected = f"a number, such as {value.strip().replace(',', '.')}"
            frame.add(row, "a measure is a number", measure.id, _show(value), expected)
    return numbers


def _read_words(column: pd.Series[Any], measure: Measure, frame: Frame) -> np.ndarray:
    """Return words as their places among the categories, NaN for what is none of them."""
    codes: dict[Any, int] = {category: code for code, category in enumerate(measure.categories)}
    codes |= {str(category): code for category, code in codes.items()}
    numbers = np.full(len(column), np.nan)
    strange: dict[str, list[int]] = {}
    values = column.tolist()
    for row, value in enumerate(values):
        if _is_missing(value):
            continue
        code = codes.get(value) if isinstance(value, str | bool | int | float) else None
        if code is None:
            strange.setdefault(_show(value), []).append(row)
        else:
            numbers[row] = code
    spelled = {plain(str(word)): str(meant) for word, meant in measure.words.items()}
    spelled |= {plain(str(category)): str(category) for category in measure.categories}
    if "Partly Free" in measure.categories:
        spelled["partiallyfree"] = "Partly Free"
    every = " or ".join(str(category) for category in measure.categories)

    def expect(row: int) -> str:
        return spelled.get(plain(str(values[row])), every)

    frame.add_grouped(f"{measure.id} is one of its words", measure.id, strange, expect)
    return numbers


def _check_category(column: pd.Series[Any], declared: TableField, frame: Frame) -> None:
    strange: dict[str, list[int]] = {}
    for row, value in enumerate(column.tolist()):
        if not _is_missing(value) and value not in declared.categories:
            strange.setdefault(_show(value), []).append(row)
    words = ", ".join(declared.categories)
    rule = f"{declared.name} is one of its words"
    frame.add_grouped(rule, declared.name, strange, lambda _: f"one of {words}")


def _check_names(df: pd.DataFrame, frame: Frame) -> None:
    """Find rows whose name is that of another country than their id."""
    if "country" not in df.columns:
        return
    meant: dict[Any, str | None] = {}
    for row, name in enumerate(df["country"].tolist()):
        id_ = frame.country_id[row]
        if not isinstance(name, str) or id_ is None:
            continue
        if name not in meant:
            try:
                meant[name] = find_country(name)
            except FreedomDataError:
                meant[name] = None  # whatever people call it
        if meant[name] not in (None, id_):
            expected = f"{get_countries()[id_].country}, or {meant[name]!r} for country_id"
            frame.add(row, "country and country_id mean the same unit", "country", name, expected)


def _check_regions(df: pd.DataFrame, frame: Frame) -> None:
    """Find rows whose Freedom House region is not that of their unit."""
    for row, region in enumerate(df["fh_region"].tolist() if "fh_region" in df.columns else ()):
        id_ = frame.country_id[row]
        right = id_ and get_countries()[id_].fh_region
        if right and not _is_missing(region) and region != right:
            rule = "fh_region is the unit's in the registry"
            frame.add(row, rule, "fh_region", _show(region), right)


def _check_periods(df: pd.DataFrame, frame: Frame) -> None:
    """Find rows whose year is not the year that their edition covers."""
    if "year" not in df.columns:
        return
    years = {edition.edition: edition.year for edition in frame.record.editions}
    newest = max(years) + 1
    years[newest] = Edition.of_calendar_year(newest).year
    rule = "year is the year of the last day that an edition covers"
    found = _to_numbers(df["year"])
    wrong = [
        row
        for row, edition in enumerate(frame.edition)
        if edition is not None and not np.isnan(found[row]) and found[row] != years[edition]
    ]
    if len(wrong) > 1 and all(found[row] == frame.edition[row] for row in wrong):
        expected = "the year after: the edition of 2013 covers 2012"
        frame.add(None, rule, "edition", "the same as year", expected, cell=_rows(frame, wrong))
        return
    for row in wrong:
        frame.add(row, rule, "year", f"{found[row]:g}", str(years[frame.edition[row] or 0]))


def _rows(frame: Frame, rows: list[int]) -> str:
    return f"row {frame.labels[rows[0]]} and {len(rows) - 1:,} more"
