"""
The types of the columns that users get: those that pandas itself makes, or of another backend.

A column is declared as ``"str"``, ``"bool"``, ``"int64"``, ``"date"`` or ``"status"``, as
``"Int64"`` (whole numbers, some missing), ``"Float64"`` or ``"boolean"`` (true or false, some
missing). By default the last three are float64, as pandas makes numbers with gaps. Any other type
of pandas is taken as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from freedomdata.errors import FreedomDataError, brief
from freedomdata.model import STATUSES

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

__all__ = ["Backend", "arrow_type", "pandas_type", "set_types"]

Backend = Literal["numpy_nullable", "pyarrow"]


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
    types = {name: pandas_type(declared, dtype_backend) for name, declared in dtypes.items()}
    typed: pd.DataFrame = frame[list(dtypes)].astype(types)
    for name in typed.columns[typed.dtypes == "category"]:
        typed[name] = typed[name].copy()  # Arrow hands out categories that cannot be written to
    return typed


def pandas_type(declared: Any, dtype_backend: Backend | None = None) -> Any:
    """Return the pandas type of a column that is declared so."""
    import pandas as pd  # noqa: PLC0415 (importing this package must not import pandas)

    if not isinstance(declared, str):
        return declared
    if declared == "status":
        return pd.CategoricalDtype(list(STATUSES), ordered=True)
    if dtype_backend == "pyarrow":
        return pd.ArrowDtype(arrow_type(declared))
    if declared == "date":  # the unit that this pandas gives to dates
        return pd.to_datetime(pd.Series(["2013-01-01"])).dtype
    if dtype_backend == "numpy_nullable":
        return {"str": "string", "bool": "boolean", "int64": "Int64"}.get(declared, declared)
    texts = pd.Series(["text"]).dtype  # object in pandas 2, str in pandas 3
    return {"str": texts, "bool": "bool", "int64": "int64"}.get(declared, "float64")


def arrow_type(declared: str) -> Any:
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
