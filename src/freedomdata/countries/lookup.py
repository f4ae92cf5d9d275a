"""What a name means: exactly, by the spellings of ``aliases.csv``, or nothing at all."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Literal, get_args

from freedomdata.countries.registry import FIRST_YEAR, get_countries, read_rows
from freedomdata.countries.spelling import make_key, write_out

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

__all__ = [
    "CODES",
    "Bearer",
    "Code",
    "Match",
    "as_text",
    "find_bearers",
    "is_code",
    "list_instead",
    "list_spellings",
    "plain_code",
    "resolve",
]

Code = Literal["iso_alpha2", "iso_alpha3", "iso_numeric", "cow", "gw"]
CODES: tuple[Code, ...] = get_args(Code)
_BLANKS = " \t\n\r\f\v\xa0\ufeff"  # the last stands before the first cell of many a CSV
_IN_BRACKETS = re.compile(r"(.*\S)\s*(?:\(([^()]+)\)|\[([^\[\]]+)\])\s*")  # Burma (Myanmar)
_SIDE_BY_SIDE = re.compile(r"([^/,]+)[/,]([^/,]+)")  # Burma/Myanmar; Burma, formerly Myanmar
_FORMERLY = re.compile(r"\s*(formerly|former|ex)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Match:
    """What a name was found to mean: one unit, or several `choices`, or nobody."""

    country_id: str | None
    how: Literal["exact", "alias", "by year", "override", "ambiguous", "unknown"]
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bearer:
    """A unit that bears a name or code, in which years, and whether it is the unit's own."""

    country_id: str
    first: int | None
    last: int | None
    is_own: bool

    def bears_in(self, year: int) -> bool:
        """Whether the unit bears the name on any day of `year`."""
        return (self.first or year) <= year <= (self.last or year)


def _list_names() -> Iterator[tuple[str, Bearer]]:
    """Yield every name with the unit that bears it, our own names first."""
    for c in get_countries().values():
        yield c.country, Bearer(c.country_id, c.first_year, c.last_year, is_own=True)
    for row in read_rows("aliases.csv"):
        c = get_countries()[row["country_id"]]
        first = int(row["first_year"]) if row["first_year"] else c.first_year
        last = int(row["last_year"]) if row["last_year"] else c.last_year
        yield row["alias"], Bearer(c.country_id, first, last, is_own=False)


@cache
def _names() -> Mapping[str, tuple[Bearer, ...]]:
    """Map the key of every name to the units that bear it."""
    found: dict[str, dict[str, Bearer]] = defaultdict(dict)
    for name, bearer in _list_names():
        found[make_key(name)].setdefault(bearer.country_id, bearer)
    return {key: tuple(bearers.values()) for key, bearers in found.items()}


@cache
def list_spellings() -> Mapping[str, tuple[str, ...]]:
    """Map every name, written out, to the units that bear it."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for name, bearer in _list_names():
        found[write_out(name)][bearer.country_id] = None
    return {name: tuple(ids) for name, ids in found.items()}


@cache
def _marked() -> frozenset[str]:
    """Return every name with the commas, slashes and brackets that stand in it."""
    return frozenset(write_out(name, with_marks=True) for name, _ in _list_names())


@cache
def _codes(code: Code | None) -> Mapping[str, tuple[Bearer, ...]]:
    """Map the codes of one system to their bearers; without one ids and the letters of ISO."""
    found: dict[str, dict[str, Bearer]] = defaultdict(dict)
    for c in get_countries().values():
        first, last = c.first_year, c.last_year
        if code in ("cow", "gw"):
            first, last = getattr(c, f"{code}_first_year"), getattr(c, f"{code}_last_year")
        words = [getattr(c, code)] if code else [c.country_id, c.iso_alpha2, c.iso_alpha3]
        for word in filter(None, words):
            bearer = Bearer(c.country_id, first, last, is_own=True)
            found[plain_code(str(word))][c.country_id] = bearer
    return {word: tuple(bearers.values()) for word, bearers in found.items()}


def plain_code(text: str) -> str:
    """Return a code without what may differ in writing: case, blanks, zeros in front, ``.0``."""
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    word = plain.strip(_BLANKS).casefold()
    number = word.removesuffix(".0")
    return (number.lstrip("0") or "0") if number.isdecimal() else word


def is_code(name: str) -> bool:
    """Whether a name is read as an id or an ISO code of letters."""
    return plain_code(name) in _codes(None)


def as_text(name: Any, code: Code | None) -> str | None:
    """Return a name, or with a system of codes a number, as text; None if it is neither."""
    if isinstance(name, str):
        return name
    is_number = isinstance(name, float) or hasattr(name, "__index__")
    if code and is_number and not isinstance(name, bool) and name % 1 == 0:
        return str(int(name))  # 710.0 in a column in which some are missing
    return None


@lru_cache(maxsize=1 << 16)
def find_bearers(name: str, code: Code | None) -> tuple[Bearer, ...]:
    """Return who bears a name or code in any year."""
    found = _codes(code).get(plain_code(name), ())
    if found or code:
        return found
    found = _names().get(make_key(name), ())
    if found and _joins_two_names(name) and write_out(name, with_marks=True) not in _marked():
        return ()  # "Hong Kong SAR, China" is a name of one, "Somalia, Somaliland" are two
    return found


def _joins_two_names(name: str) -> bool:
    """Whether a name is put together of two names that do not mean the same."""
    words = write_out(name).replace(" / ", " ").split()
    halves = ((words[:n], words[n:]) for n in range(1, len(words)))
    for half in halves:
        first, second = (_names().get(" ".join(sorted(part)), ()) for part in half)
        if first and second and {b.country_id for b in first} != {b.country_id for b in second}:
            return True
    return False


@lru_cache(maxsize=1 << 16)
def resolve(name: str, year: int | None = None, code: Code | None = None) -> Match:
    """Return what a name (or a code of one system) means, in a year or today."""
    year = year if year is None else max(year, FIRST_YEAR)
    bearers = find_bearers(name, code)
    if bearers or code:
        return _settle(bearers, year)
    in_brackets = _IN_BRACKETS.fullmatch(name)
    if not (two := in_brackets or _SIDE_BY_SIDE.fullmatch(name)):
        return Match(None, "unknown")
    first, *others = two.groups(default="")
    return _agree(
        _settle(find_bearers(first, None), year),
        _settle(find_bearers(_FORMERLY.sub("", "".join(others)), None), year),
        is_apposition=bool(in_brackets),
    )


def _agree(first: Match, second: Match, *, is_apposition: bool) -> Match:
    """Return the unit that two names both mean; one in brackets may settle who the other is."""
    meant = [{match.country_id} - {None} or {*match.choices} for match in (first, second)]
    both = meant[0] & meant[1] if "unknown" not in (first.how, second.how) else set()
    is_settled = first.country_id and second.country_id
    if len(both) != 1 or not (is_settled or (is_apposition and second.country_id)):
        return Match(None, "unknown")
    is_by_year = "by year" in (first.how, second.how)
    return Match(both.pop(), "by year" if is_by_year else "alias")


def _settle(bearers: tuple[Bearer, ...], year: int | None) -> Match:
    """Return which of those who bear a name it means, in a year or today."""
    if year is None:  # who ended bears a name only where nobody bears it today
        alive = [b for b in bearers if b.last is None] or list(bearers)
    else:
        alive = [b for b in bearers if b.bears_in(year)]
    if not alive:
        return Match(None, "unknown", list_instead(bearers, year))
    # in the year of a transition a name means who bore it at its end
    lasting = [b for b in alive if year is None or b.last != year] or alive
    own = [b for b in lasting if b.is_own]
    if len(lasting) > 1 and len(own) != 1:
        return Match(None, "ambiguous", tuple(b.country_id for b in lasting))
    found = own[0] if own else lasting[0]
    if year is not None and len(lasting) < len(bearers):
        return Match(found.country_id, "by year")
    return Match(found.country_id, "exact" if found.is_own else "alias")


def list_instead(bearers: Iterable[Bearer], year: int | None) -> tuple[str, ...]:
    """Return who was there in `year` instead of those who bore a name in others."""
    if year is None or year < FIRST_YEAR:
        return ()
    ids = [b.country_id for b in bearers]
    kin = {k for id_ in ids for k in _kin(id_, year)}
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
