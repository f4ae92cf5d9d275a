"""Several countries in several surveys: a small panel for each country, all on one scale."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, cast

from freedomdata.arguments import listed, read_numbers
from freedomdata.asked import name_of, read_places
from freedomdata.calls import explain_calls
from freedomdata.data import get_survey, open_data
from freedomdata.errors import FreedomDataError, quietly
from freedomdata.frames import is_frame, read_panel
from freedomdata.missing import describe_never
from freedomdata.plots import style
from freedomdata.plots.compare.lines import list_lines
from freedomdata.plots.compare.measures import add_heights, find_shown, load_shown, pick_shown
from freedomdata.plots.compare.multiples import MOST, draw_small_panel, list_ends, plan_grid
from freedomdata.plots.compare.telling import tell_compare
from freedomdata.plots.compare.wording import (
    list_covered_of,
    list_panel_notes,
    tell_heading,
    tell_panel_sources,
)
from freedomdata.plots.page import EDGE, close_page, open_page
from freedomdata.plots.texts import text_width, wrap
from freedomdata.plots.wording import add_clauses, join
from freedomdata.plots.words import say
from freedomdata.surveys import SURVEYS

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Sequence

    import pandas as pd
    from matplotlib.axes import Axes

    from freedomdata.data import Data
    from freedomdata.model import Survey

__all__ = ["plot_compare"]

_BESIDE = 12.0  # points between what stands beside a panel and the next one


@explain_calls
def plot_compare(
    country: str | Iterable[str] | pd.DataFrame,
    surveys: str | Iterable[str] | None = None,
    *,
    years: int | Iterable[int] | None = None,
    data: str | os.PathLike[str] | None = None,
) -> Axes:
    """
    Plot how free countries are in several surveys, a small panel for each; up is freer.

    Drawn are the scores that the publishers give out of a hundred, 0 least free to 100 most free
    (those of Freedom of the Press, where 0 is most free, are turned), each edition over the days it
    covers. A survey without such a score in the years asked for is drawn by its ratings, on their
    own scale; so is what a frame holds. A line is cut where an edition is missing, and where values
    do not compare. Values that are not confirmed by a published file are hollow. A point of one
    survey is not a point of another.

    Parameters
    ----------
    country : str, iterable of str or pandas.DataFrame
        Ids, ISO codes or names of up to 30 countries and territories, drawn in this order; a
        region, drawn by name; or a frame as :func:`load_panel` gives it, with one measure of each
        survey, whose rows are drawn.
    surveys : str or iterable of str, optional
        Survey ids. All that the data directory has by default, of a frame all in it.
    years : int or iterable of int, optional
        Years covered (not editions). All by default. A single year without an edition of its own is
        that of the edition that covers it.
    data : path, optional
        Another data directory. ``FREEDOMDATA_DATA`` or the tables in the package by default.

    Returns
    -------
    matplotlib.axes.Axes
        The axes of the first country; its ``figure``, a new pyplot figure, has one for each
        country. :func:`alt_text` describes the whole picture.

    Raises
    ------
    UnknownCountryError, AmbiguousCountryError
        If a country or region is not known, or may be several.
    UnknownSurveyError
        If one of `surveys` is no id of a survey.
    FreedomDataError
        If none of the surveys has ever rated a country that is named, or has nothing for `years`;
        if there are more than 30 countries; if a frame is not as :func:`load_panel` gives it.
    SourceError
        If `data` is no data directory, or lacks a survey.

    See Also
    --------
    load_panel : The values that are drawn, with ``measure="total_score"`` for ``"fiw"``.
    plot_trend : One country, each survey in its own units.

    Notes
    -----
    Freedom in the World has a score out of a hundred from edition 2003 on, and is drawn from there;
    for earlier years alone it is drawn by the mean of its two ratings, 1 to 7.

    Examples
    --------
    >>> import matplotlib
    >>> matplotlib.use("Agg")
    >>> ax = plot_compare(["China", "Taiwan", "Hungary"], ["fiw", "fotn"])
    >>> len(ax.figure.axes)
    3
    """
    data = open_data(data)
    rows, ids, records, absent = _read(country, surveys, years, data)
    rows = add_heights(rows, records)
    rows = rows.sort_values(["country_id", "survey", "edition"], ignore_index=True)
    valued = rows[rows["freedom"].notna()].reset_index(drop=True)
    if valued.empty:
        titles = join([record.title for record in records])
        raise FreedomDataError(f"there are no values on the scale of 0 to 100 here, in {titles}")
    names = [str(rows.loc[rows["country_id"] == id_, "country"].iloc[-1]) for id_ in ids]
    covered = list_covered_of(rows, records, read_numbers("years", years))
    covered += [say("compare.nothing", survey=title) for title in absent]
    with style.settings():
        return _draw(rows, valued, dict(zip(ids, names, strict=True)), records, covered, data)


def _read(
    country: str | Iterable[str] | pd.DataFrame,
    surveys: str | Iterable[str] | None,
    years: int | Iterable[int] | None,
    data: Data,
) -> tuple[pd.DataFrame, list[str], list[Survey], list[str]]:
    """Return the rows of a panel, the countries in order, the surveys, and those without a row."""
    given = listed("surveys", surveys, "an id or several")
    wanted = None if given is None else [get_survey(survey).id for survey in given]
    if is_frame(country):
        rows = _read_frame(cast("pd.DataFrame", country), data)
        if wanted is not None:
            rows = rows[rows["survey"].isin(wanted)]
        every, rows = rows, pick_shown(rows, read_numbers("years", years))
        ids = list(dict.fromkeys(every["country_id"]))
        named: list[str] = []
    else:
        ids, named, _ = read_places(cast("str", country))
        asked = [get_survey(id_) for id_ in wanted] if wanted else data.surveys
        chosen = [data.record(record) for record in SURVEYS.values() if record in asked]
        with quietly():  # not each is in each survey; the picture says so
            rows, every = load_shown(chosen, ids, read_numbers("years", years), data)
    present = set(rows["survey"])
    records = [
        data.record(SURVEYS[id_]) for id_ in wanted or SURVEYS if id_ in SURVEYS and id_ in present
    ]
    absent = [SURVEYS[id_].title for id_ in dict.fromkeys(every["survey"]) if id_ not in present]
    held = set(every["country_id"])
    if never := [id_ for id_ in named if id_ not in held]:
        only = SURVEYS[wanted[0]] if wanted and len(wanted) == 1 else None
        raise FreedomDataError(describe_never(only, name_of(never[0])))
    if rows.empty and len(every):
        covered = f"{every['year'].min()} to {every['year'].max()}"
        raise FreedomDataError(f"there is nothing for these years: years covered are {covered}")
    if rows.empty:
        raise FreedomDataError("there are no rows of these surveys and countries")
    ids = [id_ for id_ in ids if id_ in held]
    if not is_frame(country) and not named:
        ids.sort(key=name_of)
    ids = [id_ for id_ in ids if id_ in set(rows["country_id"])]
    if len(ids) > MOST:
        raise FreedomDataError(
            f"there is room for {MOST} countries, these are {len(ids)}: name some of them, or "
            f"give a smaller region"
        )
    return rows, ids, records, absent


def _read_frame(frame: pd.DataFrame, data: Data) -> pd.DataFrame:
    """Return the rows of a frame of `load_panel` with one measure for each survey."""
    rows = read_panel(frame, data)
    pairs = rows[["survey", "measure"]].drop_duplicates()
    if doubled := pairs.loc[pairs["survey"].duplicated(), "survey"].tolist():
        measures = pairs.loc[pairs["survey"] == doubled[0], "measure"]
        raise FreedomDataError(
            f"there is one line for each survey, but {', '.join(measures)} of {doubled[0]!r}: "
            f"choose one measure"
        )
    return rows


def _draw(  # noqa: PLR0913, PLR0917 (what is drawn)
    rows: pd.DataFrame,
    valued: pd.DataFrame,
    names: dict[str, str],
    records: Sequence[Survey],
    covered: list[str],
    data: Data,
) -> Axes:
    shown = [find_shown(r, rows) for r in records]
    grid = plan_grid(list(names.values()), shown)
    lines = {
        id_: [*own] for id_, own in groupby(list_lines(valued, records), lambda p: p.country_id)
    }
    every = [line for own in lines.values() for line in own]
    start = min(float(line.points[0, 0]) for line in every)
    end = max(float(line.points[-1, 0]) for line in every)
    stops = {
        record.id: end
        if grid.is_long
        else max(
            (float(line.points[-1, 0]) for line in every if line.survey == record.id), default=end
        )
        for record in records
    }
    by_id = {one.record.id: one for one in shown}
    ends = {id_: list_ends(lines.get(id_, []), stops, by_id, grid) for id_ in names}
    words = {text for own in ends.values() for _, text, _ in own}
    behind = 1.04 * max(text_width(text, grid.size, bold=True) for text in words) + 8
    left = EDGE + max(text_width(tick, grid.size) for tick in grid.ticks) + 6
    wide = style.look().size.width * 72 - left - EDGE - behind * grid.columns
    each = (wide - _BESIDE * (grid.columns - 1)) / grid.columns
    titles = [
        wrap(name, each + behind, grid.heading, bold=True) if len(names) > 1 else []
        for name in names.values()
    ]
    above = max(len(title) for title in titles) * grid.heading * 1.25 + 9
    page = open_page(
        [grid.height] * grid.rows,
        columns=grid.columns,
        left=left,
        right=EDGE + behind,
        gutter=behind + _BESIDE,
        heading=above,
        above=2.0,
        panels=len(names),
        shares=(0.7, 2.0),
    )
    for n, (ax, id_) in enumerate(zip(page.axes, names, strict=True)):
        draw_small_panel(
            ax,
            grid,
            "\n".join(titles[n]),
            lines.get(id_, []),
            ends[id_],
            years=(start, end),
            place=(n % grid.columns == 0, n + grid.columns >= len(names)),
        )
    source = tell_panel_sources(valued, records, data)
    until = dict(valued.groupby("survey", observed=True)["year"].max())
    title, subtitle = tell_heading([*names.values()], shown, until, is_long=grid.is_long)
    close_page(
        page,
        title=title,
        subtitle=subtitle,
        notes=[" ".join([*covered, *list_panel_notes(rows, names, shown, is_long=grid.is_long)])],
        source=source,
        short=source,
        text=add_clauses(tell_compare(rows, names, shown), covered),
    )
    return page.axes[0]
