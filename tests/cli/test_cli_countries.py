"""The commands on countries and on somebody's own file."""

from __future__ import annotations

import json

import pytest
from command import run

CASES = """nation;yr;value
Burma;1990;1,5
Congo;1990;2
Germany;1980;3
Germany;2000;3
NA;2001;3
;2001;4
World;2001;4
China;2001;4
"""


@pytest.fixture
def cases(tmp_path):
    path = tmp_path / "cases.csv"
    path.write_text(CASES, encoding="utf-8")
    return path


def test_countries():
    text = run("countries").stdout
    assert "Palestinian Authority-Administered Territories" in text
    rows = {row["country_id"]: row for row in json.loads(run("countries", "--json").stdout)}
    assert rows["NAM"]["iso_alpha2"] == "NA"
    assert rows["SUN"]["last_year"] == 1991
    assert rows["FRA"]["last_year"] is None


def test_everything_known_of_a_country():
    text = run("countries", "Germany").stdout
    assert text.startswith("Germany (DEU), state, since 1990\n")
    for line in (
        "ISO 3166            DE, DEU, 276",
        "Correlates of War   255, since 1990",
        "Gleditsch and Ward  260, since 1990",
        "United Nations      Europe, Western Europe",
        "Before it           East Germany (DDR, until 1990), West Germany (XGW, until 1990)",
        "Rated in            Freedom in the World (1990-2025), Freedom of the Press (1990-2016)",
    ):
        assert line in text
    assert "Federal Republic of Germany" in text
    assert "After it            Germany (DEU, since 1990)" in run("countries", "DDR").stdout
    yugoslavia = run("countries", "Yugoslavia").stdout
    assert "After it            Serbia and Montenegro (SCG, 2003 to 2006)" in yugoslavia
    assert "Left by             Bosnia and Herzegovina (BIH, since 1992), Croatia" in yugoslavia
    assert "Held or claimed by  India (IND), Pakistan (PAK)" in run("countries", "XIK").stdout


def test_a_country_by_year_and_by_code():
    assert run("countries", "Yemen", "--year", "2000").stdout.startswith("Yemen (YEM)")
    assert run("countries", "345", "--code", "cow", "--year", "1990").stdout.startswith("Yugosl")
    refused = run("countries", "Yemen", "--year", "1985")
    assert refused.returncode == 1
    assert "may be North Yemen (XYN, until 1990) or South Yemen (YMD, until 1990)" in refused.stderr
    for command in (["countries", "CN"], ["match", "cases.csv", "-c", "nation"]):
        wrong = run(*command, "--code", "iso")
        assert wrong.returncode == 2
        assert "'iso' is not one of 'iso_alpha2'" in wrong.stderr


def test_a_country_for_scripts():
    known = json.loads(run("countries", "Yemen", "--json").stdout)
    assert known["country_id"] == "YEM"
    assert known["predecessors"] == ["XYN", "YMD"]
    assert known["rated"]["fiw"] == [1990, 2025]
    assert known["left_by"] == []
    assert json.loads(run("countries", "Ethiopia", "--json").stdout)["left_by"] == ["ERI"]
    assert "Republic of Yemen" in known["names"]


def test_countries_of_a_year():
    ids = {
        row["country_id"] for row in json.loads(run("countries", "--year", "1985", "--json").stdout)
    }
    assert {"SUN", "XGW", "DDR", "XYN"} < ids
    assert not {"RUS", "DEU", "YEM"} & ids
    wrong = run("countries", "--code", "cow")
    assert wrong.returncode == 2
    assert "give NAME, too" in wrong.stderr


def test_numbers_are_printed_as_they_are(cases):
    assert "004  700  700\n" in run("countries").stdout
    shown = json.loads(run("countries", "--json").stdout)
    known = {row["country_id"]: row for row in shown}
    assert (known["NAM"]["iso_alpha2"], known["DEU"]["first_year"]) == ("NA", 1990)
    assert known["DEU"]["cow"] == 255
    report = json.loads(run("match", cases, "-c", "nation", "-y", "yr", "--json").stdout)
    assert {row["first_year"] for row in report} == {1980, 1990, 2000, 2001}
    for arguments in (["countries", "--year", "95"], ["countries", "Yemen", "--year", "95"]):
        refused = run(*arguments)
        assert refused.returncode == 1
        assert "year is a whole number, such as 1990, not 95" in refused.stderr


def test_a_file_is_matched_and_what_is_left_is_reported(cases):
    done = run("match", str(cases), "--column", "nation", "--years", "yr")
    assert done.returncode == 1
    assert [" ".join(line.split()) for line in done.stdout.splitlines()] == [
        "Name Rows Years Id How May be Note",
        "World 1 2001 unknown",
        "Congo 1 1990 ambiguous Congo (Kinshasa) (COD) or Congo (Brazzaville) (COG)",
        "Germany 1 1980 ambiguous East Germany (DDR, until 1990) or West Germany (XGW, until 1990)",
        "Germany 1 2000 DEU by year",
        "Burma 1 1990 MMR alias",
        "4 of 8 rows have an id (2 names by their own, not shown)",
        "rows without a name: 1",
        'left to settle: 3; say what a name means with --set "Congo=COD" '
        '(--set "World=" for nothing)',
        "this fills in where that unit lives and changes nothing that is clear; for some years, "
        'before everything else, --set "Congo:1990=COUNTRY"',
        'NA is the code of Namibia; where it means a missing value, --set "NA="',
    ]


def test_hints_fit_what_is_left(tmp_path):
    path = tmp_path / "cases.csv"
    path.write_text("c\n710\nCongo\n", encoding="utf-8")
    text = run("match", str(path), "-c", "c", "--set", "Cogno=COD").stdout
    assert "left to settle: 2; give the column of years with --years, say what" in text
    assert "numbers are only read with their system, such as --code cow" in text
    assert "--set of 'Cogno' settled nothing: no row has this name" in text
    path.write_text("c\nAUS\nSWZ\n", encoding="utf-8")
    assert "read as ISO codes: AUS, SWZ; codes" in run("match", str(path), "-c", "c").stdout
    path.write_text("c\n710.0\n2\n", encoding="utf-8")
    done = run("match", str(path), "-c", "c", "--code", "cow", "--json")
    assert done.returncode == 0
    assert {row["country_id"] for row in json.loads(done.stdout)} == {"CHN", "USA"}


def test_what_a_name_means_in_some_years(tmp_path):
    path = tmp_path / "cases.csv"
    path.write_text("n,y\nGermany,1980\nGermany,1989.0\nGermany,1990-10-03\nGermany,2005\n")

    def ids(*settled):
        options = [part for one in settled for part in ("--set", one)]
        done = run(
            "match", str(path), "-c", "n", "-y", "y", *options, "-o", "-".join([str(path), "out"])
        )
        text = (tmp_path / "cases.csv-out").read_text(encoding="utf-8")
        return done, [line.split(",")[2] for line in text.splitlines()[1:]]

    assert ids("Germany=XGW")[1] == ["XGW", "XGW", "DEU", "DEU"]
    assert ids("Germany:1972-1989=XGW")[1] == ["XGW", "XGW", "DEU", "DEU"]
    assert ids("Germany:1980=DDR", "Germany=XGW")[1] == ["DDR", "XGW", "DEU", "DEU"]
    assert ids("Germany:1990-=XGW")[1] == ["", "", "XGW", "XGW"]
    assert ids("Germany:-1989=DDR")[1] == ["DDR", "DDR", "DEU", "DEU"]
    assert ids(" germany : all =XGW")[1] == ["XGW"] * 4
    assert ids("Germany=")[1] == [""] * 4
    done, found = ids("Germany=DEU")
    assert found == ["", "", "DEU", "DEU"]
    assert done.returncode == 1
    assert "--set of 'Germany' settled nothing" in done.stdout
    assert "override: Germany, 1972 to 1989" in ids("Germany:1972-1989=XGW")[0].stdout


def test_a_name_that_ends_like_years_is_settled_in_every_year(tmp_path):
    path = tmp_path / "cases.csv"
    path.write_text('n\nSurvey:2011\n"China, P.R.: Mainland"\n')
    done = run("match", str(path), "-c", "n", "--set", "Survey:2011:all=SDN", "--json")
    assert {row["country_id"] for row in json.loads(done.stdout)} == {"SDN", "CHN"}


def test_a_unit_that_did_not_exist_is_not_left(tmp_path):
    path = tmp_path / "cases.csv"
    path.write_text("n,y\nArmenia,1985\nArmenia,2000\n")
    done = run("match", str(path), "-c", "n", "-y", "y")
    assert done.returncode == 0, done.stdout
    assert "outside life  Soviet Union (SUN, until 1991)" in done.stdout
    assert "a unit that did not exist in their year, left without an id: 1" in done.stdout


def test_a_file_is_settled_and_written(cases, tmp_path):
    out = tmp_path / "out.csv"
    done = run(
        *("match", str(cases), "-c", "nation", "--set", "Congo=Zaire", "--set", "World="),
        *("-o", str(out), "--json"),
    )
    assert done.returncode == 0, done.stderr
    hows = {row["name"]: row["how"] for row in json.loads(done.stdout)}
    assert hows["Congo"] == hows["World"] == "override"
    lines = out.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "nation;yr;value;country_id"
    assert lines[1:4] == ["Burma;1990;1,5;MMR", "Congo;1990;2;COD", "Germany;1980;3;DEU"]
    assert lines[5:] == ["NA;2001;3;NAM", ";2001;4;", "World;2001;4;", "China;2001;4;CHN"]
    assert set(tmp_path.iterdir()) == {cases, out}


def test_of_very_many_names_the_first_are_shown_and_the_others_counted(tmp_path):
    path = tmp_path / "many.csv"
    path.write_text("\n".join(["name", *(f"Nobody {n}" for n in range(700))]), "utf-8")
    done = run("match", path, "--column", "name")
    assert done.returncode == 1
    assert done.stdout.count("Nobody ") == 500
    assert "and 200 more that are not shown; --json has them all" in done.stdout
    assert len(json.loads(run("match", path, "--column", "name", "--json").stdout)) == 700


def test_a_very_long_name_is_printed_by_its_beginning(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text(f"nation\n{'Frankreich-' * 2000}\n", "utf-8")
    done = run("match", path, "-c", "nation")
    assert done.returncode == 1
    assert "Frankreich-Frankreich-" in done.stdout
    assert len(done.stdout) < 2000
    result = json.loads(run("match", path, "-c", "nation", "--json").stdout)
    assert "Frankreich-" * 2000 in json.dumps(result)
