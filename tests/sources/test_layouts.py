"""What a declaration may say of a layout, each once wrong: small files made here, in no other."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest

import freedomdata as fd
from freedomdata.building import pipeline

PRINT, WORSE, TOTALS = "fotp-2015-status", "fotp-2017-status", "fotp-2015-totals"
SCORES, USAGM = "fotp-2015-scores", "fotp-2017-usagm"
BOOKLETS, PILOT, OF_2025, QOG = (
    "fotn-2016-booklets", "fotn-2011-pilot", "fotn-2025-totals", "qog-jan18"
)  # fmt: skip

PRINT_HEAD = "Entity,Year,Freedom of the Press Status 4 (Freedom House (2016))"
WORSE_HEAD = "Entity,Year,Freedom of the Press"
BOOKLET_HEAD = ("edition,country_as_printed,status_as_printed,total_0best_100worst,A_0_25,B_0_35,"
                "C_0_40,prev_edition_total_as_printed")  # fmt: skip
CHINA = "2012,China,Not Free,85,18,29,38,"
PILOT_HEAD = ("country,fotn2009_total_0best_100worst,status_by_0_30_60_rule,"
              "fotn2011_total_as_printed,note")  # fmt: skip
QOG_HEAD = "cname,ccodealp,wvs_x,wvs_x,fhn_fotnst,fhn_fotnsc,fhn_fotnota,fhn_fotnloc,fhn_fotnvur"
SCORES_HEAD = "country,year.collected,year.reported,a,b,c,score,status"


class Few:
    """Some small files of one survey, and the editions that they say they hold."""

    def __init__(self, home, monkeypatch):
        self.home = home
        self.monkeypatch = monkeypatch

    def build(self, survey_id, **files):
        """Build from texts by source id; underscores are hyphens."""
        survey = fd.SURVEYS[survey_id]
        sources = []
        for source in survey.sources:
            text, first, last = files.get(source.id.replace("-", "_"), (None, None, None))
            if text is not None:
                content = text if isinstance(text, bytes) else text.encode()
                path = self.home / "raw" / source.path
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
                sha256 = hashlib.sha256(content).hexdigest()
                editions = {e.edition for e in survey.editions if first <= e.edition <= last}
                held = {int(edition) for edition in files.get("editions", editions)}
                sources.append(
                    replace(source, sha256=sha256, first_edition=first, last_edition=last,
                            lacks=frozenset(editions - held))
                )  # fmt: skip
        assert len(sources) == sum(isinstance(value, tuple) for value in files.values())
        changed = replace(survey, sources=tuple(sources), corrections=())
        self.monkeypatch.setattr(pipeline, "SURVEYS", {survey_id: changed})
        out = fd.build(raw=self.home / "raw", out=self.home / "out")
        return fd.load(survey_id, data=out)

    def assert_refused(self, fragments, survey_id, **files):
        with pytest.raises((fd.SourceError, fd.RuleError)) as refusal:
            self.build(survey_id, **files)
        for fragment in fragments:
            assert fragment in str(refusal.value)
        assert not (self.home / "out").exists()


@pytest.fixture
def few(tmp_path, monkeypatch):
    return Few(tmp_path, monkeypatch)


def lines(*rows):
    return "\n".join(rows) + "\n"


def of(source_id, text, first, last=None):
    return {source_id.replace("-", "_"): (text, first, last or first)}


def test_unspoilt_files_of_the_press_are_read(few):
    frame = few.build(
        "fotp",
        **of(PRINT, lines(PRINT_HEAD, "China,1984,1500", "Norway,1984,3500"), 1985),
        **of(WORSE, lines(WORSE_HEAD, "China,1984,0", "Norway,1984,1"), 1985),
    )
    assert frame["status"].tolist() == ["Not Free", "Partly Free"]
    assert frame["print_status"].tolist() == ["Not Free", "Free"]
    assert frame["broadcast_status"].isna().tolist() == [True, False]
    assert frame["broadcast_status"].tolist()[1] == "Partly Free"


@pytest.mark.parametrize(("printed", "shown"), [("2", "2"), ("Free", "'Free'")])
def test_a_code_that_the_file_does_not_use_is_refused(few, printed, shown):
    few.assert_refused(
        ["owid_status_1979-2014.csv, row 3, column 3", f"found {shown}", "one of 3500, 2500, 1500"],
        "fotp",
        **of(PRINT, lines(PRINT_HEAD, "China,1995,1500", f"Norway,1995,{printed}"), 1996),
    )


def test_codes_of_one_file_do_not_pass_in_another(few):
    few.assert_refused(
        ["owid_status_1979-2016.csv, row 2, column 3: found 3500, expected one of 2, 1, 0"],
        "fotp",
        **of(WORSE, lines(WORSE_HEAD, "Norway,1995,3500"), 1996),
    )


def test_a_status_better_than_that_of_print_media_is_refused(few):
    few.assert_refused(
        ["status of China, edition 1985, is Free, expected Not Free or worse",
         "owid_status_1979-2016.csv, row 2, column 3"],
        "fotp",
        **of(PRINT, lines(PRINT_HEAD, "China,1984,1500"), 1985),
        **of(WORSE, lines(WORSE_HEAD, "China,1984,2"), 1985),
    )  # fmt: skip


def test_a_name_is_another_unit_for_a_time(few):
    rows = ("Russia,1990,0", "Russia,1991,1", "Russia,1992,1", "Germany,1988,2", "Germany,1990,2")
    frame = few.build(
        "fotp",
        editions=[1989, 1991, 1992, 1993],
        **of(WORSE, lines(WORSE_HEAD, *rows), 1989, 1993),
    )
    keys = set(zip(frame["country_id"], frame["edition"], strict=True))
    assert keys == {
        ("SUN", 1991), ("SUN", 1992), ("RUS", 1993), ("XGW", 1989), ("DEU", 1991)
    }  # fmt: skip


def test_a_name_in_years_in_which_nobody_bore_it_is_refused(few):
    few.assert_refused(
        ["of Germany, edition 1989, is", "a unit is rated while it exists",
         "owid_status_1979-2014.csv, row 2, column 3"],
        "fotp",
        **of(PRINT, lines(PRINT_HEAD, "Germany,1988,3500"), 1989),
    )  # fmt: skip


def test_two_halves_of_a_federation_that_disagree_are_refused(few):
    few.assert_refused(
        ["press_score of Yugoslavia, edition 2001 is 56 in fotp/totals_1993-2014.csv, row",
         "but 57 in fotp/totals_1993-2014.csv, row 2, column 10"],
        "fotp",
        **of(TOTALS, lines(
            "Country,ISO3166," + ",".join(map(str, range(1993, 2015))),
            "Montenegro,MNE," + ",".join(["57"] * 10 + ["N/A"] * 12),
            "Serbia,SRB," + ",".join(["57"] * 7 + ["56"] + ["57"] * 2 + ["N/A"] * 12),
        ), 1994, 2015),
    )  # fmt: skip


def test_a_row_that_is_there_twice_is_refused_with_both(few):
    few.assert_refused(
        ["status of Norway, edition 1996 is given twice", "row 2, column 3", "row 3, column 3"],
        "fotp",
        **of(WORSE, lines(WORSE_HEAD, "Norway,1995,2", "Norway,1995,2"), 1996),
    )


@pytest.mark.parametrize(
    ("source", "head", "year"), [(PRINT, PRINT_HEAD, 2017), (WORSE, WORSE_HEAD, 1981)]
)
def test_a_year_that_no_edition_covers_is_refused(few, source, head, year):
    few.assert_refused(
        ["fotp/owid_status", f"row 2: {year} is no year covered by an edition of Freedom of the"],
        "fotp",
        **of(source, lines(head, f"Norway,{year},2"), 1980, 2017),
    )


def test_a_year_that_a_file_writes_otherwise_is_its_edition(few):
    frame = few.build("fotp", **of(PRINT, lines(PRINT_HEAD, "Bhutan,1981,1500"), 1982))
    assert frame["edition"].tolist() == [1982]


def test_a_year_that_is_no_number_is_refused(few):
    few.assert_refused(
        ["owid_status_1979-2016.csv, row 2: 'last' is no year covered"],
        "fotp",
        **of(WORSE, lines(WORSE_HEAD, "Norway,last,2"), 1996),
    )


def test_a_file_that_lacks_an_edition_is_refused(few):
    few.assert_refused(
        ["fotp/owid_status_1979-2016.csv lacks the editions [1997]"],
        "fotp",
        **of(WORSE, lines(WORSE_HEAD, "Norway,1995,2"), 1996, 1997),
    )


def test_parts_that_do_not_add_up_are_refused(few):
    few.assert_refused(
        ["press_score of Norway, edition 2003, is 9, expected 8", "row 2, column 7"],
        "fotp",
        **of(SCORES, lines(SCORES_HEAD, "Norway,2002,2003,2,3,3,9,F"), 2003),
    )


def test_a_status_outside_its_band_is_refused(few):
    few.assert_refused(
        ["status of Norway, edition 2003, is Partly Free, expected Free", "row 2, column 8"],
        "fotp",
        **of(SCORES, lines(SCORES_HEAD, "Norway,2002,2003,2,3,3,8,PF"), 2003),
    )


def test_parts_beyond_their_scale_are_refused(few):
    few.assert_refused(
        ["row 2, column 4: found 31, expected a whole number from 0 to 30 (Legal environment)"],
        "fotp",
        **of(SCORES, lines(SCORES_HEAD, "Norway,2002,2003,31,3,3,37,PF"), 2003),
    )


def test_a_json_entry_with_a_strange_value_is_refused(few):
    entry = ('{"country": "Norway", "countryNameLegacy": "Norway", "Year": 2017, "Legal": 2, '
             '"Political": 3, "Economic": 3, "Total": 800, "Status": "F"}')  # fmt: skip
    few.assert_refused(
        ["fotp/2017_usagm.json, row 2, column 8: found 800, expected a whole number from 0 to 100"],
        "fotp",
        **of(USAGM, f'{{"Norway": {entry}}}', 2017),
    )


def test_a_turned_file_is_turned(few):
    frame = few.build("fotn", **of(BOOKLETS, lines(BOOKLET_HEAD, CHINA), 2012))
    row = frame.iloc[0]
    assert (row["net_score"], row["obstacles_to_access"]) == (15, 7)
    assert (row["limits_on_content"], row["violations_of_user_rights"]) == (6, 2)


@pytest.mark.parametrize(
    ("row", "fragments"),
    [
        (
            "2012,China,Not Free,85,26,29,38,",
            ["row 2, column 5: found 26, expected a whole number from 0 to 25"],
        ),
        ("2012,China,Not Free,-1,18,29,38,", ["row 2, column 4: found -1", "from 0 to 100"]),
        (
            "2012,China,Not Free,84,18,29,38,",
            ["net_score of China, edition 2012", "row 2, column 4"],
        ),
        ("2012,China,Free,85,18,29,38,", ["status of China, edition 2012, is Free, expected Not"]),
        ("2012,China,Nearly Free,85,18,29,38,", ["row 2, column 3: found 'Nearly Free'"]),
        ("2010,China,Not Free,85,18,29,38,", ["row 2: 2010 is no edition of Freedom on the Net"]),
    ],
)
def test_a_spoilt_cell_of_a_turned_file_is_refused(few, row, fragments):
    few.assert_refused(
        ["fotn/2016/booklet_tables_2011-2014_2016.csv", *fragments],
        "fotn",
        **of(BOOKLETS, lines(BOOKLET_HEAD, row), 2012),
    )


def test_a_repeated_total_is_compared_and_never_delivered(few):
    norway = "2013,Norway,Free,10,2,4,4,*"
    pair = lines(BOOKLET_HEAD, CHINA, CHINA.replace("2012", "2013") + "85", norway)
    frame = few.build("fotn", **of(BOOKLETS, pair, 2012, 2013))
    assert len(frame) == 3
    other = pair.replace("38,85", "38,86")
    few.home /= "again"
    few.assert_refused(
        [
            "net_score of China, edition 2012 is 15",
            "row 2, column 4 (which prints 85) but 14 in",
            "row 3, column 8",
        ],
        "fotn",
        **of(BOOKLETS, other, 2012, 2013),
    )
    few.assert_refused(
        ["Norway, edition 2012 is said to be 88 in", "row 4, column 8", "has none"],
        "fotn",
        **of(BOOKLETS, pair.replace("4,4,*", "4,4,12"), 2012, 2013),
    )


def test_the_first_edition_repeats_none(few):
    few.assert_refused(
        ["row 2: 2009 is no edition of Freedom on the Net, or the first: it has none before it"],
        "fotn",
        **of(BOOKLETS, lines(BOOKLET_HEAD, "2009,China,Not Free,79,20,25,34,80"), 2009),
    )


def test_headers_that_name_their_edition_are_read_apart(few):
    text = lines(PILOT_HEAD, "China,82,Not Free,83,")
    statuses = lines(BOOKLET_HEAD, "2011,China,Not Free,83,19,28,36,82")
    frame = few.build("fotn", **of(BOOKLETS, statuses, 2011), **of(PILOT, text, 2009, 2011))
    assert frame["net_score"].tolist() == [18, 17]
    few.home /= "again"
    few.assert_refused(
        ["net_score of China, edition 2011 is 17", "but 16 in", "pilot_2009_totals.csv, row 2, "
         "column 4"],
        "fotn",
        **of(BOOKLETS, statuses, 2011),
        **of(PILOT, text.replace(",83,", ",84,"), 2009, 2011),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("printed", "shown"), [("101", "101"), ("-1", "-1"), ("60.5", "60.5"), ("sixty", "'sixty'")]
)
def test_a_total_that_no_status_follows_from_is_refused(few, printed, shown):
    few.assert_refused(
        ["fotn/2025/totals_2025.csv, row 3, column 2", f"found {shown}", "from 0 to 100"],
        "fotn",
        **of(OF_2025, lines("iso3,fotn2025_total_100best", "NOR,90", f"CHN,{printed}"), 2025),
    )


@pytest.mark.parametrize(
    ("total", "status"),
    [(100, "Free"), (70, "Free"), (69, "Partly Free"), (40, "Partly Free"), (39, "Not Free"),
     (0, "Not Free")],
)  # fmt: skip
def test_a_status_that_is_not_printed_follows_from_the_bands(few, total, status):
    text = lines("iso3,fotn2025_total_100best", f"NOR,{total}")
    frame = few.build("fotn", **of(OF_2025, text, 2025))
    assert frame["status"].tolist() == [status]
    assert frame["note"].tolist() == ["status_by_rule"]


def test_an_excerpt_leaves_other_peoples_columns_alone(few):
    text = lines(QOG_HEAD, "Österreich,CHN,x,,3,88,18,30,40", "Chad,TCD,x,y,,,,,")
    frame = few.build("fotn", **of(QOG, text.encode("latin-1"), 2015))
    assert frame[["country_id", "net_score"]].to_numpy().tolist() == [["CHN", 12]]


@pytest.mark.parametrize(
    ("change", "fragments"),
    [
        (("fhn_fotnsc", "fhn_score"), ["row 1, column 1", "missing ['fhn_fotnsc']"]),
        (("wvs_x,wvs_x", "wvs_x,fhn_fotnsc"), ["row 1, column 6", "'fhn_fotnsc' stands there a "
                                               "second time"]),
        (("CHN,x,,3", "CHN,x,,4"), ["row 2, column 5: found 4, expected one of 1, 2, 3"]),
        (("CHN,x,,3,88", "CHN,x,,3,88.5"), ["row 2, column 6: found 88.5, expected a whole"]),
        (("CHN", "CHX"), ["row 2, column 2: no country or territory is called 'CHX'"]),
    ],
    ids=["header gone", "header twice", "unknown code", "half a point", "unknown country"],
)  # fmt: skip
def test_a_spoilt_excerpt_is_refused(few, change, fragments):
    text = lines(QOG_HEAD, "China,CHN,x,,3,88,18,30,40").replace(*change)
    few.assert_refused(["qog/qog_std_cs_jan18.csv", *fragments], "fotn", **of(QOG, text, 2015))


def test_a_column_that_may_have_two_headers_may_not_have_both(tmp_path):
    """Which of the two is the score of this year, nobody can tell."""
    head = ("ISO;Score;Score 2025;Rank;Political Context;Rank_Pol;Economic Context;Rank_Eco;"
            "Legal Context;Rank_Leg;Social Context;Rank_Soc;Safety;Rank_Saf;Zone;Year (N);"
            "Rank N-1;Rank evolution;Score N-1")  # fmt: skip
    row = "NOR;50,5;90,5;1;90,5;1;90,5;1;90,5;1;90,5;1;90,5;1;Europe;2025;1;0;"
    path = tmp_path / "raw" / "rsf" / "2025.csv"
    path.parent.mkdir(parents=True)
    path.write_text(lines(head, row), encoding="utf-8")
    with pytest.raises(fd.SourceError, match=r"rsf/2025\.csv, row 1, column 3.*Score"):
        fd.build("rsf", raw=tmp_path / "raw", out=tmp_path / "out")
    assert not (tmp_path / "out").exists()
