"""Which year a value means: a number, a text as ``melt`` leaves it, a date."""

from __future__ import annotations

import math
import re
from datetime import date
from typing import Any

from freedomdata.errors import FreedomDataError, brief

__all__ = ["FIRST_OF_ALL", "LAST_OF_ALL", "Year", "check_year", "is_missing", "read_year"]

Year = int | float | str | date  # as a person may give it
FIRST_OF_ALL, LAST_OF_ALL = 1000, 9999  # others are no years of a table: 95, 19905
_NO_YEAR = {"", "NA", "N/A", "NaN", "nan", "<NA>", "NaT", "None"}
_NUMBER = re.compile(r"([+-]?\d{1,15})(?:\.0*)?")
_DATE = re.compile(r"(\d{4}-\d\d-\d\d)(?:[ T]\d\d(?::?\d\d){0,2}(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?)?")


def read_year(what: str, value: Any) -> int | None:
    """
    Return the year that a value means, None where it is missing.

    Whole numbers, also as floats or text (``"1995"``), and dates and timestamps, also as text
    (``"1995-06-30"``), are read as what they are; everything else is refused.
    """
    year = _read_text(value) if isinstance(value, str) else _read_value(value)
    if year is None:
        return None
    if year is NotImplemented:
        raise FreedomDataError(_refusal(what, value))
    return check_year(what, year, value)


def check_year(what: str, year: int, given: Any = None) -> int:
    """Return a year of four digits, or refuse it."""
    if FIRST_OF_ALL <= year <= LAST_OF_ALL:
        return year
    message = _refusal(what, year if given is None else given)
    raise FreedomDataError(f"{message}: years lie between {FIRST_OF_ALL} and {LAST_OF_ALL}")


def _refusal(what: str, value: Any) -> str:
    number = "are whole numbers" if what.endswith("s") else "is a whole number"
    return f"{what} {number}, such as 1990, not {brief(value)}"


def _read_text(text: str) -> Any:
    text = text.strip()
    if text in _NO_YEAR:
        return None
    if number := _NUMBER.fullmatch(text):
        return int(number[1])
    if day := _DATE.fullmatch(text):
        try:
            return date.fromisoformat(day[1]).year
        except ValueError:  # 1995-02-31
            pass
    return NotImplemented


def _read_value(value: Any) -> Any:
    """Return the year of a number or a date, None for what is missing, else NotImplemented."""
    kind = getattr(getattr(value, "dtype", None), "kind", "")  # of numpy
    if is_missing(value):
        return None
    if isinstance(value, bool) or kind == "b":
        return NotImplemented
    if kind == "M":
        value = value.astype("datetime64[D]").item()
    if isinstance(value, date) or type(value).__name__ == "Period":
        return value.year
    try:
        return int(value) if value == int(value) else NotImplemented
    except (TypeError, ValueError, OverflowError):
        return NotImplemented


def is_missing(value: Any) -> bool:
    """Whether a value is None, NaN, or what numpy and pandas have in their place."""
    if value is None or type(value).__name__ in ("NAType", "NaTType", "MaskedConstant"):
        return True
    return isinstance(value, float) and math.isnan(value)
