"""Find the country-edition that is asked for, and explain it."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from freedomdata.arguments import read_number
from freedomdata.calls import explain_calls
from freedomdata.countries import find_country, get_countries
from freedomdata.data import get_survey, open_data
from freedomdata.errors import FreedomDataError
from freedomdata.explanation.facts import gather, list_corrections, list_files, list_rows
from freedomdata.explanation.parts import Figure, Remark
from freedomdata.explanation.record import Explanation
from freedomdata.explanation.reports import find_report
from freedomdata.explanation.steps import find_change, list_steps
from freedomdata.missing import describe_items, describe_never

if TYPE_CHECKING:
    import os
    from collections.abc import Collection, Iterable

    from freedomdata.data import Data
    from freedomdata.explanation.facts import Facts
    from freedomdata.model import Edition, Survey

__all__ = ["explain"]


@explain_calls
def explain(
    country: str,
    edition: int | None = None,
    *,
    year: int | None = None,
    survey: str = "fiw",
    data: str | os.PathLike[str] | None = None,
) -> Explanation:
    """
    Explain one country's rating: how it follows, what changed, and which cells it is from.

    Parameters
    ----------
    country : str
        Id, ISO code or name of a country or territory.
    edition : int, optional
        Edition, by the later year of its title. Where the survey has none of that title, the one
        that covers that year. By default the newest that rates the country.
    year : int, optional
        The year covered, instead of the edition. A year without an edition of its own is that of
        the edition that covers it: in ``"fiw"`` 1981 is in edition 1982.
    survey : str, default "fiw"
        Survey id, a key of :data:`freedomdata.SURVEYS`.
    data : path, optional
        Another data directory. ``FREEDOMDATA_DATA`` or the tables in the package by default.

    Returns
    -------
    Explanation
        Print it; a notebook shows its tables; its ``to_dict()`` is for programs.

    Raises
    ------
    UnknownSurveyError
        If `survey` is no id of a survey.
    UnknownCountryError, AmbiguousCountryError
        If the country is not known, or may be several.
    FreedomDataError
        If there is no such edition or year, the edition does not have the country, or both
        `edition` and `year` are given; the message says what there is.
    SourceError
        If `data` is no data directory, or lacks the survey.

    See Also
    --------
    load : The survey's table.
    list_breaks : Where values before and after do not compare.

    Notes
    -----
    The steps are those that the survey's record declares and every build proves: sums, cut-offs,
    bands of the status. Every value is one of the tables, none is computed; what a step gives
    is given beside what is published. Edition N of Freedom in the World covers the year N - 1.

    The address of the publisher's own report is made by rule from the name and the edition. Nobody
    opened it: pages move, and a unit may be called otherwise there. Editions before the reports
    were on the web have none.

    Examples
    --------
    >>> china = explain("China", 2013)
    >>> china
    <Explanation: fiw, CHN, edition 2013>
    >>> print(str(china).splitlines()[0])
    China (CHN) in Freedom in the World, edition 2013: Not Free.
    >>> china.steps[-1].arithmetic, china.steps[-1].gives, china.steps[-1].verdict
    ('(7 + 6) / 2 = 6.5, within 5.5 to 7', 'Not Free', 'equal')
    >>> [file.source for file in china.files]
    ['fiw-2025-ratings', 'fiw-2025-all-data', 'fiw-1989-2016-electoral']
    >>> {cell.measure: cell.cell for cell in china.files[1].cells}["total_score"]
    'AR2553'
    >>> link = explain("China", 2024).report
    >>> link.url, link.is_checked
    ('https://freedomhouse.org/country/china/freedom-world/2024', False)
    """
    record = get_survey(survey)
    title, covered = read_number("edition", edition), read_number("year", year)
    if title is not None and covered is not None:
        raise FreedomDataError(
            "give the edition or the year covered, not both: "
            "most editions cover the year before the one in their title"
        )
    country_id = find_country(country)
    data = open_data(data)
    data.require(record)
    record = data.record(record)
    rows = list_rows(record.id, data, country_id=country_id)
    if not rows:
        raise FreedomDataError(describe_never(record, get_countries()[country_id].country))
    found, asked = _find_edition(record, rows, title, covered)
    held = {row["edition"] for row in rows}
    if found.edition not in held:
        raise FreedomDataError(_write_not_rated(record, country_id, held, found, data))
    facts = gather(record, rows, found, data)
    return _make(facts, asked, _find_questions(facts, data), held)


def _find_edition(
    survey: Survey, rows: list[dict[str, Any]], title: int | None, year: int | None
) -> tuple[Edition, str | None]:
    """Return the edition that is meant, and how the request was understood."""
    by_title = {e.edition: e for e in survey.editions}
    if title is None and year is None:
        rated = [row["edition"] for row in rows if row[survey.anchor] is not None]
        newest = by_title[max(rated or [row["edition"] for row in rows])]
        return newest, "The newest edition that rates it."
    if title in by_title:
        return by_title[title], None
    wanted = year if title is None else title
    found = None if wanted is None else survey.find_edition(wanted)
    if found is None:
        raise FreedomDataError(_write_no_edition(survey, title, year))
    if title is not None:
        return found, f"No edition has the title {wanted}; this one covers that year."
    asked = f"Asked for by the year covered, {wanted}"
    if found.year == wanted:
        return found, f"{asked}."
    return found, f"{asked}; edition {found.label} covers {found.start} to {found.end}."


def _write_no_edition(survey: Survey, title: int | None, year: int | None) -> str:
    """Return which editions there are, or which years they cover."""
    if title is not None:
        titles = [e.edition for e in survey.editions]
        return (
            f"{survey.title} has no edition {title}, nor one that covers that year; "
            f"it has {_list_runs(titles, range(titles[0], titles[-1] + 1))}"
        )
    years = [e.year for e in survey.editions]
    return (
        f"no edition of {survey.title} has the year covered {year}; "
        f"there is {_list_runs(years, range(years[0], years[-1] + 1))}"
    )


def _write_not_rated(
    survey: Survey,
    country_id: str,
    held: set[int],
    edition: Edition,
    data: Data,
) -> str:
    """Return in which editions the unit is, and who was rated instead."""
    country = get_countries()[country_id]
    listed = {r["country_id"] for r in list_rows(survey.id, data, edition=edition.edition)}
    kin = [get_countries()[id_] for id_ in (*country.predecessors, *country.successors)]
    instead = [f"{c.country} ({c.country_id})" for c in kin if c.country_id in listed]
    return (
        f"{survey.title} does not rate {country.country} ({country_id}) in edition "
        f"{edition.label}; it is rated in {_list_runs(held, [e.edition for e in survey.editions])}"
        + (f". Edition {edition.label} rates {' and '.join(instead)}" if instead else "")
    )


def _list_runs(numbers: Collection[int], among: Iterable[int]) -> str:
    """Return numbers in words, those that follow each other `among` all as first to last."""
    runs = [list(run) for is_held, run in groupby(among, key=numbers.__contains__) if is_held]
    return ", ".join(f"{run[0]} to {run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs)


def _find_questions(facts: Facts, data: Data) -> str | None:
    """Return which editions have questions, where this one has none."""
    questions = facts.survey.questions
    if not questions or {*questions} & facts.values.keys():
        return None
    items = {item.id for item in facts.survey.items}
    what = "questions, only their subtotals" if items & facts.values.keys() else "questions"
    return f"This edition has no {what}: {describe_items(facts.survey, data)}."


def _make(facts: Facts, asked: str | None, questions: str | None, held: set[int]) -> Explanation:
    """Return the explanation; `held` are all editions that have the unit."""
    survey, row, edition = facts.survey, facts.row, facts.edition
    note = next((n for n in survey.notes if n.code == row["note"]), None)
    other = survey.find_edition(edition.edition)  # which covers the year in the title
    is_other = other is not None and other != edition and other.edition in held
    return Explanation(
        survey=survey.id,
        survey_title=survey.title,
        country_id=row["country_id"],
        country=row["country"],
        is_territory=row["is_territory"],
        edition=edition.edition,
        edition_label=row["edition_label"],
        period_start=edition.start,
        period_end=edition.end,
        year=row["year"],
        year_of_title=other.edition if other and is_other else None,
        asked=asked,
        questions=questions,
        status=row.get("status"),
        grade=row["grade"],
        note=Remark(note.code, note.text) if note else None,
        headline=_list_headline(facts),
        values=dict(facts.values),
        steps=list_steps(facts),
        change=find_change(facts),
        files=list_files(facts),
        corrections=list_corrections(facts),
        revisions=facts.revisions,
        report=find_report(survey, row["country_id"], edition),
        data_version=facts.data_version,
        citation=survey.citation,
        terms=survey.terms,
    )


def _list_headline(facts: Facts) -> tuple[Figure, ...]:
    """Return the measures shown where there is room for few, but for the parts of others."""
    parts = {term for rule in facts.survey.sums for term in rule.terms}
    figures = []
    for measure in facts.survey.measures:
        if measure.short and measure.id not in parts and measure.id in facts.values:
            scale = None if measure.is_relative else measure.scale_in(facts.edition.edition)
            ends = (scale.freest, scale.least) if scale else (None, None)
            figures.append(Figure(measure.id, measure.title, facts.values[measure.id], *ends))
    return tuple(figures)
