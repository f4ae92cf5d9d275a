"""
The descriptor of a data directory, ``datapackage.json``: whether it is one of ours, and whole.

And the record of a survey as the directory has it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from freedomdata.errors import SourceError, brief
from freedomdata.limits import DESCRIPTOR_FILE, parse_json, read_file
from freedomdata.model import GRADES, Correction, Edition, Sheet, Source
from freedomdata.paths import DESCRIPTOR
from freedomdata.surveys import SURVEYS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from freedomdata.model import Survey

__all__ = ["FORMAT", "make_record", "other_version", "parse_descriptor", "read_own"]

#: How directories are laid out: 2 has the table of readings. Those without a number are the first.
FORMAT = 2

_NAME = "freedomdata"


def read_own(directory: Path) -> dict[str, Any]:
    """
    Return the descriptor of a directory that this package wrote, in whatever version.

    Raises
    ------
    SourceError
        If it is not of this package, or cannot be read.
    """
    return _parse(directory, read_file(directory / DESCRIPTOR, DESCRIPTOR_FILE))


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
def parse_descriptor(directory: Path, content: bytes) -> dict[str, Any]:
    """Return a descriptor of this version; the same bytes are parsed once."""
    descriptor = _parse(directory, content)
    _check(directory, descriptor)
    return descriptor


def _check(directory: Path, descriptor: dict[str, Any]) -> None:
    """Refuse a descriptor that is not as those of this version are."""
    _refuse_newer(directory, descriptor.get("format"))
    if fault := _find_fault(descriptor, _SHAPE, ""):
        where, value = fault
        if value is not _MISSING:
            raise _damaged(directory, f"{where} is {brief(value)}")
        if "." in where:
            raise other_version(directory, descriptor)
        raise _damaged(directory, f"it has no {where}")
    for part in ("resources", "surveys"):
        names = [described["name"] for described in descriptor[part]]
        if not names or len(set(names)) < len(names):
            why = "has a name twice" if names else "has nothing"
            raise _damaged(directory, f"{part} {why}")
    for described in descriptor["surveys"]:
        items = SURVEYS[described["name"]].items if described["name"] in SURVEYS else ()
        if not {item.id for item in items} <= {item["name"] for item in described["items"]}:
            raise other_version(directory, descriptor)
    for table in descriptor["resources"]:
        if table["path"] != f"{table['name']}.parquet":
            path, name = brief(table["path"]), table["name"]
            raise _damaged(directory, f"the path of the table {name} is {path}, not {name}.parquet")


def _refuse_newer(directory: Path, number: Any) -> None:
    if _is_number(number) and number > FORMAT:
        raise SourceError(
            f"{directory} was written by a newer version of freedomdata, in format {number} where "
            f"this one reads up to {FORMAT}: update the package (`pip install -U freedomdata`)"
        )


def _damaged(directory: Path, why: str) -> SourceError:
    return SourceError(
        f"{directory / DESCRIPTOR} is damaged: build the tables again, in another directory ({why})"
    )


def other_version(directory: Path, descriptor: Mapping[str, Any]) -> SourceError:
    """Report that a directory is of another version, and which command makes it anew."""
    listed = descriptor.get("surveys")
    described = listed if isinstance(listed, list) else []
    held = {str(one.get("name")) for one in described if isinstance(one, dict)}
    own = [id_ for id_, survey in SURVEYS.items() if id_ in held and not survey.is_shipped]
    return SourceError(
        f"{directory} was written by another version of freedomdata: make it anew with "
        f"`{' '.join(['freedomdata build', *own])} --raw RAW --out DIR` (and `freedomdata ingest` "
        "for files that were added to it)"
    )


def make_record(survey: Survey, own: Mapping[str, Any] | None) -> Survey:
    """Return the record of a survey as a descriptor has it, without files if that has none."""
    if own is None:
        return replace(survey, sources=())
    held = [(source["sha256"], source["release"]) for source in own["sources"]]
    if held == [(source.sha256, source.release) for source in survey.sources]:
        return survey
    declared = {source.id: source for source in survey.sources}
    last = {item["name"]: item["last_edition"] for item in own["items"]}
    slips = (c for c in own["corrections"] if c.get("note"))
    held_survey = replace(
        survey,
        editions=tuple(
            Edition(
                edition["edition"],
                edition["label"],
                date.fromisoformat(edition["start"]),
                date.fromisoformat(edition["end"]),
            )
            for edition in own["editions"]
            if str(edition["edition"]) in own["rows_by_edition"]
        ),
        items=tuple(replace(item, last_edition=last[item.id]) for item in survey.items),
        sources=tuple(_held_source(d, declared) for d in own["sources"]),
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


# the descriptor of a directory held against what ours are

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
    "format?": lambda number: _is_number(number) and 0 < number <= FORMAT,
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
