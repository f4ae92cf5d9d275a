"""What people do with the frames: real calls of the programs that they use."""

from __future__ import annotations

import duckdb
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import polars as pl
import pytest
import seaborn as sns
import statsmodels.formula.api as smf
from sklearn.linear_model import LinearRegression

import freedomdata as fd
from freedomdata.paths import data_dir

SURVEYS = ["fiw", "fotp", "fotn"]
DATE = pd.to_datetime(pd.Series(["2013-01-01"])).dtype
FRAMES = {
    **{f"load {survey}": lambda survey=survey, **kw: fd.load(survey, **kw) for survey in SURVEYS},
    "load_items": lambda **kw: fd.load_items("fiw", **kw),
    "load_panel": fd.load_panel,
    "list_surveys": fd.list_surveys,
    "list_editions": fd.list_editions,
    "list_breaks": fd.list_breaks,
    "list_revisions": fd.list_revisions,
    "list_countries": fd.list_countries,
    "identify": lambda **kw: fd.identify(["Burma", "Congo"], [1990, None], **kw).report,
    "check": lambda **kw: fd.check(survey="fotn", **kw),
}
PLAIN = {np.dtype(name) for name in ("int64", "float64", "bool")} | {DATE}


@pytest.mark.parametrize("name", FRAMES)
def test_types_are_those_that_pandas_makes(name):
    frame = FRAMES[name]()
    texts = pd.Series(["text"]).dtype
    for column, dtype in frame.dtypes.items():
        is_ordered = isinstance(dtype, pd.CategoricalDtype) and dtype.ordered
        assert dtype in PLAIN or dtype == texts or is_ordered, column


@pytest.mark.parametrize("name", FRAMES)
@pytest.mark.parametrize("backend", ["numpy_nullable", "pyarrow"])
def test_other_types_hold_the_same_values(name, backend):
    plain, other = FRAMES[name](), FRAMES[name](dtype_backend=backend)
    assert list(plain) == list(other)
    for column in plain:
        dtype = other[column].dtype
        if isinstance(dtype, pd.CategoricalDtype):
            assert dtype == plain[column].dtype
        elif backend == "pyarrow":
            assert isinstance(dtype, pd.ArrowDtype)
        else:
            assert dtype == DATE or not isinstance(dtype, np.dtype)
        there = plain[column].notna()
        assert (other[column].notna() == there).all()
        assert (other[column][there].astype(object) == plain[column][there].astype(object)).all()


@pytest.mark.parametrize("backend", ["numpy_nullable", "pyarrow"])
def test_other_types_say_what_is_whole_and_what_is_true(backend):
    frame = fd.load("fiw", dtype_backend=backend)
    assert pd.api.types.is_bool_dtype(frame["electoral_democracy"].dtype)
    assert pd.api.types.is_integer_dtype(frame["total_score"].dtype)
    assert frame.loc[frame["country_id"] == "IND", "electoral_democracy"].iloc[-1]


def test_no_such_backend_is_refused():
    with pytest.raises(fd.FreedomDataError, match=r"'numpy_nullable' or 'pyarrow'.* not 'polars'"):
        fd.load("fiw", dtype_backend="polars")


@pytest.mark.parametrize(
    "selection", [{"country": "HUN"}, {"editions": 1973}, {"grade": "secondary"}]
)
@pytest.mark.parametrize("backend", [None, "numpy_nullable", "pyarrow"])
def test_what_is_selected_changes_no_type(selection, backend):
    whole = fd.load("fiw", dtype_backend=backend)
    assert fd.load("fiw", dtype_backend=backend, **selection).dtypes.equals(whole.dtypes)


@pytest.mark.parametrize("table", [*SURVEYS, "items"])
def test_the_files_have_the_same_types_for_every_program(table):
    path = data_dir() / f"{table}.parquet"
    frame = fd.load(table) if table in SURVEYS else fd.load_items("fiw")
    stored = pd.read_parquet(path)
    for column, dtype in stored.dtypes.items():
        same_date = dtype.kind == "M" and frame[column].dtype.kind == "M"
        assert dtype == frame[column].dtype or same_date, column
    schema = pl.read_parquet_schema(path)
    relation = duckdb.read_parquet(str(path))
    assert len(relation) == len(stored)
    kinds = dict(zip(relation.columns, map(str, relation.types), strict=True))
    for column, dtype in stored.dtypes.items():
        if dtype == "float64":
            assert (schema[column], kinds[column]) == (pl.Float64, "DOUBLE")
        elif dtype == "int64":
            assert (schema[column], kinds[column]) == (pl.Int64, "BIGINT")
        elif dtype.kind == "M":
            assert (schema[column], kinds[column]) == (pl.Datetime("us"), "TIMESTAMP")


def test_arithmetic_with_years_does_not_wrap():
    frame = fd.load("fiw", country="Norway")
    assert (frame["year"] * 100 + 12).iloc[-1] == frame["year"].iloc[-1].item() * 100 + 12
    assert (frame["year"] ** 2).iloc[-1] == frame["year"].iloc[-1].item() ** 2
    assert isinstance(bool(frame["total_score"].iloc[0] > 50), bool)  # NaN decides, NA raises


def test_statsmodels_fits_what_numpy_fits():
    frame = fd.load("fiw")
    for formula, column, degree in (
        ("political_rights ~ year + I(year**2)", "political_rights", 2),
        ("total_score ~ year", "total_score", 1),
    ):
        rows = frame.dropna(subset=column)
        fitted = smf.ols(formula, frame).fit()
        assert fitted.nobs == len(rows)
        curve = np.polynomial.Polynomial.fit(rows["year"], rows[column], degree)
        assert fitted.fittedvalues.to_numpy() == pytest.approx(
            curve(rows["year"].to_numpy()), abs=1e-3
        )


def test_statsmodels_takes_words_and_yes_or_no():
    frame = fd.load("fiw", years=range(2005, 2025))
    words = smf.ols("total_score ~ C(status) + C(region)", frame).fit()
    assert words.params["C(status)[T.Free]"] > words.params["C(status)[T.Partly Free]"] > 0
    logit = smf.logit("electoral_democracy ~ total_score", frame).fit(disp=0)
    assert logit.params["total_score"] > 0


def test_merge_asof_by_year_and_by_date():
    frame = fd.load("fiw", country="China")
    years = pd.DataFrame({"year": [1981, 2013]})
    assert pd.merge_asof(years, frame, on="year")["edition"].tolist() == [1981, 2014]
    days = pd.DataFrame({"day": pd.to_datetime(["1981-06-04", "2013-04-12"])})
    met = pd.merge_asof(days, frame, left_on="day", right_on="period_start")
    assert met["edition"].tolist() == [1982, 2014]


def test_scikit_learn_takes_the_columns_as_they_are():
    rows = fd.load("fiw", years=2024).dropna(subset="total_score")
    x, y = rows[["political_rights", "civil_liberties"]], rows["total_score"]
    assert LinearRegression().fit(x, y).score(x, y) > 0.95


def test_seaborn_draws_heatmaps_lines_and_points():
    frame = fd.load("fiw", country=["China", "Hungary", "Sudan"], years=range(2000, 2026))
    wide = frame.pivot_table(index="country", columns="year", values="total_score")
    mesh = sns.heatmap(wide).collections[0]
    assert mesh.get_array().count() == frame["total_score"].notna().sum()
    _, ax = plt.subplots()
    sns.lineplot(frame, x="year", y="total_score", hue="status", style="country", ax=ax)
    words = {text.get_text() for text in ax.get_legend().get_texts()}
    assert {"Not Free", "Hungary"} <= words
    _, ax = plt.subplots()
    sns.lineplot(fd.load_panel(country="China"), x="year", y="freedom", hue="survey", ax=ax)
    assert [text.get_text() for text in ax.get_legend().get_texts()] == SURVEYS
    _, ax = plt.subplots()
    sns.stripplot(frame, x="status", y="total_score", ax=ax)
    assert next(label.get_text() for label in ax.get_xticklabels()) == "Not Free"


def test_matplotlib_draws_images_bars_and_lines():
    frame = fd.load("fiw", country=["China", "Sudan"], years=range(2000, 2026))
    wide = frame.pivot_table(index="country", columns="year", values="total_score")
    _, axes = plt.subplots(3)
    assert axes[0].imshow(wide).get_array().shape == wide.shape
    bars = axes[1].bar(frame["year"], frame["total_score"])
    assert len(bars) == len(frame)
    (line,) = axes[2].plot(frame["period_end"], frame["political_rights"])
    assert len(line.get_xdata()) == len(frame)
    plt.gcf().canvas.draw()


def test_namibia_keeps_its_code_through_a_csv(tmp_path):
    path = tmp_path / "countries.csv"
    countries = fd.list_countries()
    countries.to_csv(path, index=False)
    back = pd.read_csv(path, keep_default_na=False, na_values=[""], dtype={"iso_numeric": str})
    assert back.set_index("country_id").loc["NAM", "iso_alpha2"] == "NA"
    pd.testing.assert_frame_equal(back, countries)


def test_stata_takes_what_has_values(tmp_path):
    china = fd.load("fiw", country="China").dropna(axis=1, how="all")
    china.to_stata(tmp_path / "fiw.dta", write_index=False)
    back = pd.read_stata(tmp_path / "fiw.dta")
    assert back["total_score"].tolist()[-2:] == china["total_score"].tolist()[-2:]
    assert len(fd.plot_trend(back).get_figure().axes) == 1
