"""What a frame says of itself: ``attrs`` with the survey, its columns, and what was left out."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING, Any

from freedomdata.countries import get_countries
from freedomdata.schema import describe_direction, describe_unit, item_fields, survey_fields
from freedomdata.surveys import SURVEYS

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence

    import pandas as pd

    from freedomdata.data import Data
    from freedomdata.model import Headline, Item, Measure, Survey
    from freedomdata.schema import TableField

__all__ = ["bare", "describe_left_out", "describe_rows", "label", "label_items", "label_panel"]

_NAMED, _MANY = 8, 60  # units in a sentence; of more than many none is named

_FREER = {"unit": "points", "direction": "higher is freer"}

#: What is said of columns that no survey's table has, but a panel or an answer.
_OTHERS: dict[str, dict[str, str]] = {
    "survey": {"title": "Survey"},
    "measure": {"title": "Measure"},
    "value": {"title": "Value, in the units and the direction of the measure"},
    "freedom": {"title": "How free, from 0 to 100 along the measure's scale", **_FREER},
    "electoral_source": {"title": "Whether a designation is published or follows by the rule"},
    "edition_before": {"title": "Edition before"},
    "year_before": {"title": "Year covered by the edition before"},
    "old": {"title": "Value before, in the units and the direction of the measure"},
    "new": {"title": "Value after, in the units and the direction of the measure"},
    "points": {"title": "Points won, or lost if below zero", **_FREER},
    "direction": {"title": "Improved or declined"},
    "old_status": {"title": "Status before", "direction": "Free is freest"},
    "new_status": {"title": "Status after", "direction": "Free is freest"},
    "changed_status": {"title": "Whether the status is another"},
    "is_gap": {"title": "Whether editions are skipped in between"},
    "first_edition": {"title": "First edition"},
    "last_edition": {"title": "Last edition"},
    "first_year": {"title": "First year covered"},
    "last_year": {"title": "Last year covered"},
    "level": {"title": "Rating or status"},
    "score": {"title": "Score that it follows from", "unit": "points"},
    "better": {"title": "Next freer rating or status"},
    "points_up": {"title": "Points to gain for it", "unit": "points"},
    "worse": {"title": "Next less free rating or status"},
    "points_down": {"title": "Points whose loss leads there", "unit": "points"},
    "tied_with": {"title": "How many others have the same place"},
    "place": {"title": "Place", "unit": "place", "direction": "lower is freer"},
    "of": {"title": "Out of how many"},
    "units": {"title": "Units counted"},
    "countries": {"title": "Countries"},
    "share": {"title": "Share of those counted", "unit": "percent"},
    "people": {"title": "People", "unit": "people"},
    "people_share": {"title": "Share of people", "unit": "percent"},
    "missing": {"title": "Why there is no value"},
    "units_missing": {"title": "Units without a value"},
    "missing_ids": {"title": "Ids of the units without a value"},
    "no_population_ids": {"title": "Ids of the units counted whose people are not known"},
    "people_missing": {"title": "People of the units without a value", "unit": "people"},
    "people_uncounted": {"title": "People who cannot be divided, so not counted", "unit": "people"},
    "how": {"title": "Which average"},
    "declined": {"title": "Declines in all editions of it"},
    "improved": {"title": "Gains in all editions of it"},
    "editions": {"title": "Editions"},
    "years": {"title": "Years, those without an edition of their own included"},
    "is_open_start": {"title": "Whether it may have begun earlier"},
    "is_open_end": {"title": "Whether it may go on"},
    "breaks": {"title": "Editions within it that changed the method"},
    "is_comparable": {"title": "Whether it compares with the row before"},
}


def label(
    frame: pd.DataFrame,
    data: Data,
    record: Survey | None = None,
    *,
    left_out: Iterable[tuple[str, pd.DataFrame]] | None = None,
    notes: Iterable[str] = (),
) -> pd.DataFrame:
    """
    Write into the ``attrs`` of a frame what it is, and return it.

    What an answer leaves out is given as rows (``country_id``, ``edition``) and the reason, a
    sentence without a full stop; it says how many they are, of whom, and of which editions.
    It has only what JSON has, so that Parquet files keep it and pandas can compare it.
    """
    columns = tuple(frame.columns)
    key = (record and record.id, columns)
    _write(frame, data, key, lambda: _describe(record, columns))
    if left_out is not None:
        frame.attrs["left_out"] = [
            describe_rows(reason, rows["country_id"], rows["edition"]) for reason, rows in left_out
        ]
        frame.attrs["notes"] = list(dict.fromkeys(notes))
    return frame


def label_items(frame: pd.DataFrame, data: Data, record: Survey) -> pd.DataFrame:
    """Write into the ``attrs`` of a frame of questions and subtotals what it is, and return it."""
    columns = tuple(frame.columns)

    def describe() -> dict[str, Any]:
        known = {field.name: _describe_field(field) for field in item_fields(SURVEYS)}
        known |= {"title": {"title": "Title"}}
        known |= {"wording": {"title": "What is asked, in our own words"}}
        said = {name: known[name] for name in columns}
        directions = {item.id: describe_direction(item) for item in record.items}
        usual = max({*directions.values()}, key=[*directions.values()].count)
        odd = "".join(f" ({id_}: {way})" for id_, way in directions.items() if way != usual)
        said["value"] |= {"unit": describe_unit(record.items[0]), "direction": usual + odd}
        return {**_cite(record), "columns": said}

    return _write(frame, data, ("items", record.id, columns), describe)


def label_panel(
    panel: pd.DataFrame, data: Data, chosen: Mapping[str, Sequence[Headline]]
) -> pd.DataFrame:
    """Write into the ``attrs`` of a panel which surveys and measures it has, and return it."""
    records = [SURVEYS[id_] for id_ in chosen]
    ids = tuple((record.id, *(one.id for one in chosen[record.id])) for record in records)
    columns = tuple(panel.columns)

    def describe() -> dict[str, Any]:
        return {
            "surveys": [record.id for record in records],
            "citations": [record.citation for record in records],
            "columns": _describe_columns(records, columns),
            "measures": {
                headline.id: {"title": headline.title}
                | _describe_scale(record.field[headline.measures[0]])
                for record in records
                for headline in chosen[record.id]
            },
        }

    return _write(panel, data, ("panel", ids, columns), describe)


def describe_rows(reason: str, ids: Any, editions: Any) -> dict[str, Any]:
    """Return what ``attrs`` say of rows that are left out: why, how many, whose, and of when."""
    return {
        "reason": reason,
        "number": len(ids),
        "units": sorted({*ids.tolist()}),
        "editions": sorted({*editions.tolist()}),
    }


def _write(
    frame: pd.DataFrame, data: Data, key: Hashable, describe: Callable[[], Mapping[str, Any]]
) -> pd.DataFrame:
    """Write what `describe` gives, made once for a key, as a copy of the frame's own."""

    def make() -> bytes:
        return pickle.dumps({"data_version": data.version, **describe()})

    frame.attrs = pickle.loads(data.keep(("attrs", key), make))  # noqa: S301 (our own bytes)
    return frame


def _describe(record: Survey | None, columns: Sequence[str]) -> dict[str, Any]:
    """Return what is said of every frame of a survey that has these columns."""
    if record is None:
        return {}
    said = _describe_columns([record], columns)
    return {**_cite(record), **({"columns": said} if said else {})}


def _cite(record: Survey) -> dict[str, str]:
    return {"survey": record.id, "citation": record.citation}


def _describe_columns(
    records: Iterable[Survey], columns: Sequence[str]
) -> dict[str, dict[str, str]]:
    """Return what is said of columns, those of the tables of some surveys and others."""
    fields = [field for record in records for field in survey_fields(record)]
    known = _OTHERS | {field.name: _describe_field(field) for field in fields}
    return {name: dict(known[name]) for name in columns if name in known}


def _describe_field(field: TableField) -> dict[str, str]:
    """Return title, unit and direction of a column, as far as it has any."""
    said = {"title": field.title, "unit": field.unit, "direction": field.direction}
    return {name: text for name, text in said.items() if text}


def _describe_scale(field: Measure | Item) -> dict[str, str]:
    """Return unit and direction of a measure."""
    return {"unit": describe_unit(field), "direction": describe_direction(field)}


def bare(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame of ours without ``attrs``, which pandas copies at each step that is taken."""
    frame.attrs = {}
    return frame


def describe_left_out(frame: pd.DataFrame) -> list[str]:
    """Return what an answer says of itself beside its rows, a sentence each."""
    sentences = list(frame.attrs.get("notes", ()))
    for one in frame.attrs.get("left_out", ()):
        units = [get_countries()[id_].country for id_ in one["units"]]
        who = f": {', '.join(units[:_NAMED])}" if units and len(units) <= _MANY else ""
        more = f" and {len(units) - _NAMED} more" if who and len(units) > _NAMED else ""
        lost = f"without {', '.join(one['columns'])}:" if "columns" in one else "left out,"
        rows = f"{one['number']:,} row{'s' if one['number'] > 1 else ''}"
        sentences.append(f"{lost} {rows} ({one['reason']}){who}{more}")
    return sentences
