"""Where a value belongs: one number for unit, edition and field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from freedomdata.countries import find_country, get_countries
from freedomdata.model import Measure
from freedomdata.sources.layouts import later_year

if TYPE_CHECKING:
    from freedomdata.model import Survey

__all__ = ["Space"]


class Space:
    """
    The room that all values of a survey fit in: units x editions x fields, each in table order.

    A value's place is one number, so that comparing sources is comparing arrays.
    """

    def __init__(self, survey: Survey) -> None:
        self.survey = survey
        self.units = list(get_countries())
        self.editions = [e.edition for e in survey.editions]
        self.field = survey.field
        self.fields = list(self.field)
        self.shape = (len(self.units), len(self.editions), len(self.fields))
        self.decimal = {f.id for f in self.field.values() if f.scale and f.scale.decimals}
        self._unit = {id_: i for i, id_ in enumerate(self.units)}
        self._named: dict[str, int] = {}
        self._edition = {edition: i for i, edition in enumerate(self.editions)}
        self._year = {e.year: i for i, e in enumerate(survey.editions)}
        self._number = {id_: i for i, id_ in enumerate(self.fields)}

    def unit(self, country_id: str) -> int:
        """Return the number of a unit."""
        return self._unit[country_id]

    def unit_named(self, name: str) -> int:
        """Return the number of the unit that bears a name; it is looked up once."""
        if name not in self._named:
            self._named[name] = self.unit(find_country(name))
        return self._named[name]

    def edition(self, label: Any) -> int:
        """Return the number of an edition by its title, -1 if the survey has none of that title."""
        return self._edition.get(later_year(label) or 0, -1)

    def edition_of_year(self, year: Any) -> int:
        """Return the number of the edition whose covered `year` it is, -1 if there is none."""
        return self._year.get(year, -1)

    def place(self, unit: Any, edition: Any, field: str) -> Any:
        """Return the place of a value (or of arrays of values)."""
        _, editions, fields = self.shape
        return (unit * editions + edition) * fields + self._number[field]

    def find(self, country_id: str, edition: int, field: str) -> int:
        """Return the place of a value of a unit in an edition, -1 if there is no such edition."""
        number = self.edition(edition)
        return -1 if number < 0 else int(self.place(self.unit(country_id), number, field))

    def name(self, place: int) -> str:
        """Name a place for a person."""
        unit, edition, field = np.unravel_index(place, self.shape)
        country = get_countries()[self.units[unit]].country
        return f"{self.fields[field]} of {country}, edition {self.editions[edition]}"

    def number(self, field: str, word: Any) -> float:
        """Return what stands for a printed number or word of a measure; NaN for None."""
        declared = self.field[field]
        if word is None:
            return float("nan")
        if isinstance(declared, Measure) and declared.scale is None:
            names = [str(category) for category in declared.categories]
            return names.index(str(declared.words.get(word, word)))
        return float(word)

    def word(self, place: int, value: float) -> str:
        """Return what a value at `place` stands for: a number or a word."""
        field = self.field[self.fields[place % self.shape[2]]]
        if isinstance(field, Measure) and field.scale is None:
            return str(field.categories[int(value)])
        return f"{value:.10g}"

    def words(self, places: np.ndarray, values: np.ndarray) -> np.ndarray:
        """Return the same for many values at once."""
        texts = np.empty(len(places), dtype=object)
        fields = places % self.shape[2]
        for field in np.unique(fields):
            which = np.flatnonzero(fields == field)
            distinct, number = np.unique(values[which], return_inverse=True)
            said = np.array([self.word(int(field), value) for value in distinct], dtype=object)
            texts[which] = said[number]
        return texts
