"""Rules about the size of a change: what review can still take in."""
