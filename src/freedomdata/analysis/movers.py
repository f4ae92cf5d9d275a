"""Who moved, and how far, between two editions of a survey."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from freedomdata.analysis.answers import (
    keep_listed,
    list_lacking,
    note_incomplete,
    note_passed,
    note_period,
    read_question,
)
from freedomdata.analysis.comparing import is_by_rule
from freedomdata.analysis.steps import STEP, find_points, name_directions
from freedomdata.arguments import read_number
from freedomdata.asked import pick_territories
from freedomdata.calls import explain_calls
from freedomdata.errors import FreedomDataError
from freedomdata.loading.editions import find_incomplete, require_edition
from freedomdata.loading.values import average, choose_finest, choose_measure, list_values

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable

    import pandas as pd

    from freedomdata.analysis.answers import Question
    from freedomdata.loading.editions import Incomplete
    from freedomdata.model import Break, Edition, Headline, Survey
    from freedomdata.schema import Backend

__all__ = ["Movers", "find_movers", "list_moves"]

_SIDES = ("value", "freedom", "status", "grade")


_MOVE = {**STEP, "changed_status": "bool"}


@explain_calls
def find_movers(  # noqa: PLR0913 (each is a way to select)
    survey: str | pd.DataFrame,
    since: int,
    until: int | None = None,
    *,
    measure: str | None = None,
    country: str | Iterable[str] | None = None,
    territories: bool | Literal["only"] = False,
    data: str | os.PathLike[str] | None = None,
    dtype_backend: Backend | None = None,
) -> pd.DataFrame:
    """
    Find how far everybody moved between two years, from the largest fall to the largest gain.

    Parameters
    ----------
    survey : str or pandas.DataFrame
        Survey id, or rows as :func:`load` gives them, which are then all that is compared.
    since : int
        The first year covered (not the edition), such as 2014. A year without an edition of its
        own is that of the edition that covers it: in ``"fiw"`` 1981 is in edition 1982.
    until : int, optional
        The last year covered. By default the newest whose edition lacks nobody of those compared.
    measure : str, optional
        The measure that is compared. By default the finest that nearly all have in both years: in
        ``"fiw"`` the total score, before 2002 the mean of both ratings (``"rating"``); in
        ``"fotp"`` ``"press_score"``, in ``"fotn"`` ``"net_score"``.
    country : str or iterable of str, optional
        Ids, ISO codes or names of countries and territories, or a region of Freedom House or of the
        United Nations. All by default.
    territories : bool or "only", default False
        Whether territories are compared, too, or alone; those named in `country` always are.
        Countries are those that are listed as such in both years.
    data : path, optional
        Another data directory. ``FREEDOMDATA_DATA`` or the tables in the package by default.
    dtype_backend : {"numpy_nullable", "pyarrow"}, optional
        Types of the columns, as in pandas' readers. By default those that pandas itself makes.

    Returns
    -------
    pandas.DataFrame
        One row per unit that has the measure in both years, also where it is the same, sorted by
        ``points``, the largest fall first, then by ``country``:

        - ``country_id``, ``country`` (str), ``is_territory`` (bool)
        - ``edition``, ``year``, ``edition_before``, ``year_before`` (int64): of both ends
        - ``measure`` (str)
        - ``old``, ``new`` (float64): values as published
        - ``points`` (float64): net change in points of the measure; up is always freer
        - ``direction`` (str): ``"declined"``, ``"unchanged"`` or ``"improved"``
        - ``old_status``, ``new_status`` (ordered category): missing in a survey without
        - ``changed_status`` (bool): whether they differ, and not for a change of method alone

        ``attrs["left_out"]`` says who has a value in one of the years only, ``attrs["notes"]``
        which editions were passed over, and what changed in the method.

    Raises
    ------
    UnknownSurveyError
        If `survey` is no id of a survey.
    UnknownCountryError, AmbiguousCountryError
        If a country or region is not known, or may be several.
    FreedomDataError
        If a year is not covered, `since` is not before `until`, there is no such measure, nobody
        has it in both years, a change of method between them forbids to compare it, or a frame is
        not as :func:`load` gives it.
    SourceError
        If `data` is no data directory, or lacks the survey.

    Warns
    -----
    FreedomDataWarning
        If the survey never rated a country that is named.

    See Also
    --------
    find_changes : From edition to edition.
    plot_movers : The same as a picture.

    Notes
    -----
    A naive version joins two years on today's names: it takes Russia for the Soviet Union, and
    loses who began or ended in between without a word; here both are left out and named. It takes
    the newest edition, which may lack units, so that they seem to have fallen out; that edition is
    passed over. It looks at the status, which hides most: of the 178 countries that lost or gained
    points from 2014 to 2024, 150 have the status that they had.

    Examples
    --------
    >>> movers = find_movers("fiw", 2014, 2024)
    >>> movers[["country", "old", "new", "points", "old_status", "new_status"]].head(3)
           country   old   new  points   old_status   new_status
    0    Nicaragua  54.0  14.0   -40.0  Partly Free     Not Free
    1      Tunisia  79.0  44.0   -35.0         Free  Partly Free
    2  El Salvador  75.0  47.0   -28.0         Free  Partly Free
    >>> movers["direction"].value_counts().to_dict()
    {'declined': 126, 'improved': 52, 'unchanged': 17}
    """
    first, last = read_number("since", since), read_number("until", until)
    if first is None:
        raise FreedomDataError("since is one whole number, such as 2014, not None")
    question = read_question(survey, country=country, territories=True, data=data)
    record = question.record
    rows = question.rows if last is None else _take_ends(record, question.rows, first, last)
    rows = pick_territories(record, rows, territories, question.named)
    found = list_moves(rows, record, first, last, measure, known=question.rows)
    ends = [found.since.edition, found.until.edition]
    keep_listed(question, question.rows[question.rows["edition"].isin(ends)], territories)
    rows = rows[rows["edition"].isin(ends)]
    _note_moves(question, found, rows)
    note_period(question, first, found.since)
    if last is not None:
        note_period(question, last, found.until)
        note_incomplete(question, list_lacking(question, rows, territories))
    moves = found.moves
    moves = moves.assign(
        **{f"{name}_before": getattr(found.since, name) for name in ("edition", "year")},
        **{name: getattr(found.until, name) for name in ("edition", "year")},
        measure=found.measure.id,
        old=moves["value_since"],
        new=moves["value_until"],
        points=moves["change"],
        direction=name_directions(moves["change"].to_numpy()),
        old_status=moves["status_since"],
        new_status=moves["status_until"],
        changed_status=_find_changed(question, found, rows),
    )
    return question.answer(moves, _MOVE, dtype_backend)


def _take_ends(record: Survey, rows: pd.DataFrame, first: int, last: int) -> pd.DataFrame:
    """Return the rows of two years covered, all rows if there are none of one of them."""
    ends = [found.edition for year in (first, last) if (found := record.find_edition(year))]
    own = rows[rows["edition"].isin(ends)]
    return own if own["edition"].nunique() == len({first, last}) else rows


def _note_moves(question: Question, found: Movers, rows: pd.DataFrame) -> None:
    """Note who has the measure in one of the years or none, editions passed over, and breaks."""
    measure, years = found.measure.id, f"{found.since.year} and {found.until.year}"
    ids = rows["country_id"]
    is_half = ids.isin(found.left_out)
    neither = rows[~is_half & ~ids.isin(found.moves["country_id"])]
    for reason, lacking in (
        (f"with a value of {measure} in only one of {years}", rows[is_half]),
        (f"without a value of {measure} in {years}", neither),
    ):
        question.leave_out(reason, lacking)
    note_passed(question, found.incomplete)
    question.notes += [f"edition {b.edition}: {b.what.rstrip('.')}" for b in found.breaks]


def _find_changed(question: Question, found: Movers, rows: pd.DataFrame) -> np.ndarray:
    """Return whose status changed; note where a change of method alone may have done it."""
    moves = found.moves
    old, new = (moves[f"status_{end}"].to_numpy(object) for end in ("since", "until"))
    is_rated = moves[["status_since", "status_until"]].notna().all(axis=1).to_numpy(bool)
    differs: np.ndarray = is_rated & (old != new)
    if all(b.is_comparable or "status" not in b.measures for b in found.breaks):
        return differs
    ends = (
        rows[rows["edition"] == end.edition].set_index("country_id").loc[moves["country_id"]]
        for end in (found.since, found.until)
    )
    changed = differs.copy()
    changed[changed] = ~is_by_rule(question.record, *(end.reset_index()[changed] for end in ends))
    by_rule = differs & ~changed
    if by_rule.any():
        names = ", ".join(moves["country"][by_rule])
        question.notes.append(f"by another rule for the status, so not counted as changed: {names}")
    return changed


class Movers(NamedTuple):
    """
    How units moved between two editions of a survey, by one measure.

    `moves` has one row per unit: ``country_id``, ``country``, ``is_territory``, and at both ends
    (``_since``, ``_until``) ``value`` (in the units of the measure), ``freedom`` (0 to 100, up is
    freer), ``status`` (missing in a survey without) and ``grade``; ``change`` is that in freedom,
    as points of the measure: up is freer. Sorted from the largest fall to the largest gain, then by
    name. `left_out` are the ids of units that have the measure in one of the editions only.
    `breaks` are those between the editions that concern the measure or the status. `incomplete` are
    newer editions that were passed over, as they lack units.
    """

    moves: pd.DataFrame
    measure: Headline
    since: Edition
    until: Edition
    left_out: tuple[str, ...]
    breaks: tuple[Break, ...]
    incomplete: tuple[Incomplete, ...] = ()


def list_moves(  # noqa: PLR0913 (whose, from when to when, by what)
    rows: pd.DataFrame,
    record: Survey,
    since: int,
    until: int | None = None,
    measure: str | None = None,
    *,
    known: pd.DataFrame | None = None,
) -> Movers:
    """
    Find how every unit of a survey moved from one year covered to another.

    A year without an edition of its own is that of the edition that covers it (in Freedom in the
    World 1981 is in edition 1982). By default it is the newest year with an edition that lacks
    nobody, and the finest measure of the survey that nearly all units have in both. If `rows` are
    those of two years alone, `known` are all: a message says which years have the measure.

    Raises
    ------
    FreedomDataError
        If a year is not covered, `since` is not before `until`, there is no such measure, nobody
        has it in both years, or a break between them forbids to compare it.

    Examples
    --------
    >>> from freedomdata import SURVEYS, load
    >>> rows = load("fiw", territories=False)
    >>> found = list_moves(rows, SURVEYS["fiw"], 2014, 2024)
    >>> found.measure.id, found.moves["country"].iloc[0], float(found.moves["change"].iloc[0])
    ('total_score', 'Nicaragua', -40.0)
    """
    first = require_edition(record, rows, since)
    passed = [] if until is not None else find_incomplete(record, rows)
    is_whole = ~rows["edition"].isin([one.edition for one in passed])
    newest = int(rows["year"].to_numpy()[is_whole].max()) if until is None else until
    last = require_edition(record, rows, newest)
    newer = tuple(one for one in passed if one.edition > last.edition)
    if first.start >= last.start:
        raise FreedomDataError(
            f"since is a year before until: {since} and {until or last.year} are not in this order"
        )
    ends = [rows[rows["edition"] == edition.edition] for edition in (first, last)]
    headline = choose_finest(record, *ends) if measure is None else choose_measure(record, measure)
    breaks = tuple(b for b in record.breaks if first.edition < b.edition <= last.edition)
    _refuse_breaks(record, headline, breaks)
    values = list_values(
        record, rows[rows["edition"].isin([first.edition, last.edition])], headline
    )
    values = values.dropna(subset="value")
    both = [values[values["edition"] == edition.edition] for edition in (first, last)]
    left_out = set(both[0]["country_id"]) ^ set(both[1]["country_id"])
    moves = _join_ends(both[0], both[1])
    if moves.empty:
        raise FreedomDataError(
            f"nobody has {headline.id} in both {first.year} and {last.year}: "
            f"{_format_years(rows if known is None else known, headline)}"
        )
    moves["change"] = find_points(
        record,
        headline,
        np.full(len(moves), last.edition),
        *(moves[f"value_{end}"].to_numpy(float) for end in ("since", "until")),
    )
    moves = moves.sort_values(["change", "country"], ignore_index=True)
    used = {"status", *headline.measures}
    marked = tuple(b for b in breaks if used & set(b.measures))
    return Movers(moves, headline, first, last, tuple(sorted(left_out)), marked, newer)


def _refuse_breaks(record: Survey, headline: Headline, breaks: tuple[Break, ...]) -> None:
    """Refuse a measure over a break that forbids to compare it."""
    crossed = [b for b in breaks if not b.is_comparable and set(b.measures) & {*headline.measures}]
    if crossed:
        reasons = " ".join(f"Edition {b.edition}: {b.what}" for b in crossed)
        raise FreedomDataError(
            f"{headline.id} of {record.title} does not compare over these years. {reasons} "
            "Choose years on one side"
        )


def _join_ends(first: pd.DataFrame, last: pd.DataFrame) -> pd.DataFrame:
    """Return the units of both ends in one row each; names are those of the last."""
    key, who = "country_id", ["country", "is_territory"]
    one = first.set_index(key)[list(_SIDES)].add_suffix("_since")
    two = last.set_index(key)[[*who, *_SIDES]].rename(columns={s: f"{s}_until" for s in _SIDES})
    joined = two.join(one, how="inner").reset_index()
    return joined[[key, *who, *(f"{s}_{end}" for s in _SIDES for end in ("since", "until"))]]


def _format_years(rows: pd.DataFrame, headline: Headline) -> str:
    """Report in which years there are values of a measure."""
    years = rows.loc[average(rows, headline).notna(), "year"]
    if years.empty:
        return "there are no values of it at all"
    return f"there are values of it from {years.min()} to {years.max()}"
