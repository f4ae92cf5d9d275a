"""One country in one survey, drawn on one axes: lines, bands, statuses, breaks and gaps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import numpy as np

from freedomdata.plots import style
from freedomdata.plots.axis import draw_axes, list_bands, measure_axes
from freedomdata.plots.lines import draw_steps
from freedomdata.plots.marks import Mark, draw_events, event_size, lay_out
from freedomdata.plots.places import boxes_of, find_place
from freedomdata.plots.ribbon import draw_before, draw_gaps, draw_ribbon, list_lanes, name_ribbon
from freedomdata.plots.times import clip_gaps, list_breaks, list_gaps, list_spans, start_of
from freedomdata.plots.wording import last_scale, list_notes, spell_value
from freedomdata.plots.words import say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    from matplotlib.axes import Axes

    from freedomdata.model import Break, Measure, Scale, Survey
    from freedomdata.plots.axis import Band, Geometry
    from freedomdata.plots.lines import Steps
    from freedomdata.plots.places import Box
    from freedomdata.plots.times import Gap

__all__ = [
    "Panel",
    "draw_breaks",
    "draw_panel",
    "events_height",
    "label_of",
    "make_panel",
    "parts_of",
    "place_events",
]

# Points. Two lines are this far from their true height, as they may coincide.
_APART = 1.7
_LABELS_APART = 15.0
_BREAK_SIZE = 6.5
_WIDE, _THIN = 2.0, 1.0
_SHORT_SCALE = 10  # numbers; values of a longer one are points


@dataclass(frozen=True, slots=True)
class Panel:
    """
    What is drawn of a survey: its rows on one unit, the days they cover, the gaps.

    `before` are the predecessors; the rows are `is_cut` where later ones were not asked for.
    """

    name: str
    survey: Survey
    rows: pd.DataFrame
    spans: np.ndarray
    gaps: list[Gap]
    breaks: list[Break]
    measures: tuple[Measure, ...]
    before: tuple[Panel, ...] = ()
    is_cut: bool = False

    @property
    def scale(self) -> Scale:
        """The scale of the vertical axis: that of the last value that is drawn."""
        return last_scale(self.measures[0], self.rows)

    @property
    def bands(self) -> list[Band]:
        """The bands of the statuses on the scale, where the line alone decides."""
        ids = [m.id for m in self.measures]
        if ids == [self.survey.headline.id]:  # which may be a mean
            return list_bands(self.survey, self.survey.headline.measures)
        return list_bands(self.survey, ids) if len(ids) == 1 else []

    @property
    def has_status(self) -> bool:
        """Whether the survey gives a status."""
        return "status" in self.rows


def make_panel(  # noqa: PLR0913 (what a picture may leave out)
    survey: Survey,
    rows: pd.DataFrame,
    *,
    name: str = "",
    measures: Sequence[Measure] | None = None,
    known: pd.DataFrame | None = None,
    years: tuple[int, int] | None = None,
    before: Sequence[Panel] = (),
) -> Panel:
    """
    Find out what there is to draw between two `years`.

    `known` are all rows on the unit, if `rows` are those of some years only.
    """
    fields = measures or [cast("Measure", survey.field[m]) for m in survey.headline.measures]
    known = rows if known is None else known
    held = known[survey.anchor].notna().to_numpy()
    end = None if years is None else years[1] + 1.0
    gaps = list_gaps(survey, known[held], list_spans(known)[held], end)
    if years is not None:
        gaps = clip_gaps(gaps, years[0], years[1] + 1.0)
    return Panel(
        name=name,
        survey=survey,
        rows=rows,
        spans=list_spans(rows),
        gaps=gaps,
        breaks=list_breaks(survey, rows, [*survey.headline.measures, *(f.id for f in fields)]),
        measures=tuple(fields),
        before=tuple(before),
        is_cut=bool(known["edition"].max() > rows["edition"].max()),
    )


def parts_of(panel: Panel) -> list[str]:
    """Return the ids of the published measures that are drawn; of a mean, its parts."""
    headline = panel.survey.headline
    ids = [m.id for m in panel.measures]
    return list(headline.measures) if ids == [headline.id] else ids


def draw_panel(
    ax: Axes,
    panel: Panel,
    years: tuple[int, int],
    *,
    has_room_above: bool = True,
    margins: tuple[float, float] = (0.0, 0.0),
    events: Sequence[Mark] = (),
    names_events: bool = True,
) -> list[str]:
    """
    Draw a panel over the given years.

    Breaks are explained above the axes, if there is room, else in what is returned; texts there
    may stand out into the `margins`.

    Returns
    -------
    list of str
        What a reader must know and had no room in the picture.
    """
    flags, high, unnamed = place_events(ax, events, years, margins) if names_events else ([], 0, [])
    lanes = max(list_lanes(panel.before), default=0) + 1
    geometry = measure_axes(ax, panel.scale, has_ribbon=panel.has_status, lanes=lanes, above=high)
    is_relative = panel.measures[0].is_relative
    draw_axes(ax, panel.scale, geometry, years, bands=panel.bands, is_relative=is_relative)
    draw_events(ax, events, flags, geometry)
    told = draw_breaks(ax, panel, has_room_above=has_room_above, margins=margins)
    drawn = {m.id: _draw_line(ax, panel, panel, geometry, m, _WIDE) for m in panel.measures}
    _draw_labels(ax, panel, geometry, drawn)
    told += _draw_before(ax, panel, geometry, drawn)
    unsaid = draw_statuses(ax, panel, geometry)
    notes = list_notes(panel.survey, panel.rows, parts_of(panel))
    events_told = (
        [say("trend.events", events=", ".join(e.text for e in unnamed))] if unnamed else []
    )
    return [*unsaid, *told, *events_told, *notes]


def place_events(
    ax: Axes, events: Sequence[Mark], years: tuple[float, float], margins: tuple[float, float]
) -> tuple[list, float, list[Mark]]:  # type: ignore[type-arg]
    """Return the texts of events with their places, the height they need, and those without."""
    narrow = style.is_narrow(ax)
    flags, unnamed = lay_out(
        events,
        (years[0] - 0.4, years[1] + 1.2),
        style.width(ax),
        margins=margins,
        points=event_size(narrow),
        highest=style.height(ax) * 0.4,
        widest=62.0 if narrow else 92.0,
    )
    return flags, max((flag.box[3] for flag in flags), default=-3.0) + 3.0, unnamed


def events_height(events: Sequence[Mark], years: tuple[float, float], wide: float) -> float:
    """Return the height that the texts of events need above new axes that are so wide."""
    narrow = style.look().size.is_narrow
    flags, _ = lay_out(
        events,
        (years[0] - 0.4, years[1] + 1.2),
        wide,
        margins=(20.0, 20.0),
        points=event_size(narrow),
        widest=62.0 if narrow else 92.0,
    )
    return max((flag.box[3] for flag in flags), default=-3.0) + 3.0


def draw_statuses(ax: Axes, panel: Panel, geometry: Geometry) -> list[str]:
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


def draw_breaks(
    ax: Axes, panel: Panel, *, has_room_above: bool, margins: tuple[float, float]
) -> list[str]:
    """Mark where the survey changed, with a few words above the axes; return those without room."""
    if style.is_narrow(ax):
        return [say("trend.unmarked", edition=b.edition, short=b.short) for b in panel.breaks]
    theme = style.look().theme
    low, high = ax.get_xlim()
    marks = {}
    for b in panel.breaks:
        time = start_of(panel.survey, panel.rows, panel.spans, b.edition)
        marks[Mark(time, b.short)] = b
        ax.axvline(
            time, color=theme.muted, linewidth=0.9, linestyle=(0, (1, 2)), zorder=1, gid="break"
        )
    highest = _BREAK_SIZE * 1.9 if has_room_above else 0.0
    flags, unsaid = lay_out(
        [*marks],
        (low, high),
        style.width(ax),
        margins=margins,
        points=_BREAK_SIZE,
        highest=highest,
        widest=1e9,
    )
    for flag in flags:
        ax.annotate(
            flag.mark.text,
            (flag.mark.time, 1),
            (2 * flag.side, 2),
            xycoords=("data", "axes fraction"),
            textcoords="offset points",
            color=theme.muted,
            fontsize=_BREAK_SIZE,
            fontstyle="italic",
            ha="left" if flag.side > 0 else "right",
            va="bottom",
        )
    told = [marks[mark] for mark in unsaid]
    return [say("trend.dotted", edition=b.edition, short=b.short) for b in told]


def _draw_line(  # noqa: PLR0913 (whose line it is, and where)
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
        ax.annotate(
            name,
            (0, 0),
            (place[0] + 1.5, (place[1] + place[3]) / 2),
            xycoords="axes fraction",
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
            (steps.end[0], height),
            (4 if narrow else 7, 0),
            textcoords="offset points",
            va="center",
            color=style.line_of(measure.id).color,
            fontsize=style.size(ax),
            fontweight="bold",
            annotation_clip=False,
            bbox={"facecolor": theme.paper, "edgecolor": "none", "pad": 1.5},
            zorder=5,
        )
