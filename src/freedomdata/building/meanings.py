"""
What a file means that nobody has declared: its values decide between several meanings, or the user.

Each way to read a table is held against the values at hand and against the rules of the survey. One
that agrees is taken if all others fail; else it is asked which is meant.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from freedomdata.building.extension import extend, find_title
from freedomdata.building.values import join, list_rows
from freedomdata.calls import format_argument
from freedomdata.errors import SourceError
from freedomdata.readings import Keys
from freedomdata.rules import INCOMPLETE, check_rules
from freedomdata.sources.headers import (
    LABELS,
    ask_label,
    describe_heads,
    find_compilation,
    find_last_turned,
    has_header,
    list_fits,
)
from freedomdata.sources.layouts import later_year
from freedomdata.sources.parsing import read_leniently
from freedomdata.sources.recognition import declare, format_sheet, interpret
from freedomdata.surveys import SURVEYS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from freedomdata.building.values import Values
    from freedomdata.cells import Cell
    from freedomdata.model import Column, Survey
    from freedomdata.readings import Readings
    from freedomdata.sources.headers import Given
    from freedomdata.sources.layouts import Block
    from freedomdata.sources.recognition import Interpretation
    from freedomdata.sources.workbooks import Sheets

    #: The values at hand of a survey, None if it is not there.
    AtHand = Callable[[str], Values | None]

__all__ = ["check_meaning", "recognize"]

#: So much of a table may differ from what is at hand, in the sense that it has.
_MOST = 0.1
#: Another sense has so many values that differ, and so many times as many.
_SEVERAL, _TIMES = 3, 5
#: So many values that agree are enough against a sense that nothing speaks for.
_MANY = 10


def recognize(
    name: str, sheets: Sheets, given: Given, at_hand: AtHand
) -> tuple[list[Interpretation], list[str]]:
    """
    Find out what the sheets of a file mean.

    Returned are those of one survey, with a sentence on each that is left alone and on each column
    that could have meant something else. Refused is a file without a sheet that is like a declared
    one, or with one that may mean several things.
    """
    if given.label is not None and not has_header(sheets, given.label[1]):
        raise SourceError(f"{name} has no column {given.label[1]!r}: {describe_heads(sheets)}")
    chosen: dict[str | None, Interpretation] = {}
    left: list[str] = []
    for title, grid in sheets.items():
        where = format_sheet(name, title)
        try:
            fits = list_fits(grid, given)
        except SourceError as error:
            raise SourceError(f"{where}: {error}") from None
        if fits:
            tried = [interpret(fit, name, title, grid, given.edition) for fit in fits]
            chosen[title], notes = _choose(name, where, tried, at_hand)
            left += notes
    weights: Counter[str] = Counter()
    for one in chosen.values():
        weights[one.survey.id] += one.fit.weight[0]
    if not weights:
        if compiled := next(filter(None, map(find_compilation, sheets.values())), None):
            raise SourceError(
                f"{name} is a compilation of many publishers' numbers ({compiled}), which does not "
                "say of which editions: take the publisher's own file"
            )
        raise SourceError(
            f"{name} is laid out like no file of any survey: {describe_heads(sheets)}"
        )
    survey = weights.most_common(1)[0][0]
    found = {title: one for title, one in chosen.items() if one.survey.id == survey}
    left += [
        f"sheet {title!r} is left alone: it is laid out like no table of a survey"
        for title in sheets
        if title not in found
    ]
    return list(found.values()), left


def _choose(
    path: str, where: str, candidates: Sequence[Interpretation], at_hand: AtHand
) -> tuple[Interpretation, list[str]]:
    """Return the one way to read a table that its values allow, and what it was taken for."""
    if len(candidates) > 1:
        for one in candidates:
            _lay_out(path, one)
    readable = _drop_equal(_list_readable(candidates))
    if len(readable) == 1:
        return readable[0], []
    for one in readable:
        _weigh(one, at_hand(one.survey.id))
    ranked = sorted(_list_readable(readable), key=lambda one: (_share(one), -one.right))
    best, *others = ranked
    named = [one for one in ranked if _is_named(one)]
    is_one = len({one.survey.id for one in readable}) == 1 and at_hand(best.survey.id) is not None
    is_known = best.right > 0 or (is_one and not named)
    if is_known and _share(best) <= _MOST and all(_is_beaten(one, best) for one in others):
        _refuse_undecided(where, best, readable)
        return best, list(_describe_choice(best, others))
    if len(named) == 1:  # the headers are our own
        _refuse_undecided(where, named[0], readable)
        return named[0], []
    open_ = [one for one in ranked if one is best or not _is_beaten(one, best)]
    raise SourceError(f"{where} {_ask(best, open_, is_known=is_known)}")


def _list_readable(candidates: Sequence[Interpretation]) -> list[Interpretation]:
    """Return what can be read; refuse what cannot be read in any way."""
    readable = [one for one in candidates if one.error is None]
    if not readable and candidates[0].error:
        raise candidates[0].error
    return readable


def _refuse_undecided(
    where: str, best: Interpretation, candidates: Sequence[Interpretation]
) -> None:
    """Ask whether years are editions, if they fail otherwise only as they do not follow yet."""
    if best.agrees >= _MANY:
        return
    columns = {h: m for h, m in _means(best).items() if m not in LABELS.values()}
    for one in candidates:
        if one.error and one.survey is best.survey and columns.items() <= _means(one).items():
            raise SourceError(f"{where} {_ask(best, [best, one], is_known=True)}")


def _lay_out(path: str, one: Interpretation) -> None:
    """Lay a table out in one way, as far as that goes."""
    try:
        one.blocks = [] if one.error else one.lay_out(declare(path))
    except SourceError as error:
        one.error = error


def _share(one: Interpretation) -> float:
    """Return how much of what is known contradicts it."""
    return one.wrong / max(one.right + one.wrong, 1)


def _is_named(one: Interpretation) -> bool:
    """Whether columns are called by ids of ours, such as net_score, and are read as them."""
    ids = {measure.id for measure in one.survey.measures if "_" in measure.id}
    ours = [c.header == c.holds for _, c in one.fit.columns if c.header in ids]
    return bool(ours) and all(ours) and not one.fit.sheet.is_turned


def _means(one: Interpretation) -> dict[str, str]:
    """Return what its columns mean, by header; the scale is under no header."""
    meanings = {c.header: _format_meaning(c) for _, c in one.fit.columns if c.holds != "unit"}
    return meanings | {"": "0" if one.fit.sheet.is_turned else "100"}


def _format_meaning(column: Column) -> str:
    if column.holds in LABELS:
        return LABELS[column.holds]
    codes = [
        f" ({code} is {means})"
        for code, means in (column.words or {}).items()
        if isinstance(code, int) and isinstance(means, str)
    ]
    return f"{column.holds}{codes[0] if codes else ''}"


def _list_labels(one: Interpretation) -> dict[str, str]:
    """Return what its columns of editions and years mean, by header."""
    return {header: means for header, means in _means(one).items() if means in LABELS.values()}


def _is_beaten(other: Interpretation, best: Interpretation) -> bool:
    """Whether what is known decides for one sense and against another."""
    is_of_same_rows = other.survey is best.survey and _list_labels(other) == _list_labels(best)
    if is_of_same_rows and best.wrong <= other.wrong and best.agrees >= other.agrees + _MANY:
        return True  # no other measure would have so many values that are at hand
    if not other.right + other.wrong:
        return best.right >= _MANY
    if other.failed and best.right and not best.wrong:
        return True
    if other.wrong > other.right:
        return other.wrong > best.wrong
    return other.wrong >= max(_SEVERAL, _TIMES * best.wrong)


def _drop_equal(candidates: Sequence[Interpretation]) -> list[Interpretation]:
    """Leave out what gives the same as another, and scales turned in editions that were not."""
    different: dict[object, Interpretation] = {}
    for one in candidates:
        fit, survey = one.fit, one.survey
        titles = tuple(
            find_title(label, survey, by_year=block.by_year)
            for block in one.blocks
            for label in block.titles
        )
        until = find_last_turned(survey)
        is_late = all(title is not None and title > until for title in titles)
        if fit.sheet.is_turned and is_late and not fit.is_complete:
            continue
        columns = tuple(
            (n, "" if c.holds in LABELS else _format_meaning(c), c.edition, c.is_reprint)
            for n, c in fit.columns
            if c.holds
        )
        different.setdefault((survey.id, columns, fit.sheet.is_turned, titles), one)
    return list(different.values()) or list(candidates)


def _weigh(one: Interpretation, held: Values | None) -> None:
    """Count what of a table is as at hand and as the rules say, and what is not."""
    base = held.record if held else replace(SURVEYS[one.survey.id], sources=())
    try:
        record, _ = extend(base, one.blocks[0].source, one.blocks)
    except SourceError as error:
        one.error = error
        return
    readings, one.failed = read_leniently(one.blocks, Keys(record))
    one.wrong = one.failed + sum(
        _is_no_edition(block, label, record) for block in one.blocks for label in block.editions
    )
    if held:
        old = _find_old(held, readings)
        one.agrees = int((old == readings.value).sum())
        one.wrong += int((~np.isnan(old)).sum()) - one.agrees
    one.right += one.agrees
    try:
        rows = list_rows(join(readings))
    except SourceError:  # a row that is there twice is named when the file is read
        return
    one.wrong += sum(
        bool(f.country_id) and f.level == "error" and f.expected not in INCOMPLETE
        for f in check_rules(record, rows)
        if f.found != "missing"
    )
    if rule := record.status_rule:
        tested = [rows.values[id_] for id_ in ("status", *rule.measures)]
        one.right += int((~np.isnan(np.array(tested))).all(axis=0).sum())


def _is_no_edition(block: Block, label: Cell, record: Survey) -> bool:
    years = block.sheet.years
    title = find_title(years.get(label, label), record, by_year=block.by_year)
    return title not in {edition.edition for edition in record.editions}


def _find_old(held: Values, readings: Readings) -> np.ndarray:
    """Return what is at hand for readings, which may be of more editions."""
    unit, edition, field = readings.keys.split(readings.key)
    there = edition < len(held.keys.editions)
    key = held.keys.join(unit, np.where(there, edition, 0), field)
    return np.where(there, held.value[key], np.nan)


def _describe_choice(best: Interpretation, others: Sequence[Interpretation]) -> Iterator[str]:
    """Report what each column was taken for that could have been something else."""
    rest = [one for one in others if one.survey is best.survey]
    for header, meaning in _means(best).items():
        other = {_means(one).get(header, meaning) for one in rest} - {meaning}
        if meaning == header:  # as the tables call it
            continue
        if other and header:
            but = " or ".join(sorted(other))
            yield f"column {header!r} is taken for {meaning}, not {but}: {_format_counts(best)}"
        elif other:
            yield f"{meaning} is taken for most free: {_format_counts(best)}"
    if len(rest) < len(others):
        yield f"the table is taken for {best.survey.title}: {_format_counts(best)}"


def _format_counts(one: Interpretation) -> str:
    return f"so {one.right:,} values agree with the tables and rules, {one.wrong:,} do not"


def _ask(best: Interpretation, open_: Sequence[Interpretation], *, is_known: bool) -> str:
    """Ask which sense is meant, or say that none can be."""
    titles = " or ".join(dict.fromkeys(one.survey.title for one in open_))
    if not is_known and _share(best) <= _MOST:
        return (
            f"may be of {titles}, and nothing at hand tells: name its columns as the tables do "
            f"({_list_numbers(best)})"
        )
    if _share(best) > _MOST or len(open_) == 1:
        meanings = ", ".join(f"{h!r} as {m}" for h, m in _means(best).items() if h)
        return (
            f"contradicts the tables at hand however it is read: as {best.survey.title} "
            f"({meanings}) {_format_counts(best)}{_describe_odd_label(best)}; take the publisher's "
            "own file, or name the columns as the tables do"
        )
    questions = list(_list_questions(best, open_))
    if not questions:
        questions = [f"it may be of {titles}: give a table with a column that only one has"]
    return f"can be read in several ways, and its values do not tell which: {'; '.join(questions)}"


def _list_questions(best: Interpretation, open_: Sequence[Interpretation]) -> Iterator[str]:
    """Ask what each column means that has several senses; if none has, which end is most free."""
    senses: dict[str, dict[str, None]] = {}
    for one in open_:
        for header, means in _means(one).items():
            senses.setdefault(header, {})[means] = None
    asked = {header: several for header, several in senses.items() if len(several) > 1}
    for header, several in asked.items():
        choices = " or ".join(several)
        if set(several) <= {*LABELS.values()}:
            yield f"column {header!r} may be {choices}: give {ask_label(header)}"
        elif header:
            yield f"column {header!r} may be {choices}: name it as what it is"
    if [*asked] == [""]:
        yield (
            "0 or 100 may be most free: count from 100 as most free, and name the columns as "
            f"the tables do ({_list_numbers(best)})"
        )


def _describe_odd_label(one: Interpretation) -> str:
    """Name a year of a table that is no edition, as it was read."""
    for block in one.blocks:
        odd = next((n for n in block.titles if _is_no_edition(block, n, one.survey)), None)
        is_next = odd is not None and (later_year(odd) or 0) > one.survey.editions[-1].edition
        if odd is not None and not is_next and not block.by_year:
            header = next(c.header for _, c in one.fit.columns if c.holds in LABELS)
            other = format_argument("year_column", header)
            return f"; {odd} is no edition (where they are years covered, give {other})"
    return ""


def _list_numbers(one: Interpretation) -> str:
    fields = one.survey.field
    return ", ".join(str(c.holds) for _, c in one.fit.columns if c.holds in fields)


def check_meaning(at_hand: Values, readings: Readings) -> None:
    """
    Refuse a file that means something else than it was read as, as what is at hand shows.

    Of releases few values differ. Where most of a measure do the numbers mean something else; where
    they are those of the edition before or after, years were taken for editions.
    """
    keys, new = at_hand.keys, readings.take(~readings.is_reprint & ~readings.is_withheld)
    grades = np.array([s.grade != "secondary" for s in at_hand.record.sources] + [False])
    old = np.where(grades[at_hand.source[new.key]], at_hand.value[new.key], np.nan)
    _refuse_shifted(at_hand, new, old)
    differs = ~np.isnan(old) & (old != new.value)
    fields = keys.field_of(new.key)
    for number in np.unique(fields[differs]).tolist():
        known = (fields == number) & ~np.isnan(old)
        odd = np.flatnonzero(differs & (fields == number))
        if len(odd) < _MANY or 2 * len(odd) <= known.sum():
            continue
        row = int(odd[0])
        key = int(new.key[row])
        why = _describe_reason(keys, number, new.value[known], old[known])
        raise SourceError(
            f"{new.where(row)}: {keys.name(key)} would be {keys.word(key, new.value[row])}, and is "
            f"{keys.word(key, old[row])} at hand; so {len(odd):,} of the {int(known.sum()):,} "
            f"values of {keys.fields[number]} differ: {why}"
        )


def _describe_reason(keys: Keys, number: int, value: np.ndarray, old: np.ndarray) -> str:
    """Explain why the values of a column may differ from those at hand."""
    scale = keys.field[keys.fields[number]].scale
    if scale and 2 * (np.abs(scale.turn(value) - old) < _ROUNDED).sum() > len(old):
        return (
            "the column counts from the other end of the scale; turn it "
            f"({scale.low + scale.high} - x)"
        )
    return "the column means something else; take the publisher's own file, or leave it out"


#: Less of a file that differs is what releases revise.
_PART = 0.02
#: So far rounding may set a value off that was counted from the other end.
_ROUNDED = 0.011


def _refuse_shifted(at_hand: Values, new: Readings, old: np.ndarray) -> None:
    """Refuse values that are those of the edition before or after."""
    keys, known = at_hand.keys, ~np.isnan(old)
    wrong = int((known & (old != new.value)).sum())
    if wrong < _MANY or wrong < _PART * known.sum():
        return
    for step, what in ((1, "the years covered"), (-1, "the editions")):
        moved = keys.move(new.key, step)
        other = np.where(moved < 0, np.nan, at_hand.value[moved])
        there = ~np.isnan(other)
        differs = int((there & (other != new.value)).sum())
        if there.sum() * 2 > known.sum() and differs * _TIMES <= wrong:
            held = np.unique(keys.edition_of(new.key[known]))
            other_title = keys.editions[int(held[0]) + step]
            advice = (
                f"if it is edition {other_title}: give {format_argument('edition', other_title)}"
                if len(held) == 1
                else f"if its years are {what}: say which column has them, with "
                f"{format_argument('year_column', metavar='NAME')} or "
                f"{format_argument('edition_column', metavar='NAME')}"
            )
            raise SourceError(
                f"{new.keys.record.sources[new.source[0]].path} has the values of another year: "
                f"{wrong:,} of {int(known.sum()):,} differ from those at hand, and {differs:,} of "
                f"{int(there.sum()):,} {advice}"
            )
