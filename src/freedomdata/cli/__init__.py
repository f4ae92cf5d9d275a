"""
The command line: every command calls one public function and prints what it gives.

Exit codes: 0 done, 1 refused (one plain sentence on standard error says why), 2 wrong usage.
"""

from __future__ import annotations

import io
import json
import re
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

import freedomdata as fd
from freedomdata.cli.identity import (
    list_idle,
    read_overrides,
    show_country,
    show_report,
    tell_country,
)
from freedomdata.cli.printing import (
    list_rows,
    make_table,
    print_json,
    print_parts,
    show_side_by_side,
    show_survey,
)
from freedomdata.cli.table import read_csv
from freedomdata.countries import CODES, get_countries, list_left
from freedomdata.datapackage import say_never

__all__ = ["app", "main"]

app = typer.Typer(
    name="freedomdata",
    epilog="Freedom House content is for limited non-commercial use with citation.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _complete_country(incomplete: str) -> list[str]:
    start = incomplete.casefold()
    names = (c.country for c in get_countries().values())
    return [name for name in names if name.casefold().startswith(start)]


_Country = Annotated[
    str,
    typer.Argument(
        help="Id, ISO code or name, such as CHN, CN or China.",
        metavar="COUNTRY",
        autocompletion=_complete_country,
    ),
]


def _complete_survey(incomplete: str) -> list[str]:
    return [id_ for id_ in fd.SURVEYS if id_.startswith(incomplete.casefold())]


_Survey = Annotated[
    str | None,
    typer.Option(
        help="Id of one survey, such as fiw.  [default: all]",
        metavar="SURVEY",
        autocompletion=_complete_survey,
        show_default=False,
    ),
]
_Code = Annotated[
    str | None,
    typer.Option(
        help="The system that the name is a code of: iso_alpha2, iso_alpha3, iso_numeric, cow, gw.",
        metavar="SYSTEM",
        autocompletion=lambda incomplete: [c for c in CODES if c.startswith(incomplete)],
    ),
]
_Json = Annotated[bool, typer.Option("--json", help="Print JSON, for scripts.")]


def _say_version(*, value: bool) -> None:
    if value:
        from freedomdata.datapackage import read_descriptor  # noqa: PLC0415 (import on use)

        typer.echo(f"freedomdata {fd.__version__}, ", nl=False)
        typer.echo(f"data {read_descriptor()['version']}")
        raise typer.Exit


@app.callback(help="The world's freedom ratings: tidy, proven, traceable.")
def options(
    *,
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            help="Print the versions of code and data.",
            callback=_say_version,
            is_eager=True,
        ),
    ] = False,
) -> None:
    """The world's freedom ratings: tidy, proven, traceable."""  # noqa: D401 (shown as help)


@app.command()
def surveys(*, as_json: _Json = False) -> None:
    """List the surveys: what each holds, and on which terms."""
    frame = fd.list_surveys()
    if as_json:
        print_json(frame)
        return
    rows = list_rows(frame)
    table = make_table("Survey", "Title", "Publisher", "Editions", "Years", ">Rows")
    for row in rows:
        held = (
            f"{row.first_edition}-{row.last_edition} ({row.editions})",
            f"{row.first_year}-{row.last_year}",
            f"{row.rows:,}",
        )
        absent = ("not at hand", "", "")
        table.add_row(row.id, row.title, row.publisher, *(held if row.rows else absent))
    print_parts(
        table,
        *(f"[dim]{row.id}: {row.citation}\n{row.terms}" for row in rows),
        *(f"[dim]{row.id}, copies: {row.compilations}" for row in rows if row.compilations),
    )


@app.command()
def countries(
    name: Annotated[
        str | None,
        typer.Argument(
            help="Id, ISO code or name of one of them.  [default: all]",
            metavar="NAME",
            autocompletion=_complete_country,
            show_default=False,
        ),
    ] = None,
    *,
    year: Annotated[
        int | None, typer.Option(help="Who bore the name, or was there at all, in that year.")
    ] = None,
    code: _Code = None,
    as_json: _Json = False,
) -> None:
    """
    List every country and territory, or tell everything known of one.

    Example: freedomdata countries Yemen --year 2000
    """
    if name is not None:
        country_id = fd.find_country(name, year, code=code)
        if as_json:
            typer.echo(json.dumps(tell_country(country_id)))
        else:
            print_parts(*show_country(country_id))
        return
    if code is not None:
        raise typer.BadParameter("--code says what NAME is a code of; give NAME, too")
    frame = fd.list_countries()
    if year is not None:
        there = [c.country_id for c in get_countries().values() if c.lives_in(year)]
        frame = frame[frame["country_id"].isin(there)]
    if as_json:
        print_json(frame)
        return
    table = make_table("Id", "Name", "Kind", "From", "To", "ISO 2", "ISO 3", "ISO", "COW", "GW")
    columns = ["country_id", "country", "kind", "first_year", "last_year"]
    for row in list_rows(frame[[*columns, "iso_alpha2", "iso_alpha3", "iso_numeric", "cow", "gw"]]):
        table.add_row(*map(str, row))
    print_parts(table)


@app.command()
def match(  # noqa: PLR0913 (each is an option)
    file: Annotated[Path, typer.Argument(help="A CSV file with a header.")],
    *,
    column: Annotated[str, typer.Option("--column", "-c", help="The column that holds the names.")],
    years: Annotated[
        str | None, typer.Option("--years", "-y", help="The column that holds the years.")
    ] = None,
    code: _Code = None,
    settle: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            help="What a name means, such as Congo=COD, or Congo= for nothing. May be repeated.",
            metavar="NAME=COUNTRY",
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Write FILE with the ids as one more column."),
    ] = None,
    as_json: _Json = False,
) -> None:
    """
    Match the countries in somebody's CSV with ours, and report what is left to settle.

    Exit code 1 says that something is left. Nothing is guessed.

    Example: freedomdata match cases.csv --column nation --years year
    """
    table = read_csv(file)
    overrides = read_overrides(settle or ())
    found = fd.identify(
        table.column(column),
        table.years(years) if years else None,
        overrides=overrides,
        code=code,
    )
    if output:
        table.write(output, found.ids.astype(object).where(found.ids.notna(), ""))
    if as_json:
        print_json(found.report)
    else:
        idle = list_idle(found, overrides, code)
        print_parts(*show_report(found, idle, has_years=bool(years)))
    if len(list_left(found.report)):
        raise typer.Exit(1)


@app.command()
def show(
    country: _Country,
    *,
    survey: _Survey = None,
    as_json: _Json = False,
) -> None:
    """
    Show a country's ratings: all surveys side by side by year, or one edition by edition.

    Example: freedomdata show "South Africa"
    """
    country_id = fd.find_country(country)
    name = get_countries()[country_id].country
    if survey is None and not as_json:
        print_parts(*show_side_by_side(name, country_id))
        return
    if survey is None:
        frame, record = fd.load_panel(country=country_id), None
    else:
        frame, record = fd.load(survey, country=country_id), fd.SURVEYS[survey]
    if frame.empty:
        raise fd.FreedomDataError(say_never(record, name))
    if record is None or as_json:
        print_json(frame)
    else:
        print_parts(*show_survey(record, frame))


@app.command()
def plot(
    country: _Country,
    *,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", help="File to write: .png, .svg or .pdf.  [default: COUNTRY.png]"
        ),
    ] = None,
    survey: _Survey = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the path and the alt text as JSON.")
    ] = False,
) -> None:
    """
    Plot how a country's ratings went, in all surveys it is in or in one; up is freer.

    Example: freedomdata plot China -o china.svg
    """
    import matplotlib as mpl  # noqa: PLC0415 (import on use)

    from freedomdata.plots import save  # noqa: PLC0415 (import on use)

    mpl.use("Agg")
    ax = fd.plot_trend(country, survey=survey)
    name = get_countries()[fd.find_country(country)].country
    target = output or Path(re.sub(r"\W+", "-", name).strip("-").lower() + ".png")
    title = fd.SURVEYS[survey].title if survey else "how free, by year"
    save(ax, target, title=f"{name}, {title}")
    if as_json:
        typer.echo(json.dumps({"path": str(target), "alt_text": fd.alt_text(ax)}))
    else:
        typer.echo(target)


@app.command()
def build(
    surveys: Annotated[
        list[str] | None,
        typer.Argument(
            help="Ids of the surveys to build.  [default: all that the package carries]",
            metavar="SURVEY",
            autocompletion=_complete_survey,
            show_default=False,
        ),
    ] = None,
    *,
    raw: Annotated[
        Path | None,
        typer.Option(
            help="Directory of the published files.  [default: $FREEDOMDATA_RAW or data/raw]"
        ),
    ] = None,
    out: Annotated[Path, typer.Option(help="Directory to write the tables to.")],
    as_json: _Json = False,
) -> None:
    """
    Build the tables from the publishers' own files.

    Every file is checked by its sha256 (those of rsf are yours, and may differ) and every value by
    the survey's own arithmetic; nothing is written unless all of it holds. Surveys that are not
    named are taken as the package carries them. Read the result with FREEDOMDATA_DATA=DIR.

    Example: freedomdata build rsf --raw files --out my-data
    """
    from freedomdata.datapackage import read_descriptor  # noqa: PLC0415 (import on use)

    if sys.stderr.isatty():
        from rich.progress import Progress  # noqa: PLC0415 (import on use)

        with Progress(console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task("")

            def tell(done: int, total: int, what: str) -> None:
                bar.update(task, completed=done, total=total, description=what)

            fd.build(*surveys or (), raw=raw, out=out, progress=tell)
    else:
        fd.build(*surveys or (), raw=raw, out=out)
    descriptor = read_descriptor(out)
    if as_json:
        rows = {str(out / table["path"]): table["row_count"] for table in descriptor["resources"]}
        typer.echo(json.dumps({"version": descriptor["version"], "rows": rows}))
        return
    for table in descriptor["resources"]:
        typer.echo(f"{out / table['path']}: {table['row_count']:,} rows")
    typer.echo(f"data version {descriptor['version']}")


def main() -> None:
    """Run the command line; a refusal is one sentence on standard error and exit code 1."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a letter that a terminal lacks is no error
            stream.reconfigure(errors="replace")
    try:
        app()
    except fd.FreedomDataError as error:
        _refuse(str(error))
    except OSError as error:
        _refuse(f"{error.filename or ''}: {error.strerror or error}".removeprefix(": "))


def _refuse(sentence: str) -> None:
    typer.echo(f"freedomdata: {sentence}", err=True)
    raise SystemExit(1)
