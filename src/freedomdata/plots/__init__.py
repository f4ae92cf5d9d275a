"""Pictures of the ratings: names or a frame in, matplotlib Axes out."""

from __future__ import annotations

from freedomdata.plots.atlas import plot_atlas
from freedomdata.plots.saving import alt_text, save
from freedomdata.plots.trend import plot_trend

__all__ = ["alt_text", "plot_atlas", "plot_trend", "save"]
