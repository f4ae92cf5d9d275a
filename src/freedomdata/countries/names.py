"""Who bears one name."""

from __future__ import annotations

from operator import index

from freedomdata.countries.lookup import CODES, Code, as_text, resolve
from freedomdata.countries.wording import say_ambiguous, say_no_name, say_unknown
from freedomdata.errors import AmbiguousCountryError, FreedomDataError, UnknownCountryError

__all__ = ["find_country", "read_code"]


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
        The year that is spoken of; a year before 1972, where the registry begins, is read as
        1972. Of several that bore a name, it means the one that lived in that year (at its end,
        if it is one of transition), and nobody outside of a unit's life. Without a year it means
        today's bearer, or one that ended where nobody bears the name today.
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
    text = as_text(name, system)
    if text is None:
        raise UnknownCountryError(say_no_name(name))
    match = resolve(text, year, system)
    if match.country_id is not None:
        return match.country_id
    if match.how == "ambiguous":
        raise AmbiguousCountryError(say_ambiguous(name, year, match))
    raise UnknownCountryError(say_unknown(name, year, system))
