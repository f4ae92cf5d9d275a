"""
What cannot be true in a file that nobody has declared, and must not cost the rest of it.

A broken rule ties values together of which at least one is wrong. Those of the source of lowest
precedence are withheld: of the file and of what is at hand the lesser, and of the file itself where
it contradicts itself, but for what another rule confirms. Everything else is taken.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from freedomdata.building.comparison import add_kinds, combine, let_differ
from freedomdata.building.extension import drop_notes, is_few
from freedomdata.building.values import Values, join, list_rows
from freedomdata.errors import RuleError, SourceError, join_few
from freedomdata.model import GRADES, IS_TERRITORY, OWN_GRADES, Correction
from freedomdata.readings import Readings
from freedomdata.rules import (
    LIFE,
    RATED,
    check_counts,
    check_rules,
    find_confirmed,
    is_past,
    is_ranked_as,
    is_settled,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from freedomdata.model import Source, Survey
    from freedomdata.readings import Keys
    from freedomdata.rules import Finding, Rows
    from freedomdata.sources.parsing import Count, Unread

__all__ = ["Taken", "Withheld", "take_in"]

_ITSELF, _BY_OTHER = "contradicts_itself", "contradicted"


class Withheld(NamedTuple):
    """A value that is not delivered: whose, what is printed and where, and why."""

    key: int
    sources: tuple[str, ...]
    printed: str
    cell: str
    note: str
    reason: str


class Taken(NamedTuple):
    """What is at hand with a file, and those of its readings that are not withheld."""

    values: Values
    readings: Readings
    left: list[str]
    withheld: list[Withheld]


@dataclass(slots=True)
class _File:
    """A file on its way in: its readings, what is at hand, and what is withheld of both, by key."""

    at_hand: Values
    readings: Readings
    counts: list[Count]
    source: Source
    unread: list[Unread]
    own: dict[int, Withheld] = field(default_factory=dict)
    others: dict[int, Withheld] = field(default_factory=dict)
    dropped: dict[int, str] = field(default_factory=dict)
    """Rows (of unit and edition) that are left out whole, and why."""
    wrong: dict[int, list[str]] = field(default_factory=dict)
    """Rows of the file in which something is wrong, and what."""
    breaks_rules: bool = False

    @property
    def keys(self) -> Keys:
        """The keys of the survey."""
        return self.at_hand.keys

    @property
    def rank(self) -> int:
        """The number of the file in the order of precedence."""
        return self.keys.source(self.source.id)

    def withhold(self, key: int, printed: str, cell: str, note: str, reason: str) -> None:
        """Withhold a value of the file."""
        one = Withheld(key, (self.source.id,), printed, cell, note, reason)
        self.own.setdefault(key, one)

    def withhold_row(self, row: int, note: str, reason: str) -> None:
        """Withhold a value of the file, by the number of its reading."""
        key, printed = int(self.readings.key[row]), self.readings.text(row)
        self.withhold(key, printed, self.readings.where(row), note, reason)

    def note_wrong(self, key: int, message: str) -> None:
        """Note that something is wrong in the row of a key."""
        self.wrong.setdefault(self.keys.row(key), []).append(message)

    def drop(self, row: int, message: str) -> None:
        """Leave out a row of the file whole."""
        self.dropped[row] = f"{message}: the row is left out"
        self.wrong.setdefault(row, []).append(message)
        self.own = {key: one for key, one in self.own.items() if self.keys.row(key) != row}


def take_in(  # noqa: PLR0913, PLR0917 (a file, and what it is compared with)
    at_hand: Values,
    readings: Readings,
    counts: list[Count],
    unread: list[Unread],
    source: Source,
    names: Mapping[str | None, int],
) -> Taken:
    """
    Join a file with what is at hand, without what cannot be true.

    The record of what is at hand has the file among its sources. `names` is the column of names, by
    sheet.

    Raises
    ------
    SourceError
        If too much of it cannot be read, or it lists a unit as a country and as a territory.
    RuleError
        If it contradicts itself in too many rows.
    """
    file = _File(at_hand, readings, counts, source, unread)
    record = at_hand.record
    left = _note_unread(file)
    _note_doubles(file)
    _note_past(file)
    _note_repeated(file)
    while True:
        _refuse_wrong_file(file)
        kept = _list_kept(file)
        if record.lists_territories:
            kept = add_kinds(at_hand, kept, names)
        slips = [*record.slips, *_correct(file)]
        base = _hold_back(file).with_record(record.withholding(slips))
        new = Readings.concat(base.keys, [kept, _list_withheld(file)])
        values, more = combine(base, new, counts, source)
        values = values.with_record(drop_notes(record, values).withholding(slips))
        if not _find_broken(file, values, base, kept):
            break
    values, uncounted = _drop_counts(file, values)
    slips = [*(s for old in record.slips for s in _heal(file, values, old)), *_correct(file)]
    values = _compare_again(values.with_record(values.record.withholding(slips)), record)
    return Taken(values, kept, [*left, *uncounted, *more, *file.dropped.values()], _list_all(file))


def _list_all(file: _File) -> list[Withheld]:
    return sorted([*file.own.values(), *file.others.values()])


def _correct(file: _File) -> list[Correction]:
    """Return what is withheld as corrections, for the record of the directory."""
    found = []
    for one in _list_all(file):
        country_id, edition, measure = file.keys.id(one.key)
        found.append(
            Correction(
                sources=one.sources,
                country_id=country_id,
                edition=edition,
                measure=measure,
                old=one.printed,
                new=None,
                reason=one.reason,
                note=one.note,
            )
        )
    return found


# what a file says twice, or what cannot be read


def _note_unread(file: _File) -> list[str]:
    """Withhold the cells that cannot be read; report those that repeat others."""
    left = []
    for one in file.unread:
        if one.reading.is_reprint[0]:
            left.append(f"{one}: it is left out")
            continue
        printed, cell = one.reading.text(0), one.reading.cell(0)
        file.withhold(one.key, printed, cell, _ITSELF, one.why)
        file.note_wrong(one.key, str(one))
    return left


def _note_doubles(file: _File) -> None:
    """
    Withhold what a file gives twice and differently; what it gives twice alike is taken once.

    Rows that are given twice in one block count as wrong whatever they hold: where many are, it
    has several editions in what was taken for one. A unit that one sheet lists as a country and
    another as a territory is none of a row.
    """
    file.readings = readings = _repeat_once(file.readings)
    keys, block = file.keys, 2 * readings.block
    order = np.argsort(readings.key, kind="stable")
    order = order[~readings.is_reprint[order]]
    ends = np.flatnonzero(np.diff(readings.key[order])) + 1
    for rows in (group for group in np.split(order, ends) if len(group) > 1):
        key = int(readings.key[rows[0]])
        is_in_one = len(set(readings.block[rows].tolist())) < len(rows)
        is_kind = keys.field_of(key) == keys.number(IS_TERRITORY.id)
        if len(set(readings.value[rows].tolist())) > 1 and (is_in_one or not is_kind):
            found = [f"{readings.word(n)} in {readings.where(n)}" for n in rows]
            text = f"{keys.name(key)} is {' but '.join(found)}"
            file.withhold_row(rows[0], _ITSELF, text)
            file.note_wrong(key, text)
        elif is_in_one:
            where = " and ".join(map(readings.where, rows))
            file.note_wrong(key, f"{keys.name(key)} is given twice: {where}")
        block[rows[1:][np.diff(readings.block[rows]) == 0]] += 1  # they are compared with the first
    block += (2 + block.max(initial=0)) * ~readings.is_reprint
    file.readings = readings.put(block=block).take(np.argsort(block, kind="stable"))


def _repeat_once(readings: Readings) -> Readings:
    """Return what repeats an earlier edition once in a block; not what is repeated differently."""
    both = readings.block * len(readings.keys) + readings.key
    _, first, group = np.unique(both, return_index=True, return_inverse=True)
    differs = np.isin(group, group[readings.value != readings.value[first][group]])
    is_once = np.isin(np.arange(len(group)), first) & ~differs
    return readings.take(is_once | ~readings.is_reprint)


def _note_past(file: _File) -> None:
    """Withhold the few answers to an item that the edition does not ask any more."""
    keys, readings = file.keys, file.readings
    titles = np.array(keys.editions)[keys.edition_of(readings.key)]
    numbers = keys.field_of(readings.key)
    past = np.zeros(len(readings), dtype=bool)
    for number in np.unique(numbers).tolist():
        past |= (numbers == number) & is_past(keys.field[keys.fields[number]], titles)
    rows = np.flatnonzero(past & ~readings.is_reprint)
    for row in rows[np.lexsort((numbers[rows], readings.block[rows]))].tolist():
        text = f"{keys.name(readings.key[row])} is {readings.text(row)}, but is not asked any more"
        file.withhold_row(row, _ITSELF, text)
        file.note_wrong(int(readings.key[row]), f"{text}: {readings.where(row)}")


def _note_repeated(file: _File) -> None:
    """Withhold what a file at hand repeats otherwise, where nothing else is at hand."""
    keys, known, mine = file.keys, file.at_hand.readings, file.readings
    own = np.flatnonzero(~mine.is_reprint & np.isnan(file.at_hand.value[mine.key]))
    repeats = known.is_reprint & ~known.is_withheld & np.isin(known.key, mine.key[own])
    for other in np.flatnonzero(repeats).tolist():
        for row in own[mine.key[own] == known.key[other]].tolist():
            key, value = int(known.key[other]), float(known.value[other])
            if mine.value[row] != value:
                text = f"{known.where(other)} repeats it as {keys.word(key, value)}"
                file.withhold_row(row, _BY_OTHER, text)
                file.note_wrong(key, f"{keys.name(key)} is {mine.text(row)}, but {text}")


def _refuse_wrong_file(file: _File) -> None:
    """Refuse a file in which too many rows of an edition are wrong: it is no slip any more."""
    keys = file.keys
    given = file.readings.key[~file.readings.is_reprint]
    given = np.append(given, np.array([one.key for one in file.unread], dtype=np.int64))
    many = Counter(keys.edition_of(np.unique(keys.row(given))).tolist())
    wrong = Counter(map(keys.edition_of, file.wrong))
    for edition in sorted(wrong):
        if is_few(wrong[edition], many[edition]):
            continue
        messages = [text for row in sorted(file.wrong) for text in file.wrong[row][:2]]
        is_one = many[edition] == 1
        few = "its only row" if is_one else f"{wrong[edition]} of its {many[edition]} rows"
        head = (
            f"{file.source.path} contradicts itself or cannot be read in {few} of edition "
            f"{keys.editions[edition]}; one in fifty would be a slip, this looks like a "
            "wrong file (counted from the other end, decimal commas lost, columns mixed up, "
            "several editions in one): "
        )
        error = RuleError if file.breaks_rules else SourceError
        raise error(head + join_few(messages))


# the readings without what is withheld


def _list_kept(file: _File) -> Readings:
    """Return the readings of the file that nothing speaks against."""
    readings = file.readings
    is_out = np.isin(readings.key, list(file.own))
    is_out |= np.isin(file.keys.row(readings.key), list(file.dropped))
    return readings.take(readings.is_reprint | ~is_out)


def _list_withheld(file: _File) -> Readings:
    """Return the readings of the file that are kept as what is printed only."""
    every = Readings.concat(file.keys, [file.readings, *(one.reading for one in file.unread)])
    is_own = np.isin(every.key, list(file.own)) & ~every.is_reprint
    return every.take(is_own).put(is_withheld=True)


def _hold_back(file: _File) -> Values:
    """Return what is at hand without what the file contradicts."""
    at_hand = file.at_hand
    if not file.others:
        return at_hand
    readings = let_differ(at_hand.readings, at_hand.value)
    is_out = np.isin(readings.key, list(file.others)) & (readings.source > file.rank)
    is_out &= ~readings.is_reprint
    return join(readings.put(is_withheld=readings.is_withheld | is_out), at_hand.counts)


def _heal(file: _File, values: Values, slip: Correction) -> Iterator[Correction]:
    """
    Return what is left of a slip of an earlier file: nothing where a better one says the same.

    Where the better one has another value, that is what the slip is read as from now on.
    """
    keys = file.keys
    key = keys.find(slip.country_id, slip.edition, slip.measure)
    if (
        key < 0
        or np.isnan(values.value[key])
        or any(values.source[key] >= n for n in map(keys.source, slip.sources) if n >= 0)
    ):
        yield slip
    elif (word := keys.word(key, values.value[key])) != slip.old:
        yield replace(slip, new=word)


def _compare_again(values: Values, before: Survey) -> Values:
    """Compare what is not withheld any more, as a better file says the same."""
    keys, readings = values.keys, values.readings
    old, now = (
        {(keys.source(id_), keys.find(c.country_id, c.edition, c.measure))
         for c in record.slips for id_ in c.sources}
        for record in (before, values.record)
    )  # fmt: skip
    withheld = readings.is_withheld.copy()
    for source, key in old - now:
        withheld[(readings.source == source) & (readings.key == key)] = False
    return replace(values, readings=readings.put(is_withheld=withheld))


# what breaks a rule


class _Tie(NamedTuple):
    """A broken rule in one row, and the keys of what only the file says, and only others do."""

    finding: Finding
    row: int
    mine: list[int]
    others: list[int]


@dataclass(slots=True)
class _Join:
    """A file and what is at hand joined, with the findings about single rows."""

    file: _File
    values: Values
    base: Values
    kept: Readings
    rows: Rows
    found: list[Finding]
    own: np.ndarray
    """The values of the file by key."""

    @property
    def keys(self) -> Keys:
        return self.values.keys

    @property
    def record(self) -> Survey:
        return self.values.record

    def list_keys(self, finding: Finding) -> dict[str, int]:
        """Return the keys that a rule ties in the row of a finding."""
        country_id, edition = str(finding.country_id), finding.edition or 0
        return {id_: self.keys.find(country_id, edition, id_) for id_ in finding.measures}

    def field(self, key: int) -> str:
        """Return the measure or item of a key."""
        return self.keys.id(key)[2]

    def cell(self, key: int) -> int:
        """Return the first reading of the file of a key that it has a value for."""
        return int(np.flatnonzero((self.kept.key == key) & ~self.kept.is_reprint)[0])

    def describe(self, finding: Finding) -> str:
        """Return what breaks a rule, with a cell of the file."""
        held = [key for key in self.list_keys(finding).values() if not np.isnan(self.own[key])]
        return f"{finding}: {self.kept.where(self.cell(held[0]))}" if held else str(finding)


def _find_broken(file: _File, values: Values, base: Values, kept: Readings) -> bool:
    """Withhold what breaks a rule, the clearest first; return whether there was anything."""
    rows = list_rows(values)
    found = [f for f in check_rules(values.record, rows) if f.country_id is not None]
    own = np.full(len(values.keys), np.nan)
    is_own = ~kept.is_reprint & ~kept.is_withheld
    own[kept.key[is_own]] = kept.value[is_own]
    joined = _Join(file, values, base, kept, rows, found, own)
    if _drop_dead(joined) or _drop_unlisted(joined):
        return True
    ties = list(_list_ties(joined))
    chosen = _choose_clear([tie for tie in ties if tie.mine and not tie.others], values.record)
    for tie in chosen:
        _withhold_own(joined, tie, _ITSELF, f"{file.source.path} contradicts itself")
    if chosen:
        file.breaks_rules = True
        return True
    mixed = [tie for tie in ties if tie.mine and tie.others]
    for tie in mixed:
        _settle(joined, tie)
    return bool(mixed) or _note_holes(joined)


def _choose_clear(ties: list[_Tie], record: Survey) -> list[_Tie]:
    """Return what breaks a rule of its own row alone; if nothing does, what breaks a ranking."""
    ranking = record.ranking
    clear = [tie for tie in ties if ranking is None or ranking.rank not in tie.finding.measures]
    rows = {tie.row for tie in clear}
    return [tie for tie in ties if tie.row in rows] or ties


def _drop_dead(joined: _Join) -> bool:
    """Leave out rows of the file on units that did not exist then."""
    file, keys = joined.file, joined.keys
    rows = {*keys.row(np.flatnonzero(~np.isnan(joined.own))).tolist()}
    is_any = False
    for finding in (finding for finding in joined.found if finding.rule == LIFE):
        row = keys.find(str(finding.country_id), finding.edition or 0, keys.fields[0])
        if row in rows:
            file.drop(row, joined.describe(finding))
            is_any = file.breaks_rules = True
    return is_any


def _drop_unlisted(joined: _Join) -> bool:
    """Leave out rows with nothing but what is withheld, which newer files do not have any more."""
    file, keys = joined.file, joined.keys
    if not joined.record.lists_territories:
        return False
    bare = joined.values.has_row & np.isnan(keys.select(joined.values.value, IS_TERRITORY.id))
    rows = {keys.row(key): one for key, one in file.own.items() if bare[keys.split(key)[:2]]}
    for row, one in rows.items():
        file.drop(row, f"{one.cell}: {one.reason}, where newer files have no such row any more")
    return bool(rows)


def _list_ties(joined: _Join) -> Iterator[_Tie]:
    """Return the broken rules, each with the values that it ties together."""
    numbers = {key: n for n, key in enumerate(joined.rows.keys())}
    for finding in joined.found:
        if finding.level != "error" or finding.is_incomplete or finding.rule == LIFE:
            continue
        mine, others = [], []
        for key in joined.list_keys(finding).values():
            value = joined.values.value[key]
            if np.isnan(value):
                continue
            is_mine = joined.own[key] == value
            is_at_hand = joined.base.value[key] == value
            if is_mine and not is_at_hand:
                mine.append(key)
            elif is_at_hand and not is_mine:
                others.append(key)
        row = numbers[str(finding.country_id), finding.edition or 0]
        yield _Tie(finding, row, mine, others)


def _find_suspects(joined: _Join, tie: _Tie) -> list[int]:
    """Return the values of the file that a broken rule ties, but for what other rules confirm."""
    key = tie.finding.country_id, tie.finding.edition
    here = [f for f in joined.found if (f.country_id, f.edition) == key]
    broken = [f for f in here if f.level == "error" and not f.is_incomplete]
    tied = Counter(id_ for f in broken for id_ in f.measures)
    survey = joined.record
    confirmed = find_confirmed(survey, joined.rows, tie.row, {f.rule for f in here})
    if survey.ranking and survey.ranking.score == tie.finding.measure:
        # the rank confirms the score if it fits no other that would keep the broken rule
        other = is_ranked_as(survey, joined.rows, tie.row, float(tie.finding.expected))
        confirmed |= {survey.ranking.score} if other is False else set()
    confirmed -= {id_ for id_, many in tied.items() if many > 1}
    return [key for key in tie.mine if joined.field(key) not in confirmed] or tie.mine


def _withhold_own(joined: _Join, tie: _Tie, note: str, why: str) -> None:
    """Withhold values of the file that cannot be true together with others."""
    file, finding, kept = joined.file, tie.finding, joined.kept
    reason = f"{why}: {finding.measure} is {finding.found}, expected {finding.expected}"
    reason += f" ({finding.rule})"
    for key in _find_suspects(joined, tie):
        row = joined.cell(key)
        file.withhold(key, kept.text(row), kept.where(row), note, reason)
    file.note_wrong(tie.mine[0], joined.describe(finding))


def _settle(joined: _Join, tie: _Tie) -> None:
    """Withhold the lesser of what a rule ties, of the file or at hand."""
    file, finding, values = joined.file, tie.finding, joined.values
    last = max(values.source[tie.others])
    other = joined.record.sources[last]
    gain = GRADES.index(other.grade) - GRADES.index(file.source.grade)
    # no file of the same grade alone displaces the publisher's own values
    stays = gain < 0 or (gain == 0 and other.grade in OWN_GRADES)
    if last < file.rank or stays:
        file.breaks_rules = True
        _withhold_own(joined, tie, _BY_OTHER, f"{other.path} contradicts it")
        return
    reason = (
        f"{joined.kept.where(joined.cell(tie.mine[0]))} contradicts it: {finding.measure} is "
        f"{finding.found}, expected {finding.expected} ({finding.rule})"
    )
    lesser = {key for key in tie.others if values.source[key] == last}
    known = file.at_hand.readings
    for key in sorted(lesser | _list_totals(joined, lesser)):
        row = values.row[key]
        is_lesser = (known.key == key) & (known.source > file.rank) & ~known.is_reprint
        sources = dict.fromkeys(joined.record.sources[n].id for n in known.source[is_lesser])
        printed, cell = values.readings.text(row), values.readings.where(row)
        file.others[key] = Withheld(key, tuple(sources), printed, cell, _BY_OTHER, reason)


def _list_totals(joined: _Join, lesser: Collection[int]) -> set[int]:
    """Return the sums at hand, of the files that the file prevails over, that these are part of."""
    found: set[int] = set()
    for key in lesser:
        for rule in joined.record.sums:
            total = joined.keys.of_field(key, rule.total)
            is_other = joined.values.source[total] > joined.file.rank
            is_other &= np.isnan(joined.own[total])
            if joined.field(key) in rule.terms and is_other:
                found |= {total, *_list_totals(joined, {total})}
    return found


def _drop_counts(file: _File, values: Values) -> tuple[Values, list[str]]:
    """
    Leave out the publisher's counts of an edition that the rows contradict, where these are sure.

    A status is sure that its ratings leave no choice of, or that is as at hand.
    """
    keys, rows = values.keys, list_rows(values)
    own = [count for count in values.counts if count.source == file.source]
    if not own:
        return values, []
    published = [(count.edition, count.status, count.countries) for count in own]
    wrong = {
        f.edition: f for f in check_counts(values.record, rows, published) if f.level == "error"
    }
    same = keys.select(values.value == file.at_hand.value, "status")[np.nonzero(values.has_row)]
    sure = is_settled(values.record, rows) | np.isnan(rows.values["status"]) | same
    wrong = {edition: f for edition, f in wrong.items() if sure[rows.edition == edition].all()}
    kept = [c for c in values.counts if c not in own or c.edition not in wrong]
    return replace(values, counts=kept), [
        f"the counts of edition {edition} are left out: the rows have {finding.found}, the file "
        f"counts {finding.expected}"
        for edition, finding in wrong.items()
    ]


def _note_holes(joined: _Join) -> bool:
    """Note what the file lacks with what it has: parts of a sum, a rating, the anchor."""
    file, keys, values, own = joined.file, joined.keys, joined.values, joined.own
    _refuse_without_anchor(joined)
    _refuse_without_ratings(joined)
    holes: dict[int, tuple[int, str]] = {}
    for finding in joined.found:
        if finding.level != "error" or not finding.is_incomplete:
            continue
        tied = joined.list_keys(finding)
        given = [key for key in tied.values() if own[key] == values.value[key]]
        for id_, key in tied.items():
            is_asked = not is_past(keys.field[id_], finding.edition)
            if given and is_asked and np.isnan(values.value[key]):
                holes.setdefault(key, (given[0], str(finding)))
    for key in np.flatnonzero(~np.isnan(own)).tolist():
        if not values.has_row[keys.split(key)[:2]] and key not in file.own:
            message = f"{keys.name(key)} is given, but no {_name_anchor(joined)} beside it"
            holes.setdefault(keys.of_field(key, joined.record.anchor), (key, message))
    holes = {key: hole for key, hole in holes.items() if key not in file.own}
    for key, (other, message) in holes.items():
        where = joined.kept.where(joined.cell(other))
        given_title = keys.field[joined.field(other)].title.lower()
        file.withhold(key, "", "", _ITSELF, f"missing beside the {given_title} in {where}")
        file.note_wrong(key, f"{message}: {where}")
    return bool(holes)


def _name_anchor(joined: _Join) -> str:
    return joined.keys.field[joined.record.anchor].title.lower()


def _refuse_without_ratings(joined: _Join) -> None:
    """Refuse a file with statuses of an edition for which nothing has what they follow from."""
    file, keys, rule = joined.file, joined.keys, joined.record.status_rule
    if rule is None:
        return
    printed = {keys.edition_of(key) for key in file.own}
    for title in sorted({f.edition or 0 for f in joined.found if f.expected == RATED}):
        number = keys.edition(title)
        rated = [keys.select(joined.values.value, id_)[:, number] for id_ in rule.measures]
        if np.isnan(rated).all() and number not in printed:
            raise SourceError(
                f"{file.source.path} has statuses of edition {title} without "
                f"{' and '.join(rule.measures)}, and nothing at hand has them: a status follows "
                "from them; add the columns, or ingest a file that has them first"
            )


def _refuse_without_anchor(joined: _Join) -> None:
    """Refuse a file with an edition that nothing has the statuses of: no row of it can be."""
    file, keys = joined.file, joined.keys
    given = np.unique(keys.edition_of(np.flatnonzero(~np.isnan(joined.own))))
    printed = {keys.edition_of(key) for key in file.own}  # it may have one that cannot be read
    for number in given.tolist():
        if number not in printed and not joined.values.has_row[:, number].any():
            raise SourceError(
                f"{file.source.path} has no {_name_anchor(joined)} of edition "
                f"{keys.editions[number]}, and nothing at hand has one: without it a row of that "
                "edition cannot be; add the column, or ingest a file that has it first"
            )
