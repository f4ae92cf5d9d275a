"""Who lost and who gained most between two years."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from freedomdata.analysis import find_movers
from freedomdata.arguments import read_number
from freedomdata.errors import FreedomDataError, brief
from freedomdata.plots import style
from freedomdata.plots.asked import name_of, read_rows
from freedomdata.plots.movers.moves import PITCH, draw_moves, room_for_names
from freedomdata.plots.page import close_page, open_page, require_axes
from freedomdata.plots.wording import spell_value, tell_sources
from freedomdata.plots.words import say

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable

    import pandas as pd
    from matplotlib.axes import Axes

    from freedomdata.analysis import Movers
    from freedomdata.model import Survey

__all__ = ["plot_movers"]

_MOST = 100  # of each side on one page
_NAMES = 6  # of units in a note
_TOLD = 3  # in the alt text


class Side(NamedTuple):
    """Those who fell, or those who gained: the `shown`, and how many there are in `all`."""

    name: Literal["falls", "gains"]
    shown: pd.DataFrame
    all: int
    ties: int

    @property
    def title(self) -> str:
        """What stands above them."""
        if not self.all:
            return f"{say(f'movers.all_{self.name}')}: {say('movers.none')}"
        if len(self.shown) == self.all:
            return f"{say(f'movers.all_{self.name}')}: {self.all}"
        return say(f"movers.{self.name}", n=len(self.shown), all=self.all)


def plot_movers(  # noqa: PLR0913 (each is a way to select)
    since: int,
    until: int | None = None,
    *,
    survey: str | pd.DataFrame = "fiw",
    measure: str | None = None,
    n: int = 15,
    country: str | Iterable[str] | None = None,
    territories: bool | Literal["only"] = True,
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
        The last year covered. The newest by default.
    survey : str or pandas.DataFrame, default "fiw"
        Survey id, or rows as :func:`load` gives them, which are then all that is compared.
    measure : str, optional
        The measure that is compared. By default the finest that nearly all have in both years: in
        ``"fiw"`` the total score, before 2002 the mean of both ratings (``"rating"``); in
        ``"fotp"`` ``"press_score"``, in ``"fotn"`` ``"net_score"``.
    n : int, default 15
        How many of each side at the most, from 1 to 100.
    country : str or iterable of str, optional
        Ids, ISO codes or names of countries and territories to choose from. All by default.
    territories : bool or "only", default True
        Whether territories are compared, too, or alone.
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
        If a country is not known, or may be several.
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
    record, rows = read_rows(survey, country=country, territories=territories, data=data)
    found = find_movers(rows, record, first, last, measure)
    falls, gains = _choose(found.moves, count)
    with style.settings():
        left, right = room_for_names([*falls.shown["country"], *gains.shown["country"]])
        high = PITCH * (len(falls.shown) + len(gains.shown) + 3)
        page = open_page([high], ax=ax, left=left, right=right)
        has_status = draw_moves(page.axes[0], record, found, (falls, gains))
        title = say("movers.title", survey=record.title)
        notes = _list_notes(record, found, (falls, gains), (first, last), has_status=has_status)
        ends = {found.since.edition, found.until.edition}
        drawn = rows[rows["edition"].isin(ends)].drop_duplicates(["source", "grade"])
        source, short = tell_sources(record, drawn, data)
        close_page(
            page,
            title=title,
            subtitle=say("movers.subtitle", **_words(found)),
            notes=[" ".join(notes)],
            source=source,
            short=short,
            text=" ".join([*_tell(title, found, (falls, gains)), *notes]),
        )
    return page.axes[0]


def _words(found: Movers) -> dict[str, str | int]:
    """Return what is compared, and the years."""
    title = found.measure.title
    return {
        "measure": f"{title[0].upper()}{title[1:]}",
        "since": found.since.year,
        "until": found.until.year,
    }


def _choose(moves: pd.DataFrame, n: int) -> tuple[Side, Side]:
    """Return the largest falls, the largest first, and the largest gains, the largest first."""
    falls = moves[moves["change"] < 0]
    gains = moves[moves["change"] > 0].sort_values(
        "change", ascending=False, kind="stable", ignore_index=True
    )
    return _cut("falls", falls, n), _cut("gains", gains, n)


def _cut(name: Literal["falls", "gains"], moves: pd.DataFrame, n: int) -> Side:
    """Return the first `n`, and how many more are like the last of them."""
    shown, rest = moves.iloc[:n], moves.iloc[n:]
    ties = int((rest["change"] == shown["change"].iloc[-1]).sum()) if len(shown) else 0
    return Side(name, shown, len(moves), ties)


def _list_notes(
    record: Survey,
    found: Movers,
    sides: tuple[Side, Side],
    years: tuple[int, int | None],
    *,
    has_status: bool,
) -> list[str]:
    """Return what a reader must know: the marks, ties, who is left out, breaks, copies."""
    since, until = found.since, found.until
    notes = [say("movers.marks", since=since.year, until=until.year)]
    if has_status:
        notes.append(say("movers.statuses"))
    scale = record.field[found.measure.measures[0]].scale_in(until.edition)
    if scale is not None and scale.freest == scale.low:
        notes.append(say("movers.turned"))
    for side in sides:
        if side.ties:
            change = spell_value(abs(side.shown["change"].iloc[-1]))
            notes.append(say(f"movers.ties_{side.name}", k=side.ties, change=change))
    if unchanged := int((found.moves["change"] == 0).sum()):
        notes.append(say("movers.unchanged", n=unchanged))
    if left_out := found.left_out:
        names = ", ".join(sorted(map(name_of, left_out)))
        key = "left_out_names" if len(left_out) <= _NAMES else "left_out"
        notes.append(say(f"movers.{key}", n=len(left_out), names=names))
    for year, edition in zip(years, (since, until), strict=True):
        if year is not None and year != edition.year:
            start, end = (f"{day:%B %Y}" for day in (edition.start, edition.end))
            notes.append(
                say("movers.covered", year=year, edition=edition.label, start=start, end=end)
            )
    return [*notes, *_list_caveats(record, found)]


def _list_caveats(record: Survey, found: Movers) -> list[str]:
    """Return what changed in the survey between the two years, and what is not confirmed."""
    broken = [b for b in found.breaks if not b.is_comparable]
    notes = [say("movers.break", edition=b.edition, what=b.what) for b in broken]
    if milder := sorted({b.edition for b in found.breaks if b.is_comparable}):
        editions = ", ".join(map(str, milder))
        notes.append(say("movers.changes", editions=editions, survey=record.id))
    hollow = [
        edition.year
        for end, edition in (("since", found.since), ("until", found.until))
        if (found.moves[f"grade_{end}"] == "secondary").any()
    ]
    if hollow:
        notes.append(say("movers.hollow", years=", ".join(map(str, hollow))))
    return notes


def _tell(title: str, found: Movers, sides: tuple[Side, Side]) -> list[str]:
    """Describe the picture to somebody who cannot see it."""
    told = [say("movers.alt", title=title, **_words(found))]
    for side in sides:
        if side.all:
            few = side.shown.head(_TOLD)
            ends = (few[name].tolist() for name in ("country", "value_since", "value_until"))
            names = [
                say("movers.alt_one", name=name, first=spell_value(first), last=spell_value(last))
                for name, first, last in zip(*ends, strict=True)
            ]
            told.append(say(f"movers.alt_{side.name}", all=side.all, names=", ".join(names)))
    return told
