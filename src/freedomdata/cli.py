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
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

import freedomdata as fd
from freedomdata.countries import get_countries

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["app", "main"]

app = typer.Typer(
    name="freedomdata",
    epilog="Freedom House content is for limited non-commercial use with citation.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

_FILE_WIDTH = 160  # columns; wider than any table
_STATUS_LOOK = {"Free": "cyan", "Partly Free": "yellow", "Not Free": "magenta"}


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
_Json = Annotated[bool, typer.Option("--json", help="Print JSON, for scripts.")]


def _say_version(*, value: bool) -> None:
    if value:
        from freedomdata.tables import read_descriptor  # noqa: PLC0415 (import on use)

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
        _print_json(frame)
        return
    rows = _rows(frame)
    table = _table("Survey", "Title", "Publisher", "Editions", "Years", "Rows")
    for row in rows:
        table.add_row(
            row.id,
            row.title,
            row.publisher,
            f"{row.first_edition}-{row.last_edition} ({row.editions})",
            f"{row.first_year}-{row.last_year}",
            f"{row.rows:,}",
        )
    _print(table, *(f"[dim]{row.id}: {row.terms}" for row in rows))


@app.command()
def countries(*, as_json: _Json = False) -> None:
    """List every country and territory with its id, codes and years."""
    frame = fd.list_countries()
    if as_json:
        _print_json(frame)
        return
    table = _table("Id", "Name", "Kind", "From", "To", "ISO 2", "ISO 3")
    for row in _rows(frame):
        table.add_row(*map(str, row))
    _print(table)


@app.command()
def show(
    country: _Country,
    *,
    survey: Annotated[str, typer.Option(help="Id of the survey.")] = "fiw",
    as_json: _Json = False,
) -> None:
    """
    Show a country's ratings, edition by edition.

    Example: freedomdata show "South Africa"
    """
    frame = fd.load(survey, country=country)
    if frame.empty:
        raise fd.FreedomDataError(f"{fd.SURVEYS[survey].title} has never rated {country}")
    if as_json:
        _print_json(frame)
        return
    table = _table("Edition", "Covers", "Status", ">PR", ">CL", ">Score", "Note")
    for row in _rows(frame):
        table.add_row(
            row.edition_label,
            _period(row.period_start, row.period_end),
            f"[{_STATUS_LOOK[row.status]}]{row.status}",
            str(row.political_rights),
            str(row.civil_liberties),
            str(row.total_score),
            row.note or (row.grade if row.grade != "published" else ""),
        )
    record = fd.SURVEYS[survey]
    used = set(frame["note"].dropna())
    notes = [f"[dim]{note.code}: {note.text}" for note in record.notes if note.code in used]
    _print(
        f"[bold]{frame['country'].iloc[0]}[/] in {record.title} ({record.publisher})",
        table,
        "[dim]PR political rights, CL civil liberties: 1 most free, 7 least free. "
        "Score: 100 most free.",
        *notes,
    )


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
    survey: Annotated[str, typer.Option(help="Id of the survey.")] = "fiw",
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the path and the alt text as JSON.")
    ] = False,
) -> None:
    """
    Plot how a country's ratings went; up is freer.

    Example: freedomdata plot China -o china.svg
    """
    import matplotlib as mpl  # noqa: PLC0415 (import on use)

    from freedomdata.plots import save  # noqa: PLC0415 (import on use)

    mpl.use("Agg")
    ax = fd.plot_trend(country, survey=survey)
    name = get_countries()[fd.find_country(country)].country
    target = output or Path(re.sub(r"\W+", "-", name).strip("-").lower() + ".png")
    save(ax, target, title=f"{name}, {fd.SURVEYS[survey].title}")
    if as_json:
        typer.echo(json.dumps({"path": str(target), "alt_text": fd.alt_text(ax)}))
    else:
        typer.echo(target)


@app.command()
def build(
    *,
    raw: Annotated[
        Path | None,
        typer.Option(
            help="Directory of the published files.  [default: $FREEDOMDATA_RAW or data/raw]"
        ),
    ] = None,
    out: Annotated[Path, typer.Option(help="Directory to write the tables to.")],
) -> None:
    """
    Build the tables from the publishers' own files.

    Every file is checked by its sha256 and every value by the survey's own arithmetic; nothing
    is written unless all of it holds. Read the result with FREEDOMDATA_DATA=DIR.
    """
    from freedomdata.tables import read_descriptor  # noqa: PLC0415 (import on use)

    if sys.stderr.isatty():
        from rich.progress import Progress  # noqa: PLC0415 (import on use)

        with Progress(console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task("")

            def tell(done: int, total: int, what: str) -> None:
                bar.update(task, completed=done, total=total, description=what)

            fd.build(raw=raw, out=out, progress=tell)
    else:
        fd.build(raw=raw, out=out)
    descriptor = read_descriptor(out)
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


def _print(*parts: Table | str) -> None:
    """Print for a person; what goes into a file or a pipe is cut to the width of no screen."""
    console = Console(highlight=False)
    if console.is_terminal:
        console.print(*parts, sep="\n")
        return
    console = Console(highlight=False, width=_FILE_WIDTH)
    with console.capture() as captured:
        console.print(*parts, sep="\n")
    typer.echo("\n".join(line.rstrip() for line in captured.get().splitlines()))


def _table(*headers: str) -> Table:
    """Return an empty table; a header that starts with ``>`` is set flush right."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for header in headers:
        table.add_column(
            header.removeprefix(">"),
            justify="right" if header.startswith(">") else "left",
            overflow="fold",
            no_wrap=header in ("Edition", "Covers", "Status", "Id"),
        )
    return table


def _rows(frame: pd.DataFrame) -> list[Any]:
    """Return the rows as named tuples, what is missing as empty text."""
    return list(frame.astype(object).where(frame.notna(), "").itertuples(index=False))


def _period(start: Any, end: Any) -> str:
    """Return the period covered: a year where it is one, else from month to month."""
    if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31) and start.year == end.year:
        return str(start.year)
    return f"{start:%Y-%m} to {end:%Y-%m}"


def _print_json(frame: pd.DataFrame) -> None:
    dates = frame.select_dtypes("datetime").columns
    text = frame.assign(**{name: frame[name].dt.strftime("%Y-%m-%d") for name in dates})
    typer.echo(text.to_json(orient="records", indent=1))
