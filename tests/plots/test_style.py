"""
Colors are told apart by everybody, in grey print, too, and texts can be read.

Distances are those of CAM02-UCS after the simulation of Machado et al. (2009) at full severity.
Petroff (2021, arXiv:2107.02270) asks 20 of the colors of a set of six and 16 of a set of ten;
contrasts are those of WCAG 2.2 (1.4.3: 4.5 for texts, 1.4.11: 3 for what carries meaning).
"""

from __future__ import annotations

from itertools import combinations, pairwise

import matplotlib.pyplot as plt
import numpy as np
import pytest
from colorspacious import cspace_convert
from matplotlib.colors import to_rgb

import freedomdata as fd
from freedomdata.model import STATUSES
from freedomdata.plots import style

TOLD_APART = 20  # of colors that stand for different things
STEP_APART = 12  # of neighbors on one scale, whose order helps to tell them apart
TEXT, MARK = 4.5, 3.0
SIGHTS = {
    "normal": "sRGB1",
    **{
        kind: {"name": "sRGB1+CVD", "cvd_type": kind, "severity": 100}
        for kind in ("deuteranomaly", "protanomaly", "tritanomaly")
    },
}

themes = pytest.mark.parametrize("theme", style.THEMES.values(), ids=style.THEMES)
sights = pytest.mark.parametrize("sight", SIGHTS.values(), ids=SIGHTS)


def seen(color, sight="sRGB1"):
    """A color as it is seen: lightness, and two axes of hue."""
    screen = np.clip(cspace_convert(to_rgb(color), sight, "sRGB1"), 0, 1)
    return cspace_convert(screen, "sRGB1", "CAM02-UCS")


def apart(one, other, sight):
    return np.linalg.norm(seen(one, sight) - seen(other, sight))


def closest(colors, sight):
    return min(apart(one, other, sight) for one, other in combinations(colors, 2))


def grey(color):
    return seen(color)[0]


def contrast(one, other):
    bright = sorted(
        np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4) @ [0.2126, 0.7152, 0.0722]
        for c in (np.array(to_rgb(one)), np.array(to_rgb(other)))
    )
    return (bright[1] + 0.05) / (bright[0] + 0.05)


def test_the_measures_are_those_of_the_literature():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)  # as WCAG's own example
    assert grey("#ffffff") == pytest.approx(100, abs=0.1)
    red, green = "#b43c28", "#5f7a1e"
    assert apart(red, green, SIGHTS["deuteranomaly"]) < TOLD_APART < apart(red, green, "sRGB1")


@themes
@sights
def test_statuses_are_told_apart(theme, sight):
    assert closest([theme.statuses[s].fill for s in STATUSES], sight) > TOLD_APART


@themes
def test_statuses_are_lighter_the_freer_in_grey_print_too(theme):
    light = [grey(theme.statuses[status].fill) for status in STATUSES]  # Not Free first
    assert min(np.diff(light)) > STEP_APART


@themes
@sights
def test_steps_of_a_scale_are_told_apart(theme, sight):
    assert min(apart(*two, sight) for two in pairwise(theme.steps)) > STEP_APART
    assert closest(theme.steps[::2], sight) > TOLD_APART
    assert min(apart(*two, sight) for two in pairwise(theme.list_steps(7))) > STEP_APART / 2


@themes
def test_steps_run_evenly_from_dark_to_light(theme):
    rises = np.diff([grey(color) for color in theme.steps])
    assert min(rises) > 8
    assert max(rises) < 3 * min(rises)


@themes
def test_no_step_could_be_taken_for_a_status(theme):
    fills = [status.fill for status in theme.statuses.values()]
    for number in range(4, 8):
        for step in theme.list_steps(number):
            assert min(apart(step, fill, "sRGB1") for fill in fills) > STEP_APART


@themes
@sights
def test_no_data_looks_unlike_any_status(theme, sight):
    for fill in (*(s.fill for s in theme.statuses.values()), *theme.steps):
        assert apart(theme.no_data, fill, sight) > STEP_APART  # and it is hatched


@themes
@sights
def test_gain_and_loss_are_told_apart(theme, sight):
    assert apart(theme.gain, theme.loss, sight) > 1.5 * TOLD_APART


@themes
@sights
def test_lines_are_told_apart(theme, sight):
    colors = theme.colors
    assert len(colors) == 6
    assert closest(colors, sight) > TOLD_APART
    measures = [line.color for line in theme.measures.values()]
    assert closest(measures, sight) > TOLD_APART


@themes
def test_lines_are_told_apart_without_color(theme):
    looks = theme.lines
    assert len(set(looks)) == len(looks) == 12
    assert len({line.dashes for line in looks[:4]}) == 4
    for one, other in pairwise(looks):
        assert one.color != other.color
        assert one.dashes != other.dashes
    for one, other in combinations(looks[:6], 2):
        assert one.dashes != other.dashes or abs(grey(one.color) - grey(other.color)) > 15
    measures = list(theme.measures.values())
    assert len({line.dashes for line in measures}) == len(measures)


@themes
def test_texts_can_be_read(theme):
    for text in (theme.ink, theme.muted, theme.gain, theme.loss, *theme.colors):
        assert contrast(text, theme.paper) >= TEXT, text
    for line in theme.measures.values():  # labels have the color of their line
        assert contrast(line.color, theme.paper) >= TEXT, line
    for status, look in theme.statuses.items():
        assert contrast(look.text, look.fill) >= TEXT, status


@themes
def test_what_carries_meaning_stands_out_from_the_paper(theme):
    assert contrast(theme.no_data, theme.paper) >= MARK
    for status, look in theme.statuses.items():
        assert contrast(look.edge, theme.paper) >= MARK, status
    assert contrast(theme.statuses["Not Free"].fill, theme.paper) >= MARK


@themes
def test_rules_stay_in_the_background(theme):
    assert 1.2 < contrast(theme.rule, theme.paper) < MARK


@pytest.mark.parametrize("theme", [*style.THEMES])
@pytest.mark.parametrize("size", style.SIZES)
def test_a_style_is_chosen_and_put_back(theme, size):
    settings, before = dict(plt.rcParams), style.look()
    with fd.style(theme, size=size):
        assert style.look().theme is style.THEMES[theme]
        assert style.look().size is style.SIZES[size]
        assert plt.rcParams["figure.facecolor"] == style.THEMES[theme].paper
        with fd.style("dark"):
            assert style.look().theme is style.THEMES["dark"]
        assert style.look().theme is style.THEMES[theme]
        assert plt.rcParams["figure.facecolor"] == style.THEMES[theme].paper
    assert dict(plt.rcParams) == settings
    assert style.look() is before


def test_a_style_is_put_back_after_an_error():
    settings, before = dict(plt.rcParams), style.look()
    with pytest.raises(fd.FreedomDataError, match="Chna"), fd.style("dark", size="slide"):
        fd.plot_trend("Chna")
    assert dict(plt.rcParams) == settings
    assert style.look() is before


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"theme": "sepia"}, "there is no theme 'sepia'; there is light, dark"),
        ({"size": "A4"}, "there is no size 'A4'; there is page, column, slide"),
        ({"language": "xx"}, "there is no language 'xx'; there is en"),
    ],
)
def test_a_look_that_there_is_not_is_refused(wrong, said):
    with pytest.raises(fd.FreedomDataError, match=said), fd.style(**wrong):
        raise AssertionError
