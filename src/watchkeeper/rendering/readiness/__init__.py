"""Writes answers about readiness: where alerts go and who is woken."""
