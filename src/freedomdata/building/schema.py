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

from freedomdata.dtypes import pandas_type
from freedomdata.errors import RuleError, spell_out

if TYPE_CHECKING:
    from collections.abc import Sequence

    from freedomdata.fields import TableField

__all__ = ["make_schema", "validate"]


def make_schema(fields: Sequence[TableField], key: Sequence[str]) -> pa.DataFrameSchema:
    """Return the schema of a table: dtypes, ranges, words, and a unique key."""
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
    if field.dtype == "Int64":
        checks.append(pa.Check(lambda values: values % 1 == 0, error="whole numbers"))
    if field.dtype == "boolean":
        checks.append(pa.Check.isin([0, 1]))
    if field.dtype == "str" and field.categories:
        checks.append(pa.Check.isin(field.categories))
    dtype = pandas_type(field.dtype)
    if field.dtype == "date":  # of any unit: stored is one, others are pandas' own
        dtype = None
        checks.append(pa.Check(pd.api.types.is_datetime64_any_dtype, error="dates"))
    return pa.Column(dtype, checks, nullable=field.is_nullable, coerce=False)


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
                f"{name}: {case.column or 'table'}: {_print(case.failure_case)} fails {case.check}"
                + ("" if pd.isna(case.index) else f" in row {case.index}")
                for case in cases.itertuples()
            ]
            raise RuleError(spell_out(problems)) from None


def _print(value: Any) -> str:
    """Return a failure as it was printed: whole numbers are stored with a point."""
    return f"{value:.10g}" if isinstance(value, float) else str(value)
