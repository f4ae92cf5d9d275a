"""What the command line says of one country, and of a column of somebody's file."""

from __future__ import annotations

import csv
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.markup import escape

import freedomdata as fd
from freedomdata.cli.printing import list_rows, make_table
from freedomdata.countries import get_countries, list_names
from freedomdata.datapackage import list_held

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd
    from rich.table import Table

    from freedomdata.countries import Country, Identified

__all__ = ["CsvFile", "read_csv", "read_overrides", "show_country", "show_report", "tell_country"]

_DELIMITERS = ",;\t|"
_CODES = {"cow": "Correlates of War", "gw": "Gleditsch and Ward"}
_RELATIONS = {
    "predecessors": "Before it",
    "successors": "After it",
    "split_from": "Split from",
    "claimed_by": "Held or claimed by",
}


def tell_country(country_id: str) -> dict[str, Any]:
    """Return everything known of a unit: its row of the registry, its names, who rated it."""
    rated = {}
    for survey in list_held():
        years = fd.load(survey.id, country=country_id)["year"]
        if len(years):
            rated[survey.id] = [int(years.min()), int(years.max())]
    names = list(list_names(country_id))
    return asdict(get_countries()[country_id]) | {"names": names, "rated": rated}


def show_country(country_id: str) -> list[Table | str]:
    """Return what to print of everything known of a unit."""
    c = get_countries()[country_id]
    known = tell_country(country_id)
    table = make_table("", "")
    table.show_header = False
    for head, text in _describe(c, known):
        if text:
            table.add_row(f"[dim]{head}", escape(text))
    life = _span(c.first_year, c.last_year)
    kind = {"other": "rated beside states and territories"}.get(c.kind, c.kind)
    return [f"[bold]{c.country}[/] ({c.country_id}), {kind}{f', {life}' if life else ''}", table]


def _describe(c: Country, known: dict[str, Any]) -> Iterable[tuple[str, str]]:
    yield "ISO 3166", ", ".join(filter(None, (c.iso_alpha2, c.iso_alpha3, c.iso_numeric)))
    for system, title in _CODES.items():
        if number := known[system]:
            span = _span(known[f"{system}_first_year"], known[f"{system}_last_year"])
            yield title, f"{number}{f', {span}' if span else ''}"
    regions = (c.un_region, c.un_subregion, c.un_intermediate_region)
    yield "United Nations", ", ".join(filter(None, regions))
    yield "Freedom House", c.fh_region or ""
    for relation, head in _RELATIONS.items():
        ids = known[relation]
        yield head, _list_units([ids] if isinstance(ids, str) else ids or ())
    split = [unit for unit, other in get_countries().items() if other.split_from == c.country_id]
    yield "Left it", _list_units(split)
    rated = (
        f"{fd.SURVEYS[id_].title} ({first}-{last})" for id_, (first, last) in known["rated"].items()
    )
    yield "Rated in", ", ".join(rated) or "no survey at hand"
    yield "Also called", "; ".join(known["names"])


def _list_units(ids: Iterable[str]) -> str:
    units = [get_countries()[id_] for id_ in ids]
    lives = [_span(unit.first_year, unit.last_year) for unit in units]
    return ", ".join(
        f"{unit.country} ({unit.country_id}{f', {life}' if life else ''})"
        for unit, life in zip(units, lives, strict=True)
    )


def _span(first: int | None, last: int | None) -> str:
    if first and last:
        return f"{first} to {last}"
    return f"since {first}" if first else f"until {last}" if last else ""


@dataclass(frozen=True, slots=True)
class CsvFile:
    """Somebody's table: all cells as they stand, and how it was written."""

    path: Path
    header: list[str]
    rows: list[list[str]]
    delimiter: str

    def column(self, name: str) -> list[str | None]:
        """Return the cells of a column, None for empty ones."""
        if self.header.count(name) != 1:
            found = "twice" if name in self.header else "not there"
            raise fd.SourceError(
                f"{self.path}: the column {name!r} is {found}; there are {', '.join(self.header)}"
            )
        place = self.header.index(name)
        return [row[place].strip() or None for row in self.rows]

    def years(self, name: str) -> list[int | None]:
        """Return the cells of a column as years."""
        cells = self.column(name)
        for n, cell in enumerate(cells):
            if cell is not None and not cell.removesuffix(".0").isdecimal():
                raise fd.SourceError(
                    f"{self.path}: row {n + 1} below the header has the {name} {cell!r}, "
                    "where a year such as 1990 is expected"
                )
        return [None if cell is None else int(cell.removesuffix(".0")) for cell in cells]

    def write(self, path: Path, ids: Iterable[Any]) -> None:
        """Write the table with the ids as one more column."""
        if "country_id" in self.header:
            raise fd.SourceError(f"{self.path} has a column country_id already: rename it first")
        with tempfile.TemporaryDirectory(prefix=".freedomdata-", dir=path.parent) as directory:
            draft = Path(directory) / path.name
            with draft.open("w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file, delimiter=self.delimiter, lineterminator="\n")
                writer.writerow([*self.header, "country_id"])
                writer.writerows([*row, id_] for row, id_ in zip(self.rows, ids, strict=True))
            draft.replace(path)


def read_csv(path: Path) -> CsvFile:
    """Read a CSV, in UTF-8 or as Windows writes it, with whatever stands between its cells."""
    content = path.read_bytes()
    if b"\0" in content:
        raise fd.SourceError(f"{path} is no CSV: save the sheet as CSV (UTF-8) first")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    lines = text.splitlines(keepends=True)
    delimiter = max(_DELIMITERS, key=(lines or [""])[0].count)
    header, *rows = [row for row in csv.reader(lines, delimiter=delimiter) if row] or [[]]
    for n, row in enumerate(rows):
        if len(row) != len(header):
            raise fd.SourceError(
                f"{path}: row {n + 1} below the header has {len(row)} cells, "
                f"the header {len(header)}"
            )
    return CsvFile(path, [cell.strip() for cell in header], rows, delimiter)


def read_overrides(texts: Iterable[str]) -> dict[str, str | None]:
    """Read what was given as ``NAME=COUNTRY``; nothing after the sign leaves a name out."""
    overrides: dict[str, str | None] = {}
    for text in texts:
        name, sign, country = text.rpartition("=")
        if not sign or not name.strip():
            raise fd.FreedomDataError(f"--set {text!r} is not of the form NAME=COUNTRY")
        overrides[name] = country.strip() or None
    return overrides


def show_report(found: Identified) -> list[Table | str]:
    """Return what to print of a match: what is left, then what was not found by its own name."""
    report = found.report
    has_years = bool(report["first_year"].notna().any())
    table = make_table("Name", ">Rows", *(["Years"] if has_years else []), "Id", "How", "May be")
    shown = report[report["how"] != "exact"]
    for row in list_rows(shown):
        years = ["-".join(map(str, dict.fromkeys((row.first_year, row.last_year))))]
        name = escape(row.name) if row.name else "[dim](empty)[/]"
        table.add_row(
            name, f"{row.rows:,}", *years[:has_years], row.country_id, row.how, escape(row.choices)
        )
    return [*([table] if len(shown) else []), *_summarise(report)]


def _summarise(report: pd.DataFrame) -> Iterable[str]:
    """Tell how much was found, and how to settle the rest."""
    is_left = report["how"].isin(["unknown", "ambiguous"])
    named = report[~is_left]
    exact = report.loc[report["how"] == "exact", "name"].nunique()
    yield (
        f"[bold]{named['rows'].sum():,} of {report['rows'].sum():,} rows have an id[/] "
        f"({exact} names by their own, not shown)"
    )
    if is_left.any():
        yield (
            f"left to settle: {is_left.sum()}. Give the column of years with --years, or say what "
            'a name means with --set "Congo=COD" (--set "World=" for nothing)'
        )
    if (report["name"] == "NA").any():
        yield 'NA was read as the code of Namibia; where it means a missing value, --set "NA="'
