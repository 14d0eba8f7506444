"""Readiness: where alerts go and who is woken."""
