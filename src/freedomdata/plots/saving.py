"""Alt text, and pictures saved with it: the same picture has the same bytes."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary, ref
from xml.sax.saxutils import escape

from freedomdata.errors import FreedomDataError
from freedomdata.plots.style import settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["alt_text", "describe", "save"]

_DPI = 200
_ALT_TEXTS: WeakKeyDictionary[Axes, str] = WeakKeyDictionary()
# the first axes of a picture stand for all of it
_PANELS: WeakKeyDictionary[Axes, list[ref[Axes]]] = WeakKeyDictionary()


def describe(axes: Sequence[Axes], sentences: Sequence[str]) -> None:
    """Remember what a screen reader should say about the panels of one picture."""
    _ALT_TEXTS.update(zip(axes, sentences, strict=True))
    _PANELS[axes[0]] = [ref(ax) for ax in axes]


def alt_text(figure: Figure | Axes) -> str:
    """
    Return the sentences that a screen reader should say for a picture.

    Parameters
    ----------
    figure : matplotlib.figure.Figure or matplotlib.axes.Axes
        A figure with pictures made by the ``plot_`` functions, or the axes of one of them.

    Returns
    -------
    str
        What is shown, over which years, how it ends, and what is missing.

    Raises
    ------
    FreedomDataError
        If nothing of this package was drawn there.

    Examples
    --------
    >>> import matplotlib
    >>> matplotlib.use("Agg")
    >>> from freedomdata import plot_trend
    >>> alt_text(plot_trend("China", survey="fiw")).split(":")[0]
    'China, Freedom in the World, 1972 to 2025'
    """
    axes = getattr(figure, "axes", None)
    drawn = _panels_of(figure) if not isinstance(axes, list) else axes
    said = [text for ax, text in _ALT_TEXTS.items() if any(ax is one for one in drawn)]
    if not said:
        raise FreedomDataError("nothing of freedomdata was drawn there: give its figure or axes")
    return " ".join(said)


def _panels_of(ax: Any) -> list[Any]:
    try:
        panels = [panel() for panel in _PANELS[ax]]
    except (KeyError, TypeError):
        return [ax]
    return [panel for panel in panels if panel is not None]


def save(figure: Figure | Axes, path: str | os.PathLike[str], *, title: str = "") -> Path:
    """
    Save a picture with its title and alt text in the metadata, or leave no file.

    Parameters
    ----------
    figure : matplotlib.figure.Figure or matplotlib.axes.Axes
        A picture made by one of the ``plot_`` functions.
    path : path
        Where to; the ending (png, svg, pdf) decides the format.
    title : str, optional
        Title in the metadata.

    Returns
    -------
    pathlib.Path
        `path`.

    Raises
    ------
    FreedomDataError
        If the ending is no known format, or the file cannot be written.
    """
    target = Path(path)
    ending = target.suffix.removeprefix(".").lower()
    if ending not in _METADATA:
        raise FreedomDataError(f"{target.name!r} must end in .{', .'.join(_METADATA)}")
    if not target.parent.is_dir():
        raise FreedomDataError(f"there is no directory {target.parent} to save {target.name} in")
    whole: Any = figure.get_figure(root=True) if figure is not None else None
    words = {"title": title, "text": alt_text(whole)}
    metadata = {key: value and value.format(**words) for key, value in _METADATA[ending].items()}
    draft = target.with_name(f".freedomdata-{os.getpid()}")
    try:
        with settings():
            whole.savefig(draft, format=ending, dpi=_DPI, metadata=metadata)
        if ending == "svg":
            _make_accessible(draft, words["text"])
        draft.replace(target)
    except OSError as error:
        raise FreedomDataError(f"cannot write {target}: {error.strerror or error}") from None
    finally:
        draft.unlink(missing_ok=True)
    return target


# None takes out what matplotlib would write: versions and times, which change the bytes
_METADATA: dict[str, dict[str, Any]] = {
    "png": {"Title": "{title}", "Description": "{text}", "Software": None},
    "svg": {"Title": "{title}", "Description": "{text}", "Date": None, "Creator": "freedomdata"},
    "pdf": {"Title": "{title}", "Subject": "{text}", "CreationDate": None, "Producer": None},
}


def _make_accessible(path: Path, text: str) -> None:
    """Put the alt text where screen readers look: metadata inside an SVG are not read aloud."""
    svg = path.read_text(encoding="utf-8")
    start = svg.index("<svg ")
    end = svg.index(">", start) + 1
    head = svg[start:end].replace("<svg ", '<svg role="img" aria-describedby="description" ', 1)
    text = f'<desc id="description">{escape(text)}</desc>'
    path.write_text(f"{svg[:start]}{head}\n {text}{svg[end:]}", encoding="utf-8")
