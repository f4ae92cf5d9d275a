"""A data directory as it is at one moment: its descriptor, checked, and the tables it describes."""

from __future__ import annotations

import hashlib
import re
import time
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from freedomdata.errors import SourceError, brief
from freedomdata.limits import DESCRIPTOR_FILE, PARQUET_TABLE, read_file
from freedomdata.memo import forget, once
from freedomdata.model import GRADES
from freedomdata.paths import DESCRIPTOR, data_dir
from freedomdata.surveys import SURVEYS
from freedomdata.texts import parse_json
from freedomdata.writing import BEFORE, DRAFT

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Mapping
    from pathlib import Path

__all__ = ["Snapshot", "open_anew", "open_data", "other_version", "read_own"]

_NAME = "freedomdata"
_TRIES, _PAUSE = 40, 0.025  # for a directory that another process is writing to


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A data directory at one moment; `contents` are those tables that are the described ones."""

    descriptor: dict[str, Any]
    contents: Mapping[str, bytes]


def open_data(data: str | os.PathLike[str] | None) -> Snapshot:
    """
    Read a data directory, once in a public call: all that the call says is of one moment.

    Raises
    ------
    SourceError
        If `data` is no data directory, its descriptor is damaged, or of another version.
    """
    directory = data_dir(data)
    return once(("data", directory), lambda: _read(directory))


def open_anew(directory: Path) -> None:
    """Let the call that runs read a directory as it is now, and stay so."""
    forget(("data", directory))
    open_data(directory)


def _read(directory: Path) -> Snapshot:
    """Read descriptor and tables, again if another process replaces them meanwhile."""
    before = b""
    for _ in range(_TRIES):
        content = _read_content(directory)
        descriptor = _parse_checked(directory, content)
        contents = _find_tables(directory, descriptor)
        is_whole = len(contents) == len(descriptor["resources"])
        is_quiet = content == before and not (directory / DRAFT).exists()
        if is_whole or is_quiet:
            break
        before = content
        time.sleep(_PAUSE)
    return Snapshot(descriptor, contents)


def _find_tables(directory: Path, descriptor: Mapping[str, Any]) -> dict[str, bytes]:
    """Return the tables that are the described ones; who replaces them keeps copies meanwhile."""
    found = {}
    for described in descriptor["resources"]:
        for home in (directory, directory / DRAFT / BEFORE):
            path = home / described["path"]
            try:
                is_file = path.is_file() and path.stat().st_size <= PARQUET_TABLE.bytes
                content = path.read_bytes() if is_file else b""
            except OSError:  # it is being replaced
                continue
            if hashlib.sha256(content).hexdigest() == described["sha256"]:
                found[described["name"]] = content
                break
    return found


def read_own(directory: Path) -> dict[str, Any]:
    """
    Return the descriptor of a directory that this package wrote, in whatever version.

    Raises
    ------
    SourceError
        If it is not of this package, or cannot be read.
    """
    return _parse(directory, _read_content(directory))


def _read_content(directory: Path) -> bytes:
    return read_file(directory / DESCRIPTOR, DESCRIPTOR_FILE)


def _parse(directory: Path, content: bytes) -> dict[str, Any]:
    """Return a descriptor of this package."""
    try:
        found = parse_json("it", content, DESCRIPTOR_FILE)
    except SourceError as error:
        raise _damaged(directory, str(error)) from None
    if not isinstance(found, dict):
        raise _damaged(directory, f"its {len(content):,} bytes are no JSON object such as ours")
    if "name" not in found:
        raise _damaged(directory, "it has no name")
    if found["name"] != _NAME:
        raise SourceError(
            f"{directory / DESCRIPTOR} is not of freedomdata, but describes "
            f"{brief(found['name'])}: give another directory"
        )
    return found


@lru_cache(maxsize=8)
def _parse_checked(directory: Path, content: bytes) -> dict[str, Any]:
    """Return a descriptor of this version; the same bytes are parsed once."""
    descriptor = _parse(directory, content)
    _check(directory, descriptor)
    return descriptor


def _check(directory: Path, descriptor: dict[str, Any]) -> None:
    """Hold a descriptor against what those of this version are."""
    if fault := _find_fault(descriptor, _SHAPE, ""):
        where, value = fault
        if value is not _MISSING:
            raise _damaged(directory, f"{where} is {brief(value)}")
        if "." in where:
            raise other_version(directory, descriptor)
        raise _damaged(directory, f"it has no {where}")
    for part in ("resources", "surveys"):
        names = [described["name"] for described in descriptor[part]]
        if len(set(names)) < len(names):
            raise _damaged(directory, f"{part} has a name twice")
    for described in descriptor["surveys"]:
        items = SURVEYS[described["name"]].items if described["name"] in SURVEYS else ()
        if not {item.id for item in items} <= {item["name"] for item in described["items"]}:
            raise other_version(directory, descriptor)
    for table in descriptor["resources"]:
        if table["path"] != f"{table['name']}.parquet":
            path, name = brief(table["path"]), table["name"]
            raise _damaged(directory, f"the path of the table {name} is {path}, not {name}.parquet")


def _damaged(directory: Path, why: str) -> SourceError:
    return SourceError(
        f"{directory / DESCRIPTOR} is damaged: build the tables again, in another directory ({why})"
    )


def other_version(directory: Path, descriptor: Mapping[str, Any]) -> SourceError:
    """Say that a directory is of another version, and which command makes it anew."""
    listed = descriptor.get("surveys")
    described = listed if isinstance(listed, list) else []
    held = {str(one.get("name")) for one in described if isinstance(one, dict)}
    own = [id_ for id_, survey in SURVEYS.items() if id_ in held and not survey.is_shipped]
    return SourceError(
        f"{directory} was written by another version of freedomdata: make it anew with "
        f"`{' '.join(['freedomdata build', *own])} --raw RAW --out DIR` (and `freedomdata ingest` "
        "for files that were added to it)"
    )


_MISSING = object()


def _find_fault(value: Any, shape: Any, where: str) -> tuple[str, Any] | None:
    """Return the first part of a JSON value that is not of a shape, and where it is."""
    if isinstance(shape, dict):
        if not isinstance(value, dict):
            return where, value
        parts = [
            (f"{where}.{name}".lstrip("."), value.get(name, _MISSING), inner)
            for key, inner in shape.items()
            if (name := key.rstrip("?")) in value or name == key
        ]
    elif isinstance(shape, list):
        if not isinstance(value, list):
            return where, value
        parts = [(f"{where}[{n}]", one, shape[0]) for n, one in enumerate(value)]
    else:
        return None if shape(value) else (where, value)
    return next(
        (fault for part in parts if (fault := _find_fault(part[1], part[2], part[0]))), None
    )


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_flag(value: Any) -> bool:
    return isinstance(value, bool)


def _is_number(value: Any) -> bool:
    return type(value) is int


def _is_day(value: Any) -> bool:
    try:
        return bool(date.fromisoformat(value))
    except (TypeError, ValueError):
        return False


def _matches(pattern: str) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and bool(re.fullmatch(pattern, value))


def _or_none(is_it: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: value is None or is_it(value)


def _is_counts(value: Any) -> bool:
    return isinstance(value, dict) and all(
        edition.isascii() and edition.isdecimal() and _is_number(rows)
        for edition, rows in value.items()
    )


def _is_printed(value: Any) -> bool:
    return isinstance(value, str | int | float)


_HASH = _matches("[0-9a-f]{64}")
_WORD = _matches("[a-z_]+")

_SOURCE = {
    "name": _is_text,
    "title": _is_text,
    "path": _is_text,
    "release": _matches("[0-9]{4}"),
    "first_edition": _is_number,
    "last_edition": _is_number,
    "grade": GRADES.__contains__,
    "bytes": _is_number,
    "sha256": _HASH,
    "url": _or_none(_is_text),
    "mirror": _or_none(_is_text),
    "remark": _or_none(_is_text),
    "compiler": _or_none(_is_text),
    "sheets": [_is_text],
}

#: What a descriptor of ours has at least: a list has any number of its one part, and a part with a
#: question mark may be missing.
_SHAPE: dict[str, Any] = {
    "name": _is_text,
    "version": _is_text,
    "resources": [
        {
            "name": _WORD,
            "path": _is_text,
            "sha256": _HASH,
            "row_count": _is_number,
            "sources?": [{**_SOURCE, "citation": _is_text}],
        }
    ],
    "surveys": [
        {
            "name": _WORD,
            "title": _is_text,
            "publisher": _is_text,
            "homepage": _is_text,
            "citation": _is_text,
            "terms": _is_text,
            "rows": _is_number,
            "years": [_is_number],
            "rows_by_edition": _is_counts,
            "editions": [
                {"edition": _is_number, "label": _is_text, "start": _is_day, "end": _is_day}
            ],
            "items": [{"name": _is_text, "last_edition": _or_none(_is_number)}],
            "corrections": [
                {
                    "sources": [_is_text],
                    "country_id": _is_text,
                    "edition": _is_number,
                    "measure": _is_text,
                    "old": _is_printed,
                    "new": _or_none(_is_printed),
                    "reason": _is_text,
                    "is_reprint?": _is_flag,
                    "is_revision?": _is_flag,
                    "note?": _is_text,
                }
            ],
            "sources": [_SOURCE],
        }
    ],
}
