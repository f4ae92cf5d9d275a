"""What a trend draws: whose rows of which survey, measure and years, and who came before."""

from __future__ import annotations

from dataclasses import replace
from math import ceil
from typing import TYPE_CHECKING, NamedTuple, cast

import numpy as np

from freedomdata.arguments import read_numbers
from freedomdata.asked import name_of, pick_years, read_frame, read_measure, require_countries
from freedomdata.countries import get_countries
from freedomdata.data import get_survey
from freedomdata.errors import FreedomDataError, quietly
from freedomdata.frames import is_frame, list_ids
from freedomdata.labels import bare
from freedomdata.loading.tables import load
from freedomdata.model import Measure
from freedomdata.plots.times import list_spans
from freedomdata.plots.trend.panel import make_panel
from freedomdata.plots.trend.years import (
    Table,
    choose_tables,
    list_years,
    read_axis,
    require_values,
)
from freedomdata.plots.wording import list_covered
from freedomdata.plots.words import say
from freedomdata.surveys import SURVEYS

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from freedomdata.data import Data
    from freedomdata.model import Survey
    from freedomdata.plots.trend.panel import Panel

__all__ = ["Question", "read_question"]

_MOST = 12  # lines that can be told apart


class Question(NamedTuple):
    """
    The panels of a picture: of one country in each survey, or of several in one.

    `covered` says which edition answers for a single year that is not its own.
    """

    panels: list[Panel]
    years: tuple[int, int]
    is_several: bool
    has_measure: bool
    covered: list[str]


def read_question(  # noqa: PLR0913 (what may be asked)
    country: str | Iterable[str] | pd.DataFrame,
    *,
    survey: str | None,
    measure: str | None,
    years: int | Iterable[int] | None,
    predecessors: bool,
    first_only: bool,
    data: Data,
) -> Question:
    """Find the rows that are asked for, or say what there is."""
    wanted = read_numbers("years", years)
    if is_frame(country):
        record, rows = read_frame(cast("pd.DataFrame", country), data)
        if survey is not None and get_survey(survey).id != record.id:
            raise FreedomDataError(f"the frame is of {record.title}, not of {survey!r}")
        ids = list_ids(cast("pd.DataFrame", country))
        _require_few(ids)
        found = [(_limit(record, rows), rows)]
    else:
        ids = require_countries(cast("str", country))
        _require_few(ids)
        records = _choose_records(survey, measure, len(ids), data)
        found = [(r, _load(r, ids, data, predecessors=predecessors)) for r in records]
    is_several = len(ids) > 1
    tables = []
    for record, rows in found:
        field = _read_field(record, measure, rows) if measure or is_several else None
        tables.append(Table(record, _with_mean(record, field, rows), field))
    tables = choose_tables(tables, ids, wanted)[: 1 if first_only else None]
    if is_several or measure:
        require_values(tables[0], ids, wanted)
    if is_several and wanted is None:
        wanted = list_years(tables[0])
    axis = read_axis(tables, wanted)
    panels = [
        panel
        for table in tables
        for panel in _make_panels(table, ids, axis, wanted, predecessors=predecessors)
    ]
    covered = [
        note if len(tables) == 1 else say("trend.of", names=table.record.title, text=note)
        for table in tables
        for note in list_covered(table.record, pick_years(table.record, table.rows, wanted), wanted)
    ]
    return Question(panels, axis, is_several, measure is not None, covered)


def _require_few(ids: list[str]) -> None:
    if len(ids) > _MOST:
        raise FreedomDataError(
            f"plot_trend tells {_MOST} countries apart, not {len(ids)}: give fewer, or see many "
            "at once with plot_statuses or plot_compare"
        )


def _limit(record: Survey, rows: pd.DataFrame) -> Survey:
    """Return the record with the editions between the first and the last of a frame."""
    first, last = rows["edition"].min(), rows["edition"].max()
    kept = tuple(e for e in record.editions if first <= e.edition <= last)
    has_ended = record.has_ended and kept[-1] == record.editions[-1]
    return replace(record, editions=kept, has_ended=has_ended)


def _choose_records(
    survey: str | None, measure: str | None, count: int, data: Data
) -> list[Survey]:
    """Return the surveys to be drawn: the one asked for, or that has the measure, or all."""
    if survey is None and measure is not None:
        owners = [s for s in SURVEYS.values() if measure in _fields(s)]
        if not owners:
            there = "; ".join(f"{s.title} has {', '.join(_fields(s))}" for s in SURVEYS.values())
            raise FreedomDataError(f"no survey has a measure {measure!r} on a scale: {there}")
        return [data.record(owners[0])]
    if survey is None and count == 1:
        return [data.record(record) for record in data.surveys]
    return [data.record(get_survey(survey or "fiw"))]


def _fields(record: Survey) -> list[str]:
    return list(dict.fromkeys([record.headline.id, *(m.id for m in record.measures if m.scale)]))


def _load(record: Survey, ids: list[str], data: Data, *, predecessors: bool) -> pd.DataFrame:
    older = [old for id_ in ids for old in _list_before(id_)] if predecessors else []
    with quietly():  # not each was rated by each survey
        return bare(load(record.id, country=[*ids, *older], data=data))


def _list_before(country_id: str) -> list[str]:
    """Return the predecessors of a country, and theirs, each once, the latest first."""
    found: list[str] = []
    for before in get_countries()[country_id].predecessors:
        found += [before, *_list_before(before)]
    return list(dict.fromkeys(found))


def _read_field(record: Survey, measure: str | None, rows: pd.DataFrame) -> Measure:
    """Return the measure of a line; by default the one number that stands for the survey."""
    headline = record.headline
    asked = headline.id if measure is None else measure
    if asked == headline.id and len(headline.measures) > 1:
        part = cast("Measure", record.field[headline.measures[0]])
        return Measure(
            id=headline.id,
            title=headline.title,
            description=headline.title,
            scale=part.scale,
            until=part.until,
        )
    field = read_measure(record, asked)
    if not field.is_relative or not field.scale:
        return field
    last = rows[field.id].max()  # of the units drawn: a scale of 250 ranks would be mostly empty
    high = max(50, 10 * ceil(last / 10)) if last == last else field.scale.high  # noqa: PLR0124
    return replace(field, scale=replace(field.scale, high=min(high, field.scale.high)), until={})


def _with_mean(record: Survey, field: Measure | None, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with the mean of the headline, if that is what is drawn."""
    if field is None or field.id in rows:
        return rows
    parts = rows[list(record.headline.measures)]
    return rows.assign(**{field.id: sum(parts[p] for p in parts) / parts.shape[1]})


def _make_panels(
    table: Table,
    ids: list[str],
    axis: tuple[int, int],
    wanted: list[int] | None,
    *,
    predecessors: bool,
) -> list[Panel]:
    """Return a panel per country, with its predecessors."""
    panels = {}
    rows, spans = table.rows, list_spans(table.rows)
    shown = None
    if wanted is not None:
        shown = rows["edition"].isin(pick_years(table.record, rows, wanted)["edition"]).to_numpy()
    units = rows["country_id"].to_numpy()
    starts = [0, *(np.flatnonzero(units[1:] != units[:-1]) + 1), len(units)]  # they are sorted
    for held in map(slice, starts[:-1], starts[1:]):
        if shown is None or shown[held].any():
            id_ = str(units[held.start])
            panels[id_] = make_panel(
                table.record,
                rows.iloc[held].reset_index(drop=True),
                name=name_of(id_),
                measures=[table.measure] if table.measure else None,
                spans=spans[held],
                shown=None if shown is None else shown[held],
                years=axis,
            )
    older = {
        id_: tuple(panels[b] for b in _list_before(id_) if b in panels) if predecessors else ()
        for id_ in ids
    }
    return [replace(panels[id_], before=older[id_]) for id_ in ids if id_ in panels]
