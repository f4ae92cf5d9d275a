"""Several countries in one survey: a line each, named at its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from freedomdata.plots import style
from freedomdata.plots.trend.changes import mark_changes
from freedomdata.plots.trend.labels import name_lines
from freedomdata.plots.trend.lanes import shift_apart
from freedomdata.plots.trend.lines import Line, draw_steps, list_units
from freedomdata.plots.trend.panel import parts_of
from freedomdata.plots.trend.ribbon import tell_key
from freedomdata.plots.wording import join, list_notes
from freedomdata.plots.words import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from matplotlib.axes import Axes

    from freedomdata.plots.trend.axis import Geometry
    from freedomdata.plots.trend.panel import Panel

__all__ = ["draw_lines", "merge_notes", "newest_of", "with_before"]

_WIDE, _THIN = 1.6, 0.9  # points


def with_before(panels: Sequence[Panel]) -> pd.DataFrame:
    """Return the rows of countries and their predecessors, as far as they tell sources."""
    import pandas as pd  # noqa: PLC0415 (import on use)

    columns = ["source", "grade"]
    told = {
        pair
        for unit, *_ in list_units(panels)
        for pair in zip(*(unit.rows[c] for c in columns), strict=True)
    }
    return pd.DataFrame(sorted(told), columns=columns)


def merge_notes(panels: Sequence[Panel]) -> list[str]:
    """Return the notes on single countries, each once, and gaps that are not seen at an end."""
    found: dict[str, list[str]] = {}
    for unit, *_ in list_units(panels):
        told = [gap.sentence for gap in unit.gaps if gap.is_inside]
        told += list_notes(unit.survey, unit.rows, parts_of(unit))
        for note in told:
            found.setdefault(note, []).append(unit.name)
    last = newest_of(panels).rows["edition"].max()
    count = sum(bool(panel.rows["edition"].max() == last) for panel in panels)
    return [
        note if len(names) >= count else say("trend.of", names=join(names), text=note)
        for note, names in found.items()
    ]


def draw_lines(ax: Axes, panels: Sequence[Panel], geometry: Geometry) -> list[str]:
    """Draw and name the lines; return what a reader must know of them."""
    units = list_units(panels)
    looks = style.look().theme.lines
    scale = newest_of(panels).scale
    shifts = shift_apart([unit for unit, *_ in units], geometry, scale)
    lines = []
    for (unit, n, is_thin), shift in zip(units, shifts, strict=True):
        wide = _THIN if is_thin else _WIDE
        steps = draw_steps(ax, unit, unit.measures[0], scale, looks[n], shift, wide)
        if not steps.is_empty:
            lines.append(Line(unit, looks[n], wide, steps))
    shorts = mark_changes(ax, lines)
    name_lines(ax, lines)
    notes = [f"{say('trend.changes')} {tell_key()}"] if shorts else []
    thin = [say("trend.until", name=u.name, year=u.rows["year"].iloc[-1])
            for u, _, is_thin in units if is_thin]  # fmt: skip
    if thin:
        notes.append(say("trend.thin", names=", ".join(thin)))
    if any(shift.any() for shift in shifts):
        notes.append(say("trend.side_by_side"))
    return notes


def newest_of(panels: Sequence[Panel]) -> Panel:
    """Return the one that was rated last; its scale is that of the axis."""
    return max(panels, key=lambda p: int(p.rows["edition"].max()))
