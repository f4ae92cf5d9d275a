"""The pictures of one country or a few: `trend`, `items`, `compare`."""

from __future__ import annotations

from typing import Annotated

import typer

import freedomdata as fd
from freedomdata.cli.options import (
    SURVEY_IDS,
    Countries,
    MeasureOption,
    OneSurvey,
    SurveyOption,
    YearsOption,
    complete_country,
    complete_survey,
)
from freedomdata.cli.plotting import (
    JsonOption,
    Output,
    OutputOption,
    SizeOption,
    ThemeOption,
    list_kinds,
    name_countries,
    read_editions,
    read_events,
    read_years,
    save_picture,
)

__all__ = ["compare", "items", "trend"]


def trend(  # noqa: PLR0913 (each is an option)
    ctx: typer.Context,
    country: Countries,
    *,
    survey: SurveyOption = None,
    measure: MeasureOption = None,
    years: YearsOption = None,
    predecessors: Annotated[
        bool, typer.Option("--predecessors", help="With the states that were there before.")
    ] = False,
    event: Annotated[
        list[str] | None,
        typer.Option(
            help="What is to be marked, in a year or on a day (1989-06-04). May be repeated.",
            metavar="YEAR=WORDS",
        ),
    ] = None,
    output: OutputOption = None,
    theme: ThemeOption = "light",
    size: SizeOption = "page",
    as_json: JsonOption = False,
) -> None:
    """
    Plot how ratings of a country went, in all surveys or in one; or those of several countries.

    Example: freedomdata plot trend China --years 1985-2025 --event 1989=Tiananmen -o china.svg
    """
    try:
        for name in country:
            fd.find_country(name)
    except fd.UnknownCountryError as error:
        if kinds := list_kinds(ctx):
            raise fd.UnknownCountryError(
                f"{error}; kinds of pictures are {', '.join(kinds)}"
            ) from None
        raise
    save_picture(
        "trend",
        Output(output, theme, size, as_json),
        name_countries(country),
        country=country[0] if len(country) == 1 else country,
        survey=survey,
        measure=measure,
        years=read_years(years),
        predecessors=predecessors or None,
        events=read_events(event),
    )


def items(  # noqa: PLR0913 (each is an option)
    country: Annotated[
        str,
        typer.Argument(
            help="Id, ISO code or name, such as CHN, CN or China.",
            metavar="COUNTRY",
            autocompletion=complete_country,
        ),
    ],
    *,
    editions: Annotated[
        str | None,
        typer.Option(
            help="One edition or two, such as 2013,2025, to be compared.", metavar="EDITIONS"
        ),
    ] = None,
    survey: OneSurvey = "fiw",
    output: OutputOption = None,
    theme: ThemeOption = "light",
    size: SizeOption = "page",
    as_json: JsonOption = False,
) -> None:
    """
    Plot the points that a country got for each question.

    Example: freedomdata plot items Hungary --editions 2013,2025 -o hungary.svg
    """
    save_picture(
        "items",
        Output(output, theme, size, as_json),
        ["items", *name_countries([country])],
        country=country,
        editions=read_editions(editions),
        survey=survey,
    )


def compare(  # noqa: PLR0913 (each is an option)
    country: Countries,
    *,
    survey: Annotated[
        list[str] | None,
        typer.Option(
            help=f"Id of a survey: {SURVEY_IDS}. May be repeated.  [default: all]",
            metavar="SURVEY",
            autocompletion=complete_survey,
            show_default=False,
        ),
    ] = None,
    years: YearsOption = None,
    output: OutputOption = None,
    theme: ThemeOption = "light",
    size: SizeOption = "page",
    as_json: JsonOption = False,
) -> None:
    """
    Plot countries side by side, in several surveys.

    Example: freedomdata plot compare Hungary Poland --years 2005-2025 -o neighbors.svg
    """
    save_picture(
        "compare",
        Output(output, theme, size, as_json),
        ["compare", *name_countries(country)],
        country=country[0] if len(country) == 1 else country,
        surveys=survey or None,
        years=read_years(years),
    )
