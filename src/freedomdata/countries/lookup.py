"""What a name means: exactly, by the spellings of ``aliases.csv``, or nothing at all."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Literal, get_args

from freedomdata.choices import Code
from freedomdata.countries.registry import FIRST_YEAR, get_countries, read_rows
from freedomdata.countries.spelling import (
    IGNORED_OR_LONG,
    clean,
    drop_apostrophes,
    is_plain,
    list_readings,
    make_key,
    split_years,
    write_out,
)
from freedomdata.countries.years import LAST_OF_ALL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

__all__ = [
    "CODES",
    "UNKNOWN",
    "Bearer",
    "Match",
    "as_text",
    "find_bearers",
    "is_code",
    "is_withdrawn",
    "list_instead",
    "list_spellings",
    "plain_code",
    "resolve",
]

_STATES = ("cow", "gw")
CODES: tuple[Code, ...] = get_args(Code)
_BLANKS = " \t\n\r\f\v\xa0\ufeff"  # the last is before the first cell of many a CSV
_IN_BRACKETS = re.compile(r"(.*\S)\s*(?:\(([^()]+)\)|\[([^\[\]]+)\])\s*")  # Burma (Myanmar)
_SIDE_BY_SIDE = re.compile(r"([^/,]+)[/,]([^/,]+)")  # Burma/Myanmar; Burma, formerly Myanmar
_LONGEST_CODE = 8  # letters, with blanks around it
_FORMERLY = re.compile(r"\s*(formerly|former|ex)\b", re.IGNORECASE)
_HELD_AS = re.compile(
    r"\s+(?:(?:overseas|external|dependent)\s+)?(?:territory|dependency)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Match:
    """What a name was found to mean: one unit, or several `choices`, or nobody."""

    country_id: str | None
    how: Literal[
        "exact", "alias", "by year", "override", "unused", "outside life", "ambiguous", "unknown"
    ]
    choices: tuple[str, ...] = ()
    override: str | None = None


UNKNOWN = Match(None, "unknown")


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
        yield row["alias"], _read_bearer(row)


def _read_bearer(row: Mapping[str, str]) -> Bearer:
    c = get_countries()[row["country_id"]]
    first = int(row["first_year"]) if row["first_year"] else c.first_year
    last = int(row["last_year"]) if row["last_year"] else c.last_year
    return Bearer(c.country_id, first, last, is_own=False)


@cache
def _names() -> Mapping[str, tuple[Bearer, ...]]:
    """Map the key of every name to the units that bear it."""
    found: dict[str, dict[str, Bearer]] = defaultdict(dict)
    for name, bearer in _list_names():
        for spelling in dict.fromkeys((name, drop_apostrophes(name))):
            found[make_key(spelling)].setdefault(bearer.country_id, bearer)
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
    """Return every name with the commas, slashes and brackets that are in it."""
    return frozenset(write_out(name, with_marks=True) for name, _ in _list_names())


@cache
def _codes(code: Code | None) -> Mapping[str, tuple[Bearer, ...]]:
    """Map the codes of one system to their bearers; without one ids and the letters of ISO."""
    found: dict[str, dict[str, Bearer]] = defaultdict(dict)
    for c in get_countries().values():
        first, last = c.first_year, c.last_year
        if code in _STATES:
            first, last = getattr(c, f"{code}_first_year"), getattr(c, f"{code}_last_year")
        words = [getattr(c, code)] if code else [c.country_id, c.iso_alpha2, c.iso_alpha3]
        for word in filter(None, words):
            bearer = Bearer(c.country_id, first, last, is_own=True)
            found[plain_code(str(word))][c.country_id] = bearer
    if code in _STATES:  # their numbers pass on from year to year
        return {word: tuple(bearers.values()) for word, bearers in found.items()}
    return {word: _keep_living(bearers.values()) for word, bearers in found.items()}


def _keep_living(bearers: Iterable[Bearer]) -> tuple[Bearer, ...]:
    """Return who bears a code of ISO: SK was Sikkim's, but today it is Slovakia's in any year."""
    every = tuple(bearers)
    return tuple(b for b in every if b.last is None) or every


@cache
def _as_written() -> Mapping[str, tuple[Bearer, ...]]:
    """Map what is only found just as it is written to its bearers: codes of others, above all."""
    found: dict[str, tuple[Bearer, ...]] = defaultdict(tuple)
    for row in read_rows("as_written.csv"):
        found[row["spelling"]] += (_read_bearer(row),)
    return dict(found)


@cache
def _withdrawn() -> frozenset[str]:
    """Return the codes that ISO withdrew when their bearer took another name."""
    rows = read_rows("as_written.csv")
    return frozenset(row["spelling"] for row in rows if row["what"] == "withdrawn by ISO")


def plain_code(text: str) -> str:
    """Return a code without what may differ in writing: case, blanks, zeros in front, ``.0``."""
    word = _strip(text).casefold()
    number = word.removesuffix(".0")
    return (number.lstrip("0") or "0") if number.isdecimal() else word


def _strip(text: str) -> str:
    return (text if text.isascii() else unicodedata.normalize("NFKC", text)).strip(_BLANKS)


def is_code(name: str) -> bool:
    """Whether a name is read as an id or an ISO code of letters."""
    return bool(_find_code(name))


def is_withdrawn(name: str) -> bool:
    """Whether a name is read as a code that ISO withdrew when its bearer took another name."""
    return len(name) < _LONGEST_CODE and _strip(name) in _withdrawn() and not is_code(name)


def _find_code(name: str) -> tuple[Bearer, ...]:
    """Return who bears an id or an ISO code; ``Cod`` is a word, ``COD`` and ``cod`` are codes."""
    is_word = not (name.isupper() or name.islower())
    return () if is_word else _codes(None).get(plain_code(name), ())


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
    if code:
        return _codes(code).get(plain_code(name), ())
    if found := _find_code(name):
        return found
    if found := _as_written().get(_strip(name), ()):
        return found
    found = _names().get(make_key(name), ())
    if not found and not name.isascii():
        readings = (_names().get(make_key(reading), ()) for reading in list_readings(name))
        return next(filter(None, readings), ())
    if found and _joins_two_names(name) and write_out(name, with_marks=True) not in _marked():
        return ()  # "Hong Kong SAR, China" is a name of one, "Somalia, Somaliland" are two
    return found


def _joins_two_names(name: str) -> bool:
    """Whether a name is put together of two names that cannot mean the same."""
    words = write_out(name).replace(" / ", " ").split()
    halves = ((words[:n], words[n:]) for n in range(1, len(words)))
    for half in halves:
        first, second = (_names().get(" ".join(sorted(part)), ()) for part in half)
        if first and second and not {b.country_id for b in first} & {b.country_id for b in second}:
            return True
    return False


@cache
def _words() -> frozenset[str]:
    """Return every word that is in a name or is a code, in small letters."""
    names = (*_names(), *_codes(None), *map(str.casefold, _as_written()), *IGNORED_OR_LONG)
    return frozenset(word for name in names for word in name.split())


def _has_strange_word(name: str) -> bool:
    """Whether a name of plain letters has a word that is in no name: such names are many."""
    if not is_plain(name):
        return False
    words = _words()
    return any(word not in words for word in name.lower().split() if len(word) > 1)


@lru_cache(maxsize=1 << 16)
def resolve(name: str, year: int | None = None, code: Code | None = None) -> Match:
    """Return what a name (or a code of one system) means, in a year or today."""
    if code is None and _has_strange_word(name):
        return UNKNOWN
    if year is None:
        return _resolve(name, None, code)
    year = max(year, FIRST_YEAR)
    match = _resolve(name, year, code)
    may_live = match is not UNKNOWN or _may_be_two(name)
    if match.how == "unknown" and may_live and (today := _resolve(name, None, code).country_id):
        return Match(None, "outside life", match.choices or list_instead([today], year))
    return match


def _may_be_two(name: str) -> bool:
    return "(" in name or "[" in name or "/" in name or "," in name


def _resolve(name: str, year: int | None, code: Code | None) -> Match:
    """Return what a name means in a year; a name of one that did not live then is unknown."""
    bearers = find_bearers(name, code)
    if bearers or code:
        return _settle(bearers, year)
    name = clean(name)
    if years := split_years(name):
        return _settle_within(*years, year)
    if not _may_be_two(name):
        return UNKNOWN
    in_brackets = _IN_BRACKETS.fullmatch(name)
    if not (two := in_brackets or _SIDE_BY_SIDE.fullmatch(name)):
        return UNKNOWN
    first, *others = two.groups(default="")
    other = _FORMERLY.sub("", "".join(others))
    match = _settle(find_bearers(first, None), year)
    agreed = _agree(match, _settle(find_bearers(other, None), year), bool(in_brackets))
    return _settle_held(match, other) if in_brackets and agreed is UNKNOWN else agreed


def _settle_within(name: str, first: int | None, last: int | None, year: int | None) -> Match:
    """Return who bears a name in the years that are given with it: ``Ethiopia (1993-)``."""
    bearers = find_bearers(name, None)
    if not bearers and (unit := _resolve(name, None, None).country_id):
        c = get_countries()[unit]
        bearers = (Bearer(unit, c.first_year, c.last_year, is_own=False),)
    first, last = max(first or FIRST_YEAR, FIRST_YEAR), last or LAST_OF_ALL
    there = tuple(b for b in bearers if _lives_between(b, first, last))
    if not there or (year is None and len(there) > 1):
        return Match(None, "ambiguous", _ids(there)) if there else UNKNOWN
    if year is None or first <= year <= last:
        return _settle(there, year)
    if first == last:  # one year, and another than that of the row
        return Match(None, "ambiguous", _ids(there))
    then = _settle(bearers, year)
    return Match(None, "outside life", (then.country_id,) if then.country_id else then.choices)


def _lives_between(bearer: Bearer, first: int, last: int) -> bool:
    """Whether a unit bears a name in some years, and not just in the year of a transition."""
    begins, ends = max(bearer.first or first, first), min(bearer.last or last, last)
    is_transition = begins == ends and first < last and ends in (bearer.first, bearer.last)
    return begins <= ends and not is_transition


def _agree(first: Match, second: Match, is_apposition: bool) -> Match:  # noqa: FBT001
    """Return the unit that two names both mean; one in brackets may settle who the other is."""
    meant = [{match.country_id} - {None} or {*match.choices} for match in (first, second)]
    both = meant[0] & meant[1] if "unknown" not in (first.how, second.how) else set()
    is_settled = first.country_id and second.country_id
    if len(both) != 1 or not (is_settled or (is_apposition and second.country_id)):
        return UNKNOWN
    is_by_year = "by year" in (first.how, second.how)
    return Match(both.pop(), "by year" if is_by_year else "alias")


def _settle_held(match: Match, holder: str) -> Match:
    """Return the territory named before the state which holds it: ``Greenland (Denmark)``."""
    holders = {*_ids(find_bearers(_HELD_AS.sub("", holder), None))}
    meant = [match.country_id] if match.country_id else match.choices
    held = [id_ for id_ in meant if holders & {*get_countries()[id_].claimed_by}]
    return Match(held[0], "alias") if match.how != "unknown" and len(held) == 1 else UNKNOWN


def _ids(bearers: Iterable[Bearer]) -> tuple[str, ...]:
    return tuple(b.country_id for b in bearers)


def _settle(bearers: tuple[Bearer, ...], year: int | None) -> Match:
    """Return which of those who bear a name it means, in a year or today."""
    if year is None:  # who ended bears a name only where nobody bears it today
        alive = [b for b in bearers if b.last is None] or list(bearers)
    else:
        alive = [b for b in bearers if b.bears_in(year)]
    if not alive:
        return Match(None, "unknown", list_instead(_ids(bearers), year))
    # in the year of a transition a name means who bore it at its end
    lasting = [b for b in alive if year is None or b.last != year] or alive
    own = [b for b in lasting if b.is_own]
    if len(lasting) > 1 and len(own) != 1:
        return Match(None, "ambiguous", _ids(lasting))
    found = own[0] if own else lasting[0]
    if year is not None and len(lasting) < len(bearers):
        return Match(found.country_id, "by year")
    return Match(found.country_id, "exact" if found.is_own else "alias")


def list_instead(ids: Iterable[str], year: int | None) -> tuple[str, ...]:
    """Return who was there in `year` instead of those who bore a name in others."""
    if year is None or year < FIRST_YEAR:
        return ()
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
