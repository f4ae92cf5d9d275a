"""
The application: which commands there are, and how all of them answer.

Exit codes: 0 done, 1 refused (one plain sentence on standard error says why), 2 wrong usage. Of
``match`` and ``check``: 0 done, 1 something is left or was found, 2 it could not be done.
"""

from __future__ import annotations

import io
import sys
import warnings
from functools import wraps
from typing import TYPE_CHECKING, Annotated, Any

import typer

import freedomdata as fd
from freedomdata.calls import name_options
from freedomdata.cli.build import build, check, ingest
from freedomdata.cli.countries import countries, match
from freedomdata.cli.data import cite, editions, explain, revisions, show, surveys
from freedomdata.cli.options import Command
from freedomdata.cli.plot import atlas, plot
from freedomdata.cli.printing import print_refusal, print_text

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["app", "main"]

_REFUSED, _COULD_NOT = 1, 2  # exit codes

app: typer.Typer = typer.Typer(
    name="freedomdata",
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
    """The world's freedom ratings: tidy, proven, traceable."""  # noqa: D401 (shown as help)
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


for _command in (
    surveys,
    editions,
    revisions,
    countries,
    _answering(match),
    show,
    cite,
    _answering(check),
    build,
    ingest,
    explain,
    atlas,
):
    app.command(cls=Command)(_command)
app.add_typer(plot)


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
