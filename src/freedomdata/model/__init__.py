"""
The record of a survey: what it measures, when, on which scale, and in which files.

Everything the package knows about a survey is in one :class:`Survey`, made of the small frozen
records of this folder. They hold facts and refuse nonsense when they are built; what is done with
the facts is done by functions elsewhere.
"""

from freedomdata.model.measures import (
    IS_TERRITORY,
    REGIONS,
    STATUSES,
    Edition,
    Headline,
    Item,
    Key,
    Measure,
    Published,
    Scale,
)
from freedomdata.model.rules import (
    Band,
    Constant,
    Continuity,
    Cutoffs,
    Designation,
    Gap,
    Life,
    Range,
    Ranking,
    Rule,
    StatusRule,
    Steady,
    Sum,
    WorseOf,
    list_ties,
)
from freedomdata.model.sources import (
    COPIED_GRADES,
    GRADE_MEANINGS,
    GRADES,
    OWN_GRADES,
    SLIPS,
    Column,
    Correction,
    Naming,
    Sheet,
    Source,
)
from freedomdata.model.survey import Border, Break, Note, Report, Survey

__all__ = [
    "COPIED_GRADES",
    "GRADES",
    "GRADE_MEANINGS",
    "IS_TERRITORY",
    "OWN_GRADES",
    "REGIONS",
    "SLIPS",
    "STATUSES",
    "Band",
    "Border",
    "Break",
    "Column",
    "Constant",
    "Continuity",
    "Correction",
    "Cutoffs",
    "Designation",
    "Edition",
    "Gap",
    "Headline",
    "Item",
    "Key",
    "Life",
    "Measure",
    "Naming",
    "Note",
    "Published",
    "Range",
    "Ranking",
    "Report",
    "Rule",
    "Scale",
    "Sheet",
    "Source",
    "StatusRule",
    "Steady",
    "Sum",
    "Survey",
    "WorseOf",
    "list_ties",
]
