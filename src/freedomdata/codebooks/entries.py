"""What every column, measure and question means, from the declarations that the tables follow."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any, NamedTuple

from freedomdata.calls import explain_calls, format_argument
from freedomdata.codebooks.descriptions import (
    SEPARATOR,
    describe_meanings,
    describe_note,
    join,
    name_spans,
)
from freedomdata.data import get_survey, open_data
from freedomdata.errors import FreedomDataError, UnknownSurveyError, brief, warn
from freedomdata.labels import label
from freedomdata.model import Item, Measure
from freedomdata.schema import describe_direction, describe_unit, set_types, survey_fields
from freedomdata.surveys import SURVEYS

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import pandas as pd

    from freedomdata.data import Data
    from freedomdata.model import Survey
    from freedomdata.schema import Backend, TableField

__all__ = ["codebook"]

_COLUMNS = {
    "survey": "str",
    "id": "str",
    "kind": "str",
    "title": "str",
    "short": "str",
    "description": "str",
    "low": "Int64",
    "high": "Int64",
    "freest": "Int64",
    "direction": "str",
    "unit": "str",
    "first_edition": "Int64",
    "last_edition": "Int64",
    "editions": "int64",
    "edition_spans": "str",
    "earlier_names": "str",
    "values": "str",
    "notes": "str",
    "breaks": "str",
    "methodology": "str",
}
_SEARCHED = ("kind", "id", "short", "title", "description", "unit", "values", "earlier_names")
_KEY = ("country_id", "edition")
_CODE = 2  # letters of a word that is taken as a whole


@explain_calls
def codebook(
    survey: str | None = None,
    search: str | None = None,
    *,
    data: str | os.PathLike[str] | None = None,
    dtype_backend: Backend | None = None,
) -> pd.DataFrame:
    """
    Say what every column, measure and question means: its range, direction, editions and values.

    Parameters
    ----------
    survey : str, optional
        Survey id, a key of :data:`freedomdata.SURVEYS`. All surveys by default, also one that the
        data directory does not have.
    search : str, optional
        Words that must all be there, in capitals or not and with accents or not: in the kind, id,
        title, description, unit, range, values or earlier names. A word finds those that begin with
        it, one of one or two letters or digits only itself. A search of no more than two letters
        that is an id or a short title (``"PR"``, ``"C2"``) finds nothing else. Everything
        by default.
    data : path, optional
        Another data directory, whose editions are given. ``FREEDOMDATA_DATA`` or the tables in the
        package by default.
    dtype_backend : {"numpy_nullable", "pyarrow"}, optional
        Types of the columns, as in pandas' readers. By default those that pandas itself makes.

    Returns
    -------
    pandas.DataFrame
        One row per survey and column of its table, then per item, in the order of the tables:
        ``survey``, ``id``, ``kind`` (str: ``"key"``, ``"measure"``, ``"computed"`` by
        :func:`load_panel`, ``"column"``, or of :func:`load_items` ``"question"`` and
        ``"subtotal"``), ``title``, ``short`` (a short title, as pictures have it),
        ``description`` (str, in our own words), ``low``, ``high``, ``freest`` (float64, the ends of
        the scale in force, in the units of ``unit``, and the end that means most free; NaN where
        there is none), ``direction`` (str: ``"higher is freer"``, ``"lower is freer"``, with older
        scales), ``unit`` (str), ``first_edition``, ``last_edition`` (float64, of those at hand
        that have any value; NaN where there is none), ``editions`` (int64, their number),
        ``edition_spans`` (str, which; a span skips no edition that the survey has),
        ``earlier_names``, ``values`` (what a value means), ``notes``, ``breaks`` (changes of
        method, and whether values compare across them) and ``methodology`` (str, the publisher's
        page; nobody has checked that it is still there). Texts are empty where there is nothing to
        say; several have `` | `` between them.

    Raises
    ------
    UnknownSurveyError
        If `survey` is no id of a survey.
    FreedomDataError
        If `search` is no text, or has no letter or digit.
    SourceError
        If `data` is no data directory.

    Warns
    -----
    FreedomDataWarning
        If nothing is found; the frame is empty then.

    See Also
    --------
    load_items : With ``wording=True`` it has the descriptions beside the values.
    list_breaks : Changes of method, one row each.

    Notes
    -----
    It is made of the declarations that the tables are built and checked by, so that it cannot say
    anything else than they do. A naive version of it goes wrong in the direction (1 is the freest
    rating, 0 the freest score of the press, 100 that of the internet; ``"Add Q"`` is printed
    positive and subtracted), takes the total score for what decides the status (it is the mean of
    the two ratings), and the cut-offs of the scores for something that holds since 1973: there are
    scores since edition 2003. Descriptions are shorter than the questions that analysts answer;
    those, with their sub-questions, are on the page that ``methodology`` links to.

    Examples
    --------
    What a rating of 3 for political rights means:

    >>> rating = codebook("fiw", "PR")
    >>> rating[["id", "title", "low", "high", "direction"]]
                     id             title  low  high       direction
    0  political_rights  Political rights  1.0   7.0  lower is freer
    >>> rating["values"].item().split(" | ")[2]
    '3: 24 to 29 of 40 points'

    Which question is on trade unions:

    >>> codebook(search="trade union")[["survey", "id", "kind", "low", "high", "edition_spans"]]
      survey  id      kind  low  high edition_spans
    0    fiw  E3  question  0.0   4.0  2013 to 2025
    """
    record = None if survey is None else _find_survey(survey)
    words = _read_search(search)
    data = open_data(data)
    records = SURVEYS.values() if record is None else [record]
    every = data.keep("codebook", lambda: _make(data))
    rows = every[every["survey"].isin([one.id for one in records])]
    if search is not None:
        rows = _find(rows, search, words)
        if rows.empty:
            where = "all surveys" if record is None else record.title
            warn([f"the codebook of {where} has nothing on {brief(search)}"])
    return label(set_types(rows, _COLUMNS, dtype_backend).reset_index(drop=True), data, record)


# ------------------------------------------------------------------ rows


class _Held(NamedTuple):
    """The editions at hand that have any value, by column or item."""

    by_id: Mapping[str, list[int]]
    years: Mapping[int, int]

    def find_first(self, ids: Sequence[str]) -> tuple[int, int] | None:
        """Return the first edition that has all of some measures, and the year it covers."""
        common = set.intersection(*({*self.by_id.get(id_, ())} for id_ in ids))
        return (min(common), self.years[min(common)]) if common else None


def _make(data: Data) -> pd.DataFrame:
    """Return the codebook of all surveys."""
    import pandas as pd  # noqa: PLC0415 (importing this package must not import pandas)

    rows = [
        row
        for survey in SURVEYS.values()
        for row in _list_rows(data.record(survey) if survey.id in data.described else survey, data)
    ]
    return set_types(pd.DataFrame(rows), _COLUMNS)


def _list_rows(record: Survey, data: Data) -> Iterator[dict[str, Any]]:
    """Yield the rows of one survey: its columns, then its items."""
    held = _find_editions(record, data)
    for field in survey_fields(record):
        yield _describe_column(record, field, held)
        is_last = field.name == record.measures[-1].id
        if is_last and record.headline.id not in record.field:
            yield _describe_headline(record, held)
    questions = {*record.questions}
    for item in record.items:
        yield _describe_item(record, item, held, is_question=item.id in questions)


def _find_editions(record: Survey, data: Data) -> _Held:
    """Return the editions that have values, as the data directory has them."""
    years = {edition.edition: edition.year for edition in record.editions}
    if record.id not in data.described:
        return _Held({}, years)
    rows = data.frame(record.id)
    has = rows.notna().groupby(rows["edition"]).any()
    by_id = {str(name): has.index[has[name]].tolist() for name in has}
    items = data.frame("items")
    pairs = items.loc[items["survey"] == record.id, ["item", "edition"]].drop_duplicates()
    by_id |= {str(id_): sorted(own) for id_, own in pairs.groupby("item")["edition"]}
    ids = record.headline.measures
    common = set.intersection(*({*by_id[id_]} for id_ in ids))
    return _Held({record.headline.id: sorted(common)} | by_id, years)


def _describe_column(record: Survey, field: TableField, held: _Held) -> dict[str, Any]:
    """Return the row of a column of the survey's own table."""
    measure = next((m for m in record.measures if m.id == field.name), None)
    kind = "key" if field.name in _KEY else "column" if measure is None else "measure"
    row = _begin(record, field.name, kind, held)
    row |= {"title": field.title, "description": field.description}
    return row if measure is None else row | {"short": measure.short} | _describe_scale(measure)


def _describe_headline(record: Survey, held: _Held) -> dict[str, Any]:
    """Return the row of what represents the survey, where that is no column."""
    headline = record.headline
    mean = f"mean of {join(headline.measures)}"
    described = {
        "title": headline.title,
        "description": f"{headline.title}, as load_panel has it; no published number.",
        "values": mean,
    }
    row = _begin(record, headline.id, "computed", held)
    return row | described | _describe_scale(record.field[headline.measures[0]])


def _describe_item(record: Survey, item: Item, held: _Held, *, is_question: bool) -> dict[str, Any]:
    """Return the row of a question or subtotal."""
    total = next((rule for rule in record.sums if rule.total == item.id), None)
    parts = "" if total is None else f"Subtotal of {join([*total.terms])}."
    row = _begin(record, item.id, "subtotal" if total and not is_question else "question", held)
    names = (f"{name} (until edition {last})" for name, last in item.earlier_names.items())
    described = {
        "title": item.title,
        "description": item.wording or parts,
        "earlier_names": SEPARATOR.join(names),
        "notes": SEPARATOR.join(filter(None, (item.remark, row["notes"]))),
    }
    return row | described | _describe_scale(item)


def _begin(record: Survey, id_: str, kind: str, held: _Held) -> dict[str, Any]:
    """Return what all rows have, empty where there is nothing to say."""
    editions = held.by_id.get(id_, [])
    notes = (describe_note(note) for note in record.notes if id_ in note.measures)
    own = sorted((b for b in record.breaks if id_ in b.measures), key=lambda b: b.edition)
    compares = {True: "values compare", False: "values before and after do not compare"}
    breaks = (f"edition {b.edition}: {b.what} ({compares[b.is_comparable]})" for b in own)
    return dict.fromkeys(_COLUMNS, "") | {
        "survey": record.id,
        "id": id_,
        "kind": kind,
        "low": None,
        "high": None,
        "freest": None,
        "first_edition": min(editions, default=None),
        "last_edition": max(editions, default=None),
        "editions": len(editions),
        "edition_spans": name_spans(editions, [edition.edition for edition in record.editions]),
        "values": describe_meanings(record, id_, held.find_first),
        "notes": SEPARATOR.join(notes),
        "breaks": SEPARATOR.join(breaks),
        "methodology": record.methodology,
    }


def _describe_scale(field: Measure | Item) -> dict[str, Any]:
    """Return the numbers and words of a scale; how many places there are differs by edition."""
    words = {"direction": describe_direction(field), "unit": describe_unit(field)}
    if field.scale is None:
        return words
    scale = field.scale
    is_open = isinstance(field, Measure) and field.is_relative
    high = None if is_open else scale.high
    return {"low": scale.low, "high": high, "freest": scale.freest} | words


# ------------------------------------------------------------------ search


def _find_survey(survey: str) -> Survey:
    """Return a survey by its id, or say how to search for what is none."""
    try:
        return get_survey(survey)
    except UnknownSurveyError as error:
        how = f"; to search for it give {format_argument('search', survey)}"
        raise UnknownSurveyError(f"{error}{how if isinstance(survey, str) else ''}") from None


def _read_search(search: str | None) -> list[str]:
    """Return the words that are searched for."""
    if search is None:
        return []
    words = _split(search) if isinstance(search, str) else []
    if not words:
        raise FreedomDataError(f"search is words, such as 'trade union', not {brief(search)}")
    return words


def _find(rows: pd.DataFrame, search: str, words: Sequence[str]) -> pd.DataFrame:
    """Return the rows that have all words; of a code those that it is of."""
    whole = " ".join(search.split()).casefold()
    if len(whole) <= _CODE:
        names = (rows["id"].str.casefold(), rows["short"].str.casefold())
        is_code = (names[0] == whole) | (names[1] == whole)
        if is_code.any():
            return rows.loc[is_code]
    texts = rows[list(_SEARCHED)].agg(" ".join, axis="columns")
    for bound in ("low", "high"):
        texts += rows[bound].map(" {:g}".format).where(rows[bound].notna(), "")
    found: pd.DataFrame = rows.loc[[_has(_split(text), words) for text in texts]]
    return found


def _has(text: Iterable[str], words: Sequence[str]) -> bool:
    """Whether each word is in a text, or the beginning of one; short ones have to be whole."""
    known = {*text}
    return all(
        word in known or (len(word) > _CODE and any(one.startswith(word) for one in known))
        for word in words
    )


def _split(text: str) -> list[str]:
    """Return the words of a text in small letters without accents."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return re.findall(r"[^\W_]+", bare)
