"""Alt text, and pictures saved with it: the same picture has the same bytes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary
from xml.sax.saxutils import escape

from freedomdata import __version__
from freedomdata.calls import explain_calls
from freedomdata.errors import FreedomDataError
from freedomdata.paths import as_path
from freedomdata.plots.style import look, settings
from freedomdata.writing import replacing

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable
    from pathlib import Path

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["alt_text", "describe", "save"]


@dataclass(frozen=True, slots=True)
class _Caption:
    """What goes with a picture into a file: title, alt text, source line; and how fine it is."""

    title: str
    text: str
    source: str
    dpi: int


_CAPTIONS: WeakKeyDictionary[Axes, _Caption] = WeakKeyDictionary()


def describe(axes: Iterable[Axes], *, title: str, text: str, source: str) -> None:
    """Remember what a screen reader should say about the picture that these axes make."""
    caption = _Caption(title, text, source, look().size.dpi)
    for ax in axes:
        _CAPTIONS[ax] = caption


def _captions(figure: Any) -> list[_Caption]:
    """Return the captions of the pictures on a figure, or of the one on an axes."""
    axes = getattr(figure, "axes", None)
    drawn = axes if isinstance(axes, list) else [figure]
    found = {id(c): c for ax in drawn if (c := _caption(ax)) is not None}
    if not found:
        raise FreedomDataError("nothing of freedomdata was drawn there: give its figure or axes")
    return list(found.values())


def _caption(ax: Any) -> _Caption | None:
    try:
        return _CAPTIONS.get(ax)
    except TypeError:  # nothing that could be an axes
        return None


@explain_calls
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
    return " ".join(caption.text for caption in _captions(figure))


@explain_calls
def save(figure: Figure | Axes, path: str | os.PathLike[str], *, title: str | None = None) -> Path:
    """
    Save a picture with title, alt text, source and data version in its metadata.

    The same picture has the same bytes. If it cannot be saved, a file that was there stays.

    Parameters
    ----------
    figure : matplotlib.figure.Figure or matplotlib.axes.Axes
        A picture made by one of the ``plot_`` functions.
    path : path
        Where to; the ending (png, svg, pdf) decides the format.
    title : str, optional
        Title in the metadata. That of the picture by default.

    Returns
    -------
    pathlib.Path
        `path`.

    Raises
    ------
    FreedomDataError
        If the ending is no known format, the file cannot be written, or nothing of this package
        was drawn there.

    See Also
    --------
    alt_text : What is saved as the description.

    Examples
    --------
    >>> import matplotlib
    >>> matplotlib.use("Agg")
    >>> import tempfile
    >>> from pathlib import Path
    >>> from freedomdata import plot_trend
    >>> with tempfile.TemporaryDirectory() as directory:
    ...     path = save(plot_trend("China"), Path(directory, "china.svg"))
    ...     print(path.name, "Not Free in every edition" in path.read_text(encoding="utf-8"))
    china.svg True
    """
    target = as_path("path", path)
    ending = target.suffix.removeprefix(".").lower()
    if ending not in _METADATA:
        raise FreedomDataError(f"{target.name!r} must end in .{', .'.join(_METADATA)}")
    captions = _captions(figure)
    whole: Any = figure.get_figure(root=True)
    words = {
        "title": title or "; ".join(caption.title for caption in captions),
        "text": alt_text(whole),
        "source": " ".join(dict.fromkeys(caption.source for caption in captions)),
        "creator": f"freedomdata {__version__}",
    }
    metadata = {key: value and value.format(**words) for key, value in _METADATA[ending].items()}
    try:
        with replacing(target) as draft:
            with settings():
                whole.savefig(draft, format=ending, dpi=captions[0].dpi, metadata=metadata)
            if ending == "svg":
                _make_accessible(draft, words["text"])
    except OSError as error:
        raise FreedomDataError(f"cannot write {target}: {error.strerror or error}") from None
    return target


# None takes out what matplotlib would write: versions and times, which change the bytes
_METADATA: dict[str, dict[str, Any]] = {
    "png": {
        "Title": "{title}",
        "Description": "{text}",
        "Source": "{source}",
        "Software": "{creator}",
    },
    "svg": {
        "Title": "{title}",
        "Description": "{text}",
        "Source": "{source}",
        "Creator": "{creator}",
        "Date": None,
    },
    "pdf": {
        "Title": "{title}",
        "Subject": "{text}",
        "Keywords": "{source}",
        "Creator": "{creator}",
        "CreationDate": None,
        "Producer": None,
    },
}


def _make_accessible(path: Path, text: str) -> None:
    """Put the alt text where screen readers look: metadata inside an SVG are not read aloud."""
    svg = path.read_text(encoding="utf-8")
    start = svg.index("<svg ")
    end = svg.index(">", start) + 1
    head = svg[start:end].replace("<svg ", '<svg role="img" aria-describedby="description" ', 1)
    text = f'<desc id="description">{escape(text)}</desc>'
    path.write_text(f"{svg[:start]}{head}\n {text}{svg[end:]}", encoding="utf-8")
