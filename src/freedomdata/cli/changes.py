"""The commands on change: from edition to edition, between two years, and for how long."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

import freedomdata as fd
from freedomdata.choices import Decline  # noqa: TC001 (typer reads it)
from freedomdata.cli.options import (
    AskedSurveyArgument,
    CsvOption,
    EditionOption,
    JsonOption,
    MeasureOption,
    OnlyTerritoriesOption,
    SomeCountriesOption,
    TerritoriesOption,
    YearsOption,
    merge_years,
    read_years,
)
from freedomdata.cli.printing import WHOLE, find_title, print_answer

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["changes", "movers", "spells"]

_VALUES = {"old": "From", "new": "To", "points": "Points"}
_STATUSES = {"old_status": "Status before", "new_status": "Status"}
_CHANGE = {
    "edition": "Edition",
    "year": "Year",
    "country": "Country",
    **_VALUES,
    **_STATUSES,
    "is_gap": "After a gap",
}
_MOVE = {"country": "Country", **_VALUES, **_STATUSES, "changed_status": "Status changed"}
_SPELL = {
    "country": "Country",
    "region": "Region",
    "status": "Status",
    "first_year": "First year",
    "last_year": "Last year",
    "years": "Years",
    "editions": "Editions",
    "old": "From",
    "new": "To",
    "points": "Points",
    "declined": "Declines",
    "improved": "Gains",
    "is_open_start": "Maybe earlier",
    "is_open_end": "Maybe longer",
    "breaks": "Method changed",
}


def changes(  # noqa: PLR0913 (each is an option)
    survey: AskedSurveyArgument = "fiw",
    year: Annotated[
        int | None,
        typer.Argument(help="Year covered in which they arrived.  [default: all]", metavar="YEAR"),
    ] = None,
    *,
    level: Annotated[
        str,
        typer.Option(
            help="What changed: status, rating, score, or the id of a measure.", metavar="LEVEL"
        ),
    ] = "status",
    min_points: Annotated[
        float | None,
        typer.Option(help="Only changes of at least so many points.", metavar="POINTS"),
    ] = None,
    years: YearsOption = None,
    edition: EditionOption = None,
    country: SomeCountriesOption = None,
    territories: TerritoriesOption = False,
    only_territories: OnlyTerritoriesOption = False,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
) -> None:
    """
    List who changed status, rating or score from one edition to the next.

    Up is always freer. What a change of method forbids to compare is left out, and said.

    Example: freedomdata changes fiw 2024 --level score --min-points 3
    """
    found = fd.find_changes(
        survey,
        merge_years(year, years),
        level=level,
        min_points=min_points,
        editions=edition,
        country=country,
        territories="only" if only_territories else territories,
        dtype_backend=WHOLE,
    )
    counts = found["direction"].value_counts()
    sides = f"{_count(counts, 'declined')}, {_count(counts, 'improved')}"
    if found.empty:
        by = "" if min_points is None else f" by {min_points:g} points or more"
        sides = f"nobody changed{by} of those that can be compared"
    title = f"{_name(found)}: {sides}"
    print_answer(found, _drop_blank(found, _CHANGE), as_json=as_json, as_csv=as_csv, title=title)


def movers(  # noqa: PLR0913 (each is an option)
    survey: AskedSurveyArgument,
    since: Annotated[int, typer.Argument(help="First year covered.", metavar="SINCE")],
    until: Annotated[
        int | None,
        typer.Argument(
            help="Last year covered.  [default: of the newest edition that lacks nobody]",
            metavar="UNTIL",
        ),
    ] = None,
    *,
    measure: MeasureOption = None,
    number: Annotated[
        int, typer.Option("-n", help="How many of each in the table; JSON and CSV have all.", min=1)
    ] = 15,
    country: SomeCountriesOption = None,
    territories: TerritoriesOption = False,
    only_territories: OnlyTerritoriesOption = False,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
) -> None:
    """
    List who lost and who gained most from one year to another.

    Up is always freer.

    Example: freedomdata movers fiw 2014 2024 -n 10
    """
    found = fd.find_movers(
        survey,
        since,
        until,
        measure=measure,
        country=country,
        territories="only" if only_territories else territories,
        dtype_backend=WHOLE,
    )
    first, counts = found.iloc[0], found["direction"].value_counts()
    sides = ", ".join(_count(counts, word) for word in ("declined", "improved", "unchanged"))
    span = f"{first['year_before']} to {first['year']}"
    title = f"{find_title(found)}, {first['measure']}, {span}: {sides}"
    if not (as_json or as_csv):
        fell, rose = found[found["points"] < 0], found[found["points"] > 0]
        rows = [*fell.index[:number], *rose.index[-number:]]
        found = _show(found, rows)
    print_answer(found, _MOVE, as_json=as_json, as_csv=as_csv, title=title)


def spells(  # noqa: PLR0913 (each is an option)
    survey: AskedSurveyArgument = "fiw",
    *,
    status: Annotated[
        list[str] | None,
        typer.Option(
            "--status",
            help="Only Free, Partly Free or Not Free. May be repeated.  [default: all]",
            metavar="STATUS",
        ),
    ] = None,
    decline: Annotated[
        Decline | None,
        typer.Option("--decline", help="Decline in a row instead, of whom."),
    ] = None,
    level: Annotated[
        str | None,
        typer.Option(
            "--level",
            help="What declines: score, rating, or the id of a measure.  [default: score]",
            metavar="LEVEL",
        ),
    ] = None,
    min_years: Annotated[
        int | None, typer.Option(help="Only of at least so many years.", metavar="YEARS")
    ] = None,
    years: YearsOption = None,
    number: Annotated[
        int, typer.Option("-n", help="How many in the table; JSON and CSV have all.", min=1)
    ] = 30,
    country: SomeCountriesOption = None,
    territories: TerritoriesOption = False,
    only_territories: OnlyTerritoriesOption = False,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
) -> None:
    """
    List how long each country had one status, or declined in a row, the longest first.

    Example: freedomdata spells fiw --decline world --years 1972-2024
    """
    found = fd.find_spells(
        survey,
        status=status,
        decline=decline,
        level=level,
        min_years=min_years,
        years=read_years(years),
        country=country,
        territories="only" if only_territories else territories,
        dtype_backend=WHOLE,
    )
    title = f"{find_title(found)}: years {'of decline' if decline else 'with one status'} in a row"
    if not (as_json or as_csv):
        found = _show(found, list(found.index[:number]))
    print_answer(found, _drop_blank(found, _SPELL), as_json=as_json, as_csv=as_csv, title=title)


def _name(found: pd.DataFrame) -> str:
    """Return the survey and the years that an answer is about."""
    if found.empty:
        return find_title(found)
    years = dict.fromkeys((found["year"].min(), found["year"].max()))
    return f"{find_title(found)}, {found['measure'].iloc[0]}, {' to '.join(map(str, years))}"


def _count(counts: pd.Series[int], word: str) -> str:
    """Return how many did what a word says."""
    return f"{counts.get(word, 0)} {word}"


def _show(found: pd.DataFrame, rows: list[Any]) -> pd.DataFrame:
    """Return some rows of an answer, with how many there are."""
    shown = found.loc[rows]
    shown.attrs = dict(found.attrs)
    if len(shown) < len(found):
        more = f"shown: {len(shown)} of {len(found)}; -n shows more, --csv and --json have all"
        shown.attrs["notes"] = [more, *found.attrs["notes"]]
    return shown


def _drop_blank(found: pd.DataFrame, columns: dict[str, str]) -> dict[str, str]:
    """Return the columns in which something is said."""
    held = {name for name in columns if name in found}
    flags = {name for name in held if name == "is_gap"}
    said = {name for name in held - flags if found[name].replace("", None).notna().any()}
    said |= {name for name in flags if found[name].any()}
    return {name: head for name, head in columns.items() if name in said or found.empty}
