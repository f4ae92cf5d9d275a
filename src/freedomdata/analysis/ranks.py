"""The places of countries by a measure, with ties as the publisher has them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from freedomdata.analysis.answers import (
    KEY,
    choose_edition,
    describe_absent,
    read_question,
    split_listed,
)
from freedomdata.asked import name_of, read_places
from freedomdata.calls import explain_calls
from freedomdata.errors import FreedomDataError, join_few
from freedomdata.frames import is_frame
from freedomdata.loading.values import average, choose_finest, choose_measure

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable
    from typing import Literal

    import pandas as pd

    from freedomdata.analysis.answers import Question
    from freedomdata.model import Edition, Headline, Survey
    from freedomdata.schema import Backend

__all__ = ["rank"]

_RANK = {
    **KEY,
    "place": "int64",
    "measure": "str",
    "value": "Float64",
    "tied_with": "int64",
    "of": "int64",
}
#: Who is not asked for.
_KINDS: dict[object, str] = {True: "", False: "territories", "only": "countries"}


@explain_calls
def rank(  # noqa: PLR0913 (each is a way to select)
    survey: str | pd.DataFrame,
    year: int | None = None,
    *,
    edition: int | None = None,
    measure: str | None = None,
    country: str | Iterable[str] | None = None,
    territories: bool | Literal["only"] = False,
    data: str | os.PathLike[str] | None = None,
    dtype_backend: Backend | None = None,
) -> pd.DataFrame:
    """
    Rank countries by a measure, the freest first, with ties as the publisher has them.

    Parameters
    ----------
    survey : str or pandas.DataFrame
        Survey id, a key of :data:`freedomdata.SURVEYS`, or rows of a survey as :func:`load` gives
        them, which are ranked among themselves.
    year : int, optional
        Year covered. By default that of the newest edition that lacks nobody.
    edition : int, optional
        Edition, by the later year of its title, instead of a year covered.
    measure : str, optional
        A measure on a scale, such as ``"civil_liberties_score"``. By default the finest that nearly
        all have in the edition: in ``"fiw"`` ``"total_score"`` from edition 2003 on, before that
        ``"rating"``, the mean of the two ratings.
    country : str or iterable of str, optional
        Ids, ISO codes or names of countries and territories, or regions, that are shown: with their
        places among all, not among themselves. All by default.
    territories : bool or "only", default False
        Whether territories are included, left out, or alone. Where the survey lists them apart
        (``"fiw"``) this says who is ranked; a territory that is named in `country` is ranked
        among countries and territories together. The other surveys list both together: there all
        have their places, and this says who is shown.
    data : path, optional
        Another data directory. ``FREEDOMDATA_DATA`` or the tables in the package by default.
    dtype_backend : {"numpy_nullable", "pyarrow"}, optional
        Types of the columns, as in pandas' readers. By default those that pandas itself makes.

    Returns
    -------
    pandas.DataFrame
        One row per country, sorted by ``place``, then by name: ``country_id``, ``country`` (str),
        ``is_territory`` (bool), ``edition``, ``year``, ``place`` (int64, 1 is freest), ``measure``
        (str), ``value`` (float64, in the measure's own points), ``tied_with`` (int64; how many
        others have the same place), ``of`` (int64; how many have a place). ``attrs["notes"]`` says
        whose places they are, and who is named and has none; ``attrs["left_out"]`` who else has
        none, and why.

    Raises
    ------
    UnknownSurveyError
        If `survey` is no id of a survey.
    UnknownCountryError, AmbiguousCountryError
        If a country is not known, or may be several.
    FreedomDataError
        If the survey has nothing here for the year or edition, no such measure (a status is no
        rank), no values of it in the edition, or no place for anybody that is asked for.
    SourceError
        If `data` is no data directory, or lacks the survey.

    See Also
    --------
    find_margins : How far countries are from the next rating and status.
    load : The values, and the ranks that Reporters Without Borders published.

    Notes
    -----
    Freedom House gives equal scores the same place, the best of those that they take up, and the
    places after it stay empty; in its lists of *Freedom of the Press* countries and territories
    have places. All surveys of Freedom House are ranked so. Of the *World Press Freedom Index* the
    published ranks are given: some editions let equal scores share a place, others do not.

    Naive versions rank from the wrong end (in ``"fotp"`` and in ratings low is free), rank the
    countries that were selected among themselves, number ties as they happen to come, or leave out
    Hong Kong and the West Bank and Gaza Strip, so that Russia becomes 157th in 2005 where Freedom
    House has it 158th. A place depends on how many others are rated, and does not compare over
    time.

    Examples
    --------
    >>> found = rank("fotp", edition=2006, country=["Russia", "Hong Kong"], territories=True)
    >>> found[["country", "place", "value", "tied_with", "of"]]
         country  place  value  tied_with   of
    0  Hong Kong     65   29.0          3  194
    1     Russia    158   72.0          2  194
    """
    question = read_question(survey, territories=True, data=data)
    record, every = question.record, question.rows
    ids = None
    if country is not None:
        ids, question.named, _ = read_places(country)
    chosen = _choose_pool(question, territories, year, edition)
    headline = _choose_measure(record, question.take_edition(chosen), measure)
    ranked = _rank_rows(question, headline, chosen)
    if ranked.empty:
        _refuse_empty(record, every, headline, chosen)
    if is_frame(survey):
        question.notes.append(f"places are among the {len(ranked)} units of the rows given")
    shown = ranked if ids is None else ranked[ranked["country_id"].isin(ids)]
    if len(shown) and not record.lists_territories:
        shown, hidden = split_listed(question, shown, territories)
        question.leave_out(f"not shown, as {_KINDS[territories]}; they have their places", hidden)
    if country is not None:
        _report_absent(question, every, shown, chosen)
    return question.answer(shown, _RANK, dtype_backend)


def _choose_pool(
    question: Question,
    territories: bool | Literal["only"],  # noqa: FBT001 (as it was given)
    year: int | None,
    edition: int | None,
) -> Edition:
    """
    Return the edition that is asked about, and leave those in the question that are ranked.

    Who is named has a place: among countries and territories together, where the survey lists
    them apart and it is not of the kind that is asked for.
    """
    record, every = question.record, question.rows
    kept, others = split_listed(question, every, territories)
    if not record.lists_territories or territories is True:
        return choose_edition(question, year, edition)
    if question.named:
        chosen = choose_edition(question, year, edition)
        own = kept.loc[kept["edition"] == chosen.edition, "is_territory"]
        if (own != (territories == "only")).any():
            question.notes.append("places are among countries and territories together")
            return chosen
        question.notes.clear()
    question.rows = kept
    chosen = choose_edition(question, year, edition)
    question.leave_out(f"{_KINDS[territories]}, which {record.title} lists apart", others)
    return chosen


def _choose_measure(record: Survey, pool: pd.DataFrame, measure: str | None) -> Headline:
    """Return the measure that is asked for, else the finest that nearly all have."""
    if measure is None:
        return choose_finest(record, pool)
    if measure == "status":
        raise FreedomDataError(
            "a status is no rank, as many have the same: rank by a measure on a scale, or leave "
            "measure out"
        )
    if record.ranking and measure == record.ranking.rank:  # by what it is the rank of
        measure = record.ranking.score
    return choose_measure(record, measure)


def _rank_rows(question: Question, headline: Headline, edition: Edition) -> pd.DataFrame:
    """Return the rows of an edition with their places, sorted by these; leave out who has none."""
    record, rows = question.record, question.rows
    value = average(rows, headline)
    if record.ranking and headline.measures == (record.ranking.score,) and "rank" in rows:
        place = rows[record.ranking.rank].where(value.notna())
        question.notes.append(f"places are those that {record.publisher} published")
    else:
        scales: Any = [record.field[id_].scale_in(edition.edition) for id_ in headline.measures]
        falls = scales[0].freest == scales[0].low
        place = value.rank(method="min", ascending=falls)
        question.notes.append(
            "equal values share the best of their places, and the places after it stay empty"
        )
    is_placed = place.notna()
    question.leave_out(f"{headline.id} is not at hand in this edition", rows[~is_placed])
    ranked = rows.loc[is_placed, list(KEY)].assign(
        place=place[is_placed].astype("int64"),
        measure=headline.id,
        value=value[is_placed],
        of=int(is_placed.sum()),
    )
    ranked["tied_with"] = ranked["place"].map(ranked["place"].value_counts()) - 1
    return ranked.sort_values(["place", "country"], ignore_index=True)


def _refuse_empty(record: Survey, rows: pd.DataFrame, headline: Headline, edition: Edition) -> None:
    """Refuse an edition without the measure; say which editions have it."""
    held = rows.loc[rows[list(headline.measures)].notna().all(axis=1), "edition"]
    there = f"editions {held.min()} to {held.max()} have it" if len(held) else "nor in any other"
    raise FreedomDataError(
        f"{record.title} has no {headline.id} here in edition {edition.edition}; {there}"
    )


def _report_absent(
    question: Question, every: pd.DataFrame, shown: pd.DataFrame, edition: Edition
) -> None:
    """Say who is named and has no place in the edition; refuse it where nobody has one."""
    absent = []
    for id_ in dict.fromkeys(question.named):
        if id_ in {*shown["country_id"]}:
            continue
        own = every.loc[every["country_id"] == id_, "edition"]
        absent.append(
            f"{name_of(id_)} has no place in edition {edition.edition}: its editions are "
            f"{own.min()} to {own.max()}"
            if len(own)
            else describe_absent(question, id_)
        )
    if shown.empty:
        raise FreedomDataError(
            join_few(absent) or f"nobody asked for has a place in edition {edition.edition}"
        )
    question.notes += absent
