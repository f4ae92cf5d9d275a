"""Published files to processed tables: read, harmonise, prove, merge, write."""

from __future__ import annotations

from freedomdata.building.ingestion import ingest
from freedomdata.building.pipeline import build
from freedomdata.building.report import Ingested

__all__ = ["Ingested", "build", "ingest"]
