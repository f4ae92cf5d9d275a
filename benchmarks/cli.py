"""
What the help of the command line and a completion cost, against a bare program of typer and rich.

The bare program has as many commands, each with an argument and an option, and imports the console
and the tables of rich; it does nothing. Both are run in fresh processes, in pairs, as in `load.py`.

    python benchmarks/cli.py [--runs 10]
"""

from __future__ import annotations

import argparse

from load import compare

from freedomdata.cli import app

_SILENT = "import os, sys; sys.stdout = open(os.devnull, 'w')\n"
_BARE = """
import typer
from rich.console import Console
from rich.table import Table

app = typer.Typer(rich_markup_mode=None)
for number in range({commands}):

    def command(name: str, size: int = 1) -> None:
        "Do something with a name."

    app.command(f"command-{{number}}")(command)
"""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=10)
    runs = parser.parse_args().runs
    groups = [group.typer_instance for group in app.registered_groups]
    commands = sum(len(one.registered_commands) for one in (app, *groups))
    ours, bare = "from freedomdata.cli import app\n", _BARE.format(commands=commands)
    show = "app(['--help'], prog_name='freedomdata')\n"
    compare("--help / that of a bare program", _SILENT + ours + show, _SILENT + bare + show, runs)
    words = {"ours": "freedomdata show Hung", "bare": "freedomdata comm"}
    asked = {
        who: f"os.environ.update(_FREEDOMDATA_COMPLETE='complete_bash', COMP_WORDS={text!r}, "
        f"COMP_CWORD='{text.count(' ')}')\napp(prog_name='freedomdata')\n"
        for who, text in words.items()
    }
    compare(
        "completion of a country / that of a command of a bare program",
        _SILENT + ours + asked["ours"],
        _SILENT + bare + asked["bare"],
        runs,
    )


if __name__ == "__main__":
    main()
