"""Who bears one name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from freedomdata.calls import explain_calls
from freedomdata.countries.lookup import CODES, as_text, is_withdrawn, resolve
from freedomdata.countries.wording import describe, say_ambiguous, say_no_name, say_unknown
from freedomdata.countries.years import Year, read_year
from freedomdata.errors import (
    AmbiguousCountryError,
    FreedomDataError,
    UnknownCountryError,
    spell_out,
    warn,
)

if TYPE_CHECKING:
    from freedomdata.choices import Code

__all__ = ["find_country", "read_code", "warn_of_withdrawn"]


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
            f"codes that ISO has withdrawn were read: {spell_out(read)}; where one is short for "
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
        raise UnknownCountryError(say_no_name(name))
    match = resolve(text, year, system)
    if match.country_id is not None:
        if match.how == "alias" and not system and is_withdrawn(text):
            warn_of_withdrawn([text])
        return match.country_id
    if match.how == "ambiguous":
        raise AmbiguousCountryError(say_ambiguous(name, year, match))
    raise UnknownCountryError(say_unknown(name, year, system, match))
