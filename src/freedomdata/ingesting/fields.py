"""
The columns of the processed tables, declared once.

The Arrow schema, the pandera schema and the descriptor are all derived from these.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from freedomdata.model import GRADES, IS_TERRITORY, STATUSES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from freedomdata.model import Measure, Scale, Survey

__all__ = [
    "TableField",
    "arrow_schema",
    "count_fields",
    "item_fields",
    "lineage_fields",
    "population_fields",
    "revision_fields",
    "survey_fields",
    "witness_fields",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableField:
    """
    One column of a table; `dtype` is the pandas dtype, or ``"date"`` or ``"category"``.

    `scales` are those that its numbers were measured on, the newest first.
    """

    name: str
    dtype: str
    title: str
    description: str
    is_nullable: bool = False
    is_ordered: bool = False
    scales: tuple[Scale, ...] = ()
    unit: str = ""
    categories: tuple[str, ...] = ()

    @property
    def low(self) -> int | None:
        """The least number there may be."""
        return min((scale.low for scale in self.scales), default=None)

    @property
    def high(self) -> int | None:
        """The greatest number there may be."""
        return max((scale.high for scale in self.scales), default=None)


def _category(name: str, title: str, description: str, values: Iterable[str]) -> TableField:
    return TableField(
        name=name,
        dtype="category",
        title=title,
        description=description,
        categories=tuple(values),
    )


_COUNTRY_ID = TableField(
    name="country_id",
    dtype="str",
    title="Country id",
    description="ISO 3166-1 alpha-3, a withdrawn ISO code, or a code from XAA to XZZ.",
)
_EDITION = TableField(
    name="edition",
    dtype="int16",
    title="Edition",
    description='The year in the edition\'s title, the later one of "1983-84".',
)


def _survey_field(surveys: Mapping[str, Survey]) -> TableField:
    return _category("survey", "Survey", "Id of the survey.", surveys)


def _measure_field(measure: Measure, *, is_nullable: bool) -> TableField:
    categories: tuple[str, ...] = ()
    scales: tuple[Scale, ...] = ()
    if measure.scale is not None:
        dtype = "Float64" if measure.scale.decimals else "Int16"
        scales = (measure.scale, *measure.until.values())
    elif measure.categories == (False, True):
        dtype = "boolean"
    else:
        dtype, categories = "category", tuple(str(c) for c in measure.categories)
    return TableField(
        name=measure.id,
        dtype=dtype,
        title=measure.title,
        description=measure.description,
        is_nullable=is_nullable,
        is_ordered=measure.is_ordered,
        scales=scales,
        unit="place" if measure.is_relative else "points",
        categories=categories,
    )


def survey_fields(survey: Survey) -> tuple[TableField, ...]:
    """Return the columns of a survey's own table, in order."""
    anchor = survey.field[survey.anchor].id
    is_withheld = any(c.measure == anchor and c.new is None for c in survey.corrections)
    return (
        _COUNTRY_ID,
        TableField(name="country", dtype="str", title="Country", description="English name."),
        TableField(
            name=IS_TERRITORY.id,
            dtype="bool",
            title=IS_TERRITORY.title,
            description=IS_TERRITORY.description
            if survey.lists_territories
            else (
                "Whether the unit is no state in the registry of countries; the survey lists "
                "countries and territories together."
            ),
        ),
        _EDITION,
        TableField(
            name="edition_label",
            dtype="str",
            title="Edition as printed",
            description='The edition\'s title, such as "Jan.-Feb. 1973" or "1983-84".',
        ),
        TableField(
            name="period_start",
            dtype="date",
            title="First day covered",
            description="First day that the edition covers.",
        ),
        TableField(
            name="period_end",
            dtype="date",
            title="Last day covered",
            description="Last day that the edition covers.",
        ),
        TableField(
            name="year",
            dtype="int16",
            title="Year covered",
            description="The year of the last day covered.",
        ),
        *(_measure_field(m, is_nullable=m.id != anchor or is_withheld) for m in survey.measures),
        _category("grade", "Grade", f"How the {anchor} of the row reached us.", GRADES),
        _category(
            "source",
            "Source",
            f"Id of the file the {anchor} was read from.",
            (source.id for source in survey.sources),
        ),
        TableField(
            name="note",
            dtype="category",
            title="Note",
            description="Short code for what a reader of the row must know.",
            is_nullable=True,
            categories=tuple(note.code for note in survey.notes),
        ),
    )


def item_fields(surveys: Mapping[str, Survey]) -> tuple[TableField, ...]:
    """Return the columns of the table of questions and subtotals."""
    items = dict.fromkeys(item.id for survey in surveys.values() for item in survey.items)
    return (
        _survey_field(surveys),
        _COUNTRY_ID,
        _EDITION,
        _category("item", "Item", "Id of the question or subtotal.", items),
        TableField(name="value", dtype="int16", title="Value", description="The published value."),
    )


def _cell_fields(surveys: Mapping[str, Survey]) -> tuple[TableField, ...]:
    """Return the columns that name a cell of a published file."""
    sources = [source for survey in surveys.values() for source in survey.sources]
    source_ids = dict.fromkeys(source.id for source in sources)
    sheets = dict.fromkeys(sheet.name for source in sources for sheet in source.sheets)
    return (
        _category("source", "Source", "Id of the file.", source_ids),
        TableField(
            name="sheet",
            dtype="category",
            title="Sheet",
            description="Trimmed name of the sheet; missing in formats without sheets.",
            is_nullable=True,
            categories=tuple(name for name in sheets if name),
        ),
        TableField(name="row", dtype="int16", title="Row", description="Row, from 1."),
        TableField(name="column", dtype="int16", title="Column", description="Column, from 1."),
    )


def _place_fields(surveys: Mapping[str, Survey]) -> tuple[TableField, ...]:
    """Return the columns that name a value: survey, unit, edition, measure or item."""
    fields = dict.fromkeys(id_ for survey in surveys.values() for id_ in survey.field)
    return (
        _survey_field(surveys),
        _COUNTRY_ID,
        _EDITION,
        _category("measure", "Measure or item", "What was read.", fields),
    )


def lineage_fields(surveys: Mapping[str, Survey]) -> tuple[TableField, ...]:
    """Return the columns of the table that names the cell of every delivered value."""
    return (
        *_place_fields(surveys),
        *_cell_fields(surveys),
        TableField(
            name="printed",
            dtype="str",
            title="As printed",
            description=(
                "What stands in the cell, where it is read otherwise: by a declared correction, "
                "counted from the other end of the scale, or as the status that follows from it."
            ),
            is_nullable=True,
        ),
    )


def witness_fields(surveys: Mapping[str, Survey]) -> tuple[TableField, ...]:
    """Return the columns of the table of all other cells that speak of a delivered value."""
    return (
        *_place_fields(surveys),
        *_cell_fields(surveys),
        TableField(
            name="value",
            dtype="str",
            title="Value",
            description="What the cell says, as the tables say it: a number or a word.",
        ),
        TableField(
            name="is_reprint",
            dtype="bool",
            title="Repeats an earlier edition",
            description="Whether the cell stands in a column of a later edition on the one before.",
        ),
    )


def revision_fields(surveys: Mapping[str, Survey]) -> tuple[TableField, ...]:
    """Return the columns of the table of values that the publisher changed between releases."""
    said = "A number or a word; missing where that release has no value."
    releases = dict.fromkeys(s.release for survey in surveys.values() for s in survey.sources)
    return (
        *_place_fields(surveys),
        TableField(name="old", dtype="str", title="Old", description=said, is_nullable=True),
        TableField(name="new", dtype="str", title="New", description=said, is_nullable=True),
        _category("release_from", "From release", "The last release that has the old.", releases),
        _category("release_to", "To release", "The first release that has the new.", releases),
    )


def count_fields(surveys: Mapping[str, Survey]) -> tuple[TableField, ...]:
    """Return the columns of the table of the publishers' own counts of countries."""
    return (
        _survey_field(surveys),
        _EDITION,
        _category("status", "Status", "The status that is counted.", STATUSES),
        TableField(
            name="countries",
            dtype="int16",
            title="Countries",
            description="How many countries have the status, as the publisher counts them.",
        ),
        *_cell_fields(surveys),
    )


def population_fields() -> tuple[TableField, ...]:
    """Return the columns of the table of population."""
    return (
        _COUNTRY_ID,
        TableField(
            name="year",
            dtype="int16",
            title="Year",
            description="The year, as the World Bank has it: people at midyear.",
        ),
        TableField(
            name="population",
            dtype="int64",
            title="Population",
            description="People in the present area of the unit, whatever it was in that year.",
        ),
    )


_ARROW: dict[str, Any] = {
    "str": pa.string(),
    "bool": pa.bool_(),
    "boolean": pa.bool_(),
    "Int16": pa.int16(),
    "Float64": pa.float64(),
    "int16": pa.int16(),
    "int64": pa.int64(),
    "date": pa.date32(),
}
# (pandas_type, numpy_type) of the metadata by which a Parquet file tells pandas its dtypes
_PANDAS = {
    "str": ("unicode", "object"),
    "bool": ("bool", "bool"),
    "boolean": ("bool", "boolean"),
    "Int16": ("int16", "Int16"),
    "Float64": ("float64", "Float64"),
    "int16": ("int16", "int16"),
    "int64": ("int64", "int64"),
    "date": ("date", "object"),
    "category": ("categorical", "int8"),
}


def arrow_schema(fields: Iterable[TableField]) -> pa.Schema:
    """
    Return the Arrow schema of a table, with the metadata that gives pandas the right dtypes.

    The metadata is written here, without the versions that pandas would put into it, so that
    the same table has the same bytes whichever pandas wrote it.
    """
    arrow, columns = [], []
    for field in fields:
        if field.dtype == "category":
            type_ = pa.dictionary(pa.int8(), pa.string(), ordered=field.is_ordered)
            more = {"num_categories": len(field.categories), "ordered": field.is_ordered}
        else:
            type_, more = _ARROW[field.dtype], None
        arrow.append(
            pa.field(field.name, type_, field.is_nullable, {"description": field.description})
        )
        pandas_type, numpy_type = _PANDAS[field.dtype]
        columns.append(
            {
                "name": field.name,
                "field_name": field.name,
                "pandas_type": pandas_type,
                "numpy_type": numpy_type,
                "metadata": more,
            }
        )
    pandas = {"index_columns": [], "column_indexes": [], "columns": columns}
    return pa.schema(arrow, {"pandas": json.dumps(pandas)})
