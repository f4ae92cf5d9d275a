"""Several surveys in one long frame: each in its own units, all on one scale of freedom."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, Any, Literal

from freedomdata.arguments import read_day
from freedomdata.calls import explain_calls, format_argument
from freedomdata.data import get_survey, open_data
from freedomdata.errors import FreedomDataError, quietly, warn
from freedomdata.labels import label_panel
from freedomdata.loading.balance import add_absent, change_types, make_grid
from freedomdata.loading.calendars import list_years, repeat_by_year
from freedomdata.loading.editions import list_incomplete
from freedomdata.loading.releases import undo_revisions
from freedomdata.loading.selection import (
    keep_latest,
    read_selection,
    rows_by_year,
    select_rows,
    take_rows,
)
from freedomdata.loading.values import PANEL, choose_measures, list_values
from freedomdata.missing import describe_never, format_selection, name_countries
from freedomdata.schema import set_types
from freedomdata.surveys import SURVEYS

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Mapping
    from datetime import date

    import pandas as pd

    from freedomdata.choices import Complete, YearRule
    from freedomdata.data import Data
    from freedomdata.loading.selection import Selection
    from freedomdata.model import Headline, Survey
    from freedomdata.schema import Backend

__all__ = ["load_panel"]


@explain_calls
def load_panel(  # noqa: PLR0913 (each is a way to select)
    *surveys: str,
    country: str | Iterable[str] | None = None,
    years: int | Iterable[int] | None = None,
    editions: int | Iterable[int] | Literal["latest"] | None = None,
    measure: str | Iterable[str] | None = None,
    territories: bool | Literal["only"] = True,
    grade: str | Iterable[str] | None = None,
    known_on: str | date | None = None,
    strict: bool = False,
    year_rule: YearRule = "end",
    complete: Complete | None = None,
    data: str | os.PathLike[str] | None = None,
    dtype_backend: Backend | None = None,
) -> pd.DataFrame:
    """
    Load several surveys as one long frame, each in its own units and on one common scale.

    Parameters
    ----------
    *surveys : str
        Survey ids; by default all that the data directory has.
    country : str or iterable of str, optional
        Ids, ISO codes or names of countries and territories. All by default.
    years : int or iterable of int, optional
        Years covered (not editions). All by default.
    editions : int, iterable of int, or "latest", optional
        Editions, by the later year of their title, or in each survey the newest of each unit, as
        for :func:`load`. All by default.
    measure : str or iterable of str, optional
        Measures to give instead of the headline of the survey they belong to, such as
        ``"total_score"``. By default each survey has its headline: ``"rating"`` (the mean of
        ``political_rights`` and ``civil_liberties``, 1 to 7, 1 is freest) for ``"fiw"``,
        ``"press_score"`` for ``"fotp"``, ``"net_score"`` for ``"fotn"``,
        ``"press_freedom_score"`` for ``"rsf"``.
    territories : bool or "only", default True
        Whether units that the survey lists as territories are included, left out, or alone.
    grade : str or iterable of str, optional
        How a row reached us, such as ``"published"``. All by default.
    known_on : str or date, optional
        A day, such as ``"2013-04-12"`` (or a ``datetime.date``, ``datetime`` or pandas Timestamp):
        of each survey only the newest edition, among those selected by `years` and `editions`,
        that was published by the end of that day. Nothing of a survey that had none.
    strict : bool, default False
        Whether to refuse a selection with values on both sides of a break over which they do not
        compare (see :func:`list_breaks`); with a survey's headline also statuses.
    year_rule : {"end", "cover"}, default "end"
        Which calendar year a row is of: that of the last day covered, or each of which its edition
        covers most, as for :func:`load`.
    complete : {"rated", "alive"}, optional
        A balanced panel: each survey and measure has a row for every unit that any of the surveys
        has in the selection (and every `country` that is named), in every one of `years`, or
        without `years` in every year from the first to the last of the selection; with
        ``"alive"`` only in the years in which the unit existed. As for :func:`load`: added rows
        have no values, and the column ``missing`` says why.
    data : path, optional
        Another data directory. ``FREEDOMDATA_DATA`` or the tables in the package by default.
    dtype_backend : {"numpy_nullable", "pyarrow"}, optional
        Types of the columns, as in pandas' readers. By default those that pandas itself makes.

    Returns
    -------
    pandas.DataFrame
        Sorted by its key ``survey`` (str, in the order of :data:`freedomdata.SURVEYS`),
        ``country_id`` (str), ``edition`` (int64), ``measure`` (str, in the order declared); with
        ``country`` (str), ``is_territory`` (bool), ``period_start``, ``period_end``
        (datetime64), ``year`` (int64), ``status`` (ordered category, of that survey; missing for
        ``"rsf"``), ``value`` (float64, in the units and the direction of the measure),
        ``freedom`` (float64, 0 least free to 100 most free, along the measure's declared scale;
        NaN for ``"rank"``), ``fh_region`` (today's Freedom House region), ``grade``,
        ``source``, ``note`` (str). ``attrs`` has the `year_rule`.

        With ``year_rule="cover"``, and with `complete`, it is ``year`` in place of ``edition`` that
        is in the key. With `complete`, ``edition`` is float64, and there is a last column
        ``missing`` (str), with the words of :func:`load`.

    Raises
    ------
    UnknownSurveyError
        If one of `surveys` is no id of a survey.
    UnknownCountryError, AmbiguousCountryError
        If a country is not known, or may be several.
    FreedomDataError
        If no asked-for survey has such a measure, a selection cannot be understood, `known_on`
        is no day, there is no such `year_rule` or `complete`, `complete` is to complete what
        `known_on` or ``editions="latest"`` select, or `strict` and the selection crosses a break.
    SourceError
        If `data` is no data directory, or lacks a survey.

    Warns
    -----
    FreedomDataWarning
        If a country that is named has no row in any survey, or in one of those that are named; if
        there is nothing for `years` or `editions`, likewise.

    See Also
    --------
    load : One survey, with all its measures.
    lag, lead, difference : Values of the years before and after.
    list_editions : When the editions were published.
    list_revisions : What the publisher changed later.

    Notes
    -----
    ``freedom`` makes directions and ranges comparable, not meanings: a point of one survey is not
    a point of another. It is no published number: that of ``"rating"`` is a mean of two ratings
    put on 0 to 100, and may be ten points and more off Freedom House's own score out of a hundred,
    which is the ``value`` of ``"total_score"``. Sources as for :func:`load`.

    For `known_on` an edition counts from the day on which it was first published. Where only the
    month or year is known, that is its last day; where nothing is known, 31 December of the year
    after the one in which the period covered ended: so nothing is known too early. Values are as
    the newest release of that day had them, as far as the releases at hand show; what the
    publisher changed before the oldest of them cannot be undone. ``source`` and ``grade`` are of
    the file that the value is read from today. The edition is chosen for the survey as a whole: a
    unit that it does not have is not there, even if an older edition had it (edition 2026 of
    ``"fiw"`` is at hand without most territories; `editions` or `years` choose an older one).

    Examples
    --------
    >>> panel = load_panel("fiw", "fotp", "fotn", country="China", years=2012)
    >>> panel[["survey", "edition", "measure", "value", "freedom"]].round(1)
      survey  edition      measure  value  freedom
    0    fiw     2013       rating    6.5      8.3
    1   fotp     2013  press_score   83.0     17.0
    2   fotn     2012    net_score   15.0     15.0

    What was known on a day:

    >>> panel = load_panel(country="China", known_on="2013-04-12")
    >>> panel[["survey", "edition", "status", "measure", "value"]]
      survey  edition    status      measure  value
    0    fiw     2013  Not Free       rating    6.5
    1   fotp     2012  Not Free  press_score   85.0
    2   fotn     2012  Not Free    net_score   15.0

    A balanced panel of two surveys, one of which has ended:

    >>> panel = load_panel("fiw", "fotp", country="China", years=[2016, 2017], complete="alive")
    >>> panel["missing"] = panel["missing"].fillna("")
    >>> panel[["survey", "year", "value", "missing"]]
      survey  year  value     missing
    0    fiw  2016    6.5
    1    fiw  2017    6.5
    2   fotp  2016   87.0
    3   fotp  2017    NaN  no edition
    """
    asked = [get_survey(survey) for survey in surveys]
    data = open_data(data)
    asked = asked or data.surveys
    records = [record for record in SURVEYS.values() if record in asked]
    chosen = choose_measures(records, measure)
    day = read_day("known_on", known_on)
    selection = read_selection(
        country=country,
        years=years,
        editions=editions,
        territories=territories,
        grade=grade,
        year_rule=year_rule,
        complete=complete,
    )
    if complete is not None and day is not None:
        raise FreedomDataError(
            "known_on gives one edition of each survey: there is no panel to complete; leave out "
            f"{format_argument('complete', complete)}, or {format_argument('known_on', str(day))}"
        )
    is_named = bool(surveys) and day is None  # then each survey says what it does not have
    with nullcontext() if is_named else quietly():
        parts = {
            record.id: _list_parts(record, chosen[record.id], selection, day, data)
            for record in records
        }
    panel = _merge(parts, ["country_id", "edition" if year_rule == "end" else "year"])
    if not is_named:
        asked_for = {
            "known_on": known_on and str(day),
            "years": selection.years,
            "editions": selection.editions,
            "territories": territories,
            "grade": grade,
        }
        warn(_list_missing(panel, selection.countries, asked_for))
    if strict:
        _refuse_breaks(records, chosen, panel)
    dtypes = PANEL
    if complete is not None:
        panel = _merge(_complete(parts, selection, data), ["country_id", "year"])
        dtypes = change_types(PANEL)
    if dtype_backend is not None or complete is not None:
        panel = set_types(panel, dtypes, dtype_backend)
    panel = label_panel(panel, data, chosen)
    panel.attrs["year_rule"] = year_rule
    return panel


def _list_parts(
    record: Survey,
    chosen: list[Headline],
    selection: Selection,
    day: date | None,
    data: Data,
) -> dict[str, pd.DataFrame]:
    """Return the rows of one survey that are selected, a frame for each of some measures."""
    data.require(record)
    if day is not None:
        rows = _load_known(record, day, selection, data)
        return {headline.id: list_values(record, rows, headline) for headline in chosen}
    found = select_rows(selection, record, rows_by_year(record, selection.rule, data), data)
    return {
        headline.id: take_rows(_keep_values(record, headline, selection.rule, data), found)
        for headline in chosen
    }


def _merge(parts: dict[str, dict[str, pd.DataFrame]], key: list[str]) -> pd.DataFrame:
    """Return the rows of all surveys and measures, sorted by their key; measures stay in order."""
    import pandas as pd  # noqa: PLC0415 (importing this package must not import pandas)

    frames = [
        pd.concat(own.values()).sort_values(key, kind="stable")
        if len(own) > 1
        else next(iter(own.values()))
        for own in parts.values()
    ]
    return pd.concat(frames, ignore_index=True)


def _complete(
    parts: dict[str, dict[str, pd.DataFrame]], selection: Selection, data: Data
) -> dict[str, dict[str, pd.DataFrame]]:
    """Return the same with a row for each unit that one of the surveys has, and each year."""
    first = [next(iter(own.values())) for own in parts.values()]
    grid = make_grid(first, selection.countries, selection.years, selection.complete)
    completed = {}
    for id_, own in parts.items():
        record = data.record(SURVEYS[id_])
        rows = rows_by_year(record, selection.rule, data)
        lacking = list_incomplete(record, data)
        completed[id_] = {
            measure: add_absent(one, grid, record, rows, lacking, survey=id_, measure=measure)
            for measure, one in own.items()
        }
    return completed


def _list_missing(
    panel: pd.DataFrame, countries: list[str] | None, asked: Mapping[str, Any]
) -> list[str]:
    """Report which countries have no row in any survey, or that there is none at all."""
    given = format_selection(asked)
    lost = [id_ for id_ in dict.fromkeys(countries or ()) if id_ not in {*panel["country_id"]}]
    if lost and not given:
        return [describe_never(None, name_countries(lost))]
    if lost or (panel.empty and given):
        of = f" of {name_countries(lost)}" if lost else ""
        return [f"no survey at hand has a row{of} for {given}"]
    return []


def _keep_values(record: Survey, headline: Headline, rule: YearRule, data: Data) -> pd.DataFrame:
    """Return all rows of one survey with a measure. Nobody writes to them."""
    return data.keep(
        ("values", record.id, headline.id, rule),
        lambda: list_values(record, rows_by_year(record, rule, data), headline),
    )


def _load_known(record: Survey, day: date, selection: Selection, data: Data) -> pd.DataFrame:
    """Load the newest of the editions out on a day, as the newest release of then had it."""
    years, editions = selection.years, selection.editions
    out = [e for e in data.record(record).editions if record.publication(e).date <= day]
    years_of = list_years(data.record(record), selection.rule)
    chosen = [
        edition.edition
        for edition in out
        if (years is None or not {*years}.isdisjoint(years_of[edition.edition]))
        and (not isinstance(editions, list) or edition.edition in editions)
    ]
    release = max((edition.edition for edition in out), default=0)  # comes with its newest edition
    countries = selection.countries
    selection = selection._replace(years=None, editions=sorted(chosen)[-1:])
    if editions == "latest":
        selection = selection._replace(editions=chosen, countries=None)
    rows = data.frame(record.id)
    found = select_rows(selection, record, rows, data)
    rows = rows if found is None else rows.take(found)
    rows = undo_revisions(rows, record, release, data)
    rows = keep_latest(rows, record, countries) if editions == "latest" else rows
    if selection.rule == "end":
        return rows
    rows = repeat_by_year(rows, data.record(record))
    return rows if years is None else rows[rows["year"].isin(years)]


def _refuse_breaks(
    records: list[Survey], chosen: dict[str, list[Headline]], panel: pd.DataFrame
) -> None:
    """Refuse rows on both sides of a break over which they do not compare."""
    problems = []
    for record in records:
        rows = panel[panel["survey"] == record.id]
        for headline in chosen[record.id]:
            own = rows[rows["measure"] == headline.id]
            editions = {id_: own.loc[own["value"].notna(), "edition"] for id_ in headline.measures}
            if headline == record.headline:  # which represents the status, too
                editions["status"] = own.loc[own["status"].notna(), "edition"]
            problems += [
                f"{record.title}, edition {b.edition}: {b.what}"
                for b in record.breaks
                if not b.is_comparable
                and any(
                    (held < b.edition).any() and (held >= b.edition).any()
                    for id_, held in editions.items()
                    if id_ in b.measures
                )
            ]
    if problems:
        raise FreedomDataError(
            "the selection crosses breaks over which values do not compare: "
            f"{' '.join(dict.fromkeys(problems))} Select years on one side, or leave out strict"
        )
