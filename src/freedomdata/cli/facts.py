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
from freedomdata.cli.printing import (
    escape,
    format_period,
    list_rows,
    make_table,
    print_answer,
    print_json,
    print_parts,
)

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table

__all__ = ["facts"]

_BEHIND = "whom each number is about: --csv or --json; from what to what: freedomdata changes"


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


def _format_facts(found: pd.DataFrame) -> list[Table | str]:
    """Return what to print: a heading for each survey, a line for each fact."""
    parts: list[Table | str] = []
    for id_ in found["survey"].unique():
        own = list_rows(found[found["survey"] == id_])
        first = own[0]
        survey = fd.SURVEYS[id_]
        edition = next(one for one in survey.editions if one.edition == first.edition)
        covers = format_period(edition.start, edition.end)
        heading = f"{survey.title}, edition {first.edition}, covering {covers}"
        unconfirmed = "" if first.is_confirmed else " (from copies that are not confirmed)"
        table = make_table("")
        table.show_header, table.pad_edge, table.padding = False, True, (0, 0, 0, 2)
        for row in own:
            table.add_row(escape(row.text))
        parts += [f"[bold]{heading}[/]{unconfirmed}", table, ""]
    return [*parts, *(f"[dim]{note}" for note in found.attrs["notes"]), f"[dim]{_BEHIND}"]
