"""
Draw the pictures of ``gallery.md`` from the code that is there, and accept them.

``python docs/gallery.py`` writes the pictures and their descriptions into the page, and the golden
pictures that the tests compare with. What has not changed is left alone.
"""

# ruff: noqa: INP001 (a script, no package)

from __future__ import annotations

import json
import math
import re
import tempfile
import tomllib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import to_hex
from matplotlib.text import Annotation, Text
from PIL import Image, PngImagePlugin

import freedomdata as fd

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.figure import Figure

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "gallery.md"
PICTURES = PAGE.parent / "img" / "gallery"
GOLDEN = ROOT / "tests" / "plots" / "golden"

_DPI = 100
_COLORS = 128  # of the palette of a picture
_BLOCK = re.compile(
    r"```python\n(?P<code>.*?)```\n\n!\[(?P<text>[^\]]*)\]\(img/gallery/(?P<name>[\w-]+)\.png\)",
    re.DOTALL,
)

#: What two drawings of one picture may differ by. Without its texts a picture is the same from
#: matplotlib 3.10.0 to 3.11.2, but for marks that snap to the next pixel where the room of a label
#: is another by a hundredth of a point; the places of texts are within half a point.
_PATCH, _MOST = 4, 10.0  # mean difference over a square of so many pixels, of 255
_PLACE, _SIZE = 1.5, 0.02  # points
_ROUGH_PATCH, _ROUGH_MOST = 24, 45.0  # with texts, which are hinted differently


@dataclass(frozen=True, slots=True)
class Case:
    """A picture: its name, the code that draws it, and what the page says of it."""

    name: str
    code: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """A text of a picture, with the place it is anchored at in points."""

    text: str
    x: float
    y: float
    size: float
    weight: str
    color: str


@dataclass(frozen=True, slots=True)
class Golden:
    """A picture as it is compared: what is drawn without its texts, and the texts."""

    pixels: np.ndarray
    texts: list[Written]


def read_page() -> list[Case]:
    """Return the pictures of the page."""
    page = PAGE.read_text(encoding="utf-8")
    return [Case(m["name"], m["code"], m["text"]) for m in _BLOCK.finditer(page)]


def read_hard_cases() -> list[Case]:
    """Return the hard cases of the tests."""
    cases = tomllib.loads((GOLDEN / "cases.toml").read_text(encoding="utf-8"))
    return [Case(name, code) for name, code in cases.items()]


def draw(case: Case) -> Figure:
    """Run the code of a picture; return the figure that it leaves."""
    plt.close("all")
    exec(compile(case.code, f"{case.name} in {PAGE.name}", "exec"), {"fd": fd, "plt": plt})  # noqa: S102
    figure: Figure = plt.gcf()
    return figure


def describe(figure: Figure) -> str:
    """Return the description of a picture as the page has it."""
    return fd.alt_text(figure).replace("[", "(").replace("]", ")")


def paint(figure: Figure) -> Image.Image:
    """Return a picture as on the page: small, with its metadata."""
    with tempfile.TemporaryDirectory() as directory:
        path = fd.save(figure, Path(directory, "picture.png"))
        with Image.open(path) as opened:
            large, info = opened.convert("RGB"), dict(opened.text)
            scale = _DPI / round(opened.info["dpi"][0])
    size = (round(large.width * scale), round(large.height * scale))
    small = large.resize(size, Image.Resampling.LANCZOS)
    small = small.quantize(_COLORS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    small.info = info
    return small


def save_picture(picture: Image.Image, path: Path) -> None:
    """Write a picture of the page with what is said of it."""
    info = PngImagePlugin.PngInfo()
    for key, value in picture.info.items():
        info.add_itxt(key, value)
    picture.save(path, pnginfo=info, optimize=True, dpi=(_DPI, _DPI))


def see(figure: Figure) -> Golden:
    """Return what is drawn, and apart from it what is written: no two versions hint alike."""
    figure.set_dpi(_DPI)
    figure.draw_without_rendering()
    texts = list_texts(figure)
    written = [read_text(text) for text in texts]
    figure.set_layout_engine("none")  # it would use the room of the texts
    for text in texts:
        if isinstance(text, Annotation) and text.arrow_patch is not None:
            text.set_text("")  # the arrow is drawn
        else:
            text.set_visible(False)
    return Golden(read_pixels(figure), written)


def read_pixels(figure: Any) -> np.ndarray:
    """Return the colors of a picture."""
    figure.canvas.draw()
    return np.asarray(figure.canvas.buffer_rgba())[..., :3].copy()


def list_texts(figure: Figure) -> list[Text]:
    """Return the texts that are drawn, ticks included."""
    return [t for t in figure.findobj(Text) if t.get_visible() and t.get_text().strip()]


def read_text(text: Text) -> Written:
    """Return a text with the place of what holds when it is hinted otherwise: the side it is at."""
    box = text.get_window_extent()
    across, along = text.get_horizontalalignment(), text.get_verticalalignment()
    x = {"left": box.x0, "right": box.x1}.get(across, (box.x0 + box.x1) / 2)
    low = {"bottom", "baseline"}
    y = box.y1 if along == "top" else box.y0 if along in low else (box.y0 + box.y1) / 2
    x, y = (round(float(pixels) * 72 / _DPI, 1) for pixels in (x, y))
    weight, color = str(text.get_fontweight()), to_hex(text.get_color(), keep_alpha=True)
    return Written(text.get_text(), x, y, float(text.get_fontsize()), weight, color)


def read_golden(name: str) -> Golden:
    """Return the accepted picture."""
    with Image.open(GOLDEN / f"{name}.png") as image:
        pixels = np.asarray(image.convert("RGB"))
    lines = (GOLDEN / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return Golden(pixels, [Written(*json.loads(line)) for line in lines])


def save_golden(seen: Golden, directory: Path, name: str) -> None:
    """Write a picture as it is compared."""
    image = Image.fromarray(seen.pixels)
    colors = image.getcolors(256)
    if colors is not None:  # lossless
        image = image.quantize(len(colors), dither=Image.Dither.NONE)
    image.save(directory / f"{name}.png", optimize=True)
    lines = [
        json.dumps([t.text, t.x, t.y, t.size, t.weight, t.color], ensure_ascii=False)
        for t in seen.texts
    ]
    (directory / f"{name}.jsonl").write_text("\n".join([*lines, ""]), encoding="utf-8")


def show_difference(accepted: Golden, seen: Golden, directory: Path) -> None:
    """Write what was expected, what is, and (white where they agree) how they differ."""
    save_golden(accepted, directory, "expected")
    save_golden(seen, directory, "actual")
    if accepted.pixels.shape == seen.pixels.shape:
        apart = abs(accepted.pixels.astype(int) - seen.pixels).astype("uint8")
        Image.fromarray(255 - apart).save(directory / "difference.png")


def compare(accepted: Golden, seen: Golden) -> list[str]:
    """Return in words how a picture differs from the accepted one."""
    if accepted.pixels.shape != seen.pixels.shape:
        sizes = (f"{g.pixels.shape[1]} x {g.pixels.shape[0]}" for g in (seen, accepted))
        return ["it is {} pixels, not {}".format(*sizes), *_compare_texts(accepted, seen)]
    far = difference(accepted.pixels, seen.pixels)
    found = []
    if far.max() > _MOST:
        row, column = np.unravel_index(far.argmax(), far.shape)
        found.append(f"it differs by {far.max():.0f} of 255 around pixel ({column}, {row})")
    return found + _compare_texts(accepted, seen)


def _compare_texts(accepted: Golden, seen: Golden) -> list[str]:
    """Return which texts are gone, new, elsewhere, or look different."""
    before, after = (Counter(t.text for t in g.texts) for g in (accepted, seen))
    if before != after:
        gone, new = (before - after).elements(), (after - before).elements()
        return [*(f"{text!r} is gone" for text in gone), *(f"{text!r} is new" for text in new)]
    found, left = [], list(seen.texts)
    for old in accepted.texts:
        same = [text for text in left if text.text == old.text]
        one = min(same, key=lambda text: math.hypot(text.x - old.x, text.y - old.y))
        left.remove(one)
        if max(abs(old.x - one.x), abs(old.y - one.y)) > _PLACE:
            found.append(f"{one.text!r} is at {one.x, one.y}, not {old.x, old.y}")
        is_of_size = abs(old.size - one.size) < _SIZE
        if not is_of_size or (old.weight, old.color) != (one.weight, one.color):
            found.append(f"{one.text!r} looks different")
    return found


def difference(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Return how far apart two pictures are in every square, where a shift by a pixel is none."""
    beyond = np.maximum(_go_beyond(one, other), _go_beyond(other, one))
    return _mean_over_squares(beyond, _PATCH)


def _go_beyond(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Return by how much each pixel is lighter or darker than all around it in the other."""
    height, width, _ = one.shape
    padded = np.pad(other.astype(float), ((1, 1), (1, 1), (0, 0)), mode="edge")
    around = [padded[y : y + height, x : x + width] for y in range(3) for x in range(3)]
    lowest, highest = np.minimum.reduce(around), np.maximum.reduce(around)
    beyond: np.ndarray = np.maximum(one - highest, 0) + np.maximum(lowest - one, 0)
    return beyond


def _mean_over_squares(apart: np.ndarray, n: int) -> np.ndarray:
    """Return the mean over every square of n pixels, of the color most apart."""
    sums = np.pad(apart, ((1, 0), (1, 0), (0, 0))).cumsum(0).cumsum(1)
    squares = sums[n:, n:] - sums[:-n, n:] - sums[n:, :-n] + sums[:-n, :-n]
    mean: np.ndarray = abs(squares).max(axis=2) / n**2
    return mean


def compare_picture(accepted: Image.Image, picture: Image.Image) -> list[str]:
    """Return in words how a picture of the page differs from the accepted one."""
    if accepted.size != picture.size:
        return [f"it is {picture.size} pixels, not {accepted.size}"]
    for key in ("Title", "Description", "Source"):
        if accepted.info.get(key) != picture.info[key]:
            return [f"its {key} is {picture.info[key]!r}, not {accepted.info.get(key)!r}"]
    both: list[Any] = [np.asarray(image.convert("RGB")) for image in (accepted, picture)]
    far = _mean_over_squares(both[0].astype(float) - both[1], _ROUGH_PATCH)
    return [f"it differs by {far.max():.0f} of 255"] if far.max() > _ROUGH_MOST else []


def _accept_page() -> Iterator[str]:
    """Write the pictures of the page that are new or differ, and the descriptions."""
    page = PAGE.read_text(encoding="utf-8")
    for case in read_page():
        figure, path = draw(case), PICTURES / f"{case.name}.png"
        picture = paint(figure)
        if not path.exists() or compare_picture(Image.open(path), picture) or _is_new(case):
            save_picture(picture, path)
            yield str(path.relative_to(ROOT))
        end = f"](img/gallery/{case.name}.png)"
        page = page.replace(f"![{case.text}{end}", f"![{describe(figure)}{end}")
    if page != PAGE.read_text(encoding="utf-8"):
        PAGE.write_text(page, encoding="utf-8")
        yield str(PAGE.relative_to(ROOT))


def _is_new(case: Case) -> bool:
    """Whether there is no golden picture, or another one."""
    if not (GOLDEN / f"{case.name}.png").exists():
        return True
    return bool(compare(read_golden(case.name), see(draw(case))))


def _accept_golden() -> Iterator[str]:
    """Write the golden pictures that are new or differ."""
    for case in (*read_page(), *read_hard_cases()):
        if _is_new(case):
            save_golden(see(draw(case)), GOLDEN, case.name)
            yield str((GOLDEN / f"{case.name}.png").relative_to(ROOT))


def main() -> None:
    """Draw and accept all pictures; say which have changed."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for changed in (*_accept_page(), *_accept_golden()):
        print(changed)  # noqa: T201


if __name__ == "__main__":
    main()
