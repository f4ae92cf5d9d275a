"""Where questions stand below each other: titles, tracks, columns of points."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from freedomdata.errors import FreedomDataError
from freedomdata.plots.items.wording import spell_change, spell_points
from freedomdata.plots.texts import text_width, wrap
from freedomdata.plots.words import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from freedomdata.plots.items.answers import Answer

__all__ = [
    "BASE",
    "FULL",
    "LINE",
    "ROW",
    "Plan",
    "Row",
    "list_cells",
    "plan_answers",
    "tell_letters",
]

_NARROW = 300.0  # points of width; less has no room for what can be done without
FULL = 8.0  # points, a size of type
_HINTED = 1.04  # how much wider a text may be on a coarse screen
_STRETCHED = 1.3  # the most that rows are drawn apart to fill axes

# All lengths are multiples of the size of the type.
_LEAST = 33.0  # the width of a block
ROW, LINE = 1.66, 1.15  # a row of one line, and each line more
BASE = 0.36  # from the middle of a row to where its type stands
_BEFORE = {1: 0.9, 2: 0.35}  # above a heading of a level
_HEAD = 2.1  # for the names of the columns
_APART = 1.2  # between two columns
_KEY = 0.8  # more before the dot that stands for the newer edition, which is nearer to its year
_GUTTER = 3.0  # between two blocks
_TRACK = 6.5  # the least length of a track
_BEFORE_TRACK, _END = 1.2, 0.5  # beside a track, where a dot has its half


@dataclass(frozen=True, slots=True)
class Row:
    """An answer in its place: its block, its middle and end, in points from the top, its title."""

    answer: Answer
    block: int
    y: float
    bottom: float
    title: str


@dataclass(frozen=True, slots=True)
class Plan:
    """
    Where everything is, in points.

    `heads` are the names of the columns of points, `columns` their right ends from the left end of
    a block, which is `each` wide. `ids` is where titles begin, `start` where tracks do.
    """

    rows: tuple[Row, ...]
    heads: tuple[str, ...]
    editions: int
    points: float
    height: float
    width: float
    each: float
    ids: float
    start: float
    track: float
    columns: tuple[float, ...]

    def x(self, block: int, along: float) -> float:
        """Return a place in points from the left end of a block as a share of the track."""
        return (along - self.start + block * (self.each + _GUTTER * self.points)) / self.track


def plan_answers(
    answers: Sequence[Answer], labels: Sequence[str], wide: float, high: float | None = None
) -> Plan:
    """Find the size of type, and the number of blocks, with which the answers fit."""
    if high is None:
        return _plan(answers, labels, wide, 1, FULL if wide > _NARROW else 6.6)
    for named, least in ((answers, _LEAST), ([_without_title(a) for a in answers], _LEAST / 2)):
        for points in np.arange(8.5, 3.5, -0.5):
            for blocks in (1, 2):
                if blocks == 1 or wide / blocks > points * least:
                    plan = _plan(named, labels, wide, blocks, points)
                    if plan.height <= high:
                        return replace(plan, height=max(plan.height, high / _STRETCHED))
    raise FreedomDataError(
        f"the axes, {wide:.0f} by {high:.0f} points, have no room for {len(answers)} questions: "
        f"make them higher or wider"
    )


def _without_title(answer: Answer) -> Answer:
    """Return a question that is named by its letters alone, if it has any."""
    return answer if answer.is_heading or not tell_letters(answer) else replace(answer, title="")


def _plan(
    answers: Sequence[Answer], labels: Sequence[str], wide: float, blocks: int, points: float
) -> Plan:
    """Divide the width among titles, tracks and columns of points."""
    each = (wide - (blocks - 1) * _GUTTER * points) / blocks
    heads = [*labels, *([] if each < _NARROW else [say("items.of")])]
    heads += [say("items.change")] if labels[1:] else []
    columns = zip(*(heads, *(list_cells(answer, heads) for answer in answers)), strict=True)
    wides = [
        max(text_width(cell, points, bold=True) for cell in column if cell != _not_asked())
        for column in columns
    ]
    if labels[1:]:
        wides[1] += _KEY * points
    room = sum(wides) + _APART * points * len(wides)
    ids = max(text_width(tell_letters(a), points, bold=True) for a in answers) + 0.7 * points
    most = max(
        (ids if tell_letters(a) else 0) + text_width(_title(a), points)
        for a in answers
        if not a.is_heading
    )
    titles = min(most * _HINTED + 1.0, each - room - (_TRACK + _BEFORE_TRACK + _END) * points)
    start = titles + _BEFORE_TRACK * points
    track = each - room - start - _END * points
    ends = start + track + _END * points
    rows, high = _lay_out(answers, blocks, points, (titles, each - room), ids)
    return Plan(
        rows=rows,
        heads=tuple(heads),
        editions=len(labels),
        points=points,
        height=high,
        width=wide,
        each=each,
        ids=ids,
        start=start,
        track=track,
        columns=tuple(ends + np.cumsum([w + _APART * points for w in wides])),
    )


def tell_letters(answer: Answer) -> str:
    """Return the letters that stand before a title; long ones stand in it."""
    return answer.id if len(answer.id) < 3 else ""  # noqa: PLR2004 (A1)


def _title(answer: Answer) -> str:
    is_long = not answer.is_heading and not tell_letters(answer)
    return f"{answer.id}: {answer.title}" if is_long else answer.title


def _not_asked() -> str:
    return say("items.not_asked")


def list_cells(answer: Answer, heads: Sequence[str]) -> list[str]:
    """Return what stands in the columns: points in each edition, out of how many, the change."""
    cells = ["\N{EN DASH}" if p is None else spell_points(p) for p in answer.points]
    if say("items.of") in heads:
        cells.append(spell_points(answer.scale.high or answer.scale.low))
    if len(answer.points) == 1:
        return cells
    if answer.change is not None:
        return [*cells, spell_change(answer.change)]
    if all(answer.asked):
        return [*cells, say("common.no_data")]
    if not answer.asked[-1]:  # has the room of the columns that have nothing
        cells[1:] = [""] * (len(cells) - 1)
    return [*cells, _not_asked()]


def _lay_out(
    answers: Sequence[Answer], blocks: int, points: float, rooms: tuple[float, float], ids: float
) -> tuple[tuple[Row, ...], float]:
    """
    Return the rows in their places, and the height of the highest block.

    `rooms` is how wide titles of questions may be, and those of headings, letters included, which
    take `ids`. A block ends where a score does, so that both are about as high.
    """
    tops = [n for n, a in enumerate(answers) if n and a.level == 1 and a.is_heading]
    splits = tops if blocks > 1 and tops else [len(answers)]
    layouts = []
    for split in splits:
        parts = [
            _stack(part, block, points, rooms, ids)
            for block, part in enumerate((answers[:split], answers[split:]))
        ]
        high = max(rows[-1].bottom for rows in parts if rows)
        layouts.append((tuple(row for rows in parts for row in rows), high + 0.3 * points))
    return min(layouts, key=lambda layout: layout[1])


def _stack(
    answers: Sequence[Answer], block: int, points: float, rooms: tuple[float, float], ids: float
) -> list[Row]:
    """Return the rows of one block below each other."""
    rows: list[Row] = []
    y, before = _HEAD * points, None
    for answer in answers:
        room = rooms[answer.is_heading] - (ids if tell_letters(answer) else 0)
        lines = wrap(_title(answer), room / _HINTED, points, bold=answer.is_heading)
        is_apart = answer.is_heading or (before and answer.level < before.level)
        gap = _BEFORE.get(answer.level, 0.0) if before and is_apart else 0.0
        top = y + gap * points
        y = top + (ROW + max(len(lines) - 1, 0) * LINE) * points
        rows.append(Row(answer, block, (top + y) / 2, y, "\n".join(lines)))
        before = answer
    return rows
