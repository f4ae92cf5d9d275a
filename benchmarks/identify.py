"""
What it costs to find who is who, against Series.map of a dict, country_converter and pycountry.

A column of ten million rows with two hundred distinct names, in one process, in turn, after one
uncounted round each; the ratio to ``Series.map(dict)`` is taken pair by pair. Then ten thousand
mixed names, which the others are given, too, as far as they are installed and run; they answer
fewer of them, and each in its own way, so that their share of answers is told beside the time.

    pip install country_converter pycountry
    python benchmarks/identify.py [--runs 5] [--rows 10000000]
"""

from __future__ import annotations

import argparse
import logging
import random
import statistics
import time
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

import freedomdata as fd
from freedomdata.countries.registry import get_countries, read_rows

if TYPE_CHECKING:
    from collections.abc import Callable

MIXED = 10_000  # names
SLOW = 100  # of them, for who would take minutes
WORLD = [c.country for c in get_countries().values()]
ALIASES = [row["alias"] for row in read_rows("aliases.csv")]


def seconds(job: Callable[[], object]) -> float:
    start = time.perf_counter()
    job()
    return time.perf_counter() - start


def report(name: str, times: list[float], more: str = "") -> None:
    low, high = min(times), max(times)
    print(f"{name}: median {statistics.median(times):.4f} s ({low:.4f} to {high:.4f}){more}")


def compare_column(rows: int, runs: int) -> None:
    table = dict(zip(WORLD[:200], get_countries(), strict=False))
    drawn = np.random.default_rng(0).choice(np.array(list(table), dtype=object), rows)
    strings = pd.Series(drawn.tolist())  # objects, too, before pandas 3
    columns = {"strings": strings, "objects": strings.astype(object)}
    for kind, column in columns.items():

        def ours(column: pd.Series[Any] = column) -> object:
            return fd.identify(column)

        def mapped(column: pd.Series[Any] = column) -> object:
            return column.map(table)

        pairs = [(seconds(ours), seconds(mapped)) for _ in range(runs + 1)][1:]
        ratios = [a / b for a, b in pairs]
        report(f"identify, {rows:,} rows of {kind}", [a for a, _ in pairs])
        report("  Series.map(dict)", [b for _, b in pairs])
        print(
            f"  ratio: median {statistics.median(ratios):.2f} (lowest {min(ratios):.2f}, "
            f"highest {max(ratios):.2f}, {runs} runs)"
        )


def find_all(names: list[str]) -> int:
    found = 0
    for name in names:
        try:
            fd.find_country(name)
        except fd.FreedomDataError:
            continue
        found += 1
    return found


def compare_names(runs: int) -> None:
    rng = random.Random(0)  # noqa: S311 (a sample, not a secret)
    known = [*WORLD, *ALIASES, *get_countries(), "World", "High income", "Atlantis"]
    names = [rng.choice(known) for _ in range(MIXED)]
    print(f"{MIXED:,} mixed names, {len(set(names)):,} distinct")
    print(
        "find_country with its tables, first call: "
        f"{seconds(lambda: fd.find_country('Burma')):.4f} s"
    )
    report("identify, first call", [seconds(lambda: fd.identify(names))])
    share = f", {find_all(names) / MIXED:.0%} found"
    report(
        "find_country, one by one", [seconds(lambda: find_all(names)) for _ in range(runs)], share
    )
    report("identify", [seconds(lambda: fd.identify(names)) for _ in range(runs)])
    for name, compare in (("pycountry", with_pycountry), ("country_converter", with_converter)):
        try:
            compare(names, runs)
        except ImportError:
            print(f"{name} is not installed")
        except (TypeError, ValueError) as error:
            print(f"{name} does not run with pandas {pd.__version__}: {error}")


def with_pycountry(names: list[str], runs: int) -> None:
    countries: Any = import_module("pycountry").countries

    def lookup(names: list[str]) -> int:
        found = 0
        for name in names:
            try:
                countries.lookup(name)
            except LookupError:
                continue
            found += 1
        return found

    share = f", {lookup(names) / MIXED:.0%} found"
    report(
        "pycountry.countries.lookup, one by one",
        [seconds(lambda: lookup(names)) for _ in range(runs)],
        share,
    )


def with_converter(names: list[str], runs: int) -> None:
    logging.disable(logging.WARNING)  # it tells every name that it does not find
    converter = import_module("country_converter").CountryConverter()
    few = names[:SLOW]

    def convert() -> list[Any]:
        return list(converter.convert(few, to="ISO3", not_found=None))

    answers = [got for given, got in zip(few, convert(), strict=True) if got != given]
    report(
        f"country_converter.convert, {SLOW} of them",
        [seconds(convert) for _ in range(runs)],
        f", {len(answers) / SLOW:.0%} answered",
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--rows", type=int, default=10_000_000)
    given = parser.parse_args()
    print(f"pandas {pd.__version__}")
    compare_names(given.runs)
    compare_column(given.rows, given.runs)


if __name__ == "__main__":
    main()
