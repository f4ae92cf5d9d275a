"""How many people countries and territories have: the World Bank's figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from freedomdata.arguments import read_countries, read_numbers
from freedomdata.calls import explain_calls
from freedomdata.countries import get_countries
from freedomdata.data import open_data
from freedomdata.errors import warn
from freedomdata.labels import label
from freedomdata.missing import name_countries
from freedomdata.schema import set_types
from freedomdata.surveys.worldbank import CITATION

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable

    import pandas as pd

    from freedomdata.schema import Backend

__all__ = ["load_population"]

_COLUMNS = {"country_id": "str", "country": "str", "year": "int64", "population": "int64"}


@explain_calls
def load_population(
    *,
    country: str | Iterable[str] | None = None,
    years: int | Iterable[int] | None = None,
    data: str | os.PathLike[str] | None = None,
    dtype_backend: Backend | None = None,
) -> pd.DataFrame:
    """
    Load how many people countries and territories have, one row per unit and year.

    Parameters
    ----------
    country : str or iterable of str, optional
        Ids, ISO codes or names of countries and territories. All by default.
    years : int or iterable of int, optional
        Calendar years, such as ``range(1990, 2025)``. All by default.
    data : path, optional
        Another data directory. ``FREEDOMDATA_DATA`` or the tables in the package by default.
    dtype_backend : {"numpy_nullable", "pyarrow"}, optional
        Types of the columns, as in pandas' readers. By default those that pandas itself makes.

    Returns
    -------
    pandas.DataFrame
        Sorted by its key ``country_id`` (str) and ``year`` (int64, 1960 to 2024), with ``country``
        (str) and ``population`` (int64, people at midyear). Its ``attrs`` have the ``citation``.

    Raises
    ------
    UnknownCountryError, AmbiguousCountryError
        If a country is not known, or may be several.
    FreedomDataError
        If `years` are none, or there is no such `dtype_backend`.
    SourceError
        If `data` is no data directory, or has no table of population.

    Warns
    -----
    FreedomDataWarning
        If a country that is named, or all `years`, have no population; the message says which have.

    See Also
    --------
    load : The ratings of a survey.
    list_countries : The registry, with predecessors and successors.

    Notes
    -----
    World Bank, *World Development Indicators*, Population, total (SP.POP.TOTL), CC BY 4.0.

    People are counted on the present area of a unit in all years: Russia of 1980 is the Russian
    republic of the Soviet Union, Germany of 1980 both German states, Yemen and Vietnam of 1975 all
    of what they are today, Serbia and Kosovo are apart in all years. States that ended (the Soviet
    Union, Yugoslavia, both earlier Germanys) have no row. Nor has Taiwan, nor most territories;
    Hong Kong and Puerto Rico have, and the West Bank and Gaza Strip together as ``PSE``, from 1990.
    A naive merge with ratings of 1980 on unit and year has nobody in the Soviet Union, so that
    shares of people by status begin with an artefact; one of rows named "Germany" would count West
    and East twice. Ratings by edition are merged on the ``year`` covered, and not on the edition,
    which is mostly a year later.

    Examples
    --------
    >>> load_population(country=["China", "India"], years=[1980, 2024])
      country_id country  year  population
    0        CHN   China  1980   981235000
    1        CHN   China  2024  1408975000
    2        IND   India  1980   687354025
    3        IND   India  2024  1450935791
    """
    data = open_data(data)
    ids, wanted = read_countries(country), read_numbers("years", years)
    table = data.frame("population")
    first, last = table["year"].min(), table["year"].max()
    frame = table
    if ids is not None:
        frame = frame[frame["country_id"].isin(ids)]
    if wanted is not None:
        frame = frame[frame["year"].isin(wanted)]
    held = {*table["country_id"]}
    never = [id_ for id_ in dict.fromkeys(ids or ()) if id_ not in held]
    if never:
        warn(
            [
                f"the World Bank has no population of {name_countries(never)}: it has none of "
                "states that ended, of Taiwan and of most territories"
            ]
        )
    elif frame.empty and wanted:
        warn([f"there is no population of these years: it is at hand for {first} to {last}"])
    units = get_countries()
    names = frame["country_id"].map({id_: units[id_].country for id_ in held if id_ in units})
    frame = set_types(frame.assign(country=names), _COLUMNS, dtype_backend)
    frame = label(frame.sort_values(["country_id", "year"], ignore_index=True), data)
    frame.attrs["citation"] = CITATION
    return frame
