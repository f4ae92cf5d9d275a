"""What the surveys of Freedom House share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from freedomdata.model import STATUSES, Column, Measure, Sheet

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["PUBLISHER", "SHORT_TERMS", "TERMS", "make_qog_sheet", "make_status"]

PUBLISHER = "Freedom House"
TERMS = (
    "Freedom House content: limited non-commercial use with citation of Freedom House; "
    "for any other use ask Freedom House."
)
SHORT_TERMS = "For limited non-commercial use with citation."


def make_status(id_: str, title: str, description: str, short: str = "") -> Measure:
    """Declare a status, which the files print as letters, or as words in either case."""
    return Measure(
        id=id_,
        title=title,
        short=short,
        description=description,
        words={"NF": "Not Free", "PF": "Partly Free", "F": "Free"}
        | {status: status for status in STATUSES}
        | {status.upper(): status for status in STATUSES},
        categories=STATUSES,
        is_ordered=True,
    )


def make_qog_sheet(edition: int, columns: Mapping[str, str], *, is_turned: bool = False) -> Sheet:
    """
    Declare a Quality of Government standard cross-section; `columns` lead to measures.

    Such a file replaces workbooks that we do not have: it holds one edition of Freedom of the Press
    and one of Freedom on the Net, among two thousand columns of other publishers.
    """
    statuses = {1: "Free", 2: "Partly Free", 3: "Not Free"}
    return Sheet(
        layout="table",
        columns=(
            Column("ccodealp", "unit"),
            *(
                Column(header, measure, words=statuses if measure == "status" else None)
                for header, measure in columns.items()
            ),
        ),
        edition=edition,
        missing=frozenset({""}),
        is_turned=is_turned,
        is_excerpt=True,
        encodings=("latin-1",),
    )
