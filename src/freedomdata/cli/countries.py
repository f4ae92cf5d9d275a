"""The commands on countries: what is known of each, and which are meant in somebody's file."""

from __future__ import annotations

import re
from dataclasses import asdict
from pathlib import Path  # noqa: TC003 (typer reads annotations)
from typing import TYPE_CHECKING, Annotated, Any

import typer

import freedomdata as fd
from freedomdata.cli.data import load_each
from freedomdata.cli.options import (
    CodeOption,
    CsvOption,
    JsonOption,
    complete_country,
    read_names,
)
from freedomdata.cli.printing import (
    WHOLE,
    escape,
    list_rows,
    make_table,
    print_data,
    print_frame,
    print_json,
    print_parts,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd
    from rich.table import Table

    from freedomdata.countries import Country, Identified

__all__ = ["countries", "match"]

_YEARS = re.compile(  # no name ends so; one that did is given as NAME:all
    r"\s*(.*\S)\s*:\s*(?:all|(\d+)|(\d*)-(\d*))\s*"
)
_SHOWN = 5  # codes, as examples
_MOST = 500  # lines of the report; those to look at come first
_LONGEST = 200  # letters of a name that are printed
_CODES = {"cow": "Correlates of War", "gw": "Gleditsch and Ward"}
_RELATIONS = {
    "predecessors": "Before it",
    "successors": "After it",
    "split_from": "Split from",
    "left_by": "Left by",
    "claimed_by": "Held or claimed by",
}


def countries(
    name: Annotated[
        str | None,
        typer.Argument(
            help="Id, ISO code or name of one of them.  [default: all]",
            metavar="NAME",
            autocompletion=complete_country,
        ),
    ] = None,
    *,
    year: Annotated[
        int | None, typer.Option(help="Who bore the name, or was there at all, in that year.")
    ] = None,
    code: CodeOption = None,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
) -> None:
    """
    List every country and territory, or tell everything known of one.

    Example: freedomdata countries Yemen --year 2000
    """
    from freedomdata.countries import check_year, get_countries

    if name is not None:
        country_id = fd.find_country(name, year, code=code)
        if as_csv:
            every = fd.list_countries(dtype_backend=WHOLE)
            print_data(every[every["country_id"] == country_id], as_json=as_json, as_csv=True)
        elif as_json:
            print_json(_describe_country(country_id))
        else:
            print_parts(*_format_country(country_id))
        return
    if code is not None:
        raise typer.BadParameter("--code says what NAME is a code of; give NAME, too")
    frame = fd.list_countries(dtype_backend=WHOLE)
    if year is not None:
        check_year("year", year)
        there = [c.country_id for c in get_countries().values() if c.lives_in(year)]
        frame = frame[frame["country_id"].isin(there)]
    if print_data(frame, as_json=as_json, as_csv=as_csv):
        return
    table = make_table("Id", "Name", "Kind", "From", "To", "ISO 2", "ISO 3", "ISO", "COW", "GW")
    columns = ["country_id", "country", "kind", "first_year", "last_year"]
    for row in list_rows(frame[[*columns, "iso_alpha2", "iso_alpha3", "iso_numeric", "cow", "gw"]]):
        table.add_row(*map(str, row))
    print_parts(table)


def match(  # noqa: PLR0913 (each is an option)
    file: Annotated[Path, typer.Argument(help="A CSV file with a header.")],
    *,
    column: Annotated[str, typer.Option("--column", "-c", help="The column that holds the names.")],
    years: Annotated[
        str | None, typer.Option("--years", "-y", help="The column that holds the years.")
    ] = None,
    code: CodeOption = None,
    settle: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            help="What a name means, such as Congo=COD, or Congo= for nothing. COD fills in where "
            "the name is ambiguous, unknown or outside the life of its unit, in years in which COD "
            "lives. With years it goes before everything else in them: Germany:1972-1989=XGW, "
            "Germany:1990-=DEU, Palestine:all=XWB. May be repeated.",
            metavar="NAME[:YEARS]=COUNTRY",
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Write FILE with the ids as one more column."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """
    Match the countries in somebody's CSV with ours, and report what is left to settle.

    Nothing is guessed. Exit codes: 0 nothing is left to settle, 1 something is, 2 it could not be
    done. A unit that did not exist in the year of a row gets no id, and is not left to settle.

    Example: freedomdata match cases.csv --column nation --years year
    """
    from freedomdata.cli.table import read_csv
    from freedomdata.countries import list_left

    table = read_csv(file)
    found = fd.identify(
        table.column(column),
        table.years(years) if years else None,
        overrides=_read_overrides(settle or ()),
        code=code,
    )
    if output:
        table.write(output, found.ids.astype(object).where(found.ids.notna(), ""))
    if as_json:
        print_frame(found.report.astype({"first_year": "Int64", "last_year": "Int64"}))
    else:
        print_parts(*_format_report(found, has_years=bool(years)))
    if len(list_left(found.report)):
        raise typer.Exit(1)


def _describe_country(country_id: str) -> dict[str, Any]:
    """Return everything known of a unit: its row of the registry, who left it, names, ratings."""
    from freedomdata.countries import get_countries, list_names
    from freedomdata.data import open_data

    countries = get_countries()
    frames = load_each([survey.id for survey in open_data().surveys], country_id)
    rated = {
        id_: [int(frame["year"].min()), int(frame["year"].max())] for id_, frame in frames.items()
    }
    return asdict(countries[country_id]) | {
        "left_by": [id_ for id_, other in countries.items() if other.split_from == country_id],
        "names": list(list_names(country_id)),
        "rated": rated,
    }


def _format_country(country_id: str) -> list[Table | str]:
    """Return what to print of everything known of a unit."""
    from freedomdata.countries import format_life, get_countries

    c = get_countries()[country_id]
    known = _describe_country(country_id)
    table = make_table("", "")
    table.show_header = False
    for head, text in _list_facts(c, known):
        if text:
            table.add_row(f"[dim]{head}", escape(text))
    life = format_life(c.first_year, c.last_year)
    kind = {"other": "rated beside states and territories"}.get(c.kind, c.kind)
    return [f"[bold]{c.country}[/] ({c.country_id}), {kind}{f', {life}' if life else ''}", table]


def _list_facts(c: Country, known: dict[str, Any]) -> Iterable[tuple[str, str]]:
    """Give what is printed of a unit, a head and a text each."""
    from freedomdata.countries import describe, format_life

    yield "ISO 3166", ", ".join(filter(None, (c.iso_alpha2, c.iso_alpha3, c.iso_numeric)))
    for system, title in _CODES.items():
        if number := known[system]:
            span = format_life(known[f"{system}_first_year"], known[f"{system}_last_year"])
            yield title, f"{number}{f', {span}' if span else ''}"
    regions = (c.un_region, c.un_subregion, c.un_intermediate_region)
    yield "United Nations", ", ".join(filter(None, regions))
    yield "Freedom House", c.fh_region or ""
    for relation, head in _RELATIONS.items():
        ids = known[relation]
        yield head, ", ".join(map(describe, [ids] if isinstance(ids, str) else ids or ()))
    rated = (
        f"{fd.SURVEYS[id_].title} ({first}-{last})" for id_, (first, last) in known["rated"].items()
    )
    yield "Rated in", ", ".join(rated) or "no survey at hand"
    yield "Also called", "; ".join(known["names"])


def _read_overrides(texts: Iterable[str]) -> dict[Any, str | None]:
    """Read what was given as ``NAME=COUNTRY`` or, for some years, ``NAME:YEARS=COUNTRY``."""
    overrides: dict[Any, str | None] = {}
    for text, country in read_names(texts).items():
        if parts := _YEARS.fullmatch(text):
            name, only, first, last = parts.groups()
            overrides[name, first or only, last or only] = country
        else:
            overrides[text] = country
    return overrides


def _format_report(found: Identified, *, has_years: bool) -> list[Table | str]:
    """Return what to print of a match: what is left, then what was not found by its own name."""
    report = found.report
    table = make_table(
        "Name", ">Rows", *(["Years"] if has_years else []), "Id", "How", "May be", "Note"
    )
    is_plain = (report["how"] == "exact") & report["note"].isna()
    shown = report[~is_plain & report["name"].notna() & (report["rows"] > 0)]
    for row in list_rows(shown.head(_MOST)):
        table.add_row(
            escape(_shorten(row.name)),
            f"{row.rows:,}",
            *([_format_years(row)] if has_years else []),
            row.country_id,
            _format_how(row),
            escape(row.choices),
            escape(row.note),
        )
    lines = [*_summarize(report, has_years=has_years)]
    if (more := len(shown) - _MOST) > 0:
        lines = [f"and {more:,} more that are not shown; --json has them all", *lines]
    return [*([table] if len(shown) else []), *map(escape, lines)]


def _shorten(name: str) -> str:
    """Return a name as it is printed; a cell may hold a whole book."""
    return name if len(name) <= _LONGEST else f"{name[:_LONGEST]}..."


def _format_years(row: Any) -> str:
    """Return the years of a row of the report."""
    years = [f"{year:.0f}" for year in (row.first_year, row.last_year) if year != ""]
    return "-".join(dict.fromkeys(years))


def _format_how(row: Any) -> str:
    """Return how a row was found; an override with years, or of another spelling, by its name."""
    is_plain = row.override in ("", row.name)
    return escape(row.how if is_plain else f"{row.how}: {_shorten(row.override)}")


def _summarize(report: pd.DataFrame, *, has_years: bool) -> Iterable[str]:
    """Give how much was found, and how to settle the rest, a line each."""
    from freedomdata.countries import is_code, list_left

    exact = report[report["how"] == "exact"]
    found = report.loc[report["country_id"].notna(), "rows"].sum()
    yield (
        f"{found:,} of {report['rows'].sum():,} rows have an id "
        f"({exact['name'].nunique()} names by their own, not shown)"
    )
    if empty := report.loc[report["name"].isna(), "rows"].sum():
        yield f"rows without a name: {empty:,}"
    if outside := report.loc[report["how"] == "outside life", "rows"].sum():
        yield f"rows of a unit that did not exist in their year, left without an id: {outside:,}"
    if same := report["note"].str.contains("the same unit", na=False).sum():
        yield f"names that mean the same unit in the same year as another: {same} (see Note)"
    if codes := [name for name in exact["name"].unique() if is_code(name) and name != "NA"]:
        more = ", ..." if len(codes) > _SHOWN else ""
        yield (
            f"read as ISO codes: {', '.join(codes[:_SHOWN])}{more}; codes of letters of other "
            "systems look alike and mean others"
        )
    for row in list_rows(report[report["how"] == "unused"]):
        yield f"--set of {row.override!r} {row.note}"
    yield from _advise(list_left(report), has_years=has_years)
    if (exact["name"] == "NA").any():
        yield 'NA is the code of Namibia; where it means a missing value, --set "NA="'


def _advise(left: pd.DataFrame, *, has_years: bool) -> Iterable[str]:
    """Give how what is left can be settled, with its own years as an example."""
    if left.empty:
        return
    years = "" if has_years else "give the column of years with --years, "
    yield (
        f"left to settle: {len(left)}; {years}say what a name means with "
        '--set "Congo=COD" (--set "World=" for nothing)'
    )
    several = left[(left["how"] == "ambiguous") & left["first_year"].notna()]
    for row in several.head(1).itertuples():
        span = _format_years(row)
        yield (
            "this fills in where that unit lives and changes nothing that is clear; for some "
            f'years, before everything else, --set "{row.name}:{span}=COUNTRY"'
        )
    if left["name"].str.strip().str.isdecimal().any():
        yield "numbers are only read with their system, such as --code cow"
