"""The pages of an atlas bound together: as one PDF with bookmarks, or as a page of HTML."""

from __future__ import annotations

import hashlib
import os
from html import escape
from io import BytesIO
from typing import TYPE_CHECKING, Any

from freedomdata.errors import FreedomDataError
from freedomdata.limits import JOURNAL_FILE
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
_HTML_SEAL = (b"<!-- sha256 ", b" -->\n")
_PDF_SEAL = (b"%sha256 ", b"\n")


def is_bound(path: Path, countries: Sequence[str], made_with: str) -> bool:
    """Whether a PDF is this very atlas; one of others is never replaced."""
    if not os.path.lexists(path):
        return False
    content = path.read_bytes() if path.is_file() and _ends_sealed(path) else b""
    if not _is_sealed(content, _PDF_SEAL):
        what = "was changed since it was written" if content else "is no atlas of freedomdata"
        raise FreedomDataError(f"{path} is there already, and {what}: give another name")
    creator, keywords, marks, pages = _read_pdf(content)
    if creator != _CREATOR:
        raise FreedomDataError(
            f"{path} is there already, and is no atlas of freedomdata: give another name"
        )
    return keywords == made_with and marks == [*countries] and pages == len(marks)


def _read_pdf(content: bytes) -> tuple[Any, Any, list[Any], int]:
    """Return what made a PDF, its keywords, its bookmarks and how many pages it has."""
    from pypdf import PdfReader  # noqa: PLC0415 (import on use)

    try:
        reader = PdfReader(BytesIO(content))
        said: Any = reader.metadata or {}
        marks = [getattr(mark, "title", None) for mark in reader.outline]
        return said.get("/Creator"), said.get("/Keywords"), marks, len(reader.pages)
    except Exception:  # noqa: BLE001 (whatever a PDF of somebody else makes the reader raise)
        return None, None, [], 0


def _ends_sealed(path: Path) -> bool:
    """Whether a file ends as a PDF of ours does, without reading what is before."""
    with path.open("rb") as file:
        file.seek(-min(path.stat().st_size, 100), os.SEEK_END)
        return _PDF_SEAL[0] in file.read()


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
    whole = BytesIO()
    writer.write(whole)
    with replacing(path) as draft:
        draft.write_bytes(_seal(whole.getvalue(), _PDF_SEAL))


def _seal(content: bytes, seal: tuple[bytes, bytes]) -> bytes:
    """Return a file with its sha256 in a comment at its end: what was changed is known by it."""
    begin, end = seal
    return content + begin + hashlib.sha256(content).hexdigest().encode() + end


def _is_sealed(content: bytes, seal: tuple[bytes, bytes]) -> bool:
    """Whether a file is as it was written."""
    return _seal(content.rpartition(seal[0])[0], seal) == content


def check_html(directory: Path) -> None:
    """Refuse to replace an index of somebody else, or one that its user has changed."""
    index = directory / INDEX
    if not os.path.lexists(index):
        return
    is_file = index.is_file() and not index.is_symlink()
    is_small = is_file and index.stat().st_size <= JOURNAL_FILE.bytes
    content = index.read_bytes() if is_small else b""
    if _MARK.encode() not in content:
        raise FreedomDataError(f"{index} is not of freedomdata: give another directory")
    if not _is_sealed(content, _HTML_SEAL):
        raise FreedomDataError(
            f"{index} was changed since it was written: move it, or give another directory"
        )


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
        draft.write_bytes(_seal(html.encode(), _HTML_SEAL))


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
