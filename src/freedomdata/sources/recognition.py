"""
Find out what a file that nobody has declared holds: from its cells, never from its name.

Its sheets are held against all declared ones. One that fits is given the words of the declaration
(headers, statuses, what means "no value"), so that the ordinary readers can read it; what does not
belong to it is left alone, and said.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from freedomdata.building.meanings import Given, Way, choose, vary_labels
from freedomdata.calls import say_argument
from freedomdata.errors import SourceError
from freedomdata.sources.cleaning import (
    clean_codes,
    clean_column,
    clean_labels,
    clear_blocks,
    clear_strangers,
    drop_renamed,
    find_decimal,
)
from freedomdata.sources.headers import find_common, say_shape
from freedomdata.sources.layouts import strip_marks
from freedomdata.sources.resemblance import HEADER_ROWS, find_compilation, find_declared, fold

if TYPE_CHECKING:
    from freedomdata.building.meanings import AtHand
    from freedomdata.model import Column, Sheet, Survey
    from freedomdata.sources.files import Grid
    from freedomdata.sources.formats import Sheets
    from freedomdata.sources.resemblance import Fit

__all__ = ["Recognised", "recognise"]


@dataclass(slots=True)
class Recognised:
    """A sheet as declared for this very file, its cells, and what of it is left alone."""

    survey: Survey
    sheet: Sheet
    grid: Grid
    left: list[str]


def recognise(
    name: str, sheets: Sheets, given: Given, at_hand: AtHand
) -> tuple[list[Recognised], list[str]]:
    """
    Find the declared sheets that those of a file are like.

    Parameters
    ----------
    name : str
        What the file is called, for messages.
    sheets : list
        Its cells, from :func:`open_sheets`.
    given : Given
        What the user says of tables that do not say it: the edition, or where it is.
    at_hand : callable
        From the id of a survey to its values at hand, None if it is not there.

    Returns
    -------
    tuple of list of Recognised and list of str
        The sheets of one survey, and a sentence on each that is left alone, and on each column that
        could have meant something else.

    Raises
    ------
    SourceError
        If no sheet is like a declared one, a table does not say of which edition it is, or it may
        mean several things.
    """
    _check_given(name, sheets, given)
    ways: dict[int, Way] = {}
    left: list[str] = []
    for n, (title, grids) in enumerate(sheets):
        if fits := _list_fits(_say(name, title), grids, given):
            tried = [_adapt_to(fit, name, title, grids[fit.grid], given) for fit in fits]
            ways[n], said = choose(name, _say(name, title), tried, at_hand)
            left += said
    weights: Counter[str] = Counter()
    for way in ways.values():
        weights[way.survey.id] += way.fit.weight[0]
    if not weights:
        if compiled := find_compilation([grid for _, grids in sheets for grid in grids]):
            raise SourceError(
                f"{name} is a compilation of many publishers' numbers ({compiled}), which does not "
                "say of which editions: take the publisher's own file"
            )
        raise SourceError(f"{name} is laid out like no file of any survey: {_tell_heads(sheets)}")
    chosen = weights.most_common(1)[0][0]
    recognised: list[Recognised] = []
    for n, (sheet, _) in enumerate(sheets):
        if n in ways and ways[n].survey.id == chosen:
            recognised += ways[n].recognised
        else:
            left.append(f"sheet {sheet!r} is left alone: it is laid out like no table of a survey")
    return recognised, left


def _list_fits(name: str, grids: list[Grid], given: Given) -> list[Fit]:
    """Return the sheets that a table is like, those with the most of its columns."""
    declared = sorted(find_declared(grids), key=lambda fit: fit.weight, reverse=True)
    common = [] if find_compilation(grids) else find_common(grids)
    try:
        fits = [
            one for fit in (*declared, *common) for one in vary_labels(fit, grids[fit.grid], given)
        ]
    except SourceError as error:
        raise SourceError(f"{name}: {error}") from None
    most = max((fit.weight[0] for fit in fits), default=0)
    best = [fit for fit in fits if fit.weight[0] == most]  # those of published files come first
    return [fit for fit in best if fit.is_complete][:1] or best


def _check_given(name: str, sheets: Sheets, given: Given) -> None:
    """Make sure that a column named by the user is there."""
    if given.label is None:
        return
    header = given.label[1]
    rows = [row for _, grids in sheets for grid in grids for row in grid[:HEADER_ROWS]]
    if not any(fold(header) == fold(cell) for row in rows for cell in row if str(cell).strip()):
        raise SourceError(f"{name} has no column {header!r}: {_tell_heads(sheets)}")


def _adapt_to(fit: Fit, name: str, title: str | None, grid: Grid, given: Given) -> Way:
    """Read a sheet in one way, as far as it goes."""
    try:
        return Way(fit, [_adapt(name, title, grid, fit, given.edition)])
    except SourceError as error:
        return Way(fit, [], error)
    except ValueError as error:
        return Way(fit, [], SourceError(f"{_say(name, title)} cannot be read: {error}"))


def _tell_heads(sheets: Sheets) -> str:
    heads = []
    for sheet, grids in sheets[:3]:
        rows = max(grids, key=lambda grid: len(grid[0]) if grid else 0, default=[])
        cells = next((row for row in rows if sum(cell != "" for cell in row) > 1), [])
        if shape := say_shape(cells):
            return f"sheet {sheet!r}: {shape}" if sheet else shape
        text = ", ".join(repr(str(cell)[:30]) for cell in cells[:5] if cell != "")
        what = f"starts with {text}" if text else "has no table"
        heads.append(f"sheet {sheet!r} {what}" if sheet else f"it {what}")
    return (
        "; ".join(heads) + "; expected are headers such as Country/Territory, Edition, Status, or "
        "PR, CL, Status under each edition"
    )


def _adapt(name: str, title: str | None, grid: Grid, fit: Fit, edition: int | None) -> Recognised:
    """Give a sheet the words of the declaration that it fits."""
    grid = [list(row) for row in grid]
    columns, left = fit.columns, []
    sheet = replace(
        fit.sheet,
        name=None if title is None else title.strip() or repr(title),
        header_row=fit.header_row,
        missing=fit.sheet.missing | {""},
    )
    if sheet.layout == "blocks":
        first, units = fit.header_row + 2, [0]
        left = clear_blocks(fit, grid, title)
        sheet = replace(sheet, is_excerpt=True)
    else:
        first, units = fit.header_row, [n for n, c in columns if c.holds == "unit"]
        left = clear_strangers(fit, grid, title)
        columns, of_all = _settle_edition(sheet, columns)
        says = any(c.holds in ("edition", "year") or c.edition for _, c in columns)
        if not says and of_all is None:
            of_all = edition or _find_edition(title, grid[: first - 1])
            if of_all is None:
                raise SourceError(
                    f"{_say(name, title)} does not say of which edition it is: give "
                    f"{say_argument('edition', metavar='YEAR')}"
                )
        sheet = replace(sheet, columns=tuple(c for _, c in columns), edition=of_all)
        sheet, more = clean_labels(fit.survey, sheet, columns, grid[first:])
        left += more
        clean_codes(columns, grid[first:])
        sheet = find_decimal(fit.survey, sheet, columns, grid[first:])
    for n, column in columns:
        if column.holds not in ("unit", None):
            clean_column(fit.survey, sheet, column, grid[first:], n)
    sheet, more = drop_renamed(fit.survey, sheet, columns, grid[first:])
    sheet = _read_stars(fit.survey, sheet, grid[first:], units)
    return Recognised(fit.survey, sheet, grid, left + more)


def _settle_edition(
    sheet: Sheet, columns: list[tuple[int, Column]]
) -> tuple[list[tuple[int, Column]], int | None]:
    """Take the edition of all columns from where it stands: a column, or some of the headers."""
    has_own = any(c.holds in ("edition", "year") for _, c in columns)
    if not (has_own or sheet.edition):
        return columns, None
    named = [c.edition for _, c in columns if c.edition]
    without = [(n, replace(c, edition=None)) for n, c in columns]
    return without, None if has_own or not named else named[0]


def _say(name: str, sheet: str | None) -> str:
    return f"{name}, sheet {sheet!r}," if sheet else name


def _find_edition(title: str | None, above: Grid) -> int | None:
    """Return the one year that stands in the name of a sheet, or above its headers."""
    texts = [title or "", " ".join(str(cell) for row in above for cell in row)]
    for text in texts:
        years = {int(year) for year in re.findall(r"(?<!\d)(?:19|20)\d{2}(?!\d)", text)}
        short = re.fullmatch(r"\D*?(\d{2})(?!\d)\D*", text)
        if not years and short:
            years = {2000 + int(short[1])}
        if len(years) == 1:
            return years.pop()
    return None


def _read_stars(survey: Survey, sheet: Sheet, body: Grid, units: list[int]) -> Sheet:
    """Let stars after names mark territories where nothing else does; take them off elsewhere."""
    says = any(column.holds == "is_territory" for column in sheet.columns)
    names = [(row, n) for row in body for n in units if isinstance(row[n], str)]
    if survey.lists_territories and not says and sheet.layout != "counts":
        if any(row[n].rstrip().endswith("*") for row, n in names):
            return replace(sheet, has_stars=True)
        sheet = replace(sheet, is_territory=_say_kind(sheet))
    for row, n in names:
        row[n] = strip_marks(row[n])
    return sheet


def _say_kind(sheet: Sheet) -> bool | None:
    """Whether a sheet is the one of territories, by its title; None if that does not say."""
    title = (sheet.name or "").casefold()
    kinds = {"territor" in title, "countr" not in title}
    return kinds.pop() if len(kinds) == 1 else None
