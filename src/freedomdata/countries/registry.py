"""The registry: every unit that has an id, as ``countries.csv`` holds it, and its regions."""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING

from freedomdata.calls import explain_calls
from freedomdata.countries.spelling import make_key
from freedomdata.errors import FreedomDataError, brief
from freedomdata.schema import set_types

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from freedomdata.choices import Grouping
    from freedomdata.schema import Backend

__all__ = [
    "FIRST_YEAR",
    "GROUPINGS",
    "Country",
    "find_region",
    "get_countries",
    "get_groups",
    "list_countries",
    "list_names",
    "read_rows",
    "title_region",
]

FIRST_YEAR = 1972  # what was before is not in the registry
_SUBREGIONS = {  # the areas of UN M49, largest first; an area that is not here is none
    "Africa": ["Northern Africa", "Sub-Saharan Africa"],
    "Americas": ["Latin America and the Caribbean", "Northern America"],
    "Asia": ["Central Asia", "Eastern Asia", "South-eastern Asia", "Southern Asia", "Western Asia"],
    "Europe": ["Eastern Europe", "Northern Europe", "Southern Europe", "Western Europe"],
    "Oceania": ["Australia and New Zealand", "Melanesia", "Micronesia", "Polynesia"],
}
_INTERMEDIATE = {
    "Latin America and the Caribbean": ["Caribbean", "Central America", "South America"],
    "Sub-Saharan Africa": ["Eastern Africa", "Middle Africa", "Southern Africa", "Western Africa"],
}
_SUBREGION_OF = {
    area: subregion for subregion, areas in _INTERMEDIATE.items() for area in areas
} | {subregion: subregion for subregions in _SUBREGIONS.values() for subregion in subregions}
_REGION_OF = {
    subregion: region for region, subregions in _SUBREGIONS.items() for subregion in subregions
}


@dataclass(frozen=True, slots=True)
class Country:
    """
    One unit of the registry; a missing year means "since before 1972" or "to this day".

    Years are inclusive: a unit lives in every year of which it saw a day, so that a state that
    ended and the one that followed it share at most that year.
    """

    country_id: str
    country: str
    kind: str
    first_year: int | None
    last_year: int | None
    iso_alpha2: str | None
    iso_alpha3: str | None
    iso_numeric: str | None
    cow: int | None
    cow_first_year: int | None
    cow_last_year: int | None
    gw: int | None
    gw_first_year: int | None
    gw_last_year: int | None
    un_region: str | None
    un_subregion: str | None
    un_intermediate_region: str | None
    fh_region: str | None
    predecessors: tuple[str, ...]
    successors: tuple[str, ...]
    split_from: str | None
    claimed_by: tuple[str, ...]

    def lives_in(self, year: int) -> bool:
        """Whether the unit existed on any day of `year`."""
        return (self.first_year or year) <= year <= (self.last_year or year)


def read_rows(name: str) -> list[dict[str, str]]:
    """Return the rows of one of the tables beside this module, all as text."""
    text = files(__package__).joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def get_countries() -> Mapping[str, Country]:
    """Return the registry: every unit by its id, in the order of the ids."""
    rows = read_rows("countries.csv")
    successors: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        for predecessor in row["predecessors"].split():
            successors[predecessor].append(row["country_id"])
    return MappingProxyType(
        {row["country_id"]: _country(row, tuple(successors[row["country_id"]])) for row in rows}
    )


def list_names(country_id: str) -> tuple[str, ...]:
    """Return the other spellings of a unit, as ``aliases.csv`` has them."""
    return tuple(
        row["alias"] for row in read_rows("aliases.csv") if row["country_id"] == country_id
    )


def _country(row: dict[str, str], successors: tuple[str, ...]) -> Country:
    def number(name: str) -> int | None:
        return int(row[name]) if row[name] else None

    area = row["un_area"]
    subregion = _SUBREGION_OF[area] if area else None
    return Country(
        country_id=row["country_id"],
        country=row["country"],
        kind=row["kind"],
        first_year=number("first_year"),
        last_year=number("last_year"),
        iso_alpha2=row["iso_alpha2"] or None,
        iso_alpha3=row["iso_alpha3"] or None,
        iso_numeric=row["iso_numeric"] or None,
        cow=number("cow"),
        cow_first_year=number("cow_first_year"),
        cow_last_year=number("cow_last_year"),
        gw=number("gw"),
        gw_first_year=number("gw_first_year"),
        gw_last_year=number("gw_last_year"),
        un_region=_REGION_OF[subregion] if subregion else None,
        un_subregion=subregion,
        un_intermediate_region=(area or None) if subregion != area else None,
        fh_region=row["fh_region"] or None,
        predecessors=tuple(row["predecessors"].split()),
        successors=successors,
        split_from=row["split_from"] or None,
        claimed_by=tuple(row["claimed_by"].split()),
    )


@explain_calls
def list_countries(*, dtype_backend: Backend | None = None) -> pd.DataFrame:
    """
    List every country and territory that has an id, with its codes, years and relations.

    Parameters
    ----------
    dtype_backend : {"numpy_nullable", "pyarrow"}, optional
        Types of the columns, as in pandas' readers. By default those that pandas itself makes.

    Returns
    -------
    pandas.DataFrame
        One row per unit, sorted by ``country_id``. Text is str, years and numbers are float64
        (Int64 with a `dtype_backend`); what a unit does not have is missing. Read back from CSV,
        Namibia keeps its ``NA`` with ``read_csv(..., keep_default_na=False, na_values=[""])``.

        ``country_id``, ``country`` (English name), ``kind`` (``"state"``, ``"territory"``, or
        ``"other"``: what a survey rates beside them, such as a group of states, or a state
        outside its territory), ``first_year``, ``last_year`` (inclusive, every year of which the
        unit saw a day, whoever governed it; missing: since before 1972, to this day; for units
        that only Freedom House makes, such as the Gaza Strip apart from the West Bank, its years).

        ``iso_alpha2``, ``iso_alpha3``, ``iso_numeric`` (text, ``"004"``): ISO 3166-1, or 3166-3
        for a unit that ended, where the unit is the one ISO means. ``cow``, ``gw`` (state numbers
        of the Correlates of War project and of Gleditsch and Ward), each with ``_first_year`` and
        ``_last_year``: since when and until when the unit bears it (where one number passes to
        another unit, the year belongs to who bears it at its end); missing: since before 1972, to
        this day.

        ``un_region``, ``un_subregion``, ``un_intermediate_region``: UN M49, for units that it does
        not list the area they lie in. ``fh_region``: Freedom House's, in its newest edition;
        missing for units that no survey here has.

        ``predecessors``, ``successors`` (ids, blank between): units that ended, and those that
        took their place. ``split_from``: the unit that this one was part of before, and that lived
        on. ``claimed_by``: the states of this list that hold or claim the unit, now or when it
        ended; it says nothing of right, and leaves out claims to a part and claimants that are no
        unit here. Of states it is given only where their being one is disputed.

    See Also
    --------
    find_country : One name as an id.
    identify : A whole column of names as ids.

    Notes
    -----
    Sources: ISO 3166, UN M49, the state lists of the Correlates of War project (version 2016)
    and of Gleditsch and Ward, Freedom House. Listing a unit takes no side on what it is.

    Examples
    --------
    >>> countries = list_countries().set_index("country_id")
    >>> countries.loc["NAM", ["iso_alpha2", "un_subregion"]].tolist()
    ['NA', 'Sub-Saharan Africa']
    >>> countries.loc["YEM", "predecessors"], countries.loc["XIK", "claimed_by"]
    ('XYN YMD', 'IND PAK')
    """
    import pandas as pd  # noqa: PLC0415 (importing this package must not import pandas)

    columns = [field.name for field in fields(Country)]
    numbers = [name for name in columns if name in ("cow", "gw") or name.endswith("_year")]

    def cell(value: object) -> object:
        return (" ".join(value) or None) if isinstance(value, tuple) else value

    rows = [[cell(getattr(c, name)) for name in columns] for c in get_countries().values()]
    dtypes = {name: "Int64" if name in numbers else "str" for name in columns}
    return set_types(pd.DataFrame(rows, columns=columns), dtypes, dtype_backend)


#: The divisions of the world: the field in the registry, and whose it is.
GROUPINGS: Mapping[Grouping, tuple[str, str]] = MappingProxyType(
    {
        "region": ("fh_region", "Freedom House"),
        "un_region": ("un_region", "UN M49"),
        "un_subregion": ("un_subregion", "UN M49"),
        "un_intermediate_region": ("un_intermediate_region", "UN M49"),
    }
)


_WIDER: Mapping[str, str] = {"un_intermediate_region": "un_subregion"}


def find_region(name: str) -> tuple[str, ...]:
    """
    Return the ids of all units of a region, those that ended too, in the order of the ids.

    A region of Freedom House (Africa, Americas, Asia, Eurasia, Europe, Middle East), or an area of
    UN M49 (Oceania, Southern Europe, South America). Where both have the name it is Freedom
    House's; :func:`title_region` says whose. Case and punctuation do not matter.

    Raises
    ------
    FreedomDataError
        If there is no such region; the message lists those there are.

    Examples
    --------
    >>> find_region("Central America")[:3]
    ('BLZ', 'CRI', 'GTM')
    >>> "TUR" in find_region("Europe"), "TUR" in find_region("Western Asia")
    (True, True)
    """
    return _find(name)[1]


def title_region(name: str) -> str:
    """
    Return the name of a region and whose it is, in full.

    Raises
    ------
    FreedomDataError
        If there is no such region; the message lists those there are.

    Examples
    --------
    >>> title_region("africa"), title_region("sub-saharan africa")
    ('Africa (Freedom House region)', 'Sub-Saharan Africa (UN M49 region)')
    """
    return _find(name)[0]


@cache
def get_groups(by: Grouping) -> Mapping[str, str]:
    """
    Return the region of every unit that has one, by the id of the unit.

    `by` is a key of :data:`GROUPINGS`. UN M49 has intermediate regions in two of its subregions
    only; elsewhere the subregion is the smallest area.

    Raises
    ------
    FreedomDataError
        If there is no such division; the message lists those there are.
    """
    if by not in GROUPINGS:
        raise FreedomDataError(f"there is no by={brief(by)}; there is {', '.join(GROUPINGS)}")
    field, wider = GROUPINGS[by][0], _WIDER.get(by)
    groups = {
        c.country_id: getattr(c, field) or (getattr(c, wider) if wider else None)
        for c in get_countries().values()
    }
    return MappingProxyType({id_: group for id_, group in groups.items() if group})


def _find(name: str) -> tuple[str, tuple[str, ...]]:
    found = _regions().get(make_key(name)) if isinstance(name, str) else None
    if found is None:
        raise FreedomDataError(f"there is no region {brief(name)}; there is {_list_regions()}")
    return found


@cache
def _regions() -> Mapping[str, tuple[str, tuple[str, ...]]]:
    """Map the key of every region's name to its title and units; the first division prevails."""
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    for by, (_, who) in GROUPINGS.items():
        groups = get_groups(by)
        for region in dict.fromkeys(groups.values()):
            ids = tuple(id_ for id_, group in groups.items() if group == region)
            found.setdefault(make_key(region), (f"{region} ({who} region)", ids))
    return MappingProxyType(found)


def _list_regions() -> str:
    """Report which regions there are, by whose they are."""
    titles = sorted(title for title, _ in _regions().values())
    lists = []
    for who in dict.fromkeys(who for _, who in GROUPINGS.values()):
        end = f" ({who} region)"
        lists.append(f"{', '.join(t.removesuffix(end) for t in titles if t.endswith(end))} ({who})")
    return "; ".join(lists)
