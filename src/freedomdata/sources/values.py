"""Read the values of one column: numbers on their scale, words among their categories."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, cast

import numpy as np

from freedomdata.cells import shown
from freedomdata.model import Measure

if TYPE_CHECKING:
    from collections.abc import Mapping

    from freedomdata.cells import Cell
    from freedomdata.model import Item, Scale, Sheet
    from freedomdata.readings import Keys
    from freedomdata.sources.layouts import Block, Printed

__all__ = ["Fault", "read_values"]


class Fault(NamedTuple):
    """What cannot be read: an entry of a column, or the whole of it where `entry` is None."""

    entry: int | None
    message: str


def read_values(  # noqa: PLR0913, PLR0917 (the arrays of one block)
    block: Block,
    column: Printed,
    field: Measure | Item,
    editions: np.ndarray,
    keys: Keys,
    faults: list[Fault],
) -> tuple[np.ndarray, list[Cell] | None]:
    """
    Return the numbers, or the places of the words, of one column; NaN where there is none.

    With them, what is printed, where that is not what a reader would take the number for. What
    cannot be read is added to `faults`.
    """
    if field.scale and field.scale.decimals:
        return _read_decimals(block, column, field, editions, keys, faults), None
    values, declared = _limit(column, editions, keys), column.declared
    codes, expected = _list_codes(field, (declared and declared.words) or {}, block.sheet)
    is_turned = block.sheet.is_turned and field.scale is not None
    texts = [shown(value) for value in values] if is_turned else None
    distinct = set(values)
    if distinct <= codes.keys():
        if any(codes[value] != value for value in distinct):
            values = [codes[value] for value in values]
        return np.array(values, dtype=np.float64), texts
    faults += [
        Fault(entry, f"found {shown(value)}, expected {expected} ({field.title})")
        for entry, value in enumerate(values)
        if value not in codes
    ]
    return np.array([codes.get(value, np.nan) for value in values]), texts


def _limit(column: Printed, editions: np.ndarray, keys: Keys) -> list[Cell]:
    """Return what a column prints in the editions that it is read in, None in others."""
    declared = column.declared
    if not declared or not (declared.first or declared.last):
        return column.values
    titles = np.array(keys.editions)[editions]
    is_read = (titles >= (declared.first or 0)) & (titles <= (declared.last or titles.max()))
    return [v if read else None for v, read in zip(column.values, is_read, strict=True)]


def _list_codes(
    field: Measure | Item, words: Mapping[Any, object], sheet: Sheet
) -> tuple[dict[Any, float], str]:
    """Return what a column without decimals may print as numbers, and how a message says it."""
    if isinstance(field, Measure) and field.scale is None:
        words = words or field.words
        codes = {word: field.categories.index(means) for word, means in words.items()}
        return {None: np.nan, **codes}, f"one of {', '.join(map(str, words))}"
    scale = cast("Scale", field.scale)
    numbers = range(scale.low, scale.high + 1)
    codes = {number: scale.turn(number) if sheet.is_turned else number for number in numbers}
    return {None: np.nan, **codes}, f"a whole number from {scale.low} to {scale.high}"


#: So many scores without a single decimal are no chance.
_MANY = 10


def _read_decimals(  # noqa: PLR0913, PLR0917 (the arrays of one block)
    block: Block,
    column: Printed,
    field: Measure | Item,
    editions: np.ndarray,
    keys: Keys,
    faults: list[Fault],
) -> np.ndarray:
    """Return the numbers of a column with decimals; NaN where there is none."""
    numbers = np.full(len(column.values), np.nan)
    scales = {i: field.scale_in(keys.editions[i]) for i in set(editions.tolist()) if i >= 0}
    mark = _MARKS[block.sheet.decimal]
    held = [value for value in column.values if value is not None]
    other = {",": ".", ".": ","}[block.sheet.decimal]
    message = ""
    if len(held) >= _MANY and all(isinstance(value, int) for value in held):
        message = (
            f"the {mark}s of this copy are lost (3,33 became 333): {field.title} is a whole number "
            f"in all {len(held)} rows"
        )
    elif sum(isinstance(value, str) and other in value for value in held) >= _MANY:
        message = (
            f"{field.title} is printed with {_MARKS[other]}s, expected {mark}s: this copy was "
            "converted"
        )
    if message:
        where = f"{block.where(0, column)} and below"
        faults.append(Fault(None, f"{where}: {message}; take the publisher's own file"))
        return numbers
    for entry, (value, edition) in enumerate(zip(column.values, editions, strict=True)):
        scale = scales.get(int(edition))
        if value is None or scale is None:
            continue
        is_number = isinstance(value, int | float)
        if is_number and scale.low <= value <= scale.high:
            numbers[entry] = value
            continue
        expected = f"expected a number from {scale.low} to {scale.high}"
        if not is_number:
            expected += f" with a {mark}"
        elif isinstance(value, int):
            expected += f": its {mark} seems to be lost"
        faults.append(Fault(entry, f"found {shown(value)}, {expected} ({field.title})"))
    return numbers


_MARKS = {",": "decimal comma", ".": "decimal point"}
