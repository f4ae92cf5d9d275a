"""
What questions over all editions cost, against pandas loops over countries, in the same run.

Each of our functions answers for every edition of Freedom in the World; the loop beside it is what
a user writes without it: a pass over countries, and over editions within. The loops are the naive
ones, and know nothing of gaps, breaks and incomplete editions.

    python benchmarks/asking.py [--runs 5]
"""

from __future__ import annotations

import argparse
import statistics
import time
import warnings
from typing import TYPE_CHECKING, Any

import numpy as np

import freedomdata as fd

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

ROWS = fd.load("fiw", territories=False)
EDITIONS = sorted(ROWS["edition"].unique())
PEOPLE = fd.load_population().set_index(["country_id", "year"])["population"].to_dict()
FLOORS = (36, 30, 24, 18, 12, 6)


def loop_changes() -> list[Any]:
    """Find every change of status and score, country by country."""
    found = []
    for country_id in ROWS["country_id"].unique():
        own = ROWS[ROWS["country_id"] == country_id].sort_values("edition")
        before = None
        for _, row in own.iterrows():
            if before is not None and row["status"] != before["status"]:
                found.append((country_id, row["edition"], before["status"], row["status"]))
            if before is not None and row["total_score"] - before["total_score"] != 0:
                found.append((country_id, row["edition"], row["total_score"]))
            before = row
    return found


def ask_changes() -> None:
    fd.find_changes("fiw", level="status")
    fd.find_changes("fiw", level="score")


def loop_spells() -> list[Any]:
    """Find every run of a status, country by country."""
    found = []
    for country_id in ROWS["country_id"].unique():
        own = ROWS[ROWS["country_id"] == country_id].sort_values("edition")
        runs = (own["status"].astype(str) != own["status"].astype(str).shift()).cumsum()
        for _, run in own.groupby(runs):
            found.append((country_id, run["status"].iloc[0], run["edition"].min(), len(run)))
    return found


def loop_movers() -> list[Any]:
    """Find net changes between each two editions ten apart, country by country."""
    found = []
    for since in range(2006, 2017):
        for country_id in ROWS["country_id"].unique():
            own = ROWS[ROWS["country_id"] == country_id].set_index("edition")["total_score"]
            if since in own.index and since + 10 in own.index:
                found.append((country_id, since, own[since + 10] - own[since]))
    return found


def ask_movers() -> None:
    for since in range(2005, 2016):
        fd.find_movers("fiw", since, since + 10, measure="total_score")


def loop_margins() -> list[Any]:
    """Count the points left to the next rating, edition by edition, country by country."""
    found = []
    for edition in EDITIONS:
        own = ROWS[(ROWS["edition"] == edition) & ROWS["total_score"].notna()]
        for country_id in own["country_id"].unique():
            score = own.loc[own["country_id"] == country_id, "political_rights_score"].item()
            up = [floor - score for floor in FLOORS if floor > score]
            found.append((country_id, edition, min(up, default=None)))
    return found


def ask_margins() -> None:
    for edition in EDITIONS:
        if edition >= 2003:  # noqa: PLR2004 (scores begin)
            fd.find_margins("fiw", edition=int(edition))


def loop_counts() -> dict[Any, Any]:
    """Count countries and people of each status, country by country."""
    found: dict[Any, list[float]] = {}
    for country_id in ROWS["country_id"].unique():
        for _, row in ROWS[ROWS["country_id"] == country_id].iterrows():
            count = found.setdefault((row["edition"], row["status"]), [0, 0.0])
            count[0] += 1
            count[1] += PEOPLE.get((country_id, row["year"]), 0)
    return found


def loop_means() -> dict[Any, float]:
    """Take the mean of the ratings by region and edition, country by country."""
    values: dict[Any, list[float]] = {}
    for country_id in ROWS["country_id"].unique():
        for _, row in ROWS[ROWS["country_id"] == country_id].iterrows():
            rating = (row["political_rights"] + row["civil_liberties"]) / 2
            values.setdefault((row["edition"], row["fh_region"]), []).append(rating)
    return {key: float(np.nanmean(some)) for key, some in values.items()}


def loop_ranks() -> list[Any]:
    """Find the place of each country, edition by edition, country by country."""
    found = []
    for edition in EDITIONS:
        own = ROWS[(ROWS["edition"] == edition) & ROWS["total_score"].notna()]
        for country_id in own["country_id"].unique():
            score = own.loc[own["country_id"] == country_id, "total_score"].item()
            found.append((country_id, edition, 1 + (own["total_score"] > score).sum()))
    return found


def ask_ranks() -> None:
    for edition in EDITIONS:
        if edition >= 2003:  # noqa: PLR2004 (scores begin)
            fd.rank("fiw", edition=int(edition))


def loop_lags() -> list[pd.DataFrame]:
    """Find the score of the year before, country by country."""
    found = []
    for country_id in ROWS["country_id"].unique():
        own = ROWS[ROWS["country_id"] == country_id].set_index("year")
        found.append(
            own.assign(before=[own["total_score"].get(year - 1, np.nan) for year in own.index])
        )
    return found


def loop_panel() -> list[pd.DataFrame]:
    """Give each country a row for every year, country by country."""
    found = []
    for country_id in ROWS["country_id"].unique():
        own = ROWS[ROWS["country_id"] == country_id].set_index("year")
        found.append(own.reindex(range(1972, 2026)).assign(country_id=country_id))
    return found


PAIRS: dict[str, tuple[Callable[[], object], Callable[[], object]]] = {
    "find_changes": (ask_changes, loop_changes),
    "find_spells": (lambda: fd.find_spells("fiw"), loop_spells),
    "find_movers, 11 decades": (ask_movers, loop_movers),
    "find_margins, 24 editions": (ask_margins, loop_margins),
    "count_statuses, people": (
        lambda: fd.count_statuses("fiw", weight="population"),
        loop_counts,
    ),
    "aggregate by region": (lambda: fd.aggregate("fiw", by="region"), loop_means),
    "rank, 24 editions": (ask_ranks, loop_ranks),
    "lag": (lambda: fd.lag(ROWS), loop_lags),
    "a balanced panel": (
        lambda: fd.load("fiw", territories=False, complete="rated"),
        loop_panel,
    ),
}


def cost(job: Callable[[], object]) -> float:
    """Return seconds of CPU time."""
    start = time.process_time()
    job()
    return time.process_time() - start


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    warnings.simplefilter("ignore")
    ours, theirs = [0.0] * runs, [0.0] * runs
    for name, (ask, loop) in PAIRS.items():
        ask()
        ratios = []
        for run in range(runs):
            own, naive = cost(ask), cost(loop)
            ours[run] += own
            theirs[run] += naive
            ratios.append(own / naive)
        print(
            f"{name}: ratio to a loop over countries {statistics.median(ratios):.3f} "
            f"(lowest {min(ratios):.3f}, highest {max(ratios):.3f}, {runs} runs)"
        )
    together = [own / naive for own, naive in zip(ours, theirs, strict=True)]
    print(
        f"all together: ratio {statistics.median(together):.3f} (lowest {min(together):.3f}, "
        f"highest {max(together):.3f}); ours {statistics.median(ours):.2f} s"
    )


if __name__ == "__main__":
    main()
