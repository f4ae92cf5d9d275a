"""The axes of a trend: a scale with its freest end up, bands beside it, years below."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from freedomdata.plots import style
from freedomdata.plots.texts import text_width
from freedomdata.plots.wording import spell_value
from freedomdata.plots.words import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.transforms import Transform

    from freedomdata.model import Measure, Scale, Survey

__all__ = ["Geometry", "draw_axes", "left_room", "list_bands", "measure_axes", "time_limits"]

_MANY_VALUES = 10  # a longer scale has ticks at its bands, or else at round numbers
_TICKS = 5
_LONG, _SHORT = 30, 12  # years; longer axes have ticks every ten years, shorter ones every year

# In points, on axes as high as those of a picture of their own; lower ones have less of it.
_FULL = 198.0
_TOP, _ABOVE_RIBBON, _RIBBON, _BOTTOM = 9.7, 23.0, 14.5, 5.0
_PAD, _COLUMN = 6.0, 9.0  # beside the vertical axis, and between numbers and names of bands
_LOW = 100.0  # points; on lower axes numbers and names of bands stand beside each other

_STRIP = 0.008  # of the width of the axes, the strip of the bands
_LEFT, _EDGE = 74.0, 11.0  # points; the least room left of the axes, and left of all labels

Band = tuple[str, float, float]


@dataclass(frozen=True, slots=True)
class Geometry:
    """Heights in the units of the scale; `down` is the direction of less freedom."""

    down: int
    point: float
    top: float
    roof: float
    """Above what is drawn; texts may stand between it and the top."""
    ribbon: tuple[float, float]
    bottom: float


def measure_axes(
    ax: Axes, scale: Scale, *, has_ribbon: bool, lanes: int = 1, above: float = 0.0
) -> Geometry:
    """Divide the height of the axes between texts `above`, the scale, and a ribbon below it."""
    height = style.height(ax) - above
    share = min(1.0, height / _FULL)
    ribbon = (0.0, 0.0)
    if has_ribbon:
        high = _RIBBON * max(share, 0.8) * (1.3 if lanes > 1 else 1.0)
        ribbon = (_ABOVE_RIBBON * share, high)
    free = height - (_TOP + _BOTTOM) * share - sum(ribbon)
    down = 1 if scale.freest == scale.low else -1
    point = down * (scale.high - scale.low) / free
    start = scale.least + point * ribbon[0]
    roof = scale.freest - point * _TOP * share
    return Geometry(
        down=down,
        point=point,
        top=roof - point * above,
        roof=roof,
        ribbon=(start, start + point * ribbon[1]),
        bottom=scale.least + point * (sum(ribbon) + _BOTTOM * share),
    )


def list_bands(survey: Survey, measures: Sequence[str]) -> list[Band]:
    """Return the bands of the newest edition that these measures alone decide, on one axis."""
    rule = survey.status_rule
    if rule is None or set(rule.measures) != set(measures):
        return []
    return [(band.status, band.low, band.high) for band in rule.bands_in()]


def left_room(scale: Scale, bands: Sequence[Band], field: Measure) -> float:
    """Return the room left of new axes that their labels need, in points."""
    if style.look().size.is_narrow:
        return 32.0
    if field.is_relative:
        return _LEFT
    names = [say(f"status.{status}") for status, *_ in bands]
    wide = max((text_width(name, 8.5) for name in names), default=0.0)
    words = max(text_width(say(f"common.{end}"), 9) for end in ("most_free", "least_free"))
    return max(_LEFT, max(wide + _COLUMN, words + 7) + _number_width(scale, 9) + _PAD + _EDGE)


def _number_width(scale: Scale, points: float) -> float:
    return max(text_width(str(n), points) for n in (scale.low, scale.high))


def time_limits(years: tuple[int, int]) -> tuple[float, float]:
    """Return the ends of the time axis: all of the last year, and a little air."""
    return years[0] - 0.4, years[1] + 1.2


def draw_axes(  # noqa: PLR0913 (what an axes is made of)
    ax: Axes,
    scale: Scale,
    geometry: Geometry,
    years: tuple[int, int],
    *,
    bands: Sequence[Band],
    is_relative: bool = False,
) -> None:
    """Draw the frame, the ticks of both axes, and the names of the bands."""
    first, last = years
    style.frame(ax)
    ax.set_xlim(*time_limits(years))
    ax.set_ylim(geometry.bottom, geometry.top)
    names = _name_ticks(scale, bands, is_relative=is_relative)
    if not style.is_narrow(ax):
        is_low = style.height(ax) < _LOW
        if not is_relative and not (bands and is_low):
            blank = " " if scale.high >= 100 else "  "  # noqa: PLR2004 (three digits)
            names[scale.freest] = f"{say('common.most_free')}{blank}{spell_value(scale.freest)}"
            names[scale.least] = f"{say('common.least_free')}{blank}{spell_value(scale.least)}"
        _draw_bands(ax, scale, bands)
    ax.set_yticks(list(names), list(names.values()))
    _draw_years(ax, first, last)


def _draw_years(ax: Axes, first: int, last: int) -> None:
    step = 10 if last - first > _LONG else 5 if last - first > _SHORT else 1
    room = style.width(ax) / (time_limits((0, last - first))[1] + 0.4)  # points per year
    need = text_width("2000", style.size(ax)) * 1.4
    while step * room < need:
        step *= 2
    ax.set_xticks(range(-(-first // step) * step, last + 1, step))
    ax.set_xticks(range(first, last + 1, 5 if step > 5 else 1), minor=True)  # noqa: PLR2004


def _name_ticks(scale: Scale, bands: Sequence[Band], *, is_relative: bool) -> dict[float, str]:
    """Return where the ticks of the vertical axis are, and what stands beside them."""
    if scale.high - scale.low <= _MANY_VALUES:
        return {float(n): spell_value(n) for n in range(scale.low, scale.high + 1)}
    ends: list[float] = [scale.low, scale.high]
    if is_relative:
        ends += [float(n) for n in range(50, scale.high - 15, 50)]
    elif not bands:
        ends += _list_round(scale)
    # the end of each band towards less freedom, but for the last one
    ends += [low if scale.freest == scale.high else high for _, low, high in bands]
    return {float(n): spell_value(n) for n in ends}


def _list_round(scale: Scale) -> list[float]:
    """Return the round numbers of a long scale that are not beside one of its ends."""
    long = scale.high - scale.low
    step = next((n for n in (2, 5, 10, 20, 25, 50) if long <= n * _TICKS), 100)
    first = -(-scale.low // step) * step
    return [
        float(n)
        for n in range(first, scale.high, step)
        if min(n - scale.low, scale.high - n) >= step / 2
    ]


def _draw_bands(ax: Axes, scale: Scale, bands: Sequence[Band]) -> None:
    """Draw the bands of the statuses as a strip along the vertical axis, with their names."""
    from matplotlib.patches import Rectangle  # noqa: PLC0415 (import on use)

    def along(low: float, high: float, transform: Transform, **how: Any) -> Rectangle:
        return Rectangle((-_STRIP, low), _STRIP, high - low, transform=transform, **how)

    theme, size = style.look().theme, style.size(ax)
    left = -9.0  # between the numbers
    if style.height(ax) < _LOW or scale.high - scale.low <= _MANY_VALUES:
        left = -_PAD - _number_width(scale, size) - _COLUMN
    has_room = style.room_beside(ax) + left > max(
        (text_width(say(f"status.{status}"), size) for status, *_ in bands), default=0.0
    )
    for status, low, high in bands:
        look = theme.statuses[status]
        how = {"facecolor": look.fill, "edgecolor": theme.paper, "linewidth": 0.6, "zorder": 2}
        strip = ax.add_patch(along(low, high, ax.get_yaxis_transform(), **how))
        strip.set_clip_path(along(0, 1, ax.transAxes))  # beside the axes, but no higher
        if not has_room:
            continue
        ax.annotate(
            say(f"status.{status}"),
            (0, (low + high) / 2),
            (left, 0),
            xycoords=("axes fraction", "data"),
            textcoords="offset points",
            color=theme.muted,
            fontsize=size - 0.5,
            fontstyle="italic",
            ha="right",
            va="center",
            annotation_clip=True,
        )
