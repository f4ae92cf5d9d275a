"""The errors of this package, few and named, under one base class; and its warning."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

__all__ = [
    "AmbiguousCountryError",
    "FreedomDataError",
    "FreedomDataWarning",
    "RuleError",
    "SourceError",
    "UnknownCountryError",
    "UnknownSurveyError",
    "VersionError",
    "brief",
    "spell_out",
]


class FreedomDataError(Exception):
    """Whatever this package refuses to do; the message says what would have been right."""


class FreedomDataWarning(UserWarning):
    """An answer that is right but may not be what was meant; the message says what is missing."""


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


def spell_out(problems: Sequence[str], shown: int = 8) -> str:
    """Join the first few problems into one message that says how many there are."""
    more = len(problems) - shown
    return "; ".join(problems[:shown]) + (f"; and {more} more" if more > 0 else "")


def brief(value: Any) -> str:
    """Return an argument as it is shown in a message."""
    text = repr(value)
    return text if len(text) < 80 else f"{text[:60]}..."  # noqa: PLR2004 (one line of a message)
