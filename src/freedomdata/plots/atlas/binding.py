"""The pages of an atlas bound together: as one PDF with bookmarks, or as a page of HTML."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from html import escape
from typing import TYPE_CHECKING, Any

from freedomdata.errors import FreedomDataError
from freedomdata.plots.style import look
from freedomdata.plots.words import say
from freedomdata.writing import replacing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from freedomdata.plots.atlas.journal import Page

__all__ = ["INDEX", "bind_html", "bind_pdf", "check_html", "is_bound"]

#: The page that shows all others.
INDEX = "index.html"
_CREATOR = "freedomdata atlas"
_UNREADABLE = (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError)
_MOST_BYTES = 20_000_000  # of the index; ours has 1,000 for each of 340 pages


def is_bound(path: Path, countries: Sequence[str], made_with: str) -> bool:
    """Whether a PDF is this very atlas; one of others is never replaced."""
    from pypdf import PdfReader  # noqa: PLC0415 (import on use)
    from pypdf.errors import PyPdfError  # noqa: PLC0415 (import on use)

    if not path.exists():
        return False
    said: Any = {}
    marks: list[Any] = []
    pages = 0
    if path.is_file():
        with suppress(*_UNREADABLE, PyPdfError), path.open("rb") as file:
            reader = PdfReader(file, strict=True)  # what is odd is an error, not a remark
            said = reader.metadata or {}
            marks = [getattr(mark, "title", None) for mark in reader.outline]
            pages = len(reader.pages)
    if said.get("/Creator") != _CREATOR:
        raise FreedomDataError(
            f"{path} is there already, and no atlas of freedomdata: give another name"
        )
    return said.get("/Keywords") == made_with and marks == [*countries] and pages == len(marks)


def bind_pdf(path: Path, parts: Path, pages: Sequence[Page], *, subject: str) -> None:
    """Bind pages to one PDF with a bookmark each, or leave no file; it holds no time."""
    from pypdf import PdfWriter  # noqa: PLC0415 (import on use)
    from pypdf.generic import NameObject, TextStringObject  # noqa: PLC0415 (import on use)

    writer = PdfWriter()
    writer.pdf_header = "%PDF-1.4"  # as the pages: they are in part transparent
    for page in pages:
        writer.append(parts / page.file, outline_item=page.country, import_outline=False)
    writer.compress_identical_objects()  # letters that stand on many pages
    writer.metadata = {
        "/Title": say("atlas.title"),
        "/Subject": subject,
        "/Keywords": pages[0].made_with,
        "/Creator": _CREATOR,
    }
    writer.page_mode = "/UseOutlines"
    writer.root_object[NameObject("/Lang")] = TextStringObject(look().language)
    preferences: Any = writer.create_viewer_preferences()
    preferences.display_doctitle = True
    with replacing(path) as draft:
        writer.write(draft)


def check_html(directory: Path) -> None:
    """Refuse to replace an index of somebody else, or one that its user has changed."""
    index = directory / INDEX
    if not os.path.lexists(index):
        return
    is_file = index.is_file() and not index.is_symlink()
    is_small = is_file and index.stat().st_size <= _MOST_BYTES
    text = index.read_text(encoding="utf-8", errors="replace") if is_small else ""
    if _MARK not in text:
        raise FreedomDataError(f"{index} is not of freedomdata: give another directory")
    if _seal(text.rpartition(_SEAL)[0]) != text:
        raise FreedomDataError(
            f"{index} was changed since it was written: move it, or give another directory"
        )


def _seal(html: str) -> str:
    """Return a page with its sha256 at the end, by which a page that was changed is known."""
    return f"{html}{_SEAL}{hashlib.sha256(html.encode()).hexdigest()} -->\n"


def bind_html(directory: Path, pages: Sequence[Page], *, terms: str) -> None:
    """Write the page that shows all others, with what a screen reader says of each."""
    theme = look().theme
    style = _STYLE.format(paper=theme.paper, ink=theme.ink, muted=theme.muted, rule=theme.rule)
    links = "\n".join(
        f'<li><a href="#{page.country_id}">{escape(page.country)}</a></li>' for page in pages
    )
    html = _HTML.format(
        lang=look().language,
        mark=_MARK,
        title=escape(say("atlas.title")),
        subtitle=escape(say("atlas.subtitle", count=len(pages))),
        units=escape(say("atlas.units")),
        style=style,
        links=links,
        figures="\n".join(map(_show_page, pages)),
        terms=escape(terms),
    )
    with replacing(directory / INDEX) as draft:
        draft.write_text(_seal(html), encoding="utf-8", newline="\n")


def _show_page(page: Page) -> str:
    """Return one section of the index; a browser shows no PDF within a page."""
    said = escape(page.alt_text)
    if page.file.endswith(".pdf"):
        shown = f'<p><a href="{page.file}">{escape(page.country)} (PDF)</a></p>\n<p>{said}</p>'
    else:
        shown = (
            f'<a href="{page.file}"><img src="{page.file}" alt="{said}" '
            f'width="{page.width}" height="{page.height}" loading="lazy"></a>'
        )
    head = f'<h2 id="{page.country_id}">{escape(page.country)}</h2>'
    return f'<section aria-labelledby="{page.country_id}">\n{head}\n{shown}\n</section>'


_SEAL = "<!-- sha256 "
_MARK = f'<meta name="generator" content="{_CREATOR}">'
_STYLE = """
body {{ background: {paper}; color: {ink}; font: 1rem/1.5 "DejaVu Sans", Verdana, sans-serif;
  margin: 2rem auto; max-width: 58rem; padding: 0 1rem; }}
a {{ color: inherit; }}
nav ul {{ columns: 13rem; list-style: none; padding: 0; }}
section {{ border-top: 1px solid {rule}; }}
img {{ height: auto; max-width: 100%; }}
footer {{ border-top: 1px solid {rule}; color: {muted}; font-size: 0.85rem; }}
"""
_HTML = """<!DOCTYPE html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
{mark}
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<header>
<h1>{title}</h1>
<p>{subtitle}</p>
</header>
<nav aria-label="{units}">
<ul>
{links}
</ul>
</nav>
<main>
{figures}
</main>
<footer>
<p>{terms}</p>
</footer>
</body>
</html>
"""
