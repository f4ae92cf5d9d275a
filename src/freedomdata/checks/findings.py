"""What checks found: as a frame, and as sentences."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING

from freedomdata.countries import get_countries
from freedomdata.rules import Finding
from freedomdata.schema import set_types
from freedomdata.surveys import SURVEYS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    import pandas as pd

    from freedomdata.schema import Backend

__all__ = ["LEVELS", "PUBLISHED", "describe", "make_frame", "sort"]

#: From what is declared and explained to what must not be.
LEVELS = ("known", "warning", "error")

#: The rule by which a frame is compared with the tables.
PUBLISHED = "values are as published"

_TEXTS = ("rule", "measure", "found", "expected", "reason", "cell")


def make_frame(findings: Iterable[Finding], dtype_backend: Backend | None = None) -> pd.DataFrame:
    """Return findings as a frame, the gravest first, then by survey, country and edition."""
    import pandas as pd  # noqa: PLC0415 (importing this package must not import pandas)

    found = sort(findings)
    names = ("level", "survey", "country_id", "edition", *_TEXTS)
    frame = pd.DataFrame(map(attrgetter(*names), found), columns=list(names))
    frame["country"] = [_name(f.country_id) or None for f in found]
    dtypes: dict[str, Any] = {
        "level": pd.CategoricalDtype(list(LEVELS), ordered=True),
        "survey": "str",
        "country_id": "str",
        "country": "str",
        "edition": "Int64",
    }
    return set_types(frame, dtypes | dict.fromkeys(_TEXTS, "str"), dtype_backend)


def sort(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings, the gravest first, then by survey, country, edition and measure."""
    numbers = {survey: number for number, survey in enumerate(SURVEYS)}

    def rank(finding: Finding) -> tuple[int, int, str, int, str]:
        level = -LEVELS.index(finding.level)
        survey = numbers.get(finding.survey, len(numbers))
        return level, survey, _name(finding.country_id), finding.edition or 0, finding.measure

    return sorted(findings, key=rank)


def _name(country_id: str | None) -> str:
    """Return the name of a country, or its id if it has none."""
    known = get_countries().get(country_id or "")
    return known.country if known else country_id or ""


def describe(found: Any) -> str:
    """Return a finding (or a row of the frame) as one sentence, without its full stop."""
    import pandas as pd  # noqa: PLC0415 (importing this package must not import pandas)

    country_id = found.country_id if isinstance(found.country_id, str) else None
    is_none = pd.isna(found.edition) or found.edition == ""  # as in rows that are printed
    edition = None if is_none else int(found.edition)
    if found.rule == PUBLISHED and country_id:
        why = "; ".join(filter(None, (found.reason, found.cell)))
        return (
            f"{found.measure} differs from the published value (edition {edition} of "
            f"{_name(country_id)}: found {found.found}, published {found.expected}; {why})"
        )
    texts = {name: getattr(found, name) for name in _TEXTS}
    return str(Finding(country_id=country_id, edition=edition, **texts))
