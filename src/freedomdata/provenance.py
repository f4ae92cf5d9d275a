"""Where values are from and what they may be compared with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from freedomdata.datapackage import get_survey
from freedomdata.surveys import SURVEYS

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["list_breaks"]


def list_breaks(survey: str | None = None) -> pd.DataFrame:
    """
    List what changed in a survey, from which edition on, and what it means for comparison.

    Parameters
    ----------
    survey : str, optional
        Survey id, a key of :data:`freedomdata.SURVEYS`. All surveys by default.

    Returns
    -------
    pandas.DataFrame
        One row per survey, edition and measure, in this order: ``survey`` (string), ``edition``
        (int64, the first one of the new kind), ``measure`` (string, a column of the survey's
        table or an item), ``what`` (string, what changed), ``is_comparable`` (bool, whether
        values before and after may be compared).

    Raises
    ------
    UnknownSurveyError
        If `survey` is no id of a survey.

    See Also
    --------
    load_panel : With ``strict=True`` it refuses what crosses a break.

    Examples
    --------
    >>> breaks = list_breaks("rsf")
    >>> breaks.loc[breaks["measure"] == "press_freedom_score", ["edition", "is_comparable"]]
       edition  is_comparable
    0     2013          False
    1     2022          False
    """
    import pandas as pd  # noqa: PLC0415 (importing this package must not import pandas)

    records = SURVEYS.values() if survey is None else [get_survey(survey)]
    return pd.DataFrame(
        [
            (record.id, b.edition, measure, b.what, b.is_comparable)
            for record in records
            for b in sorted(record.breaks, key=lambda b: b.edition)
            for measure in b.measures
        ],
        columns=["survey", "edition", "measure", "what", "is_comparable"],
    )
