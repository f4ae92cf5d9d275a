"""What holds for every picture: texts, files, looks, languages, errors, and that up is freer."""

from __future__ import annotations

import csv
import inspect
import os
import re
import subprocess
import sys
from dataclasses import fields, is_dataclass
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

import matplotlib.pyplot as plt
import pytest
from matplotlib.colors import to_hex, to_rgb
from matplotlib.text import Text
from PIL import Image
from samples import crossed

import freedomdata as fd
from freedomdata.countries import get_countries
from freedomdata.data import open_data
from freedomdata.plots import style, words
from freedomdata.plots.maps.mapping import list_fills, make_world

TERMS = "For limited non-commercial use with citation."
LOOKS = {f"{t}-{size}": (t, size) for size in style.SIZES for t in style.THEMES}


class Picture(NamedTuple):
    """A call, and what its alt text must say."""

    function: str
    arguments: tuple[Any, ...]
    options: dict[str, Any]
    says: tuple[str, ...] = ()

    def draw(self, **more):
        """Return the figure."""
        drawn = getattr(fd, self.function)(*self.arguments, **self.options, **more)
        return getattr(drawn, "figure", drawn)

    @property
    def takes_axes(self):
        return "ax" in inspect.signature(getattr(fd, self.function)).parameters


PICTURES = [
    Picture("plot_trend", ("Hungary",), {}, ("Hungary", "1972", "2025", "Partly Free since 2018")),
    Picture(
        "plot_trend",
        ("Liechtenstein",),
        {"survey": "fiw"},
        ("Liechtenstein", "Freedom in the World", "1972", "2025", "1977\N{EN DASH}1991"),
    ),
    Picture("plot_trend", ("USSR",), {"survey": "fotp"}, ("Soviet Union", "1979", "1991")),
    Picture("plot_trend", ("São Tomé and Príncipe",), {"survey": "fiw"}, ("São Tomé", "Free")),
    Picture(
        "plot_trend",
        (["China", "Norway", "Hungary", "Russia", "Turkey", "Thailand", "Venezuela", "Poland"],),
        {"survey": "fiw", "years": range(1990, 2026)},
        ("China", "Norway", "1990", "2025"),
    ),
    Picture("plot_trend", ("Russia",), {"survey": "fiw", "predecessors": True}, ("Soviet Union",)),
    Picture(
        "plot_statuses",
        (["Hungary", "Liechtenstein", "St. Vincent and the Grenadines", "COD", "XRO"],),
        {},
        ("5 countries and territories", "Freedom in the World", "1972", "2025", "Hungary"),
    ),
    Picture("plot_statuses", ("South America",), {"survey": "fotp"}, ("1979", "2016")),
    Picture("plot_counts", ("fiw",), {}, ("Freedom in the World", "1972", "2025", "Not Free")),
    Picture("plot_counts", ("fotn",), {"share": True}, ("Freedom on the Net", "2025")),
    Picture("plot_movers", (2005, 2024), {}, ("2005", "2024", "Mali", "Bhutan")),
    Picture("plot_movers", (1993, 2016), {"survey": "fotp", "n": 5}, ("1993", "2016")),
    Picture("plot_items", ("Hungary",), {}, ("Hungary", "2013", "2025", "Partly Free")),
    Picture("plot_items", ("Hungary",), {"survey": "fotn"}, ("Hungary", "Freedom on the Net")),
    Picture("plot_map", (2024,), {}, ("Freedom in the World", "2024", "Not Free")),
    Picture("plot_map", (2016, "fotp"), {"measure": "press_score"}, ("2016",)),
    Picture("plot_compare", ("China",), {}, ("China", "1993", "2025", "Freedom on the Net")),
    Picture("plot_compare", (["Hungary", "Kosovo"], ["fiw", "fotp"]), {}, ("Hungary", "Kosovo")),
]  # fmt: skip


def tell(picture):
    values = [*picture.arguments, *picture.options.values()]
    said = "-".join(re.sub(r"\W+", "_", str(value))[:12] for value in values)
    return f"{picture.function}-{said}"


pictures = pytest.mark.parametrize("picture", PICTURES, ids=tell)
FIRST = list({picture.function: picture for picture in reversed(PICTURES)}.values())
one_of_each = pytest.mark.parametrize("picture", FIRST, ids=tell)
on_axes = pytest.mark.parametrize("picture", [p for p in FIRST if p.takes_axes], ids=tell)


def texts(figure):
    return [t for t in figure.findobj(Text) if t.get_visible() and t.get_text().strip()]


def joined(figure):
    return " ".join(" ".join(text.get_text() for text in texts(figure)).split())


def test_every_picture_that_there_is_is_tested():
    public = {name for name in fd.__all__ if name.startswith("plot_")}
    public -= {"plot_atlas"}  # writes files, whose pages are those of plot_trend: test_atlas.py
    assert {picture.function for picture in PICTURES} == public
    assert len({tell(picture) for picture in PICTURES}) == len(PICTURES)


# Texts and looks


def count_sentences(text):
    """A sentence ends with a point before a capital letter, but for "St." and the like."""
    return len(re.findall(r"[.!?](?=\s+[A-Z0-9]|\s*$)", re.sub(r"\b(St|vs)\.", r"\1", text)))


@pytest.mark.parametrize(
    ("text", "count"),
    [("A, 5.5 in 2003. B. ", 2), ("Free. Not Free.", 2), ("St. Vincent is free.", 1), ("No", 0)],
)
def test_sentences_are_counted(text, count):
    assert count_sentences(text) == count


@crossed("picture, look", {tell(picture): picture for picture in PICTURES}, LOOKS)
def test_a_picture_is_as_asked_for_whole_and_says_what_it_is(picture, look):
    theme, size = look
    settings, before = dict(plt.rcParams), style.look()
    with fd.style(theme, size=size):
        figure = picture.draw()
        look = style.look()
    assert dict(plt.rcParams) == settings
    assert style.look() is before
    wide, high = figure.get_size_inches()
    assert wide == pytest.approx(look.size.width)
    assert high >= (look.size.height or 0) - 0.01
    assert to_hex(figure.get_facecolor()) == look.theme.paper
    figure.draw_without_rendering()
    assert_legible(figure)
    assert_sourced(joined(figure))
    assert_described(fd.alt_text(figure), picture)


def assert_legible(figure):
    """No text overlaps another or is cut."""
    page = figure.bbox.padded(1)
    boxes = [(text.get_text(), text.get_window_extent().padded(-0.7)) for text in texts(figure)]
    for said, box in boxes:
        assert page.x0 <= box.x0 <= box.x1 <= page.x1, said
        assert page.y0 <= box.y0 <= box.y1 <= page.y1, said
    for (one, box), (other, near) in combinations(boxes, 2):
        assert not box.overlaps(near), (one, other)


def assert_sourced(said):
    """Source, terms and version are printed on it."""
    assert "Source" in said
    assert "Freedom House" in said
    assert TERMS in said
    assert f"freedomdata, data {open_data().version}." in said


def assert_described(said, picture):
    """The alt text says who, when, how it ends, and what is missing."""
    for part in picture.says:
        assert part in said
    assert said.endswith(".")
    assert "  " not in said
    assert not re.search(r"\b(nan|None|NaT|<NA>)\b", said)
    assert 2 <= count_sentences(said) <= 3, said


# Files


@one_of_each
def test_a_file_says_what_it_is_and_has_the_same_bytes_twice(picture, tmp_path):
    figures = {name: picture.draw() for name in "ab"}
    for ending in ("png", "svg", "pdf"):
        one, two = (fd.save(f, tmp_path / f"{n}.{ending}") for n, f in figures.items())
        assert one.read_bytes() == two.read_bytes(), ending
    text = fd.alt_text(figures["a"])
    with Image.open(tmp_path / "a.png") as image:
        held = image.text
    assert held["Description"] == text
    assert held["Title"]
    assert TERMS in held["Source"]
    assert f"data {open_data().version}." in held["Source"]
    svg = (tmp_path / "a.svg").read_text(encoding="utf-8")
    pdf = (tmp_path / "a.pdf").read_bytes()
    escape = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
    for key, said in (("Title", held["Title"]), ("Subject", text), ("Keywords", held["Source"])):
        assert said.translate(escape) in svg
        assert holds(pdf, key, said)


def holds(pdf, key, said):
    """Whether the information of a PDF has a text, in either of the encodings of one."""
    written = re.search(rb"/" + key.encode() + rb" \((.*?)(?<!\\)\)", pdf, re.DOTALL)
    raw = re.sub(rb"\\([()\\])", rb"\1", written[1]) if written else b""
    raw = raw.replace(rb"\r", b"\r").replace(rb"\n", b"\n")
    if raw.startswith(b"\xfe\xff"):
        return raw[2:].decode("utf-16-be", "replace") == said
    return raw.decode("latin-1") == said


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("a directory", "china.svg is a directory: give the name of a file"),
        ("a pipe", "china.svg is a device, or a link that leads nowhere: give"),
        ("a link to itself", "china.svg is a link that leads back to itself"),
        ("no directory", "there is no directory .* to save china.svg in"),
    ],
)
def test_a_picture_is_saved_to_a_file_alone(tmp_path, what, words):
    path = tmp_path / "china.svg"
    if what == "a directory":
        path.mkdir()
    elif what == "a pipe":
        os.mkfifo(path)
    elif what == "a link to itself":
        path.symlink_to(path)
    else:
        path = tmp_path / "no" / "china.svg"
    before = list(tmp_path.iterdir())
    with pytest.raises(fd.FreedomDataError, match=words):
        fd.save(fd.plot_trend("China"), path)
    assert list(tmp_path.iterdir()) == before


def test_a_picture_is_saved_where_a_link_leads_under_any_name(tmp_path):
    (tmp_path / "to").mkdir()
    path = tmp_path / "china.svg"
    path.symlink_to(tmp_path / "to" / "precious.svg")
    drawn = fd.plot_trend("China")
    fd.save(drawn, path)
    assert path.is_symlink()
    longest = fd.save(drawn, tmp_path / f"{'x' * 251}.svg")
    assert longest.read_bytes() == (tmp_path / "to" / "precious.svg").read_bytes()


@one_of_each
def test_the_settings_of_the_user_do_not_matter(picture, tmp_path):
    plain = fd.save(picture.draw(), tmp_path / "plain.png").read_bytes()
    with plt.rc_context({"font.size": 20, "axes.grid": True, "lines.linewidth": 9}):
        other = fd.save(picture.draw(), tmp_path / "other.png").read_bytes()
    assert plain == other


@on_axes
def test_it_is_drawn_on_the_axes_it_is_given(picture):
    figure, axes = plt.subplots(1, 2, figsize=(16, 6))
    drawn = getattr(fd, picture.function)(*picture.arguments, **picture.options, ax=axes[0])
    assert drawn is axes[0]
    assert plt.get_fignums() == [figure.number]
    assert figure.axes == list(axes)
    assert not axes[1].has_data()
    assert TERMS in joined(figure)
    assert fd.alt_text(axes[0])


@pytest.mark.parametrize("number", [2, pytest.param(len(FIRST), marks=pytest.mark.sweep)])
def test_all_are_drawn_without_a_display(number, tmp_path):
    lines = ["import freedomdata as fd"]
    for n, picture in enumerate(FIRST[:number]):
        call = f"fd.{picture.function}(*{picture.arguments!r}, **{picture.options!r})"
        lines.append(f"fd.save({call}, {str(tmp_path / f'{n}.png')!r})")
    home = {
        k: v for k, v in os.environ.items() if k not in {"DISPLAY", "MPLBACKEND", "WAYLAND_DISPLAY"}
    }
    subprocess.run([sys.executable, "-c", "\n".join(lines)], env=home, check=True)
    assert len(list(tmp_path.glob("*.png"))) == number


# Languages: every word comes from the table of words


@cache
def declared():
    """All texts that stay as they are declared, longest first: names, surveys, questions."""
    found = {f"freedomdata, data {open_data().version}."}

    def collect(value):
        for field in fields(value) if is_dataclass(value) else ():
            inner = getattr(value, field.name)
            if isinstance(inner, str) and field.name in _SHOWN:
                found.add(" ".join(inner.split()))
            for one in inner if isinstance(inner, (tuple, frozenset)) else (inner,):
                collect(one)

    for record in (*fd.SURVEYS.values(), *get_countries().values()):
        collect(record)
    found |= {*fd.SURVEYS, *(item.id for survey in fd.SURVEYS.values() for item in survey.items)}
    tiles = Path(fd.__file__).parent / "plots" / "maps" / "tiles.csv"  # short names on a map
    lines = tiles.read_text(encoding="utf-8").splitlines() if tiles.exists() else []
    found |= {row["label"] for row in csv.DictReader(lines)}
    found |= {one[:1].upper() + one[1:] for one in found}
    return sorted((one for one in found if re.search(r"[^\W\d_]{2}", one)), key=len, reverse=True)


_SHOWN = {
    "title", "short", "short_title", "short_terms", "publisher", "what", "text", "remark", "reason",
    "label", "country", "country_id", "un_region", "un_subregion", "un_intermediate_region",
    "fh_region", "name",
}  # fmt: skip


def bracket(word):
    """A word of the pseudo-language: what is translated stands in brackets."""
    return "".join(
        part if part.startswith("{") or not part else f"⟦{part}⟧"
        for part in re.split(r"(\{[^}]*\})", word)
    )


@pytest.fixture
def pseudo(monkeypatch):
    read = words.read_words
    table = {key: bracket(word) for key, word in read("en").items()}
    monkeypatch.setattr(words, "read_words", lambda _: table)


def left_over(said):
    """Words that are neither translated nor declared."""
    rest = re.sub(r"⟦[^⟦⟧]*⟧", " ", " ".join(said.split()))
    for one in declared():
        if one in rest:
            rest = re.sub(rf"(?<!\w){re.escape(one)}(?!\w)", " ", rest)
    return re.findall(r"[^\W\d_]{2,}", rest)


def test_what_is_left_over_is_found():
    assert left_over("⟦Source: ⟧Freedom House, Freedom in the World, 2025") == []
    assert left_over("⟦Hollow: ⟧2025, not yet confirmed in ⟦the⟧ China") == [
        "not",
        "yet",
        "confirmed",
        "in",
    ]


@pictures
@pytest.mark.usefixtures("pseudo")
def test_no_word_is_drawn_or_said_that_could_not_be_translated(picture):
    figure = picture.draw()
    found = {word: text.get_text() for text in texts(figure) for word in left_over(text.get_text())}
    assert found == {}
    assert left_over(fd.alt_text(figure)) == []


# Errors


WRONG = [
    ("plot_trend", ("Chna",), {}, "Chna"),
    ("plot_trend", ("China",), {"survey": "x"}, "there is no survey 'x'"),
    ("plot_trend", ("Kosovo",), {"survey": "fotn"}, "Freedom on the Net has never rated Kosovo"),
    ("plot_trend", ("China",), {"years": []}, "years"),
    ("plot_trend", ("China",), {"survey": "fiw", "years": range(1900, 1910)}, "1972 to 2025"),
    ("plot_trend", ("China",), {"survey": "fiw", "measure": "net_score"}, "there is"),
    ("plot_statuses", ("Chna",), {}, "Chna"),
    ("plot_statuses", ([],), {}, "country"),
    ("plot_statuses", (["China", "Kosovo"],), {"survey": "fotn"}, "never rated Kosovo"),
    ("plot_statuses", ("China",), {"survey": "x"}, "there is no survey 'x'"),
    ("plot_statuses", ("China", range(1900, 1910)), {}, "1972 to 2025"),
    ("plot_statuses", ("China", []), {}, "years"),
    ("plot_statuses", ("China",), {"sort": "size"}, "sort"),
    ("plot_counts", ("x",), {}, "there is no survey 'x'"),
    ("plot_counts", ("fiw",), {"years": range(1900, 1910)}, "1972 to 2025"),
    ("plot_counts", ("fiw",), {"years": []}, "years"),
    ("plot_counts", ("fiw",), {"by": "planet"}, "by"),
    ("plot_counts", ("fiw",), {"weight": "gold"}, "weight"),
    ("plot_movers", (1900, 2024), {}, "1900"),
    ("plot_movers", (2005, 2024), {"survey": "x"}, "there is no survey 'x'"),
    ("plot_movers", (2005, 2024), {"measure": "net_score"}, "there is"),
    ("plot_movers", (2005, 2024), {"country": "Chna"}, "Chna"),
    ("plot_movers", (2024, 2005), {}, "2024"),
    ("plot_movers", (2005, 2024), {"n": 0}, "n "),
    ("plot_items", ("Chna",), {}, "Chna"),
    ("plot_items", ("China",), {"survey": "fotp"}, "Freedom of the Press"),
    ("plot_items", ("Kosovo",), {"survey": "fotn"}, "Kosovo"),
    ("plot_items", ("China",), {"editions": [1950]}, "1950"),
    ("plot_map", (1900,), {}, "years covered are 1972"),
    ("plot_map", (2024, "x"), {}, "there is no survey 'x'"),
    ("plot_map", (2024,), {"measure": "net_score"}, "there is"),
    ("plot_map", (2024,), {"projection": "flat"}, "projection"),
    ("plot_compare", ("Chna",), {}, "Chna"),
    ("plot_compare", ("Kosovo", ["fotn"]), {}, "Kosovo"),
    ("plot_compare", ("China", ["x"]), {}, "there is no survey 'x'"),
    ("plot_compare", ("China",), {"years": range(1900, 1910)}, "1972 to 2025|1900"),
]


@pytest.mark.parametrize(
    ("picture", "said"),
    [pytest.param(one := Picture(*call), said, id=tell(one)) for *call, said in WRONG],
)
def test_wrong_input_is_refused_and_leaves_no_figure(picture, said):
    settings, before = dict(plt.rcParams), style.look()
    with pytest.raises(fd.FreedomDataError, match=said):
        picture.draw()
    assert plt.get_fignums() == []
    assert dict(plt.rcParams) == settings
    assert style.look() is before


@pytest.mark.parametrize("wrong", ["x", 5, [None]], ids=repr)
@on_axes
def test_axes_that_are_none_are_refused(picture, wrong):
    with pytest.raises(fd.FreedomDataError, match="ax is one matplotlib Axes"):
        picture.draw(ax=wrong)


# Up (or right) is freer, whatever direction is published


OLD = (
    "Year (N);ISO;Rank N;Score N;Score N without the exactions;Score N with the exactions;"
    "Score exactions;Rank N-1;Score N-1;Rank evolution;FR_country;EN_country;ES_country;"
    "AR_country;FA_country;Zone"
)


@pytest.fixture(scope="session")
def with_rsf(once):
    """A data directory with an index made up here: points of both directions."""
    return once("an index made up", make_index)


def make_index(home):
    (home / "raw" / "rsf").mkdir(parents=True)
    for year, norway, china in (
        (2012, "-10", "136"),
        (2019, "92,18", "21,08"),
        (2020, "92,5", "22"),
    ):
        rows = [f"{year};NOR;1;{norway};;;;;;;;;;;;", f"{year};CHN;177;{china};;;;;;;;;;;;"]
        text = "\n".join([OLD, *rows, ""])
        (home / "raw" / "rsf" / f"{year}.csv").write_text(text, encoding="utf-8-sig")
    return fd.build("rsf", raw=home / "raw", out=home / "out")


MEASURES = [
    pytest.param(survey, measure, id=measure.id)
    for survey in fd.SURVEYS.values()
    for measure in survey.measures
    if measure.scale
]


def rows_with(survey, measure, data):
    """Rows of a survey; a measure that the made-up files lack runs along its scale."""
    rows = fd.load(survey.id, data=data)
    if rows[measure.id].isna().all():
        rows[measure.id] = [measure.scale.low + n for n in range(len(rows))]
    return rows.dropna(subset=[measure.id])


@pytest.mark.parametrize(("survey", "measure"), MEASURES)
def test_up_is_freer_in_trends_of_every_measure(survey, measure, with_rsf):
    rows = rows_with(survey, measure, with_rsf)
    rows = rows[rows["country_id"] == ("NOR" if survey.id == "rsf" else "EST")]
    ax = fd.plot_trend(rows, measure=measure.id, data=with_rsf)
    scale = measure.scale_in(int(rows["edition"].iloc[-1]))
    best, least = ax.transData.transform([(2015, scale.freest), (2015, scale.least)])[:, 1]
    assert best > least


@pytest.mark.parametrize(("survey", "measure"), MEASURES)
def test_right_is_freer_in_movers_of_every_measure(survey, measure, with_rsf):
    rows = rows_with(survey, measure, with_rsf)
    rows = rows[rows["edition"] > max([0, *measure.until])]
    years = sorted(rows["year"].unique())
    since, until = int(years[0]), int(years[-1])
    ax = fd.plot_movers(since, until, survey=rows, measure=measure.id, data=with_rsf)
    ends = [(measure.scale.freest, 1), (measure.scale.least, 1)]
    best, least = ax.transData.transform(ends)[:, 0]
    assert best > least


@pytest.mark.parametrize(("survey", "measure"), MEASURES)
def test_lighter_is_freer_on_maps_of_every_measure(survey, measure, with_rsf):
    rows = rows_with(survey, measure, with_rsf)
    rows = rows[rows["edition"] > max([0, *measure.until])]
    year = int(rows["year"].max())
    fills = list_fills(make_world(survey, rows, year, measure.id))
    of_year = rows[rows["year"] == year].set_index("country_id")[measure.id].astype(float)
    freedom = of_year.map(measure.scale.freedom).sort_values()
    light = [sum(to_rgb(fills[country].color)) for country in freedom.index]
    step = [int(f // 20) for f in freedom.clip(0, 99.9)]
    assert light[0] < light[-1] or step[0] == step[-1]
    assert light == sorted(light)
