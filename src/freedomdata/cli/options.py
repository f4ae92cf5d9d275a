"""The arguments and options that several commands share, with what a shell completes."""

from __future__ import annotations

from typing import Annotated

import typer

import freedomdata as fd
from freedomdata.countries import CODES, get_countries

__all__ = [
    "Code",
    "Countries",
    "Country",
    "Json",
    "MeasureOption",
    "OneSurvey",
    "SurveyArgument",
    "SurveyOption",
    "TerritoriesOption",
    "YearsOption",
    "complete_country",
    "complete_measure",
    "complete_survey",
]


def complete_country(incomplete: str) -> list[str]:
    """Return the names that begin so."""
    start = incomplete.casefold()
    names = (c.country for c in get_countries().values())
    return [name for name in names if name.casefold().startswith(start)]


def complete_measure(incomplete: str) -> list[str]:
    """Return the ids of measures that begin so."""
    ids = dict.fromkeys(m.id for survey in fd.SURVEYS.values() for m in survey.measures)
    return [id_ for id_ in ids if id_.startswith(incomplete.casefold())]


def complete_survey(incomplete: str) -> list[str]:
    """Return the ids of surveys that begin so."""
    return [id_ for id_ in fd.SURVEYS if id_.startswith(incomplete.casefold())]


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
        help="Id of one survey, such as fiw.  [default: all]",
        metavar="SURVEY",
        autocompletion=complete_survey,
        show_default=False,
    ),
]
SurveyArgument = Annotated[
    str | None,
    typer.Argument(
        help="Id of one survey, such as fiw.  [default: all that are at hand]",
        metavar="SURVEY",
        autocompletion=complete_survey,
        show_default=False,
    ),
]
OneSurvey = Annotated[
    str,
    typer.Option(
        "--survey", help="Id of one survey.", metavar="SURVEY", autocompletion=complete_survey
    ),
]
Code = Annotated[
    str | None,
    typer.Option(
        help="The system that the name is a code of: iso_alpha2, iso_alpha3, iso_numeric, cow, gw.",
        metavar="SYSTEM",
        autocompletion=lambda incomplete: [c for c in CODES if c.startswith(incomplete)],
    ),
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
        help="Id of one measure, such as total_score.  [default: the survey's own choice]",
        metavar="MEASURE",
        autocompletion=complete_measure,
        show_default=False,
    ),
]
TerritoriesOption = Annotated[
    bool,
    typer.Option("--territories/--no-territories", help="With territories, or countries alone."),
]
