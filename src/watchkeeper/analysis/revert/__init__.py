"""Whether a change undoes merged changes exactly."""
