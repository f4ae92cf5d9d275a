"""What the command line prints for a person, and for a script."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import typer
from rich.console import Console
from rich.table import Table

import freedomdata as fd
from freedomdata.data import held_record, list_held, say_never
from freedomdata.errors import plain, quietly
from freedomdata.missing import say_items
from freedomdata.plots.wording import spell_years

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from freedomdata.model import Measure, Survey

__all__ = [
    "WHOLE",
    "list_rows",
    "make_table",
    "print_json",
    "print_parts",
    "say",
    "show_editions",
    "show_known",
    "show_revisions",
    "show_side_by_side",
    "show_survey",
]

_FILE_WIDTH = 160  # columns; wider than any table
_STATUS_LOOK = {"Free": "cyan", "Partly Free": "yellow", "Not Free": "magenta"}


#: Types in which whole numbers and true or false are printed as such, also where some are missing.
WHOLE: Literal["numpy_nullable"] = "numpy_nullable"


def show_survey(survey: Survey, frame: pd.DataFrame) -> list[Table | str]:
    """Return what to print of one country in one survey: a row per edition."""
    shown = [measure for measure in survey.measures if measure.short]
    has_status = "status" in frame
    heads = [f">{m.short}" if m.scale else m.short for m in shown]
    table = make_table("Edition", "Covers", *(["Status"] if has_status else []), *heads, "Note")
    for row in list_rows(frame):
        table.add_row(
            row.edition_label,
            _period(row.period_start, row.period_end),
            *([_paint(row.status)] if has_status else []),
            *(_spell(getattr(row, m.id)) + _mark(m, row.edition) for m in shown),
            ", ".join(filter(None, (row.note, row.grade if row.grade == "secondary" else ""))),
        )
    used = set(frame["note"].dropna())
    return [
        f"[bold]{frame['country'].iloc[0]}[/] in {survey.title} ({survey.publisher})",
        table,
        f"[dim]{_tell_scales(shown)}",
        *(
            f"[dim]{note.code}: {note.text}"
            for note in held_record(survey, None).notes
            if note.code in used
        ),
        *([f"[dim]freedomdata explain: {say_items(survey, None)}."] if survey.questions else []),
    ]


def show_side_by_side(name: str, country_id: str) -> list[Table | str]:
    """Return what to print of one country in all surveys: a row per year covered."""
    with quietly():  # not each was rated by each survey
        frames = {
            survey.id: fd.load(survey.id, country=country_id, dtype_backend=WHOLE)
            for survey in list_held()
        }
    frames = {id_: frame for id_, frame in frames.items() if len(frame)}
    if not frames:
        raise fd.FreedomDataError(say_never(None, name))
    surveys = [fd.SURVEYS[id_] for id_ in frames]
    table = make_table("Year", *(survey.title for survey in surveys))
    cells = {
        (survey.id, row.year): _summarise(survey, row)
        for survey in surveys
        for row in list_rows(frames[survey.id])
    }
    for year in sorted({year for _, year in cells}):
        table.add_row(str(year), *(cells.get((survey.id, year), "") for survey in surveys))
    stars = any((frame["grade"] == "secondary").any() for frame in frames.values())
    return [
        f"[bold]{name}[/], by year covered",
        table,
        *(f"[dim]{s.title}: {_tell_scales(_headline(s))}" for s in surveys),
        *(
            f"[dim]{survey.title}, {spell_years(years)}: {note.text}"
            for survey in surveys
            for note in held_record(survey, None).notes
            if (years := _years_with(frames[survey.id], note.code))
        ),
        *(["[dim]* from secondary copies, not yet confirmed by the publisher"] if stars else []),
    ]


def show_known(name: str, day: str, frame: pd.DataFrame) -> list[Table | str]:
    """Return what to print of one country as it was known on a day: a row per survey."""
    table = make_table("Survey", "Edition", "Covers", "Status", "Measure", ">Value", "Published")
    editions = fd.list_editions()[["survey", "edition", "edition_label", "published", "precision"]]
    known = frame.astype({"survey": object}).merge(editions, on=["survey", "edition"])
    for row in list_rows(known):
        survey = fd.SURVEYS[row.survey]
        table.add_row(
            survey.title,
            row.edition_label,
            _period(row.period_start, row.period_end),
            _paint(row.status),
            survey.headline.title,
            _spell(row.value) + _mark(_headline(survey)[0], row.edition),
            _date(row),
        )
    surveys = [fd.SURVEYS[id_] for id_ in known["survey"]]
    return [
        f"[bold]{name}[/], as known on {day}",
        table,
        *(f"[dim]{s.title}: {_tell_scales(_headline(s))}" for s in surveys),
    ]


def show_editions(frame: pd.DataFrame) -> list[Table | str]:
    """Return what to print of editions: a row each."""
    table = make_table("Survey", "Edition", "Covers", "Published", "Says who")
    for row in list_rows(frame):
        covers = _period(row.period_start, row.period_end)
        table.add_row(row.survey, row.edition_label, covers, _date(row), row.published_source)
    return [table]


def show_revisions(frame: pd.DataFrame) -> list[Table | str]:
    """Return what to print of revisions: a row each."""
    if frame.empty:
        return ["no value differs between the releases at hand"]
    table = make_table("Survey", "Country", "Edition", "Measure", ">Old", ">New", "Releases")
    for row in list_rows(frame):
        releases = f"{row.release_from} to {row.release_to}"
        old, new = (value or "none" for value in (row.old, row.new))
        table.add_row(row.survey, row.country, str(row.edition), row.measure, old, new, releases)
    return [table]


def _date(row: Any) -> str:
    """Return when an edition was published, as far as that is known."""
    form = {"day": "%Y-%m-%d", "month": "%Y-%m", "year": "%Y", "bound": "by %Y-%m-%d"}
    return f"{row.published:{form[row.precision]}}"


def _years_with(frame: pd.DataFrame, code: str) -> list[int]:
    years: list[int] = frame.loc[frame["note"] == code, "year"].tolist()
    return years


def _summarise(survey: Survey, row: Any) -> str:
    """Return a row in few words: the status and the headline's measures."""
    status = getattr(row, "status", "")
    values = ", ".join(
        text for id_ in survey.headline.measures if (text := _spell(getattr(row, id_)))
    )
    width = max(map(len, _STATUS_LOOK)) - len(status) if status else 0
    star = " *" if row.grade == "secondary" else ""
    star += _mark(_headline(survey)[0], row.edition)
    return f"{_paint(status)}{' ' * width}  {values}{star}" if status else f"{values}{star}"


def _mark(measure: Measure, edition: int) -> str:
    """Mark a value on an older scale."""
    return " \N{DAGGER}" if measure.scale_in(edition) != measure.scale else ""


def _headline(survey: Survey) -> list[Measure]:
    return [m for m in survey.measures if m.id in survey.headline.measures]


def _tell_scales(shown: Iterable[Measure]) -> str:
    """Say which end of the numbers shown is free."""
    parts = []
    for measure in shown:
        if measure.scale is None or measure.is_relative:
            continue
        older = "".join(
            f" (\N{DAGGER} up to edition {last}: {scale.freest} most free to {scale.least} least "
            "free, not comparable)"
            for last, scale in measure.until.items()
        )
        ends = f"{measure.scale.freest} most free to {measure.scale.least} least free"
        parts.append(f"{measure.short}: {measure.title.lower()}, {ends}{older}")
    return "; ".join(parts) + "."


def _paint(status: str) -> str:
    return f"[{_STATUS_LOOK[status]}]{status}[/]" if status else ""


def _spell(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def say(text: object, *, err: bool = False) -> None:
    """Print lines that a terminal only shows, whatever names they hold."""
    typer.echo(_show_plainly(str(text)), err=err)


def _show_plainly(text: str) -> str:
    return "\n".join(map(plain, text.split("\n")))


def print_parts(*parts: Table | str) -> None:
    """Print for a person; what goes into a file or a pipe is cut to the width of no screen."""
    parts = tuple(_show_plainly(part) if isinstance(part, str) else part for part in parts)
    console = Console(highlight=False)
    if console.is_terminal:
        console.print(*parts, sep="\n")
        return
    console = Console(highlight=False, width=_FILE_WIDTH)
    with console.capture() as captured:
        console.print(*parts, sep="\n")
    typer.echo("\n".join(line.rstrip() for line in captured.get().splitlines()))


def make_table(*headers: str) -> Table:
    """Return an empty table; a header that starts with ``>`` is set flush right."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for header in headers:
        table.add_column(
            header.removeprefix(">"),
            justify="right" if header.startswith(">") else "left",
            overflow="fold",
            no_wrap=header in ("Edition", "Covers", "Status", "Id", "Year"),
        )
    return table


def list_rows(frame: pd.DataFrame) -> list[Any]:
    """Return the rows as named tuples, what is missing as empty text, all in plain letters."""
    shown = frame.astype(object).where(frame.notna(), "")
    shown = shown.map(lambda value: plain(value) if isinstance(value, str) else value)
    return list(shown.itertuples(index=False))


def _period(start: Any, end: Any) -> str:
    """Return the period covered: a year where it is one, else from month to month."""
    if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31) and start.year == end.year:
        return str(start.year)
    return f"{start:%Y-%m} to {end:%Y-%m}"


def print_json(frame: pd.DataFrame) -> None:
    """Print a frame as JSON records, dates as text."""
    dates = frame.select_dtypes("datetime").columns
    text = frame.assign(**{name: frame[name].dt.strftime("%Y-%m-%d") for name in dates})
    typer.echo(text.to_json(orient="records", indent=1))
