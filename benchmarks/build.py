"""
How long a build takes, against bare reading of the same files.

Workbooks are read by python-calamine, the others by the csv and json of the standard library.
Both run in one process, in turn, after one uncounted round each; the ratio is taken pair by pair.

    FREEDOMDATA_RAW=DIR python benchmarks/build.py [--runs 10]
"""

from __future__ import annotations

import argparse
import csv
import json
import statistics
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from python_calamine import CalamineWorkbook

import freedomdata as fd
from freedomdata.paths import raw_dir
from freedomdata.sources.formats import find_file

if TYPE_CHECKING:
    from collections.abc import Callable


def read_bare(raw: Path) -> None:
    """Read every declared sheet of every file once, and nothing else."""
    shipped = [survey for survey in fd.SURVEYS.values() if survey.is_shipped]
    sources = {source.path: source for survey in shipped for source in survey.sources}
    for source in sources.values():
        path = find_file(source, raw)
        if path.suffix == ".xlsx":
            book = CalamineWorkbook.from_path(path)
            names = {name.strip(): name for name in book.sheet_names}
            for sheet in source.sheets:
                book.get_sheet_by_name(names[str(sheet.name)]).to_python()
        elif path.suffix == ".csv":
            with path.open(encoding=source.sheets[0].encodings[0], newline="") as file:
                list(csv.reader(file))
        else:
            json.loads(path.read_bytes())


def seconds(job: Callable[[], object]) -> float:
    start = time.perf_counter()
    job()
    return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=10)
    runs = parser.parse_args().runs
    raw = raw_dir()
    with tempfile.TemporaryDirectory() as out:
        pairs = [
            (seconds(lambda: read_bare(raw)), seconds(lambda: fd.build(raw=raw, out=Path(out))))
            for _ in range(runs + 1)
        ][1:]
    bare, build = ([pair[i] for pair in pairs] for i in (0, 1))
    ratios = [b / a for a, b in pairs]
    print(f"bare reading, same files: median {statistics.median(bare):.3f} s")
    print(f"freedomdata.build:        median {statistics.median(build):.3f} s")
    print(
        f"ratio, pair by pair:      median {statistics.median(ratios):.2f} "
        f"(lowest {min(ratios):.2f}, highest {max(ratios):.2f}, {runs} runs)"
    )


if __name__ == "__main__":
    main()
