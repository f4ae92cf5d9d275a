"""The errors of this package, few and named, under one base class; and its warning."""

from __future__ import annotations

import inspect
import unicodedata
import warnings
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import pandas as pd

__all__ = [
    "AmbiguousCountryError",
    "ArgumentError",
    "FreedomDataError",
    "FreedomDataWarning",
    "RuleError",
    "SourceError",
    "UnknownCountryError",
    "UnknownSurveyError",
    "VersionError",
    "brief",
    "cut",
    "join_few",
    "plain",
    "quietly",
    "warn",
]


_LONGEST, _START = 2000, 1400  # letters of a message, and of its start if it is longer


class FreedomDataError(Exception):
    """Whatever this package refuses to do; the message says what would have been right."""

    def __str__(self) -> str:
        return "\n".join(map(plain, super().__str__().split("\n")))


class FreedomDataWarning(UserWarning):
    """An answer that is right but may not be what was meant; the message says what is missing."""


class ArgumentError(FreedomDataError, TypeError):
    """A call whose arguments do not fit; the message says which there are."""


class UnknownCountryError(FreedomDataError, LookupError):
    """A name that no country or territory in the registry bears."""


class AmbiguousCountryError(FreedomDataError, LookupError):
    """A name that several countries or territories bear; the message lists them."""


class UnknownSurveyError(FreedomDataError, LookupError):
    """An id that no survey bears; the message lists those that exist."""


class SourceError(FreedomDataError, ValueError):
    """A published file that is missing, altered, or not laid out as declared."""


class RuleError(FreedomDataError, ValueError):
    """
    A table that breaks its schema or the survey's own arithmetic.

    `findings` has a row for each finding where :func:`validate` raised it, else it is None.
    """

    def __init__(self, message: str, findings: pd.DataFrame | None = None) -> None:
        super().__init__(message)
        self.findings = findings


class VersionError(FreedomDataError, ValueError):
    """Data of another version than is required, or other tables of the same."""


def plain(text: str) -> str:
    r"""
    Return a text as one line that a terminal only shows.

    Names of files, sheets and columns may hold what it would obey (escapes, line ends) or what
    turns letters around; such a character is written as its code, as in ``\x1b``.
    """
    if text.isprintable():
        return text
    return "".join(
        c if c.isprintable() or unicodedata.category(c) == "Zs" else ascii(c)[1:-1] for c in text
    )


def cut(text: str) -> str:
    """Return a message that a person can read: of one that quotes too much its start and end."""
    return text if len(text) <= _LONGEST else f"{text[:_START]} ... {text[_START - _LONGEST :]}"


def join_few(problems: Sequence[str], shown: int = 8) -> str:
    """Join the first few problems into one message that says how many there are."""
    more = len(problems) - shown
    return "; ".join(problems[:shown]) + (f"; and {more} more" if more > 0 else "")


def brief(value: Any) -> str:
    """Return an argument as it is shown in a message."""
    if hasattr(value, "shape") and type(value).__module__ != "numpy":
        return f"a {type(value).__name__}"  # whose rows and columns would fill the message
    text = " ".join(repr(value).split())
    return text if len(text) < 80 else f"{text[:60]}..."  # noqa: PLR2004 (one line of a message)


_IS_QUIET: ContextVar[bool] = ContextVar("is_quiet", default=False)


@contextmanager
def quietly() -> Iterator[None]:
    """Let nothing be warned of inside: our own functions ask for what users did not."""
    token = _IS_QUIET.set(True)
    try:
        yield
    finally:
        _IS_QUIET.reset(token)


def warn(messages: Iterable[str]) -> None:
    """Warn, at the line of the user that called us."""
    if _IS_QUIET.get():
        return
    level, frame = 1, inspect.currentframe()
    while frame and frame.f_globals.get("__name__", "").partition(".")[0] == __package__:
        level, frame = level + 1, frame.f_back
    for message in messages:
        warnings.warn(plain(message), FreedomDataWarning, stacklevel=level)
