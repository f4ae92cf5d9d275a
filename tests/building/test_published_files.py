"""What the published files hold, against what is delivered; read again by another reader."""

from __future__ import annotations

import copy
import csv
import json
import random
from collections import Counter
from dataclasses import replace

import pandas as pd
import pyarrow.parquet as pq
import pytest
import readings
from reader import number, sheet, table

import freedomdata as fd
from freedomdata.building import pipeline
from freedomdata.building.pipeline import assemble
from freedomdata.data import open_data
from freedomdata.paths import DESCRIPTOR, data_dir
from freedomdata.sources.formats import find_file, read_bytes
from freedomdata.surveys.worldbank import POPULATION

FIW = fd.SURVEYS["fiw"]
SOURCE = {source.id: source for source in FIW.sources}
SHIPPED = {id_: survey for id_, survey in fd.SURVEYS.items() if survey.is_shipped}
TABLES = (*SHIPPED, "items", "readings", "population")
FILES = {source.path: source for survey in fd.SURVEYS.values() for source in survey.sources}
#: What was transcribed since the list of the files at hand was made.
NOT_LISTED = {"fotp/2016/printed_totals_2016.csv"}


def ratings(raw, release):
    """Every rated cell of a ratings workbook: (is_territory, name, edition) to PR, CL, status."""
    path = raw / SOURCE[f"fiw-{release}-ratings"].path
    rated = {}
    for is_territory, name in enumerate(
        ("Country Ratings, Statuses", "Territory Ratings, Statuses")
    ):
        rows = sheet(path, name)
        for first in range(1, len(rows[0]), 3):
            if rows[0][first] is None:
                continue
            title = str(rows[0][first]).removeprefix("Jan.-Feb. ")  # "1983-84" is edition 1984
            edition = int(title[:4]) + ("-" in title)
            for row in rows[3:]:
                values = row[first : first + 3]
                if row[0] and any(value not in (None, "-", "") for value in values):
                    rated[bool(is_territory), row[0].strip(), edition] = values
    return rated


@pytest.fixture(scope="module")
def fiw(built):
    return fd.load("fiw", data=built)


@pytest.mark.parametrize(
    ("release", "countries", "territories"), [("2025", 9435, 530), ("2024", 9240, 517)]
)
def test_a_release_alone_gives_the_published_numbers(raw, release, countries, territories):
    sources = tuple(s for s in FIW.sources if s.id == f"fiw-{release}-ratings")
    corrections = tuple(
        replace(c, sources=(sources[0].id,)) for c in FIW.corrections if sources[0].id in c.sources
    )
    survey = replace(FIW, sources=sources, corrections=corrections)
    table = assemble({"fiw": survey}, raw)[0].rows
    assert Counter(table["is_territory"].to_pylist()) == {False: countries, True: territories}


def test_with_2026_there_are_10161_rows(fiw):
    assert len(fiw) == 10161
    published = fiw[fiw["edition"] <= 2025]
    assert (~published["is_territory"]).sum() == 9435
    assert published["is_territory"].sum() == 530
    assert fiw["edition"].nunique() == 53
    assert (fiw["grade"] == "secondary").sum() == 196
    assert not fiw.duplicated(["country_id", "edition"]).any()


@pytest.mark.parametrize("release", ["2023", "2024", "2025"])
def test_every_rated_cell_of_the_ratings_workbook_is_delivered(raw, fiw, release):
    printed = ratings(raw, release)
    delivered = fiw.set_index(["country_id", "edition"])
    words = {"F": "Free", "PF": "Partly Free", "NF": "Not Free"}
    keys = set()
    for (is_territory, name, edition), (pr, cl, status) in printed.items():
        key = fd.find_country(name), edition
        keys.add(key)
        row = delivered.loc[key]
        if key == ("ZAF", 1973):
            assert (pr, cl, status) == ("2(5)", "3(6)", "F (NF)")
            continue
        assert row["is_territory"] == is_territory, key
        assert row["political_rights"] == pr, key
        assert row["civil_liberties"] == cl, key
        assert row["status"] == words[status.strip()], key
    assert len(keys) == len(printed)
    assert keys == set(delivered.index[delivered.index.get_level_values(1) <= int(release)])


@pytest.mark.parametrize("release", ["2023", "2024", "2025"])
def test_counts_of_statuses_equal_the_historical_distribution(raw, fiw, release):
    rows = sheet(raw / SOURCE[f"fiw-{release}-ratings"].path, "Historical distribution")
    countries = fiw[~fiw["is_territory"]]
    statuses = countries.groupby(["edition", "status"], observed=False).size()
    editions = [e.edition for e in FIW.editions if e.edition <= int(release)][::-1]
    for edition, row in zip(editions, rows[1:], strict=False):
        published = {"Free": row[3], "Partly Free": row[5], "Not Free": row[7]}
        found = statuses[edition].to_dict()
        if edition == 1973:  # the publisher leaves South Africa out of all three
            assert row[2] == 148
            found["Not Free"] -= 1
        assert found == published, edition
    assert rows[len(editions)][0] == "Jan-Feb 1973***"


@pytest.mark.parametrize(("release", "number"), [("2023", 2305), ("2024", 2515), ("2025", 2723)])
def test_every_cell_of_the_all_data_workbook_is_delivered(raw, built, fiw, release, number):
    source = SOURCE[f"fiw-{release}-all-data"]
    _, header, *rows = sheet(raw / source.path, source.sheets[0].name)
    rows = [row for row in rows if row[0]]
    assert len(rows) == number
    wide = fiw.set_index(["country_id", "edition"])
    items = fd.load_items("fiw", data=built).set_index(["country_id", "edition", "item"])["value"]
    items = items.to_dict()
    revised = []
    for row in rows:
        cells = dict(zip(header, row, strict=True))
        key = fd.find_country(cells["Country/Territory"]), cells["Edition"]
        found = wide.loc[key]
        assert found["region"] == cells["Region"]
        assert found["is_territory"] == (cells["C/T"] == "t")
        assert found["political_rights"] == cells["PR rating"]
        assert found["civil_liberties"] == cells["CL rating"]
        for column, measure in (
            ("PR", "political_rights_score"),
            ("CL", "civil_liberties_score"),
            ("Total", "total_score"),
        ):
            if found[measure] != cells[column]:
                revised.append((*key, column, cells[column], int(found[measure])))
        for item in FIW.items:
            if cells[item.id] == "N/A":
                assert (*key, item.id) not in items
            elif items[*key, item.id] != cells[item.id]:
                revised.append((*key, item.id, cells[item.id], items[*key, item.id]))
    expected = [
        ("XED", 2024, "CL", 4, 3),
        ("XED", 2024, "Total", 3, 2),
        ("XED", 2024, "G3", 2, 1),
        ("XED", 2024, "G", 3, 2),
    ]
    assert sorted(revised) == (sorted(expected) if release == "2024" else [])


def test_the_identities_hold_on_all_rows_of_the_all_data_workbook(built):
    wide = fd.load("fiw", data=built, editions=range(2013, 2026)).set_index(
        ["country_id", "edition"]
    )
    assert len(wide) == 2723
    items = fd.load_items("fiw", data=built, editions=range(2013, 2026))
    table = items.pivot_table(index=["country_id", "edition"], columns="item", values="value",
                              observed=False).reindex(wide.index)  # fmt: skip
    assert table.drop(columns="Add A").notna().all().all()
    assert table["Add A"].notna().sum() == 1047
    for subtotal, questions in {
        "A": ["A1", "A2", "A3"],
        "B": ["B1", "B2", "B3", "B4"],
        "C": ["C1", "C2", "C3"],
        "D": ["D1", "D2", "D3", "D4"],
        "E": ["E1", "E2", "E3"],
        "F": ["F1", "F2", "F3", "F4"],
        "G": ["G1", "G2", "G3", "G4"],
    }.items():
        assert (table[questions].sum(axis=1) == table[subtotal]).all()
    rights = table["A"] + table["B"] + table["C"] - table["Add Q"] + table["Add A"].fillna(0)
    liberties = table[["D", "E", "F", "G"]].sum(axis=1)
    assert (rights == wide["political_rights_score"]).all()
    assert (liberties == wide["civil_liberties_score"]).all()
    assert (rights + liberties == wide["total_score"]).all()
    bins = [-5, 5, 11, 17, 23, 29, 35, 40]
    assert (pd.cut(rights, bins, labels=[7, 6, 5, 4, 3, 2, 1]).astype(int)
            == wide["political_rights"]).all()  # fmt: skip
    bins = [-1, 7, 16, 25, 34, 43, 52, 60]
    assert (pd.cut(liberties, bins, labels=[7, 6, 5, 4, 3, 2, 1]).astype(int)
            == wide["civil_liberties"]).all()  # fmt: skip
    assert (rights < 0).sum() > 69  # Add Q is subtracted: scores below zero are no mistake


@pytest.mark.sweep
def test_the_aggregate_workbook_gives_what_is_older(raw, built, fiw):
    source = SOURCE["fiw-2024-aggregate"]
    wide = fiw.set_index(["country_id", "edition"])
    items = fd.load_items("fiw", data=built).set_index(["country_id", "edition", "item"])["value"]
    items = items.to_dict()
    header, *rows = sheet(raw / source.path, "FIW06-24")
    withheld, corrected = set(), set()
    number = 0
    for row in rows:
        cells = dict(zip(header, row, strict=True))
        if not row[0] or cells["Edition"] > 2012:
            continue
        number += 1
        key = fd.find_country(cells["Country/Territory"]), cells["Edition"]
        assert wide.loc[key, "total_score"] == cells["Total"]
        assert wide.loc[key, "political_rights_score"] == cells["PR"]
        assert wide.loc[key, "civil_liberties_score"] == cells["CL"]
        for item in ("A", "B", "C", "Add Q", "Add A", "D", "E", "F", "G"):
            if (*key, item) not in items:
                withheld.add((*key, item))
            elif items[*key, item] != cells[item]:
                corrected.add((*key, item, cells[item], items[*key, item]))
    assert number == 1454
    assert withheld == {("XKX", 2007, item) for item in ("D", "E", "F", "G")}
    assert corrected == {
        ("XKX", edition, *swapped)
        for edition in (2006, 2007)
        for swapped in (("Add Q", 0, 3), ("Add A", 3, 0))
    }
    header, *rows = sheet(raw / source.path, "FIW03-05")
    missing = set()
    for row in rows:
        for number, name in enumerate(header):
            if not row[0] or number < 2 or row[number] == "-":
                continue
            edition, measure = 2000 + int(name[3:5]), name[6:].strip()
            column = {"PR": "political_rights_score", "CL": "civil_liberties_score",
                      "Total": "total_score"}[measure]  # fmt: skip
            key = fd.find_country(row[0]), edition
            if pd.isna(wide.loc[key, column]):
                missing.add((*key, measure, row[number]))
            else:
                assert wide.loc[key, column] == row[number]
    assert missing == {("LUX", 2003, "PR", 44), ("LUX", 2003, "Total", 101)}


@pytest.mark.parametrize(("edition", "yes", "no"), [(2024, 110, 85), (2025, 106, 89)])
def test_electoral_democracies_are_the_published_lists(raw, fiw, edition, yes, no):
    rows = sheet(raw / SOURCE[f"fiw-{edition}-electoral"].path, "Electoral Democracy Designation")
    printed = {fd.find_country(name): word == "Yes" for name, word, *_ in rows[2:] if name}
    named = fiw[(fiw["edition"] == edition) & fiw["electoral_democracy"].notna()]
    assert dict(zip(named["country_id"], named["electoral_democracy"], strict=True)) == printed
    assert Counter(printed.values()) == {True: yes, False: no}
    scores = load_subtotal_a(fiw, edition)
    rule = (scores["A"] >= 7) & (named["political_rights_score"].array >= 20)
    rule &= named["civil_liberties_score"].array >= 30
    assert (rule.array == named["electoral_democracy"].array).all()


def load_subtotal_a(fiw, edition):
    countries = fiw.loc[(fiw["edition"] == edition) & ~fiw["is_territory"], "country_id"]
    items = fd.load_items("fiw", country=countries, editions=edition, item="A")
    return items.set_index("country_id")["value"].rename("A").to_frame()


def test_edition_2026_is_what_the_secondary_copies_say(raw, fiw):
    path = raw / SOURCE["fiw-2026-scores"].path
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    latest = fiw[fiw["edition"] == 2026].set_index("country_id")
    words = {"F": "Free", "PF": "Partly Free", "NF": "Not Free"}
    columns = {"pr_rating": "political_rights", "cl_rating": "civil_liberties",
               "pr_score": "political_rights_score", "cl_score": "civil_liberties_score",
               "total": "total_score"}  # fmt: skip
    assert {row["iso3"] for row in rows} == set(latest.index)
    for row in rows:
        found = latest.loc[row["iso3"]]
        assert found["status"] == words[row["status"]]
        for column, measure in columns.items():
            assert row[column] == ("" if pd.isna(found[measure]) else f"{found[measure]:g}")
    countries = latest[~latest["is_territory"]]
    assert countries["status"].value_counts().to_dict() == {
        "Free": 88, "Not Free": 59, "Partly Free": 48
    }  # fmt: skip
    copies = json.loads((raw / SOURCE["fiw-2026-explorer"].path).read_text(encoding="utf-8"))
    assert copies["NA"]["pr"] == latest.loc["NAM", "political_rights"]
    unrated = latest.index[latest["political_rights"].isna()]
    assert set(unrated) == {"SDN", "HKG"}
    assert (latest.loc[unrated, "note"] == "ratings_unknown").all()


#: What the files print for a word: letters, whole words, codes of QoG and Our World in Data.
WORDS = {
    "F": "Free", "PF": "Partly Free", "NF": "Not Free", "F (NF)": "Not Free", "Yes": True,
    "No": False, "c": False, "t": True, "2500": "Partly Free", "3500": "Free", "1500": "Not Free",
    **{word: word.title() for word in ("FREE", "PARTLY FREE", "NOT FREE")},
}  # fmt: skip
CODES = {
    "qog": {1: "Free", 2: "Partly Free", 3: "Not Free"},
    "fotp-2017-status": {2: "Free", 1: "Partly Free", 0: "Not Free"},
}
#: The files of Freedom on the Net that count 0 as most free, and the highest value there is.
TURNED = {"fotn-2018-scores", "fotn-2016-booklets", "fotn-2011-pilot", "qog-jan18", "qog-jan20",
          "qog-jan19"}  # fmt: skip
HIGHEST = {"net_score": 100, "obstacles_to_access": 25, "limits_on_content": 35,
           "violations_of_user_rights": 40}  # fmt: skip


def cell_of(raw, row):
    """The cell that a row of the lineage names, read by another reader."""
    survey = fd.SURVEYS[row.survey]
    path = find_file(next(source for source in survey.sources if source.id == row.source), raw)
    cells = table(path) if pd.isna(row.sheet) else sheet(path, row.sheet)
    return cells[row.row - 1][row.column - 1]


def meaning(row, printed):
    """What a cell means, by the words and codes of its file."""
    is_word = row.measure.endswith("status")
    codes = CODES.get(row.source, CODES["qog"] if row.source.startswith("qog") else None)
    if is_word and codes:
        return codes[number(printed)]
    printed = printed.strip() if isinstance(printed, str) else printed
    if printed in WORDS:
        return WORDS[printed]
    value = number(printed)
    if row.survey == "fotn" and row.source in TURNED and not is_word:
        return HIGHEST[row.measure] - value
    return value


@pytest.fixture(scope="module")
def lineage(built):
    return readings.delivered(built)


@pytest.fixture(scope="module")
def delivered(built):
    """Every delivered value by survey, unit, edition and measure."""
    values = {}
    for id_, survey in SHIPPED.items():
        wide = fd.load(id_, data=built).set_index(["country_id", "edition"])
        names = [m.id for m in survey.measures] + ["is_territory"] * (id_ == "fiw")
        for name in names:
            values |= {(id_, *key, name): v for key, v in wide[name].dropna().items()}
        items = fd.load_items(id_, data=built) if survey.items else None
        if items is not None:
            columns = (items[name] for name in ("country_id", "edition", "item", "value"))
            values |= {(id_, *key): v for *key, v in zip(*columns, strict=True)}
    return values


def test_every_delivered_value_has_its_cell(lineage, delivered):
    columns = (lineage[name] for name in ("survey", "country_id", "edition", "measure"))
    keys = list(zip(*columns, strict=True))
    assert len(keys) == len(set(keys))
    assert set(keys) == set(delivered)


def test_a_thousand_values_are_in_the_cells_that_the_lineage_names(raw, lineage, delivered):
    drawn = random.Random("freedomdata")
    for id_ in SHIPPED:
        own = lineage.index[(lineage["survey"] == id_) & lineage["printed"].isna()]
        rows = lineage.loc[drawn.sample(list(own), 1000)]
        for row in rows.itertuples():
            value = delivered[row.survey, row.country_id, row.edition, row.measure]
            printed = cell_of(raw, row)
            if row.measure == "is_territory" and "Ratings, Statuses" in str(row.sheet):
                assert (row.sheet == "Territory Ratings, Statuses") == value, row
                continue
            assert meaning(row, printed) == value, row


def test_what_other_files_say_of_a_value_is_there(raw, built):
    """A thousand of the other cells, drawn at random, read again by another reader."""
    others = readings.others(built)
    read_otherwise = {
        (source, c.country_id, c.edition, c.measure)
        for survey in SHIPPED.values()
        for c in survey.corrections
        for source in c.sources
        if not c.is_revision
    }
    drawn = random.Random("others")
    for row in others.loc[drawn.sample(list(others.index), 1000)].itertuples():
        place = (row.source, row.country_id, row.edition, row.measure)
        if place in read_otherwise:
            continue
        printed = cell_of(raw, row)
        if row.measure == "is_territory" and row.sheet not in {"FIW13-23", "FIW13-24", "FIW13-25",
                                                              "FIW06-24", "FIW03-05"}:  # fmt: skip
            assert (row.sheet == "Territory Ratings, Statuses") == (row.value == "True"), row
            continue
        value = meaning(row, printed)
        number_ = isinstance(value, int | float) and not isinstance(value, bool)
        assert (f"{value:g}" if number_ else str(value)) == row.value, row


def test_the_publishers_counts_are_where_they_are_declared(raw, built):
    counts = pd.read_parquet(built / "published_counts.parquet")
    counts = counts.astype(dict.fromkeys(("survey", "source", "sheet"), object))
    assert len(counts) == 3 * (50 + 51 + 52)
    for row in counts.itertuples():
        assert cell_of(raw, row) == row.countries, row


def test_every_file_that_gives_a_value_is_read_again(raw, lineage, delivered):
    """Ten values of each file, so that the small ones have their turn too."""
    drawn = random.Random("each file")
    for id_, own in lineage.groupby("source"):
        number_ = min(10, len(own))
        for row in own.loc[drawn.sample(list(own.index), number_)].itertuples():
            if row.measure == "is_territory" or not pd.isna(row.printed):
                continue
            value = delivered[row.survey, row.country_id, row.edition, row.measure]
            assert meaning(row, cell_of(raw, row)) == value, id_


def test_what_is_read_otherwise_is_printed_in_the_lineage_as_it_is(raw, lineage, delivered):
    """A correction, a scale counted from the other end: the reader sees the cell as it is."""
    rules = {
        (source, c.country_id, c.edition, c.measure): c
        for survey in SHIPPED.values()
        for c in survey.corrections
        for source in c.sources
        if not c.is_reprint
    }
    kinds = Counter()
    for row in lineage[lineage["printed"].notna()].itertuples():
        value = delivered[row.survey, row.country_id, row.edition, row.measure]
        assert number(cell_of(raw, row)) == number(row.printed), row
        correction = rules.get((row.source, row.country_id, row.edition, row.measure))
        if correction:
            kinds["corrected", row.survey] += 1
            assert row.printed == str(correction.old) != str(correction.new), row
            is_turned = row.source in TURNED and row.measure in HIGHEST
            new = HIGHEST[row.measure] - correction.new if is_turned else correction.new
            assert value == WORDS.get(new, new), row
        elif row.measure == "status":
            kinds["by rule", row.survey] += 1
            score = int(row.printed)
            assert value == (
                "Free" if score >= 70 else "Partly Free" if score >= 40 else "Not Free"
            )
        else:
            kinds["turned", row.survey] += 1
            assert row.measure in HIGHEST, row
            assert value == HIGHEST[row.measure] - int(row.printed), row
    assert set(kinds) == {
        ("corrected", "fiw"), ("corrected", "fotp"), ("corrected", "fotn"), ("turned", "fotn"),
        ("by rule", "fotn"),
    }  # fmt: skip


def test_every_turned_value_and_every_status_by_rule_says_so(lineage):
    """Counted here by file and measure: what must be printed beside the value."""
    is_turned = (
        (lineage["survey"] == "fotn")
        & lineage["source"].isin(TURNED)
        & lineage["measure"].isin(list(HIGHEST))
    )
    assert lineage.loc[is_turned, "printed"].notna().all()
    by_rule = (lineage["source"] == "fotn-2025-totals") & (lineage["measure"] == "status")
    assert by_rule.sum() == 70
    assert lineage.loc[by_rule, "printed"].notna().all()


def test_a_rebuild_equals_the_tables_in_the_package(built):
    package = data_dir()
    for name in TABLES:
        one, other = (pq.read_table(home / f"{name}.parquet") for home in (built, package))
        assert one.equals(other, check_metadata=True), name
    new, old = (copy.deepcopy(open_data(home).descriptor) for home in (built, package))
    for resource in (*new["resources"], *old["resources"]):
        del resource["sha256"]  # another pyarrow may compress otherwise
    assert new == old


def test_the_same_files_give_the_same_bytes_and_progress_counts_them(raw, built, tmp_path):
    steps = []
    again = fd.build(raw=raw, out=tmp_path / "again", progress=lambda *step: steps.append(step))
    for name in (*(f"{name}.parquet" for name in TABLES), DESCRIPTOR):
        assert (again / name).read_bytes() == (built / name).read_bytes()
    files = {s.path: s.title for survey in reversed(SHIPPED.values()) for s in survey.sources}
    paths = dict.fromkeys(s.path for survey in SHIPPED.values() for s in survey.sources)
    titles = [files[path] for path in paths]
    total = len(titles)
    assert [(done, of) for done, of, _ in steps] == [(n, total) for n in range(total + 1)]
    assert [what for *_, what in steps[:-1]] == titles


@pytest.mark.parametrize("path", sorted(FILES))
def test_a_published_file_with_one_byte_changed_is_refused(raw, tmp_path, path):
    content = bytearray(find_file(FILES[path], raw).read_bytes())
    content[len(content) // 2] ^= 1
    copy = tmp_path / path
    copy.parent.mkdir(parents=True)
    copy.write_bytes(content)
    sources = [s for survey in fd.SURVEYS.values() for s in survey.sources if s.path == path]
    for source in sources:
        with pytest.raises(fd.SourceError, match=f"{path} is not the file it should be") as no:
            read_bytes(source, tmp_path)
        assert source.sha256 in str(no.value)


@pytest.mark.parametrize("survey", SHIPPED.values(), ids=SHIPPED)
def test_of_a_survey_with_one_byte_changed_nothing_is_written(raw, tmp_path, survey):
    changed = survey.sources[-1].path
    for source in survey.sources:
        copy = tmp_path / "raw" / source.path
        copy.parent.mkdir(parents=True, exist_ok=True)
        if source.path == changed:
            copy.write_bytes(find_file(source, raw).read_bytes() + b" ")
        else:
            copy.symlink_to(find_file(source, raw))
    with pytest.raises(fd.SourceError, match=f"{changed} is not the file it should be"):
        fd.build(survey.id, raw=tmp_path / "raw", out=tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_without_a_declared_correction_the_build_stops(raw, tmp_path, monkeypatch):
    kept = tuple(c for c in FIW.corrections if c.country_id != "XKX")
    monkeypatch.setattr(pipeline, "SURVEYS", {"fiw": replace(FIW, corrections=kept)})
    with pytest.raises(fd.SourceError, match="status of Kosovo, edition 2006 is Not Free in"):
        fd.build(raw=raw, out=tmp_path / "out")


def test_without_the_corrections_the_sums_of_kosovo_stop_the_build(raw, tmp_path, monkeypatch):
    kept = tuple(c for c in FIW.corrections if c.country_id != "XKX" or c.measure == "status")
    monkeypatch.setattr(pipeline, "SURVEYS", {"fiw": replace(FIW, corrections=kept)})
    with pytest.raises(fd.RuleError, match="of Kosovo, edition 2006, is 10, expected 16"):
        fd.build(raw=raw, out=tmp_path / "out")


@pytest.mark.parametrize("survey", SHIPPED)
def test_a_survey_built_alone_leaves_the_others_as_shipped(raw, built, tmp_path, survey):
    out = fd.build(survey, raw=raw, out=tmp_path / "out")
    for name in TABLES:
        one, other = (pq.read_table(home / f"{name}.parquet") for home in (out, built))
        assert one.equals(other, check_metadata=True), name


def test_the_files_are_declared_as_their_list_says(raw):
    text = (raw / "sources.csv").read_text(encoding="utf-8")
    listed = {row["path"]: row for row in csv.DictReader(text.splitlines())}
    assert {*FILES, POPULATION.path} == {*listed, *NOT_LISTED}
    declared = [(id_, source) for id_, survey in fd.SURVEYS.items() for source in survey.sources]
    for id_, source in (*declared, ("population", POPULATION)):
        if source.path in NOT_LISTED:
            assert source.grade == "transcribed"
            assert source.bytes == find_file(source, raw).stat().st_size
            continue
        row = listed[source.path]
        assert source.sha256 == row["sha256"], source.path
        assert source.bytes == int(row["bytes"]) == (raw / source.path).stat().st_size
        assert source.grade == row["grade"], source.path
        assert id_ in row["survey"].split("+"), source.path
        assert source.mirror == (row["mirror_url"] or None), source.path


def test_what_is_our_own_work_is_found_where_the_directory_lacks_it(raw, tmp_path):
    """Of Crimea 2016 only a press release has the score, in a table of this project."""
    for survey in SHIPPED.values():
        for source in survey.sources:
            if source.grade == "transcribed":
                assert read_bytes(source, tmp_path) == find_file(source, raw).read_bytes()
            else:
                assert not find_file(source, tmp_path).exists(), source.path
