"""Frame in, frame out: what changed, how many, for how long, how far, and whether it holds."""
