"""One country in one survey, drawn on one axes: lines, bands, statuses, breaks and gaps."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, cast

import numpy as np

from freedomdata.plots import style
from freedomdata.plots.ribbon import draw_gaps, draw_ribbon, list_runs
from freedomdata.plots.wording import last_scale, list_breaks_of, list_gaps, list_notes, spell_value
from freedomdata.plots.words import say

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from freedomdata.model import Break, Measure, Scale, Survey
    from freedomdata.plots.wording import Gap

__all__ = ["Panel", "draw_panel", "find_spans", "make_panel"]

_GAP = 0.13  # years; a longer pause between two editions is a gap
_MANY_VALUES = 10  # a longer scale has ticks at its bands only
_LONG = 30  # years; a longer time axis has ticks every ten years

# In points, on axes as high as those of a picture of their own; lower ones have less of it.
_FULL = 198.0
_TOP, _ABOVE_RIBBON, _RIBBON, _BOTTOM = 9.7, 23.0, 14.5, 5.0
_APART = 1.7  # of two lines from their true height: they may coincide
_LABELS_APART = 15.0


@dataclass(frozen=True, slots=True)
class Panel:
    """What is drawn of a survey: its rows on one country, the days they cover, the gaps."""

    survey: Survey
    rows: pd.DataFrame
    spans: np.ndarray
    gaps: list[Gap]
    breaks: list[Break]

    @property
    def measures(self) -> tuple[str, ...]:
        """The measures that are drawn as lines."""
        return self.survey.headline.measures

    @property
    def scale(self) -> Scale:
        """The scale of the vertical axis: that of the last value that is drawn."""
        return last_scale(self.survey, self.rows)

    @property
    def has_status(self) -> bool:
        """Whether the survey gives a status."""
        return "status" in self.rows


def make_panel(survey: Survey, rows: pd.DataFrame, end: float | None = None) -> Panel:
    """Find out what there is to draw; `end` is the end of the time axis, if it is later."""
    spans = find_spans(rows)
    held = rows[survey.anchor].notna().to_numpy()
    gaps = list_gaps(survey, rows[held], spans[held], end)
    return Panel(survey, rows, spans, gaps, list_breaks_of(survey, rows))


def find_spans(rows: pd.DataFrame) -> np.ndarray:
    """
    Return the start and end of each edition as years with a fraction.

    Editions follow each other without a pause or overlap in the picture where the publisher's
    spans, some printed by month only, leave or share a few weeks.
    """
    spans = np.column_stack(
        [
            day.dt.year + (day.dt.day_of_year - 1) / 365.25
            for day in (rows["period_start"], rows["period_end"] + np.timedelta64(1, "D"))
        ]
    )
    for i, (before, now) in enumerate(pairwise(spans), 1):
        if now[0] - before[1] < _GAP:
            spans[i, 0] = before[1]
    return spans


@dataclass(frozen=True, slots=True)
class _Geometry:
    """Heights in the units of the scale; `down` is the direction of less freedom."""

    down: int
    point: float
    top: float
    ribbon: tuple[float, float]
    bottom: float


def _measure(ax: Axes, panel: Panel) -> _Geometry:
    """Divide the height of the axes between the scale and the ribbon below it."""
    scale = panel.scale
    height = style.height(ax)
    share = min(1.0, height / _FULL)
    ribbon = (_ABOVE_RIBBON * share, _RIBBON * max(share, 0.8)) if panel.has_status else (0.0, 0.0)
    free = height - (_TOP + _BOTTOM) * share - sum(ribbon)
    down = 1 if scale.freest == scale.low else -1
    point = down * (scale.high - scale.low) / free
    top = scale.least + point * ribbon[0]
    return _Geometry(
        down=down,
        point=point,
        top=scale.freest - point * _TOP * share,
        ribbon=(top, top + point * ribbon[1]),
        bottom=scale.least + point * (sum(ribbon) + _BOTTOM * share),
    )


def draw_panel(
    ax: Axes, panel: Panel, years: tuple[int, int], *, has_room_above: bool = True
) -> list[str]:
    """
    Draw a panel over the given years.

    Breaks are explained above the axes, if there is room, else in what is returned.

    Returns
    -------
    list of str
        What a reader must know and had no room in the picture.
    """
    geometry = _measure(ax, panel)
    _draw_axes(ax, panel, geometry, years)
    told = _draw_breaks(ax, panel, has_room_above=has_room_above)
    ends = {measure: _draw_line(ax, panel, geometry, measure) for measure in panel.measures}
    _draw_labels(ax, panel, geometry, ends)
    unsaid = draw_ribbon(ax, panel.rows, panel.spans, geometry.ribbon) if panel.has_status else []
    unsaid += draw_gaps(ax, panel.gaps, geometry.ribbon if panel.has_status else None)
    return [*unsaid, *told, *list_notes(panel.survey, panel.rows)]


def _draw_axes(ax: Axes, panel: Panel, geometry: _Geometry, years: tuple[int, int]) -> None:
    first, last = years
    scale = panel.scale
    narrow = style.is_narrow(ax)
    style.frame(ax)
    ax.set_xlim(first - 0.4, last + 1.2)
    ax.set_ylim(geometry.bottom, geometry.top)
    names = _name_ticks(panel)
    if not narrow:
        blank = " " if scale.high >= 100 else "  "  # noqa: PLR2004 (three digits)
        names[scale.freest] = f"{say('common.most_free')}{blank}{scale.freest}"
        names[scale.least] = f"{say('common.least_free')}{blank}{scale.least}"
        _draw_bands(ax, panel)
    ax.set_yticks(list(names), list(names.values()))
    step = 10 if last - first > _LONG else 5
    ax.set_xticks(range(-(-first // step) * step, last + 1, step * (2 if narrow else 1)))
    ax.set_xticks(range(first, last + 1, 5 if step > 5 else 1), minor=True)  # noqa: PLR2004


def _name_ticks(panel: Panel) -> dict[float, str]:
    """Return where the ticks of the vertical axis are, and what stands beside them."""
    scale = panel.scale
    if scale.high - scale.low <= _MANY_VALUES:
        return {float(n): str(n) for n in range(scale.low, scale.high + 1)}
    ends: list[float] = [scale.low, scale.high]
    bands = _bands(panel)
    if not bands:
        ends.append((scale.low + scale.high) / 2)
    # the end of each band towards less freedom, but for the last one
    ends += [low if scale.freest == scale.high else high for _, low, high in bands]
    return {float(n): f"{n:g}" for n in ends}


def _bands(panel: Panel) -> list[tuple[str, float, float]]:
    """Return the bands of the newest edition that one measure alone decides."""
    rule = panel.survey.status_rule
    if rule is None or len(rule.measures) > 1:
        return []
    return [(band.status, band.low, band.high) for band in rule.bands if band.last_year is None]


def _draw_bands(ax: Axes, panel: Panel) -> None:
    """Draw the bands of the statuses as a strip along the vertical axis, with their names."""
    from matplotlib.patches import Rectangle  # noqa: PLC0415 (import on use)

    theme = style.look().theme
    for status, low, high in _bands(panel):
        look = theme.statuses[status]
        ax.add_patch(
            Rectangle(
                (-0.008, low),
                0.008,
                high - low,
                transform=ax.get_yaxis_transform(),
                facecolor=look.fill,
                edgecolor=theme.paper,
                linewidth=0.6,
                clip_on=False,
                zorder=2,
            )
        )
        ax.annotate(
            say(f"status.{status}"),
            (0, (low + high) / 2),
            (-9, 0),
            xycoords=("axes fraction", "data"),
            textcoords="offset points",
            color=theme.muted,
            fontsize=style.size(ax) - 0.5,
            fontstyle="italic",
            ha="right",
            va="center",
        )


def _draw_breaks(ax: Axes, panel: Panel, *, has_room_above: bool) -> list[str]:
    """Mark where the survey changed, with a few words above the axes; return those without room."""
    theme = style.look().theme
    editions = panel.rows["edition"].tolist()
    last = len(panel.breaks) - 1
    unsaid = []
    for number, b in enumerate(panel.breaks if not style.is_narrow(ax) else ()):
        if b.edition in editions:
            x = panel.spans[editions.index(b.edition), 0]
        else:
            start = next(e.start for e in panel.survey.editions if e.edition >= b.edition)
            x = start.year + (start.timetuple().tm_yday - 1) / 365.25
        ax.axvline(
            x, color=theme.muted, linewidth=0.9, linestyle=(0, (1, 2)), zorder=1, gid="break"
        )
        if not has_room_above or number < last - 1:  # there is room for two
            unsaid.append(f"Dotted: edition {b.edition}, {b.short}.")
            continue
        is_left = number < last
        ax.annotate(
            b.short,
            (x, 1),
            (-2 if is_left else 2, 2),
            xycoords=("data", "axes fraction"),
            textcoords="offset points",
            color=theme.muted,
            fontsize=6.5,
            fontstyle="italic",
            ha="right" if is_left else "left",
            va="bottom",
        )
    return unsaid


def _heights(panel: Panel, measure: str) -> np.ndarray:
    """Return the values on the scale of the axis: an older scale is laid along it, end to end."""
    values = panel.rows[measure].astype("Float64").to_numpy(float, copy=True, na_value=np.nan)
    field = panel.survey.field[measure]
    newest = panel.scale
    for row, edition in enumerate(panel.rows["edition"]):
        scale = field.scale_in(edition)
        if scale != newest and scale is not None:
            share = scale.freedom(values[row]) / 100
            values[row] = newest.least + share * (newest.freest - newest.least)
    return cast("np.ndarray", values)


def _draw_line(
    ax: Axes, panel: Panel, geometry: _Geometry, measure: str
) -> tuple[float, float, str]:
    """Draw one measure as steps; return where the line ends, and the last value in words."""
    theme = style.look().theme
    spans, rows = panel.spans, panel.rows
    look = style.line_of(measure)
    shift = 0.0
    if len(panel.measures) > 1:
        shift = geometry.point * (-_APART if measure == panel.measures[0] else _APART)
    values = _heights(panel, measure)
    confirmed = (rows["grade"] != "secondary").to_numpy()
    rated = ~np.isnan(values)
    era = _number_eras(panel, measure)
    end = (np.nan, np.nan, "")
    for first, last in list_runs(spans, list(zip(rated, confirmed, era, strict=True))):
        if not rated[first]:
            continue
        x = spans[first : last + 1].ravel()
        y = np.repeat(values[first : last + 1], 2)
        if not confirmed[first]:
            ax.plot(
                x.reshape(-1, 2).mean(axis=1),
                y[::2] + shift,
                linestyle="none",
                marker="o",
                markersize=5,
                markeredgewidth=1.4,
                markeredgecolor=look.color,
                markerfacecolor=theme.paper,
                zorder=4,
            )
        goes_on = first and rated[first - 1] and spans[first - 1, 1] == spans[first, 0]
        if goes_on and era[first - 1] == era[first]:
            x, y = np.insert(x, 0, x[0]), np.insert(y, 0, values[first - 1])
        ax.plot(
            x,
            y + shift,
            color=look.color,
            linewidth=2.0 if confirmed[first] else 1.0,
            dashes=look.dashes or (),
            solid_capstyle="butt",
            solid_joinstyle="miter",
            zorder=3,
            gid=measure,
        )
        end = (float(x[-1]), float(y[-1]), spell_value(rows[measure].iloc[last]))
    return end


def _number_eras(panel: Panel, measure: str) -> list[int]:
    """Return a number for every row that changes where values do not compare any more."""
    held = [b.edition for b in panel.survey.breaks if not b.is_comparable and measure in b.measures]
    return [sum(edition >= start for start in held) for edition in panel.rows["edition"]]


def _draw_labels(
    ax: Axes, panel: Panel, geometry: _Geometry, ends: dict[str, tuple[float, float, str]]
) -> None:
    """Write the name and last value of each line at its end, one above the other."""
    theme = style.look().theme
    narrow = style.is_narrow(ax)
    # stable: the freest first
    order = sorted(ends, key=lambda measure: ends[measure][1] * geometry.down)
    heights = [ends[measure][1] for measure in order]
    apart = geometry.point * _LABELS_APART * (1.3 if narrow else 1)
    if len(heights) > 1 and (heights[1] - heights[0]) * geometry.down < apart * geometry.down:
        middle = sum(heights) / 2
        heights = [middle - apart / 2, middle + apart / 2]
    for measure, height in zip(order, heights, strict=True):
        x, value, text = ends[measure]
        if np.isnan(value):
            continue
        look = style.line_of(measure)
        field = cast("Measure", panel.survey.field[measure])
        name = field.short if narrow else field.title
        ax.annotate(
            f"{name}  {text}" if len(ends) > 1 else text if narrow else f"{text} points",
            (x, height),
            (3 if narrow else 7, 0),
            textcoords="offset points",
            va="center",
            color=look.color,
            fontsize=style.size(ax),
            fontweight="bold",
            annotation_clip=False,
            bbox={"facecolor": theme.paper, "edgecolor": "none", "pad": 1.5},
            zorder=5,
        )
