"""
The columns of the processed tables, declared once.

The Arrow schema, the pandera schema, the descriptor and the types that users get are all derived
from these.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from freedomdata.dtypes import arrow_type
from freedomdata.model import GRADES, IS_TERRITORY, REGIONS, STATUSES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pyarrow as pa

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
    One column of a table.

    `dtype` says what it holds, as in :mod:`freedomdata.dtypes`; `categories` are its words, where
    they are declared; `scales` are those that its numbers were measured on, the newest first.
    """

    name: str
    dtype: str
    title: str
    description: str
    is_nullable: bool = False
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


def _word(name: str, title: str, description: str, values: Iterable[str]) -> TableField:
    return TableField(
        name=name, dtype="str", title=title, description=description, categories=tuple(values)
    )


_COUNTRY_ID = TableField(
    name="country_id",
    dtype="str",
    title="Country id",
    description="ISO 3166-1 alpha-3, a withdrawn ISO code, or a code from XAA to XZZ.",
)
_EDITION = TableField(
    name="edition",
    dtype="int64",
    title="Edition",
    description='The year in the edition\'s title, the later one of "1983-84".',
)


def _survey_field(surveys: Mapping[str, Survey]) -> TableField:
    return _word("survey", "Survey", "Id of the survey.", surveys)


def _measure_field(measure: Measure, *, is_nullable: bool) -> TableField:
    categories: tuple[str, ...] = ()
    scales: tuple[Scale, ...] = ()
    if measure.scale is not None:
        dtype = "Float64" if measure.scale.decimals else "Int64"
        scales = (measure.scale, *measure.until.values())
    elif measure.categories == (False, True):
        dtype = "boolean"
    else:
        dtype = "status" if measure.is_ordered else "str"
        categories = tuple(str(c) for c in measure.categories)
    return TableField(
        name=measure.id,
        dtype=dtype,
        title=measure.title,
        description=measure.description,
        is_nullable=is_nullable,
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
            dtype="int64",
            title="Year covered",
            description="The year of the last day covered.",
        ),
        *(_measure_field(m, is_nullable=m.id != anchor or is_withheld) for m in survey.measures),
        TableField(
            name="fh_region",
            dtype="str",
            title="Freedom House region",
            description=(
                "Today's Freedom House region of the unit, in every edition, also of states that "
                "ended; from the registry of countries. Missing for units that Freedom House does "
                "not rate."
            ),
            is_nullable=True,
            categories=REGIONS,
        ),
        _word("grade", "Grade", f"How the {anchor} of the row reached us.", GRADES),
        _word(
            "source",
            "Source",
            f"Id of the file the {anchor} was read from.",
            (source.id for source in survey.sources),
        ),
        TableField(
            name="note",
            dtype="str",
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
        _word("item", "Item", "Id of the question or subtotal.", items),
        TableField(name="value", dtype="int64", title="Value", description="The published value."),
    )


def _cell_fields(surveys: Mapping[str, Survey]) -> tuple[TableField, ...]:
    """Return the columns that name a cell of a published file."""
    sources = [source for survey in surveys.values() for source in survey.sources]
    source_ids = dict.fromkeys(source.id for source in sources)
    sheets = dict.fromkeys(sheet.name for source in sources for sheet in source.sheets)
    return (
        _word("source", "Source", "Id of the file.", source_ids),
        TableField(
            name="sheet",
            dtype="str",
            title="Sheet",
            description="Trimmed name of the sheet; missing in formats without sheets.",
            is_nullable=True,
            categories=tuple(name for name in sheets if name),
        ),
        TableField(name="row", dtype="int64", title="Row", description="Row, from 1."),
        TableField(name="column", dtype="int64", title="Column", description="Column, from 1."),
    )


def _place_fields(surveys: Mapping[str, Survey]) -> tuple[TableField, ...]:
    """Return the columns that name a value: survey, unit, edition, measure or item."""
    fields = dict.fromkeys(id_ for survey in surveys.values() for id_ in survey.field)
    return (
        _survey_field(surveys),
        _COUNTRY_ID,
        _EDITION,
        _word("measure", "Measure or item", "What was read.", fields),
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
        _word("release_from", "From release", "The last release that has the old.", releases),
        _word("release_to", "To release", "The first release that has the new.", releases),
    )


def count_fields(surveys: Mapping[str, Survey]) -> tuple[TableField, ...]:
    """Return the columns of the table of the publishers' own counts of countries."""
    return (
        _survey_field(surveys),
        _EDITION,
        TableField(
            name="status",
            dtype="status",
            title="Status",
            description="The status that is counted.",
            categories=tuple(STATUSES),
        ),
        TableField(
            name="countries",
            dtype="int64",
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
            dtype="int64",
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


def arrow_schema(fields: Iterable[TableField]) -> pa.Schema:
    """
    Return the Arrow schema of a table.

    Its types are those that users get by default, so that a reader of the Parquet file has the
    same in any program: what may be missing is float64.
    """
    import pyarrow as pa  # noqa: PLC0415 (import on use)

    return pa.schema(
        pa.field(
            field.name,
            arrow_type(_STORED.get(field.dtype, field.dtype)),
            field.is_nullable,
            {"description": field.description},
        )
        for field in fields
    )


_STORED = {"boolean": "Float64", "Int64": "Float64"}
