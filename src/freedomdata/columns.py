"""
The columns of somebody's frame, read: lenient in how values come, strict in what they mean.

The frame itself is never changed.
"""

from __future__ import annotations

import re
from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from freedomdata.countries import find_country, get_countries
from freedomdata.data import get_survey
from freedomdata.errors import FreedomDataError, brief
from freedomdata.loading.calendars import list_years
from freedomdata.model import IS_TERRITORY, Edition, Measure
from freedomdata.rules import Finding, Rows
from freedomdata.schema import survey_fields
from freedomdata.surveys import SURVEYS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pandas as pd

    from freedomdata.choices import YearRule
    from freedomdata.model import Survey

__all__ = [
    "KEY",
    "ParsedFrame",
    "check_key",
    "check_word",
    "is_missing",
    "list_distinct",
    "list_rows",
    "read_columns",
    "read_ids",
    "read_measure",
    "read_surveys",
    "read_values",
    "show",
    "simplify",
    "titles_run_ahead",
    "to_numbers",
]

KEY = ("country_id", "edition")

_NUMBER_WITH_COMMA = re.compile(r"\s*-?\d+,\d+\s*")
_SHOWN = 8  # rows in a message


@dataclass(slots=True)
class ParsedFrame:
    """
    What a frame says, row by row; of words `numbers` has the codes of their categories.

    `findings` cannot be read; what is `understood` can, but is written otherwise than by us. Where
    it has `calendar_years` its years are by ``year_rule="cover"``, and an edition may be there for
    two of them.
    """

    record: Survey
    labels: list[Any]
    country_id: list[str | None] = field(default_factory=list)
    edition: list[int | None] = field(default_factory=list)
    numbers: dict[str, np.ndarray] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    understood: list[Finding] = field(default_factory=list)
    calendar_years: np.ndarray | None = None

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
        """Add a finding about a row, or about the frame."""
        id_, edition = (None, None) if row is None else (self.country_id[row], self.edition[row])
        if cell is None:
            cell = "" if row is None else f"row {self.labels[row]}"
        where = (rule, id_, edition, measure, found, expected, level, reason)
        self.findings.append(Finding(*where, survey=self.record.id, cell=cell))

    def add_grouped(  # noqa: PLR0913 (what a finding says)
        self,
        rule: str,
        column: str,
        codes: np.ndarray,
        labels: Mapping[int, str],
        expect: Callable[[int], str],
        *,
        is_read: bool = False,
    ) -> None:
        """Add a finding for each label, with the rows whose code has it."""
        groups: dict[str, list[int]] = {}
        for row in np.flatnonzero(np.isin(codes, list(labels))).tolist():
            groups.setdefault(labels[codes[row]], []).append(row)
        to = self.understood if is_read else self.findings
        for found, rows in groups.items():
            expected, cell, survey = expect(rows[0]), self.name(rows), self.record.id
            to.append(Finding(rule, None, None, column, found, expected, survey=survey, cell=cell))

    def name(self, rows: Sequence[int]) -> str:
        """Name some rows by the label of the first."""
        more = f" and {len(rows) - 1:,} more" if len(rows) > 1 else ""
        return f"row {self.labels[rows[0]]}{more}"


def read_columns(df: pd.DataFrame, parsed: ParsedFrame, *, is_strict: bool) -> None:
    """
    Read all columns of a survey that are there, and add what cannot be read to the findings.

    Where it `is_strict`, names, sources and notes are looked at, too; and the edition after the
    newest one is let pass.
    """
    parsed.edition = [None] * len(df)
    _read_units(df["country_id"], parsed)
    _read_editions(df["edition"], parsed, is_ahead=is_strict)
    measures: dict[str, Measure] = {measure.id: measure for measure in parsed.record.measures}
    measures[IS_TERRITORY.id] = IS_TERRITORY
    for id_ in {**parsed.record.field, IS_TERRITORY.id: None}:
        parsed.numbers[id_] = np.full(len(df), np.nan)
        if id_ in measures and id_ in df.columns:
            measure = measures[id_]
            parsed.numbers[id_] = (
                read_measure(df[id_], id_, parsed)
                if measure.scale
                else _read_words(df[id_], measure, parsed)
            )
    codes = {"fh_region", "grade", "source", "note"} if is_strict else {"grade"}
    for declared in survey_fields(parsed.record):
        if declared.name in df.columns and declared.name in codes:
            check_word(df[declared.name], declared.categories, parsed)
    if is_strict:
        _check_names(df, parsed)
        _check_regions(df, parsed)
    _check_years(df, parsed)


def read_ids(column: pd.Series[Any]) -> pd.Series[Any]:
    """Return a column of ids as the registry writes them; what is none stays as it is."""
    return column.astype(object).map(_read_id)


def _read_id(value: Any) -> Any:
    plainly = value.strip().upper() if isinstance(value, str) else ""
    return plainly if plainly in get_countries() else value


def read_values(column: pd.Series[Any], measure: Measure) -> np.ndarray:
    """Return a column as numbers, words as the codes of their categories; NaN for others."""
    parsed = ParsedFrame(next(iter(SURVEYS.values())), column.index.tolist())
    parsed.country_id, parsed.edition = [None] * len(column), [None] * len(column)
    if measure.scale:
        return read_measure(column, measure.id, parsed)
    return _read_words(column, measure, parsed)


def list_distinct(column: pd.Series[Any]) -> tuple[np.ndarray, list[Any]]:
    """Return a column as the codes of its distinct values, and these; 1, 1.0 and True differ."""
    import pandas as pd  # noqa: PLC0415 (importing this package must not import pandas)

    if isinstance(column.dtype, pd.CategoricalDtype):
        codes, distinct = column.cat.codes.to_numpy(), column.cat.categories.tolist()
    elif column.dtype.kind in "biuf" or isinstance(column.dtype, pd.StringDtype):
        codes, found = pd.factorize(column)
        distinct = found.tolist()
    else:
        numbers: dict[Any, int] = {}
        values = column.tolist()
        keys = [(type(v), v if isinstance(v, Hashable) else id(v)) for v in values]
        codes = np.array([numbers.setdefault(key, len(numbers)) for key in keys], dtype=np.int64)
        distinct = [values[row] for row in np.unique(codes, return_index=True)[1]]
    return np.where(codes < 0, len(distinct), codes), [*distinct, None]


def _read_units(column: pd.Series[Any], parsed: ParsedFrame) -> None:
    """Read the ids of the units."""
    known = get_countries()
    codes, values = list_distinct(column)
    ids = [id_ if isinstance(id_, str) and id_ in known else None for id_ in map(_read_id, values)]
    parsed.country_id = [ids[code] for code in codes.tolist()]
    strange = {n: _name_value(values[n]) for n, id_ in enumerate(ids) if id_ is None}
    others = {n: show(values[n]) for n, id_ in enumerate(ids) if id_ and id_ != values[n]}

    def expect(row: int) -> str:
        try:
            found = find_country(values[codes[row]])
        except FreedomDataError:
            return "an id of the registry, such as CHN (identify() finds ids by name)"
        return f"the id {found!r} (identify() finds ids by name)"

    rule = "a country_id is an id of the registry"
    parsed.add_grouped(rule, "country_id", codes, strange, expect)
    parsed.add_grouped(rule, "country_id", codes, others, expect, is_read=True)


#: How what is missing is written where a column becomes text.
_AS_TEXT = ("", "<NA>", "NA", "nan", "NaN", "None", "NaT")


def is_missing(value: Any) -> bool:
    """Whether a value is one of those that say that there is none."""
    if isinstance(value, str):
        return value.strip() in _AS_TEXT
    if value is None or isinstance(value, float | int):
        return value is None or value != value  # noqa: PLR0124 (which is NaN)
    import pandas as pd  # noqa: PLC0415 (importing this package must not import pandas)

    return bool(pd.api.types.is_scalar(value) and pd.isna(value))


def _read_editions(column: pd.Series[Any], parsed: ParsedFrame, *, is_ahead: bool) -> None:
    known = {edition.edition for edition in parsed.record.editions}
    newest = max(known)
    allowed = known | {newest + 1} if is_ahead else known
    numbers, found = to_numbers(column), column.tolist()
    strange: dict[int, str] = {}
    for row, number in enumerate(numbers.tolist()):
        if number in allowed:
            parsed.edition[row] = int(number)
        else:
            strange[row] = _name_value(found[row])
    expected = f"an edition of {parsed.record.id}, {min(known)} to {newest}"
    expected += ", or the next" if is_ahead else ""
    years = {show(edition.year) for edition in parsed.record.editions}
    if titles_run_ahead(parsed.record) and years & {*strange.values()}:
        expected += " (years covered are no editions: that of 2013 covers 2012)"
    rule, rows = "an edition is one of the survey's", np.arange(len(column))
    parsed.add_grouped(rule, "edition", rows, strange, lambda _: expected)


def _name_value(value: Any) -> str:
    return "missing" if is_missing(value) else show(value)


def show(value: Any) -> str:
    """Return a value as a person sees it: 59 for 59.0, a text with its quotes."""
    if isinstance(value, float | np.floating):
        return f"{value:.10g}"
    return brief(value.item() if isinstance(value, np.generic) else value)


def to_numbers(column: pd.Series[Any]) -> np.ndarray:
    """Return a column as floats, NaN for what is no number."""
    import pandas as pd  # noqa: PLC0415 (importing this package must not import pandas)

    if isinstance(column.dtype, pd.PeriodDtype) or column.dtype.kind in "mM":
        return np.full(len(column), np.nan)
    if column.dtype.kind in "iuf":
        plain_numbers: np.ndarray = column.to_numpy(dtype=np.float64, na_value=np.nan)
        return np.where(np.isfinite(plain_numbers), plain_numbers, np.nan)
    kinds = bool | np.bool_ | complex  # which pandas would take for numbers
    is_other = np.array([isinstance(value, kinds) for value in column.tolist()], dtype=bool)
    read = pd.to_numeric(column.astype(object).mask(is_other), errors="coerce")
    numbers: np.ndarray = read.to_numpy(dtype=np.float64, na_value=np.nan)
    return np.where(np.isfinite(numbers), numbers, np.nan)


def read_measure(column: pd.Series[Any], name: str, parsed: ParsedFrame) -> np.ndarray:
    """Return the numbers of a column, NaN for what is none."""
    numbers = to_numbers(column)
    is_lost = np.isnan(numbers) & column.notna().to_numpy(dtype=bool)
    for row in np.flatnonzero(is_lost).tolist():
        value = column.iloc[row]
        if not is_missing(value):
            expected = "a number, or nothing"
            if isinstance(value, str) and _NUMBER_WITH_COMMA.fullmatch(value):
                expected = f"a number, such as {value.strip().replace(',', '.')}"
            parsed.add(row, "a measure is a number", name, show(value), expected)
    return numbers


def _read_words(column: pd.Series[Any], measure: Measure, parsed: ParsedFrame) -> np.ndarray:
    """Return words as the codes of their categories, NaN for what is none of them."""
    exact: dict[Any, int] = {category: code for code, category in enumerate(measure.categories)}
    exact |= {str(category): code for category, code in exact.items()}
    words = {simplify(str(word)): exact[meant] for word, meant in measure.words.items()}
    words |= {simplify(str(category)): code for category, code in exact.items()}
    if measure.categories == (False, True):
        exact |= {"0": 0, "1": 1, "0.0": 0, "1.0": 1}  # as a column of floats writes them
    if "Partly Free" in measure.categories:
        words["partiallyfree"] = exact["Partly Free"]
    codes, values = list_distinct(column)
    meant = np.full(len(values), np.nan)
    strange, others = {}, {}
    for n, value in enumerate(values):
        code = exact.get(value) if isinstance(value, str | bool | int | float) else None
        if code is None and isinstance(value, str) and simplify(value) in words:
            code, others[n] = words[simplify(value)], show(value)
        if code is not None:
            meant[n] = code
        elif not is_missing(value):
            strange[n] = show(value)
    numbers: np.ndarray = meant[codes]
    every = " or ".join(str(category) for category in measure.categories)
    rule = f"{measure.id} is one of its words"
    parsed.add_grouped(rule, measure.id, codes, strange, lambda _: every)
    parsed.add_grouped(
        rule,
        measure.id,
        codes,
        others,
        lambda row: str(measure.categories[int(numbers[row])]),
        is_read=True,
    )
    return numbers


def check_word(column: pd.Series[Any], known: Sequence[str], parsed: ParsedFrame) -> None:
    """Find words that are none of those known."""
    codes, values = list_distinct(column)
    words = {*known}
    strange = {
        n: show(value)
        for n, value in enumerate(values)
        if not is_missing(value) and not (isinstance(value, str) and value in words)
    }
    rule = f"{column.name} is one of its words"
    expected = f"one of {', '.join(known)}"
    parsed.add_grouped(rule, str(column.name), codes, strange, lambda _: expected)


def _check_names(df: pd.DataFrame, parsed: ParsedFrame) -> None:
    """Find rows whose name is that of another country than their id."""
    if "country" not in df.columns:
        return
    meant: dict[Any, str | None] = {}
    for row, name in enumerate(df["country"].tolist()):
        id_ = parsed.country_id[row]
        if not isinstance(name, str) or id_ is None:
            continue
        if name not in meant:
            try:
                meant[name] = find_country(name)
            except FreedomDataError:
                meant[name] = None  # whatever people call it
        if meant[name] not in (None, id_):
            expected = f"{get_countries()[id_].country}, or {meant[name]!r} for country_id"
            parsed.add(row, "country and country_id mean the same unit", "country", name, expected)


def _check_regions(df: pd.DataFrame, parsed: ParsedFrame) -> None:
    """Find rows whose Freedom House region is not that of their unit."""
    for row, region in enumerate(df["fh_region"].tolist() if "fh_region" in df.columns else ()):
        id_ = parsed.country_id[row]
        right = id_ and get_countries()[id_].fh_region
        if right and not is_missing(region) and region != right:
            rule = "fh_region is the unit's in the registry"
            parsed.add(row, rule, "fh_region", show(region), right)


def _check_years(df: pd.DataFrame, parsed: ParsedFrame) -> None:
    """Find rows whose year is not one of those that their edition has, by either rule."""
    if "year" not in df.columns:
        return
    found = to_numbers(df["year"])
    rule, years = (
        "year is the year of the last day that an edition covers",
        _list_years("end", parsed),
    )
    wrong = _find_other_years(found, years, parsed)
    by_cover = _list_years("cover", parsed)
    if len(others := _find_other_years(found, by_cover, parsed)) < len(wrong):
        parsed.calendar_years = found
        rule, years, wrong = "year is one that an edition covers most of", by_cover, others
    if len(wrong) > 1 and all(found[row] == parsed.edition[row] for row in wrong):
        expected = "the year after: the edition of 2013 covers 2012"
        cell = parsed.name(wrong)
        parsed.add(None, rule, "edition", "the same as year", expected, cell=cell)
        return
    for row in wrong:
        expected = " or ".join(map(str, years[parsed.edition[row] or 0]))
        parsed.add(row, rule, "year", f"{found[row]:g}", expected)


def _list_years(rule: YearRule, parsed: ParsedFrame) -> dict[int, tuple[int, ...]]:
    """Return the years of each edition, and of the next one, by a rule."""
    years = list_years(parsed.record, rule)
    newest = max(years) + 1
    return {**years, newest: (Edition.of_calendar_year(newest).year,)}


def _find_other_years(
    found: np.ndarray, years: Mapping[int, tuple[int, ...]], parsed: ParsedFrame
) -> list[int]:
    """Return the rows whose year is none of those of their edition."""
    return [
        row
        for row, (edition, year) in enumerate(zip(parsed.edition, found.tolist(), strict=True))
        if edition is not None and not np.isnan(year) and year not in years[edition]
    ]


def check_key(df: pd.DataFrame, parsed: ParsedFrame, more: Sequence[str] = ()) -> None:
    """Find keys that are in several rows: country and edition, and `more` columns."""
    rows: dict[tuple[Any, ...], list[int]] = {}
    columns = [parsed.country_id, parsed.edition, *(df[name].tolist() for name in more)]
    if parsed.calendar_years is not None:
        columns.append(parsed.calendar_years.tolist())
    for row, values in enumerate(zip(*columns, strict=True)):
        if None not in values:
            rows.setdefault(values, []).append(row)
    for same in rows.values():
        if len(same) > 1:
            labels = ", ".join(str(parsed.labels[row]) for row in same[:_SHOWN])
            labels += f" and {len(same) - _SHOWN:,} more" if same[_SHOWN:] else ""
            rule, found = f"{' and '.join([*KEY, *more])} are the key", f"in {len(same)} rows"
            parsed.add(same[0], rule, "the row", found, "in one", cell=f"rows {labels}")


def list_rows(parsed: ParsedFrame) -> tuple[Rows, list[int]]:
    """
    Return the rows whose key is understood as the rules take them, and their numbers.

    Of an edition that is there for two calendar years it is the first row.
    """
    pairs = list(zip(parsed.country_id, parsed.edition, strict=True))
    held = [row for row, pair in enumerate(pairs) if None not in pair]
    if parsed.calendar_years is not None:
        held = list({pairs[row]: row for row in reversed(held)}.values())[::-1]
    edition = np.array([parsed.edition[row] for row in held], dtype=np.int64)
    years = {e.edition: e.year for e in parsed.record.editions}
    rows = Rows(
        [str(parsed.country_id[row]) for row in held],
        edition,
        np.array([years.get(e) or Edition.of_calendar_year(e).year for e in edition.tolist()]),
        {id_: numbers[held] for id_, numbers in parsed.numbers.items()},
    )
    return rows, held


def read_surveys(column: pd.Series[Any]) -> pd.Series[Any]:
    """Return a column of surveys as their ids."""
    names = column.astype(object)
    return names.map({name: get_survey(name).id for name in names.unique()})


def simplify(text: str) -> str:
    """Return a name without what does not count in writing it."""
    return re.sub(r"[^a-z0-9]", "", text.casefold())


def titles_run_ahead(record: Survey) -> bool:
    """Whether the editions of a survey have the year after the one that they cover in the title."""
    return all(edition.year == edition.edition - 1 for edition in record.editions[-5:])
