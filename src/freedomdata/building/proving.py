"""The rules of a survey, applied to values by place: what breaks them stops a build."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from freedomdata.errors import RuleError, spell_out
from freedomdata.rules import Rows, check_counts, check_rules

if TYPE_CHECKING:
    from freedomdata.building.merge import Merged
    from freedomdata.rules import Finding
    from freedomdata.sources.space import Space

__all__ = ["list_rows", "locate", "prove"]


def prove(merged: Merged, *, is_declared: bool = True) -> None:
    """
    Apply every rule of a survey to its values.

    In declared files every exception is declared, too: there a warning is an error.

    Raises
    ------
    RuleError
        With what breaks a rule, and the cells it was read from.
    """
    space = merged.space
    rows = list_rows(merged)
    problems = []
    for found in check_rules(space.survey, rows):
        if found.level == "known" or (found.level == "warning" and not is_declared):
            continue
        place = locate(found, space)
        cells = "" if place is None else f": {_say_cells(merged, found, place)}"
        problems.append(f"{found}{cells}")
    counted: dict[tuple[str, str | None], list[tuple[int, str, int]]] = {}
    for c in merged.counts:
        counted.setdefault((c.source.path, c.sheet), []).append((c.edition, c.status, c.countries))
    for (path, name), published in counted.items():
        problems += [
            f"{path}, sheet {name!r}: {p}"
            for p in check_counts(space.survey, rows, published)
            if p.level != "known"
        ]
    if problems:
        raise RuleError(spell_out(problems))


def _say_cells(merged: Merged, found: Finding, place: int) -> str:
    """Name the cell of a value that breaks a rule, and cells of the user's file that it ties."""
    row = place - place % merged.space.shape[2]
    others = (row + merged.space.fields.index(id_) for id_ in found.measures)
    cells = [
        merged.where(other)
        for other in others
        if other != place
        and merged.part[other] >= 0
        and not merged.parts[merged.part[other]].source.is_declared
    ]
    return merged.where(place) + (f", beside {' and '.join(cells)}" if cells else "")


def list_rows(merged: Merged) -> Rows:
    """Return the country-editions of a survey, aligned."""
    space = merged.space
    grid = merged.value.reshape(space.shape)
    unit, edition = np.nonzero(merged.rows())
    return Rows(
        country_id=[space.units[u] for u in unit],
        edition=np.array(space.editions)[edition],
        year=np.array([e.year for e in space.survey.editions])[edition],
        values={id_: grid[unit, edition, n] for n, id_ in enumerate(space.fields)},
    )


def locate(found: Finding, space: Space) -> int | None:
    """Return the place of what a finding speaks of, None where it speaks of an edition."""
    if found.country_id is None:
        return None
    unit, edition = space.unit(found.country_id), space.edition(found.edition)
    return int(space.place(unit, edition, found.measure))
