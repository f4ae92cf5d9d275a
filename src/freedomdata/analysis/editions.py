"""Which edition answers a question about a year, and which editions lack units."""

from __future__ import annotations

from typing import TYPE_CHECKING

from freedomdata.errors import FreedomDataError
from freedomdata.incomplete import Incomplete, find_incomplete

if TYPE_CHECKING:
    import pandas as pd

    from freedomdata.model import Edition, Survey

__all__ = ["Incomplete", "find_incomplete", "require_edition"]


def require_edition(record: Survey, rows: pd.DataFrame, year: int) -> Edition:
    """
    Return the edition that answers a question about a year covered, and that `rows` have.

    Raises
    ------
    FreedomDataError
        If there is none; the message says which years are covered.
    """
    found = record.find_edition(year)
    if found is None or not (rows["edition"] == found.edition).any():
        raise FreedomDataError(
            f"{record.title} has nothing here for {year}: years covered are "
            f"{rows['year'].min()} to {rows['year'].max()}"
        )
    return found
