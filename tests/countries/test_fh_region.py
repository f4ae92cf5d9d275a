"""Freedom House's region of today, in every row."""

from __future__ import annotations

import pandas as pd
import pytest

import freedomdata as fd
from freedomdata.countries.registry import get_groups
from freedomdata.model import REGIONS

SHIPPED = [id_ for id_, survey in fd.SURVEYS.items() if survey.is_shipped]


@pytest.mark.parametrize("survey", SHIPPED)
def test_every_row_has_the_region_of_its_unit(survey):
    rows = fd.load(survey)
    registry = fd.list_countries().set_index("country_id")["fh_region"]
    assert rows["fh_region"].notna().all()
    assert (rows["fh_region"] == rows["country_id"].map(registry)).all()
    assert list(rows.columns[-4:]) == ["fh_region", "grade", "source", "note"]


def test_it_is_the_published_one_wherever_there_is_one():
    """But for Kosovo in two editions, as the aggregate workbook prints it."""
    rows = fd.load("fiw")
    other = rows[rows["region"].notna() & (rows["region"] != rows["fh_region"])]
    assert other[["country_id", "edition"]].to_numpy().tolist() == [["XKX", 2006], ["XKX", 2007]]
    newest = rows[rows["edition"] == 2025]
    assert (newest["region"] == newest["fh_region"]).all()


def test_a_model_with_regions_loses_no_row():
    rows = fd.load("fiw", years=range(1990, 2025))
    used = rows.dropna(subset=["political_rights", "fh_region"])
    assert len(used) == rows["political_rights"].notna().sum()
    assert len(rows.dropna(subset=["political_rights", "region"])) < 0.6 * len(rows)


@pytest.mark.parametrize(
    ("country", "region"),
    [("Soviet Union", "Eurasia"), ("Yugoslavia", "Europe"), ("Czechoslovakia", "Europe"),
     ("East Germany", "Europe"), ("South Yemen", "Middle East"), ("South Vietnam", "Asia"),
     ("Gaza Strip", "Middle East"), ("Crimea", "Eurasia"), ("Hong Kong", "Asia"),
     ("Puerto Rico", "Americas"), ("Western Sahara", "Africa"), ("Northern Cyprus", "Europe")],
)  # fmt: skip
def test_states_that_ended_and_territories_have_one(country, region):
    assert set(fd.load("fiw", country=country)["fh_region"]) == {region}


def test_the_words_are_declared_and_those_of_the_registry():
    assert set(get_groups("region").values()) == set(REGIONS)
    assert set(fd.SURVEYS["fiw"].field["region"].categories) == set(REGIONS)


def test_a_panel_has_it_for_all_its_surveys():
    panel = fd.load_panel()
    assert panel["fh_region"].notna().all()
    assert (panel["fh_region"] == panel["country_id"].map(get_groups("region"))).all()
    assert pd.api.types.is_string_dtype(panel["fh_region"])


def test_a_region_of_another_unit_is_refused():
    rows = fd.load("fiw", country=["China", "Norway"], editions=2025)
    fd.validate(rows, "fiw")
    wrong = rows.assign(fh_region=["Europe", "Europe"])
    with pytest.raises(fd.RuleError, match=r"fh_region of China, .* is 'Europe', expected Asia"):
        fd.validate(wrong, "fiw")
