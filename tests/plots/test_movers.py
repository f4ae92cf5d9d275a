"""Who lost and who gained most: right is freer, and every end has its value and status."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.collections import LineCollection
from overlaps import check_texts
from samples import crossed

import freedomdata as fd
from freedomdata.analysis.movers import list_moves
from freedomdata.countries.registry import find_region
from freedomdata.plots.movers.moves import MARKS
from freedomdata.plots.movers.picture import plot_movers
from freedomdata.plots.style import SIZES, look

LONG = ["Hungary", "São Tomé and Príncipe", "St. Vincent and the Grenadines", "Congo (Kinshasa)",
        "Central African Republic", "Tibet", "Bosnia and Herzegovina"]  # fmt: skip


def texts(ax, gid):
    return [text.get_text() for text in ax.texts if text.get_gid() == gid]


def said(ax):
    every = [*ax.get_figure().texts, *ax.texts]
    return " ".join(" ".join(text.get_text() for text in every).split())


def countries_of(survey):
    return fd.load(survey, territories=False)


def joined(ax):
    """The lines, each from the first to the last value, from top to bottom."""
    return [s for c in ax.collections if isinstance(c, LineCollection) for s in c.get_segments()]


@pytest.mark.parametrize(
    ("survey", "since", "until"),
    [("fiw", 2014, 2024), ("fiw", 1990, 2020), ("fotp", 1993, 2016), ("fotn", 2012, 2024)],
)
def test_falls_run_to_the_left_and_gains_to_the_right(survey, since, until):
    ax = plot_movers(since, until, survey=survey, n=5)
    ax.get_figure().canvas.draw()
    moves = list_moves(countries_of(survey), fd.SURVEYS[survey], since, until).moves
    falls = moves[moves["change"] < 0].head(5)
    gains = moves[moves["change"] > 0].sort_values("change", ascending=False, kind="stable").head(5)
    assert texts(ax, "name") == [*falls["country"], *gains["country"]]
    for own, segments in ((falls, joined(ax)[:5]), (gains, joined(ax)[5:])):
        for row, segment in zip(own.itertuples(), segments, strict=True):
            assert segment[:, 0].tolist() == [row.value_since, row.value_until]
            left, right = ax.transData.transform(segment)[:, 0]
            assert (left > right) == (row.change < 0)


def test_both_ends_have_value_and_status_and_the_change_is_written():
    ax = plot_movers(2014, 2024, n=3)
    assert texts(ax, "value")[:4] == ["54 PF", "NF 14", "79 F", "PF 44"]
    assert texts(ax, "change") == ["−40", "−35", "−28", "+30", "+17", "+13"]
    assert texts(ax, "title") == [
        "Less free: the largest 3 of 126 falls", "Freer: the largest 3 of 52 gains",
    ]  # fmt: skip


def test_a_change_up_is_freer_where_one_is_the_freest_value():
    ax = plot_movers(1990, 2020, n=2)
    assert texts(ax, "change")[0] == "−4.5"  # Venezuela from 2 to 6.5
    assert "1 is most free, 7 least free: a change of +1 is one point freer" in said(ax)
    assert ax.xaxis_inverted()
    assert not plot_movers(2014, 2024, n=2).xaxis_inverted()


def test_statuses_differ_in_shape_and_each_end_has_its_own():
    assert len(set(MARKS.values())) == 3
    ax = plot_movers(2014, 2024, country="Tunisia")  # Free to Partly Free
    marks = {line.get_gid(): (line.get_marker(), line.get_markersize()) for line in ax.lines}
    assert marks["since"][0] == MARKS["Free"]
    assert marks["until"][0] == MARKS["Partly Free"]
    assert marks["until"][1] > marks["since"][1]
    assert "Square NF Not Free, diamond PF Partly Free, circle F Free." in said(ax)


def test_secondary_values_are_hollow_and_said_to_be():
    ax = plot_movers(2014, n=5)
    for line in ax.lines:
        is_hollow = line.get_markerfacecolor() == look().theme.paper
        assert is_hollow == (line.get_gid() == "until")
    assert "Hollow: 2025, from secondary copies" in said(ax)
    assert "Hollow" not in said(plot_movers(2014, 2024, n=5))


def test_who_has_a_value_in_one_year_only_is_left_out_and_counted():
    ax = plot_movers(1985, 2000, n=100)
    assert not {"Soviet Union", "Russia", "East Germany", "Germany"} & set(texts(ax, "name"))
    left_out = list_moves(countries_of("fiw"), fd.SURVEYS["fiw"], 1985, 2000).left_out
    assert f"Left out: {len(left_out)} with a value in only one of the two years" in said(ax)
    told = f"with a value in only one of the two years: {len(left_out)} countries"
    assert f"{told} and territories" not in fd.alt_text(ax)
    assert told in fd.alt_text(ax)
    few = plot_movers(2014, 2024, country=["Hungary", "Crimea"])
    assert "in only one of the two years: Crimea" in said(few)


def test_ties_at_the_cut_are_said():
    moves = list_moves(countries_of("fiw"), fd.SURVEYS["fiw"], 2022, 2023).moves
    falls = np.sort(moves["change"])
    more = int((falls == falls[7]).sum() - (falls[:8] == falls[7]).sum())
    assert more > 0
    rest = int((falls < 0).sum()) - 8
    assert rest > more
    fell = f"Not shown: {rest} more that fell, {more} of them by {-falls[7]:g}, too."
    assert fell in said(plot_movers(2022, 2023, n=8))
    assert "Not shown: 19 more that gained 1." in said(plot_movers(2023, 2024))


def test_there_may_be_fewer_than_asked_for_or_none():
    ax = plot_movers(2014, 2024, country="Hungary")
    assert texts(ax, "title") == ["Less free: 1", "Freer: nobody"]
    still = plot_movers(1990, 1995, country="Norway")
    assert texts(still, "title") == ["Less free: nobody", "Freer: nobody"]
    assert "1 did not change" in said(still)


def test_countries_are_compared_and_territories_if_asked_for():
    listed = fd.load("fiw", years=2024).set_index("country")["is_territory"]
    for choice, wanted, words in (
        (False, {False}, "Compared are countries, without territories."),
        ("only", {True}, "Compared are territories, without countries."),
        (True, {False, True}, "Compared are countries and territories."),
    ):
        ax = plot_movers(2014, 2024, territories=choice, n=100)
        assert set(listed[texts(ax, "name")]) == wanted
        assert words in said(ax)
    assert "countries, 2014 to 2024" in fd.alt_text(plot_movers(2014, 2024))


def test_movers_of_2024_are_as_many_as_the_publisher_counts():
    """Freedom in the World 2025: "60 countries" fell, "only 34" rose."""
    assert texts(plot_movers(2023, 2024, n=1), "title") == [
        "Less free: the largest 1 of 60 falls", "Freer: the largest 1 of 34 gains",
    ]  # fmt: skip


def test_who_is_named_is_compared_whatever_is_chosen():
    assert texts(plot_movers(2015, 2024, country=["Tibet", "Hungary"]), "name") == [
        "Hungary",
        "Tibet",
    ]


def test_an_edition_that_lacks_units_is_passed_over_and_said():
    ax = plot_movers(2014, territories=True, n=3)
    assert "2014 (small mark) to 2024" in said(ax)
    words = "Left out: 2025. The copies at hand of edition 2026 lack 12 of 208: Abkhazia, "
    assert words in said(ax)
    assert "2025 left out, as the copies at hand lack 12 of 208" in fd.alt_text(ax)
    assert "to 2025" in said(plot_movers(2014, 2025, territories=True, n=3))


def test_a_frame_and_a_measure_may_be_given():
    rows = fd.load("fiw", country=LONG)
    ax = plot_movers(2014, 2024, survey=rows, measure="political_rights_score")
    assert set(texts(ax, "name")) <= set(rows["country"])
    assert "Political rights score, 2014 (small mark) to 2024 (large mark)" in said(ax)


def test_a_year_within_an_edition_is_explained():
    ax = plot_movers(1981, 2020)
    assert "1981 is covered by edition 1982 (January 1981 to August 1982)" in said(ax)
    assert "1982 (small mark) to 2020" in said(ax)


def test_a_break_in_the_statuses_is_told():
    assert "edition 2004: A mean rating of 5.5 is always Not Free" in said(plot_movers(1990, 2020))
    assert "edition 2004" not in said(plot_movers(2005, 2020))


def test_the_alt_text_tells_the_first_of_both():
    told = fd.alt_text(plot_movers(2014, 2024, territories=True))
    for words in ("Total score (from 100, most free, to −4, least free), countries and territories",
                  "2014 to 2024: 135 became less free, 55 freer, 17 did not change",
                  "Most lost Nicaragua 40 (54 to 14, Not Free), Tunisia 35",
                  "most gained The Gambia 30 (20 to 50, Partly Free)",
                  "Left out, with a value in only one of the two years: Crimea, ",
                  "Russian-Occupied Territories of Ukraine."):  # fmt: skip
        assert words in told


def test_a_change_of_method_is_told_where_it_can_touch_who_is_shown():
    assert "method" not in fd.alt_text(plot_movers(2014, 2024))
    gulf = plot_movers(2014, 2024, country=["Qatar", "Kuwait"])
    assert "without the question on traditional monarchies" in fd.alt_text(gulf)
    assert "edition 2018: Additional question A was dropped" in said(gulf)
    assert "dropped" not in said(plot_movers(2014, 2024, country=["Tunisia", "Kuwait"]))
    net = plot_movers(2012, 2024, survey="fotn")  # the sample grew: nobody's score is touched
    assert "method" not in fd.alt_text(net)
    statuses = plot_movers(2001, 2004, measure="political_rights", country=["Sweden", "Hungary"])
    assert "5.5" not in fd.alt_text(statuses)


def test_no_word_is_one_of_the_programs():
    assert "list_breaks" not in said(plot_movers(2005, 2024))


@pytest.mark.filterwarnings("ignore::freedomdata.FreedomDataWarning")
def test_a_region_may_be_given():
    ax = plot_movers(2014, 2024, country="Africa")
    assert "Africa: who lost and who gained most" in said(ax)
    assert "Freedom in the World: Total score, 2014" in said(ax)
    assert "Countries of Africa (Freedom House region)" in said(ax)
    assert set(texts(ax, "name")) <= set(
        fd.load("fiw", country=[*find_region("Africa")])["country"]
    )
    assert "36 became less free, 13 freer, 5 did not change" in fd.alt_text(ax)
    net = plot_movers(2012, 2024, survey="fotn", country="Africa")  # few of them are rated
    assert texts(net, "name")


CASES = {
    "fifteen of each": ((2014, 2024), {}),
    "ratings": ((1981, 2020), {}),
    "secondary": ((2005,), {}),
    "press": ((1993,), {"survey": "fotp"}),
    "net": ((2012,), {"survey": "fotn"}),
    "one year": ((2022, 2023), {}),
    "long names": ((2010, 2024), {"country": LONG}),
    "at both ends": ((1972, 1992), {"n": 3}),
    "one": ((2014, 2024), {"country": "Hungary"}),
    "many": ((2014, 2024), {"n": 40}),
}


@crossed("case, size", list(CASES), [*SIZES])
def test_no_label_is_clipped_or_over_another(case, size):
    asked, options = CASES[case]
    with fd.style("dark" if size == "slide" else "light", size=size):
        ax = plot_movers(*asked, **options)
        ax.get_figure().canvas.draw()
        check_texts([ax], f"{case}, {size}")
        frame = ax.get_figure().bbox
        for tick in ax.get_xticklabels():
            box = tick.get_window_extent()
            assert frame.x0 <= box.x0
            assert box.x1 <= frame.x1


def test_it_is_drawn_on_axes_of_the_users():
    _, ax = plt.subplots(figsize=(8, 8))
    assert plot_movers(2014, 2024, ax=ax) is ax
    assert len(texts(ax, "name")) == 30


def test_it_is_drawn_with_few_artists():
    ax = plot_movers(2014, 2024, n=100)
    assert len(ax.collections) == 2
    assert len(ax.lines) <= 12


@pytest.mark.parametrize(
    ("asked", "options", "words"),
    [
        ((None,), {}, "since is one whole number, such as 2014, not None"),
        (("2014",), {}, "since is one whole number"),
        ((2014, 2.5), {}, "until is one whole number"),
        ((2024, 2014), {}, "since is a year before until: 2024 and 2014"),
        ((1950,), {}, "nothing here for 1950: years covered are 1972 to 2025"),
        ((2014,), {"n": 0}, "n is a whole number from 1 to 100, not 0"),
        ((2014,), {"n": 2.5}, "n is one whole number"),
        ((2014,), {"n": 101}, "n is a whole number from 1 to 100, not 101"),
        ((2014,), {"survey": "gdp"}, "there is no survey 'gdp'"),
        ((2014,), {"country": "Atlantis"}, "Atlantis"),
        ((2012,), {"survey": "fotn", "country": "Norway"}, "has never rated Norway"),
        ((1985,), {"measure": "total_score"}, "nobody has total_score in both 1985 and 2025"),
        ((2014,), {"measure": "net_score"}, "there is no measure 'net_score' in fiw"),
        ((2014,), {"ax": "here"}, "ax is one matplotlib Axes"),
    ],
)
def test_what_cannot_be_drawn_is_refused(asked, options, words):
    with pytest.raises(fd.FreedomDataError) as error:
        plot_movers(*asked, **options)
    assert words in str(error.value)
    assert not plt.get_fignums()


def test_a_survey_without_a_status_has_marks_of_one_kind(rsf_built):
    ax = plot_movers(2013, 2020, survey="rsf", n=5, data=rsf_built)
    assert {line.get_marker() for line in ax.lines} == {"o"}
    assert "Square NF" not in said(ax)


def test_places_of_a_ranking_are_better_or_worse_and_the_first_is_best(rsf_built):
    ax = plot_movers(2013, 2020, survey="rsf", measure="rank", n=5, data=rsf_built)
    ranks = {
        year: fd.load("rsf", years=year, data=rsf_built).set_index("country")["rank"]
        for year in (2013, 2020)
    }
    change = (ranks[2013] - ranks[2020]).dropna().astype(int).sort_values(kind="stable")
    drawn = dict(zip(texts(ax, "name"), texts(ax, "change"), strict=True))
    assert len(drawn) == 10
    for name, written in drawn.items():
        assert int(written.replace("\N{MINUS SIGN}", "-")) == change[name]
    written = sorted(int(c.replace("\N{MINUS SIGN}", "-")) for c in drawn.values())
    assert written == [*change[:5], *change[-5:]]
    assert ax.xaxis_inverted()
    assert texts(ax, "title")[0].startswith("Worse placed: the largest 5 of ")
    assert "1 is the best place: a change of +1 is one place better" in said(ax)
    assert "less free" not in said(ax) + fd.alt_text(ax)


def test_a_break_that_forbids_to_compare_is_not_crossed(rsf_built):
    with pytest.raises(fd.FreedomDataError, match="does not compare over these years"):
        plot_movers(2015, 2024, survey="rsf", data=rsf_built)
