"""Reads text into domain values; one sub-folder a capability."""
