"""How countries stand: the last status of each, since when, and what it was before; in words."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from freedomdata.model import STATUSES
from freedomdata.plots.words import say

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pandas as pd

__all__ = ["ORDERS", "Standing", "count_statuses", "list_standings", "number_statuses"]


@dataclass(frozen=True, slots=True)
class Standing:
    """
    One country, with its first and last year, and its last status, by number in `STATUSES`.

    That has been so `since` a year, and was something else `before`, or has always been so.
    `is_current`: whether the country is still rated at the end of the picture.
    """

    country_id: str
    name: str
    first: int
    until: int
    status: int | None
    since: int
    before: int | None
    is_current: bool

    @property
    def ends(self) -> tuple[str, str]:
        """What stands behind the ribbon, in full and in short."""
        if not self.is_current:
            return say("statuses.until", year=self.until), say("statuses.to", year=self.until)
        if self.status is None:
            return say("common.no_data"), say("common.no_data")
        word = STATUSES[self.status]
        return say(f"status.{word}"), say(f"short.{word}")

    def tell(self, name: str) -> str:
        """Say in a few words how it stands, after its name if that is to be said."""
        if self.status is None:
            return say("statuses.told_none", name=name).strip()
        values = {
            "name": name,
            "status": say(f"status.{STATUSES[self.status]}"),
            "before": "" if self.before is None else say(f"status.{STATUSES[self.before]}"),
            "since": self.since,
            "until": self.until,
        }
        key = "told" if self.is_current else "told_until"
        if self.first == self.until:
            key = "told_once"
        elif self.before is not None:
            key += "_changed"
        return say(f"statuses.{key}", **values).strip()


def number_statuses(rows: pd.DataFrame) -> np.ndarray:
    """Return the status of each row as a number in `STATUSES`, -1 where there is none."""
    number = {status: n for n, status in enumerate(STATUSES)}
    return rows["status"].astype(object).map(number).fillna(-1).to_numpy().astype(int)


def list_standings(rows: pd.DataFrame, last: int) -> list[Standing]:
    """Return how each country stands; those rated in edition `last` or later are current."""
    ids, names = rows["country_id"].to_numpy(), rows["country"].to_numpy()
    years, editions = rows["year"].to_numpy(), rows["edition"].to_numpy()
    statuses = number_statuses(rows)
    starts = np.concatenate([[0], np.flatnonzero(ids[1:] != ids[:-1]) + 1, [len(ids)]])
    standings = []
    for start, stop in pairwise(starts.tolist()):
        rated = np.arange(start, stop)[statuses[start:stop] >= 0]
        status = before = None
        since = int(years[start])
        if len(rated):
            status = int(statuses[rated[-1]])
            others = np.flatnonzero(statuses[rated] != status)
            since = int(years[rated[0]])
            if len(others):
                before = int(statuses[rated[others[-1]]])
                since = int(years[rated[others[-1] + 1]])
        standings.append(
            Standing(
                country_id=str(ids[start]),
                name=str(names[stop - 1]),
                first=int(years[start]),
                until=int(years[stop - 1]),
                status=status,
                since=since,
                before=before,
                is_current=bool(editions[stop - 1] >= last),
            )
        )
    return standings


def _by_name(one: Standing) -> tuple[str, ...]:
    """Return what puts names in the order of a dictionary: without accents, case and article."""
    letters = unicodedata.normalize("NFKD", one.name.removeprefix("The ")).casefold()
    return ("".join(c for c in letters if c.isalnum() or c == " "), one.country_id)


#: Orders of countries by their names.
ORDERS: Mapping[str, Callable[[Standing], tuple[object, ...]]] = {
    "name": _by_name,
    "status": lambda s: (
        not s.is_current,
        -1 if s.status is None else -s.status - 1,
        s.since,
        *_by_name(s),
    ),
    "change": lambda s: (s.before is None, -s.since if s.before is not None else 0, *_by_name(s)),
}


def count_statuses(statuses: Sequence[int | None]) -> str:
    """Say how many are Free, Partly Free and Not Free."""
    counts = [(list(statuses).count(n), word) for n, word in enumerate(STATUSES)]
    return ", ".join(f"{n} {say(f'status.{word}')}" for n, word in reversed(counts))
