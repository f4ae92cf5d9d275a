"""What the surveys of Freedom House share."""

from __future__ import annotations

from freedomdata.model import STATUSES

__all__ = ["GITHUB", "PUBLISHER", "SHORT_TERMS", "STATUS_WORDS", "TERMS", "UPLOADS"]

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
