"""The command that prints a panel: surveys below each other, balanced and lagged where asked."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, Annotated

import typer

import freedomdata as fd
from freedomdata.choices import Complete, YearRule  # noqa: TC001 (typer reads them)
from freedomdata.cli.options import (
    CsvOption,
    JsonOption,
    MeasuresOption,
    SomeCountriesOption,
    TerritoriesOption,
    YearsOption,
    complete_survey,
    read_years,
)
from freedomdata.cli.printing import MOST, WHOLE, note_rest, print_answer, print_parts
from freedomdata.errors import quietly

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

__all__ = ["panel"]

_SHOWN = {
    "survey": "Survey",
    "country": "Country",
    "year": "Year",
    "edition": "Edition",
    "status": "Status",
    "measure": "Measure",
    "value": "Value",
}


def panel(  # noqa: PLR0913 (each is an option)
    surveys: Annotated[
        list[str] | None,
        typer.Argument(
            help="Ids of surveys: {surveys}.  [default: all that are at hand]",
            metavar="[SURVEY]",
            autocompletion=complete_survey,
        ),
    ] = None,
    *,
    country: SomeCountriesOption = None,
    years: YearsOption = None,
    measure: MeasuresOption = None,
    territories: TerritoriesOption = True,
    year_rule: Annotated[
        YearRule,
        typer.Option(
            "--year-rule",
            help="Year of a row: that in which its edition ends, or each that it covers most of.",
        ),
    ] = "end",
    complete: Annotated[
        Complete | None,
        typer.Option(
            "--complete",
            help="A row for each unit and year, or only for the years in which the unit existed; "
            "the column missing says why there is no value.",
        ),
    ] = None,
    lag: Annotated[
        list[int] | None,
        typer.Option(
            "--lag", help="Add the values of so many years before. May be repeated.", metavar="N"
        ),
    ] = None,
    lead: Annotated[
        list[int] | None,
        typer.Option(
            "--lead", help="Add the values of so many years after. May be repeated.", metavar="N"
        ),
    ] = None,
    difference: Annotated[
        list[int] | None,
        typer.Option(
            "--difference", help="Add the change in so many years. May be repeated.", metavar="N"
        ),
    ] = None,
    known_on: Annotated[
        str | None,
        typer.Option(
            "--known-on", help="Only the edition published by that day.", metavar="YYYY-MM-DD"
        ),
    ] = None,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
) -> None:
    """
    Print a panel: a row for each survey, country and year, balanced and lagged where asked.

    Example: freedomdata panel fiw fotp --years 1990-2024 --complete alive --lag 1 --csv
    """
    places, is_region = _read_places(country, surveys or ())
    with quietly() if is_region else nullcontext():  # of a region not everybody need have rows
        frame = fd.load_panel(
            *(surveys or ()),
            country=places,
            years=read_years(years),
            measure=measure,
            territories=territories,
            known_on=known_on,
            year_rule=year_rule,
            complete=complete,
            dtype_backend=WHOLE,
        )
    for change, numbers in ((fd.lag, lag), (fd.lead, lead), (fd.difference, difference)):
        for number in numbers or ():
            frame = change(frame, number)
    frame.attrs["notes"] = _list_missing(frame)
    added = [name for name in map(str, frame) if name.startswith(("status_", "value_"))]
    shown = _SHOWN | {name: name for name in added} | {"missing": "Missing"}
    is_data = as_json or as_csv
    print_answer(frame if is_data else frame.head(MOST), shown, as_json=as_json, as_csv=as_csv)
    if not is_data and (rest := note_rest(frame)):
        print_parts(*rest)


def _read_places(places: list[str] | None, surveys: Iterable[str]) -> tuple[list[str] | None, bool]:
    """Return the units that are named, those of regions that the surveys have, and if any are."""
    from freedomdata.asked import read_places

    if not places:
        return None, False
    ids, named, _ = read_places(places)
    if len(named) == len(ids):
        return ids, False
    with quietly():
        held = {*fd.load_panel(*surveys)["country_id"]}
    return [id_ for id_ in ids if id_ in held or id_ in named], True


def _list_missing(frame: pd.DataFrame) -> list[str]:
    """Return how many rows of a balanced panel have no values, and why, a sentence each."""
    from freedomdata.loading.balance import REASONS

    if "missing" not in frame:
        return []
    counts = frame["missing"].value_counts()
    return [
        f"without values, {counts[reason]:,} ({reason}): {text}"
        for reason, text in REASONS.items()
        if reason in counts
    ]
