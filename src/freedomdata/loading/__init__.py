"""The tables of a data directory as frames: of surveys, their questions, panels, and people."""
