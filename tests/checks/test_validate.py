"""Somebody's own frame: whatever is wrong in it is said, and nothing else."""

from __future__ import annotations

import pickle

import numpy as np
import pandas as pd
import pytest

import freedomdata as fd

FIW, FOTP, FOTN = (fd.load(id_) for id_ in ("fiw", "fotp", "fotn"))
FRAMES = {"fiw": FIW, "fotp": FOTP, "fotn": FOTN}


def assert_refused(frame, survey, *fragments, **options):
    """Validate a frame that must be refused; return the error."""
    before = frame.copy(deep=True)
    with pytest.raises(fd.RuleError) as refusal:
        fd.validate(frame, survey, **options)
    pd.testing.assert_frame_equal(frame, before)
    for fragment in fragments:
        assert fragment in str(refusal.value)
    return refusal.value


def errors(error):
    return error.findings[error.findings["level"] == "error"]


def spoil(survey, country_id, edition, **values):
    frame = FRAMES[survey].copy()
    rows = (frame["country_id"] == country_id) & (frame["edition"] == edition)
    assert rows.sum() == 1
    for column, value in values.items():
        frame.loc[rows, column] = value
    return frame


@pytest.mark.parametrize("survey", FRAMES)
@pytest.mark.parametrize("compare", [True, False])
def test_what_is_delivered_is_valid(survey, compare):
    frame = FRAMES[survey]
    assert fd.validate(frame, survey, compare=compare) is frame


LENIENT = {
    "int64": lambda f: f.astype({"edition": "int64", "political_rights": "Int64"}),
    "floats": lambda f: f.astype({"edition": float, "political_rights": float, "year": float}),
    "texts": lambda f: f.astype({"edition": str, "political_rights": str, "status": str}),
    "objects": lambda f: f.astype(object),
    "objects with None": lambda f: f.astype(object).where(f.notna(), None),
    "unordered words": lambda f: f.assign(status=f["status"].cat.as_unordered()),
    "ids as categories": lambda f: f.assign(country_id=f["country_id"].astype("category")),
    "another index": lambda f: f.set_index(pd.MultiIndex.from_arrays([f["year"], f["country"]])),
    "another order": lambda f: f.sample(frac=1, random_state=1),
    "few rows": lambda f: f.sample(20, random_state=2),
    "no rows": lambda f: f.head(0),
    "the key alone": lambda f: f[["country_id", "edition"]],
    "other columns": lambda f: f.assign(gdp=1.5, polity="x", **{"PR rating": 99}),
    "holes": lambda f: f.assign(
        civil_liberties=f["civil_liberties"].mask(f.index % 3 == 0),
        political_rights_score=f["political_rights_score"].mask(f.index % 2 == 0),
    ),
    "columns less": lambda f: f[["country_id", "edition", "total_score", "civil_liberties"]],
    "the next edition": lambda f: f[f["edition"] == 2025].assign(edition=2027, year=2026),
}


@pytest.mark.parametrize("name", LENIENT)
def test_how_values_come_does_not_matter(name):
    frame = LENIENT[name](FIW)
    before = frame.copy(deep=True)
    assert fd.validate(frame, "fiw") is frame
    pd.testing.assert_frame_equal(frame, before)


def test_one_value_that_is_not_the_published_one():
    frame = spoil("fotp", "COD", 2015, press_score=59)
    error = assert_refused(
        frame,
        "fotp",
        "press_score differs from the published value (edition 2015 of Congo (Kinshasa): found 59, "
        "published 79; row ",
        "status of Congo (Kinshasa), edition 2015, is Not Free, expected Partly Free (status "
        "follows from the mean of press_score",
    )
    label = frame.index[(frame["country_id"] == "COD") & (frame["edition"] == 2015)].item()
    assert set(errors(error)["cell"]) == {f"row {label}"}
    assert list(error.findings.columns) == list(fd.check(survey="fotn").columns)
    assert errors(error)["edition"].tolist() == [2015] * 3
    assert str(pickle.loads(pickle.dumps(error))) == str(error)  # noqa: S301 (our own)


def test_swapped_congos():
    swapped = FOTP.assign(country_id=FOTP["country_id"].replace({"COD": "COG", "COG": "COD"}))
    assert_refused(
        swapped, "fotp", "is Congo (Kinshasa), expected Congo (Brazzaville), or 'COD' for"
    )
    error = assert_refused(
        swapped.drop(columns="country"), "fotp", "differs from the published value"
    )
    assert set(errors(error)["country_id"]) == {"COD", "COG"}


def test_42_points_that_are_marked_not_free():
    frame = pd.DataFrame(
        {"country_id": ["HUN"], "edition": [2017], "press_score": 42, "status": "Not Free"}
    )
    message = "status of Hungary, edition 2017, is Not Free, expected Partly Free (status follows"
    assert_refused(frame, "fotp", message, compare=False)


def test_zeros_for_missing():
    frame = pd.DataFrame({"country_id": ["XKX"], "edition": [2009], "press_score": [0]})
    assert_refused(
        frame, "fotp", "edition 2009 of Kosovo: found 0, published none; zeros for missing"
    )


@pytest.mark.parametrize(
    ("survey", "measure", "low", "high"),
    [("fotn", "net_score", 0, 100), ("fotp", "press_score", 0, 100),
     ("fiw", "political_rights", 1, 7)],
)  # fmt: skip
def test_a_turned_scale_is_named_first(survey, measure, low, high):
    frame = FRAMES[survey]
    turned = frame.assign(**{measure: low + high - frame[measure]})
    error = assert_refused(turned, survey, f"{measure} is counted from the other end (")
    assert str(error).splitlines()[1].startswith(f"{measure} is counted from the other end")
    assert_refused(turned, survey, "(status follows from the mean of", compare=False)


def test_a_status_that_contradicts_its_ratings():
    message = "status of Hungary, edition 2010, is Not Free, expected Free (status follows from"
    assert_refused(spoil("fiw", "HUN", 2010, status="Not Free"), "fiw", message, compare=False)


def test_rows_that_are_there_twice():
    frame = pd.concat([FOTN, FOTN.iloc[[7]]])
    error = assert_refused(frame, "fotn", "is in 2 rows, expected in one")
    assert errors(error)["cell"].tolist() == ["rows 7, 7"]


def test_years_in_the_edition_column():
    frame = FIW[["country_id", "year", "status"]].rename(columns={"year": "edition"})
    assert_refused(
        frame,
        "fiw",
        "edition is 1972, expected an edition of fiw, 1973 to 2026, or the next (years covered are "
        "no editions: that of 2013 covers 2012)",
        "edition is as if it were the year covered",
    )
    later = frame[frame["edition"].between(1990, 2025)]
    assert_refused(later, "fiw", "edition is as if it were the year covered")
    both = FIW.assign(edition=FIW["year"])[lambda f: f["edition"] > 1990]
    assert_refused(both, "fiw", "edition is the same as year", compare=False)
    assert_refused(
        spoil("fiw", "HUN", 2010, year=2010), "fiw", "year of Hungary, edition 2010, is 2010"
    )


def test_editions_that_are_none():
    missing = FIW.astype({"edition": float})
    missing.loc[3, "edition"] = np.nan
    assert_refused(missing, "fiw", "edition is missing, expected an edition of fiw")
    half = FIW.astype({"edition": float})
    half.loc[3, "edition"] = 1980.5
    assert_refused(half, "fiw", "edition is 1980.5,")
    label = FIW.astype({"edition": object})
    label.loc[3, "edition"] = "1983-84"
    assert_refused(label, "fiw", "edition is '1983-84',")


def test_words_of_others():
    message = "status is 'Partially Free', expected Partly Free (status is one of its words; row "
    renamed = FIW["status"].astype(str).replace({"Partly Free": "Partially Free"})
    error = assert_refused(FIW.assign(status=renamed), "fiw", message)
    assert len(errors(error)) == 1
    codes = FIW["status"].astype(str).replace({"Partly Free": "PF"})
    assert_refused(FIW.assign(status=codes), "fiw", "status is 'PF', expected Partly Free")
    assert_refused(
        FIW.assign(status=1), "fiw", "status is 1, expected Not Free or Partly Free or Free"
    )
    assert_refused(FIW.assign(grade="good"), "fiw", "grade is 'good', expected one of published, ")


def test_names_for_ids():
    assert_refused(
        FOTN.assign(country_id=FOTN["country"]),
        "fotn",
        "country_id is 'Angola', expected the id 'AGO' (identify() finds ids by name)",
    )
    assert_refused(
        FOTN.assign(country_id=7), "fotn", "country_id is 7, expected an id of the registry"
    )
    assert_refused(FOTN.assign(country_id=None), "fotn", "country_id is missing, expected an id")


def test_columns_of_others():
    frame = FIW.rename(columns={"country_id": "iso3", "edition": "Survey Edition"})
    error = assert_refused(
        frame.drop(columns=["country", "year"]),
        "fiw",
        "column 'country_id' is missing, expected ids of the registry: identify(df['iso3']).ids",
        "column 'edition' is missing, expected the later year of each edition's title: is it what "
        "'Survey Edition' holds?",
    )
    assert len(errors(error)) == 2
    by_year = FIW.drop(columns="edition")
    assert_refused(by_year, "fiw", "'year' looks like it, but years covered are no editions")
    assert_refused(
        FIW.set_index(["country_id", "edition"]), "fiw", "it is in the index, use reset_index()"
    )
    assert_refused(pd.DataFrame({"x": [1]}), "fiw", "column 'country_id' is missing", "identify()")
    assert_refused(
        pd.concat([FIW, FIW[["status"]]], axis=1), "fiw", "'status' is there several times"
    )
    only = FIW[["country_id", "edition"]].assign(**{"PR rating": FIW["political_rights"]})
    assert_refused(
        only, "fiw", "column 'PR rating' is unknown, expected 'political_rights': rename it"
    )
    both = FIW.drop(columns="political_rights").assign(**{"PR rating": 1, "status": "x"})
    found = assert_refused(both, "fiw", "column 'PR rating' is unknown").findings
    assert found.loc[found["measure"] == "column 'PR rating'", "level"].tolist() == ["warning"]


def test_numbers_that_are_none():
    texts = FOTP["press_score"].astype(object)
    texts[FOTP["press_score"].eq(33).fillna(value=False)] = "33,5"
    assert_refused(
        FOTP.assign(press_score=texts), "fotp", "is '33,5', expected a number, such as 33.5"
    )
    assert_refused(FOTN.assign(net_score="n/a"), "fotn", "is 'n/a', expected a number, or nothing")
    assert_refused(FOTN.assign(net_score=True), "fotn", "is True, expected a number, or nothing")
    assert_refused(FOTN.assign(net_score=np.inf), "fotn", "is inf, expected a number, or nothing")
    message = "is 4.5, expected a whole number from 1 to 7 (values lie on their scale"
    half = FIW.astype({"political_rights": float}).assign(political_rights=4.5)
    assert_refused(half, "fiw", message, compare=False)


def test_a_sum_is_proven_where_all_its_parts_are_there():
    frame = spoil("fotn", "HUN", 2024, net_score=1)
    assert_refused(
        frame, "fotn", "net_score of Hungary, edition 2024, is 1, expected 69", compare=False
    )
    fd.validate(
        frame.drop(columns=["limits_on_content", "status"]), "fotn", compare=False
    )  # fmt: skip


def test_what_an_older_release_had_is_known():
    old = spoil("fiw", "XED", 2024, civil_liberties_score=4, total_score=3)
    assert fd.validate(old, "fiw") is old
    assert_refused(
        spoil("fiw", "XED", 2024, civil_liberties_score=5, total_score=4), "fiw", "found 5"
    )
    old.loc[old["country_id"] == "HUN", "status"] = "Not Free"
    found = assert_refused(old, "fiw").findings
    known = found[(found["country_id"] == "XED") & (found["rule"] == "values are as published")]
    assert set(known["level"]) == {"known"}
    assert known["reason"].str.contains("revised by the publisher in release 2025").all()


def test_what_the_tables_cannot_have_is_not_compared():
    tibet = FIW[(FIW["country_id"] == "XTB") | FIW["country"].eq("Tibet")].tail(1)
    later = tibet.assign(edition=2026, year=2025)  # territories are not in the secondary copies
    fd.validate(later, "fiw")
    assert_refused(spoil("fiw", "HUN", 2026, total_score=1), "fiw", "secondary copies")


def test_a_message_is_eight_sentences_and_a_number():
    error = assert_refused(FIW.assign(political_rights=9), "fiw")
    lines = str(error).splitlines()
    assert lines[0] == "The frame is not Freedom in the World as it should be:"
    assert len(lines) == 10
    assert lines[-1].startswith("And ")
    assert lines[-1].endswith(" more: the attribute findings of this error has them all.")


def test_arguments_that_are_none():
    with pytest.raises(fd.FreedomDataError, match=r"df is a pandas.DataFrame, not \[1\]"):
        fd.validate([1], "fiw")
    with pytest.raises(fd.UnknownSurveyError):
        fd.validate(FIW, "fiv")
    rsf = pd.DataFrame({"country_id": ["HUN"], "edition": [2024], "press_freedom_score": [62.98]})
    with pytest.raises(fd.SourceError, match="does not come with this package"):
        fd.validate(rsf, "rsf")
    assert fd.validate(rsf, "rsf", compare=False) is rsf


def test_values_that_are_nothing_at_all_never_raise():
    strange = [[1], {}, (), b"x", 1j, pd.Timestamp("2020"), object(), "", " ", np.nan, pd.NaT, None]
    for column in ("country_id", "edition", "status", "net_score", "country", "year", "grade"):
        frame = FOTN.head(len(strange)).astype(object)
        frame[column] = pd.Series(strange, dtype=object)
        try:
            fd.validate(frame, "fotn")
        except fd.RuleError as error:
            assert len(error.findings)  # noqa: PT017 (either is right)


def test_a_lost_decimal_comma(rsf_built):
    frame = fd.load("rsf", data=rsf_built)
    assert fd.validate(frame, "rsf", data=rsf_built) is frame
    is_one = (frame["country_id"] == "HUN") & (frame["edition"] == 2024)
    frame.loc[is_one, "press_freedom_score"] *= 100
    assert_refused(frame, "rsf", "is 6298, expected a number from 0 to 100", compare=False)
    assert_refused(frame, "rsf", "found 6298, published 62.98", data=rsf_built)


def test_a_measure_by_another_name_is_reported():
    frame = FIW[["country_id", "edition", "total_score"]].assign(PR=FIW["political_rights"])
    with pytest.warns(UserWarning, match="column 'PR' is unknown, expected 'political_rights'"):
        assert fd.validate(frame, "fiw") is frame


def test_what_is_said_of_years_is_true_of_the_survey():
    for frame in (FOTN.drop(columns="edition"), FOTN.assign(edition=2010)):
        error = assert_refused(frame, "fotn")
        assert "that of 2013 covers 2012" not in str(error)


def test_many_rows_of_one_key_are_reported_by_the_first():
    error = assert_refused(pd.concat([FOTN.head(1)] * 50), "fotn", "is in 50 rows", "and 42 more).")
    assert len(str(error)) < 300


def test_what_holds_or_not_may_be_a_number_in_a_text():
    """As every column is that was read with dtype=str; ten is no such number."""
    rows = {"country_id": ["CHN", "FRA"], "edition": ["2016", "2016"]}
    frame = pd.DataFrame(rows | {"electoral_democracy": ["0.0", "1.0"]})
    assert fd.validate(frame, "fiw")["electoral_democracy"].tolist() == ["0.0", "1.0"]
    with pytest.raises(fd.RuleError, match="electoral_democracy is '10', expected False or True"):
        fd.validate(frame.assign(electoral_democracy=["0", "10"]), "fiw")
