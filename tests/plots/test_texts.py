"""Labels make room: in order, apart, within bounds, and moved no more than they must be."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from freedomdata.plots.texts import capitalize, spread, text_width, wrap

EXACT = 1e-6
numbers = st.integers(-4000, 4000).map(lambda n: n / 4)  # sums of these are exact
near = st.integers(-40, 40).map(lambda n: n / 4)
places = st.lists(numbers | near, min_size=1, max_size=12)


@st.composite
def labels(draw):
    """Places, the height of each label, and bounds, between which there may be too little room."""
    where = draw(places)
    height = st.floats(0, 100) | st.floats(0, 2)
    heights = draw(st.lists(height, min_size=len(where), max_size=len(where)))
    low = draw(numbers)
    return where, heights, low, low + draw(st.floats(0, 2000))


def distances(where, heights):
    """The least distance between each label and the next, in order."""
    order = sorted(range(len(where)), key=lambda n: where[n])
    return order, [(heights[a] + heights[b]) / 2 for a, b in pairwise(order)]


@given(labels())
def test_labels_keep_their_order_and_stay_within_bounds(drawn):
    where, heights, low, high = drawn
    moved = spread(where, heights, low, high)
    order, _ = distances(where, heights)
    assert all(moved[a] <= moved[b] + EXACT for a, b in pairwise(order))
    assert all(low - EXACT <= place <= high + EXACT for place in moved)


@given(labels())
def test_labels_overlap_only_where_there_is_no_room_and_then_evenly(drawn):
    where, heights, low, high = drawn
    moved = spread(where, heights, low, high)
    order, apart = distances(where, heights)
    share = min(1.0, (high - low) / sum(apart)) if sum(apart) else 1.0
    for a, b, distance in zip(order, order[1:], apart, strict=False):
        assert moved[b] - moved[a] >= distance * share - EXACT


@given(labels())
def test_labels_are_moved_the_least(drawn):
    """
    The result is the one that minimizes the sum of squares.

    Less the distances before them, labels in order are a monotone regression, whose solution is
    known in closed form: of all means over a run that starts at or before a label and ends at or
    after it, the largest over the starts of the smallest over the ends; bounds cut it off.
    """
    where, heights, low, high = drawn
    order, apart = distances(where, heights)
    before = [sum(apart[:n]) for n in range(len(order))]
    if before[-1] > high - low:
        before = [offset * (high - low) / before[-1] for offset in before]
    free = [where[n] - offset for n, offset in zip(order, before, strict=True)]
    count = len(free)
    expected = [0.0] * count
    for n, label in enumerate(order):
        first = max(
            min(sum(free[start:end]) / (end - start) for end in range(n + 1, count + 1))
            for start in range(n + 1)
        )
        expected[label] = min(max(first, low), high - before[-1]) + before[n]
    assert spread(where, heights, low, high) == pytest.approx(expected, abs=EXACT)


@given(labels())
def test_labels_that_are_apart_are_left_alone(drawn):
    moved = spread(*drawn)
    assert spread(moved, *drawn[1:]) == pytest.approx(moved, abs=EXACT)


@given(places, st.floats(0, 50), numbers)
def test_one_distance_is_that_of_labels_of_one_height_and_the_origin_does_not_matter(
    where, apart, shift
):
    moved = spread(where, apart)
    assert moved == spread(where, [apart] * len(where))
    shifted = spread([place + shift for place in where], apart)
    assert shifted == pytest.approx([place + shift for place in moved], abs=EXACT)


@pytest.mark.parametrize(
    ("where", "apart", "bounds", "expected"),
    [
        ([], 10, (0, 1), []),
        ([5], 10, (0, 9), [5]),
        ([5], 10, (6, 9), [6]),
        ([5], 10, (0, 4), [4]),
        ([5, 5, 5], 2, (), [3, 5, 7]),  # equal ones as they are given
        ([5, 4], 3, (), [6, 3]),
        ([0, 0], 0.5, (), [-0.25, 0.25]),
        ([5, 5], [4, 2], (), [3.5, 6.5]),  # neighbors touch
        ([1, 2, 50], 4, (), [-0.5, 3.5, 50]),  # who has room stays
        ([1, 2, 50], 4, (0, 60), [0, 4, 50]),
        ([58, 59, 1], 4, (0, 60), [56, 60, 1]),
        ([5, 5, 5], 100, (0, 10), [0, 5, 10]),  # no room: together evenly
        ([5, 5, 5], [100, 100, 300], (0, 9), [0, 3, 9]),
        ([5, 6], 1, (3, 3), [3, 3]),
        ([5, 6], 0, (), [5, 6]),
    ],
)
def test_known_cases(where, apart, bounds, expected):
    assert spread(where, apart, *bounds) == pytest.approx(expected)


# Widths and lines


words = st.lists(st.text("abc-WÉ.", min_size=1, max_size=12), max_size=20)


@given(words, st.floats(1, 300), st.floats(4, 20), st.booleans())
def test_lines_hold_all_words_in_order_and_are_no_wider_than_asked(parts, width, points, bold):
    lines = wrap(" ".join(parts), width, points, bold=bold)
    assert " ".join(lines).split() == parts
    for line in lines:
        assert " " not in line or text_width(line, points, bold=bold) <= width + EXACT
    for line, after in pairwise(lines):  # no word would have found room in the line before
        more = f"{line} {after.split()[0]}"
        assert text_width(more, points, bold=bold) > width - EXACT


def test_a_width_grows_with_the_type_and_is_that_of_the_widest_line():
    wide = text_width("Partly Free", 10)
    assert 40 < wide < 80
    assert text_width("Partly Free", 20) == pytest.approx(2 * wide)
    assert text_width("Partly Free", 10, bold=True) > wide
    assert text_width("Free\nPartly Free\n", 10) == wide
    assert text_width("", 10) == 0


@pytest.mark.parametrize(
    ("text", "expected"), [("", ""), ("élan", "Élan"), ("not Free", "Not Free"), ("2 a", "2 a")]
)
def test_only_the_first_letter_is_made_a_capital(text, expected):
    assert capitalize(text) == expected
