"""Freedom on the Net: one direction out of two, every cell, and no file turned by mistake."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pandas as pd
import pytest
from reader import number, records

import freedomdata as fd
from freedomdata.building.pipeline import assemble

FOTN = fd.SURVEYS["fotn"]
SOURCE = {source.id: source for source in FOTN.sources}
ROWS = {2009: 15, 2011: 37, 2012: 47, 2013: 60, **dict.fromkeys(range(2014, 2021), 65),
        2021: 70, 2022: 70, 2023: 70, 2024: 72, 2025: 70}  # fmt: skip
HIGHEST = {"net_score": 100, "obstacles_to_access": 25, "limits_on_content": 35,
           "violations_of_user_rights": 40}  # fmt: skip
PARTS = {"A": "obstacles_to_access", "B": "limits_on_content", "C": "violations_of_user_rights"}
QOG = {"net_score": "fhn_fotnsc", "obstacles_to_access": "fhn_fotnota",
       "limits_on_content": "fhn_fotnloc", "violations_of_user_rights": "fhn_fotnvur",
       "status": "fhn_fotnst"}  # fmt: skip
QOG_EDITIONS = {"qog-jan18": 2015, "qog-jan19": 2016, "qog-jan20": 2017}
LETTERS = {"F": "Free", "PF": "Partly Free", "NF": "Not Free"}
QUESTIONS = [item.id for item in FOTN.items]
#: Where a compilation is a point off what was printed; None is withheld.
OTHERWISE = {
    ("PHL", 2015, "net_score"): 73, ("PHL", 2015, "violations_of_user_rights"): 28,
    ("ISL", 2015, "net_score"): 94, ("BHR", 2017, "net_score"): 28,
    **{(*key, part): None for key in (("ISL", 2015), ("BHR", 2017)) for part in PARTS.values()},
}  # fmt: skip


def read_workbook(path, edition):
    sheet = SOURCE[f"fotn-{edition}-scores"].sheets[0].name
    for row in records(path, sheet, header_row=2):
        assert row["Edition"] == edition
        country_id = fd.find_country(row["Country"])
        yield country_id, edition, "status", LETTERS[row["Status"]]
        yield country_id, edition, "net_score", row["Total"]
        for header in ("A", "B", "C", *QUESTIONS):
            yield country_id, edition, PARTS.get(header, header), row[header]


def read_2018(path):
    headers = {"A: Obstacles to Access": "obstacles_to_access",
               "B: Limits on Content": "limits_on_content",
               "C: Violations of User Rights": "violations_of_user_rights",
               '"Freedom on the Net 2018" Total Score': "net_score"}  # fmt: skip
    for row in records(path, "2018"):
        country_id = fd.find_country(row["Country"])
        yield country_id, 2018, "status", row['"Freedom on the Net 2018" Status'].title()
        for header, measure in headers.items():
            yield country_id, 2018, measure, HIGHEST[measure] - row[header]


def read_booklets(path):
    headers = {"total_0best_100worst": "net_score", "A_0_25": "obstacles_to_access",
               "B_0_35": "limits_on_content", "C_0_40": "violations_of_user_rights"}  # fmt: skip
    for row in records(path):
        key = fd.find_country(row["country_as_printed"]), int(row["edition"])
        if row["status_as_printed"]:
            yield *key, "status", row["status_as_printed"]
        for header, measure in headers.items():
            yield *key, measure, HIGHEST[measure] - int(row[header])


def read_pilot(path):
    for row in records(path):
        country_id = fd.find_country(row["country"])
        yield country_id, 2009, "status", row["status_by_0_30_60_rule"]
        yield country_id, 2009, "net_score", 100 - int(row["fotn2009_total_0best_100worst"])
        yield country_id, 2011, "net_score", 100 - int(row["fotn2011_total_as_printed"])


def read_2025(path):
    for row in records(path):
        yield row["iso3"], 2025, "net_score", int(row["fotn2025_total_100best"])


def read_qog(path, edition):
    statuses = {1: "Free", 2: "Partly Free", 3: "Not Free"}
    for row in records(path):
        for measure, header in QOG.items():
            if row[header] != "":
                value = number(row[header])
                is_status = measure == "status"
                found = statuses[value] if is_status else HIGHEST[measure] - value
                yield row["ccodealp"], edition, measure, found


def read(raw, id_):
    """Every printed cell of a file: unit, edition, measure, value with 100 as most free."""
    path = raw / SOURCE[id_].path
    if id_ in QOG_EDITIONS:
        return list(read_qog(path, QOG_EDITIONS[id_]))
    special = {"fotn-2018-scores": read_2018, "fotn-2016-booklets": read_booklets,
               "fotn-2011-pilot": read_pilot, "fotn-2025-totals": read_2025}  # fmt: skip
    if id_ in special:
        return list(special[id_](path))
    return list(read_workbook(path, int(id_.split("-")[1])))


@pytest.fixture(scope="module")
def fotn(built):
    return fd.load("fotn", data=built)


@pytest.fixture(scope="module")
def delivered(built, fotn):
    """Every delivered value by unit, edition and measure or question."""
    wide = fotn.set_index(["country_id", "edition"])
    items = fd.load_items("fotn", data=built)
    values = {
        (*key, measure): value
        for measure in ("status", *HIGHEST)
        for key, value in wide[measure].dropna().items()
    }
    keys = zip(items["country_id"], items["edition"], items["item"], strict=True)
    return values | dict(zip(keys, items["value"], strict=True))


def test_every_edition_has_its_countries(fotn):
    assert Counter(fotn["edition"].tolist()) == ROWS
    assert len(fotn) == 966
    assert fotn["status"].notna().all()
    assert fotn["net_score"].notna().all()


@pytest.mark.parametrize("id_", SOURCE)
def test_every_printed_cell_arrives(raw, delivered, id_):
    cells = read(raw, id_)
    assert cells
    for *key, value in cells:
        assert delivered.get(tuple(key)) == OTHERWISE.get(tuple(key), value), key


def test_nothing_else_is_delivered_but_the_statuses_of_2025(raw, delivered):
    printed = {tuple(key) for id_ in SOURCE for *key, _ in read(raw, id_)}
    assert printed - set(delivered) == {key for key in OTHERWISE if OTHERWISE[key] is None}
    more = {key for key in delivered if key not in printed}
    assert {(edition, measure) for _, edition, measure in more} == {(2025, "status")}
    assert len(more) == 70


def test_each_cross_section_holds_65_countries_of_its_edition(raw):
    for id_, edition in QOG_EDITIONS.items():
        counts = Counter(measure for *_, measure, _ in read(raw, id_))
        assert counts == dict.fromkeys(QOG, 65), edition


def test_the_parts_add_up_wherever_there_are_any(fotn):
    parts = fotn[list(PARTS.values())]
    parted = parts.notna().all(axis=1)
    assert (parted == parts.notna().any(axis=1)).all()
    rows = fotn.loc[~parted & ~fotn["edition"].isin([2009, 2025]), ["country_id", "edition"]]
    assert rows.to_numpy().tolist() == [["BHR", 2017], ["ISL", 2015]]
    assert (parts[parted].sum(axis=1) == fotn.loc[parted, "net_score"]).all()


def test_the_status_lies_in_the_band_that_the_workbook_of_2024_prints(fotn):
    """100 - 70 = Free, 69 - 40 = Partly Free, 39 - 0 = Not Free, in the delivered direction."""
    band = pd.cut(fotn["net_score"].astype(int), [-1, 39, 69, 100],
                  labels=["Not Free", "Partly Free", "Free"])  # fmt: skip
    assert (band.astype(str) == fotn["status"].astype(str)).all()


def test_questions_are_in_the_editions_that_print_them_and_add_up(raw, built, fotn):
    items = fd.load_items("fotn", data=built)
    printed = Counter()
    for edition in range(2019, 2025):
        cells = read(raw, f"fotn-{edition}-scores")
        printed[edition] = sum(measure in QUESTIONS for _, _, measure, _ in cells)
        assert printed[edition] == len(QUESTIONS) * ROWS[edition]
    assert Counter(items["edition"].tolist()) == printed
    wide = fotn.set_index(["country_id", "edition"])
    for letter, measure in PARTS.items():
        own = items[items["item"].astype(str).str.startswith(letter)]
        sums = own.groupby(["country_id", "edition"])["value"].sum()
        assert (sums == wide.loc[sums.index, measure]).all()


def test_nothing_jumps_when_the_publisher_turned_its_scales(fotn):
    scores = fotn.pivot_table(index="country_id", columns="edition", values="net_score")
    both = scores[[2018, 2019]].dropna()
    assert len(both) == 65
    assert abs((both[2019] - both[2018]).mean()) < 3


def test_turned_scores_were_printed_the_other_way_round(raw, fotn):
    """The naive step is the 35 points of the note on data, so that the test above can fail."""
    scores = fotn[fotn["edition"] == 2019].set_index("country_id")["net_score"]
    printed = {unit: 100 - value for unit, _, measure, value in read(raw, "fotn-2018-scores")
               if measure == "net_score"}  # fmt: skip
    steps = [abs(scores[unit] - value) for unit, value in printed.items()]
    assert sum(steps) / len(steps) > 20


def with_turned(survey, id_, *, is_turned):
    return replace(
        survey,
        sources=tuple(
            replace(s, sheets=tuple(replace(sheet, is_turned=is_turned) for sheet in s.sheets))
            if s.id == id_
            else s
            for s in survey.sources
        ),
    )


TURNED = {"fotn-2018-scores", "fotn-2016-booklets", "fotn-2011-pilot", *QOG_EDITIONS}


def test_exactly_the_files_up_to_2018_are_turned():
    turned = {s.id for s in FOTN.sources if any(sheet.is_turned for sheet in s.sheets)}
    assert turned == TURNED
    assert all((s.last_edition <= 2018) == (s.id in TURNED) for s in FOTN.sources)


@pytest.mark.parametrize("id_", SOURCE)
def test_a_file_turned_the_wrong_way_is_refused(raw, id_):
    wrong = with_turned(FOTN, id_, is_turned=id_ not in TURNED)
    with pytest.raises((fd.RuleError, fd.SourceError), match=r" in .* but .* in |expected "):
        assemble({"fotn": wrong}, raw)


#: The other two get the statuses of one edition from another file.
SELF_CONTAINED = [id_ for id_ in SOURCE if id_ not in {"fotn-2016-booklets", "fotn-2011-pilot"}]


@pytest.mark.parametrize("id_", SELF_CONTAINED)
def test_a_file_alone_turned_the_wrong_way_is_refused(raw, id_):
    """No other file contradicts it; 2025 prints totals only, its neighbour must stay."""
    kept = {id_, "fotn-2024-scores"} if id_ == "fotn-2025-totals" else {id_}
    corrections = tuple(c for c in FOTN.corrections if kept.issuperset(c.sources))
    sources = tuple(s for s in FOTN.sources if s.id in kept)
    alone = replace(FOTN, sources=sources, corrections=corrections)
    assemble({"fotn": alone}, raw)
    with pytest.raises((fd.RuleError, fd.SourceError), match="expected"):
        assemble({"fotn": with_turned(alone, id_, is_turned=id_ not in TURNED)}, raw)


def test_totals_that_the_next_booklet_repeats_are_those_of_the_edition(raw, delivered):
    path = raw / SOURCE["fotn-2016-booklets"].path
    differing, equal = {}, 0
    for row in records(path):
        country_id, edition = fd.find_country(row["country_as_printed"]), int(row["edition"])
        again = row["prev_edition_total_as_printed"]
        if again in {"", "*"}:
            continue
        before = {2011: 2009}.get(edition, edition - 1)
        turned = 100 - delivered[country_id, before, "net_score"]
        if turned == int(again):
            equal += 1
        else:
            differing[country_id, before] = int(again), turned
    assert differing == {("AUS", 2013): (17, 18), ("GBR", 2013): (23, 24)}
    assert equal > 100


def test_a_reprinted_total_that_is_not_that_of_the_edition_is_refused(raw):
    kept = tuple(c for c in FOTN.corrections if c.country_id != "PHL")
    with pytest.raises(fd.SourceError, match="net_score of Philippines, edition 2015 is 72 in .*"
                       r"but 73 in .*booklet_tables.*row \d+, column 8"):  # fmt: skip
        assemble({"fotn": replace(FOTN, corrections=kept)}, raw)


@pytest.mark.parametrize(
    ("key", "score", "parts", "note"),
    [
        (("PHL", 2015), 73, [15, 30, 28], "corrected"),
        (("ISL", 2015), 94, [None] * 3, "corrected"),
        (("BHR", 2017), 28, [None] * 3, "reports_disagree"),
        (("AUS", 2013), 82, [23, 30, 29], "reprinted_freer"),
        (("GBR", 2013), 76, [23, 29, 24], "reprinted_freer"),
    ],
)
def test_what_was_printed_on_the_day_outranks_a_compilation(fotn, key, score, parts, note):
    row = fotn.set_index(["country_id", "edition"]).loc[key]
    found = [None if pd.isna(row[part]) else row[part] for part in PARTS.values()]
    assert (row["net_score"], found, row["note"]) == (score, parts, note)


def test_every_correction_says_where_the_other_figure_was_printed():
    places = ("GMA News", "freedex.org", "freedomhouse.org", "ERR News", "which of them")
    assert all(any(place in c.reason for place in places) for c in FOTN.corrections)


def test_a_correction_whose_old_value_is_another_is_refused(raw):
    changed = tuple(
        replace(c, old=26) if (c.country_id, c.measure) == ("PHL", "net_score") else c
        for c in FOTN.corrections
    )
    with pytest.raises(fd.SourceError, match=r"found 28, the declared correction .* expects 26"):
        assemble({"fotn": replace(FOTN, corrections=changed)}, raw)


def test_south_africa_of_the_pilot_is_the_one_of_the_table(fotn):
    row = fotn.set_index(["country_id", "edition"]).loc["ZAF", 2009]
    assert (row["net_score"], row["status"], row["note"]) == (100 - 22, "Free", "two_prints")


@pytest.mark.parametrize(
    ("edition", "start", "end"),
    [
        (2011, "2009-01-01", "2010-12-31"), (2012, "2011-01-01", "2012-05-31"),
        (2013, "2012-05-01", "2013-04-30"), (2014, "2013-05-01", "2014-05-31"),
        (2024, "2023-06-01", "2024-05-31"),
    ],
)  # fmt: skip
def test_editions_cover_what_their_reports_say(fotn, edition, start, end):
    rows = fotn[fotn["edition"] == edition]
    assert set(rows["period_start"]) == {pd.Timestamp(start)}
    assert set(rows["period_end"]) == {pd.Timestamp(end)}
    assert set(rows["year"]) == {pd.Timestamp(end).year}


def test_statuses_that_follow_by_rule_say_so(fotn):
    by_rule = fotn[fotn["note"] == "status_by_rule"]
    assert set(by_rule["edition"]) == {2009, 2025}
    rest = fotn[fotn["edition"].isin([2009, 2025]) & (fotn["note"] != "status_by_rule")]
    assert rest[["country_id", "edition"]].to_numpy().tolist() == [["ZAF", 2009]]


def test_china_of_2012_turned(raw, fotn):
    row = fotn.set_index(["country_id", "edition"]).loc["CHN", 2012]
    assert row["status"] == "Not Free"
    assert row[["net_score", *PARTS.values()]].tolist() == [15, 7, 6, 2]
    printed = next(
        r
        for r in records(raw / SOURCE["fotn-2016-booklets"].path)
        if r["edition"] == "2012" and r["country_as_printed"].startswith("China")
    )
    assert [printed[c] for c in ("total_0best_100worst", "A_0_25", "B_0_35", "C_0_40")] == [
        "85", "18", "29", "38"
    ]  # fmt: skip


def test_china_is_not_free_in_all_three_surveys(built):
    for survey, edition in (("fiw", 2013), ("fotp", 2012), ("fotn", 2012)):
        rows = fd.load(survey, country="China", editions=edition, data=built)
        assert rows["status"].tolist() == ["Not Free"], survey


def test_parts_of_a_next_edition_owe_nothing_to_questions_that_it_lacks(tmp_path):
    """The totals of 2025 are at hand without questions: none are asked of the edition after it."""
    frame = fd.load("fotn", editions=2024).head(60)
    parts = ["obstacles_to_access", "limits_on_content", "violations_of_user_rights"]
    table = frame[["country", *parts, "net_score", "status"]].assign(Edition=2026)
    table.columns = ["Country", "A. Obstacles to Access", "B. Limits on Content",
                     "C. Violations of User Rights", "Total", "Status", "Edition"]  # fmt: skip
    table.to_csv(tmp_path / "x.csv", index=False)
    found = fd.ingest(tmp_path / "x.csv", out=tmp_path / "out")
    after = fd.load("fotn", editions=2026, data=found.out).set_index("country")
    expected = frame.set_index("country")
    assert (after[[*parts, "net_score"]] == expected.loc[after.index, [*parts, "net_score"]]).all(
        axis=None
    )
    assert len(after) == 60
    assert set(fd.check(found.out)["level"]) == {"known"}
