"""
Who a country or territory is: one id for every unit that a survey lists apart.

``countries.csv`` holds the units, ``aliases.csv`` their other spellings, ``spelling`` says which
differences in writing do not count, ``lookup`` what a name means; ``names`` finds one and
``columns`` a whole column.
"""

from freedomdata.countries.columns import Identified, identify, list_left
from freedomdata.countries.lookup import CODES, is_code
from freedomdata.countries.names import describe, find_country, format_life
from freedomdata.countries.registry import Country, get_countries, list_countries, list_names
from freedomdata.countries.years import check_year, read_year

__all__ = [
    "CODES",
    "Country",
    "Identified",
    "check_year",
    "describe",
    "find_country",
    "format_life",
    "get_countries",
    "identify",
    "is_code",
    "list_countries",
    "list_left",
    "list_names",
    "read_year",
]
