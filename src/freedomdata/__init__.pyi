# The public names, once: type checkers read them here, and the package when a name is first used.

from freedomdata.analysis.variants import variants as variants
from freedomdata.building import Ingested as Ingested
from freedomdata.building import build as build
from freedomdata.building import ingest as ingest
from freedomdata.checks import check as check
from freedomdata.checks import validate as validate
from freedomdata.citations import cite as cite
from freedomdata.countries import Identified as Identified
from freedomdata.countries import find_country as find_country
from freedomdata.countries import identify as identify
from freedomdata.countries import list_countries as list_countries
from freedomdata.errors import AmbiguousCountryError as AmbiguousCountryError
from freedomdata.errors import FreedomDataError as FreedomDataError
from freedomdata.errors import FreedomDataWarning as FreedomDataWarning
from freedomdata.errors import RuleError as RuleError
from freedomdata.errors import SourceError as SourceError
from freedomdata.errors import UnknownCountryError as UnknownCountryError
from freedomdata.errors import UnknownSurveyError as UnknownSurveyError
from freedomdata.errors import VersionError as VersionError
from freedomdata.explanation import Explanation as Explanation
from freedomdata.explanation import explain as explain
from freedomdata.listings import list_breaks as list_breaks
from freedomdata.listings import list_editions as list_editions
from freedomdata.listings import list_revisions as list_revisions
from freedomdata.listings import list_surveys as list_surveys
from freedomdata.panel import load_panel as load_panel
from freedomdata.plots import alt_text as alt_text
from freedomdata.plots import plot_atlas as plot_atlas
from freedomdata.plots import plot_compare as plot_compare
from freedomdata.plots import plot_counts as plot_counts
from freedomdata.plots import plot_items as plot_items
from freedomdata.plots import plot_map as plot_map
from freedomdata.plots import plot_movers as plot_movers
from freedomdata.plots import plot_statuses as plot_statuses
from freedomdata.plots import plot_trend as plot_trend
from freedomdata.plots import save as save
from freedomdata.plots.style import style as style
from freedomdata.population import load_population as load_population
from freedomdata.surveys import SURVEYS as SURVEYS
from freedomdata.tables import load as load
from freedomdata.tables import load_items as load_items
from freedomdata.versions import Version as Version
from freedomdata.versions import require as require
from freedomdata.versions import version as version

__version__: str
