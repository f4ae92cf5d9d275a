"""The points of the questions of a survey, and of their subtotals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from freedomdata.arguments import read_countries, read_editions, read_words
from freedomdata.calls import explain_calls
from freedomdata.data import get_survey, open_data, to_frame
from freedomdata.errors import FreedomDataError, warn
from freedomdata.labels import label_items
from freedomdata.loading.releases import rewind_items
from freedomdata.loading.selection import find_rows, keep_latest, take_rows
from freedomdata.missing import describe_items, format_selection, name_countries
from freedomdata.schema import pandas_type
from freedomdata.surveys import SURVEYS

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable

    import pandas as pd

    from freedomdata.model import Survey
    from freedomdata.schema import Backend

__all__ = ["load_items"]


@explain_calls
def load_items(  # noqa: PLR0913 (each is a way to select)
    survey: str,
    *,
    country: str | Iterable[str] | None = None,
    editions: int | Iterable[int] | Literal["latest"] | None = None,
    item: str | Iterable[str] | None = None,
    wording: bool = False,
    as_of: str | int | None = None,
    data: str | os.PathLike[str] | None = None,
    dtype_backend: Backend | None = None,
) -> pd.DataFrame:
    """
    Load a survey's questions and subtotals, one row per country, edition and item.

    Parameters
    ----------
    survey : str
        Survey id, a key of :data:`freedomdata.SURVEYS`.
    country : str or iterable of str, optional
        Ids, ISO codes or names of countries and territories. All by default.
    editions : int, iterable of int, or "latest", optional
        Editions, by the later year of their title, or the newest of each unit that is still there
        in the newest edition of all, after everything else was selected. All by default.
    item : str or iterable of str, optional
        Items as published: for ``"fiw"`` questions ``"A1"`` to ``"G4"`` (from edition 2013),
        subtotals ``"A"`` to ``"G"``, ``"Add Q"`` and ``"Add A"`` (from edition 2006); for
        ``"fotn"`` questions ``"A1"`` to ``"C8"`` (editions 2019 to 2024; the subtotals are
        measures of the survey's own table).
    wording : bool, default False
        Whether to add the columns ``title`` and ``wording``: what is asked, in short words of our
        own, as in :func:`codebook`; a subtotal asks nothing, and has an empty one.
    as_of : str or int, optional
        The year of a release, such as ``"2024"``: the items as it had them, as for :func:`load`.
    data : path, optional
        Another data directory. ``FREEDOMDATA_DATA`` or the tables in the package by default.
    dtype_backend : {"numpy_nullable", "pyarrow"}, optional
        Types of the columns, as in pandas' readers. By default those that pandas itself makes.

    Returns
    -------
    pandas.DataFrame
        Sorted by its key ``survey``, ``country_id`` (str), ``edition`` (int64) and ``item`` (str;
        rows in the order of the questionnaire), with ``value`` (int64), and after ``item`` on
        request ``title`` and ``wording`` (str).
        The highest value is freest, but ``"Add Q"`` is subtracted. Questions of ``"fiw"`` run
        from 0 to 4, those of ``"fotn"`` from 0 to 3, 4, 5 or 6.

    Raises
    ------
    UnknownSurveyError
        If `survey` is no id of a survey.
    UnknownCountryError, AmbiguousCountryError
        If a country is not known, or may be several.
    FreedomDataError
        If the survey has no such item, or none at all; the message lists those it has. If
        `as_of` is before the oldest or after the newest release at hand.
    SourceError
        If `data` is no data directory, or lacks the survey.

    Warns
    -----
    FreedomDataWarning
        If a country that is named, or all `editions`, have no items; the message says which have.

    Notes
    -----
    Freedom House, *Freedom in the World*: all-data workbook from edition 2013, aggregate
    workbook 2006 to 2012. The score of political rights is ``A + B + C - Add Q + Add A``, that
    of civil liberties ``D + E + F + G``. *Freedom on the Net*: yearly workbooks; the questions
    of each letter add up to its subtotal.

    Examples
    --------
    >>> load_items("fiw", country="Hungary", editions=[2013, 2025], item="B")
      survey country_id  edition item  value
    0    fiw        HUN     2013    B     15
    1    fiw        HUN     2025    B     11

    What was asked, beside the points:

    >>> item = load_items("fiw", country="Hungary", editions=2025, item="E3", wording=True)
    >>> item["title"].item(), item["value"].item()
    ('Freedom of trade unions', 3)
    >>> item["wording"].item()
    'Whether trade unions, professional associations and labor organizations are free.'
    """
    record = get_survey(survey)
    if not record.items:
        others = ", ".join(repr(s.id) for s in SURVEYS.values() if s.items)
        raise FreedomDataError(
            f"{record.title} has no questions or subtotals of its own; those that have are {others}"
        )
    data = open_data(data)
    data.require(record)
    ids, chosen = read_countries(country), read_editions(editions)
    items = read_words("item", item, [i.id for i in record.items])
    if as_of is None:
        rows = data.frame("items", dtype_backend)
    else:
        rows = to_frame(rewind_items(record, as_of, data), "items", dtype_backend)
    found = find_rows(
        rows,
        survey=[record.id],
        country_id=None if chosen == "latest" else ids,
        edition=chosen if isinstance(chosen, list) else None,
        item=items,
    )
    frame = take_rows(rows, found)
    if chosen == "latest":
        frame = keep_latest(frame, record, ids)
    held = {*frame["country_id"].unique()}
    lost = [id_ for id_ in ids or () if id_ not in held]
    if lost or (isinstance(chosen, list) and frame.empty):
        on = f" on {name_countries(dict.fromkeys(lost))}" if lost else ""
        given = format_selection({"editions": chosen, "item": items if item else None})
        what = f"no questions or subtotals{on}{f' for {given}' if given else ''}"
        warn([f"{record.title} has {what}: {describe_items(record, data)}"])
    if wording:
        frame = _add_wording(frame, record, dtype_backend)
    return label_items(frame, data, record)


def _add_wording(
    frame: pd.DataFrame, record: Survey, dtype_backend: Backend | None
) -> pd.DataFrame:
    """Return items with their titles and what they ask, beside their ids."""
    position = frame.columns.tolist().index("item") + 1
    for name in ("wording", "title"):
        by_id = {item.id: getattr(item, name) for item in record.items}
        texts = frame["item"].map(by_id).astype(pandas_type("str", dtype_backend))
        frame.insert(position, name, texts)
    return frame
