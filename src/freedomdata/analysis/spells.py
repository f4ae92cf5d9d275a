"""How long somebody had one status, or became less free in a row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from freedomdata.analysis.answers import (
    choose_rows,
    keep_listed,
    list_lacking,
    note_incomplete,
    read_question,
)
from freedomdata.analysis.changes import compare_editions, read_least
from freedomdata.analysis.comparing import find_crossings, pair_rows, place_editions
from freedomdata.analysis.runs import add_up, describe_runs, find_bounds, find_runs
from freedomdata.analysis.steps import choose_level, take_values
from freedomdata.arguments import read_choice, read_words
from freedomdata.calls import explain_calls, format_argument
from freedomdata.choices import Decline
from freedomdata.countries.registry import get_groups
from freedomdata.errors import FreedomDataError
from freedomdata.model import STATUSES

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable

    import pandas as pd

    from freedomdata.analysis.answers import Question
    from freedomdata.analysis.runs import Runs
    from freedomdata.model import Headline
    from freedomdata.schema import Backend

__all__ = ["find_spells"]

_WHO = {"country_id": "str", "country": "str", "is_territory": "bool"}
_RUN = {
    "first_edition": "int64",
    "first_year": "int64",
    "last_edition": "int64",
    "last_year": "int64",
    "editions": "int64",
    "years": "int64",
    "is_open_start": "bool",
    "is_open_end": "bool",
}
_STATUS = {**_WHO, "status": "status", **_RUN, "breaks": "str"}
_COUNTRY = {
    **_WHO, "measure": "str", "old": "Float64", "new": "Float64", "points": "Float64", **_RUN,
}  # fmt: skip
_REGION = {"region": "str", "measure": "str", "declined": "int64", "improved": "int64", **_RUN}


@explain_calls
def find_spells(  # noqa: PLR0913 (each is a way to select)
    survey: str | pd.DataFrame,
    *,
    status: str | Iterable[str] | None = None,
    decline: Decline | None = None,
    level: str | None = None,
    min_years: int | None = None,
    years: int | Iterable[int] | None = None,
    editions: int | Iterable[int] | None = None,
    country: str | Iterable[str] | None = None,
    territories: bool | Literal["only"] = False,
    data: str | os.PathLike[str] | None = None,
    dtype_backend: Backend | None = None,
) -> pd.DataFrame:
    """
    Find for how long each country had one status, or declined year after year.

    Parameters
    ----------
    survey : str or pandas.DataFrame
        Survey id, or rows as :func:`load` gives them, which are then all that is looked at.
    status : str or iterable of str, optional
        Runs of this status, or of several: ``"Free"``, ``"Partly Free"``, ``"Not Free"``. Runs of
        all three by default.
    decline : {"country", "region", "world"}, optional
        Runs of decline instead: of a country, editions in a row in each of which it had a lower
        score than in the one before; of a region of Freedom House, or of the world, editions in a
        row in each of which more declined than improved.
    level : str, optional
        What declines: a word or id, as in :func:`find_changes`. By default the finest
        measure of the survey, as for ``"score"``.
    min_years : int, optional
        Only runs of at least so many years. All by default.
    years : int or iterable of int, optional
        Only these years covered, such as ``range(1990, 2025)``; what goes on beyond them is open.
        All by default.
    editions : int, iterable of int, optional
        Only these editions, by the later year of their title. All by default.
    country : str or iterable of str, optional
        Ids, ISO codes or names of countries and territories, or a region of Freedom House or of the
        United Nations. All by default.
    territories : bool or "only", default False
        Whether territories are taken, too, or alone; those named in `country` always are. A unit
        counts as what it is listed as at the end of the run.
    data : path, optional
        Another data directory. ``FREEDOMDATA_DATA`` or the tables in the package by default.
    dtype_backend : {"numpy_nullable", "pyarrow"}, optional
        Types of the columns, as in pandas' readers. By default those that pandas itself makes.

    Returns
    -------
    pandas.DataFrame
        One row per run, the longest first (by ``years``, then ``editions``), then by who it is and
        ``first_edition``. Who it is: ``country_id``, ``country`` (str), ``is_territory`` (bool), of
        a region or the world ``region`` (str). Of runs of a status ``status`` (ordered category);
        of decline ``measure`` (str), of a country ``old`` (float64, before the first decline),
        ``new`` (after the last) and ``points`` (the sum, below 0), else ``declined`` and
        ``improved`` (int64, how often in all). Then

        - ``first_edition``, ``first_year``, ``last_edition``, ``last_year`` (int64): of decline the
          first is that of the first lower value
        - ``editions`` (int64): how many
        - ``years`` (int64): how many years covered; a year without an edition of its own counts
          with the edition that covers it, as 1981 with edition 1982; the runs of a unit add up
        - ``is_open_start``, ``is_open_end`` (bool): whether the run may have begun before, or go
          on: the edition before or after is none of the survey's, lacks the unit, or does not
          compare. Where the unit itself began or ended it is not open.
        - ``breaks`` (str), of runs of a status: editions, blank between, whose change of method
          forbids to compare the statuses within the run or at one of its ends

    Raises
    ------
    UnknownSurveyError
        If `survey` is no id of a survey.
    UnknownCountryError, AmbiguousCountryError
        If a country or region is not known, or may be several.
    FreedomDataError
        If both `status` and `decline` are given, or countries and the decline of the world or of
        regions, there is no such status, `decline` or `level`,
        `min_years` is no number above 0, a year or edition is not there, or a frame is not as
        :func:`load` gives it.
    SourceError
        If `data` is no data directory, or lacks the survey.

    Warns
    -----
    FreedomDataWarning
        If the survey never rated a country that is named.

    See Also
    --------
    find_changes : What ended a run.
    list_breaks : Changes of method.

    Notes
    -----
    A naive version, which counts equal rows in a row, makes one run of two with a gap between them
    (Hong Kong was not rated for 1973); a gap ends a run here, and opens both sides. It counts rows
    for years, and loses 1981. It takes the first row for a beginning, and the last for an end: the
    German Democratic Republic ended as Not Free in 1989, China goes on. An edition that lacks units
    is no year of the world or of a region.

    Freedom House counts 19 years of decline in a row to 2024, of countries by their total scores;
    with territories more improved than declined in 2006, and there are 18. It counts editions for
    years: Freedom on the Net declined for the 14th time in edition 2024, over 16 years covered.

    Examples
    --------
    >>> world = find_spells("fiw", decline="world", years=range(1972, 2025))
    >>> world[["region", "first_year", "last_year", "years", "declined", "improved"]]
      region  first_year  last_year  years  declined  improved
    0  World        2006       2024     19      1147       700
    >>> spells = find_spells("fiw", country="Hungary")
    >>> spells[["status", "first_year", "last_year", "years", "is_open_start", "is_open_end"]]
            status  first_year  last_year  years  is_open_start  is_open_end
    0         Free        1990       2017     28          False        False
    1     Not Free        1972       1983     12           True        False
    2  Partly Free        2018       2025      8          False         True
    3  Partly Free        1984       1989      6          False        False
    """
    _refuse_mixture(status, decline, level)
    words = read_words("status", status, STATUSES)
    least = read_least("min_years", min_years)
    question = read_question(survey, country=country, territories=True, data=data)
    if (decline == "world" and country is not None) or (decline == "region" and question.named):
        raise FreedomDataError(
            f"{format_argument('decline', decline)} is of all that are rated there: leave out "
            f"{format_argument('country', metavar='COUNTRY')}, or give "
            f"{format_argument('decline', 'country')}"
        )
    question.rows = choose_rows(question, years, editions)
    chosen = choose_level(question.record, "status" if decline is None else level or "score")
    if decline is None:
        spells, dtypes = _find_statuses(question, chosen, territories), _STATUS
        spells = spells[spells["status"].isin(words or STATUSES)]
    elif decline == "country":
        spells, dtypes = _find_declines(question, chosen, territories), _COUNTRY
    else:
        spells, dtypes = _find_common(question, chosen, territories, decline), _REGION
    spells = spells[spells["years"] >= least]
    order = ["years", "editions", next(iter(dtypes)), "first_edition"]
    spells = spells.sort_values(order, ascending=[False, False, True, True])
    return question.answer(spells, dtypes, dtype_backend)


def _refuse_mixture(status: object, decline: Decline | None, level: str | None) -> None:
    """Refuse arguments of runs of a status beside those of decline."""
    if decline is not None:
        read_choice("decline", decline, Decline)
    if status is not None and decline is not None:
        by_status = format_argument("status", metavar="STATUS")
        by_decline = format_argument("decline", decline)
        raise FreedomDataError(f"give {by_status} or {by_decline}, not both")
    if level is not None and decline is None:
        raise FreedomDataError(
            f"{format_argument('level', level)} is of a decline: give "
            f"{format_argument('decline', 'country')}, or leave it out"
        )


def _find_statuses(
    question: Question,
    level: Headline,
    territories: bool | Literal["only"],  # noqa: FBT001 (as in the public functions)
) -> pd.DataFrame:
    """Return all runs of one status."""
    record = question.record
    values = take_values(record, level, question.rows)
    note_incomplete(question, list_lacking(question, question.rows, territories))
    question.leave_out("without a status", question.rows[values.isna()])
    rows = question.rows[values.notna()]
    runs = _find_runs(question, rows, values[values.notna()].to_numpy(int))
    began, ended = find_bounds(record, rows)
    runs = runs._replace(
        is_open_start=runs.is_open_start & ~began[runs.first],
        is_open_end=runs.is_open_end & ~ended[runs.last],
    )
    spells = rows.iloc[runs.last].assign(
        **describe_runs(record, rows, runs), breaks=_list_breaks(question, level, rows, runs)
    )
    ends = np.repeat(runs.last, runs.last - runs.first + 1)
    listed = rows.assign(is_territory=rows["is_territory"].to_numpy()[ends])
    return spells[spells.index.isin(keep_listed(question, listed, territories).index)]


def _find_declines(
    question: Question,
    level: Headline,
    territories: bool | Literal["only"],  # noqa: FBT001 (as in the public functions)
) -> pd.DataFrame:
    """Return all runs of editions in which a unit was less free than in the one before."""
    record = question.record
    steps = compare_editions(question, level, question.rows, territories)
    steps = steps[~steps["is_gap"]]
    rows = question.rows[take_values(record, level, question.rows).notna()]
    labels = (steps["points"] < 0).astype(int).reindex(rows.index, fill_value=-1).to_numpy()
    runs = _find_runs(question, rows, labels)
    runs = runs.keep(labels[runs.first] == 1)
    began, ended = find_bounds(record, rows)
    runs = runs._replace(
        is_open_start=runs.is_open_start & ~began[runs.first - 1],
        is_open_end=runs.is_open_end & ~ended[runs.last],
    )
    steps = steps.reindex(rows.index)
    return rows.iloc[runs.last].assign(
        measure=level.id,
        old=steps["old"].to_numpy()[runs.first],
        new=steps["new"].to_numpy()[runs.last],
        points=add_up(steps["points"].to_numpy(), runs),
        **describe_runs(record, rows, runs),
    )


def _find_common(
    question: Question,
    level: Headline,
    territories: bool | Literal["only"],  # noqa: FBT001 (as in the public functions)
    decline: Decline,
) -> pd.DataFrame:
    """Return all runs of editions in which more units of a region, or the world, fell than rose."""
    import pandas as pd  # noqa: PLC0415 (importing this package must not import pandas)

    steps = compare_editions(question, level, question.rows, territories)
    lacking = [one.edition for one in list_lacking(question, question.rows, territories)]
    steps = steps[~steps["is_gap"] & ~steps["edition"].isin(lacking)]
    region: Any = "World"
    if decline == "region":
        region = steps["country_id"].map(get_groups("region"))
    counted = pd.DataFrame(
        {
            "region": region,
            "edition": steps["edition"],
            "year": steps["year"],
            "declined": steps["points"] < 0,
            "improved": steps["points"] > 0,
        }
    )
    table = counted.groupby(["region", "edition", "year"]).sum().reset_index()
    labels = (table["declined"] > table["improved"]).to_numpy(int)
    runs = find_runs(table["region"].to_numpy(), place_editions(question.record, table), labels)
    runs = runs.keep(labels[runs.first] == 1)
    return table.iloc[runs.last].assign(
        measure=level.id,
        **{name: add_up(table[name].to_numpy(), runs) for name in ("declined", "improved")},
        **describe_runs(question.record, table, runs),
    )


def _find_runs(question: Question, rows: pd.DataFrame, labels: np.ndarray) -> Runs:
    """Return the runs of one label in the rows of units."""
    places = place_editions(question.record, rows)
    return find_runs(rows["country_id"].to_numpy(), places, labels)


def _list_breaks(question: Question, level: Headline, rows: pd.DataFrame, runs: Runs) -> np.ndarray:
    """Return the changes of method that forbid to compare within a run, or at one of its ends."""
    old, new = pair_rows(rows)
    places = rows.index.get_indexer(new.index)
    breaks = np.full(len(runs.first), "", dtype=object)
    for one, crosses in find_crossings(question.record, level.measures, old, new):
        crossed = places[crosses]
        own = np.searchsorted(runs.first, [crossed - 1, crossed], "right") - 1
        breaks[np.unique(own)] += f" {one.edition}"
    stripped: np.ndarray = np.array([words.strip() for words in breaks], dtype=object)
    return stripped
