"""Which data are at hand, so that a paper can name them and a script can insist on them."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, NamedTuple

import freedomdata
from freedomdata.calls import explain_calls
from freedomdata.data import open_data
from freedomdata.errors import FreedomDataError, SourceError, VersionError, brief
from freedomdata.paths import DESCRIPTOR

if TYPE_CHECKING:
    import os

__all__ = ["SHOWN", "Version", "require", "version"]

#: Hex digits of a hash, where people read it.
SHOWN = 12
_DATA_VERSION = re.compile(r"[0-9]{4}\.[0-9]+(\+[0-9A-Za-z.+-]+)?")
_HASH = re.compile(r"[0-9a-f]{8,64}")


class Version(NamedTuple):
    """
    The version of the code, that of the data, and the sha256 over the tables.

    As text it is one line, with the first twelve digits of the hash.
    """

    code: str
    data: str
    tables: str

    def __str__(self) -> str:
        return f"freedomdata {self.code}, data {self.data}, tables {self.tables[:SHOWN]}"


@explain_calls
def version(*, data: str | os.PathLike[str] | None = None) -> Version:
    """
    Return the versions of the code and of the data, and the sha256 over the tables.

    Parameters
    ----------
    data : path, optional
        Another data directory. ``FREEDOMDATA_DATA`` or the tables in the package by default.

    Returns
    -------
    Version
        ``code`` (str), ``data`` (str, ``YEAR.N``; whoever builds or adds files of their own has
        a suffix, such as ``"2026.6+rsf.1a2b3c4d"``) and ``tables`` (str, 64 hex digits).

    Raises
    ------
    SourceError
        If `data` is no data directory, its descriptor is damaged, or a table is not the one that
        the descriptor describes.

    See Also
    --------
    require : Insist on the data that an analysis was made with.

    Notes
    -----
    ``tables`` is the sha256 of one line for each table, sorted by name: the name, a blank and the
    sha256 of the bytes as they are on disk, in hex digits. The same rows written by another
    version of pyarrow are other bytes.

    Examples
    --------
    >>> print(version())
    freedomdata 0.9.0, data 2026.6, tables ...
    """
    data = open_data(data)
    names = sorted(table["name"] for table in data.descriptor["resources"])
    if not names:
        raise SourceError(f"{data.directory / DESCRIPTOR} is damaged: build the tables again")
    lines = (f"{name} {hashlib.sha256(data.content(name)).hexdigest()}\n" for name in names)
    tables = hashlib.sha256("".join(lines).encode()).hexdigest()
    return Version(freedomdata.__version__, data.version, tables)


_read_version = version  # `require` has a parameter of that name


@explain_calls
def require(
    version: str, *, tables: str | None = None, data: str | os.PathLike[str] | None = None
) -> None:
    """
    Insist on one version of the data: pass in silence, or refuse to go on.

    Parameters
    ----------
    version : str
        Data version, such as ``"2026.6"``, as ``fd.version().data`` gives it. It must be the very
        same: ``"2026.6+rsf.1a2b3c4d"`` is another.
    tables : str, optional
        The sha256 over the tables, as ``fd.version().tables`` gives it, or its first eight or
        more digits. Any tables of that version by default.
    data : path, optional
        Another data directory. ``FREEDOMDATA_DATA`` or the tables in the package by default.

    Returns
    -------
    None
        Nothing: the data at hand are those that are required.

    Raises
    ------
    VersionError
        If the data at hand are of another version, or the tables are others; the message says
        what to do.
    FreedomDataError
        If `version` is no data version, or `tables` no sha256.
    SourceError
        If `data` is no data directory, or damaged.

    Examples
    --------
    >>> require("2026.6")
    >>> require("2025.1")
    Traceback (most recent call last):
        ...
    freedomdata.errors.VersionError: data version 2025.1 is required, but 2026.6 is at hand ...
    """
    if not isinstance(version, str) or not _DATA_VERSION.fullmatch(version):
        raise FreedomDataError(
            "version is a data version as text, such as '2026.6' (fd.version().data gives it), "
            f"not {brief(version)}"
        )
    if tables is not None and not (isinstance(tables, str) and _HASH.fullmatch(tables.lower())):
        raise FreedomDataError(
            "tables is a sha256 as text, or its first 8 digits or more (fd.version().tables gives "
            f"it), not {brief(tables)}"
        )
    data = open_data(data)
    held = _read_version(data=data)
    if held.data != version:
        raise VersionError(
            f"data version {version} is required, but {held.data} is at hand "
            f"(freedomdata {held.code}, {data.directory}): {_advise(version, held.data)}"
        )
    if tables is not None and not held.tables.startswith(tables.lower()):
        raise VersionError(
            f"data version {version} is at hand as required, but its tables are "
            f"{held.tables[:SHOWN]}, not {tables[:SHOWN]} ({data.directory}): they were written "
            "anew, by another version of pyarrow or from other files; give data= the directory "
            "with the tables that you mean, or leave out tables"
        )


def _advise(wanted: str, held: str) -> str:
    """Explain how to get from the data version `held` to the one that is `wanted`."""
    base, _, added = wanted.partition("+")
    if added:
        return (
            f"what follows the + names files that somebody added to {base}; give data= the "
            "directory that was made with them, or make it again from the same files"
        )
    if held.startswith(f"{wanted}+"):
        return (
            "what follows the + names files that were added to it by build or ingest; to go "
            "without them unset FREEDOMDATA_DATA and leave out data="
        )
    return (
        "pip install the release of freedomdata that carries it (its changelog says which), or "
        "give data= a directory that holds it"
    )
