"""The values of a frame against those of the tables: which differ, and what may have gone wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from freedomdata.building.values import lay_out
from freedomdata.checks.findings import PUBLISHED
from freedomdata.errors import SourceError
from freedomdata.readings import Keys

if TYPE_CHECKING:
    from freedomdata.columns import ParsedFrame
    from freedomdata.data import Data

__all__ = ["compare"]

_FEW = 3  # values that differ; fewer show no cause
_MOST = 0.9  # of the values that differ have the cause


class _Tables(NamedTuple):
    """Values by key, the reasons of those that a release had otherwise or that are withheld."""

    keys: Keys
    values: np.ndarray
    older: dict[tuple[int, float], str]
    withheld: dict[int, str]


def compare(frame: ParsedFrame, data: Data) -> None:
    """Add every value that is not the published one, and a cause that explains most of them."""
    try:
        tables = _read_tables(frame, data)
    except (LookupError, TypeError) as error:
        raise SourceError(
            f"{data.directory} is damaged ({error}): check(data) says what is wrong with it"
        ) from None
    keys = tables.keys
    held = [row for row, id_ in enumerate(frame.country_id) if id_ is not None]
    held = [row for row in held if keys.edition(frame.edition[row]) >= 0]
    rows = np.array(held, dtype=np.int64)
    units = np.array([keys.unit(frame.country_id[row] or "") for row in held], dtype=np.int64)
    titles = np.array([keys.edition(frame.edition[row]) for row in held], dtype=np.int64)
    # that of the edition which covers the year in `edition`: the newest year may have none at hand
    covering = np.array([keys.edition_of_year(frame.edition[row]) for row in held], dtype=np.int64)
    shifted = compared = differing = 0
    for id_ in keys.fields:
        mine, key = frame.numbers[id_][rows], keys.join(units, titles, id_)
        given = ~np.isnan(mine)
        differs = given & ~_is_same(mine, tables.values[key], keys, id_)
        differing += _add_differences(frame, tables, id_, rows[differs], key[differs])
        _add_turned(frame, tables, id_, rows[differs], key[differs])
        others = tables.values[keys.join(units, covering, id_)]
        compared += int(given.sum())
        shifted += int((given & ((covering < 0) | _is_same(mine, others, keys, id_))).sum())
    if differing >= _FEW and shifted >= _MOST * compared and shifted > compared - differing:
        frame.add(
            None,
            "an edition is the later year of its title",
            "edition",
            "as if it were the year covered",
            "the later year of the title: the values are those of the edition that covers the year",
        )


def _read_tables(frame: ParsedFrame, data: Data) -> _Tables:
    """Return the values that a frame is compared with."""
    keys, record = Keys(frame.record), frame.record
    older = {}
    for one in data.readings(record).revisions:
        if not np.isnan(one.old):
            had = f"release {one.release_from} had {keys.word(one.key, one.old)}"
            revised = f"revised by the publisher in release {one.release_to}"
            older[one.key, one.old] = f"{had}, {revised}"
    withheld = {
        keys.find(c.country_id, c.edition, c.measure): c.reason
        for c in record.corrections
        if c.new is None
    }
    return _Tables(keys, lay_out(data.table(record.id), keys), older, withheld)


def _is_same(mine: np.ndarray, published: np.ndarray, keys: Keys, id_: str) -> np.ndarray:
    """Return which values are equal, as far as their decimals go."""
    scale = keys.field[id_].scale
    close = 0.05 * 10.0**-scale.decimals if scale and scale.decimals else 0
    same: np.ndarray = np.abs(mine - published) <= close
    return same


def _add_differences(
    frame: ParsedFrame, tables: _Tables, id_: str, rows: np.ndarray, found: np.ndarray
) -> int:
    """Add the values of one measure that are not the published ones; return how many."""
    keys, many = tables.keys, 0
    is_rated = ~np.isnan(keys.select(tables.values, id_)).all(axis=0)
    for row, key in zip(rows.tolist(), found.tolist(), strict=True):
        mine, published = float(frame.numbers[id_][row]), tables.values[key]
        edition = int(frame.edition[row] or 0)
        is_open = edition > frame.record.last_confirmed_edition
        if np.isnan(published) and (is_open or not is_rated[keys.edition(edition)]):
            continue  # the tables do not have it, or not of everybody
        reason = tables.older.get((key, mine), "")
        level = "known" if reason else "error"
        if np.isnan(published):
            reason = tables.withheld.get(key, "")
        elif is_open:
            reason = "read from secondary copies, which the publisher has not confirmed yet"
        expected = "none" if np.isnan(published) else keys.word(key, published)
        word = keys.word(key, mine)
        frame.add(row, PUBLISHED, id_, word, expected, level=level, reason=reason)
        many += 1
    return many


def _add_turned(
    frame: ParsedFrame, tables: _Tables, id_: str, rows: np.ndarray, found: np.ndarray
) -> None:
    """Add that a measure counts from the other end, if that explains what differs."""
    field, mine = tables.keys.field[id_], frame.numbers[id_][rows]
    if len(rows) < _FEW or field.scale is None:
        return
    published = tables.values[found]
    scales = [field.scale_in(int(frame.edition[row] or 0)) or field.scale for row in rows]
    turned = [scale.turn(value) for scale, value in zip(scales, mine, strict=True)]
    same = _is_same(np.array(turned), published, tables.keys, id_)
    if same.mean() >= _MOST:
        row = int(np.flatnonzero(same)[0])
        ends = f"{scales[row].freest} for most free to {scales[row].least} for least free"
        message = f"counted from the other end ({mine[row]:.10g} for {published[row]:.10g})"
        frame.add(None, "all files count from the same end", id_, message, ends)
