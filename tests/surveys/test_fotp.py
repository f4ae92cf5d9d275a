"""Freedom of the Press: every copy against what is delivered, and what the copies get wrong."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pandas as pd
import pytest
from reader import number, records
from samples import drawn

import freedomdata as fd
from freedomdata.building.pipeline import assemble
from freedomdata.sources.formats import find_file

FOTP = fd.SURVEYS["fotp"]
PARTS = ["legal_environment", "political_environment", "economic_environment"]
MEASURES = ["status", "press_score", *PARTS]
LETTERS = {"F": "Free", "PF": "Partly Free", "NF": "Not Free"}
QOG = {"status": "fhp_status5", "press_score": "fhp_score5", "legal_environment": "fhp_mclr5",
       "political_environment": "fhp_mcpp5", "economic_environment": "fhp_mcei5"}  # fmt: skip
QOG_EDITIONS = {"qog-jan18": 2015, "qog-jan19": 2016, "qog-jan20": 2017}
FILES = [
    "fotp-2015-scores", "fotp-2017-usagm", "fotp-2017-cut", "fotp-2015-totals",
    "fotp-2015-status", "fotp-2017-status", "fotp-2016-printed", *QOG_EDITIONS,
]  # fmt: skip
#: What the two files of statuses call by a name that means another unit, up to an edition.
FEDERATION = ("Serbia", "Montenegro", "Serbia and Montenegro")
SUCCESSORS = {"Russia": ("SUN", 1992), "Czechia": ("CSK", 1993), "Germany": ("XGW", 1990),
              "Yemen": ("XYN", 1990)}  # fmt: skip


def edition_of(year):
    return 1982 if year in (1981, 1982) else year + 1


def unit_of(name, edition):
    if name in FEDERATION and edition <= 2006:
        return "YUG" if edition <= 2003 else "SCG"
    ended, last = SUCCESSORS.get(name, (None, 0))
    if edition <= last:
        return ended
    return {"Congo": "COG", "Germany": "DEU", "Yemen": "YEM"}.get(name) or fd.find_country(name)


def read_scores(path):
    columns = dict(zip((*PARTS, "press_score", "status"), "abc", strict=False))
    columns |= {"press_score": "score", "status": "status"}
    for row in records(path):
        edition = int(row["year.reported"])
        for measure, header in columns.items():
            if row[header] != "NA":
                yield unit_of(row["country"], edition), edition, measure, row[header]


def read_totals(path):
    for row in records(path):
        for year in range(1993, 2015):
            if row[str(year)] != "N/A":
                yield unit_of(row["Country"], year + 1), year + 1, "press_score", row[str(year)]


def read_statuses(path):
    is_print = path.name.endswith("2014.csv")
    for row in records(path):
        edition = edition_of(int(row["Year"]))
        measure = "print_status" if is_print and edition <= 1988 else "status"
        yield unit_of(row["Entity"], edition), edition, measure, [*row.values()][2]


def read_2017(path, name=None):
    headers = ("A-Legal", "B-Political", "C-Economic", "score_2016", "Status")
    if name is None:
        headers = ("Legal", "Political", "Economic", "Total", "Status")
    for row in records(path, name):
        country_id = fd.find_country(row["countryNameLegacy" if name is None else "country"])
        for measure, header in zip((*PARTS, "press_score", "status"), headers, strict=True):
            if row[header] != "na":
                yield country_id, 2017, measure, row[header]


def read_qog(path, edition):
    for row in records(path):
        for measure, header in QOG.items():
            if row[header] != "":
                yield row["ccodealp"], edition, measure, row[header]


def read_printed(path):
    for row in records(path):
        country_id = fd.find_country(row["country_as_printed"])
        yield country_id, int(row["edition"]), "press_score", row["total_0best_100worst"]


def read(raw, id_):
    """Every rated cell of a file: unit, edition, measure, and what is printed."""
    path = find_file(next(source for source in FOTP.sources if source.id == id_), raw)
    if id_ in QOG_EDITIONS:
        return list(read_qog(path, QOG_EDITIONS[id_]))
    if id_ == "fotp-2017-cut":
        return list(read_2017(path, "Data"))
    reader = {"fotp-2015-scores": read_scores, "fotp-2017-usagm": read_2017,
              "fotp-2015-totals": read_totals,
              "fotp-2016-printed": read_printed}.get(id_, read_statuses)  # fmt: skip
    return list(reader(path))


def meaning(id_, measure, printed):
    """The word or number that a cell of the file means."""
    if not measure.endswith("status"):
        return number(printed)
    if id_ in QOG_EDITIONS:
        return {1: "Free", 2: "Partly Free", 3: "Not Free"}[number(printed)]
    if id_ == "fotp-2015-status":
        return {"3500": "Free", "2500": "Partly Free", "1500": "Not Free"}[printed]
    if id_ == "fotp-2017-status":
        return {"2": "Free", "1": "Partly Free", "0": "Not Free"}[printed]
    return LETTERS[printed]


@pytest.fixture(scope="module")
def fotp(built):
    return fd.load("fotp", data=built)


@pytest.fixture(scope="module")
def wide(fotp):
    return fotp.set_index(["country_id", "edition"])


@pytest.fixture(scope="module")
def delivered(wide):
    """Every delivered value by unit, edition and measure."""
    return {
        (*key, measure): value
        for measure in (*MEASURES, "print_status", "broadcast_status")
        for key, value in wide[measure].dropna().items()
    }


def test_the_files_read_here_are_all_that_are_declared():
    assert {source.id for source in FOTP.sources} == set(FILES)


@pytest.mark.parametrize("id_", FILES)
def test_every_rated_cell_arrives_or_is_corrected(raw, delivered, id_):
    corrections = {
        (c.country_id, c.edition, c.measure): c for c in FOTP.corrections if id_ in c.sources
    }
    cells = read(raw, id_)
    assert cells
    for *key, printed in cells:
        correction = corrections.pop(tuple(key), None)
        if correction is None:
            assert delivered[tuple(key)] == meaning(id_, key[2], printed), key
        else:
            assert str(correction.old) == str(printed) != str(correction.new), key
            new = correction.new
            is_word = new is not None and key[2] == "status"
            expected = meaning(id_, "status", str(new)) if is_word else new
            assert delivered.get(tuple(key)) == expected, key
    assert corrections == {}, "declared, but nothing is there"


def test_nothing_is_delivered_that_no_file_prints(raw, delivered):
    printed = {tuple(key) for id_ in FILES for *key, _ in read(raw, id_)}
    derived = {key for key in delivered if key not in printed}
    assert {measure for _, _, measure in derived} == {"status", "broadcast_status"}
    assert {unit for unit, _, measure in derived if measure == "status"} == {"BTN"}
    withheld = {key for key in printed if key not in delivered}
    assert withheld == {("XKX", 2009, measure) for measure in MEASURES}


def test_no_file_gives_a_cell_twice_but_for_the_halves_of_a_federation(raw):
    for id_ in FILES:
        counts = Counter(tuple(key) for *key, _ in read(raw, id_))
        doubled = {unit for (unit, _, _), n in counts.items() if n > 1}
        assert doubled <= {"YUG", "SCG"}, id_


def test_editions_2002_to_2015_have_the_2728_rated_rows_of_the_file(raw, fotp):
    rated = {tuple(key[:2]) for *key, _ in read(raw, "fotp-2015-scores")}
    rows = fotp[fotp["edition"].between(2002, 2015)]
    assert set(zip(rows["country_id"], rows["edition"], strict=True)) == rated
    assert len(rated) == 2728
    unscored = rows[rows["press_score"].isna()]
    assert unscored[["country_id", "edition"]].to_numpy().tolist() == [["XKX", 2009]]


def test_there_is_no_edition_of_1983_and_none_after_2017(fotp):
    assert sorted(fotp["edition"].unique()) == [1980, 1981, 1982, *range(1984, 2018)]
    assert fotp["year"].max() == 2016
    spans = fotp.drop_duplicates("edition").set_index("edition")
    day = pd.Timestamp
    assert (spans.loc[1982, "period_start"], spans.loc[1982, "period_end"]) == (
        day(1981, 1, 1), day(1982, 8, 1)
    )  # fmt: skip
    assert (spans.loc[1984, "period_start"], spans.loc[1984, "period_end"]) == (
        day(1982, 8, 2), day(1983, 11, 30)
    )  # fmt: skip
    assert spans.loc[1984, "edition_label"] == "1983-84"
    others = spans.drop([1982, 1984])
    assert (others["year"] == others.index - 1).all()


def test_the_copies_that_name_1981_and_1982_mean_one_edition(raw, wide):
    for id_, year in (("fotp-2015-status", "1981"), ("fotp-2017-status", "1982")):
        path = raw / next(s.path for s in FOTP.sources if s.id == id_)
        named = {unit_of(r["Entity"], 1982) for r in records(path) if r["Year"] == year}
        assert named <= set(wide.xs(1982, level="edition").index)
        assert len(named) > 150


@pytest.mark.parametrize(
    ("ended", "last_year", "successors"),
    [
        ("SUN", 1991, ["RUS"]), ("YUG", 2002, ["SRB", "MNE", "SCG"]), ("CSK", 1992, ["CZE", "SVK"]),
        ("XYN", 1989, ["YEM"]), ("YMD", 1989, ["YEM"]), ("XGW", 1989, ["DEU"]),
        ("DDR", 1989, ["DEU"]), ("SCG", 2005, ["SRB", "MNE"]),
    ],
)  # fmt: skip
def test_a_state_that_ended_keeps_its_own_rows(fotp, ended, last_year, successors):
    own = fotp.loc[fotp["country_id"] == ended, "year"]
    assert own.max() == last_year
    assert own.min() == (2003 if ended == "SCG" else 1979)
    for successor in successors:
        years = set(fotp.loc[fotp["country_id"] == successor, "year"])
        assert not years & set(own), successor


def test_the_parts_add_up_wherever_there_are_any(raw, fotp):
    parted = fotp[fotp[PARTS].notna().any(axis=1)]
    assert parted[PARTS].notna().all().all()
    assert (parted[PARTS].sum(axis=1) == parted["press_score"]).all()
    assert (parted["edition"] >= 2002).all()
    of_2016 = {unit for unit, *_ in read(raw, "qog-jan19")}
    of_2017 = {unit for unit, *_ in read(raw, "fotp-2017-cut")}
    assert len(of_2017) == 199
    assert len(parted) == 2727 + len(of_2016) + len(of_2017)


def test_the_status_lies_in_its_band_but_for_three_declared_rows(fotp):
    scored = fotp[fotp["press_score"].notna()]
    assert scored["edition"].min() == 1994
    band = pd.cut(scored["press_score"].astype(int), [-1, 30, 60, 100],
                  labels=["Free", "Partly Free", "Not Free"])  # fmt: skip
    breaking = scored[band.astype(str) != scored["status"].astype(str)]
    keys = set(zip(breaking["country_id"], breaking["edition"], strict=True))
    assert keys == set(FOTP.status_rule.known)
    assert keys == {("COL", 1994), ("BIH", 1996), ("ZMB", 1996)}


def test_until_1988_the_status_is_the_worse_of_print_and_broadcast(fotp):
    two = fotp[fotp["print_status"].notna()]
    assert sorted(two["edition"].unique()) == [1980, 1981, 1982, *range(1984, 1989)]
    assert (two["status"] <= two["print_status"]).all()
    known = two["broadcast_status"].notna()
    assert known.any()
    assert ((two["status"] < two["print_status"]) == known).all()
    assert (two.loc[known, "broadcast_status"] == two.loc[known, "status"]).all()
    assert fotp.loc[fotp["edition"] > 1988, ["print_status", "broadcast_status"]].isna().all().all()


def test_what_is_said_of_two_media_says_so(fotp):
    two = fotp[fotp["edition"] <= 1988]
    assert set(two["note"]) == {"worse_of_two", "print_only"}
    assert set(two.loc[two["note"] == "print_only", "country_id"]) == {"BTN"}
    assert set(two.loc[two["note"] == "print_only", "status"]) == {"Not Free"}
    later = fotp[(fotp["edition"] > 1988) & fotp["note"].notna()]
    assert set(zip(later["country_id"], later["edition"], later["note"], strict=True)) == {
        ("XKX", 2009, "withheld"),
        *(("COD", year, "corrected") for year in (2012, 2015)),
        *(("COG", year, "corrected") for year in (2012, 2015)),
        ("SLV", 2004, "corrected"),
    }


def test_a_status_better_than_that_of_print_media_is_refused(raw):
    wrong = replace(
        FOTP,
        worse_of=replace(FOTP.worse_of, worse="print_status", first="status"),
    )
    with pytest.raises(fd.RuleError, match="print_status is the worse of status"):
        assemble({"fotp": wrong}, raw)


def test_kosovo_of_2009_is_withheld_and_not_the_best_score_there_is(fotp, wide):
    row = wide.loc["XKX", 2009]
    assert row[MEASURES].isna().all()
    assert row["note"] == "withheld"
    assert wide.loc[("XKX", 2010), "press_score"] == 53
    assert fotp["press_score"].min() > 0
    assert (fotp["status"].isna()).sum() == 1


@pytest.mark.parametrize(
    ("edition", "kinshasa", "brazzaville"),
    [
        (2012, [83, 25, 34, 24], [55, 16, 22, 17]),
        (2015, [79, 24, 31, 24], [59, 17, 25, 17]),
    ],
)
def test_the_two_congos_are_not_swapped(wide, edition, kinshasa, brazzaville):
    columns = ["press_score", *PARTS]
    assert wide.loc[("COD", edition), columns].tolist() == kinshasa
    assert wide.loc[("COG", edition), columns].tolist() == brazzaville
    assert wide.loc[("COD", edition), "status"] == "Not Free"
    assert wide.loc[("COG", edition), "status"] == "Partly Free"


@pytest.mark.parametrize("edition", [2007, 2008])
def test_the_statuses_of_the_two_congos_are_not_swapped(wide, edition):
    assert wide.loc[("COD", edition), "status"] == "Not Free"
    assert wide.loc[("COG", edition), "status"] == "Partly Free"


def test_el_salvador_pakistan_and_the_united_states_are_as_their_scores_say(wide):
    assert wide.loc[("SLV", 2004), ["press_score", "status"]].tolist() == [42, "Partly Free"]
    assert wide.loc[("PAK", 2004), ["press_score", "status"]].tolist() == [59, "Partly Free"]
    assert wide.loc[("USA", 2010), ["press_score", *PARTS]].tolist() == [18, 5, 8, 5]


CORRECTED = sorted({(c.sources, c.country_id, c.edition) for c in FOTP.corrections})


@drawn("row", {f"{row[0][0]}-{row[1]}-{row[2]}": row for row in CORRECTED}, 3)
def test_without_the_corrections_of_a_row_the_build_stops(raw, row):
    kept = tuple(c for c in FOTP.corrections if (c.sources, c.country_id, c.edition) != row)
    with pytest.raises((fd.SourceError, fd.RuleError)):
        assemble({"fotp": replace(FOTP, corrections=kept)}, raw)


def test_china_of_2012(wide):
    row = wide.loc["CHN", 2012]
    assert (row["status"], row["press_score"]) == ("Not Free", 85)
    assert row[PARTS].tolist() == [29, 34, 22]
    assert row["year"] == 2011


@pytest.mark.parametrize(
    ("country_id", "score", "row"), [("XCR", 94, 5), ("XKX", 49, 12), ("HKG", 39, 13)]
)
def test_what_was_printed_of_2016_fills_what_no_compilation_has(
    built, wide, country_id, score, row
):
    found = wide.loc[country_id, 2016]
    assert (found["press_score"], found["source"]) == (score, "fotp-2017-status")
    assert found[PARTS].isna().all()
    readings = pd.read_parquet(built / "readings.parquet")
    origins = readings.drop_duplicates(["survey", "country_id", "edition", "measure"])
    cells = origins[(origins["survey"] == "fotp") & (origins["source"] == "fotp-2016-printed")]
    cell = cells.set_index("country_id").loc[country_id]
    assert len(cells) == 3
    assert cell[["measure", "row", "column"]].tolist() == ["press_score", row, 3]


def test_the_ranks_printed_with_them_are_those_of_the_table(fotp):
    """Two units without a total are left, one of them Partly Free, with more than 51 points."""
    scores = fotp[fotp["edition"] == 2016].set_index("country_id")["press_score"].dropna()
    ranks = {id_: int((scores < scores[id_]).sum()) + 1 for id_ in ("HKG", "XKX", "ALB", "MNE")}
    assert ranks == {"HKG": 76, "XKX": 96, "ALB": 106, "MNE": 80}
