"""A whole column of names: ids, and a report of what each name was found to mean."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, Any, NamedTuple

from freedomdata.countries.lookup import Code, Match, as_text, plain_code, resolve
from freedomdata.countries.names import find_country, read_code
from freedomdata.countries.report import make_report, make_text, refuse_left
from freedomdata.countries.spelling import make_key
from freedomdata.errors import FreedomDataError, brief

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    import pandas as pd

__all__ = ["Identified", "identify", "override_key"]

_EARLY = 10_000  # rows
_CODE = 3  # letters; what is no longer is taken as a code
_FAR = 100_000  # no table will have such a year


class Identified(NamedTuple):
    """What :func:`identify` found: the ids in the order of the names, and the match report."""

    ids: pd.Series[str]
    report: pd.DataFrame


def identify(
    names: Iterable[Any],
    years: int | Iterable[Any] | None = None,
    *,
    overrides: Mapping[str, str | None] | None = None,
    code: str | None = None,
    strict: bool = False,
) -> Identified:
    """
    Find the ids of a whole column of names, and report how each was found.

    Parameters
    ----------
    names : iterable
        Names as :func:`find_country` takes them: a Series, an array, a list.
    years : int or iterable, optional
        The year of each name, in the same order, or one for all. A missing year is read as if
        none were given.
    overrides : mapping of str to str, optional
        What a name means here, by any name of the unit: ``{"Congo": "COD"}``. It goes before
        everything else, for every spelling of the name; ``None`` leaves a name without an id.
    code : {"iso_alpha2", "iso_alpha3", "iso_numeric", "cow", "gw"}, optional
        The system, if `names` are its codes; numbers are only read with it.
    strict : bool, default False
        Whether to refuse a column in which a name is left to settle. A missing name is none.

    Returns
    -------
    Identified
        A named tuple of two.

        ``ids``: Series ``country_id`` (string), as long as `names` and with their index; missing
        where a name is unknown, ambiguous or missing.

        ``report``: DataFrame, a row for each name and what it was found to mean; what is left to
        settle comes first, then by number of rows. ``name`` (string, as given), ``rows`` (int64),
        ``country_id`` (string), ``how`` (string: ``"unknown"``, ``"ambiguous"``, ``"by year"``: the
        year settled which of several, ``"alias"``: by a known spelling, ``"exact"``: by id, code
        or our own name, ``"override"``), ``choices`` (string: who it may be; for unknown names
        the nearest, or who was there instead in that year), ``first_year``, ``last_year`` (Int64:
        those of the rows; missing without `years`).

    Raises
    ------
    FreedomDataError
        If `years` are not as many as `names`, have another index, or are no whole numbers; if
        `code` is no system.
    UnknownCountryError, AmbiguousCountryError
        If an override leads to no unit, or to several. UnknownCountryError with `strict`, if
        anything is left to settle.

    See Also
    --------
    find_country : One name, with an error instead of a report.

    Examples
    --------
    >>> names, years = ["Burma", "Congo", "Yemen", "Yemen"], [1990, 1990, 1980, 2000]
    >>> ids, report = identify(names, years)
    >>> report[["name", "rows", "country_id", "how"]].fillna("-")
        name  rows country_id        how
    0  Congo     1          -  ambiguous
    1  Yemen     1          -  ambiguous
    2  Yemen     1        YEM    by year
    3  Burma     1        MMR      alias
    >>> identify(["Burma", "Congo"], overrides={"Congo": "COD"}).ids.tolist()
    ['MMR', 'COD']
    """
    import numpy as np  # noqa: PLC0415 (importing this package must not import numpy)

    column = _as_column("names", names)
    find = _finder(read_code(code), overrides or {})
    codes, name_of = _factorize("names", column)
    year_of: list[int | None] = [None] * len(name_of)
    if years is not None:
        codes, name_of, year_of = _pair(codes, name_of, _as_years(years, column))
    found = [find(name, year) for name, year in zip(name_of, year_of, strict=True)]
    counts = np.bincount(codes, minlength=len(found)).tolist()
    report = make_report(name_of, year_of, found, counts)
    if strict:
        refuse_left(report)
    ids = make_text(match.country_id for match in found).take(codes)
    ids.index, ids.name = column.index, "country_id"
    return Identified(ids, report)


def _as_column(what: str, values: Iterable[Any]) -> pd.Series[Any]:
    """Return values, in whatever they come, as a Series."""
    import numpy as np  # noqa: PLC0415
    import pandas as pd  # noqa: PLC0415

    if isinstance(values, pd.Series):
        return values
    no_columns = (str, bytes, Mapping, AbstractSet)  # a set has no order
    is_column = isinstance(values, Iterable) and not isinstance(values, no_columns)
    if not is_column or getattr(values, "ndim", 1) != 1:
        raise FreedomDataError(
            f"{what} is a column, such as a Series or a list, not {brief(values)}"
        )
    if hasattr(values, "__array__"):
        return pd.Series(np.asarray(values))
    return pd.Series(list(values), dtype=object)


def _as_years(years: int | Iterable[Any], column: pd.Series[Any]) -> pd.Series[Any]:
    """Return the years as a Series that fits the names."""
    import pandas as pd  # noqa: PLC0415

    if isinstance(years, pd.Series) and not years.index.equals(column.index):
        raise FreedomDataError("years has another index than names: take both from one frame")
    if not isinstance(years, Iterable):
        return pd.Series(_as_year(years), index=column.index)
    series = _as_column("years", years)
    if len(series) != len(column):
        raise FreedomDataError(
            f"years are {len(series)}, names are {len(column)}: give one for each name, or one year"
        )
    return series


def _factorize(what: str, column: pd.Series[Any]) -> tuple[np.ndarray[Any, Any], list[Any]]:
    """Return which value each row of a column holds, and the values; the first is the missing."""
    import numpy as np  # noqa: PLC0415
    import pandas as pd  # noqa: PLC0415

    if isinstance(column.dtype, pd.CategoricalDtype):
        return column.cat.codes.to_numpy(np.intp) + 1, [None, *column.cat.categories]
    try:
        if column.dtype != object or len(column) <= _EARLY:
            places, distinct = pd.factorize(column)
            return places + 1, [None, *distinct.tolist()]
        # a column holds few names, and most of them soon: to look those up is quicker
        values = column.to_numpy()
        early = pd.Index(column.iloc[:_EARLY].dropna().unique(), dtype=object)
        codes = np.asarray(early.get_indexer(pd.Index(values, dtype=object, copy=False)))
        late = np.flatnonzero(codes < 0)
        late_codes, others = pd.factorize(values[late])
    except TypeError as error:
        raise FreedomDataError(f"{what} is a column of single values: {error}") from None
    codes[late] = np.where(late_codes < 0, -1, late_codes + len(early))
    return codes + 1, [None, *early, *others]


def _pair(
    codes: np.ndarray[Any, Any], names: list[Any], years: pd.Series[Any]
) -> tuple[np.ndarray[Any, Any], list[Any], list[int | None]]:
    """Return which name in which year each row holds, and those names and years."""
    import pandas as pd  # noqa: PLC0415

    year_codes, distinct = _factorize("years", years)
    known = [None, *map(_as_year, distinct[1:])]
    paired, pairs = pd.factorize(codes * len(known) + year_codes)
    places = [divmod(pair, len(known)) for pair in pairs.tolist()]
    return paired, [names[n] for n, _ in places], [known[n] for _, n in places]


def _as_year(year: Any) -> int:
    is_whole = hasattr(year, "__index__") or (isinstance(year, float) and year.is_integer())
    if not is_whole or isinstance(year, bool) or abs(year) > _FAR:
        raise FreedomDataError(f"years are whole numbers, such as 1990, not {year!r}")
    return int(year)


def _finder(
    code: Code | None, overrides: Mapping[Any, str | None]
) -> Callable[[Any, int | None], Match]:
    """Return what finds the unit that a name means in a year, overrides first."""
    if not isinstance(overrides, Mapping):
        raise FreedomDataError(
            f'overrides is a mapping, such as {{"Congo": "COD"}}: {brief(overrides)}'
        )
    settled: dict[tuple[str, str], Match] = {}
    for name, unit in overrides.items():
        if name is None or name != name:  # noqa: PLR0124 (so is a missing value)
            raise FreedomDataError("overrides settle names; a missing one has none")
        match = Match(_read_override(name, unit), "override")
        if settled.setdefault(override_key(name, code), match) != match:
            raise FreedomDataError(f"overrides settle {name!r} twice, and differently")

    def find(name: Any, year: int | None) -> Match:
        if settled and name is not None and (match := settled.get(override_key(name, code))):
            return match
        text = as_text(name, code)
        return Match(None, "unknown") if text is None else resolve(text, year, code)

    return find


def _read_override(name: Any, unit: str | None) -> str | None:
    try:
        return None if unit is None else find_country(unit)
    except FreedomDataError as error:
        raise type(error)(f"overrides of {name!r}: {error}") from None


def override_key(name: Any, code: str | None) -> tuple[str, str]:
    """Return what an override looks for: every spelling of a name, but the letters of a code."""
    text = str(name)
    key = make_key(text)
    if code or not key or len(text.strip()) <= _CODE:
        return "code", plain_code(text)
    return "name", key
