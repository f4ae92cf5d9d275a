"""
Who a country or territory is: one id for every unit that a survey lists apart.

``countries.csv`` holds the units, ``aliases.csv`` their other spellings. A name matches exactly,
but for case and blanks, or not at all.
"""

from __future__ import annotations

import csv
import difflib
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING

from freedomdata.errors import AmbiguousCountryError, FreedomDataError, UnknownCountryError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

__all__ = ["Country", "find_country", "get_countries", "list_countries"]


@dataclass(frozen=True, slots=True)
class Country:
    """One row of ``countries.csv``; a missing year means "since before 1972" or "to this day"."""

    country_id: str
    country: str
    kind: str
    first_year: int | None
    last_year: int | None
    iso_alpha2: str | None
    iso_alpha3: str | None

    def lives_in(self, year: int) -> bool:
        """Whether the unit existed on any day of `year`."""
        return (self.first_year or year) <= year <= (self.last_year or year)


def _rows(name: str) -> list[dict[str, str]]:
    text = files(__name__).joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def get_countries() -> Mapping[str, Country]:
    """Return the registry: every unit by its id, in the order of the ids."""

    def year(text: str) -> int | None:
        return int(text) if text else None

    countries = {
        row["country_id"]: Country(
            country_id=row["country_id"],
            country=row["country"],
            kind=row["kind"],
            first_year=year(row["first_year"]),
            last_year=year(row["last_year"]),
            iso_alpha2=row["iso_alpha2"] or None,
            iso_alpha3=row["iso_alpha3"] or None,
        )
        for row in _rows("countries.csv")
    }
    return MappingProxyType(countries)


def _normalise(name: str) -> str:
    """Fold what looks the same: case, blanks, composed accents, typographic apostrophes."""
    folded = unicodedata.normalize("NFKC", name).casefold().replace("\N{COMBINING DOT ABOVE}", "")
    return " ".join(folded.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").split())


def _nearest(key: str) -> list[str]:
    """Return the spellings that begin or go on like `key`, or differ in a few letters."""
    parts = [name for name in _candidates() if f" {name}".find(f" {key}") >= 0]
    return (parts or difflib.get_close_matches(key, _candidates(), n=3))[:3]


@cache
def _own_names() -> Mapping[str, str]:
    """Map ids, ISO codes and English names to the one unit that bears them as its own."""
    return {
        _normalise(key): c.country_id
        for c in get_countries().values()
        for key in (c.country_id, c.iso_alpha2, c.iso_alpha3, c.country)
        if key
    }


@cache
def _candidates() -> Mapping[str, tuple[str, ...]]:
    """Map every known spelling to all units that it may mean."""
    found: dict[str, list[str]] = {name: [id_] for name, id_ in _own_names().items()}
    for row in _rows("aliases.csv"):
        found.setdefault(_normalise(row["alias"]), []).append(row["country_id"])
    return {name: tuple(ids) for name, ids in found.items()}


def _describe(country_id: str) -> str:
    c = get_countries()[country_id]
    life = f", {c.first_year or ''}-{c.last_year or ''}" if c.first_year or c.last_year else ""
    return f"{c.country} ({country_id}{life})"


def find_country(name: str, *, year: int | None = None) -> str:
    """
    Return the id of the country or territory that bears a name.

    Parameters
    ----------
    name : str
        An id, an ISO 3166-1 code or any known spelling. Case, blanks and the way accents and
        apostrophes are encoded do not matter; nothing else is guessed.
    year : int, optional
        The year in which the unit must have existed. It settles names that several units bore
        one after the other.

    Returns
    -------
    str
        The id: ISO 3166-1 alpha-3 where the unit is the one ISO means, the withdrawn code of a
        state that ended, else a code of ISO's user-assigned range (``XAA`` to ``XZZ``).

    Raises
    ------
    UnknownCountryError
        If nobody bears the name (in that year); the message has the nearest spellings.
    AmbiguousCountryError
        If several do; the message lists them.
    FreedomDataError
        If `year` is no whole number.

    Examples
    --------
    >>> find_country("Burma")
    'MMR'
    >>> find_country("NA")
    'NAM'
    >>> find_country("Germany"), find_country("West Germany")
    ('DEU', 'XGW')
    """
    if not isinstance(name, str) or not name.strip():
        raise UnknownCountryError(f"{name!r} is no country: give an id, an ISO code or a name")
    if year is not None and not hasattr(year, "__index__"):
        raise FreedomDataError(f"year is a whole number, such as 1990, not {year!r}")
    key = _normalise(name)
    own = _own_names().get(key)
    if own and (year is None or get_countries()[own].lives_in(year)):
        return own
    candidates = _candidates().get(key, ())
    if not candidates:
        near = _nearest(key)
        nearest = sorted({_describe(id_) for spelling in near for id_ in _candidates()[spelling]})
        hint = f"; the nearest are {', '.join(nearest)}" if nearest else ""
        raise UnknownCountryError(f"no country or territory is called {name!r}{hint}")
    alive = [id_ for id_ in candidates if year is None or get_countries()[id_].lives_in(year)]
    if not alive:
        those = ", ".join(map(_describe, candidates))
        raise UnknownCountryError(f"nobody was called {name!r} in {year}; known are {those}")
    if len(alive) > 1:
        those = " or ".join(map(_describe, alive))
        when = f" in {year}" if year is not None else ""
        raise AmbiguousCountryError(f"{name!r}{when} may be {those}: name one of them")
    return alive[0]


def list_countries() -> pd.DataFrame:
    """
    List every country and territory that has an id.

    Returns
    -------
    pandas.DataFrame
        One row per unit, sorted by ``country_id`` (string): ``country`` (string, English name),
        ``kind`` (string, ``"state"``, ``"territory"`` or ``"other"``: what a survey rates beside
        them, such as a group of states, or a state outside its territory), ``first_year`` and
        ``last_year`` (Int16, missing: since before 1972, to this day), ``iso_alpha2`` and
        ``iso_alpha3`` (string, missing where the unit is not the one ISO means).

    Examples
    --------
    >>> countries = list_countries().set_index("country_id")
    >>> countries.loc["NAM", "iso_alpha2"]
    'NA'
    """
    import pandas as pd  # noqa: PLC0415 (importing this package must not import pandas)

    columns = list(Country.__dataclass_fields__)
    frame = pd.DataFrame(
        [[getattr(c, name) for name in columns] for c in get_countries().values()],
        columns=columns,
    )
    return frame.astype({"first_year": "Int16", "last_year": "Int16"})
