"""The grid of squares that a map of the world is drawn on."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Tile", "read_tiles"]


class Tile(NamedTuple):
    """The place of a unit on the grid, from the north-west corner, and its label."""

    row: int
    column: int
    label: str


@cache
def read_tiles() -> Mapping[str, Tile]:
    """
    Return the grid of squares, ``tiles.csv``, by id.

    It was laid by hand: continents by their outline, neighbors beside each other, west to east
    and north to south. A state that ended has the square of a successor; no two units that are
    rated in one edition share a square.
    """
    text = files("freedomdata.plots.maps").joinpath("tiles.csv").read_text(encoding="utf-8")
    return {
        row["country_id"]: Tile(int(row["row"]), int(row["column"]), row["label"])
        for row in csv.DictReader(text.splitlines())
    }
