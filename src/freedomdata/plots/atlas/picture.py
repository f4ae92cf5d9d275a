"""A page for every country and territory: a directory to browse, or one PDF to leaf through."""

from __future__ import annotations

import os
import re
import unicodedata
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from freedomdata.arguments import read_countries, read_number
from freedomdata.calls import explain_calls
from freedomdata.choices import Ending
from freedomdata.countries import get_countries
from freedomdata.data import open_data
from freedomdata.errors import FreedomDataError, brief, join_few
from freedomdata.missing import describe_never
from freedomdata.paths import as_path
from freedomdata.plots.atlas.binding import bind_html, bind_pdf, check_html, is_bound
from freedomdata.plots.atlas.journal import (
    JOURNAL,
    check_directory,
    note_page,
    open_journal,
    rewrite_journal,
)
from freedomdata.plots.atlas.workers import (
    Task,
    count_cores,
    draw_pages,
    name_look,
    name_made_with,
)
from freedomdata.versions import version
from freedomdata.writing import begin_draft, clear_draft, hash_file, lock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from freedomdata.data import Data
    from freedomdata.plots.atlas.journal import Page

    Progress = Callable[[int, int, str], None]

__all__ = ["ENDINGS", "plot_atlas"]

#: What the pages of a directory may be.
ENDINGS: tuple[Ending, ...] = get_args(Ending)


@explain_calls
def plot_atlas(  # noqa: PLR0913 (each is a choice)
    path: str | os.PathLike[str],
    *,
    country: str | Iterable[str] | None = None,
    ending: Ending | None = None,
    data: str | os.PathLike[str] | None = None,
    jobs: int | None = None,
    progress: Progress | None = None,
) -> Path:
    """
    Plot a page for every country and territory, on all cores: an atlas of the ratings.

    Each page is what :func:`plot_trend` draws: all surveys that the unit is in. What is there
    already is not drawn again, provided that it was made by the same code from the same data in
    the same style; so a call that was interrupted is simply made again. The same call gives the
    same bytes, however many processes draw. One call at a time makes an atlas: others wait.

    Parameters
    ----------
    path : path
        A directory, or a file that ends in ``.pdf``. A directory gets a file for each page, and an
        ``index.html`` that shows them all, with their alt texts, and needs no network; pages that
        an earlier call made there for others stay in it. It has to be new or empty, or an atlas. A
        file gets all pages in the order of their names, with a bookmark each; until it is whole its
        pages are kept beside it, in a directory that ends in ``.parts``. A file or directory of
        other things is never touched, nor is a page that was changed since it was drawn.
    country : str or iterable of str, optional
        Ids, ISO codes or names. All that any survey at hand has ever rated by default.
    ending : {"svg", "png", "pdf"}, optional
        What the files in a directory are. ``"svg"`` by default.
    data : path, optional
        Another data directory. ``FREEDOMDATA_DATA`` or the tables in the package by default.
    jobs : int, optional
        How many processes draw, 1 or more. As many as there are cores by default.
    progress : callable, optional
        Called as ``progress(done, total, what)`` with the number of pages that are there, of all
        pages, and the name of the country that was drawn last, or an empty one at the start.

    Returns
    -------
    pathlib.Path
        `path`.

    Raises
    ------
    UnknownCountryError, AmbiguousCountryError
        If a country is not known, or may be several.
    FreedomDataError
        If no survey has ever rated a country, none is named, `ending` or `jobs` is none of those,
        something else is in the way, or a page cannot be drawn (the message names the country) or
        written. Pages drawn until then stay for the next call.
    SourceError
        If `data` is no data directory, or damaged, or `path` is no path.

    See Also
    --------
    plot_trend : One of the pages.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as directory:
    ...     atlas = plot_atlas(Path(directory) / "atlas", country=["China", "Kosovo"], jobs=1)
    ...     sorted(file.name for file in atlas.iterdir())
    ['CHN-china.svg', 'XKX-kosovo.svg', 'atlas.jsonl', 'index.html']
    """
    target = as_path("path", path)
    kind = _read_ending(target, ending)
    workers = read_number("jobs", jobs)
    if workers is not None and workers < 1:
        raise FreedomDataError(f"jobs is how many processes draw, 1 or more, not {jobs}")
    data = open_data(data)
    chosen = _list_rated(country, data)
    made_with, home = name_made_with(data), data.directory
    tasks = [
        Task(id_, name, Path(f"{id_}-{_slug(name)}.{kind}"), home, name_look(), made_with)
        for id_, name in chosen.items()
    ]
    tell, terms = progress or _tell_nobody, _tell_terms(data)
    try:
        if target.suffix.lower() == ".pdf":
            _make_book(target, tasks, workers or count_cores(), tell, terms)
        else:
            _make_directory(target, tasks, workers or count_cores(), tell, terms)
    except OSError as error:
        raise FreedomDataError(
            f"cannot write {error.filename or target}: {error.strerror or error}"
        ) from None
    return target


def _read_ending(target: Path, ending: str | None) -> str:
    """Return what the pages are to be: of one PDF nothing else than PDF."""
    own = target.suffix.lower().removeprefix(".")
    if own in ENDINGS and own != "pdf":
        raise FreedomDataError(
            f"an atlas has many pages, {target.name!r} one: give a directory, or a .pdf file"
        )
    if ending is not None and ending not in ENDINGS:
        raise FreedomDataError(f"ending is one of {', '.join(ENDINGS)}, not {brief(ending)}")
    if own == "pdf" and ending not in (None, "pdf"):
        raise FreedomDataError(
            f"{target.name!r} is a PDF: give a directory for pages that end in .{ending}"
        )
    return "pdf" if own == "pdf" else ending or ENDINGS[0]


def _list_rated(country: str | Iterable[str] | None, data: Data) -> dict[str, str]:
    """Return the names of the units that have a page, by id, in the order of the names."""
    names = {id_: unit.country for id_, unit in get_countries().items()}
    rated = {id_ for s in data.surveys for id_ in data.frame(s.id)["country_id"].unique()}
    wanted = read_countries(country)
    if wanted == []:
        raise FreedomDataError("country names nobody: leave it out for all countries")
    if never := [id_ for id_ in wanted or () if id_ not in rated]:
        raise FreedomDataError(describe_never(None, names[never[0]]))
    chosen = rated if wanted is None else set(wanted)
    return {id_: names[id_] for id_ in sorted(chosen, key=lambda id_: (_slug(names[id_]), id_))}


def _slug(name: str) -> str:
    """Return a name as it stands in the names of files: small plain letters and hyphens."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def _tell_nobody(done: int, total: int, what: str) -> None:
    """Say nothing."""


def _make_directory(
    target: Path, tasks: Sequence[Task], jobs: int, tell: Progress, terms: str
) -> None:
    check_directory(target)
    with lock(target):
        check_html(target)
        _make_pages(target, tasks, jobs, tell)
        drawn = {page.file: page for page in open_journal(target)}
        pages = [p for p in drawn.values() if hash_file(target / p.file) == p.sha256]
        pages.sort(key=lambda page: (_slug(page.country), page.country_id))
        rewrite_journal(target, pages)
        bind_html(target, pages, terms=terms)


def _make_book(target: Path, tasks: Sequence[Task], jobs: int, tell: Progress, terms: str) -> None:
    if not target.parent.is_dir():
        raise FreedomDataError(f"there is no directory {target.parent} to save {target.name} in")
    parts = _place_parts(target)
    check_directory(parts)
    try:
        with lock(parts):
            _bind(target, tasks, jobs, tell, terms)
    finally:
        with suppress(OSError):  # where something is left in it
            parts.rmdir()


def _place_parts(target: Path) -> Path:
    """Return the directory of the pages of a PDF."""
    return target.with_name(f"{target.name}.parts")


def _bind(target: Path, tasks: Sequence[Task], jobs: int, tell: Progress, terms: str) -> None:
    """Draw the pages of a PDF in a directory of their own, bind them, and remove them there."""
    parts = _place_parts(target)
    if is_bound(target, [task.country for task in tasks], tasks[0].made_with):
        tell(len(tasks), len(tasks), "")
        return
    pages = _make_pages(parts, tasks, jobs, tell)
    bind_pdf(target, parts, pages, subject=terms)
    for page in open_journal(parts):
        if hash_file(parts / page.file) == page.sha256:
            (parts / page.file).unlink()
    (parts / JOURNAL).unlink()


def _make_pages(target: Path, tasks: Sequence[Task], jobs: int, tell: Progress) -> list[Page]:
    """Draw the pages that are missing or made otherwise; return all in their order."""
    drawn = open_journal(target)
    _refuse_others(target, tasks, drawn)
    held = {page.file: page for page in drawn}
    pages = {
        name: held[name]
        for name, task in ((task.path.name, task) for task in tasks)
        if name in held
        and held[name].made_with == task.made_with
        and hash_file(target / name) == held[name].sha256
    }
    drafts = begin_draft(target)
    try:
        missing = [t._replace(path=drafts / t.path) for t in tasks if t.path.name not in pages]
        tell(len(pages), len(tasks), "")
        for page in draw_pages(missing, jobs):
            if page.made_with != tasks[0].made_with:
                raise FreedomDataError(
                    "the tables were replaced while the pages were drawn: the same call goes on "
                    "with the new ones"
                )
            note_page(target, page)  # first: what is in the directory is always known as ours
            (drafts / page.file).replace(target / page.file)
            pages[page.file] = page
            tell(len(pages), len(tasks), page.country)
    finally:
        clear_draft(target)
    return [pages[task.path.name] for task in tasks]


def _refuse_others(target: Path, tasks: Sequence[Task], drawn: Sequence[Page]) -> None:
    """Refuse a directory with pages of another kind, and to replace what we did not draw."""
    if others := [page.file for page in drawn if Path(page.file).suffix != tasks[0].path.suffix]:
        raise FreedomDataError(
            f"the pages in {target} end in {Path(others[0]).suffix}, not in "
            f"{tasks[0].path.suffix}: give another directory"
        )
    own = {(page.file, page.sha256) for page in drawn}
    names = {page.file for page in drawn}
    there = [task.path.name for task in tasks if os.path.lexists(target / task.path)]
    strange = [name for name in there if (name, hash_file(target / name)) not in own]
    if strange:
        said = [
            f"{target / name} {'was changed since it was drawn' if name in names else _NOT_OURS}"
            for name in strange
        ]
        raise FreedomDataError(f"{join_few(said)}: move it, or give another directory")


_NOT_OURS = "is not of this atlas"


def _tell_terms(data: Data) -> str:
    """Return where the values are from, on which terms, and in which version."""
    surveys = data.surveys
    terms = " ".join(dict.fromkeys(survey.short_terms for survey in surveys))
    return f"{', '.join(survey.title for survey in surveys)}. {terms} {version(data=data)}."
