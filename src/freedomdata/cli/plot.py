"""The commands that draw: each kind of picture, and an atlas with a page for every country."""

from __future__ import annotations

import re
from functools import partial, update_wrapper
from inspect import Parameter, signature
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

import freedomdata as fd
from freedomdata.choices import (
    Ending,
    Grouping,
    Projection,
    SizeName,
    Sort,
    ThemeName,
    Weight,
)
from freedomdata.cli.options import (
    Command,
    CountriesArgument,
    CountryArgument,
    MapMeasureOption,
    MeasureOption,
    OneSurveyOption,
    OnlyTerritoriesOption,
    SurveyOption,
    TerritoriesOption,
    YearsOption,
    complete_country,
    complete_survey,
    read_editions,
    read_events,
    read_years,
)
from freedomdata.cli.printing import print_json, print_text, show_progress

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

__all__ = ["atlas", "plot"]

_UNNAMED = "freedomdata.plot"  # where a context keeps the kinds, when none of them was named
_MANY = 3  # countries that the name of a file names

_Prepared = tuple[partial[Any], str]  # a function that draws, and the name of the file

_OutputOption = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        help="File to write: .png, .svg or .pdf.  [default: a .png named for what is shown]",
    ),
]
_ThemeOption = Annotated[ThemeName, typer.Option("--theme", help="Kind of paper.")]
_SizeOption = Annotated[
    SizeName, typer.Option("--size", help="A whole page, one column, or a slide of 16:9.")
]
_AltTextOption = Annotated[
    bool, typer.Option("--json", help="Print the path and the alt text as JSON.")
]


class _Kinds(TyperGroup):
    """The kinds of pictures; words that name none are what the trend is of."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the kind of picture first: it may come after options, or be left out."""
        if args and args[0] not in {*self.commands, *ctx.help_option_names}:
            named = [word for word in args if word in self.commands]
            if named and args[0].startswith("-"):
                args.remove(named[0])
                args = [named[0], *args]
            else:
                ctx.meta[_UNNAMED] = [*self.commands]
                args = ["trend", *args]
        rest: list[str] = super().parse_args(ctx, args)
        return rest

    def shell_complete(self, ctx: Any, incomplete: str) -> list[Any]:
        """Complete the kinds of pictures, and countries, which need none."""
        kinds: list[Any] = super().shell_complete(ctx, incomplete)
        countries = self.commands["trend"].params[0]
        return kinds + countries.shell_complete(ctx, incomplete)


plot: typer.Typer = typer.Typer(
    name="plot",
    cls=_Kinds,
    no_args_is_help=True,
    rich_markup_mode=None,
    subcommand_metavar="[KIND] ...",
    help="Plot the ratings; up, or right, is freer.\n\n"
    "Without a KIND it is trend: freedomdata plot China is freedomdata plot trend China.\n\n"
    "Example: freedomdata plot China -o china.svg",
)


def _picture(command: Callable[..., _Prepared]) -> Callable[..., None]:
    """
    Give a command the options of how a picture looks and where it is saved, and do so.

    The command itself only prepares the picture, with the options that are its own.
    """

    def save(
        *args: Any,
        output: _OutputOption = None,
        theme: _ThemeOption = "light",
        size: _SizeOption = "page",
        as_json: _AltTextOption = False,
        **options: Any,
    ) -> None:
        import matplotlib as mpl

        draw, name = command(*args, **options)
        mpl.use("Agg")
        target = output or Path(name)
        with fd.style(theme, size=size):
            drawn = draw()
            fd.save(drawn, target)
        if as_json:
            print_json({"path": str(target), "alt_text": fd.alt_text(drawn)})
        else:
            print_text(target)

    own, shared = (signature(function, eval_str=True) for function in (command, save))
    added = [p for p in shared.parameters.values() if p.kind is Parameter.KEYWORD_ONLY]
    every = [*own.parameters.values(), *added]
    update_wrapper(save, command)
    save.__annotations__ = {parameter.name: parameter.annotation for parameter in every}
    save.__signature__ = own.replace(parameters=every)  # type: ignore[attr-defined]
    return save


@plot.command(cls=Command)
@_picture
def trend(  # noqa: PLR0913 (each is an option)
    ctx: typer.Context,
    country: CountriesArgument,
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
) -> _Prepared:
    """
    Plot how ratings of a country went, in all surveys or in one; or those of several countries.

    Example: freedomdata plot trend China --years 1985-2025 --event 1989=Tiananmen -o china.svg
    """
    try:
        for name in country:
            fd.find_country(name)
    except fd.UnknownCountryError as error:
        if kinds := ctx.meta.get(_UNNAMED):
            raise fd.UnknownCountryError(
                f"{error}; kinds of pictures are {', '.join(kinds)}"
            ) from None
        raise
    return _prepare(
        "trend",
        _name_countries(country),
        country=country[0] if len(country) == 1 else country,
        survey=survey,
        measure=measure,
        years=read_years(years),
        predecessors=predecessors or None,
        events=read_events(event),
    )


@plot.command(cls=Command)
@_picture
def statuses(  # noqa: PLR0913 (each is an option)
    country: CountriesArgument,
    *,
    survey: OneSurveyOption = "fiw",
    years: YearsOption = None,
    sort: Annotated[Sort | None, typer.Option(help="Order of the rows.")] = None,
    territories: TerritoriesOption = True,
    only_territories: OnlyTerritoriesOption = False,
) -> _Prepared:
    """
    Plot the statuses of many countries by year, a row for each; a region is all that are in it.

    Example: freedomdata plot statuses Africa --years 1990-2025 -o africa.pdf
    """
    return _prepare(
        "statuses",
        ["statuses", *_name_countries(country)],
        country=country[0] if len(country) == 1 else country,
        survey=survey,
        years=read_years(years),
        sort=sort,
        territories="only" if only_territories else territories,
    )


@plot.command(cls=Command)
@_picture
def counts(  # noqa: PLR0913 (each is an option)
    *,
    survey: OneSurveyOption = "fiw",
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
) -> _Prepared:
    """
    Plot how many countries have which status, by year.

    Example: freedomdata plot counts --by region --share -o counts.svg
    """
    return _prepare(
        "counts",
        ["counts", survey, *(["by", by] if by else [])],
        survey=survey,
        by=by,
        weight=weight,
        share=share or None,
        years=read_years(years),
        territories="only" if only_territories else territories or None,
    )


@plot.command(cls=Command)
@_picture
def movers(  # noqa: PLR0913 (each is an option)
    since: Annotated[int, typer.Argument(help="First year covered.", metavar="SINCE")],
    until: Annotated[
        int | None,
        typer.Argument(
            help="Last year covered.  [default: the newest]",
            metavar="UNTIL",
        ),
    ] = None,
    *,
    survey: OneSurveyOption = "fiw",
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
) -> _Prepared:
    """
    Plot the countries that gained and lost most from one year to another.

    Example: freedomdata plot movers 2013 2025 -n 10 -o movers.png
    """
    return _prepare(
        "movers",
        ["movers", since, *([until] if until else [])],
        since=since,
        until=until,
        survey=survey,
        measure=measure,
        n=number,
        country=country or None,
        territories="only" if only_territories else territories,
    )


@plot.command(cls=Command)
@_picture
def items(
    country: CountryArgument,
    *,
    editions: Annotated[
        str | None,
        typer.Option(
            help="One edition or two, such as 2013,2025, to be compared.", metavar="EDITIONS"
        ),
    ] = None,
    survey: OneSurveyOption = "fiw",
) -> _Prepared:
    """
    Plot the points that a country got for each question.

    Example: freedomdata plot items Hungary --editions 2013,2025 -o hungary.svg
    """
    return _prepare(
        "items",
        ["items", *_name_countries([country])],
        country=country,
        editions=read_editions(editions),
        survey=survey,
    )


@plot.command("map", cls=Command)
@_picture
def draw_map(
    year: Annotated[int, typer.Argument(help="Year covered.", metavar="YEAR")],
    *,
    survey: OneSurveyOption = "fiw",
    measure: MapMeasureOption = None,
    boundaries: Annotated[
        Path | None, typer.Option(help="A GeoJSON of your own.", metavar="FILE")
    ] = None,
    projection: Annotated[
        Projection | None, typer.Option(help="How the globe is made flat.")
    ] = None,
) -> _Prepared:
    """
    Plot a map of the world in one year.

    Example: freedomdata plot map 2025 -o world.svg
    """
    return _prepare(
        "map",
        ["map", year, survey],
        year=year,
        survey=survey,
        measure=measure,
        boundaries=boundaries,
        projection=projection,
    )


@plot.command(cls=Command)
@_picture
def compare(
    country: CountriesArgument,
    *,
    survey: Annotated[
        list[str] | None,
        typer.Option(
            help="Id of a survey: {surveys}. May be repeated.  [default: all]",
            metavar="SURVEY",
            autocompletion=complete_survey,
        ),
    ] = None,
    years: YearsOption = None,
) -> _Prepared:
    """
    Plot countries side by side, in several surveys.

    Example: freedomdata plot compare Hungary Poland --years 2005-2025 -o neighbors.svg
    """
    return _prepare(
        "compare",
        ["compare", *_name_countries(country)],
        country=country[0] if len(country) == 1 else country,
        surveys=survey or None,
        years=read_years(years),
    )


def atlas(  # noqa: PLR0913 (each is an option)
    *,
    output: Annotated[
        Path, typer.Option("--output", "-o", help="A directory, or a .pdf file.", metavar="PATH")
    ],
    country: Annotated[
        list[str] | None,
        typer.Option(
            help="A page for this one. May be repeated.  [default: all that were ever rated]",
            metavar="COUNTRY",
            autocompletion=complete_country,
        ),
    ] = None,
    ending: Annotated[
        Ending | None,
        typer.Option("--format", help="Of the files in a directory.  [default: svg]"),
    ] = None,
    jobs: Annotated[
        int | None,
        typer.Option(
            "--jobs", "-j", min=1, help="Processes that draw.  [default: one for each core]"
        ),
    ] = None,
    theme: _ThemeOption = "light",
    size: _SizeOption = "page",
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the path and the number of pages as JSON.")
    ] = False,
) -> None:
    """
    Plot a page for every country and territory: a directory to browse, or one PDF with bookmarks.

    What is there already, whole and from the same data, is not drawn again: to go on after an
    interruption give the same command again.

    Example: freedomdata atlas -o atlas.pdf
    """
    done: list[int] = []  # pages that are there, each time one more is; the first were there
    total = 0
    with show_progress() as update:

        def count(number: int, of: int, what: str) -> None:
            nonlocal total
            done.append(number)
            total = of
            update(number, of, what)

        try:
            with fd.style(theme, size=size):
                fd.plot_atlas(
                    output, country=country or None, ending=ending, jobs=jobs, progress=count
                )
        except KeyboardInterrupt:
            raise fd.FreedomDataError(
                f"interrupted with {done[-1] if done else 0} of {total} pages: the same command "
                "goes on from there"
            ) from None
    drawn = done[-1] - done[0]
    if as_json:
        print_json({"path": str(output), "pages": total, "drawn": drawn})
    else:
        print_text(f"{output}: {total} pages, {drawn} of them drawn now")


def _prepare(kind: str, words: Iterable[Any], **options: Any) -> _Prepared:
    """Return what draws a kind of picture as the options say, and a file name of some words."""
    given = {name: value for name, value in options.items() if value is not None}
    name = re.sub(r"\W+", "-", "-".join(map(str, words))).strip("-").lower()
    return partial(getattr(fd, f"plot_{kind}"), **given), f"{name}.png"


def _name_countries(names: Iterable[str]) -> list[str]:
    """Return countries as they are called in the name of a file; of many the first few."""
    called = [_name(name) for name in names]
    more = len(called) - _MANY
    return called if more <= 0 else [*called[:_MANY], "and", str(more), "more"]


def _name(name: str) -> str:
    """Return a country as it is called in the name of a file."""
    from freedomdata.countries import get_countries

    try:
        return get_countries()[fd.find_country(name)].country
    except fd.FreedomDataError:  # a region; or what the picture will refuse
        return name
