"""Integrity: what a change does to the checks that are meant to judge it."""
