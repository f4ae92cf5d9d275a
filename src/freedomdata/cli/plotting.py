"""`freedomdata plot`: each kind of picture is a command, and a country alone is its trend."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer
from typer.core import TyperGroup

import freedomdata as fd
from freedomdata.choices import SizeName, ThemeName
from freedomdata.cli.printing import say
from freedomdata.countries import get_countries

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "JsonOption",
    "Output",
    "OutputOption",
    "SizeOption",
    "ThemeOption",
    "list_kinds",
    "name_countries",
    "plot",
    "read_editions",
    "read_events",
    "read_years",
    "save_picture",
]

_UNNAMED = "freedomdata.plot"  # where a context keeps the kinds, when none of them was named
_MANY = 3  # countries that the name of a file names


class _Kinds(TyperGroup):
    """The kinds of pictures; words that name none are what the trend is of."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the kind of picture first: it may stand behind options, or be left out."""
        if args and args[0] not in {*self.commands, *ctx.help_option_names}:
            named = [word for word in args if word in self.commands]
            if named and args[0].startswith("-"):
                args.remove(named[0])
                args = [named[0], *args]
            else:
                ctx.meta[_UNNAMED] = [*self.commands]
                args = ["trend", *args]
        rest: list[str] = super().parse_args(ctx, args)
        return rest

    def shell_complete(self, ctx: Any, incomplete: str) -> list[Any]:
        """Complete the kinds of pictures, and countries, which need none."""
        kinds: list[Any] = super().shell_complete(ctx, incomplete)
        countries = self.commands["trend"].params[0]
        return kinds + countries.shell_complete(ctx, incomplete)


plot = typer.Typer(
    name="plot",
    cls=_Kinds,
    no_args_is_help=True,
    rich_markup_mode=None,
    subcommand_metavar="[KIND] ...",
    help="Plot the ratings; up, or right, is freer.\n\n"
    "Without a KIND it is trend: freedomdata plot China is freedomdata plot trend China.\n\n"
    "Example: freedomdata plot China -o china.svg",
)

OutputOption = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        help="File to write: .png, .svg or .pdf.  [default: a .png named for what is shown]",
        show_default=False,
    ),
]
ThemeOption = Annotated[ThemeName, typer.Option("--theme", help="Kind of paper.")]
SizeOption = Annotated[
    SizeName,
    typer.Option("--size", help="A whole page, one column, or a slide of 16:9."),
]
JsonOption = Annotated[
    bool, typer.Option("--json", help="Print the path and the alt text as JSON.")
]


class Output(NamedTuple):
    """Where a picture goes, how it looks, and how its path is printed."""

    path: Path | None
    theme: ThemeName
    size: SizeName
    as_json: bool


def save_picture(kind: str, to: Output, shown: Iterable[Any], **options: Any) -> None:
    """Draw a kind of picture with the options that were given, save it, and print where it is."""
    import matplotlib as mpl  # noqa: PLC0415 (import on use)

    mpl.use("Agg")
    given = {name: value for name, value in options.items() if value is not None}
    with fd.style(to.theme, size=to.size):
        drawn = getattr(fd, f"plot_{kind}")(**given)
        words = "-".join(str(word) for word in shown)
        target = to.path or Path(re.sub(r"\W+", "-", words).strip("-").lower() + ".png")
        fd.save(drawn, target)
    if to.as_json:
        typer.echo(json.dumps({"path": str(target), "alt_text": fd.alt_text(drawn)}))
    else:
        say(target)


def list_kinds(ctx: typer.Context) -> list[str]:
    """Return the kinds of pictures, if the command line named none; else nothing."""
    kinds: list[str] = ctx.meta.get(_UNNAMED, [])
    return kinds


def name_countries(names: Iterable[str]) -> list[str]:
    """Return countries as they are called in the name of a file; of many the first few."""
    called = [_name(name) for name in names]
    more = len(called) - _MANY
    return called if more <= 0 else [*called[:_MANY], "and", str(more), "more"]


def _name(name: str) -> str:
    try:
        return get_countries()[fd.find_country(name)].country
    except fd.FreedomDataError:  # a region; or what the picture will refuse
        return name


def read_years(years: str | None) -> range | None:
    """Return years such as 1990-2025, or one year, as a range."""
    if years is None:
        return None
    found = re.fullmatch(r"(\d{4})(?:[-\N{EN DASH}:](\d{4}))?", years.strip())
    first, last = (int(found[1]), int(found[2] or found[1])) if found else (1, 0)
    if first > last:
        raise typer.BadParameter(
            f"{years!r} is no span of years; it is FROM-TO, such as 1990-2025, or one year",
            param_hint="--years",
        )
    return range(first, last + 1)


def read_editions(editions: str | None) -> list[int] | None:
    """Return editions such as 2013,2025 as numbers."""
    if editions is None:
        return None
    try:
        return [int(edition) for edition in editions.split(",")]
    except ValueError:
        raise typer.BadParameter(
            f"{editions!r} are no editions; they are years, such as 2013,2025",
            param_hint="--editions",
        ) from None


def read_events(events: Iterable[str] | None) -> dict[int | date, str] | None:
    """Return events such as 1989=Tiananmen by year or day; several of one are one."""
    if not events:
        return None
    found: dict[int | date, list[str]] = {}
    for event in events:
        when, _, words = (part.strip() for part in event.partition("="))
        try:
            key = int(when) if when.isdecimal() else date.fromisoformat(when)
        except ValueError:
            words = ""
        if not words:
            raise typer.BadParameter(
                f"{event!r} is no event; it is YEAR=WORDS or DAY=WORDS, such as 1989=Tiananmen or "
                "1989-06-04=Tiananmen",
                param_hint="--event",
            )
        found.setdefault(key, []).append(words)
    return {key: "; ".join(words) for key, words in found.items()}
