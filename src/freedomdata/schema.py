"""
The columns of the tables, declared once, and what follows from them.

From the declared columns are derived the Arrow schema of the files, the pandera schema that a build
holds its tables against, the columns of the descriptor, and the types that users get. This is the
only module that imports pandera.

A column is declared as ``"str"``, ``"bool"``, ``"int64"``, ``"date"`` or ``"status"``, as
``"Int64"`` (whole numbers, some missing), ``"Float64"`` or ``"boolean"`` (true or false, some
missing). By default the last three are float64, as pandas makes numbers with gaps, on disk and for
users. Any other type of pandas is taken as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from freedomdata.errors import FreedomDataError, RuleError, brief, join_few
from freedomdata.model import GRADES, IS_TERRITORY, REGIONS, STATUSES, Measure

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd
    import pandera.pandas as pandera
    import pyarrow as pa

    from freedomdata.model import Item, Scale, Survey

__all__ = [
    "Backend",
    "TableField",
    "arrow_schema",
    "count_fields",
    "describe_direction",
    "describe_field",
    "describe_unit",
    "item_fields",
    "make_schema",
    "pandas_type",
    "population_fields",
    "reading_fields",
    "set_types",
    "survey_fields",
    "validate",
]

Backend = Literal["numpy_nullable", "pyarrow"]


@dataclass(frozen=True, slots=True)
class TableField:
    """
    One column of a table.

    `dtype` says what it holds, in the words of this module; `categories` are its words, where they
    are declared; `scales` are those that its numbers were measured on, the newest first;
    `direction` says which end is free.
    """

    name: str
    dtype: str
    title: str
    description: str
    is_nullable: bool = False
    scales: tuple[Scale, ...] = ()
    unit: str = ""
    categories: tuple[str, ...] = ()
    direction: str = ""

    @property
    def low(self) -> int | None:
        """The least number there may be."""
        return min((scale.low for scale in self.scales), default=None)

    @property
    def high(self) -> int | None:
        """The greatest number there may be."""
        return max((scale.high for scale in self.scales), default=None)


# ------------------------------------------------------------------ the columns of each table


def _word(name: str, title: str, description: str, values: Iterable[str]) -> TableField:
    """Return a column of words that are all known."""
    return TableField(name, "str", title, description, categories=tuple(values))


_COUNTRY_ID = TableField(
    "country_id",
    "str",
    "Country id",
    "ISO 3166-1 alpha-3, a withdrawn ISO code, or a code from XAA to XZZ.",
)
_EDITION = TableField(
    "edition",
    "int64",
    "Edition",
    'The year in the edition\'s title, the later one of "1983-84".',
)
_ONE_LIST = (
    "Whether the unit is no state in the registry of countries; the survey lists countries and "
    "territories together."
)
_FH_REGION = TableField(
    "fh_region",
    "str",
    "Freedom House region",
    "Today's Freedom House region of the unit, in every edition, also of states that ended; from "
    "the registry of countries. Missing for units that Freedom House does not rate.",
    is_nullable=True,
    categories=REGIONS,
)


def _survey_field(surveys: Mapping[str, Survey]) -> TableField:
    return _word("survey", "Survey", "Id of the survey.", surveys)


def _measure_field(measure: Measure, *, is_nullable: bool) -> TableField:
    """Return the column of a measure: numbers on its scales, or its categories."""
    scales: tuple[Scale, ...] = ()
    categories = tuple(str(category) for category in measure.categories)
    if measure.scale is not None:
        dtype = "Float64" if measure.scale.decimals else "Int64"
        scales = (measure.scale, *measure.until.values())
    elif measure.categories == (False, True):
        dtype, categories = "boolean", ()
    else:
        dtype = "status" if measure.is_ordered else "str"
    return TableField(
        measure.id,
        dtype,
        measure.title,
        measure.description,
        is_nullable,
        scales,
        describe_unit(measure),
        categories,
        describe_direction(measure),
    )


def describe_unit(field: Measure | Item) -> str:
    """Return what the numbers of a measure or item count, empty where it has none."""
    if field.scale is None:
        return ""
    return "place" if isinstance(field, Measure) and field.is_relative else "points"


def describe_direction(field: Measure | Item) -> str:
    """Return in words which end of a measure or item is free, empty where neither is."""
    if field.scale is None:
        words = field.categories if isinstance(field, Measure) and field.is_ordered else ()
        return f"{words[-1]} is freest" if words else ""
    older = field.until.items() if isinstance(field, Measure) else ()
    return field.scale.direction + "".join(
        f" (until edition {last}: {scale.low} to {scale.high}, {scale.direction})"
        for last, scale in older
    )


def survey_fields(survey: Survey) -> tuple[TableField, ...]:
    """Return the columns of a survey's own table, in order."""
    anchor = survey.field[survey.anchor].id
    is_withheld = any(c.measure == anchor and c.new is None for c in survey.corrections)
    return (
        _COUNTRY_ID,
        TableField("country", "str", "Country", "English name."),
        TableField(
            IS_TERRITORY.id,
            "bool",
            IS_TERRITORY.title,
            IS_TERRITORY.description if survey.lists_territories else _ONE_LIST,
        ),
        _EDITION,
        TableField(
            "edition_label",
            "str",
            "Edition as printed",
            'The edition\'s title, such as "Jan.-Feb. 1973" or "1983-84".',
        ),
        TableField(
            "period_start", "date", "First day covered", "First day that the edition covers."
        ),
        TableField("period_end", "date", "Last day covered", "Last day that the edition covers."),
        TableField("year", "int64", "Year covered", "The year of the last day covered."),
        *(_measure_field(m, is_nullable=m.id != anchor or is_withheld) for m in survey.measures),
        _FH_REGION,
        _word("grade", "Grade", f"How the {anchor} of the row reached us.", GRADES),
        _word(
            "source",
            "Source",
            f"Id of the file the {anchor} was read from.",
            (source.id for source in survey.sources),
        ),
        TableField(
            "note",
            "str",
            "Note",
            "Short code for what a reader of the row must know.",
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
        TableField("value", "int64", "Value", "The published value."),
    )


def _cell_fields(surveys: Mapping[str, Survey]) -> tuple[TableField, ...]:
    """Return the columns that name a cell of a published file."""
    sources = [source for survey in surveys.values() for source in survey.sources]
    sheets = dict.fromkeys(sheet.name for source in sources for sheet in source.sheets)
    return (
        _word("source", "Source", "Id of the file.", dict.fromkeys(s.id for s in sources)),
        TableField(
            "sheet",
            "str",
            "Sheet",
            "Trimmed name of the sheet; missing in formats without sheets.",
            is_nullable=True,
            categories=tuple(name for name in sheets if name),
        ),
        TableField("row", "int64", "Row", "Row, from 1."),
        TableField("column", "int64", "Column", "Column, from 1."),
    )


def _value_fields(surveys: Mapping[str, Survey]) -> tuple[TableField, ...]:
    """Return the columns that name a value: survey, unit, edition, measure or item."""
    fields = dict.fromkeys(id_ for survey in surveys.values() for id_ in survey.field)
    return (
        _survey_field(surveys),
        _COUNTRY_ID,
        _EDITION,
        _word("measure", "Measure or item", "What was read.", fields),
    )


def reading_fields(surveys: Mapping[str, Survey]) -> tuple[TableField, ...]:
    """Return the columns of the table of readings: what every cell of every file says."""
    return (
        *_value_fields(surveys),
        TableField(
            "value",
            "str",
            "Value",
            "What the cell says, as the tables say it: a number or a word. Missing where it is "
            "withheld.",
            is_nullable=True,
        ),
        *_cell_fields(surveys),
        TableField(
            "printed",
            "str",
            "As printed",
            "What is printed in the cell, where it is read otherwise: by a declared correction, "
            "counted from the other end of the scale, or as the status that follows from it; or "
            "where it is withheld.",
            is_nullable=True,
        ),
        TableField(
            "is_reprint",
            "bool",
            "Repeats an earlier edition",
            "Whether the cell is in a column of a later edition on the one before: it is compared, "
            "never delivered.",
        ),
    )


def count_fields(surveys: Mapping[str, Survey]) -> tuple[TableField, ...]:
    """Return the columns of the table of the publishers' own counts of countries."""
    return (
        _survey_field(surveys),
        _EDITION,
        TableField(
            "status", "status", "Status", "The status that is counted.", categories=STATUSES
        ),
        TableField(
            "countries",
            "int64",
            "Countries",
            "How many countries have the status, as the publisher counts them.",
        ),
        *_cell_fields(surveys),
    )


def population_fields() -> tuple[TableField, ...]:
    """Return the columns of the table of population."""
    return (
        _COUNTRY_ID,
        TableField(
            "year", "int64", "Year", "The year, as the World Bank has it: people at midyear."
        ),
        TableField(
            "population",
            "int64",
            "Population",
            "People in the present area of the unit, whatever it was in that year.",
        ),
    )


# ------------------------------------------------------------------ what follows from a column


def arrow_schema(fields: Iterable[TableField]) -> pa.Schema:
    """
    Return the Arrow schema of a table.

    Its types are those that users get by default, so that a reader of the Parquet file has the
    same in any program: what may be missing is float64.
    """
    import pyarrow as pa  # noqa: PLC0415 (import on use)

    stored = {"boolean": "Float64", "Int64": "Float64"}
    return pa.schema(
        pa.field(
            field.name,
            _arrow_type(stored.get(field.dtype, field.dtype)),
            field.is_nullable,
            {"description": field.description},
        )
        for field in fields
    )


def _arrow_type(declared: str) -> Any:
    """Return the Arrow type of the values that a column is declared to hold."""
    import pyarrow as pa  # noqa: PLC0415 (import on use)

    types = {
        "str": pa.string(),
        "bool": pa.bool_(),
        "boolean": pa.bool_(),
        "int64": pa.int64(),
        "Int64": pa.int64(),
        "Float64": pa.float64(),
        "date": pa.timestamp("us"),
        "status": pa.dictionary(pa.int8(), pa.string(), ordered=True),
    }
    return types[declared]


@cache
def pandas_type(declared: Any, dtype_backend: Backend | None = None) -> Any:
    """Return the pandas type of a column that is declared so."""
    import pandas as pd  # noqa: PLC0415 (importing this package must not import pandas)

    if not isinstance(declared, str):
        return declared
    if declared == "status":
        return pd.CategoricalDtype(list(STATUSES), ordered=True)
    if dtype_backend == "pyarrow":
        return pd.ArrowDtype(_arrow_type(declared))
    if declared == "date":  # the unit that this pandas gives to dates
        return pd.to_datetime(pd.Series(["2013-01-01"])).dtype
    if dtype_backend == "numpy_nullable":
        return {"str": "string", "bool": "boolean", "int64": "Int64"}.get(declared, declared)
    texts = pd.Series(["text"]).dtype  # object in pandas 2, str in pandas 3
    return {"str": texts, "bool": "bool", "int64": "int64"}.get(declared, "float64")


def set_types(
    frame: pd.DataFrame, dtypes: Mapping[str, Any], dtype_backend: Backend | None = None
) -> pd.DataFrame:
    """
    Return a frame with the columns that are declared, in their order and types.

    Raises
    ------
    FreedomDataError
        If there is no such backend.
    """
    if dtype_backend not in (None, "numpy_nullable", "pyarrow"):
        raise FreedomDataError(
            "dtype_backend is 'numpy_nullable' or 'pyarrow', as in pandas, or left out for the "
            f"types that pandas makes itself, not {brief(dtype_backend)}"
        )
    import pandas as pd  # noqa: PLC0415 (importing this package must not import pandas)

    typed: pd.DataFrame = frame[list(dtypes)]
    held = dict(zip(typed.columns, typed.dtypes, strict=True))
    types = {
        name: pd.api.types.pandas_dtype(pandas_type(declared, dtype_backend))
        for name, declared in dtypes.items()
    }
    others = {name: dtype for name, dtype in types.items() if held[name] != dtype}
    typed = typed.assign(**{name: typed[name].astype(dtype) for name, dtype in others.items()})
    for name in typed.columns[typed.dtypes == "category"]:
        typed[name] = typed[name].copy()  # Arrow hands out categories that cannot be written to
    return typed


def describe_field(field: TableField) -> dict[str, Any]:
    """Return a column as the Frictionless descriptor has it."""
    types = {"str": "string", "status": "string", "bool": "boolean", "date": "datetime"}
    constraints: dict[str, Any] = {"required": not field.is_nullable}
    described: dict[str, Any] = {
        "name": field.name,
        "type": (types | {"Float64": "number"}).get(field.dtype, "integer"),
        "title": field.title,
        "description": field.description,
        "constraints": constraints,
    }
    if field.categories:
        constraints["enum"] = list(field.categories)
    if field.dtype == "boolean":  # 1 and 0, as numbers with gaps are
        constraints["enum"] = [0, 1]
    if field.scales:
        constraints |= {"minimum": field.low, "maximum": field.high}
        ends = {scale.freest for scale in field.scales}
        described |= {"unit": field.unit, "freest": ends.pop() if len(ends) == 1 else None}
    return described


def make_schema(fields: Sequence[TableField], key: Sequence[str]) -> pandera.DataFrameSchema:
    """
    Return the pandera schema of a table: types, ranges, words, and a unique key.

    It allows no column more or less, and coerces nothing.
    """
    import pandera.pandas as pandera  # noqa: PLC0415 (import on use)

    return pandera.DataFrameSchema(
        {field.name: _pandera_column(field) for field in fields},
        strict=True,
        ordered=True,
        unique=list(key),
        coerce=False,
    )


def _pandera_column(field: TableField) -> pandera.Column:
    """Return the checks of a column."""
    import pandas as pd  # noqa: PLC0415 (import on use)
    import pandera.pandas as pandera  # noqa: PLC0415 (import on use)

    checks = []
    if field.scales:
        checks.append(pandera.Check.in_range(field.low, field.high))
    if field.dtype == "Int64":
        checks.append(pandera.Check(lambda values: values % 1 == 0, error="whole numbers"))
    if field.dtype == "boolean":
        checks.append(pandera.Check.isin([0, 1]))
    if field.dtype == "str" and field.categories:
        checks.append(pandera.Check.isin(field.categories))
    dtype = pandas_type(field.dtype)
    if field.dtype == "date":  # of any unit: stored is one, others are pandas' own
        dtype = None
        checks.append(pandera.Check(pd.api.types.is_datetime64_any_dtype, error="dates"))
    return pandera.Column(dtype, checks, nullable=field.is_nullable, coerce=False)


def validate(frame: pd.DataFrame, schema: pandera.DataFrameSchema, name: str) -> None:
    """
    Prove a table against its schema, whatever the environment sets for pandera.

    Raises
    ------
    RuleError
        With all failures in plain words.
    """
    import pandas as pd  # noqa: PLC0415 (import on use)
    from pandera.config import ValidationDepth, config_context  # noqa: PLC0415 (import on use)
    from pandera.errors import SchemaErrors  # noqa: PLC0415 (import on use)

    with config_context(validation_enabled=True, validation_depth=ValidationDepth.SCHEMA_AND_DATA):
        try:
            schema.validate(frame, lazy=True)
        except SchemaErrors as error:
            problems = []
            for case in error.failure_cases.itertuples():
                found = case.failure_case
                if isinstance(found, float):  # as printed: whole numbers are stored with a point
                    found = f"{found:.10g}"
                row = "" if pd.isna(case.index) else f" in row {case.index}"
                problems.append(
                    f"{name}: {case.column or 'table'}: {found} fails {case.check}{row}"
                )
            raise RuleError(join_few(problems)) from None
