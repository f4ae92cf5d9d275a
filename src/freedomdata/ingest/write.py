"""Write a data directory: the tables and the descriptor that says what they are."""

from __future__ import annotations

import hashlib
import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from freedomdata.paths import DESCRIPTOR

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from freedomdata.ingest.fields import TableField
    from freedomdata.model import Source, Survey

__all__ = ["Table", "write"]


@dataclass(frozen=True, slots=True)
class Table:
    """A table to be written: its rows, its columns as declared, and its key."""

    name: str
    rows: pa.Table
    fields: Sequence[TableField]
    key: Sequence[str]


def write(tables: Sequence[Table], surveys: Mapping[str, Survey], version: str, out: Path) -> None:
    """
    Write all tables and the descriptor.

    Everything is written to a temporary directory inside `out` first and then moved into place,
    the descriptor last. Tables whose sha256 is not the one in the descriptor are refused when
    they are read, so that not even a process killed between two moves leaves a mixture behind.
    """
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".freedomdata-", dir=out) as temporary:
        draft = Path(temporary)
        for table in tables:
            pq.write_table(
                table.rows, draft / f"{table.name}.parquet", compression="zstd", compression_level=9
            )
        descriptor = _describe(tables, surveys, version, draft)
        text = json.dumps(descriptor, indent=1, ensure_ascii=False) + "\n"
        (draft / DESCRIPTOR).write_text(text, encoding="utf-8")
        for name in (*(f"{table.name}.parquet" for table in tables), DESCRIPTOR):
            (draft / name).replace(out / name)


def _describe(
    tables: Sequence[Table], surveys: Mapping[str, Survey], version: str, draft: Path
) -> dict[str, Any]:
    """Return the Frictionless descriptor; it holds no time and no path of this machine."""
    return {
        "name": "freedomdata",
        "title": "The world's freedom ratings",
        "version": version,
        "profile": "data-package",
        "licenses": [
            {"name": "other-closed", "title": survey.terms, "path": survey.homepage}
            for survey in surveys.values()
        ],
        "sources": [
            {"title": survey.citation, "path": survey.homepage} for survey in surveys.values()
        ],
        "resources": [_describe_table(table, draft) for table in tables],
        "surveys": [
            _describe_survey(survey, next(t.rows for t in tables if t.name == id_))
            for id_, survey in surveys.items()
        ],
    }


def _describe_table(table: Table, draft: Path) -> dict[str, Any]:
    path = f"{table.name}.parquet"
    content = (draft / path).read_bytes()
    return {
        "name": table.name,
        "path": path,
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "sha256": hashlib.sha256(content).hexdigest(),
        "row_count": table.rows.num_rows,
        "schema": {
            "fields": [_describe_field(field) for field in table.fields],
            "primaryKey": list(table.key),
        },
    }


_FRICTIONLESS = {
    "str": "string",
    "category": "string",
    "bool": "boolean",
    "boolean": "boolean",
    "date": "date",
    "Float64": "number",
}


def _describe_field(field: TableField) -> dict[str, Any]:
    constraints: dict[str, Any] = {"required": not field.is_nullable}
    described: dict[str, Any] = {
        "name": field.name,
        "type": _FRICTIONLESS.get(field.dtype, "integer"),
        "title": field.title,
        "description": field.description,
        "constraints": constraints,
    }
    if field.categories:
        constraints["enum"] = list(field.categories)
    if field.scales:
        constraints |= {"minimum": field.low, "maximum": field.high}
        ends = {scale.freest for scale in field.scales}
        described |= {"unit": field.unit, "freest": ends.pop() if len(ends) == 1 else None}
    return described


def _describe_survey(survey: Survey, rows: pa.Table) -> dict[str, Any]:
    counts = rows.group_by("edition").aggregate([("edition", "count")]).sort_by("edition")
    return {
        "name": survey.id,
        "title": survey.title,
        "publisher": survey.publisher,
        "homepage": survey.homepage,
        "citation": survey.citation,
        "compilations": list(dict.fromkeys(s.compiler for s in survey.sources if s.compiler)),
        "terms": survey.terms,
        "rows": rows.num_rows,
        "years": sorted(set(rows["year"].to_pylist())),
        "rows_by_edition": {
            str(row["edition"]): row["edition_count"] for row in counts.to_pylist()
        },
        "items": [
            {
                "name": item.id,
                "title": item.title,
                "wording": item.wording or None,
                "remark": item.remark or None,
                "minimum": item.scale.low,
                "maximum": item.scale.high,
                "freest": item.scale.freest,
                "first_edition": item.first_edition,
                "last_edition": item.last_edition,
            }
            for item in survey.items
        ],
        "notes": {note.code: note.text for note in survey.notes},
        "breaks": [
            {
                "edition": b.edition,
                "measures": list(b.measures),
                "what": b.what,
                "is_comparable": b.is_comparable,
            }
            for b in survey.breaks
        ],
        "corrections": [
            {
                "sources": list(c.sources),
                "country_id": c.country_id,
                "edition": c.edition,
                "measure": c.measure,
                "old": c.old,
                "new": c.new,
                "reason": c.reason,
                "is_reprint": c.is_reprint,
            }
            for c in survey.corrections
        ],
        "sources": [_describe_source(source) for source in survey.sources],
    }


def _describe_source(source: Source) -> dict[str, Any]:
    return {
        "name": source.id,
        "title": source.title,
        "path": source.path,
        "release": source.release,
        "grade": source.grade,
        "bytes": source.bytes,
        "sha256": source.sha256,
        "url": source.url,
        "mirror": source.mirror,
        "remark": source.remark or None,
    }
