"""What the name of a region means: Freedom House's regions, and the areas of UN M49."""

from __future__ import annotations

from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from freedomdata.countries.registry import get_countries
from freedomdata.countries.spelling import make_key
from freedomdata.errors import FreedomDataError, brief

if TYPE_CHECKING:
    from collections.abc import Mapping

    from freedomdata.choices import Grouping

__all__ = ["GROUPINGS", "find_region", "get_groups", "title_region"]

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
    """Say which regions there are, by whose they are."""
    titles = sorted(title for title, _ in _regions().values())
    lists = []
    for who in dict.fromkeys(who for _, who in GROUPINGS.values()):
        end = f" ({who} region)"
        lists.append(f"{', '.join(t.removesuffix(end) for t in titles if t.endswith(end))} ({who})")
    return "; ".join(lists)
