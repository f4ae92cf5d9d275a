"""Pictures on axes of the user's: whole, in their part of the figure, and true when zoomed."""

from __future__ import annotations

from itertools import combinations
from math import isclose

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.text import Text
from samples import crossed
from samples import drawn as sampled

import freedomdata as fd

CALLS = {
    "trend": lambda ax: fd.plot_trend("Thailand", survey="fiw", ax=ax),
    "press": lambda ax: fd.plot_trend("Hungary", survey="fotp", ax=ax),
    "events": lambda ax: fd.plot_trend("Thailand", survey="fiw", events={2014: "Coup"}, ax=ax),
    "several": lambda ax: fd.plot_trend(["China", "Norway", "Hungary", "Russia"], ax=ax),
    "statuses": lambda ax: fd.plot_statuses(["Hungary", "Liechtenstein", "COD"], ax=ax),
    "counts": lambda ax: fd.plot_counts("fiw", ax=ax),
    "shares": lambda ax: fd.plot_counts("fotn", share=True, ax=ax),
    "movers": lambda ax: fd.plot_movers(2014, 2024, n=4, ax=ax),
    "map": lambda ax: fd.plot_map(2024, ax=ax),
    "points": lambda ax: fd.plot_map(2024, measure="total_score", ax=ax),
    "items": lambda ax: fd.plot_items("Hungary", ax=ax),
    "net": lambda ax: fd.plot_items("China", survey="fotn", ax=ax),
}
SMALL = {name: call for name, call in CALLS.items() if name not in {"items", "net"}}


@pytest.fixture
def drawn(monkeypatch):
    """The texts that are drawn when a figure is."""
    found = []
    draw = Text.draw

    def remember(text, *args, **kwargs):
        if text.get_visible() and text.get_text().strip():
            found.append(text)
        return draw(text, *args, **kwargs)

    monkeypatch.setattr(Text, "draw", remember)
    return found


def assert_whole(figure, drawn, tmp_path, *, is_apart=True):
    """Save a figure as anybody does: no text is cut, and none lies on another."""
    drawn.clear()
    figure.savefig(tmp_path / "plain.png")
    page = figure.bbox.padded(1)
    boxes = [(t.get_text(), t.get_window_extent().padded(-0.7)) for t in dict.fromkeys(drawn)]
    assert boxes
    for said, box in boxes:
        assert page.x0 <= box.x0 <= box.x1 <= page.x1, said
        assert page.y0 <= box.y0 <= box.y1 <= page.y1, said
    for (one, box), (other, near) in combinations(boxes, 2):
        assert not (is_apart and box.overlaps(near)), (one, other)


@crossed("draw, size", CALLS, [(6.4, 4.8), (10, 6), (5, 8)])
def test_nothing_is_cut_off_in_a_figure_of_any_size(draw, size, drawn, tmp_path):
    figure, ax = plt.subplots(figsize=size)
    assert draw(ax) is ax
    assert_whole(figure, drawn, tmp_path)


@crossed("draw, size", SMALL, [(4, 3), (6.4, 2.4)])
def test_nothing_is_cut_off_in_a_small_figure(draw, size, drawn, tmp_path):
    figure, ax = plt.subplots(figsize=size)
    draw(ax)
    assert_whole(figure, drawn, tmp_path)


@crossed("draw, layout", CALLS, ["constrained", "tight"])
def test_nothing_is_cut_off_by_a_layout(draw, layout, drawn, tmp_path):
    figure, ax = plt.subplots(layout=layout)
    draw(ax)
    assert_whole(figure, drawn, tmp_path)


@crossed("draw, layout", SMALL, {"none": None, "constrained": "constrained", "tight": "tight"})
def test_pictures_stay_in_their_cells(draw, layout, drawn, tmp_path):
    figure, axes = plt.subplots(2, 2, figsize=(11, 9), layout=layout)
    draw(axes[0, 0])
    axes[0, 1].plot([1, 2, 3])
    axes[0, 1].set(title="mine", xlabel="x", ylabel="y")
    fd.plot_trend("China", survey="fotn", ax=axes[1, 0])
    draw(axes[1, 1])
    assert_whole(figure, drawn, tmp_path)


@sampled("draw", SMALL, 3)
def test_a_small_grid_is_whole(draw, drawn, tmp_path):
    figure, axes = plt.subplots(2, 2)
    for ax in axes.flat:
        draw(ax)
    assert_whole(figure, drawn, tmp_path)


def test_questions_without_room_are_refused_and_leave_the_axes_alone():
    figure, axes = plt.subplots(2, 2)
    figure.draw_without_rendering()
    before = axes[0, 0].get_position().bounds
    with pytest.raises(fd.FreedomDataError, match=r"no room for \d+ questions: make them higher"):
        fd.plot_items("Hungary", ax=axes[0, 0])
    assert plt.get_fignums() == [figure.number]
    assert before == pytest.approx((0.125, 0.53, 0.352, 0.35), abs=0.01)


def test_it_fits_below_a_title_of_the_figure_and_beside_a_legend(drawn, tmp_path):
    figure, (ax, other) = plt.subplots(1, 2, figsize=(11, 5))
    figure.suptitle("All of it")
    other.plot([1, 2], label="mine")
    figure.legend(loc="lower center")
    fd.plot_counts("fiw", ax=ax)
    assert_whole(figure, drawn, tmp_path)


def test_it_fits_in_a_part_of_a_figure(drawn, tmp_path):
    figure = plt.figure(figsize=(12, 5))
    left, right = figure.subfigures(1, 2)
    fd.plot_trend("Hungary", survey="fiw", ax=left.subplots())
    fd.plot_counts("fiw", ax=right.subplots())
    assert_whole(figure, drawn, tmp_path)
    for part in (left, right):
        box = part.axes[0].get_window_extent()
        assert part.bbox.x0 < box.x0 < box.x1 < part.bbox.x1


def test_tight_layout_afterwards_keeps_it_whole(drawn, tmp_path):
    figure, ax = plt.subplots(figsize=(9, 5))
    fd.plot_trend("Hungary", survey="fiw", ax=ax)
    figure.draw_without_rendering()
    place = ax.get_position().bounds
    figure.tight_layout()
    assert_whole(figure, drawn, tmp_path)
    assert ax.get_position().bounds == pytest.approx(place, abs=0.08)


# Zoomed: what belongs to a datum is where it is, or not drawn


def shown(figure, drawn):
    drawn.clear()
    figure.canvas.draw()
    return {text: text.get_window_extent() for text in drawn}


FLAGS = {
    "changes": (lambda: fd.plot_trend(["Thailand", "Hungary"]), "change"),
    "names": (lambda: fd.plot_trend(["China", "Norway", "Thailand"]), "name"),
    "counts": (lambda: fd.plot_counts("fiw"), "last"),
    "breaks": (lambda: fd.plot_counts("fiw"), "break"),
    "movers": (lambda: fd.plot_movers(2014, 2024, n=5), "name"),
    "values": (lambda: fd.plot_movers(2014, 2024, n=5), "value"),
}


@pytest.mark.parametrize(("draw", "gid"), FLAGS.values(), ids=FLAGS)
def test_flags_move_with_what_they_are_about(draw, gid, drawn):
    ax = draw()
    figure = ax.figure
    before = shown(figure, drawn)
    flags = [text for text in before if text.get_gid() == gid]
    assert flags
    # each is as far from its datum as before, when the axes are panned
    away = {f: np.array(before[f].p0) - ax.transData.transform(f.xy) for f in flags}
    (left, right), (bottom, top) = ax.get_xlim(), ax.get_ylim()
    ax.set_xlim(left + 0.1 * (right - left), right + 0.1 * (right - left))
    ax.set_ylim(bottom + 0.05 * (top - bottom), top + 0.05 * (top - bottom))
    after = shown(figure, drawn)
    for flag in flags:
        if flag in after:
            moved = np.array(after[flag].p0) - ax.transData.transform(flag.xy)
            is_in_x = flag.xycoords == "data" or flag.xycoords[0] == "data"
            is_in_y = flag.xycoords == "data" or flag.xycoords[1] == "data"
            assert not is_in_x or isclose(moved[0], away[flag][0], abs_tol=1), flag
            assert not is_in_y or isclose(moved[1], away[flag][1], abs_tol=1), flag


@pytest.mark.parametrize(("draw", "gid"), FLAGS.values(), ids=FLAGS)
def test_flags_out_of_sight_are_not_drawn(draw, gid, drawn):
    ax = draw()
    (left, right), (bottom, top) = ax.get_xlim(), ax.get_ylim()
    if gid != "name" or ax.get_yticks().size:  # names of movers are beside their rows
        ax.set_xlim(left - 3 * (right - left), left - 2 * (right - left))
    else:
        ax.set_ylim(bottom - 3 * (top - bottom), bottom - 2 * (top - bottom))
    assert not [text for text in shown(ax.figure, drawn) if text.get_gid() == gid]


ZOOMED = {
    "trend": lambda: fd.plot_trend("Hungary", survey="fiw", predecessors=True),
    "press": lambda: fd.plot_trend("Turkey", survey="fotp"),
    "germany": lambda: fd.plot_trend("Germany", survey="fiw", predecessors=True),
    "several": lambda: fd.plot_trend(["China", "USSR", "Hungary"]),
    "events": lambda: fd.plot_trend(
        "Thailand", survey="fiw", events={2014: "A", "2006-09-19": "B"}
    ),
    "statuses": lambda: fd.plot_statuses(["China", "Hungary", "USSR"]),
    "counts": lambda: fd.plot_counts("fiw"),
    "items": lambda: fd.plot_items("Hungary"),
    "movers": lambda: fd.plot_movers(2014, 2024, n=3),
    "compare": lambda: fd.plot_compare("China"),
}


@crossed("draw, way", ZOOMED, [-1.03, 1.03])
def test_nothing_of_the_data_is_drawn_outside_of_zoomed_axes(draw, way):
    """Of a place without data nothing is left but what frames it: titles, rules and ticks."""
    ax = draw()
    bottom, top = ax.get_ylim()
    ax.set_ylim(bottom + way * (top - bottom), top + way * (top - bottom))
    ax.set_axis_off()
    frame = [
        *ax.figure.texts,
        *(x for x in ax.lines if x.get_gid() == "break"),
        *ax.figure.axes[1:],
    ]
    frame += [t for t in ax.texts if getattr(t, "xycoords", "axes fraction") == "axes fraction"]
    frame += [
        t
        for t in ax.texts
        if isinstance(getattr(t, "xycoords", ""), tuple) and t.xycoords[0] == "data"
    ]  # named breaks
    for artist in frame:  # titles, keys, which way is freer
        artist.set_visible(False)
    ax.figure.canvas.draw()
    pixels = np.asarray(ax.figure.canvas.buffer_rgba())[..., :3]
    assert len(np.unique(pixels.reshape(-1, 3), axis=0)) == 1
