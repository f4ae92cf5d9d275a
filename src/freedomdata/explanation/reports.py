"""Where the publisher's own words on a country and edition are on the web."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from freedomdata.countries import get_countries
from freedomdata.explanation.parts import Link

if TYPE_CHECKING:
    from freedomdata.model import Edition, Survey

__all__ = ["find_report", "make_slug"]

#: Words that addresses leave out.
_LEFT_OUT = {"as", "at", "by", "for", "from", "in", "of", "on", "the", "to", "with"}
_REMARK = "address by rule, not checked"


def find_report(survey: Survey, country_id: str, edition: Edition) -> Link | None:
    """Return the address of the report on a unit in an edition, None where there is none."""
    unit = get_countries()[country_id]
    pages = [page for page in survey.reports if page.holds_in(edition.edition)]
    if not pages or unit.kind == "other":  # of what is neither state nor territory
        return None
    page = pages[-1]
    slug = make_slug(page.names.get(country_id, unit.country))
    url = page.url.format(unit=slug, edition=edition.edition)
    return Link(url, page.is_of_edition, is_checked=False, remark=_REMARK)


def make_slug(name: str) -> str:
    """
    Return the name of a unit as addresses have it.

    Examples
    --------
    >>> make_slug("Côte d'Ivoire"), make_slug("The Gambia"), make_slug("St. Lucia")
    ('cote-divoire', 'gambia', 'st-lucia')
    """
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", re.sub(r"['.]", "", letters.casefold()))
    return "-".join(word for word in words if word not in _LEFT_OUT)
