"""
Cases of which a person's run has a sample and CI all: the others bear the marker ``sweep``.

``pytest`` leaves them out (see ``addopts``), ``pytest -m "sweep or not sweep"`` runs everything.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from itertools import product
from typing import Any

import pytest

Factor = Mapping[str, Any] | Iterable[Any]


def crossed(names: str, *factors: Factor) -> pytest.MarkDecorator:
    """All combinations; the sample has each of the first factor, the others taking turns."""
    first, *others = map(_name, factors)
    rest = list(product(*(other.items() for other in others)))
    cases = []
    for n, one in enumerate(first.items()):
        for k, more in enumerate(rest):
            ids, values = zip(one, *more, strict=True)
            marks = () if k == n % len(rest) else (pytest.mark.sweep,)
            cases.append(pytest.param(*values, id="-".join(ids), marks=marks))
    return pytest.mark.parametrize(names, cases)


def drawn(name: str, cases: Factor, number: int, *, always: Iterable[str] = ()) -> Any:
    """All cases; the sample has those named and a `number` of the others, always the same."""
    named = _name(cases)
    others = [id_ for id_ in named if id_ not in set(always)]
    sample = {*always, *random.Random(2003).sample(others, number)}
    return pytest.mark.parametrize(
        name,
        [
            pytest.param(case, id=id_, marks=() if id_ in sample else (pytest.mark.sweep,))
            for id_, case in named.items()
        ],
    )


def _name(factor: Factor) -> Mapping[str, Any]:
    return factor if isinstance(factor, Mapping) else {str(value): value for value in factor}
