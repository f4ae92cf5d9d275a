"""Frames that went through a file or another hand: what is plain is read, the rest is refused."""

from __future__ import annotations

import io
import json

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from samples import crossed
from samples import drawn as sampled

import freedomdata as fd

KEY = ["country_id", "edition"]
LETTERS = {"Free": "F", "Partly Free": "PF", "Not Free": "NF"}

FIW = fd.load("fiw", country=["Namibia", "Hungary"], years=range(2000, 2025))
PANEL = fd.load_panel(country=["Namibia", "China"], years=range(2000, 2025))
ITEMS = fd.load_items("fiw", country="Hungary", editions=[2014, 2024])
WORLD = fd.load("fiw", editions=[2015, 2025])


def from_csv(frame, *, index=False, **options):
    return pd.read_csv(io.StringIO(frame.to_csv(index=index)), **options)


def with_letters(frame):
    if "status" not in frame:
        return frame
    return frame.assign(status=frame["status"].astype(object).map(LETTERS))


FORMS = {
    "csv": from_csv,
    "csv with its index": lambda f: from_csv(f, index=True),
    "csv as text": lambda f: from_csv(f, dtype=str),
    "csv without missing words": lambda f: from_csv(f, keep_default_na=False),
    "csv in pyarrow": lambda f: from_csv(f, dtype_backend="pyarrow"),
    "csv in nullable": lambda f: from_csv(f, dtype_backend="numpy_nullable"),
    "json": lambda f: pd.read_json(io.StringIO(f.to_json(orient="records", date_format="iso"))),
    "objects": lambda f: f.astype(object),
    "categories": lambda f: f.astype({"country_id": "category"}),
    "float years": lambda f: f.astype({name: float for name in ("edition", "year") if name in f}),
    "F, PF and NF": with_letters,
    "ids in lower case": lambda f: f.assign(country_id=f["country_id"].str.lower()),
    "key in the index": lambda f: f.set_index(KEY),
    "another order": lambda f: f.sort_values("edition", ascending=False, kind="stable"),
}

PICTURES = {
    "trend": (fd.plot_trend, FIW),
    "statuses": (fd.plot_statuses, FIW),
    "compare": (fd.plot_compare, PANEL),
    "items": (fd.plot_items, ITEMS),
    "counts": (fd.plot_counts, WORLD),
    "movers": (lambda frame: fd.plot_movers(2014, 2024, survey=frame), WORLD),
    "map": (lambda frame: fd.plot_map(2024, frame), WORLD),
}


def drawn(picture):
    """Return all that a picture has: what it says, and where its lines and areas are."""
    figure = getattr(picture, "figure", picture)
    lines = [line.get_xydata() for ax in figure.axes for line in ax.lines]
    areas = [
        path.vertices
        for ax in figure.axes
        for collection in ax.collections
        for path in collection.get_paths()
    ]
    texts = sorted(text.get_text() for ax in figure.axes for text in ax.texts)
    return fd.alt_text(picture), texts, np.vstack([*lines, *areas, np.zeros((1, 2))])


@pytest.fixture(scope="module")
def originals():
    return {}


@crossed("form, picture", list(FORMS), ["trend", "statuses", "compare", "items", "counts"])
def test_our_own_frames_are_drawn_whatever_became_of_them(picture, form, originals):
    plot, frame = PICTURES[picture]
    if picture not in originals:
        originals[picture] = drawn(plot(frame))
    given = FORMS[form](frame)
    before = given.copy(deep=True)
    text, words, points = drawn(plot(given))
    assert text == originals[picture][0]
    assert words == originals[picture][1]
    np.testing.assert_allclose(points, originals[picture][2], equal_nan=True)
    pd.testing.assert_frame_equal(given, before)


@pytest.mark.parametrize("picture", ["movers", "map"])
def test_a_frame_from_a_file_with_letters_is_drawn_as_well(picture):
    plot, frame = PICTURES[picture]
    assert fd.alt_text(plot(from_csv(with_letters(frame)))) == fd.alt_text(plot(frame))


def test_countries_are_drawn_in_the_order_of_the_frame():
    turned = FIW.sort_values("country_id", ascending=False, kind="stable")
    assert fd.alt_text(fd.plot_trend(turned)).startswith("Namibia and Hungary")
    assert fd.alt_text(fd.plot_trend(FIW)).startswith("Hungary and Namibia")


def test_columns_of_the_user_with_our_names_stay_as_they_are():
    rows = fd.load("fiw").assign(value="high", freedom="much", measure=1, survey=2, item="A1")
    for find in (fd.find_changes, fd.rank, fd.count_statuses):
        pd.testing.assert_frame_equal(find(rows), find("fiw"))


def test_measures_of_another_survey_beside_do_not_matter():
    merged = FIW.assign(press_score=50, gdp=1.5, **{"Unnamed: 0": range(len(FIW))})
    assert fd.alt_text(fd.plot_trend(merged)) == fd.alt_text(fd.plot_trend(FIW))


@pytest.mark.parametrize("form", FORMS)
def test_statuses_are_counted_whatever_became_of_them(form):
    counts = fd.count_statuses(FORMS[form](WORLD), territories=True)
    expected = fd.count_statuses(WORLD, territories=True)
    pd.testing.assert_frame_equal(counts, expected, check_dtype=False)
    assert counts["countries"].sum() == WORLD["status"].notna().sum()


def one(frame, **values):
    """Return a frame with other values in the row of Hungary in edition 2015."""
    frame = frame.astype(dict.fromkeys(values, object))
    is_it = (frame["country_id"] == "HUN") & (frame["edition"] == 2015)
    for name, value in values.items():
        frame.loc[is_it, name] = value
    return frame


REFUSED = {
    "a score of 500": (
        one(FIW, total_score=500),
        "total_score of Hungary, edition 2015, is 500, expected a whole number from -4 to 100",
    ),
    "half a rating": (
        one(FIW, political_rights=1.5),
        "political_rights of Hungary, edition 2015, is 1.5, expected a whole number from 1 to 7",
    ),
    "a word": (one(FIW, status="Freeish"), "status is 'Freeish', expected Not Free or Partly Free"),
    "a number for a word": (FIW.assign(status=1), "status is 1, expected Not Free or Partly Free"),
    "a text for a number": (
        one(FIW, total_score="60,5"),
        "'60,5', expected a number, such as 60.5",
    ),
    "a name for an id": (
        FIW.assign(country_id=FIW["country"]),
        "country_id is 'Hungary', expected the id 'HUN'",
    ),
    "a missing id": (one(FIW, country_id=None), "country_id is missing, expected an id"),
    "a strange edition": (FIW.assign(edition=1900), "edition is 1900, expected an edition of fiw"),
    "years for editions": (FIW.assign(edition=FIW["year"]), "edition is the same as year"),
    "rows twice": (
        pd.concat([FIW, FIW.head(1)]),
        "the row of Hungary, edition 2001, is in 2 rows, expected in one",
    ),
    "a column twice": (pd.concat([FIW, FIW[["status"]]], axis=1), "several columns 'status'"),
    "two surveys": (
        FIW.assign(press_score=50, source="mine"),
        r"of several surveys \(Freedom in the World and Freedom of the Press\)",
    ),
    "a missing is_territory": (one(FIW, is_territory=None), "is_territory is missing"),
}


@pytest.mark.parametrize("what", REFUSED)
@pytest.mark.parametrize("plot", [fd.plot_trend, fd.plot_statuses, fd.plot_counts])
def test_what_cannot_be_meant_is_refused_in_a_sentence(plot, what):
    frame, sentence = REFUSED[what]
    with pytest.raises(fd.FreedomDataError, match=sentence) as refusal:
        plot(frame)
    assert "\n" not in str(refusal.value)
    assert len(str(refusal.value)) < 500


@pytest.mark.parametrize(
    ("frame", "sentence"),
    [
        (PANEL.assign(freedom=500), "freedom of .*, edition .*, is 500, expected a number from 0"),
        (PANEL.assign(value=-5), "is -5, expected a .*number from"),
        (PANEL.assign(survey="fiv"), "there is no survey 'fiv'; there is 'fiw'"),
        (PANEL.assign(measure="score"), "measure is 'score', expected one of"),
        (pd.concat([PANEL, PANEL]), "is in 2 rows, expected in one"),
    ],
)
def test_a_panel_is_read_as_closely(frame, sentence):
    with pytest.raises(fd.FreedomDataError, match=sentence):
        fd.plot_compare(frame)


class Polars:
    """A frame of another library."""

    columns = ("country_id",)

    def to_pandas(self):
        return FIW

    def __repr__(self):
        return "a table of\nmany lines"


Polars.__module__ = "polars.dataframe.frame"
OTHERS = {
    "polars": (Polars(), r"a Polars of polars is no pandas frame: give its \.to_pandas\(\)"),
    "pyarrow": (pa.table({"a": [1]}), r"a Table of pyarrow .* give its \.to_pandas\(\)"),
    "dict": (
        {"country_id": ["HUN"]},
        r"a dict is no pandas frame: give pandas\.DataFrame\(\.\.\.\)",
    ),
    "records": (FIW.to_dict("records"), "a list of dicts is no pandas frame: give pandas"),
    "array": (np.zeros((2, 2)), "a ndarray of numpy is no pandas frame: give pandas"),
}


@pytest.mark.parametrize("kind", OTHERS)
@pytest.mark.parametrize(
    "function",
    [fd.plot_trend, fd.plot_statuses, fd.plot_counts, fd.plot_compare, fd.plot_items, fd.cite,
     lambda table: fd.plot_map(2024, table), lambda table: fd.plot_movers(2014, survey=table),
     lambda table: fd.validate(table, "fiw"), fd.count_statuses, fd.aggregate],
)  # fmt: skip
def test_a_table_of_another_library_is_refused_with_how_to_make_a_frame(function, kind):
    table, sentence = OTHERS[kind]
    with pytest.raises(fd.FreedomDataError, match=sentence) as refusal:
        function(table)
    assert len(str(refusal.value)) < 120


def test_a_frame_in_the_wrong_place_is_not_dumped():
    for call in (
        lambda: fd.load(FIW),
        lambda: fd.load("fiw", country=FIW),
        lambda: fd.load("fiw", years=FIW),
        lambda: fd.explain(FIW),
        lambda: fd.plot_map(FIW),
    ):
        with pytest.raises(fd.FreedomDataError) as refusal:
            call()
        assert "\n" not in str(refusal.value)
        assert "DataFrame" in str(refusal.value)


def test_namibia_survives_every_file():
    read = from_csv(fd.load("fiw", country="Namibia"))
    assert set(read["country_id"]) == {"NAM"}
    assert "Namibia" in fd.alt_text(fd.plot_trend(read))
    assert fd.cite(read) == fd.cite(fd.load("fiw", country="Namibia"))


# --- citations of frames of several surveys ---


def cited(x):
    """Return the editions cited of each file."""
    items = json.loads(fd.cite(x, style="csl"))[:-1]
    return {item["id"].partition("_")[2]: item["note"].partition(". ")[0] for item in items}


def of(survey, country, years):
    return fd.load(survey, country=country, years=years)


BOTH = ["country_id", "year"]
CHINA = of("fiw", "China", range(2010, 2020))
NET = of("fotn", "China", range(2010, 2020))
PRESS = of("fotp", "China", range(2010, 2017))
ALONE = {**cited(CHINA), **cited(NET[[*KEY, "net_score"]])}


def test_a_panel_merged_by_year_is_cited_by_the_years_and_values():
    merged = CHINA.merge(NET[[*BOTH, "net_score"]], on=BOTH, how="left")
    assert cited(merged) == ALONE
    assert cited(from_csv(merged)) == ALONE
    assert cited(merged.drop(columns=["edition"])) == ALONE
    score = merged[[*KEY, "year", "net_score"]].dropna()
    assert cited(score) == cited(NET[[*KEY, "net_score"]])
    by_year = merged[[*BOTH, "total_score", "net_score"]]
    assert cited(by_year) == cited([CHINA[[*KEY, "total_score"]], NET[[*KEY, "net_score"]]])


def test_a_panel_with_the_source_of_one_survey_is_cited():
    merged = CHINA.merge(PRESS[[*BOTH, "press_score"]], on=BOTH, how="left")
    assert cited(merged) == {**cited(CHINA), **cited(PRESS[[*KEY, "press_score"]])}


def test_a_panel_merged_by_edition_is_cited_by_its_values():
    merged = CHINA.merge(NET[[*KEY, "net_score"]], on=KEY)
    kept = cited(NET[NET["edition"].isin(merged["edition"])][[*KEY, "net_score"]])
    assert {name: cited(merged)[name] for name in kept} == kept


@sampled("suffixes", {"_fotn": ("", "_fotn"), "_x_y": ("_x", "_y"), "_fiw": ("_fiw", "")}, 1)
def test_columns_with_suffixes_are_cited_as_well(suffixes):
    merged = CHINA.merge(NET, on=BOTH, suffixes=suffixes)
    years = merged["year"]
    alone = [frame[frame["year"].isin(years)] for frame in (CHINA, NET)]
    assert cited(merged) == cited(alone)
    assert cited(merged[merged["year"] == 2015]) == cited([f[f["year"] == 2015] for f in alone])


def test_what_cannot_be_distinguished_is_refused():
    merged = CHINA.merge(NET[[*BOTH, "edition", "net_score"]], on=BOTH, suffixes=("", "_2"))
    advised = merged[merged["year"] == 2015]
    assert cited(advised) == cited(
        [CHINA[CHINA["year"] == 2015], NET.loc[NET["year"] == 2015, [*KEY, "net_score"]]]
    )
    merged = merged.drop(columns="edition_2")
    same = merged[merged["year"] == 2015]  # editions 2015 and 2016 have the same score
    sentence = "net_score of China may be of edition 2015 or of edition 2016 .* suffixes="
    with pytest.raises(fd.FreedomDataError, match=sentence):
        fd.cite(same)
    other = merged[merged["year"] == 2017]
    alone = [frame[frame["year"] == 2017] for frame in (CHINA, NET[[*KEY, "year", "net_score"]])]
    assert cited(other) == cited(alone)


def test_values_of_others_are_not_cited_as_ours():
    for frame in (NET.assign(net_score=50), CHINA.assign(net_score=50)):
        with pytest.raises(fd.FreedomDataError, match="net_score of China is 50 in the frame, and"):
            fd.cite(frame)
    swapped = CHINA.assign(status="F")
    with pytest.raises(fd.FreedomDataError, match="status of China is 'F' in the frame, and 'Not"):
        fd.cite(swapped)
    assert cited(CHINA.assign(status="NF")) == cited(CHINA)


def test_a_value_that_an_older_release_had_is_cited():
    old = fd.load("fiw", country="XED", editions=2024, as_of="2024")
    assert old["total_score"].item() == 3
    assert "fiw_2024_all_data" in cited(old)


def test_several_frames_and_ids_are_cited_together():
    assert fd.cite([CHINA, NET]) == fd.cite([NET, CHINA])
    assert cited([CHINA, NET]) == {**cited(CHINA), **cited(NET)}
    assert cited(["fotp", NET]) == {**cited("fotp"), **cited(NET)}
    assert fd.cite([CHINA]) == fd.cite(CHINA)
    assert cited(pd.concat([CHINA[:4], CHINA[4:]])) == cited(iter([CHINA[:4], CHINA[4:]]))


def test_a_panel_by_year_with_a_column_for_each_measure_is_cited():
    panel = fd.load_panel(country="China", years=range(2010, 2020))
    wide = panel.pivot_table("value", BOTH, "measure", observed=True).reset_index()
    assert cited(wide) == cited(panel.drop(columns="status"))


def test_a_rating_of_others_is_no_mean_of_ours():
    assert cited(CHINA.assign(rating="AAA")) == cited(CHINA)
    assert cited(CHINA.assign(rating=CHINA["year"])) == cited(CHINA)
