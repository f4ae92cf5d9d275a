"""Ribbons of statuses of many countries: true to the days, legible, never by color alone."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex, to_rgb
from overlaps import check_texts
from samples import crossed

import freedomdata as fd
from freedomdata.countries.registry import find_region
from freedomdata.plots.style import SIZES, THEMES
from freedomdata.plots.times import list_spans

LETTERS = {"F": "Free", "PF": "Partly Free", "NF": "Not Free"}


def boxes(ax, gid):
    """Extents of the stretches of one collection."""
    return [
        path.get_extents()
        for collection in ax.collections
        if collection.get_gid() == gid
        for path in collection.get_paths()
    ]


def said(ax):
    return [text.get_text().replace("\n", " ") for text in ax.texts]


def row_of(ax, name):
    """The height at which a country's name stands, and what else is written there."""
    mine = next(text for text in ax.texts if text.get_text().replace("\n", " ") == name)
    y = mine.get_position()[1]
    return y, [t.get_text() for t in ax.texts if t is not mine and t.get_position()[1] == y]


def names_in_order(ax, names):
    return sorted(names, key=lambda name: row_of(ax, name)[0])


def test_each_stretch_is_drawn_over_its_days_in_its_color():
    ax = fd.plot_statuses(["Hungary", "South Africa", "Liechtenstein"])
    statuses = THEMES["light"].statuses
    solid = next(c for c in ax.collections if c.get_gid() == "status")
    for name in ("Hungary", "South Africa", "Liechtenstein"):
        y, _ = row_of(ax, name)
        rows = fd.load("fiw", country=name)
        drawn = {}
        for path, color in zip(solid.get_paths(), solid.get_facecolor(), strict=True):
            box = path.get_extents()
            if box.y0 < y < box.y1:
                drawn[(box.x0, box.x1)] = to_hex(color)
        for row in rows[rows["grade"] != "secondary"].itertuples():
            middle = row.period_start + (row.period_end - row.period_start) / 2
            x = middle.year + (middle.day_of_year - 1) / 365.25
            found = [color for (left, right), color in drawn.items() if left < x < right]
            assert found == [statuses[row.status].fill], (name, row.edition)
        if name == "Liechtenstein":
            assert not any(left < 1985 < right for left, right in drawn)
            assert min(left for left, _ in drawn) == pytest.approx(1972, abs=0.01)


def test_countries_that_follow_each_other_are_never_joined():
    rows = fd.load("fiw", country=["DDR", "DEU"])
    alone = [list_spans(group) for _, group in rows.groupby("country_id")]
    np.testing.assert_array_equal(list_spans(rows), np.vstack(alone))


def test_unconfirmed_years_are_hollow_and_said_to_be():
    ax = fd.plot_statuses(["Hungary", "Norway"])
    hollow = next(c for c in ax.collections if c.get_gid() == "hollow")
    assert {to_hex(color) for color in hollow.get_facecolor()} == {THEMES["light"].paper}
    assert [box.x0 for box in boxes(ax, "hollow")] == pytest.approx([2025, 2025], abs=0.01)
    assert "hollow: not yet confirmed" in said(ax)
    assert any("Hollow: 2025, from secondary copies" in t.get_text() for t in ax.figure.texts)
    assert "2025 not yet confirmed" in fd.alt_text(ax)
    before = fd.plot_statuses(["Hungary", "Norway"], range(2000, 2020))
    assert "hollow: not yet confirmed" not in said(before)


def test_every_status_is_written_and_the_last_one_stands_at_the_end():
    ax = fd.plot_statuses(["Hungary", "Norway", "USSR", "China"])
    for word in ("Free", "Partly Free", "Not Free"):
        assert any(text.endswith(word) for text in said(ax))
    for name, end in (
        ("Hungary", "Partly Free"),
        ("Norway", "Free"),
        ("China", "Not Free"),
        ("Soviet Union", "until 1990"),
    ):
        at = max(
            (t for t in ax.texts if t.get_position()[1] == row_of(ax, name)[0]),
            key=lambda t: t.get_position()[0],
        )
        assert at.get_text() == end


def test_statuses_differ_in_lightness_in_grey_print():
    for theme in THEMES.values():
        free, partly, none = (
            np.dot(to_rgb(theme.statuses[s].fill), (0.299, 0.587, 0.114))
            for s in ("Free", "Partly Free", "Not Free")
        )
        assert free - partly > 0.12
        assert partly - none > 0.12


def test_order_by_name_status_and_change():
    names = ["Hungary", "Norway", "China", "Côte d'Ivoire", "The Gambia", "Soviet Union", "Georgia"]
    by_name = names_in_order(fd.plot_statuses(names), names)
    assert by_name == [
        "China",
        "Côte d'Ivoire",
        "The Gambia",
        "Georgia",
        "Hungary",
        "Norway",
        "Soviet Union",
    ]
    by_status = names_in_order(fd.plot_statuses(names, sort="status"), names)
    assert by_status[0] == "Norway"
    assert by_status[-2:] == ["China", "Soviet Union"]
    by_change = names_in_order(fd.plot_statuses(names, sort="change"), names)
    rows = fd.load("fiw", country=names)
    last = {}
    for name, own in rows.groupby("country"):
        changed = own["status"].astype(str).ne(own["status"].astype(str).shift())
        last[name] = own["year"][changed].iloc[-1] if changed.sum() > 1 else 0
    assert [last[name] for name in by_change] == sorted(last.values(), reverse=True)


def test_states_before_and_after_have_rows_of_their_own():
    ax = fd.plot_statuses(["Germany", "West Germany", "East Germany"])
    rows = [row_of(ax, name)[0] for name in ("Germany", "West Germany", "East Germany")]
    assert len(set(rows)) == 3
    for name, left, right in (("Germany", 1990, 2025), ("West Germany", 1972, 1990)):
        y, _ = row_of(ax, name)
        own = [box for box in boxes(ax, "status") if box.y0 < y < box.y1]
        assert min(box.x0 for box in own) == pytest.approx(left, abs=0.05)
        assert max(box.x1 for box in own) == pytest.approx(right, abs=0.05)


def test_a_territory_with_one_edition_is_one_short_stretch():
    ax = fd.plot_statuses("XRO")
    (only,) = boxes(ax, "status")
    assert (only.x0, only.x1) == pytest.approx((2024, 2025), abs=0.01)
    assert ax.get_xlim()[0] < 1973
    assert "Russian-Occupied Territories of Ukraine" in said(ax)
    assert "2025 not at hand." in fd.alt_text(ax)
    assert any("2025 is not at hand." in text.get_text() for text in ax.figure.texts)


def test_a_row_without_a_status_looks_unlike_any_status():
    ax = fd.plot_statuses("Kosovo", survey="fotp")
    assert len(boxes(ax, "no data")) == 1
    hatched = next(c for c in ax.collections if c.get_gid() == "no data")
    assert hatched.get_hatch()
    assert "no data" in said(ax)
    assert "no data" not in said(fd.plot_statuses("Hungary", survey="fotp"))


@pytest.mark.filterwarnings("ignore::freedomdata.FreedomDataWarning")
@pytest.mark.parametrize("region", ["Africa", "Sub-Saharan Africa", "eurasia", "Southern Europe"])
def test_a_region_has_all_its_countries_that_are_rated(region):
    ax = fd.plot_statuses(region)
    rows = fd.load("fiw", country=[*find_region(region)])
    for name in rows["country"].unique():
        assert name in said(ax)
    whose = "Freedom House region" if region in {"Africa", "eurasia"} else "UN M49 region"
    assert whose in fd.alt_text(ax)
    assert any(whose in text.get_text() for text in ax.figure.texts)


def test_a_frame_is_drawn_as_it_is():
    frame = fd.load("fotn", country=["China", "Kenya"], years=range(2012, 2020))
    ax = fd.plot_statuses(frame)
    assert "China" in said(ax)
    assert min(box.x0 for box in boxes(ax, "status")) > 2010
    assert fd.alt_text(ax).startswith("China and Kenya, Freedom on the Net, 2012 to 2019")
    shuffled = fd.plot_statuses(frame.sample(frac=1, random_state=1))
    assert [b.bounds for b in boxes(shuffled, "status")] == [b.bounds for b in boxes(ax, "status")]


def test_territories_may_be_left_out_or_alone():
    with_all = said(fd.plot_statuses("Africa"))
    without = said(fd.plot_statuses("Africa", territories=False))
    alone = said(fd.plot_statuses("Africa", territories="only"))
    assert "Somaliland" in with_all
    assert "Somaliland" not in without
    assert "Somaliland" in alone
    assert "Egypt" not in alone
    with pytest.raises(fd.FreedomDataError, match="leaves nothing"):
        fd.plot_statuses("Central America", territories="only")


def test_who_is_named_is_there_whatever_is_chosen():
    assert "Tibet" in said(fd.plot_statuses(["Tibet", "China"], territories=False))
    assert "Norway" in said(fd.plot_statuses("Norway", territories="only"))


def test_an_edition_that_lacks_units_says_which():
    ax = fd.plot_statuses("Asia", years=2025)
    sentence = "The copies at hand of edition 2026 lack 3 of 43: Indian Kashmir, Pakistani Kashmir"
    assert sentence in fd.alt_text(ax)
    assert "lack" not in fd.alt_text(fd.plot_statuses("Asia", years=2024))
    assert "lack" not in fd.alt_text(fd.plot_statuses("Asia"))  # they have ribbons, and are named


def test_a_single_year_within_an_edition_is_answered_by_it_and_said():
    ax = fd.plot_statuses(["China", "Kenya"], years=1981)
    whole = " ".join(text.get_text() for text in ax.figure.texts)
    sentence = "1981 is covered by edition 1982 (January 1981 to August 1982)."
    assert sentence in " ".join(whole.split())
    assert fd.alt_text(ax).endswith(sentence)


HARD = {
    "Africa": "Africa",
    "UN": "Sub-Saharan Africa",
    "names": ["STP", "VCT", "XRO", "XPA", "Côte d'Ivoire", "BIH"],
    "ended": ["Germany", "West Germany", "East Germany", "USSR", "Yugoslavia", "Kosovo"],
    "one": "XRO",
}


@crossed("country, size", [*HARD, "world"], [*SIZES])
def test_no_text_overlaps_or_leaves_the_page(country, size):
    theme = "dark" if size == "slide" else "light"
    with fd.style(theme, size=size):
        ax = fd.plot_statuses(fd.load("fiw") if country == "world" else HARD.get(country))
        figure = ax.figure
        figure.canvas.draw()
        check_texts([ax], country)
        inside = [t.get_window_extent() for t in ax.texts if t.get_text()]
        labels = [
            label for tick in ax.xaxis.get_major_ticks() for label in (tick.label1, tick.label2)
        ]
        texts = [text for text in (*figure.texts, *labels) if text.get_text()]
        outer = [text.get_window_extent() for text in texts]
        assert len(outer) >= 2 + 2 * 2
        for n, box in enumerate(outer):
            assert figure.bbox.x0 <= box.x0 < box.x1 <= figure.bbox.x1
            assert figure.bbox.y0 <= box.y0 < box.y1 <= figure.bbox.y1
            assert not any(box.overlaps(other) for other in [*inside, *outer[:n]])
        for text in ax.texts:
            assert text.get_fontsize() >= (5 if text.get_ha() == "center" else 6)


def test_the_world_is_drawn_with_three_collections_and_rows_of_eight_points():
    ax = fd.plot_statuses(fd.load("fiw"))
    assert len(ax.collections) == 3  # rules, solid, hollow
    heights = sorted({row_of(ax, name)[0] for name in ("Abkhazia", "Afghanistan", "Albania")})
    assert np.diff(heights).min() >= 8


def test_a_slide_of_a_continent_is_a_slide():
    with fd.style(size="slide"):
        width, height = fd.plot_statuses("Africa").figure.get_size_inches()
    assert width / height == pytest.approx(16 / 9, abs=0.01)


def test_it_is_drawn_on_given_axes_or_says_why_not():
    room = {"bottom": 0.15, "top": 0.76}
    figure, (ax, other) = plt.subplots(1, 2, figsize=(12, 6), gridspec_kw=room)
    assert fd.plot_statuses(["Hungary", "XRO", "Norway"], ax=ax) is ax
    figure.canvas.draw()
    check_texts([ax], "given")
    assert fd.alt_text(ax).startswith("Hungary, Norway")
    _, small = plt.subplots(figsize=(3, 2))
    with pytest.raises(fd.FreedomDataError, match="have no room for 230 ribbons: make them wider"):
        fd.plot_statuses(fd.load("fiw"), ax=small)
    with pytest.raises(fd.FreedomDataError, match="one matplotlib Axes"):
        fd.plot_statuses("Norway", ax="here")
    assert not other.texts


@pytest.mark.parametrize(
    ("arguments", "options", "told"),
    [
        (("Atlantis",), {}, "Atlantis.*there is no region"),
        (("Norway",), {"survey": "fotn"}, "Freedom on the Net has never rated Norway"),
        (("Norway",), {"survey": "polity"}, "polity"),
        (("Norway", range(1900, 1950)), {}, "years covered are 1972 to 2025"),
        (("Norway",), {"sort": "size"}, "no sort='size'; there is name, status, change"),
        (([],), {}, "country is a country or several"),
        ((None,), {}, "country is a country or several"),
        ((pd.DataFrame({"a": [1]}),), {}, "a frame without the columns"),
        ((fd.load_panel("fiw", country="China"),), {}, "draw it with fd.plot_compare"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_what_there_is(arguments, options, told):
    with pytest.raises(fd.FreedomDataError, match=told):
        fd.plot_statuses(*arguments, **options)


def test_a_survey_without_statuses_says_so(rsf_built):
    with pytest.raises(fd.FreedomDataError, match="World Press Freedom Index has no statuses"):
        fd.plot_statuses("Norway", survey="rsf", data=rsf_built)
    with pytest.raises(fd.FreedomDataError, match="has no statuses"):
        fd.plot_statuses(fd.load("rsf", data=rsf_built), data=rsf_built)


@pytest.mark.filterwarnings("ignore::freedomdata.FreedomDataWarning")
def test_the_alt_text_tells_counts_and_the_latest_changes():
    told = fd.alt_text(fd.plot_statuses("Africa", range(1972, 2025)))
    rows = fd.load("fiw", country=[*find_region("Africa")], years=2024)
    counts = rows["status"].value_counts()
    assert ", ".join(f"{counts[s]} {s}" for s in ("Free", "Partly Free", "Not Free")) in told
    assert "Niger from Partly Free to Not Free (2024)" in told
    assert "ot rated for years in between: Namibia (1975\N{EN DASH}1988)" in told
    few = fd.alt_text(fd.plot_statuses(["Hungary", "USSR"]))
    assert "Hungary Partly Free since 2018, Free just before" in few
    assert "Soviet Union" in few
    assert "until 1990" in few


def test_breaks_that_forbid_to_compare_are_said():
    rule = "new rule from 2003: a combined average of 5.5 counts as Not Free"
    ax = fd.plot_statuses(["Thailand", "Norway"])
    assert f"change of method, {rule}" in fd.alt_text(ax)
    noted = " ".join(" ".join(text.get_text() for text in ax.figure.texts).split())
    assert f"To be compared with care: {rule}." in noted
    after = fd.alt_text(fd.plot_statuses(["Thailand", "Norway"], range(2005, 2025)))
    assert "method" not in after
    assert "method" not in fd.alt_text(fd.plot_statuses(["Sweden", "Norway"]))  # never near 5.5
    press = fd.alt_text(fd.plot_statuses("South America", survey="fotp"))
    assert press.endswith("the survey ended with edition 2017.")


def test_a_year_that_is_not_at_hand_is_said_with_the_names():
    ax = fd.plot_statuses(["Hungary", "XRO", "Tibet"])
    noted = " ".join(" ".join(text.get_text() for text in ax.figure.texts).split())
    assert "2025 is not at hand for Russian-Occupied Territories of Ukraine and Tibet." in noted
