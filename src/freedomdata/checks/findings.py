"""What a check found: one record for each finding, as a frame and as a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from freedomdata.countries import get_countries
from freedomdata.schema import set_types
from freedomdata.surveys import SURVEYS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    import pandas as pd

    from freedomdata.rules import Finding
    from freedomdata.schema import Backend

__all__ = ["LEVELS", "PUBLISHED", "Found", "make_frame", "rank", "tell"]

#: From what is declared and explained to what must not be.
LEVELS = ("known", "warning", "error")

#: The rule that a frame is laid beside the tables by.
PUBLISHED = "values are as published"


class Found(NamedTuple):
    """A finding and where it is; one about a whole table has neither country nor edition."""

    level: str
    survey: str
    country_id: str | None
    edition: int | None
    rule: str
    measure: str
    found: str
    expected: str
    reason: str = ""
    cell: str = ""

    @classmethod
    def of(cls, survey: str, finding: Finding, cell: str) -> Found:
        """Return what a rule found, with the survey and the cell it was found in."""
        return cls(
            finding.level,
            survey,
            finding.country_id,
            finding.edition,
            finding.rule,
            finding.measure,
            finding.found,
            finding.expected,
            finding.reason,
            cell,
        )


def make_frame(findings: Iterable[Found], dtype_backend: Backend | None = None) -> pd.DataFrame:
    """Return findings as a frame, the gravest first, then by survey, country and edition."""
    import pandas as pd  # noqa: PLC0415 (importing this package must not import pandas)

    found = sorted(findings, key=rank)
    frame = pd.DataFrame(found, columns=list(Found._fields))
    frame["country"] = [_name(f.country_id) or None for f in found]
    dtypes: dict[str, Any] = {
        "level": pd.CategoricalDtype(list(LEVELS), ordered=True),
        "survey": "str",
        "country_id": "str",
        "country": "str",
        "edition": "Int64",
    }
    return set_types(frame, dtypes | dict.fromkeys(Found._fields[4:], "str"), dtype_backend)


def rank(found: Found) -> tuple[int, int, str, int, str]:
    """Return what findings are sorted by."""
    surveys = list(SURVEYS)
    return (
        -LEVELS.index(found.level),
        surveys.index(found.survey) if found.survey in surveys else len(surveys),
        _name(found.country_id),
        found.edition or 0,
        found.measure,
    )


def _name(country_id: str | None) -> str:
    """Return the name of a country, or what stands for its id if it is none."""
    known = get_countries().get(country_id or "")
    return known.country if known else country_id or ""


def tell(found: Any) -> str:
    """Say a finding (or a row of the frame) in one sentence."""
    import pandas as pd  # noqa: PLC0415 (importing this package must not import pandas)

    country_id = found.country_id if isinstance(found.country_id, str) else None
    edition = None if pd.isna(found.edition) else int(found.edition)
    if found.rule == PUBLISHED and country_id:
        why = "; ".join(filter(None, (found.reason, found.cell)))
        return (
            f"{found.measure} differs from the published value (edition {edition} of "
            f"{_name(country_id)}: found {found.found}, published {found.expected}; {why})"
        )
    of = f" of {_name(country_id)}" if country_id else ""
    at = f", edition {edition}," if edition is not None else ""
    why = "; ".join(filter(None, (found.rule, found.reason, found.cell)))
    return f"{found.measure}{of}{at} is {found.found}, expected {found.expected} ({why})"
