"""Speaks to a code host."""
