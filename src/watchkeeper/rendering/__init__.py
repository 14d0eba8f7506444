"""Writes domain values as text; one file a format."""
