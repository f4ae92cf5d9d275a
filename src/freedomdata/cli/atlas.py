"""`freedomdata atlas`: a page for every country, and how far it has come."""

from __future__ import annotations

import json
import sys
from contextlib import nullcontext
from pathlib import Path  # noqa: TC003 (typer reads annotations)
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

import freedomdata as fd
from freedomdata.choices import Ending  # noqa: TC001 (typer reads it)
from freedomdata.cli.options import complete_country
from freedomdata.cli.plotting import SizeOption, ThemeOption  # noqa: TC001 (typer reads them)
from freedomdata.cli.printing import say

__all__ = ["atlas"]


def atlas(  # noqa: PLR0913 (each is an option)
    *,
    output: Annotated[
        Path, typer.Option("--output", "-o", help="A directory, or a .pdf file.", metavar="PATH")
    ],
    country: Annotated[
        list[str] | None,
        typer.Option(
            help="A page for this one. May be repeated.  [default: all that were ever rated]",
            metavar="COUNTRY",
            autocompletion=complete_country,
            show_default=False,
        ),
    ] = None,
    ending: Annotated[
        Ending | None,
        typer.Option("--format", help="Of the files in a directory.  [default: svg]"),
    ] = None,
    jobs: Annotated[
        int | None,
        typer.Option(
            "--jobs", "-j", min=1, help="Processes that draw.  [default: one for each core]"
        ),
    ] = None,
    theme: ThemeOption = "light",
    size: SizeOption = "page",
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the path and the number of pages as JSON.")
    ] = False,
) -> None:
    """
    Plot a page for every country and territory: a directory to browse, or one PDF with bookmarks.

    What is there already, whole and from the same data, is not drawn again: to go on after an
    interruption give the same command again.

    Example: freedomdata atlas -o atlas.pdf
    """
    from freedomdata.plots import plot_atlas  # noqa: PLC0415 (import on use)

    counts: list[int] = []  # pages that are there, each time one more is; the first were there
    total = 0
    # not disable=, which leaves an empty line in older versions of rich
    watched = Progress(console=Console(stderr=True), transient=True)
    with watched if sys.stderr.isatty() else nullcontext():
        task = watched.add_task("")

        def tell(done: int, of: int, what: str) -> None:
            nonlocal total
            counts.append(done)
            total = of
            watched.update(task, completed=done, total=of, description=what)

        try:
            with fd.style(theme, size=size):
                plot_atlas(output, country=country or None, ending=ending, jobs=jobs, progress=tell)
        except KeyboardInterrupt:
            raise fd.FreedomDataError(
                f"interrupted with {counts[-1] if counts else 0} of {total} pages: the same "
                "command goes on from there"
            ) from None
    drawn = counts[-1] - counts[0]
    if as_json:
        typer.echo(json.dumps({"path": str(output), "pages": total, "drawn": drawn}))
    else:
        say(f"{output}: {total} pages, {drawn} of them drawn now")
