"""Ownership: who answers for the paths."""
