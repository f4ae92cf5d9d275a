"""Write a data directory: the tables and the descriptor that says what they are."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from freedomdata.descriptor import FORMAT, read_own
from freedomdata.errors import SourceError
from freedomdata.limits import check_kind
from freedomdata.paths import DESCRIPTOR
from freedomdata.schema import describe_field
from freedomdata.writing import (
    BEFORE,
    DRAFT,
    begin_draft,
    clear_draft,
    hash_file,
    holds_draft,
    lock,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from freedomdata.model import Source, Survey
    from freedomdata.schema import TableField

__all__ = ["Table", "check_out", "describe_source", "write"]

#: Columns of numbers that hardly repeat: written as they are, they take half of the space.
_NUMBERS = ("row", "column")

# within the directory of a draft: what is to be moved, and the names of what was not there before
_NEW, _ABSENT = "new", "absent"


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

    One process at a time writes to a directory. What it writes is kept in a directory inside `out`
    until it is whole, and so are copies of what it replaces; then the new files are moved into
    place, the descriptor last. What fails on the way is undone; should the process be killed, by
    the next one that writes there. Until then the descriptor is the old one, and readers find its
    tables by their sha256 among those copies.

    Raises
    ------
    SourceError
        If `out` cannot be written to, another process goes on writing there, or it holds a
        ``datapackage.json`` or tables that are not of this package.
    """
    try:
        with lock(out):
            _undo(out)  # what a killed process left half done
            dropped = _list_own(out, [f"{table.name}.parquet" for table in tables])
            draft = begin_draft(out)
            try:
                (draft / _NEW).mkdir()
                names = _write_draft(tables, surveys, version, draft / _NEW)
                _replace(out, names, dropped)
            finally:
                _undo(out)
                clear_draft(out)
    except OSError as error:
        raise SourceError(
            f"cannot write to {out}: {error.strerror or error}; what was there is kept"
        ) from None


def check_out(out: Path) -> None:
    """
    Refuse a directory that is none, or holds a data package that is not of this package.

    Raises
    ------
    SourceError
        If it is so.
    """
    check_kind(out, "directory to write the tables to")
    _read_own(out)


def _read_own(out: Path) -> dict[str, str]:
    """Return the tables that a directory has of us, with their sha256, as its descriptor says."""
    path = out / DESCRIPTOR
    if not os.path.lexists(path):
        return {}
    if path.is_symlink() or not path.is_file():
        raise SourceError(f"{path} is no file of freedomdata: give another directory")
    tables = read_own(out).get("resources")
    own = [table for table in tables if isinstance(table, dict)] if isinstance(tables, list) else []
    return {str(table.get("path")): str(table.get("sha256")) for table in own}


def _list_own(out: Path, names: Sequence[str]) -> list[str]:
    """
    Return the tables that an earlier build wrote and this one does not, which go.

    Raises
    ------
    SourceError
        If anything in the way is not of an earlier build.
    """
    own = _read_own(out)
    for name in names:
        path = out / name
        if os.path.lexists(path) and (name not in own or path.is_symlink() or not path.is_file()):
            raise SourceError(f"{path} is not of freedomdata: move it, or give another directory")
    gone = [name for name in own if name not in names and _is_table(name)]
    return [name for name in gone if hash_file(out / name) == own[name]]


def _is_table(name: str) -> bool:
    """Whether a table of ours may have this name: it leads nowhere else."""
    return re.fullmatch(r"[a-z_]+\.parquet", name) is not None


def _write_draft(
    tables: Sequence[Table], surveys: Mapping[str, Survey], version: str, draft: Path
) -> list[str]:
    """Write the tables, and last the descriptor; return the names of the files."""
    for table in tables:
        with (draft / f"{table.name}.parquet").open("wb") as file:  # Arrow opens no odd names
            words = [name for name in table.rows.column_names if name not in _NUMBERS]
            pq.write_table(
                table.rows, file, compression="zstd", compression_level=9, use_dictionary=words
            )
    descriptor = _describe(tables, surveys, version, draft)
    text = json.dumps(descriptor, indent=1, ensure_ascii=False) + "\n"
    (draft / DESCRIPTOR).write_text(text, encoding="utf-8", errors="backslashreplace")
    return [*(f"{table.name}.parquet" for table in tables), DESCRIPTOR]


def _replace(out: Path, names: Sequence[str], dropped: Sequence[str]) -> None:
    """
    Move files into place, the descriptor last, and take away others: all or nothing.

    What was there before, and what was not, is written down before anything is moved.
    """
    draft = out / DRAFT
    noted = draft / "noted"
    (noted / _ABSENT).mkdir(parents=True)
    for name in (*names, *dropped):
        if (out / name).exists():
            shutil.copy2(out / name, noted / name)
        else:
            new = hash_file(draft / _NEW / name) or ""
            (noted / _ABSENT / name).write_text(new, encoding="ascii")
    noted.rename(draft / BEFORE)
    for name in dropped:
        (out / name).unlink()
    for name in names:
        (draft / _NEW / name).replace(out / name)


def _undo(out: Path) -> None:
    """Take back what was moved into a directory without its descriptor, the last of all."""
    draft = out / DRAFT
    before = draft / BEFORE
    is_begun = holds_draft(out) and before.is_dir()
    if not is_begun or not (draft / _NEW / DESCRIPTOR).is_file():
        return
    for path in (before / _ABSENT).glob("*"):
        there = hash_file(out / path.name)
        if there and there.encode() == path.read_bytes():
            (out / path.name).unlink()
    for path in before.glob("*"):
        if (_is_table(path.name) or path.name == DESCRIPTOR) and path.is_file():
            shutil.move(path, out / path.name)  # needs no space, which may be what is lacking


def _describe(
    tables: Sequence[Table], surveys: Mapping[str, Survey], version: str, draft: Path
) -> dict[str, Any]:
    """Return the Frictionless descriptor; it holds no time and no path of this machine."""
    return {
        "name": "freedomdata",
        "title": "The world's freedom ratings",
        "version": version,
        "format": FORMAT,
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
            "fields": [describe_field(field) for field in table.fields],
            "primaryKey": list(table.key),
        },
        **table.origin,
    }


def _describe_survey(survey: Survey, rows: pa.Table) -> dict[str, Any]:
    counts = rows.group_by("edition").aggregate([("edition", "count")]).sort_by("edition")
    return {
        "name": survey.id,
        **_list_fields(survey, "title", "publisher", "homepage", "methodology", "citation"),
        "compilations": list(dict.fromkeys(s.compiler for s in survey.sources if s.compiler)),
        "terms": survey.terms,
        "rows": rows.num_rows,
        "years": sorted(set(rows["year"].to_pylist())),
        "rows_by_edition": {
            str(row["edition"]): row["edition_count"] for row in counts.to_pylist()
        },
        "editions": [
            {
                **_list_fields(edition, "edition", "label"),
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
                "earlier_names": dict(item.earlier_names),
                "minimum": item.scale.low,
                "maximum": item.scale.high,
                "freest": item.scale.freest,
                **_list_fields(item, "first_edition", "last_edition"),
            }
            for item in survey.items
        ],
        "notes": {note.code: note.text for note in survey.notes},
        "breaks": [
            {
                "edition": b.edition,
                "measures": list(b.measures),
                **_list_fields(b, "what", "is_comparable"),
            }
            for b in survey.breaks
        ],
        "corrections": [
            {
                "sources": list(c.sources),
                **_list_fields(c, "country_id", "edition", "measure", "old", "new", "reason"),
                **_list_fields(c, "is_reprint", "is_revision", *(["note"] if c.note else [])),
            }
            for c in survey.corrections
        ],
        "sources": [describe_source(source) for source in survey.sources],
    }


def describe_source(source: Source) -> dict[str, Any]:
    """Return a published file as the descriptor names it."""
    sheets = dict.fromkeys(sheet.name for sheet in source.sheets if sheet.name is not None)
    return {
        "name": source.id,
        **_list_fields(source, "title", "path", "release", "first_edition", "last_edition"),
        **_list_fields(source, "grade", "bytes", "sha256", "url", "mirror"),
        "remark": source.remark or None,
        "compiler": source.compiler or None,
        "sheets": list(sheets),
    }


def _list_fields(one: Any, *names: str) -> dict[str, Any]:
    """Return parts of a record by their names, which are those of the descriptor."""
    return {name: getattr(one, name) for name in names}
