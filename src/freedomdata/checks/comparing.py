"""Somebody's values beside those of the tables: which differ, and what may have gone wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from freedomdata.building.recall import lay_out
from freedomdata.checks.findings import PUBLISHED
from freedomdata.data import open_data, read_table
from freedomdata.errors import SourceError
from freedomdata.paths import data_dir
from freedomdata.sources.space import Space

if TYPE_CHECKING:
    import os

    from freedomdata.columns import ParsedFrame

__all__ = ["compare"]

_FEW = 3  # values that differ; fewer tell nothing of a cause
_MOST = 0.9  # of the values that differ have the cause


class _Tables(NamedTuple):
    """The tables at hand by place: values, whether a release had others, and which are withheld."""

    space: Space
    value: np.ndarray
    older: dict[int, dict[float, str]]
    withheld: dict[int, str]


def compare(frame: ParsedFrame, data: str | os.PathLike[str] | None) -> None:
    """Note every value that is not the published one, and a cause that explains most of them."""
    tables = _read(frame, data)
    space = tables.space
    places = np.array(
        [_place(space, frame, row) for row in range(len(frame.labels))], dtype=np.int64
    )
    rows = np.flatnonzero(places >= 0)
    shifted = compared = differing = 0
    for number, id_ in enumerate(space.fields):
        mine = frame.numbers[id_][rows]
        published = tables.value[places[rows] + number]
        given = ~np.isnan(mine)
        differs = given & ~_is_same(mine, published, space, id_)
        differing += _note(frame, tables, id_, rows[differs], places[rows[differs]] + number)
        _note_turned(frame, tables, id_, rows[differs], published[differs])
        compared += int(given.sum())
        shifted += _count_shifted(frame, tables, id_, rows[given])
    if differing >= _FEW and shifted >= _MOST * compared and shifted > compared - differing:
        frame.add(
            None,
            "an edition is the later year of its title",
            "edition",
            "as if it were the year covered",
            "the later year of the title: the values are those of the edition that covers the year",
        )


def _read(frame: ParsedFrame, data: str | os.PathLike[str] | None) -> _Tables:
    try:
        return _lay_out(frame, data)
    except (LookupError, TypeError) as error:
        raise SourceError(
            f"{data_dir(data)} is damaged ({error}): check(data) says what is wrong with it"
        ) from None


def _lay_out(frame: ParsedFrame, data: str | os.PathLike[str] | None) -> _Tables:
    space = Space(frame.record)
    opened = open_data(data)
    older: dict[int, dict[float, str]] = {}
    for one in opened.readings(frame.record).revisions:
        if not np.isnan(one.old):
            word = space.word(one.key, one.old)
            said = f"release {one.release_from} had {word}, revised by the publisher in "
            older.setdefault(one.key, {})[one.old] = f"{said}release {one.release_to}"
    withheld = {
        int(space.place(space.unit(c.country_id), space.edition(c.edition), c.measure)): c.reason
        for c in frame.record.corrections
        if c.new is None and space.edition(c.edition) >= 0
    }
    return _Tables(space, lay_out(read_table(frame.record.id, data), space), older, withheld)


def _place(space: Space, frame: ParsedFrame, row: int) -> int:
    """Return the place of the first field of a row, -1 if the tables cannot have it."""
    id_, edition = frame.country_id[row], frame.edition[row]
    if id_ is None or edition is None or (number := space.edition(edition)) < 0:
        return -1
    return int(space.place(space.unit(id_), number, space.fields[0]))


def _is_same(mine: np.ndarray, published: np.ndarray, space: Space, id_: str) -> np.ndarray:
    scale = space.field[id_].scale
    close = 0.05 * 10.0**-scale.decimals if scale and scale.decimals else 0
    same: np.ndarray = np.abs(mine - published) <= close
    return same


def _note(
    frame: ParsedFrame, tables: _Tables, id_: str, rows: np.ndarray, places: np.ndarray
) -> int:
    """Note the values of one measure that are not the published ones; return how many."""
    space, many = tables.space, 0
    has_rows = ~np.isnan(tables.value.reshape(space.shape)[:, :, space.fields.index(id_)])
    for row, place in zip(rows.tolist(), places.tolist(), strict=True):
        mine, published = frame.numbers[id_][row], tables.value[place]
        edition = int(frame.edition[row] or 0)
        is_open = edition > frame.record.last_confirmed_edition
        nobody = not has_rows[:, space.edition(edition)].any()
        if np.isnan(published) and (is_open or nobody):
            continue  # the tables do not have it, or not of everybody
        reason = tables.older.get(place, {}).get(mine, "")
        level = "known" if reason else "error"
        if np.isnan(published):
            reason = tables.withheld.get(place, "")
        elif is_open:
            reason = "read from secondary copies, which the publisher has not confirmed yet"
        said = "none" if np.isnan(published) else space.word(place, published)
        found = space.word(place, mine)
        frame.add(row, PUBLISHED, id_, found, said, level=level, reason=reason)
        many += 1
    return many


def _note_turned(
    frame: ParsedFrame, tables: _Tables, id_: str, rows: np.ndarray, published: np.ndarray
) -> None:
    """Note that a measure counts from the other end, if that explains what differs."""
    field = tables.space.field[id_]
    if len(rows) < _FEW or field.scale is None:
        return
    scales = [field.scale_in(int(frame.edition[row] or 0)) for row in rows]
    turned = [
        scale.turn(value) if scale else np.nan
        for scale, value in zip(scales, frame.numbers[id_][rows], strict=True)
    ]
    same = _is_same(np.array(turned), published, tables.space, id_)
    if same.mean() >= _MOST:
        row = int(np.flatnonzero(same)[0])
        scale = scales[row] or field.scale
        mine = f"{frame.numbers[id_][rows[row]]:.10g}"
        ends = f"{scale.freest} for most free to {scale.least} for least free"
        said = f"counted from the other end ({mine} for {published[row]:.10g})"
        frame.add(None, "all files count from the same end", id_, said, ends)


def _count_shifted(frame: ParsedFrame, tables: _Tables, id_: str, rows: np.ndarray) -> int:
    """Count the values that are published for the edition which covers the year in `edition`."""
    space = tables.space
    units = np.array([space.unit(str(frame.country_id[row])) for row in rows], dtype=np.int64)
    editions = np.array([space.edition_of_year(frame.edition[row]) for row in rows], dtype=np.int64)
    held = editions >= 0
    places = space.place(units[held], editions[held], id_)
    same = _is_same(frame.numbers[id_][rows[held]], tables.value[places], space, id_)
    # the newest year has no edition at hand yet: it speaks neither for nor against
    return int(same.sum() + (~held).sum())
