"""Where the processed tables are."""

from __future__ import annotations

import os
from pathlib import Path

from freedomdata.errors import SourceError, brief
from freedomdata.limits import check_kind

__all__ = [
    "DESCRIPTOR",
    "as_path",
    "data_dir",
    "own_dir",
    "raw_dir",
    "shipped_dir",
]

#: The descriptor of a data directory: a directory without it is none.
DESCRIPTOR = "datapackage.json"


def data_dir(data: str | os.PathLike[str] | None = None) -> Path:
    """
    Return the directory of the tables.

    `data` if given, else ``FREEDOMDATA_DATA``, else the tables in the installed package, else
    those of the checkout the package runs from.

    Raises
    ------
    SourceError
        If the directory holds no ``datapackage.json``.
    """
    given = data or os.environ.get("FREEDOMDATA_DATA")
    directory = as_path("data", given) if given else shipped_dir()
    if not os.path.isfile(directory / DESCRIPTOR):  # noqa: PTH113 (never raises)
        check_kind(directory)
        raise SourceError(
            f"{directory} holds no {DESCRIPTOR}: give a directory made by `freedomdata build` "
            "or `freedomdata ingest`"
        )
    return directory


def shipped_dir() -> Path:
    """Return the directory of the tables that came with the package (or the checkout)."""
    inside = Path(__file__).parent / "data"
    return inside if inside.is_dir() else _checkout() / "data" / "processed"


def raw_dir(raw: str | os.PathLike[str] | None = None) -> Path:
    """Return the directory of the published files: `raw`, ``FREEDOMDATA_RAW`` or ``data/raw``."""
    return as_path("raw", raw or os.environ.get("FREEDOMDATA_RAW") or Path("data", "raw"))


def own_dir() -> Path:
    """Return the directory of the tables that were transcribed for this project."""
    inside = Path(__file__).parent / "raw"
    return inside if inside.is_dir() else _checkout() / "data" / "raw"


def as_path(name: str, path: str | os.PathLike[str]) -> Path:
    """Return an argument as a path, or refuse what is none."""
    found: Path | None
    try:
        found = Path(path)
    except TypeError:
        found = None
    if found is None or "\0" in str(found):
        raise SourceError(f"{name} must be a path, not {brief(path)}")
    return found


def _checkout() -> Path:
    return Path(__file__).parents[2]
