"""From questions to status: the survey's declared rules, applied to one country-edition."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from freedomdata.explanation.naming import name_briefly, name_in_full, spell
from freedomdata.explanation.record import Margin, Step
from freedomdata.model import STATUSES, Item

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from freedomdata.explanation.facts import Facts
    from freedomdata.explanation.record import Side, Value, Verdict
    from freedomdata.model import Cutoffs, Key, Scale, StatusRule, Sum, WorseOf

__all__ = ["list_steps"]

_BY_RULE = "status_by_rule"

#: A stretch of a scale and what it is called.
_Stretch = tuple[str, float, float]

#: What is delivered follows; elsewhere the distance to the next band says nothing.
_AGREES = ("equal", "corrected")


def list_steps(facts: Facts) -> tuple[Step, ...]:
    """Return the steps that this edition has the numbers for, parts before what they add up to."""
    survey = facts.survey
    steps = [_add_up(facts, rule) for rule in _sort_sums(survey.sums)]
    steps += [_cut(facts, rule) for rule in survey.cutoffs]
    if survey.status_rule:
        steps.append(_give_status(facts, survey.status_rule))
    if survey.worse_of:
        steps.append(_take_worse(facts, survey.worse_of))
    return tuple(step for step in steps if step)


def _sort_sums(sums: tuple[Sum, ...]) -> list[Sum]:
    by_total = {rule.total: rule for rule in sums}

    def depth(rule: Sum) -> int:
        return 1 + max((depth(by_total[t]) for t in rule.terms if t in by_total), default=0)

    return sorted(sums, key=depth)


def _add_up(facts: Facts, rule: Sum) -> Step | None:
    field, edition = facts.survey.field, facts.edition.edition
    terms = {
        id_: weight
        for id_, weight in rule.terms.items()
        if not (isinstance(item := field[id_], Item) and edition > (item.last_edition or edition))
    }
    if not _is_begun(facts, terms):
        return None
    published = facts.values.get(rule.total)
    numbers = {
        id_: value for id_ in terms if isinstance(value := facts.values.get(id_), int | float)
    }
    formula = _spell_sum([(name_briefly(field[id_]), weight) for id_, weight in terms.items()])
    if len(numbers) < len(terms):
        lacking = [id_ for id_ in (*terms, rule.total) if id_ not in facts.values]
        return _make(facts, "sum", rule.total, formula, reason=_tell_missing(facts, lacking))
    gives = _tidy(sum(weight * numbers[id_] for id_, weight in terms.items()))
    verdict, reason = _judge(facts, rule.total, gives, rule.known)
    if isinstance(published, int | float) and abs(published - gives) <= rule.tolerance(
        field[rule.total].scale
    ):
        verdict, reason = (verdict if published == gives else "rounded"), ""
    return _make(
        facts,
        "sum",
        rule.total,
        formula,
        arithmetic=_spell_sum([(spell(numbers[id_]), weight) for id_, weight in terms.items()]),
        gives=gives,
        verdict=verdict,
        reason=reason,
    )


def _cut(facts: Facts, rule: Cutoffs) -> Step | None:
    score, scale = facts.values.get(rule.score), facts.survey.field[rule.score].scale
    formula = name_briefly(facts.survey.field[rule.score])
    if not _is_begun(facts, [rule.score]):
        return None
    if not isinstance(score, int | float) or scale is None:
        reason = _tell_missing(facts, [rule.score])
        return _make(facts, "cutoffs", rule.rating, formula, reason=reason)
    gives = 1 + sum(score < floor for floor in rule.floors)
    edges = (scale.high + 1, *rule.floors, scale.low)
    stretches = [
        (f"{rating}", float(low), float(above - 1))
        for rating, (above, low) in enumerate(pairwise(edges), 1)
    ]
    verdict, reason = _judge(facts, rule.rating, gives, rule.known)
    return _make(
        facts,
        "cutoffs",
        rule.rating,
        formula,
        arithmetic=_place(score, stretches, f" of {scale.high}"),
        gives=gives,
        verdict=verdict,
        reason=reason,
        margins=_measure(score, stretches, scale) if verdict in _AGREES else (),
    )


def _give_status(facts: Facts, rule: StatusRule) -> Step | None:
    survey = facts.survey
    bands = [b for b in rule.bands if b.holds_in(facts.edition.year)]
    if not bands or not _is_begun(facts, rule.measures):
        return None
    names = [name_briefly(survey.field[id_]) for id_ in rule.measures]
    formula = names[0] if len(names) == 1 else f"mean of {' and '.join(names)}"
    numbers = [v for id_ in rule.measures if isinstance(v := facts.values.get(id_), int | float)]
    scale = survey.field[rule.measures[0]].scale
    if len(numbers) < len(names) or scale is None:
        lacking = [id_ for id_ in (*rule.measures, "status") if id_ not in facts.values]
        return _make(facts, "status", "status", formula, reason=_tell_missing(facts, lacking))
    mean = _tidy(sum(numbers) / len(numbers))
    fitting = tuple(b.status for b in bands if b.low <= mean <= b.high)
    stretches = [(b.status, b.low, b.high) for b in bands]
    reckoning = f"({' + '.join(map(spell, numbers))}) / {len(numbers)} = " if names[1:] else ""
    verdict, reason = _judge(facts, "status", fitting, rule.known)
    return _make(
        facts,
        "status",
        "status",
        formula,
        arithmetic=reckoning + _place(mean, stretches),
        gives=fitting[0] if len(fitting) == 1 else fitting,
        verdict="derived" if verdict == "equal" and _is_by_rule(facts) else verdict,
        reason=reason,
        margins=_measure(mean, stretches, scale) if verdict in _AGREES else (),
    )


def _take_worse(facts: Facts, rule: WorseOf) -> Step | None:
    field, values = facts.survey.field, facts.values
    if not _is_begun(facts, [rule.first]):
        return None
    first, second, worse = (values.get(id_) for id_ in (rule.first, rule.second, rule.worse))
    title, other = (name_briefly(field[id_]) for id_ in (rule.first, rule.second))
    known = [str(value) for value in (first, second) if value is not None]
    gives = min(known, key=STATUSES.index) if known else None
    cells = {
        cell["measure"]: (cell["source"], cell["row"], cell["column"]) for cell in facts.lineage
    }
    files = [cells[id_][0] if id_ in cells else None for id_ in (rule.first, rule.second)]
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
    verdict, fault = _judge(facts, rule.worse, gives, {})
    return _make(
        facts,
        "worse",
        rule.worse,
        f"the worse of {title} and {other}",
        arithmetic=f"{first} and {'not known' if second is None else second}",
        gives=gives,
        verdict="derived" if verdict == "equal" and is_derived else verdict,
        reason=fault or reason,
    )


def _make(  # noqa: PLR0913 (the parts of a step)
    facts: Facts,
    kind: Literal["sum", "cutoffs", "status", "worse"],
    measure: str,
    formula: str,
    *,
    arithmetic: str = "",
    gives: Value | tuple[str, ...] | None = None,
    verdict: Verdict = "unproven",
    reason: str = "",
    margins: tuple[Margin, ...] = (),
) -> Step:
    field = facts.survey.field[measure]
    scale = field.scale_in(facts.edition.edition)
    return Step(
        kind=kind,
        measure=measure,
        title=name_in_full(field),
        formula=formula,
        arithmetic=arithmetic,
        gives=gives,
        published=facts.values.get(measure),
        verdict=verdict,
        reason=reason,
        out_of=scale.high if scale and scale.low <= 0 else None,
        margins=margins,
    )


def _judge(
    facts: Facts, measure: str, gives: Value | tuple[str, ...] | None, known: Mapping[Key, str]
) -> tuple[Verdict, str]:
    """Compare what a step gives with what is published."""
    published = facts.values.get(measure)
    if published is None:
        return "unproven", facts.why_missing(measure) or "not in the file"
    if published == gives or (isinstance(gives, tuple) and published in gives):
        is_read_otherwise = any(
            c["measure"] == measure and not c["is_reprint"] and not c["is_revision"]
            for c in facts.corrections
        )
        return "corrected" if is_read_otherwise else "equal", ""
    if facts.key in known:
        return "known", known[facts.key]
    return "differs", "no reason is declared"


def _is_begun(facts: Facts, parts: Iterable[str]) -> bool:
    """Whether the edition has any of the parts, or says why not."""
    return any(part in facts.values or facts.why_missing(part) for part in parts)


def _tell_missing(facts: Facts, measures: list[str]) -> str:
    """Say of each measure why it is missing, those with one reason together."""
    by_reason: dict[str, list[str]] = {}
    for id_ in measures:
        reason = facts.why_missing(id_) or "not in the file"
        by_reason.setdefault(reason, []).append(name_briefly(facts.survey.field[id_]))
    return "; ".join(
        f"{', '.join(names)} {'are' if names[1:] else 'is'} {reason}"
        for reason, names in by_reason.items()
    )


def _is_by_rule(facts: Facts) -> bool:
    """Whether the edition's file prints no status of its own, as a note on the edition says."""
    edition = facts.edition.edition
    return any(n.code == _BY_RULE and edition in n.editions for n in facts.survey.notes)


def _place(value: float, stretches: list[_Stretch], of: str = "") -> str:
    """Say in which stretch a value is."""
    held = [f"{spell(low)} to {spell(high)}" for _, low, high in stretches if low <= value <= high]
    return f"{spell(value)}{of}" + (f", within {' and '.join(held)}" if held else "")


def _measure(value: float, stretches: list[_Stretch], scale: Scale) -> tuple[Margin, ...]:
    """Return how far it is to the next stretch on each side, the freer side first."""
    above = min((s for s in stretches if s[1] > value), key=lambda s: s[1], default=None)
    below = max((s for s in stretches if s[2] < value), key=lambda s: s[2], default=None)
    freer, other = (above, below) if scale.freest == scale.high else (below, above)
    sides: tuple[tuple[Side, _Stretch | None], ...] = (("freer", freer), ("less free", other))
    margins = []
    for side, stretch in sides:
        if stretch:
            what, low, high = stretch
            distance = _tidy(low - value if low > value else value - high)
            margins.append(Margin(side, what, distance, _tidy(low), _tidy(high)))
    return tuple(margins)


def _spell_sum(terms: list[tuple[str, float]]) -> str:
    """Return a sum of weighted terms; a weight common to all stands before them."""
    weights = {weight for _, weight in terms}
    if len(weights) == 1 and weights != {1}:
        return (
            f"{spell(*weights)} \N{MULTIPLICATION SIGN} ({' + '.join(name for name, _ in terms)})"
        )
    signs = ("+ " if weight > 0 else "- " for _, weight in terms)
    factors = ("" if abs(w) == 1 else f"{spell(abs(w))} \N{MULTIPLICATION SIGN} " for _, w in terms)
    parts = (s + f + name for s, f, (name, _) in zip(signs, factors, terms, strict=True))
    return " ".join(parts).removeprefix("+ ")


def _tidy(number: float) -> float:
    """Return a number without what binary fractions add, whole where it is whole."""
    tidy = round(number, 9)
    return int(tidy) if tidy == int(tidy) else tidy
