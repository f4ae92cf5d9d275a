"""
A call whose arguments do not fit is refused in a sentence that says which there are.

Messages name arguments as they are given: ``edition=2025`` from Python, ``--edition 2025`` on the
command line.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from inspect import Parameter, signature
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from freedomdata.errors import ArgumentError, brief

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["explain_calls", "format_argument", "name_options"]

P = ParamSpec("P")
R = TypeVar("R")

_HAS_OPTIONS: ContextVar[bool] = ContextVar("has_options", default=False)
#: Arguments whose option is not simply their name, or that a variable has in their place.
_OPTIONS = {"names": "--set"}
_VARIABLES = {"data": "FREEDOMDATA_DATA"}


@contextmanager
def name_options() -> Iterator[None]:
    """Let messages name the options of the command line instead of arguments."""
    token = _HAS_OPTIONS.set(True)
    try:
        yield
    finally:
        _HAS_OPTIONS.reset(token)


def format_argument(name: str, value: Any = None, *, metavar: str = "") -> str:
    """
    Return an argument as it is given.

    Parameters
    ----------
    name : str
        The argument, by its name in Python.
    value : object, optional
        What to give. True is a switch; of a mapping each pair is an option of its own, and None in
        it is written as nothing.
    metavar : str, optional
        What to write for a value that is not known, such as ``"DIR"``.

    Examples
    --------
    >>> format_argument("edition", 2025), format_argument("out", metavar="DIR")
    ('edition=2025', 'out=DIR')
    >>> with name_options():
    ...     format_argument("edition", 2025), format_argument("names", {"World": None})
    ...     format_argument("data", metavar="DIR")
    ('--edition 2025', '--set World=')
    'FREEDOMDATA_DATA=DIR'
    """
    if not _HAS_OPTIONS.get():
        return f"{name}={metavar or repr(value)}"
    if name in _VARIABLES:
        return f"{_VARIABLES[name]}={metavar or shlex.quote(str(value))}"
    option = _OPTIONS.get(name, f"--{name.replace('_', '-')}")
    if value is True:
        return option
    if isinstance(value, Mapping):
        pairs = (shlex.quote(f"{one}={means or ''}") for one, means in value.items())
        return " ".join(f"{option} {pair}" for pair in pairs)
    return f"{option} {metavar or shlex.quote(str(value))}"


def explain_calls(function: Callable[P, R]) -> Callable[P, R]:
    """Return a function that says of a call that does not fit what would have been right."""

    @wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except TypeError as error:
            is_from_within = error.__traceback__ and error.__traceback__.tb_next
            if is_from_within or isinstance(error, ArgumentError):
                raise
            raise ArgumentError(_describe_misfit(function, args, kwargs) or str(error)) from None

    return call


def _describe_misfit(function: Any, args: tuple[Any, ...], given: Mapping[str, Any]) -> str:
    """Report what does not fit in a call, as far as that is plain."""
    from difflib import get_close_matches  # noqa: PLC0415 (import on use)

    name = function.__name__
    known = signature(function).parameters.values()
    positional = [p.name for p in known if p.kind is Parameter.POSITIONAL_OR_KEYWORD]
    by_name = [p.name for p in known if p.kind is Parameter.KEYWORD_ONLY]
    named = ", ".join(f"{one}=" for one in by_name)
    for strange in given:
        if strange not in (*positional, *by_name):
            near = get_close_matches(strange, [*positional, *by_name], 1)
            hint = f"did you mean {near[0]}=? " if near else ""
            there = ", ".join([*positional, *by_name])
            return f"{name} has no argument {strange}=: {hint}it has {there}"
    takes_any = any(p.kind is Parameter.VAR_POSITIONAL for p in known)
    if len(args) > len(positional) and not takes_any:
        first = ", ".join(positional) or "nothing"
        return (
            f"{name} takes {first} without a name, and all else by name: give "
            f"{brief(args[len(positional)])} as one of {named}"
        )
    required = [p.name for p in known if p.default is Parameter.empty and p.name in positional]
    lacking = [one for one in required[len(args) :] if one not in given]
    return f"{name} needs {', '.join(lacking)}" if lacking else ""
