"""
An opened data directory: its descriptor, checked, and the tables and readings that it describes.

It is of one moment: all tables are those that its descriptor speaks of, by their sha256, whoever
replaces them meanwhile. What was opened once stays open for as long as its files are the same.
"""

from __future__ import annotations

import hashlib
import re
import threading
import time
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar, Union

from freedomdata.calls import say_argument
from freedomdata.errors import SourceError, UnknownSurveyError, brief
from freedomdata.limits import DESCRIPTOR_FILE, PARQUET_TABLE, hold, parse_json, read_file
from freedomdata.memo import forget, once
from freedomdata.model import GRADES, Correction, Edition, Sheet, Source
from freedomdata.paths import DESCRIPTOR, data_dir
from freedomdata.readings import Readings
from freedomdata.schema import (
    count_fields,
    item_fields,
    population_fields,
    reading_fields,
    set_types,
    survey_fields,
)
from freedomdata.surveys import SURVEYS
from freedomdata.writing import BEFORE, DRAFT

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
    from pathlib import Path

    import pandas as pd
    import pyarrow as pa

    from freedomdata.model import Survey
    from freedomdata.schema import Backend, TableField

    T = TypeVar("T")

    #: What public functions take: the path of a data directory, or none for the default.
    Given = Union[str, os.PathLike[str], "Data", None]  # noqa: UP007 (of a name that follows)

__all__ = [
    "FORMAT",
    "Data",
    "get_survey",
    "held_record",
    "list_held",
    "open_anew",
    "open_data",
    "other_version",
    "read_content",
    "read_descriptor",
    "read_own",
    "read_table",
    "require_survey",
    "say_never",
    "to_frame",
]

#: How directories are laid out: 2 has the table of readings. Those without a number are the first.
FORMAT = 2

_NAME = "freedomdata"
_TRIES, _PAUSE = 40, 0.025  # for a directory that another process is writing to


@dataclass(frozen=True, eq=False)
class Data:
    """
    A data directory at one moment.

    Attributes
    ----------
    directory : pathlib.Path
        Where it is.
    descriptor : mapping
        Its descriptor, checked. Nobody changes it.
    contents : mapping of str to bytes
        Those of its tables that are the described ones.
    """

    directory: Path
    descriptor: Mapping[str, Any]
    contents: Mapping[str, bytes]
    _kept: dict[Hashable, Any] = field(default_factory=dict, repr=False)

    def keep(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what `make` gives, made once for this directory as it is."""
        if key not in self._kept:
            self._kept[key] = make()
        kept: T = self._kept[key]
        return kept

    @property
    def version(self) -> str:
        """The data version."""
        return str(self.descriptor["version"])

    @property
    def surveys(self) -> list[Survey]:
        """The surveys that it has, in the order of :data:`SURVEYS`."""
        return [SURVEYS[id_] for id_ in SURVEYS if id_ in self.described]

    @property
    def described(self) -> dict[str, dict[str, Any]]:
        """What the descriptor says of each survey, by id."""
        return self.keep("described", lambda: {d["name"]: d for d in self.descriptor["surveys"]})

    def record(self, survey: Survey) -> Survey:
        """
        Return the record of a survey as the directory has it.

        With the editions and files that its users had, where they built it or ingested more.
        """
        return self.keep(("record", survey.id), lambda: _make_record(survey, self.described))

    def content(self, name: str) -> bytes:
        """Return the bytes of a table, provided that they are those its descriptor speaks of."""
        if name not in self.contents:
            raise SourceError(
                f"{self.directory / name}.parquet is missing or not the table that {DESCRIPTOR} "
                "beside it describes: build the tables again"
            )
        return self.contents[name]

    def table(self, name: str) -> pa.Table:
        """Return a table, provided that it is the one its descriptor speaks of."""
        return self.keep(("table", name), lambda: self._read_table(name))

    def _read_table(self, name: str) -> pa.Table:
        import pyarrow as pa  # noqa: PLC0415 (import on use)
        from pyarrow.parquet import ParquetFile  # noqa: PLC0415 (import on use)

        if name == "readings" and self.descriptor.get("format", 1) < FORMAT:
            raise other_version(self.directory, self.descriptor)
        content = self.content(name)
        where = f"{self.directory / name}.parquet"
        try:
            codes = list(_REPEATED.get(name, ()))
            file = ParquetFile(pa.BufferReader(content), read_dictionary=codes)
            rows, width = file.metadata.num_rows, file.metadata.num_columns
            hold(PARQUET_TABLE, where, rows=rows, columns=width, cells=rows * width)
            table = file.read()
        except (pa.ArrowException, OSError):  # OSError of Arrow: it reads no file here
            raise SourceError(f"{where} is no Parquet file: build the tables again") from None
        except KeyError:  # it lacks one of the columns of codes
            raise other_version(self.directory, self.descriptor) from None
        if not {one.name for one in _list_fields(name)} <= {*table.column_names}:
            raise other_version(self.directory, self.descriptor)
        return table

    def readings(self, survey: Survey) -> Readings:
        """Return the readings of a survey."""
        return self.keep(
            ("readings", survey.id),
            lambda: Readings.open(self.table("readings"), self.record(survey)),
        )

    def require(self, survey: Survey) -> None:
        """Make sure that the directory has a survey, or say how to get it."""
        if survey.id in self.described:
            return
        if not survey.is_shipped:
            source = survey.sources[-1]
            ways = dict.fromkeys((say_argument("data", metavar="DIR"), "FREEDOMDATA_DATA=DIR"))
            raise SourceError(
                f"{survey.title} does not come with this package, as its publisher states no "
                f"licence. Fetch the files you need (such as {source.url}) to RAW/{source.path}, "
                f"run `freedomdata build {survey.id} --raw RAW --out DIR`, then read them with "
                f"{' or '.join(ways)}"
            )
        held = ", ".join(described["name"] for described in self.descriptor["surveys"])
        raise SourceError(f"{self.directory} has no {survey.title} ({survey.id}); it has {held}")


#: Words that long tables repeat: to read them as codes takes a fifth of the time.
_REPEATED = {
    "items": ("survey", "item"),
    "readings": ("survey", "country_id", "measure", "value", "source", "sheet", "printed"),
}

_SHARED: dict[str, Callable[[Mapping[str, Survey]], Sequence[TableField]]] = {
    "items": item_fields,
    "readings": reading_fields,
    "published_counts": count_fields,
    "population": lambda _: population_fields(),
}


def _list_fields(name: str) -> Sequence[TableField]:
    """Return the columns that a table has to have."""
    if name in SURVEYS:
        return survey_fields(SURVEYS[name])
    return _SHARED[name](SURVEYS) if name in _SHARED else ()


# opening

_LOCK = threading.Lock()
_OPENED: dict[Path, tuple[Any, Data]] = {}
_MOST = 4  # directories that stay open


def open_data(data: Given = None) -> Data:
    """
    Open a data directory, once in a public call: all that the call says is of one moment.

    Raises
    ------
    SourceError
        If `data` is no data directory, its descriptor is damaged, or of another version.
    """
    if isinstance(data, Data):
        return data
    directory = data_dir(data)
    return once(("data", directory), lambda: _open(directory))


def open_anew(directory: Path) -> None:
    """Let the call that runs read a directory as it is now, and stay so."""
    forget(("data", directory))
    open_data(directory)


def _open(directory: Path) -> Data:
    """Return a directory as it was opened before if its files are the same, or open it."""
    before = _sign(directory)
    with _LOCK:
        signed, opened = _OPENED.get(directory, (None, None))
    if opened is not None and signed == before:
        return opened
    opened = _read(directory)
    if before is not None and _sign(directory) == before:  # nobody wrote there meanwhile
        with _LOCK:
            _OPENED.pop(directory, None)
            _OPENED[directory] = before, opened
            while len(_OPENED) > _MOST:
                del _OPENED[next(iter(_OPENED))]
    return opened


def _sign(directory: Path) -> Any:
    """Return what differs if a file of a directory is replaced, None while one is written."""
    try:
        if (directory / DRAFT).exists():
            return None
        stats = {
            path.name: path.stat()
            for path in (directory / DESCRIPTOR, *directory.glob("*.parquet"))
        }
    except OSError:
        return None
    return {name: (s.st_ino, s.st_size, s.st_mtime_ns, s.st_ctime_ns) for name, s in stats.items()}


def _read(directory: Path) -> Data:
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
    return Data(directory, descriptor, contents)


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


# the record as a directory has it


def _make_record(survey: Survey, described: Mapping[str, Mapping[str, Any]]) -> Survey:
    if survey.id not in described:
        return replace(survey, sources=())
    own = described[survey.id]
    held = [source["sha256"] for source in own["sources"]]
    if held == [source.sha256 for source in survey.sources]:
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


# what is asked of a directory by the name of it


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


def list_held(data: Given = None) -> list[Survey]:
    """Return the surveys that a data directory has, in the order of :data:`SURVEYS`."""
    return open_data(data).surveys


def held_record(survey: Survey, data: Given) -> Survey:
    """Return the record of a survey as a data directory has it."""
    return open_data(data).record(survey)


def say_never(survey: Survey | None, country: str) -> str:
    """Say that a survey, or every survey at hand, has no rows on a country."""
    if survey is None:
        return f"no survey at hand has ever rated {country}"
    if survey.is_shipped:
        return f"{survey.title} has never rated {country}"
    return f"the files of {survey.title} at hand have nothing on {country}"


def read_descriptor(data: Given = None) -> Mapping[str, Any]:
    """Return the descriptor of a data directory: data version, tables, surveys, sources."""
    return open_data(data).descriptor


def require_survey(survey: Survey, data: Given) -> None:
    """Make sure that a data directory has a survey, or say how to get it."""
    open_data(data).require(survey)


def read_table(name: str, data: Given) -> pa.Table:
    """Read a table, provided that it is the one its descriptor speaks of."""
    return open_data(data).table(name)


def read_content(name: str, data: Given) -> bytes:
    """Return the bytes of a table, provided that they are those its descriptor speaks of."""
    return open_data(data).content(name)


def to_frame(
    table: pa.Table, fields: Iterable[TableField], dtype_backend: Backend | None = None
) -> pd.DataFrame:
    """Return a table as a pandas frame of the declared types, which may be written to."""
    return set_types(table.to_pandas(), {f.name: f.dtype for f in fields}, dtype_backend)
