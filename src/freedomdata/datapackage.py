"""A data directory: which surveys and tables it has, as its descriptor says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from freedomdata.calls import say_argument
from freedomdata.errors import SourceError, UnknownSurveyError, brief
from freedomdata.limits import PARQUET_TABLE, hold
from freedomdata.model import Correction, Edition, Sheet, Source
from freedomdata.paths import DESCRIPTOR, data_dir
from freedomdata.schema import (
    count_fields,
    item_fields,
    lineage_fields,
    revision_fields,
    set_types,
    survey_fields,
    witness_fields,
)
from freedomdata.snapshot import open_data, other_version
from freedomdata.surveys import SURVEYS

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Sequence

    import pandas as pd
    import pyarrow as pa

    from freedomdata.model import Survey
    from freedomdata.schema import Backend, TableField

__all__ = [
    "get_survey",
    "held_record",
    "list_held",
    "read_content",
    "read_descriptor",
    "read_table",
    "require_survey",
    "say_never",
    "to_frame",
]


def get_survey(survey: str) -> Survey:
    """
    Return the record of a survey by its id or title, in capitals or not.

    Raises
    ------
    UnknownSurveyError
        If there is no such survey; the message lists those there are.
    """
    wanted = " ".join(survey.split()).casefold() if isinstance(survey, str) else None
    for record in SURVEYS.values():
        if wanted in (record.id, record.title.casefold()):
            return record
    known = ", ".join(f"{s.id!r} ({s.title})" for s in SURVEYS.values())
    raise UnknownSurveyError(f"there is no survey {brief(survey)}; there is {known}")


def list_held(data: str | os.PathLike[str] | None = None) -> list[Survey]:
    """Return the surveys that a data directory has, in the order of :data:`SURVEYS`."""
    held = {described["name"] for described in read_descriptor(data)["surveys"]}
    return [survey for id_, survey in SURVEYS.items() if id_ in held]


def held_record(survey: Survey, data: str | os.PathLike[str] | None) -> Survey:
    """
    Return the record of a survey as a data directory has it.

    With the editions and files that its users had, where they built it or ingested more.
    """
    descriptor = read_descriptor(data)
    described = next((d for d in descriptor["surveys"] if d["name"] == survey.id), None)
    if described is None:
        return replace(survey, sources=())
    held = [source["sha256"] for source in described["sources"]]
    if held == [source.sha256 for source in survey.sources]:
        return survey
    declared = {source.id: source for source in survey.sources}
    last = {item["name"]: item["last_edition"] for item in described["items"]}
    slips = (c for c in described["corrections"] if c.get("note"))
    held_survey = replace(
        survey,
        editions=tuple(
            Edition(
                edition["edition"],
                edition["label"],
                date.fromisoformat(edition["start"]),
                date.fromisoformat(edition["end"]),
            )
            for edition in described["editions"]
            if str(edition["edition"]) in described["rows_by_edition"]
        ),
        items=tuple(replace(item, last_edition=last[item.id]) for item in survey.items),
        sources=tuple(_held_source(d, declared) for d in described["sources"]),
    )
    return held_survey.withholding(
        Correction(**{**slip, "sources": tuple(slip["sources"])}) for slip in slips
    )


def _held_source(described: dict[str, Any], declared: dict[str, Source]) -> Source:
    own = {
        "release": described["release"],
        "grade": described["grade"],
        "sha256": described["sha256"],
        "bytes": described["bytes"],
        "remark": described["remark"] or "",
    }
    if (known := declared.get(described["name"])) is not None:
        return replace(known, is_declared=known.sha256 == described["sha256"], **own)
    return Source(
        id=described["name"],
        path=described["path"],
        title=described["title"],
        sheets=tuple(  # a format without sheets has one without a name
            Sheet(layout="table", columns=(), name=n) for n in described["sheets"] or [None]
        ),
        first_edition=described["first_edition"],
        last_edition=described["last_edition"],
        url=described["url"],
        mirror=described["mirror"],
        compiler=described["compiler"] or "",
        is_declared=False,
        **own,
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
        If `data` is no data directory, its descriptor is damaged, or of another version.
    """
    return open_data(data).descriptor


def require_survey(survey: Survey, data: str | os.PathLike[str] | None) -> None:
    """Make sure that a data directory has a survey, or say how to get it."""
    held = [described["name"] for described in read_descriptor(data)["surveys"]]
    if survey.id in held:
        return
    if not survey.is_shipped:
        source = survey.sources[-1]
        ways = dict.fromkeys((say_argument("data", metavar="DIR"), "FREEDOMDATA_DATA=DIR"))
        raise SourceError(
            f"{survey.title} does not come with this package, as its publisher states no licence. "
            f"Fetch the files you need (such as {source.url}) to RAW/{source.path}, run "
            f"`freedomdata build {survey.id} --raw RAW --out DIR`, then read them with "
            f"{' or '.join(ways)}"
        )
    raise SourceError(
        f"{data_dir(data)} has no {survey.title} ({survey.id}); it has {', '.join(held)}"
    )


#: Words that long tables repeat: to read them as codes takes a fifth of the time.
_REPEATED = ("survey", "measure", "item", "source", "sheet")


def read_table(name: str, data: str | os.PathLike[str] | None) -> pa.Table:
    """Read a table, provided that it is the one its descriptor speaks of."""
    import pyarrow as pa  # noqa: PLC0415 (import on use)
    from pyarrow.parquet import ParquetFile, read_schema  # noqa: PLC0415 (import on use)

    content = read_content(name, data)
    try:
        columns = [] if name in SURVEYS else read_schema(pa.BufferReader(content)).names
        codes = [column for column in _REPEATED if column in columns]
        file = ParquetFile(pa.BufferReader(content), read_dictionary=codes)
        rows, width = file.metadata.num_rows, file.metadata.num_columns
        where = f"{data_dir(data) / name}.parquet"
        hold(PARQUET_TABLE, where, rows=rows, columns=width, cells=rows * width)
        table = file.read()
    except (pa.ArrowException, OSError):  # OSError of Arrow: it reads no file here
        raise SourceError(
            f"{data_dir(data) / name}.parquet is no Parquet file: build the tables again"
        ) from None
    if not {field.name for field in _list_fields(name)} <= {*table.column_names}:
        raise other_version(data_dir(data), read_descriptor(data))
    return table


def _list_fields(name: str) -> Sequence[TableField]:
    """Return the columns that a table has to have."""
    if name in SURVEYS:
        return survey_fields(SURVEYS[name])
    return _SHARED[name](SURVEYS) if name in _SHARED else ()


_SHARED = {
    "items": item_fields,
    "lineage": lineage_fields,
    "witnesses": witness_fields,
    "revisions": revision_fields,
    "published_counts": count_fields,
}


def read_content(name: str, data: str | os.PathLike[str] | None) -> bytes:
    """Return the bytes of a table, provided that they are those its descriptor speaks of."""
    content = open_data(data).contents.get(name)
    if content is None:
        raise SourceError(
            f"{data_dir(data) / name}.parquet is missing or not the table that {DESCRIPTOR} beside "
            "it describes: build the tables again"
        )
    return content


def to_frame(
    table: pa.Table, fields: Iterable[TableField], dtype_backend: Backend | None = None
) -> pd.DataFrame:
    """Return a table as a pandas frame of the declared types, which may be written to."""
    return set_types(table.to_pandas(), {f.name: f.dtype for f in fields}, dtype_backend)
