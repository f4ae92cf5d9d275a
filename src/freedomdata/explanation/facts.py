"""What the tables, the readings and the descriptor have on one unit in one survey."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import reduce
from math import isnan
from typing import TYPE_CHECKING, Any

from freedomdata.cells import cell_name
from freedomdata.explanation.parts import Cell, CorrectedCell, File, RevisedValue
from freedomdata.explanation.text import name_in_full

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from freedomdata.data import Data
    from freedomdata.explanation.parts import Value
    from freedomdata.model import Edition, Item, Measure, Survey
    from freedomdata.readings import Readings

__all__ = ["Facts", "gather", "list_corrections", "list_files", "list_rows"]


@dataclass(frozen=True, slots=True)
class Facts:
    """
    The rows, items, readings and corrections of one country-edition.

    `values` and `before` are what this edition and the one before hold, by measure and item;
    `before` is empty where `previous` is None. `delivered` are the readings that values are from,
    `others` those that say something of them, too.
    """

    survey: Survey
    row: Mapping[str, Any]
    edition: Edition
    values: Mapping[str, Value]
    previous: Edition | None
    before: Mapping[str, Value]
    delivered: tuple[Mapping[str, Any], ...]
    others: tuple[Mapping[str, Any], ...]
    revisions: tuple[RevisedValue, ...]
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


def list_rows(name: str, data: Data, **equal: str | int) -> list[dict[str, Any]]:
    """Return the rows of a table whose columns hold these values."""
    import pyarrow.compute as pc  # noqa: PLC0415 (import on use)

    table = data.table(name)
    held = [pc.equal(table[column], value) for column, value in equal.items()]
    rows: list[dict[str, Any]] = table.filter(reduce(pc.and_, held)).to_pylist()
    return rows


def gather(
    survey: Survey,
    rows: list[dict[str, Any]],
    edition: Edition,
    data: Data,
) -> Facts:
    """Read what there is to know about one of the `rows` of a unit."""
    editions = {e.edition: e for e in survey.editions}
    row = next(row for row in rows if row["edition"] == edition.edition)
    key = row["country_id"], edition.edition
    rated = [r["edition"] for r in rows if r[survey.anchor] is not None]
    previous = max((e for e in rated if e < edition.edition), default=None)
    unit = {"survey": survey.id, "country_id": row["country_id"]}
    items = list_rows("items", data, **unit) if survey.items else []
    readings, described = data.readings(survey), data.described[survey.id]
    own = readings.list_rows(*key)
    return Facts(
        survey=survey,
        row=row,
        edition=edition,
        values=_list_values(survey, row, items),
        previous=None if previous is None else editions[previous],
        before=next((_list_values(survey, r, items) for r in rows if r["edition"] == previous), {}),
        delivered=tuple(r for r, is_delivered in own if is_delivered),
        others=tuple(r for r, is_delivered in own if not is_delivered and r["value"] is not None),
        revisions=tuple(_list_revisions(readings, *key)),
        corrections=tuple(
            c for c in described["corrections"] if (c["country_id"], c["edition"]) == key
        ),
        described=described,
        data_version=data.version,
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


def _list_revisions(readings: Readings, country_id: str, edition: int) -> Iterator[RevisedValue]:
    """Return what the publisher changed in a country-edition from one release to the next."""
    keys = readings.keys
    first = keys.find(country_id, edition, keys.fields[0])
    for one in readings.revisions:
        if 0 <= one.key - first < len(keys.fields):
            field = keys.field[keys.fields[one.key - first]]
            old, new = (None if isnan(v) else keys.word(one.key, v) for v in (one.old, one.new))
            changed = (old, new, one.release_from, one.release_to)
            yield RevisedValue(field.id, name_in_full(field), *changed)


def list_corrections(facts: Facts) -> tuple[CorrectedCell, ...]:
    """Return what is declared to be read otherwise in this country-edition."""
    return tuple(
        CorrectedCell(
            sources=tuple(c["sources"]),
            measure=c["measure"],
            title=name_in_full(facts.survey.field[c["measure"]]),
            old=c["old"],
            new=c["new"],
            reason=c["reason"],
            is_reprint=c["is_reprint"],
        )
        for c in facts.corrections
        if not c["is_revision"]
    )


def list_files(facts: Facts) -> tuple[File, ...]:
    """Return the files in the order in which the tables have their first values, with the cells."""
    agreeing: dict[str, dict[str, None]] = defaultdict(dict)
    for reading in facts.others:
        value = facts.values.get(reading["measure"])
        text = f"{value:.10g}" if isinstance(value, float) else str(value)
        if reading["value"] == text:  # else it is revised
            agreeing[reading["measure"]][reading["source"]] = None
    by_source: dict[str, list[Cell]] = defaultdict(list)
    for reading in facts.delivered:
        measure, sheet, printed = (reading[name] for name in ("measure", "sheet", "printed"))
        row, column = reading["row"], reading["column"]
        cell = Cell(
            measure=measure,
            title=name_in_full(facts.survey.field[measure]),
            value=facts.values[measure],
            sheet=sheet,
            row=row,
            column=column,
            cell=None if sheet is None else cell_name(row, column),
            printed=printed,
            reason=None if printed is None else _explain_reading(facts, reading),
            agreeing=tuple(agreeing[measure]),
        )
        by_source[reading["source"]].append(cell)
    described = {source["name"]: source for source in facts.described["sources"]}
    kept = ("title", "path", "release", "grade", "sha256", "url", "mirror", "remark")
    return tuple(
        File(source=id_, cells=tuple(cells), **{name: described[id_][name] for name in kept})
        for id_, cells in by_source.items()
    )


def _explain_reading(facts: Facts, reading: Mapping[str, Any]) -> str:
    """Return why a cell is read otherwise than printed."""
    for correction in facts.corrections:
        is_its = reading["source"] in correction["sources"]
        if is_its and correction["measure"] == reading["measure"]:
            return str(correction["reason"])
    source = next(s for s in facts.survey.sources if s.id == reading["source"])
    sheets = [sheet for sheet in source.sheets if sheet.name == reading["sheet"]]
    is_number = facts.survey.field[reading["measure"]].scale is not None
    if is_number and any(sheet.is_turned for sheet in sheets):
        return "counted there from the other end of the scale"
    if any(sheet.has_status_by_rule for sheet in sheets):
        return "no status is printed there; it follows from this score"
    return "written there otherwise"
