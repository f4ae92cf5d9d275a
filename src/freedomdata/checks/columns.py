"""The columns of somebody's own frame: which are missing, and which look like one of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from freedomdata.columns import KEY, plain, titles_run_ahead
from freedomdata.schema import survey_fields

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from freedomdata.columns import Reading
    from freedomdata.model import Survey

__all__ = ["find_lookalikes", "refuse_columns"]

_UNITS = "country countryid countryname countrycode countryterritory iso iso3 iso3c isoa3 "
_UNITS += "isoalpha3 iso3166alpha3 ccode code entity nation name unit alpha3"
_YEARS = "year years date time surveyedition editionyear fiwedition"


def find_lookalikes(df: pd.DataFrame, record: Survey) -> dict[str, str]:
    """Return the columns that look like one of the survey's which is not there, and which."""
    names: dict[str, str] = {}
    for source in record.sources:
        for sheet in source.sheets:
            for column in sheet.columns:
                if column.holds in {measure.id for measure in record.measures}:
                    for header in (column.header, *column.also):
                        names[plain(header)] = str(column.holds)
    for measure in record.measures:
        names |= {plain(text): measure.id for text in (measure.id, measure.title) if text}
    names |= dict.fromkeys(_YEARS.split(), "edition") | {"edition": "edition"}
    names |= dict.fromkeys(_UNITS.split(), "country_id")
    ours = {f.name for f in survey_fields(record)}
    alike: dict[str, str] = {}
    # a column of ours may serve for a key that is not there, too: country, year
    for name in sorted(map(str, df.columns), key=ours.__contains__):
        wanted = names.get(plain(name))
        is_free = name not in ours or wanted in KEY
        if wanted and is_free and wanted not in df.columns and wanted not in alike.values():
            alike[name] = wanted
    return alike


def refuse_columns(df: pd.DataFrame, reading: Reading, alike: Mapping[str, str]) -> None:
    """Note columns that stand twice, keys that are missing, and columns left unchecked."""
    rule = "a frame has the columns country_id and edition, and its measures by our names"
    for name in df.columns[df.columns.duplicated()].unique():
        reading.add(None, rule, f"column {name!r}", "there several times", "one column")
    by_key = {wanted: column for column, wanted in alike.items()}
    for key in KEY:
        if key not in df.columns:
            hint = _hint(df, key, by_key.get(key), reading.record)
            reading.add(None, rule, f"column {key!r}", "missing", hint)
    measures = {measure.id for measure in reading.record.measures}
    others = {column: wanted for column, wanted in alike.items() if wanted not in KEY}
    level = "warning" if measures & set(df.columns) else "error"
    for column, wanted in others.items():
        expected = f"{wanted!r}: rename it, or its values are not checked"
        reading.add(None, rule, f"column {column!r}", "unknown", expected, level=level)


def _hint(df: pd.DataFrame, key: str, alike: str | None, record: Survey) -> str:
    """Say what to do about a key that is not there."""
    if key in df.index.names:
        return "a column: it is in the index, use reset_index()"
    if key == "country_id":
        if alike is None:
            return "ids of the registry, such as CHN: identify() finds them by name"
        return f"ids of the registry: identify(df[{alike!r}]).ids makes them of {alike!r}"
    if alike is None:
        return "the later year of each edition's title"
    if "edition" in plain(alike) or not titles_run_ahead(record):
        return f"the later year of each edition's title: is it what {alike!r} holds? Rename it"
    return (
        f"the later year of each edition's title; {alike!r} looks like it, but years covered are "
        "no editions: that of 2013 covers 2012"
    )
