"""Events in a trend: a band over a year or a line on a day, and what happened above all else."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import date
from numbers import Real
from typing import TYPE_CHECKING, Any

from freedomdata.errors import FreedomDataError, brief
from freedomdata.plots import style
from freedomdata.plots.times import to_year
from freedomdata.plots.trend.axis import time_limits
from freedomdata.plots.trend.flags import APART, Mark, Room, lay_out
from freedomdata.plots.wording import spell_day
from freedomdata.plots.words import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.patches import Rectangle

    from freedomdata.plots.trend.axis import Geometry
    from freedomdata.plots.trend.flags import Placed

__all__ = [
    "draw_events",
    "events_height",
    "list_event_notes",
    "place_events",
    "read_events",
    "require_inside",
    "tell_events",
]

_SIZE, _WIDEST = {False: 7.5, True: 5.8}, {False: 92.0, True: 62.0}  # points, by is_narrow
_BAND, _LINE = 0.4, 1.5  # from back to front: below the rules of the axes, and above them
_YEAR = re.compile(r"[0-9]{4}")
_MOST = 0.4  # of the height of axes of the user's
_PAUSE = 3.0  # points between texts and what is drawn


def read_events(events: Mapping[Any, str] | None) -> list[Mark]:
    """Return events by their time; refuse what is none."""
    if events is None:
        return []
    if not isinstance(events, Mapping):
        raise FreedomDataError(
            f"events is a dict of years or days and texts, such as {{1989: 'Tiananmen'}} or "
            f"{{'1989-06-04': 'Tiananmen'}}, not {brief(events)}"
        )
    marks = []
    for when, text in events.items():
        if not isinstance(text, str) or not text.strip():
            raise FreedomDataError(f"events: {when} has no text, but {brief(text)}")
        time, until, named = _read_time(when)
        told = say("trend.event", when=named, text=" ".join(text.split()))
        marks.append(Mark(time, told, until))
    return sorted(marks, key=lambda mark: mark.time)


def _read_time(when: Any) -> tuple[float, float | None, str]:
    """Return when a year begins and ends, or one moment of a year, and its name."""
    found = _read_year_or_day(when)
    if isinstance(found, date):
        return to_year(found), None, spell_day(found)
    if isinstance(found, int):
        return float(found), found + 1.0, str(found)
    if isinstance(found, float):
        return found, None, str(math.floor(found))
    raise FreedomDataError(
        f"events: {brief(when)} is no year, such as 1989, and no day, such as '1989-06-04'"
    )


def _read_year_or_day(when: Any) -> date | float | None:
    """Return a year as a whole number, a moment as a number, a day; None for anything else."""
    if isinstance(when, str):
        text = when.strip()
        try:
            return int(text) if _YEAR.fullmatch(text) else date.fromisoformat(text)
        except ValueError:
            return None
    if hasattr(when, "dtype") and hasattr(when, "item"):  # numpy's
        if when.dtype.kind == "M":
            text = str(when)  # "1989", or "1989-06-04T…"
            return _read_year_or_day(text[:10])
        when = when.item()
    if isinstance(when, date) and when == when:  # noqa: PLR0124 (pandas' NaT is not)
        return when
    if isinstance(when, Real) and not isinstance(when, bool) and math.isfinite(when):
        time = float(when)
        return int(time) if time.is_integer() else time
    return None


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


def list_event_notes(events: Sequence[Mark], unnamed: Sequence[Mark]) -> list[str]:
    """Return what is to be said of events: those without room, and what a day means."""
    notes = [say("trend.events", events=tell_events(unnamed))] if unnamed else []
    return notes + [say("trend.event_days")] * any(event.until is None for event in events)


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
    ax: Axes,
    events: Sequence[Mark],
    placed: Sequence[Placed],
    geometry: Geometry,
    above: float = 0.0,
) -> None:
    """
    Draw a band over each event's year, or a thin line on its day, and its text above all else.

    They reach so many points `above` the axes, to those of the same events in the next panel.
    """
    flags = {flag.mark: flag for flag in placed}
    for event in events:
        flag = flags.get(event)
        high = 0.0
        if flag is not None:  # a line goes up beside its text, a band ends below
            high = flag.box[1] if event.until else flag.box[3] - APART
            _write(ax, flag, geometry.roof - geometry.point * (flag.box[3] - APART))
        top = geometry.roof - geometry.point * high
        if above:
            top = geometry.top - geometry.point * above
        drawn = _make_mark(event, geometry.bottom, top)
        ax.add_artist(drawn)
        if above:
            drawn.set_clip_path(_frame(ax, above))


def _make_mark(event: Mark, bottom: float, top: float) -> Artist:
    from matplotlib.lines import Line2D  # noqa: PLC0415 (import on use)
    from matplotlib.patches import Rectangle  # noqa: PLC0415 (import on use)

    theme = style.look().theme
    if event.until is None:
        ends = ([event.time, event.time], [bottom, top])
        return Line2D(*ends, color=theme.ink, linewidth=0.6, zorder=_LINE, gid="event")
    corner, wide = (event.time, bottom), event.until - event.time
    how: Any = {"facecolor": theme.event, "linewidth": 0, "zorder": _BAND, "gid": "event"}
    return Rectangle(corner, wide, top - bottom, **how)


def _frame(ax: Axes, above: float) -> Rectangle:
    """Return the rectangle of the axes and so many points above them."""
    from matplotlib.patches import Rectangle  # noqa: PLC0415 (import on use)

    return Rectangle((0, 0), 1, 1 + above / style.height(ax), transform=ax.transAxes)


def _write(ax: Axes, flag: Placed, top: float) -> None:
    """Write the text of an event beside its line, or on its band."""
    theme, mark = style.look().theme, flag.mark
    time = mark.time if flag.side > 0 or mark.until is None else mark.until
    ax.annotate(
        "\n".join(flag.lines),
        (time, top),
        (flag.side * (APART if mark.until is None else 1.0), 1.0),
        textcoords="offset points",
        color=theme.ink,
        fontsize=_SIZE[style.is_narrow(ax)],
        ha="left" if flag.side > 0 else "right",
        va="top",
        linespacing=1.0,
        bbox={"facecolor": theme.paper, "edgecolor": "none", "pad": 0.6},
        zorder=6,
    )
