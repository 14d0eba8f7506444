"""Bundled data files; loaded by wiring, passed as values."""
