"""Several countries in several surveys: all up to freer, cut where values do not compare."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from overlaps import check_texts
from samples import crossed

import freedomdata as fd
from freedomdata.plots.style import SIZES, THEMES

TWELVE = [
    "China", "Taiwan", "Hungary", "Russia", "USSR", "Norway", "STP", "Turkey", "Mexico", "India",
    "XRO", "PSE",
]  # fmt: skip
HARD = {
    "one": ["China"],
    "two": ["Kosovo", "North Korea"],
    "names": ["STP", "VCT", "XRO", "COD", "CIV"],
    "flat": ["Norway", "Finland", "PRK", "ERI"],
    "twelve": TWELVE,
    "a region": "Southern Europe",
}


def lines(ax):
    """Points of each line with its color and dashes."""
    (collection,) = (c for c in ax.collections if c.get_gid() == "lines")
    return list(
        zip(
            collection.get_segments(),
            [to_hex(color) for color in collection.get_color()],
            collection.get_linestyle(),
            strict=True,
        )
    )


def said(ax):
    return [text.get_text().replace("\n", " ") for text in ax.texts if text.get_text()]


def caption(figure):
    return " ".join(" ".join(text.get_text() for text in figure.figure.texts).split())


def look(survey):
    return THEMES["light"].lines[list(fd.SURVEYS).index(survey)]


def test_a_panel_for_each_country_in_the_order_given():
    figure = fd.plot_compare(["Taiwan", "China", "Hungary"]).figure
    assert [said(ax)[-1] for ax in figure.axes] == ["Taiwan", "China", "Hungary"]
    assert len({ax.get_xlim() for ax in figure.axes}) == 1
    for ax in figure.axes:
        low, high = ax.get_ylim()
        assert low < 0
        assert high > 100
    ticks = [[t.get_text() for t in ax.get_yticklabels() if t.get_visible()] for ax in figure.axes]
    assert ticks == [["0", "50", "100"], [], []]


def test_years_stand_below_the_lowest_panels_only():
    figure = fd.plot_compare(TWELVE[:5]).figure
    shown = [any(t.get_visible() for t in ax.get_xticklabels()) for ax in figure.axes]
    assert shown == [False, False, True, True, True]  # nothing below the third


@pytest.mark.parametrize("country", ["China", "Hungary", "Kosovo"])
def test_every_value_is_drawn_at_its_height_over_its_days(country):
    (ax,) = fd.plot_compare(country).figure.axes
    panel = fd.load_panel(country=country, measure="total_score").dropna(subset=["value"])
    turned = panel["survey"] == "fotp"
    panel["height"] = panel["value"].where(~turned, 100 - panel["value"])
    for survey, rows in panel.groupby("survey", observed=True):
        own = [points for points, color, _ in lines(ax) if color == look(survey).color]
        for row in rows.itertuples():
            middle = row.period_start + (row.period_end - row.period_start) / 2
            x = middle.year + (middle.day_of_year - 1) / 365.25
            heights = {
                round(y, 6)
                for points in own
                for (left, y), (right, end) in pairwise(points)
                if left < x < right and y == end
            }
            assert heights == {round(row.height, 6)}, (survey, row.edition)


def test_surveys_differ_in_color_and_dashes_and_carry_their_name_and_last_value():
    figure = fd.plot_compare(["China", "Hungary"]).figure
    for ax, values in zip(figure.axes, ((9, 13, 9), (65, 56, 69)), strict=True):
        looks = {(color, str(dashes)) for _, color, dashes in lines(ax)}
        assert len({color for color, _ in looks}) == 3
        for short, value in zip(("World", "Press", "Net"), values, strict=True):
            assert f"{short} {value}" in said(ax)
    assert "Press: Freedom of the Press (Press freedom score) until 2016" in caption(figure)
    assert "a point of one survey is not a point of another" in caption(figure)
    (ax,) = fd.plot_compare("China").figure.axes
    assert "Hollow: Freedom in the World 2025 and" in caption(ax.figure)  # as its lines are called
    assert {"Freedom in the World 9", "Freedom of the Press 13 (2016)"} <= {*said(ax)}


@pytest.mark.parametrize("country", ["Hungary", "Niger", "Tunisia"])
def test_the_number_of_freedom_in_the_world_is_the_published_score(country):
    score = int(fd.load("fiw", country=country, editions=2026)["total_score"].item())
    figure = fd.plot_compare([country, "Norway"], "fiw").figure
    assert f"World {score}" in said(figure.axes[0])
    assert f"Freedom in the World {score}" in said(fd.plot_compare(country).figure.axes[0])
    heights = {y for points, _, _ in lines(figure.axes[0]) for _, y in points}
    assert heights == set(fd.load("fiw", country=country)["total_score"].dropna())


def test_freedom_in_the_world_begins_where_its_score_begins_and_says_so():
    figure = fd.plot_compare(["China", "Hungary"], "fiw").figure
    assert min(points[:, 0].min() for points, _, _ in lines(figure.axes[0])) == 2002
    sentence = "Total score begins with edition 2003; the ratings of the years before are"
    assert sentence in caption(figure)
    assert sentence in fd.alt_text(figure)
    assert "Total score, by year covered, from 0, least free, to 100, most free" in caption(figure)


def test_years_before_the_score_are_drawn_by_the_ratings_on_their_own_scale():
    figure = fd.plot_compare(["China", "Hungary"], "fiw", years=range(1980, 1990)).figure
    (ax, other) = figure.axes
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["7", "4", "1"]
    assert (said(ax)[0], said(other)[0]) == ("World 7", "World 3.5")
    assert "Mean of the two ratings, by year covered, from 7, least free, to 1, most free" in (
        caption(figure)
    )
    assert "Freedom in the World 5.5 for 1980, 3.5 for 1989 (freer)" in fd.alt_text(figure)
    both = fd.plot_compare(["China", "Hungary"], years=range(1985, 2002))
    ticks = [tick.get_text() for tick in both.get_yticklabels()]
    assert ticks == ["0 | 7", "50 | 4", "100 | 1"]
    assert "Freedom on the Net: nothing for these years." in caption(both.figure)


def test_a_line_is_never_of_two_measures():
    figure = fd.plot_compare(["China", "Hungary"], "fiw", years=range(1995, 2010)).figure
    assert min(points[:, 0].min() for points, _, _ in lines(figure.axes[0])) == 2002


def test_a_turned_score_says_that_it_is_turned():
    sentence = "Freedom of the Press: 100 minus the score as printed, in which 0 is most free."
    assert sentence in caption(fd.plot_compare(["China", "Hungary"]))
    assert sentence not in caption(fd.plot_compare(["China", "Hungary"], ["fiw", "fotn"]))


def test_a_single_year_within_an_edition_is_answered_by_it_and_said():
    figure = fd.plot_compare(["China", "Hungary"], "fiw", years=1981).figure
    assert "1981 is covered by edition 1982 (January 1981 to August 1982)." in caption(figure)
    assert "1981 is covered by edition 1982" in fd.alt_text(figure)


def test_a_line_that_ended_before_its_survey_says_when():
    ax = fd.plot_compare(["Crimea", "Russia"]).figure.axes[0]
    assert "World 2 (\N{RIGHT SINGLE QUOTATION MARK}23)" in said(ax)
    assert max(points[:, 0].max() for points, _, _ in lines(ax)) == pytest.approx(2024, abs=0.01)


def test_a_gap_is_not_drawn_through():
    years = range(1972, 2002)
    ax = fd.plot_compare(["Liechtenstein", "Hong Kong"], "fiw", years=years).figure.axes[0]
    for points, _, _ in lines(ax):
        assert not points[:, 0].min() < 1985 < points[:, 0].max()


def test_unconfirmed_values_are_hollow():
    figure = fd.plot_compare(["China", "Norway"]).figure
    rings = [c for c in figure.axes[0].collections if c.get_gid() == "hollow"]
    assert len(rings) == 1
    assert len(rings[0].get_offsets()) == 2  # of two surveys
    assert {to_hex(color) for color in rings[0].get_facecolor()} == {THEMES["light"].paper}
    assert "Hollow: World 2025 and Net 2025, not yet confirmed" in caption(figure)
    assert "confirmed by the publisher: Freedom in the World 2025 and" in fd.alt_text(figure)
    assert "confirmed" not in fd.alt_text(fd.plot_compare("China", years=range(2000, 2015)))


def test_lines_are_cut_where_values_do_not_compare(rsf_built):
    figure = fd.plot_compare(["Finland", "China"], "rsf", data=rsf_built).figure
    starts = sorted(points[0, 0] for points, _, _ in lines(figure.axes[0]))
    for edition in (2013, 2022):
        assert any(abs(start - (edition - 1)) < 0.3 for start in starts), edition
    for points, _, _ in lines(figure.axes[0]):
        assert not points[:, 0].min() < 2021 - 0.1 < 2021.5 < points[:, 0].max()
    assert "values do not compare, with edition 2012, 2013 and 2022." in caption(figure)
    title = figure.texts[0].get_text()
    assert title == "Finland and China: World Press Freedom Index"


@pytest.mark.parametrize(
    ("country", "surveys", "title"),
    [
        ("China", None, "China: freedom in 3 surveys"),
        (["China", "Taiwan"], ["fiw", "fotn"], "China and Taiwan: freedom in 2 surveys"),
        (TWELVE[:5], None, "China, Taiwan and 3 others: freedom in 3 surveys"),
        (["China", "Norway"], "fiw", "China and Norway: Freedom in the World"),
    ],
)
def test_the_title_names_countries_and_surveys(country, surveys, title):
    assert fd.plot_compare(country, surveys).figure.texts[0].get_text() == title


def test_who_is_not_in_a_survey_is_said():
    figure = fd.plot_compare(TWELVE).figure
    assert "Not in Press: Russian-Occupied Territories of Ukraine." in caption(figure)
    assert "No points in Press: Soviet Union." in caption(figure)
    assert "No points in World: Soviet Union and West Bank and Gaza Strip." in caption(figure)
    told = fd.alt_text(figure)
    assert "; no points in Freedom of the Press: Soviet Union; not in Freedom on the Net: " in told


def test_the_alt_text_tells_gaps():
    told = fd.alt_text(fd.plot_compare(["Liechtenstein", "Somaliland"]))
    assert "Somaliland in Freedom of the Press: nothing for 2015; " in told
    early = fd.alt_text(fd.plot_compare(["Liechtenstein", "Somaliland"], years=range(1972, 2002)))
    assert "Liechtenstein in Freedom in the World: nothing for 1977 to 1991" in early


@pytest.mark.filterwarnings("ignore::freedomdata.FreedomDataWarning")
def test_the_alt_text_tells_direction_and_last_values():
    told = fd.alt_text(fd.plot_compare(["China", "Hungary"]))
    assert "in Freedom in the World (Total score), Freedom of the Press (Press" in told
    assert "China: Freedom in the World 15 for 2002, 9 for 2025 (less free)" in told
    assert "Freedom on the Net 21 for 2008, 9 for 2025 (less free)" in told
    many = fd.alt_text(fd.plot_compare(TWELVE[:6]))
    panel = fd.load_panel("fotn", country=TWELVE[:6])
    change = panel.groupby("country_id")["freedom"].agg(lambda v: v.iloc[-1] - v.iloc[0])
    assert (
        f"Freedom on the Net: {(change > 0).sum()} became freer, {(change < 0).sum()} less" in many
    )


def test_a_frame_of_load_panel_is_drawn_as_it_is():
    frame = fd.load_panel("fiw", "fotn", country=["China", "Kenya"], years=range(2010, 2020))
    figure = fd.plot_compare(frame).figure
    assert len(figure.axes) == 2
    assert min(points[0, 0] for ax in figure.axes for points, _, _ in lines(ax)) >= 2009
    assert len(fd.plot_compare(frame, "fiw").figure.axes) == 2
    scores = fd.load_panel("fiw", country="China", measure="total_score")
    (ax,) = fd.plot_compare(scores).figure.axes
    assert lines(ax)[0][0][0, 0] == pytest.approx(2002, abs=0.01)


@crossed("country, size", list(HARD), [*SIZES])
def test_no_text_overlaps_or_leaves_the_page(country, size):
    with fd.style("dark" if size == "slide" else "light", size=size):
        figure = fd.plot_compare(HARD[country]).figure
        figure.canvas.draw()
        check_texts(figure.axes, country)
        inside = [t.get_window_extent() for ax in figure.axes for t in ax.texts if t.get_text()]
        labels = [
            label
            for ax in figure.axes
            for label in (*ax.get_xticklabels(), *ax.get_yticklabels(), *figure.texts)
        ]
        outer = [
            text.get_window_extent()
            for text in dict.fromkeys(labels)
            if text.get_text() and text.get_visible()
        ]
        for n, box in enumerate(outer):
            assert figure.bbox.x0 <= box.x0 < box.x1 <= figure.bbox.x1
            assert figure.bbox.y0 <= box.y0 < box.y1 <= figure.bbox.y1
            assert not any(box.overlaps(other) for other in [*inside, *outer[:n]])


def test_thirty_countries_are_legible():
    ids = fd.load("fotn", years=2023)["country_id"].tolist()[:30]
    figure = fd.plot_compare(ids).figure
    figure.canvas.draw()
    assert len(figure.axes) == 30
    check_texts(figure.axes, "thirty")
    assert min(ax.get_window_extent().width for ax in figure.axes) * 72 / figure.dpi > 60


@pytest.mark.parametrize(
    ("arguments", "options", "told"),
    [
        (("Atlantis",), {}, "Atlantis"),
        (("Norway", "fotn"), {}, "Freedom on the Net has never rated Norway"),
        (("Transkei", ["fiw", "fotn"]), {}, "has ever rated Transkei|never rated Transkei"),
        (("Norway", "polity"), {}, "polity"),
        (("Norway",), {"years": range(1900, 1950)}, "years covered are 1972 to 2025"),
        (([],), {}, "country is a country or several"),
        (("Africa",), {}, "room for 30 countries, these are 5"),
        ((pd.DataFrame({"a": [1]}),), {}, "a frame without the columns"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_what_there_is(arguments, options, told):
    with pytest.raises(fd.FreedomDataError, match=told):
        fd.plot_compare(*arguments, **options)


def test_several_measures_of_a_survey_or_none_on_the_scale_are_refused():
    two = fd.load_panel("fiw", country="China", measure=["total_score", "political_rights"])
    with pytest.raises(fd.FreedomDataError, match="one line for each survey, but"):
        fd.plot_compare(two)
    with pytest.raises(fd.FreedomDataError, match="no values on the scale"):
        fd.plot_compare(fd.load_panel("fotp", country="USSR"))


def test_drawing_leaves_the_frame_alone():
    frame = fd.load_panel("fiw", country=["Norway", "China"])
    before = frame.copy()
    fd.plot_compare(frame)
    pd.testing.assert_frame_equal(frame, before)
    assert np.isfinite(frame["freedom"].to_numpy(float)).any()
