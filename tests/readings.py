"""The table of readings, looked at without the package."""

from __future__ import annotations

import pandas as pd

KEY = ["survey", "country_id", "edition", "measure"]


def read(directory):
    """Read the table, with words as plain objects."""
    return pd.read_parquet(directory / "readings.parquet").astype(object)


def delivered(directory):
    """Return the reading of each delivered value: the first of its key that may be one."""
    rows = read(directory)
    return rows[~rows["is_reprint"].astype(bool) & rows["value"].notna()].drop_duplicates(KEY)


def others(directory):
    """Return all other readings that say something."""
    rows = read(directory)
    return rows[rows["value"].notna()].drop(delivered(directory).index)
