"""
Every picture of the gallery, and hard cases, look as they did when they were accepted.

Compared is what is drawn without the texts, pixel by pixel, and the texts one by one with their
places: so the comparison notices a digit, and does not notice how a version of matplotlib hints
letters. ``python docs/gallery.py`` accepts what has changed.
"""

from __future__ import annotations

import json
import shutil
import sys
from hashlib import sha256
from pathlib import Path

import pandas as pd
import pytest
from matplotlib.text import Text
from PIL import Image
from samples import drawn

import freedomdata as fd
from freedomdata.paths import DESCRIPTOR, data_dir
from freedomdata.plots import style

sys.path.insert(0, str(Path(__file__).parents[2] / "docs"))
import gallery

PAGE = gallery.read_page()
CASES = [*PAGE, *gallery.read_hard_cases()]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_picture_is_the_accepted_one(case, tmp_path):
    figure = gallery.draw(case)
    if case in PAGE:
        assert_shown(case, figure)
    seen = gallery.see(figure)
    accepted = gallery.read_golden(case.name)
    found = gallery.compare(accepted, seen)
    if found:
        gallery.show_difference(accepted, seen, tmp_path)
    assert found == [], f"{case.name}: see {tmp_path}"


def test_there_are_no_pictures_of_nothing():
    names = {case.name for case in CASES}
    assert len(names) == len(CASES)
    assert {path.stem for path in gallery.GOLDEN.glob("*.png")} == names
    assert {path.stem for path in gallery.GOLDEN.glob("*.jsonl")} == names
    assert {path.stem for path in gallery.PICTURES.iterdir()} == {case.name for case in PAGE}


def test_every_block_and_every_picture_of_the_page_are_a_pair():
    text = gallery.PAGE.read_text(encoding="utf-8")
    assert text.count("```python") == text.count("](img/") == len(PAGE) > 2


def assert_shown(case, figure):
    """The page shows and says what its code draws."""
    assert case.text == gallery.describe(figure)
    path = gallery.PICTURES / f"{case.name}.png"
    assert path.stat().st_size < 150_000
    with Image.open(path) as accepted:
        accepted.load()
        assert gallery.compare_picture(accepted, gallery.paint(figure)) == []


def test_pictures_of_the_page_have_the_same_bytes_twice(tmp_path):
    for name in ("one.png", "two.png"):
        gallery.save_picture(gallery.paint(gallery.draw(PAGE[0])), tmp_path / name)
    assert (tmp_path / "one.png").read_bytes() == (tmp_path / "two.png").read_bytes()


# What must be noticed, in every theme and size


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(("light", "page"), id="light-page"),
        pytest.param(("dark", "column"), id="dark-column", marks=pytest.mark.sweep),
    ],
)
def look(request):
    return request.param


@pytest.fixture(scope="module")
def whole(look):
    return gallery.see(draw(look))


@pytest.fixture(autouse=True, scope="module")
def _leave_the_look():
    before = style.look()
    yield
    assert style.look() is before


def draw(look, data=None):
    with fd.style(look[0], size=look[1]):
        return fd.plot_trend("Hungary", data=data).figure


def change(directory, survey, year, column, value):
    """A data directory in which one value of Hungary is another; without a column, no row."""
    home = directory / "data"
    shutil.copytree(data_dir(), home)
    rows = pd.read_parquet(home / f"{survey}.parquet")
    place = (rows["country_id"] == "HUN") & (rows["year"] == year)
    assert place.sum() == 1
    if column:
        assert rows.loc[place, column].item() != value
        rows[column] = rows[column].where(~place, value)
    else:
        rows = rows[~place]
    rows.to_parquet(home / f"{survey}.parquet")
    descriptor = json.loads((home / DESCRIPTOR).read_text(encoding="utf-8"))
    table = next(one for one in descriptor["resources"] if one["path"] == f"{survey}.parquet")
    table["sha256"] = sha256((home / f"{survey}.parquet").read_bytes()).hexdigest()
    (home / DESCRIPTOR).write_text(json.dumps(descriptor), encoding="utf-8")
    return home


def test_nothing_is_noticed_in_what_is_the_same(look, whole):
    assert gallery.compare(whole, gallery.see(draw(look))) == []


@drawn(
    "changed",
    [
        ("fiw", 1972, "political_rights", 5),
        ("fiw", 2000, "civil_liberties", 3),
        ("fiw", 2024, "political_rights", 4),
        ("fotp", 2005, "press_score", 18),  # from 20
        ("fotn", 2016, "net_score", 75),  # from 73
        ("fiw", 2010, "status", "Partly Free"),
        ("fotn", 2024, "status", "Free"),
        ("fotp", 2016, "status", "Not Free"),
        ("fiw", 2025, "grade", "published"),
        ("fotn", 2017, "grade", "secondary"),
        ("fiw", 1984, None, None),
        ("fotp", 2001, None, None),
    ],
    3,
    always=["('fiw', 2000, 'civil_liberties', 3)", "('fiw', 1984, None, None)"],
)
def test_one_value_that_is_another_is_noticed(look, whole, tmp_path, changed):
    now = gallery.see(draw(look, data=change(tmp_path, *changed)))
    assert gallery.compare(whole, now)
    if changed[2] in ("political_rights", "civil_liberties") and changed[1] < 2024:
        untold = gallery.Golden(now.pixels, whole.texts)
        assert "differs by" in gallery.compare(whole, untold)[0]  # by what is drawn alone


def test_every_text_that_is_missing_or_has_another_letter_is_noticed(look, whole):
    figure = draw(look)
    figure.set_dpi(100)
    figure.draw_without_rendering()
    texts = gallery.list_texts(figure)
    now = [gallery.read_text(text) for text in texts]
    assert compare_texts(whole, now) == []
    for n, text in enumerate(texts):
        said = text.get_text()
        text.set_visible(False)
        assert n % 10 or text not in gallery.list_texts(figure)
        assert compare_texts(whole, now[:n] + now[n + 1 :]) == [f"{said!r} is gone"]
        text.set_visible(True)
        other = said[:-1] + ("1" if said[-1] != "1" else "2")
        for change, notice in (
            (lambda text, other=other: text.set_text(other), f"{other!r} is new"),
            (lambda text, said=said: (text.set_text(said), text.set_color("red")), "different"),
            (lambda text: text.set_y(text.get_position()[1] + 5), "is at"),
        ):
            if notice == "is at" and text not in figure.texts:
                continue  # the axes place it
            change(text)
            found = compare_texts(whole, [*now[:n], gallery.read_text(text), *now[n + 1 :]])
            assert any(notice in what for what in found), said


def compare_texts(whole, now):
    few = whole.pixels[:50, :50]  # the pixels of both are the same, and comparing them takes long
    return gallery.compare(gallery.Golden(few, whole.texts), gallery.Golden(few, now))


@pytest.mark.parametrize("step", [7, pytest.param(1, marks=pytest.mark.sweep)])
def test_every_line_and_patch_that_is_missing_is_noticed(look, whole, step):
    figure = draw(look)
    figure.set_dpi(100)
    for text in figure.findobj(Text):
        text.set_visible(False)
    for ax in figure.axes:
        for artist in (*ax.lines, *ax.patches, *ax.collections)[::step]:
            if artist in ax.lines and artist.get_linewidth() == 1 and artist.get_gid() != "break":
                continue  # what leads to a hollow marker, which may cover it
            artist.set_visible(False)
            now = gallery.Golden(gallery.read_pixels(figure), whole.texts)
            assert "differs by" in gallery.compare(whole, now)[0], artist
            artist.set_visible(True)
    assert gallery.compare(whole, gallery.Golden(gallery.read_pixels(figure), whole.texts)) == []


def test_another_theme_or_size_is_noticed(look, whole):
    other = ("dark" if look[0] == "light" else "light", look[1])
    assert gallery.compare(whole, gallery.see(draw(other)))
    figure = draw(look)
    figure.set_figheight(figure.get_figheight() + 0.1)
    assert "pixels, not" in gallery.compare(whole, gallery.see(figure))[0]


def test_what_is_accepted_is_read_as_it_was(whole, tmp_path, monkeypatch):
    gallery.save_golden(whole, tmp_path, "x")
    monkeypatch.setattr(gallery, "GOLDEN", tmp_path)
    assert gallery.compare(gallery.read_golden("x"), whole) == []
    assert gallery.read_golden("x").texts == whole.texts


def test_another_picture_in_the_place_of_one_is_noticed():
    one, other = (gallery.paint(fd.plot_trend(c, survey="fiw").figure) for c in ("CHN", "PRK"))
    assert gallery.compare_picture(one, one) == []
    assert "its Title is" in gallery.compare_picture(one, other)[0]
    other = other.resize(one.size)
    other.info = one.info
    assert "differs by" in gallery.compare_picture(one, other)[0]


def test_a_failure_shows_what_was_expected_and_what_is(tmp_path):
    one, other = (gallery.see(fd.plot_trend(c, survey="fiw").figure) for c in ("CHN", "PRK"))
    gallery.show_difference(one, other, tmp_path)
    names = {path.name for path in tmp_path.iterdir()}
    assert names >= {"expected.png", "expected.jsonl", "actual.png", "actual.jsonl"}
