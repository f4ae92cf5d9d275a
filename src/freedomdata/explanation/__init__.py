"""
One country-edition explained: from questions to status, and from which cells.

``asking`` finds what is asked for, ``facts`` reads it from the tables and readings, ``steps``
reports the verdicts of the rules and what changed, ``record`` is the :class:`Explanation`, made of
``parts``; ``text`` puts these into words.
"""

from freedomdata.explanation.asking import explain
from freedomdata.explanation.record import Explanation

__all__ = ["Explanation", "explain"]
