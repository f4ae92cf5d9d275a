"""What the values of a measure, question or column mean, in words, by the declarations alone."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

from freedomdata.model import (
    GRADE_MEANINGS,
    Cutoffs,
    Designation,
    Item,
    Measure,
    Ranking,
    StatusRule,
    Sum,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from freedomdata.model import Band, Note, Rule, Survey

    #: The first edition at hand that has all of some measures, and the year that it covers.
    FindFirst = Callable[[Sequence[str]], tuple[int, int] | None]

__all__ = ["SEPARATOR", "describe_meanings", "describe_note", "join", "name_spans"]

#: What is between the parts of a text.
SEPARATOR = " | "


def describe_meanings(record: Survey, id_: str, find_first: FindFirst) -> str:
    """
    Return what the values of a column or item mean, empty where nothing is declared of it.

    `find_first` says from which edition on some measures are at hand, None where they are not.
    """
    if id_ == "grade":
        return SEPARATOR.join(f"{grade}: {what}" for grade, what in GRADE_MEANINGS.items())
    if id_ == "note":
        return SEPARATOR.join(map(describe_note, record.notes))
    parts = [
        text for rule in record.rules for text in _describe_rule(rule, id_, record, find_first)
    ]
    field = record.field.get(id_)
    if not parts and field is not None:
        parts = [_describe_ends(field)]
    return SEPARATOR.join(filter(None, parts))


def _describe_rule(rule: Rule, id_: str, record: Survey, find_first: FindFirst) -> Iterator[str]:
    """Yield what a rule says of the values of a column or item."""
    match rule:
        case Sum(total=total) if total == id_:
            yield _describe_sum(rule, find_first)
        case Sum(terms=terms) if terms.get(id_, 0) < 0:
            yield _describe_ends(record.field[id_])
            yield f"subtracted from {rule.total}"
        case Cutoffs(rating=rating) if rating == id_:
            yield from _describe_ratings(rule, record, find_first)
        case Cutoffs(score=score) if score == id_:
            yield f"gives the rating {rule.rating}"
        case StatusRule() if id_ == "status":
            yield from _describe_statuses(rule)
        case StatusRule(measures=measures) if id_ in measures:
            others = [name for name in measures if name != id_]
            yield f"the mean with {join(others)} gives the status" if others else "gives the status"
        case Designation(measure=measure) if measure == id_:
            floors = ", ".join(f"{least} of {name}" for name, least in rule.floors.items())
            yield from ("1: yes", "0: no")
            yield f"from edition {rule.first_edition} on yes means at least {floors}"
        case Ranking(rank=rank) if rank == id_:
            yield f"1: the freest by {rule.score}"
        case _:
            return


def _describe_sum(rule: Sum, find_first: FindFirst) -> str:
    """Return what a total adds up, and since when its parts are there."""
    names, weights = [*rule.terms], {*rule.terms.values()}
    is_mean = len(weights) == 1 and min(weights) < 1
    signs = {1: "+", -1: "-"}
    text = f"mean of {join(names)}"
    if not is_mean:
        terms = " ".join(f"{signs[int(weight)]} {name}" for name, weight in rule.terms.items())
        text = f"sum of {terms.removeprefix('+ ')}"
    total, parts = find_first([rule.total]), find_first([rule.total, *names])
    if total is None:
        return f"{text}, where there are these"
    return text if parts in (total, None) else f"{text}, since edition {parts[0]}"


def _describe_ratings(rule: Cutoffs, record: Survey, find_first: FindFirst) -> Iterator[str]:
    """Yield the points that each rating stands for, and from when on."""
    scale = record.field[rule.score].scale
    if scale is None:
        return
    ends = [scale.high + 1, *rule.floors, scale.low]
    for rating, (above, low) in enumerate(pairwise(ends), start=1):
        yield f"{rating}: {low} to {above - 1} of {scale.high} points"
    yield _name_basis([rule.score], "gives the rating", find_first, len(rule.known))


def _describe_statuses(rule: StatusRule) -> Iterator[str]:
    """Yield the band of each status, with those that it once had."""
    first = min(band.first_year for band in rule.bands)
    for band in rule.bands_in():
        past = "".join(
            f" (in years covered until {old.last_year}: {_name_band(old)})"
            for old in rule.bands
            if old.status == band.status and old.last_year is not None
        )
        yield f"{band.status}: {_name_band(band)}{past}"
    mean = "the mean of " if len(rule.measures) > 1 else ""
    text = f"{mean}{join(rule.measures)} gives the status, in years covered since {first}"
    yield text + _name_known(len(rule.known))


def _name_band(band: Band) -> str:
    return f"{band.low:g} to {band.high:g}"


def _name_basis(measures: Sequence[str], what: str, find_first: FindFirst, known: int) -> str:
    """Return what values follow from, since when, and how many rows are known not to."""
    found = find_first(measures)
    since = f", since edition {found[0]} (year {found[1]})" if found else ""
    return f"{join(measures)} {what}{since}{_name_known(known)}"


def _name_known(known: int) -> str:
    return f", but for {known} known exception{'s' if known > 1 else ''}" if known else ""


def _describe_ends(field: Measure | Item) -> str:
    """Return which end of a scale is what, the low one first, or which words there are."""
    if field.scale is not None:
        scale = field.scale
        means = {scale.freest: "freest", scale.least: "least free"}
        return SEPARATOR.join(f"{end}: {means[end]}" for end in (scale.low, scale.high))
    if field.categories == (False, True):
        return SEPARATOR.join(("True: yes", "False: no"))
    return SEPARATOR.join(map(str, field.categories))


def describe_note(note: Note) -> str:
    """Return the code of a note, on which rows it is, and what it says."""
    units: dict[str, list[int]] = defaultdict(list)
    for country_id, edition in sorted(note.rows):
        units[country_id].append(edition)
    named = [f"{id_} {name_spans(editions)}" for id_, editions in units.items()]
    whole = [f"editions {name_spans(sorted(note.editions))}"] if note.editions else []
    return f"{note.code} ({'; '.join([*named, *whole])}): {note.text}"


def name_spans(held: Sequence[int], every: Sequence[int] = ()) -> str:
    """Return editions in words, those that follow each other (in all of a survey) as one span."""
    before = dict(zip(every[1:], every, strict=False))
    spans: list[list[int]] = []
    for edition in held:
        if spans and spans[-1][-1] == before.get(edition, edition - 1):
            spans[-1].append(edition)
        else:
            spans.append([edition])
    return ", ".join(f"{s[0]} to {s[-1]}" if len(s) > 1 else str(s[0]) for s in spans)


def join(names: Sequence[str]) -> str:
    """Return names in words."""
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
