"""Ownership: who answers for what, in writing and by their own word."""
