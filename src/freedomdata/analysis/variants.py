"""The versions of a survey that a researcher could defend, one after the other."""

from __future__ import annotations

import hashlib
from itertools import chain, product
from typing import TYPE_CHECKING, Any, NamedTuple, cast, get_args

from freedomdata.analysis.answers import Question
from freedomdata.arguments import listed, read_numbers
from freedomdata.asked import name_of, read_places
from freedomdata.calls import explain_calls
from freedomdata.choices import YearRule
from freedomdata.countries import get_countries
from freedomdata.data import get_survey, open_data
from freedomdata.errors import FreedomDataError, brief, quietly, warn
from freedomdata.frames import is_frame
from freedomdata.labels import label
from freedomdata.loading.editions import find_incomplete
from freedomdata.loading.releases import find_release, list_releases
from freedomdata.loading.tables import load
from freedomdata.missing import describe_never

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Iterator

    import pandas as pd

    from freedomdata.data import Data
    from freedomdata.model import Survey

__all__ = ["join_predecessors", "variants"]

_TERRITORIES = (False, True)
_YEAR_RULES: tuple[YearRule, ...] = get_args(YearRule)
_GRADES = ("all", "confirmed")
_PREDECESSORS = ("apart", "joined")

#: What says where a value is from, and nothing of what it is.
_ORIGIN = ["source", "grade"]


class _Wanted(NamedTuple):
    """Whose rows of which years every version has; None for all."""

    record: Survey
    data: Data
    ids: frozenset[str] | None
    named: frozenset[str]
    years: list[int] | None


@explain_calls
def variants(  # noqa: PLR0913 (each is a choice)
    survey: str,
    *,
    territories: bool | str | Iterable[bool | str] | None = None,
    year_rule: str | Iterable[str] | None = None,
    as_of: str | int | Iterable[str | int] | None = None,
    grade: str | Iterable[str] | None = None,
    predecessors: str | Iterable[str] | None = None,
    country: str | Iterable[str] | None = None,
    years: int | Iterable[int] | None = None,
    data: str | os.PathLike[str] | None = None,
) -> Iterator[tuple[dict[str, Any], pd.DataFrame]]:
    """
    Give every defensible version of a survey's table, with the choices that it is made by.

    Run your own function over all of them: a claim that holds in each depends on none of these
    choices, and one that does not says which of them it depends on.

    Parameters
    ----------
    survey : str
        Survey id, a key of :data:`freedomdata.SURVEYS`.
    territories : bool or "only", or several, optional
        Countries alone (False), territories, too (True), or territories alone. False and True by
        default.
    year_rule : {"end", "cover"} or several, optional
        Which year a row is of: that in which its edition ends, or each calendar year of which no
        edition covers more, as for :func:`load`. Both by default.
    as_of : str or int, or several, optional
        Years of releases, such as ``"2024"``: the table as all files of that release and of older
        ones have it. The newest and each older one at hand by default.
    grade : {"all", "confirmed"} or several, optional
        All rows, or none that are known from secondary copies only. Both by default.
    predecessors : {"apart", "joined"} or several, optional
        Whether a state that ended is a unit of its own, or has the id and name of the one state
        that goes on from it. Both by default.
    country : str or iterable of str, optional
        Ids, ISO codes or names of countries and territories, or regions. A territory that is named
        is in every version. All by default.
    years : int or iterable of int, optional
        Years covered, by the year rule of each version. All by default.
    data : path, optional
        Another data directory. ``FREEDOMDATA_DATA`` or the tables in the package by default.

    Returns
    -------
    iterator of (dict, pandas.DataFrame)
        The choices, and the table that they make. ``territories`` (bool or ``"only"``),
        ``year_rule``, ``as_of`` (the year of the release), ``grade`` and ``predecessors`` (str)
        are the choices; given back, as in ``variants("fiw", **choices)``, they make this version
        alone. The table has the columns of :func:`load`, sorted by ``country_id``, ``edition`` and
        ``year``, and is the caller's own. Its ``attrs`` have the ``choices``, and under
        ``left_out`` what this version leaves out and why.

    Raises
    ------
    UnknownSurveyError
        If `survey` is no id of a survey.
    UnknownCountryError, AmbiguousCountryError
        If a country is not known, or may be several.
    FreedomDataError
        If there is no such choice, a release is not at hand, or no version has a row of what is
        asked for. All of this at the call, not when the first version is taken.
    SourceError
        If `data` is no data directory, or lacks the survey.

    Warns
    -----
    FreedomDataWarning
        If a country that is named was never rated.

    See Also
    --------
    load : One of them, with more ways to select.
    list_revisions : What differs from release to release.

    Notes
    -----
    The first version is that of all defaults: countries alone, the year in which an edition ends,
    the newest release, all grades, ended states apart. The others follow in an order that is always
    the same; territories change fastest, releases slowest. Versions are made one by one, when they
    are asked for. A generator is used up by one loop: keep ``list(variants(...))`` to go over it
    again.

    A version that differs from an earlier one in nothing but the files that its values are read
    from is not yielded again: where nothing is known from copies, ``"confirmed"`` is no other
    version than ``"all"``. So a share of versions counts different tables. Versions without a row
    are none.

    In every version editions that lack units of the selection are left out, as a count or mean over
    edition 2026 with one territory of thirteen would show a change that never was. An older release
    ends with its own newest edition: give `years` that all of them have, if the claim is not about
    the newest year. It lacks what only later files have, too: that of 2023 has no scores before
    edition 2013.

    Joined are the states that ended and one that goes on: one of their successors with the same
    number in the lists of the Correlates of War or of Gleditsch and Ward. These are the Soviet
    Union and Russia, Yugoslavia with Serbia and Montenegro and Serbia, West Germany and Germany,
    North Vietnam and Vietnam, North Yemen and Yemen. East Germany, South Vietnam, South Yemen and
    Czechoslovakia stay apart, and so do territories, such as those before the West Bank, the Gaza
    Strip and the Russian-Occupied Territories of Ukraine. No unit has two rows of an edition then.
    ``fh_region`` and ``is_territory`` stay as they are. A naive version that renames "USSR" to
    "Russia", and both Germanys to "Germany", has two rows of one year. Frames of every version may
    be given to the other functions; but to :func:`cite` only those with predecessors apart, as no
    file has the joined names.

    Kosovo, Hong Kong and Puerto Rico are countries or territories as the survey lists them in each
    edition: Kosovo is a country from edition 2010 on.

    Examples
    --------
    Two claims on shares of the rated units, and a function that runs one over all versions and
    prints in three lines whether it holds, by default, and what decides:

    >>> def share(rows, year):
    ...     return (rows.loc[rows["year"] == year, "status"] == "Not Free").mean()
    >>> def print_verdict(claim):
    ...     versions = list(variants("fiw", years=range(1972, 2023)))
    ...     verdicts = [(set(choices.items()), claim(rows)) for choices, rows in versions]
    ...     holds, fails = ([c for c, is_so in verdicts if is_so == side] for side in (True, False))
    ...     print(f"It holds in {len(holds)} of {len(verdicts)} versions,")
    ...     print(f"by default it {'holds' if verdicts[0][1] else 'fails'},")
    ...     print("and it fails with", fails and set.intersection(*fails) - set.union(*holds))

    One that depends on a choice: fewer were Not Free in 2022 than in 1990. With territories, most
    of which are Not Free, more were:

    >>> print_verdict(lambda rows: share(rows, 2022) < share(rows, 1990))
    It holds in 8 of 16 versions,
    by default it holds,
    and it fails with {('territories', True)}

    One that does not: more were Not Free in 2022 than in 2010.

    >>> print_verdict(lambda rows: share(rows, 2022) > share(rows, 2010))
    It holds in 16 of 16 versions,
    by default it holds,
    and it fails with []
    """
    if is_frame(survey):
        raise FreedomDataError(
            "variants loads each version itself: give the id of a survey, such as 'fiw', not a "
            "frame; country= and years= select"
        )
    record, data = get_survey(survey), open_data(data)
    data.require(record)
    record = data.record(record)
    choices = {
        "territories": _read("territories", territories, _TERRITORIES, "only"),
        "year_rule": _read("year_rule", year_rule, _YEAR_RULES),
        "as_of": _read_releases(record, as_of, data),
        "grade": _read("grade", grade, _GRADES),
        "predecessors": _read("predecessors", predecessors, _PREDECESSORS),
    }
    wanted = _read_wanted(record, country, read_numbers("years", years), data)
    found = _list_versions(choices, wanted)
    first = next(found, None)
    if first is None:
        held = data.frame(record.id)["year"]
        raise FreedomDataError(
            f"no version of {record.title} has a row of what is asked for: years covered are "
            f"{held.min()} to {held.max()}"
        )
    return chain([first], found)


def _read(name: str, given: Any, known: tuple[Any, ...], *more: Any) -> list[Any]:
    """Return the choices that are given, each once, in the order of `known`; or all of these."""
    if given is None:
        return list(known)
    several = _list(name, given)
    every = [*known, *more]
    if strange := [one for one in several if not _is_in(one, every)]:
        there = ", ".join(map(repr, every))
        raise FreedomDataError(f"there is no {name}={brief(strange[0])}; there is {there}")
    if not several:
        raise FreedomDataError(f"{name} is one or several of {', '.join(map(repr, every))}")
    return [one for one in every if _is_in(one, several)]


def _list(name: str, given: Any) -> list[Any]:
    """Return one choice, or several in whatever they come, as a list."""
    is_one = isinstance(given, str) or not hasattr(given, "__iter__")
    return [given] if is_one else listed(name, given, "a choice or several") or []


def _is_in(one: Any, several: list[Any]) -> bool:
    """Whether a choice is there; 0 and 1 are neither False nor True."""
    return any(type(one) is type(other) and one == other for other in several)


def _read_releases(record: Survey, as_of: Any, data: Data) -> list[str]:
    """Return the releases that are given, the newest first; all at hand if none is."""
    chosen = releases = list_releases(data.readings(record))
    if as_of is not None:
        chosen = {find_release(record, releases, one) for one in _list("as_of", as_of)}
    if not chosen:
        raise FreedomDataError(
            f"as_of is one or several of {', '.join(map(str, sorted(releases)))}"
        )
    return [str(release) for release in sorted(chosen, reverse=True)]


def _read_wanted(
    record: Survey, country: str | Iterable[str] | None, years: list[int] | None, data: Data
) -> _Wanted:
    """Return whose rows are asked for; warn of those who were never rated."""
    if country is None:
        return _Wanted(record, data, None, frozenset(), years)
    ids, named, _ = read_places(country)
    held = {*data.frame(record.id)["country_id"]}
    warn(describe_never(record, name_of(id_)) for id_ in named if id_ not in held)
    return _Wanted(record, data, frozenset(ids), frozenset(named), years)


def _list_versions(
    choices: dict[str, list[Any]], wanted: _Wanted
) -> Iterator[tuple[dict[str, Any], pd.DataFrame]]:
    """Yield the versions that differ, the first choices first."""
    order = ("as_of", "grade", "predecessors", "year_rule", "territories")
    seen: set[str] = set()
    tables: dict[tuple[str, str], pd.DataFrame] = {}
    for values in product(*(choices[name] for name in order)):
        by_name = dict(zip(order, values, strict=True))
        chosen = {name: by_name[name] for name in choices}
        key = chosen["as_of"], chosen["year_rule"]
        if key not in tables:
            tables[key] = _load(wanted, *key)
        question = _ask(tables[key], chosen, wanted)
        digest = _digest(question.rows)
        if len(question.rows) and digest not in seen:
            seen.add(digest)
            yield chosen, _answer(question, chosen)


def _load(wanted: _Wanted, as_of: str, year_rule: str) -> pd.DataFrame:
    """Load the table of a release by a year rule."""
    newest = max(list_releases(wanted.data.readings(wanted.record)))
    release = None if int(as_of) == newest else as_of
    with quietly():  # that an older release begins or ends elsewhere is what is asked for
        rows = load(
            wanted.record.id,
            as_of=release,
            year_rule=cast("YearRule", year_rule),
            data=cast("Any", wanted.data),
        )
    rows.attrs = {}  # which pandas copies at every step
    if wanted.ids is None:
        return rows
    heirs = _find_heirs()
    ids = {*wanted.ids, *(heirs.get(id_, id_) for id_ in wanted.ids)}
    return rows[rows["country_id"].isin(ids | {id_ for id_, heir in heirs.items() if heir in ids})]


def _ask(rows: pd.DataFrame, chosen: dict[str, Any], wanted: _Wanted) -> Question:
    """Return the rows of one version, and what it leaves out."""
    question = Question(wanted.record, rows, wanted.data)
    if chosen["predecessors"] == "joined":
        question.rows = join_predecessors(rows)
    _keep_places(question, chosen, wanted)
    if chosen["grade"] == "confirmed":
        is_copy = question.rows["grade"] == "secondary"
        _keep(question, ~is_copy, "known from secondary copies only")
    lacking = [one.edition for one in find_incomplete(wanted.record, question.rows)]
    is_whole = ~question.rows["edition"].isin(lacking)
    _keep(question, is_whole, "of editions that lack units of the selection at hand")
    if wanted.years is not None:
        question.rows = question.rows[question.rows["year"].isin(wanted.years)]
    question.rows = question.rows.sort_values(["country_id", "edition", "year"], ignore_index=True)
    return question


def _answer(question: Question, chosen: dict[str, Any]) -> pd.DataFrame:
    """Return the rows of a version, and in their ``attrs`` what it is and leaves out."""
    frame = label(question.rows, question.data, question.record, left_out=question.left_out)
    frame.attrs["choices"] = dict(chosen)
    return frame


def _keep_places(question: Question, chosen: dict[str, Any], wanted: _Wanted) -> None:
    """Keep the units that are asked for; of territories those that are named in any version."""
    ids, named = wanted.ids, wanted.named
    if chosen["predecessors"] == "joined" and ids is not None:
        heirs = _find_heirs()
        ids, named = (frozenset(heirs.get(id_, id_) for id_ in some) for some in (ids, named))
    if ids is not None:
        question.rows = question.rows[question.rows["country_id"].isin(ids)]
    if chosen["territories"] is not True:
        is_kept = question.rows["is_territory"] == (chosen["territories"] == "only")
        is_kept |= question.rows["country_id"].isin(named)
        _keep(question, is_kept, "territories" if chosen["territories"] is False else "countries")


def _keep(question: Question, is_kept: pd.Series, reason: str) -> None:
    """Keep some rows of a question, and note the others."""
    question.leave_out(reason, question.rows[~is_kept])
    question.rows = question.rows[is_kept]


def _digest(frame: pd.DataFrame) -> str:
    """Return what two frames share if they differ in nothing but the files they are read from."""
    from pandas.util import hash_pandas_object  # noqa: PLC0415 (import on use)

    hashes = hash_pandas_object(frame.drop(columns=_ORIGIN), index=False)
    return hashlib.sha256(hashes.to_numpy().tobytes()).hexdigest()


def join_predecessors(rows: pd.DataFrame) -> pd.DataFrame:
    """
    Return rows in which a state that ended has the id and name of the one that goes on from it.

    Examples
    --------
    >>> soviet = join_predecessors(load("fiw", country="Soviet Union", editions=1975))
    >>> soviet[["country_id", "country", "edition", "status"]]
      country_id country  edition    status
    0        RUS  Russia     1975  Not Free
    """
    heirs, units = _find_heirs(), get_countries()
    names = {id_: units[heir].country for id_, heir in heirs.items()}
    ids = rows["country_id"]
    is_joined = ids.isin(list(heirs))
    return rows.assign(
        country_id=ids.where(~is_joined, ids.map(heirs)).astype(ids.dtype),
        country=rows["country"].where(~is_joined, ids.map(names)).astype(rows["country"].dtype),
    )


def _find_heirs() -> dict[str, str]:
    """Return the one state of today that goes on from each that ended, where there is one."""
    units = get_countries()
    heirs = {
        unit.country_id: heir
        for unit in units.values()
        for heir in unit.successors
        if (unit.cow and unit.cow == units[heir].cow) or (unit.gw and unit.gw == units[heir].gw)
    }
    for id_, heir in heirs.items():
        last = heir
        while last in heirs:
            last = heirs[last]
        heirs[id_] = last
    return heirs
