"""The explanation of one country-edition: as a note, as tables of a notebook, as plain values."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING, Any

from freedomdata.errors import plain
from freedomdata.explanation import text
from freedomdata.model import GRADE_MEANINGS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from freedomdata.explanation.parts import (
        Change,
        CorrectedCell,
        Figure,
        File,
        Link,
        Remark,
        RevisedValue,
        Step,
        Value,
    )

__all__ = ["Explanation", "list_sections", "write_head"]

#: How the steps of an explanation are counted: what each says of the published value.
_OUTCOMES = (
    (("equal", "rounded"), "as published"),
    (("corrected",), "read otherwise than printed"),
    (("derived",), "not printed"),
    (("known",), "a known exception"),
    (("differs",), "with another result than published"),
    (("unproven",), "cannot be followed"),
)


@dataclass(frozen=True, slots=True, repr=False)
class Explanation:
    """
    One country-edition of one survey, explained; made by :func:`freedomdata.explain`.

    ``str(x)`` is the note for a terminal, a notebook shows tables, ``x.to_dict()`` is for
    programs. The attributes are the keys of ``to_dict()``, and so are those of the records within.

    Attributes
    ----------
    survey, survey_title, country_id, country, is_territory
        What is explained.
    edition, edition_label, period_start, period_end, year
        The edition, its title as printed, its first and last day, the year of the last day.
    year_of_title
        The edition that covers the year in the title and has the country, None where it is this one
        or there is none.
    asked
        How the request was understood, where it did not name the edition itself.
    questions
        Which editions have questions, where the survey has some but not in this edition.
    status, grade, note
        As in the survey's table; `note` has ``code`` and ``text``.
    headline
        The numbers that stand for the whole: ``measure``, ``title``, ``value``, ``freest``,
        ``least``.
    values
        All measures and items that the tables have, by id.
    steps
        From questions to status: ``kind``, ``measure``, ``title``, ``formula``, ``arithmetic``,
        ``gives``, ``published``, ``verdict`` (equal, rounded, corrected, known, differs, derived,
        unproven), ``reason``, ``out_of``, and ``margins`` (``side``, ``what``, ``distance``,
        ``low``, ``high``).
    change
        Since the edition before that rated the unit (None: there is none): ``edition``,
        ``edition_label``, ``year``, ``skipped``, ``differences`` (``measure``, ``title``,
        ``old``, ``new``, ``side``), ``begun``, ``ended``, ``breaks`` (``edition``, ``measures``,
        ``what``, ``is_comparable``).
    files
        ``source``, ``title``, ``path``, ``release``, ``grade``, ``sha256``, ``url``, ``mirror``,
        ``remark``, ``cells`` (``measure``, ``title``, ``value``, ``sheet``, ``row``, ``column``,
        ``cell``, ``printed``, ``reason``, ``agreeing``).
    corrections
        ``sources``, ``measure``, ``title``, ``old``, ``new``, ``reason``, ``is_reprint``.
    revisions
        What the publisher changed later: ``measure``, ``title``, ``old``, ``new``,
        ``release_from``, ``release_to``.
    report
        The publisher's own words on the unit, None where there are none on the web: ``url``,
        ``is_of_edition`` (False: the page is on the newest edition), ``is_checked`` (False: the
        address is made by rule, and nobody opened it), ``remark`` (the same in words).
    data_version, citation, terms
        The version of the tables, how to cite the survey, and what its publisher allows.
    """

    survey: str
    survey_title: str
    country_id: str
    country: str
    is_territory: bool
    edition: int
    edition_label: str
    period_start: date
    period_end: date
    year: int
    year_of_title: int | None
    asked: str | None
    questions: str | None
    status: str | None
    grade: str
    note: Remark | None
    headline: tuple[Figure, ...]
    values: dict[str, Value]
    steps: tuple[Step, ...]
    change: Change | None
    files: tuple[File, ...]
    corrections: tuple[CorrectedCell, ...]
    revisions: tuple[RevisedValue, ...]
    report: Link | None
    data_version: str
    citation: str
    terms: str

    def __str__(self) -> str:
        parts = ["\n".join(map(text.fold, write_head(self)))]
        parts += ["\n".join((title, *lines)) for title, lines in list_sections(self)]
        return "\n".join(map(plain, "\n\n".join(parts).split("\n")))

    def __repr__(self) -> str:
        return f"<Explanation: {self.survey}, {self.country_id}, edition {self.edition}>"

    def _repr_html_(self) -> str:
        first, *others = write_head(self)
        parts = [f"<p><strong>{escape(first)}</strong></p>", *map(text.write_paragraph, others)]
        parts += [text.write_steps(self.steps)] if self.steps else []
        parts.append(text.write_change(self.change, _name_change(self)))
        parts += map(text.write_file, self.files)
        parts += map(text.write_paragraph, text.describe_corrections(self.corrections))
        parts += map(text.write_paragraph, text.describe_revisions(self.revisions))
        parts += [text.write_link(self.report)] if self.report else []
        cite = f"{self.citation} {self.terms} freedomdata, data {self.data_version}."
        return f"<div>{''.join(parts)}{text.write_paragraph(cite)}</div>"

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain values that JSON can hold; dates are ISO 8601 text."""
        plain_values: dict[str, Any] = _make_plain(asdict(self))
        return plain_values


def _make_plain(value: Any) -> Any:
    """Return a value as JSON has it."""
    if isinstance(value, dict):
        return {key: _make_plain(inner) for key, inner in value.items()}
    if isinstance(value, tuple):
        return [_make_plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value


def write_head(it: Explanation) -> list[str]:
    """Return the answer in a few sentences."""
    unit = f"{it.country} ({it.country_id}){', a territory,' if it.is_territory else ''}"
    answer = f": {it.status}" if it.status else "" if it.headline else ": no rating"
    covers = f"It covers {text.show_period(it.period_start, it.period_end)}"
    if it.year_of_title is not None:
        covers += f"; for the year {it.edition} see edition {it.year_of_title}"
    lines = (
        f"{unit} in {it.survey_title}, edition {it.edition_label}{answer}.",
        _write_headline(it.headline),
        f"{covers}.",
        it.asked,
        it.questions,
        f"Grade {it.grade}: {GRADE_MEANINGS[it.grade]}.",
        f"Note {it.note.code}: {it.note.text}" if it.note else None,
    )
    return [line for line in lines if line]


def _write_headline(figures: Iterable[Figure]) -> str:
    """Return the numbers for the whole, those on one scale together."""
    parts = []
    for (freest, least), group in groupby(figures, lambda figure: (figure.freest, figure.least)):
        numbers = ", ".join(f"{text.lower(f.title)} {text.show(f.value)}" for f in group)
        ends = sorted((freest or 0, least or 0))
        parts.append(
            f"{numbers} ({ends[0]} to {ends[1]}, {freest} freest)"
            if freest is not None
            else numbers
        )
    line = "; ".join(parts)
    return f"{line[0].upper()}{line[1:]}." if line else ""


def list_sections(it: Explanation) -> list[tuple[str, list[str]]]:
    """Return the parts that follow the head: a heading and its lines each."""
    reasons = {correction.reason for correction in it.corrections}
    sections = [
        (_count_steps(it.steps), [line for step in it.steps for line in text.note_step(step)]),
        (_name_change(it), text.note_change(it.change) if it.change else []),
        (
            _count_cells(it.files),
            [line for file in it.files for line in text.note_file(file, reasons)],
        ),
    ]
    for title, lines in (
        ("Declared corrections", text.describe_corrections(it.corrections)),
        ("Revised by the publisher", text.describe_revisions(it.revisions)),
    ):
        sections += [(title, [text.fold(line, 2) for line in lines])] if lines else []
    if it.report:
        sections.append((text.describe_link(it.report), [f"  {it.report.url}"]))
    cite = [text.fold(it.citation, 2, 0), text.fold(it.terms, 2, 0)]
    return [*sections, (f"To cite (freedomdata, data {it.data_version})", cite)]


def _name_change(it: Explanation) -> str:
    """Return with which edition this one is compared."""
    if it.change is None:
        return f"What changed: nothing to compare, no earlier edition rates {it.country}"
    return f"What changed since edition {it.change.edition_label} (year {it.change.year})"


def _count_steps(steps: tuple[Step, ...]) -> str:
    """Return how many steps there are, and how many give what is published."""
    if not steps:
        return "How it follows: nothing to add up here, each value stands by itself"
    number = f"How it follows: {len(steps)} step{'s' * (len(steps) != 1)}"
    counts = [(sum(s.verdict in group for s in steps), what) for group, what in _OUTCOMES]
    if counts[0][0] == len(steps):
        return f"{number}, {'each ' if steps[1:] else ''}as published"
    parts = (f"{n} {what}" if steps[1:] else what for n, what in counts if n)
    return f"{number}, {', '.join(parts)}"


def _count_cells(files: tuple[File, ...]) -> str:
    """Return from how many files how many values are."""
    cells = sum(len(file.cells) for file in files)
    if not cells:
        return "Where it is from: no value, no cell"
    from_files = f"{len(files)} files" if len(files) > 1 else "1 file"
    return f"Where it is from: {cells} value{'s' * (cells != 1)}, {from_files}"
