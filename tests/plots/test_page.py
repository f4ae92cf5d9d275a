"""All surveys of a country on one page: shared time, own units, breaks marked and explained."""

from __future__ import annotations

import shutil
from itertools import pairwise

import matplotlib.pyplot as plt
import numpy as np
import pytest
from overlaps import check_texts
from samples import drawn

import freedomdata as fd
from freedomdata.plots import save
from freedomdata.plots.trend.panel import make_panel
from freedomdata.plots.trend.single import draw_panel

HARD = [
    "China", "Russia", "USSR", "Kosovo", "Norway", "North Korea", "Côte d'Ivoire", "ZAF", "Armenia",
    "Bhutan", "West Germany", "Yemen", "Eritrea", "Liechtenstein", "Australia", "XTK",
]  # fmt: skip


def lines(ax, gid):
    return [line.get_xydata() for line in ax.lines if line.get_gid() == gid]


def test_a_panel_for_every_survey_the_country_is_in():
    ax = fd.plot_trend("China")
    figure = ax.figure
    assert ax is figure.axes[0]
    assert len(figure.axes) == 3
    assert len({one.get_xlim() for one in figure.axes}) == 1
    said = [text.get_text() for one in figure.axes for text in one.texts]
    for title in ("Freedom in the World", "Freedom of the Press", "Freedom on the Net"):
        assert title in said
    assert len(fd.plot_trend("Kosovo").figure.axes) == 2
    assert len(fd.plot_trend("Tibet").figure.axes) == 1
    assert len(fd.plot_trend("XTK").figure.axes) == 1  # Transkei: the press only
    assert len(fd.plot_trend("China", survey="fotn").figure.axes) == 1


@pytest.mark.parametrize(("survey", "measure"), [("fotp", "press_score"), ("fotn", "net_score")])
def test_every_score_is_drawn_at_its_height_over_its_days_and_up_is_freer(survey, measure):
    scale = fd.SURVEYS[survey].field[measure].scale
    for country in ("China", "Turkey", "Hungary"):
        ax = fd.plot_trend(country, survey=survey)
        top, bottom = ax.transData.transform([(2010, scale.freest), (2010, scale.least)])[:, 1]
        assert top > bottom
        steps = [step for line in lines(ax, measure) for step in pairwise(line.tolist())]
        for row in fd.load(survey, country=country).dropna(subset=[measure]).itertuples():
            middle = row.period_start + (row.period_end - row.period_start) / 2
            x = middle.year + (middle.day_of_year - 1) / 365.25
            heights = {y for (left, y), (right, end) in steps if left < x < right and y == end}
            assert heights == {getattr(row, measure)}, (country, row.edition)


def test_bands_are_named_beside_the_axis_and_shaded_in_their_range():
    ax = fd.plot_trend("Hungary", survey="fotp")
    said = {text.get_text() for text in ax.texts}
    assert {"Free", "Partly Free", "Not Free"} <= said
    bands = [(p.get_y(), p.get_y() + p.get_height()) for p in ax.patches]
    assert bands == [(0, 30), (31, 60), (61, 100)]
    ticks = [tick.get_text() for tick in ax.get_yticklabels()]
    assert sorted(ticks) == ["30", "60", "least free 100", "most free 0"]


def test_breaks_are_marked_where_they_are_and_explained():
    ax = fd.plot_trend("China")
    for axes, expected in zip(
        ax.figure.axes,
        (
            [],  # never at 5.5, the only value that the new rule is about
            [
                (1988, "From 1988 one status for print and broadcast"),
                (1993, "From 1993 the status goes by a score"),
            ],
            [(2009, "Until 2008 a pilot edition")],  # all scores have one direction
        ),
        strict=True,
    ):
        marks = [line.get_xdata()[0] for line in axes.lines if line.get_gid() == "break"]
        assert marks == pytest.approx([x for x, _ in expected], abs=0.01)
        said = {text.get_text() for text in axes.texts}
        assert {what for _, what in expected} <= said
    # a country that was not there before the break has not crossed it
    assert not lines(fd.plot_trend("Angola", survey="fotn"), "break")[1:]


RULE = "ew rule from 2003: a combined average of 5.5 counts as Not Free"


@pytest.mark.parametrize(
    ("country", "options", "is_said"),
    [
        ("Thailand", {}, True),
        ("Sweden", {}, False),
        ("China", {}, False),
        ("Thailand", {"years": range(2004, 2026)}, False),
        (["Sweden", "Thailand"], {}, True),
        (["Sweden", "Norway"], {}, False),
        ("Thailand", {"measure": "total_score"}, True),
        ("Norway", {"measure": "total_score"}, False),
    ],
    ids=str,
)
def test_the_new_rule_is_named_where_it_can_touch_what_is_drawn(country, options, is_said):
    ax = fd.plot_trend(country, survey="fiw", **options)
    said = " ".join(" ".join(t.get_text() for t in (*ax.texts, *ax.figure.texts)).split())
    assert (RULE in said) is is_said
    assert (RULE in fd.alt_text(ax)) is is_said
    assert bool(lines(ax, "break")) is is_said


def test_a_change_of_the_status_alone_is_not_drawn_through_scores():
    ax = fd.plot_trend("Thailand", measure="total_score")
    (line,) = (x.get_xydata() for x in ax.lines if x.get_gid() == "break")
    (score, *_) = (x.get_xydata() for x in ax.lines if x.get_gid() == "total_score")
    assert line[:, 1].max() < -4 < score[:, 1].min()  # in the ribbon, below the scale
    assert not lines(fd.plot_trend(["Thailand", "Mali"], measure="total_score"), "break")


def test_a_question_that_was_dropped_is_named_where_it_had_points():
    said = "rom 2017 without the question on traditional monarchies"
    assert said in fd.alt_text(fd.plot_trend("Qatar", measure="total_score"))
    assert said not in fd.alt_text(fd.plot_trend("Qatar", measure="civil_liberties_score"))
    assert said not in fd.alt_text(fd.plot_trend("Kuwait", measure="total_score"))


def test_the_survey_that_ended_ends_and_says_so():
    ax = fd.plot_trend("Turkey").figure.axes[1]
    assert np.vstack(lines(ax, "press_score"))[:, 0].max() == pytest.approx(2017, abs=0.01)
    said = {text.get_text() for text in ax.texts}
    assert {"ended in 2017", "Not Free 2013–2016, Partly Free just before"} <= said


def test_a_withheld_status_leaves_a_gap():
    ax = fd.plot_trend("Kosovo", survey="fotp")
    boxes = [p.get_paths()[0].get_extents() for p in ax.collections]
    assert min(box.x0 for box in boxes) == pytest.approx(2009, abs=0.01)
    assert "The copy prints zeros" in fd.alt_text(ax)


def test_the_alt_text_is_that_of_all_panels():
    ax = fd.plot_trend("Turkey")
    said = fd.alt_text(ax)
    assert said == fd.alt_text(ax.figure)
    for part in (
        "Turkey, 1972 to 2025: in Freedom in the World Not Free since 2017, Partly Free just ",
        "in Freedom of the Press Not Free 2013–2016, Partly Free just before;",
        "in Freedom on the Net Not Free since 2016, Partly Free before.",
        "Press freedom score 76 for 2016, less free than 59 for 1993 (from 0, most free, to 100,",
        "Internet freedom score 31 for 2025, less free than 58 for 2008",
        "a change of method, new rule from 2003: a combined average of 5.5 counts as Not Free",
        "2025 not yet confirmed",
    ):
        assert part in said
    assert said == fd.alt_text(ax.figure.axes[1])  # it is one picture


def test_the_page_names_sources_terms_and_notes():
    said = " ".join(" ".join(t.get_text() for t in fd.plot_trend("China").figure.texts).split())
    for part in (
        "Freedom House, Freedom in the World, release 2025",
        "Freedom of the Press, from compilations",
        "For limited non-commercial use with citation.",
        "data 2026.6",
        "Hollow: 2025, from secondary copies",
        "Freedom of the Press – 1979, 1980, 1982–1987: Print and broadcast media had a status each",
    ):
        assert part in said


@drawn("country", HARD, 4, always=["China", "Côte d'Ivoire"])
def test_no_text_overlaps_or_leaves_the_page(country):
    figure = fd.plot_trend(country).figure
    figure.canvas.draw()
    check_texts(figure.axes, country)
    inside = [text for ax in figure.axes for text in ax.texts if text.get_text()]
    ticks = [t for ax in figure.axes for t in ax.get_yticklabels() if t.get_text()]
    for text in figure.texts:
        box = text.get_window_extent()
        assert figure.bbox.x0 <= box.x0 < box.x1 <= figure.bbox.x1
        assert figure.bbox.y0 <= box.y0
        assert not any(box.overlaps(other.get_window_extent()) for other in (*inside, *ticks))
    for one, tick in ((one, tick) for one in inside for tick in ticks):
        assert not one.get_window_extent().overlaps(tick.get_window_extent()), (
            one.get_text(),
            tick.get_text(),
        )


def test_rsf_is_cut_where_it_does_not_compare(rsf_built):
    ax = fd.plot_trend("Finland", data=rsf_built).figure.axes[-1]
    assert len(ax.figure.axes) == 3  # not in Freedom on the Net
    eras = sorted(lines(ax, "press_freedom_score"), key=lambda line: line[0, 0])
    ends = [float(era[-1, 0]) for era in eras]
    assert ends == pytest.approx([2010.67, 2011.91, 2021, 2025], abs=0.1)
    assert max(line[:, 1].max() for line in eras) == 100  # -10 points in 2012: the freest there is
    said = fd.alt_text(ax)
    assert "in World Press Freedom Index 87.2 points, rank 5 in edition 2025" in said
    assert "a change of method, edition 2013: new method, 100 is now most free" in said
    told = " ".join(" ".join(text.get_text() for text in ax.figure.texts).split())
    assert "Up to edition 2012 points ran from −10 (most free) to 142 (least free)" in told


def test_drawing_leaves_the_values_alone_and_tells_them_as_published(rsf_built):
    rows = fd.load("rsf", country="XUI", data=rsf_built)
    values = rows["press_freedom_score"].tolist()
    assert values == [41, 36, 48.5]
    panel = make_panel(fd.SURVEYS["rsf"], rows)
    draw_panel(plt.figure().subplots(), panel, (2002, 2025))
    assert rows["press_freedom_score"].tolist() == values
    ax = fd.plot_trend("XUI", data=rsf_built)
    said = fd.alt_text(ax)
    assert "48.5 for 2005, less free than 41 for 2003 (from −10, most free, to 142, least" in said
    assert ax.yaxis_inverted()
    assert any(text.get_text() == "48.5 points" for text in ax.texts)


def test_files_that_the_user_has_not_fetched_are_no_history(raw, tmp_path):
    (tmp_path / "raw" / "rsf").mkdir(parents=True)
    for year in (2019, 2020, 2021):
        shutil.copy(raw / "rsf" / f"{year}.csv", tmp_path / "raw" / "rsf")
    few = fd.build("rsf", raw=tmp_path / "raw", out=tmp_path / "few")
    said = fd.alt_text(fd.plot_trend("Norway", survey="rsf", data=few))
    assert said.startswith("Norway, World Press Freedom Index, 2018 to 2020: 93.3 points, rank 1")
    for wrong in ("First rated", "Last rated", "not in the copies", "Break"):
        assert wrong not in said
    with pytest.raises(fd.FreedomDataError, match="at hand have nothing on United States"):
        fd.plot_trend("XUI", survey="rsf", data=few)


def test_a_missing_score_is_said_to_be_missing():
    assert "; No score for 2015." in fd.alt_text(fd.plot_trend("Somaliland", survey="fotp"))
    assert ", no score for 2015." in fd.alt_text(fd.plot_trend("Somaliland"))
    said = fd.alt_text(fd.plot_trend("USSR", survey="fotp"))
    assert "; No score: scores begin with edition 1994;" in said
    assert "points" not in said


def test_a_break_is_marked_where_it_is_and_not_where_the_next_row_is():
    ax = fd.plot_trend("North Macedonia", survey="fotp")
    assert 1994 not in fd.load("fotp", country="North Macedonia")["edition"].tolist()
    assert 1993 in [round(float(line[0, 0]), 2) for line in lines(ax, "break")]


def test_a_page_is_saved_with_the_alt_text_of_all_panels(tmp_path):
    svg = save(fd.plot_trend("China"), tmp_path / "china.svg", title="China").read_text("utf-8")
    assert "in Freedom on the Net Not Free in every edition, 2008–2025." in svg
    again = save(fd.plot_trend("China"), tmp_path / "again.svg", title="China").read_text("utf-8")
    assert svg == again


def test_the_first_survey_is_drawn_on_given_axes(tmp_path):
    _, ax = plt.subplots(figsize=(9, 5))
    assert fd.plot_trend("China", ax=ax) is ax
    assert fd.alt_text(ax).startswith("China, Freedom in the World")
    said = " ".join(" ".join(text.get_text() for text in ax.texts).split())
    assert "Source: Freedom House" in said
    assert not list(tmp_path.iterdir())
