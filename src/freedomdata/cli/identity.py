"""What the command line says of one country, and of a column of somebody's file."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rich.markup import escape

import freedomdata as fd
from freedomdata.cli.printing import list_rows, make_table
from freedomdata.countries import (
    describe,
    get_countries,
    is_code,
    list_left,
    list_names,
    spell_life,
)
from freedomdata.data import list_held
from freedomdata.errors import quietly

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd
    from rich.table import Table

    from freedomdata.countries import Country, Identified

__all__ = ["read_overrides", "read_settled", "show_country", "show_report", "tell_country"]

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


def tell_country(country_id: str) -> dict[str, Any]:
    """Return everything known of a unit: its row of the registry, who left it, names, ratings."""
    rated = {}
    for survey in list_held():
        with quietly():  # not each was rated by each survey
            years = fd.load(survey.id, country=country_id)["year"]
        if len(years):
            rated[survey.id] = [int(years.min()), int(years.max())]
    countries = get_countries()
    return asdict(countries[country_id]) | {
        "left_by": [id_ for id_, other in countries.items() if other.split_from == country_id],
        "names": list(list_names(country_id)),
        "rated": rated,
    }


def show_country(country_id: str) -> list[Table | str]:
    """Return what to print of everything known of a unit."""
    c = get_countries()[country_id]
    known = tell_country(country_id)
    table = make_table("", "")
    table.show_header = False
    for head, text in _describe(c, known):
        if text:
            table.add_row(f"[dim]{head}", escape(text))
    life = spell_life(c.first_year, c.last_year)
    kind = {"other": "rated beside states and territories"}.get(c.kind, c.kind)
    return [f"[bold]{c.country}[/] ({c.country_id}), {kind}{f', {life}' if life else ''}", table]


def _describe(c: Country, known: dict[str, Any]) -> Iterable[tuple[str, str]]:
    yield "ISO 3166", ", ".join(filter(None, (c.iso_alpha2, c.iso_alpha3, c.iso_numeric)))
    for system, title in _CODES.items():
        if number := known[system]:
            span = spell_life(known[f"{system}_first_year"], known[f"{system}_last_year"])
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


def read_settled(texts: Iterable[str]) -> dict[str, str | None]:
    """Read what was given as ``NAME=COUNTRY``; nothing after the sign leaves a name out."""
    settled: dict[str, str | None] = {}
    for text in texts:
        name, sign, country = text.rpartition("=")
        if not sign or not name.strip():
            raise fd.FreedomDataError(f"--set {text!r} is not of the form NAME=COUNTRY")
        if settled.setdefault(name, country.strip() or None) != (country.strip() or None):
            raise fd.FreedomDataError(f"--set settles {name!r} twice, and differently")
    return settled


def read_overrides(texts: Iterable[str]) -> dict[Any, str | None]:
    """Read what was given as ``NAME=COUNTRY`` or, for some years, ``NAME:YEARS=COUNTRY``."""
    overrides: dict[Any, str | None] = {}
    for text, country in read_settled(texts).items():
        if parts := _YEARS.fullmatch(text):
            name, only, first, last = parts.groups()
            overrides[name, first or only, last or only] = country
        else:
            overrides[text] = country
    return overrides


def show_report(found: Identified, *, has_years: bool) -> list[Table | str]:
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
            *([_spell_span(row)] if has_years else []),
            row.country_id,
            _spell_how(row),
            escape(row.choices),
            escape(row.note),
        )
    lines = [*_summarise(report, has_years=has_years)]
    if (more := len(shown) - _MOST) > 0:
        lines = [f"and {more:,} more that are not shown; --json has them all", *lines]
    return [*([table] if len(shown) else []), *map(escape, lines)]


def _shorten(name: str) -> str:
    """Return a name as it is printed; a cell may hold a whole book."""
    return name if len(name) <= _LONGEST else f"{name[:_LONGEST]}..."


def _spell_span(row: Any) -> str:
    """Return the years of a row of the report."""
    years = [f"{year:.0f}" for year in (row.first_year, row.last_year) if year != ""]
    return "-".join(dict.fromkeys(years))


def _spell_how(row: Any) -> str:
    """Return how a row was found; an override with years, or of another spelling, by its name."""
    is_plain = row.override in ("", row.name)
    return escape(row.how if is_plain else f"{row.how}: {_shorten(row.override)}")


def _summarise(report: pd.DataFrame, *, has_years: bool) -> Iterable[str]:
    """Tell how much was found, and how to settle the rest."""
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
    yield from _say_left(list_left(report), has_years=has_years)
    if (exact["name"] == "NA").any():
        yield 'NA is the code of Namibia; where it means a missing value, --set "NA="'


def _say_left(left: pd.DataFrame, *, has_years: bool) -> Iterable[str]:
    """Say how what is left can be settled, with its own years as an example."""
    if left.empty:
        return
    years = "" if has_years else "give the column of years with --years, "
    yield (
        f"left to settle: {len(left)}; {years}say what a name means with "
        '--set "Congo=COD" (--set "World=" for nothing)'
    )
    several = left[(left["how"] == "ambiguous") & left["first_year"].notna()]
    for row in several.head(1).itertuples():
        span = _spell_span(row)
        yield (
            "this fills in where that unit lives and changes nothing that is clear; for some "
            f'years, before everything else, --set "{row.name}:{span}=COUNTRY"'
        )
    if left["name"].str.strip().str.isdecimal().any():
        yield "numbers are only read with their system, such as --code cow"
