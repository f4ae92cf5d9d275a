"""Where the published files are, and a clean slate for every test."""

from __future__ import annotations

import os
import pickle
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import matplotlib as mpl
import matplotlib.pyplot as plt
import pytest
from filelock import FileLock
from samples import mark_sweeps

import freedomdata as fd

if TYPE_CHECKING:
    from collections.abc import Callable

Made = TypeVar("Made")

mpl.use("Agg")


@pytest.hookimpl(tryfirst=True)  # before the marker leaves any out
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave what a sample has not to the sweep."""
    mark_sweeps(items)


def _need(variable: str, otherwise: str) -> Path:
    """Return a directory of files that are not ours to pass on, or skip and say so."""
    directory = os.environ.get(variable)
    if not directory:
        pytest.skip(f"{variable} is unset: {otherwise}")
    return Path(directory)


@pytest.fixture(scope="session")
def raw() -> Path:
    """The directory of the published files."""
    return _need("FREEDOMDATA_RAW", "the published files themselves are not tested")


@pytest.fixture(scope="session")
def reference() -> Path:
    """The directory of the reference lists."""
    return _need("FREEDOMDATA_REFERENCE", "names and numbers of others are not compared")


class Once:
    """Makes what several tests read once per run: in the first worker that needs it."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def __call__(self, name: str, make: Callable[[Path], Made]) -> Made:
        """Return what `make` returned when it was called, with a directory that nobody changes."""
        directory = self.home / name
        kept = self.home / f"{name}.pickle"
        with FileLock(self.home / f"{name}.lock"):
            if not kept.exists():
                shutil.rmtree(directory, ignore_errors=True)  # of one that failed
                directory.mkdir()
                kept.write_bytes(pickle.dumps(make(directory)))
        made: Made = pickle.loads(kept.read_bytes())  # noqa: S301 (written above)
        return made


@pytest.fixture(scope="session")
def once(tmp_path_factory) -> Once:
    """Make a thing under a name of its own, or return it as another worker made it."""
    base = tmp_path_factory.getbasetemp()
    home = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "once"
    home.mkdir(exist_ok=True)
    return Once(home)


@pytest.fixture(scope="session")
def built(raw, once) -> Path:
    """A data directory built from the published files."""
    return once("built", lambda home: fd.build(raw=raw, out=home / "data"))


@pytest.fixture(scope="session")
def rsf_built(raw, once) -> Path:
    """The tables of the package with those of the World Press Freedom Index."""
    return once("built with rsf", lambda home: fd.build("rsf", raw=raw, out=home / "data"))


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


@pytest.fixture(autouse=True)
def _no_other_data(monkeypatch):
    monkeypatch.delenv("FREEDOMDATA_DATA", raising=False)
