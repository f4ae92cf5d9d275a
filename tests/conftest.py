"""Where the published files are, and a clean slate for every test."""

from __future__ import annotations

import os
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import pytest

import freedomdata as fd

mpl.use("Agg")


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


@pytest.fixture(scope="session")
def built(raw, tmp_path_factory) -> Path:
    """A data directory built from the published files."""
    return fd.build(raw=raw, out=tmp_path_factory.mktemp("built"))


@pytest.fixture(scope="session")
def rsf_built(raw, tmp_path_factory) -> Path:
    """The tables of the package with those of the World Press Freedom Index."""
    return fd.build("rsf", raw=raw, out=tmp_path_factory.mktemp("rsf"))


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


@pytest.fixture(autouse=True)
def _no_other_data(monkeypatch):
    monkeypatch.delenv("FREEDOMDATA_DATA", raising=False)
