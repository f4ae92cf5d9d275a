"""
What a table means where its headers leave several meanings: its values decide, or the user.

Each way to read it is held against the values at hand and against the rules of the survey. One that
agrees is taken if all others fail; else it is asked which is meant.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from freedomdata.building.extension import extend, find_title
from freedomdata.building.values import join, list_rows
from freedomdata.calls import say_argument
from freedomdata.errors import SourceError
from freedomdata.model import Column, Source
from freedomdata.readings import Keys
from freedomdata.rules import INCOMPLETE, check_rules
from freedomdata.sources.headers import (
    COVERED_HEADERS,
    EDITION_HEADERS,
    YEAR_HEADERS,
    find_last_turned,
)
from freedomdata.sources.layouts import later_year, lay_out
from freedomdata.sources.parsing import read_leniently
from freedomdata.sources.resemblance import fold
from freedomdata.surveys import SURVEYS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from freedomdata.building.values import Values
    from freedomdata.model import Survey
    from freedomdata.readings import Readings
    from freedomdata.sources.files import Cell, Grid
    from freedomdata.sources.layouts import Block
    from freedomdata.sources.recognition import Recognised
    from freedomdata.sources.resemblance import Fit

    #: The values at hand of a survey, None if it is not there.
    AtHand = Callable[[str], Values | None]

__all__ = ["Given", "Way", "check_meaning", "choose", "vary_labels"]


@dataclass(frozen=True, slots=True)
class Given:
    """What the user says of a table: its edition, or which column has editions or years."""

    edition: int | None = None
    edition_column: str | None = None
    year_column: str | None = None

    @property
    def label(self) -> tuple[str, str] | None:
        """What the named column holds, and its header."""
        if self.edition_column is not None:
            return "edition", self.edition_column
        return None if self.year_column is None else ("year", self.year_column)


@dataclass(slots=True)
class Way:
    """One way to read a table: what it gives, or why it gives nothing."""

    fit: Fit
    recognised: list[Recognised]
    error: SourceError | None = None
    blocks: list[Block] = field(default_factory=list)
    agrees: int = 0
    right: int = 0
    """What agrees with what is at hand, and with the rules."""
    wrong: int = 0
    failed: int = 0
    """Of what is wrong, the values that a column cannot have: off its scale, or no word of it."""

    @property
    def survey(self) -> Survey:
        """The survey that it is read for."""
        return self.fit.survey

    @property
    def share(self) -> float:
        """How much of what is known contradicts it."""
        return self.wrong / max(self.right + self.wrong, 1)

    @property
    def is_named(self) -> bool:
        """Whether columns are called by ids of ours, such as net_score, and are read as them."""
        ids = {measure.id for measure in self.survey.measures if "_" in measure.id}
        ours = [c.header == c.holds for _, c in self.fit.columns if c.header in ids]
        return bool(ours) and all(ours) and not self.fit.sheet.is_turned

    def labels(self) -> dict[str, str]:
        """Return what its columns of editions and years mean, by header."""
        return {h: means for h, means in self.means().items() if means in _LABELS.values()}

    def means(self) -> dict[str, str]:
        """Return what its columns mean, by header; the scale is under no header."""
        meanings = {c.header: _say_meaning(c) for _, c in self.fit.columns if c.holds != "unit"}
        return meanings | {"": "0" if self.fit.sheet.is_turned else "100"}


def _say_meaning(column: Column) -> str:
    if column.holds in _LABELS:
        return _LABELS[column.holds]
    codes = [f"{code} is {means}" for code, means in (column.words or {}).items()
             if isinstance(code, int) and isinstance(means, str)]  # fmt: skip
    return f"{column.holds}{f' ({codes[0]})' if codes else ''}"


_LABELS = {"edition": "the edition", "year": "the year covered"}


def vary_labels(fit: Fit, grid: Grid, given: Given) -> list[Fit]:
    """
    Return a fit with the column of editions or years that it has; with each sense of the column.

    Raises
    ------
    SourceError
        If one edition is given for a table of many years.
    """
    if fit.sheet.layout != "table":
        return [fit]
    head = grid[fit.header_row - 1]
    folded = [fold(cell) for cell in head]
    if given.label is not None:
        holds, header = given.label
        n = folded.index(fold(header)) if fold(header) in folded else None
        return [fit] if n is None else [_put_label(fit, n, head[n], holds)]
    own = [n for n, c in fit.columns if c.holds in _LABELS]
    if fit.is_complete or any(c.edition for _, c in fit.columns):
        return [fit]
    for headers, senses in _LABEL_HEADERS:
        found = [n for header in headers for n, text in enumerate(folded) if text == header]
        if own and own[0] not in found:
            continue
        if found and len(senses) > 1 and given.edition is not None:
            _refuse_many(grid[fit.header_row :], found[0], head[found[0]], given.edition)
            columns = [(n, c) for n, c in fit.columns if c.holds not in _LABELS]
            return [replace(fit, columns=columns)]
        if found:
            return [_put_label(fit, found[0], head[found[0]], sense) for sense in senses]
    return [fit]


_LABEL_HEADERS = (
    (EDITION_HEADERS, ("edition",)),
    (COVERED_HEADERS, ("year",)),
    (YEAR_HEADERS, ("edition", "year")),
)


def _put_label(fit: Fit, n: int, header: Cell, holds: str) -> Fit:
    """Let a column have the editions, or the years covered, and no other."""
    kept = [(m, replace(c, edition=None)) for m, c in fit.columns
            if m != n and c.holds not in _LABELS]  # fmt: skip
    columns = [*kept, (n, Column(str(header).strip(), holds))]
    return replace(fit, columns=sorted(columns, key=lambda pair: pair[0]))


def _refuse_many(body: Grid, n: int, header: Cell, edition: int) -> None:
    years = {str(row[n]).strip() for row in body} - {""}
    if len(years) > 1:
        column = str(header).strip()
        raise SourceError(
            f"column {column!r} has {len(years)} different years, and "
            f"{say_argument('edition', edition)} would make one edition of them: give "
            f"{_ask_label(column)} instead"
        )


def _ask_label(column: str) -> str:
    return (
        f"{say_argument('edition_column', column)} (the year of the title) or "
        f"{say_argument('year_column', column)} (the year covered)"
    )


def choose(path: str, name: str, ways: Sequence[Way], at_hand: AtHand) -> tuple[Way, list[str]]:
    """
    Return the one way to read a table that its values allow, and what it was taken for.

    `path` is that of the file, `name` what the table is called.

    Raises
    ------
    SourceError
        If none can be read, all contradict what is at hand, or several may be meant.
    """
    if len(ways) > 1:
        for way in ways:
            _lay_out(path, way)
    errors = [way.error for way in ways if way.error]
    if len(errors) == len(ways):
        raise errors[0]
    readable = _drop_equal([way for way in ways if way.error is None])
    if len(readable) == 1:
        return readable[0], []
    for way in readable:
        _weigh(way, at_hand(way.survey.id))
    errors = [way.error for way in readable if way.error]
    if len(errors) == len(readable):
        raise errors[0]
    ranked = sorted(
        (way for way in readable if not way.error), key=lambda way: (way.share, -way.right)
    )
    best, *others = ranked
    named = [way for way in ranked if way.is_named]
    is_one = len({way.survey.id for way in readable}) == 1 and at_hand(best.survey.id) is not None
    is_known = best.right > 0 or (is_one and not named)
    if is_known and best.share <= _MOST and all(_is_beaten(o, best) for o in others):
        _refuse_untold(name, best, readable)
        return best, list(_say_choice(best, others))
    if len(named) == 1:  # the headers are our own
        _refuse_untold(name, named[0], readable)
        return named[0], []
    open_ = [way for way in ranked if way is best or not _is_beaten(way, best)]
    raise SourceError(f"{name} {_ask(best, open_, is_known=is_known)}")


def _refuse_untold(name: str, best: Way, ways: Sequence[Way]) -> None:
    """Ask whether years are editions, if they fail otherwise only as they do not follow yet."""
    if best.agrees >= _MANY:
        return
    columns = {h: m for h, m in best.means().items() if h not in best.labels()}
    for way in ways:
        if way.error and way.survey is best.survey and columns.items() <= way.means().items():
            raise SourceError(f"{name} {_ask(best, [best, way], is_known=True)}")


def _lay_out(path: str, way: Way) -> None:
    """Lay the sheets of a table out in one way, as far as that goes."""
    source = replace(_SOURCE, path=path)
    try:
        way.blocks = [block for one in way.recognised
                      for block in lay_out(source, one.sheet, one.grid)]  # fmt: skip
    except SourceError as error:
        way.error = error


#: Stands for a file as long as nobody knows what it is.
_SOURCE = Source(
    id="local",
    path="",
    release="",
    grade="secondary",
    sha256="0" * 64,
    bytes=0,
    title="",
    sheets=(),
    first_edition=1,
    last_edition=1,
)
#: So much of a table may differ from what is at hand, in the sense that it has.
_MOST = 0.1
#: Another sense has so many values that differ, and so many times as many.
_SEVERAL, _TIMES = 3, 5
#: So many values that agree are enough against a sense that nothing speaks for.
_MANY = 10


def _is_beaten(other: Way, best: Way) -> bool:
    """Whether what is known tells one sense from another."""
    is_of_same_rows = other.survey is best.survey and other.labels() == best.labels()
    if is_of_same_rows and best.wrong <= other.wrong and best.agrees >= other.agrees + _MANY:
        return True  # no other measure would have so many values that are at hand
    if not other.right + other.wrong:
        return best.right >= _MANY
    if other.failed and best.right and not best.wrong:
        return True
    if other.wrong > other.right:
        return other.wrong > best.wrong
    return other.wrong >= max(_SEVERAL, _TIMES * best.wrong)


def _drop_equal(ways: Sequence[Way]) -> list[Way]:
    """Leave out what gives the same as another, and scales turned in editions that were not."""
    different: dict[object, Way] = {}
    for way in ways:
        fit, survey = way.fit, way.survey
        titles = [
            find_title(label, survey, by_year=block.by_year)
            for block in way.blocks
            for label in block.titles
        ]
        until = find_last_turned(survey)
        is_late = all(title is not None and title > until for title in titles)
        if fit.sheet.is_turned and is_late and not fit.is_complete:
            continue
        columns = tuple(
            (n, "" if c.holds in _LABELS else _say_meaning(c), c.edition, c.is_reprint)
            for n, c in fit.columns
            if c.holds
        )
        different.setdefault((survey.id, columns, fit.sheet.is_turned, tuple(titles)), way)
    return list(different.values()) or list(ways)


def _weigh(way: Way, held: Values | None) -> None:
    """Count what of a table is as at hand and as the rules say, and what is not."""
    base = held.record if held else replace(SURVEYS[way.survey.id], sources=())
    try:
        record, _ = extend(base, way.blocks[0].source, way.blocks)
    except SourceError as error:
        way.error = error
        return
    readings, way.failed = read_leniently(way.blocks, Keys(record))
    way.wrong = way.failed + sum(
        _is_no_edition(block, label, record) for block in way.blocks for label in block.editions
    )
    if held:
        old = _find_old(held, readings)
        way.agrees = int((old == readings.value).sum())
        way.wrong += int((~np.isnan(old)).sum()) - way.agrees
    way.right += way.agrees
    try:
        rows = list_rows(join(readings))
    except SourceError:  # a row that is there twice is named when the file is read
        return
    way.wrong += sum(
        bool(f.country_id) and f.level == "error" and f.expected not in INCOMPLETE
        for f in check_rules(record, rows)
        if f.found != "missing"
    )
    if rule := record.status_rule:
        tested = [rows.values[id_] for id_ in ("status", *rule.measures)]
        way.right += int((~np.isnan(np.array(tested))).all(axis=0).sum())


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


def _say_choice(best: Way, others: Sequence[Way]) -> Iterator[str]:
    """Say what each column was taken for that could have been something else."""
    rest = [way for way in others if way.survey is best.survey]
    for header, meaning in best.means().items():
        other = {way.means().get(header, meaning) for way in rest} - {meaning}
        if meaning == header:  # as the tables call it
            continue
        if other and header:
            but = " or ".join(sorted(other))
            yield f"column {header!r} is taken for {meaning}, not {but}: {_say_counts(best)}"
        elif other:
            yield f"{meaning} is taken for most free: {_say_counts(best)}"
    if len(rest) < len(others):
        yield f"the table is taken for {best.survey.title}: {_say_counts(best)}"


def _say_counts(way: Way) -> str:
    return f"so {way.right:,} values agree with the tables and rules, {way.wrong:,} do not"


def _ask(best: Way, open_: Sequence[Way], *, is_known: bool) -> str:
    """Ask which sense is meant, or say that none can be."""
    if not is_known and best.share <= _MOST:
        titles = " or ".join(dict.fromkeys(way.survey.title for way in open_))
        return (
            f"may be of {titles}, and nothing at hand tells: name its columns as the tables do "
            f"({', '.join(_list_numbers(best))})"
        )
    if best.share > _MOST or len(open_) == 1:
        meanings = ", ".join(f"{h!r} as {m}" for h, m in best.means().items() if h)
        return (
            f"contradicts the tables at hand however it is read: as {best.survey.title} "
            f"({meanings}) {_say_counts(best)}{_say_odd_label(best)}; take the publisher's own "
            "file, or name the columns as the tables do"
        )
    questions = []
    for header in dict.fromkeys(h for way in open_ for h in way.means()):
        senses = dict.fromkeys(way.means()[header] for way in open_ if header in way.means())
        if len(senses) < 2:  # noqa: PLR2004 (one sense is no question)
            continue
        said = " or ".join(senses)
        if set(senses) <= {*_LABELS.values()}:
            questions.append(f"column {header!r} may be {said}: give {_ask_label(header)}")
        elif header:
            questions.append(f"column {header!r} may be {said}: name it as what it is")
        elif not questions:
            questions.append(
                "0 or 100 may be most free: count from 100 as most free, and name the columns as "
                f"the tables do ({', '.join(_list_numbers(best))})"
            )
    if not questions:
        titles = " or ".join(dict.fromkeys(way.survey.title for way in open_))
        questions.append(f"it may be of {titles}: give a table with a column that only one has")
    return f"can be read in several ways, and its values do not tell which: {'; '.join(questions)}"


def _say_odd_label(way: Way) -> str:
    """Name a year of a table that is no edition, as it was read."""
    for block in way.blocks:
        odd = next((n for n in block.titles if _is_no_edition(block, n, way.survey)), None)
        is_next = odd is not None and (later_year(odd) or 0) > way.survey.editions[-1].edition
        if odd is not None and not is_next and not block.by_year:
            header = next(c.header for _, c in way.fit.columns if c.holds in _LABELS)
            other = say_argument("year_column", header)
            return f"; {odd} is no edition (where they are years covered, give {other})"
    return ""


def _list_numbers(way: Way) -> list[str]:
    return [str(c.holds) for _, c in way.fit.columns if c.holds in way.survey.field]


def check_meaning(at_hand: Values, readings: Readings) -> None:
    """
    Refuse a file that means something else than it was read as, as what is at hand shows.

    Of releases few values differ. Where most of a measure do the numbers mean something else; where
    they are those of the edition before or after, years were taken for editions.

    Raises
    ------
    SourceError
        With a cell of it, and what is at hand.
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
        why = _say_why(keys, number, new.value[known], old[known])
        raise SourceError(
            f"{new.where(row)}: {keys.name(key)} would be {keys.word(key, new.value[row])}, and is "
            f"{keys.word(key, old[row])} at hand; so {len(odd):,} of the {int(known.sum()):,} "
            f"values of {keys.fields[number]} differ: {why}"
        )


def _say_why(keys: Keys, number: int, value: np.ndarray, old: np.ndarray) -> str:
    """Say why the values of a column may differ from those at hand."""
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
            says = (
                f"if it is edition {other_title}: give {say_argument('edition', other_title)}"
                if len(held) == 1
                else f"if its years are {what}: say which column has them, with "
                f"{say_argument('year_column', metavar='NAME')} or "
                f"{say_argument('edition_column', metavar='NAME')}"
            )
            raise SourceError(
                f"{new.keys.record.sources[new.source[0]].path} has the values of another year: "
                f"{wrong:,} of {int(known.sum()):,} differ from those at hand, and {differs:,} of "
                f"{int(there.sum()):,} {says}"
            )
