"""What is asked for: names of countries, or a frame that `load` gave, as records with rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple, cast

from freedomdata import frames
from freedomdata.arguments import listed, read_numbers
from freedomdata.countries import find_country, get_countries
from freedomdata.countries.registry import find_region, title_region
from freedomdata.data import get_survey
from freedomdata.errors import FreedomDataError, UnknownCountryError, brief
from freedomdata.frames import is_frame
from freedomdata.labels import bare
from freedomdata.loading.tables import load
from freedomdata.missing import describe_never, name_kin
from freedomdata.surveys import SURVEYS

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from freedomdata.data import Data
    from freedomdata.model import Measure, Survey

__all__ = [
    "Asked",
    "choose_years",
    "name_of",
    "pick_places",
    "pick_territories",
    "pick_years",
    "read_frame",
    "read_measure",
    "read_places",
    "read_rows",
    "require_countries",
]


class Asked(NamedTuple):
    """A survey as the data at hand have it, and those of its rows that are to be drawn."""

    record: Survey
    rows: pd.DataFrame


def name_of(country_id: str) -> str:
    """Return the name of a country or territory."""
    return get_countries()[country_id].country


def read_frame(frame: pd.DataFrame, data: Data) -> Asked:
    """Return the rows of a frame, and the survey that its columns tell; refuse any other frame."""
    return Asked(*frames.read_frame(frame, data))


def read_rows(survey: str | pd.DataFrame, data: Data) -> Asked:
    """Return the rows of a survey, by its id, or those of a frame that was given in its place."""
    if is_frame(survey):
        return read_frame(cast("pd.DataFrame", survey), data)
    record = get_survey(cast("str", survey))
    return Asked(data.record(record), bare(load(record.id, data=data)))


def pick_years(record: Survey, rows: pd.DataFrame, wanted: list[int] | None) -> pd.DataFrame:
    """
    Return the rows of some years covered, of all for None.

    A single year without an edition of its own is that of the edition that covers it.
    """
    if wanted is None:
        return rows
    if len({*wanted}) == 1 and (found := record.find_edition(wanted[0])):
        return rows[rows["edition"] == found.edition]
    return rows[rows["year"].isin(wanted)]


def choose_years(
    record: Survey, rows: pd.DataFrame, years: int | Iterable[int] | None
) -> pd.DataFrame:
    """Return the rows of some years covered; refuse years without any."""
    wanted = read_numbers("years", years)
    chosen = pick_years(record, rows, wanted)
    if wanted is not None and chosen.empty:
        held = f"{rows['year'].min()} to {rows['year'].max()}"
        ends = dict.fromkeys((min(wanted), max(wanted)) if wanted else ())
        asked = " to ".join(map(str, ends)) or "no years"
        raise FreedomDataError(
            f"{record.title} has nothing here for {asked}: years covered are {held}"
            f"{name_kin(record, rows, wanted)}"
        )
    return chosen


def require_countries(country: str | Iterable[str]) -> list[str]:
    """Return the ids of countries by their names, each once, in the order given."""
    names = listed("country", country, "a country or several")
    if not names:
        raise FreedomDataError("country is a country or several, such as ['China', 'TWN']")
    return list(dict.fromkeys(find_country(name) for name in names))


def read_places(country: str | Iterable[str]) -> tuple[list[str], list[str], str]:
    """
    Return the units that names of countries and regions mean, each once, in the order given.

    Returns
    -------
    ids, named : list of str
        All of them, and those that were named themselves.
    region : str
        Title of the region, if it was one region and nothing else.
    """
    names = listed("country", country, "a country or several, or a region")
    if not names:
        raise FreedomDataError(
            "country is a country or several, such as ['China', 'TWN'], or a region, such as "
            "'Africa'; a frame that fd.load(...) gives has them all"
        )
    ids: list[str] = []
    named: list[str] = []
    for name in names:
        try:
            named.append(find_country(name))
            ids.append(named[-1])
        except UnknownCountryError as error:
            try:
                ids += find_region(name)
            except FreedomDataError as no_region:
                raise UnknownCountryError(f"{error}; {no_region}") from None
    region = title_region(names[0]) if len(names) == 1 and not named else ""
    return list(dict.fromkeys(ids)), list(dict.fromkeys(named)), region


def pick_territories(
    record: Survey,
    rows: pd.DataFrame,
    territories: bool | Literal["only"],  # noqa: FBT001 (as in the public functions)
    named: Iterable[str] | None = None,
) -> pd.DataFrame:
    """Return the rows of countries, territories or both; of those that are named in any case."""
    if not isinstance(territories, bool | str) or territories not in (True, False, "only"):
        raise FreedomDataError(f"territories is True, False or 'only', not {brief(territories)}")
    if territories is True:
        return rows
    kept = rows["is_territory"].astype(bool) == (territories == "only")
    if named is not None:
        kept |= rows["country_id"].isin([*named])
    if not kept.any():
        raise FreedomDataError(
            f"territories={territories!r} leaves nothing of what {record.title} has here"
        )
    return rows[kept]


def pick_places(
    record: Survey, rows: pd.DataFrame, country: str | Iterable[str]
) -> tuple[pd.DataFrame, str]:
    """Return the rows of countries or of a region, with its title; refuse who was never rated."""
    ids, named, region = read_places(country)
    held = set(rows["country_id"])
    if never := [id_ for id_ in (named or ids[: not held & {*ids}]) if id_ not in held]:
        raise FreedomDataError(describe_never(record, region or name_of(never[0])))
    return rows[rows["country_id"].isin(ids)], region


def read_measure(record: Survey, measure: str) -> Measure:
    """Return a measure that can be drawn, or say which there are."""
    known = {m.id: m for m in record.measures if m.scale}
    if measure not in known:
        owners = [s.title for s in SURVEYS.values() if any(m.id == measure for m in s.measures)]
        elsewhere = f" (it is one of {owners[0]})" if owners and measure != "status" else ""
        raise FreedomDataError(
            f"{record.title} has no measure {measure!r} on a scale{elsewhere}; "
            f"there is {', '.join(known)}"
        )
    return known[measure]
