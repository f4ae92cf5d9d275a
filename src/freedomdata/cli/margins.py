"""The commands on where countries stand in one edition: points to the next status, and places."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

import freedomdata as fd
from freedomdata.cli.options import (  # noqa: TC001 (typer reads them)
    AskedSurveyArgument,
    CsvOption,
    EditionOption,
    JsonOption,
    MeasureOption,
    OnlyTerritoriesOption,
    SomeCountriesOption,
    TerritoriesOption,
    YearArgument,
)
from freedomdata.cli.printing import WHOLE, find_title, print_answer

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["margins", "rank"]

_MARGINS = {
    "country": "Country",
    "measure": "Measure",
    "level": "Level",
    "score": "Score",
    "better": "Better",
    "points_up": "Points up",
    "worse": "Worse",
    "points_down": "Points down",
}
_RANK = {
    "place": "Place",
    "country": "Country",
    "value": "Value",
    "tied_with": "Tied with",
}


def margins(  # noqa: PLR0913 (each is an option)
    survey: AskedSurveyArgument = "fiw",
    year: YearArgument = None,
    *,
    edition: EditionOption = None,
    measure: Annotated[
        list[str] | None,
        typer.Option(
            "--measure",
            help="status, or in fiw political_rights or civil_liberties. May be repeated.  "
            "[default: all]",
            metavar="MEASURE",
        ),
    ] = None,
    country: SomeCountriesOption = None,
    territories: TerritoriesOption = False,
    only_territories: OnlyTerritoriesOption = False,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
) -> None:
    """
    Show how many points each country is from the next rating and status, both ways.

    Example: freedomdata margins fiw 2024 --measure status --country Hungary
    """
    found = fd.find_margins(
        survey,
        year,
        edition=edition,
        measure=measure,
        country=country,
        territories="only" if only_territories else territories,
        dtype_backend=WHOLE,
    )
    title = f"{_name_edition(found)}: points to the next rating and status"
    print_answer(found, _MARGINS, as_json=as_json, as_csv=as_csv, title=title)


def rank(  # noqa: PLR0913 (each is an option)
    survey: AskedSurveyArgument = "fiw",
    year: YearArgument = None,
    *,
    edition: EditionOption = None,
    measure: MeasureOption = None,
    country: SomeCountriesOption = None,
    territories: TerritoriesOption = False,
    only_territories: OnlyTerritoriesOption = False,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
) -> None:
    """
    Rank countries by a measure, the freest first, with ties as the publisher has them.

    Countries that are chosen have their places among all, not among themselves.

    Example: freedomdata rank fotp 2015 --country Albania --country Kosovo
    """
    found = fd.rank(
        survey,
        year,
        edition=edition,
        measure=measure,
        country=country,
        territories="only" if only_territories else territories,
        dtype_backend=WHOLE,
    )
    first = found.iloc[0]
    title = f"{_name_edition(found)}: places among {first['of']}, by {first['measure']}"
    print_answer(found, _RANK, as_json=as_json, as_csv=as_csv, title=title)


def _name_edition(found: pd.DataFrame) -> str:
    """Return which edition of which survey an answer is of."""
    first = found.iloc[0]
    return f"{find_title(found)}, edition {first['edition']} (covers {first['year']})"
