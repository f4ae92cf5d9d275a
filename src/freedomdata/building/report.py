"""What was found when a file was ingested, value by value."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from freedomdata.countries import get_countries
from freedomdata.errors import plain
from freedomdata.model import IS_TERRITORY, STATUSES
from freedomdata.schema import set_types
from freedomdata.surveys import SURVEYS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from freedomdata.building.conflicts import Withheld
    from freedomdata.building.values import Values
    from freedomdata.model import Source, Survey
    from freedomdata.readings import Keys, Readings
    from freedomdata.rules import Finding
    from freedomdata.schema import Backend

__all__ = ["Ingested", "list_differences", "list_withheld"]

_KEY = ["country_id", "country", "edition", "measure"]
_DIFFERS = ["at_hand", "in_file", "delivered", "cell", "cell_at_hand"]
_WITHHELD = ["value", "whose", "cell", "reason"]
_FILE, _AT_HAND = "what the file has", "what is at hand"

#: The columns of the report on a file, and their types.
_REPORT = {
    "what": "str",
    "survey": "str",
    "country_id": "str",
    "country": "str",
    "edition": "Int64",
    "measure": "str",
    "in_file": "str",
    "at_hand": "str",
    "delivered": "str",
    "cell": "str",
    "cell_at_hand": "str",
    "reason": "str",
}
_SHOWN = 12  # lines of a kind that are printed
_FEW = 6  # names in a line


def _empty(*columns: str) -> pd.DataFrame:
    return pd.DataFrame(columns=[*_KEY, *columns])


@dataclass(frozen=True)
class Ingested:
    """
    What a file holds, what of it is new, and where it differs from the tables at hand.

    Attributes
    ----------
    survey : str
        Id of the survey the file belongs to.
    source : Source
        The file, as the descriptor of the new directory names it: id, sha256, release, grade.
    editions : tuple of int
        The editions it holds.
    version : str
        The data version of the directory.
    new : pandas.DataFrame
        Values that the tables at hand do not have: ``country_id``, ``country``, ``edition``,
        ``measure``, ``value``, ``cell``.
    differs : pandas.DataFrame
        Values that differ: the same key, ``at_hand``, ``in_file``, ``delivered`` (which of the
        two the new tables have), ``cell``, ``cell_at_hand``.
    withheld : pandas.DataFrame
        Values that contradict others of the same row and are not delivered: the key, ``value`` as
        printed, ``whose`` (``"what the file has"`` or ``"what is at hand"``), ``cell``, ``reason``.
    missing : pandas.DataFrame
        Values at hand that the file, though it has their measure and edition, lacks: the key,
        ``at_hand``.
    left : tuple of str
        What was left alone: sheets, columns, rows.
    corrected : tuple of str
        Misprints of it that are known from other copies, and what they are read as.
    findings : tuple of Finding
        What breaks a rule within the file, where what is at hand prevails, and gaps. Had it been
        for the tables, the file would have been refused.
    agrees : int
        How many of its values are those at hand.
    is_known : bool
        Whether the tables at hand were built from this very file.
    out : pathlib.Path or None
        Where the tables were written.
    """

    survey: str
    source: Source
    editions: tuple[int, ...]
    version: str
    new: pd.DataFrame = field(default_factory=lambda: _empty("value", "cell"))
    differs: pd.DataFrame = field(default_factory=lambda: _empty(*_DIFFERS))
    withheld: pd.DataFrame = field(default_factory=lambda: _empty(*_WITHHELD))
    missing: pd.DataFrame = field(default_factory=lambda: _empty("at_hand"))
    left: tuple[str, ...] = ()
    corrected: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    agrees: int = 0
    is_known: bool = False
    out: Path | None = None

    @classmethod
    def of_known(cls, record: Survey, source: Source, version: str) -> Ingested:
        """Return the sentence about a file that the tables at hand were built from."""
        span = range(source.first_edition, source.last_edition + 1)
        held = tuple(e.edition for e in record.editions if e.edition in span)
        held = tuple(edition for edition in held if edition not in source.lacks)
        return cls(record.id, source, held, version, is_known=True)

    def __str__(self) -> str:
        return "\n".join(map(plain, self._format()))

    def __repr__(self) -> str:
        return (
            f"<Ingested {self.source.path}: {SURVEYS[self.survey].title}, "
            f"{len(self.new)} values new, {len(self.differs)} differ>"
        )

    def _format(self) -> Iterator[str]:
        yield f"{self.source.path}: {SURVEYS[self.survey].title}, {self._name_editions()}."
        if self.is_known:
            yield (
                f"Nothing new: the tables at hand were built from this very file "
                f"({self.source.id})."
            )
        else:
            where = " in the tables" if self.findings or len(self.withheld) else ""
            yield f"{self._sum_up()} Every rule of the survey holds{where}."
            yield from self._list_withheld(_FILE, "Withheld, as the file cannot be right there:")
            yield from self._list_withheld(_AT_HAND, "Withheld, as the file contradicts them:")
        yield from self._list_new()
        yield from self._format_differing(_FILE, "The tables take these from the file:")
        yield from self._format_differing(_AT_HAND, "The tables keep these as at hand:")
        known = [self._brief(sentence) for sentence in self.corrected]
        yield from _list_some("Read otherwise than printed, as in other copies:", known)
        yield from self._list_missing()
        yield from (f"Note: {sentence}." for sentence in _join(map(self._brief, self.left)))
        yield from _list_some("Within the file:", list(map(str, self.findings)))
        yield (
            f"Written to {self.out}, data version {self.version}."
            if self.out
            else f"Nothing was written; the data version would be {self.version}."
        )

    def _name_editions(self) -> str:
        first, last = self.editions[0], self.editions[-1]
        return f"edition {first}" if first == last else f"editions {first} to {last}"

    def _sum_up(self) -> str:
        new, differs = len(self.new), len(self.differs)
        if not (new or differs):
            return f"Nothing new: all its {self.agrees:,} values are as at hand."
        return f"{new:,} values are new, {differs:,} differ, {self.agrees:,} are as at hand."

    def _list_new(self) -> Iterator[str]:
        new = self.new[self.new["measure"] != IS_TERRITORY.id]
        for edition, rows in new.groupby("edition"):
            status = rows[rows["measure"] == "status"]
            if len(status):
                counts = status["value"].value_counts()
                each = ", ".join(f"{counts.get(s, 0)} {s}" for s in reversed(STATUSES))
                yield f"New in edition {edition}: {_name_units(status)}: {each}."
            by_units = rows[rows["measure"] != "status"].groupby("measure", sort=False)
            groups: dict[str, list[str]] = {}
            for measure, held in by_units:
                groups.setdefault(_name_units(held), []).append(str(measure))
            if not len(status):
                for units, measures in groups.items():
                    yield f"New in edition {edition}: {_join_names(measures)} of {units}."
            elif measures := [m for held in groups.values() for m in held]:
                yield f"  with {_join_names(measures)}"

    def _format_differing(self, delivered: str, head: str) -> Iterator[str]:
        rows = self.differs[self.differs["delivered"] == delivered]
        key = ["country", "measure", "at_hand", "in_file"]
        lines = []
        for (country, measure, old, now), held in rows.groupby(key, sort=False):
            editions = held["edition"]
            span = f"{editions.iloc[0]}" + (f" to {editions.iloc[-1]}" if len(held) > 1 else "")
            many = f" and {len(held) - 1} more" if len(held) > 1 else ""
            cell = self._brief(held["cell"].iloc[0])
            is_kind = measure == IS_TERRITORY.id
            what = f"listed as {_KINDS[str(now)]}" if is_kind else f"{measure} {now}"
            was = _KINDS[str(old)] if is_kind else old
            lines.append(f"{country}, {span}: {what} ({cell}{many}), at hand {was}")
        yield from _list_some(head, lines)

    def _list_withheld(self, whose: str, head: str) -> Iterator[str]:
        rows = self.withheld[self.withheld["whose"] == whose]
        lines = []
        for (country, edition, reason), held in rows.groupby(
            ["country", "edition", "reason"], sort=False
        ):
            printed = (f"{row.measure} {row.value}".strip() for row in held.itertuples())
            cell = self._brief(str(held["cell"].iloc[0]))
            why = self._brief(str(reason))
            lines.append(f"{country}, {edition}: {', '.join(printed)} ({cell}: {why})")
        yield from _list_some(head, lines)

    def _list_missing(self) -> Iterator[str]:
        if len(self.missing):
            units = list(self.missing["country"].unique())
            yield f"At hand but not in it: {len(self.missing):,} values, of {_join_names(units)}."

    def _brief(self, cell: str) -> str:
        """Return the name of a cell without that of the file."""
        return cell.removeprefix(f"{self.source.path}, ")

    def make_report(self, *, dtype_backend: Backend | None = None) -> pd.DataFrame:
        """
        Return what was done with the file as one table, so that a person can check it.

        Parameters
        ----------
        dtype_backend : {"numpy_nullable", "pyarrow"}, optional
            Types of the columns, as in pandas' readers. By default those that pandas itself makes.

        Returns
        -------
        pandas.DataFrame
            A row for each value that is not simply as at hand, and for each part of the file that
            is not taken in. ``what`` is ``"new"``, ``"changed"`` (the tables take it from the
            file), ``"kept"`` (they keep what is at hand), ``"withheld"``, ``"missing"`` (at hand,
            and not in the file), ``"note"`` (what of the file is left alone or left out, and what
            a column is taken for), ``"corrected"`` (read otherwise than printed, as in other
            copies) or ``"warning"``; in this order, each as in its own frame. Then
            ``survey``, ``country_id``, ``country``, ``edition`` (float64), ``measure``,
            ``in_file``, ``at_hand``, ``delivered``, ``cell``, ``cell_at_hand`` and ``reason``;
            all but ``edition`` are str, missing where there is nothing to say.

        Examples
        --------
        >>> found = ingest("ratings.xlsx", dry_run=True)  # doctest: +SKIP
        >>> found.make_report().to_csv("report.csv", index=False)  # doctest: +SKIP
        """
        taken = self.differs["delivered"] == _FILE
        of_file = self.withheld["whose"] == _FILE
        new = self.new.rename(columns={"value": "in_file"})
        parts = [
            new.assign(what="new", delivered=new["in_file"]),
            self._list_differing("changed", taken, "in_file"),
            self._list_differing("kept", ~taken, "at_hand"),
            self.withheld[of_file].assign(what="withheld").rename(columns={"value": "in_file"}),
            self.withheld[~of_file]
            .assign(what="withheld")
            .rename(columns={"value": "at_hand", "cell": "cell_at_hand"}),
            self.missing.assign(what="missing", delivered=self.missing["at_hand"]),
            _list_sentences("note", self.left),
            _list_sentences("corrected", self.corrected),
            _list_sentences("warning", [str(finding) for finding in self.findings]),
        ]
        rows = pd.concat([part.reindex(columns=list(_REPORT)).astype(object) for part in parts])
        return set_types(
            rows.assign(survey=self.survey).reset_index(drop=True), _REPORT, dtype_backend
        )

    def _list_differing(self, what: str, which: pd.Series[bool], delivered: str) -> pd.DataFrame:
        rows = self.differs[which]
        return rows.assign(what=what, delivered=rows[delivered])

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain data, ready for JSON."""
        return {
            "survey": self.survey,
            "source": self.source.id,
            "path": self.source.path,
            "sha256": self.source.sha256,
            "release": self.source.release,
            "grade": self.source.grade,
            "editions": list(self.editions),
            "version": self.version,
            "agrees": self.agrees,
            "new": self.new.to_dict("records"),
            "differs": self.differs.to_dict("records"),
            "withheld": self.withheld.to_dict("records"),
            "missing": self.missing.to_dict("records"),
            "left": list(self.left),
            "corrected": list(self.corrected),
            "warnings": [str(finding) for finding in self.findings],
            "is_known": self.is_known,
            "out": str(self.out) if self.out else None,
        }


_KINDS = {"False": "a country", "True": "a territory"}


def _list_sentences(what: str, sentences: Sequence[str]) -> pd.DataFrame:
    return pd.DataFrame({"reason": list(dict.fromkeys(sentences))}).assign(what=what)


def _join(sentences: Iterable[str]) -> list[str]:
    """Put into one sentence the columns that are left alone for one reason."""
    columns: dict[tuple[str, str], list[str]] = {}
    joined: dict[str, None] = {}
    for sentence in sentences:
        found = re.fullmatch(r"(.*)column ('.*'|number \d+) is left alone: (.*)", sentence)
        if found is None:
            joined[sentence] = None
            continue
        where, column, reason = found.groups()
        named = columns.setdefault((where, reason), [])
        if column not in named:
            named.append(column)
    for (where, reason), named in columns.items():
        which = f"column {named[0]} is" if len(named) == 1 else f"columns {_join_names(named)} are"
        joined[f"{where}{which} left alone: {reason}"] = None
    return list(joined)


def _list_some(head: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield head
        yield from (f"  {line}" for line in lines[:_SHOWN])
    if len(lines) > _SHOWN:
        yield f"  and {len(lines) - _SHOWN:,} more"


def _name_units(rows: pd.DataFrame) -> str:
    units = list(rows["country"].unique())
    few = f" ({', '.join(units)})" if len(units) <= _FEW else ""
    return f"{len(units)} {'country' if len(units) == 1 else 'countries and territories'}{few}"


def _join_names(names: Sequence[str]) -> str:
    """Return the first few of some names, and how many more there are."""
    more = len(names) - _FEW
    return ", ".join(names[:_FEW]) + (f" and {more} more" if more > 0 else "")


def list_differences(at_hand: Values, values: Values, readings: Readings) -> dict[str, Any]:
    """Return the frames of an :class:`Ingested`: new, differing and missing values."""
    keys, own = values.keys, readings.take(~readings.is_reprint & ~readings.is_withheld)
    old, now = at_hand.value[own.key], values.value[own.key]
    is_given = np.isin(np.arange(len(keys)), own.key)
    lacks = ~is_given & (keys.count_units(is_given) > 0) & ~np.isnan(at_hand.value)
    keys.select(lacks, IS_TERRITORY.id)[:] = False  # it goes with the values
    lacking = np.flatnonzero(lacks).tolist()
    new = np.flatnonzero(np.isnan(old)).tolist()
    odd = np.flatnonzero(~np.isnan(old) & (old != own.value)).tolist()
    return {
        "new": _make_frame(keys, own.key[new], value=map(own.word, new), cell=map(own.where, new)),
        "differs": _make_frame(
            keys,
            own.key[odd],
            at_hand=(keys.word(own.key[row], old[row]) for row in odd),
            in_file=map(own.word, odd),
            delivered=(_FILE if now[row] == own.value[row] else _AT_HAND for row in odd),
            cell=map(own.where, odd),
            cell_at_hand=map(at_hand.where, own.key[odd]),
        ),
        "missing": _make_frame(
            keys, lacking, at_hand=(keys.word(key, at_hand.value[key]) for key in lacking)
        ),
        "agrees": int((old == own.value).sum()),
    }


def list_withheld(values: Values, withheld: Sequence[Withheld], source: Source) -> pd.DataFrame:
    """Return the frame of what is withheld, of the file and of what is at hand."""
    return _make_frame(
        values.keys,
        [one.key for one in withheld],
        value=(one.printed for one in withheld),
        whose=(_FILE if source.id in one.sources else _AT_HAND for one in withheld),
        cell=(one.cell for one in withheld),
        reason=(one.reason for one in withheld),
    )


def _make_frame(keys: Keys, key: Iterable[int], **columns: Iterable[str]) -> pd.DataFrame:
    """Return a frame of values by key: whose they are, and what was found of each."""
    rows = []
    for one, *cells in zip(key, *columns.values(), strict=True):
        country_id, edition, measure = keys.id(one)
        country = get_countries()[country_id].country
        rows.append((country_id, country, edition, measure, *cells))
    return pd.DataFrame(rows, columns=[*_KEY, *columns])
