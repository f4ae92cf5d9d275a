"""The record of a survey with a file that nobody has declared: its editions and notes."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from freedomdata.cells import shown
from freedomdata.errors import SourceError
from freedomdata.model import COPIED_GRADES, GRADES, OWN_GRADES, SLIPS, Edition
from freedomdata.sources.layouts import later_year
from freedomdata.surveys import SURVEYS

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from freedomdata.building.values import Values
    from freedomdata.cells import Cell
    from freedomdata.model import Key, Note, Source, Survey
    from freedomdata.sources.layouts import Block

__all__ = [
    "drop_notes",
    "drop_strays",
    "drop_unrepeated",
    "extend",
    "find_title",
    "is_few",
    "list_editions",
]


#: So many of the rows of an edition may be wrong, one in fifty; more of them are a wrong file.
ONE_IN = 0.02


def is_few(wrong: int, rows: int) -> bool:
    """Whether so many of the rows of an edition may be slips: one at least, while others remain."""
    return wrong <= max(1, int(ONE_IN * rows)) and wrong < rows


def extend(base: Survey, source: Source, blocks: Sequence[Block]) -> tuple[Survey, Source]:
    """Return the record with the new file and its editions, and the file with what it holds."""
    found = sorted({e for block in blocks for e in titles(block, base) if not block.is_reprint})
    if not found:
        labels = dict.fromkeys(label for block in blocks for label in block.titles)
        which = f": {', '.join(map(shown, [*labels][:3]))} is none" if labels else ""
        raise SourceError(f"{source.path} holds no edition of {base.title}{which}")
    editions = list(base.editions)
    for title in (edition for edition in found if edition > editions[-1].edition):
        last = editions[-1]
        if title != last.edition + 1 or base.has_ended:
            after = (
                "the survey has ended"
                if base.has_ended
                else f"the next one is {last.edition + 1}: ingest that first"
            )
            raise SourceError(
                f"{source.path} holds edition {title}, but the last edition of {base.title} at "
                f"hand is {last.edition}, and {after}"
            )
        editions.append(_next(last))
    source = replace(source, release=str(found[-1]), first_edition=found[0], last_edition=found[-1])
    rank = _find_place(source, base.sources)
    sources = (*base.sources[:rank], source, *base.sources[rank:])
    items = tuple(
        replace(item, last_edition=None)
        if item.last_edition and _last_asked(item.id, blocks) > item.last_edition
        else item
        for item in base.items
    )
    return replace(base, editions=tuple(editions), sources=sources, items=items), source


def drop_strays(block: Block, base: Survey) -> Block:
    """
    Leave the rows of a table out whose edition is none, where they are few.

    Nobody knows whose values they are.
    """
    if block.sheet.layout != "table" or not block.units:
        return block
    known = {edition.edition for edition in base.editions}
    known |= set() if base.has_ended else {max(known, default=0) + 1}
    strange = {
        label
        for label in set(block.editions)
        if not known & {*titles(replace(block, titles=[label]), base)}
    }
    held = np.array([label not in strange for label in block.editions], dtype=bool)
    rows = Counter(label for label in block.editions if label not in strange)
    out = np.flatnonzero(~held).tolist()
    if not out or not rows or len(out) > max(1, int(ONE_IN * np.median(list(rows.values())))):
        return block
    block.strays += [
        f"{block.where(n, block.units[0])}: {block.units[0].values[n]}: {shown(block.editions[n])} "
        f"is no edition of {base.title}: the row is left out"
        for n in out
    ]
    block.titles = [label for label in block.titles if label not in strange]
    return block.pick(np.flatnonzero(held))


def drop_unrepeated(block: Block, base: Survey) -> Block:
    """Leave out of a block that repeats the edition before what repeats one that is not at hand."""
    held = {edition.edition for edition in base.editions}
    every = sorted(held | {edition.edition for edition in SURVEYS[base.id].editions})

    def is_at_hand(label: Cell) -> bool:
        before = [edition for edition in every if edition < (later_year(label) or 0)]
        return bool(before) and before[-1] in held

    which = [n for n, label in enumerate(block.editions) if is_at_hand(label)]
    return block.pick(np.array(which, dtype=np.int64)) if block.is_reprint else block


def _find_place(source: Source, others: Sequence[Source]) -> int:
    """Return the place of a file in the order of precedence: after the last that prevails."""
    return max((n for n, other in enumerate(others, 1) if _prevails(other, source)), default=0)


def _prevails(other: Source, source: Source) -> bool:
    """
    Whether a file at hand prevails over a new one, where they speak of the same editions.

    The newer release does, then the better grade, at a tie the new file. What a compiler took over
    counts as of its last edition, and never prevails over a file of the publisher.
    """
    if other.first_edition > source.last_edition or other.last_edition < source.first_edition:
        return False
    if other.grade in COPIED_GRADES and source.grade in OWN_GRADES:
        return False
    return _rank(other) > _rank(source)


def _rank(source: Source) -> tuple[int, int]:
    """Return what makes a file prevail: the year of its release, then its grade."""
    year = source.last_edition if source.grade in COPIED_GRADES else int(source.release)
    return year, -GRADES.index(source.grade)


def _last_asked(item: str, blocks: Sequence[Block]) -> int:
    """Return the last edition in which a file has an item answered by more than a few, or 0."""
    rows: Counter[Cell] = Counter()
    answers: Counter[Cell] = Counter()
    for block in (block for block in blocks if item in block.cells):
        values = block.cells[item].values
        rows.update(block.editions)
        answers.update(
            label for label, value in zip(block.editions, values, strict=True) if value is not None
        )
    asked = [label for label, many in answers.items() if not is_few(many, rows[label])]
    return max((later_year(label) or 0 for label in asked), default=0)


def _next(last: Edition) -> Edition:
    """Return the edition after the last, which covers the same months a year later."""
    year = last.edition + 1
    return Edition(year, str(year), _a_year_later(last.start), _a_year_later(last.end))


def _a_year_later(day: date) -> date:
    """Return the same day of the next year; of the last day of a month, the last day."""
    is_last = day.day == monthrange(day.year, day.month)[1]
    last = monthrange(day.year + 1, day.month)[1]
    return day.replace(year=day.year + 1, day=last if is_last else day.day)


def titles(block: Block, base: Survey) -> list[int]:
    """Return the editions that a block speaks of; what is none of them is said when it is read."""
    years = block.sheet.years
    labels = [years.get(label, label) if block.by_year else label for label in block.titles]
    found = (find_title(label, base, by_year=block.by_year) for label in labels)
    return [title for title in found if title]


def find_title(label: Cell, base: Survey, *, by_year: bool) -> int | None:
    """Return the edition that a label names, by its title or by the year covered."""
    year = later_year(label)
    if year is None or not by_year:
        return year
    last = base.editions[-1]
    if year > last.year:  # an edition that is not known yet
        return year + last.edition - last.year
    return next((e.edition for e in base.editions if e.year == year), None)


def list_editions(blocks: Sequence[Block], base: Survey) -> list[int]:
    """Return the editions that a file has values for."""
    held = {e for block in blocks for e in titles(block, base) if block.units}
    return sorted(held & {edition.edition for edition in base.editions})


def drop_notes(record: Survey, values: Values) -> Survey:
    """
    Drop notes on what the copies lack, withhold or misprint, where a file of the user has it.

    Those of tables that the package carries all hold.
    """
    withheld: dict[Key, set[str]] = {}
    corrected: dict[Key, set[str]] = {}
    for c in (c for c in record.corrections if not c.is_revision):
        kinds = withheld if c.new is None else corrected
        kinds.setdefault((c.country_id, c.edition), set()).add(c.measure)
    named = {key for note in record.notes for key in note.rows}

    def is_void(note: Note, key: Key) -> bool:
        if note.code in SLIPS:  # they go with what the record withholds
            return False
        if note.about_copies:
            return _has(values, key, note.measures)
        lacking, read = (kind.get(key, set()) & {*note.measures} for kind in (withheld, corrected))
        if not lacking and not read:
            return False
        return _has(values, key, lacking) and (not read or _prints(values, key, read))

    def keep(note: Note) -> Note:
        editions = note.editions if note.about_copies else ()
        split = {e for e in editions if _list_rows(values, e, local=True)}
        rest = {key for e in split for key in _list_rows(values, e, local=False)} - named
        rows = {key for key in note.rows if not is_void(note, key)}
        return replace(note, rows=frozenset(rows | rest), editions=note.editions - split)

    return replace(record, notes=tuple(map(keep, record.notes)))


def _has(values: Values, key: Key, measures: Collection[str]) -> bool:
    """Whether a unit has all of some measures in an edition."""
    found = [values.keys.find(*key, measure) for measure in measures]
    return not any(n < 0 or np.isnan(values.value[n]) for n in found)


def _prints(values: Values, key: Key, measures: Collection[str]) -> bool:
    """Whether they are what is printed, one at least in a file of the user."""
    found = [values.keys.find(*key, measure) for measure in measures]
    held = [n for n in found if n >= 0 and values.row[n] >= 0]
    is_as_printed = all(values.readings.printed[values.row[n]] is None for n in held)
    return is_as_printed and not all(
        values.record.sources[values.source[n]].is_declared for n in held
    )


def _list_rows(values: Values, edition: int, *, local: bool) -> set[Key]:
    """Return the rows of an edition that are from files of the user, or from others."""
    keys, sources = values.keys, values.record.sources
    if keys.edition(edition) < 0:
        return set()
    numbers = keys.select(values.source, values.record.anchor)[:, keys.edition(edition)].tolist()
    return {
        (unit, edition)
        for unit, n in zip(keys.units, numbers, strict=True)
        if n >= 0 and sources[n].is_declared != local
    }
