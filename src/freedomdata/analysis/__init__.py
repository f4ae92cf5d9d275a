"""Frame in, frame out: how many have which status, and who moved the most."""

from __future__ import annotations

from freedomdata.analysis.averages import aggregate
from freedomdata.analysis.counts import count_rows, count_statuses
from freedomdata.analysis.editions import Incomplete, find_incomplete, require_edition
from freedomdata.analysis.movers import Movers, list_moves
from freedomdata.analysis.people import is_undivided

__all__ = [
    "Incomplete",
    "Movers",
    "aggregate",
    "count_rows",
    "count_statuses",
    "find_incomplete",
    "is_undivided",
    "list_moves",
    "require_edition",
]
