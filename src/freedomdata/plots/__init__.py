"""Pictures of the ratings: names or a frame in, matplotlib Axes out."""

from __future__ import annotations

from freedomdata.plots.atlas import plot_atlas
from freedomdata.plots.compare import plot_compare
from freedomdata.plots.counts import plot_counts
from freedomdata.plots.items import plot_items
from freedomdata.plots.movers import plot_movers
from freedomdata.plots.saving import alt_text, save
from freedomdata.plots.statuses import plot_statuses
from freedomdata.plots.tilemap import plot_map
from freedomdata.plots.trend import plot_trend

__all__ = [
    "alt_text",
    "plot_atlas",
    "plot_compare",
    "plot_counts",
    "plot_items",
    "plot_map",
    "plot_movers",
    "plot_statuses",
    "plot_trend",
    "save",
]
