"""What the command line prints of an explanation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from freedomdata.explanation.text import list_sections, tell_head

if TYPE_CHECKING:
    from freedomdata.explanation import Explanation

__all__ = ["paint_explanation"]


def paint_explanation(explanation: Explanation) -> str:
    """Return the note with its first line and its headings in bold; a file gets them plain."""
    headings = {tell_head(explanation)[0], *(title for title, _ in list_sections(explanation))}
    return "\n".join(
        typer.style(line, bold=True) if line in headings else line
        for line in str(explanation).splitlines()
    )
