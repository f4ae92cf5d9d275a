"""The commands that list what there is: surveys, editions, changes of method, revisions."""

from __future__ import annotations

import freedomdata as fd
from freedomdata.cli.options import CsvOption, JsonOption, SurveyArgument  # noqa: TC001 (typer)
from freedomdata.cli.printing import (
    WHOLE,
    escape,
    format_period,
    format_published,
    list_rows,
    make_table,
    print_data,
    print_parts,
)

__all__ = ["breaks", "editions", "revisions", "surveys"]


def surveys(*, as_json: JsonOption = False, as_csv: CsvOption = False) -> None:
    """List the surveys: what each holds, and on which terms."""
    frame = fd.list_surveys(dtype_backend=WHOLE)
    if print_data(frame, as_json=as_json, as_csv=as_csv):
        return
    rows = list_rows(frame)
    table = make_table("Survey", "Title", "Publisher", "Editions", "Years", ">Rows")
    for row in rows:
        held = (
            f"{row.first_edition}-{row.last_edition} ({row.editions})",
            f"{row.first_year}-{row.last_year}",
            f"{row.rows:,}",
        )
        absent = ("not at hand", "", "")
        table.add_row(row.id, row.title, row.publisher, *(held if row.rows else absent))
    print_parts(
        table,
        *(f"[dim]{row.id}: {row.citation}\n{row.terms}" for row in rows),
        *(f"[dim]{row.id}, copies: {row.compilations}" for row in rows if row.compilations),
    )


def editions(
    survey: SurveyArgument = None, *, as_json: JsonOption = False, as_csv: CsvOption = False
) -> None:
    """
    List the editions: what each covers, when it was published, and who says so.

    Example: freedomdata editions fotn
    """
    frame = fd.list_editions(survey)
    if print_data(frame, as_json=as_json, as_csv=as_csv):
        return
    table = make_table("Survey", "Edition", "Covers", "Published", "Says who")
    for row in list_rows(frame):
        covers = format_period(row.period_start, row.period_end)
        table.add_row(
            row.survey, row.edition_label, covers, format_published(row), row.published_source
        )
    print_parts(table)


def revisions(
    survey: SurveyArgument = None, *, as_json: JsonOption = False, as_csv: CsvOption = False
) -> None:
    """
    List what publishers changed from one release to the next.

    Example: freedomdata revisions fiw
    """
    frame = fd.list_revisions(survey)
    if print_data(frame, as_json=as_json, as_csv=as_csv):
        return
    if frame.empty:
        print_parts("no value differs between the releases at hand")
        return
    table = make_table("Survey", "Country", "Edition", "Measure", ">Old", ">New", "Releases")
    for row in list_rows(frame):
        releases = f"{row.release_from} to {row.release_to}"
        old, new = (value or "none" for value in (row.old, row.new))
        table.add_row(row.survey, row.country, str(row.edition), row.measure, old, new, releases)
    print_parts(table)


def breaks(
    survey: SurveyArgument = None, *, as_json: JsonOption = False, as_csv: CsvOption = False
) -> None:
    """
    List the changes of method, and whether both sides still compare.

    Example: freedomdata breaks fotn
    """
    frame = fd.list_breaks(survey)
    if print_data(frame, as_json=as_json, as_csv=as_csv):
        return
    table = make_table("Survey", "Edition", "Compares", "What changed", "Measures")
    columns = ["survey", "edition", "is_comparable", "what"]
    groups = frame.groupby(columns, sort=False)["measure"].agg(", ".join).reset_index()
    for row in list_rows(groups):
        compares = "with care" if row.is_comparable else "no"
        table.add_row(row.survey, str(row.edition), compares, escape(row.what), escape(row.measure))
    print_parts(table)
