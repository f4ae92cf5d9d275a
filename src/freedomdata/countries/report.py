"""The report on a column of names: what each was found to mean, and what is left to settle."""

from __future__ import annotations

from collections import defaultdict
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from freedomdata.countries.lookup import Match, is_withdrawn
from freedomdata.countries.wording import describe, list_choices
from freedomdata.errors import UnknownCountryError, spell_out

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from freedomdata.countries.overrides import Overrides

__all__ = ["REPORT", "Line", "list_left", "make_report", "make_text", "refuse_left", "say_span"]

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
REPORT = {
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
    # what comes first, and how a name is shown, beside what was found
    places = [(_ORDER[line.match.how], -line.rows, _print(line.name), line) for line in lines]
    places.sort(key=itemgetter(0, 1, 2))
    lines = [line for *_, line in places]
    for line in lines if withdrawn else ():
        if line.name in withdrawn and line.match.how == "alias":
            said = filter(None, ("a code that ISO has withdrawn", notes.get(line[:2])))
            notes[line[:2]] = "; ".join(said)
    choices = [_say_choices(line, is_late=n >= _SUGGESTED) for n, line in enumerate(lines)]
    return pd.DataFrame(
        {
            "name": make_text(None if line.name is None else text for *_, text, line in places),
            "rows": pd.Series([line.rows for line in lines], dtype="int64"),
            "country_id": make_text(line.match.country_id for line in lines),
            "how": make_text(_ORDER).take([place for place, *_ in places]).array,
            "choices": make_text(choices),
            "first_year": pd.Series([line.first for line in lines], dtype="float64"),
            "last_year": pd.Series([line.last for line in lines], dtype="float64"),
            "override": make_text(line.match.override for line in lines),
            "note": make_text(notes.get(line[:2]) if notes else None for line in lines),
        }
    )


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
    """Say of names which others mean the same unit in the same years."""
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
    return {key: f"the same unit as {_say_shared(others)}" for key, others in shared.items()}


def _say_shared(others: dict[str, list[int]]) -> str:
    spans = ((name, min(years), max(years)) for name, years in others.items())
    said = [f"{name!r} in {a}" + (f" to {z}" if z > a else "") for name, a, z in spans]
    return spell_out(said, _FEW)


def _print(name: Any) -> str:
    """Return a name as the report shows it: 700.0, from a column with gaps, is 700."""
    if isinstance(name, str):
        return name
    if isinstance(name, float) and name.is_integer():
        return str(int(name))
    return "" if name is None else str(name)


def make_text(values: Iterable[str | None]) -> pd.Series[str]:
    """Return texts as the dtype that this pandas gives to texts, also if there are none."""
    import pandas as pd  # noqa: PLC0415

    texts: list[Any] = list(values)
    if None in texts:
        texts = [_MISSING if text is None else text for text in texts]
    return pd.Series(["", *texts]).iloc[1:].reset_index(drop=True)


def _say_choices(line: Line, *, is_late: bool) -> str | None:
    """Say who a name that is left may be, or who was there instead."""
    if line.match.how not in (*_LEFT, "outside life"):
        return None
    is_text = isinstance(line.name, str) and not is_late
    ids = list_choices(line.name, line.match) if is_text else line.match.choices
    return " or ".join(map(describe, ids)) or None


def list_left(report: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of a report that have a name but no unit, and were not left so on purpose."""
    return report[report["how"].isin(_LEFT) & report["name"].notna()]


def refuse_left(report: pd.DataFrame) -> None:
    """Refuse a column in which a name is left to settle."""
    rows = list_left(report)
    if rows.empty:
        return
    left = [_say_left(row) for row in rows.itertuples()]
    key = next(filter(None, map(_make_key, rows.itertuples())), None)
    for_years = f", for some years only with overrides={{{key}: ID}}" if key else ""
    raise UnknownCountryError(
        f"{spell_out(left)}: settle what is left with overrides={{NAME: ID}}, which fills in where "
        f"that unit lives (None for nobody){for_years}"
    )


def _say_left(row: Any) -> str:
    choices = f", may be {row.choices}" if isinstance(row.choices, str) else ""
    return f"{row.name!r}{say_span(row)} is {row.how}{choices}"


def say_span(row: Any) -> str:
    """Say in which years a row of the report is."""
    if row.first_year != row.first_year:
        return ""
    first, last = int(row.first_year), int(row.last_year)
    return f" in {first}" + (f" to {last}" if last > first else "")


def _make_key(row: Any) -> str | None:
    """Return the key that would settle a row in its years alone."""
    if row.first_year != row.first_year:
        return None
    return f"({row.name!r}, {int(row.first_year)}, {int(row.last_year)})"
