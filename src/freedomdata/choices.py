"""
The words that an argument may have, each list once.

Functions accept these words, messages and ``--help`` list them, and shells complete them. Nothing
is imported here, so that the command line knows its options at once.
"""

from __future__ import annotations

from typing import Literal

__all__ = [
    "CiteStyle",
    "Code",
    "Complete",
    "Decline",
    "Electoral",
    "Ending",
    "Grade",
    "Grouping",
    "How",
    "Projection",
    "Sample",
    "SizeName",
    "Sort",
    "ThemeName",
    "Weight",
    "YearRule",
]

#: How references are written.
CiteStyle = Literal["apa", "bibtex", "csl"]
#: The system that a name of a country is a code of.
Code = Literal["iso_alpha2", "iso_alpha3", "iso_numeric", "cow", "gw"]
#: The years that each unit of a balanced panel has.
Complete = Literal["rated", "alive"]
#: Whose years of decline in a row are found.
Decline = Literal["country", "region", "world"]
#: Electoral democracies as they are listed, or by the publisher's rule where no list is at hand.
Electoral = Literal["published", "rule"]
#: How the names of the files in an atlas end.
Ending = Literal["svg", "png", "pdf"]
#: How a value reached us, from the publisher's own bytes to unconfirmed secondary copies.
Grade = Literal["published", "resaved", "compiled", "transcribed", "secondary"]
#: A division of the world.
Grouping = Literal["region", "un_region", "un_subregion", "un_intermediate_region"]
#: The average that is taken.
How = Literal["mean", "median"]
#: How the globe is made flat.
Projection = Literal["robinson", "equal-earth"]
#: Who is counted: those who have a value in every edition.
Sample = Literal["constant"]
#: The size of a picture.
SizeName = Literal["page", "column", "slide"]
#: The order of rows in a picture.
Sort = Literal["name", "status", "change"]
#: The colors of a picture.
ThemeName = Literal["light", "dark"]
#: What is counted in place of countries.
Weight = Literal["population"]
#: The calendar year that a row has: of its last day, or each of which its edition covers most.
YearRule = Literal["end", "cover"]
