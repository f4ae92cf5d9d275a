"""How fields, numbers and days are named for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from freedomdata.model import Item

if TYPE_CHECKING:
    from datetime import date

    from freedomdata.explanation.record import Value
    from freedomdata.model import Measure

__all__ = ["lower", "name_briefly", "name_in_full", "spell", "spell_day", "spell_period"]


def name_briefly(field: Measure | Item) -> str:
    """Return the name that stands in a formula: the letters of a question, or a title."""
    return field.id if isinstance(field, Item) else lower(field.title)


def lower(title: str) -> str:
    """Return a title as it stands within a sentence."""
    return f"{title[0].lower()}{title[1:]}"


def name_in_full(field: Measure | Item) -> str:
    """Return the letters and the title of a question or subtotal, or a title."""
    return f"{field.id} {field.title}" if isinstance(field, Item) else field.title


def spell(value: Value | None) -> str:
    """Return a value as it is read."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)


def spell_day(day: date) -> str:
    """Return a day such as 1 January 2012."""
    return f"{day.day} {day:%B %Y}"


def spell_period(start: date, end: date) -> str:
    """Return a year with its first and last day, or these two days."""
    if (start.month, start.day, end) == (1, 1, start.replace(month=12, day=31)):
        return f"the year {start.year} (1 January to 31 December)"
    return f"{spell_day(start)} to {spell_day(end)}"
