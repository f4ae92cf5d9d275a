"""Citations: what is in the frame is cited, and nothing else."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pandas as pd
import pytest
import readings
import yaml

import freedomdata as fd
from freedomdata.data import open_data
from freedomdata.paths import data_dir

SOURCES = {
    (survey["name"], source["name"]): source
    for survey in open_data().descriptor["surveys"]
    for source in survey["sources"]
}
CSL_KEYS = {
    "id", "type", "author", "issued", "title", "version", "publisher", "URL", "note", "annote",
}  # fmt: skip
KEY = ["country_id", "edition"]


def parse_bibtex(text):
    """Return the fields of each entry by its key; braces must balance, keys differ."""
    entries = {}
    for entry in text.split("\n\n"):
        head, *lines, last = entry.split("\n")
        kind, key = re.fullmatch(r"@(\w+)\{([a-z0-9_]+),", head).groups()
        assert (kind, last) == ("misc", "}")
        assert key not in entries
        entries[key] = {}
        for line in lines:
            name, value = re.fullmatch(r"  (\w+) = \{(.*)\},", line).groups()
            depth = 0
            for brace in re.findall(r"(?<!\\)[{}]", value):
                depth += 1 if brace == "{" else -1
                assert depth >= 0, line
            assert depth == 0, line
            if name != "url":
                assert not re.search(r"(?<!\\)[#$%&_]|[\^~]", value), line
            entries[key][name] = value
    return entries


def key_of(survey, source):
    publisher = re.sub(r"\(.*|\W", "", fd.SURVEYS[survey].publisher).lower()
    own = source if source.startswith(f"{survey}-") else f"{survey}-{source}"
    return f"{publisher}_{own}".replace("-", "_")


def cited(x, **options):
    """Return the files cited, after all three styles have been found to agree."""
    items = json.loads(fd.cite(x, style="csl", **options))
    entries = parse_bibtex(fd.cite(x, style="bibtex", **options))
    lines = fd.cite(x, **options).splitlines()
    assert list(entries) == [item["id"] for item in items]
    assert items[-1]["id"] == "freedomdata"
    assert [line.startswith("Terms of use: ") for line in lines].index(True) == len(items)
    by_key = {key_of(*pair): pair for pair in SOURCES}
    found = [by_key[item["id"]] for item in items[:-1]]
    for item, pair, line in zip(items, found, lines, strict=False):
        source = SOURCES[pair]
        entry = entries[item["id"]]
        assert source["sha256"] in item["note"]
        assert source["sha256"] in entry["note"]
        assert item["URL"] == entry["url"]
        assert line.endswith(f" {item['URL']}")
        assert f"({source['release']}" in line
        assert item["title"] in line
        assert str(item["issued"]["date-parts"][0][0]) == entry["year"] == source["release"]
        assert "limited non-commercial use" in item["annote"]
        if source["grade"] != "published":
            assert re.search(r"As compiled by|copied|saved again|[Tt]ranscribed|[Ss]econdary", line)
            assert re.search(r"As compiled by|Copied|saved again|Transcribed|Secondary",
                             item["note"])  # fmt: skip
    assert found == [pair for pair in SOURCES if pair in found], "in order of precedence"
    return [source for _, source in found]


def editions_of(x):
    items = json.loads(fd.cite(x, style="csl"))[:-1]
    return {item["id"]: item["note"].partition(". ")[0] for item in items}


def test_china_from_1990_to_2013():
    china = fd.load("fiw", country="China", editions=range(1990, 2014))
    assert cited(china) == [
        "fiw-2025-ratings", "fiw-2025-all-data", "fiw-2024-aggregate", "fiw-1989-2016-electoral"
    ]  # fmt: skip
    assert editions_of(china) == {
        "freedomhouse_fiw_2025_ratings": "Editions 1990-2013",
        "freedomhouse_fiw_2025_all_data": "Edition 2013",
        "freedomhouse_fiw_2024_aggregate": "Editions 2003-2012",
        "freedomhouse_fiw_1989_2016_electoral": "Editions 1990-2013",
    }
    assert "Freedom House. (2025b). Freedom in the World: Country and" in fd.cite(china)
    assert "Freedom House. (2025a). Freedom in the World: All data" in fd.cite(china)
    assert "Freedom House. (2024). Freedom in the World: Aggregate" in fd.cite(china)


@pytest.mark.parametrize(
    ("columns", "sources"),
    [
        (["political_rights", "source"], ["fiw-2025-ratings"]),
        (["total_score", "source"], ["fiw-2025-all-data", "fiw-2024-aggregate"]),
        (["is_territory", "source"], ["fiw-2025-ratings"]),
        (["status", "civil_liberties"], ["fiw-2025-ratings"]),
        (["source"], ["fiw-2025-ratings"]),
        (["electoral_democracy", "source"], ["fiw-1989-2016-electoral"]),
    ],
)
def test_only_the_columns_at_hand_are_cited(columns, sources):
    china = fd.load("fiw", country="China", editions=range(1990, 2014))
    assert cited(china[[*KEY, *columns]]) == sources


def test_of_a_column_that_is_all_missing_the_source_is_cited():
    china = fd.load("fiw", country="China", editions=range(2018, 2024))
    assert cited(china[[*KEY, "electoral_democracy", "source"]]) == ["fiw-2025-ratings"]


def test_a_value_that_was_taken_away_is_not_cited():
    china = fd.load("fiw", country="China", editions=[2012, 2013])[[*KEY, "total_score"]]
    assert cited(china) == ["fiw-2025-all-data", "fiw-2024-aggregate"]
    china.loc[china["edition"] == 2012, "total_score"] = pd.NA
    assert cited(china) == ["fiw-2025-all-data"]


def test_a_panel_of_three_surveys():
    panel = fd.load_panel("fiw", "fotp", "fotn", country="China", years=2012)
    assert cited(panel) == ["fiw-2025-ratings", "fotp-2015-scores", "fotn-2016-booklets"]
    assert cited(panel[panel["survey"] == "fotn"]) == ["fotn-2016-booklets"]
    assert cited(panel.drop(columns="survey")) == cited(panel)
    scores = fd.load_panel(country="China", years=2012, measure="total_score")
    assert "fiw-2025-all-data" in cited(scores)


def test_a_panel_is_traced_beyond_its_column_source():
    panel = fd.load_panel("fotp", editions=1998)
    assert set(panel["source"]) == {"fotp-2015-status"}
    assert cited(panel) == ["fotp-2015-totals", "fotp-2015-status"]
    assert cited(panel.drop(columns="status")) == ["fotp-2015-totals"]
    assert cited(panel[[*KEY, "status", "source"]]) == ["fotp-2015-status"]


def test_items():
    items = fd.load_items("fiw", country="Hungary", editions=[2012, 2013])
    assert cited(items) == ["fiw-2025-all-data", "fiw-2024-aggregate"]
    assert cited(fd.load_items("fotn", editions=2020)) == ["fotn-2020-scores"]


def test_compilations_are_cited_and_named():
    rows = fd.load("fotp", editions=[1985, 2000, 2010, 2016, 2017])
    assert cited(rows) == [
        "fotp-2015-scores", "qog-jan19", "fotp-2017-usagm", "fotp-2015-totals",
        "fotp-2015-status", "fotp-2017-status", "fotp-2016-printed",
    ]  # fmt: skip
    text = fd.cite(rows)
    for compiler in ("etachov", "Quality of Government Institute", "U.S. Agency for Global Media",
                     "davetoxa", "Our World in Data"):  # fmt: skip
        assert f"As compiled by {compiler}" in text
    assert ".." not in text.replace("...", "")


def test_a_secondary_edition_is_called_so():
    rows = fd.load("fiw", editions=2026)
    assert cited(rows) == ["fiw-2026-scores"]
    assert "(Edition 2026; secondary copy, not confirmed by a file of the publisher)" in (
        fd.cite(rows)
    )


def test_one_file_for_two_surveys_is_cited_for_each():
    rows = [fd.load(id_, editions=2016).assign(survey=id_).astype(object)
            for id_ in ("fotp", "fotn")]  # fmt: skip
    assert cited(pd.concat(rows)).count("qog-jan19") == 2
    loose = pd.concat(rows).drop(columns="survey")
    assert cited(loose) == cited(pd.concat(rows))
    press = rows[0].loc[rows[0]["source"] == "qog-jan19", [*KEY, "status", "source"]]
    with pytest.raises(fd.FreedomDataError, match="do not tell which survey"):
        fd.cite(press)
    assert cited(press.assign(survey="fotp")) == ["qog-jan19"]


def test_surveys_side_by_side_in_one_frame():
    left = fd.load("fiw", editions=2015)[[*KEY, "total_score"]]
    right = fd.load("fotp", editions=2015)[[*KEY, "press_score"]]
    assert cited(left.merge(right, on=KEY)) == ["fiw-2025-all-data", "fotp-2015-scores"]


@pytest.mark.parametrize("survey", ["fiw", "fotp", "fotn"])
def test_a_survey_is_cited_as_its_values_are(survey):
    lineage = readings.delivered(data_dir())
    sources = set(lineage.loc[lineage["survey"] == survey, "source"])
    assert set(cited(survey)) == sources
    measures = {m.id for m in fd.SURVEYS[survey].measures} | {"is_territory"}
    own = lineage[(lineage["survey"] == survey) & lineage["measure"].isin(measures)]
    assert set(cited(fd.load(survey))) == set(own["source"])


def test_several_surveys_come_in_their_order():
    assert fd.cite(["fotn", "fiw", "fotn"]) == fd.cite(("fiw", "fotn"))
    assert cited(["fotn", "fiw"])[0].startswith("fiw")


def test_it_is_the_same_whatever_the_order_of_rows():
    frame = fd.load("fotp")
    for style in ("apa", "bibtex", "csl"):
        assert fd.cite(frame.sample(frac=1, random_state=1), style=style) == fd.cite(
            frame, style=style
        )


def test_a_frame_from_a_file_is_cited_as_well(tmp_path):
    frame = fd.load("fotn", editions=[2014, 2024])
    frame.to_csv(tmp_path / "frame.csv", index=False)
    read = pd.read_csv(tmp_path / "frame.csv", keep_default_na=False, na_values=[""])
    assert fd.cite(read) == fd.cite(frame)


def test_editions_that_never_were_leave_no_gap():
    ratings = "freedomhouse_fiw_2025_ratings"
    some = fd.load("fiw", country="China", editions=[1981, 1982, 1984, 1990, 1992, 1993])
    assert editions_of(some)[ratings] == "Editions 1981-1984, 1990, 1992-1993"
    assert "Editions 1981--1984, 1990, 1992--1993." in fd.cite(some, style="bibtex")


def test_csl_is_of_the_shape_of_its_schema():
    for item in json.loads(fd.cite(["fiw", "fotp", "fotn"], style="csl")):
        assert set(item) <= CSL_KEYS
        assert item["type"] == ("software" if item["id"] == "freedomdata" else "dataset")
        assert [list(author) for author in item["author"]] == [["literal"]]
        (((year,),),) = item["issued"].values()
        assert 2000 < year < 2100
        assert all(isinstance(item[key], str) for key in set(item) - {"author", "issued"})


def test_the_package_is_cited_with_its_versions():
    held = fd.version()
    entry = parse_bibtex(fd.cite("fiw", style="bibtex"))["freedomdata"]
    assert entry["version"] == held.code
    assert held.data in entry["note"]
    assert held.tables in entry["note"]
    line = next(s for s in fd.cite("fiw").splitlines() if s.startswith("The freedomdata authors."))
    for words in (f"Version {held.code};", f"data version {held.data},", held.tables[:12]):
        assert words in line
    own = yaml.safe_load((Path(__file__).parents[1] / "CITATION.cff").read_text("utf-8"))
    assert own["title"].casefold() in line.casefold()
    assert own["authors"] == [{"name": line.partition(".")[0]}]


def test_what_only_the_descriptor_knows_is_cited_from_it(tmp_path):
    own = shutil.copytree(data_dir(), tmp_path / "own")
    path = own / "datapackage.json"
    descriptor = json.loads(path.read_text("utf-8"))
    source = next(s for s in descriptor["surveys"][0]["sources"] if s["name"] == "fiw-2025-ratings")
    source |= {"title": "50 % of {all} & more_", "release": "2031", "grade": "compiled"}
    source |= {"url": None, "mirror": "https://example.org/a_%20{b}", "sha256": "0" * 64}
    path.write_text(json.dumps(descriptor))
    rows = fd.load("fiw", editions=1990, data=own)
    assert fd.cite(rows, data=own).splitlines()[0] == (
        "Freedom House. (2031). Freedom in the World: 50 % of {all} & more_ (Edition 1990; copied "
        "by others) [Data set]. https://example.org/a_%20{b}"
    )
    entry = parse_bibtex(fd.cite(rows, style="bibtex", data=own))["freedomhouse_fiw_2025_ratings"]
    assert entry["title"] == r"{Freedom in the World: 50 \% of \{all\} \& more\_}"
    assert entry["url"] == "https://example.org/a_%20%7Bb%7D"
    assert entry["year"] == "2031"
    issued = json.loads(fd.cite(rows, style="csl", data=own))[0]["issued"]
    assert issued == {"date-parts": [[2031]]}


def test_the_index_of_rsf_is_cited_where_it_was_built(rsf_built):
    rows = fd.load("rsf", editions=2013, data=rsf_built)
    line, *_, terms = fd.cite(rows, data=rsf_built).splitlines()
    assert line.startswith("Reporters Without Borders (RSF). (2013). World Press Freedom Index")
    assert terms.startswith("Terms of use: RSF states no licence")
    sources = {
        s["name"]: s["sha256"] for s in open_data(rsf_built).descriptor["surveys"][-1]["sources"]
    }
    assert sources["rsf-2013"] in fd.cite(rows, style="bibtex", data=rsf_built)
    with pytest.raises(fd.SourceError, match="does not come with this package"):
        fd.cite(rows)


FOTP = fd.load("fotp", editions=2010)


def test_a_key_in_the_index_counts_as_columns():
    frame = fd.load("fiw", country="China", editions=range(2010, 2026))
    cited = fd.cite(frame)
    assert "All data 2013-2025 (Editions 2013-2025)" in cited
    assert fd.cite(frame.set_index(KEY)) == cited
    assert fd.cite(frame.set_index("edition")) == cited
    assert fd.cite(frame.set_index("edition", drop=False)) == cited


@pytest.mark.parametrize(
    ("x", "words"),
    [
        (FOTP.iloc[:0], "the frame is empty"),
        (FOTP[[]], "the frame is empty"),
        (FOTP[["country", "status"]], "keep its columns country_id and edition"),
        (FOTP[KEY], "keep its columns country_id and edition"),
        (FOTP.set_index(KEY)[["status"]], "do not tell which survey"),
        (FOTP.assign(source="mine")[["source"]], f"{len(FOTP)} rows .* which survey"),
        (FOTP.assign(edition="x"), "the column edition holds years, not 'x'"),
        (FOTP.assign(edition=1999), "values of the frame are in no file, such as .* fotp 1999"),
        (FOTP[["edition", "source"]].assign(edition=1999), "no value here is of .*edition 1999"),
        (FOTP.assign(survey="wvs"), "there is no survey 'wvs'"),
        (pd.concat([FOTP, FOTP], axis=1), "several columns 'country_id'"),
        (pd.DataFrame({"a": [1]}), "does not tell where its values are from"),
        (fd.load_panel(years=2010)[["survey", *KEY, "value"]], "of a panel also measure"),
        (fd.load_items("fiw", editions=2020).drop(columns="survey"), "do not tell which survey"),
        ("freedom", "there is no survey 'freedom'"),
        ([], "x is a survey id or several"),
        (None, "x is a survey id or several"),
        (5, "x is a survey id or several"),
    ],
)
def test_what_cannot_be_cited_is_refused(x, words):
    with pytest.raises(fd.FreedomDataError, match=words):
        fd.cite(x)


@pytest.mark.parametrize("style", ["mla", "", None, ["apa"], "APA"])
def test_an_unknown_style_is_refused_with_those_there_are(style):
    with pytest.raises(fd.FreedomDataError, match="style is one of apa, bibtex, csl"):
        fd.cite("fiw", style=style)


def test_a_column_is_no_frame():
    with pytest.raises(fd.FreedomDataError, match="x is a survey id or several, or a frame"):
        fd.cite(fd.load("fiw", country="China")["status"])


@pytest.mark.parametrize("survey", ["fiw", "fotp", "fotn"])
def test_a_frame_that_stata_read_is_cited_as_before(survey, tmp_path):
    """Stata has no missing texts: empty ones represent them."""
    frame = fd.load(survey, country=["China", "Hungary", "Iceland"]).drop(columns="note")
    texts = frame.select_dtypes(["object", "string", "category"]).columns
    frame = frame.assign(**{name: frame[name].astype(object) for name in texts})
    held = frame.dropna(axis="columns", how="all").fillna(dict.fromkeys(texts, ""))
    held.to_stata(tmp_path / "frame.dta", write_index=False, version=118)
    assert fd.cite(pd.read_stata(tmp_path / "frame.dta")) == fd.cite(frame)


def test_surveys_may_come_as_an_array():
    assert fd.cite(pd.Index(["fiw", "fotp"]).to_numpy(str)) == fd.cite(["fiw", "fotp"])
