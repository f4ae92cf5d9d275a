"""
What pictures of many countries cost, against a bare matplotlib script that draws the same.

The bare script is made of the picture itself: the arrays, texts and colors of all its artists are
taken down beforehand, in places on the page, and then drawn with plain calls of matplotlib on
plain axes. Both save a PNG in memory; runs alternate in one process, and what is measured is the
time of the processor, so that other processes do not count. Ours includes reading the
tables, whose share is told. That both draw the same is proven by their pixels.

    python benchmarks/plots.py [--runs 9] [--only statuses]
"""

from __future__ import annotations

import argparse
import gc
import io
import statistics
import time
from typing import TYPE_CHECKING, Any

import matplotlib as mpl

mpl.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch
from matplotlib.path import Path

import freedomdata as fd

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

DPI = 200
TWELVE = [
    "China", "Taiwan", "Hungary", "Russia", "India", "Norway", "Mexico", "Turkey", "Brazil",
    "Nigeria", "Egypt", "Poland",
]  # fmt: skip
#: Pictures by name, and what of the tables each of them reads.
PICTURES: dict[str, tuple[Callable[[], Any], Callable[[], Any]]] = {
    "statuses, Africa": (lambda: fd.plot_statuses("Africa"), lambda: fd.load("fiw")),
    "statuses, the world": (lambda: fd.plot_statuses(fd.load("fiw")), lambda: fd.load("fiw")),
    "compare, 12 countries": (
        lambda: fd.plot_compare(TWELVE),
        lambda: fd.load_panel(country=TWELVE),
    ),
    "trend, 12 countries": (
        lambda: fd.plot_trend(TWELVE, survey="fiw"),  # type: ignore[arg-type]
        lambda: fd.load("fiw", country=TWELVE),
    ),
    "map": (lambda: fd.plot_map(2024), lambda: fd.load("fiw")),
    "movers": (lambda: fd.plot_movers(2015), lambda: fd.load("fiw")),
    "counts": (lambda: fd.plot_counts("fiw"), lambda: fd.load("fiw")),
    "items": (lambda: fd.plot_items("Hungary"), lambda: fd.load_items("fiw", country="Hungary")),
}


def figure_of(drawn: Any) -> Figure:
    return drawn if hasattr(drawn, "savefig") else drawn.get_figure(root=True)


def save(figure: Figure) -> bytes:
    file = io.BytesIO()
    figure.savefig(file, format="png", dpi=DPI)
    plt.close(figure)
    return file.getvalue()


def take_down(figure: Figure) -> dict[str, Any]:
    """Take down everything that is drawn, in shares of the page."""
    figure.canvas.draw()
    return {
        "size": figure.get_size_inches(),
        "paper": figure.get_facecolor(),
        "texts": [_text(text, figure) for text in figure.texts],
        "axes": [_axes(ax, figure) for ax in figure.axes],
    }


def _place(points: Any, transform: Any, figure: Figure) -> np.ndarray:
    """Return points as shares of the page."""
    pixels = transform.transform(np.ma.filled(np.asarray(points, float), np.nan))
    return np.asarray(figure.transFigure.inverted().transform(pixels))


def _text(text: Any, figure: Figure) -> dict[str, Any]:
    text.update_positions(figure.canvas.get_renderer()) if hasattr(text, "xyann") else None
    box = text.get_bbox_patch()
    return {
        "xy": _place([text.get_unitless_position()], text.get_transform(), figure)[0],
        "text": text.get_text(),
        "look": {
            "fontsize": text.get_fontsize(),
            "fontweight": text.get_fontweight(),
            "fontstyle": text.get_fontstyle(),
            "color": text.get_color(),
            "ha": text.get_ha(),
            "va": text.get_va(),
            "rotation": text.get_rotation(),
            "linespacing": text._linespacing,  # noqa: SLF001 (there is no getter)
            "zorder": text.get_zorder(),
        },
        "box": box
        and box.get_visible()
        and {
            "facecolor": box.get_facecolor(),
            "edgecolor": box.get_edgecolor(),
            "linewidth": box.get_linewidth(),
            "hatch": box.get_hatch(),
            "pad": box.get_boxstyle().pad
            * (1 if box.get_boxstyle().pad > 1 else text.get_fontsize()),
        },
    }


def _axes(ax: Axes, figure: Figure) -> dict[str, Any]:
    taken: dict[str, Any] = {
        "place": ax.get_position().bounds,
        "limits": (ax.get_xlim(), ax.get_ylim()),
        "face": ax.get_facecolor(),
        "on": ax.axison,
        "below": ax.get_axisbelow(),
        "spines": {
            k: (s.get_visible(), s.get_edgecolor(), s.get_linewidth()) for k, s in ax.spines.items()
        },
        "texts": [_text(text, figure) for text in ax.texts if text.get_visible()],
        "ticks": {},
        "lines": [],
        "collections": [],
        "patches": [],
    }
    for name, axis in (("x", ax.xaxis), ("y", ax.yaxis)):
        ticks = axis.get_major_ticks()
        taken["ticks"][name] = {
            "major": [float(n) for n in axis.get_majorticklocs()],
            "labels": [tick.label1.get_text() or tick.label2.get_text() for tick in ticks],
            "minor": [float(n) for n in axis.get_minorticklocs()],
            "params": {which: dict(axis.get_tick_params(which)) for which in ("major", "minor")},
        }
    for line in ax.lines:
        taken["lines"].append(
            {
                "xy": _place(line.get_xydata(), line.get_transform(), figure),
                "color": line.get_color(),
                "linewidth": line.get_linewidth(),
                "linestyle": line._unscaled_dash_pattern,  # noqa: SLF001 (there is no getter)
                "marker": line.get_marker(),
                "markersize": line.get_markersize(),
                "markeredgewidth": line.get_markeredgewidth(),
                "markeredgecolor": line.get_markeredgecolor(),
                "markerfacecolor": line.get_markerfacecolor(),
                "solid_capstyle": line.get_solid_capstyle(),
                "solid_joinstyle": line.get_solid_joinstyle(),
                "clip_on": line.get_clip_on(),
                "zorder": line.get_zorder(),
            }
        )
    for collection in ax.collections:
        taken["collections"].append(_collection(collection, figure))
    for patch in ax.patches:
        path = patch.get_path()
        taken["patches"].append(
            {
                "path": Path(_place(path.vertices, patch.get_transform(), figure), path.codes),
                "look": {
                    "facecolor": patch.get_facecolor(),
                    "edgecolor": patch.get_edgecolor(),
                    "linewidth": patch.get_linewidth(),
                    "hatch": patch.get_hatch(),
                    "clip_on": patch.get_clip_on(),
                    "zorder": patch.get_zorder(),
                },
            }
        )
    return taken


def _collection(collection: Any, figure: Figure) -> dict[str, Any]:
    has_offsets = collection._offsets is not None and len(collection.get_offsets()) > 0  # noqa: SLF001
    has_offsets = has_offsets and np.any(collection.get_offsets())
    sizes = collection.get_sizes() if has_offsets and hasattr(collection, "get_sizes") else None
    paths = collection.get_paths()
    look = {
        "facecolors": collection.get_facecolor(),
        "edgecolors": collection.get_edgecolor(),
        "linewidths": collection.get_linewidth(),
        "linestyles": collection._us_linestyles,  # noqa: SLF001 (there is no getter)
        "zorder": collection.get_zorder(),
        "clip_on": collection.get_clip_on(),
        "hatch": collection.get_hatch(),
        "capstyle": collection.get_capstyle(),
    }
    if has_offsets:
        look |= {
            "offsets": _place(collection.get_offsets(), collection.get_offset_transform(), figure),
            "sizes": sizes,
        }
        return {"kind": "marks", "paths": paths, "look": look}
    transform = collection.get_transform()
    if isinstance(collection, LineCollection):
        look["colors"] = look.pop("edgecolors")
        look.pop("facecolors")
        segments = [_place(path.vertices, transform, figure) for path in paths]
        return {"kind": "lines", "segments": segments, "look": look}
    placed = [Path(_place(path.vertices, transform, figure), path.codes) for path in paths]
    return {"kind": "areas", "paths": placed, "look": look}


def draw_bare(taken: dict[str, Any]) -> bytes:
    """Draw what was taken down with plain calls of matplotlib."""
    figure = plt.figure(figsize=taken["size"], facecolor=taken["paper"])
    page = figure.transFigure
    for text in taken["texts"]:
        figure.text(*text["xy"], text["text"], **text["look"])
    for one in taken["axes"]:
        ax = figure.add_axes(one["place"], facecolor=one["face"])
        _draw_frame(ax, one)
        for collection in one["collections"]:
            ax.add_collection(_make(collection, page), autolim=False)
        for line in one["lines"]:
            look = {key: value for key, value in line.items() if key != "xy"}
            ax.add_line(Line2D(*line["xy"].T, transform=page, **look))
        for patch in one["patches"]:
            ax.add_patch(PathPatch(patch["path"], transform=page, **patch["look"]))
        for text in one["texts"]:
            made = ax.text(*text["xy"], text["text"], transform=page, **text["look"])
            if text["box"]:
                made.set_bbox(text["box"])
    return save(figure)


def _draw_frame(ax: Axes, one: dict[str, Any]) -> None:
    ax.set(xlim=one["limits"][0], ylim=one["limits"][1])
    ax.set_axisbelow(one["below"])
    for name, (visible, color, width) in one["spines"].items():
        ax.spines[name].set(visible=visible, edgecolor=color, linewidth=width)
    for axis, ticks in ((ax.xaxis, one["ticks"]["x"]), (ax.yaxis, one["ticks"]["y"])):
        for which, params in ticks["params"].items():
            axis.set_tick_params(which, **params)
        axis.set_ticks(ticks["major"], ticks["labels"])
        if ticks["minor"]:
            axis.set_ticks(ticks["minor"], minor=True)
    if not one["on"]:
        ax.set_axis_off()


def _make(collection: dict[str, Any], page: Any) -> Artist:
    if collection["kind"] == "lines":
        return LineCollection(collection["segments"], transform=page, **collection["look"])
    if collection["kind"] == "areas":
        return PathCollection(collection["paths"], transform=page, **collection["look"])
    return PathCollection(collection["paths"], offset_transform=page, **collection["look"])


def differ(one: bytes, other: bytes) -> float:
    """Return the mean difference of two pictures, 0 for the same, 1 for white and black."""
    first, second = (plt.imread(io.BytesIO(png))[..., :3] for png in (one, other))
    return float(np.abs(first - second).mean()) if first.shape == second.shape else 1.0


def seconds(run: Callable[[], Any]) -> float:
    gc.collect()  # what the run before has left
    start = time.process_time()
    run()
    return time.process_time() - start


def compare(name: str, runs: int) -> None:
    draw, read = PICTURES[name]
    try:
        ours = save(figure_of(draw()))
    except (AttributeError, TypeError, fd.FreedomDataError) as error:
        print(f"{name}: not there ({error})")
        return
    figure = figure_of(draw())
    taken = take_down(figure)
    plt.close(figure)
    same = differ(ours, draw_bare(taken))
    pairs = [
        (seconds(lambda: save(figure_of(draw()))), seconds(lambda: draw_bare(taken)))
        for _ in range(runs)
    ]
    loading = statistics.median(seconds(read) for _ in range(runs))
    ratios = [one / other for one, other in pairs]
    print(
        f"{name}: median {statistics.median(a for a, _ in pairs):.3f} s (of it {loading:.3f} s "
        f"reading) against {statistics.median(b for _, b in pairs):.3f} s, ratio "
        f"{statistics.median(ratios):.2f} (lowest {min(ratios):.2f}, highest {max(ratios):.2f}, "
        f"{runs} runs); mean difference of the pixels {same:.4f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--only", default="", help="pictures whose name begins so")
    options = parser.parse_args()
    for name in PICTURES:
        if name.startswith(options.only):
            compare(name, options.runs)


if __name__ == "__main__":
    main()
