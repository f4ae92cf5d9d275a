"""What the surveys of Freedom House share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from freedomdata.model import STATUSES, Report, Sheet

if TYPE_CHECKING:
    from freedomdata.model import Column

__all__ = ["PUBLISHER", "SHORT_TERMS", "STATUS_WORDS", "TERMS", "make_qog_sheet", "make_reports"]

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


# Today's site calls units by their own names, the one before by those of the tables of its time.
_NAMES = {
    "COD": "Democratic Republic of the Congo",
    "COG": "Republic of the Congo",
    "CZE": "Czechia",
}
_OLD_NAMES = {
    "COD": "Congo, Democratic Republic of (Kinshasa)",
    "COG": "Congo, Republic of (Brazzaville)",
}


def make_reports(survey: str, first: int, last: int, now: int | None = None) -> tuple[Report, ...]:
    """
    Declare where the reports on countries are: editions `first` to `last` on the site before.

    Those from `now` on are on today's. No address was opened: the forms are those of addresses that
    others cite, and the site before may be gone.
    """
    reports = [
        Report(
            url=f"https://freedomhouse.org/report/{survey}/{{edition}}/{{unit}}",
            first_edition=first,
            last_edition=last,
            names=_OLD_NAMES,
        )
    ]
    if now is not None:
        url = f"https://freedomhouse.org/country/{{unit}}/{survey}/{{edition}}"
        reports.append(Report(url=url, first_edition=now, names=_NAMES))
    return tuple(reports)


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
