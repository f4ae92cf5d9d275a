"""The report on a column of names: what each was found to mean, and what is left to settle."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Any

from freedomdata.countries.wording import describe, list_choices
from freedomdata.errors import UnknownCountryError, spell_out

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from freedomdata.countries.lookup import Match

    # a name, what it means, rows, first and last year
    _Found = tuple[Any, Match, int, int | None, int | None]

__all__ = ["list_left", "make_report", "make_text", "refuse_left"]

_ORDER = {"unknown": 0, "ambiguous": 1, "by year": 2, "alias": 3, "exact": 4, "override": 5}
_LEFT = ("unknown", "ambiguous")
_SUGGESTED = 100  # unknown names that get suggestions: to look for them takes time


def make_report(
    names: list[Any], years: list[int | None], matches: list[Match], counts: list[int]
) -> pd.DataFrame:
    """Return a row for each name and what it was found to mean."""
    import pandas as pd  # noqa: PLC0415

    seen = zip(names, matches, counts, years, years, strict=True)
    found = [line for line in seen if line[2]]
    has_years = any(year is not None for year in years)
    if has_years:
        found = _join_years(found)
    # what comes first, and how a name is shown, beside what was found
    lines = [(_ORDER[line[1].how], -line[2], _print(line[0]), line) for line in found]
    lines.sort(key=itemgetter(0, 1, 2))
    found = [line for *_, line in lines]
    left = [
        _say_choices(name, match, is_late=n >= _SUGGESTED)
        for n, (name, match, *_) in enumerate(found)
        if match.how in _LEFT
    ]  # they come first
    firsts = lasts = pd.array([None], dtype="Int64").repeat(len(found))
    if has_years:
        firsts = pd.array([first for *_, first, _ in found], dtype="Int64")
        lasts = pd.array([last for *_, last in found], dtype="Int64")
    return pd.DataFrame(
        {
            "name": make_text(None if line[0] is None else text for *_, text, line in lines).array,
            "rows": pd.array([count for _, _, count, *_ in found], dtype="int64"),
            "country_id": make_text(match.country_id for _, match, *_ in found).array,
            "how": make_text(_ORDER).take([order for order, *_ in lines]).array,
            "choices": make_text([*left, *[None] * (len(found) - len(left))]).array,
            "first_year": firsts,
            "last_year": lasts,
        }
    )


def _join_years(found: list[_Found]) -> list[_Found]:
    """Return one line for each name and what it means, of however many years."""
    joined: dict[tuple[Any, Match], _Found] = {}
    for name, match, count, *years in found:
        _, _, more, *others = joined.get((name, match), (name, match, 0))
        known = [year for year in (*years, *others) if year is not None]
        span = (min(known, default=None), max(known, default=None))
        joined[name, match] = (name, match, count + more, *span)
    return list(joined.values())


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

    return pd.Series(["", *values]).iloc[1:].reset_index(drop=True)


def _say_choices(name: Any, match: Match, *, is_late: bool) -> str | None:
    """Say who a name that is left may be."""
    is_text = isinstance(name, str) and not is_late
    ids = list_choices(name, match) if is_text else match.choices
    return " or ".join(map(describe, ids)) or None


def list_left(report: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of a report that have a name but no unit, and were not left so on purpose."""
    return report[report["how"].isin(_LEFT) & report["name"].notna()]


def refuse_left(report: pd.DataFrame) -> None:
    """Refuse a column in which a name is left to settle."""
    rows = list_left(report)
    if rows.empty:
        return
    left = [
        f"{name!r} is {how}" + (f", may be {choices}" if choices else "")
        for name, how, choices in zip(
            rows["name"], rows["how"], rows["choices"].fillna(""), strict=True
        )
    ]
    raise UnknownCountryError(f"{spell_out(left)}: settle what is left with overrides={{NAME: ID}}")
