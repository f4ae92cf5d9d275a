"""
Write ``codebook.md``, and the columns in the docstring of ``load``, from the codebook itself.

``python docs/codebook.py`` writes both anew and says which has changed; the tests hold both against
what it would write.
"""

# ruff: noqa: INP001 (a script, no package)

from __future__ import annotations

import re
from itertools import groupby
from pathlib import Path
from textwrap import indent, wrap
from typing import TYPE_CHECKING, Any

import freedomdata as fd
from freedomdata.codebooks.descriptions import SEPARATOR, describe_note

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from freedomdata.model import Survey

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "codebook.md"
MODULE = ROOT / "src" / "freedomdata" / "loading" / "tables.py"

_HEAD = """# Codebook

What every column, measure and question means. `python docs/codebook.py` writes this page from the
declarations that the tables are built and checked by; `fd.codebook()` has the same as a frame, and
`freedomdata codebook --search "trade union"` finds a line of it.

Descriptions are short wordings of our own. The questions in full, with their sub-questions, are in
the publishers' methodologies; nobody has checked that the links to them still work. Editions are
those at hand, by the later year of their title.
"""
_BLOCK = re.compile(r'(?ms)^ {8}``"fiw"``: .*?\n(?=^ {8}With ``)')
_WIDTH, _INDENT = 100, 8
_KINDS = {"question": "Questions and subtotals", "subtotal": "Questions and subtotals"}


def render_page() -> str:
    """Return the page."""
    frame = fd.codebook()
    parts = [_HEAD]
    for record in fd.SURVEYS.values():
        rows = [*frame[frame["survey"] == record.id].itertuples(index=False, name=None)]
        named = [dict(zip(frame.columns, row, strict=True)) for row in rows]
        parts += _render_survey(record, named)
    return "\n".join(parts)


def _render_survey(record: Survey, rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Yield the sections on one survey."""
    yield f"## {record.title} (`{record.id}`)\n"
    yield f"{record.publisher}. [Methodology]({record.methodology}) (link not checked).\n"
    for title, part in groupby(rows, lambda row: _KINDS.get(row["kind"], "Columns")):
        yield f"### {title} of `{record.id}`\n"
        heads = ("id", "title", "range", "freest", "editions", "what it is")
        yield _render_table(heads, map(_list_cells, part))
    yield f"### What values of `{record.id}` mean\n"
    yield _render_list(
        (f"`{row['id']}`", row["values"])
        for row in rows
        if row["kind"] not in ("question", "subtotal", "column") and row["values"]
    )
    yield f"### Changes of method of `{record.id}`\n"
    yield _render_table(
        ("edition", "measures", "what changed", "values compare"),
        (
            (
                str(b.edition),
                ", ".join(f"`{id_}`" for id_ in b.measures),
                b.what,
                "yes" if b.is_comparable else "no",
            )
            for b in sorted(record.breaks, key=lambda b: b.edition)
        ),
    )
    if record.notes:
        yield f"### Notes of `{record.id}`\n"
        notes = (describe_note(note).partition(": ") for note in record.notes)
        yield _render_list((name, text) for name, _, text in notes)


def _list_cells(row: dict[str, Any]) -> tuple[str, ...]:
    """Return the cells of a column, measure or question."""
    said = [row["description"]]
    if row["earlier_names"]:
        said.append(f"Earlier names: {row['earlier_names']}.")
    freest = "" if row["freest"] != row["freest"] else f"{row['freest']:g}"
    if row["direction"].endswith(" is freest"):
        freest = row["direction"].removesuffix(" is freest")
    title = f"{row['title']} ({row['short']})" if row["short"] else row["title"]
    editions = row["edition_spans"] or "none at hand"
    return f"`{row['id']}`", title, name_range(row), freest, editions, " ".join(said)


def name_range(row: dict[str, Any]) -> str:
    """Return the range of a measure in words, empty where it has none."""
    low, high = row["low"], row["high"]
    if low != low:  # noqa: PLR0124 (NaN)
        return ""
    return f"{low:g} to {high:g}" if high == high else f"from {low:g}"  # noqa: PLR0124


def _render_table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table in Markdown."""
    lines = [" | ".join(heads), "|".join(["---"] * len(heads))]
    lines += [" | ".join(cell.replace("|", r"\|") for cell in row) for row in rows]
    return "".join(f"| {line} |\n" for line in lines)


def _render_list(entries: Iterable[tuple[str, str]]) -> str:
    """Return what has a name and a text as a list in Markdown."""
    return "".join(f"- {name}: {text.replace(SEPARATOR, '; ')}\n" for name, text in entries)


def render_columns() -> str:
    """Return the measures of each survey as the docstring of ``load`` lists them."""
    frame = fd.codebook()
    parts = []
    for record in fd.SURVEYS.values():
        own = frame[(frame["survey"] == record.id) & (frame["kind"] == "measure")]
        rows = own.to_dict("records")
        usual = frame.loc[frame["survey"] == record.id, "edition_spans"].iloc[0]
        groups = groupby(rows, lambda row, record=record, usual=usual: _say(record, row, usual))
        said = [
            ", ".join(f"``{row['id']}``" for row in several) + (f" ({text})" if text else "")
            for text, several in groups
        ]
        parts.append(f'``"{record.id}"``: {"; ".join(said)}.')
    lines = ("\n".join(wrap(part, _WIDTH - _INDENT, break_long_words=False)) for part in parts)
    return indent("\n\n".join(lines), " " * _INDENT) + "\n\n"


def _say(record: Survey, row: dict[str, Any], usual: str) -> str:
    """Return range, free end and editions of a measure, as far as they are not the usual ones."""
    measure = record.field[row["id"]]
    said = []
    if measure.scale is not None:
        said.append(f"{name_range(row)}, {row['freest']:g} is freest")
        said += [
            f"until edition {last} {old.low} to {old.high}, {old.freest} is freest"
            for last, old in getattr(measure, "until", {}).items()
        ]
    elif measure.categories == (False, True):
        said.append("1 or 0")
    elif not measure.is_ordered:
        said.append("str")
    if row["edition_spans"] != usual:
        said.append(f"editions {row['edition_spans']}")
    elif not usual and measure.first_edition:
        said.append(f"from edition {measure.first_edition}")
    return "; ".join(said)


def main() -> None:
    """Write page and docstring; say which has changed."""
    source = MODULE.read_text(encoding="utf-8")
    columns = render_columns()
    for path, text in {PAGE: render_page(), MODULE: _BLOCK.sub(lambda _: columns, source)}.items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            print(path.relative_to(ROOT))  # noqa: T201


if __name__ == "__main__":
    main()
