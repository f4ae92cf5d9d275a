"""Moments in a trend: what happened, and where the survey changed; texts that make room."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from numbers import Real
from typing import TYPE_CHECKING, Any

from freedomdata.errors import FreedomDataError, brief
from freedomdata.plots import style
from freedomdata.plots.texts import text_width, wrap
from freedomdata.plots.times import to_year
from freedomdata.plots.words import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from freedomdata.plots.axis import Geometry

__all__ = [
    "Mark",
    "Placed",
    "draw_events",
    "event_size",
    "lay_out",
    "read_events",
    "require_inside",
    "tell_events",
]

_WIDEST = 92.0  # points of a line of text
_APART = 2.5  # points between a text and its line, and between two texts
_LEADING = 1.2


@dataclass(frozen=True, slots=True)
class Mark:
    """A moment, in years with a fraction, and the text that belongs to it."""

    time: float
    text: str


@dataclass(frozen=True, slots=True)
class Placed:
    """A mark with its text as a flag: in points, from the left and from the floor up."""

    mark: Mark
    lines: tuple[str, ...]
    x: float
    side: int
    """1 where the text stands right of the line, -1 where it stands left of it."""
    box: tuple[float, float, float, float]


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


def lay_out(  # noqa: PLR0913 (the room there is)
    marks: Sequence[Mark],
    years: tuple[float, float],
    wide: float,
    *,
    margins: tuple[float, float],
    points: float,
    highest: float = 1e9,
    widest: float = _WIDEST,
) -> tuple[list[Placed], list[Mark]]:
    """
    Place texts beside their lines, as flags, in rows above each other.

    No text lies on another or on the line of another. `years` are those at the ends of an axes
    that is `wide` points wide; texts may stand out into its `margins`. Returns also the marks for
    which there is no room.
    """
    first, last = years
    placed: list[Placed] = []
    left_over = []
    for mark in sorted(marks, key=lambda m: -m.time):
        x = (mark.time - first) / (last - first) * wide
        lines = tuple(wrap(mark.text, widest, points))
        need = max(text_width(line, points) for line in lines) + 2 * _APART
        high = len(lines) * points * _LEADING + _APART
        floors = sorted({0.0, *(p.box[3] for p in placed)})
        flags = [
            Placed(mark, lines, x, side, (x, y, x + need, y + high) if side > 0 else
                   (x - need, y, x, y + high))
            for y in floors
            for side in (1, -1)
        ]  # fmt: skip
        fits = [
            flag
            for flag in flags
            if flag.box[0] >= -margins[0]
            and flag.box[2] <= wide + margins[1]
            and flag.box[3] <= highest
            and not any(_disturb(flag, other) for other in placed)
        ]
        if fits:
            placed.append(fits[0])
        else:
            left_over.append(mark)
    return placed, left_over[::-1]


def _disturb(one: Placed, other: Placed) -> bool:
    """Whether the texts of two flags overlap, or the line of one runs through the other's text."""
    a, b = one.box, other.box
    if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]:
        return True
    return any(
        flag.box[0] - 1 < line.x < flag.box[2] + 1 and line.box[3] > flag.box[1]
        for flag, line in ((one, other), (other, one))
        if abs(line.x - flag.x) > 1
    )


def event_size(narrow: bool) -> float:  # noqa: FBT001 (it is the question)
    """Return the size of type of events."""
    return 5.8 if narrow else 7.5


def draw_events(
    ax: Axes, events: Sequence[Mark], placed: Sequence[Placed], geometry: Geometry
) -> None:
    """Draw a thin line per event, and its text above all that is drawn."""
    theme = style.look().theme
    points = event_size(style.is_narrow(ax))
    tops = {flag.mark: flag for flag in placed}
    for event in events:
        flag = tops.get(event)
        top = geometry.roof - geometry.point * (flag.box[3] - _APART if flag else 0)
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
            (flag.side * _APART, 1.0),
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
