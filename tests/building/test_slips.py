"""A file that contradicts itself, or what is at hand: the row is withheld, the rest is taken."""

from __future__ import annotations

import json
import warnings

import files
import pandas as pd
import pytest
import readings
from command import run

import freedomdata as fd

CONTEXTS = {
    "political_context": "Political Context",
    "economic_context": "Economic Context",
    "legal_context": "Legal Context",
    "social_context": "Social Context",
    "safety": "Safety",
}
NEXT = 2026


# World Press Freedom Index


def rsf26(raw, to, **changes):
    """The file of 2025 a year later, with cells changed: ``ESP={"Safety": "1,00"}``."""
    header, *rows = files.read_csv(raw / "rsf/2025.csv", ";")
    at = {name: n for n, name in enumerate(header)}
    for row in rows:
        row[at["Score N-1"]], row[at["Rank N-1"]] = row[at["Score 2025"]], row[at["Rank"]]
        row[at["Year (N)"]] = str(NEXT)
        for name, value in changes.get(row[at["ISO"]], {}).items():
            row[at[name.replace(str(NEXT), "2025")]] = value
    head = [cell.replace("2025", str(NEXT)) for cell in header]
    return files.save_csv(to, [head, *rows], ";", "cp1252")


#: As in the published file of 2026: a context ranked first by mistake.
SPAIN = {"ESP": {"Political Context": "83,28"}}


@pytest.fixture(scope="session")
def spain(raw, once):
    def make(home):
        return fd.ingest(rsf26(raw, home / "wpfi.csv", **SPAIN), out=home / "data")

    return once("spain", make)


def test_of_spain_the_score_is_delivered_and_the_contexts_are_missing(spain):
    frame = fd.load("rsf", data=spain.out)
    assert len(frame) == 180
    row = frame[frame["country_id"] == "ESP"].iloc[0]
    assert (row["press_freedom_score"], row["rank"]) == (77.35, 23)
    assert row[list(CONTEXTS)].isna().all()
    assert row["note"] == "contradicts_itself"
    others = frame[frame["country_id"] != "ESP"]
    assert others[["press_freedom_score", "rank", *CONTEXTS]].notna().all(axis=None)
    assert others["note"].isna().all()
    withheld = spain.withheld.set_index("measure")
    assert set(withheld.index) == set(CONTEXTS)
    assert set(withheld["whose"]) == {"what the file has"}
    assert withheld["value"]["political_context"] == "83.28"
    assert withheld["cell"]["political_context"] == "wpfi.csv, row 24, column 4"
    assert withheld["reason"].str.contains("press_freedom_score is 77.35, expected 79.52").all()
    assert "Spain, 2026: political_context 83.28" in str(spain)
    assert len(spain.to_dict()["withheld"]) == 5


def test_the_check_passes_and_shows_what_is_withheld(spain):
    findings = fd.check(spain.out)
    assert set(findings["level"]) == {"known"}
    own = findings[findings["survey"] == "rsf"]
    assert set(own["measure"]) == set(CONTEXTS)
    assert set(own["expected"]) == {"withheld"}
    assert own["reason"].str.contains("contradicts itself").all()
    assert own["cell"].str.fullmatch(r"wpfi.csv, row 24, column \d+").all()
    assert run("check", spain.out).returncode == 0


def test_what_is_printed_stays_as_a_reading(spain):
    read = readings.read(spain.out)
    read = read[(read["survey"] == "rsf") & (read["country_id"] == "ESP") & read["value"].isna()]
    printed = read.set_index("measure")["printed"]
    assert printed["political_context"] == "83.28"
    assert set(printed.index) == set(CONTEXTS)


def test_everything_reads_such_a_directory(spain, monkeypatch):
    text = str(fd.explain("Spain", NEXT, survey="rsf", data=spain.out))
    assert "withheld" in text
    assert "contradicts itself" in text
    assert "wpfi.csv" in fd.cite("rsf", data=spain.out)
    with pytest.warns(fd.FreedomDataWarning, match="begin with edition 2026"):
        then = fd.load("rsf", country="Spain", data=spain.out, as_of=str(NEXT))
    assert then[list(CONTEXTS)].isna().all(axis=None)
    assert len(fd.list_revisions("rsf", data=spain.out)) == 0
    frame = fd.load("rsf", data=spain.out)
    fd.validate(frame, "rsf", data=spain.out)
    monkeypatch.setenv("FREEDOMDATA_DATA", str(spain.out))
    shown = run("show", "Spain", "--survey", "rsf")
    assert "contradicts_itself: The file contradicts itself" in shown.stdout
    fd.plot_trend("Spain", survey="rsf")


def test_pictures_say_what_they_show(fetched, raw, tmp_path):
    """A context that is withheld is not said to have the score; a number is rounded one way."""
    with pytest.warns(fd.FreedomDataWarning, match="withheld"):
        data = fd.build("rsf", raw=fetched, out=tmp_path / "data")
    ax = fd.plot_trend("Spain", survey="rsf", measure="economic_context", data=data)
    assert "58.1 points in edition 2025. Economic context 58.1 for 2024" in fd.alt_text(ax)
    ax = fd.plot_trend("Spain", survey="rsf", data=data)  # 77.35 points
    assert "77.4 points, rank 23 in edition 2026" in fd.alt_text(ax)
    assert "77.4 points" in {text.get_text() for text in ax.texts}
    ax = fd.plot_trend("Spain", survey="rsf", measure="rank", data=data)
    assert "77.4 points, rank 23 in edition 2026. Rank 23" in fd.alt_text(ax)
    path = rsf26(raw, tmp_path / "x.csv", ESP={"Score 2026": "n.d.", "Rank": ""})
    found = fd.ingest(path, data=data, out=tmp_path / "unscored")
    alone = fd.ingest(path, out=tmp_path / "alone")
    ax = fd.plot_trend("Spain", survey="rsf", measure="safety", data=alone.out)
    assert "91.5 points in edition 2026" in fd.alt_text(ax)
    ax = fd.plot_trend("Spain", survey="rsf", data=found.out)
    assert "nan" not in fd.alt_text(ax)


@pytest.fixture
def fetched(raw, tmp_path):
    """Fetched files: two that are declared, and one of a year that is not."""
    home = tmp_path / "raw" / "rsf"
    home.mkdir(parents=True)
    for year in (2024, 2025):
        (home / f"{year}.csv").write_bytes((raw / f"rsf/{year}.csv").read_bytes())
    rsf26(raw, home / f"{NEXT}.csv", **SPAIN)
    return home.parent


def test_a_build_takes_the_file_and_says_what_is_withheld(fetched, tmp_path):
    with pytest.warns(fd.FreedomDataWarning, match=r"rsf/2026.csv: withheld are .*safety of Spain"):
        out = fd.build("rsf", raw=fetched, out=tmp_path / "out")
    frame = fd.load("rsf", data=out)
    assert frame.groupby("edition").size().tolist() == [180, 180, 180]
    row = frame[(frame["country_id"] == "ESP") & (frame["edition"] == NEXT)].iloc[0]
    assert row["press_freedom_score"] == 77.35
    assert row[list(CONTEXTS)].isna().all()
    assert row["note"] == "contradicts_itself"
    assert set(fd.check(out)["level"]) == {"known"}
    done = run("build", "rsf", "--raw", fetched, "--out", tmp_path / "again", "--json")
    assert done.returncode == 0
    assert "withheld are" in done.stderr
    slips = json.loads(done.stdout)["withheld"]
    assert {slip["measure"] for slip in slips} == set(CONTEXTS)
    assert {(slip["country_id"], slip["edition"]) for slip in slips} == {("ESP", NEXT)}


def test_files_that_are_declared_stay_strict(raw, tmp_path):
    home = tmp_path / "raw" / "rsf"
    home.mkdir(parents=True)
    (home / "2024.csv").write_bytes((raw / "rsf/2024.csv").read_bytes())
    content = (raw / "rsf/2025.csv").read_bytes()
    assert content.count(b";72,46;") == 1
    (home / "2025.csv").write_bytes(content.replace(b";72,46;", b";83,28;"))  # other bytes
    with pytest.warns(fd.FreedomDataWarning, match="safety of Spain, edition 2025"):
        fd.build("rsf", raw=home.parent, out=tmp_path / "out")
    path = home.parent / "fiw/2025/All_data_FIW_2013-2024.xlsx"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"x")
    with pytest.raises(fd.SourceError):
        fd.build("fiw", raw=home.parent, out=tmp_path / "out")


def test_a_declared_file_repeats_what_an_altered_one_has_otherwise(raw, tmp_path):
    home = tmp_path / "raw" / "rsf"
    home.mkdir(parents=True)
    (home / "2021.csv").write_bytes((raw / "rsf/2021.csv").read_bytes())
    content = (raw / "rsf/2020.csv").read_text("utf-8-sig")
    (home / "2020.csv").write_text(
        content.replace("2020;NOR;1;92,16;", "2020;NOR;1;92,15;"), "utf-8"
    )
    assert (home / "2020.csv").read_text("utf-8") != content
    with pytest.warns(fd.FreedomDataWarning, match=r"press_freedom_score of Norway.*repeats it as"):
        out = fd.build("rsf", raw=home.parent, out=tmp_path / "out")
    frame = fd.load("rsf", country="Norway", data=out)
    assert frame["press_freedom_score"].isna().tolist() == [True, False]
    assert set(fd.check(out)["level"]) == {"known"}


# what another rule confirms


def look(path, **kwargs):
    return fd.ingest(path, dry_run=True, **kwargs)


def withheld(found, country_id=None):
    rows = found.withheld
    return set(rows["measure"] if country_id is None else
               rows.loc[rows["country_id"] == country_id, "measure"])  # fmt: skip


def delivered(found, country_id):
    """The measures of a unit that an edition which is new has."""
    return set(found.new.loc[found.new["country_id"] == country_id, "measure"])


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        # the first of all: the score fits its rank, and so would the mean of the contexts
        ({"NOR": {"Score 2026": "95,31"}}, {"press_freedom_score", *CONTEXTS}),
        # out of the order of the ranks, and not the mean: all of it
        ({"ESP": {"Score 2026": "57,35"}}, {"press_freedom_score", "rank", *CONTEXTS}),
        # the mean of the contexts, so that the rank is wrong
        ({"ESP": {"Rank": "90"}}, {"rank"}),
        ({"ESP": {"Rank": "2x"}}, {"rank"}),
        ({"ESP": {"Score 2026": "7735"}}, {"press_freedom_score"}),
        ({"ESP": {"Safety": ""}}, {"safety"}),
        ({"ESP": {"Score 2026": ""}}, {"press_freedom_score"}),
    ],
)
def test_what_a_rule_confirms_is_delivered(raw, tmp_path, changes, expected):
    (iso,) = changes
    found = look(rsf26(raw, tmp_path / "x.csv", **changes))
    assert set(found.withheld["country_id"]) == {iso}
    assert withheld(found) == expected
    assert delivered(found, iso) == {"press_freedom_score", "rank", *CONTEXTS} - expected


def test_of_two_neighbors_in_the_wrong_order_neither_is_believed(raw, tmp_path):
    lines = (raw / "rsf/2019.csv").read_text("utf-8-sig").splitlines()
    cells = [line.split(";") for line in lines]
    for row in cells[1:]:
        row[0] = "2021"
    at = {name: n for n, name in enumerate(cells[0])}
    by_rank = sorted(cells[1:], key=lambda row: int(row[at["Rank N"]]))
    one, other = by_rank[50], by_rank[51]
    score = at["Score N"]
    one[score], other[score] = other[score], one[score]
    assert one[score] != other[score]
    path = files.save_csv(tmp_path / "x.csv", cells, ";")
    found = fd.ingest(path, out=tmp_path / "out")
    frame = fd.load("rsf", data=found.out)
    gone = frame[frame["press_freedom_score"].isna()]
    assert len(gone) == 2
    assert gone["rank"].isna().all()
    assert len(frame) == len(cells) - 1


# Freedom in the World


@pytest.fixture(scope="session")
def asked(raw):
    """Header and rows of the all-data workbook, edition 2025 as 2027, after the next."""
    _, header, rows = files.all_data(raw / files.ALL_DATA_25)
    return header, [[*row[:3], NEXT + 1, *row[4:]] for row in rows if row[3] == 2025]


def spoil(asked, country, **changes):
    header, rows = asked
    rows = [[*row] for row in rows]
    row = next(row for row in rows if row[0] == country)
    for name, value in changes.items():
        row[header.index(name.replace("_", " "))] = value
    return [header, *rows]


@pytest.mark.parametrize(
    "slips",
    [
        {
            "Norway": ({"A1": 1}, {"A1", "A2", "A3"}),  # A itself is confirmed by the score
            "Finland": ({"B": 11}, {"B", "B1", "B2", "B3", "B4", "Add Q"}),
            "Sweden": ({"Total": 98}, {"total_score"}),
            "Denmark": ({"PR_rating": 2}, {"political_rights"}),
        },
        {
            "Norway": ({"Status": "NF"}, {"status"}),
            "Finland": ({"Status": "Frei"}, {"status"}),
            "Sweden": ({"A1": 44}, {"A1"}),
            "Denmark": ({"A1": ""}, {"A1"}),
        },
        {
            "Norway": ({"Status": ""}, {"status"}),
            "Finland": ({"C/T": "x"}, {"is_territory"}),
            "Sweden": ({"Add_A": "PF"}, {"Add A"}),  # not asked any more
            "Denmark": ({"Add_A": 2}, {"Add A"}),
        },
    ],
)
def test_a_slip_costs_what_it_is_tied_to(asked, tmp_path, slips):
    grid = [asked[0], *asked[1]]
    for country, (changes, _) in slips.items():
        grid = spoil((grid[0], grid[1:]), country, **changes)
    found = look(files.save(tmp_path / "x.xlsx", {"a": grid}))
    every = delivered(found, "CAN")
    assert len(every) > 35
    for country, (_, expected) in slips.items():
        country_id = fd.find_country(country)
        assert withheld(found, country_id) == expected
        assert delivered(found, country_id) == every - expected | {"is_territory"}
    assert set(found.withheld["country_id"]) == {fd.find_country(name) for name in slips}
    assert set(found.new["country_id"]) == {fd.find_country(row[0]) for row in asked[1]}


def test_rows_with_slips_are_read_by_everything(asked, tmp_path):
    header, *rows = spoil(asked, "Norway", A1=1)
    _, *rows = spoil((header, rows), "Chad", Status="")
    _, *rows = spoil((header, rows), "Brazil", PR_rating=44)
    _, *rows = spoil((header, rows), "Tibet", **{"C/T": "x"})
    out = fd.ingest(
        files.save(tmp_path / "x.xlsx", {"a": [header, *rows]}), out=tmp_path / "out"
    ).out
    frame = fd.load("fiw", editions=NEXT + 1, data=out).set_index("country_id")
    assert len(frame) == len(rows)
    assert set(frame.index[frame["note"] == "contradicts_itself"]) == {"NOR", "TCD", "BRA", "XTI"}
    assert pd.isna(frame["status"]["TCD"])
    assert frame["political_rights"].isna().sum() == 1
    assert frame["is_territory"]["XTI"]
    items = fd.load_items("fiw", editions=NEXT + 1, data=out)
    assert not {"A1", "A2", "A3"} & set(items.loc[items["country_id"] == "NOR", "item"])
    levels = fd.check(out, survey="fiw")
    levels = levels[~levels["rule"].str.startswith("a unit that is rated goes on")]
    assert set(levels["level"]) == {"known"}
    for country in ("Norway", "Chad", "Brazil", "Tibet"):
        assert country in str(fd.explain(country, NEXT + 1, data=out))
    fd.validate(fd.load("fiw", editions=NEXT + 1, data=out), "fiw", data=out)
    for picture in (fd.plot_trend, fd.plot_items):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", fd.FreedomDataWarning)
            picture("Chad", data=out)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", fd.FreedomDataWarning)
        fd.plot_map(year=NEXT, data=out)


def test_values_at_hand_stay(raw, tmp_path):
    _, header, rows = files.all_data(raw / files.ALL_DATA_25)
    rows = [row for row in rows if row[3] == 2025]
    path = files.save(tmp_path / "x.xlsx", {"a": spoil((header, rows), "Norway", Status="NF")})
    found = fd.ingest(path, out=tmp_path / "out", grade="published")
    assert withheld(found) == {"status"}
    row = fd.load("fiw", country="Norway", editions=2025, data=found.out).iloc[0]
    assert row["status"] == "Free"
    assert row["note"] == "contradicts_itself"
    assert set(fd.check(found.out, survey="fiw")["level"]) == {"known"}
    assert len(fd.list_revisions("fiw", data=found.out)) == len(fd.list_revisions("fiw"))


# how many


def many(asked, tmp_path, rows, wrong):
    header, body = asked
    body = [[*row] for row in body[:rows]]
    for row in body[:wrong]:
        row[-1] += 1
    return files.save(tmp_path / f"{rows}-{wrong}.xlsx", {"a": [header, *body]})


@pytest.mark.parametrize(("rows", "wrong"), [(2, 1), (99, 1), (100, 2)])
def test_one_row_in_fifty_may_be_wrong(asked, tmp_path, rows, wrong):
    found = look(many(asked, tmp_path, rows, wrong))
    assert len(found.withheld) == wrong
    assert withheld(found) == {"total_score"}


@pytest.mark.parametrize(("rows", "wrong"), [(1, 1), (2, 2), (99, 2), (100, 3), (208, 208)])
def test_more_of_them_are_a_wrong_file(asked, tmp_path, rows, wrong):
    few = "its only row" if rows == 1 else f"{wrong} of its {rows} rows"
    with pytest.raises(fd.RuleError, match=f"{few} of edition 2027.* wrong file") as refused:
        look(many(asked, tmp_path, rows, wrong))
    assert "sheet 'a', cell AR3" in str(refused.value) or "cell AR2" in str(refused.value)


def test_a_turned_scale_and_lost_commas_are_refused_whole(asked, raw, tmp_path):
    header, rows = asked
    at = header.index("PR rating")
    turned = [[*row[:at], 8 - row[at], *row[at + 1 :]] for row in rows]
    with pytest.raises(fd.RuleError, match="looks like a wrong file"):
        look(files.save(tmp_path / "x.xlsx", {"a": [header, *turned]}))
    lost = {row[0]: row[1] for row in files.read_csv(raw / "rsf/2025.csv", ";")}
    some = [iso for iso in lost if iso != "ISO"][:9]
    changes = {iso: {"Score 2026": lost[iso].replace(",", "")} for iso in some}
    with pytest.raises(fd.SourceError, match=r"9 of its 180 rows of edition 2026.*decimal commas"):
        look(rsf26(raw, tmp_path / "x.csv", **changes))


def test_the_command_takes_it_and_says_so(raw, tmp_path):
    path = rsf26(raw, tmp_path / "x.csv", **SPAIN)
    done = run("ingest", path, "--out", tmp_path / "out")
    assert done.returncode == 0
    assert "Withheld, as the file cannot be right there:" in done.stdout
    result = json.loads(run("ingest", path, "--dry-run", "--json").stdout)
    assert {row["measure"] for row in result["withheld"]} == set(CONTEXTS)


# rows that are given twice, or nowhere


def test_a_row_given_twice_alike_is_taken_once(asked, tmp_path):
    header, rows = asked
    path = files.save(tmp_path / "x.xlsx", {"a": [header, *rows, rows[3]]})
    found = fd.ingest(path, out=tmp_path / "out")
    assert len(found.withheld) == 0
    assert len(fd.load("fiw", editions=NEXT + 1, data=found.out)) == len(rows)


def test_of_a_row_that_is_given_twice_the_year_before_is_compared_once(raw, tmp_path):
    content = rsf26(raw, tmp_path / "x.csv").read_text("cp1252").splitlines()
    path = tmp_path / "y.csv"
    path.write_text("\n".join([*content, content[5], content[6].replace(";", ";1", 1)]), "cp1252")
    found = fd.ingest(path, out=tmp_path / "out")
    assert set(found.withheld["measure"]) == {"press_freedom_score"}
    assert len(fd.load("rsf", editions=NEXT, data=found.out)) == 180


def test_of_a_row_given_twice_what_differs_is_withheld(asked, tmp_path):
    header, rows = asked
    other = next([*row] for row in rows if row[0] == "Norway")
    at = {name: n for n, name in enumerate(header)}
    for name in ("A1", "A", "PR", "Total"):
        other[at[name]] -= 1
    found = fd.ingest(files.save(tmp_path / "x.xlsx", {"a": [header, *rows, other]}),
                      out=tmp_path / "out")  # fmt: skip
    assert {"A1", "A", "political_rights_score", "total_score"} <= withheld(found, "NOR")
    row = fd.load("fiw", country="Norway", editions=NEXT + 1, data=found.out).iloc[0]
    assert row["status"] == "Free"
    assert pd.isna(row["total_score"])


def test_many_rows_given_twice_are_several_editions(asked, tmp_path):
    header, rows = asked
    path = files.save(tmp_path / "x.xlsx", {"a": [header, *rows[:20], *rows[:20]]})
    with pytest.raises(fd.SourceError, match=r"is given twice.*x.xlsx, sheet 'a'"):
        look(path)


def test_rows_of_no_edition_are_left_out(asked, tmp_path):
    editions = {"Norway": 20277, "Chad": 1927, "Brazil": "soon", "Tibet": ""}
    grid = [asked[0], *asked[1]]
    for country, edition in editions.items():
        grid = spoil((grid[0], grid[1:]), country, Edition=edition)
    found = look(files.save(tmp_path / "x.xlsx", {"a": grid}))
    for country in editions:
        assert any(
            country in message and "the row is left out" in message for message in found.left
        )
    assert found.new["country_id"].nunique() == len(asked[1]) - len(editions)


def test_a_row_of_a_state_that_ended_is_left_out(asked, tmp_path):
    path = files.save(tmp_path / "x.xlsx", {"a": spoil(asked, "Norway", **{
        "Country/Territory": "Czechoslovakia"})})  # fmt: skip
    found = fd.ingest(path, out=tmp_path / "out")
    assert any("Czechoslovakia" in message and "is left out" in message for message in found.left)
    frame = fd.load("fiw", editions=NEXT + 1, data=found.out)
    assert not {"NOR", "CSK"} & set(frame["country_id"])


def test_a_value_that_cannot_be_read_makes_no_row_of_a_unit_that_did_not_exist(raw, tmp_path):
    grids = files.next_ratings(raw / files.RATINGS_25, NEXT)
    (rows,) = (grids[name] for name in grids if name.startswith("Territory"))
    row = next(row for row in rows if row[0] == "West Bank")
    row[rows[0].index("1991-92") + 2] = 3
    found = fd.ingest(files.save(tmp_path / "x.xlsx", grids), out=tmp_path / "out")
    assert len(found.withheld) == 0
    assert any(
        "West Bank, edition 1992" in message and "left out" in message for message in found.left
    )
    frame = fd.load("fiw", data=found.out)
    assert ("XWB", 1992) not in set(zip(frame["country_id"], frame["edition"], strict=True))
    assert set(fd.check(found.out)["level"]) == {"known"}


def test_a_value_that_cannot_be_read_makes_no_row_that_newer_files_do_not_have(raw, tmp_path):
    _, header, rows = files.all_data(raw / files.ALL_DATA_23)
    rows = [row for row in rows if row[3] >= 2022]
    at, stray = header.index("Status"), next([*row] for row in rows if row[0] == "Norway")
    stray[0], stray[at] = "Chechnya", "?"
    for n in range(at + 1, len(stray)):
        stray[n] = ""
    path = files.save(tmp_path / "x.xlsx", {"a": [header, *rows, stray]})
    found = fd.ingest(path, out=tmp_path / "out", grade="published")
    assert len(found.withheld) == 0
    frame = fd.load("fiw", data=found.out)
    assert ("XCH", 2022) not in set(zip(frame["country_id"], frame["edition"], strict=True))


# what the publisher prints, and a secondary copy of ours


def ratings26(raw, to, changes):
    grids = files.next_ratings(raw / files.RATINGS_25, NEXT)
    rows = next(iter(grids.values()))
    for row in rows[3:]:
        if row[0] and (value := changes.get(fd.find_country(str(row[0])))):
            row[-2] = value
    return files.save(to, grids)


def other_liberties(number):
    """Civil liberties of 2026 a step off that leave the status as it is."""
    bands = {"Free": (1, 2.5), "Partly Free": (3, 5), "Not Free": (5.5, 7)}
    found = {}
    for row in fd.load("fiw", editions=NEXT, territories=False).dropna(
        subset=["civil_liberties", "civil_liberties_score"]
    ).itertuples():  # fmt: skip
        low, high = bands[row.status]
        for value in (row.civil_liberties - 1, row.civil_liberties + 1):
            if 1 <= value <= 7 and low <= (row.political_rights + value) / 2 <= high:
                found[row.country_id] = int(value)
    return dict(list(found.items())[:number])


@pytest.mark.sweep
def test_the_file_prevails_over_a_secondary_copy(raw, tmp_path):
    changes = other_liberties(30)
    assert len(changes) == 30
    found = fd.ingest(ratings26(raw, tmp_path / "x.xlsx", changes), out=tmp_path / "out")
    assert set(found.withheld["country_id"]) == set(changes)
    assert set(found.withheld["whose"]) == {"what is at hand"}
    assert withheld(found) == {"civil_liberties_score", "total_score"}
    assert "contradicts it: civil_liberties is" in found.withheld["reason"].iloc[0]
    frame = fd.load("fiw", editions=NEXT, data=found.out).set_index("country_id")
    assert len(frame) == 208
    assert frame["civil_liberties"][list(changes)].to_dict() == changes
    assert frame["civil_liberties_score"][list(changes)].isna().all()
    assert set(frame["note"][list(changes)]) == {"contradicted"}
    before = fd.load("fiw", editions=NEXT).set_index("country_id").drop(list(changes))
    same = ["civil_liberties_score", "political_rights_score", "status"]
    pd.testing.assert_frame_equal(frame.loc[before.index, same], before[same], check_dtype=False)
    assert set(fd.check(found.out, survey="fiw")["level"]) == {"known"}
    assert run("check", found.out).returncode == 0
    (country_id, *_) = changes
    text = " ".join(str(fd.explain(country_id, NEXT, data=found.out)).split())
    assert "x.xlsx, sheet 'Country Ratings, Statuses', cell" in text
    assert "contradicts it: civil_liberties is" in text
    assert fd.cite("fiw", data=found.out)


def test_so_it_is_with_one_row(contradicted):
    assert len(contradicted.withheld) == 2
    assert set(contradicted.withheld["whose"]) == {"what is at hand"}


@pytest.mark.sweep
def test_a_copy_does_not_push_out_published_values(raw, tmp_path):
    """A newer file of unknown origin contradicts a published score: its own rating is withheld."""
    grids = files.next_ratings(raw / files.RATINGS_25, NEXT)
    rows = next(iter(grids.values()))
    at = rows[0].index(2020.0)
    norway = next(row for row in rows if row[0] == "Norway")
    assert norway[at + 1] == 1
    norway[at + 1] = 2
    path = files.save(tmp_path / "x.xlsx", grids)
    found = fd.ingest(path, out=tmp_path / "out")
    assert set(found.withheld["whose"]) == {"what the file has"}
    row = fd.load("fiw", country="Norway", editions=2020, data=found.out).iloc[0]
    assert (row["civil_liberties"], row["civil_liberties_score"]) == (1, 60)
    assert row["grade"] == "published"
    assert set(fd.check(found.out, survey="fiw")["level"]) == {"known"}
    again = fd.ingest(path, out=tmp_path / "two", grade="published")  # a slip may be in that, too
    assert set(again.withheld["whose"]) == {"what the file has"}
    row = fd.load("fiw", country="Norway", editions=2020, data=again.out).iloc[0]
    assert (row["civil_liberties"], row["civil_liberties_score"]) == (1, 60)


# one file after another


@pytest.fixture(scope="session")
def contradicted(raw, once):
    def make(home):
        return fd.ingest(ratings26(raw, home / "r.xlsx", other_liberties(1)), out=home / "data")

    return once("contradicted", make)


def test_a_later_file_keeps_what_is_withheld(contradicted, raw, tmp_path):
    path = rsf26(raw, tmp_path / "w.csv", **SPAIN)
    found = fd.ingest(path, data=contradicted.out, out=tmp_path / "out")
    frame = fd.load("fiw", editions=NEXT, data=found.out)
    assert (frame["note"] == "contradicted").sum() == 1
    assert (fd.load("rsf", data=found.out)["note"] == "contradicts_itself").sum() == 1
    assert set(fd.check(found.out)["level"]) == {"known"}


def test_a_better_file_has_what_was_withheld(spain, raw, tmp_path):
    right = rsf26(raw, tmp_path / "right.csv")
    found = fd.ingest(right, data=spain.out, out=tmp_path / "out", grade="published")
    assert len(found.withheld) == 0
    row = fd.load("rsf", country="Spain", data=found.out).iloc[0]
    assert row["political_context"] == 72.46
    assert row[list(CONTEXTS)].notna().all()
    assert pd.isna(row["note"])
    described = json.loads((found.out / "datapackage.json").read_text("utf-8"))
    rsf = next(survey for survey in described["surveys"] if survey["name"] == "rsf")
    (left,) = rsf["corrections"]
    assert (left["measure"], left["old"], left["new"]) == ("political_context", "83.28", "72.46")
    assert set(fd.check(found.out)["level"]) == {"known"}
    read = readings.read(found.out)
    assert "83.28" in set(read.loc[read["survey"] == "rsf", "printed"])


def test_a_file_that_has_it_later_restores_a_contradicted_score(raw, contradicted, tmp_path):
    """The workbook of all data has the score that the rating follows from."""
    ((country_id, liberties),) = other_liberties(1).items()
    _, header, rows = files.all_data(raw / files.ALL_DATA_25)
    at = {name: n for n, name in enumerate(header)}
    pattern = next(
        row for row in rows
        if (row[at["Edition"]], row[at["PR rating"]], row[at["CL rating"]])
        == (2025, fd.load("fiw", country=country_id, editions=NEXT)["political_rights"].iloc[0],
            liberties)
    )  # fmt: skip
    name = fd.load("fiw", country=country_id, editions=NEXT)["country"].iloc[0]
    row = [name, pattern[1], "c", NEXT, *pattern[4:]]
    path = files.save(tmp_path / "a.xlsx", {"a": [header, row]})
    found = fd.ingest(path, data=contradicted.out, out=tmp_path / "out")
    assert len(found.withheld) == 0, found.withheld.to_string()
    new = fd.load("fiw", country=country_id, editions=NEXT, data=found.out).iloc[0]
    assert new["civil_liberties_score"] == row[at["CL"]]
    assert pd.isna(new["note"])


# the publisher's own counts


def with_counts(raw, to, change):
    grids = files.sheets(raw / files.RATINGS_25)
    for name in [name for name in grids if "INDEX" in name]:
        del grids[name]
    change(grids)
    return files.save(to, grids)


def test_a_status_that_is_withheld_does_not_break_the_counts(raw, tmp_path):
    def change(grids):
        rows = next(iter(grids.values()))
        norway = next(row for row in rows if row[0] == "Norway")
        norway[rows[0].index(2020.0) + 2] = "NF"

    found = look(with_counts(raw, tmp_path / "x.xlsx", change), grade="published")
    assert withheld(found) == {"status"}


def test_a_wrong_count_costs_the_counts_of_that_edition(raw, tmp_path):
    def change(grids):
        rows = next(rows for name, rows in grids.items() if "istorical" in name)
        row = next(row for row in rows if row[0] == 2020)
        row[3] += 1

    path = with_counts(raw, tmp_path / "x.xlsx", change)
    found = fd.ingest(path, out=tmp_path / "out", grade="published")
    assert any("the counts of edition 2020 are left out" in message for message in found.left)
    assert len(found.withheld) == 0
    assert set(fd.check(found.out, survey="fiw")["level"]) == {"known"}


# Freedom of the Press, Freedom on the Net


def test_a_status_of_freedom_of_the_press(raw, tmp_path):
    rows = files.read_csv(raw / "fotp/fotp_2001_2014.csv")
    header, body = rows[0], [row for row in rows[1:] if row]
    at = {name: n for n, name in enumerate(header)}
    chad = next(r for r in body if r[at["country"]] == "Chad" and r[at["year.reported"]] == "2010")
    chad[at["status"]] = "F"
    path = files.save_csv(tmp_path / "x.csv", [header, *body])
    found = fd.ingest(path, out=tmp_path / "out", grade="published")
    assert withheld(found) == {"status"}
    assert "x.csv contradicts itself: status is Free" in found.withheld["reason"].iloc[0]
    row = fd.load("fotp", country="Chad", editions=2010, data=found.out).iloc[0]
    assert row["status"] == "Not Free"
    assert set(fd.check(found.out, survey="fotp")["level"]) <= {"known", "warning"}


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        ("Total", 12, {"net_score", "status"}),
        ("A1", 0, {"A1"}),
        ("Status", "NF", {"status"}),
        ("Total", 777, {"net_score"}),
    ],
)
def test_a_slip_of_freedom_on_the_net(raw, tmp_path, column, value, expected):
    grids = files.sheets(raw / "fotn/2024/FOTN24_Country_Score_Data.xlsx")
    head, *rows = next(
        rows[rows.index(row) :] for rows in grids.values() for row in rows if "Total" in row
    )
    at = {str(name).strip(): n for n, name in enumerate(head)}
    rows = [[row[0], NEXT, *row[2:]] for row in rows if row[1] == 2024]
    germany = next(row for row in rows if row[0] == "Germany")
    key = next(name for name in at if name == column or name.startswith(f"{column} "))
    germany[at[key]] = value
    path = files.save(tmp_path / "x.xlsx", {"a": [head, *rows]})
    found = fd.ingest(path, out=tmp_path / "out")
    assert set(found.withheld["country_id"]) == {"DEU"}
    assert expected <= withheld(found)
    frame = fd.load("fotn", editions=NEXT, data=found.out)
    assert len(frame) == len(rows)
    assert not (fd.check(found.out, survey="fotn")["level"] == "error").any()


def booklets(path, **changes):
    """The booklets of 2013 and 2014 as the package has them, the later repeating the earlier."""
    scales = {"net_score": 100, "obstacles_to_access": 25, "limits_on_content": 35,
              "violations_of_user_rights": 40}  # fmt: skip
    frame = fd.load("fotn", editions=[2013, 2014])
    before = frame[frame["edition"] == 2013].set_index("country_id")["net_score"]
    grid = [["edition", "country_as_printed", "status_as_printed", "total_0best_100worst", "A_0_25",
             "B_0_35", "C_0_40", "prev_edition_total_as_printed"]]  # fmt: skip
    for row in frame.to_dict("records"):
        score = before.get(row["country_id"]) if row["edition"] == 2014 else None
        grid.append([row["edition"], row["country"], row["status"]])
        grid[-1] += [int(scale - row[id_]) for id_, scale in scales.items()]
        grid[-1].append("" if score is None else int(100 - score))
        if row["edition"] == 2013:
            grid[-1][3] = changes.get(row["country_id"], grid[-1][3])
    return files.save_csv(path, grid)


def test_what_a_file_repeats_of_a_withheld_value_stays_a_repetition(tmp_path):
    found = fd.ingest(booklets(tmp_path / "x.csv", EST="x"), out=tmp_path / "out")
    assert withheld(found) == {"net_score"}
    assert (fd.check(found.out, survey="fotn")["level"] == "known").all()
