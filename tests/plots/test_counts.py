"""How many had which status: bands as high as the counts, over the days that editions cover."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_hex
from overlaps import check_texts
from samples import crossed

import freedomdata as fd
from freedomdata.model import STATUSES
from freedomdata.plots.counts.picture import plot_counts
from freedomdata.plots.style import SIZES, look


def bands(ax):
    """The outlines of each status, with the fill of each."""
    return {
        c.get_gid(): list(zip(c.get_paths(), c.get_facecolors(), strict=True))
        for c in ax.collections
        if isinstance(c, PolyCollection)
    }


def height_at(ax, status, x):
    """How high the band of a status is at a day, 0 where there is none."""
    for path, _ in bands(ax)[status]:
        points = path.vertices[:-1]
        half = len(points) // 2
        upper, lower = points[:half], points[half:][::-1]
        if upper[0, 0] <= x < upper[-1, 0]:
            n = np.searchsorted(upper[:, 0], x, side="right") - 1
            return upper[n, 1] - lower[n, 1]
    return 0


def texts(ax, gid):
    return [text.get_text() for text in ax.texts if text.get_gid() == gid]


def said(ax):
    """Everything that stands on the page."""
    figure = ax.get_figure()
    every = [*figure.texts, *(t for a in figure.axes for t in a.texts)]
    return " ".join(" ".join(text.get_text() for text in every).split())


@pytest.mark.parametrize("survey", ["fiw", "fotp", "fotn"])
def test_bands_are_as_high_as_the_counts(survey):
    ax = plot_counts(survey)
    years = range(1972, 2025 if survey == "fotn" else 2026)  # its 2025 is left out
    counts = fd.count_statuses(fd.load(survey, years=years, territories=False))
    for row in counts.itertuples():
        middle = row.period_start + (row.period_end - row.period_start) / 2
        x = middle.year + (middle.day_of_year - 1) / 365.25
        assert height_at(ax, row.status, x) == pytest.approx(row.countries), row.edition


def test_not_free_is_at_the_bottom_and_the_bands_stand_on_each_other():
    ax = plot_counts("fiw")
    lows = [min(p.vertices[:, 1].min() for p, _ in bands(ax)[status]) for status in STATUSES]
    assert lows[0] == 0
    assert lows == sorted(lows)
    assert not ax.yaxis_inverted()


def test_the_last_numbers_stand_beside_their_bands_and_the_first_in_them():
    ax = plot_counts("fiw")
    assert texts(ax, "last") == ["Not Free 59", "Partly Free 48", "Free 88"]
    assert texts(ax, "first") == ["69", "36", "44"]
    last = {t.get_text(): t.xy[1] for t in ax.texts if t.get_gid() == "last"}
    assert 0 < last["Not Free 59"] < 59 < last["Partly Free 48"] < 107 < last["Free 88"] < 195


def test_percentages_add_up_to_a_hundred():
    ax = plot_counts("fiw", share=True)
    for year in (1975.5, 1981.5, 2000.5, 2025.5):
        assert sum(height_at(ax, status, year) for status in STATUSES) == pytest.approx(100)
    assert ax.get_ylim() == (0, 100)
    assert all(word.endswith("%") for word in texts(ax, "last"))


def test_the_edition_of_1982_spans_its_true_period():
    ax = plot_counts("fiw", years=[1980, 1982])
    for path, _ in bands(ax)["Free"]:
        assert path.vertices[:, 0].max() == pytest.approx(1982 + 213 / 365.25, abs=0.01)


def test_a_gap_is_left_blank_and_said():
    ax = plot_counts("fiw", years=[1999, 2000, 2003, 2004])
    for year in (2001.5, 2002.5):
        assert [height_at(ax, status, year) for status in STATUSES] == [0, 0, 0]
    assert height_at(ax, "Free", 2000.5) > 0
    assert "Blank: 2001, 2002, not among the years chosen." in said(ax)


def test_why_a_year_is_blank_is_true():
    alone = plot_counts("fiw", territories="only")
    assert "Blank: 1973, no territories were rated." in said(alone)
    assert "no territories rated for 1973" in fd.alt_text(alone)
    rows = fd.load("fiw", territories=False)
    given = plot_counts(rows[~rows["year"].isin([2001, 2002])])
    assert "Blank: 2001, 2002, not in the rows given." in said(given)
    assert "Blank" not in said(plot_counts("fiw"))
    people = plot_counts("fiw", territories="only", weight="population")
    assert "Blank: 1973, no territories were rated." in said(people)


def test_the_first_numbers_are_not_over_a_gap():
    ax = plot_counts("fiw", territories="only", share=True)  # 1972, and then from 1974 on
    assert texts(ax, "first") == []
    assert texts(plot_counts("fiw", share=True), "first")


@pytest.mark.parametrize(("choice", "of"), [(True, 208), ("only", 13)])
def test_an_edition_that_lacks_territories_is_left_out_and_said(choice, of):
    ax = plot_counts("fiw", territories=choice)
    assert ax.get_xlim()[1] == pytest.approx(2025, abs=0.01)
    last = fd.load("fiw", years=2024, territories=choice)["status"].value_counts()
    assert texts(ax, "last") == [f"{status} {last[status]}" for status in STATUSES]
    words = f"Left out: 2025. The copies at hand of edition 2026 lack 12 of {of}: Abkhazia, "
    assert words in said(ax)
    assert f"2025 left out, as the copies at hand lack 12 of {of}: Abkhazia" in fd.alt_text(ax)
    assert "Left out" not in said(plot_counts("fiw"))


def test_an_edition_of_a_sample_that_lacks_countries_is_left_out_and_said():
    ax = plot_counts("fotn")
    assert texts(ax, "last") == ["Not Free 21", "Partly Free 32", "Free 19"]  # of 72, for 2024
    words = "The copies at hand of edition 2025 lack 2 of 72: Taiwan and The Gambia."
    assert f"Left out: 2025. {words}" in said(ax)
    assert "Left out" not in said(plot_counts("fotn", years=range(2008, 2025)))


def test_shares_say_of_how_many():
    ax = plot_counts("fiw", by="un_subregion", share=True)
    said_of = {a.texts[-2].get_text(): texts(a, "of") for a in ax.get_figure().axes}
    panels = {name: said_of for name, said_of in said_of.items() if name}
    assert all(len(of) == 1 for of in panels.values())
    assert "percent of 2–3 countries" in {of[0] for of in panels.values()}
    assert "Polynesia (of 2–3): Free rose" in fd.alt_text(ax)
    assert "Percent of 149–195 countries" in said(plot_counts("fiw", share=True))


def test_a_single_year_within_an_edition_is_answered_by_it_and_said():
    ax = plot_counts("fiw", years=1981)
    assert texts(ax, "last") == texts(plot_counts("fiw", years=1982), "last")
    assert "1981 is covered by edition 1982 (January 1981 to August 1982)." in said(ax)
    assert "1981 is covered by edition 1982" in fd.alt_text(ax)
    assert "Countries, 1982, by year covered" in said(ax)
    told = "countries by status, 1982: Free 54, Partly Free 45, Not Free 64, 163 in all."
    assert told in fd.alt_text(ax)


def test_secondary_editions_are_hollow_and_said_to_be():
    ax = plot_counts("fiw")
    paper = look().theme.paper
    for outlines in bands(ax).values():
        fills = [to_hex(fill) for _, fill in outlines]
        assert fills[-1] == paper
        assert paper not in fills[:-1]
        assert outlines[-1][0].vertices[:, 0].min() == pytest.approx(2025, abs=0.01)
    assert "Hollow: 2025, from secondary copies" in said(ax)
    assert "Hollow" not in said(plot_counts("fiw", years=range(1972, 2025)))


def test_people_are_counted_and_who_is_not_is_said():
    ax = plot_counts("fiw", weight="population")
    assert texts(ax, "last") == ["Not Free 3.2 bn", "Partly Free 3.3 bn", "Free 1.6 bn"]
    for words in ("no population of them: Taiwan.", "West Germany (to 1989)",
                  "Without 2025: the population at hand ends with 2024",
                  "without Taiwan, whose population is not known", "World Bank, CC BY 4.0",
                  "states that ended have the people of their successors"):  # fmt: skip
        assert words in said(ax), words
    assert "Soviet Union" not in said(ax)
    assert ax.get_xlim()[1] == pytest.approx(2025, abs=0.01)
    assert "Taiwan" in fd.alt_text(ax)


@pytest.mark.parametrize(
    ("by", "panels"),
    [("region", 6), ("un_region", 5), ("un_subregion", 17), ("un_intermediate_region", 22)],
)
def test_each_region_has_a_panel_of_the_same_scales(by, panels):
    first = plot_counts("fiw", by=by)
    axes = first.get_figure().axes
    assert len(axes) == panels
    assert axes[0] is first
    assert len({ax.get_xlim() for ax in axes}) == len({ax.get_ylim() for ax in axes}) == 1
    total = sum(height_at(ax, s, 2010.5) for ax in axes for s in STATUSES)
    assert total == len(fd.load("fiw", years=2010, territories=False))


def test_regions_are_named_and_whose_they_are_is_said():
    ax = plot_counts("fiw", by="region")
    names = [a.texts[-1].get_text() for a in ax.get_figure().axes]
    assert names == ["Africa", "Americas", "Asia", "Eurasia", "Europe", "Middle East"]
    assert "Regions of Freedom House, as today" in said(ax)
    told = fd.alt_text(ax)
    assert "in 6 regions of Freedom House, 1972 to 2025." in told
    assert "Middle East: Free fell from 2 to 1, Partly Free 2, as at first" in told


def test_territories_are_left_out_unless_asked_for():
    both, alone = (plot_counts("fiw", territories=t, years=2010) for t in (True, "only"))
    count = fd.load("fiw", years=2010)["is_territory"].value_counts()
    for ax, total, what in (
        (both, len(fd.load("fiw", years=2010)), "countries and territories by status"),
        (alone, count[True], "Freedom in the World: territories by status"),
    ):
        assert sum(height_at(ax, s, 2010.5) for s in STATUSES) == total
        assert what in said(ax)


def test_a_frame_is_counted_as_it_is():
    rows = fd.load("fiw", country=["China", "Norway", "Kosovo"], years=range(2005, 2015))
    ax = plot_counts(rows)
    assert texts(ax, "last") == ["Not Free 1", "Partly Free 1", "Free 1"]


def test_a_sample_that_grows_is_called_one():
    assert "A chosen sample of 15 to 72" in said(plot_counts("fotn"))
    assert "A chosen sample" not in said(plot_counts("fiw"))


def test_the_alt_text_tells_which_way_each_status_went():
    told = fd.alt_text(plot_counts("fiw"))
    for words in (
        "countries by status, 1972 to 2025: Free rose from 44 to 88, Partly Free rose from 36",
        "Not Free fell from 69 to 59, 149 in all at first, 195 at last",
        "A change of method, new rule from 2003: a combined average of 5.5 counts as Not Free; "
        "2025 not yet confirmed.",
    ):
        assert words in told
    net = fd.alt_text(plot_counts("fotn", share=True, years=range(2012, 2025)))
    assert "percent of 47–72 countries by status" in net
    assert "a chosen sample of 47 to 72, not the world" in net.casefold()
    assert fd.alt_text(plot_counts("fotp")).endswith("the survey ended with edition 2017.")


def test_people_who_cannot_be_divided_are_gray_and_all_add_up_to_a_hundred():
    ax = plot_counts("fiw", weight="population", share=True)
    (gray,) = (c for c in ax.collections if c.get_gid() == "uncounted")
    (path,) = gray.get_paths()
    assert path.vertices[:, 0].max() == pytest.approx(1990, abs=0.01)
    assert path.vertices[:, 1].max() == pytest.approx(100)
    lowest = path.vertices[path.vertices[:, 0] < 1973, 1].min()
    assert sum(height_at(ax, status, 1972.5) for status in STATUSES) == pytest.approx(lowest)
    assert 96 < lowest < 97
    assert sum(height_at(ax, status, 2000.5) for status in STATUSES) == pytest.approx(100)
    assert texts(ax, "uncounted") == ["Not counted: 3 %"]
    people = plot_counts("fiw", weight="population")
    (gray,) = (c for c in people.collections if c.get_gid() == "uncounted")
    (label,) = (text for text in people.texts if text.get_gid() == "uncounted")
    early = gray.get_paths()[0].vertices
    assert label.xy[1] < early[early[:, 0] > 1980, 1].max()  # where the band begins, not ends
    assert to_hex(gray.get_edgecolor()[0]) == look().theme.muted  # seen on the paper
    for name in ("East Germany", "South Vietnam", "North Yemen"):
        assert name in said(ax)
        assert name in fd.alt_text(ax)


def test_a_state_that_ended_is_counted_in_its_region():
    told = fd.alt_text(plot_counts("fiw", by="region", weight="population"))
    assert "Eurasia: Partly Free rose from 0 to" in told
    assert "Africa: Free rose" in told


def test_breaks_that_forbid_to_compare_are_marked():
    rule = "New rule from 2003: a combined average of 5.5 counts as Not Free"
    assert texts(plot_counts("fiw"), "break") == [rule]
    fotp = plot_counts("fotp")
    lines = [x.get_xdata()[0] for x in fotp.lines if x.get_gid() == "break"]
    assert lines == pytest.approx([1988, 1993], abs=0.1)
    words = {t.get_text(): t.get_ha() for t in fotp.texts if t.get_gid() == "break"}
    assert words == {"From 1993 the status goes by a score": "left"}
    assert "Dotted line: from 1988 one status for print and broadcast." in said(fotp)
    assert not [line for line in plot_counts("fotn").lines if line.get_gid() == "break"]


CASES = {
    "countries": ("fiw", {}),
    "percent": ("fotn", {"share": True}),
    "people": ("fiw", {"weight": "population"}),
    "two breaks": ("fotp", {}),
    "regions": ("fiw", {"by": "region"}),
    "people of regions": ("fiw", {"by": "region", "weight": "population"}),
    "percent of regions": ("fiw", {"by": "un_region", "share": True}),
    "seventeen panels": ("fiw", {"by": "un_subregion", "share": True}),
    "twenty-two panels": ("fiw", {"by": "un_intermediate_region"}),
    "percent of people": ("fiw", {"weight": "population", "share": True}),
    "territories": ("fiw", {"territories": "only"}),
    "one edition": ("fiw", {"years": 2010}),
}


@crossed("case, size", list(CASES), [*SIZES])
def test_no_label_is_clipped_or_over_another(case, size):
    survey, options = CASES[case]
    with fd.style("dark" if size == "slide" else "light", size=size):
        ax = plot_counts(survey, **options)
        figure = ax.get_figure()
        figure.canvas.draw()
        for axes in figure.axes:
            for tick in (*axes.get_xticklabels(), *axes.get_yticklabels()):
                tick.set_visible(tick.get_visible() and bool(tick.get_text()))
        check_texts(figure.axes, f"{case}, {size}")
        check_ticks(figure, f"{case}, {size}")


def check_ticks(figure, case):
    """No label of an axis leaves the figure, or stands on a heading or a number."""
    labels = [
        tick
        for ax in figure.axes
        for axis in (ax.xaxis, ax.yaxis)
        for major in axis.get_major_ticks()
        if (tick := major.label1).get_visible() and tick.get_text()
    ]
    boxes = [label.get_window_extent() for label in labels]
    others = [t.get_window_extent() for ax in figure.axes for t in ax.texts if t.get_text()]
    for box in boxes:
        assert figure.bbox.x0 - 1 <= box.x0, case
        assert box.x1 <= figure.bbox.x1 + 1, case
        assert not any(box.overlaps(other) for other in others), case


def test_it_is_drawn_on_axes_of_the_users_with_the_essential():
    _, ax = plt.subplots(figsize=(3, 2))
    assert plot_counts("fiw", ax=ax) is ax
    assert "Freedom House" in " ".join(text.get_text() for text in ax.texts)


def test_it_is_drawn_with_few_artists():
    assert len(plot_counts("fiw").collections) == 3


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"survey": "gdp"}, "there is no survey 'gdp'"),
        ({"by": "continent"}, "there is no by='continent'; there is region"),
        ({"weight": "gdp"}, "there is no weight='gdp'; there is population"),
        ({"years": 2025, "territories": "only"}, "edition 2026 lack 12 of 13: Abkhazia, "),
        ({"years": 1950}, "nothing here for 1950: years covered are 1972 to 2025"),
        ({"years": 2025, "weight": "population"},
         "there is no population for 2025: it is at hand from 1960 to 2024"),
        ({"territories": "some"}, "territories is True, False or 'only'"),
        ({"ax": "here"}, "ax is one matplotlib Axes"),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_is_refused(options, words):
    with pytest.raises(fd.FreedomDataError) as error:
        plot_counts(**options)
    assert words in str(error.value)
    assert not plt.get_fignums()


def test_regions_need_a_page_of_their_own():
    _, ax = plt.subplots()
    with pytest.raises(fd.FreedomDataError, match="by='region' makes a page of several panels"):
        plot_counts("fiw", by="region", ax=ax)


def test_a_survey_without_a_status_says_which_have_one(rsf_built):
    with pytest.raises(fd.FreedomDataError, match="World Press Freedom Index gives no status"):
        plot_counts("rsf", data=rsf_built)
