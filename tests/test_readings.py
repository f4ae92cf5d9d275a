"""Keys of values, and readings as rows: made, put together, chosen from."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

import freedomdata as fd
from freedomdata.building.tabulate import tabulate_readings
from freedomdata.building.values import Values, join
from freedomdata.data import open_data
from freedomdata.readings import Keys, Readings
from freedomdata.surveys import SURVEYS

FRANCE = ("FRA", 2020, "political_rights")


@pytest.fixture(scope="module")
def keys():
    return Keys(SURVEYS["fiw"])


def make(keys, value, source=0, **more):
    """Return one reading of France's political rights in edition 2020."""
    more = {"row": 7, "column": 3, "sheet": "ratings", "block": source} | more
    return Readings.make(keys, [keys.find(*FRANCE)], value=value, source=source, **more)


def test_a_key_is_a_unit_an_edition_and_a_field(keys):
    key = keys.find(*FRANCE)
    assert keys.id(key) == FRANCE
    assert keys.name(key) == "political_rights of France, edition 2020"
    assert key == keys.join(keys.unit("FRA"), keys.edition(2020), "political_rights")
    assert keys.id(keys.of_field(key, "status")) == ("FRA", 2020, "status")
    assert keys.row(key) == keys.find("FRA", 2020, keys.fields[0])
    assert keys.find("FRA", 1900, "status") == keys.edition(1900) == keys.edition(None) == -1


def test_keys_move_by_editions_and_not_beyond_them(keys):
    first, last = (keys.find("FRA", e, "status") for e in (keys.editions[0], keys.editions[-1]))
    assert keys.id(keys.move(np.array([first]), 1)[0])[1] == keys.editions[1]
    assert keys.move(np.array([first]), -1)[0] == keys.move(np.array([last]), 1)[0] == -1


def test_units_are_counted_by_edition_and_field(keys):
    given = np.zeros(len(keys), dtype=bool)
    given[[keys.find(id_, 2020, "status") for id_ in ("FRA", "HUN")]] = True
    many = keys.count_units(given)
    assert many[keys.find("DEU", 2020, "status")] == 2
    assert many[keys.find("DEU", 2021, "status")] == many[keys.find(*FRANCE)] == 0


def test_words_are_numbers_and_back(keys):
    assert keys.code("status", "Not Free") == 0
    assert keys.word(keys.find("FRA", 2020, "status"), 2) == "Free"
    assert np.isnan(keys.code("status", None))
    with pytest.raises(ValueError, match="Freeish"):
        keys.code("status", "Freeish")


def test_one_value_serves_all_rows_and_blocks_stay_apart(keys):
    two = Readings.make(keys, [3, 4], sheet="a", block=[0, 1])
    every = Readings.concat(keys, [two, two.put(sheet=["b", None]), Readings.make(keys, [5])])
    assert every.sheet.tolist() == ["a", "a", "b", None, None]
    assert every.block.tolist() == [0, 1, 2, 3, -1]
    assert every.take(every.key == 4).sheet.tolist() == ["a", None]
    assert len(Readings.concat(keys, [])) == 0


@pytest.mark.parametrize("flag", ["is_reprint", "is_withheld"])
def test_the_first_reading_that_may_deliver_does(keys, flag):
    every = Readings.concat(keys, [make(keys, 2, **{flag: True}), make(keys, 1, 3), make(keys, 1)])
    values = Values.of(every)
    key = keys.find(*FRANCE)
    assert values.row[key] == 1
    assert values.value[key] == 1
    assert values.source[key] == 3


def test_readings_that_differ_are_named_by_their_cells(keys):
    every = Readings.concat(keys, [make(keys, 1), make(keys, 2, 1, printed="II")])
    with pytest.raises(
        fd.SourceError, match=r"edition 2020 is 1 in .*, cell C7 but 2 in .*cell C7"
    ):
        join(every)
    with pytest.raises(fd.SourceError, match="which prints II"):
        join(every)
    assert join(every.put(revised=[np.nan, 1])).value[keys.find(*FRANCE)] == 1


def test_a_block_has_a_key_once(keys):
    with pytest.raises(fd.SourceError, match="is given twice"):
        join(Readings.concat(keys, [make(keys, 1)]).take(np.array([0, 0])))


def test_the_readings_of_the_package_are_what_they_were_written_from():
    data, survey = open_data(), SURVEYS["fotn"]
    values = Values.of(data.readings(survey))
    again = tabulate_readings(values, {one.id: one for one in data.surveys})
    table = data.table("readings")
    own = table.filter(pc.equal(pc.cast(table["survey"], pa.string()), survey.id))
    assert again.to_pydict() == own.to_pydict()
