"""Reads and writes git objects through the git command line, streaming."""
