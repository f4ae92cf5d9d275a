"""What a trend says in words: why there are gaps, what happened, what to know, where it is from."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Literal, cast

from freedomdata.datapackage import read_descriptor

if TYPE_CHECKING:
    import os

    import numpy as np
    import pandas as pd

    from freedomdata.model import Break, Measure, Scale, Survey

__all__ = [
    "Gap",
    "last_scale",
    "list_breaks_of",
    "list_gaps",
    "list_notes",
    "spell_value",
    "spell_years",
    "tell_source",
    "tell_sources",
    "tell_story",
    "tell_trend",
    "tell_version",
]


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
    is_inside: bool = False
    """Whether the unit is rated before and after."""


def list_gaps(
    survey: Survey, rows: pd.DataFrame, spans: np.ndarray, end: float | None = None
) -> list[Gap]:
    """Return the stretches of editions that have no row, and why; `end` is that of the picture."""
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
        is_inside = False
        if row == 0:
            side = "right"
            brief = sentence = f"first rated for {rows['year'].iloc[0]}"
        elif row < len(rows):
            brief = "not rated" if survey.is_shipped else "no score"
            sentence, is_inside = f"{brief} for {named}", True
        elif rows["edition"].iloc[-1] < survey.last_confirmed_edition:
            side = "left"
            brief = sentence = f"last rated for {rows['year'].iloc[-1]}"
        else:
            brief = sentence = f"{named} is not in the copies at hand"
        sentence = f"{sentence[0].upper()}{sentence[1:]}."
        gaps.append(Gap(left, right, side, brief, sentence, is_inside))
    last_edition = survey.editions[-1]
    if survey.has_ended and end and last_edition.edition in held:
        sentence = f"The survey ended with edition {last_edition.label}."
        brief = f"ended in {last_edition.label}"
        gaps.append(Gap(spans[-1, 1], end, "left", brief, sentence))
    return gaps


def list_breaks_of(survey: Survey, rows: pd.DataFrame) -> list[Break]:
    """Return the breaks to be marked: those with rows on both sides, of what is drawn."""
    drawn = {"status", *survey.headline.measures}
    first, last = rows["edition"].min(), rows["edition"].max()
    return [
        b for b in survey.breaks if b.short and first < b.edition <= last and drawn & {*b.measures}
    ]


def tell_story(survey: Survey, rows: pd.DataFrame, gaps: list[Gap]) -> str:
    """Return in a few words how it is, since when, and what it was."""
    if "status" not in rows:
        last = rows.iloc[-1]
        place = f", rank {last['rank']}" if "rank" in rows else ""
        return (
            f"{spell_value(last[survey.anchor])} points{place} in edition {last['edition_label']}"
        )
    rated = rows[rows["status"].notna()]
    if len(rated) == 1:
        return f"{rated['status'].iloc[0]} for {rated['year'].iloc[0]}"
    return _tell_statuses(survey, rated, gaps) if len(rated) else "no status at hand"


def _tell_statuses(survey: Survey, rows: pd.DataFrame, gaps: list[Gap]) -> str:
    """Return the last status of several, since when it has been, and what it was before."""
    years, statuses = rows["year"].tolist(), rows["status"].tolist()
    status, until = statuses[-1], years[-1]
    others = [n for n, other in enumerate(statuses) if other != status]
    if not others:
        when = "whenever rated" if any(gap.is_inside for gap in gaps) else "in every edition"
        return f"{status} {when}, {years[0]}\N{EN DASH}{until}"
    since, before = years[others[-1] + 1], f"{statuses[others[-1]]} before"
    if len(list(groupby(statuses))) > 2:  # noqa: PLR2004 (it was more than one thing before)
        before = before.replace(" before", " just before")
    if survey.has_ended and rows["edition"].iloc[-1] == survey.editions[-1].edition:
        span = f"{since}\N{EN DASH}{until}" if since < until else f"in {until}"
        return f"{status} {span}, {before}"
    if rows["edition"].iloc[-1] < survey.last_confirmed_edition:
        return f"{status} when last rated, for {until}"
    return f"{status} since {since}, {before}"


def spell_value(value: float) -> str:
    """Return a value with the decimals that a reader needs."""
    return f"{round(value, 1):g}"


def list_notes(survey: Survey, rows: pd.DataFrame) -> list[str]:
    """Return what a reader must know about single years."""
    notes = []
    hollow = rows[rows["grade"] == "secondary"]["year"].tolist()
    if hollow:
        whence = (
            "from secondary copies, not yet confirmed by the publisher"
            if survey.is_shipped
            else "from a file that this package does not know"
        )
        notes.append(f"Hollow: {spell_years(hollow)}, {whence}.")
    notes += _list_missing(survey, rows)
    drawn = {"status", *survey.headline.measures}
    for measure in survey.headline.measures:
        for last, scale in cast("Measure", survey.field[measure]).until.items():
            if (rows["edition"] <= last).any() and (rows["edition"] > last).any():
                notes.append(
                    f"Up to edition {last} points ran from {scale.freest} (most free) to "
                    f"{scale.least} (least free); their height does not compare with later ones."
                )
    for note in survey.notes:
        years = rows[rows["note"] == note.code]["year"].tolist()
        if years and drawn & set(note.measures):
            notes.append(f"{spell_years(years)}: {note.text}")
    return notes


def _list_missing(survey: Survey, rows: pd.DataFrame) -> list[str]:
    """Return what to say of rows with a status and without the one score there is."""
    if len(survey.headline.measures) > 1 or "status" not in rows:
        return []
    measure = cast("Measure", survey.field[survey.headline.measures[0]])
    score = rows[measure.id]
    if score.isna().all():
        first = measure.first_edition
        return [f"No score: scores begin with edition {first}." if first else "No score."]
    first_row = score.first_valid_index()
    missing = rows[score.isna() & rows["status"].notna() & (rows.index > first_row)]
    if missing.empty:
        return []
    return [f"No score for {spell_years(missing['year'].tolist())}."]


def last_scale(survey: Survey, rows: pd.DataFrame) -> Scale:
    """Return the scale of the last value of the headline."""
    field = survey.field[survey.headline.measures[0]]
    rated = rows[rows[field.id].notna()]
    edition = int((rated if len(rated) else rows)["edition"].iloc[-1])
    return cast("Scale", field.scale_in(edition))


def spell_years(years: list[int]) -> str:
    """Return years in words, three or more in a row as first and last."""
    runs: list[list[int]] = []
    for year in years:
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    many = 3
    return ", ".join(
        f"{run[0]}\N{EN DASH}{run[-1]}" if len(run) >= many else ", ".join(map(str, run))
        for run in runs
    )


def tell_source(survey: Survey, rows: pd.DataFrame) -> str:
    """Return where the rows are from: publisher, survey, releases, and how they reached us."""
    used = {source.id: source for source in survey.sources if source.id in set(rows["source"])}
    own = sorted({s.release for s in used.values() if s.grade in {"published", "resaved"}})
    origin = f"{survey.publisher}, {survey.title}"
    if own:
        origin += f", release{'s' if len(own) > 1 else ''} "
        origin += f"{own[0]}\N{EN DASH}{own[-1]}" if len(own) > 1 else own[0]
    if any(s.grade in {"compiled", "transcribed"} for s in used.values()):
        origin += ", in part" if own else ""
        origin += " from compilations" if own else ", from compilations"
    return origin


def tell_sources(
    survey: Survey, rows: pd.DataFrame, data: str | os.PathLike[str] | None
) -> tuple[str, str]:
    """Return the source line, in full and in short."""
    full = f"Source: {tell_source(survey, rows)}. {survey.short_terms}"
    version = tell_version(data)
    hollow = " Hollow: not yet confirmed." if (rows["grade"] == "secondary").any() else ""
    return f"{full} Picture: {version}", f"{full}{hollow} {version}"


def tell_version(data: str | os.PathLike[str] | None) -> str:
    """Name this package and the version of the data."""
    return f"freedomdata, data {read_descriptor(data)['version']}."


def tell_trend(survey: Survey, name: str, rows: pd.DataFrame, gaps: list[Gap]) -> str:
    """Describe the picture to somebody who cannot see it."""
    first, last = rows["year"].iloc[0], rows["year"].iloc[-1]
    span = f"{first}" if first == last else f"{first} to {last}"
    parts = [f"{name}, {survey.title}, {span}: {tell_story(survey, rows, gaps)}."]
    measures = survey.headline.measures
    told = [tell for measure in measures if (tell := _tell_measure(survey, rows, measure))]
    if told:
        scale = last_scale(survey, rows)
        what = "Ratings run" if len(measures) > 1 else "The score runs"
        told.append(f"{what} from {scale.freest}, most free, to {scale.least}, least free.")
    parts += told
    parts += [f"Break with edition {b.edition}: {b.short}." for b in list_breaks_of(survey, rows)]
    return " ".join([*parts, *(gap.sentence for gap in gaps), *list_notes(survey, rows)])


def _tell_measure(survey: Survey, rows: pd.DataFrame, measure: str) -> str:
    """Tell first and last, best and worst value since the last break that forbids to compare."""
    breaks = [
        b.edition
        for b in list_breaks_of(survey, rows)
        if not b.is_comparable and measure in b.measures
    ]
    rated = rows[rows["edition"] >= max(breaks, default=0)].dropna(subset=[measure])
    title, scale = survey.field[measure].title, last_scale(survey, rows)
    values, years = rated[measure].tolist(), rated["year"].tolist()
    if not values:
        return ""
    if len(set(values)) == 1:
        return f"{title}: {spell_value(values[0])} throughout."
    change = scale.freedom(values[-1]) - scale.freedom(values[0])
    went = "as free" if not change else "freer" if change > 0 else "less free"
    first, last = spell_value(values[0]), spell_value(values[-1])
    best, worst = (spell_value(pick(values, key=scale.freedom)) for pick in (max, min))
    return (
        f"{title}: {first} for {years[0]}, {last} for {years[-1]} ({went}), "
        f"at best {best}, at worst {worst}."
    )
