"""
What an atlas costs with one process and with one per core, and how well it scales.

Every run starts anew in a directory of its own: starting the processes and binding is counted.

    python benchmarks/atlas.py [--runs 3] [--pages 60]
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from pathlib import Path

import freedomdata as fd
from freedomdata.plots.atlas.picture import plot_atlas
from freedomdata.plots.atlas.workers import count_cores


def cost(name: str, country: list[str], jobs: int) -> float:
    """Make one atlas; return seconds."""
    with tempfile.TemporaryDirectory() as directory:
        start = time.perf_counter()
        plot_atlas(Path(directory) / name, country=country, jobs=jobs)
        return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--pages", type=int, default=60, help="how many; 0 for all")
    options = parser.parse_args()
    rated = fd.load_panel()["country_id"].unique().tolist()
    country = rated[:: max(len(rated) // options.pages, 1)] if options.pages else rated
    cores = count_cores()
    for name in ("atlas", "atlas.pdf"):
        pairs = [(cost(name, country, 1), cost(name, country, cores)) for _ in range(options.runs)]
        ratios = [one / many for one, many in pairs]
        print(
            f"{name}, {len(country)} pages: 1 process median "
            f"{statistics.median(one for one, _ in pairs):.1f} s, {cores} processes "
            f"{statistics.median(many for _, many in pairs):.1f} s, "
            f"{statistics.median(ratios):.2f} times as fast "
            f"(lowest {min(ratios):.2f}, highest {max(ratios):.2f}, {options.runs} runs)"
        )


if __name__ == "__main__":
    main()
