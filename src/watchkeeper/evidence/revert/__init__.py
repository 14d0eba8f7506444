"""Revert: whether the change undoes merged changes exactly."""
