"""Readers of the text files that git itself gives a meaning, as data."""
