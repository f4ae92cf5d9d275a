"""How many countries, or people, had which status in each edition."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from freedomdata.analysis.counts import count_rows
from freedomdata.arguments import read_numbers
from freedomdata.asked import choose_years, name_of, pick_territories, read_rows
from freedomdata.calls import explain_calls
from freedomdata.data import open_data
from freedomdata.errors import FreedomDataError
from freedomdata.frames import is_frame
from freedomdata.loading.editions import find_incomplete
from freedomdata.model import STATUSES
from freedomdata.plots import style
from freedomdata.plots.counts.bands import Bands, draw_bands, mark_breaks
from freedomdata.plots.counts.telling import Picture, list_count_notes, list_uncovered, tell_counts
from freedomdata.plots.page import close_page, open_page, require_axes, write_heading
from freedomdata.plots.texts import text_width
from freedomdata.plots.times import list_spans
from freedomdata.plots.wording import list_covered, spell_years, tell_incomplete, tell_sources
from freedomdata.plots.words import say
from freedomdata.surveys.worldbank import POPULATION

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Sequence

    import pandas as pd
    from matplotlib.axes import Axes

    from freedomdata.choices import Grouping, Weight
    from freedomdata.data import Data
    from freedomdata.loading.editions import Incomplete
    from freedomdata.model import Survey
    from freedomdata.plots.page import Page

__all__ = ["Picture", "plot_counts"]

_HIGH, _LOW = 240.0, 104.0  # points of height, of one panel and of each of several
_ABOVE, _ABOVE_BREAKS = 12.0, 20.0  # points above the axes, without and with words of breaks
_HEADING = 30.0
_COLUMNS = 3
_UP = 7.0  # points between a panel and its heading
_OF = 10.0  # for a second line of the heading


@explain_calls
def plot_counts(  # noqa: PLR0913 (each is a way to count)
    survey: str | pd.DataFrame = "fiw",
    *,
    by: Grouping | None = None,
    weight: Weight | None = None,
    share: bool = False,
    years: int | Iterable[int] | None = None,
    territories: bool | Literal["only"] = False,
    ax: Axes | None = None,
    data: str | os.PathLike[str] | None = None,
) -> Axes:
    """
    Draw how many countries were Free, Partly Free and Not Free, edition by edition.

    Parameters
    ----------
    survey : str or pandas.DataFrame, default "fiw"
        Survey id, or rows as :func:`load` gives them, which are then all that is counted.
    by : {"region", "un_region", "un_subregion", "un_intermediate_region"}, optional
        A panel for each region, all of the same scale: Freedom House's regions in its newest
        edition, or areas of UN M49. All countries in one panel by default.
    weight : "population", optional
        Count people in place of countries, by the World Bank's population of the year covered.
        Units and years without one are not counted; a note says which. Countries by default.
    share : bool, default False
        Whether to draw percentages (of how many is said) in place of numbers.
    years : int or iterable of int, optional
        Years covered (not editions), such as ``range(1990, 2026)``. All by default. A single year
        without an edition of its own is that of the edition that covers it.
    territories : bool or "only", default False
        Whether territories are counted, too, or alone. In a frame everybody is counted, unless it
        is "only".
    ax : matplotlib.axes.Axes, optional
        Axes to draw on, without `by`. A new pyplot figure by default.
    data : path, optional
        Another data directory. ``FREEDOMDATA_DATA`` or the tables in the package by default.

    Returns
    -------
    matplotlib.axes.Axes
        The axes of the first panel; its ``figure`` has them all. Bands over the days that each
        edition covers, Not Free at the bottom, with the number at both ends; editions known from
        secondary copies are hollow. People who are not counted are a gray band on top.
        :func:`alt_text` describes the whole picture.

    Raises
    ------
    UnknownSurveyError
        If `survey` is no id of a survey.
    FreedomDataError
        If the survey gives no status (``"rsf"``), the years are not covered, there is no such
        `by`, `weight` or `territories`, a frame is not as :func:`load` gives it, `ax` is no
        matplotlib Axes or goes with `by`, there is no population in these years, or every edition
        of them lacks units.
    SourceError
        If `data` is no data directory, or lacks the survey or the population.

    See Also
    --------
    load : The rows that are counted.
    plot_movers : Who lost and gained most.

    Notes
    -----
    An edition that lacks some of those who are counted, as the copies at hand do not have them (in
    edition 2026 of ``"fiw"`` all territories but one, in edition 2025 of ``"fotn"`` 2 of 72), is
    left out, and a note says so.

    Population: World Bank, CC BY 4.0, of the present area of each country. States that ended have
    the people of their successors, and states that lost a part those of the part. The two German
    states before 1990, Vietnam before 1976 and Yemen before 1990 cannot be divided; of Taiwan
    there is no population.

    Examples
    --------
    >>> import matplotlib
    >>> matplotlib.use("Agg")
    >>> ax = plot_counts("fiw")
    >>> [text.get_text() for text in ax.texts if text.get_gid() == "last"]
    ['Not Free 59', 'Partly Free 48', 'Free 88']
    """
    require_axes(ax)
    if ax is not None and by is not None:
        raise FreedomDataError(f"by={by!r} makes a page of several panels: leave out ax, or by")
    data = open_data(data)
    record, everything = read_rows(survey, data)
    if "status" not in everything:
        raise FreedomDataError(
            f"{record.title} gives no status that could be counted: there is one in 'fiw', "
            "'fotp' and 'fotn'"
        )
    keeps_all = is_frame(survey) and not territories
    kept = pick_territories(record, everything, True if keeps_all else territories)
    asked = choose_years(record, kept, years)
    held = {*asked["edition"].tolist()}
    left_out = [one for one in find_incomplete(record, kept) if one.edition in held]
    rows = asked[~asked["edition"].isin([one.edition for one in left_out])].reset_index(drop=True)
    if rows.empty:
        lacking = " ".join(tell_incomplete("incomplete", one) for one in left_out)
        raise FreedomDataError(f"there is nothing to count. {lacking}")
    counts = count_rows(record, rows, by, weight, data)
    panels = _make_panels(counts, rows, by, share=share, is_people=weight is not None)
    if not panels:
        raise FreedomDataError(
            f"there is no population for {spell_years(sorted(set(rows['year'])))}: it is at hand "
            f"from {POPULATION.first_edition} to {POPULATION.last_edition}"
        )
    picture = Picture(
        record,
        rows,
        counts,
        panels,
        by,
        _list_notes(record, rows, left_out, read_numbers("years", years)),
        _list_blanks(record, everything, kept, rows, left_out, is_given=is_frame(survey)),
    )
    with style.settings(ax):
        return _draw(ax, picture, data)


def _list_notes(
    record: Survey, rows: pd.DataFrame, left_out: Sequence[Incomplete], wanted: list[int] | None
) -> list[tuple[str, str]]:
    """Return which edition answers for another year, and which are left out; as notes, and told."""
    covered = [(note, note.rstrip(".")) for note in list_covered(record, rows, wanted)]
    keys = ("left_out", "alt_left_out")
    lacking = [(tell_incomplete(keys[0], one), tell_incomplete(keys[1], one)) for one in left_out]
    return [*covered, *lacking]


def _list_blanks(  # noqa: PLR0913, PLR0917 (all that may be the reason)
    record: Survey,
    everything: pd.DataFrame,
    kept: pd.DataFrame,
    rows: pd.DataFrame,
    left_out: Sequence[Incomplete],
    is_given: bool,  # noqa: FBT001 (as the others)
) -> dict[str, list[int]]:
    """Return the years between the first and the last that have no band, by the reason."""
    first, last = rows["year"].min(), rows["year"].max()
    drawn = {*rows["edition"].tolist(), *(one.edition for one in left_out)}
    every, chosen = ({*frame["edition"].tolist()} for frame in (everything, kept))
    blanks: dict[str, list[int]] = {}
    for edition in record.editions:
        if not first < edition.year < last or edition.edition in drawn:
            continue
        if edition.edition in chosen:
            key = "not_asked"
        elif edition.edition in every:
            key = "not_rated"
        else:
            key = "not_given" if is_given else "absent"
        blanks.setdefault(key, []).append(edition.year)
    return blanks


def _make_panels(
    counts: pd.DataFrame, rows: pd.DataFrame, by: str | None, *, share: bool, is_people: bool
) -> list[Bands]:
    """Return what each panel shows; editions without any population are left out."""
    amount = "people" if is_people else "countries"
    is_secondary = rows["grade"] == "secondary"
    hollow = {*rows["edition"].unique()} - {*rows.loc[~is_secondary, "edition"].unique()}
    panels = []
    for name, own in [("", counts)] if by is None else counts.groupby(by):
        held = own[own[amount].notna()]
        if held.empty:
            continue
        editions = held.drop_duplicates("edition")
        heights = held[amount].to_numpy(float).reshape(-1, len(STATUSES)).T
        uncounted = np.zeros(len(editions))
        if is_people:
            uncounted = editions["people_uncounted"].to_numpy(float)
        total = heights.sum(axis=0) + uncounted
        if share:
            whole = np.where(total > 0, total, 1.0)
            heights, uncounted = 100 * heights / whole, 100 * uncounted / whole
        panels.append(
            Bands(
                name=str(name),
                spans=list_spans(editions),
                years=editions["year"].tolist(),
                heights=heights,
                uncounted=uncounted,
                total=total,
                is_hollow=[edition in hollow for edition in editions["edition"]],
                is_share=share,
                is_people=is_people,
            )
        )
    return panels


def _draw(ax: Axes | None, picture: Picture, data: Data) -> Axes:
    record, rows, _, panels, by, *_ = picture
    what = picture.what
    page = _open(ax, picture)
    unsaid: list[str] = []
    for n, (axes, bands) in enumerate(zip(page.axes, panels, strict=False)):
        draw_bands(axes, bands, panels)
        has_room = by is None and not style.is_narrow(axes)
        unsaid = mark_breaks(axes, record, picture.breaks, has_room=has_room)
        if by is not None:
            write_heading(page, axes, bands.name, up=_UP + (_OF if bands.is_share else 0))
            if bands.is_share:
                _write_of(axes, bands, what)
            axes.tick_params(labelleft=n % page.columns == 0)
            axes.tick_params(labelbottom=n + page.columns >= len(panels))
    for axes in page.axes[len(panels) :]:
        axes.remove()
    shown = panels[0]
    span = "\N{EN DASH}".join(dict.fromkeys(str(shown.years[end]) for end in (0, -1)))
    amount = what
    if shown.is_share:
        of = f"{shown.spell_total()} " if by is None else ""
        amount = say("counts.percent", what=f"{of}{what}")
    subtitle = say("counts.subtitle", amount=f"{amount[0].upper()}{amount[1:]}", years=span)
    lacking = list_uncovered(picture)
    if lacking:
        key = "without" if len(lacking) == 1 else "without_many"
        subtitle += say(f"counts.{key}", n=len(lacking), names=name_of(lacking[0]))
    drawn = rows[rows["year"].isin(shown.years)]
    lines = tell_sources(record, drawn.drop_duplicates(["source", "grade"]), data)
    if shown.is_people:
        lines = (f"{lines[0]} {say('counts.population')}", f"{lines[1]} {say('counts.population')}")
    close_page(
        page,
        title=say("counts.title", survey=record.title, what=what),
        subtitle=subtitle,
        notes=[" ".join([*unsaid, *list_count_notes(picture, lacking)])],
        source=lines[0],
        short=lines[1],
        text=tell_counts(picture, lacking),
    )
    return page.axes[0]


def _write_of(ax: Axes, bands: Bands, what: str) -> None:
    """Write below the heading of a panel of how many its shares are."""
    ax.annotate(
        say("counts.percent", what=f"{bands.spell_total()} {what}"),
        (0, 1),
        (0, _UP - 1),
        xycoords="axes fraction",
        textcoords="offset points",
        fontsize=6.5 if style.look().size.is_narrow else 7.5,
        color=style.look().theme.muted,
        gid="of",
    )


def _open(ax: Axes | None, picture: Picture) -> Page:
    """Open a page with room for the labels beside each panel."""
    narrow = style.look().size.is_narrow
    points = 6.5 if narrow or picture.by is not None else 9.0
    words = [word for bands in picture.panels for word in bands.list_last()]
    right = max(text_width(word, points, bold=True) for word in words) + 16
    left = 34.0 if narrow else 44.0
    if picture.by is None:
        above = _ABOVE_BREAKS if picture.breaks and not narrow else _ABOVE
        return open_page([_HIGH], ax=ax, left=left, right=right, above=above)
    columns = 1 if narrow else _COLUMNS
    return open_page(
        [_LOW] * -(-len(picture.panels) // columns),
        columns=columns,
        left=left,
        right=right,
        gutter=right,
        heading=_HEADING + (_OF if picture.panels[0].is_share else 0),
        above=0.0,
    )
