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

__all__ = ["list_notes", "spell_change", "spell_editions", "spell_points", "tell_items",
           "tell_title", "tell_totals"]  # fmt: skip

_TOLD = 4  # questions that an alt text names on each side


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
    labels, years = [*rows["edition_label"]], [str(year) for year in rows["year"]]
    key = "items.one" if len(rows) == 1 else "items.two"
    named = say(key, survey=survey.title, editions=spell_editions(labels))
    told = _tell_statuses(survey, rows)
    if is_brief:
        return f"{named}: {told}"
    if labels != years:
        named += f" {say('items.covering', years=spell_editions(years))}"
    return f"{named}: {told}. {_count(survey, rows, answers)}".strip()


def _tell_statuses(survey: Survey, rows: pd.DataFrame) -> str:
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


def _questions(survey: Survey, answers: Sequence[Answer]) -> list[Answer]:
    """Return the questions proper that are drawn, or else the subtotals."""
    proper = {*list_questions(survey)}
    drawn = [answer for answer in answers if answer.id in proper]
    return drawn or [answer for answer in answers if not answer.is_heading]


def _count(survey: Survey, rows: pd.DataFrame, answers: Sequence[Answer]) -> str:
    """Return how many questions, or subtotals, lost and gained points."""
    changes = [answer.change for answer in _questions(survey, answers)]
    known = [change for change in changes if change is not None]
    if len(rows) < 2 or not known:  # noqa: PLR2004 (two to compare)
        return ""
    are_questions = {a.id for a in answers} & {*list_questions(survey)}
    return say(
        "items.changed" if are_questions else "items.changed_subtotals",
        n=len(known),
        lost=sum(change < 0 for change in known),
        won=sum(change > 0 for change in known),
        same=known.count(0),
    )


def list_notes(
    survey: Survey,
    answers: Sequence[Answer],
    rows: pd.DataFrame,
    all_rows: pd.DataFrame,
    *,
    is_default: bool,
) -> list[str]:
    """Return what a reader must know: what was dropped, worded otherwise, or is not at hand."""
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
    notes += [say("items.break", edition=b.edition, what=b.what) for b in breaks]
    if not drawn & {*list_questions(survey)}:
        begin = min(survey.field[q].first_edition or 0 for q in list_questions(survey))
        notes.append(say("items.subtotals_only", edition=begin))
    elif any(item.wording for item in items):
        notes.append(say("items.wording"))
    for note in survey.notes:
        named = rows[rows["note"] == note.code]["edition_label"].tolist()
        if named and drawn & {*note.measures}:
            notes.append(f"{spell_editions(named)}: {note.text}")
    secondary = rows[rows["grade"] == "secondary"]["edition_label"].tolist()
    if secondary:
        notes.append(say("items.secondary", editions=spell_editions(secondary)))
    newer = all_rows[all_rows["edition"] > last]["edition_label"].tolist()
    if is_default and newer:
        notes.append(say("items.newer", editions=spell_editions(newer)))
    return [" ".join(notes)]


def tell_items(survey: Survey, country: str, rows: pd.DataFrame, answers: Sequence[Answer]) -> str:
    """Describe the picture to somebody who cannot see it."""
    parts = [f"{country}. {tell_totals(survey, rows, answers)}"]
    drawn = _questions(survey, answers)
    if len(rows) > 1:
        fell = [a for a in drawn if (a.change or 0) < 0]
        rose = [a for a in drawn if (a.change or 0) > 0]
        for key, changed in (("items.fell", fell), ("items.rose", rose)):
            most = sorted(changed, key=lambda a: -abs(a.change or 0))[:_TOLD]
            if most:
                parts.append(say(key, items="; ".join(map(_tell_change, most))))
    else:
        full = [a for a in drawn if a.shares[0] == 1]
        parts.append(say("items.full", n=len(full), of=len(drawn)))
        least = sorted((a for a in drawn if a not in full), key=lambda a: a.shares[0] or 0)[:_TOLD]
        if least:
            parts.append(say("items.least", items="; ".join(map(_tell_points, least))))
    gone = [a.title for a in answers if not all(a.asked)]
    if gone:
        parts.append(say("items.gone", items="; ".join(gone)))
    return " ".join(parts)


def _tell_change(answer: Answer) -> str:
    old, new = (spell_points(p or 0) for p in (answer.points[0], answer.points[-1]))
    return say("items.from_to", title=answer.title, old=old, new=new)


def _tell_points(answer: Answer) -> str:
    of = answer.scale.high or answer.scale.low
    return say("items.has", title=answer.title, n=spell_points(answer.points[0] or 0), of=of)
