"""A call whose arguments do not fit is refused in a sentence that says which there are."""

from __future__ import annotations

from difflib import get_close_matches
from functools import wraps
from inspect import Parameter, signature
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from freedomdata.errors import ArgumentError, brief
from freedomdata.memo import one_call

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["explain_calls"]

P = ParamSpec("P")
R = TypeVar("R")


def explain_calls(function: Callable[P, R]) -> Callable[P, R]:
    """Return a function that says of a call that does not fit what would have been right."""

    @wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        with one_call():
            try:
                return function(*args, **kwargs)
            except TypeError as error:
                is_from_within = error.__traceback__ and error.__traceback__.tb_next
                if is_from_within or isinstance(error, ArgumentError):
                    raise
                raise ArgumentError(_say(function, args, kwargs) or str(error)) from None

    return call


def _say(function: Any, args: tuple[Any, ...], given: Mapping[str, Any]) -> str:
    """Say what does not fit in a call, as far as that is plain."""
    name = function.__name__
    known = signature(function).parameters.values()
    by_place = [p.name for p in known if p.kind is Parameter.POSITIONAL_OR_KEYWORD]
    by_name = [p.name for p in known if p.kind is Parameter.KEYWORD_ONLY]
    named = ", ".join(f"{one}=" for one in by_name)
    for strange in given:
        if strange not in (*by_place, *by_name):
            near = get_close_matches(strange, [*by_place, *by_name], 1)
            hint = f"did you mean {near[0]}=? " if near else ""
            there = ", ".join([*by_place, *by_name])
            return f"{name} has no argument {strange}=: {hint}it has {there}"
    takes_any = any(p.kind is Parameter.VAR_POSITIONAL for p in known)
    if len(args) > len(by_place) and not takes_any:
        first = ", ".join(by_place) or "nothing"
        return (
            f"{name} takes {first} without a name, and all else by name: give "
            f"{brief(args[len(by_place)])} as one of {named}"
        )
    required = [p.name for p in known if p.default is Parameter.empty and p.name in by_place]
    lacking = [one for one in required[len(args) :] if one not in given]
    return f"{name} needs {', '.join(lacking)}" if lacking else ""
