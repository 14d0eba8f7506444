"""Integrity: what judges the change, and whether the change touches it."""
