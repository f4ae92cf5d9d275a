"""
The world's freedom ratings as tidy, proven, traceable tables, and trend plots of them.

>>> import freedomdata as fd
>>> fd.load("fiw", country="China", editions=2013)["status"].item()
'Not Free'

The public names are imported when they are first used, so that ``import freedomdata`` itself
costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False  # as in typing, whose import alone would cost ten times the rest
if TYPE_CHECKING:
    from typing import Any

    from freedomdata.building import Ingested, build, ingest
    from freedomdata.checks import check, validate
    from freedomdata.citations import cite
    from freedomdata.countries import Identified, find_country, identify, list_countries
    from freedomdata.errors import (
        AmbiguousCountryError,
        FreedomDataError,
        FreedomDataWarning,
        RuleError,
        SourceError,
        UnknownCountryError,
        UnknownSurveyError,
        VersionError,
    )
    from freedomdata.explanation import Explanation, explain
    from freedomdata.panel import load_panel
    from freedomdata.plots import (
        alt_text,
        plot_atlas,
        plot_compare,
        plot_counts,
        plot_items,
        plot_map,
        plot_movers,
        plot_statuses,
        plot_trend,
        save,
    )
    from freedomdata.plots.style import style
    from freedomdata.provenance import list_breaks, list_editions, list_revisions
    from freedomdata.surveys import SURVEYS
    from freedomdata.tables import list_surveys, load, load_items
    from freedomdata.versions import Version, require, version

__version__ = "0.7.0"

__all__ = [
    "SURVEYS",
    "AmbiguousCountryError",
    "Explanation",
    "FreedomDataError",
    "FreedomDataWarning",
    "Identified",
    "Ingested",
    "RuleError",
    "SourceError",
    "UnknownCountryError",
    "UnknownSurveyError",
    "Version",
    "VersionError",
    "alt_text",
    "build",
    "check",
    "cite",
    "explain",
    "find_country",
    "identify",
    "ingest",
    "list_breaks",
    "list_countries",
    "list_editions",
    "list_revisions",
    "list_surveys",
    "load",
    "load_items",
    "load_panel",
    "plot_atlas",
    "plot_compare",
    "plot_counts",
    "plot_items",
    "plot_map",
    "plot_movers",
    "plot_statuses",
    "plot_trend",
    "require",
    "save",
    "style",
    "validate",
    "version",
]

_HOME = {
    "SURVEYS": "surveys",
    "AmbiguousCountryError": "errors",
    "Explanation": "explanation",
    "FreedomDataError": "errors",
    "FreedomDataWarning": "errors",
    "Identified": "countries",
    "Ingested": "building",
    "RuleError": "errors",
    "SourceError": "errors",
    "UnknownCountryError": "errors",
    "UnknownSurveyError": "errors",
    "Version": "versions",
    "VersionError": "errors",
    "alt_text": "plots",
    "build": "building",
    "check": "checks",
    "cite": "citations",
    "explain": "explanation",
    "find_country": "countries",
    "identify": "countries",
    "ingest": "building",
    "list_breaks": "provenance",
    "list_countries": "countries",
    "list_editions": "provenance",
    "list_revisions": "provenance",
    "list_surveys": "tables",
    "load": "tables",
    "load_items": "tables",
    "load_panel": "panel",
    "plot_atlas": "plots",
    "plot_compare": "plots",
    "plot_counts": "plots",
    "plot_items": "plots",
    "plot_map": "plots",
    "plot_movers": "plots",
    "plot_statuses": "plots",
    "plot_trend": "plots",
    "require": "versions",
    "save": "plots",
    "style": "plots.style",
    "validate": "checks",
    "version": "versions",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
