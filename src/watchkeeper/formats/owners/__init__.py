"""Readers of owners files, one file a dialect; which owner answers for a path is decided in analysis."""
