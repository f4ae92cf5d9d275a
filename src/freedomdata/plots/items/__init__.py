"""One country, question by question."""

from __future__ import annotations

from freedomdata.plots.items.picture import plot_items

__all__ = ["plot_items"]
