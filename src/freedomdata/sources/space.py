"""Where a value that is read from a file belongs: the key of the unit, edition and field named."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from freedomdata.countries import find_country, get_countries
from freedomdata.readings import Keys
from freedomdata.sources.layouts import later_year

if TYPE_CHECKING:
    from freedomdata.model import Survey

__all__ = ["Space"]


class Space(Keys):
    """The keys of a survey, found by what files say."""

    def __init__(self, survey: Survey) -> None:
        super().__init__(survey)
        self.survey = survey
        fields = self.field.values()
        self.decimal: set[str] = {f.id for f in fields if f.scale and f.scale.decimals}
        self._named: dict[str, int] = {}
        self._year = {e.year: i for i, e in enumerate(survey.editions)}

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
        """Return the key of a value (or of arrays of values)."""
        return self.join(unit, edition, field)

    def name(self, place: int) -> str:
        """Name a value for a person."""
        unit, edition, field = self.split(place)
        country = get_countries()[self.units[unit]].country
        return f"{self.fields[field]} of {country}, edition {self.editions[edition]}"

    def number(self, field: str, word: Any) -> float:
        """Return what a printed number or word of a measure is as a number; NaN for None."""
        return self.code(field, word)
