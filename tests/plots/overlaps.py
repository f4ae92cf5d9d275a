"""Whether texts can be read: none over another, none outside the picture."""

from __future__ import annotations

from itertools import combinations


def check_texts(axes, country, *, ticks=False):
    """No text overlaps another or leaves the figure."""
    texts = [text for ax in axes for text in ax.texts if text.get_text()]
    if ticks:
        texts += [t for ax in axes for t in (*ax.get_xticklabels(), *ax.get_yticklabels())]
    frame = texts[0].get_figure().bbox.padded(1)
    boxes = [text.get_window_extent() for text in texts]
    for box in boxes:
        assert frame.x0 <= box.x0, country
        assert box.x1 <= frame.x1, country
        assert frame.y0 <= box.y0, country
        assert box.y1 <= frame.y1, country
    for one, other in combinations(boxes, 2):
        assert not one.overlaps(other), country
