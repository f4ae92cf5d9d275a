"""The commands on data directories and files: check, validate, build, ingest."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 (typer reads annotations)
from typing import TYPE_CHECKING, Annotated, Any

import typer

import freedomdata as fd
from freedomdata.choices import Grade  # noqa: TC001 (typer reads it)
from freedomdata.cli.options import (
    AskedSurveyArgument,
    CsvOption,
    JsonOption,
    SurveyOption,
    complete_survey,
    read_names,
)
from freedomdata.cli.printing import (
    WHOLE,
    escape,
    list_rows,
    make_table,
    print_data,
    print_json,
    print_parts,
    print_text,
    show_progress,
)
from freedomdata.errors import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd
    from rich.table import Table

__all__ = ["build", "check", "ingest", "validate"]

_SHOWN = 50  # findings that are printed; of a table of nothing but faults the first


def check(
    data: Annotated[
        Path | None,
        typer.Argument(
            help="The data directory.  [default: $FREEDOMDATA_DATA or the package's own tables]",
            metavar="DIR",
        ),
    ] = None,
    *,
    survey: SurveyOption = None,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
) -> None:
    """
    Check the tables by every rule that the surveys obey.

    Exit codes: 0 nothing was found, 1 an error or a warning, 2 it could not be done. Known
    exceptions of the published files, each with its reason, are listed, but no findings.

    Example: freedomdata check my-data --survey rsf
    """
    from freedomdata.checks import open_checked
    from freedomdata.data import get_survey

    opened = open_checked(data, survey)  # once: the counts are of the tables that are checked
    findings = fd.check(opened, survey=survey, dtype_backend=WHOLE)
    if not print_data(findings, as_json=as_json, as_csv=as_csv):
        only = None if survey is None else get_survey(survey).id
        chosen = [record.id for record in opened.surveys if only in (None, record.id)]
        tables = opened.descriptor["resources"]
        rows = sum(table["row_count"] for table in tables if table["name"] in chosen)
        print_parts(*_format_findings(findings, len(chosen), rows))
    if (findings["level"] != "known").any():
        raise typer.Exit(1)


def validate(
    file: Annotated[
        Path, typer.Argument(help="A CSV or Parquet file of your own.", metavar="FILE")
    ],
    survey: AskedSurveyArgument,
    *,
    compare: Annotated[
        bool,
        typer.Option(
            "--compare/--no-compare", help="Compare each value with the published one, too."
        ),
    ] = True,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
) -> None:
    """
    Validate a table of your own by the rules of a survey.

    It has one row per country and edition, in columns country_id and edition, and measures by our
    names. Each value is compared with the published one, too. Exit codes: 0 nothing was found, 1 an
    error or a warning, 2 it could not be done.

    Example: freedomdata validate mine.csv fiw
    """
    from freedomdata.checks import list_faults, make_frame
    from freedomdata.cli.table import read_table

    table = read_table(file)
    record, faults = list_faults(table, survey, compare=compare)
    findings = make_frame(faults, dtype_backend=WHOLE)
    if not print_data(findings, as_json=as_json, as_csv=as_csv):
        summary = f"{_count_faults(findings)} in {_count(len(table), 'row')} of {record.title}."
        print_parts(*_list_faults(findings), summary)
    if (findings["level"] != "known").any():
        raise typer.Exit(1)


def build(
    surveys: Annotated[
        list[str] | None,
        typer.Argument(
            help="Ids of the surveys to build: {surveys}.  [default: all that the package carries]",
            metavar="SURVEY",
            autocompletion=complete_survey,
        ),
    ] = None,
    *,
    raw: Annotated[
        Path | None,
        typer.Option(
            help="Directory of the published files.  [default: $FREEDOMDATA_RAW or data/raw]"
        ),
    ] = None,
    out: Annotated[Path, typer.Option(help="Directory to write the tables to.")],
    as_json: JsonOption = False,
) -> None:
    """
    Build the tables from the publishers' own files.

    Every file is checked by its sha256 (those of rsf are yours, and may differ) and every value by
    the survey's own arithmetic; nothing is written unless all of it holds. In a file that differs a
    row that contradicts itself is withheld, and said. Surveys that are not named are taken as the
    package carries them. Read the result with FREEDOMDATA_DATA=DIR.

    Example: freedomdata build rsf --raw files --out my-data
    """
    from freedomdata.data import open_data

    with show_progress() as update:
        fd.build(*surveys or (), raw=raw, out=out, progress=update)
    descriptor = open_data(out).descriptor
    if as_json:
        rows = {str(out / table["path"]): table["row_count"] for table in descriptor["resources"]}
        withheld = _list_withheld(descriptor)
        print_json({"version": descriptor["version"], "rows": rows, "withheld": withheld})
        return
    for table in descriptor["resources"]:
        print_text(f"{out / table['path']}: {table['row_count']:,} rows")
    print_text(f"data version {descriptor['version']}")


def ingest(  # noqa: PLR0913 (each is an option)
    file: Annotated[Path, typer.Argument(help="A workbook, CSV or JSON of one of the surveys.")],
    *,
    out: Annotated[
        Path | None,
        typer.Option(
            help="Directory to write to: a whole data directory.",
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Report only; write nothing.")] = False,
    edition: Annotated[
        int | None,
        typer.Option(
            help="The edition of a file that does not say it.",
            metavar="YEAR",
        ),
    ] = None,
    edition_column: Annotated[
        str | None,
        typer.Option(
            help="The column that has the editions (the years of the titles).",
            metavar="NAME",
        ),
    ] = None,
    year_column: Annotated[
        str | None,
        typer.Option(
            help="The column that has the years covered (mostly one before the title's).",
            metavar="NAME",
        ),
    ] = None,
    settle: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            help="What an unknown name means, such as Zaire=COD, or NAME= to leave its rows out. "
            "May be repeated.",
            metavar="NAME=COUNTRY",
        ),
    ] = None,
    grade: Annotated[
        Grade,
        typer.Option(help="How the file reached you: published, if you have it from there."),
    ] = "secondary",
    report: Annotated[
        Path | None,
        typer.Option(
            help="Write what was done with each value (new, changed, withheld, left alone) as CSV.",
            metavar="FILE.csv",
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """
    Take in a file that this package does not know: next year's workbook, an older release.

    What it is and which editions it holds is found out from its cells. Every value is proven by the
    survey's rules, and compared with the tables at hand. A row that contradicts itself is withheld,
    and said; a file with more than one in fifty of them is refused whole, and so is what is not
    understood, with the option that settles it:

    - Which edition: --edition for a table of one that does not say it. A column "year" may have
    editions or years covered. Where the values do not tell, --edition-column or --year-column does.

    - Who is meant: --set for each name that is not known.

    - What is written: a whole data directory, to --out; nothing with --dry-run. What was done with
    each value, to --report. Read the result with FREEDOMDATA_DATA=DIR.

    Example: freedomdata ingest ratings.csv --year-column year --set World= --out my-data

    Example: freedomdata ingest All_data_FIW_2013-2027.xlsx --out my-data --report report.csv
    """
    from freedomdata.cli.table import check_report, write_csv

    if out is None and not dry_run:
        raise typer.BadParameter("give --out DIR, or --dry-run")
    if report:
        check_report(report, file)
    names = read_names(settle or ())
    found = fd.ingest(
        file,
        out=out,
        edition=edition,
        edition_column=edition_column,
        year_column=year_column,
        names=names,
        grade=grade,
        dry_run=dry_run,
    )
    if report:
        write_csv(report, found.make_report(dtype_backend=WHOLE))
    if as_json:
        print_json(found.to_dict())
    else:
        print_text(found)


def _list_withheld(descriptor: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the values that a directory withholds, as a file contradicts itself or another."""
    columns = ("country_id", "edition", "measure", "old", "sources", "note", "reason")
    return [
        {"survey": survey["name"], **{column: correction[column] for column in columns}}
        for survey in descriptor["surveys"]
        for correction in survey["corrections"]
        if correction.get("note")
    ]


def _format_findings(findings: pd.DataFrame, surveys: int, rows: int) -> list[Table | str]:
    """Return what to print: faults in a sentence each, what is known in groups, and the sum."""
    known = findings[findings["level"] == "known"]
    parts = _list_faults(findings)
    if len(known):
        parts += ["[bold]Known exceptions of the sources[/]", _group_known(known)]
    return [*parts, _summarize(findings, surveys, rows)]


def _list_faults(findings: pd.DataFrame) -> list[Table | str]:
    """Return a sentence for each fault, up to some number."""
    from freedomdata.checks import describe

    faults = findings[findings["level"] != "known"]
    parts: list[Table | str] = [
        f"[bold]{row.level}[/]: {row.survey}: {escape(describe(row))}"
        for row in list_rows(faults.head(_SHOWN))
    ]
    more = len(faults.iloc[_SHOWN:])
    return parts + ([f"and {more:,} more (--csv and --json print all)"] if more else [])


def _group_known(known: pd.DataFrame) -> Table:
    """Return a row for each reason of each survey, and how often it is given."""
    columns = ["survey", "rule", "reason"]
    order = {survey: number for number, survey in enumerate(known["survey"].unique())}
    groups: Iterable[tuple[Any, pd.DataFrame]] = known.groupby(columns, observed=True)
    table = make_table("Survey", ">Count", "Editions", "Rule and reason")
    for (survey, rule, reason), group in sorted(groups, key=lambda pair: order[pair[0][0]]):
        first, last = group["edition"].min(), group["edition"].max()
        editions = str(first) if first == last else f"{first}-{last}"
        text = reason if reason.startswith(rule) else f"{rule}: {reason}"
        table.add_row(survey, str(len(group)), editions, escape(plain(text)))
    return table


def _summarize(findings: pd.DataFrame, surveys: int, rows: int) -> str:
    """Return how much was found, in one sentence."""
    known = int((findings["level"] == "known").sum())
    where = f"{_count(surveys, 'survey')}, {_count(rows, 'row')}"
    exceptions = _count(known, "known exception")
    return f"{_count_faults(findings)} in {where}; {exceptions} of the sources."


def _count_faults(findings: pd.DataFrame) -> str:
    """Return how many errors and warnings there are, as a sentence begins."""
    counts: dict[Any, int] = findings["level"].value_counts().to_dict()
    found = ", ".join(_count(counts.get(level, 0), level) for level in ("error", "warning"))
    return f"{found[0].upper()}{found[1:]}"


def _count(number: int, what: str) -> str:
    """Return a number of things in words."""
    return f"{number or 'no'} {what}" if number < 2 else f"{number:,} {what}s"  # noqa: PLR2004
