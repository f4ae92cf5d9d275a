"""Who bears one name, and the messages where nobody does, or several."""

from __future__ import annotations

import difflib
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from freedomdata.calls import explain_calls
from freedomdata.countries.lookup import (
    CODES,
    Bearer,
    Match,
    as_text,
    find_bearers,
    is_withdrawn,
    list_instead,
    list_spellings,
    resolve,
)
from freedomdata.countries.registry import get_countries, read_rows
from freedomdata.countries.spelling import make_key, write_out
from freedomdata.countries.years import Year, read_year
from freedomdata.errors import (
    AmbiguousCountryError,
    FreedomDataError,
    UnknownCountryError,
    brief,
    join_few,
    warn,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from freedomdata.choices import Code

__all__ = [
    "describe",
    "find_country",
    "format_life",
    "list_choices",
    "read_code",
    "warn_of_withdrawn",
]


def read_code(code: str | None) -> Code | None:
    """Return the name of a system of codes, or say which there are."""
    if code is not None and code not in CODES:
        raise FreedomDataError(f"there is no code {code!r}; there is {', '.join(CODES)}")
    return code


def warn_of_withdrawn(withdrawn: list[str]) -> None:
    """Warn of codes that ISO has withdrawn: what looks like one may be short for something else."""
    if not withdrawn:
        return
    read = [f"{name!r} as {describe(resolve(name).country_id or '')}" for name in withdrawn]
    warn(
        [
            f"codes that ISO has withdrawn were read: {join_few(read)}; where one is short for "
            f"another name, settle it with overrides={{({withdrawn[0]!r}, None, None): ID}} "
            f'(on the command line --set "{withdrawn[0]}:all=ID")'
        ]
    )


@explain_calls
def find_country(name: str | int, year: Year | None = None, *, code: str | None = None) -> str:
    """
    Return the id of the country or territory that bears a name.

    Parameters
    ----------
    name : str or int
        An id, an ISO 3166-1 code of letters (in capitals or small letters; ``Cod`` is a word) or
        any known spelling. Case, accents, punctuation, brackets, ``&``, ``St.`` and ``Rep.``,
        ``the`` and the order of the words do not matter, nor do footnotes, and years in brackets
        are read; nothing else is guessed. With `code`, a code of that system, number or text.
    year : int or date, optional
        The year that is spoken of, as a number, as text or as a date; a year before 1972, where the
        registry begins, is read as 1972. Of several that bore a name, it means the one that lived
        in that year (at its end, if it is one of transition), and nobody outside of a unit's life.
        Without a year it means today's bearer, or one that ended where nobody bears the name today.
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
        If `year` is no year or lies outside 1000 to 9999, or `code` is no system.

    Warns
    -----
    FreedomDataWarning
        If `name` was read as a code that ISO has withdrawn, such as BUR.

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
    year = None if year is None else read_year("year", year)
    text = as_text(name, system)
    if text is None:
        raise UnknownCountryError(_format_no_name(name))
    match = resolve(text, year, system)
    if match.country_id is not None:
        if match.how == "alias" and not system and is_withdrawn(text):
            warn_of_withdrawn([text])
        return match.country_id
    if match.how == "ambiguous":
        raise AmbiguousCountryError(_format_ambiguous(name, year, match))
    raise UnknownCountryError(_format_unknown(name, year, system, match))


_NEAREST = 3  # suggestions in a message
_LOOKED_AT = 10  # names that are as a whole like what is wanted
_ALIKE = 0.8  # as difflib counts: "Chnia" is near to China, "Amerika" to nobody
_SHORTEST = 4  # letters; to what is shorter, everything is near
_NUMBERS: tuple[Code, ...] = ("iso_numeric", "cow", "gw")


def format_life(first: int | None, last: int | None) -> str:
    """Return years in words; nothing for a unit that was always there, and is."""
    if first and last:
        return f"{first} to {last}"
    return f"since {first}" if first else f"until {last}" if last else ""


def describe(country_id: str) -> str:
    """Return a unit as messages name it: name, id and life."""
    c = get_countries()[country_id]
    life = format_life(c.first_year, c.last_year)
    return f"{c.country} ({country_id}{', ' if life else ''}{life})"


@cache
def _hints() -> Mapping[str, tuple[str, ...]]:
    """Map names that are no unit's, such as England, to those that a table may mean by them."""
    return {make_key(row["name"]): tuple(row["ids"].split()) for row in read_rows("hints.csv")}


@lru_cache(maxsize=1 << 12)
def _suggest(name: str) -> tuple[str, ...]:
    """Return the units whose names begin or go on like `name`, or differ in a few letters."""
    wanted = write_out(name)
    if (hint := _hints().get(make_key(name))) is not None:
        return hint
    if len(name) < _SHORTEST and name.istitle() and (bearers := find_bearers(name.upper(), None)):
        return tuple(bearer.country_id for bearer in bearers)
    if len(name.strip()) < _SHORTEST or not wanted:
        return ()
    known = list_spellings()
    ids = {id_: 0 for name in known if f" {wanted} " in f" {name} " for id_ in known[name]}
    if ids:  # what many have in their names, such as Southern, says nothing
        return tuple(ids) if len(ids) <= _NEAREST else ()
    alike = [spelling for spelling in known if spelling[:1] == wanted[0]]
    alike = difflib.get_close_matches(wanted, alike, n=_LOOKED_AT, cutoff=_ALIKE)
    near = [spelling for spelling in alike if _is_misspelt(wanted.split(), spelling.split())]
    return tuple(dict.fromkeys(id_ for spelling in near for id_ in known[spelling]))[:_NEAREST]


def _is_misspelt(words: list[str], known: list[str]) -> bool:
    """Whether every word is like the known one: South Africa is not near to South Asia."""
    if len(words) == len(known) == 1 or len(words) != len(known):
        return len(words) == len(known) or "".join(words) == "".join(known)
    return all(
        difflib.SequenceMatcher(None, *pair).ratio() >= _ALIKE
        for pair in zip(words, known, strict=True)
    )


def list_choices(name: str, match: Match) -> tuple[str, ...]:
    """Return who a name that was not settled may be; for an unknown name, who is near."""
    return match.choices or (_suggest(name) if match.how == "unknown" else ())


def _format_no_name(name: object) -> str:
    """Report that something is not even a name."""
    if hasattr(name, "__index__") and not isinstance(name, bool):
        return _format_number(name, str(name))
    return f"{brief(name)} is no country: give an id, an ISO code or a name"


def _format_number(name: object, digits: str) -> str:
    """Report what a number means in each system, since it does not say so itself."""
    known = []
    for system in _NUMBERS:
        match = resolve(digits, None, system)
        ids = match.choices or filter(None, [match.country_id])
        if those := " or ".join(map(describe, ids)):
            known.append(f"code={system!r} ({those})")
    hint = ", ".join(known) or "no system has it"
    return f"{brief(name)} is a number, which means a country only in a system of codes: {hint}"


def _format_ambiguous(name: object, year: int | None, match: Match) -> str:
    """Report who may be meant, and what would settle it."""
    those = " or ".join(map(describe, match.choices))
    when = f" in {year}" if year is not None else ""
    lives = {get_countries()[id_].last_year for id_ in match.choices}
    settle = " or give a year" if year is None and lives != {None} else ""
    return f"{brief(name)}{when} may be {those}: name one of them{settle}"


def _format_unknown(name: object, year: int | None, code: Code | None, match: Match) -> str:
    """Explain why nobody is meant, and who is near, or was there instead."""
    text = str(name)
    if year is not None and (bearers := find_bearers(text, code)):
        those = ", ".join(map(_format_bearer, bearers))
        there = [
            f"{get_countries()[id_].country} ({id_})"
            for id_ in list_instead([b.country_id for b in bearers], year)
        ]
        instead = f"; in {year} look for {' or '.join(there)}" if there else ""
        verb = "had the code" if code else "was called"
        return f"nobody {verb} {brief(name)} in {year}, only {those}{instead}"
    if match.how == "outside life":
        instead = f"; look for {' or '.join(map(describe, match.choices))}" if match.choices else ""
        return f"whom {brief(name)} means did not exist in {year}{instead}"
    if code:
        return f"no country or territory has the code {brief(name)} in {code}"
    if not text.strip():
        return _format_no_name(name)
    if text.strip().isdecimal():
        return _format_number(name, text.strip())
    near = _suggest(text)
    hint = f"; the nearest are {', '.join(map(describe, near))}" if near else ""
    return f"no country or territory is called {brief(name)}{hint}"


def _format_bearer(bearer: Bearer) -> str:
    """Report who bears a name or code in other years."""
    country = get_countries()[bearer.country_id].country
    return f"{country} ({bearer.country_id}) {format_life(bearer.first, bearer.last)}"
