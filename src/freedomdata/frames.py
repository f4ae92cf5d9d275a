"""
The one entrance for frames of users: which survey they are of, and their columns in our types.

A frame may have been written to a file and read again, or have come from other hands: values are
taken however they come, as long as it is plain what they mean. The frame itself is never changed.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from freedomdata.arguments import refuse_other_table
from freedomdata.columns import (
    KEY,
    ParsedFrame,
    check_key,
    check_word,
    is_missing,
    list_rows,
    read_columns,
    read_ids,
    read_measure,
    read_surveys,
)
from freedomdata.errors import FreedomDataError, brief, join_few
from freedomdata.loading.balance import drop_added
from freedomdata.model import IS_TERRITORY, Scale
from freedomdata.rules import check_ranges, is_off, name_range
from freedomdata.schema import pandas_type, survey_fields
from freedomdata.surveys import SURVEYS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    import pandas as pd

    from freedomdata.data import Data
    from freedomdata.model import Survey
    from freedomdata.rules import Finding

__all__ = [
    "bring_columns",
    "is_frame",
    "list_ids",
    "read_frame",
    "read_items",
    "read_panel",
    "require_frame",
]

#: What every survey's table has besides its measures.
_COMMON = (
    "country_id", "country", "is_territory", "edition", "period_start", "period_end", "year",
    "grade", "source", "note",
)  # fmt: skip
_PANEL = (
    "survey", "country_id", "country", "edition", "period_start", "period_end", "year", "measure",
    "freedom", "grade", "source",
)  # fmt: skip
_ITEMS = ("survey", "country_id", "edition", "item", "value")

_SHOWN = 3  # findings in a message

#: The types of what panels and items have besides the columns of a survey.
_OTHERS = {
    "survey": "str",
    "measure": "str",
    "item": "str",
    "value": "Float64",
    "freedom": "Float64",
}
_FREEDOM = Scale(0, 100, 100)


def is_frame(value: Any) -> bool:
    """Whether a frame was given in place of names; a table of another kind is refused."""
    import pandas as pd  # noqa: PLC0415 (importing this package must not import pandas)

    refuse_other_table(value)
    return isinstance(value, pd.DataFrame)


def require_frame(name: str, value: Any) -> pd.DataFrame:
    """Return a frame; what is none is refused, with how to make one of it."""
    if not is_frame(value):
        hint = f": {name}.to_frame() makes one" if hasattr(value, "to_frame") else ""
        what = type(value).__name__ if hint else brief(value)
        raise FreedomDataError(f"{name} is a pandas.DataFrame, not {what}{hint}")
    return cast("pd.DataFrame", value)


def bring_columns(frame: pd.DataFrame, known: Iterable[str]) -> pd.DataFrame:
    """Return a frame with those of its columns that are in the index, none of them twice."""
    known = set(known)
    levels = [name for name in frame.index.names if name in known and name not in frame.columns]
    frame = frame.reset_index(levels) if levels else frame
    frame = frame.reset_index(drop=True)  # a level that is a column, too, would be ambiguous
    frame.attrs = {}  # pandas copies them with every column
    doubled = frame.columns[frame.columns.duplicated()]
    if doubled.isin(list(known)).any():
        name = doubled[doubled.isin(list(known))][0]
        raise FreedomDataError(f"the frame has several columns {name!r}: keep one of them")
    return frame


def read_frame(frame: pd.DataFrame, data: Data) -> tuple[Survey, pd.DataFrame]:
    """
    Return the survey that a frame is of, and its rows sorted by their key, in our types.

    Raises
    ------
    FreedomDataError
        If the columns are not those of one survey, a key is missing or is in several rows, or
        a word or number is none that the survey has.
    """
    measures = {measure.id for survey in SURVEYS.values() for measure in survey.measures}
    frame = drop_added(bring_columns(frame, {*_COMMON, *measures}))
    found = [s for s in SURVEYS.values() if {s.anchor, *s.headline.measures} <= {*frame.columns}]
    if "note" not in frame.columns:  # programs such as Stata take no column without values
        frame = frame.assign(note=None)
    _require_columns(frame, _COMMON, "load")
    files = {*frame["source"].dropna()}
    if by_file := [s for s in found if files <= {source.id for source in s.sources}]:
        found = by_file  # which identify it where there are measures of another survey, too
    if len(found) > 1:
        titles = " and ".join(survey.title for survey in found)
        _refuse_form(f"of several surveys ({titles})", "load")
    if not found and {"measure", "value"} <= {*frame.columns}:
        raise FreedomDataError(
            "a frame of fd.load_panel(...) has its measures below each other, where one of "
            "fd.load(...) is taken: give that, or draw it with fd.plot_compare"
        )
    if not found:
        _refuse_form("that has the measures of no survey", "load")
    record = data.record(found[0])
    rows = _read_rows(frame, record)
    return record, rows.sort_values(list(KEY), ignore_index=True)


def read_panel(frame: pd.DataFrame, data: Data) -> pd.DataFrame:
    """Return the rows of a frame of several surveys, as `load_panel` gives it, in our types."""
    import pandas as pd  # noqa: PLC0415 (importing this package must not import pandas)

    frame = drop_added(bring_columns(frame, (*_PANEL, *_COMMON, "status", "value")))
    _require_columns(frame, _PANEL, "load_panel")
    parts = []
    for record, part in _split_surveys(frame, data):
        rows = _read_rows(part, record, _read_values, more=("measure",))
        parts.append(rows.assign(survey=record.id))
    return pd.concat(parts, ignore_index=True)


def read_items(frame: pd.DataFrame, data: Data) -> pd.DataFrame:
    """Return the rows of a frame of one survey's items, as `load_items` gives it, in our types."""
    frame = bring_columns(frame, _ITEMS)
    _require_columns(frame, _ITEMS, "load_items")
    parts = list(_split_surveys(frame, data))
    if len(parts) > 1:
        _refuse_form("of several surveys", "load_items")
    ((record, part),) = parts
    rows = _read_rows(part, record, _read_answers, more=("item",))
    order = {item.id: n for n, item in enumerate(record.items)}
    return rows.assign(survey=record.id).sort_values(
        [*KEY, "item"], key=lambda c: c.map(order) if c.name == "item" else c, ignore_index=True
    )


def _require_columns(frame: pd.DataFrame, needed: Iterable[str], maker: str) -> None:
    if lacking := [name for name in needed if name not in frame.columns]:
        _refuse_form(f"without the columns {', '.join(lacking)}", maker)
    if frame.empty:
        _refuse_form("without rows", maker)


def _refuse_form(what: str, maker: str) -> None:
    raise FreedomDataError(
        f"a frame {what} cannot be used here: give one as fd.{maker}(...) gives it"
    )


def _split_surveys(frame: pd.DataFrame, data: Data) -> Iterable[tuple[Survey, pd.DataFrame]]:
    """Return the rows of each survey with its record, in the order of the surveys."""
    surveys = read_surveys(frame["survey"])
    for survey in SURVEYS.values():
        if (is_its := surveys == survey.id).any():
            yield data.record(survey), frame[is_its]


def list_ids(frame: pd.DataFrame) -> list[str]:
    """Return the countries of a frame in the order in which it has them."""
    return list(dict.fromkeys(read_ids(bring_columns(frame, KEY)["country_id"])))


def _refuse(findings: Sequence[Finding], title: str) -> None:
    """Refuse a frame in which anything is wrong: the first few findings are named."""
    if findings:
        raise FreedomDataError(
            f"the frame is not {title} as it should be: "
            f"{join_few(list(map(str, findings)), _SHOWN)}"
        )


def _read_rows(
    frame: pd.DataFrame,
    record: Survey,
    read_more: Callable[[pd.DataFrame, ParsedFrame], None] | None = None,
    more: tuple[str, ...] = (),
) -> pd.DataFrame:
    """
    Return the rows of a frame of one survey in our types, or refuse what cannot be read.

    Years become those of their editions, whatever `year_rule` the frame was loaded with.
    """
    parsed = ParsedFrame(record, frame.index.tolist())
    read_columns(frame, parsed, is_strict=False)
    if read_more is not None:
        read_more(frame, parsed)
    check_key(frame, parsed, more)
    if IS_TERRITORY.id in frame.columns:
        lacking = np.flatnonzero(np.isnan(parsed.numbers[IS_TERRITORY.id])).tolist()
        if lacking:
            rule, where = "a unit is a territory, or not", parsed.name(lacking)
            parsed.add(None, rule, IS_TERRITORY.id, "missing", "True or False", cell=where)
    _refuse(parsed.findings, record.title)
    rows, _ = list_rows(parsed)
    _refuse(check_ranges(record, rows), record.title)
    converted = _convert(frame, parsed)
    if parsed.calendar_years is None:
        return converted
    return converted.drop_duplicates([*KEY, *more])  # an edition may be there for two years


def _read_values(part: pd.DataFrame, parsed: ParsedFrame) -> None:
    """Read the measures of a panel, their values, and how free these are."""
    record = parsed.record
    known: dict[str, tuple[str, ...]] = {m.id: (m.id,) for m in record.measures if m.scale}
    known |= {record.headline.id: record.headline.measures}
    check_word(part["measure"], tuple(known), parsed)
    for name in {"value", "freedom"} & {*part.columns}:
        parsed.numbers[name] = read_measure(part[name], name, parsed)
    fields = record.field
    for row, (measure, edition) in enumerate(zip(part["measure"], parsed.edition, strict=True)):
        if edition is not None and measure in known:
            scale = fields[known[measure][0]].scale_in(edition)
            is_mean = len(known[measure]) > 1
            _check_span(row, "value", scale, parsed, measure, is_mean=is_mean)
            _check_span(row, "freedom", _FREEDOM, parsed, is_mean=True)


def _read_answers(part: pd.DataFrame, parsed: ParsedFrame) -> None:
    """Read items and their values."""
    items = {item.id: item for item in parsed.record.items}
    check_word(part["item"], tuple(items), parsed)
    parsed.numbers["value"] = read_measure(part["value"], "value", parsed)
    for row, item in enumerate(part["item"].tolist()):
        if item in items:
            _check_span(row, "value", items[item].scale, parsed, item)


def _check_span(  # noqa: PLR0913 (what a finding reports of a value)
    row: int,
    name: str,
    scale: Scale | None,
    parsed: ParsedFrame,
    of: str = "",
    *,
    is_mean: bool = False,
) -> None:
    """Find a value that is off its scale; a mean need not be whole."""
    value = parsed.numbers[name][row] if name in parsed.numbers else np.nan
    if scale is None or np.isnan(value):
        return
    scale = replace(scale, decimals=1) if is_mean else scale
    if is_off(scale, value):
        found, expected = f"{value:g}", name_range(scale)
        parsed.add(row, "values lie on their scale", of or name, found, expected)


def _convert(frame: pd.DataFrame, parsed: ParsedFrame) -> pd.DataFrame:
    """Return a frame that was read with the columns of the survey in our types."""
    import pandas as pd  # noqa: PLC0415 (importing this package must not import pandas)

    rows = frame.copy()
    editions = {edition.edition: edition for edition in parsed.record.editions}
    covered = [editions[cast("int", title)] for title in parsed.edition]
    columns: dict[str, Any] = {
        "country_id": parsed.country_id,
        "edition": parsed.edition,
        "edition_label": [edition.label for edition in covered],
        "year": [edition.year for edition in covered],
        "period_start": [edition.start for edition in covered],
        "period_end": [edition.end for edition in covered],
        **{id_: _list_values(parsed, id_) for id_ in parsed.numbers},
    }
    declared = {column.name: column.dtype for column in survey_fields(parsed.record)} | _OTHERS
    for name in declared.keys() & {*frame.columns}:
        if name in ("value", "freedom") and name not in columns:
            continue  # a column of the user's, in a frame of `load`
        values = columns[name] if name in columns else frame[name].astype(object).tolist()
        if declared[name] == "str":
            values = [None if is_missing(value) else str(value) for value in values]
        rows[name] = pd.Series(values, rows.index, dtype=pandas_type(declared[name]))
    return rows


def _list_values(parsed: ParsedFrame, id_: str) -> Any:
    """Return numbers as they are, words for their codes."""
    numbers = parsed.numbers[id_]
    words = getattr(parsed.record.field.get(id_), "categories", ())
    if not words or words == (False, True):
        return numbers
    return [None if np.isnan(number) else words[int(number)] for number in numbers]
