"""
Who a country or territory is: one id for every unit that a survey lists apart.

``countries.csv`` holds the units, ``aliases.csv`` their other spellings, ``spelling`` says which
differences in writing do not count, ``names`` looks up one name and ``columns`` a whole column.
"""

from freedomdata.countries.columns import Identified, identify
from freedomdata.countries.names import CODES, find_country
from freedomdata.countries.registry import Country, get_countries, list_countries, list_names

__all__ = [
    "CODES",
    "Country",
    "Identified",
    "find_country",
    "get_countries",
    "identify",
    "list_countries",
    "list_names",
]
