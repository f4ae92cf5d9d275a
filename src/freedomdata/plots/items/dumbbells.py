"""Questions on their tracks: a dot for each edition, a line for the change, and the points."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from freedomdata.plots.items.plan import BASE, FULL, LINE, ROW, list_cells, tell_letters
from freedomdata.plots.style import look
from freedomdata.plots.texts import text_width
from freedomdata.plots.words import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.path import Path

    from freedomdata.plots.items.answers import Answer
    from freedomdata.plots.items.plan import Plan, Row

__all__ = ["draw_answers"]

_LINE = 2.2  # width of a line between two dots, at full size
_WAYS = {False: ">", True: "<"}  # the mark of the newer edition, by whether points were lost
_SMALL, _STILL, _LARGE = 15, 20, 34  # areas of dots: old, unchanged, new


def draw_answers(ax: Axes, plan: Plan) -> None:
    """Draw the answers as planned."""
    ax.set_xlim(plan.x(0, 0), plan.x(0, plan.width))
    ax.set_ylim(plan.height, 0)
    ax.set_axis_off()
    leaves = [row for row in plan.rows if not row.answer.is_heading]
    _draw_tracks(ax, plan, leaves)
    _draw_changes(ax, plan, leaves)
    for row in plan.rows:
        _write_row(ax, plan, row)
    _write_head(ax, plan)


def _shift(plan: Plan, row: Row) -> float:
    """Return where the track of a row begins."""
    return plan.x(row.block, plan.start)


def _draw_tracks(ax: Axes, plan: Plan, rows: Sequence[Row]) -> None:
    """Draw the scale of each question, with a tick at each point; a rule above each heading."""
    from matplotlib.collections import LineCollection  # noqa: PLC0415 (import on use)

    theme = look().theme
    tick = 0.22 * plan.points
    tracks = [[(_shift(plan, row), row.y), (_shift(plan, row) + 1, row.y)] for row in rows]
    ticks = [
        [(_shift(plan, row) + share, row.y - tick), (_shift(plan, row) + share, row.y + tick)]
        for row in rows
        for share in np.linspace(0, 1, row.answer.scale.high - row.answer.scale.low + 1)
    ]
    ax.add_collection(LineCollection(tracks, colors=theme.rule, linewidths=1.0, zorder=1))
    ax.add_collection(LineCollection(ticks, colors=theme.rule, linewidths=1.0, zorder=1))
    edge = (ROW / 2 + 0.15) * plan.points
    each = plan.columns[-1]
    rules = [
        [(plan.x(r.block, 0), r.y - edge), (plan.x(r.block, each), r.y - edge)]
        for r in plan.rows
        if r.answer.is_heading and r.answer.level == 1
    ]
    ax.add_collection(LineCollection(rules, colors=theme.muted, linewidths=0.8, zorder=1))


def _draw_changes(ax: Axes, plan: Plan, rows: Sequence[Row]) -> None:
    """Draw a mark for each edition and a line between them; the newer one points where it went."""
    from matplotlib.collections import LineCollection  # noqa: PLC0415 (import on use)

    theme = look().theme
    unit = plan.points / FULL
    changed = [row for row in rows if row.answer.change]
    ax.add_collection(
        LineCollection(
            [[(_place(plan, row, 0), row.y), (_place(plan, row, -1), row.y)] for row in changed],
            colors=[_color(row.answer) for row in changed],
            linewidths=_LINE * unit,
            capstyle="butt",
            zorder=2,
            gid="changes",
        )
    )
    old = [r for r in rows if plan.editions > 1 and r.answer.has(0) and r.answer.change != 0]
    new = [r for r in rows if r.answer.has(-1)]
    ax.scatter(
        [_place(plan, row, 0) for row in old],
        [row.y for row in old],
        s=_SMALL * unit**2,
        facecolors=theme.paper,
        edgecolors=[_color(row.answer) for row in old],
        linewidths=1.1 * unit,
        zorder=3,
        gid="old",
    )
    marks = ax.scatter(
        [_place(plan, row, -1) for row in new],
        [row.y for row in new],
        s=[
            (_STILL if plan.editions > 1 and not row.answer.change else _LARGE) * unit**2
            for row in new
        ],
        facecolors=[_color(row.answer) for row in new],
        linewidths=0,
        zorder=4,
        gid="new",
    )
    marks.set_paths([_mark_of(row.answer) for row in new])


def _mark_of(answer: Answer) -> Path:
    """Return the outline of a mark: a triangle that points to where it moved, or a dot."""
    from matplotlib.markers import MarkerStyle  # noqa: PLC0415 (import on use)

    style = MarkerStyle(_WAYS[_is_loss(answer)] if answer.change else "o")
    return style.get_path().transformed(style.get_transform())


def _place(plan: Plan, row: Row, edition: int) -> float:
    """Return where the dot of an edition is."""
    return _shift(plan, row) + (row.answer.shares[edition] or 0.0)


def _is_loss(answer: Answer) -> bool:
    return (answer.change or 0) < 0


def _color(answer: Answer) -> str:
    """Return the color of a change."""
    theme = look().theme
    if len(answer.points) == 1:
        return theme.ink
    if not answer.change:
        return theme.muted
    return theme.loss if answer.change < 0 else theme.gain


def _write_row(ax: Axes, plan: Plan, row: Row) -> None:
    """Write the letters, the title and the points of a row."""
    theme, answer = look().theme, row.answer
    is_still = plan.editions > 1 and not answer.change and not answer.is_heading
    weight = "bold" if answer.is_heading else "normal"
    ink = theme.muted if is_still else theme.ink
    style: Any = {"fontsize": plan.points, "va": "baseline", "fontweight": weight, "color": ink}
    y = row.y + BASE * plan.points
    letters = tell_letters(answer)
    if letters:
        ax.annotate(letters, (plan.x(row.block, 0), y), **style)
    down = row.title.count("\n") * LINE * plan.points / 2  # the last line is what it stands on
    start = plan.ids if letters else 0
    place = (plan.x(row.block, start), y + down)
    ax.annotate(row.title, place, **style, linespacing=LINE / 1.15)
    cells = list_cells(answer, plan.heads)
    for n, cell in ((n, cell) for n, cell in enumerate(cells) if cell):
        own = dict(style)
        if plan.heads[n] == say("items.of"):
            own |= {"color": theme.muted, "fontweight": "normal"}
        elif n >= plan.editions:
            weight = "bold" if answer.change or answer.is_heading else "normal"
            own |= {"color": _color(answer), "fontweight": weight}
            own["gid"] = f"change of {answer.id}"
        ax.annotate(cell, (plan.x(row.block, plan.columns[n]), y), ha="right", **own)


def _write_head(ax: Axes, plan: Plan) -> None:
    """Write the names of the columns, with the dots that stand for the editions, and which way."""
    y = (0.9 + BASE) * plan.points
    small = plan.points * 0.85
    style: Any = {"va": "baseline", "color": look().theme.muted}
    ends = [say("common.least_free"), say("common.most_free")]
    if text_width("   ".join(ends), small) > plan.track:
        ends = ["", say("items.freer")]
    for block in sorted({row.block for row in plan.rows}):
        for name, end in zip(plan.heads, plan.columns, strict=True):
            place = (plan.x(block, end), y)
            ax.annotate(name, place, ha="right", fontsize=plan.points, **style)
        for word, share, side in zip(ends, (0, 1), ("left", "right"), strict=True):
            x = plan.x(block, plan.start) + share
            ax.annotate(word, (x, y), ha=side, fontsize=small, fontstyle="italic", **style)
        if plan.editions > 1:
            _draw_key(ax, plan, block, y)


def _draw_key(ax: Axes, plan: Plan, block: int, y: float) -> None:
    """Draw the dots of two editions beside their names."""
    theme, unit = look().theme, plan.points / FULL
    places = [
        plan.x(block, end - text_width(label, plan.points) - 0.62 * plan.points)
        for label, end in zip(plan.heads[:2], plan.columns[:2], strict=True)
    ]
    ax.scatter(
        places,
        [y - BASE * plan.points] * 2,
        s=[_SMALL * unit**2, _LARGE * unit**2],
        facecolors=[theme.paper, theme.muted],
        edgecolors=theme.muted,
        linewidths=[1.1 * unit, 0],
        gid="key",
    )
