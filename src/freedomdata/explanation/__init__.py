"""
One country-edition explained: from questions to status, and from which cells.

``asking`` finds what is asked for, ``facts`` reads it from the tables, ``steps`` and ``origins``
derive the parts of the :class:`Explanation` (``record``, ``parts``) by the survey's own record,
``text`` puts them into words.
"""

from freedomdata.explanation.asking import explain
from freedomdata.explanation.record import Explanation

__all__ = ["Explanation", "explain"]
