"""The pictures of all countries: `statuses`, `counts`, `movers`, `map`."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 (typer reads annotations)
from typing import Annotated

import typer

from freedomdata.choices import (  # noqa: TC001 (typer reads them)
    Grouping,
    Projection,
    Sort,
    Weight,
)
from freedomdata.cli.options import (
    Countries,
    MapMeasureOption,
    MeasureOption,
    OneSurvey,
    OnlyTerritoriesOption,
    TerritoriesOption,
    YearsOption,
    complete_country,
)
from freedomdata.cli.plotting import (
    JsonOption,
    Output,
    OutputOption,
    SizeOption,
    ThemeOption,
    name_countries,
    read_years,
    save_picture,
)

__all__ = ["counts", "draw_map", "movers", "statuses"]


def statuses(  # noqa: PLR0913 (each is an option)
    country: Countries,
    *,
    survey: OneSurvey = "fiw",
    years: YearsOption = None,
    sort: Annotated[Sort | None, typer.Option(help="Order of the rows.")] = None,
    territories: TerritoriesOption = True,
    only_territories: OnlyTerritoriesOption = False,
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
        territories="only" if only_territories else territories,
    )


def counts(  # noqa: PLR0913 (each is an option)
    *,
    survey: OneSurvey = "fiw",
    by: Annotated[
        Grouping | None,
        typer.Option(help="A panel for each region, of Freedom House or of UN M49."),
    ] = None,
    weight: Annotated[
        Weight | None, typer.Option(help="Count people in place of countries.")
    ] = None,
    share: Annotated[bool, typer.Option("--share", help="Shares in place of numbers.")] = False,
    years: YearsOption = None,
    territories: TerritoriesOption = False,
    only_territories: OnlyTerritoriesOption = False,
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
        territories="only" if only_territories else territories or None,
    )


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
    measure: MeasureOption = None,
    number: Annotated[int | None, typer.Option("-n", help="How many of each.", min=1)] = None,
    country: Annotated[
        list[str] | None,
        typer.Option(
            help="Only among these countries. May be repeated.",
            metavar="COUNTRY",
            autocompletion=complete_country,
        ),
    ] = None,
    territories: TerritoriesOption = False,
    only_territories: OnlyTerritoriesOption = False,
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
        territories="only" if only_territories else territories,
    )


def draw_map(  # noqa: PLR0913 (each is an option)
    year: Annotated[int, typer.Argument(help="Year covered.", metavar="YEAR")],
    *,
    survey: OneSurvey = "fiw",
    measure: MapMeasureOption = None,
    boundaries: Annotated[
        Path | None, typer.Option(help="A GeoJSON of your own.", metavar="FILE")
    ] = None,
    projection: Annotated[
        Projection | None, typer.Option(help="How the globe is made flat.")
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
