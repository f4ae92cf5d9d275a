"""A frame of the user's that lacks columns: what needs them is refused, all else goes on."""

import pytest

import freedomdata as fd


@pytest.fixture(scope="module")
def frame():
    return fd.load("fiw", years=[2014, 2023, 2024]).drop(columns=["total_score", "fh_region"])


@pytest.mark.parametrize(
    "ask",
    [
        lambda rows: fd.find_movers(rows, 2014, 2024, measure="total_score"),
        lambda rows: fd.find_changes(rows, level="score"),
        lambda rows: fd.find_spells(rows, decline="country"),
        lambda rows: fd.rank(rows, 2024, measure="total_score"),
        lambda rows: fd.aggregate(rows, "total_score"),
    ],
)
def test_a_measure_without_its_column_is_refused(frame, ask):
    with pytest.raises(fd.FreedomDataError, match="the frame has no column total_score"):
        ask(frame)


def test_by_default_the_ratings_take_the_place_of_scores_that_are_not_there(frame):
    moves = fd.find_movers(frame, 2014, 2024)
    whole = fd.find_movers("fiw", 2014, 2024, measure="rating")
    assert moves[["country_id", "old", "new"]].equals(whole[["country_id", "old", "new"]])
    ranked = fd.rank(frame, 2024)
    whole = fd.rank("fiw", 2024, measure="rating")
    assert ranked.equals(whole)


@pytest.mark.parametrize(
    "ask",
    [
        lambda several: fd.rank("fiw", 2024, measure=several),
        lambda several: fd.find_movers("fiw", 2014, 2024, measure=several),
        lambda several: fd.aggregate("fiw", several),
    ],
)
def test_several_measures_are_not_taken_for_the_first(ask):
    with pytest.raises(fd.FreedomDataError, match=r"measure is one measure, such as 'rating', not"):
        ask(["total_score", "political_rights"])
