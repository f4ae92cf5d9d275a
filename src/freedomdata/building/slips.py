"""
What cannot be true in a file that nobody has declared, and must not cost the rest of it.

A broken rule ties values together of which at least one is wrong. Those of the source of lowest
precedence are withheld: of the file and of what is at hand the lesser, and of the file itself where
it contradicts itself, but for what another rule confirms. Everything else is taken.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from freedomdata.building.comparison import add_kinds, lay_beside, let_stand
from freedomdata.building.extension import is_few
from freedomdata.building.merge import merge
from freedomdata.building.proving import list_rows
from freedomdata.errors import RuleError, SourceError, spell_out
from freedomdata.model import GRADES, IS_TERRITORY, Correction
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
from freedomdata.sources.parsing import Cells
from freedomdata.sources.space import Space

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from freedomdata.building.merge import Merged
    from freedomdata.model import Source, Survey
    from freedomdata.rules import Finding, Rows
    from freedomdata.sources.parsing import Count, Unread

__all__ = ["Taken", "Withheld", "take_in"]

_ITSELF, _BY_OTHER = "contradicts_itself", "contradicted"
#: Grades whose values are the publisher's own: no file of the same grade pushes them out alone.
_OF_PUBLISHER = ("published", "resaved")


class Withheld(NamedTuple):
    """A value that is not delivered: whose, what is printed and where, and why."""

    place: int
    sources: tuple[str, ...]
    printed: str
    cell: str
    note: str
    reason: str


class Taken(NamedTuple):
    """A file laid beside what is at hand, with those of its cells that are not withheld."""

    merged: Merged
    cells: list[Cells]
    left: list[str]
    withheld: list[Withheld]


@dataclass(slots=True)
class _File:
    """A file on its way in: its cells, what is at hand, and what is withheld of both, by place."""

    at_hand: Merged
    cells: list[Cells]
    counts: list[Count]
    record: Survey
    source: Source
    unread: list[Unread]
    own: dict[int, Withheld] = field(default_factory=dict)
    others: dict[int, Withheld] = field(default_factory=dict)
    dropped: dict[tuple[int, int], str] = field(default_factory=dict)
    """Rows (unit and edition) that are left out whole, and why."""
    wrong: dict[tuple[int, int], list[str]] = field(default_factory=dict)
    """Rows of the file in which something is wrong, and what."""
    breaks_rules: bool = False

    @property
    def space(self) -> Space:
        """Where the values belong."""
        return self.at_hand.space

    def row(self, place: int) -> tuple[int, int]:
        """Return unit and edition of a place, as numbers."""
        unit, edition, _ = np.unravel_index(place, self.space.shape)
        return int(unit), int(edition)

    def withhold(self, place: int, printed: str, cell: str, note: str, reason: str) -> None:
        """Withhold a value of the file."""
        one = Withheld(place, (self.source.id,), printed, cell, note, reason)
        self.own.setdefault(place, one)

    def drop(self, row: tuple[int, int], said: str) -> None:
        """Leave out a row of the file whole."""
        self.dropped[row] = f"{said}: the row is left out"
        self.wrong.setdefault(row, []).append(said)
        self.own = {place: one for place, one in self.own.items() if self.row(place) != row}

    def rank(self, source: Source) -> int:
        """Return the place of a source in the order of precedence."""
        return [s.id for s in self.record.sources].index(source.id)


def take_in(  # noqa: PLR0913, PLR0917 (a file, and what it is laid beside)
    at_hand: Merged,
    cells: list[Cells],
    counts: list[Count],
    unread: list[Unread],
    record: Survey,
    source: Source,
    names: Mapping[str | None, int],
) -> Taken:
    """
    Lay a file beside what is at hand, without what cannot be true.

    Parameters
    ----------
    at_hand : Merged
        The values at hand.
    cells, counts, unread : lists
        What the file holds, from :func:`harmonise`.
    record, source : Survey and Source
        The record with the file among its sources, and the file.
    names : mapping
        The column of names, by sheet.

    Raises
    ------
    SourceError
        If too much of it cannot be read, or it lists a unit as a country and as a territory.
    RuleError
        If it contradicts itself in too many rows.
    """
    file = _File(at_hand, cells, counts, record, source, unread)
    left = _note_unread(file)
    _note_doubles(file)
    _note_past(file)
    _note_repeated(file)
    while True:
        _refuse_wrong_file(file)
        parts = _list_kept(file)
        if record.lists_territories:
            add_kinds(at_hand, parts, names)
        base = _hold_back(file)
        laid = [replace(part, revised=dict(part.revised)) for part in parts]
        withheld = _list_withheld(file)
        merged, more = lay_beside(base, laid, counts, record, source, withheld)
        merged.space = Space(merged.space.survey.withholding([*record.slips, *_correct(file)]))
        if not _find_broken(file, merged, base, parts):
            break
    left += _drop_counts(file, merged)
    slips = [slip for old in record.slips for slip in _heal(file, merged, old)]
    merged.space = Space(merged.space.survey.withholding([*slips, *_correct(file)]))
    merged.parts = [part for p in merged.parts for part in _wake(p, merged)]
    return Taken(merged, parts, [*left, *more, *file.dropped.values()], _list_all(file))


def _list_all(file: _File) -> list[Withheld]:
    return sorted([*file.own.values(), *file.others.values()])


def _correct(file: _File) -> list[Correction]:
    """Return what is withheld as corrections, for the record of the directory."""
    space = file.space
    found = []
    for one in _list_all(file):
        unit, edition, number = np.unravel_index(one.place, space.shape)
        found.append(
            Correction(
                sources=one.sources,
                country_id=space.units[unit],
                edition=space.editions[edition],
                measure=space.fields[number],
                old=one.printed,
                new=None,
                reason=one.reason,
                note=one.note,
            )
        )
    return found


# what a file says twice, or what cannot be read


def _note_unread(file: _File) -> list[str]:
    """Withhold the cells that cannot be read; return what is said of those that repeat others."""
    left = []
    for one in file.unread:
        if one.is_reprint:
            left.append(f"{one.cell}: {one.said}: it is left out")
            continue
        file.withhold(one.place, one.printed, one.cell, _ITSELF, one.said)
        _note_wrong(file, one.place, f"{one.cell}: {one.said}")
    return left


def _note_doubles(file: _File) -> None:
    """
    Withhold what a file gives twice and differently; what it gives twice alike is taken once.

    Rows that are given twice in one sheet count as wrong whatever they hold: where many are, it
    has several editions in what was taken for one. A unit that one sheet lists as a country and
    another as a territory is none of a row.
    """
    parts = [part for part in file.cells if not part.is_reprint]
    number = np.repeat(np.arange(len(parts)), [len(part.place) for part in parts])
    entry = np.concatenate([np.arange(len(part.place)) for part in parts] or [number])
    place = np.concatenate([part.place for part in parts] or [number])
    order = np.argsort(place, kind="stable")
    starts = np.flatnonzero(np.diff(place[order], prepend=-1))
    again = [np.zeros(len(part.place), dtype=bool) for part in parts]
    kinds = file.space.fields.index(IS_TERRITORY.id)
    for which in (group for group in np.split(order, starts[1:]) if len(group) > 1):
        cells = [(parts[number[n]], int(entry[n])) for n in which]
        one = int(place[which[0]])
        is_in_one = len(set(number[which].tolist())) < len(which)
        is_kind = one % file.space.shape[2] == kinds
        if len({float(part.value[n]) for part, n in cells}) > 1 and (is_in_one or not is_kind):
            _note_difference(file, cells)
        elif is_in_one:
            where = " and ".join(part.where(n) for part, n in cells)
            _note_wrong(file, one, f"{file.space.name(one)} is given twice: {where}")
        for before, other in pairwise(which.tolist()):
            again[number[other]][entry[other]] = number[before] == number[other]
    file.cells = [_repeat_once(part) for part in file.cells if part.is_reprint]
    for part, is_again in zip(parts, again, strict=True):
        file.cells += [_pick(part, ~is_again)]
        file.cells += [_pick(part, is_again)] if is_again.any() else []


def _repeat_once(part: Cells) -> Cells:
    """Return what repeats an earlier edition, each value once; not what it repeats differently."""
    _, first, group = np.unique(part.place, return_index=True, return_inverse=True)
    differs = np.isin(group, group[part.value != part.value[first][group]])
    return _pick(part, np.isin(np.arange(len(group)), first) & ~differs)


def _note_past(file: _File) -> None:
    """Withhold the few answers to an item that the edition does not ask any more."""
    for part in (part for part in file.cells if not part.is_reprint):
        _, edition, number = np.unravel_index(part.place, file.space.shape)
        for one in np.unique(number).tolist():
            asked = file.space.field[file.space.fields[one]]
            titles = np.array(file.space.editions)[edition]
            for entry in np.flatnonzero((number == one) & is_past(asked, titles)).tolist():
                place, printed = int(part.place[entry]), _print(file, part, entry)
                text = f"{file.space.name(place)} is {printed}, but is not asked any more"
                file.withhold(place, printed, part.where(entry), _ITSELF, text)
                _note_wrong(file, place, f"{text}: {part.where(entry)}")


def _note_difference(file: _File, cells: Sequence[tuple[Cells, int]]) -> None:
    """Withhold a value that the file gives twice and differently."""
    part, entry = cells[0]
    place = int(part.place[entry])
    said = [f"{file.space.word(place, p.value[n])} in {p.where(n)}" for p, n in cells]
    text = f"{file.space.name(place)} is {' but '.join(said)}"
    file.withhold(place, _print(file, part, entry), part.where(entry), _ITSELF, text)
    _note_wrong(file, place, text)


def _note_repeated(file: _File) -> None:
    """Withhold what a file at hand repeats otherwise, where nothing else is at hand."""
    space, at_hand = file.space, file.at_hand
    for other in (part for part in at_hand.parts if part.is_reprint):
        said = dict(zip(other.place.tolist(), range(len(other.place)), strict=True))
        for part in (part for part in file.cells if not part.is_reprint):
            for entry in np.flatnonzero(np.isin(part.place, other.place)).tolist():
                place = int(part.place[entry])
                value = float(other.value[said[place]])
                if part.value[entry] == value or not np.isnan(at_hand.value[place]):
                    continue
                where = other.where(said[place])
                text = f"{where} repeats it as {space.word(place, value)}"
                printed = _print(file, part, entry)
                file.withhold(place, printed, part.where(entry), _BY_OTHER, text)
                _note_wrong(file, place, f"{space.name(place)} is {printed}, but {text}")


def _note_wrong(file: _File, place: int, said: str) -> None:
    file.wrong.setdefault(file.row(place), []).append(said)


def _print(file: _File, part: Cells, entry: int) -> str:
    """Return what a cell prints, as far as that is known."""
    place = int(part.place[entry])
    return part.printed.get(place) or file.space.word(place, part.value[entry])


def _refuse_wrong_file(file: _File) -> None:
    """Refuse a file in which too many rows of an edition are wrong: it is no slip any more."""
    places = [part.place for part in file.cells if not part.is_reprint]
    places.append(np.array([one.place for one in file.unread], dtype=np.int64))
    units, editions, _ = np.unravel_index(np.concatenate(places), file.space.shape)
    rows = Counter(edition for _, edition in {*zip(units.tolist(), editions.tolist(), strict=True)})
    for edition in sorted({edition for _, edition in file.wrong}):
        many = rows[edition]
        wrong = [row for row in file.wrong if row[1] == edition]
        if is_few(len(wrong), many):
            continue
        said = [text for row in sorted(file.wrong) for text in file.wrong[row][:2]]
        few = "its only row" if many == 1 else f"{len(wrong)} of its {many} rows"
        head = (
            f"{file.source.path} contradicts itself or cannot be read in {few} of edition "
            f"{file.space.editions[edition]}; one in fifty would be a slip, this looks like a "
            "wrong file (counted from the other end, decimal commas lost, columns mixed up, "
            "several editions in one): "
        )
        error = RuleError if file.breaks_rules else SourceError
        raise error(head + spell_out(said))


# the cells without what is withheld


def _pick(part: Cells, which: np.ndarray) -> Cells:
    """Return some entries of a part."""
    arrays = {name: getattr(part, name)[which] for name in ("place", "value", "row", "column")}
    return replace(part, **arrays, revised=dict(part.revised))


def _list_kept(file: _File) -> list[Cells]:
    """Return the cells of the file that nothing speaks against."""
    kept = []
    for part in file.cells:
        stays = ~np.isin(part.place, list(file.own))
        if file.dropped:
            unit, edition, _ = np.unravel_index(part.place, file.space.shape)
            for row in file.dropped:
                stays &= (unit != row[0]) | (edition != row[1])
        kept.append(part if part.is_reprint else _pick(part, stays))
    return kept


def _list_withheld(file: _File) -> list[Cells]:
    """Return the cells of the file that are kept as what is printed only."""
    places = list(file.own)
    found = [
        replace(_pick(part, np.isin(part.place, places)), is_withheld=True)
        for part in file.cells
        if not part.is_reprint
    ]
    for one in (one for one in file.unread if not one.is_reprint and one.place in file.own):
        place, value, row, column = (
            np.array([number]) for number in (one.place, np.nan, one.row, one.column)
        )
        printed = {one.place: one.printed}
        found.append(Cells(file.source, one.sheet, place, value, row, column, printed, []))
        found[-1].is_withheld = True
    return [replace(part, withheld=places) for part in found]


def _hold_back(file: _File) -> Merged:
    """Return what is at hand without what the file contradicts."""
    at_hand, places, mine = file.at_hand, list(file.others), file.rank(file.source)
    parts = [replace(part, revised=dict(part.revised)) for part in at_hand.parts]
    if not places:
        arrays = {name: getattr(at_hand, name).copy() for name in ("value", "part", "entry")}
        return replace(at_hand, parts=parts, withheld=dict(at_hand.withheld), **arrays)
    divided = []
    for part in parts:
        out = np.isin(part.place, places) & (file.rank(part.source) > mine)
        if part.is_reprint or part.is_withheld or not out.any():
            divided.append(part)
            continue
        withheld = part.place[out].tolist()
        divided += [
            _pick(part, ~out),
            replace(_pick(part, out), is_withheld=True, withheld=withheld),
        ]
    let_stand(at_hand, divided)
    base = merge(divided, at_hand.space)
    base.withheld = at_hand.withheld | base.withheld
    base.counts = at_hand.counts
    return base


def _heal(file: _File, merged: Merged, slip: Correction) -> Iterator[Correction]:
    """
    Return what is left of a slip of an earlier file: nothing where a better one says the same.

    Where the better one has another value, that is what the slip is read as from now on.
    """
    space = merged.space
    place = space.find(slip.country_id, slip.edition, slip.measure)
    if place < 0 or np.isnan(merged.value[place]):
        yield slip
        return
    origin = file.rank(merged.parts[merged.part[place]].source)
    others = (s for s in file.record.sources if s.id in slip.sources)
    if any(origin >= file.rank(other) for other in others):
        yield slip
    elif (word := space.word(place, merged.value[place])) != slip.old:
        yield replace(slip, new=word)


def _wake(part: Cells, merged: Merged) -> Iterator[Cells]:
    """Divide withheld cells into those that still are, and those that may be compared again."""
    if not part.is_withheld:
        yield part
        return
    space = merged.space
    kept = (c for c in space.survey.corrections if c.note or c.new is None)
    held = [
        space.find(c.country_id, c.edition, c.measure) for c in kept if part.source.id in c.sources
    ]
    stays = np.isin(part.place, held)
    yield _pick(part, stays)
    if not stays.all():
        yield replace(_pick(part, ~stays), is_withheld=False, withheld=[])


# what breaks a rule


class _Tie(NamedTuple):
    """A broken rule in one row, and the places of what only the file says, and only others do."""

    finding: Finding
    row: int
    mine: list[int]
    others: list[int]


@dataclass(slots=True)
class _Look:
    """The values of the file and what is at hand joined, with the findings about single rows."""

    file: _File
    merged: Merged
    base: Merged
    parts: list[Cells]
    rows: Rows
    found: list[Finding]
    own: np.ndarray

    @property
    def space(self) -> Space:
        return self.merged.space

    def places(self, finding: Finding) -> dict[str, int]:
        """Return the places that a rule ties in the row of a finding."""
        unit, edition = (
            self.space.unit(str(finding.country_id)),
            self.space.edition(finding.edition),
        )
        return {id_: int(self.space.place(unit, edition, id_)) for id_ in finding.measures}

    def measure(self, place: int) -> str:
        """Return the measure or item at a place."""
        return self.space.fields[place % self.space.shape[2]]

    def origin(self, place: int) -> Source:
        """Return the file that the value at a place is from."""
        cells: Cells = self.merged.parts[self.merged.part[place]]
        return cells.source

    def is_lesser(self, place: int) -> bool:
        """Whether the file prevails over the one that the value at a place is from."""
        return self.file.rank(self.origin(place)) > self.file.rank(self.file.source)

    def cell(self, place: int) -> tuple[Cells, int]:
        """Return the first cell of the file at a place that it has a value for."""
        return next(
            (part, int(entry))
            for part in self.parts
            if not part.is_reprint
            for entry in np.flatnonzero(part.place == place)
        )

    def tell(self, finding: Finding) -> str:
        """Say what breaks a rule, with a cell of the file."""
        held = [place for place in self.places(finding).values() if not np.isnan(self.own[place])]
        if not held:
            return str(finding)
        part, entry = self.cell(held[0])
        return f"{finding}: {part.where(entry)}"


def _find_broken(file: _File, merged: Merged, base: Merged, parts: list[Cells]) -> bool:
    """Withhold what breaks a rule, the clearest first; return whether there was anything."""
    rows = list_rows(merged)
    found = [f for f in check_rules(merged.space.survey, rows) if f.country_id is not None]
    own = np.full(merged.value.size, np.nan)
    for part in parts:
        if not part.is_reprint:
            own[part.place] = part.value
    look = _Look(file, merged, base, parts, rows, found, own)
    if _drop_dead(look) or _drop_unlisted(look):
        return True
    ties = list(_list_ties(look))
    inner = [tie for tie in ties if tie.mine and not tie.others]
    ranking = merged.space.survey.ranking
    clear = [tie for tie in inner if ranking is None or ranking.rank not in tie.finding.measures]
    rows_ = {tie.row for tie in clear}
    chosen = [tie for tie in inner if tie.row in rows_] or inner
    for tie in chosen:
        _withhold_own(look, tie, _ITSELF, f"{file.source.path} contradicts itself")
    if chosen:
        file.breaks_rules = True
        return True
    mixed = [tie for tie in ties if tie.mine and tie.others]
    for tie in mixed:
        _settle(look, tie)
    return bool(mixed) or _note_holes(look)


def _drop_dead(look: _Look) -> bool:
    """Leave out rows of the file on units that did not exist then."""
    file, space = look.file, look.space
    rows = {*map(file.row, np.flatnonzero(~np.isnan(look.own)).tolist())}
    is_any = False
    for finding in (finding for finding in look.found if finding.rule == LIFE):
        row = space.unit(str(finding.country_id)), space.edition(finding.edition)
        if row in rows:
            file.drop(row, look.tell(finding))
            is_any = file.breaks_rules = True
    return is_any


def _drop_unlisted(look: _Look) -> bool:
    """Leave out rows with nothing but what is withheld, which newer files do not have any more."""
    file, space = look.file, look.space
    kind = look.merged.value.reshape(space.shape)[:, :, space.fields.index(IS_TERRITORY.id)]
    if not space.survey.lists_territories:
        return False
    bare = look.merged.rows() & np.isnan(kind)
    rows = {file.row(place): one for place, one in file.own.items() if bare[file.row(place)]}
    for row, one in rows.items():
        file.drop(row, f"{one.cell}: {one.reason}, where newer files have no such row any more")
    return bool(rows)


def _list_ties(look: _Look) -> Iterator[_Tie]:
    """Return the broken rules, each with the values that it ties together."""
    numbers = {key: n for n, key in enumerate(look.rows.keys())}
    for finding in look.found:
        if finding.level != "error" or finding.is_incomplete or finding.rule == LIFE:
            continue
        mine, others = [], []
        for place in look.places(finding).values():
            value = look.merged.value[place]
            if np.isnan(value):
                continue
            is_mine = look.own[place] == value
            is_at_hand = look.base.value[place] == value
            if is_mine and not is_at_hand:
                mine.append(place)
            elif is_at_hand and not is_mine:
                others.append(place)
        row = numbers[str(finding.country_id), finding.edition or 0]
        yield _Tie(finding, row, mine, others)


def _find_suspects(look: _Look, tie: _Tie) -> list[int]:
    """Return the values of the file that a broken rule ties, but for what other rules confirm."""
    key = tie.finding.country_id, tie.finding.edition
    here = [f for f in look.found if (f.country_id, f.edition) == key]
    broken = [f for f in here if f.level == "error" and not f.is_incomplete]
    tied = Counter(id_ for f in broken for id_ in f.measures)
    survey = look.space.survey
    confirmed = find_confirmed(survey, look.rows, tie.row, {f.rule for f in here})
    if survey.ranking and survey.ranking.score == tie.finding.measure:
        # the rank confirms the score if it fits no other that would keep the broken rule
        other = is_ranked_as(survey, look.rows, tie.row, float(tie.finding.expected))
        confirmed |= {survey.ranking.score} if other is False else set()
    confirmed -= {id_ for id_, many in tied.items() if many > 1}
    return [place for place in tie.mine if look.measure(place) not in confirmed] or tie.mine


def _withhold_own(look: _Look, tie: _Tie, note: str, why: str) -> None:
    """Withhold values of the file that cannot be true together with others."""
    file, finding = look.file, tie.finding
    reason = f"{why}: {finding.measure} is {finding.found}, expected {finding.expected}"
    reason += f" ({finding.rule})"
    for place in _find_suspects(look, tie):
        part, entry = look.cell(place)
        file.withhold(place, _print(file, part, entry), part.where(entry), note, reason)
    file.wrong.setdefault(file.row(tie.mine[0]), []).append(look.tell(finding))


def _settle(look: _Look, tie: _Tie) -> None:
    """Withhold the lesser of what a rule ties, of the file or at hand."""
    file, finding = look.file, tie.finding
    ranks = {place: file.rank(look.origin(place)) for place in tie.others}
    last = max(ranks.values())
    other = file.record.sources[last]
    gain = GRADES.index(other.grade) - GRADES.index(file.source.grade)
    stays = gain < 0 or (gain == 0 and other.grade in _OF_PUBLISHER)
    if last < file.rank(file.source) or stays:
        file.breaks_rules = True
        _withhold_own(look, tie, _BY_OTHER, f"{other.path} contradicts it")
        return
    cells, own = look.cell(tie.mine[0])
    reason = (
        f"{cells.where(own)} contradicts it: {finding.measure} is {finding.found}, expected "
        f"{finding.expected} ({finding.rule})"
    )
    lesser = {place for place, rank in ranks.items() if rank == last}
    for place in sorted(lesser | _list_totals(look, lesser)):
        part = look.merged.parts[look.merged.part[place]]
        entry = int(look.merged.entry[place])
        sources = tuple(
            dict.fromkeys(
                p.source.id
                for p in file.at_hand.parts
                if file.rank(p.source) > file.rank(file.source) and not p.is_reprint
                and place in p.place
            )
        )  # fmt: skip
        printed, cell = _print(file, part, entry), part.where(entry)
        file.others[place] = Withheld(place, sources, printed, cell, _BY_OTHER, reason)


def _list_totals(look: _Look, places: Collection[int]) -> set[int]:
    """Return the sums at hand, of the files that the file prevails over, that these are part of."""
    found: set[int] = set()
    for place in places:
        row = place - place % look.space.shape[2]
        for rule in look.space.survey.sums:
            total = row + look.space.fields.index(rule.total)
            is_other = look.merged.part[total] >= 0 and np.isnan(look.own[total])
            if look.measure(place) in rule.terms and is_other and look.is_lesser(total):
                found |= {total, *_list_totals(look, {total})}
    return found


def _drop_counts(file: _File, merged: Merged) -> list[str]:
    """
    Leave out the publisher's counts of an edition that the rows contradict, where these are sure.

    A status is sure that its ratings leave no choice of, or that is as at hand.
    """
    survey, rows = merged.space.survey, list_rows(merged)
    own = [count for count in merged.counts if count.source == file.source]
    if not own:
        return []
    published = [(count.edition, count.status, count.countries) for count in own]
    wrong = {f.edition: f for f in check_counts(survey, rows, published) if f.level == "error"}
    number = merged.space.fields.index("status")
    same = (merged.value == file.at_hand.value).reshape(merged.space.shape)[:, :, number]
    sure = is_settled(survey, rows) | np.isnan(rows.values["status"])
    sure |= [
        bool(same[merged.space.unit(id_), merged.space.edition(edition)])
        for id_, edition in rows.keys()  # noqa: SIM118 (a method of ours)
    ]
    wrong = {edition: f for edition, f in wrong.items() if sure[rows.edition == edition].all()}
    merged.counts = [c for c in merged.counts if c not in own or c.edition not in wrong]
    return [
        f"the counts of edition {edition} are left out: the rows have {finding.found}, the file "
        f"counts {finding.expected}"
        for edition, finding in wrong.items()
    ]


def _note_holes(look: _Look) -> bool:
    """Note what the file lacks beside what it has: parts of a sum, a rating, the anchor."""
    file, space = look.file, look.space
    _refuse_without_anchor(look)
    _refuse_without_ratings(look)
    holes: dict[int, tuple[int, str]] = {}
    for finding in look.found:
        if finding.level != "error" or not finding.is_incomplete:
            continue
        places = look.places(finding)
        beside = [p for p in places.values() if look.own[p] == look.merged.value[p]]
        for id_, place in places.items():
            is_asked = not is_past(space.field[id_], finding.edition)
            if beside and is_asked and np.isnan(look.merged.value[place]):
                holes.setdefault(place, (beside[0], str(finding)))
    has_row = look.merged.rows()
    for place in np.flatnonzero(~np.isnan(look.own)).tolist():
        if not has_row[file.row(place)] and place not in file.own:
            anchor = place - place % space.shape[2] + space.fields.index(space.survey.anchor)
            said = f"{space.name(place)} is given, but no {_name_anchor(space)} beside it"
            holes.setdefault(anchor, (place, said))
    holes = {place: hole for place, hole in holes.items() if place not in file.own}
    for place, (other, said) in holes.items():
        part, entry = look.cell(other)
        where = part.where(entry)
        given = space.field[space.fields[other % space.shape[2]]].title.lower()
        file.withhold(place, "", "", _ITSELF, f"missing beside the {given} in {where}")
        _note_wrong(file, place, f"{said}: {where}")
    return bool(holes)


def _name_anchor(space: Space) -> str:
    return space.field[space.survey.anchor].title.lower()


def _refuse_without_ratings(look: _Look) -> None:
    """Refuse a file with statuses of an edition for which nothing has what they follow from."""
    file, space, rule = look.file, look.space, look.space.survey.status_rule
    if rule is None:
        return
    numbers = [space.fields.index(id_) for id_ in rule.measures]
    rated = ~np.isnan(look.merged.value.reshape(space.shape)[:, :, numbers])
    for edition in sorted({f.edition or 0 for f in look.found if f.expected == RATED}):
        number = space.edition(edition)
        if not rated[:, number].any() and not any(file.row(p)[1] == number for p in file.own):
            raise SourceError(
                f"{file.source.path} has statuses of edition {edition} without "
                f"{' and '.join(rule.measures)}, and nothing at hand has them: a status follows "
                "from them; add the columns, or ingest a file that has them first"
            )


def _refuse_without_anchor(look: _Look) -> None:
    """Refuse a file with an edition that nothing has the statuses of: no row of it can be."""
    file, space = look.file, look.space
    given = (~np.isnan(look.own)).reshape(space.shape).any(axis=(0, 2))
    printed = {file.row(place)[1] for place in file.own}  # it may have one that cannot be read
    for edition in np.flatnonzero(given & ~look.merged.rows().any(axis=0)).tolist():
        if edition not in printed:
            raise SourceError(
                f"{file.source.path} has no {_name_anchor(space)} of edition "
                f"{space.editions[edition]}, and nothing at hand has one: without it a row of that "
                "edition cannot be; add the column, or ingest a file that has it first"
            )
