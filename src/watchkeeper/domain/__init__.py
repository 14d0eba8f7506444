"""Frozen values and their arithmetic; knows nothing but the standard library and msgspec."""
