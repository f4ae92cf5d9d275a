"""Where the published files are, and a clean slate for every test."""

from __future__ import annotations

import os
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import pytest

import freedomdata as fd

mpl.use("Agg")


@pytest.fixture(scope="session")
def raw() -> Path:
    """The directory of the published files; they may not be passed on, so it may be missing."""
    directory = os.environ.get("FREEDOMDATA_RAW")
    if not directory:
        pytest.skip("FREEDOMDATA_RAW is unset: the published files themselves are not tested")
    return Path(directory)


@pytest.fixture(scope="session")
def built(raw, tmp_path_factory) -> Path:
    """A data directory built from the published files."""
    return fd.build(raw=raw, out=tmp_path_factory.mktemp("built"))


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


@pytest.fixture(autouse=True)
def _no_other_data(monkeypatch):
    monkeypatch.delenv("FREEDOMDATA_DATA", raising=False)
