"""The command that lists what a newspaper asks about a year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

import freedomdata as fd
from freedomdata.cli.options import (  # noqa: TC001 (typer reads them)
    CsvOption,
    JsonOption,
    SurveyOption,
)
from freedomdata.cli.printing import list_rows, print_answer, print_json, print_parts

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["facts"]


def facts(
    year: Annotated[
        int | None,
        typer.Argument(
            help="Year covered, mostly the one before the title's.  [default: the newest of each]",
            metavar="YEAR",
        ),
    ] = None,
    *,
    survey: SurveyOption = None,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
) -> None:
    """
    List what a newspaper asks about a year: how many are free, who declined, by how much.

    Each fact has its number, the countries behind it, and the Python call that gives it: all in
    --json (under its name) and --csv.

    Example: freedomdata facts 2024 --survey fiw
    """
    found = fd.facts(year, survey=survey)
    if as_csv:
        print_answer(found, {}, as_json=as_json, as_csv=as_csv)
    elif as_json:
        print_json(_name_facts(found))
    else:
        print_parts(*_format_facts(found))


def _name_facts(found: pd.DataFrame) -> dict[str, Any]:
    """Return facts by survey and name, as JSON has them."""
    surveys: dict[str, Any] = {}
    for row in list_rows(found):
        own = surveys.setdefault(
            row.survey,
            {
                "title": fd.SURVEYS[row.survey].title,
                "edition": int(row.edition),
                "year": int(row.year),
                "is_confirmed": bool(row.is_confirmed),
                "facts": {},
            },
        )
        own["facts"][row.fact] = {
            "value": int(row.value) if row.value == int(row.value) else round(row.value, 2),
            "unit": row.unit,
            "text": row.text,
            "countries": row.countries.split("; ") if row.countries else [],
            "country_ids": row.country_ids.split(),
            "call": row.call,
        }
    return {"surveys": surveys, "notes": found.attrs["notes"]}


def _format_facts(found: pd.DataFrame) -> list[str]:
    """Return what to print: a heading for each survey, a line for each fact."""
    parts = []
    for id_ in found["survey"].unique():
        own = list_rows(found[found["survey"] == id_])
        first = own[0]
        heading = f"{fd.SURVEYS[id_].title}, edition {first.edition}, covering {first.year}"
        unconfirmed = "" if first.is_confirmed else " (from copies that are not confirmed)"
        parts += [f"[bold]{heading}[/]{unconfirmed}", *(f"  {row.text}" for row in own), ""]
    return [*parts, *(f"[dim]{note}" for note in found.attrs["notes"])]
