"""The commands that count and average: how many are Free, and how free they are on average."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

import freedomdata as fd
from freedomdata.choices import Grouping, How, Sample, Weight
from freedomdata.cli.options import (
    AskedSurveyArgument,
    CsvOption,
    JsonOption,
    MeasureOption,
    OnlyTerritoriesOption,
    SomeCountriesOption,
    TerritoriesOption,
    YearsOption,
    merge_years,
    read_editions,
)
from freedomdata.cli.printing import WHOLE, find_title, print_answer

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["aggregate", "count"]

_ByOption = Annotated[
    Grouping | None,
    typer.Option("--by", help="Apart by region: Freedom House's, or areas of UN M49."),
]
_WeightOption = Annotated[
    Weight | None,
    typer.Option("--weight", help="By people: the World Bank's population of each year."),
]
_SampleOption = Annotated[
    Sample | None,
    typer.Option("--sample", help="Only those who have a value in every edition."),
]
_EditionsOption = Annotated[
    str | None,
    typer.Option(
        "--editions", help="Editions, such as 2013,2025.  [default: all]", metavar="EDITIONS"
    ),
]
_EachYearArgument = Annotated[
    int | None, typer.Argument(help="One year covered.  [default: all]", metavar="YEAR")
]

_EDITION = {"edition": "Edition", "year": "Year"}
_MISSING = {"units_missing": "Without value", "missing_ids": "Which"}
_REGIONS = dict.fromkeys(
    ("region", "un_region", "un_subregion", "un_intermediate_region"), "Region"
)


def count(  # noqa: PLR0913 (each is an option)
    survey: AskedSurveyArgument = "fiw",
    year: _EachYearArgument = None,
    *,
    by: _ByOption = None,
    weight: _WeightOption = None,
    sample: _SampleOption = None,
    years: YearsOption = None,
    editions: _EditionsOption = None,
    country: SomeCountriesOption = None,
    territories: TerritoriesOption = False,
    only_territories: OnlyTerritoriesOption = False,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
) -> None:
    """
    Count how many countries, or people, are Free, Partly Free and Not Free.

    Example: freedomdata count fiw 2024 --by region
    """
    counts = fd.count_statuses(
        survey,
        merge_years(year, years),
        by=by,
        weight=weight,
        sample=sample,
        editions=read_editions(editions),
        country=country,
        territories="only" if only_territories else territories,
        dtype_backend=WHOLE,
    )
    title = f"{find_title(counts)}: how many have which status"
    shown = counts if as_json or as_csv else _spread(counts, by)
    amounts = {str(name): str(name) for name in shown if name not in counts}
    heads = {**_EDITION, **_REGIONS, **amounts, "units": "Counted", **_MISSING}
    print_answer(shown, heads, as_json=as_json, as_csv=as_csv, title=title)


def _spread(counts: pd.DataFrame, by: str | None) -> pd.DataFrame:
    """Return counts with the statuses beside each other, the freest first, and their shares."""
    from freedomdata.model import STATUSES

    keys = ["edition", "year", *([by] if by else [])]
    share = "people_share" if "people" in counts else "share"
    heads = {"countries": "{}", share: "{}, % of people" if "people" in counts else "{}, %"}
    frame = counts.drop_duplicates(keys).set_index(keys)[["units", "units_missing", "missing_ids"]]
    for amount, head in heads.items():
        for status in reversed(STATUSES):
            own = counts[counts["status"] == status].set_index(keys)
            frame[head.format(status)] = own[amount].round(1)
    spread = frame.reset_index()
    spread.attrs = counts.attrs
    return spread


def aggregate(  # noqa: PLR0913 (each is an option)
    survey: AskedSurveyArgument = "fiw",
    year: _EachYearArgument = None,
    *,
    measure: MeasureOption = None,
    by: _ByOption = None,
    how: Annotated[How, typer.Option("--how", help="Which average.")] = "mean",
    weight: _WeightOption = None,
    sample: _SampleOption = None,
    years: YearsOption = None,
    editions: _EditionsOption = None,
    country: SomeCountriesOption = None,
    territories: TerritoriesOption = False,
    only_territories: OnlyTerritoriesOption = False,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
) -> None:
    """
    Take the mean or median of a measure, of countries or of people, edition by edition.

    Example: freedomdata aggregate fiw --measure total_score --by region --years 2015-2024
    """
    frame = fd.aggregate(
        survey,
        measure,
        by=by,
        how=how,
        weight=weight,
        sample=sample,
        years=merge_years(year, years),
        editions=read_editions(editions),
        country=country,
        territories="only" if only_territories else territories,
        dtype_backend=WHOLE,
    )
    name = frame["measure"].iloc[0]
    of = " of people" if weight else ""
    title = f"{find_title(frame)}: {how}{of}, {name}"
    heads = {**_EDITION, **_REGIONS, "value": name, "units": "Counted", **_MISSING}
    if not (as_json or as_csv):
        frame["value"] = frame["value"].round(2)
    print_answer(frame, heads, as_json=as_json, as_csv=as_csv, title=title)
