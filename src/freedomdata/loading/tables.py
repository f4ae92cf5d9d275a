"""One survey as a table: nothing is computed here, only selected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from freedomdata.arguments import read_choice
from freedomdata.calls import explain_calls
from freedomdata.choices import Complete, Electoral, YearRule
from freedomdata.data import get_survey, open_data, to_frame
from freedomdata.labels import label
from freedomdata.loading.balance import add_absent, change_types, make_grid
from freedomdata.loading.calendars import repeat_by_year
from freedomdata.loading.editions import find_incomplete
from freedomdata.loading.electoral import derive_designations
from freedomdata.loading.releases import rewind_rows
from freedomdata.loading.selection import read_selection, rows_by_year, select_rows, take_rows
from freedomdata.schema import set_types, survey_fields

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable

    import pandas as pd

    from freedomdata.data import Data
    from freedomdata.loading.selection import Selection
    from freedomdata.model import Survey
    from freedomdata.schema import Backend

__all__ = ["load"]


@explain_calls
def load(  # noqa: PLR0913 (each is a way to select)
    survey: str,
    *,
    country: str | Iterable[str] | None = None,
    years: int | Iterable[int] | None = None,
    editions: int | Iterable[int] | Literal["latest"] | None = None,
    territories: bool | Literal["only"] = True,
    grade: str | Iterable[str] | None = None,
    as_of: str | int | None = None,
    electoral: Electoral = "published",
    year_rule: YearRule = "end",
    complete: Complete | None = None,
    data: str | os.PathLike[str] | None = None,
    dtype_backend: Backend | None = None,
) -> pd.DataFrame:
    """
    Load one survey as a tidy frame, one row per country and edition.

    Parameters
    ----------
    survey : str
        Survey id, a key of :data:`freedomdata.SURVEYS`.
    country : str or iterable of str, optional
        Ids, ISO codes or names of countries and territories. All by default. A state that
        ended is a unit of its own: ``"Germany"`` starts in 1990, ``"Russia"`` in 1991.
    years : int or iterable of int, optional
        Years covered (not editions), such as ``range(1990, 2026)``. All by default.
    editions : int, iterable of int, or "latest", optional
        Editions, by the later year of their title, or the newest of each unit that is still there
        in the newest edition of all, after everything else was selected. All by default.
    territories : bool or "only", default True
        Whether units that the survey lists as territories are included, left out, or alone.
    grade : str or iterable of str, optional
        How a row reached us (its status, or where there is none its score), such as
        ``"published"``. All by default.
    as_of : str or int, optional
        The year of a release, such as ``"2024"``: the table as all files of that release and of
        older ones have it. A year without a release means the newest one before it. The
        newest by default.
    electoral : {"published", "rule"}, default "published"
        Of ``"fiw"``: whether ``electoral_democracy`` is as Freedom House lists it alone, or by its
        rule where no list is at hand: in editions from 2018 on, for countries. Then
        ``electoral_source`` says which it is.
    year_rule : {"end", "cover"}, default "end"
        Which calendar year a row is of. ``"end"``: the year of the last day that its edition
        covers, so that every edition has one year. ``"cover"``: for each calendar year the
        edition that covers most days of it (of two that cover as many the one that ends later),
        so that edition 1982, of January 1981 to August 1982, has a row for 1981 and one for 1982.
        `years` are by the same rule. In both there is one row per unit and year.
    complete : {"rated", "alive"}, optional
        A balanced panel: a row for every unit of the selection (and every `country` that is
        named) in every one of `years`, or without `years` in every year from the first to the
        last of the selection. ``"alive"`` leaves out the years in which a unit did not exist, by
        the registry (:func:`list_countries`). Added rows have no values, and the column
        ``missing`` says why; nothing is filled in.
    data : path, optional
        Another data directory, made by :func:`build`. ``FREEDOMDATA_DATA`` or the tables in
        the package by default.
    dtype_backend : {"numpy_nullable", "pyarrow"}, optional
        Types of the columns, as in pandas' readers. By default those that pandas itself makes.

    Returns
    -------
    pandas.DataFrame
        Sorted by ``country_id`` and ``edition``, which are the key. Every survey has
        ``country_id``, ``country`` (str), ``is_territory`` (bool), ``edition`` (int64),
        ``edition_label`` (str), ``period_start``, ``period_end`` (datetime64), ``year``
        (int64, the year of ``period_end``), then its measures, then ``fh_region`` (today's Freedom
        House region of the unit, also of states that ended), ``grade``, ``source``, ``note``
        (str). Statuses (``"rsf"`` has none) are ordered categories, Not Free < Partly Free < Free;
        all other measures are float64, NaN where there is none. Nothing that fits the selection
        gives an empty frame of these columns; what is selected never changes a type.

        With ``year_rule="cover"`` the key is ``country_id`` and ``year``, the calendar year; all
        else is of the edition. With `complete`, ``edition`` is float64 (Int64 with a
        `dtype_backend`), and there is a last column ``missing`` (str): missing itself where there
        is a row, else why there is none:

        - ``"not yet"``, ``"ended"``: the unit did not exist, or ended in that year and its
          successors were rated for it (the Soviet Union 1991);
        - ``"no edition"``: no edition has that year (1981 by ``"end"``; Freedom of the Press
          after 2016);
        - ``"not selected"``: there is a row, which another argument leaves out;
        - ``"gap"``: a declared gap: the survey, or every copy at hand, leaves the unit out in that
          edition, as ``SURVEYS[survey].gaps`` say (Namibia 1975 to 1988);
        - ``"not at hand"``: the copies at hand of that edition lack the unit (twelve territories
          in edition 2026 of Freedom in the World);
        - ``"not rated"``: the survey did not rate the unit in that edition.

        Added rows have ``country_id``, ``country``, ``year``, ``fh_region`` and
        ``is_territory`` (as in the unit's row before, else in the one after, else whether it is
        no state in the registry); all else is missing.

        ``"fiw"``: ``status``; ``political_rights``, ``civil_liberties`` (1 to 7, 1 is freest);
        ``political_rights_score`` (-4 to 40, 40 is freest; editions 2003 to 2026);
        ``civil_liberties_score`` (0 to 60, 60 is freest; editions 2003 to 2026); ``total_score``
        (-4 to 100, 100 is freest; editions 2003 to 2026); ``electoral_democracy`` (1 or 0; editions
        1990 to 2017, 2024 to 2026); ``region`` (str; editions 2006 to 2025).

        ``"fotp"``: ``status``; ``press_score`` (0 to 100, 0 is freest; editions 1994 to 2017);
        ``legal_environment`` (0 to 30, 0 is freest; editions 2002 to 2017);
        ``political_environment`` (0 to 40, 0 is freest; editions 2002 to 2017);
        ``economic_environment`` (0 to 30, 0 is freest; editions 2002 to 2017); ``print_status``,
        ``broadcast_status`` (editions 1980 to 1988).

        ``"fotn"``: ``status``; ``net_score`` (0 to 100, 100 is freest); ``obstacles_to_access`` (0
        to 25, 25 is freest; editions 2011 to 2024); ``limits_on_content`` (0 to 35, 35 is freest;
        editions 2011 to 2024); ``violations_of_user_rights`` (0 to 40, 40 is freest; editions 2011
        to 2024).

        ``"rsf"``: ``press_freedom_score`` (0 to 100, 100 is freest; until edition 2012 -10 to 142,
        -10 is freest); ``rank`` (from 1, 1 is freest); ``political_context``, ``economic_context``,
        ``legal_context``, ``social_context``, ``safety`` (0 to 100, 100 is freest; from edition
        2022).

        With ``electoral="rule"`` there are designations of editions 2018 to 2023, too, and after
        ``electoral_democracy`` the column ``electoral_source`` (str; ``"published"``, ``"rule"``,
        missing where neither says it).

        With ``dtype_backend="numpy_nullable"`` years and measures that are whole numbers are
        Int64, others Float64, ``electoral_democracy`` and ``is_territory`` are boolean, texts
        string; with ``"pyarrow"`` likewise; statuses stay ordered categories.

        Its ``attrs`` say what it is: ``survey``, ``data_version``, ``citation``, the `year_rule`,
        and in ``columns`` the title, unit and direction (which end is free) of each column.

    Raises
    ------
    UnknownSurveyError
        If `survey` is no id of a survey; the message lists them.
    UnknownCountryError, AmbiguousCountryError
        If a country is not known, or may be several.
    FreedomDataError
        If `territories`, `grade`, `years` or `editions` is nothing that can be selected by,
        there is no such `dtype_backend`, `electoral`, `year_rule` or `complete`, the survey has no
        list of electoral democracies that could be filled, `complete` is to complete
        ``editions="latest"``, or `as_of` is before the oldest or after the newest
        release at hand (of a survey that has ended any later year will do); the message lists
        the releases.
    SourceError
        If `data` is no data directory, or has no table of the survey: ``"rsf"`` must be built
        first, from files that each user fetches (the message says how).

    Warns
    -----
    FreedomDataWarning
        If a country that is named has no row, or all `years` or `editions` have none, or no row
        is left at all; the message says what there is. If the files of `as_of` do not go back as
        far as the survey.

    See Also
    --------
    load_items : Questions and subtotals.
    load_panel : Several surveys in one long frame.
    lag, lead, difference : Values of the years before and after.
    codebook : What columns, measures and questions mean.
    list_breaks : Where values before and after do not compare.
    list_revisions : What the publisher changed from release to release.

    Notes
    -----
    Freedom House, *Freedom in the World*: ratings workbook 1973-2025, scores from the all-data
    and aggregate workbooks, edition 2026 from secondary copies (``grade`` says so), which hold
    195 countries and Hong Kong but no other territory. No row has the year 1981: the edition
    of January 1981 to August 1982 has the year 1982. *Freedom of the Press*: compilations that
    stand in for the publisher's workbook. *Freedom on the Net*: yearly workbooks, booklets,
    compilations; editions up to 2018, published the other way round, are turned. Both list
    countries and territories together: there ``is_territory`` says whether the unit is no state,
    as it does for Reporters Without Borders' *World Press Freedom Index*, whose periods are
    approximate, as its files print none.

    With `as_of` a value is there if a file of that release, or of an older one, has it, and it is
    what it was before later releases changed it. A row is there if such a file has its status
    (where there is none, its score); the first of them is its ``source``. A file counts for the
    release that it was made in: a compilation for its own year, not for those of the editions in
    it. What was changed before the oldest release at hand is not known.

    An electoral democracy has, since edition 2018, at least 7 of the 12 points of the electoral
    process, 20 of the 40 of political rights and 30 of the 60 of civil liberties. The rule is never
    applied to earlier editions, in which civil liberties did not count: a naive version that takes
    it for all of them contradicts the published lists in 52 country-editions from 2006 to 2017.

    By ``year_rule="cover"`` a year has a row only if an edition covers half of its days or more,
    so that no row changes when the next edition comes out: the newest of Freedom on the Net, of
    June 2024 to May 2025, has the year 2024, and there is no 2025 yet. Most editions of Freedom on
    the Net so have the year before the one that they end in. A frame with such years can be drawn,
    cited, validated and counted: every edition is taken once, by the days that it covers, and
    asked for by the year of its last day.

    A naive balanced panel (``unstack``, ``reindex``, forward fill) makes 1981 a year like others,
    gives Russia rows since 1972 and the Soviet Union rows to this day, and draws a straight line
    through the fourteen years in which Namibia was not rated; dropping units without all years
    drops Germany, Russia and Yemen.

    Directions differ from measure to measure: a naive mean or correlation over them has the wrong
    sign. ``attrs`` says the direction of each; pandas keeps it in copies, selections and Parquet
    files, and where frames of the same survey are put together.

    Examples
    --------
    >>> china = load("fiw", country="China", editions=2013)
    >>> china[["country_id", "status", "political_rights", "civil_liberties"]]
      country_id    status  political_rights  civil_liberties
    0        CHN  Not Free               7.0              6.0

    The newest row of everyone that is still there, twelve of them in an older edition:

    >>> load("fiw", editions="latest", country=["China", "Tibet"])["edition"].tolist()
    [2026, 2025]

    A value that the publisher changed in the next release:

    >>> for release in ("2024", "2025"):
    ...     print(load("fiw", country="XED", editions=2024, as_of=release)["total_score"].item())
    3.0
    2.0

    How many electoral democracies there were, by the publisher's rule where its lists are lacking:

    >>> rows = load("fiw", years=range(2016, 2024), electoral="rule")
    >>> rows.groupby(["year", "electoral_source"])["electoral_democracy"].sum()
    year  electoral_source
    2016  published           123.0
    2017  rule                116.0
    2018  rule                114.0
    2019  rule                115.0
    2020  rule                114.0
    2021  rule                115.0
    2022  rule                110.0
    2023  published           110.0
    Name: electoral_democracy, dtype: float64

    A row for 1981, and a balanced panel that says why values are missing:

    >>> load("fiw", country="China", years=1981, year_rule="cover")[["edition", "year"]].values
    array([[1982, 1981]])
    >>> namibia = load("fiw", country="Namibia", years=[1974, 1975, 1981], complete="alive")
    >>> namibia["missing"] = namibia["missing"].fillna("")
    >>> namibia[["year", "edition", "political_rights", "missing"]]
       year  edition  political_rights     missing
    0  1974   1975.0               6.0
    1  1975      NaN               NaN         gap
    2  1981      NaN               NaN  no edition
    """
    record = get_survey(survey)
    read_choice("electoral", electoral, Electoral)
    selection = read_selection(
        country=country,
        years=years,
        editions=editions,
        territories=territories,
        grade=grade,
        year_rule=year_rule,
        complete=complete,
    )
    data = open_data(data)
    data.require(record)
    if electoral == "rule":
        rows = derive_designations(record, as_of, data, dtype_backend)
    elif as_of is None:
        rows = rows_by_year(record, year_rule, data, dtype_backend)
    else:
        rows = to_frame(rewind_rows(record, as_of, data), record.id, dtype_backend)
    if year_rule == "cover" and (electoral == "rule" or as_of is not None):
        rows = repeat_by_year(rows, data.record(record))
    frame = take_rows(rows, select_rows(selection, record, rows, data, as_of))
    if selection.complete is not None:
        frame = set_types(*_complete(frame, rows, selection, record, data), dtype_backend)
    frame = label(frame, data, record)
    frame.attrs["year_rule"] = year_rule
    return frame


def _complete(
    frame: pd.DataFrame, rows: pd.DataFrame, selection: Selection, record: Survey, data: Data
) -> tuple[pd.DataFrame, dict[str, str]]:
    """Return a balanced panel of some rows of a survey, and the types of its columns."""
    declared = {field.name: field.dtype for field in survey_fields(record)}
    dtypes = {name: declared.get(name, "str") for name in map(str, frame)}
    grid = make_grid([frame], selection.countries, selection.years, selection.complete)
    held = data.record(record)
    balanced = add_absent(frame, grid, held, rows, find_incomplete(held, rows))
    return balanced, change_types(dtypes)
