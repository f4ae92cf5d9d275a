"""
Whether tables obey every rule there is: those of a data directory, and somebody's own.

``directory`` applies all rules to the tables of a data directory: ``shape`` looks at columns, keys
and what the registry and the record know, ``cells`` at the cell of each value and at all others
that say it. ``frames`` checks a frame of any origin, by the rules that it has the
columns for, and ``comparing`` compares it with the tables. ``findings`` makes frames and sentences
of what was found.
"""

from freedomdata.checks.directory import check, check_tables, open_checked
from freedomdata.checks.findings import describe, make_frame
from freedomdata.checks.frames import list_faults, validate

__all__ = [
    "check",
    "check_tables",
    "describe",
    "list_faults",
    "make_frame",
    "open_checked",
    "validate",
]
