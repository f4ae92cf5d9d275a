"""Who lost and who gained most between two years."""

from __future__ import annotations

from freedomdata.plots.movers.picture import plot_movers

__all__ = ["plot_movers"]
