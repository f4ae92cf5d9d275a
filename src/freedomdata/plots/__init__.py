"""Pictures of the ratings: names or a frame in, matplotlib Axes out."""

from __future__ import annotations

from freedomdata.plots.saving import alt_text, save
from freedomdata.plots.trend import plot_trend

__all__ = ["alt_text", "plot_trend", "save"]
