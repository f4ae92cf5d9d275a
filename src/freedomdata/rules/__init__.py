"""
What the declared rules of a survey say of its values: rows in, verdicts out.

``kinds`` has the meaning of each kind of rule, in one function on aligned columns of any origin. A
build refuses what breaks a rule, a check lists it (``findings``), an explanation reports the
verdicts of one row, pictures take the bands of statuses from the same rule.
"""

from freedomdata.rules.findings import (
    check_counts,
    check_ranges,
    check_rules,
    find_confirmed,
    is_ranked_as,
    is_settled,
)
from freedomdata.rules.kinds import (
    LIFE,
    evaluate,
    find_derived,
    find_statuses,
    is_off,
    is_past,
    name_range,
    take_one,
    take_worse,
)
from freedomdata.rules.verdicts import INCOMPLETE, RATED, Finding, Rows, Verdicts

__all__ = [
    "INCOMPLETE",
    "LIFE",
    "RATED",
    "Finding",
    "Rows",
    "Verdicts",
    "check_counts",
    "check_ranges",
    "check_rules",
    "evaluate",
    "find_confirmed",
    "find_derived",
    "find_statuses",
    "is_off",
    "is_past",
    "is_ranked_as",
    "is_settled",
    "name_range",
    "take_one",
    "take_worse",
]
