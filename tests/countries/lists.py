"""The lists of names beside this file: a new fact is a line in one of them."""

from __future__ import annotations

import csv
import warnings
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import freedomdata as fd

if TYPE_CHECKING:
    from collections.abc import Iterator


def read_list(name: str) -> list[tuple[str, int | None, str, str]]:
    """Return the lines of a list: name, year, and its last columns as one or two texts."""
    with (Path(__file__).parent / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[1:]
    return [(name, int(year) if year else None, *rest) for name, year, *rest in rows]


@contextmanager
def withdrawn_codes() -> Iterator[None]:
    """Let codes that ISO has withdrawn pass without a warning."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "codes that ISO has withdrawn", fd.FreedomDataWarning)
        yield
