"""What the tables and the descriptor say of one unit in one survey."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from math import isnan
from typing import TYPE_CHECKING, Any

from freedomdata.data import open_data, read_table

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Mapping

    from freedomdata.explanation.parts import Value
    from freedomdata.model import Edition, Item, Measure, Survey
    from freedomdata.readings import Readings

__all__ = ["Facts", "gather", "list_rows"]


@dataclass(frozen=True, slots=True)
class Facts:
    """
    The rows, items, cells and corrections of one country-edition.

    `values` and `before` are what this edition and the one before hold, by measure and item;
    `before` is empty where `previous` is None.
    """

    survey: Survey
    row: Mapping[str, Any]
    edition: Edition
    values: Mapping[str, Value]
    previous: Edition | None
    before: Mapping[str, Value]
    lineage: tuple[Mapping[str, Any], ...]
    witnesses: tuple[Mapping[str, Any], ...]
    revisions: tuple[Mapping[str, Any], ...]
    corrections: tuple[Mapping[str, Any], ...]
    described: Mapping[str, Any]
    data_version: str

    @property
    def key(self) -> tuple[str, int]:
        """Country and edition, as the record's exceptions name them."""
        return self.row["country_id"], self.edition.edition

    def why_missing(self, measure: str) -> str | None:
        """Return why a value that could be there is not, None where nothing is declared."""
        for correction in self.corrections:
            if correction["measure"] == measure and correction["new"] is None:
                return f"withheld ({correction['reason']})"
        code = self.row["note"]
        noted = next((n for n in self.survey.notes if n.code == code), None)
        return f"not at hand (see note {code})" if noted and measure in noted.measures else None


def list_rows(
    name: str, data: str | os.PathLike[str] | None, **equal: str | int
) -> list[dict[str, Any]]:
    """Return the rows of a table whose columns hold these values."""
    import pyarrow.compute as pc  # noqa: PLC0415 (import on use)

    table = read_table(name, data)
    held = [pc.equal(table[column], value) for column, value in equal.items()]
    rows: list[dict[str, Any]] = table.filter(reduce(pc.and_, held)).to_pylist()
    return rows


def gather(
    survey: Survey,
    rows: list[dict[str, Any]],
    edition: Edition,
    data: str | os.PathLike[str] | None,
) -> Facts:
    """Read what there is to know about one of the `rows` of a unit."""
    opened, editions = open_data(data), {e.edition: e for e in survey.editions}
    row = next(row for row in rows if row["edition"] == edition.edition)
    key = row["country_id"], edition.edition
    rated = [r["edition"] for r in rows if r[survey.anchor] is not None]
    previous = max((e for e in rated if e < edition.edition), default=None)
    unit = {"survey": survey.id, "country_id": row["country_id"]}
    items = list_rows("items", data, **unit) if survey.items else []
    readings, described = opened.readings(survey).list_rows(*key), opened.described[survey.id]
    return Facts(
        survey=survey,
        row=row,
        edition=edition,
        values=_list_values(survey, row, items),
        previous=None if previous is None else editions[previous],
        before=next((_list_values(survey, r, items) for r in rows if r["edition"] == previous), {}),
        lineage=tuple(row for row, is_delivered in readings if is_delivered),
        witnesses=tuple(
            row for row, is_delivered in readings if not is_delivered and row["value"] is not None
        ),
        revisions=tuple(_list_revisions(opened.readings(survey), *key)),
        corrections=tuple(
            c for c in described["corrections"] if (c["country_id"], c["edition"]) == key
        ),
        described=described,
        data_version=opened.version,
    )


def _list_revisions(readings: Readings, country_id: str, edition: int) -> Iterator[dict[str, Any]]:
    """Return what the publisher changed in a country-edition from one release to the next."""
    keys = readings.keys
    first = keys.find(country_id, edition, keys.fields[0])
    for one in readings.revisions:
        if 0 <= one.key - first < len(keys.fields):
            old, new = (None if isnan(v) else keys.word(one.key, v) for v in (one.old, one.new))
            yield {
                "measure": keys.fields[one.key - first],
                "old": old,
                "new": new,
                "release_from": one.release_from,
                "release_to": one.release_to,
            }


def _list_values(
    survey: Survey, row: Mapping[str, Any], items: list[dict[str, Any]]
) -> dict[str, Value]:
    """Return what one row and its items hold, in the order of the tables."""
    held = {item["item"]: item["value"] for item in items if item["edition"] == row["edition"]}
    held |= row
    return {f.id: _read(f, held[f.id]) for f in survey.fields if held.get(f.id) is not None}


def _read(field: Measure | Item, value: Any) -> Value:
    """Return a value of a table as what it is declared to be: stored are numbers with gaps."""
    if field.scale is None:
        return bool(value) if isinstance(value, float) else value
    return value if field.scale.decimals else int(value)
