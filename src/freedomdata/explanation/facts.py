"""What the tables and the descriptor say of one unit in one survey."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from freedomdata.data import open_data, read_descriptor, read_table
from freedomdata.releases import list_revisions

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

    from freedomdata.explanation.parts import Value
    from freedomdata.model import Edition, Item, Measure, Survey

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
    described: Mapping[str, Any]
    data_version: str

    @property
    def key(self) -> tuple[str, int]:
        """Country and edition, as the record's exceptions name them."""
        return self.row["country_id"], self.edition.edition

    @property
    def corrections(self) -> list[Mapping[str, Any]]:
        """The declared corrections of this country-edition."""
        country_id, edition = self.key
        return [
            c
            for c in self.described["corrections"]
            if c["country_id"] == country_id and c["edition"] == edition
        ]

    def why_missing(self, measure: str) -> str | None:
        """Say why a value that could be there is not, or None where nothing is declared."""
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
    for column, value in equal.items():
        table = table.filter(pc.equal(table[column], value))
    rows: list[dict[str, Any]] = table.to_pylist()
    return rows


def gather(
    survey: Survey,
    rows: list[dict[str, Any]],
    edition: Edition,
    data: str | os.PathLike[str] | None,
) -> Facts:
    """Read what there is to know about one of the `rows` of a unit."""
    editions = {e.edition: e for e in survey.editions}
    row = next(row for row in rows if row["edition"] == edition.edition)
    rated = [r["edition"] for r in rows if r[survey.anchor] is not None]
    previous = max((e for e in rated if e < edition.edition), default=None)
    descriptor = read_descriptor(data)
    unit = {"survey": survey.id, "country_id": row["country_id"]}
    items = list_rows("items", data, **unit) if survey.items else []
    opened, row_id = open_data(data), row["country_id"]
    readings = opened.readings(survey).list_rows(row_id, edition.edition)
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
        revisions=tuple(
            {str(name): value for name, value in row.items()}
            for row in list_revisions(survey, opened).to_dict("records")
            if (row["country_id"], row["edition"]) == (row_id, edition.edition)
        ),
        described=next(d for d in descriptor["surveys"] if d["name"] == survey.id),
        data_version=descriptor["version"],
    )


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
