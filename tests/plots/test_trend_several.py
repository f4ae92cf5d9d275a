"""Several countries in one survey, the states before them, events, years and measures."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import combinations, pairwise

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from overlaps import check_texts
from samples import crossed

import freedomdata as fd
from freedomdata.plots import style

TWELVE = [
    "China", "Hungary", "Turkey", "Venezuela", "Chile", "Poland", "Russia", "Tunisia", "India",
    "Brazil", "Mali", "Thailand",
]  # fmt: skip
FLAT = ["Finland", "Norway", "Sweden", "Denmark", "North Korea", "Turkmenistan", "South Sudan"]


def told(ax):
    return " ".join(" ".join(t.get_text() for t in (*ax.texts, *ax.figure.texts)).split())


def drawn(ax, measure):
    """The lines of each country, by color and dashes: what is drawn over which days."""
    found = {}
    for line in ax.lines:
        if line.get_gid() == measure:
            key = line.get_color(), line._unscaled_dash_pattern
            found.setdefault(key, []).append(line.get_xydata())
    return found


def value_at(lines, time):
    """The height of a stepped line at a moment, or None where nothing is drawn."""
    for xy in lines:
        for (left, y), (right, _) in pairwise(xy):
            if left < time < right:
                return y
    return None


@pytest.mark.parametrize("countries", [TWELVE, FLAT], ids=["twelve", "flat"])
@pytest.mark.parametrize("measure", ["rating", "total_score"])
def test_every_line_is_near_its_values_in_order_and_inside(countries, measure):
    ax = fd.plot_trend(countries, survey="fiw", measure=measure)
    lines = list(drawn(ax, measure).values())
    assert len(lines) == len(countries)
    low, high = sorted(ax.get_ylim())
    near = 0.25 if measure == "rating" else 4  # half of a step of the mean, points of a long scale
    rows = fd.load("fiw", country=countries)
    rows["rating"] = rows[["political_rights", "civil_liberties"]].astype(float).mean(axis=1)
    freer = -1 if measure == "rating" else 1
    for year in range(2002, 2025):
        of_year = rows[rows["year"] == year].set_index("country")[measure].dropna()
        heights = {
            name: value_at(line, year + 0.5) for name, line in zip(countries, lines, strict=True)
        }
        shown = {name: y for name, y in heights.items() if y is not None}
        assert set(shown) == set(of_year.index)
        for name, y in shown.items():
            assert abs(y - of_year[name]) < near, (name, year)
            assert low < y < high
        for one, other in combinations(shown, 2):
            if of_year[one] * freer > of_year[other] * freer:
                assert shown[one] * freer > shown[other] * freer, (one, other, year)


@crossed("countries, size", {"twelve": TWELVE, "flat": FLAT}, [*style.SIZES])
def test_twelve_labels_do_not_overlap(countries, size):
    with fd.style(size=size):
        ax = fd.plot_trend(countries, survey="fiw")
    ax.figure.draw_without_rendering()
    check_texts([ax], size, ticks=True)
    for name in countries:
        assert any(" ".join(t.get_text().split()).startswith(name) for t in ax.texts), name


def test_more_lines_than_can_be_told_apart_are_refused():
    many = fd.load("fiw", editions=2020)["country_id"].head(13)
    with pytest.raises(fd.FreedomDataError, match=r"12 countries apart, not 13.*plot_statuses"):
        fd.plot_trend(many, survey="fiw")


def test_lines_differ_in_dashes_as_well_as_in_color():
    ax = fd.plot_trend(TWELVE, survey="fiw")
    looks = list(drawn(ax, "rating"))
    assert len({look[0] for look in looks}) >= 6
    dashes = [str(look[1]) for look in looks]
    assert all(one != other for one, other in pairwise(dashes))


def test_the_axis_begins_with_the_first_value():
    ax = fd.plot_trend(["Hungary", "Poland"], measure="total_score")
    assert ax.get_xlim()[0] == pytest.approx(2002, abs=0.5)
    ax = fd.plot_trend(["Hungary", "Poland"], survey="fotp")
    assert ax.get_xlim()[0] == pytest.approx(1993, abs=0.5)
    ax = fd.plot_trend(["Hungary", "Poland"], survey="fiw")
    assert ax.get_xlim()[0] == pytest.approx(1972, abs=0.5)


def test_years_choose_what_is_drawn():
    ax = fd.plot_trend(["Hungary", "Poland"], survey="fiw", years=range(1988, 1993))
    for lines in drawn(ax, "rating").values():
        xs = np.concatenate([xy[:, 0] for xy in lines])
        assert 1986.8 < xs.min() < xs.max() < 1993.1  # edition 1989-90 begins in November 1988
    assert "2025" not in told(ax).split("Source")[0]


@pytest.mark.parametrize(
    ("country", "names"),
    [("Russia", ["Soviet Union"]), ("Germany", ["East Germany", "West Germany"])],
)
def test_predecessors_are_thinner_named_and_end_where_the_state_ended(country, names):
    ax = fd.plot_trend(country, survey="fiw", predecessors=True)
    plain = fd.plot_trend(country, survey="fiw")
    wide = {line.get_linewidth() for line in plain.lines if line.get_gid() == "political_rights"}
    lines = [line for line in ax.lines if line.get_gid() == "political_rights"]
    thin = [line for line in lines if line.get_linewidth() == 1.0 and line.get_xdata().max() < 1992]
    assert 1.0 not in {w for w in wide if w > 1}
    assert len(thin) >= len(names)
    ends = fd.load("fiw", country=names)["period_end"].max()
    assert max(line.get_xdata().max() for line in thin) <= ends.year + 1
    for name in names:
        assert name in told(ax)
        assert name in fd.alt_text(ax)
        assert name not in told(plain)


def test_events_are_named_and_stand_in_their_year_or_on_their_day():
    events = {1989: "Tiananmen", date(1997, 7, 1): "Hong Kong handed over", 2012.9: "Xi"}
    ax = fd.plot_trend("China", survey="fiw", events=events)
    days = sorted(line.get_xdata()[0] for line in ax.lines if line.get_gid() == "event")
    assert days == pytest.approx([1997.5, 2012.9], abs=0.01)
    (year,) = (p.get_bbox() for p in ax.patches if p.get_gid() == "event")
    assert (year.x0, year.x1) == (1989, 1990)
    for text in ("1989: Tiananmen", "1 July 1997: Hong Kong handed over", "2012: Xi"):
        assert text in told(ax)
        assert text in fd.alt_text(ax)
    assert "an event on a day can stand after its effect" in told(ax)


@pytest.mark.parametrize(
    ("when", "span"),
    [
        (1989, (1989, 1990)),
        ("1989", (1989, 1990)),
        (1989.0, (1989, 1990)),
        (np.int64(1989), (1989, 1990)),
        (np.datetime64("1989"), (1989, 1990)),
        ("1989-06-04", (1989.42, 1989.42)),
        (datetime(1989, 6, 4, 12, tzinfo=UTC), (1989.42, 1989.42)),
        (pd.Timestamp("1989-06-04"), (1989.42, 1989.42)),
        (np.datetime64("1989-06-04"), (1989.42, 1989.42)),
    ],
    ids=repr,
)
def test_years_are_bands_and_days_are_lines(when, span):
    ax = fd.plot_trend("China", survey="fiw", events={when: "Tiananmen"})
    spans = [tuple(p.get_bbox().intervalx) for p in ax.patches if p.get_gid() == "event"]
    spans += [tuple(x.get_xdata()) for x in ax.lines if x.get_gid() == "event"]
    assert spans == [pytest.approx(span, abs=0.01)]
    assert f"{'4 June ' * (span[0] == span[1])}1989: Tiananmen" in told(ax)


def test_a_cause_in_a_year_does_not_stand_after_its_effect():
    ax = fd.plot_trend("Thailand", survey="fiw", measure="civil_liberties", events={2014: "Coup"})
    (band,) = (p for p in ax.patches if p.get_gid() == "event")
    (line,) = (
        x.get_xydata()
        for x in ax.lines
        if x.get_gid() == "civil_liberties" and len(x.get_xydata()) > 20
    )
    falls = [a[0] for a, b in pairwise(line) if a[0] == b[0] and 2013 < a[0] < 2015]
    assert band.get_x() == pytest.approx(falls[0], abs=0.01)


def test_events_go_through_all_panels_and_are_named_above_the_first():
    ax = fd.plot_trend("China", events={1989: "Tiananmen", "1997-07-01": "Hong Kong"})
    figure = ax.figure
    figure.draw_without_rendering()
    names = [[t.get_text() for t in a.texts if "1989" in t.get_text()] for a in figure.axes]
    assert [len(name) for name in names] == [1, 0, 0]
    for kind in ("lines", "patches"):
        boxes = [
            m.get_window_extent()
            for a in figure.axes
            for m in getattr(a, kind)
            if m.get_gid() == "event"
        ]
        assert len(boxes) == 3
        for upper, lower in pairwise(boxes):  # one goes on in the next
            assert lower.y1 == pytest.approx(upper.y0, abs=1)


@pytest.mark.parametrize(
    ("events", "said"),
    [
        (["Tiananmen"], "events is a dict of years or days and texts"),
        ({1989: ""}, "1989 has no text"),
        ({1989: None}, "1989 has no text"),
        ({"x": "Tiananmen"}, "'x' is no year, such as 1989, and no day, such as '1989-06-04'"),
        ({"1989-13-04": "Tiananmen"}, "'1989-13-04' is no year"),
        ({True: "Tiananmen"}, "True is no year"),
        ({float("nan"): "Tiananmen"}, "nan is no year"),
        ({pd.NaT: "Tiananmen"}, "NaT is no year"),
        ({1949: "Founded"}, "'1949: Founded' is outside of the years drawn, 1972 to 2025"),
    ],
    ids=str,
)
def test_events_that_are_none_are_refused(events, said):
    with pytest.raises(fd.FreedomDataError, match=said):
        fd.plot_trend("China", survey="fiw", events=events)
    assert plt.get_fignums() == []


def test_every_change_of_status_is_marked():
    countries = ["Hungary", "Tunisia", "India"]
    ax = fd.plot_trend(countries, survey="fiw")
    rows = fd.load("fiw", country=countries)
    changes = sum(
        int((part["status"].astype(str) != part["status"].astype(str).shift()).sum()) - 1
        for _, part in rows.groupby("country_id")
    )
    marks = [a for a in (*ax.texts, *ax.lines) if a.get_gid() == "change"]
    assert len(marks) == changes


def test_a_frame_is_drawn_as_it_is():
    rows = fd.load("fiw", country=["Hungary", "Poland"], years=range(1990, 2000))
    ax = fd.plot_trend(rows)
    same = fd.plot_trend(["Hungary", "Poland"], survey="fiw", years=range(1990, 2000))
    for one, other in zip(
        drawn(ax, "rating").values(), drawn(same, "rating").values(), strict=True
    ):
        assert np.array_equal(np.vstack(one), np.vstack(other))
    with pytest.raises(fd.FreedomDataError, match="the frame is of Freedom in the World"):
        fd.plot_trend(rows, survey="fotp")
    with pytest.raises(fd.FreedomDataError, match="without rows"):
        fd.plot_trend(rows.head(0))
    with pytest.raises(fd.FreedomDataError, match="without the columns"):
        fd.plot_trend(rows[["country_id", "edition"]])


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"measure": "net_score", "survey": "fiw"}, "it is one of Freedom on the Net.*there is"),
        ({"measure": "freedom"}, "no survey has a measure 'freedom' on a scale: Freedom in the"),
        ({"years": range(2030, 2040)}, "Freedom in the World has nothing on Hungary for 2030 to"),
        ({"years": []}, "nothing on Hungary for no years"),
        (
            {"measure": "total_score", "country": ["Hungary", "USSR"]},
            "has no total_score of Soviet Union: there is none at all",
        ),
        (
            {"measure": "total_score", "years": range(1990, 2000)},
            "has no total_score of Hungary for 1990 to 1999: there is 2002 to 2025",
        ),
        (
            {"measure": "total_score", "years": range(1990, 2000), "country": "Hungary"},
            "has no total_score of Hungary for 1990 to 1999: there is 2002 to 2025",
        ),
        ({"survey": "fotn", "country": ["Hungary", "Poland"]}, "has never rated Poland"),
        ({"survey": "fotn", "country": ["Kosovo", "Nauru"]}, "has never rated Kosovo"),
    ],
    ids=str,
)
def test_what_is_not_there_is_refused_with_what_is(options, said):
    with pytest.raises(fd.FreedomDataError, match=said):
        fd.plot_trend(**{"country": ["Hungary", "Poland"]} | options)
    assert plt.get_fignums() == []


def test_the_alt_text_says_of_whom_a_gap_is():
    told = fd.alt_text(fd.plot_trend(["Israel", "West Bank", "Gaza Strip"]))
    assert "est Bank and Gaza Strip: first rated for 2010" in told
    assert "est Bank and Gaza Strip: 2025 is not in the copies at hand" in told
    assert "2025 not yet confirmed" in told
    told = fd.alt_text(fd.plot_trend(["Czech Republic", "Czechoslovakia"]))
    assert "zech Republic: first rated for 1993" in told
