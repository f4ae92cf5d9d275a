"""How the ratings of one country or of several went."""

from __future__ import annotations

from freedomdata.plots.trend.picture import plot_trend

__all__ = ["plot_trend"]
