"""The arguments and options that several commands share, with what a shell completes."""

from __future__ import annotations

from typing import Annotated

import typer

import freedomdata as fd
from freedomdata.choices import Code as System
from freedomdata.countries import get_countries

__all__ = [
    "SURVEY_IDS",
    "Code",
    "Countries",
    "Country",
    "Json",
    "MapMeasureOption",
    "MeasureOption",
    "OneSurvey",
    "OnlyTerritoriesOption",
    "SurveyArgument",
    "SurveyOption",
    "TerritoriesOption",
    "YearsOption",
    "complete_country",
    "complete_measure",
    "complete_survey",
    "list_measures",
    "list_scales",
]


def complete_country(incomplete: str) -> list[str]:
    """Return the names that begin so."""
    start = incomplete.casefold()
    names = (c.country for c in get_countries().values())
    return [name for name in names if name.casefold().startswith(start)]


def list_scales() -> list[str]:
    """Return the ids of measures on a scale."""
    surveys = fd.SURVEYS.values()
    return list(dict.fromkeys(m.id for survey in surveys for m in survey.measures if m.scale))


def list_measures() -> list[str]:
    """Return the same, with those that stand for a survey."""
    return list(dict.fromkeys([*(s.headline.id for s in fd.SURVEYS.values()), *list_scales()]))


def complete_measure(incomplete: str) -> list[str]:
    """Return the ids of measures that begin so."""
    return [id_ for id_ in list_measures() if id_.startswith(incomplete.casefold())]


def complete_survey(incomplete: str) -> list[str]:
    """Return the ids of surveys that begin so."""
    return [id_ for id_ in fd.SURVEYS if id_.startswith(incomplete.casefold())]


#: The ids of all surveys, as the help lists them.
SURVEY_IDS = ", ".join(fd.SURVEYS)
_MEASURES = ", ".join(list_measures())
_MAPPED = ", ".join(list_scales())

Country = Annotated[
    str,
    typer.Argument(
        help="Id, ISO code or name, such as CHN, CN or China.",
        metavar="COUNTRY",
        autocompletion=complete_country,
    ),
]
SurveyOption = Annotated[
    str | None,
    typer.Option(
        "--survey",
        help=f"Id of one survey: {SURVEY_IDS}.  [default: all]",
        metavar="SURVEY",
        autocompletion=complete_survey,
        show_default=False,
    ),
]
SurveyArgument = Annotated[
    str | None,
    typer.Argument(
        help=f"Id of one survey: {SURVEY_IDS}.  [default: all that are at hand]",
        metavar="SURVEY",
        autocompletion=complete_survey,
        show_default=False,
    ),
]
MapMeasureOption = Annotated[
    str | None,
    typer.Option(
        "--measure",
        help=f"status, or id of one measure: {_MAPPED}.  [default: the survey's own choice]",
        metavar="MEASURE",
        autocompletion=lambda incomplete: [
            id_ for id_ in ("status", *list_scales()) if id_.startswith(incomplete.casefold())
        ],
        show_default=False,
    ),
]
OneSurvey = Annotated[
    str,
    typer.Option(
        "--survey",
        help=f"Id of one survey: {SURVEY_IDS}.",
        metavar="SURVEY",
        autocompletion=complete_survey,
    ),
]
Code = Annotated[
    System | None, typer.Option("--code", help="The system that the name is a code of.")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, for scripts.")]
Countries = Annotated[
    list[str],
    typer.Argument(
        help="Ids, ISO codes or names, such as CHN, CN or China.",
        metavar="COUNTRY",
        autocompletion=complete_country,
    ),
]
YearsOption = Annotated[
    str | None,
    typer.Option(
        "--years",
        help="Years covered, such as 1990-2025.  [default: all]",
        metavar="FROM-TO",
        show_default=False,
    ),
]
MeasureOption = Annotated[
    str | None,
    typer.Option(
        "--measure",
        help=f"Id of one measure: {_MEASURES}.  [default: the survey's own choice]",
        metavar="MEASURE",
        autocompletion=complete_measure,
        show_default=False,
    ),
]
TerritoriesOption = Annotated[
    bool,
    typer.Option("--territories/--no-territories", help="With territories, or countries alone."),
]
OnlyTerritoriesOption = Annotated[
    bool, typer.Option("--only-territories", help="Territories alone.")
]
