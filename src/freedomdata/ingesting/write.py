"""Write a data directory: the tables and the descriptor that says what they are."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from freedomdata.paths import BEFORE, DESCRIPTOR, LEFT_OVER

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from freedomdata.fields import TableField
    from freedomdata.model import Source, Survey

__all__ = ["Table", "describe_source", "write"]


@dataclass(frozen=True, slots=True)
class Table:
    """
    A table to be written: its rows, its columns as declared, and its key.

    `origin` are the licenses and sources of a table that speaks of no survey.
    """

    name: str
    rows: pa.Table
    fields: Sequence[TableField]
    key: Sequence[str]
    origin: Mapping[str, list[dict[str, Any]]] = field(default_factory=dict)


def write(tables: Sequence[Table], surveys: Mapping[str, Survey], version: str, out: Path) -> None:
    """
    Write all tables and the descriptor, or leave the directory as it is.

    Everything is written to a temporary directory inside `out` first, and what stands in `out`
    is copied there, too; then the new files are moved into place, the descriptor last. What fails
    on the way is undone. Should the process be killed, the descriptor is still the old one, and
    its tables are found by their sha256, if need be in that copy.
    """
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=LEFT_OVER, dir=out) as temporary:
        draft = Path(temporary)
        for table in tables:
            pq.write_table(
                table.rows, draft / f"{table.name}.parquet", compression="zstd", compression_level=9
            )
        descriptor = _describe(tables, surveys, version, draft)
        text = json.dumps(descriptor, indent=1, ensure_ascii=False) + "\n"
        (draft / DESCRIPTOR).write_text(text, encoding="utf-8")
        _replace(draft, out, [*(f"{table.name}.parquet" for table in tables), DESCRIPTOR])
    for old in out.glob(f"{LEFT_OVER}*"):  # of a process that was killed
        shutil.rmtree(old, ignore_errors=True)


def _replace(draft: Path, out: Path, names: Sequence[str]) -> None:
    """Move files into place, all or none of them."""
    before = draft / BEFORE
    before.mkdir()
    for name in names:
        if (out / name).exists():
            shutil.copy2(out / name, before / name)
    moved = []
    try:
        for name in names:
            moved.append(name)
            (draft / name).replace(out / name)
    except BaseException:
        for name in moved:
            if (before / name).exists():
                shutil.copy2(before / name, out / name)
            else:
                (out / name).unlink(missing_ok=True)
        raise


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
        ]
        + [license_ for table in tables for license_ in table.origin.get("licenses", ())],
        "sources": [
            {"title": survey.citation, "path": survey.homepage} for survey in surveys.values()
        ]
        + [
            {"title": source["citation"], "path": source["url"]}
            for table in tables
            for source in table.origin.get("sources", ())
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
        **table.origin,
    }


_FRICTIONLESS = {
    "str": "string",
    "status": "string",
    "bool": "boolean",
    "date": "datetime",
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
    if field.dtype == "boolean":  # 1 and 0, as numbers with gaps are
        constraints["enum"] = [0, 1]
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
        "editions": [
            {
                "edition": edition.edition,
                "label": edition.label,
                "start": edition.start.isoformat(),
                "end": edition.end.isoformat(),
            }
            for edition in survey.editions
        ],
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
                "is_revision": c.is_revision,
            }
            for c in survey.corrections
        ],
        "sources": [describe_source(source) for source in survey.sources],
    }


def describe_source(source: Source) -> dict[str, Any]:
    """Return a published file as the descriptor names it."""
    return {
        "name": source.id,
        "title": source.title,
        "path": source.path,
        "release": source.release,
        "first_edition": source.first_edition,
        "last_edition": source.last_edition,
        "grade": source.grade,
        "bytes": source.bytes,
        "sha256": source.sha256,
        "url": source.url,
        "mirror": source.mirror,
        "remark": source.remark or None,
        "compiler": source.compiler or None,
        "sheets": list(dict.fromkeys(sheet.name for sheet in source.sheets if sheet.name)),
    }
