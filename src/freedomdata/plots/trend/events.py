"""Events in a trend: a thin line each, and what happened above all that is drawn."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from numbers import Real
from typing import TYPE_CHECKING, Any

from freedomdata.errors import FreedomDataError, brief
from freedomdata.plots import style
from freedomdata.plots.times import to_year
from freedomdata.plots.trend.axis import time_limits
from freedomdata.plots.trend.flags import APART, Mark, Room, lay_out
from freedomdata.plots.words import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from freedomdata.plots.trend.axis import Geometry
    from freedomdata.plots.trend.flags import Placed

__all__ = [
    "draw_events",
    "events_height",
    "place_events",
    "read_events",
    "require_inside",
    "tell_events",
]

_SIZE, _WIDEST = {False: 7.5, True: 5.8}, {False: 92.0, True: 62.0}  # points, by is_narrow
_MOST = 0.4  # of the height of axes of the user's
_PAUSE = 3.0  # points between texts and what is drawn


def read_events(events: Mapping[Any, str] | None) -> list[Mark]:
    """Return events by their time; refuse what is none."""
    if events is None:
        return []
    if not isinstance(events, Mapping):
        raise FreedomDataError(
            f"events is a dict of years and texts, such as {{1989: 'Tiananmen'}}, "
            f"not {brief(events)}"
        )
    marks = []
    for when, text in events.items():
        if not isinstance(text, str) or not text.strip():
            raise FreedomDataError(f"events: {when} has no text, but {brief(text)}")
        time, year = _read_time(when)
        told = say("trend.event", year=year, text=" ".join(text.split()))
        marks.append(Mark(time, told))
    return sorted(marks, key=lambda mark: mark.time)


def _read_time(when: Any) -> tuple[float, int]:
    """Return a year (its middle), a year with a fraction, or a day as a time, and the year."""
    if hasattr(when, "astype") and hasattr(when, "item"):  # numpy's
        when = when.astype("datetime64[D]").item() if when.dtype.kind == "M" else when.item()
    if isinstance(when, date) and when == when:  # noqa: PLR0124 (pandas' NaT is not)
        return to_year(when), when.year
    if isinstance(when, Real) and not isinstance(when, bool) and math.isfinite(when):
        time = float(when)
        return (time + 0.5 if isinstance(when, int) else time), math.floor(time)
    raise FreedomDataError(f"events: {brief(when)} is no year, such as 1989, and no day")


def require_inside(events: Sequence[Mark], years: tuple[float, float]) -> None:
    """Refuse events outside of the years that are drawn."""
    first, last = math.floor(years[0]), int(years[1])
    for event in events:
        if not first <= event.time < last + 1:
            raise FreedomDataError(
                f"events: {event.text!r} is outside of the years drawn, {first} to {last}"
            )


def tell_events(events: Sequence[Mark]) -> str:
    """Return the events as one text, empty without any."""
    return ", ".join(event.text for event in events)


def place_events(
    ax: Axes, events: Sequence[Mark], years: tuple[int, int], margins: tuple[float, float]
) -> tuple[list[Placed], float, list[Mark]]:
    """Return the texts of events with their places, the height they need, and those without."""
    narrow = style.is_narrow(ax)
    room = Room(time_limits(years), style.width(ax), margins, style.height(ax) * _MOST)
    flags, unnamed = lay_out(events, room, _SIZE[narrow], _WIDEST[narrow])
    return flags, _height_of(flags), unnamed


def events_height(
    events: Sequence[Mark], years: tuple[int, int], wide: float, margins: tuple[float, float]
) -> float:
    """Return the height that the texts of events need on new axes that are so wide."""
    narrow = style.look().size.is_narrow
    room = Room(time_limits(years), wide, margins)
    return _height_of(lay_out(events, room, _SIZE[narrow], _WIDEST[narrow])[0])


def _height_of(flags: Sequence[Placed]) -> float:
    return max((flag.box[3] + _PAUSE for flag in flags), default=0.0)


def draw_events(
    ax: Axes, events: Sequence[Mark], placed: Sequence[Placed], geometry: Geometry
) -> None:
    """Draw a thin line per event, and its text above all that is drawn."""
    theme = style.look().theme
    points = _SIZE[style.is_narrow(ax)]
    tops = {flag.mark: flag for flag in placed}
    for event in events:
        flag = tops.get(event)
        top = geometry.roof - geometry.point * (flag.box[3] - APART if flag else 0)
        ax.plot(
            [event.time, event.time],
            [geometry.bottom, top],
            color=theme.ink,
            linewidth=0.6,
            zorder=1.5,
            gid="event",
        )
        if flag is None:
            continue
        ax.annotate(
            "\n".join(flag.lines),
            (event.time, top),
            (flag.side * APART, 1.0),
            textcoords="offset points",
            color=theme.ink,
            fontsize=points,
            ha="left" if flag.side > 0 else "right",
            va="top",
            linespacing=1.0,
            bbox={"facecolor": theme.paper, "edgecolor": "none", "pad": 0.6},
            annotation_clip=False,
            zorder=6,
        )
