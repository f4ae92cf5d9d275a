"""The commands that print whole tables: questions, people, the versions of a survey."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

import freedomdata as fd
from freedomdata.cli.options import (
    AskedSurveyArgument,
    CsvOption,
    JsonOption,
    SomeCountriesOption,
    YearsOption,
    read_editions,
    read_years,
)
from freedomdata.cli.printing import (
    MOST,
    escape,
    list_rows,
    make_table,
    note_rest,
    print_data,
    print_parts,
)
from freedomdata.errors import quietly

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

__all__ = ["items", "population", "variants"]


def items(  # noqa: PLR0913 (each is an option)
    survey: AskedSurveyArgument,
    *,
    country: SomeCountriesOption = None,
    editions: Annotated[
        str | None,
        typer.Option(
            help="Editions, such as 2013,2025, or latest.  [default: all]", metavar="EDITIONS"
        ),
    ] = None,
    item: Annotated[
        list[str] | None,
        typer.Option(
            help="Only these questions or subtotals, such as E3. May be repeated.  [default: all]",
            metavar="ITEM",
        ),
    ] = None,
    wording: Annotated[
        bool, typer.Option("--wording", help="With what each question asks, in words.")
    ] = False,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
) -> None:
    """
    List the points of a survey's questions and of their subtotals.

    More points are freer; only those of Add Q are taken away.

    Example: freedomdata items fiw --country Hungary --editions 2013,2025
    """
    chosen: Any = "latest" if editions == "latest" else read_editions(editions)
    options: dict[str, Any] = {"wording": True} if wording else {}

    def load(places: list[str] | None) -> pd.DataFrame:
        return fd.load_items(survey, country=places, editions=chosen, item=item, **options)

    frame = _load_places(load, country)
    if print_data(frame, as_json=as_json, as_csv=as_csv):
        return
    print_parts(*_format_items(frame, survey))


def _load_places(
    load: Callable[[list[str] | None], pd.DataFrame], places: list[str] | None
) -> pd.DataFrame:
    """Load rows of countries, territories and regions; of a region not everybody need have some."""
    from freedomdata.asked import read_places

    if not places:
        return load(None)
    ids, named, _ = read_places(places)
    if len(named) == len(ids):
        return load(named)
    with quietly():
        return load(ids)


def _format_items(frame: pd.DataFrame, survey: str) -> list[Any]:
    """Return what to print of questions and subtotals: a row for each value."""
    from freedomdata.countries import get_countries
    from freedomdata.data import get_survey

    if frame.empty:
        return ["no question or subtotal fits"]
    fields, units = get_survey(survey).field, get_countries()
    has_wording = "wording" in frame
    heads = ("Country", "Edition", "Item", "Question or subtotal", ">Points", ">Of")
    table = make_table(*heads, *(["In words"] if has_wording else []))
    for row in list_rows(frame.head(MOST)):
        field = fields[row.item]
        table.add_row(
            units[row.country_id].country,
            str(row.edition),
            row.item,
            escape(field.title),
            str(row.value),
            str(field.scale.high if field.scale else ""),
            *([escape(row.wording)] if has_wording else []),
        )
    return [table, *note_rest(frame)]


def population(
    *,
    country: SomeCountriesOption = None,
    years: YearsOption = None,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
) -> None:
    """
    List how many people countries and territories have.

    The World Bank counts them on the present area of a unit in all years.

    Example: freedomdata population --country Germany --years 1990-2024 --csv
    """
    chosen = read_years(years)
    frame = _load_places(lambda places: fd.load_population(country=places, years=chosen), country)
    if print_data(frame, as_json=as_json, as_csv=as_csv):
        return
    table = make_table("Country", "Year", ">People")
    for row in list_rows(frame.head(MOST)):
        table.add_row(row.country, str(row.year), f"{row.population:,}")
    parts = [table] if len(frame) else ["no population fits"]
    print_parts(*parts, *note_rest(frame), f"[dim]{frame.attrs['citation']} CC BY 4.0.")


def variants(
    survey: AskedSurveyArgument,
    *,
    country: SomeCountriesOption = None,
    years: YearsOption = None,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
) -> None:
    """
    List the defensible versions of a survey, and what each counts.

    The first is that of all defaults. To run a claim of your own over all of them, use
    fd.variants(...) in Python.

    Example: freedomdata variants fiw --years 1972-2022
    """
    versions = fd.variants(survey, country=country, years=read_years(years))
    frame = _summarize_versions(list(versions))
    if print_data(frame, as_json=as_json, as_csv=as_csv):
        return
    heads = [str(name).replace("_", " ").capitalize() for name in frame]
    table = make_table(
        *(f">{h}" if n in _NUMBERS else h for n, h in zip(frame, heads, strict=True))
    )
    for row in list_rows(frame):
        table.add_row(*("yes" if v is True else "no" if v is False else str(v) for v in row))
    notes = []
    if "free" in frame:
        notes.append("Statuses are those of the last year of each version.")
    if len(set(frame["last_year"])) > 1:
        notes.append("A version is without an edition that lacks some of its units.")
    print_parts(table, *(f"[dim]{note}" for note in notes))


_NUMBERS = ("rows", "units", "first_year", "last_year", "not_free", "partly_free", "free")


def _summarize_versions(versions: list[tuple[dict[str, Any], pd.DataFrame]]) -> pd.DataFrame:
    """Return a row for each version: its choices, what it holds, its statuses at the end."""
    import pandas as pd

    from freedomdata.model import STATUSES

    found = []
    for choices, rows in versions:
        row = choices | {
            "rows": len(rows),
            "units": rows["country_id"].nunique(),
            "first_year": int(rows["year"].min()),
            "last_year": int(rows["year"].max()),
        }
        if "status" in rows:
            last = rows.loc[rows["year"] == rows["year"].max(), "status"]
            row |= {
                status.lower().replace(" ", "_"): int((last == status).sum()) for status in STATUSES
            }
        found.append(row)
    return pd.DataFrame(found)
