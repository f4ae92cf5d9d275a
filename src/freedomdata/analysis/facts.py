"""What a newspaper asks of an edition, each with its number, who, and the call that gives it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from freedomdata.analysis.counts import count_statuses
from freedomdata.analysis.movers import find_movers
from freedomdata.analysis.ranks import rank
from freedomdata.analysis.spells import find_spells
from freedomdata.analysis.steps import choose_level
from freedomdata.analysis.subjects import Fact, Subject, choose_subject, list_years
from freedomdata.arguments import listed, read_number
from freedomdata.calls import explain_calls
from freedomdata.data import get_survey, open_data
from freedomdata.errors import FreedomDataError, quietly
from freedomdata.labels import label
from freedomdata.loading.editions import find_incomplete
from freedomdata.model import STATUSES
from freedomdata.schema import set_types

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Iterator

    import pandas as pd

    from freedomdata.schema import Backend

__all__ = ["facts"]

_TOP = 5  # units that a list of the largest moves names; more where several moved as far
_NAMED = 12  # units in a sentence; all are beside it
_DECADE = 10
_DIGITS = {"billion": 2, "million": 0}
_COLUMNS = {
    "survey": "str",
    "edition": "int64",
    "year": "int64",
    "fact": "str",
    "value": "Float64",
    "unit": "str",
    "text": "str",
    "countries": "str",
    "country_ids": "str",
    "is_confirmed": "bool",
    "call": "str",
}


@explain_calls
def facts(
    year: int | None = None,
    *,
    survey: str | Iterable[str] | None = None,
    data: str | os.PathLike[str] | None = None,
    dtype_backend: Backend | None = None,
) -> pd.DataFrame:
    """
    List what a newspaper asks about one year: each with its number, who, and the call for it.

    Parameters
    ----------
    year : int, optional
        Year covered (not the edition). By default the newest of each survey of which an edition
        lacks nobody.
    survey : str or iterable of str, optional
        Survey ids. By default all that the data directory has, and that have an edition on `year`.
    data : path, optional
        Another data directory. ``FREEDOMDATA_DATA`` or the tables in the package by default.
    dtype_backend : {"numpy_nullable", "pyarrow"}, optional
        Types of the columns, as in pandas' readers. By default those that pandas itself makes.

    Returns
    -------
    pandas.DataFrame
        One row per survey and fact, in the order of the report: ``survey`` (str),
        ``edition``, ``year`` (int64), ``fact`` (str, a name to look it up by, such as
        ``"declined"``), ``value`` (float64), ``unit`` (str: ``"countries"``, ``"percent"``,
        ``"points"`` or ``"editions"``), ``text`` (str, a sentence), ``countries``, ``country_ids``
        (str, whom it is about, separated by ``"; "`` and by blanks),
        ``is_confirmed`` (bool, False where the edition is known from secondary copies only) and
        ``call`` (str, Python that gives ``value``).

    Raises
    ------
    UnknownSurveyError
        If one of `survey` is no id of a survey.
    FreedomDataError
        If no survey covers the year; the message says which years are covered.
    SourceError
        If `data` is no data directory, or lacks a survey that is named.

    See Also
    --------
    find_changes, count_statuses, find_movers, find_spells : What gives the numbers.
    explain : One country.

    Notes
    -----
    Counted is whom the publisher counts: in ``"fiw"`` countries without territories, in the other
    surveys everybody that they list. A country declined if its score fell, by however little;
    before there were scores, if the mean of its ratings became less free. Naive versions count
    territories, too (60 declines in place of 52 in 2023), compare ratings where the publisher
    compares scores (10), take the edition for the year, or count a new unit as a change.

    Examples
    --------
    >>> found = facts(2024, survey="fiw").set_index("fact")
    >>> found.loc[["free", "partly_free", "not_free", "declined", "improved"], "value"].tolist()
    [85.0, 51.0, 59.0, 60.0, 34.0]
    >>> found.loc["declines_in_a_row", "text"]
    'The edition on 2024 is the 19th in a row in which more countries declined than improved.'
    """
    import pandas as pd  # noqa: PLC0415 (importing this package must not import pandas)

    year, directory, data = read_number("year", year), data, open_data(data)
    named = listed("survey", survey, "a survey id or several")
    records = data.surveys if named is None else [get_survey(one) for one in named]
    rows, notes = [], list[str]()
    for record in records:
        subject = choose_subject(record, year, data, directory)
        if subject is None:
            notes.append(f"{record.title} has no edition on {year}: {list_years(record, data)}")
            continue
        with quietly():  # what is left out is in each answer
            rows += [subject.row(fact) for make in _FACTS for fact in make(subject)]
        notes += [f"{record.title}: {note}" for note in dict.fromkeys(subject.question.notes)]
    if not rows:
        raise FreedomDataError(f"no survey asked covers {year}. {'. '.join(notes)}")
    frame = set_types(pd.DataFrame(rows, columns=list(_COLUMNS)), _COLUMNS, dtype_backend)
    return label(frame, data, left_out=(), notes=notes)


# the facts, in the order in which they are reported


def _count(subject: Subject) -> Iterator[Fact]:
    """How many are Free, Partly Free and Not Free; their share, and that of the people."""
    if "status" not in subject.question.rows:
        return
    options: dict[str, Any] = {"editions": subject.edition.edition}
    counts = subject.ask(count_statuses, **options, weight="population").set_index("status")
    own = subject.rows[subject.rows["status"].notna()].sort_values("country")
    total = len(own)
    for status in reversed(STATUSES):
        units = tuple(own.loc[own["status"] == status, "country_id"])
        call = subject.call("count_statuses", **options, then=_take(status, "countries"))
        text = f"{len(units)} of {total} {subject.noun} {_is_or_are(len(units))} {status}."
        yield Fact(_key(status), len(units), "countries", text, call, units)
    for status in reversed(STATUSES):
        share = float(counts["share"][status])
        call = subject.call("count_statuses", **options, then=_take(status, "share"))
        text = f"{share:.0f} percent of {subject.noun} are {status}."
        yield Fact(f"{_key(status)}_share", share, "percent", text, call)
    subject.question.notes += counts.attrs["notes"]  # whose people are not known
    if counts["people"].isna().any():
        return
    for status in reversed(STATUSES):
        share = float(counts["people_share"][status])
        call = subject.call(
            "count_statuses", **options, weight="population", then=_take(status, "people_share")
        )
        people = _round_people(float(counts["people"][status]))
        text = f"{share:.0f} percent of their people, {people}, live in those that are {status}."
        yield Fact(f"{_key(status)}_people", share, "percent", text, call)


def _change_status(subject: Subject) -> Iterator[Fact]:
    """Whose status changed, and how."""
    if "status" not in subject.question.rows:
        return
    options: dict[str, Any] = {"editions": subject.edition.edition, "level": "status"}
    steps = subject.compare("status")
    if steps.empty:
        return
    for direction, way in (("improved", "a freer"), ("declined", "a less free")):
        own = steps[steps["direction"] == direction].sort_values(["points", "country"])
        moves = [
            f"{row.country} ({row.old_status} to {row.new_status})" for row in own.itertuples()
        ]
        text = f"{subject.number(len(own))} moved to {way} status{_list(moves)}."
        call = subject.call("find_changes", **options, then=_take_direction(direction))
        yield Fact(
            f"status_{direction}", len(own), "countries", text, call, tuple(own["country_id"])
        )


def _change_score(subject: Subject) -> Iterator[Fact]:
    """Who declined and who improved, by the finest measure; and who by most."""
    level = _find_level(subject)
    if not level:
        return
    options: dict[str, Any] = {"editions": subject.edition.edition, "level": level}
    steps = subject.compare(level)
    if steps.empty:
        return
    subject.question.notes += [
        f"{row.country} is compared with edition {row.edition_before}: it has no value between them"
        for row in steps[steps["is_gap"] & steps["points"].ne(0)].itertuples()
    ]
    title = choose_level(subject.record, level).title.lower()
    for direction in ("declined", "improved"):
        own = steps[steps["direction"] == direction].sort_values("country")
        text = f"{subject.number(len(own))} {direction} by {title}."
        call = subject.call("find_changes", **options, then=_take_direction(direction))
        yield Fact(direction, len(own), "countries", text, call, tuple(own["country_id"]))
    yield from _name_largest(steps, "", subject.call("find_changes", **options))


def _move_in_a_decade(subject: Subject) -> Iterator[Fact]:
    """Who moved furthest in ten years."""
    since = subject.edition.year - _DECADE
    try:
        found = subject.ask(find_movers, since, subject.edition.year)
    except FreedomDataError:  # not covered, or not to be compared
        return
    call = subject.call("find_movers", since, subject.edition.year)
    yield from _name_largest(found, "ten_year_", call)


def _decline_in_a_row(subject: Subject) -> Iterator[Fact]:
    """For how many years in a row more declined than improved."""
    record, rows = subject.record, subject.question.rows
    lacking = {one.edition for one in find_incomplete(record, rows)}
    level = _find_level(subject)
    if not level or subject.edition.edition in lacking or subject.compare(level).empty:
        return
    year = subject.edition.year
    options: dict[str, Any] = {"decline": "world"}
    if level != "score":
        options["level"] = level
    options["years"] = range(record.editions[0].year, year + 1)
    spells = subject.ask(find_spells, **options)
    number = int(spells.loc[spells["last_year"] == year, "editions"].sum())
    did = f"more {subject.noun} declined than improved."
    text = f"The edition on {year} is the {_ordinal(number)} in a row in which {did}"
    if number == 1:
        text = f"In the edition on {year} {did}"
    if number == 0:
        text = f"In the edition on {year} as many {subject.noun} improved as declined, or more."
    call = subject.call(
        "find_spells", **options, then=f'.query("last_year == {year}")["editions"].sum()'
    )
    yield Fact("declines_in_a_row", number, "editions", text, call)


def _name_ends(subject: Subject) -> Iterator[Fact]:
    """Who is freest and who least."""
    if not _find_level(subject):
        return
    options: dict[str, Any] = {"edition": subject.edition.edition}
    ranked = subject.ask(rank, **options)
    for fact, row, word in (("freest", 0, "Freest"), ("least_free", -1, "Least free")):
        value = float(ranked["value"].iloc[row])
        own = ranked[ranked["value"] == value].sort_values("country")
        text = f"{word}, at {value:g}{_list(own['country'].tolist())}."
        call = subject.call("rank", **options, then=f'["value"].iloc[{row}]')
        yield Fact(fact, value, "points", text, call, tuple(own["country_id"]))


_FACTS: tuple[Callable[[Subject], Iterator[Fact]], ...] = (
    _count,
    _change_status,
    _change_score,
    _move_in_a_decade,
    _decline_in_a_row,
    _name_ends,
)


def _name_largest(moves: pd.DataFrame, prefix: str, call: str) -> Iterator[Fact]:
    """Return the largest falls and gains of some moves."""
    for fact, sign, end, word in (
        ("largest_falls", -1, "min", "Largest falls"),
        ("largest_gains", 1, "max", "Largest gains"),
    ):
        own = moves[moves["points"] * sign > 0].assign(far=moves["points"] * -sign)
        own = own.sort_values(["far", "country"])
        own = own[own["far"] <= own["far"].head(_TOP).max()]  # with all that moved as far
        if own.empty:
            continue
        some = [f"{row.country} {row.points:+g}" for row in own.itertuples()]
        text = f"{word}{' in ten years' if prefix else ''}{_list(some)}."
        value, number = float(own["points"].iloc[0]), f'{call}["points"].{end}()'
        yield Fact(prefix + fact, value, "points", text, number, tuple(own["country_id"]))


def _find_level(subject: Subject) -> str:
    """Return by what declines and gains are counted: scores, else ratings, else nothing."""
    record, rows = subject.record, subject.question.rows
    has_rating = len(record.headline.measures) > 1
    scored = rows.loc[rows[record.finest.id].notna(), "edition"]
    if has_rating:  # which tells of the first edition with scores, too
        scored = scored[scored > scored.min()]
    if (scored == subject.edition.edition).any():
        return "score"
    return "rating" if has_rating else ""


def _key(status: str) -> str:
    """Return a status as the name of a fact."""
    return status.lower().replace(" ", "_")


def _take(status: str, column: str) -> str:
    """Return what takes the number of a status out of counts."""
    return f'.set_index("status").loc["{status}", "{column}"]'


def _take_direction(direction: str) -> str:
    """Return what takes the number of moves in one direction out of changes."""
    return f'["direction"].eq("{direction}").sum()'


def _list(words: list[str]) -> str:
    """Return words after a colon, of many the first; nothing for none."""
    more = f" and {len(words) - _NAMED} more" if len(words) > _NAMED else ""
    return f": {', '.join(words[:_NAMED])}{more}" if words else ""


def _round_people(people: float) -> str:
    """Return a number of people, in words."""
    for size, word in ((1e9, "billion"), (1e6, "million")):
        if people >= size:
            return f"{people / size:.{_DIGITS[word]}f} {word}"
    return f"{people:,.0f}"


def _is_or_are(number: int) -> str:
    """Return the verb of so many."""
    return "is" if number == 1 else "are"


def _ordinal(number: int) -> str:
    """Return 1st, 2nd, 3rd, 4th."""
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{'th' if 10 <= number % 100 <= 20 else ending}"  # noqa: PLR2004 (the teens)
