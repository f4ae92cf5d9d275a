"""What there is: surveys, their editions, changes of method, and what was revised later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from freedomdata.calls import explain_calls
from freedomdata.countries import get_countries
from freedomdata.data import get_survey, open_data
from freedomdata.labels import label
from freedomdata.schema import set_types
from freedomdata.surveys import SURVEYS

if TYPE_CHECKING:
    import os

    import pandas as pd

    from freedomdata.schema import Backend

__all__ = ["list_breaks", "list_editions", "list_revisions", "list_surveys"]

_BREAK = {
    "survey": "str",
    "edition": "int64",
    "measure": "str",
    "what": "str",
    "is_comparable": "bool",
}
_REVISION = {
    "survey": "str",
    "country_id": "str",
    "country": "str",
    "edition": "int64",
    "measure": "str",
    "old": "str",
    "new": "str",
    "release_from": "str",
    "release_to": "str",
}


@explain_calls
def list_surveys(
    *, data: str | os.PathLike[str] | None = None, dtype_backend: Backend | None = None
) -> pd.DataFrame:
    """
    List the surveys: what each holds, how to cite it, and on which terms.

    Parameters
    ----------
    data : path, optional
        Another data directory. ``FREEDOMDATA_DATA`` or the tables in the package by default.
    dtype_backend : {"numpy_nullable", "pyarrow"}, optional
        Types of the columns, as in pandas' readers. By default those that pandas itself makes.

    Returns
    -------
    pandas.DataFrame
        One row per survey: ``id``, ``title``, ``publisher`` (str), ``first_edition``,
        ``last_edition`` (float64), ``editions`` (int64, their number), ``first_year``,
        ``last_year`` (float64, covered), ``rows`` (int64; of a survey that the data directory
        does not have, ``rows`` and ``editions`` are 0 and the other numbers NaN), ``measures``
        (str, comma-separated), ``terms``, ``citation`` (str) and ``compilations`` (str, the
        citations of those whose copies stand in for a publisher's file that is not at hand,
        separated by blanks; may be empty).

    Raises
    ------
    SourceError
        If `data` is no data directory.

    Examples
    --------
    >>> list_surveys()[["id", "title", "first_year", "last_year", "rows"]]
         id                      title  first_year  last_year   rows
    0   fiw       Freedom in the World      1972.0     2025.0  10161
    1  fotp       Freedom of the Press      1979.0     2016.0   6694
    2  fotn         Freedom on the Net      2008.0     2025.0    966
    3   rsf  World Press Freedom Index         NaN        NaN      0
    """
    import pandas as pd  # noqa: PLC0415 (importing this package must not import pandas)

    data = open_data(data)
    described = data.described
    rows = []
    for survey in SURVEYS.values():
        held = described.get(survey.id, {"rows": 0, "rows_by_edition": {}, "years": []})
        editions = [int(edition) for edition in held["rows_by_edition"]]
        rows.append(
            {
                "id": survey.id,
                "title": survey.title,
                "publisher": survey.publisher,
                "first_edition": min(editions, default=None),
                "last_edition": max(editions, default=None),
                "editions": len(editions),
                "first_year": min(held["years"], default=None),
                "last_year": max(held["years"], default=None),
                "rows": held["rows"],
                "measures": ", ".join(measure.id for measure in survey.measures),
                "terms": survey.terms,
                "citation": survey.citation,
                "compilations": " ".join(
                    dict.fromkeys(s.compiler for s in survey.sources if s.compiler)
                ),
            }
        )
    numbers = dict.fromkeys(("editions", "rows"), "int64") | dict.fromkeys(
        ("first_edition", "last_edition", "first_year", "last_year"), "Int64"
    )
    dtypes = {name: numbers.get(name, "str") for name in rows[0]}
    return label(set_types(pd.DataFrame(rows), dtypes, dtype_backend), data)


@explain_calls
def list_breaks(survey: str | None = None, *, dtype_backend: Backend | None = None) -> pd.DataFrame:
    """
    List what changed in a survey, from which edition on, and what it means for comparison.

    Parameters
    ----------
    survey : str, optional
        Survey id, a key of :data:`freedomdata.SURVEYS`. All surveys by default.
    dtype_backend : {"numpy_nullable", "pyarrow"}, optional
        Types of the columns, as in pandas' readers. By default those that pandas itself makes.

    Returns
    -------
    pandas.DataFrame
        One row per survey, edition and measure, in this order: ``survey`` (str), ``edition``
        (int64, the first one of the new kind), ``measure`` (str, a column of the survey's
        table or an item), ``what`` (str, what changed), ``is_comparable`` (bool, whether
        values before and after may be compared).

    Raises
    ------
    UnknownSurveyError
        If `survey` is no id of a survey.

    See Also
    --------
    load_panel : With ``strict=True`` it refuses what crosses a break.

    Examples
    --------
    >>> breaks = list_breaks("rsf")
    >>> breaks.loc[breaks["measure"] == "press_freedom_score", ["edition", "is_comparable"]]
       edition  is_comparable
    0     2012          False
    1     2013          False
    2     2022          False
    """
    import pandas as pd  # noqa: PLC0415 (importing this package must not import pandas)

    records = SURVEYS.values() if survey is None else [get_survey(survey)]
    breaks = pd.DataFrame(
        [
            (record.id, b.edition, measure, b.what, b.is_comparable)
            for record in records
            for b in sorted(record.breaks, key=lambda b: b.edition)
            for measure in b.measures
        ],
        columns=list(_BREAK),
    )
    return set_types(breaks, _BREAK, dtype_backend)


@explain_calls
def list_editions(
    survey: str | None = None,
    *,
    data: str | os.PathLike[str] | None = None,
    dtype_backend: Backend | None = None,
) -> pd.DataFrame:
    """
    List the editions of the surveys: what each covers, and when it was first published.

    Parameters
    ----------
    survey : str, optional
        Survey id, a key of :data:`freedomdata.SURVEYS`. All that the data directory has by
        default; one that it does not have is listed as declared.
    data : path, optional
        Another data directory. ``FREEDOMDATA_DATA`` or the tables in the package by default.
    dtype_backend : {"numpy_nullable", "pyarrow"}, optional
        Types of the columns, as in pandas' readers. By default those that pandas itself makes.

    Returns
    -------
    pandas.DataFrame
        One row per survey and edition, in this order: ``survey`` (str), ``edition`` (int64, the
        later year of the title), ``edition_label`` (str, the title), ``period_start``,
        ``period_end`` (datetime64), ``year`` (int64, of ``period_end``), ``published``
        (datetime64), ``precision`` (str: ``"day"``, ``"month"``, ``"year"`` or ``"bound"``),
        ``published_source`` (str, who says so).

    Raises
    ------
    UnknownSurveyError
        If `survey` is no id of a survey.
    SourceError
        If `data` is no data directory.

    See Also
    --------
    load_panel : With ``known_on`` it gives what was published by a day.

    Notes
    -----
    Where only the month or year is known, ``published`` is its last day. Where nothing is known it
    is a bound, 31 December of the year after the one in which the period covered ended, by which
    the edition was out.

    Examples
    --------
    >>> list_editions("fotp").tail(3)[["edition", "period_end", "published", "precision"]]
        edition period_end  published precision
    34     2015 2014-12-31 2015-04-30     month
    35     2016 2015-12-31 2016-04-30     month
    36     2017 2016-12-31 2017-04-28       day
    """
    import pandas as pd  # noqa: PLC0415 (importing this package must not import pandas)

    data = open_data(data)
    asked = data.surveys if survey is None else [get_survey(survey)]
    records = [data.record(one) if one.id in data.described else one for one in asked]
    rows = [
        {
            "survey": record.id,
            "edition": edition.edition,
            "edition_label": edition.label,
            "period_start": edition.start,
            "period_end": edition.end,
            "year": edition.year,
            "published": (published := record.publication(edition)).date,
            "precision": published.precision,
            "published_source": published.source,
        }
        for record in records
        for edition in record.editions
    ]
    dates = ["period_start", "period_end", "published"]
    numbers = dict.fromkeys(("edition", "year"), "int64")
    dtypes = {name: "date" if name in dates else numbers.get(name, "str") for name in rows[0]}
    typed = set_types(pd.DataFrame(rows), dtypes, dtype_backend)
    return label(typed, data, None if survey is None else records[0])


@explain_calls
def list_revisions(
    survey: str | None = None,
    *,
    data: str | os.PathLike[str] | None = None,
    dtype_backend: Backend | None = None,
) -> pd.DataFrame:
    """
    List what the publisher changed, from one release to the next, in editions published before.

    Parameters
    ----------
    survey : str, optional
        Survey id, a key of :data:`freedomdata.SURVEYS`. All that the data directory has by
        default.
    data : path, optional
        Another data directory. ``FREEDOMDATA_DATA`` or the tables in the package by default.
    dtype_backend : {"numpy_nullable", "pyarrow"}, optional
        Types of the columns, as in pandas' readers. By default those that pandas itself makes.

    Returns
    -------
    pandas.DataFrame
        One row per value and pair of releases, in the order of the tables: ``survey``,
        ``country_id``, ``country`` (str), ``edition`` (int64), ``measure`` (str, a column of the
        survey's table or an item), ``old``, ``new`` (str, the value in words or digits, missing
        where the release has none), ``release_from``, ``release_to`` (str).

    Raises
    ------
    UnknownSurveyError
        If `survey` is no id of a survey.
    SourceError
        If `data` is no data directory, or lacks the survey.

    See Also
    --------
    load : With ``as_of`` it gives the table as a release had it.

    Notes
    -----
    Releases at hand are compared with each other; what was changed before the oldest of them is not
    known. Copies made by others are no releases.

    Examples
    --------
    >>> revisions = list_revisions("fiw")
    >>> revisions[["country", "edition", "measure", "old", "new", "release_to"]]
              country  edition                measure old new release_to
    0  Eastern Donbas     2024  civil_liberties_score   4   3       2025
    1  Eastern Donbas     2024            total_score   3   2       2025
    2  Eastern Donbas     2024                     G3   2   1       2025
    3  Eastern Donbas     2024                      G   3   2       2025
    """
    import pandas as pd  # noqa: PLC0415 (importing this package must not import pandas)

    asked = None if survey is None else get_survey(survey)
    data = open_data(data)
    rows = []
    for record in data.surveys if asked is None else [asked]:
        data.require(record)
        for row in data.readings(record).list_revisions():
            country = get_countries()[row["country_id"]].country
            rows.append({"survey": record.id, "country": country, **row})
    revisions = pd.DataFrame(rows, columns=list(_REVISION))
    return label(set_types(revisions, _REVISION, dtype_backend), data, asked)
