"""The command on what columns, measures and questions mean."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING, Annotated, Any

import typer

import freedomdata as fd
from freedomdata.cli.options import CsvOption, JsonOption, complete_survey
from freedomdata.cli.printing import (
    WHOLE,
    escape,
    list_rows,
    make_table,
    print_answer,
    print_parts,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd
    from rich.table import Table

__all__ = ["codebook"]

_WHOLE_ENTRIES = 6  # up to so many are printed with all that is known of them
_WIDTH, _INDENT = 100, 13  # columns
_LONG = 28  # letters of editions in a table
_UNCHECKED = "(link not checked)"


def codebook(
    survey: Annotated[
        str | None,
        typer.Argument(
            help="Id of one survey: {surveys}.  [default: all]",
            metavar="SURVEY",
            autocompletion=complete_survey,
        ),
    ] = None,
    *,
    search: Annotated[
        str | None,
        typer.Option(
            help="Words that must all be there, in the title, the description, what values mean, "
            "or earlier names; or an id such as PR or C2.",
            metavar="WORDS",
        ),
    ] = None,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
) -> None:
    """
    Say what columns, measures and questions mean: range, free end, editions, values.

    Example: freedomdata codebook --search PR

    Example: freedomdata codebook fiw --search "trade union"
    """
    frame = fd.codebook(survey, search, dtype_backend=WHOLE)
    if as_json or as_csv:
        print_answer(frame, {}, as_json=as_json, as_csv=as_csv)
        return
    rows = list_rows(frame)
    if not rows:
        return
    if len(rows) <= _WHOLE_ENTRIES:
        print_parts("\n".join(line for row in rows for line in [*_write_entry(row), ""]).rstrip())
        return
    print_parts(*_list_tables(frame))


def _write_entry(row: Any) -> Iterator[str]:
    """Yield the lines of all that is known of one column, measure or question."""
    from freedomdata.codebooks.descriptions import SEPARATOR

    short = f" ({row.short})" if row.short else ""
    name = f"{row.id}{short}, {row.kind} of {fd.SURVEYS[row.survey].title} ({row.survey})"
    yield f"[bold]{escape(row.title)}[/]: {escape(name)}"
    parts = {
        "": [row.description],
        "range": [", ".join(filter(None, (_name_range(row, unit=True), row.direction)))],
        "editions": [_name_editions(row)],
        "earlier": row.earlier_names.split(SEPARATOR),
        "values": row.values.split(SEPARATOR),  # noqa: PD011 (a column)
        "changes": row.breaks.split(SEPARATOR),
        "notes": row.notes.split(SEPARATOR),
        "method": [f"{row.methodology} {_UNCHECKED}"],
    }
    for head, texts in parts.items():
        lines = [line for text in texts for line in wrap(text, _WIDTH - _INDENT)]
        for number, line in enumerate(lines):
            yield f"  {head if number == 0 else '':{_INDENT - 2}}{escape(line)}".rstrip()


def _name_range(row: Any, *, unit: bool = False) -> str:
    """Return the range of a measure, empty where it has none."""
    if row.low == "":
        return ""
    text = f"from {row.low}" if row.high == "" else f"{row.low} to {row.high}"
    return f"{text} {row.unit}" if unit and row.high != "" else text


def _name_editions(row: Any) -> str:
    """Return the editions that are at hand, and how many."""
    return f"{row.edition_spans} ({row.editions})" if row.editions else "none at hand"


def _list_tables(frame: pd.DataFrame) -> Iterator[Table | str]:
    """Yield a table for each survey, and where there is more."""
    for survey, part in frame.groupby("survey", sort=False):
        record = fd.SURVEYS[str(survey)]
        yield f"[bold]{escape(record.title)}[/] ({record.id})"
        table = make_table("Id", "Title", ">Range", ">Freest", "Editions")
        for row in list_rows(part):
            freest = row.direction.removesuffix(" is freest") if row.freest == "" else row.freest
            cells = (row.id, escape(row.title), _name_range(row), str(freest))
            table.add_row(*cells, _name_spans(row))
        yield table
        yield f"[dim]Methodology: {record.methodology}\n"
    yield "[dim]What values mean, notes and changes of method: add --search WORDS, or --json."
    yield "[dim]Nobody has checked that the links to the methodologies still work."


def _name_spans(row: Any) -> str:
    """Return the editions at hand in few words."""
    if len(row.edition_spans) <= _LONG:
        return row.edition_spans or "none at hand"
    return f"{row.first_edition} to {row.last_edition}, with gaps"
