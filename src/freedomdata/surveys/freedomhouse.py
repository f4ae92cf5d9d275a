"""What the surveys of Freedom House share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from freedomdata.model import STATUSES, Sheet

if TYPE_CHECKING:
    from freedomdata.model import Column

__all__ = ["PUBLISHER", "SHORT_TERMS", "STATUS_WORDS", "TERMS", "make_qog_sheet"]

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


def make_qog_sheet(edition: int, columns: tuple[Column, ...], *, is_turned: bool = False) -> Sheet:
    """
    Declare a Quality of Government standard cross-section.

    Such a file replaces workbooks that we do not have: it holds one edition of Freedom of the Press
    and one of Freedom on the Net, among two thousand columns of other publishers.
    """
    return Sheet(
        layout="table",
        columns=columns,
        edition=edition,
        missing=frozenset({""}),
        is_turned=is_turned,
        is_excerpt=True,
        encodings=("latin-1",),
    )
