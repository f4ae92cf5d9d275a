"""How many countries, or people, are in each status."""

from __future__ import annotations

from freedomdata.plots.counts.picture import plot_counts

__all__ = ["plot_counts"]
