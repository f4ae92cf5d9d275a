"""The surveys: one declaration each, gathered here by hand."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from freedomdata.surveys.fiw import FIW
from freedomdata.surveys.fotn import FOTN
from freedomdata.surveys.fotp import FOTP
from freedomdata.surveys.rsf import RSF

if TYPE_CHECKING:
    from collections.abc import Mapping

    from freedomdata.model import Survey

__all__ = ["DATA_VERSION", "SURVEYS"]

#: Version of the tables; a changed or added value makes a new one.
DATA_VERSION = "2026.6"

#: Every survey by its id.
SURVEYS: Mapping[str, Survey] = MappingProxyType(
    {survey.id: survey for survey in (FIW, FOTP, FOTN, RSF)}
)
