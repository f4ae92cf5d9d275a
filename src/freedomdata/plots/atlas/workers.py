"""Pages drawn by several processes at once, each given back as soon as it is there."""

from __future__ import annotations

import hashlib
import os
import signal
import sys
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context, parent_process
from threading import Thread
from types import ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from freedomdata.data import open_data
from freedomdata.errors import FreedomDataError
from freedomdata.plots.atlas.journal import Page
from freedomdata.plots.style import SIZES, THEMES, look, style
from freedomdata.versions import version

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from freedomdata.data import Data

__all__ = ["Task", "count_cores", "draw_pages", "name_look", "name_made_with"]

_MOST = 61  # processes that Windows can wait for


class Task(NamedTuple):
    """A page to be drawn: whom it shows, where it is saved, with which data, in which style."""

    country_id: str
    country: str
    path: Path
    data: Path
    look: tuple[str, str, str]
    made_with: str


def count_cores() -> int:
    """Return how many processes can run at once here."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # only Linux knows
        return os.cpu_count() or 1


def name_look() -> tuple[str, str, str]:
    """Return theme, size and language that pictures have now, as :func:`style` takes them."""
    now = look()
    theme = next(name for name, theme in THEMES.items() if theme is now.theme)
    size = next(name for name, size in SIZES.items() if size is now.size)
    return theme, size, now.language


def name_made_with(data: Data) -> str:
    """Return all that two pages of one country have to share to be the same."""
    import matplotlib as mpl  # noqa: PLC0415 (import on use)

    return f"{version(data=data)}, matplotlib {mpl.__version__}, {', '.join(name_look())}"


def draw_pages(tasks: Sequence[Task], jobs: int) -> Iterator[Page]:
    """
    Draw pages in `jobs` processes, and yield each when it is saved; the first error ends it.

    All processes are started anew ("spawn"), so that it is the same on all systems and nothing of
    the caller's own figures and settings is touched.
    """
    if not tasks:
        return
    pool = ProcessPoolExecutor(
        min(jobs, len(tasks), _MOST), mp_context=get_context("spawn"), initializer=_begin
    )
    try:
        with _hidden_script():
            drawn = [pool.submit(_draw, task) for task in tasks]
        for page in as_completed(drawn):
            yield page.result()
    except BrokenProcessPool:
        raise FreedomDataError(
            "a process that drew pages was ended from outside, or ran out of memory: the same call "
            "goes on from the pages that are there (jobs=1 needs the least memory)"
        ) from None
    finally:
        pool.shutdown(cancel_futures=True)


@contextmanager
def _hidden_script() -> Iterator[None]:
    """Start processes that do not run the caller's script again: it may have no guard for that."""
    script = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = script


def _begin() -> None:
    """Make a new process ready: it draws without a screen, and ends when its parent does."""
    import matplotlib as mpl  # noqa: PLC0415 (import on use)

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends us
    Thread(target=_end_with_parent, daemon=True).start()
    mpl.use("Agg")


def _end_with_parent() -> None:
    parent: Any = parent_process()
    parent.join()
    os._exit(1)


def _draw(task: Task) -> Page:
    """Draw and save one page; whatever fails, the message names the country."""
    import matplotlib.pyplot as plt  # noqa: PLC0415 (import on use)

    from freedomdata.plots.saving import alt_text, save  # noqa: PLC0415 (import on use)
    from freedomdata.plots.trend.picture import plot_trend  # noqa: PLC0415 (import on use)

    theme, size, language = cast("Any", task.look)
    try:
        data = open_data(task.data)  # once: the page says which tables it was drawn from
        with style(theme, size=size, language=language):
            figure: Any = plot_trend(task.country_id, data=data).figure
            made_with = name_made_with(data)
            save(figure, task.path)
        width, height = (round(inches * 96) for inches in figure.get_size_inches())
        said = alt_text(figure)
    except Exception as error:
        known = isinstance(error, FreedomDataError)
        what = str(error) if known else f"{type(error).__name__}: {error}"
        raise FreedomDataError(f"the page of {task.country} cannot be drawn: {what}") from error
    finally:
        plt.close("all")
    sha256 = hashlib.sha256(task.path.read_bytes()).hexdigest()
    name = task.path.name
    return Page(name, task.country_id, task.country, made_with, sha256, width, height, said)
