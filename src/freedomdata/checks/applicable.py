"""The rules of a survey, as far as a frame has the columns and the rows that they speak of."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from freedomdata.columns import Flaw, list_rated
from freedomdata.rules import check_rules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from freedomdata.columns import Reading
    from freedomdata.model import Survey
    from freedomdata.rules import Finding, Rows

__all__ = ["apply_rules"]

_MANY = 30  # countries; of fewer the mean step says little


def apply_rules(reading: Reading) -> Iterator[Flaw]:
    """Apply the survey's own arithmetic to the rows whose key is understood."""
    rows, held = list_rated(reading)
    numbers = {key: number for number, key in enumerate(rows.keys())}
    record = _limit(reading.record, rows)
    for finding in check_rules(record, rows):
        number = numbers.get((finding.country_id or "", finding.edition or 0))
        if number is None or not _is_partial(record, finding, rows, number):
            cell = "" if number is None else reading.name([held[number]])
            yield Flaw(finding, cell)


def _limit(record: Survey, rows: Rows) -> Survey:
    """Return the record with the rules only that speak of what a frame has."""
    measures = {measure.id for measure in record.measures}
    given = {id_ for id_ in measures if not np.isnan(rows.values[id_]).all()}
    rule = record.status_rule
    return replace(
        record,
        sums=tuple(s for s in record.sums if {s.total, *s.terms} <= given),
        status_rule=replace(rule, is_complete=False) if rule else None,
        steady=record.steady if _is_whole(record, rows) else None,
        gaps=None,
    )


def _is_whole(record: Survey, rows: Rows) -> bool:
    """Whether a frame has many countries in editions running, so that a mean step says anything."""
    editions, many = np.unique(rows.edition, return_counts=True)
    running = [e.edition for e in record.editions if e.edition in set(editions.tolist())]
    every = sorted(e.edition for e in record.editions)
    is_running = running and every.index(max(running)) - every.index(min(running)) + 1 == len(
        running
    )
    return bool(is_running and many.min() >= _MANY)


def _is_partial(record: Survey, finding: Finding, rows: Rows, number: int) -> bool:
    """Whether a sum is found wrong only because the frame lacks some of its parts."""
    return any(
        np.isnan(rows.values[id_][number])
        for rule in record.sums
        if finding.rule.startswith(f"{rule.total} = ")
        for id_ in rule.terms
    )
