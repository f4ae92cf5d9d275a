"""Several countries in one survey: a line each, named at its end."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from freedomdata.plots import style
from freedomdata.plots.lines import draw_steps, heights_of
from freedomdata.plots.panel import parts_of
from freedomdata.plots.places import boxes_of, find_place, to_points
from freedomdata.plots.ribbon import tell_key
from freedomdata.plots.texts import spread, text_width, wrap
from freedomdata.plots.wording import join, list_notes, spell_value
from freedomdata.plots.words import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from matplotlib.axes import Axes

    from freedomdata.plots.axis import Geometry
    from freedomdata.plots.lines import Steps
    from freedomdata.plots.panel import Panel
    from freedomdata.plots.style import LineStyle

__all__ = ["draw_lines", "merge_notes", "newest_of", "right_room", "with_before"]

_WIDE, _THIN = 1.6, 0.9  # points
_LANE = 1.9  # points between two lines that would lie on each other
_LEADING = 1.22
_LEADER = 14.0  # points between the axes and the labels
_EARLY = 1.5  # years; a line that ends earlier than others is named where it ends
_WIDEST = {False: 150.0, True: 66.0}  # of a label, by whether the picture is narrow
_STATUS_SIZE = 4.9


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that is drawn, and how."""

    unit: Panel
    look: LineStyle
    wide: float
    steps: Steps


def list_units(panels: Sequence[Panel]) -> list[tuple[Panel, int, bool]]:
    """Return countries and predecessors, each once: which look, and whether the line is thin."""
    units = [(panel, n, False) for n, panel in enumerate(panels)]
    names = {panel.name for panel in panels}
    for n, panel in enumerate(panels):
        for before in panel.before:
            if before.name not in names:
                names.add(before.name)
                units.append((before, n, True))
    return units


def wrap_label(unit: Panel, points: float, *, is_narrow: bool) -> list[str]:
    """Return the lines of a label: a name and the last value."""
    measure = unit.measures[0]
    rated = unit.rows[measure.id].dropna()
    if rated.empty:
        return []
    text = say("trend.label", name=unit.name, value=spell_value(float(rated.iloc[-1])))
    return wrap(text, _WIDEST[is_narrow], points, bold=True)


def label_size(lines: int, high: float, points: float) -> float:
    """Return the size of type in which so many lines fit into a height."""
    return max(4.0, min(points, high / max(lines, 1) / _LEADING))


def right_room(panels: Sequence[Panel]) -> float:
    """Return the room right of new axes that labels need, in points."""
    narrow = style.look().size.is_narrow
    points = 7.0 if narrow else 9.0
    labels = [wrap_label(u, points, is_narrow=narrow) for u, *_ in list_units(panels)]
    lines = [line for label in labels for line in label]
    return max((text_width(line, points, bold=True) for line in lines), default=0) + _LEADER + 13


def with_before(panels: Sequence[Panel]) -> pd.DataFrame:
    """Return the rows of countries and their predecessors, as far as they tell sources."""
    import pandas as pd  # noqa: PLC0415 (import on use)

    rows = [unit.rows[["source", "grade"]].astype(str) for unit, *_ in list_units(panels)]
    return pd.concat(rows, ignore_index=True)


def merge_notes(panels: Sequence[Panel]) -> list[str]:
    """Return the notes on single countries, each once, and gaps that are not seen at an end."""
    found: dict[str, list[str]] = {}
    for unit, *_ in list_units(panels):
        told = [gap.sentence for gap in unit.gaps if gap.is_inside]
        told += list_notes(unit.survey, unit.rows, parts_of(unit))
        for note in told:
            found.setdefault(note, []).append(unit.name)
    count = len(panels)
    return [
        note if len(names) >= count else say("trend.of", names=join(names), text=note)
        for note, names in found.items()
    ]


def draw_lines(ax: Axes, panels: Sequence[Panel], geometry: Geometry) -> list[str]:
    """Draw and name the lines; return what a reader must know of them."""
    units = list_units(panels)
    looks = style.look().theme.lines
    scale = newest_of(panels).scale
    shifts = _list_lanes([unit for unit, *_ in units], geometry, newest_of(panels))
    lines = []
    for (unit, n, is_thin), shift in zip(units, shifts, strict=True):
        wide = _THIN if is_thin else _WIDE
        shifted = shift * geometry.point
        steps = draw_steps(ax, unit, unit.measures[0], scale, looks[n], shifted, wide)
        if not steps.is_empty:
            lines.append(_Line(unit, looks[n], wide, steps))
    shorts = _mark_changes(ax, lines)
    _name_lines(ax, lines)
    notes = [f"{say('trend.changes')} {tell_key()}"] if shorts else []
    thin = [say("trend.until", name=u.name, year=u.rows["year"].iloc[-1])
            for u, _, is_thin in units if is_thin]  # fmt: skip
    if thin:
        notes.append(say("trend.thin", names=", ".join(thin)))
    if any(shifts):
        notes.append(say("trend.side_by_side"))
    return notes


def newest_of(panels: Sequence[Panel]) -> Panel:
    """Return the one that was rated last; its scale is that of the axis."""
    return max(panels, key=lambda p: int(p.rows["edition"].max()))


def _list_lanes(units: Sequence[Panel], geometry: Geometry, newest: Panel) -> list[float]:
    """Return by how many points each line is shifted, so that none lies on another."""
    near = abs(geometry.point) * _LANE
    values = [
        dict(zip(u.rows["edition"], heights_of(u, u.measures[0], newest.scale), strict=True))
        for u in units
    ]
    group = list(range(len(units)))
    for a, b in combinations(range(len(units)), 2):
        shared = values[a].keys() & values[b].keys()
        if any(abs(values[a][e] - values[b][e]) < near for e in shared):
            old, new = group[b], group[a]
            group = [new if g == old else g for g in group]
    shifts = [0.0] * len(units)
    for one in set(group):
        members = [n for n, g in enumerate(group) if g == one]
        held = {n: [v for v in values[n].values() if not np.isnan(v)] for n in members}
        mean = {n: sum(v) / max(len(v), 1) for n, v in held.items()}
        members.sort(key=lambda n: mean[n] * geometry.down)  # the freest on top
        smallest = 0.5 / abs(geometry.point)  # points of the least step on a scale of means
        lane = min(_LANE, max(1.2, smallest / max(len(members), 1)))
        for rank, n in enumerate(members):
            shifts[n] = (rank - (len(members) - 1) / 2) * lane
    return shifts


def _mark_changes(ax: Axes, lines: Sequence[_Line]) -> bool:
    """Mark where a status changes; return whether any is written in its short form."""
    theme = style.look().theme
    taken: list[Any] = []
    texts = False
    narrow = style.is_narrow(ax)
    for line in lines:
        for place, status in _list_changes(ax, line):
            look = theme.statuses[status]
            text = say(f"short.{status}")
            wide = text_width(text, _STATUS_SIZE, bold=True) / 2 + 1.6
            x, y = place
            tries = [] if narrow else [wide, wide + 6, wide + 12]
            boxes = [(x + dx - wide, y - 3.4, x + dx + wide, y + 3.4) for dx in tries]
            free = [box for box in boxes if not any(_overlap(box, other) for other in taken)]
            fits = free[0] if free else None
            if fits is None:
                _draw_dot(ax, place, look.fill, line)
                taken.append((x - 2, y - 2, x + 2, y + 2))
                continue
            taken.append(fits)
            texts = True
            ax.annotate(
                text,
                (0, 0),
                ((fits[0] + fits[2]) / 2, y),
                xycoords="axes fraction",
                textcoords="offset points",
                fontsize=_STATUS_SIZE,
                fontweight="bold",
                color=look.text,
                ha="center",
                va="center_baseline",
                bbox={"facecolor": look.fill, "edgecolor": line.look.color, "linewidth": 0.7,
                      "boxstyle": "round,pad=0.25,rounding_size=0.5"},
                zorder=4.5,
                gid="change",
            )  # fmt: skip
    return texts


def _list_changes(ax: Axes, line: _Line) -> list[tuple[tuple[float, float], str]]:
    """Return where the status of a line changes, in points, and to what."""
    unit = line.unit
    if not unit.has_status:
        return []
    statuses = unit.rows["status"].astype(object).where(unit.rows["status"].notna(), None).tolist()
    changes = []
    for n in range(1, len(statuses)):
        if statuses[n] == statuses[n - 1] or None in statuses[n - 1 : n + 1]:
            continue
        time = unit.spans[n, 0]
        ends = [s for s in line.steps.stretches if s[0, 0] <= time < s[-1, 0]]
        if ends and unit.spans[n - 1, 1] == time:
            stretch = ends[-1]
            y = stretch[np.searchsorted(stretch[:, 0], time, side="right"), 1]
            x, y = to_points(ax, np.array([[time, y]]))[0]
            changes.append(((float(x), float(y)), statuses[n]))
    return changes


def _draw_dot(ax: Axes, place: tuple[float, float], fill: str, line: _Line) -> None:
    """Draw a small dot of the status' fill where there is no room for its letters."""
    wide, high = style.width(ax), style.height(ax)
    ax.plot(
        place[0] / wide,
        place[1] / high,
        transform=ax.transAxes,
        marker="o",
        markersize=3.6,
        markerfacecolor=fill,
        markeredgecolor=line.look.color,
        markeredgewidth=0.8,
        linestyle="none",
        zorder=4.4,
        gid="change",
    )


def _overlap(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return bool(one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3])


def _name_lines(ax: Axes, lines: Sequence[_Line]) -> None:
    """Name those that go on at the right, below each other, and the others where they end."""
    narrow = style.is_narrow(ax)
    last = max(line.steps.end[0] for line in lines)
    on = [line for line in lines if line.steps.end[0] > last - _EARLY]
    points = style.size(ax)
    count = sum(len(wrap_label(line.unit, points, is_narrow=narrow)) for line in on)
    points = label_size(count, style.height(ax) + 20, points)
    labels = [wrap_label(line.unit, points, is_narrow=narrow) for line in on]
    ends = [to_points(ax, line.steps.stretches[-1])[-1] for line in on]
    each = [len(label) * points * _LEADING for label in labels]
    heights = spread([float(y) for _, y in ends], each, 0.0, style.height(ax) + 10)
    x = style.width(ax) + (4 if narrow else _LEADER - 6)
    for line, label, end, height in zip(on, labels, ends, heights, strict=True):
        _draw_label(ax, "\n".join(label), (x, height), points, line)
        if abs(height - end[1]) > 2:  # noqa: PLR2004 (points)
            _draw_leader(ax, (float(end[0]) + 1, float(end[1])), (x - 1.5, height), line)
    walls = boxes_of(ax, [s for line in lines for s in line.steps.stretches])
    texts: list[Any] = []
    for line in (line for line in lines if line not in on):
        name = " ".join(wrap_label(line.unit, points, is_narrow=narrow))
        place = find_place(ax, name, points - 1, line.steps.stretches, walls, texts)
        if place is not None:
            texts.append(place)
            at = (place[0] + 1.5, (place[1] + place[3]) / 2)
            _draw_label(ax, name, at, points - 1, line)


def _draw_label(
    ax: Axes, text: str, place: tuple[float, float], points: float, line: _Line
) -> None:
    ax.annotate(
        text,
        (0, 0),
        place,
        xycoords="axes fraction",
        textcoords="offset points",
        color=line.look.color,
        fontsize=points,
        fontweight="bold",
        va="center",
        linespacing=1.0,
        annotation_clip=False,
        bbox={"facecolor": style.look().theme.paper, "edgecolor": "none", "pad": 0.5},
        zorder=5,
    )


def _draw_leader(
    ax: Axes, start: tuple[float, float], end: tuple[float, float], line: _Line
) -> None:
    wide, high = style.width(ax), style.height(ax)
    ax.plot(
        [start[0] / wide, end[0] / wide],
        [start[1] / high, end[1] / high],
        transform=ax.transAxes,
        color=line.look.color,
        linewidth=0.5,
        clip_on=False,
        zorder=2,
        gid="leader",
    )
