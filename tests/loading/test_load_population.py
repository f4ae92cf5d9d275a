"""People by unit and year, as the World Bank counts them."""

from __future__ import annotations

import pandas as pd
import pytest

import freedomdata as fd
from freedomdata.paths import data_dir


def test_it_is_the_table_with_names():
    table = pd.read_parquet(data_dir() / "population.parquet")
    frame = fd.load_population()
    assert list(frame.columns) == ["country_id", "country", "year", "population"]
    merged = frame.merge(table, on=["country_id", "year"], suffixes=("", "_stored"))
    assert len(merged) == len(frame) == len(table)
    assert (merged["population"] == merged["population_stored"]).all()
    names = fd.list_countries().set_index("country_id")["country"]
    assert frame["country"].tolist() == names.loc[frame["country_id"]].tolist()
    key = frame[["country_id", "year"]]
    pd.testing.assert_frame_equal(key, key.sort_values(["country_id", "year"]))
    assert not key.duplicated().any()
    assert frame.attrs["citation"].startswith("World Bank, World Development Indicators")
    assert frame.attrs["data_version"] == fd.version().data


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Russia", 1960), ("Germany", 1960), ("Yemen", 1960), ("Vietnam", 1960),
        ("Serbia", 1960), ("Kosovo", 1960), ("Hong Kong", 1960), ("Puerto Rico", 1960),
        ("West Bank and Gaza Strip", 1990),
    ],
)  # fmt: skip
def test_people_are_those_of_the_present_area_in_all_years(name, first):
    frame = fd.load_population(country=name)
    assert frame["year"].tolist() == list(range(first, 2025))


@pytest.mark.parametrize(
    "name",
    [
        "Soviet Union", "Yugoslavia", "West Germany", "East Germany", "North Yemen",
        "South Vietnam", "Taiwan", "West Bank", "Russian-Occupied Territories of Ukraine",
    ],
)  # fmt: skip
def test_who_has_none_is_said(name):
    with pytest.warns(fd.FreedomDataWarning, match=f"has no population of {name}: it has none of"):
        frame = fd.load_population(country=[name, "China"], years=1980)
    assert frame["country_id"].tolist() == ["CHN"]


def test_years_without_any_are_said():
    with pytest.warns(fd.FreedomDataWarning, match="at hand for 1960 to 2024"):
        frame = fd.load_population(years=[1950, 2030])
    assert frame.empty
    assert frame["population"].dtype == "int64"


def test_selections_and_types():
    frame = fd.load_population(country=("IN", "China"), years=range(2000, 2002))
    assert frame["country_id"].tolist() == ["CHN", "CHN", "IND", "IND"]
    assert frame.index.tolist() == [0, 1, 2, 3]
    frame["population"] = 0
    assert fd.load_population(country="China", years=2000)["population"].item() > 10**9
    types = fd.load_population(dtype_backend="pyarrow").dtypes.astype(str)
    assert types["population"] == "int64[pyarrow]"
    with pytest.raises(fd.FreedomDataError, match="dtype_backend is"):
        fd.load_population(dtype_backend="polars")
    with pytest.raises(fd.UnknownCountryError, match="Atlantis"):
        fd.load_population(country="Atlantis")
    with pytest.raises(fd.FreedomDataError, match="years is a whole number"):
        fd.load_population(years="1990")


def test_a_directory_without_the_table_is_refused(tmp_path):
    with pytest.raises(fd.SourceError, match=r"holds no datapackage\.json"):
        fd.load_population(data=tmp_path)
