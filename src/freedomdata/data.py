"""
An opened data directory: its descriptor, and the tables and readings that it describes.

It is of one moment: all tables are those that its descriptor speaks of, by their sha256, whoever
replaces them meanwhile. What was opened once stays open for as long as its files are the same.
"""

from __future__ import annotations

import hashlib
import os
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from freedomdata.calls import format_argument
from freedomdata.descriptor import FORMAT, make_record, other_version, parse_descriptor
from freedomdata.errors import SourceError, UnknownSurveyError, brief
from freedomdata.limits import DESCRIPTOR_FILE, PARQUET_TABLE, hold, read_file
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
    from collections.abc import Callable, Hashable, Mapping, Sequence
    from pathlib import Path

    import pandas as pd
    import pyarrow as pa

    from freedomdata.model import Survey
    from freedomdata.schema import Backend, TableField

    T = TypeVar("T")

__all__ = ["Data", "damaged", "get_survey", "open_data", "to_frame"]

_TRIES, _PAUSE = 40, 0.025  # for a directory that another process is writing to


@dataclass(frozen=True, eq=False, repr=False)
class Data(os.PathLike[str]):
    """
    A data directory at one moment, for any number of threads.

    It is a path, too: what takes the path of a data directory takes an opened one.

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
    _kept: dict[Hashable, Any] = field(default_factory=dict)
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def __fspath__(self) -> str:
        return str(self.directory)

    def keep(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what `make` gives, made once for this directory as it is. Nobody changes it."""
        if key not in self._kept:
            with self._lock:
                if key not in self._kept:
                    self._kept[key] = make()
        kept: T = self._kept[key]
        return kept

    def is_as(self, other: Data) -> bool:
        """Whether descriptor and tables are those of another."""
        return self.descriptor == other.descriptor and self.contents == other.contents

    @property
    def version(self) -> str:
        """The data version."""
        return str(self.descriptor["version"])

    @property
    def described(self) -> dict[str, dict[str, Any]]:
        """What the descriptor says of each survey, by id."""
        return self.keep("described", lambda: {d["name"]: d for d in self.descriptor["surveys"]})

    @property
    def surveys(self) -> list[Survey]:
        """The surveys that it has, in the order of :data:`SURVEYS`."""
        return [survey for id_, survey in SURVEYS.items() if id_ in self.described]

    def record(self, survey: Survey) -> Survey:
        """
        Return the record of a survey as the directory has it.

        With the editions and files that its users had, where they built it or ingested more.
        """
        id_ = survey.id
        return self.keep(
            ("record", id_), lambda: make_record(SURVEYS[id_], self.described.get(id_))
        )

    def require(self, survey: Survey) -> None:
        """Make sure that the directory has a survey, or say how to get it."""
        if survey.id in self.described:
            return
        if not survey.is_shipped:
            source = survey.sources[-1]
            ways = dict.fromkeys((format_argument("data", metavar="DIR"), "FREEDOMDATA_DATA=DIR"))
            raise SourceError(
                f"{survey.title} does not come with this package, as its publisher states no "
                f"licence. Fetch the files you need (such as {source.url}) to RAW/{source.path}, "
                f"run `freedomdata build {survey.id} --raw RAW --out DIR`, then read them with "
                f"{' or '.join(ways)}"
            )
        held = ", ".join(described["name"] for described in self.descriptor["surveys"])
        raise SourceError(f"{self.directory} has no {survey.title} ({survey.id}); it has {held}")

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
        except KeyError:  # it lacks a column that is read as codes
            raise other_version(self.directory, self.descriptor) from None
        is_whole = {one.name for one in _list_fields(name)} <= {*table.column_names}
        if not is_whole and name != "population":  # a check says what that one lacks
            raise other_version(self.directory, self.descriptor)
        return table

    def readings(self, survey: Survey) -> Readings:
        """Return the readings of a survey."""
        return self.keep(("readings", survey.id), lambda: self._open_readings(survey))

    def _open_readings(self, survey: Survey) -> Readings:
        readings = Readings.open(self.table("readings"), self.record(survey))
        if fault := readings.find_fault():
            raise damaged(self, "readings", fault)
        return readings

    def frame(self, name: str, dtype_backend: Backend | None = None) -> pd.DataFrame:
        """Return a table as a frame in the types that users get. Nobody writes to it."""
        return self.keep(
            ("frame", name, repr(dtype_backend)),
            lambda: to_frame(self.table(name), name, dtype_backend),
        )


def damaged(data: Data, name: str, fault: str) -> SourceError:
    """Say what a table cannot hold, though it is the one that is described."""
    return SourceError(
        f"{data.directory / name}.parquet is damaged ({fault}): check(data) says what is wrong "
        "with it"
    )


def to_frame(table: pa.Table, name: str, dtype_backend: Backend | None = None) -> pd.DataFrame:
    """Return rows of a table as a frame in the types that users get."""
    dtypes = {one.name: one.dtype for one in _list_fields(name)}
    return set_types(table.to_pandas(), dtypes, dtype_backend)


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
_COARSE = 2_000_000_000  # nanoseconds: some file systems count time in steps of two seconds


def _forget() -> None:
    """Open anew in a forked process: there nobody releases what another thread has locked."""
    global _LOCK  # noqa: PLW0603 (a lock cannot be made anew in place)
    _LOCK = threading.Lock()
    _OPENED.clear()


if hasattr(os, "register_at_fork"):  # not on Windows
    os.register_at_fork(after_in_child=_forget)


def open_data(data: str | os.PathLike[str] | None = None) -> Data:
    """
    Open a data directory, or return the one that is open.

    A public function does so once, and hands it to all that it calls: so its answer is of one
    moment.

    Raises
    ------
    SourceError
        If `data` is no data directory, its descriptor is damaged, or of another version.
    """
    if isinstance(data, Data):
        return data
    directory = data_dir(data)
    before, now = _sign(directory), time.time_ns()
    with _LOCK:
        signed, opened = _OPENED.get(directory, (None, None))
    if opened is not None and before is not None and signed == before:
        return opened
    found = _read(directory)
    if opened is not None and opened.is_as(found):
        found = opened
    if before is not None and _sign(directory) == before:  # nobody wrote there meanwhile
        # what was written just now may be replaced without another time
        is_settled = all(now - max(times) > _COARSE for *_, times in before.values())
        with _LOCK:
            _OPENED.pop(directory, None)
            _OPENED[directory] = before if is_settled else None, found
            while len(_OPENED) > _MOST:
                del _OPENED[next(iter(_OPENED))]
    return found


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
    return {
        name: (s.st_ino, s.st_size, (s.st_mtime_ns, s.st_ctime_ns)) for name, s in stats.items()
    }


def _read(directory: Path) -> Data:
    """Read descriptor and tables, again if another process replaces them meanwhile."""
    before = b""
    for _ in range(_TRIES):
        content = read_file(directory / DESCRIPTOR, DESCRIPTOR_FILE)
        descriptor = parse_descriptor(directory, content)
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
