"""The parts of an explanation as tables of a notebook: no colors, no scripts, all escaped."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from freedomdata.explanation.text import (
    GRADES,
    NO_CHANGE,
    count_agreeing,
    describe_caveats,
    describe_margin,
    describe_one_sided,
    describe_step,
    lower,
    name_cell,
    show,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from freedomdata.explanation.parts import Change, File, Step

__all__ = ["write_change", "write_file", "write_paragraph", "write_steps"]


def write_paragraph(text: str) -> str:
    """Return a text as a paragraph."""
    return f"<p>{escape(text)}</p>"


def write_steps(steps: Iterable[Step]) -> str:
    """Return steps as a table."""
    rows = (
        (
            step.title,
            show(step.published),
            describe_step(step),
            "; ".join(describe_margin(margin, step) for margin in step.margins),
        )
        for step in steps
    )
    heads = ("Step", "Published", "How it follows", "To the next")
    return _write_table("How it follows", heads, rows)


def write_change(change: Change | None, caption: str) -> str:
    """Return a change as a table with its caveats."""
    if change is None:
        return write_paragraph(f"{caption}.")
    rows = [(d.title, show(d.old), show(d.new), d.side or "") for d in change.differences]
    table = _write_table(caption, ("Measure", "Then", "Now", "Side"), rows)
    differences = table if rows else write_paragraph(f"{caption}: {lower(NO_CHANGE)}")
    before, after = (
        "".join(map(write_paragraph, lines))
        for lines in (describe_caveats(change), describe_one_sided(change))
    )
    return f"{before}{differences}{after}"


def write_file(file: File) -> str:
    """Return a file and its cells as a table."""
    rows = (
        (
            cell.title,
            show(cell.value),
            cell.sheet or "",
            name_cell(cell),
            cell.printed or "",
            cell.reason or "",
            count_agreeing(cell),
        )
        for cell in file.cells
    )
    caption = f"{file.source}: {file.title}, release {file.release}, {file.grade}"
    heads = ("Value", "Read", "Sheet", "Cell", "Printed there", "Why read otherwise", "Agreement")
    links = " ".join(
        f'<a href="{escape(url)}">{name}</a>'
        for name, url in (("publisher", file.url), ("mirror", file.mirror))
        if url and url.startswith("https://")
    )
    origin = f"{escape(GRADES[file.grade])}; sha256 <code>{escape(file.sha256)}</code> {links}"
    return f"{_write_table(caption, heads, rows)}<p>{origin}</p>"


def _write_table(caption: str, heads: Iterable[str], rows: Iterable[tuple[str, ...]]) -> str:
    """Return a table whose first column heads its rows."""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in heads)
    body = "".join(
        f'<tr><th scope="row">{escape(first)}</th>'
        + "".join(f"<td>{escape(text)}</td>" for text in others)
        + "</tr>"
        for first, *others in rows
    )
    return (
        f"<table><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{body}</tbody></table>"
    )
