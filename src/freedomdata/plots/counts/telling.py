"""What a picture of counts says: notes, and the alt text."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from freedomdata.analysis.people import is_undivided
from freedomdata.asked import name_of
from freedomdata.model import STATUSES
from freedomdata.plots.times import list_breaks
from freedomdata.plots.wording import join_clauses, spell_years
from freedomdata.plots.words import say

if TYPE_CHECKING:
    import pandas as pd

    from freedomdata.model import Break, Survey
    from freedomdata.plots.counts.bands import Bands

__all__ = ["Picture", "list_count_notes", "list_uncovered", "tell_counts"]

_NAMES = 12  # of units in a note


class Picture(NamedTuple):
    """
    What is drawn: rows of a survey, and their counts.

    `remarks` say which edition answers for another year, and which are left out. `blanks` are years
    between the first and the last without a band, by the key of the reason.
    """

    record: Survey
    rows: pd.DataFrame
    counts: pd.DataFrame
    panels: list[Bands]
    by: str | None
    remarks: list[tuple[str, str]]
    blanks: dict[str, list[int]]

    @property
    def who(self) -> str:
        """Who is rated, in a word."""
        kinds = self.rows["is_territory"]
        key = "territories" if kinds.all() else "both" if kinds.any() else "countries"
        return say(f"counts.{key}")

    @property
    def what(self) -> str:
        """What is counted, in a word."""
        return say("counts.people") if self.panels[0].is_people else self.who

    @property
    def breaks(self) -> list[Break]:
        """Where the survey changed so that counts do not compare."""
        drawn = self.rows[self.rows["year"].isin(self.panels[0].years)]
        return [b for b in list_breaks(self.record, drawn, ["status"]) if not b.is_comparable]


def list_count_notes(picture: Picture, lacking: list[str]) -> list[str]:
    """Return what a reader must know: a growing sample, gaps, copies, who is not counted."""
    shown = picture.panels[0]
    notes = []
    if sizes := _list_sizes(picture):
        key = "sample_share" if shown.is_share else "sample"
        notes.append(say(f"counts.{key}", first=sizes[0], last=sizes[1]))
    if picture.by is not None:
        notes.append(say("counts.regions", whose=say(f"counts.{picture.by}")))
    if hollow := _list_hollow(shown):
        notes.append(say("counts.hollow", years=hollow))
    for key, years in picture.blanks.items():
        notes.append(say(f"counts.{key}", years=spell_years(years), what=picture.who))
    notes += [note for note, _ in picture.remarks]
    if undivided := _list_undivided(picture):
        notes.append(say("counts.undivided", names=_name_all(picture, undivided)))
    if lacking:
        notes.append(say("counts.uncovered", names=_name_all(picture, lacking)))
    if without := _list_without(picture):
        notes.append(say("counts.no_people", years=without, last=shown.years[-1]))
    return [*notes, say("counts.area")] if shown.is_people else notes


def _list_sizes(picture: Picture) -> tuple[int, int] | None:
    """Return how small and how large a chosen sample was; None where all are rated."""
    if picture.record.gaps is not None:
        return None
    sizes = picture.rows.groupby("edition").size()
    return int(sizes.min()), int(sizes.max())


def _list_hollow(shown: Bands) -> str:
    """Return the years that are not confirmed."""
    return spell_years([y for y, is_it in zip(shown.years, shown.is_hollow, strict=True) if is_it])


def _list_without(picture: Picture) -> str:
    """Return the years that cannot be drawn, as there is no population of them."""
    return spell_years(sorted(set(picture.counts["year"]) - set(picture.panels[0].years)))


def list_uncovered(picture: Picture) -> list[str]:
    """Return the units that have no population in a year that is drawn, by name."""
    return [id_ for id_ in _list_uncounted(picture) if not is_undivided(id_)]


def _list_undivided(picture: Picture) -> list[str]:
    """Return the units whose people are in the gray band, by name."""
    return [id_ for id_ in _list_uncounted(picture) if is_undivided(id_)]


def _list_uncounted(picture: Picture) -> list[str]:
    shown = picture.panels[0]
    if not shown.is_people:
        return []
    drawn = picture.counts[picture.counts["year"].isin(shown.years)]
    return sorted({id_ for ids in drawn["no_population_ids"] for id_ in ids.split()}, key=name_of)


def _name_all(picture: Picture, lacking: list[str]) -> str:
    """Return the names of units, of many the first and how many more."""
    last = picture.panels[0].years[-1]
    names = [_name_until(id_, picture.rows, last) for id_ in lacking[:_NAMES]]
    if len(lacking) > _NAMES:
        names.append(say("counts.more", n=len(lacking) - _NAMES))
    return ", ".join(names)


def _name_until(country_id: str, rows: pd.DataFrame, last: int) -> str:
    """Return the name of a unit, with the year of its end if that was before the last."""
    until = rows.loc[rows["country_id"] == country_id, "year"].max()
    name = name_of(country_id)
    return name if until >= last else say("counts.until", name=name, year=until)


def tell_counts(picture: Picture, lacking: list[str]) -> str:
    """Describe the picture to somebody who cannot see it, in three sentences."""
    panels = picture.panels
    shown = panels[0]
    words = {
        "survey": picture.record.title,
        "amount": _tell_amount(picture),
        "years": _span(shown.years),
    }
    lacks = _tell_lacks(picture, lacking)
    if picture.by is None:
        changes, _ = _tell_changes(shown)
        return join_clauses([say("counts.alt", **words, changes=changes)], lacks)
    whose = say(f"counts.{picture.by}")
    who = say("counts.alt_regions", **words, n=len(panels), whose=whose)
    return join_clauses([who], [_tell_panel(bands, shown.years) for bands in panels], lacks)


def _tell_amount(picture: Picture) -> str:
    """Tell what is counted, and of how many it is a share."""
    shown = picture.panels[0]
    if not shown.is_share:
        return picture.what
    n = f"{shown.spell_total()} " if picture.by is None else ""
    return say("counts.percent", what=f"{n}{picture.what}")


def _span(years: list[int]) -> str:
    first, last = years[0], years[-1]
    return str(first) if first == last else say("trend.alt_span", first=first, last=last)


def _tell_panel(bands: Bands, years: list[int]) -> str:
    """Tell the changes of one panel of several, with its years if they are not those of all."""
    changes, own = _tell_changes(bands)
    if (own[0], own[-1]) == (years[0], years[-1]):
        return say("counts.alt_panel", name=_tell_name(bands), changes=changes)
    return say("counts.alt_panel_of", name=_tell_name(bands), years=_span(own), changes=changes)


def _tell_name(bands: Bands) -> str:
    """Tell the name of a panel, and of how many its shares are."""
    if not bands.is_share:
        return bands.name
    return say("counts.of", name=bands.name, n=bands.spell_total())


def _tell_changes(bands: Bands) -> tuple[str, list[int]]:
    """Tell how each status went, and from when to when anybody is counted at all."""
    counted = np.flatnonzero(bands.heights.sum(axis=0) > 0)
    first, last = (int(counted[0]), int(counted[-1])) if len(counted) else (0, -1)
    told = []
    for n, status in reversed(list(enumerate(STATUSES))):
        one, two = bands.heights[n, [first, last]]
        if bands.name and not one and not two:
            continue  # as short as can be, where there are many panels
        words = {"status": say(f"status.{status}"), "last": bands.spell(two)}
        if first == last:
            told.append(say("counts.alt_one", **words))
        elif bands.spell(one) == words["last"]:
            told.append(say("counts.alt_stayed", **words))
        else:
            key = "alt_rose" if two > one else "alt_fell"
            told.append(say(f"counts.{key}", **words, first=bands.spell(one)))
    if not bands.is_share and not bands.name:
        ends = (bands.spell(bands.heights[:, n].sum()) for n in (first, last))
        key = "alt_all_one" if first == last else "alt_all"
        told.append(say(f"counts.{key}", **dict(zip(("first", "last"), ends, strict=True))))
    return ", ".join(told), bands.years[first:] if last < 0 else bands.years[first : last + 1]


def _tell_lacks(picture: Picture, lacking: list[str]) -> list[str]:
    """Tell breaks, gaps and who is not counted, in short."""
    lacks = [say("trend.alt_break", short=b.short) for b in picture.breaks]
    if sizes := _list_sizes(picture):
        lacks.append(say("counts.alt_sample", first=sizes[0], last=sizes[1]))
    if hollow := _list_hollow(picture.panels[0]):
        lacks.append(say("trend.alt_hollow", years=hollow))
    last = picture.record.editions[-1]
    if picture.record.has_ended and last.year == picture.panels[0].years[-1]:
        lacks.append(say("trend.survey_ended", edition=last.label))
    for key, years in picture.blanks.items():
        lacks.append(say(f"counts.alt_{key}", years=spell_years(years), what=picture.who))
    lacks += [told for _, told in picture.remarks]
    if undivided := _list_undivided(picture):
        lacks.append(say("counts.alt_undivided", names=_name_all(picture, undivided)))
    if lacking:
        lacks.append(say("counts.alt_uncovered", names=_name_all(picture, lacking)))
    if without := _list_without(picture):
        lacks.append(say("counts.alt_no_people", years=without))
    return lacks
