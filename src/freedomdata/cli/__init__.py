"""The command line: every command calls one public function and prints what it gives."""

from freedomdata.cli.app import app, main

__all__ = ["app", "main"]
