"""
The arguments and options that several commands share, what a shell completes, how texts are read.

Each is declared once, as a type that commands give to their parameters: typer reads those. What
surveys and measures there are is read when a help or a completion lists them, not before.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand

import freedomdata as fd
from freedomdata.choices import Code

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "AskedSurveyArgument",
    "CodeOption",
    "Command",
    "CountriesArgument",
    "CountryArgument",
    "CsvOption",
    "EditionOption",
    "JsonOption",
    "MapMeasureOption",
    "MeasureOption",
    "MeasuresOption",
    "OneSurveyOption",
    "OnlyTerritoriesOption",
    "SomeCountriesOption",
    "SurveyArgument",
    "SurveyOption",
    "TerritoriesOption",
    "YearArgument",
    "YearsOption",
    "complete_country",
    "complete_survey",
    "merge_years",
    "read_editions",
    "read_events",
    "read_names",
    "read_years",
]


class Command(TyperCommand):
    """A command that fills the lists of surveys and measures into its help."""

    params: list[Any]

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help."""
        lists = {
            "surveys": ", ".join(fd.SURVEYS),
            "measures": ", ".join(_list_measures()),
            "mapped": ", ".join(_list_scales()),
        }
        for parameter in self.params:
            if parameter.help:
                parameter.help = parameter.help.format(**lists)
        super().format_help(ctx, formatter)


def _list_scales() -> list[str]:
    """Return the ids of measures on a scale."""
    surveys = fd.SURVEYS.values()
    return list(dict.fromkeys(m.id for survey in surveys for m in survey.measures if m.scale))


def _list_measures() -> list[str]:
    """Return the same, with the names of what each survey shows first."""
    return list(dict.fromkeys([*(s.headline.id for s in fd.SURVEYS.values()), *_list_scales()]))


def _complete(incomplete: str, words: Iterable[str]) -> list[str]:
    """Return the words that begin so."""
    return [word for word in words if word.casefold().startswith(incomplete.casefold())]


def complete_country(incomplete: str) -> list[str]:
    """Return the names of countries and territories that begin so."""
    from freedomdata.countries import get_countries

    return _complete(incomplete, (c.country for c in get_countries().values()))


def complete_survey(incomplete: str) -> list[str]:
    """Return the ids of surveys that begin so."""
    return _complete(incomplete, fd.SURVEYS)


def _complete_measure(incomplete: str) -> list[str]:
    """Return the ids of measures that begin so."""
    return _complete(incomplete, _list_measures())


def _complete_mapped(incomplete: str) -> list[str]:
    """Return the ids that begin so of what a map shows."""
    return _complete(incomplete, ("status", *_list_scales()))


CountryArgument = Annotated[
    str,
    typer.Argument(
        help="Id, ISO code or name, such as CHN, CN or China.",
        metavar="COUNTRY",
        autocompletion=complete_country,
    ),
]
CountriesArgument = Annotated[
    list[str],
    typer.Argument(
        help="Ids, ISO codes or names, such as CHN, CN or China.",
        metavar="COUNTRY",
        autocompletion=complete_country,
    ),
]
CodeOption = Annotated[
    Code | None, typer.Option("--code", help="The system that the name is a code of.")
]
SurveyArgument = Annotated[
    str | None,
    typer.Argument(
        help="Id of one survey: {surveys}.  [default: all that are at hand]",
        metavar="SURVEY",
        autocompletion=complete_survey,
    ),
]
SurveyOption = Annotated[
    str | None,
    typer.Option(
        "--survey",
        help="Id of one survey: {surveys}.  [default: all]",
        metavar="SURVEY",
        autocompletion=complete_survey,
    ),
]
OneSurveyOption = Annotated[
    str,
    typer.Option(
        "--survey",
        help="Id of one survey: {surveys}.",
        metavar="SURVEY",
        autocompletion=complete_survey,
    ),
]
MeasureOption = Annotated[
    str | None,
    typer.Option(
        "--measure",
        help="Id of one measure: {measures}.  [default: the survey's own choice]",
        metavar="MEASURE",
        autocompletion=_complete_measure,
    ),
]
MeasuresOption = Annotated[
    list[str] | None,
    typer.Option(
        "--measure",
        help="Id of a measure: {measures}. May be repeated.  [default: each survey's own choice]",
        metavar="MEASURE",
        autocompletion=_complete_measure,
    ),
]
MapMeasureOption = Annotated[
    str | None,
    typer.Option(
        "--measure",
        help="status, or id of one measure: {mapped}.  [default: the survey's own choice]",
        metavar="MEASURE",
        autocompletion=_complete_mapped,
    ),
]
YearsOption = Annotated[
    str | None,
    typer.Option(
        "--years",
        help="Years covered, such as 1990-2025.  [default: all]",
        metavar="FROM-TO",
    ),
]
TerritoriesOption = Annotated[
    bool,
    typer.Option("--territories/--no-territories", help="With territories, or countries alone."),
]
OnlyTerritoriesOption = Annotated[
    bool, typer.Option("--only-territories", help="Territories alone.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, for scripts.")]
CsvOption = Annotated[bool, typer.Option("--csv", help="Print CSV, for spreadsheets.")]
YearArgument = Annotated[
    int | None,
    typer.Argument(
        help="Year covered.  [default: of the newest edition that lacks nobody]", metavar="YEAR"
    ),
]
EditionOption = Annotated[
    int | None,
    typer.Option(
        "--edition",
        help="Edition, by the later year of its title, instead of YEAR.",
        metavar="YEAR",
    ),
]


def _refuse_year(context: typer.Context, survey: str) -> str:
    """Return the survey, and say where a year goes that was given in its place."""
    if survey.isdecimal():
        raise typer.BadParameter(
            f"the survey comes before the year: freedomdata {context.info_name} fiw {survey}"
        )
    return survey


AskedSurveyArgument = Annotated[
    str,
    typer.Argument(
        help="Id of one survey: {surveys}.",
        metavar="SURVEY",
        autocompletion=complete_survey,
        callback=_refuse_year,
    ),
]
SomeCountriesOption = Annotated[
    list[str] | None,
    typer.Option(
        "--country",
        help="Only these countries, territories or regions. May be repeated.  [default: all]",
        metavar="COUNTRY",
        autocompletion=complete_country,
    ),
]


def read_names(texts: Iterable[str]) -> dict[str, str | None]:
    """Read what was given as ``NAME=COUNTRY``; nothing after the sign leaves a name out."""
    names: dict[str, str | None] = {}
    for text in texts:
        name, sign, country = text.rpartition("=")
        if not sign or not name.strip():
            raise fd.FreedomDataError(f"--set {text!r} is not of the form NAME=COUNTRY")
        if names.setdefault(name, country.strip() or None) != (country.strip() or None):
            raise fd.FreedomDataError(f"--set settles {name!r} twice, and differently")
    return names


def read_years(years: str | None) -> range | None:
    """Return years such as 1990-2025, or one year, as a range."""
    if years is None:
        return None
    found = re.fullmatch(r"(\d{4})(?:[-\N{EN DASH}:](\d{4}))?", years.strip())
    first, last = (int(found[1]), int(found[2] or found[1])) if found else (1, 0)
    if first > last:
        raise typer.BadParameter(
            f"{years!r} is no span of years; it is FROM-TO, such as 1990-2025, or one year",
            param_hint="--years",
        )
    return range(first, last + 1)


def merge_years(year: int | None, years: str | None) -> int | range | None:
    """Return the years of an argument or an option, of which one alone is given."""
    if year is not None and years is not None:
        raise typer.BadParameter("give YEAR or --years, not both")
    return read_years(years) if year is None else year


def read_editions(editions: str | None) -> list[int] | None:
    """Return editions such as 2013,2025 as numbers."""
    if editions is None:
        return None
    try:
        return [int(edition) for edition in editions.split(",")]
    except ValueError:
        raise typer.BadParameter(
            f"{editions!r} are no editions; they are years, such as 2013,2025",
            param_hint="--editions",
        ) from None


def read_events(events: Iterable[str] | None) -> dict[int | date, str] | None:
    """Return events such as 1989=Tiananmen by year or day; several of one are one."""
    if not events:
        return None
    found: dict[int | date, list[str]] = {}
    for event in events:
        when, _, words = (part.strip() for part in event.partition("="))
        try:
            key = int(when) if when.isdecimal() else date.fromisoformat(when)
        except ValueError:
            words = ""
        if not words:
            raise typer.BadParameter(
                f"{event!r} is no event; it is YEAR=WORDS or DAY=WORDS, such as 1989=Tiananmen or "
                "1989-06-04=Tiananmen",
                param_hint="--event",
            )
        found.setdefault(key, []).append(words)
    return {key: "; ".join(words) for key, words in found.items()}
