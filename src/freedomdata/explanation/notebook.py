"""An explanation as tables for a notebook: no colors, no scripts, every text escaped."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from freedomdata.explanation.naming import lower, spell
from freedomdata.explanation.text import (
    NO_CHANGE,
    list_caveats,
    list_corrections,
    list_one_sided,
    list_revisions,
    tell_agreeing,
    tell_grade,
    tell_head,
    tell_margin,
    tell_place,
    tell_since,
    tell_step,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from freedomdata.explanation.record import Change, Explanation, File, Step

__all__ = ["render"]


def render(it: Explanation) -> str:
    """Return the explanation as HTML."""
    first, *others = tell_head(it)
    parts = [f"<p><strong>{escape(first)}</strong></p>", *map(_paragraph, others)]
    if it.steps:
        heads = ("Step", "Published", "How it follows", "To the next")
        parts.append(_table("How it follows", heads, map(_list_step, it.steps)))
    parts.append(_render_change(it.change, tell_since(it)))
    parts += map(_render_file, it.files)
    parts += map(_paragraph, list_corrections(it.corrections))
    parts += map(_paragraph, list_revisions(it.revisions))
    parts.append(_paragraph(f"{it.citation} {it.terms} freedomdata, data {it.data_version}."))
    return f"<div>{''.join(parts)}</div>"


def _list_step(step: Step) -> tuple[str, ...]:
    margins = "; ".join(tell_margin(margin, step) for margin in step.margins)
    return step.title, spell(step.published), tell_step(step), margins


def _render_change(change: Change | None, caption: str) -> str:
    if change is None:
        return _paragraph(f"{caption}.")
    rows = [(d.title, spell(d.old), spell(d.new), d.side or "") for d in change.differences]
    table = _table(caption, ("Measure", "Then", "Now", "Side"), rows)
    told = table if rows else _paragraph(f"{caption}: {lower(NO_CHANGE)}")
    before, after = list_caveats(change), list_one_sided(change)
    return "".join([*map(_paragraph, before), told, *map(_paragraph, after)])


def _render_file(file: File) -> str:
    rows = (
        (
            cell.title,
            spell(cell.value),
            cell.sheet or "",
            tell_place(cell),
            cell.printed or "",
            cell.reason or "",
            tell_agreeing(cell),
        )
        for cell in file.cells
    )
    told = f"{file.source}: {file.title}, release {file.release}, {file.grade}"
    heads = ("Value", "Read", "Sheet", "Cell", "Printed there", "Why read otherwise", "Agreement")
    links = " ".join(
        f'<a href="{escape(url)}">{name}</a>'
        for name, url in (("publisher", file.url), ("mirror", file.mirror))
        if url and url.startswith("https://")
    )
    origin = f"{escape(tell_grade(file.grade))}; sha256 <code>{escape(file.sha256)}</code> {links}"
    return _table(told, heads, rows) + f"<p>{origin}</p>"


def _table(caption: str, heads: Iterable[str], rows: Iterable[tuple[str, ...]]) -> str:
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


def _paragraph(text: str) -> str:
    return f"<p>{escape(text)}</p>"
