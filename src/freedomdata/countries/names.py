"""From a name to a unit: exactly, by the spellings of ``aliases.csv``, or not at all."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from operator import index
from typing import TYPE_CHECKING, Literal, get_args

from freedomdata.countries.registry import get_countries, read_rows
from freedomdata.countries.spelling import make_key, write_out
from freedomdata.errors import AmbiguousCountryError, FreedomDataError, UnknownCountryError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["CODES", "Code", "Match", "describe", "find_country", "read_code", "resolve", "suggest"]

Code = Literal["iso_alpha2", "iso_alpha3", "iso_numeric", "cow", "gw"]
CODES: tuple[Code, ...] = get_args(Code)
_BLANKS = " \t\n\r\f\v\xa0\ufeff"  # the last stands before the first cell of many a CSV
_TWO_NAMES = re.compile(  # "Burma (Myanmar)", "Burma/Myanmar", "Eswatini, formerly Swaziland"
    r"(.*\S)\s*(?:\(([^()]+)\)|\[([^\[\]]+)\]|[/,]([^/,]+))\s*"
)
_FORMERLY = re.compile(r"\s*(formerly|former|ex)\b", re.IGNORECASE)
_NEAREST = 3  # suggestions in a message
_SHORTEST = 4  # letters; to what is shorter, everything is near


@dataclass(frozen=True, slots=True)
class Match:
    """What a name was found to mean: one unit, or several `choices`, or nobody."""

    country_id: str | None
    how: Literal["exact", "alias", "by year", "override", "ambiguous", "unknown"]
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Bearer:
    """A unit that bears a name or code, in which years, and whether it is the unit's own."""

    country_id: str
    first: int | None
    last: int | None
    is_own: bool

    def bears_in(self, year: int) -> bool:
        return (self.first or year) <= year <= (self.last or year)


@cache
def _names() -> Mapping[str, tuple[_Bearer, ...]]:
    """Map the key of every name to the units that bear it."""
    found: dict[str, dict[str, _Bearer]] = defaultdict(dict)
    for c in get_countries().values():
        bearer = _Bearer(c.country_id, c.first_year, c.last_year, is_own=True)
        found[make_key(c.country)][c.country_id] = bearer
    for row in read_rows("aliases.csv"):
        c = get_countries()[row["country_id"]]
        first = int(row["first_year"]) if row["first_year"] else c.first_year
        last = int(row["last_year"]) if row["last_year"] else c.last_year
        bearer = _Bearer(c.country_id, first, last, is_own=False)
        found[make_key(row["alias"])].setdefault(c.country_id, bearer)
    return {key: tuple(bearers.values()) for key, bearers in found.items()}


@cache
def _codes(code: Code | None) -> Mapping[str, tuple[_Bearer, ...]]:
    """Map the codes of one system to their bearers; without one ids and the letters of ISO."""
    found: dict[str, dict[str, _Bearer]] = defaultdict(dict)
    for c in get_countries().values():
        first, last = c.first_year, c.last_year
        if code in ("cow", "gw"):
            first, last = getattr(c, f"{code}_first_year"), getattr(c, f"{code}_last_year")
        words = [getattr(c, code)] if code else [c.country_id, c.iso_alpha2, c.iso_alpha3]
        for word in filter(None, words):
            bearer = _Bearer(c.country_id, first, last, is_own=True)
            found[_plain_code(str(word))][c.country_id] = bearer
    return {word: tuple(bearers.values()) for word, bearers in found.items()}


def _plain_code(text: str) -> str:
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    word = plain.strip(_BLANKS).casefold()
    return (word.lstrip("0") or "0") if word.isdecimal() else word


def _bearers(name: str, code: Code | None) -> tuple[_Bearer, ...]:
    """Return who bears a name or code, or both of two names such as ``Burma (Myanmar)``."""
    found = _codes(code).get(_plain_code(name), ())
    if not found and not code:
        found = _names().get(make_key(name), ())
        if not found and (two := _TWO_NAMES.fullmatch(name)):
            first, second = (_bearers(half, None) for half in _halve(two))
            both = {b.country_id for b in first} & {b.country_id for b in second}
            found = tuple(replace(b, is_own=False) for b in first if b.country_id in both)
    return found


def _halve(two: re.Match[str]) -> tuple[str, str]:
    first, *others = two.groups(default="")
    return first, _FORMERLY.sub("", "".join(others))


@lru_cache(maxsize=1 << 16)
def resolve(name: str, year: int | None = None, code: Code | None = None) -> Match:
    """Return what a name (or a code of one system) means, in a year or today."""
    bearers = _bearers(name, code)
    if year is None:  # who ended bears a name only where nobody bears it today
        alive = [b for b in bearers if b.last is None] or list(bearers)
    else:
        alive = [b for b in bearers if b.bears_in(year)]
    if not alive:
        return Match(None, "unknown", _instead(bearers, year))
    # in the year of a transition a name means who bore it at its end
    lasting = [b for b in alive if year is None or b.last != year] or alive
    own = [b for b in lasting if b.is_own]
    if len(lasting) > 1 and len(own) != 1:
        return Match(None, "ambiguous", tuple(b.country_id for b in lasting))
    found = own[0] if own else lasting[0]
    if year is not None and len(lasting) < len(bearers):
        return Match(found.country_id, "by year")
    return Match(found.country_id, "exact" if found.is_own else "alias")


def _instead(bearers: Iterable[_Bearer], year: int | None) -> tuple[str, ...]:
    """Return who was there in `year` instead of those who bore a name in others."""
    ids = [b.country_id for b in bearers]
    kin = {k for id_ in ids for k in _kin(id_, year)} if year is not None else set()
    return tuple(sorted(kin.difference(ids)))


def _kin(country_id: str, year: int) -> set[str]:
    """Return the line before or after a unit that lives in `year`."""
    c = get_countries()[country_id]
    if c.lives_in(year):
        return {country_id}
    is_before = c.first_year is not None and year < c.first_year
    left = (c.split_from,) if c.split_from else ()
    line = c.predecessors or left if is_before else c.successors
    return {kin for id_ in line for kin in _kin(id_, year)}


def describe(country_id: str) -> str:
    """Return a unit as it stands in messages: name, id and life."""
    c = get_countries()[country_id]
    life = f", {c.first_year or ''}-{c.last_year or ''}" if c.first_year or c.last_year else ""
    return f"{c.country} ({country_id}{life})"


@cache
def _spellings() -> Mapping[str, tuple[str, ...]]:
    """Map every name, written out, to the units that bear it."""
    found: dict[str, set[str]] = defaultdict(set)
    for c in get_countries().values():
        found[write_out(c.country)].add(c.country_id)
    for row in read_rows("aliases.csv"):
        found[write_out(row["alias"])].add(row["country_id"])
    return {name: tuple(sorted(ids)) for name, ids in found.items()}


@lru_cache(maxsize=1 << 12)
def suggest(name: str) -> tuple[str, ...]:
    """Return the units whose names begin or go on like `name`, or differ in a few letters."""
    wanted = write_out(name)
    if len(name.strip()) < _SHORTEST or not wanted:
        return ()
    near = [known for known in _spellings() if f" {wanted} " in f" {known} "]
    if not near:
        alike = [known for known in _spellings() if known[0] == wanted[0]]
        cutoff = 0.8 if " " in wanted else 0.7  # of several words, one alike is not enough
        near = difflib.get_close_matches(wanted, alike, n=_NEAREST, cutoff=cutoff)
    ids = dict.fromkeys(id_ for known in near for id_ in _spellings()[known])
    return tuple(ids)[:_NEAREST]


def read_code(code: str | None) -> Code | None:
    """Return the name of a system of codes, or say which there are."""
    if code is not None and code not in CODES:
        raise FreedomDataError(f"there is no code {code!r}; there is {', '.join(CODES)}")
    return code


def find_country(name: str | int, year: int | None = None, *, code: str | None = None) -> str:
    """
    Return the id of the country or territory that bears a name.

    Parameters
    ----------
    name : str or int
        An id, an ISO 3166-1 code of letters or any known spelling. Case, accents, punctuation,
        brackets, ``&``, ``St.`` and ``Rep.``, ``the`` and the order of the words do not matter;
        nothing else is guessed. With `code`, a code of that system, number or text.
    year : int, optional
        The year in which the unit must have borne the name. Without it a name means today's
        bearer, and that of a state that ended where nobody bears it today.
    code : {"iso_alpha2", "iso_alpha3", "iso_numeric", "cow", "gw"}, optional
        The system that `name` is a code of: a column of :func:`list_countries`. A number is only
        read with it, since 710 is South Africa to ISO and China to the Correlates of War.

    Returns
    -------
    str
        The id: ISO 3166-1 alpha-3 where the unit is the one ISO means, the withdrawn code of a
        state that ended, else a code of ISO's user-assigned range (``XAA`` to ``XZZ``).

    Raises
    ------
    UnknownCountryError
        If nobody bears the name (in that year); the message has the nearest names, or who was
        there instead.
    AmbiguousCountryError
        If several do; the message lists them.
    FreedomDataError
        If `year` is no whole number, or `code` no system.

    See Also
    --------
    identify : A whole column at once, with a report.
    list_countries : All units, with their codes.

    Examples
    --------
    >>> find_country("Burma"), find_country("Korea, Rep. of"), find_country("NA")
    ('MMR', 'KOR', 'NAM')
    >>> find_country("Germany"), find_country("West Germany"), find_country("Yemen", 2000)
    ('DEU', 'XGW', 'YEM')
    >>> find_country(365, 1985, code="cow")
    'SUN'
    """
    system = read_code(code)
    if year is not None:
        if not hasattr(year, "__index__") or isinstance(year, bool):
            raise FreedomDataError(f"year is a whole number, such as 1990, not {year!r}")
        year = index(year)
    if isinstance(name, str):
        text = name
    elif system and hasattr(name, "__index__") and not isinstance(name, bool):
        text = str(int(name))
    else:
        raise UnknownCountryError(_say_no_name(name))
    match = resolve(text, year, system)
    if match.country_id is not None:
        return match.country_id
    if match.how == "ambiguous":
        raise AmbiguousCountryError(_say_choices(name, year, match))
    raise UnknownCountryError(_say_unknown(name, year, system))


def _say_no_name(name: object) -> str:
    if hasattr(name, "__index__") and not isinstance(name, bool):
        return _say_number(name, str(name))
    return f"{name!r} is no country: give an id, an ISO code or a name"


def _say_number(name: object, digits: str) -> str:
    """Say what a number means in each system, since it does not say so itself."""
    systems: tuple[Code, ...] = ("iso_numeric", "cow", "gw")
    meant = {system: resolve(digits, None, system) for system in systems}
    known = [
        f"code={system!r} ({' or '.join(map(describe, ids))})"
        for system, match in meant.items()
        if (ids := match.choices or ((match.country_id,) if match.country_id else ()))
    ]
    hint = ", ".join(known) or "no system has it"
    return f"{name!r} is a number, which means a country only in a system of codes: {hint}"


def _say_choices(name: object, year: int | None, match: Match) -> str:
    those = " or ".join(map(describe, match.choices))
    when = f" in {year}" if year is not None else ""
    lives = {get_countries()[id_].last_year for id_ in match.choices}
    settle = " or give a year" if year is None and lives != {None} else ""
    return f"{name!r}{when} may be {those}: name one of them{settle}"


def _say_unknown(name: str | int, year: int | None, code: Code | None) -> str:
    text = str(name)
    if bearers := _bearers(text, code):  # but not in that year
        those = ", ".join(_say_bearer(b, code) for b in bearers)
        there = [f"{get_countries()[id_].country} ({id_})" for id_ in _instead(bearers, year)]
        instead = f"; in {year} there was {', '.join(there)}" if there else ""
        return f"nobody {'had' if code else 'was called'} {name!r} in {year}; {those}{instead}"
    if code:
        return f"no country or territory has {name!r} in {code}"
    if not text.strip():
        return _say_no_name(name)
    if text.strip().isdecimal():
        return _say_number(name, text.strip())
    near = suggest(text)
    hint = f"; the nearest are {', '.join(map(describe, near))}" if near else ""
    return f"no country or territory is called {name!r}{hint}"


def _say_bearer(bearer: _Bearer, code: Code | None) -> str:
    """Say who bears a name or code in other years."""
    if not code:
        return f"there is {describe(bearer.country_id)}"
    years = f"{bearer.first or ''}-{bearer.last or ''}"
    return f"{get_countries()[bearer.country_id].country} ({bearer.country_id}) had it {years}"
