"""
The application: which commands there are, and how all of them answer.

Exit codes: 0 done, 1 refused (one plain sentence on standard error says why), 2 wrong usage. Of
``match``, ``validate`` and ``check``: 0 done, 1 something is left or was found, 2 it could not be
done.
"""

from __future__ import annotations

import io
import sys
import warnings
from functools import wraps
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

import freedomdata as fd
from freedomdata.calls import name_options
from freedomdata.cli.build import build, check, ingest, validate
from freedomdata.cli.changes import changes, movers, spells
from freedomdata.cli.codebook import codebook
from freedomdata.cli.countries import countries, match
from freedomdata.cli.counts import aggregate, count
from freedomdata.cli.data import cite, explain, show
from freedomdata.cli.facts import facts
from freedomdata.cli.listings import breaks, editions, revisions, surveys
from freedomdata.cli.loading import items, population, variants
from freedomdata.cli.margins import margins, rank
from freedomdata.cli.options import Command
from freedomdata.cli.panel import panel
from freedomdata.cli.plot import atlas, plot
from freedomdata.cli.printing import print_refusal, print_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

__all__ = ["app", "main"]

_REFUSED, _COULD_NOT = 1, 2  # exit codes
_MARGINS = 6  # blanks around the name of a command


class Groups(TyperGroup):
    """The commands, listed under what they are for."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002 (typer's own)
        """Write a section for each purpose."""
        width = max(map(len, self.commands))
        room = formatter.width - width - _MARGINS
        for title, names in _list_sections(self.commands):
            with formatter.section(title):
                rows = [(n, self.commands[n].get_short_help_str(limit=room)) for n in names]
                formatter.write_dl([(f"{name:<{width}}", text) for name, text in rows])


app: typer.Typer = typer.Typer(
    name="freedomdata",
    cls=Groups,
    epilog="Freedom House content is for limited non-commercial use with citation.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(*, value: bool) -> None:
    """Print the versions, those of the data only if there are any."""
    if value:
        try:
            at_hand = fd.version()
        except (fd.FreedomDataError, OSError):
            typer.echo(f"freedomdata {fd.__version__}")
            raise
        print_text(at_hand)
        raise typer.Exit


@app.callback()
def options(
    context: typer.Context,
    *,
    version: Annotated[  # noqa: ARG001 (its callback answers)
        bool,
        typer.Option(
            "--version",
            help="Print the versions of code and data, and the hash of the tables.",
            callback=_print_version,
            is_eager=True,
        ),
    ] = False,
) -> None:
    """
    The world's freedom ratings: tidy, proven, traceable.

    Start with: freedomdata facts, freedomdata show China, freedomdata plot China. Each command
    has --help with an example; most take --json and --csv.
    """  # noqa: D401 (shown as help)
    context.with_resource(name_options())
    _print_logs()


def _answering(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command whose exit code 1 is an answer another one for what it could not do."""

    @wraps(command)
    def answered(*args: Any, **options: Any) -> None:
        try:
            command(*args, **options)
        except (fd.FreedomDataError, OSError) as error:
            print_refusal(error)
            raise SystemExit(_COULD_NOT) from None

    return answered


#: Every command, under what it is for.
_COMMANDS: dict[str, tuple[Callable[..., None], ...]] = {
    "Ask": (
        facts,
        codebook,
        show,
        explain,
        changes,
        movers,
        spells,
        count,
        aggregate,
        rank,
        margins,
        variants,
    ),
    "Load": (panel, items, population, cite),
    "List": (surveys, editions, breaks, revisions, countries),
    "Plot": (atlas,),
    "Your own files": (_answering(match), _answering(validate)),
    "Build and check": (build, ingest, _answering(check)),
}
_GROUPS = {"Plot": ["plot"]}  # those that have commands of their own

for _commands in _COMMANDS.values():
    for _command in _commands:
        app.command(cls=Command)(_command)
app.add_typer(plot)


def _list_sections(names: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    """Give the titles under which commands are listed, and their names; the rest at the end."""
    rest = list(names)
    for title, commands in _COMMANDS.items():
        own = [*_GROUPS.get(title, ()), *(command.__name__ for command in commands)]
        yield title, [name for name in own if name in rest]
        rest = [name for name in rest if name not in own]
    if rest:
        yield "More", rest


def main() -> None:
    """Run the command line; a refusal is one sentence on standard error and exit code 1."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a letter that a terminal lacks is no error
            stream.reconfigure(errors="replace")
    warnings.showwarning = _print_warning
    warnings.simplefilter("always", fd.FreedomDataWarning)
    try:
        app()
    except (fd.FreedomDataError, OSError) as error:
        print_refusal(error)
        raise SystemExit(_REFUSED) from None


def _print_logs() -> None:
    """Print what a command waits for as one sentence."""
    import logging

    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("freedomdata: %(message)s"))
    logger = logging.getLogger("freedomdata")
    logger.handlers = [handler]
    logger.setLevel(logging.INFO)


_print_as_python_does = warnings.showwarning


def _print_warning(message: Any, category: type[Warning], *where: Any, **options: Any) -> None:
    """Print a warning of ours as one sentence, any other as Python does."""
    if issubclass(category, fd.FreedomDataWarning):
        print_text(f"freedomdata: {message}", err=True)
    else:
        _print_as_python_does(message, category, *where, **options)
