"""What the command line prints of a check."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.markup import escape

from freedomdata.checks import tell
from freedomdata.cli.printing import list_rows, make_table
from freedomdata.errors import plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd
    from rich.table import Table

__all__ = ["show_findings"]

_SHOWN = 50  # sentences; a table of nothing but faults is told by its first


def show_findings(findings: pd.DataFrame, surveys: int, rows: int) -> list[Table | str]:
    """Return what to print: faults in a sentence each, what is known in groups, and the sum."""
    known = findings[findings["level"] == "known"]
    faults = findings[findings["level"] != "known"]
    parts: list[Table | str] = [
        f"[bold]{row.level}[/]: {row.survey}: {escape(tell(row))}"
        for row in list_rows(faults.head(_SHOWN))
    ]
    if more := len(faults.iloc[_SHOWN:]):
        parts.append(f"and {more:,} more (--json prints all)")
    if len(known):
        parts += ["[bold]Known exceptions of the sources[/]", _group(known)]
    return [*parts, _sum_up(findings, surveys, rows)]


def _group(known: pd.DataFrame) -> Table:
    """Return a row for each reason of each survey, and how often it is given."""
    columns = ["survey", "rule", "reason"]
    order = {survey: number for number, survey in enumerate(known["survey"].unique())}
    groups: Iterable[tuple[Any, pd.DataFrame]] = known.groupby(columns, observed=True)
    table = make_table("Survey", ">Count", "Editions", "Rule and reason")
    for (survey, rule, reason), group in sorted(groups, key=lambda pair: order[pair[0][0]]):
        first, last = group["edition"].min(), group["edition"].max()
        editions = str(first) if first == last else f"{first}-{last}"
        told = reason if reason.startswith(rule) else f"{rule}: {reason}"
        table.add_row(survey, str(len(group)), editions, escape(plain(told)))
    return table


def _sum_up(findings: pd.DataFrame, surveys: int, rows: int) -> str:
    counts: dict[Any, int] = findings["level"].value_counts().to_dict()
    said = ", ".join(_count(counts.get(level, 0), level) for level in ("error", "warning"))
    exceptions = _count(counts.get("known", 0), "known exception")
    where = f"{_count(surveys, 'survey')}, {_count(rows, 'row')}"
    return f"{said[0].upper()}{said[1:]} in {where}; {exceptions} of the sources."


def _count(number: int, what: str) -> str:
    return f"{number or 'no'} {what}" if number < 2 else f"{number:,} {what}s"  # noqa: PLR2004
