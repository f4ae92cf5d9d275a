"""Report what was asked for by name and is not there: countries, years, editions, older files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from freedomdata.countries import get_countries

_KIN = 3  # predecessors and successors that are named
_FEW = 2  # of more the first and the last are named

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    import pandas as pd

    from freedomdata.countries import Country
    from freedomdata.data import Data
    from freedomdata.model import Edition, Survey

__all__ = [
    "describe_items",
    "describe_never",
    "format_selection",
    "list_begins",
    "list_missing",
    "name_countries",
    "name_kin",
]


def list_missing(
    record: Survey,
    rows: pd.DataFrame,
    held: Collection[str],
    asked: Mapping[str, Any],
    countries: Iterable[str] | None,
) -> list[str]:
    """
    Report what was asked for and has no row, a sentence each.

    Parameters
    ----------
    record : Survey
        The survey, with the editions at hand.
    rows : pandas.DataFrame
        Its rows.
    held : collection of str
        The countries of those that were selected of them.
    asked : mapping
        What the rows were selected by, as given: ``years``, ``editions`` and so on; None for all.
    countries : iterable of str, optional
        The ids that were asked for.
    """
    wanted = list(dict.fromkeys(countries or ()))
    never = _list_never(wanted, rows) if wanted else []
    found = [describe_never(record, name_countries(never))] if never else []
    for name, column in (("years", "year"), ("editions", "edition")):
        numbers = asked.get(name)
        if numbers and isinstance(numbers, list) and not rows[column].isin(numbers).any():
            return [*found, _describe_none(record, column, numbers, rows)]
    lost = [id_ for id_ in wanted if id_ not in held and id_ not in never]
    found += [_describe_no_rows(record, id_, rows, asked) for id_ in lost]
    is_nobody = countries is not None and not wanted
    if found or held or rows.empty or is_nobody or [] in asked.values():
        return found
    given = format_selection(asked)
    return (
        [f"{record.title} has no row for {given}{_describe_years(record, rows, asked)}"]
        if given
        else []
    )


def name_countries(ids: Iterable[str]) -> str:
    """Name countries in a sentence."""
    *names, last = [get_countries()[id_].country for id_ in ids]
    return f"{', '.join(names)} and {last}" if names else last


def describe_never(survey: Survey | None, country: str) -> str:
    """Report that a survey, or every survey at hand, has no rows on a country."""
    if survey is None:
        return f"no survey at hand has ever rated {country}"
    if survey.is_shipped:
        return f"{survey.title} has never rated {country}"
    return f"the files of {survey.title} at hand have nothing on {country}"


def _list_never(wanted: Iterable[str], rows: pd.DataFrame) -> list[str]:
    """Return the countries that have no row at all."""
    rated = {*rows["country_id"].unique()}
    return [id_ for id_ in wanted if id_ not in rated]


def _describe_no_rows(
    record: Survey, country_id: str, rows: pd.DataFrame, asked: Mapping[str, Any]
) -> str:
    """Report that a country has rows, but none of those asked for; and who was there instead."""
    country = get_countries()[country_id]
    own = rows.loc[rows["country_id"] == country_id, "edition"]
    text = (
        f"{record.title} has nothing on {country.country} for {format_selection(asked)}: it is "
        f"there in {_span('edition', own)}"
    )
    rated = {*rows["country_id"]}
    return text + _format_kin(id_ for id_ in _list_kin(country) if id_ in rated)


def name_kin(record: Survey, rows: pd.DataFrame, years: Collection[int]) -> str:
    """Name whom to look for in years in which the one unit that some rows are of was not there."""
    units, ids = get_countries(), {*rows["country_id"]}
    covered = [year for year in years if record.find_edition(year) is not None]
    if len(ids) != 1 or not covered:
        return ""
    kin = _list_kin(units[ids.pop()])
    return _format_kin(id_ for id_ in kin if any(units[id_].lives_in(year) for year in covered))


def _list_kin(country: Country) -> tuple[str, ...]:
    """Return whose place a unit took, and who took its place."""
    return (*country.predecessors, *country.successors)


def _format_kin(ids: Iterable[str]) -> str:
    """Return the end of a sentence on a unit that is not there, with others that are."""
    kin = [f"{get_countries()[id_].country} ({id_})" for id_ in ids]
    more = " and others" if kin[_KIN:] else ""
    return f"; see also {', '.join(kin[:_KIN])}{more}" if kin else ""


def format_selection(asked: Mapping[str, Any]) -> str:
    """Return what rows were selected by in words."""
    given = {name: value for name, value in asked.items() if value not in (None, True)}
    return ", ".join(_format_one(name, value) for name, value in given.items())


def _format_one(name: str, value: Any) -> str:
    if not isinstance(value, list) or not value:
        return f"{name}={value!r}"
    plural = "s" if len(value) > 1 else ""
    article = "the " if name.startswith("year") else ""
    return f"{article}{name.removesuffix('s')}{plural} {_format(value)}"


def _format(values: list[Any]) -> str:
    """Return values in words, of many numbers the first and the last."""
    if len(values) > _FEW and all(isinstance(value, int) for value in values):
        return f"{min(values)} to {max(values)}"
    return f"{', '.join(map(str, values[:-1]))} and {values[-1]}" if values[1:] else str(values[0])


def _span(name: str, numbers: pd.Series) -> str:
    return _name_span(name, int(numbers.min()), int(numbers.max()))


def _name_span(name: str, first: int, last: int) -> str:
    return f"{name} {first}" if first == last else f"{name}s {first} to {last}"


def _describe_none(record: Survey, column: str, numbers: list[int], rows: pd.DataFrame) -> str:
    """Report that there is no row of some years or editions, and which there are."""
    text = f"{record.title} has no row for {_format_one(column, numbers)}"
    within = [
        f"edition {e.edition} covers {_period(e)} and has the year {e.year}"
        for e in record.editions
        if column == "year" and any(e.start.year <= n < e.year for n in numbers)
    ]
    held = f"its rows are of {_span(column, rows[column])}" if len(rows) else "it has none at all"
    return f"{text}: {'; '.join(within) or held}"


def _describe_years(record: Survey, rows: pd.DataFrame, asked: Mapping[str, Any]) -> str:
    """Report which years some editions have, where years were asked for beside them."""
    years, titles = asked.get("years"), asked.get("editions")
    if not isinstance(years, list) or not isinstance(titles, list):
        return ""
    of = {edition.edition: edition.year for edition in record.editions}
    of |= dict(zip(rows["edition"].tolist(), rows["year"].tolist(), strict=True))
    has = [f"edition {title} has the year {of[title]}" for title in titles if title in of][:1]
    return f" together: {has[0]}" if has else ""


def _period(edition: Edition) -> str:
    return f"{edition.start:%B %Y} to {edition.end:%B %Y}"


def list_begins(
    record: Survey, release: int | str, rows: pd.DataFrame, asked: Mapping[str, Any]
) -> list[str]:
    """Report that the files of a release and older ones do not go back as far as the survey."""
    begins = rows["edition"].min()
    years, editions = asked.get("years"), asked.get("editions")
    before = [
        e.edition
        for e in record.editions
        if e.edition < begins
        and (not isinstance(years, list) or e.year in years)
        and (not isinstance(editions, list) or e.edition in editions)
    ]
    if not before:
        return []
    lacking = f"edition {before[0]} is" if len(before) == 1 else f"editions {_format(before)} are"
    return [
        f"the files of {record.title} at hand of release {release} and older begin with edition "
        f"{begins}: {lacking} not there"
    ]


def describe_items(record: Survey, data: Data) -> str:
    """Report which editions at hand have questions, and which have subtotals."""
    import pyarrow.compute as pc  # noqa: PLC0415 (import on use)

    def find_spans() -> list[dict[str, Any]]:
        items = data.table("items").select(["survey", "item", "edition"])
        items = items.filter(pc.equal(items["survey"], record.id))
        held = items.group_by("item").aggregate([("edition", "min"), ("edition", "max")])
        rows: list[dict[str, Any]] = held.to_pylist()
        return rows

    spans = data.keep(("items", record.id), find_spans)
    subtotals = {rule.total for rule in record.sums} & {item.id for item in record.items}
    parts = []
    for what, ids in (("questions are", {*record.questions}), ("their subtotals", subtotals)):
        if held := [span for span in spans if span["item"] in ids]:
            first, last = min(s["edition_min"] for s in held), max(s["edition_max"] for s in held)
            parts.append(f"{what} in {_name_span('edition', first, last)}")
    return ", ".join(parts)
