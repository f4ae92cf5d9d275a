"""CSV and JSON of any origin, read within the limits that such files have."""

from __future__ import annotations

import csv
import io
import json
import math
from collections import Counter
from typing import TYPE_CHECKING, Any

from freedomdata.errors import SourceError, brief
from freedomdata.limits import hold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from freedomdata.limits import Limits

__all__ = ["divide", "parse_json"]

_DIGITS = 30  # of a number in JSON; larger ones are no values of anything


def divide(
    where: str,
    text: str,
    delimiter: str,
    limits: Limits,
    *,
    exact: bool = False,
) -> Iterator[tuple[int, list[str]]]:
    """
    Yield the rows of a CSV with the line that each ends in.

    Rows without a value have no cells, and are left out at the end, where spreadsheets write them
    by the million; quotes that end nowhere are let pass. Not so if it is to be `exact`.

    Raises
    ------
    SourceError
        If it has more or longer rows or cells than it may have; the message names the line.
    csv.Error
        If it is no CSV; never because of the length of a cell.
    """
    if csv.field_size_limit() < limits.bytes:  # one number for the whole process: only ever raised
        csv.field_size_limit(limits.bytes)
    text = text if exact else text.rstrip("\r\n")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=exact)
    empty: list[int] = []
    rows = width = 0
    for row in reader:
        line = reader.line_num
        if line > limits.lines:
            hold(limits, where, lines=line)
        if exact and not row:
            yield line, row
            continue
        if not (exact or any(row)):
            empty.append(line)
            continue
        rows, width, letters = rows + len(empty) + 1, max(width, len(row)), max(map(len, row))
        is_large = rows > limits.rows or width > limits.columns or rows * width > limits.cells
        if is_large or letters > limits.letters:
            found = {"rows": rows, "columns": width, "cells": rows * width, "letters": letters}
            hold(limits, f"{where}, line {line}", **found)
        if empty:
            yield from ((number, []) for number in empty)
            empty.clear()
        yield line, row


def parse_json(where: str, text: str | bytes, limits: Limits) -> Any:
    """
    Parse JSON of any origin.

    Raises
    ------
    SourceError
        If it is no JSON, is nested too deep, says a key twice in one object, or holds what is no
        number or no text; `where` names it.
    """
    try:
        value = json.loads(
            text,
            object_pairs_hook=_make_object,
            parse_constant=_refuse_constant,
            parse_int=_read_int,
            parse_float=_read_float,
        )
        _hold_depth(value, limits)
    except RecursionError:
        raise SourceError(
            f"{where} is no JSON: it is nested more than {limits.depth} deep"
        ) from None
    except ValueError as error:
        raise SourceError(f"{where} is no JSON: {error}") from None
    return value


def _make_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        ((twice, _),) = Counter(key for key, _ in pairs).most_common(1)
        raise ValueError(f"an object has the key {brief(twice)} twice")
    return found


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is no number")


def _read_int(text: str) -> int:
    if len(text) > _DIGITS:
        raise ValueError(f"{brief(text)} is too long a number")
    return int(text)


def _read_float(text: str) -> float:
    if math.isinf(number := float(text)):
        raise ValueError(f"{brief(text)} is too large a number")
    return number


def _hold_depth(value: Any, limits: Limits) -> None:
    """Look into every list and object, without going deeper than the limit."""
    level: list[Any] = [value]
    for _ in range(limits.depth + 1):
        for text in _list_texts(level):
            if not text.isascii():
                _check_text(text)
        level = [inner for one in level for inner in _list_inner(one)]
        if not level:
            return
    raise RecursionError


def _check_text(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError(f"{brief(text)} holds half a letter") from None


def _list_inner(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _list_texts(level: Iterable[Any]) -> Iterable[str]:
    for value in level:
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            yield from value
