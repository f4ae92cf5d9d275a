"""What commands print: tables and text for a person, JSON for a script, how far work has come."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal

import typer

from freedomdata.errors import cut, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    import pandas as pd
    from rich.table import Table

__all__ = [
    "MOST",
    "WHOLE",
    "escape",
    "find_title",
    "format_number",
    "format_period",
    "format_published",
    "format_status",
    "list_rows",
    "make_table",
    "note_rest",
    "print_answer",
    "print_data",
    "print_frame",
    "print_json",
    "print_parts",
    "print_refusal",
    "print_text",
    "show_progress",
]

MOST = 500  # rows of a table that are printed for a person
_FILE_WIDTH = 160  # columns; wider than any table
_STATUS_COLORS = {"Free": "cyan", "Partly Free": "yellow", "Not Free": "magenta"}

#: Types in which whole numbers and true or false are printed as such, also where some are missing.
WHOLE: Literal["numpy_nullable"] = "numpy_nullable"


def print_text(text: object, *, err: bool = False) -> None:
    """Print lines that a terminal only shows, whatever names they hold."""
    typer.echo(_make_plain(str(text)), err=err)


def print_refusal(error: Exception) -> None:
    """Print in one sentence on standard error what could not be done."""
    sentence = str(error)
    if isinstance(error, OSError):
        sentence = f"{error.filename or ''}: {error.strerror or error}".removeprefix(": ")
    typer.echo(f"freedomdata: {cut(plain(sentence))}", err=True)


def print_json(value: Any) -> None:
    """Print what JSON has types for."""
    typer.echo(json.dumps(value))


def print_frame(frame: pd.DataFrame) -> None:
    """Print a frame as JSON records, dates as text."""
    typer.echo(_write_dates(frame).to_json(orient="records", indent=1))


def print_data(frame: pd.DataFrame, *, as_json: bool, as_csv: bool) -> bool:
    """Print a frame for a program, where JSON or CSV is asked for, and return whether it is."""
    _refuse_both(as_json=as_json, as_csv=as_csv)
    if as_json:
        print_frame(frame)
    if as_csv:
        _print_csv(frame)
    return as_json or as_csv


def _refuse_both(*, as_json: bool, as_csv: bool) -> None:
    if as_json and as_csv:
        raise typer.BadParameter("give --json or --csv, not both")


def _print_csv(frame: pd.DataFrame) -> None:
    """Print a frame as CSV; texts of others only as a terminal shows them."""
    from freedomdata.cli.table import protect_cells

    text = protect_cells(_write_dates(frame))
    for name in text.select_dtypes(["object", "string"]):
        text[name] = text[name].map(lambda value: plain(value) if isinstance(value, str) else value)
    typer.echo(text.to_csv(index=False, lineterminator="\n"), nl=False)


def _write_dates(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame with its dates as text."""
    dates = frame.select_dtypes("datetime").columns
    return frame.assign(**{name: frame[name].dt.strftime("%Y-%m-%d") for name in dates})


def find_title(frame: pd.DataFrame) -> str:
    """Return the title of the survey that an answer is about."""
    from freedomdata.surveys import SURVEYS

    return SURVEYS[frame.attrs["survey"]].title


def print_answer(
    frame: pd.DataFrame,
    shown: Mapping[str, str],
    *,
    as_json: bool,
    as_csv: bool,
    title: str = "",
) -> None:
    """
    Print an answer: a table of the columns `shown` under their headers, JSON, or CSV.

    What it leaves out is said below the table, under ``left_out`` and ``notes`` in JSON, and on
    standard error beside CSV.
    """
    from freedomdata.labels import describe_left_out

    _refuse_both(as_json=as_json, as_csv=as_csv)
    said = describe_left_out(frame)
    text = _write_dates(frame)
    if as_json:
        rows = json.loads(text.to_json(orient="records"))
        own = {name: frame.attrs[name] for name in ("left_out", "notes") if name in frame.attrs}
        typer.echo(json.dumps({"rows": rows, **own}, indent=1))
        return
    if as_csv:
        _print_csv(frame)
        for sentence in said:
            print_text(f"freedomdata: {sentence}", err=True)
        return
    columns = {name: head for name, head in shown.items() if name in frame}
    numbers = {name for name in columns if frame[name].dtype.kind in "if"}
    table = make_table(*(f"{'>' if n in numbers else ''}{head}" for n, head in columns.items()))
    for row in list_rows(text[list(columns)]):
        table.add_row(*map(_format_cell, row))
    print_parts(*([f"[bold]{title}[/]"] if title else []), table, *(f"[dim]{s}" for s in said))


def _format_cell(value: Any) -> str:
    """Return a value as a person reads it; statuses have their colors."""
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, str):
        return format_status(value) if value in _STATUS_COLORS else escape(value)
    return format_number(value)


def print_parts(*parts: Table | str) -> None:
    """Print for a person; what goes into a file or a pipe is cut to the width of no screen."""
    from rich.console import Console

    parts = tuple(_make_plain(part) if isinstance(part, str) else part for part in parts)
    console = Console(highlight=False)
    if console.is_terminal:
        console.print(*parts, sep="\n")
        return
    console = Console(highlight=False, width=_FILE_WIDTH)
    with console.capture() as captured:
        console.print(*parts, sep="\n")
    typer.echo("\n".join(line.rstrip() for line in captured.get().splitlines()))


def _make_plain(text: str) -> str:
    """Return lines as a terminal only shows them."""
    return "\n".join(map(plain, text.split("\n")))


@contextmanager
def show_progress() -> Iterator[Callable[[int, int, str], None]]:
    """Show on a terminal how far something has come, and elsewhere nothing."""
    if not sys.stderr.isatty():
        yield lambda *_: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("")
        yield lambda done, total, what: bar.update(
            task, completed=done, total=total, description=what
        )


def make_table(*headers: str) -> Table:
    """Return an empty table; a header that starts with ``>`` is set flush right."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for header in headers:
        table.add_column(
            header.removeprefix(">"),
            justify="right" if header.startswith(">") else "left",
            overflow="fold",
            no_wrap=header in ("Edition", "Covers", "Status", "Id", "Year"),
        )
    return table


def note_rest(frame: pd.DataFrame) -> list[str]:
    """Return how many rows are not printed for a person, a line where there are any."""
    more = len(frame) - MOST
    return [f"[dim]and {more:,} more rows: --csv and --json print all"] if more > 0 else []


def list_rows(frame: pd.DataFrame) -> list[Any]:
    """Return the rows as named tuples, what is missing as empty text, all in plain letters."""
    shown = frame.astype(object).where(frame.notna(), "")
    shown = shown.map(lambda value: plain(value) if isinstance(value, str) else value)
    return list(shown.itertuples(index=False))


def escape(text: str) -> str:
    """Return a text of others as it is printed, with nothing in it that is read as markup."""
    from rich.markup import escape as escape_markup

    return escape_markup(text)


def format_status(status: str) -> str:
    """Return a status in its color."""
    return f"[{_STATUS_COLORS[status]}]{status}[/]" if status else ""


def format_number(value: Any) -> str:
    """Return a number without zeros after the point, anything else as it is."""
    return f"{value:g}" if isinstance(value, float) else str(value)


def format_published(row: Any) -> str:
    """Return when an edition was published, as far as that is known."""
    form = {"day": "%Y-%m-%d", "month": "%Y-%m", "year": "%Y", "bound": "by %Y-%m-%d"}
    return f"{row.published:{form[row.precision]}}"


def format_period(start: Any, end: Any) -> str:
    """Return the period covered: a year where it is one, else from month to month."""
    if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31) and start.year == end.year:
        return str(start.year)
    return f"{start:%Y-%m} to {end:%Y-%m}"
