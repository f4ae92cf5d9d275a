"""
What second calls cost in one process, against pandas.read_parquet of ``fiw.parquet``.

Every call is made once before any is timed. Then they take turns, each right after a reading of the
file; the ratio is taken pair by pair, of wall time, and of the CPU time of all threads, which says
more where the machine is busy.

    python benchmarks/calls.py [--runs 20]
"""

from __future__ import annotations

import argparse
import statistics
import time
from typing import TYPE_CHECKING

import pandas as pd

import freedomdata as fd
from freedomdata.paths import data_dir

if TYPE_CHECKING:
    from collections.abc import Callable

PATH = data_dir() / "fiw.parquet"
FRAME = fd.load("fiw")

CALLS: dict[str, Callable[[], object]] = {
    'load("fiw")': lambda: fd.load("fiw"),
    'load_panel(country="China")': lambda: fd.load_panel(country="China"),
    'load("fiw", as_of="2024")': lambda: fd.load("fiw", as_of="2024"),
    "cite(frame)": lambda: fd.cite(FRAME),
    'explain("China")': lambda: fd.explain("China"),
    "check()": fd.check,
}


def cost(job: Callable[[], object]) -> tuple[float, float]:
    """Return seconds of wall time and of CPU time."""
    wall, cpu = time.perf_counter(), time.process_time()
    job()
    return time.perf_counter() - wall, time.process_time() - cpu


def read() -> object:
    return pd.read_parquet(PATH)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=20)
    runs = parser.parse_args().runs
    pairs: dict[str, list[tuple[tuple[float, float], tuple[float, float]]]] = {}
    for _ in range(runs + 1):
        for name, call in CALLS.items():
            reading = cost(read)
            pairs.setdefault(name, []).append((cost(call), reading))
    for name, taken in pairs.items():
        for n, what in enumerate(("wall", "CPU")):
            ours, theirs = ([pair[i][n] * 1000 for pair in taken[1:]] for i in (0, 1))
            ratios = [a / b for a, b in zip(ours, theirs, strict=True)]
            print(
                f"{name}, {what}: median {statistics.median(ours):.1f} ms against "
                f"{statistics.median(theirs):.1f} ms, ratio {statistics.median(ratios):.2f} "
                f"(lowest {min(ratios):.2f}, highest {max(ratios):.2f}, {runs} runs)"
            )


if __name__ == "__main__":
    main()
