"""Published files to processed tables: read, harmonise, prove, merge, write."""

from __future__ import annotations

from freedomdata.ingesting.ingested import Ingested
from freedomdata.ingesting.local import ingest
from freedomdata.ingesting.pipeline import build

__all__ = ["Ingested", "build", "ingest"]
