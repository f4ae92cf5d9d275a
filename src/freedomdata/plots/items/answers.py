"""A survey's questions and what they add up to, in the editions of one country that are drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from freedomdata.model import Item, Scale

if TYPE_CHECKING:
    from collections.abc import Mapping

    from freedomdata.model import Survey

__all__ = ["Answer", "list_answers", "list_questions", "sums_up"]


@dataclass(frozen=True, slots=True)
class Answer:
    """
    A question or a sum, and its points in each edition as they count; None where there are none.

    What is subtracted has points below zero, so that more points are freer everywhere. `level` is
    how many sums it is below the survey's total. `is_heading`: its parts follow it. `asked` says
    whether the editions have the question at all.
    """

    id: str
    title: str
    scale: Scale
    level: int
    is_heading: bool
    points: tuple[int | None, ...]
    asked: tuple[bool, ...]

    @property
    def change(self) -> int | None:
        """The points won since the first edition, or lost; None if one edition lacks them."""
        first, last = self.points[0], self.points[-1]
        return None if first is None or last is None else last - first

    def has(self, edition: int) -> bool:
        """Whether there are points in an edition, by its place among those drawn."""
        return self.points[edition] is not None

    @property
    def shares(self) -> tuple[float | None, ...]:
        """The points as shares of those there are to win, 1 is freest."""
        return tuple(None if p is None else self.scale.freedom(p) / 100 for p in self.points)


def sums_up(survey: Survey) -> str:
    """Return the measure that everything adds up to."""
    parts = {term for rule in survey.sums for term in rule.terms}
    return next(rule.total for rule in survey.sums if rule.total not in parts)


def list_questions(survey: Survey) -> list[str]:
    """Return the questions proper: those that alone make up a subtotal."""
    return list(survey.questions)


def list_answers(survey: Survey, points: Mapping[int, Mapping[str, float]]) -> list[Answer]:
    """
    Return what is drawn from top to bottom, each sum before its parts.

    Questions are left out if one of the editions has none of them: then the subtotals are drawn.
    One that is only for some is left out where it has no points: 0 is not its least free answer.
    """
    questions = {*list_questions(survey)}
    left_out = questions if any(not questions & {*held} for held in points.values()) else set()
    rules = {rule.total: rule.terms for rule in survey.sums}

    def walk(id_: str, level: int, weight: float) -> list[Answer]:
        parts = [
            answer
            for part, sign in rules.get(id_, {}).items()
            if part not in left_out
            for answer in walk(part, level + 1, sign)
        ]
        answer = _answer(survey, points, id_, level, weight, is_heading=bool(parts))
        return [answer, *parts] if parts or _is_held(survey, answer) else []

    return walk(sums_up(survey), 0, 1)[1:]


def _is_held(survey: Survey, answer: Answer) -> bool:
    """Whether an item has points, or any but 0 if it is only for some."""
    field = survey.field[answer.id]
    if not isinstance(field, Item):
        return False
    return any(p if field.is_for_some else p is not None for p in answer.points)


def _answer(  # noqa: PLR0913 (what makes one)
    survey: Survey,
    points: Mapping[int, Mapping[str, float]],
    id_: str,
    level: int,
    weight: float,
    *,
    is_heading: bool,
) -> Answer:
    field = survey.field[id_]
    scale = field.scale_in(max(points))
    assert scale is not None  # noqa: S101 (what is summed is a number)
    sign = -1 if weight < 0 else 1
    return Answer(
        id=id_,
        title=field.title,
        scale=scale if sign > 0 else Scale(-scale.high, -scale.low, -scale.freest),
        level=level,
        is_heading=is_heading,
        points=tuple(_count(held.get(id_), sign) for held in points.values()),
        asked=tuple(_is_asked(field, edition) for edition in points),
    )


def _count(value: float | None, sign: int) -> int | None:
    return None if value is None else sign * int(value)


def _is_asked(field: object, edition: int) -> bool:
    if not isinstance(field, Item):
        return True
    return field.first_edition <= edition <= (field.last_edition or edition)
