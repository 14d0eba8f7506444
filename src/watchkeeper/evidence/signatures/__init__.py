"""Signatures: the keys that a target knows."""
