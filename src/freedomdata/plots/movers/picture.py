"""Who lost and who gained most between two years."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from freedomdata.analysis.movers import list_moves
from freedomdata.arguments import read_number
from freedomdata.asked import pick_places, pick_territories, read_places, read_rows
from freedomdata.calls import explain_calls
from freedomdata.data import open_data
from freedomdata.errors import FreedomDataError, brief
from freedomdata.frames import is_frame
from freedomdata.plots import style
from freedomdata.plots.movers.moves import PITCH, Side, draw_moves, room_for_names
from freedomdata.plots.movers.telling import Told, list_move_notes, tell_moves
from freedomdata.plots.page import close_page, open_page, require_axes
from freedomdata.plots.times import list_touching
from freedomdata.plots.wording import tell_sources

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable

    import pandas as pd
    from matplotlib.axes import Axes


__all__ = ["plot_movers"]

_MOST = 100  # of each side on one page


@explain_calls
def plot_movers(  # noqa: PLR0913 (each is a way to select)
    since: int,
    until: int | None = None,
    *,
    survey: str | pd.DataFrame = "fiw",
    measure: str | None = None,
    n: int = 15,
    country: str | Iterable[str] | None = None,
    territories: bool | Literal["only"] = False,
    ax: Axes | None = None,
    data: str | os.PathLike[str] | None = None,
) -> Axes:
    """
    Draw who lost and who gained most freedom between two years.

    Parameters
    ----------
    since : int
        The first year covered (not the edition), such as 2014. A year without an edition of its
        own is that of the edition that covers it: in ``"fiw"`` 1981 is in edition 1982.
    until : int, optional
        The last year covered. By default the newest whose edition lacks nobody of those compared.
    survey : str or pandas.DataFrame, default "fiw"
        Survey id, or rows as :func:`load` gives them, which are then all that is compared.
    measure : str, optional
        The measure that is compared. By default the finest that nearly all have in both years: in
        ``"fiw"`` the total score, before 2002 the mean of both ratings (``"rating"``); in
        ``"fotp"`` ``"press_score"``, in ``"fotn"`` ``"net_score"``.
    n : int, default 15
        How many of each side at the most, from 1 to 100.
    country : str or iterable of str, optional
        Ids, ISO codes or names of countries and territories to choose from, or a region of Freedom
        House or of the United Nations (``"Africa"``, ``"Southern Europe"``). All by default.
    territories : bool or "only", default False
        Whether territories are compared, too, or alone. Those that are named in `country` are
        compared whatever is chosen, and so is everybody in a frame, unless it is "only".
    ax : matplotlib.axes.Axes, optional
        Axes to draw on. A new pyplot figure by default.
    data : path, optional
        Another data directory. ``FREEDOMDATA_DATA`` or the tables in the package by default.

    Returns
    -------
    matplotlib.axes.Axes
        A line for each, from a small mark (`since`) to a large one (`until`), with the values and
        statuses at both ends and the change; right is freer. :func:`alt_text` describes it.

    Raises
    ------
    UnknownSurveyError
        If `survey` is no id of a survey.
    UnknownCountryError, AmbiguousCountryError
        If a country or region is not known, or may be several.
    FreedomDataError
        If a year is not covered, `since` is not before `until`, there is no such measure, nobody
        has it in both years, a break between them forbids to compare it, `n` is no number from 1 to
        100, the survey never rated a country, a frame is not as :func:`load` gives it, or `ax` is
        no matplotlib Axes.
    SourceError
        If `data` is no data directory, or lacks the survey.

    See Also
    --------
    plot_counts : How many had which status.
    list_breaks : Where values do not compare.

    Notes
    -----
    Compared are units that have the measure in both years: a state that ended has no move, nor has
    one that began in between. The change is in points of the measure, and up is always freer, also
    where 1 or 0 is the freest value.

    Examples
    --------
    >>> import matplotlib
    >>> matplotlib.use("Agg")
    >>> ax = plot_movers(2014, 2024, n=3)
    >>> [text.get_text() for text in ax.texts if text.get_gid() == "name"][:3]
    ['Nicaragua', 'Tunisia', 'El Salvador']
    """
    require_axes(ax)
    first, last = read_number("since", since), read_number("until", until)
    count = read_number("n", n)
    if first is None:
        raise FreedomDataError("since is one whole number, such as 2014, not None")
    if count is None or not 1 <= count <= _MOST:
        raise FreedomDataError(f"n is a whole number from 1 to {_MOST}, not {brief(n)}")
    data = open_data(data)
    record, rows = read_rows(survey, data)
    region = ""
    if country is not None:
        rows, region = pick_places(record, rows, country)
    named = [] if country is None else read_places(country)[1]
    rows = pick_territories(
        record, rows, True if is_frame(survey) and not territories else territories, named
    )
    found = list_moves(rows, record, first, last, measure)
    field: Any = record.field[found.measure.measures[0]]
    falls, gains = _choose(found.moves, count, is_ranked=field.is_relative)
    ends = {found.since.edition, found.until.edition}
    drawn = rows[rows["edition"].isin(ends)]
    moved = {*falls.shown["country_id"], *gains.shown["country_id"]}
    breaks = list_touching(found.breaks, drawn[drawn["country_id"].isin(moved)])
    sides = (falls, gains)
    told = Told(record, found, sides, (first, last), region, bool(named), breaks)
    with style.settings(ax):
        left, right = room_for_names([*falls.shown["country"], *gains.shown["country"]])
        high = PITCH * (len(falls.shown) + len(gains.shown) + 3)
        page = open_page([high], ax=ax, left=left, right=right)
        has_status = draw_moves(page.axes[0], record, found, (falls, gains))
        source, short = tell_sources(record, drawn.drop_duplicates(["source", "grade"]), data)
        close_page(
            page,
            title=told.title,
            subtitle=told.subtitle,
            notes=[" ".join(list_move_notes(told, has_status=has_status))],
            source=source,
            short=short,
            text=tell_moves(told),
        )
    return page.axes[0]


def _choose(moves: pd.DataFrame, n: int, *, is_ranked: bool) -> tuple[Side, Side]:
    """Return the largest falls, the largest first, and the largest gains, the largest first."""
    falls = moves[moves["change"] < 0]
    gains = moves[moves["change"] > 0].sort_values(
        "change", ascending=False, kind="stable", ignore_index=True
    )
    return _cut("falls", falls, n, is_ranked), _cut("gains", gains, n, is_ranked)


def _cut(
    name: Literal["falls", "gains"],
    moves: pd.DataFrame,
    n: int,
    is_ranked: bool,  # noqa: FBT001 (as in the record)
) -> Side:
    """Return the first `n`, and how many more are like the last of them."""
    shown, rest = moves.iloc[:n], moves.iloc[n:]
    ties = int((rest["change"] == shown["change"].iloc[-1]).sum()) if len(shown) else 0
    return Side(name, shown, len(moves), ties, is_ranked)
