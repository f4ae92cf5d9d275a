"""A page for every country and territory."""

from __future__ import annotations

from freedomdata.plots.atlas.picture import plot_atlas

__all__ = ["plot_atlas"]
