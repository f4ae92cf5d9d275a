"""Published files to processed tables: read, harmonise, prove, merge, write."""

from __future__ import annotations

from freedomdata.ingest.pipeline import build

__all__ = ["build"]
