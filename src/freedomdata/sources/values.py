"""Read the values of one column: numbers on their scale, words among their categories."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, cast

import numpy as np

from freedomdata.cells import shown
from freedomdata.model import Measure

if TYPE_CHECKING:
    from freedomdata.model import Item, Scale
    from freedomdata.readings import Keys
    from freedomdata.sources.files import Cell
    from freedomdata.sources.layouts import Block, Printed

__all__ = ["Fault", "read_values"]


class Fault(NamedTuple):
    """What cannot be read: an entry of a column, or the whole of it where `entry` is None."""

    entry: int | None
    said: str


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
    values = column.values
    declared = column.declared
    if declared and (declared.first or declared.last):
        titles = np.array(keys.editions)[editions]
        is_read = (titles >= (declared.first or 0)) & (titles <= (declared.last or titles.max()))
        values = [v if read else None for v, read in zip(values, is_read, strict=True)]
    if field.scale and field.scale.decimals:
        return _read_decimals(block, column, field, editions, keys, faults), None
    codes: dict[Any, float] = {None: np.nan}
    is_turned = False
    if isinstance(field, Measure) and field.scale is None:
        words = (declared and declared.words) or field.words
        codes |= {word: field.categories.index(means) for word, means in words.items()}
        expected = f"one of {', '.join(map(str, words))}"
    else:
        scale = cast("Scale", field.scale)
        is_turned = block.sheet.is_turned
        numbers = range(scale.low, scale.high + 1)
        codes |= {number: scale.turn(number) if is_turned else number for number in numbers}
        expected = f"a whole number from {scale.low} to {scale.high}"
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
    if len(held) >= _MANY and all(isinstance(value, int) for value in held):
        said = (
            f"{block.where(0, column)} and below: the {mark}s of this copy are lost (3,33 became "
            f"333): {field.title} is a whole number in all {len(held)} rows; take the publisher's "
            "own file"
        )
        faults.append(Fault(None, said))
        return numbers
    other = {",": ".", ".": ","}[block.sheet.decimal]
    if sum(isinstance(value, str) and other in value for value in held) >= _MANY:
        said = (
            f"{block.where(0, column)} and below: {field.title} is printed with "
            f"{_MARKS[other]}s, expected {mark}s: this copy was converted; take the publisher's "
            "own file"
        )
        faults.append(Fault(None, said))
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
