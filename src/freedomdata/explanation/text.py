"""The parts of an explanation in words: sentences, lines of a note, tables of a notebook."""

from __future__ import annotations

from html import escape
from itertools import groupby
from textwrap import wrap
from typing import TYPE_CHECKING

from freedomdata.model import GRADE_MEANINGS, Item

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from freedomdata.explanation.parts import (
        Cell,
        Change,
        CorrectedCell,
        File,
        Link,
        Margin,
        RevisedValue,
        Step,
        Value,
    )
    from freedomdata.model import Measure

__all__ = [
    "describe_corrections",
    "describe_link",
    "describe_revisions",
    "fold",
    "lower",
    "name_briefly",
    "name_in_full",
    "note_change",
    "note_file",
    "note_step",
    "show",
    "show_period",
    "write_change",
    "write_file",
    "write_link",
    "write_paragraph",
    "write_steps",
]

#: What is written where two editions agree.
_NO_CHANGE = "No value differs."

_WIDTH = 100  # columns


def name_briefly(field: Measure | Item) -> str:
    """Return the name in a formula: the letters of a question, or a title."""
    return field.id if isinstance(field, Item) else lower(field.title)


def name_in_full(field: Measure | Item) -> str:
    """Return the letters and the title of a question or subtotal, or a title."""
    return f"{field.id} {field.title}" if isinstance(field, Item) else field.title


def lower(title: str) -> str:
    """Return a title as it is written within a sentence."""
    return f"{title[0].lower()}{title[1:]}"


def show(value: Value | None) -> str:
    """Return a value as a text."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)


def show_period(start: date, end: date) -> str:
    """Return a year with its first and last day, or these two days."""
    if (start.month, start.day, end) == (1, 1, start.replace(month=12, day=31)):
        return f"the year {start.year} (1 January to 31 December)"
    return " to ".join(f"{day.day} {day:%B %Y}" for day in (start, end))


def _describe_step(step: Step) -> str:
    """Return what is computed, what it gives, and how that compares with what is published."""
    if step.gives is None:
        formula = "" if step.reason.startswith(step.formula) else f"{step.formula}: "
        return f"{formula}cannot be followed, as {step.reason}"
    published = show(step.published)
    is_choice = isinstance(step.gives, tuple)
    ending = {
        "corrected": "as in the tables; a file prints it otherwise (see the corrections)",
        "equal": f"of which {published} is published" if is_choice else "as published",
        "rounded": f"published as {published}, the same within rounding",
        "known": f"but {published} is published, a known exception ({step.reason})",
        "differs": f"but {published} is published; {step.reason}",
        "derived": "which follows by this step: no file at hand prints it",
        "unproven": f"but the published one is {step.reason}",
    }[step.verdict]
    gives = " or ".join(step.gives) if isinstance(step.gives, tuple) else show(step.gives)
    lead = {"sum": " = ", "cutoffs": ": rating ", "status": ": ", "worse": ", that is "}[step.kind]
    link = ": " if step.kind == "worse" else " = "
    more = f" ({step.reason})" if step.kind == "worse" and step.reason else ""
    return f"{step.formula}{link}{step.arithmetic}{lead}{gives}, {ending}{more}"


def _describe_margin(margin: Margin, step: Step) -> str:
    """Return how far it is to the next rating or status on one side."""
    is_rating = step.kind == "cutoffs"
    unit = (" point" if margin.distance == 1 else " points") if is_rating else ""
    what = f"rating {margin.what}" if is_rating else margin.what
    link = "short of" if margin.side == "freer" else "from"
    reach = f"{show(margin.low)} to {show(margin.high)}"
    return f"{margin.side} side: {show(margin.distance)}{unit} {link} {what}, which is {reach}"


def note_step(step: Step) -> list[str]:
    """Return a step as lines of the note."""
    of = f" of {step.out_of}" if step.out_of and step.published is not None else ""
    margins = (fold(_describe_margin(margin, step), 4) for margin in step.margins)
    return [f"  {step.title}: {show(step.published)}{of}", fold(_describe_step(step), 4), *margins]


def _describe_caveats(change: Change) -> list[str]:
    """Return what lies between two editions: those without a rating, and breaks."""
    lines = []
    if change.skipped:
        gap = f"{change.skipped[0]}" + (f" to {change.skipped[-1]}" if change.skipped[1:] else "")
        lines.append(f"Not rated in between, in edition{'s' * (len(change.skipped) > 1)} {gap}.")
    for crossed in change.breaks:
        kind = "Compare with care" if crossed.is_comparable else "Does not compare"
        names = _list_names(crossed.measures)
        lines.append(f"{kind} (break at edition {crossed.edition}: {names}): {crossed.what}")
    return lines


def _describe_one_sided(change: Change) -> list[str]:
    """Return what only the one or the other edition has."""
    sides = (
        (f"Not in edition {change.edition_label}", change.begun),
        ("Not in this edition", change.ended),
    )
    return [f"{what}: {_list_names(ids)}." for what, ids in sides if ids]


def note_change(change: Change) -> list[str]:
    """Return a change as lines of the note."""
    rows = [(d.title, f"{show(d.old)} -> {show(d.new)}", d.side or "") for d in change.differences]
    return [
        *(fold(line, 2) for line in _describe_caveats(change)),
        *(_align(rows, 2) or [f"  {_NO_CHANGE}"]),
        *(fold(line, 2) for line in _describe_one_sided(change)),
    ]


def note_file(file: File, reasons: set[str]) -> Iterator[str]:
    """Return a file as lines of the note; `reasons` of corrections are given elsewhere."""
    yield f"  {file.source}: {file.title}"
    yield fold(f"release {file.release}, {file.grade} ({GRADE_MEANINGS[file.grade]})", 4, 8)
    yield f"    file    {file.path}"
    yield f"    sha256  {file.sha256}"
    for name, url in (("url", file.url), ("mirror", file.mirror)):
        if url:
            yield f"    {name:<6}  {url}"
    if file.remark:
        yield fold(f"remark  {file.remark}", 4, 8)
    for sheet, cells in groupby(file.cells, lambda cell: cell.sheet):
        if sheet is not None:
            yield f'    sheet   "{sheet}"'
        yield from _align([_list_cell(cell, reasons) for cell in cells], 6)


def _list_cell(cell: Cell, reasons: set[str]) -> tuple[str, ...]:
    """Return what a line on a cell has in each of its columns."""
    reason = "see the corrections below" if cell.reason in reasons else cell.reason
    printed = "" if cell.printed is None else f'prints "{cell.printed}": {reason}'
    remark = "; ".join(filter(None, (printed, _count_agreeing(cell))))
    return cell.title, show(cell.value), _name_cell(cell), remark


def _count_agreeing(cell: Cell) -> str:
    """Return how many other files print the same value."""
    files = f"{len(cell.agreeing)} other file{'s' if len(cell.agreeing) > 1 else ''}"
    return f"as in {files}" if cell.agreeing else ""


def _name_cell(cell: Cell) -> str:
    """Name the cell as a spreadsheet does, or by row and column where there is no sheet."""
    return cell.cell or f"row {cell.row}, column {cell.column}"


def describe_corrections(corrections: Iterable[CorrectedCell]) -> list[str]:
    """Return what is read instead of what is printed, and why; those with one reason together."""
    lines = []
    for (sources, reason), group in groupby(corrections, lambda c: (c.sources, c.reason)):
        cells = []
        for c in group:
            new = "withheld" if c.new is None else f'read as "{c.new}"'
            again = " (on the edition before)" if c.is_reprint else ""
            cells.append(f'{_list_names([c.measure])}{again} "{c.old}" {new}')
        lines.append(f"{', '.join(sources)}: {', '.join(cells)}. Reason: {reason}.")
    return lines


def describe_revisions(revisions: Iterable[RevisedValue]) -> list[str]:
    """Return what a value was, and since which release it is another."""
    return [
        f"{r.title}: {r.old or 'none'} until release {r.release_from}, "
        f"{r.new or 'none'} since release {r.release_to}"
        for r in revisions
    ]


def describe_link(link: Link) -> str:
    """Return what a page of the publisher is."""
    what = "report" if link.is_of_edition else "page on the country, of today"
    return f"The publisher's {what} ({link.remark})"


def _align(rows: Sequence[tuple[str, ...]], indent: int) -> list[str]:
    """Return rows as lines with columns flush left; the last column is folded under itself."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)][:-1]
    lines = []
    for *cells, last in rows:
        start = " " * indent
        start += "".join(f"{c:<{w + 2}}" for c, w in zip(cells, widths, strict=True))
        folded = wrap(last, max(_WIDTH - len(start), 30)) or [""]
        rest = (" " * len(start) + line for line in folded[1:])
        lines += [(start + folded[0]).rstrip(), *rest]
    return lines


def fold(text: str, indent: int = 0, hanging: int = 2) -> str:
    """Return a sentence folded to the width; URLs and the like stay whole."""
    return "\n".join(
        wrap(
            text,
            _WIDTH,
            initial_indent=" " * indent,
            subsequent_indent=" " * (indent + (hanging if indent else 0)),
            break_long_words=False,
            break_on_hyphens=False,
        )
    )


def _list_names(ids: Iterable[str]) -> str:
    """Return the ids of measures as words."""
    return ", ".join(id_.replace("_", " ") for id_ in ids)


# as tables of a notebook: no colors, no scripts, all escaped


def write_paragraph(text: str) -> str:
    """Return a text as a paragraph."""
    return f"<p>{escape(text)}</p>"


def write_steps(steps: Iterable[Step]) -> str:
    """Return steps as a table."""
    rows = (
        (
            step.title,
            show(step.published),
            _describe_step(step),
            "; ".join(_describe_margin(margin, step) for margin in step.margins),
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
    differences = table if rows else write_paragraph(f"{caption}: {lower(_NO_CHANGE)}")
    before, after = (
        "".join(map(write_paragraph, lines))
        for lines in (_describe_caveats(change), _describe_one_sided(change))
    )
    return f"{before}{differences}{after}"


def write_file(file: File) -> str:
    """Return a file and its cells as a table."""
    rows = (
        (
            cell.title,
            show(cell.value),
            cell.sheet or "",
            _name_cell(cell),
            cell.printed or "",
            cell.reason or "",
            _count_agreeing(cell),
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
    origin = (
        f"{escape(GRADE_MEANINGS[file.grade])}; sha256 <code>{escape(file.sha256)}</code> {links}"
    )
    return f"{_write_table(caption, heads, rows)}<p>{origin}</p>"


def write_link(link: Link) -> str:
    """Return a page of the publisher as a paragraph."""
    url = escape(link.url)
    return f'<p>{escape(describe_link(link))}: <a href="{url}">{url}</a></p>'


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
