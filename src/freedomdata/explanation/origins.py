"""The cells that the values are from, by file, and what is read otherwise than printed."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from freedomdata.cells import cell_name
from freedomdata.explanation.parts import Cell, CorrectedCell, File, RevisedValue
from freedomdata.explanation.text import name_in_full

if TYPE_CHECKING:
    from collections.abc import Mapping

    from freedomdata.explanation.facts import Facts
    from freedomdata.explanation.parts import Value

__all__ = ["list_corrections", "list_files", "list_revised"]


def list_files(facts: Facts) -> tuple[File, ...]:
    """Return the files in the order in which their first value stands in the tables."""
    by_source: dict[str, list[Cell]] = defaultdict(list)
    agreeing: dict[str, list[str]] = defaultdict(list)
    for witness in facts.witnesses:
        if witness["value"] != _spell(facts.values.get(witness["measure"])):
            continue  # revised: it is told apart
        agreeing[witness["measure"]].append(witness["source"])
    for line in facts.lineage:
        names = tuple(dict.fromkeys(agreeing[line["measure"]]))
        by_source[line["source"]].append(_make_cell(facts, line, names))
    described = {source["name"]: source for source in facts.described["sources"]}
    kept = ("title", "path", "release", "grade", "sha256", "url", "mirror", "remark")
    return tuple(
        File(source=id_, cells=tuple(cells), **{name: described[id_][name] for name in kept})
        for id_, cells in by_source.items()
    )


def list_corrections(facts: Facts) -> tuple[CorrectedCell, ...]:
    """Return what is declared to be read otherwise in this country-edition."""
    return tuple(
        CorrectedCell(
            sources=tuple(c["sources"]),
            measure=c["measure"],
            title=name_in_full(facts.survey.field[c["measure"]]),
            old=c["old"],
            new=c["new"],
            reason=c["reason"],
            is_reprint=c["is_reprint"],
        )
        for c in facts.corrections
        if not c["is_revision"]
    )


def list_revised(facts: Facts) -> tuple[RevisedValue, ...]:
    """Return what the publisher changed in later releases."""
    return tuple(
        RevisedValue(
            title=name_in_full(facts.survey.field[row["measure"]]),
            **{name: row[name] for name in ("measure", "old", "new", "release_from", "release_to")},
        )
        for row in facts.revisions
    )


def _spell(value: Value | None) -> str:
    """Return a value as the table of witnesses has it."""
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def _make_cell(facts: Facts, line: Mapping[str, Any], agreeing: tuple[str, ...]) -> Cell:
    measure, row, column = line["measure"], line["row"], line["column"]
    return Cell(
        measure=measure,
        title=name_in_full(facts.survey.field[measure]),
        value=facts.values[measure],
        sheet=line["sheet"],
        row=row,
        column=column,
        cell=None if line["sheet"] is None else cell_name(row, column),
        printed=line["printed"],
        reason=None if line["printed"] is None else _tell_reading(facts, line),
        agreeing=agreeing,
    )


def _tell_reading(facts: Facts, line: Mapping[str, Any]) -> str:
    """Say why a cell is read otherwise than printed."""
    for correction in facts.corrections:
        if correction["measure"] == line["measure"] and line["source"] in correction["sources"]:
            return str(correction["reason"])
    source = next(s for s in facts.survey.sources if s.id == line["source"])
    sheets = [sheet for sheet in source.sheets if sheet.name == line["sheet"]]
    is_number = facts.survey.field[line["measure"]].scale is not None
    if is_number and any(sheet.is_turned for sheet in sheets):
        return "counted there from the other end of the scale"
    if any(sheet.has_status_by_rule for sheet in sheets):
        return "no status is printed there; it follows from this score"
    return "written there otherwise"
