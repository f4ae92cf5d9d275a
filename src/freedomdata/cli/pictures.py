"""The kinds of pictures, a command each."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 (typer reads annotations)
from typing import Annotated

import typer

import freedomdata as fd
from freedomdata.cli.options import (
    OneSurvey,
    SurveyOption,
    complete_country,
    complete_measure,
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
    plot,
    read_editions,
    read_events,
    read_years,
    save_picture,
)

__all__ = ["plot"]

_Countries = Annotated[
    list[str],
    typer.Argument(
        help="Ids, ISO codes or names, such as CHN, CN or China.",
        metavar="COUNTRY",
        autocompletion=complete_country,
    ),
]
_Years = Annotated[
    str | None,
    typer.Option(
        "--years",
        help="Years covered, such as 1990-2025.  [default: all]",
        metavar="FROM-TO",
        show_default=False,
    ),
]
_Measure = Annotated[
    str | None,
    typer.Option(
        "--measure",
        help="Id of one measure, such as total_score.  [default: the survey's own choice]",
        metavar="MEASURE",
        autocompletion=complete_measure,
        show_default=False,
    ),
]
_Territories = Annotated[
    bool,
    typer.Option("--territories/--no-territories", help="With territories, or countries alone."),
]


@plot.command()
def trend(  # noqa: PLR0913 (each is an option)
    ctx: typer.Context,
    country: _Countries,
    *,
    survey: SurveyOption = None,
    measure: _Measure = None,
    years: _Years = None,
    predecessors: Annotated[
        bool, typer.Option("--predecessors", help="With the states that were there before.")
    ] = False,
    event: Annotated[
        list[str] | None,
        typer.Option(help="An event to be marked. May be repeated.", metavar="YEAR=WORDS"),
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


@plot.command()
def statuses(  # noqa: PLR0913 (each is an option)
    country: _Countries,
    *,
    survey: OneSurvey = "fiw",
    years: _Years = None,
    sort: Annotated[
        str | None,
        typer.Option(help="Order of the rows, such as name.", metavar="ORDER"),
    ] = None,
    territories: _Territories = True,
    output: OutputOption = None,
    theme: ThemeOption = "light",
    size: SizeOption = "page",
    as_json: JsonOption = False,
) -> None:
    """
    Plot the statuses of many countries by year, a row for each; a region is all that are in it.

    Example: freedomdata plot statuses Africa --years 1990-2025 -o africa.pdf
    """
    save_picture(
        "statuses",
        Output(output, theme, size, as_json),
        ["statuses", *name_countries(country)],
        country=country[0] if len(country) == 1 else country,
        survey=survey,
        years=read_years(years),
        sort=sort,
        territories=territories,
    )


@plot.command()
def counts(  # noqa: PLR0913 (each is an option)
    *,
    survey: OneSurvey = "fiw",
    by: Annotated[
        str | None, typer.Option(help="A panel for each, such as region.", metavar="WHAT")
    ] = None,
    weight: Annotated[
        str | None, typer.Option(help="Count people in place of countries.", metavar="WHAT")
    ] = None,
    share: Annotated[bool, typer.Option("--share", help="Shares in place of numbers.")] = False,
    years: _Years = None,
    territories: _Territories = False,
    output: OutputOption = None,
    theme: ThemeOption = "light",
    size: SizeOption = "page",
    as_json: JsonOption = False,
) -> None:
    """
    Plot how many countries have which status, by year.

    Example: freedomdata plot counts --by region --share -o counts.svg
    """
    save_picture(
        "counts",
        Output(output, theme, size, as_json),
        ["counts", survey, *(["by", by] if by else [])],
        survey=survey,
        by=by,
        weight=weight,
        share=share or None,
        years=read_years(years),
        territories=territories or None,
    )


@plot.command()
def movers(  # noqa: PLR0913 (each is an option)
    since: Annotated[int, typer.Argument(help="First year covered.", metavar="SINCE")],
    until: Annotated[
        int | None,
        typer.Argument(
            help="Last year covered.  [default: the newest]", metavar="UNTIL", show_default=False
        ),
    ] = None,
    *,
    survey: OneSurvey = "fiw",
    measure: _Measure = None,
    number: Annotated[int | None, typer.Option("-n", help="How many of each.", min=1)] = None,
    country: Annotated[
        list[str] | None,
        typer.Option(
            help="Only among these countries. May be repeated.",
            metavar="COUNTRY",
            autocompletion=complete_country,
        ),
    ] = None,
    territories: _Territories = True,
    output: OutputOption = None,
    theme: ThemeOption = "light",
    size: SizeOption = "page",
    as_json: JsonOption = False,
) -> None:
    """
    Plot the countries that gained and lost most from one year to another.

    Example: freedomdata plot movers 2013 2025 -n 10 -o movers.png
    """
    save_picture(
        "movers",
        Output(output, theme, size, as_json),
        ["movers", since, *([until] if until else [])],
        since=since,
        until=until,
        survey=survey,
        measure=measure,
        n=number,
        country=country or None,
        territories=territories,
    )


@plot.command()
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


@plot.command("map")
def draw_map(  # noqa: PLR0913 (each is an option)
    year: Annotated[int, typer.Argument(help="Year covered.", metavar="YEAR")],
    *,
    survey: OneSurvey = "fiw",
    measure: _Measure = None,
    boundaries: Annotated[
        Path | None, typer.Option(help="A GeoJSON of your own.", metavar="FILE")
    ] = None,
    projection: Annotated[
        str | None, typer.Option(help="How the globe is made flat, such as robinson.")
    ] = None,
    output: OutputOption = None,
    theme: ThemeOption = "light",
    size: SizeOption = "page",
    as_json: JsonOption = False,
) -> None:
    """
    Plot a map of the world in one year.

    Example: freedomdata plot map 2025 -o world.svg
    """
    save_picture(
        "map",
        Output(output, theme, size, as_json),
        ["map", year, survey],
        year=year,
        survey=survey,
        measure=measure,
        boundaries=boundaries,
        projection=projection,
    )


@plot.command()
def compare(  # noqa: PLR0913 (each is an option)
    country: _Countries,
    *,
    survey: Annotated[
        list[str] | None,
        typer.Option(
            help="Id of a survey. May be repeated.  [default: all]",
            metavar="SURVEY",
            autocompletion=complete_survey,
            show_default=False,
        ),
    ] = None,
    years: _Years = None,
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
