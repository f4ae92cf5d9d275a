"""What others see of what we do: each picture once in a notebook, and nothing global changed."""

from __future__ import annotations

import locale
import warnings

import matplotlib as mpl
import matplotlib.pyplot as plt
import nbformat
import pytest
from nbclient import NotebookClient

import freedomdata as fd

CELLS = [
    ("import matplotlib.pyplot as plt\nimport freedomdata as fd", 0),
    ("fd.plot_trend('China', survey='fiw')", 1),
    ("plt.plot([1, 2, 3])", 1),
    ("fd.plot_trend('China')", 1),
    ("ax = fd.plot_counts('fiw')", 1),
    ("fd.plot_compare(['China', 'Hungary'])", 1),
    ("fd.plot_statuses(['China', 'Hungary'])", 1),
    ("fd.plot_items('Hungary')", 1),
    ("fd.plot_movers(2014, 2024, n=3)", 1),
    ("fd.plot_map(2024)\nplt.show()", 1),
    ("with fd.style('dark'):\n    fd.plot_trend(['China', 'Hungary'])", 1),
    ("fig, ax = plt.subplots()\nfd.plot_trend('China', survey='fotn', ax=ax)", 1),
    ("fd.alt_text(fd.plot_trend('Hungary', survey='fotp'))", 1),
    ("%matplotlib inline\nplt.plot([3, 2, 1])\nplt.show()", 1),
    ("fd.plot_trend('Hungary', survey='fotn');", 1),
]


@pytest.fixture(scope="module")
def shown():
    """The images of each cell of a notebook that was run."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c, _ in CELLS])
    with warnings.catch_warnings(), pytest.MonkeyPatch.context() as patch:
        warnings.simplefilter("default")  # of the client, about event loops
        patch.delenv("MPLBACKEND", raising=False)
        NotebookClient(notebook, timeout=None, kernel_name="python3").execute()
    return [
        sum("image/png" in output.get("data", {}) for output in cell["outputs"])
        for cell in notebook.cells
    ]


@pytest.mark.parametrize("number", range(len(CELLS)), ids=[code[:40] for code, _ in CELLS])
def test_each_picture_is_shown_once(shown, number):
    assert shown[number] == CELLS[number][1]


CALLS = {
    "trend": lambda: fd.plot_trend("China"),
    "several": lambda: fd.plot_trend(["China", "Hungary"]),
    "statuses": lambda: fd.plot_statuses(["China", "Hungary"]),
    "counts": lambda: fd.plot_counts("fiw", by="region"),
    "movers": lambda: fd.plot_movers(2014, 2024, n=3),
    "items": lambda: fd.plot_items("Hungary"),
    "map": lambda: fd.plot_map(2024),
    "compare": lambda: fd.plot_compare(["China", "Hungary"]),
}
calls = pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)


@calls
def test_every_picture_returns_its_first_axes_which_are_the_current_ones(call):
    ax = call()
    assert ax is ax.figure.axes[0]
    assert ax is plt.gca()
    assert fd.alt_text(ax) == fd.alt_text(ax.figure)


@calls
def test_nothing_global_is_changed(call):
    def state():
        return dict(mpl.rcParams), warnings.filters[:], locale.setlocale(locale.LC_ALL)

    before = state()
    call()
    assert state() == before


@pytest.mark.parametrize("is_on", [True, False])
def test_a_backend_that_is_loaded_by_a_picture_keeps_its_settings(is_on, monkeypatch):
    monkeypatch.setattr(plt, "draw_if_interactive", lambda: mpl.interactive(is_on))
    with mpl.rc_context({"interactive": not is_on}):
        fd.plot_trend("China", survey="fiw")
        assert mpl.is_interactive() is is_on
