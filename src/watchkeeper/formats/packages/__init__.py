"""Packages: their addresses."""
