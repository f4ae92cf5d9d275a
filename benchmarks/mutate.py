"""
Change one printed value of the published files, or one of the tables, and count what is noticed.

What is changed, and how it is judged, is in tests/building/mutation.py and table_mutation.py;
docs/mutation.md says how the figures are read.

    FREEDOMDATA_RAW=DIR python benchmarks/mutate.py [--runs 10000] [--tables 2000] [--seed 1]
        [--jobs 2] [--survey fiw] [--json] [--verify 200]
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "building"))

import mutation as engine
import table_mutation

from freedomdata.building import build
from freedomdata.paths import raw_dir
from freedomdata.surveys import SURVEYS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from mutation import Mutation, Verdict

_SHOWN = 20

_held: dict[str, Any] = {}


def _start(subject: Callable[..., Any], directory: Path, ids: Sequence[str]) -> None:
    _held["subject"] = subject(directory, *ids)


def _judge(mutation: Mutation) -> Verdict:
    return _held["subject"].judge(mutation)


def _verify(mutation: Mutation) -> bool:
    return _held["subject"].verify(mutation)


def work(
    job: Callable[[Mutation], Any], mutations: Sequence[Mutation], jobs: int, *start: Any
) -> list[Any]:
    """Do `job` for every mutation, in processes of their own, in order."""
    done = []
    with ProcessPoolExecutor(jobs, initializer=_start, initargs=start) as pool:
        for result in pool.map(job, mutations, chunksize=20):
            done.append(result)
            if len(done) % 100 == 0 or len(done) == len(mutations):
                print(f"\r{len(done)} of {len(mutations)}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return done


def count(verdicts: Iterable[Verdict]) -> list[dict[str, Any]]:
    """Return the figures: how many verdicts of each kind there are."""
    names = ("survey", "kind", "variant", "tie", "cell", "step")
    counted = sorted(engine.tally(verdicts).items())
    return [dict(zip(names, key, strict=True)) | {"count": n} for key, n in counted]


def share(rows: Iterable[dict[str, Any]], *good: str) -> str:
    """Say what share of rows was noticed (or met with what is `good` else), of how many."""
    steps: Counter[str] = Counter()
    for row in rows:
        steps[row["step"]] += row["count"]
    drawn, met = steps.total(), sum(steps[step] for step in (*engine.STEPS, *good))
    if not drawn:
        return "-"
    # rounded down: 100 is said of nothing less
    return f"{int(1000 * met / drawn) / 10:.1f} % of {drawn}"


def tabulate(header: Sequence[str], lines: Sequence[Sequence[object]]) -> str:
    """Set a table in Markdown, its columns aligned."""
    texts = [[str(cell) for cell in line] for line in (header, *lines)]
    widths = [max(map(len, column)) for column in zip(*texts, strict=True)]
    texts.insert(1, ["-" * width for width in widths])
    return "\n".join(
        f"| {' | '.join(t.ljust(w) for t, w in zip(line, widths, strict=True))} |" for line in texts
    )


def table_of_kinds(
    figures: Sequence[dict[str, Any]], columns: Sequence[str], steps: Sequence[str]
) -> str:
    """Set how often a kind was noticed at which step, and how often at none."""
    lines = []
    for key in dict.fromkeys(tuple(row[name] for name in columns) for row in figures):
        rows = [r for r in figures if tuple(r[name] for name in columns) == key]
        by_step = [sum(r["count"] for r in rows if r["step"] == step) for step in steps]
        lines.append((*key, sum(r["count"] for r in rows), *by_step))
    names = {"variant": "put there", engine.UNNOTICED: "unnoticed"}
    return tabulate([names.get(n, n) for n in (*columns, "draws", *steps)], lines)


def table_of_shares(figures: Sequence[dict[str, Any]]) -> str:
    """Set the shares that matter most, over all surveys and for each."""
    is_of_files = any(r["cell"] == "witness" for r in figures)
    exact = [r for r in figures if r["tie"] == engine.EXACT and r["variant"] != "blank"]
    parts = {
        "tied exactly, all kinds": exact,
        "tied exactly, put there: next number": [r for r in exact if r["variant"] == "next"],
        "tied exactly, cell delivered": [r for r in exact if r["cell"] == "delivered"],
        "tied exactly, cell a witness": [r for r in exact if r["cell"] == "witness"],
        "status, covered years from 2003": [r for r in figures if r["kind"] == "status, from 2003"],
        "status, covered years before 2003": [
            r for r in figures if r["kind"] == "status, before 2003"
        ],
        **({} if is_of_files else _parts_of_tables(exact)),
        "tied within bounds": [
            r for r in figures if r["tie"] == engine.BOUNDED and r["variant"] != "blank"
        ],
        "tied by nothing": [
            r for r in figures if r["tie"] == engine.FREE and r["variant"] != "blank"
        ],
    }
    if not is_of_files:
        parts = {name: rows for name, rows in parts.items() if "cell" not in name}
    surveys = list(dict.fromkeys(row["survey"] for row in figures))
    lines = [
        (name, share(rows), *(share(r for r in rows if r["survey"] == s) for s in surveys))
        for name, rows in parts.items()
    ]
    blank = [row for row in figures if row["variant"] == "blank"]
    by_survey = ([r for r in blank if r["survey"] == s] for s in surveys)
    lines.append(
        (
            "value removed: noticed, or delivered from another file",
            *(share(rows, engine.SAME) for rows in (blank, *by_survey)),
        )
    )
    return tabulate(("noticed", "all surveys", *surveys), lines)


def _parts_of_tables(exact: Sequence[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Part what is tied exactly: values, and what says whose and from where they are."""
    strange = {"key", "cell", "source", "release", "printed", "grade", "note", "is_reprint"}
    strange |= {"name, title, period"}
    is_value = [r["kind"].split(": ")[-1] not in strange for r in exact]
    return {
        "tied exactly, values": [r for r, own in zip(exact, is_value, strict=True) if own],
        "tied exactly, keys and the rest": [
            r for r, own in zip(exact, is_value, strict=True) if not own
        ],
    }


def describe(verdict: Verdict) -> str:
    m = verdict.mutation
    what = f"{m.spot.survey}, {m.spot.kind} ({m.variant}): {m.old!r} -> {m.new!r}, {m.where}"
    return f"{what} {verdict.message}".rstrip()


def report(verdicts: Sequence[Verdict], figures: Sequence[dict[str, Any]]) -> None:
    is_of_files = any(r["cell"] == "witness" for r in figures)
    columns = ("survey", "kind", "variant") if is_of_files else ("kind",)
    steps = engine.STEPS[:4] if is_of_files else ("shape", "lineage", "comparison", "rules")
    print(table_of_shares(figures), end="\n\n")
    if not is_of_files:
        figures = sorted(figures, key=lambda row: (row["kind"], row["variant"]))
    more = (engine.SAME,) if is_of_files else ()
    print(table_of_kinds(figures, columns, (*steps, *more, engine.UNNOTICED)), end="\n\n")
    missed = [
        v
        for v in verdicts
        if not v.is_noticed and v.mutation.tie == engine.EXACT and v.mutation.variant != "blank"
    ]
    print(f"unnoticed though tied exactly: {len(missed)}")
    for verdict in missed[:_SHOWN]:
        print(f"- {describe(verdict)}")
    crashed = [v for v in verdicts if v.step == engine.CRASH]
    print(f"refused by an error that is not the package's own: {len(crashed)}")
    for verdict in crashed[:_SHOWN]:
        print(f"- {describe(verdict)}")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=10_000, help="cells of the published files")
    parser.add_argument("--tables", type=int, default=2_000, help="values of the tables")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--survey", action="append", choices=SURVEYS, default=[])
    parser.add_argument("--json", action="store_true", help="print the figures, not the tables")
    parser.add_argument(
        "--verify", type=int, metavar="N", help="compare N verdicts with whole builds, no more"
    )
    given = parser.parse_args()
    if given.verify:
        verify(given)
    with tempfile.TemporaryDirectory() as held:
        for runs, subject in ((given.runs, engine.Files), (given.tables, table_mutation.Tables)):
            if not runs:
                continue
            directory = raw_dir()
            if subject is not engine.Files:
                # the tables as they are shipped, and RSF's beside them
                directory = build("rsf", raw=directory, out=Path(held) / "data")
            began = time.perf_counter()
            start = (subject, directory, given.survey)
            mutations = subject(directory, *given.survey).draw(runs, given.seed)
            verdicts = work(_judge, mutations, given.jobs, *start)
            seconds = time.perf_counter() - began
            figures = count(verdicts)
            name = subject.__name__.lower()
            if given.json:
                result = {"part": name, "runs": runs, "seed": given.seed, "figures": figures}
                print(json.dumps(result, indent=1))
                continue
            report(verdicts, figures)
            print(f"{name}: {runs} runs, seed {given.seed}, {given.jobs} jobs: {seconds:.0f} s\n")


def verify(given: argparse.Namespace) -> None:
    """Compare verdicts with those of whole builds, and leave."""
    start = (engine.Files, raw_dir(), given.survey)
    mutations = engine.Files(raw_dir(), *given.survey).draw(given.verify, given.seed)
    agreed = work(_verify, mutations, given.jobs, *start)
    wrong = [m for m, is_same in zip(mutations, agreed, strict=True) if not is_same]
    print(f"{len(agreed) - len(wrong)} of {len(agreed)} verdicts are those of a whole build")
    raise SystemExit("\n".join(map(repr, wrong)) if wrong else 0)


if __name__ == "__main__":
    main()
