"""An explanation as a note for a terminal: the answer, the arithmetic, the cells."""

from __future__ import annotations

from itertools import groupby
from textwrap import wrap
from typing import TYPE_CHECKING

from freedomdata.errors import plain
from freedomdata.explanation.naming import lower, spell, spell_period

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from freedomdata.explanation.record import (
        Cell,
        Change,
        Explanation,
        Figure,
        File,
        Margin,
        Reading,
        Revised,
        Step,
    )

__all__ = [
    "NO_CHANGE",
    "list_caveats",
    "list_corrections",
    "list_one_sided",
    "list_revisions",
    "list_sections",
    "tell",
    "tell_agreeing",
    "tell_grade",
    "tell_head",
    "tell_margin",
    "tell_place",
    "tell_since",
    "tell_step",
]

#: What is said where two editions agree.
NO_CHANGE = "No value differs."

_WIDTH = 100  # columns
_GRADES = {
    "published": "the publisher's own bytes",
    "resaved": "the publisher's file, opened and saved again by somebody",
    "compiled": "taken over by an academic or public compilation",
    "transcribed": "typed for this project from a printed table",
    "secondary": "copied from secondary public sources, not yet confirmed by a published file",
}


def tell(it: Explanation) -> str:
    """Return the whole note."""
    parts = ["\n".join(_fold(line) for line in tell_head(it))]
    parts += ["\n".join((title, *lines)) for title, lines in list_sections(it)]
    return "\n".join(map(plain, "\n\n".join(parts).split("\n")))


def list_sections(it: Explanation) -> list[tuple[str, list[str]]]:
    """Return the parts that follow the head: a heading and its lines each."""
    told = {correction.reason for correction in it.corrections}
    sections = [
        (_count_steps(it), [line for step in it.steps for line in _list_step(step)]),
        (tell_since(it), _list_change(it.change) if it.change else []),
        (_count_cells(it), [line for file in it.files for line in _list_file(file, told)]),
    ]
    if it.corrections:
        corrections = [_fold(line, 2) for line in list_corrections(it.corrections)]
        sections.append(("Declared corrections", corrections))
    if it.revisions:
        revised = [_fold(line, 2) for line in list_revisions(it.revisions)]
        sections.append(("Revised by the publisher", revised))
    cite = [_fold(it.citation, 2, 0), _fold(it.terms, 2, 0)]
    return [*sections, (f"To cite (freedomdata, data {it.data_version})", cite)]


def tell_head(it: Explanation) -> list[str]:
    """Return the answer in a few sentences."""
    lists = f"{it.country} ({it.country_id}){', a territory,' if it.is_territory else ''}"
    answer = f": {it.status}" if it.status else "" if it.headline else ": no rating"
    lines = [f"{lists} in {it.survey_title}, edition {it.edition_label}{answer}."]
    if it.headline:
        lines.append(_tell_headline(it.headline))
    lines.append(_tell_period(it))
    if it.asked:
        lines.append(it.asked)
    if it.questions:
        lines.append(it.questions)
    lines.append(f"Grade {it.grade}: {tell_grade(it.grade)}.")
    if it.note:
        lines.append(f"Note {it.note.code}: {it.note.text}")
    return lines


def _tell_headline(figures: Iterable[Figure]) -> str:
    told = []
    for (freest, least), group in groupby(figures, lambda figure: (figure.freest, figure.least)):
        numbers = ", ".join(f"{lower(f.title)} {spell(f.value)}" for f in group)
        ends = f" ({_spell_ends(freest, least)})" if freest is not None else ""
        told.append(numbers + ends)
    line = "; ".join(told)
    return f"{line[0].upper()}{line[1:]}."


def _tell_period(it: Explanation) -> str:
    covers = f"It covers {spell_period(it.period_start, it.period_end)}"
    if it.year_of_title is None:
        return f"{covers}."
    return f"{covers}; for the year {it.edition} see edition {it.year_of_title}."


def tell_grade(grade: str) -> str:
    """Say what a grade means."""
    return _GRADES[grade]


def _count_steps(it: Explanation) -> str:
    number = f"{len(it.steps)} step{'s' * (len(it.steps) != 1)}"
    if not it.steps:
        return "How it follows: nothing to add up here, each value stands by itself"
    kinds = (
        (("equal", "rounded"), "as published"),
        (("corrected",), "read otherwise than printed"),
        (("derived",), "not printed"),
        (("known",), "a known exception"),
        (("differs",), "with another result than published"),
        (("unproven",), "cannot be followed"),
    )
    counts = [(sum(s.verdict in verdicts for s in it.steps), what) for verdicts, what in kinds]
    if counts[0][0] == len(it.steps):
        return f"How it follows: {number}, {'each ' if it.steps[1:] else ''}as published"
    if len(it.steps) == 1:
        return f"How it follows: {number}, {next(what for n, what in counts if n)}"
    return f"How it follows: {number}, {', '.join(f'{n} {what}' for n, what in counts if n)}"


def _list_step(step: Step) -> Iterator[str]:
    of = f" of {step.out_of}" if step.out_of and step.published is not None else ""
    given = "none" if step.published is None else f"{spell(step.published)}{of}"
    yield f"  {step.title}: {given}"
    yield _fold(tell_step(step), 4)
    for margin in step.margins:
        yield _fold(tell_margin(margin, step), 4)


def tell_step(step: Step) -> str:
    """Say what is computed, what it gives, and how that compares with what is published."""
    if step.gives is None:
        formula = "" if step.reason.startswith(step.formula) else f"{step.formula}: "
        return f"{formula}cannot be followed, as {step.reason}"
    published = spell(step.published)
    ending = {
        "corrected": "as in the tables; a file prints it otherwise (see the corrections)",
        "equal": f"of which {published} is published"
        if isinstance(step.gives, tuple)
        else "as published",
        "rounded": f"published as {published}, the same within rounding",
        "known": f"but {published} is published, a known exception ({step.reason})",
        "differs": f"but {published} is published; {step.reason}",
        "derived": "which follows by this step: no file at hand prints it",
        "unproven": f"but the published one is {step.reason}",
    }[step.verdict]
    gives = " or ".join(step.gives) if isinstance(step.gives, tuple) else spell(step.gives)
    lead = {"sum": " = ", "cutoffs": ": rating ", "status": ": ", "worse": ", that is "}[step.kind]
    link = ": " if step.kind == "worse" else " = "
    more = f" ({step.reason})" if step.kind == "worse" and step.reason else ""
    return f"{step.formula}{link}{step.arithmetic}{lead}{gives}, {ending}{more}"


def tell_margin(margin: Margin, step: Step) -> str:
    """Say how far it is to the next rating or status on one side."""
    is_rating = step.kind == "cutoffs"
    unit = (" point" if margin.distance == 1 else " points") if is_rating else ""
    what = f"rating {margin.what}" if is_rating else margin.what
    link = "short of" if margin.side == "freer" else "from"
    reach = f"{spell(margin.low)} to {spell(margin.high)}"
    return f"{margin.side} side: {spell(margin.distance)}{unit} {link} {what}, which is {reach}"


def tell_since(it: Explanation) -> str:
    """Say with which edition this one is compared."""
    change = it.change
    if change is None:
        return f"What changed: nothing to compare, no earlier edition rates {it.country}"
    return f"What changed since edition {change.edition_label} (year {change.year})"


def _list_change(change: Change) -> list[str]:
    lines = [_fold(line, 2) for line in list_caveats(change)]
    rows = [
        (d.title, f"{spell(d.old)} -> {spell(d.new)}", d.side or "") for d in change.differences
    ]
    lines += _align(rows, 2) or [f"  {NO_CHANGE}"]
    return lines + [_fold(line, 2) for line in list_one_sided(change)]


def list_caveats(change: Change) -> list[str]:
    """Say what lies between the two editions: those without a rating, and breaks."""
    lines = []
    if change.skipped:
        gap = f"{change.skipped[0]}" + (f" to {change.skipped[-1]}" if change.skipped[1:] else "")
        lines.append(f"Not rated in between, in edition{'s' * (len(change.skipped) > 1)} {gap}.")
    for crossed in change.breaks:
        kind = "Compare with care" if crossed.is_comparable else "Does not compare"
        names = _spell_ids(crossed.measures)
        lines.append(f"{kind} (break at edition {crossed.edition}: {names}): {crossed.what}")
    return lines


def list_one_sided(change: Change) -> list[str]:
    """Say what only the one or the other edition has."""
    sides = (
        (f"Not in edition {change.edition_label}", change.begun),
        ("Not in this edition", change.ended),
    )
    return [f"{what}: {_spell_ids(ids)}." for what, ids in sides if ids]


def _count_cells(it: Explanation) -> str:
    cells = sum(len(file.cells) for file in it.files)
    if not cells:
        return "Where it is from: no value, no cell"
    files = f"{len(it.files)} files" if len(it.files) > 1 else "1 file"
    return f"Where it is from: {cells} value{'s' * (cells != 1)}, {files}"


def _list_file(file: File, told: set[str]) -> Iterator[str]:
    yield f"  {file.source}: {file.title}"
    yield _fold(f"release {file.release}, {file.grade} ({tell_grade(file.grade)})", 4, 8)
    yield f"    file    {file.path}"
    yield f"    sha256  {file.sha256}"
    for name, url in (("url", file.url), ("mirror", file.mirror)):
        if url:
            yield f"    {name:<6}  {url}"
    if file.remark:
        yield _fold(f"remark  {file.remark}", 4, 8)
    for sheet, cells in groupby(file.cells, lambda cell: cell.sheet):
        if sheet is not None:
            yield f'    sheet   "{sheet}"'
        yield from _align([_list_cell(cell, told) for cell in cells], 6)


def _list_cell(cell: Cell, told: set[str]) -> tuple[str, ...]:
    reason = "see the corrections below" if cell.reason in told else cell.reason
    printed = "" if cell.printed is None else f'prints "{cell.printed}": {reason}'
    said = "; ".join(filter(None, (printed, tell_agreeing(cell))))
    return cell.title, spell(cell.value), tell_place(cell), said


def tell_agreeing(cell: Cell) -> str:
    """Say how many other files print the same value."""
    files = f"{len(cell.agreeing)} other file{'s' if len(cell.agreeing) > 1 else ''}"
    return f"as in {files}" if cell.agreeing else ""


def tell_place(cell: Cell) -> str:
    """Name the cell as a spreadsheet does, or by row and column where there is no sheet."""
    return cell.cell or f"row {cell.row}, column {cell.column}"


def list_corrections(corrections: Iterable[Reading]) -> list[str]:
    """Say what is read instead of what is printed, and why; those with one reason together."""
    lines = []
    for (sources, reason), group in groupby(corrections, lambda c: (c.sources, c.reason)):
        told = ", ".join(_tell_correction(correction) for correction in group)
        lines.append(f"{', '.join(sources)}: {told}. Reason: {reason}.")
    return lines


def list_revisions(revisions: Iterable[Revised]) -> list[str]:
    """Say what a value was, and since which release it is another."""
    return [
        f"{r.title}: {r.old or 'none'} until release {r.release_from}, "
        f"{r.new or 'none'} since release {r.release_to}"
        for r in revisions
    ]


def _tell_correction(correction: Reading) -> str:
    new = "withheld" if correction.new is None else f'read as "{correction.new}"'
    again = " (on the edition before)" if correction.is_reprint else ""
    return f'{_spell_ids([correction.measure])}{again} "{correction.old}" {new}'


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


def _fold(text: str, indent: int = 0, hanging: int = 2) -> str:
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


def _spell_ends(freest: int, least: int | None) -> str:
    """Return both ends of a scale, the lower one first, and which is which."""
    return f"{min(freest, least or 0)} to {max(freest, least or 0)}, {freest} freest"


def _spell_ids(ids: Iterable[str]) -> str:
    return ", ".join(id_.replace("_", " ") for id_ in ids)
