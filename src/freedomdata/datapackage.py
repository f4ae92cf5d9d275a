"""A data directory: which surveys and tables it has, as its descriptor says."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from freedomdata.errors import SourceError, UnknownSurveyError
from freedomdata.model import Edition
from freedomdata.paths import DESCRIPTOR, data_dir
from freedomdata.surveys import SURVEYS

if TYPE_CHECKING:
    import os
    from pathlib import Path

    import pyarrow as pa

    from freedomdata.model import Survey

__all__ = [
    "get_survey",
    "held_record",
    "list_held",
    "read_descriptor",
    "read_table",
    "require_survey",
    "say_never",
]


def get_survey(survey: str) -> Survey:
    """Return the record of a survey, or raise :class:`UnknownSurveyError` with those there are."""
    try:
        return SURVEYS[survey]
    except (KeyError, TypeError):
        known = ", ".join(f"{s.id!r} ({s.title})" for s in SURVEYS.values())
        raise UnknownSurveyError(f"there is no survey {survey!r}; there is {known}") from None


def list_held(data: str | os.PathLike[str] | None = None) -> list[Survey]:
    """Return the surveys that a data directory has, in the order of :data:`SURVEYS`."""
    held = {described["name"] for described in read_descriptor(data)["surveys"]}
    return [survey for id_, survey in SURVEYS.items() if id_ in held]


def held_record(survey: Survey, data: str | os.PathLike[str] | None) -> Survey:
    """
    Return the record of a survey as a data directory has it.

    Of a survey that its users build it has the editions and files that they had.
    """
    if survey.is_shipped:
        return survey
    described = next(d for d in read_descriptor(data)["surveys"] if d["name"] == survey.id)
    known = {edition.edition: edition for edition in survey.editions}
    editions = sorted(int(edition) for edition in described["rows_by_edition"])
    sources = {source.id: source for source in survey.sources}
    return replace(
        survey,
        editions=tuple(known.get(e) or Edition.of_calendar_year(e) for e in editions),
        sources=tuple(
            replace(
                sources.get(source["name"], survey.sources[-1]),
                id=source["name"],
                release=source["release"],
                grade=source["grade"],
                sha256=source["sha256"],
            )
            for source in described["sources"]
        ),
    )


def say_never(survey: Survey | None, country: str) -> str:
    """Say that a survey, or every survey at hand, has no rows on a country."""
    if survey is None:
        return f"no survey at hand has ever rated {country}"
    if survey.is_shipped:
        return f"{survey.title} has never rated {country}"
    return f"the files of {survey.title} at hand have nothing on {country}"


def read_descriptor(data: str | os.PathLike[str] | None = None) -> dict[str, Any]:
    """
    Return the descriptor of a data directory: data version, tables, surveys, sources.

    Raises
    ------
    SourceError
        If `data` is no data directory, or its descriptor is damaged.
    """
    path = data_dir(data) / DESCRIPTOR
    try:
        descriptor: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if {"version", "resources", "surveys"} <= set(descriptor):
            return descriptor
    except ValueError:
        pass
    raise SourceError(f"{path} is damaged: build the tables again")


def require_survey(survey: Survey, data: str | os.PathLike[str] | None) -> None:
    """Make sure that a data directory has a survey, or say how to get it."""
    held = [described["name"] for described in read_descriptor(data)["surveys"]]
    if survey.id in held:
        return
    if not survey.is_shipped:
        source = survey.sources[-1]
        raise SourceError(
            f"{survey.title} does not come with this package, as its publisher states no licence. "
            f"Fetch the files you need "
            f"(such as {source.url}) to RAW/{source.path}, run `freedomdata build {survey.id} "
            f"--raw RAW --out DIR`, then give data=DIR or set FREEDOMDATA_DATA=DIR"
        )
    raise SourceError(
        f"{data_dir(data)} has no {survey.title} ({survey.id}); it has {', '.join(held)}"
    )


def read_table(name: str, data: str | os.PathLike[str] | None) -> pa.Table:
    """Read a table, provided that it is the one its descriptor speaks of."""
    import pyarrow as pa  # noqa: PLC0415 (import on use)
    from pyarrow.parquet import ParquetFile  # noqa: PLC0415 (import on use)

    declared = {table["name"]: table["sha256"] for table in read_descriptor(data)["resources"]}
    path: Path = data_dir(data) / f"{name}.parquet"
    content = path.read_bytes() if path.is_file() else b""
    if hashlib.sha256(content).hexdigest() != declared.get(name):
        raise SourceError(
            f"{path} is missing or not the table that {DESCRIPTOR} beside it describes: "
            "build the tables again"
        )
    return ParquetFile(pa.BufferReader(content)).read()
