"""What a user says that a name means: where it fills a gap, and where it goes before all else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from freedomdata.countries.lookup import Match, find_bearers, plain_code
from freedomdata.countries.names import describe, find_country, format_life
from freedomdata.countries.registry import FIRST_YEAR, get_countries
from freedomdata.countries.spelling import clean, make_key
from freedomdata.countries.years import FIRST_OF_ALL, LAST_OF_ALL, is_missing, read_year
from freedomdata.errors import FreedomDataError, brief

if TYPE_CHECKING:
    from collections.abc import Iterable

    from freedomdata.choices import Code

__all__ = ["Override", "Overrides", "read_overrides"]

_SHORT = 3  # letters; what is no longer is perhaps a code
_KEYS = '{"Congo": "COD"} or, for some years, {("Germany", 1972, 1989): "XGW"}'


@dataclass(frozen=True, slots=True)
class Override:
    """A name and the unit it means, or None for nobody; with `years` (or without bounds) always."""

    name: str
    country_id: str | None
    years: tuple[int | None, int | None] | None = None

    @property
    def label(self) -> str:
        """What it is called in the report."""
        if self.years is None:
            return self.name
        return f"{self.name}, {format_life(*self.years) or 'every year'}"

    def covers(self, year: int | None) -> bool:
        """Whether it is meant for a row of that year."""
        if self.years in (None, (None, None)):
            return True
        first, last = self.years or (None, None)
        return year is not None and (first or year) <= year <= (last or year)

    def meets(self, other: Override) -> bool:
        """Whether another goes before what was found, as this one does, in one of its years."""
        if self.years is None or other.years is None:
            return self.years is other.years
        firsts, lasts = zip(self.years, other.years, strict=True)
        return max(f or FIRST_OF_ALL for f in firsts) <= min(n or LAST_OF_ALL for n in lasts)

    def settles(self, match: Match, year: int | None) -> bool:
        """
        Whether it goes before what was found.

        With years it always does, and so does None. A unit without years only fills in for what is
        ambiguous, unknown or outside its life, and only where the unit lives.
        """
        if self.years is not None or self.country_id is None:
            return self.covers(year)
        is_there = year is None or get_countries()[self.country_id].lives_in(max(year, FIRST_YEAR))
        return match.country_id is None and is_there


class Overrides:
    """All overrides, by what is looked for."""

    def __init__(self, overrides: Iterable[Override], code: Code | None) -> None:
        self._code = code
        self._keys: dict[Any, tuple[str, ...]] = {}
        self._by_key: dict[tuple[str, ...], list[Override]] = defaultdict(list)
        for override in overrides:
            self._add(override)
        for several in self._by_key.values():  # those with years first
            several.sort(key=lambda override: override.years is None)

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self._by_key)

    def _add(self, new: Override) -> None:
        several = self._by_key[_make_key(new.name, self._code)]
        for old in several:
            if old.country_id != new.country_id and old.meets(new):
                raise FreedomDataError(f"overrides settle {new.label!r} twice, and differently")
        if not any((old.country_id, old.years) == (new.country_id, new.years) for old in several):
            several.append(new)

    def settle(self, name: Any, year: int | None, match: Match) -> Match:
        """Return what a name means in a year, where it was found to mean `match`."""
        for override in self._of(name):
            if override.settles(match, year):
                return Match(override.country_id, "override", override=override.label)
        return match

    def _of(self, name: Any) -> list[Override]:
        if name is None:
            return []
        if name not in self._keys:
            self._keys[name] = _make_key(name, self._code)
        return self._by_key.get(self._keys[name], [])

    def list_unused(self, rows: list[tuple[Any, int | None, Match]]) -> list[tuple[Override, str]]:
        """Return what settled none of the rows (name, year, what it means), and why."""
        used = {match.override for _, _, match in rows}
        unused = [o for several in self._by_key.values() for o in several if o.label not in used]
        met: dict[Override, list[tuple[int | None, Match]]] = {o: [] for o in unused}
        for name, year, match in rows if unused else ():
            for override in self._of(name):
                if override in met:
                    met[override].append((year, match))
        return [(override, _describe_reason(override, seen)) for override, seen in met.items()]


def _describe_reason(override: Override, seen: list[tuple[int | None, Match]]) -> str:
    """Explain why an override settled nothing."""
    if not seen:
        return "settled nothing: no row has this name"
    covered = [match for year, match in seen if override.covers(year)]
    if not covered:
        return "settled nothing: no row with this name is of these years"
    if others := sorted({match.override for match in covered if match.override}):
        return f"settled nothing: {' and '.join(others)} goes before it"
    if clear := sorted({match.country_id for match in covered if match.country_id}):
        return f"settled nothing: clear without it, {' and '.join(map(describe, clear))}"
    return f"settled nothing: {describe(override.country_id or '')} is of other years"


def read_overrides(overrides: Any, code: Code | None) -> Overrides:
    """Read what was given as a mapping, or refuse it in a sentence."""
    if not isinstance(overrides, Mapping) and type(overrides).__name__ != "Series":
        is_table = hasattr(overrides, "columns")
        what = "a table: give its table.set_index(NAME)[ID]" if is_table else brief(overrides)
        raise FreedomDataError(f"overrides is a mapping, such as {_KEYS}, not {what}")
    return Overrides((_read_override(key, unit) for key, unit in overrides.items()), code)


def _read_override(key: Any, unit: Any) -> Override:
    name, *years = key if isinstance(key, tuple) and key else (key,)
    is_whole = len(years) == (2 if isinstance(key, tuple) else 0)
    if not is_whole or not (is_missing(name) or _is_name(name)):
        raise FreedomDataError(f"overrides are of a name, such as {_KEYS}, not of {brief(key)}")
    if is_missing(name):
        raise FreedomDataError("overrides settle names; a missing one has none")
    first, last = (read_year("years", year) for year in years or (None, None))
    if first and last and first > last:
        raise FreedomDataError(f"overrides of {brief(key)}: {first} is after {last}")
    text = str(int(name)) if isinstance(name, float) and name.is_integer() else str(name)
    try:
        country_id = None if is_missing(unit) else find_country(unit)
    except FreedomDataError as error:
        raise type(error)(f"overrides of {text!r}: {error}") from None
    return Override(text, country_id, (first, last) if years else None)


def _is_name(name: Any) -> bool:
    is_number = isinstance(name, float) or hasattr(name, "__index__")
    return isinstance(name, str) or (is_number and not isinstance(name, bool))


def _make_key(name: Any, code: Code | None) -> tuple[str, ...]:
    """
    Return what an override looks for: every spelling of a name.

    What is short must mean the same, too: ``U.K.`` is ``UK``, but ``N.A.`` is not Namibia's ``NA``.
    """
    text = str(name)
    if code:
        return ("code", plain_code(text))
    text = clean(text)
    key = make_key(text)
    letters = "".join(filter(str.isalnum, text.casefold()))
    if len(key) > _SHORT and (len(letters) > _SHORT or " " in text.strip()):
        return ("name", key)
    short = letters or text.strip() if len(key) > _SHORT else key or letters or text.strip()
    return ("short", short, *(b.country_id for b in find_bearers(text, None)))
