"""
What loading costs in a fresh process, against pandas.read_parquet of the same file.

Wall time from the start of the interpreter to its end, and the largest resident set, both as the
operating system accounts for them; the ratio is taken pair by pair. Unix only.

    python benchmarks/load.py [--runs 10]
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time

from freedomdata.paths import data_dir

PATH = data_dir() / "fiw.parquet"
BASELINE = f"import pandas; pandas.read_parquet({str(PATH)!r})"
OURS = "import freedomdata; freedomdata.load('fiw')"
IMPORT = "import freedomdata"
NOTHING = "pass"


def cost(code: str) -> tuple[float, float]:
    """Run `code` in a new interpreter; return seconds and mebibytes."""
    start = time.perf_counter()
    child = os.posix_spawn(sys.executable, [sys.executable, "-c", code], os.environ)
    _, status, usage = os.wait4(child, 0)
    elapsed = time.perf_counter() - start
    if status:
        raise SystemExit(f"failed: {code}")
    unit = 1024**2 if sys.platform == "darwin" else 1024
    return elapsed, usage.ru_maxrss / unit


def compare(name: str, ours: str, baseline: str, runs: int) -> None:
    pairs = [(cost(ours), cost(baseline)) for _ in range(runs + 1)][1:]
    for what, i, unit in (("time", 0, "s"), ("memory", 1, "MiB")):
        ratios = [a[i] / b[i] for a, b in pairs]
        print(
            f"{name}, {what}: median {statistics.median(a[i] for a, _ in pairs):.3f} {unit} "
            f"against {statistics.median(b[i] for _, b in pairs):.3f} {unit}, ratio "
            f"{statistics.median(ratios):.2f} (lowest {min(ratios):.2f}, highest "
            f"{max(ratios):.2f}, {runs} runs)"
        )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=10)
    runs = parser.parse_args().runs
    compare("load('fiw') / pandas.read_parquet", OURS, BASELINE, runs)
    compare("import freedomdata / python -c pass", IMPORT, NOTHING, runs)


if __name__ == "__main__":
    main()
