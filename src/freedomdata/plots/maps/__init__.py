"""The world in one year: in equal squares, or on boundaries of the user's."""

from __future__ import annotations

from freedomdata.plots.maps.picture import plot_map

__all__ = ["plot_map"]
