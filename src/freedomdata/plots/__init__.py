"""Pictures of the ratings: names or a frame in, matplotlib Axes out."""

from __future__ import annotations

from freedomdata.plots.atlas.picture import plot_atlas
from freedomdata.plots.compare.picture import plot_compare
from freedomdata.plots.counts.picture import plot_counts
from freedomdata.plots.items.picture import plot_items
from freedomdata.plots.maps.picture import plot_map
from freedomdata.plots.movers.picture import plot_movers
from freedomdata.plots.saving import alt_text, save
from freedomdata.plots.statuses.picture import plot_statuses
from freedomdata.plots.trend.picture import plot_trend

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
