"""The world in one year: everybody has a place, the layout is true, and nothing is dropped."""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations

import geopandas as gpd
import matplotlib.pyplot as plt
import numpy as np
import pytest
from overlaps import check_texts
from samples import crossed
from shapely.geometry import MultiPolygon, Polygon, box

import freedomdata as fd
from freedomdata.asked import read_rows
from freedomdata.countries import get_countries
from freedomdata.data import open_data
from freedomdata.plots import style
from freedomdata.plots.maps.areas import VARIABLE, project, project_globe, read_areas
from freedomdata.plots.maps.boundaries import assign_areas
from freedomdata.plots.maps.classes import list_classes, number_classes
from freedomdata.plots.maps.mapping import list_entries, make_world
from freedomdata.plots.maps.picture import plot_map
from freedomdata.plots.maps.tiles import read_tiles
from freedomdata.plots.saving import alt_text

SHIPPED = ["fiw", "fotp", "fotn"]
TILES = read_tiles()


def place(id_):
    return TILES[id_].row, TILES[id_].column


def world(year, survey="fiw", measure=None):
    return make_world(*read_rows(survey, open_data()), year, measure)


def collection(ax, gid):
    found = [c for c in ax.collections if c.get_gid() == gid]
    return found[0] if found else None


def at(ax, id_):
    """The marks that lie around the middle of a unit's square, as (collection, number)."""
    row, column = place(id_)
    middle = (column + 0.5, -row - 0.5)
    return [mark for mark, where in middles(ax).items() if np.allclose(where, middle)]


@lru_cache(maxsize=1)
def middles(ax):
    """The middle of every mark, which is (collection, number)."""
    return {
        (c.get_gid(), n): path.get_extents().get_points().mean(axis=0)
        for c in ax.collections
        for n, path in enumerate(c.get_paths())
    }


def caption(ax):
    return " ".join(" ".join(t.get_text() for t in ax.figure.texts).split())


# The layout


@pytest.mark.parametrize("survey", SHIPPED)
def test_everybody_who_was_ever_rated_has_a_square(survey):
    assert set(fd.load(survey)["country_id"]) <= set(TILES)


def test_the_tiles_are_units_of_the_registry_and_all_labels_are_short():
    assert set(TILES) <= set(get_countries())
    assert all(0 < len(tile.label) <= 5 for tile in TILES.values())


@pytest.mark.parametrize("survey", SHIPPED)
def test_no_two_of_one_edition_share_a_square_or_a_label(survey):
    rows = fd.load(survey)
    for edition, ids in rows.groupby("edition")["country_id"]:
        assert len({place(i) for i in ids}) == len(ids), edition
        assert len({TILES[i].label for i in ids}) == len(ids), edition


@pytest.mark.parametrize("survey", SHIPPED)
def test_nobody_without_data_lies_under_another(survey):
    record, rows = read_rows(survey, open_data())
    for year in sorted(set(rows["year"])):
        ids = make_world(record, rows, year, None).classes
        assert len({place(i) for i in ids}) == len(ids), year


def test_a_shared_square_is_that_of_kin_or_of_a_neighbor():
    units = get_countries()
    shared = {}
    for id_ in TILES:
        shared.setdefault(place(id_), []).append(id_)
    for ids in shared.values():
        for one, other in combinations(ids, 2):
            assert units[one].un_region == units[other].un_region


@pytest.mark.parametrize(
    ("north", "south"),
    [("CAN", "USA"), ("USA", "MEX"), ("MEX", "GTM"), ("CUB", "JAM"), ("COL", "ECU"),
     ("BRA", "ARG"), ("BOL", "ARG"), ("NOR", "DNK"), ("FIN", "EST"), ("EST", "LVA"),
     ("LVA", "LTU"), ("DEU", "AUT"), ("POL", "HUN"), ("FRA", "ESP"), ("ITA", "MLT"),
     ("BGR", "GRC"), ("UKR", "TUR"), ("TUR", "LBN"), ("SYR", "ISR"), ("XNC", "CYP"),
     ("RUS", "KAZ"), ("KAZ", "IRN"), ("IRQ", "SAU"), ("SAU", "YEM"), ("ESP", "MAR"),
     ("DZA", "NER"), ("NER", "NGA"), ("EGY", "SDN"), ("SDN", "UGA"), ("COD", "ZMB"),
     ("ZMB", "ZAF"), ("KEN", "TZA"), ("TZA", "MOZ"), ("MNG", "CHN"), ("CHN", "VNM"),
     ("PRK", "KOR"), ("IND", "LKA"), ("LKA", "MDV"), ("VDR", "XVS"), ("PHL", "IDN"),
     ("IDN", "AUS"), ("AUS", "NZL"), ("MHL", "FJI"), ("PNG", "VUT"), ("XYN", "YMD"),
     ("XTI", "NPL"), ("XIK", "IND"), ("ESH", "MRT"), ("XSL", "SOM"), ("XNI", "IRL")],
)  # fmt: skip
def test_north_is_up(north, south):
    assert place(north)[0] < place(south)[0]


@pytest.mark.parametrize(
    ("west", "east"),
    [("PRT", "ESP"), ("ESP", "ITA"), ("ITA", "GRC"), ("IRL", "GBR"), ("GBR", "NLD"),
     ("DEU", "POL"), ("POL", "BLR"), ("BLR", "RUS"), ("NOR", "FIN"), ("XGW", "DDR"),
     ("AUT", "SVK"), ("HRV", "ROU"), ("GEO", "AZE"), ("TUR", "IRN"), ("IRN", "PAK"),
     ("PAK", "IND"), ("IND", "BGD"), ("BGD", "MMR"), ("MMR", "VNM"), ("CHN", "JPN"),
     ("KOR", "JPN"), ("MAR", "TUN"), ("TUN", "LBY"), ("LBY", "EGY"), ("SEN", "NGA"),
     ("NGA", "ETH"), ("AGO", "MOZ"), ("CPV", "SEN"), ("MOZ", "MDG"), ("MDG", "MUS"),
     ("ISL", "NOR"), ("MEX", "CUB"), ("CUB", "DOM"), ("DOM", "BRB"), ("CHL", "URY"),
     ("COL", "GUY"), ("PER", "BRA"), ("IDN", "PNG"), ("AUS", "NZL"), ("PLW", "KIR"),
     ("ISR", "XWB"), ("XPK", "XTI"), ("XTR", "XAB"), ("CYP", "ISR"), ("JAM", "BRB")],
)  # fmt: skip
def test_west_is_left(west, east):
    assert place(west)[1] < place(east)[1]


def groups(ids):
    """The groups of squares that touch each other, by side or corner."""
    left, found = {place(i) for i in ids}, []
    while left:
        group, edge = set(), {left.pop()}
        while edge:
            r, c = edge.pop()
            group.add((r, c))
            near = {(r + a, c + b) for a in (-1, 0, 1) for b in (-1, 0, 1)} & left
            left -= near
            edge |= near
        found.append(group)
    return found


ISLANDS = {
    "Africa": {"CPV", "STP", "COM", "MDG", "MUS", "SYC"},
    "Europe": {"GBR", "IRL", "ISL", "MLT", "DNK"},
    "Asia": {"CYP", "XNC", "JPN", "TWN", "PHL", "IDN", "TLS", "LKA", "MDV"},
}


@pytest.mark.parametrize("region", ISLANDS)
@pytest.mark.parametrize("year", [1993, 2005, 2024])
def test_a_continent_is_one_piece(region, year):
    units = get_countries()
    ids = [i for i in world(year).classes if units[i].un_region == region]
    assert len(groups(set(ids) - ISLANDS[region])) == 1


@pytest.mark.parametrize("year", [1993, 2005, 2024])
def test_america_is_one_piece_but_the_islands(year):
    units = get_countries()
    islands = {"Caribbean"}
    ids = [
        i
        for i in world(year).classes
        if units[i].un_region == "Americas" and units[i].un_intermediate_region not in islands
    ]
    assert len(groups(ids)) == 1


def test_oceans_are_empty():
    units = get_countries()
    columns = {}
    for id_, tile in TILES.items():
        columns.setdefault(units[id_].un_region, []).append(tile.column)
    assert max(columns["Americas"]) + 1 < min(columns["Europe"] + columns["Africa"])
    assert max(columns["Africa"]) < min(columns["Oceania"])


# The picture


@pytest.mark.parametrize(("survey", "year"), [("fiw", 2012), ("fotp", 2016), ("fotn", 2024)])
def test_every_unit_is_filled_by_its_status(survey, year):
    ax = plot_map(year, survey)
    rated = collection(ax, "rated")
    theme = style.look().theme
    rows = fd.load(survey, years=[year])
    for row in rows.itertuples():
        ((gid, n),) = at(ax, row.country_id)
        assert gid == "rated", row.country_id
        color = plt.matplotlib.colors.to_hex(rated.get_facecolor()[n])
        assert color == theme.statuses[row.status].fill, row.country_id
        corners = len(rated.get_paths()[n].vertices)
        assert (corners > 10) == row.is_territory, row.country_id  # a disc


def test_the_key_counts_what_is_drawn():
    ax = plot_map(2012)
    texts = [t.get_text() for t in ax.texts]
    rows = fd.load("fiw", years=[2012])
    for status, n in rows[~rows["is_territory"]]["status"].value_counts().items():
        place_ = rows[rows["is_territory"]]["status"].value_counts()[status]
        assert texts[texts.index(status) + 1] == f"{n} countries, {place_} territories"


def test_a_state_that_is_not_rated_is_hatched_and_one_that_did_not_exist_is_not_drawn():
    ax = plot_map(2024, "fotn")
    assert at(ax, "NOR") == [("no data", at(ax, "NOR")[0][1])]
    assert collection(ax, "no data").get_hatch()
    assert "122 countries" in [t.get_text() for t in ax.texts]
    ax = plot_map(1985)
    for absent in ("EST", "HRV", "SSD", "KAZ", "XKX"):
        assert at(ax, absent) == []
    assert at(ax, "LIE")[0][0] == "no data"  # a gap of Liechtenstein's
    assert "Soviet Union" in caption(ax)
    assert "USSR" in [t.get_text() for t in ax.texts]


def test_a_state_whose_successor_is_rated_is_not_said_to_be_without_data():
    assert not {"XGW", "DDR", "XYN", "YMD"} & set(world(1990).classes)
    assert "RUS" not in world(1991, "fotp").classes  # the Soviet Union is rated


def test_a_territory_rated_before_and_in_the_last_confirmed_edition_is_awaited():
    classes = world(2025).classes
    assert classes["XTI"] is None
    assert "XNI" not in classes  # last rated for 2003


def test_hollow_where_not_confirmed():
    ax = plot_map(2025)
    rated, paper = collection(ax, "rated"), style.look().theme.paper
    colors = [plt.matplotlib.colors.to_hex(c) for c in rated.get_facecolor()]
    inner = [colors[n] for _, n in at(ax, "FRA")]
    assert inner[-1] == paper
    assert inner[0] != paper
    assert "Hollow: from secondary copies" in caption(ax)
    assert "Hollow" not in caption(plot_map(2012))


@pytest.mark.parametrize(
    ("year", "survey", "measure", "words"),
    [
        (2012, "fiw", "political_rights", ["1", "2", "3", "4", "5", "6", "7"]),
        (2012, "fotp", "press_score", ["0–19", "20–39", "40–59", "60–79", "80–100"]),
        (2012, "fotp", "legal_environment", ["0–4", "5–9", "10–14", "15–19", "20–24", "25–30"]),
        (2024, "fotn", "net_score", ["80–100", "60–79", "40–59", "20–39", "0–19"]),
        (2012, "fiw", "total_score", ["80–100", "60–79", "40–59", "20–39", "−4 to 19"]),
    ],
)
def test_steps_run_from_most_to_least_free(year, survey, measure, words):
    entries = [e for e in list_entries(world(year, survey, measure)) if e.fill]
    assert [e.word.replace("\N{EN DASH}", "–") for e in entries] == words
    assert entries[0].end == "most free"
    assert entries[-1].end == "least free"
    colors = style.look().theme.list_steps(len(words))
    assert [e.fill.color for e in entries] == colors[::-1]
    statuses = {status.fill for status in style.look().theme.statuses.values()}
    assert not statuses & {*colors}


SCALES = {
    f"{survey.id}-{measure.id}-{scale.low}": scale
    for survey in fd.SURVEYS.values()
    for measure in survey.measures
    if measure.scale
    for scale in (measure.scale, *measure.until.values())
}


@pytest.mark.parametrize("scale", SCALES.values(), ids=SCALES)
def test_each_value_is_in_exactly_one_class(scale):
    classes = list_classes(scale)
    step = 10.0**-scale.decimals
    values = np.arange(scale.low, scale.high + step / 2, step).round(scale.decimals)
    inside = np.array([[low - 1e-6 <= v <= high + 1e-6 for low, high in classes] for v in values])
    assert (inside.sum(1) == 1).all()
    assert (inside.argmax(1) == number_classes(scale, values)).all()
    assert 4 <= len(classes) <= 7
    freedom = [scale.freedom(sum(ends) / 2) for ends in classes]
    assert freedom == sorted(freedom)


@pytest.mark.parametrize("measure", ["political_rights", "civil_liberties"])
def test_the_freest_have_the_lightest_step(measure):
    classes = world(2012, measure=measure).classes
    rows = fd.load("fiw", years=[2012]).set_index("country_id")[measure]
    assert {classes[i] for i in rows.index[rows == 1]} == {6}
    assert {classes[i] for i in rows.index[rows == 7]} == {0}


def test_disputed_ones_are_named_as_the_survey_lists_them():
    said = caption(plot_map(2024))
    for name in ("Indian Kashmir", "Western Sahara", "Kosovo", "Taiwan", "Northern Cyprus"):
        assert name in said


def test_a_year_within_an_edition_is_answered_by_it_and_said():
    ax = plot_map(1981)
    assert "The world in 1981" in caption(ax)
    assert "edition 1982, covering January 1981 to August 1982" in caption(ax)
    assert "1981 is covered by edition 1982 (January 1981 to August 1982)." in caption(ax)
    assert fd.alt_text(ax).endswith("edition 1982 (January 1981 to August 1982).")
    assert "is covered by" not in caption(plot_map(1982))


def test_an_edition_that_lacks_units_says_which():
    assert "Hatched: the copies at hand of edition 2026 lack 12 of 208: Abkhazia, " in caption(
        plot_map(2025)
    )
    assert "lack" not in caption(plot_map(2024))
    words = "Hatched: the copies at hand of edition 2025 lack 2 of 72: Taiwan and The Gambia."
    assert words in caption(plot_map(2025, "fotn"))


def test_the_year_is_one_that_is_covered():
    with pytest.raises(fd.FreedomDataError, match="for 1950: years covered are 1972 to 2025"):
        plot_map(1950)
    for wrong in ([2011, 2012], "2012", 2012.5, None):
        with pytest.raises(fd.FreedomDataError, match="year is"):
            plot_map(wrong)


def test_a_measure_that_is_not_there_is_told():
    with pytest.raises(fd.FreedomDataError, match="total_score"):
        plot_map(1990, measure="total_score")
    with pytest.raises(fd.FreedomDataError, match="no measure 'net_score'"):
        plot_map(2012, measure="net_score")


def test_a_frame_is_drawn_as_it_is():
    rows = fd.load("fiw", country=["France", "Chad"], years=[2011, 2012])
    ax = plot_map(2012, rows)
    assert at(ax, "FRA")[0][0] == at(ax, "TCD")[0][0] == "rated"


def test_alt_text_counts():
    said = alt_text(plot_map(2012))
    assert "90 countries" in said
    assert "edition 2013, covering 2012" in said
    assert said.startswith("Map of the world in equal squares, Freedom in the World, edition 2013")


def test_alt_text_says_whom_the_copies_at_hand_lack():
    said = alt_text(plot_map(2025, "fotn"))
    assert "he copies at hand of edition 2025 lack 2 of 72: Taiwan and The Gambia" in said


def test_alt_text_says_what_is_missing():
    said = alt_text(plot_map(2025))
    assert "No data for Abkhazia, Gaza Strip, " in said
    assert said.endswith("; nothing of it is yet confirmed by the publisher.")
    assert "; no data: 122 countries." in alt_text(plot_map(2024, "fotn"))
    assert "White and Black residents were rated apart." in alt_text(plot_map(1972))


MAPS = [(2012, "fiw", None), (2025, "fiw", None), (1985, "fiw", "civil_liberties"),
        (2004, "fiw", "political_rights"), (2024, "fotn", None),
        (2022, "fotn", "net_score")]  # fmt: skip


@crossed("asked, size, theme", MAPS, [*style.SIZES], [*style.THEMES])
def test_no_text_is_over_another(asked, size, theme):
    year, survey, measure = asked
    with fd.style(theme, size=size):
        ax = plot_map(year, survey, measure=measure)
        ax.figure.canvas.draw()
        check_texts([ax], (size, year))


def test_labels_stay_in_their_squares():
    ax = plot_map(2012)
    ax.figure.canvas.draw()
    labels = {tile.label: id_ for id_, tile in TILES.items()}
    side = np.diff(ax.transData.transform([(0, 0), (1, 1)])[:, 0])[0]
    seen = [t for t in ax.texts if t.get_text() in labels]
    assert len(seen) == 209
    assert all(t.get_window_extent().width < side for t in seen)


def test_on_axes_of_the_users():
    _, (one, other) = plt.subplots(1, 2, figsize=(12, 5))
    assert plot_map(2012, ax=other) is other
    assert not one.collections
    assert collection(other, "rated") is not None
    with pytest.raises(fd.FreedomDataError, match="ax is one matplotlib Axes"):
        plot_map(2012, ax=[one, other])


@pytest.mark.parametrize("size", [(12, 9), (7, 9), (14, 4), (5, 9), (20, 12)])
@pytest.mark.parametrize("measure", [None, "civil_liberties"])
def test_the_key_has_room_on_axes_of_any_size(size, measure):
    _, axes = plt.subplots(1, 2, figsize=size)
    ax = plot_map(1985, measure=measure, ax=axes[1])
    ax.figure.canvas.draw()
    labels = {tile.label for tile in TILES.values()}
    words = {entry.word for entry in list_entries(world(1985, measure=measure))}
    key = [t for t in ax.texts if t.get_text() not in labels]
    key = [t for t in key if t.get_text() in words or "countr" in t.get_text()]
    assert key
    squares = [
        ax.transData.transform_bbox(p.get_extents()) for c in ax.collections for p in c.get_paths()
    ]
    for text in key:
        box_ = text.get_window_extent()
        assert not any(box_.overlaps(square) for square in squares), text.get_text()


def test_axes_that_are_changed_later_keep_map_and_key():
    figure, ax = plt.subplots(figsize=(6, 6))
    plot_map(2012, ax=ax)
    before = ax.get_xlim(), ax.get_ylim()
    figure.subplots_adjust(bottom=0.4)
    figure.canvas.draw()
    assert (ax.get_xlim(), ax.get_ylim()) == before
    key = next(t for t in ax.texts if t.get_text() == "Partly Free")
    assert ax.get_ylim()[0] < key.xy[1] < ax.get_ylim()[1]


# Boundaries


@pytest.fixture
def few():
    """Some of the world's boundaries, as boxes; one that nobody knows."""
    areas = {
        "FRA": box(-4, 43, 7, 50),
        "DEU": box(7, 47, 15, 55),
        "CZE": box(15, 49, 18, 51),
        "SVK": box(18, 48, 22, 50),
        "RUS": MultiPolygon([box(30, 50, 180, 72), box(-180, 65, -170, 70)]),
        "EST": box(23, 57, 28, 60),
        "GRL": box(-55, 60, -25, 83),
        "LSO": box(27, -31, 29, -29),
        "ZAF": box(17, -35, 33, -22).difference(box(27, -31, 29, -29)),
        "Atlantis": box(-40, 20, -35, 25),
    }
    return gpd.GeoDataFrame({"name": list(areas)}, geometry=list(areas.values()), crs="EPSG:4326")


def test_areas_are_filled_by_status_and_the_rest_stands_beside(few):
    ax = plot_map(2012, boundaries=few)
    theme = style.look().theme
    rated = [c for c in ax.collections if c.get_gid() == "rated"]
    areas, marks = sorted(rated, key=lambda c: len(c.get_paths()))
    fills = sorted(plt.matplotlib.colors.to_hex(c) for c in areas.get_facecolor())
    statuses = fd.load("fiw", years=[2012]).set_index("country_id")["status"]
    drawn = ["FRA", "DEU", "CZE", "SVK", "RUS", "EST", "LSO", "ZAF"]
    assert fills == sorted(theme.statuses[statuses[i]].fill for i in drawn)
    assert len(marks.get_paths()) == len(statuses) - len(drawn) + 3  # and the key
    said = caption(ax)
    assert "not known here: Atlantis" in said
    assert "beside the map: 201 countries and territories." in said
    assert "Plain areas are no unit of this survey" in said
    assert len(collection(ax, "plain").get_paths()) == 1  # Greenland


def test_ended_states_are_drawn_together_or_said_not_to_be_told_apart(few):
    assigned = assign_areas(world(1985), read_areas(few).areas)
    assert assigned.parts["CSK"] == ["CZE", "SVK"]
    assert set(assigned.parts["SUN"]) == {"EST", "RUS"}
    assert assigned.unsplit == ["DDR", "XGW"]
    said = caption(plot_map(1985, boundaries=few))
    assert "Czechoslovakia (Czech Republic, Slovakia)" in said
    assert "not to be told apart, and so beside the map: East Germany, West Germany" in said


def test_no_unit_is_dropped(few):
    for year in (1972, 1985, 1995, 2005, 2024):
        asked = world(year)
        assigned = assign_areas(asked, read_areas(few).areas)
        told = {*assigned.parts, *assigned.unsplit, *assigned.beside}
        assert told == set(asked.classes), year


@pytest.mark.parametrize("projection", ["robinson", "equal-earth"])
def test_an_area_over_the_antimeridian_lies_on_both_edges(projection):
    globe = project_globe(projection).get_extents()
    beyond = Polygon([(170, 0), (190, 0), (190, 10), (170, 10)])
    jumping = Polygon([(170, 0), (-170, 0), (-170, 10), (170, 10)])
    done = MultiPolygon([box(170, 0, 180, 10), box(-180, 0, -170, 10)])
    paths = project({"a": beyond, "b": jumping, "c": done}, projection)
    for path in paths.values():
        extents = path.get_extents()
        assert extents.x0 == pytest.approx(globe.x0, rel=0.02)
        assert extents.x1 == pytest.approx(globe.x1, rel=0.02)
        # nothing lies between: two pieces of ten degrees each
        assert not (np.abs(path.vertices[:, 0]) < 0.9 * globe.x1 * 0.95).any()


def test_a_hole_stays_a_hole(few):
    ax = plot_map(2012, boundaries=few[few["name"] != "LSO"])
    ax.figure.canvas.draw()
    pixels = np.asarray(ax.figure.canvas.buffer_rgba())
    places = {"hole": box(27.5, -30.5, 28.5, -29.5), "land": box(20, -26, 22, -24)}
    colors = []
    for path in project(places, "robinson").values():
        x, y = ax.transData.transform(path.get_extents().get_points().mean(axis=0))
        colors.append(plt.matplotlib.colors.to_hex(pixels[-1 - int(y), int(x), :3] / 255))
    theme = style.look().theme
    assert colors == [theme.paper, theme.statuses["Free"].fill]


def test_boundaries_are_read_from_a_file_in_any_projection(few, tmp_path, monkeypatch):
    file = tmp_path / "few.geojson"
    few.to_file(file)
    few.to_crs("EPSG:3395").to_file(tmp_path / "few.gpkg")
    expected = read_areas(few).areas
    monkeypatch.setenv(VARIABLE, str(file))
    for boundaries in (file, str(tmp_path / "few.gpkg"), True):
        areas = read_areas(boundaries).areas
        assert set(areas) == set(expected)
        assert areas["FRA"].bounds == pytest.approx(expected["FRA"].bounds, abs=1e-4)


def test_codes_go_before_names_and_names_where_there_is_no_code():
    frame = gpd.GeoDataFrame(
        {"NAME": ["Kosovo", "Georgia"], "ISO_A3": ["-99", "USA"]},
        geometry=[box(20, 42, 21, 43), box(-100, 30, -80, 45)],
        crs="EPSG:4326",
    )
    assert set(read_areas(frame).areas) == {"XKX", "USA"}


def test_what_is_no_boundaries_is_refused(few, tmp_path, monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    broken = tmp_path / "broken.geojson"
    broken.write_text("{", encoding="utf-8")
    strangers = few[few["name"] == "Atlantis"]
    for boundaries, words in (
        (True, VARIABLE),
        (tmp_path / "none.shp", "there are no boundaries at"),
        (broken, "cannot read boundaries"),
        (12, "boundaries is a path"),
        (few.rename(columns={"name": "who"}), "should be one of"),
        (few.to_crs("ESRI:54030"), "give them in degrees"),
        (strangers, "no boundaries are of a country known here"),
    ):
        with pytest.raises(fd.FreedomDataError, match=words):
            plot_map(2012, boundaries=boundaries)
    with pytest.raises(fd.FreedomDataError, match="there is robinson, equal-earth"):
        plot_map(2012, boundaries=few, projection="mercator")


def test_without_geopandas_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "geopandas", None)
    with pytest.raises(fd.FreedomDataError, match="pip install geopandas pyproj;"):
        plot_map(2012, boundaries="world.shp")


@crossed("asked, size", [(1985, None), (2004, "political_rights"), (2025, None)],
         [*style.SIZES])  # fmt: skip
def test_no_text_is_over_another_on_boundaries(few, asked, size):
    year, measure = asked
    with fd.style(size=size):
        ax = plot_map(year, boundaries=few, measure=measure)
        ax.figure.canvas.draw()
        check_texts([ax], (size, year))
        marks = [c for c in ax.collections if c.get_gid() in {"rated", "no data"}]
        squares = [
            ax.transData.transform_bbox(path.get_extents())
            for c in marks
            for path in c.get_paths()
            if 4 < len(path.vertices) < 30
        ]
        for text in ax.texts:
            if "countr" in text.get_text() or "free" in text.get_text():
                assert not any(text.get_window_extent().overlaps(square) for square in squares)
