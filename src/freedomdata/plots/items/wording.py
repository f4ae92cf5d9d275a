"""What a picture of questions says: totals, notes, alt text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from freedomdata.model import Item
from freedomdata.plots.items.answers import list_questions, sums_up
from freedomdata.plots.words import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from freedomdata.model import Survey
    from freedomdata.plots.items.answers import Answer

__all__ = [
    "count_changes",
    "list_notes",
    "list_proper",
    "spell_change",
    "spell_editions",
    "spell_points",
    "tell_edition",
    "tell_statuses",
    "tell_title",
    "tell_totals",
]


def spell_points(points: float) -> str:
    """Return points with a true minus sign."""
    return f"{points:g}".replace("-", "\N{MINUS SIGN}")


def spell_change(change: float) -> str:
    """Return a change with its sign."""
    return f"+{change:g}" if change > 0 else spell_points(change)


def spell_editions(labels: Sequence[str]) -> str:
    """Return one edition, or two."""
    return say("items.and", first=labels[0], last=labels[-1]) if labels[1:] else labels[0]


def tell_title(survey: Survey, country: str, answers: Sequence[Answer]) -> str:
    """Return the title: whose questions, or subtotals, there are."""
    are_questions = {answer.id for answer in answers} & {*list_questions(survey)}
    return say("items.title" if are_questions else "items.title_subtotals", country=country)


def tell_totals(
    survey: Survey, rows: pd.DataFrame, answers: Sequence[Answer], *, is_brief: bool = False
) -> str:
    """Return status and total score in each edition, and how many questions changed."""
    told = tell_statuses(survey, rows)
    if is_brief:
        return f"{tell_edition(survey, rows, is_brief=True)}: {told}"
    counted = count_changes(survey, rows, answers)
    named = f"{tell_edition(survey, rows)}: {told}."
    return f"{named} {counted[0].upper()}{counted[1:]}." if counted else named


def tell_edition(survey: Survey, rows: pd.DataFrame, *, is_brief: bool = False) -> str:
    """Return survey and editions, and the years that these cover if they are other ones."""
    labels, years = [*rows["edition_label"]], [str(year) for year in rows["year"]]
    key = "items.one" if len(rows) == 1 else "items.two"
    named = say(key, survey=survey.title, editions=spell_editions(labels))
    if is_brief or labels == years:
        return named
    return f"{named} {say('items.covering', years=spell_editions(years))}"


def tell_statuses(survey: Survey, rows: pd.DataFrame) -> str:
    """Return status and total score of each edition, and the change."""
    total = sums_up(survey)
    scale = survey.field[total].scale_in(int(rows["edition"].iloc[-1]))
    statuses = [say(f"status.{s}") if isinstance(s, str) else "" for s in rows["status"]]
    scores = rows[total]
    if scale is None or scores.isna().any():
        return say("items.then", old=statuses[0], new=statuses[-1]) if statuses[1:] else statuses[0]
    old, new = int(scores.iloc[0]), int(scores.iloc[-1])
    words = {
        "status": statuses[0],
        "later": statuses[-1],
        "old": spell_points(old),
        "new": spell_points(new),
        "change": spell_change(new - old),
        "of": scale.high,
    }
    if len(rows) == 1:
        return say("items.scored", **words)
    return say("items.scored_same" if len({*statuses}) == 1 else "items.scored_two", **words)


def list_proper(survey: Survey, answers: Sequence[Answer]) -> list[Answer]:
    """Return the questions proper that are drawn, or else the subtotals."""
    proper = {*list_questions(survey)}
    drawn = [answer for answer in answers if answer.id in proper]
    return drawn or [answer for answer in answers if not answer.is_heading]


def count_changes(survey: Survey, rows: pd.DataFrame, answers: Sequence[Answer]) -> str:
    """Return how many questions, or subtotals, lost and gained points; nothing of one edition."""
    drawn = [answer for answer in list_proper(survey, answers) if all(answer.asked)]
    changes = [answer.change for answer in drawn]
    known = [change for change in changes if change is not None]
    if len(rows) < 2 or not known:  # noqa: PLR2004 (two to compare)
        return ""
    are_questions = {a.id for a in answers} & {*list_questions(survey)}
    told = say(
        "items.changed" if are_questions else "items.changed_subtotals",
        n=len(changes),
        lost=sum(change < 0 for change in known),
        won=sum(change > 0 for change in known),
        same=known.count(0),
    )
    unknown = len(changes) - len(known)
    return say("items.changed_unknown", told=told, n=unknown) if unknown else told


def list_notes(
    survey: Survey, answers: Sequence[Answer], rows: pd.DataFrame, newer: Sequence[str]
) -> list[str]:
    """
    Return what a reader must know: what was dropped, worded otherwise, or is not at hand.

    `newer` are editions of which the questions are not at hand.
    """
    first, last = int(rows["edition"].iloc[0]), int(rows["edition"].iloc[-1])
    drawn = {answer.id for answer in answers}
    fields = [survey.field[answer.id] for answer in answers]
    items = [field for field in fields if isinstance(field, Item)]
    counted = {answer.id for answer in answers if any(answer.points)}
    breaks = [
        b
        for b in survey.breaks
        if first < b.edition <= last and counted & {item.id for item in items} & {*b.measures}
    ]
    told = {id_ for b in breaks for id_ in b.measures}
    notes = [
        say("items.remark", id=item.id, remark=item.remark)
        for item in items
        if item.remark and item.id in counted - told
    ]
    notes += [
        say("items.asked_until", id=item.id, edition=item.last_edition)
        for item in items
        if (item.last_edition or last) < last and item.id not in counted
    ]
    notes += [
        say("items.for_some", id=item.id, title=item.title)
        for item in survey.items
        if item.is_for_some and item.id not in drawn and first <= (item.last_edition or last)
    ]
    notes += [say("items.break", edition=b.edition, what=b.what) for b in breaks]
    if not drawn & {*list_questions(survey)}:
        begin = min(survey.field[q].first_edition or 0 for q in list_questions(survey))
        notes.append(say("items.subtotals_only", edition=begin))
    elif any(item.is_reworded for item in items):
        notes.append(say("items.wording"))
    for note in survey.notes:
        named = rows[rows["note"] == note.code]["edition_label"].tolist()
        if named and drawn & {*note.measures}:
            notes.append(f"{spell_editions(named)}: {note.text}")
    secondary = rows[rows["grade"] == "secondary"]["edition_label"].tolist()
    if secondary:
        notes.append(say("items.secondary", editions=spell_editions(secondary)))
    if newer:
        notes.append(say("items.newer", editions=spell_editions(newer)))
    return [" ".join(notes)]
