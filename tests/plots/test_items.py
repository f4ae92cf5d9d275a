"""What a picture of questions shows: right is freer, what fell stands out, nothing is left out."""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from samples import crossed

import freedomdata as fd
from freedomdata.errors import FreedomDataError
from freedomdata.plots import save
from freedomdata.plots.items.picture import plot_items
from freedomdata.plots.style import SIZES, look, style
from freedomdata.surveys import SURVEYS

MINUS = "\N{MINUS SIGN}"


def said(ax):
    """All texts of a picture, in one line."""
    texts = [text.get_text() for text in (*ax.figure.texts, *ax.texts)]
    return " ".join(" ".join(texts).split())


def collection(ax, gid):
    return next(c for c in ax.collections if c.get_gid() == gid)


def row_of(ax, title):
    """The height of a row, in the units of the axis, and its texts from left to right."""
    boxes = boxes_of(ax)
    named = next(text for text in boxes if " ".join(text.get_text().split()) == title)
    middle = boxes[named].y0 + boxes[named].height / 2
    beside = [
        text
        for text, box in boxes.items()
        if text is not named and abs(box.y0 + box.height / 2 - middle) < 6
    ]
    y = ax.transData.inverted().transform((0, middle))[1]
    return y, sorted(beside, key=lambda text: boxes[text].x1)


@lru_cache(maxsize=1)
def boxes_of(ax):
    """Where the texts of a picture are that was drawn."""
    return {text: text.get_window_extent() for text in ax.texts if text.get_text()}


def dot(ax, gid, y):
    """Where the dot of a row is, as a share of its track."""
    offsets = collection(ax, gid).get_offsets()
    nearest = offsets[np.abs(offsets[:, 1] - y).argmin()]
    assert abs(nearest[1] - y) < 3
    return nearest[0]


def printed(number):
    return f"{number}".replace("-", MINUS)


@pytest.mark.parametrize(
    ("country", "survey", "editions"),
    [("Hungary", "fiw", [2013, 2025]), ("Venezuela", "fiw", [2014, 2020]),
     ("Taiwan", "fiw", [2013, 2025]), ("Hong Kong", "fiw", [2013, 2025]),
     ("Myanmar", "fotn", [2019, 2024]), ("United States", "fotn", [2019, 2024])],
)  # fmt: skip
def test_every_question_stands_at_its_share_of_points_with_its_values_beside(
    country, survey, editions
):
    ax = plot_items(country, survey=survey, editions=editions)
    ax.figure.canvas.draw()
    items = fd.load_items(survey, country=country, editions=editions)
    values = items.pivot_table(index="item", columns="edition", values="value", observed=True)
    questions = [i for i in SURVEYS[survey].items if len(i.id) == 2]
    assert len(questions) > 20
    for item in questions:
        old, new = (int(values.loc[item.id, edition]) for edition in editions)
        y, beside = row_of(ax, item.title)
        assert dot(ax, "new", y) == pytest.approx(new / item.scale.high)
        if old != new:
            assert dot(ax, "old", y) == pytest.approx(old / item.scale.high)
        change = f"+{new - old}" if new > old else printed(new - old)
        texts = [text.get_text() for text in beside]
        assert texts == [item.id, str(old), str(new), str(item.scale.high), change]
    assert not ax.xaxis_inverted()  # right is freer


def test_headings_have_the_published_subtotals_and_scores():
    ax = plot_items("Hungary", editions=[2013, 2025])
    ax.figure.canvas.draw()
    rows = fd.load("fiw", country="Hungary", editions=[2013, 2025])
    for title, column in (("Political rights score", "political_rights_score"),
                          ("Civil liberties score", "civil_liberties_score")):  # fmt: skip
        texts = [text.get_text() for text in row_of(ax, title)[1]]
        assert texts[:2] == [f"{value:g}" for value in rows[column]]
    assert [t.get_text() for t in row_of(ax, "Rule of law")[1]] == ["F", "11", "10", "16", "−1"]
    assert "Free, 88 of 100 points, then Partly Free, 65 (−23)" in said(ax)
    net = plot_items("Myanmar", survey="fotn")
    net.figure.canvas.draw()
    assert [t.get_text() for t in row_of(net, "Limits on content")[1]] == ["16", "5", "35", "−11"]
    assert "Not Free both times, 36 of 100 points, then 9 (−27)" in said(net)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_gains_weigh_as_much_as_losses_and_both_point_where_they_went(theme):
    with style(theme):
        palette = look().theme
        ax = plot_items("Venezuela", editions=[2013, 2025])
    lines = collection(ax, "changes")
    assert len({*lines.get_linewidths()}) == 1
    assert {to_hex(color) for color in lines.get_colors()} == {palette.loss, palette.gain}
    new = collection(ax, "new")
    tips = {}
    for path, color in zip(new.get_paths(), new.get_facecolors(), strict=True):
        x = path.vertices[:3, 0]  # of a triangle: one corner on one side, two on the other
        tip = 0 if len(path.vertices) > 6 else 1 if np.median(x) < 0 else -1
        tips.setdefault(to_hex(color), set()).add(tip)
    assert tips == {palette.loss: {-1}, palette.gain: {1}, palette.muted: {0}}
    labels = {t.get_text(): t for t in ax.texts if (t.get_gid() or "").startswith("change of")}
    assert labels[f"{MINUS}3"].get_fontweight() == "bold"
    assert labels[f"{MINUS}3"].get_color() == palette.loss
    assert labels["+1"].get_fontweight() == "bold"
    assert labels["0"].get_fontweight() == "normal"


@pytest.mark.parametrize("editions", [[2013, 2025], [2013, 2017], 2013, [2006, 2010]], ids=str)
def test_a_question_on_monarchies_is_left_out_where_it_has_no_points(editions):
    ax = plot_items("Hungary", editions=editions)
    assert not [t for t in ax.texts if "traditional monarchy" in t.get_text()]
    assert "Not drawn, as it has no points here: Add A, Consultation in traditional" in said(ax)
    assert "Add A" not in said(plot_items("Hungary", editions=[2018, 2025]))
    monarchy = plot_items("Qatar", editions=editions)
    assert [t for t in monarchy.texts if "traditional monarchy" in t.get_text()]
    assert "Not drawn" not in said(monarchy)


def test_old_values_are_small_and_hollow_new_ones_solid():
    ax = plot_items("Hungary", editions=[2013, 2025])
    old, new = collection(ax, "old"), collection(ax, "new")
    assert {to_hex(c) for c in old.get_facecolors()} == {look().theme.paper}
    assert max(old.get_sizes()) < max(new.get_sizes())
    key = collection(ax, "key")
    assert to_hex(key.get_facecolors()[0]) == look().theme.paper
    assert to_hex(key.get_facecolors()[1]) != look().theme.paper


def test_what_is_subtracted_counts_below_zero_so_that_right_is_freer():
    ax = plot_items("China", editions=[2006, 2025])
    ax.figure.canvas.draw()
    y, beside = row_of(ax, "Add Q: Forced change of the population (subtracted)")
    assert [t.get_text() for t in beside] == ["0", f"{MINUS}3", f"{MINUS}4", f"{MINUS}3"]
    assert dot(ax, "old", y) == 1
    assert dot(ax, "new", y) == pytest.approx(0.25)


def test_a_question_that_was_dropped_is_shown_as_not_asked():
    ax = plot_items("Oman", editions=[2013, 2025])
    ax.figure.canvas.draw()
    y, beside = row_of(ax, "Add A: Consultation in traditional monarchy (added)")
    assert [t.get_text() for t in beside] == ["3", "not asked"]
    assert dot(ax, "old", y) == 0.75
    assert np.abs(collection(ax, "new").get_offsets()[:, 1] - y).min() > 5
    assert "Edition 2018: Additional question A was dropped" in said(ax)
    assert "Add A: Added to" not in said(ax)  # once is enough
    assert "Edition 2018" not in said(plot_items("Oman", editions=[2014, 2017]))
    later = said(plot_items("Oman", editions=[2019, 2025]))
    assert "dropped" not in later
    assert "Add A" not in later


@pytest.mark.parametrize(
    ("country", "survey", "editions"),
    [("Hungary", "fiw", "2013 and 2025"), ("Crimea", "fiw", "2015 and 2024"),
     ("Puerto Rico", "fiw", "2013 and 2016"), ("Iceland", "fotn", "2019 and 2024"),
     ("Serbia and Montenegro", "fiw", "2006")],
)  # fmt: skip
def test_by_default_the_newest_edition_is_compared_with_the_oldest(country, survey, editions):
    text = said(plot_items(country, survey=survey))
    noun = "editions" if "and" in editions else "edition"
    assert f"{SURVEYS[survey].title}, {noun} {editions}" in text


def test_the_newest_edition_by_default_is_one_with_questions():
    items = fd.load_items("fiw", country="Hungary")
    is_question = items["item"].astype(str).str.fullmatch("[A-G][1-4]")
    frame = items[(items["edition"] < 2025) | ~is_question]
    assert "editions 2013 and 2024" in said(plot_items(frame))


def test_an_edition_without_questions_is_compared_by_subtotals():
    ax = plot_items("Hungary", editions=[2006, 2025])
    ax.figure.canvas.draw()
    titles = {item.id: item.title for item in SURVEYS["fiw"].items}
    drawn = {text.get_text() for text in ax.texts}
    assert titles["A1"] not in drawn
    y, beside = row_of(ax, titles["D"])
    assert [t.get_text() for t in beside] == ["D", "16", "10", "16", f"{MINUS}6"]
    assert dot(ax, "new", y) == pytest.approx(10 / 16)
    assert "points for single questions from edition 2013 on" in said(ax)


def test_withheld_subtotals_are_no_data():
    ax = plot_items("Kosovo", editions=[2007, 2025])
    ax.figure.canvas.draw()
    _, beside = row_of(ax, "Rule of law")
    now = fd.load_items("fiw", country="Kosovo", editions=2025, item="F")["value"].item()
    assert [t.get_text() for t in beside][1:] == ["\N{EN DASH}", str(now), "16", "no data"]
    assert "withheld" in said(ax)


def test_one_edition_has_dots_and_no_change():
    ax = plot_items("Estonia", editions=2025)
    assert not [t for t in ax.texts if (t.get_gid() or "").startswith("change of")]
    assert len(collection(ax, "changes").get_segments()) == 0
    assert len(collection(ax, "new").get_offsets()) == 26  # the questions, and Add Q
    assert "change" not in {text.get_text() for text in ax.texts}
    assert "(covering 2024): Free, 96 of 100 points" in said(ax)
    assert "; fewest: Political rights of all groups 3 of 4, " in fd.alt_text(ax)


def test_a_frame_is_drawn_as_it_is():
    frame = fd.load_items("fotn", country="Russia", editions=[2020, 2023])
    by_name = plot_items("Russia", survey="fotn", editions=[2020, 2023])
    by_frame = plot_items(frame)
    assert fd.alt_text(by_name) == fd.alt_text(by_frame)
    part = fd.load_items("fiw", country="Hungary", item=["D", "D1", "D2"])
    ax = plot_items(part)
    assert len(collection(ax, "new").get_offsets()) == 2
    assert "Of 2 questions 2 lost points" in said(ax)


def test_the_alt_text_says_what_changed_most():
    text = fd.alt_text(plot_items("Venezuela", editions=[2013, 2025]))
    assert text.startswith("Venezuela, Freedom in the World, editions 2013 and 2025")
    assert "; of 25 questions 17 lost points, 1 gained, 7 did not change. Lost most: " in text
    assert "Political rights of all groups (3 to 0)" in text
    assert "; gained most: Freedom of movement (1 to 2)." in text
    assert "edition 2026" not in text  # nobody asked for it


def test_the_alt_text_says_what_is_missing():
    text = fd.alt_text(plot_items("Kosovo", editions=[2007, 2025]))
    assert "of 8 parts 0 lost points, 4 gained, 0 did not change, 4 lack points in one" in text
    assert "No points in edition 2007: Freedom of expression and belief, " in text
    assert fd.alt_text(plot_items("Hungary")).endswith("Questions of edition 2026 are not at hand.")


def boxes(ax):
    """The texts of a picture with their places, as fine as it is saved."""
    ax.figure.set_dpi(look().size.dpi)
    ax.figure.canvas.draw()
    texts = [t for t in (*ax.figure.texts, *ax.texts) if t.get_text()]
    return [(text.get_text(), text.get_window_extent()) for text in texts]


HARD = [
    ("Hungary", "fiw", [2013, 2025]),
    ("St. Vincent and the Grenadines", "fiw", [2013, 2025]),
    ("China", "fiw", [2006, 2025]),
    ("Russia", "fotn", [2019, 2024]),
    ("Estonia", "fiw", [2025]),
]


@crossed("asked, size", {country: (country, *more) for country, *more in HARD}, [*SIZES])
def test_no_text_overlaps_another_or_leaves_the_picture(asked, size):
    country, survey, editions = asked
    with style("dark" if size == "slide" else "light", size=size):
        ax = plot_items(country, survey=survey, editions=editions)
        texts = boxes(ax)
    frame = ax.figure.bbox.padded(1)
    for text, box in texts:
        assert frame.x0 <= box.x0, text
        assert box.x1 <= frame.x1, text
        assert frame.y0 <= box.y0, text
        assert box.y1 <= frame.y1, text
    for (one, first), (other, second) in combinations(texts, 2):
        assert not first.padded(-0.5).overlaps(second.padded(-0.5)), (one, other)
    for dots in ("old", "new"):
        for place in ax.transData.transform(collection(ax, dots).get_offsets()):
            for text, box in texts:
                assert not box.contains(*place), (text, dots)


def test_on_a_slide_questions_stand_in_two_blocks_and_keep_its_shape():
    with style(size="slide"):
        ax = plot_items("Hong Kong", editions=[2013, 2025])
    width, height = ax.figure.get_size_inches()
    assert height / width == pytest.approx(9 / 16, abs=0.01)
    x = collection(ax, "new").get_offsets()[:, 0]
    assert {share > 1.5 for share in x} == {True, False}


def test_it_draws_on_the_axes_it_is_given(tmp_path):
    _, axes = plt.subplots(1, 2, figsize=(16, 8))
    assert plot_items("Hungary", ax=axes[0]) is axes[0]
    assert plot_items("Turkey", survey="fotn", ax=axes[1]) is axes[1]
    assert "Turkey" not in fd.alt_text(axes[0])
    _, small = plt.subplots(figsize=(3.5, 6))
    plot_items("Hungary", ax=small)
    assert any(text.get_text().startswith("Hungary: Freedom") for text in small.texts)
    before = dict(plt.rcParams)
    save(plot_items("Hungary"), tmp_path / "hungary.svg")
    assert dict(plt.rcParams) == before


FRAME = fd.load_items("fiw", country=["HUN", "POL"], editions=2025)
HUNGARY = FRAME[FRAME["country_id"] == "HUN"]


@pytest.mark.parametrize(
    ("country", "options", "message"),
    [
        ("Hungary", {"editions": [2013, 2014, 2015]}, r"such as \[2013, 2025\], not 3"),
        ("Hungary", {"editions": []}, "one edition or two"),
        ("Hungary", {"editions": 2005}, "on Hungary in edition 2005; .* in 2006 to 2025"),
        ("Hungary", {"editions": [2013, 2026]}, "in edition 2026; .* in 2006 to 2025"),
        ("Crimea", {"editions": 2013}, "does not rate Crimea in edition 2013; .* 2015 to 2024"),
        ("Hungary", {"survey": "fotn", "editions": 2018}, "in edition 2018; .* 2019 to 2024"),
        ("USSR", {}, "they begin with edition 2006, it was last in 1991"),
        ("Norway", {"survey": "fotn"}, "Freedom on the Net has never rated Norway"),
        ("Hungary", {"survey": "fotp"}, "has no questions .* 'fiw', 'fotn'"),
        ("Hungary", {"survey": "rsf"}, "has no questions .* 'fiw', 'fotn'"),
        ("Hungary", {"survey": "press"}, "there is no survey 'press'"),
        ("Atlantis", {}, "Atlantis"),
        ("Hungary", {"ax": 3}, "ax is one matplotlib Axes, not int"),
        (fd.load("fiw", country="HUN"), {}, "without the columns survey, item, value"),
        (FRAME, {}, "of one country, and the frame has HUN, POL"),
        (HUNGARY[:0], {}, "a frame without rows"),
        (HUNGARY, {"editions": 2013}, "in edition 2013; .* in 2025"),
        (pd.concat([HUNGARY, HUNGARY]), {}, "Hungary, edition 2025, is in 2 rows, expected in one"),
        (HUNGARY[:1].assign(item="Z9"), {}, "item is 'Z9', expected one of A1"),
        (
            HUNGARY[:1].assign(value=40),
            {},
            "A1 of Hungary, edition 2025, is 40, expected a whole number from 0 to 4",
        ),
    ],
)
def test_wrong_input_is_refused_with_what_there_is(country, options, message):
    with pytest.raises(FreedomDataError, match=message):
        plot_items(country, **options)


@pytest.mark.parametrize("survey", ["fiw", "fotn"])
def test_titles_of_questions_are_short_and_differ(survey):
    titles = [item.title for item in SURVEYS[survey].items]
    assert max(map(len, titles)) <= 45
    assert len({*titles}) == len(titles)
