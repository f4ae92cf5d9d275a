"""
The pandera schema of the tables of values, generated from the declared columns.

This is the only module that imports pandera. Validation is strict (no column more or less),
coerces nothing and reports everything at once, whatever the environment says about pandera.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import pandera.pandas as pa
from pandera.config import ValidationDepth, config_context

from freedomdata.errors import RuleError, spell_out

if TYPE_CHECKING:
    from collections.abc import Sequence

    from freedomdata.ingesting.fields import TableField

__all__ = ["make_schema", "validate"]


def make_schema(fields: Sequence[TableField], key: Sequence[str]) -> pa.DataFrameSchema:
    """Return the schema of a table: dtypes, ranges, categories, and a unique key."""
    return pa.DataFrameSchema(
        {field.name: _column(field) for field in fields},
        strict=True,
        ordered=True,
        unique=list(key),
        coerce=False,
    )


def _column(field: TableField) -> pa.Column:
    checks = []
    if field.scales:
        checks.append(pa.Check.in_range(field.low, field.high))
    return pa.Column(_dtype(field), checks, nullable=field.is_nullable, coerce=False)


def _dtype(field: TableField) -> Any:
    if field.dtype == "category":
        return pd.CategoricalDtype(list(field.categories), ordered=field.is_ordered)
    if field.dtype == "date":
        return "datetime64[ms]"
    if field.dtype == "str":
        return pd.Series(["text"]).dtype  # object in pandas 2, str in pandas 3
    return field.dtype


def validate(frame: pd.DataFrame, schema: pa.DataFrameSchema, name: str) -> None:
    """
    Prove a table against its schema.

    Raises
    ------
    RuleError
        With all failures in plain words.
    """
    with config_context(validation_enabled=True, validation_depth=ValidationDepth.SCHEMA_AND_DATA):
        try:
            schema.validate(frame, lazy=True)
        except pa.errors.SchemaErrors as error:
            cases = error.failure_cases
            problems = [
                f"{name}: {case.column or 'table'}: {case.failure_case} fails {case.check}"
                + ("" if pd.isna(case.index) else f" in row {case.index}")
                for case in cases.itertuples()
            ]
            raise RuleError(spell_out(problems)) from None
