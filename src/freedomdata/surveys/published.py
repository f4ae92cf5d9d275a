"""When the editions came out: ``published.csv`` has a line for every date that is known."""

from __future__ import annotations

import csv
from datetime import date
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING

from freedomdata.model import Published

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["read_published"]


def read_published(survey: str) -> Mapping[int, Published]:
    """Return the dates of a survey's editions, by edition."""
    text = files(__package__).joinpath("published.csv").read_text(encoding="utf-8")
    return MappingProxyType(
        {
            int(row["edition"]): Published(
                date.fromisoformat(row["date"]), row["precision"], row["source"]
            )
            for row in csv.DictReader(text.splitlines())
            if row["survey"] == survey
        }
    )
