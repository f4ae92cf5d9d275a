"""Question by question: what one country gained and lost between two editions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from freedomdata.arguments import read_numbers
from freedomdata.asked import name_of
from freedomdata.calls import explain_calls
from freedomdata.countries import find_country
from freedomdata.data import get_survey, open_data
from freedomdata.errors import FreedomDataError, quietly
from freedomdata.frames import is_frame, read_items
from freedomdata.labels import bare
from freedomdata.loading.items import load_items
from freedomdata.loading.tables import load
from freedomdata.missing import describe_never
from freedomdata.plots.items.answers import list_answers, list_questions, sums_up
from freedomdata.plots.items.dumbbells import draw_answers
from freedomdata.plots.items.plan import plan_answers
from freedomdata.plots.items.telling import tell_items
from freedomdata.plots.items.wording import list_notes, tell_title, tell_totals
from freedomdata.plots.page import EDGE, close_page, free_height, open_page, require_axes
from freedomdata.plots.style import height, look, settings, width
from freedomdata.plots.wording import tell_sources

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Sequence

    import pandas as pd
    from matplotlib.axes import Axes

    from freedomdata.data import Data
    from freedomdata.model import Survey
    from freedomdata.plots.items.answers import Answer
    from freedomdata.plots.items.plan import Plan
    from freedomdata.plots.page import Page

__all__ = ["plot_items"]

_MOST = 2  # editions
_ABOVE, _FOOT = 10.0, 6.0  # points above and below what is drawn


@explain_calls
def plot_items(
    country: str | pd.DataFrame,
    *,
    editions: int | Iterable[int] | None = None,
    survey: str = "fiw",
    ax: Axes | None = None,
    data: str | os.PathLike[str] | None = None,
) -> Axes:
    """
    Plot the questions of a survey on one country, in one edition or in two; right is freer.

    Each question has a track of its own scale, with a tick at each point. The older edition is
    small and hollow, the newer one solid, and what changed is a line between them that points to
    where it went. The questions stand below the subtotals and scores that they add up to. What is
    subtracted counts below zero. A question that is for some countries only (on traditional
    monarchies, up to 2017) is left out where it has no points. Where an edition has subtotals
    only, these have the tracks.

    Parameters
    ----------
    country : str or pandas.DataFrame
        Id, ISO code or name of a country or territory; or a frame of one country that
        :func:`load_items` gave, whose rows are drawn. Status, scores and the subtotals of
        ``"fotn"``, which it does not hold, are those of the survey's table.
    editions : int or iterable of int, optional
        One edition or two, by the later year of their title. By default the newest that has
        questions on the country, and the oldest one that compares with it.
    survey : str, default "fiw"
        Survey id: ``"fiw"`` (questions from edition 2013, subtotals from 2006) or ``"fotn"``
        (editions 2019 to 2024). A frame says it itself.
    ax : matplotlib.axes.Axes, optional
        Axes to draw on. A new pyplot figure by default.
    data : path, optional
        Another data directory. ``FREEDOMDATA_DATA`` or the tables in the package by default.

    Returns
    -------
    matplotlib.axes.Axes
        The horizontal axis is the share of the points there are to win, 0 (left) to 1 (right); a
        second column of questions, where there is room for one, has a whole number more or so.
        :func:`alt_text` describes the picture.

    Raises
    ------
    UnknownCountryError, AmbiguousCountryError
        If the country is not known, or may be several.
    UnknownSurveyError
        If `survey` is no id of a survey.
    FreedomDataError
        If the survey has no questions, or none on the country in an edition; if more than two
        editions are asked for; if a frame is not one of one country that :func:`load_items` gave;
        if `ax` is no matplotlib Axes. The message says what there is.
    SourceError
        If `data` is no data directory, or lacks the survey.

    See Also
    --------
    load_items : The values that are drawn.
    explain : How questions add up to a status.

    Examples
    --------
    >>> import matplotlib
    >>> matplotlib.use("Agg")
    >>> ax = plot_items("Hungary", editions=[2013, 2025])
    >>> [text.get_text() for text in ax.texts if text.get_gid() == "change of B2"]
    ['\N{MINUS SIGN}2']
    """
    require_axes(ax)
    data = open_data(data)
    if is_frame(country):
        items = _read_frame(cast("pd.DataFrame", country), data)
        record, id_ = get_survey(str(items["survey"].iloc[0])), str(items["country_id"].iloc[0])
    else:
        record, id_ = get_survey(survey), find_country(cast("str", country))
        with quietly():  # what is missing is refused below
            items = bare(load_items(record.id, country=id_, data=data))
    with quietly():
        rows = bare(load(record.id, country=id_, data=data))
    record = data.record(record)
    wanted = _choose_editions(record, id_, items, rows, editions)
    held = rows[rows["edition"].isin(wanted)]
    name = name_of(id_)
    points = {edition: _gather(record, items, held, edition) for edition in wanted}
    answers = list_answers(record, points)
    labels = [str(label) for label in held["edition_label"]]
    is_open = editions is None and not is_frame(country)  # the newest there is was asked for
    newer = rows[(rows["edition"] > wanted[-1]) & is_open]["edition_label"].tolist()
    with settings(ax):
        page, plan = _open(answers, labels, ax)
        draw_answers(page.axes[0], plan)
        is_tiny = ax is not None and look().size.is_narrow  # has no subtitle
        source, short = tell_sources(record, held, data)
        close_page(
            page,
            title=f"{name}: {record.title}" if is_tiny else tell_title(record, name, answers),
            subtitle=tell_totals(record, held, answers, is_brief=page.cell is not None),
            notes=list_notes(record, answers, held, newer),
            source=source,
            short=short,
            text=tell_items(record, name, held, answers, newer),
        )
    return page.axes[0]


def _open(answers: Sequence[Answer], labels: Sequence[str], ax: Axes | None) -> tuple[Page, Plan]:
    """Return the page, and where everything is on it: it is as high as it needs, or as it is."""
    size = look().size
    margins: Any = {"left": EDGE, "right": EDGE, "above": _ABOVE, "foot": _FOOT}
    if ax is None and not size.height:
        plan = plan_answers(answers, labels, size.width * 72 - 2 * EDGE)
        return open_page([plan.height], **margins), plan
    page = open_page([free_height(_ABOVE, _FOOT) or 1.0], ax=ax, **margins)
    return page, plan_answers(answers, labels, width(page.axes[0]), height(page.axes[0]))


def _read_frame(frame: pd.DataFrame, data: Data) -> pd.DataFrame:
    """Return the rows of a frame of one country that `load_items` gave; refuse any other frame."""
    rows = read_items(frame, data).dropna(subset="value")
    if rows.empty:
        raise FreedomDataError("the frame is empty: there is nothing in it to draw")
    if len(found := rows["country_id"].unique()) > 1:
        raise FreedomDataError(
            f"a picture of questions is of one country, and the frame has {', '.join(found)}"
        )
    return rows


def _gather(
    survey: Survey, items: pd.DataFrame, rows: pd.DataFrame, edition: int
) -> dict[str, float]:
    """Return the items and the scores of an edition."""
    row = rows[rows["edition"] == edition].iloc[0]
    scores = {r.total: row[r.total] for r in survey.sums if r.total in row.index}
    own = items[items["edition"] == edition]
    found = {**scores, **dict(zip(own["item"], own["value"], strict=True))}
    return {id_: value for id_, value in found.items() if value == value}  # noqa: PLR0124 (no NaN)


def _choose_editions(
    survey: Survey,
    country_id: str,
    items: pd.DataFrame,
    rows: pd.DataFrame,
    editions: int | Iterable[int] | None,
) -> list[int]:
    """Return the one edition or the two that are drawn, or say which there are."""
    name = name_of(country_id)
    if rows.empty:
        raise FreedomDataError(describe_never(survey, name))
    held = sorted({*items["edition"].tolist()} & {*rows["edition"].tolist()})
    what = f"{survey.title} has no questions or subtotals on {name}"
    if not held:
        first = min(item.first_edition for item in survey.items)
        last = rows["edition"].iloc[-1]
        raise FreedomDataError(f"{what}: they begin with edition {first}, it was last in {last}")
    asked = read_numbers("editions", editions)
    if asked is None:
        return _compared(survey, items, held)
    wanted = sorted({*asked})
    if not 0 < len(wanted) <= _MOST:
        pair = _compared(survey, items, held)
        raise FreedomDataError(
            f"editions is one edition or two, such as {pair}, not {len(wanted)} of them"
        )
    for edition in wanted:
        if edition not in held:
            is_rated = edition in rows["edition"].tolist()
            why = what if is_rated else f"{survey.title} does not rate {name}"
            raise FreedomDataError(
                f"{why} in edition {edition}; there are questions or subtotals in {_spell(held)}"
            )
    return wanted


def _compared(survey: Survey, items: pd.DataFrame, held: list[int]) -> list[int]:
    """Return the oldest edition with questions that compares with the newest, and the newest."""
    questions = items[items["item"].isin(list_questions(survey))]
    having = sorted({*questions["edition"].tolist()} & {*held}) or held
    drawn = {*items["item"], sums_up(survey)}
    since = max(
        (b.edition for b in survey.breaks if not b.is_comparable and drawn & {*b.measures}),
        default=0,
    )
    return sorted({min(e for e in having if e >= since or e == having[-1]), having[-1]})


def _spell(editions: list[int]) -> str:
    """Return editions as first to last, or one by one where there are gaps."""
    if len(editions) > 1 and editions == list(range(editions[0], editions[-1] + 1)):
        return f"{editions[0]} to {editions[-1]}"
    return ", ".join(map(str, editions))
