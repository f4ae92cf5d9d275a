"""Many countries: a ribbon of statuses for each."""

from __future__ import annotations

from freedomdata.plots.statuses.picture import plot_statuses

__all__ = ["plot_statuses"]
