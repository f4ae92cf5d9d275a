"""What differs from the edition before in which the unit was rated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from freedomdata.explanation.naming import name_in_full
from freedomdata.explanation.record import Change, Crossed, Difference
from freedomdata.model import IS_TERRITORY, Item

if TYPE_CHECKING:
    from freedomdata.explanation.facts import Facts
    from freedomdata.explanation.record import Side, Value
    from freedomdata.model import Measure

__all__ = ["tell_change"]


def tell_change(facts: Facts) -> Change | None:
    """Return what changed, or None in the first edition that rates the unit."""
    now, then = facts.edition.edition, facts.previous
    if then is None:
        return None
    old, new = facts.before, facts.values
    breaks = tuple(
        Crossed(b.edition, b.measures, b.what, b.is_comparable)
        for b in facts.survey.breaks
        if then.edition < b.edition <= now and {*b.measures} & ({*old} | {*new})
    )
    apart = {id_ for b in breaks if not b.is_comparable for id_ in b.measures}
    differences = tuple(
        Difference(
            field.id,
            name_in_full(field),
            old[field.id],
            new[field.id],
            None if field.id in apart else _tell_side(field, now, old[field.id], new[field.id]),
        )
        for field in facts.survey.fields
        if field.id in old and field.id in new and old[field.id] != new[field.id]
    )
    editions = [e.edition for e in facts.survey.editions]
    return Change(
        edition=then.edition,
        edition_label=then.label,
        year=then.year,
        skipped=tuple(e for e in editions if then.edition < e < now),
        differences=differences,
        begun=tuple(id_ for id_ in new if id_ not in old and id_ != IS_TERRITORY.id),
        ended=tuple(id_ for id_ in old if id_ not in new and id_ != IS_TERRITORY.id),
        breaks=breaks,
    )


def _tell_side(field: Measure | Item, edition: int, old: Value, new: Value) -> Side | None:
    """Say whether the new value is freer, where the field is one of freedom."""
    if isinstance(field, Item) or field.scale:
        scale = field.scale_in(edition)
        if scale is None or (not isinstance(field, Item) and field.is_relative):
            return None
        return "freer" if scale.freedom(new) > scale.freedom(old) else "less free"
    if not field.is_ordered:
        return None
    place = field.categories.index
    return "freer" if place(new) > place(old) else "less free"
