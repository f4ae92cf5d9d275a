"""The alt text of questions: who and when, how it changed, and what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from freedomdata.plots.items.wording import (
    count_changes,
    list_proper,
    spell_editions,
    spell_points,
    tell_edition,
    tell_statuses,
)
from freedomdata.plots.wording import join_clauses
from freedomdata.plots.words import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from freedomdata.model import Survey
    from freedomdata.plots.items.answers import Answer

__all__ = ["tell_items"]

_TOLD = 4  # questions that are named on each side


def tell_items(
    survey: Survey,
    country: str,
    rows: pd.DataFrame,
    answers: Sequence[Answer],
    newer: Sequence[str],
) -> str:
    """
    Describe the picture to somebody who cannot see it, in up to three sentences.

    `newer` are editions of which the questions are not at hand.
    """
    drawn = list_proper(survey, answers)
    who = say("items.alt", name=country, what=tell_edition(survey, rows))
    how = [f"{who}: {tell_statuses(survey, rows)}", count_changes(survey, rows, answers)]
    most = _tell_changes(drawn) if len(rows) > 1 else _tell_standing(drawn)
    return join_clauses(how, most, _tell_lacks(rows, answers, newer))


def _tell_changes(drawn: Sequence[Answer]) -> list[str]:
    """Return which questions lost and gained most."""
    fell = [a for a in drawn if (a.change or 0) < 0]
    rose = [a for a in drawn if (a.change or 0) > 0]
    told = []
    for key, changed in (("items.fell", fell), ("items.rose", rose)):
        most = sorted(changed, key=lambda a: -abs(a.change or 0))[:_TOLD]
        if most:
            told.append(say(key, items=", ".join(map(_tell_change, most))))
    return told


def _tell_standing(drawn: Sequence[Answer]) -> list[str]:
    """Return how many questions have full points in the one edition, and which have the fewest."""
    known = [a for a in drawn if a.has(0)]
    full = [a for a in known if a.shares[0] == 1]
    told = [say("items.full", n=len(full), of=len(known))]
    least = sorted((a for a in known if a not in full), key=lambda a: a.shares[0] or 0)[:_TOLD]
    if least:
        told.append(say("items.least", items=", ".join(map(_tell_points, least))))
    return told


def _tell_lacks(rows: pd.DataFrame, answers: Sequence[Answer], newer: Sequence[str]) -> list[str]:
    """Return what was not asked, has no points, or is not confirmed or not at hand."""
    told = []
    if gone := [a.title for a in answers if not all(a.asked)]:
        told.append(say("items.gone", items=", ".join(gone)))
    for n, label in enumerate(rows["edition_label"]):
        if lacking := [a.title for a in answers if a.asked[n] and not a.has(n)]:
            told.append(say("items.lacking", edition=label, items=", ".join(lacking)))
    secondary = rows[rows["grade"] == "secondary"]["edition_label"].tolist()
    if secondary:
        told.append(say("items.alt_secondary", editions=spell_editions(secondary)))
    if newer:
        told.append(say("items.alt_newer", editions=spell_editions(newer)))
    return told


def _tell_change(answer: Answer) -> str:
    old, new = (spell_points(p or 0) for p in (answer.points[0], answer.points[-1]))
    return say("items.from_to", title=answer.title, old=old, new=new)


def _tell_points(answer: Answer) -> str:
    of = spell_points(answer.scale.high or answer.scale.low)
    return say("items.has", title=answer.title, n=spell_points(answer.points[0] or 0), of=of)
