"""
What second calls cost in one process, against pandas.read_parquet of ``fiw.parquet``.

Every call is made once before any is timed. Then they take turns, each right after a reading of the
file; the ratio is taken pair by pair, and once more of the shortest times of all, which say most
where the machine is busy.

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


def seconds(job: Callable[[], object]) -> float:
    start = time.perf_counter()
    job()
    return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=20)
    runs = parser.parse_args().runs
    pairs: dict[str, list[tuple[float, float]]] = {name: [] for name in CALLS}
    for _ in range(runs + 1):
        for name, call in CALLS.items():
            reading = seconds(lambda: pd.read_parquet(PATH))
            pairs[name].append((seconds(call), reading))
    timed = {name: taken[1:] for name, taken in pairs.items()}
    readings = [reading for taken in timed.values() for _, reading in taken]
    print(
        f"pandas.read_parquet of fiw.parquet: median {1000 * statistics.median(readings):.1f} ms, "
        f"shortest {1000 * min(readings):.1f} ms"
    )
    for name, taken in timed.items():
        ratios = [ours / reading for ours, reading in taken]
        shortest = min(ours for ours, _ in taken)
        print(
            f"{name}: median {1000 * statistics.median(ours for ours, _ in taken):.1f} ms, ratio "
            f"{statistics.median(ratios):.2f} (lowest {min(ratios):.2f}, highest "
            f"{max(ratios):.2f}, {runs} runs), of the shortest {shortest / min(readings):.2f}"
        )


if __name__ == "__main__":
    main()
