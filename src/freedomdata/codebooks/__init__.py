"""What every column, measure and question means: as a frame, and in words."""

from freedomdata.codebooks.descriptions import SEPARATOR, describe_note
from freedomdata.codebooks.entries import codebook

__all__ = ["SEPARATOR", "codebook", "describe_note"]
