"""The lists of names beside this file: a new fact is a line in one of them."""

from __future__ import annotations

import csv
from pathlib import Path


def read_list(name: str) -> list[tuple[str, int | None, str, str]]:
    """Return the lines of a list: name, year, and its last columns as one or two texts."""
    with (Path(__file__).parent / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[1:]
    return [(name, int(year) if year else None, *rest) for name, year, *rest in rows]
