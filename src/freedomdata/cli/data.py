"""The commands that show what the tables have of a country: ratings, explanations, references."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

import freedomdata as fd
from freedomdata.choices import CiteStyle, Electoral  # noqa: TC001 (typer reads them)
from freedomdata.cli.options import (
    CountryArgument,
    CsvOption,
    JsonOption,
    OneSurveyOption,
    SurveyOption,
    complete_country,
    complete_survey,
)
from freedomdata.cli.printing import (
    WHOLE,
    format_number,
    format_period,
    format_published,
    format_status,
    list_rows,
    make_table,
    print_data,
    print_json,
    print_parts,
    print_text,
)
from freedomdata.errors import quietly

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd
    from rich.table import Table

    from freedomdata.explanation import Explanation
    from freedomdata.model import Measure, Survey

__all__ = [
    "cite",
    "explain",
    "format_explanation",
    "load_each",
    "show",
]

_STATUS_WIDTH = len("Partly Free")  # of the longest


def show(  # noqa: PLR0913 (each is an option)
    country: CountryArgument,
    *,
    survey: SurveyOption = None,
    known_on: Annotated[
        str | None,
        typer.Option(
            help="Show what was published by that day, a line per survey.", metavar="YYYY-MM-DD"
        ),
    ] = None,
    electoral: Annotated[
        Electoral | None,
        typer.Option(
            help="With --survey fiw, show who is an electoral democracy, too: as listed, or by the "
            "publisher's rule where no list is at hand."
        ),
    ] = None,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
) -> None:
    """
    Show a country's ratings: all surveys side by side by year, or one edition by edition.

    Example: freedomdata show "South Africa"
    """
    from freedomdata.countries import get_countries
    from freedomdata.data import get_survey
    from freedomdata.missing import describe_never

    country_id = fd.find_country(country)
    name = get_countries()[country_id].country
    record = None if survey is None else get_survey(survey)
    if electoral and (known_on or record is None or record.designation is None):
        raise fd.FreedomDataError(
            "--electoral is of all editions of Freedom in the World: give it with --survey fiw, "
            "and without --known-on"
        )
    if survey is None and known_on is None and not (as_json or as_csv):
        print_parts(*_format_side_by_side(name, country_id))
        return
    ids = [] if record is None else [record.id]
    with quietly():  # what is missing is refused
        if known_on is not None:
            frame = fd.load_panel(*ids, country=country_id, known_on=known_on, dtype_backend=WHOLE)
        elif record is not None:
            frame = fd.load(
                record.id,
                country=country_id,
                electoral=electoral or "published",
                dtype_backend=WHOLE,
            )
        else:
            frame = fd.load_panel(country=country_id, dtype_backend=WHOLE)
    if frame.empty and known_on is not None:
        raise fd.FreedomDataError(
            f"no survey at hand has {name} in the newest edition that it had published by "
            f"{known_on}"
        )
    if frame.empty:
        raise fd.FreedomDataError(describe_never(record, name))
    if print_data(frame, as_json=as_json, as_csv=as_csv):
        return
    if known_on is not None:
        print_parts(*_format_known(name, known_on, frame))
    elif record is not None:
        print_parts(*_format_survey(record, frame, has_electoral=electoral is not None))


def cite(
    surveys: Annotated[
        list[str] | None,
        typer.Argument(
            help="Ids of the surveys to cite: {surveys}.  [default: all that are at hand]",
            metavar="SURVEY",
            autocompletion=complete_survey,
        ),
    ] = None,
    *,
    style: Annotated[
        CiteStyle,
        typer.Option(help="A list of references, BibTeX, or CSL-JSON, for Zotero and Pandoc."),
    ] = "apa",
    country: Annotated[
        str | None,
        typer.Option(
            help="Cite only what the ratings of this country were read from.",
            metavar="COUNTRY",
            autocompletion=complete_country,
        ),
    ] = None,
) -> None:
    """
    Cite the files that surveys were read from, and this package with its data version.

    Every file is cited by itself, with the editions that were read from it; copies are called
    what they are. For a paper on one country give --country: then only files and editions are
    cited that have values of it. In Python, fd.cite(frame) does so for any selection.

    Example: freedomdata cite fiw --country China --style bibtex > ratings.bib
    """
    from freedomdata.data import open_data

    chosen = surveys or [survey.id for survey in open_data().surveys]
    what = chosen if country is None else _load_ratings(chosen, fd.find_country(country))
    print_text(fd.cite(what, style=style))


def explain(
    country: CountryArgument,
    edition: Annotated[
        int | None,
        typer.Argument(
            help="Edition, by the later year of its title.  [default: the newest]",
            metavar="EDITION",
        ),
    ] = None,
    *,
    survey: OneSurveyOption = "fiw",
    year: Annotated[int | None, typer.Option(help="Year covered, instead of EDITION.")] = None,
    as_json: JsonOption = False,
) -> None:
    """
    Explain a country's rating: how it follows, what changed, and from which cells it is.

    Example: freedomdata explain China 2013
    """
    explanation = fd.explain(country, edition, year=year, survey=survey)
    if as_json:
        print_json(explanation.to_dict())
    else:
        typer.echo(format_explanation(explanation))


def format_explanation(explanation: Explanation) -> str:
    """Return the note with its first line and its headings in bold; a file gets them plain."""
    from freedomdata.explanation.record import list_sections, write_head

    headings = {write_head(explanation)[0], *(title for title, _ in list_sections(explanation))}
    return "\n".join(
        typer.style(line, bold=True) if line in headings else line
        for line in str(explanation).splitlines()
    )


def load_each(surveys: Iterable[str], country_id: str, **options: Any) -> dict[str, pd.DataFrame]:
    """Return a country's rows in each of some surveys that has any."""
    with quietly():  # not each was rated by each survey
        frames = {id_: fd.load(id_, country=country_id, **options) for id_ in surveys}
    return {id_: frame for id_, frame in frames.items() if len(frame)}


def _load_ratings(surveys: list[str], country_id: str) -> pd.DataFrame:
    """Return all ratings of a country in some surveys, below each other."""
    import pandas as pd

    from freedomdata.countries import get_countries
    from freedomdata.data import get_survey
    from freedomdata.missing import describe_never

    frames = load_each(surveys, country_id)
    if not frames:
        only = get_survey(surveys[0]) if len(set(surveys)) == 1 else None
        raise fd.FreedomDataError(describe_never(only, get_countries()[country_id].country))
    return pd.concat(
        [frame.assign(survey=id_).astype(object) for id_, frame in frames.items()],
        ignore_index=True,
    )


def _format_survey(
    survey: Survey, frame: pd.DataFrame, *, has_electoral: bool
) -> list[Table | str]:
    """Return what to print of one country in one survey: a row per edition."""
    from freedomdata.data import open_data
    from freedomdata.missing import describe_items

    data, shown = open_data(), [measure for measure in survey.measures if measure.short]
    has_status = "status" in frame
    heads = [f">{m.short}" if m.scale else m.short for m in shown]
    heads += ["Electoral democracy"] if has_electoral else []
    table = make_table("Edition", "Covers", *(["Status"] if has_status else []), *heads, "Note")
    for row in list_rows(frame):
        table.add_row(
            row.edition_label,
            format_period(row.period_start, row.period_end),
            *([format_status(row.status)] if has_status else []),
            *(format_number(getattr(row, m.id)) + _mark(m, row.edition) for m in shown),
            *([_format_electoral(row)] if has_electoral else []),
            ", ".join(filter(None, (row.note, row.grade if row.grade == "secondary" else ""))),
        )
    used = set(frame["note"].dropna())
    return [
        f"[bold]{frame['country'].iloc[0]}[/] in {survey.title} ({survey.publisher})",
        table,
        f"[dim]{_format_scales(shown)}",
        *(
            f"[dim]{note.code}: {note.text}"
            for note in data.record(survey).notes
            if note.code in used
        ),
        *(
            [f"[dim]freedomdata explain: {describe_items(survey, data)}."]
            if survey.questions
            else []
        ),
    ]


def _format_electoral(row: Any) -> str:
    """Return whether a country is an electoral democracy, and if no list says so."""
    words = {True: "yes", False: "no"}.get(row.electoral_democracy, "")
    return f"{words}, by the rule" if getattr(row, "electoral_source", "") == "rule" else words


def _format_side_by_side(name: str, country_id: str) -> list[Table | str]:
    """Return what to print of one country in all surveys: a row per year covered."""
    from freedomdata.data import open_data
    from freedomdata.missing import describe_never
    from freedomdata.plots.wording import spell_years

    data = open_data()
    frames = load_each([survey.id for survey in data.surveys], country_id, dtype_backend=WHOLE)
    if not frames:
        raise fd.FreedomDataError(describe_never(None, name))
    surveys = [fd.SURVEYS[id_] for id_ in frames]
    table = make_table("Year", *(survey.title for survey in surveys))
    cells = {
        (survey.id, row.year): _summarize(survey, row)
        for survey in surveys
        for row in list_rows(frames[survey.id])
    }
    for year in sorted({year for _, year in cells}):
        table.add_row(str(year), *(cells.get((survey.id, year), "") for survey in surveys))
    has_copies = any((frame["grade"] == "secondary").any() for frame in frames.values())
    copies = "[dim]* from secondary copies, not yet confirmed by the publisher"
    return [
        f"[bold]{name}[/], by year covered",
        table,
        *(f"[dim]{s.title}: {_format_scales(_list_headline(s))}" for s in surveys),
        *(
            f"[dim]{survey.title}, {spell_years(years)}: {note.text}"
            for survey in surveys
            for note in data.record(survey).notes
            if (years := _list_years(frames[survey.id], note.code))
        ),
        *([copies] if has_copies else []),
    ]


def _format_known(name: str, day: str, frame: pd.DataFrame) -> list[Table | str]:
    """Return what to print of one country as it was known on a day: a row per survey."""
    table = make_table("Survey", "Edition", "Covers", "Status", "Measure", ">Value", "Published")
    editions = fd.list_editions()[["survey", "edition", "edition_label", "published", "precision"]]
    known = frame.astype({"survey": object}).merge(editions, on=["survey", "edition"])
    for row in list_rows(known):
        survey = fd.SURVEYS[row.survey]
        table.add_row(
            survey.title,
            row.edition_label,
            format_period(row.period_start, row.period_end),
            format_status(row.status),
            survey.headline.title,
            format_number(row.value) + _mark(_list_headline(survey)[0], row.edition),
            format_published(row),
        )
    surveys = [fd.SURVEYS[id_] for id_ in known["survey"]]
    return [
        f"[bold]{name}[/], as known on {day}",
        table,
        *(f"[dim]{s.title}: {_format_scales(_list_headline(s))}" for s in surveys),
    ]


def _format_scales(shown: Iterable[Measure]) -> str:
    """Return which end of the numbers shown is free."""
    parts = []
    for measure in shown:
        if measure.scale is None or measure.is_relative:
            continue
        older = "".join(
            f" (\N{DAGGER} up to edition {last}: {scale.freest} most free to {scale.least} least "
            "free, not comparable)"
            for last, scale in measure.until.items()
        )
        ends = f"{measure.scale.freest} most free to {measure.scale.least} least free"
        parts.append(f"{measure.short}: {measure.title.lower()}, {ends}{older}")
    return "; ".join(parts) + "."


def _summarize(survey: Survey, row: Any) -> str:
    """Return a row in few words: the status and the headline's measures."""
    status = getattr(row, "status", "")
    headline = _list_headline(survey)
    values = ", ".join(filter(None, (format_number(getattr(row, m.id)) for m in headline)))
    star = " *" if row.grade == "secondary" else ""
    text = f"{values}{star}{_mark(headline[0], row.edition)}"
    blanks = " " * (_STATUS_WIDTH - len(status))
    return f"{format_status(status)}{blanks}  {text}" if status else text


def _list_headline(survey: Survey) -> list[Measure]:
    """Return the measures that a survey shows first."""
    return [m for m in survey.measures if m.id in survey.headline.measures]


def _list_years(frame: pd.DataFrame, note: str) -> list[int]:
    """Return the years of the rows with a note."""
    years: list[int] = frame.loc[frame["note"] == note, "year"].tolist()
    return years


def _mark(measure: Measure, edition: int) -> str:
    """Return the mark of a value on an older scale."""
    return " \N{DAGGER}" if measure.scale_in(edition) != measure.scale else ""
