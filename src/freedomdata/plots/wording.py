"""What pictures say in words: what happened, what to know of it, and where it is from."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby
from typing import TYPE_CHECKING, cast

import pandas as pd

from freedomdata.countries import get_countries
from freedomdata.plots.words import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from freedomdata.data import Data
    from freedomdata.loading.editions import Incomplete
    from freedomdata.model import Edition, Measure, Scale, Survey
    from freedomdata.plots.times import Gap

__all__ = [
    "add_clauses",
    "join",
    "join_clauses",
    "last_scale",
    "list_covered",
    "list_missing",
    "list_notes",
    "spell_day",
    "spell_month",
    "spell_value",
    "spell_years",
    "tell_covered",
    "tell_incomplete",
    "tell_region",
    "tell_source",
    "tell_sources",
    "tell_story",
    "tell_version",
]

_NAMED = 12  # units in a note


def spell_value(value: float) -> str:
    """Return a value with the decimals that a reader needs, and with a true minus."""
    tenths = Decimal(repr(float(value))).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{float(tenths):g}".replace("-", "\N{MINUS SIGN}")


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


def join(names: Iterable[str]) -> str:
    """Return "A, B and C"."""
    *first, last = names
    return say("trend.and", first=", ".join(first), last=last) if first else last


def join_clauses(*parts: Sequence[str]) -> str:
    """Return each part as one sentence, its members between semicolons."""
    told = ["; ".join(filter(None, part)) for part in parts]
    return " ".join(f"{text[0].upper()}{text[1:]}." for text in told if text)


def add_clauses(text: str, notes: Iterable[str]) -> str:
    """Return a text with more at the end of its last sentence."""
    return "; ".join([text.rstrip("."), *(note.rstrip(".") for note in notes)]) + "."


def spell_month(day: date) -> str:
    """Return a month in words, with its year."""
    return say("common.month", month=say(f"common.month_{day.month}"), year=day.year)


def list_covered(record: Survey, rows: pd.DataFrame, wanted: list[int] | None) -> list[str]:
    """Say which edition answers for a single year that is not its own."""
    asked = {*wanted} if wanted else set()
    if len(asked) != 1 or rows.empty or asked & {*rows["year"].tolist()}:
        return []
    held = rows["edition"].iloc[0]
    return [tell_covered(asked.pop(), next(e for e in record.editions if e.edition == held))]


def tell_covered(year: int, edition: Edition) -> str:
    """Say which edition a year is in, and which days it covers."""
    start, end = (spell_month(day) for day in (edition.start, edition.end))
    return say("common.covered", year=year, edition=edition.label, start=start, end=end)


def tell_incomplete(key: str, one: Incomplete) -> str:
    """Say which edition lacks units, how many of how many, and which."""
    names = sorted(get_countries()[id_].country for id_ in one.lacking)
    if len(names) > _NAMED:
        names = [*names[:_NAMED], say("common.more", n=len(names) - _NAMED)]
    return say(
        f"common.{key}",
        year=one.year,
        edition=one.edition,
        n=len(one.lacking),
        of=one.of,
        names=join(names),
    )


def spell_day(day: date) -> str:
    """Return a day in words, with its year."""
    return say("common.day", day=day.day, month=spell_month(day))


def tell_region(title: str) -> str:
    """Return the title of a region, such as "Africa (Freedom House region)", in words."""
    name, _, whose = title.partition(" (")
    is_un = whose.startswith("UN")
    return say(f"common.region_{'un' if is_un else 'fh'}", region=name)


def tell_story(
    survey: Survey,
    rows: pd.DataFrame,
    gaps: Iterable[Gap] = (),
    *,
    is_cut: bool = False,
    measure: str | None = None,
) -> str:
    """
    Return in a few words how it is, since when, and what it was; `is_cut` before the end.

    Without statuses it is the last score; `measure` is the one that is shown, if not the survey's.
    """
    if "status" not in rows:
        return _tell_score(survey, rows, measure)
    rated = rows[rows["status"].notna()]
    if rated.empty:
        return say("trend.no_status")
    if len(rated) == 1:
        return say("trend.for_one_year", status=_last(rated), year=rated["year"].iloc[0])
    return _tell_statuses(survey, rated, gaps, is_cut=is_cut)


def _tell_score(survey: Survey, rows: pd.DataFrame, measure: str | None) -> str:
    """Return the last score that there is, with the rank if it is that of the survey."""
    is_own = measure in {None, survey.anchor, "rank"}
    shown = survey.anchor if is_own or measure is None else measure
    scored = rows[rows[shown].notna()]
    if scored.empty:
        return say("trend.unscored")
    last = scored.iloc[-1]
    is_ranked = is_own and "rank" in rows and pd.notna(last["rank"])
    return say(
        "trend.rank_story" if is_ranked else "trend.score_story",
        score=spell_value(last[shown]),
        rank=spell_value(last["rank"]) if is_ranked else None,
        edition=last.get("edition_label", last["edition"]),
    )


def _last(rows: pd.DataFrame) -> str:
    return say(f"status.{rows['status'].iloc[-1]}")


def _tell_statuses(survey: Survey, rows: pd.DataFrame, gaps: Iterable[Gap], *, is_cut: bool) -> str:
    """Return the last status of several, since when it has been, and what it was before."""
    years, statuses = rows["year"].tolist(), rows["status"].tolist()
    status, until = _last(rows), years[-1]
    others = [n for n, other in enumerate(statuses) if other != statuses[-1]]
    if not others:
        key = "whenever_rated" if any(gap.is_inside for gap in gaps) else "in_every_edition"
        return say(f"trend.{key}", status=status, first=years[0], last=until)
    since = years[others[-1] + 1]
    is_simple = len(list(groupby(statuses))) <= 2  # noqa: PLR2004 (it was one thing before)
    before = say(
        "trend.before" if is_simple else "trend.just_before",
        status=say(f"status.{statuses[others[-1]]}"),
    )
    edition = rows["edition"].iloc[-1]
    if is_cut or (survey.has_ended and edition == survey.editions[-1].edition):
        key = "then_span" if since < until else "then_year"
        return say(
            f"trend.{key}", status=status, first=since, last=until, year=until, before=before
        )
    if edition < survey.last_confirmed_edition:
        return say("trend.when_last_rated", status=status, year=until)
    return say("trend.since", status=status, year=since, before=before)


def list_notes(
    survey: Survey, rows: pd.DataFrame, measures: Sequence[str] | None = None
) -> list[str]:
    """Return what a reader must know about single years of the measures (or the headline)."""
    measures = measures or survey.headline.measures
    notes = []
    hollow = rows["year"][rows["grade"] == "secondary"].tolist()
    if hollow:
        whence = say("trend.from_copies" if survey.is_shipped else "trend.from_unknown")
        notes.append(say("trend.hollow", years=spell_years(hollow), whence=whence))
    notes += list_missing(survey, rows, measures)
    for measure in measures:
        for last, scale in cast("Measure", survey.field[measure]).until.items():
            if (rows["edition"] <= last).any() and (rows["edition"] > last).any():
                freest, least = spell_value(scale.freest), spell_value(scale.least)
                notes.append(say("trend.older_scale", edition=last, freest=freest, least=least))
    for note in survey.notes if rows["note"].notna().any() else ():
        years = rows["year"][rows["note"] == note.code].tolist()
        if years and {"status", *measures} & set(note.measures):
            notes.append(say("trend.note", years=spell_years(years), text=note.text))
    return notes


def list_missing(survey: Survey, rows: pd.DataFrame, measures: Sequence[str]) -> list[str]:
    """Return what to say of rows with a status and without the one score there is."""
    if len(measures) > 1 or "status" not in rows:
        return []
    measure = cast("Measure", survey.field[measures[0]])
    score = rows[measure.id]
    if score.isna().all():
        first = measure.first_edition
        if first is None:
            return [say("trend.no_score_at_all")]
        return [say("trend.scores_begin", edition=first)]
    first_row = score.first_valid_index()
    missing = rows[score.isna() & rows["status"].notna() & (rows.index > first_row)]
    if missing.empty:
        return []
    return [say("trend.no_score_for", years=spell_years(missing["year"].tolist()))]


def last_scale(field: Measure, rows: pd.DataFrame) -> Scale:
    """Return the scale of the last value of a measure."""
    editions, held = rows["edition"].to_numpy(), rows[field.id].notna().to_numpy()
    edition = (editions[held] if held.any() else editions)[-1]
    return cast("Scale", field.scale_in(int(edition)))


def tell_source(survey: Survey, rows: pd.DataFrame) -> str:
    """Return where the rows are from: publisher, survey, releases, and how they reached us."""
    used = {source.id: source for source in survey.sources if source.id in set(rows["source"])}
    own = sorted({s.release for s in used.values() if s.grade in {"published", "resaved"}})
    origin = say("trend.origin", publisher=survey.publisher, survey=survey.title)
    if own:
        key = "trend.releases" if len(own) > 1 else "trend.release"
        origin = say(key, origin=origin, first=own[0], last=own[-1])
    if any(s.grade in {"compiled", "transcribed"} for s in used.values()):
        origin = say("trend.in_part_compiled" if own else "trend.compiled", origin=origin)
    return origin


def tell_sources(survey: Survey, rows: pd.DataFrame, data: Data) -> tuple[str, str]:
    """Return the source line, in full and in short."""
    origin, version = tell_source(survey, rows), tell_version(data)
    hollow = say("trend.hollow_short") if (rows["grade"] == "secondary").any() else ""
    words = {"origin": origin, "terms": survey.short_terms, "version": version, "hollow": hollow}
    return say("trend.source", **words), say("trend.source_short", **words)


def tell_version(data: Data) -> str:
    """Name this package and the version of the data."""
    return say("trend.version", version=data.version)
