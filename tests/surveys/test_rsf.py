"""The RSF index: files that users fetch, proven by their neighbours, never passed on."""

from __future__ import annotations

import re
from itertools import pairwise

import pandas as pd
import pyarrow.parquet as pq
import pytest
from reader import number, records
from samples import drawn

import freedomdata as fd
from freedomdata.countries import get_countries
from freedomdata.data import open_data
from freedomdata.paths import data_dir

RSF = fd.SURVEYS["rsf"]
YEARS = [*range(2002, 2011), *range(2012, 2026)]
CODES = {"CTU": "XNC", "XKO": "XKX", "XKX": "XKX", "XCD": "XOE", "CSS": "XOE", "USA2": "USA",
         "USA1": "XUA", "USA_I": "XUI", "ISR1": "ISR", "ISR2": "XIA", "ISR3": "XIT"}  # fmt: skip
CONTEXTS = {"political_context": "Political Context", "economic_context": "Economic Context",
            "legal_context": "Legal Context", "social_context": "Social Context",
            "safety": "Safety"}  # fmt: skip
OLD = ("Year (N);ISO;Rank N;Score N;Score N without the exactions;Score N with the exactions;"
       "Score exactions;Rank N-1;Score N-1;Rank evolution;FR_country;EN_country;ES_country;"
       "AR_country;FA_country;Zone")  # fmt: skip


def score_of(row):
    return next(row[h] for h in row if re.fullmatch(r"Score( N| \d{4})?", h))


def rank_of(row):
    return row["Rank N"] if "Rank N" in row else row["Rank"]


@pytest.fixture(scope="module")
def rsf(rsf_built):
    return fd.load("rsf", data=rsf_built)


class Fetched:
    """A directory of fetched files; a test changes them, then builds."""

    def __init__(self, home):
        self.raw = home / "raw"
        self.out = home / "out"
        (self.raw / "rsf").mkdir(parents=True)

    def put(self, year, text, encoding="utf-8-sig"):
        content = text if isinstance(text, bytes) else text.encode(encoding)
        (self.raw / "rsf" / f"{year}.csv").write_bytes(content)

    def load(self):
        return fd.load("rsf", data=fd.build("rsf", raw=self.raw, out=self.out))

    def assert_refused(self, *fragments):
        with pytest.raises((fd.SourceError, fd.RuleError)) as refusal:
            self.load()
        for fragment in fragments:
            assert fragment in str(refusal.value)
        assert not self.out.exists()


@pytest.fixture
def fetched(tmp_path):
    return Fetched(tmp_path)


def old_file(year, *rows):
    """A file in the layout up to 2021: ISO, rank and score, rank and score of the year before."""
    lines = [f"{year};{iso};{rank};{score};;;;{rank1};{score1};;;;;;;"
             for iso, rank, score, rank1, score1 in rows]  # fmt: skip
    return "\n".join([OLD, *lines]) + "\n"


def of_2019(**changes):
    """Two files that agree: Norway and China in 2019 and 2020, with a cell changed."""
    cells = {"score": "7,82", "rank": "1", "score1": "7,82", "rank1": "1", "iso": "NOR"} | changes
    return (
        old_file(2019, ("NOR", "1", "92,18", "", ""), ("CHN", "177", "21,08", "", "")),
        old_file(
            2020,
            (cells["iso"], cells["rank"], cells["score"], cells["rank1"], cells["score1"]),
            ("CHN", "177", "21,52", "177", "21,08"),
        ),
    )


def next_year(text, year):
    """The next year's file, from that of `year` - 1: its columns on the year before are that's."""
    header, *rows = [line.split(";") for line in text.splitlines() if line]
    score = next(n for n, h in enumerate(header) if re.fullmatch(r"Score( \d{4})?", h))
    place = {h: n for n, h in enumerate(header)}
    header[score] = f"Score {year}"
    for row in rows:
        row[place["Year (N)"]] = str(year)
        row[place["Score N-1"]], row[place["Rank N-1"]] = row[score], row[place["Rank"]]
    return "\n".join(";".join(row) for row in [header, *rows]) + "\n"


def with_situation(text):
    header, *rows = text.splitlines()
    place = header.split(";").index("Zone")

    def widen(line, cell):
        cells = line.split(";")
        return ";".join([*cells[:place], cell, *cells[place:]])

    lines = [widen(header, "Situation"), *(widen(row, "Bonne situation") for row in rows)]
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def text_2025(raw):
    return (raw / "rsf" / "2025.csv").read_text(encoding="cp1252")


def test_every_score_and_rank_arrives(raw, rsf):
    wide = rsf.set_index(["country_id", "edition"])
    seen = set()
    for year in YEARS:
        for row in records(raw / "rsf" / f"{year}.csv"):
            key = CODES.get(row["ISO"], row["ISO"]), year
            assert key not in seen
            seen.add(key)
            found = wide.loc[key]
            assert found["press_freedom_score"] == number(score_of(row)), key
            assert found["rank"] == number(rank_of(row)), key
            for measure, header in CONTEXTS.items():
                if year >= 2022:
                    assert found[measure] == number(row[header]), key
                else:
                    assert pd.isna(found[measure]), key
    assert seen == set(wide.index)


def test_each_file_repeats_the_file_before(raw):
    compared = 0
    for before, year in pairwise(YEARS):
        earlier = {r["ISO"]: r for r in records(raw / "rsf" / f"{before}.csv")}
        for row in records(raw / "rsf" / f"{year}.csv"):
            if row["ISO"] not in earlier:
                continue
            old = earlier[row["ISO"]]
            for repeated, printed in (
                (row["Rank N-1"], rank_of(old)),
                (row.get("Score N-1", ""), score_of(old)),
            ):
                if repeated != "":
                    compared += 1
                    assert number(repeated) == number(printed), (year, row["ISO"])
    assert compared > 6000


def test_there_is_no_2011_and_2012_is_printed_2011_12(raw, rsf):
    assert sorted(rsf["edition"].unique()) == YEARS
    assert {row["Year (N)"] for row in records(raw / "rsf" / "2012.csv")} == {"2011-12"}
    assert set(rsf.loc[rsf["edition"] == 2012, "edition_label"]) == {"2011-12"}


def test_codes_that_are_not_of_iso_land_on_their_units(raw, rsf):
    printed = {(row["ISO"], year) for year in YEARS for row in records(raw / "rsf" / f"{year}.csv")}
    assert {code for code, _ in printed} >= {*CODES, "YUG", "SCG"}
    rows = set(zip(rsf["country_id"], rsf["edition"], strict=True))
    for code in (*CODES, "YUG", "SCG"):
        for year in (y for c, y in printed if c == code):
            assert (CODES.get(code, code), year) in rows, code
    kinds = {c.country_id: c.kind for c in get_countries().values()}
    others = {id_ for id_, kind in kinds.items() if kind == "other"}
    assert others == {"XUA", "XUI", "XIA", "XIT", "XOE"} <= set(rsf["country_id"])


def test_every_unit_is_rated_within_its_life(rsf):
    for country_id, years in rsf.groupby("country_id")["year"]:
        for year in (years.min(), years.max()):
            assert get_countries()[country_id].lives_in(year), country_id


def test_the_direction_turns_in_2013(rsf):
    scores = rsf.set_index(["country_id", "edition"])["press_freedom_score"]
    assert scores["NOR", 2012] < scores["CHN", 2012]
    assert scores["NOR", 2013] > scores["CHN", 2013]
    assert rsf.loc[rsf["edition"] >= 2013, "press_freedom_score"].between(0, 100).all()
    assert (rsf["press_freedom_score"].min(), rsf["press_freedom_score"].max()) == (-10, 142)


def test_the_score_is_the_mean_of_five_contexts_but_for_one_declared_row(rsf):
    new = rsf[rsf["edition"] >= 2022]
    off = (new[list(CONTEXTS)].mean(axis=1) - new["press_freedom_score"]).abs() > 0.02
    known = {key for rule in RSF.sums for key in rule.known}
    assert set(zip(new.loc[off, "country_id"], new.loc[off, "edition"], strict=True)) == known
    assert known == {("BFA", 2023)}


def test_rsf_is_not_in_the_package():
    assert not RSF.is_shipped
    assert not (data_dir() / "rsf.parquet").exists()
    names = {table["name"] for table in open_data(data_dir()).descriptor["resources"]}
    assert "rsf" not in names
    readings = pd.read_parquet(data_dir() / "readings.parquet", columns=["survey"])
    assert "rsf" not in set(readings["survey"].astype(str))


def test_the_other_surveys_are_there_as_shipped(rsf_built):
    package = data_dir()
    for name in ("fiw", "fotp", "fotn"):
        one, other = (pq.read_table(home / f"{name}.parquet") for home in (rsf_built, package))
        assert one.equals(other, check_metadata=True), name
    for name in ("items", "readings"):
        built = pd.read_parquet(rsf_built / f"{name}.parquet").astype({"survey": str})
        shipped = pd.read_parquet(package / f"{name}.parquet").astype({"survey": str})
        others = built[built["survey"] != "rsf"].reset_index(drop=True)
        for column in others:
            assert (others[column].astype(object).fillna("")
                    == shipped[column].astype(object).fillna("")).all(), column  # fmt: skip


def test_built_twice_it_has_the_same_bytes(raw, rsf_built, tmp_path):
    again = fd.build("rsf", raw=raw, out=tmp_path / "again")
    for path in rsf_built.iterdir():
        assert (again / path.name).read_bytes() == path.read_bytes(), path.name


def test_the_small_files_are_read(fetched):
    for year, text in zip((2019, 2020), of_2019(score="92,16", score1="92,18"), strict=True):
        fetched.put(year, text)
    frame = fetched.load()
    assert frame["press_freedom_score"].tolist() == [21.08, 21.52, 92.18, 92.16]
    assert frame["rank"].tolist() == [177, 177, 1, 1]
    assert set(frame["grade"]) == {"secondary"}


@pytest.mark.parametrize(
    ("changes", "fragments"),
    [
        (
            {"score1": "92,19"},
            ["press_freedom_score of Norway, edition 2019 is 92.18 in rsf/2019.csv, row 2, column "
             "4 but 92.19 in rsf/2020.csv, row 2, column 9"],
        ),
        (
            {"rank1": "2"},
            ["rank of Norway, edition 2019 is 1 in rsf/2019.csv, row 2, column 3 but 2 in "
             "rsf/2020.csv, row 2, column 8"],
        ),
        (
            {"iso": "NWY"},
            ["rsf/2020.csv, row 2, column 2", "no country or territory is called 'NWY'"],
        ),
        (
            {"iso": "SWE"},
            ["Sweden, edition 2019 is said to be 92.18 in rsf/2020.csv, row 2, column 9, but the "
             "file of that edition has none"],
        ),
        (
            {"iso": "CHN", "score1": "21,08", "rank1": "177"},
            ["score of China, edition 2020 is 92.16 in rsf/2020.csv, row 2", "its only row"],
        ),
        ({"iso": ""}, ["rsf/2020.csv, row 2, column 2: values stand beside an empty name"]),
    ],
    ids=lambda value: next(iter(value.items())) if isinstance(value, dict) else "",
)  # fmt: skip
def test_a_spoilt_cell_is_refused(fetched, changes, fragments):
    changes = {"score": "92,16", "score1": "92,18"} | changes
    for year, text in zip((2019, 2020), of_2019(**changes), strict=True):
        fetched.put(year, text)
    fetched.assert_refused(*fragments)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"score": "92.16"}, "found '92.16', expected a number from 0 to 100 with a decimal comma"),
        ({"score": "9216"}, "found 9216, expected a number from 0 to 100: its decimal comma seems"),
        ({"score": "n/a"}, "found 'n/a', expected a number"),
        ({"rank": "1st"}, "found '1st', expected a whole number from 1 to"),
        ({"rank": "0"}, "found 0, expected a whole number from 1 to"),
        ({"iso": "YUG", "score1": "", "rank1": ""}, "of Yugoslavia, edition 2020.*is left out"),
    ],
)
def test_a_spoilt_cell_costs_its_row(fetched, changes, message):
    changes = {"score": "92,16", "score1": "92,18"} | changes
    for year, text in zip((2019, 2020), of_2019(**changes), strict=True):
        fetched.put(year, text)
    with pytest.warns(fd.FreedomDataWarning, match=f"^rsf/2020.csv: .*{message}"):
        frame = fetched.load()
    assert len(frame) == 3 + ("iso" not in changes)
    norway = frame[(frame["country_id"] == "NOR") & (frame["edition"] == 2020)]
    for row in norway.itertuples():
        assert pd.isna(row.press_freedom_score) == (changes["score"] != "92,16")
        assert pd.isna(row.rank) == ("rank" in changes)
    assert (fd.check(fetched.out)["level"] == "known").all()


@drawn("year", YEARS, 4)
def test_a_real_file_without_its_decimal_commas_is_refused(raw, fetched, year):
    content = (raw / "rsf" / f"{year}.csv").read_bytes()
    fetched.put(year, re.sub(rb"(\d),(\d)", rb"\1\2", content))
    fetched.assert_refused(f"rsf/{year}.csv", "decimal comma")


def test_lost_commas_are_seen_even_where_every_number_is_on_the_scale(fetched):
    rows = [(c, str(n), f"{n}5", "", "") for n, c in enumerate(list(get_countries())[:9], 1)]
    fetched.put(2005, old_file(2005, *rows, ("NOR", "10", "105", "", "")))
    fetched.assert_refused(
        "rsf/2005.csv, row 2, column 4", "are lost (3,33 became 333)", "is a whole number in all"
    )


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "cp1252"])
@pytest.mark.parametrize("change", [None, with_situation], ids=["same", "with Situation"])
def test_the_file_of_a_year_not_seen_before_is_read(fetched, text_2025, encoding, change):
    text = next_year(text_2025, 2026)
    fetched.put(2025, text_2025, "cp1252")
    fetched.put(2026, change(text) if change else text, encoding)
    frame = fetched.load()
    before, new = (frame[frame["edition"] == year].reset_index() for year in (2025, 2026))
    assert len(new) == 180
    assert set(new["grade"]) == {"secondary"}
    assert set(new["year"]) == {2025}
    for measure in ("press_freedom_score", "rank", *CONTEXTS):
        assert new[measure].equals(before[measure])


def test_a_year_after_the_next_is_read_too(fetched, text_2025):
    text_2026 = next_year(text_2025, 2026)
    fetched.put(2026, text_2026)
    fetched.put(2027, next_year(text_2026, 2027))
    frame = fetched.load()
    assert sorted(frame["edition"].unique()) == [2026, 2027]
    assert frame["year"].max() == 2026
    assert open_data(fetched.out).described["rsf"]["rows_by_edition"] == {"2026": 180, "2027": 180}


def test_a_new_year_that_repeats_another_value_says_so(fetched, text_2025):
    text = next_year(text_2025, 2026)
    lines = text.splitlines()
    place = lines[0].split(";").index("Score N-1")
    cells = lines[1].split(";")
    assert cells[0] == "FIN"
    cells[place] = "11,11"
    fetched.put(2025, text_2025, "cp1252")
    fetched.put(2026, "\n".join([lines[0], ";".join(cells), *lines[2:]]))
    message = (
        rf"rsf/2026.csv, row 2, column {place + 1}: press_freedom_score of Finland, edition 2025 "
        "is repeated as 11.11, at hand 87.18"
    )
    with pytest.warns(fd.FreedomDataWarning, match=message):
        frame = fetched.load()
    assert frame["press_freedom_score"].notna().all()


def test_the_score_of_another_year_is_no_score_of_this_one(fetched, text_2025):
    text = next_year(text_2025, 2026).replace("Score 2026", "Score 2025", 1)
    fetched.put(2026, text)
    fetched.assert_refused("rsf/2026.csv, row 1", "missing ['Score']")


def test_a_wrong_year_inside_a_file_is_refused(raw, fetched, text_2025):
    fetched.put(2025, text_2025.replace(";2025;", ";2024;"), "cp1252")
    fetched.assert_refused(
        "rsf/2025.csv", "lacks the editions [2025]", "should not hold the editions [2024]"
    )
    fetched.put(2025, text_2025.replace(";2025;", ";2024;", 1), "cp1252")
    fetched.assert_refused("rsf/2025.csv", "should not hold the editions [2024]")
    fetched.put(2025, (raw / "rsf" / "2024.csv").read_bytes())
    fetched.assert_refused("rsf/2025.csv", "should not hold the editions [2024]")


def test_an_index_of_2011_is_refused(fetched):
    fetched.put(2011, old_file(2011, ("NOR", "1", "0,5", "", "")))
    fetched.assert_refused("rsf/2011.csv, row 2", "2011 is no edition of World Press Freedom Index")


@pytest.mark.parametrize("years", [(2003,), (2010, 2012), (2019, 2023, 2025), (2021, 2022)])
def test_some_years_are_enough(raw, fetched, years):
    for year in years:
        fetched.put(year, (raw / "rsf" / f"{year}.csv").read_bytes())
    frame = fetched.load()
    assert sorted(frame["edition"].unique()) == list(years)
    assert len(frame) == sum(len(records(raw / "rsf" / f"{year}.csv")) for year in years)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r\r\n"])
def test_line_ends_do_not_matter(raw, rsf, fetched, end):
    for year in (2021, 2022, 2025):
        content = (raw / "rsf" / f"{year}.csv").read_bytes()
        lines = [line for line in re.split(rb"[\r\n]+", content) if line]
        fetched.put(year, end.encode().join(lines) + end.encode())
    frame = fetched.load()
    expected = rsf[rsf["edition"].isin([2021, 2022, 2025])].reset_index(drop=True)
    columns = ["country_id", "edition", "press_freedom_score", "rank", *CONTEXTS]
    pd.testing.assert_frame_equal(frame[columns], expected[columns])


def test_the_grade_distinguishes_known_bytes_from_unknown_ones(raw, fetched):
    served = (raw / "rsf" / "2021.csv").read_bytes().replace(b"\n", b"\r\n")
    fetched.put(2021, served)  # as RSF serves it: CR LF
    fetched.put(2022, (raw / "rsf" / "2022.csv").read_bytes())
    fetched.put(2023, (raw / "rsf" / "2023.csv").read_bytes() + b"\n")
    frame = fetched.load()
    grades = frame.groupby("edition")["grade"].agg(lambda g: set(g.astype(str)))
    declared = {source.last_edition: source.grade for source in RSF.sources}
    assert grades[2021] == {declared[2021]}
    assert grades[2022] == {declared[2022]} == {"published"}
    assert grades[2023] == {"secondary"}
    described = {s["name"]: s["sources"] for s in open_data(fetched.out).descriptor["surveys"]}
    remarks = {source["name"]: source["remark"] for source in described["rsf"]}
    assert "does not know" in remarks["rsf-2023"]


def with_new_column(text):
    header, *rows = text.splitlines()
    return "\n".join([f"{header};Index of hope", *(f"{row};1" for row in rows)])


def test_a_new_column_is_left_alone_in_a_new_year(fetched, text_2025):
    fetched.put(2026, with_new_column(next_year(text_2025, 2026)))
    assert set(fetched.load()["edition"]) == {2026}


def test_a_new_column_in_a_known_year_is_refused_by_name(fetched, text_2025):
    fetched.put(2025, with_new_column(text_2025))
    fetched.assert_refused("rsf/2025.csv, row 1, column 26", "unknown ['Index of hope']")


def test_a_comma_separated_copy_is_refused(fetched):
    fetched.put(2020, of_2019()[1].replace(",", ".").replace(";", ","))
    fetched.assert_refused(
        "rsf/2020.csv, row 1, column 1", "none of the headers is there", "with ';' between"
    )


def test_a_page_in_place_of_the_file_is_refused(fetched):
    fetched.put(2024, "<!DOCTYPE html>\n<html>Just a moment...</html>\n")
    fetched.assert_refused("rsf/2024.csv", "found ['<!DOCTYPE html>'], expected ISO, Score, Rank")


def test_bytes_that_are_no_text_are_refused(fetched):
    fetched.put(2020, of_2019()[1].encode() + b"\x81\x8d")  # neither UTF-8 nor in cp1252
    fetched.assert_refused("rsf/2020.csv is not UTF-8 or CP1252")


def test_a_row_that_lost_a_cell_is_refused(fetched):
    first, second, *rest = of_2019()[1].splitlines()
    fetched.put(2020, "\n".join([first, second.rpartition(";")[0], *rest]))
    fetched.assert_refused("rsf/2020.csv, row 2 has 15 cells, the header has 16")


def test_a_score_that_is_not_the_mean_of_its_contexts_is_withheld(fetched, text_2025):
    fetched.put(2025, text_2025.replace("FIN;87,18", "FIN;88,18", 1), "cp1252")
    with pytest.warns(fd.FreedomDataWarning, match=r"score is 88.18, expected 87.18"):
        frame = fetched.load()
    row = frame[frame["country_id"] == "FIN"].iloc[0]
    assert row[["press_freedom_score", *CONTEXTS]].isna().all()
    assert len(frame) == 180


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", "rsf/2020.csv is empty"),
        (OLD + "\n", "rsf/2020.csv has nothing below row 1"),
        (old_file(2020, ("NOR", "", "", "", "")), "rsf/2020.csv"),
        (OLD + '\n2020;"NOR;' + "x;" * 100_000, "rsf/2020.csv"),
    ],
    ids=["empty", "headers only", "nobody rated", "quote that is never closed"],
)
def test_a_file_without_any_value_is_refused(fetched, text, found):
    fetched.put(2020, text)
    fetched.assert_refused(found)


def test_a_score_is_wanted_beside_every_rank(fetched):
    fetched.put(2020, old_file(2020, ("NOR", "1", "", "", "")))
    fetched.assert_refused(
        "rsf/2020.csv has no press freedom score of edition 2020",
        "without it a row of that edition cannot be",
    )


def test_no_files_at_all_are_refused_with_where_to_get_them(tmp_path):
    with pytest.raises(fd.SourceError, match="holds no file of World Press Freedom Index") as no:
        fd.build("rsf", raw=tmp_path, out=tmp_path / "out")
    assert RSF.sources[0].url in str(no.value)
    assert not (tmp_path / "out").exists()


def test_a_refusal_leaves_the_tables_built_before_as_they_were(fetched, text_2025):
    fetched.put(2025, text_2025, "cp1252")
    fetched.load()
    before = {path.name: path.read_bytes() for path in fetched.out.iterdir()}
    fetched.put(2026, next_year(text_2025, 2026).replace(";FIN;", ";FNL;").replace("FIN;", "FNL;"))
    with pytest.raises(fd.SourceError, match=r"rsf/2026\.csv, row 2, column 1"):
        fd.build("rsf", raw=fetched.raw, out=fetched.out)
    assert {path.name: path.read_bytes() for path in fetched.out.iterdir()} == before
