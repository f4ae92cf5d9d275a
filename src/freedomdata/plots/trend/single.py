"""One country in one survey, drawn on one axes: lines, bands, statuses, breaks and gaps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from freedomdata.plots import style
from freedomdata.plots.trend.axis import draw_axes, measure_axes
from freedomdata.plots.trend.breaks import draw_breaks
from freedomdata.plots.trend.events import draw_events, list_event_notes, place_events
from freedomdata.plots.trend.lines import draw_steps
from freedomdata.plots.trend.panel import parts_of
from freedomdata.plots.trend.places import boxes_of, find_place, offset_to
from freedomdata.plots.trend.ribbon import (
    draw_before,
    draw_gaps,
    draw_ribbon,
    list_lanes,
    name_ribbon,
)
from freedomdata.plots.wording import list_notes, spell_value
from freedomdata.plots.words import say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.axes import Axes

    from freedomdata.model import Measure
    from freedomdata.plots.trend.axis import Geometry
    from freedomdata.plots.trend.flags import Mark
    from freedomdata.plots.trend.lines import Steps
    from freedomdata.plots.trend.panel import Panel
    from freedomdata.plots.trend.places import Box

__all__ = ["draw_panel", "label_of"]

# Points. Two lines are this far from their true height, as they may coincide.
_APART = 1.7
_LABELS_APART = 15.0
_WIDE, _THIN = 2.0, 1.0
_SHORT_SCALE = 10  # numbers; values of a longer one are points


def draw_panel(  # noqa: PLR0913 (what stands around it)
    ax: Axes,
    panel: Panel,
    years: tuple[int, int],
    *,
    has_room_above: bool = True,
    margins: tuple[float, float] = (0.0, 0.0),
    events: Sequence[Mark] = (),
    events_above: float | None = None,
) -> list[str]:
    """
    Draw a panel over the given years.

    Breaks are explained above the axes, if there is room, else in what is returned; texts there
    may stand out into the `margins`. Events are named, or go on `events_above` the axes, in points,
    to a panel that names them.

    Returns
    -------
    list of str
        What a reader must know and had no room in the picture.
    """
    flags, high, unnamed = (
        place_events(ax, events, years, margins) if events_above is None else ([], 0.0, [])
    )
    lanes = max(list_lanes(panel.before), default=0) + 1
    geometry = measure_axes(ax, panel.scale, has_ribbon=panel.has_status, lanes=lanes, above=high)
    is_relative = panel.measures[0].is_relative
    draw_axes(ax, panel.scale, geometry, years, bands=panel.bands, is_relative=is_relative)
    draw_events(ax, events, flags, geometry, above=events_above or 0.0)
    ribbon = geometry.ribbon if panel.has_status else None
    told = draw_breaks(ax, [panel], has_room_above=has_room_above, margins=margins, ribbon=ribbon)
    drawn = {m.id: _draw_line(ax, panel, panel, geometry, m, _WIDE) for m in panel.measures}
    _draw_labels(ax, panel, geometry, drawn)
    told += _draw_before(ax, panel, geometry, drawn)
    unsaid = _draw_statuses(ax, panel, geometry)
    notes = list_notes(panel.survey, panel.rows, parts_of(panel))
    of_events = list_event_notes(events, unnamed) if events_above is None else []
    return [*unsaid, *told, *of_events, *notes]


def _draw_statuses(ax: Axes, panel: Panel, geometry: Geometry) -> list[str]:
    """Draw the ribbon with its gaps; return what had no room."""
    if not panel.has_status:
        return draw_gaps(ax, panel.gaps, None)
    unsaid = draw_ribbon(ax, panel.rows, panel.spans, geometry.ribbon)
    name_ribbon(ax, geometry.ribbon)
    unsaid += draw_before(ax, panel.before, geometry.ribbon)
    first = min((float(p.spans[0, 0]) for p in panel.before), default=1e9)
    until = max((float(p.spans[-1, 1]) for p in panel.before), default=-1e9)
    free = [gap for gap in panel.gaps if gap.right <= first or gap.left >= until]
    unsaid += draw_gaps(ax, free, geometry.ribbon)
    return list(dict.fromkeys(unsaid))


def _draw_line(  # noqa: PLR0913, PLR0917 (whose line it is, and where)
    ax: Axes, panel: Panel, unit: Panel, geometry: Geometry, measure: Measure, wide: float
) -> Steps:
    """Draw one measure of the country or of a predecessor; two are drawn apart."""
    shift = 0.0
    if len(panel.measures) > 1:
        shift = geometry.point * (-_APART if measure == panel.measures[0] else _APART)
    return draw_steps(ax, unit, measure, panel.scale, style.line_of(measure.id), shift, wide)


def _draw_before(
    ax: Axes, panel: Panel, geometry: Geometry, drawn: Mapping[str, Steps]
) -> list[str]:
    """Draw the lines of the predecessors, thinner and named; return who they are."""
    theme = style.look().theme
    lines = {
        unit.name: [_draw_line(ax, panel, unit, geometry, m, _THIN) for m in panel.measures]
        for unit in panel.before
    }
    all_steps = [*drawn.values(), *(one for steps in lines.values() for one in steps)]
    paths = [stretch for one in all_steps for stretch in one.stretches]
    walls = boxes_of(ax, paths)
    texts: list[Box] = []
    points = style.size(ax) - 1
    for name, steps in lines.items():
        own = [stretch for one in steps for stretch in one.stretches]
        place = find_place(ax, name, points, own, walls, texts) if own else None
        if place is None:
            continue
        texts.append(place)
        end = own[-1][-1]
        ax.annotate(
            name,
            end,
            offset_to(ax, end, place),
            textcoords="offset points",
            color=theme.muted,
            fontsize=points,
            fontweight="bold",
            va="center",
            bbox={"facecolor": theme.paper, "edgecolor": "none", "pad": 0.5},
            zorder=5,
        )
    names = [say("trend.until", name=p.name, year=p.rows["year"].iloc[-1]) for p in panel.before]
    return [say("trend.thin", names=", ".join(names))] if names else []


def label_of(measure: Measure, value: float, *, is_narrow: bool) -> str:
    """Return a value with its unit."""
    spelled = spell_value(value)
    scale = measure.scale
    if is_narrow or (scale and scale.high - scale.low <= _SHORT_SCALE):
        return spelled
    return say("trend.rank" if measure.is_relative else "trend.points", value=spelled)


def _draw_labels(ax: Axes, panel: Panel, geometry: Geometry, drawn: Mapping[str, Steps]) -> None:
    """Write the name and last value of each line at its end, one above the other."""
    theme = style.look().theme
    narrow = style.is_narrow(ax)
    fields = [m for m in panel.measures if not drawn[m.id].is_empty]
    # stable: the freest first
    order = sorted(fields, key=lambda m: drawn[m.id].end[1] * geometry.down)
    heights = [drawn[m.id].end[1] for m in order]
    apart = geometry.point * _LABELS_APART * (1.3 if narrow else 1)
    if len(heights) > 1 and (heights[1] - heights[0]) * geometry.down < apart * geometry.down:
        middle = sum(heights) / 2
        heights = [middle - apart / 2, middle + apart / 2]
    for measure, height in zip(order, heights, strict=True):
        steps = drawn[measure.id]
        value = float(panel.rows[measure.id].iloc[steps.row])
        text = label_of(measure, value, is_narrow=narrow)
        if len(panel.measures) > 1:
            name = measure.short if narrow else measure.title
            text = say("trend.label", name=name, value=spell_value(value))
        ax.annotate(
            text,
            steps.end,
            (4 if narrow else 7, (height - steps.end[1]) / abs(geometry.point) * -geometry.down),
            textcoords="offset points",
            va="center",
            color=style.line_of(measure.id).color,
            fontsize=style.size(ax),
            fontweight="bold",
            bbox={"facecolor": theme.paper, "edgecolor": "none", "pad": 1.5},
            zorder=5,
        )
