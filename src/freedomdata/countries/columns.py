"""A whole column of names: ids, and a report of what each name was found to mean."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from freedomdata.calls import explain_calls
from freedomdata.countries.lookup import UNKNOWN, Match, as_text, is_withdrawn, resolve
from freedomdata.countries.names import describe, list_choices, read_code, warn_of_withdrawn
from freedomdata.countries.overrides import read_overrides
from freedomdata.countries.years import Year, read_year
from freedomdata.errors import FreedomDataError, UnknownCountryError, brief, join_few
from freedomdata.schema import pandas_type, set_types

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from freedomdata.choices import Code
    from freedomdata.countries.overrides import Overrides
    from freedomdata.schema import Backend

__all__ = ["Identified", "Line", "identify", "list_left", "make_report"]

_EARLY = 10_000  # rows


class Identified(NamedTuple):
    """What :func:`identify` found: the ids in the order of the names, and the match report."""

    ids: pd.Series[str]
    report: pd.DataFrame


@explain_calls
def identify(  # noqa: PLR0913 (each is a way to read)
    names: Iterable[Any],
    years: Year | Iterable[Any] | None = None,
    *,
    overrides: Mapping[Any, str | None] | pd.Series[str] | None = None,
    code: str | None = None,
    strict: bool = False,
    dtype_backend: Backend | None = None,
) -> Identified:
    """
    Find the ids of a whole column of names, and report how each was found.

    Parameters
    ----------
    names : iterable
        Names as :func:`find_country` takes them: a Series, an array, a list.
    years : int, date or iterable, optional
        The year of each name, in the same order, or one for all: whole numbers (also as floats or
        text), dates or timestamps. A missing year is read as if none were given.
    overrides : mapping or Series, optional
        What a name means here, by any name of the unit, for every spelling of the name.
        ``{"Congo": "COD"}`` only fills in: where the name is ambiguous, unknown or outside the life
        of its unit, and the unit that is given lives; what is clear stays. ``{"World": None}``
        leaves a name without an id, always. A key with a first and a last year, either of which may
        be None, goes before everything else in those years: ``{("Germany", 1972, 1989): "XGW"}``;
        ``{("Palestine", None, None): "XWB"}`` is every year.
    code : {"iso_alpha2", "iso_alpha3", "iso_numeric", "cow", "gw"}, optional
        The system, if `names` are its codes; numbers are only read with it.
    strict : bool, default False
        Whether to refuse a column in which a name is left to settle: ambiguous or unknown. A
        missing name is none, and a unit outside its life needs no settling.
    dtype_backend : {"numpy_nullable", "pyarrow"}, optional
        Types of the columns, as in pandas' readers. By default those that pandas itself makes.

    Returns
    -------
    Identified
        A named tuple of two.

        ``ids``: Series ``country_id`` (str), as long as `names` and with their index; missing
        where a name is unknown, ambiguous, outside the life of its unit, or missing.

        ``report``: DataFrame, a row for each name and what it was found to mean; what is left to
        settle comes first, then what is worth a look, then by number of rows. ``name`` (str, as
        given), ``rows`` (int64), ``country_id`` (str), ``how`` (str: ``"unknown"``;
        ``"ambiguous"``; ``"outside life"``: clearly one unit, but it did not exist in that year;
        ``"unused"``: an override that settled no row; ``"by year"``: the year settled which of
        several; ``"alias"``: by a known spelling; ``"exact"``: by id, code or our own name;
        ``"override"``), ``choices`` (str: who it may be; for unknown names the nearest; outside
        its life who was there instead), ``first_year``, ``last_year`` (float64: those of the rows;
        missing without `years`), ``override`` (str: the key that settled these rows), ``note``
        (str: what else is worth knowing: another name in the column that means the same unit in
        the same years, why an override is unused, a code that ISO has withdrawn).

    Raises
    ------
    FreedomDataError
        If `years` are not as many as `names`, have another index, are no years or lie outside 1000
        to 9999; if `overrides` is no mapping, or says two things of one name; if `code` is no
        system.
    UnknownCountryError, AmbiguousCountryError
        If an override leads to no unit, or to several. UnknownCountryError with `strict`, if
        anything is left to settle.

    Warns
    -----
    FreedomDataWarning
        If a code was read that ISO has withdrawn, such as BUR: it may be short for something else.

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
    >>> identify(["Germany"] * 3, [1980, 1990, 2005], overrides={"Germany": "XGW"}).ids.tolist()
    ['XGW', 'DEU', 'DEU']
    """
    import numpy as np  # noqa: PLC0415 (importing this package must not import numpy)

    column = _as_column("names", names)
    system = read_code(code)
    settled = read_overrides({} if overrides is None else overrides, system)
    codes, name_of = _factorize("names", column)
    year_of: list[int | None] = [None] * len(name_of)
    if years is not None:
        codes, name_of, year_of = _pair(codes, name_of, _as_years(years, column))
    found = [_find(*pair, system) for pair in zip(name_of, year_of, strict=True)]
    if settled:
        found = [settled.settle(*row) for row in zip(name_of, year_of, found, strict=True)]
    counts = np.bincount(codes, minlength=len(found)).tolist()
    seen = zip(name_of, found, counts, year_of, year_of, strict=True)
    lines = [Line(*line) for line in seen if line[2]]
    withdrawn = [] if system else list_withdrawn(lines)
    report = make_report(lines, settled, withdrawn)
    if strict:
        _refuse_left(report)
    warn_of_withdrawn(withdrawn)
    ids = _make_text(match.country_id for match in found).take(codes)
    ids.index, ids.name = column.index, "country_id"
    if dtype_backend is not None:
        report = set_types(report, _REPORT, dtype_backend)
        ids = ids.astype(pandas_type("str", dtype_backend))
    return Identified(ids, report)


def _find(name: Any, year: int | None, code: Code | None) -> Match:
    text = as_text(name, code)
    return UNKNOWN if text is None else resolve(text, year, code)


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
    if isinstance(values, np.ma.MaskedArray):  # what is under the mask is none
        plain = np.array(values.data, dtype=object)
        plain[np.ma.getmaskarray(values)] = None
        return _as_column(what, plain)
    if hasattr(values, "__array__"):
        return pd.Series(np.asarray(values))
    return pd.Series(list(values), dtype=object)


def _as_years(years: Year | Iterable[Any], column: pd.Series[Any]) -> pd.Series[Any]:
    """Return the years as a Series that fits the names."""
    import pandas as pd  # noqa: PLC0415

    if isinstance(years, pd.Series) and not years.index.equals(column.index):
        raise FreedomDataError("years has another index than names: take both from one frame")
    if isinstance(years, str) or not isinstance(years, Iterable) or getattr(years, "ndim", 1) == 0:
        return pd.Series(read_year("years", years), index=column.index, dtype=object)
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
        held = column.cat.remove_unused_categories()  # of rows that were left out
        return held.cat.codes.to_numpy(np.intp) + 1, [None, *held.cat.categories]
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
    known = [None, *(read_year("years", year) for year in distinct[1:])]
    paired, pairs = pd.factorize(codes * len(known) + year_codes)
    places = [divmod(pair, len(known)) for pair in pairs.tolist()]
    return paired, [names[n] for n, _ in places], [known[n] for _, n in places]


_ORDER = {
    how: place
    for place, how in enumerate(
        ("unknown", "ambiguous", "outside life", "unused", "by year", "alias", "exact", "override")
    )
}
_LEFT = ("unknown", "ambiguous")
_SUGGESTED = 100  # unknown names that get suggestions: to look for them takes time
_MISSING = float("nan")
_FEW = 3  # other names in a note


class Line(NamedTuple):
    """A name, what it means, in how many rows, and in which years."""

    name: Any
    match: Match
    rows: int
    first: int | None
    last: int | None


def list_withdrawn(lines: list[Line]) -> list[str]:
    """Return the names that were read as codes which ISO has withdrawn."""
    names = (line.name for line in lines if line.match.how == "alias")
    return [name for name in dict.fromkeys(names) if is_withdrawn(name)]


#: What the columns of a report hold.
_REPORT = {
    "name": "str",
    "rows": "int64",
    "country_id": "str",
    "how": "str",
    "choices": "str",
    "first_year": "Int64",
    "last_year": "Int64",
    "override": "str",
    "note": "str",
}


def make_report(lines: list[Line], overrides: Overrides, withdrawn: list[str]) -> pd.DataFrame:
    """Return a row for each name and what it was found to mean."""
    import pandas as pd  # noqa: PLC0415

    lines, notes = _note_lines(lines, overrides)
    # what comes first, and how a name is shown, beside what was found
    places = [(_ORDER[line.match.how], -line.rows, _print(line.name), line) for line in lines]
    places.sort(key=itemgetter(0, 1, 2))
    lines = [line for *_, line in places]
    for line in lines if withdrawn else ():
        if line.name in withdrawn and line.match.how == "alias":
            reasons = filter(None, ("a code that ISO has withdrawn", notes.get(line[:2])))
            notes[line[:2]] = "; ".join(reasons)
    choices = [_list_choices(line, is_late=n >= _SUGGESTED) for n, line in enumerate(lines)]
    return pd.DataFrame(
        {
            "name": _make_text(None if line.name is None else text for *_, text, line in places),
            "rows": pd.Series([line.rows for line in lines], dtype="int64"),
            "country_id": _make_text(line.match.country_id for line in lines),
            "how": _make_text(_ORDER).take([place for place, *_ in places]).array,
            "choices": _make_text(choices),
            "first_year": pd.Series([line.first for line in lines], dtype="float64"),
            "last_year": pd.Series([line.last for line in lines], dtype="float64"),
            "override": _make_text(line.match.override for line in lines),
            "note": _make_text(notes.get(line[:2]) if notes else None for line in lines),
        }
    )


def _note_lines(
    lines: list[Line], overrides: Overrides
) -> tuple[list[Line], dict[tuple[Any, Match], str]]:
    """Return a line for each name and what it means, those of unused overrides, and notes."""
    notes = {}
    rows = [(line.name, line.first, line.match) for line in lines if overrides]
    unused = overrides.list_unused(rows)
    if any(line.first is not None for line in lines):
        notes = _note_same(lines)
        lines = _join_years(lines)
    for override, why in unused:
        match = Match(override.country_id, "unused", override=override.label)
        lines.append(Line(override.name, match, 0, None, None))
        notes[override.name, match] = why
    return lines, notes


def _join_years(lines: list[Line]) -> list[Line]:
    """Return one line for each name and what it means, of however many years."""
    joined: dict[tuple[Any, Match], Line] = {}
    for line in lines:
        _, _, rows, *others = joined.get((line.name, line.match), (None, None, 0))
        known = [year for year in (line.first, line.last, *others) if year is not None]
        first, last = min(known, default=None), max(known, default=None)
        joined[line.name, line.match] = Line(line.name, line.match, rows + line.rows, first, last)
    return list(joined.values())


def _note_same(lines: list[Line]) -> dict[tuple[Any, Match], str]:
    """Report of names which others mean the same unit in the same years."""
    together: dict[tuple[str, int], list[Line]] = defaultdict(list)
    for line in lines:
        if line.match.country_id and line.first is not None:
            together[line.match.country_id, line.first].append(line)
    shared: dict[tuple[Any, Match], dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for (_, year), same in together.items():
        for line in same if len(same) > 1 else ():
            for other in same:
                if other.name != line.name:
                    shared[line.name, line.match][_print(other.name)].append(year)
    return {key: f"the same unit as {_list_shared(others)}" for key, others in shared.items()}


def _list_shared(others: dict[str, list[int]]) -> str:
    spans = ((name, min(years), max(years)) for name, years in others.items())
    names = [f"{name!r} in {a}" + (f" to {z}" if z > a else "") for name, a, z in spans]
    return join_few(names, _FEW)


def _print(name: Any) -> str:
    """Return a name as the report shows it: 700.0, from a column with gaps, is 700."""
    if isinstance(name, str):
        return name
    if isinstance(name, float) and name.is_integer():
        return str(int(name))
    return "" if name is None else str(name)


def _make_text(values: Iterable[str | None]) -> pd.Series[str]:
    """Return texts as the dtype that this pandas gives to texts, also if there are none."""
    import pandas as pd  # noqa: PLC0415

    texts: list[Any] = list(values)
    if None in texts:
        texts = [_MISSING if text is None else text for text in texts]
    return pd.Series(["", *texts]).iloc[1:].reset_index(drop=True)


def _list_choices(line: Line, *, is_late: bool) -> str | None:
    """Report who a name that is left may be, or who was there instead."""
    if line.match.how not in (*_LEFT, "outside life"):
        return None
    is_text = isinstance(line.name, str) and not is_late
    ids = list_choices(line.name, line.match) if is_text else line.match.choices
    return " or ".join(map(describe, ids)) or None


def list_left(report: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of a report that have a name but no unit, and were not left so on purpose."""
    return report[report["how"].isin(_LEFT) & report["name"].notna()]


def _refuse_left(report: pd.DataFrame) -> None:
    """Refuse a column in which a name is left to settle."""
    rows = list_left(report)
    if rows.empty:
        return
    left = [_format_left(row) for row in rows.itertuples()]
    key = next(filter(None, map(_make_key, rows.itertuples())), None)
    for_years = f", for some years only with overrides={{{key}: ID}}" if key else ""
    raise UnknownCountryError(
        f"{join_few(left)}: settle what is left with overrides={{NAME: ID}}, which fills in where "
        f"that unit lives (None for nobody){for_years}"
    )


def _format_left(row: Any) -> str:
    choices = f", may be {row.choices}" if isinstance(row.choices, str) else ""
    return f"{row.name!r}{_format_span(row)} is {row.how}{choices}"


def _format_span(row: Any) -> str:
    """Report in which years a row of the report is."""
    if row.first_year != row.first_year:
        return ""
    first, last = int(row.first_year), int(row.last_year)
    return f" in {first}" + (f" to {last}" if last > first else "")


def _make_key(row: Any) -> str | None:
    """Return the key that would settle a row in its years alone."""
    if row.first_year != row.first_year:
        return None
    return f"({row.name!r}, {int(row.first_year)}, {int(row.last_year)})"
