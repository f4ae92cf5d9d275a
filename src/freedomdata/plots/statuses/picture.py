"""The statuses of many countries: a ribbon each, over all editions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, cast

from freedomdata.arguments import read_choice, read_numbers
from freedomdata.asked import (
    Asked,
    choose_years,
    pick_places,
    pick_territories,
    read_frame,
    read_places,
    read_rows,
)
from freedomdata.calls import explain_calls
from freedomdata.choices import Sort
from freedomdata.data import open_data
from freedomdata.errors import FreedomDataError
from freedomdata.frames import is_frame
from freedomdata.loading.editions import find_incomplete
from freedomdata.plots import style
from freedomdata.plots.page import EDGE, close_page, free_height, open_page, require_axes
from freedomdata.plots.statuses.ribbons import draw_key, draw_ribbons
from freedomdata.plots.statuses.rows import Ribbons, arrange
from freedomdata.plots.statuses.standing import ORDERS, list_standings, number_statuses
from freedomdata.plots.statuses.summary import NAMED, count_units, list_ribbon_notes, tell_statuses
from freedomdata.plots.times import list_spans, list_stretches, to_year
from freedomdata.plots.wording import add_clauses, list_covered, tell_incomplete, tell_sources
from freedomdata.plots.words import say

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Sequence

    import pandas as pd
    from matplotlib.axes import Axes

    from freedomdata.data import Data
    from freedomdata.model import Edition, Survey
    from freedomdata.plots.statuses.standing import Standing

__all__ = ["plot_statuses"]

_ABOVE, _FOOT = 36.0, 26.0  # points for the key and the years above, for the years below
_KEY = 21.0  # points between axes and key
_ABOVE_SMALL, _KEY_SMALL, _FOOT_SMALL = 21.0, 6.0, 18.0  # on small axes of the user's


@explain_calls
def plot_statuses(  # noqa: PLR0913 (each is a choice about the picture)
    country: str | Iterable[str] | pd.DataFrame,
    years: int | Iterable[int] | None = None,
    *,
    survey: str = "fiw",
    sort: Sort = "name",
    territories: bool | Literal["only"] = True,
    ax: Axes | None = None,
    data: str | os.PathLike[str] | None = None,
) -> Axes:
    """
    Plot the statuses of countries as ribbons, Free, Partly Free or Not Free; darker is less free.

    Each country has a row, each edition is drawn over the days it covers. Where an edition is
    missing nothing is drawn; a state that ended, ends, and those before and after it have rows of
    their own. Values that are not confirmed by a published file are hollow. At the right end
    stands the last status, or the year until which there was one.

    Parameters
    ----------
    country : str, iterable of str or pandas.DataFrame
        Ids, ISO codes or names of countries and territories; a region of Freedom House or of the
        United Nations (``"Africa"``, ``"Southern Europe"``); or a frame as :func:`load` gives it,
        whose rows are drawn: ``load("fiw")`` is the world.
    years : int or iterable of int, optional
        Years covered (not editions). All by default.
    survey : {"fiw", "fotp", "fotn"}, default "fiw"
        Survey id; a frame tells its own.
    sort : {"name", "status", "change"}, default "name"
        By name; by the last status, free first, then by how long it has lasted; or by the year of
        the last change, the latest first. Units that ended come last in the second order.
    territories : bool or "only", default True
        Whether units that the survey lists as territories are drawn, left out, or alone. Those that
        are named in `country` are drawn whatever is chosen.
    ax : matplotlib.axes.Axes, optional
        Axes to draw on. A new pyplot figure by default, with as many blocks of rows side by side
        as it takes; on a slide up to four, and it is higher if that is too little.
    data : path, optional
        Another data directory. ``FREEDOMDATA_DATA`` or the tables in the package by default.

    Returns
    -------
    matplotlib.axes.Axes
        The axes, years from left to right in the first block of rows. :func:`alt_text` describes
        the picture.

    Raises
    ------
    UnknownCountryError, AmbiguousCountryError
        If a country or region is not known, or may be several.
    UnknownSurveyError
        If `survey` is no id of a survey.
    FreedomDataError
        If the survey has no statuses, has never rated a country that is named, or has nothing
        for `years`; if a frame is not as :func:`load` gives it; if there is no such `sort`; if
        `ax` is no matplotlib Axes or has no room for so many rows.
    SourceError
        If `data` is no data directory, or lacks the survey.

    See Also
    --------
    load : The values that are drawn.
    plot_trend : One country, with its scores.

    Examples
    --------
    >>> import matplotlib
    >>> matplotlib.use("Agg")
    >>> ax = plot_statuses(["Hungary", "Poland", "Czechoslovakia"], sort="change")
    >>> [text.get_text() for text in ax.texts if "until" in text.get_text()]
    ['until 1992']
    """
    require_axes(ax)
    read_choice("sort", sort, Sort)
    data = open_data(data)
    (record, every), region = _read(country, survey, territories, data)
    rows = choose_years(record, every, years).reset_index(drop=True)
    wanted = read_numbers("years", years)
    covered = list_covered(record, rows, wanted)
    remarks = [*covered, *_list_incomplete(record, every, rows)]
    if covered or (wanted is None and is_frame(country)):
        wanted = rows["year"].unique().tolist()
    editions = [e for e in record.editions if wanted is None or e.year in wanted]
    confirmed = [e.edition for e in editions if e.edition <= record.last_confirmed_edition]
    standings = list_standings(rows, max(confirmed, default=editions[-1].edition))
    standings.sort(key=ORDERS[sort])
    with style.settings(ax):
        return _draw(ax, Asked(record, rows), editions, standings, sort, region, remarks, data)


def _read(
    country: str | Iterable[str] | pd.DataFrame,
    survey: str,
    territories: bool | Literal["only"],  # noqa: FBT001 (as in the public function)
    data: Data,
) -> tuple[Asked, str]:
    """Return the rows to be drawn, and the title of the region, if they are those of one."""
    region = ""
    if is_frame(country):
        record, rows = read_frame(cast("pd.DataFrame", country), data)
    else:
        read_places(cast("str", country))  # what is no country is said before what is no survey
        record, rows = read_rows(survey, data)
    if "status" not in rows:
        raise FreedomDataError(f"{record.title} has no statuses: fd.plot_trend draws its scores")
    if not is_frame(country):
        rows, region = pick_places(record, rows, cast("str", country))
    named = None if is_frame(country) else read_places(cast("str", country))[1]
    rows = pick_territories(record, rows, territories, named)
    return Asked(record, rows), region


def _list_incomplete(record: Survey, every: pd.DataFrame, rows: pd.DataFrame) -> list[str]:
    """Say which editions lack units that are in the selection, and have no row that is drawn."""
    editions, drawn = {*rows["edition"].tolist()}, {*rows["country_id"]}
    return [
        tell_incomplete("incomplete", one)
        for one in find_incomplete(record, every)
        if one.edition in editions and {*one.lacking} - drawn
    ]


def _make_ribbons(
    rows: pd.DataFrame, standings: Sequence[Standing], editions: Sequence[Edition]
) -> Ribbons:
    """Return the stretches of one status in the order of the standings."""
    spans, statuses = list_spans(rows), number_statuses(rows)
    hollow = (rows["grade"] == "secondary").to_numpy()
    ids = rows["country_id"].to_numpy()
    firsts, lasts = list_stretches(spans, ids, statuses, hollow)
    row_of = {standing.country_id: n for n, standing in enumerate(standings)}
    stretches = spans[firsts]
    stretches[:, 1] = spans[lasts, 1]
    years = (to_year(editions[0].start), to_year(editions[-1].end) + 1 / 365.25)
    return Ribbons(
        names=[standing.name for standing in standings],
        ends=[standing.ends for standing in standings],
        row=rows["country_id"].iloc[firsts].map(row_of).to_numpy(),
        spans=stretches,
        status=statuses[firsts],
        is_hollow=hollow[firsts],
        years=(min(years[0], spans.min()), max(years[1], spans.max())),
    )


def _draw(  # noqa: PLR0913, PLR0917 (what is drawn)
    ax: Axes | None,
    asked: Asked,
    editions: Sequence[Edition],
    standings: Sequence[Standing],
    sort: Sort,
    region: str,
    remarks: list[str],
    data: Data,
) -> Axes:
    record, rows = asked
    ribbons = _make_ribbons(rows, standings, editions)
    size = style.look().size
    is_small = ax is not None and size.is_narrow
    above, foot, key_up = (
        (_ABOVE_SMALL, _FOOT_SMALL, _KEY_SMALL) if is_small else (_ABOVE, _FOOT, _KEY)
    )
    layout = arrange(
        ribbons,
        size.width * 72 - 2 * EDGE,
        free_height(above, foot),
        is_narrow=size.is_narrow,
        is_fixed=ax is not None,
    )
    page = open_page(
        [layout.height],
        ax=ax,
        left=EDGE,
        right=EDGE,
        above=above,
        foot=foot,
        shares=(1.0, 1.0),
    )
    has_letters = draw_ribbons(page.axes[0], ribbons, layout, has_room_above=not is_small)
    draw_key(page.axes[0], ribbons, (0.0, key_up), has_letters=has_letters)
    source, short = tell_sources(record, rows, data)
    what = count_units(rows, standings)
    if region:
        title = say("statuses.title_region", region=region.partition(" (")[0], what=what)
    else:
        key = "title_few" if len(standings) <= NAMED else "title_many"
        title = say(f"statuses.{key}", what=what)
    subtitle = say("statuses.subtitle", survey=record.title)
    if len(standings) > 1:
        subtitle += f"; {say(f'statuses.by_{sort}')}"
    notes = [*remarks, *list_ribbon_notes(asked, standings, region, editions[-1])]
    close_page(
        page,
        title=title,
        subtitle=subtitle,
        notes=[" ".join(notes)],
        source=source,
        short=short,
        text=add_clauses(tell_statuses(asked, standings, editions, what, region), remarks),
    )
    return page.axes[0]
