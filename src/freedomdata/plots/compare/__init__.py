"""Several surveys side by side: small multiples on one scale of freedom."""

from __future__ import annotations

from freedomdata.plots.compare.picture import plot_compare

__all__ = ["plot_compare"]
