"""
One country-edition explained: from questions to status, and from which cells.

`asking.py` finds what is asked for, `facts.py` reads it from the tables, `steps.py`, `changes.py`
and `origins.py` each derive one part of the :class:`Explanation` from the survey's own record,
`text.py` and `notebook.py` say it.
"""

from freedomdata.explanation.asking import explain
from freedomdata.explanation.record import Explanation

__all__ = ["Explanation", "explain"]
