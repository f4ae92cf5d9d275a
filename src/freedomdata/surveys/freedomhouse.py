"""What the surveys of Freedom House share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from freedomdata.model import STATUSES, Correction

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["GITHUB", "PUBLISHER", "SHORT_TERMS", "STATUS_WORDS", "TERMS", "UPLOADS", "correct_row"]

PUBLISHER = "Freedom House"
TERMS = (
    "Freedom House content: limited non-commercial use with citation of Freedom House; "
    "for any other use ask Freedom House."
)
SHORT_TERMS = "For limited non-commercial use with citation."

#: How the files print a status: as letters, or as words in either case.
STATUS_WORDS = (
    {"NF": "Not Free", "PF": "Partly Free", "F": "Free"}
    | {status: status for status in STATUSES}
    | {status.upper(): status for status in STATUSES}
)

#: Where the publisher's files are, and where copies of them are.
UPLOADS = "https://freedomhouse.org/sites/default/files/"
GITHUB = "https://raw.githubusercontent.com/"


def correct_row(
    source: str,
    country_id: str,
    edition: int,
    printed: Mapping[str, tuple[str | int, str | int | None]],
    reason: str,
) -> tuple[Correction, ...]:
    """Correct several measures of one row of a file: what is there, and what is read instead."""
    return tuple(
        Correction(
            sources=(source,),
            country_id=country_id,
            edition=edition,
            measure=measure,
            old=old,
            new=new,
            reason=reason,
        )
        for measure, (old, new) in printed.items()
    )
