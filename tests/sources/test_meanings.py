"""Headers with several meanings: the values decide where they can be only one, else it is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import command
import pytest

import freedomdata as fd

if TYPE_CHECKING:
    from pathlib import Path

LETTERS = {"Free": "F", "Partly Free": "PF", "Not Free": "NF"}


@pytest.fixture(scope="module")
def newest():
    """Countries of the edition of 2025, as they may be printed in the one after the next."""
    frame = fd.load("fiw", editions=2025).dropna(subset=["political_rights_score"])
    frame = frame[~frame["is_territory"]].head(60)
    return frame.assign(status=frame["status"].astype(object).map(LETTERS))


def save(home: Path, rows, *header: str) -> Path:
    path = home / "x.csv"
    lines = [",".join(header), *(",".join(map(str, row)) for row in rows)]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def look(path: Path, **given):
    return fd.ingest(path, dry_run=True, **given)


def pick(frame, *columns: str, edition: int | None = None):
    rows = frame[["country", *columns]].to_numpy().tolist()
    return rows if edition is None else [[row[0], edition, *row[1:]] for row in rows]


RATINGS = ("political_rights", "civil_liberties")


def test_new_ratings_are_known_by_their_statuses(newest, tmp_path):
    rows = pick(newest, *RATINGS, "status", edition=2027)
    found = look(save(tmp_path, rows, "country", "edition", "PR", "CL", "Status"))
    assert set(found.new["measure"]) == {*RATINGS, "status", "is_territory"}
    assert "column 'PR' is taken for political_rights, not" in str(found)


def test_a_number_off_the_scale_of_ratings_is_a_score(tmp_path):
    path = save(tmp_path, [["France", 2025, 38, 51]], "country", "edition", "PR", "CL")
    assert look(path).agrees > 0
    path = save(tmp_path, [["China", 2025, -2, 11]], "country", "edition", "PR", "CL")
    assert look(path).agrees > 0


def test_few_numbers_that_may_be_either_are_asked_for(newest, tmp_path):
    rows = pick(newest, *RATINGS, "status", edition=2027)[:5]
    path = save(tmp_path, rows, "country", "edition", "PR", "CL", "Status")
    with pytest.raises(fd.SourceError) as refused:
        look(path)
    assert (
        "column 'PR' may be political_rights or political_rights_score: name it as what it is; "
        "column 'CL' may be civil_liberties or civil_liberties_score" in str(refused.value)
    )
    found = look(save(tmp_path, rows, "country", "edition", *RATINGS, "Status"))
    assert set(found.new["measure"]) == {*RATINGS, "status", "is_territory"}


@pytest.mark.parametrize("edition", [2026, 2027])
def test_a_year_after_the_last_is_asked_for(tmp_path, edition):
    frame = fd.load("fiw", editions=2026).dropna(subset=[*RATINGS]).head(60)
    frame["status"] = frame["status"].astype(object).map(LETTERS)
    rows = pick(frame, *RATINGS, "status", edition=2026)
    path = save(tmp_path, rows, "country", "year", "PR rating", "CL rating", "Status")
    done = command.run("ingest", path, "--dry-run")
    assert done.returncode == 1
    assert "--edition-column year (the year of the title) or --year-column year" in done.stderr
    found = look(path, **{"year_column" if edition == 2027 else "edition_column": "year"})
    assert found.editions == (edition,)


@pytest.mark.parametrize("header", ["PR rating,CL rating,Status", "PR,CL,Status"])
def test_a_year_that_may_be_of_the_edition_after_the_next_is_asked_for(newest, tmp_path, header):
    """The edition of 2028, if 2027 is the year covered: nothing at hand tells."""
    rows = pick(newest, *RATINGS, "status", edition=2027)
    path = save(tmp_path, rows, "country", "year", *header.split(","))
    with pytest.raises(fd.SourceError, match="column 'year' may be the edition or the year cov"):
        look(path)
    assert look(path, edition_column="year").editions == (2027,)
    with pytest.raises(fd.SourceError, match=r"holds edition 2028.*the next one is 2027"):
        look(path, year_column="year")


def test_years_that_begin_with_those_at_hand_are_recognized_by_them(tmp_path):
    frame = fd.load("fiw", editions=range(2020, 2027)).dropna(subset=[*RATINGS])
    newest = frame[frame["edition"] == 2026].assign(edition=2027)
    rows = [
        [row.country, row.edition, row.political_rights, row.civil_liberties, row.status]
        for row in [*frame.itertuples(), *newest.itertuples()]
    ]
    found = look(save(tmp_path, rows, "country", "year", "PR rating", "CL rating", "Status"))
    assert found.editions == tuple(range(2020, 2028))


def test_a_year_under_our_own_headers_is_asked_for_too(tmp_path):
    rows = [["France", 2026, "76.62", 1], ["Peru", 2026, "42.88", 2]]
    path = save(tmp_path, rows, "country", "year", "press_freedom_score", "rank")
    with pytest.raises(fd.SourceError, match="column 'year' may be the edition or the year cov"):
        look(path)


def test_the_edition_that_is_next_is_not_called_none(tmp_path):
    """Scores counted from the other end, which the survey gave up."""
    frame = fd.load("fotn", editions=2025)
    rows = [[row.country, 2026, 100 - row.net_score, row.status] for row in frame.itertuples()]
    with pytest.raises(fd.SourceError, match="contradicts") as refused:
        look(save(tmp_path, rows, "Country", "Edition", "Score", "Status"))
    assert "no edition" not in str(refused.value)


def test_statuses_without_what_they_follow_from_are_refused_in_plain_words(newest, tmp_path):
    scores = ("total_score", "political_rights_score", "civil_liberties_score")
    path = save(tmp_path, pick(newest, *scores, "status"), "country", *scores, "status")
    with pytest.raises(fd.SourceError) as refused:
        look(path, edition=2027)
    assert str(refused.value) == (
        "x.csv has statuses of edition 2027 without political_rights and civil_liberties, and "
        "nothing at hand has them: a status follows from them; add the columns, or ingest a file "
        "that has them first"
    )


def test_ratings_of_years_that_have_no_scores_are_known_by_those_at_hand(tmp_path):
    frame = fd.load("fiw", editions=range(1980, 1993)).dropna(subset=[*RATINGS]).head(300)
    rows = frame[["country", "edition_label", *RATINGS, "status"]].to_numpy().tolist()
    found = look(save(tmp_path, rows, "Country", "Year", "PR", "CL", "Status"))
    assert len(found.new) == len(found.differs) == 0
    assert "column 'PR' is taken for political_rights, not" in str(found)


def test_values_of_another_edition_than_is_given_are_named_for_it(tmp_path):
    frame = fd.load("fiw", editions=2023).dropna(subset=["total_score"])
    path = save(tmp_path, pick(frame, "status", "total_score"), "country", "status", "total_score")
    for given in (2022, 2024):
        with pytest.raises(fd.SourceError, match=r"another year.* if it is edition 2023: give"):
            look(path, edition=given)
    assert len(look(path, edition=2023).differs) == 0


def test_a_label_that_is_no_edition_is_named(tmp_path):
    rows = [["France", "2025 Edition", 1, 1], ["Peru", "2025 Edition", 3, 3]]
    path = save(tmp_path, rows, "Country", "Edition", "PR rating", "CL rating")
    with pytest.raises(fd.SourceError, match="no edition of Freedom in the World: '2025 Edition'"):
        look(path)


@pytest.mark.parametrize("word", ["null", "None", "NaN"])
def test_words_for_nothing_are_empty(word, tmp_path):
    frame = fd.load("fiw", country=["France", "Peru"]).astype({"status": object})
    rows = frame[["country", "edition", *RATINGS, "status"]].to_numpy().tolist()
    rows[3][2:] = [word] * 3
    found = look(save(tmp_path, rows, "Country", "Edition", "PR rating", "CL rating", "Status"))
    assert len(found.withheld) == 0


def test_an_edition_that_begins_without_its_statuses_is_refused_in_plain_words(newest, tmp_path):
    rows = pick(newest, "political_rights_score", "civil_liberties_score", edition=2027)
    path = save(tmp_path, rows, "country", "edition", "PR", "CL")
    with pytest.raises(fd.SourceError) as refused:
        look(path)
    assert str(refused.value) == (
        "x.csv has no status of edition 2027, and nothing at hand has one: without it a row of "
        "that edition cannot be; add the column, or ingest a file that has it first"
    )


def test_a_score_of_no_survey_is_not_taken_for_one(tmp_path):
    units = ("France", "Norway", "China", "Brazil", "Kenya", "Japan", "India", "Peru", "Chile")
    rows = [[unit, 2015, f"{50 + 3.7 * n:.2f}"] for n, unit in enumerate(units)]
    with pytest.raises(fd.SourceError, match="may be of World Press Freedom Index, and nothing"):
        look(save(tmp_path, rows, "country", "year", "score"))


def test_ranks_of_no_survey_are_not_taken_for_those_of_one(tmp_path):
    rows = [[2016, "Albania", 34], [2016, "Algeria", 159]]
    with pytest.raises(fd.SourceError, match="may be of World Press Freedom Index, and nothing"):
        look(save(tmp_path, rows, "year", "country", "rank"))


def test_few_scores_under_the_ids_of_ratings_are_scores(tmp_path):
    rows = [["Afghanistan", 6, "Not Free", 1, 5], ["Albania", 68, "Partly Free", 28, 40]]
    path = save(tmp_path, rows, "country", "score", "status", *RATINGS)
    found = look(path, edition=2024)
    assert (len(found.differs), found.agrees) == (0, 10)


def test_numbers_of_another_measure_are_refused_by_cell(tmp_path):
    net = fd.load("fotn", editions=2016)
    rows = [[row.country, 2016, int(row.net_score)] for row in net.itertuples()]
    path = save(tmp_path, rows, "country", "edition", "press_score")
    with pytest.raises(
        fd.SourceError, match=r"x.csv, row \d+, column 3: press_score of "
    ) as refused:
        look(path)
    assert "values of press_score differ: the column" in str(refused.value)


def test_a_turned_scale_is_named_with_what_turns_it(tmp_path):
    net = fd.load("fotn", editions=2024)
    rows = [[row.country, 2024, 100 - int(row.net_score)] for row in net.itertuples()]
    with pytest.raises(fd.SourceError, match=r"other end of the scale; turn it \(100 - x\)"):
        look(save(tmp_path, rows, "country", "edition", "net_score"))


def test_a_few_values_that_differ_are_listed(newest, tmp_path):
    rows = pick(newest, *RATINGS, "status", edition=2025)
    rows[0][2] = 7 if rows[0][2] < 7 else 6
    found = look(save(tmp_path, rows, "country", "edition", "PR", "CL", "Status"))
    assert len(found.differs) == 1


def test_what_is_at_hand_from_secondary_copies_does_not_refuse_a_file(tmp_path):
    frame = fd.load("fiw", editions=2026).dropna(subset=[*RATINGS])
    rows = [
        [row.country, 2026, 1 if row.civil_liberties > 1 else 2]
        for row in frame.itertuples()
        if row.civil_liberties_score == row.civil_liberties_score
    ]
    path = save(tmp_path, rows, "country", "edition", "civil_liberties")
    found = look(path)
    assert len(found.differs) == len(rows)
    assert set(found.differs["delivered"]) == {"what the file has"}
    assert set(found.withheld["whose"]) == {"what is at hand"}


def test_two_columns_of_one_measure_are_not_mixed(newest, tmp_path):
    rows = [[*row, row[-1]] for row in pick(newest, *RATINGS, "status", edition=2025)]
    found = look(
        save(tmp_path, rows, "country", "edition", "PR rating", "CL rating", "Status", "FH Status")
    )
    assert "column 'FH Status' is left alone" in str(found)


def test_a_rule_names_the_cells_of_the_file_that_breaks_it(tmp_path):
    path = save(tmp_path, [["France", 2025, 7]], "country", "edition", "political_rights")
    with pytest.raises(fd.RuleError) as refused:
        look(path, grade="published")
    text = str(refused.value)
    assert "status of France, edition 2025, is Free, expected Partly Free" in text
    assert "x.csv, row 2, column 3" in text


@pytest.mark.sweep
def test_thousands_of_names_that_nobody_bears_are_refused(tmp_path):
    rows = [[f"Xyz {n} Qq", 2000 + n % 16, n % 100] for n in range(30_000)]
    with pytest.raises(fd.SourceError):
        look(save(tmp_path, rows, "country", "year", "score"))
    with pytest.raises(fd.SourceError, match="no country or territory is called 'Xyz 0 Qq'"):
        look(save(tmp_path, rows, "country", "edition", "press_score"))


def test_a_table_of_statuses_may_be_of_two_surveys(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("Country/Territory,Edition,Status\nFrance,2025,F\n")
    with pytest.raises(fd.SourceError, match="of Freedom in the World or Freedom on the Net: give"):
        fd.ingest(path, dry_run=True)
