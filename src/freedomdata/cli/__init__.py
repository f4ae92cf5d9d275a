"""
The command line: every command calls one public function and prints what it gives.

Exit codes: 0 done, 1 refused (one plain sentence on standard error says why), 2 wrong usage. Of
``match`` and ``check``: 0 done, 1 something is left or was found, 2 it could not be done.
"""

from __future__ import annotations

import io
import json
import logging
import sys
import warnings
from contextlib import contextmanager
from functools import wraps
from pathlib import Path  # noqa: TC003 (typer reads annotations)
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

import freedomdata as fd
from freedomdata.calls import name_options
from freedomdata.choices import (
    CiteStyle,  # noqa: TC001 (typer reads it)
    Grade,  # noqa: TC001 (typer reads it)
)
from freedomdata.cli.atlas import atlas
from freedomdata.cli.explaining import paint_explanation
from freedomdata.cli.identity import (
    read_overrides,
    read_settled,
    show_country,
    show_report,
    tell_country,
)
from freedomdata.cli.options import (
    SURVEY_IDS,
    Code,
    Country,
    Json,
    OneSurvey,
    SurveyArgument,
    SurveyOption,
    complete_country,
    complete_survey,
)
from freedomdata.cli.overviews import counts, draw_map, movers, statuses
from freedomdata.cli.pictures import compare, items, trend
from freedomdata.cli.plotting import plot
from freedomdata.cli.printing import (
    WHOLE,
    list_rows,
    make_table,
    print_json,
    print_parts,
    say,
    show_editions,
    show_known,
    show_revisions,
    show_side_by_side,
    show_survey,
)
from freedomdata.cli.table import check_report, read_csv, write_csv
from freedomdata.countries import check_year, get_countries, list_left
from freedomdata.data import get_survey, list_held, read_descriptor, say_never
from freedomdata.errors import cut, plain, quietly
from freedomdata.memo import one_call

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    import pandas as pd

__all__ = ["app", "main"]

_COULD_NOT = 2

app = typer.Typer(
    name="freedomdata",
    epilog="Freedom House content is for limited non-commercial use with citation.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


for picture in (trend, statuses, counts, movers, items, draw_map, compare):
    plot.command("map" if picture is draw_map else None)(picture)
app.add_typer(plot)


def _say_version(*, value: bool) -> None:
    if value:
        try:
            at_hand = fd.version()
        except (fd.FreedomDataError, OSError):
            typer.echo(f"freedomdata {fd.__version__}")
            raise
        say(at_hand)
        raise typer.Exit


@app.callback(help="The world's freedom ratings: tidy, proven, traceable.")
def options(
    context: typer.Context,
    *,
    version: Annotated[  # noqa: ARG001 (its callback answers)
        bool,
        typer.Option(
            "--version",
            help="Print the versions of code and data, and the hash of the tables.",
            callback=_say_version,
            is_eager=True,
        ),
    ] = False,
) -> None:
    """The world's freedom ratings: tidy, proven, traceable."""  # noqa: D401 (shown as help)
    context.with_resource(name_options())


def _answer(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command whose exit code 1 is an answer another one for what it could not do."""

    @wraps(command)
    def answered(*args: Any, **options: Any) -> None:
        try:
            command(*args, **options)
        except (fd.FreedomDataError, OSError) as error:
            _refuse(error, _COULD_NOT)

    return answered


@app.command()
def surveys(*, as_json: Json = False) -> None:
    """List the surveys: what each holds, and on which terms."""
    frame = fd.list_surveys(dtype_backend=WHOLE)
    if as_json:
        print_json(frame)
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


@app.command()
def editions(survey: SurveyArgument = None, *, as_json: Json = False) -> None:
    """
    List the editions: what each covers, when it was published, and who says so.

    Example: freedomdata editions fotn
    """
    frame = fd.list_editions(survey)
    if as_json:
        print_json(frame)
    else:
        print_parts(*show_editions(frame))


@app.command()
def revisions(survey: SurveyArgument = None, *, as_json: Json = False) -> None:
    """
    List what publishers changed from one release to the next.

    Example: freedomdata revisions fiw
    """
    frame = fd.list_revisions(survey)
    if as_json:
        print_json(frame)
    else:
        print_parts(*show_revisions(frame))


@app.command()
def countries(
    name: Annotated[
        str | None,
        typer.Argument(
            help="Id, ISO code or name of one of them.  [default: all]",
            metavar="NAME",
            autocompletion=complete_country,
            show_default=False,
        ),
    ] = None,
    *,
    year: Annotated[
        int | None, typer.Option(help="Who bore the name, or was there at all, in that year.")
    ] = None,
    code: Code = None,
    as_json: Json = False,
) -> None:
    """
    List every country and territory, or tell everything known of one.

    Example: freedomdata countries Yemen --year 2000
    """
    if name is not None:
        country_id = fd.find_country(name, year, code=code)
        if as_json:
            typer.echo(json.dumps(tell_country(country_id)))
        else:
            print_parts(*show_country(country_id))
        return
    if code is not None:
        raise typer.BadParameter("--code says what NAME is a code of; give NAME, too")
    frame = fd.list_countries(dtype_backend=WHOLE)
    if year is not None:
        check_year("year", year)
        there = [c.country_id for c in get_countries().values() if c.lives_in(year)]
        frame = frame[frame["country_id"].isin(there)]
    if as_json:
        print_json(frame)
        return
    table = make_table("Id", "Name", "Kind", "From", "To", "ISO 2", "ISO 3", "ISO", "COW", "GW")
    columns = ["country_id", "country", "kind", "first_year", "last_year"]
    for row in list_rows(frame[[*columns, "iso_alpha2", "iso_alpha3", "iso_numeric", "cow", "gw"]]):
        table.add_row(*map(str, row))
    print_parts(table)


@app.command()
@_answer
def match(  # noqa: PLR0913 (each is an option)
    file: Annotated[Path, typer.Argument(help="A CSV file with a header.")],
    *,
    column: Annotated[str, typer.Option("--column", "-c", help="The column that holds the names.")],
    years: Annotated[
        str | None, typer.Option("--years", "-y", help="The column that holds the years.")
    ] = None,
    code: Code = None,
    settle: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            help="What a name means, such as Congo=COD, or Congo= for nothing. COD fills in where "
            "the name is ambiguous, unknown or outside the life of its unit, in years in which COD "
            "lives. With years it goes before everything else in them: Germany:1972-1989=XGW, "
            "Germany:1990-=DEU, Palestine:all=XWB. May be repeated.",
            metavar="NAME[:YEARS]=COUNTRY",
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Write FILE with the ids as one more column."),
    ] = None,
    as_json: Json = False,
) -> None:
    """
    Match the countries in somebody's CSV with ours, and report what is left to settle.

    Nothing is guessed. Exit codes: 0 nothing is left to settle, 1 something is, 2 it could not be
    done. A unit that did not exist in the year of a row gets no id, and is not left to settle.

    Example: freedomdata match cases.csv --column nation --years year
    """
    table = read_csv(file)
    found = fd.identify(
        table.column(column),
        table.years(years) if years else None,
        overrides=read_overrides(settle or ()),
        code=code,
    )
    if output:
        table.write(output, found.ids.astype(object).where(found.ids.notna(), ""))
    if as_json:
        print_json(found.report.astype({"first_year": "Int64", "last_year": "Int64"}))
    else:
        print_parts(*show_report(found, has_years=bool(years)))
    if len(list_left(found.report)):
        raise typer.Exit(1)


@app.command()
def show(
    country: Country,
    *,
    survey: SurveyOption = None,
    known_on: Annotated[
        str | None,
        typer.Option(
            help="Show what was published by that day, a line per survey.", metavar="YYYY-MM-DD"
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """
    Show a country's ratings: all surveys side by side by year, or one edition by edition.

    Example: freedomdata show "South Africa"
    """
    country_id = fd.find_country(country)
    name = get_countries()[country_id].country
    if known_on is not None:
        _show_known(country_id, survey, known_on, as_json=as_json)
        return
    if survey is None and not as_json:
        print_parts(*show_side_by_side(name, country_id))
        return
    record = None if survey is None else get_survey(survey)
    with quietly():  # what is missing is refused
        frame = (
            fd.load_panel(country=country_id, dtype_backend=WHOLE)
            if record is None
            else fd.load(record.id, country=country_id, dtype_backend=WHOLE)
        )
    if frame.empty:
        raise fd.FreedomDataError(say_never(record, name))
    if record is None or as_json:
        print_json(frame)
    else:
        print_parts(*show_survey(record, frame))


@app.command()
def cite(
    surveys: Annotated[
        list[str] | None,
        typer.Argument(
            help=f"Ids of the surveys to cite: {SURVEY_IDS}.  [default: all that are at hand]",
            metavar="SURVEY",
            autocompletion=complete_survey,
            show_default=False,
        ),
    ] = None,
    *,
    style: Annotated[
        CiteStyle,
        typer.Option(help="A list of references, BibTeX, or CSL-JSON, for Zotero and Pandoc."),
    ] = "apa",
    country: Annotated[
        str | None,
        typer.Option(
            help="Cite only what the ratings of this country were read from.",
            metavar="COUNTRY",
            autocompletion=complete_country,
        ),
    ] = None,
) -> None:
    """
    Cite the files that surveys were read from, and this package with its data version.

    Every file is cited by itself, with the editions that were read from it; copies are called
    what they are. For a paper on one country give --country: then only files and editions are
    cited that have values of it. In Python, fd.cite(frame) does so for any selection.

    Example: freedomdata cite fiw --country China --style bibtex > ratings.bib
    """
    chosen = surveys or [survey.id for survey in list_held()]
    if country is None:
        say(fd.cite(chosen, style=style))
        return
    say(fd.cite(_load_ratings(chosen, country), style=style))


@app.command()
@_answer
def check(
    data: Annotated[
        Path | None,
        typer.Argument(
            help="The data directory.  [default: $FREEDOMDATA_DATA or the package's own tables]",
            metavar="DIR",
            show_default=False,
        ),
    ] = None,
    *,
    survey: SurveyOption = None,
    as_json: Json = False,
) -> None:
    """
    Check the tables by every rule that the surveys obey.

    Exit codes: 0 nothing was found, 1 an error or a warning, 2 it could not be done. Known
    exceptions of the published files, each with its reason, are listed, but no findings.

    Example: freedomdata check my-data --survey rsf
    """
    with one_call():  # the counts are of the tables that were checked
        findings = fd.check(data, survey=survey, dtype_backend=WHOLE)
        held, tables = list_held(data), read_descriptor(data)["resources"]
    if as_json:
        print_json(findings)
    else:
        from freedomdata.cli.checking import show_findings  # noqa: PLC0415 (import on use)

        only = None if survey is None else get_survey(survey).id
        chosen = [record.id for record in held if only in (None, record.id)]
        rows = sum(table["row_count"] for table in tables if table["name"] in chosen)
        print_parts(*show_findings(findings, len(chosen), rows))
    if (findings["level"] != "known").any():
        raise typer.Exit(1)


@app.command()
def build(
    surveys: Annotated[
        list[str] | None,
        typer.Argument(
            help=f"Ids of the surveys to build: {SURVEY_IDS}.  "
            "[default: all that the package carries]",
            metavar="SURVEY",
            autocompletion=complete_survey,
            show_default=False,
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
    as_json: Json = False,
) -> None:
    """
    Build the tables from the publishers' own files.

    Every file is checked by its sha256 (those of rsf are yours, and may differ) and every value by
    the survey's own arithmetic; nothing is written unless all of it holds. In a file that differs a
    row that contradicts itself is withheld, and said. Surveys that are not named are taken as the
    package carries them. Read the result with FREEDOMDATA_DATA=DIR.

    Example: freedomdata build rsf --raw files --out my-data
    """
    with one_call(), _show_progress() as tell:
        fd.build(*surveys or (), raw=raw, out=out, progress=tell)
        descriptor = read_descriptor(out)  # as it was written, whoever writes there next
    if as_json:
        rows = {str(out / table["path"]): table["row_count"] for table in descriptor["resources"]}
        slips = _list_slips(descriptor)
        typer.echo(json.dumps({"version": descriptor["version"], "rows": rows, "withheld": slips}))
        return
    for table in descriptor["resources"]:
        say(f"{out / table['path']}: {table['row_count']:,} rows")
    say(f"data version {descriptor['version']}")


@contextmanager
def _show_progress() -> Iterator[Callable[[int, int, str], None] | None]:
    """Show on a terminal how far something has come."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.progress import Progress  # noqa: PLC0415 (import on use)

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("")

        def tell(done: int, total: int, what: str) -> None:
            bar.update(task, completed=done, total=total, description=what)

        yield tell


def _list_slips(descriptor: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the values that a directory withholds, as a file contradicts itself or another."""
    columns = ("country_id", "edition", "measure", "old", "sources", "note", "reason")
    return [
        {"survey": survey["name"], **{column: slip[column] for column in columns}}
        for survey in descriptor["surveys"]
        for slip in survey["corrections"]
        if slip.get("note")
    ]


def _show_known(country_id: str, survey: str | None, day: str, *, as_json: bool) -> None:
    """Show what was known of a country on a day."""
    name = get_countries()[country_id].country
    chosen = [] if survey is None else [survey]
    with quietly():  # what is missing is refused
        frame = fd.load_panel(*chosen, country=country_id, known_on=day, dtype_backend=WHOLE)
    if frame.empty:
        raise fd.FreedomDataError(
            f"no survey at hand has {name} in the newest edition that it had published by {day}"
        )
    if as_json:
        print_json(frame)
    else:
        print_parts(*show_known(name, day, frame))


def _load_ratings(surveys: list[str], country: str) -> pd.DataFrame:
    """Return all ratings of a country in some surveys, below each other."""
    import pandas as pd  # noqa: PLC0415 (import on use)

    country_id = fd.find_country(country)
    with quietly():  # not each was rated by each survey
        loaded = {id_: fd.load(id_, country=country_id) for id_ in surveys}
    frames = [f.assign(survey=id_).astype(object) for id_, f in loaded.items() if len(f)]
    if not frames:
        only = get_survey(surveys[0]) if len(loaded) == 1 else None
        raise fd.FreedomDataError(say_never(only, get_countries()[country_id].country))
    return pd.concat(frames, ignore_index=True)


@app.command()
def ingest(  # noqa: PLR0913 (each is an option)
    file: Annotated[Path, typer.Argument(help="A workbook, CSV or JSON of one of the surveys.")],
    *,
    out: Annotated[
        Path | None,
        typer.Option(help="Directory to write to: a whole data directory.", show_default=False),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Report only; write nothing.")] = False,
    edition: Annotated[
        int | None,
        typer.Option(
            help="The edition of a file that does not say it.", metavar="YEAR", show_default=False
        ),
    ] = None,
    edition_column: Annotated[
        str | None,
        typer.Option(
            help="The column that has the editions (the years of the titles).",
            metavar="NAME",
            show_default=False,
        ),
    ] = None,
    year_column: Annotated[
        str | None,
        typer.Option(
            help="The column that has the years covered (mostly one before the title's).",
            metavar="NAME",
            show_default=False,
        ),
    ] = None,
    settle: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            help="What an unknown name means, such as Zaire=COD, or NAME= to leave its rows out. "
            "May be repeated.",
            metavar="NAME=COUNTRY",
            show_default=False,
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
            show_default=False,
        ),
    ] = None,
    as_json: Json = False,
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
    if out is None and not dry_run:
        raise typer.BadParameter("give --out DIR, or --dry-run")
    if report:
        check_report(report, file)
    names = read_settled(settle or ())
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
        typer.echo(json.dumps(found.to_dict()))
    else:
        say(found)


@app.command()
def explain(
    country: Country,
    edition: Annotated[
        int | None,
        typer.Argument(
            help="Edition, by the later year of its title.  [default: the newest]",
            metavar="EDITION",
            show_default=False,
        ),
    ] = None,
    *,
    survey: OneSurvey = "fiw",
    year: Annotated[int | None, typer.Option(help="Year covered, instead of EDITION.")] = None,
    as_json: Json = False,
) -> None:
    """
    Explain a country's rating: how it follows, what changed, and from which cells it is.

    Example: freedomdata explain China 2013
    """
    explanation = fd.explain(country, edition, year=year, survey=survey)
    if as_json:
        typer.echo(json.dumps(explanation.to_dict()))
    else:
        typer.echo(paint_explanation(explanation))


app.command()(atlas)


def main() -> None:
    """Run the command line; a refusal is one sentence on standard error and exit code 1."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a letter that a terminal lacks is no error
            stream.reconfigure(errors="replace")
    warnings.showwarning = _show_warning
    warnings.simplefilter("always", fd.FreedomDataWarning)
    _show_logs()
    try:
        app()
    except (fd.FreedomDataError, OSError) as error:
        _refuse(error)


def _show_logs() -> None:
    """Print what a command waits for as one sentence."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("freedomdata: %(message)s"))
    logger = logging.getLogger("freedomdata")
    logger.handlers = [handler]
    logger.setLevel(logging.INFO)


_show_as_python_does = warnings.showwarning


def _show_warning(message: Any, category: type[Warning], *place: Any, **options: Any) -> None:
    """Print a warning of ours as one sentence, any other as Python does."""
    if issubclass(category, fd.FreedomDataWarning):
        say(f"freedomdata: {message}", err=True)
    else:
        _show_as_python_does(message, category, *place, **options)


def _refuse(error: Exception, code: int = 1) -> None:
    """Say in one sentence on standard error what could not be done."""
    sentence = str(error)
    if isinstance(error, OSError) and not isinstance(error, fd.FreedomDataError):
        sentence = f"{error.filename or ''}: {error.strerror or error}".removeprefix(": ")
    typer.echo(f"freedomdata: {cut(plain(sentence))}", err=True)
    raise SystemExit(code)
