"""Rows of a survey by edition and region: their periods, their people, and who is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from freedomdata.analysis.comparing import find_crossings, pair_rows
from freedomdata.analysis.people import find_missing_people, find_people
from freedomdata.arguments import read_choice
from freedomdata.asked import name_of
from freedomdata.choices import Grouping, Weight
from freedomdata.countries.registry import GROUPINGS, get_groups
from freedomdata.surveys.worldbank import POPULATION

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

    from freedomdata.analysis.answers import Question
    from freedomdata.schema import Backend

__all__ = [
    "PERIOD",
    "add_missing",
    "add_people",
    "add_uncounted",
    "answer_groups",
    "insert_periods",
    "keep_grouped",
    "list_keys",
    "make_index",
    "mark_comparable",
    "refuse_choices",
    "sum_people",
]

_NAMED = 8  # units in a note
PERIOD = {"year": "int64", "period_start": "date", "period_end": "date"}


def refuse_choices(by: Grouping | None, weight: Weight | None) -> None:
    """Refuse regions that there are none of, and what nothing is weighted by."""
    for name, choice, choices in (("by", by, Grouping), ("weight", weight, Weight)):
        if choice is not None:
            read_choice(name, choice, choices)


def list_keys(by: str | None) -> list[str]:
    """Return the columns that are the key of a group."""
    return ["edition"] if by is None else ["edition", by]


def _add_groups(rows: pd.DataFrame, by: Grouping | None) -> pd.DataFrame:
    """Return rows with the region of each unit under the name of the division."""
    if by is None:
        return rows
    return rows.assign(**{by: rows["country_id"].map(get_groups(by))})


def keep_grouped(question: Question, rated: pd.DataFrame, by: Grouping | None) -> pd.DataFrame:
    """Return rows with the region of each unit; those of units that are in none are left out."""
    if by is None:
        return rated
    rated = _add_groups(rated, by)
    question.leave_out(f"in no region of {GROUPINGS[by][1]}", rated[rated[by].isna()])
    return rated[rated[by].notna()]


def answer_groups(
    question: Question,
    frame: pd.DataFrame,
    by: Grouping | None,
    dtypes: Mapping[str, str],
    dtype_backend: Backend | None,
) -> pd.DataFrame:
    """Return an answer by edition and region: `dtypes` are those of what it has beside these."""
    groups: dict[str, str] = {} if by is None else {by: "str"}
    dtypes = {"edition": "int64", **PERIOD, **groups, **dtypes, "is_comparable": "bool"}
    answer = question.answer(frame, dtypes, dtype_backend)
    if by is not None:
        answer.attrs["columns"][by] = {"title": f"Region ({GROUPINGS[by][1]})"}
    return answer


def make_index(rated: pd.DataFrame, by: str | None, **more: Sequence[str]) -> pd.Index:
    """Return every edition with every region, and with what else there is, also where nobody is."""
    import pandas as pd  # noqa: PLC0415 (importing this package must not import pandas)

    keys = list_keys(by)
    levels: list[Any] = [sorted(rated[key].unique()) for key in keys]
    levels += more.values()
    index: pd.Index = pd.MultiIndex.from_product(levels, names=[*keys, *more])
    return index if len(levels) > 1 else index.get_level_values(0)  # as groupby makes it


def insert_periods(frame: pd.DataFrame, rated: pd.DataFrame) -> pd.DataFrame:
    """Return a frame with the year and the days that each edition covers, after the edition."""
    editions = rated.drop_duplicates("edition").set_index("edition")
    for place, name in enumerate(PERIOD, 1):
        frame.insert(place, name, frame["edition"].map(editions[name]))
    return frame


def mark_comparable(
    question: Question,
    frame: pd.DataFrame,
    rated: pd.DataFrame,
    measures: Iterable[str],
    by: str | None,
) -> np.ndarray:
    """
    Return whether each row of a result compares with that of the edition before, by its method.

    It does not where a change of method between the two editions touches any unit that is in both;
    a note says what was changed. `rated` are the rows that went into the result, sorted by their
    key, with the same regions.
    """
    import pandas as pd  # noqa: PLC0415 (importing this package must not import pandas)

    is_comparable = np.ones(len(frame), dtype=bool)
    known = {*measures}
    breaks = [b for b in question.record.breaks if not b.is_comparable and known & {*b.measures}]
    if not breaks:
        return is_comparable
    keys = list_keys(by)
    borders = [id_ for b in breaks if b.border is not None for id_ in b.border.measures]
    old, new = pair_rows(rated[["country_id", *keys, *dict.fromkeys(borders)]])
    places = pd.Index(sorted(rated["edition"].unique()))
    before, after = (places.get_indexer(pd.Index(rows["edition"])) for rows in (old, new))
    is_next = after - before == 1
    crossings = find_crossings(question.record, known, old[is_next], new[is_next])
    for change, crosses in crossings:
        touched = new.loc[is_next, keys][crosses]
        is_comparable &= ~frame.set_index(keys).index.isin(touched.set_index(keys).index)
        question.notes.append(
            f"edition {touched['edition'].min()} does not compare with older ones: {change.what}"
        )
    return is_comparable


# ------------------------------------------------------------------ people


def add_people(
    question: Question, rated: pd.DataFrame, by: Grouping | None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """
    Return rows with the people of each unit, and the people of those that cannot be divided.

    Years of which there is no population are noted, and units of which there is none in others.
    `has_population` says of each row whether its year has any.
    """
    record, data = question.record, question.data
    people, shared = find_people(rated, record, data)
    has_year = rated["year"].isin(data.frame("population")["year"].unique())
    if without := sorted({*rated.loc[~has_year, "year"].tolist()}):
        first, last = POPULATION.first_edition, POPULATION.last_edition
        question.notes.append(
            f"there is no population for {', '.join(map(str, without))}: it is at hand from "
            f"{first} to {last}"
        )
    if uncovered := sorted({*rated.loc[has_year & people.isna(), "country_id"].tolist()}):
        names = ", ".join(map(name_of, uncovered[:_NAMED]))
        more = f" and {len(uncovered) - _NAMED} more" if len(uncovered) > _NAMED else ""
        question.notes.append(f"the World Bank has no population of {names}{more}")
    return rated.assign(people=people, has_population=has_year), _add_groups(shared, by)


def sum_people(rated: pd.DataFrame, keys: list[str], index: pd.Index) -> pd.DataFrame:
    """Return the people of each group, and the ids of the units whose people are not in it."""
    import pandas as pd  # noqa: PLC0415 (importing this package must not import pandas)

    people = rated.groupby(keys, observed=True)["people"].sum().reindex(index, fill_value=0.0)
    is_covered = rated["people"].notna()
    covered = rated.loc[rated["has_population"], "edition"].unique()
    people = people.where(index.get_level_values("edition").isin(covered))
    uncovered = _join_ids(rated[~is_covered], keys, index)
    return pd.DataFrame({"people": people, "no_population_ids": uncovered})


def add_uncounted(frame: pd.DataFrame, shared: pd.DataFrame, by: str | None) -> pd.DataFrame:
    """Return a frame with the people of each edition and region who cannot be divided."""
    keys = list_keys(by)
    index = frame.set_index(keys).index
    uncounted = shared.groupby(keys)["people"].sum().reindex(index, fill_value=0.0)
    frame["people_uncounted"] = uncounted.to_numpy(float)
    frame["people_uncounted"] = frame["people_uncounted"].where(frame["people"].notna())
    return frame


# ------------------------------------------------------------------ who is not there


def add_missing(
    question: Question, frame: pd.DataFrame, missing: pd.DataFrame, by: Grouping | None
) -> pd.DataFrame:
    """
    Return a frame with how many units of each edition and region have no value, and who.

    `missing` has their ``edition``, ``year`` and ``country_id``. Where the frame has people, those
    of the missing units, too.
    """
    keys = list_keys(by)
    index = frame.set_index(keys).index
    missing = _add_groups(missing, by)
    groups = missing.groupby(keys)
    frame["units_missing"] = groups.size().reindex(index, fill_value=0).to_numpy()
    frame["missing_ids"] = _join_ids(missing, keys, index)
    if "people" in frame:
        people = find_missing_people(missing, question.record, question.data)
        total = missing.assign(people=people).groupby(keys)["people"].sum()
        frame["people_missing"] = total.reindex(index, fill_value=0.0).to_numpy(float)
        frame["people_missing"] = frame["people_missing"].where(frame["people"].notna())
    return frame


def _join_ids(rows: pd.DataFrame, keys: list[str], index: pd.Index) -> list[str]:
    """Return the ids of the units of each group, sorted, with a blank between."""
    found: dict[Any, list[str]] = {}
    groups = [rows[key].tolist() for key in keys]
    for *group, id_ in zip(*groups, rows["country_id"].tolist(), strict=True):
        found.setdefault(tuple(group) if len(group) > 1 else group[0], []).append(id_)
    return [" ".join(sorted(found.get(key, ()))) for key in index]
