"""What a trend says in words: why there are gaps, what happened, what to know, where it is from."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Literal, cast

from freedomdata.tables import read_descriptor

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence

    import numpy as np
    import pandas as pd

    from freedomdata.model import Scale, Survey

__all__ = ["Gap", "list_gaps", "list_notes", "tell_sources", "tell_story", "tell_trend"]


@dataclass(frozen=True, slots=True)
class Gap:
    """
    Years in which nothing is drawn, and why: in a few words, and in a sentence.

    `side` is where the few words stand: beside what is drawn, or in the middle of a pause.
    """

    left: float
    right: float
    side: Literal["left", "center", "right"]
    brief: str
    sentence: str


def list_gaps(survey: Survey, rows: pd.DataFrame, spans: np.ndarray) -> list[Gap]:
    """Return the stretches of editions that have no row, and why."""
    held = {edition: row for row, edition in enumerate(rows["edition"])}
    gaps = []
    for is_held, run in groupby(survey.editions, key=lambda e: e.edition in held):
        editions = list(run)
        if is_held:
            continue
        row = sum(edition < editions[0].edition for edition in held)  # the first row after it
        first, last = editions[0].year, editions[-1].year
        named = str(first) if first == last else f"{first}\N{EN DASH}{last}"
        left = spans[row - 1, 1] if row else float(survey.editions[0].start.year)
        right = spans[row, 0] if row < len(rows) else survey.editions[-1].end.year + 1.0
        side: Literal["left", "center", "right"] = "center"
        if row == 0:
            side = "right"
            brief = sentence = f"first rated for {rows['year'].iloc[0]}"
        elif row < len(rows):
            brief, sentence = "not rated", f"not rated for {named}"
        elif rows["edition"].iloc[-1] < survey.last_confirmed_edition:
            side = "left"
            brief = sentence = f"last rated for {rows['year'].iloc[-1]}"
        else:
            brief = sentence = f"{named} is not in the copies at hand"
        gaps.append(Gap(left, right, side, brief, sentence[0].upper() + sentence[1:] + "."))
    return gaps


def tell_story(survey: Survey, rows: pd.DataFrame, gaps: list[Gap]) -> str:
    """Return the status in a few words: how it is, since when, and what it was."""
    years, statuses = rows["year"].tolist(), rows["status"].tolist()
    status, until = statuses[-1], years[-1]
    others = [n for n, other in enumerate(statuses) if other != status]
    if len(rows) == 1:
        return f"{status} for {until}"
    if not others:
        when = "whenever rated" if gaps else "in every edition"
        return f"{status} {when}, {years[0]}\N{EN DASH}{until}"
    if rows["edition"].iloc[-1] < survey.last_confirmed_edition:
        return f"{status} when last rated, for {until}"
    return f"{status} since {years[others[-1] + 1]}, {statuses[others[-1]]} before"


def list_notes(survey: Survey, rows: pd.DataFrame, measures: Sequence[str]) -> list[str]:
    """Return what a reader must know about single years."""
    notes = []
    hollow = rows[rows["grade"] == "secondary"]["year"]
    if len(hollow):
        years = ", ".join(map(str, hollow))
        notes.append(f"Hollow: {years}, from secondary copies, not yet confirmed by the publisher.")
    for note in survey.notes:
        years = ", ".join(map(str, rows[rows["note"] == note.code]["year"]))
        if years and {*measures, "status"} & set(note.measures):
            notes.append(f"{years}: {note.text}")
    return notes


def tell_sources(
    survey: Survey, rows: pd.DataFrame, data: str | os.PathLike[str] | None
) -> tuple[str, str]:
    """Return the source line, in full and in short."""
    used = set(rows["source"][rows["grade"] != "secondary"])
    releases = sorted({source.release for source in survey.sources if source.id in used})
    origin = f"{survey.publisher}, {survey.title}"
    if releases:
        origin += f", release {' and '.join(releases)}"
    full = f"Source: {origin}. {survey.short_terms}"
    version = f"freedomdata, data {read_descriptor(data)['version']}."
    hollow = " Hollow: not yet confirmed." if (rows["grade"] == "secondary").any() else ""
    return f"{full} Picture: {version}", f"{full}{hollow} {version}"


def tell_trend(
    survey: Survey, name: str, rows: pd.DataFrame, gaps: list[Gap], measures: Sequence[str]
) -> str:
    """Describe the picture to somebody who cannot see it."""
    first, last = rows["year"].iloc[0], rows["year"].iloc[-1]
    span = f"{first}" if first == last else f"{first} to {last}"
    parts = [f"{name}, {survey.title}, {span}: {tell_story(survey, rows, gaps)}."]
    for measure in measures:
        title = survey.field[measure].title
        rated = rows.dropna(subset=[measure])
        values, years = rated[measure].tolist(), rated["year"].tolist()
        if len(set(values)) == 1:
            parts.append(f"{title}: {values[0]} throughout.")
        elif values:
            change = values[-1] - values[0]
            went = "as free" if not change else "less free" if change > 0 else "freer"
            parts.append(
                f"{title}: {values[0]} for {years[0]}, {values[-1]} for {years[-1]} ({went}), "
                f"at best {min(values)}, at worst {max(values)}."
            )
    scale = cast("Scale", survey.field[measures[0]].scale)
    parts.append(f"Ratings run from {scale.freest}, most free, to {scale.least}, least free.")
    return " ".join([*parts, *(gap.sentence for gap in gaps), *list_notes(survey, rows, measures)])
