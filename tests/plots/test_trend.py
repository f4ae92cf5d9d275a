"""What the picture shows: up is freer, a gap is a gap, an end is an end."""

from __future__ import annotations

import json
import random
import shutil
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from itertools import pairwise
from xml.etree import ElementTree as ET

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from overlaps import check_texts

import freedomdata as fd
from freedomdata.paths import DESCRIPTOR, data_dir
from freedomdata.plots import save
from freedomdata.plots.style import look


def plot(country, **options):
    """Draw Freedom in the World alone; the page of all surveys has tests of its own."""
    return fd.plot_trend(country, **{"survey": "fiw"} | options)


def told(ax):
    """All that is written on and around the axes, as one line."""
    texts = [*ax.texts, *ax.figure.texts]
    return " ".join(" ".join(text.get_text() for text in texts).split())


def drawn(ax, measure):
    """All points of a rating's lines, true to the rating."""
    lines = [line for line in ax.lines if line.get_gid() == measure]
    points = np.vstack([line.get_xydata() for line in lines])
    return [
        (line.get_xydata()[:, 0].min(), line.get_xydata()[:, 0].max()) for line in lines
    ], points


def test_up_is_freer():
    ax = plot("China")
    assert ax.yaxis_inverted()  # 1, the freest rating, is at the top
    top, bottom = ax.transData.transform([(2000, 1), (2000, 7)])[:, 1]
    assert top > bottom
    assert [t.get_text() for t in ax.get_yticklabels()][0::6] == ["most free  1", "least free  7"]


@pytest.mark.parametrize("country", ["China", "Argentina", "South Africa"])
def test_every_rating_is_drawn_at_its_height_over_its_days(country):
    ax = plot(country)
    rows = fd.load("fiw", country=country)
    for measure in ("political_rights", "civil_liberties"):
        _, points = drawn(ax, measure)
        assert abs(points[:, 1] - points[:, 1].round()).max() < 0.1
        for row in rows.itertuples():
            middle = row.period_start + (row.period_end - row.period_start) / 2
            x = middle.year + (middle.day_of_year - 1) / 365.25
            before = points[points[:, 0] <= x + 0.01]
            after = points[points[:, 0] >= x - 0.01]
            at = {round(before[before[:, 0].argmax(), 1])} | {round(y) for y in before[
                before[:, 0] == before[:, 0].max(), 1]}  # fmt: skip
            assert getattr(row, measure) in at, (measure, row.edition)
            assert len(after)


def test_the_1982_edition_spans_its_true_period():
    ax = plot("South Africa")
    ribbon = [p.get_paths()[0].get_extents() for p in ax.collections]
    not_free = [box for box in ribbon if box.x0 == pytest.approx(1981.0, abs=0.01)]
    assert len(not_free) == 1
    assert not_free[0].x1 == pytest.approx(1982 + 213 / 365.25, abs=0.01)  # 1 August


def test_a_gap_is_not_drawn_through():
    ax = plot("Liechtenstein")
    stretches, _ = drawn(ax, "political_rights")
    assert not any(left < 1985 < right for left, right in stretches)
    assert any(text.get_text() == "not rated" for text in ax.texts)
    for box in (p.get_paths()[0].get_extents() for p in ax.collections):
        assert not box.x0 < 1985 < box.x1


def test_the_line_of_a_state_that_ended_ends():
    ax = plot("USSR")
    stretches, _ = drawn(ax, "civil_liberties")
    assert max(right for _, right in stretches) == pytest.approx(1991.0, abs=0.01)
    assert any(text.get_text() == "last rated for 1990" for text in ax.texts)
    assert ax.get_xlim()[1] > 2025


def test_secondary_values_are_hollow_and_said_to_be():
    ax = plot("China")
    hollow = [line for line in ax.lines if line.get_marker() == "o"]
    assert len(hollow) == 2
    assert all(line.get_markerfacecolor() == look().theme.paper for line in hollow)
    assert "Hollow: 2025, from secondary copies" in told(ax)
    ended = plot("USSR")
    assert not [line for line in ended.lines if line.get_marker() == "o"]


def test_missing_ratings_are_not_drawn():
    ax = plot("Hong Kong")
    stretches, _ = drawn(ax, "political_rights")
    assert max(right for _, right in stretches) == pytest.approx(2025.0, abs=0.01)
    assert "2025: No copy at hand has the ratings of this edition" in told(ax)


def test_the_source_line_names_publisher_release_terms_and_data_version():
    texts = told(plot("China"))
    for part in ("Source: Freedom House, Freedom in the World, release 2025",
                 "limited non-commercial use with citation", "data 2026.6"):  # fmt: skip
        assert part in texts


def test_lines_and_statuses_differ_by_more_than_color():
    theme = look().theme
    assert len({line.dashes for line in theme.measures.values()}) == len(theme.measures)
    light = [np.dot([int(one.fill[i : i + 2], 16) for i in (1, 3, 5)], [0.2126, 0.7152, 0.0722])
             for one in theme.statuses.values()]  # fmt: skip
    assert light == sorted(light, reverse=True)
    assert min(a - b for a, b in pairwise(light)) > 35
    texts = {text.get_text() for text in plot("Argentina").texts}
    assert {"Not Free", "Free", "PF"} <= texts


def test_labels_do_not_overlap_or_leave_the_picture():
    for country in ("China", "Norway", "South Africa", "USSR", "Northern Ireland", "XRO", "HKG"):
        ax = plot(country)
        ax.figure.canvas.draw()
        check_texts([ax], country, ticks=True)


def test_it_draws_on_the_axes_it_is_given():
    _, axes = plt.subplots(1, 2, figsize=(16, 5))
    assert plot("China", ax=axes[0]) is axes[0]
    assert plot("Norway", ax=axes[1]) is axes[1]
    said = fd.alt_text(axes[0].figure)
    assert "China, Freedom in the World" in said
    assert "Norway, Freedom in the World" in said
    assert "Norway" not in fd.alt_text(axes[0])
    axes[0].clear()
    plot("Japan", ax=axes[0])
    assert "China" not in fd.alt_text(axes[0].figure)


def test_matplotlib_settings_are_left_alone():
    before = dict(plt.rcParams)
    plot("China")
    assert dict(plt.rcParams) == before
    figures = [Figure() for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda f: plot("China", ax=f.subplots()), figures))
    assert dict(plt.rcParams) == before


def test_the_picture_does_not_depend_on_the_users_settings(tmp_path):
    plain = save(plot("China"), tmp_path / "plain.png").read_bytes()
    with plt.rc_context(
        {"savefig.facecolor": "black", "xtick.labelsize": 20, "figure.autolayout": True,
         "axes.grid": True, "lines.dash_capstyle": "round", "font.family": "serif"}
    ):  # fmt: skip
        other = save(plot("China"), tmp_path / "other.png").read_bytes()
    assert plain == other


def test_alt_text_says_what_is_shown_and_what_is_missing():
    said = fd.alt_text(plot("Liechtenstein"))
    assert said.startswith("Liechtenstein, Freedom in the World, 1972 to 2025: Free since 1992")
    assert "Political rights 2 for 2025, freer than 4 for 1972;" in said
    assert "Not rated for 1977–1991;" in said
    assert "2025 not yet confirmed" in said
    said = fd.alt_text(plot("China"))
    assert "Political rights 7 for 2025, as for 1972, between 6 and 7;" in said
    assert "Not rated" not in said
    assert "White and Black residents were rated apart" in fd.alt_text(plot("ZAF"))
    assert "2025: No copy at hand has the ratings" in fd.alt_text(plot("Sudan"))


@pytest.mark.parametrize(
    ("country", "story"),
    [
        ("China", "Not Free in every edition, 1972–2025"),
        ("Puerto Rico", "Free whenever rated, 1972–2015"),
        ("USSR", "Partly Free when last rated, for 1990"),
        ("XRO", "Not Free for 2024"),
        ("Argentina", "Free since 2003, Partly Free just before"),
        ("Western Sahara", "Not Free since 1992, Partly Free before"),
    ],
)
def test_the_subtitle_tells_the_story(country, story):
    assert f"Freedom in the World, by year covered: {story}" in told(plot(country))


@pytest.mark.parametrize(
    ("country", "note"),
    [
        ("Tibet", "2025 is not in the copies at hand."),
        ("Angola", "First rated for 1975."),
        ("Hong Kong", "Not rated for 1973."),
    ],
)
def test_what_has_no_room_in_the_ribbon_stands_below(country, note):
    said = told(plot(country))
    assert note in said
    assert "last rated" not in said


def test_an_svg_is_read_aloud_and_its_text_is_text(tmp_path):
    svg = save(plot("Côte d'Ivoire"), tmp_path / "x.svg", title="A & B").read_text("utf-8")
    root = ET.fromstring(svg)  # noqa: S314 (it is ours)
    assert root.get("role") == "img"
    name = "{http://www.w3.org/2000/svg}"
    description = root.find(f"{name}desc")
    assert root.get("aria-describedby") == description.get("id")
    assert description.text.startswith("Côte d'Ivoire, Freedom in the World")
    assert root.find(f"{name}title").text == "A & B"
    assert "Political rights" in {text.text.split("  ")[0] for text in root.iter(f"{name}text")}


@pytest.mark.parametrize("survey", ["fiw", "fotp", "fotn"])
@pytest.mark.parametrize("number", [8, pytest.param(None, marks=pytest.mark.sweep)])
def test_every_country_and_territory_can_be_drawn(survey, number):
    _, ax = plt.subplots(figsize=(8.4, 5))
    ax.figure.subplots_adjust(left=0.123, right=0.825, bottom=0.3, top=0.8)
    ids = sorted(fd.load(survey)["country_id"].unique())
    for country_id in random.Random(2003).sample(ids, number) if number else ids:
        ax.clear()
        plot(country_id, survey=survey, ax=ax)
        check_texts([ax], country_id)


def test_a_grid_of_small_pictures_stays_legible(tmp_path):
    figure, axes = plt.subplots(2, 3, figsize=(14, 7), layout="constrained")
    for ax, country in zip(axes.flat, ["RUS", "SUN", "THA", "NOR", "HKG", "XRO"], strict=True):
        plot(country, ax=ax)
    save(figure, tmp_path / "grid.png")
    figure.canvas.draw()
    check_texts(axes.flat, "grid")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: plot("Chna"), "no country or territory is called 'Chna'"),
        (lambda: plot("China", survey="x"), "there is no survey 'x'"),
        (lambda: fd.alt_text(plt.figure()), "nothing of freedomdata was drawn"),
        (lambda: plot("China", ax="x"), "ax is one matplotlib Axes, not str"),
        (lambda: plot("China", ax=plt.subplots(1, 2)[1]), "Axes, not ndarray"),
        (
            lambda: plot("China", ax=plt.subplot(projection="polar")),
            "ordinary axes with x and y, not polar",
        ),
        (lambda: fd.alt_text(None), "nothing of freedomdata was drawn there: give its figure"),
        (lambda: save(plot("China"), "x.jpg"), r"must end in \.png, \.svg, \.pdf"),
        (lambda: save(plot("China"), "no/x.png"), "there is no directory no"),
    ],
)
def test_wrong_input_is_refused(call, message):
    with pytest.raises(fd.FreedomDataError, match=message):
        call()


def test_a_survey_that_never_rated_the_country_is_refused(tmp_path):
    shutil.copytree(data_dir(), tmp_path / "data")
    rows = pd.read_parquet(tmp_path / "data" / "fiw.parquet")
    rows[rows["country_id"] != "CHN"].to_parquet(tmp_path / "data" / "fiw.parquet")
    descriptor = json.loads((tmp_path / "data" / DESCRIPTOR).read_text(encoding="utf-8"))
    content = (tmp_path / "data" / "fiw.parquet").read_bytes()
    descriptor["resources"][0]["sha256"] = sha256(content).hexdigest()
    (tmp_path / "data" / DESCRIPTOR).write_text(json.dumps(descriptor), encoding="utf-8")
    with pytest.raises(fd.FreedomDataError, match="Freedom in the World has never rated China"):
        plot("China", data=tmp_path / "data")


def test_a_single_year_within_an_edition_is_answered_by_it_and_said():
    ax = fd.plot_trend("China", survey="fiw", years=1981)
    sentence = "1981 is covered by edition 1982 (January 1981 to August 1982)."
    assert sentence in " ".join(" ".join(t.get_text() for t in ax.figure.texts).split())
    assert fd.alt_text(ax).endswith(sentence)
    assert "is covered by" not in fd.alt_text(fd.plot_trend("China", survey="fiw", years=1982))
