"""Read the arguments that all functions share, or say what would have been right."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from operator import index
from typing import Any, Literal, SupportsIndex, cast, get_args

from freedomdata.countries import check_year, find_country
from freedomdata.errors import FreedomDataError, brief

__all__ = [
    "listed",
    "read_choice",
    "read_countries",
    "read_day",
    "read_editions",
    "read_number",
    "read_numbers",
    "read_words",
    "refuse_other_table",
]


def read_countries(country: str | Iterable[str] | None) -> list[str] | None:
    """Return countries by whatever name as ids, None for all."""
    names = listed("country", country, "a name or several")
    return None if names is None else [find_country(name) for name in names]


def read_day(name: str, day: str | date | None) -> date | None:
    """Return one day, None for none."""
    if day is None:
        return None
    try:
        if isinstance(day, str):
            return date.fromisoformat(day)
        if hasattr(day, "astype") and not isinstance(day, date):  # numpy's
            day = day.astype("datetime64[D]").item()
        if isinstance(day, date):
            return date(day.year, day.month, day.day)  # of pandas' NaT they are no numbers
    except (TypeError, ValueError):
        pass
    raise FreedomDataError(f"{name} is one day, such as '2013-04-12', not {brief(day)}")


def read_number(name: str, number: int | None) -> int | None:
    """Return one whole number, None for none."""
    if number is None:
        return None
    try:
        if not isinstance(number, bool):
            return index(number)
    except TypeError:
        pass
    raise FreedomDataError(f"{name} is one whole number, such as 2013, not {brief(number)}")


def read_numbers(name: str, numbers: int | Iterable[int] | None) -> list[int] | None:
    """Return one whole number or several as a list, None for all."""
    what = "a whole number or several, such as range(1990, 2026)"
    is_one = hasattr(numbers, "__index__") and not hasattr(numbers, "__len__")
    wanted = [numbers] if is_one else listed(name, numbers, what)
    if wanted is None:
        return None
    try:
        years = [index(cast("SupportsIndex", n)) for n in wanted if not isinstance(n, bool)]
    except TypeError:
        years = []
    if len(years) != len(wanted):
        raise FreedomDataError(f"{name} is {what}, not {brief(numbers)}")
    return [check_year(name, year) for year in years]


def read_editions(
    editions: int | Iterable[int] | Literal["latest"] | None,
) -> list[int] | Literal["latest"] | None:
    """Return editions as a list, None for all; the newest of each unit has a word of its own."""
    if isinstance(editions, str):
        if editions == "latest":
            return "latest"
        raise FreedomDataError(
            f"editions is a whole number or several, or 'latest', not {brief(editions)}"
        )
    return read_numbers("editions", editions)


def read_words(
    name: str, words: str | Iterable[str] | None, known: Iterable[str]
) -> list[str] | None:
    """Return one word or several of `known` as a list, None for all."""
    wanted = listed(name, words, f"one or several of {', '.join(known)}")
    if strange := [word for word in wanted or () if word not in known]:
        raise FreedomDataError(f"there is no {name} {strange[0]!r}; there is {', '.join(known)}")
    return wanted


def read_choice(name: str, choice: object, choices: Any) -> None:
    """Refuse what is none of the choices that an argument has, a `Literal`; say which there are."""
    known: tuple[str, ...] = get_args(choices)
    if not isinstance(choice, str) or choice not in known:
        raise FreedomDataError(f"there is no {name}={brief(choice)}; there is {', '.join(known)}")


def listed(name: str, value: Any, what: str) -> list[Any] | None:
    """Return one word, or several in whatever they come, as a list."""
    if value is None:
        return None
    if isinstance(value, str):
        return [value]
    if not isinstance(value, dict):
        refuse_other_table(value)
    is_flat = getattr(value, "ndim", 1) == 1  # a frame is iterable too, but over its columns
    if isinstance(value, Iterable) and not isinstance(value, bytes) and is_flat:
        return list(value)
    raise FreedomDataError(f"{name} is {what}, not {brief(value)}")


#: How tables of other libraries become pandas', the first that a table has.
_TO_PANDAS = ("to_pandas", "toPandas", "to_df", "collect")


def refuse_other_table(value: Any) -> None:
    """Refuse a table that is no pandas frame, and say how to make one of it."""
    if isinstance(value, str):  # numpy's too, which have dimensions
        return
    kind = type(value)
    is_records = isinstance(value, list | tuple) and value and isinstance(value[0], dict)
    has_columns = hasattr(value, "columns") or hasattr(value, "column_names")
    is_flat = getattr(value, "ndim", 1) == 1 and not has_columns
    if hasattr(value, "iloc") or (is_flat and not is_records and not isinstance(value, dict)):
        return
    what = f"a {kind.__name__}{' of dicts' if is_records else ''}"
    if kind.__module__ != "builtins":
        what = f"a {kind.__name__} of {kind.__module__.partition('.')[0]}"
    method = next((name for name in _TO_PANDAS if hasattr(value, name)), "")
    how = {"": "give pandas.DataFrame(...) of it", "collect": "give its .collect().to_pandas()"}
    raise FreedomDataError(f"{what} is no pandas frame: {how.get(method, f'give its .{method}()')}")
