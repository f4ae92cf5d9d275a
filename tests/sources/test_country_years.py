"""
Tables with a row for each country and year, as public repositories have them.

The layouts are those of real files (headers, codes, words); the values are our own tables'.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from samples import drawn

import freedomdata as fd

if TYPE_CHECKING:
    from collections.abc import Callable

UNITS = (
    *("CHN", "USA", "HUN", "DEU", "TUR", "BRA", "IND", "ZAF", "KEN", "EGY", "MEX", "JPN", "PHL"),
    *("THA", "VEN", "NGA", "GBR", "ARG", "TUN", "COL"),
)
LETTERS = {"Free": "F", "Partly Free": "PF", "Not Free": "NF"}
COUNTRIES = {c.country_id: c for c in fd.list_countries().itertuples()}


def _load(survey: str, data: Any = None) -> pd.DataFrame:
    frame = fd.load(survey, country=UNITS, data=data).reset_index(drop=True)
    codes = {id_: COUNTRIES[id_] for id_ in UNITS}
    frame["iso3"] = frame["country_id"]
    for name in ("iso_alpha2", "cow", "gw", "iso_numeric"):
        frame[name] = frame["country_id"].map({id_: getattr(c, name) for id_, c in codes.items()})
    return frame


@pytest.fixture(scope="session")
def tables(rsf_built):
    """Rows of twenty countries, by survey."""
    return {s: _load(s, rsf_built if s == "rsf" else None) for s in ("fiw", "fotp", "fotn", "rsf")}


def letters(frame: pd.DataFrame) -> pd.Series:
    return frame["status"].astype(object).map(LETTERS)


def code(frame: pd.DataFrame, *codes: int) -> pd.Series:
    """Statuses as numbers, for Not Free, Partly Free and Free."""
    means = dict(zip(("Not Free", "Partly Free", "Free"), codes, strict=True))
    return frame["status"].astype(object).map(means)


@dataclass(frozen=True)
class Layout:
    """A table in the shape of a public one, and what comes of it: a survey or a sentence."""

    make: Callable[[dict[str, pd.DataFrame]], Any]
    survey: str = ""
    messages: tuple[str, ...] = ()
    given: dict[str, Any] = field(default_factory=dict)
    write: Callable[[pd.DataFrame], str] = lambda frame: frame.to_csv(index=False)


def recent(frame: pd.DataFrame, first: int, last: int = 2025) -> pd.DataFrame:
    return frame[frame["edition"].between(first, last)]


def scores(frame: pd.DataFrame) -> pd.DataFrame:
    return recent(frame, 2013).dropna(subset=["political_rights_score", "total_score"])


def pick(frame: pd.DataFrame, **columns: Any) -> pd.DataFrame:
    """Return columns under the names that a file gives them."""
    made = {
        name.replace("__", " "): frame[column] if isinstance(column, str) else column
        for name, column in columns.items()
    }
    return pd.DataFrame(made, index=frame.index)


def widen(frame: pd.DataFrame, *index: str) -> pd.DataFrame:
    """Return the ratings of political rights with a column for each year."""
    many = frame.set_index([*index, "year"])["political_rights"].unstack()  # noqa: PD010
    return many.reset_index()


def quote_rows(frame: pd.DataFrame) -> str:
    lines = frame.to_csv(index=False).splitlines()
    return "\n".join('"' + line.replace('"', '""') + '"' for line in lines) + "\n"


def with_mark(frame: pd.DataFrame) -> str:
    return frame.to_csv(index=False, sep=";", decimal=",")


def constant(frame: pd.DataFrame) -> pd.DataFrame:
    """A country that was always rated alike."""
    return recent(frame[frame["country_id"] == "USA"], 1973, 2016)


def turned(frame: pd.DataFrame) -> pd.DataFrame:
    """Freedom on the Net as it was printed up to 2018: 0 is most free."""
    old = frame["edition"] <= 2018
    made = frame.copy()
    for name, most in (("net_score", 100), ("obstacles_to_access", 25),
                       ("limits_on_content", 35), ("violations_of_user_rights", 40)):  # fmt: skip
        made[name] = frame[name].where(~old, most - frame[name])
    return made


RATINGS = {"pr": "political_rights", "cl": "civil_liberties"}
SCORES = {"pr": "political_rights_score", "cl": "civil_liberties_score", "total": "total_score"}

LAYOUTS = {
    # Freedom in the World
    "tidytuesday": Layout(
        lambda t: pick(f := recent(t["fiw"], 1996, 2021), country="country", year="year",
                       CL="civil_liberties", PR="political_rights", Status=letters(f),
                       Region_Code=2, Region_Name="country", is_ldc=0),
        "fiw", ("'year' is taken for the year covered, not the edition",
                "'PR' is taken for political_rights, not political_rights_score"),
    ),
    "R package freedomhouse, ratings": Layout(
        lambda t: pick(t["fiw"], year="year", country="country", iso2c="iso_alpha2", iso3c="iso3",
                       continent="region", political_rights="political_rights",
                       civil_liberties="civil_liberties", status="status", color="country"),
        "fiw", ("'year' is taken for the year covered",),
    ),
    "R package democracyData": Layout(
        lambda t: pick(f := t["fiw"], fh_country="country", country="country", year="year",
                       **RATINGS, status=letters(f), fh_total=f.political_rights
                       + f.civil_liberties, extended_country_name="country", GWn="gw",
                       cown="cow", in_GW_system=True),
        "fiw", ("'year' is taken for the year covered",),
    ),
    "scores with a year that is the edition": Layout(
        lambda t: pick(scores(t["fiw"]), country="country", region="region", c_t="country",
                       year="edition", **SCORES).assign(c_t="c"),
        "fiw", ("'year' is taken for the edition, not the year covered",),
    ),
    "one edition of scores, with stars": Layout(
        lambda t: pick(recent(t["fiw"], 2021, 2021), country="country", score="total_score",
                       status="status", pol_rights="political_rights_score",
                       civ_rights="civil_liberties_score"),
        "fiw", given={"edition": 2021},
    ),
    "one edition of scores that does not say which": Layout(
        lambda t: pick(recent(t["fiw"], 2021, 2021), country="country", score="total_score",
                       status="status", pol_rights="political_rights_score"),
        messages=("does not say of which edition it is: give edition=YEAR",),
    ),
    "scores under the ids of ratings": Layout(
        lambda t: pick(recent(t["fiw"], 2024, 2024), country="country", iso="iso3",
                       kind="country", score="total_score", status="status",
                       political_rights="political_rights_score",
                       civil_liberties="civil_liberties_score"),
        "fiw", ("'political_rights' is taken for political_rights_score",),
        given={"edition": 2024},
    ),
    "all data, headers of the R package janitor": Layout(
        lambda t: pick(f := scores(t["fiw"]), country_territory="country", region="region",
                       c_t="country", edition="edition", status=letters(f),
                       pr_rating="political_rights", cl_rating="civil_liberties",
                       **SCORES).assign(c_t="c").reset_index(names=""),
        "fiw",
    ),
    "all data, headers of R": Layout(
        lambda t: pick(f := scores(t["fiw"]), **{"Country.Territory": "country"},
                       Status=letters(f), **{"PR.Rating": "political_rights",
                       "CL.Rating": "civil_liberties", "PR.Aggr": "political_rights_score",
                       "CL.Aggr": "civil_liberties_score", "Total.Aggr": "total_score"},
                       Year="edition", Region="country").assign(Region="Asia Pacific"),
        "fiw", ("'Year' is taken for the edition", "column 'Region' is left alone"),
    ),
    "Our World in Data, chart": Layout(
        lambda t: pick(t["fiw"], Entity="country", Code="iso3", Year="year",
                       Political__rights="political_rights", Civil__liberties="civil_liberties"),
        "fiw", ("'Political rights' is taken for political_rights,",),
    ),
    "Our World in Data, regimes as numbers": Layout(
        lambda t: pick(f := t["fiw"], country="country", year="year", civlibs_fh="civil_liberties",
                       polrights_fh="political_rights", regime_fh=code(f, 0, 1, 2)),
        "fiw", ("0 is Not Free",),
    ),
    "Quality of Government, time series": Layout(
        lambda t: pick(f := t["fiw"], ccode="iso_numeric", cname="country", year="year",
                       ccodealp="iso3", cname_year="country", version="country",
                       fh_cl="civil_liberties", fh_pr="political_rights",
                       fh_status=code(f, 3, 2, 1)).assign(version="Q"),
        "fiw", ("3 is Not Free",),
    ),
    "V-Dem": Layout(
        lambda t: pick(t["fiw"], country_name="country", country_text_id="iso3",
                       country_id="iso_numeric", year="year", e_fh_pr="political_rights",
                       e_fh_cl="civil_liberties"),
        "fiw", ("'year' is taken for the year covered",),
    ),
    "V-Dem without names": Layout(
        lambda t: pick(t["fiw"], country_text_id="iso3", country_id="iso_numeric", year="year",
                       e_fh_pr="political_rights", e_fh_cl="civil_liberties"),
        "fiw",
    ),
    "numbers of the Correlates of War": Layout(
        lambda t: pick(t["fiw"], cowcode="cow", year="year", fh_pr="political_rights",
                       fh_cl="civil_liberties"),
        "fiw",
    ),
    "numbers of Gleditsch and Ward": Layout(
        lambda t: pick(t["fiw"], gwno="gw", year="year", fh_pr="political_rights",
                       fh_cl="civil_liberties"),
        "fiw",
    ),
    "numbers as pandas writes them with gaps": Layout(
        lambda t: pick(f := t["fiw"], cowcode=f["cow"].astype(float), year="year",
                       fh_pr="political_rights", fh_cl="civil_liberties"),
        "fiw",
    ),
    "numbers of no system": Layout(
        lambda t: pick(t["fiw"], ccode="cow", country="cow", year="year",
                       fh_pr="political_rights", fh_cl="civil_liberties"),
        messages=("is a number and no name: a column of codes is called cowcode, gwno or iso_num",),
        given={"year_column": "year"},
    ),
    "wide, a column for each year": Layout(
        lambda t: widen(t["fiw"], "country"),
        messages=("a column for each year",),
    ),
    "World Bank, indicators and years": Layout(
        lambda t: widen(t["fiw"], "iso3", "country")
        .rename(columns={"iso3": "Country ISO3", "country": "Country Name"})
        .assign(Indicator="Political rights"),
        messages=("a column for each year",),
    ),
    "wide, measure and year in one header": Layout(
        lambda t: widen(t["fiw"], "country").rename(columns=lambda name: f"PR_{name}"
                                                    if isinstance(name, int) else name),
        messages=("a column for each year",),
    ),
    "long, a row for each measure": Layout(
        lambda t: t["fiw"].melt(id_vars=["country", "year"], value_vars=[*RATINGS.values()]),
        messages=("'variable'", "a column for each measure"),
    ),
    "our own table": Layout(lambda t: t["fiw"].drop(columns=["iso3", "iso_alpha2", "cow", "gw",
                                                             "iso_numeric"]), "fiw"),
    "ratings called PR and CL, of editions": Layout(
        lambda t: pick(f := t["fiw"], country="country", edition="edition", PR="political_rights",
                       CL="civil_liberties", Status=letters(f)),
        "fiw", ("'PR' is taken for political_rights, not political_rights_score",),
    ),
    "scores called PR and CL, of editions": Layout(
        lambda t: pick(f := scores(t["fiw"]), country="country", edition="edition",
                       PR="political_rights_score", CL="civil_liberties_score", Status=letters(f)),
        "fiw", ("'PR' is taken for political_rights_score, not political_rights",),
    ),
    "ratings without an edition": Layout(
        lambda t: pick(f := recent(t["fiw"], 2025), country="country", PR="political_rights",
                       CL="civil_liberties", Status=letters(f)),
        "fiw", given={"edition": 2025},
    ),
    "scores without an edition": Layout(
        lambda t: pick(f := recent(t["fiw"], 2025), country="country", **SCORES,
                       Status=letters(f)),
        "fiw", given={"edition": 2025},
    ),
    "among other columns": Layout(
        lambda t: pick(t["fiw"], country="country", year="year", gdp="edition",
                       pop="edition", PR="political_rights", CL="civil_liberties"),
        "fiw", ("column 'gdp' is left alone",),
    ),
    "years as pandas writes them with gaps": Layout(
        lambda t: pick(t["fiw"], country="country", year=t["fiw"]["year"].astype(float),
                       PR="political_rights", CL="civil_liberties", status="status"),
        "fiw",
    ),
    "dates": Layout(
        lambda t: pick(f := t["fiw"], country="country", date=f["year"].astype(str) + "-12-31",
                       PR="political_rights", CL="civil_liberties", status="status"),
        "fiw", ("'date' is taken for the year covered",),
    ),
    "titles with a slash": Layout(
        lambda t: pick(f := t["fiw"], country="country",
                       edition=f["edition_label"].str.replace("-", "/").where(
                           ~f["edition_label"].str.contains("Jan"), f["edition"].astype(str)),
                       pr_rating="political_rights", cl_rating="civil_liberties", status="status"),
        "fiw",
    ),
    "1981 for the edition of 1982": Layout(
        lambda t: pick(f := t["fiw"], country="country", year=f["year"].replace(1982, 1981),
                       PR="political_rights", CL="civil_liberties", status="status"),
        "fiw", ("1981 is read as edition 1982, which covers it",),
    ),
    "1981 and 1982 for one edition": Layout(
        lambda t: pd.concat([
            pick(f := t["fiw"], country="country", year="year", pr="political_rights",
                 cl="civil_liberties"),
            pick(f[f["year"] == 1982], country="country", year="year", pr="political_rights",
                 cl="civil_liberties").assign(year=1981),
        ]),
        messages=("1981 is no year covered by an edition of Freedom in the World",
              "edition 1982 covers", "1982"),
    ),
    "a world average": Layout(
        lambda t: pd.concat([
            pick(t["fiw"], country="country", year="year", pr="political_rights"),
            pd.DataFrame({"country": ["World"], "year": [2000], "pr": [3]}),
        ]),
        messages=("no country or territory is called 'World'", "names={'World': None}"),
    ),
    "a world average, left out": Layout(
        lambda t: pd.concat([
            pick(t["fiw"], country="country", year="year", pr="political_rights"),
            pd.DataFrame({"country": ["World"], "year": [2000], "pr": [3]}),
        ]),
        "fiw", ("a row of 'World' is left out",), given={"names": {"World": None}},
    ),
    "partially free": Layout(
        lambda t: pick(f := t["fiw"], country="country", year="year",
                       status=f["status"].astype(object).replace("Partly Free", "Partially Free"),
                       pr="political_rights", cl="civil_liberties"),
        "fiw",
    ),
    "electoral democracies as numbers": Layout(
        lambda t: pick(f := t["fiw"].dropna(subset=["electoral_democracy"]), country="country",
                       year="year", electoral_democracy=f["electoral_democracy"].astype(float)),
        "fiw", ("'year' is taken for the year covered",),
    ),
    "rows wrapped in quotes": Layout(
        lambda t: pick(t["fiw"], country="country", year="year", pr="political_rights",
                       cl="civil_liberties", status="status"),
        "fiw", write=quote_rows,
    ),
    "JSON, a list of rows": Layout(
        lambda t: pick(t["fiw"], country="country", year="year", pr="political_rights",
                       cl="civil_liberties", status="status").astype({"status": object}),
        "fiw", write=lambda frame: frame.to_json(orient="records"),
    ),
    "one country": Layout(
        lambda t: pick(constant(t["fiw"]), country="country",
                       year="year", PR="political_rights", CL="civil_liberties"),
        messages=("'year' may be the year covered or the edition",
              "edition_column='year'", "year_column='year'"),
    ),
    "one country, with its column": Layout(
        lambda t: pick(constant(t["fiw"]), country="country",
                       year="year", PR="political_rights", CL="civil_liberties"),
        "fiw", given={"year_column": "Year"},
    ),
    "one edition said of many years": Layout(
        lambda t: pick(t["fiw"], country="country", year="year", pr="political_rights"),
        messages=("column 'year' has 53 different years", "give edition_column='year'"),
        given={"edition": 2025},
    ),
    "years called editions": Layout(
        lambda t: pick(t["fiw"], country="country", edition="year", pr="political_rights",
                       cl="civil_liberties", status="status"),
        messages=("contradicts the tables at hand however it is read", "1972 is no edition",
              "give year_column='edition'"),
    ),
    "years called editions, of late": Layout(
        lambda t: pick(recent(t["fiw"], 2003), country="country", edition="year",
                       pr="political_rights", cl="civil_liberties", status="status"),
        messages=("has the values of another year", "year_column=NAME"),
    ),
    "other numbers": Layout(
        lambda t: pick(f := t["fiw"], country="country", year="year",
                       fiw=f["political_rights"] * 2 - 5),
        messages=("is laid out like no file of any survey",),
    ),
    # Freedom of the Press
    "press scores": Layout(
        lambda t: pick(recent(t["fotp"], 1994, 2017).dropna(subset=["press_score"]),
                       country="country", year="year", score="press_score", status="status"),
        "fotp", ("the table is taken for Freedom of the Press",
                 "'year' is taken for the year covered"),
    ),
    "press scores with parts": Layout(
        lambda t: pick(f := recent(t["fotp"], 2003, 2014), country="country", year="edition",
                       a="legal_environment", b="political_environment",
                       c="economic_environment", score="press_score", status=letters(f)),
        "fotp", ("'year' is taken for the edition",),
    ),
    "press, 0 to 2": Layout(
        lambda t: pick(f := recent(t["fotp"], 2001, 2017), Entity="country", Code="iso3",
                       Year="year", PressFreedom=code(f, 0, 1, 2)),
        messages=("contradicts the tables at hand however it is read",), write=with_mark,
    ),
    # Freedom on the Net
    "net scores": Layout(
        lambda t: pick(t["fotn"].dropna(subset=["obstacles_to_access"]), Country="country",
                       Year="year", Status="status", Obstacles__to__Access="obstacles_to_access",
                       Limits__on__Content="limits_on_content",
                       Violations__of__User__Rights="violations_of_user_rights",
                       Total="net_score"),
        "fotn",
    ),
    "net scores as they were printed": Layout(
        lambda t: pick(turned(t["fotn"][t["fotn"]["edition"] <= 2018]), Country="country",
                       Year="year", Total="net_score", Status="status"),
        "fotn", ("0 is taken for most free",),
    ),
    "net scores, printed in both ways": Layout(
        lambda t: pick(turned(t["fotn"]), Country="country", Year="year", Total="net_score",
                       Status="status"),
        messages=("contradicts the tables at hand however it is read",),
    ),
    "statuses among others' columns": Layout(
        lambda t: pick(recent(t["fiw"], 2013, 2018), COUNTRY_CD="iso3", YEAR_NO="edition",
                       COUNTRY_NM="country", FREEDOM_STATUS="status"),
        "fiw",
    ),
    # the index of RSF
    "press freedom index": Layout(
        lambda t: pick(t["rsf"], country="country", country_code="iso_alpha2", year="edition",
                       rank="rank", score="press_freedom_score"),
        "rsf", ("'year' is taken for the edition",),
    ),
    "press freedom index with decimal commas": Layout(
        lambda t: pick(t["rsf"], Country="country", Year="edition", Score="press_freedom_score",
                       Rank="rank"),
        "rsf", write=with_mark,
    ),
    "press freedom index, turned": Layout(
        lambda t: pick(f := recent(t["rsf"], 2013, 2021), Country="country", Code="iso3",
                       Year="edition", Score=(100 - f["press_freedom_score"]).round(2),
                       Region="country"),
        messages=("contradicts the tables at hand however it is read",),
    ),
    "press freedom index, turned, named": Layout(
        lambda t: pick(f := recent(t["rsf"], 2013, 2021), Country="country", edition="edition",
                       press_freedom_score=(100 - f["press_freedom_score"]).round(2)),
        messages=("counts from the other end of the scale; turn it (100 - x)",),
    ),
    "press freedom index, of no measure": Layout(
        lambda t: pick(t["rsf"], country="country", iso2="iso_alpha2", year="edition",
                       value="press_freedom_score"),
        messages=("'value'", "does not say of what"),
    ),
}  # fmt: skip


@drawn("name", list(LAYOUTS), 16)
def test_a_layout_is_read_right_or_refused(name, tables, rsf_built, tmp_path):
    layout = LAYOUTS[name]
    path = tmp_path / "table.csv"
    path.write_text(layout.write(layout.make(tables)), "utf-8")
    data = rsf_built if "index" in name else None
    if not layout.survey:
        with pytest.raises(fd.FreedomDataError) as refused:
            fd.ingest(path, dry_run=True, data=data, **layout.given)
        for words in layout.messages:
            assert words in str(refused.value)
        assert len(str(refused.value)) < 3000
        return
    found = fd.ingest(path, dry_run=True, data=data, **layout.given)
    assert found.survey == layout.survey
    assert (len(found.differs), len(found.new)) == (0, 0)
    assert found.agrees >= 20
    for words in layout.messages:
        assert any(words in message for message in found.left)
