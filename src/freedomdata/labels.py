"""What a frame says of itself: ``attrs`` with the survey, its columns, and what was left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from freedomdata.schema import survey_fields

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    import pandas as pd

    from freedomdata.data import Data
    from freedomdata.model import Survey

__all__ = ["describe_left_out", "label"]


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
    attrs: dict[Hashable | None, Any] = {"data_version": data.version}
    if record is not None:
        fields = {field.name: field for field in survey_fields(record)}
        attrs |= {
            "survey": record.id,
            "citation": record.citation,
            "columns": {name: {"title": fields[name].title} for name in frame if name in fields},
        }
    if left_out is not None:
        attrs["left_out"] = [
            {
                "reason": reason,
                "number": len(rows),
                "units": _distinct(rows["country_id"]),
                "editions": _distinct(rows["edition"]),
            }
            for reason, rows in left_out
        ]
        attrs["notes"] = list(dict.fromkeys(notes))
    frame.attrs = attrs
    return frame


def _distinct(column: pd.Series) -> list[Any]:
    """Return the distinct values of a column, sorted."""
    return sorted(column.unique().tolist())


def describe_left_out(frame: pd.DataFrame) -> list[str]:
    """Return what an answer says of itself beside its rows, a sentence each."""
    from freedomdata.countries import get_countries  # noqa: PLC0415 (import on use)

    sentences = list(frame.attrs.get("notes", ()))
    for one in frame.attrs.get("left_out", ()):
        units = [get_countries()[id_].country for id_ in one["units"]]
        who = f": {', '.join(units[:_NAMED])}" if units else ""
        more = f" and {len(units) - _NAMED} more" if len(units) > _NAMED else ""
        sentences.append(f"left out, {one['number']:,} ({one['reason']}){who}{more}")
    return sentences


_NAMED = 8  # units in a sentence
