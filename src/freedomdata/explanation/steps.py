"""From questions to status by the declared rules, and what changed since the edition before."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import numpy as np

from freedomdata.explanation.parts import Change, CrossedBreak, Difference, Margin, Step
from freedomdata.explanation.text import name_briefly, name_in_full, show
from freedomdata.model import (
    IS_TERRITORY,
    STATUSES,
    Cutoffs,
    Item,
    StatusRule,
    Sum,
    WorseOf,
    list_ties,
)
from freedomdata.rules import Rows, evaluate, is_past

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from freedomdata.explanation.facts import Facts
    from freedomdata.explanation.parts import Direction, Outcome, Value
    from freedomdata.model import Measure, Scale
    from freedomdata.rules import Verdicts

    #: Part of a scale: its name, its lower and its upper end.
    Stretch = tuple[str, float, float]
    _Rule = Sum | Cutoffs | StatusRule | WorseOf

__all__ = ["find_change", "list_steps"]

_BY_RULE = "status_by_rule"


class _Work(NamedTuple):
    """What a step has of its own; without a result it cannot be followed."""

    formula: str
    arithmetic: str = ""
    gives: Value | tuple[str, ...] | None = None
    value: float = 0
    stretches: tuple[Stretch, ...] = ()
    reason: str = ""
    is_derived: bool = False


def list_steps(facts: Facts) -> tuple[Step, ...]:
    """Return the steps that this edition has the numbers for, parts before what they add up to."""
    survey, missing = facts.survey, np.array([np.nan])
    values = {field.id: missing for field in survey.fields}
    for id_, value in facts.values.items():
        words = getattr(survey.field[id_], "categories", ())
        values[id_] = np.array([words.index(value) if words else value], dtype=float)
    id_, edition = facts.key
    rows = Rows([id_], np.array([edition]), np.array([facts.edition.year]), values)
    rules = (*_sort_sums(survey.sums), *survey.cutoffs, survey.status_rule, survey.worse_of)
    steps = (_make_step(facts, rule, evaluate(survey, rule, rows)) for rule in rules if rule)
    return tuple(step for step in steps if step)


def _sort_sums(sums: tuple[Sum, ...]) -> list[Sum]:
    """Return sums, those first that others are made of."""
    by_total = {rule.total: rule for rule in sums}

    def depth(rule: Sum) -> int:
        return 1 + max((depth(by_total[t]) for t in rule.terms if t in by_total), default=0)

    return sorted(sums, key=depth)


def _make_step(facts: Facts, rule: _Rule, verdicts: Verdicts) -> Step | None:
    """Return the step by a rule, None where the edition has no part of it, nor says why not."""
    field, edition = facts.survey.field, facts.edition.edition
    measure, *parts = (id_ for id_ in list_ties(rule) if not is_past(field[id_], edition))
    begun = parts[:1] if isinstance(rule, WorseOf) else parts
    if not any(part in facts.values or facts.why_missing(part) for part in begun):
        return None
    kind, work_out = _KINDS[type(rule)]
    work: _Work = work_out(facts, rule, verdicts, parts)
    scale = field[measure].scale_in(edition)
    if work.gives is None and not isinstance(rule, WorseOf):
        verdict: Outcome = "unproven"
        reason = _explain_missing(facts, parts if kind == "cutoffs" else [*parts, measure])
    else:
        verdict, reason = _compare(facts, rule, verdicts, work)
    return Step(
        kind=kind,
        measure=measure,
        title=name_in_full(field[measure]),
        formula=work.formula,
        arithmetic=work.arithmetic,
        gives=work.gives,
        published=facts.values.get(measure),
        verdict=verdict,
        reason=reason or work.reason,
        out_of=scale.high if scale and scale.low <= 0 else None,
        margins=_list_margins(work, field[parts[0]].scale, verdict),
    )


def _compare(facts: Facts, rule: _Rule, verdicts: Verdicts, work: _Work) -> tuple[Outcome, str]:
    """Compare what a step gives with what is published."""
    measure, gives = verdicts.measure, work.gives
    published = facts.values.get(measure)
    if published is None:
        return "unproven", facts.why_missing(measure) or "not in the file"
    if published == gives or (isinstance(gives, tuple) and published in gives):
        is_read_otherwise = any(
            c["measure"] == measure and not c["is_reprint"] and not c["is_revision"]
            for c in facts.corrections
        )
        return "corrected" if is_read_otherwise else "derived" if work.is_derived else "equal", ""
    if isinstance(rule, Sum) and verdicts.holds(0):
        return "rounded", ""
    reason = getattr(rule, "known", {}).get(facts.key)
    return ("known", reason) if reason else ("differs", "no reason is declared")


def _add_up(facts: Facts, rule: Sum, verdicts: Verdicts, parts: list[str]) -> _Work:
    """Return how a total follows from its parts."""
    weights = [rule.terms[id_] for id_ in parts]
    names = [name_briefly(facts.survey.field[id_]) for id_ in parts]
    formula, total = _write_sum(names, weights), verdicts.expected[0]
    if np.isnan(total):
        return _Work(formula)
    numbers = [show(facts.values[id_]) for id_ in parts]
    return _Work(formula, _write_sum(numbers, weights), _tidy(total))


def _cut(facts: Facts, rule: Cutoffs, verdicts: Verdicts, parts: list[str]) -> _Work:
    """Return how a rating follows from a score."""
    (score,) = parts
    formula, scale = name_briefly(facts.survey.field[score]), facts.survey.field[score].scale
    if scale is None or np.isnan(verdicts.expected[0]):
        return _Work(formula)
    edges = pairwise((scale.high + 1, *rule.floors, scale.low))
    stretches = [(f"{n}", float(low), float(above - 1)) for n, (above, low) in enumerate(edges, 1)]
    value = cast("float", facts.values[score])
    arithmetic = _locate(value, stretches, f" of {scale.high}")
    return _Work(formula, arithmetic, _tidy(verdicts.expected[0]), value, tuple(stretches))


def _give_status(facts: Facts, rule: StatusRule, verdicts: Verdicts, parts: list[str]) -> _Work:
    """Return how a status follows from the mean of ratings."""
    names = [name_briefly(facts.survey.field[id_]) for id_ in parts]
    formula = f"mean of {' and '.join(names)}" if names[1:] else names[0]
    numbers = [cast("float", facts.values[id_]) for id_ in parts if id_ in facts.values]
    if len(numbers) < len(parts):
        return _Work(formula)
    mean, bands = _tidy(sum(numbers) / len(numbers)), rule.bands_in(facts.edition.year)
    fitting = tuple(b.status for b in bands if verdicts.allowed[0, STATUSES.index(b.status)])
    stretches = [(band.status, band.low, band.high) for band in bands]
    fraction = f"({' + '.join(map(show, numbers))}) / {len(numbers)} = " if names[1:] else ""
    edition = facts.edition.edition
    return _Work(
        formula,
        fraction + _locate(mean, stretches),
        fitting[0] if len(fitting) == 1 else fitting,
        mean,
        tuple(stretches),
        is_derived=any(n.code == _BY_RULE and edition in n.editions for n in facts.survey.notes),
    )


def _take_worse(facts: Facts, rule: WorseOf, verdicts: Verdicts, parts: list[str]) -> _Work:
    """Return how the worse of two categories follows from them."""
    worse, first, second = (facts.values.get(id_) for id_ in list_ties(rule))
    title, other = (name_briefly(facts.survey.field[id_]) for id_ in parts)
    code = verdicts.expected[0]
    cells = {c["measure"]: (c["source"], c["row"], c["column"]) for c in facts.delivered}
    files = [cells[id_][0] if id_ in cells else None for id_ in parts]
    are_printed = second is not None and files[0] == files[1]
    is_derived = are_printed or cells.get(rule.worse) == cells.get(rule.first)
    if are_printed:
        reason = f"{title} and {other} are printed, and the worse one counts"
    elif second is not None:
        reason = f"{other} is not printed; it must be {second}, as {title} is not"
    elif is_derived:
        reason = f"{other} is not at hand, but nothing is worse than {first}"
    else:
        reason = f"{other} is not known" + ("" if worse == STATUSES[0] else f": {worse} or freer")
    return _Work(
        f"the worse of {title} and {other}",
        f"{first} and {'not known' if second is None else second}",
        (first or second) if np.isnan(code) else STATUSES[int(code)],
        reason=reason,
        is_derived=is_derived,
    )


_KINDS: Mapping[type, tuple[Any, Callable[[Facts, Any, Verdicts, list[str]], _Work]]] = {
    Sum: ("sum", _add_up),
    Cutoffs: ("cutoffs", _cut),
    StatusRule: ("status", _give_status),
    WorseOf: ("worse", _take_worse),
}


def _explain_missing(facts: Facts, measures: Iterable[str]) -> str:
    """Return why measures are missing, those with one reason together."""
    by_reason: dict[str, list[str]] = {}
    for id_ in measures:
        if id_ not in facts.values:
            reason = facts.why_missing(id_) or "not in the file"
            by_reason.setdefault(reason, []).append(name_briefly(facts.survey.field[id_]))
    return "; ".join(
        f"{', '.join(names)} {'are' if names[1:] else 'is'} {reason}"
        for reason, names in by_reason.items()
    )


def _locate(value: float, stretches: list[Stretch], of: str = "") -> str:
    """Return in words in which stretch a value is."""
    held = [f"{show(low)} to {show(high)}" for _, low, high in stretches if low <= value <= high]
    return f"{show(value)}{of}" + (f", within {' and '.join(held)}" if held else "")


def _list_margins(work: _Work, scale: Scale | None, verdict: Outcome) -> tuple[Margin, ...]:
    """Return how far it is to the next stretch on each side, the freer side first."""
    if scale is None or verdict not in {"equal", "corrected", "derived"}:
        return ()  # another value is delivered: the distance says nothing
    value, stretches = work.value, work.stretches
    above = min((s for s in stretches if s[1] > value), key=lambda s: s[1], default=None)
    below = max((s for s in stretches if s[2] < value), key=lambda s: s[2], default=None)
    freer, other = (above, below) if scale.freest == scale.high else (below, above)
    sides: tuple[tuple[Direction, Stretch | None], ...] = (("freer", freer), ("less free", other))
    margins = []
    for side, stretch in sides:
        if stretch:
            what, low, high = stretch
            distance = _tidy(low - value if low > value else value - high)
            margins.append(Margin(side, what, distance, _tidy(low), _tidy(high)))
    return tuple(margins)


def _write_sum(names: list[str], weights: list[float]) -> str:
    """Return a sum of weighted terms; a weight common to all is written before them."""
    if len({*weights}) == 1 and weights[0] != 1:
        return f"{show(weights[0])} \N{MULTIPLICATION SIGN} ({' + '.join(names)})"
    text = ""
    for name, weight in zip(names, weights, strict=True):
        factor = "" if abs(weight) == 1 else f"{show(abs(weight))} \N{MULTIPLICATION SIGN} "
        text += f" {'+' if weight > 0 else '-'} {factor}{name}"
    return text.removeprefix(" + ").lstrip()


def _tidy(number: float) -> float:
    """Return a number without what binary fractions add, whole where it is whole."""
    tidy = round(float(number), 9)
    return int(tidy) if tidy == int(tidy) else tidy


def find_change(facts: Facts) -> Change | None:
    """Return what changed since the edition before, None in the first that rates the unit."""
    now, then = facts.edition.edition, facts.previous
    if then is None:
        return None
    old, new = facts.before, facts.values
    breaks = tuple(
        CrossedBreak(b.edition, b.measures, b.what, b.is_comparable)
        for b in facts.survey.breaks
        if then.edition < b.edition <= now and {*b.measures} & ({*old} | {*new})
    )
    return Change(
        edition=then.edition,
        edition_label=then.label,
        year=then.year,
        skipped=tuple(e.edition for e in facts.survey.editions if then.edition < e.edition < now),
        differences=tuple(_list_differences(facts, breaks)),
        begun=tuple(id_ for id_ in new if id_ not in old and id_ != IS_TERRITORY.id),
        ended=tuple(id_ for id_ in old if id_ not in new and id_ != IS_TERRITORY.id),
        breaks=breaks,
    )


def _list_differences(facts: Facts, breaks: Sequence[CrossedBreak]) -> Iterator[Difference]:
    """Return the values that differ; they have a direction where no break is between them."""
    old, new = facts.before, facts.values
    apart = {id_ for b in breaks if not b.is_comparable for id_ in b.measures}
    for field in facts.survey.fields:
        id_ = field.id
        if id_ in old and id_ in new and old[id_] != new[id_]:
            pair = old[id_], new[id_]
            side = None if id_ in apart else _find_side(field, facts.edition.edition, *pair)
            yield Difference(id_, name_in_full(field), *pair, side)


def _find_side(field: Measure | Item, edition: int, old: Value, new: Value) -> Direction | None:
    """Return whether the new value is freer, where the field is one of freedom."""
    if scale := field.scale_in(edition):
        if not isinstance(field, Item) and field.is_relative:
            return None
        return "freer" if scale.freedom(new) > scale.freedom(old) else "less free"
    if isinstance(field, Item) or not field.is_ordered:
        return None
    code = field.categories.index
    return "freer" if code(new) > code(old) else "less free"
